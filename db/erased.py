"""What an erasure does to the store: all bodies of a row go, from every device and whenever they come; the chain of hashes stays whole.

`k` = `erase` is an entry like any other, signed by two persons. Once it is known, each entry of its row is kept as header alone (docs/sync.md
section 2.5). A register's row stays, empty, so that lists and references hold; a fact's row goes.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from db import schema, search, signatures
from db.entries import Entry
from db.store import Store, StoreBusy
from db.tables.declaration import Table

Row = tuple[str, bytes]
SCRUB_DUE = "scrub_due"
"""The setting that says that free pages may still hold what was erased (`scrub`)."""
UNSIGNED = "unsigned"
_CHUNK = 400
_NAMED = ("name", "holder")


def may_erase(table: Table, role: str) -> bool:
    """Tell whether that kind of workplace may erase rows of the table.

    Its writers may where it holds personal text and no money; the province may everywhere, since what bears on money has a legal term
    that it watches over (rules/retention.py). Who signed what must stay known: nobody erases staff.
    """
    if table.name == "staff":
        return False
    personal = any(column.sensitivity for column in table.columns)
    return role == "province" or (role in table.writers and personal and not table.signed)


def judge(entry: Entry, table: Table, role: str) -> str:
    """Give the state of an erase entry: applied, not entitled, or unsigned where two different persons do not stand for it."""
    if not may_erase(table, role):
        return "not_entitled"
    if entry.body is None:
        return "body_missing"
    return "applied" if len({who for who, _ in entry.signatures}) >= 2 else UNSIGNED


def stripped(entry: Entry) -> Entry:
    """Give the entry as it is kept once its row is erased: without salt and body."""
    return entry._replace(salt=b"", body=None, read=None)


def is_erased(store: Store, tbl: str, row: bytes) -> bool:
    """Tell whether a row is erased."""
    return store.one("SELECT 1 FROM erasure WHERE tbl = ? AND row = ?", (tbl, row)) is not None


def known(store: Store, found: Sequence[Entry]) -> set[Row]:
    """Give the erased rows among those of the entries; costs one question where nothing was ever erased."""
    if not found or store.one("SELECT 1 FROM erasure LIMIT 1") is None:
        return set()
    wanted = list({entry.row for entry in found})
    gone: set[Row] = set()
    for start in range(0, len(wanted), _CHUNK):
        part = wanted[start : start + _CHUNK]
        sql = f"SELECT tbl, row FROM erasure WHERE row IN ({','.join('?' * len(part))})"
        gone.update((one["tbl"], bytes(one["row"])) for one in store.rows(sql, part))
    return gone


def carry_out(
    store: Store, rows: Iterable[Row], orders: Sequence[Entry], now: int, heads_of: Callable[[str, bytes], bytes]
) -> None:
    """Take away what the store holds of erased rows; `orders` are the erase entries among what has just been stored.

    Call it inside the transaction that stored them. `heads_of(table, row)` gives a register row's heads as its entries make them.
    """
    for tbl, row in sorted(set(rows)):
        table = schema.BY_NAME[tbl]
        store.execute(
            "UPDATE entry SET body = NULL, salt = x'', state = CASE state WHEN 'body_missing' THEN 'applied' ELSE state END"
            " WHERE row = ? AND tbl = ? AND kind <> 'erase' AND (body IS NOT NULL OR state = 'body_missing')",
            (row, tbl),
        )
        store.execute(
            "DELETE FROM flag WHERE tbl = ? AND row = ? AND code IN ('BODY_MISSING', 'DUP_DOCUMENT')", (tbl, row)
        )
        _clear_row(store, table, row, heads_of)
        store.execute("INSERT OR IGNORE INTO erasure (tbl, row, at) VALUES (?, ?, ?)", (tbl, row, now))
    if orders:
        signatures.check(store, orders, now)
        store.execute(
            "INSERT INTO setting (name, value) VALUES (?, '1') ON CONFLICT (name) DO UPDATE SET value = '1'",
            (SCRUB_DUE,),
        )


def _clear_row(store: Store, table: Table, row: bytes, heads_of: Callable[[str, bytes], bytes]) -> None:
    held = store.one(f"SELECT * FROM {table.name} WHERE id = ?", (row,))
    if held is not None:
        _clear_leavings(store, row, held)
        search.forget(store, table.name, [row])
    if table.kind == "fact":
        store.execute(f"DELETE FROM {table.name} WHERE id = ?", (row,))
        return
    heads = heads_of(table.name, row)
    if held is None:
        store.execute(
            f"INSERT INTO {table.name} (n, id, _heads, _incomplete) SELECT coalesce(max(n), 0) + 1, ?, ?, ? FROM {table.name}",
            (row, heads, schema.ERASED),
        )
        search.index(store, table.name, [row])
        return
    empty = "".join(f"{name} = NULL, " for name in table.names)
    store.execute(
        f"UPDATE {table.name} SET {empty}_heads = ?, _open = 0, _incomplete = ? WHERE id = ?",
        (heads, schema.ERASED, row),
    )
    search.index(store, table.name, [row])  # it keeps its place in lists, without a word


def _clear_leavings(store: Store, row: bytes, held: Mapping[str, Any]) -> None:
    """Take away what this PC alone keeps of the person of a row: half-filled forms that bear the number or the row's id, reasons of printings.

    A form that bears the name alone may be of somebody else of that name; it goes only where the telephone is the same too.
    """
    columns = held.keys()
    said = {name: held[name] for name in ("doc_no", "phone", *_NAMED) if name in columns and held[name]}
    if "photo" in columns and held["photo"]:
        sql = "DELETE FROM photograph WHERE lower(hex(digest)) = ? AND NOT EXISTS (SELECT 1 FROM person WHERE photo = ? AND id <> ?)"
        store.execute(sql, (held["photo"], held["photo"], row))
    number, phone = said.get("doc_no", ""), said.get("phone", "")
    name = next((said[one] for one in _NAMED if one in said), "")
    store.execute("DELETE FROM draft WHERE instr(value, ?) > 0 OR instr(name, ?) > 0", (row.hex(), row.hex()))
    if number:
        store.execute("DELETE FROM draft WHERE instr(value, ?) > 0", (number,))
        store.execute("UPDATE print_log SET reason = '' WHERE instr(reason, ?) > 0", (number,))
    if name:
        if phone:
            store.execute("DELETE FROM draft WHERE instr(value, ?) > 0 AND instr(value, ?) > 0", (name, phone))
        store.execute("UPDATE print_log SET reason = '' WHERE instr(reason, ?) > 0", (name,))


def scrub(store: Store) -> bool:
    """Write the casebook's file anew where an erasure has left free pages behind; tell whether it is clean now.

    While another part of the program reads, it is not: it is tried again after the next bundle and at the next start.
    """
    if not store.value("SELECT value FROM setting WHERE name = ?", (SCRUB_DUE,)):
        return True
    try:
        store.rebuild()
    except StoreBusy:
        return False
    with store.transaction():
        store.execute("DELETE FROM setting WHERE name = ?", (SCRUB_DUE,))
    return True
