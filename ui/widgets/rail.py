"""The navigation rail: the workplace's pages in the users' words, each with its key beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui import fonts, icons
from ui.actions import key_words
from ui.theme import mark
from ui.tokens import GRID, RADIUS, RAIL_NARROW, RAIL_WIDTH

_HEIGHT = 38


@dataclass(frozen=True)
class RailEntry:
    """Describe one line of the rail."""

    key: str
    title: str
    icon: str
    shortcut: str = ""


class _RailButton(QAbstractButton):
    def __init__(self, entry: RailEntry, parent: QWidget) -> None:
        super().__init__(parent)
        self.entry = entry
        self.badge = 0
        self.is_narrow = False
        self.setCheckable(True)
        self.setText(entry.title)
        self.setAccessibleName(entry.title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        key = key_words(entry.shortcut) if entry.shortcut else ""
        self.setToolTip(f"{entry.title}  {key}".strip())

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(RAIL_NARROW if self.is_narrow else RAIL_WIDTH, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        tokens = icons.current_tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self.rect().adjusted(2 * GRID, 1, -2 * GRID, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked() or self.underMouse():
            painter.setBrush(QColor(tokens.surface if self.isChecked() else tokens.hover))
            painter.drawRoundedRect(area, RADIUS, RADIUS)
        if self.isChecked():
            painter.setBrush(QColor(tokens.accent))
            painter.drawRoundedRect(QRect(area.left(), area.top() + 9, 3, area.height() - 18), 1.5, 1.5)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(tokens.focus))
            for inset in (0, 1):
                painter.drawRoundedRect(area.adjusted(inset, inset, -inset, -inset), RADIUS, RADIUS)
        glyph = QRect(area.left() + 3 * GRID, area.center().y() - 9, 20, 20)
        if self.is_narrow:
            glyph.moveCenter(area.center())
        icons.draw(painter, glyph, self.entry.icon, "accent_text" if self.isChecked() else "muted")
        if not self.is_narrow:
            self._draw_words(painter, area, glyph.right() + 3 * GRID)
        elif self.badge:
            painter.setBrush(QColor(tokens.accent))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawEllipse(glyph.right() - 2, glyph.top() - 2, 7, 7)
        painter.end()

    def _draw_words(self, painter: QPainter, area: QRect, left: int) -> None:
        tokens = icons.current_tokens()
        painter.setPen(QColor(tokens.text))
        painter.setFont(fonts.scaled(self.font(), 1, strong=self.isChecked()))
        words = QRect(left, area.top(), area.right() - left, area.height())
        title = painter.fontMetrics().elidedText(self.entry.title, Qt.TextElideMode.ElideRight, words.width() - GRID)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, title)
        room = words.width() - painter.fontMetrics().horizontalAdvance(title) - 3 * GRID
        right = area.adjusted(0, 0, -2 * GRID, 0)
        painter.setFont(fonts.scaled(self.font(), 0.82))
        if self.badge:
            count = str(self.badge) if self.badge < 1000 else "999+"
            width = max(20, painter.fontMetrics().horizontalAdvance(count) + 12)
            pill = QRect(right.right() - width, area.center().y() - 9, width, 18)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.bad_ground))
            painter.drawRoundedRect(pill, 9, 9)
            painter.setPen(QColor(tokens.bad))
            painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, count)
        elif self.entry.shortcut:
            painter.setPen(QColor(tokens.muted))
            key = key_words(self.entry.shortcut)
            if painter.fontMetrics().horizontalAdvance(key) > room:
                key = key.replace("Shift+", "⇧")  # a long title, a short sign
            if painter.fontMetrics().horizontalAdvance(key) > room:
                return  # the tooltip has it
            painter.drawText(right, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, key)


class Rail(QFrame):
    """List the pages; arrow keys walk, Enter or Space opens."""

    chosen = Signal(str)
    """The key of the page that was chosen."""

    def __init__(self, entries: Sequence[RailEntry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark(self, role="rail")
        self._buttons: dict[str, _RailButton] = {}
        group = QButtonGroup(self)
        inner = QWidget()
        lines = QVBoxLayout(inner)
        lines.setContentsMargins(0, 2 * GRID, 0, 2 * GRID)
        lines.setSpacing(2)
        for entry in entries:
            button = _RailButton(entry, inner)
            button.clicked.connect(lambda _checked=False, key=entry.key: self.chosen.emit(key))
            group.addButton(button)
            lines.addWidget(button)
            self._buttons[entry.key] = button
        lines.addStretch(1)
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.viewport().setAutoFillBackground(False)
        inner.setAutoFillBackground(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)
        self._area, self._current, self._is_narrow = area, "", False
        # queued: the area is still sharing its old width out when it tells
        area.verticalScrollBar().rangeChanged.connect(self._fit_width, Qt.ConnectionType.QueuedConnection)
        self.set_narrow(False)

    def mark_current(self, key: str) -> None:
        """Show which page is open."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)
            self._current = key
            self._reveal()

    def set_badge(self, key: str, count: int) -> None:
        """Show how many things wait on a page; 0 shows nothing."""
        button = self._buttons[key]
        button.badge = count
        button.setAccessibleDescription(str(count) if count else "")
        button.update()

    def set_narrow(self, narrow: bool) -> None:
        """Show icons alone, for small windows."""
        self._is_narrow = narrow
        self._fit_width()
        for button in self._buttons.values():
            button.is_narrow = narrow
            button.updateGeometry()
            button.update()

    def _fit_width(self) -> None:
        """Take the room of the scroll bar, where there is one, from the page: titles and keys keep theirs."""
        bar = self._area.verticalScrollBar()
        beside = bar.sizeHint().width() if bar.maximum() and not self._is_narrow else 0
        self.setFixedWidth((RAIL_NARROW if self._is_narrow else RAIL_WIDTH) + beside)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep the page that is open in sight where the rail is lower than its lines."""
        super().resizeEvent(event)
        self._reveal()

    def _reveal(self) -> None:
        if self._current:
            self._area.ensureWidgetVisible(self._buttons[self._current], 0, 2 * GRID)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Walk by arrow keys."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        buttons = list(self._buttons.values())
        focused = next((place for place, button in enumerate(buttons) if button.hasFocus()), None)
        if step and focused is not None:
            reached = buttons[(focused + step) % len(buttons)]
            reached.setFocus(Qt.FocusReason.TabFocusReason)
            self._area.ensureWidgetVisible(reached, 0, 2 * GRID)
            return
        super().keyPressEvent(event)
