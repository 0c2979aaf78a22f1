"""Telephone numbers: mobile and landline, checked for shape only. One number may serve a whole family, so it is never a key."""

import re
import unicodedata

PHONE_FORMAT = "PHONE_FORMAT"

_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)  # no table of prefixes: they change every year
_LANDLINE = re.compile(r"0\d{2,3}-?\d{7,8}(?:-\d{1,5})?", re.ASCII)
_LANDLINE_PARTS = re.compile(r"(0(?:10|2\d|[3-9]\d{2}))-?(\d{7,8})(?:-(\d{1,5}))?", re.ASCII)
_EXTENSION = re.compile(r"(?:转|分机|EXT\.?|X|#)+", re.IGNORECASE)
_COUNTRY = re.compile(r"^(?:\+|00)86-?|^86-?(?=1[3-9]\d{9}$)", re.ASCII)
_DASHES = re.compile(r"[‐‑‒–—−_~]")
_BETWEEN = re.compile(r"[\s().,/]+")


def normalise(text: str) -> str:
    """Fold full-width forms; drop blanks, brackets and +86; write a landline as 0555-1234567-801 (area, number, extension)."""
    number = _DASHES.sub("-", unicodedata.normalize("NFKC", text)).strip()
    if _MOBILE.fullmatch(number):
        return number
    number = "".join(c for c in number if unicodedata.category(c) != "Cf")
    number = re.sub(r"\)\s*", "-", number).replace("(", "")
    number = _EXTENSION.sub("-", _BETWEEN.sub("", number))
    number = re.sub(r"-+", "-", number).strip("-")
    joined = _COUNTRY.sub("", number.replace("-", ""))
    if _MOBILE.fullmatch(joined):
        return joined
    number = _COUNTRY.sub("", number)
    if parts := _LANDLINE_PARTS.fullmatch(number):
        return "-".join(part for part in parts.groups() if part)
    return number


def is_mobile(number: str) -> bool:
    """Tell whether a normalised number is a mobile one: eleven digits, 13 to 19 at the front."""
    return bool(_MOBILE.fullmatch(number))


def is_landline(number: str) -> bool:
    """Tell whether a normalised number is a landline: area code, seven or eight digits, an extension of up to five."""
    return bool(_LANDLINE.fullmatch(number))


def is_valid(number: str) -> bool:
    """Tell whether a normalised number has the shape of a telephone number in China."""
    return is_mobile(number) or is_landline(number)


def tail(number: str, digits: int = 4) -> str:
    """Give the last digits by which people are found; empty where the number is shorter."""
    plain = "".join(c for c in number if c.isdigit())
    return plain[-digits:] if len(plain) >= digits else ""
