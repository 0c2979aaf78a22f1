"""Who of a case's claimants got how much of a sum: told one by one or parted by what each is owed; entered when it comes out to the fen."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QDialog, QScrollArea, QWidget

from rules import clock as clocks
from rules import money, shares
from rules.clock import Clock
from ui.actions import button
from ui.dialogs.room import take_room
from ui.text import _
from ui.tokens import GRID
from ui.widgets.fields import TextField
from ui.widgets.form import Form
from ui.widgets.labels import column, label, row
from ui.widgets.money_and_dates import DateField, MoneyField

_TOTAL, _DAY, _MEANS = "total", "day", "means"


@dataclass(frozen=True)
class RecoveryDraft:
    """Hold what was told: the sum, fen by person, the day, how it was given."""

    total: int
    parts: Mapping[bytes, int]
    day: dt.date
    means: str


class RecoveryPartsDialog(QDialog):
    """Ask for a sum and its parts; `owed` are (person, name, fen still owed; None where no claim was told)."""

    def __init__(
        self, clock: Clock, title: str, owed: Sequence[tuple[bytes, str, int | None]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("登记追回款"))
        self._owed = owed
        self.form = Form(self, field_width=320)
        self.total = self.form.add(_TOTAL, _("实收总额（元）"), MoneyField(), required=True)
        self.day = self.form.add(_DAY, _("收到日期"), DateField(clock, until_today=True), required=True)
        self.means = self.form.add(_MEANS, _("给付方式"), TextField(limit=60), hint=_("现金、转账、支票等"))
        self.form.add_heading(_("各人实收"))
        self.parts: dict[bytes, MoneyField] = {}
        for person, name, fen in owed:
            hint = _("没有填诉求金额") if fen is None else _("未追回 {yuan} 元").format(yuan=money.grouped(fen))
            self.parts[person] = self.form.add(person.hex(), name, MoneyField(), hint=hint)
        self.day.set_value(clocks.today(clock))
        self.sum = label("", "muted", wrap=True)
        self.split = button(_("按未追回的比例分到各人"), self.part)
        self.do = button(_("登记"), self._try, kind="primary")
        leave = button(_("取消"), self.reject)
        for one in (self.split, self.do, leave):
            one.setAutoDefault(False)
        area = QScrollArea()
        inside = QWidget()
        inside.setLayout(column(self.form, None))
        area.setWidget(inside)
        area.setWidgetResizable(True)
        head = label(title, "heading", wrap=True)
        body = column(head, GRID, area, self.sum, row(self.split, None, leave, self.do))
        body.setContentsMargins(6 * GRID, 5 * GRID, 6 * GRID, 5 * GRID)
        self.setLayout(body)
        take_room(self, 640, 360 + 48 * min(8, len(owed)))
        self.form.changed.connect(self._tell)
        self.form.completed.connect(self._try)
        self._tell()
        self.total.setFocus()

    def part(self) -> None:
        """Part the sum by what each is still owed."""
        whole, owed = self.total.value(), [fen or 0 for _person, _name, fen in self._owed]
        if all(fen is None for _person, _name, fen in self._owed):
            self._say(_("申请人都没有填诉求金额，不能按比例分。请直接填各人实收，或先补填各人诉求。"))
            return
        if whole is None or whole > sum(owed):
            self._say(_("先填实收总额；不能超过未追回的合计 {yuan} 元。").format(yuan=money.grouped(sum(owed))))
            return
        for (person, _name, _fen), share in zip(self._owed, shares.parted(whole, owed), strict=True):
            self.parts[person].set_value(share or None)
        self._tell()

    def draft(self) -> RecoveryDraft:
        """Give what was told."""
        parts = {person: field.value() for person, field in self.parts.items() if field.value()}
        return RecoveryDraft(self.total.value() or 0, parts, self.day.value(), self.means.value() or "")

    def _told(self) -> int:
        return sum(field.value() or 0 for field in self.parts.values())

    def _tell(self) -> None:
        whole, told = self.total.value() or 0, self._told()
        self.do.setEnabled(bool(whole) and whole == told)
        if not whole and not told:
            self._say(_("先填实收总额，再填各人实收；两边一致后登记。"))
        elif whole == told:
            self._say(_("各人合计 {told} 元，与总额一致。").format(told=money.grouped(told)))
        else:
            self._say(
                _("各人合计 {told} 元，与总额 {whole} 元相差 {off} 元，一致后才能登记。").format(
                    told=money.grouped(told), whole=money.grouped(whole), off=money.grouped(abs(whole - told))
                )
            )

    def _say(self, words: str) -> None:
        self.sum.setText(words)

    def _try(self) -> None:
        if self.do.isEnabled() and self.form.check():
            self.accept()
