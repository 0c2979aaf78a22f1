"""A service area's page of which time ends something: when it is opened, what is past its day is ended, and told."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent

from rules import clock as clocks
from rules.permissions import Action, may
from ui.pages.page import Context
from ui.pages.record_views import View
from ui.pages.records import RecordsPage
from ui.text import _

if TYPE_CHECKING:
    import datetime as dt

    from db.casebook import Casebook
    from db.records import Record
    from ui.jobs import Progress


class LapsingPage(RecordsPage):
    """Show an area's records; `lapse` ends what is over and gives how many, for who may begin `action`.

    `beyond` are the tables of other areas that it may change.
    """

    def __init__(
        self, context: Context, title: str, views: Sequence[View], action: Action, lapse: "Callable[[Casebook], int]",
        beyond: frozenset[str] = frozenset(),
    ) -> None:  # fmt: skip
        self._lapsed: dt.date | None = None
        self._beyond = beyond
        self._action, self._ends = action, lapse
        super().__init__(context, title, views)

    def load(self) -> None:
        """End what is past its day; then show the list."""
        self._end_what_is_over()
        super().load()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """See that a window that stood open over night does not show what ended with the day."""
        super().showEvent(event)
        self._end_what_is_over()

    def ask_step(self, name: str, record: "Record", state: str) -> None:
        """Ask for a step; what it brings past its day, as it was entered late, is ended when the list is shown again."""
        self._lapsed = None
        super().ask_step(name, record, state)

    def _end_what_is_over(self) -> None:
        """End what is past its day, once each day."""
        here = self.context
        today = clocks.today(here.clock)
        if self._lapsed != today and may(here.session.role, self._action, here.workplace.kind):
            self._lapsed = today
            self._lapse()

    def _lapse(self) -> None:
        ends = self._ends

        def work(book: "Casebook", _progress: "Progress") -> int:
            return ends(book) if book.damage is None else 0

        def tell(count: int) -> None:
            if count:
                self.said.emit(_("{n} 条已过期限，状态已自动更新。").format(n=count))

        self.run(work, tell, write=True, touches={*self.tables, *self._beyond})
