"""Two records of one human: proposed by what they share, judged by people, undone, and judged by two desks against each other."""

import dataclasses
import datetime as dt

import pytest

from db import conflicts, flags, people, sameness, search, training, vouchers
from db.casebook import Casebook, NotPermitted
from db.people import PersonDraft
from db.sameness import DOCUMENT, NAME_BIRTH, NAME_PHONE, Place
from rules.permissions import Role
from tests.db.conftest import FACE_FEN, County, draft
from tests.db.test_conflicts import foreign
from tests.db.test_vouchers import COURSE


def waiting(book: Casebook) -> list[tuple[str, set[bytes]]]:
    return [(one.evidence, {one.one.id, one.other.id}) for one in sameness.proposals(book).pairs]


def twin(book: Casebook, first: bytes, **more: object) -> bytes:
    """Enter a second record with the same name, past the form that would have asked."""
    found = people.get(book, first)
    with book.write() as writer:
        return writer.add("person", {"name": found.name, **more})


@pytest.fixture
def three(desk: Casebook) -> tuple[bytes, bytes, bytes]:
    """Give a person and two more records: one with the same document, one with the same name and telephone."""
    one = people.register(desk, draft(1, "张三", phone="13800138000")).id
    again = twin(desk, one, doc_no=people.get(desk, one).doc_no, birth="1980-01-01", phone="13900139000")
    third = people.register(desk, PersonDraft("张三", phone="13800138000")).id
    people.register(desk, draft(3, "李四", phone="13800138000"))  # a couple with one telephone is two humans
    return one, again, third


def test_what_is_shared_proposes_and_the_strongest_comes_first(
    desk: Casebook, three: tuple[bytes, bytes, bytes]
) -> None:
    one, again, third = three
    assert waiting(desk) == [(DOCUMENT, {one, again}), (NAME_PHONE, {one, third})]
    fourth = twin(desk, one, birth="1980-01-01")
    vague = twin(desk, one, birth="1980")
    assert (NAME_BIRTH, {one, fourth}) in waiting(desk)
    assert not [pair for _, pair in waiting(desk) if vague in pair]


def test_a_refused_pair_is_not_proposed_again_until_the_verdict_is_undone(
    desk: Casebook, three: tuple[bytes, bytes, bytes]
) -> None:
    one, again, third = three
    sameness.refuse(desk, third, one)
    assert waiting(desk) == [(DOCUMENT, {one, again})]
    assert people.same_persons(desk, one) == set()
    (told,) = sameness.judged(desk)
    assert ({told.one.id, told.other.id}, told.same, told.reason, told.by) == (
        {one, third},
        False,
        "姓名、电话相同",
        "李书",
    )
    sameness.undo(desk, one, third)
    assert sameness.judged(desk) == []
    assert (NAME_PHONE, {one, third}) in waiting(desk)


def test_accepted_records_are_one_human_to_every_reader_and_undone_they_are_two(
    county: County,
) -> None:
    desk = county.desk
    county.grant(1, 9, 9 * FACE_FEN)
    one = people.register(desk, draft(1, "张三", phone="13800138000")).id
    again = people.register(desk, draft(3, "张三", phone="13800138000")).id
    plan = training.ClassDraft(
        county.base_row, county.course, 1, dt.date(2009, 9, 1), dt.date(2009, 9, 30), 15, 120, 30, 60_000
    )
    class_id = training.create_class(desk, plan)
    training.enrol(desk, class_id, [one])
    vouchers.issue(desk, [vouchers.IssueDraft(one, COURSE)])
    assert all(finding.ok for finding in vouchers.findings(desk, again))
    sameness.accept(desk, again, one)
    assert not all(finding.ok for finding in vouchers.findings(desk, again))
    assert {event.kind for event in people.timeline(desk, again)} == {"登记", "报名", "培训券"}
    with pytest.raises(training.AlreadyEnrolled):
        training.enrol(desk, class_id, [again])
    assert [hit.detail.endswith("另有同一人的档案") for hit in search.find(desk, "张三")] == [True, True]
    assert waiting(desk) == []
    sameness.undo(desk, one, again)
    assert all(finding.ok for finding in vouchers.findings(desk, again))
    assert not any("同一人" in hit.detail for hit in search.find(desk, "张三"))
    assert len(waiting(desk)) == 1
    training.enrol(desk, class_id, [again])


def test_one_human_stands_on_one_list_of_vouchers_once(county: County) -> None:
    desk = county.desk
    county.grant(1, 9, 9 * FACE_FEN)
    one, again = (people.register(desk, draft(n, "张三")).id for n in (1, 3))
    sameness.accept(desk, one, again)
    with pytest.raises(vouchers.NotEligible, match="NOT_ELIGIBLE"):
        vouchers.issue(desk, [vouchers.IssueDraft(person, COURSE) for person in (one, again)])


def test_what_follows_from_other_verdicts_is_not_asked(desk: Casebook) -> None:
    first = people.register(desk, draft(1, "张三")).id
    number = people.get(desk, first).doc_no
    second, third = (twin(desk, first, doc_no=number) for _ in range(2))
    assert len(waiting(desk)) == 3
    assert flags.count_open(desk.store) == {"DUP_DOCUMENT": 3}
    sameness.accept(desk, first, second)
    sameness.accept(desk, second, third)
    assert waiting(desk) == []
    assert flags.open_flags(desk.store) == []
    sameness.undo(desk, second, third)
    assert len(waiting(desk)) == 2
    assert flags.count_open(desk.store) == {"DUP_DOCUMENT": 3}


def test_a_dispute_of_two_humans_with_one_number_stays_open(desk: Casebook, three: tuple[bytes, bytes, bytes]) -> None:
    sameness.refuse(desk, three[0], three[1])
    assert flags.count_open(desk.store) == {"DUP_DOCUMENT": 2}


def test_the_verdicts_of_two_desks_meet_in_one_row_and_contradict_openly(county: County) -> None:
    desk, province = county.desk, county.province
    one, again = (people.register(desk, draft(n, "张三", phone="13800138000")).id for n in (1, 3))
    county.pass_on(desk, province)
    sameness.accept(desk, one, again)
    sameness.refuse(province, again, one)
    county.pass_on(desk, province)
    county.pass_on(province, desk)
    for book in (desk, province):
        (found,) = conflicts.waiting(book)
        assert (found.table, found.row, found.title) == ("same_as", sameness.pair_id(one, again), "张三 · 张三")
        assert {value.value for value in found.conflicts[0].values} == {"same", "different"}
        assert waiting(book) == []
    with pytest.raises(Exception, match="FIELD_DISPUTED"):
        sameness.undo(desk, one, again)
    chosen = next(value for value in found.conflicts[0].values if value.value == "same")
    conflicts.decide(province, "same_as", found.row, "verdict", chosen.hash)
    county.pass_on(province, desk)
    assert people.same_persons(desk, one) == {again}
    assert not sameness.judged(desk)[0].disputed


def test_only_heads_judge_and_nobody_is_compared_with_themselves(
    desk: Casebook, three: tuple[bytes, bytes, bytes]
) -> None:
    one, again, _ = three
    with pytest.raises(sameness.SamePerson):
        sameness.accept(desk, one, one)
    with pytest.raises(people.PersonUnknown):
        sameness.accept(desk, one, b"?" * 16)
    desk.session = dataclasses.replace(desk.signed_in, role=Role.CLERK)
    with pytest.raises(NotPermitted):
        sameness.accept(desk, one, again)


def test_pages_follow_each_other_and_a_large_group_is_capped(desk: Casebook) -> None:
    with desk.write() as writer:
        for n in range(12):
            for _ in range(2):
                writer.add("person", {"name": f"王{chr(0x4E00 + n)}", "birth": "1980-01-01"})
        for _ in range(30):
            writer.add("person", {"name": "陈众", "birth": "1970-01-01"})
    seen: list[set[bytes]] = []
    place: Place | None = Place()
    while place is not None:
        page = sameness.proposals(desk, place, limit=5)
        seen += [{one.one.id, one.other.id} for one in page.pairs]
        place = page.following
    assert len(seen) == 12 + 20 * 19 // 2
    assert len({frozenset(pair) for pair in seen}) == len(seen)
    assert sameness.count(desk, 10) == 10


def test_queries_walk_indexes_and_sort_no_table(desk: Casebook) -> None:
    for sql in (*sameness._GROUPED.values(), *sameness._MEMBERS.values()):
        plan = " ".join(
            row["detail"] for row in desk.store.rows(f"EXPLAIN QUERY PLAN {sql}", {"key": "", "more": "", "limit": 9})
        )
        assert "INDEX" in plan or "PRIMARY KEY" in plan
        assert "SCAN person " not in plan + " "
        assert (
            "TEMP B-TREE FOR GROUP BY" not in plan or sql == sameness._GROUPED[NAME_PHONE]
        )  # of shared telephones alone


def test_a_verdict_from_outside_on_persons_unknown_here_trips_nothing(desk: Casebook) -> None:
    body: dict[str, object] = {"one": b"x" * 16, "other": b"y" * 16, "verdict": "same"}
    foreign(desk, "same_as", sameness.pair_id(b"x" * 16, b"y" * 16), [], body)
    assert sameness.judged(desk) == []
    assert sameness.proposals(desk).pairs == ()
