"""Dates as people write them and as papers show them; a date known in part stays known in part."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from rules.errors import UserError
from rules.money import DIGITS

EPOCH = dt.date(1970, 1, 1)
EXCEL_EPOCH = dt.date(1899, 12, 30)  # right from 1 March 1900 on; before that Excel counts a day that never was
EXCEL_FIRST, EXCEL_LAST = 61, 2_958_465
MIN_YEAR, MAX_YEAR = 1800, 2200
CHINESE = "〇一二三四五六七八九"  # 〇 is U+3007 (GB/T 15835), not a circle and not 零

Precision = Literal["day", "month", "year", "unknown"]


class DateFormat(UserError):
    """Say that a text is no date; field `reason` is format, calendar or serial."""

    code = "DATE_FORMAT"


class DayAhead(UserError):
    """Say that what is entered as done lies on a day that has not come yet; field `day`."""

    code = "DAY_AHEAD"


_FULL = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})[日号]?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_MONTH = re.compile(r"(\d{4})(?:[-./年](\d{1,2})月?|年(\d{1,2})月?)", re.ASCII)
_COMPACT_MONTH = re.compile(r"(\d{4})(\d{2})", re.ASCII)
_YEAR = re.compile(r"(\d{4})年?", re.ASCII)
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")
_UNKNOWN = frozenset({"", "不详", "未知", "不清楚", "不明", "无", "-", "/", "\\", "待补"})
_WORDS = {"今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "前天": -2, "明天": 1, "明日": 1, "后天": 2}
_CHINESE_VALUES = str.maketrans("〇○零一二三四五六七八九", "000123456789")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """Hold what is known of a date; what is not known is None and never guessed as the first of something."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    @property
    def precision(self) -> Precision:
        """Tell how much is known: day, month, year or unknown."""
        if self.year is None:
            return "unknown"
        if self.month is None:
            return "year"
        return "month" if self.day is None else "day"

    def exact(self) -> dt.date | None:
        """Give the date where all of it is known; only this may enter a reckoning of age."""
        if self.year is None or self.month is None or self.day is None:
            return None
        return dt.date(self.year, self.month, self.day)

    def text(self) -> str:
        """Write it as it is stored: 1978-05-02, 1978-05, 1978, or empty."""
        parts = [
            f"{self.year:04d}" if self.year is not None else "",
            *(f"{part:02d}" for part in (self.month, self.day) if part is not None),
        ]
        return "-".join(parts)

    def shown(self) -> str:
        """Write it for people: 1978年5月2日, 1978年5月, 1978年, 不详."""
        if self.year is None:
            return "不详"
        return f"{self.year}年" + (f"{self.month}月" if self.month else "") + (f"{self.day}日" if self.day else "")


def _day(year: int, month: int, day: int) -> dt.date:
    if not MIN_YEAR <= year <= MAX_YEAR:
        raise DateFormat(reason="calendar")
    try:
        return dt.date(year, month, day)
    except ValueError as error:
        raise DateFormat(reason="calendar") from error


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).strip()
    folded = _TIME.sub("", folded)
    return "".join(folded.split()).replace("。", ".").replace("—", "-").replace("–", "-")


def business_day(day: dt.date | None, today: dt.date) -> dt.date:
    """Give the day on which something happened: the one that is named, else today; raise DayAhead for one that has not come yet.

    It is never the day of typing: that is kept with every entry by itself.
    """
    if day is not None and day > today:
        raise DayAhead(day=day.isoformat())
    return day or today


def parse(text: str, *, today: dt.date) -> dt.date:
    """Read 20090217, 2009.2.17, 2009-2-17, 2009/2/17, 2009年2月17日, 今天 or 昨天; raise DateFormat where it is no full date."""
    word = _fold(text)
    if word in _WORDS:
        return today + dt.timedelta(days=_WORDS[word])
    found = _FULL.fullmatch(word) or _COMPACT.fullmatch(word)
    if not found:
        raise DateFormat(reason="format")
    return _day(int(found[1]), int(found[2]), int(found[3]))


def parse_partial(text: str, *, today: dt.date) -> PartialDate:
    """Read a date of any precision (1978年5月, 1978, 不详); raise DateFormat where it is none."""
    word = _fold(text)
    if word in _UNKNOWN:
        return PartialDate()
    if found := _MONTH.fullmatch(word) or _COMPACT_MONTH.fullmatch(word):
        month = int(found[2] or found[3]) if found.re is _MONTH else int(found[2])
        first = _day(int(found[1]), month, 1)
        return PartialDate(first.year, first.month)
    if found := _YEAR.fullmatch(word):
        return PartialDate(_day(int(found[1]), 1, 1).year)
    full = parse(word, today=today)
    return PartialDate(full.year, full.month, full.day)


def from_excel(serial: float) -> dt.date:
    """Turn a serial number of Excel (1900 system) into a date; raise DateFormat before 1 March 1900, where Excel is wrong."""
    if not EXCEL_FIRST <= serial <= EXCEL_LAST:
        raise DateFormat(reason="serial")
    return EXCEL_EPOCH + dt.timedelta(days=int(serial))


def days(day: dt.date) -> int:
    """Count days since 1970-01-01 (tokens, sync.md section 7)."""
    return (day - EPOCH).days


def from_days(count: int) -> dt.date:
    """Turn days since 1970-01-01 into a date; raise DateFormat beyond the calendar."""
    try:
        return EPOCH + dt.timedelta(days=count)
    except OverflowError as error:
        raise DateFormat(reason="calendar") from error


def official(day: dt.date) -> str:
    """Write 2009年2月17日 (GB/T 15835)."""
    return f"{day.year}年{day.month}月{day.day}日"


def _chinese_number(value: int) -> str:
    """Write 1 to 99 in small characters: 十七, 二十, 三十一."""
    tens, ones = divmod(value, 10)
    head = ("" if tens == 1 else CHINESE[tens]) + "十" if tens else ""
    return head + (CHINESE[ones] if ones else "")


def chinese(day: dt.date) -> str:
    """Write 二〇〇九年二月十七日 (GB/T 15835)."""
    year = "".join(CHINESE[int(digit)] for digit in str(day.year))
    return f"{year}年{_chinese_number(day.month)}月{_chinese_number(day.day)}日"


def parse_chinese(text: str) -> dt.date:
    """Read what `chinese` writes; raise DateFormat otherwise."""
    found = re.fullmatch(
        r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日",
        "".join(text.split()),
    )
    if not found:
        raise DateFormat(reason="format")
    return _day(int(found[1].translate(_CHINESE_VALUES)), _read_number(found[2]), _read_number(found[3]))


def _read_number(text: str) -> int:
    head, ten, tail = text.rpartition("十")
    if len(head) > 1 or len(tail) > 1:
        raise DateFormat(reason="format")
    ones = CHINESE.index(tail) if tail else 0
    return ones if not ten else (CHINESE.index(head) if head else 1) * 10 + ones


def _bill_number(value: int) -> str:
    """Write 1 to 31 in capitals: 壹拾柒, 贰拾, 叁拾壹."""
    tens, ones = divmod(value, 10)
    return (DIGITS[tens] + "拾" if tens else "") + (DIGITS[ones] if ones else "")


def bill(day: dt.date) -> str:
    """Write the date of a bill in capitals (支付结算办法 annex): 零 before months 1, 2, 10 and before days 1-9, 10, 20, 30."""
    month = ("零" if day.month in {1, 2, 10} else "") + _bill_number(day.month)
    number = ("零" if day.day < 10 or day.day in {10, 20, 30} else "") + _bill_number(day.day)
    return "".join(DIGITS[int(digit)] for digit in str(day.year)) + f"年{month}月{number}日"
