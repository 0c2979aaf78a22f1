"""统计报表: a report on the screen as it is printed, the rules between its lines, and behind each figure its months and its records."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QComboBox, QFileDialog

from db.indicators import INDICATORS
from rules import quantities
from rules.periods import Period, month_of
from rules.quantities import Quantity
from rules.reports import Report, ReportLine
from rules.steps import unheard
from ui.actions import button
from ui.models.rows import Column
from ui.pages.page import Context, Page, PageSpec
from ui.pages.report_records import RecordsCard
from ui.pages.report_tables import TablesCard
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.cards import Card, Verdict, VerdictPanel
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.labels import label, row
from ui.widgets.listing import Listing
from ui.widgets.period_choice import PeriodChoice

if TYPE_CHECKING:
    from db.casebook import Casebook
    from db.reports import CountyStanding
    from rules.fund_matrix import FundMatrix
    from rules.report_forms import Form
    from rules.report_tables import ReportTable
    from rules.reports import Judged
    from rules.steps import Step
    from rules.voucher_account import VoucherLine
    from ui.jobs import Progress

TABLES = frozenset(one.table for one in INDICATORS) | {
    "training_class", "voucher_void", "voucher_loss", "block_transfer", "spare_opening", "fund_source", "fund_budget", "certificate_revocation", "claim", "report_lock", "report_snapshot", "target", "exchange",
}  # fmt: skip
"""What reports are made of: whatever an area counts, and what takes a line back."""
STANDINGS = {
    "ok": ("check-circle-outline", "ok"),
    "note": ("information-outline", "info"),
    "bad": ("close-circle-outline", "bad"),
}
_SPAN_OF_COLUMN = {2: "period", 3: "last_period", 4: "year", 5: "year", 6: "year", 7: "all"}


@dataclass(frozen=True)
class Facts:
    """Hold what the page shows: the forms of that period, the report, the locked months of the year, and at the province how counties stand."""

    forms: "tuple[Form, ...]"
    report: Report
    locked: frozenset[str]
    counties: tuple[tuple[str, str], ...]
    standing: "tuple[CountyStanding, ...]"
    vouchers: "tuple[VoucherLine, ...] | None" = None
    funds: "FundMatrix | None" = None
    apart: "ReportTable | None" = None


def look(book: "Casebook", name: str, period: Period, county: str, step: "Step" = unheard) -> Facts:
    """Make the report that is chosen, the first of its period where none is."""
    from db import fund_matrix, report_tables, reports, targets, voucher_account

    known = reports.forms(reports.kind_of(period), book.workplace.kind)
    chosen = name if any(form.key == name for form in known) else known[0].key
    is_whole = book.workplace.kind == "province" and not county
    found = reports.report(book, chosen, period, county, by_county=is_whole, step=step)
    locked = frozenset(str(one.period) for one in reports.locks(book, county))
    vouchers = tuple(voucher_account.account(book, period, county)) if chosen == "vouchers" else None
    funds = fund_matrix.matrix(book, period, county) if chosen == "funds" else None
    apart = report_tables.table(book, chosen, period, county)
    if book.workplace.kind != "province":
        return Facts(known, found, locked, (), (), vouchers, funds, apart)
    counties = tuple((code, reports.office_name(book, code)) for code in targets.counties(book))
    standing = tuple(reports.standing(book, period)) if is_whole and period.month else ()
    return Facts(known, found, locked, counties, standing, vouchers, funds, apart)


class ReportsPage(Page):
    """Show one report."""

    tables: ClassVar[frozenset[str]] = TABLES

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("统计报表"))
        self._report: Report | None = None
        self._locked: frozenset[str] = frozenset()
        self._is_province = context.workplace.kind == "province"
        self.add_way(_("月末结账"), "month_end", icon="calendar-check-outline", shortcut="F9")
        if context.workplace.kind == "desk":
            self.add_way(_("目标进度"), "targets", icon="flag-checkered")
        elif self._is_province:
            self.add_way(_("调研"), "survey", icon="clipboard-text-outline")
        self.export_action = self.add_action(
            _("导出…"), self._choose_file, icon="file-export-outline", shortcut="Ctrl+S", primary=True
        )
        self._build_choices(context)
        self.notice = VerdictPanel(Verdict.CAUTION)
        self.correct_button = button(
            _("更正报表…"), lambda: self.wants.emit("month_end", None), icon="file-document-edit-outline"
        )
        self.notice.buttons.addWidget(self.correct_button)
        self.notice.hide()
        self.add(self.notice)
        card = Card()
        self.caption = label("", "heading", wrap=True)
        self.state_words = label("", "muted", wrap=True)
        card.body.addWidget(self.caption)
        card.body.addWidget(self.state_words)
        self.lines: Listing[ReportLine] = Listing(
            context.jobs, self._columns(), _("没有可统计的内容。"), self.failed.emit, most=12
        )
        self.lines.picked.connect(self._pick)
        self.lines.clicked.connect(self._pick_cell)
        card.body.addWidget(self.lines)
        hint = _("选中一行，下面是它的各月和每一条记录；点某个数，记录就是那个数的。")
        card.body.addWidget(label(hint, "hint", wrap=True))
        self.add(card)
        self.records = RecordsCard(self)
        self.add(self.records)
        self.tables_card = TablesCard(self, self._pick_line)
        self.add(self.tables_card)
        self.checks: Listing[Judged] = Listing(
            context.jobs, _check_columns(), _("这张表没有勾稽关系。"), self.failed.emit, most=10
        )
        checks = Card(_("勾稽关系"))
        checks.body.addWidget(self.checks)
        self.check_told = label("", "hint", wrap=True)
        self.checks.picked.connect(self._tell_check)
        checks.body.addWidget(self.check_told)
        self.add(checks)
        self.counties_card = Card(_("各单位上报"))
        self.counties: Listing[CountyStanding] = Listing(
            context.jobs, _county_columns(), _("只有月报看各单位是否上报。"), self.failed.emit, most=12
        )
        self.difference = label("", "muted", wrap=True)
        self.counties_card.body.addWidget(self.difference)
        self.counties_card.body.addWidget(self.counties)
        self.counties_card.setVisible(self._is_province)
        self.add(self.counties_card)
        self.body.addStretch(1)

    def _build_choices(self, context: Context) -> None:
        self.form = ChoiceBox()
        self.form.setAccessibleName(_("报表"))
        self.form.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.form.activated.connect(lambda _at: self.load())
        now = month_of(context.clock.now().date())
        self.choice = PeriodChoice(now, now)
        self.choice.chosen.connect(lambda _period: self.load())
        self.county = ChoiceBox()
        self.county.setAccessibleName(_("县"))
        self.county.addItem(_("全省"), "")
        self.county.activated.connect(lambda _at: self.load())
        self.county.setVisible(self._is_province)
        self.add(row(self.form, GRID, self.choice, GRID, self.county, None))

    def load(self) -> None:
        """Make the report chosen."""
        name, period, county = (
            str(self.form.currentData() or ""),
            self.choice.period(),
            str(self.county.currentData() or ""),
        )
        self.load_with(lambda book, progress: look(book, name, period, county, progress.step), self._tell, aside=True)

    def show_report(self, name: str, period: Period) -> None:
        """Show a report by its key."""
        if self.form.findData(name) < 0:
            self.form.addItem(name, name)
        self.form.setCurrentIndex(self.form.findData(name))
        self.choice.set_period(period)
        self.load()

    def _tell(self, facts: Facts) -> None:
        report = facts.report
        kept = (
            self.lines.current_row().number
            if self._report and self.lines.current_row() and self._report.form == report.form
            else ""
        )
        self._report, self._locked = report, facts.locked
        self._offer(facts)
        words = [
            _("业务日期 {first} 至 {last}").format(
                first=report.period.first.isoformat(), last=report.period.last.isoformat()
            )
        ]
        words.insert(0, state_words(report))
        if report.is_zero:
            words.insert(1, _("零报表"))
        self.caption.setText(f"{report.office}　{_(report.title)}　{_(report.period.label)}")
        self.state_words.setText(_("　").join(words))
        self.notice.setVisible(bool(report.late))
        if report.late:
            self.notice.tell(
                Verdict.CAUTION, _("锁定后有迟报的业务"),
                _("这张表仍是上报时的数，现在有 {n} 个数已不同。已锁定的月份不改，作更正报表。").format(n=report.late),
            )  # fmt: skip
        place = next((n for n, line in enumerate(report.lines) if line.number == kept), 0)
        self.lines.tell(report.lines, mark=place)
        self.tables_card.tell(facts.vouchers, facts.funds, facts.apart)
        wrong = next((n for n, one in enumerate(report.judged) if one.standing == "bad"), -1)
        self.checks.tell(report.judged, mark=wrong)
        self._tell_check(report.judged[wrong] if wrong >= 0 else None)
        bad = sum(one.standing == "bad" for one in report.judged)
        self.counted.emit(bad)
        self.counties.tell(facts.standing)
        self.counties.setVisible(bool(report.period.month) and bool(report.counties))
        self._tell_difference(report)
        if report.lines:
            self._pick(report.lines[place])

    def _offer(self, facts: Facts) -> None:
        self.form.clear()
        for form in facts.forms:
            self.form.addItem(_(form.title), form.key)
        self.form.setCurrentIndex(self.form.findData(facts.report.form))
        if self._is_province and self.county.count() != len(facts.counties) + 1:
            chosen = self.county.currentData()
            self.county.clear()
            self.county.addItem(_("全省"), "")
            for code, name in facts.counties:
                self.county.addItem(name, code)
            self.county.setCurrentIndex(max(0, self.county.findData(chosen)))

    def _tell_difference(self, report: Report) -> None:
        """Say by how much the counties' persons come to more than the province's."""
        line = next((one for one in report.lines if one.named and one.measure == "persons"), None)
        self.difference.setVisible(bool(report.counties) and line is not None)
        if not report.counties or line is None:
            return
        apart = sum(one.counts[line.number]["period"].persons for one in report.counties if line.number in one.counts)
        whole = line.counts["period"].persons if "period" in line.counts else 0
        self.difference.setText(
            _(
                "{label}：各县之和 {apart} 人，全省去重 {whole} 人，差额 {rest} 人（同一人在两县接受服务，全省只计一次）。"
            ).format(label=_(line.label), apart=f"{apart:,}", whole=f"{whole:,}", rest=f"{apart - whole:,}")
        )

    def _tell_check(self, one: "Judged | None") -> None:
        """Say the rule picked in full: a line of the list may be too short for it."""
        self.check_told.setText(_check_words(one) if one is not None else _("选中一行，这里写出它的全文。"))

    def _pick(self, line: ReportLine | None) -> None:
        if line is not None and self._report is not None:
            self.records.show_line(line, self._report.period, str(self.county.currentData() or ""), locked=self._locked)

    def _pick_line(self, line: ReportLine) -> None:
        """Show what is behind a line that stands in no form: a cell of a table behind the report."""
        if self._report is not None:
            self.records.show_line(
                line, self._report.period, str(self.county.currentData() or ""), "period", self._locked
            )
            self.bring_into_sight(self.records)

    def _pick_cell(self, index: QModelIndex) -> None:
        line, span = self.lines.current_row(), _SPAN_OF_COLUMN.get(index.column(), "")
        if line is not None and span and self._report is not None:
            self.records.show_line(line, self._report.period, str(self.county.currentData() or ""), span, self._locked)

    def _columns(self) -> list[Column[ReportLine]]:
        return [
            Column(_("项目"), lambda line: f"{'  ' * line.indent}{line.number} {_(line.label)}", 210),
            Column(_("单位"), lambda line: _(line.value("period").unit), 52),
            Column(_("本期"), lambda line: line.value("period").shown, 66, right=True),
            Column(_("上年同期"), lambda line: line.value("last_period").shown, 80, right=True, spare=1),
            Column(_("本年累计"), lambda line: line.value("year").shown, 80, right=True),
            Column(_("本年人次"), lambda line: _shown(line.times("year")), 80, right=True, spare=3),
            Column(_("当年人数"), lambda line: _shown(line.once("year")), 80, right=True, spare=4),
            Column(_("历年人数"), lambda line: _shown(line.once("all")), 80, right=True, spare=2),
            Column(_("完成率"), lambda line: quantities.percent(line.tenths), right=True),
        ]

    def _choose_file(self) -> None:
        report = self._report
        if report is None:
            return
        name = f"{report.title}_{report.period}.xlsx"
        kinds = _("Excel 工作簿 (*.xlsx);;PDF 文件 (*.pdf)")
        chosen, kind = QFileDialog.getSaveFileName(self, _("导出到"), str(Path.home() / name), kinds)
        if chosen:
            self.export(Path(chosen).with_suffix(".pdf" if "pdf" in kind else ".xlsx"))

    def export(self, to: Path) -> None:
        """Write the report in sight to a workbook or a PDF."""
        report, county = self._report, str(self.county.currentData() or "")
        if report is None:
            return

        def work(book: "Casebook", progress: "Progress") -> Path:
            from ui import report_file

            return report_file.write_report(book, report.form, report.period, to, county, progress.step)

        self.run(
            work, lambda path: self.said.emit(_("已导出到“{path}”。").format(path=path)), write=True, stops=True, shown=_("正在写出报表")
        )  # fmt: skip


def state_words(report: Report) -> str:
    """Say how a report stands."""
    if report.state == "open":
        return _("未锁定，为目前的数")
    day = report.day.isoformat() if report.day else ""
    if report.state == "locked":
        return _("已于 {day} 锁定").format(day=day)
    return _("第 {n} 版，{day} 更正").format(n=report.version, day=day)


def _shown(quantity: Quantity | None) -> str:
    return "—" if quantity is None else quantity.shown


def _check_columns() -> "list[Column[Judged]]":
    words = {"ok": N_("平"), "note": N_("说明"), "bad": N_("不平")}
    return [
        Column(_("结果"), lambda one: _(words[one.standing]), 84, icon=lambda one: STANDINGS[one.standing]),
        Column(_("关系"), _check_words),
    ]


def _check_words(one: "Judged") -> str:
    return _("　").join(_(part) for part in (one.words, one.why) if part)


def _county_columns() -> "list[Column[CountyStanding]]":
    def state(one: "CountyStanding") -> str:
        if one.lock is None:
            return _("未报")
        return (
            _("零报表，{day}").format(day=one.lock.day) if one.lock.zero else _("已报，{day}").format(day=one.lock.day)
        )

    def icon(one: "CountyStanding") -> tuple[str, str]:
        return ("clock-outline", "warn") if one.lock is None else ("check-circle-outline", "ok")

    return [
        Column(_("单位"), lambda one: one.name),
        Column(_("本月报表"), state, 170, icon=icon),
        Column(
            _("更正"), lambda one: _("{n} 次").format(n=one.versions - 1) if one.versions > 1 else "—", 80, right=True
        ),
        Column(
            _("与省总统计"),
            lambda one: "—" if one.lock is None or one.is_base else _("不一致") if one.differs else _("一致"),
            110,
        ),
    ]


SPEC = PageSpec("reports", N_("统计报表"), "chart-box-outline", ReportsPage)
