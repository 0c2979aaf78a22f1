"""The plan of repayment of a loan (还款计划表), A4: every instalment with its day, and the sums that agree with what was lent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from printouts.batch import Cancelled, Progress
from printouts.fonts import FontSet
from printouts.form import Field, Form, Grid, Listing, Signing, print_forms
from printouts.particulars import day_words
from printouts.table import Column
from rules import money
from rules.loans import Instalment

TITLE = "小额贷款还款计划表"
COLUMNS: tuple[Column[Instalment], ...] = (
    Column("期次", 12, lambda one: str(one.number), whole=True), Column("还款日期", 30, lambda one: one.day.isoformat(), whole=True),
    Column("本金（元）", 30, lambda one: money.grouped(one.principal), "right", whole=True),
    Column("利息（元）", 30, lambda one: money.grouped(one.interest), "right", whole=True),
    Column("应还合计（元）", 32, lambda one: money.grouped(one.due), "right", whole=True),
    Column("还款后余额（元）", 34, lambda one: money.grouped(one.left), "right", whole=True), Column("备　注", 18, lambda _: ""),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlanPaper:
    """One loan that was paid out, with its plan; amounts in fen, the rate as percent."""

    union: str
    number: str
    borrower: str
    document: str
    bank: str
    principal_fen: int
    months: int
    rate: str
    way: str
    lent_on: date
    due_on: date
    plan: Sequence[Instalment]
    clerk: str = ""
    edition: int = 1


def form_of(paper: PlanPaper) -> Form:
    """Lay the form out."""
    interest = sum(one.interest for one in paper.plan)
    whole = sum(one.due for one in paper.plan)
    rows = [
        [Field("借款人", paper.borrower), Field("证件号码", paper.document, 1.5, whole=True)],
        [Field("放款金额", f"¥{money.grouped(paper.principal_fen)}（{money.capitals(paper.principal_fen, prefix=True)}）")],
        [Field("放款日期", day_words(paper.lent_on)), Field("到期日期", day_words(paper.due_on)), Field("期　　限", f"{paper.months} 个月")],
        [Field("还款方式", paper.way, 1.3), Field("年利率", f"{paper.rate}%", 0.7), Field("经办银行", paper.bank, 1.3)],
    ]  # fmt: skip
    sums = [
        [Field("本金合计", f"¥{money.grouped(sum(one.principal for one in paper.plan))}"), Field("利息合计", f"¥{money.grouped(interest)}")],
        [Field("本息合计", f"¥{money.grouped(whole)}（{money.capitals(whole, prefix=True)}）")],
    ]  # fmt: skip
    return Form(
        TITLE, facts=(paper.union, f"贷款编号：{paper.number}"),
        blocks=(Grid(rows), Listing(COLUMNS, paper.plan, "还款计划", row=6.2), Grid(sums), Signing(("借款人", "经办人", "日期"))),
        note="利息按月计，四舍五入到分；尾数归最后一期，各期本金之和等于放款金额。提前还款的，以银行回单为准。", edition=paper.edition,
    )  # fmt: skip


def print_plans(
    papers: Sequence[PlanPaper], to: Path | None = None, *, progress: Progress | None = None, cancelled: Cancelled | None = None,
    printed_at: datetime, fonts: FontSet | None = None,
) -> bytes | Path:  # fmt: skip
    """Print plans of repayment in one document; see `print_forms`."""
    return print_forms(
        papers, form_of, to, title=TITLE, printed_at=printed_at, fonts=fonts, progress=progress, cancelled=cancelled
    )
