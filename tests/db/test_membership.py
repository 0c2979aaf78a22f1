"""The rules of 入会与会籍: a transfer is never a new member, nobody approves what they entered, a card has one holder."""

import datetime as dt
import itertools
from collections.abc import Sequence

import pytest

from db import indicators, membership, people, records, reports, sameness
from db.casebook import Casebook, Session
from db.record_checks import FieldUnfit, WrittenByStep
from db.tables import membership as tables
from rules.clock import StoryClock
from rules.periods import Period
from rules.permissions import Action, may
from tests.db.conftest import County, draft, second_person

TODAY = dt.date(2009, 9, 28)
_NUMBERS = itertools.count(1)


def a_person(book: Casebook, groups: Sequence[str] = ("returned",)) -> bytes:
    return people.register(book, draft(next(_NUMBERS), profile={"groups": list(groups)})).id


def a_union(book: Casebook, name: str = "安和纺织厂工会") -> bytes:
    return records.add(book, membership.UNION, {"name": name, "kind": "1", "active": True})


def applied(book: Casebook, person: bytes = b"", union: bytes = b"", **more: object) -> bytes:
    values = {"person": person or a_person(book), "union_id": union or a_union(book, f"第{next(_NUMBERS)}工会"), **more}
    return records.add(book, membership.APPLICATION, values)


@pytest.fixture
def approver(desk: Casebook) -> Session:
    return second_person(desk)


def approve(book: Casebook, approver: Session, application: bytes, **more: object) -> bytes:
    """Let the second person approve; give the membership."""
    first, book.session = book.session, approver
    try:
        records.move(book, membership.APPLICATION, application, tables.APPROVED, more)
    finally:
        book.session = first
    return records.by_column(book, "membership", application=application)[0].id


def moved_in(book: Casebook, person: bytes = b"", number: str = "CD-2003-0045", union: bytes = b"") -> bytes:
    return records.add(book, membership.MEMBERSHIP, {
        "person": person or a_person(book), "union_id": union or a_union(book, f"第{next(_NUMBERS)}工会"), "number": number,
        "from_union": "成都某公司工会", "letter": "接转 12 号", "joined_on": dt.date(2003, 5, 1),
    })  # fmt: skip


def counted(book: Casebook, key: str) -> int:
    span = indicators.Span(dt.date(2009, 1, 1), dt.date(2010, 12, 31))
    return indicators.count(book, [indicators.get(key)], {"period": span})["period"].persons


KEYS = ("member_new", "member_moved_in", "member_moved_out", "member_kept", "member_left")


def figures(book: Casebook) -> tuple[int, ...]:
    return tuple(counted(book, key) for key in KEYS)


def kept(book: Casebook) -> list[int]:
    """Give what the report tells of memberships kept: kept, restored, ended, at the beginning, at the end."""
    report = reports.make(book, reports.form_of("members"), Period(2009, 9))
    return [report.line(number).value("period").count for number in ("7.1", "7.2", "7.3", "7.4", "7.5")]


def test_a_membership_begins_with_the_approval_and_has_a_card(desk: Casebook, approver: Session) -> None:
    application = applied(desk, day=dt.date(2009, 9, 1))
    assert figures(desk) == (0, 0, 0, 0, 0), "an application is no member"
    row = approve(desk, approver, application)
    member = records.get(desk, "membership", row)
    assert (member.state, member["joined_on"], member["origin"]) == (tables.MEMBER, TODAY, membership.JOINED)
    assert member["number"] == f"5199012009{desk.workplace.dev.hex()[:4].upper()}0001"
    assert records.get(desk, "member_application", application)["number"] == member["number"]
    assert (figures(desk), counted(desk, "member_new_migrant")) == ((1, 0, 0, 0, 0), 1)
    titles = [event.title for event in people.timeline(desk, member["person"])]
    assert any(title.startswith("首次入会") for title in titles), titles


def test_nobody_approves_what_they_entered_or_changed(desk: Casebook, approver: Session) -> None:
    application = applied(desk)
    with pytest.raises(membership.OwnApplication):
        records.move(desk, membership.APPLICATION, application, tables.APPROVED)
    first, desk.session = desk.session, approver
    records.change(desk, membership.APPLICATION, application, {"post": "缝纫工"})
    with pytest.raises(membership.OwnApplication):
        records.move(desk, membership.APPLICATION, application, tables.APPROVED)
    desk.session = first
    assert not may("clerk", Action.MEMBER_APPROVE, "desk")
    assert records.count(desk, "membership") == 0


def test_a_transfer_is_not_a_new_member(desk: Casebook, approver: Session) -> None:
    row = moved_in(desk)
    assert figures(desk) == (0, 1, 0, 0, 0)
    person = records.get(desk, "membership", row)["person"]
    with pytest.raises(membership.AlreadyMember):
        applied(desk, person)
    records.move(desk, membership.MEMBERSHIP, row, tables.RESIGNED, {"leave_reason": "本人申请"})
    again = applied(desk, person)
    approve(desk, approver, again)
    assert figures(desk) == (0, 1, 0, 0, 1), "who was a member once is never new"


def test_no_membership_entered_by_hand_is_new_whatever_it_says(desk: Casebook) -> None:
    union = a_union(desk)
    values = {
        "person": a_person(desk),
        "union_id": union,
        "number": "A-001",
        "from_union": "外县工会",
        "origin": membership.JOINED,
    }
    row = records.add(desk, membership.MEMBERSHIP, values)
    assert records.get(desk, "membership", row)["origin"] == membership.TRANSFERRED
    assert figures(desk) == (0, 1, 0, 0, 0)
    with pytest.raises(FieldUnfit):
        records.change(desk, membership.MEMBERSHIP, row, {"origin": membership.JOINED})
    event = {"membership": row, "person": values["person"], "kind": membership.FIRST, "day": TODAY}
    with pytest.raises(WrittenByStep):
        records.add(desk, membership.EVENT, event)
    with pytest.raises(FieldUnfit):
        records.add(desk, membership.MEMBERSHIP, {"person": a_person(desk), "union_id": union, "number": "A-002"})


def test_two_records_of_one_human_are_one_new_member(desk: Casebook, approver: Session) -> None:
    one, other = applied(desk), applied(desk)
    rows = [approve(desk, approver, one), approve(desk, approver, other)]
    assert figures(desk)[0] == 2
    persons = [records.get(desk, "membership", row)["person"] for row in rows]
    sameness.accept(desk, *persons)
    assert figures(desk)[0] == 1
    with pytest.raises(membership.AlreadyMember):
        applied(desk, persons[1])


def test_out_and_back_in_are_transfers_and_a_letter_that_is_out_is_none(desk: Casebook, approver: Session) -> None:
    row = approve(desk, approver, applied(desk))
    with pytest.raises(FieldUnfit):
        records.move(desk, membership.MEMBERSHIP, row, tables.LEAVING)
    records.move(desk, membership.MEMBERSHIP, row, tables.LEAVING, {"to_union": "东莞某厂工会", "letter_out": "1"})
    assert figures(desk) == (1, 0, 0, 0, 0)
    desk.clock = StoryClock(TODAY + dt.timedelta(days=31))
    assert membership.letters_out(desk).ids == (row,)
    records.move(desk, membership.MEMBERSHIP, row, tables.MOVED_OUT)
    records.move(desk, membership.MEMBERSHIP, row, tables.MEMBER, {"from_union": "东莞某厂工会"})
    assert figures(desk) == (1, 1, 1, 0, 0)


def test_a_transfer_within_the_county_is_neither_in_nor_out(desk: Casebook, approver: Session) -> None:
    row = approve(desk, approver, applied(desk))
    other = a_union(desk, "县家政行业工会")
    with pytest.raises(FieldUnfit):
        records.change(desk, membership.MEMBERSHIP, row, {"union_id": other})
    records.move(desk, membership.MEMBERSHIP, row, tables.LEAVING, {"to_union": "县家政行业工会"})
    records.move(desk, membership.MEMBERSHIP, row, tables.MEMBER, {"union_id": other})
    assert figures(desk) == (1, 0, 0, 0, 0)
    assert records.page(desk, "member_event")[0]["kind"] == membership.WITHIN
    assert dict(membership.union_words(desk, records.get(desk, "grassroots_union", other)))["在籍会员"] == "1 人"


def test_henan_keeps_the_membership_of_who_went_home(desk: Casebook, approver: Session) -> None:
    """返乡农民工会籍防流失 (the programme of 2009, 河南): kept while out of work, restored, moved to the village's union; never lost, never new again."""
    row = approve(desk, approver, applied(desk))
    with pytest.raises(FieldUnfit):
        records.move(desk, membership.MEMBERSHIP, row, tables.KEPT)
    records.move(desk, membership.MEMBERSHIP, row, tables.KEPT, {"keep_reason": "1"})
    assert figures(desk) == (1, 0, 0, 1, 0)
    with pytest.raises(membership.AlreadyMember):
        applied(desk, records.get(desk, "membership", row)["person"])
    records.move(desk, membership.MEMBERSHIP, row, tables.LEAVING, {"to_union": "柳河村工会"})
    records.move(desk, membership.MEMBERSHIP, row, tables.MEMBER, {"union_id": a_union(desk, "柳河村工会")})
    assert figures(desk) == (1, 0, 0, 1, 0)
    assert kept(desk) == [1, 0, 1, 0, 0], "with another union of the county it is kept no more"


def test_a_membership_kept_ends_restored_moved_out_or_left(desk: Casebook, approver: Session) -> None:
    rows = [approve(desk, approver, applied(desk)) for _ in range(4)]
    for row in rows:
        records.move(desk, membership.MEMBERSHIP, row, tables.KEPT, {"keep_reason": "1"})
    assert kept(desk) == [4, 0, 0, 0, 4]
    records.move(desk, membership.MEMBERSHIP, rows[0], tables.MEMBER)
    for row in rows[1:3]:
        records.move(desk, membership.MEMBERSHIP, row, tables.LEAVING, {"to_union": "东莞某厂工会"})
    assert kept(desk) == [4, 1, 1, 0, 3], "a letter that is out ends nothing"
    records.move(desk, membership.MEMBERSHIP, rows[1], tables.MOVED_OUT)
    records.move(desk, membership.MEMBERSHIP, rows[2], tables.MEMBER)
    assert kept(desk) == [4, 2, 3, 0, 1], "who comes back with an unused letter is restored"
    records.move(desk, membership.MEMBERSHIP, rows[3], tables.RESIGNED, {"leave_reason": "本人申请"})
    assert kept(desk) == [4, 2, 4, 0, 0]
    report = reports.make(desk, reports.form_of("members"), Period(2009, 9))
    assert all(one.standing == "ok" for one in report.judged), report.judged


def test_expelling_takes_a_head_and_what_was_entered_by_mistake_counts_nowhere(
    desk: Casebook, approver: Session
) -> None:
    row = approve(desk, approver, applied(desk))
    records.move(desk, membership.MEMBERSHIP, row, tables.MISTAKEN, {"note": "批错了人"})
    assert figures(desk) == (0, 0, 0, 0, 0)
    person = records.get(desk, "membership", row)["person"]
    second = approve(desk, approver, applied(desk, person))
    assert figures(desk) == (1, 0, 0, 0, 0), "this is the first joining that stands"
    records.move(desk, membership.MEMBERSHIP, second, tables.EXPELLED, {"leave_reason": "违反章程"})
    assert figures(desk) == (1, 0, 0, 0, 1)
    assert membership.MEMBERSHIP.moves[tables.EXPELLED] is Action.MEMBER_APPROVE


def test_many_applications_of_one_union_are_approved_in_one_go_or_not_at_all(desk: Casebook, approver: Session) -> None:
    union = a_union(desk)
    rows = [applied(desk, union=union, day=dt.date(2009, 9, 20)) for _ in range(5)]
    applied(desk)
    assert (union, "安和纺织厂工会", 5) in membership.unions_waiting(desk)
    waiting = membership.waiting(desk, union)
    assert [one.id for one in waiting] == rows
    with pytest.raises(membership.OwnApplication) as refused:
        membership.approve_many(desk, rows, TODAY)
    assert refused.value.fields["count"] == 5
    assert membership.mine(desk, waiting) == set(rows)
    first, desk.session = desk.session, approver
    assert membership.approve_many(desk, rows, dt.date(2009, 9, 27), "同意") == 5
    desk.session = first
    assert records.count(desk, "membership") == 5
    cards = {one["number"] for one in records.page(desk, "membership")}
    assert len(cards) == 5
    assert figures(desk)[0] == 5
    assert len(membership.waiting(desk)) == 1


def test_a_batch_with_one_card_taken_leaves_nothing(desk: Casebook, approver: Session) -> None:
    moved_in(desk, number="CARD-7")
    union = a_union(desk)
    with pytest.raises(membership.CardTaken):
        applied(desk, union=union, number="card-7")
    rows = [applied(desk, union=union, number="CARD-8"), applied(desk, union=union, number="CARD-8")]
    first, desk.session = desk.session, approver
    with pytest.raises(membership.CardTaken):
        membership.approve_many(desk, rows, TODAY)
    desk.session = first
    assert records.count(desk, "membership") == 1
    assert len(membership.waiting(desk)) == 2


def test_a_refusal_has_its_reason_and_an_approval_is_not_before_the_application(
    desk: Casebook, approver: Session
) -> None:
    application = applied(desk, day=dt.date(2009, 9, 20))
    first, desk.session = desk.session, approver
    with pytest.raises(FieldUnfit):
        records.move(desk, membership.APPLICATION, application, tables.APPROVED, day=dt.date(2009, 9, 19))
    with pytest.raises(FieldUnfit):
        records.move(desk, membership.APPLICATION, application, tables.REFUSED)
    records.move(desk, membership.APPLICATION, application, tables.REFUSED, {"opinion": "已在外县入会"})
    desk.session = first
    again = records.get(desk, "member_application", application)["person"]
    applied(desk, again)
    with pytest.raises(membership.AppliedAlready):
        applied(desk, again)


def test_cards_given_twice_on_two_pcs_are_found(county: County) -> None:
    moved_in(county.desk, number="SAME-1")
    assert membership.same_cards(county.desk).ids == ()
    row = moved_in(county.desk, number="SAME-2")
    with county.desk.write() as writer:  # as another PC's entry would
        writer.patch("membership", row, {"number": "SAME-1"})
    assert len(membership.same_cards(county.desk).ids or ()) == 2


def test_a_union_is_known_once(desk: Casebook) -> None:
    row = a_union(desk)
    with pytest.raises(membership.UnionKnown):
        a_union(desk)
    with pytest.raises(FieldUnfit):
        records.change(desk, membership.UNION, row, {"parent": row})
