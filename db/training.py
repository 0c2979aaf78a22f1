"""Training: bases and courses (the province's), classes and enrolment (the desk's), attendance and results (the base's)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.casebook import Casebook, Session
from db.people import PersonRow, PersonUnknown, _person, same_persons
from db.schema import ERASED
from rules.dates import business_day
from rules.errors import UserError
from rules.permissions import Action, may

DRAFT, APPLIED, RETURNED, APPROVED, OPEN, ENDED, CANCELLED = (
    "草稿",
    "已报批",
    "已退回",
    "已批准",
    "已开班",
    "已结业",
    "已取消",
)
UNAPPROVED = frozenset({DRAFT, APPLIED, RETURNED})
"""The states in which nobody is enrolled yet: what the county has not approved (docs/programme.md)."""
ENROLLED, LEFT = "在册", "退学"
PASSED, FAILED = "合格", "不合格"
PRESENT, LATE, LEAVE, ABSENT = "P", "L", "E", "A"
MARKS = {PRESENT: "出勤", LATE: "迟到", LEAVE: "请假", ABSENT: "缺勤"}


class ClassUnknown(UserError):
    """Say that there is no such class here."""

    code = "CLASS_UNKNOWN"


class ClassFull(UserError):
    """Say that a class has no place left; fields `name`, `capacity`, `wanted`."""

    code = "CLASS_FULL"


class ClassDatesWrong(UserError):
    """Say that a class ends before it begins, or has no places."""

    code = "CLASS_DATES_WRONG"


class ClassNotApproved(UserError):
    """Say that a class was not approved by the county yet; field `name`."""

    code = "CLASS_NOT_APPROVED"


class ClassAnswered(UserError):
    """Say that a class does not wait for approval any more; fields `name` and `status`."""

    code = "CLASS_ANSWERED"


class AlreadyEnrolled(UserError):
    """Say that the person is enrolled in this class already; field `name`."""

    code = "ALREADY_ENROLLED"


class DayOutsideClass(UserError):
    """Say that a day lies outside the class's days; fields `day`, `starts`, `ends`."""

    code = "DAY_OUTSIDE_CLASS"


class NotOnRoster(UserError):
    """Say that somebody named is not on the roster of the class."""

    code = "NOT_ON_ROSTER"


class ScoreOutOfRange(UserError):
    """Say that a score is none of 0–100; field `score`."""

    code = "SCORE_OUT_OF_RANGE"


@dataclass(frozen=True)
class Base:
    """Hold a training base."""

    id: bytes
    code: str
    name: str
    county: str
    address: str
    phone: str
    specialities: str
    capacity: int
    dev: str
    active: bool


@dataclass(frozen=True)
class Course:
    """Hold a course: hours of 45 minutes, the usual fee in fen."""

    id: bytes
    code: str
    name: str
    hours: int
    fee_fen: int
    level: str
    active: bool
    kind: str = ""


@dataclass(frozen=True)
class ClassDraft:
    """Hold a class as a clerk fills it in; `fee_fen` is the actual fee a head."""

    base: bytes
    course: bytes
    term: int
    starts: date
    ends: date
    days: int
    hours: int
    capacity: int
    fee_fen: int
    name: str = ""


@dataclass(frozen=True)
class ClassRow:
    """Hold a class with the names of its base and course and how many are enrolled."""

    id: bytes
    name: str
    base: bytes
    base_name: str
    course: bytes
    course_name: str
    term: int
    starts: str
    ends: str
    days: int
    hours: int
    capacity: int
    fee_fen: int
    status: str
    enrolled: int


@dataclass(frozen=True)
class Result:
    """Hold an examination result; scores 0–100 or None, `outcome` 合格 or 不合格, `completed` whether the course was finished."""

    completed: bool
    outcome: str
    theory: int | None = None
    practice: int | None = None


@dataclass(frozen=True)
class RosterLine:
    """Hold one line of a class's roster."""

    enrolment: bytes
    person: PersonRow
    status: str
    voucher: str
    redeemed: bool
    attended_hours: int
    due_hours: int
    result: Result | None
    certificate: str

    @property
    def rate(self) -> float:
        """Give attended hours by due hours, 0.0–1.0."""
        return self.attended_hours / self.due_hours if self.due_hours else 0.0


def add_base(book: Casebook, *, county: str, code: str, name: str, dev: str = "", **more: Any) -> bytes:
    """Enter a training base (province)."""
    book.require(Action.CATALOGUE_CHANGE)
    with book.write(county) as writer:
        return writer.add("base", {"code": code, "name": name, "county": county, "dev": dev, "active": 1, **more})


def add_course(
    book: Casebook, *, county: str, code: str, name: str, hours: int, fee_fen: int, level: str = "", kind: str = ""
) -> bytes:
    """Enter a course (province); `kind` is a code of `course_kind`, and without one the course teaches a trade."""
    book.require(Action.CATALOGUE_CHANGE)
    with book.write(county) as writer:
        return writer.add("course", {
            "code": code, "name": name, "hours": hours, "fee_fen": fee_fen, "level": level, "active": 1, "kind": kind or None,
        })  # fmt: skip


def bases(book: Casebook) -> list[Base]:
    """List the training bases in order of their codes."""
    return [
        Base(
            bytes(row["id"]), row["code"] or "", row["name"] or "", row["county"] or "", row["address"] or "", row["phone"] or "",
            row["specialities"] or "", row["capacity"] or 0, row["dev"] or "", bool(row["active"]),
        )
        for row in book.store.rows("SELECT * FROM base ORDER BY code")
    ]  # fmt: skip


def own_base(book: Casebook) -> Base | None:
    """Give the base that this workplace is, or None."""
    return next((base for base in bases(book) if base.dev == book.workplace.dev.hex()), None)


def courses(book: Casebook) -> list[Course]:
    """List the courses in order of their codes."""
    return [
        Course(
            bytes(row["id"]),
            row["code"] or "",
            row["name"] or "",
            row["hours"] or 0,
            row["fee_fen"] or 0,
            row["level"] or "",
            bool(row["active"]),
            row["kind"] or "",
        )
        for row in book.store.rows("SELECT * FROM course ORDER BY code")
    ]


_CLASSES = """SELECT c.*, b.name AS base_name, k.name AS course_name,
    (SELECT count(*) FROM enrolment e WHERE e.class_id = c.id AND e.status <> '退学') AS enrolled
    FROM training_class c LEFT JOIN base b ON b.id = c.base LEFT JOIN course k ON k.id = c.course"""


def _class(row: Any) -> ClassRow:
    return ClassRow(
        bytes(row["id"]), row["name"] or "", bytes(row["base"] or b""), row["base_name"] or "", bytes(row["course"] or b""), row["course_name"] or "",
        row["term"] or 0, row["starts"] or "", row["ends"] or "", row["days"] or 0, row["hours"] or 0, row["capacity"] or 0, row["fee_fen"] or 0,
        row["status"] or "", row["enrolled"],
    )  # fmt: skip


def classes(book: Casebook, base: bytes | None = None) -> list[ClassRow]:
    """List classes, the latest first; of one base where it is named."""
    where = " WHERE c.base = ?" if base else ""
    return [
        _class(row)
        for row in book.store.rows(f"{_CLASSES}{where} ORDER BY c.starts DESC, c.n DESC", (base,) if base else ())
    ]


def get_class(book: Casebook, class_id: bytes) -> ClassRow:
    """Give one class; raise ClassUnknown."""
    row = book.store.one(f"{_CLASSES} WHERE c.id = ?", (class_id,))
    if row is None:
        raise ClassUnknown
    return _class(row)


def create_class(book: Casebook, draft: ClassDraft, *, status: str = APPROVED) -> bytes:
    """Make a class; raise ClassDatesWrong."""
    book.require(Action.CLASS_CREATE)
    if draft.ends < draft.starts or draft.capacity < 1 or draft.days < 1 or draft.hours < 1 or draft.fee_fen < 0:
        raise ClassDatesWrong
    name = draft.name
    if not name:
        course = next((course.name for course in courses(book) if course.id == draft.course), "")
        name = f"第{draft.term}期{course}班"
    with book.write() as writer:
        return writer.add("training_class", {
            "base": draft.base, "course": draft.course, "term": draft.term, "name": name, "starts": draft.starts, "ends": draft.ends,
            "days": draft.days, "hours": draft.hours, "capacity": draft.capacity, "fee_fen": draft.fee_fen, "status": status,
            "county": book.workplace.county,
        })  # fmt: skip


def set_class_status(book: Casebook, class_id: bytes, status: str) -> None:
    """Move a class on (已开班, 已结业, 已取消)."""
    book.require(Action.CLASS_CREATE)
    get_class(book, class_id)
    with book.write() as writer:
        writer.patch("training_class", class_id, {"status": status})


def may_approve_class(book: Casebook) -> bool:
    """Tell whether who is signed in may approve a class alone: a supervisor, or the clerk of an office that has none."""
    may_here = [
        may(role, Action.CLASS_APPROVE, book.workplace.kind) for role in (user.role for user in book.workplace.users)
    ]
    return may(book.signed_in.role, Action.CLASS_APPROVE, book.workplace.kind) or not any(may_here)


def answer_class(book: Casebook, class_id: bytes, *, approve: bool, second: Session | None = None) -> None:
    """Approve a class that was applied for, or send it back: by who may alone, or with a `second` who signs in on the spot.

    Raise SecondPersonNeeded, ClassUnknown, or ClassAnswered where it does not wait any more.
    """
    book.require(Action.CLASS_CREATE)
    if not may_approve_class(book):
        book.require_second(Action.CLASS_APPROVE, second)
    with book.write() as writer:
        found = get_class(book, class_id)
        if found.status not in UNAPPROVED:
            raise ClassAnswered(name=found.name, status=found.status)
        writer.patch("training_class", class_id, {"status": APPROVED if approve else RETURNED})


def enrol(book: Casebook, class_id: bytes, persons: Sequence[bytes], day: date | None = None) -> list[bytes]:
    """Enrol persons in a class, as of the day on which they signed up (None: today); give the enrolments' ids.

    Raise ClassNotApproved, ClassFull, AlreadyEnrolled, PersonUnknown or DayAhead; then nothing was written.
    """
    book.require(Action.ENROL)
    on = business_day(day, book.today)
    with book.write() as writer:
        found = get_class(book, class_id)
        if found.status in UNAPPROVED:
            raise ClassNotApproved(name=found.name)
        if found.enrolled + len(persons) > found.capacity:
            raise ClassFull(name=found.name, capacity=found.capacity, wanted=found.enrolled + len(persons))
        seen: set[bytes] = set()
        for person in persons:
            known = book.store.one("SELECT name, _incomplete FROM person WHERE id = ?", (person,))
            if known is None or known["_incomplete"] == ERASED:
                raise PersonUnknown
            same = {person, *same_persons(book, person)}
            enrolled = f"SELECT 1 FROM enrolment WHERE class_id = ? AND status <> ? AND person IN ({','.join('?' * len(same))})"
            if same & seen or book.store.one(enrolled, (class_id, LEFT, *same)) is not None:
                raise AlreadyEnrolled(name=known["name"])
            seen |= same
        return [
            writer.add("enrolment", {"class_id": class_id, "person": person, "status": ENROLLED, "enrolled_on": on})
            for person in persons
        ]


def leave(book: Casebook, enrolment: bytes, note: str) -> None:
    """Record that somebody has left a class."""
    book.require(Action.ENROL)
    with book.write() as writer:
        writer.patch("enrolment", enrolment, {"status": LEFT, "note": note})


def _marks(text: str) -> dict[str, str]:
    """Read marks that another workplace may have written; what is no mark of ours is left out."""
    found = json.loads(text)
    return {key: mark for key, mark in found.items() if mark in MARKS} if type(found) is dict else {}


def _latest(rows: Sequence[Any]) -> list[Any]:
    """Leave out facts that another one corrects."""
    corrected = {bytes(row["corrects"]) for row in rows if row["corrects"]}
    return [row for row in rows if bytes(row["id"]) not in corrected]


def sheets(book: Casebook, class_id: bytes) -> dict[tuple[str, str], tuple[bytes, int, dict[str, str]]]:
    """Give the attendance sheets that hold: (day, part) → (id, hours, {enrolment id in hex: mark})."""
    rows = _latest(book.store.rows("SELECT * FROM attendance WHERE class_id = ? ORDER BY _entry", (class_id,)))
    return {(row["day"], row["part"]): (bytes(row["id"]), row["hours"] or 0, _marks(row["marks"])) for row in rows}


def record_attendance(
    book: Casebook, class_id: bytes, day: date, part: str, marks: Mapping[bytes, str], *, hours: int = 4
) -> bytes:
    """Record one session's sheet (`part` 上午 or 下午, `hours` of 45 minutes); a sheet recorded before is corrected by this one."""
    book.require(Action.ATTENDANCE_RECORD)
    found = get_class(book, class_id)
    if not found.starts <= day.isoformat() <= found.ends:
        raise DayOutsideClass(day=day.isoformat(), starts=found.starts, ends=found.ends)
    known = {bytes(row[0]) for row in book.store.rows("SELECT id FROM enrolment WHERE class_id = ?", (class_id,))}
    if not marks.keys() <= known or not set(marks.values()) <= set(MARKS):
        raise NotOnRoster
    before = sheets(book, class_id).get((day.isoformat(), part))
    with book.write() as writer:
        return writer.fact("attendance", {
            "class_id": class_id, "day": day, "part": part, "hours": hours, "marks": {key.hex(): mark for key, mark in marks.items()},
            "corrects": before[0] if before else None,
        })  # fmt: skip


def attended(book: Casebook, class_id: bytes) -> tuple[dict[str, int], int]:
    """Give ({enrolment id in hex: attended hours}, due hours); late counts as present, leave and absence do not."""
    hours: dict[str, int] = {}
    due = 0
    for _, length, marks in sheets(book, class_id).values():
        due += length
        for enrolment, mark in marks.items():
            if mark in {PRESENT, LATE}:
                hours[enrolment] = hours.get(enrolment, 0) + length
    return hours, due


def record_results(
    book: Casebook, class_id: bytes, results: Mapping[bytes, Result], day: date | None = None
) -> int:  # fmt: skip
    """Record the results of an examination held on a day (None: today); one recorded before is corrected; give how many were written.

    Raise NotOnRoster, ScoreOutOfRange, DayAhead, DayOutsideClass for a day before the class began.
    """
    book.require(Action.RESULT_RECORD)
    on, found = business_day(day, book.today), get_class(book, class_id)
    if day is not None and on.isoformat() < found.starts:
        raise DayOutsideClass(day=on.isoformat(), starts=found.starts, ends=found.ends)
    known = {bytes(row[0]) for row in book.store.rows("SELECT id FROM enrolment WHERE class_id = ?", (class_id,))}
    if not results.keys() <= known:
        raise NotOnRoster
    for result in results.values():
        for score in (result.theory, result.practice):
            if score is not None and not 0 <= score <= 100:
                raise ScoreOutOfRange(score=score)
    before = _results(book, class_id)
    written = 0
    with book.write() as writer:
        for enrolment, result in results.items():
            earlier = before.get(enrolment)
            if earlier is not None and earlier[1] == result:
                continue
            writer.fact("result", {
                "enrolment": enrolment, "class_id": class_id, "completed": result.completed, "theory": result.theory, "practice": result.practice,
                "outcome": result.outcome, "day": on, "corrects": earlier[0] if earlier else None,
            })  # fmt: skip
            written += 1
    return written


def _results(book: Casebook, class_id: bytes) -> dict[bytes, tuple[bytes, Result]]:
    rows = _latest(book.store.rows("SELECT * FROM result WHERE class_id = ? ORDER BY _entry", (class_id,)))
    return {
        bytes(row["enrolment"]): (
            bytes(row["id"]),
            Result(bool(row["completed"]), row["outcome"] or "", row["theory"], row["practice"]),
        )
        for row in rows
    }


def roster(book: Casebook, class_id: bytes) -> list[RosterLine]:
    """Give a class's roster with vouchers, attendance, results and certificates."""
    hours, due = attended(book, class_id)
    results = _results(book, class_id)
    vouchers = {
        bytes(row["enrolment"]): row["number"]
        for row in book.store.rows(
            "SELECT enrolment, number FROM redemption WHERE class_id = ? AND enrolment IS NOT NULL", (class_id,)
        )
    }
    issued = dict(book.store.rows(
        """SELECT e.id, v.number FROM enrolment e JOIN voucher_issue v ON v.person = e.person WHERE e.class_id = ?
        AND NOT EXISTS (SELECT 1 FROM voucher_void x WHERE x.voucher = v.id) ORDER BY v.n""", (class_id,),
    ))  # fmt: skip
    certificates = {
        bytes(row["enrolment"]): row["number"]
        for row in book.store.rows(
            """SELECT c.enrolment, c.number FROM certificate c WHERE c.class_id = ?
            AND NOT EXISTS (SELECT 1 FROM certificate_revocation v WHERE v.certificate = c.id)""",
            (class_id,),
        )
    }
    found = book.store.rows(
        """SELECT e.id AS enrolment, e.status AS enrolment_status, p.* FROM enrolment e JOIN person p ON p.id = e.person WHERE e.class_id = ?
        ORDER BY e.n""", (class_id,),
    )  # fmt: skip
    lines = []
    for row in found:
        key = bytes(row["enrolment"])
        lines.append(RosterLine(
            key, _person(row), row["enrolment_status"] or "", vouchers.get(key) or issued.get(key, ""), key in vouchers, hours.get(key.hex(), 0), due,
            results[key][1] if key in results else None, certificates.get(key, ""),
        ))  # fmt: skip
    return lines
