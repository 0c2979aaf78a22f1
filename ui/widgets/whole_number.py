"""Fields for a count: figures alone, within limits."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSpinBox, QWidget

from ui.text import _
from ui.widgets.fields import Judgement, LineField, bad, good

_LONGEST = 12
"""Characters in the line of a spin box, its unit among them: Qt's own takes 32,767, and asks at each what number they might become."""


class NumberBox(QSpinBox):
    """Be a spin box without Qt's two buttons, for a number that is mostly right as it stands."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lineEdit().setMaxLength(_LONGEST)
        self.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)


class WholeNumberField(LineField):
    """Ask for a whole number from `least` to `most`; `unit` stands beside it. The value is an int."""

    plain_keys = True

    def __init__(self, least: int, most: int, unit: str = "", parent: QWidget | None = None) -> None:
        self._least, self._most, self._unit = least, most, unit
        super().__init__(parent)
        self.setMaxLength(len(str(most)) + 1)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)

    def judge(self, text: str, *, finished: bool) -> Judgement:  # noqa: ARG002 - a number is one at every key
        """Decide at every key."""
        if not (text.isascii() and text.isdigit()) or not self._least <= int(text) <= self._most:
            return bad(_("应为 {least} 至 {most} 的整数").format(least=self._least, most=self._most))
        return good(int(text), self._unit)
