"""Administrative regions (GB/T 2260) of all times: a code abolished long ago still stands in identity numbers.

The table is that of python-stdnum (`cn/loc.dat`, with years); `data/regions_extra.csv` adds what it lacks.
Its verdicts are not used: it refuses everybody born before his county's present code came into force.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from rules import pinyin

# Layers that hold a place in the code and are never said in an address.
PLACEHOLDERS = frozenset(
    {"市辖区", "市区", "县", "市", "县级市"}
    | {head + "直辖" + tail for head in ("省", "自治区") for tail in ("行政单位", "县级行政单位", "县级行政区划")}
)
_COUNTY = re.compile(r" +(\d{2,4}) county=\"(.*)\"")
_PROVINCE = re.compile(r"(\d\d) province=\"(.*)\"")
_SPAN = re.compile(r"(?:\[(\d{0,4})-(\d{0,4})\])?(.+)")


@dataclass(frozen=True, slots=True)
class Region:
    """Name one code for a span of years; both ends count, None is open."""

    code: str
    name: str
    valid_from: int | None = None
    valid_to: int | None = None

    def in_force(self, year: int) -> bool:
        """Tell whether the code bore this name in `year`."""
        return (self.valid_from is None or self.valid_from <= year) and (self.valid_to is None or year <= self.valid_to)

    @property
    def level(self) -> str:
        """Give province, prefecture or county, by the zeros at the end of the code."""
        if self.code.endswith("0000"):
            return "province"
        return "prefecture" if self.code.endswith("00") else "county"


class Regions:
    """Look up regions by code, year and name; a table never changes once made."""

    def __init__(self, rows: Iterable[Region]) -> None:
        table: dict[str, list[Region]] = {}
        for row in rows:
            table.setdefault(row.code, []).append(row)
        self._table: Mapping[str, tuple[Region, ...]] = {code: tuple(found) for code, found in table.items()}
        self._names: dict[tuple[str, int | None], str] = {}

    def __iter__(self) -> Iterator[Region]:
        return (row for rows in self._table.values() for row in rows)

    def with_extra(self, rows: Iterable[Region]) -> "Regions":
        """Give a new table with `rows` beside the present ones (a province's own codes, the sample county)."""
        return Regions([*self, *rows])

    def is_known(self, code: str) -> bool:
        """Tell whether the code was ever in force."""
        return code in self._table

    def find(self, code: str, year: int | None = None) -> Region | None:
        """Give the region of that code in `year`; without a year, or out of all spans, the latest one."""
        rows = self._table.get(code, ())
        if year is not None:
            for row in rows:
                if row.in_force(year):
                    return row
        return max(rows, key=lambda row: row.valid_to or 9999, default=None)

    def full_name(self, code: str, year: int | None = None) -> str:
        """Give province, prefecture and county in one string, placeholder layers left out; empty for an unknown code."""
        known = self._names.get((code, year))
        if known is None:
            known = self._names[code, year] = self._compose(code, year)
        return known

    def _compose(self, code: str, year: int | None) -> str:
        own = self.find(code, year)
        if own is None:
            return ""
        # Above an abolished county stand the province and prefecture of its own time.
        when = year if year is not None else own.valid_to
        parts: list[str] = []
        for part in dict.fromkeys((code[:2] + "0000", code[:4] + "00", code)):
            row = own if part == code else self.find(part, when)
            if row and row.name not in PLACEHOLDERS and row.name not in parts:
                parts.append(row.name)
        return "".join(parts)

    def prepare(self) -> None:
        """Work out the pinyin of all names, so that the first search by letters does not have to: half a second, in a worker."""
        for row in self:
            _sounds(row.name)

    def search(self, text: str, *, year: int | None = None, limit: int = 50) -> list[Region]:
        """Find regions in force (in `year`, or open-ended) by code prefix, part of the name, pinyin initials or whole pinyin; best first."""
        wanted = text.strip()
        if not wanted:
            return []
        letters = wanted.lower() if wanted.isascii() and wanted.isalpha() else ""
        found: list[tuple[int, str, Region]] = []
        for row in self:
            if row.name in PLACEHOLDERS or not (row.in_force(year) if year is not None else row.valid_to is None):
                continue
            if letters:
                hit = _sounds_like(row.name, letters)
            else:
                hit = row.code.startswith(wanted) if wanted.isdigit() else wanted in row.name
            if hit:
                found.append((0 if row.name.startswith(wanted) else 1, row.code, row))
        found.sort(key=lambda item: item[:2])
        return [row for _, _, row in found[:limit]]


@lru_cache(maxsize=8192)
def _sounds(name: str) -> tuple[str, ...]:
    return (*pinyin.initials(name), *pinyin.full(name))


def _sounds_like(name: str, letters: str) -> bool:
    return any(sounds.startswith(letters) for sounds in _sounds(name))


def _year(text: str | None) -> int | None:
    return int(text) if text else None


def _of_stdnum() -> Iterator[Region]:
    text = resources.files("stdnum").joinpath("cn", "loc.dat").read_text(encoding="utf-8")
    province = ""
    for line in text.splitlines():
        if county := _COUNTY.fullmatch(line):
            for part in county[2].split(","):
                if span := _SPAN.fullmatch(part):
                    yield Region(province + county[1], span[3], _year(span[1]), _year(span[2]))
        elif head := _PROVINCE.fullmatch(line):
            province = head[1]


def _of_supplement() -> Iterator[Region]:
    text = resources.files("rules").joinpath("data", "regions_extra.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        yield Region(row["code"], row["name"], _year(row["from"]), _year(row["to"]))


@cache
def national() -> Regions:
    """Give the national table, read once."""
    theirs = list(_of_stdnum())
    known = {row.code for row in theirs}
    # The supplement only fills gaps, so that a later stdnum that has caught up is not contradicted.
    return Regions([*theirs, *(row for row in _of_supplement() if row.code not in known)])
