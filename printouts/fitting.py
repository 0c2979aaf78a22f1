"""Make text fit its place without losing a character: smaller first, then on several lines, never cut.

Pure arithmetic over a `measure` function, so that it can be tried on any text without a font. Widths add up: the papers set
Chinese, which knows no kerning.
"""

import string
from collections.abc import Callable
from dataclasses import dataclass

Measure = Callable[[str, float], float]  # (text, size) -> width, in the unit of the place

_NOT_FIRST = frozenset("，。、；：？！）》〉」』】〕”’·…—％℃,.;:?!)]}%")
_NOT_LAST = frozenset("（《〈「『【〔“‘([{￥¥№")
_WORD = frozenset(string.ascii_letters + string.digits + "-_./@+")
_OF_DATE = frozenset("年月日")
_STEP = 0.96  # each try is four per cent smaller; the eye does not see the difference between two of them


@dataclass(frozen=True, slots=True)
class Fitted:
    """Text made to fit: `size` in points and the lines, which joined give the whole text (line breaks apart)."""

    size: float
    lines: tuple[str, ...]


def _units(text: str) -> list[str]:
    """Cut text into pieces that should stay on one line: a run of Latin letters or digits, a date, a character with its marks."""
    units: list[str] = []
    last = ""
    for char in text:
        glued = char in _NOT_FIRST or last in _NOT_LAST or (char in _WORD and last in _WORD)
        if last and (glued or (char in _OF_DATE and last.isdigit())):
            units[-1] += char
        else:
            units.append(char)
        last = char
    return units


def _split_long(unit: str, width: float, size: float, measure: Measure) -> list[tuple[str, float]]:
    """Cut a piece that is wider than a whole line, since losing it would be worse than breaking it."""
    parts = [""]
    for char in unit:
        if parts[-1] and measure(parts[-1] + char, size) > width:
            parts.append(char)
        else:
            parts[-1] += char
    return [(part, measure(part, size)) for part in parts]


def wrap(text: str, width: float, size: float, measure: Measure, indent: float = 0.0) -> list[str]:
    """Break `text` into lines no wider than `width`, the first shorter by `indent`; a line break in it is kept.

    No line starts with a closing mark or ends with an opening one, and numbers stay whole unless a line cannot hold them.
    A single character wider than the line stands alone.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line, room = "", width - (indent if not lines else 0.0)
        for unit in _units(paragraph):
            wide = measure(unit, size)
            pieces = [(unit, wide)] if wide <= width else _split_long(unit, width, size, measure)
            for piece, needed in pieces:
                if line and needed > room:
                    lines.append(line)
                    line, room = "", width
                line += piece
                room -= needed
        lines.append(line)
    return lines


def shrink_to_fit(
    text: str, width: float, height: float, size: float, measure: Measure, *, leading: float = 1.25, least: float = 0.72,
    line: float = 0.3528, indent: float = 0.0,
) -> Fitted:  # fmt: skip
    """Fit `text` into `width` × `height`: on one line down to `least` of `size`, then on as many lines as it needs.

    `leading` is the line height in sizes; `line` turns points into the unit of the place (mm by default); `indent` is that
    of the first line. A place with no room for a second line only shrinks. Every character is kept, whatever size it takes.
    """
    one_line = "\n" not in text and not indent
    if one_line:
        for scale in (1.0, 0.96, 0.92, 0.88, 0.84, 0.8, 0.76, 0.72):
            if scale >= least and measure(text, size * scale) <= width and size * scale * line <= height:
                return Fitted(size * scale, (text,))
    trial = size
    while trial > size / 50:
        lines = wrap(text, width, trial, measure, indent)
        wide = max(measure(each, trial) for each in lines)
        if wide <= width and (len(lines) - 1) * trial * leading * line + trial * line <= height:
            return Fitted(trial, tuple(lines))
        trial *= _STEP
    return Fitted(trial, (text.replace("\n", " "),))
