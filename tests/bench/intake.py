"""Saving one intake, durable, beside one plain commit of the same row into an encrypted table."""

from functools import partial
from pathlib import Path

from db import people
from db.store import Store, new_key
from tests.bench import ground
from tests.bench.measure import Figure, Sizes, median_ratio, seconds

BEFORE = 20_000
TIMES = 150


def run(work: Path, sizes: Sizes) -> list[Figure]:
    """Save intakes one by one into a casebook of twenty thousand people, and rows one by one into a table of as many."""
    book = ground.found(work / "desk")
    known = ground.drafts(BEFORE)
    ground.fill(book, known)
    bare = Store.create(work / "bare.db", new_key())
    bare.conn.execute("CREATE TABLE person (n INTEGER PRIMARY KEY, id BLOB UNIQUE, name, sex, birth, doc_no, phone)")
    insert = "INSERT INTO person (id, name, sex, birth, doc_no, phone) VALUES (?, ?, ?, ?, ?, ?)"

    def row(draft: people.PersonDraft) -> tuple[object, ...]:
        return book.random(16), draft.name, draft.sex, draft.birth, draft.doc_no or None, draft.phone

    with bare.transaction():
        bare.many(insert, [row(draft) for draft in known])
    ours, plain = [], []

    def commit(sequence: int) -> None:
        with bare.transaction():
            bare.execute(insert, row(ground.one_more(sequence)))

    for sequence in range(TIMES):
        ours.append(seconds(partial(people.register, book, ground.one_more(sequence))))
        plain.append(seconds(partial(commit, sequence)))
    bare.close()
    book.close()
    return [median_ratio("save an intake / plain encrypted commit of the row", ours, plain, 2.5)]
