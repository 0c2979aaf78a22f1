"""A short table inside a page: as tall as its rows, up to a limit, so that the page scrolls and not the table."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtWidgets import QWidget

from ui.jobs import Jobs
from ui.models.listed import of_list
from ui.models.rows import Column, RowsModel
from ui.tokens import ROW_HEIGHT
from ui.widgets.table_view import TableView

Row = TypeVar("Row")
_HEAD = 38
_WORDS = 110


class Listing(TableView, Generic[Row]):
    """Show rows that the page holds; `most` is how many are in sight before it scrolls."""

    def __init__(
        self,
        jobs: Jobs[Any],
        columns: Sequence[Column[Row]],
        empty_words: str,
        failed: Callable[[Exception], None],
        *,
        most: int = 8,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(empty_words, parent)
        self._most = most
        self.rows: Sequence[Row] = ()
        """The rows as they were told, whatever their order in sight."""
        self._rows_model: RowsModel[Row] = RowsModel(jobs, columns, failed, self)
        self._marked = -1
        self.set_rows(self._rows_model)
        self._rows_model.loaded.connect(self._mark)
        self._fit()

    def tell(self, rows: Sequence[Row], *, mark: int = -1) -> None:
        """Show `rows`, and mark the one in this place, if any."""
        self.rows, self._marked = rows, mark
        self._rows_model.show(of_list(rows))
        self._fit()

    def _mark(self, total: int) -> None:
        if not 0 <= self._marked < total:
            return
        wanted = self.rows[self._marked]
        number = next((place for place in range(total) if self._rows_model.row(place) is wanted), -1)
        if number >= 0:
            self.selectRow(number)

    def _fit(self) -> None:
        lines = min(self._most, len(self.rows))
        self.setFixedHeight(_HEAD + lines * ROW_HEIGHT + 4 if lines else _HEAD + _WORDS)
