"""A table's cell that shows how full something is: a bar and the two numbers."""

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import icons
from ui.tokens import GRID

_BAR = 44
_THICK = 6
_LEFT, _RIGHT = _BAR + 3 * GRID + 2, GRID
"""Room in px beside the numbers: the bar and its gaps, and the end of the cell."""
Index = QModelIndex | QPersistentModelIndex


class CapacityBar(QStyledItemDelegate):
    """Paint a cell whose text is `taken / places`."""

    def sizeHint(self, style: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """Ask for the bar beside the numbers too."""
        option: Any = style
        words = option.fontMetrics.horizontalAdvance(str(index.data() or ""))
        usual = super().sizeHint(style, index)
        return QSize(max(usual.width(), _LEFT + words + _RIGHT), usual.height())

    def paint(self, painter: QPainter, style: QStyleOptionViewItem, index: Index) -> None:
        """Draw the ground, the bar and the numbers."""
        option: Any = style  # the published types leave out its fields
        words = str(index.data() or "")
        taken, _slash, places = words.partition("/")
        if not (taken.strip().isdigit() and places.strip().isdigit()):
            super().paint(painter, style, index)
            return
        tokens = icons.current_tokens()
        option.widget.style().drawPrimitive(
            QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, option.widget
        )
        share = min(1.0, int(taken) / max(1, int(places)))
        rect: QRect = option.rect
        bar = QRect(rect.left() + 2 * GRID, rect.center().y() - _THICK // 2 + 2, _BAR, _THICK)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.line))
        painter.drawRoundedRect(bar, _THICK / 2, _THICK / 2)
        if share:
            painter.setBrush(QColor(tokens.ok if share >= 1 else tokens.focus))
            painter.drawRoundedRect(
                QRect(bar.left(), bar.top(), max(_THICK, round(_BAR * share)), _THICK), _THICK / 2, _THICK / 2
            )
        painter.setPen(QColor(tokens.text))
        painter.setFont(option.font)
        painter.drawText(
            rect.adjusted(_LEFT, 0, -_RIGHT, 0),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            words,
        )
        painter.restore()
