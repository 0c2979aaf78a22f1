"""记录校验: whether every stream held here is an unbroken chain, and the rows are what the entries make of them.

At start each own open stream is checked from its last checkpoint (`db.journal.verify_chain`); this goes through all of it, of every device,
and names the first bad entry in words that a clerk can pass on by telephone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db import audit, audit_words, entries, erased, schema
from db.apply import APPLIED, cause_of
from db.casebook import Casebook
from db.entries import stream_root
from db.merge import project
from db.store import Store
from db.tables.declaration import Table
from rules.clock import CHINA
from rules.permissions import Action
from rules.steps import Step, unheard

MOST_FAULTS = 100
CHAIN, CONTENT, ROW, STRAY = "chain", "content", "row", "stray"
"""An entry is missing, moved or altered · its text is gone without an erasure · a row is not what its entries make · a row without entries."""
_BATCH = 2000
_ROWS = 400


@dataclass(frozen=True)
class Fault:
    """Hold one finding: its kind, the unit that wrote, the entry's number (0 of a row), its day (None where nothing is left of it), the table."""

    kind: str
    unit: str
    q: int
    day: datetime | None
    tbl: str
    table: str
    thing: str
    own: bool
    dev: str = ""
    ep: str = ""


@dataclass(frozen=True)
class Checked:
    """Tell what was checked and found; `faults` are the first hundred, chains before rows."""

    streams: int
    entries: int
    rows: int
    faults: tuple[Fault, ...]

    @property
    def sound(self) -> bool:
        """Tell whether nothing was found."""
        return not self.faults


def check(book: Casebook, step: Step = unheard) -> Checked:
    """Check everything held; `step(done, all)` hears how far it is and may raise to stop; raise NotPermitted."""
    book.require(Action.BACKUP)
    return _Check(book, step).run()


class _Check:
    def __init__(self, book: Casebook, step: Step) -> None:
        self._book, self._store, self._step = book, book.store, step
        self._total = 2 * int(book.store.value("SELECT count(*) FROM entry"))
        self._names = audit.unit_names(book)
        self._titles = audit_words.Titles(book.store)
        self._faults: list[Fault] = []
        self._done = self._rows = 0

    def run(self) -> Checked:
        streams = self._store.rows(
            "SELECT e.dev, e.ep, coalesce(s.seq, 0) AS seq, s.head FROM (SELECT DISTINCT dev, ep FROM entry UNION SELECT dev, ep FROM stream) e"
            " LEFT JOIN stream s ON s.dev = e.dev AND s.ep = e.ep ORDER BY coalesce(s.mine, 0) DESC, e.dev, e.ep"
        )
        for row in streams:
            self._check_stream(bytes(row["dev"]), bytes(row["ep"]), row["seq"], row["head"])
        self._check_rows()
        self._check_strays()
        self._step(self._total, self._total)
        return Checked(len(streams), self._total // 2, self._rows, tuple(self._faults[:MOST_FAULTS]))

    # --- chains ---

    def _check_stream(self, dev: bytes, ep: bytes, seq: int, head: bytes | None) -> None:
        """Follow a stream from its root; of several entries under one number those count that continue what came before."""
        closed = _closures(self._store, dev, ep)
        heads: set[bytes] | None = {stream_root(dev, ep)}
        q = 0
        for number, found in self._numbers(dev, ep):
            while q + 1 < min(number, seq + 1):  # numbers of which nothing is held
                q += 1
                if not any(first <= q <= upto for first, upto in closed):
                    self._say(CHAIN, dev, ep, q, found[0])
                    return
                heads = None  # what follows a gap that was closed begins anew
            bad = next((row for row in found if not self._is_whole(dev, ep, row)), None)
            if bad is not None:
                self._say(CONTENT if _lost_its_text(self._store, bad) else CHAIN, dev, ep, number, bad)
                return
            if number > seq:
                continue
            q = number
            heads = {row["hash"] for row in found if heads is None or _before(row) in heads}
            if not heads:
                self._say(CHAIN, dev, ep, number, found[0])
                return
        if q < seq or (seq and heads is not None and head is not None and bytes(head) not in heads):
            self._say(CHAIN, dev, ep, min(q + 1, seq), None)

    def _numbers(self, dev: bytes, ep: bytes) -> Iterator[tuple[int, list[Any]]]:
        """Give each number of a stream with the entries held under it."""
        after = -1
        while True:
            found = self._store.rows(
                "SELECT n, q, hash, tbl, row, kind, par, ts, header, salt, body, state FROM entry WHERE dev = ? AND ep = ? AND q > ? ORDER BY q LIMIT ?",
                (dev, ep, after, _BATCH),
            )
            if not found:
                return
            if len(found) == _BATCH and found[0]["q"] != found[-1]["q"]:  # the last number may go on beyond this batch
                found = [row for row in found if row["q"] != found[-1]["q"]]
            together: dict[int, list[Any]] = {}
            for row in found:
                together.setdefault(row["q"], []).append(row)
            yield from together.items()
            after = found[-1]["q"]
            self._done += len(found)
            self._step(self._done, self._total)

    def _is_whole(self, dev: bytes, ep: bytes, row: Any) -> bool:
        """Tell whether a stored entry is what its bytes say, and has its text unless that was erased."""
        try:
            entry = entries.parse(dev, ep, entries.line_of(row["header"], row["salt"], row["body"]))
        except entries.BadEntry:
            return False
        said = (entry.q, entry.hash, entry.tbl, entry.row, entry.kind, b"".join(entry.par), entry.ts)
        held = (row["q"], row["hash"], row["tbl"], row["row"], row["kind"], row["par"], row["ts"])
        return said == held and not _lost_its_text(self._store, row)

    def _say(self, kind: str, dev: bytes, ep: bytes, q: int, row: Any) -> None:
        tbl, thing, day = "", "", None
        if row is not None:
            tbl = row["tbl"]
            self._titles.ask([(tbl, bytes(row["row"]))])
            thing = self._titles.of(tbl, bytes(row["row"])) if row["q"] == q else ""
            day = datetime.fromtimestamp(row["ts"] / 1000, CHINA)
        label = audit_words.table_label(tbl) if tbl else ""
        own = dev == self._book.workplace.dev
        self._faults.append(
            Fault(kind, audit.name_of(self._names, dev), q, day, tbl, label, thing, own, dev.hex(), ep.hex())
        )

    # --- rows ---

    def _check_rows(self) -> None:
        """Compute every row from its entries and compare it with the one held."""
        after = b""
        while len(self._faults) < MOST_FAULTS:
            ids = [
                bytes(row[0])
                for row in self._store.rows(
                    "SELECT DISTINCT row FROM entry WHERE row > ? ORDER BY row LIMIT ?", (after, _ROWS)
                )
            ]
            if not ids:
                return
            marks = ",".join("?" * len(ids))
            found: dict[tuple[str, bytes], list[Any]] = {}
            sql = f"SELECT tbl, row, hash, dev, ts, par, kind, header, body FROM entry WHERE row IN ({marks}) AND state = ? AND kind <> 'epoch'"
            for one in self._store.rows(sql, (*ids, APPLIED)):
                found.setdefault((one["tbl"], bytes(one["row"])), []).append(one)
            self._compare(found)
            after = ids[-1]
            self._done += int(self._store.value(f"SELECT count(*) FROM entry WHERE row IN ({marks})", ids))
            self._step(min(self._done, self._total), self._total)

    def _compare(self, found: dict[tuple[str, bytes], list[Any]]) -> None:
        by_table: dict[str, list[bytes]] = {}
        for tbl, row in found:
            if tbl in schema.BY_NAME:
                by_table.setdefault(tbl, []).append(row)
        for tbl, ids in by_table.items():
            table = schema.BY_NAME[tbl]
            held = {
                bytes(row["id"]): row
                for row in self._store.rows(f"SELECT * FROM {tbl} WHERE id IN ({','.join('?' * len(ids))})", ids)
            }
            for row in ids:
                self._rows += 1
                wanted = _expected(table, found[tbl, row], gone=erased.is_erased(self._store, tbl, row))
                if not _is_same(held.get(row), wanted):
                    self._say_row(ROW, tbl, row, found[tbl, row][0])

    def _check_strays(self) -> None:
        for table in schema.TABLES:
            sql = f"SELECT id FROM {table.name} x WHERE NOT EXISTS (SELECT 1 FROM entry e WHERE e.row = x.id AND e.tbl = ? AND e.state = ?) LIMIT ?"
            for row in self._store.rows(sql, (table.name, APPLIED, MOST_FAULTS)):
                self._say_row(STRAY, table.name, bytes(row["id"]), None)

    def _say_row(self, kind: str, tbl: str, row: bytes, entry: Any) -> None:
        self._titles.ask([(tbl, row)])
        dev = bytes(entry["dev"]) if entry is not None else b""
        day = datetime.fromtimestamp(entry["ts"] / 1000, CHINA) if entry is not None else None
        unit = audit.name_of(self._names, dev) if dev else ""
        self._faults.append(
            Fault(
                kind,
                unit,
                0,
                day,
                tbl,
                audit_words.table_label(tbl),
                self._titles.of(tbl, row),
                dev == self._book.workplace.dev,
            )
        )


def _is_same(held: Any, wanted: dict[str, Any] | None) -> bool:
    """Tell whether a row that is held (None: there is none) is the one that its entries make."""
    if held is None or wanted is None:
        return held is None and wanted is None
    return all(held[name] == value for name, value in wanted.items())


def _before(row: Any) -> bytes:
    return entries.parse(b"", b"", entries.line_of(row["header"], b"", None)).p


def _lost_its_text(store: Store, row: Any) -> bool:
    return (
        row["body"] is None
        and row["state"] == APPLIED
        and row["kind"] != "erase"
        and not erased.is_erased(store, row["tbl"], bytes(row["row"]))
    )


def _closures(store: Store, dev: bytes, ep: bytes) -> list[tuple[int, int]]:
    rows = store.rows("SELECT first, upto FROM gap_closure WHERE dev = ? AND ep = ?", (dev.hex(), ep.hex()))
    return [(row["first"], row["upto"]) for row in rows]


def _expected(table: Table, found: list[Any], *, gone: bool) -> dict[str, Any] | None:
    """Give the columns of a row as its entries make them, None where there must be none."""
    if table.kind == "fact":
        stands = min((one for one in found if one["kind"] == "fact"), key=lambda one: bytes(one["hash"]), default=None)
        if gone or stands is None or stands["body"] is None:
            return None
        values = schema.row_of(table, project([_cause(stands)]).shown)
        return {name: values.get(name) for name in table.names} | {
            "_entry": stands["hash"],
            "_dev": stands["dev"],
            "_ts": stands["ts"],
        }
    made = project(_cause(one) for one in found)
    shown = schema.row_of(table, {name: value for name, value in made.shown.items() if table.column(name)})
    return {name: shown.get(name) for name in table.names} | {"_heads": b"".join(made.heads)}


def _cause(row: Any) -> Any:
    return cause_of(bytes(row["hash"]), row["par"], row["kind"], row["body"])
