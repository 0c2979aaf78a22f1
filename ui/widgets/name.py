"""The field for a person's name: what no name has is said beside it, what nobody sees is taken out, and nothing else is ever changed."""

import unicodedata

from PySide6.QtWidgets import QWidget

from rules import names
from ui.text import _
from ui.widgets.fields import Judgement, LineField, Standing, bad, good

_SIGNS = frozenset('<>{}[]()（）〈〉《》【】=*%$#@!?！？;；:：/\\|"“”,，、。+~^_&`')
"""What stands in names that were pasted with something else, and in none that a document bears."""


class NameField(LineField):
    """Ask for a name of up to 50 characters; the value is the name as it is stored (`rules.names.normalise`)."""

    longest = names.MAX_LENGTH

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editingFinished.connect(self._tidy)

    def judge(self, text: str, *, finished: bool) -> Judgement:  # noqa: ARG002 - a wrong sign is wrong at once
        """Decide at every key."""
        name = names.normalise(text)
        wrong = sorted(
            {char for char in name if char in _SIGNS or unicodedata.category(char) in {"So", "Sk", "Sm", "Cs", "Cn"}}
        )
        if wrong:
            return bad(_("姓名里不能有“{signs}”，请照证件填写").format(signs=" ".join(wrong[:3])))
        if any(char.isdigit() for char in name):
            return Judgement(Standing.WARNING, name, _("姓名里有数字，请核对"))
        return good(name) if name else bad(_("没有看得见的字，请照证件填写姓名"))

    def _tidy(self) -> None:
        """Show the name as it is stored."""
        if self.judgement.value and self.judgement.value != self.text():
            self.set_value(self.judgement.value)
