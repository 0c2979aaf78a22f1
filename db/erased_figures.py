"""What an erasure takes out of the figures stays counted, without a name: months that were reported stay what they were (docs/decisions/0078).

When a person's text goes, rows go with it. Before that each of their events is noted as indicator, month, county and number, under a number drawn
anew that stands for the person in these lines alone; nothing leads from there to the rows that are left. The reports read it beside the rows.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from db.journal import Writer
from db.store import Store
from db.tables.indicator import OF_FACT, Indicator

Found = Counter[tuple[str, str, str, int, bytes]]
"""Events as indicator's key, month, county, number and person, each as often as it is there."""
_MONTH = "length(j.value ->> 'month') = 7 AND date((j.value ->> 'month') || '-01') IS NOT NULL"
_WHO = "CASE WHEN j.value ->> 'who' IS NOT NULL THEN unhex(substr(hex(x.id), 1, 28) || printf('%04X', j.value ->> 'who')) END"


def is_any(store: Store) -> bool:
    """Tell whether anything was erased that had been counted."""
    return store.one("SELECT 1 FROM erased_figures LIMIT 1") is not None


def lines(where: str) -> str:
    """Give a SELECT of what was kept of which a condition over the line `j.value` holds: id, person, key, day (the first of its month), county, n."""
    return f"""SELECT x.id, {_WHO} AS person, j.value ->> 'key' AS key, (j.value ->> 'month') || '-01' AS day,
        coalesce(nullif({OF_FACT}, ''), j.value ->> 'county', '') AS county, CAST(j.value ->> 'n' AS INTEGER) AS n FROM erased_figures x, json_each(x.events) j
        WHERE json_valid(x.events) AND json_type(x.events) = 'array' AND j.type = 'object' AND {_MONTH} AND {where}"""


def events(*keys: str) -> str:
    """Give the SELECT of the events of these indicators that were erased, in the shape of `Indicator.events`."""
    named = ", ".join(f"'{key}'" for key in keys)
    found = lines(f"j.value ->> 'key' IN ({named})")
    return f"SELECT id, person, day, county, n FROM ({found})"


def count(store: Store, keys: Collection[str], first: dt.date, last: dt.date) -> int:
    """Tell how many events of these indicators in a span of days are counted without a name."""
    sql = f"SELECT count(*) FROM ({events(*keys)}) WHERE day BETWEEN ? AND ?"
    return int(store.value(sql, (first.isoformat(), last.isoformat())))


def standing(
    store: Store, indicators: Sequence[Indicator], rows: Collection[bytes], head: str, values: dict[str, Any]
) -> Found:
    """Gather what is counted of these rows, or of the persons that they are.

    `head` hides what does not count (db/uncounted.py); `values` are what it and the indicators ask for.
    """
    found: Found = Counter()
    listed = ", ".join(f"x'{row.hex()}'" for row in sorted(rows))
    for one in indicators:
        sql = f"{head}SELECT substr(day, 1, 7), county, n, person FROM ({one.events}) WHERE length(day) = 10 AND (id IN ({listed}) OR person IN ({listed}))"
        for month, county, n, person in store.tuples(sql, values):
            found[one.key, month, county or "", int(n or 0), bytes(person or b"")] += 1
    return found


def keep(writer: Writer, gone: Found, day: dt.date) -> None:
    """Note in the caller's transaction what was counted before an erasure and is not now."""
    persons = {person: at for at, person in enumerate(sorted({key[4] for key in gone if key[4]}))}
    lines = [
        {"key": key, "month": month, "county": county, "n": n, **({"who": persons[person]} if person else {})}
        for (key, month, county, n, person), times in sorted(gone.items())
        for _ in range(times)
    ]
    if lines:
        writer.fact("erased_figures", {"events": lines, "day": day})
