"""Half-filled forms, kept while one types, so that closing, a crash or a power cut loses nothing.

A draft stays on this PC: it is no entry of the journal and is never sent. Its values are whatever the form holds, as text and lists.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db.casebook import Casebook

_NAME_BYTES = 8


@dataclass(frozen=True)
class Draft:
    """Hold one draft: its name (`kind/…`), what was filled in, and when it was kept last (milliseconds since 1970)."""

    name: str
    values: Mapping[str, Any]
    at: int


def save(book: Casebook, kind: str, values: Mapping[str, Any], name: str = "") -> str:
    """Keep the values of a form of that kind, over the draft `name` if it is given; give the draft's name."""
    name = name or f"{kind}/{book.random(_NAME_BYTES).hex()}"
    text = json.dumps(dict(values), ensure_ascii=False, sort_keys=True)
    with book.store.transaction():
        book.store.execute(
            "INSERT INTO draft (name, value, at) VALUES (?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value, at = excluded.at",
            (name, text, book.now),
        )
    return name


def load(book: Casebook, name: str) -> Draft | None:
    """Give a draft, or None where there is none of that name."""
    row = book.store.one("SELECT name, value, at FROM draft WHERE name = ?", (name,))
    return _draft(row) if row is not None else None


def drop(book: Casebook, name: str) -> None:
    """Forget a draft: its form was saved, or is not wanted any more."""
    with book.store.transaction():
        book.store.execute("DELETE FROM draft WHERE name = ?", (name,))


def of_kind(book: Casebook, kind: str, limit: int = 50) -> list[Draft]:
    """List the drafts of one kind, the last touched first."""
    found = book.store.rows(
        "SELECT name, value, at FROM draft WHERE name >= ? AND name < ? ORDER BY at DESC, name LIMIT ?",
        (f"{kind}/", f"{kind}0", limit),
    )
    return [_draft(row) for row in found]


def _draft(row: Any) -> Draft:
    return Draft(row["name"], json.loads(row["value"]), row["at"])
