"""What is handed on: to which PC of the county, which unused numbers, how much of the quota, and why."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QWidget

from rules import vouchers as numbers
from ui.actions import button
from ui.dialogs.fit import fit
from ui.text import _
from ui.tokens import GRID
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.fields import Judgement, LineField, TextField, bad, good
from ui.widgets.form import Form
from ui.widgets.labels import column, label, row
from ui.widgets.money_and_dates import MoneyField
from ui.widgets.whole_number import WholeNumberField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.directory import Grant, NumberBlock

_MOST_FEN = 100_000_000_00


@dataclass(frozen=True)
class HandOnDraft:
    """Hold what is handed on: numbers (both ends included), the receiving device, money in fen, the reason."""

    first: str
    last: str
    to_dev: bytes
    limit_fen: int
    reason: str


class NumberField(LineField):
    """Ask for a voucher number that lies in one of the free runs; the value is its 22 digits."""

    plain_keys = True

    def __init__(self, runs: "Sequence[NumberBlock]", parent: QWidget | None = None) -> None:
        self._runs = runs
        super().__init__(parent)

    def judge(self, text: str, *, finished: bool) -> Judgement:
        """Say while it is typed no more than that it is not complete."""
        number = "".join(text.split())
        if len(number) < numbers.NUMBER_DIGITS and not finished:
            return good(None)
        if not numbers.is_number(number):
            return bad(_("号码不对，请对照票面"))
        if not any(number in run for run in self._runs):
            return bad(_("不在本机的空号之内"))
        return good(number)


class HandOnDialog(QDialog):
    """Ask what is handed on; `giver` and `part` propose the receiver and the numbers, for what goes back."""

    def __init__(
        self, runs: "Sequence[NumberBlock]", receivers: "Sequence[Grant]", left_fen: int, parent: QWidget | None = None, *, back_to: bytes = b"",
        part: "NumberBlock | None" = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._runs, self._left = runs, left_fen
        self.setWindowTitle(_("退回余号") if part else _("转授号段"))
        longest = max((len(run.serials) for run in runs), default=1)
        self.form = Form(self, field_width=300)
        self.who = self.form.add("who", _("接收的电脑"), ChoiceBox(), required=True)
        for grant in receivers:
            self.who.addItem(grant.name, grant.dev)
        self.count = self.form.add("count", _("张数"), WholeNumberField(1, longest, _("张")), required=True)
        self.first = self.form.add("first", _("起号"), NumberField(runs), required=True)
        self.limit = self.form.add(
            "limit",
            _("额度"),
            MoneyField(most_fen=_MOST_FEN),
            required=True,
            hint=_("本机余 {left} 元").format(left=_yuan(left_fen)),
        )
        self.reason = self.form.add("reason", _("事由"), TextField(limit=200), required=True)
        self._last = label("", "muted", wrap=True)
        self._words = label("", tone="bad", wrap=True)
        self._do = button(_("退回…") if part else _("转授…"), self._try, kind="primary")
        self._do.setDefault(True)
        body = column(
            label(_("转授以后，这段号和额度就不再是本机的。须由另一人核准。"), "muted", wrap=True),
            GRID,
            self.form,
            self._last,
            self._words,
            row(None, button(_("取消"), self.reject), self._do),
        )
        body.setContentsMargins(7 * GRID, 5 * GRID, 7 * GRID, 5 * GRID)
        self.setLayout(body)
        if part is not None:
            self.who.setCurrentIndex(max(0, self.who.findData(back_to)))
            self.count.set_value(len(part.serials))
            self.first.set_value(part.first)
            self.reason.set_value(_("用毕退回"))
            self._suggest_limit()
        else:
            self.count.set_value(min(20, longest))
            self.reason.set_value(_("工地现场办理"))
            self._propose()
        self.count.editingFinished.connect(self._propose)
        self.first.textChanged.connect(lambda _text: self._tell())
        self.count.textChanged.connect(lambda _text: self._tell())
        self._tell()
        fit(self, 620)

    def draft(self) -> HandOnDraft:
        """Give what was filled in."""
        first, last = self._ends()
        return HandOnDraft(
            first, last, self.who.currentData(), int(self.limit.value() or 0), str(self.reason.value() or "")
        )

    def words(self) -> str:
        """Give what is said about the last try."""
        return self._words.text()

    def try_now(self) -> None:
        """Accept what is filled in, if it is right."""
        self._try()

    def _propose(self) -> None:
        """Propose the upper numbers of the last run that has so many, and money for them."""
        count = int(self.count.value() or 0)
        run = next((one for one in reversed(self._runs) if count and len(one.serials) >= count), None)
        if run is not None:
            self.first.set_value(run.number(run.serials.stop - count))
            self._suggest_limit()

    def _suggest_limit(self) -> None:
        run = self._run()
        if run is not None:
            self.limit.set_value(min(self._left, int(self.count.value() or 0) * run.face_fen))

    def _run(self) -> "NumberBlock | None":
        first = self.first.value()
        return next((run for run in self._runs if first and first in run), None)

    def _ends(self) -> tuple[str, str]:
        """Give the first and the last number; empty where they do not lie in one run."""
        run, count = self._run(), int(self.count.value() or 0)
        if run is None or not count:
            return "", ""
        first = str(self.first.value())
        last = int(first[15:21]) + count - 1
        return (first, run.number(last)) if last in run.serials else ("", "")

    def _tell(self) -> None:
        first, last = self._ends()
        self._last.setText(
            _("起 {first}\n止 {last}").format(first=numbers.shown(first), last=numbers.shown(last)) if first else ""
        )

    def _try(self) -> None:
        if not self.form.check() or self.who.currentData() is None:
            return
        if not self._ends()[0]:
            self._words.setText(_("从这个起号往后没有这么多连续的空号。请减少张数或改起号。"))
            return
        if int(self.limit.value() or 0) > self._left:
            self._words.setText(_("额度超出本机剩余的 {left} 元。").format(left=_yuan(self._left)))
            return
        self.accept()


def _yuan(fen: int) -> str:
    from rules import money

    return money.grouped(fen)
