"""A table of figures of a period, worked out anew when another period is chosen; it leaves the house like every list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QWidget

from rules import clock as clocks
from rules.periods import Period
from ui.actions import button
from ui.dialogs.room import take_room
from ui.error_text import say_any
from ui.list_export import export_list, may_export, offer_export
from ui.models.listed import of_list
from ui.models.rows import Column, RowsModel
from ui.text import _
from ui.tokens import GRID
from ui.widgets.labels import column, label, row
from ui.widgets.notices import Banner
from ui.widgets.period_choice import PeriodChoice
from ui.widgets.table_view import TableView

if TYPE_CHECKING:
    from db.casebook import Casebook
    from ui.jobs import Progress
    from ui.pages.page import Context

Line = tuple[str, ...]


@dataclass(frozen=True)
class Figures:
    """Hold what a period came to: lines of words and figures, and what is said under them."""

    lines: Sequence[Line]
    note: str = ""


class FiguresDialog(QDialog):
    """Show the figures that `ask` gives for a period; `headings` are (words, width in px), the first `words` of which are over words and the rest over figures."""

    def __init__(
        self, context: "Context", title: str, headings: Sequence[tuple[str, int]], ask: "Callable[[Casebook, Period], Figures]",
        parent: QWidget | None = None, *, words: int = 1,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._context, self._ask, self._title = context, ask, title
        self.setWindowTitle(title)
        today = clocks.today(context.clock)
        self.period = PeriodChoice(Period(today.year, today.month), Period(today.year))
        self.period.chosen.connect(lambda _period: self.work_out())
        columns = [
            Column(heading, lambda line, at=at: line[at], width, right=at >= words)  # type: ignore[misc]
            for at, (heading, width) in enumerate(headings)
        ]
        self.banner = Banner()
        self.model: RowsModel[Line] = RowsModel(context.jobs, columns, self._fail, self)
        self.table = TableView(_("这个期间没有。"))
        self.table.set_rows(self.model)
        self.note = label("", "muted", wrap=True)
        self.take_out = button(_("导出 Excel"), self._export, icon="file-export-outline")
        self.take_out.setVisible(may_export(context))
        close = button(_("关闭"), self.accept, kind="primary")
        for part in (self.take_out, close):
            part.setAutoDefault(False)
        offer_export(self.table, context, title, self._say, self._fail)
        body = column(
            row(label(title, "heading"), None, self.period), self.banner, self.table, self.note, row(None, self.take_out, close)
        )  # fmt: skip
        body.setContentsMargins(6 * GRID, 5 * GRID, 6 * GRID, 5 * GRID)
        body.setStretchFactor(self.table, 1)
        self.setLayout(body)
        take_room(self, 720, 520)
        self.work_out()

    def work_out(self) -> None:
        """Ask for the figures of the period chosen, in a worker."""
        ask, period = self._ask, self.period.period()

        def work(book: "Casebook", _progress: "Progress") -> Figures:
            return ask(book, period)

        self._context.jobs.run(self, work, self._tell, self._fail)

    def _tell(self, found: Figures) -> None:
        self.model.show(of_list(found.lines))
        self.note.setText(found.note)

    def _export(self) -> None:
        export_list(
            self, self._context, self.model, self.table, title=self._title, spans=None, done=self._say, failed=self._fail
        )  # fmt: skip

    def _say(self, words: str) -> None:
        self.note.setText(words)

    def _fail(self, error: Exception) -> None:
        self.banner.say(say_any(error))
