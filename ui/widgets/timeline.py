"""A person's years at the union's desk as one line: what happened on which day, newest first."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Protocol

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui import fonts, icons
from ui.text import _
from ui.theme import mark
from ui.tokens import GRID

_DAY_WIDTH = 92
_DOT = 28
_LINE = 46

Index = QModelIndex | QPersistentModelIndex


class Happening(Protocol):
    """Be what the timeline shows: the casebook's events have this shape."""

    @property
    def day(self) -> dt.date:
        """Give the day."""
        ...

    @property
    def kind(self) -> str:
        """Give the kind, which chooses the icon."""
        ...

    @property
    def title(self) -> str:
        """Give what happened in a few words."""
        ...

    @property
    def detail(self) -> str:
        """Give the particulars in one line."""
        ...


ICONS = {
    "person": "account-outline",
    "enrolment": "school-outline",
    "training": "school-outline",
    "class": "school-outline",
    "voucher": "ticket-confirmation-outline",
    "issue": "ticket-confirmation-outline",
    "redemption": "qrcode-scan",
    "result": "clipboard-check-outline",
    "certificate": "certificate-outline",
    "job": "briefcase-outline",
    "follow": "phone-check-outline",
    "rights": "scale-balance",
    "relief": "hand-heart-outline",
    "member": "card-account-details-outline",
    "ledger": "book-open-outline",
}


class _Happenings(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: Sequence[Happening] = ()

    def show(self, rows: Sequence[Happening]) -> None:
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return row
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return f"{row.day} {row.title} {row.detail}"
        return None


class _Painter(QStyledItemDelegate):
    def sizeHint(self, style: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        option: Any = style  # the published types leave out its fields
        line = option.fontMetrics.height()
        row = index.data(Qt.ItemDataRole.UserRole)
        return QSize(200, max(_LINE, 2 * line + 14) if row.detail else line + 18)

    def paint(self, painter: QPainter, style: QStyleOptionViewItem, index: Index) -> None:
        option: Any = style  # the published types leave out its fields
        tokens = icons.current_tokens()
        event = index.data(Qt.ItemDataRole.UserRole)
        rect: QRect = option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(tokens.selection))
        line = option.fontMetrics.height()
        top = rect.top() + GRID + 2
        painter.setFont(option.font)
        painter.setPen(QColor(tokens.muted))
        days = QRect(rect.left() + 2 * GRID, top, _DAY_WIDTH, line)
        painter.drawText(days, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, event.day.isoformat())
        centre = days.right() + _DOT // 2
        painter.setPen(QPen(QColor(tokens.line), 2))
        middle = top + line // 2
        if index.row() > 0:
            painter.drawLine(centre, rect.top(), centre, middle - 12)
        if index.row() < index.model().rowCount() - 1:
            painter.drawLine(centre, middle + 12, centre, rect.bottom() + 1)
        icons.draw(painter, QRect(centre - 9, middle - 9, 18, 18), ICONS.get(event.kind, "circle-small"), "muted")
        left = centre + _DOT // 2 + 2 * GRID
        width = rect.right() - left - 2 * GRID
        painter.setPen(QColor(tokens.text))
        painter.setFont(fonts.scaled(option.font, 1, strong=True))
        painter.drawText(QRect(left, top, width, line), Qt.AlignmentFlag.AlignVCenter, event.title)
        if event.detail:
            painter.setFont(fonts.scaled(option.font, 0.9))
            painter.setPen(QColor(tokens.muted))
            words = painter.fontMetrics().elidedText(event.detail, Qt.TextElideMode.ElideRight, width)
            painter.drawText(QRect(left, top + line + 2, width, line), Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()


class Timeline(QListView):
    """Show events, the first given on top; `grows` takes the height of all, for a page that scrolls as a whole."""

    def __init__(self, parent: QWidget | None = None, *, grows: bool = True) -> None:
        super().__init__(parent)
        self._grows = grows
        mark(self, role="plain")
        self._events = _Happenings(self)
        self.setModel(self._events)
        self.setItemDelegate(_Painter(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("办理经过"))

    def show_events(self, events: Sequence[Happening]) -> None:
        """Show `events` in the order given."""
        self._events.show(events)
        rows = (self.sizeHintForRow(number) for number in range(len(events)))
        self.setMinimumHeight(sum(rows) if self._grows else 0)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Ask for all events and no more: what a view asks for by itself would be taken from the lines of words around a short story."""
        hint = super().sizeHint()
        return QSize(hint.width(), self.minimumHeight()) if self._grows else hint

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Ask for the same at least."""
        least = super().minimumSizeHint()
        return QSize(least.width(), self.minimumHeight()) if self._grows else least
