"""A scanner's keys told from a person's, wherever the focus is: what it typed into a field is taken back, and what it means goes where it belongs.

A filter on the native window sees each key before any part of the window does (a filter on the whole application would slow every event). Keys
pass at once, so that nobody's typing is held up; only when the burst has ended is it known to have been a machine's. One key does not pass: the
space of a code would press the button that has the keyboard.

A dialog in front is watched, too: a code of ours that no field of it wants is taken back and refused, so that its Enter does not answer a question.
"""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

from rules import tokens
from ui.widgets.scan import FASTEST_HAND_MS, Burst

PAUSE_MS = 5 * FASTEST_HAND_MS
LONG = 15
"""Characters from which a burst is a scan though no Enter ends it: some scanners are set so."""
_ENDS = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class Scanner(QObject):
    """Watch the keys of one window and its dialogs and send `scanned` with the text of each scan; parts that take scans themselves are left alone."""

    scanned = Signal(str)
    refused = Signal(QWidget)
    """A code was scanned while a dialog was open; the part of it that has the keyboard stands as before."""

    def __init__(self, window: QWidget, is_on: Callable[[], bool]) -> None:
        super().__init__(window)
        self._window, self._is_on = window, is_on
        self._burst = Burst()
        self._text = ""
        self._last = 0
        self._dialog: QWidget | None = None
        self._before: list[tuple[QWidget, Callable[[], None]]] = []
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._end_without_enter)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._watch)

    def _watch(self, front: QWindow | None) -> None:
        """Watch our own native window and those of our dialogs."""
        if front is None:
            return
        shown = next((one for one in QApplication.topLevelWidgets() if one.windowHandle() is front), None)
        self._forget()
        if shown is self._window or (isinstance(shown, QDialog) and self._is_ours(shown)):
            self._dialog = None if shown is self._window else shown
            front.installEventFilter(self)

    def _is_ours(self, dialog: QWidget) -> bool:
        at: QObject | None = dialog
        while at is not None and at is not self._window:
            at = at.parent()
        return at is not None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Take note of each key; swallow the Enter that ends a scan."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._is_on():
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        at, text = int(event.timestamp()), event.text()
        if not at or event.isAutoRepeat() or event.modifiers() & _HELD:
            self._forget()
            return False
        if event.key() in _ENDS:
            return bool(self._text) and self._burst.ends(at) and self._take()
        if at - self._last > PAUSE_MS:
            self._forget()
        self._last = at
        if (text.isprintable() and text) or (event.key() == Qt.Key.Key_Tab and self._text):
            self._remember()
            self._burst.key(at)
            self._text += text if text.isprintable() else "\t"
            self._pause.start()
            return event.key() == Qt.Key.Key_Space and self._burst.is_fast and not _is_text(QApplication.focusWidget())
        if event.key() != Qt.Key.Key_Shift:
            self._forget()
        return False

    def _end_without_enter(self) -> None:
        if len(self._text) < LONG or not self._burst.ends(self._last) or not self._take():
            self._forget()

    def _take(self) -> bool:
        """Take back what was typed and send the scan; tell whether it was ours to take."""
        text = self._text.strip("\t")
        before = [(widget, undo) for widget, undo in self._before if isValid(widget)]
        self._forget()
        is_aside = self._dialog is not None and isValid(self._dialog) and self._dialog.isVisible()
        if is_aside and not text.upper().startswith(tokens.PREFIX):
            return False  # numbers are typed into the fields of a dialog, and cards read into them
        if not before or any(_takes(widget, text) for widget, _undo in before):
            return False
        for _widget, undo in reversed(before):
            undo()
        first = before[0][0]
        first.setFocus()
        if is_aside:
            self.refused.emit(first)
        else:
            self.scanned.emit(text)
        return True

    def _remember(self) -> None:
        """Note how the part that has the keyboard stands before the burst reaches it."""
        focus = QApplication.focusWidget() or self._window
        if all(focus is not widget for widget, _undo in self._before):
            self._before.append((focus, undo_of(focus)))

    def _forget(self) -> None:
        self._text, self._before, self._burst = "", [], Burst()
        self._pause.stop()


def _takes(widget: QWidget, text: str) -> bool:
    """Tell whether a part wants this scan typed into itself."""
    wants: Any = getattr(widget, "takes_scan", None)
    return bool(wants(text)) if wants is not None else False


def _is_text(widget: QWidget | None) -> bool:
    """Tell whether a space is a letter there; everywhere else it presses, ticks, opens or turns over."""
    if QApplication.activePopupWidget() is not None:
        return False
    if isinstance(widget, QComboBox):
        return widget.isEditable()
    return isinstance(widget, (QLineEdit, QPlainTextEdit, QTextEdit))


def undo_of(widget: QWidget) -> Callable[[], None]:
    """Give what brings a part back to how it stands now; a part that knows best says so with `held` and `take_back`."""
    if hasattr(widget, "held") and hasattr(widget, "take_back"):
        return _undo_held(widget)
    if isinstance(widget, QLineEdit):
        text, at = widget.text(), widget.cursorPosition()

        def undo_line() -> None:
            widget.setText(text)
            widget.setCursorPosition(at)

        return undo_line
    if isinstance(widget, QPlainTextEdit):
        whole = widget.toPlainText()
        return lambda: widget.setPlainText(whole)
    if isinstance(widget, QComboBox):
        index = widget.currentIndex()
        return lambda: widget.setCurrentIndex(index)
    if hasattr(widget, "set_value") and hasattr(widget, "value"):
        value = widget.value()
        return lambda: widget.set_value(value)
    if isinstance(widget, QAbstractItemView):
        current = widget.currentIndex()
        return lambda: widget.setCurrentIndex(current)
    return lambda: None


def _undo_held(part: Any) -> Callable[[], None]:
    held = part.held()
    return lambda: part.take_back(held)
