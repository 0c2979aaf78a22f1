"""A share drawn as a bar in a table's cell, with its figure beside it."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QWidget

from rules.quantities import percent
from ui import icons
from ui.models.rows import RowsModel
from ui.tokens import GRID

_BAR = 8
_FIGURE = 58
_WHOLE = 1000
_LEAST = 24
"""Length in px below which a bar tells nothing: the figure stands alone then."""


class ShareDelegate(QStyledItemDelegate):
    """Paint what `tenths` gives for a row (tenths of a percent; None: no bar): a bar that is full at 100 %, and the share in figures."""

    def __init__(self, tenths: Callable[[Any], int | None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tenths = tenths

    def initStyleOption(self, option: Any, index: QModelIndex | QPersistentModelIndex) -> None:  # noqa: N802
        """Leave the words out of what the style draws: the figure is drawn beside the bar."""
        super().initStyleOption(option, index)
        option.text = ""

    def paint(self, painter: QPainter, option: Any, index: QModelIndex | QPersistentModelIndex) -> None:
        """Draw the cell: the ground as everywhere, then bar and figure."""
        super().paint(painter, option, index)
        model = index.model()
        found = model.row(index.row()) if isinstance(model, RowsModel) else None
        if found is None:
            return
        tenths = self._tenths(found)
        tokens = icons.current_tokens()
        area = QRectF(option.rect).adjusted(2 * GRID, 0, -2 * GRID, 0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        figure = QRectF(area.right() - _FIGURE, area.top(), _FIGURE, area.height())
        painter.setPen(QColor(tokens.text if tenths is not None else tokens.muted))
        painter.drawText(figure, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, percent(tenths))
        bar = QRectF(area.left(), area.center().y() - _BAR / 2, area.width() - _FIGURE - 2 * GRID, _BAR)
        if tenths is not None and bar.width() >= _LEAST:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.sunken))
            painter.drawRoundedRect(bar, 3, 3)
            part = min(1.0, max(0, tenths) / _WHOLE)
            if part:
                painter.setBrush(QColor(tokens.ok if tenths >= _WHOLE else tokens.focus))
                painter.drawRoundedRect(QRectF(bar.left(), bar.top(), max(4.0, bar.width() * part), _BAR), 3, 3)
        painter.restore()
