"""Records of the service areas: what the declaration alone guards, who may write, how they move on, are corrected, found and told."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import erasure, jobs, people, records, schema, search, story
from db.casebook import Casebook, NotPermitted
from db.record_checks import FieldUnfit
from db.record_words import filled
from db.records import Filter, Kind
from db.tables import jobs as tables
from rules import chain, codes
from rules.errors import ReasonMissing
from rules.permissions import Action
from rules.states import States, StepNotAllowed
from tests.db.conftest import County, draft

TODAY = dt.date(2009, 9, 28)
SITE = Kind("fair_site", Action.JOBS_WRITE)
FAIR = Kind("job_fair", Action.JOBS_WRITE)


def employer(book: Casebook, name: str = "安和纺织厂", **more: object) -> bytes:
    return records.add(book, jobs.EMPLOYER, {"name": name, **more})


def vacancy(book: Casebook, unit: bytes, post: str = "缝纫工", **more: object) -> bytes:
    values = {"employer": unit, "post": post, "places": 5, "valid_until": dt.date(2009, 10, 31), **more}
    return records.add(book, jobs.VACANCY, values)


def test_a_record_is_entered_completed_and_read_in_words(desk: Casebook) -> None:
    unit = employer(desk, region="519901", industry="03", phone=" 0816-2345678 ", active=True)
    row = vacancy(desk, unit, wage_from_fen=120_000, source="2")
    found = records.get(desk, "vacancy", row)
    assert (found["day"], found.state, found["status_on"]) == (TODAY, tables.UNVERIFIED, TODAY)
    assert found.title == "安和纺织厂缝纫工"
    assert found.words["wage_from_fen"] == "1,200 元"
    assert found.words["source"] == "劳动保障部门"
    assert records.get(desk, "employer", unit).words["region"] == "四川省安和县"


@pytest.mark.parametrize(("values", "column", "reason"), [
    ({"name": ""}, "name", "missing"), ({"name": "   "}, "name", "missing"), ({"name": "厂", "industry": "88"}, "industry", "code"),
    ({"name": "厂", "region": "000001"}, "region", "region"), ({"name": "厂", "phone": "12345"}, "phone", "phone"),
    ({"name": "厂", "uscc": "91110000600037341X"}, "uscc", "uscc"), ({"name": "厂", "day": dt.date(2009, 9, 29)}, "day", "future"),
    ({"name": "厂", "day": "2009-13-01"}, "day", "day"),
])  # fmt: skip
def test_what_does_not_fit_its_column_is_refused_by_name(
    desk: Casebook, values: dict[str, object], column: str, reason: str
) -> None:
    with pytest.raises(FieldUnfit) as caught:
        records.add(desk, jobs.EMPLOYER, values)
    assert (caught.value.fields["column"], caught.value.fields["reason"]) == (column, reason)
    assert records.count(desk, "employer") == 0


def test_numbers_below_zero_spans_reversed_and_rows_unknown_are_refused(desk: Casebook) -> None:
    unit = employer(desk)
    for more, reason in (
        ({"places": -1}, "number"),
        ({"wage_from_fen": -5}, "money"),
        ({"employer": b"x" * 16}, "reference"),
    ):
        with pytest.raises(FieldUnfit) as caught:
            vacancy(desk, more.pop("employer", unit), **more)  # type: ignore[arg-type]
        assert caught.value.fields["reason"] == reason
    with pytest.raises(FieldUnfit) as caught:
        records.add(desk, FAIR, {"name": "专场", "starts": dt.date(2009, 9, 2), "ends": dt.date(2009, 9, 1)})
    assert caught.value.fields["column"] == "ends"


def test_a_role_without_the_action_and_a_workplace_that_does_not_write_are_refused(county: County) -> None:
    with pytest.raises(NotPermitted):
        records.add(county.base, jobs.EMPLOYER, {"name": "厂"})
    assert records.count(county.base, "employer") == 0


def test_states_follow_their_edges_and_their_days_are_business_days(desk: Casebook) -> None:
    row = vacancy(desk, employer(desk))
    with pytest.raises(StepNotAllowed):
        records.move(desk, jobs.VACANCY, row, tables.FILLED)
    records.move(desk, jobs.VACANCY, row, tables.OPEN, {"verified_how": "电话"}, day=dt.date(2009, 9, 27))
    found = records.get(desk, "vacancy", row)
    assert (found.state, found["status_on"], found["verified_how"]) == (tables.OPEN, dt.date(2009, 9, 27), "电话")
    told = [(one.state, one.day, one.who) for one in records.history(desk, found.table, row)]
    assert told == [(tables.UNVERIFIED, "2009-09-28", "李书"), (tables.OPEN, "2009-09-27", "李书")]
    with pytest.raises(FieldUnfit):
        records.move(desk, jobs.VACANCY, row, tables.FILLED, day=dt.date(2009, 9, 29))


def test_change_leaves_the_state_alone_and_tells_whether_anything_changed(desk: Casebook) -> None:
    row = vacancy(desk, employer(desk))
    assert records.change(desk, jobs.VACANCY, row, {"places": 8, "status": tables.FILLED})
    assert not records.change(desk, jobs.VACANCY, row, {"places": 8})
    assert records.get(desk, "vacancy", row).state == tables.UNVERIFIED
    with pytest.raises(FieldUnfit):
        records.change(desk, jobs.VACANCY, row, {"post": None})
    with pytest.raises(records.RecordUnknown):
        records.change(desk, jobs.VACANCY, b"n" * 16, {"places": 1})


def test_a_fact_is_corrected_or_taken_back_never_changed(desk: Casebook) -> None:
    fair = records.add(desk, FAIR, {"name": "春风送岗位", "starts": dt.date(2009, 2, 22)})
    first = records.add(desk, SITE, {"fair": fair, "site": "一号场", "entered": 900, "day": dt.date(2009, 2, 22)})
    second = records.correct(desk, SITE, first, {"entered": 950})
    (stands,) = records.by_column(desk, "fair_site", fair=fair)
    assert (stands.id, stands["entered"], stands["site"], stands["corrects"]) == (second, 950, "一号场", first)
    with pytest.raises(ReasonMissing):
        records.withdraw(desk, SITE, second, " ")
    with pytest.raises(records.RecordUnknown):
        records.correct(desk, SITE, first, {"entered": 960})
    records.withdraw(desk, SITE, second, "重复登记")
    assert records.count(desk, "fair_site") == 0
    assert desk.store.value("SELECT count(*) FROM fair_site") == 3


def test_lists_are_chosen_by_words_state_and_days(desk: Casebook) -> None:
    units = [employer(desk, f"安和第{number}厂") for number in range(3)]
    for number in range(10):
        vacancy(desk, units[number % 3], f"岗位{number}", day=dt.date(2009, 9, 1 + number))
    assert records.count(desk, "vacancy", Filter(text="第1厂")) == 3
    assert records.count(desk, "vacancy", Filter(text="岗位7")) == 1
    assert records.count(desk, "vacancy", Filter(first=dt.date(2009, 9, 3), last=dt.date(2009, 9, 5))) == 3
    assert records.count(desk, "vacancy", Filter(states=(tables.OPEN,))) == 0


def test_persons_are_found_in_lists_and_the_story_tells_every_service(desk: Casebook) -> None:
    person = people.register(desk, draft(1, "王秀英")).id
    row = vacancy(desk, employer(desk))
    records.move(desk, jobs.VACANCY, row, tables.OPEN)
    letter = records.add(desk, jobs.REFERRAL, {"person": person, "vacancy": row})
    assert records.count(desk, "referral", Filter(text="wxy")) == 1
    told = people.timeline(desk, person)
    assert [(one.kind, one.title, one.table, one.id) for one in told][1:] == [
        ("介绍", "推荐到安和纺织厂缝纫工", "referral", letter)
    ]
    taken = {one.name: one.times for one in story.steps((one.day, one.kind, one.table) for one in told)}
    assert (taken[chain.REFERRED], taken[chain.WORKING], taken[chain.REGISTERED], len(taken)) == (
        1,
        0,
        1,
        len(chain.STEPS),
    )


def test_a_new_table_is_collected_and_merged_without_further_code(county: County) -> None:
    unit = employer(county.desk, "安和建筑公司")
    row = vacancy(county.desk, unit)
    records.move(county.desk, jobs.VACANCY, row, tables.OPEN)
    county.pass_on(county.desk, county.province)
    found = records.get(county.province, "vacancy", row)
    assert (found.title, found.state) == ("安和建筑公司缝纫工", tables.OPEN)
    assert records.count(county.base, "vacancy") == 0


def test_records_that_name_an_erased_person_lose_their_text_with_it(county: County) -> None:
    desk = county.desk
    person = people.register(desk, draft(1, "王秀英")).id
    row = vacancy(desk, employer(desk))
    records.move(desk, jobs.VACANCY, row, tables.OPEN)
    letter = records.add(desk, jobs.REFERRAL, {"person": person, "vacancy": row, "note": "家中有病人"})
    assert ("referral", letter) in erasure.scope(desk, person).targets
    erasure.erase_person(desk, person, "本人申请", county.second)
    with pytest.raises(records.RecordUnknown):
        records.get(desk, "referral", letter)
    assert records.count(desk, "referral") == 0
    assert desk.store.value("SELECT count(*) FROM entry WHERE instr(body, '家中有病人') > 0") == 0
    assert records.count(desk, "vacancy") == 1


# --- the declarations themselves


def test_every_declaration_holds_together() -> None:
    for table in schema.TABLES:
        known = table.by_name
        for name in (*table.required, *table.needed, *table.indexes):
            assert name in known, (table.name, name)
        for column in table.columns:
            assert not column.refers or (column.type == "id" and schema.BY_NAME[column.refers].title), (
                table.name,
                column.name,
            )
            assert (
                not (column.since > 2 and column.codes) or column.codes == "doc_type" or column.codes in codes.tables()
            )
        if table.states is not None:
            assert table.states.column in known, table.name
            assert set(table.states.first) <= set(table.states.names)
        if table.story is not None:
            assert table.story.step in chain.STEPS, table.name
            assert {table.story.person, table.story.day} <= set(known), table.name
            assert table.story.person in table.indexes, table.name
        if table.kind == "fact" and "withdrawn" in known and "corrects" in known and table.since > 2:
            assert "corrects" in table.indexes, table.name


@given(st.dictionaries(st.sampled_from(("a", "b", "c")), st.text("甲乙", max_size=2)))
def test_a_template_never_leaves_gaps(words: dict[str, str]) -> None:
    told = filled("{a}（{b}） · 至{c}", words)
    assert "（）" not in told
    assert not told.startswith(" ·")
    assert not told.endswith("· ")
    assert ("至" in told) == bool(words.get("c"))


def test_states_name_their_ends_and_refuse_what_no_edge_allows() -> None:
    way = States(("申请",), {"申请": ("批准", "退回"), "退回": ("申请",), "批准": ("结束",)})
    assert way.names == ("申请", "批准", "退回", "结束")
    assert way.ends == ("结束",)
    way.check("", "申请")
    way.check("申请", "退回")
    for now, to in (("", "批准"), ("批准", "申请"), ("结束", "申请"), ("没有", "申请")):
        with pytest.raises(StepNotAllowed):
            way.check(now, to)


def test_the_search_box_finds_records_by_what_they_are_found_by(desk: Casebook) -> None:
    unit = employer(desk, "安和（柳河）纺织厂", uscc="91110000600037341L")
    row = vacancy(desk, unit, "缝纫工")
    for text, found in (("纺织厂", unit), ("柳河", unit), ("91110000600037341l", unit), ("缝纫", row)):
        assert [(hit.id, hit.kind) for hit in search.find(desk, text)] == [
            (found, records.get(desk, "employer" if found == unit else "vacancy", found).table.name)
        ]
    assert search.find(desk, "纺织品") == []
    assert search.find(desk, "纺") == []
    records.change(desk, jobs.EMPLOYER, unit, {"name": "新名称公司"})
    assert search.find(desk, "纺织厂") == []
    assert [hit.title for hit in search.find(desk, "新名称")] == ["新名称公司"]
    assert [hit.title for hit in search.find(desk, "缝纫")] == ["新名称公司缝纫工"]


def test_every_searched_table_has_a_number_of_its_own() -> None:
    assert len(set(search._TABLES.values())) == len(search._TABLES)
