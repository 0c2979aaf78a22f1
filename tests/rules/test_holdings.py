"""Who holds a number is a function of the set of grants and handings, and money is never made by handing it on."""

import random

from hypothesis import given
from hypothesis import strategies as st

from rules.holdings import Handing, Run, limits, walk

A, B, C, D = b"A", b"B", b"C", b"D"
RUN = Run(A, "p", 1, 30)


def handing(at: int, giver: bytes, taker: bytes, first: int, last: int, fen: int = 0) -> Handing:
    return Handing(b"%d" % at, giver, taker, "p", first, last, fen, (0, b"", at, b""))


def holders(*handings: Handing) -> dict[int, tuple[bytes, bool]]:
    return {
        serial: (piece.holder, piece.contested)
        for pieces in walk([RUN], handings).pieces.values()
        for piece in pieces
        for serial in range(piece.first, piece.last + 1)
    }


def test_a_number_goes_on_and_comes_back() -> None:
    found = holders(
        handing(1, A, B, 11, 30), handing(1, B, C, 21, 30), handing(1, C, A, 25, 30), handing(2, A, B, 28, 30)
    )
    assert [found[at][0] for at in (1, 11, 21, 25, 28)] == [A, B, C, A, B]
    assert not any(contested for _, contested in found.values())


def test_one_handed_to_two_stays_with_neither_and_the_rest_is_untouched() -> None:
    twice = (handing(1, A, B, 11, 20), handing(2, A, C, 16, 25))
    found = holders(*twice)
    assert {at for at, (_, contested) in found.items() if contested} == set(range(16, 21))
    assert (found[11], found[25]) == ((B, False), (C, False))
    assert walk([RUN], twice).contested == {b"1", b"2"}
    back = handing(1, B, A, 16, 20)
    assert not any(contested for _, contested in holders(*twice, back).values())


def test_who_never_held_a_number_moves_and_freezes_nothing() -> None:
    found = walk([RUN], [handing(1, D, C, 1, 30)])
    assert found.pieces[RUN][0].holder == A
    assert not found.followed
    assert not found.contested


def test_money_that_is_not_there_is_not_handed_on() -> None:
    assert limits({A: 10, B: 0}, [handing(1, A, B, 1, 1, 8), handing(2, A, C, 2, 2, 8)]) == {A: 2, B: 8}
    assert limits({A: 10}, [handing(1, A, B, 1, 1, 8), handing(2, A, C, 2, 2, 8), handing(1, B, A, 1, 1, 8)]) == {
        A: 2,
        B: 0,
        C: 8,
    }


HANDINGS = st.lists(
    st.tuples(st.sampled_from([A, B, C, D]), st.sampled_from([A, B, C, D]), st.integers(1, 30), st.integers(0, 12), st.integers(0, 9)), max_size=9
)  # fmt: skip


@given(made=HANDINGS, seed=st.integers(0, 99))
def test_whatever_is_handed_on_and_in_whatever_order_it_comes_the_answers_are_the_same(
    made: list[tuple[bytes, bytes, int, int, int]], seed: int
) -> None:
    said = [
        handing(at, giver, taker, first, min(30, first + more), fen)
        for at, (giver, taker, first, more, fen) in enumerate(made)
        if giver != taker
    ]
    shuffled = random.Random(seed).sample(said, len(said))
    assert holders(*said) == holders(*shuffled)
    assert len(holders(*said)) == 30, "every number has one holder"
    money = limits({A: 20, B: 5}, said)
    assert money == limits({A: 20, B: 5}, shuffled)
    assert sum(money.values()) == 25
    assert min(money.values()) >= 0
