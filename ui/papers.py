"""From the casebook's rows to the frozen values that a paper is made of; no Qt, so that the command line prints too."""

import json
from datetime import date
from typing import TYPE_CHECKING

from db import directory, people, training, vouchers
from db.certificates import CertificateRow
from db.vouchers import VoucherRow
from rules import codes, documents, tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.casebook import Casebook
    from db.people import PersonRow
    from printouts.certificate import CertificatePaper
    from printouts.rosters import ClaimLine, ClaimPaper, RosterPaper
    from printouts.voucher import VoucherPaper

SEX = {"1": "男", "2": "女"}


def masked(doc_no: str) -> str:
    """Give a document number of which only the last four characters show."""
    return "*" * (len(doc_no) - 4) + doc_no[-4:] if len(doc_no) > 4 else doc_no


def union_name(book: "Casebook") -> str:
    """Give the name of the county's union: our own at a desk, the granted desk's elsewhere."""
    if book.workplace.kind == "desk":
        return book.workplace.name
    found = [grant.name for grant in directory.grants(book.store, book.workplace.county) if grant.role == "desk"]
    return found[0] if found else book.workplace.name


def _class_of(book: "Casebook", person: bytes, course: str) -> tuple[str, str]:
    """Give the class and base where a person is enrolled for a course, or empty texts."""
    row = book.store.one(
        """SELECT c.name, b.name AS base FROM enrolment e JOIN training_class c ON c.id = e.class_id LEFT JOIN course k ON k.id = c.course
        LEFT JOIN base b ON b.id = c.base WHERE e.person = ? AND e.status <> ? AND k.name = ? ORDER BY e.n DESC LIMIT 1""",
        (person, training.LEFT, course),
    )
    return (row["name"] or "", row["base"] or "") if row is not None else ("", "")


def voucher_paper(book: "Casebook", row: VoucherRow, *, edition: int = 1) -> "VoucherPaper":
    """Make the paper of an issued voucher; the document's number shows its last four characters alone."""
    from printouts.voucher import VoucherPaper

    person = people.get(book, row.person)
    class_name, base = _class_of(book, row.person, row.course)
    bound = next((one.name for one in training.bases(book) if row.base and one.code == row.base), "")
    replaced = None
    if row.replaces:
        replaced = book.store.value(
            "SELECT o.number FROM voucher_issue v JOIN voucher_issue o ON o.id = v.replaces WHERE v.id = ?", (row.id,)
        )
    return VoucherPaper(
        number=row.number, face_fen=row.face_fen, holder=row.holder, sex=SEX.get(person.sex, ""), document=masked(person.doc_no), course=row.course,
        class_name=class_name, base=bound or base or "本县任一培训基地", valid_from=date.fromisoformat(row.valid_from),
        valid_until=date.fromisoformat(row.valid_until), issuer=union_name(book), issued_on=date.fromisoformat(row.issued_on), token=row.token,
        batch=row.number[12:15], reissue_of=replaced, void=row.status == "作废", edition=edition,
    )  # fmt: skip


def certificate_paper(book: "Casebook", row: CertificateRow) -> "CertificatePaper":
    """Make the paper of a certificate; it bears the whole number of the holder's document."""
    from printouts.certificate import CertificatePaper

    person = people.get(book, row.person)
    found = training.get_class(book, row.class_id)
    kind = documents.BY_CODE.get(person.doc_type)
    label = "身份证号码" if person.doc_type == "resident" or kind is None else f"{kind.label}号码"
    return CertificatePaper(
        number=row.number, holder=row.holder, sex=SEX.get(person.sex, ""), document=person.doc_no, course=row.course, class_name=row.class_name,
        base=found.base_name or book.workplace.name, began=date.fromisoformat(row.starts), ended=date.fromisoformat(row.ends), hours=row.hours,
        issuer=union_name(book), issued_on=date.fromisoformat(row.issued_on), token=row.token, document_label=label, result=row.outcome,
        edition=row.reprints + 1,
    )  # fmt: skip


def _groups(person: "PersonRow") -> str:
    return "、".join(codes.label("target_group", code) for code in person.profile.get("groups", ()))


def roster_paper(book: "Casebook", class_id: bytes, *, edition: int = 1) -> "RosterPaper":
    """Make the roster (培训花名册) of a class."""
    from printouts.rosters import RosterLine, RosterPaper

    found = training.get_class(book, class_id)
    lines = []
    for line in training.roster(book, class_id):
        if line.status == training.LEFT:
            continue
        person = people.get(book, line.person.id)
        region = str(person.profile.get("home_region", ""))
        lines.append(RosterLine(
            name=person.name, sex=SEX.get(person.sex, ""), document=person.doc_no, category=_groups(person),
            home=book.regions.full_name(region) if region else str(person.profile.get("home_address", "")),
            education=codes.label("education", str(person.profile["education"])) if person.profile.get("education") else "", phone=person.phone,
            voucher=line.voucher,
        ))  # fmt: skip
    return RosterPaper(
        class_name=found.name, course=found.course_name, base=found.base_name, began=date.fromisoformat(found.starts),
        ended=date.fromisoformat(found.ends), hours=found.hours, union=union_name(book), lines=lines, edition=edition,
    )  # fmt: skip


def claim_paper(book: "Casebook", claim: bytes, *, edition: int = 1) -> "ClaimPaper":
    """Make the claim roster (兑付申请花名册) of a base's claim; the sum is that of its lines."""
    from printouts.rosters import ClaimLine, ClaimPaper

    row = book.store.one(
        "SELECT c.*, b.name AS base_name FROM claim c LEFT JOIN base b ON b.id = c.base WHERE c.id = ?", (claim,)
    )
    if row is None:
        raise vouchers.VoucherUnknown
    lines = [_claim_line(book, bytes.fromhex(one)) for one in json.loads(row["redemptions"])]
    found: Sequence[ClaimLine] = sorted((line for line in lines if line is not None), key=lambda line: line.voucher)
    return ClaimPaper(
        period=row["period"], base=row["base_name"] or book.workplace.name, union=union_name(book), lines=found,
        payable_fen=sum(line.payable_fen for line in found), edition=edition,
    )  # fmt: skip


def _holder_of(token: str) -> str:
    """Give the holder whom a token names, where no roster does."""
    try:
        return tokens.read(token).claims.holder
    except tokens.BadToken:
        return ""


def _claim_line(book: "Casebook", redemption: bytes) -> "ClaimLine | None":
    from printouts.rosters import ClaimLine

    row = book.store.one(
        """SELECT r.*, k.name AS class_name, q.name AS course_name, p.name AS holder, p.doc_no, p.phone, c.number AS certificate FROM redemption r
        LEFT JOIN training_class k ON k.id = r.class_id LEFT JOIN course q ON q.id = k.course LEFT JOIN enrolment e ON e.id = r.enrolment
        LEFT JOIN person p ON p.id = e.person LEFT JOIN certificate c ON c.enrolment = r.enrolment WHERE r.id = ?""",
        (redemption,),
    )
    if row is None:
        return None
    return ClaimLine(
        name=row["holder"] or _holder_of(row["token"]), document=row["doc_no"] or "", voucher=row["number"], course=row["course_name"] or "", class_name=row["class_name"] or "",
        redeemed_on=date.fromisoformat(row["day"]), certificate=row["certificate"] or "", face_fen=row["face_fen"], fee_fen=row["fee_fen"],
        payable_fen=row["amount_fen"], phone=row["phone"] or "",
    )  # fmt: skip
