"""月末结账: each item is done or waits, with the page that does it; what is left undone stands in the lock."""

import datetime as dt

from db import month_end, report_tables, reports, settlement, training, workdays
from db.casebook import Casebook
from db.month_end import MonthEnd
from db.training import Result
from rules.periods import Period
from tests.db.conftest import COUNTY, County
from tests.db.test_indicators import course_of_events
from tests.db.test_report_stock import open_their_records
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
        told = row.times
        assert (told["enrolled"], told["men"] + told["women"]) == (3, 3)
        assert (told["migrant_worker"], told["returned"], told["laid_off"]) == (0, 3, 0)
        assert ([told[one] for one in ("completed", "passed", "certified", "placed")], row.balances) == (
            [2, 1, 0, 0],
            True,
        )
        found = report_tables.table(book, "training", SEPTEMBER, place)
        assert found is not None
        assert [cell.value("period").shown for cell in found.rows[0].cells] == ["2", *map(str, told.values())]
        open_their_records(book, found, SEPTEMBER, place)
    assert report_tables.classes(county.desk, Period(2009, 8)) == []
    assert report_tables.classes(county.province, SEPTEMBER, "519902") == []


def lines(found: MonthEnd) -> list[str]:
    return [one.key for one in found.items]


def test_a_base_sees_its_own_month_and_closes_it_apart_from_its_county(county: County) -> None:
    made, _persons, enrolments = course_of_events(county)
    county.pass_on(county.desk, county.base)
    base = county.base
    found = month_end.look(base, SEPTEMBER)
    assert lines(found) == [one.key for one in month_end.CHECKS["base"]]
    told = {one.key: one for one in found.items}
    assert (told["results"].count, told["results"].page) == (1, "results")
    assert told["attendance"].thing == made
    assert told["attendance"].count == days_without_attendance(base, made)
    assert told["unsent"].standing == "todo"
    training.record_results(base, made, {enrolments[2]: Result(False, training.FAILED)})
    for _day in range(40):
        missing = standing(month_end.look(base, SEPTEMBER))["attendance"][1]
        if not missing:
            break
        record_next_day(base, made, enrolments)
    told = {one.key: one for one in month_end.look(base, SEPTEMBER).items}
    assert (told["results"].standing, told["attendance"].standing) == ("done", "done")
    held = reports.lock(base, Period(2009, 7), SIGNERS)
    assert held.zero
    assert [one.form for one in reports.make_all(base, [Period(2009, 7)])] == ["base"]
    assert reports.report(base, "base", Period(2009, 7)).state == "locked"
    county.pass_on(base, county.desk, county.province)
    for book in (county.desk, county.province):
        assert reports.lock_of(book, Period(2009, 7), COUNTY) is None
        assert reports.lock_of(book, Period(2009, 7), base=base.workplace.dev) is not None


def days_without_attendance(book: Casebook, made: bytes) -> int:
    row = training.get_class(book, made)
    first = dt.date.fromisoformat(row.starts)
    due = workdays.calendar(book).count(first, min(dt.date.fromisoformat(row.ends), book.today))
    return min(row.days or 366, due) - len({day for day, _part in training.sheets(book, made)})


def record_next_day(book: Casebook, made: bytes, enrolments: list[bytes]) -> None:
    taken = {day for day, _part in training.sheets(book, made)}
    first = dt.date.fromisoformat(training.get_class(book, made).starts)
    calendar = workdays.calendar(book)
    days = (first + dt.timedelta(days=at) for at in range(60))
    day = next(one for one in days if one.isoformat() not in taken and calendar.is_workday(one))
    training.record_attendance(book, made, day, "上午", dict.fromkeys(enrolments, "P"))


def test_the_figures_of_a_base_come_from_its_own_records(county: County) -> None:
    with county.base.write() as writer:
        writer.fact("redemption", {
            "voucher": b"v" * 16, "number": "5120095199010010000019", "face_fen": 50_000, "fee_fen": 60_000, "amount_fen": 50_000, "day": "2009-09-01",
        })  # fmt: skip
    made = reports.report(county.base, "base", SEPTEMBER)
    assert made.line("8").value("period").count == 1
    assert made.line("9").value("period").count == 50_000
    assert not made.is_zero
    assert reports.forms("month", "base")[0].key == "base"
    assert "base" not in {one.key for one in reports.forms("month")}


def test_returned_lines_wait_apart_until_they_are_claimed_again(county: County) -> None:
    with county.base.write() as writer:
        for at in (1, 2):
            writer.fact("redemption", {
                "voucher": bytes([at]) * 16, "number": f"51200951990100100000{at}9", "face_fen": 50_000, "fee_fen": 60_000, "amount_fen": 50_000,
                "day": "2009-09-01",
            })  # fmt: skip
    claim = settlement.claim(county.base, "2009-09")
    county.pass_on(county.base, county.desk, county.province)
    one = bytes(county.desk.store.value("SELECT min(id) FROM redemption"))
    assert standing(month_end.look(county.province, SEPTEMBER))["reviews"] == ("todo", 1)
    settlement.review_claim(county.desk, claim, {one: "无班级"})
    county.pass_on(county.desk, county.base, county.province)
    told = standing(month_end.look(county.base, SEPTEMBER))
    assert (told["claims"], told["returned"]) == (("done", 0), ("todo", 1))
    settlement.claim(county.base, "2009-09")
    assert standing(month_end.look(county.base, SEPTEMBER))["returned"] == ("done", 0)
    assert standing(month_end.look(county.province, SEPTEMBER))["reviews"] == ("done", 0)


def test_the_province_sees_who_has_not_closed_the_month(county: County) -> None:
    july = Period(2009, 7)
    told = {one.key: one for one in month_end.look(county.province, july).items}
    assert (told["silent"].count, told["silent_bases"].count) == (1, 1)
    assert told["silent"].detail == "安和县总工会未报月报"
    reports.lock(county.desk, july, SIGNERS)
    reports.lock(county.base, july, SIGNERS)
    county.pass_on(county.desk, county.province)
    county.pass_on(county.base, county.province)
    told = {one.key: one for one in month_end.look(county.province, july).items}
    assert (told["silent"].count, told["silent_bases"].count, told["corrections"].count) == (0, 0, 0)
    with county.desk.write() as writer:
        writer.add("training_class", {"starts": "2009-07-06", "ends": "2009-07-20", "status": "已批准", "county": COUNTY, "name": "补录班"})  # fmt: skip
    county.pass_on(county.desk, county.province)
    told = {one.key: one for one in month_end.look(county.province, july).items}
    assert (told["corrections"].count, told["corrections"].detail) == (1, "安和县总工会上报后数已不同，等其更正报表")
    kinds = [(one.name, one.is_base, one.versions) for one in reports.standing(county.province, july)]
    assert kinds == [("安和县总工会", False, 1), ("安和县第一培训基地", True, 1)]


def test_a_month_is_due_in_its_last_workdays_and_until_it_is_locked(county: County) -> None:
    desk, clock = county.desk, county.clock
    clock.set(dt.date(2009, 9, 25))
    assert month_end.due(desk) is None
    clock.set(dt.date(2009, 9, 28))
    assert month_end.due(desk) == month_end.Due(SEPTEMBER, 3)
    clock.set(dt.date(2009, 9, 30))
    assert month_end.due(desk) == month_end.Due(SEPTEMBER, 1)
    clock.set(dt.date(2009, 11, 3))
    assert month_end.due(desk) == month_end.Due(Period(2009, 10), 0)
    reports.lock(desk, SEPTEMBER, SIGNERS)
    reports.lock(desk, Period(2009, 10), SIGNERS)
    assert month_end.due(desk) is None
    clock.set(dt.date(2009, 12, 15))
    assert month_end.due(desk) == month_end.Due(Period(2009, 11), 0)
