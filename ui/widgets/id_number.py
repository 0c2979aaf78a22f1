"""The field for an identity number: it decides at the last digit and tells beside itself what the number says."""

import datetime as dt

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from rules import idnumber
from rules.clock import Clock, today
from rules.regions import Regions
from ui.error_text import say_code
from ui.text import _
from ui.widgets.fields import STILL_TYPING, Judgement, LineField, Standing

FULL_LENGTH = 18
_LONGEST = 40
"""Characters kept while typing or pasting: blanks and hyphens between the figures are allowed and dropped."""


def sex_word(sex: str | None) -> str:
    """Give 男 or 女 for a code of GB/T 2261.1, else nothing."""
    return {idnumber.MALE: _("男"), idnumber.FEMALE: _("女")}.get(sex or "", "")


def tell(check: idnumber.IdCheck, day: dt.date) -> str:
    """Give what a number says in one line: sex, birth, age on `day`, region."""
    parts = [sex_word(check.sex)]
    if check.birth:
        parts.append(_("{day} 出生").format(day=check.birth.isoformat()))
        parts.append(_("{age} 岁").format(age=idnumber.age_on(check.birth, day)))
    parts.append(check.region_name)
    return " · ".join(part for part in parts if part)


class IdNumberField(LineField):
    """Ask for an identity number; the value is an `IdCheck`, only where the number is valid."""

    plain_keys = True
    recognised = Signal(object)
    """The `IdCheck` of a valid number, once, at its last digit: the page looks for the person now."""

    def __init__(self, clock: Clock, regions: Regions | None = None, parent: QWidget | None = None) -> None:
        self._clock = clock
        self._regions = regions
        self._told = ""
        super().__init__(parent)
        self.setMaxLength(_LONGEST)
        self.setPlaceholderText(_("18 位身份证号"))
        self.judged.connect(self._tell_once)

    def judge(self, text: str, *, finished: bool) -> Judgement:
        """Decide at the eighteenth character; a shorter number only once it has been left."""
        number = idnumber.normalise(text)
        if len(number) < FULL_LENGTH and not finished:
            if any(not c.isdigit() for c in number[:1] + number[3:]):
                return Judgement(Standing.BAD, None, say_code("ID_FORMAT"))
            return STILL_TYPING
        day = today(self._clock)
        found = idnumber.check(number, today=day, regions=self._regions)
        if not found.valid:
            return Judgement(Standing.BAD, None, say_code(found.errors[0], length=len(number)))
        told = tell(found, day)
        if found.warnings:
            return Judgement(Standing.WARNING, found, "\n".join([told, *(say_code(code) for code in found.warnings)]))
        return Judgement(Standing.GOOD, found, told)

    def set_value(self, value: object) -> None:
        """Show the number of an `IdCheck`, or a text."""
        super().set_value(value.number if isinstance(value, idnumber.IdCheck) else value)

    def takes_scan(self, text: str) -> bool:
        """Want a number alone typed into the field; a card's whole record is for the form."""
        return len(text) <= FULL_LENGTH and idnumber.check(text, today=today(self._clock), regions=self._regions).valid

    def _tell_once(self, judgement: Judgement) -> None:
        number = judgement.value.number if judgement.value else ""
        if number and number != self._told:
            self.recognised.emit(judgement.value)
        self._told = number
