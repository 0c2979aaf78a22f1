"""A field for one out of very many, looked up in the casebook as one types: a person by name, initials, number or telephone; an employer by name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from rules import visible
from ui.text import _
from ui.widgets.choices import Choice, ChoiceField
from ui.widgets.fields import STILL_TYPING, Judgement, bad, good

PAUSE_MS = 120
Told = Callable[[Sequence[Choice]], None]


@dataclass(frozen=True)
class Reference(Choice):
    """Hold a row of the casebook: its id in hex, what it is called, and a line that tells it from others of that name."""

    @property
    def line(self) -> str:
        """Give the choice as it stands in the field: the id is nobody's business."""
        return visible.line(self.text)


class LookupField(ChoiceField):
    """Ask for a row; the value is its id (bytes). `find(text, then)` and `name(id, then)` answer later, from a worker."""

    def __init__(
        self,
        find: Callable[[str, Told], None],
        name: Callable[[bytes, Told], None],
        words: str,
        parent: QWidget | None = None,
    ) -> None:
        self._look, self._name = find, name
        self._answer: Sequence[Choice] = ()
        self._answered = ""
        self._awaited = b""
        super().__init__(lambda _text: self._answer, parent)
        self.setPlaceholderText(words)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._ask)

    def judge(self, text: str, *, finished: bool) -> Judgement:
        """Take what was chosen; at leaving, take a text that one row alone answers to; wait where the answer is under way."""
        if self._chosen and text == self._chosen.line:
            return good(bytes.fromhex(self._chosen.code), self._chosen.detail)
        if not finished:
            return STILL_TYPING
        if text != self._answered:
            if not self._pause.isActive():
                self._ask()
            return STILL_TYPING
        found = self._meant(text)
        if found is None:
            return bad(_("不止一个，请从列表中选") if self._answer else _("没有找到，请核对或先登记"))
        QTimer.singleShot(0, self, lambda: self._take(found))
        return good(bytes.fromhex(found.code), found.detail)

    def settle(self) -> Judgement:
        """Judge the text as finished; a row whose name is still being fetched is certain already."""
        return good(self._awaited) if self._awaited else super().settle()

    def set_value(self, value: Any) -> None:
        """Show the row with this id (bytes); None empties the field."""
        self._chosen = None
        self._awaited = bytes(value) if value else b""
        self.setText("")
        self.settle()
        if self._awaited:
            self._name(self._awaited, self._named)

    def _meant(self, text: str) -> Choice | None:
        """Give the one row that answers; of two that bear one name none: nobody may be taken for another."""
        exact = [choice for choice in self._answer if choice.text == text]
        found = exact or self._answer
        return found[0] if len(found) == 1 else None

    def _named(self, found: Sequence[Choice]) -> None:
        waited, self._awaited = self._awaited, b""
        if waited and found and bytes.fromhex(found[0].code) == waited:
            self._take(found[0])
            self.setCursorPosition(0)

    def _offer(self, text: str, *, everything: bool = False) -> None:
        self._awaited = b""
        self._chosen = None if text else self._chosen
        if text.strip():
            self._pause.start()
        elif everything:
            self._ask()
        else:
            self._popup.hide()

    def _ask(self) -> None:
        self._pause.stop()
        text = self.text().strip()
        self._look(text, lambda found: self._answer_came(text, found))

    def _answer_came(self, text: str, found: Sequence[Choice]) -> None:
        """Show the answer where it is still waited for, or settle by it where the field has been left."""
        if text != self.text().strip() or (self._chosen and text == self._chosen.line):
            return
        self._answer, self._answered = found, text
        if self.hasFocus():
            super()._offer(text, everything=True)
        else:
            self._judge(finished=True)
