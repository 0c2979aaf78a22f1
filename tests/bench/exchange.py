"""A county's entries out of its desk and into the province, in order and shuffled, with and without conflicts; into another desk; tokens judged.

Export stands beside zstd and age over the same bytes, collection beside a bare executemany, a token beside a bare Ed25519 verification.
"""

import random
import shutil
from functools import partial
from pathlib import Path

import pyrage
import zstandard

from db import journal, verification
from db.casebook import Casebook
from db.store import Store, new_key
from rules import signing, tokens
from rules.tokens import Claims
from sync import bundle, collector, device, folder, receiving, streams
from tests.bench import ground
from tests.bench.ground import Exchange
from tests.bench.measure import Figure, Sizes, best_ratio, forget_peak, memory, seconds

TIMES = 3
COLLECTIONS = 2
CONFLICTS = 20
"""Of so many persons one is changed at both desks."""
TOKENS = 500
LEFT = {"entry": "c1", "person": "c1", "person_profile": "c1", "term": "c0, c1, c2"}
"""The tables that the collection of registered people fills, each with the key of the peer's plain table (n, then the hash or the row id)."""


def run(work: Path, sizes: Sizes) -> list[Figure]:
    """Let a desk register people, each two entries; export, seal by hand; collect, insert by hand; take them in at another desk."""
    both = ground.admitted(work)
    ground.fill(both.desk, ground.drafts(sizes.entries // 2))
    exported, told = _export(both, work)
    for book in (both.province, both.other):
        book.close()
    figures = [exported, *_collect(both, work, told)]
    figures += _conflicts(both, work)
    figures += _tokens(both.desk)
    both.desk.close()
    return figures


# --- export ------------------------------------------------------------------------------------------------------------


def _export(both: Exchange, work: Path) -> tuple[Figure, str]:
    desk = both.desk
    row = desk.store.one("SELECT seq, confirmed FROM stream WHERE mine = 1 AND state = 'open'")
    dev, ep = desk.stream()
    cut = [batch.lines for batch in bundle.split(journal.blocks(desk.store, dev, ep, row["confirmed"] + 1, row["seq"]))]
    told = f"{sum(map(len, cut)):,} entries, {sum(len(line) for lines in cut for line in lines) / 1e6:.0f} MB"
    out, by_hand = [], []
    for turn in range(TIMES):
        to = _fresh(work / f"out{turn}")
        out.append(seconds(partial(streams.export, desk, to, resend=True)))
        to = _fresh(work / f"hand{turn}")
        by_hand.append(seconds(partial(_seal_by_hand, desk, cut, to)))
    return best_ratio("export / zstd + age over the same bytes", out, by_hand, 2, told), told


def _fresh(place: Path) -> Path:
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    return place


def _seal_by_hand(desk: Casebook, cut: list[list[bytes]], to: Path) -> None:
    """Join, compress, encrypt and write the same lines, cut before as the bundles are: no check, no manifest, no reading back."""
    locks, _ = device.recipients(desk, desks=True)
    pack = zstandard.ZstdCompressor(level=bundle.LEVEL)
    for at, batch in enumerate(cut):
        (to / f"{at}.age").write_bytes(pyrage.encrypt(pack.compress(b"".join(batch)), list(locks)))


# --- collection --------------------------------------------------------------------------------------------------------


def _collect(both: Exchange, work: Path, told: str) -> list[Figure]:
    count = both.desk.store.value("SELECT count(*) FROM entry WHERE dev = ?", (both.desk.workplace.dev,))
    taken, lines_alone, everything, shuffled, received = [], [], [], [], []
    peak = 0
    for turn in range(COLLECTIONS):
        province = ground.reopened(work / "province", work / "again")
        before = {name: _last(province, name) for name in LEFT}
        forget_peak()
        held = memory("VmRSS")
        taken.append(seconds(partial(collector.collect, province, [work / "out0"])))
        peak = max(peak, memory("VmHWM") - held)
        rows = {name: _rows_since(province, name, before[name]) for name in LEFT}
        province.close()
        if len(rows["entry"]) < count - 2:
            raise RuntimeError(f"collected {len(rows['entry'])} of {count}")
        lines_alone.append(_insert_by_hand(work / f"lines{turn}.db", {"entry": rows["entry"]}))
        everything.append(_insert_by_hand(work / f"all{turn}.db", rows))
        province = ground.reopened(work / "province", work / "again")
        shuffled.append(seconds(partial(collector.collect, province, [_shuffled(work / "out0", work / "shuffled")])))
        province.close()
        desk = ground.reopened(work / "other", work / "again-other")
        received.append(seconds(partial(receiving.receive_folder, desk, [work / "out0"])))
        desk.close()
    total = sum(map(len, rows.values()))
    found = [
        best_ratio("collect / executemany of the same entries, unchecked, into one table", taken, lines_alone, 4, told),
        best_ratio("collect / executemany of all rows that it leaves, unchecked", taken, everything, 4, f"{total:,} rows"),
        best_ratio("collect with the bundles shuffled / in order", shuffled, taken, None, "most wait behind a gap first"),
        best_ratio("receive at another desk / collect", received, taken, None, "the same bundles"),
    ]  # fmt: skip
    return [
        *found,
        Figure(
            "collect: most memory above what was held before",
            float(peak),
            None,
            "with 190 MB lent to the store",
            unit="MB",
        ),
    ]


def _shuffled(source: Path, to: Path) -> Path:
    """Copy bundles, the first one last, the others in a drawn order, under names that promise nothing."""
    _fresh(to)
    first, *paths = sorted(folder.bundles(source), key=receiving.promised_order)
    random.Random(ground.SEED).shuffle(paths)
    for at, path in enumerate([*paths, first]):
        shutil.copy(path, to / f"bundle {at:04d}.age")
    return to


def _last(book: Casebook, name: str) -> int:
    return 0 if name == "term" else int(book.store.value(f"SELECT coalesce(max(n), 0) FROM {name}"))


def _rows_since(book: Casebook, name: str, last: int) -> list[tuple[object, ...]]:
    """Give the rows that the collection left in a table: journal, registers, and the terms by which they are found."""
    return book.store.tuples(f"SELECT * FROM {name} WHERE n > ?", (last,))


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
    path.unlink()
    return taken


def _conflicts(both: Exchange, work: Path) -> list[Figure]:
    """Let two desks change half of all persons each, side by side, then again with one person in twenty changed by both; the province takes in both."""
    province, other = ground.reopened(work / "province", work / "again"), ground.reopened(work / "other", work / "side")
    for book in (province, other):
        receiving.receive_folder(book, [work / "out0"])
    streams.export(other, _fresh(work / "before"))
    rows = [bytes(row[0]) for row in both.desk.store.rows("SELECT id FROM person ORDER BY n")]
    taken = {}
    halves = set(rows[0::2]), set(rows[1::2])
    shared = set(rows[::CONFLICTS])
    for turn, (name, also) in enumerate((("apart", set[bytes]()), ("met", shared))):
        place = _fresh(work / name)
        for at, book in enumerate((both.desk, other)):
            _change(book, [row for row in rows if row in also or row in halves[at]], f"138000{turn}000{at}")
            streams.export(book, place)
        taken[name] = seconds(partial(collector.collect, province, [place]))
    disputed = province.store.value("SELECT count(*) FROM person WHERE _open > 0")
    if disputed != len(shared):
        raise RuntimeError(f"{disputed} conflicts")
    for book in (province, other):
        book.close()
    told = f"{taken['met']:.2f} s against {taken['apart']:.2f} s; {len(rows):,} persons changed, {disputed:,} of them by both"
    return [Figure("collect changes of which 5 % conflict / none", taken["met"] / taken["apart"], None, told)]


def _change(book: Casebook, rows: list[bytes], phone: str) -> None:
    with book.write() as writer:
        for row in rows:
            writer.patch("person", row, {"phone": phone})


# --- tokens ------------------------------------------------------------------------------------------------------------


def _tokens(desk: Casebook) -> list[Figure]:
    """Judge vouchers against the directory, beside the bare verification of as many signatures."""
    key, day = desk.device_signer, desk.today
    claims = [
        Claims(tokens.VOUCHER, at.to_bytes(16, "big"), "5120095199010010000010", 50_000, "张三", "0036", day, day, course="家政服务员")
        for at in range(TOKENS)
    ]  # fmt: skip
    texts = [tokens.issue(one, key) for one in claims]
    if {verification.judge(desk, text).verdict for text in texts} != {verification.GENUINE}:
        raise RuntimeError("a token is not genuine")
    signed = [(key.sign(text.encode()), text.encode()) for text in texts]
    ours, bare = [], []
    for _ in range(TIMES):
        ours.append(seconds(lambda: [verification.judge(desk, text) for text in texts]))
        bare.append(seconds(lambda: [signing.verify(key.public, sign, data) for sign, data in signed]))
    told = f"{TOKENS / min(ours):,.0f} tokens a second"
    return [best_ratio("verify tokens / bare Ed25519", ours, bare, None, told)]
