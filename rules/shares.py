"""Parting a sum of money by what each is owed, to the fen: nothing is lost in rounding and nobody gets more than they are owed."""

from collections.abc import Sequence


class SumTooLarge(ValueError):
    """Say that more is to be parted than all are owed together; a caller checks it before."""


def parted(total: int, owed: Sequence[int]) -> list[int]:
    """Give each one's share of `total` fen in the proportion of what they are owed.

    Where it does not come out even the largest remainders get a fen more, the earlier one first of two alike. Raise SumTooLarge.
    """
    whole = sum(owed)
    if not 0 <= total <= whole:
        raise SumTooLarge
    if not whole:
        return [0] * len(owed)
    shares = [total * one // whole for one in owed]
    first = sorted(range(len(owed)), key=lambda at: (-(total * owed[at] % whole), at))
    for at in first[: total - sum(shares)]:
        shares[at] += 1
    return shares
