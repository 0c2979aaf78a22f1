"""The paper of a handover of work (工作交接单), A4: who hands over to whom and why, all that lies there, keys and tokens, and three signatures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from printouts.batch import Cancelled, Progress
from printouts.fonts import FontSet
from printouts.form import Field, Form, Grid, Listing, Opinions, Words, print_forms
from printouts.table import Column
from rules import dates

TITLE = "工作交接单"


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One matter: what, how many in words with their unit, what there is to say of it."""

    matter: str
    amount: str
    details: str = ""


@dataclass(frozen=True, slots=True)
class WorkPaper:
    """A handover of work as both signed it in the program."""

    office: str
    giver: str
    taker: str
    reason: str
    day: date
    until: date | None
    lines: Sequence[WorkLine]
    keys: str = ""
    note: str = ""
    edition: int = 1


_COLUMNS: tuple[Column[tuple[int, WorkLine]], ...] = (
    Column("序号", 10, lambda row: str(row[0]), whole=True),
    Column("交接事项", 36, lambda row: row[1].matter, "left"),
    Column("数　量", 26, lambda row: row[1].amount, "right", whole=True),
    Column("说　明", 84, lambda row: row[1].details, "left"),
    Column("接收核对", 18, lambda _: "□"),
)


def form_of(paper: WorkPaper) -> Form:
    """Lay the form out."""
    until = dates.official(paper.until) if paper.until else ""
    facts = [
        [Field("单　　位", paper.office)],
        [Field("移 交 人", paper.giver), Field("接 收 人", paper.taker)],
        [Field("交接日期", dates.official(paper.day)), Field("预计返岗", until)],
        [Field("事　　由", paper.reason)],
    ]
    goods = [
        [Field("钥匙、印章\n和令牌", paper.keys, height=11)],
        [Field("其他说明", paper.note, height=11)],
    ]
    return Form(
        TITLE, facts=(),
        blocks=(
            Grid(facts), Listing(_COLUMNS, list(enumerate(paper.lines, 1)), "交接清单（由程序列出）", closes=True, row=6.2),
            Grid(goods),
            Words(("移交人确认以上属实，未交接的已在“其他说明”中写明；接收人已逐项核对，从交接时起由接收人负责。各人的登录口令不交接。",)),
            Opinions((("移交人", "", ""), ("接收人", "", ""), ("监交人", "", "（单位盖章处）")), 36),
        ),
        note="一式三份：移交人、接收人、单位各一份。", edition=paper.edition,
    )  # fmt: skip


def print_work_handovers(
    papers: Sequence[WorkPaper], to: Path | None = None, *, progress: Progress | None = None, cancelled: Cancelled | None = None,
    printed_at: datetime, fonts: FontSet | None = None,
) -> bytes | Path:  # fmt: skip
    """Print handovers of work in one document; see `print_forms`."""
    return print_forms(
        papers, form_of, to, title=TITLE, printed_at=printed_at, fonts=fonts, progress=progress, cancelled=cancelled
    )
