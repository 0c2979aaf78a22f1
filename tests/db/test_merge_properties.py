"""Whatever several workplaces write apart — changes, decisions, undoings, facts — every book that hears of it all ends the same.

In any order, any number of times, in any batches, whoever wrote between whom; and whatever the clocks say.
"""

import random
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import conflicts, entries, flags, journal, migrations, sameness, schema
from db.apply import APPLIED, apply, row_projection
from db.casebook import Casebook
from db.entries import Entry
from db.journal import Author, Writer
from db.store import Store
from rules import canonical
from sync import digest

KEY = b"k" * 32
KINDS = ("desk", "desk", "base", "province")
NOW = 1_254_100_000_000
IN_2001, IN_2038 = 1_000_000_000_000, 2_150_000_000_000
PERSONS = tuple(bytes([65 + n]) * 16 for n in range(3))
PAIR = sameness.pair_id(PERSONS[0], PERSONS[1])
ROWS = tuple(("person", row) for row in PERSONS) + tuple(("person_profile", row) for row in PERSONS[:1]) + (
    ("training_class", b"c" * 16), ("enrolment", b"e" * 16), ("hardship_file", b"h" * 16), ("same_as", PAIR),
)  # fmt: skip
FIELDS = {
    "person": ("name", "phone", "doc_no"), "person_profile": ("education", "note"), "training_class": ("status", "capacity"),
    "enrolment": ("status", "note"), "hardship_file": ("status", "members"), "same_as": ("verdict",),
}  # fmt: skip
VALUES: dict[str, tuple[Any, ...]] = {
    "capacity": (30, 31, None), "members": (2, 3, None), "doc_no": ("519901198001010017", None), "verdict": ("same", "different", None),
}  # fmt: skip
TEXTS = ("甲", "乙", "丙", None)
FIRST: dict[str, dict[str, Any]] = {"same_as": {"one": PERSONS[0], "other": PERSONS[1]}, "person": {"name": "张三"}}


def role_of(dev: bytes) -> str:
    return KINDS[dev[0]]


def now_of(_dev: bytes) -> int:
    return NOW


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an empty book, closed, to be copied."""
    path = tmp_path_factory.mktemp("books") / "empty.db"
    store = Store.create(path, KEY)
    migrations.upgrade(store)
    store.close()
    return path


class Books:
    """Open copies of the empty book and close them all in the end."""

    def __init__(self, empty: Path) -> None:
        self._empty, self._open = empty, list[Store]()

    def fresh(self) -> Store:
        path = self._empty.with_name(f"book{len(self._open)}.db")
        for left in path.parent.glob(f"{path.name}*"):
            left.unlink()
        shutil.copy(self._empty, path)
        self._open.append(Store.open(path, KEY))
        self._open[-1].execute("PRAGMA synchronous = OFF")
        return self._open[-1]

    def close(self) -> None:
        for store in self._open:
            store.close()


@pytest.fixture
def books(empty: Path) -> Iterator[Callable[[], Books]]:
    """Give a function that begins anew: the copies of the example before are closed."""
    held: list[Books] = []

    def begin() -> Books:
        while held:
            held.pop().close()
        held.append(Books(empty))
        return held[-1]

    yield begin
    while held:
        held.pop().close()


@dataclass
class Scribe:
    """Write as one workplace does: into its own book, having seen what it was told of, by a clock of its own."""

    number: int
    store: Store
    clock: int
    chance: random.Random
    facts: list[tuple[str, bytes]] = field(default_factory=list)

    @property
    def stream(self) -> tuple[bytes, bytes]:
        return bytes([self.number]) * 8, b"ep" + bytes([self.number]) * 6

    def open(self) -> None:
        with self.store.transaction():
            journal.open_stream(self.store, *self.stream, county="519901", mine=True)

    def write(self, deed: Callable[[Writer], object]) -> None:
        """Do one deed; what the program would refuse is left undone."""
        self.clock += 1
        try:
            with self.store.transaction():
                writer = Writer(
                    self.store, stream=self.stream, kind=KINDS[self.number], author=Author(), now=self.clock, random=self.chance.randbytes,
                    role_of=role_of,
                )  # fmt: skip
                deed(writer)
                writer.flush()
        except (journal.FieldDisputed, journal.NotWriter, KeyError, ValueError):
            pass

    def change(self, place: int, chance: random.Random) -> None:
        table, row = ROWS[place % len(ROWS)]
        columns = chance.sample(FIELDS[table], chance.randint(1, len(FIELDS[table])))
        values = {column: chance.choice(VALUES.get(column, TEXTS)) for column in columns}
        if self.store.one(f"SELECT 1 FROM {table} WHERE id = ?", (row,)) is None:
            self.write(lambda writer: writer.add(table, FIRST.get(table, {}) | values, row))
        else:
            self.write(lambda writer: writer.patch(table, row, values))

    def decide(self, place: int, chance: random.Random) -> None:
        """Decide a dispute, or choose anew where a decision stands; the choice goes by the values, so that hashes do not lead it."""
        table, row = ROWS[place % len(ROWS)]
        found = row_projection(self.store, table, row)
        for column in FIELDS[table]:
            current = found.current.get(column, ())
            choices = [value for _, value in current] if len(current) > 1 else self._weighed(current)
            ranked = sorted(choices, key=lambda value: self._said(value, column))
            if ranked:
                chosen = chance.choice(ranked)
                self.write(partial(Writer.decide, name=table, row=row, column=column, chosen=chosen))

    def _weighed(self, current: Sequence[tuple[Any, bytes]]) -> list[bytes]:
        body = (
            self.store.value("SELECT body FROM entry WHERE hash = ? AND kind = 'decide'", (current[0][1],))
            if current
            else None
        )
        return journal.choices(body) if body else []

    def _said(self, value: bytes, column: str) -> bytes:
        body = bytes(self.store.value("SELECT body FROM entry WHERE hash = ?", (value,)) or b"{}")
        for choice in journal.choices(body):
            body = bytes(self.store.value("SELECT body FROM entry WHERE hash = ?", (choice,)) or b"{}")
            break
        return canonical.dump(canonical.load(body).get(column))

    def state(self, chance: random.Random) -> None:
        """Add a fact: some correct an earlier one, some break a rule of uniqueness."""
        earlier = [row for table, row in self.facts if table == "contest_decision"]
        voucher, number = bytes([chance.randint(1, 2)]) * 16, f"5120095199010010000{chance.randint(1, 2)}00"
        kind = KINDS[self.number]
        made: dict[str, Any]
        if kind == "base":
            table, made = (
                "redemption",
                {
                    "voucher": voucher,
                    "number": number,
                    "face_fen": 1,
                    "fee_fen": 1,
                    "amount_fen": 1,
                    "day": "2009-09-28",
                },
            )
        elif kind == "desk" and chance.random() < 0.5:
            table, made = (
                "voucher_issue",
                {"number": number, "face_fen": 1, "valid_until": "2009-09-27", "issued_on": "2009-09-01"},
            )
        else:
            table, made = (
                "contest_decision",
                {"voucher": voucher, "redemption": b"r" * 16, "reason": "原券", "day": "2009-09-28"},
            )
            made["corrects"] = chance.choice(earlier) if earlier and chance.random() < 0.5 else None
        row = voucher if table == "voucher_issue" and chance.random() < 0.4 else self.chance.randbytes(16)
        self.write(lambda writer: writer.fact(table, made, row))
        self.facts.append((table, row))


def written(store: Store) -> list[Entry]:
    rows = store.rows("SELECT dev, ep, header, salt, body FROM entry ORDER BY n")
    return [
        entries.parse(bytes(row["dev"]), bytes(row["ep"]), entries.line_of(row["header"], row["salt"], row["body"]))
        for row in rows
    ]


def hear(store: Store, found: Sequence[Entry]) -> None:
    with store.transaction():
        apply(store, found, role_of, NOW)


def play(books: Books, steps: Iterable[tuple[str, int, int]], clocks: Sequence[int], seed: int) -> list[Scribe]:
    """Let four workplaces write and tell each other as the steps say."""
    chance = random.Random(seed)
    scribes = [Scribe(n, books.fresh(), clocks[n], random.Random(seed + n)) for n in range(len(KINDS))]
    for one in scribes:
        one.open()
    for what, who, which in steps:
        scribe = scribes[who]
        if what == "change":
            scribe.change(which, chance)
        elif what == "decide":
            scribe.decide(which, chance)
        elif what == "fact":
            scribe.state(chance)
        else:
            hear(scribe.store, written(scribes[which % len(KINDS)].store))
    return scribes


def everything(scribes: Sequence[Scribe]) -> list[Entry]:
    known = {entry.hash: entry for scribe in scribes for entry in written(scribe.store)}
    return sorted(known.values(), key=lambda entry: (entry.dev, entry.ep, entry.q))


def deliver(store: Store, found: Sequence[Entry], chance: random.Random) -> None:
    """Bring all entries in any order, some again, split anyhow."""
    order = [*found, *chance.choices(found, k=len(found) // 3)] if found else []
    chance.shuffle(order)
    while order:
        size = chance.randint(1, len(order))
        hear(store, order[:size])
        order = order[size:]


def as_book(store: Store) -> Casebook:
    """Stand in for a casebook where only its store is asked."""
    return cast("Casebook", SimpleNamespace(store=store, workplace=SimpleNamespace(dev=b"", name="")))


def state(store: Store) -> dict[str, Any]:
    """Give all that must be the same at everybody: tables, open disputes, flags, words to be found by, the digest."""
    found: dict[str, Any] = {"digest": digest.digest(as_book(store))}
    for table in schema.TABLES:
        names = ", ".join(["id", *table.names, *schema.local_columns(table)])
        found[table.name] = [tuple(row) for row in store.rows(f"SELECT {names} FROM {table.name} ORDER BY id")]
    found["disputes"] = sorted(
        (one.table, one.row, one.conflicts) for one in conflicts.waiting(as_book(store), limit=999)
    )
    found["flags"] = sorted((flag.code, flag.tbl, flag.row, flag.detail) for flag in flags.open_flags(store, 9999))
    found["words"] = sorted(
        (row["key"], bytes(row["id"]))
        for row in store.rows("SELECT t.key, p.id FROM term t JOIN person p ON p.n = t.n WHERE t.what = 1")
    )
    return found


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["change", "change", "change", "decide", "decide", "fact", "tell", "tell"]), st.integers(0, len(KINDS) - 1), st.integers(0, 50)
    ),
    min_size=6, max_size=40,
)  # fmt: skip
CALM = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@CALM
@given(steps=STEPS, seed=st.integers(0, 2**16))
def test_every_book_ends_the_same_whatever_the_order(
    books: Callable[[], Books], steps: list[tuple[str, int, int]], seed: int
) -> None:
    begun = books()
    scribes = play(begun, steps, [NOW] * len(KINDS), seed)
    found = everything(scribes)
    chance = random.Random(seed)
    receivers = [begun.fresh() for _ in range(2)]
    for store in receivers:
        deliver(store, found, chance)
    for scribe in scribes[:2]:  # who wrote some of it and heard of the rest ends the same too
        deliver(scribe.store, found, chance)
    wanted = state(receivers[0])
    for store in (receivers[1], *(scribe.store for scribe in scribes[:2])):
        assert state(store) == wanted
    for row in receivers[0].rows("SELECT DISTINCT tbl, row FROM entry WHERE state = ?", (APPLIED,)):
        table = schema.BY_NAME[row["tbl"]]
        if table.kind == "register":  # and it is what the pure function says, not what came of the batches
            made = row_projection(receivers[0], table.name, bytes(row["row"]))
            kept = receivers[0].one(f"SELECT _open, _incomplete FROM {table.name} WHERE id = ?", (row["row"],))
            assert (kept["_open"], kept["_incomplete"]) == (len(made.disputed), int(made.incomplete))


def shape(store: Store) -> dict[str, Any]:
    """Give what clocks may not change: the digest, and each open field with the set of its values."""
    rows = store.rows("SELECT DISTINCT tbl, row FROM entry WHERE state = ?", (APPLIED,))
    disputed = {}
    for row in rows:
        if schema.BY_NAME[row["tbl"]].kind == "register":
            made = row_projection(store, row["tbl"], bytes(row["row"]))
            for column in made.disputed:
                disputed[row["tbl"], bytes(row["row"]), column] = sorted(
                    canonical.dump(value) for value, _ in made.current[column]
                )
    return {"digest": digest.digest(as_book(store)), "disputed": disputed}


@CALM
@given(steps=STEPS, seed=st.integers(0, 2**16), who=st.integers(0, len(KINDS) - 1))
def test_a_clock_years_off_changes_nothing(
    books: Callable[[], Books], steps: list[tuple[str, int, int]], seed: int, who: int
) -> None:
    found = []
    for wrong in (NOW, IN_2001, IN_2038):
        begun = books()
        clocks = [wrong if n == who else NOW for n in range(len(KINDS))]
        scribes = play(begun, steps, clocks, seed)
        store = begun.fresh()
        deliver(store, everything(scribes), random.Random(seed))
        found.append(shape(store))
    assert found[0] == found[1] == found[2]
