"""工作交接: all that lies with whoever leaves is listed, and two persons sign it."""

import datetime as dt

import pytest

from db import backup, casebook, drafts, people, training, vouchers, work_handover
from db.casebook import Casebook
from db.handovers import HandoverIncomplete
from db.work_handover import HandoverDraft, Item
from tests.db.conftest import County, draft


def found(book: Casebook) -> dict[str, Item]:
    return {one.key: one for one in work_handover.gather(book)}


def test_a_desk_lists_stock_outstanding_drafts_classes_and_what_was_not_sent(county: County) -> None:
    desk = county.desk
    county.grant(1, 20, 1_000_000)
    persons = [people.register(desk, draft(n)).id for n in range(1, 4)]
    people.register(desk, people.PersonDraft("何待补", sex="1", birth="1979-05"))
    vouchers.issue(desk, [vouchers.IssueDraft(person, "家政服务员") for person in persons])
    plan = training.ClassDraft(
        county.base_row, county.course, 1, dt.date(2009, 9, 1), dt.date(2009, 9, 20), 15, 120, 30, 60_000
    )
    training.enrol(desk, training.create_class(desk, plan), persons[:2])
    drafts.save(desk, "intake", {"name": "张"})
    items = found(desk)
    assert items["voucher_stock"].count == 17
    assert len(items["voucher_stock"].details) == 1
    assert items["quota"].details == ("8,500.00 元",)
    assert items["outstanding"].count == 3
    assert items["outstanding"].details == ("面值 1,500.00 元", "最早 2009-12-31 到期")
    assert (items["drafts"].count, items["doc_pending"].count) == (1, 1)
    assert items["classes_without_results"].count == 1
    assert "缺 2 人" in items["classes_without_results"].details[0]
    assert items["unsent"].count > 0
    assert items["backup"] == Item("backup", 0, ("还没有备份过",))
    text = repr(items)
    assert not any(people.get(desk, person).name in text for person in persons)


@pytest.mark.parametrize("kind", ["desk", "base", "province"])
def test_an_empty_office_lists_every_matter_all_the_same(county: County, kind: str) -> None:
    items = work_handover.gather({"desk": county.desk, "base": county.base, "province": county.province}[kind])
    assert len(items) >= 6
    assert len({one.key for one in items}) == len(items)


def test_the_handover_is_signed_by_both_and_keeps_what_lay_there(county: County) -> None:
    desk = county.desk
    people.register(desk, people.PersonDraft("何待补", sex="1", birth="1979-05"))
    plan = HandoverDraft("休产假", keys="铁皮柜钥匙 2 把", note="下周三省总来人", until=dt.date(2009, 12, 31))
    with pytest.raises(casebook.SecondPersonNeeded):
        work_handover.hand_over(desk, plan, None)
    with pytest.raises(casebook.SecondPersonNeeded):
        work_handover.hand_over(desk, plan, desk.session)
    with pytest.raises(work_handover.HandoverUnknown):
        work_handover.get(desk, b"x" * 16)
    with pytest.raises(HandoverIncomplete):
        work_handover.hand_over(desk, HandoverDraft(" "), county.second)
    row = work_handover.hand_over(desk, plan, county.second)
    made = work_handover.get(desk, row)
    assert (made.giver, made.taker, made.reason, made.until) == ("李书", "张复", "休产假", "2009-12-31")
    assert {one.key: one.count for one in made.items}["doc_pending"] == 1
    assert made.keys == "铁皮柜钥匙 2 把"
    assert desk.store.value("SELECT count(*) FROM flag WHERE code IN ('UNSIGNED', 'BAD_SIGNATURE')") == 0
    county.pass_on(desk, county.province)
    assert (
        county.province.store.value("SELECT count(*) FROM flag WHERE tbl = 'work_handover' AND code = 'UNSIGNED'") == 0
    )
    assert work_handover.handed_over(county.province) == []


def test_a_clerk_may_take_over_too(county: County) -> None:
    casebook.add_user(county.desk, login="xiao", name="肖新", role="clerk", passphrase="another phrase 4")
    taker = casebook.sign_in(county.desk.workplace, "xiao", "another phrase 4")[1]
    row = work_handover.hand_over(county.desk, HandoverDraft("调离"), taker)
    made = work_handover.get(county.desk, row)
    assert made.taker == "肖新"


@pytest.mark.parametrize(
    "text", ["", "{}", "[1, null, {}]", '[{"key": 1, "count": 2}]', '[{"key": "x", "count": "3"}]']
)
def test_items_in_a_form_of_their_own_are_left_out(text: str) -> None:
    assert work_handover.items_of(text) == ()


def test_details_that_are_none_are_left_out() -> None:
    assert work_handover.items_of('[{"key": "x", "count": 3, "details": [1, "甲"]}]') == (Item("x", 3, ("甲",)),)


def test_the_last_backup_is_named(county: County, tmp_path_factory: pytest.TempPathFactory) -> None:
    made = backup.back_up(county.desk, tmp_path_factory.mktemp("stick"))
    item = found(county.desk)["backup"]
    assert item.count == 1
    assert str(made.path) in item.details[0]
