"""Reports, month's end and targets, as heads of a desk and officers of the province go through them in the window."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from db import loan_documents, outreach, people, records, reports, targets, workdays
from db.casebook import Casebook
from rules.periods import Period
from rules.programme import programme
from rules.reports import Signers
from sync import collector, receiving, streams
from tests.journeys import desk_world, exchange_world
from tests.journeys.exchange_world import World
from tests.rules.test_workdays import YEAR
from ui.actions import ActionButton
from ui.dialogs.adopt_targets import AdoptTargetsDialog
from ui.dialogs.confirm import Confirmation
from ui.dialogs.create_class import CreateClassDialog
from ui.dialogs.target import SplitDialog, TargetDialog
from ui.open import settle
from ui.pages import month_end as month_end_page
from ui.pages import targets as targets_page
from ui.pages.classes import ClassesPage
from ui.pages.holidays import HolidaysPage
from ui.pages.month_end import MonthEndPage
from ui.pages.page import Page
from ui.pages.reports import ReportsPage
from ui.pages.startup import StartupPage
from ui.pages.targets import TargetsPage
from ui.window import MainWindow

AUGUST = Period(2009, 8)


def go(window: MainWindow, key: str) -> Page:
    window.go(key)
    settle(window)
    return window.page(key)


def reports_of(window: MainWindow) -> ReportsPage:
    page = go(window, "reports")
    assert isinstance(page, ReportsPage)
    return page


def late_person(book: Casebook, name: str, day: dt.date) -> None:
    people.register(book, people.PersonDraft(name, sex="2", profile={"registered_on": day}))


def test_a_figure_leads_to_its_records_and_a_record_to_the_person(
    window: MainWindow, book: Casebook, tmp_path: Path
) -> None:
    page = reports_of(window)
    page.show_report("network", Period(2009, 0, 3))
    settle(window)
    assert "未锁定" in page.state_words.text()
    first = page.lines.rows[0]
    assert (first.label, first.value("period").shown) == ("登记服务对象", "13")
    assert page.records.told.text() == "共 13 条记录"
    assert "9月 13" in page.records.chart.accessibleName()
    page.records.span.setCurrentIndex(page.records.span.findData("last_year"))
    page.records.span.activated.emit(0)
    settle(window)
    assert page.records.told.text() == "共 0 条记录"
    page._pick_cell(page.lines.model().index(0, 2))
    settle(window)
    assert page.records.span.currentData() == "period"
    table = page.records.table
    table.setFocus()
    table.selectRow(0)
    QTest.keyClick(table, Qt.Key.Key_Return)
    settle(window)
    assert window.current_key() == "person"
    page = reports_of(window)
    page.export(tmp_path / "表.xlsx")
    page.export(tmp_path / "表.pdf")
    settle(window)
    assert openpyxl.load_workbook(tmp_path / "表.xlsx").active is not None
    assert (tmp_path / "表.pdf").stat().st_size > 1000


def test_forms_follow_the_period_and_their_checks_are_shown(window: MainWindow) -> None:
    page = reports_of(window)
    assert [page.form.itemData(at) for at in range(page.form.count())] == [form.key for form in reports.forms("month")]
    page.form.setCurrentIndex(page.form.findData("vouchers"))
    page.form.activated.emit(0)
    settle(window)
    assert [line.value("period").shown for line in page.lines.rows][:3] == ["0", "30", "5"]
    assert {one.standing for one in page.checks.rows} == {"ok"}
    page.choice.part.setCurrentIndex(page.choice.part.count() - 1)
    page.choice.part.activated.emit(0)
    settle(window)
    assert page._report is not None
    assert page._report.period == Period(2009)
    assert page._report.form == "vouchers"
    assert page.records.chart.accessibleName().startswith("期初库存")
    [line] = page.tables_card.vouchers.rows
    assert (line.received, line.issued, line.last_stock, line.stock_apart) == (30, 5, 25, 0)
    assert page.tables_card.funds.isHidden()


def test_a_fair_stands_by_itself_and_its_figure_opens_its_records(
    window: MainWindow, book: Casebook, tmp_path: Path
) -> None:
    with book.write() as writer:
        for name, entered in (("金秋招聘会", 300), ("春风行动", 80)):
            fair = writer.add(
                "job_fair", {"name": name, "starts": "2009-09-12", "status": "已举办", "place": "县体育馆"}
            )
            counts = {"entered": entered, "received": 60, "intended": 20, "employed": 5}
            writer.fact("fair_site", {"fair": fair, "site": "主会场", "day": "2009-09-12", **counts})
    page = reports_of(window)
    page.show_report("fairs", Period(2009, 9))
    settle(window)
    card = page.tables_card
    assert card.apart is not None
    names = [row.heads[0] for row in card.apart.rows]
    assert names == ["金秋招聘会", "春风行动", "合计"]
    assert [quantity.shown for quantity in card.apart.rows[-1].figures if quantity][-4:] == ["380", "120", "40", "10"]
    card.apart.selectRow(1)
    card._pick_apart(card.apart.model().index(1, 5))
    settle(window)
    assert page.records.caption.text() == "春风行动　进场"
    assert page.records.told.text() == "共 1 条记录"
    card.apart.selectRow(2)
    card._pick_apart(card.apart.model().index(2, 5))
    settle(window)
    assert page.records.caption.text() == "春风行动　进场"
    page.export(tmp_path / "招聘会.xlsx")
    page.show_report("aid", Period(2009, 9))
    settle(window)
    assert card.apart is None
    assert card.isHidden()
    assert "招聘会逐场统计表" in openpyxl.load_workbook(tmp_path / "招聘会.xlsx").sheetnames


def test_each_sum_of_source_and_use_opens_its_records(window: MainWindow, book: Casebook, tmp_path: Path) -> None:
    with book.write() as writer:
        source = writer.add(
            "fund_source",
            {"name": "省级就业资金", "kind": "2", "document": "川财社〔2009〕12号", "uses": ["3"], "day": "2009-07-02"},
        )
        writer.fact(
            "fund_receipt", {"source": source, "amount_fen": 30_000_000, "voucher_no": "记-7", "day": "2009-07-03"}
        )
    page = reports_of(window)
    page.show_report("funds", Period(2009, 0, 3))
    settle(window)
    card = page.tables_card
    [row] = card.funds.rows
    assert (row.name, row.fen("opening"), row.fen("came"), row.fen("closing")) == (
        "省级就业资金",
        0,
        30_000_000,
        30_000_000,
    )
    card.funds.selectRow(0)
    card._pick(card.funds.model().index(0, 3))
    settle(window)
    assert page.records.caption.text() == "省级就业资金　到账"
    assert page.records.told.text() == "共 1 条记录"
    assert {one.standing for one in page.checks.rows} == {"ok"}
    for suffix in ("xlsx", "pdf"):
        page.export(tmp_path / f"资金.{suffix}")
    settle(window)
    sheets = openpyxl.load_workbook(tmp_path / "资金.xlsx")
    assert sheets.sheetnames == ["资金筹集与使用表（季报）", "资金来源与用途对照表"]
    assert (tmp_path / "资金.pdf").stat().st_size > 1000


@pytest.fixture
def confirmed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Say yes to every question; tell what was asked."""
    asked: list[str] = []

    def ask(_parent: object, title: str, words: str, _deed: str, **_more: object) -> Confirmation:
        asked.append(f"{title}\n{words}")
        return Confirmation("")

    for module in (month_end_page, targets_page):
        monkeypatch.setattr(module, "ask", ask)
    return asked


def test_a_month_is_closed_and_then_corrected(window: MainWindow, book: Casebook, confirmed: list[str]) -> None:
    late_person(book, "王八月", dt.date(2009, 8, 3))
    page = go(window, "month_end")
    assert isinstance(page, MonthEndPage)
    assert page.choice.period() == AUGUST
    assert page._facts is not None
    standing = {one.key: one.standing for one in page._facts.found.items}
    assert (standing["unsent"], standing["zero"], standing["balance"]) == ("todo", "note", "done")
    ways = page.ways["unsent"]
    assert "去生成数据包" in ways.accessibleName()
    page.lock_button.click()
    assert confirmed == []
    for field, name in ((page.prepared, "李书"), (page.reviewed, "张复"), (page.head_person, "王主席")):
        field.set_value(name)
    page.lock_button.click()
    settle(window)
    assert "还有 1 项未办" in confirmed[0]
    assert "已于 2009-09-28 作为零报表锁定" in page.verdict.accessibleName()
    assert page.sign_card.isHidden()
    held = reports.lock_of(book, AUGUST)
    assert held is not None
    assert held.signers == Signers("李书", "张复", "王主席")
    with book.write() as writer:
        writer.add(
            "training_class",
            {"starts": "2009-08-10", "ends": "2009-08-20", "status": "已批准", "county": "519901", "name": "补录班"},
        )
    page.load()
    settle(window)
    assert not page.correct_button.isHidden()
    assert page.lock_button.isHidden()
    shown = reports_of(window)
    shown.show_report("training", AUGUST)
    settle(window)
    assert not shown.notice.isHidden()
    assert shown.lines.rows[0].value("period").shown == "0"
    shown.correct_button.click()
    settle(window)
    assert window.current_key() == "month_end"
    page.reason.set_value("补录一个班")
    page.correct_button.click()
    settle(window)
    assert page.sign_card.isHidden()
    shown = reports_of(window)
    assert "第 2 版" in shown.state_words.text()
    assert shown.lines.rows[0].value("period").shown == "1"
    last = reports.last_correction(book, "training", AUGUST)
    assert last is not None
    assert last.reason == "补录一个班"


def test_an_item_of_the_month_s_end_leads_to_its_page(window: MainWindow) -> None:
    page = go(window, "month_end")
    assert isinstance(page, MonthEndPage)
    page.show_month(Period(2009, 6))
    settle(window)
    way = page.ways["unsent"]
    QTest.keyClick(way, Qt.Key.Key_Space)
    settle(window)
    assert window.current_key() == "exchange"


def test_a_month_that_runs_is_not_locked(window: MainWindow) -> None:
    page = go(window, "month_end")
    assert isinstance(page, MonthEndPage)
    page.show_month(Period(2009, 9))
    settle(window)
    assert "还没有结束" in page.verdict.accessibleName()
    assert page.sign_card.isHidden()


def test_a_desk_without_targets_is_told_where_they_come_from(window: MainWindow) -> None:
    page = go(window, "targets")
    assert isinstance(page, TargetsPage)
    assert page.goals.rows == []
    assert page.add_button.isHidden()


# --- the province


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = exchange_world.found(tmp_path, desk_world.CHEAP)
    exchange_world.admit(made)
    yield made
    made.close()


@pytest.fixture
def province(world: World, opened: Callable[[Casebook], MainWindow]) -> MainWindow:
    return opened(world.province)


def test_the_province_takes_a_ready_set_changes_it_and_splits_it(
    province: MainWindow, world: World, confirmed: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page = go(province, "targets")
    assert isinstance(page, TargetsPage)
    monkeypatch.setattr(AdoptTargetsDialog, "exec", lambda _self: QDialog.DialogCode.Accepted)
    page._ask_adopt()
    settle(province)
    assert len(page.goals.rows) == 12
    page.goals.selectRow(0)
    settle(province)
    assert "36611" in page.told.text()
    assert "存疑" in page.told.text()
    monkeypatch.setattr(TargetDialog, "exec", lambda self: (self.value.set_value(500), QDialog.DialogCode.Accepted)[1])
    page.change_button.click()
    settle(province)
    assert page.goals.rows[0].progress.target.draft.value == 500

    def share(self: SplitDialog) -> QDialog.DialogCode:
        assert not self.save.isEnabled()
        self.share_evenly()
        assert self.save.isEnabled()
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(SplitDialog, "exec", share)
    page.split_button.click()
    settle(province)
    shares = [line for line in page.goals.rows if line.is_share]
    assert [line.progress.target.draft.value for line in shares] == [500]
    page.export(tmp_path / "进度.xlsx")
    settle(province)
    assert (tmp_path / "进度.xlsx").exists()
    before = len(page.goals.rows)
    page.goals.selectRow(0)
    page._ask_retire()
    settle(province)
    assert "停用" in confirmed[0]
    assert len(page.goals.rows) == before - 2


def test_a_number_announced_across_kinds_stands_with_its_parts_and_a_share_with_its_two_counts(
    province: MainWindow, world: World, tmp_path: Path
) -> None:
    for name, part in (("甲县总工会", True), ("乙县总工会", False)):
        values = {"year": 2009, "name": name, "level": "2", "part": part}
        records.add(world.province, outreach.PART, values)
    page = go(province, "targets")
    assert isinstance(page, TargetsPage)
    for region in ("130000", "520000"):
        page.adopt(region)
        settle(province)
    cells = [[page.goals.model().index(row, place).data() for place in range(3)] for row in range(len(page.goals.rows))]
    at = next(row for row, line in enumerate(page.goals.rows) if line.progress.parts)
    assert cells[at][1:] == ["170,000（报道口径）", "见下列 3 项"]
    assert [one[0].strip(" 　·") for one in cells[at + 1 : at + 4]] == ["职业介绍", "技能培训", "实现就业"]
    page.goals.selectRow(at)
    settle(province)
    assert "职业介绍 0 人次，目标 60,000 人次，完成 0.0%；技能培训" in page.told.text()
    assert not page.change_button.isEnabled()
    assert not page.split_button.isEnabled()
    share = next(row for row, line in enumerate(page.goals.rows) if line.progress.target.draft.unit == "share")
    assert cells[share][1:] == ["100 %", "1/2，即 50 %"]
    page.goals.selectRow(share)
    assert not page.split_button.isEnabled()
    page.export(tmp_path / "进度.xlsx")
    settle(province)
    sheet = openpyxl.load_workbook(tmp_path / "进度.xlsx").worksheets[0]
    told = [[str(cell.value) for cell in row if cell.value is not None] for row in sheet.iter_rows()]
    assert any({"170,000（报道口径）", "见下列 3 项"} <= set(row) for row in told)
    assert any("1/2，即 50%" in row for row in told)


def test_undertakings_are_ticked_off(province: MainWindow, world: World) -> None:
    page = go(province, "targets")
    assert isinstance(page, TargetsPage)
    page.adopt("140000")
    settle(province)
    at = next(n for n, line in enumerate(page.goals.rows) if line.progress.target.draft.kind == targets.CHECKLIST)
    page.goals.selectRow(at)
    assert page.tick_button.isVisible()
    page.tick_button.click()
    settle(province)
    assert page.goals.rows[at].progress.target.done_on == "2009-09-28"
    assert page.tick_button.text() == "取消办结"
    page.tick_button.click()
    settle(province)
    assert page.goals.rows[at].progress.target.done_on == ""


def test_the_province_sees_who_reported_and_by_how_much_persons_differ(province: MainWindow, world: World) -> None:
    page = reports_of(province)
    assert page.county.isVisible()
    assert "差额" in page.difference.text()
    assert [one.lock for one in page.counties.rows] == [None] * len(page.counties.rows)
    page.county.setCurrentIndex(1)
    page.county.activated.emit(1)
    settle(province)
    assert page._report is not None
    assert page._report.office != world.province.workplace.name


def test_the_province_publishes_a_year_and_the_county_has_it_with_the_next_receipt(
    province: MainWindow, world: World, opened: Callable[[Casebook], MainWindow], tmp_path: Path
) -> None:
    page = go(province, "holidays")
    assert isinstance(page, HolidaysPage)
    said: list[str] = []
    page.said.connect(said.append)
    file = tmp_path / "2027.csv"
    file.write_text(YEAR, encoding="utf-8")
    page.take(file)
    settle(province)
    assert "随下一份回执发给各县" in said[0]
    page.year.setCurrentIndex(page.year.findData(2027))
    page.year.activated.emit(0)
    assert page.source.text() == "来自导入的文件 · 2009-09-28 发布给各县"
    page.publish_button.click()
    settle(province)
    assert "没有新的可发" in said[1]
    _publish_a_loan_document(province, world.province)
    streams.export(world.desk, world.place("out"))
    collector.collect(world.province, [world.place("out")], world.place("receipts"))
    receiving.receive_folder(world.desk, [world.place("receipts")])
    window = opened(world.desk)
    page = go(window, "holidays")
    assert isinstance(page, HolidaysPage)
    assert page.publish_button.isHidden()
    page.year.setCurrentIndex(page.year.findData(2027))
    page.year.activated.emit(0)
    assert page.source.text() == "来自省总 · 2009-09-28 发布"
    assert workdays.calendar(world.desk).of_year(2027) == workdays.calendar(world.province).of_year(2027)
    startup = go(window, "startup")
    assert isinstance(startup, StartupPage)
    startup.menu.setCurrentRow(list(startup._views).index("published_loan_rule"))
    settle(window)
    assert (startup.list("published_loan_rule").model.total, startup.new_action.isVisible()) == (1, False)


def _publish_a_loan_document(window: MainWindow, book: Casebook) -> None:
    """Enter a document at the province and press its button, twice."""
    records.add(
        book, loan_documents.RULE, {"name": "省小额贷款办法", "starts": dt.date(2009, 9, 1), "cap_fen": 40_000_00}
    )
    page = go(window, "startup")
    assert isinstance(page, StartupPage)
    assert "published_loan_rule" not in page._views
    page.menu.setCurrentRow(list(page._views).index("loan_rule"))
    settle(window)
    said: list[str] = []
    page.said.connect(said.append)
    (deed,) = page.list("loan_rule").findChildren(ActionButton)
    for _time in range(2):
        deed.click()
        settle(window)
    assert said == ["贷款文件 1 份；有变动的 1 个县，随下一张回执送到。", "贷款文件 1 份，各县都已有了。"]


def test_dialogs_for_targets_take_what_fits(qtbot: object, province: MainWindow) -> None:
    dialog = TargetDialog(None)
    dialog.label.set_value("招聘会")
    dialog.unit.setCurrentIndex(dialog.unit.findData("amount"))
    offered = {dialog.key.itemData(at) for at in range(dialog.key.count())}
    assert ("voucher_issued_fen",) in offered
    assert ("enrolled",) not in offered
    dialog.money.setText("3000")
    dialog.money.settle()
    assert dialog.draft().value == 300_000
    dialog.unit.setCurrentIndex(dialog.unit.findData("期"))
    assert {dialog.key.itemData(at) for at in range(dialog.key.count())} >= {("class_opened",), ("class_ended",)}
    adopting = AdoptTargetsDialog(province.context.jobs, programme(), "370000")
    assert adopting.take.isEnabled()
    adopting.region.setCurrentIndex(adopting.region.findData("310000"))
    assert not adopting.take.isEnabled()
    settle(province)
    assert len(adopting.figures) == 7
    for one in (dialog, adopting):
        one.deleteLater()


def test_days_off_are_listed_reckoned_with_and_brought_in(window: MainWindow, book: Casebook, tmp_path: Path) -> None:
    page = go(window, "holidays")
    assert isinstance(page, HolidaysPage)
    assert page.year.currentData() == 2009
    assert ("2009-10-10", "上班") in {(one.day.isoformat(), one.kind) for one in page.days.rows}
    assert "期满：2009-10-12 周一" in page.told.text()
    page.start.setText("2027-01-04")
    page.start.settle()
    assert "按自然日" in page.told.text()
    file = tmp_path / "2027.csv"
    file.write_text(YEAR, encoding="utf-8")
    page.take(file)
    settle(window)
    assert page.year.findData(2027) >= 0
    assert "按自然日" not in page.told.text()
    page.year.setCurrentIndex(page.year.findData(2027))
    page.year.activated.emit(0)
    assert page.source.text() == "来自导入的文件"
    page.notice.set_value(15)
    page.keep_notice.click()
    settle(window)
    assert workdays.notice_days(book) == 15
    classes = go(window, "classes")
    assert isinstance(classes, ClassesPage)
    dialog = CreateClassDialog(
        book.clock, (), (), (), classes, calendar=classes._found.calendar, notice=classes._found.notice
    )
    dialog.starts.setText("20091012")
    assert dialog.deadline.text() == "开班前 15 个工作日报批：最迟 2009-09-15，已经过了"
    dialog.starts.setText("20091228")
    assert "已经过了" not in dialog.deadline.text()
    dialog.deleteLater()
