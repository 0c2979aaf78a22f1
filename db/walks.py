"""How a long list is walked: the numbers of its rows in the order wanted, piece by piece, and never the rows themselves.

A list of a million rows is held as the row numbers (`n`) in their order, eight bytes each; rows are read by their numbers when they come
into sight. Where an index gives the order, a piece is a stretch of that index between two keys, so that a filter that finds little never
holds up the reader for long; else SQLite sorts once. Nothing counts rows off from the start (docs/decisions/0052).
"""

import itertools
import re
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rules import pinyin

if TYPE_CHECKING:
    from db.store import Store

FIRST, STEP = 2_000, 25_000
"""Rows examined for the first piece, which somebody waits for, and for each that follows."""
_LOOK = 4_000


@dataclass(frozen=True)
class Piece:
    """Hold row numbers in the list's order, and where the next piece begins (None: there is none)."""

    numbers: Sequence[int]
    mark: Any = None


@dataclass(frozen=True)
class Walk:
    """Say which rows a list has, and in which order.

    `base` is the table walked, with its alias, `within` what bounds it; `order` the expressions that order it, the last of them unique;
    `number` the row number; `joins` and `where` the filter, with named `values`. `stepped` says that an index gives the order. `named` is an
    expression for words by whose sound the rows go instead, put in order in memory: for lists shorter than that of persons.
    """

    base: str
    order: tuple[str, ...]
    number: str
    within: str = "1"
    joins: str = ""
    where: str = "1"
    values: Mapping[str, Any] = field(default_factory=dict)
    descending: bool = False
    stepped: bool = True
    named: str = ""


@dataclass(frozen=True)
class Orders:
    """Say by what the rows of a table can be put in order: expressions by the words for the orders; of `names` by their sound."""

    values: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


def narrowed(parts: Mapping[str, Mapping[str, Any] | None]) -> tuple[str, dict[str, Any]]:
    """Join conditions, each with its values (None: it is not asked for), to one; give all their values too."""
    asked = {part: values for part, values in parts.items() if values is not None}
    return " AND ".join(asked) or "1", {name: one for values in asked.values() for name, one in values.items()}


def by_name(where: str, values: Sequence[Any]) -> tuple[str, dict[str, Any]]:
    """Name the values of a condition that has them by their places (`?`)."""
    places = itertools.count()
    return re.sub(r"\?", lambda _mark: f":w{next(places)}", where), {f"w{at}": one for at, one in enumerate(values)}


def over(
    base: str, orders: Orders, order: str, where: str, values: Mapping[str, Any], *, descending: bool = False, joins: str = ""
) -> Walk:  # fmt: skip
    """Walk a table (`base` ends with its alias) in an order that `orders` knows, else the newest first (`descending`: the oldest)."""
    number = f"{base.rsplit(maxsplit=1)[-1]}.n"
    if order in orders.names:
        return Walk(
            base, (number,), number, "1", joins, where, values, descending, stepped=False, named=orders.names[order]
        )
    if order in orders.values:
        return Walk(base, (orders.values[order], number), number, "1", joins, where, values, descending, stepped=False)
    return Walk(base, (number,), number, "1", joins, where, values, not descending)


def piece(store: "Store", walk: Walk, mark: Any = None, check: Callable[[], None] = lambda: None) -> Piece:
    """Give the piece of a list after `mark` (None: the first); `check` may raise to stop."""
    turn = " DESC" if walk.descending else ""
    order = ", ".join(f"{one}{turn}" for one in walk.order)
    if walk.named:
        return Piece(_by_sound(store, walk, check))
    if not walk.stepped:
        sql = f"SELECT {walk.number} FROM {walk.base} {walk.joins} WHERE {walk.within} AND ({walk.where}) ORDER BY {order}"
        return Piece(_numbers(store, sql, walk.values, check))
    keys = ", ".join(walk.order)
    within, values = walk.within, dict(walk.values)
    if mark is not None:
        within += f" AND ({keys}) {'<' if walk.descending else '>'} ({_named('after', mark, values)})"
    most = STEP if mark is not None else FIRST
    ahead = f"SELECT {keys} FROM {walk.base} WHERE {within} ORDER BY {order} LIMIT 1 OFFSET {most - 1}"
    end = store.one(ahead, values)
    if end is not None:
        within += f" AND ({keys}) {'>=' if walk.descending else '<='} ({_named('upto', end, values)})"
    sql = f"SELECT {walk.number} FROM {walk.base} {walk.joins} WHERE {within} AND ({walk.where}) ORDER BY {order}"
    return Piece(_numbers(store, sql, values, check), None if end is None else tuple(end))


def _by_sound(store: "Store", walk: Walk, check: Callable[[], None]) -> "array[int]":
    sql = f"SELECT {walk.number}, {walk.named} FROM {walk.base} {walk.joins} WHERE {walk.within} AND ({walk.where})"
    sounds: dict[str, tuple[bool, tuple[str, str]]] = {}
    found: list[tuple[tuple[bool, tuple[str, str]], int]] = []
    for place, (number, words) in enumerate(store.each(sql, dict(walk.values))):
        if not place % _LOOK:
            check()
        name = words or ""
        if name not in sounds:
            sounds[name] = not name, pinyin.sort_key(name)  # what has no name comes last
        found.append((sounds[name], number))
    found.sort(reverse=walk.descending)
    return array("q", (number for _sound, number in found))


def _named(name: str, key: Sequence[Any], values: dict[str, Any]) -> str:
    names = [f"{name}{place}" for place in range(len(key))]
    values.update(zip(names, key, strict=True))
    return ", ".join(f":{one}" for one in names)


def _numbers(store: "Store", sql: str, values: Mapping[str, Any], check: Callable[[], None]) -> "array[int]":
    found = array("q")
    for place, row in enumerate(store.each(sql, dict(values))):
        if not place % _LOOK:
            check()
        found.append(row[0])
    return found
