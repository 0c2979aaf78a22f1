"""The roster's way into the casebook: exact counts, nobody twice, everything or nothing."""

import csv
import datetime as dt
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from db import journal, people, roster, search
from db.casebook import Casebook, NotPermitted
from db.roster import RosterReport
from db.roster_rows import RosterColumnMissing
from db.roster_sheet import FileUnreadable, NotAWorkbook
from db.store import StoreDiskFull
from tests.db.conftest import County, draft, id_number

DATA = Path(__file__).parents[1] / "data"
ROSTER = DATA / "roster-5000.xlsx"
EXPECTED: dict[str, Any] = json.loads((DATA / "roster-5000.expected.json").read_text(encoding="utf-8"))
IMPORT_DAY = dt.date(2026, 9, 28)


def sheet(folder: Path, *rows: str, name: str = "花名册.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(("姓名,性别,身份证号码,联系电话", *rows)), encoding="utf-8-sig")
    return path


def counts(report: RosterReport) -> tuple[int, int, int]:
    return report.rows, report.accepted, report.duplicates


def test_the_large_roster_gives_exactly_its_counts(desk: Casebook, tmp_path: Path) -> None:
    heard: list[int] = []
    tried = roster.import_roster(desk, ROSTER, dry_run=True, today=IMPORT_DAY)
    assert tried.as_dict() == EXPECTED
    assert people.count(desk) == 0
    report = roster.import_roster(desk, ROSTER, today=IMPORT_DAY, progress=heard.append)
    assert report.as_dict() == EXPECTED
    assert report.details == tried.details
    assert heard == [*range(500, 5001, 500), 5000]
    assert people.count(desk) == 4918
    assert people.count(desk, people.Filter(pending=True)) == 5
    with desk.store.transaction():
        assert journal.verify_chain(desk.store, *desk.stream()) == 2 + 2 * 4918
    with pytest.raises(roster.AlreadyImported) as refused:
        roster.import_roster(desk, ROSTER)
    assert refused.value.fields == {"name": "roster-5000.xlsx", "day": "2009-09-28"}
    again = roster.import_roster(desk, ROSTER, again=True, today=IMPORT_DAY)
    assert counts(again) == (5000, 0, 4918 + 21)
    assert (again.rejected, again.parked) == (EXPECTED["rejected"], EXPECTED["parked"])
    assert people.count(desk) == 4918
    path = roster.write_details(report, tmp_path)
    assert path.name == "roster-5000_导入明细.csv"
    lines = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert len(lines) == 1 + len(report.details)
    assert {line[4] for line in lines[1:]} >= {*EXPECTED["rejected"], *EXPECTED["parked"], *EXPECTED["warnings"]}


def test_on_the_story_s_day_one_of_the_oldest_was_younger(desk: Casebook) -> None:
    warnings = roster.import_roster(desk, ROSTER, dry_run=True).as_dict()["warnings"]
    assert warnings == EXPECTED["warnings"] | {"AGE_OVER_110": 1}


def test_persons_are_whole_searchable_and_pending_where_they_must(desk: Casebook, tmp_path: Path) -> None:
    file = sheet(
        tmp_path, f"张三丰,男,{id_number(1)},138 0013 8000", "李四,女,无,13900139000", f"王五,,{id_number(2)},"
    )
    report = roster.import_roster(desk, file)
    assert counts(report) == (3, 3, 0)
    assert report.warnings == {"ID_MISSING": 1}
    (found,) = search.find(desk, "zsf")
    row = people.get(desk, found.id)
    assert (row.sex, row.birth, row.phone, row.profile["source"]) == ("1", "1980-01-01", "13800138000", "花名册导入")
    assert [one.name for one in people.incomplete(desk)] == ["李四"]


def test_nobody_is_made_twice_with_or_without_a_number(desk: Casebook, tmp_path: Path) -> None:
    people.register(desk, draft(1, "张三"))
    rows = (f"张三,,{id_number(1)},", "李四,,,13900139000", "李四,,,13900139000", "赵六,,,", f"另名,,{id_number(1)},")
    report = roster.import_roster(desk, sheet(tmp_path, *rows))
    assert counts(report) == (
        5,
        3,
        1,
    )  # two of one name and telephone in one roster are two, until a person says otherwise
    assert report.parked == {"SAME_ID_OTHER_NAME": 1}
    assert [one.reason for one in report.details if one.code == "DUPLICATE"] == [
        "与已有的同一人重复，未再登记（此前已登记）"
    ]
    again = roster.import_roster(desk, sheet(tmp_path, *rows, "李四,,,13900139000", "赵六,,,13700137000", name="b.csv"))
    assert counts(again) == (7, 2, 4)
    assert people.count(desk) == 6


def test_findings_name_row_and_reason_and_hide_numbers(desk: Casebook, tmp_path: Path) -> None:
    bad = id_number(7)[:-1] + ("0" if id_number(7)[-1] != "0" else "1")
    rows = (
        f"张三,,{bad},",
        f",,{id_number(9)},",
        f"=cmd(),女,{id_number(1)},12345",
        f"李四,,{id_number(3)},",
        f"李四,,{id_number(3)},",
    )
    report = roster.import_roster(desk, sheet(tmp_path, *rows))
    told = {(one.row, one.code): one for one in report.details}
    assert sorted(told) == [
        (2, "ID_CHECKSUM"),
        (3, "NAME_EMPTY"),
        (4, "PHONE_FORMAT"),
        (4, "SEX_MISMATCH"),
        (6, "DUPLICATE"),
    ]
    assert told[2, "ID_CHECKSUM"].value == "*" * 14 + bad[-4:]
    assert told[2, "ID_CHECKSUM"].column == "身份证号码"
    assert told[6, "DUPLICATE"].reason.endswith("（见第5行）")
    text = roster.write_details(report, tmp_path).read_text(encoding="utf-8-sig")
    assert "'=cmd()" in text
    for number in (bad, id_number(1), id_number(3), id_number(9)):
        assert number not in text


def test_a_cancelled_or_failed_import_leaves_nothing(desk: Casebook) -> None:
    before = desk.store.value("SELECT count(*) FROM entry")
    asked: list[None] = []

    def cancelled() -> bool:
        asked.append(None)
        return len(asked) == 3

    with pytest.raises(roster.ImportCancelled):
        roster.import_roster(desk, ROSTER, cancelled=cancelled)
    desk.store.execute(f"PRAGMA max_page_count = {desk.store.value('PRAGMA page_count') + 40}")
    with pytest.raises(StoreDiskFull):
        roster.import_roster(desk, ROSTER)
    desk.store.execute("PRAGMA max_page_count = 1000000")
    assert people.count(desk) == 0
    assert desk.store.value("SELECT count(*) FROM entry") == before
    assert desk.store.value("SELECT count(*) FROM import_log") == 0
    assert roster.import_roster(desk, ROSTER, today=IMPORT_DAY).as_dict() == EXPECTED


def test_what_is_no_roster_is_said_before_anything_is_written(county: County, tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"PK nonsense")
    (tmp_path / "y.csv").write_text("姓名,电话\n张三,1", encoding="utf-8")
    for name, error in (("x.xlsx", NotAWorkbook), ("y.csv", RosterColumnMissing), ("none.xlsx", FileUnreadable)):
        with pytest.raises(error):
            roster.import_roster(county.desk, tmp_path / name)
    with pytest.raises(NotPermitted):
        roster.import_roster(county.base, ROSTER)


def test_a_sheet_left_out_is_told_first(desk: Casebook, tmp_path: Path) -> None:
    path = tmp_path / "two.xlsx"
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["姓名", "身份证号码"])
    book.active.append(["张三", "11010519491231002X"])
    book.create_sheet("乙").append(["姓名", "电话"])
    book.save(path)
    report = roster.import_roster(desk, path)
    assert (report.rows, report.accepted, dict(report.rejected)) == (1, 1, {})
    assert [(one.sheet, one.row, one.code) for one in report.details] == [("乙", 1, roster.SHEET_LEFT_OUT)]
    assert "没有读入" in roster.write_details(report, tmp_path / "told").read_text("utf-8-sig")
