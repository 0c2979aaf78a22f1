"""Numbers of members' cards."""

from hypothesis import given
from hypothesis import strategies as st

from rules import cards


def test_old_cards_are_taken_as_they_are_and_nonsense_is_not() -> None:
    assert cards.normalise(" ａb-０１２３ ") == "AB-0123"
    for number in ("5199010001", "川工A-0012".replace("川工", "CG"), "(2003)0045"[1:]):
        assert cards.problem(number) == "", number
    for number in ("", "ABC", "ABCDEF", "证号一二三四", "12 " * 20, "-1234"):
        assert cards.problem(number), number


@given(st.integers(1, 20_000))
def test_numbers_run_on(count: int) -> None:
    begins = cards.start("519901", 2009, b"\xab\xcd" + b"\0" * 14)
    assert begins == "5199012009ABCD"
    now = f"{begins}{count:04d}"
    assert cards.following(begins, now) == f"{begins}{count + 1:04d}"
    assert cards.following(begins, "") == begins + "0001"
    assert cards.problem(now) == ""
