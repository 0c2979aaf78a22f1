"""The register of 2009: every row is there in its kind, what adds up adds up, and what must not be added is not."""

from collections import Counter

import pytest

from rules import quantities, report_forms
from rules.programme import KINDS, programme, quantity_of, stored_unit
from rules.quantities import Amount, Persons, PersonTimes, Pieces, Share

REGISTER = programme()


def raw(number: str) -> int:
    found = REGISTER.figure(number)
    return found.quantity.count if found.quantity else found.reported or 0


def test_all_rows_are_there() -> None:
    rows = Counter(one.number.partition(".")[0] for one in REGISTER.figures)
    assert sorted(map(int, rows)) == list(range(1, 88))
    assert {row for row, count in rows.items() if count > 1} == {
        "36", "51", "56", "58", "59", "60", "67", "70", "72", "73", "77", "79", "80", "81", "83", "84", "86",
    }  # fmt: skip
    assert len(REGISTER.regions()) == 19


def test_each_row_is_of_its_kind() -> None:
    kinds = {kind: {one.number for one in REGISTER.figures if one.kind == kind} for kind in KINDS}
    rows = {kind: {number.partition(".")[0] for number in numbers} for kind, numbers in kinds.items()}
    assert rows["done"] | rows["intent"] | rows["stock"] | rows["brand"] == {
        "56", "57", "71", "72", "73", "75", "79", "80", "81", "84", "85", "86",
    }  # fmt: skip
    assert kinds["cap"] == {"59.1", "59.2", "83.2"}
    assert kinds["checklist"] == {"87"}
    assert kinds["intent"] == {"72.2", "81.2", "81.3"}
    assert len(REGISTER.undertakings) == 10
    assert REGISTER.undertakings_region == "140000"


@pytest.mark.parametrize(
    ("number", "quantity"),
    [
        ("1", Persons(6_800_000)), ("7", PersonTimes(140_000)), ("32", Pieces(60_000, "张")), ("33", Amount(3_000_000_000)),
        ("74", Share(100)), ("81.1", Persons(3955)), ("81.2", Persons(1632)), ("83.2", Amount(3_000_000)), ("49", Pieces(1000, "期")),
    ],
)  # fmt: skip
def test_values_and_units(number: str, quantity: quantities.Quantity) -> None:
    found = REGISTER.figure(number).quantity
    assert found == quantity
    assert quantity_of(stored_unit(quantity), quantity.count) == quantity


def test_the_sums_that_were_announced_add_up_as_numbers() -> None:
    for one in REGISTER.sums:
        assert raw(one.total) == sum(raw(part) for part in one.parts), one.total


@pytest.mark.parametrize("total", ["6", "50"])
def test_where_kinds_were_mixed_the_program_makes_no_sum(total: str) -> None:
    parts = next(one.parts for one in REGISTER.sums if one.total == total)
    found = [REGISTER.figure(part).quantity for part in parts]
    assert {type(one) for one in found} == {Persons, PersonTimes}
    with pytest.raises(TypeError):
        quantities.total(found, PersonTimes(0))  # type: ignore[type-var]
    assert REGISTER.figure(total).notes


def test_henan_splits_two_hundred_million() -> None:
    parts = [REGISTER.figure(number).quantity for number in ("40", "41", "42", "43", "44")]
    amounts = [one for one in parts if isinstance(one, Amount)]
    assert quantities.total(amounts, Amount(0)) == REGISTER.figure("39").quantity
    assert [one.shown for one in amounts] == ["8,000.00", "3,000.00", "3,000.00", "5,000.00", "1,000.00"]


def test_sichuan_s_vouchers_are_worth_five_hundred_yuan_each() -> None:
    amount, count = REGISTER.figure("33").quantity, REGISTER.figure("32").quantity
    assert amount is not None
    assert count is not None
    assert amount.count // count.count == 500_00


def test_shanghai_s_rate_is_of_those_received() -> None:
    assert quantities.completion(Persons(1632), Persons(3955)) == 412  # cut off; the newspapers rounded to 41 %
    assert REGISTER.figure("80.2").quantity == Persons(10_000)


def test_the_two_ones_of_36611_are_of_two_sizes_and_a_brand_is_no_figure() -> None:
    ones = [one for one in REGISTER.figures if one.slogan == "36611" and one.position.startswith("1")]
    assert sorted(one.quantity.count for one in ones if one.quantity) == [10_000, 100_000]
    assert REGISTER.figure("75").shown == "—"
    assert "报道口径" in REGISTER.figure("50").shown
    assert {one.slogan for one in REGISTER.figures} - {""} == set(REGISTER.slogans)


def test_guizhou_s_sixty_thousand_lie_within_the_hundred_thousand() -> None:
    for part, whole in REGISTER.within.items():
        assert raw(part) <= raw(whole)


def test_notes_are_all_used_and_indicators_known_to_the_forms() -> None:
    used = {note for one in REGISTER.figures for note in one.notes}
    assert set(REGISTER.notes.values()) - used == {REGISTER.notes["15"]}
    assert set(REGISTER.counted) <= {one.indicator for one in REGISTER.figures}
    keys = {key for one in (*REGISTER.counted.values(), *REGISTER.narrower.values()) for key in one}
    assert keys - report_forms.EXPECTED == {"union_cover"}, "a share is told by its two lines"
    assert set(REGISTER.narrower) <= {one.number for one in REGISTER.figures if one.kind == "plan"}
    with pytest.raises(KeyError):
        REGISTER.figure("88")


def test_jinan_and_liaoning_have_caps() -> None:
    assert [(one.region, one.shown) for one in REGISTER.caps()] == [
        ("210000", "不低于 3.00 万元"), ("210000", "不超过 5.00 万元"), ("370100", "不超过 3.00 万元"),
    ]  # fmt: skip
    assert len(REGISTER.caps("370100")) == 1
    assert all(one.kind == "plan" for one in REGISTER.plans("510000"))
    assert len(REGISTER.plans("510000")) == 12
