"""Fields that two desks filled in differently: listed with who wrote what, decided by those who may, however often it came to that."""

import dataclasses

import pytest

from db import conflicts, directory, entries, people
from db.apply import apply
from db.casebook import Casebook, NotPermitted
from rules.permissions import Role
from tests.db.conftest import County, draft, make_grant

OTHER = (b"o" * 8, b"e" * 8)


def foreign(
    book: Casebook, table: str, row: bytes, parents: list[bytes], body: dict[str, object], kind: str = "patch"
) -> bytes:
    """Let another desk write an entry that has seen `parents`; give its hash."""
    q = 1 + int(book.store.value("SELECT count(*) FROM entry WHERE dev = ?", (OTHER[0],)))
    made = entries.make(
        stream=OTHER, q=q, previous=b"p" * 32, tbl=table, row=row, kind=kind, parents=parents, actor="", schema_version=1, ts=q,
        clock_doubt=False, values=body, salt=b"s" * 16,
    )  # fmt: skip
    with book.store.transaction():
        apply(book.store, [made], lambda _: "desk", 0)
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
        conflicts.decide(desk, person, "phone", chosen.hash)
    supervisor(desk)
    with pytest.raises(conflicts.ConflictSettled):
        conflicts.decide(desk, person, "phone", b"?" * 32)
    conflicts.decide(desk, person, "phone", chosen.hash)
    assert people.get(desk, person).phone == "13900139000"
    assert [one.column for one in conflicts.conflicts(desk, person)] == ["education"]
    with pytest.raises(conflicts.ConflictSettled):
        conflicts.decide(desk, person, "phone", chosen.hash)
    education = conflicts.conflicts(desk, person)[0]
    conflicts.decide(desk, person, "education", next(one.hash for one in education.values if one.value == "61"))
    found = people.get(desk, person)
    assert (found.disputed, found.profile["education"]) == (False, "61")
    assert conflicts.conflicts(desk, person) == []


def test_two_decisions_against_each_other_can_be_decided_too(county: County, person: bytes) -> None:
    desk = county.desk
    supervisor(desk)
    seen = heads(desk, "person", person)
    by_value = {value.value: value.hash for value in conflicts.conflicts(desk, person)[0].values}
    conflicts.decide(desk, person, "phone", by_value["13800138000"])
    body: dict[str, object] = {
        "field": "phone",
        "chosen": by_value["13900139000"].hex(),
        "rejected": [by_value["13800138000"].hex()],
    }
    foreign(desk, "person", person, seen, body, "decide")
    again = conflicts.conflicts(desk, person)[0]
    assert {value.value for value in again.values} == {"13800138000", "13900139000"}
    assert {value.desk for value in again.values} == {desk.workplace.name, ""}
    conflicts.decide(desk, person, "phone", next(one.hash for one in again.values if one.value == "13900139000"))
    assert (people.get(desk, person).phone, people.get(desk, person).disputed) == ("13900139000", True)
    assert [one.column for one in conflicts.conflicts(desk, person)] == ["education"]
