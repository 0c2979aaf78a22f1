"""Fields of one row that two workplaces filled in differently side by side: what each wrote, and the decision which one stands.

A merge never chooses (docs/sync.md section 3): until somebody who may has decided, the field shows one of the values and cannot be changed.
A decision is undone by another one that chooses the other value; two against each other open the field again.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from db import directory, journal, schema
from db.apply import APPLIED, row_projection
from db.casebook import Casebook
from db.tables.declaration import Column, Table
from rules.errors import UserError
from rules.permissions import Action

_PERSON = ("person", "person_profile")
_REGISTERS = tuple(table for table in schema.TABLES if table.kind == "register")
_NAMING = ("name", "holder", "number", "code")
"""The columns by which a row is called, the first that it has."""
_CALLED_BY = {"person_profile": ("id",), "enrolment": ("person", "class_id"), "same_as": ("one", "other")}
"""Tables whose rows are called by other rows, which these columns name."""
_NAMED = ("person", "training_class", "base", "course")


class ConflictSettled(UserError):
    """Say that the field is no longer in dispute, or that the value chosen is no longer one of those that are."""

    code = "CONFLICT_SETTLED"


@dataclass(frozen=True)
class Candidate:
    """Hold one of the values: as the store keeps it, the entry that wrote it, the unit and the person that wrote it ('' if unknown), when in ms.

    `named` is what the row is called to which the value leads, '' where the value is no reference.
    """

    value: Any
    hash: bytes
    desk: str
    at: int
    by: str = ""
    named: str = ""


@dataclass(frozen=True)
class Conflict:
    """Hold one field in dispute: its column, the column's Chinese label and code table ('' for none), its values."""

    column: str
    label: str
    codes: str
    values: tuple[Candidate, ...]
    table: str = ""
    row: bytes = b""


@dataclass(frozen=True)
class Disputed:
    """Hold one row with its fields in dispute: its table and that one's Chinese label, what it is called, its latest entry's local number."""

    table: str
    label: str
    row: bytes
    title: str
    conflicts: tuple[Conflict, ...]
    n: int


@dataclass(frozen=True)
class Decided:
    """Hold a decision that stands: the field with the values that were weighed, which one was chosen, by whom, when (ms), its local number."""

    conflict: Conflict
    label: str
    title: str
    chosen: bytes
    desk: str
    by: str
    at: int
    n: int


def count(book: Casebook) -> int:
    """Count the rows that wait for a decision; a row of which entries are still missing does not wait yet."""
    return sum(
        int(book.store.value(f"SELECT count(*) FROM {table.name} WHERE _open > 0 AND _incomplete = 0"))
        for table in _REGISTERS
    )


def waiting(book: Casebook, *, before: int = 0, limit: int = 50) -> list[Disputed]:
    """List the rows in dispute, whatever their table, the latest changed first; `before` is the `n` of the last one seen, 0 to begin."""
    parts = " UNION ALL ".join(
        f"SELECT {place} AS place, t.id, (SELECT max(e.n) FROM entry e WHERE e.row = t.id AND e.tbl = '{table.name}') AS last"
        f" FROM {table.name} t WHERE t._open > 0 AND t._incomplete = 0"
        for place, table in enumerate(_REGISTERS)
    )
    sql = f"SELECT place, id, last FROM ({parts}) WHERE :before = 0 OR last < :before ORDER BY last DESC LIMIT :limit"
    found = []
    for row in book.store.rows(sql, {"before": before, "limit": limit}):
        table, key = _REGISTERS[row["place"]], bytes(row["id"])
        found.append(
            Disputed(
                table.name, table.label, key, called(book, table, key), tuple(_of_row(book, table, key)), row["last"]
            )
        )
    return found


def conflicts(book: Casebook, person: bytes) -> list[Conflict]:
    """List the fields of a person that are in dispute, in the order of the form."""
    return [
        conflict
        for name in _PERSON
        if book.store.value(f"SELECT _open FROM {name} WHERE id = ?", (person,))
        for conflict in _of_row(book, schema.BY_NAME[name], person)
    ]


def decided(book: Casebook, *, before: int = 0, limit: int = 50) -> list[Decided]:
    """List the decisions that stand and may be changed, the latest first; one that was overtaken since is left out.

    `before` is the `n` of the last one seen, 0 to begin; at most `limit` decisions are looked at.
    """
    rows = book.store.rows(
        "SELECT n, hash, dev, tbl, row, body, header, ts FROM entry WHERE kind = 'decide' AND state = ? AND body IS NOT NULL AND (? = 0 OR n < ?)"
        " ORDER BY n DESC LIMIT ?",
        (APPLIED, before, before, limit),
    )
    return [one for one in (_decided(book, row) for row in rows) if one is not None]


def _decided(book: Casebook, row: Any) -> Decided | None:
    table = schema.BY_NAME[row["tbl"]]
    column = table.column(json.loads(row["body"])["field"])
    key, own = bytes(row["row"]), bytes(row["hash"])
    standing = row_projection(book.store, table.name, key).current.get(column.name, ()) if column else ()
    if column is None or len(standing) != 1 or standing[0][1] != own:
        return None
    said = [(one, _said(book, table, key, column.name, one)) for one in journal.choices(row["body"])]
    values = tuple(_candidate(book, column, value[0], one) for one, value in said if value)
    return Decided(
        Conflict(column.name, column.label, column.codes, values, table.name, key), table.label, called(book, table, key),
        journal.choices(row["body"])[0], _unit(book, bytes(row["dev"])), _clerk(book, row["header"]), row["ts"], row["n"],
    )  # fmt: skip


def _said(book: Casebook, table: Table, row: bytes, column: str, entry: bytes) -> tuple[Any] | None:
    """Give what an entry of a row wrote into a column, as a value of the store in a tuple; None where it wrote nothing there."""
    found = book.store.one(
        "SELECT kind, body FROM entry WHERE hash = ? AND tbl = ? AND row = ? AND state = ?",
        (entry, table.name, row, APPLIED),
    )
    body = json.loads(found["body"]) if found is not None and found["kind"] == "patch" and found["body"] else {}
    return (schema.to_store(table.by_name[column], body[column]),) if column in body else None


def decide(book: Casebook, table: str, row: bytes, column: str, chosen: bytes) -> None:
    """Let the value of the entry `chosen` stand, also where an earlier decision chose another one.

    Raise NotPermitted, NotWriter where the table is another workplace's, or ConflictSettled where somebody was quicker.
    """
    book.require(Action.CONFLICT_DECIDE)
    with book.write(county_of(book, table, row)) as writer:
        found = row_projection(book.store, table, row)
        if chosen in _standing(book, found.current.get(column, ())):
            raise ConflictSettled
        try:
            writer.decide(table, row, column, chosen)
        except ValueError as error:
            raise ConflictSettled from error


def _standing(book: Casebook, values: Sequence[tuple[Any, bytes]]) -> set[bytes]:
    """Give the entry whose value stands alone, and the one that it chose where it is a decision: choosing that again would say nothing."""
    if len(values) != 1:
        return set()
    alone = values[0][1]
    found = book.store.one("SELECT kind, body FROM entry WHERE hash = ?", (alone,))
    return {alone, *(journal.choices(found["body"])[:1] if found is not None and found["kind"] == "decide" else ())}


def county_of(book: Casebook, table: str, row: bytes) -> str:
    """Give the county in whose stream a province answers about a row: that of whoever wrote the row first; '' elsewhere."""
    if book.workplace.kind != "province":
        return ""
    first = book.store.one("SELECT dev, ep FROM entry WHERE row = ? AND tbl = ? ORDER BY n LIMIT 1", (row, table))
    if first is None:
        raise ConflictSettled
    own = book.store.value("SELECT county FROM stream WHERE dev = ? AND ep = ?", (first["dev"], first["ep"]))
    grant = directory.grant_of(book.store, bytes(first["dev"]))
    return grant.county if grant else str(own or "")


def called(book: Casebook, table: Table, row: bytes) -> str:
    """Give what a row is called: by its own name or number, or by the rows that it joins; '' where nothing names it."""
    joined = _CALLED_BY.get(table.name)
    if joined:
        found = book.store.one(f"SELECT {', '.join(joined)} FROM {table.name} WHERE id = ?", (row,))
        names = (_name(book, bytes(one)) for one in (found or ()) if one)
        return " · ".join(name for name in names if name)
    column = next((name for name in _NAMING if table.column(name)), None)
    return str(book.store.value(f"SELECT {column} FROM {table.name} WHERE id = ?", (row,)) or "") if column else ""


def _name(book: Casebook, row: bytes) -> str:
    for table in _NAMED:
        found = book.store.value(f"SELECT name FROM {table} WHERE id = ?", (row,))
        if found:
            return str(found)
    return ""


def _of_row(book: Casebook, table: Table, row: bytes) -> list[Conflict]:
    found = row_projection(book.store, table.name, row)
    return [
        Conflict(
            column.name,
            column.label,
            column.codes,
            _candidates(book, column, found.current[column.name]),
            table.name,
            row,
        )
        for column in table.columns
        if column.name in set(found.disputed)
    ]


def _candidates(book: Casebook, column: Column, values: Iterable[tuple[Any, bytes]]) -> tuple[Candidate, ...]:
    return tuple(_candidate(book, column, schema.to_store(column, value), entry) for value, entry in values)


def _candidate(book: Casebook, column: Column, value: Any, entry: bytes) -> Candidate:
    """Name who wrote a value: where a decision brought it back, who had written it, not who decided."""
    written = book.store.one("SELECT dev, kind, header, body, ts FROM entry WHERE hash = ?", (entry,))
    if written is not None and written["kind"] == "decide":
        origin = (journal.choices(written["body"]) or [entry])[0]
        written = book.store.one("SELECT dev, kind, header, body, ts FROM entry WHERE hash = ?", (origin,)) or written
    named = _name(book, bytes(value)) if column.type == "id" and value else ""
    if written is None:
        return Candidate(value, entry, "", 0, named=named)
    unit = _unit(book, bytes(written["dev"]))
    return Candidate(value, entry, unit, int(written["ts"]), _clerk(book, written["header"]), named)


def last_hand(book: Casebook, table: str, row: bytes) -> tuple[str, str, int]:
    """Tell who wrote a row's entry that came last: the unit's name, the clerk's ('' if unknown), when in ms."""
    last = book.store.one(
        "SELECT dev, header, ts FROM entry WHERE row = ? AND tbl = ? AND state = ? ORDER BY n DESC LIMIT 1",
        (row, table, APPLIED),
    )
    return (
        ("", "", 0)
        if last is None
        else (_unit(book, bytes(last["dev"])), _clerk(book, last["header"]), int(last["ts"]))
    )


def _unit(book: Casebook, dev: bytes) -> str:
    """Give the name of the workplace that a device is, '' where no grant names it."""
    if dev == book.workplace.dev:
        return book.workplace.name
    grant = directory.grant_of(book.store, dev)
    return grant.name if grant else ""


def _clerk(book: Casebook, header: bytes) -> str:
    """Give the name of the clerk who made an entry, '' where it was the program or the clerk's row has not come."""
    actor = str(json.loads(header)["a"])
    return str(book.store.value("SELECT name FROM staff WHERE id = ?", (bytes.fromhex(actor),)) or "") if actor else ""
