"""The figures of the programme of 2009 as data: what was promised, reached, capped or merely announced, region by region, each in its kind.

`data/programme_2009.csv` has a line for each figure, `data/programme_2009.json` the doubts about them, the slogans, the ten undertakings, and
which of our indicators tells the progress of which figure. Nothing that the reports left contradictory is smoothed: a doubt is a note.
"""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal, cast, get_args

from rules.quantities import MEASURES, Measure, Quantity, Reported, make

Bound = Literal["=", ">=", "<=", ">", "~"]
Kind = Literal["plan", "done", "intent", "cap", "stock", "brand", "checklist"]
YEAR = 2009
KINDS: Mapping[str, str] = {
    "plan": "计划", "done": "已完成", "intent": "意向", "cap": "上限规则", "stock": "存量", "brand": "品牌", "checklist": "清单",
}  # fmt: skip
BOUNDS: Mapping[str, str] = {"=": "", ">=": "不低于 ", "<=": "不超过 ", ">": "超过 ", "~": "约 "}
MIXED = "mixed"
"""The unit of a number that adds what cannot be added, as it was announced."""
ADDED_UP = "报道口径"


@dataclass(frozen=True, slots=True)
class Figure:
    """Hold one figure of the register.

    `number` is its row (51.1: the first of several in row 51). `quantity` is None where the figure mixes kinds or is no figure; then `reported`
    has the number as it was announced, to be shown and never reckoned with.
    """

    number: str
    region: str
    place: str
    indicator: str
    words: str
    quantity: Quantity | None
    reported: int | None
    bound: Bound
    kind: Kind
    slogan: str
    position: str
    notes: tuple[str, ...]

    @property
    def shown(self) -> str:
        """Write it for people, with bound and unit."""
        if self.quantity is None:
            return "—" if self.reported is None else f"{self.reported:,}（{ADDED_UP}）"
        return f"{BOUNDS[self.bound]}{self.quantity.shown} {self.quantity.unit}".strip()


@dataclass(frozen=True, slots=True)
class Sum:
    """Hold a sum that was announced: the row of the total and those of its parts."""

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Programme:
    """Hold the whole register of a year."""

    year: int
    source: str
    figures: tuple[Figure, ...]
    sums: tuple[Sum, ...]
    within: Mapping[str, str]
    slogans: Mapping[str, str]
    undertakings: tuple[str, ...]
    undertakings_region: str
    counted: Mapping[str, tuple[str, ...]]
    narrower: Mapping[str, tuple[str, ...]]
    notes: Mapping[str, str]

    def keys(self, figure: Figure) -> tuple[str, ...]:
        """Give the indicators that tell the progress of a figure: those of its own row where its words are narrower, else those of its kind."""
        return self.narrower.get(figure.number, self.counted.get(figure.indicator, ()))

    def parts(self, figure: Figure) -> tuple[Figure, ...]:
        """Give the parts of a figure that was announced as a sum across kinds; none for a figure that is a quantity."""
        found = next((one.parts for one in self.sums if one.total == figure.number), ())
        return tuple(self.figure(one) for one in found) if figure.quantity is None else ()

    def figure(self, number: str) -> Figure:
        """Give a figure by its number; raise KeyError."""
        for one in self.figures:
            if one.number == number:
                return one
        raise KeyError(number)

    def regions(self) -> tuple[tuple[str, str], ...]:
        """Give (code, name) of the regions that have figures, in the order of the register."""
        return tuple(dict.fromkeys((one.region, one.place) for one in self.figures))

    def plans(self, region: str) -> tuple[Figure, ...]:
        """Give the planned targets of a region: what a target set may be made of."""
        return tuple(one for one in self.figures if one.region == region and one.kind == "plan")

    def caps(self, region: str = "") -> tuple[Figure, ...]:
        """Give the caps (of a region): rules, never targets."""
        return tuple(one for one in self.figures if one.kind == "cap" and region in {"", one.region})


@cache
def programme() -> Programme:
    """Read the register of 2009; it is read once."""
    data = resources.files("rules").joinpath("data")
    more = json.loads(data.joinpath("programme_2009.json").read_text(encoding="utf-8"))
    notes: Mapping[str, str] = more["notes"]
    rows = csv.DictReader(io.StringIO(data.joinpath("programme_2009.csv").read_text(encoding="utf-8")))
    figures = tuple(_figure(row, notes) for row in rows)
    ten = next(one for one in figures if one.kind == "checklist")
    return Programme(
        more["year"], more["source"], figures, tuple(Sum(one["total"], tuple(one["parts"])) for one in more["sums"]),
        {one["part"]: one["whole"] for one in more["within"]}, more["slogans"], tuple(more["undertakings"]), ten.region,
        {key: tuple(keys) for key, keys in more["counted"].items()},
        {number: tuple(keys) for number, keys in more["narrower"].items()}, notes,
    )  # fmt: skip


def _figure(row: Mapping[str, Any], notes: Mapping[str, str]) -> Figure:
    value = int(row["value"]) if row["value"] else None
    unit = row["unit"]
    quantity = None if value is None or unit == MIXED else quantity_of(unit, value)
    slogan, _colon, position = row["slogan"].partition(":")
    if row["kind"] not in get_args(Kind) or row["bound"] not in get_args(Bound):
        raise ValueError(row["row"])
    return Figure(
        row["row"] if row["part"] == "0" else f"{row['row']}.{row['part']}", row["region"], row["place"], row["indicator"], row["words"], quantity,
        value if quantity is None else None, row["bound"], row["kind"], slogan, position, tuple(notes[one] for one in row["notes"].split("|") if one),
    )  # fmt: skip


def quantity_of(unit: str, value: int) -> Quantity:
    """Make a quantity from a unit as it is stored: persons, times, amount, share, mixed, or the word of pieces."""
    if unit == MIXED:
        return Reported(value)
    if unit in MEASURES and unit != "pieces":
        return make(cast("Measure", unit), value)
    return make("pieces", value, unit)


def stored_unit(quantity: Quantity) -> str:
    """Give the unit of a quantity as it is stored; the inverse of `quantity_of`."""
    names = {"Persons": "persons", "PersonTimes": "times", "Amount": "amount", "Share": "share", "Reported": MIXED}
    return names.get(type(quantity).__name__, quantity.unit)
