"""What stands behind a figure of a report: its twelve months, and its records one by one, each with its business date and its day of entry."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox

from db.walks import Piece
from rules import money
from rules.clock import CHINA
from rules.periods import Period
from rules.reports import SPANS, ReportLine
from ui.models.numbered import Numbered
from ui.models.rows import Column, RowsModel
from ui.text import N_, _
from ui.tokens import GRID, ROW_HEIGHT
from ui.widgets.cards import Card
from ui.widgets.labels import label, row
from ui.widgets.month_chart import Month, MonthChart
from ui.widgets.table_view import TableView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.casebook import Casebook
    from db.indicators import Behind
    from rules.quantities import Quantity
    from ui.pages.page import Page

SPAN_WORDS = {
    "period": N_("本期"),
    "year": N_("本年累计"),
    "all": N_("历年累计"),
    "last_period": N_("上年同期"),
    "last_year": N_("上年累计"),
}
_IN_SIGHT = 7


def months_of(
    book: "Casebook", line: ReportLine, period: Period, county: str
) -> "tuple[tuple[Quantity, Quantity], ...]":
    """Count a line month by month, this year and the year before."""
    from db import reports

    found = reports.months(book, line, period.year, county)
    return tuple((found[month], found[month.year_before]) for month in Period(period.year).months)


@dataclass(frozen=True)
class Placed:
    """Hold a record with its place in the list."""

    n: int
    record: "Behind"


class RecordsCard(Card):
    """Show the months and the records behind the line that was picked."""

    def __init__(self, page: "Page") -> None:
        super().__init__(_("数的由来"))
        self._page = page
        self._line: ReportLine | None = None
        self._period = Period(2009)
        self._county = ""
        self._locked: frozenset[str] = frozenset()
        self.caption = label("", "heading")
        self.figures = label("", "muted", wrap=True)
        self.chart = MonthChart()
        self._legend = label("", "hint", wrap=True)
        self.span = QComboBox()
        self.span.setAccessibleName(_("哪个数"))
        for key in SPANS:
            self.span.addItem(_(SPAN_WORDS[key]), key)
        self.span.activated.connect(lambda _at: self._list())
        self.told = label("", "muted")
        self.model: RowsModel[Placed] = RowsModel(page.context.jobs, self._columns(), page.failed.emit, self)
        self.table = TableView(_("这个数下面没有记录。"))
        self.table.set_rows(self.model)
        self.table.setFixedHeight(38 + _IN_SIGHT * ROW_HEIGHT + 4)
        self.table.opened.connect(self._open)
        self.model.loaded.connect(lambda total: self.told.setText(_("共 {n} 条记录").format(n=f"{total:,}")))
        self.body.addWidget(self.caption)
        self.body.addWidget(self.figures)
        self.body.addWidget(self.chart)
        self.body.addWidget(self._legend)
        self.body.addLayout(row(label(_("记录")), self.span, 2 * GRID, self.told, None))
        self.body.addWidget(self.table)

    def show_line(
        self, line: ReportLine, period: Period, county: str, span: str = "", locked: frozenset[str] = frozenset()
    ) -> None:
        """Show what is behind a line; `span` chooses one of its figures, `locked` are the months that are closed."""
        self._line, self._period, self._county, self._locked = line, period, county, locked
        self.caption.setText(_(line.label))
        self.figures.setText(_("　").join(_figures(line)))
        if span:
            self.span.setCurrentIndex(self.span.findData(span))
        self._page.run(
            lambda book, _progress: months_of(book, line, period, county), lambda found: self._draw(line, found)
        )
        self._list()

    def _draw(self, line: ReportLine, found: "tuple[tuple[Quantity, Quantity], ...]") -> None:
        if line is not self._line:
            return
        chosen = {month.month for month in self._period.months}
        months = [
            Month(now.count, before.count, now.shown, n in chosen, f"{self._period.year}-{n:02d}" in self._locked)
            for n, (now, before) in enumerate(found, 1)
        ]
        plan = line.target.count // 12 if line.target is not None else 0
        self.chart.tell(_(line.label), months, plan)
        words = [_("单位：{unit}").format(unit=_(line.value("period").unit)), _("横线为上年同月")]
        if plan:
            words.append(_("虚线为年目标的十二分之一"))
        if any(month.is_locked for month in months):
            words.append(_("“·”为已锁定的月份"))
        if line.measure == "persons" and line.named:
            words.append(_("各月人数不能相加：同一人可在几个月出现"))
        self._legend.setText(_("；").join(words) + _("。"))

    def _list(self) -> None:
        line, period, county = self._line, self._period, self._county
        if line is None:
            return
        span = str(self.span.currentData())

        def piece(book: "Casebook", _mark: object, _check: object) -> Piece:
            from db import reports

            return Piece(range(reports.records_count(book, line, period, span, county)))

        def fetch(book: "Casebook", places: "Sequence[int]") -> "list[Placed | None]":
            from db import reports

            if not places:
                return []
            first = min(places)
            found = reports.records(book, line, period, span, county, offset=first, limit=max(places) - first + 1)
            return [Placed(place, found[place - first]) if place - first < len(found) else None for place in places]

        self.model.show(Numbered(piece, fetch))

    def _columns(self) -> "list[Column[Placed]]":
        return [
            Column(_("业务日期"), lambda one: one.record.day, 104),
            Column(_("姓名"), _name),
            Column(_("证件后四位"), lambda one: one.record.doc_tail or "—", 96, spare=2),
            Column(_("业务"), _what, 130),
            Column(_("数"), self._number, 128, right=True, spare=3),
            Column(_("录入日期"), _entered, 120, spare=1, icon=_late),
        ]

    def _number(self, one: "Placed") -> str:
        is_money = self._line is not None and self._line.measure == "amount"
        return _("{yuan} 元").format(yuan=money.grouped(one.record.n)) if is_money else f"{one.record.n:,}"

    def _open(self, one: "Placed") -> None:
        if one.record.gone:
            return
        if one.record.person:
            self._page.wants.emit("person", one.record.person)
            return
        from db import indicators

        page = next((key.page for key in indicators.INDICATORS if key.table == one.record.table and key.page), "")
        if page:
            self._page.wants.emit(page, one.record.id)


def _figures(line: ReportLine) -> list[str]:
    """Say all figures of a line side by side, also those for which a narrow window has no column."""
    found: list[tuple[str, str, Quantity | None]] = [
        ("period", _("本期"), line.value("period")), ("last_period", _("上年同期"), line.value("last_period")), ("year", _("本年累计"), line.value("year")),
        ("year", _("本年人次"), line.times("year")), ("year", _("当年人数"), line.once("year")), ("all", _("历年人数"), line.once("all")),
        ("period", _("年目标"), line.target),
    ]  # fmt: skip
    return [
        f"{words} {value.shown} {_(value.unit)}"
        for span, words, value in found
        if value is not None and span in line.counts
    ]


def _name(one: Placed) -> str:
    return _("已删除个人信息") if one.record.gone else one.record.name or "—"


def _what(one: Placed) -> str:
    from db.schema import BY_NAME

    table = BY_NAME.get(one.record.table)
    # what nobody entered, as numbers that the province granted, has no row: its figure's name says what it is
    return _(table.label if table and one.record.entered else one.record.label)


def _day(one: Placed) -> str:
    return dt.datetime.fromtimestamp(one.record.entered / 1000, CHINA).date().isoformat() if one.record.entered else ""


def _entered(one: Placed) -> str:
    return _day(one) or "—"


def _late(one: Placed) -> tuple[str, str]:
    """Mark what was entered in a later month than it happened."""
    is_late = bool(_day(one)) and _day(one)[:7] > one.record.day[:7]
    return ("clock-alert-outline", "warn") if is_late else ("check", "muted")
