"""The application to join (入会申请书) with the member's register form (会员登记表) on its back, A4.

Joining is the person's own will: the application is signed by hand. The membership begins with the day of approval.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from printouts.batch import Cancelled, Progress
from printouts.fonts import FontSet
from printouts.form import Field, Form, Grid, Opinions, Signing, Words, print_forms
from printouts.particulars import Particulars, blank_day, day_words, identity_rows

TITLE = "中华全国总工会入会申请书"
_OATH = "我自愿加入中华全国总工会，遵守工会章程，执行工会决议，积极参加工会活动，为把我国建设成为富强、民主、文明、和谐的社会主义现代化国家而努力奋斗。请予批准。"


@dataclass(frozen=True, slots=True)
class MemberPaper:
    """One applicant; number, day of approval and opinion stand once they are known."""

    office: str
    union: str
    who: Particulars
    applied_on: date
    work_unit: str = ""
    post: str = ""
    family: str = ""
    resume: str = ""
    number: str = ""
    approved_on: date | None = None
    opinion: str = ""
    note: str = ""
    edition: int = 1


def form_of(paper: MemberPaper) -> Form:
    """Lay the form out."""
    who = paper.who
    told = f"同意入会，会籍自{day_words(paper.approved_on)}起。" if paper.approved_on else ""
    rows = [
        [Field("会员证号", paper.number, 1.4, whole=True), Field("文化程度", who.education)],
        [Field("工作单位", paper.work_unit, 1.4), Field("职务、工种", paper.post)],
        [Field("户籍地", who.home)],
        [Field("现住地", who.live)],
        [Field("家庭主要成员", paper.family, height=26)],
        [Field("简　　历", paper.resume, height=40)],
        [Field("备　　注", paper.note, height=10)],
    ]
    return Form(
        TITLE, facts=(f"申请加入：{paper.union}", f"申请日期：{day_words(paper.applied_on) or blank_day()}"),
        blocks=(
            Words((f"{paper.union}：", _OATH), size=14), Signing(("申请人签名", "日期"), each=2),
            Words((), "会员登记表", overleaf=True), Grid(identity_rows(who), photo=4), Grid(rows),
            Opinions(((f"{paper.union or '基层工会'}意见", paper.opinion or told, "（工会盖章处）"), (f"{paper.office}备案", "", "（工会盖章处）")), 44),
        ),
        note="会籍自批准之日起。一次入会、动态接转：换单位的凭接转介绍信接转，不再申请入会；失业、下岗、退休的可以保留会籍。", edition=paper.edition,
    )  # fmt: skip


def print_members(
    papers: Sequence[MemberPaper], to: Path | None = None, *, progress: Progress | None = None, cancelled: Cancelled | None = None,
    printed_at: datetime, fonts: FontSet | None = None,
) -> bytes | Path:  # fmt: skip
    """Print applications with register forms in one document; see `print_forms`."""
    return print_forms(
        papers, form_of, to, title=TITLE, printed_at=printed_at, fonts=fonts, progress=progress, cancelled=cancelled
    )
