"""How a list is put up in public: from which day, for how many working days, by masked names or by numbers."""

from PySide6.QtWidgets import QCheckBox, QDialog, QWidget

from rules.clock import Clock, today
from rules.workdays import Calendar, built_in
from ui.actions import button
from ui.dialogs.fit import fit
from ui.papers.classes import PUBLIC_DAYS, Publication
from ui.text import _
from ui.tokens import GRID
from ui.widgets.form import Form
from ui.widgets.labels import column, label, row
from ui.widgets.money_and_dates import DateField
from ui.widgets.whole_number import WholeNumberField

MOST_DAYS = 60


class PublicationDialog(QDialog):
    """Ask, and say on which day the period ends."""

    def __init__(self, clock: Clock, parent: QWidget | None = None, *, calendar: Calendar | None = None) -> None:
        super().__init__(parent)
        self._calendar = calendar or built_in()
        self.setWindowTitle(_("公示名单"))
        self._day = today(clock)
        self.form = Form(self, field_width=220)
        self.first = self.form.add("first", _("公示首日"), DateField(clock), required=True)
        self.days = self.form.add(
            "days", _("公示天数"), WholeNumberField(1, MOST_DAYS, _("个工作日，含首日")), required=True
        )
        self.by_number = QCheckBox(_("只列报名号，不列打码姓名"))
        self.by_number.setToolTip(_("打码后仍认得出是谁时选用"))
        self.form.add("by_number", _("姓名"), self.by_number)
        self.until = label("", "muted", wrap=True)
        self.form.changed.connect(self._tell)
        self.form.completed.connect(self._try)
        show = button(_("生成公示名单"), self._try, kind="primary")
        leave = button(_("取消"), self.reject)
        for part in (show, leave):
            part.setAutoDefault(False)
        note = label(_("名单只列打码姓名、乡镇、项目和金额；未成年人不列。"), "hint", wrap=True)
        body = column(label(_("公示名单"), "title"), GRID, self.form, self.until, note, GRID, row(None, leave, show))
        body.setContentsMargins(7 * GRID, 5 * GRID, 7 * GRID, 5 * GRID)
        self.setLayout(body)
        self.first.set_value(self._day)
        self.days.set_value(PUBLIC_DAYS)
        self._tell()
        fit(self, 560)
        self.days.setFocus()

    def chosen(self) -> Publication:
        """Give what was chosen."""
        return Publication(
            self.first.value() or self._day, int(self.days.value() or PUBLIC_DAYS), self.by_number.isChecked()
        )

    def _tell(self) -> None:
        first, days = self.first.value(), self.days.value()
        if not first or not days:
            self.until.setText("")
            return
        period = self._calendar.period(first, int(days))
        words = (
            _("公示至 {day}，共 {n} 个工作日。")
            if period.working
            else _("公示至 {day}，共 {n} 天。程序里还没有这一年的放假安排，按自然日计算。")
        )
        self.until.setText(words.format(day=period.last.isoformat(), n=period.days))

    def _try(self) -> None:
        if self.form.check():
            self.accept()
