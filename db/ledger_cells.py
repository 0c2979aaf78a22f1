"""Read single cells of an old ledger: numbers, money, days, states, yes and no, as offices write them; a cell is never guessed at.

Each reader gives a value as the store wants it, or raises `Unreadable` with the code of what is wrong.
"""

import contextlib
import datetime as dt
import math
import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import Any

from db.ledger_kinds import Field
from db.roster_cells import precision_lost, text_of
from db.roster_rows import is_nothing
from rules import dates, documents, idnumber, money, names, phones
from rules import vouchers as numbers
from rules.regions import Regions

NUMBER_PRECISION_LOST, NUMBER_FORMAT = "NUMBER_PRECISION_LOST", "NUMBER_FORMAT"
AMOUNT_FORMAT, AMOUNT_NEGATIVE, AMOUNT_LIMIT = "AMOUNT_FORMAT", "AMOUNT_NEGATIVE", "AMOUNT_LIMIT"
DATE_FORMAT, DATE_FUTURE, YEAR_FORMAT, COUNT_FORMAT = "DATE_FORMAT", "DATE_FUTURE", "YEAR_FORMAT", "COUNT_FORMAT"
STATUS_UNKNOWN, YES_UNKNOWN, DOC_TYPE_UNKNOWN = "STATUS_UNKNOWN", "YES_UNKNOWN", "DOC_TYPE_UNKNOWN"
ID_PRECISION_LOST = "ID_PRECISION_LOST"

FIRST_YEAR = 1990
"""No training voucher, certificate of this kind or hardship file is older."""
_MOST_NUMBER = 40
_PRECISE = 10**15  # Excel keeps fifteen digits
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[Ee][+-]?[0-9]{1,3}")
_ROUNDED = re.compile(r"[0-9]{15}0{3,}")
_NEGATIVE = re.compile(r"[-−－–]\s*[¥￥0-9.]|[(（]\s*[¥￥0-9.,，]+\s*[)）]\s*(?:元|万元)?$")
_YUAN = 100
_YEAR = re.compile(r"(\d{4})(?:年度?|\.0+)?", re.ASCII)
_COUNT = re.compile(r"(\d{1,6})(?:\.0+)?(?:人|口|学时|课时|小时|节)?", re.ASCII)
_UNTIL = re.compile(r"^(?:截至|截止|至|到)|(?:止|前|为止|以前)$")
_YES = frozenset(("是", "√", "✓", "✔", "☑", "1", "Y", "YES", "TRUE", "T", "有", "对", "已", "V", "∨", "●", "■"))
_NO = frozenset(("否", "×", "✗", "X", "0", "N", "NO", "FALSE", "F", "无", "没有", "未", "○", "□"))
_LONG_WORDS = 500


class Unreadable(Exception):
    """Say that a cell does not hold what its column asks for; never leaves this room."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def is_empty(cell: Any) -> bool:
    """Tell whether a cell says nothing: empty, one of the marks that mean so (/、无、—), or no number where it claims to be one."""
    return is_nothing(cell) or (isinstance(cell, float) and not math.isfinite(cell))


def words(cell: Any) -> str:
    """Give a cell's words, cut where nobody writes more; control characters, which no journal takes, are dropped."""
    said = " ".join(text_of(cell).split())[:_LONG_WORDS]
    return said if said.isprintable() else "".join(c for c in said if unicodedata.category(c) not in {"Cc", "Cs"})


def number(cell: Any) -> str:
    """Read the number of a voucher, certificate or file as text; raise Unreadable where a table program has rounded it off."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        if not math.isfinite(cell):
            raise Unreadable(NUMBER_FORMAT)
        if abs(cell) >= _PRECISE:
            raise Unreadable(NUMBER_PRECISION_LOST)
        if cell < 0 or cell != int(cell):
            raise Unreadable(NUMBER_FORMAT)
        return str(int(cell))
    if not isinstance(cell, str):
        raise Unreadable(NUMBER_FORMAT)
    text = unicodedata.normalize("NFKC", cell)
    text = "".join(c for c in text if not c.isspace() and unicodedata.category(c) not in {"Cf", "Cc"}).strip("'’‘`\"")
    if _SCIENTIFIC.fullmatch(text) or (_ROUNDED.fullmatch(text) and not numbers.is_number(text)):
        raise Unreadable(NUMBER_PRECISION_LOST)
    bare = text.replace("-", "")
    if numbers.is_number(bare):
        return bare
    if not text or len(text) > _MOST_NUMBER or not any(c.isalnum() for c in text):
        raise Unreadable(NUMBER_FORMAT)
    return text.upper()


def document(cell: Any, kind: str | None, *, today: dt.date, regions: Regions) -> tuple[str, tuple[str, ...]]:
    """Read the number of an identity document of `kind` (None: not told); give it with warnings; raise Unreadable with the rule's code.

    A number of 15 digits is given in its form of 18, by which the person is registered.
    """
    if precision_lost(cell):
        raise Unreadable(ID_PRECISION_LOST)
    text = words(cell).strip("'’‘`\"")
    if kind and kind not in documents.NUMBERED and kind != "none":
        found = documents.normalise(kind, text)
        problem = documents.problem(kind, found, today=today)
        if problem:
            raise Unreadable(idnumber.ID_FORMAT)
        return found, ()
    verdict = idnumber.check(text, today=today, regions=regions)
    if verdict.errors:
        raise Unreadable(verdict.errors[0])
    return verdict.number, verdict.warnings


def name(cell: Any) -> str:
    """Read a name; raise Unreadable with what is wrong with it."""
    found = names.normalise(text_of(cell))
    problems = names.problems(found)
    if problems:
        raise Unreadable(problems[0])
    return found


def amount(cell: Any, *, unit_fen: int, most: int) -> int:
    """Read an amount as fen; a bare number counts `unit_fen` each (100 for yuan, 1,000,000 for 万元); raise Unreadable.

    What a table program kept as a binary fraction is read to the sixth decimal, finer than any fen.
    """
    if isinstance(cell, (bool, dt.date)):
        raise Unreadable(AMOUNT_FORMAT)
    if isinstance(cell, (int, float)):
        if abs(cell) > money.MAX_FEN:
            raise Unreadable(AMOUNT_LIMIT)
        fen = Decimal(repr(cell)).quantize(Decimal("0.000001")) * unit_fen
    else:
        fen = _written(text_of(cell), unit_fen)
    if fen < 0:
        raise Unreadable(AMOUNT_NEGATIVE)
    if fen != int(fen):
        raise Unreadable(AMOUNT_FORMAT)
    if fen > most:
        raise Unreadable(AMOUNT_LIMIT)
    return int(fen)


def _written(text: str, unit_fen: int) -> Decimal:
    folded = unicodedata.normalize("NFKC", text).strip()
    if _NEGATIVE.match(folded):
        raise Unreadable(AMOUNT_NEGATIVE)
    # What says 元 or 万 itself has its unit already; only a bare number takes that of its column.
    has_unit = unit_fen == _YUAN or folded.endswith(("元", "万"))
    try:
        return Decimal(money.parse_yuan(folded if has_unit else folded + "万"))
    except money.MoneyFormat as error:
        if error.reason == "format":
            with contextlib.suppress(money.MoneyFormat):
                return Decimal(money.read_capitals(folded))  # 伍佰元整
        raise Unreadable(
            {"negative": AMOUNT_NEGATIVE, "limit": AMOUNT_LIMIT}.get(error.reason, AMOUNT_FORMAT)
        ) from error


def day(cell: Any, *, today: dt.date, future: bool = False) -> str:
    """Read a day as ISO text, of the precision that was written (2009, 2009-02, 2009-02-17); raise Unreadable.

    Only what may lie ahead (`future`: the last day of validity) may be after today.
    """
    try:
        found = _day(cell, today)
    except dates.DateFormat as error:
        raise Unreadable(DATE_FORMAT) from error
    if found.year is None or found.year < FIRST_YEAR:
        raise Unreadable(DATE_FORMAT)
    text = found.text()
    if not future and text > today.isoformat()[: len(text)]:
        raise Unreadable(DATE_FUTURE)
    return text


def _day(cell: Any, today: dt.date) -> dates.PartialDate:
    if isinstance(cell, dt.datetime):
        cell = cell.date()
    if isinstance(cell, dt.date):
        return dates.PartialDate(cell.year, cell.month, cell.day)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        if cell != int(cell) and dates.EXCEL_FIRST <= cell < 100_000:
            return _of(dates.from_excel(cell))
        whole = int(cell)
        # 39861 is a day of Excel's, 2009 a year, 200902 a month, 20090217 a day; 2009.2 as a number says no month for certain
        if cell != whole:
            raise dates.DateFormat(reason="format")
        if len(str(whole)) == 5:
            return _of(dates.from_excel(whole))
        return dates.parse_partial(str(whole), today=today)
    return _written_day(text_of(cell).strip(), today)


@lru_cache(maxsize=4096)
def _written_day(written: str, today: dt.date) -> dates.PartialDate:
    """Read a day as people write it; a ledger has few different ones."""
    text = _UNTIL.sub("", written)
    if re.fullmatch(r"[34]\d{4}", text, re.ASCII):  # a CSV file keeps Excel's count of days as it is
        return _of(dates.from_excel(int(text)))
    return dates.parse_partial(text, today=today)


def _of(found: dt.date) -> dates.PartialDate:
    return dates.PartialDate(found.year, found.month, found.day)


def year(cell: Any, *, today: dt.date) -> int:
    """Read a year from 1990 to this one; raise Unreadable."""
    if isinstance(cell, dt.date):
        found = cell.year
    else:
        match = _YEAR.fullmatch("".join(unicodedata.normalize("NFKC", text_of(cell)).split()))
        if not match:
            raise Unreadable(YEAR_FORMAT)
        found = int(match[1])
    if not FIRST_YEAR <= found <= today.year:
        raise Unreadable(YEAR_FORMAT)
    return found


def count(cell: Any, *, most: int) -> int:
    """Read a whole number of people or hours; raise Unreadable."""
    match = _COUNT.fullmatch("".join(unicodedata.normalize("NFKC", text_of(cell)).split()))
    if not match or int(match[1]) > most:
        raise Unreadable(COUNT_FORMAT)
    return int(match[1])


def yes(cell: Any) -> bool:
    """Read 是, √, 1 and their contraries; raise Unreadable for anything else."""
    if isinstance(cell, bool):
        return cell
    word = "".join(unicodedata.normalize("NFKC", text_of(cell)).split()).upper()
    if word in _YES or word.startswith("已"):
        return True
    if word in _NO or word.startswith(("未", "没")):
        return False
    raise Unreadable(YES_UNKNOWN)


def phone(cell: Any) -> str:
    """Read a telephone number as it will be kept."""
    return phones.normalise(words(cell))


def doc_kind(cell: Any) -> str:
    """Read the kind of a document; raise Unreadable where nobody calls one so."""
    found = documents.find(text_of(cell))
    if found is None:
        raise Unreadable(DOC_TYPE_UNKNOWN)
    return found


def value(one: Field, cell: Any, *, today: dt.date, unit_fen: int) -> Any:
    """Read a cell of a field whose meaning needs nothing beside it; raise Unreadable."""
    if one.reads == "name":
        return name(cell)
    if one.reads == "number":
        return number(cell)
    if one.reads == "money":
        return amount(cell, unit_fen=unit_fen, most=one.most)
    if one.reads == "day":
        return day(cell, today=today, future=one.name == "valid_until")
    if one.reads == "year":
        return year(cell, today=today)
    if one.reads == "count":
        return count(cell, most=one.most)
    if one.reads == "yes":
        return yes(cell)
    if one.reads == "phone":
        return phone(cell)
    return doc_kind(cell) if one.reads == "kind" else words(cell)
