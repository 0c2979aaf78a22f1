"""take-jobs, give-jobs and jobs-due."""

from pathlib import Path
from typing import Any

from tests.commands.conftest import Run
from tests.commands.test_ledgers import workbook

HEAD = ["单位名称", "招聘岗位", "人数", "月工资"]
ROWS: list[list[Any]] = [
    ["安和纺织厂", "缝纫工", 20, "1200-1800"],
    ["安和建筑公司", "砌筑工", "若干", ""],
    ["", "保安", 2, ""],
]


def test_a_list_is_tried_then_taken_and_nothing_unverified_goes_out(run: Run, desk: Path, tmp_path: Path) -> None:
    file = workbook(tmp_path / "岗位.xlsx", [HEAD, *ROWS])
    tried = run(
        "take-jobs", file, "--from", "县劳动局", "--workplace", desk, "--dry-run", "--details", tmp_path, "--json"
    )
    assert tried.code == 0
    assert (tried.value["rows"], tried.value["accepted"], tried.value["rejected"]) == (
        3,
        1,
        {"COUNT_FORMAT": 1, "EMPLOYER_EMPTY": 1},
    )
    taken = run("take-jobs", file, "--from", "县劳动局", "--workplace", desk)
    assert taken.out.startswith("已导入：共 3 行，导入 1 行")
    assert "招聘人数看不明白" in taken.out
    assert run("take-jobs", file, "--from", "县劳动局", "--workplace", desk, "--json").error == "ALREADY_IMPORTED"
    given = run("give-jobs", "--for", "邻县总工会", "--to", tmp_path / "out.xlsx", "--workplace", desk, "--json")
    assert (given.code, given.value["vacancies"]) == (0, 0)
    assert (
        run("give-jobs", "--for", "邻县", "--to", tmp_path / "out.xlsx", "--workplace", desk, "--json").error
        == "EXPORT_EXISTS"
    )


def test_columns_that_are_not_known_are_told_by_map(run: Run, desk: Path, tmp_path: Path) -> None:
    file = workbook(tmp_path / "岗位.xlsx", [["甲", "乙"], ["安和纺织厂", "缝纫工"], ["安和商店", "营业员"]])
    asked = run("take-jobs", file, "--from", "县劳动局", "--workplace", desk, "--json")
    assert (asked.code, asked.error) == (1, "LEDGER_COLUMNS_UNSURE")
    taken = run(
        "take-jobs",
        file,
        "--from",
        "县劳动局",
        "--workplace",
        desk,
        "--map",
        "employer=甲",
        "--map",
        "岗位=乙",
        "--json",
    )
    assert (taken.code, taken.value["accepted"]) == (0, 2)


def test_what_waits_is_told(run: Run, desk: Path) -> None:
    found = run("jobs-due", "--workplace", desk, "--json")
    assert found.value == {
        "ended": 0, "followups": [], "slips": [], "ending": {"vacancy": 0, "placement_base": 0, "source_base": 0, "cooperation": 0, "order_agreement": 0},
        "verify": 0, "check": 0,
    }  # fmt: skip
    assert run("jobs-due", "--workplace", desk).out.strip() == "没有要办的。"
