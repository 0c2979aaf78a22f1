"""The list put up in public (公示名单), A4 upright: masked names, township, item and amount, and nothing else.

No number of a document, account or telephone, no address, no illness (政务公开的去标识化要求; docs/programme.md). Whoever makes the values has masked
the names and left out minors.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from printouts.batch import Cancelled, Progress, print_tables
from printouts.fonts import FontSet
from printouts.page import A4_UPRIGHT
from printouts.table import Column, Table
from rules import dates, money


@dataclass(frozen=True, slots=True)
class PublicLine:
    """One person: the masked name or the number of the application, the township or unit, what for, how much (fen; None: nothing is paid)."""

    shown: str
    place: str
    item: str
    amount_fen: int | None = None


@dataclass(frozen=True, slots=True)
class PublicPaper:
    """One list put up from `first` to `last`; `working_days` of them, None where the period is counted in calendar days (`days`)."""

    title: str
    union: str
    matter: str
    first: date
    last: date
    days: int
    lines: Sequence[PublicLine]
    working_days: bool = True
    by_number: bool = False
    left_out: int = 0
    contact: str = ""
    edition: int = 1


_Row = tuple[int, PublicLine]


def _amount(row: _Row) -> str:
    return "" if row[1].amount_fen is None else money.grouped(row[1].amount_fen)


def _columns(paper: PublicPaper) -> list[Column[_Row]]:
    columns: list[Column[_Row]] = [
        Column("序号", 14, lambda row: str(row[0]), whole=True),
        Column("申请号" if paper.by_number else "姓　名", 36, lambda row: row[1].shown),
        Column("乡镇或单位", 52, lambda row: row[1].place),
        Column("项　目", 56, lambda row: row[1].item),
    ]
    if any(line.amount_fen is not None for line in paper.lines):
        columns.append(Column("金额（元）", 28, _amount, "right", whole=True))
    return columns


def _sum(rows: Sequence[_Row]) -> str:
    amounts = [line.amount_fen for _, line in rows if line.amount_fen is not None]
    return f"{len(rows)} 人" + (f"　¥{money.grouped(sum(amounts))}" if amounts else "")


def _table(paper: PublicPaper) -> Table[_Row]:
    rows = list(enumerate(paper.lines, 1))
    kind = "个工作日" if paper.working_days else "天（自然日；当年节假日安排未载入）"
    whole = sum(line.amount_fen or 0 for line in paper.lines)
    capitals = f"　大写：{money.capitals(whole, prefix=True)}" if whole else ""
    reach = paper.contact or "＿＿＿＿＿＿＿＿＿＿＿＿"
    notes = [
        f"公示期内如有异议，请以真实姓名向{paper.union}反映，电话或地址：{reach}。反映人的信息予以保密。",
        "姓名已作遮盖处理；本名单不含证件号码、账号、电话和住址，请勿猜测、传播他人信息。公示期满即行撤下。",
    ]
    if paper.left_out:
        notes.append(f"另有 {paper.left_out} 名未成年人依法不公示。")
    return Table(
        title=paper.title,
        facts=(
            f"公示单位：{paper.union}", f"事项：{paper.matter}",
            f"公示期：{dates.official(paper.first)}至{dates.official(paper.last)}", f"共 {paper.days} {kind}",
        ),
        columns=_columns(paper), rows=rows, subtotal=_sum, total=_sum(rows) + capitals, signers=("经办", "负责人"), seals=("（工会盖章处）",), each=1,
        notes=notes, edition=paper.edition, facts_each=2,
    )  # fmt: skip


def print_public_lists(
    papers: Sequence[PublicPaper], to: Path | None = None, *, progress: Progress | None = None, cancelled: Cancelled | None = None,
    printed_at: datetime, fonts: FontSet | None = None,
) -> bytes | Path:  # fmt: skip
    """Print public lists in one document; return its bytes or the file `to`.

    Raise NothingToPrint, PrintingCancelled, MissingGlyph, PaperNotWritten.
    """
    return print_tables(papers, _table, "公示名单", to, printed_at, fonts, progress, cancelled, A4_UPRIGHT)
