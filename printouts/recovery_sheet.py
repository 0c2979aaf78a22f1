"""The recovery sheet (应急口令单), A4: one code that opens a workplace when every passphrase is forgotten.

It goes from the printer into a sealed envelope. So it says in plain words what it is, what whoever holds it can do, and how it is used; it has
places for a seal and for those who made and who keep it. The code stands in numbered groups and as a QR code, and nowhere else.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from printouts import parts
from printouts.batch import print_batch
from printouts.codes import qr
from printouts.fonts import FontSet
from printouts.page import A4_UPRIGHT, ALERT, FAINT, INK, QUIET, RULE, Sheet, Type
from rules import dates

TITLE = "应急口令单"
LEFT, RIGHT = 22.0, 188.0
_PER_ROW = 4
_QR_SIDE = 44.0
_WHAT = (
    "本单位所有人的登录口令都忘记时，凭这张单上的应急码可以打开数据，并给一位用户设新口令。",
    "谁拿到这张单和这台电脑，谁就能打开本单位的全部资料。请立即装入信封，骑缝签名盖章后锁入保险柜，与电脑分开放；不要拍照、复印、录入手机。",
)
_HOW = (
    "一、在登录窗口点“忘记口令…”，选“用应急口令单”，按组输入应急码，或用扫码枪扫二维码。",
    "二、选一位用户，由本人设新口令。设好即可登录，资料都在。",
    "三、这张单用过一次就作废。请登录后在“系统管理—口令与恢复”另做一张，并销毁本单。",
    "四、做了新单并核验后，旧单随即作废，也请销毁。",
)


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """What the sheet says: the unit, the sheet's number, the day it was made, the code in its groups and as the text of the QR code."""

    unit: str
    number: int
    made: date
    code: str = field(repr=False)
    scanned: str = field(repr=False)


def _lines(sheet: Sheet, top: float, texts: Sequence[str], kind: Type) -> float:
    for text in texts:
        top += sheet.prose(LEFT, top, RIGHT - LEFT, 40, [(text, False)], kind, leading=1.7) + 1.0
    return top


def _code(sheet: Sheet, paper: RecoverySheet, top: float) -> None:
    """Draw the groups in two rows with their numbers, and the QR code beside them."""
    wide, high = 29.0, 21.0
    groups = paper.code.split(" ")
    for at, group in enumerate(groups):
        x, y = LEFT + at % _PER_ROW * wide, top + at // _PER_ROW * high
        sheet.box(x, y, wide - 2.5, high - 4, RULE, 0.25)
        sheet.text(x + 2, y + 4.6, f"第 {at + 1} 组", Type(7, "sans", QUIET))
        sheet.text(x + (wide - 2.5) / 2, y + 13.2, group, Type(17, "sans", INK, spread=0.4), "centre")
    sheet.qr(RIGHT - _QR_SIDE, top - 2.5, _QR_SIDE, qr(paper.scanned))


def _draw(sheet: Sheet, paper: RecoverySheet) -> None:
    middle = sheet.width / 2
    sheet.text(middle, 32, TITLE, Type(26, "serif", INK, spread=3.0, weight=0.4), "centre")
    sheet.text(middle, 40, "机密　只此一份", Type(10.5, "sans", ALERT, spread=0.8), "centre")
    sheet.line(LEFT, 45, RIGHT, 45, RULE, 0.4)
    sheet.fit(LEFT, 48, 112, 9, f"单位：{paper.unit}", Type(12))
    sheet.text(RIGHT, 54, f"第 {paper.number} 号　{dates.official(paper.made)}制", Type(12), "right")
    top = _lines(sheet, 63, _WHAT, Type(11.5))
    sheet.text(LEFT, top + 8, "应急码", Type(13, "serif", INK, spread=0.6, weight=0.3))
    sheet.text(LEFT + 24, top + 8, "每组末位是校验位，输错一组会当场指出", Type(8.5, "sans", QUIET))
    _code(sheet, paper, top + 13)
    top += 13 + 2 * 21 + 9
    sheet.text(LEFT, top, "用法", Type(13, "serif", INK, spread=0.6, weight=0.3))
    top = _lines(sheet, top + 3, _HOW, Type(11.5))
    _signing(sheet, max(top + 8, 204))
    sheet.text(LEFT, sheet.height - 10, f"打印时间 {sheet.printed_at:%Y-%m-%d %H:%M}", Type(7, "sans", FAINT))
    sheet.next_page()


def _signing(sheet: Sheet, top: float) -> None:
    """Leave the places for those who made it, who keep it, who opened it, and for the seal."""
    parts.signing(sheet, LEFT, top - 3, 97, ("制作人签名", "保管人签名", "封存日期"), (), 1)
    y = top + 6 + 3 * 12
    sheet.text(LEFT, y, "启封记录（日期、事由、两人签名）", Type(11))
    for at in range(2):
        sheet.line(LEFT, y + 10 + at * 10, LEFT + 92, y + 10 + at * 10, RULE, 0.25)
    sheet.seal_place(RIGHT - 26, top + 28, "（单位盖章处）")


def print_recovery_sheet(
    paper: RecoverySheet, to: Path | None = None, *, printed_at: datetime, fonts: FontSet | None = None
) -> bytes | Path:
    """Print one sheet (A4); return its bytes or the file `to`. Raise MissingGlyph or PaperNotWritten."""
    return print_batch(
        [paper], lambda sheet, group: _draw(sheet, group[0]), to, each=1, title=TITLE, size=A4_UPRIGHT, printed_at=printed_at, fonts=fonts,
        progress=None, cancelled=None,
    )  # fmt: skip
