"""Vouchers redeemed twice: two persons decide which redemption stands, a later decision corrects it, two unequal ones open it again."""

import pytest

from db import contests, flags, reports, settlement
from db.casebook import Casebook, NotPermitted, SecondPersonNeeded
from rules.errors import ReasonMissing
from rules.periods import Period
from rules.permissions import Role
from tests.db.conftest import FACE_FEN, County, second_person
from tests.db.test_vouchers import add_redemption, approve, contested

WHY = "第一培训基地出示收存的原券"


@pytest.fixture
def twice(county: County) -> tuple[bytes, list[bytes]]:
    """Give a voucher redeemed twice and its redemptions; all claims are approved."""
    _, made = contested(county)
    approve(county)
    return made[0].id, [one.id for one in contests.of(county.desk, made[0].id).redemptions]


def decide(county: County, voucher: bytes, redemption: bytes, why: str = WHY) -> list[bytes]:
    made = contests.decide(county.desk, voucher, redemption, why, second=county.second)
    county.pass_on(county.desk, county.province, county.base)
    return made


def reasons(book: Casebook, voucher: bytes) -> dict[bytes, str]:
    return {line.redemption: line.reason for line in settlement.settle(book, "519901").lines if line.voucher == voucher}


def test_the_redemption_that_stands_is_paid_and_the_other_never(
    county: County, twice: tuple[bytes, list[bytes]]
) -> None:
    voucher, (first, second) = twice
    (found,) = contests.contested(county.desk)
    assert (found.voucher, found.stands, found.rulings) == (voucher, b"", ())
    assert [one.base for one in found.redemptions] == ["安和县第一培训基地"] * 2
    decide(county, voucher, second)
    for book in (county.desk, county.province):
        assert reasons(book, voucher) == {second: "", first: "CONTEST_LOST"}
        counts = settlement.counts(book, "519901")
        assert (counts.redeemed, counts.contested, counts.payable, counts.payable_fen) == (3, 0, 3, 3 * FACE_FEN)
        assert counts.breaches() == ()
        assert settlement.settle(book, "519901").contested == 0
        assert contests.contested(book) == []
        (told,) = contests.contested(book, decided=True)
        assert (told.stands, told.rulings[0].reason, told.rulings[0].by) == (second, WHY, "李书")
        assert flags.open_flags(book.store) == []
    with pytest.raises(contests.ContestSettled):
        decide(county, voucher, second)


def test_a_report_names_the_voucher_that_makes_claims_more_than_redemptions(
    county: County, twice: tuple[bytes, list[bytes]]
) -> None:
    voucher, (_first, second) = twice
    form, period = reports.form_of("vouchers"), Period(2009, 9)
    number = contests.of(county.desk, voucher).number
    for book in (county.desk, county.province):
        made = reports.make(book, form, period, "519901")
        place = next(at for at, one in enumerate(made.judged) if one.standing == "bad")
        assert "培训券结算" in made.judged[place + 1].words
        [told] = made.carried
        assert number in told.words
        assert "待处理事项" in told.why
        assert reports.make(book, form, Period(2009, 8), "519901").carried == ()
    decide(county, voucher, second)
    assert "已认定" in reports.make(county.desk, form, period).carried[0].why


def test_the_one_that_stands_is_still_paid_by_the_usual_rule(county: County) -> None:
    _, made = contested(county)
    (first, second) = (one.id for one in contests.of(county.desk, made[0].id).redemptions)
    decide(county, made[0].id, first)
    assert reasons(county.desk, made[0].id) == {first: "NOT_APPROVED", second: "CONTEST_LOST"}


def test_a_decision_is_corrected_by_the_next(county: County, twice: tuple[bytes, list[bytes]]) -> None:
    voucher, (first, second) = twice
    decide(county, voucher, first)
    decide(county, voucher, second, "更正：原券在第二培训基地")
    assert reasons(county.province, voucher) == {second: "", first: "CONTEST_LOST"}
    (told,) = contests.contested(county.province, decided=True)
    assert [one.redemption for one in told.rulings] == [second]


def test_two_unequal_decisions_made_apart_leave_it_contested_until_one_more_corrects_both(
    county: County, twice: tuple[bytes, list[bytes]]
) -> None:
    voucher, (first, second) = twice
    officer = second_person(county.province)
    contests.decide(county.province, voucher, first, WHY, second=officer)
    contests.decide(county.desk, voucher, second, WHY, second=county.second)
    county.pass_on(county.desk, county.province)
    county.pass_on(county.province, county.desk)
    for book in (county.desk, county.province):
        assert reasons(book, voucher) == {first: "CONTESTED", second: "CONTESTED"}
        assert {flag.code for flag in flags.open_flags(book.store)} == {"CONTESTED"}
        assert settlement.counts(book, "519901").contested == 1
        (found,) = contests.contested(book)
        assert found.against
    assert len(decide(county, voucher, first)) == 1  # only the one that says otherwise need be corrected
    for book in (county.desk, county.province):
        assert reasons(book, voucher) == {first: "", second: "CONTEST_LOST"}


def test_two_equal_decisions_made_apart_stand(county: County, twice: tuple[bytes, list[bytes]]) -> None:
    voucher, (first, second) = twice
    contests.decide(county.province, voucher, first, WHY, second=second_person(county.province))
    contests.decide(county.desk, voucher, first, WHY, second=county.second)
    county.pass_on(county.desk, county.province)
    assert reasons(county.province, voucher) == {first: "", second: "CONTEST_LOST"}


def test_a_third_redemption_does_not_undo_what_was_decided(county: County) -> None:
    class_id, made = contested(county)
    approve(county)
    first = contests.of(county.desk, made[0].id).redemptions[0].id
    decide(county, made[0].id, first)
    add_redemption(county, made[0], class_id)
    found = reasons(county.desk, made[0].id)
    assert found.pop(first) == ""
    assert set(found.values()) == {"CONTEST_LOST"}


def test_it_takes_two_persons_a_reason_and_a_redemption_of_that_voucher(
    county: County, twice: tuple[bytes, list[bytes]]
) -> None:
    voucher, (first, _second) = twice
    desk = county.desk
    with pytest.raises(SecondPersonNeeded):
        contests.decide(desk, voucher, first, WHY, second=None)
    with pytest.raises(ReasonMissing):
        contests.decide(desk, voucher, first, "  ", second=county.second)
    other = next(line.redemption for line in settlement.settle(desk).lines if line.voucher != voucher)
    with pytest.raises(contests.NotContested):
        contests.decide(desk, voucher, other, WHY, second=county.second)
    with pytest.raises(contests.NotContested):
        contests.of(desk, b"?" * 16)
    with pytest.raises(NotPermitted):
        contests.decide(county.base, voucher, first, WHY, second=county.second_at_base)
    assert county.base.signed_in.role == Role.SUPERVISOR


def test_the_word_of_another_county_s_desk_is_not_heard(county: County, twice: tuple[bytes, list[bytes]]) -> None:
    voucher, (first, second) = twice
    decide(county, voucher, first)
    province = county.province
    with province.store.transaction():  # as if that desk had been granted for another county
        province.store.execute("UPDATE unit_grant SET county = '519902' WHERE dev = ?", (county.desk.workplace.dev,))
    assert reasons(province, voucher) == {first: "CONTESTED", second: "CONTESTED"}
    assert len(contests.contested(province)) == 1


def test_only_a_decision_closes_a_contested_flag(county: County, twice: tuple[bytes, list[bytes]]) -> None:
    waiting = flags.open_flags(county.desk.store)
    with pytest.raises(flags.FlagGone):
        flags.settle(county.desk, [one.n for one in waiting], "查过了")
    assert flags.open_flags(county.desk.store) == waiting
    assert flags.count_open(county.desk.store) == {"CONTESTED": 1}
    assert twice
