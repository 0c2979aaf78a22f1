"""A scanner at the keyboard: its keys come to the native window, a few milliseconds apart, as those of a device do."""

from collections.abc import Iterator
from itertools import count

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui.scanner import PAUSE_MS

_CLOCK: Iterator[int] = count(1_000_000, 10 * PAUSE_MS)


def type_keys(window: QWidget, text: str, *, every_ms: int, end: Qt.Key | None = Qt.Key.Key_Return) -> None:
    """Press the keys of `text`, each `every_ms` after the one before, and then the key `end`."""
    handle = window.windowHandle()
    assert handle is not None
    at = next(_CLOCK)
    keys = [(0, char) for char in text] + ([(int(end), "\r" if end is not Qt.Key.Key_Tab else "\t")] if end else [])
    for key, char in keys:
        code = key or (Qt.Key.Key_Tab.value if char == "\t" else ord(char.upper()) if ord(char) < 0x110000 else 0)
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, code, Qt.KeyboardModifier.NoModifier, char)
            event.setTimestamp(at)
            QApplication.sendEvent(handle, event)
        at += every_ms


def scan(window: QWidget, text: str, *, end: Qt.Key | None = Qt.Key.Key_Return) -> None:
    """Scan `text`: four milliseconds a key."""
    type_keys(window, text, every_ms=4, end=end)


def by_hand(window: QWidget, text: str, *, end: Qt.Key | None = Qt.Key.Key_Return) -> None:
    """Type `text` as a fast hand does: eleven keys a second."""
    type_keys(window, text, every_ms=90, end=end)
