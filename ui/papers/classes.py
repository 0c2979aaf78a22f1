"""The values of a class's papers."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from db import contact, papers, people, training, workdays
from rules import publicity
from ui.papers.words import SEX, coded, day_of, groups, place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.casebook import Casebook
    from db.training import ClassRow, RosterLine
    from printouts.attendance_sheet import AttendancePaper
    from printouts.class_application import ApplicationPaper
    from printouts.public_list import PublicPaper
    from printouts.result_sheet import ResultPaper
    from printouts.rosters import RosterPaper

PARTS = ("上午", "下午")
HALF_DAY = 4  # hours of 45 minutes
PUBLIC_DAYS = 7
_SATURDAY = 5


def _staying(book: "Casebook", class_id: bytes) -> "list[RosterLine]":
    return [line for line in training.roster(book, class_id) if line.status != training.LEFT]


def roster_paper(book: "Casebook", class_id: bytes, *, edition: int = 1) -> "RosterPaper":
    """Make the roster (培训花名册) of a class; who has left it stands on it no more."""
    from printouts.rosters import RosterLine, RosterPaper

    found = training.get_class(book, class_id)
    staying = _staying(book, class_id)
    known = people.by_ids(book, [line.person.id for line in staying])
    lines = []
    for line in staying:
        person = known[line.person.id]
        profile = person.profile
        lines.append(RosterLine(
            name=person.name, sex=SEX.get(person.sex, ""), document=person.doc_no, category=groups(person),
            home=place(book.regions, profile.get("home_region"), "") or str(profile.get("home_address") or ""),
            education=coded("education", profile.get("education")), phone=person.phone, voucher=line.voucher,
        ))  # fmt: skip
    return RosterPaper(
        class_name=found.name, course=found.course_name, base=found.base_name, began=date.fromisoformat(found.starts),
        ended=date.fromisoformat(found.ends), hours=found.hours, union=papers.union_name(book), lines=lines, edition=edition,
    )  # fmt: skip


def application_paper(book: "Casebook", class_id: bytes, *, edition: int = 1) -> "ApplicationPaper":
    """Make the application to open a class (开班申请表)."""
    from printouts.class_application import ApplicationPaper

    found = training.get_class(book, class_id)
    base = next((one for one in training.bases(book) if one.id == found.base), None)
    level = next((course.level for course in training.courses(book) if course.id == found.course), "")
    staying = _staying(book, class_id)
    return ApplicationPaper(
        union=papers.union_name(book), base=found.base_name or book.workplace.name, base_address=base.address if base else "",
        base_phone=base.phone if base else "", specialities=base.specialities if base else "", class_name=found.name, course=found.course_name,
        level=level, term=found.term, began=date.fromisoformat(found.starts), ended=date.fromisoformat(found.ends), days=found.days,
        hours=found.hours, capacity=found.capacity, enrolled=len(staying), women=sum(line.person.sex == "2" for line in staying),
        fee_fen=found.fee_fen, edition=edition,
    )  # fmt: skip


def _planned_days(found: "ClassRow") -> "list[date | None]":
    """Give the days of a class where its dates tell them: every day, or every weekday; else as many blanks as it has days."""
    first, last = date.fromisoformat(found.starts), date.fromisoformat(found.ends)
    every = [first + timedelta(at) for at in range((last - first).days + 1)]
    weekdays = [day for day in every if day.weekday() < _SATURDAY]
    known = next((days for days in (every, weekdays) if len(days) == found.days), None)
    return list(known) if known is not None else [None] * found.days


def attendance_paper(
    book: "Casebook", class_id: bytes, *, by_hand: bool = False, lessons: int = 0, edition: int = 1
) -> "AttendancePaper":
    """Make the attendance sheet of a class: as recorded, or `by_hand` for every planned half-day, or for `lessons` lessons a day."""
    from printouts.attendance_sheet import AttendanceLine, AttendancePaper, Session

    found = training.get_class(book, class_id)
    recorded = training.sheets(book, class_id)
    held = sorted(recorded, key=lambda key: (key[0], PARTS.index(key[1]) if key[1] in PARTS else len(PARTS), key[1]))
    sessions: Sequence[Session]
    if by_hand:
        parts = tuple(str(number) for number in range(1, lessons + 1)) if lessons else PARTS
        hours = 1 if lessons else HALF_DAY
        sessions = [Session(day, part, hours) for day in _planned_days(found) for part in parts]
    else:
        sessions = [Session(day_of(day), part, recorded[day, part][1]) for day, part in held]
    lines = []
    for line in _staying(book, class_id):
        marks = [] if by_hand else [recorded[key][2].get(line.enrolment.hex(), "") for key in held]
        hours_told = (None, None) if by_hand or not held else (line.attended_hours, line.due_hours)
        lines.append(AttendanceLine(line.person.name, marks, *hours_told))
    return AttendancePaper(
        class_name=found.name, course=found.course_name, base=found.base_name, began=date.fromisoformat(found.starts),
        ended=date.fromisoformat(found.ends), hours=found.hours, union=papers.union_name(book), sessions=sessions, lines=lines, by_hand=by_hand,
        edition=edition,
    )  # fmt: skip


def result_paper(book: "Casebook", class_id: bytes, *, edition: int = 1) -> "ResultPaper":
    """Make the list of a class's results (考核成绩册)."""
    from printouts.result_sheet import ResultLine, ResultPaper

    found = training.get_class(book, class_id)
    days = papers.result_days(book, class_id)
    lines = []
    for line in _staying(book, class_id):
        result = line.result
        lines.append(ResultLine(
            name=line.person.name, sex=SEX.get(line.person.sex, ""), document=line.person.doc_no, attended=line.attended_hours, due=line.due_hours,
            theory=result.theory if result else None, practice=result.practice if result else None, outcome=result.outcome if result else "",
            day=day_of(days.get(line.enrolment)), certificate=line.certificate,
        ))  # fmt: skip
    return ResultPaper(
        class_name=found.name, course=found.course_name, base=found.base_name, began=date.fromisoformat(found.starts),
        ended=date.fromisoformat(found.ends), hours=found.hours, union=papers.union_name(book), lines=lines, edition=edition,
    )  # fmt: skip


@dataclass(frozen=True)
class Publication:
    """Hold how a list is put up: from which day (None: today), for how many working days, by numbers instead of masked names."""

    first: date | None = None
    days: int = PUBLIC_DAYS
    by_number: bool = False


def public_paper(
    book: "Casebook", class_id: bytes, how: Publication = Publication(), *, edition: int = 1
) -> "PublicPaper":
    """Make the public list (公示名单) of a class: who is trained for how much; minors are left out, names masked, places told by township."""
    from printouts.public_list import PublicLine, PublicPaper

    found = training.get_class(book, class_id)
    whole = papers.benefits(book, class_id)
    known = people.by_ids(book, [one.person for one in whole])
    grown = [
        one
        for one in whole
        if not known[one.person].erased and not publicity.may_be_minor(known[one.person].birth, book.today)
    ]
    persons = []
    for one in grown:
        person = known[one.person]
        region = str(person.profile.get("home_region") or "")
        at = publicity.township(str(person.profile.get("home_address") or "")) or (
            book.regions.full_name(region) if region else ""
        )
        persons.append(publicity.Person(person.name, person.birth, at, f"{found.term:02d}-{one.place:03d}"))
    shown = publicity.shown(persons, by_number=how.by_number)
    period = workdays.calendar(book).period(how.first or book.today, how.days)
    lines = [
        PublicLine(name, person.place, f"{found.course_name}培训", one.face_fen)
        for name, person, one in zip(shown, persons, grown, strict=True)
    ]
    return PublicPaper(
        title="农民工免费职业技能培训公示名单", union=papers.union_name(book), matter=f"{found.name}（{found.base_name}）", first=period.first,
        last=period.last, days=period.days, lines=lines, working_days=period.working, contact=str(contact.contact(book)), by_number=how.by_number,
        left_out=sum(1 for one in whole if not known[one.person].erased) - len(grown), edition=edition,
    )  # fmt: skip
