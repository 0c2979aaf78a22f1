"""月末结账: each item is done or waits, with the page that does it; what is left undone stands in the lock."""

import datetime as dt

from db import month_end, report_tables, reports, training
from db.month_end import MonthEnd
from db.training import Result
from rules.periods import Period
from tests.db.conftest import COUNTY, County
from tests.db.test_indicators import course_of_events
from tests.db.test_reports import SIGNERS

SEPTEMBER = Period(2009, 9)


def standing(found: MonthEnd) -> dict[str, tuple[str, int]]:
    return {one.key: (one.standing, one.count) for one in found.items}


def test_a_month_with_a_class_lacks_a_result_and_has_unsent_entries(county: County) -> None:
    made, _persons, enrolments = course_of_events(county)
    found = month_end.look(county.desk, SEPTEMBER)
    told = standing(found)
    assert told["results"] == ("todo", 1)
    assert next(one for one in found.items if one.key == "results").thing == made
    assert told["unsent"][0] == "todo"
    assert told["zero"] == told["late"] == told["claims"] == told["balance"] == ("done", 0)
    assert not found.over
    assert found.lock is None
    training.record_results(county.base, made, {enrolments[2]: Result(False, training.FAILED)})
    county.pass_on(county.base, county.desk)
    assert standing(month_end.look(county.desk, SEPTEMBER))["results"] == ("done", 0)
    assert "unsent" not in standing(month_end.look(county.province, SEPTEMBER))


def test_an_empty_month_is_a_zero_report_and_late_entries_are_seen(county: County) -> None:
    july = Period(2009, 7)
    found = month_end.look(county.desk, july)
    assert standing(found)["zero"] == ("note", 0)
    assert found.over
    held = reports.lock(county.desk, july, SIGNERS, found.undone)
    assert held.zero
    with county.desk.write() as writer:
        writer.add(
            "training_class",
            {"starts": "2009-07-06", "ends": "2009-07-20", "status": "已批准", "county": COUNTY, "name": "补录班"},
        )
    found = month_end.look(county.desk, july)
    assert standing(found)["late"] == ("todo", 1)
    assert any("2009年7月" in one for one in found.undone)
    assert found.lock is not None
    assert found.earlier[0].period == july


def test_redeemed_and_not_claimed_waits(county: County) -> None:
    with county.base.write() as writer:
        writer.fact("redemption", {
            "voucher": b"v" * 16, "number": "5120095199010010000019", "face_fen": 50_000, "fee_fen": 60_000, "amount_fen": 50_000, "day": "2009-09-01",
        })  # fmt: skip
    told = month_end.look(county.base, SEPTEMBER)
    assert standing(told)["claims"] == ("todo", 1)
    assert next(one for one in told.items if one.key == "claims").page == "claims"
    with county.base.write() as writer:
        rows = [bytes(row[0]).hex() for row in county.base.store.rows("SELECT id FROM redemption")]
        writer.fact(
            "claim",
            {
                "base": county.base_row,
                "period": "2009-09",
                "redemptions": rows,
                "count": 1,
                "amount_fen": 50_000,
                "day": dt.date(2009, 9, 28),
            },
        )
    told = month_end.look(county.base, SEPTEMBER)
    assert standing(told)["claims"] == ("done", 0)
    assert standing(told)["reviews"] == ("todo", 1)


def test_classes_by_base_and_trade(county: County) -> None:
    course_of_events(county)
    with county.desk.write() as writer:
        writer.add("training_class", {
            "base": county.base_row, "course": county.course, "starts": "2009-09-10", "ends": "2009-09-20", "status": "已批准", "county": COUNTY,
        })  # fmt: skip
    county.pass_on(county.desk, county.province)
    for book, place in ((county.desk, ""), (county.province, COUNTY)):
        [row] = report_tables.classes(book, SEPTEMBER, place)
        assert (row.base, row.course, row.classes) == ("安和县第一培训基地", "家政服务员", 2)
        assert (row.enrolled, row.men + row.women, row.groups) == (3, 3, (0, 3, 0))
        assert (row.completed, row.passed, row.certified, row.balances) == (2, 1, 0, True)
    assert report_tables.classes(county.desk, Period(2009, 8)) == []
    assert report_tables.classes(county.province, SEPTEMBER, "519902") == []
