"""Erasure in the store: whatever comes first, nothing of a row's text is left and two stores end alike."""

import random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import apply as applying
from db import entries, erased, flags, schema, search
from db.entries import Entry
from db.merge import project
from rules.signing import SigningKey
from tests.db.test_apply import (
    DESK,
    EP,
    OTHER_DESK,
    PROVINCE,
    ROWS,
    empty,
    entry,
    feed,
    state,
)

__all__ = ["empty"]
CLERKS = [("0a" * 16, SigningKey.from_seed(b"a" * 32)), ("0b" * 16, SigningKey.from_seed(b"b" * 32))]
SECRET = "王秀英密"


def staff() -> list[Entry]:
    return [
        entry(DESK, "staff", bytes.fromhex(who), {"name": "李书", "sign_key": key.public.hex()}, q=900 + n)
        for n, (who, key) in enumerate(CLERKS)
    ]


def erase(dev: bytes, row: bytes, *parents: Entry, tbl: str = "person", q: int = 50) -> Entry:
    return entry(dev, tbl, row, {"reason": "本人要求"}, *parents, kind="erase", q=q, signers=CLERKS)


def bare(one: Entry) -> Entry:
    """Give an entry as it travels once its body is gone."""
    return entries.parse(one.dev, EP, entries.line_of(one.header, b"", None))


@st.composite
def histories(draw: st.DrawFn) -> list[Entry]:
    """Draw what two desks write of two persons and of an old benefit, some of it erased, some lines without their bodies."""
    made: list[Entry] = []
    for q in range(1, draw(st.integers(2, 9)) + 1):
        row = draw(st.sampled_from(ROWS[:2]))
        mine = [one for one in made if one.row == row and one.tbl == "person"]
        seen = draw(st.lists(st.sampled_from(mine), unique_by=lambda one: one.hash, max_size=2)) if mine else []
        dev = draw(st.sampled_from([DESK, OTHER_DESK]))
        if draw(st.integers(0, 4)) == 0:
            body = {"name": SECRET, "year": 2008, "project": "技能培训"}
            made.append(entry(dev, "past_benefit", row, body, kind="fact", q=q))
        else:
            values = {"name": SECRET + draw(st.sampled_from("甲乙")), "phone": draw(st.sampled_from(["1", "2"]))}
            made.append(entry(dev, "person", row, values, *seen, q=q))
    orders = []
    for tbl in draw(st.sets(st.sampled_from(["person", "past_benefit"]))):
        mine = [one for one in made if one.row == ROWS[0] and one.tbl == tbl]
        orders.append(
            erase(draw(st.sampled_from([DESK, PROVINCE])), ROWS[0], *(mine if tbl == "person" else []), tbl=tbl)
        )
    return [*made, *orders]


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(histories(), st.randoms(use_true_random=False))
def test_whatever_order_batches_and_repetitions_two_stores_end_alike(
    empty: Any, history: list[Entry], chance: random.Random
) -> None:
    plain = empty(0)
    feed(plain, staff(), history)
    gone = {(one.tbl, one.row) for one in history if one.kind == "erase"}
    came = [
        bare(one) if (one.tbl, one.row) in gone and one.kind != "erase" and chance.random() < 0.5 else one
        for one in history
    ]
    came += chance.choices(history, k=len(history) // 2)
    chance.shuffle(came)
    other = empty(1)
    at = 0
    while at < len(came):
        size = chance.randint(1, 4)
        feed(other, came[at : at + size])
        at += size
    feed(other, staff())
    one, two = state(plain), state(other)
    assert {name: one[name] for name in schema.BY_NAME} == {name: two[name] for name in schema.BY_NAME}
    assert one["words"] == two["words"]
    for store in (plain, other):
        for tbl, row in gone:
            kept = store.rows(
                "SELECT body, salt, state FROM entry WHERE tbl = ? AND row = ? AND kind <> 'erase'", (tbl, row)
            )
            assert all((line["body"], line["salt"], line["state"]) == (None, b"", "applied") for line in kept)
            assert applying.row_projection(store, tbl, row).digest_line() == b"{}"
        assert not [
            flag for flag in flags.open_flags(store) if flag.code in {"BODY_MISSING", "SIGNER_UNKNOWN", "UNSIGNED"}
        ]


def test_a_row_erased_before_anything_of_it_came_stays_empty(empty: Any) -> None:
    store = empty(0)
    feed(store, staff(), [erase(DESK, ROWS[0])])
    assert tuple(store.one("SELECT name, _incomplete FROM person WHERE id = ?", (ROWS[0],))) == (None, schema.ERASED)
    feed(store, [entry(OTHER_DESK, "person", ROWS[0], {"name": SECRET})])
    assert tuple(store.one("SELECT name, _incomplete FROM person WHERE id = ?", (ROWS[0],))) == (None, schema.ERASED)
    assert search.person_numbers(store, SECRET, 5) == []
    assert (
        store.value("SELECT count(*) FROM entry WHERE body IS NOT NULL AND row = ? AND kind = 'patch'", (ROWS[0],)) == 0
    )


def test_a_body_that_is_missing_is_told_and_healed_by_the_body_or_by_the_erasure(empty: Any) -> None:
    store = empty(0)
    made = entry(DESK, "person", ROWS[0], {"name": "A"})
    feed(store, [bare(made)])
    assert [flag.code for flag in flags.open_flags(store)] == ["BODY_MISSING"]
    assert feed(store, [bare(made)]).known == 1
    assert feed(store, [made]).new == 1
    assert (flags.open_flags(store), store.value("SELECT name FROM person")) == ([], "A")
    store = empty(1)
    feed(store, [bare(made)], staff(), [erase(DESK, ROWS[0])])
    assert flags.open_flags(store) == []
    assert store.value("SELECT state FROM entry WHERE hash = ?", (made.hash,)) == "applied"


def test_a_line_stripped_by_its_carrier_does_not_keep_the_true_one_out(empty: Any) -> None:
    store = empty(0)
    root = entry(DESK, "person", ROWS[0], {"name": "A", "phone": "1"})
    next_one = entry(DESK, "person", ROWS[0], {"phone": "2"}, root, q=2)
    feed(store, [bare(root), next_one])
    feed(store, [next_one, root])
    assert tuple(store.one("SELECT name, phone, _incomplete FROM person")) == ("A", "2", 0)


def test_a_wrong_signature_under_an_erasure_is_flagged(empty: Any) -> None:
    store = empty(0)
    false = [(CLERKS[0][0], CLERKS[0][1]), (CLERKS[1][0], SigningKey.from_seed(b"z" * 32))]
    feed(store, staff(), [entry(DESK, "person", ROWS[0], {"reason": "x"}, kind="erase", signers=false)])
    assert [flag.code for flag in flags.open_flags(store)] == ["BAD_SIGNATURE"]


def test_who_may_erase_what() -> None:
    for name, table in schema.BY_NAME.items():
        assert not erased.may_erase(table, "base") or name == "ledger_certificate" or table.since > 2, name
        assert erased.may_erase(table, "province") == (name != "staff")
    # the service areas' tables follow the one rule: personal text, not signed
    may = {name for name, table in schema.BY_NAME.items() if table.since < 3 and erased.may_erase(table, "desk")}
    assert may == {
        "person",
        "person_profile",
        "past_benefit",
        "ledger_voucher",
        "ledger_certificate",
        "hardship_file",
        "same_as",
    }


def test_an_erased_row_is_computed_to_nothing_whatever_is_known_of_it() -> None:
    root = entry(DESK, "person", ROWS[0], {"name": "A"})
    found = project([applying.cause_of(root.hash, b"", "patch", None)])
    assert found.shown == {}
