"""The card of help for a start-up (创业帮扶卡), A4: the project, and the five helps as a checklist to be signed one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from printouts.batch import Cancelled, Progress
from printouts.fonts import FontSet
from printouts.form import Field, Form, Grid, Listing, Signing, print_forms
from printouts.particulars import day_words
from printouts.table import Column

TITLE = "创业帮扶卡"


@dataclass(frozen=True, slots=True)
class HelpLine:
    """One of the five helps; what is not known yet is empty."""

    item: str
    day: date | None = None
    by_whom: str = ""
    outcome: str = ""
    result: str = ""


@dataclass(frozen=True, slots=True)
class HelpCard:
    """One project with its five helps; `led` persons by name, `percent` of the helps done."""

    union: str
    holder: str
    phone: str
    project: str
    industry: str
    place: str
    licence: str
    opened_on: date | None
    led: int
    planned: int | None
    helps: Sequence[HelpLine]
    percent: int
    clerk: str = ""
    edition: int = 1


COLUMNS: tuple[Column[HelpLine], ...] = (
    Column("帮助事项", 32, lambda one: one.item, "left"), Column("日　期", 26, lambda one: one.day.isoformat() if one.day else "", whole=True),
    Column("经办人", 22, lambda one: one.by_whom), Column("结　果", 20, lambda one: one.outcome), Column("结果说明", 52, lambda one: one.result, "left"),
    Column("本人签名", 26, lambda _: ""),
)  # fmt: skip


def form_of(paper: HelpCard) -> Form:
    """Lay the form out."""
    planned = f"（计划 {paper.planned} 人）" if paper.planned else ""
    rows = [
        [Field("创业者", paper.holder), Field("联系电话", paper.phone, 1.5)],
        [Field("项目名称", paper.project), Field("行　　业", paper.industry, 1.5)],
        [Field("经营场所", paper.place)],
        [Field("开业日期", day_words(paper.opened_on)), Field("营业执照号", paper.licence, 1.5)],
        [Field("带动就业", f"{paper.led} 人{planned}"), Field("完成率", f"{paper.percent}%", 1.5)],
    ]
    return Form(
        TITLE, facts=(paper.union,),
        blocks=(
            Grid(rows), Listing(COLUMNS, paper.helps, "五项帮助", row=14), Grid([[Field("本人意见", "", height=19)], [Field("回访情况", "", height=19)]]),
            Signing(("创业者", "帮扶责任人", "日期"), ("（工会盖章处）",)),
        ),
        note="一式两份，工会和创业者各存一份。办成一项，由本人签名一项。", edition=paper.edition,
    )  # fmt: skip


def print_help_cards(
    papers: Sequence[HelpCard], to: Path | None = None, *, progress: Progress | None = None, cancelled: Cancelled | None = None,
    printed_at: datetime, fonts: FontSet | None = None,
) -> bytes | Path:  # fmt: skip
    """Print cards of help in one document; see `print_forms`."""
    return print_forms(
        papers, form_of, to, title=TITLE, printed_at=printed_at, fonts=fonts, progress=progress, cancelled=cancelled
    )
