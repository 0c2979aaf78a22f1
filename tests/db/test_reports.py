"""Reports of a casebook: locked as they were sent, corrected where something came late, seen alike by desk and province."""

import datetime as dt
import operator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from db import people, reports, targets
from db.casebook import Casebook, NotPermitted
from db.targets import TargetDraft
from rules.errors import CancelledWork
from rules.periods import Period
from rules.quantities import Persons, PersonTimes
from rules.reports import Signers
from tests.db.conftest import COUNTY, County, Founder, draft
from tests.db.test_indicators import course_of_events
from ui import report_file

if TYPE_CHECKING:
    from printouts.statement import Statement

AUGUST, SEPTEMBER = Period(2009, 8), Period(2009, 9)
SIGNERS = Signers("李书", "张复", "王主席", "0000-1234567")


def register(book: Casebook, number: int, day: dt.date) -> bytes:
    return people.register(book, draft(number, profile={"groups": ["returned"], "registered_on": day})).id


def registered(book: Casebook, period: Period) -> tuple[int, int]:
    line = reports.report(book, "network", Period(2009, 0, (period.month + 2) // 3)).line("1")
    return line.counts["period"].persons, line.counts["year"].persons


def test_a_class_s_month_stands_on_the_forms(county: County) -> None:
    course_of_events(county)
    found = reports.report(county.desk, "援助行动情况统计表", SEPTEMBER)
    trained = found.line("1.1")
    assert trained.value("period") == trained.value("year") == Persons(2)
    assert (trained.times("year"), trained.once("all")) == (PersonTimes(2), Persons(2))
    assert trained.value("last_year") == Persons(0)
    assert found.line("1.1.1").is_zero
    assert {one.standing for one in found.judged} == {"ok"}
    assert not found.is_zero
    assert found.office == "安和县总工会"
    assert reports.report(county.desk, "aid", Period(2009, 7)).is_zero
    # a form appears once an area declares one of the figures that it asks for
    assert {"aid", "training", "vouchers", "fairs"} <= {one.key for one in reports.forms("quarter")}
    with pytest.raises(reports.ReportUnknown):
        reports.report(county.desk, "loans", SEPTEMBER)
    with pytest.raises(reports.ReportUnknown):
        reports.form_of("network", SEPTEMBER)


def test_the_province_sees_the_county_and_the_difference(county: County) -> None:
    course_of_events(county)
    whole = reports.report(county.province, "training", SEPTEMBER, by_county=True)
    [one] = whole.counties
    assert (one.county, one.name) == (COUNTY, "安和县总工会")
    assert one.counts["3"]["period"].persons == whole.line("3").counts["period"].persons == 3
    alone = reports.report(county.province, "training", SEPTEMBER, COUNTY)
    assert (alone.office, alone.line("3").value("year")) == ("安和县总工会", Persons(3))
    assert reports.report(county.province, "training", SEPTEMBER, "519902").is_zero


def test_the_target_stands_beside_the_line_that_counts_it(county: County) -> None:
    course_of_events(county)
    plan = TargetDraft("技能培训", 4, "persons", keys=("skill_trained",))
    targets.create(county.province, "试", 2009, [TargetDraft("人次", 9, "times", keys=("skill_trained",)), plan])
    line = reports.report(county.province, "aid", SEPTEMBER).line("1.1")
    assert (line.target, line.tenths) == (Persons(4), 500)
    assert reports.report(county.province, "aid", SEPTEMBER, COUNTY).line("1.1").target is None


def test_the_records_behind_a_figure_are_as_many_as_it_says(county: County) -> None:
    course_of_events(county)
    line = reports.report(county.desk, "training", SEPTEMBER).line("3")
    found = reports.records(county.desk, line, SEPTEMBER, "period")
    assert len(found) == line.counts["period"].events == 3
    assert {one.table for one in found} == {"enrolment"}
    assert all(one.name and one.day == "2009-09-28" for one in found)
    assert len(reports.records(county.desk, line, SEPTEMBER, "period", limit=2)) == 2
    assert reports.span_of(SEPTEMBER, "year").last == dt.date(2009, 9, 30)


def test_a_locked_month_is_not_changed_but_corrected(county: County) -> None:
    desk = county.desk
    register(desk, 1, dt.date(2009, 8, 3))
    course_of_events_in_august(county)
    sent = reports.report(desk, "training", AUGUST)
    held = reports.lock(desk, AUGUST, SIGNERS, ["有 1 份申报未发"])
    assert (held.period, held.zero, held.undone) == (AUGUST, False, ("有 1 份申报未发",))
    with pytest.raises(reports.PeriodLocked):
        reports.lock(desk, AUGUST, SIGNERS)
    with pytest.raises(reports.NothingToCorrect):
        reports.correct(desk, AUGUST, "", SIGNERS)
    assert reports.late(desk) == []
    enrol_late(county)
    now = reports.report(desk, "training", AUGUST)
    assert (now.state, now.version, now.late) == ("locked", 1, 3)
    assert now.line("3").counts == sent.line("3").counts
    assert now.signers.prepared_by == "李书"
    assert [(one.period, count) for one, count in reports.late(desk)] == [
        (AUGUST, 6)
    ]  # three lines each of 培训班统计表 and 家政服务
    seen = reports.correction(desk, "training", AUGUST)
    assert {(one.label, one.what, one.correction.count) for one in seen.changes} == {
        ("报名", "本期", 1), ("报名", "本年累计", 1), ("报名", "本期人次", 1),
    }  # fmt: skip
    for found in reports.correct(desk, AUGUST, "补录一人", SIGNERS):
        for one in found.changes:
            assert operator.add(one.reported, one.correction) == one.now
    after = reports.report(desk, "training", AUGUST)
    assert (after.state, after.version, after.late) == ("corrected", 2, 0)
    assert after.line("3").value("period") == Persons(2)
    assert reports.sent(desk, "training", AUGUST)[0].line("3").value("period") == Persons(1)
    last = reports.last_correction(desk, "training", AUGUST)
    assert last is not None
    assert (last.reason, last.changes) == ("补录一人", seen.changes)
    assert reports.late(desk) == []
    county.pass_on(desk, county.province)
    standing, base = reports.standing(county.province, AUGUST)
    assert (base.is_base, base.lock) == (True, None)
    assert (standing.name, standing.versions, standing.differs) == ("安和县总工会", 2, False)
    assert standing.lock is not None
    assert standing.lock.signers.head == "王主席"


def course_of_events_in_august(county: County) -> None:
    person = register(county.desk, 11, dt.date(2009, 8, 4))
    write_enrolment(county, person)


def enrol_late(county: County) -> None:
    write_enrolment(county, register(county.desk, 12, dt.date(2009, 7, 30)))


def write_enrolment(county: County, person: bytes) -> None:
    """Enrol somebody by a paper of August."""
    with county.desk.write() as writer:
        made = writer.add("training_class", {
            "base": county.base_row, "course": county.course, "term": 1, "name": "第1期", "starts": "2009-09-01", "ends": "2009-09-20", "status": "已批准",
            "county": COUNTY,
        })  # fmt: skip
        writer.add("enrolment", {"class_id": made, "person": person, "status": "在册", "enrolled_on": "2009-08-20"})


def test_a_month_without_business_is_a_zero_report(county: County) -> None:
    held = reports.lock(county.desk, Period(2009, 2), SIGNERS)
    assert held.zero
    assert reports.report(county.desk, "aid", Period(2009, 2)).is_zero
    assert [one.period for one in reports.locks(county.desk)] == [Period(2009, 2)]
    assert reports.lock_of(county.desk, Period(2009, 3)) is None


def test_a_lock_that_is_stopped_in_the_midst_is_none(county: County) -> None:
    told: list[tuple[int, int]] = []

    def step(done: int, whole: int) -> None:
        told.append((done, whole))
        if done == 5:
            raise CancelledWork

    before = county.desk.stream()
    with pytest.raises(CancelledWork):
        reports.lock(county.desk, Period(2009, 2), SIGNERS, step=step)
    assert [done for done, _whole in told] == [1, 2, 3, 4, 5]
    assert reports.locks(county.desk) == []
    assert county.desk.stream() == before
    made = reports.report(county.desk, "training", Period(2009, 2), step=lambda done, whole: told.append((done, whole)))
    assert told[-1][0] == told[-1][1] == len({line.keys for line in made.lines})


def test_the_quarter_is_locked_with_its_last_month(county: County) -> None:
    assert reports.closed_with(Period(2009, 12)) == (Period(2009, 12), Period(2009, 0, 4), Period(2009))
    register(county.desk, 1, dt.date(2009, 6, 30))
    reports.lock(county.desk, Period(2009, 6), SIGNERS)
    register(county.desk, 2, dt.date(2009, 4, 1))
    assert reports.report(county.desk, "network", Period(2009, 0, 2)).line("1").value("period") == Persons(1)
    assert registered(county.desk, Period(2009, 6))[0] == 1
    found = reports.correct(county.desk, Period(2009, 6), "", SIGNERS)
    assert "network" in {one.now.form for one in found}
    assert registered(county.desk, Period(2009, 6))[0] == 2


@pytest.mark.parametrize(
    "signers", [Signers(), Signers("李书", "李书", "王"), Signers("李书", "张复", ""), Signers(" ", "张复", "王")]
)
def test_three_names_stand_below_and_who_fills_in_does_not_review(county: County, signers: Signers) -> None:
    with pytest.raises(reports.SignerMissing):
        reports.lock(county.desk, AUGUST, signers)


def test_what_has_not_ended_is_not_locked_and_what_is_open_not_corrected(county: County, found: Founder) -> None:
    for period in (SEPTEMBER, Period(2009, 0, 2), Period(2010, 1)):
        with pytest.raises(reports.PeriodRunning):
            reports.lock(county.desk, period, SIGNERS)
    with pytest.raises(reports.PeriodNotLocked):
        reports.correct(county.desk, AUGUST, "", SIGNERS)
    with pytest.raises(reports.PeriodNotLocked):
        reports.correction(county.desk, "aid", AUGUST)
    assert reports.last_correction(county.desk, "aid", AUGUST) is None
    clerk = found("clerk", role="clerk")
    for deed in (lambda: reports.lock(clerk, AUGUST, SIGNERS), lambda: reports.correct(clerk, AUGUST, "", SIGNERS)):
        with pytest.raises(NotPermitted):
            deed()


@pytest.mark.parametrize(
    "figures", [[], {"title": "表"}, {"title": "表", "lines": [{"number": "1"}]}, {"title": "表", "lines": [7]}]
)
def test_a_snapshot_that_is_none_is_left_out(county: County, figures: Any) -> None:
    held = reports.lock(county.desk, AUGUST, SIGNERS)
    with county.desk.write() as writer:
        for period in ("2009-08", "nonsense"):
            writer.fact("report_snapshot", {
                "lock_id": held.id, "report": "aid", "county": COUNTY, "period": period, "version": 9, "figures": figures, "day": "2009-09-28",
            })  # fmt: skip
        writer.fact("report_lock", {"county": COUNTY, "period": "nonsense", "day": "2009-09-28", "prepared_by": "谁"})
    assert reports.report(county.desk, "aid", AUGUST).version == 1
    assert [one.period for one in reports.locks(county.desk)] == [AUGUST]


@pytest.mark.parametrize("kind", ["desk", "base", "province"])
def test_who_filled_in_reviewed_and_answers_stands_below_every_table(
    county: County, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course_of_events_in_august(county)
    county.pass_on(county.desk, county.base, county.province)
    book: Casebook = getattr(county, kind)
    reports.lock(book, AUGUST, SIGNERS)
    written: list[Statement] = []
    monkeypatch.setattr(report_file, "_write", lambda _book, statements, _to: written.extend(statements))
    for form in reports.forms("month", kind):
        report_file.write_report(book, form.key, AUGUST, tmp_path / "表.xlsx")
    assert len(written) >= len(reports.forms("month", kind))
    for one in written:
        names = dict(one.signers)
        assert (names["填表人"], names["审核人"], names["负责人"]) == ("李书", "张复", "王主席"), one.title
