"""The list of records to be destroyed (到期销毁清册), A4 across: what, since when, by which rule, and who approves and watches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from printouts.batch import Cancelled, Progress, print_tables
from printouts.fonts import FontSet
from printouts.table import Column, Table


@dataclass(frozen=True, slots=True)
class DestructionLine:
    """One record: what kind, what it is called, from when its term ran, since when it is over."""

    kind: str
    title: str
    since: date
    due: date


@dataclass(frozen=True, slots=True)
class DestructionPaper:
    """One list; `source` names the rule."""

    union: str
    label: str
    years: int
    source: str
    lines: Sequence[DestructionLine]
    edition: int = 1


_Row = tuple[int, DestructionLine]
COLUMNS: tuple[Column[_Row], ...] = (
    Column("序号", 14, lambda row: str(row[0]), whole=True),
    Column("种　类", 50, lambda row: row[1].kind),
    Column("名　称", 110, lambda row: row[1].title, "left"),
    Column("起算日期", 36, lambda row: row[1].since.isoformat(), whole=True),
    Column("保管期满", 36, lambda row: row[1].due.isoformat(), whole=True),
    Column("备　注", 24, lambda _: ""),
)


def _count(rows: Sequence[_Row]) -> str:
    return f"{len(rows)} 条"


def _table(paper: DestructionPaper) -> Table[_Row]:
    rows = list(enumerate(paper.lines, 1))
    return Table(
        title="到期销毁清册", facts=(f"单位：{paper.union}", f"类别：{paper.label}", f"保管年限：{paper.years} 年"), columns=COLUMNS, rows=rows,
        subtotal=_count, total=_count(rows), signers=("制表人", "鉴定人", "监销人（两人）", "负责人（盖章）", "销毁日期"),
        notes=(f"依据：{paper.source}",), edition=paper.edition,
    )  # fmt: skip


def print_destruction(
    papers: Sequence[DestructionPaper], to: Path | None = None, *, progress: Progress | None = None, cancelled: Cancelled | None = None,
    printed_at: datetime, fonts: FontSet | None = None,
) -> bytes | Path:  # fmt: skip
    """Print lists in one document; return its bytes or the file `to`; raise NothingToPrint, PrintingCancelled, MissingGlyph, PaperNotWritten."""
    return print_tables(papers, _table, "到期销毁清册", to, printed_at, fonts, progress, cancelled)
