"""The application to open a class (开班申请表), A4: what, where, when, for whom, taught by whom, and what base and union say to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from printouts.batch import Cancelled, Progress
from printouts.fonts import FontSet
from printouts.form import Field, Form, Grid, Listing, Opinions, Ticks, print_forms
from printouts.particulars import blank_day
from printouts.table import Column
from rules import dates, money

TITLE = "农民工职业技能培训开班申请表"
_TEACHERS: tuple[Column[None], ...] = (
    Column("姓　名", 26, lambda _: ""), Column("职称或技能等级", 36, lambda _: ""), Column("任教课程", 44, lambda _: ""),
    Column("专职/兼职", 22, lambda _: ""), Column("联系电话", 34, lambda _: ""),
)  # fmt: skip
_PLAN: tuple[Column[None], ...] = (
    Column("日期", 34, lambda _: ""), Column("时间", 26, lambda _: ""), Column("课程内容", 62, lambda _: ""), Column("学时", 14, lambda _: ""),
    Column("任课教师", 28, lambda _: ""),
)  # fmt: skip
_ANNEXES = ("学员花名册", "课程表", "师资证明", "场地和设备照片", "学员证件复印件")


@dataclass(frozen=True, slots=True)
class ApplicationPaper:
    """One class that a base wants to open; `fee_fen` a head, `enrolled` who is enrolled by now."""

    union: str
    base: str
    base_address: str
    base_phone: str
    specialities: str
    class_name: str
    course: str
    level: str
    term: int
    began: date
    ended: date
    days: int
    hours: int
    capacity: int
    enrolled: int
    women: int
    fee_fen: int
    edition: int = 1


def form_of(paper: ApplicationPaper) -> Form:
    """Lay the form out."""
    span = f"{dates.official(paper.began)}至{dates.official(paper.ended)}"
    whole = paper.fee_fen * paper.capacity
    rows = [
        [Field("申请基地", paper.base)],
        [Field("地　　址", paper.base_address, 1.6), Field("联系电话", paper.base_phone)],
        [Field("班　　次", paper.class_name, 1.6), Field("期　　次", f"第 {paper.term} 期" if paper.term else "")],
        [Field("培训工种", paper.course, 1.6), Field("等　　级", paper.level)],
        [Field("起止日期", span, 1.6), Field("天数、学时", f"{paper.days} 天　{paper.hours} 学时")],
        [Field("计划人数", f"{paper.capacity} 人"), Field("已报名", f"{paper.enrolled} 人（女 {paper.women} 人）" if paper.enrolled else "")],
        [Field("每人学费", f"¥{money.grouped(paper.fee_fen)}"), Field("学费合计", f"¥{money.grouped(whole)}（{money.capitals(whole, prefix=True)}）", 1.9)],
        [Field("培训地点", "", 1.6), Field("面积（㎡）", "")],
        [Field("实训设备", "", height=12)],
        [Field("考核方式", Ticks(("理论", "实操", "理论和实操")))],
    ]  # fmt: skip
    return Form(
        TITLE, facts=(f"主办工会：{paper.union}", f"申请日期：{blank_day()}"),
        blocks=(
            Grid(rows), Listing(_TEACHERS, (), "师资", blank=3), Listing(_PLAN, (), "课程安排（可另附课程表）", blank=4),
            Grid([[Field("所附材料", Ticks(_ANNEXES))]]),
            Opinions((("培训基地申请", "申请按上述安排开班，保证培训质量和学员安全。", "（基地盖章处）"), ("主办工会审批", "", "（工会盖章处）")), 48),
        ),
        note="开班前按当地规定的工作日报批；未经批准不得开班。学员有变动的，及时报主办工会。", edition=paper.edition,
    )  # fmt: skip


def print_applications(
    papers: Sequence[ApplicationPaper], to: Path | None = None, *, progress: Progress | None = None, cancelled: Cancelled | None = None,
    printed_at: datetime, fonts: FontSet | None = None,
) -> bytes | Path:  # fmt: skip
    """Print class applications in one document; see `print_forms`."""
    return print_forms(
        papers, form_of, to, title=TITLE, printed_at=printed_at, fonts=fonts, progress=progress, cancelled=cancelled
    )
