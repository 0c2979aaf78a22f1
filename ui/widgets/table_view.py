"""The table as it looks and behaves everywhere: whole rows, even heights, words when it is empty."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ui import icons
from ui.models.rows import Column, RowsModel
from ui.tokens import ROW_HEIGHT

_LEAST = 96
"""Width in px below which a column that takes what is left is not made smaller."""


def _that_fit(columns: Sequence[Column[Any]], room: int) -> set[int]:
    """Give the numbers of the columns that find room in a width of `room` px: the spare ones give way first."""
    shown = set(range(len(columns)))
    for number in sorted((n for n in shown if columns[n].spare), key=lambda n: columns[n].spare):
        if sum(columns[n].width or _LEAST for n in shown) <= room:
            break
        shown.discard(number)
    return shown


class TableView(QTableView):
    """Show a `RowsModel`; Enter or a double click opens a row."""

    opened = Signal(object)
    """The row that was opened."""
    picked = Signal(object)
    """The row that became the current one, or None."""

    def __init__(self, empty_words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._empty_words = empty_words
        self._is_loaded = False
        self._place = (-1, 0)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        heights = self.verticalHeader()
        heights.hide()
        # a fixed height: asking each of a million rows for its own would hang the window
        heights.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        heights.setDefaultSectionSize(ROW_HEIGHT)
        titles = self.horizontalHeader()
        titles.setHighlightSections(False)
        titles.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        titles.setMinimumSectionSize(48)
        self.doubleClicked.connect(self._open)

    def set_rows(self, model: RowsModel[Any]) -> None:
        """Show `model`, its columns at their widths."""
        self.setModel(model)
        model.loaded.connect(self._on_loaded)
        model.modelAboutToBeReset.connect(self._note_place)
        model.modelReset.connect(self._find_place)
        self.selectionModel().currentRowChanged.connect(self._pick)
        self._share_width()

    def current_row(self) -> Any:
        """Give the current row, or None."""
        model, index = self.model(), self.currentIndex()
        return model.row(index.row()) if isinstance(model, RowsModel) and index.isValid() else None

    def set_empty_words(self, words: str) -> None:
        """Say something else when there are no rows."""
        self._empty_words = words
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Give the columns without a width what is left."""
        super().resizeEvent(event)
        self._share_width()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Open the current row at Enter."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the rows, or the words that say what to do when there are none."""
        super().paintEvent(event)
        model = self.model()
        if not self._is_loaded or model is None or model.rowCount():
            return
        painter = QPainter(self.viewport())
        area = self.viewport().rect()
        height = self.fontMetrics().height() * 3
        top = max(0, area.center().y() - height)
        icons.draw(painter, QRect(area.center().x() - 16, top, 32, 32), "inbox-outline", "edge")
        painter.setPen(self.palette().placeholderText().color())
        words = QRect(area.left() + 24, top + 40, area.width() - 48, height)
        painter.drawText(words, Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap, self._empty_words)
        painter.end()

    def _note_place(self) -> None:
        self._place = (self.currentIndex().row(), self.verticalScrollBar().value())

    def _find_place(self) -> None:
        """Go back to where one was when the same list was only read anew."""
        model, (current, scrolled) = self.model(), self._place
        if isinstance(model, RowsModel) and not model.is_new and 0 <= current < model.rowCount():
            self.setCurrentIndex(model.index(current, 0))
        if isinstance(model, RowsModel) and not model.is_new:
            self.updateGeometries()
            self.verticalScrollBar().setValue(scrolled)

    def _on_loaded(self, _total: int) -> None:
        self._is_loaded = True
        self._share_width()
        self.viewport().update()

    def _share_width(self) -> None:
        model = self.model()
        if not isinstance(model, RowsModel):
            return
        columns = model.columns()
        room = self.viewport().width()
        shown = _that_fit(columns, room)
        free = [number for number in shown if not columns[number].width]
        left = room - sum(columns[number].width for number in shown)
        for number, column in enumerate(columns):
            self.setColumnHidden(number, number not in shown)
            self.setColumnWidth(number, column.width or max(_LEAST, left // max(1, len(free))))

    def _open(self, index: QModelIndex) -> None:
        model = self.model()
        if isinstance(model, RowsModel) and (row := model.row(index.row())) is not None:
            self.opened.emit(row)

    def _pick(self, index: QModelIndex, _former: QModelIndex) -> None:
        model = self.model()
        self.picked.emit(model.row(index.row()) if isinstance(model, RowsModel) and index.isValid() else None)
