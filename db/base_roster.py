"""Where somebody stands on the rosters of this base: asked by what a voucher says of its holder, by a document's number, or by the person."""

from dataclasses import dataclass
from typing import Any

from db import training
from db.casebook import Casebook
from db.training import ClassRow


@dataclass(frozen=True)
class Place:
    """Hold one enrolment at this base: the class, the person's name, and the voucher redeemed for it with its day; empty while none was."""

    training_class: ClassRow
    name: str
    number: str
    day: str


def of_holder(book: Casebook, holder: str, tail: str) -> list[Place]:
    """Give the places of whoever bears this name and whose document ends so; the latest class first."""
    return _places(book, "p.name = ? AND substr(p.doc_no, -4) = ?", holder, tail)


def of_document(book: Casebook, number: str) -> list[Place]:
    """Give the places of whoever has the document of this number; the latest class first."""
    return _places(book, "p.doc_no = ?", number)


def of_person(book: Casebook, person: bytes) -> list[Place]:
    """Give the places of a person; the latest class first."""
    return _places(book, "p.id = ?", person)


def _places(book: Casebook, where: str, *asked: Any) -> list[Place]:
    found = {
        bytes(row["class_id"]): row
        for row in book.store.rows(
            f"""SELECT e.class_id, p.name, coalesce(r.number, '') AS number, coalesce(r.day, '') AS day FROM enrolment e
            JOIN person p ON p.id = e.person LEFT JOIN redemption r ON r.enrolment = e.id WHERE e.status <> ? AND {where} ORDER BY e.n""",
            (training.LEFT, *asked),
        )
    }
    base = training.own_base(book)
    own = training.classes(book, base.id) if base else []
    return [
        Place(one, found[one.id]["name"] or "", found[one.id]["number"], found[one.id]["day"])
        for one in own
        if one.id in found
    ]
