"""Quantities: like is added to like, and nothing else to anything."""

import operator
from collections.abc import Callable
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import quantities
from rules.quantities import Amount, Persons, PersonTimes, Pieces, Quantity, Share, UnitsDiffer, completion, total

COUNTS = st.integers(-10_000_000, 10_000_000)
KINDS: tuple[Quantity, ...] = (Persons(3), PersonTimes(4), Amount(500), Pieces(2, "场"), Share(41))


def test_persons_and_person_times_cannot_be_added() -> None:
    # The type checker says so too: were one of these sums to be allowed, its ignore would be unused, which `make check` refuses.
    with pytest.raises(TypeError):
        Persons(3) + PersonTimes(4)  # type: ignore[operator]
    with pytest.raises(TypeError):
        PersonTimes(4) + Persons(3)  # type: ignore[operator]
    with pytest.raises(TypeError):
        Persons(3) - PersonTimes(4)  # type: ignore[operator]
    with pytest.raises(TypeError):
        Persons(3) + 4  # type: ignore[operator]
    with pytest.raises(TypeError):
        sum([Persons(3), Persons(4)])  # type: ignore[list-item]
    with pytest.raises(TypeError):
        Amount(500) + Persons(1)  # type: ignore[operator]
    with pytest.raises(TypeError):
        Share(41) + Share(5)  # type: ignore[operator]


@pytest.mark.parametrize("how", [operator.add, operator.sub])
@pytest.mark.parametrize(("one", "other"), list(permutations(KINDS, 2)))
def test_no_two_kinds_meet_at_run_time(how: Callable[..., object], one: Quantity, other: Quantity) -> None:
    with pytest.raises(TypeError):
        how(one, other)


def test_kinds_of_one_number_are_not_equal_and_not_compared() -> None:
    assert len({Persons(3), PersonTimes(3), Amount(3), Pieces(3, "场"), Pieces(3, "期"), Share(3)}) == 6
    with pytest.raises(TypeError):
        _ = Persons(3) < PersonTimes(4)  # type: ignore[operator]


def test_pieces_of_two_units_do_not_meet() -> None:
    assert Pieces(2, "场") + Pieces(3, "场") == Pieces(5, "场")
    for how in (operator.add, operator.sub):
        with pytest.raises(UnitsDiffer):
            how(Pieces(2, "场"), Pieces(3, "期"))


@given(st.lists(COUNTS))
def test_like_is_added_to_like(counts: list[int]) -> None:
    assert total((Persons(one) for one in counts), Persons(0)).count == sum(counts)
    assert total((Amount(one) for one in counts), Amount(0)).fen == sum(counts)


@given(COUNTS, COUNTS)
def test_a_difference_added_again_is_what_was(one: int, other: int) -> None:
    for measure in quantities.MEASURES[:-1]:
        first, second = quantities.make(measure, one, "张"), quantities.make(measure, other, "张")
        assert operator.add(first, operator.sub(second, first)) == second


def test_shown_with_their_units() -> None:
    told = [(one.shown, one.unit) for one in KINDS]
    assert told == [("3", "人"), ("4", "人次"), ("0.00", "万元"), ("2", "场"), ("41", "%")]
    assert Amount(3_000_000_000).shown == "3,000.00"
    assert Amount(-50_000_00).shown == "-5.00"


def test_completion_is_cut_off_and_asks_for_one_kind() -> None:
    assert completion(Persons(999), Persons(1000)) == 999
    assert completion(Persons(9999), Persons(10_000)) == 999
    assert completion(Persons(10_000), Persons(10_000)) == 1000
    assert completion(Persons(1), PersonTimes(10)) is None
    assert completion(Pieces(1, "场"), Pieces(10, "期")) is None
    assert completion(Persons(1), Persons(0)) is None
    assert [quantities.percent(one) for one in (0, 412, 1632, None)] == ["0.0%", "41.2%", "163.2%", "—"]
