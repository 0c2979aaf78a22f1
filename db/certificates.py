"""Training certificates (培训合格证书): issued by the base for those who passed, reprinted and revoked by two persons."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db import consent, holdings, training
from db.casebook import Casebook, Session
from db.training import RosterLine
from db.vouchers import BlocksRetired, NoNumberLeft, own_grant
from rules import eligibility, tokens, vouchers
from rules.errors import UserError
from rules.permissions import Action


class CertificateUnknown(UserError):
    """Say that there is no such certificate here."""

    code = "CERTIFICATE_UNKNOWN"


class CertificateRevoked(UserError):
    """Say that the certificate is revoked; field `number`."""

    code = "CERTIFICATE_REVOKED"


class NobodyToCertify(UserError):
    """Say that nobody in the class may have a certificate, or all have theirs."""

    code = "NOBODY_TO_CERTIFY"


@dataclass(frozen=True)
class CertificateRow:
    """Hold a certificate as issued; days as ISO text."""

    id: bytes
    number: str
    person: bytes
    enrolment: bytes
    class_id: bytes
    class_name: str
    holder: str
    doc_tail: str
    course: str
    hours: int
    starts: str
    ends: str
    outcome: str
    issued_on: str
    token: str
    reprints: int
    revoked: str


@dataclass(frozen=True)
class Candidate:
    """Hold one trainee and the rules' answers."""

    line: RosterLine
    findings: tuple[eligibility.Finding, ...]

    @property
    def ok(self) -> bool:
        """Tell whether a certificate may be issued now."""
        return all(finding.ok for finding in self.findings) and not self.line.certificate


def candidates(book: Casebook, class_id: bytes) -> list[Candidate]:
    """Judge every trainee of a class by attendance, result and document."""
    found = []
    for line in training.roster(book, class_id):
        if line.status == training.LEFT:
            continue
        trainee = eligibility.Trainee(
            hours_attended=line.attended_hours,
            hours_due=line.due_hours,
            passed=bool(line.result and line.result.completed and line.result.outcome == training.PASSED),
            document_complete=bool(line.person.doc_no),
            examined=line.result is not None,
        )
        found.append(Candidate(line, tuple(eligibility.certificate(trainee))))
    return found


def _next_numbers(book: Casebook, count: int) -> list[str]:
    blocks = holdings.open_certificates(book.store, own_grant(book), book.stream()[1])
    if blocks is None:
        raise BlocksRetired
    base = training.own_base(book)
    code = int(base.code[-2:]) if base and base.code[-2:].isdigit() else 0
    year = book.today.year
    used = {
        vouchers.parse_certificate_number(row[0])[3]
        for row in book.store.rows("SELECT number FROM certificate WHERE _dev = ?", (book.workplace.dev,))
        if vouchers.parse_certificate_number(row[0])[1] == year
    }
    free = [serial for block in blocks for serial in block.serials if serial not in used]
    if len(free) < count:
        raise NoNumberLeft(left=len(free), wanted=count)
    return [vouchers.make_certificate_number(book.workplace.county, year, code, serial) for serial in free[:count]]


def issue(book: Casebook, class_id: bytes, enrolments: Sequence[bytes] | None = None) -> list[CertificateRow]:
    """Issue certificates to all in the class who may have one (or to those named, if they may); all or none.

    Raise NobodyToCertify, NotGranted, BlocksRetired or NoNumberLeft.
    """
    book.require(Action.CERTIFICATE_ISSUE)
    found = training.get_class(book, class_id)
    chosen = [
        one for one in candidates(book, class_id) if one.ok and (enrolments is None or one.line.enrolment in enrolments)
    ]
    if not chosen:
        raise NobodyToCertify
    numbers = _next_numbers(book, len(chosen))
    base = training.own_base(book)
    made = []
    with book.write() as writer:
        for candidate, number in zip(chosen, numbers, strict=True):
            person, row = candidate.line.person, book.random(16)
            claims = tokens.Claims(
                kind=tokens.CERTIFICATE, id=row, number=number, value_fen=None, holder=person.name, doc_tail=person.doc_tail,
                valid_from=book.today, base=base.code if base else None, course=found.course_name or None,
            )  # fmt: skip
            made.append(writer.fact("certificate", {
                "number": number, "enrolment": candidate.line.enrolment, "person": person.id, "class_id": class_id, "holder": person.name,
                "doc_tail": person.doc_tail, "course": found.course_name, "hours": found.hours, "starts": found.starts, "ends": found.ends,
                "outcome": training.PASSED, "issued_on": book.today, "token": tokens.issue(claims, book.device_signer),
            }, row))  # fmt: skip
    return [get(book, row) for row in made]


_ROWS = """SELECT c.*, k.name AS class_name, (SELECT count(*) FROM certificate_reprint p WHERE p.certificate = c.id) AS reprints,
    (SELECT reason FROM certificate_revocation v WHERE v.certificate = c.id ORDER BY v.n LIMIT 1) AS revoked
    FROM certificate c LEFT JOIN training_class k ON k.id = c.class_id"""


def _row(row: Any) -> CertificateRow:
    return CertificateRow(
        bytes(row["id"]), row["number"], bytes(row["person"] or b""), bytes(row["enrolment"] or b""), bytes(row["class_id"] or b""), row["class_name"] or "",
        row["holder"] or "", row["doc_tail"] or "", row["course"] or "", row["hours"] or 0, row["starts"] or "", row["ends"] or "", row["outcome"] or "",
        row["issued_on"] or "", row["token"] or "", row["reprints"], row["revoked"] or "",
    )  # fmt: skip


def get(book: Casebook, certificate: bytes) -> CertificateRow:
    """Give one certificate; raise CertificateUnknown."""
    row = book.store.one(f"{_ROWS} WHERE c.id = ?", (certificate,))
    if row is None:
        raise CertificateUnknown
    return _row(row)


def page(
    book: Casebook, *, class_id: bytes | None = None, text: str = "", after: int = 0, limit: int = 200
) -> list[tuple[int, CertificateRow]]:
    """Give certificates, newest first, as (row number, certificate); of one class, or by a part of number or name."""
    sql = f"""{_ROWS} WHERE (:class_id IS NULL OR c.class_id = :class_id) AND (:after = 0 OR c.n < :after)
        AND (:text = '' OR instr(c.number, :text) > 0 OR instr(c.holder, :text) > 0) ORDER BY c.n DESC LIMIT :limit"""
    values = {"class_id": class_id, "text": text.strip(), "after": after, "limit": limit}
    return [(row["n"], _row(row)) for row in book.store.rows(sql, values)]


def reprint(
    book: Casebook, certificate: bytes, reason: str, *, second: Session | None, approval: bytes | None = None
) -> CertificateRow:  # fmt: skip
    """Record that a certificate is printed once more under its number, by two persons or by the province's approval.

    Raise CertificateRevoked, SecondPersonNeeded or ApprovalUnfit.
    """
    book.require(Action.CERTIFICATE_REPRINT)
    beside = consent.beside(book, "certificate_reprint", {"certificate": certificate.hex()}, second, approval)
    check_standing(book, certificate)
    values = {"certificate": certificate, "reason": reason, "day": book.today, "approval": approval}
    with book.write() as writer:
        writer.fact("certificate_reprint", values, second=beside)
    return get(book, certificate)


def check_standing(book: Casebook, certificate: bytes) -> CertificateRow:
    """Give a certificate that stands; raise CertificateUnknown or CertificateRevoked."""
    row = get(book, certificate)
    if row.revoked:
        raise CertificateRevoked(number=row.number)
    return row


def revoke(
    book: Casebook, certificate: bytes, reason: str, *, second: Session | None, approval: bytes | None = None
) -> CertificateRow:  # fmt: skip
    """Revoke a certificate by two persons or by the province's approval.

    Raise CertificateRevoked where it is so already, SecondPersonNeeded or ApprovalUnfit.
    """
    book.require(Action.CERTIFICATE_REVOKE)
    beside = consent.beside(book, "certificate_revocation", {"certificate": certificate.hex()}, second, approval)
    row = check_standing(book, certificate)
    values = {
        "certificate": certificate,
        "number": row.number,
        "reason": reason,
        "day": book.today,
        "approval": approval,
    }
    with book.write(_county(book, row)) as writer:
        writer.fact("certificate_revocation", values, second=beside)
    return get(book, certificate)


def _county(book: Casebook, row: CertificateRow) -> str:
    return vouchers.parse_certificate_number(row.number)[0] if book.workplace.kind == "province" else ""


def count(book: Casebook, year: int) -> int:
    """Count the certificates issued in a year and not revoked."""
    sql = """SELECT count(*) FROM certificate c WHERE substr(issued_on, 1, 4) = ?
        AND NOT EXISTS (SELECT 1 FROM certificate_revocation v WHERE v.certificate = c.id)"""
    return int(book.store.value(sql, (f"{year:04d}",)))
