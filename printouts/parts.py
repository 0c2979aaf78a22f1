"""The parts that lists and forms share: title, facts, cells, empty room struck through, signature lines, places for seals.

All measures are in mm from the top left corner of the sheet. Whatever is told is set smaller or on more lines where it is long, never cut; a
number stays on one line.
"""

from collections.abc import Sequence

from printouts.fitting import shrink_to_fit
from printouts.page import INK, POINT, QUIET, RULE, Align, Colour, Sheet, Type

SHADE: Colour = (0.93, 0.945, 0.95)
"""The ground of heads, labels and sums, light enough to copy."""
LABEL = Type(9.5, "sans")
VALUE = Type(10)
SMALLEST = 6.6
"""Points down to which a long text shrinks before its row grows instead."""
SEAL = 40.0
"""Across a seal's place: round seals of unions and bases measure 38 to 42 mm."""
_PITCH = 11.0
"""From one signature line to the next, room enough for a hand."""


def title(sheet: Sheet, text: str, y: float, margin: float, edition: int, *, size: float = 18) -> None:
    """Set the title in the middle of the sheet, and at its left the mark of a paper printed again."""
    sheet.text(sheet.width / 2, y, text, Type(size, "serif", INK, spread=0.8, weight=0.35), "centre")
    if edition > 1:
        sheet.tag(margin, y - 2.5, f"重打·第 {edition} 版", 8)


def facts(sheet: Sheet, texts: Sequence[str], x: float, y: float, width: float) -> None:
    """Set a line of facts side by side, the first at the left edge, the last at the right."""
    room = width / max(1, len(texts))
    for number, text in enumerate(texts):
        align: Align = "left" if number == 0 else "right" if number == len(texts) - 1 else "centre"
        sheet.fit(x + number * room, y, room - 2 if align == "left" else room, 7, text, LABEL_SERIF, align)


LABEL_SERIF = Type(9.5)


def needed_height(sheet: Sheet, text: str, width: float, size: float, least: float) -> float:
    """Tell how many mm a text needs in a cell `width` wide at no less than SMALLEST points; at least `least`."""
    if not text or ("\n" not in text and sheet.measure(text, SMALLEST) <= width):
        return least
    room = least
    while True:
        fitted = shrink_to_fit(text, width, room - 1.8, size, sheet.measure)
        if fitted.size >= SMALLEST:
            return room
        room += SMALLEST * 1.25 * POINT


def cell(
    sheet: Sheet, x: float, y: float, width: float, height: float, text: str, kind: Type = VALUE, align: Align = "centre", *, whole: bool = False,
    fill: Colour | None = None, padding: float = 0.9,
) -> None:  # fmt: skip
    """Draw a cell and what stands in it; a `whole` text stays on one line."""
    sheet.box(x, y, width, height, RULE, 0.15, fill=fill)
    if not text:
        return
    if whole:
        at = x + {"left": padding, "centre": width / 2, "right": width - padding}[align]
        sheet.number(at, y + height / 2 + kind.size * 0.36 * POINT, width - 2 * padding, text, kind, align)
    else:
        sheet.fit(x + padding, y + 0.9, width - 2 * padding, height - 1.8, text, kind, align)


def band(sheet: Sheet, x: float, y: float, width: float, height: float, label: str, text: str) -> None:
    """Draw a sum across the whole width: what it is at the left, what it comes to at the right."""
    sheet.box(x, y, width, height, RULE, 0.15, fill=SHADE)
    sheet.text(x + 3, y + height / 2 + 1.3, label, LABEL)
    sheet.fit(x + 24, y + 0.5, width - 27, height - 1, text, LABEL, "right")


def struck(sheet: Sheet, x: float, y: float, width: float, height: float) -> None:
    """Strike through what stays empty and say 以下空白, so that nothing can be added."""
    sheet.box(x, y, width, height, RULE, 0.15)
    sheet.line(x + width, y, x, y + height, RULE, 0.2)
    middle, half = x + width / 2, 14.0
    high = min(6.8, height - 0.6)
    sheet.box(middle - half, y + height / 2 - high / 2, 2 * half, high, None, fill=(1, 1, 1))
    sheet.text(middle, y + height / 2 + 1.4, "以下空白", Type(10.5, "serif", QUIET, spread=1.2), "centre")


def signing_height(signers: Sequence[str], seals: Sequence[str], each: int) -> float:
    """Tell how many mm signature lines, `each` to a row, and places for seals take."""
    lines = 4.0 + _PITCH * -(-len(signers) // each)
    return max(lines, SEAL + 4.0) if seals else lines


def signing(
    sheet: Sheet, x: float, y: float, width: float, signers: Sequence[str], seals: Sequence[str], each: int
) -> None:
    """Draw signature lines, `each` to a row, and at their right the places for seals, side by side."""
    room = (width - len(seals) * (SEAL + 3)) / each
    for number, signer in enumerate(signers):
        left, base = x + number % each * room, y + 9.5 + number // each * _PITCH
        wide = sheet.text(left, base, f"{signer}：", LABEL_SERIF)
        sheet.line(left + wide, base + 1.3, left + room - 5, base + 1.3, RULE, 0.15)
    for number, seal in enumerate(reversed(seals)):
        sheet.seal_place(x + width - SEAL / 2 - number * (SEAL + 3), y + 2 + SEAL / 2, seal, SEAL)
