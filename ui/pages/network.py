"""机构与队伍: job information officers, training bases, trainers, brands and campaigns, publicity, culture, contests."""

from typing import TYPE_CHECKING

from db import info_officers, records, training_bases
from rules.permissions import Action, may
from ui.pages import network_views
from ui.pages.page import Context, Page, PageSpec
from ui.pages.records import RecordsPage, seek
from ui.pages.tiles import Tile, Told
from ui.text import N_, _

if TYPE_CHECKING:
    from db.casebook import Casebook
    from ui.jobs import Progress


class NetworkPage(RecordsPage):
    """Be the page 机构与队伍; when it is opened, terms that are over are noted as over."""

    def __init__(self, context: Context) -> None:
        self._lapsed = False
        super().__init__(context, _("机构与队伍"), network_views.VIEWS)

    def load(self) -> None:
        """End what is past its day, once each time the program runs; then show the list."""
        here = self.context
        if not self._lapsed and may(here.session.role, Action.NETWORK_WRITE, here.workplace.kind):
            self._lapsed = True
            self._lapse()
        super().load()

    def _lapse(self) -> None:
        def work(book: "Casebook", _progress: "Progress") -> int:
            return info_officers.lapse(book) if book.damage is None else 0

        def tell(count: int) -> None:
            if count:
                self.said.emit(_("{n} 条已过期限，状态已自动更新。").format(n=count))

        self.run(work, tell, write=True, touches={*self.tables, "vacancy", "referral"})


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
