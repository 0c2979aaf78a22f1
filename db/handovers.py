"""What passes from hand to hand on paper and is kept as a record: which seal was put on which papers (用印登记), who took which certificate (发证签收).

A slip of the pen is corrected by a further record that withdraws it; both stay. The signature on paper is the receiver's own.
"""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db import certificates, prints
from db.casebook import Casebook
from db.certificates import CertificateRow
from rules.dates import business_day
from rules.errors import ReasonMissing, UserError
from rules.permissions import Action

CERTIFICATE, VOUCHER = prints.CERTIFICATE, prints.VOUCHER
_SOURCES = {CERTIFICATE: "certificate", VOUCHER: "voucher_issue"}
_SEAL_STANDS = "x.withdrawn IS NOT 1 AND NOT EXISTS (SELECT 1 FROM seal_use y WHERE y.corrects = x.id)"
_HANDOUT_STANDS = "x.withdrawn IS NOT 1 AND NOT EXISTS (SELECT 1 FROM certificate_handout y WHERE y.corrects = x.id)"


class HandoverIncomplete(UserError):
    """Say that a handover lacks what must stand in it; field `reason`: papers, seal, approver, basis or items."""

    code = "HANDOVER_INCOMPLETE"


class PaperUnknown(UserError):
    """Say that no paper of this number was issued here; field `number`."""

    code = "PAPER_UNKNOWN"


class AlreadyHandedOut(UserError):
    """Say that a certificate was handed out already; fields `number`, `day`."""

    code = "ALREADY_HANDED_OUT"


class AlreadyWithdrawn(UserError):
    """Say that a record of a handover was withdrawn already, or is none."""

    code = "ALREADY_WITHDRAWN"


# --- seals --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SealDraft:
    """Ask for a use of a seal to be registered: on papers of one `kind` by their numbers, who asked for it, who approved it, what for, on which day (None: today)."""

    kind: str
    numbers: Sequence[str]
    seal: str
    approved_by: str
    applied_by: str = ""
    purpose: str = ""
    class_id: bytes | None = None
    day: dt.date | None = None


@dataclass(frozen=True)
class SealUse:
    """Hold a registered use of a seal; the day as ISO text, `by` who registered it, `stands` False once it was withdrawn."""

    id: bytes
    kind: str
    numbers: Sequence[str]
    first: str
    last: str
    count: int
    seal: str
    purpose: str
    applied_by: str
    approved_by: str
    day: str
    by: str
    stands: bool


def use_seal(book: Casebook, draft: SealDraft) -> bytes:
    """Register that a seal was put on papers; give the row.

    Raise HandoverIncomplete, PaperUnknown, DayAhead or, for a certificate, CertificateRevoked.
    """
    book.require(Action.SEAL_USE)
    day = business_day(draft.day, book.today)
    numbers = sorted({one.strip() for one in draft.numbers if one.strip()})
    for value, missing in ((numbers, "papers"), (draft.seal.strip(), "seal"), (draft.approved_by.strip(), "approver")):
        if not value:
            raise HandoverIncomplete(reason=missing)
    for number in numbers:
        _check_paper(book, draft.kind, number)
    with book.write() as writer:
        return writer.fact("seal_use", {
            "kind": draft.kind, "numbers": numbers, "first": numbers[0], "last": numbers[-1], "count": len(numbers), "seal": draft.seal.strip(),
            "purpose": draft.purpose.strip(), "applied_by": draft.applied_by.strip() or book.signed_in.name, "approved_by": draft.approved_by.strip(),
            "class_id": draft.class_id, "day": day,
        })  # fmt: skip


def _check_paper(book: Casebook, kind: str, number: str) -> None:
    row = book.store.value(f"SELECT id FROM {_SOURCES[kind]} WHERE number = ?", (number,))
    if row is None:
        raise PaperUnknown(number=number)
    if kind == CERTIFICATE:
        certificates.check_standing(book, bytes(row))


def withdraw_seal(book: Casebook, use: bytes, reason: str) -> bytes:
    """Withdraw a use of a seal that was registered by mistake; raise ReasonMissing or AlreadyWithdrawn."""
    book.require(Action.SEAL_USE)
    if not reason.strip():
        raise ReasonMissing
    with book.write() as writer:
        found = next((one for one in seal_uses(book) if one.id == use and one.stands), None)
        if found is None:
            raise AlreadyWithdrawn
        return writer.fact("seal_use", {
            "kind": found.kind, "numbers": list(found.numbers), "count": found.count, "seal": found.seal, "purpose": reason.strip(),
            "approved_by": found.approved_by, "day": book.today, "withdrawn": True, "corrects": use,
        })  # fmt: skip


def seal_uses(book: Casebook, *, kind: str = "", limit: int = 2000) -> list[SealUse]:
    """List the uses of seals, the latest first; what only withdraws another is not listed."""
    rows = book.store.rows(
        f"""SELECT x.*, s.name AS who, {_SEAL_STANDS} AS stands FROM seal_use x LEFT JOIN staff s ON s.id = x._by
        WHERE x.withdrawn IS NOT 1 AND (? = '' OR x.kind = ?) ORDER BY x.n DESC LIMIT ?""",
        (kind, kind, limit),
    )
    return [
        SealUse(
            bytes(row["id"]), row["kind"], _texts(row["numbers"]), row["first"] or "", row["last"] or "", row["count"], row["seal"], row["purpose"] or "",
            row["applied_by"] or "", row["approved_by"], row["day"], row["who"] or "", bool(row["stands"]),
        )
        for row in rows
    ]  # fmt: skip


def _texts(text: str) -> tuple[str, ...]:
    """Read a list of numbers as another workplace may have written it."""
    found = json.loads(text or "[]")
    return tuple(one for one in found if isinstance(one, str)) if isinstance(found, list) else ()


def sealed(book: Casebook, kind: str) -> dict[str, tuple[str, ...]]:
    """Give for each paper of a kind the seals that it bears."""
    found: dict[str, tuple[str, ...]] = {}
    for use in seal_uses(book, kind=kind, limit=1_000_000):
        if use.stands:
            for number in use.numbers:
                found[number] = (*found.get(number, ()), use.seal)
    return found


@dataclass(frozen=True)
class Sealable:
    """Hold a paper on which a seal may be put: its number, whose it is, and the seals that it bears."""

    number: str
    holder: str
    seals: tuple[str, ...]


def sealable(book: Casebook, kind: str, class_id: bytes) -> list[Sealable]:
    """List the papers of a class in order of their numbers: its certificates that stand, or the vouchers in its people's hands."""
    borne = sealed(book, kind)
    if kind == CERTIFICATE:
        rows = [row for _n, row in certificates.page(book, class_id=class_id, limit=10_000) if not row.revoked]
        found = [(row.number, row.holder) for row in rows]
    else:
        found = [(row.number, row.holder) for row in taken(book, class_id=class_id)]
    return [Sealable(number, holder, borne.get(number, ())) for number, holder in sorted(found)]


# --- vouchers taken -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Taken:
    """Hold one voucher that somebody takes: for the list that is signed at the desk; money in fen, days as ISO text."""

    id: bytes
    number: str
    holder: str
    doc_tail: str
    course: str
    face_fen: int
    issued_on: str
    valid_until: str
    reissue: bool


def taken(book: Casebook, *, class_id: bytes | None = None, day: str = "", limit: int = 5000) -> list[Taken]:
    """List the vouchers issued on a day, or to the people of a class for its course, in order of their numbers; void ones are left out."""
    rows = book.store.rows(
        """SELECT v.* FROM voucher_issue v WHERE (:day = '' OR v.issued_on = :day)
        AND (:class_id IS NULL OR EXISTS (SELECT 1 FROM enrolment e JOIN training_class c ON c.id = e.class_id JOIN course k ON k.id = c.course
            WHERE e.class_id = :class_id AND e.person = v.person AND k.name = v.course))
        AND NOT EXISTS (SELECT 1 FROM voucher_void x WHERE x.voucher = v.id) ORDER BY v.number LIMIT :limit""",
        {"day": day, "class_id": class_id, "limit": limit},
    )
    return [
        Taken(
            bytes(row["id"]), row["number"], row["holder"] or "", row["doc_tail"] or "", row["course"] or "", row["face_fen"] or 0, row["issued_on"] or "",
            row["valid_until"] or "", bool(row["replaces"]),
        )
        for row in rows
    ]  # fmt: skip


def issue_days(book: Casebook, limit: int = 60) -> list[tuple[str, int]]:
    """Give the days on which vouchers were issued that were not made void since, and how many, the latest first."""
    rows = book.store.rows(
        """SELECT issued_on, count(*) AS c FROM voucher_issue v WHERE NOT EXISTS (SELECT 1 FROM voucher_void x WHERE x.voucher = v.id)
        GROUP BY issued_on ORDER BY issued_on DESC LIMIT ?""",
        (limit,),
    )
    return [(row["issued_on"] or "", row["c"]) for row in rows]


# --- certificates handed out --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Handout:
    """Hold when a certificate was handed out and to whom: `received_by` is empty where the holder took it, else who did and on what ground."""

    id: bytes
    day: str
    received_by: str
    basis: str
    by: str


@dataclass(frozen=True)
class Receivable:
    """Hold a certificate of a class, the handout that stands, and whether it may be handed out now (never, or since a 补打)."""

    row: CertificateRow
    handout: Handout | None
    waits: bool


def receivables(book: Casebook, class_id: bytes) -> list[Receivable]:
    """List the certificates of a class that stand, in order of their numbers."""
    rows = [row for _n, row in certificates.page(book, class_id=class_id, limit=10_000) if not row.revoked]
    return [_receivable(book, row) for row in sorted(rows, key=lambda row: row.number)]


def _receivable(book: Casebook, row: CertificateRow) -> Receivable:
    found = book.store.rows(
        f"""SELECT x.*, s.name AS who FROM certificate_handout x LEFT JOIN staff s ON s.id = x._by
        WHERE x.certificate = ? AND {_HANDOUT_STANDS} ORDER BY x.n""",
        (row.id,),
    )
    last = _handout(found[-1]) if found else None
    return Receivable(row, last, len(found) < 1 + row.reprints)


def _handout(row: Any) -> Handout:
    return Handout(bytes(row["id"]), row["day"], row["received_by"] or "", row["basis"] or "", row["who"] or "")


def hand_out(
    book: Casebook, wanted: Sequence[bytes], *, received_by: str = "", basis: str = "", day: dt.date | None = None
) -> int:  # fmt: skip
    """Record that certificates were handed out on a day (None: today), to their holders or to another person on a written ground; give how many; all or none.

    Raise HandoverIncomplete, AlreadyHandedOut, CertificateUnknown, CertificateRevoked or DayAhead.
    """
    book.require(Action.CERTIFICATE_HANDOUT)
    on = business_day(day, book.today)
    received_by, basis = received_by.strip(), basis.strip()
    if not wanted:
        raise HandoverIncomplete(reason="papers")
    if received_by and not basis:
        raise HandoverIncomplete(reason="basis")
    with book.write() as writer:
        for certificate in wanted:
            found = _receivable(book, certificates.check_standing(book, certificate))
            if not found.waits:
                raise AlreadyHandedOut(number=found.row.number, day=found.handout.day if found.handout else "")
            writer.fact("certificate_handout", {
                "certificate": certificate, "number": found.row.number, "class_id": found.row.class_id, "received_by": received_by or None,
                "basis": basis if received_by else None, "day": on,
            })  # fmt: skip
    return len(wanted)


def take_back(book: Casebook, certificate: bytes, reason: str) -> None:
    """Withdraw the latest handout of a certificate that was recorded by mistake; raise ReasonMissing or AlreadyWithdrawn."""
    book.require(Action.CERTIFICATE_HANDOUT)
    if not reason.strip():
        raise ReasonMissing
    with book.write() as writer:
        found = _receivable(book, certificates.get(book, certificate))
        if found.handout is None:
            raise AlreadyWithdrawn
        writer.fact("certificate_handout", {
            "certificate": certificate, "number": found.row.number, "class_id": found.row.class_id, "day": book.today, "reason": reason.strip(),
            "withdrawn": True, "corrects": found.handout.id,
        })  # fmt: skip


def not_handed_out(book: Casebook, until: dt.date = dt.date.max) -> int:
    """Count the certificates, issued until a day, that stand and wait for their holders."""
    sql = f"""SELECT count(*) FROM certificate c WHERE coalesce(c.issued_on, '') <= ? AND NOT EXISTS (SELECT 1 FROM certificate_revocation v WHERE v.certificate = c.id)
        AND NOT EXISTS (SELECT 1 FROM certificate_handout x WHERE x.certificate = c.id AND {_HANDOUT_STANDS})"""
    return int(book.store.value(sql, (until.isoformat(),)))


def not_printed(book: Casebook) -> int:
    """Count the certificates issued on this PC that stand and were never printed on it."""
    sql = """SELECT count(*) FROM certificate c WHERE c._dev = ? AND NOT EXISTS (SELECT 1 FROM certificate_revocation v WHERE v.certificate = c.id)
        AND NOT EXISTS (SELECT 1 FROM print_log l WHERE l.kind = ? AND l.what = c.number AND l.edition > 0)"""
    return int(book.store.value(sql, (book.workplace.dev, CERTIFICATE)))
