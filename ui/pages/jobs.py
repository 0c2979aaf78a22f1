"""岗位援助: employers, vacancies, referral letters and what came of them; fairs, agreements, labour export."""

from typing import TYPE_CHECKING

from db import job_agreements, jobs, placements, records
from rules.permissions import Action
from ui.pages import job_views
from ui.pages.lapsing_page import LapsingPage
from ui.pages.page import Context, Page, PageSpec
from ui.pages.records import seek
from ui.pages.tiles import Tile, Told
from ui.text import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.casebook import Casebook


class JobsPage(LapsingPage):
    """Be the page 岗位援助; when it is opened, what time has ended is ended."""

    def __init__(self, context: Context) -> None:
        views = job_views.VIEWS if context.workplace.kind == "desk" else job_views.AT_PROVINCE
        super().__init__(context, _("岗位援助"), views, Action.JOBS_WRITE, jobs.lapse)


def _page(context: Context) -> Page:
    return JobsPage(context)


def _follow_ups(book: "Casebook") -> Told:
    due = placements.followups_due(book)
    return Told(len(due), _("最早一位 {day} 到期").format(day=due[0][1].day.isoformat()) if due else "")


def _slips(book: "Casebook") -> Told:
    return Told(records.count(book, "referral", jobs.slips_overdue(book)), _("没有回执不算就业"), "warn")


def _unverified(book: "Casebook") -> Told:
    chosen = jobs.verification_due(book)
    return Told(records.count(book, "vacancy", chosen), _("核实后才能推荐；满 30 天再问一次"))


def _vacancies_ending(book: "Casebook") -> Told:
    return Told(records.count(book, "vacancy", jobs.ending_soon(book, "vacancy")), _("到期自动撤下，还招人的先延期"))


def _orders(book: "Casebook") -> Told:
    chosen = job_agreements.orders_to_check(book)
    return Told(records.count(book, "order_agreement", chosen), _("班已结业，核对录用了多少人"), "warn")


def _ending(name: str) -> "Callable[[Casebook], Told]":
    def look(book: "Casebook") -> Told:
        return Told(records.count(book, name, jobs.ending_soon(book, name)), _("30 天内到期或已到期"))

    return look


SPEC = PageSpec(
    "jobs", N_("岗位援助"), "briefcase-outline", _page, opens=frozenset(view.name for view in job_views.VIEWS),
    tiles=(
        Tile(N_("到期回访"), "phone-check-outline", _follow_ups, seek("placement", job_views.DUE)),
        Tile(N_("推荐信回执逾期"), "email-alert-outline", _slips, seek("referral", job_views.OVERDUE)),
        Tile(N_("要约书到期"), "file-sign", _ending("placement_base"), seek("placement_base", job_views.ENDING), counts=False),
        Tile(N_("岗位待核实"), "briefcase-search-outline", _unverified, seek("vacancy", job_views.TO_VERIFY), counts=False),
        Tile(N_("岗位将到期"), "briefcase-clock-outline", _vacancies_ending, seek("vacancy", job_views.ENDING), counts=False),
        Tile(N_("订单培训待核对"), "clipboard-check-outline", _orders, seek("order_agreement", job_views.TO_CHECK)),
        Tile(N_("订单协议到期"), "file-sign", _ending("order_agreement"), seek("order_agreement", job_views.ENDING), counts=False),
        Tile(N_("协作协议到期"), "file-sign", _ending("cooperation"), seek("cooperation", job_views.ENDING), counts=False),
        Tile(N_("人力资源基地到期"), "file-sign", _ending("source_base"), seek("source_base", job_views.ENDING), counts=False),
    ),
)  # fmt: skip
