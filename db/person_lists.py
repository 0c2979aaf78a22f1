"""The list of persons: which ones, in which order, and the lines that are in sight."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from db import people, search, walks
from db.casebook import Casebook
from db.people import PersonRow
from db.walks import Piece, Walk

MOST_FOUND = 2_000
"""Persons that what one types finds at most."""
BY_NAME, BY_AGE, NEWEST = "name", "age", ""
_ORDERS = {
    "sex": "p.sex", "birth": "p.birth", "doc_no": "p.doc_no", "phone": "p.phone", "registered_on": "f.registered_on", "home": "f.home_region",
}  # fmt: skip
_PROFILE = "JOIN person_profile f ON f.id = p.id"


@dataclass(frozen=True)
class Wanted:
    """Choose among persons: what one types, 证件待补, disputed fields, sex, group of persons, region of the home (code), days of registration."""

    text: str = ""
    pending: bool = False
    disputed: bool = False
    sex: str = ""
    group: str = ""
    region: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class PersonLine:
    """Hold one line of the list: the row number, the person, code and address of the home, the day of registration (ISO text), codes of groups."""

    n: int
    person: PersonRow
    home_region: str = ""
    home_address: str = ""
    registered_on: str = ""
    groups: str = ""


def walk(book: Casebook, wanted: Wanted = Wanted(), order: str = NEWEST, *, descending: bool = False) -> Walk:
    """Say how the list is walked; an order that is not known is the usual one, the newest first (`descending`: the oldest)."""
    parts: dict[str, Mapping[str, Any]] = {}
    if wanted.pending:
        parts["p.doc_pending = 1"] = {}
    if wanted.disputed:
        parts[f"p.n IN ({people.DISPUTED})"] = {}
    if wanted.text.strip():
        # whole numbers of our own making
        parts[f"p.n IN ({','.join(map(str, search.person_numbers(book.store, wanted.text, MOST_FOUND)))})"] = {}
    few = bool(parts)
    if wanted.sex:
        parts["p.sex = :sex"] = {"sex": wanted.sex}
    of_profile = {
        "f.registered_on >= :first": {"first": wanted.first.isoformat()} if wanted.first else None,
        "f.registered_on <= :last": {"last": wanted.last.isoformat()} if wanted.last else None,
        "f.home_region LIKE :region": {"region": _prefix(wanted.region) + "%"} if wanted.region else None,
        "instr(f.groups, :group) > 0": {"group": f'"{wanted.group}"'} if wanted.group else None,
    }
    parts |= {part: values for part, values in of_profile.items() if values is not None}
    joined = any(part.startswith(("f.", "instr(f.")) for part in parts) or _ORDERS.get(order, "").startswith("f.")
    where = " AND ".join(parts) or "1"
    held = {name: value for one in parts.values() for name, value in one.items()}
    joins = ("LEFT " + _PROFILE) if joined else ""
    if order == BY_NAME:
        joins = f"JOIN person p ON p.n = t.n {joins}" if where != "1" else ""
        within = "t.key >= 's' AND t.key < 't' AND t.what = 1"
        return Walk("term t", ("t.key", "t.n"), "t.n", within, joins, where, held, descending)
    if order == BY_AGE:
        order, descending = "birth", not descending
    if order in _ORDERS:
        return Walk("person p", (_ORDERS[order], "p.n"), "p.n", "1", joins, where, held, descending, stepped=False)
    return Walk("person p", ("p.n",), "p.n", "1", joins, where, held, not descending, not few)


def _prefix(code: str) -> str:
    """Give what the codes of a region and of all in it begin with."""
    while code.endswith("00"):
        code = code[:-2]
    return "".join(one for one in code if one in "0123456789")


def piece(
    book: Casebook, wanted: Wanted, order: str = NEWEST, *, descending: bool = False, mark: Any = None, check: Callable[[], None] = lambda: None,
) -> Piece:  # fmt: skip
    """Give a piece of the list. Rows are never deleted, so that the numbers of all persons have no gaps and need not be read."""
    if wanted == Wanted() and order == NEWEST:
        # one by one, so that each is answered from an index
        least, most, count = (
            int(book.store.value(f"SELECT {what} FROM person") or 0) for what in ("min(n)", "max(n)", "count(*)")
        )
        if count and most - least + 1 == count:
            return Piece(range(least, most + 1) if descending else range(most, least - 1, -1))
    if order == BY_NAME and (wanted.text.strip() or wanted.pending or wanted.disputed):
        # few: to put them in order is less than to walk through everybody
        found = walks.piece(book.store, walk(book, wanted), None, check).numbers
        names = {n: search.sound(row.name) for n, row in people.by_numbers(book, found).items()}
        return Piece(sorted(names, key=lambda n: (names[n], n), reverse=descending))
    return walks.piece(book.store, walk(book, wanted, order, descending=descending), mark, check)


def lines(book: Casebook, numbers: Sequence[int]) -> list[PersonLine | None]:
    """Give the lines of these row numbers, in their order; None for one that is gone."""
    found = people.by_numbers(book, numbers)
    homes = _profiles(book, [row.id for row in found.values()])
    nothing = ("", "", "", "")
    return [PersonLine(n, found[n], *homes.get(found[n].id, nothing)) if n in found else None for n in numbers]


def _profiles(book: Casebook, ids: Sequence[bytes]) -> dict[bytes, tuple[str, str, str, str]]:
    if not ids:
        return {}
    sql = f"SELECT id, home_region, home_address, registered_on, groups FROM person_profile WHERE id IN ({','.join('?' * len(ids))})"
    return {
        bytes(row[0]): (row[1] or "", row[2] or "", row[3] or "", row[4] or "")
        for row in book.store.tuples(sql, tuple(ids))
    }
