"""Small loans: refused by the document of their day, decided by another than who entered them, late, compensated, settled to the fen."""

import datetime as dt
import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import casebook, erasure, indicators, loan_documents, loans, people, records, sameness, startup
from db.casebook import Casebook, NotPermitted, Session
from db.journal import NotWriter
from db.record_checks import FieldUnfit
from db.tables import startup as tables
from rules.clock import StoryClock
from rules.loans import AT_END, DIRECT, EQUAL, GUARANTEED, SUBSIDISED
from rules.periods import Period
from rules.quantities import Amount, Persons, Pieces
from rules.states import StepNotAllowed
from tests.db.conftest import COUNTY, County, draft, id_number, second_person
from tests.db.test_funds import purse
from tests.db.test_indicators import in_unit

_NUMBERS = itertools.count(1)
DAY = dt.date(2009, 9, 28)


def a_person(book: Casebook) -> bytes:
    """Register a man whom nobody knows yet: of 400 born in one year, then of the next."""
    years, number = divmod(next(_NUMBERS), 400)
    return people.register(book, draft(number + 1, doc_no=id_number(2 * number + 1, f"{1975 + years}0101"))).id


def a_woman(book: Casebook) -> bytes:
    number = next(_NUMBERS)
    return people.register(book, draft(number + 1, doc_no=id_number(2 * number % 998 + 2, "19740101"))).id


def asked(book: Casebook, amount: int = 50_000_00, **more: object) -> dict[str, object]:
    """Give an application of somebody with a project."""
    person = more.get("person") or a_person(book)
    project = records.add(book, startup.PROJECT, {"person": person, "name": "粉丝加工坊"})
    return {"person": person, "kind": GUARANTEED, "project": project, "amount_fen": amount, "months": 24, "rate": "8.4", "way": AT_END,
            "guarantor": "县小额贷款担保中心", "bank": "安和县信用社", **more}  # fmt: skip


def as_other(book: Casebook, second: Session) -> Session:
    """Let the second supervisor sit at the desk; give who sat there before."""
    first = book.signed_in
    book.session = second
    return first


def lend(book: Casebook, second: Session, row: bytes, day: dt.date = DAY) -> None:
    """Take an application through its reviews to the money."""
    first = as_other(book, second)
    for state in (tables.FIRST, tables.SECOND, tables.GUARANTEED, tables.LENT):
        if state == tables.GUARANTEED and records.get(book, "loan", row)["kind"] != GUARANTEED:
            continue
        records.move(book, loans.LOAN, row, state, day=day)
    book.session = first


def a_loan(book: Casebook, second: Session, amount: int = 50_000_00, **more: object) -> bytes:
    row = records.add(book, loans.LOAN, asked(book, amount, **more))
    lend(book, second, row)
    return row


def at(book: Casebook, day: dt.date) -> None:
    book.clock = StoryClock(day)


def state(book: Casebook, row: bytes) -> str:
    return records.get(book, "loan", row).state


def year(book: Casebook, key: str) -> object:
    one = indicators.get(key)
    return in_unit(
        one, indicators.count(book, [one], indicators.spans(Period(book.today.year, book.today.month)))["all"]
    )


@pytest.fixture
def second(desk: Casebook) -> Session:
    return second_person(desk)


# --- documents


def test_a_loan_over_the_cap_is_refused_with_the_document_named(desk: Casebook) -> None:
    with pytest.raises(loans.LoanOverCap) as refused:
        records.add(desk, loans.LOAN, asked(desk, 50_000_01))
    told = refused.value.fields
    assert "银发〔2008〕238号" in told["document"]
    assert (told["column"], told["cap_fen"], told["asked_fen"]) == ("amount_fen", 50_000_00, 50_000_01)
    row = records.add(desk, loans.LOAN, asked(desk))
    found = records.get(desk, "loan", row)
    assert (found["base_rate"], found["cap_fen"]) == ("5.4", 50_000_00)
    assert "2008-08-04 起" in found["document"]
    assert found["number"].startswith("DK2009")


def test_term_and_rate_are_those_of_the_document(desk: Casebook) -> None:
    with pytest.raises(loans.LoanTooLong):
        records.add(desk, loans.LOAN, asked(desk, months=25))
    with pytest.raises(loans.LoanRateTooHigh) as refused:
        records.add(desk, loans.LOAN, asked(desk, rate="8.41"))
    assert refused.value.fields["highest"] == "8.4"
    with pytest.raises(FieldUnfit):
        records.add(desk, loans.LOAN, asked(desk, rate="高"))
    at(desk, dt.date(2020, 6, 1))
    with pytest.raises(FieldUnfit) as missing:
        records.add(desk, loans.LOAN, asked(desk, rate="4.35"))
    assert missing.value.fields["column"] == "base_rate"
    records.add(desk, loans.LOAN, asked(desk, 200_000_00, rate="4.35", base_rate="3.85", months=36))


def test_a_document_of_the_place_goes_before_and_only_from_its_day(desk: Casebook) -> None:
    with pytest.raises(loans.LoanRuleMissing):
        records.add(desk, loans.LOAN, asked(desk, day=dt.date(2008, 7, 1)))
    records.add(
        desk,
        loan_documents.RULE,
        {"name": "安和县小额贷款办法", "starts": dt.date(2009, 9, 1), "least_fen": 20_000_00, "cap_fen": 30_000_00},
    )
    with pytest.raises(loans.LoanOverCap) as refused:
        records.add(desk, loans.LOAN, asked(desk, 30_000_01))
    assert refused.value.fields["document"] == "《安和县小额贷款办法》，2009-09-01 起"
    with pytest.raises(loans.LoanBelowLeast):
        records.add(desk, loans.LOAN, asked(desk, 19_999_99))
    records.add(desk, loans.LOAN, asked(desk, 50_000_00, day=dt.date(2009, 8, 31)))
    with pytest.raises(FieldUnfit):
        records.add(
            desk, loan_documents.RULE, {"name": "颠倒", "starts": dt.date(2009, 9, 1), "least_fen": 2, "cap_fen": 1}
        )


@pytest.mark.parametrize(
    ("day", "cap", "number"),
    [
        (dt.date(2008, 8, 3), None, ""), (dt.date(2008, 8, 4), 50_000_00, "银发〔2008〕238号"), (dt.date(2009, 7, 26), 50_000_00, "银发〔2008〕238号"),
        (dt.date(2009, 7, 27), 80_000_00, "财金〔2009〕72号"), (dt.date(2015, 4, 26), 80_000_00, "财金〔2009〕72号"),
        (dt.date(2015, 4, 27), 100_000_00, "国发〔2015〕23号"), (dt.date(2016, 7, 23), 100_000_00, "国发〔2015〕23号"),
        (dt.date(2016, 7, 24), 100_000_00, "银发〔2016〕202号"), (dt.date(2018, 3, 26), 100_000_00, "银发〔2016〕202号"),
        (dt.date(2018, 3, 27), 150_000_00, "财金〔2018〕22号"), (dt.date(2020, 4, 14), 150_000_00, "财金〔2018〕22号"),
        (dt.date(2020, 4, 15), 200_000_00, "财金〔2020〕21号"),
    ],
)  # fmt: skip
def test_to_the_day_a_woman_s_loan_is_refused_by_the_document_of_its_day(
    desk: Casebook, day: dt.date, cap: int | None, number: str
) -> None:
    at(desk, dt.date(2020, 12, 31))
    asks = {"person": a_woman(desk), "day": day, "base_rate": "5.4", "rate": "5.4"}
    if cap is None:
        with pytest.raises(loans.LoanRuleMissing):
            records.add(desk, loans.LOAN, asked(desk, 1_00, **asks))
        return
    with pytest.raises(loans.LoanOverCap) as refused:
        records.add(desk, loans.LOAN, asked(desk, cap + 1, **asks))
    told = refused.value.fields
    assert (number in told["document"], told["cap_fen"]) == (True, cap)
    row = records.add(desk, loans.LOAN, asked(desk, cap, **asks))
    assert number in records.get(desk, "loan", row)["document"]


def test_the_document_of_2009_for_women_speaks_of_women_alone(desk: Casebook) -> None:
    with pytest.raises(loans.LoanOverCap):
        records.add(desk, loans.LOAN, asked(desk, 50_000_01))
    woman = a_woman(desk)
    records.add(desk, loans.LOAN, asked(desk, 50_000_01, person=woman))
    records.add(desk, loan_documents.RULE, {"name": "县办法", "starts": dt.date(2009, 9, 1), "cap_fen": 30_000_00})
    with pytest.raises(loans.LoanOverCap) as refused:
        records.add(desk, loans.LOAN, asked(desk, 30_000_01, person=a_woman(desk)))
    assert "县办法" in refused.value.fields["document"], "the nearest region decides"
    records.add(
        desk,
        loan_documents.RULE,
        {"name": "县妇女办法", "starts": dt.date(2009, 8, 1), "cap_fen": 60_000_00, "women": True},
    )
    records.add(desk, loans.LOAN, asked(desk, 60_000_00, person=a_woman(desk)))
    with pytest.raises(loans.LoanOverCap):
        records.add(desk, loans.LOAN, asked(desk, 30_000_01))


def test_a_document_of_the_place_ends_with_its_day(desk: Casebook) -> None:
    records.add(
        desk,
        loan_documents.RULE,
        {"name": "县办法", "starts": dt.date(2009, 9, 1), "ends": dt.date(2009, 9, 10), "cap_fen": 30_000_00},
    )
    for day, cap in ((31 + 31, 50), (1 + 62, 30), (10 + 62, 30), (11 + 62, 50)):
        on = dt.date(2009, 7, 1) + dt.timedelta(days=day - 1)
        with pytest.raises(loans.LoanOverCap) as refused:
            records.add(desk, loans.LOAN, asked(desk, cap * 1_000_00 + 1, day=on))
        assert refused.value.fields["cap_fen"] == cap * 1_000_00, on
        records.add(desk, loans.LOAN, asked(desk, cap * 1_000_00, day=on))


def test_what_the_province_publishes_is_in_force_at_the_county_from_its_day(county: County) -> None:
    province, desk = county.province, county.desk
    with pytest.raises(loan_documents.NoLoanDocument):
        loan_documents.publish(province)
    values = {
        "name": "省小额贷款办法",
        "number": "示财金〔2009〕9号",
        "starts": dt.date(2009, 9, 1),
        "cap_fen": 40_000_00,
    }
    document = records.add(province, loan_documents.RULE, values)
    assert loan_documents.publish(province) == (1, 1)
    assert loan_documents.publish(province) == (1, 0), "nothing new, nothing written"
    county.pass_on(province, desk)
    (told,) = records.every(desk, "published_loan_rule")
    assert (told.id, told["number"]) == (loan_documents.row_of(COUNTY, document), "示财金〔2009〕9号")
    with pytest.raises(loans.LoanOverCap) as refused:
        records.add(desk, loans.LOAN, asked(desk, 40_000_01))
    assert refused.value.fields["document"] == "《省小额贷款办法》（示财金〔2009〕9号），2009-09-01 起"
    records.add(desk, loans.LOAN, asked(desk, 50_000_00, day=dt.date(2009, 8, 31)))
    records.change(province, loan_documents.RULE, document, {"cap_fen": 45_000_00})
    assert loan_documents.publish(province) == (1, 1)
    county.pass_on(province, desk)
    records.add(desk, loans.LOAN, asked(desk, 45_000_00))
    own = {"name": "县办法", "starts": dt.date(2009, 9, 1), "cap_fen": 20_000_00}
    records.add(desk, loan_documents.RULE, own)
    with pytest.raises(loans.LoanOverCap) as refused:
        records.add(desk, loans.LOAN, asked(desk, 20_000_01))
    assert "县办法" in refused.value.fields["document"], "the county's own is the nearer one"
    county.pass_on(desk, province)
    assert loan_documents.publish(province) == (1, 0), "what a county entered is not the province's to publish"


def test_a_document_for_one_city_reaches_only_its_counties_and_a_desk_publishes_none(county: County) -> None:
    province, desk = county.province, county.desk
    for name, region in (("本县", COUNTY), ("别市", "510100")):
        records.add(
            province,
            loan_documents.RULE,
            {"name": name, "region": region, "starts": dt.date(2009, 9, 1), "cap_fen": 10_000_00},
        )
    assert loan_documents.publish(province) == (2, 1)
    county.pass_on(province, desk)
    assert [one["name"] for one in records.every(desk, "published_loan_rule")] == ["本县"]
    with pytest.raises(FieldUnfit) as refused:
        records.add(
            province,
            loan_documents.RULE,
            {"name": "别省", "region": "370100", "starts": dt.date(2009, 9, 1), "cap_fen": 1},
        )
    assert refused.value.fields["reason"] == "not_ours"
    with pytest.raises(NotPermitted):
        loan_documents.publish(desk)
    with pytest.raises(NotWriter):
        records.add(desk, loan_documents.PUBLISHED, {"name": "假", "starts": DAY, "cap_fen": 1})


def test_husband_and_wife_count_once_where_the_document_says_so(desk: Casebook) -> None:
    husband, wife = a_person(desk), a_person(desk)
    records.add(desk, loans.LOAN, asked(desk, 30_000_00, person=husband))
    records.add(desk, loans.LOAN, asked(desk, 50_000_00, person=wife, spouse=husband))
    records.add(
        desk,
        loan_documents.RULE,
        {"name": "县办法", "starts": dt.date(2009, 9, 1), "cap_fen": 50_000_00, "couple": True},
    )
    first, other = a_person(desk), a_person(desk)
    records.add(desk, loans.LOAN, asked(desk, 30_000_00, person=first, spouse=other))
    with pytest.raises(loans.LoanOverCap) as refused:
        records.add(desk, loans.LOAN, asked(desk, 20_000_01, person=other))
    told = refused.value.fields
    assert (told["reason"], told["known_fen"], told["numbers"][:6]) == ("together", 30_000_00, "DK2009")
    records.add(desk, loans.LOAN, asked(desk, 20_000_00, person=other))
    with pytest.raises(FieldUnfit):
        records.add(desk, loans.LOAN, asked(desk, 1_00, person=first, spouse=first))


def test_what_one_person_owes_counts_with_what_they_ask_for(desk: Casebook, second: Session) -> None:
    person = a_person(desk)
    row = a_loan(desk, second, 40_000_00, person=person)
    with pytest.raises(loans.LoanOverCap):
        records.add(desk, loans.LOAN, asked(desk, 20_000_00, person=person))
    records.add(desk, loans.PAYMENT, {"loan": row, "kind": "1", "principal_fen": 10_000_00})
    records.add(desk, loans.LOAN, asked(desk, 20_000_00, person=person))


def test_a_borrower_under_two_records_has_one_cap(desk: Casebook) -> None:
    one, other = a_person(desk), a_person(desk)
    sameness.accept(desk, one, other)
    records.add(desk, loans.LOAN, asked(desk, 30_000_00, person=one))
    with pytest.raises(loans.LoanOverCap) as refused:
        records.add(desk, loans.LOAN, asked(desk, 20_000_01, person=other))
    assert (refused.value.fields["reason"], refused.value.fields["known_fen"]) == ("together", 30_000_00)


def test_no_step_changes_what_was_weighed_against_the_document(desk: Casebook, second: Session) -> None:
    row = records.add(desk, loans.LOAN, asked(desk, 30_000_00))
    as_other(desk, second)
    for name, value in (
        ("amount_fen", 90_000_00),
        ("months", 60),
        ("cap_fen", 90_000_00),
        ("day", dt.date(2009, 8, 1)),
    ):
        with pytest.raises(FieldUnfit) as refused:
            records.move(desk, loans.LOAN, row, tables.FIRST, {name: value})
        assert (refused.value.fields["column"], refused.value.fields["reason"]) == (name, "by_step")
    assert state(desk, row) == tables.ASKED


# --- who decides


def test_nobody_decides_about_a_loan_that_they_entered(desk: Casebook, second: Session) -> None:
    row = records.add(desk, loans.LOAN, asked(desk))
    for step in (tables.FIRST, tables.REFUSED):
        with pytest.raises(loans.LoanOwnReview):
            records.move(desk, loans.LOAN, row, step, {"reason": "无项目"} if step == tables.REFUSED else None)
    first = as_other(desk, second)
    records.change(desk, loans.LOAN, row, {"rate": "8"})
    with pytest.raises(loans.LoanOwnReview):
        records.move(desk, loans.LOAN, row, tables.FIRST)
    desk.session = first


def test_a_clerk_enters_and_decides_nothing(desk: Casebook) -> None:
    casebook.add_user(desk, login="wang", name="王办", role="clerk", passphrase="clerk phrase 3")
    chief = as_other(desk, casebook.sign_in(desk.workplace, "wang", "clerk phrase 3")[1])
    row = records.add(desk, loans.LOAN, asked(desk))
    with pytest.raises(NotPermitted):
        records.move(desk, loans.LOAN, row, tables.FIRST)
    with pytest.raises(NotPermitted):
        records.add(desk, loan_documents.RULE, {"name": "办法", "starts": DAY, "cap_fen": 1})
    records.move(desk, loans.LOAN, row, tables.TAKEN_BACK)
    desk.session = chief
    with pytest.raises(StepNotAllowed):
        records.move(desk, loans.LOAN, row, tables.FIRST)


def test_a_step_cannot_be_jumped_and_what_was_reviewed_is_not_changed(desk: Casebook, second: Session) -> None:
    row = records.add(desk, loans.LOAN, asked(desk, guarantor=None))
    with pytest.raises(StepNotAllowed):
        records.move(desk, loans.LOAN, row, tables.LENT)
    as_other(desk, second)
    records.move(desk, loans.LOAN, row, tables.FIRST, {"community": "情况属实"})
    with pytest.raises(loans.LoanUnderReview):
        records.change(desk, loans.LOAN, row, {"amount_fen": 1_00})
    assert records.change(desk, loans.LOAN, row, {"note": "已家访"})
    with pytest.raises(FieldUnfit):
        records.move(desk, loans.LOAN, row, tables.SECOND, {"approved_fen": 50_000_01})
    records.move(desk, loans.LOAN, row, tables.SECOND, {"approved_fen": 40_000_00})
    with pytest.raises(loans.GuaranteeMissing):
        records.move(desk, loans.LOAN, row, tables.LENT)
    with pytest.raises(FieldUnfit):
        records.move(desk, loans.LOAN, row, tables.GUARANTEED)
    records.move(desk, loans.LOAN, row, tables.GUARANTEED, {"guarantor": "县担保中心"})
    records.move(desk, loans.LOAN, row, tables.LENT)
    found = records.get(desk, "loan", row)
    assert (found["approved_fen"], found["lent_on"], found["due_on"]) == (40_000_00, DAY, dt.date(2011, 9, 28))
    assert (year(desk, "loan_fen"), year(desk, "loans"), year(desk, "loan_persons")) == (
        Amount(40_000_00),
        Pieces(1, "笔"),
        Persons(1),
    )


# --- what is paid


def test_a_loan_goes_late_is_made_up_for_and_settled(desk: Casebook, second: Session) -> None:
    row = a_loan(desk, second, 24_000_00, kind=SUBSIDISED, rate="6", way=EQUAL)
    assert state(desk, row) == tables.LENT
    assert loans.soon_filter(desk).ids == ()
    at(desk, dt.date(2009, 10, 24))
    assert loans.soon_filter(desk).ids == (row,)
    at(desk, dt.date(2009, 10, 28))
    assert loans.late_ids(desk) == []
    at(desk, dt.date(2009, 11, 2))
    assert loans.lapse(desk) == 1
    assert loans.lapse(desk) == 0
    assert state(desk, row) == tables.LATE
    ((_, late),) = loans.late_ids(desk)
    due = loans.next_due(desk, records.get(desk, "loan", row))
    assert (late.days, late.fen) == (5, due["principal_fen"] + due["interest_fen"])
    payment = records.add(desk, loans.PAYMENT, {"loan": row, "kind": "1", **due})
    assert state(desk, row) == tables.PAYING
    records.withdraw(desk, loans.PAYMENT, payment, "记错了人")
    assert state(desk, row) == tables.LATE
    with pytest.raises(loans.PaidTooMuch):
        records.add(desk, loans.PAYMENT, {"loan": row, "kind": "1", "principal_fen": 24_000_01})
    whole = records.add(
        desk, loans.PAYMENT, {"loan": row, "kind": "1", "principal_fen": 24_000_00, "interest_fen": 120_00}
    )
    assert state(desk, row) == tables.SETTLED
    assert year(desk, "loan_repaid_fen") == Amount(24_000_00)
    with pytest.raises(loans.LoanNotOut):
        records.add(desk, loans.PAYMENT, {"loan": row, "kind": "1", "principal_fen": 1})
    records.correct(desk, loans.PAYMENT, whole, {"principal_fen": 23_000_00})
    assert state(desk, row) == tables.PAYING
    assert loans.standing(desk, records.get(desk, "loan", row)).left == 1_000_00


def test_compensation_is_for_late_guaranteed_loans_by_another_and_recovered_apart(
    desk: Casebook, second: Session
) -> None:
    row = a_loan(desk, second, 20_000_00)
    paid = {"loan": row, "principal_fen": 20_000_00, "payer": "县担保中心", "borne_by": "县财政局〔2009〕3 号"}
    as_other(desk, second)
    with pytest.raises(loans.LoanNotOut):
        records.add(desk, loans.COMPENSATION, paid)
    at(desk, dt.date(2009, 12, 1))
    loans.lapse(desk)
    with pytest.raises(loans.PaidTooMuch):
        records.add(desk, loans.COMPENSATION, {**paid, "principal_fen": 20_000_01})
    records.add(desk, loans.COMPENSATION, paid)
    assert state(desk, row) == tables.COMPENSATED
    assert loans.late_ids(desk) == []
    records.add(desk, loans.PAYMENT, {"loan": row, "kind": "2", "principal_fen": 5_000_00})
    found = loans.standing(desk, records.get(desk, "loan", row))
    assert (found.left, found.owed_back, found.paid) == (0, 15_000_00, 0)
    assert (year(desk, "loan_compensated_fen"), year(desk, "loan_recovered_fen"), year(desk, "loan_repaid_fen")) == (
        Amount(20_000_00), Amount(5_000_00), Amount(0)
    )  # fmt: skip
    with pytest.raises(FieldUnfit):
        records.move(desk, loans.LOAN, row, tables.WRITTEN_OFF)
    records.add(desk, loans.PAYMENT, {"loan": row, "kind": "2", "principal_fen": 15_000_00})
    assert state(desk, row) == tables.SETTLED


def test_who_entered_a_loan_does_not_compensate_it_and_a_direct_one_has_no_guarantor(
    desk: Casebook, second: Session
) -> None:
    rows = [
        a_loan(desk, second, 20_000_00),
        a_loan(desk, second, 20_000_00, kind=DIRECT, bank=None, source=purse(desk)),
    ]
    at(desk, dt.date(2009, 12, 1))
    assert loans.lapse(desk) == 2
    with pytest.raises(loans.LoanOwnReview):
        records.add(
            desk,
            loans.COMPENSATION,
            {"loan": rows[0], "principal_fen": 1, "payer": "县担保中心", "borne_by": "县财政局〔2009〕3 号"},
        )
    as_other(desk, second)
    with pytest.raises(FieldUnfit) as wrong:
        records.add(
            desk,
            loans.COMPENSATION,
            {"loan": rows[1], "principal_fen": 1, "payer": "县担保中心", "borne_by": "县财政局〔2009〕3 号"},
        )
    assert wrong.value.fields["reason"] == "not_guaranteed"


def test_the_subsidy_is_a_line_of_its_own_and_never_more_than_the_interest(desk: Casebook, second: Session) -> None:
    row = a_loan(desk, second, 30_000_00, kind=SUBSIDISED, rate="5.4")
    whole = 30_000_00 * 54 * 24 // 12 // 1000
    records.add(desk, loans.SUBSIDY, {"loan": row, "amount_fen": whole - 1, "borne_by": "县财政局〔2009〕3 号"})
    with pytest.raises(loans.SubsidyTooMuch) as refused:
        records.add(desk, loans.SUBSIDY, {"loan": row, "amount_fen": 2, "borne_by": "县财政局〔2009〕3 号"})
    assert (refused.value.fields["most_fen"], refused.value.fields["paid_fen"]) == (whole, whole - 1)
    found = loans.standing(desk, records.get(desk, "loan", row))
    assert (found.left, found.paid, found.subsidy) == (30_000_00, 0, whole - 1)
    assert (year(desk, "loan_fen"), year(desk, "loan_interest_fen"), year(desk, "loan_repaid_fen")) == (
        Amount(30_000_00), Amount(whole - 1), Amount(0)
    )  # fmt: skip
    words = dict(loans.loan_words(desk, records.get(desk, "loan", row)))
    assert words["贴息（另计）"] == "3,239.99 元"
    assert words["贷款余额"].startswith("30,000 元")


def test_nothing_is_paid_on_what_was_not_lent_or_before_its_day(desk: Casebook, second: Session) -> None:
    row = records.add(desk, loans.LOAN, asked(desk))
    for kind, values in (
        (loans.PAYMENT, {"kind": "1", "principal_fen": 1}),
        (loans.SUBSIDY, {"amount_fen": 1, "borne_by": "县财政局〔2009〕3 号"}),
    ):
        with pytest.raises(loans.LoanNotOut):
            records.add(desk, kind, {"loan": row, **values})
    lend(desk, second, row)
    with pytest.raises(FieldUnfit) as wrong:
        records.add(desk, loans.PAYMENT, {"loan": row, "kind": "1", "principal_fen": 1, "day": dt.date(2009, 9, 27)})
    assert wrong.value.fields["reason"] == "before_lent"
    with pytest.raises(FieldUnfit):
        records.add(desk, loans.PAYMENT, {"loan": row, "kind": "1"})


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.integers(1, 9_000_00), min_size=1, max_size=4))
def test_what_was_lent_is_what_was_paid_and_what_is_left(desk: Casebook, second: Session, parts: list[int]) -> None:
    name = f"来源 {desk.store.value('SELECT count(*) FROM fund_source')}"
    row = a_loan(desk, second, 40_000_00, kind=DIRECT, bank=None, source=purse(desk, name=name))
    for part in parts:
        records.add(desk, loans.PAYMENT, {"loan": row, "kind": "1", "principal_fen": part, "interest_fen": 7})
    found = loans.standing(desk, records.get(desk, "loan", row))
    assert found.left + sum(parts) == found.principal == 40_000_00
    assert found.interest == 7 * len(parts)


def test_a_province_reads_loans_and_moves_none(county: County) -> None:
    row = records.add(county.desk, loans.LOAN, asked(county.desk))
    county.pass_on(county.desk, county.province)
    assert records.get(county.province, "loan", row).state == tables.ASKED
    assert loans.lapse(county.province) == 0
    assert loans.waiting(county.desk) == 1


def test_a_borrower_is_erased_only_when_the_loan_has_ended_and_the_money_stays(desk: Casebook, second: Session) -> None:
    row = a_loan(desk, second, 20_000_00, kind=DIRECT, bank=None, source=purse(desk))
    borrower = records.get(desk, "loan", row)["person"]
    with pytest.raises(erasure.PersonInService) as held:
        erasure.erase_person(desk, borrower, "本人申请", second)
    assert held.value.fields["loans"] == 1
    records.add(desk, loans.PAYMENT, {"loan": row, "kind": "1", "principal_fen": 20_000_00})
    erasure.erase_person(desk, borrower, "本人申请", second)
    assert (year(desk, "loan_fen"), year(desk, "loan_repaid_fen")) == (Amount(20_000_00), Amount(20_000_00))
    assert state(desk, row) == tables.SETTLED
    assert people.get(desk, borrower).erased
