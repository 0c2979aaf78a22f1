"""Every vector of the standards, section 1 and 17, and what must hold for any number."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import idnumber, regions

TODAY = dt.date(2026, 1, 15)
REGION_CODES = sorted({row.code for row in regions.national() if row.level == "county"})


def check(text: str, today: dt.date = TODAY) -> idnumber.IdCheck:
    return idnumber.check(text, today=today)


@pytest.mark.parametrize(
    "text",
    [
        "11010519491231002X",
        "11010519491231002x",
        " 110105 19491231-002X ",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105\u200b19491231002X",
    ],
)
def test_the_standard_example_is_valid_however_it_is_typed(text: str) -> None:
    found = check(text)
    assert found.valid
    assert found.number == "11010519491231002X"
    assert (found.birth, found.sex, found.kind) == (dt.date(1949, 12, 31), "2", "resident")
    assert (found.region, found.region_name) == ("110105", "北京市朝阳区")
    assert found.errors == found.warnings == ()
    assert found.input == text


@pytest.mark.parametrize(
    ("number", "errors", "warnings"),
    [
        ("440524188001010014", (), ("AGE_OVER_110",)),
        ("34052419800101001X", (), ("REGION_UNKNOWN",)),
        ("110105194912310021", ("ID_CHECKSUM",), ()),
        ("510000198502290033", ("ID_DATE",), ()),
        ("510000198402290036", (), ()),
        ("410102190003010015", (), ("AGE_OVER_110",)),
        ("5132311990", ("ID_FORMAT",), ()),
        ("51052519550921059", ("ID_FORMAT",), ()),
        ("5111211954060595570", ("ID_FORMAT",), ()),
        ("1101051949123100X2", ("ID_FORMAT",), ()),
        ("51343019ABCD126222", ("ID_FORMAT",), ()),
        ("", ("ID_FORMAT",), ()),
        ("١١٠١٠٥١٩٤٩١٢٣١٠٠٢٠", ("ID_FORMAT",), ()),
    ],
)
def test_vectors(number: str, errors: tuple[str, ...], warnings: tuple[str, ...]) -> None:
    found = check(number)
    assert (found.errors, found.warnings, found.valid) == (errors, warnings, not errors)


def test_the_male_of_1880_reads_as_such() -> None:
    found = check("440524188001010014")
    assert (found.birth, found.sex) == (dt.date(1880, 1, 1), "1")


def test_a_day_that_never_was() -> None:
    number = "51000019000229001"
    assert check(number + idnumber.check_digit(number)).errors == ("ID_DATE",)


def test_born_after_today_is_an_error_and_today_is_not() -> None:
    number = "51010420260115001"
    full = number + idnumber.check_digit(number)
    assert check(full).valid
    assert check(full, dt.date(2026, 1, 14)).errors == ("ID_DATE",)


def test_fifteen_digits_become_eighteen_with_a_warning() -> None:
    found = check("110105491231002")
    assert (found.valid, found.kind, found.number) == (True, "resident_15", "11010519491231002X")
    assert found.warnings == ("ID_LEGACY_15",)
    assert check("110105491331002").errors == ("ID_DATE",)


@pytest.mark.parametrize("sequence", ["996", "997", "998", "999"])
def test_numbers_once_given_to_centenarians_are_never_upgraded(sequence: str) -> None:
    found = check("110105781231" + sequence)
    assert found.number == "110105781231" + sequence
    assert found.birth is None
    assert "ID_LEGACY_CENTENARIAN" in found.warnings


@pytest.mark.parametrize(
    ("number", "kind", "region"),
    [
        ("810000199408230021", "residence_permit", "810000"),
        ("830000199201300022", "residence_permit", "830000"),
        ("911124198108030024", "foreign_permanent", "110000"),
    ],
)
def test_permits_share_the_algorithm(number: str, kind: str, region: str) -> None:
    found = check(number)
    assert (found.valid, found.kind, found.region, found.sex) == (True, kind, region, "2")
    assert found.region_name
    assert found.warnings == ()


def test_the_old_card_of_foreigners() -> None:
    found = check("usa110180020123")
    assert (found.valid, found.kind, found.number, found.birth) == (
        True,
        "foreign_permanent_15",
        "USA110180020123",
        None,
    )


def test_a_sample_county_is_known_only_where_it_was_added() -> None:
    number = "51990119800101001"
    full = number + idnumber.check_digit(number)
    assert check(full).warnings == ("REGION_UNKNOWN",)
    table = regions.national().with_extra([regions.Region("519901", "安和县")])
    found = idnumber.check(full, today=TODAY, regions=table)
    assert (found.warnings, found.region_name) == ((), "四川省安和县")


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (dt.date(1984, 2, 29), dt.date(2009, 2, 27), 24),
        (dt.date(1984, 2, 29), dt.date(2009, 2, 28), 25),
        (dt.date(1984, 2, 29), dt.date(2008, 2, 28), 23),
        (dt.date(1984, 2, 29), dt.date(2008, 2, 29), 24),
        (dt.date(1993, 9, 28), dt.date(2009, 9, 28), 16),
        (dt.date(1993, 9, 29), dt.date(2009, 9, 28), 15),
    ],
)
def test_age(birth: dt.date, day: dt.date, age: int) -> None:
    assert idnumber.age_on(birth, day) == age


@given(st.sampled_from(REGION_CODES), st.dates(dt.date(1917, 1, 1), TODAY), st.integers(0, 999))
def test_every_well_formed_number_is_valid_and_every_changed_digit_is_found(
    region: str, birth: dt.date, sequence: int
) -> None:
    first17 = f"{region}{birth:%Y%m%d}{sequence:03d}"
    number = first17 + idnumber.check_digit(first17)
    found = check(number)
    assert found.valid
    assert (found.birth, found.sex) == (birth, "1" if sequence % 2 else "2")
    assert not {"REGION_UNKNOWN", "AGE_OVER_110"} & set(found.warnings)
    for at in range(17):
        other = str((int(number[at]) + 1 + sequence % 9) % 10)
        assert other == number[at] or not idnumber.checksum_fits(number[:at] + other + number[at + 1 :])


@given(st.text(max_size=30))
def test_any_text_is_judged_without_a_crash(text: str) -> None:
    found = check(text)
    assert found.valid is (not found.errors)
