"""The code on the recovery sheet: long enough, typed group by group, every slip of one digit found in its own group."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import recovery_code
from rules.recovery_code import BadRecoveryCode

CODES = st.binary(min_size=32, max_size=32).map(lambda seed: recovery_code.make(lambda _size: seed))


def test_it_holds_more_than_128_bits() -> None:
    assert 10 ** (recovery_code.GROUPS * recovery_code.DIGITS) > 2**128
    assert len({recovery_code.make(os.urandom) for _ in range(50)}) == 50


@given(code=CODES)
def test_what_was_printed_is_read_however_it_is_typed(code: str) -> None:
    plain = code.replace(" ", "")
    for text in (
        code,
        plain,
        code.replace(" ", "-"),
        f"  {code}\n",
        recovery_code.PREFIX + plain,
        "".join(chr(ord(c) + 0xFEE0) for c in plain),
    ):
        assert recovery_code.read(text) == code
    assert len(recovery_code.secret(code)) == recovery_code.GROUPS * recovery_code.DIGITS


@given(code=CODES, at=st.integers(0, 47), step=st.integers(1, 9))
def test_one_wrong_digit_is_found_in_its_group(code: str, at: int, step: int) -> None:
    digits = list(code.replace(" ", ""))
    digits[at] = str((int(digits[at]) + step) % 10)
    with pytest.raises(BadRecoveryCode) as caught:
        recovery_code.read("".join(digits))
    assert caught.value.group == at // 6 + 1


@given(code=CODES, one=st.integers(0, 7), other=st.integers(0, 7))
def test_groups_that_changed_places_are_found(code: str, one: int, other: int) -> None:
    groups = code.split(" ")
    groups[one], groups[other] = groups[other], groups[one]
    if groups == code.split(" "):
        return
    with pytest.raises(BadRecoveryCode) as caught:
        recovery_code.read(" ".join(groups))
    assert caught.value.group == min(one, other) + 1


@pytest.mark.parametrize(("text", "group"), [("", 1), ("12", 1), ("x" * 48, 0), ("1" * 49, 0), ("YZ1:abc", 0)])
def test_what_is_no_code_is_refused(text: str, group: int) -> None:
    with pytest.raises(BadRecoveryCode) as caught:
        recovery_code.read(text)
    assert caught.value.group == group


def test_a_code_that_breaks_off_names_the_first_group_missing() -> None:
    code = recovery_code.make(os.urandom)
    with pytest.raises(BadRecoveryCode) as caught:
        recovery_code.read(code[:19])
    assert caught.value.group == 3
