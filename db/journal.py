"""The one way by which a shared row changes: row and journal entry stand or fall together, in one transaction (docs/sync.md section 2).

A `Writer` belongs to one transaction. It gathers entries and applies them in batches; each stream is a chain of hashes.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from db import entries, erased, schema
from db.apply import EPOCH_TABLE, apply, row_projection, split
from db.entries import Block
from db.store import Store
from db.tables.declaration import Table
from rules.clock import CHINA
from rules.errors import UntrustedInput, UserError
from rules.signing import Signer
from rules.steps import Step, unheard

if TYPE_CHECKING:
    from db.entries import Entry

_BATCH = 2000
_SALTS = 32
_HASH_HEX = re.compile(r"[0-9a-f]{64}")


class FieldDisputed(UserError):
    """Say that a field has two unequal values from two workplaces and must be decided first; fields `table`, `column`."""

    code = "FIELD_DISPUTED"


class NotWriter(UserError):
    """Say that this kind of workplace does not write the table; field `table`."""

    code = "NOT_WRITER"


class RowErased(UserError):
    """Say that the text of this record was erased, so that nothing can be written to it; field `table`."""

    code = "ROW_ERASED"


class ChainBroken(UntrustedInput):
    """Say that the journal's chain of hashes is broken at entry `q`, the first bad one; `day` and `table` say in words what it was, or is next to.

    `dev` and `ep` (hex) name its stream.
    """

    code = "CHAIN_BROKEN"


@dataclass(frozen=True)
class Author:
    """Say who writes: staff row id in hex (empty for the program itself) and the signer of that person, if any."""

    staff: str = ""
    signer: Signer | None = None


class Writer:
    """Write into one stream inside the transaction that the casebook has opened.

    `now` is in UTC milliseconds, `tables` the names of those whose rows changed.
    """

    def __init__(
        self, store: Store, *, stream: tuple[bytes, bytes], kind: str, author: Author, now: int, random: Callable[[int], bytes],
        role_of: Callable[[bytes], str | None],
    ) -> None:  # fmt: skip
        found = store.one("SELECT seq, head, county FROM stream WHERE dev = ? AND ep = ? AND mine = 1", stream)
        if found is None:
            raise RuntimeError("the stream is not ours")
        self.store, self.now, self.random = store, now, random
        self._stream, self._kind, self._author, self._role_of = stream, kind, author, role_of
        self._seq, self._head = int(found["seq"]), bytes(found["head"])
        last = store.value("SELECT ts FROM entry WHERE dev = ? AND ep = ? ORDER BY q DESC LIMIT 1", stream)
        self._doubt = last is not None and now < last - 3_600_000
        self._waiting: list[Entry] = []
        self._rows: dict[bytes, dict[str, Any]] = {}
        self._salts: list[bytes] = []
        self._any_erased = store.one("SELECT 1 FROM erasure LIMIT 1") is not None
        self.tables: set[str] = set()

    def _append(
        self,
        tbl: str,
        row: bytes,
        kind: str,
        parents: Sequence[bytes],
        values: Mapping[str, Any],
        signers: Sequence[tuple[str, Signer]] = (),
        stored: dict[str, Any] | None = None,
    ) -> None:
        entry = entries.make(
            stream=self._stream, q=self._seq + 1, previous=self._head, tbl=tbl, row=row, kind=kind, parents=parents, actor=self._author.staff,
            schema_version=schema.SCHEMA_VERSION, ts=self.now, clock_doubt=self._doubt, values=values, salt=self._salt(), signers=signers,
        )  # fmt: skip
        self._seq, self._head = entry.q, entry.hash
        self._waiting.append(entry)
        if stored is not None:
            self._rows[entry.hash] = stored
        if len(self._waiting) >= _BATCH:
            self.flush()

    def _salt(self) -> bytes:
        """Give 16 fresh random bytes; drawn for many entries at once, since each draw asks the system."""
        if not self._salts:
            drawn = self.random(16 * _SALTS)
            self._salts = [drawn[at : at + 16] for at in range(0, len(drawn), 16)]
        return self._salts.pop()

    def _row_id(self) -> bytes:
        """Give the id of a new row: its first entry's number in 6 bytes, then 10 random ones.

        Rows written one after the other then lie side by side in the indexes of everybody who takes them in (docs/decisions/0039).
        """
        return (self._seq + 1).to_bytes(6, "big") + self._salt()[:10]

    def _table(self, name: str, kind: str, entry: str = "") -> Table:
        table = schema.BY_NAME[name]
        if table.kind != kind:
            raise ValueError(f"{name} is no {kind} table")
        if not table.takes(self._kind, entry):
            raise NotWriter(table=table.label)
        return table

    def add(self, name: str, values: Mapping[str, Any], row: bytes | None = None) -> bytes:
        """Make a new row of a register; give its id (16 bytes)."""
        table = self._table(name, "register")
        if row is not None and self._any_erased and erased.is_erased(self.store, name, row):
            raise RowErased(table=table.label)
        row = row or self._row_id()
        body, stored = schema.body_and_row(table, values, sparse=True)
        self._append(name, row, "patch", (), body, stored=stored)
        return row

    def patch(self, name: str, row: bytes, values: Mapping[str, Any]) -> bool:
        """Change fields of a register's row (None clears); tell whether anything changed; raise FieldDisputed."""
        table = self._table(name, "register")
        self.flush()
        found = self.store.one(f"SELECT * FROM {name} WHERE id = ?", (row,))
        if found is None:
            raise KeyError(row.hex())
        if found["_incomplete"] == schema.ERASED:
            raise RowErased(table=table.label)
        body, stored = schema.body_and_row(table, values)
        body = {column: value for column, value in body.items() if found[column] != stored[column]}
        if found["_open"]:
            disputed = set(row_projection(self.store, name, row).disputed) & set(values)
            if disputed:
                raise FieldDisputed(
                    table=table.label, column="、".join(_label(table, column) for column in sorted(disputed))
                )
        if not body:
            return False
        parents = split(found["_heads"])[: entries.MAX_PARENTS]
        self._append(name, row, "patch", parents, body, stored={column: stored[column] for column in body})
        return True

    def decide(self, name: str, row: bytes, column: str, chosen: bytes) -> None:
        """Close an open conflict, or change the decision that closed one: `chosen` is the hash of the entry whose value stands.

        Of two decisions against each other, one is chosen by the entry that it chose: only an entry that writes a value can be chosen.
        """
        self._table(name, "register", "decide")
        self.flush()
        found = row_projection(self.store, name, row)
        hashes = [value for _, value in found.current.get(column, ())]
        weighed = {self._origin(value) for value in (hashes if len(hashes) > 1 else self._weighed(hashes))}
        origin = self._origin(chosen)
        if origin not in weighed:
            raise ValueError("nothing to decide")
        body = {"field": column, "chosen": origin, "rejected": sorted(weighed - {origin})}
        self._append(name, row, "decide", found.heads[: entries.MAX_PARENTS], body)

    def _weighed(self, standing: Sequence[bytes]) -> list[bytes]:
        """Give the entries among which the decision that stands has chosen; none where no decision stands."""
        last = self.store.one("SELECT kind, body FROM entry WHERE hash = ?", (standing[0],)) if standing else None
        return choices(last["body"]) if last is not None and last["kind"] == "decide" else []

    def _origin(self, entry: bytes) -> str:
        """Give, in hex, the entry that wrote the value which `entry` sets: itself, or the one that a decision chose."""
        found = self.store.one("SELECT kind, body FROM entry WHERE hash = ?", (entry,))
        if found is None or found["kind"] != "decide":
            return entry.hex()
        return str(json.loads(found["body"])["chosen"])

    def fact(
        self, name: str, values: Mapping[str, Any], row: bytes | None = None, *, second: Author | None = None
    ) -> bytes:
        """Add a fact, signed by the author (and a second person) where its table wants that; give its id (16 bytes)."""
        table = self._table(name, "fact")
        row = row or self._row_id()
        body, stored = schema.body_and_row(table, values, sparse=True)
        missing = [needed for needed in table.needed if needed not in body]
        if missing:
            raise KeyError(f"{name} lacks {', '.join(missing)}")
        signers = [
            (one.staff, one.signer)
            for one in (self._author, second)
            if table.signed and one is not None and one.signer is not None
        ]
        self._append(name, row, "fact", (), body, signers, stored=stored)
        return row

    def erase(self, name: str, row: bytes, reason: str, second: Author) -> bool:
        """Take away the text of a row for good, in every workplace; signed by the author and a second person.

        Tell whether there was anything to do; raise NotWriter. `reason` is kept for ever: it names nobody.
        """
        table = schema.BY_NAME[name]
        if not erased.may_erase(table, self._kind):
            raise NotWriter(table=table.label)
        self.flush()
        if erased.is_erased(self.store, name, row):
            return False
        heads = row_projection(self.store, name, row).heads if table.kind == "register" else ()
        signers = [(one.staff, one.signer) for one in (self._author, second) if one.signer is not None]
        if len({who for who, _ in signers}) < 2:
            raise ValueError("an erasure takes two persons")
        self._append(name, row, "erase", heads[: entries.MAX_PARENTS], {"reason": reason}, signers, stored={})
        self.flush()
        self._any_erased = True
        return True

    def epoch(self, reason: str, before: tuple[bytes, int, bytes] | None) -> None:
        """Open the stream: its first entry names the epoch before it, that one's last number and head, and the reason."""
        body: dict[str, Any] = {"reason": reason}
        if before is not None:
            body |= {"ep": before[0].hex(), "seq": before[1], "head": before[2].hex()}
        self._append(EPOCH_TABLE, self._stream[0] + self._stream[1], "epoch", (), body)

    def flush(self) -> None:
        """Apply what waits and move the stream on."""
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, []
        rows, self._rows = self._rows, {}
        done = apply(self.store, waiting, self._role_of, self.now, own=rows)
        if done.states:
            raise RuntimeError(f"own entries were not applied: {done.states}")
        self.tables |= done.tables
        self.store.execute(
            "UPDATE stream SET seq = ?, head = ? WHERE dev = ? AND ep = ?", (self._seq, self._head, *self._stream)
        )


def choices(body: bytes | None) -> list[bytes]:
    """Give the entries between which a decision chose, the chosen one first; what another workplace wrote there that is no hash is left out."""
    said = json.loads(body or b"{}")
    rejected = said.get("rejected")
    found = [said.get("chosen"), *(rejected if type(rejected) is list else ())]
    return [bytes.fromhex(one) for one in found if type(one) is str and _HASH_HEX.fullmatch(one)]


def _label(table: Table, name: str) -> str:
    column = table.column(name)
    return column.label if column else name


def open_stream(store: Store, dev: bytes, ep: bytes, *, county: str, mine: bool) -> None:
    """Make a stream known, empty."""
    store.execute(
        "INSERT INTO stream (dev, ep, county, seq, head, mine) VALUES (?, ?, ?, 0, ?, ?)",
        (dev, ep, county, entries.stream_root(dev, ep), int(mine)),
    )


def lines(store: Store, dev: bytes, ep: bytes, first: int, upto: int) -> Iterator[bytes]:
    """Give the lines `first`–`upto` of a stream as they were written, without LF; a few thousand are held at a time."""
    for parts in _parts(store, dev, ep, first, upto):
        for part in parts:
            yield entries.line_of(*part)


def blocks(store: Store, dev: bytes, ep: bytes, first: int, upto: int) -> Iterator[Block | bytes]:
    """Give the lines `first`–`upto` of a stream, a few thousand at a time, the quick way: what no erasure and no second version has touched as blocks.

    The rest comes as text, each line ending in LF.
    """
    held = store.value("SELECT seq FROM stream WHERE dev = ? AND ep = ?", (dev, ep)) or 0
    sql = """SELECT CAST(group_concat(header, x'0A') AS BLOB), group_concat(hex(salt), '0000') || '0000', CAST(group_concat(body, x'0A') AS BLOB),
        count(*), count(body) FROM (SELECT header, salt, body FROM entry WHERE dev = ? AND ep = ? AND q BETWEEN ? AND ? ORDER BY q)"""
    for start in range(first, upto + 1, _BATCH):
        last = min(start + _BATCH - 1, upto)
        headers, salts, bodies, count, whole = store.tuples(sql, (dev, ep, start, last))[0]
        if last <= held and count == whole == last - start + 1:
            yield Block(headers, salts, bodies, count)
        else:
            yield from map(entries.text_of, _parts(store, dev, ep, start, last))


def _parts(store: Store, dev: bytes, ep: bytes, first: int, upto: int) -> Iterator[list[tuple[Any, ...]]]:
    """Give the parts of the lines, a few thousand at a time; where there are two entries of one number, those of the chain alone.

    Up to its `seq` a stream has every number, so as many rows as numbers are each number once: only otherwise is the chain walked.
    """
    held = store.value("SELECT seq FROM stream WHERE dev = ? AND ep = ?", (dev, ep)) or 0
    beside: set[bytes] | None = None
    sql = "SELECT header, salt, body FROM entry WHERE dev = ? AND ep = ? AND q BETWEEN ? AND ? ORDER BY q"
    for start in range(first, upto + 1, _BATCH):
        last = min(start + _BATCH - 1, upto)
        found = store.tuples(sql, (dev, ep, start, last))
        if last > held or len(found) > last - start + 1:
            beside = off_chain(store, dev, ep) if beside is None else beside
            found = [part for part in found if entries.entry_hash(part[0]) not in beside] if beside else found
        yield found


def off_chain(store: Store, dev: bytes, ep: bytes) -> set[bytes]:
    """Give the entries that bear a number of the stream (dev, ep) and do not lead up to its end, while others of the same number do.

    Another version of the stream was written somewhere, or a forged entry was carried here; nearly always there is none.
    """
    twice = store.rows("SELECT q FROM entry WHERE dev = ? AND ep = ? GROUP BY q HAVING count(*) > 1", (dev, ep))
    if not twice:
        return set()
    numbers = {row[0] for row in twice}
    head = store.value("SELECT head FROM stream WHERE dev = ? AND ep = ?", (dev, ep))
    known = links(store, dev, ep, min(numbers))
    leading = backwards(known, bytes(head) if head is not None else b"")
    return {value for value, (q, _) in known.items() if q in numbers and value not in leading}


def links(store: Store, dev: bytes, ep: bytes, since: int) -> dict[bytes, tuple[int, bytes]]:
    """Give (number, hash before) of each entry held of a stream from number `since` on, by hash."""
    rows = store.rows("SELECT hash, q, header FROM entry WHERE dev = ? AND ep = ? AND q >= ?", (dev, ep, since))
    return {bytes(row["hash"]): (row["q"], bytes.fromhex(json.loads(row["header"])["p"])) for row in rows}


def backwards(known: Mapping[bytes, tuple[int, bytes]], head: bytes) -> set[bytes]:
    """Give the entries that lead up to `head`, itself among them, as far as they are known."""
    found: set[bytes] = set()
    while head in known and head not in found:
        found.add(head)
        head = known[head][1]
    return found


def verify_chain(store: Store, dev: bytes, ep: bytes, *, full: bool = False, step: Step = unheard) -> int:
    """Check a stream's hashes and order; give its last number, raise ChainBroken; `step(done, all)` hears of entries and may raise to stop.

    From the last checkpoint on, which is moved: call it inside a transaction. `full` begins at the first entry and writes nothing.
    """
    stream = store.one("SELECT seq, head, checked, checked_head FROM stream WHERE dev = ? AND ep = ?", (dev, ep))
    q, head = (0, None) if full else (stream["checked"], stream["checked_head"])
    head = head or entries.stream_root(dev, ep)
    upto = stream["seq"]
    beside = off_chain(store, dev, ep)
    while q < upto:
        step(q, upto)
        rows = store.rows(
            "SELECT q, hash, header, salt, body FROM entry WHERE dev = ? AND ep = ? AND q > ? ORDER BY q LIMIT ?",
            (dev, ep, q, _BATCH + len(beside)),
        )
        batch = [row for row in rows if row["hash"] not in beside]
        if not batch:
            raise _broken(store, dev, ep, q + 1)
        for row in batch:
            try:
                entry = entries.parse(dev, ep, entries.line_of(row["header"], row["salt"], row["body"]))
            except entries.BadEntry as error:
                raise _broken(store, dev, ep, q + 1) from error
            if entry.q != q + 1 or row["q"] != entry.q or entry.p != head or entry.hash != row["hash"]:
                raise _broken(store, dev, ep, q + 1)
            q, head = entry.q, entry.hash
            if q == upto:
                break
    if head != stream["head"]:
        raise _broken(store, dev, ep, q)
    if not full:
        store.execute("UPDATE stream SET checked = ?, checked_head = ? WHERE dev = ? AND ep = ?", (q, head, dev, ep))
    return int(q)


def _broken(store: Store, dev: bytes, ep: bytes, q: int) -> ChainBroken:
    """Name the first bad entry of a stream; of one that is gone, the day of the next one held."""
    near = store.one(
        "SELECT q, tbl, ts FROM entry WHERE dev = ? AND ep = ? AND q >= ? ORDER BY q LIMIT 1", (dev, ep, q)
    )
    day = datetime.fromtimestamp(near["ts"] / 1000, CHINA).date().isoformat() if near else ""
    table = schema.BY_NAME.get(near["tbl"]) if near and near["q"] == q else None
    return ChainBroken(q=q, dev=dev.hex(), ep=ep.hex(), day=day, table=table.label if table else "")
