"""A new class: base, course, dates, places and fee; what can be worked out is proposed and stays open to change."""

import datetime as dt
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QWidget

from rules.clock import Clock, today
from rules.workdays import NOTICE_DAYS, Calendar, built_in
from ui.actions import button
from ui.dialogs.fit import fit
from ui.text import _
from ui.theme import mark
from ui.tokens import GRID
from ui.widgets.choices import Choice, ChoiceField, finder_over
from ui.widgets.form import Form
from ui.widgets.labels import column, label, row
from ui.widgets.money_and_dates import DateField, MoneyField
from ui.widgets.whole_number import WholeNumberField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.training import Base, ClassDraft, ClassRow, Course

HOURS_A_DAY = 8
"""Hours of 45 minutes (学时) that a usual day of training has."""
_USUAL_PLACES = 40
_YEARS = 5
_MOST_FEE = 10_000_000
"""100,000 yuan a head: more is a slip of the hand."""


def last_day(first: dt.date, days: int, calendar: Calendar | None = None) -> dt.date:
    """Give the last of so many days of training, days off left out."""
    known = calendar or built_in()
    day, left = first, days
    while True:
        left -= known.is_workday(day)
        if left <= 0:
            return day
        day += dt.timedelta(days=1)


def workdays(first: dt.date, last: dt.date, calendar: Calendar | None = None) -> int:
    """Count the days from `first` to `last`, both included, days off left out."""
    known = calendar or built_in()
    return sum(known.is_workday(first + dt.timedelta(days=n)) for n in range((last - first).days + 1))


class CreateClassDialog(QDialog):
    """Ask for a class; the draft is in `draft` once it is accepted."""

    def __init__(
        self,
        clock: Clock,
        bases: "Sequence[Base]",
        courses: "Sequence[Course]",
        classes: "Sequence[ClassRow]",
        parent: QWidget | None = None,
        *,
        is_applying: bool = False,
        waits: bool = False,
        calendar: Calendar | None = None,
        notice: int = NOTICE_DAYS,
    ) -> None:
        super().__init__(parent)
        self._is_applying, self._waits = is_applying, waits
        self.draft: ClassDraft | None = None
        self._calendar, self._notice = calendar or built_in(), notice
        self.setWindowTitle(_("申请开班") if is_applying else _("新建班级"))
        self._clock, self._classes = clock, classes
        self._bases = {base.code: base for base in bases}
        self._courses = {course.code: course for course in courses}
        self._build()
        for key, field in self._proposed.items():
            field.textEdited.connect(lambda _text, key=key: self._by_hand.add(key))
        self.base.judged.connect(lambda _found: self._propose())
        self.course.judged.connect(lambda _found: self._propose())
        self.days.judged.connect(lambda _found: self._propose())
        self.starts.judged.connect(lambda _found: self._propose())
        self.ends.judged.connect(lambda _found: self._propose())
        self.form.completed.connect(self.accept)
        if len(self._bases) == 1:
            self.base.set_value(next(iter(self._bases)))

    def _build(self) -> None:
        self.form = Form(self, field_width=300)
        add = self.form.add
        self.base = add(
            "base",
            _("培训基地"),
            ChoiceField(finder_over(Choice(b.code, b.name, b.address) for b in self._bases.values())),
            required=True,
        )
        self.course = add(
            "course",
            _("工种（课程）"),
            ChoiceField(finder_over(Choice(c.code, c.name) for c in self._courses.values())),
            required=True,
        )
        self.term = add("term", _("期次"), WholeNumberField(1, 999, _("期")), required=True)
        self.starts = add("starts", _("开班日期"), self._day_field(), required=True)
        self.days = add("days", _("培训天数"), WholeNumberField(1, 366, _("天")), required=True)
        self.ends = add("ends", _("结业日期"), self._day_field(), required=True)
        self.hours = add(
            "hours",
            _("学时"),
            WholeNumberField(1, 3000, _("学时（每学时 45 分钟）")),
            required=True,
            hint=_("按每天 8 学时计"),
        )
        self.capacity = add("capacity", _("计划人数"), WholeNumberField(1, 500, _("人")), required=True)
        self.fee = add(
            "fee", _("每人学费（元）"), MoneyField(most_fen=_MOST_FEE), required=True, hint=_("实际收费标准")
        )
        self.capacity.set_value(_USUAL_PLACES)
        self._proposed = {"term": self.term, "days": self.days, "ends": self.ends, "hours": self.hours, "fee": self.fee}
        self._by_hand: set[str] = set()
        do = button(_("申请开班") if self._is_applying else _("建立班级"), self.accept, kind="primary")
        cancel = button(_("取消"), self.reject)
        for part in (do, cancel):
            part.setAutoDefault(False)
        lead = label(
            _("由县帮扶中心批准后报名。日期、学时和学费按课程标准预填，可以改。")
            if self._is_applying
            else _("主管批准后即可报名。日期、学时和学费按课程标准预填，可以改。")
            if self._waits
            else _("建好后即可报名。日期、学时和学费按课程标准预填，可以改。"),
            "muted",
            wrap=True,
        )
        self.deadline = label("", "muted", wrap=True)
        self.deadline.hide()
        body = column(lead, self.form, self.deadline, row(None, cancel, do))
        body.setContentsMargins(6 * GRID, 4 * GRID, 6 * GRID, 4 * GRID)  # ten lines stand whole at 150 % on 1024×768
        self.setLayout(body)
        fit(self, 680)

    def _day_field(self) -> DateField:
        """Give a field for a day of a class: old ones are entered late, none is planned far ahead."""
        year = today(self._clock).year
        return DateField(self._clock, earliest=dt.date(year - _YEARS, 1, 1), latest=dt.date(year + _YEARS, 12, 31))

    def accept(self) -> None:
        """Take the draft if all is right; else lead to what is wrong."""
        from db.training import ClassDraft

        if not self.form.check():
            return
        starts, ends = self.starts.value(), self.ends.value()
        if ends < starts:
            self.form.say("ends", _("✕ 结业日期不能早于开班日期"))
            self.ends.setFocus()
            return
        self.draft = ClassDraft(
            base=self._bases[self.base.value()].id, course=self._courses[self.course.value()].id, term=self.term.value(), starts=starts, ends=ends,
            days=self.days.value(), hours=self.hours.value(), capacity=self.capacity.value(), fee_fen=self.fee.value(),
        )  # fmt: skip
        super().accept()

    def _propose(self) -> None:
        """Fill in what follows from the rest and was not written by hand."""
        course = self._courses.get(self.course.judgement.value or "")
        starts, ends = self.starts.judgement.value, self.ends.judgement.value
        self._tell_deadline(starts)
        if course is not None:
            self._offer("term", self._next_term(course))
            self._offer("days", max(1, -(-course.hours // HOURS_A_DAY)))
            self._offer("fee", course.fee_fen)
        if "ends" in self._by_hand and starts and ends and ends >= starts:
            self._offer("days", workdays(starts, ends, self._calendar))
        days = self.days.judgement.value
        if days:
            if starts:
                self._offer("ends", last_day(starts, days, self._calendar))
            is_usual = course is not None and "days" not in self._by_hand and "ends" not in self._by_hand
            self._offer("hours", course.hours if course is not None and is_usual else days * HOURS_A_DAY)

    def _tell_deadline(self, starts: dt.date | None) -> None:
        """Say until when the class is to be applied for; that it is late, or reckoned in natural days, is said too and stops nobody."""
        if not starts or not self._notice:
            self.deadline.clear()
            self.deadline.hide()
            return
        due = self._calendar.before(starts, self._notice)
        is_late = due.day < today(self._clock)
        words = _("开班前 {n} 个工作日报批：最迟 {day}").format(n=self._notice, day=due.day.isoformat())
        if is_late:
            words += _("，已经过了")
        if due.is_natural:
            words += _("（缺这一年的节假日表，按自然日）")
        self.deadline.setText(words)
        self.deadline.show()
        mark(self.deadline, tone="warn" if is_late or due.is_natural else "")

    def _offer(self, key: str, value: object) -> None:
        field = self._proposed[key]
        if key not in self._by_hand and field.judgement.value != value:
            field.set_value(value)

    def _next_term(self, course: "Course") -> int:
        year = str(today(self._clock).year)
        return 1 + max(
            (one.term for one in self._classes if one.course == course.id and one.starts[:4] == year), default=0
        )
