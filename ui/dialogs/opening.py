"""The opening balance: how the voucher account stood when this program took over, its two equations checked as one types."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QDialog, QScrollArea, QWidget

from rules import clock as clocks
from rules import money
from ui.actions import button
from ui.dialogs.room import take_room
from ui.error_text import say_any
from ui.pages.page import Context
from ui.pages.voucher_figures import identities
from ui.text import N_, _
from ui.theme import mark
from ui.tokens import GRID
from ui.widgets.fields import LineField, TextField
from ui.widgets.form import Form
from ui.widgets.labels import column, label, row
from ui.widgets.money_and_dates import DateField, MoneyField
from ui.widgets.whole_number import WholeNumberField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.casebook import Casebook
    from db.opening import Difference, OpeningDraft

_BREACHES = {
    "PRINTED": N_("印制数不等于在库＋已领未发＋已发＋作废"), "ISSUED": N_("已发数不等于已核销＋在外＋过期＋挂失"), "NEGATIVE": N_("有负数"),
    "MONEY": N_("没有张数却有金额"), "REDEEMED_MORE": N_("已核销金额大于已发金额"),
}  # fmt: skip
_FIRST = ("printed", "stock", "drawn", "issued", "void")


def difference_words(lines: "Sequence[Difference]", between: str = "\n") -> str:
    """Say line by line where a balance and the imported ledger differ."""
    told = []
    for one in lines:
        declared, ledger = (
            (money.grouped(one.declared), money.grouped(one.ledger)) if one.name.endswith("_fen") else (f"{one.declared:,}", f"{one.ledger:,}")
        )  # fmt: skip
        told.append(
            _("{label}：登记 {declared}，台账 {ledger}").format(label=_(one.label), declared=declared, ledger=ledger)
        )
    return between.join(told)


class OpeningDialog(QDialog):
    """Ask for an opening balance; `draft()` gives it once it adds up. `begun` is the one that stands, to be corrected."""

    def __init__(self, context: Context, begun: "OpeningDraft | None", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        from db import opening

        self._context = context
        self._ledger: OpeningDraft | None = None
        self._asked: dt.date | None = None
        today = clocks.today(context.clock)
        self.setWindowTitle(_("更正期初余额") if begun else _("登记期初余额"))
        self.form = Form(field_width=260)
        self.day = self.form.add("as_of", _("截止日期"), DateField(context.clock, until_today=True), required=True)
        self.numbers: dict[str, LineField] = {}
        for name, words in opening.COUNTS.items():
            if name == "printed":
                self.form.add_heading(_("印制 ＝ 在库＋已领未发＋已发＋作废"))
            elif name == "redeemed":
                self.form.add_heading(_("已发 ＝ 已核销＋在外＋过期＋挂失"))
            field = WholeNumberField(0, opening.MOST, _("张"))
            self.numbers[name] = self.form.add(name, _(words), field, required=True)
        self.form.add_heading(_("金额"))
        for name, words in opening.AMOUNTS.items():
            self.numbers[name] = self.form.add(name, _(words), MoneyField(most_fen=money.MAX_FEN), required=True)
        self.source = self.form.add(
            "source", _("依据"), TextField(), hint=_("台账名称、盘点表；与导入的台账不一致时写明原因")
        )
        self.lines = [label("", wrap=True), label("", wrap=True)]
        self.words = label("", "muted", wrap=True)
        self.fill = button(_("按台账填入"), self._fill, icon="file-import-outline")
        self.save = button(_("交第二人核准"), self.accept, kind="primary")
        cancel = button(_("取消"), self.reject)
        for part in (self.fill, cancel, self.save):
            part.setAutoDefault(False)
        inside = QWidget()
        inside.setLayout(column(self.form, None))
        mark(inside, ground="window")
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        body = column(area, *self.lines, self.words, row(self.fill, None, cancel, self.save), gap=GRID)
        body.setStretch(0, 1)
        body.setContentsMargins(6 * GRID, 5 * GRID, 6 * GRID, 5 * GRID)
        self.setLayout(body)
        take_room(self, 700, 720)
        self._begin(begun, today)
        self.form.changed.connect(self._judge)
        self._judge()
        self.day.setFocus()

    def draft(self) -> "OpeningDraft | None":
        """Give what was filled in, or None while something is missing or wrong."""
        from db.opening import OpeningDraft

        day = self.day.judgement.value
        found: dict[str, Any] = {name: field.judgement.value for name, field in self.numbers.items()}
        if day is None or any(value is None for value in found.values()):
            return None
        return OpeningDraft(day, **found, source=self.source.text().strip())

    def _begin(self, begun: "OpeningDraft | None", today: dt.date) -> None:
        self.day.set_value(begun.as_of if begun else today)
        for name, field in self.numbers.items():
            field.set_value(getattr(begun, name) if begun else 0)
        self.source.set_value(begun.source if begun else "")

    def _fill(self) -> None:
        """Take every number from the imported ledger."""
        if self._ledger is not None:
            for name, field in self.numbers.items():
                field.set_value(getattr(self._ledger, name))
            self._judge()

    def _reckon(self, day: dt.date | None) -> None:
        """Ask what the imported ledger says for that day."""
        if day is None or day == self._asked:
            return
        self._asked = day

        def work(book: "Casebook", _progress: object) -> "OpeningDraft | None":
            from db import opening

            return opening.from_ledger(book, day)

        def take(found: "OpeningDraft | None") -> None:
            if self._asked == day:
                self._ledger = found
                self._judge()

        self._context.jobs.run(self, work, take, lambda error: self._say(say_any(error), "bad"))

    def _judge(self) -> None:
        """Tell the two equations as they stand, what breaks, and where the ledger says otherwise."""
        from db import opening

        self._reckon(self.day.judgement.value)
        self.fill.setVisible(self._ledger is not None)
        found = self.draft()
        self.save.setEnabled(False)
        if found is None:
            for line in self.lines:
                line.clear()
            self._say(_("还有没填好的数。"), "muted")
            return
        broken = found.breaches()
        for line, words, name in zip(self.lines, identities(found.counts), ("PRINTED", "ISSUED"), strict=True):
            line.setText(("✕ " if name in broken else "✓ ") + words)
            mark(line, tone="bad" if name in broken else "ok")
        if broken:
            self._say(_("；").join(_(_BREACHES[code]) for code in broken), "bad")
            return
        lines = opening.differences(found, self._ledger)
        if lines and not found.source:
            self._say(
                _("与导入的台账不一致，请核对；确实不同的，在“依据”里写明原因。")
                + "\n"
                + difference_words(lines, "；"),
                "warn",
            )
            return
        told = _("与导入的台账不一致（已写明原因）：") + "\n" + difference_words(lines, "；") if lines else ""
        self._say(told or (_("与导入的台账一致。") if self._ledger else ""), "warn" if lines else "ok")
        self.save.setEnabled(True)

    def _say(self, words: str, tone: str) -> None:
        self.words.setText(words)
        self.words.setVisible(bool(words))
        mark(self.words, tone=tone if tone != "muted" else "")
