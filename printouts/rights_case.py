"""The register form of a rights case (维权受理登记表), A4: who, against whom, what for, what was done; all further claimants on a list that runs on.

Claims and recoveries are told by name and added up on the paper, so that whoever signs sees the sums.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from printouts.batch import Cancelled, Progress
from printouts.fonts import FontSet
from printouts.form import Field, Form, Grid, Listing, Opinions, Signing, Ticks, Words, print_forms
from printouts.particulars import Particulars, blank_day, day_words, identity_rows, labels
from printouts.table import Column
from rules import money

TITLE = "维权受理登记表"
_FEW = 3
"""Claimants up to which no list of its own is needed."""


@dataclass(frozen=True, slots=True)
class ClaimantLine:
    """One claimant; the document shows its last four characters. Amounts in fen, None where nothing was told."""

    name: str
    sex: str
    document: str
    phone: str
    claimed_fen: int | None
    recovered_fen: int
    leads: bool = False


@dataclass(frozen=True, slots=True)
class StepLine:
    """One thing that was done."""

    day: str
    what: str
    agency: str
    outcome: str


@dataclass(frozen=True, slots=True)
class CasePaper:
    """One case with all its claimants; `who` is the one who applied or leads them."""

    number: str
    union: str
    day: date
    way: str
    who: Particulars
    unit: str
    region: str
    kind: str
    heads: int
    urgent: bool
    known_on: date | None
    left_on: date | None
    injured_on: date | None
    deadlines: str
    demand: str
    evidence: str
    claimed_fen: int
    recovered_fen: int
    claimants: Sequence[ClaimantLine]
    steps: Sequence[StepLine] = ()
    accepted_on: date | None = None
    refusal: str = ""
    referred_to: str = ""
    referred_on: date | None = None
    result: str = ""
    closed_on: date | None = None
    satisfaction: str = ""
    clerk: str = ""
    edition: int = 1


def _yuan(fen: int | None) -> str:
    return "" if fen is None else money.grouped(fen)


_CLAIMANTS: tuple[Column[tuple[int, ClaimantLine]], ...] = (
    Column("序号", 12, lambda row: str(row[0]), whole=True), Column("姓　名", 34, lambda row: row[1].name + ("（代表）" if row[1].leads else "")),
    Column("性别", 12, lambda row: row[1].sex), Column("证件号码", 30, lambda row: row[1].document, whole=True),
    Column("联系电话", 28, lambda row: row[1].phone, whole=True), Column("诉求金额（元）", 26, lambda row: _yuan(row[1].claimed_fen), "right", whole=True),
    Column("追回金额（元）", 26, lambda row: _yuan(row[1].recovered_fen or None), "right", whole=True), Column("签名或按印", 30, lambda _row: ""),
)  # fmt: skip
_STEPS: tuple[Column[StepLine], ...] = (
    Column("日期", 22, lambda row: row.day, whole=True), Column("办法", 30, lambda row: row.what), Column("部门或对方", 40, lambda row: row.agency, "left"),
    Column("情况和结果", 86, lambda row: row.outcome, "left"),
)  # fmt: skip


def _matter(paper: CasePaper) -> list[list[Field]]:
    days = [("知道受侵害日期", paper.known_on), ("离职日期", paper.left_on), ("事故或诊断日期", paper.injured_on)]
    return [
        [Field("来访方式", Ticks(labels("rights_way"), (paper.way,)), 2), Field("涉及人数", f"{paper.heads} 人" + ("（加急）" if paper.urgent else ""))],
        [Field("被申请单位", paper.unit, 2), Field("发生地", paper.region, 1.6)],
        [Field("类　　别", Ticks(labels("rights_kind"), (paper.kind,)))],
        [Field(label, day_words(day)) for label, day in days],
        [Field("时　　效", paper.deadlines)],
        [Field("诉　　求", paper.demand, height=18)],
        [Field("诉求金额", f"¥{money.grouped(paper.claimed_fen)}（{money.capitals(paper.claimed_fen, prefix=True)}）" if paper.claimed_fen else "")],
        [Field("证　　据", paper.evidence, height=12)],
    ]  # fmt: skip


def _ending(paper: CasePaper) -> list[list[Field]]:
    accepted = (f"{day_words(paper.accepted_on)}受理" if paper.accepted_on else "") or (
        f"不予受理：{paper.refusal}" if paper.refusal else ""
    )
    passed = f"{day_words(paper.referred_on)}转{paper.referred_to}" if paper.referred_to else ""
    got = (
        f"¥{money.grouped(paper.recovered_fen)}（{money.capitals(paper.recovered_fen, prefix=True)}）"
        if paper.recovered_fen
        else ""
    )
    return [
        [Field("受　　理", accepted, 1.4), Field("转　　办", passed, 1.6)],
        [Field("结　　果", Ticks(labels("rights_result"), (paper.result,)))],
        [Field("追回金额", got, 2), Field("结案日期", day_words(paper.closed_on), 1.1)],
        [Field("回访满意度", Ticks(labels("rights_satisfaction"), (paper.satisfaction,)))],
    ]


def form_of(paper: CasePaper) -> Form:
    """Lay the form out."""
    rows = list(enumerate(paper.claimants, 1))
    total = sum(one.claimed_fen or 0 for one in paper.claimants)
    sums = f"合计 {len(rows)} 人，诉求 {money.grouped(total)} 元，追回 {money.grouped(paper.recovered_fen)} 元。"
    alone = len(rows) <= 1
    people = () if alone else (
        Words((), "申请人名单（续页）", overleaf=len(rows) > _FEW), Listing(_CLAIMANTS, rows, closes=True), Words((sums,)),
    )  # fmt: skip
    return Form(
        TITLE, facts=(f"受理单位：{paper.union}", f"受理号：{paper.number}", f"登记日期：{day_words(paper.day) or blank_day()}"),
        blocks=(
            Grid(identity_rows(paper.who), "申请人" if alone else f"申请人代表（共 {len(rows)} 人，名单附后）"), Grid(_matter(paper), "事项"),
            Listing(_STEPS, paper.steps, "办理经过", blank=max(0, 3 - len(paper.steps))), Grid(_ending(paper), "结果"),
            Opinions((("承办意见", "", ""), ("负责人意见", "", "（工会盖章处）"))), Signing(("申请人或代表签名", "经办人", "日期"), each=3), *people,
        ),
        note="劳动争议申请仲裁的时效为一年，从知道或应当知道权利受侵害之日起算；在职期间拖欠工资不受此限，离职的自离职之日起一年内提出（劳动争议调解仲裁法第二十七条）。",
        edition=paper.edition,
    )  # fmt: skip


def print_cases(
    papers: Sequence[CasePaper], to: Path | None = None, *, progress: Progress | None = None, cancelled: Cancelled | None = None,
    printed_at: datetime, fonts: FontSet | None = None,
) -> bytes | Path:  # fmt: skip
    """Print register forms of cases in one document; see `print_forms`."""
    return print_forms(
        papers, form_of, to, title=TITLE, printed_at=printed_at, fonts=fonts, progress=progress, cancelled=cancelled
    )
