"""A person's file tells the whole chain, each happening with its day, its words, and something that opens."""

import datetime as dt

from db import people, records, relief, rights, story
from db.casebook import Casebook
from db.tables import rights as rights_tables
from tests.db.conftest import draft


def test_a_case_says_in_each_claimant_s_file_how_it_stands(desk: Casebook) -> None:
    person = people.register(desk, draft(1)).id
    case = records.add(desk, rights.CASE, {"person": person, "kind": "3", "way": "1", "unit": "安和建筑公司"})
    records.move(desk, rights.CASE, case, rights_tables.ACCEPTED)
    records.move(desk, rights.CASE, case, rights_tables.CLOSED, {"result": "2"})
    (event,) = [one for one in people.timeline(desk, person) if one.table == "rights_claimant"]
    assert event.detail == "申请中 · 案件已结案"


def test_a_household_s_file_is_relief_of_ours_for_who_applies_and_who_lives_there(desk: Casebook) -> None:
    holder, member = (people.register(desk, draft(at)).id for at in (11, 12))
    file = records.add(desk, relief.FILE, {"person": holder, "category": "1", "cause": "1"})
    records.add(desk, relief.MEMBER, {"file": file, "name": "李某", "relation": "1", "person": member})
    for person, words in ((holder, ""), (member, "家的成员")):
        (event,) = [one for one in people.timeline(desk, person) if one.table == "hardship_file"]
        assert (event.kind, event.id) == ("帮扶", file)
        assert words in event.detail
        assert dt.date.fromisoformat(event.day) <= desk.today
        taken = {
            one.name: one.times
            for one in story.steps((one.day, one.kind, one.table) for one in people.timeline(desk, person))
        }
        assert taken["帮扶"] == 1


def test_a_class_with_all_that_belongs_to_it_is_one_training() -> None:
    days = [
        ("2009-03-02", "报名", "enrolment"),
        ("2009-03-02", "培训券", "voucher_issue"),
        ("2009-04-03", "考核", "result"),
    ]
    again = ("2009-06-01", "报名", "enrolment")

    def trained(*happened: tuple[str, str, str]) -> story.Step:
        return next(step for step in story.steps(happened) if step.name == "培训")

    assert trained(*days) == story.Step("培训", 1, "2009-04-03")
    assert trained(*days, again) == story.Step("培训", 2, "2009-06-01")
    assert trained(days[1]).times == 1, "a voucher that nobody enrolled for is a beginning, too"
    assert trained().times == 0
