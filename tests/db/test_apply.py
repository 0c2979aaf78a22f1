"""Applying entries: whatever the order, the batches and the repetitions, two stores end with the same rows."""

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import apply as applying
from db import entries, erased, flags, migrations, schema, search
from db.entries import Entry
from db.store import Store
from rules import canonical
from rules.signing import SigningKey

DEVICES = {bytes([n]) * 8: role for n, role in ((1, "desk"), (2, "desk"), (3, "base"), (4, "province"))}
DESK, OTHER_DESK, BASE, PROVINCE = DEVICES
EP = b"e" * 8
ROWS = [bytes([n]) * 16 for n in range(3)]
NOW = 1_254_099_600_000


def role_of(dev: bytes) -> str | None:
    return DEVICES.get(dev)


def entry(
    dev: bytes,
    tbl: str,
    row: bytes,
    values: dict[str, Any],
    *parents: Entry,
    kind: str = "patch",
    q: int = 1,
    **more: Any,
) -> Entry:
    return entries.make(**{
        "stream": (dev, EP), "q": q, "previous": b"p" * 32, "tbl": tbl, "row": row, "kind": kind, "parents": [one.hash for one in parents],
        "actor": "", "schema_version": 1, "ts": NOW, "clock_doubt": False, "values": values, "salt": bytes([q % 251]) * 16, **more,
    })  # fmt: skip


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Give a function that empties and gives one of two stores."""
    stores = [Store.create(tmp_path_factory.mktemp("apply") / f"{n}.db", bytes([n]) * 32) for n in range(2)]
    for store in stores:
        migrations.upgrade(store)
        store.execute("PRAGMA synchronous = OFF")

    def give(n: int) -> Store:
        with stores[n].transaction():
            for table in (*schema.BY_NAME, "entry", "term", "flag", "erasure", "setting"):
                stores[n].execute(f"DELETE FROM {table}")
        return stores[n]

    yield give
    for store in stores:
        store.close()


def feed(store: Store, *batches: list[Entry]) -> applying.Applied:
    done = applying.Applied()
    for batch in batches:
        with store.transaction():
            done = applying.apply(store, batch, role_of, NOW)
    return done


def state(store: Store) -> dict[str, Any]:
    """Give all that must not depend on arrival: rows without their numbers, found words, flags."""
    found: dict[str, Any] = {}
    for name, table in schema.BY_NAME.items():
        columns = ["id", *table.names, *schema.local_columns(table)]
        found[name] = sorted((tuple(row) for row in store.rows(f"SELECT {', '.join(columns)} FROM {name}")), key=repr)
    found["words"] = sorted(
        tuple(row) for row in store.rows("SELECT t.key, p.id FROM term t JOIN person p ON p.n = t.n WHERE t.what = 1")
    )
    found["flags"] = sorted(
        tuple(row) for row in store.rows("SELECT code, tbl, row, detail FROM flag WHERE code = 'DUP_ROW'")
    )
    return found


VALUES: dict[str, list[str | None]] = {
    "name": ["张三", "李四", None],
    "phone": ["13800138000", "13900139000", None],
    "doc_no": ["A1", "B2"],
}


@st.composite
def histories(draw: st.DrawFn) -> list[Entry]:
    """Draw entries of two desks upon three persons, and facts under few row ids."""
    made: list[Entry] = []
    for q in range(1, draw(st.integers(2, 10)) + 1):
        row = draw(st.sampled_from(ROWS))
        mine = [one for one in made if one.row == row and one.tbl == "person"]
        seen = draw(st.lists(st.sampled_from(mine), unique_by=lambda one: one.hash, max_size=2)) if mine else []
        kind = draw(st.sampled_from(["patch", "patch", "patch", "decide", "fact"]))
        dev = draw(st.sampled_from([DESK, OTHER_DESK]))
        if kind == "fact":
            loss = {"voucher": ROWS[0].hex(), "reason": draw(st.sampled_from(["遗失", "被盗"]))}
            made.append(entry(dev, "voucher_loss", row, loss, kind="fact", q=q))
        elif kind == "decide" and mine:
            body = {
                "field": draw(st.sampled_from(sorted(VALUES))),
                "chosen": draw(st.sampled_from(mine)).hash.hex(),
                "rejected": [],
            }
            made.append(entry(dev, "person", row, body, *seen, kind="decide", q=q))
        else:
            body = {
                name: draw(st.sampled_from(VALUES[name])) for name in draw(st.sets(st.sampled_from(sorted(VALUES))))
            }
            made.append(entry(dev, "person", row, body, *seen, q=q))
    return made


def batches(items: list[Entry], chance: random.Random) -> list[list[Entry]]:
    found: list[list[Entry]] = [[]]
    for item in items:
        if chance.random() < 0.4:
            found.append([])
        found[-1].append(item)
    return found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories(), chance=st.randoms(use_true_random=False))
def test_any_order_in_any_batches_gives_the_same_rows(empty: Any, history: list[Entry], chance: random.Random) -> None:
    one, other = empty(0), empty(1)
    feed(one, history)
    shuffled = [*history, *chance.choices(history, k=len(history) // 2)]
    chance.shuffle(shuffled)
    feed(other, *batches(shuffled, chance))
    assert state(one) == state(other)
    for row in ROWS:  # what is stored is what all entries together make, whether it was fast-forwarded or replayed
        stored = one.one("SELECT * FROM person WHERE id = ?", (row,))
        if stored is None:
            continue
        made = applying.row_projection(one, "person", row)
        assert stored["_heads"] == b"".join(made.heads)
        assert stored["_open"] == len(made.disputed)
        assert bool(stored["_incomplete"]) is made.incomplete
        assert {name: stored[name] for name in made.shown} == made.shown


def test_a_clock_ten_years_off_wins_nothing(empty: Any) -> None:
    store = empty(0)
    root = entry(DESK, "person", ROWS[0], {"phone": "1"})
    ahead = entry(OTHER_DESK, "person", ROWS[0], {"phone": "2"}, root, q=2, ts=NOW + 315_360_000_000, clock_doubt=True)
    behind = entry(DESK, "person", ROWS[0], {"phone": "3"}, root, q=3, ts=0)
    feed(store, [root, ahead, behind])
    row = store.one("SELECT phone, _open FROM person")
    assert row["_open"] == 1
    lowest = min((ahead, behind), key=lambda one: one.hash)
    assert row["phone"] == (lowest.values or {})["phone"]
    later = entry(DESK, "person", ROWS[0], {"name": "张三"}, ahead, behind, q=4, ts=5)
    feed(store, [later])
    assert store.value("SELECT name FROM person") == "张三"


def test_a_missing_parent_is_marked_and_heals(empty: Any) -> None:
    store = empty(0)
    root = entry(DESK, "person", ROWS[0], {"phone": "1"})
    middle = entry(DESK, "person", ROWS[0], {"phone": "2"}, root, q=2)
    last = entry(DESK, "person", ROWS[0], {"phone": "3"}, middle, q=3)
    feed(store, [last], [root])
    assert store.value("SELECT _incomplete FROM person") == 1
    feed(store, [middle])
    row = store.one("SELECT phone, _incomplete, _open, _heads FROM person")
    assert tuple(row) == ("3", 0, 0, last.hash)


LOSS = {"voucher": ROWS[0].hex()}
SIGNER = SigningKey.from_seed(b"s" * 32)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (entry(b"?" * 8, "person", ROWS[0], {"name": "A"}), applying.HELD),
        (entry(BASE, "person", ROWS[0], {"name": "A"}), applying.NOT_ENTITLED),
        (entry(DESK, "redemption", ROWS[0], {}, kind="fact"), applying.NOT_ENTITLED),
        (entry(PROVINCE, "voucher_issue", ROWS[0], {}, kind="fact"), applying.NOT_ENTITLED),
        (entry(DESK, "starship", ROWS[0], {}), applying.UNKNOWN),
        (entry(DESK, "person", ROWS[0], {"aura": "blue"}), applying.UNKNOWN),
        (entry(DESK, "person", ROWS[0], {"name": "A"}, schema_version=schema.SCHEMA_VERSION + 1), applying.UNKNOWN),
        (entry(DESK, "person", ROWS[0], {}, kind="erase"), erased.UNSIGNED),
        (entry(DESK, "person", ROWS[0], {}, kind="erase", signers=[("0f" * 16, SIGNER)] * 2), erased.UNSIGNED),
        (entry(BASE, "person", ROWS[0], {}, kind="erase"), applying.NOT_ENTITLED),
        (entry(DESK, "voucher_issue", ROWS[0], {}, kind="erase"), applying.NOT_ENTITLED),
        (entry(PROVINCE, "staff", ROWS[0], {}, kind="erase"), applying.NOT_ENTITLED),
        (entry(DESK, "person", ROWS[0], {"name": 5}), applying.BAD_SHAPE),
        (entry(DESK, "person", ROWS[0], {"name": []}), applying.BAD_SHAPE),
        (entry(DESK, "person", ROWS[0], {"doc_pending": []}), applying.BAD_SHAPE),
        (entry(DESK, "person", ROWS[0], {"doc_pending": 2}), applying.BAD_SHAPE),
        (entry(DESK, "person", ROWS[0], {"name": "A"}, kind="fact"), applying.BAD_SHAPE),
        (entry(DESK, "person", ROWS[0], {"name": "A"}, kind="epoch"), applying.BAD_SHAPE),
        (entry(DESK, "epoch", ROWS[0], {"name": "A"}), applying.BAD_SHAPE),
        (entry(DESK, "person", ROWS[0], {"field": 1, "chosen": "x"}, kind="decide"), applying.BAD_SHAPE),
        (entry(DESK, "person", ROWS[0], {"field": "aura", "chosen": "x"}, kind="decide"), applying.UNKNOWN),
        (entry(DESK, "voucher_loss", ROWS[0], LOSS), applying.BAD_SHAPE),
        (entry(DESK, "voucher_loss", ROWS[0], {}, kind="fact"), applying.BAD_SHAPE),
        (entry(DESK, "voucher_loss", ROWS[0], {"voucher": None}, kind="fact"), applying.BAD_SHAPE),
        (entry(DESK, "voucher_loss", ROWS[0], {"voucher": "AA" * 16}, kind="fact"), applying.BAD_SHAPE),
        (entry(DESK, "voucher_loss", ROWS[0], LOSS | {"day": "2009-02-30"}, kind="fact"), applying.BAD_SHAPE),
        (entry(DESK, "training_class", ROWS[0], {"fee_fen": -1}), applying.BAD_SHAPE),
    ],
)
def test_what_does_not_count_is_kept_unapplied_and_told(empty: Any, made: Entry, expected: str) -> None:
    store = empty(0)
    done = feed(store, [made])
    assert done.states == {expected: 1}
    assert store.value("SELECT state FROM entry") == expected
    assert all(store.value(f"SELECT count(*) FROM {name}") == 0 for name in schema.BY_NAME)
    told = [flag.code for flag in flags.open_flags(store)]
    assert told == ([] if expected == applying.HELD else [expected.upper()])
    assert set(told) <= set(flags.WORDS_OF)


def test_an_erased_line_without_a_known_erasure_is_told(empty: Any) -> None:
    store = empty(0)
    made = entry(DESK, "person", ROWS[0], {"name": "A"})
    feed(store, [entries.parse(DESK, EP, entries.line_of(made.header, made.salt, None))])
    assert [flag.code for flag in flags.open_flags(store)] == ["BODY_MISSING"]


def test_known_entries_are_counted_and_change_nothing(empty: Any) -> None:
    store = empty(0)
    made = entry(DESK, "person", ROWS[0], {"name": "张三"})
    assert feed(store, [made, made]).known == 1
    done = feed(store, [made])
    assert (done.new, done.known) == (0, 1)
    assert store.value("SELECT count(*) FROM entry") == 1


def test_a_changed_name_is_found_by_its_new_pieces_only(empty: Any) -> None:
    store = empty(0)
    root = entry(DESK, "person", ROWS[0], {"name": "张三丰", "phone": "13800138000"})
    feed(store, [root], [entry(DESK, "person", ROWS[0], {"name": "李四"}, root, q=2)])
    assert search.person_numbers(store, "张三", 10) == []
    assert len(search.person_numbers(store, "李四", 10)) == 1
    assert len(search.person_numbers(store, "8000", 10)) == 1
    feed(store, [entry(OTHER_DESK, "person", ROWS[0], {"name": "王五", "phone": "13900139001"}, root, q=3)])
    shown = store.value("SELECT name FROM person")
    assert len(search.person_numbers(store, shown, 10)) == 1
    other = "王五" if shown == "李四" else "李四"
    assert search.person_numbers(store, other, 10) == []


def test_the_same_document_twice_is_flagged_on_both_rows(empty: Any) -> None:
    store = empty(0)
    feed(
        store,
        [entry(DESK, "person", ROWS[0], {"doc_no": "A1"})],
        [entry(OTHER_DESK, "person", ROWS[1], {"doc_no": "A1"})],
    )
    assert {(flag.code, flag.row) for flag in flags.open_flags(store)} == {
        ("DUP_DOCUMENT", ROWS[0]),
        ("DUP_DOCUMENT", ROWS[1]),
    }


def test_two_corrections_of_one_fact_are_flagged(empty: Any) -> None:
    store = empty(0)
    sheet = {"class_id": ROWS[2].hex(), "day": "2009-09-28", "part": "上午", "marks": {}}
    first = entry(BASE, "attendance", ROWS[0], sheet, kind="fact")
    again = [
        entry(BASE, "attendance", bytes([q]) * 16, sheet | {"corrects": ROWS[0].hex()}, kind="fact", q=q)
        for q in (7, 8)
    ]
    feed(store, [first, again[0]])
    assert flags.open_flags(store) == []
    feed(store, [again[1]])
    assert {(flag.code, flag.row) for flag in flags.open_flags(store)} == {
        ("TWO_CORRECTIONS", one.row) for one in again
    }


STAFF = "0f" * 16


def staff(key: str, q: int = 1) -> Entry:
    return entry(DESK, "staff", bytes.fromhex(STAFF), {"name": "李书", "sign_key": key}, q=q)


def loss(*signers: tuple[str, SigningKey]) -> Entry:
    return entry(DESK, "voucher_loss", ROWS[0], LOSS, kind="fact", q=9, signers=signers)


def test_signatures_are_checked_and_an_unknown_clerk_is_looked_up_again(empty: Any) -> None:
    store = empty(0)
    feed(store, [loss((STAFF, SIGNER))])
    assert [flag.code for flag in flags.open_flags(store)] == ["SIGNER_UNKNOWN"]
    feed(store, [staff(SIGNER.public.hex())])
    assert flags.open_flags(store) == []
    feed(empty(0), [loss((STAFF, SIGNER)), staff(SIGNER.public.hex())])
    assert flags.open_flags(store) == []


@pytest.mark.parametrize("key", [SigningKey.from_seed(b"x" * 32).public.hex(), "no key", "", "00" * 32])
def test_a_wrong_signature_is_flagged(empty: Any, key: str) -> None:
    store = empty(0)
    feed(store, [staff(key)], [loss((STAFF, SIGNER))])
    assert [flag.code for flag in flags.open_flags(store)] == ["BAD_SIGNATURE"]
    feed(empty(0), [loss((STAFF, SIGNER))], [staff(key)])
    assert [flag.code for flag in flags.open_flags(store)] == ["BAD_SIGNATURE"]


def test_what_nobody_or_only_one_of_two_signed_is_flagged(empty: Any) -> None:
    store = empty(0)
    feed(store, [staff(SIGNER.public.hex()), loss()])
    assert [flag.code for flag in flags.open_flags(store)] == ["UNSIGNED"]
    void = {"number": "1", "reason": "打印损坏"}
    feed(store, [entry(DESK, "voucher_void", ROWS[1], void, kind="fact", q=3, signers=[(STAFF, SIGNER)] * 2)])
    assert {flag.tbl for flag in flags.open_flags(store)} == {"voucher_loss", "voucher_void"}


@given(st.dictionaries(st.text("abcdefghijklmnopqrstuvwxyz_", max_size=12) | st.sampled_from(sorted({name for table in schema.TABLES for name in table.names})),
    st.recursive(st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3), lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.just("k"), inner, max_size=1), max_leaves=4),
    max_size=5), st.sampled_from(sorted(schema.BY_NAME)))  # fmt: skip
def test_any_body_fits_or_is_named_wrong(body: dict[str, Any], name: str) -> None:
    table = schema.BY_NAME[name]
    try:
        row = schema.row_of(table, body)
    except schema.WrongShape as error:
        wrong = error.fields["column"]
        assert wrong in body
        return
    assert row.keys() == body.keys()
    assert all(value is None or type(value) in {str, int, bytes} for value in row.values())
    assert canonical.dump(body)
