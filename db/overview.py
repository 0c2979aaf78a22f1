"""What the desk's lists and its first page ask of several areas at once; it only reads."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from db import people, training
from db.casebook import Casebook
from db.people import PersonRow
from db.training import ClassRow
from rules import phones

if TYPE_CHECKING:
    from collections.abc import Mapping

SOON = timedelta(days=7)
EXPIRING = timedelta(days=30)
INTAKE = "intake"
"""The kind of the drafts of the intake form."""


def beginning(book: Casebook) -> list[ClassRow]:
    """Give the classes that begin within seven days, the next first."""
    return _between(book, "starts")


def ending(book: Casebook) -> list[ClassRow]:
    """Give the classes that end within seven days, the next first."""
    return _between(book, "ends")


def _between(book: Casebook, column: str) -> list[ClassRow]:
    first, last = book.today.isoformat(), (book.today + SOON).isoformat()
    found = [
        row
        for row in training.classes(book)
        if first <= getattr(row, column) <= last and row.status != training.CANCELLED
    ]
    return sorted(found, key=lambda row: str(getattr(row, column)))


def applied_for(book: Casebook) -> list[ClassRow]:
    """Give the classes that wait for approval, the first to begin first."""
    found = [row for row in training.classes(book) if row.status == training.APPLIED]
    return sorted(found, key=lambda row: row.starts)


def without_results(book: Casebook) -> list[tuple[ClassRow, int]]:
    """Give the classes that are over and how many of their trainees no result has come for, the oldest first."""
    sql = """SELECT e.class_id, count(*) AS c FROM enrolment e JOIN training_class c ON c.id = e.class_id WHERE c.ends < ? AND c.status <> ?
        AND e.status <> ? AND NOT EXISTS (SELECT 1 FROM result r WHERE r.enrolment = e.id) GROUP BY e.class_id ORDER BY c.ends"""
    values = (book.today.isoformat(), training.CANCELLED, training.LEFT)
    return [(training.get_class(book, bytes(row["class_id"])), row["c"]) for row in book.store.rows(sql, values)]


def oldest_pending(book: Casebook) -> str:
    """Give the day of the earliest registration among 证件待补 (ISO text), empty where there is none."""
    found = book.store.value(
        "SELECT min(f.registered_on) FROM person p JOIN person_profile f ON f.id = p.id WHERE p.doc_pending = 1"
    )
    return str(found or "")


def expiring(book: Casebook) -> tuple[int, str]:
    """Count the vouchers in their holders' hands that run out within 30 days; give the count and the first such day (ISO text)."""
    row = book.store.one(
        """SELECT count(*) AS c, min(v.valid_until) AS first FROM voucher_issue v WHERE v.valid_until BETWEEN ? AND ?
        AND NOT EXISTS (SELECT 1 FROM redemption r WHERE r.voucher = v.id)
        AND NOT EXISTS (SELECT 1 FROM voucher_void x WHERE x.voucher = v.id)
        AND NOT EXISTS (SELECT 1 FROM voucher_loss l WHERE l.voucher = v.id)""",
        (book.today.isoformat(), (book.today + EXPIRING).isoformat()),
    )
    return int(row["c"]), str(row["first"] or "")


def phone_users(book: Casebook, phone: str, limit: int = 5) -> list[PersonRow]:
    """Give persons who are registered with this telephone number."""
    number = phones.normalise(phone)
    digits = "".join(c for c in number if c.isdigit())
    if not digits:
        return []
    rows = book.store.rows(
        "SELECT n FROM term WHERE key = ? AND what = 1 LIMIT ?",
        ("t" + digits[::-1], limit),
    )
    found: Mapping[int, Any] = people.by_numbers(book, [row[0] for row in rows])
    return [row for row in found.values() if row.phone == number]


def enrolled_in(book: Casebook, person: bytes) -> set[bytes]:
    """Give the classes in which a person is enrolled, under whichever of the records that were judged to be the same human."""
    same = (person, *people.same_persons(book, person))
    sql = f"SELECT class_id FROM enrolment WHERE status <> ? AND person IN ({','.join('?' * len(same))})"
    rows = book.store.rows(sql, (training.LEFT, *same))
    return {bytes(row[0]) for row in rows}
