"""What the tests and the gallery show: a made-up casebook that needs no store."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from db.walks import Piece
from rules.clock import CHINA, StoryClock
from ui.jobs import Jobs
from ui.models.numbered import Numbered
from ui.models.rows import Column
from ui.pages.page import Context, Page, PageSpec
from ui.widgets.status_line import StatusFacts
from ui.window import MainWindow, WindowParts

DAY = dt.date(2009, 9, 28)


@dataclass(frozen=True)
class Hit:
    kind: str
    id: bytes
    title: str
    detail: str


@dataclass(frozen=True)
class Event:
    day: dt.date
    kind: str
    title: str
    detail: str


EVENTS = [
    Event(dt.date(2009, 4, 20), "job", "介绍就业", "安和县家政服务中心 · 月薪 900 元"),
    Event(dt.date(2009, 4, 6), "certificate", "发放培训合格证书", "519901-2009-01-00001-7 · 家政服务员"),
    Event(dt.date(2009, 4, 3), "result", "考核合格", "理论 86 分 · 实操 91 分"),
    Event(dt.date(2009, 3, 16), "redemption", "培训券核销", "安和县第一培训基地 · 500.00 元"),
    Event(dt.date(2009, 3, 12), "voucher", "发放培训券", "第 5120095199010010001234 号 · 500.00 元"),
    Event(dt.date(2009, 3, 10), "person", "登记", ""),
]

HITS = [
    Hit("person", b"1" * 16, "王秀英", "1969年生 · 证件尾号 4527 · 13900000000"),
    Hit("person", b"2" * 16, "王小芳", "1981年生 · 证件待补"),
    Hit("voucher", b"3" * 16, "5120095199010010001234", "王秀英 · 2009-03-12 发放"),
    Hit("certificate", b"4" * 16, "519901-2009-01-00001-7", "王秀英 · 家政服务员"),
]


@dataclass(frozen=True)
class Line:
    n: int
    name: str


def numbers(count: int) -> Numbered[Line]:
    """Give a source of `count` rows, numbered from 0."""

    def fetch(_book: Any, wanted: Sequence[int]) -> list[Line | None]:
        return [Line(n, f"第 {n:,} 人") if n < count else None for n in wanted]

    return Numbered(lambda _book, _mark, _check: Piece(range(count)), fetch)


COLUMNS = [
    Column[Line]("序号", lambda row: f"{row.n + 1:,}", 90, right=True),
    Column[Line]("姓名", lambda row: row.name),
    Column[Line]("证件号码", lambda _row: "519901 1969 0312 ****", 190),
    Column[Line]("登记日期", lambda _row: "2009-03-10", 110),
]


def facts() -> StatusFacts:
    now = dt.datetime(2009, 9, 28, 9, tzinfo=CHINA)
    return StatusFacts("李敏", "clerk", "安和县帮扶中心", 128, now - dt.timedelta(days=3), now - dt.timedelta(days=9))


def context(jobs: Jobs[Any]) -> Context:
    workplace: Any = SimpleNamespace(name="安和县困难职工帮扶中心", kind="desk", county="519901")
    session: Any = SimpleNamespace(name="李敏", login="limin", role="clerk")
    return Context(jobs, StoryClock(DAY), workplace, session)


def window(jobs: Jobs[Any], specs: list[PageSpec], check: Any = lambda _book, _text: None) -> MainWindow:
    parts = WindowParts(
        find=lambda _book, text: [hit for hit in HITS if text in hit.title + hit.detail],
        status=lambda _book: facts(),
        check_passphrase=check,
        sample_words="示例数据·2009年度",
    )
    return MainWindow(context(jobs), specs, parts)


class BlankPage(Page):
    """Be a page with nothing on it."""


def spec(key: str, title: str, icon: str, number: int, factory: Any = None) -> PageSpec:
    return PageSpec(key, title, icon, factory or (lambda here: BlankPage(here, title)), f"Alt+{number}")
