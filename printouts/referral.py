"""The referral letter (职业介绍推荐信) in three parts on an A4 sheet: stub, letter to the employer, return slip, all with one number.

The stub stays with the union, the employer keeps the letter and sends the slip back. The employer reads neither the number of a document nor of
hardship or illness (个人信息保护法第六条). A slip that does not come back means 未反馈, never a job.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from printouts import parts
from printouts.batch import Cancelled, Progress, print_batch
from printouts.fonts import FontSet
from printouts.page import A4_UPRIGHT, FAINT, INK, QUIET, RULE, Sheet, Type
from rules import dates

TITLE = "职业介绍推荐信"
LEFT, WIDTH = 16.0, 178.0
STUB, LETTER, SLIP = 8.0, 82.0, 196.0
CUTS = (78.0, 192.0)
ACROSS = (142.0, 70.0)  # where the seals go across the cuts, clear of titles and numbers
_ROW = 8.6


@dataclass(frozen=True, slots=True)
class ReferralPaper:
    """One referral. `return_by` is the last day for the slip, `return_to` where it goes, `contact` the union's telephone."""

    number: str
    union: str
    holder: str
    sex: str
    age: int | None
    education: str
    skill: str
    phone: str
    employer: str
    employer_address: str
    employer_phone: str
    vacancy: str
    pay: str
    issued_on: date
    valid_until: date
    return_by: date | None = None
    return_to: str = ""
    contact: str = ""
    clerk: str = ""
    void: bool = False
    edition: int = 1


def _still(sheet: Sheet) -> None:
    """Draw what all letters share: the cuts and the places for the seals across them."""
    for y, x in zip(CUTS, ACROSS, strict=True):
        sheet.line(6, y, sheet.width - 6, y, RULE, 0.25, dash=(1.2, 1.1))
        sheet.circle(x, y, 15, FAINT, 0.22, dash=(0.4, 1.2))
        sheet.text(x, y - 9.5, "骑缝章", Type(6.5, "sans", FAINT), "centre")


def _head(sheet: Sheet, y: float, title: str, part: str, paper: ReferralPaper, size: float) -> None:
    sheet.text(sheet.width / 2, y + 9, title, Type(size, "serif", INK, spread=1.2, weight=0.35), "centre")
    sheet.text(LEFT, y + 8.5, part, Type(9, "sans", QUIET))
    sheet.number(LEFT + WIDTH, y + 8.5, 60, f"№ {paper.number}", Type(11, "sans"), "right")


def _rows(sheet: Sheet, y: float, rows: Sequence[Sequence[tuple[str, str, float]]]) -> float:
    for fields in rows:
        shares = sum(share for _, _, share in fields)
        x = LEFT
        for label, value, share in fields:
            wide = WIDTH * share / shares
            parts.cell(sheet, x, y, 20, _ROW, label, Type(8.8, "sans"), fill=parts.SHADE, padding=0.6)
            parts.cell(sheet, x + 20, y, wide - 20, _ROW, value, Type(9.8), "left", padding=1.4)
            x += wide
        y += _ROW
    return y


def _who(paper: ReferralPaper) -> list[tuple[str, str, float]]:
    age = f"{paper.age} 岁" if paper.age is not None else ""
    return [
        ("姓　　名", paper.holder, 1.5),
        ("性别、年龄", "　".join(part for part in (paper.sex, age) if part), 1),
        ("文化程度", paper.education, 1),
    ]


def _stub(sheet: Sheet, paper: ReferralPaper) -> None:
    _head(sheet, STUB, TITLE, "存根联（推荐单位留存）", paper, 14)
    y = _rows(sheet, STUB + 14, (
        _who(paper), [("联系电话", paper.phone, 1), ("技能、工种", paper.skill, 1.4)], [("用人单位", paper.employer, 1.4), ("推荐岗位", paper.vacancy, 1)],
        [("开出日期", dates.official(paper.issued_on), 1), ("有效期至", dates.official(paper.valid_until), 1), ("经 办 人", paper.clerk, 1)],
    ))  # fmt: skip
    for number, words in enumerate(("本人签名", "回执结果")):
        x = LEFT + number * 62
        wide = sheet.text(x, y + 7.5, f"{words}：", Type(9.2))
        sheet.line(x + wide, y + 8.7, x + 56, y + 8.7, RULE, 0.15)


def _letter(sheet: Sheet, paper: ReferralPaper) -> None:
    _head(sheet, LETTER, TITLE, "用人单位联", paper, 18)
    sheet.fit(LEFT, LETTER + 14, 120, 8, f"{paper.employer}：", Type(12))
    by = f"，并于{dates.official(paper.return_by)}前退回回执联" if paper.return_by else "，并退回回执联"
    sex = {"男": "先生", "女": "女士"}.get(paper.sex, "")
    spans = [
        ("兹介绍", False), (paper.holder, True), (f"{sex}到贵单位应聘", False), (paper.vacancy, True), ("岗位，请予接洽。请贵单位按国家规定面试、录用、签订劳动合同", False),
        (f"{by}。", False),
    ]  # fmt: skip
    used = sheet.prose(LEFT, LETTER + 24, WIDTH, 22, spans, Type(11.5), leading=1.7)
    y = _rows(sheet, LETTER + 27 + used, (
        _who(paper), [("技能、工种", paper.skill, 1.4), ("联系电话", paper.phone, 1)],
        [("推荐岗位", paper.vacancy, 1.2), ("月　　薪", paper.pay, 1), ("单位电话", paper.employer_phone, 1.1)], [("单位地址", paper.employer_address, 1)],
    ))  # fmt: skip
    sheet.text(
        LEFT,
        y + 6.5,
        f"本信有效期至{dates.official(paper.valid_until)}。介绍工作不收任何费用；不得扣押证件、收取押金。",
        Type(8.8, "sans", QUIET),
    )
    if paper.contact:
        sheet.text(LEFT, y + 11.5, f"联系电话：{paper.contact}", Type(8.8, "sans", QUIET))
    middle = LEFT + WIDTH - 30
    sheet.fit(middle - 30, y + 9.5, 60, 7, paper.union, Type(11), "centre")
    sheet.text(middle, y + 22, dates.official(paper.issued_on), Type(10), "centre")
    sheet.seal_place(middle, y + 17, "（介绍专用章）", 32)


def _slip(sheet: Sheet, paper: ReferralPaper) -> None:
    _head(sheet, SLIP, "推荐信回执", "回执联（用人单位填写后退回）", paper, 14)
    y = _rows(sheet, SLIP + 14, (
        [("姓　　名", paper.holder, 1), ("用人单位", paper.employer, 1.6)],
        [("推荐岗位", paper.vacancy, 1), ("面试日期", "", 1)],
    ))  # fmt: skip
    rows = (
        ("录　　用", ("试用", "正式录用"), "岗位：　　　　　　　　　上岗日期：　　　年　　月　　日"),
        ("合　　同", ("固定期限", "无固定期限", "完成任务"), "自　　年　月至　　年　月　月薪　　　　元"),
        ("未 录 用", ("条件不符", "本人不愿", "岗位已满", "未来面试", "其他"), ""),
    )
    for label, options, more in rows:
        parts.cell(sheet, LEFT, y, 20, _ROW, label, Type(8.8, "sans"), fill=parts.SHADE)
        sheet.box(LEFT + 20, y, WIDTH - 20, _ROW, RULE, 0.15)
        at = LEFT + 22.0
        for option in options:
            sheet.box(at, y + _ROW / 2 - 1.6, 3.2, 3.2, RULE, 0.2)
            at += sheet.text(at + 4.2, y + _ROW / 2 + 1.2, option, Type(9.2)) + 8.0
        if more:
            sheet.text(LEFT + WIDTH - 2, y + _ROW / 2 + 1.2, more, Type(9.2), "right")
        y += _ROW
    by = f"请于{dates.official(paper.return_by)}前退回" if paper.return_by else "请及时退回"
    where = f"：{paper.return_to}" if paper.return_to else f"：{paper.union}"
    sheet.fit(
        LEFT, y + 2, WIDTH - 44, 6, f"{by}{where}。逾期未退回的按“未反馈”登记，不计为就业。", Type(8.8, "sans", QUIET)
    )
    for number, words in enumerate(("经办人", "联系电话", "填写日期")):
        base = y + 16 + number * 8
        wide = sheet.text(LEFT, base, f"{words}：", Type(9.2))
        sheet.line(LEFT + wide, base + 1.2, LEFT + 78, base + 1.2, RULE, 0.15)
    sheet.seal_place(LEFT + WIDTH - 30, y + 22, "（用人单位盖章处）", 36)


def _draw(sheet: Sheet, paper: ReferralPaper) -> None:
    sheet.once("referral", lambda: _still(sheet))
    _stub(sheet, paper)
    _letter(sheet, paper)
    _slip(sheet, paper)
    if paper.edition > 1:
        sheet.tag(LEFT, STUB + 2.6, f"重打·第 {paper.edition} 版", 7.5)
    if paper.void:
        for y in (STUB + 34, LETTER + 52, SLIP + 44):
            sheet.stamp(sheet.width / 2, y, "作废", 40)
    sheet.foot(paper.edition, margin=LEFT)
    sheet.next_page()


def print_referrals(
    papers: Sequence[ReferralPaper], to: Path | None = None, *, progress: Progress | None = None, cancelled: Cancelled | None = None,
    printed_at: datetime, fonts: FontSet | None = None,
) -> bytes | Path:  # fmt: skip
    """Print referral letters, one to an A4 sheet, in one document; return its bytes or the file `to`.

    Raise NothingToPrint, PrintingCancelled, MissingGlyph, PaperNotWritten.
    """
    return print_batch(
        papers, lambda sheet, group: _draw(sheet, group[0]), to, each=1, title=TITLE, size=A4_UPRIGHT, printed_at=printed_at, fonts=fonts,
        progress=progress, cancelled=cancelled,
    )  # fmt: skip
