"""The calibration sheet (校准页): rulers along the edges, two crosses to measure from, the frame of every field, and what to do with it.

It is printed on a blank sheet of the stock's size, under the calibration in force, which it names: what is measured then says how far that
calibration is still off.
"""

from datetime import datetime
from pathlib import Path

from printouts.batch import print_batch
from printouts.fonts import FontSet
from printouts.overlay import BLACK, placed
from printouts.page import QUIET, Sheet, Type
from rules.calibration import Calibration, crosses
from rules.layouts import Layout, Place, fields

TITLE = "打印校准页"
_SMALL = Type(6.5, "sans", BLACK)
_NOTE = Type(7.5, "sans", BLACK)
ARM = 6.0
"""mm from the middle of a cross to its ends."""


def say(calibration: Calibration) -> str:
    """Write a calibration as it is entered: 横 +1.5 mm，纵 -0.3 mm；横 1002 ‰，纵 1000 ‰."""
    return (
        f"偏移 横 {calibration.dx / 10:+.1f} mm，纵 {calibration.dy / 10:+.1f} mm；"
        f"比例 横 {calibration.scale_x} ‰，纵 {calibration.scale_y} ‰"
    )


def _rulers(sheet: Sheet) -> None:
    """Draw millimetres along the top and the left edge, named every ten."""
    for mm in range(5, int(sheet.width) - 4):
        long = 4.0 if mm % 10 == 0 else 3.0 if mm % 5 == 0 else 1.8
        sheet.line(mm, 5, mm, 5 + long, BLACK, 0.12)
        if mm % 10 == 0:
            sheet.text(mm, 12, str(mm), Type(5.5, "sans", BLACK), "centre")
    for mm in range(13, int(sheet.height) - 4):
        long = 4.0 if mm % 10 == 0 else 3.0 if mm % 5 == 0 else 1.8
        sheet.line(5, mm, 5 + long, mm, BLACK, 0.12)
        if mm % 10 == 0:
            sheet.text(9.7, mm + 0.7, str(mm), Type(5.5, "sans", BLACK))


def _cross(sheet: Sheet, x: float, y: float, name: str) -> None:
    sheet.line(x - ARM, y, x + ARM, y, BLACK, 0.15)
    sheet.line(x, y - ARM, x, y + ARM, BLACK, 0.15)
    sheet.circle(x, y, 2.5, BLACK, 0.15)
    sheet.text(x + 3.2, y - 2, name, Type(10, "sans", BLACK))


def _frame(sheet: Sheet, layout: Layout, place: Place) -> None:
    """Draw faintly where a field will be printed."""
    field = fields(layout.form)[place.field]
    high = {"qr": place.width, "photo": place.width * 1.4, "bars": place.size, "prose": 4.0}.get(field.kind)
    if high is None:
        sheet.line(place.x, place.y, place.x + place.width, place.y, QUIET, 0.1, dash=(0.6, 0.6))
        sheet.text(place.x, place.y - 0.5, field.label, Type(4.5, "sans", QUIET))
        return
    sheet.box(place.x, place.y, place.width, high, QUIET, 0.1, dash=(0.6, 0.6))
    sheet.text(place.x + 0.8, place.y + 2.6, field.label, Type(4.5, "sans", QUIET))


def instructions(layout: Layout, calibration: Calibration, printer: str) -> tuple[str, ...]:
    """Say how to measure and what to enter, in lines."""
    (x1, y1), (x2, y2) = crosses(layout.width, layout.height)
    return (
        f"{layout.label}　打印机：{printer or '未指定'}",
        f"本页按现有校准打印：{say(calibration)}",
        "用毫米尺量四个距离，读到 0.1 mm，填入“校准”窗口：",
        f"① 纸左边到甲十字（应为 {x1}.0）　② 纸上边到甲十字（应为 {y1}.0）",
        f"③ 甲到乙的横向距离（应为 {x2 - x1}.0）　④ 甲到乙的纵向距离（应为 {y2 - y1}.0）",
        "保存后再打一张：四个数都对上即可。打印时选“实际大小”。",
    )


def _draw(sheet: Sheet, layout: Layout, calibration: Calibration, printer: str) -> None:
    _rulers(sheet)
    for place in layout.printed:
        _frame(sheet, layout, place)
    (x1, y1), (x2, y2) = crosses(layout.width, layout.height)
    _cross(sheet, x1, y1, "甲")
    _cross(sheet, x2, y2, "乙")
    lines = instructions(layout, calibration, printer)
    step = 4.2
    wide = max(sheet.measure(line, _NOTE.size, "sans") for line in lines) + 6
    left, top = (sheet.width - wide) / 2, (sheet.height - len(lines) * step) / 2 - 2
    sheet.box(left, top, wide, len(lines) * step + 4, BLACK, 0.2, fill=(1, 1, 1))
    for row, line in enumerate(lines):
        sheet.text(left + 3, top + 5 + row * step, line, _NOTE)
    sheet.text(sheet.width - 8, sheet.height - 5, f"打印时间 {sheet.printed_at:%Y-%m-%d %H:%M}", _SMALL, "right")


def print_calibration(
    layout: Layout, to: Path | None = None, *, calibration: Calibration | None = None, printer: str = "", printed_at: datetime,
    fonts: FontSet | None = None,
) -> bytes | Path:  # fmt: skip
    """Print the calibration sheet of a kind of stock; return its bytes or the file `to`. Raise PaperNotWritten."""
    current = calibration or Calibration()

    def one(sheet: Sheet, _group: object) -> None:
        placed(sheet, current, lambda: _draw(sheet, layout, current, printer))
        sheet.next_page()

    return print_batch(
        [layout], one, to, each=1, title=TITLE, size=(layout.width, layout.height), printed_at=printed_at, fonts=fonts, progress=None,
        cancelled=None,
    )  # fmt: skip
