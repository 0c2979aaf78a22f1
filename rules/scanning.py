"""What a scanner's or a card reader's text means: a code that proves itself, a number of ours, a person's document.

Scanners and the readers of identity cards type like a keyboard. A reader's record comes in the order of GA/T 490 (姓名, 性别, 民族, 出生, 住址, 号码 …),
parted by tabs, bars or commas as its maker chose.
"""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from rules import idnumber, names, tokens, vouchers

TOKEN, VOUCHER, CERTIFICATE, PERSON = "token", "voucher", "certificate", "person"
LONGEST = 2_000
"""Characters that a scan has at most; more is no code and no card."""
_PARTS = re.compile(r"[\t\r\n|,;，；、^]+")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af·]{2,}")
_PLACE = re.compile(r"[省市县区旗乡镇村路街号组社]")
_SEXES = frozenset({"男", "女"})


@dataclass(frozen=True, slots=True)
class Scanned:
    """Hold what was scanned: what it may mean, the likeliest first, its canonical text, and of a card the name and the address.

    Without `kinds` it means nothing that we know. Eighteen figures may be a person's number and a certificate's: then both stand there.
    """

    text: str
    kinds: tuple[str, ...] = ()
    name: str = ""
    address: str = ""


def meaning(text: str, *, today: dt.date) -> Scanned:
    """Say what a scanned text means."""
    text = text.strip()[:LONGEST]
    if text[: len(tokens.PREFIX)].upper() == tokens.PREFIX:
        return Scanned(text, (TOKEN,))
    number = re.sub(r"[\s-]+", "", unicodedata.normalize("NFKC", text)).upper()
    if vouchers.is_number(number):
        return Scanned(number, (VOUCHER,))
    kinds: tuple[str, ...] = (PERSON,) if _is_person(number, today) else ()
    if vouchers.is_certificate_number(number):
        kinds += (CERTIFICATE,)
    return Scanned(number, kinds) if kinds else _card(text, today)


def _is_person(number: str, today: dt.date) -> bool:
    found = idnumber.check(number, today=today)
    return found.valid and len(number) == 18  # the old fifteen figures have no check digit: anything might be one


def _card(text: str, today: dt.date) -> Scanned:
    """Read the record of a card reader: the number proves itself, the first words of ideographs are the name."""
    parts = [part.strip() for part in _PARTS.split(text)]
    number = next((one for one in map(idnumber.normalise, parts) if _is_person(one, today)), "")
    if not number:
        return Scanned(text)
    words = [part for part in parts if _HAN.match(part) and part not in _SEXES]
    name = names.normalise(words[0]) if words and not _PLACE.search(words[0][2:]) else ""
    address = next((part for part in words[1:] if len(part) >= 6 and _PLACE.search(part)), "")
    return Scanned(number, (PERSON,), name, address)
