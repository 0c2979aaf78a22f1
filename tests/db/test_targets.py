"""Targets: taken from the register, split among counties, their progress counted in their own unit."""

import datetime as dt
import operator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import casebook, people, reports, target_checks, targets
from db.casebook import Casebook
from db.targets import TargetDraft
from rules.periods import Period
from rules.programme import programme
from rules.quantities import Persons, PersonTimes, Pieces, Reported
from tests.db.conftest import COUNTY, County, draft
from tests.db.test_indicators import course_of_events
from tests.db.test_reports import SIGNERS

TRAIN = TargetDraft("技能培训", 4, "persons", keys=("skill_trained",))


def test_sichuan_s_set_is_ready_and_its_progress_is_counted(county: County) -> None:
    _class, persons, _enrolments = course_of_events(county)
    people.change(county.desk, persons[0], {"groups": ["laid_off"]})
    people.change(county.desk, persons[1], {"groups": ["student"]})
    with county.desk.write() as writer:
        writer.patch("training_class", _class, {"fee_fen": 0})
    county.pass_on(county.desk, county.province)
    book = county.province
    made = targets.adopt(book, programme(), "510000")
    assert [one.name for one in targets.sets(book, 2009)] == ["四川省 2009 年目标“36611”“三个百万”"]
    found = {one.target.draft.label: one for one in targets.progress(book, 2009)}
    assert len(found) == 12
    trained = found["下岗失业人员、农民工免费技能培训"]
    assert trained.target.set_id == made
    assert (trained.done, trained.tenths) == (Persons(1), 0)
    assert trained.target.shown == "不低于 60,000 人"
    assert "36611" in trained.target.draft.slogan
    assert found["农村劳动力转移就业"].done is None or found["农村劳动力转移就业"].done == Persons(0)
    with pytest.raises(targets.SetKnown):
        targets.adopt(book, programme(), "510000")
    targets.retire_set(book, made)
    assert targets.targets(book, 2009) == []
    targets.adopt(book, programme(), "510000", ["32", "33"])
    assert [one.quantity.unit for one in targets.targets(book, 2009)] == ["张", "万元"]


def test_every_region_s_plans_can_be_taken_and_mixed_sums_have_no_total(county: County) -> None:
    for region, _name in programme().regions():
        plans = programme().plans(region)
        if plans:
            targets.adopt(county.province, programme(), region)
        else:
            with pytest.raises(targets.SetEmpty):
                targets.adopt(county.province, programme(), region)
    assert all(one.is_counted for one in targets.progress(county.province, 2009)), "every plan of 2009 is counted"
    [mixed] = [one for one in targets.targets(county.province, 2009) if one.draft.kind == targets.COMPOSITE]
    assert mixed.quantity == Reported(170_000)
    with pytest.raises(TypeError):
        operator.add(mixed.quantity, mixed.quantity)
    with pytest.raises(targets.TargetValueWrong):
        targets.draft_of(programme(), programme().figure("85"))


def test_the_ten_undertakings_are_a_checklist(county: County) -> None:
    targets.adopt(county.province, programme(), "140000")
    ten = [one for one in targets.progress(county.province, 2009) if one.target.draft.kind == targets.CHECKLIST]
    assert len(ten) == 10
    targets.tick(county.province, ten[3].target.id, dt.date(2009, 9, 1))
    found = [one for one in targets.progress(county.province, 2009) if one.target.draft.kind == targets.CHECKLIST]
    assert [one.tenths for one in found].count(1000) == 1
    assert found[3].target.done_on == "2009-09-01"
    targets.tick(county.province, ten[3].target.id, None)
    assert sum(one.tenths or 0 for one in targets.progress(county.province, 2009)) == 0
    plan = next(one.target for one in targets.progress(county.province, 2009) if one.target.draft.kind == targets.PLAN)
    with pytest.raises(targets.TargetUnknown):
        targets.tick(county.province, plan.id, None)


def test_one_figure_of_persons_and_one_of_person_times(county: County) -> None:
    course_of_events(county)
    times = TargetDraft("技能培训", 4, "times", keys=("skill_trained", "passed"))
    pieces = TargetDraft("培训班", 2, "期", keys=("class_opened",))
    targets.create(county.province, "试", 2009, [TRAIN, times, pieces])
    found = [(one.done, one.tenths) for one in targets.progress(county.province, 2009)]
    assert found == [(Persons(2), 500), (PersonTimes(3), 750), (Pieces(1, "期"), 500)]
    assert targets.progress(county.province, 2009, dt.date(2009, 8, 31))[0].done == Persons(0)
    assert targets.progress(county.province, 2010) == []


@pytest.mark.parametrize(
    "wrong",
    [
        TargetDraft("", 4, "persons"), TargetDraft("培训", 0, "persons"), TargetDraft("培训", 4, ""), TargetDraft("培训", 4, "persons", bound="?"),
        TargetDraft("培训", 4, "persons", keys=("class_opened",)), TargetDraft("班", 4, "场", keys=("class_opened",)),
        TargetDraft("券", 4, "persons", keys=("voucher_issued_fen",)), TargetDraft("混", 4, "mixed"), TargetDraft("混", 4, "persons", kind="composite"),
        TargetDraft("混", 4, "mixed", keys=("skill_trained",), kind="composite"), TargetDraft("面", 101, "share", keys=("union_cover",)),
        TargetDraft("面", 100, "share", keys=("unions_listed",)), TargetDraft("人", 4, "persons", keys=("skill_trained", "publicised_heads")),
        TargetDraft("次", 4, "times", keys=("job_referred", "publicised_heads")), TargetDraft("次", 4, "times", keys=("publicised_heads",)),
    ],
)  # fmt: skip
def test_a_target_that_its_indicators_cannot_fill_is_refused(county: County, wrong: TargetDraft) -> None:
    with pytest.raises(targets.TargetValueWrong):
        targets.create(county.province, "试", 2009, [wrong])
    assert targets.sets(county.province) == []


def test_a_share_reaches_the_county_and_is_counted_there(county: County) -> None:
    course_of_events(county)
    book = county.province
    made = targets.create(book, "试", 2009, [TRAIN])
    [target] = targets.targets(book, 2009)
    assert targets.counties(book) == [COUNTY]
    with pytest.raises(targets.SplitShort):
        targets.split(book, target.id, {COUNTY: 3})
    with pytest.raises(targets.TargetUnknown):
        targets.split(book, target.id, {"519999": 4})
    targets.split(book, target.id, {COUNTY: 5})
    county.pass_on(book, county.desk)
    [whole] = targets.progress(book, 2009)
    assert whole.split == Persons(5)
    [share] = whole.shares
    assert (share.done, share.tenths, share.target.county) == (Persons(2), 400, COUNTY)
    assert share.target.draft.unit_name == "安和县总工会"
    own = targets.progress(county.desk, 2009)
    assert [(one.done, one.tenths) for one in own] == [(Persons(2), 400)]
    targets.split(book, target.id, {COUNTY: 4})
    assert targets.progress(book, 2009)[0].shares[0].tenths == 500
    targets.change(book, target.id, TargetDraft("技能培训", 8, "persons", keys=("skill_trained",)))
    assert targets.get(book, target.id).draft.value == 8
    added = targets.add(book, made, TargetDraft("培训班", 2, "期", keys=("class_opened",)))
    targets.retire(book, target.id)
    assert [one.target.id for one in targets.progress(book, 2009)] == [added]
    with pytest.raises(targets.TargetUnknown):
        targets.get(book, target.id)


def test_only_the_province_s_officers_set_targets(county: County) -> None:
    with pytest.raises(casebook.NotPermitted):
        targets.create(county.desk, "试", 2009, [TRAIN])
    with pytest.raises(targets.SetEmpty):
        targets.create(county.province, " ", 2009, [TRAIN])
    for deed in (targets.retire, targets.retire_set):
        with pytest.raises(targets.TargetUnknown):
            deed(county.province, b"?" * 16)
    with pytest.raises(targets.TargetUnknown):
        targets.add(county.province, b"?" * 16, TRAIN)


def test_what_was_done_is_the_sum_of_its_months_as_they_were_reported(county: County) -> None:
    desk, book = county.desk, county.province
    whole = TargetDraft("职业介绍", 40, "times", keys=("job_referred",))
    targets.create(book, "试", 2009, [whole, TRAIN, TargetDraft("招聘会", 2, "场", keys=("fairs",))])
    [goal, *_rest] = targets.targets(book, 2009)
    targets.split(book, goal.id, {COUNTY: 40})
    county.pass_on(book, desk)

    def refer(number: int, day: str) -> None:
        person = people.register(desk, draft(number)).id
        with desk.write() as writer:
            writer.add("referral", {"person": person, "day": day, "status": "已开"})

    def judged(where: Casebook) -> list[tuple[str, str, str]]:
        county.pass_on(desk, book)
        told = target_checks.judge(where, 2009, targets.progress(where, 2009))
        return [(one.standing, one.words, one.why) for one in told.values()]

    refer(1, "2009-07-03")
    refer(2, "2009-08-04")
    for month in (7, 8):
        reports.lock(desk, Period(2009, month), SIGNERS)
    refer(3, "2009-09-05")
    assert judged(desk) == [("ok", "累计 3 = 各月之和 3（人次）", "")]
    # persons are counted once and never judged; what nobody reported is as it is counted
    assert judged(book) == [*judged(desk) * 2, ("ok", "累计 0 = 各月之和 0（场）", "")]
    refer(4, "2009-07-31")
    late = ("bad", "累计 4 ≠ 各月之和 3（人次）", "差 1；2009 年 7 月上报 1，现为 2；有迟报，作更正报表")
    [found] = judged(desk)
    assert (found[:2], found[2].replace(" ", "")) == (late[:2], late[2].replace(" ", ""))
    assert ["安和县总工会　2009" in one[2] for one in judged(book)] == [True, True, False]
    reports.correct(desk, Period(2009, 7), "迟报", SIGNERS)
    assert {one[0] for one in judged(desk) + judged(book)} == {"ok"}


@given(st.integers(1, 10**9), st.integers(1, 30))
def test_an_even_split_comes_to_the_whole(value: int, count: int) -> None:
    found = targets.even(value, [str(n) for n in range(count)])
    assert sum(found.values()) == value
    assert max(found.values()) - min(found.values()) <= 1
