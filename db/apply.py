"""Put entries into the store: the journal line, the row it makes, the words it is found by, the flags it raises.

Local changes and what came from outside take this one way, in batches, inside the caller's transaction.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from db import erased, flags, holdings, schema, search, signatures
from db.entries import Entry
from db.merge import Cause, Projection, project
from db.store import Store
from db.tables.declaration import Table
from db.tables.training import COUNTED

APPLIED, UNKNOWN, NOT_ENTITLED, BAD_SHAPE, HELD = "applied", "unknown", "not_entitled", "bad_shape", "held"
BODY_MISSING = "body_missing"
EPOCH_TABLE = "epoch"
_CHUNK = 500
_HASH = 32
_JOURNAL = (
    "INSERT INTO entry (hash, dev, ep, q, tbl, row, kind, par, ts, header, salt, body, state)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
COUNTED_AT = "vouchers_changed"
"""The setting that grows with every batch that may change where vouchers stand."""
_Row = dict[str, Any]
_Batch = list[tuple[Entry, _Row | None]]


@dataclass
class Applied:
    """Tell what a batch did: new entries, those known already, states of those not applied, tables whose rows changed."""

    new: int = 0
    known: int = 0
    states: dict[str, int] = field(default_factory=dict)
    tables: set[str] = field(default_factory=set)


def apply(
    store: Store,
    entries: Sequence[Entry],
    role_of: Callable[[bytes], str | None],
    now: int,
    *,
    own: Mapping[bytes, _Row] | None = None,
) -> Applied:
    """Store and apply entries that are new; `role_of(dev)` gives the kind of workplace that a device was granted, or None.

    An entry of a device without a grant is held; one of a table that its kind may not write is stored unapplied and flagged.
    `own` says that we have just made them ourselves, and gives the store values of each by its hash: nothing need be looked up or read again.
    """
    done = Applied()
    fresh = _fresh(store, entries, done) if own is None else entries
    ready = own or {}
    batches: dict[str, _Batch] = {}
    journal = []
    roles = {dev: role_of(dev) for dev in {entry.dev for entry in fresh}}
    orders = [
        one for one in fresh if one.kind == "erase" and (one.hash in ready or _judge(one, roles[one.dev])[0] == APPLIED)
    ]
    gone = erased.known(store, fresh) | {(one.tbl, one.row) for one in orders}
    for came in fresh:
        lost = (came.tbl, came.row) in gone
        entry = erased.stripped(came) if lost and came.kind != "erase" else came
        row = ready.get(entry.hash)
        state = APPLIED
        if row is None:
            state, row = _judge(entry, roles[entry.dev], erased_row=lost)
        if state != APPLIED:
            _put_aside(store, entry, state, done, now)
        elif entry.kind != "epoch" and not lost:
            batches.setdefault(entry.tbl, []).append((entry, row))
        journal.append(
            (entry.hash, entry.dev, entry.ep, entry.q, entry.tbl, entry.row, entry.kind, b"".join(entry.par), entry.ts,
             entry.header, entry.salt, entry.body, state)
        )  # fmt: skip
    store.many(_JOURNAL, journal)
    if gone:
        erased.carry_out(store, gone, orders, now, lambda tbl, row: b"".join(row_projection(store, tbl, row).heads))
        done.tables.update(tbl for tbl, _ in gone)
    touched: dict[str, list[bytes]] = {}
    for name, batch in batches.items():
        table = schema.BY_NAME[name]
        touched[name] = (
            _apply_facts(store, table, batch, now) if table.kind == "fact" else _apply_registers(store, table, batch)
        )
    done.tables.update(batches)
    # Only when all rows stand: a revocation may come in one batch with what follows it, a clerk with what that clerk signed.
    for name, batch in batches.items():
        flags.check(store, name, touched[name], now)
        if name in {"block_transfer", "fork_decision", "part_end"}:
            holdings.flag_transfers(store, now)
        if schema.BY_NAME[name].signed:
            signatures.check(store, [entry for entry, _ in batch], now)
        elif name == "staff":
            signatures.check_again(store, {entry.row.hex() for entry, _ in batch}, now)
    if any(entry.tbl in COUNTED for entry in fresh):
        store.execute(
            "INSERT INTO setting (name, value) VALUES (?, '1') ON CONFLICT (name) DO UPDATE SET value = value + 1",
            (COUNTED_AT,),
        )
    done.new = len(fresh)
    return done


def _put_aside(store: Store, entry: Entry, state: str, done: Applied, now: int) -> None:
    """Count an entry that is stored but not applied, and flag it; one that waits for its device's grant needs nobody to look at it."""
    done.states[state] = done.states.get(state, 0) + 1
    if state != HELD:
        flags.raise_flag(store, state.upper(), entry.tbl, entry.row, entry.hash.hex(), now)


def _fresh(store: Store, entries: Sequence[Entry], done: Applied) -> list[Entry]:
    known: set[bytes] = set()
    bare: set[bytes] = set()
    for part in _chunks([entry.hash for entry in entries]):
        marks = ",".join("?" * len(part))
        for value, state in store.rows(f"SELECT hash, state FROM entry WHERE hash IN ({marks})", part):
            (bare if state == BODY_MISSING else known).add(value)
    healed = [entry.hash for entry in entries if entry.hash in bare and entry.body is not None]
    known |= bare - set(healed)
    store.many("DELETE FROM entry WHERE hash = ?", ((value,) for value in healed))
    store.many("DELETE FROM flag WHERE code = 'BODY_MISSING' AND detail = ?", ((value.hex(),) for value in healed))
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


def _judge(entry: Entry, role: str | None, *, erased_row: bool = False) -> tuple[str, _Row | None]:
    """Give the state of an entry, and its store values where it sets some; of an erased row a header without a body is enough."""
    if role is None:
        return HELD, None
    if (entry.kind == "epoch") != (entry.tbl == EPOCH_TABLE):
        return BAD_SHAPE, None
    if entry.kind == "epoch":
        return APPLIED, None
    table = schema.BY_NAME.get(entry.tbl)
    if table is None or entry.sv > schema.SCHEMA_VERSION:
        return UNKNOWN, None
    if entry.kind == "erase":
        return erased.judge(entry, table, role), None
    if not table.takes(role, entry.kind):
        return NOT_ENTITLED, None
    values = entry.values
    if values is None:
        return (APPLIED if erased_row else BODY_MISSING), None
    if (entry.kind == "fact") != (table.kind == "fact") or (entry.kind == "fact" and entry.par):
        return BAD_SHAPE, None
    if entry.kind == "decide":
        return _judge_decision(table, values), None
    try:
        row = schema.row_of(table, values)
    except schema.WrongShape as wrong:
        return (BAD_SHAPE if wrong.fields["column"] in table.by_name else UNKNOWN), None
    if table.needed and any(row.get(name) is None for name in table.needed):
        return BAD_SHAPE, None
    return APPLIED, row


def _judge_decision(table: Table, body: Mapping[str, Any]) -> str:
    name, chosen = body.get("field"), body.get("chosen")
    if type(name) is not str or type(chosen) is not str:
        return BAD_SHAPE
    return APPLIED if name in table.by_name else UNKNOWN


def _next_n(store: Store, table: Table) -> int:
    return int(store.value(f"SELECT coalesce(max(n), 0) + 1 FROM {table.name}"))


def _apply_facts(store: Store, table: Table, batch: _Batch, now: int) -> list[bytes]:
    """Write facts; of two under one row id the one with the lower hash stands, whichever came first, and the other is flagged."""
    present = _present(store, table, [entry.row for entry, _ in batch])
    chosen: dict[bytes, tuple[Entry, _Row]] = {}
    for entry, row in batch:
        held = chosen[entry.row][0].hash if entry.row in chosen else present.get(entry.row)
        if held is not None:
            flags.raise_flag(store, "DUP_ROW", table.name, entry.row, max(held, entry.hash).hex(), now)
        if held is None or entry.hash < held:
            chosen[entry.row] = (entry, row or {})
    replaced = [row for row in chosen if row in present]
    if replaced:
        search.forget(store, table.name, replaced)
        store.many(f"DELETE FROM {table.name} WHERE id = ?", [(row,) for row in replaced])
    names = table.names
    marks = ", ".join("?" * (len(names) + 6))
    n, rows, found = _next_n(store, table), [], []
    for row_id, (entry, row) in chosen.items():
        by = bytes.fromhex(entry.actor) if entry.actor else None
        rows.append((n, row_id, *map(row.get, names), entry.dev, entry.hash, by, entry.ts))
        found.append((n, row))
        n += 1
    store.many(f"INSERT INTO {table.name} (n, id, {', '.join(names)}, _dev, _entry, _by, _ts) VALUES ({marks})", rows)
    search.add(store, table.name, found)
    return list(chosen)


def _present(store: Store, table: Table, ids: Sequence[bytes]) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    for part in _chunks(ids):
        marks = ",".join("?" * len(part))
        found.update(store.rows(f"SELECT id, _entry FROM {table.name} WHERE id IN ({marks})", part))
    return found


class _RowState:
    """Follow one register row through a batch: its heads, whether no conflict or gap is known, and what changes."""

    __slots__ = ("calm", "heads", "new", "replay", "values")

    def __init__(self, heads: tuple[bytes, ...], *, calm: bool, new: bool) -> None:
        self.heads, self.calm, self.new = heads, calm, new
        self.replay = False
        self.values: _Row = {}


def split(hashes: bytes) -> tuple[bytes, ...]:
    """Take joined 32-byte hashes apart."""
    return tuple(hashes[at : at + _HASH] for at in range(0, len(hashes), _HASH))


def _apply_registers(store: Store, table: Table, batch: _Batch) -> list[bytes]:
    """Fast-forward what can be; compute anew from all its entries what cannot."""
    states: dict[bytes, _RowState] = {}
    for part in _chunks(list({entry.row for entry, _ in batch})):
        found = store.rows(
            f"SELECT id, _heads, _open, _incomplete FROM {table.name} WHERE id IN ({','.join('?' * len(part))})", part
        )
        for row_id, heads, disputed, incomplete in found:
            states[row_id] = _RowState(split(heads), calm=not disputed and not incomplete, new=False)
    for entry, row in batch:
        state = states.get(entry.row)
        if state is None:
            state = states[entry.row] = _RowState((), calm=True, new=True)
        # Heads and parents are both sorted and without repetition.
        if entry.kind == "patch" and row is not None and state.calm and state.heads == entry.par:
            if state.values:
                state.values.update(row)
            else:
                state.values = dict(row)
            state.heads = (entry.hash,)
        else:
            state.replay = True
            state.calm = False
    _store_registers(store, table, states)
    return list(states)


def _store_registers(store: Store, table: Table, states: dict[bytes, _RowState]) -> None:
    names = table.names
    old = [row for row, state in states.items() if not state.new]
    search.forget(store, table.name, old)
    n, inserts, found, again = _next_n(store, table), [], [], []
    for row, state in states.items():
        if state.replay:
            again.append(row)
        elif state.new:
            inserts.append((n, row, *map(state.values.get, names), b"".join(state.heads)))
            found.append((n, state.values))
            n += 1
        else:
            assignments = "".join(f"{name} = ?, " for name in state.values)
            store.execute(
                f"UPDATE {table.name} SET {assignments}_heads = ? WHERE id = ?",
                (*state.values.values(), b"".join(state.heads), row),
            )
    marks = ", ".join("?" * (len(names) + 3))
    store.many(f"INSERT INTO {table.name} (n, id, {', '.join(names)}, _heads) VALUES ({marks})", inserts)
    for row in again:
        replay(store, table, row, n if states[row].new else None)
        n += states[row].new
    search.add(store, table.name, found)
    search.index(store, table.name, [*old, *(row for row in again if states[row].new)])


def row_projection(store: Store, tbl: str, row: bytes) -> Projection:
    """Compute a row from all its applied entries in the journal."""
    found = store.rows(
        "SELECT hash, par, kind, body FROM entry WHERE row = ? AND tbl = ? AND state = ?", (row, tbl, APPLIED)
    )
    return project(cause_of(*entry) for entry in found)


def cause_of(value: bytes, par: bytes, kind: str, body: bytes | None) -> Cause:
    """Make the merge's view of a journal row."""
    return Cause(value, split(par), kind, None if body is None else json.loads(body))


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
