"""What papers ask of the casebook and nothing else does: whose name stands above them, which class, what is claimed line by line."""

import json
import re
from dataclasses import dataclass
from typing import Any

from db import directory, training, vouchers
from db.casebook import Casebook
from rules import tokens

_ROW_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class ClaimedVoucher:
    """Hold one redeemed voucher of a claim with its holder, class and certificate as far as known here; money in fen, `day` ISO text."""

    number: str
    holder: str
    document: str
    phone: str
    course: str
    class_name: str
    day: str
    certificate: str
    face_fen: int
    fee_fen: int
    amount_fen: int


@dataclass(frozen=True)
class Claimed:
    """Hold a claim: its month, its base, and its lines in order of their numbers."""

    period: str
    base_name: str
    lines: tuple[ClaimedVoucher, ...]


def union_name(book: Casebook) -> str:
    """Give the name of the county's union: our own at a desk, the granted desk's elsewhere."""
    if book.workplace.kind == "desk":
        return book.workplace.name
    found = [grant.name for grant in directory.grants(book.store, book.workplace.county) if grant.role == "desk"]
    return found[0] if found else book.workplace.name


def base_name(book: Casebook, code: str) -> str:
    """Give the name of the base with this code, or nothing."""
    return next((base.name for base in training.bases(book) if base.code == code), "")


def class_of(book: Casebook, person: bytes, course: str) -> tuple[str, str]:
    """Give (class, base) where a person is enrolled for a course, the latest, or empty texts."""
    row = book.store.one(
        """SELECT c.name, b.name AS base FROM enrolment e JOIN training_class c ON c.id = e.class_id LEFT JOIN course k ON k.id = c.course
        LEFT JOIN base b ON b.id = c.base WHERE e.person = ? AND e.status <> ? AND k.name = ? ORDER BY e.n DESC LIMIT 1""",
        (person, training.LEFT, course),
    )
    return (row["name"] or "", row["base"] or "") if row is not None else ("", "")


def replaced_number(book: Casebook, voucher: bytes) -> str | None:
    """Give the number of the lost voucher that this one replaces, or None."""
    found = book.store.value(
        "SELECT o.number FROM voucher_issue v JOIN voucher_issue o ON o.id = v.replaces WHERE v.id = ?", (voucher,)
    )
    return str(found) if found is not None else None


def claimed(book: Casebook, claim: bytes) -> Claimed:
    """Give a claim as its paper lists it; raise VoucherUnknown where there is no such claim."""
    row = book.store.one(
        "SELECT c.period, c.redemptions, b.name AS base_name FROM claim c LEFT JOIN base b ON b.id = c.base WHERE c.id = ?", (claim,)
    )  # fmt: skip
    if row is None:
        raise vouchers.VoucherUnknown
    wanted = [text for text in json.loads(row["redemptions"]) if isinstance(text, str) and _ROW_ID.fullmatch(text)]
    lines = [line for line in (_claimed_voucher(book, bytes.fromhex(text)) for text in wanted) if line is not None]
    return Claimed(row["period"], row["base_name"] or "", tuple(sorted(lines, key=lambda line: line.number)))


def _claimed_voucher(book: Casebook, redemption: bytes) -> ClaimedVoucher | None:
    row: Any = book.store.one(
        """SELECT r.*, k.name AS class_name, q.name AS course_name, p.name AS holder, p.doc_no, p.phone, c.number AS certificate FROM redemption r
        LEFT JOIN training_class k ON k.id = r.class_id LEFT JOIN course q ON q.id = k.course LEFT JOIN enrolment e ON e.id = r.enrolment
        LEFT JOIN person p ON p.id = e.person LEFT JOIN certificate c ON c.enrolment = r.enrolment
            AND NOT EXISTS (SELECT 1 FROM certificate_revocation v WHERE v.certificate = c.id)
        WHERE r.id = ? ORDER BY c.n DESC LIMIT 1""",
        (redemption,),
    )
    if row is None:
        return None
    return ClaimedVoucher(
        number=row["number"], holder=row["holder"] or _holder_of(row["token"] or ""), document=row["doc_no"] or "", phone=row["phone"] or "",
        course=row["course_name"] or "", class_name=row["class_name"] or "", day=row["day"], certificate=row["certificate"] or "",
        face_fen=row["face_fen"], fee_fen=row["fee_fen"], amount_fen=row["amount_fen"],
    )  # fmt: skip


def _holder_of(token: str) -> str:
    """Give the holder whom a token names, where no roster does."""
    try:
        return tokens.read(token).claims.holder
    except tokens.BadToken:
        return ""
