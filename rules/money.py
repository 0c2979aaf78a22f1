"""Money: integer fen inside, yuan and Chinese capitals at the edge.

Capitals follow the annex of 支付结算办法. Where a zero may be written or left out (rule 5) this program leaves it out, and reads both.
"""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from rules.errors import UserError

DIGITS = "零壹贰叁肆伍陆柒捌玖"
UNITS = ("", "拾", "佰", "仟")
LARGE = ("", "万", "亿")
MAX_FEN = 999_999_999_999  # just under ten thousand million yuan; no province's year is larger
PREFIX = "人民币"


class Fen(int):
    """Mark an amount in fen among other whole numbers, where a list of values says nothing else of its columns."""


class MoneyFormat(UserError):
    """Say that a text is no amount; field `reason` is format, negative, fraction or limit."""

    code = "MONEY_FORMAT"


_PLAIN = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)?(?:\.(\d+))?(万)?元?", re.ASCII)


def parse_yuan(text: str) -> int:
    """Read an amount in yuan (500, ￥1,234.50, 3.5万, full-width digits) as fen; raise MoneyFormat for anything doubtful."""
    folded = "".join(unicodedata.normalize("NFKC", text).split()).replace("¥", "").removeprefix(PREFIX)
    if re.match(r"[-−－–(]", folded):
        raise MoneyFormat(reason="negative")
    found = _PLAIN.fullmatch(folded)
    if not found or not (found[1] or found[2]):
        raise MoneyFormat(reason="format")
    if len(found[1] or "") > 20 or len(found[2] or "") > 20:
        raise MoneyFormat(reason="limit")
    amount = Decimal(f"{(found[1] or '0').replace(',', '')}.{found[2] or '0'}") * (1_000_000 if found[3] else 100)
    if amount != int(amount):
        raise MoneyFormat(reason="fraction")
    if amount > MAX_FEN:
        raise MoneyFormat(reason="limit")
    return int(amount)


def yuan(fen: int) -> str:
    """Write fen as yuan with two decimals: 50000 becomes 500.00."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def grouped(fen: int) -> str:
    """Write fen as yuan with thousands separators and two decimals: 13350000 becomes 133,500.00."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def wan_yuan(fen: int) -> str:
    """Write a sum of fen in 万元 with two decimals, halves up; sum first, convert once (programme section 8)."""
    return str((Decimal(fen) / 1_000_000).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))


def _group(value: int) -> str:
    """Write 1 to 9999; inner zeros become one 零, outer ones none."""
    text = ""
    for place in (3, 2, 1, 0):
        digit = value // 10**place % 10
        if digit:
            text += DIGITS[digit] + UNITS[place]
        elif text and not text.endswith("零"):
            text += "零"
    return text.rstrip("零")


def _whole(amount: int) -> str:
    """Write a whole number of yuan above zero."""
    groups: list[int] = []
    while amount:
        amount, rest = divmod(amount, 10_000)
        groups.append(rest)
    text = ""
    skipped = False  # a whole group of zeros lies between
    for place in range(len(groups) - 1, -1, -1):
        value = groups[place]
        if not value:
            skipped = bool(text)
            continue
        # A group that starts with zeros takes one 零; a full group after another that ends in zero takes none (rule 5).
        if text and (value < 1000 or skipped):
            text += "零"
        text += _group(value) + LARGE[place]
        skipped = False
    return text


def capitals(fen: int, *, prefix: bool = False) -> str:
    """Write an amount in capitals (支付结算办法 annex); zero is 零元整; with `prefix` 人民币 stands before it without a gap."""
    if not 0 <= fen <= MAX_FEN:
        raise MoneyFormat(reason="negative" if fen < 0 else "limit")
    amount, rest = divmod(fen, 100)
    jiao, cent = divmod(rest, 10)
    text = _whole(amount) + "元" if amount else ""
    if not rest:
        text = (text or "零元") + "整"
    else:
        if jiao:
            text += DIGITS[jiao] + "角"
        elif amount:
            text += "零"
        if cent:
            text += DIGITS[cent] + "分"
    return PREFIX + text if prefix else text


_VALUES = {digit: value for value, digit in enumerate(DIGITS)}
_PLACES = {"拾": 10, "佰": 100, "仟": 1000}
_SIMPLE = str.maketrans("〇一二三四五六七八九十百千圆貳陸億萬", "零壹贰叁肆伍陆柒捌玖拾佰仟元贰陆亿万")
_AMOUNT = re.compile(
    r"(?:([零壹贰叁肆伍陆柒捌玖拾佰仟万亿]{1,40})元)?零?(?:([零壹贰叁肆伍陆柒捌玖])角)?零?(?:([零壹贰叁肆伍陆柒捌玖])分)?[整正]?"
)


def _add_up(text: str) -> int:
    """Add up digits and places as they stand; whether they stand rightly is judged by writing the sum again."""
    total = section = digit = 0
    for character in text:
        if character in _VALUES:
            digit = _VALUES[character]
        elif character in _PLACES:
            section += digit * _PLACES[character]
            digit = 0
        elif character == "万":
            total, section, digit = total + (section + digit) * 10_000, 0, 0
        else:
            total, section, digit = (total + section + digit) * 100_000_000, 0, 0
    return total + section + digit


def read_capitals(text: str) -> int:
    """Read an amount in capitals as fen, with the optional zeros of rule 5 written or not; raise MoneyFormat where it is none."""
    word = "".join(text.split()).removeprefix(PREFIX).translate(_SIMPLE)
    if word.startswith("拾"):
        word = "壹" + word
    found = _AMOUNT.fullmatch(word)
    if not found or not any(found.groups()) or "零零" in word:
        raise MoneyFormat(reason="format")
    fen = _add_up(found[1] or "") * 100 + _VALUES[found[2] or "零"] * 10 + _VALUES[found[3] or "零"]
    # Only the zeros (and with them a place that says 零角) may differ from the one right writing.
    if _without_zeros(capitals(fen)) != _without_zeros(word):
        raise MoneyFormat(reason="format")
    return fen


def _without_zeros(words: str) -> str:
    return words.replace("零角", "").replace("零分", "").replace("零", "").rstrip("整正")
