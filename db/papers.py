"""What papers ask of the casebook and nothing else does: whose name stands above them, which class, what is claimed line by line."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db import directory, schema, training, vouchers
from db.casebook import Casebook
from rules import tokens

_ROW_ID = re.compile(r"[0-9a-f]{32}")
_HOLDS = "NOT EXISTS (SELECT 1 FROM certificate_revocation v WHERE v.certificate = c.id)"


@dataclass(frozen=True)
class Benefit:
    """Hold one trainee of a class whose benefit is to be made public: what is needed to mask, and the voucher's value in fen, None without one."""

    person: bytes
    place: int
    face_fen: int | None


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
    level: str = ""
    starts: str = ""
    ends: str = ""
    hours: int | None = None
    person: bytes = b""


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


def last_enrolment(book: Casebook, person: bytes) -> bytes | None:
    """Give the class that a person was enrolled in last and has not left, or None."""
    found = book.store.value(
        "SELECT class_id FROM enrolment WHERE person = ? AND status <> ? ORDER BY n DESC LIMIT 1", (person, training.LEFT)
    )  # fmt: skip
    return bytes(found) if found is not None else None


def enrolled_on(book: Casebook, class_id: bytes, person: bytes) -> str:
    """Give the day (ISO text) on which a person was enrolled in a class, empty where that never was."""
    sql = "SELECT enrolled_on FROM enrolment WHERE class_id = ? AND person = ? ORDER BY n DESC LIMIT 1"
    return str(book.store.value(sql, (class_id, person)) or "")


def result_days(book: Casebook, class_id: bytes) -> dict[bytes, str]:
    """Give the day (ISO text) of each enrolment's latest examination."""
    rows = book.store.rows("SELECT enrolment, day FROM result WHERE class_id = ? ORDER BY _entry", (class_id,))
    return {bytes(row["enrolment"]): row["day"] or "" for row in rows}


def benefits(book: Casebook, class_id: bytes) -> list[Benefit]:
    """List who is in a class and has not left it, each with the place in the order of enrolment and the value of the voucher for its course."""
    rows = book.store.rows(
        """SELECT e.person, e.status, (SELECT v.face_fen FROM voucher_issue v WHERE v.person = e.person AND v.course = k.name
            AND NOT EXISTS (SELECT 1 FROM voucher_void x WHERE x.voucher = v.id) ORDER BY v.n DESC LIMIT 1) AS face_fen
        FROM enrolment e JOIN training_class c ON c.id = e.class_id LEFT JOIN course k ON k.id = c.course WHERE e.class_id = ? ORDER BY e.n""", (class_id,),
    )  # fmt: skip
    return [
        Benefit(bytes(row["person"]), place, row["face_fen"])
        for place, row in enumerate(rows, 1)
        if row["status"] != training.LEFT
    ]


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
        """SELECT r.*, k.name AS class_name, k.starts, k.ends, k.hours, q.name AS course_name, q.level, p.id AS person, p.name AS holder, p.doc_no, p.phone,
        c.number AS certificate FROM redemption r
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
        face_fen=row["face_fen"], fee_fen=row["fee_fen"], amount_fen=row["amount_fen"], level=row["level"] or "", starts=row["starts"] or "",
        ends=row["ends"] or "", hours=row["hours"], person=bytes(row["person"] or b""),
    )  # fmt: skip


def _holder_of(token: str) -> str:
    """Give the holder whom a token names, where no roster does."""
    try:
        return tokens.read(token).claims.holder
    except tokens.BadToken:
        return ""


# --- finding what is to be printed by what people call it ----------------------------------------------------------


def _ids(book: Casebook, sql: str, *values: object) -> list[bytes]:
    return [bytes(row[0]) for row in book.store.rows(sql, values)]


def vouchers_numbered(book: Casebook, number: str) -> list[bytes]:
    """Give the issued vouchers with this number."""
    return _ids(book, "SELECT id FROM voucher_issue WHERE number = ?", number)


def certificates_numbered(book: Casebook, number: str) -> list[bytes]:
    """Give the certificates with this number that hold."""
    return _ids(book, f"SELECT c.id FROM certificate c WHERE c.number = ? AND {_HOLDS}", number)


def certificates_of_class(book: Casebook, class_id: bytes) -> list[bytes]:
    """Give a class's certificates that hold, in order of their numbers."""
    return _ids(book, f"SELECT c.id FROM certificate c WHERE c.class_id = ? AND {_HOLDS} ORDER BY c.number", class_id)


def classes_named(book: Casebook, name: str) -> list[bytes]:
    """Give the classes of this name."""
    return _ids(book, "SELECT id FROM training_class WHERE name = ?", name)


def persons_named(book: Casebook, name: str) -> list[bytes]:
    """Give the persons with this document's number or, where there is none, of this name."""
    return _ids(book, "SELECT id FROM person WHERE doc_no = ?", name) or _ids(
        book, "SELECT id FROM person WHERE name = ?", name
    )


def referrals_numbered(book: Casebook, number: str) -> list[bytes]:
    """Give the referral letters with this number."""
    return _ids(book, "SELECT id FROM referral WHERE number = ?", number)


def numbered(book: Casebook, tbl: str, number: str) -> list[bytes]:
    """Give the rows of a table with a column `number` that bear this one."""
    column = schema.BY_NAME[tbl].by_name["number"].name
    return _ids(book, f"SELECT id FROM {schema.BY_NAME[tbl].name} WHERE {column} = ?", number)


def applications_of(book: Casebook, person: bytes) -> list[bytes]:
    """Give a person's last application to join."""
    return _ids(book, "SELECT id FROM member_application WHERE person = ? ORDER BY n DESC LIMIT 1", person)


def called(book: Casebook, tbl: str, name: str) -> list[bytes]:
    """Give the rows of a register with a column `name` that are called so, without those that were erased."""
    column = schema.BY_NAME[tbl].by_name["name"].name
    sql = f"SELECT id FROM {schema.BY_NAME[tbl].name} WHERE {column} = ? AND _incomplete <> {schema.ERASED}"
    return _ids(book, sql, name)


def files_numbered(book: Casebook, number: str) -> list[bytes]:
    """Give the hardship files with this number."""
    return _ids(book, "SELECT id FROM hardship_file WHERE file_no = ?", number)


def claims_of(book: Casebook, periods: Sequence[str]) -> list[bytes]:
    """Give the claims of these months, in order; all where none is named."""
    marks = ",".join("?" * len(periods))
    where = f"WHERE period IN ({marks})" if periods else ""
    return _ids(book, f"SELECT id FROM claim {where} ORDER BY period, n", *periods)
