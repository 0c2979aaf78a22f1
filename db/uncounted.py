"""Which facts of money do not count: told beyond a revocation's cut, or by one of two versions of a stream until officers have decided.

Settlement pays none of them and reports count none of them, by the same judgement (db/forks.py, db/cuts.py; docs/decisions/0078). What bears no
money stands where it was applied, is flagged, and is counted.
"""

import json
from typing import Any
from weakref import WeakKeyDictionary

from db import forks, schema
from db.cuts import Cuts, cuts
from db.store import Store

_FACTS = tuple(table.name for table in schema.TABLES if table.signed and table.kind == "fact")


def facts(store: Store, table: str) -> dict[bytes, str]:
    """Find the facts of a table that do not count, and why: REVOKED or FORKED."""
    return _gone(store, table, forks.not_counting(store), cuts(store))


def _gone(store: Store, table: str, parted: set[bytes], known: Cuts) -> dict[bytes, str]:
    devices = sorted(known.touched)
    if not parted and not devices:
        return {}
    sql = f"SELECT f.id, e.hash, e.dev, e.ep, e.q FROM {table} f JOIN entry e ON e.hash = f._entry"
    if not parted:  # then nothing but what these devices wrote is in question
        sql += f" WHERE f._dev IN ({','.join('?' * len(devices))})"
    found = {}
    for row in store.rows(sql, () if parted else devices):
        if known.beyond(bytes(row["dev"]), bytes(row["ep"]), row["q"]):
            found[bytes(row["id"])] = "REVOKED"
        elif bytes(row["hash"]) in parted:
            found[bytes(row["id"])] = "FORKED"
    return found


_kept: WeakKeyDictionary[Store, tuple[Any, list[str], dict[str, object]]] = WeakKeyDictionary()
"""By store: its version, and the shadow as it was then: judging every table of money is no work for each line of a report."""


def shadow(store: Store) -> tuple[list[str], dict[str, object]]:
    """Give common table expressions that stand before the tables of money with the rows that count, and the values that they need; mostly none.

    Every query that begins with them sees those rows alone, however deep it asks: a void that does not count voids nothing.
    """
    version = store.version()
    kept = _kept.get(store)
    if kept is None or kept[0] != version:
        kept = (version, *_shadow(store))
        if not store.conn.in_transaction:  # what is undone changes no version back
            _kept[store] = kept
    return list(kept[1]), dict(kept[2])


def head(store: Store) -> tuple[str, dict[str, object]]:
    """Give the same as what a SELECT begins with: `WITH … `, or nothing."""
    parts, values = shadow(store)
    return f"WITH {', '.join(parts)} " if parts else "", values


def _shadow(store: Store) -> tuple[list[str], dict[str, object]]:
    parted, known = forks.not_counting(store), cuts(store)
    parts: list[str] = []
    values: dict[str, object] = {}
    for table in _FACTS:
        gone = _gone(store, table, parted, known)
        if gone:
            values[f"gone_{table}"] = json.dumps([row.hex() for row in gone])
            parts.append(
                f"{table} AS (SELECT * FROM main.{table} WHERE id NOT IN (SELECT unhex(value) FROM json_each(:gone_{table})))"
            )
    return parts, values
