"""Money by source: balances in any order, never below nothing, earmarked, and never one sum with goods."""

import datetime as dt
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import funds
from rules.funds import Cash, InKind, Movement

FIRST = dt.date(2009, 1, 1)
WAN = 10_000 * 100
DAYS = st.integers(0, 40).map(lambda days: FIRST + dt.timedelta(days=days))
MOVES = st.lists(st.builds(Movement, DAYS, st.integers(-10_000, 10_000)), max_size=20)


def test_money_and_what_goods_are_valued_at_cannot_be_added() -> None:
    # The type checker says so too: were one of these sums to be allowed, its ignore would be unused.
    with pytest.raises(TypeError):
        Cash(1) + InKind(1)  # type: ignore[operator]
    with pytest.raises(TypeError):
        InKind(1) + Cash(1)  # type: ignore[operator]
    with pytest.raises(TypeError):
        Cash(1) - InKind(1)  # type: ignore[operator]
    with pytest.raises(TypeError):
        sum([Cash(1), InKind(1)], Cash())  # type: ignore[type-var]
    with pytest.raises(TypeError):
        Cash(1) + 1  # type: ignore[operator]
    assert len({Cash(1), InKind(1)}) == 2


def test_the_two_hundred_million_of_henan() -> None:
    """80 + 30 + 30 + 50 million by use and 10 million of subsidies to be won come to the 200 million of the slogan 283351."""
    split = {
        "生活、医疗救助": 8000,
        "小额借（贷）款": 3000,
        "技能和创业培训": 3000,
        "子女助学": 5000,
        "争取政府补贴": 1000,
    }
    total = sum((Cash(value * WAN) for value in split.values()), Cash())
    assert total == Cash(20_000 * WAN) == Cash(200_000_000 * 100)
    assert total.shown == "200,000,000.00"


@given(MOVES, st.randoms(use_true_random=False))
def test_the_balance_is_in_less_out_in_any_order_and_merge(moves: list[Movement], chance: random.Random) -> None:
    other = moves[:]
    chance.shuffle(other)
    cut = chance.randint(0, len(other))
    came = sum(one.fen for one in moves if one.fen > 0)
    went = -sum(one.fen for one in moves if one.fen < 0)
    assert funds.balance(moves) == funds.balance(other) == Cash(came - went)
    assert funds.balance(other[:cut]) + funds.balance(other[cut:]) == Cash(came - went)
    assert funds.by_day(moves) == funds.by_day(other)
    if moves:
        assert funds.by_day(moves)[-1][1] == came - went


@given(st.lists(st.tuples(DAYS, st.integers(1, 10_000), st.booleans()), max_size=25))
def test_who_spends_what_there_is_room_for_never_falls_below_nothing(wishes: list[tuple[dt.date, int, bool]]) -> None:
    entered: list[Movement] = []
    for day, fen, comes in wishes:
        if comes:
            entered.append(Movement(day, fen))
        elif fen <= funds.room(entered, day).fen:
            entered.append(Movement(day, -fen))
    assert funds.lowest(entered).fen >= 0
    assert all(left >= 0 for _, left in funds.by_day(entered))


@given(MOVES, DAYS)
def test_there_is_never_room_for_one_fen_more(moves: list[Movement], day: dt.date) -> None:
    free = funds.room(moves, day).fen
    more = [*moves, Movement(day, -(free + 1))]
    assert min(left for on, left in funds.by_day(more) if on >= day) == -1


def test_money_that_comes_later_is_not_spent_today() -> None:
    moves = [Movement(FIRST, 100), Movement(dt.date(2009, 6, 1), 900), Movement(dt.date(2009, 3, 1), -60)]
    assert funds.room(moves, dt.date(2009, 2, 1)) == Cash(40)
    assert funds.room(moves, dt.date(2009, 6, 1)) == Cash(940)
    assert funds.room(moves, dt.date(2008, 12, 31)) == Cash(0)
    assert funds.room([], FIRST) == Cash(0)


def test_a_source_that_names_uses_is_for_these_alone() -> None:
    assert funds.fits((), "3")
    assert funds.fits(("1", "4"), "4")
    assert not funds.fits(("1", "4"), "3")
