"""困难职工档案表, A4 on both sides, three copies; 救助发放表, A4 across, signed line by line; 资金收支表, source by use.

Signatures and seals have their places and are never drawn. What goods are valued at stands on a line of its own, outside every sum.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from printouts.batch import Cancelled, Progress, print_tables
from printouts.fonts import FontSet
from printouts.form import Field, Form, Grid, Listing, Opinions, Signing, Ticks, Words, print_forms
from printouts.particulars import day_words
from printouts.table import Column, Table
from rules import money
from rules.funds import Cash, InKind

HARDSHIP, RELIEF_LIST, FUNDS = "困难职工档案表", "救助发放表", "资金收支表"
_YES_NO = ("是", "否")
_MEMBER_ROWS = 6


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One member of a household."""

    name: str
    relation: str
    document: str
    health: str
    income: str
    school: str


@dataclass(frozen=True, slots=True)
class HelpLine:
    """What a household received: day, what, yuan (empty for goods)."""

    day: str
    what: str
    amount: str


@dataclass(frozen=True, slots=True)
class HardshipPaper:
    """One household's file; `words` are the columns in words by name, `yes` the flags that are set."""

    union: str
    number: str
    words: dict[str, str]
    yes: frozenset[str]
    members: Sequence[MemberLine] = ()
    helped: Sequence[HelpLine] = ()
    clerk: str = ""
    edition: int = 1


_MEMBERS: tuple[Column[MemberLine], ...] = (
    Column("姓　名", 24, lambda one: one.name), Column("与户主关系", 22, lambda one: one.relation), Column("证件号码", 42, lambda one: one.document, whole=True),
    Column("健康状况", 24, lambda one: one.health), Column("月收入（元）", 24, lambda one: one.income, "right", whole=True), Column("学校、学段", 42, lambda one: one.school),
)  # fmt: skip
_HELPED: tuple[Column[HelpLine], ...] = (
    Column("日　期", 28, lambda one: one.day, whole=True), Column("项　目", 70, lambda one: one.what), Column("金额（元）", 30, lambda one: one.amount, "right", whole=True),
    Column("备　注", 50, lambda _one: ""),
)  # fmt: skip


def hardship_form(paper: HardshipPaper) -> Form:
    """Lay 困难职工档案表 out: the household on the face, inquiry, judgement, publicity and approval overleaf."""
    w = paper.words

    def told(name: str, label: str, share: float = 1.0) -> Field:
        return Field(label, w.get(name, ""), share)

    def flag(name: str, label: str) -> Field:
        return Field(label, Ticks(_YES_NO, (_YES_NO[0] if name in paper.yes else _YES_NO[1],)))

    head = [
        [told("holder", "户主姓名"), Field("证件号码", w.get("doc_no", ""), 1.5, whole=True)],
        [told("kind", "认定类别", 1.4), told("phone", "联系电话"), told("hukou", "户口类型", 0.9)],
        [told("health", "健康状况"), told("disability", "残疾类别"), told("insurance", "医疗保险", 1.2)],
        [
            told("address", "家庭住址", 2),
            told("housing", "住房类型"),
            Field("面积(㎡)", w.get("housing_area", ""), 0.8),
        ],
        [told("unit_name", "工作单位", 2), told("unit_state", "单位状况"), flag("model_worker", "劳模")],
        [told("self_help", "自救能力", 1.4), flag("single_parent", "单亲家庭"), flag("no_work", "零就业")],
        [told("main_cause", "主要致困原因", 1.2), told("second_cause", "次要致困原因", 1.2)],
        [Field("情况说明", w.get("cause", ""), height=12)],
        [
            told("members", "家庭人口"),
            told("annual_income_fen", "年收入"),
            told("rigid_fen", "刚性支出"),
            told("monthly_income_fen", "月人均"),
        ],
        [told("bank_account", "银行账号", 1.4), told("enclosures", "附　件", 1.4)],
    ]
    inquiry = [
        [told("visited_by", "入户调查人"), told("day", "申请日期"), told("filed_on", "建档日期")],
        [Field("调查情况", w.get("finding", ""), height=20)],
        [Field("评议意见", w.get("judgement", ""), height=16)],
        [told("shown_from", "公示开始"), told("shown_until", "公示截止"), told("review_on", "下次复核")],
    ]
    return Form(
        HARDSHIP, facts=(f"建档单位：{paper.union}", f"档案号：{paper.number}"), edition=paper.edition,
        blocks=(
            Grid(head, label=24), Listing(_MEMBERS, paper.members, "家庭成员", blank=max(0, _MEMBER_ROWS - len(paper.members))),
            Words(("本人所填内容属实，同意入户调查、评议和公示（公示只列打码姓名、单位、类别）。",), "调查、评议和公示", overleaf=True), Grid(inquiry),
            Listing(_HELPED, paper.helped, "得到的帮扶（实物不计金额）", blank=max(0, 4 - len(paper.helped))),
            Opinions((("基层工会意见", "", "（盖章处）"), ("县总工会意见", w.get("opinion", ""), "（盖章处）"))),
            Signing(("本人签名", "建档人", "审核人"), each=3),
        ),
        note=f"A4 双面，一式三份：本人、基层工会、县总工会各一份。自撤档起保管 10 年。经办：{paper.clerk}",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReliefLine:
    """One payment to be signed for; the document shows its last four characters."""

    number: str
    file_no: str
    holder: str
    document: str
    kind: str
    standard: str
    amount_fen: int
    source: str


@dataclass(frozen=True, slots=True)
class ReliefListPaper:
    """What was approved and is to be paid; `name` is what the print log calls it."""

    office: str
    name: str
    lines: Sequence[ReliefLine]
    edition: int = 1


def _sums(rows: Sequence[tuple[int, ReliefLine]]) -> str:
    return f"{len(rows)} 笔　金额合计 ¥{money.grouped(sum(line.amount_fen for _, line in rows))}"


def _relief_list(paper: ReliefListPaper) -> Table[tuple[int, ReliefLine]]:
    rows = list(enumerate(paper.lines, 1))
    total = sum(line.amount_fen for line in paper.lines)
    return Table(
        title=RELIEF_LIST, facts=(f"发放单位：{paper.office}", "", "发放日期：　　　　年　　月　　日"),
        columns=(
            Column("序号", 10, lambda row: str(row[0]), whole=True), Column("申请编号", 36, lambda row: row[1].number, whole=True),
            Column("档案号", 34, lambda row: row[1].file_no), Column("姓　名", 28, lambda row: row[1].holder), Column("证件号码", 24, lambda row: row[1].document, whole=True),
            Column("救助项目", 24, lambda row: row[1].kind), Column("标　准", 28, lambda row: row[1].standard),
            Column("金额（元）", 24, lambda row: money.grouped(row[1].amount_fen), "right", whole=True), Column("资金来源", 34, lambda row: row[1].source),
            Column("领款人签名（手印）", 40, lambda _row: ""), Column("领取日期", 22, lambda _row: ""),
        ),
        rows=rows, subtotal=_sums, total=f"{_sums(rows)}　大写：{money.capitals(total, prefix=True)}",
        signers=("发放人", "经办", "审批", "负责人"), seals=("（县总工会盖章处）",), row_height=10.5,
        notes=("由本人凭证件签领，不得代签；只有未成年学生可由监护人签领，并在签名后注明关系。签完后逐份登记发放。",), edition=paper.edition,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class FundLine:
    """One source over a year: began + came − spent + returned = left."""

    name: str
    kind: str
    document: str
    began: Cash
    came: Cash
    spent: Sequence[Cash]
    returned: Cash
    left: Cash


@dataclass(frozen=True, slots=True)
class FundsPaper:
    """Source by use over a year; `uses` are the heads of the sums spent; goods apart."""

    office: str
    year: int
    uses: Sequence[str]
    lines: Sequence[FundLine]
    goods: InKind
    made_on: date
    edition: int = 1


def _sum(parts: Sequence[Cash]) -> Cash:
    return sum(parts, Cash())


def _returned(line: FundLine) -> str:
    return line.returned.shown if line.returned.fen else ""


def _funds(paper: FundsPaper) -> Table[FundLine]:
    total = FundLine(
        "合　　计", "", "", _sum([one.began for one in paper.lines]), _sum([one.came for one in paper.lines]),
        [_sum([one.spent[at] for one in paper.lines]) for at in range(len(paper.uses))], _sum([one.returned for one in paper.lines]),
        _sum([one.left for one in paper.lines]),
    )  # fmt: skip

    back = f" ＋ 收回 {total.returned.shown}" if total.returned.fen else ""

    def use(at: int) -> Column[FundLine]:
        return Column(
            paper.uses[at],
            25,
            lambda one: one.spent[at].shown if one.spent[at].fen else "",
            "right",
            whole=True,
            group="本年支出（按用途）",
        )

    return Table(
        title=FUNDS, facts=(f"填报单位：{paper.office}", f"年度：{paper.year} 年", "单位：元"),
        columns=(
            Column("资金来源", 44, lambda one: one.name), Column("类　别", 30, lambda one: one.kind), Column("文　号", 34, lambda one: one.document),
            Column("上年结余", 26, lambda one: one.began.shown, "right", whole=True), Column("本年到账", 26, lambda one: one.came.shown, "right", whole=True),
            *(use(at) for at in range(len(paper.uses))),
            Column("支出合计", 26, lambda one: _sum(one.spent).shown, "right", whole=True),
            *([Column("收　回", 24, _returned, "right", whole=True)] if total.returned.fen else []), Column("年末结余", 26, lambda one: one.left.shown, "right", whole=True),
        ),
        rows=[*paper.lines, total],
        total=f"上年结余 {total.began.shown} ＋ 本年到账 {total.came.shown} － 本年支出 {_sum(total.spent).shown}{back} ＝ 年末结余 {total.left.shown}",
        signers=("单位负责人", "审核人", "填表人", "日期"), seals=("（盖章处）",), row_height=9.5,
        notes=(f"本年接收实物捐赠估值 {paper.goods.shown} 元，单列，不计入以上各数。填表日期：{day_words(paper.made_on)}",), edition=paper.edition,
    )  # fmt: skip


def print_hardship_files(
    papers: Sequence[HardshipPaper], to: Path | None = None, *, progress: Progress | None = None, cancelled: Cancelled | None = None,
    printed_at: datetime, fonts: FontSet | None = None,
) -> bytes | Path:  # fmt: skip
    """Print 困难职工档案表 in one document; see `print_forms`."""
    return print_forms(
        papers,
        hardship_form,
        to,
        title=HARDSHIP,
        printed_at=printed_at,
        fonts=fonts,
        progress=progress,
        cancelled=cancelled,
    )


def print_relief_lists(
    papers: Sequence[ReliefListPaper], to: Path | None = None, *, progress: Progress | None = None, cancelled: Cancelled | None = None,
    printed_at: datetime, fonts: FontSet | None = None,
) -> bytes | Path:  # fmt: skip
    """Print 救助发放表; see `print_batch` for what is given and raised."""
    return print_tables(papers, _relief_list, RELIEF_LIST, to, printed_at, fonts, progress, cancelled)


def print_funds(
    papers: Sequence[FundsPaper], to: Path | None = None, *, progress: Progress | None = None, cancelled: Cancelled | None = None,
    printed_at: datetime, fonts: FontSet | None = None,
) -> bytes | Path:  # fmt: skip
    """Print 资金收支表; see `print_batch` for what is given and raised."""
    return print_tables(papers, _funds, FUNDS, to, printed_at, fonts, progress, cancelled)
