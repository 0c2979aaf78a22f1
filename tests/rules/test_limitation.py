"""The last days of the law, each with its article; what interrupts, suspends and extends them."""

import datetime as dt
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import limitation
from rules.followups import months_after
from rules.limitation import Event, Extension, Interruption, Suspension, arbitration, reckon

KNOWN = dt.date(2009, 3, 10)
TODAY = dt.date(2009, 9, 28)
DAYS = st.dates(dt.date(2008, 1, 1), dt.date(2012, 12, 31))
SPANS = st.builds(
    lambda day, long: Suspension(day, day + dt.timedelta(days=long)), DAYS, st.integers(min_value=0, max_value=400)
)
EVENTS = st.lists(st.builds(Interruption, DAYS) | SPANS, max_size=5)


def d(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def last(*events: Event, known: dt.date | None = KNOWN, today: dt.date = TODAY) -> dt.date | None:
    found = arbitration(is_wage=False, known_on=known, today=today, events=events)
    return found.day if found else None


def test_one_year_from_knowing() -> None:
    assert last() == dt.date(2010, 3, 10)
    assert last(known=None) is None
    assert last(known=dt.date(2008, 2, 29)) == dt.date(2009, 2, 28)


@pytest.mark.parametrize(
    ("events", "day"),
    [
        # 中断: the year begins again, from the last that came in time
        ([Interruption(d("2009-08-01"))], "2010-08-01"),
        ([Interruption(d("2009-01-01"))], "2010-03-10"),
        ([Interruption(d("2009-03-10"))], "2010-03-10"),
        ([Interruption(d("2010-03-10"))], "2011-03-10"),
        ([Interruption(d("2010-03-11"))], "2010-03-10"),
        ([Interruption(d("2010-02-01")), Interruption(d("2011-01-15"))], "2012-01-15"),
        ([Interruption(d("2010-02-01")), Interruption(d("2011-02-02"))], "2011-02-01"),
        # 中止: the days in between do not count, the day on which the cause fell away does
        ([Suspension(d("2009-05-01"), d("2009-05-21"))], "2010-03-30"),
        ([Suspension(d("2009-05-01"), d("2009-05-01"))], "2010-03-10"),
        ([Suspension(d("2010-03-10"), d("2010-04-01"))], "2010-04-01"),
        ([Suspension(d("2010-03-11"), d("2010-04-01"))], "2010-03-10"),
        ([Suspension(d("2009-01-01"), d("2009-03-11"))], "2010-03-10"),
        ([Suspension(d("2009-01-01"), d("2009-03-21"))], "2010-03-20"),
        ([Suspension(d("2009-05-01"), d("2009-05-21")), Suspension(d("2009-05-11"), d("2009-05-31"))], "2010-04-09"),
        ([Suspension(d("2009-05-01"), d("2009-05-31")), Suspension(d("2009-05-11"), d("2009-05-21"))], "2010-04-09"),
        # both: days lost before the interruption are lost with the old year; those after count on the new one
        ([Suspension(d("2009-05-01"), d("2009-05-21")), Interruption(d("2009-08-01"))], "2010-08-01"),
        ([Interruption(d("2009-08-01")), Suspension(d("2009-09-01"), d("2009-09-11"))], "2010-08-11"),
        # an interruption that only a suspension has kept in time
        ([Suspension(d("2009-05-01"), d("2009-05-21")), Interruption(d("2010-03-25"))], "2011-03-25"),
    ],
)  # fmt: skip
def test_what_moves_the_year(events: Sequence[Event], day: str) -> None:
    assert last(*events) == d(day)
    assert last(*reversed(events)) == d(day), "the order in which it was entered says nothing"


def test_what_counts_for_nothing_says_so() -> None:
    run = reckon(KNOWN, TODAY, [Interruption(d("2009-01-01")), Interruption(d("2011-01-01"))], months=12)
    assert [one.void for one in run.taken] == ["before", "after"]
    run = reckon(KNOWN, TODAY, [Suspension(d("2008-01-01"), d("2008-02-01")), Suspension(d("2011-01-01"), d("2011-02-01"))], months=12)  # fmt: skip
    assert [(one.void, one.days) for one in run.taken] == [("before", 0), ("after", 0)]
    assert run.day == run.plain


def test_a_suspension_that_lasts_is_reckoned_as_if_it_ended_today() -> None:
    open_one = Suspension(d("2009-09-18"))
    run = reckon(KNOWN, TODAY, [open_one], months=12)
    assert run.stands
    assert run.day == d("2010-03-20")
    later = reckon(KNOWN, TODAY + dt.timedelta(days=30), [open_one], months=12)
    assert later.day - run.day == dt.timedelta(days=30), "as long as it lasts, as many days are left"
    over = reckon(KNOWN, d("2011-01-01"), [Suspension(d("2010-06-01"))], months=12)
    assert (over.stands, over.day) == (False, d("2010-03-10")), "what lapsed before is not held up"


def test_wages_of_who_is_employed_do_not_lapse_and_lapse_a_year_after_leaving() -> None:
    assert arbitration(is_wage=True, known_on=dt.date(2005, 1, 1), today=TODAY) is None
    left = dt.date(2009, 2, 1)
    found = arbitration(is_wage=True, known_on=dt.date(2005, 1, 1), today=TODAY, left_on=left)
    assert found is not None
    assert found.day == dt.date(2010, 2, 1)


def test_an_injury_has_thirty_days_for_the_employer_and_a_year_for_the_worker() -> None:
    by_employer, by_worker = limitation.recognition(dt.date(2009, 9, 1), TODAY)
    assert (by_employer.day, by_worker.day) == (dt.date(2009, 10, 1), dt.date(2010, 9, 1))
    assert limitation.suing(dt.date(2009, 9, 1), TODAY).day == dt.date(2009, 9, 16)
    assert by_employer.left(dt.date(2009, 10, 3)) == -2


def test_what_an_authority_grants_stands_where_it_is_later() -> None:
    granted = [Extension(d("2009-09-20"), d("2009-10-31"))]
    by_employer, by_worker = limitation.recognition(d("2009-09-01"), TODAY, granted, [Suspension(d("2009-10-01"), d("2009-10-11"))])  # fmt: skip
    assert (by_employer.day, by_worker.day) == (d("2009-10-31"), d("2010-09-11"))
    run = reckon(d("2009-09-01"), TODAY, [Extension(d("2009-09-05"), d("2009-09-10"))], days=15)
    assert (run.day, run.taken[0].void) == (d("2009-09-16"), "shorter")


def by_walking(begun: dt.date, events: Sequence[Event]) -> dt.date:
    """Count day by day, as somebody with a calendar and a pencil would."""
    closed = [one for one in events if isinstance(one, Suspension)]
    again = {one.day for one in events if isinstance(one, Interruption)}
    start, day, counted = begun, begun, 0
    while True:
        need = (months_after(start, 12) - start).days
        day += dt.timedelta(days=1)
        if not any(one.day <= day < one.ended for one in closed if one.ended):
            counted += 1
        if day in again:
            start, counted = day, 0
            continue
        if counted == need:
            return day


@given(DAYS, EVENTS)
def test_the_reckoning_is_that_of_a_calendar_and_a_pencil(begun: dt.date, events: list[Event]) -> None:
    run = reckon(begun, dt.date(2015, 1, 1), events, months=12)
    assert run.day == by_walking(begun, events)
    assert run.day == reckon(begun, dt.date(2015, 1, 1), [*reversed(events)], months=12).day


@given(DAYS, EVENTS, SPANS | st.builds(Interruption, DAYS))
def test_nothing_shortens_the_year(begun: dt.date, events: list[Event], one: Event) -> None:
    less = reckon(begun, TODAY, events, months=12)
    more = reckon(begun, TODAY, [*events, one], months=12)
    assert more.day >= less.day >= less.plain == months_after(begun, 12)
