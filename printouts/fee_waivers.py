"""The list of the four waivers of a start-up class (四免明细签领表), A4 across: each fee due and waived, signed for by the trainee."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from printouts.batch import Cancelled, Progress, print_tables
from printouts.fonts import FontSet
from printouts.table import Column, Table, Tally
from rules import dates, money
from rules.waivers import Fee

TITLE = "创业培训“四免”明细签领表"


@dataclass(frozen=True, slots=True)
class WaiverLine:
    """One trainee: the four fees in fen, where the money comes from, the day of signing where it is known."""

    name: str
    document: str
    fees: Sequence[Fee]
    source: str
    signed_on: date | None = None

    @property
    def total(self) -> int:
        """Give the sum waived."""
        return sum(fee.waived for fee in self.fees)


@dataclass(frozen=True, slots=True)
class WaiverPaper:
    """The waivers of one class."""

    union: str
    class_name: str
    place: str
    began: date | None
    ended: date | None
    lines: Sequence[WaiverLine]
    edition: int = 1


_Row = tuple[int, WaiverLine]
_HEADS = ("学费", "书本费", "职业技能鉴定费", "证书工本费")


def _due(at: int) -> Callable[[_Row], str]:
    return lambda row: money.yuan(row[1].fees[at].due)


def _waived(at: int) -> Callable[[_Row], str]:
    return lambda row: money.yuan(row[1].fees[at].waived)


def _fee_columns() -> list[Column[_Row]]:
    found: list[Column[_Row]] = []
    for at, head in enumerate(_HEADS):
        found.append(Column("应收", 17, _due(at), "right", whole=True, group=head))
        found.append(Column("免除", 17, _waived(at), "right", whole=True, group=head))
    return found


COLUMNS: tuple[Column[_Row], ...] = (
    Column("序号", 10, lambda row: str(row[0]), whole=True),
    Column("姓　名", 24, lambda row: row[1].name),
    Column("身份证件号码", 38, lambda row: row[1].document, whole=True),
    *_fee_columns(),
    Column("免除合计", 24, lambda row: money.yuan(row[1].total), "right", whole=True),
    Column("资金来源或承担方", 38, lambda row: row[1].source),
    Column("签领日期", 20, lambda row: row[1].signed_on.isoformat() if row[1].signed_on else "", whole=True),
    Column("本人签名", 24, lambda _: ""),
)


def _sums(rows: Sequence[_Row]) -> list[str]:
    lines = [row[1] for row in rows]
    cells: list[str] = []
    for at in range(len(_HEADS)):
        cells += [
            money.yuan(sum(line.fees[at].due for line in lines)),
            money.yuan(sum(line.fees[at].waived for line in lines)),
        ]
    return [*cells, money.yuan(sum(line.total for line in lines)), "", "", ""]


def _table(paper: WaiverPaper) -> Table[_Row]:
    rows = list(enumerate(paper.lines, 1))
    whole = sum(line.total for line in paper.lines)
    span = "至".join(dates.official(day) for day in (paper.began, paper.ended) if day)
    return Table(
        title=TITLE, facts=(f"培训班：{paper.class_name}", f"培训单位：{paper.place}", f"培训时间：{span}"), columns=COLUMNS, rows=rows,
        tallies=(Tally("本页合计", 3, _sums),), total=f"{len(rows)} 人次　免除 ¥{money.grouped(whole)}（{money.capitals(whole, prefix=True)}）",
        signers=("经办人", "复核人", "负责人", "日期"), seals=("（工会盖章处）",), notes=("金额单位：元。由学员本人核对后签名，不得代签。",),
        row_height=9.5, edition=paper.edition,
    )  # fmt: skip


def print_waivers(
    papers: Sequence[WaiverPaper], to: Path | None = None, *, progress: Progress | None = None, cancelled: Cancelled | None = None,
    printed_at: datetime, fonts: FontSet | None = None,
) -> bytes | Path:  # fmt: skip
    """Print lists of waivers in one document; return its bytes or the file `to`.

    Raise NothingToPrint, PrintingCancelled, MissingGlyph, PaperNotWritten.
    """
    return print_tables(papers, _table, TITLE, to, printed_at, fonts, progress, cancelled)
