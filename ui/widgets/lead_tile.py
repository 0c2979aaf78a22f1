"""A figure that leads on: what waits, how many, and one press to where it is done."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import mark
from ui.tokens import GRID
from ui.widgets.cards import Glyph
from ui.widgets.labels import label, row


class LeadTile(QFrame):
    """Show what waits with its number; a click or Enter sends `pressed`. With `leads` off it only tells."""

    pressed = Signal()

    def __init__(self, words: str, icon: str, *, leads: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark(self, role="card", lead="yes" if leads else "")
        self._leads = leads
        if leads:
            self.setAttribute(Qt.WidgetAttribute.WA_Hover)
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._words = label(words, "muted", wrap=True)
        self._figure = label("—", "figure")
        self._detail = label("", "hint", wrap=True)
        self._icon = Glyph(icon, "muted", 18)
        self._name = icon
        self._key = label("", "hint")
        head = row(self._icon, gap=GRID + 2)
        head.addWidget(self._words, 1)
        if leads:
            head.addWidget(Glyph("chevron-right", "muted", 16))
        box = QVBoxLayout(self)
        box.setContentsMargins(4 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        box.setSpacing(GRID // 2)
        box.addLayout(head)
        # beside the figure there is room: beside the words, a narrow tile would cut them
        box.addLayout(row(self._figure, None, self._key))
        box.addWidget(self._detail)
        box.addStretch(1)

    def tell(self, figure: str, detail: str = "", tone: str = "") -> None:
        """Show a figure and a line under it; `tone` 'warn' or 'bad' colours sign and line."""
        self._figure.setText(figure)
        self._detail.setText(detail)
        mark(self._detail, tone=tone)
        self._icon.set(self._name, tone or "muted")
        self.setAccessibleName(f"{self._words.text()} {figure} {detail}")

    def set_key(self, key: str) -> None:
        """Show which key leads on, or none."""
        self._key.setText(key)

    def figure(self) -> str:
        """Give the figure shown."""
        return self._figure.text()

    def detail(self) -> str:
        """Give the line shown under it."""
        return self._detail.text()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Lead on at a click."""
        if (
            self._leads
            and event.button() is Qt.MouseButton.LeftButton
            and self.rect().contains(event.position().toPoint())
        ):
            self.pressed.emit()
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Lead on at Enter or the space bar."""
        if self._leads and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.pressed.emit()
            return
        super().keyPressEvent(event)
