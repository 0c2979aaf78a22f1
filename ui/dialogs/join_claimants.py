"""Which class or case many claimants come from or go to, and what each of them claims where it is the same for all."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QDialog, QWidget

from rules.clock import Clock
from ui.actions import button
from ui.dialogs.fit import fit
from ui.text import _
from ui.tokens import GRID
from ui.widgets.choices import Choice, ChoiceField, finder_over
from ui.widgets.form import Form
from ui.widgets.labels import column, label, row
from ui.widgets.money_and_dates import DateField, MoneyField

_OF, _CLAIM, _LEFT = "of", "claimed_fen", "left_on"


@dataclass(frozen=True)
class JoinDraft:
    """Hold the place of what was chosen among the offered, and what holds for each claimant: fen claimed and day of leaving, None where not told."""

    chosen: int
    claimed_fen: int | None = None
    left_on: dt.date | None = None


class JoinClaimantsDialog(QDialog):
    """Ask a `question`: one of the `offered` (name, what tells it from others) in the field `words`, and a claim that is the same for all."""

    def __init__(
        self, clock: Clock, question: str, words: str, offered: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setWindowTitle(_("登记申请人"))
        self.form = Form(self, field_width=340)
        choices = [Choice(str(at), name, detail) for at, (name, detail) in enumerate(offered, 1)]
        self.of = self.form.add(_OF, words, ChoiceField(finder_over(choices)), required=True)
        self.claim = self.form.add(
            _CLAIM, _("每人诉求金额（元）"), MoneyField(), hint=_("各人一样的填；不一样的不填，随后逐一补填")
        )
        self.left = self.form.add(
            _LEFT, _("离职日期"), DateField(clock, until_today=True), hint=_("与案件上的不同时填写")
        )
        self.of.set_value("1")
        do = button(_("登记"), self._try, kind="primary")
        leave = button(_("取消"), self.reject)
        for one in (do, leave):
            one.setAutoDefault(False)
        body = column(label(question, "heading", wrap=True), GRID, self.form, GRID, row(None, leave, do))
        body.setContentsMargins(6 * GRID, 5 * GRID, 6 * GRID, 5 * GRID)
        self.setLayout(body)
        fit(self, 640)
        self.form.completed.connect(self._try)
        self.of.setFocus()

    def draft(self) -> JoinDraft:
        """Give what was told."""
        return JoinDraft(int(self.of.value()) - 1, self.claim.value(), self.left.value())

    def _try(self) -> None:
        if self.form.check():
            self.accept()
