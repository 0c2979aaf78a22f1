"""What is entered late counts on the day on which it happened; the day of typing is kept by itself."""

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from db import handovers, people, training
from db.handovers import SealDraft
from db.training import Result
from rules.dates import DayAhead
from tests.db.conftest import County, draft
from tests.db.test_indicators import course_of_events

if TYPE_CHECKING:
    from collections.abc import Callable


def test_what_is_entered_late_counts_on_the_day_it_happened(county: County) -> None:
    desk, base = county.desk, county.base
    made, _persons, enrolments = course_of_events(county)
    late = dt.date(2009, 9, 20)
    one = people.register(desk, draft(77, profile={"groups": ["returned"], "registered_on": dt.date(2009, 8, 30)}))
    assert people.get(desk, one.id).profile["registered_on"] == "2009-08-30"
    (enrolment,) = training.enrol(desk, made, [one.id], dt.date(2009, 9, 2))
    assert desk.store.value("SELECT enrolled_on FROM enrolment WHERE id = ?", (enrolment,)) == "2009-09-02"
    county.pass_on(desk, base)
    training.record_results(base, made, {enrolment: Result(True, training.PASSED, 80, 80)}, late)
    (found,) = base.store.rows("SELECT day, _ts FROM result WHERE enrolment = ?", (enrolment,))
    assert found["day"] == "2009-09-20"
    entered = dt.datetime.fromtimestamp(found["_ts"] / 1000, dt.UTC).date()
    assert entered == county.clock.now().date() != late, "the day of typing is kept by itself"
    ahead = county.clock.now().date() + dt.timedelta(days=1)
    tries: tuple[Callable[[], object], ...] = (
        lambda: people.register(desk, draft(78, profile={"registered_on": ahead})),
        lambda: training.enrol(desk, made, [one.id], ahead),
        lambda: training.record_results(base, made, {enrolments[0]: Result(True, training.PASSED)}, ahead),
        lambda: handovers.hand_out(base, [b"c" * 16], day=ahead),
        lambda: handovers.use_seal(base, SealDraft("certificate", ["1"], "章", "甲", day=ahead)),
    )
    for one_try in tries:
        with pytest.raises(DayAhead):
            one_try()
    with pytest.raises(training.DayOutsideClass):
        training.record_results(base, made, {enrolments[0]: Result(True, training.PASSED)}, dt.date(2009, 1, 5))
