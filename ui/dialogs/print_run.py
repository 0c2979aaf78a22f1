"""From which voucher number to which is printed."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QWidget

from rules import vouchers as numbers
from ui.actions import button
from ui.dialogs.fit import fit
from ui.text import _
from ui.tokens import GRID
from ui.widgets.fields import Judgement, LineField, bad, good
from ui.widgets.form import Form
from ui.widgets.labels import column, label, row

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class PrintRunDraft:
    """Hold the two ends, both included, of 22 digits each."""

    first: str
    last: str


class RunEnd(LineField):
    """Ask for a voucher number; its last digits are enough where `head` gives those before them."""

    plain_keys = True

    def __init__(self, head: "Callable[[], str]", parent: QWidget | None = None) -> None:
        self._head = head
        super().__init__(parent)

    def judge(self, text: str, *, finished: bool) -> Judgement:
        """Say while it is typed no more than that it is not complete."""
        typed = "".join(text.split())
        if len(typed) < numbers.NUMBER_DIGITS and not finished:
            return good(None)
        number = self._head()[: max(0, numbers.NUMBER_DIGITS - len(typed))] + typed
        if not numbers.is_number(number):
            return bad(_("号码不对，请对照票面"))
        return good(number)


class PrintRunDialog(QDialog):
    """Ask for both ends; `first` is proposed for either."""

    def __init__(self, first: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("按号段打印"))
        self.form = Form(self, field_width=300)
        self.first = self.form.add("first", _("起号"), RunEnd(lambda: ""), required=True)
        self.last = self.form.add(
            "last", _("止号"), RunEnd(lambda: str(self.first.value() or "")), required=True, hint=_("可只填末几位")
        )
        self._words = label("", tone="bad", wrap=True)
        do = button(_("预览"), self._try, kind="primary")
        do.setDefault(True)
        body = column(
            label(_("打印这段号码里状态为“已发放”的券，按号码排列，两张一页；其余的不打印。"), "muted", wrap=True),
            GRID,
            self.form,
            self._words,
            row(None, button(_("取消"), self.reject), do),
        )
        body.setContentsMargins(7 * GRID, 5 * GRID, 7 * GRID, 5 * GRID)
        self.setLayout(body)
        self.first.set_value(first)
        fit(self, 560)
        (self.last if first else self.first).setFocus()

    def draft(self) -> PrintRunDraft:
        """Give what was filled in."""
        return PrintRunDraft(str(self.first.value()), str(self.last.value()))

    def _try(self) -> None:
        if not self.form.check():
            return
        found = self.draft()
        if found.last < found.first:
            self._words.setText(_("止号不能小于起号。"))
            return
        self.accept()
