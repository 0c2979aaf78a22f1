"""A service area's page of which time ends something: when it is opened first, what is past its day is ended, and told."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rules.permissions import Action, may
from ui.pages.page import Context
from ui.pages.record_views import View
from ui.pages.records import RecordsPage
from ui.text import _

if TYPE_CHECKING:
    from db.casebook import Casebook
    from ui.jobs import Progress


class LapsingPage(RecordsPage):
    """Show an area's records; `lapse` ends what is over and gives how many, for who may begin `action`.

    `beyond` are the tables of other areas that it may change.
    """

    def __init__(
        self, context: Context, title: str, views: Sequence[View], action: Action, lapse: "Callable[[Casebook], int]",
        beyond: frozenset[str] = frozenset(),
    ) -> None:  # fmt: skip
        self._lapsed = False
        self._beyond = beyond
        self._action, self._ends = action, lapse
        super().__init__(context, title, views)

    def load(self) -> None:
        """End what is past its day, once each time the program runs; then show the list."""
        here = self.context
        if not self._lapsed and may(here.session.role, self._action, here.workplace.kind):
            self._lapsed = True
            self._lapse()
        super().load()

    def _lapse(self) -> None:
        ends = self._ends

        def work(book: "Casebook", _progress: "Progress") -> int:
            return ends(book) if book.damage is None else 0

        def tell(count: int) -> None:
            if count:
                self.said.emit(_("{n} 条已过期限，状态已自动更新。").format(n=count))

        self.run(work, tell, write=True, touches={*self.tables, *self._beyond})
