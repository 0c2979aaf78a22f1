"""The values of the papers that go along with a handover."""

from datetime import date
from typing import TYPE_CHECKING

from db import directory, handovers, papers, training, transfers, work_handover
from rules import vouchers as numbers
from ui import handover_words, print_words
from ui.papers.words import day_of

if TYPE_CHECKING:
    from db.casebook import Casebook
    from db.handovers import SealUse
    from printouts.handovers import BacksPaper, BlocksPaper, HandoutPaper, SealLine, SealsPaper, VouchersTakenPaper
    from printouts.work_handover import WorkPaper

_KINDS = {"voucher": "培训券", "certificate": "证书"}


def _number(kind: str, text: str) -> str:
    return numbers.shown(text) if kind == "voucher" and numbers.is_number(text) else text


def _tail(tail: str) -> str:
    return f"尾号 {tail}" if tail else ""


def blocks_paper(book: "Casebook", transfer: bytes | None = None, *, edition: int = 1) -> "BlocksPaper":
    """Make 号段领用单: of the numbers that the province granted this office, or of one transfer between two PCs."""
    from printouts.handovers import BlockLine, BlocksPaper

    here = book.workplace.name
    found = next((one for one in transfers.transfers(book) if one.id == transfer), None) if transfer else None
    if found is not None:
        line = BlockLine(
            "培训券", "号段转授", _number("voucher", found.first), _number("voucher", found.last), found.count, found.face_fen, found.limit_fen,
            day_of(found.valid_until), day_of(found.day),
        )  # fmt: skip
        return BlocksPaper(found.giver_name or here, found.receiver_name or here, [line], edition)
    grant = directory.grant_of(book.store, book.workplace.dev)
    blocks = sorted(grant.blocks, key=lambda block: (block.kind, block.first)) if grant is not None else []
    lines = [
        BlockLine(
            _KINDS.get(block.kind, block.kind), "备用号段" if block.spare else "省总授权", _number(block.kind, block.first),
            _number(block.kind, block.last), len(block.serials), block.face_fen, 0, block.valid_until,
        )
        for block in blocks
    ]  # fmt: skip
    return BlocksPaper("省总工会", here, lines, edition)


def taken_paper(
    book: "Casebook", *, class_id: bytes | None = None, day: str = "", edition: int = 1
) -> "VouchersTakenPaper":
    """Make 领券签收表 of a class or a day."""
    from printouts.handovers import TakenLine, VouchersTakenPaper

    what = f"班次：{training.get_class(book, class_id).name}" if class_id else f"发放日：{day}"
    lines = [
        TakenLine(
            one.holder, _tail(one.doc_tail), numbers.shown(one.number), one.course, one.face_fen, day_of(one.valid_until), one.reissue
        )
        for one in handovers.taken(book, class_id=class_id, day=day)
    ]  # fmt: skip
    return VouchersTakenPaper(papers.union_name(book), what, lines, edition)


def backs_paper(book: "Casebook", claim: bytes, *, edition: int = 1) -> "BacksPaper":
    """Make 副券送交清单 of a claim."""
    from printouts.handovers import BackLine, BacksPaper

    found = papers.claimed(book, claim)
    lines = [
        BackLine(numbers.shown(one.number), one.holder, one.class_name, date.fromisoformat(one.day), one.amount_fen)
        for one in found.lines
    ]
    return BacksPaper(found.base_name or book.workplace.name, papers.union_name(book), found.period, lines, edition)


def seals_paper(book: "Casebook", *, edition: int = 1) -> "SealsPaper":
    """Make 用印登记表, the earliest use first."""
    from printouts.handovers import SealsPaper

    return SealsPaper(book.workplace.name, [_seal(one) for one in reversed(handovers.seal_uses(book))], edition)


def _seal(one: "SealUse") -> "SealLine":
    from printouts.handovers import SealLine

    return SealLine(
        date.fromisoformat(one.day), print_words.kind(one.kind), _number(one.kind, one.first), _number(one.kind, one.last), one.count, one.seal,
        one.purpose, one.applied_by, one.approved_by, withdrawn=not one.stands,
    )  # fmt: skip


def handout_paper(book: "Casebook", class_id: bytes, *, edition: int = 1) -> "HandoutPaper":
    """Make 证书发放签收表 of a class."""
    from printouts.handovers import HandoutLine, HandoutPaper

    found = training.get_class(book, class_id)
    lines = [
        HandoutLine(
            one.row.holder, _tail(one.row.doc_tail), one.row.number, day_of(one.handout.day) if one.handout else None,
            one.handout.received_by if one.handout else "", one.handout.basis if one.handout else "",
        )
        for one in handovers.receivables(book, class_id)
    ]  # fmt: skip
    base = found.base_name or book.workplace.name
    return HandoutPaper(base, papers.union_name(book), found.name, found.course_name, lines, edition)


def work_paper(book: "Casebook", handover: bytes, *, edition: int = 1) -> "WorkPaper":
    """Make 工作交接单 of a handover that was signed."""
    from printouts.work_handover import WorkLine, WorkPaper

    found = work_handover.get(book, handover)
    lines = [
        WorkLine(handover_words.matter(one), handover_words.amount(one), handover_words.details(one))
        for one in found.items
    ]
    return WorkPaper(
        book.workplace.name, found.giver, found.taker, found.reason, date.fromisoformat(found.day), day_of(found.until), lines, found.keys,
        found.note, edition,
    )  # fmt: skip
