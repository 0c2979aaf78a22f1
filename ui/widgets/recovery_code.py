"""The field for a recovery sheet's code: eight groups, each judged as soon as it is whole."""

from PySide6.QtWidgets import QWidget

from rules import recovery_code
from ui.text import _
from ui.widgets.fields import STILL_TYPING, Judgement, LineField, Standing, bad, fold, good

_GROUP = recovery_code.DIGITS + 1


class RecoveryCodeField(LineField):
    """Take the code as it is typed, group by group, or scanned whole."""

    plain_keys = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(_("8 组、每组 6 位数字"))
        self.setMaxLength(80)

    def takes_scan(self, text: str) -> bool:
        """Want the sheet's own code."""
        return text.startswith(recovery_code.PREFIX)

    def judge(self, text: str, *, finished: bool) -> Judgement:
        """Name the first group that is wrong; right only when all eight are there."""
        digits = "".join(char for char in fold(text).removeprefix(recovery_code.PREFIX) if char not in " -")
        if digits and not (digits.isascii() and digits.isdigit()):
            return (
                STILL_TYPING if recovery_code.PREFIX.startswith(text.strip()) and not finished else bad(_("只有数字"))
            )
        whole = len(digits) // _GROUP
        for place in range(1, whole + 1):
            if not recovery_code.is_group(place, digits[(place - 1) * _GROUP : place * _GROUP]):
                return bad(_("第 {n} 组输错了").format(n=place))
        if whole == recovery_code.GROUPS:
            return good(digits, _("8 组都对")) if len(digits) == whole * _GROUP else bad(_("多输了几位"))
        if finished:
            return bad(_("还差 {n} 组").format(n=recovery_code.GROUPS - whole))
        return Judgement(Standing.TYPING, None, _("已对上 {n} 组").format(n=whole)) if whole else STILL_TYPING
