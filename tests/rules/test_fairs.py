"""The counts of a fair, never mixed; the real figures of 2009."""

import operator
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import fairs
from rules.fairs import Entries, Hires, Intents, Receptions, Site
from rules.quantities import Persons, PersonTimes

KINDS: tuple[Callable[[int], object], ...] = (Entries, Receptions, Intents, Hires)


@pytest.mark.parametrize("one", KINDS)
@pytest.mark.parametrize("other", KINDS)
def test_only_like_is_added_to_like(one: Callable[[int], object], other: Callable[[int], object]) -> None:
    if one is other:
        assert operator.add(one(3), other(4)) == one(7)
        return
    with pytest.raises(TypeError):
        operator.add(one(3), other(4))
    with pytest.raises(TypeError):
        sum([one(3), other(4)])  # type: ignore[list-item]
    assert one(3) != other(3)


def test_shanghai_on_22_february_2009() -> None:
    """Five sites, nearly 10,000 through the doors; 3,955 received and 1,632 with an intent at the four in the city's middle: 41 %."""
    received = (Receptions(1_200), Receptions(1_005), Receptions(950), Receptions(800))
    intended = (Intents(500), Intents(432), Intents(400), Intents(300))
    names = ("徐汇", "杨浦", "普陀", "卢湾")
    sites = [
        Site(name, entered=Entries(1_500), received=r, intended=i)
        for name, r, i in zip(names, received, intended, strict=True)
    ]
    found = fairs.total([*sites, Site("松江", entered=Entries(4_000))])
    assert (found.received, found.intended, found.intent_percent) == (Receptions(3_955), Intents(1_632), 41)
    assert (found.entered, found.employed) == (Entries(10_000), None)
    assert found.told == (5, 4, 4, 0)
    with pytest.raises(TypeError):
        operator.add(found.entered, found.received)


def test_hebei_s_170_000_is_never_one_number() -> None:
    """60,000 and 80,000 are person-times of introduction and training, 30,000 are persons at work (programme section 3, rows 50 and 51)."""
    introduced, trained, placed = PersonTimes(60_000), PersonTimes(80_000), Persons(30_000)
    assert introduced + trained == PersonTimes(140_000)
    with pytest.raises(TypeError):
        operator.add(introduced + trained, placed)
    with pytest.raises(TypeError):
        sum([introduced, trained, placed])  # type: ignore[list-item]


def test_tianjin_s_interviews_by_video() -> None:
    """Some 400 intents on nearly 600 posts: 67 % of the posts, which is not a rate of persons."""
    assert fairs.percent(400, 600) == 67


def test_a_part_cannot_exceed_its_whole() -> None:
    assert Site("一", entered=Entries(5), received=Receptions(6)).breaches() == ("received",)
    assert Site("一", entered=Entries(9), intended=Intents(3), employed=Hires(4)).breaches() == ("employed",)
    assert Site("一", entered=Entries(9), employed=Hires(4)).breaches() == ()
    assert Site("一").breaches() == ()


@given(st.lists(st.tuples(*[st.none() | st.integers(0, 9_999)] * 4), max_size=8))
def test_a_total_is_the_sum_of_what_was_told(rows: list[tuple[int | None, ...]]) -> None:
    sites = [
        Site(str(at), None, None, *(None if one is None else kind(one) for kind, one in zip(KINDS, row, strict=True)))  # type: ignore[arg-type]
        for at, row in enumerate(rows)
    ]
    found = fairs.total(sites)
    for at, (kind, one) in enumerate(
        zip(KINDS, (found.entered, found.received, found.intended, found.employed), strict=True)
    ):
        told = [row[at] for row in rows if row[at] is not None]
        assert found.told[at] == len(told)
        assert one == (kind(sum(told)) if told else None)  # type: ignore[arg-type]
