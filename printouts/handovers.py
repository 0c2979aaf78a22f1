"""The papers that go along when something passes from hand to hand: numbers, vouchers, redemption parts, seals, certificates. A4 across.

Each says what is handed over, how much of it in all, and has the lines on which both sides sign; seals have their places and are never drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from printouts.batch import Cancelled, Progress, print_tables
from printouts.fonts import FontSet
from printouts.table import Column, Table
from rules import money

R = TypeVar("R")

BLOCKS, VOUCHERS_TAKEN, BACKS = "培训券号段领用单", "农民工免费职业技能培训券领券签收表", "培训券副券送交清单"
SEALS, HANDOUT = "用印登记表", "培训合格证书发放签收表"


@dataclass(frozen=True, slots=True)
class BlockLine:
    """One run of numbers: what it is, how it came, both ends, how many, face value and limit in fen."""

    kind: str
    way: str
    first: str
    last: str
    count: int
    face_fen: int = 0
    limit_fen: int = 0
    valid_until: date | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class BlocksPaper:
    """Runs of numbers that `giver` gave out and `taker` drew."""

    giver: str
    taker: str
    lines: Sequence[BlockLine]
    edition: int = 1


@dataclass(frozen=True, slots=True)
class TakenLine:
    """One voucher and who signs for it; the document shows its last four characters."""

    holder: str
    document: str
    voucher: str
    course: str
    face_fen: int
    valid_until: date | None
    reissue: bool = False


@dataclass(frozen=True, slots=True)
class VouchersTakenPaper:
    """The vouchers of a day or a class (`what`), to be signed for one by one."""

    office: str
    what: str
    lines: Sequence[TakenLine]
    edition: int = 1


@dataclass(frozen=True, slots=True)
class BackLine:
    """One redemption part that is sent in."""

    voucher: str
    holder: str
    class_name: str
    redeemed_on: date
    amount_fen: int


@dataclass(frozen=True, slots=True)
class BacksPaper:
    """The redemption parts that a base sends to the county with a claim."""

    base: str
    union: str
    period: str
    lines: Sequence[BackLine]
    edition: int = 1


@dataclass(frozen=True, slots=True)
class SealLine:
    """One use of a seal; `withdrawn` crosses it out."""

    day: date
    kind: str
    first: str
    last: str
    count: int
    seal: str
    purpose: str
    applied_by: str
    approved_by: str
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class SealsPaper:
    """The register of seals of an office."""

    office: str
    lines: Sequence[SealLine]
    edition: int = 1


@dataclass(frozen=True, slots=True)
class HandoutLine:
    """One certificate; `day`, `received_by` and `basis` are told where it was handed out already."""

    holder: str
    document: str
    number: str
    day: date | None = None
    received_by: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class HandoutPaper:
    """The certificates of a class, to be signed for one by one."""

    office: str
    union: str
    class_name: str
    course: str
    lines: Sequence[HandoutLine]
    edition: int = 1


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _yuan(fen: int) -> str:
    return money.grouped(fen) if fen else ""


def _numbered(lines: Sequence[R]) -> list[tuple[int, R]]:
    return list(enumerate(lines, 1))


# ---- numbers


def _block_sums(rows: Sequence[tuple[int, BlockLine]]) -> str:
    face = sum(line.face_fen * line.count for _, line in rows)
    return f"{len(rows)} 段　{sum(line.count for _, line in rows):,} 个号码　面值合计 ¥{money.grouped(face)}"


def _blocks(paper: BlocksPaper) -> Table[tuple[int, BlockLine]]:
    rows = _numbered(paper.lines)
    face = sum(line.face_fen * line.count for line in paper.lines)
    return Table(
        title=BLOCKS, facts=(f"发放单位：{paper.giver}", f"领用单位：{paper.taker}", "领用日期：　　　　年　　月　　日"),
        columns=(
            Column("序号", 10, lambda row: str(row[0]), whole=True), Column("种类", 20, lambda row: row[1].kind),
            Column("来　源", 30, lambda row: row[1].way),
            Column("起　号", 44, lambda row: row[1].first, whole=True), Column("止　号", 44, lambda row: row[1].last, whole=True),
            Column("数量", 14, lambda row: f"{row[1].count:,}", "right", whole=True),
            Column("面值（元）", 18, lambda row: _yuan(row[1].face_fen), "right", whole=True),
            Column("额度（元）", 22, lambda row: _yuan(row[1].limit_fen), "right", whole=True),
            Column("有效期至", 20, lambda row: _iso(row[1].valid_until), whole=True), Column("日　期", 20, lambda row: _iso(row[1].day), whole=True),
            Column("备　注", 30, lambda _: ""),
        ),
        rows=rows, subtotal=_block_sums, total=f"{_block_sums(rows)}　大写：{money.capitals(face, prefix=True)}",
        signers=("发放人", "领用人", "发放单位复核", "领用单位负责人"), seals=("（发放单位盖章处）", "（领用单位盖章处）"),
        notes=("号码连号领用、按号发放，不得跳号、转借；领用人核对起止号后签字。",), edition=paper.edition,
    )  # fmt: skip


# ---- vouchers


def _taken_sums(rows: Sequence[tuple[int, TakenLine]]) -> str:
    return f"{len(rows)} 张　面值合计 ¥{money.grouped(sum(line.face_fen for _, line in rows))}"


def _taken(paper: VouchersTakenPaper) -> Table[tuple[int, TakenLine]]:
    rows = _numbered(paper.lines)
    total = sum(line.face_fen for line in paper.lines)
    return Table(
        title=VOUCHERS_TAKEN, facts=(f"发券单位：{paper.office}", paper.what, "发放日期：　　　　年　　月　　日"),
        columns=(
            Column("序号", 10, lambda row: str(row[0]), whole=True), Column("姓　名", 34, lambda row: row[1].holder),
            Column("证件号码", 36, lambda row: row[1].document, whole=True), Column("培训券号", 46, lambda row: row[1].voucher, whole=True),
            Column("培训项目", 32, lambda row: row[1].course), Column("面值（元）", 18, lambda row: _yuan(row[1].face_fen), "right", whole=True),
            Column("有效期至", 21, lambda row: _iso(row[1].valid_until), whole=True), Column("领券人签名（手印）", 38, lambda _: ""),
            Column("领取日期", 22, lambda _: ""), Column("备　注", 22, lambda row: "补发" if row[1].reissue else ""),
        ),
        rows=rows, subtotal=_taken_sums, total=f"{_taken_sums(rows)}　大写：{money.capitals(total, prefix=True)}",
        signers=("经办", "复核", "负责人", "日期"), seals=("（发券工会盖章处）",), row_height=10.5,
        notes=("由本人凭证件领取并签名，不得代签；签名前请核对姓名、券号和面值。",), edition=paper.edition,
    )  # fmt: skip


def _back_sums(rows: Sequence[tuple[int, BackLine]]) -> str:
    return f"副券 {len(rows)} 张　金额 ¥{money.grouped(sum(line.amount_fen for _, line in rows))}"


def _backs(paper: BacksPaper) -> Table[tuple[int, BackLine]]:
    rows = _numbered(paper.lines)
    total = sum(line.amount_fen for line in paper.lines)
    return Table(
        title=BACKS, facts=(f"送交单位：{paper.base}", f"申报期：{paper.period}", f"接收单位：{paper.union}"),
        columns=(
            Column("序号", 12, lambda row: str(row[0]), whole=True), Column("培训券号", 50, lambda row: row[1].voucher, whole=True),
            Column("持券人", 36, lambda row: row[1].holder), Column("班　次", 54, lambda row: row[1].class_name, "left"),
            Column("核销日期", 26, lambda row: row[1].redeemed_on.isoformat(), whole=True),
            Column("金额（元）", 24, lambda row: money.grouped(row[1].amount_fen), "right", whole=True),
            Column("送交核对", 20, lambda _: "□"), Column("接收核对", 20, lambda _: "□"), Column("备　注", 32, lambda _: ""),
        ),
        rows=rows, subtotal=_back_sums, total=f"{_back_sums(rows)}　大写：{money.capitals(total, prefix=True)}",
        signers=("送交人", "基地负责人", "接收人", "接收日期"), seals=("（基地盖章处）", "（接收工会盖章处）"),
        notes=("副券按本清单次序排好，与兑付花名册一并送交；双方当面逐张清点，缺张、破损记入备注。一式两份。",), edition=paper.edition,
    )  # fmt: skip


# ---- seals and certificates


def _seal_numbers(row: tuple[int, SealLine]) -> str:
    line = row[1]
    return line.first if line.first == line.last else f"{line.first}\n至 {line.last}"


def _seals(paper: SealsPaper) -> Table[tuple[int, SealLine]]:
    rows = _numbered(paper.lines)
    standing = [line for line in paper.lines if not line.withdrawn]
    return Table(
        title=SEALS, facts=(f"单位：{paper.office}", "", f"登记 {len(standing)} 次"),
        columns=(
            Column("序号", 10, lambda row: str(row[0]), whole=True), Column("用印日期", 21, lambda row: row[1].day.isoformat(), whole=True),
            Column("文件种类", 26, lambda row: row[1].kind), Column("起止号码", 48, _seal_numbers), Column("份数", 13, lambda row: f"{row[1].count:,}", "right", whole=True),
            Column("印　章", 30, lambda row: row[1].seal), Column("事　由", 44, lambda row: row[1].purpose, "left"),
            Column("申请人", 20, lambda row: row[1].applied_by), Column("批准人", 20, lambda row: row[1].approved_by),
            Column("批准人签名", 24, lambda _: ""), Column("监印人签名", 24, lambda _: ""), Column("备　注", 18, lambda row: "已撤销" if row[1].withdrawn else ""),
        ),
        rows=rows, total=f"用印 {sum(line.count for line in standing):,} 份（不计已撤销）",
        signers=("印章保管人", "负责人", "日期"), row_height=10.0, notes=("先登记、批准，后用印；空白纸张不得用印。",), edition=paper.edition,
    )  # fmt: skip


def _handed(rows: Sequence[tuple[int, HandoutLine]]) -> str:
    handed = sum(1 for _, line in rows if line.day)
    return f"{len(rows)} 本　已发 {handed} 本　未领 {len(rows) - handed} 本"


def _proxy(row: tuple[int, HandoutLine]) -> str:
    line = row[1]
    return f"{line.received_by} 代领\n{line.basis}" if line.received_by else ""


def _handout(paper: HandoutPaper) -> Table[tuple[int, HandoutLine]]:
    rows = _numbered(paper.lines)
    return Table(
        title=HANDOUT,
        facts=(f"发证单位：{paper.office}", f"班次：{paper.class_name}" + (f"（{paper.course}）" if paper.course not in paper.class_name else ""),
               f"主办工会：{paper.union}"),
        columns=(
            Column("序号", 11, lambda row: str(row[0]), whole=True), Column("姓　名", 40, lambda row: row[1].holder),
            Column("证件号码", 42, lambda row: row[1].document, whole=True), Column("证书编号", 50, lambda row: row[1].number, whole=True),
            Column("领取日期", 26, lambda row: _iso(row[1].day), whole=True), Column("领取人签名", 42, lambda _: ""),
            Column("代领人及依据", 40, _proxy), Column("备　注", 24, lambda _: ""),
        ),
        rows=rows, subtotal=_handed, total=_handed(rows), signers=("发放人", "班主任", "基地负责人", "日期"), seals=("（基地盖章处）",), row_height=10.5,
        notes=("由本人凭证件领取并签名；代领的须有委托书和双方证件，由代领人签名。",), edition=paper.edition,
    )  # fmt: skip


# ---- printing


def print_blocks(
    papers: Sequence[BlocksPaper], to: Path | None = None, *, progress: Progress | None = None, cancelled: Cancelled | None = None,
    printed_at: datetime, fonts: FontSet | None = None,
) -> bytes | Path:  # fmt: skip
    """Print 号段领用单; see `print_batch` for what is given and raised."""
    return print_tables(papers, _blocks, BLOCKS, to, printed_at, fonts, progress, cancelled)


def print_taken(
    papers: Sequence[VouchersTakenPaper], to: Path | None = None, *, progress: Progress | None = None, cancelled: Cancelled | None = None,
    printed_at: datetime, fonts: FontSet | None = None,
) -> bytes | Path:  # fmt: skip
    """Print 领券签收表; see `print_batch` for what is given and raised."""
    return print_tables(papers, _taken, VOUCHERS_TAKEN, to, printed_at, fonts, progress, cancelled)


def print_backs(
    papers: Sequence[BacksPaper], to: Path | None = None, *, progress: Progress | None = None, cancelled: Cancelled | None = None,
    printed_at: datetime, fonts: FontSet | None = None,
) -> bytes | Path:  # fmt: skip
    """Print 副券送交清单; see `print_batch` for what is given and raised."""
    return print_tables(papers, _backs, BACKS, to, printed_at, fonts, progress, cancelled)


def print_seals(
    papers: Sequence[SealsPaper], to: Path | None = None, *, progress: Progress | None = None, cancelled: Cancelled | None = None,
    printed_at: datetime, fonts: FontSet | None = None,
) -> bytes | Path:  # fmt: skip
    """Print 用印登记表; see `print_batch` for what is given and raised."""
    return print_tables(papers, _seals, SEALS, to, printed_at, fonts, progress, cancelled)


def print_handouts(
    papers: Sequence[HandoutPaper], to: Path | None = None, *, progress: Progress | None = None, cancelled: Cancelled | None = None,
    printed_at: datetime, fonts: FontSet | None = None,
) -> bytes | Path:  # fmt: skip
    """Print 证书发放签收表; see `print_batch` for what is given and raised."""
    return print_tables(papers, _handout, HANDOUT, to, printed_at, fonts, progress, cancelled)
