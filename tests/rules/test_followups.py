"""When a placed person is asked again."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import followups
from rules.followups import Due

BEGAN = dt.date(2009, 3, 31)


def test_months_end_where_the_month_ends() -> None:
    assert followups.months_after(BEGAN, 1) == dt.date(2009, 4, 30)
    assert followups.months_after(dt.date(2008, 8, 31), 6) == dt.date(2009, 2, 28)
    assert followups.months_after(dt.date(2009, 12, 15), 1) == dt.date(2010, 1, 15)
    assert followups.months_after(dt.date(2009, 3, 15), -6) == dt.date(2008, 9, 15)


@pytest.mark.parametrize(("today", "made", "months"), [
    (dt.date(2009, 4, 20), (), None), (dt.date(2009, 4, 27), (), 1), (dt.date(2009, 6, 1), (1,), None), (dt.date(2009, 6, 28), (1,), 3),
    (dt.date(2009, 6, 28), (), 3), (dt.date(2009, 10, 1), (1, 3), 6), (dt.date(2009, 10, 1), (6,), None), (dt.date(2010, 1, 15), (1, 3), None),
])  # fmt: skip
def test_the_latest_that_is_full_is_due_unless_it_was_made(
    today: dt.date, made: tuple[int, ...], months: int | None
) -> None:
    found = followups.due(BEGAN, made, today)
    assert (found.months if found else None) == months


def test_nothing_is_due_after_somebody_left() -> None:
    assert followups.due(BEGAN, (), dt.date(2009, 7, 1), left=dt.date(2009, 5, 5)) == Due(dt.date(2009, 4, 30), 1)
    assert followups.due(BEGAN, (), dt.date(2009, 7, 1), left=dt.date(2009, 4, 5)) is None


@given(
    st.dates(dt.date(2000, 1, 1), dt.date(2030, 1, 1)), st.integers(0, 400), st.sets(st.sampled_from(followups.MONTHS))
)
def test_what_was_made_is_never_due_and_what_is_due_is_full(began: dt.date, later: int, made: set[int]) -> None:
    today = began + dt.timedelta(days=later)
    found = followups.due(began, made, today)
    assert found is None or (found.months not in made and found.day <= today + dt.timedelta(days=followups.AHEAD_DAYS))
