"""Input fields that know what they ask for: they judge while one types, at the moment the answer is certain.

A field is never red while its content may still become right; it says what is wrong beside itself, in words,
and gives a value only when there is one.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from rules import phones, visible
from ui.text import _
from ui.theme import mark


class Standing(Enum):
    """Say how a field's content stands."""

    EMPTY = "empty"
    TYPING = "typing"
    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True)
class Judgement:
    """Hold what a field makes of its text: its standing, the value it stands for, and words for beside the field."""

    standing: Standing
    value: Any = None
    words: str = ""


NOTHING = Judgement(Standing.EMPTY)
MOBILE_LENGTH = 11
STILL_TYPING = Judgement(Standing.TYPING)


def bad(words: str) -> Judgement:
    """Give the judgement of a wrong content."""
    return Judgement(Standing.BAD, None, words)


def good(value: Any, words: str = "") -> Judgement:
    """Give the judgement of a right content."""
    return Judgement(Standing.GOOD, value, words)


def fold(text: str) -> str:
    """Give full-width figures, letters and signs as half-width ones. For numbers only, never for names."""
    return unicodedata.normalize("NFKC", text)


class LineField(QLineEdit):
    """Be a line that judges its text; subclasses say how in `judge`."""

    judged = Signal(object)
    """A `Judgement`, sent when it changes."""

    stepped_back = Signal()
    """Esc was pressed and means: to the field before."""

    plain_keys = False
    """Whether the input method is switched off and full-width signs are folded: for numbers."""

    longest = 200
    """Characters that the field takes; what is pasted beyond them is left out, and that is said."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.judgement = NOTHING
        self._cut_at = 0  # how long the text was that did not fit, as far as it was kept
        self.setMaxLength(self.longest)
        self.inputRejected.connect(self._note_cut)
        if self.plain_keys:
            self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
            self.setInputMethodHints(Qt.InputMethodHint.ImhPreferLatin | Qt.InputMethodHint.ImhNoPredictiveText)
        self.textChanged.connect(self._on_text)

    def judge(self, text: str, *, finished: bool) -> Judgement:  # noqa: ARG002 - the subclasses look at it
        """Judge `text`, which is not empty; `finished` when the field has been left or Enter pressed."""
        return good(text)

    def value(self) -> Any:
        """Give the value, or None where there is none or it is wrong."""
        return self.settle().value

    def set_value(self, value: Any) -> None:
        """Show `value`; None empties the field."""
        self.setText("" if value is None else str(value))
        self.settle()

    def held(self) -> Any:
        """Give what `take_back` needs to bring the field back to how it stands now."""
        return self.text(), self.cursorPosition()

    def take_back(self, held: Any) -> None:
        """Bring the field back to how it stood: what came since was a scanner's."""
        text, at = held
        self.setText(text)
        self.setCursorPosition(at)

    def caution(self, words: str) -> None:
        """Say beside the field what happened to it; the next judgement takes the words' place."""
        self.judgement = Judgement(Standing.WARNING, self.judgement.value, words)
        mark(self, state=Standing.WARNING.value)
        self.judged.emit(self.judgement)

    def settle(self) -> Judgement:
        """Judge the text as finished and give the judgement."""
        self._judge(finished=True)
        return self.judgement

    def _on_text(self, text: str) -> None:
        clean = visible.line(fold(text) if self.plain_keys else text)
        if clean != text:
            at = self.cursorPosition()
            self._cut_at = self._cut_at and len(clean)
            self.setText(clean)
            self.setCursorPosition(at + len(clean) - len(text))
            if not clean:
                self.caution(_("没有看得见的字，请重新填写"))
            return
        self._judge(finished=False)

    def _judge(self, *, finished: bool) -> None:
        text = self.text().strip()
        if len(self.text()) < self._cut_at:
            self._cut_at = 0
        found = self.judge(text, finished=finished) if text else NOTHING
        if self._cut_at and found.standing is not Standing.BAD:
            words = _("太长，只留了前 {n} 个字，请核对").format(n=self.maxLength())
            found = Judgement(Standing.WARNING if found.value is not None else found.standing, found.value, words)
        if found != self.judgement:
            self.judgement = found
            mark(self, state=found.standing.value)
            self.judged.emit(found)

    def _note_cut(self) -> None:
        """Note that what was pasted did not fit."""
        if len(self.text()) == self.maxLength():
            self._cut_at = self.maxLength()
            self._judge(finished=False)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Judge what is left behind as finished."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._judge(finished=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Judge as finished at Enter, then let the form move on; step back at Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.stepped_back.emit()
            window = self.window()
            # no field before this one: in a dialog the key then means what it means everywhere in dialogs
            event.setAccepted(not (isinstance(window, QDialog) and window.focusWidget() is self))
            return
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                event.ignore()  # the key of a button that cannot be pressed now, not one that moves on
                return
            self._judge(finished=True)
        super().keyPressEvent(event)


class TextField(LineField):
    """Be a line of free text with a limit and, if wanted, a rule of its own."""

    def __init__(
        self, *, limit: int = 200, check: Callable[[str], Judgement] | None = None, parent: QWidget | None = None
    ) -> None:
        self._check = check
        super().__init__(parent)
        self.setMaxLength(limit)

    def judge(self, text: str, *, finished: bool) -> Judgement:
        """Ask the field's own rule once it is finished."""
        if self._check and finished:
            return self._check(text)
        return good(text)


class PhoneField(LineField):
    """Ask for a telephone number, mobile or landline; the shape is judged by `rules.phones`."""

    plain_keys = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(_("手机号，或区号-座机号"))

    def judge(self, text: str, *, finished: bool) -> Judgement:
        """Decide at the eleventh figure of a mobile number, at leaving for a landline."""
        number = phones.normalise(text)
        if phones.is_mobile(number) or (finished and phones.is_valid(number)):
            return good(number)
        if number.startswith("1") and len(number) >= MOBILE_LENGTH:
            return bad(_("手机号应为 11 位，第二位为 3 至 9"))
        return bad(_("请填 11 位手机号，或如 0816-2345678 的座机号")) if finished else STILL_TYPING
