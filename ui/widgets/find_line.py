"""The line over a list, in which one types what one looks for."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui import icons
from ui.text import _

TYPING_PAUSE_MS = 150
LONGEST = 200
"""Characters that anybody looks for; what is pasted beyond them is left out."""
_BESIDE = 56
"""Room in px that the sign before the words and the edges take."""
_TELLING = 180
"""Width in px from which the words tell something though their end is cut."""


class FindLine(QLineEdit):
    """Be the line over a list: a short pause in typing sends `settled`, an arrow down goes into the list."""

    settled = Signal(str)
    went_down = Signal()

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self.setPlaceholderText(words)
        self.setAccessibleName(words)
        self.setClearButtonEnabled(True)
        self.setMaxLength(LONGEST)
        self.addAction(icons.icon("magnify"), QLineEdit.ActionPosition.LeadingPosition)
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE_MS)
        self._pause.timeout.connect(lambda: self.settled.emit(self.text().strip()))
        self.textChanged.connect(lambda _text: self._pause.start())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Say in a narrow place only that it finds."""
        super().resizeEvent(event)
        fits = self.fontMetrics().horizontalAdvance(self._words) + _BESIDE <= self.width()
        self.setPlaceholderText(self._words if fits or self.width() >= _TELLING else _("查找"))

    def settle(self) -> None:
        """Send what stands in the line now, without a pause."""
        self._pause.stop()
        self.settled.emit(self.text().strip())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Go into the list at arrow down and Enter; empty the line at Esc."""
        ends = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if ends and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()  # for what is around: a dialog that ends with this key
        elif ends or event.key() == Qt.Key.Key_Down:
            if self._pause.isActive():
                self.settle()
            self.went_down.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.clear()
        else:
            super().keyPressEvent(event)
