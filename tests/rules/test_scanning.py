"""What a scan means, whatever it is: codes, numbers, cards of any maker's order, and nothing at all."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import idnumber, vouchers
from rules.scanning import CERTIFICATE, LONGEST, PERSON, TOKEN, VOUCHER, meaning

DAY = dt.date(2009, 9, 28)
WOMAN = "11010519491231002X"
NUMBER = vouchers.make_number("512009519901001", 7)
CERTIFICATE_NUMBER = vouchers.make_certificate_number("519901", 2009, 1, 1)


@pytest.mark.parametrize(
    ("text", "kinds", "canonical"),
    [
        ("YZ1:ABC", (TOKEN,), "YZ1:ABC"),
        (" yz1:ABC ", (TOKEN,), "yz1:ABC"),
        (NUMBER, (VOUCHER,), NUMBER),
        (vouchers.shown(NUMBER), (VOUCHER,), NUMBER),
        (CERTIFICATE_NUMBER, (CERTIFICATE,), CERTIFICATE_NUMBER.replace("-", "")),
        (WOMAN.lower(), (PERSON,), WOMAN),
        ("１１０１０５１９４９１２３１００２Ｘ", (PERSON,), WOMAN),
        ("110105194912310022", (), "110105194912310022"),
        ("6901234567892", (), "6901234567892"),
        ("", (), ""),
    ],
)  # fmt: skip
def test_a_number_proves_what_it_is(text: str, kinds: tuple[str, ...], canonical: str) -> None:
    found = meaning(text, today=DAY)
    assert (found.kinds, found.text) == (kinds, canonical)


def test_figures_that_may_be_two_things_say_so() -> None:
    """Rare, and the casebook tells which: both are looked for."""
    both = next(
        number
        for serial in range(1000, 32_000)
        if idnumber.check(
            number := vouchers.make_certificate_number("519901", 2009, 1, serial).replace("-", ""), today=DAY
        ).valid
    )
    assert meaning(both, today=DAY).kinds == (PERSON, CERTIFICATE)


@pytest.mark.parametrize(
    "record",
    [
        f"王秀英\t女\t汉\t19491231\t北京市朝阳区幸福路3号\t{WOMAN}\t北京市公安局朝阳分局\t20090101\t长期",
        f"王秀英|女|汉族|1949-12-31|北京市朝阳区幸福路3号|{WOMAN}|北京市公安局|20090101|20190101",
        f"{WOMAN},王秀英,女,北京市朝阳区幸福路3号",
    ],
)
def test_a_card_gives_number_name_and_address(record: str) -> None:
    found = meaning(record, today=DAY)
    assert (found.kinds, found.text, found.name, found.address) == ((PERSON,), WOMAN, "王秀英", "北京市朝阳区幸福路3号")


def test_a_long_name_with_its_dot_is_read_whole() -> None:
    found = meaning(f"阿依古丽·买买提\t女\t维吾尔\t{WOMAN}", today=DAY)
    assert (found.name, found.address) == ("阿依古丽·买买提", "")


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda data: data.decode("latin-1")))
def test_any_text_means_something_or_nothing(text: str) -> None:
    found = meaning(text, today=DAY)
    assert len(found.text) <= LONGEST
    assert set(found.kinds) <= {TOKEN, VOUCHER, CERTIFICATE, PERSON}


def test_ten_million_characters_are_no_scan() -> None:
    assert len(meaning("9" * 10_000_000, today=DAY).text) == LONGEST
