"""Scanners that type: told from a person by their speed, read without the input method in the way."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from rules.scanning import LONGEST
from ui.text import _
from ui.widgets.fields import fold

LEAST = 6
"""Characters that a code has at least."""
FASTEST_HAND_MS = 40
"""Mean time between keys in ms below which no hand types."""


class Burst:
    """Watch key times (ms) and tell whether what came in was typed by a machine."""

    def __init__(self) -> None:
        self._first = 0
        self._last = 0
        self._count = 0

    def key(self, at: int) -> None:
        """Take note of a character typed at `at` ms; a pause begins a new burst."""
        if self._count == 0 or at - self._last > 5 * FASTEST_HAND_MS:
            self._first, self._count = at, 0
        self._last = at
        self._count += 1

    @property
    def is_fast(self) -> bool:
        """Tell whether no hand can have typed what came in so far."""
        return self._count >= LEAST and self._last - self._first <= FASTEST_HAND_MS * (self._count - 1)

    def ends(self, at: int) -> bool:
        """Tell, when Enter comes at `at` ms, whether the burst before it was a scan; then begin anew."""
        found = self.is_fast and at - self._last <= 5 * FASTEST_HAND_MS
        self._count = 0
        return found


class ScanBox(QLineEdit):
    """Take a code from a scanner or from the keyboard; Enter hands it over and empties the box for the next."""

    scanned = Signal(str, bool)
    """The code, and whether a scanner typed it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._burst = Burst()
        self.setMaxLength(LONGEST)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self.setPlaceholderText(_("扫描二维码，或输入编号后按回车"))

    def takes_scan(self, _text: str) -> bool:
        """Want every scan: that is what the box is for."""
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Time the keys; hand over at Enter, empty at Esc."""
        at = int(event.timestamp())
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            by_machine = self._burst.ends(at)
            text = fold(self.text()).strip()
            self.clear()
            if text:
                self.scanned.emit(text, by_machine)
            event.accept()
            return
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        if event.text().isprintable() and event.text():
            self._burst.key(at)
        super().keyPressEvent(event)
