"""How a long list is walked: the numbers of its rows in the order wanted, piece by piece, and never the rows themselves.

A list of a million rows is held as the row numbers (`n`) in their order, eight bytes each; rows are read by their numbers when they come
into sight. Where an index gives the order, a piece is a stretch of that index between two keys, so that a filter that finds little never
holds up the reader for long; else SQLite sorts once. Nothing counts rows off from the start (docs/decisions/0052).
"""

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

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
    `number` the row number; `joins` and `where` the filter, with named `values`. `stepped` says that an index gives the order.
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


def piece(store: "Store", walk: Walk, mark: Any = None, check: Callable[[], None] = lambda: None) -> Piece:
    """Give the piece of a list after `mark` (None: the first); `check` may raise to stop."""
    turn = " DESC" if walk.descending else ""
    order = ", ".join(f"{one}{turn}" for one in walk.order)
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
