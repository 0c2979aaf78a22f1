"""Fields that two desks filled in differently: listed with who wrote what, decided by those who may, however often it came to that."""

import dataclasses
import datetime as dt

import pytest

from db import conflicts, directory, entries, people, training
from db.apply import apply
from db.casebook import Casebook, NotPermitted
from db.journal import NotWriter
from rules.permissions import Role
from tests.db.conftest import COUNTY, County, draft, make_grant

OTHER = (b"o" * 8, b"e" * 8)


def foreign(
    book: Casebook, table: str, row: bytes, parents: list[bytes], body: dict[str, object], kind: str = "patch", role: str = "desk",
) -> bytes:  # fmt: skip
    """Let another desk write an entry that has seen `parents`; give its hash."""
    q = 1 + int(book.store.value("SELECT count(*) FROM entry WHERE dev = ?", (OTHER[0],)))
    made = entries.make(
        stream=OTHER, q=q, previous=b"p" * 32, tbl=table, row=row, kind=kind, parents=parents, actor="", schema_version=1, ts=q,
        clock_doubt=False, values={name: value.hex() if isinstance(value, bytes) else value for name, value in body.items()}, salt=b"s" * 16,
    )  # fmt: skip
    with book.store.transaction():
        apply(book.store, [made], lambda _: role, 0)
    return made.hash


def heads(book: Casebook, table: str, row: bytes) -> list[bytes]:
    found = bytes(book.store.value(f"SELECT _heads FROM {table} WHERE id = ?", (row,)))
    return [found[at : at + 32] for at in range(0, len(found), 32)]


def supervisor(book: Casebook) -> None:
    book.session = dataclasses.replace(book.signed_in, role=Role.SUPERVISOR)


@pytest.fixture
def person(county: County) -> bytes:
    """Give a person whose telephone and education two desks changed side by side."""
    desk = county.desk
    row = people.register(desk, draft(1, "张三", profile={"education": "71"})).id
    before = {table: heads(desk, table, row) for table in ("person", "person_profile")}
    people.change(desk, row, {"phone": "13800138000", "education": "61"})
    foreign(desk, "person", row, before["person"], {"phone": "13900139000"})
    foreign(desk, "person_profile", row, before["person_profile"], {"education": "81"})
    return row


def test_each_field_tells_both_values_and_who_wrote_them(county: County, person: bytes) -> None:
    found = conflicts.conflicts(county.desk, person)
    assert [(one.column, one.label, one.codes) for one in found] == [
        ("phone", "联系电话", ""),
        ("education", "文化程度", "education"),
    ]
    phone = {value.value: value for value in found[0].values}
    assert phone["13800138000"].desk == county.desk.workplace.name
    assert phone["13900139000"].desk == ""
    other = dataclasses.replace(make_grant(county.desk), dev=OTHER[0], name="北乡服务点")
    with county.desk.store.transaction():
        directory.keep_grant(county.desk.store, other, 1)
    again = conflicts.conflicts(county.desk, person)
    assert {value.desk for value in again[0].values} == {county.desk.workplace.name, "北乡服务点"}


def test_a_dispute_in_the_profile_alone_is_found_in_the_lists(county: County) -> None:
    desk = county.desk
    row = people.register(desk, draft(2, "李四", profile={"education": "71"})).id
    people.register(desk, draft(3, "王五"))
    before = heads(desk, "person_profile", row)
    people.change(desk, row, {"education": "61"})
    foreign(desk, "person_profile", row, before, {"education": "81"})
    assert people.get(desk, row).disputed
    assert people.count(desk, people.Filter(disputed=True)) == 1
    assert [one.id for one in people.page(desk, people.Filter(disputed=True)) if one.disputed] == [row]
    assert [one.disputed for one in people.page(desk)] == [False, True]


def test_only_those_who_may_decide_and_only_while_there_is_something_to_decide(county: County, person: bytes) -> None:
    desk = county.desk
    phone = conflicts.conflicts(desk, person)[0]
    chosen = next(value for value in phone.values if value.value == "13900139000")
    desk.session = dataclasses.replace(desk.signed_in, role=Role.CLERK)
    with pytest.raises(NotPermitted):
        conflicts.decide(desk, "person", person, "phone", chosen.hash)
    supervisor(desk)
    with pytest.raises(conflicts.ConflictSettled):
        conflicts.decide(desk, "person", person, "phone", b"?" * 32)
    conflicts.decide(desk, "person", person, "phone", chosen.hash)
    assert people.get(desk, person).phone == "13900139000"
    assert [one.column for one in conflicts.conflicts(desk, person)] == ["education"]
    with pytest.raises(conflicts.ConflictSettled):
        conflicts.decide(desk, "person", person, "phone", chosen.hash)
    education = conflicts.conflicts(desk, person)[0]
    conflicts.decide(
        desk, "person_profile", person, "education", next(one.hash for one in education.values if one.value == "61")
    )
    found = people.get(desk, person)
    assert (found.disputed, found.profile["education"]) == (False, "61")
    assert conflicts.conflicts(desk, person) == []


def test_two_decisions_against_each_other_can_be_decided_too(county: County, person: bytes) -> None:
    desk = county.desk
    supervisor(desk)
    seen = heads(desk, "person", person)
    by_value = {value.value: value.hash for value in conflicts.conflicts(desk, person)[0].values}
    conflicts.decide(desk, "person", person, "phone", by_value["13800138000"])
    body: dict[str, object] = {
        "field": "phone",
        "chosen": by_value["13900139000"].hex(),
        "rejected": [by_value["13800138000"].hex()],
    }
    foreign(desk, "person", person, seen, body, "decide")
    again = conflicts.conflicts(desk, person)[0]
    assert {value.value for value in again.values} == {"13800138000", "13900139000"}
    assert {value.desk for value in again.values} == {desk.workplace.name, ""}
    conflicts.decide(
        desk, "person", person, "phone", next(one.hash for one in again.values if one.value == "13900139000")
    )
    assert (people.get(desk, person).phone, people.get(desk, person).disputed) == ("13900139000", True)
    assert [one.column for one in conflicts.conflicts(desk, person)] == ["education"]


def standing_phone(desk: Casebook, person: bytes) -> str:
    return people.get(desk, person).phone


def test_a_decision_is_undone_by_another_that_chooses_the_other_value(county: County, person: bytes) -> None:
    desk = county.desk
    by_value = {value.value: value.hash for value in conflicts.conflicts(desk, person)[0].values}
    first, second = "13800138000", "13900139000"
    conflicts.decide(desk, "person", person, "phone", by_value[first])
    (told,) = conflicts.decided(desk)
    assert (told.title, told.conflict.column, told.chosen, told.by) == ("张三", "phone", by_value[first], "李书")
    assert {value.value for value in told.conflict.values} == {first, second}
    for value in (second, first, second):
        conflicts.decide(desk, "person", person, "phone", by_value[value])
        assert standing_phone(desk, person) == value
        assert [one.chosen for one in conflicts.decided(desk)] == [by_value[value]]
        with pytest.raises(conflicts.ConflictSettled):
            conflicts.decide(desk, "person", person, "phone", by_value[value])
    people.change(desk, person, {"phone": "13700137000"})
    assert conflicts.decided(desk) == []  # overtaken: there is nothing to undo
    with pytest.raises(conflicts.ConflictSettled):
        conflicts.decide(desk, "person", person, "phone", by_value[first])


def test_a_decision_never_brings_in_what_nobody_weighed(county: County, person: bytes) -> None:
    desk = county.desk
    phone = conflicts.conflicts(desk, person)[0]
    conflicts.decide(desk, "person", person, "phone", phone.values[0].hash)
    first = desk.store.value("SELECT hash FROM entry WHERE row = ? AND tbl = 'person' ORDER BY n LIMIT 1", (person,))
    for never in (bytes(first), b"?" * 32):
        with pytest.raises(conflicts.ConflictSettled):
            conflicts.decide(desk, "person", person, "phone", never)


def test_two_unequal_undoings_made_apart_open_the_field_again(county: County, person: bytes) -> None:
    desk = county.desk
    values = conflicts.conflicts(desk, person)[0].values
    conflicts.decide(desk, "person", person, "phone", values[0].hash)
    seen = heads(desk, "person", person)
    conflicts.decide(desk, "person", person, "phone", values[1].hash)
    again: dict[str, object] = {"field": "phone", "chosen": values[0].hash.hex(), "rejected": [values[1].hash.hex()]}
    foreign(desk, "person", person, seen, again, "decide")
    assert [one.column for one in conflicts.conflicts(desk, person)] == ["phone", "education"]
    assert conflicts.decided(desk) == []


def both_change(county: County, table: str, row: bytes, ours: dict[str, object], theirs: dict[str, object]) -> None:
    """Let the desk and another desk change a row side by side, and the province hear of both."""
    before = heads(county.desk, table, row)
    with county.desk.write() as writer:
        writer.patch(table, row, ours)
    for book in (county.desk, county.province):
        foreign(book, table, row, before, theirs)
    county.pass_on(county.desk, county.province)


def test_disputes_of_every_register_stand_in_one_list_the_latest_first(county: County) -> None:
    desk = county.desk
    row = people.register(desk, draft(1, "张三")).id
    plan = training.ClassDraft(
        county.base_row, county.course, 1, dt.date(2009, 9, 1), dt.date(2009, 9, 30), 15, 120, 30, 60_000
    )
    class_id = training.create_class(desk, plan)
    (enrolment,) = training.enrol(desk, class_id, [row])
    with desk.write() as writer:
        file = writer.add("hardship_file", {"holder": "李四", "members": 3})
    county.pass_on(desk, county.province)
    both_change(county, "training_class", class_id, {"capacity": 31}, {"capacity": 32})
    both_change(county, "enrolment", enrolment, {"note": "甲"}, {"note": "乙"})
    both_change(county, "hardship_file", file, {"members": 4}, {"members": 5})
    both_change(county, "person_profile", row, {"note": "甲"}, {"note": "乙"})
    both_change(county, "training_class", class_id, {"base": b"b" * 16}, {"base": county.base_row})
    for book in (desk, county.province):
        found = conflicts.waiting(book)
        assert [(one.table, one.title) for one in found] == [
            ("training_class", "第1期家政服务员班"), ("person_profile", "张三"), ("hardship_file", "李四"),
            ("enrolment", "张三 · 第1期家政服务员班"),
        ]  # fmt: skip
        assert [one.column for one in found[0].conflicts] == ["base", "capacity"]
        assert {value.named for value in found[0].conflicts[0].values} == {"", "安和县第一培训基地"}
        assert conflicts.count(book) == 4
        first, rest = conflicts.waiting(book, limit=1), conflicts.waiting(book, before=found[0].n, limit=9)
        assert [one.row for one in (*first, *rest)] == [one.row for one in found]


def test_the_province_may_decide_on_any_register_and_the_desk_obeys(county: County) -> None:
    desk, province = county.desk, county.province
    row = people.register(desk, draft(1, "张三")).id
    county.pass_on(desk, province)
    both_change(county, "person", row, {"phone": "13800138000"}, {"phone": "13900139000"})
    (waiting,) = conflicts.waiting(province)
    chosen = next(value for value in waiting.conflicts[0].values if value.value == "13900139000")
    conflicts.decide(province, "person", row, "phone", chosen.hash)
    assert conflicts.waiting(province) == []
    county.pass_on(province, desk)
    assert standing_phone(desk, row) == "13900139000"
    assert conflicts.waiting(desk) == []
    (told,) = conflicts.decided(desk)
    assert told.by == "李书"
    assert desk.store.value("SELECT state FROM entry WHERE kind = 'decide'") == "applied"
    with pytest.raises(NotWriter), province.write(COUNTY) as writer:  # a decision, and nothing else
        writer.patch("person", row, {"name": "张四"})


def test_a_base_decides_about_nobody_s_file(county: County) -> None:
    row = people.register(county.desk, draft(1, "张三")).id
    county.pass_on(county.desk, county.base)
    before = heads(county.base, "person", row)
    for phone in ("13800138000", "13900139000"):
        foreign(county.base, "person", row, before, {"phone": phone})
    value = conflicts.conflicts(county.base, row)[0].values[0]
    with pytest.raises(NotWriter):
        conflicts.decide(county.base, "person", row, "phone", value.hash)
    made: dict[str, object] = {"field": "phone", "chosen": value.hash.hex(), "rejected": []}
    assert foreign(county.base, "person", row, heads(county.base, "person", row), made, "decide", role="base")
    assert county.base.store.value("SELECT count(*) FROM flag WHERE code = 'NOT_ENTITLED'") == 1
    assert conflicts.count(county.base) == 1


def test_a_row_of_which_entries_are_missing_is_not_queued_until_they_come(county: County) -> None:
    desk = county.desk
    row = people.register(desk, draft(1, "张三")).id
    base = heads(desk, "person", row)
    foreign(desk, "person", row, base, {"phone": "13800138000"})
    foreign(desk, "person", row, [b"m" * 32], {"phone": "13900139000"})
    assert people.get(desk, row).disputed
    assert conflicts.waiting(desk) == []
    assert conflicts.count(desk) == 0
