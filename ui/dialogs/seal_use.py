"""用印: which seal, who asked for it, who approved it, and what for."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QDialog, QWidget

from rules import clock as clocks
from rules.clock import Clock
from ui.actions import button
from ui.dialogs.fit import fit
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.fields import TextField
from ui.widgets.form import Form
from ui.widgets.labels import column, label, row
from ui.widgets.money_and_dates import DateField
from ui.widgets.words_box import WordsBox

SEALS = (N_("培训基地公章"), N_("主办工会公章"), N_("骑缝章"), N_("介绍专用章"))


@dataclass(frozen=True)
class SealWords:
    """Hold what was told of a use of a seal."""

    seal: str
    approved_by: str
    applied_by: str
    purpose: str
    day: dt.date | None = None


class SealUseDialog(QDialog):
    """Ask what a seal was used for; `what` says on which papers."""

    def __init__(
        self, what: str, applied_by: str, seals: Sequence[str], clock: Clock, parent: QWidget | None = None
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setWindowTitle(_("登记用印"))
        self.seal = WordsBox([_(one) for one in SEALS])
        self.seal.setCurrentText(seals[0] if seals else "")
        self.approved_by, self.applied_by, self.purpose = TextField(limit=30), TextField(limit=30), TextField(limit=100)
        self.applied_by.set_value(applied_by)
        form = self._form = Form(field_width=260)
        form.add("seal", _("印章"), self.seal, required=True)
        form.add("approved_by", _("批准人"), self.approved_by, required=True)
        form.add("applied_by", _("申请人"), self.applied_by)
        form.add("purpose", _("事由"), self.purpose)
        today = clocks.today(clock)
        self.day = form.add("day", _("用印日期"), DateField(clock, until_today=True), required=True)
        self.day.set_value(today)
        form.completed.connect(self._try)
        self._do = button(_("登记"), self._try, kind="primary")
        cancel = button(_("取消"), self.reject)
        cancel.setAutoDefault(False)
        hint = label(_("先批准，后用印；批准人和监印人在打印的登记表上签名。"), "hint", wrap=True)
        body = column(label(what, "heading", wrap=True), GRID, form, hint, GRID, row(None, cancel, self._do), gap=GRID)
        body.setContentsMargins(6 * GRID, 5 * GRID, 6 * GRID, 5 * GRID)
        self.setLayout(body)
        fit(self, 500)
        for part in (self.approved_by.textChanged, self.seal.editTextChanged, self.day.textChanged):
            part.connect(lambda _text: self._judge())
        self._judge()
        self.approved_by.setFocus()

    def words(self) -> SealWords:
        """Give what was told."""
        return SealWords(
            self.seal.words(), self.approved_by.text().strip(), self.applied_by.text().strip(), self.purpose.text().strip(),
            self.day.value(),
        )  # fmt: skip

    def _judge(self) -> None:
        told = self.words()
        self._do.setEnabled(bool(told.seal and told.approved_by and self.day.text().strip()))

    def _try(self) -> None:
        if self._do.isEnabled() and self._form.check():
            self.accept()
