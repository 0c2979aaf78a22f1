"""岗位援助: employers, vacancies, referral letters and what came of them."""

from db import jobs
from db.tables import jobs as tables
from ui.pages.page import Context, Page, PageSpec
from ui.pages.record_views import Shown, View
from ui.pages.records import RecordsPage
from ui.text import N_, _
from ui.widgets.record_form import Group

VIEWS = (
    View(
        jobs.VACANCY,
        (Shown("employer"), Shown("post"), Shown("places", 76), Shown("valid_until", 100), Shown("status", 76), Shown("source", 110, 1)),
        groups=(
            Group(N_("岗位"), ("employer", "post", "trade", "places", "form", "wage_from_fen", "wage_to_fen", "region", "place", "conditions", "benefits")),
            Group(N_("来源和期限"), ("source", "day", "valid_until", "note")),
        ),
        hints={"employer": N_("先在“用人单位”中登记"), "valid_until": N_("过期自动撤下")},
        steps={tables.OPEN: ("verified_on", "verified_how", "valid_until"), tables.UNVERIFIED: ("valid_until",)},
        unasked=frozenset({tables.EXPIRED}),
        children=(("referral", "vacancy"),),
    ),
    View(
        jobs.EMPLOYER,
        (Shown("name"), Shown("uscc", 170), Shown("contact", 80, 2), Shown("phone", 110, 1), Shown("region", 0, 3)),
        hints={"uscc": N_("18 位；旧单位可填 15 位注册号或 9 位机构代码")},
        defaults={"active": True},
        children=(("vacancy", "employer"), ("placement", "employer")),
    ),
    View(
        jobs.REFERRAL,
        (Shown("person", 90), Shown("vacancy"), Shown("number", 140, 1), Shown("day", 100), Shown("status", 84)),
        groups=(Group("", ("person", "vacancy", "day", "valid_until", "note")),),
        hints={"vacancy": N_("只能推荐到招聘中、未过期的岗位"), "valid_until": N_("不填按 15 天")},
        steps={tables.REFUSED: ("reason",), tables.INTENDED: ("contract_months", "starts"), tables.AT_WORK: ("starts", "contract_months")},
        children=(("placement", "referral"),),
    ),
    View(
        jobs.PLACEMENT,
        (Shown("person", 90), Shown("employer"), Shown("post", 100, 1), Shown("way", 90, 2), Shown("day", 100), Shown("status", 76)),
        hidden=frozenset({"referral"}),
    ),
)  # fmt: skip


class JobsPage(RecordsPage):
    """Be the page 岗位援助."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("岗位援助"), VIEWS)


def _page(context: Context) -> Page:
    return JobsPage(context)


SPEC = PageSpec(
    "jobs", N_("岗位援助"), "briefcase-outline", _page, opens=frozenset(view.name for view in VIEWS)
)  # fmt: skip
