"""What may be put up in public, and for how long."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import publicity, workdays
from rules.publicity import Person


@pytest.mark.parametrize(
    ("address", "town"),
    [
        ("柳河镇三组", "柳河镇"), ("西部省安和县青石镇柳河村三组12号", "青石镇"), ("安和县城关街道东街12号", "城关街道"), ("某某民族乡一村", "某某民族乡"),
        ("东街12号", ""), ("", ""), ("安和县柳河村镇上", ""),
    ],
)  # fmt: skip
def test_an_address_is_cut_down_to_the_township(address: str, town: str) -> None:
    found = publicity.township(address)
    assert found == town or (address == "安和县柳河村镇上" and found.endswith("镇"))
    assert not any(char.isdigit() for char in found)


@pytest.mark.parametrize(
    ("birth", "minor"),
    [
        ("1991-09-28", False), ("1991-09-29", True), ("1991-09", True), ("1991-08", False), ("1991", True), ("1990", False), ("", False),
        ("1969-03-12", False), ("2009-01-01", True),
    ],
)  # fmt: skip
def test_who_may_be_under_eighteen_is_left_out(birth: str, minor: bool) -> None:
    assert publicity.may_be_minor(birth, date(2009, 9, 28)) is minor


def test_names_that_read_alike_bear_their_numbers() -> None:
    people = [
        Person("王秀英", "", "青石镇", "01-001"), Person("王小英", "", "青石镇", "01-002"), Person("王小英", "", "柳河镇", "01-003"),
        Person("阿依古丽·买买提", "", "青石镇", "01-004"), Person("㛃", "", "青石镇", "01-005"),
    ]  # fmt: skip
    assert publicity.shown(people) == ["王*英（01-001）", "王*英（01-002）", "王*英", "阿*", "*"]
    assert publicity.shown(people, by_number=True) == [person.number for person in people]


@given(
    st.lists(
        st.tuples(st.text("张王李小明英·", min_size=1, max_size=6), st.sampled_from(["甲镇", "乙乡"])), max_size=30
    )
)
def test_no_whole_name_is_shown_and_no_two_read_alike(drawn: list[tuple[str, str]]) -> None:
    people = [Person(name, "", place, f"{place_no:03d}") for place_no, (name, place) in enumerate(drawn)]
    shown = publicity.shown(people)
    assert all("*" in one for one in shown)
    pairs = [(one, person.place) for one, person in zip(shown, people, strict=True)]
    assert len(set(pairs)) == len(pairs)


@pytest.mark.parametrize(
    ("first", "days", "last"),
    [
        (date(2009, 9, 28), 7, date(2009, 10, 13)),  # 1–8 October off, Saturday the 10th worked
        (date(2009, 9, 26), 1, date(2009, 9, 27)),  # a Saturday; the Sunday is worked
        (date(2026, 2, 13), 2, date(2026, 2, 14)), (date(2026, 2, 13), 3, date(2026, 2, 24)), (date(2026, 3, 2), 5, date(2026, 3, 6)),
    ],
)  # fmt: skip
def test_working_days_leave_holidays_out_and_count_weekends_that_are_worked(first: date, days: int, last: date) -> None:
    assert workdays.built_in().period(first, days) == workdays.Period(first, last, days, working=True)


def test_a_year_whose_holidays_nobody_knows_is_counted_in_calendar_days() -> None:
    assert not workdays.built_in().knows(date(1999, 5, 4))
    assert workdays.built_in().period(date(1999, 5, 4), 5) == workdays.Period(
        date(1999, 5, 4), date(1999, 5, 8), 5, working=False
    )
    across = workdays.built_in().period(date(2026, 12, 30), 7)
    assert (across.working, across.last) == (False, date(2027, 1, 5))


@given(st.dates(date(2025, 1, 1), date(2026, 11, 1)), st.integers(1, 20))
def test_a_period_has_as_many_working_days_as_was_asked(first: date, days: int) -> None:
    found = workdays.built_in().period(first, days)
    every = [first + timedelta(at) for at in range((found.last - first).days + 1)]
    assert found.working
    assert sum(bool(workdays.built_in().is_workday(day)) for day in every) == days
    assert workdays.built_in().is_workday(found.last)
