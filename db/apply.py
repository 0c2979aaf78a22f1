"""Put entries into the store: the journal line, the row it makes, the words it is found by, the flags it raises.

Local changes and what came from outside take this one way, in batches, inside the caller's transaction.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from db import flags, schema, search
from db.entries import Entry, signed_by
from db.merge import Cause, Projection, project
from db.schema import Table
from db.store import Store

APPLIED, UNKNOWN, NOT_ENTITLED, BAD_SHAPE, HELD = "applied", "unknown", "not_entitled", "bad_shape", "held"
_CHUNK = 500
_JOURNAL = (
    "INSERT INTO entry (hash, dev, ep, q, tbl, row, kind, par, ts, header, salt, body, state)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


@dataclass
class Applied:
    """Tell what a batch did: new entries, those known already, states of those not applied, tables whose rows changed."""

    new: int = 0
    known: int = 0
    states: dict[str, int] = field(default_factory=dict)
    tables: set[str] = field(default_factory=set)


def apply(store: Store, entries: Sequence[Entry], role_of: Callable[[bytes], str | None], now: int) -> Applied:
    """Store and apply entries that are new; `role_of(dev)` gives the kind of workplace that a device was granted, or None.

    An entry of a device without a grant is held, one of a table that its kind may not write is stored unapplied and flagged.
    """
    done = Applied()
    fresh = _fresh(store, entries, done)
    rows: dict[str, list[Entry]] = {}
    journal, kept = [], []
    roles = {dev: role_of(dev) for dev in {entry.dev for entry in fresh}}
    for entry in fresh:
        state = _state(entry, roles[entry.dev])
        if state == APPLIED:
            kept.append(entry)
        else:
            done.states[state] = done.states.get(state, 0) + 1
            flags.raise_flag(store, state.upper(), entry.tbl, entry.row, entry.hash.hex(), now)
        journal.append(
            (entry.hash, entry.dev, entry.ep, entry.q, entry.tbl, entry.row, entry.kind, b"".join(entry.par), entry.ts,
             entry.header, entry.salt, entry.body, state)
        )  # fmt: skip
    store.many(_JOURNAL, journal)
    for entry in kept:
        if entry.tbl in schema.BY_NAME:
            rows.setdefault(entry.tbl, []).append(entry)
    for name, batch in rows.items():
        table = schema.BY_NAME[name]
        touched = (
            _apply_facts(store, table, batch, now) if table.kind == "fact" else _apply_registers(store, table, batch)
        )
        done.tables.add(name)
        search.index(store, name, touched)
        flags.check(store, name, touched, now)
        if table.signed:
            _check_signatures(store, batch, now)
    done.new = len(fresh)
    return done


def _fresh(store: Store, entries: Sequence[Entry], done: Applied) -> list[Entry]:
    known: set[bytes] = set()
    for part in _chunks([entry.hash for entry in entries]):
        marks = ",".join("?" * len(part))
        known.update(row[0] for row in store.rows(f"SELECT hash FROM entry WHERE hash IN ({marks})", part))
    fresh = []
    for entry in entries:
        if entry.hash in known:
            done.known += 1
        else:
            known.add(entry.hash)
            fresh.append(entry)
    return fresh


def _chunks(items: Sequence[Any]) -> Iterable[Sequence[Any]]:
    for start in range(0, len(items), _CHUNK):
        yield items[start : start + _CHUNK]


def _state(entry: Entry, role: str | None) -> str:
    if role is None:
        return HELD
    if entry.kind == "epoch":
        return APPLIED
    table = schema.BY_NAME.get(entry.tbl)
    if table is None or entry.sv > schema.SCHEMA_VERSION:
        return UNKNOWN
    if role not in table.writers:
        return NOT_ENTITLED
    if (entry.kind == "fact") != (table.kind == "fact") and entry.kind != "erase":
        return BAD_SHAPE
    if entry.values is not None and entry.kind in {"patch", "fact"}:
        try:
            schema.row_of(table, entry.values)
        except schema.WrongShape as wrong:
            return UNKNOWN if table.column(wrong.fields["column"]) is None else BAD_SHAPE
    return APPLIED


def _next_n(store: Store, table: Table) -> int:
    return int(store.value(f"SELECT coalesce(max(n), 0) + 1 FROM {table.name}"))


def _apply_facts(store: Store, table: Table, batch: list[Entry], now: int) -> list[bytes]:
    names = [*table.names, *schema.local_columns(table)]
    sql = (
        f"INSERT INTO {table.name} (n, id, {', '.join(names)}) VALUES ({', '.join('?' * (len(names) + 2))})"
        " ON CONFLICT (id) DO NOTHING"
    )
    present = _present(store, table, [entry.row for entry in batch])
    n, rows, made = _next_n(store, table), [], []
    for entry in batch:
        if entry.row in present:
            flags.raise_flag(store, "DUP_ROW", table.name, entry.row, entry.hash.hex(), now)
            continue
        present.add(entry.row)
        values = schema.row_of(table, entry.values or {})
        by = bytes.fromhex(entry.actor) if entry.actor else None
        rows.append((n, entry.row, *(values.get(name) for name in table.names), entry.dev, entry.hash, by, entry.ts))
        made.append(entry.row)
        n += 1
    store.many(sql, rows)
    return made


def _present(store: Store, table: Table, ids: Sequence[bytes]) -> set[bytes]:
    found: set[bytes] = set()
    for part in _chunks(ids):
        found.update(
            row[0] for row in store.rows(f"SELECT id FROM {table.name} WHERE id IN ({','.join('?' * len(part))})", part)
        )
    return found


@dataclass
class _RowState:
    heads: frozenset[bytes]
    calm: bool
    values: dict[str, Any]
    new: bool = False
    replay: bool = False


def _apply_registers(store: Store, table: Table, batch: list[Entry]) -> list[bytes]:
    """Fast-forward what can be; compute anew from all its entries what cannot."""
    states: dict[bytes, _RowState] = {}
    for part in _chunks(list({entry.row for entry in batch})):
        found = store.rows(
            f"SELECT id, _heads, _open, _incomplete FROM {table.name} WHERE id IN ({','.join('?' * len(part))})", part
        )
        for row in found:
            heads = row["_heads"]
            split = frozenset(heads[i : i + 32] for i in range(0, len(heads), 32))
            states[row["id"]] = _RowState(split, not row["_open"] and not row["_incomplete"], {})
    for entry in batch:
        state = states.get(entry.row)
        if state is None:
            state = states[entry.row] = _RowState(frozenset(), calm=True, values={}, new=True)
        if entry.kind == "patch" and entry.values is not None and state.calm and state.heads == set(entry.par):
            state.values.update(schema.row_of(table, entry.values))
            state.heads = frozenset((entry.hash,))
        else:
            state.replay = True
            state.calm = False
    _store_registers(store, table, states)
    return list(states)


def _store_registers(store: Store, table: Table, states: dict[bytes, _RowState]) -> None:
    names = table.names
    sql = f"INSERT INTO {table.name} (n, id, {', '.join(names)}, _heads) VALUES ({', '.join('?' * (len(names) + 3))})"
    n, inserts = _next_n(store, table), []
    search.forget(store, table.name, [row for row, state in states.items() if not state.new])
    for row, state in states.items():
        if state.replay:
            continue
        if state.new:
            inserts.append((n, row, *(state.values.get(name) for name in names), b"".join(sorted(state.heads))))
            n += 1
        else:
            assignments = "".join(f"{name} = ?, " for name in state.values)
            store.execute(
                f"UPDATE {table.name} SET {assignments}_heads = ? WHERE id = ?",
                (*state.values.values(), b"".join(sorted(state.heads)), row),
            )
    store.many(sql, inserts)
    for row, state in states.items():
        if state.replay:
            replay(store, table, row, n if state.new else None)
            n += state.new


def row_projection(store: Store, tbl: str, row: bytes) -> Projection:
    """Compute a row from all its applied entries in the journal."""
    found = store.rows(
        "SELECT hash, par, kind, body FROM entry WHERE row = ? AND tbl = ? AND state = ?", (row, tbl, APPLIED)
    )
    return project(cause_of(*entry) for entry in found)


def cause_of(value: bytes, par: bytes, kind: str, body: bytes | None) -> Cause:
    """Make the merge's view of a journal row."""
    parents = tuple(par[i : i + 32] for i in range(0, len(par), 32))
    return Cause(value, parents, kind, None if body is None else json.loads(body))


def replay(store: Store, table: Table, row: bytes, new_n: int | None) -> Projection:
    """Compute a register row anew from its entries and store it; `new_n` is its number where it is not there yet."""
    found = row_projection(store, table.name, row)
    shown = schema.row_of(table, {name: value for name, value in found.shown.items() if table.column(name)})
    values = [shown.get(name) for name in table.names]
    local = [b"".join(found.heads), len(found.disputed), int(found.incomplete)]
    names = [*table.names, "_heads", "_open", "_incomplete"]
    if new_n is not None:
        marks = ", ".join("?" * (len(names) + 2))
        store.execute(
            f"INSERT INTO {table.name} (n, id, {', '.join(names)}) VALUES ({marks})", (new_n, row, *values, *local)
        )
    else:
        store.execute(
            f"UPDATE {table.name} SET {', '.join(f'{name} = ?' for name in names)} WHERE id = ?", (*values, *local, row)
        )
    return found


def _check_signatures(store: Store, batch: list[Entry], now: int) -> None:
    """Flag a money entry that no known clerk signed, or whose signature is wrong; a clerk not yet known is looked up again later."""
    staff: dict[str, bytes] = {
        row["id"].hex(): bytes.fromhex(row["sign_key"])
        for row in store.rows("SELECT id, sign_key FROM staff WHERE sign_key IS NOT NULL")
    }
    for entry in batch:
        if not entry.signatures:
            flags.raise_flag(store, "UNSIGNED", entry.tbl, entry.row, entry.hash.hex(), now)
        for who, _ in entry.signatures:
            public = staff.get(who)
            if public is None:
                flags.raise_flag(store, "SIGNER_UNKNOWN", entry.tbl, entry.row, who, now)
            elif not signed_by(entry, who, public):
                flags.raise_flag(store, "BAD_SIGNATURE", entry.tbl, entry.row, who, now)
