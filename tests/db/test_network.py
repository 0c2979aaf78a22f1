"""机构与队伍: a place with three plates is one place, a tag never adds, terms end by themselves, hours come to pay."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import activity_tags, indicators, info_officers, job_fairs, jobs, outreach, records, trainers, training_bases
from db.casebook import Casebook
from db.indicators import Span
from db.journal import NotWriter
from db.record_checks import FieldUnfit
from db.tables import jobs as job_tables
from db.tables import network as tables
from rules import report_forms
from rules.clock import StoryClock
from rules.states import StepNotAllowed
from tests.db.conftest import COUNTY, County
from tests.db.test_funds import purse

TODAY = dt.date(2009, 9, 28)
YEAR = {"year": Span(dt.date(2009, 1, 1), dt.date(2009, 12, 31))}


def a_place(book: Casebook, name: str = "安和职业学校", **more: Any) -> bytes:
    return records.add(book, training_bases.PLACE, {"name": name, "region": COUNTY, **more})


def a_plate(
    book: Casebook, place: bytes, kind: str = "2", level: str = "4", named_on: dt.date | None = dt.date(2009, 3, 1)
) -> bytes:
    row = records.add(
        book, training_bases.PLATE, {"place": place, "kind": kind, "level": level, "day": dt.date(2009, 1, 5)}
    )
    records.move(book, training_bases.PLATE, row, tables.REVIEWED, {"reviewers": "评审组"})
    if named_on:
        records.move(book, training_bases.PLATE, row, tables.NAMED, {"named_by": "安和县总工会", "named_on": named_on})
    return row


def an_officer(book: Casebook, name: str = "周明", until: dt.date = dt.date(2009, 12, 31)) -> bytes:
    return records.add(
        book, info_officers.OFFICER, {"name": name, "union_org": "柳河乡工会", "day": dt.date(2009, 2, 1), "valid_until": until}
    )  # fmt: skip


def named(book: Casebook, county: str = "") -> int:
    return indicators.count(book, [indicators.get("bases_named")], YEAR, county)["year"].total


# --- bases


def test_a_place_with_three_plates_is_one_place(desk: Casebook) -> None:
    place = a_place(desk)
    for kind, level in (("1", "1"), ("2", "2"), ("3", "3")):
        a_plate(desk, place, kind, level)
    a_plate(desk, a_place(desk, "柳河技工学校"))
    a_plate(desk, a_place(desk, "只申报的学校"), named_on=None)
    assert named(desk) == 2
    assert training_bases.standing(desk) == training_bases.Standing(places=2, plates=4)
    assert [
        indicators.count(desk, [indicators.get(key)], YEAR)["year"].total
        for key in ("bases_national_jobs", "bases_national_migrant", "bases_demo")
    ] == [1, 0, 1], "a place is among those of each kind that it was named for, and one in all"
    words = dict(training_bases.place_words(desk, records.get(desk, "base_place", place)))
    assert words["有效牌子"] == "3 块，统计时算 1 个基地"
    assert len(indicators.behind(desk, [indicators.get("bases_named")], YEAR["year"])) == 2


def test_a_place_counts_on_the_day_of_its_first_plate_and_in_no_later_year(desk: Casebook) -> None:
    place = a_place(desk)
    a_plate(desk, place, "1", "2", named_on=dt.date(2009, 5, 1))
    a_plate(desk, place, "2", "4", named_on=dt.date(2009, 2, 1))
    spans = {str(month): Span(dt.date(2009, month, 1), dt.date(2009, month, 28)) for month in (2, 5)}
    found = indicators.count(desk, [indicators.get("bases_named")], spans)
    assert (found["2"].total, found["5"].total) == (1, 0)


def test_a_place_entered_by_county_and_province_is_one_by_its_credit_code(county: County) -> None:
    code = "91110000600037341L"
    a_plate(county.desk, a_place(county.desk, uscc=code))
    county.pass_on(county.desk, county.province)
    with pytest.raises(training_bases.PlaceKnown):
        a_place(county.province, "别的名字", uscc=code)
    assert named(county.province) == 1
    assert named(county.province, COUNTY) == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(plates=st.lists(st.integers(0, 3), max_size=8))
def test_bases_are_counted_like_a_set(desk: Casebook, plates: list[int]) -> None:
    for row in records.page(desk, "base_plate", records.Filter(states=(tables.NAMED,))):
        records.move(desk, training_bases.PLATE, row.id, tables.REMOVED, {"reason": "清理"})
    before = training_bases.standing(desk)
    made: dict[int, bytes] = {}
    for number, which in enumerate(plates):
        if which not in made:
            made[which] = a_place(desk, f"学校{records.count(desk, 'base_place')}")
        a_plate(desk, made[which], str(1 + number % 5), str(1 + number // 5))
    assert before == training_bases.Standing(0, 0)
    assert training_bases.standing(desk) == training_bases.Standing(len(set(plates)), len(plates))


def test_a_plate_is_reviewed_named_reviewed_yearly_and_taken_down(desk: Casebook) -> None:
    place = a_place(desk)
    row = a_plate(desk, place, named_on=None)
    with pytest.raises(FieldUnfit):
        records.move(desk, training_bases.PLATE, row, tables.NAMED)
    with pytest.raises(training_bases.PlateNotNamed):
        records.add(desk, training_bases.REVIEW, {"plate": row, "year": 2009, "outcome": "1"})
    with pytest.raises(FieldUnfit):
        records.move(
            desk, training_bases.PLATE, row, tables.NAMED, {"named_by": "县总", "named_on": dt.date(2008, 12, 1)}
        )
    records.move(desk, training_bases.PLATE, row, tables.NAMED, {"named_by": "县总"}, day=dt.date(2009, 9, 1))
    assert records.get(desk, "base_plate", row)["named_on"] == dt.date(2009, 9, 1)
    with pytest.raises(training_bases.PlateKnown):
        records.add(desk, training_bases.PLATE, {"place": place, "kind": "2", "level": "4"})
    with pytest.raises(FieldUnfit):
        records.add(desk, training_bases.REVIEW, {"plate": row, "year": 2008, "outcome": "1"})
    review = records.add(desk, training_bases.REVIEW, {"plate": row, "year": 2009, "outcome": "2"})
    assert records.get(desk, "base_plate", row).state == tables.TO_MEND
    with pytest.raises(training_bases.ReviewKnown):
        records.add(desk, training_bases.REVIEW, {"plate": row, "year": 2009, "outcome": "1"})
    records.correct(desk, training_bases.REVIEW, review, {"outcome": "1"})
    assert records.get(desk, "base_plate", row).state == tables.NAMED
    with pytest.raises(FieldUnfit):
        records.move(desk, training_bases.PLATE, row, tables.REMOVED)
    records.move(desk, training_bases.PLATE, row, tables.REMOVED, {"reason": "停止办学"})
    with pytest.raises(StepNotAllowed):
        records.move(desk, training_bases.PLATE, row, tables.NAMED)
    assert training_bases.standing(desk).places == 0
    assert named(desk) == 1, "that it was named once stays true"


def test_a_yearly_review_is_due_a_year_after_the_last(desk: Casebook) -> None:
    row = a_plate(desk, a_place(desk), named_on=dt.date(2009, 1, 20))
    assert training_bases.review_due(desk).ids == ()
    assert training_bases.next_review(desk, {"plate": row}) == {"year": 2009}
    desk.clock = StoryClock(dt.date(2009, 12, 22))
    assert training_bases.review_due(desk).ids == (row,)
    records.add(desk, training_bases.REVIEW, {"plate": row, "year": 2009, "outcome": "1"})
    assert training_bases.review_due(desk).ids == ()
    assert training_bases.next_review(desk, {"plate": row}) == {}
    desk.clock = StoryClock(dt.date(2010, 12, 1))
    assert training_bases.review_due(desk).ids == (row,)


def test_the_province_reviews_its_own_plates_alone(county: County) -> None:
    row = a_plate(county.desk, a_place(county.desk))
    county.pass_on(county.desk, county.province)
    with pytest.raises(NotWriter):
        records.add(county.province, training_bases.REVIEW, {"plate": row, "year": 2009, "outcome": "1"})
    own = a_plate(
        county.province, records.page(county.province, "base_place")[0].id, "1", "2", named_on=dt.date(2009, 6, 1)
    )
    records.add(county.province, training_bases.REVIEW, {"plate": own, "year": 2009, "outcome": "1"})
    assert named(county.province) == 1


# --- officers


def test_an_officer_is_judged_by_what_was_verified(desk: Casebook) -> None:
    officer = an_officer(desk)
    unit = records.add(desk, jobs.EMPLOYER, {"name": "安和纺织厂"})
    made = [
        records.add(desk, jobs.VACANCY, {
            "employer": unit, "post": post, "places": 2, "valid_until": dt.date(2009, 10, 5), "officer": officer,
        })
        for post in ("缝纫工", "挡车工", "保全工")
    ]  # fmt: skip
    assert records.get(desk, "vacancy", made[0])["source"] == jobs.BY_OFFICER
    for row in made[:2]:
        records.move(desk, jobs.VACANCY, row, job_tables.OPEN)
    found = info_officers.sent_by(desk)[officer]
    assert (found.sent, found.verified, found.still_open, found.rate) == (3, 2, 2, 67)
    desk.clock = StoryClock(dt.date(2009, 10, 6))
    assert info_officers.lapse(desk) == 3
    found = info_officers.sent_by(desk)[officer]
    assert (found.sent, found.verified, found.still_open) == (3, 2, 0), "what held once was valid"
    assert info_officers.sent_by(desk, dt.date(2009, 10, 1)) == {}
    assert "有效率 67%" in dict(info_officers.sent_words(desk, records.get(desk, "info_officer", officer)))["累计报送"]
    assert info_officers.Sent().rate is None


def test_a_term_ends_by_itself_and_is_renewed(desk: Casebook) -> None:
    row = an_officer(desk, until=dt.date(2009, 10, 10))
    later = an_officer(desk, "吴兰", dt.date(2010, 1, 31))
    assert info_officers.ending_soon(desk).ids == (row,)
    desk.clock = StoryClock(dt.date(2009, 10, 11))
    assert info_officers.lapse(desk) == 1
    assert records.get(desk, "info_officer", row).state == tables.TERM_OVER
    assert info_officers.ending_soon(desk).ids == (row,)
    records.move(desk, info_officers.OFFICER, row, tables.APPOINTED, {"valid_until": dt.date(2010, 10, 10)})
    assert info_officers.ending_soon(desk).ids == ()
    assert records.get(desk, "info_officer", later).state == tables.APPOINTED
    assert indicators.count(desk, [indicators.get("info_officers")], YEAR)["year"].total == 2


# --- trainers


def test_hours_come_to_pay_and_what_was_paid_stays(desk: Casebook) -> None:
    trainer = records.add(desk, trainers.TRAINER, {"name": "郑师傅", "kind": "1", "rate_fen": 4_000})
    first = records.add(desk, trainers.HOURS, {"trainer": trainer, "day": TODAY, "hours": 6})
    second = records.add(desk, trainers.HOURS, {"trainer": trainer, "day": TODAY, "hours": 2, "rate_fen": 5_000})
    third = records.add(desk, trainers.HOURS, {"trainer": trainer, "day": TODAY, "hours": 8})
    records.move(desk, trainers.HOURS, first, tables.PAID, {"voucher_no": "0915", "source": purse(desk)})
    records.move(desk, trainers.HOURS, third, tables.CANCELLED)
    found = trainers.account(desk, trainer, 2009)
    assert (found.hours, found.pay_fen, found.paid_fen, found.open_fen) == (8, 34_000, 24_000, 10_000)
    assert trainers.account(desk, trainer, 2010) == trainers.Account(0, 0, 0)
    with pytest.raises(trainers.HoursPaid):
        records.change(desk, trainers.HOURS, first, {"hours": 7})
    records.change(desk, trainers.HOURS, second, {"hours": 3})
    assert records.get(desk, "trainer_hours", second)["pay_fen"] == 15_000
    assert indicators.count(desk, [indicators.get("trainer_taught")], YEAR)["year"].total == 9
    for hours in (0, 25):
        with pytest.raises(FieldUnfit):
            records.add(desk, trainers.HOURS, {"trainer": trainer, "day": TODAY, "hours": hours})
    records.move(desk, trainers.TRAINER, trainer, tables.RELEASED)
    with pytest.raises(trainers.TrainerReleased):
        records.add(desk, trainers.HOURS, {"trainer": trainer, "day": TODAY, "hours": 1})


def test_hours_without_a_rate_are_not_paid(desk: Casebook) -> None:
    trainer = records.add(desk, trainers.TRAINER, {"name": "冯师傅", "kind": "2"})
    row = records.add(desk, trainers.HOURS, {"trainer": trainer, "day": TODAY, "hours": 6})
    with pytest.raises(FieldUnfit):
        records.move(desk, trainers.HOURS, row, tables.PAID)


# --- tags


def test_a_brand_of_two_names_is_one(desk: Casebook) -> None:
    assert activity_tags.take_shipped(desk) == len(activity_tags.shipped())
    assert activity_tags.take_shipped(desk) == 0
    cook = activity_tags.find(desk, activity_tags.BRAND, "川厨子")
    assert cook is not None
    assert cook["name"] == "川厨师"
    with pytest.raises(activity_tags.TagKnown):
        records.add(desk, activity_tags.TAG, {"kind": activity_tags.BRAND, "name": "川 厨子"})
    with pytest.raises(activity_tags.TagKnown):
        records.add(desk, activity_tags.TAG, {"kind": activity_tags.BRAND, "name": "川菜师傅", "aliases": "川厨师"})
    assert records.change(desk, activity_tags.TAG, cook.id, {"aliases": "川厨子、川菜师"})
    assert activity_tags.find(desk, activity_tags.BRAND, "川菜师") is not None
    assert activity_tags.find(desk, activity_tags.CAMPAIGN, "川厨师") is None


def a_publicity(book: Casebook, heads: int, kind: str = "1") -> bytes:
    return records.add(book, outreach.PUBLICITY, {"kind": kind, "topic": "社保", "heads": heads})


def a_tag(book: Casebook, name: str) -> bytes:
    return records.add(book, activity_tags.TAG, {"kind": activity_tags.CAMPAIGN, "name": name})


def test_a_linked_campaign_never_adds(desk: Casebook) -> None:
    event = a_publicity(desk, 120)
    before = indicators.count(desk, [indicators.get("policy_consulted")], YEAR)["year"]
    tags = [a_tag(desk, name) for name in ("春风送岗位", "民企招聘周", "百日百万")]
    for tag in tags:
        records.add(desk, activity_tags.TAGGING, {"tag": tag, "publicity": event})
    assert indicators.count(desk, [indicators.get("policy_consulted")], YEAR)["year"] == before
    found = activity_tags.totals(desk)
    assert [(one.things, one.times) for one in found.lines] == [(1, 120)] * 3
    assert (found.things, found.times) == (1, 120)
    with pytest.raises(activity_tags.TaggedAlready):
        records.add(desk, activity_tags.TAGGING, {"tag": tags[0], "publicity": event})
    with pytest.raises(activity_tags.TaggedNotOne):
        records.add(desk, activity_tags.TAGGING, {"tag": tags[0]})
    contest = records.add(desk, outreach.CONTEST, {"name": "砌筑比赛", "kind": "3", "heads": 40})
    with pytest.raises(activity_tags.TaggedNotOne):
        records.add(desk, activity_tags.TAGGING, {"tag": tags[0], "publicity": event, "contest": contest})


def test_a_fair_is_counted_with_the_campaigns_that_its_own_words_name(desk: Casebook) -> None:
    """Whoever wrote 春风送岗位 into the fair's form thought it counted, and 标签统计 knew nothing of it."""
    spring = a_tag(desk, "春风送岗位")
    weeks = records.add(
        desk, activity_tags.TAG, {"kind": activity_tags.CAMPAIGN, "name": "民营企业招聘周", "aliases": "民企招聘周"}
    )
    fair = records.add(
        desk, job_fairs.FAIR, {"name": "专场", "starts": dt.date(2009, 2, 22), "campaign": "春风送岗位、民企招聘周"}
    )
    records.add(desk, job_fairs.SITE, {"fair": fair, "site": "主会场", "day": dt.date(2009, 2, 22), "received": 80})
    records.add(desk, activity_tags.TAGGING, {"tag": spring, "fair": fair})
    found = activity_tags.totals(desk)
    assert {one.tag.id: (one.things, one.times) for one in found.lines} == {spring: (1, 80), weeks: (1, 80)}
    assert (found.things, found.times) == (1, 80), "by its words and by a tag, once"
    assert activity_tags.totals(desk, (activity_tags.BRAND,)).things == 0
    words = dict(activity_tags.fair_words(desk, records.get(desk, "job_fair", fair)))
    assert words["计入联合活动"].startswith("春风送岗位、民营企业招聘周")
    other = records.add(desk, job_fairs.FAIR, {"name": "夏", "starts": dt.date(2009, 6, 1), "campaign": "夏日行动"})
    assert dict(activity_tags.fair_words(desk, records.get(desk, "job_fair", other)))["计入联合活动"].startswith("没有")


def test_a_tag_stays_on_what_was_put_right_and_goes_with_what_was_taken_back(desk: Casebook) -> None:
    event, tag = a_publicity(desk, 120), a_tag(desk, "春风送岗位")
    records.add(desk, activity_tags.TAGGING, {"tag": tag, "publicity": event})
    right = records.correct(desk, outreach.PUBLICITY, event, {"heads": 90})
    assert activity_tags.totals(desk).times == 90
    assert indicators.count(desk, [indicators.get("policy_consulted")], YEAR)["year"].total == 90
    records.withdraw(desk, outreach.PUBLICITY, right, "重复登记")
    assert activity_tags.totals(desk).things == 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(
    carried=st.lists(st.tuples(st.integers(0, 999), st.sets(st.integers(0, 3))), max_size=5),
)
def test_totals_are_those_of_a_set(desk: Casebook, carried: list[tuple[int, set[int]]]) -> None:
    for row in records.page(desk, "tagging"):
        records.withdraw(desk, activity_tags.TAGGING, row.id, "清理")
    known = {one["name"]: one.id for one in records.every(desk, "activity_tag")}
    tags = [known.get(f"活动{at}") or a_tag(desk, f"活动{at}") for at in range(4)]
    for heads, numbers in carried:
        event = a_publicity(desk, heads)
        for number in numbers:
            records.add(desk, activity_tags.TAGGING, {"tag": tags[number], "publicity": event})
    found = activity_tags.totals(desk)
    assert found.things == sum(1 for _heads, numbers in carried if numbers)
    assert found.times == sum(heads for heads, numbers in carried if numbers)
    for line in found.lines:
        number = tags.index(line.tag.id)
        assert line.times == sum(heads for heads, numbers in carried if number in numbers)
    assert activity_tags.totals(desk, (activity_tags.BRAND,)).times == 0
    assert activity_tags.totals(desk, (), dt.date(2009, 10, 1)).times == 0


# --- figures


def test_heads_are_told_by_kind(desk: Casebook) -> None:
    for kind, heads in (("1", 30), ("2", 12), ("3", 200), ("5", 8)):
        a_publicity(desk, heads, kind)
    for kind, heads in (("1", 50), ("2", 60), ("3", 70)):
        records.add(desk, outreach.CONTEST, {"name": "赛", "kind": kind, "heads": heads})
    records.add(desk, outreach.CULTURE, {"kind": "2", "place": "三号工地", "sessions": 2, "heads": 300})
    records.add(desk, outreach.CULTURE, {"kind": "1", "place": "柳河书屋", "books": 1_200})
    for kind, column in (("1", "books"), ("2", "sessions")):
        with pytest.raises(FieldUnfit) as caught:
            records.add(desk, outreach.CULTURE, {"kind": kind, "place": "柳河", "heads": 5})
        assert caught.value.fields["column"] == column, "what the report counts must be told"
    expected = {
        "policy_consulted": 30, "job_guided": 12, "publicised": 208, "million_trained": 50, "million_drilled": 60, "million_contested": 70,
        "culture_sessions": 2, "culture_books": 1_200, "culture_times": 300,
    }  # fmt: skip
    found = {key: indicators.count(desk, [indicators.get(key)], YEAR)["year"].total for key in expected}
    assert found == expected
    assert set(expected) <= report_forms.EXPECTED
