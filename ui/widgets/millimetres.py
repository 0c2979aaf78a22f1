"""A field for a length in millimetres with one decimal, as a ruler is read; the value is a whole number of tenths."""

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.text import _
from ui.widgets.fields import STILL_TYPING, Judgement, LineField, bad, good

_LENGTH = re.compile(r"([+-]?)([0-9]{1,3})(?:\.([0-9]))?")
_BEGUN = re.compile(r"[+-]?[0-9]{0,3}\.?")


class MillimetreField(LineField):
    """Ask for a length from `least` to `most` tenths of a millimetre; the value is an int (tenths). `words` stand beside a right one."""

    plain_keys = True

    def __init__(self, least: int, most: int, words: str = "mm", parent: QWidget | None = None) -> None:
        self._least, self._most, self._words = least, most, words
        super().__init__(parent)
        self.setMaxLength(7)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)

    def judge(self, text: str, *, finished: bool) -> Judgement:
        """Decide at every key what is certain."""
        found = _LENGTH.fullmatch(text)
        if found is None:
            if not finished and _BEGUN.fullmatch(text):
                return STILL_TYPING
            return bad(_("填毫米数，最多一位小数，如 20.3"))
        tenths = 10 * int(found[2]) + int(found[3] or 0)
        tenths = -tenths if found[1] == "-" else tenths
        if not self._least <= tenths <= self._most:
            return bad(_("应在 {least} 至 {most} 毫米之间").format(least=self._least / 10, most=self._most / 10))
        return good(tenths, self._words)

    def set_tenths(self, tenths: int) -> None:
        """Show a length given in tenths."""
        self.set_value(f"{tenths / 10:.1f}")
