"""Quiet surfaces: the card, the figure with its label, the verdict."""

from enum import Enum

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui import icons
from ui.theme import mark
from ui.tokens import GRID
from ui.widgets.labels import label, paragraph, paragraph_html, row


class Glyph(QWidget):
    """Show one icon at a fixed size, in the colour of a role, following the theme."""

    def __init__(self, name: str, role: str = "muted", size: int = 20, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._role = role
        self.setFixedSize(size, size)

    def set(self, name: str, role: str) -> None:
        """Show another icon."""
        self._name, self._role = name, role
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the icon."""
        painter = QPainter(self)
        icons.draw(painter, self.rect(), self._name, self._role)
        painter.end()


class _Snug(QFrame):
    """Be as high as the content needs at the present width, and no higher."""

    def sizeHint(self) -> QSize:  # noqa: N802
        """Reckon the height from the width it has, once it has one: wrapped words need more in a narrow place."""
        hint = super().sizeHint()
        if self.isVisible() and self.hasHeightForWidth():
            hint.setHeight(self.heightForWidth(self.width()))
        return hint

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Ask for another height when the width has changed."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()


class Card(_Snug):
    """Hold one matter on a surface of its own, with a heading and room for its actions beside it."""

    def __init__(self, heading: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark(self, role="card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 4 * GRID)
        self.body.setSpacing(2 * GRID)
        self.head = QHBoxLayout()
        self.head.setSpacing(2 * GRID)
        if heading:
            self.head.addWidget(label(heading, "heading"))
            self.head.addStretch(1)
            self.body.addLayout(self.head)


class StatTile(_Snug):
    """Show one figure with what it counts and one line that sets it in relation."""

    def __init__(self, words: str, figure: str = "—", detail: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark(self, role="card")
        # tiles of a row are all as high as the highest
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        box = QVBoxLayout(self)
        box.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 3 * GRID)
        box.setSpacing(0)
        self._words = label(words, "muted")
        self._figure = label(figure, "figure")
        self._detail = label(detail, "hint", wrap=True)
        for part in (self._words, self._figure, self._detail):
            box.addWidget(part)
        box.addStretch(1)
        self.show_figure(figure, detail)

    def show_figure(self, figure: str, detail: str = "", tone: str = "") -> None:
        """Show another figure; `tone` colours the detail."""
        self._figure.setText(figure)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        mark(self._detail, tone=tone)
        self.setAccessibleName(f"{self._words.text()} {figure} {detail}")

    def sizeHint(self) -> QSize:  # noqa: N802
        """Be wide enough for a sum of money."""
        return super().sizeHint().expandedTo(QSize(150, 0))


class Verdict(Enum):
    """Say how something stands; the value is the tone of the theme."""

    YES = "ok"
    CAUTION = "warn"
    NO = "bad"
    NOTE = "info"


_ICON = {
    Verdict.YES: "check-circle-outline",
    Verdict.CAUTION: "alert-outline",
    Verdict.NO: "close-circle-outline",
    Verdict.NOTE: "information-outline",
}


class VerdictPanel(_Snug):
    """Tell a verdict by colour, sign and words together, with the reasons under it; a `loud` one is read from two metres."""

    def __init__(
        self,
        verdict: Verdict = Verdict.NOTE,
        title: str = "",
        detail: str = "",
        parent: QWidget | None = None,
        *,
        loud: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._icon = Glyph("information-outline", "info", 40 if loud else 24)
        self._title = label("", "figure" if loud else "heading", wrap=True)
        self._detail = paragraph("")
        words = QVBoxLayout()
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(GRID // 2)
        words.addWidget(self._title)
        words.addWidget(self._detail)
        line = row(gap=3 * GRID)
        line.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        line.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        self.buttons = row()
        line.addLayout(self.buttons)
        self.setLayout(line)
        self.tell(verdict, title, detail)

    def tell(self, verdict: Verdict, title: str, detail: str = "") -> None:
        """Show a verdict; each line of `detail` is one reason."""
        tone = verdict.value
        mark(self, role="panel", tone=tone)
        mark(self._title, tone=tone)
        self._icon.set(_ICON[verdict], tone)
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self._detail.setText(paragraph_html(detail))
        self._detail.setVisible(bool(detail))
        self.setAccessibleName(f"{title} {detail}")
