"""Fields of one person that two desks filled in differently side by side: what each wrote, and the decision which one stands.

A merge never chooses (docs/sync.md section 3): until somebody who may has decided, the field shows one of the values and cannot be changed.
"""

import json
from dataclasses import dataclass
from typing import Any

from db import directory, schema
from db.apply import row_projection
from db.casebook import Casebook
from rules.errors import UserError
from rules.permissions import Action

_TABLES = ("person", "person_profile")


class ConflictSettled(UserError):
    """Say that the field is no longer in dispute, or that the value chosen is no longer one of those that are."""

    code = "CONFLICT_SETTLED"


@dataclass(frozen=True)
class Candidate:
    """Hold one of the values: as the store keeps it, the entry that wrote it, the unit that wrote it ('' if unknown), and when in milliseconds."""

    value: Any
    hash: bytes
    desk: str
    at: int


@dataclass(frozen=True)
class Conflict:
    """Hold one field in dispute: its column, the column's Chinese label and code table ('' for none), its values."""

    column: str
    label: str
    codes: str
    values: tuple[Candidate, ...]


def conflicts(book: Casebook, person: bytes) -> list[Conflict]:
    """List the fields of a person that are in dispute, in the order of the form."""
    return [
        conflict
        for name in _TABLES
        if book.store.value(f"SELECT _open FROM {name} WHERE id = ?", (person,))
        for conflict in _of_row(book, schema.BY_NAME[name], person)
    ]


def decide(book: Casebook, person: bytes, column: str, chosen: bytes) -> None:
    """Let the value of the entry `chosen` stand; raise NotPermitted, or ConflictSettled where somebody was quicker."""
    book.require(Action.CONFLICT_DECIDE)
    table = next((name for name in _TABLES if schema.BY_NAME[name].column(column)), _TABLES[0])
    with book.write() as writer:
        found = row_projection(book.store, table, person).current.get(column, ())
        if len(found) < 2 or chosen not in {value for _, value in found}:
            raise ConflictSettled
        writer.decide(table, person, column, chosen)


def _of_row(book: Casebook, table: schema.Table, row: bytes) -> list[Conflict]:
    found = row_projection(book.store, table.name, row)
    disputed = set(found.disputed)
    return [
        Conflict(
            column.name,
            column.label,
            column.codes,
            tuple(
                _candidate(book, schema.to_store(column, value), entry) for value, entry in found.current[column.name]
            ),
        )
        for column in table.columns
        if column.name in disputed
    ]


def _candidate(book: Casebook, value: Any, entry: bytes) -> Candidate:
    """Name who wrote a value: where a decision brought it back, who had written it, not who decided."""
    written = book.store.one("SELECT dev, kind, body, ts FROM entry WHERE hash = ?", (entry,))
    if written is not None and written["kind"] == "decide":
        origin = bytes.fromhex(json.loads(written["body"])["chosen"])
        written = book.store.one("SELECT dev, kind, body, ts FROM entry WHERE hash = ?", (origin,)) or written
    if written is None:
        return Candidate(value, entry, "", 0)
    dev = bytes(written["dev"])
    if dev == book.workplace.dev:
        return Candidate(value, entry, book.workplace.name, int(written["ts"]))
    grant = directory.grant_of(book.store, dev)
    return Candidate(value, entry, grant.name if grant else "", int(written["ts"]))
