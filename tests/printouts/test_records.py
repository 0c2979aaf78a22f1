"""Lists as workbooks: numbers that identify stay text, days are days, money is a number."""

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from printouts import workbook
from rules.money import Fen

NUMBER = "519901199003070014"
SHEET = workbook.Sheet(
    "名单[一]/二", "导出 2009-09-28", ["姓名", "证件号码", "日期", "金额", "人数", "旧日"], [10, 20, 12, 12, 8, 12]
)
ROW = ["=cmd|' /C calc'!A0", NUMBER, dt.date(2009, 3, 2), Fen(13350005), 7, dt.date(1800, 1, 1)]


def test_values_keep_their_kind(tmp_path: Path) -> None:
    assert workbook.records(SHEET, [ROW], tmp_path / "a.xlsx") == 1
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert sheet.title == "名单一二"
    cells = list(sheet[4])
    assert [cell.value for cell in cells[:2]] == ["=cmd|' /C calc'!A0", NUMBER]
    assert [cell.data_type for cell in cells] == ["s", "s", "d", "n", "n", "s"]
    assert cells[1].number_format == "@"
    assert cells[2].value == dt.datetime(2009, 3, 2)  # noqa: DTZ001 - Excel's days know no zone
    assert (cells[3].value, cells[3].number_format) == (133500.05, "#,##0.00")
    assert cells[5].value == "1800-01-01"


def test_the_same_as_csv_stays_text(tmp_path: Path) -> None:
    assert workbook.plain_records(SHEET, [ROW, [None] * 6], tmp_path / "a.csv") == 2
    line = (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()[1]
    assert line == f"'=cmd|' /C calc'!A0,\t{NUMBER},2009-03-02,133500.05,7,1800-01-01"


def test_too_many_lines_are_refused_and_leave_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_LINES", 2)
    with pytest.raises(workbook.TooManyLines):
        workbook.records(SHEET, [ROW] * 3, tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []
