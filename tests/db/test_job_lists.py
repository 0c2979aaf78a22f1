"""Lists of jobs from a labour office: understood, judged line by line, entered with their batch; ours go out and come in again whole."""

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import job_lists, jobs, ledgers, records
from db.casebook import Casebook
from db.job_lists import Batch
from db.roster import AlreadyImported
from db.tables import jobs as tables
from tests.db.conftest import Founder
from ui import job_list_file

TODAY = dt.date(2009, 9, 28)
BATCH = Batch("安和县劳动局", "2", TODAY)
HEADINGS = (
    "序号",
    "单位名称",
    "招聘工种",
    "需求人数",
    "工资待遇",
    "工作地点",
    "任职要求",
    "联系人",
    "联系电话",
    "截止日期",
)
ROWS = (
    (1, "安和纺织厂", "缝纫工", 20, "1200-1800", "工业路", "初中", "赵主任", "0816-2345678", "2009-10-31"),
    (2, "安和纺织厂", "挡车工", 5, "面议", "工业路", "", "赵主任", "0816-2345678", "2009-10-31"),
    (3, "安和建筑公司", "砌筑工", "若干", "1500元以上", "", "", "", "", "2009-10-31"),
    (4, "安和建筑公司", "钢筋工", 8, "1500元以上", "", "", "", "123", "2009-08-31"),
    (5, "", "保安", 2, "", "", "", "", "", ""),
    (6, "安和 纺织厂", "缝纫工", 20, "", "", "", "", "", "2009-10-31"),
    (7, "安和建筑公司", "焊工", 3, 2000, "", "", "", "", ""),
)  # fmt: skip


def a_file(folder: Path, rows: tuple[tuple[object, ...], ...] = ROWS, headings: tuple[str, ...] = HEADINGS) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["2009年9月岗位信息"])
    sheet.append(headings)
    for row in rows:
        sheet.append(row)
    book.save(folder / "岗位信息.xlsx")
    return folder / "岗位信息.xlsx"


def test_a_labour_office_s_list_is_judged_and_taken_in_as_a_batch(desk: Casebook, tmp_path: Path) -> None:
    records.add(desk, jobs.EMPLOYER, {"name": "安和建筑公司"})
    path = a_file(tmp_path)
    ledger = ledgers.open_ledger(desk, job_lists.VACANCIES, path)
    assert ledgers.unsure(ledger, {}) == ()
    dry = job_lists.take(desk, ledger, BATCH, dry_run=True)
    assert records.count(desk, "vacancy") == 0
    report = job_lists.take(desk, ledger, BATCH)
    assert (report.rows, report.accepted, report.duplicates) == (7, 3, 1)
    assert dry.as_dict() == report.as_dict()
    assert report.rejected == {"COUNT_FORMAT": 1, "DATE_PAST": 1, "EMPLOYER_EMPTY": 1}
    assert {one.post: (one.pay, one.until, one.state) for one in _vacancies(desk)} == {
        "缝纫工": ((120_000, 180_000), dt.date(2009, 10, 31), tables.UNVERIFIED),
        "挡车工": ((None, None), dt.date(2009, 10, 31), tables.UNVERIFIED),
        "焊工": ((200_000, 200_000), dt.date(2009, 10, 28), tables.UNVERIFIED),
    }
    (batch,) = records.page(desk, "job_batch")
    assert (batch["direction"], batch["count"], batch["taken"], batch["known"], batch["refused"]) == ("1", 7, 3, 1, 3)
    assert records.count(desk, "employer") == 2
    assert all(one["batch"] == batch.id for one in records.page(desk, "vacancy"))
    with pytest.raises(AlreadyImported):
        ledgers.open_ledger(desk, job_lists.VACANCIES, path)
    again = job_lists.take(desk, ledgers.open_ledger(desk, job_lists.VACANCIES, path, again=True), BATCH, again=True)
    assert (again.accepted, again.duplicates) == (0, 4)


class _Seen:
    def __init__(self, one: records.Record) -> None:
        self.post, self.pay = one["post"], (one["wage_from_fen"], one["wage_to_fen"])
        self.until, self.state = one["valid_until"], one.state


def _vacancies(book: Casebook) -> list[_Seen]:
    return [_Seen(one) for one in records.page(book, "vacancy")]


def test_columns_that_nobody_knows_are_asked_once(desk: Casebook, tmp_path: Path) -> None:
    odd = ("甲", "乙", "丙")
    rows = (("安和纺织厂", "缝纫工", 20), ("安和建筑公司", "焊工", 3))
    ledger = ledgers.open_ledger(desk, job_lists.VACANCIES, a_file(tmp_path, rows, odd))
    (layout,) = ledgers.unsure(ledger, {})
    report = job_lists.take(desk, ledger, BATCH, chosen={layout.key: {"employer": 0, "post": 1, "places": 2}})
    assert report.accepted == 2
    other = tmp_path / "next"
    other.mkdir()
    later = ledgers.open_ledger(desk, job_lists.VACANCIES, a_file(other, (("安和商店", "营业员", 2),), odd))
    assert ledgers.unsure(later, {}) == ()


def test_our_list_goes_out_noted_and_comes_in_again_elsewhere(found: Founder, tmp_path: Path) -> None:
    giver, taker = found("desk"), found("other")
    unit = records.add(
        giver,
        jobs.EMPLOYER,
        {"name": "安和（集团）公司", "uscc": "91110000600037341L", "phone": "0816-2345678", "contact": "赵主任"},
    )
    for post, low, high, opened in (
        ("缝纫工", 120_000, 180_000, True),
        ("保洁员", None, None, True),
        ("门卫", 90_000, None, False),
    ):
        values = {
            "employer": unit,
            "post": post,
            "places": 4,
            "valid_until": dt.date(2009, 10, 31),
            "wage_from_fen": low,
            "wage_to_fen": high,
        }
        row = records.add(giver, jobs.VACANCY, values)
        if opened:
            records.move(giver, jobs.VACANCY, row, tables.OPEN)
    to = tmp_path / "岗位清单.xlsx"
    assert job_list_file.write(giver, "邻县总工会", to) == 2
    (sent,) = records.page(giver, "job_batch")
    assert (sent["direction"], sent["partner"], sent["count"]) == ("2", "邻县总工会", 2)
    report = job_lists.take(
        taker, ledgers.open_ledger(taker, job_lists.VACANCIES, to), Batch("安和县总工会", "5", TODAY)
    )
    assert (report.accepted, report.rejected) == (2, {})
    assert {(one.post, one.pay) for one in _vacancies(taker)} == {
        ("缝纫工", (120_000, 180_000)),
        ("保洁员", (None, None)),
    }
    taken = records.page(taker, "employer")[0]
    assert (taken["name"], taken["uscc"], taken["phone"]) == ("安和（集团）公司", "91110000600037341L", "0816-2345678")


@given(st.integers(1, 95_000), st.integers(0, 5_000), st.sampled_from(("-", "–", "～", "至")))
def test_a_wage_is_read_as_offices_write_it(low: int, more: int, mark: str) -> None:
    assert job_lists.read_wage(f"{low}{mark}{low + more}元/月") == (low * 100, (low + more) * 100)
    assert job_lists.read_wage(f"{low:,} 元以上") == (low * 100, None)
    assert job_lists.read_wage(str(low)) == (low * 100, low * 100)


@pytest.mark.parametrize("words", ["面议", "计件", "", "1800-1200", "底薪800+提成", "1e9", "-5"])
def test_a_wage_that_is_words_stays_words(words: str) -> None:
    assert job_lists.read_wage(words) is None
