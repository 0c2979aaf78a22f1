"""The list of examination results (考核成绩册), A4 across."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from printouts.batch import Cancelled, Progress, print_tables
from printouts.fonts import FontSet
from printouts.table import Column, Table
from rules import dates

TITLE = "农民工职业技能培训考核成绩册"


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One trainee's results; scores 0–100 or None, `outcome` 合格, 不合格 or nothing yet; hours attended and due."""

    name: str
    sex: str
    document: str
    attended: int
    due: int
    theory: int | None = None
    practice: int | None = None
    outcome: str = ""
    day: date | None = None
    certificate: str = ""


@dataclass(frozen=True, slots=True)
class ResultPaper:
    """The results of one class."""

    class_name: str
    course: str
    base: str
    began: date
    ended: date
    hours: int
    union: str
    lines: Sequence[ResultLine]
    edition: int = 1


_Row = tuple[int, ResultLine]


def _score(score: int | None) -> str:
    return "" if score is None else str(score)


def _rate(row: _Row) -> str:
    line = row[1]
    return f"{line.attended} / {line.due}（{100 * line.attended / line.due:.0f}%）" if line.due else ""


COLUMNS: tuple[Column[_Row], ...] = (
    Column("序号", 11, lambda row: str(row[0]), whole=True),
    Column("姓　名", 34, lambda row: row[1].name),
    Column("性别", 11, lambda row: row[1].sex),
    Column("身份证件号码", 40, lambda row: row[1].document, whole=True),
    Column("实到 / 应到学时", 32, _rate, whole=True),
    Column("理论", 14, lambda row: _score(row[1].theory), whole=True),
    Column("实操", 14, lambda row: _score(row[1].practice), whole=True),
    Column("总评", 16, lambda row: row[1].outcome),
    Column("补考", 16, lambda _: ""),
    Column("考核日期", 24, lambda row: row[1].day.isoformat() if row[1].day else "", whole=True),
    Column("证书编号", 42, lambda row: row[1].certificate, whole=True),
    Column("备　注", 20, lambda _: ""),
)


def _counts(rows: Sequence[_Row]) -> str:
    told = [line.outcome for _, line in rows]
    passed, failed = told.count("合格"), told.count("不合格")
    return f"{len(rows)} 人　合格 {passed} 人　不合格 {failed} 人　未考 {len(rows) - passed - failed} 人"


def _table(paper: ResultPaper) -> Table[_Row]:
    rows = list(enumerate(paper.lines, 1))
    period = f"{dates.official(paper.began)}至{dates.official(paper.ended)}　{paper.hours} 学时"
    return Table(
        title=TITLE, facts=(f"培训基地：{paper.base}", f"班次：{paper.class_name}（{paper.course}）", f"培训时间：{period}"), columns=COLUMNS, rows=rows,
        subtotal=_counts, total=_counts(rows), signers=("考评员", "班主任", "基地负责人", "工会复核", "日期"), seals=("（基地盖章处）", "（工会盖章处）"),
        notes=("成绩为百分制；总评按培训课程的合格标准。",), edition=paper.edition,
    )  # fmt: skip


def print_results(
    papers: Sequence[ResultPaper], to: Path | None = None, *, progress: Progress | None = None, cancelled: Cancelled | None = None,
    printed_at: datetime, fonts: FontSet | None = None,
) -> bytes | Path:  # fmt: skip
    """Print lists of results in one document; return its bytes or the file `to`.

    Raise NothingToPrint, PrintingCancelled, MissingGlyph, PaperNotWritten.
    """
    return print_tables(papers, _table, TITLE, to, printed_at, fonts, progress, cancelled)
