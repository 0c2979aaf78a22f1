"""Serials of pre-printed stock, as scanners and fingers give them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import serials
from rules.serials import RangeUnfit, Serial, SerialUnreadable, StockCount


@pytest.mark.parametrize(("text", "serial"), [
    ("0012345", "0012345"), (" 00 12-345 ", "0012345"), ("№0012345", "0012345"), ("No.0012345", "0012345"), ("ａ０１２３", "A0123"),
    ("no: ab000001", "AB000001"), ("NO123", "123"),
])  # fmt: skip
def test_a_serial_is_read_however_it_is_written(text: str, serial: str) -> None:
    assert str(serials.parse(text)) == serial


@pytest.mark.parametrize("text", ["", "12", "A", "券0001", "ABCDEFG001", "1234567890123", "00A1", "YZ1:ABC"])
def test_what_is_no_serial_is_refused(text: str) -> None:
    with pytest.raises(SerialUnreadable):
        serials.parse(text)


@given(st.from_regex(r"[A-MO-Z]{0,6}[0-9]{3,12}", fullmatch=True))
def test_a_serial_comes_back_as_it_is_printed(text: str) -> None:
    assert str(serials.parse(text)) == text


def test_ranges_know_their_sheets() -> None:
    run = serials.run("A0098", "A0102")
    assert run.count == 5
    assert serials.parse("A0100") in run
    assert serials.parse("A0103") not in run
    assert serials.parse("A100") not in run  # as many figures as the range's
    assert serials.parse("0100") not in run
    assert run.overlaps(serials.run("A0102", "A0200"))
    assert serials.run("A0001", "A0300").overlaps(run)
    assert not run.overlaps(serials.run("A0103", "A0200"))
    assert Serial("", 3, 999).next() is None


@pytest.mark.parametrize(("first", "last", "reason"), [
    ("A001", "B002", "prefix"), ("0001", "002", "prefix"), ("0002", "0001", "order"), ("0000001", "0200000", "size"),
])  # fmt: skip
def test_a_range_is_bounded_by_two_serials_of_one_kind(first: str, last: str, reason: str) -> None:
    with pytest.raises(RangeUnfit) as told:
        serials.run(first, last)
    assert told.value.reason == reason


def test_the_account_holds_or_says_that_it_does_not() -> None:
    assert StockCount(10, 4, 2, 4, 1).holds
    assert not StockCount(10, 4, 2, 5).holds
    assert not StockCount(10, 4, 2, 4, 3).holds
    assert not StockCount(0, 1, 0, -1).holds
