"""The 18-character number of an organisation (统一社会信用代码, GB 32100-2015), and the two older numbers that are still met.

Its last character checks the others modulo 31. The first two are figures or letters (N1 a farmers' cooperative, Y1 others): a library that
asks for figures in the first eight places refuses real units.
"""

import re
import unicodedata

LENGTH = 18
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""Without I, O, S, V and Z, which are read as figures."""
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_SHAPE = re.compile(rf"[{ALPHABET}]{{2}}\d{{6}}[{ALPHABET}]{{10}}")
_REGISTRATION = re.compile(r"\d{15}")
_ORGANISATION = re.compile(r"[0-9A-Z]{8}-?[0-9X]")


def normalise(text: str) -> str:
    """Give the number in half-width capitals without spaces and hyphens."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).upper()


def check_character(first17: str) -> str:
    """Give the last character for the 17 before it; raise ValueError for a character that does not occur."""
    total = sum(ALPHABET.index(one) * weight for one, weight in zip(first17, _WEIGHTS, strict=True))
    return ALPHABET[(31 - total) % 31]


def problem(text: str) -> str:
    """Give what is wrong: `length`, `character`, `check`; empty for a right number and for one of the two older kinds.

    The 15 figures of a business registration and the 9 characters of an organisation code were replaced by 2015-10-01 and stand in old lists.
    """
    number = normalise(text)
    if _REGISTRATION.fullmatch(number) or _ORGANISATION.fullmatch(number):
        return ""
    if len(number) != LENGTH:
        return "length"
    if not _SHAPE.fullmatch(number):
        return "character"
    return "" if number[-1] == check_character(number[:-1]) else "check"
