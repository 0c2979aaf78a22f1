"""Workdays: days off and shifted workdays of real years, terms over them, later years from a file, and what is said where a year is not known."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import workdays
from rules.workdays import OFF, ON, Calendar, HolidayFileWrong, built_in

YEAR = "日期,安排,名称\n2027-01-01,放假,元旦\n2027/2/6,上班,\n" + "".join(
    f"2027-02-{n:02d},放假,春节\n" for n in range(8, 14)
)


def test_the_program_knows_the_years_from_2004_on() -> None:
    calendar = built_in()
    assert set(range(2004, 2027)) <= calendar.years
    assert calendar.off[dt.date(2009, 10, 3)] in {"国庆节", "中秋节"}
    assert not calendar.is_workday(dt.date(2009, 10, 5))
    assert calendar.is_workday(dt.date(2009, 10, 10))  # a Saturday that was shifted
    assert not any(name.isascii() for name in calendar.off.values())


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2009-09-28", 5, "2009-10-12"), ("2009-09-28", 7, "2009-10-14"), ("2009-03-02", 5, "2009-03-09"), ("2009-01-23", 1, "2009-01-24"),
        ("2009-12-31", 1, "2010-01-04"), ("2009-09-28", 0, "2009-09-28"),
    ],
)  # fmt: skip
def test_a_publication_runs_over_holidays_and_shifted_saturdays(start: str, count: int, end: str) -> None:
    due = built_in().after(dt.date.fromisoformat(start), count)
    assert (due.day.isoformat(), due.is_natural) == (end, False)


def test_a_class_is_applied_for_so_many_workdays_before() -> None:
    due = built_in().before(dt.date(2009, 10, 12), 5)
    assert (due.day, due.is_natural) == (dt.date(2009, 9, 28), False)


def test_where_a_year_is_not_known_natural_days_are_counted_and_it_is_said() -> None:
    calendar = built_in()
    last = dt.date(max(calendar.years), 12, 31)
    due = calendar.after(last, 7)
    assert (due.day, due.is_natural) == (last + dt.timedelta(days=7), True)
    assert calendar.before(dt.date(2004, 1, 1), 5).is_natural
    assert calendar.is_workday(dt.date(2050, 1, 3)) == (dt.date(2050, 1, 3).weekday() < 5)


@given(st.dates(dt.date(2004, 3, 1), dt.date(2026, 6, 30)), st.integers(0, 40))
def test_a_term_ends_on_a_workday_and_has_as_many_workdays_as_it_should(start: dt.date, count: int) -> None:
    calendar = built_in()
    due = calendar.after(start, count)
    assert not due.is_natural
    inside = [start + dt.timedelta(days=n + 1) for n in range((due.day - start).days)]
    assert sum(map(calendar.is_workday, inside)) == count
    assert not inside or calendar.is_workday(due.day)
    back = calendar.before(due.day + dt.timedelta(days=1), count)
    assert back.day > start or count == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_later_year_comes_from_a_file(encoding: str) -> None:
    found = workdays.read(YEAR.encode(encoding))
    assert found.years == {2027}
    whole = built_in().with_years(found)
    assert whole.off[dt.date(2027, 1, 1)] == "元旦"
    assert whole.is_workday(dt.date(2027, 2, 6))
    assert not whole.after(dt.date(2027, 2, 5), 5).is_natural
    assert whole.of_year(2009) == built_in().of_year(2009)
    rows = [(day.isoformat(), kind, name) for day, kind, name in found.rows()]
    assert workdays.of_rows([*rows, ("nonsense", OFF, "")]) == found
    assert {kind for _day, kind, _name in rows} == {OFF, ON}


def test_a_year_from_a_file_takes_the_place_of_the_whole_year() -> None:
    other = Calendar({dt.date(2009, 1, 1): "元旦"}, frozenset(), frozenset({2009}))
    whole = built_in().with_years(other)
    assert [day for day in whole.off if day.year == 2009] == [dt.date(2009, 1, 1)]
    assert not any(day.year == 2009 for day in whole.on)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "heading"), ("日期,名称\n", 1, "heading"), ("日期,安排,名称\n2027-13-01,放假,\n", 2, "date"), ("日期,安排,名称\n2027-01-01,休息,\n", 2, "kind"),
        ("日期,安排,名称\n2027-01-01\n", 2, "kind"), (YEAR + "2027-01-01,上班,\n", 10, "twice"), ("日期,安排,名称\n2027-01-01,放假,元旦\n", 0, "short"),
        ("日期,安排,名称\n\n", 0, "short"), ("日期,安排,名称\n" + "\n" * workdays.MOST_BYTES, 0, "size"),
    ],
)  # fmt: skip
def test_what_is_no_calendar_is_refused(text: str, line: int, reason: str) -> None:
    with pytest.raises(HolidayFileWrong) as refused:
        workdays.read(text.encode())
    assert refused.value.fields == {"line": line, "reason": reason}


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(HolidayFileWrong) as refused:
        workdays.read(b"\xff\xfe\x00\xff\x80")
    assert refused.value.fields["reason"] in {"text", "heading"}


@given(st.binary(max_size=300))
def test_no_file_does_more_than_be_refused(data: bytes) -> None:
    with pytest.raises(HolidayFileWrong):
        workdays.read(data)
