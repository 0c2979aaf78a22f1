"""操作日志: each entry in words, with the value that its writer had before; found by day, person, unit, table, words."""

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from db import audit, casebook, conflicts, erasure, people, schema, training, vouchers
from db.audit import Filter, Line
from db.casebook import Casebook, NotPermitted, SecondPersonNeeded
from db.people import PersonDraft
from rules import pinyin
from tests.db.conftest import PASSPHRASE, County, Founder, draft, give_grant, id_number, make_grant

if TYPE_CHECKING:
    from collections.abc import Callable


def lines(book: Casebook, chosen: Filter, *, full: bool = False) -> list[Line]:
    return list(audit.lines(book, chosen, full=full))


def fields(line: Line) -> dict[str, tuple[str, str]]:
    return {change.label: (change.before, change.after) for change in line.changes}


def test_a_person_s_file_tells_who_changed_what_from_what(desk: Casebook) -> None:
    person = people.register(
        desk, draft(1, "张三妹", phone="13800000001", profile={"education": "71", "monthly_income_fen": 120_000})
    )
    people.change(desk, person.id, {"phone": "13900000002", "education": "61", "note": "来过"})
    people.change(desk, person.id, {"phone": "13700000003"})
    found = lines(desk, Filter(rows=audit.rows_of_person(desk, person.id)))
    assert [(line.table, line.deed, line.thing) for line in found] == [
        ("服务对象", "修改", "张三妹"),
        ("服务对象档案", "修改", "张三妹"),
        ("服务对象", "修改", "张三妹"),
        ("服务对象档案", "新增", "张三妹"),
        ("服务对象", "新增", "张三妹"),
    ]
    assert {(line.who, line.login, line.unit, line.second, line.state) for line in found} == {
        ("李书", "lishu", "安和县总工会", "", "")
    }
    assert fields(found[0]) == {"联系电话": ("13900000002", "13700000003")}
    assert fields(found[1]) == {"文化程度": ("初中毕业", "普通高中毕业"), "备注": ("", "来过")}
    assert fields(found[2]) == {"联系电话": ("13800000001", "13900000002")}
    assert fields(found[3])["月收入"] == ("", "1,200.00 元")
    assert fields(found[4])["性别"] == ("", "男")
    assert fields(found[4])["证件待补"] == ("", "否")


def test_numbers_are_masked_unless_asked_for(desk: Casebook) -> None:
    person = people.register(desk, PersonDraft("何待补", sex="1", birth="1980-01-01"))
    people.change(desk, person.id, {"doc_no": id_number(3)})
    people.change(desk, person.id, {"doc_no": id_number(5)})
    masked, whole = (fields(lines(desk, Filter(tbl="person"), full=full)[0])["证件号码"] for full in (False, True))
    assert whole == (id_number(3), id_number(5))
    assert masked == ("•" * 14 + id_number(3)[-4:], "•" * 14 + id_number(5)[-4:])


def test_before_is_what_the_writer_had_and_not_what_came_from_elsewhere(found: Founder, clock: object) -> None:
    """Two desks change one field side by side: each line tells the value that its own writer replaced."""
    desk, other, province = found("desk"), found("desk2"), found("province", "province")
    for book in (desk, other, province):
        for device in (desk, other):
            if book is not device:
                give_grant(make_grant(device), book)
    county = County(desk, other, province, desk.signed_in, desk.signed_in, clock)  # type: ignore[arg-type]
    person = people.register(desk, draft(1, phone="1")).id
    county.pass_on(desk, other)
    people.change(desk, person, {"phone": "2"})
    people.change(other, person, {"phone": "3"})
    county.pass_on(other, desk)
    assert [fields(line)["联系电话"] for line in lines(desk, Filter(tbl="person")) if line.deed == "修改"] == [
        ("1", "3"),
        ("1", "2"),
    ]
    (conflict,) = conflicts.conflicts(desk, person)
    chosen = next(one for one in conflict.values if one.value == "3")
    conflicts.decide(desk, "person", person, "phone", chosen.hash)
    newest = lines(desk, Filter(tbl="person"))[0]
    assert newest.deed == "两处填写不一致，采用其一"
    before, after = fields(newest)["联系电话"]
    assert (sorted(before.split(" ／ ")), after) == (["2", "3"], "3")
    units = {line.unit for line in lines(desk, Filter(tbl="person"))}
    assert len(units) == 2, "two PCs of one name are told apart"
    assert {line.unit for line in lines(desk, Filter(dev=other.workplace.dev))} < units


def test_it_is_chosen_by_day_person_table_and_words(county: County) -> None:
    desk = county.desk
    first, second = people.register(desk, draft(1, "李一")), people.register(desk, draft(2, "王二"))
    county.clock.set(dt.date(2009, 10, 7))
    people.change(desk, second.id, {"phone": "13800000009"})
    assert [line.thing for line in lines(desk, Filter(first=dt.date(2009, 10, 1)))] == ["王二"]
    assert audit.count(desk, Filter(last=dt.date(2009, 9, 28), tbl="person")) == 2
    assert audit.count(desk, Filter(last=dt.date(2009, 9, 27))) == 0
    assert {line.thing for line in lines(desk, Filter(text="李一"))} == {"李一"}
    assert {line.row for line in lines(desk, Filter(text=first.doc_no))} == {first.id}
    assert {line.row for line in lines(desk, Filter(text=first.id.hex()))} == {first.id}
    assert lines(desk, Filter(text="查无此人")) == []
    assert audit.count(desk, Filter(actor=desk.signed_in.user_id, tbl="person")) == 3
    assert audit.count(desk, Filter(actor=county.second.user_id)) == 0
    offered = audit.choices(desk)
    assert ("person", "服务对象") in offered.tables
    assert (desk.workplace.dev, "安和县总工会") in offered.units
    assert any("lishu" in name for _, name in offered.actors)


def test_money_facts_tell_both_who_signed_and_what_they_refer_to(county: County) -> None:
    county.grant(1, 10, 1_000_000)
    desk = county.desk
    person = people.register(desk, draft(1, "李一"))
    (row,) = training.courses(desk)[:1]
    (voucher,) = vouchers.issue(desk, [vouchers.IssueDraft(person.id, row.name)])
    vouchers.void(desk, voucher.number, "误发", second=county.second)
    void, issue = lines(desk, Filter(tbl="voucher_void"))[0], lines(desk, Filter(tbl="voucher_issue"))[0]
    assert (void.who, void.second, void.deed) == ("李书", "张复", "登记")
    assert fields(void)["原发放记录"] == ("", f"{voucher.number} 李一")
    assert fields(issue)["持券人"] == ("", "李一")
    assert fields(issue)["面值"] == ("", "500.00 元")
    assert "防伪码" not in fields(issue)


def test_an_erased_person_is_quiet(desk: Casebook) -> None:
    casebook.add_user(desk, login="er", name="张复", role="supervisor", passphrase=PASSPHRASE)
    second = casebook.sign_in(desk.workplace, "er", PASSPHRASE)[1]
    person = people.register(desk, draft(1, "李一"))
    erasure.erase_person(desk, person.id, "本人要求删除", second)
    found = lines(desk, Filter(rows=frozenset({person.id})))
    assert {line.thing for line in found} == {people.ERASED_NAME}
    assert [(line.deed, line.second) for line in found][:2] == [("删除个人信息", "张复")] * 2
    assert all("李一" not in repr(line) and not line.changes for line in found[2:])


def test_windows_join_without_a_gap(desk: Casebook) -> None:
    with desk.write() as writer:
        for number in range(450):
            writer.add("course" if desk.workplace.kind == "province" else "person", {"name": f"甲{number}"})
    found = lines(desk, Filter(tbl="person"))
    assert [line.thing for line in found] == [f"甲{number}" for number in reversed(range(450))]
    first = audit.page(desk, Filter(tbl="person"), limit=7)
    assert audit.page(desk, Filter(tbl="person"), first[-1].key, 3) == found[7:10]


def test_heads_alone_read_it_and_two_persons_take_it_out(found: Founder) -> None:
    desk = found()
    casebook.add_user(desk, login="clerk", name="小方", role="clerk", passphrase=PASSPHRASE)
    clerk = casebook.open_casebook(desk.workplace.path, "clerk", PASSPHRASE, desk.clock)
    for ask in (
        lambda: audit.count(clerk, Filter()),
        lambda: audit.page(clerk, Filter()),
        lambda: audit.choices(clerk),
    ):
        with pytest.raises(NotPermitted):
            ask()
    clerk.close()
    with pytest.raises(SecondPersonNeeded):
        audit.note_export(desk, "操作日志.xlsx", 3, None)


def test_a_filter_reads_from_its_index_and_not_from_the_whole_journal(desk: Casebook) -> None:
    plan = " ".join(
        str(row[3])
        for row in desk.store.rows(
            "EXPLAIN QUERY PLAN SELECT n FROM entry WHERE ts >= 1 AND ts < 9 AND tbl = 'x' ORDER BY ts DESC, n DESC LIMIT 5"
        )
    )
    assert "entry_ts" in plan
    assert "TEMP B-TREE" not in plan


def test_any_line_is_reached_by_its_number(desk: Casebook) -> None:
    for number in range(1, 6):
        people.register(desk, draft(number, "张三妹"))
    for chosen in (Filter(), Filter(tbl="person"), Filter(first=desk.today, last=desk.today), Filter(text="张三妹")):
        whole = lines(desk, chosen)
        numbers = list(audit.piece(desk, chosen).numbers)
        assert [line.key[1] for line in whole] == numbers
        assert numbers
        assert audit.by_numbers(desk, [*numbers[::-1], 10_000]) == [*whole[::-1], None]


def test_the_log_is_put_in_order_by_any_title_and_loses_nothing(county: County) -> None:
    desk = county.desk
    people.register(desk, draft(1, "张三妹"))
    whole = {line.key[1] for line in lines(desk, Filter())}
    shows: dict[str, Callable[[Line], Any]] = {
        "at": lambda line: (0, line.key), "who": lambda line: pinyin.sort_key(line.who if line.login else "￿"),
        "unit": lambda line: pinyin.sort_key(line.unit), "table": lambda line: pinyin.sort_key(line.table), "deed": lambda _line: (0,),
    }  # fmt: skip
    assert set(shows) == set(audit.ORDERS)
    for order, shown in shows.items():
        for down in (False, True):
            numbers = list(audit.piece(desk, Filter(), order=order, descending=down).numbers)
            assert set(numbers) == whole
            keys = [
                shown(line)
                for line in audit.by_numbers(desk, numbers)
                if line is not None and line.tbl in schema.BY_NAME
            ]
            if order != "who":
                assert keys == sorted(keys, reverse=down), order
    newest = list(audit.piece(desk, Filter(), order="at", descending=True).numbers)
    assert newest == list(audit.piece(desk, Filter()).numbers)
