"""Indicators: what is counted by business date, persons once, and the records that a figure stands on."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import indicators, people, sameness, schema, training
from db.indicators import Span
from db.tables.indicator import Indicator
from db.training import ClassDraft, Result
from rules import periods
from rules.periods import Period
from rules.quantities import Persons, PersonTimes, Pieces, Quantity
from rules.reports import Counted, ReportLine
from tests.db.conftest import COUNTY, County, draft

MARCH = Period(2009, 3)
EVENT = st.tuples(
    st.integers(0, 5), st.dates(dt.date(2008, 1, 1), dt.date(2009, 12, 31)), st.sampled_from(["519901", "519902"]), st.integers(0, 9)
)  # fmt: skip


def made_up(events: list[tuple[int, dt.date, str, int]]) -> Indicator:
    """Declare an indicator whose events are written out; person 0 is nobody named."""
    lines = " UNION ALL ".join(
        f"SELECT x'{at:032x}' AS id, nullif(x'{who:032x}', x'{0:032x}') AS person, '{day}' AS day, '{place}' AS county, {n} AS n"
        for at, (who, day, place, n) in enumerate(events)
    )
    nothing = "SELECT x'' AS id, NULL AS person, '' AS day, '' AS county, 0 AS n WHERE 0"
    return Indicator("made_up", "虚构", "times", "person", lines or nothing)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=st.lists(EVENT, max_size=30), month=st.integers(1, 12), county=st.sampled_from(["", "519901", "519902"]))
def test_counts_are_those_of_a_plain_walk(
    county_books: County, events: list[tuple[int, dt.date, str, int]], month: int, county: str
) -> None:
    book, wanted = county_books.province, indicators.spans(Period(2009, month))
    found = indicators.count(book, [made_up(events)], wanted, county)
    by_county = indicators.count_by_county(book, [made_up(events)], wanted)
    for name, span in wanted.items():
        inside = [
            one for one in events
            if (span.first or dt.date.min) <= one[1] <= span.last and (not county or one[2] == county)
        ]  # fmt: skip
        assert found[name].events == len(inside)
        assert found[name].total == sum(one[3] for one in inside)
        assert found[name].persons == len({one[0] for one in inside if one[0]})
        listed = indicators.behind(book, [made_up(events)], span, county, limit=1000)
        assert [one.day for one in listed] == sorted(str(one[1]) for one in inside)
        if not county:
            assert sum(one[name].persons for one in by_county.values()) >= found[name].persons
            assert sum(one[name].total for one in by_county.values()) == found[name].total
    assert found["period"].persons <= found["year"].persons <= found["all"].persons


@pytest.fixture
def county_books(county: County) -> County:
    return county


def course_of_events(county: County) -> tuple[bytes, list[bytes], list[bytes]]:
    """Enrol three people, let two complete and one of them pass, and let desk and province know; give class, persons, enrolments."""
    persons = [people.register(county.desk, draft(n)).id for n in range(1, 4)]
    made = training.create_class(
        county.desk,
        ClassDraft(county.base_row, county.course, 1, dt.date(2009, 9, 1), dt.date(2009, 9, 30), 15, 120, 30, 60_000),
    )
    enrolments = training.enrol(county.desk, made, persons)
    county.pass_on(county.desk, county.base, county.province)
    passed, failed = Result(True, training.PASSED, 90, 90), Result(True, training.FAILED, 30, 30)
    training.record_results(county.base, made, {enrolments[0]: failed, enrolments[1]: failed})
    training.record_results(county.base, made, {enrolments[0]: passed})
    training.record_attendance(county.base, made, dt.date(2009, 9, 2), "上午", {enrolments[0]: "P", enrolments[1]: "A"})
    county.pass_on(county.base, county.desk, county.province)
    return made, persons, enrolments


def in_unit(one: Indicator, counted: Counted) -> Quantity:
    return ReportLine("1", one.label, 0, (one.key,), one.measure, one.unit, one.named, {}).of(counted)


def figures(county: County, book: Any, place: str = "") -> dict[str, Any]:
    wanted = {"year": Span(dt.date(2009, 1, 1), dt.date(2009, 12, 31))}
    return {
        one.key: in_unit(one, indicators.count(book, [one], wanted, place)["year"]) for one in indicators.INDICATORS
    }  # fmt: skip


def test_a_class_is_counted_alike_at_desk_and_province_and_corrections_count_once(county: County) -> None:
    course_of_events(county)
    for book, place in ((county.desk, ""), (county.province, COUNTY)):
        found = figures(county, book, place)
        assert found["registered"] == Persons(3)
        assert found["class_opened"] == Pieces(1, "期")
        assert found["enrolled"] == Persons(3)
        assert found["skill_trained"] == found["skill_trained_migrant"] == Persons(2)
        assert found["passed"] == Persons(1)
        assert found["hours"] == Pieces(4, "学时")
    assert figures(county, county.province, "519902")["enrolled"] == Persons(0)


def test_two_records_of_one_human_are_two_person_times_and_one_person(county: County) -> None:
    _made, persons, _ = course_of_events(county)
    wanted = indicators.spans(Period(2009, 9))
    one = indicators.get("enrolled")
    sameness.accept(county.desk, persons[0], persons[1])
    found = indicators.count(county.desk, [one], wanted)["year"]
    assert (found.times, found.once) == (PersonTimes(3), Persons(2))
    both = indicators.count(county.desk, [one, indicators.get("passed")], wanted)["year"]
    assert (both.times, both.once) == (PersonTimes(4), Persons(2))


def test_the_records_behind_bear_business_day_and_day_of_entry(county: County) -> None:
    desk = county.desk
    late = people.register(
        desk, draft(7, "王晚登", profile={"groups": ["returned"], "registered_on": dt.date(2009, 3, 31)})
    )
    assert indicators.count(desk, [indicators.get("registered")], indicators.spans(MARCH))["period"].persons == 1
    [found] = indicators.behind(desk, [indicators.get("registered")], Span(MARCH.first, MARCH.last))
    assert (found.person, found.name, found.day, len(found.doc_tail)) == (late.id, "王晚登", "2009-03-31", 4)
    assert dt.datetime.fromtimestamp(found.entered / 1000, dt.UTC).date() == dt.date(2009, 9, 28)
    assert indicators.behind_count(desk, [indicators.get("registered")], Span(MARCH.first, MARCH.last)) == 1


def test_every_indicator_answers_and_names_a_table(county: County) -> None:
    assert len(indicators.BY_KEY) == len(indicators.INDICATORS)
    for one in indicators.INDICATORS:
        assert one.table in schema.BY_NAME
        assert bool(one.unit) == (one.measure == "pieces")
        for book in county.books:
            assert indicators.behind(book, [one], Span(None, dt.date(2009, 12, 31))) == []
    with pytest.raises(indicators.IndicatorUnknown):
        indicators.get("nothing")


@pytest.mark.parametrize(
    ("text", "label", "first", "last", "before"),
    [
        ("2009-03", "2009年3月", "2009-03-01", "2009-03-31", "2009-02"),
        ("2008-02", "2008年2月", "2008-02-01", "2008-02-29", "2008-01"),
        ("2009-01", "2009年1月", "2009-01-01", "2009-01-31", "2008-12"),
        ("2009-q1", "2009年第1季度", "2009-01-01", "2009-03-31", "2008-Q4"),
        ("2009-Q4", "2009年第4季度", "2009-10-01", "2009-12-31", "2009-Q3"),
        ("2009", "2009年", "2009-01-01", "2009-12-31", "2008"),
    ],
)
def test_periods(text: str, label: str, first: str, last: str, before: str) -> None:
    found = periods.read(text)
    assert (found.label, str(found.first), str(found.last), str(found.before)) == (label, first, last, before)
    assert periods.read(str(found)) == found
    assert str(found.year_before)[:4] == str(found.year - 1)
    assert sum((one.last - one.first).days + 1 for one in found.months) == (found.last - found.first).days + 1


@pytest.mark.parametrize("text", ["", "2009-13", "2009-0", "09-03", "2009-Q5", "2009-03-01", "二〇〇九"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(periods.PeriodFormat):
        periods.read(text)
