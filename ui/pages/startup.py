"""创业指导: projects, training, waivers, helps, experts, leaders and whom they gave work; loans from the application to the end."""

from typing import TYPE_CHECKING

from db import loans, startup
from rules.permissions import Action
from ui.pages import startup_views
from ui.pages.lapsing_page import LapsingPage
from ui.pages.page import Context, Page, PageSpec
from ui.pages.records import seek
from ui.pages.tiles import Tile, Told
from ui.text import N_, _

if TYPE_CHECKING:
    from db.casebook import Casebook


class StartupPage(LapsingPage):
    """Be the page 创业指导; when it is opened, loans that have become late are noted as such."""

    def __init__(self, context: Context) -> None:
        views = startup_views.AT_PROVINCE if context.workplace.kind == "province" else startup_views.VIEWS
        super().__init__(context, _("创业指导"), views, Action.STARTUP_WRITE, loans.lapse)


def _page(context: Context) -> Page:
    return StartupPage(context)


def _late(book: "Casebook") -> Told:
    found = loans.late_ids(book)
    return Told(len(found), _("最长 {days} 天").format(days=found[0][1].days) if found else "", "bad" if found else "")


def _soon(book: "Casebook") -> Told:
    return Told(len(loans.soon_filter(book).ids or ()), _("提前联系借款人"))


def _waiting(book: "Casebook") -> Told:
    return Told(loans.waiting(book), _("由登记人以外的主管办理"))


def _to_sign(book: "Casebook") -> Told:
    return Told(startup.to_sign(book), _("签领后计入资金使用"))


SPEC = PageSpec(
    "startup", N_("创业指导"), "storefront-outline", _page, opens=frozenset(view.name for view in startup_views.VIEWS),
    tiles=(
        Tile(N_("贷款逾期"), "cash-remove", _late, seek("loan", startup_views.LATE)),
        Tile(N_("贷款一周内到期"), "cash-clock", _soon, seek("loan", startup_views.SOON), counts=False),
        Tile(N_("贷款待审批"), "cash-check", _waiting, seek("loan", "申请")),
        Tile(N_("四免待签领"), "draw-pen", _to_sign, seek("fee_waiver", "待签领"), counts=False),
    ),
)  # fmt: skip
