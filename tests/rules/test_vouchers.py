"""Voucher numbers, blocks and the sums that must agree (docs/programme.md)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_10

from rules import vouchers
from rules.vouchers import Counts, Status

PREFIX = "512009519901001"
DIGITS = st.text("0123456789", min_size=15, max_size=15)


@given(DIGITS, st.integers(0, vouchers.MAX_SERIAL))
def test_numbers_carry_a_check_digit_that_others_find_right_too(prefix: str, serial: int) -> None:
    number = vouchers.make_number(prefix, serial)
    assert len(number) == 22
    assert mod_11_10.is_valid(number)
    assert vouchers.is_number(number)
    parsed = vouchers.parse_number(number)
    assert (parsed.prefix15, parsed.serial, str(parsed)) == (prefix, serial, number)
    assert vouchers.parse_number(vouchers.shown(number)) == parsed


@given(DIGITS, st.integers(0, vouchers.MAX_SERIAL), st.integers(0, 21), st.integers(1, 9))
def test_every_changed_digit_is_found(prefix: str, serial: int, at: int, by: int) -> None:
    number = vouchers.make_number(prefix, serial)
    changed = number[:at] + str((int(number[at]) + by) % 10) + number[at + 1 :]
    assert not vouchers.is_number(changed)


def test_the_parts_of_a_number() -> None:
    assert vouchers.make_prefix("51", 2009, "519901", 1) == PREFIX
    number = vouchers.parse_number(vouchers.make_number(PREFIX, 42))
    assert (number.province, number.year, number.county, number.batch, number.serial) == (
        "51",
        2009,
        "519901",
        "001",
        42,
    )


@pytest.mark.parametrize(
    ("text", "reason"), [("", "length"), ("51", "length"), ("5120095199010010000011", "check"), ("x" * 22, "length")]
)
def test_what_is_no_number(text: str, reason: str) -> None:
    assert not vouchers.is_number(text)
    with pytest.raises(vouchers.NumberFormat) as caught:
        vouchers.parse_number(text)
    assert caught.value.fields["reason"] == reason


def test_makers_refuse_what_does_not_fit() -> None:
    for make in (
        lambda: vouchers.make_number("51", 1),
        lambda: vouchers.make_number(PREFIX, 1_000_000),
        lambda: vouchers.make_number(PREFIX, -1),
        lambda: vouchers.make_prefix("5", 2009, "519901", 1),
        lambda: vouchers.make_prefix("51", 2009, "519901", 1000),
        lambda: vouchers.make_certificate_number("5199", 2009, 1, 1),
        lambda: vouchers.make_certificate_number("519901", 2009, 1, 0),
        lambda: vouchers.Block(PREFIX, 5, 4, 1, dt.date(2009, 12, 31)),
        lambda: vouchers.Block("x", 1, 4, 1, dt.date(2009, 12, 31)),
    ):
        with pytest.raises(vouchers.NumberFormat):
            make()


def test_a_block_knows_its_numbers() -> None:
    block = vouchers.Block(PREFIX, 1, 330, 50_000, dt.date(2009, 12, 31))
    assert block.size == 330
    assert list(block.numbers())[-1] == block.last_number
    assert next(block.numbers()) == block.first_number
    assert [vouchers.parse_number(number).serial for number in block.numbers(2, start=329)] == [329, 330]
    assert list(block.numbers(5, start=331)) == []
    assert block.contains(block.last_number)
    assert not block.contains(vouchers.make_number(PREFIX, 331))
    assert not block.contains(vouchers.make_number("512009519901002", 1))
    assert not block.contains(block.last_number[:-1] + str((int(block.last_number[-1]) + 1) % 10))


def test_the_sample_county_adds_up() -> None:
    counts = Counts(
        printed=330,
        stock=14,
        issued=310,
        void=6,
        redeemed=268,
        outstanding=39,
        lost=3,
        contested=1,
        payable=267,
        payable_fen=13_350_000,
    )
    assert counts.breaches() == ()
    assert counts.payable * 50_000 == counts.payable_fen


@pytest.mark.parametrize(
    ("counts", "breach"),
    [
        (Counts(printed=2, stock=1), "PRINTED"),
        (Counts(printed=1, issued=1), "ISSUED"),
        (Counts(printed=1, issued=1, redeemed=1, payable=2), "PAYABLE"),
        (Counts(stock=1, issued=-1, outstanding=-1), "NEGATIVE"),
    ],
)
def test_breaches_are_named(counts: Counts, breach: str) -> None:
    assert breach in counts.breaches()


@given(*[st.integers(0, 1000) for _ in range(7)])
def test_whatever_is_counted_from_its_parts_agrees(
    stock: int, drawn: int, void: int, redeemed: int, outstanding: int, expired: int, lost: int
) -> None:
    issued = redeemed + outstanding + expired + lost
    counts = Counts(
        stock + drawn + issued + void,
        stock,
        drawn,
        issued,
        void,
        redeemed,
        outstanding,
        expired,
        lost,
        payable=redeemed,
    )
    assert counts.breaches() == ()


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_the_smaller_sum_is_paid(face: int, fee: int) -> None:
    assert vouchers.payable(face, fee) == min(face, fee)
    with pytest.raises(ValueError, match="below zero"):
        vouchers.payable(-1, fee)


def test_states_lead_only_where_they_may() -> None:
    assert vouchers.may_become(Status.ISSUED, Status.REDEEMED)
    assert not vouchers.may_become(Status.REDEEMED, Status.VOID)
    assert not vouchers.may_become(Status.VOID, Status.ISSUED)
    assert set(vouchers.NEXT) == set(Status)


def test_serials_are_looked_through() -> None:
    report = vouchers.look_through([1, 2, 5, 3, 3, 9], first=1, last=10)
    assert report.duplicates == (3,)
    assert report.gaps == ((4, 4), (6, 8), (10, 10))
    assert report.jumps == ((2, 5), (5, 3), (3, 9))
    assert vouchers.look_through([]) == vouchers.SerialReport((), (), ())
    assert vouchers.look_through([], first=1, last=3).gaps == ((1, 3),)


@given(st.lists(st.integers(0, 60), max_size=40))
def test_gaps_and_used_serials_fill_the_range(serials: list[int]) -> None:
    report = vouchers.look_through(serials, first=0, last=60)
    missing = {serial for low, high in report.gaps for serial in range(low, high + 1)}
    assert missing | set(serials) == set(range(61))
    assert not missing & set(serials)
    assert set(report.duplicates) == {serial for serial in serials if serials.count(serial) > 1}


@given(st.integers(1000, 9999), st.integers(0, 99), st.integers(1, 99_999))
def test_certificate_numbers(year: int, base: int, serial: int) -> None:
    number = vouchers.make_certificate_number("519901", year, base, serial)
    digits = number.replace("-", "")
    assert len(digits) == 18
    assert vouchers.is_certificate_number(number)
    assert vouchers.is_certificate_number(digits)
    assert vouchers.certificate_shown(digits) == number
    assert vouchers.parse_certificate_number(number) == ("519901", year, base, serial)
    assert not vouchers.is_certificate_number(digits[:-1] + str((int(digits[-1]) + 1) % 10))
    with pytest.raises(vouchers.NumberFormat):
        vouchers.parse_certificate_number(digits[:-1])
