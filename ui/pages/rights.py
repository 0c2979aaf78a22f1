"""维权服务: cases with their claimants, deadlines and sums; joint pledges and collective contracts."""

from typing import TYPE_CHECKING

from db import records, rights, rights_agreements, rights_deadlines
from rules import limitation
from rules.permissions import Action
from ui.pages import rights_views
from ui.pages.lapsing_page import LapsingPage
from ui.pages.page import Context, Page, PageSpec
from ui.pages.records import seek
from ui.pages.tiles import Tile, Told
from ui.text import N_, _

if TYPE_CHECKING:
    from db.casebook import Casebook


class RightsPage(LapsingPage):
    """Be the page 维权服务; when it is opened, pledges and contracts past their term are noted as such."""

    def __init__(self, context: Context) -> None:
        views = rights_views.VIEWS if context.workplace.kind == "desk" else rights_views.AT_PROVINCE
        super().__init__(context, _("维权服务"), views, Action.RIGHTS_WRITE, rights_agreements.lapse)


def _page(context: Context) -> Page:
    return RightsPage(context)


def _deadlines(book: "Casebook") -> Told:
    due = rights_deadlines.due(book)
    if not due:
        return Told(0)
    left = due[0][1].left(book.today)
    told = _("最紧的已过 {n} 天").format(n=-left) if left < 0 else _("最紧的还有 {n} 天").format(n=left)
    count = len({row for row, _one in due})
    return Told(count, told, "bad" if left <= limitation.CLOSE_DAYS else "warn")


def _urgent(book: "Casebook") -> Told:
    return Told(records.count(book, "rights_case", rights.unreported(book)), _("群体性、突发案件须立即上报"), "bad")


def _unvisited(book: "Casebook") -> Told:
    return Told(records.count(book, "rights_case", rights.unvisited(book)), _("结案后问一问满意不满意"))


def _visits(book: "Casebook") -> Told:
    return Told(records.count(book, "joint_pledge", rights_agreements.visits_due(book)), _("共同约定每季度检查一次"))


def _contracts(book: "Casebook") -> Told:
    chosen = rights_agreements.ending_soon(book, "collective_contract")
    return Told(records.count(book, "collective_contract", chosen), _("90 天内到期或已到期"))


SPEC = PageSpec(
    "rights", N_("维权服务"), "scale-balance", _page, opens=frozenset(view.name for view in rights_views.VIEWS),
    tiles=(
        Tile(N_("维权时效将到"), "timer-alert-outline", _deadlines, seek("rights_case", rights_views.DUE)),
        Tile(N_("加急案件未上报"), "alert-octagon-outline", _urgent, seek("rights_case", rights_views.URGENT)),
        Tile(N_("维权结案待回访"), "phone-check-outline", _unvisited, seek("rights_case", rights_views.UNVISITED), counts=False),
        Tile(N_("共同约定待回访"), "handshake-outline", _visits, seek("joint_pledge", rights_views.VISITS), counts=False),
        Tile(N_("集体合同到期"), "file-sign", _contracts, seek("collective_contract", rights_views.ENDING), counts=False),
    ),
)  # fmt: skip
