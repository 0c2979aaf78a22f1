"""A scan that an open Chinese input method has taken for pinyin: seen by its speed or its content, kept out of the field, and said beside it.

The keys of a scanner that pass through an input method reach the window as its compositions, not as keys, and the code is lost; all that can be done is
to leave no rubbish, and to say which key leads to where no input method stands in between.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from rules import scanning, tokens
from rules.clock import Clock, today
from ui.scanner import LONG, PAUSE_MS, undo_of
from ui.widgets.scan import FASTEST_HAND_MS

_BETWEEN = re.compile(r"[\s'’]+")
"""What input methods put between syllables."""


def ticking() -> Callable[[], int]:
    """Give a clock of milliseconds that only goes forward."""
    timer = QElapsedTimer()
    timer.start()
    return timer.elapsed


class InputMethodWatch(QObject):
    """Watch what the input method brings to the field that has the keyboard; send `lost` with the field that a scan was kept out of."""

    lost = Signal(QWidget)

    def __init__(self, parent: QObject, clock: Clock, now: Callable[[], int] | None = None) -> None:
        super().__init__(parent)
        self._clock, self._now = clock, now or ticking()
        self._field: QWidget | None = None
        self._undo: Callable[[], None] = lambda: None
        self._first = self._last = -2 * PAUSE_MS
        self._keys = self._letters = 0
        self._is_scan = self._is_clearing = False
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)

    def _follow(self, former: QWidget | None, field: QWidget | None) -> None:
        if former is not None:
            former.removeEventFilter(self)
        if (
            isinstance(field, (QLineEdit, QPlainTextEdit))
            and field.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
            and self._is_ours(field)
        ):
            field.installEventFilter(self)

    def _is_ours(self, field: QWidget) -> bool:
        """Tell whether a field stands in the window that is watched or in a dialog of it: two watches would judge by two clocks."""
        at: QObject | None = field
        while at is not None and at is not self.parent():
            at = at.parent()
        return at is not None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Look at each composition before the field does."""
        if isinstance(event, QInputMethodEvent) and isinstance(watched, QWidget) and not self._is_clearing:
            return self._composed(watched, event)
        return super().eventFilter(watched, event)

    def _composed(self, field: QWidget, event: QInputMethodEvent) -> bool:
        at = self._now()
        if at - self._last > PAUSE_MS or field is not self._field:
            self._begin(field, at)
        self._last = at
        if self._is_scan:
            QGuiApplication.inputMethod().reset()
            return True  # what is left of it
        words = event.commitString() or event.preeditString()
        # a key makes the composition longer by a letter, or ends it
        letters = sum(one.isascii() and one.isalnum() for one in event.preeditString())
        self._keys += max(0, letters - self._letters) or bool(event.commitString())
        self._letters = letters
        is_fast = self._keys >= LONG and at - self._first <= FASTEST_HAND_MS * (self._keys - 1)
        if not is_fast and not self._is_code(words):
            return False
        self._is_scan = True
        self._drop(field)
        self.lost.emit(field)
        return True

    def _begin(self, field: QWidget, at: int) -> None:
        if field is not self._field:
            self._letters = 0
        self._field, self._undo, self._first = field, undo_of(field), at
        self._keys, self._is_scan = 0, False

    def _is_code(self, words: str) -> bool:
        """Tell whether words are a code of ours, or the beginning of one that proves itself."""
        plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", words))
        if plain.upper().startswith(tokens.PREFIX):
            return True
        return len(plain) >= LONG and plain.isascii() and bool(scanning.meaning(plain, today=today(self._clock)).kinds)

    def _drop(self, field: QWidget) -> None:
        """End the composition and bring the field back to how it stood before the burst."""
        QGuiApplication.inputMethod().reset()
        self._is_clearing = True
        nothing: Any = QInputMethodEvent("", [])
        QCoreApplication.sendEvent(field, nothing)
        self._is_clearing = False
        self._undo()
