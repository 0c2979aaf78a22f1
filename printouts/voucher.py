"""The free training voucher (农民工免费职业技能培训券): stub, main part and redemption part side by side, two to an A4 sheet.

All three parts bear one number, and the union's seal goes across both perforations (存根、正券、副券, 三联同号骑缝章; docs/programme.md).
The stub stays with the county, the main part is surrendered at the base, the redemption part comes back to be counted and paid.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from printouts import hidden_word, ornament
from printouts.batch import Cancelled, Progress, print_batch
from printouts.codes import bars, qr
from printouts.fonts import FontSet
from printouts.page import A4_ACROSS, FAINT, INK, QUIET, RULE, Colour, Sheet, Type
from rules import dates, money

TITLE = "农民工免费职业技能培训券"
HEIGHT = 105.0  # mm, half a sheet
STUB, MAIN, BACK = (10.0, 56.0), (74.0, 134.0), (216.0, 71.0)  # left edge and width of each part
CUTS = (70.0, 212.0)  # the two perforations
TOP, BOTTOM = 9.5, 98.0
QR_SIDE = 40.0
TEAL: Colour = (0.05, 0.36, 0.38)
TINT: Colour = (0.80, 0.89, 0.88)
HIDDEN = "复印无效"  # what a copy says of itself
CRIMSON: Colour = (0.70, 0.10, 0.12)
STUB_ROWS = ("持 券 人", "证件号码", "培训项目", "培训班次", "面　　值", "有效期至", "发券日期")
MAIN_ROWS = ("持 券 人", "证件号码", "培训项目", "培训基地", "有 效 期", "本人签名")
BACK_ROWS = ("持 券 人", "证件号码", "培训项目", "培训基地", "券面金额")
MAIN_LINE = 82.0
JOIN_Y = 62.0
SEAL_X, SEAL_Y = 184.5, 76.0
CONDITIONS = (
    "本券由持券人本人填写并签名，他人代填无效。",
    "凭券和本人证件到指定基地冲抵学费，一次使用。",
    "不兑现金，不找零，不得转让、涂改，逾期作废。",
    "遗失请立即到发券工会挂失，经核实后补发。",
)


@dataclass(frozen=True, slots=True)
class VoucherPaper:
    """What one voucher says. `face_fen` is in fen; `document` the masked number (the QR code carries none of it).

    `token` is the text of the QR code; `reissue_of` the number of the lost voucher this one replaces; `void` prints 作废 over
    every part; `edition` counts the printings, from 1.
    """

    number: str
    face_fen: int
    holder: str
    sex: str
    document: str
    course: str
    class_name: str
    base: str
    valid_from: date
    valid_until: date
    issuer: str
    issued_on: date
    token: str
    batch: str = ""
    programme: str = "千万农民工援助行动"
    reissue_of: str | None = None
    void: bool = False
    edition: int = 1


def spaced(number: str) -> str:
    """Write a voucher number in the groups it is made of (province, year, county, batch, serial, check), for reading aloud."""
    if len(number) != 22:
        return number
    groups = (number[:2], number[2:6], number[6:12], number[12:15], number[15:21], number[21:])
    return " ".join(groups)


def _label(sheet: Sheet, x: float, y: float, width: float, label: str, line_from: float = 15.0) -> None:
    """Print a field's name and the rule its value stands on."""
    sheet.text(x, y, label, Type(8, "sans", TEAL))
    sheet.line(x + line_from, y + 1.5, x + width, y + 1.5, RULE, 0.12)


def _value(sheet: Sheet, x: float, y: float, width: float, text: str, line_from: float = 15.0) -> None:
    """Write a value on its rule, smaller or on two lines where it is long."""
    sheet.fit(x + line_from + 0.8, y - 4.35, width - line_from - 0.8, 5.8, text, Type(10))


def _perforation(sheet: Sheet, x: float) -> None:
    sheet.line(x, 3, x, HEIGHT - 3, RULE, 0.25, dash=(1.2, 1.1))
    sheet.turned(x, 6.5, -90, lambda: sheet.text(x, 8, "✂", Type(11, "sans", RULE), "centre"))
    sheet.circle(x, JOIN_Y, 15, FAINT, 0.22, dash=(0.4, 1.2))
    for row, char in enumerate("骑缝章"):
        sheet.text(x + 2, JOIN_Y - 2.6 + row * 3, char, Type(6, "sans", FAINT), "centre")


def _still(sheet: Sheet) -> None:
    """Draw what all vouchers share; the origin is the top left corner of one voucher."""
    for (left, width), name in ((STUB, "存　根"), (MAIN, "正　券"), (BACK, "副　券（兑付联）")):
        word = HIDDEN if width > 100 else HIDDEN[:2]
        sheet.stencil(left, TOP, width, BOTTOM - TOP, hidden_word.screen(width, BOTTOM - TOP, word), TEAL)
        ornament.ground(sheet, left, TOP, width, BOTTOM - TOP, TINT)
        sheet.box(left, TOP, width, BOTTOM - TOP, TEAL, 0.45)
        sheet.box(left + 0.9, TOP + 0.9, width - 1.8, BOTTOM - TOP - 1.8, TEAL, 0.12)
        sheet.text(left + 0.5, TOP - 1.8, name, Type(8.5, "sans", TEAL))
    for x in CUTS:
        _perforation(sheet, x)
    left, width = STUB[0] + 4, STUB[1] - 8
    sheet.text(STUB[0] + STUB[1] / 2, 17, TITLE, Type(9.5, "serif", CRIMSON, weight=0.2), "centre")
    for row, label in enumerate(STUB_ROWS):
        _label(sheet, left, 32 + row * 6.6, width, label)
    for row, label in enumerate(("领券人签名", "经　办　人", "复　核　人")):
        _label(sheet, left, 79.5 + row * 6.8, width, label)
    left = MAIN[0] + 5
    sheet.text(left, 27, TITLE, Type(18.5, "serif", CRIMSON, spread=0.25, weight=0.4))
    for row, label in enumerate(MAIN_ROWS):
        _label(sheet, left, 51.6 + row * 6, MAIN_LINE, label)
    for row, line in enumerate(CONDITIONS):
        sheet.text(left, 87 + row * 3.05, f"{row + 1}．{line}", Type(6.4, "sans", QUIET))
    sheet.seal_place(SEAL_X, SEAL_Y, "（发券工会盖章处）", 42)
    left, width = BACK[0] + 4, BACK[1] - 8
    sheet.text(BACK[0] + BACK[1] / 2, 17, TITLE, Type(9.5, "serif", CRIMSON, weight=0.2), "centre")
    for row, label in enumerate(BACK_ROWS):
        _label(sheet, left, 40 + row * 6.3, width, label)
    for row, label in enumerate(("实际学费", "核销日期", "本人签名", "基地经办")):
        _label(sheet, left, 73 + row * 6.6, 36, label)
    sheet.seal_place(BACK[0] + BACK[1] - 20, 81.5, "（基地盖章处）", 30)


def _yuan(fen: int) -> str:
    return f"¥{money.grouped(fen)}"


def _draw_stub(sheet: Sheet, paper: VoucherPaper) -> None:
    left, width = STUB[0] + 4, STUB[1] - 8
    sheet.number(STUB[0] + STUB[1] / 2, 24, width, spaced(paper.number), Type(9, "sans", CRIMSON), "centre")
    values = (
        f"{paper.holder}（{paper.sex}）", paper.document, paper.course, paper.class_name, _yuan(paper.face_fen),
        dates.official(paper.valid_until), dates.official(paper.issued_on),
    )  # fmt: skip
    for row, value in enumerate(values):
        _value(sheet, left, 32 + row * 6.6, width, value)


def _draw_main(sheet: Sheet, paper: VoucherPaper) -> None:
    left = MAIN[0] + 5
    sheet.fit(left, 12.2, MAIN_LINE, 6, paper.issuer, Type(10, "serif", TEAL))
    sheet.number(left, 33.6, MAIN_LINE, f"№ {spaced(paper.number)}", Type(11, "sans", CRIMSON, spread=0.15))
    figures = sheet.fit(left, 36, 34, 9, _yuan(paper.face_fen), Type(19, "sans", INK, weight=0.3))
    gap = sheet.measure(figures.lines[0], figures.size, "sans") + 4
    sheet.fit(left + gap, 36.6, MAIN_LINE - gap, 8, money.capitals(paper.face_fen, prefix=True), Type(12.5))
    until = f"{dates.official(paper.valid_from)}至{dates.official(paper.valid_until)}"
    course = f"{paper.course}（{paper.class_name}）" if paper.class_name else paper.course
    values = (f"{paper.holder}（{paper.sex}）", paper.document, course, paper.base, until)
    for row, value in enumerate(values):
        _value(sheet, left, 51.6 + row * 6, MAIN_LINE, value)
    sheet.qr(MAIN[0] + MAIN[1] - 3.5 - QR_SIDE, 13.2, QR_SIDE, qr(paper.token))
    sheet.fit(SEAL_X - 20, SEAL_Y - 4, 40, 8, paper.issuer, Type(11), "centre")
    sheet.text(SEAL_X, SEAL_Y + 9, dates.official(paper.issued_on), Type(9.5), "centre")


def _draw_back(sheet: Sheet, paper: VoucherPaper) -> None:
    left, width = BACK[0] + 4, BACK[1] - 8
    middle = BACK[0] + BACK[1] / 2
    code = bars(paper.number)
    sheet.box(middle - 31, 19.5, 62, 10, None, fill=(1, 1, 1))
    sheet.marks(middle - 28, 20.2, 56, 8.6, code)
    sheet.number(middle, 33, width, paper.number, Type(8.5, "sans", CRIMSON, spread=0.3), "centre")
    values = (paper.holder, paper.document, paper.course, paper.base, f"{_yuan(paper.face_fen)}")
    for row, value in enumerate(values):
        _value(sheet, left, 40 + row * 6.3, width, value)


def _tags(sheet: Sheet, paper: VoucherPaper) -> None:
    """Print what sets this copy apart: a reissue, a reprint, a void voucher; and the foot."""
    at = MAIN[0] + 16
    if paper.reissue_of:
        at += sheet.tag(at, TOP - 3, "补发", 7.5) + 2
        at += sheet.text(at, TOP - 2.1, f"原券 {paper.reissue_of} 作废", Type(6.8, "sans", QUIET)) + 4
    if paper.edition > 1:
        sheet.tag(at, TOP - 3, f"重打·第 {paper.edition} 版", 7.5)
    sheet.text(MAIN[0], BOTTOM + 3.2, paper.programme, Type(6, "sans", QUIET, spread=0.3))
    note = f"批次 {paper.batch}　" if paper.batch else ""
    note += f"第 {paper.edition} 版　打印时间 {sheet.printed_at:%Y-%m-%d %H:%M}"
    sheet.text(MAIN[0] + MAIN[1], BOTTOM + 3.2, note, Type(6, "sans", QUIET), "right")
    if paper.void:
        for (left, width), size in ((STUB, 34), (MAIN, 48), (BACK, 38)):
            sheet.stamp(left + width / 2, 56, "作废", size)


def _draw(sheet: Sheet, paper: VoucherPaper) -> None:
    sheet.once("voucher", lambda: _still(sheet))
    _draw_stub(sheet, paper)
    _draw_main(sheet, paper)
    _draw_back(sheet, paper)
    _tags(sheet, paper)


def _draw_sheet(sheet: Sheet, papers: Sequence[VoucherPaper]) -> None:
    """Draw one sheet: two vouchers and the line to cut them apart."""
    for place, paper in enumerate(papers):
        sheet.shifted(0, place * HEIGHT, lambda paper=paper: _draw(sheet, paper))  # type: ignore[misc]
    for x in (0.0, sheet.width - 7):
        sheet.line(x, HEIGHT, x + 7, HEIGHT, RULE, 0.2)
    sheet.line(9, HEIGHT, sheet.width - 9, HEIGHT, FAINT, 0.12, dash=(0.5, 2.5))
    sheet.next_page()


def print_vouchers(
    papers: Sequence[VoucherPaper], to: Path | None = None, *, progress: Progress | None = None,
    cancelled: Cancelled | None = None, printed_at: datetime, fonts: FontSet | None = None,
) -> bytes | Path:  # fmt: skip
    """Print vouchers, two to an A4 sheet laid across, in one document; return its bytes or the file `to`.

    Raise NothingToPrint, PrintingCancelled, MissingGlyph, PaperNotWritten.
    """
    return print_batch(
        papers, _draw_sheet, to, each=2, title=TITLE, size=A4_ACROSS,
        printed_at=printed_at, fonts=fonts, progress=progress, cancelled=cancelled,
    )  # fmt: skip
