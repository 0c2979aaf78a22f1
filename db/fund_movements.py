"""What moved our sources of funds, in one SELECT: ledger, balances and the table that is sent up read this and nothing else.

It is what the areas declare that they pay (`db/tables/payments.py`), without the facts that do not count (`db/uncounted.py`), and with what
records had moved that are erased: money that was spent stays spent, without a name (docs/decisions/0093).
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from db import erased_figures, schema, story, uncounted
from db.store import Store
from db.tables import fund_cells
from db.tables.indicator import OF_FACT, of_first
from db.tables.payment import Flow, Payment
from db.tables.payments import PAYMENTS

MOVED: tuple[Flow, ...] = ("came", "went", "back")
ERASED = "erased_figures"
_KEY = f"(j.value ->> 'key') GLOB 'fund_*/{'[0-9a-f]' * 32}'"
_KEPT = f"""SELECT '{ERASED}' AS tbl, id, unhex(substr(key, -32)) AS source, substr(key, 6, 4) AS flow,
    replace(substr(key, 11, length(key) - 42), '/', '') AS use,
    CASE substr(key, 6, 4) WHEN 'went' THEN date(day, '+1 month', '-1 day') ELSE day END AS day, county, n FROM ({erased_figures.lines(_KEY)})"""
"""What erased records had moved, in its month: what came on the first day, what went on the last, so that no day seems overdrawn."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Hold one movement: its table and row, source, flow, use (code, empty for what came in), day, county, fen (above nothing but for an erased row)."""

    table: str
    row: bytes
    source: bytes
    flow: Flow
    use: str
    day: dt.date
    county: str
    fen: int


def movements(
    store: Store, flows: Collection[Flow] = MOVED, source: bytes | None = None, but: Collection[bytes] = ()
) -> list[Moved]:
    """List what moved our sources (one of them, where it is named) by these flows, by day; rows in `but` are left out."""
    head, values = uncounted.head(store)
    parts = [_of(one) for one in PAYMENTS if one.flow in flows]
    if erased_figures.is_any(store):
        parts.append(_KEPT)
    wanted = ", ".join(f"'{one}'" for one in flows)
    left_out = ", ".join(f"x'{row.hex()}'" for row in but)
    only = "" if source is None else " AND source = :source"
    sql = f"""{head}SELECT * FROM ({" UNION ALL ".join(parts)})
        WHERE flow IN ({wanted}) AND source IS NOT NULL{only} AND id NOT IN ({left_out}) ORDER BY day, tbl, id"""
    return [
        Moved(tbl, bytes(row), bytes(of), flow, use or "", dt.date.fromisoformat(day), county or "", fen or 0)
        for tbl, row, of, flow, use, day, county, fen in store.tuples(sql, values | {"source": source})
    ]


def _of(one: Payment) -> str:
    table = schema.BY_NAME[one.table]
    county = of_first(one.table) if table.kind == "register" else OF_FACT
    return f"""SELECT '{one.table}' AS tbl, x.id, {one.source} AS source, '{one.flow}' AS flow, {one.use} AS use, {one.day} AS day, {county} AS county,
        {one.fen} AS n FROM {one.table} x WHERE {story.current(table, "x")} AND ({one.where})"""


def by_month(store: Store) -> Counter[tuple[str, str, str]]:
    """Add up what moved by cell (the key of source × use), month and county: what an erasure must not change."""
    found: Counter[tuple[str, str, str]] = Counter()
    for one in movements(store):
        found[fund_cells.key_of(one.flow, one.source, one.use), f"{one.day:%Y-%m}", one.county] += one.fen
    return found
