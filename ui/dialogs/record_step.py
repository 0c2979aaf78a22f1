"""One step of a record into another state: the business day, and what else the step must tell."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QDialog, QWidget

from db.tables.declaration import Table
from rules import clock as clocks
from ui.actions import button
from ui.dialogs.fit import fit
from ui.text import _
from ui.tokens import GRID
from ui.widgets.labels import column, label, row
from ui.widgets.money_and_dates import DateField
from ui.widgets.record_form import Group, RecordForm, Surroundings

_DAY = "day of the step"


class RecordStepDialog(QDialog):
    """Ask for the day of a step into `state`, and for the columns `asked`; those that `needed` names must be filled."""

    def __init__(
        self, here: Surroundings, table: Table, title: str, state: str, asked: Sequence[str], known: dict[str, Any],
        needed: Sequence[str] = (), parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._states = table.states
        self.setWindowTitle(_("转为“{state}”").format(state=_(state)))
        self.form = RecordForm(here, table, [Group("", tuple(asked))], needed=needed, parent=self)
        self.form.fill(known)
        self.day = self.form.add(
            _DAY, _("办理日期"), DateField(here.clock, until_today=True), required=True,
            hint=_("实际发生的日期；录入时间另记"),
        )  # fmt: skip
        self.day.set_value(clocks.today(here.clock))
        self.form.completed.connect(self._try)
        do = button(_("确定"), self._try, kind="primary")
        leave = button(_("取消"), self.reject)
        for part in (do, leave):
            part.setAutoDefault(False)
        body = column(label(title, "heading", wrap=True), GRID, self.form, GRID, row(None, leave, do))
        body.setContentsMargins(6 * GRID, 5 * GRID, 6 * GRID, 5 * GRID)
        self.setLayout(body)
        fit(self, 620)
        self.form.begin()

    def values(self) -> dict[str, Any]:
        """Give the columns that were asked."""
        found = self.form.values()
        found.pop(_DAY)
        return found

    def on(self) -> dt.date:
        """Give the day of the step."""
        day: dt.date = self.day.value()
        return day

    def field_of(self, column: str) -> str:
        """Give the field in which a column of the record stands here, that of the day of the step among them; empty where it is not asked for."""
        name = _DAY if self._states is not None and column == self._states.day else column
        return name if self.form.has(name) else ""

    def take_up(self, raw: Mapping[str, Any], column: str, words: str) -> None:
        """Show again what was filled in, and say beside its field why the step was refused."""
        self.form.fill(raw)
        self.form.refuse(self.field_of(column), words)

    def _try(self) -> None:
        if self.form.check():
            self.accept()
