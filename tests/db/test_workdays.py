"""The calendar of a workplace: a supervisor's file there, and the province's for every county."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from db import workdays
from db.casebook import NotPermitted
from db.journal import NotWriter
from rules.workdays import HolidayFileWrong, built_in
from tests.db.conftest import COUNTY, County, Founder
from tests.rules.test_workdays import YEAR


def test_a_supervisor_takes_a_year_and_it_stays(found: Founder, tmp_path: Path) -> None:
    desk = found()
    assert workdays.calendar(desk) == built_in()
    file = tmp_path / "2027.csv"
    file.write_text(YEAR, encoding="utf-8")
    assert workdays.import_file(desk, file).years == {2027}
    assert workdays.import_file(desk, file).years == {2027}
    assert 2027 in workdays.calendar(desk).years
    assert workdays.imported(desk).years == {2027}
    file.write_text("nothing", encoding="utf-8")
    with pytest.raises(HolidayFileWrong):
        workdays.import_file(desk, file)
    assert 2027 in workdays.calendar(desk).years
    clerk = found("clerk", role="clerk")
    with pytest.raises(NotPermitted):
        workdays.import_file(clerk, file)


def test_the_days_before_a_class_are_a_setting(found: Founder) -> None:
    desk = found()
    assert workdays.notice_days(desk) == 5
    workdays.set_notice_days(desk, 15)
    assert workdays.notice_days(desk) == 15
    with pytest.raises(ValueError, match="61"):
        workdays.set_notice_days(desk, 61)


def year(county: County, tmp_path: Path, text: str = YEAR) -> Path:
    file = tmp_path / "年.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_what_the_province_publishes_counts_before_the_counties_own_file(county: County, tmp_path: Path) -> None:
    desk, base, province = county.desk, county.base, county.province
    own = YEAR.replace("2027-02-08", "2027-02-20")
    workdays.import_file(desk, year(county, tmp_path, own))
    assert (workdays.origin(desk, 2027), workdays.origin(base, 2027)) == ("file", "program")
    assert 2027 not in workdays.calendar(base).years
    assert workdays.import_file(province, year(county, tmp_path)).years == {2027}
    assert workdays.origin(province, 2027) == "file"
    county.pass_on(province, desk, base)
    for book in (desk, base):
        assert workdays.origin(book, 2027) == "province"
        assert workdays.calendar(book).of_year(2027) == workdays.calendar(province).of_year(2027)
        assert [one.day for one in workdays.published(book)] == [book.today]
    assert workdays.imported(desk).off.keys() >= {dt.date(2027, 2, 20)}, (
        "the own file stays, for the day it is asked for"
    )
    assert workdays.publish(province, [2027]) == 0, "nothing new, nothing written"
    workdays.import_file(province, year(county, tmp_path, own))
    county.pass_on(province, desk)
    assert dt.date(2027, 2, 20) in workdays.calendar(desk).off
    sql = "SELECT DISTINCT s.county FROM entry e JOIN stream s ON s.dev = e.dev AND s.ep = e.ep WHERE e.tbl = 'workday_year'"
    assert [row["county"] for row in province.store.rows(sql)] == [COUNTY], "travels with the county's receipts"


def test_a_year_of_the_program_is_published_and_one_that_nobody_knows_is_not(county: County) -> None:
    assert workdays.publish(county.province, [2009]) == 1
    assert workdays.told(county.province) == {2009}
    with pytest.raises(workdays.YearUnknown):
        workdays.publish(county.province, [2071])
    with pytest.raises(NotPermitted):
        workdays.publish(county.desk, [2009])
    with pytest.raises(NotWriter), county.desk.write() as writer:
        writer.add("workday_year", {"county": COUNTY, "year": 2009, "days": [], "day": county.desk.today})


@pytest.mark.parametrize(
    "days", [[], [["2009-01-01", "放假", "元旦"]], [1, ["x"]], [["2009-13-01", "放假", ""]] * 6, {"a": 1}]
)
def test_a_year_that_is_not_whole_is_left_out(county: County, days: Any) -> None:
    with county.province.write(COUNTY) as writer:
        writer.add("workday_year", {"county": COUNTY, "year": 2009, "days": days, "day": county.province.today})
    county.pass_on(county.province, county.desk)
    assert workdays.published(county.desk) == []
    assert workdays.calendar(county.desk) == built_in()
