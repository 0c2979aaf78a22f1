"""What the pages of vouchers, redemptions and claims show: read queries, and the judgements that they need before anything is written."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db import base_roster, certificates, people, prints, settlement, training, verification, vouchers
from db.base_roster import Place
from db.casebook import Casebook
from db.certificates import Candidate, CertificateRow
from db.people import PersonRow
from db.settlement import _reviews
from db.training import Course
from db.verification import Verdict
from db.vouchers import _STATUS, RedemptionRow
from rules import tokens
from rules import vouchers as numbers
from rules.eligibility import Finding, eligible
from rules.errors import UserError

STATUSES = ("已发放", "已核销", "挂失", "已补发", "过期", "作废")
_SPOILED_WAITING = "spoiled_waiting"
_ROW_ID = re.compile(r"[0-9a-f]{32}")


def outstanding(book: Casebook) -> tuple[int, int, str]:
    """Give how many vouchers are in their holders' hands, their face value in fen, and the first day on which one runs out (ISO text)."""
    row = book.store.one(
        f"""SELECT count(*) AS c, coalesce(sum(face_fen), 0) AS fen, min(valid_until) AS first FROM
        (SELECT v.face_fen, v.valid_until, {_STATUS} AS status FROM voucher_issue v) WHERE status = '已发放'""",
        {"today": book.today.isoformat()},
    )
    return row["c"], row["fen"], row["first"] or ""


class NothingInRun(UserError):
    """Say that no voucher that may be printed bears a number from `first` to `last`."""

    code = "NOTHING_IN_RUN"


@dataclass(frozen=True)
class PrintRun:
    """Hold the vouchers of a run of numbers that may be printed, in their order, and how many others lie in it."""

    ids: tuple[bytes, ...]
    others: int


def print_run(book: Casebook, first: str, last: str) -> PrintRun:
    """Find what is printed from one number to another, both included (22 digits): issued vouchers that are neither spent nor void.

    An empty end is open. Raise NothingInRun.
    """
    rows = book.store.rows(
        f"SELECT v.id, {_STATUS} AS status FROM voucher_issue v WHERE v.number >= :first AND (:last = '' OR v.number <= :last) ORDER BY v.number",
        {"first": first, "last": last, "today": book.today.isoformat()},
    )
    ids = tuple(bytes(row["id"]) for row in rows if row["status"] == STATUSES[0])
    if not ids:
        raise NothingInRun(first=numbers.shown(first) or "…", last=numbers.shown(last) or "…")
    return PrintRun(ids, len(rows) - len(ids))


def kind_of(book: Casebook, row: bytes) -> str:
    """Tell what a row id stands for: voucher, certificate, person, training_class, or nothing."""
    tables = {"voucher": "voucher_issue", "certificate": "certificate", "person": "person", "class": "training_class"}
    return next(
        (kind for kind, table in tables.items() if book.store.one(f"SELECT 1 FROM {table} WHERE id = ?", (row,))), ""
    )


# --- issuing ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class IssueCandidate:
    """Hold one person for whom a voucher is wanted, with every rule's answer and the courses that the person is enrolled in."""

    person: PersonRow
    findings: tuple[Finding, ...]
    courses: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Tell whether a voucher may be issued today."""
        return eligible(list(self.findings))


def candidate(book: Casebook, person: bytes) -> IssueCandidate:
    """Judge one person; raise PersonUnknown."""
    enrolled = book.store.rows(
        """SELECT DISTINCT k.name FROM enrolment e JOIN training_class c ON c.id = e.class_id JOIN course k ON k.id = c.course
        WHERE e.person = ? AND e.status <> ? ORDER BY e.n DESC""",
        (person, training.LEFT),
    )
    return IssueCandidate(
        people.get(book, person), tuple(vouchers.findings(book, person)), tuple(row["name"] or "" for row in enrolled)
    )


def class_candidates(book: Casebook, class_id: bytes) -> list[IssueCandidate]:
    """Judge everybody on the roster of a class."""
    return [
        IssueCandidate(line.person, tuple(vouchers.findings(book, line.person.id)))
        for line in training.roster(book, class_id)
        if line.status != training.LEFT
    ]


def open_courses(book: Casebook) -> list[Course]:
    """List the courses in use."""
    return [course for course in training.courses(book) if course.active]


# --- spoiled sheets -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SpoiledSheet:
    """Hold a sheet that cannot be used: its number, how it stands (stock, issued, void, redeemed, outside, wrong) and whose it is."""

    number: str
    standing: str
    holder: str = ""

    @property
    def ok(self) -> bool:
        """Tell whether it may be registered as void."""
        return self.standing in {"stock", "issued"}


def spoiled_sheet(book: Casebook, text: str) -> SpoiledSheet:
    """Judge a number typed, or a token scanned, off a spoiled sheet."""
    number = "".join(text.split()).replace("-", "")
    if text.startswith(tokens.PREFIX):
        try:
            number = tokens.read(text).claims.number
        except tokens.BadToken:
            return SpoiledSheet(text[:22], "wrong")
    if not numbers.is_number(number):
        return SpoiledSheet(number[:30], "wrong")
    if not vouchers.in_own_blocks(book, number):
        return SpoiledSheet(number, "outside")
    if book.store.one("SELECT 1 FROM voucher_void WHERE number = ?", (number,)) is not None:
        return SpoiledSheet(number, "void")
    issued = book.store.one("SELECT id, holder FROM voucher_issue WHERE number = ?", (number,))
    if issued is None:
        return SpoiledSheet(number, "stock")
    redeemed = vouchers.get(book, bytes(issued["id"])).status == "已核销"
    return SpoiledSheet(number, "redeemed" if redeemed else "issued", issued["holder"] or "")


def waiting_sheets(book: Casebook) -> list[SpoiledSheet]:
    """List the spoiled sheets noted today that wait for the second person."""
    return [spoiled_sheet(book, number) for number in json.loads(book.setting(_SPOILED_WAITING, "[]"))]


def note_sheets(book: Casebook, sheets: list[str]) -> None:
    """Keep the numbers of the sheets that wait."""
    book.set_setting(_SPOILED_WAITING, json.dumps(sheets))


# --- redemptions --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Scan:
    """Hold what became of one scanned voucher: the redemption, or the error that stood against it, and the token's verdict.

    `spent` is the holder's place in this class for which a voucher was redeemed before, `meant` the one in another class that the voucher fits.
    """

    verdict: Verdict
    redemption: RedemptionRow | None
    error: UserError | None = None
    spent: Place | None = None
    meant: Place | None = None


def redeem_or_tell(book: Casebook, text: str, class_id: bytes, *, off_roster: bool = False) -> Scan:
    """Redeem a voucher, or tell why not; only what is wrong with voucher, class or right is told, not the machine's failures."""
    verdict = verification.judge(book, text)
    try:
        return Scan(verdict, vouchers.redeem(book, text, class_id, off_roster=off_roster))
    except vouchers.WrongBase as error:
        # the code on the voucher means little to a reader; the directory knows the base's name
        code = str(error.fields["base"])
        name = next((base.name for base in training.bases(book) if base.code == code), code)
        return Scan(verdict, None, vouchers.WrongBase(base=name))
    except (vouchers.WrongCourse, vouchers.HolderNotOnRoster) as error:
        return Scan(verdict, None, error, *_elsewhere(book, verdict, class_id))
    except UserError as error:
        return Scan(verdict, None, error)


def _elsewhere(book: Casebook, verdict: Verdict, class_id: bytes) -> tuple[Place | None, Place | None]:
    """Give the holder's place in this class that is spent already, and the first in another class that the voucher fits."""
    if verdict.token is None:
        return None, None
    claims = verdict.token.claims
    places = base_roster.of_holder(book, claims.holder or "", claims.doc_tail or "")
    here = [one for one in places if one.training_class.id == class_id]
    fitting = (
        one
        for one in places
        if one not in here and not one.number and claims.course in {None, "", one.training_class.course_name}
    )
    return next((one for one in here if one.number), None), next(fitting, None)


_REDEMPTIONS = """SELECT r.*, c.name AS class_name, coalesce(p.name, i.holder, '') AS holder, b.name AS base_name FROM redemption r
    LEFT JOIN training_class c ON c.id = r.class_id LEFT JOIN enrolment e ON e.id = r.enrolment LEFT JOIN person p ON p.id = e.person
    LEFT JOIN voucher_issue i ON i.id = r.voucher LEFT JOIN base b ON b.id = r.base"""


def _redemption(row: Any) -> RedemptionRow:
    holder = row["holder"]
    if not holder and row["token"]:
        try:
            holder = tokens.read(row["token"]).claims.holder
        except tokens.BadToken:
            holder = ""
    return RedemptionRow(
        bytes(row["id"]), bytes(row["voucher"]), row["number"], holder, row["face_fen"], row["fee_fen"], row["amount_fen"], row["day"],
        row["class_name"] or "", bool(row["provisional"]),
    )  # fmt: skip


def redeemed_today(book: Casebook) -> tuple[int, int]:
    """Count today's redemptions, and sum their amounts in fen."""
    row = book.store.one(
        "SELECT count(*) AS n, coalesce(sum(amount_fen), 0) AS fen FROM redemption WHERE day = ?",
        (book.today.isoformat(),),
    )
    return row["n"], row["fen"]


def redeemed_number(book: Casebook, number: str) -> RedemptionRow | None:
    """Give the redemption of a voucher number known here, or None."""
    row = book.store.one(f"{_REDEMPTIONS} WHERE r.number = ? ORDER BY r.n LIMIT 1", (number,))
    return _redemption(row) if row is not None else None


# --- claims -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ClaimLine:
    """Hold one line of a claim: its redemption, what stands against paying it (a code of the settlement, or empty), why it was returned."""

    row: RedemptionRow
    fault: str
    returned: str


@dataclass(frozen=True)
class ClaimDetail:
    """Hold a claim's lines as known here; `missing` of them have not arrived yet."""

    lines: tuple[ClaimLine, ...]
    missing: int


def claim_detail(book: Casebook, claim: bytes) -> ClaimDetail:
    """Give the lines of a claim with what the settlement says of each; raise VoucherUnknown where there is no such claim."""
    wanted = book.store.value("SELECT redemptions FROM claim WHERE id = ?", (claim,))
    if wanted is None:
        raise vouchers.VoucherUnknown
    ids = [one for one in (_row_id(text) for text in json.loads(wanted)) if one is not None]
    faults = _faults(book) if book.workplace.kind != "base" else {}
    reasons = returned_lines(book, claim)
    lines = []
    for one in ids:
        row = book.store.one(f"{_REDEMPTIONS} WHERE r.id = ?", (one,))
        if row is not None:
            lines.append(ClaimLine(_redemption(row), faults.get(one, ""), reasons.get(one, "")))
    lines.sort(key=lambda line: line.row.number)
    return ClaimDetail(tuple(lines), len(ids) - len(lines))


def _faults(book: Casebook) -> Mapping[bytes, str]:
    """Give what stands against each redemption, but for the approval that is being decided."""
    return {
        line.redemption: line.reason
        for line in settlement.settle(book).lines
        if line.reason not in {"", "NOT_APPROVED"}
    }


def returned_lines(book: Casebook, claim: bytes | None = None) -> dict[bytes, str]:
    """Give the redemptions that reviews returned, with their reasons; of one claim where it is named."""
    found: dict[bytes, str] = {}
    for review in _reviews(book):
        if claim is None or bytes(review["claim"]) == claim:
            for line in json.loads(review["returned"] or "[]"):
                one = _row_id(line.get("redemption")) if isinstance(line, dict) else None
                if one is not None:
                    found[one] = str(line.get("reason", ""))
    return found


def _row_id(text: Any) -> bytes | None:
    """Read a row id that another workplace wrote into a list; None for what is none."""
    return bytes.fromhex(text) if isinstance(text, str) and _ROW_ID.fullmatch(text) else None


# --- the class in hand --------------------------------------------------------------------------------------------

_CLASS_IN_HAND = "class_in_hand"


def own_classes(book: Casebook) -> tuple[list[training.ClassRow], bytes | None]:
    """Give the classes at this base, the latest first, and the one in hand: chosen last, else running today, else the latest."""
    base = training.own_base(book)
    found = training.classes(book, base.id) if base else []
    known = {one.id.hex(): one.id for one in found}
    chosen = known.get(book.setting(_CLASS_IN_HAND))
    if chosen is None:
        today = book.today.isoformat()
        running = [one.id for one in found if one.starts <= today <= one.ends]
        chosen = next(iter([*running, *known.values()]), None)
    return found, chosen


def take_in_hand(book: Casebook, class_id: bytes) -> None:
    """Remember which class is being worked on, for all pages."""
    book.set_setting(_CLASS_IN_HAND, class_id.hex())


# --- certificates -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ClassCertificates:
    """Hold a class's trainees with the rules' answers, the certificates that hold by enrolment, and which numbers were printed here."""

    candidates: tuple[Candidate, ...]
    rows: Mapping[bytes, CertificateRow]
    printed: frozenset[str]


def class_certificates(book: Casebook, class_id: bytes) -> ClassCertificates:
    """Give how a class stands with its certificates."""
    rows = {row.enrolment: row for _n, row in certificates.page(book, class_id=class_id, limit=1000) if not row.revoked}
    return ClassCertificates(
        tuple(certificates.candidates(book, class_id)), rows, frozenset(prints.printed(book, prints.CERTIFICATE))
    )
