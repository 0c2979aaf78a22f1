"""生活帮扶: one household one file, four eyes, what was received this year told with evidence, limits with their document, goods by expiry."""

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from db import erasure, funds, goods, indicators, people, records, relief, relief_grants, reports, retention
from db.casebook import Casebook, Session
from db.indicators import Span
from db.record_checks import FieldUnfit, WrittenByStep
from db.relief_grants import GUARDIAN, SELF
from db.tables import records as file_states
from db.tables import relief as tables
from rules import relief as rules
from rules.clock import StoryClock
from rules.errors import UserError
from rules.funds import InKind
from rules.periods import Period
from rules.states import StepNotAllowed
from tests.db.conftest import County, draft, id_number, second_person

if TYPE_CHECKING:
    from collections.abc import Mapping

TODAY = dt.date(2009, 9, 28)
DIBAO = "吉办〔2009〕12 号"


@pytest.fixture
def second(desk: Casebook) -> Session:
    return second_person(desk)


def a_person(book: Casebook, number: int = 1, name: str = "") -> bytes:
    return people.register(book, draft(number, name)).id


def a_file(book: Casebook, second: Session, person: bytes, **more: Any) -> bytes:
    """Lead a household's file through all its steps."""
    day = dt.date(2009, 3, 2)
    book.clock = StoryClock(day)
    row = records.add(book, relief.FILE, {"person": person, "kind": "1", "main_cause": "01", "members": 3, **more})
    through(book, row, second, day)
    return row


def through(book: Casebook, row: bytes, second: Session, day: dt.date) -> None:
    """Lead an application through its steps: publicity from that day, on file a week later."""
    book.clock = StoryClock(day)
    records.move(book, relief.FILE, row, file_states.VISITED, {"visited_by": "李走访", "finding": "租房两间"})
    records.move(book, relief.FILE, row, file_states.JUDGED, {"judgement": "同意"})
    shown = {"shown_from": day, "shown_until": day + dt.timedelta(days=6)}
    records.move(book, relief.FILE, row, file_states.SHOWN, shown)
    book.clock = StoryClock(day + dt.timedelta(days=7))
    records.move(book, relief.FILE, row, file_states.BEFORE_HEAD)
    records.move(book, relief.FILE, row, file_states.ON_FILE, second=second)
    book.clock = StoryClock(TODAY)


def a_source(book: Casebook, fen: int = 1_000_000, **more: Any) -> bytes:
    """Make a source of money that has received something."""
    values = {"name": "帮扶专项", "kind": "1", "document": "总工发〔2009〕3 号", **more}
    row = records.add(book, funds.SOURCE, values)
    received = {"source": row, "amount_fen": fen, "voucher_no": "记-1", "day": dt.date(2009, 1, 5)}
    records.add(book, funds.RECEIPT, received)
    return row


def ask(book: Casebook, person: bytes, kind: str = rules.LIVING, fen: int = 50_000, **more: Any) -> bytes:
    return records.add(book, relief_grants.GRANT, {"person": person, "kind": kind, "amount_fen": fen, **more})


def approve(book: Casebook, second: Session, grant: bytes, source: bytes) -> None:
    records.move(book, relief_grants.GRANT, grant, tables.APPROVED, {"source": source}, second=second)


def paid(book: Casebook, second: Session, person: bytes, source: bytes, fen: int = 50_000, **more: Any) -> bytes:
    grant = ask(book, person, fen=fen, **more)
    approve(book, second, grant, source)
    return relief_grants.pay(book, {"grant": grant, "signer": SELF, "way": "1"})


def a_pupil(book: Casebook, file: bytes, birth: str = "19970908", **more: Any) -> bytes:
    values = {
        "file": file,
        "name": "李小苗",
        "relation": "3",
        "doc_no": id_number(777, birth),
        "school": "安和二中",
        "stage": "2",
    }
    return records.add(book, relief.MEMBER, {**values, **more})


TUITION: dict[str, Any] = {"kind": rules.TUITION, "guardian": "李父", "consent": True}


# --- files


def test_a_file_goes_its_whole_way_and_two_persons_put_it_on_record(desk: Casebook, second: Session) -> None:
    person = a_person(desk)
    row = a_file(desk, second, person, annual_income_fen=1_440_000, rigid_fen=360_000)
    file = records.get(desk, "hardship_file", row)
    assert file.state == file_states.ON_FILE
    assert (file["holder"], file["doc_no"]) == (people.get(desk, person).name, id_number(1))
    assert file["file_no"] == f"DA2009{desk.workplace.dev.hex()[:4].upper()}0001"
    assert (file["filed_on"], file["review_on"], file["monthly_income_fen"]) == (
        "2009-03-09",
        dt.date(2010, 3, 9),
        30_000,
    )
    passed = [one.state for one in records.history(desk, relief.FILE.table, row)]
    assert passed == ["申请", "入户", "评议", "公示", "审批", "在档"]
    with pytest.raises(UserError) as caught:
        records.move(desk, relief.FILE, row, file_states.RECOVERED, {"closing": "已就业"})
    assert caught.value.code == "SECOND_PERSON_NEEDED"
    with pytest.raises(FieldUnfit):
        records.move(desk, relief.FILE, row, file_states.RECOVERED, second=second)
    records.move(desk, relief.FILE, row, file_states.RECOVERED, {"closing": "已就业"}, second=second)
    closed = records.get(desk, "hardship_file", row)
    assert closed["closed_on"] == "2009-09-28"
    assert retention.due(desk, "hardship") == []
    before = reports.make(desk, reports.form_of("hardship"), Period(2009, quarter=3))
    desk.clock = StoryClock(dt.date(2009, 11, 2))
    with pytest.raises(FieldUnfit):
        records.move(desk, relief.FILE, row, file_states.ASKED, day=dt.date(2009, 9, 27))
    records.move(desk, relief.FILE, row, file_states.ASKED, day=dt.date(2009, 10, 8))
    again = records.get(desk, "hardship_file", row)
    assert (again["closed_on"], again["shown_until"], again["opinion"]) == (None, None, None), "it is looked at anew"
    (earlier,) = records.by_column(desk, "hardship_earlier", file=row)
    assert (earlier["filed_on"], earlier["closed_on"], earlier["ended"], earlier["closing"]) == (
        "2009-03-09", "2009-09-28", file_states.RECOVERED, "已就业",
    )  # fmt: skip
    assert any(event.title.startswith("已脱困：") for event in people.timeline(desk, person))
    through(desk, row, second, dt.date(2009, 10, 8))
    desk.clock = StoryClock(dt.date(2009, 11, 2))
    told = {
        quarter: reports.make(desk, reports.form_of("hardship"), Period(2009, quarter=quarter)) for quarter in (1, 3, 4)
    }
    assert [line.counts["period"] for line in told[3].lines] == [line.counts["period"] for line in before.lines]
    figures = {
        at: [one.line(number).value("period").count for number in ("1", "1.1", "1.2", "1.4", "2.4")]
        for at, one in told.items()
    }
    assert figures == {1: [0, 1, 0, 1, 3], 3: [1, 0, 1, 0, 0], 4: [0, 1, 0, 1, 3]}
    span = indicators.Span(dt.date(2009, 1, 1), dt.date(2009, 12, 31))
    filed = indicators.count(desk, [indicators.get("hardship_filed")], {"year": span})["year"]
    assert (filed.total, filed.persons) == (2, 1), "twice on file, one person"
    with pytest.raises(WrittenByStep):
        records.withdraw(desk, relief.EARLIER, earlier.id, "登记有误")
    erasure.erase_person(desk, person, "本人要求", second)
    assert records.count(desk, "hardship_earlier") == 0
    kept = {at: reports.make(desk, reports.form_of("hardship"), one.period) for at, one in told.items()}
    assert [[line.counts["period"].total for line in one.lines] for one in kept.values()] == [
        [line.counts["period"].total for line in one.lines] for one in told.values()
    ], "months that were reported stay what they were"


def test_a_household_that_left_is_not_approved_and_what_it_had_is_still_known(desk: Casebook, second: Session) -> None:
    head, wife = a_person(desk, 1), a_person(desk, 2)
    row, source = a_file(desk, second, head), a_source(desk)
    records.add(desk, relief.MEMBER, {"file": row, "name": "妻", "relation": "1", "person": wife})
    paid(desk, second, head, source)
    waits = ask(desk, wife, again="住院")
    records.move(desk, relief.FILE, row, file_states.RECOVERED, {"closing": "已就业"}, second=second)
    with pytest.raises(relief_grants.NotOnFile) as refused:
        approve(desk, second, waits, source)
    assert refused.value.fields["number"] == records.get(desk, "relief_grant", waits)["number"]
    with pytest.raises(relief_grants.ReliefAgain) as again:
        ask(desk, wife, rules.FESTIVE, 20_000)
    assert again.value.fields["count"] == 2, "what the household had this year does not end with its file"


def test_a_household_does_not_come_back_beside_its_new_file(desk: Casebook, second: Session) -> None:
    head, wife = a_person(desk, 1), a_person(desk, 2)
    row = a_file(desk, second, head)
    records.add(desk, relief.MEMBER, {"file": row, "name": "妻", "relation": "1", "person": wife})
    records.move(desk, relief.FILE, row, file_states.CLOSED, {"closing": "迁出"}, second=second)
    new = records.add(desk, relief.FILE, {"person": wife})
    records.add(desk, relief.MEMBER, {"file": new, "name": "夫", "relation": "1", "person": head})
    with pytest.raises(relief.HouseholdKnown):
        records.move(desk, relief.FILE, row, file_states.ASKED)


def test_nobody_skips_a_step_or_cuts_the_publicity_short(desk: Casebook, second: Session) -> None:
    row = records.add(desk, relief.FILE, {"person": a_person(desk)})
    with pytest.raises(StepNotAllowed):
        records.move(desk, relief.FILE, row, file_states.ON_FILE, second=second)
    records.move(desk, relief.FILE, row, file_states.VISITED)
    records.move(desk, relief.FILE, row, file_states.JUDGED)
    with pytest.raises(FieldUnfit):
        records.move(desk, relief.FILE, row, file_states.SHOWN)
    records.move(desk, relief.FILE, row, file_states.SHOWN, {"shown_from": TODAY, "shown_until": dt.date(2009, 10, 9)})
    with pytest.raises(relief.PublicityRunning) as caught:
        records.move(desk, relief.FILE, row, file_states.BEFORE_HEAD)
    assert caught.value.fields["day"] == "2009-10-09"
    desk.clock = StoryClock(dt.date(2009, 10, 10))
    assert relief.publicity_over(desk).ids == (row,)
    records.move(desk, relief.FILE, row, file_states.BEFORE_HEAD)


def test_one_household_has_one_file_whoever_of_it_comes(desk: Casebook, second: Session) -> None:
    head, wife, stranger = a_person(desk, 1), a_person(desk, 2), a_person(desk, 3)
    file = a_file(desk, second, head)
    records.add(desk, relief.MEMBER, {"file": file, "name": "妻", "relation": "1", "doc_no": id_number(2)})
    for person in (head, wife):
        with pytest.raises(relief.HouseholdKnown) as caught:
            records.add(desk, relief.FILE, {"person": person})
        assert caught.value.fields["file_no"]
    other = records.add(desk, relief.FILE, {"person": stranger})
    for values in (
        {"name": "妻", "relation": "1", "doc_no": id_number(2)},
        {"name": "户主", "relation": "5", "person": head},
    ):
        with pytest.raises(relief.HouseholdKnown):
            records.add(desk, relief.MEMBER, {"file": other, **values})
    with pytest.raises(relief.DocumentWrong):
        records.add(desk, relief.MEMBER, {"file": other, "name": "错", "relation": "3", "doc_no": id_number(9)[:-1] + ("0" if id_number(9)[-1] != "0" else "1")})  # fmt: skip
    assert set(relief.household(desk, file)) == {head, wife}


def test_an_old_ledgers_file_is_gone_on_with(desk: Casebook, second: Session) -> None:
    with desk.write() as writer:
        row = writer.add(
            "hardship_file",
            {"file_no": "老-7", "holder": "李老", "doc_no": id_number(1), "status": "在档", "filed_on": "2005-03"},
        )
    person = a_person(desk)
    found = relief.file_of(desk, person)
    assert found is not None
    assert found.id == row
    with pytest.raises(FieldUnfit):
        records.change(desk, relief.FILE, row, {"main_cause": "01"})
    records.change(desk, relief.FILE, row, {"main_cause": "01", "person": person})
    records.move(desk, relief.FILE, row, file_states.REVIEWED)
    records.move(desk, relief.FILE, row, file_states.ON_FILE, second=second)
    assert records.get(desk, "hardship_file", row)["filed_on"] == "2005-03"
    assert relief.review_due(desk).ids == ()
    desk.clock = StoryClock(dt.date(2010, 9, 1))
    assert relief.review_due(desk).ids == (row,)


def test_a_household_is_erased_and_destroyed_with_its_members(desk: Casebook, second: Session) -> None:
    person = a_person(desk)
    file = a_file(desk, second, person)
    pupil = a_pupil(desk, file)
    targets = erasure.scope(desk, person).targets
    assert ("hardship_file", file) in targets
    assert ("hardship_member", pupil) in targets
    records.move(desk, relief.FILE, file, file_states.CLOSED, {"closing": "迁出"}, second=second)
    desk.clock = StoryClock(dt.date(2019, 9, 28))
    assert {(one.tbl, one.row) for one in retention.due(desk, "hardship")} == {
        ("hardship_file", file),
        ("hardship_member", pupil),
    }


# --- received already


def test_a_second_relief_in_the_year_warns_with_its_evidence(desk: Casebook, second: Session) -> None:
    person, source = a_person(desk, name="李甲"), a_source(desk)
    a_file(desk, second, person)
    assert relief_grants.received(desk, person, 2009) == []
    paid(desk, second, person, source)
    (known,) = relief_grants.received(desk, person, 2009)
    assert desk.session is not None
    assert (known.day, known.what, known.fen, known.who, known.how) == (
        "2009-09-28",
        "生活救助",
        50_000,
        desk.session.name,
        "李甲",
    )
    with pytest.raises(relief_grants.ReliefAgain) as caught:
        ask(desk, person, rules.FESTIVE, 20_000, occasion="中秋")
    told = caught.value.fields
    assert (told["column"], told["count"], told["day"], told["what"], told["amount"]) == (
        "again",
        1,
        "2009-09-28",
        "生活救助",
        "500",
    )
    ask(desk, person, rules.FESTIVE, 20_000, again="中秋慰问，另行安排")
    desk.clock = StoryClock(dt.date(2010, 1, 4))
    ask(desk, person)


def test_what_any_of_the_household_or_an_old_list_tells_counts(desk: Casebook, second: Session) -> None:
    head, wife, source = a_person(desk, 1), a_person(desk, 2), a_source(desk)
    file = a_file(desk, second, head)
    records.add(desk, relief.MEMBER, {"file": file, "name": "妻", "relation": "1", "person": wife})
    paid(desk, second, wife, source)
    assert [one.what for one in relief_grants.received(desk, head, 2009)] == ["生活救助"]
    with desk.write() as writer:
        for project in ("春节慰问", "培训券"):
            writer.fact("past_benefit", {"name": "户主", "doc_no": id_number(1), "year": 2009, "project": project, "amount_fen": 30_000, "received_on": "2009-01-20", "place": "民政局"})  # fmt: skip
    told = relief_grants.received(desk, head, 2009)
    assert [(one.what, one.who) for one in told] == [
        ("春节慰问", "民政局"),
        ("生活救助", desk.session.name if desk.session else ""),
    ]
    assert relief_grants.received(desk, head, 2008) == []


def test_a_list_that_names_a_member_who_is_not_registered_counts_for_the_household(
    desk: Casebook, second: Session
) -> None:
    head = a_person(desk)
    file = a_file(desk, second, head)
    records.add(desk, relief.MEMBER, {"file": file, "name": "妻", "relation": "1", "doc_no": id_number(55)})
    with desk.write() as writer:
        writer.fact("past_benefit", {"name": "妻", "doc_no": id_number(55), "year": 2009, "project": "春节慰问", "amount_fen": 30_000})  # fmt: skip
    with pytest.raises(relief_grants.ReliefAgain) as caught:
        ask(desk, head)
    assert (caught.value.fields["what"], caught.value.fields["amount"]) == ("春节慰问", "300")


def test_what_was_asked_for_and_not_paid_yet_warns_too(desk: Casebook, second: Session) -> None:
    person, source = a_person(desk), a_source(desk)
    a_file(desk, second, person)
    first = ask(desk, person)
    with pytest.raises(relief_grants.ReliefAgain) as caught:
        ask(desk, person, rules.FESTIVE, 20_000, occasion="中秋")
    assert (caught.value.fields["what"], caught.value.fields["reason"]) == ("生活救助（待审批）", "waiting")
    assert [one.fen for one in relief_grants.standing(desk, person, rules.LIVING, TODAY).asked] == [50_000]
    assert relief_grants.standing(desk, person, rules.LIVING, TODAY, first).asked == []
    records.change(desk, relief_grants.GRANT, first, {"reason": "妻子住院"})
    records.move(desk, relief_grants.GRANT, first, tables.GIVEN_UP)
    ask(desk, person, rules.FESTIVE, 20_000, occasion="中秋", source=source)


def test_two_applications_entered_apart_are_not_both_approved_without_a_reason(desk: Casebook, second: Session) -> None:
    person, source = a_person(desk), a_source(desk)
    file = a_file(desk, second, person)
    with desk.write() as writer:  # as two PCs of a desk write them before they meet
        one, other = (
            writer.add("relief_grant", {"person": person, "file": file, "kind": kind, "amount_fen": 30_000, "number": kind, "day": "2009-09-28",
                                        "source": source, "status": tables.ASKED})
            for kind in (rules.LIVING, rules.FESTIVE)
        )  # fmt: skip
    with pytest.raises(relief_grants.ReliefAgain) as caught:
        relief_grants.approve_all(desk, second)
    told = caught.value.fields
    assert (told["reason"], told["number"], told["what"]) == ("approval", rules.FESTIVE, "生活救助（已审批）")
    assert {records.get(desk, "relief_grant", row).state for row in (one, other)} == {tables.ASKED}
    records.change(desk, relief_grants.GRANT, other, {"again": "中秋慰问，另行安排"})
    assert relief_grants.approve_all(desk, second) == [one, other]


def test_no_step_changes_what_is_approved(desk: Casebook, second: Session) -> None:
    person, source = a_person(desk), a_source(desk)
    a_file(desk, second, person)
    grant = ask(desk, person)
    with pytest.raises(FieldUnfit) as caught:
        records.move(
            desk,
            relief_grants.GRANT,
            grant,
            tables.APPROVED,
            {"source": source, "amount_fen": 9_000_000},
            second=second,
        )
    assert (caught.value.fields["column"], caught.value.fields["reason"]) == ("amount_fen", "by_step")
    assert records.get(desk, "relief_grant", grant).state == tables.ASKED


# --- limits


def a_limit(book: Casebook, second: Session, most_fen: int, kind: str = rules.LIVING, **more: Any) -> bytes:
    values = {
        "kind": kind,
        "most_fen": most_fen,
        "valid_from": dt.date(2009, 1, 1),
        "document": DIBAO,
        "document_on": dt.date(2008, 12, 20),
    }
    return records.add(book, relief.LIMIT, {**values, **more}, second=second)


def test_the_years_limit_refuses_with_its_document_and_takes_two_to_set(desk: Casebook, second: Session) -> None:
    person, source = a_person(desk), a_source(desk)
    a_file(desk, second, person)
    with pytest.raises(UserError) as caught:
        records.add(desk, relief.LIMIT, {"kind": "1", "most_fen": 1, "valid_from": TODAY, "document": "x"})
    assert caught.value.code == "SECOND_PERSON_NEEDED"
    a_limit(desk, second, 120_000)
    with pytest.raises(relief.LimitBeside):
        a_limit(desk, second, 130_000)
    paid(desk, second, person, source, 80_000)
    with pytest.raises(relief_grants.ReliefOverLimit) as caught_over:
        ask(desk, person, fen=40_001, again="病重")
    told = caught_over.value.fields
    assert (told["limit"], told["had"], told["left"], told["document"], told["day"]) == (
        "1,200",
        "800",
        "400",
        DIBAO,
        "2008-12-20",
    )
    ask(desk, person, fen=40_000, again="病重")
    with pytest.raises(relief_grants.ReliefOverLimit):
        ask(desk, person, fen=1, again="再一次")


def test_medical_relief_is_at_most_what_was_paid_by_oneself(desk: Casebook, second: Session) -> None:
    person = a_person(desk)
    a_file(desk, second, person)
    for values in ({}, {"self_paid_fen": 199_999}):
        with pytest.raises(relief_grants.ReliefOverCost):
            ask(desk, person, rules.MEDICAL, 200_000, **values)
    ask(desk, person, rules.MEDICAL, 200_000, self_paid_fen=200_000)


# --- pupils


def test_one_pupil_is_helped_once_a_year_with_the_guardians_consent(desk: Casebook, second: Session) -> None:
    person = a_person(desk)
    file = a_file(desk, second, person)
    pupil = a_pupil(desk, file)
    with pytest.raises(FieldUnfit):
        ask(desk, person, **TUITION)
    for missing in ("guardian", "consent"):
        with pytest.raises(relief_grants.ConsentMissing) as caught:
            ask(desk, person, **(TUITION | {missing: None}), pupil=pupil)
        assert caught.value.fields["column"] == missing
    first = ask(desk, person, **TUITION, pupil=pupil)
    grant = records.get(desk, "relief_grant", first)
    assert (grant["school"], grant["stage"]) == ("安和二中", "2")
    with pytest.raises(relief_grants.PupilHelped) as helped:
        ask(desk, person, **TUITION, pupil=pupil, again="第二次")
    assert helped.value.fields["number"] == grant["number"]
    other = a_pupil(desk, file, "19990102", doc_no=id_number(779, "19990102"), name="李二苗")
    ask(desk, person, **TUITION, pupil=other, again="另一个孩子")
    records.move(desk, relief_grants.GRANT, first, tables.GIVEN_UP)
    ask(desk, person, **TUITION, pupil=pupil, again="另一个孩子")
    desk.clock = StoryClock(dt.date(2010, 9, 1))
    ask(desk, person, **TUITION, pupil=pupil)


def test_a_grown_up_student_needs_no_guardian_and_no_other_households_pupil_is_taken(
    desk: Casebook, second: Session
) -> None:
    person, other = a_person(desk, 1), a_person(desk, 2)
    file, elsewhere = a_file(desk, second, person), a_file(desk, second, other)
    grown = a_pupil(desk, file, "19900101")
    ask(desk, person, rules.TUITION, pupil=grown)
    with pytest.raises(FieldUnfit):
        ask(desk, person, **TUITION, pupil=a_pupil(desk, elsewhere, "19980101", doc_no=id_number(781, "19980101")))


# --- approval and payment


def test_relief_needs_a_file_a_second_person_and_the_persons_own_signature(desk: Casebook, second: Session) -> None:
    person, source = a_person(desk), a_source(desk)
    with pytest.raises(relief_grants.NotOnFile):
        ask(desk, person)
    ask(desk, person, rules.FESTIVE, 20_000, occasion="春节")
    a_file(desk, second, person)
    grant = ask(desk, person, again="另为生活救助")
    with pytest.raises(UserError) as caught:
        records.move(desk, relief_grants.GRANT, grant, tables.APPROVED, {"source": source})
    assert caught.value.code == "SECOND_PERSON_NEEDED"
    with pytest.raises(StepNotAllowed):
        relief_grants.pay(desk, {"grant": grant, "signer": SELF})
    with pytest.raises(FieldUnfit):
        records.move(desk, relief_grants.GRANT, grant, tables.APPROVED, second=second)
    approve(desk, second, grant, source)
    (approval,) = records.by_column(desk, "relief_approval", grant=grant)
    signed = desk.store.value(
        "SELECT json_array_length(json_extract(CAST(header AS TEXT), '$.sg')) FROM entry WHERE row = ?", (approval.id,)
    )
    assert signed == 2
    with pytest.raises(relief_grants.GrantFixed):
        records.change(desk, relief_grants.GRANT, grant, {"amount_fen": 60_000})
    records.change(desk, relief_grants.GRANT, grant, {"note": "已电话通知"})
    with pytest.raises(FieldUnfit):
        records.move(desk, relief_grants.GRANT, grant, tables.PAID)
    with pytest.raises(relief_grants.SignerUnfit):
        relief_grants.pay(desk, {"grant": grant, "signer": GUARDIAN})
    pay = relief_grants.pay(desk, {"grant": grant, "signer": SELF, "amount_fen": 999_999})
    assert records.get(desk, "relief_pay", pay)["amount_fen"] == 50_000, "what was approved is paid, nothing else"
    assert records.get(desk, "relief_grant", grant).state == tables.PAID
    with pytest.raises(StepNotAllowed):
        relief_grants.pay(desk, {"grant": grant, "signer": SELF})


def test_a_payment_taken_back_leaves_the_money_and_the_year(desk: Casebook, second: Session) -> None:
    person, source = a_person(desk), a_source(desk)
    a_file(desk, second, person)
    pay = paid(desk, second, person, source)
    assert funds.left(desk, source).fen == 950_000
    records.withdraw(desk, relief_grants.PAY, pay, "登记有误")
    grant = records.page(desk, "relief_grant")[0]
    assert grant.state == tables.APPROVED
    assert relief_grants.received(desk, person, 2009) == []
    assert funds.left(desk, source).fen == 950_000, "it is still promised"
    records.move(desk, relief_grants.GRANT, grant.id, tables.GIVEN_UP)
    assert funds.left(desk, source).fen == 1_000_000


def test_money_for_another_use_is_refused_with_its_document(desk: Casebook, second: Session) -> None:
    person = a_person(desk)
    a_file(desk, second, person)
    source = a_source(desk, uses=("3",), document="财社〔2009〕8 号")
    with pytest.raises(funds.Earmarked) as caught:
        ask(desk, person, source=source)
    assert (caught.value.fields["document"], caught.value.fields["column"]) == ("财社〔2009〕8 号", "source")
    grant = ask(desk, person)
    with pytest.raises(funds.Earmarked):
        approve(desk, second, grant, source)
    poor = a_source(desk, 49_999, name="小额")
    with pytest.raises(funds.FundShort):
        approve(desk, second, grant, poor)


# --- goods


def a_batch(book: Casebook, expires: dt.date | None = dt.date(2009, 12, 31), **more: Any) -> bytes:
    values: Mapping[str, Any] = {"kind": "1", "item": "感冒清热颗粒 12 袋", "donor": "安和制药厂", "lot": "A1", "quantity": 100, "unit": "盒", "expires": expires, "value_fen": 150_000, **more}  # fmt: skip
    return records.add(book, goods.BATCH, values)


def give(book: Casebook, batch: bytes, quantity: int, person: bytes) -> bytes:
    return records.add(book, goods.OUT, {"batch": batch, "person": person, "quantity": quantity, "signer": SELF})


def test_medicine_goes_by_expiry_and_never_past_it(desk: Casebook) -> None:
    person = a_person(desk)
    with pytest.raises(FieldUnfit):
        a_batch(desk, None)
    late, soon = a_batch(desk, dt.date(2010, 6, 30), lot="B2"), a_batch(desk, dt.date(2009, 9, 28))
    assert goods.first_out(desk) == soon == goods.next_batch(desk, "感冒清热颗粒 12 袋")
    with pytest.raises(goods.GoodsOutOfTurn) as caught:
        give(desk, late, 1, person)
    assert (caught.value.fields["day"], caught.value.fields["left"]) == ("2009-09-28", 100)
    give(desk, soon, 40, person)
    with pytest.raises(goods.GoodsShort):
        give(desk, soon, 61, person)
    assert goods.expiring(desk).ids == (soon,)
    desk.clock = StoryClock(dt.date(2009, 9, 29))
    with pytest.raises(goods.GoodsExpired) as gone:
        give(desk, soon, 1, person)
    assert gone.value.fields["batch"] == "感冒清热颗粒 12 袋 · A1 · 有效期至 2009-09-28", "item, lot and day"
    give(desk, late, 1, person)


def test_of_every_batch_in_is_out_and_left_and_destroyed(desk: Casebook, second: Session) -> None:
    person, batch = a_person(desk), a_batch(desk)
    out = give(desk, batch, 30, person)
    with pytest.raises(UserError) as caught:
        records.add(desk, goods.DESTROYED, {"batch": batch, "quantity": 5, "reason": "受潮"})
    assert caught.value.code == "SECOND_PERSON_NEEDED"
    records.add(
        desk, goods.DESTROYED, {"batch": batch, "quantity": 5, "reason": "受潮", "witness": "王监"}, second=second
    )
    with pytest.raises(goods.GoodsShort):
        records.add(desk, goods.DESTROYED, {"batch": batch, "quantity": 66, "reason": "受潮"}, second=second)
    records.correct(desk, goods.OUT, out, {"quantity": 20})
    with pytest.raises(goods.GoodsUsed):
        records.correct(desk, goods.BATCH, batch, {"quantity": 24})
    now = records.correct(desk, goods.BATCH, batch, {"quantity": 90})
    found = goods.of_batch(desk, batch)
    assert found is not None
    assert (found.mark, found.came, found.out, found.destroyed, found.left) == (now, 90, 20, 5, 65)
    give(desk, now, 65, person)
    with pytest.raises(goods.GoodsShort):
        give(desk, batch, 1, person)
    with pytest.raises(goods.GoodsUsed):
        records.withdraw(desk, goods.BATCH, now, "重复登记")
    assert goods.value(desk) == InKind(150_000)


def test_goods_are_told_beside_money_and_never_in_it(desk: Casebook, second: Session) -> None:
    person, source = a_person(desk), a_source(desk)
    a_file(desk, second, person)
    give(desk, a_batch(desk), 2, person)
    (told,) = relief_grants.received(desk, person, 2009)
    assert (told.what, told.fen) == ("感冒清热颗粒 12 袋 2盒", None)
    matrix = funds.matrix(desk, 2009)
    assert matrix.goods == InKind(150_000)
    assert matrix.lines[0].left.fen == 1_000_000
    assert source == matrix.lines[0].source


# --- figures


def test_the_figures_of_relief_and_money(desk: Casebook, second: Session) -> None:
    one, other, source = a_person(desk, 1), a_person(desk, 2), a_source(desk)
    for person in (one, other):
        a_file(desk, second, person)
    paid(desk, second, one, source)
    paid(desk, second, one, source, 30_000, again="大病")
    gone = paid(desk, second, other, source)
    records.withdraw(desk, relief_grants.PAY, gone, "登记有误")
    a_batch(desk)
    span = {"year": Span(dt.date(2009, 1, 1), dt.date(2009, 12, 31))}

    def count(key: str) -> Any:
        return indicators.count(desk, [indicators.get(key)], span)["year"]

    living = count("living_relief")
    assert (living.events, living.persons) == (2, 1)
    assert [
        count(key).total
        for key in ("living_relief_fen", "spent_relief_fen", "raised_central_fen", "goods_value_fen", "hardship_filed")
    ] == [80_000, 80_000, 1_000_000, 150_000, 2]
    a_source(desk, 700, kind="2", name="地方财政")
    a_source(desk, 300, kind="5", name="争取的政府补贴")
    assert [count(key).total for key in ("raised_local_fen", "raised_subsidy_fen")] == [1_000, 300], (
        "the subsidy is within"
    )


def test_two_desks_that_pay_one_grant_are_told(county: County) -> None:
    """Both wrote a payment before they heard of each other: the ledger has both, and says that the source is overdrawn if it is."""
    desk, second = county.desk, county.second
    person, source = a_person(desk), a_source(desk, 60_000)
    a_file(desk, second, person)
    paid(desk, second, person, source)
    assert funds.overdrawn(desk) == []
    with desk.write() as writer:  # what another desk entered meanwhile
        writer.fact("relief_pay", {"grant": records.page(desk, "relief_grant")[0].id, "person": person, "kind": "1", "amount_fen": 50_000, "source": source, "purpose": "1", "signer": "1", "day": TODAY})  # fmt: skip
    assert funds.overdrawn(desk) == [source]
