"""Personal names: cleaned without ever being changed, checked without prejudice, masked for public lists.

No Unicode normal form is applied: NFC turns compatibility ideographs into other characters, which would rename people.
Sources: 民委发〔2016〕33号 (one separating dot, at least 50 characters), GB 18030-2022 (every ideograph is allowed).
"""

import re

from rules import visible
from rules.pinyin import full, initials, sort_key

__all__ = [
    "DOT",
    "MAX_LENGTH",
    "NAME_EMPTY",
    "NAME_TOO_LONG",
    "full",
    "initials",
    "mask",
    "normalise",
    "problems",
    "sort_key",
]

DOT = "\u00b7"  # GB 18030 A1A4
MAX_LENGTH = 50
NAME_EMPTY, NAME_TOO_LONG = "NAME_EMPTY", "NAME_TOO_LONG"

# Every dot that keyboards and old files put for the one of GB 18030; the full stop is judged by its neighbours.
_DOTS = dict.fromkeys(map(ord, "\u2022\u30fb\uff0e\u2027\u22c5\uff65\u0387\u2219"), DOT)
_TABLE: dict[int, str | None] = {**dict.fromkeys([0x200C, 0x200D]), **_DOTS}
_STOP_OF_INITIAL = re.compile(r"(?<![A-Za-z])\.|\.(?![\sA-Za-z]|$)")
_AROUND_DOT = re.compile(rf"\s*{DOT}\s*")
_BLANKS = re.compile(r"\s+")
_BLANK_IN_HAN = re.compile(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")
_ORDINARY = re.compile(r"[\u4e00-\u9fff]{1,10}")
_GLYPH = re.compile(r".[\ufe00-\ufe0f\U000e0100-\U000e01ef]*", re.DOTALL)


def normalise(text: str) -> str:
    """Give the name as it is stored: one kind of dot, no invisible or direction-changing characters, no blanks between ideographs."""
    if _ORDINARY.fullmatch(text):
        return text
    name = visible.line(text).translate(_TABLE)
    if "." in name:
        name = _STOP_OF_INITIAL.sub(DOT, name)
    name = _BLANK_IN_HAN.sub("", _BLANKS.sub(" ", name))
    return _AROUND_DOT.sub(DOT, name).strip()


def problems(name: str) -> tuple[str, ...]:
    """Give what is wrong with a normalised name: NAME_EMPTY, or NAME_TOO_LONG beyond 50 characters (not UTF-16 units)."""
    if not name:
        return (NAME_EMPTY,)
    return (NAME_TOO_LONG,) if len(name) > MAX_LENGTH else ()


def mask(name: str) -> str:
    """Give the name for a public list: 张* for two characters, 张*三 for three and more, * for one, first character only before a dot."""
    glyphs: list[str] = _GLYPH.findall(name)
    if len(glyphs) <= 1:
        return "*"
    if DOT in name or len(glyphs) == 2:
        return glyphs[0] + "*"
    return glyphs[0] + "*" * (len(glyphs) - 2) + glyphs[-1]
