"""What of a person may be put up in public: a masked name or a number, and the township; never an address, a document or an illness.

Source: 个人信息保护法第六条、第二十五条, and the duty to take identifying marks out of what is published (docs/programme.md).
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rules import names

ADULT = 18
_TOWNSHIP = re.compile(r"^(?:.*?[省市州盟县区旗])?([^省市州盟县区旗]{1,12}?(?:街道办事处|街道|民族乡|苏木|镇|乡))")


@dataclass(frozen=True, slots=True)
class Person:
    """Hold who is to be shown: name, birth date (ISO text, perhaps in part), where from, the number of the application."""

    name: str
    birth: str
    place: str
    number: str


def township(address: str) -> str:
    """Give the township of an address, and nothing below it; empty where none is told."""
    found = _TOWNSHIP.match("".join(address.split()))
    return found[1] if found else ""


def may_be_minor(birth: str, on: date) -> bool:
    """Tell whether somebody may be under 18 on a day; a birth date known in part counts as the latest it may be, one unknown as grown up."""
    parts = [int(part) for part in birth.split("-") if part.isdecimal()]
    if not parts:
        return False
    latest = (parts[0], parts[1] if len(parts) > 1 else 12, parts[2] if len(parts) > 2 else 31)
    return (on.year - ADULT, on.month, on.day) < latest


def shown(persons: Sequence[Person], *, by_number: bool = False) -> list[str]:
    """Give for each person what is shown: the masked name, with the number behind it where two of one place would read alike.

    By number alone if wanted: where even a masked name would tell who it is.
    """
    if by_number:
        return [person.number for person in persons]
    masked = [(names.mask(person.name), person.place) for person in persons]
    alike = Counter(masked)
    return [
        f"{name}（{person.number}）" if alike[name, place] > 1 else name
        for person, (name, place) in zip(persons, masked, strict=True)
    ]
