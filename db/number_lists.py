"""The lists of what bears a number: vouchers, certificates, redemptions. Which of them, in which order, and the lines that are in sight."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from db import overview, search, walks
from db.casebook import Casebook
from db.certificates import _ROWS as _CERTIFICATES
from db.certificates import CertificateRow
from db.certificates import _row as _certificate
from db.voucher_lists import _REDEMPTIONS, _redemption
from db.vouchers import _STATUS, RedemptionRow, VoucherRow
from db.vouchers import _row as _voucher
from db.walks import Orders, Walk

SOON, VALID, REVOKED, REPRINTED = "soon", "valid", "revoked", "reprinted"
"""What one may choose beside the states of a voucher: those that run out soon; and certificates by how they stand."""
MOST_FOUND = 2_000
"""Persons that what one types finds at most."""
Row = TypeVar("Row")

_OF_VOUCHERS = Orders(
    {"number": "v.number", "status": _STATUS, "face": "v.face_fen", "issued_on": "v.issued_on", "valid_until": "v.valid_until"},
    {"holder": "v.holder", "course": "v.course"},
)  # fmt: skip
_REVOKED = "EXISTS (SELECT 1 FROM certificate_revocation w WHERE w.certificate = c.id)"
_PRINTS = "(SELECT count(*) FROM certificate_reprint a WHERE a.certificate = c.id)"
_OF_CERTIFICATES = Orders(
    {"number": "c.number", "issued_on": "c.issued_on", "standing": f"({_REVOKED}) * 1000 + {_PRINTS}"},
    {"holder": "c.holder", "course": "c.course", "class": "k.name"},
)
_HOLDER = "coalesce(p.name, i.holder, '')"
_OF_REDEMPTIONS = Orders(
    {"number": "r.number", "amount": "r.amount_fen", "day": "r.day", "provisional": "r.provisional"},
    {"holder": _HOLDER, "class": "k.name"},
)
_NAMED = """LEFT JOIN training_class k ON k.id = r.class_id LEFT JOIN enrolment e ON e.id = r.enrolment LEFT JOIN person p ON p.id = e.person
    LEFT JOIN voucher_issue i ON i.id = r.voucher"""


@dataclass(frozen=True)
class Chosen:
    """Choose by what one types (part of the number, name, pinyin initials), by standing, by business days (both included), by class (row id).

    `standing` of a voucher is a state or SOON, of a certificate VALID, REVOKED or REPRINTED, of a redemption "provisional".
    """

    text: str = ""
    standing: str = ""
    first: date | None = None
    last: date | None = None
    class_id: bytes = b""


def vouchers(book: Casebook, chosen: Chosen, order: str = "", *, descending: bool = False) -> Walk:
    """Say how the list of issued vouchers is walked."""
    soon = chosen.standing == SOON
    found, values = _worded(book, chosen.text, ("v.number", "v.holder"), "v.person")
    where, held = walks.narrowed({
        found: values,
        f"{_STATUS} = :status": {"status": "已发放" if soon else chosen.standing} if chosen.standing else None,
        "v.valid_until <= :until": {"until": (book.today + overview.EXPIRING).isoformat()} if soon else None,
        **_days("v.issued_on", chosen),
    })  # fmt: skip
    held["today"] = book.today.isoformat()
    return walks.over("voucher_issue v", _OF_VOUCHERS, order, where, held, descending=descending)


def voucher_lines(book: Casebook, numbers: Sequence[int]) -> list[VoucherRow | None]:
    """Give the vouchers of these row numbers, in their order; None for one that is gone."""
    return _lines(book, f"SELECT v.*, {_STATUS} AS status FROM voucher_issue v", "v", numbers, _voucher)


def certificates(book: Casebook, chosen: Chosen, order: str = "", *, descending: bool = False) -> Walk:
    """Say how the list of certificates is walked."""
    found, values = _worded(book, chosen.text, ("replace(c.number, '-', '')", "c.holder"), "c.person")
    standings = {VALID: f"NOT {_REVOKED}", REVOKED: _REVOKED, REPRINTED: f"{_PRINTS} > 0"}
    where, held = walks.narrowed({
        found: values,
        standings.get(chosen.standing, "1"): {},
        "c.class_id = :class": {"class": chosen.class_id} if chosen.class_id else None,
        **_days("c.issued_on", chosen),
    })  # fmt: skip
    joins = "LEFT JOIN training_class k ON k.id = c.class_id" if order == "class" else ""
    return walks.over("certificate c", _OF_CERTIFICATES, order, where, held, descending=descending, joins=joins)


def certificate_lines(book: Casebook, numbers: Sequence[int]) -> list[CertificateRow | None]:
    """Give the certificates of these row numbers, in their order; None for one that is gone."""
    return _lines(book, _CERTIFICATES, "c", numbers, _certificate)


def redemptions(book: Casebook, chosen: Chosen, order: str = "", *, descending: bool = False) -> Walk:
    """Say how the list of redemptions is walked."""
    found, values = _worded(book, chosen.text, ("r.number", _HOLDER), "e.person")
    where, held = walks.narrowed({
        found: values,
        "r.provisional = 1": {} if chosen.standing else None,
        "r.class_id = :class": {"class": chosen.class_id} if chosen.class_id else None,
        **_days("r.day", chosen),
    })  # fmt: skip
    joins = _NAMED if values is not None or order in _OF_REDEMPTIONS.names else ""
    return walks.over("redemption r", _OF_REDEMPTIONS, order, where, held, descending=descending, joins=joins)


def redemption_lines(book: Casebook, numbers: Sequence[int]) -> list[RedemptionRow | None]:
    """Give the redemptions of these row numbers, in their order; None for one that is gone."""
    return _lines(book, _REDEMPTIONS, "r", numbers, _redemption)


def _lines(
    book: Casebook, select: str, alias: str, numbers: Sequence[int], make: Callable[[Any], Row]
) -> list[Row | None]:
    # whole numbers of our own making
    rows = book.store.rows(
        f"{select} WHERE {alias}.n IN ({','.join(map(str, numbers))})", {"today": book.today.isoformat()}
    )
    found = {row["n"]: make(row) for row in rows}
    return [found.get(number) for number in numbers]


def _worded(
    book: Casebook, text: str, columns: Sequence[str], person: str
) -> tuple[str, dict[str, str] | None]:  # fmt: skip
    """Give the condition for what one types, and its values (None: nothing is typed)."""
    words = "".join(text.split()).replace("-", "")
    parts = [f"instr({column}, :text) > 0" for column in columns]
    if not words:
        return "1", None
    if not words.isdecimal():
        known = ",".join(map(str, search.person_numbers(book.store, words, MOST_FOUND)))
        parts.append(f"{person} IN (SELECT id FROM person WHERE n IN ({known}))")
    return f"({' OR '.join(parts)})", {"text": words}


def _days(column: str, chosen: Chosen) -> dict[str, dict[str, str] | None]:
    return {
        f"{column} >= :first": {"first": chosen.first.isoformat()} if chosen.first else None,
        f"{column} <= :last": {"last": chosen.last.isoformat()} if chosen.last else None,
    }
