"""Cells of a grid that is filled in by keyboard: the style sheet leaves out a cell's own ground, so it is painted here, with a hairline under each row."""

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from ui import icons

Index = QModelIndex | QPersistentModelIndex


_NAME = 9
"""Characters of a name beside a grid; the whole name is in its tooltip. The longest would leave no room for the cells."""


def short_name(name: str) -> str:
    """Give a name short enough to stand beside a grid."""
    return name if len(name) <= _NAME else name[: _NAME - 1] + "…"


class CellPainter(QStyledItemDelegate):
    """Paint the ground that the model gives, the cell, and a hairline; `every` columns a hairline stands on the left too."""

    def __init__(self, parent: Any, every: int = 0) -> None:
        super().__init__(parent)
        self._every = every

    def paint(self, painter: QPainter, style: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        option: Any = style  # the published types leave out its fields
        rect = option.rect
        ground = index.data(Qt.ItemDataRole.BackgroundRole)
        if isinstance(ground, QColor):
            painter.fillRect(rect, ground)
        super().paint(painter, style, index)
        painter.save()
        painter.setPen(QColor(icons.current_tokens().line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if self._every and index.column() % self._every == 0:
            painter.drawLine(rect.topLeft(), rect.bottomLeft())
        painter.restore()
