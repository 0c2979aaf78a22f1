"""Finding as one types among so many persons, in the encrypted store, beside LIKE over a plain SQLite table.

The query mix is fixed by a seed: of each kind of query as many common as rare ones, hits capped at 50.
"""

import random
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from db import search
from db.people import PersonDraft
from rules import pinyin
from tests.bench import ground
from tests.bench.measure import Figure, Sizes, percentile

CAP = 50
EACH = 40
TIMES = 3
P99_TARGET_MS = 5.0


def run(work: Path, sizes: Sizes) -> list[Figure]:
    """Build the store, run the mix over ours and over LIKE, and tell each kind and the whole."""
    wanted = ground.drafts(sizes.persons)
    begun = time.perf_counter()
    book = ground.found(work / "desk")
    ground.fill(book, wanted)
    built = time.perf_counter() - begun
    peer = _plain(work / "plain.db", wanted)
    try:
        figures = []
        ours_all: list[float] = []
        shown_all: list[float] = []
        for kind, column, form, queries in mix(wanted):
            ours = _times(lambda text: search.person_numbers(book.store, text, CAP), queries, TIMES)
            shown = _times(lambda text: search.find(book, text, CAP), queries, TIMES)
            scan = _times(partial(_like, peer, column, form), queries, 1)
            ours_all += ours
            shown_all += shown
            told = f"p50 / p99 ms: numbers {_pair(ours)}, hits {_pair(shown)}, LIKE {_pair(scan)}"
            figures.append(Figure(f"find: {kind} / LIKE", percentile(ours, 0.99) / percentile(scan, 0.99), None, told))
        whole = f"p50 / p99 ms of {len(ours_all)} queries: numbers {_pair(ours_all)}, hits {_pair(shown_all)}; built in {built:.0f} s"
        figures.append(Figure(
            f"find among {sizes.persons:,}: p99", percentile(shown_all, 0.99) * 1000, P99_TARGET_MS, whole, unit="ms",
        ))  # fmt: skip
        return figures
    finally:
        peer.close()
        book.close()


def mix(wanted: Sequence[PersonDraft]) -> list[tuple[str, str, str, list[str]]]:
    """Give the queries: kind, the column and pattern of the peer, and the texts, common ones first."""
    rng = random.Random(ground.SEED)
    names = [draft.name for draft in wanted]
    some = rng.sample(names, min(len(names), 20_000))
    initials = [min(pinyin.initials(name), default="") for name in some]
    numbers = [draft.doc_no for draft in wanted if draft.doc_no]
    phones = [draft.phone for draft in wanted]
    return [
        ("name, two characters", "name", "%{}%", _common_and_rare([name[:2] for name in some])),
        ("name, three characters", "name", "%{}%", _common_and_rare([name for name in some if len(name) == 3])),
        ("name, one character", "name", "%{}%", _common_and_rare([char for name in some for char in name])),
        ("pinyin, two initials", "initials", "{}%", _common_and_rare([text[:2] for text in initials if len(text) > 1])),
        ("pinyin, three initials", "initials", "{}%", _common_and_rare([text for text in initials if len(text) == 3])),
        ("number, its beginning", "doc_no", "{}%", _common_and_rare([number[: rng.choice((6, 10))] for number in numbers])),
        ("number, whole", "doc_no", "{}%", rng.sample(numbers, 2 * EACH)),
        ("phone, last four", "phone", "%{}", [phone[-4:] for phone in rng.sample(phones, 2 * EACH)]),
    ]  # fmt: skip


def _common_and_rare(texts: Sequence[str]) -> list[str]:
    ranked = [text for text, _ in sorted(Counter(texts).items(), key=lambda found: (-found[1], found[0]))]
    return ranked[:EACH] + ranked[EACH:][-EACH:]


def _plain(path: Path, wanted: Sequence[PersonDraft]) -> sqlite3.Connection:
    peer = sqlite3.connect(path)
    peer.execute("CREATE TABLE person (name TEXT, initials TEXT, doc_no TEXT, phone TEXT)")
    rows = ((draft.name, min(pinyin.initials(draft.name), default=""), draft.doc_no, draft.phone) for draft in wanted)
    with peer:
        peer.executemany("INSERT INTO person VALUES (?, ?, ?, ?)", rows)
    return peer


def _like(peer: sqlite3.Connection, column: str, form: str, text: str) -> list[tuple[int]]:
    return peer.execute(f"SELECT rowid FROM person WHERE {column} LIKE ? LIMIT {CAP}", (form.format(text),)).fetchall()


def _times(ask: Callable[[str], object], queries: Sequence[str], times: int) -> list[float]:
    taken = []
    for _ in range(times):
        for text in queries:
            begun = time.perf_counter()
            ask(text)
            taken.append(time.perf_counter() - begun)
    return taken


def _pair(taken: Sequence[float]) -> str:
    return f"{percentile(taken, 0.5) * 1000:.2f} / {percentile(taken, 0.99) * 1000:.2f}"
