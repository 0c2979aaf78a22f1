"""The words of an empty list: why it is empty and what fills it, below a quiet sign in its middle."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView

from ui import icons


def draw(view: QAbstractItemView, words: str) -> None:
    """Draw `words` in the middle of a list that has no rows; called from its paint event."""
    painter = QPainter(view.viewport())
    area = view.viewport().rect()
    height = view.fontMetrics().height() * 3
    top = max(0, area.center().y() - height)
    icons.draw(painter, QRect(area.center().x() - 16, top, 32, 32), "inbox-outline", "edge")
    painter.setPen(view.palette().placeholderText().color())
    room = QRect(area.left() + 24, top + 40, area.width() - 48, height)
    painter.drawText(room, Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap, words)
    painter.end()
