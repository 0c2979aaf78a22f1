"""Clerks' signatures on money entries: who signed, with which key, and whether two persons did where two are wanted.

A wrong or missing signature never stops a merge; it is flagged for a person. An approval of the province stands in for the second person
(db/consent.py). A clerk whose row has not come yet is looked up again when it comes.
"""

from collections.abc import Iterable, Sequence

from db import consent, entries, flags, schema
from db.entries import Entry, signed_by
from db.store import Store


def _keys(store: Store) -> dict[str, bytes]:
    """Give the signing keys of the staff by row id in hex; a key that is none is an empty one, which nothing verifies."""
    keys: dict[str, bytes] = {}
    for row in store.rows("SELECT id, sign_key FROM staff WHERE sign_key IS NOT NULL"):
        try:
            keys[row["id"].hex()] = bytes.fromhex(row["sign_key"])
        except ValueError:
            keys[row["id"].hex()] = b""
    return keys


def check(store: Store, batch: Sequence[Entry], now: int) -> None:
    """Flag money entries that too few clerks signed, that an unknown clerk signed, or whose signature is wrong."""
    keys = _keys(store)
    for entry in batch:
        table = schema.BY_NAME[entry.tbl]
        approved = entry.kind == "fact" and bool(entry.values and entry.values.get("approval"))
        two = table.two or entry.kind == "erase" or bool(entry.values and entry.values.get("replaces"))
        two = two and not approved
        if len({who for who, _ in entry.signatures}) < (2 if two else 1):
            flags.raise_flag(store, "UNSIGNED", entry.tbl, entry.row, entry.hash.hex(), now)
        _judge(store, entry, (who for who, _ in entry.signatures), keys, now)
    consent.check(store, consent.concerned(store, batch), now)


def _judge(store: Store, entry: Entry, signers: Iterable[str], keys: dict[str, bytes], now: int) -> None:
    for who in signers:
        public = keys.get(who)
        if public is None:
            flags.raise_flag(store, "SIGNER_UNKNOWN", entry.tbl, entry.row, who, now)
        elif not signed_by(entry, who, public):
            flags.raise_flag(store, "BAD_SIGNATURE", entry.tbl, entry.row, who, now)


def check_again(store: Store, staff: set[str], now: int) -> None:
    """Look again at what clerks signed (row ids in hex) whose own rows have come only now."""
    marks = ",".join("?" * len(staff))
    waiting = store.rows(
        f"SELECT n, tbl, row, detail FROM flag WHERE code = 'SIGNER_UNKNOWN' AND settled = 0 AND detail IN ({marks})",
        tuple(staff),
    )
    if not waiting:
        return
    keys = _keys(store)
    for flag in waiting:
        store.execute("DELETE FROM flag WHERE n = ?", (flag["n"],))
        found = store.rows(
            "SELECT dev, ep, header, salt, body FROM entry WHERE row = ? AND tbl = ? AND kind IN ('fact', 'erase') AND state = 'applied'",
            (flag["row"], flag["tbl"]),
        )
        for row in found:
            line = entries.line_of(row["header"], row["salt"], row["body"])
            entry = entries.parse(bytes(row["dev"]), bytes(row["ep"]), line)
            if any(who == flag["detail"] for who, _ in entry.signatures):
                _judge(store, entry, (flag["detail"],), keys, now)
