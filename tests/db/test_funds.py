"""资金: earmarked, within budget, never below nothing whatever the order; settlements posted once; the matrix adds up."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import funds, records
from db.casebook import Casebook, Session
from db.record_checks import FieldUnfit
from rules.errors import UserError
from rules.funds import Cash
from tests.db.conftest import County, second_person

FIRST = dt.date(2009, 1, 1)
DOCUMENT = "财社〔2009〕8 号"
Plan = list[tuple[int, int, str]]
PLANS = st.lists(
    st.tuples(st.integers(0, 200), st.integers(1, 9_000), st.sampled_from(["in", "out", "back", "less"])), max_size=12
)


@pytest.fixture
def second(desk: Casebook) -> Session:
    return second_person(desk)


def a_source(book: Casebook, name: str = "培训专项", **more: Any) -> bytes:
    return records.add(book, funds.SOURCE, {"name": name, "kind": "2", "document": DOCUMENT, **more})


def receive(book: Casebook, source: bytes, fen: int, day: dt.date = FIRST) -> bytes:
    return records.add(book, funds.RECEIPT, {"source": source, "amount_fen": fen, "voucher_no": "记-1", "day": day})


def purse(book: Casebook, fen: int = 100_000_000, name: str = "综合", **more: Any) -> bytes:
    """Give a source that holds so much from the first day of 2009."""
    source = a_source(book, name, **more)
    receive(book, source, fen)
    return source


def spend(
    book: Casebook, second: Session, source: bytes, fen: int, use: str = "3", day: dt.date = FIRST, **more: Any
) -> bytes:
    values = {"source": source, "purpose": use, "amount_fen": fen, "voucher_no": "付-1", "day": day, **more}
    return records.add(book, funds.SPENDING, values, second=second)


def test_money_is_spent_by_two_for_what_it_was_given_and_while_it_lasts(desk: Casebook, second: Session) -> None:
    source = a_source(desk, uses=("3", "4"))
    receive(desk, source, 100_000)
    with pytest.raises(UserError) as caught:
        records.add(desk, funds.SPENDING, {"source": source, "purpose": "3", "amount_fen": 1, "voucher_no": "付-1"})
    assert caught.value.code == "SECOND_PERSON_NEEDED"
    with pytest.raises(funds.Earmarked) as wrong:
        spend(desk, second, source, 1, "1")
    told = wrong.value.fields
    assert (told["document"], told["uses"], told["use"]) == (DOCUMENT, "培训、子女助学", "生活和医疗救助")
    spend(desk, second, source, 60_000)
    with pytest.raises(funds.FundShort) as short:
        spend(desk, second, source, 40_001, "4")
    assert short.value.fields["left"] == "400"
    with pytest.raises(FieldUnfit):
        spend(desk, second, source, 0)
    spend(desk, second, source, 40_000, "4")
    assert funds.left(desk, source) == Cash(0)
    with pytest.raises(funds.Earmarked):
        records.change(desk, funds.SOURCE, source, {"uses": ("3",)})


def test_what_came_in_is_not_taken_back_once_it_is_spent(desk: Casebook, second: Session) -> None:
    source = a_source(desk)
    came = receive(desk, source, 100_000)
    gone = spend(desk, second, source, 60_000)
    for values in ({"amount_fen": 59_999}, {"day": dt.date(2009, 2, 1)}, {"source": a_source(desk, "另一项")}):
        with pytest.raises(funds.FundShort):
            records.correct(desk, funds.RECEIPT, came, values)
    with pytest.raises(funds.FundShort):
        records.withdraw(desk, funds.RECEIPT, came, "重复登记")
    now = records.correct(desk, funds.RECEIPT, came, {"amount_fen": 60_000})
    records.withdraw(desk, funds.SPENDING, gone, "登记有误", second=second)
    records.withdraw(desk, funds.RECEIPT, now, "重复登记")
    assert funds.left(desk, source) == Cash(0)


def test_a_budget_holds_with_its_document(desk: Casebook, second: Session) -> None:
    source = a_source(desk, uses=("3",))
    receive(desk, source, 1_000_000)
    budget = {"source": source, "purpose": "3", "year": 2009, "amount_fen": 50_000, "document": "县总〔2009〕2 号"}
    records.add(desk, funds.BUDGET, budget, second=second)
    with pytest.raises(funds.Earmarked):
        records.add(desk, funds.BUDGET, {**budget, "purpose": "1"}, second=second)
    gone = spend(desk, second, source, 30_000)
    with pytest.raises(funds.OverBudget) as caught:
        spend(desk, second, source, 20_001)
    assert (caught.value.fields["left"], caught.value.fields["document"]) == ("200", "县总〔2009〕2 号")
    records.correct(desk, funds.SPENDING, gone, {"amount_fen": 50_000}, second=second)
    line = funds.matrix(desk, 2009).lines[0]
    assert (line.budget, line.spent, line.left) == ({"3": Cash(50_000)}, {"3": Cash(50_000)}, Cash(950_000))


def test_a_name_is_a_source_once(desk: Casebook) -> None:
    a_source(desk)
    with pytest.raises(funds.SourceKnown):
        a_source(desk)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PLANS)
def test_the_balance_is_in_less_out_and_no_day_ends_below_nothing(desk: Casebook, second: Session, plan: Plan) -> None:
    """Whatever is entered, corrected and taken back in whatever order: refused, or the account stays right."""
    source = a_source(desk, f"来源 {desk.store.value('SELECT count(*) FROM fund_source')}")
    standing: dict[bytes, int] = {}
    came: set[bytes] = set()
    for days, fen, deed in plan:
        day = FIRST + dt.timedelta(days=days)
        try:
            if deed == "in":
                row = receive(desk, source, fen, day)
                came.add(row)
                standing[row] = fen
            elif deed == "out":
                standing[spend(desk, second, source, fen, day=day)] = -fen
            elif standing:
                row = sorted(standing)[fen % len(standing)]
                kind = funds.RECEIPT if row in came else funds.SPENDING
                if deed == "back":
                    records.withdraw(desk, kind, row, "登记有误", second=second)
                    del standing[row]
                else:
                    made = records.correct(desk, kind, row, {"amount_fen": fen}, second=second)
                    del standing[row]
                    standing[made] = fen if row in came else -fen
                    came |= {made} if row in came else set()
        except funds.FundShort:
            continue
        assert funds.left(desk, source) == Cash(sum(standing.values()))
        assert source not in funds.overdrawn(desk)


def test_the_matrix_adds_up_over_years_and_uses(desk: Casebook, second: Session) -> None:
    one, other = a_source(desk, "甲"), a_source(desk, "乙", kind="4")
    receive(desk, one, 500_000, dt.date(2008, 5, 1))
    spend(desk, second, one, 100_000, "1", dt.date(2008, 6, 1))
    receive(desk, one, 200_000, dt.date(2009, 5, 1))
    spend(desk, second, one, 150_000, "3", dt.date(2009, 6, 1))
    spend(desk, second, one, 50_000, "4", dt.date(2009, 6, 2))
    receive(desk, other, 30_000, dt.date(2009, 7, 1))
    matrix = funds.matrix(desk, 2009)
    first, last = matrix.lines
    assert (first.began, first.came, first.went, first.left) == (
        Cash(400_000),
        Cash(200_000),
        Cash(200_000),
        Cash(400_000),
    )
    assert (last.began, last.came, last.left, last.kind) == (Cash(), Cash(30_000), Cash(30_000), "社会募集")
    for line in matrix.lines:
        assert line.began + line.came - line.went == line.left
    assert sum((matrix.total(use) for use in matrix.uses), Cash()) == Cash(200_000)
    assert funds.matrix(desk, 2008).lines[0].left == Cash(400_000)


def test_the_split_of_two_hundred_million_is_a_budget_that_adds_up(desk: Casebook, second: Session) -> None:
    """Henan 2009: 80 relief, 30 loans, 30 training, 50 schooling, and 10 million of government subsidies for training to be won."""
    wan = 1_000_000
    raised, subsidy = a_source(desk, "省总筹集"), a_source(desk, "政府补贴", kind="5", uses=("3",))
    split = [(raised, "1", 8000), (raised, "2", 3000), (raised, "3", 3000), (raised, "4", 5000), (subsidy, "3", 1000)]
    for source, use, value in split:
        budget = {"source": source, "purpose": use, "year": 2009, "amount_fen": value * wan}
        records.add(desk, funds.BUDGET, budget, second=second)
    lines = funds.matrix(desk, 2009).lines
    assert sum((one for line in lines for one in line.budget.values()), Cash()) == Cash(200_000_000 * 100)
    assert [line.left for line in lines] == [Cash(), Cash()], "a budget is no money"


def test_a_settlement_of_vouchers_is_posted_once_as_what_it_came_to(county: County) -> None:
    desk, second = county.desk, county.second
    with county.base.write() as writer:
        claim = writer.fact("claim", {"base": county.base_row, "period": "2009-09", "redemptions": [], "count": 2, "amount_fen": 100_000, "day": dt.date(2009, 9, 20)})  # fmt: skip
    county.pass_on(county.base, desk)
    with desk.write() as writer:
        review = writer.fact("claim_review", {"claim": claim, "accepted": [], "returned": [], "amount_fen": 80_000, "day": dt.date(2009, 9, 25)})  # fmt: skip
    source = a_source(desk)
    receive(desk, source, 100_000)
    assert funds.unposted(desk) == [review]
    begun = funds.from_settlement(desk, {"claim_review": review})
    assert (begun["amount_fen"], begun["purpose"], begun["payee"]) == (80_000, "3", "安和县第一培训基地")
    with pytest.raises(funds.SettlementDiffers):
        spend(desk, second, source, 79_999, claim_review=review)
    with pytest.raises(FieldUnfit):
        spend(desk, second, source, 80_000, "5", claim_review=review)
    row = spend(desk, second, source, 80_000, claim_review=review)
    assert funds.unposted(desk) == []
    with pytest.raises(funds.SettlementPosted):
        spend(desk, second, source, 80_000, claim_review=review)
    records.withdraw(desk, funds.SPENDING, row, "登记有误", second=second)
    assert funds.unposted(desk) == [review]
    assert funds.from_settlement(desk, {}) == {}
