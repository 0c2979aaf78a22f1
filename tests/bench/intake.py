"""Saving one intake, durable, beside one plain commit of the same row into an encrypted table."""

from functools import partial
from pathlib import Path

from db import people
from db.store import Store, new_key
from tests.bench import ground
from tests.bench.measure import Figure, median_ratio, seconds

BEFORE = 2000
TIMES = 150


def run(work: Path, persons: int) -> list[Figure]:
    """Save intakes one by one into a casebook of two thousand people, and rows one by one beside it."""
    book = ground.found(work / "desk")
    ground.fill(book, ground.drafts(BEFORE))
    bare = Store.create(work / "bare.db", new_key())
    bare.conn.execute(
        "CREATE TABLE person (n INTEGER PRIMARY KEY, id BLOB UNIQUE, name, sex, birth, doc_no UNIQUE, phone)"
    )
    ours, plain = [], []

    def commit(sequence: int) -> None:
        draft = ground.one_more(sequence)
        row = (book.random(16), draft.name, draft.sex, draft.birth, draft.doc_no, draft.phone)
        with bare.transaction():
            bare.execute("INSERT INTO person (id, name, sex, birth, doc_no, phone) VALUES (?, ?, ?, ?, ?, ?)", row)

    for sequence in range(TIMES):
        ours.append(seconds(partial(people.register, book, ground.one_more(sequence))))
        plain.append(seconds(partial(commit, sequence)))
    bare.close()
    book.close()
    return [median_ratio("save an intake / plain encrypted commit of the row", ours, plain, 2.5)]
