"""Which of a grassroots union's applications to join are approved, and on which day."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QWidget

from rules import clock as clocks
from rules.clock import Clock
from ui.actions import button
from ui.dialogs.room import take_room
from ui.text import _
from ui.tokens import GRID
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.fields import TextField
from ui.widgets.form import Form
from ui.widgets.labels import column, label, row
from ui.widgets.money_and_dates import DateField

_ID = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Waiting:
    """Hold a union's applications: its name and (id, person, day of application, whether it is one's own)."""

    union: str
    lines: Sequence[tuple[bytes, str, str, bool]]


class MemberApprovalDialog(QDialog):
    """Choose a union, tick its applications (all that may be are ticked at first), tell day and opinion."""

    def __init__(self, clock: Clock, waiting: Sequence[Waiting], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("批准入会"))
        self._waiting = waiting
        self.union = ChoiceBox()
        self.union.setAccessibleName(_("基层工会"))
        for one in waiting:
            self.union.addItem(_("{union}（{n} 人）").format(union=one.union, n=len(one.lines)))
        self.list = QListWidget()
        self.list.setAccessibleName(_("待批准的申请"))
        self.told = label("", "muted", wrap=True)
        form = Form(self, field_width=320)
        self.day = form.add(
            "day", _("批准日期"), DateField(clock, until_today=True), required=True, hint=_("会籍自这一天起")
        )
        self.said = form.add("opinion", _("审批意见"), TextField(limit=60), hint=_("可不填"))
        self.day.set_value(clocks.today(clock))
        self.form = form
        self.do = button("", self._try, kind="primary")
        leave = button(_("取消"), self.reject)
        for part in (self.do, leave):
            part.setAutoDefault(False)
        body = column(
            label(_("批准入会"), "heading"), self.union, self.list, self.told, form, row(None, leave, self.do)
        )
        body.setContentsMargins(6 * GRID, 5 * GRID, 6 * GRID, 5 * GRID)
        self.setLayout(body)
        take_room(self, 620, 560)
        self.union.currentIndexChanged.connect(lambda _at: self._show())
        self.list.itemChanged.connect(lambda _item: self._tell())
        form.completed.connect(self._try)
        self._show()
        self.list.setFocus()

    def chosen(self) -> list[bytes]:
        """Give the applications that are ticked."""
        items = [self.list.item(at) for at in range(self.list.count())]
        return [item.data(_ID) for item in items if item.checkState() == Qt.CheckState.Checked]

    def on(self) -> dt.date:
        """Give the day of approval."""
        day: dt.date = self.day.value()
        return day

    def opinion(self) -> str:
        """Give what was written beside it."""
        return str(self.said.value() or "")

    def _show(self) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for application, name, day, own in self._waiting[self.union.currentIndex()].lines:
            words = _("{name}　{day} 申请").format(name=name, day=day)
            item = QListWidgetItem(words + (_("　您登记的，须由另一人批准") if own else ""), self.list)
            item.setData(_ID, application)
            item.setCheckState(Qt.CheckState.Unchecked if own else Qt.CheckState.Checked)
            if own:
                item.setFlags(Qt.ItemFlag.ItemIsSelectable)
        self.list.blockSignals(False)
        self._tell()

    def _tell(self) -> None:
        count = len(self.chosen())
        own = sum(1 for line in self._waiting[self.union.currentIndex()].lines if line[3])
        self.do.setText(_("批准 {n} 人").format(n=count))
        self.do.setEnabled(count > 0)
        self.told.setText(
            _("空格键选或不选。其中 {n} 份是您自己登记的，不能由您批准。").format(n=own)
            if own
            else _("空格键选或不选。")
        )

    def _try(self) -> None:
        if self.do.isEnabled() and self.form.check():
            self.accept()
