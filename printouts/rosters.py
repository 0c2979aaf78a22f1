"""The class roster (培训花名册) and the list of redeemed vouchers to be paid (培训券兑付花名册), A4 across.

Domain rules kept here: a name of 25 characters fits, numbers never break, each page has its subtotal, the last the total in
figures and capitals, empty lines are struck through, and every printing tells its edition and time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from printouts.batch import Cancelled, Progress, print_tables
from printouts.fonts import FontSet
from printouts.table import Column, Table
from rules import dates, money
from rules.errors import UserError


class SumsDiffer(UserError):
    """Say that the lines of a claim do not add up to the sum it states; fields `stated_fen` and `added_fen`."""

    code = "SUMS_DIFFER"


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One trainee; every text as it is to be read, an unknown one empty."""

    name: str
    sex: str
    document: str
    category: str = ""
    home: str = ""
    education: str = ""
    phone: str = ""
    voucher: str = ""


@dataclass(frozen=True, slots=True)
class RosterPaper:
    """The roster of one class; `edition` counts the printings, from 1."""

    class_name: str
    course: str
    base: str
    began: date
    ended: date
    hours: int
    union: str
    lines: Sequence[RosterLine]
    edition: int = 1


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One redeemed voucher; `face_fen` its value, `fee_fen` the real fee, `payable_fen` the smaller of both, or as decided."""

    name: str
    document: str
    voucher: str
    course: str
    class_name: str
    redeemed_on: date
    certificate: str
    face_fen: int
    fee_fen: int
    payable_fen: int
    phone: str = ""
    category: str = ""
    level: str = ""
    began: date | None = None
    ended: date | None = None
    hours: int | None = None


@dataclass(frozen=True, slots=True)
class ClaimPaper:
    """A claim of redeemed vouchers; `payable_fen` is the sum it states, which its lines must add up to."""

    period: str
    base: str
    union: str
    lines: Sequence[ClaimLine]
    payable_fen: int
    edition: int = 1


def _numbered(lines: Sequence[RosterLine]) -> list[tuple[int, RosterLine]]:
    return list(enumerate(lines, 1))


def _people(rows: Sequence[tuple[int, RosterLine]]) -> str:
    men = sum(1 for _, line in rows if line.sex == "男")
    women = sum(1 for _, line in rows if line.sex == "女")
    return f"{len(rows)} 人（男 {men} 人，女 {women} 人）"


ROSTER_COLUMNS: tuple[Column[tuple[int, RosterLine]], ...] = (
    Column("序号", 10, lambda row: str(row[0]), whole=True),
    Column("姓　名", 34, lambda row: row[1].name),
    Column("性别", 10, lambda row: row[1].sex),
    Column("身份证件号码", 40, lambda row: row[1].document, whole=True),
    Column("人员类别", 24, lambda row: row[1].category),
    Column("户　籍　地", 50, lambda row: row[1].home, "left"),
    Column("学历", 16, lambda row: row[1].education),
    Column("联系电话", 26, lambda row: row[1].phone, whole=True),
    Column("培训券号", 44, lambda row: row[1].voucher, whole=True),
    Column("本人签名", 26, lambda _: ""),
)


def _roster(paper: RosterPaper) -> Table[tuple[int, RosterLine]]:
    rows = _numbered(paper.lines)
    period = f"{dates.official(paper.began)}至{dates.official(paper.ended)}　{paper.hours} 学时"
    return Table(
        title="农民工职业技能培训花名册",
        facts=(f"培训基地：{paper.base}", f"班次：{paper.class_name}（{paper.course}）", f"培训时间：{period}"),
        columns=ROSTER_COLUMNS, rows=rows, subtotal=_people, total=_people(rows),
        signers=("班主任", "基地负责人", "工会复核", "填表日期"), seals=("（基地盖章处）", "（工会盖章处）"),
        notes=(f"主办工会：{paper.union}",), edition=paper.edition,
    )  # fmt: skip


def _amounts(rows: Sequence[tuple[int, ClaimLine]]) -> str:
    due = sum(line.payable_fen for _, line in rows)
    return f"{len(rows)} 张　应付金额 ¥{money.grouped(due)}"


def _course(row: tuple[int, ClaimLine]) -> str:
    line = row[1]
    named = line.class_name if line.course in line.class_name else f"{line.course}　{line.class_name}".strip()
    return f"{named}　{line.level}" if line.level else named


def _span(row: tuple[int, ClaimLine]) -> str:
    line = row[1]
    return f"{line.began.isoformat()}\n{line.ended.isoformat()}" if line.began and line.ended else ""


def _hours(row: tuple[int, ClaimLine]) -> str:
    return "" if row[1].hours is None else str(row[1].hours)


def _holder(row: tuple[int, ClaimLine]) -> str:
    return "\n".join(part for part in (row[1].name, row[1].category) if part)


CLAIM_COLUMNS: tuple[Column[tuple[int, ClaimLine]], ...] = (
    Column("序号", 9, lambda row: str(row[0]), whole=True),
    Column("姓名、类别", 25, _holder),
    Column("身份证件号码", 32, lambda row: row[1].document, whole=True),
    Column("联系电话", 22, lambda row: row[1].phone, whole=True),
    Column("培训券号", 36, lambda row: row[1].voucher, whole=True),
    Column("培训项目及班次", 31, _course, "left"),
    Column("起　止", 19, _span),
    Column("学时", 9, _hours, whole=True),
    Column("核销日期", 18, lambda row: row[1].redeemed_on.isoformat(), whole=True),
    Column("证书编号", 33, lambda row: row[1].certificate, whole=True),
    Column("标准\n（元）", 17, lambda row: money.grouped(row[1].face_fen), "right", whole=True),
    Column("学费\n（元）", 17, lambda row: money.grouped(row[1].fee_fen), "right", whole=True),
    Column("应付\n（元）", 18, lambda row: money.grouped(row[1].payable_fen), "right", whole=True),
    Column("本人签字", 19, lambda _: ""),
)


def _claim(paper: ClaimPaper) -> Table[tuple[int, ClaimLine]]:
    added = sum(line.payable_fen for line in paper.lines)
    if added != paper.payable_fen:
        raise SumsDiffer(stated_fen=paper.payable_fen, added_fen=added)
    rows = list(enumerate(paper.lines, 1))
    return Table(
        title="农民工免费职业技能培训券兑付花名册",
        facts=(f"培训基地：{paper.base}", f"申报期：{paper.period}", f"审核工会：{paper.union}"),
        columns=CLAIM_COLUMNS, rows=rows, subtotal=_amounts,
        total=f"{_amounts(rows)}　大写：{money.capitals(added, prefix=True)}",
        signers=("制表人", "基地负责人", "工会经办", "工会复核", "日期"), seals=("（基地盖章处）", "（工会盖章处）"),
        notes=("应付金额按券面金额与实际学费中较低者计算。",), edition=paper.edition,
    )  # fmt: skip


def print_rosters(
    papers: Sequence[RosterPaper], to: Path | None = None, *, progress: Progress | None = None,
    cancelled: Cancelled | None = None, printed_at: datetime, fonts: FontSet | None = None,
) -> bytes | Path:  # fmt: skip
    """Print class rosters, one after another, in one document; return its bytes or the file `to`.

    Raise NothingToPrint, PrintingCancelled, MissingGlyph, PaperNotWritten.
    """
    return print_tables(papers, _roster, "农民工职业技能培训花名册", to, printed_at, fonts, progress, cancelled)


def print_claims(
    papers: Sequence[ClaimPaper], to: Path | None = None, *, progress: Progress | None = None,
    cancelled: Cancelled | None = None, printed_at: datetime, fonts: FontSet | None = None,
) -> bytes | Path:  # fmt: skip
    """Print claims of redeemed vouchers in one document; return its bytes or the file `to`.

    Raise SumsDiffer where a claim's lines do not add up, NothingToPrint, PrintingCancelled, MissingGlyph, PaperNotWritten.
    """
    return print_tables(papers, _claim, "培训券兑付花名册", to, printed_at, fonts, progress, cancelled)
