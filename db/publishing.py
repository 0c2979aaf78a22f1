"""Rows that the province tells each county: one of its own for each of them, in its stream for that county, written again only where something changed."""

import hashlib
from collections.abc import Mapping
from typing import Any

from db import directory, records
from db.casebook import Casebook
from db.records import Record
from rules.errors import UserError


class NoCounties(UserError):
    """Say that no county has been granted yet, so that there is nobody to publish to."""

    code = "NO_COUNTIES"


def counties(book: Casebook) -> list[str]:
    """Give the counties with a desk that is not revoked; raise NoCounties where there is none."""
    found = sorted({grant.county for grant in directory.living(book.store) if grant.role == "desk"})
    if not found:
        raise NoCounties
    return found


def known(book: Casebook, table: str) -> dict[bytes, Record]:
    """Give what the counties were told, by row."""
    return {one.id: one for one in records.every(book, table)}


def row_of(label: bytes, county: str, original: bytes) -> bytes:
    """Give the row under which a county hears of a row of ours: the same one each time."""
    return hashlib.sha256(label + b"\0" + county.encode() + original).digest()[:16]


def tell(
    book: Casebook, table: str, county: str, wanted: Mapping[bytes, Mapping[str, Any]], known: Mapping[bytes, Record]
) -> bool:  # fmt: skip
    """Write what a county does not know yet of `wanted` (row to what it says), with today's day; tell whether there was anything."""
    new = {row: told for row, told in wanted.items() if row not in known or _differs(known[row], told)}
    if not new:
        return False
    with book.write(county) as writer:
        for row, told in new.items():
            if row in known:
                writer.patch(table, row, {**told, "day": book.today})
            else:
                kept = {name: value for name, value in told.items() if value is not None}
                writer.add(table, {**kept, "day": book.today}, row)
    return True


def _differs(before: Record, told: Mapping[str, Any]) -> bool:
    return any((before[name] or None) != (value or None) for name, value in told.items())
