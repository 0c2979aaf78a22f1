"""Choosing the class in which somebody is to be enrolled."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QWidget

from rules import clock as clocks
from rules.clock import Clock
from ui.actions import button
from ui.dialogs.room import take_room
from ui.text import _
from ui.tokens import GRID
from ui.widgets.labels import column, label, row
from ui.widgets.money_and_dates import DateField

if TYPE_CHECKING:
    import datetime as dt

    from db.training import ClassRow


class ChooseClassDialog(QDialog):
    """Show the classes that are not over; those that are full or have the person already cannot be chosen and say why."""

    def __init__(
        self, name: str, classes: "Sequence[ClassRow]", enrolled: Collection[bytes], clock: Clock, parent: QWidget | None = None
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setWindowTitle(_("培训报名"))
        self._classes = classes
        self.list = QListWidget()
        for number, found in enumerate(classes):
            free = found.capacity - found.enrolled
            words = _("{name}（{starts} 至 {ends}）").format(name=found.name, starts=found.starts, ends=found.ends)
            is_in = found.id in enrolled
            state = _("已在这个班") if is_in else _("余 {n} 个名额").format(n=free) if free > 0 else _("名额已满")
            item = QListWidgetItem(f"{words}  {state}\n{found.base_name}", self.list)
            item.setSizeHint(QSize(0, 2 * self.fontMetrics().height() + 3 * GRID))
            item.setData(Qt.ItemDataRole.UserRole, number)
            if is_in or free <= 0:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            elif self.list.currentItem() is None:
                self.list.setCurrentItem(item)
        self.list.itemActivated.connect(lambda _item: self._take())
        self.day = DateField(clock, until_today=True)
        self.day.setAccessibleName(_("报名日期"))
        self.day.setFixedWidth(150)
        self.day.set_value(clocks.today(clock))
        self._do = button(_("报名参加"), self._take, kind="primary")
        self._do.setDefault(True)
        self._do.setEnabled(self.list.currentItem() is not None)
        self.list.currentItemChanged.connect(lambda now, _before: self._do.setEnabled(now is not None))
        body = column(
            label(_("{name} 报名参加").format(name=name), "heading"),
            self.list,
            GRID,
            row(label(_("报名日期")), self.day, None, button(_("取消"), self.reject), self._do),
        )
        body.setContentsMargins(6 * GRID, 5 * GRID, 6 * GRID, 5 * GRID)
        self.setLayout(body)
        take_room(self, 620, 320)
        self.list.setFocus()

    def chosen(self) -> "ClassRow | None":
        """Give the class chosen."""
        item = self.list.currentItem()
        return self._classes[item.data(Qt.ItemDataRole.UserRole)] if item else None

    def _take(self) -> None:
        if self.chosen() is not None and self.day.value() is not None:
            self.accept()


def choose_class(
    parent: QWidget, name: str, classes: "Sequence[ClassRow]", enrolled: Collection[bytes], clock: Clock
) -> "tuple[ClassRow, dt.date] | None":
    """Ask and give the class and the day on which the person signed up, or None."""
    dialog = ChooseClassDialog(name, classes, enrolled, clock, parent)
    done = dialog.exec() == QDialog.DialogCode.Accepted
    found, day = dialog.chosen(), dialog.day.value()
    dialog.deleteLater()
    return (found, day) if done and found is not None else None
