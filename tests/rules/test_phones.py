"""Telephone numbers by their shape."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import phones


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("13812345678", "13812345678"),
        ("138 1234 5678", "13812345678"),
        ("138-1234-5678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("+86 138-1234-5678", "13812345678"),
        ("8613812345678", "13812345678"),
        ("19912345678", "19912345678"),
        ("0555-1234567", "0555-1234567"),
        ("（0555）1234567", "0555-1234567"),
        ("05551234567", "0555-1234567"),
        ("010-12345678", "010-12345678"),
        ("01012345678", "010-12345678"),
        ("0555-1234567转801", "0555-1234567-801"),
        ("0555-1234567-801", "0555-1234567-801"),
    ],
)
def test_numbers_are_written_one_way(text: str, number: str) -> None:
    assert phones.normalise(text) == number
    assert phones.is_valid(number)


@pytest.mark.parametrize(
    "text",
    [
        "电话不详123",
        "1380000",
        "138-0000-00",
        "23800000000",
        "12812345678",
        "",
        "138123456789",
        "1234567",
        "0555-123456789012",
    ],
)
def test_other_shapes_are_odd(text: str) -> None:
    assert not phones.is_valid(phones.normalise(text))


def test_the_tail_by_which_people_are_found() -> None:
    assert phones.tail("13812345678") == "5678"
    assert phones.tail("0555-1234567-801") == "7801"
    assert phones.tail("12") == ""


@given(st.text(max_size=30))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = phones.normalise(text)
    if phones.is_valid(once):
        assert phones.normalise(once) == once
