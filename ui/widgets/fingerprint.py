"""Thirty digits that two people compare by phone: shown in groups, and typed in to be compared group by group."""

from PySide6.QtWidgets import QLabel, QWidget

from ui import fonts
from ui.text import _
from ui.widgets.fields import STILL_TYPING, Judgement, LineField, Standing, bad, good
from ui.widgets.labels import label

DIGITS = 30
GROUP = 5


def digits_of(text: str) -> str:
    """Give the digits alone."""
    return "".join(char for char in text if char.isascii() and char.isdigit())


def grouped(text: str) -> str:
    """Write the digits in groups of five."""
    digits = digits_of(text)
    return "  ".join(digits[at : at + GROUP] for at in range(0, len(digits), GROUP))


def fingerprint_label(text: str) -> QLabel:
    """Give the digits large enough to be read out, and to be copied."""
    made = label(grouped(text), "heading", wrap=True)
    made.setFont(fonts.scaled(made.font(), 1.25, strong=True))
    made.setAccessibleName(_("核对码"))
    return made


class FingerprintField(LineField):
    """Ask for the 30 digits as they are read out, and compare each group with `expected` as soon as it is typed."""

    plain_keys = True

    def __init__(self, expected: str = "", parent: QWidget | None = None) -> None:
        self._expected = digits_of(expected)
        super().__init__(parent)
        self.setPlaceholderText(_("30 位数字，5 位一组"))
        self.setMaxLength(60)

    def judge(self, text: str, *, finished: bool) -> Judgement:
        """Name the first group that differs; right only when all thirty are there."""
        typed = digits_of(text)
        for number, at in enumerate(range(0, len(typed), GROUP), start=1):
            if not self._expected[at : at + GROUP].startswith(typed[at : at + GROUP]):
                return bad(_("第 {n} 组不一致，请停下核实").format(n=number))
        if len(typed) == DIGITS:
            return good(typed, _("30 位全部一致"))
        if finished:
            return bad(_("还差 {n} 位").format(n=DIGITS - len(typed)))
        done = len(typed) // GROUP
        return Judgement(Standing.TYPING, None, _("已对上 {n} 组").format(n=done)) if done else STILL_TYPING
