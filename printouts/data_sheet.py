"""A person's own data sheet (本人信息查询单), A4: everything kept about one person, where it came from and when, and who was given it.

The law lets everyone see and copy what is kept about them (个人信息保护法第四十五条).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from printouts.batch import Cancelled, Progress
from printouts.fonts import FontSet
from printouts.form import Field, Form, Grid, Listing, Signing, Words, print_forms
from printouts.table import Column

TITLE = "本人信息查询单"
_RIGHTS = (
    "您可以要求更正或补充不准确的信息，要求删除没有必要再保存的信息，也可以撤回同意；依法必须保存的（如培训券、结算、证书的凭证），改为只保存、不使用。",
    "本单含您的完整个人信息，请妥善保管。",
)


@dataclass(frozen=True, slots=True)
class KeptValue:
    """One thing kept: what it is, its value, who entered it, when (text)."""

    label: str
    value: str
    source: str
    day: str


@dataclass(frozen=True, slots=True)
class KeptRecord:
    """One event kept: day, kind, what happened, more of it."""

    day: str
    kind: str
    title: str
    detail: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class PassedOn:
    """One recipient: who was given what, since when, what for."""

    to: str
    what: str
    day: str
    purpose: str


@dataclass(frozen=True, slots=True)
class DataSheetPaper:
    """All that is kept about one person; `others` says of how many further records of the same person the sheet tells, too."""

    union: str
    name: str
    document: str
    values: Sequence[KeptValue]
    records: Sequence[KeptRecord]
    passed: Sequence[PassedOn]
    keeping: Sequence[tuple[str, int]] = ()
    others: int = 0
    clerk: str = ""
    edition: int = 1


_VALUES: tuple[Column[KeptValue], ...] = (
    Column("项　目", 30, lambda row: row.label), Column("内　容", 82, lambda row: row.value, "left"),
    Column("来　源", 42, lambda row: row.source), Column("登记日期", 24, lambda row: row.day, whole=True),
)  # fmt: skip
_RECORDS: tuple[Column[KeptRecord], ...] = (
    Column("日　期", 22, lambda row: row.day, whole=True), Column("种　类", 20, lambda row: row.kind),
    Column("事　项", 62, lambda row: row.title, "left"), Column("内　容", 50, lambda row: row.detail, "left"), Column("来　源", 28, lambda row: row.source),
)  # fmt: skip
_PASSED: tuple[Column[PassedOn], ...] = (
    Column("给了谁", 46, lambda row: row.to), Column("什么信息", 66, lambda row: row.what, "left"), Column("何　时", 24, lambda row: row.day, whole=True),
    Column("为　何", 42, lambda row: row.purpose),
)  # fmt: skip


def form_of(paper: DataSheetPaper) -> Form:
    """Lay the sheet out."""
    kept = "；".join(f"{label} {years} 年" for label, years in paper.keeping)
    same = f"本单已合并另外 {paper.others} 份认定为同一人的档案。" if paper.others else ""
    words = [
        *([same] if same else []),
        *([f"保存期限：{kept}。到期列清册，经批准由两人销毁。"] if kept else []),
        *_RIGHTS,
    ]
    return Form(
        TITLE, facts=(f"提供单位：{paper.union}", f"经办人：{paper.clerk}"),
        blocks=(
            Grid([[Field("姓　　名", paper.name), Field("证件号码", paper.document or "证件待补", whole=True)]]),
            Listing(_VALUES, paper.values, "一、登记的个人信息", closes=True),
            Listing(_RECORDS, paper.records, "二、办理经过和由此产生的记录", closes=True),
            Listing(_PASSED, paper.passed, "三、向谁提供过", closes=True),
            Words(words, "四、保存期限和您的权利"),
            Signing(("查询人签名", "与本人关系", "经办人", "查询日期"), each=2),
        ),
        note="凭本人有效身份证件查询；代查须持委托书和双方证件。每次打印都登记在打印记录中。", edition=paper.edition,
    )  # fmt: skip


def print_data_sheets(
    papers: Sequence[DataSheetPaper], to: Path | None = None, *, progress: Progress | None = None, cancelled: Cancelled | None = None,
    printed_at: datetime, fonts: FontSet | None = None,
) -> bytes | Path:  # fmt: skip
    """Print data sheets in one document; see `print_forms`."""
    return print_forms(
        papers, form_of, to, title=TITLE, printed_at=printed_at, fonts=fonts, progress=progress, cancelled=cancelled
    )
