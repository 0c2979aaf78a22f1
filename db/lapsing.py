"""What time does to records with a term: those whose `valid_until` is over go on to another state, noted once, by whoever opens the page first."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from db import schema
from db.casebook import Casebook


@dataclass(frozen=True, slots=True)
class Term:
    """Say what ends: rows of `table` that are in `states` and whose term was over before `day` go to `to`."""

    table: str
    states: tuple[str, ...]
    day: dt.date
    to: str


def lapse(book: Casebook, terms: Iterable[Term]) -> int:
    """Let what is over end; give how many. The caller asks for permission; what another PC has noted meanwhile is left as it is."""
    steps = [(one, row) for one in terms for row in past(book, one)]
    if steps:
        with book.write() as writer:
            for one, row in steps:
                writer.patch(one.table, row, {"status": one.to, "status_on": book.today})
    return len(steps)


def past(book: Casebook, term: Term) -> list[bytes]:
    """Give the rows of ours whose term is over; disputed ones are left to people."""
    table = schema.BY_NAME[term.table]
    if not table.takes(book.workplace.kind, "patch"):
        return []
    marks = ",".join("?" * len(term.states))
    sql = (
        f"SELECT id FROM {table.name} WHERE status IN ({marks}) AND valid_until < ? AND _open = 0 AND _incomplete <> ?"
    )
    found = book.store.rows(sql, (*term.states, term.day.isoformat(), schema.ERASED))
    rows = [bytes(row["id"]) for row in found]
    if book.workplace.kind != "province":
        return rows
    own = "SELECT 1 FROM entry WHERE row = ? AND tbl = ? AND dev = ? LIMIT 1"
    return [row for row in rows if book.store.one(own, (row, table.name, book.workplace.dev)) is not None]
