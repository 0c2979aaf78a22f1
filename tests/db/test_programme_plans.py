"""One worked example for each plan of 2009 that no count of services tells by itself, through the real records, the real targets and the province.

Rows 20, 45, 50, 54, 55, 58.1, 64, 74 and 82; then the rows whose words are narrower than the service: whose, for whom, free.
"""

import datetime as dt

import pytest

from db import (
    activity_tags,
    erasure,
    identities,
    indicators,
    job_agreements,
    outreach,
    people,
    placements,
    records,
    reports,
    startup,
    targets,
    training_bases,
)
from db.casebook import Casebook, NotPermitted
from db.indicators import Span
from db.record_checks import FieldUnfit
from db.tables import network
from rules.clock import StoryClock
from rules.periods import Period
from rules.quantities import Amount, Persons, PersonTimes, Pieces, Reported, Share
from tests.db.conftest import County
from tests.db.test_funds import a_source, purse, receive, spend
from tests.db.test_indicators import course_of_events
from tests.db.test_jobs import a_person, an_employer
from tests.db.test_loans import a_loan
from tests.db.test_network import a_place, a_plate
from tests.db.test_programme_examples import TODAY, a_placement, a_referral, counted, of_groups, progress
from tests.db.test_startup import a_project

FEBRUARY = dt.date(2009, 2, 22)


def test_row_20_heads_at_one_campaign_are_persons_and_never_person_times(county: County) -> None:
    desk = county.desk
    records.add(desk, outreach.PUBLICITY, {"kind": "3", "day": FEBRUARY, "heads": 300, "reached": 250})
    records.add(desk, outreach.PUBLICITY, {"kind": "3", "day": TODAY, "heads": 90})
    with pytest.raises(FieldUnfit) as more:
        records.add(desk, outreach.PUBLICITY, {"kind": "3", "day": TODAY, "heads": 90, "reached": 91})
    assert (more.value.fields["column"], more.value.fields["reason"]) == ("reached", "above_times")
    found = progress(county, "340000")["20"]
    assert (found.target.quantity, found.done) == (Persons(200_000), Persons(250))
    assert counted(county.province, "publicised") == 390, "the person-times stand apart"
    assert "不实名" in indicators.get("publicised_heads").label


def test_row_45_a_loan_fund_s_money_is_told_by_who_gave_it(county: County) -> None:
    desk = county.desk
    for name, kind, level, uses, fen in (
        ("省总创业资金", "3", "2", ("2",), 600_000_00), ("市总创业资金", "3", "3", ("2",), 90_000_00), ("财政担保金", "2", "2", ("2",), 50_000_00),
        ("说不清级次的", "3", None, ("2",), 1_00), ("省总帮扶资金", "3", "2", ("2", "3"), 70_000_00),
    ):  # fmt: skip
        receive(desk, a_source(desk, name, kind=kind, level=level, uses=uses), fen)
    found = progress(county, "410000")["45"]
    assert (found.target.quantity, found.done) == (Amount(10_000_000_00), Amount(600_000_00))
    parts = [counted(desk, f"loan_fund_{one}_fen") for one in ("province", "city", "county", "other")]
    assert parts == [600_000_00, 90_000_00, 0, 50_001_00], "what may be spent otherwise too is no loan fund"
    year = reports.make(desk, reports.form_of("loans"), Period(2009))
    assert next(one for one in year.lines if one.number == "9").value("year") == Amount(sum(parts))


def test_row_46_who_was_lent_to_and_who_works_in_that_business(county: County) -> None:
    desk = county.desk
    loan = records.get(desk, "loan", a_loan(desk, county.second, person=a_person(desk)))
    for project, day in ((loan["project"], TODAY), (a_project(desk, a_person(desk)), TODAY)):
        records.add(desk, startup.JOB, {"project": project, "person": a_person(desk), "day": day})
    assert progress(county, "410000")["46"].done == Persons(2), (
        "the borrower and one hand, not the hand of a business without a loan"
    )


def test_row_50_is_shown_by_its_three_parts_and_has_no_total(county: County) -> None:
    desk = county.desk
    person = a_person(desk)
    for _time in range(2):
        a_referral(desk, person)
    a_placement(desk, person)
    found = progress(county, "130000")
    whole = found["50"]
    assert whole.target.quantity == Reported(170_000)
    assert whole.target.shown == "170,000（报道口径）"
    assert (whole.done, whole.tenths, whole.is_counted, whole.is_reached) == (None, None, True, False)
    assert [one.target.draft.label for one in whole.parts] == ["职业介绍", "技能培训", "实现就业"]
    assert [one.done for one in whole.parts] == [PersonTimes(2), PersonTimes(0), Persons(1)]
    assert whole.parts == tuple(found[number] for number in ("51.1", "51.2", "51.3"))
    with pytest.raises(targets.TargetValueWrong):
        targets.split(county.province, whole.target.id, {"519901": 170_000})
    targets.retire(county.province, whole.target.id)
    assert all(not one.parts for one in targets.progress(county.province, 2009)), "the parts stay targets"


def test_rows_54_and_55_are_what_other_offices_reported_and_none_of_our_classes(county: County) -> None:
    desk = county.desk
    base = {"office": "安和县劳动保障局", "day": FEBRUARY, "basis": "2"}
    records.add(desk, outreach.ASSISTED, {**base, "kind": "1", "heads": 1_200, "times": 1_500})
    records.add(desk, outreach.ASSISTED, {**base, "kind": "2", "basis": "1", "list_no": "安培 2009-1", "heads": 60})
    wrong = records.add(desk, outreach.ASSISTED, {**base, "kind": "2", "times": 400})
    for bad, column in (
        ({"kind": "1"}, "heads"), ({"kind": "1", "heads": 9, "times": 8}, "heads"), ({"kind": "1", "heads": 9, "basis": "1"}, "list_no"),
        ({"kind": "1", "heads": 9, "ends": dt.date(2009, 2, 1)}, "ends"),
    ):  # fmt: skip
        with pytest.raises(FieldUnfit) as unfit:
            records.add(desk, outreach.ASSISTED, {**base, **bad})
        assert unfit.value.fields["column"] == column
    found = progress(county, "130000")
    assert (found["54"].done, found["55"].done) == (Persons(1_200), Persons(60))
    assert counted(county.province, "assisted_times") == 400, "what was reported in person-times is a figure of its own"
    records.withdraw(desk, outreach.ASSISTED, wrong, "报错了")
    assert counted(desk, "assisted_times") == 0
    assert counted(desk, "skill_trained") == 0


def test_row_58_a_model_base_is_one_by_its_document(county: County) -> None:
    desk = county.desk
    unit = an_employer(desk, "安和服装厂")
    base = {"employer": unit, "kind": "1", "day": FEBRUARY, "valid_until": dt.date(2010, 2, 22)}
    for number in ("辽工发〔2009〕1号", "辽工发〔2009〕2号"):
        records.add(desk, job_agreements.PLACEMENT_BASE, {**base, "document": number, "named_on": TODAY})
    waiting = records.add(desk, job_agreements.PLACEMENT_BASE, {**base, "employer": an_employer(desk, "等命名的厂")})
    with pytest.raises(FieldUnfit):
        records.change(desk, job_agreements.PLACEMENT_BASE, waiting, {"document": "辽工发〔2009〕3号"})
    with pytest.raises(FieldUnfit):
        records.change(desk, job_agreements.PLACEMENT_BASE, waiting, {"kind": "2", "document": "x", "named_on": TODAY})
    a_plate(desk, a_place(desk), "3", "2")
    found = progress(county, "210000")
    assert (found["58.1"].done, found["58.2"].done) == (Pieces(1, "个"), Pieces(1, "个"))


def test_row_64_the_money_of_one_campaign_counts_once(county: County) -> None:
    desk = county.desk
    activity_tags.take_shipped(desk)
    care, other = (activity_tags.find(desk, "4", one) for one in ("关爱农民工行动", "百日培训"))
    brand = activity_tags.find(desk, "1", "川妹子")
    assert care
    assert other
    assert brand
    given = a_source(desk, "关爱行动专款", campaign=care.id)
    free = a_source(desk, "工会经费", kind="3")
    for source in (given, free):
        receive(desk, source, 10_000_00)
    spend(desk, county.second, given, 3_000_00, "7")
    spend(desk, county.second, given, 500_00, "7", campaign=care.id, voucher_no="付-2")
    spend(desk, county.second, given, 20_00, "7", campaign=other.id, voucher_no="付-3")
    spend(desk, county.second, free, 1_000_00, "7", campaign=care.id, voucher_no="付-4")
    spend(desk, county.second, free, 9_00, "7", voucher_no="付-5")
    with pytest.raises(FieldUnfit) as wrong:
        spend(desk, county.second, free, 1_00, "7", campaign=brand.id)
    assert wrong.value.fields["column"] == "campaign"
    assert dict(activity_tags.tag_words(desk, care))["活动支出"] == "4,500 元"
    found = progress(county, "140000")["64"]
    assert (found.target.quantity, found.done) == (Amount(5_000_000_00), Amount(4_500_00))
    assert counted(desk, "spent_campaigns_fen") == 4_520_00


def test_row_74_a_share_of_unions_with_what_it_is_a_share_of(county: County) -> None:
    desk, province = county.desk, county.province
    for name, level, part in (
        ("甲县总工会", "2", True),
        ("乙县总工会", "2", False),
        ("丙市总工会", "1", True),
        ("丁乡工会", "9", False),
    ):
        records.add(province, outreach.PART, {"year": 2009, "name": name, "level": level, "part": part, "day": TODAY})
    records.add(desk, outreach.PART, {"year": 2009, "name": "甲县总工会", "level": "2", "part": True, "day": TODAY})
    records.add(desk, outreach.PART, {"year": 2008, "name": "甲县总工会", "level": "2", "day": dt.date(2008, 6, 1)})
    with pytest.raises(outreach.UnionPartKnown):
        records.add(desk, outreach.PART, {"year": 2009, "name": "甲县总工会", "level": "2", "day": TODAY})
    with pytest.raises(FieldUnfit):
        records.add(desk, outreach.PART, {"year": 2008, "name": "别的工会", "level": "2", "day": TODAY})
    found = progress(county, "520000")["74"]
    assert (found.target.quantity, found.done) == (Share(100), Share(66, 2, 3)), (
        "listed twice is one union, and no village union"
    )
    assert (found.tenths, found.done and found.done.shown) == (660, "2/3，即 66")
    with pytest.raises(targets.TargetValueWrong):
        targets.split(province, found.target.id, {"519901": 100})


def test_row_82_cities_that_are_joined_count_from_their_day_on(county: County) -> None:
    desk, province = county.desk, county.province
    base = {"level": "1", "partner": "市劳动保障局", "since": dt.date(2009, 6, 30)}
    made = [records.add(province, job_agreements.SHARED_PLACE, {**base, "region": one}) for one in ("370100", "371500")]
    records.add(desk, job_agreements.SHARED_PLACE, {**base, "region": "371500"})
    records.add(desk, job_agreements.SHARED_PLACE, {**base, "region": "370102", "level": "2"})
    with pytest.raises(job_agreements.SharedKnown):
        records.add(province, job_agreements.SHARED_PLACE, {**base, "region": "370100"})
    with pytest.raises(FieldUnfit):
        records.add(province, job_agreements.SHARED_PLACE, {**base, "region": "370200", "since": dt.date(2009, 12, 1)})
    found = progress(county, "370000")["82"]
    assert (found.target.quantity, found.done) == (Pieces(17, "个"), Pieces(2, "个")), "no county, and no city twice"
    half = {"half": Span(dt.date(2009, 1, 1), dt.date(2009, 6, 29))}
    assert indicators.count(province, [indicators.get("cities_joined")], half)["half"].total == 0
    records.move(province, job_agreements.SHARED_PLACE, made[0], "已断开")
    assert counted(province, "cities_joined") == 1


# --- whose, for whom, free


def at_work(county: County, *groups: str) -> bytes:
    person = of_groups(county.desk, *groups)
    records.add(
        county.desk,
        placements.PLACEMENT,
        {"person": person, "employer": an_employer(county.desk, person.hex()), "day": FEBRUARY},
    )
    return person


@pytest.mark.parametrize(
    ("region", "row", "own", "others"),
    [("510000", "34", "laid_off", "migrant_worker"), ("430000", "27", "returned", "laid_off")],
)
def test_rows_27_and_34_count_their_own_people(county: County, region: str, row: str, own: str, others: str) -> None:
    at_work(county, own)
    at_work(county, others)
    assert progress(county, region)[row].done == Persons(1)


@pytest.mark.parametrize(("region", "row"), [("350000", "17"), ("510000", "29")])
def test_rows_17_and_29_count_the_laid_off_and_migrants(county: County, region: str, row: str) -> None:
    for group in ("laid_off", "unemployed_migrant", "student"):
        a_referral(county.desk, of_groups(county.desk, group))
    assert progress(county, region)[row].done == Persons(2)


def test_who_belonged_to_a_group_on_the_day_is_counted_when_it_no_longer_does(county: County) -> None:
    """A laid-off worker who found work is none any more, and was one when the union placed them."""
    desk = county.desk
    person = at_work(county, "laid_off")
    assert people.get(desk, person).profile["groups"] == ("laid_off",)
    desk.clock = StoryClock(TODAY + dt.timedelta(days=1))
    people.change(desk, person, {"groups": ["employee"]})
    [span] = records.by_column(desk, "identity_span", person=person)
    assert (span["kind"], span["since"], span["until"]) == ("laid_off", None, TODAY)
    assert counted(desk, "placed_laid_off") == 1
    again = records.correct(desk, identities.SPAN, span.id, {"until": dt.date(2009, 1, 31)})
    assert counted(desk, "placed_laid_off") == 0, "the day of the service is asked for"
    records.withdraw(desk, identities.SPAN, again, "从来不是")
    assert counted(desk, "placed_laid_off") == 0
    records.add(desk, identities.SPAN, {"person": person, "kind": "laid_off", "since": FEBRUARY})
    assert counted(desk, "placed_laid_off") == 1
    for bad in ({"since": None, "until": None}, {"since": TODAY, "until": FEBRUARY}):
        with pytest.raises(FieldUnfit):
            records.add(desk, identities.SPAN, {"person": person, "kind": "student", **bad})
    with pytest.raises(identities.SpanKnown):
        records.add(desk, identities.SPAN, {"person": person, "kind": "laid_off", "until": FEBRUARY})


def test_spans_go_with_the_person_who_is_erased_and_reach_the_province_before(county: County) -> None:
    desk = county.desk
    person = at_work(county, "employee")
    span = records.add(
        desk, identities.SPAN, {"person": person, "kind": "laid_off", "until": FEBRUARY, "note": "下岗证在家"}
    )
    county.pass_on(desk, county.province)
    assert counted(county.province, "placed_laid_off") == 1
    assert ("identity_span", span) in erasure.scope(desk, person).targets
    erasure.erase_person(desk, person, "本人申请", county.second)
    assert desk.store.value("SELECT count(*) FROM entry WHERE instr(body, '下岗证在家') > 0") == 0
    with pytest.raises(NotPermitted):
        records.add(county.province, identities.SPAN, {"person": person, "kind": "student", "until": FEBRUARY})


def test_a_tick_taken_away_on_the_day_of_registering_was_a_slip(desk: Casebook) -> None:
    person = of_groups(desk, "laid_off", "returned")
    people.change(desk, person, {"groups": ["returned"]})
    assert records.by_column(desk, "identity_span", person=person) == []


def test_rows_16_26_28_and_60_count_classes_that_were_free_and_their_own_people(county: County) -> None:
    klass, persons, _enrolments = course_of_events(county)
    people.change(county.desk, persons[0], {"groups": ["migrant_worker", "urban_hard"]})
    people.change(county.desk, persons[1], {"groups": ["student"]})
    assert [counted(county.desk, key) for key in ("skill_trained", "skill_trained_hard", "skill_trained_free")] == [
        2,
        1,
        0,
    ]
    with county.desk.write() as writer:
        writer.patch("training_class", klass, {"fee_fen": 0})
    keys = ("skill_trained_free", "skill_trained_free_aided", "skill_trained_migrant")
    assert [counted(county.desk, key) for key in keys] == [2, 1, 1]
    assert progress(county, "430000")["26"].done == Persons(2)
    assert progress(county, "510000")["28"].done == Persons(1)
    assert progress(county, "350000")["16"].done == Persons(1)
    assert progress(county, "140000")["60.2"].done == Persons(2)


def test_a_voucher_that_pays_all_makes_a_class_free(county: County) -> None:
    klass, persons, enrolments = course_of_events(county)
    for at, (fee, paid) in enumerate(((60_000, 50_000), (60_000, 60_000))):
        with county.base.write() as writer:
            writer.fact("redemption", {
                "voucher": bytes([at + 1]) * 16, "number": f"V{at}", "class_id": klass, "enrolment": enrolments[at], "face_fen": paid, "fee_fen": fee,
                "amount_fen": paid, "day": TODAY,
            })  # fmt: skip
    found = indicators.behind(county.base, [indicators.get("skill_trained_free")], Span(None, TODAY))
    assert [one.person for one in found] == [persons[1]]


def test_row_60_money_for_bases_counts_with_that_for_training(county: County) -> None:
    desk = county.desk
    source = a_source(desk, kind="3")
    receive(desk, source, 10_000_00)
    for at, use in enumerate(("3", "8", "5")):
        spend(desk, county.second, source, 1_000_00, use, voucher_no=f"付-{at}")
    assert progress(county, "140000")["60.1"].done == Amount(2_000_00)
    assert counted(desk, "spent_training_fen") == 1_000_00


def test_row_83_counts_subsidised_loans_to_the_laid_off(county: County) -> None:
    desk = county.desk
    for kind, source in (("1", purse(desk)), ("3", None)):
        loan = records.get(
            desk,
            "loan",
            a_loan(
                desk,
                county.second,
                20_000_00,
                kind=kind,
                source=source,
                bank="安和农信社",
                person=of_groups(desk, "laid_off"),
            ),
        )
        assert loan.state == "放款"
    a_loan(desk, county.second, 10_000_00, kind="3", bank="安和农信社", person=a_person(desk))
    assert progress(county, "370100")["83.1"].done == Amount(20_000_00)
    assert counted(desk, "loan_fen") == 50_000_00


def test_what_the_national_bases_trained_is_told_while_the_plate_hangs(county: County) -> None:
    course_of_events(county)
    desk = county.desk
    place = a_place(desk, base=county.base_row)
    plate = a_plate(desk, place, "2", "1")
    assert counted(desk, "demo_base_trained") == 2
    records.move(desk, training_bases.PLATE, plate, network.REMOVED, {"reason": "停办"}, day=dt.date(2009, 3, 2))
    assert counted(desk, "demo_base_trained") == 0


def test_the_form_of_domestic_service_counts_classes_by_what_their_course_is_called(county: County) -> None:
    keys = (
        "home_classes",
        "home_enrolled",
        "home_trained",
        "home_trained_migrant",
        "home_certified",
        "placed_after_home",
    )
    with county.province.write() as writer:
        writer.patch("course", county.course, {"name": "电焊工"})
    county.pass_on(county.province, county.desk)
    _klass, persons, _enrolments = course_of_events(county)
    assert [counted(county.desk, key) for key in keys] == [0] * len(keys)
    with county.province.write() as writer:
        writer.patch("course", county.course, {"name": "月嫂（母婴护理）"})
    county.pass_on(county.province, county.desk)
    people.change(county.desk, persons[1], {"groups": ["student"]})
    found = reports.make(county.desk, reports.form_of("home"), Period(2009, month=9))
    assert [line.value("year") for line in found.lines][1:4] == [Persons(3), Persons(2), Persons(1)]
    assert [counted(county.desk, key) for key in keys] == [1, 3, 2, 1, 0, 0]
