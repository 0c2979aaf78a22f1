"""Numbers of organisations and bank accounts: the unified social credit code and the bank card.

A bankbook or company account does not follow Luhn, so that check only warns.
"""

import re
import unicodedata

from stdnum import luhn
from stdnum.cn import uscc

USCC_FORMAT, USCC_OLD, CARD_LUHN, CARD_FORMAT = "USCC_FORMAT", "USCC_OLD", "CARD_LUHN", "CARD_FORMAT"

_CARD = re.compile(r"[0-9]{13,19}")
_OLD_REGISTRATION = re.compile(r"[0-9]{15}|[0-9A-Z]{8}-?[0-9X]")


def normalise(text: str) -> str:
    """Fold full-width forms, drop blanks, write letters as capitals."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def is_uscc(text: str) -> bool:
    """Tell whether it is a unified social credit code (GB 32100-2015: 18 characters without I O S V Z, MOD 31)."""
    number = normalise(text)
    return len(number) == 18 and bool(uscc.is_valid(number))


def uscc_problems(text: str) -> tuple[str, ...]:
    """Give USCC_OLD for a 15-digit registration or 9-character organisation code of earlier years, USCC_FORMAT for anything else wrong."""
    if is_uscc(text):
        return ()
    return (USCC_OLD,) if _OLD_REGISTRATION.fullmatch(normalise(text)) else (USCC_FORMAT,)


def is_luhn(text: str) -> bool:
    """Tell whether the digits pass the Luhn check."""
    return bool(luhn.is_valid(normalise(text)))


def card_warnings(text: str) -> tuple[str, ...]:
    """Give the warnings about a bank card number: CARD_FORMAT (13 to 19 digits), CARD_LUHN."""
    number = normalise(text)
    if not _CARD.fullmatch(number):
        return (CARD_FORMAT,)
    return () if is_luhn(number) else (CARD_LUHN,)
