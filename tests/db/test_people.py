"""People: registered without delay, completed later, found by whatever one remembers."""

import datetime as dt
from typing import Any

import pytest

from db import people, search, training
from db.casebook import Casebook
from db.people import Filter, PersonDraft
from rules.clock import StoryClock
from tests.db.conftest import County, draft, id_number


def test_a_number_tells_sex_birth_and_kind(desk: Casebook) -> None:
    row = people.register(
        desk, PersonDraft(" 张 三 ", doc_no="５１９９０１ 19800101" + id_number(2)[-4:], phone="138-0013-8000")
    )
    assert (row.name, row.sex, row.birth, row.doc_type) == ("张三", "2", "1980-01-01", "resident")
    assert (row.phone, row.doc_no, row.doc_tail) == ("13800138000", id_number(2), id_number(2)[-4:])
    assert row.profile["registered_on"] == "2009-09-28"
    assert people.age(row, dt.date(2009, 12, 31)) == 29
    assert people.get(desk, row.id) == row


@pytest.mark.parametrize(
    ("made", "error", "reason"),
    [
        (PersonDraft(" "), people.NameMissing, None),
        (PersonDraft("张" * 51), people.NameUnfit, "NAME_TOO_LONG"),
        (PersonDraft("张三", doc_no="110105194912310021"), people.DocumentInvalid, "ID_CHECKSUM"),
        (PersonDraft("张三", doc_no="510000198502290033"), people.DocumentInvalid, "ID_DATE"),
        (PersonDraft("张三", doc_no="12345"), people.DocumentInvalid, "ID_FORMAT"),
        (PersonDraft("张三", doc_type="passport", doc_no="!"), people.DocumentInvalid, "DOC_FORMAT"),
    ],
)
def test_what_cannot_be_is_refused(
    desk: Casebook, made: PersonDraft, error: type[Exception], reason: str | None
) -> None:
    with pytest.raises(error) as refused:
        people.register(desk, made)
    assert getattr(refused.value, "fields", {}).get("reason") == reason
    assert people.count(desk) == 0


def test_no_document_is_no_refusal(desk: Casebook) -> None:
    row = people.register(desk, PersonDraft("张三"))
    assert row.doc_pending
    assert people.incomplete(desk) == [people.page(desk)[0]]
    done = people.change(desk, row.id, {"doc_no": id_number(3)})
    assert (done.doc_pending, done.sex, done.birth) == (False, "1", "1980-01-01")
    assert people.incomplete(desk) == []


def test_the_same_document_is_the_same_person(desk: Casebook) -> None:
    first = people.register(desk, draft(1, "张三"))
    assert people.find_twins(desk, draft(1, "李四")) == [people.page(desk)[0]]
    assert len(people.find_twins(desk, PersonDraft("张三", birth="1980-01-01"))) == 1
    assert people.find_twins(desk, PersonDraft("张三", birth="1981-01-01")) == []
    with pytest.raises(people.DocumentKnown) as known:
        people.register(desk, draft(1, "李四"))
    assert known.value.fields == {"id": first.id, "name": "张三"}
    other = people.register(desk, PersonDraft("李四"))
    with pytest.raises(people.DocumentKnown):
        people.change(desk, other.id, {"doc_no": id_number(1)})
    people.change(desk, first.id, {"doc_no": id_number(1), "name": "张叁"})
    assert people.names_by_document(desk, [id_number(1), id_number(2)]) == {id_number(1): "张叁"}


def test_profile_and_person_change_together_and_null_clears(desk: Casebook) -> None:
    row = people.register(
        desk, draft(1, profile={"groups": ["returned", "laid_off"], "monthly_income_fen": 80_000, "note": ""})
    )
    assert row.profile["groups"] == ("returned", "laid_off")
    assert "note" not in row.profile
    changed = people.change(desk, row.id, {"phone": "0555-1234567", "monthly_income_fen": None, "note": "常年在外"})
    assert changed.phone == "0555-1234567"
    assert changed.profile["note"] == "常年在外"
    assert "monthly_income_fen" not in changed.profile
    with pytest.raises(people.PersonUnknown):
        people.change(desk, b"?" * 16, {"phone": "1"})


def test_a_long_list_is_read_in_windows(desk: Casebook) -> None:
    with desk.write() as writer:
        assert people.register_many(desk, [draft(n) for n in range(500)], writer=writer) == 500
    seen: list[int] = []
    while window := people.numbers(desk, after=seen[-1] if seen else 0, limit=120):
        seen += window
    assert seen == sorted(seen, reverse=True)
    assert len(set(seen)) == people.count(desk) == 500
    assert people.numbers(desk, newest_first=False, limit=3) == seen[:-4:-1]
    assert list(people.by_numbers(desk, seen[:2])) == sorted(seen[:2])
    assert people.by_numbers(desk, []) == {}
    assert people.count(desk, Filter(text="李")) == 500
    assert people.count(desk, Filter(text=id_number(7))) == 1
    assert people.count(desk, Filter(pending=True)) == people.count(desk, Filter(disputed=True)) == 0
    assert people.page(desk, Filter(text="nobody")) == []


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("张三", {"张三丰", "张三"}), ("三丰", {"张三丰"}), ("张三丰", {"张三丰"}), ("丰", {"张三丰"}), ("zsf", {"张三丰"}), ("ZS", {"张三丰", "张三"}),
        ("zhangsan", {"张三丰", "张三"}), ("shanx", {"单雄"}), ("dx", {"单雄"}), ("sx", {"单雄"}), ("qiu", {"仇英"}), ("8000", {"张三丰"}),
        ("１３８００１３８０００", {"张三丰"}), ("519901", {"张三丰", "张三"}), ("M12345", {"单雄"}), ("m12345", {"单雄"}), ("𬭊", {"𬭊𬭊"}), ("", set()), ("  ", set()),
        ("万俟", {"万俟卨"}), ("mq", {"万俟卨"}), ("不在此", set()), ("%", set()), ("'", set()), ("买买提·吐", {"买买提·吐尔逊"}),
    ],
)  # fmt: skip
def test_a_person_is_found_by_what_one_remembers(desk: Casebook, typed: str, names: set[str]) -> None:
    made = [
        draft(1, "张三丰", phone="13800138000"), draft(3, "张三"), PersonDraft("单雄", doc_type="hk_macau_pass", doc_no="M12345678"), PersonDraft("仇英"),
        PersonDraft("𬭊𬭊"), PersonDraft("万俟卨"), PersonDraft("买买提•吐尔逊"),
    ]  # fmt: skip
    for one in made:
        people.register(desk, one)
    assert {hit.title for hit in search.find(desk, typed)} == names


def test_a_broad_hit_is_capped(desk: Casebook) -> None:
    with desk.write() as writer:
        people.register_many(desk, [draft(n) for n in range(80)], writer=writer)
    assert len(search.find(desk, "李")) == 50
    assert len(search.find(desk, "5199")) == 50
    hit = search.find(desk, id_number(5))[0]
    assert hit.kind == "person"
    assert id_number(5) not in hit.detail


def test_a_story_is_told_in_order_and_across_rows_of_the_same_person(county: County) -> None:
    desk = county.desk
    one, other = people.register(desk, draft(1, "张三")), people.register(desk, PersonDraft("张三"))
    plan = training.ClassDraft(
        county.base_row, county.course, 1, dt.date(2009, 9, 1), dt.date(2009, 9, 30), 15, 120, 30, 60_000
    )
    training.enrol(desk, training.create_class(desk, plan), [other.id])
    assert [event.kind for event in people.timeline(desk, one.id)] == ["登记"]
    with desk.write() as writer:
        writer.add("same_as", {"one": one.id, "other": other.id, "verdict": "same"})
    assert people.same_persons(desk, one.id) == {other.id}
    assert people.same_persons(desk, other.id) == {one.id}
    events = people.timeline(desk, one.id)
    assert [(event.kind, event.title) for event in events] == [("登记", "登记服务对象"), ("报名", "第1期家政服务员班")]


def test_a_day_is_china_s_day(desk: Casebook, clock: StoryClock) -> None:
    clock.set(dt.datetime(2009, 9, 28, 17, 0, tzinfo=dt.UTC))
    assert people.register(desk, draft(1)).profile["registered_on"] == "2009-09-29"


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"doc_no": "", "profile": {}},
        {"sex": "2", "phone": "138 0013 8000", "profile": {"consent_on": dt.date(2009, 3, 2), "note": ""}},
    ],
)
def test_what_registering_gives_is_what_is_then_read(desk: Casebook, more: Any) -> None:
    made = people.register(desk, draft(1, **more))
    assert made == people.get(desk, made.id)
