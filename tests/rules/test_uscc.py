"""Credit codes of organisations (GB 32100-2015), and the older numbers that lists still hold."""

from hypothesis import given
from hypothesis import strategies as st

from rules import uscc


def test_a_published_code_is_right_and_each_slip_is_told() -> None:
    assert uscc.problem("91110000600037341L") == ""
    assert uscc.problem(" ９１１１００００600037341l ") == ""
    assert uscc.problem("91110000600037341X") == "check"
    assert uscc.problem("9111000060003734IL") == "character"
    assert uscc.problem("9111000060003734") == "length"


def test_a_cooperative_whose_code_begins_with_a_letter_is_not_refused() -> None:
    first = "N2519901MA0000001"
    assert uscc.problem(first + uscc.check_character(first)) == ""


def test_older_numbers_of_registration_and_organisation_pass() -> None:
    assert uscc.problem("510000000000001") == ""
    assert uscc.problem("12345678-9") == ""
    assert uscc.problem("12345678X") == ""


@given(
    st.integers(0, 8),
    st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=9, max_size=9),
    st.integers(0, 16),
    st.integers(1, 30),
)
def test_one_wrong_character_is_always_found(kind: int, tail: str, place: int, by: int) -> None:
    first = f"9{kind}519901{tail}"
    whole = first + uscc.check_character(first)
    assert uscc.problem(whole) == ""
    wrong = uscc.ALPHABET[(uscc.ALPHABET.index(whole[place]) + by) % 31]
    assert uscc.problem(whole[:place] + wrong + whole[place + 1 :]) in {"check", "character"}
