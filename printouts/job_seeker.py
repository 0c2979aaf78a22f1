"""The job seeker's form (求职登记表), A4: who, what they can do, and what work they look for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from printouts.batch import Cancelled, Progress
from printouts.fonts import FontSet
from printouts.form import Field, Form, Grid, Listing, Signing, Ticks, Words, print_forms
from printouts.particulars import Particulars, blank_day, day_words, group_ticks, identity_rows
from printouts.table import Column

TITLE = "求职登记表"
_NOTICE = "填写本表即同意本单位为介绍工作使用以上内容，并提供给拟推荐的用人单位；提供给用人单位的资料不含证件号码、家庭困难和健康状况。介绍工作不收任何费用。找到工作或不再求职时请告诉我们。"
_HISTORY: tuple[Column[tuple[str, ...]], ...] = (
    Column("起止年月", 34, lambda row: row[0]),
    Column("单位", 70, lambda row: row[1], "left"),
    Column("工种、岗位", 40, lambda row: row[2]),
    Column("月收入（元）", 26, lambda row: row[3], whole=True),
)


@dataclass(frozen=True, slots=True)
class JobSeekerPaper:
    """One person who looks for work; what they look for is filled in by hand where it is not known."""

    union: str
    who: Particulars
    trade: str = ""
    work_place: str = ""
    income: str = ""
    certificates: Sequence[str] = ()
    wanted_trade: str = ""
    wanted_pay: str = ""
    wanted_place: str = ""
    from_day: str = ""
    wishes: str = ""
    registered_on: date | None = None
    clerk: str = ""
    edition: int = 1


def form_of(paper: JobSeekerPaper) -> Form:
    """Lay the form out."""
    who = paper.who
    rows = [
        [Field("文化程度", who.education), Field("婚姻状况", who.marital)],
        [Field("户籍地", who.home)],
        [Field("现住地", who.live)],
        [Field("人员类别", group_ticks(who.groups))],
        [Field("技能、证书", "；".join(paper.certificates), height=12)],
    ]
    known = [("", paper.work_place, paper.trade, paper.income)] if paper.work_place or paper.trade else []
    wanted = [
        [Field("希望工种", paper.wanted_trade), Field("希望月薪（元）", paper.wanted_pay)],
        [Field("希望地点", paper.wanted_place), Field("可上岗日期", paper.from_day)],
        [Field("用工形式", Ticks(("全日制", "非全日制", "临时", "劳务派遣", "家庭服务", "均可")))],
        [Field("食宿要求", Ticks(("包吃", "包住", "无要求"))), Field("参加培训", Ticks(("愿意", "不需要")))],
        [Field("其他要求", paper.wishes, height=11)],
    ]
    steps = [[Field("推荐信编号", ""), Field("推荐单位", ""), Field("结果", "")] for _ in range(2)]
    return Form(
        TITLE, facts=(f"登记单位：{paper.union}", f"登记日期：{day_words(paper.registered_on) or blank_day()}"),
        blocks=(
            Grid(identity_rows(who), photo=4, picture=who.photo), Grid(rows), Listing(_HISTORY, known, "工作经历", blank=3 - len(known)),
            Grid(wanted, "求职意向"), Grid(steps, "推荐记录（经办填写）"), Words((_NOTICE,)), Signing(("本人签名", "经办人", "日期"), each=3),
        ),
        edition=paper.edition,
    )  # fmt: skip


def print_job_seekers(
    papers: Sequence[JobSeekerPaper], to: Path | None = None, *, progress: Progress | None = None, cancelled: Cancelled | None = None,
    printed_at: datetime, fonts: FontSet | None = None,
) -> bytes | Path:  # fmt: skip
    """Print job seekers' forms in one document; see `print_forms`."""
    return print_forms(
        papers, form_of, to, title=TITLE, printed_at=printed_at, fonts=fonts, progress=progress, cancelled=cancelled
    )
