"""The number of a member's card (会员证号): as it stands on an old card, or the next of this office.

Ours: county (6), year (4), mark of the PC (4, of the device's id), running number (4). Cards of other offices bear numbers of their own.
"""

import re
import unicodedata

_SHAPE = re.compile(r"[0-9A-Z][0-9A-Z()/-]{3,29}")
_RUN = 4


def normalise(text: str) -> str:
    """Give the number in half-width capitals without spaces."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()


def problem(text: str) -> str:
    """Give `shape` for what is no card number (4 to 30 letters and figures, hyphens, strokes, brackets; a figure among them), else an empty text."""
    number = normalise(text)
    return "" if _SHAPE.fullmatch(number) and any(one.isdecimal() for one in number) else "shape"


def start(county: str, year: int, device: bytes) -> str:
    """Give how the numbers of an office's PC begin in a year."""
    return f"{county}{year}{device.hex()[:4].upper()}"


def following(begins: str, last: str) -> str:
    """Give the number after `last` of those that begin so; the first where there is none."""
    tail = last[len(begins) :] if last.startswith(begins) else ""
    return f"{begins}{int(tail) + 1 if tail.isdecimal() else 1:0{_RUN}d}"
