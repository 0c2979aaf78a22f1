"""Training: classes that cannot hold more than they hold, attendance and results that are corrected and never overwritten."""

import dataclasses
import datetime as dt

import pytest

from db import casebook, people, training
from db.training import ClassDraft, Result
from tests.db.conftest import County, draft

START, END = dt.date(2009, 9, 1), dt.date(2009, 9, 30)


def plan(county: County, **changed: object) -> ClassDraft:
    fields: dict[str, object] = {
        "base": county.base_row, "course": county.course, "term": 1, "starts": START, "ends": END, "days": 15, "hours": 120, "capacity": 3,
        "fee_fen": 60_000, **changed,
    }  # fmt: skip
    return ClassDraft(**fields)  # type: ignore[arg-type]


def full_class(county: County) -> tuple[bytes, list[bytes]]:
    """Enrol three people at the desk and let the base know; give the class and its enrolments."""
    persons = [people.register(county.desk, draft(n)).id for n in range(1, 4)]
    made = training.create_class(county.desk, plan(county))
    enrolments = training.enrol(county.desk, made, persons)
    county.pass_on(county.desk, county.base, county.province)
    return made, enrolments


def test_catalogue_of_the_province_reaches_desk_and_base(county: County) -> None:
    for book in county.books:
        assert [base.code for base in training.bases(book)] == ["51990101"]
        assert [(course.name, course.fee_fen) for course in training.courses(book)] == [("家政服务员", 60_000)]
    own = training.own_base(county.base)
    assert own is not None
    assert own.id == county.base_row
    assert training.own_base(county.desk) is None


@pytest.mark.parametrize(
    "wrong", [{"ends": dt.date(2009, 8, 1)}, {"capacity": 0}, {"days": 0}, {"hours": 0}, {"fee_fen": -1}]
)
def test_a_class_that_cannot_be_is_refused(county: County, wrong: dict[str, object]) -> None:
    with pytest.raises(training.ClassDatesWrong):
        training.create_class(county.desk, plan(county, **wrong))


def test_a_class_fills_up_and_nobody_is_in_it_twice(county: County) -> None:
    desk = county.desk
    made = training.create_class(desk, plan(county))
    assert training.get_class(desk, made).name == "第1期家政服务员班"
    persons = [people.register(desk, draft(n, f"学员{n}")).id for n in range(1, 6)]
    training.enrol(desk, made, persons[:2])
    with pytest.raises(training.ClassFull) as full:
        training.enrol(desk, made, persons[2:4])
    assert full.value.fields == {"name": "第1期家政服务员班", "capacity": 3, "wanted": 4}
    with pytest.raises(training.AlreadyEnrolled):
        training.enrol(desk, made, persons[:1])
    with pytest.raises(people.PersonUnknown):
        training.enrol(desk, made, [b"?" * 16])
    bigger = training.create_class(desk, plan(county, capacity=9, term=2))
    with pytest.raises(training.AlreadyEnrolled):
        training.enrol(desk, bigger, [persons[0], persons[0]])
    assert training.get_class(desk, bigger).enrolled == 0
    with pytest.raises(training.ClassUnknown):
        training.enrol(desk, b"?" * 16, [])


def test_who_leaves_makes_room_and_may_come_back(county: County) -> None:
    made, enrolments = full_class(county)
    training.leave(county.desk, enrolments[0], "外出务工")
    assert training.get_class(county.desk, made).enrolled == 2
    person = next(line.person.id for line in training.roster(county.desk, made) if line.status == training.LEFT)
    training.enrol(county.desk, made, [person])
    assert training.get_class(county.desk, made).enrolled == 3


def test_a_sheet_is_corrected_by_a_later_one(county: County) -> None:
    made, (one, two, three) = full_class(county)
    base, day = county.base, dt.date(2009, 9, 2)
    training.record_attendance(base, made, day, "上午", {one: "P", two: "L", three: "A"})
    training.record_attendance(base, made, day, "下午", {one: "P", two: "E"})
    assert training.attended(base, made) == ({one.hex(): 8, two.hex(): 4}, 8)
    training.record_attendance(base, made, day, "上午", {one: "A", two: "P", three: "P"})
    assert training.attended(base, made) == ({one.hex(): 4, two.hex(): 4, three.hex(): 4}, 8)
    assert base.store.value("SELECT count(*) FROM attendance") == 3
    county.pass_on(base, county.desk)
    assert training.attended(county.desk, made) == training.attended(base, made)
    assert training.roster(base, made)[0].rate == 0.5


def test_attendance_of_another_day_class_or_mark_is_refused(county: County) -> None:
    made, (one, *_) = full_class(county)
    with pytest.raises(training.DayOutsideClass):
        training.record_attendance(county.base, made, dt.date(2009, 10, 1), "上午", {one: "P"})
    for marks in ({b"?" * 16: "P"}, {one: "X"}):
        with pytest.raises(training.NotOnRoster):
            training.record_attendance(county.base, made, START, "上午", marks)


def test_results_are_corrected_and_the_same_again_is_nothing_new(county: County) -> None:
    made, (one, two, _) = full_class(county)
    base = county.base
    good = Result(completed=True, outcome=training.PASSED, theory=90, practice=85)
    assert training.record_results(base, made, {one: good, two: good}) == 2
    assert training.record_results(base, made, {one: good, two: Result(True, training.FAILED, 40, 50)}) == 1
    found = {line.enrolment: line.result for line in training.roster(base, made)}
    assert found[one] == good
    assert found[two] == Result(True, training.FAILED, 40, 50)
    with pytest.raises(training.ScoreOutOfRange):
        training.record_results(base, made, {one: Result(True, training.PASSED, 101)})
    with pytest.raises(training.NotOnRoster):
        training.record_results(base, made, {b"?" * 16: good})


def test_classes_move_on_and_are_listed_newest_first(county: County) -> None:
    old = training.create_class(county.desk, plan(county, starts=dt.date(2009, 3, 1)))
    new = training.create_class(county.desk, plan(county, term=2))
    assert [row.id for row in training.classes(county.desk)] == [new, old]
    assert training.classes(county.desk, b"?" * 16) == []
    training.set_class_status(county.desk, old, training.ENDED)
    assert training.get_class(county.desk, old).status == training.ENDED


def test_nobody_is_enrolled_before_the_county_has_approved(county: County) -> None:
    """A class that was applied for takes nobody, is approved once, and may be sent back and applied for anew."""
    desk = county.desk
    made = training.create_class(desk, plan(county), status=training.APPLIED)
    person = people.register(desk, people.PersonDraft("孙小妹", sex="2")).id
    with pytest.raises(training.ClassNotApproved):
        training.enrol(desk, made, [person])
    training.answer_class(desk, made, approve=False)
    assert training.get_class(desk, made).status == training.RETURNED
    training.answer_class(desk, made, approve=True)
    training.enrol(desk, made, [person])
    with pytest.raises(training.ClassAnswered):
        training.answer_class(desk, made, approve=True)


def test_a_clerk_beside_a_supervisor_does_not_approve_alone(county: County) -> None:
    """Where the office has a supervisor, that person's word is needed; the clerk of an office without one answers alone."""
    desk = county.desk
    made = training.create_class(desk, plan(county), status=training.APPLIED)
    clerk = dataclasses.replace(desk.signed_in, role="clerk", user_id=b"c" * 16)
    supervisor = desk.signed_in
    alone = tuple(dataclasses.replace(user, role="clerk") for user in desk.workplace.users)
    both = (*alone, dataclasses.replace(desk.workplace.users[0], login="zhou", role="supervisor"))
    place = desk.workplace
    try:
        desk.session, desk.workplace = clerk, dataclasses.replace(place, users=both)
        assert not training.may_approve_class(desk)
        with pytest.raises(casebook.SecondPersonNeeded):
            training.answer_class(desk, made, approve=True)
        desk.workplace = dataclasses.replace(place, users=alone)
        assert training.may_approve_class(desk)
        desk.workplace = dataclasses.replace(place, users=both)
        second = dataclasses.replace(supervisor, role="supervisor", user_id=b"s" * 16)
        training.answer_class(desk, made, approve=True, second=second)
        assert training.get_class(desk, made).status == training.APPROVED
    finally:
        desk.session, desk.workplace = supervisor, place
