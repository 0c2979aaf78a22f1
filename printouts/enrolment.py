"""The enrolment form (培训报名表), A4: who, for which class, with which voucher, and the promise that nobody has paid for this before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from printouts.batch import Cancelled, Progress
from printouts.fonts import FontSet
from printouts.form import Field, Form, Grid, Opinions, Signing, Ticks, Words, print_forms
from printouts.particulars import Particulars, blank_day, day_words, group_ticks, identity_rows
from rules import dates

TITLE = "农民工职业技能培训报名表"
PROOFS = ("身份证", "户口簿", "返乡证明", "失业登记证明", "下岗证明", "困难证明", "其他")
PROMISE = (
    "一、以上内容和所交证明真实，愿意接受核查。",
    "二、本人本年度没有享受过政府、工会或其他渠道的同类免费培训和培训补贴，没有以他人名义重复报名、重复领券；不是在校学生，不是机关事业单位在编人员。",
    "三、按时上课，遵守纪律；不转让、不出借培训券。",
    "四、如有不实，愿意退回所享受的补贴，并承担相应责任。",
)


@dataclass(frozen=True, slots=True)
class EnrolmentPaper:
    """One enrolment; without a class the form is for one that is still to be chosen. `received` tells what the person had before."""

    union: str
    who: Particulars
    course: str = ""
    level: str = ""
    class_name: str = ""
    base: str = ""
    began: date | None = None
    ended: date | None = None
    hours: int | None = None
    voucher: str = ""
    enrolled_on: date | None = None
    received: Sequence[str] = ()
    clerk: str = ""
    edition: int = 1


def form_of(paper: EnrolmentPaper) -> Form:
    """Lay the form out."""
    who = paper.who
    span = f"{dates.official(paper.began)}至{dates.official(paper.ended)}" if paper.began and paper.ended else ""
    hours = f"{paper.hours} 学时" if paper.hours else ""
    rows = [
        [Field("文化程度", who.education), Field("婚姻状况", who.marital)],
        [Field("户籍地", who.home)],
        [Field("现住地", who.live)],
        [Field("人员类别", group_ticks(who.groups))],
        [Field("类别证明", Ticks(PROOFS))],
    ]
    wanted = [
        [Field("培训工种", paper.course), Field("等　　级", paper.level)],
        [Field("班　　次", paper.class_name), Field("培训基地", paper.base)],
        [Field("起止日期", span, 1.4), Field("学　　时", hours, 0.6)],
        [Field("培训券号", paper.voucher, whole=True)],
        [Field("以往享受", "；".join(paper.received), height=11)],
    ]
    return Form(
        TITLE, facts=(f"主办工会：{paper.union}", f"报名日期：{day_words(paper.enrolled_on) or blank_day()}"),
        blocks=(
            Grid(identity_rows(who), photo=4, picture=who.photo), Grid(rows), Grid(wanted, "报名"), Words(PROMISE, "本人承诺", boxed=True),
            Signing(("本人签名", "签名日期"), each=2),
            Opinions((("培训基地意见", "", ""), ("主办工会审核", "", "")), 30),
        ),
        note="本表一份，由主办工会保存。“以往享受”由系统按本单位已有记录列出，其他渠道享受过的请本人如实补填。", edition=paper.edition,
    )  # fmt: skip


def print_enrolments(
    papers: Sequence[EnrolmentPaper], to: Path | None = None, *, progress: Progress | None = None, cancelled: Cancelled | None = None,
    printed_at: datetime, fonts: FontSet | None = None,
) -> bytes | Path:  # fmt: skip
    """Print enrolment forms in one document; see `print_forms`."""
    return print_forms(
        papers, form_of, to, title=TITLE, printed_at=printed_at, fonts=fonts, progress=progress, cancelled=cancelled
    )
