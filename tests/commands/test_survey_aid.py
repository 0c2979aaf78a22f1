"""survey list, blank, take, sheets, cross."""

from pathlib import Path

import openpyxl
import pytest

from db import records, surveys
from db.tables import survey as tables
from tests.commands.conftest import Founder, Run

QUESTIONS = """1. 现在的情况（单选；必答）
 1 外出
 2 返乡
2. 返乡原因（多选；若 1=2）
 1 停产
 2 家庭
3. 希望（文字）"""


@pytest.fixture
def place(found: Founder) -> Path:
    book = found(as_sample=False)
    row = records.add(book, surveys.QUESTIONNAIRE, {"key": "T1", "title": "试调研", "questions": QUESTIONS})
    records.move(book, surveys.QUESTIONNAIRE, row, tables.IN_USE)
    book.close()
    return book.workplace.path


def test_answers_go_out_come_in_and_are_counted(run: Run, place: Path, tmp_path: Path) -> None:
    (one,) = run("survey", "list", "--workplace", place, "--json").value["surveys"]
    assert (one["key"], one["version"], one["sheets"], [each["crossed"] for each in one["questions"]]) == (
        "T1", 1, 0, [True, True, False],
    )  # fmt: skip
    assert "T1　试调研（第1版）　答卷 0 份" in run("survey", "list", "--workplace", place).out
    blank = tmp_path / "空白.xlsx"
    assert run("survey", "blank", "T1", "--workplace", place, "--to", blank, "--json").code == 0
    book = openpyxl.load_workbook(blank)
    sheet = book.active
    assert sheet is not None
    for line in (
        ("钱多", "", "", "", "2", "1、2", "回家"),
        ("孙少", "", "", "", "1", "", ""),
        ("李错", "", "", "", "9", "", ""),
    ):
        sheet.append(line)
    filled = tmp_path / "答卷.xlsx"
    book.save(filled)
    dry = run("survey", "take", "T1", filled, "--workplace", place, "--dry-run", "--json").value
    assert (dry["accepted"], dry["rejected"], dry["dry_run"]) == (2, {"choice": 1}, True)
    said = run("survey", "take", "T1", filled, "--workplace", place, "--json").value
    assert (said["rows"], said["accepted"], Path(said["details"]).exists()) == (3, 2, True)
    assert run("survey", "take", "T1", filled, "--workplace", place, "--json").error == "ALREADY_IMPORTED"
    told = run("survey", "cross", "T1", "1", "2", "--workplace", place, "--json").value
    assert (told["total"], told["several"]) == (2, True)
    assert {line["code"]: line["sum"] for line in told["lines"]} == {"1": 1, "2": 1}
    assert told["lines"][1]["counts"]["1"] == 1
    text = run("survey", "cross", "T1", "1", "2", "--workplace", place).out
    assert "返乡　1（100.0%）　1（100.0%）" in text
    for name in ("答卷.csv", "全部.xlsx"):
        out = run("survey", "sheets", "T1", "--workplace", place, "--to", tmp_path / "out" / name, "--json")
        assert out.error == "PAPER_NOT_WRITTEN", "the folder is not there"
        out = run("survey", "sheets", "T1", "--workplace", place, "--to", tmp_path / name, "--json")
        assert (out.code, out.value["sheets"]) == (0, 2)
    assert "停产、家庭" in (tmp_path / "答卷.csv").read_text("utf-8-sig")
    assert (
        run("survey", "cross", "T1", "1", "2", "--to", tmp_path / "交叉.xlsx", "--workplace", place, "--json").code == 0
    )
    assert (tmp_path / "交叉.xlsx").exists()
    exports = run("audit", "--workplace", place, "--table", "list_export", "--json").value["total"]
    assert exports >= 3, "what left is written down"


def test_what_is_not_there_is_refused_in_one_sentence(run: Run, place: Path, tmp_path: Path) -> None:
    assert "“T9”" in run("survey", "cross", "T9", "1", "2", "--workplace", place).refusal
    assert run("survey", "cross", "T1", "1", "9", "--workplace", place, "--json").error == "SURVEY_UNKNOWN"
    assert run("survey", "cross", "T1", "1", "3", "--workplace", place, "--json").error == "QUESTIONS_NOT_CROSSED"
    assert (
        run(
            "survey", "sheets", "T1", "--version", "2", "--workplace", place, "--to", tmp_path / "x.csv", "--json"
        ).error
        == "SURVEY_UNKNOWN"
    )
    taken = tmp_path / "有.xlsx"
    taken.write_bytes(b"")
    assert run("survey", "blank", "T1", "--workplace", place, "--to", taken, "--json").error == "EXPORT_EXISTS"
    assert run("survey", "--workplace", place).code == 2
    assert run("survey", "cross", "T1", "1", "2", "--period", "去年", "--workplace", place).code == 2
