"""check-id and import-roster."""

import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from PIL import Image

from db import roster
from db.store import StoreDiskFull
from rules import idnumber
from tests.commands.conftest import Run, picture

DATA = Path(__file__).resolve().parents[1] / "data"
ROSTER = DATA / "roster-5000.xlsx"
EXPECTED = json.loads((DATA / "roster-5000.expected.json").read_text(encoding="utf-8"))
HEADER = ("序号", "姓名", "性别", "身份证号码", "联系电话")


def number(sequence: int) -> str:
    first = f"51010419800101{sequence:03d}"
    return first + idnumber.check_digit(first)


def workbook(path: Path, rows: list[tuple[str, ...]], header: tuple[str, ...] = HEADER) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate([("返乡农民工花名册",), header, *rows]):
            for column, value in enumerate(row):
                sheet.write_string(at, column, value)
    return path


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Give a roster of two good people, one without a number, one with a wrong digit."""
    good = [("1", "陈晓兰", "女", number(2), "13800000001"), ("2", "李大山", "男", number(1), "13800000002")]
    wrong = number(3)[:-1] + ("1" if number(3)[-1] != "1" else "2")
    return workbook(
        tmp_path / "花名册.xlsx", [*good, ("3", "王无证", "男", "待补", ""), ("4", "赵错号", "男", wrong, "")]
    )


# --- check-id --------------------------------------------------------------------------------------------------------


def test_check_id_as_json(run: Run) -> None:
    said = run("check-id", "110105 19491231-002x", "440524188001010014", "--json")
    assert said.code == 0
    assert said.value == [
        {
            "input": "110105 19491231-002x", "valid": True, "kind": "resident", "number": "11010519491231002X", "birth": "1949-12-31", "sex": "2",
            "region": "110105", "region_name": "北京市朝阳区", "errors": [], "warnings": [],
        },
        {
            "input": "440524188001010014", "valid": True, "kind": "resident", "number": "440524188001010014", "birth": "1880-01-01", "sex": "1",
            "region": "440524", "region_name": said.value[1]["region_name"], "errors": [], "warnings": ["AGE_OVER_110"],
        },
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "valid", "errors", "warnings"),
    [
        ("11010519491231002X", True, [], []),
        ("11010519491231002x", True, [], []),
        ("１１０１０５１９４９１２３１００２Ｘ", True, [], []),
        ("34052419800101001X", True, [], ["REGION_UNKNOWN"]),
        ("110105194912310021", False, ["ID_CHECKSUM"], []),
        ("510000198502290033", False, ["ID_DATE"], []),
        ("510000198402290036", True, [], []),
        ("410102190003010015", True, [], ["AGE_OVER_110"]),
        ("110105491231002", True, [], ["ID_LEGACY_15"]),
        ("5132311990", False, ["ID_FORMAT"], []),
        ("5111211954060595570", False, ["ID_FORMAT"], []),
        ("1101051949123100X2", False, ["ID_FORMAT"], []),
        ("51343019ABCD126222", False, ["ID_FORMAT"], []),
        ("", False, ["ID_FORMAT"], []),
    ],
)
def test_check_id_vectors(run: Run, text: str, valid: bool, errors: list[str], warnings: list[str]) -> None:
    said = run("check-id", text, "--json")
    (found,) = said.value
    assert (found["valid"], found["errors"], found["warnings"]) == (valid, errors, warnings)
    assert found["input"] == text
    assert said.code == (0 if valid else 1)


def test_check_id_one_bad_among_good_is_one(run: Run) -> None:
    said = run("check-id", "11010519491231002X", "110105194912310021")
    assert said.code == 1
    assert said.err == ""
    good, bad = said.out.splitlines()
    assert "有效" in good
    assert "北京市朝阳区" in good
    assert "无效" in bad


# --- import-roster ---------------------------------------------------------------------------------------------------


def test_the_roster_gives_exactly_the_expected_counts(run: Run, tmp_path: Path) -> None:
    before = picture(DATA)
    said = run("import-roster", ROSTER, "--json", "--details", tmp_path, phrases={})
    assert said.code == 0
    found = said.value
    details = Path(found.pop("details"))
    assert found == EXPECTED
    assert details.read_bytes()[:3] == b"\xef\xbb\xbf"
    assert len(details.read_text(encoding="utf-8-sig").splitlines()) > sum(EXPECTED["rejected"].values())
    assert picture(DATA) == before, "a dry run writes nothing beside the roster unless told where"


def test_dry_run_then_import_then_refusal_then_again(run: Run, desk: Path, small: Path) -> None:
    dry = run("import-roster", small, "--workplace", desk, "--dry-run", "--json")
    assert dry.code == 0
    counts = {"rows": 4, "accepted": 3, "duplicates": 0, "rejected": {"ID_CHECKSUM": 1}, "parked": {}, "warnings": {"ID_MISSING": 1}}  # fmt: skip
    assert {name: dry.value[name] for name in counts} == counts
    done = run("import-roster", small, "--workplace", desk, "--json")
    assert {name: done.value[name] for name in counts} == counts
    details = Path(done.value["details"])
    assert details.is_relative_to(desk)
    assert "赵错号" in details.read_text(encoding="utf-8-sig")
    assert number(3)[:14] not in details.read_text(encoding="utf-8-sig"), "no number is written out in full"
    assert run("import-roster", small, "--workplace", desk, "--json").error == "ALREADY_IMPORTED"
    again = run("import-roster", small, "--workplace", desk, "--again", "--json")
    assert (again.value["accepted"], again.value["duplicates"]) == (0, 3)


def test_import_for_people_to_read(run: Run, desk: Path, small: Path) -> None:
    said = run("import-roster", small, "--workplace", desk)
    assert (said.code, said.err) == (0, "")
    assert "已导入：共 4 行，登记 3 人" in said.out
    assert "校验" in said.out


def _not_a_workbook(path: Path) -> Path:
    path.write_bytes(b"PK\x03\x04 this is no workbook")
    return path


def _text_named_xlsx(path: Path) -> Path:
    path.write_bytes(os.urandom(2000))
    return path


def _zip_of_something(path: Path) -> Path:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("hello.txt", "hello")
    path.write_bytes(made.getvalue())
    return path


def _empty_file(path: Path) -> Path:
    path.write_bytes(b"")
    return path


def _missing(path: Path) -> Path:
    return path


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def _no_rows(path: Path) -> Path:
    return workbook(path, [])


def _no_name_column(path: Path) -> Path:
    return workbook(path, [("1", "男", number(1), "")], ("序号", "性别", "身份证号码", "联系电话"))


def _no_header(path: Path) -> Path:
    return workbook(path, [("甲", "乙")], ("一", "二"))


BAD: dict[str, tuple[Callable[[Path], Path], set[str]]] = {
    "no xlsx": (_not_a_workbook, {"NOT_A_WORKBOOK"}),
    "noise": (_text_named_xlsx, {"NOT_A_WORKBOOK"}),
    "another zip": (_zip_of_something, {"NOT_A_WORKBOOK"}),
    "empty file": (_empty_file, {"NOT_A_WORKBOOK", "ROSTER_EMPTY"}),
    "missing": (_missing, {"FILE_UNREADABLE"}),
    "a folder": (_folder, {"FILE_UNREADABLE", "NOT_A_WORKBOOK"}),
    "no rows": (_no_rows, {"ROSTER_EMPTY"}),
    "missing column": (_no_name_column, {"ROSTER_COLUMN_MISSING", "ROSTER_HEADER_MISSING"}),
    "no header": (_no_header, {"ROSTER_HEADER_MISSING"}),
}


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("into_workplace", [False, True], ids=["dry", "import"])
def test_bad_rosters_are_refused_and_nothing_is_written(
    run: Run, desk: Path, tmp_path: Path, kind: str, into_workplace: bool
) -> None:
    make, codes = BAD[kind]
    path = make(tmp_path / "表.xlsx")
    digest_before = _digest(run, desk)
    before = sorted(file.name for file in tmp_path.iterdir())
    more: list[Any] = ["--workplace", desk] if into_workplace else []
    assert run("import-roster", path, "--json", *more).error in codes
    assert "表.xlsx" in run("import-roster", path, *more).refusal
    assert sorted(file.name for file in tmp_path.iterdir()) == before
    assert not (desk / "imports").exists() or not any((desk / "imports").iterdir())
    assert _digest(run, desk) == digest_before


def _digest(run: Run, place: Path) -> str:
    return str(run("digest", "--workplace", place, "--json").value["digest"])


def test_a_folder_for_the_findings_that_cannot_be_written_stops_the_import_before_anybody_is_in(
    run: Run, desk: Path, tmp_path: Path, read_only: Callable[[Path], Path]
) -> None:
    table = tmp_path / "名单.csv"
    table.write_text(f"姓名,身份证号码\n张三,{number(1)}\n", encoding="utf-8")
    (tmp_path / "locked").mkdir()
    locked = read_only(tmp_path / "locked")
    words = ("import-roster", table, "--workplace", desk)
    assert "不能写入" in run(*words, "--details", locked).refusal
    assert run(*words, "--json").value["accepted"] == 1


def test_findings_that_are_lost_do_not_deny_the_import(
    run: Run, desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> Path:
        raise StoreDiskFull(path="x")

    table = tmp_path / "名单.csv"
    table.write_text(f"姓名,身份证号码\n张三,{number(1)}\n", encoding="utf-8")
    monkeypatch.setattr(roster, "write_details", fail)
    said = run("import-roster", table, "--workplace", desk)
    assert said.code == 1
    assert "登记 1 人" in said.out
    assert "逐行清单没有写成：磁盘已满" in said.out


def test_a_folder_of_photographs_is_imported_by_command(run: Run, desk: Path, tmp_path: Path) -> None:
    """Exit 1 tells that a file was not taken, and why stands beside its name."""
    assert (
        run(
            "import-roster", workbook(tmp_path / "a.xlsx", [("1", "陈晓兰", "女", number(2), "")]), "--workplace", desk
        ).code
        == 0
    )
    folder = tmp_path / "照片"
    folder.mkdir()
    Image.new("RGB", (300, 400), (180, 140, 120)).save(folder / f"{number(2)}.jpg")
    said = run("import-photographs", folder, "--workplace", desk, "--json")
    assert (said.code, said.value) == (0, {"files": 1, "taken": 1, "same": 0, "refused": []})
    (folder / "x.png").write_bytes(b"")
    told = run("import-photographs", folder, "--workplace", desk)
    assert told.code == 1
    assert "没有登记过这个证件号码的人" in told.out
    assert run("import-photographs", tmp_path / "nowhere", "--workplace", desk).refusal
