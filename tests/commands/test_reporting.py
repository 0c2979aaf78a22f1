"""report, month-end and targets as commands."""

from pathlib import Path

import openpyxl
import pytest

from db import people
from db.people import PersonDraft
from rules.programme import programme
from tests.commands.conftest import Founder, Run

SIGNED = ("--prepared", "李书", "--reviewed", "张复", "--head", "王主席")


@pytest.fixture
def place(found: Founder) -> Path:
    book = found()
    people.register(book, PersonDraft("王秀英", sex="2", phone="13900000001", profile={"registered_on": "2009-08-03"}))
    book.close()
    return book.workplace.path


def test_reports_are_listed_shown_and_written(run: Run, place: Path, tmp_path: Path) -> None:
    known = run("report", "--period", "2009-Q3", "--workplace", place, "--json").value
    assert {one["name"] for one in known} >= {"aid", "network"}
    made = run("report", "network", "--period", "2009-Q3", "--workplace", place, "--json").value
    line = next(one for one in made["lines"] if one["number"] == "1")
    assert (line["label"], line["period"], line["persons_all"]) == (
        "登记服务对象",
        {"count": 1, "unit": "人"},
        {"count": 1, "unit": "人"},
    )
    assert (made["state"], made["zero"]) == ("open", False)
    told = run("report", "基地、信息员、劳务输出表", "--period", "2009", "--workplace", place).out
    assert "登记服务对象　本期 1　本年 1 人　人次 1　历年人数 1" in told
    assert "零报表" in run("report", "aid", "--period", "2009-03", "--workplace", place).out
    for name in ("表.xlsx", "表.pdf"):
        said = run("report", "training", "--period", "2009-03", "--workplace", place, "--to", tmp_path / name, "--json")
        assert said.value["period"] == "2009-03"
    assert (tmp_path / "表.pdf").read_bytes()[:5] == b"%PDF-"
    # nothing was trained: the table by base and trade has no row, and is left out
    assert openpyxl.load_workbook(tmp_path / "表.xlsx").sheetnames == ["培训班统计表（月报）"]


def test_wrong_names_periods_and_files_are_refused(run: Run, place: Path, tmp_path: Path) -> None:
    assert run("report", "nothing", "--workplace", place, "--json").error == "REPORT_UNKNOWN"
    assert (
        run("report", "aid", "--workplace", place, "--to", tmp_path / "表.doc", "--json").error == "FILE_KIND_UNKNOWN"
    )
    assert run("report", "aid", "--period", "2009-13", "--workplace", place).code == 2
    assert run("report", "aid", "--period", "2009-08", "--correction", "--workplace", place).refusal.startswith(
        "2009年8月还没有锁定"
    )
    assert run("month-end", "--period", "2009", "--workplace", place, "--json").error == "NOT_A_MONTH"


def test_a_month_is_gone_through_locked_and_corrected(run: Run, place: Path, found: Founder, tmp_path: Path) -> None:
    seen = run("month-end", "--workplace", place, "--json").value
    assert (seen["month"], seen["locked"]) == ("2009-08", False)
    assert {one["key"]: one["standing"] for one in seen["items"]}["unsent"] == "todo"
    assert "□ 数据上报" in run("month-end", "--workplace", place).out
    assert run("month-end", "--lock", "--workplace", place, "--json").error == "SIGNER_MISSING"
    locked = run("month-end", "--lock", *SIGNED, "--workplace", place, "--json").value
    assert locked["locked"] == "2009-08"
    assert len(locked["undone"]) == 1
    assert run("month-end", "--lock", *SIGNED, "--workplace", place, "--json").error == "PERIOD_LOCKED"
    assert run("month-end", "--correct", *SIGNED, "--workplace", place, "--json").error == "NOTHING_TO_CORRECT"
    assert "与上报时一致" in run("report", "aid", "--period", "2009-08", "--correction", "--workplace", place).out
    for name in ("更正.xlsx", "更正.pdf"):
        said = run(
            "report", "aid", "--period", "2009-08", "--correction", "--workplace", place, "--to", tmp_path / name
        )
        assert (said.code, (tmp_path / name).exists()) == (0, True)
    assert "已于 2009-09-28 锁定" in run("month-end", "--workplace", place).out


def test_the_register_and_ready_sets(run: Run, found: Founder, tmp_path: Path) -> None:
    book = found("province", "province")
    book.close()
    place = book.workplace.path
    rows = run("targets", "--register", "--workplace", place, "--json").value
    assert len(rows) == len(programme().figures)
    told = run("targets", "--register", "--workplace", place).out
    assert "51.1　河北省　计划　职业介绍　60,000 人次" in told
    assert "存疑：这个总数把人次与人相加" in told
    assert "2009 年还没有目标任务。" in run("targets", "--workplace", place).out
    assert "36611" in run("targets", "--adopt", "510000", "--workplace", place).out
    assert run("targets", "--adopt", "510000", "--workplace", place, "--json").error == "SET_KNOWN"
    found_goals = run("targets", "--workplace", place, "--json").value
    assert next(one for one in found_goals if one["label"] == "免费培训券")["target"] == {"count": 60_000, "unit": "张"}
    assert "免费培训券　目标 60,000 张　完成 0　0.0%" in run("targets", "--workplace", place).out
    for name in ("进度.xlsx", "进度.pdf"):
        assert run("targets", "--workplace", place, "--to", tmp_path / name).code == 0
        assert (tmp_path / name).stat().st_size > 1000


def test_terms_in_workdays_and_a_year_from_a_file(run: Run, place: Path, tmp_path: Path) -> None:
    said = run("holidays", "--since", "2009-09-28", "--days", "5", "--workplace", place, "--json")
    assert said.value == {"due": "2009-10-12", "natural_days": False}
    assert "按自然日" in run("holidays", "--since", "2027-01-04", "--days", "5", "--workplace", place).out
    assert "2009-10-10　上班" in run("holidays", "--workplace", place).out
    assert "没有 2027 年的节假日表" in run("holidays", "--year", "2027", "--workplace", place).out
    file = tmp_path / "2027.csv"
    file.write_text(
        "日期,安排,名称\n" + "".join(f"2027-02-{n:02d},放假,春节\n" for n in range(5, 12)), encoding="utf-8"
    )
    assert run("holidays", "--import", file, "--workplace", place, "--json").value == {"imported": [2027]}
    assert run("holidays", "--year", "2027", "--workplace", place, "--json").value["known"] is True
    file.write_text("日期,安排,名称\n2027-02-30,放假,\n", encoding="utf-8")
    assert "第 2 行的日期看不明白" in run("holidays", "--import", file, "--workplace", place).refusal
