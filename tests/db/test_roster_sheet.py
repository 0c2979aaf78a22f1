"""Rosters as counties really send them: titles, odd headers, merged cells, sums, stray sheets, and files that are none."""

import contextlib
import datetime as dt
import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import roster_headers, roster_rows, roster_sheet
from rules.errors import AppError

A, B = "11010519491231002X", "510000198402290036"
Rows = Sequence[Sequence[Any]]


def workbook(
    *sheets: Rows, titles: Sequence[str] = (), change: Callable[[openpyxl.Workbook], None] | None = None
) -> bytes:
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
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(*sheets: Rows, change: Callable[[openpyxl.Workbook], None] | None = None) -> list[roster_rows.RosterRow]:
    return list(roster_sheet.read_bytes(workbook(*sheets, change=change), "花名册.xlsx"))


def told(rows: list[roster_rows.RosterRow]) -> list[tuple[int, Any, Any]]:
    return [(row.number, row.cells.get("name"), row.cells.get("doc_no")) for row in rows]


def test_a_plain_sheet() -> None:
    rows = read([["姓名", "身份证号"], ["张三", A], ["李四", B]])
    assert told(rows) == [(2, "张三", A), (3, "李四", B)]


def test_two_panels_side_by_side_are_read_both() -> None:
    head = ["序号", "姓名", "身份证号", "电话"]
    rows = read(
        [head + head, [1, "张三", A, "13812345678", 2, "李四", B, ""], [3, "王五", "", "", None, None, None, None]]
    )
    assert told(rows) == [(2, "张三", A), (3, "王五", None), (2, "李四", B)]
    assert [row.cells.get("phone") for row in rows] == ["13812345678", None, None]


def test_a_relative_s_name_makes_no_second_panel() -> None:
    rows = read([["姓名", "身份证号", "配偶姓名", "配偶身份证号"], ["张三", A, "李四", B]])
    assert told(rows) == [(2, "张三", A)]


def test_a_sheet_that_lacks_a_column_is_named_beside_one_that_does_not() -> None:
    found = roster_sheet.read_bytes(
        workbook([["姓名", "身份证号"], ["张三", A]], [["姓名", "电话"], ["李四", "13812345678"]], titles=("甲", "乙")),
        "x.xlsx",
    )
    assert told(list(found)) == [(2, "张三", A)]
    assert found.left_out == (roster_rows.LeftOut("乙", 1, "身份证号码"),)


def test_titles_notes_and_blank_lines_above() -> None:
    rows = read(
        [
            ["安和县2009年农民工技能培训花名册"],
            ["填报单位：安和县总工会", None, "2009年3月16日"],
            [],
            ["序号", "姓 名", "性\n别", "身份证\n号 码", "联系\n电话"],
            [1, "张三", "男", A, "13812345678"],
        ]
    )
    assert told(rows) == [(5, "张三", A)]
    assert rows[0].cells["phone"] == "13812345678"


@pytest.mark.parametrize(
    "title",
    [
        "身份证号码",
        "身份证号",
        "公民身份号码",
        "公民身份证号码",
        "证件号码",
        "身份证",
        "居民身份证号码",
        "*身份证号码",
        "身份证号码（18位）",
        "身份证号码(必填)",
        "※身份证号",
        "身份证 号码",
        "有效证件号码",
        "学员身份证号码",
        "本人身份证号",
    ],
)
def test_many_words_for_the_number(title: str) -> None:
    assert told(read([["序号", "姓名", title], [1, "张三", A]])) == [(2, "张三", A)]


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("手机", "phone"), ("手机号码", "phone"), ("联系方式", "phone"), ("电话（手机）", "phone"), ("文化程度", "education"), ("学历", "education"), ("户籍所在地", "home_address"),
        ("家庭住址", "address"), ("现住址", "live_address"), ("就业状况", "groups"), ("人员类别", "groups"), ("工种", "wishes"), ("意向培训工种", "wishes"), ("备注", "note"), ("民族", "ethnic"),
        ("政治面貌", "political"), ("婚姻状况", "marital"), ("户口性质", "hukou_type"), ("工作单位", "work_place"), ("出生年月", "birth"), ("紧急联系人电话", "emergency_phone"),
        ("证件类型", "doc_type"), ("月收入（元）", "monthly_income"), ("Ｎｏ．", "serial"),
    ],
)  # fmt: skip
def test_words_for_other_columns(title: str, field: str) -> None:
    assert roster_headers.field_of(title) == field


@pytest.mark.parametrize(
    "title",
    [
        "家属姓名",
        "配偶身份证号",
        "监护人电话",
        "联系人姓名",
        "审核人姓名",
        "开户行账号",
        "单位电话",
        "父亲姓名",
        "",
        "第一季度",
    ],
)
def test_columns_of_other_people_are_left_alone(title: str) -> None:
    assert roster_headers.field_of(title) is None


def test_a_relative_beside_the_person_changes_nothing() -> None:
    rows = read(
        [["家属姓名", "家属身份证号", "姓名", "身份证号码", "家属电话", "联系电话"], ["王五", B, "张三", A, "1", "2"]]
    )
    assert told(rows) == [(2, "张三", A)]
    assert rows[0].cells["phone"] == "2"


def test_header_of_two_rows_with_groups_above() -> None:
    rows = read(
        [
            ["某县花名册"],
            ["序号", "基本情况", None, None, "联系方式", None, "备注"],
            [None, "姓名", "性别", "身份证号", "手机", "家庭住址", None],
            [1, "张三", "男", A, "13812345678", "某村", "好"],
        ]
    )
    assert told(rows) == [(4, "张三", A)]
    assert rows[0].cells == {
        "name": "张三",
        "sex": "男",
        "doc_no": A,
        "phone": "13812345678",
        "address": "某村",
        "note": "好",
    }


def test_header_of_two_rows_with_details_below() -> None:
    rows = read(
        [
            ["序号", "姓名", "身份证号码", "培训情况", None, "联系电话"],
            [None, None, None, "工种", "期次", None],
            [1, "张三", A, "焊工", 1, "13812345678"],
        ]
    )
    assert told(rows) == [(3, "张三", A)]
    assert rows[0].cells["wishes"] == "焊工"


def test_a_first_person_of_words_only_is_no_header() -> None:
    rows = read([["姓名", "性别", "身份证号码", "备注"], ["张三", "男", "待补", "工种"], ["李四", "女", A, ""]])
    assert told(rows) == [(2, "张三", None), (3, "李四", A)]


def test_what_stands_under_the_list_is_no_person() -> None:
    rows = read(
        [
            ["序号", "姓名", "身份证号码", "联系电话"],
            [1, "张三", A, "1"],
            ["小计", "1人", None, None],
            ["序号", "姓名", "身份证号码", "联系电话"],
            [2, "李四", B, "1"],
            [3, None, None, None],
            [4, "/", "/", "/"],
            [],
            ["以下空白", None, None, None],
            [None, "以下空白", None, None],
            ["合计", "2人", None, None],
            ["合 计", None, None, 2],
            ["填表人：王五", None, "审核人：赵六", "2009年3月16日"],
            ["单位（盖章）", None, None, None],
            ["注：本表一式三份", None, None, None],
            ["上述学员均已通过资格审核，情况属实", None, None, None],
            [None, None, None, "经办人签字"],
        ]
    )
    assert told(rows) == [(2, "张三", A), (5, "李四", B)]


def test_a_person_without_a_number_or_name_is_kept() -> None:
    rows = read(
        [
            ["序号", "姓名", "身份证号码", "联系电话"],
            [1, "张三", "/", "1"],
            [2, " ", A, None],
            [3, "注小明", None, None],
            [4, "共产", "", "x"],
        ]
    )
    assert told(rows) == [(2, "张三", None), (3, None, A), (4, "注小明", None), (5, "共产", None)]


def test_merged_cells_are_filled_down_and_titles_are_not() -> None:
    def merge(book: openpyxl.Workbook) -> None:
        sheet = book.active
        assert sheet is not None
        sheet.merge_cells("A1:D1")
        sheet.merge_cells("C3:C4")
        sheet.merge_cells("D3:D4")

    rows = read(
        [
            ["花名册"],
            ["姓名", "身份证号", "家庭住址", "电话"],
            ["张三", A, "某村", "13812345678"],
            ["李四", B, None, None],
        ],
        change=merge,
    )
    assert [row.cells["address"] for row in rows] == ["某村", "某村"]
    assert [row.cells["phone"] for row in rows] == ["13812345678", "13812345678"]


def test_numbers_and_days_keep_their_type() -> None:
    rows = read([["姓名", "身份证号", "出生日期"], ["张三", 510103196809178000, dt.date(1968, 9, 17)]])
    assert isinstance(rows[0].cells["doc_no"], float)
    assert rows[0].cells["birth"] == dt.date(1968, 9, 17)


def test_several_sheets() -> None:
    data = workbook(
        [["填表说明"], ["请用文本格式"]],
        [["姓名", "身份证号"], ["张三", A]],
        [],
        [["姓名", "证件号码"], ["李四", B]],
        titles=["说明", "一班", "空", "二班"],
    )
    roster = roster_sheet.read_bytes(data, "x.xlsx")
    assert [(row.sheet, row.number, row.cells["name"]) for row in roster] == [("一班", 2, "张三"), ("二班", 2, "李四")]
    assert [header.sheet for header in roster.headers] == ["一班", "二班"]


def test_hidden_sheets_are_not_read() -> None:
    def hide(book: openpyxl.Workbook) -> None:
        book.worksheets[1].sheet_state = "hidden"

    assert told(read([["姓名", "身份证号"], ["张三", A]], [["姓名", "身份证号"], ["李四", B]], change=hide)) == [
        (2, "张三", A)
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("comma", [",", "\t", ";"])
def test_text_tables(encoding: str, comma: str) -> None:
    text = (
        "某县花名册\r\n"
        + comma.join(["姓名", "身份证号码", "备注"])
        + "\r\n"
        + comma.join(["王䶮", A, ""])
        + "\r\n"
        + comma.join(["李四", f"'{B}"])
        + "\r\n"
        + comma.join(["赵六", f'="{B}"', "x"])
    )
    rows = list(roster_sheet.read_bytes(text.encode(encoding), "x.csv"))
    assert told(rows) == [(3, "王䶮", A), (4, "李四", B), (5, "赵六", B)]


def test_characters_that_the_old_table_keeps_privately_are_put_right() -> None:
    data = "姓名,身份证号\n".encode("gb18030") + b"\xfe\x59" + f",{A}\n".encode("gb18030")
    assert told(list(roster_sheet.read_bytes(data, "x.csv"))) == [(2, "\u9fb4", A)]


def code_of(data: bytes, name: str = "x.xlsx") -> str:
    with pytest.raises(AppError) as caught:
        list(roster_sheet.read_bytes(data, name))
    assert caught.value.fields["name"] == name
    return caught.value.code


def test_files_that_are_no_roster() -> None:
    assert code_of(b"") == "NOT_A_WORKBOOK"
    assert code_of(b"PK\x03\x04 not a zip") == "NOT_A_WORKBOOK"
    assert code_of(b"hello") == "NOT_A_WORKBOOK"
    assert code_of(b"%PDF-1.4\n\0\0\0") == "NOT_A_WORKBOOK"
    assert code_of(b"<html><table><tr><td>a,b</td></tr></table></html>") == "NOT_A_WORKBOOK"
    assert code_of(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000)) == "NOT_A_WORKBOOK"
    assert code_of(bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le")) == "WORKBOOK_LOCKED"
    assert code_of(workbook([])) == "ROSTER_EMPTY"
    assert code_of(workbook([["姓名", "身份证号"]])) == "ROSTER_EMPTY"
    assert code_of(workbook([["会议", "地点"], ["一", "二"]])) == "ROSTER_HEADER_MISSING"
    assert code_of(workbook([["姓名", "性别", "电话"], ["张三", "男", "1"]])) == "ROSTER_COLUMN_MISSING"
    assert code_of(workbook([["序号", "性别", "身份证号"], [1, "男", A]])) == "ROSTER_COLUMN_MISSING"


def test_a_missing_column_is_named() -> None:
    with pytest.raises(roster_rows.RosterColumnMissing) as caught:
        roster_sheet.read_bytes(workbook([["姓名", "性别"], ["张三", "男"]]), "x.xlsx")
    assert caught.value.fields == {"name": "x.xlsx", "column": "身份证号码"}


def test_another_zip_is_no_workbook() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert code_of(out.getvalue()) == "NOT_A_WORKBOOK"


def _replaced(data: bytes, member: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name == member else old.read(name))
    return out.getvalue()


GOOD = workbook([["姓名", "身份证号"], ["张三", A]])
SHEET = "xl/worksheets/sheet1.xml"


def test_a_bomb_is_stopped_before_it_unfolds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roster_sheet, "MAX_UNZIPPED_BYTES", 3_000_000)
    bomb = _replaced(GOOD, SHEET, bytes(5_000_000))
    assert code_of(bomb) == "WORKBOOK_TOO_LARGE"
    # the same with a lie about its length in both headers
    lie = bomb.replace((5_000_000).to_bytes(4, "little"), (50).to_bytes(4, "little"))
    assert lie != bomb
    assert code_of(lie) == "WORKBOOK_TOO_LARGE"


@pytest.mark.parametrize("cell", [b"XFD1048576", b"ZZZ1", b"A1048576", b"AB999999"])
@pytest.mark.parametrize("quote", [b'"', b"'"])
def test_one_far_cell_does_not_fill_memory(cell: bytes, quote: bytes) -> None:
    xml = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1"><v>1</v></c><c r="%s"><v>1</v></c></row></sheetData></worksheet>'
        % cell
    )
    assert (
        code_of(_replaced(GOOD, SHEET, xml.replace(b' r="', b" r=" + quote).replace(cell + b'"', cell + quote)))
        == "WORKBOOK_TOO_LARGE"
    )


def test_the_file_itself_is_capped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(roster_sheet, "MAX_FILE_BYTES", 100)
    assert code_of(GOOD) == "WORKBOOK_TOO_LARGE"
    (tmp_path / "x.xlsx").write_bytes(GOOD)
    with pytest.raises(roster_sheet.WorkbookTooLarge):
        roster_sheet.read(tmp_path / "x.xlsx")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(roster_sheet.FileUnreadable) as caught:
        roster_sheet.read(tmp_path / "没有.xlsx")
    assert caught.value.fields == {"name": "没有.xlsx"}


@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
def test_a_damaged_file_gives_a_typed_error_or_rows(at: int, by: int) -> None:
    data = bytearray(GOOD)
    data[at] ^= by
    with contextlib.suppress(AppError):
        list(roster_sheet.read_bytes(bytes(data), "x.xlsx"))


@given(st.integers(0, len(GOOD) - 1))
def test_a_cut_file_gives_a_typed_error(length: int) -> None:
    with pytest.raises(AppError):
        list(roster_sheet.read_bytes(GOOD[:length], "x.xlsx"))


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8")))
def test_any_bytes_give_a_typed_error_or_rows(data: bytes) -> None:
    with contextlib.suppress(AppError):
        list(roster_sheet.read_bytes(data, "x"))
