"""到期清册: what is due by which rule, listed and destroyed by two persons, never silently."""

import datetime as dt
import json

import pytest

from db import erased, erasure, people, records, retention, retention_terms, schema
from db.casebook import Casebook, NotPermitted, SecondPersonNeeded, Session
from db.retention import Due, ListEmpty, ListStale, TermFixed
from db.tables.payments import UNMOVED
from rules.clock import StoryClock
from rules.retention import BY_KEY, TERMS, Term
from tests.db.conftest import County, draft, id_number, second_person
from tests.db.test_funds import purse, receive, spend


def file(book: Casebook, number: int, closed: str | None) -> bytes:
    with book.write() as writer:
        return writer.add(
            "hardship_file", {"file_no": str(number), "holder": f"户主{number}", "doc_no": id_number(number), "closed_on": closed, "note": "患病"}
        )  # fmt: skip


@pytest.fixture
def second(desk: Casebook) -> Session:
    return second_person(desk)


def test_each_term_names_its_source_and_only_those_of_no_law_may_be_set() -> None:
    for term in TERMS:
        assert term.source
        assert term.fixed != ("须经法务确认" in term.source), term.key
        assert (1 <= term.years <= 30, bool(term.by)) == (True, True)


@pytest.mark.parametrize(
    ("key", "since", "due"),
    [
        ("hardship", dt.date(2009, 3, 5), dt.date(2019, 3, 5)),
        ("hardship", dt.date(2008, 2, 29), dt.date(2018, 3, 1)),
        ("accounting", dt.date(2009, 1, 1), dt.date(2040, 1, 1)),
        ("accounting", dt.date(2009, 12, 31), dt.date(2040, 1, 1)),
        ("unserved", dt.date(2009, 9, 28), dt.date(2012, 9, 28)),
    ],
)
def test_terms_run_from_the_day_or_from_the_end_of_the_year(key: str, since: dt.date, due: dt.date) -> None:
    assert BY_KEY[key].due(since) == due


def test_a_closed_file_is_due_ten_years_later_and_not_a_day_before(desk: Casebook, clock: StoryClock) -> None:
    row, other, still_open = file(desk, 1, "2009-09-28"), file(desk, 2, "2010-01-01"), file(desk, 3, None)
    clock.set(dt.date(2019, 9, 27))
    assert retention.due(desk, "hardship") == []
    clock.set(dt.date(2019, 9, 28))
    (found,) = retention.due(desk, "hardship")
    assert (found.row, found.title, found.since, found.due) == (
        row,
        "1 户主1",
        dt.date(2009, 9, 28),
        dt.date(2019, 9, 28),
    )
    clock.set(dt.date(2030, 1, 1))
    assert {one.row for one in retention.due(desk, "hardship")} == {row, other}
    assert still_open not in {one.row for one in retention.due(desk, "hardship")}


def test_it_is_destroyed_by_two_from_a_list_that_is_noted(desk: Casebook, clock: StoryClock, second: Session) -> None:
    row, kept = file(desk, 1, "2009-09-28"), file(desk, 2, "2015-01-01")
    clock.set(dt.date(2020, 1, 1))
    listed = retention.due(desk, "hardship")
    with pytest.raises(SecondPersonNeeded):
        retention.destroy(desk, "hardship", listed, None)
    with pytest.raises(ListEmpty):
        retention.destroy(desk, "hardship", [], second)
    assert retention.destroy(desk, "hardship", listed, second) == ["519901-20200101-01"]
    assert desk.store.value("SELECT holder FROM hardship_file WHERE id = ?", (row,)) is None
    assert desk.store.value("SELECT holder FROM hardship_file WHERE id = ?", (kept,)) == "户主2"
    assert b"\xe6\x88\xb7\xe4\xb8\xbb1" not in b"".join(
        bytes(one[0] or b"") for one in desk.store.rows("SELECT body FROM entry")
    )
    noted = desk.store.one("SELECT rows, count, reason FROM destruction")
    assert (json.loads(noted["rows"]), noted["count"]) == ([["hardship_file", row.hex()]], 1)
    assert "总工办〔2016〕36 号" in noted["reason"]
    assert retention.due(desk, "hardship") == []
    assert [one.list_no for one in retention.destroyed(desk)] == ["519901-20200101-01"]
    with pytest.raises(ListStale):
        retention.destroy(desk, "hardship", listed, second)


def test_nothing_that_is_not_due_is_destroyed(desk: Casebook, clock: StoryClock, second: Session) -> None:
    row = file(desk, 1, "2015-01-01")
    forged = Due("hardship", "hardship_file", row, "", dt.date(2000, 1, 1), dt.date(2010, 1, 1))
    clock.set(dt.date(2020, 1, 1))
    with pytest.raises(ListStale):
        retention.destroy(desk, "hardship", [forged], second)
    assert desk.store.value("SELECT holder FROM hardship_file") == "户主1"


def test_who_was_registered_and_never_served_is_due_by_the_office_s_own_term(county: County) -> None:
    desk, clock = county.desk, county.clock
    idle, served, touched = (people.register(desk, draft(number)).id for number in (1, 2, 3))
    with desk.write() as writer:
        writer.add("enrolment", {"person": served, "status": "在册"})
    clock.set(dt.date(2011, 1, 1))
    people.change(desk, touched, {"phone": "13800000001"})
    clock.set(dt.date(2012, 9, 27))
    assert retention.due(desk, "unserved") == []
    clock.set(dt.date(2012, 9, 28))
    listed = retention.due(desk, "unserved")
    assert [one.row for one in listed] == [idle]
    with pytest.raises(TermFixed):
        retention.set_years(desk, "hardship", 5)
    with pytest.raises(TermFixed):
        retention.set_years(desk, "unserved", 0)
    retention.set_years(desk, "unserved", 2)
    assert retention.due(desk, "unserved")[0].since == dt.date(2009, 9, 28)
    retention.destroy(desk, "unserved", listed, county.second)
    assert people.get(desk, idle).erased
    assert desk.store.value("SELECT count(*) FROM person_profile WHERE registered_on IS NULL") == 1
    assert not people.get(desk, served).erased


def test_what_bears_on_money_is_destroyed_by_the_province_alone_after_thirty_years(county: County) -> None:
    from db import vouchers

    county.grant(1, 10, 1_000_000)
    desk, province = county.desk, county.province
    person = people.register(desk, draft(1, "李一"))
    vouchers.issue(desk, [vouchers.IssueDraft(person.id, "家政服务员")])
    county.pass_on(desk, province)
    county.clock.set(dt.date(2039, 12, 31))
    assert retention.due(province, "accounting") == []
    county.clock.set(dt.date(2040, 1, 1))
    (found,) = retention.due(province, "accounting")
    assert found.title.endswith("李一")
    with pytest.raises(ListStale):
        retention.destroy(desk, "accounting", retention.due(desk, "accounting"), county.second)
    from db import casebook

    casebook.add_user(province, login="er", name="二号", role="officer", passphrase="another phrase 2")
    officer = casebook.sign_in(province.workplace, "er", "another phrase 2")[1]
    retention.destroy(province, "accounting", [found], officer)
    assert province.store.value("SELECT count(*) FROM voucher_issue") == 0
    assert erasure.by_county(province, [(found.tbl, found.row)]).keys() == {"519901"}
    told = province.store.value(
        "SELECT s.county FROM entry e JOIN stream s ON s.dev = e.dev AND s.ep = e.ep WHERE e.kind = 'erase'"
    )
    assert told == "519901", "the county's receipt carries it"
    with pytest.raises(NotPermitted):
        retention.due(county.base, "accounting")


def test_the_standing_of_every_term_is_told(desk: Casebook, clock: StoryClock) -> None:
    file(desk, 1, "2009-09-28")
    clock.set(dt.date(2020, 1, 1))
    found = {one.term.key: one for one in retention.standings(desk)}
    assert found.keys() == {term.key for term in TERMS}
    assert (found["hardship"].count, found["hardship"].here, found["accounting"].here) == (1, True, False)


# --- all tables


def test_every_table_has_a_term_or_a_reason_for_none() -> None:
    kept = {name for queries in retention_terms.QUERIES.values() for name, _ in queries}
    assert retention_terms.QUERIES.keys() == BY_KEY.keys()
    assert kept | retention_terms.KEPT.keys() == schema.BY_NAME.keys()
    assert not kept & retention_terms.KEPT.keys()
    for name, reason in retention_terms.KEPT.items():
        amounts = [
            column.name
            for column in schema.BY_NAME[name].columns
            if f"{name}.{column.name}" not in UNMOVED and column.type == "fen"
        ]
        assert (bool(reason), amounts) == (True, []), name
    named = {table.name for table in schema.TABLES if any(one.refers == "person" or one.sensitivity > 1 for one in table.columns)}  # fmt: skip
    assert named & retention_terms.KEPT.keys() <= {"person_profile"}, (
        "what names a person served, or is sensitive, has a term"
    )


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.key)
def test_who_destroys_a_term_may_erase_all_of_it(term: Term) -> None:
    for name, _ in retention_terms.QUERIES[term.key]:
        for place in term.by:
            assert erased.may_erase(schema.BY_NAME[name], place), (name, place)


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.key)
def test_every_query_of_a_term_can_be_asked(desk: Casebook, term: Term) -> None:
    assert retention.due(desk, term.key) == []


def test_money_is_kept_as_long_as_its_source_moves(desk: Casebook, clock: StoryClock) -> None:
    old, young = purse(desk, name="甲"), purse(desk, name="乙")
    other = second_person(desk)
    spend(desk, other, old, 1_000, day=dt.date(2009, 2, 1))
    spend(desk, other, young, 1_000, day=dt.date(2009, 2, 1))
    clock.set(dt.date(2020, 5, 1))
    receive(desk, young, 5_000, dt.date(2020, 5, 1))
    clock.set(dt.date(2040, 1, 1))
    found = retention.due(desk, "accounting")
    assert [(one.tbl, one.due) for one in found] == [("fund_receipt", dt.date(2040, 1, 1)), ("fund_spending", dt.date(2040, 1, 1))]  # fmt: skip
    clock.set(dt.date(2051, 1, 1))
    assert len(retention.due(desk, "accounting")) == 5


def test_what_has_not_ended_is_never_due_and_what_was_refused_is(desk: Casebook, clock: StoryClock) -> None:
    from db import loans, rights
    from db.tables import rights as cases
    from tests.db.test_loans import a_loan, a_person, asked

    other = second_person(desk)
    refused = records.add(desk, loans.LOAN, asked(desk))
    records.move(desk, loans.LOAN, refused, "已撤回", {"reason": "不再需要"})
    running = a_loan(desk, other)
    case = records.add(desk, rights.CASE, {"person": a_person(desk), "kind": "1", "way": "1", "unit": "某公司"})
    paid = records.add(desk, rights.STEP, {"case_id": case, "kind": "2", "cost_fen": 100, "source": purse(desk)})
    plain = records.add(desk, rights.STEP, {"case_id": case, "kind": "2"})
    clock.set(dt.date(2045, 1, 1))
    assert {one.row for one in retention.due(desk, "turned_down")} == {refused}
    assert running not in {one.row for one in retention.due(desk, "accounting")}
    assert retention.due(desk, "rights") == []
    for state in (cases.ACCEPTED, cases.CLOSED):
        records.move(
            desk, rights.CASE, case, state, {"result": "1"} if state == cases.CLOSED else {}, day=dt.date(2010, 1, 4)
        )
    due = {one.row for one in retention.due(desk, "rights")}
    assert {case, plain} <= due
    assert paid not in due, "it is a voucher of account"
    assert paid in {one.row for one in retention.due(desk, "accounting")}


def test_who_was_served_in_any_area_is_not_taken_for_somebody_never_served(desk: Casebook, clock: StoryClock) -> None:
    from db import startup
    from tests.db.test_loans import a_person

    idle, busy = a_person(desk), a_person(desk)
    records.add(desk, startup.PROJECT, {"person": busy, "name": "粉丝加工坊"})
    clock.set(dt.date(2030, 1, 1))
    assert {one.row for one in retention.due(desk, "unserved")} == {idle}
