"""机构与队伍: job information officers, training bases, trainers, brands and campaigns, publicity, culture, contests."""

from typing import TYPE_CHECKING

from db import info_officers, records, training_bases
from rules.permissions import Action
from ui.pages import network_views
from ui.pages.lapsing_page import LapsingPage
from ui.pages.page import Context, Page, PageSpec
from ui.pages.records import seek
from ui.pages.tiles import Tile, Told
from ui.text import N_, _

if TYPE_CHECKING:
    from db.casebook import Casebook


class NetworkPage(LapsingPage):
    """Be the page 机构与队伍; when it is opened, terms that are over are noted as over."""

    def __init__(self, context: Context) -> None:
        views = network_views.AT_PROVINCE if context.workplace.kind == "province" else network_views.VIEWS
        super().__init__(
            context, _("机构与队伍"), views, Action.NETWORK_WRITE, info_officers.lapse, frozenset({"vacancy", "referral"}),
        )  # fmt: skip


def _page(context: Context) -> Page:
    return NetworkPage(context)


def _terms(book: "Casebook") -> Told:
    return Told(records.count(book, "info_officer", info_officers.ending_soon(book)), _("续聘或解聘"), "warn")


def _reviews(book: "Casebook") -> Told:
    return Told(records.count(book, "base_plate", training_bases.review_due(book)), _("30 天内到期或已到期"), "warn")


SPEC = PageSpec(
    "network", N_("机构与队伍"), "office-building-outline", _page, opens=frozenset(view.name for view in network_views.VIEWS), under="system",
    tiles=(
        Tile(N_("信息员聘期届满"), "account-clock-outline", _terms, seek("info_officer", network_views.ENDING)),
        Tile(N_("基地年审到期"), "school-outline", _reviews, seek("base_plate", network_views.DUE)),
    ),
)  # fmt: skip
