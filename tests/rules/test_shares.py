"""Money that was recovered for many is parted to the fen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.shares import SumTooLarge, parted

OWED = st.lists(st.integers(0, 10**9), max_size=60)


@given(OWED, st.data())
def test_shares_come_to_the_sum_and_to_no_more_than_is_owed(owed: list[int], data: st.DataObject) -> None:
    total = data.draw(st.integers(0, sum(owed)))
    shares = parted(total, owed)
    assert sum(shares) == total
    assert all(0 <= share <= one for share, one in zip(shares, owed, strict=True))
    for share, one in zip(shares, owed, strict=True):
        assert abs(share * sum(owed) - total * one) < max(1, sum(owed)), "nobody is off by a fen"


@given(OWED)
def test_all_that_is_owed_is_given_in_full(owed: list[int]) -> None:
    assert parted(sum(owed), owed) == owed


def test_more_than_is_owed_is_not_parted() -> None:
    with pytest.raises(SumTooLarge):
        parted(4, [1, 2])
    assert parted(2, [1, 1, 1]) == [1, 1, 0]
