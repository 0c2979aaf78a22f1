"""The values of a class's papers."""

from datetime import date
from typing import TYPE_CHECKING

from db import papers, people, training
from ui.papers.words import SEX, coded, groups, place

if TYPE_CHECKING:
    from db.casebook import Casebook
    from printouts.rosters import RosterPaper


def roster_paper(book: "Casebook", class_id: bytes, *, edition: int = 1) -> "RosterPaper":
    """Make the roster (培训花名册) of a class; who has left it stands on it no more."""
    from printouts.rosters import RosterLine, RosterPaper

    found = training.get_class(book, class_id)
    staying = [line for line in training.roster(book, class_id) if line.status != training.LEFT]
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
