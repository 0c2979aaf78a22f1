"""What the window says without being asked: a toast that goes away, a banner that stays until it is read, a strip for sample data."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from ui.actions import button, icon_button
from ui.text import _
from ui.theme import mark
from ui.tokens import GRID
from ui.widgets.cards import Glyph, Verdict, VerdictPanel
from ui.widgets.labels import column, label, row

TOAST_MS = 4000
_LONGEST = 460


class Toast(QFrame):
    """Say that something is done, over the foot of the window, for some seconds, taking neither focus nor room."""

    def __init__(self, overlay: QWidget) -> None:
        super().__init__(overlay)
        mark(self, role="toast")
        self._overlay = overlay
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)  # names and paths stand in it
        self._words.setWordWrap(True)
        line = row(self._words)
        line.setContentsMargins(4 * GRID, 2 * GRID, 4 * GRID, 2 * GRID)
        self.setLayout(line)
        self._timer = QTimer(self, singleShot=True, interval=TOAST_MS)
        self._timer.timeout.connect(self.hide)
        overlay.installEventFilter(self)
        self.hide()

    def say(self, words: str) -> None:
        """Show `words`; newer words take the place of older ones."""
        self._words.setText(words)
        self.setAccessibleName(words)
        self._place()
        self.show()
        self.raise_()
        self._timer.start()

    def words(self) -> str:
        """Give what is shown."""
        return self._words.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Keep the place when the window changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        width = min(_LONGEST, self._overlay.width() - 4 * GRID)
        one_line = self._words.fontMetrics().horizontalAdvance(self._words.text()) + 2
        self._words.setFixedWidth(min(one_line, width - 8 * GRID))
        self.adjustSize()
        left = (self._overlay.width() - self.width()) // 2
        self.move(left, self._overlay.height() - self.height() - 12 * GRID)


class Banner(VerdictPanel):
    """Say what went wrong and what to do, above the page, until it is closed or the matter is mended."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Verdict.NO, parent=parent)
        self._close = icon_button("close", _("知道了"), self.hide)
        self.buttons.addWidget(self._close)
        self.hide()

    def say(self, words: str, verdict: Verdict = Verdict.NO) -> None:
        """Show `words`: what happened and what to do."""
        self.tell(verdict, "", words)
        self.show()


class Strip(QFrame):
    """Say at the head of the window that its data are a sample, for as long as they are."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark(self, role="strip")
        line = row(None, label(words), None)
        line.setContentsMargins(3 * GRID, 2, 3 * GRID, 2)
        self.setLayout(line)


class StateView(QWidget):
    """Fill the place of a page's content: loading, empty, failed, or not allowed, each with what to do."""

    acted = Signal()
    """The button was pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._glyph = Glyph("inbox-outline", "edge", 40)
        self._title = label("", "heading")
        self._words = label("", "muted", wrap=True)
        self._words.setFixedWidth(_LONGEST - 8 * GRID)
        self._button = button("", self.acted.emit, kind="primary", shortcut="Alt+Return")
        for part in (self._title, self._words):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
        lines = (row(None, part, None) for part in (self._glyph, self._title, self._words, self._button))
        self.setLayout(column(None, *lines, None, None))

    def tell(self, icon: str, title: str, words: str = "", action: str = "") -> None:
        """Show a state; the button is shown if `action` gives it words."""
        self._glyph.set(icon, "edge")
        self._title.setText(title)
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self._button.setText(action)
        self._button.setVisible(bool(action))
