"""Old ledgers as offices really keep them: columns found or asked once, doubtful rows named, nobody receives twice, all or nothing."""

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import (
    flags,
    journal,
    ledger_columns,
    ledger_kinds,
    ledgers,
    opening,
    people,
    roster,
    roster_sheet,
    settlement,
    vouchers,
)
from db.casebook import Casebook, NotPermitted
from db.ledger_columns import LedgerColumnsUnsure, LedgerEmpty, LedgerHeaderMissing, LedgerHeadingTwice
from db.ledger_kinds import BENEFITS, CERTIFICATES, HARDSHIP, VOUCHERS, LedgerKind
from db.ledgers import LedgerReport
from db.roster_sheet import WorkbookTooLarge
from db.store import StoreDiskFull
from rules import eligibility
from rules import vouchers as numbers
from rules.eligibility import ONCE_A_YEAR
from tests.db.conftest import FACE_FEN, PREFIX, County, draft, id_number
from tests.db.test_vouchers import issue, persons

Rows = Sequence[Sequence[Any]]
HEAD = ["序号", "券号", "持券人", "身份证号", "面值", "工种", "发放日期", "状态", "核销日期"]


def workbook(
    path: Path, *sheets: Rows, titles: Sequence[str] = (), change: Callable[[openpyxl.Workbook], None] | None = None
) -> Path:
    book = openpyxl.Workbook()
    for at, rows in enumerate(sheets):
        sheet = book.active if at == 0 else book.create_sheet()
        assert sheet is not None
        if at < len(titles):
            sheet.title = titles[at]
        for row in rows:
            sheet.append(list(row))
    if change:
        change(book)
    book.save(path)
    return path


def old(number: str, sequence: int, state: str = "已发放", **more: Any) -> list[Any]:
    """Make a row of a voucher ledger under HEAD."""
    name = more.get("name", f"旧人{chr(0x4E00 + sequence)}")
    return [1, number, name, id_number(sequence), 500, "焊工", more.get("day", "2009.3.12"), state, more.get("redeemed", "")]  # fmt: skip


def bring(book: Casebook, kind: LedgerKind, path: Path, **more: Any) -> LedgerReport:
    again = more.get("again", False)
    return ledgers.take(book, ledgers.open_ledger(book, kind, path, again=again), **more)


def told(report: LedgerReport) -> dict[str, dict[str, int]]:
    return {"rejected": dict(report.rejected), "parked": dict(report.parked), "warnings": dict(report.warnings)}


def stored(book: Casebook, table: str) -> list[dict[str, Any]]:
    return [dict(row) for row in book.store.rows(f"SELECT * FROM {table} ORDER BY n")]


def test_a_voucher_ledger_as_it_lies_in_the_cupboard(desk: Casebook, tmp_path: Path) -> None:
    registered = people.register(desk, draft(1, "旧人丁"))
    file = workbook(tmp_path / "旧券.xlsx", [
        ["安和县农民工培训券发放台账"],
        ["填报单位：安和县总工会", None, "2009年8月31日"],
        [],
        ["序号", "培训券\n编号", "领券人\n姓名", "身份证号码", "面值（元）", "培训工种", "领券时间", "使用情况", "核销时间", "核销金额"],
        [1, "AH-0001", "旧人丁", id_number(1), 500, "焊工", dt.date(2009, 3, 12), "已核销", 20090402, "450.00"],
        [2, "AH-0002", "旧人乙", id_number(2).lower(), "￥500", "焊工", "2009年3月", "未使用", "/", "无"],
        [3, "AH-0003", "—", "无", 500, None, None, "打印作废", None, None],
        [4, "AH-0004", "旧人丙", id_number(3), "伍佰元整", "焊工", 39884, "挂失", None, None],
        ["合计", None, None, None, 2000, None, None, None, None, 450],
        ["制表人：李书", None, None, "审核人："],
    ])  # fmt: skip
    report = bring(desk, VOUCHERS, file)
    assert (report.rows, report.accepted, report.duplicates, report.matched) == (4, 4, 0, 1)
    assert told(report) == {"rejected": {}, "parked": {}, "warnings": {}}
    rows = stored(desk, "ledger_voucher")
    shown = [(row["number"], row["status"], row["face_fen"], row["issued_on"], row["redeemed_on"], row["amount_fen"]) for row in rows]  # fmt: skip
    assert shown == [
        ("AH-0001", "已核销", 50_000, "2009-03-12", "2009-04-02", 45_000), ("AH-0002", "已发放", 50_000, "2009-03", None, None),
        ("AH-0003", "作废", 50_000, None, None, None), ("AH-0004", "挂失", 50_000, "2009-03-12", None, None),
    ]  # fmt: skip
    assert rows[0]["source"] == "旧券台账《旧券.xlsx》第5行"
    (event,) = [one for one in people.timeline(desk, registered.id) if one.kind == people.OLD_LEDGER]
    assert event.title == "旧培训券 AH-0001（已核销）"
    assert event.day == "2009-03-12"
    assert ledgers.imports(desk)[0].summary["matched"] == 1
    assert ledgers.counts(desk) == {"ledger_voucher": 4, "ledger_certificate": 0, "hardship_file": 0, "past_benefit": 0}
    with desk.store.transaction():
        journal.verify_chain(desk.store, *desk.stream(), full=True)


def test_every_doubtful_row_is_named_with_its_row_and_reason(desk: Casebook, tmp_path: Path) -> None:
    people.register(desk, draft(30, "登记人"))
    wrong = id_number(7)[:-1] + ("1" if id_number(7)[-1] != "1" else "2")
    rows = [
        old("A1", 1), old("A1", 1), old("A1", 2),  # the same row, then the same number for another
        [1, "A2", "甲", wrong, 500, "", "2009-3-1", "", ""], [1, "A3", "甲", 5.19901198001e17, 500, "", "2009-3-1", "", ""],
        [1, 5.12009519901e21, "甲", id_number(4), 500, "", "2009-3-1", "", ""], [1, None, "甲", id_number(5), 500, "", "2009-3-1", "已发", ""],
        [1, "A4", "甲", id_number(5), -500, "", "2009-3-1", "", ""], [1, "A5", "甲", id_number(5), 5e9, "", "2009-3-1", "", ""],
        [1, "A6", "甲", id_number(5), 500, "", "去年", "", ""], [1, "A7", "甲", id_number(5), 500, "", "2019-3-1", "", ""],
        [1, "A8", "甲", id_number(5), 500, "", "", "已发", ""], old("A9", 9, "补发"), old("B1", 9, "不晓得"), old("B2", 9, "作废", redeemed="2009-5-1"),
        old("B3", 30, name="另名"), old("B4", 9, "已核销", redeemed="2009-1-1"), [1, "B5", "乙", "", 500, "", "2009-3-1", "", "2009年4月"],
        [1, "B6", "", "", 500, "", "", "", ""], [1, "B7", "", id_number(11), 500, "", "2009-3-1", "已发", ""],
    ]  # fmt: skip
    report = bring(desk, VOUCHERS, workbook(tmp_path / "x.xlsx", [HEAD, *rows]), dry_run=True)
    assert (report.rows, report.accepted, report.duplicates) == (20, 4, 1)
    assert told(report) == {
        "rejected": {
            "ID_CHECKSUM": 1, "ID_PRECISION_LOST": 1, "NUMBER_PRECISION_LOST": 1, "NUMBER_EMPTY": 1, "AMOUNT_NEGATIVE": 1, "AMOUNT_LIMIT": 1,
            "DATE_FORMAT": 1, "DATE_FUTURE": 1, "DATE_EMPTY": 1, "NAME_EMPTY": 1,
        },
        "parked": {"SAME_NUMBER": 1, "STATUS_UNCLEAR": 1, "STATUS_UNKNOWN": 1, "STATUS_CONTRADICTS": 1, "SAME_ID_OTHER_NAME": 1},
        "warnings": {"DATE_ORDER": 1, "ID_MISSING": 1},
    }  # fmt: skip
    by_row = {one.row: one for one in report.details}
    assert by_row[3].reason == "已有同样的记录，未再导入（见第2行）"
    assert by_row[5].code == "ID_CHECKSUM"
    assert by_row[5].value == "*" * 14 + wrong[-4:]
    assert by_row[21].code == "NAME_EMPTY"
    path = roster.write_details(report, tmp_path)
    lines = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert len(lines) == 1 + len(report.details)
    assert not stored(desk, "ledger_voucher")
    assert not ledgers.imports(desk)


def test_a_blank_sheet_is_stock_and_a_day_for_all_is_not_its_own(desk: Casebook, tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx", [["券号", "持券人", "身份证号"], ["1", "甲", id_number(1)], ["2", "", ""]])
    ledger = ledgers.open_ledger(desk, VOUCHERS, file)
    with pytest.raises(LedgerColumnsUnsure) as unsure:
        ledgers.take(desk, ledger)
    assert unsure.value.columns == "面值"
    layout = ledger.layouts[0]
    chosen = ledger_columns.read_choices(VOUCHERS, layout, ["face_fen==500", "发放日期==2008"])
    report = ledgers.take(desk, ledger, chosen={layout.key: chosen})
    assert report.accepted == 2
    assert [(row["status"], row["issued_on"]) for row in stored(desk, "ledger_voucher")] == [("已发放", "2008"), ("在库", None)]  # fmt: skip


def test_what_is_not_sure_is_asked_once_and_remembered_and_may_be_changed(desk: Casebook, tmp_path: Path) -> None:
    head = ["甲栏", "乙栏", "丙栏", "丁栏", "戊栏"]
    rows = [["X1", "旧人甲", id_number(1), 300, "2009-3-1"], ["X2", "旧人乙", id_number(2), 300, "2009-3-2"]]
    first = workbook(tmp_path / "1.xlsx", [["随便什么标题"], head, *rows])
    ledger = ledgers.open_ledger(desk, VOUCHERS, first)
    (layout,) = ledger.layouts
    assert (layout.titles, layout.samples[0], layout.doubts) == (tuple(head), ("X1", "X2"), ("number", "face_fen"))
    chosen = ledger_columns.read_choices(
        VOUCHERS, layout, ["券号=甲栏", "holder=乙栏", "doc_no=#3", "face_fen=丁栏", "issued_on=戊栏"]
    )
    assert ledgers.take(desk, ledger, chosen={layout.key: chosen}, dry_run=True).accepted == 2
    assert desk.store.value("SELECT count(*) FROM mapping") == 0
    assert ledgers.take(desk, ledger, chosen={layout.key: chosen}).accepted == 2
    second = workbook(tmp_path / "2.xlsx", [["下一年的标题"], head, ["X3", "旧人丙", id_number(3), 300, "2009-4-1"]])
    ledger = ledgers.open_ledger(desk, VOUCHERS, second)
    assert ledger.layouts[0].is_sure
    assert ledger.layouts[0].is_remembered
    assert ledgers.take(desk, ledger).accepted == 1
    third = workbook(tmp_path / "3.xlsx", [["X"], head, ["旧人丁", "X4", id_number(4), 300, "2009-4-1"]])
    ledger = ledgers.open_ledger(desk, VOUCHERS, third)
    other = {**ledger.layouts[0].chosen, "number": 1, "holder": 0}
    assert ledgers.take(desk, ledger, chosen={ledger.layouts[0].key: other}).accepted == 1
    assert [row["number"] for row in stored(desk, "ledger_voucher")] == ["X1", "X2", "X3", "X4"]
    assert desk.store.value("SELECT count(*) FROM mapping") == 1
    kept = ledgers.remembered(desk, VOUCHERS, ledger.layouts[0].key, today=desk.today)
    assert kept == other
    assert ledgers.remembered(desk, CERTIFICATES, ledger.layouts[0].key, today=desk.today) is None


def test_a_mapping_of_another_program_is_not_trusted(desk: Casebook, tmp_path: Path) -> None:
    file = workbook(tmp_path / "1.xlsx", [HEAD, old("1", 1)])
    key = ledgers.open_ledger(desk, VOUCHERS, file).layouts[0].key
    for columns in ('{"gone": 1}', '{"face_fen": "=lots"}', '{"number": "=1"}'):
        with desk.store.transaction():
            desk.store.execute("INSERT OR REPLACE INTO mapping VALUES ('ledger_voucher', ?, ?, 0)", (key, columns))
        assert not ledgers.open_ledger(desk, VOUCHERS, file).layouts[0].is_remembered
    with desk.store.transaction():
        desk.store.execute(
            "INSERT OR REPLACE INTO mapping VALUES ('ledger_voucher', ?, ?, 0)", (key, '{"number": 900}')
        )
    assert ledgers.open_ledger(desk, VOUCHERS, file).layouts[0].doubts == ("number", "face_fen")


def test_hostile_headings_are_answered_in_words(desk: Casebook, tmp_path: Path) -> None:
    twice = workbook(
        tmp_path / "1.xlsx", [["券号", "姓名", "身份证号", "面值", "面值"], ["1", "甲", id_number(1), 500, 300]]
    )
    ledger = ledgers.open_ledger(desk, VOUCHERS, twice)
    assert ledger.layouts[0].doubts == ("face_fen",)
    with pytest.raises(LedgerHeadingTwice) as said:
        ledger_columns.read_choices(VOUCHERS, ledger.layouts[0], ["face_fen=面值"])
    assert said.value.columns == "#4、#5"
    for told_, error in (
        ("face_fen=没有这列", ledger_columns.LedgerHeadingUnknown), ("face_fen=#99", ledger_columns.LedgerHeadingUnknown),
        ("密码=面值", ledger_columns.LedgerFieldUnknown),
    ):  # fmt: skip
        with pytest.raises(error):
            ledger_columns.read_choices(VOUCHERS, ledger.layouts[0], [told_])
    for value in ("number==1", "face_fen==许多", "face_fen==-5"):
        chosen = ledger_columns.read_choices(VOUCHERS, ledger.layouts[0], [value])
        with pytest.raises(ledger_columns.LedgerValueUnfit):
            ledgers.take(desk, ledger, chosen={ledger.layouts[0].key: chosen})
    formula = workbook(
        tmp_path / "2.xlsx", [["=1+1", "券号", "姓名", None, "面值"], ["x", "1", "甲", id_number(1), 500]]
    )
    assert ledgers.open_ledger(desk, VOUCHERS, formula).layouts[0].title(3) == "第4列"
    wide = tmp_path / "w.csv"
    wide.write_text(",".join(f"列{n}" for n in range(10_000)) + "\n" + ",".join("1" * 10_000), encoding="utf-8")
    with pytest.raises(WorkbookTooLarge):
        ledgers.open_ledger(desk, VOUCHERS, wide)
    broad = tmp_path / "w.xlsx"
    with xlsxwriter.Workbook(str(broad)) as book:
        sheet = book.add_worksheet()
        for column in range(10_000):
            sheet.write_string(0, column, f"列{column}")
    with pytest.raises(WorkbookTooLarge):
        ledgers.open_ledger(desk, VOUCHERS, broad)
    empty = workbook(tmp_path / "e.xlsx", [])
    with pytest.raises(LedgerEmpty):
        ledgers.open_ledger(desk, VOUCHERS, empty)
    no_head = workbook(tmp_path / "n.xlsx", [[510000198402290036, 500], [110105194912310021, 300]])
    with pytest.raises(LedgerHeaderMissing):
        ledgers.open_ledger(desk, VOUCHERS, no_head)
    no_rows = workbook(tmp_path / "r.xlsx", [HEAD, ["合计", "", "", "", 0]])
    with pytest.raises(LedgerEmpty):
        bring(desk, VOUCHERS, no_rows)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(
    desk: Casebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roster_sheet, "MAX_UNZIPPED_BYTES", 1 << 20)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (4 << 20))
    (tmp_path / "b.xlsx").write_bytes(packed.getvalue())
    for kind in ledger_kinds.KINDS:
        with pytest.raises(WorkbookTooLarge):
            ledgers.open_ledger(desk, kind, tmp_path / "b.xlsx")


def test_two_panels_merged_cells_two_header_rows_and_stray_sheets(desk: Casebook, tmp_path: Path) -> None:
    head = ["券号", "姓名", "身份证号", "面值", "发放日期"]
    one = ["1", "甲", id_number(1), 500, "2009-3-1"]
    panels = workbook(tmp_path / "p.xlsx", [head + head, [*one, "2", "乙", id_number(2), 500, "2009-3-2"]])
    assert bring(desk, VOUCHERS, panels).accepted == 2

    def merge(book: openpyxl.Workbook) -> None:
        sheet = book["台账"]
        sheet.merge_cells("E3:E4")
        sheet.merge_cells("A1:B1")

    rows: list[list[Any]] = [
        ["基本情况", None, "证件情况", "券面情况", None], ["券号", "姓名", "身份证号", "面值（万元）", "发放日期"],
        ["3", "丙", id_number(3), 0.05, "2009-3-3"], ["4", "丁", id_number(4), 0.05, None],
    ]  # fmt: skip
    merged = workbook(
        tmp_path / "m.xlsx", [["填表说明"], ["请如实填写", "不得涂改"]], rows, [["姓名", "券号"], ["戊", "9"]],
        titles=("说明", "台账", "缺列"), change=merge,
    )  # fmt: skip
    report = bring(desk, VOUCHERS, merged)
    assert report.accepted == 2
    assert [(one.sheet, one.code) for one in report.details] == [("缺列", ledgers.SHEET_LEFT_OUT)]
    found = stored(desk, "ledger_voucher")[2:]
    assert [(row["number"], row["face_fen"], row["issued_on"]) for row in found] == [("3", 50_000, "2009-03-03"), ("4", 50_000, "2009-03-03")]  # fmt: skip
    assert found[0]["source"] == "旧券台账《m.xlsx》“台账”第3行"


def test_a_sheet_of_sums_does_not_hide_the_ledger_beside_it_and_may_be_passed_over(
    desk: Casebook, tmp_path: Path
) -> None:
    sums: Rows = [["培训基地", "金额"], ["第一基地", 1000]]
    mine = [["本子号", "大名"], ["X1", "甲"], ["X2", "乙"]]
    file = workbook(tmp_path / "s.xlsx", sums, mine, titles=("汇总", "本子"))
    ledger = ledgers.open_ledger(desk, VOUCHERS, file)
    first, second = ledger.layouts
    assert [one.sheet for one in ledgers.unsure(ledger, {})] == ["汇总", "本子"]
    told_: dict[str, dict[str, int | str]] = {
        second.key: {"number": 0, "holder": 1, "face_fen": "=500", "issued_on": "=2008"}
    }
    assert ledgers.unsure(ledger, told_) == ()
    report = ledgers.take(desk, ledger, chosen={**told_, first.key: {}})
    assert report.accepted == 2
    assert (report.details[0].sheet, report.details[0].code) == ("汇总", ledgers.SHEET_LEFT_OUT)
    assert desk.store.value("SELECT count(*) FROM mapping") == 1
    with pytest.raises(LedgerColumnsUnsure):
        ledgers.take(desk, ledger, chosen={first.key: {}, second.key: {}}, again=True)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_csv_files_of_both_kinds(desk: Casebook, tmp_path: Path, encoding: str) -> None:
    text = f"姓名,身份证号,项目,年度,补贴金额（万元）,发放单位\n甲,{id_number(1)},技能培训补贴,2009,0.12,某区人社局\n"
    (tmp_path / "b.csv").write_text(text, encoding=encoding)
    assert bring(desk, BENEFITS, tmp_path / "b.csv").accepted == 1
    (row,) = stored(desk, "past_benefit")
    assert (row["year"], row["amount_fen"], row["place"]) == (2009, 120_000, "某区人社局")


def test_the_unit_above_the_headings_counts_for_bare_numbers(desk: Casebook, tmp_path: Path) -> None:
    rows: list[list[Any]] = [["某县名单", None, None, "单位：万元"], ["姓名", "身份证号", "项目", "金额", "年度"], ["甲", id_number(1), "技能培训", "0.12", 2009]]  # fmt: skip
    rows += [["乙", id_number(2), "技能培训", "1200元", 2009]]
    assert bring(desk, BENEFITS, workbook(tmp_path / "b.xlsx", rows)).accepted == 2
    assert [row["amount_fen"] for row in stored(desk, "past_benefit")] == [120_000, 120_000]


def test_the_unit_above_the_headings_counts_at_the_far_right_too(desk: Casebook, tmp_path: Path) -> None:
    rows: list[list[Any]] = [["某县名单", None, None, None, "单位：万元"], ["姓名", "身份证号", "项目", "金额", "年度"], ["甲", id_number(1), "技能培训", "0.12", 2009]]  # fmt: skip
    assert bring(desk, BENEFITS, workbook(tmp_path / "b.xlsx", rows)).accepted == 1
    assert [row["amount_fen"] for row in stored(desk, "past_benefit")] == [120_000]


def test_certificates_are_kept_at_a_base_too_and_others_are_not(county: County, tmp_path: Path) -> None:
    rows = [["证书编号", "姓名", "身份证号", "工种", "发证日期", "学时"], ["P-1", "甲", id_number(1), "焊工", "2008年12月", "120学时"], ["P-2", "乙", "", "焊工", "", ""]]  # fmt: skip
    file = workbook(tmp_path / "c.xlsx", rows)
    for book in (county.base, county.desk):
        report = bring(book, CERTIFICATES, file)
        assert (report.accepted, told(report)["warnings"]) == (2, {"DATE_EMPTY": 1, "ID_MISSING": 1})
    assert [(row["hours"], row["issued_on"]) for row in stored(county.base, "ledger_certificate")] == [(120, "2008-12"), (None, None)]  # fmt: skip
    for kind in (VOUCHERS, HARDSHIP, BENEFITS):
        with pytest.raises(NotPermitted):
            ledgers.open_ledger(county.base, kind, file)
    with pytest.raises(NotPermitted):
        ledgers.open_ledger(county.province, CERTIFICATES, file)


def test_hardship_files_find_their_person_and_are_corrected_as_a_register(desk: Casebook, tmp_path: Path) -> None:
    person = people.register(desk, draft(1, "甲"))
    head = [
        "档案编号",
        "户主姓名",
        "身份证号码",
        "困难类别",
        "家庭人口",
        "月人均收入",
        "联系电话",
        "建档时间",
        "是否在档",
    ]
    first = workbook(tmp_path / "1.xlsx", [head, ["D1", "甲", id_number(1), "低保户", "3人", "210.5", "13800138000", "2008.5", "是"], ["D2", "乙", id_number(2), "低保边缘户", 2, 300, "123", "2008.6", ""]])  # fmt: skip
    report = bring(desk, HARDSHIP, first)
    assert (report.accepted, report.matched, told(report)["warnings"]) == (2, 1, {"PHONE_FORMAT": 1})
    rows = stored(desk, "hardship_file")
    assert [(row["person"], row["members"], row["monthly_income_fen"], row["filed_on"], row["status"]) for row in rows] == [
        (person.id, 3, 21_050, "2008-05", "在档"), (None, 2, 30_000, "2008-06", "在档"),
    ]  # fmt: skip
    second = workbook(tmp_path / "2.xlsx", [head, ["D1", "甲", id_number(1), "低保户", 3, 210.5, "13800138000", "2008.5", "否"], ["D9", "乙", id_number(2), "低保边缘户", 2, 300, "", "2008.6", ""]])  # fmt: skip
    tried = bring(desk, HARDSHIP, second, dry_run=True)
    assert told(tried)["parked"] == {"KNOWN_DIFFERS": 2}
    assert tried.details[0].reason.endswith("（状态）")
    assert tried.details[1].reason.endswith("（档案号）")
    assert bring(desk, HARDSHIP, second, correct=True).corrected == 2
    assert [(row["file_no"], row["status"]) for row in stored(desk, "hardship_file")] == [("D1", "已撤档"), ("D9", "在档")]  # fmt: skip
    assert [one.title for one in people.timeline(desk, person.id) if one.kind == people.OLD_LEDGER] == ["困难职工档案 D1"]  # fmt: skip


FILES = ["档案编号", "户主姓名", "身份证号码", "困难类别", "是否在档"]


@pytest.mark.parametrize(("state", "said"), [("在档", "否"), ("申请", "是"), ("已脱困", "是")])
def test_a_list_moves_no_file_that_four_eyes_move(desk: Casebook, tmp_path: Path, state: str, said: str) -> None:
    person = people.register(desk, draft(1, "李甲"))
    with desk.write() as writer:
        row = writer.add("hardship_file", {"person": person.id, "holder": "李甲", "doc_no": id_number(1), "file_no": "DA1", "status": state, "status_on": "2009-03-09"})  # fmt: skip
    path = workbook(tmp_path / "1.xlsx", [FILES, ["DA1", "李甲", id_number(1), "低保户", said]])
    for correct in (False, True):
        assert told(bring(desk, HARDSHIP, path, correct=correct, again=True))["parked"] == {"FILE_IN_USE": 1}
    (found,) = stored(desk, "hardship_file")
    assert (found["id"], found["status"]) == (row, state)


def test_a_list_gives_no_household_a_second_file(desk: Casebook, tmp_path: Path) -> None:
    child = people.register(desk, draft(3, "小苗"))
    with desk.write() as writer:
        file = writer.add(
            "hardship_file", {"holder": "李甲", "doc_no": id_number(1), "file_no": "DA1", "status": "在档"}
        )
        writer.add("hardship_member", {"file": file, "name": "妻", "relation": "1", "doc_no": id_number(2)})
        writer.add("hardship_member", {"file": file, "name": "小苗", "relation": "3", "person": child.id})
        writer.add("hardship_member", {"file": file, "name": "兄", "relation": "9", "doc_no": id_number(4), "left_on": "2009-01-05"})  # fmt: skip
    names = (("妻", 2, "是"), ("小苗", 3, "是"), ("兄", 4, "是"))
    path = workbook(
        tmp_path / "1.xlsx", [FILES, *([f"D{at}", name, id_number(at), "低保户", on] for name, at, on in names)]
    )
    report = bring(desk, HARDSHIP, path)
    assert (report.accepted, told(report)["parked"]) == (1, {"HOUSEHOLD_KNOWN": 2})
    assert [row["holder"] for row in stored(desk, "hardship_file")] == ["李甲", "兄"]
    closed = workbook(tmp_path / "2.xlsx", [FILES, ["D2", "妻", id_number(2), "低保户", "否"]])
    assert bring(desk, HARDSHIP, closed).accepted == 1, "what was closed long ago is no second file in force"


# --- what is known already --------------------------------------------------------------------------------------------


def test_the_same_file_is_refused_twice_and_the_same_rows_are_known(desk: Casebook, tmp_path: Path) -> None:
    file = workbook(tmp_path / "1.xlsx", [HEAD, old("1", 1), old("2", 2)])
    bring(desk, VOUCHERS, file)
    with pytest.raises(roster.AlreadyImported):
        ledgers.open_ledger(desk, VOUCHERS, file)
    again = bring(desk, VOUCHERS, file, again=True)
    assert (again.accepted, again.duplicates) == (0, 2)
    changed = workbook(
        tmp_path / "2.xlsx", [HEAD, old("1", 1, "已核销", redeemed="2009-6-1"), old("2", 2), old("3", 3)]
    )
    tried = bring(desk, VOUCHERS, changed, dry_run=True)
    assert (tried.accepted, tried.duplicates, told(tried)["parked"]) == (1, 1, {"KNOWN_DIFFERS": 1})
    assert "核销日期、状态" in tried.details[0].reason
    report = bring(desk, VOUCHERS, changed, correct=True)
    assert (report.accepted, report.corrected, report.duplicates) == (2, 1, 1)
    assert ledgers.counts(desk)["ledger_voucher"] == 3
    newest = stored(desk, "ledger_voucher")[-2]
    assert (newest["status"], newest["corrects"]) == ("已核销", stored(desk, "ledger_voucher")[0]["id"])
    assert bring(desk, VOUCHERS, changed, again=True).duplicates == 3


def test_a_list_taken_twice_makes_nobody_twice_even_without_documents(desk: Casebook, tmp_path: Path) -> None:
    head = ["姓名", "身份证号", "项目", "年度"]
    rows = [
        ["甲", id_number(1), "技能培训", 2009],
        ["甲", id_number(1), "技能培训", 2009],
        ["甲", id_number(1), "技能培训", 2008],
    ]
    rows += [["乙", "", "技能培训", 2009], ["乙", "", "技能培训", 2009]]
    first = bring(desk, BENEFITS, workbook(tmp_path / "1.xlsx", [head, *rows]))
    assert (first.accepted, first.duplicates, first.warnings) == (4, 1, {"ID_MISSING": 2})
    second = bring(desk, BENEFITS, workbook(tmp_path / "2.xlsx", [head, *rows, ["乙", "", "技能培训", 2009]]))
    assert (second.accepted, second.duplicates) == (1, 5)


# --- what it is for ---------------------------------------------------------------------------------------------------


def reasons(book: Casebook, person: bytes) -> str:
    return "".join(one.text for one in vouchers.findings(book, person) if one.code == ONCE_A_YEAR and not one.ok)


def test_what_was_received_bars_a_second_voucher_in_the_year_and_says_where_and_when(
    county: County, tmp_path: Path
) -> None:
    county.grant(1, 10, 10 * FACE_FEN)
    desk = county.desk
    ids = persons(county, 6)
    names = [people.get(desk, one).name for one in ids]
    docs = [people.get(desk, one).doc_no for one in ids]
    head = ["姓名", "身份证号", "项目", "享受日期", "发放单位"]
    rows = [
        [names[0], docs[0], "技能培训补贴", "2009年2月", "邻县就业局"], [names[1], docs[1], "技能培训补贴", "2008-12-31", "邻县就业局"],
        [names[2], docs[2], "医疗救助", "2009-2-1", "邻县工会"],
    ]  # fmt: skip
    bring(desk, BENEFITS, workbook(tmp_path / "1.xlsx", [head, *rows]))
    books = [old("A1", 1, name=names[3]), old("A2", 1, "作废", name=names[4])]
    books[0][3], books[1][3] = docs[3], docs[4]
    bring(desk, VOUCHERS, workbook(tmp_path / "2.xlsx", [HEAD, *books]))
    assert (
        reasons(desk, ids[0]) == "2009年度已享受：2009年2月，技能培训补贴，邻县就业局，来源：已享受名单《1.xlsx》第2行"
    )
    assert reasons(desk, ids[3]) == "2009年度已领券：2009年3月12日，券号A1，来源：旧券台账《2.xlsx》第2行"
    assert [bool(reasons(desk, one)) for one in ids] == [True, False, False, True, False, False]
    balance = opening.from_ledger(desk, desk.today)
    assert balance is not None
    opening.record(desk, balance, second=county.second)
    with pytest.raises(vouchers.NotEligible, match="邻县就业局"):
        issue(county, ids[0])
    # the same human under two records: what bars one bars the other
    with desk.write() as writer:
        writer.add("same_as", {"one": ids[5], "other": ids[0], "verdict": "same"})
    assert "邻县就业局" in reasons(desk, ids[5])
    # withdrawn by a correction, it bars no more; nor does an old voucher that was void after all
    withdrawn = [[*head, "是否撤销"], [names[0], docs[0], "技能培训补贴", "2009年2月", "邻县就业局", "√"]]
    assert bring(desk, BENEFITS, workbook(tmp_path / "3.xlsx", withdrawn), correct=True).corrected == 1
    assert reasons(desk, ids[0]) == reasons(desk, ids[5]) == ""
    void = [HEAD, old("A1", 1, "作废", name=names[3])]
    void[1][3] = docs[3]
    assert bring(desk, VOUCHERS, workbook(tmp_path / "4.xlsx", void), correct=True).corrected == 1
    assert reasons(desk, ids[3]) == ""


def test_an_old_document_of_fifteen_digits_finds_its_person(desk: Casebook, tmp_path: Path) -> None:
    person = people.register(desk, draft(1, "甲")).id
    long = id_number(1)
    rows: list[list[Any]] = [["姓名", "身份证号", "项目", "年度"], ["甲", long[:6] + long[8:17], "技能培训", 2009]]
    report = bring(desk, BENEFITS, workbook(tmp_path / "1.xlsx", rows))
    assert (report.matched, report.warnings) == (1, {"ID_LEGACY_15": 1})
    assert reasons(desk, person)


@pytest.mark.parametrize(
    ("project", "bars"),
    [("培训券", True), ("家政服务员", True), ("技能培训生活补助", True), ("生活救助", False), ("金秋助学", False), ("小额贷款贴息", False)],
)  # fmt: skip
def test_help_in_need_is_another_project_than_training(project: str, bars: bool) -> None:
    assert eligibility.RULES_2009.bars(project) is bars


def test_old_vouchers_count_in_nothing_of_ours_and_their_numbers_are_never_given(
    county: County, tmp_path: Path
) -> None:
    county.grant(1, 5, 10 * FACE_FEN)
    desk = county.desk
    before = settlement.counts(desk)
    second = numbers.make_number(PREFIX, 2)
    far = numbers.make_number(PREFIX, 900)
    file = workbook(tmp_path / "1.xlsx", [HEAD, old(second, 51), old(far, 52), old("A-7", 53, "已核销")])
    report = bring(desk, VOUCHERS, file)
    assert (report.accepted, report.warnings) == (3, {"NUMBER_IN_BLOCK": 1})
    assert settlement.counts(desk) == before
    assert vouchers.quota(desk).free_numbers == 4
    assert vouchers.page(desk) == []
    (flag,) = flags.open_flags(desk.store)
    assert (flag.code, flag.tbl, flag.detail) == ("LEDGER_NUMBER", "ledger_voucher", second)
    draft_ = opening.from_ledger(desk, desk.today)
    assert draft_ is not None
    opening.record(desk, draft_, second=county.second)
    assert [int(number[15:21]) for number, _ in vouchers.next_numbers(desk, 4)] == [1, 3, 4, 5]
    with pytest.raises(vouchers.NumberUsed):
        issue(county, persons(county, 1)[0], number=second)
    ids = persons_more(county, 4)
    made = issue(county, *ids)
    assert [int(row.number[15:21]) for row in made] == [1, 3, 4, 5]
    # what this program has issued is no old voucher
    ours = workbook(tmp_path / "2.xlsx", [HEAD, old(made[0].number, 58)])
    assert told(bring(desk, VOUCHERS, ours))["rejected"] == {"NUMBER_ISSUED": 1}


def persons_more(county: County, count: int) -> list[bytes]:
    return [people.register(county.desk, draft(101 + 2 * n, f"另{chr(0x4E00 + n)}")).id for n in range(count)]


def test_a_number_issued_elsewhere_is_flagged_whichever_comes_first(county: County, tmp_path: Path) -> None:
    number = numbers.make_number(PREFIX, 3)
    bring(county.desk, VOUCHERS, workbook(tmp_path / "1.xlsx", [HEAD, old(number, 1)]))
    ledger_row = stored(county.desk, "ledger_voucher")[0]["id"]
    values = {"number": number, "face_fen": 1, "valid_until": "2009-12-31", "issued_on": "2009-09-28"}
    with county.desk.write() as writer:
        writer.fact("voucher_issue", values)
    found = [(one.code, one.tbl, one.row) for one in flags.open_flags(county.desk.store) if one.code == "LEDGER_NUMBER"]
    assert found == [("LEDGER_NUMBER", "ledger_voucher", ledger_row)]
    county.pass_on(county.desk, county.province)
    there = [(one.code, one.tbl, one.row) for one in flags.open_flags(county.province.store) if one.code == "LEDGER_NUMBER"]  # fmt: skip
    assert there == found


# --- all or nothing ---------------------------------------------------------------------------------------------------


def test_a_cancelled_or_failed_import_leaves_nothing(desk: Casebook, tmp_path: Path) -> None:
    rows = [old(f"N{n}", 1) for n in range(2000)]
    file = workbook(tmp_path / "1.xlsx", [HEAD, *rows])
    before = desk.store.value("SELECT count(*) FROM entry")
    heard: list[int] = []
    with pytest.raises(roster.ImportCancelled):
        bring(desk, VOUCHERS, file, progress=heard.append, cancelled=lambda: len(heard) == 2)
    assert heard == [500, 1000]
    desk.store.execute(f"PRAGMA max_page_count = {desk.store.value('PRAGMA page_count') + 20}")
    with pytest.raises(StoreDiskFull):
        bring(desk, VOUCHERS, file)
    desk.store.execute("PRAGMA max_page_count = 1000000")
    assert desk.store.value("SELECT count(*) FROM entry") == before
    assert not stored(desk, "ledger_voucher")
    assert not ledgers.imports(desk)
    assert bring(desk, VOUCHERS, file).accepted == 2000


_CELL = st.one_of(
    st.none(), st.text(max_size=12), st.integers(-(10**20), 10**20), st.floats(), st.booleans(), st.dates(), st.datetimes(),
    st.sampled_from(["/", "无", "—", "2009年2月", "20090217", "√", "已核销", "作废", "=1+1", id_number(1), id_number(3), "5E+17", "500元"]),
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=40)
@given(
    kind=st.sampled_from(ledger_kinds.KINDS),
    rows=st.lists(st.lists(_CELL, min_size=4, max_size=9), min_size=1, max_size=6),
)
def test_whatever_stands_in_the_cells_every_row_has_one_outcome_and_the_casebook_keeps_what_was_told(
    desk: Casebook, kind: LedgerKind, rows: list[list[Any]]
) -> None:
    from db.ledger_columns import Layout, Sheet
    from db.ledgers import Ledger
    from db.roster_rows import Grid

    wanted = [one for one in kind.fields if not one.read_only][:9]
    chosen = {one.name: at for at, one in enumerate(wanted)}
    titles = tuple(one.label for one in wanted)
    grid = Grid("", [titles, *map(tuple, rows)], ())
    layout = Layout(ledger_columns.key_of(titles), "", 1, 1, titles, (), chosen, ())
    ledger = Ledger(kind, "x.xlsx", bytes(32), (Sheet(grid, layout),))
    before = desk.store.value(f"SELECT count(*) FROM {kind.table}")
    try:
        tried = ledgers.take(desk, ledger, dry_run=True, again=True)
    except LedgerEmpty:
        return
    report = ledgers.take(desk, ledger, again=True)
    assert report.as_dict() == tried.as_dict()
    out = sum(report.rejected.values()) + sum(report.parked.values())
    assert report.rows == report.accepted + report.duplicates + out
    assert desk.store.value(f"SELECT count(*) FROM {kind.table}") == before + report.accepted
    for row in stored(desk, kind.table):
        for name in ("face_fen", "amount_fen", "monthly_income_fen"):
            assert row.get(name) is None or 0 <= row[name] <= ledger_kinds.MOST_FEN
