"""The calendar of a workplace: a supervisor's file, kept there and nowhere else."""

from pathlib import Path

import pytest

from db import workdays
from db.casebook import NotPermitted
from rules.workdays import HolidayFileWrong, built_in
from tests.db.conftest import Founder
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
