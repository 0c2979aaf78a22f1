"""What the areas pay: read into the ledger once, by source and by use, out of it again when it is taken back; what another bears is no money spent."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import funds, indicators, loans, records, relief_grants, rights, schema, startup, trainers
from db.casebook import Casebook, Session
from db.record_checks import FieldUnfit
from db.tables import network as network_tables
from db.tables import relief as relief_tables
from db.tables import rights as rights_tables
from db.tables import startup as tables
from db.tables.payments import PAYMENTS, UNMOVED
from rules.funds import Cash
from rules.loans import DIRECT, GUARANTEED, SUBSIDISED
from rules.periods import Period
from rules.quantities import Amount
from tests.db.conftest import second_person
from tests.db.test_funds import a_source, purse, receive, spend
from tests.db.test_indicators import in_unit
from tests.db.test_loans import a_loan, a_person, as_other, asked, at, lend

FREE = "县人社局免收（人社〔2009〕5 号）"
FAR = dt.date(2009, 12, 1)


@pytest.fixture
def second(desk: Casebook) -> Session:
    return second_person(desk)


def a_class(book: Casebook) -> bytes:
    return records.add(book, startup.CLASS, {"name": "创业第1期", "starts": dt.date(2009, 3, 1)})


def a_waiver(book: Casebook, fen: int, **bearer: object) -> bytes:
    fees = {"tuition_due_fen": fen, "tuition_waived_fen": fen}
    return records.add(book, startup.WAIVER, {"class_id": a_class(book), "person": a_person(book), **fees, **bearer})


def a_case(book: Casebook) -> bytes:
    return records.add(book, rights.CASE, {"person": a_person(book), "kind": "1", "way": "1", "unit": "某公司"})


def spent(book: Casebook, key: str) -> object:
    one = indicators.get(key)
    spans = indicators.spans(Period(book.today.year, book.today.month))
    return in_unit(one, indicators.count(book, [one], spans)["all"])


def test_every_amount_of_every_table_is_paid_or_told_why_not() -> None:
    told = {f"{one.table}.{name}" for one in PAYMENTS for name in schema.BY_NAME[one.table].names if f"x.{name}" in one.fen}  # fmt: skip
    known = {f"{table.name}.{column.name}" for table in schema.TABLES for column in table.columns if column.type == "fen"}  # fmt: skip
    assert told | set(UNMOVED) == known
    assert not told & set(UNMOVED)


# --- who bears it


def test_a_waiver_is_paid_by_a_source_or_borne_by_another_with_its_document(desk: Casebook) -> None:
    source = purse(desk, 100_000)
    for bearer, reason in (({}, "bearer"), ({"source": source, "borne_by": FREE}, "two_bearers")):
        with pytest.raises(FieldUnfit) as caught:
            a_waiver(desk, 60_000, **bearer)
        assert caught.value.fields["reason"] == reason
    free = a_waiver(desk, 60_000, borne_by=FREE)
    paid = a_waiver(desk, 40_000, source=source)
    assert funds.left(desk, source) == Cash(100_000), "nobody has signed"
    records.move(desk, startup.WAIVER, free, tables.SIGNED)
    records.move(desk, startup.WAIVER, paid, tables.SIGNED)
    assert funds.left(desk, source) == Cash(60_000)
    assert spent(desk, "spent_training_fen") == Amount(40_000)
    assert spent(desk, "fee_waived_fen") == Amount(100_000), "both are waived for those who learn"
    with pytest.raises(FieldUnfit):
        records.move(desk, startup.WAIVER, paid, tables.CALLED_OFF)
    records.move(desk, startup.WAIVER, paid, tables.CALLED_OFF, {"note": "重复登记"})
    assert funds.left(desk, source) == Cash(100_000)


def test_no_step_of_a_waiver_brings_what_nobody_weighed(desk: Casebook) -> None:
    source, relief_only = purse(desk, 100_000), purse(desk, name="救助专款", uses=("1",))
    waiver = a_waiver(desk, 40_000, source=source)
    brought: tuple[dict[str, Any], ...] = (
        {"source": relief_only}, {"borne_by": FREE}, {"total_fen": 50_000}, {"tuition_waived_fen": 30_000}, {"person": a_person(desk)},
        {"class_id": a_class(desk)}, {"signed_on": dt.date(2008, 1, 1)},
    )  # fmt: skip
    for state in (tables.SIGNED, tables.CALLED_OFF):
        for more in brought:
            with pytest.raises(FieldUnfit) as caught:
                records.move(desk, startup.WAIVER, waiver, state, {"note": "重复登记", **more})
            assert (caught.value.fields["reason"], caught.value.fields["column"]) == ("by_step", *more)
        records.move(desk, startup.WAIVER, waiver, state, {"note": "重复登记", "source": source, "total_fen": 40_000})
    waiver = a_waiver(desk, 40_000, source=source)
    records.move(desk, startup.WAIVER, waiver, tables.SIGNED)
    with pytest.raises(startup.WaiverSigned):
        records.change(desk, startup.WAIVER, waiver, {"signed_on": dt.date(2008, 1, 1)})


def test_no_step_of_hours_brings_what_nobody_weighed_and_who_paid_stays(desk: Casebook) -> None:
    source, relief_only = purse(desk, 100_000), purse(desk, name="救助专款", uses=("1",))
    row = _hours(desk, 10_000)
    other = records.add(desk, trainers.TRAINER, {"name": "冯师傅", "kind": "1", "rate_fen": 1})
    brought: tuple[dict[str, Any], ...] = (
        {"pay_fen": 90_000}, {"rate_fen": 90_000}, {"hours": 9}, {"trainer": other}, {"day": dt.date(2009, 1, 1)},
    )  # fmt: skip
    for more in brought:
        with pytest.raises(FieldUnfit) as caught:
            records.move(desk, trainers.HOURS, row, network_tables.PAID, {"source": source, **more})
        assert (caught.value.fields["reason"], caught.value.fields["column"]) == ("by_step", *more)
    with pytest.raises(funds.Earmarked):
        records.move(desk, trainers.HOURS, row, network_tables.PAID, {"source": relief_only})
    records.move(desk, trainers.HOURS, row, network_tables.PAID, {"source": source})
    assert funds.left(desk, source) == Cash(90_000)
    brought += ({"source": relief_only}, {"source": None}, {"borne_by": FREE})
    for more in brought:
        with pytest.raises(FieldUnfit) as caught:
            records.move(desk, trainers.HOURS, row, network_tables.CANCELLED, {"note": "重复登记", **more})
        assert (caught.value.fields["reason"], caught.value.fields["column"]) == ("by_step", *more)
    with pytest.raises(trainers.HoursPaid):
        records.change(desk, trainers.HOURS, row, {"pay_fen": 90_000})
    records.move(desk, trainers.HOURS, row, network_tables.CANCELLED, {"note": "重复登记", "source": source})
    assert funds.left(desk, source) == Cash(100_000)


def test_an_earmark_holds_at_the_moment_of_paying(desk: Casebook, second: Session) -> None:
    relief_only = purse(desk, name="救助专款", uses=("1",))
    pays: tuple[Callable[[], bytes], ...] = (
        lambda: a_waiver(desk, 100, source=relief_only),
        lambda: records.add(desk, loans.LOAN, asked(desk, kind=DIRECT, source=relief_only)),
        lambda: records.add(desk, rights.STEP, {"case_id": a_case(desk), "kind": "2", "cost_fen": 100, "source": relief_only}),
    )  # fmt: skip
    for pay in pays:
        with pytest.raises(funds.Earmarked):
            pay()
    free = purse(desk, 50_000, name="不限")
    waiver = a_waiver(desk, 40_000, source=free)
    spend(desk, second, free, 20_000)
    with pytest.raises(funds.FundShort):
        records.move(desk, startup.WAIVER, waiver, tables.SIGNED)
    records.change(desk, funds.SOURCE, free, {"uses": ("3", "6")})
    records.move(desk, trainers.HOURS, _hours(desk, 10_000), network_tables.PAID, {"source": free})
    with pytest.raises(funds.Earmarked):
        records.change(desk, funds.SOURCE, free, {"uses": ("6",)})


def _hours(book: Casebook, fen: int) -> bytes:
    trainer = records.add(book, trainers.TRAINER, {"name": "郑师傅", "kind": "1", "rate_fen": fen})
    return records.add(book, trainers.HOURS, {"trainer": trainer, "hours": 1})


# --- loans


def test_only_what_we_lend_ourselves_leaves_a_source_and_comes_back_to_it(desk: Casebook, second: Session) -> None:
    source = purse(desk, 100_000_00)
    with pytest.raises(FieldUnfit) as wrong:
        records.add(desk, loans.LOAN, asked(desk, kind=GUARANTEED, source=source))
    assert wrong.value.fields["reason"] == "not_lent_by_us"
    a_loan(desk, second, 30_000_00, kind=GUARANTEED)
    assert funds.left(desk, source) == Cash(100_000_00)
    row = records.add(desk, loans.LOAN, asked(desk, 40_000_00, kind=DIRECT, bank=None))
    first = as_other(desk, second)
    records.move(desk, loans.LOAN, row, tables.FIRST)
    with pytest.raises(FieldUnfit):
        records.move(desk, loans.LOAN, row, tables.SECOND)
    records.move(desk, loans.LOAN, row, tables.SECOND, {"source": source})
    assert funds.left(desk, source) == Cash(60_000_00), "promised"
    assert funds.matrix(desk, 2009).lines[0].promised == Cash(40_000_00)
    with pytest.raises(funds.FundShort):
        spend(desk, first, source, 60_000_01)
    records.move(desk, loans.LOAN, row, tables.LENT)
    repaid = records.add(
        desk, loans.PAYMENT, {"loan": row, "kind": "1", "principal_fen": 10_000_00, "interest_fen": 200_00}
    )
    line = funds.matrix(desk, 2009).lines[0]
    assert (line.spent, line.back, line.came, line.left) == (
        {"2": Cash(40_000_00)}, {"2": Cash(10_200_00)}, Cash(100_000_00), Cash(70_200_00)
    )  # fmt: skip
    gone = spend(desk, first, source, 70_200_00)
    with pytest.raises(funds.FundShort):
        records.withdraw(desk, loans.PAYMENT, repaid, "登记有误")
    records.withdraw(desk, funds.SPENDING, gone, "登记有误", second=first)
    records.withdraw(desk, loans.PAYMENT, repaid, "登记有误")
    assert funds.left(desk, source) == Cash(60_000_00)
    with pytest.raises(FieldUnfit):
        records.move(desk, loans.LOAN, row, tables.TAKEN_BACK)
    records.move(desk, loans.LOAN, row, tables.TAKEN_BACK, {"reason": "本人放弃，款未拨出"})
    assert funds.left(desk, source) == Cash(100_000_00)


def test_a_budget_is_not_made_larger_by_what_comes_back(desk: Casebook, second: Session) -> None:
    source = purse(desk)
    budget = {"source": source, "purpose": funds.LOANS, "year": 2009, "amount_fen": 50_000_00, "document": "县总〔2009〕2 号"}  # fmt: skip
    records.add(desk, funds.BUDGET, budget, second=second)
    row = a_loan(desk, second, 30_000_00, kind=DIRECT, bank=None, source=source)
    records.add(desk, loans.PAYMENT, {"loan": row, "kind": "1", "principal_fen": 30_000_00})
    other = records.add(desk, loans.LOAN, asked(desk, 30_000_00, kind=DIRECT, bank=None, source=source))
    with pytest.raises(funds.OverBudget):
        lend(desk, second, other)


def test_our_own_compensation_is_recovered_to_where_it_came_from(desk: Casebook, second: Session) -> None:
    source = purse(desk, 50_000_00)
    row = a_loan(desk, second, 20_000_00, kind=GUARANTEED)
    at(desk, FAR)
    loans.lapse(desk)
    as_other(desk, second)
    values = {
        "loan": row,
        "principal_fen": 20_000_00,
        "interest_fen": 300_00,
        "payer": "县总担保基金",
        "source": source,
    }
    paid = records.add(desk, loans.COMPENSATION, values)
    assert funds.left(desk, source) == Cash(29_700_00)
    back = records.add(desk, loans.PAYMENT, {"loan": row, "kind": "2", "principal_fen": 5_000_00})
    assert funds.left(desk, source) == Cash(34_700_00)
    with pytest.raises(FieldUnfit) as held:
        records.withdraw(desk, loans.COMPENSATION, paid, "登记有误")
    assert held.value.fields["reason"] == "recovered"
    records.withdraw(desk, loans.PAYMENT, back, "登记有误")
    records.withdraw(desk, loans.COMPENSATION, paid, "登记有误")
    assert funds.left(desk, source) == Cash(50_000_00)


# --- rights


def test_an_advance_comes_back_to_its_source_and_is_no_cost(desk: Casebook) -> None:
    source, case = purse(desk, 10_000), a_case(desk)
    cost = {"case_id": case, "source": source}
    records.add(desk, rights.STEP, {**cost, "kind": rights.LEGAL_AID, "helper": "县法律援助中心", "cost_fen": 3_000})
    lent = records.add(desk, rights.STEP, {**cost, "kind": rights_tables.ADVANCED, "cost_fen": 5_000})
    assert funds.left(desk, source) == Cash(2_000)
    with pytest.raises(rights.AdvanceExceeded):
        records.add(desk, rights.STEP, {**cost, "kind": rights_tables.PAID_BACK, "cost_fen": 5_001})
    records.add(desk, rights.STEP, {**cost, "kind": rights_tables.PAID_BACK, "cost_fen": 4_000})
    assert funds.left(desk, source) == Cash(6_000)
    assert spent(desk, "rights_cost_fen") == Amount(3_000)
    assert spent(desk, "spent_relief_fen") == Amount(8_000)
    with pytest.raises(rights.AdvanceExceeded):
        records.withdraw(desk, rights.STEP, lent, "登记有误")
    with pytest.raises(FieldUnfit):
        records.add(desk, rights.STEP, {**cost, "kind": rights_tables.ADVANCED})
    records.add(desk, rights.STEP, {"case_id": case, "kind": "2", "cost_fen": 900, "borne_by": "县司法局法律援助经费"})
    assert funds.left(desk, source) == Cash(6_000)


# --- all of them


@dataclass
class Books:
    """Hold what a test of histories expects: per table and row its source, use and signed fen."""

    book: Casebook
    second: Session
    sources: list[bytes]
    rows: dict[bytes, tuple[bytes, str, int]] = field(default_factory=dict)
    kinds: dict[bytes, records.Kind] = field(default_factory=dict)

    def note(self, kind: records.Kind, row: bytes, source: bytes | None, use: str, fen: int) -> None:
        if source is not None:
            self.rows[row] = (source, use, fen)
        self.kinds[row] = kind


def _bearer(books: Books, at: int) -> dict[str, object]:
    return {"borne_by": FREE} if at % 3 == 2 else {"source": books.sources[at % 3]}


def _pay_waiver(books: Books, at: int, fen: int) -> None:
    bearer = _bearer(books, at)
    row = a_waiver(books.book, fen, **bearer)
    records.move(books.book, startup.WAIVER, row, tables.SIGNED)
    books.note(startup.WAIVER, row, bearer.get("source"), "3", -fen)  # type: ignore[arg-type]


def _pay_hours(books: Books, at: int, fen: int) -> None:
    bearer = _bearer(books, at)
    row = _hours(books.book, fen)
    records.move(books.book, trainers.HOURS, row, network_tables.PAID, bearer)
    books.note(trainers.HOURS, row, bearer.get("source"), "3", -fen)  # type: ignore[arg-type]


def _pay_case(books: Books, at: int, fen: int) -> None:
    bearer = _bearer(books, at)
    row = records.add(books.book, rights.STEP, {"case_id": a_case(books.book), "kind": "2", "cost_fen": fen, **bearer})
    books.note(rights.STEP, row, bearer.get("source"), "6", -fen)  # type: ignore[arg-type]


def _lend(books: Books, at: int, fen: int) -> None:
    kind, source = (DIRECT, books.sources[at % 2]) if at % 3 else (SUBSIDISED, None)
    row = a_loan(books.book, books.second, fen + 1_000_00, kind=kind, source=source, rate="5.4")
    books.note(loans.LOAN, row, source, "2", -fen - 1_000_00)
    if source is not None:
        paid = records.add(books.book, loans.PAYMENT, {"loan": row, "kind": "1", "principal_fen": fen, "interest_fen": 7})  # fmt: skip
        books.note(loans.PAYMENT, paid, source, "2", fen + 7)
    else:
        bearer = _bearer(books, at + fen)
        paid = records.add(books.book, loans.SUBSIDY, {"loan": row, "amount_fen": 50, **bearer})
        books.note(loans.SUBSIDY, paid, bearer.get("source"), "2", -50)  # type: ignore[arg-type]


def _relieve(books: Books, at: int, fen: int) -> None:
    source = books.sources[at % 2]
    grant = {"person": a_person(books.book), "kind": "4", "amount_fen": fen, "source": source, "occasion": "国庆"}
    row = records.add(books.book, relief_grants.GRANT, grant)
    records.move(books.book, relief_grants.GRANT, row, relief_tables.APPROVED, second=books.second)
    books.note(
        relief_grants.PAY, relief_grants.pay(books.book, {"grant": row, "way": "1", "signer": "1"}), source, "7", -fen
    )


def _spend(books: Books, at: int, fen: int) -> None:
    source = books.sources[at % 2]
    books.note(funds.SPENDING, spend(books.book, books.second, source, fen, "9"), source, "9", -fen)


def _receive(books: Books, at: int, fen: int) -> None:
    source = books.sources[at % 2]
    books.note(funds.RECEIPT, receive(books.book, source, fen), source, "", fen)


def _undo(books: Books, at: int, _fen: int) -> None:
    if not books.kinds:
        return
    row = list(books.kinds)[at % len(books.kinds)]
    kind = books.kinds[row]
    if kind is startup.WAIVER:
        records.move(books.book, kind, row, tables.CALLED_OFF, {"note": "登记有误"})
    elif kind is trainers.HOURS:
        records.move(books.book, kind, row, network_tables.CANCELLED, {"note": "登记有误"})
    elif kind is loans.LOAN:
        return  # something was paid on it
    else:
        second = books.second if kind.takes_two() else None
        records.withdraw(books.book, kind, row, "登记有误", second=second)
    books.rows.pop(row, None)
    del books.kinds[row]


DEEDS: tuple[Callable[[Books, int, int], None], ...] = (
    _pay_waiver, _pay_hours, _pay_case, _lend, _relieve, _spend, _receive, _undo, _undo,
)  # fmt: skip


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 30), st.integers(1, 20_000)), max_size=10))
def test_sources_uses_and_records_come_to_one_sum_and_nothing_counts_twice(
    desk: Casebook, second: Session, history: list[tuple[Callable[[Books, int, int], None], int, int]]
) -> None:
    made = desk.store.value("SELECT count(*) FROM fund_source")
    clerk = desk.signed_in
    books = Books(desk, second, [a_source(desk, f"甲{made}"), a_source(desk, f"乙{made}")])
    for source in books.sources:
        books.note(funds.RECEIPT, receive(desk, source, 500_000), source, "", 500_000)
    for deed, at_, fen in history:
        try:
            deed(books, at_, fen)
        except funds.FundShort:
            desk.session = clerk  # a loan was refused while the other sat at the desk
    lines = [one for one in funds.ledger(desk) if one.source in books.sources]
    assert {one.row: (one.source, one.use, one.fen) for one in lines} == books.rows
    assert len(lines) == len(books.rows), "a row is in the ledger once"
    matrix = [one for one in funds.matrix(desk, 2009).lines if one.source in books.sources]
    whole = sum(fen for _source, _use, fen in books.rows.values())
    assert sum((one.left for one in matrix), Cash()) == Cash(whole)
    by_use: dict[str, int] = {}
    for one in matrix:
        assert one.began + one.came + one.returned - one.went == one.left
        assert one.left == Cash(sum(fen for source, _use, fen in books.rows.values() if source == one.source))
        for use, cash in [*one.back.items(), *((use, Cash(-cash.fen)) for use, cash in one.spent.items()), ("", one.came)]:  # fmt: skip
            by_use[use] = by_use.get(use, 0) + cash.fen
    assert sum(by_use.values()) == whole
    assert not set(funds.overdrawn(desk)) & set(books.sources)


def test_two_pcs_that_spent_the_same_are_told_and_each_payment_can_be_taken_back(desk: Casebook) -> None:
    source = a_source(desk)
    came = receive(desk, source, 50_000)
    records.move(desk, startup.WAIVER, a_waiver(desk, 40_000, source=source), tables.SIGNED)
    with desk.write() as writer:  # what another PC paid before it heard of this one
        writer.fact("loan_subsidy", {"loan": came, "amount_fen": 20_000, "source": source, "day": dt.date(2009, 9, 1)})
    assert funds.overdrawn(desk) == [source]
    waiver = a_waiver(desk, 1, source=source)
    with pytest.raises(funds.FundShort):
        records.move(desk, startup.WAIVER, waiver, tables.SIGNED)
