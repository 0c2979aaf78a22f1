"""The code on a printed recovery sheet: forty random digits in eight groups, each with a check digit (ISO 7064 MOD 11,10) that knows its own place.

Digits alone: they are typed with the input method on, read out by phone, and scanned. Ten to the fortieth is more than 2^132.
"""

import unicodedata
from collections.abc import Callable

from rules.errors import UserError
from rules.vouchers import check_digit

GROUPS, DIGITS = 8, 5
PREFIX = "YZR1:"
"""Begins the text of the sheet's QR code."""
_DRAWN = 32
_LENGTH = GROUPS * (DIGITS + 1)


class BadRecoveryCode(UserError):
    """Say that a recovery code was mistyped; fields `group`: the first wrong one from 1, 0 where it holds more than digits, or too many; `reason`: digits or check."""

    code = "BAD_RECOVERY_CODE"


def _check_digit(place: int, digits: str) -> str:
    return check_digit(f"{place}{digits}")


def make(random: Callable[[int], bytes]) -> str:
    """Give a fresh code: eight groups of six digits."""
    drawn = f"{int.from_bytes(random(_DRAWN), 'big') % 10 ** (GROUPS * DIGITS):0{GROUPS * DIGITS}d}"
    groups = (drawn[at : at + DIGITS] for at in range(0, len(drawn), DIGITS))
    return " ".join(group + _check_digit(place, group) for place, group in enumerate(groups, 1))


def is_group(place: int, text: str) -> bool:
    """Tell whether a group is whole and its check digit right at that place."""
    return len(text) == DIGITS + 1 and text.isascii() and text.isdigit() and text[-1] == _check_digit(place, text[:-1])


def read(text: str) -> str:
    """Give a typed or scanned code in its eight groups; raise BadRecoveryCode."""
    folded = unicodedata.normalize("NFKC", text).strip().removeprefix(PREFIX)
    digits = "".join(char for char in folded if char not in " \t\r\n-")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > _LENGTH:
        raise BadRecoveryCode(group=0 if digits else 1, reason="digits")
    groups = [digits[at : at + DIGITS + 1] for at in range(0, _LENGTH, DIGITS + 1)]
    for place, group in enumerate(groups, 1):
        if not is_group(place, group):
            raise BadRecoveryCode(group=place, reason="check")
    return " ".join(groups)


def secret(code: str) -> str:
    """Give what a code that was read locks with: its forty random digits."""
    return "".join(group[:-1] for group in code.split(" "))
