"""节假日与工作日: which years are known and from where, a later year from a file, and a term reckoned."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QComboBox, QFileDialog

from rules.permissions import Action, may
from rules.workdays import OFF, PUBLICATION_DAYS, Calendar
from ui.actions import button
from ui.models.rows import Column
from ui.pages.page import Context, Page, PageSpec
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.cards import Card, Verdict, VerdictPanel
from ui.widgets.fields import Standing
from ui.widgets.form import note_of
from ui.widgets.labels import label, row
from ui.widgets.listing import Listing
from ui.widgets.money_and_dates import DateField, weekday
from ui.widgets.whole_number import WholeNumberField

if TYPE_CHECKING:
    from collections.abc import Mapping

    from db.casebook import Casebook
    from db.workdays import Origin
    from ui.jobs import Progress

_MOST = 400
_ORIGINS = {"program": N_("程序自带"), "file": N_("来自导入的文件"), "province": N_("来自省总")}


@dataclass(frozen=True)
class Facts:
    """Hold the calendar, from where each year comes, which the province published on which day, and the workdays before a class opens."""

    calendar: Calendar
    origins: "Mapping[int, Origin]"
    published: "Mapping[int, dt.date | None]"
    notice: int


@dataclass(frozen=True)
class Line:
    """Hold one day of the list."""

    day: dt.date
    kind: str
    name: str


def look(book: "Casebook", _progress: object = None) -> Facts:
    """Collect what the page shows."""
    from db import workdays

    calendar = workdays.calendar(book)
    published = {one.year: one.day for one in workdays.published(book)}
    origins = {year: workdays.origin(book, year) for year in calendar.years}
    return Facts(calendar, origins, published, workdays.notice_days(book))


class HolidaysPage(Page):
    """Show days off and shifted workdays by year."""

    tables: ClassVar[frozenset[str]] = frozenset({"holidays", "workday_year", "exchange"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("节假日与工作日"))
        self._facts: Facts | None = None
        self._today = context.clock.now().date()
        is_head = may(context.session.role, Action.HOLIDAYS_IMPORT, context.workplace.kind)
        self.import_action = self.add_action(
            _("导入节假日文件…"), self._choose_file, icon="file-import-outline", primary=True, shortcut="Ctrl+I"
        )
        self.import_action.setEnabled(is_head)
        self._is_province = context.workplace.kind == "province"
        self.publish_button = button(_("发布给各县"), self.publish, icon="send-outline")
        if not (self._is_province and is_head):
            self.publish_button.hide()
        self.verdict = VerdictPanel()
        self.add(self.verdict)
        terms = Card(_("算期限"))
        self.start, self.count = DateField(context.clock), WholeNumberField(1, _MOST, "")
        self.start.setAccessibleName(_("从哪天起"))
        self.count.setAccessibleName(_("几个工作日"))
        self.start.setFixedWidth(150)
        self.count.setFixedWidth(80)
        self.start.set_value(self._today)
        self.count.set_value(PUBLICATION_DAYS[0])
        for field in (self.start, self.count):
            field.judged.connect(lambda _found: self._reckon())
        self.told = label("", "", wrap=True)
        terms.body.addLayout(
            row(label(_("从")), self.start, label(_("次日起，满")), self.count, label(_("个工作日")), None)
        )
        terms.body.addWidget(self.told)
        self.notice = WholeNumberField(0, 60, "")
        self.notice.setFixedWidth(80)
        self.notice.setAccessibleName(_("开班前几个工作日报批"))
        self.keep_notice = button(_("保存"), self.set_notice)
        for part in (self.notice, self.keep_notice):
            part.setEnabled(is_head)
        terms.body.addLayout(
            row(
                label(_("培训班须在开班前")),
                self.notice,
                label(_("个工作日报批（各地不同，按本地规定填）")),
                self.keep_notice,
                None,
            )
        )
        terms.body.addWidget(note_of(self.notice))
        self.add(terms)
        card = Card(_("放假与调休"))
        self.year = QComboBox()
        self.year.setAccessibleName(_("年度"))
        self.year.activated.connect(lambda _at: self._list())
        self.source = label("", "muted")
        card.body.addLayout(row(self.year, 2 * GRID, self.source, None, self.publish_button))
        self.days: Listing[Line] = Listing(context.jobs, _columns(), _("这一年没有安排。"), self.failed.emit, most=12)
        card.body.addWidget(self.days)
        form = _(
            "文件是 CSV 表，三列：日期,安排,名称。安排写“放假”或“上班”（调休上班的周末），一年写全，例如：2027-01-01,放假,元旦。"
        )
        card.body.addWidget(label(form, "hint", wrap=True))
        self.add(card)
        self.body.addStretch(1)

    def load(self) -> None:
        """Fetch the calendar."""
        self.load_with(look, self._tell)

    def _tell(self, facts: Facts) -> None:
        self._facts = facts
        last = max(facts.calendar.years)
        chosen = self.year.currentData() or self._today.year
        self.year.clear()
        for year in sorted(facts.calendar.years, reverse=True):
            self.year.addItem(_("{year} 年").format(year=year), year)
        self.year.setCurrentIndex(max(0, self.year.findData(chosen)))
        self.notice.set_value(facts.notice)
        if self._today.year in facts.calendar.years:
            form = (
                _("有 {first} 至 {last} 年的安排。每年国务院通知下一年的安排后，请导入一次，随回执发给各县。")
                if self._is_province
                else _(
                    "有 {first} 至 {last} 年的安排。下一年的安排由省总随回执发来；没有收到以前，主管可以先导入一份。"
                )
            )
            words = form.format(first=min(facts.calendar.years), last=last)
            self.verdict.tell(Verdict.YES, _("今年的放假与调休已有"), words)
        else:
            words = _(
                "只有到 {last} 年的安排。缺表的年份按自然日计算期限，并会提示；请主管导入今年的节假日文件。"
            ).format(last=last)
            self.verdict.tell(Verdict.CAUTION, _("缺 {year} 年的放假与调休").format(year=self._today.year), words)
        self._list()
        self._reckon()

    def _list(self) -> None:
        if self._facts is None:
            return
        year = int(self.year.currentData())
        day = self._facts.published.get(year)
        words = _(_ORIGINS[self._facts.origins[year]])
        if year in self._facts.published:
            when = day.isoformat() if day else ""
            told = _("{day} 发布给各县") if self._is_province else _("{day} 发布")
            words = f"{words} · {told.format(day=when)}"
        self.source.setText(words)
        self.days.tell([Line(*one) for one in self._facts.calendar.of_year(year).rows()])

    def _reckon(self) -> None:
        start, count = self.start.judgement.value, self.count.judgement.value
        if self._facts is None or not isinstance(start, dt.date) or not isinstance(count, int):
            wrong = next(
                (one for one in (self.start.judgement, self.count.judgement) if one.standing is Standing.BAD), None
            )
            self.told.setText(f"✕ {wrong.words}" if wrong else "")
            return
        due = self._facts.calendar.after(start, count)
        day = f"{due.day.isoformat()} {weekday(due.day)}"
        words = _("期满：{day}").format(day=day)
        if due.is_natural:
            words += "　" + _("（缺这一年的节假日表，按自然日计算，请核对）")
        self.told.setText(words)

    def _choose_file(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(
            self, _("节假日文件"), str(Path.home()), _("CSV 表 (*.csv);;全部文件 (*)")
        )
        if name:
            self.take(Path(name))

    def take(self, path: Path) -> None:
        """Take the years of a file."""

        def work(book: "Casebook", _progress: "Progress") -> Calendar:
            from db import workdays

            return workdays.import_file(book, path)

        def said(found: Calendar) -> None:
            years = _("、").join(str(year) for year in sorted(found.years))
            words = _("已导入 {years} 年：放假 {off} 天，调休上班 {on} 天。")
            if self._is_province:
                words = _("已导入 {years} 年：放假 {off} 天，调休上班 {on} 天。随下一份回执发给各县。")
            self.said.emit(words.format(years=years, off=len(found.off), on=len(found.on)))

        self.run(work, said, write=True, touches={"holidays", "workday_year"})

    def publish(self) -> None:
        """Publish the year in sight to the counties."""
        year = int(self.year.currentData())

        def work(book: "Casebook", _progress: "Progress") -> int:
            from db import workdays

            return workdays.publish(book, [year])

        def told(heard: int) -> None:
            words = (
                _("{year} 年的安排已发布，随下一份回执送到 {n} 个县。")
                if heard
                else _("各县都已有 {year} 年的这份安排，没有新的可发。")
            )
            self.said.emit(words.format(year=year, n=heard))

        self.run(work, told, write=True, touches={"workday_year"})

    def set_notice(self) -> None:
        """Keep how many workdays before its first day a class is applied for."""
        days = self.notice.judgement.value
        if not isinstance(days, int):
            return

        def work(book: "Casebook", _progress: "Progress") -> None:
            from db import workdays

            workdays.set_notice_days(book, days)

        self.run(work, lambda _done: self.said.emit(_("已保存。")), write=True, touches={"holidays"})


def _columns() -> list[Column[Line]]:
    return [
        Column(_("日期"), lambda one: one.day.isoformat(), 120),
        Column(_("星期"), lambda one: weekday(one.day), 80),
        Column(
            _("安排"),
            lambda one: one.kind,
            110,
            icon=lambda one: ("beach", "ok") if one.kind == OFF else ("briefcase-outline", "warn"),
        ),
        Column(_("名称"), lambda one: _(one.name) or "—"),
    ]


SPEC = PageSpec("holidays", N_("节假日与工作日"), "calendar-month-outline", HolidaysPage, under="system")
