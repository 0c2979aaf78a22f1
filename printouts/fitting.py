"""Make text fit its place without losing a character: smaller first, then on several lines, never cut.

Pure arithmetic over a `measure` function, so that it can be tried on any text without a font. Widths add up: the papers set
Chinese, which knows no kerning.
"""

import re
import string
from collections.abc import Callable
from dataclasses import dataclass

Measure = Callable[[str, float], float]  # (text, size) -> width, in the unit of the place

_NOT_FIRST = re.escape("，。、；：？！）》〉」』】〕”’·…—％℃,.;:?!)]}%")
_NOT_LAST = re.escape("（《〈「『【〔“‘([{￥¥№")
_WORD = re.escape(string.ascii_letters + string.digits + "-_./@+")
_UNIT = re.compile(rf".(?:[{_NOT_FIRST}]|(?<=[{_NOT_LAST}]).|(?<=[{_WORD}])[{_WORD}]|(?<=[0-9])[年月日])*", re.DOTALL)
_STEP = 0.96  # each try is four per cent smaller; the eye does not see the difference between two of them


@dataclass(frozen=True, slots=True)
class Fitted:
    """Text made to fit: `size` in points and the lines, which joined give the whole text (line breaks apart)."""

    size: float
    lines: tuple[str, ...]


def _units(text: str) -> list[str]:
    """Cut text into pieces that should stay on one line: a run of Latin letters or digits, a date, a character with its marks."""
    return _UNIT.findall(text)


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
    return Measured(text, measure).lines(width, size, indent)


class Measured:
    """A text cut into its pieces, each measured once: it can be broken at one size after another for little."""

    def __init__(self, text: str, measure: Measure) -> None:
        self._measure = measure
        self._paragraphs = [[(unit, measure(unit, 1.0)) for unit in _units(part)] for part in text.split("\n")]

    def lines(self, width: float, size: float, indent: float = 0.0) -> list[str]:
        """Break the text at `size`, as `wrap` does."""
        lines: list[str] = []
        for paragraph in self._paragraphs:
            line, room = "", width - (indent if not lines else 0.0)
            for unit, wide in paragraph:
                needed = wide * size
                if needed <= room:
                    line += unit
                    room -= needed
                    continue
                pieces = [(unit, needed)] if needed <= width else _split_long(unit, width, size, self._measure)
                for piece, part in pieces:
                    if line and part > room:
                        lines.append(line)
                        line, room = "", width
                    line += piece
                    room -= part
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
    trial, measured = size, Measured(text, measure)
    while trial > size / 50:
        lines = measured.lines(width, trial, indent)
        wide = max(measure(each, trial) for each in lines)
        if wide <= width and (len(lines) - 1) * trial * leading * line + trial * line <= height:
            return Fitted(trial, tuple(lines))
        trial *= _STEP
    return Fitted(trial, (text.replace("\n", " "),))
