"""The last days of the law, each with its article."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from rules import limitation
from rules.limitation import arbitration

KNOWN = dt.date(2009, 3, 10)
DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2040, 12, 31))


def test_one_year_from_knowing_and_anew_from_what_interrupts_it() -> None:
    assert arbitration(is_wage=False, known_on=KNOWN) == dt.date(2010, 3, 10)
    assert arbitration(is_wage=False, known_on=KNOWN, interrupted_on=dt.date(2009, 8, 1)) == dt.date(2010, 8, 1)
    assert arbitration(is_wage=False, known_on=KNOWN, interrupted_on=dt.date(2009, 1, 1)) == dt.date(2010, 3, 10)
    assert arbitration(is_wage=False, known_on=None) is None
    assert arbitration(is_wage=False, known_on=dt.date(2008, 2, 29)) == dt.date(2009, 2, 28)


def test_wages_of_who_is_employed_do_not_lapse_and_lapse_a_year_after_leaving() -> None:
    assert arbitration(is_wage=True, known_on=dt.date(2005, 1, 1)) is None
    assert arbitration(is_wage=True, known_on=dt.date(2005, 1, 1), left_on=dt.date(2009, 2, 1)) == dt.date(2010, 2, 1)


def test_an_injury_has_thirty_days_for_the_employer_and_a_year_for_the_worker() -> None:
    by_employer, by_worker = limitation.recognition(dt.date(2009, 9, 1))
    assert (by_employer.day, by_worker.day) == (dt.date(2009, 10, 1), dt.date(2010, 9, 1))
    assert limitation.suing(dt.date(2009, 9, 1)).day == dt.date(2009, 9, 16)
    assert by_employer.left(dt.date(2009, 10, 3)) == -2


@given(DAYS, st.none() | DAYS)
def test_no_interruption_shortens_the_year(known: dt.date, interrupted: dt.date | None) -> None:
    plain = arbitration(is_wage=False, known_on=known)
    longer = arbitration(is_wage=False, known_on=known, interrupted_on=interrupted)
    assert plain is not None
    assert longer is not None
    assert longer >= plain
    assert 365 - 1 <= (plain - known).days <= 366
