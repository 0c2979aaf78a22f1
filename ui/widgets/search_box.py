"""The one box that finds everything: type, scan, arrow down, Enter. Its list lies over the window, not in a window of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QLineEdit, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from rules.scanning import LONGEST
from ui import fonts, icons
from ui.actions import key_words
from ui.text import _
from ui.theme import mark
from ui.tokens import GRID
from ui.widgets.scan import Burst

DEBOUNCE_MS = 120
_SHOWN = 8
_LINE = 48
Index = QModelIndex | QPersistentModelIndex

ICONS = {
    "person": "account-outline",
    "newcomer": "account-plus-outline",
    "voucher": "ticket-confirmation-outline",
    "certificate": "certificate-outline",
    "class": "school-outline",
    "employer": "domain",
    "vacancy": "briefcase-outline",
    "referral": "briefcase-outline",
}


class Found(Protocol):
    """Be what a search gives: the casebook's hits have this shape."""

    @property
    def kind(self) -> str:
        """Give the kind, which chooses icon and page."""
        ...

    @property
    def id(self) -> bytes:
        """Give the row's id."""
        ...

    @property
    def title(self) -> str:
        """Give the first line."""
        ...

    @property
    def detail(self) -> str:
        """Give the second line."""
        ...


@dataclass(frozen=True)
class Remark:
    """Stand in the list where nothing was found, and say what can be done about it."""

    kind: str
    title: str
    detail: str
    id: bytes = b""


NOTHING = "nothing"
"""The kind of remark that leads nowhere."""


def _nothing() -> Remark:
    return Remark(NOTHING, _("没有找到"), _("可试姓名中的两个字、拼音首字母、证件号前几位或电话后四位"))


class _Hits(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: Sequence[Found] = ()

    def show(self, rows: Sequence[Found]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        hit = self.rows[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return hit
        return f"{hit.title} {_(hit.detail)}" if role == Qt.ItemDataRole.DisplayRole else None


class _HitPainter(QStyledItemDelegate):
    def sizeHint(self, style: QStyleOptionViewItem, _index: Index) -> QSize:  # noqa: N802
        option: Any = style  # the published types leave out its fields
        return QSize(200, max(_LINE, 2 * option.fontMetrics.height() + 10))

    def paint(self, painter: QPainter, style: QStyleOptionViewItem, index: Index) -> None:
        option: Any = style  # the published types leave out its fields
        tokens = icons.current_tokens()
        hit = index.data(Qt.ItemDataRole.UserRole)
        rect: QRect = option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.selection))
            painter.drawRoundedRect(rect.adjusted(GRID, 1, -GRID, -1), 4, 4)
        icon = QRect(rect.left() + 3 * GRID, rect.center().y() - 10, 20, 20)
        icons.draw(painter, icon, ICONS.get(hit.kind, "magnify"), "muted")
        left, width = icon.right() + 3 * GRID, rect.right() - icon.right() - 6 * GRID
        line = option.fontMetrics.height()
        top = rect.center().y() - line
        painter.setFont(fonts.scaled(option.font, 1, strong=True))
        painter.setPen(QColor(tokens.text))
        elide = Qt.TextElideMode.ElideRight
        painter.drawText(
            left,
            top,
            width,
            line,
            Qt.AlignmentFlag.AlignVCenter,
            painter.fontMetrics().elidedText(hit.title, elide, width),
        )
        painter.setFont(fonts.scaled(option.font, 0.9))
        painter.setPen(QColor(tokens.muted))
        detail = painter.fontMetrics().elidedText(_(hit.detail), elide, width)
        painter.drawText(left, top + line + 1, width, line, Qt.AlignmentFlag.AlignVCenter, detail)
        painter.restore()


class _HitList(QListView):
    """Cover what lies below wholly: else the page there would be painted anew at each answer, which takes longer than the list."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        mark(self, role="hits")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def event(self, event: QEvent) -> bool:
        """Draw the ground, which the style sheet leaves to those below, and its edge."""
        if event.type() == QEvent.Type.Paint:
            tokens, painter = icons.current_tokens(), QPainter(self)
            painter.setPen(QColor(tokens.edge))
            painter.setBrush(QColor(tokens.surface))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
            painter.end()
        return super().event(event)


class SearchBox(QLineEdit):
    """Ask for anything; send `asked`, show what comes back, send `chosen`."""

    asked = Signal(str, int)
    """Text to look for, and the number of this question: hand it back to `show_hits`."""
    chosen = Signal(object)
    """The hit that was opened."""

    def __init__(self, overlay: QWidget, shortcut: str = "Ctrl+K") -> None:
        super().__init__()
        self._overlay = overlay
        self._serial = 0
        self._answered = 0
        self._opens_at_answer = False
        self._burst = Burst()
        mark(self, role="search")
        self.setMaxLength(LONGEST)  # a scan comes here too
        self.setPlaceholderText(
            _("{key}  姓名、拼音首字母、证件号、电话尾号、券号，或扫码").format(key=key_words(shortcut))
        )
        self.setAccessibleName(_("查找"))
        self._clear = self.addAction(icons.icon("close"), QLineEdit.ActionPosition.TrailingPosition)
        self._clear.setToolTip(_("清空  Esc"))
        self._clear.setVisible(False)
        self._clear.triggered.connect(self.clear)
        self.addAction(icons.icon("magnify"), QLineEdit.ActionPosition.LeadingPosition)
        self._wait = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._wait.timeout.connect(self._ask)
        self._hits = _Hits(self)
        self._list = _HitList(overlay)
        self._list.setModel(self._hits)
        self._list.setItemDelegate(_HitPainter(self._list))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setMouseTracking(True)
        self._list.setUniformItemSizes(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self._list.clicked.connect(self._open)
        self._list.hide()
        self.textEdited.connect(self._on_edit)
        self.textChanged.connect(self._on_text)

    def show_hits(self, serial: int, hits: Sequence[Found]) -> None:
        """Show the answer to question `serial`; an answer to an older question is dropped."""
        if serial != self._serial:
            return
        self._answered = serial
        self._hits.show(hits or [_nothing()])
        if self._opens_at_answer and len(hits) == 1:
            self._take(hits[0])
            return
        self._opens_at_answer = False
        if not self.hasFocus() and not self._list.isVisible():
            return
        self._show_list()

    def hits(self) -> Sequence[Found]:
        """Give what is listed."""
        return self._hits.rows

    def is_open(self) -> bool:
        """Tell whether the list is shown."""
        return self._list.isVisible()

    def _on_text(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        if not text:
            self._wait.stop()
            self._close()

    def _on_edit(self, _text: str) -> None:
        self._serial += 1
        self._opens_at_answer = False
        if self.text().strip():
            self._wait.start()
        else:
            self._wait.stop()
            self._close()

    def _ask(self) -> None:
        self._wait.stop()
        text = self.text().strip()
        if text:
            self._serial += 1
            self.asked.emit(text, self._serial)

    def _show_list(self) -> None:
        hits = self._hits.rows
        corner = self.mapTo(self._overlay, QPoint(0, self.height() + GRID))
        height = self._list.sizeHintForRow(0) * min(_SHOWN, len(hits)) + 4
        width = min(max(self.width(), 360), self._overlay.width() - corner.x() - 2 * GRID)
        self._list.setGeometry(
            corner.x(), corner.y(), width, min(height, self._overlay.height() - corner.y() - 2 * GRID)
        )
        self._list.setCurrentIndex(self._hits.index(0))
        self._list.show()
        self._list.raise_()

    def _close(self) -> None:
        self._list.hide()

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self._take(self._hits.rows[index.row()])

    def _take(self, hit: Found) -> None:
        if hit.kind == NOTHING:
            return
        self._opens_at_answer = False
        self._close()
        self.clear()
        self.chosen.emit(hit)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Walk the list, open by Enter, close by Esc; Enter before the answer opens the answer if it is one."""
        key = event.key()
        shown = self._list.isVisible()
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            by_machine = self._burst.ends(int(event.timestamp()))
            if shown and self._answered == self._serial and not by_machine:
                self._open(self._list.currentIndex())
            elif self.text().strip():
                self._ask()
                self._opens_at_answer = True
            return
        if shown and key in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            step = 1 if key == Qt.Key.Key_Down else -1
            target = min(max(0, self._list.currentIndex().row() + step), len(self._hits.rows) - 1)
            self._list.setCurrentIndex(self._hits.index(target))
            return
        if key == Qt.Key.Key_Escape:
            if shown:
                self._close()
            else:
                self.clear()
            return
        if event.modifiers() == Qt.KeyboardModifier.AltModifier:
            event.ignore()  # a key of the page in sight, not a figure
            return
        if event.text().isprintable() and event.text():
            self._burst.key(int(event.timestamp()))
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Close the list when the box is left."""
        super().focusOutEvent(event)
        self._close()
