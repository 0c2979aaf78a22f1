"""50,000 entries out of a county and into the province: export beside zstd and age over the same bytes, collection beside a bare executemany."""

import shutil
from functools import partial
from pathlib import Path

import pyrage
import zstandard

from db import journal
from db.casebook import Casebook
from db.store import Store, new_key
from sync import bundle, collector, device, streams
from tests.bench import ground
from tests.bench.measure import Figure, best_ratio, seconds

PERSONS = 25_000
TIMES = 3
LEFT = {"entry": "c1", "person": "c1", "person_profile": "c1", "term": "c0, c1, c2"}
"""The tables that the collection of registered people fills, each with the key of the peer's plain table (n, then the hash or the row id)."""


def run(work: Path, persons: int) -> list[Figure]:
    """Let a desk register 25,000 people (50,000 entries); export, seal by hand, collect, insert by hand."""
    both = ground.admitted(work)
    ground.fill(both.desk, ground.drafts(PERSONS))
    upto = int(both.desk.store.value("SELECT seq FROM stream WHERE mine = 1 AND state = 'open'"))
    first = int(both.desk.store.value("SELECT confirmed FROM stream WHERE mine = 1 AND state = 'open'")) + 1
    dev, ep = both.desk.stream()
    cut = [batch.lines for batch in bundle.split(journal.texts(both.desk.store, dev, ep, first, upto))]
    lines = [line for batch in cut for line in batch]
    out, by_hand = [], []
    for turn in range(TIMES):
        to = _fresh(work / f"out{turn}")
        out.append(seconds(partial(streams.export, both.desk, to, resend=True)))
        to = _fresh(work / f"hand{turn}")
        by_hand.append(seconds(partial(_seal_by_hand, both.desk, cut, to)))
    size = sum(map(len, lines)) / 1e6
    told = f"{len(lines):,} entries, {size:.0f} MB"
    exported = best_ratio("export / zstd + age over the same bytes", out, by_hand, 2, told)
    both.province.close()
    taken, lines_alone, everything = [], [], []
    for turn in range(TIMES):
        province = ground.reopened(work / "province", work / "again")
        before = {name: _last(province, name) for name in LEFT}
        taken.append(seconds(partial(collector.collect, province, [work / "out0"])))
        rows = {name: _rows_since(province, name, before[name]) for name in LEFT}
        province.close()
        if len(rows["entry"]) < len(lines):
            raise RuntimeError(f"collected {len(rows['entry'])} of {len(lines)}")
        lines_alone.append(_insert_by_hand(work / f"lines{turn}.db", {"entry": rows["entry"]}))
        everything.append(_insert_by_hand(work / f"all{turn}.db", rows))
    both.desk.close()
    count = sum(map(len, rows.values()))
    return [
        exported,
        best_ratio("collect / executemany of the same entries, unchecked, into one table", taken, lines_alone, 4, told),
        best_ratio(
            "collect / executemany of all rows that it leaves, unchecked", taken, everything, 4, f"{count:,} rows"
        ),
    ]


def _last(book: Casebook, name: str) -> int:
    return 0 if name == "term" else int(book.store.value(f"SELECT coalesce(max(n), 0) FROM {name}"))


def _rows_since(book: Casebook, name: str, last: int) -> list[tuple[object, ...]]:
    """Give the rows that the collection left in a table: journal, registers, and the terms by which they are found."""
    return [tuple(row) for row in book.store.rows(f"SELECT * FROM {name} WHERE n > ?", (last,))]


def _fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def _seal_by_hand(desk: Casebook, cut: list[list[bytes]], to: Path) -> None:
    """Join, compress, encrypt and write the same lines, cut before as the bundles are: no check, no manifest, no reading back."""
    locks, _ = device.recipients(desk, desks=True)
    pack = zstandard.ZstdCompressor(level=bundle.LEVEL)
    for at, batch in enumerate(cut):
        (to / f"{at}.age").write_bytes(pyrage.encrypt(pack.compress(b"".join(batch)), list(locks)))


def _insert_by_hand(path: Path, rows: dict[str, list[tuple[object, ...]]]) -> float:
    """Put the rows into encrypted tables with one key each, in one transaction."""
    store = Store.create(path, new_key())
    for name, found in rows.items():
        columns = ", ".join(f"c{at}" for at in range(len(found[0])))
        store.conn.execute(f"CREATE TABLE {name} ({columns}, PRIMARY KEY ({LEFT[name]}))")

    def work() -> None:
        with store.transaction():
            for name, found in rows.items():
                store.many(f"INSERT INTO {name} VALUES ({', '.join('?' * len(found[0]))})", found)

    taken = seconds(work)
    store.close()
    return taken
