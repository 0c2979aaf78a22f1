"""The values of vouchers and of what is claimed for them."""

from datetime import date
from typing import TYPE_CHECKING

from db import papers, people
from ui.papers.words import SEX, day_of, groups, masked

if TYPE_CHECKING:
    from db.casebook import Casebook
    from db.papers import ClaimedVoucher
    from db.vouchers import VoucherRow
    from printouts.rosters import ClaimLine, ClaimPaper
    from printouts.voucher import VoucherPaper


def voucher_paper(book: "Casebook", row: "VoucherRow", *, edition: int = 1) -> "VoucherPaper":
    """Make the paper of an issued voucher; the document's number shows its last four characters alone."""
    from printouts.voucher import VoucherPaper

    person = people.get(book, row.person)
    class_name, base = papers.class_of(book, row.person, row.course)
    bound = papers.base_name(book, row.base) if row.base else ""
    return VoucherPaper(
        number=row.number, face_fen=row.face_fen, holder=row.holder, sex=SEX.get(person.sex, ""), document=masked(person.doc_no), course=row.course,
        class_name=class_name, base=bound or base or "本县任一培训基地", valid_from=date.fromisoformat(row.valid_from),
        valid_until=date.fromisoformat(row.valid_until), issuer=papers.union_name(book), issued_on=date.fromisoformat(row.issued_on), token=row.token,
        batch=row.number[12:15], reissue_of=papers.replaced_number(book, row.id) if row.replaces else None, void=row.status == "作废",
        edition=edition,
    )  # fmt: skip


def claim_paper(book: "Casebook", claim: bytes, *, edition: int = 1) -> "ClaimPaper":
    """Make the claim roster (兑付申请花名册) of a base's claim; the sum is that of its lines."""
    from printouts.rosters import ClaimPaper

    found = papers.claimed(book, claim)
    holders = people.by_ids(book, [one.person for one in found.lines if one.person])
    return ClaimPaper(
        period=found.period, base=found.base_name or book.workplace.name, union=papers.union_name(book),
        lines=[_claim_line(one, groups(holders[one.person]) if one.person in holders else "") for one in found.lines], payable_fen=sum(one.amount_fen for one in found.lines), edition=edition,
    )  # fmt: skip


def _claim_line(one: "ClaimedVoucher", category: str) -> "ClaimLine":
    from printouts.rosters import ClaimLine

    return ClaimLine(
        name=one.holder, document=one.document, voucher=one.number, course=one.course, class_name=one.class_name,
        redeemed_on=date.fromisoformat(one.day), certificate=one.certificate, face_fen=one.face_fen, fee_fen=one.fee_fen,
        payable_fen=one.amount_fen, phone=one.phone, category=category, level=one.level, began=day_of(one.starts),
        ended=day_of(one.ends), hours=one.hours,
    )  # fmt: skip
