"""The merge: a row is a function of the set of its entries, never of their arrival."""

import hashlib
import random
from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from db.merge import Cause, Projection, project
from rules import canonical

FIELDS = ("name", "phone", "note")


def cause(kind: str, body: dict[str, Any] | None, *parents: Cause, salt: int = 0) -> Cause:
    par = tuple(sorted(parent.hash for parent in parents))
    seed = canonical.dump([kind, body, [one.hex() for one in par], salt])
    return Cause(hashlib.sha256(seed).digest(), par, kind, body)


def patch(body: dict[str, Any], *parents: Cause, salt: int = 0) -> Cause:
    return cause("patch", body, *parents, salt=salt)


def decide(name: str, chosen: Cause, *parents: Cause) -> Cause:
    return cause("decide", {"field": name, "chosen": chosen.hash.hex(), "rejected": []}, *parents)


@st.composite
def histories(draw: st.DrawFn) -> list[Cause]:
    """Draw a history: each entry has seen some of the earlier ones, and patches or decides something."""
    made: list[Cause] = []
    for salt in range(draw(st.integers(1, 9))):
        seen = draw(st.lists(st.sampled_from(made), unique_by=lambda one: one.hash, max_size=3)) if made else []
        if made and draw(st.integers(0, 3)) == 0:
            name = draw(st.sampled_from(FIELDS))
            made.append(decide(name, draw(st.sampled_from(made)), *seen))
        else:
            body = draw(st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(["甲", "乙", "丙", None]), min_size=1))
            made.append(patch(body, *seen, salt=salt))
    return made


@given(histories(), st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(history: list[Cause], chance: random.Random) -> None:
    plain = project(history)
    again = [*history, *chance.choices(history, k=len(history))]
    chance.shuffle(again)
    shuffled = project(again)
    assert shuffled == plain
    assert shuffled.digest_line() == plain.digest_line()


def by_hand(history: Sequence[Cause]) -> Projection:
    """Follow a single writer, who has always seen everything: the last value of each field stands."""
    current: dict[str, tuple[tuple[Any, bytes], ...]] = {}
    for one in history:
        for name, value in (one.body or {}).items():
            current[name] = ((value, one.hash),)
    return Projection(current, (history[-1].hash,))


@given(
    st.lists(
        st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(["甲", "乙", None]), min_size=1),
        min_size=1,
        max_size=8,
    )
)
def test_one_writer_alone_never_meets_a_conflict(bodies: list[dict[str, Any]]) -> None:
    history: list[Cause] = []
    for salt, body in enumerate(bodies):
        history.append(patch(body, *history[-1:], salt=salt))
    found = project(history)
    assert found == by_hand(history)
    assert not found.disputed


def test_different_fields_changed_side_by_side_both_stand() -> None:
    root = patch({"name": "张三", "phone": "1"})
    left, right = patch({"phone": "2"}, root), patch({"note": "来过"}, root)
    found = project([root, left, right])
    assert found.shown == {"name": "张三", "phone": "2", "note": "来过"}
    assert found.disputed == ()
    assert found.heads == tuple(sorted([left.hash, right.hash]))


def test_one_field_changed_two_ways_keeps_both_and_shows_the_lowest_hash() -> None:
    root = patch({"phone": "1"})
    left, right = patch({"phone": "2"}, root), patch({"phone": "3"}, root)
    found = project([root, left, right])
    assert found.disputed == ("phone",)
    assert {value for value, _ in found.current["phone"]} == {"2", "3"}
    lowest = min((left, right), key=lambda one: one.hash)
    assert found.shown["phone"] == (lowest.body or {})["phone"]


def test_the_same_value_twice_is_no_conflict() -> None:
    root = patch({"phone": "1"})
    found = project([root, patch({"phone": "2"}, root), patch({"phone": "2"}, root, salt=1)])
    assert found.disputed == ()
    assert found.shown["phone"] == "2"


def test_an_ordinary_patch_does_not_close_a_conflict_that_its_writer_had_seen() -> None:
    root = patch({"phone": "1"})
    left, right = patch({"phone": "2"}, root), patch({"phone": "3"}, root)
    late = patch({"phone": "4", "note": "x"}, left, right)
    found = project([root, left, right, late])
    assert found.disputed == ("phone",)
    assert found.shown["note"] == "x"
    assert "4" not in {value for value, _ in found.current["phone"]}


def test_a_decision_closes_a_conflict_and_two_unequal_ones_reopen_it() -> None:
    root = patch({"phone": "1"})
    left, right = patch({"phone": "2"}, root), patch({"phone": "3"}, root)
    first = decide("phone", left, left, right)
    assert project([root, left, right, first]).current["phone"] == (("2", first.hash),)
    second = decide("phone", right, left, right)
    again = project([root, left, right, first, second])
    assert again.disputed == ("phone",)
    third = decide("phone", right, first, second)
    assert project([root, left, right, first, second, third]).shown["phone"] == "3"
    same = decide("phone", left, left, right)
    assert not project([root, left, right, first, same]).disputed


def test_after_a_decision_ordinary_patches_count_again() -> None:
    root = patch({"phone": "1"})
    left, right = patch({"phone": "2"}, root), patch({"phone": "3"}, root)
    closed = decide("phone", left, left, right)
    assert project([root, left, right, closed, patch({"phone": "9"}, closed)]).shown["phone"] == "9"


def test_a_missing_parent_leaves_the_row_incomplete_until_it_comes() -> None:
    root = patch({"phone": "1"})
    middle = patch({"phone": "2"}, root)
    last = patch({"phone": "3"}, middle)
    broken = project([root, last])
    assert broken.incomplete
    assert broken.missing == {middle.hash}
    healed = project([last, root, middle])
    assert not healed.incomplete
    assert healed.shown == {"phone": "3"}
    assert not healed.disputed


def test_null_clears_and_absence_leaves_alone() -> None:
    root = patch({"name": "张三", "phone": "1"})
    assert project([root, patch({"phone": None}, root)]).shown == {"name": "张三", "phone": None}


def test_an_erasure_takes_all_text_also_of_what_comes_later() -> None:
    root = patch({"name": "张三"})
    gone = cause("erase", {}, root)
    for found in (project([root, gone]), project([gone, patch({"name": "李四"}, root), root])):
        assert found.erased
        assert found.current == {}


def test_a_decision_for_an_entry_that_says_nothing_of_the_field_changes_nothing() -> None:
    root = patch({"phone": "1"})
    for body in (
        {"field": "note", "chosen": root.hash.hex()},
        {"field": 1, "chosen": "x"},
        {"field": "phone", "chosen": "zz"},
        {},
    ):
        assert project([root, cause("decide", body, root)]).shown == {"phone": "1"}
