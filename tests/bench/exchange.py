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
COLUMNS = "hash, dev, ep, q, tbl, row, kind, par, ts, header, salt, body, state"


def run(work: Path, persons: int) -> list[Figure]:
    """Let a desk register 25,000 people (50,000 entries); export, seal by hand, collect, insert by hand."""
    both = ground.admitted(work)
    ground.fill(both.desk, ground.drafts(PERSONS))
    upto = int(both.desk.store.value("SELECT seq FROM stream WHERE mine = 1 AND state = 'open'"))
    first = int(both.desk.store.value("SELECT confirmed FROM stream WHERE mine = 1 AND state = 'open'")) + 1
    dev, ep = both.desk.stream()
    lines = [line + b"\n" for line in journal.lines(both.desk.store, dev, ep, first, upto)]
    out, by_hand = [], []
    for turn in range(TIMES):
        to = _fresh(work / f"out{turn}")
        out.append(seconds(partial(streams.export, both.desk, to, resend=True)))
        to = _fresh(work / f"hand{turn}")
        by_hand.append(seconds(partial(_seal_by_hand, both.desk, lines, to)))
    size = sum(map(len, lines)) / 1e6
    told = f"{len(lines):,} entries, {size:.0f} MB"
    exported = best_ratio("export / zstd + age over the same bytes", out, by_hand, 2, told)
    rows = [tuple(row) for row in both.desk.store.rows(f"SELECT {COLUMNS} FROM entry WHERE dev = ? ORDER BY q", (dev,))]
    both.province.close()
    taken, inserted = [], []
    for turn in range(TIMES):
        province = ground.reopened(work / "province", work / "again")
        taken.append(seconds(partial(collector.collect, province, [work / "out0"])))
        got = int(province.store.value("SELECT count(*) FROM entry WHERE dev = ? AND state = 'applied'", (dev,)))
        province.close()
        if got < len(lines):
            raise RuntimeError(f"collected {got} of {len(lines)}")
        inserted.append(_insert_by_hand(work / f"bare{turn}.db", rows))
    both.desk.close()
    return [exported, best_ratio("collect / executemany of the same rows, unchecked", taken, inserted, 4, told)]


def _fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def _seal_by_hand(desk: Casebook, lines: list[bytes], to: Path) -> None:
    """Compress, encrypt and write the same lines, cut as the bundles are: no check, no manifest, no reading back."""
    locks, _ = device.recipients(desk, desks=True)
    pack = zstandard.ZstdCompressor(level=bundle.LEVEL)
    for at, batch in enumerate(bundle.split(lines)):
        (to / f"{at}.age").write_bytes(pyrage.encrypt(pack.compress(b"".join(batch)), list(locks)))


def _insert_by_hand(path: Path, rows: list[tuple[object, ...]]) -> float:
    """Put the rows of the journal into an encrypted table with one key, in one transaction."""
    store = Store.create(path, new_key())
    store.conn.execute(f"CREATE TABLE entry ({COLUMNS}, PRIMARY KEY (hash))")

    def work() -> None:
        with store.transaction():
            store.many(f"INSERT INTO entry ({COLUMNS}) VALUES ({', '.join('?' * 13)})", rows)

    taken = seconds(work)
    store.close()
    return taken
