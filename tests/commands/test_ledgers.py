"""import-ledger and opening-balance."""

import json
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from db import casebook
from rules import idnumber
from tests.commands.conftest import OFFLINE, PASSPHRASE, SECOND, Founder, Run, picture


def number(sequence: int) -> str:
    first = f"51010419800101{sequence:03d}"
    return first + idnumber.check_digit(first)


def workbook(path: Path, rows: list[list[Any]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                sheet.write(at, column, value) if not isinstance(value, str) else sheet.write_string(at, column, value)
    return path


HEAD = ["券号", "姓名", "身份证号", "面值", "发放日期", "状态"]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    rows = [["1", "甲", number(1), 500, "2009-3-1", "已发"], ["2", "乙", number(2), 500, "2009-3-1", "已核销"], ["3", "丙", "51010419800101", 500, "2009-3-1", ""]]  # fmt: skip
    return workbook(tmp_path / "旧券.xlsx", [HEAD, *rows])


def test_a_ledger_is_tried_then_taken_then_refused(run: Run, desk: Path, small: Path, tmp_path: Path) -> None:
    tried = run(
        "import-ledger", "voucher", small, "--workplace", desk, "--dry-run", "--details", tmp_path / "d", "--json"
    )
    assert tried.code == 0
    assert tried.value == {
        "rows": 3, "accepted": 2, "duplicates": 0, "rejected": {"ID_FORMAT": 1}, "parked": {}, "warnings": {}, "matched": 0, "corrected": 0,
        "kind": "ledger_voucher", "dry_run": True, "details": str(tmp_path / "d" / "旧券_导入明细.csv"),
    }  # fmt: skip
    taken = run("import-ledger", "voucher", small, "--workplace", desk)
    assert taken.out.splitlines()[0] == "已导入：共 3 行，导入 2 行（对上已登记的人 0 行，更正 0 行），重复 0 行"
    assert "第 4 行　丙　证件号码" in taken.out
    assert run("import-ledger", "voucher", small, "--workplace", desk, "--json").error == "ALREADY_IMPORTED"
    assert run("import-ledger", "voucher", small, "--workplace", desk, "--again", "--json").value["duplicates"] == 2


def test_columns_that_are_not_sure_are_named_and_told_once(run: Run, desk: Path, tmp_path: Path) -> None:
    odd = workbook(
        tmp_path / "a.xlsx", [["本子号", "姓名", "身份证号", "发放日期"], ["1", "甲", number(1), "2009-3-1"]]
    )
    before = picture(desk)
    said = run("import-ledger", "voucher", odd, "--workplace", desk, "--json")
    assert (said.code, said.value["error"]) == (1, "LEDGER_COLUMNS_UNSURE")
    (asked,) = said.value["headings"]
    assert asked["doubts"] == ["number", "face_fen"]
    assert asked["columns"][0] == {"place": 1, "heading": "本子号", "samples": ["1"]}
    assert run("import-ledger", "voucher", odd, "--workplace", desk).out.count("#") == 4
    assert {name for name in picture(desk) if name.endswith(".csv")} == {
        name for name in before if name.endswith(".csv")
    }
    for told in ("gone=本子号", "number=没有", "face_fen==许多"):
        assert run("import-ledger", "voucher", odd, "--workplace", desk, "--map", told).refusal
    done = run(
        "import-ledger", "voucher", odd, "--workplace", desk, "--map", "number=本子号", "--map", "面值==500", "--json"
    )
    assert done.value["accepted"] == 1
    next_month = workbook(
        tmp_path / "b.xlsx", [["本子号", "姓名", "身份证号", "发放日期"], ["2", "乙", number(2), "2009-4-1"]]
    )
    assert run("import-ledger", "voucher", next_month, "--workplace", desk, "--json").value["accepted"] == 1


def test_wrong_usage_is_exit_2_in_chinese(run: Run, desk: Path, small: Path) -> None:
    for arguments in (("import-ledger", "roster", small), ("opening-balance", "--stock", "-1"), ("opening-balance", "--issued-yuan", "many")):  # fmt: skip
        said = run(*arguments, "--workplace", desk)
        assert said.code == 2
        assert "命令写法不对" in said.err


def test_the_opening_balance_from_the_ledger_by_two_persons(run: Run, found: Founder, small: Path) -> None:
    book = found(as_sample=False)
    casebook.add_user(book, login="zhang", name="张复", role="supervisor", passphrase=SECOND)
    place = book.workplace.path
    book.close()
    shown = run("opening-balance", "--workplace", place, "--json").value
    assert (shown["needed"], shown["standing"], shown["ledger"]) == (False, None, None)
    run("import-ledger", "voucher", small, "--workplace", place)
    assert run("opening-balance", "--workplace", place, "--json").value["needed"] is True
    assert "须登记后才能发券" in run("opening-balance", "--workplace", place).out
    record = ("opening-balance", "--workplace", place, "--record", "--from-ledger", "--as-of", "2009-08-31")
    assert run(*record, "--json").error == "SECOND_PERSON_NEEDED"
    assert run(*record, "--second", "zhang", "--stock", "4", "--json").error == "OPENING_UNBALANCED"
    assert run(*record, "--second", "zhang", "--stock", "4", "--printed", "6", "--json").error == "OPENING_DIFFERS"
    done = run(
        *record, "--second", "zhang", "--stock", "4", "--printed", "6", "--source", "空白券未列入", "--json"
    ).value
    assert (done["before"]["printed"], done["total"]["printed"], done["ours"]["printed"]) == (6, 6, 0)
    assert [one["name"] for one in done["differences"]] == ["printed", "stock"]
    assert done["standing"]["issued_fen"] == 100_000
    said = run("opening-balance", "--workplace", place).out
    assert "不一致：在库　登记 4，台账 0" in said
    assert json.dumps(done)
    assert PASSPHRASE not in said
    assert OFFLINE not in said
    off = run("opening-balance", "--workplace", place, "--old-vouchers", "yes", "--json").value
    assert off["needed"] is True
