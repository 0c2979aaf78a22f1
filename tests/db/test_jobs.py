"""The rules of 岗位援助: nobody is referred to what is closed, silence is never work, counts stay apart, what time ends is ended."""

import datetime as dt
import itertools

import pytest

from db import indicators, job_agreements, job_fairs, jobs, labour_export, people, placements, records, training
from db.casebook import Casebook
from db.journal import NotWriter
from db.record_checks import FieldUnfit
from db.tables import jobs as tables
from rules.clock import StoryClock
from rules.fairs import Entries, Receptions
from rules.states import StepNotAllowed
from tests.db.conftest import County, Founder, draft

TODAY = dt.date(2009, 9, 28)
_NUMBERS = itertools.count(1)


def at(book: Casebook, day: dt.date) -> None:
    """Let the casebook's clock stand on another day."""
    book.clock = StoryClock(day)


def a_person(book: Casebook) -> bytes:
    return people.register(book, draft(next(_NUMBERS))).id


def an_employer(book: Casebook, name: str = "安和纺织厂") -> bytes:
    return records.add(book, jobs.EMPLOYER, {"name": name})


def a_vacancy(
    book: Casebook, *, unit: bytes = b"", until: dt.date = dt.date(2009, 10, 31), opened: bool = True
) -> bytes:
    values = {"employer": unit or an_employer(book), "post": "缝纫工", "places": 5, "valid_until": until}
    row = records.add(book, jobs.VACANCY, values)
    if opened:
        records.move(book, jobs.VACANCY, row, tables.OPEN, {"verified_how": "电话"})
    return row


def a_letter(book: Casebook, vacancy: bytes = b"") -> bytes:
    return records.add(book, jobs.REFERRAL, {"person": a_person(book), "vacancy": vacancy or a_vacancy(book)})


def a_placement(book: Casebook, day: dt.date = TODAY, unit: bytes = b"") -> bytes:
    return records.add(
        book, placements.PLACEMENT, {"person": a_person(book), "employer": unit or an_employer(book), "day": day}
    )


# --- employers and vacancies


def test_an_employer_is_known_once_by_number_and_by_name(desk: Casebook) -> None:
    unit = records.add(desk, jobs.EMPLOYER, {"name": "安和（集团）公司", "uscc": "91110000600037341L"})
    for values in ({"name": "安和（集团）公司"}, {"name": "别名", "uscc": "91110000600037341l"}):
        with pytest.raises(jobs.EmployerKnown):
            records.add(desk, jobs.EMPLOYER, values)
    assert jobs.find_employer(desk, name="安和(集团) 公司") == unit
    assert jobs.find_employer(desk, number="9111 0000 6000 3734 1L") == unit
    assert jobs.find_employer(desk, name="别的公司") is None
    assert records.change(desk, jobs.EMPLOYER, unit, {"address": "东街 1 号"})


def test_the_same_post_of_the_same_unit_is_open_once(desk: Casebook) -> None:
    unit = an_employer(desk)
    first = a_vacancy(desk, unit=unit)
    with pytest.raises(jobs.VacancyKnown):
        a_vacancy(desk, unit=unit)
    records.move(desk, jobs.VACANCY, first, tables.FILLED)
    a_vacancy(desk, unit=unit)
    a_vacancy(desk, unit=an_employer(desk, "另一家"))


def test_a_vacancy_past_its_day_comes_down_by_itself_and_takes_nobody(desk: Casebook) -> None:
    row = a_vacancy(desk, until=dt.date(2009, 9, 30))
    at(desk, dt.date(2009, 10, 1))
    with pytest.raises(jobs.VacancyClosed):
        records.add(desk, jobs.REFERRAL, {"person": a_person(desk), "vacancy": row})
    assert jobs.lapse(desk) == 1
    assert jobs.lapse(desk) == 0
    assert records.get(desk, "vacancy", row).state == tables.EXPIRED
    with pytest.raises(jobs.VacancyClosed):
        records.move(desk, jobs.VACANCY, row, tables.UNVERIFIED)
    records.move(desk, jobs.VACANCY, row, tables.UNVERIFIED, {"valid_until": dt.date(2009, 10, 31)})
    records.move(desk, jobs.VACANCY, row, tables.OPEN)
    found = records.get(desk, "vacancy", row)
    assert (found.state, found["verified_on"]) == (tables.OPEN, dt.date(2009, 10, 1))


def test_nobody_is_referred_to_what_was_not_verified_or_twice_to_one_vacancy(desk: Casebook) -> None:
    with pytest.raises(jobs.VacancyClosed):
        a_letter(desk, a_vacancy(desk, opened=False))
    row = a_vacancy(desk, unit=an_employer(desk, "乙厂"))
    person = a_person(desk)
    records.add(desk, jobs.REFERRAL, {"person": person, "vacancy": row})
    with pytest.raises(jobs.ReferredAlready):
        records.add(desk, jobs.REFERRAL, {"person": person, "vacancy": row})


# --- letters and slips


def test_letters_are_numbered_and_good_for_fifteen_days(desk: Casebook) -> None:
    vacancy = a_vacancy(desk)
    numbers = [records.get(desk, "referral", a_letter(desk, vacancy))["number"] for _ in range(3)]
    mark = desk.workplace.dev.hex()[:4].upper()
    assert numbers == [f"TJ2009{mark}{at:04d}" for at in (1, 2, 3)]
    assert records.page(desk, "referral")[0]["valid_until"] == dt.date(2009, 10, 13)


def test_silence_is_noted_as_silence_and_never_becomes_work(desk: Casebook) -> None:
    letter = a_letter(desk, a_vacancy(desk, until=dt.date(2009, 12, 31)))
    at(desk, dt.date(2009, 10, 19))
    assert jobs.lapse(desk) == 0
    assert jobs.slips_overdue(desk).ids == (letter,)
    at(desk, dt.date(2009, 10, 21))
    assert jobs.lapse(desk) == 1
    assert records.get(desk, "referral", letter).state == tables.SILENT
    with pytest.raises(StepNotAllowed):
        records.move(desk, jobs.REFERRAL, letter, tables.AT_WORK)
    assert records.count(desk, "placement") == 0
    records.move(desk, jobs.REFERRAL, letter, tables.INTENDED)
    assert records.count(desk, "placement") == 0, "an intent is no placement"


def test_a_slip_that_says_hired_leads_to_a_placement_by_name(desk: Casebook) -> None:
    letter = a_letter(desk)
    records.move(desk, jobs.REFERRAL, letter, tables.INTERVIEWED)
    records.move(desk, jobs.REFERRAL, letter, tables.INTENDED, {"starts": dt.date(2009, 9, 20), "contract_months": 12})
    records.move(desk, jobs.REFERRAL, letter, tables.AT_WORK)
    (placed,) = records.page(desk, "placement")
    before = records.get(desk, "referral", letter)
    assert (placed["person"], placed["referral"], placed["post"]) == (before["person"], letter, "缝纫工")
    assert (placed["day"], placed["contract_months"], placed.words["way"]) == (dt.date(2009, 9, 20), 12, "工会推荐")


def test_a_refusal_needs_its_reason(desk: Casebook) -> None:
    letter = a_letter(desk)
    with pytest.raises(FieldUnfit):
        records.move(desk, jobs.REFERRAL, letter, tables.REFUSED)
    records.move(desk, jobs.REFERRAL, letter, tables.REFUSED, {"reason": "2"})
    assert records.get(desk, "referral", letter).words["reason"] == "岗位已满"


# --- follow-up


def test_follow_ups_are_due_at_one_three_and_six_months(desk: Casebook) -> None:
    row = a_placement(desk, dt.date(2009, 8, 28))
    assert [(one, due.months) for one, due in placements.followups_due(desk)] == [(row, 1)]
    records.add(desk, placements.FOLLOW_UP, {"placement": row, "months": 1, "outcome": placements.STAYS})
    assert placements.followups_due(desk) == []
    with pytest.raises(placements.FollowUpKnown):
        records.add(desk, placements.FOLLOW_UP, {"placement": row, "months": 1, "outcome": placements.STAYS})
    with pytest.raises(placements.FollowUpEarly):
        records.add(desk, placements.FOLLOW_UP, {"placement": row, "months": 3, "outcome": placements.STAYS})
    with pytest.raises(FieldUnfit):
        records.add(desk, placements.FOLLOW_UP, {"placement": row, "months": 2, "outcome": placements.STAYS})
    at(desk, dt.date(2009, 11, 30))
    assert [due.months for _, due in placements.followups_due(desk)] == [3]
    made = records.page(desk, "follow_up")[0]
    assert made["person"] == records.get(desk, "placement", row)["person"]


def test_who_could_not_be_reached_is_not_out_of_work_and_who_left_is(desk: Casebook) -> None:
    row = a_placement(desk, dt.date(2009, 8, 28))
    first = records.add(desk, placements.FOLLOW_UP, {"placement": row, "months": 1, "outcome": placements.NOT_REACHED})
    assert records.get(desk, "placement", row).state == tables.IN_WORK
    again = {"placement": row, "months": 1, "outcome": placements.STAYS}
    assert placements.followups_due(desk) == []
    with pytest.raises(placements.FollowUpKnown):
        records.add(desk, placements.FOLLOW_UP, again)  # the same day: that one is put right
    at(desk, TODAY + dt.timedelta(days=7))
    assert [due.months for _, due in placements.followups_due(desk)] == [1], "no answer is not the end of the asking"
    reached = records.add(desk, placements.FOLLOW_UP, again)
    assert placements.followups_due(desk) == []
    keys = ("followed_up", "followed_stays", "followed_silent")
    assert [counted(desk, key) for key in keys] == [1, 0, 1], "of September; the answer came in October"
    records.withdraw(desk, placements.FOLLOW_UP, reached, "重复登记")
    records.correct(desk, placements.FOLLOW_UP, first, {"outcome": placements.LEFT})
    found = records.get(desk, "placement", row)
    assert (found.state, found["status_on"]) == (tables.LEFT_WORK, TODAY)


def test_one_person_is_at_work_once_with_one_employer(desk: Casebook) -> None:
    row = a_placement(desk)
    known = records.get(desk, "placement", row)
    with pytest.raises(placements.PlacementKnown):
        records.add(desk, placements.PLACEMENT, {"person": known["person"], "employer": known["employer"]})


# --- fairs


def test_a_fair_s_counts_stay_apart_and_say_who_told_them(desk: Casebook) -> None:
    fair = records.add(desk, job_fairs.FAIR, {"name": "招聘专场", "starts": dt.date(2009, 2, 22)})
    day = dt.date(2009, 2, 22)
    for site, more in (("一", {"entered": 900, "received": 400, "intended": 164}), ("二", {"entered": 800})):
        records.add(desk, job_fairs.SITE, {"fair": fair, "site": site, "day": day, **more})
    found = job_fairs.total(desk, fair)
    assert (found.entered, found.received, found.intent_percent) == (Entries(1_700), Receptions(400), 41)
    words = dict(job_fairs.total_words(desk, records.get(desk, "job_fair", fair)))
    assert words["进场"] == "1,700 人"
    assert words["接待登记"] == "400 人（2 场中 1 场报了）"
    with pytest.raises(job_fairs.SiteKnown):
        records.add(desk, job_fairs.SITE, {"fair": fair, "site": "一", "day": day, "entered": 1})
    with pytest.raises(job_fairs.FairCountTooLarge):
        records.add(desk, job_fairs.SITE, {"fair": fair, "site": "三", "day": day, "received": 5, "intended": 6})
    with pytest.raises(FieldUnfit):
        records.add(desk, job_fairs.SITE, {"fair": fair, "site": "三", "day": dt.date(2009, 2, 21)})


def test_a_fair_is_held_only_once_it_has_begun(desk: Casebook) -> None:
    fair = records.add(desk, job_fairs.FAIR, {"name": "十月专场", "starts": dt.date(2009, 10, 10)})
    with pytest.raises(job_fairs.FairNotYet):
        records.move(desk, job_fairs.FAIR, fair, tables.HELD)
    at(desk, dt.date(2009, 10, 10))
    records.move(desk, job_fairs.FAIR, fair, tables.HELD)


# --- agreements


def test_training_to_order_is_checked_by_who_was_hired_afterwards(county: County) -> None:
    desk, base = county.desk, county.base
    plan = training.ClassDraft(
        county.base_row, county.course, 1, dt.date(2009, 9, 1), dt.date(2009, 9, 25), 15, 120, 30, 60_000
    )
    klass = training.create_class(desk, plan)
    trainees = [a_person(desk) for _ in range(4)]
    enrolments = training.enrol(desk, klass, trainees)
    county.pass_on(desk, base)
    results = {one: training.Result(completed=at < 3, outcome="合格") for at, one in enumerate(enrolments)}
    training.record_results(base, klass, results)
    county.pass_on(base, desk)
    unit = an_employer(desk)
    order = records.add(
        desk, job_agreements.ORDER, {"number": "订2009-1", "employer": unit, "class_id": klass, "promised": 3}
    )
    for person in (trainees[0], trainees[3]):  # the last one did not finish
        records.add(
            desk,
            placements.PLACEMENT,
            {"person": person, "employer": unit, "day": dt.date(2009, 9, 26), "way": placements.BY_ORDER},
        )
    records.add(
        desk,
        placements.PLACEMENT,
        {"person": trainees[1], "employer": an_employer(desk, "别家"), "day": dt.date(2009, 9, 26)},
    )
    assert job_agreements.orders_to_check(desk).ids == (order,), "its class is over"
    ordered = records.get(desk, "order_agreement", order)
    assert [one for one, _name in job_agreements.not_hired(desk, ordered)] == trainees[1:3]
    assert dict(job_agreements.order_words(desk, ordered))["结业未录用"].count("、") == 1
    found = job_agreements.check_order(desk, ordered)
    assert (found.finished, found.hired, found.promised, found.rate) == (3, 1, 3, 33)
    records.move(desk, job_agreements.ORDER, order, tables.CHECKED)
    kept = records.get(desk, "order_agreement", order)
    assert (kept["finished"], kept["hired"], kept.state) == (3, 1, tables.CHECKED)
    records.move(desk, job_agreements.ORDER, order, tables.CHECKED)
    assert job_agreements.orders_to_check(desk).ids == ()
    desk.clock = StoryClock(dt.date(2009, 12, 28))
    assert job_agreements.orders_to_check(desk).ids == (order,), "fewer were hired than promised: looked at again"
    for person in trainees[1:3]:
        records.add(
            desk,
            placements.PLACEMENT,
            {"person": person, "employer": unit, "day": dt.date(2009, 12, 1), "way": placements.BY_ORDER},
        )
    records.move(desk, job_agreements.ORDER, order, tables.CHECKED)
    desk.clock = StoryClock(dt.date(2010, 4, 1))
    assert job_agreements.orders_to_check(desk).ids == (), "the promise was kept"


def test_an_order_is_told_before_its_term_ends_until_somebody_ends_it(desk: Casebook) -> None:
    values = {"number": "订1", "employer": an_employer(desk), "promised": 3}
    with pytest.raises(FieldUnfit):
        records.add(desk, job_agreements.ORDER, {**values, "valid_until": dt.date(2009, 9, 1)})
    order = records.add(desk, job_agreements.ORDER, {**values, "valid_until": dt.date(2009, 11, 1)})
    assert jobs.ending_soon(desk, "order_agreement").ids == ()
    records.change(desk, job_agreements.ORDER, order, {"valid_until": dt.date(2009, 10, 28)})
    assert jobs.ending_soon(desk, "order_agreement").ids == (order,)
    desk.clock = StoryClock(dt.date(2009, 12, 1))
    assert jobs.ending_soon(desk, "order_agreement").ids == (order,), "over, and nobody has said so"
    records.move(desk, job_agreements.ORDER, order, tables.ENDED)
    assert jobs.ending_soon(desk, "order_agreement").ids == ()


def test_a_vacancy_is_verified_and_after_thirty_days_again(desk: Casebook) -> None:
    fresh = a_vacancy(desk, until=dt.date(2010, 3, 1), opened=False)
    assert jobs.verification_due(desk).ids == (fresh,)
    records.move(desk, jobs.VACANCY, fresh, tables.OPEN, {"verified_how": "电话"})
    assert jobs.verification_due(desk).ids == ()
    desk.clock = StoryClock(TODAY + dt.timedelta(days=30))
    assert jobs.verification_due(desk).ids == (fresh,)
    with pytest.raises(FieldUnfit):
        records.change(desk, jobs.VACANCY, fresh, {"verified_on": TODAY + dt.timedelta(days=31)})
    records.change(desk, jobs.VACANCY, fresh, {"verified_on": TODAY + dt.timedelta(days=30)})
    assert jobs.verification_due(desk).ids == ()
    desk.clock = StoryClock(dt.date(2010, 3, 2))
    assert jobs.verification_due(desk).ids == (), "what has expired is not asked about"


def test_letters_of_offer_are_told_before_they_end_and_end_by_themselves(desk: Casebook) -> None:
    unit = an_employer(desk)
    base = records.add(
        desk, job_agreements.PLACEMENT_BASE, {"employer": unit, "kind": "1", "valid_until": dt.date(2009, 10, 20)}
    )
    a_placement(desk, unit=unit)
    assert jobs.ending_soon(desk, "placement_base").ids == (base,)
    assert job_agreements.base_words(desk, records.get(desk, "placement_base", base)) == [
        ("安置实绩", "签订以来上岗 1 人")
    ]
    at(desk, dt.date(2009, 10, 21))
    assert jobs.lapse(desk) == 1
    assert records.get(desk, "placement_base", base).state == tables.OVER
    with pytest.raises(FieldUnfit):
        records.move(desk, job_agreements.PLACEMENT_BASE, base, tables.RUNNING)
    records.move(desk, job_agreements.PLACEMENT_BASE, base, tables.RUNNING, {"valid_until": dt.date(2010, 10, 20)})


def test_cooperation_counts_what_slips_say_was_sent(desk: Casebook) -> None:
    agreement = records.add(desk, job_agreements.COOPERATION, {"number": "协2009-1", "partner": "邻省总工会"})
    source = records.add(desk, job_agreements.SOURCE_BASE, {"name": "铜山基地", "region": "519901"})
    orders = [
        records.add(
            desk,
            job_agreements.COOPERATION_ORDER,
            {"cooperation": agreement, "source_base": source, "number": str(n), "wanted": 50},
        )
        for n in range(2)
    ]
    with pytest.raises(FieldUnfit):
        records.move(desk, job_agreements.COOPERATION_ORDER, orders[0], "已回执")
    records.move(desk, job_agreements.COOPERATION_ORDER, orders[0], "已回执", {"sent": 38})
    assert job_agreements.source_words(desk, records.get(desk, "source_base", source)) == [
        ("输送人数", "已回执的协作单合计 38 人")
    ]


def test_the_province_keeps_its_own_agreements_and_leaves_a_county_s_alone(county: County) -> None:
    mine = records.add(county.province, job_agreements.COOPERATION, {"number": "省协1", "partner": "邻省总工会"})
    theirs = records.add(county.desk, job_agreements.COOPERATION, {"number": "县协1", "partner": "邻县总工会"})
    county.pass_on(county.desk, county.province)
    records.change(county.province, job_agreements.COOPERATION, mine, {"posts": 600})
    for change in (
        lambda: records.change(county.province, job_agreements.COOPERATION, theirs, {"posts": 600}),
        lambda: records.move(county.province, job_agreements.COOPERATION, theirs, "已终止"),
        lambda: records.add(county.province, jobs.EMPLOYER, {"name": "厂"}),
    ):
        with pytest.raises(NotWriter):
            change()


# --- labour export


def test_the_network_is_a_tree_of_levels(desk: Casebook) -> None:
    centre = records.add(desk, labour_export.NODE, {"name": "安和县劳务输出中心", "level": "2"})
    station = records.add(desk, labour_export.NODE, {"name": "柳河镇服务站", "level": "3", "parent": centre})
    village = records.add(desk, labour_export.NODE, {"name": "东村信息点", "level": "4", "parent": station})
    assert [(depth, one.id) for depth, one in labour_export.tree(desk)] == [(0, centre), (1, station), (2, village)]
    assert (
        labour_export.path_words(desk, records.get(desk, "export_node", village))[0][1]
        == "安和县劳务输出中心 › 柳河镇服务站 › 东村信息点"
    )
    for row, change in (
        (station, {"parent": village}),
        (centre, {"parent": village}),
        (station, {"parent": station}),
        (station, {"level": "4"}),
    ):
        with pytest.raises(labour_export.ParentNotAbove):
            records.change(desk, labour_export.NODE, row, change)


def test_a_batch_s_people_are_at_work_only_when_they_have_arrived(desk: Casebook) -> None:
    node = records.add(desk, labour_export.NODE, {"name": "安和县劳务输出中心", "level": "2"})
    values = {"number": "2009-1", "node": node, "region": "519901", "leader": "带队人", "employer": an_employer(desk)}
    batch = records.add(desk, labour_export.BATCH, values)
    with pytest.raises(labour_export.BatchEmpty):
        records.move(desk, labour_export.BATCH, batch, "已出发")
    first, second = a_person(desk), a_person(desk)
    stays = records.add(desk, labour_export.MEMBER, {"batch": batch, "person": first, "post": "焊工"})
    records.add(desk, labour_export.MEMBER, {"batch": batch, "person": second})
    with pytest.raises(labour_export.MemberKnown):
        records.add(desk, labour_export.MEMBER, {"batch": batch, "person": first})
    records.withdraw(desk, labour_export.MEMBER, stays, "没有成行")
    third = a_person(desk)
    records.add(desk, placements.PLACEMENT, {"person": third, "employer": values["employer"], "day": TODAY})
    records.add(desk, labour_export.MEMBER, {"batch": batch, "person": third, "day": dt.date(2009, 8, 30)})
    with pytest.raises(FieldUnfit):
        records.move(desk, labour_export.BATCH, batch, "已出发", {"starts": TODAY + dt.timedelta(days=1)})
    records.move(desk, labour_export.BATCH, batch, "已出发")
    assert records.get(desk, "export_batch", batch)["starts"] == TODAY, "the day of leaving, where none was planned"
    assert (counted(desk, "export_batches"), counted(desk, "exported")) == (1, 2), (
        "counted when they left, not when they were listed"
    )
    assert records.count(desk, "placement") == 1
    records.move(desk, labour_export.BATCH, batch, "已到岗")
    assert [one["person"] for one in records.page(desk, "placement")] == [second, third], (
        "who works there already is no second entry"
    )
    assert dict(labour_export.batch_words(desk, records.get(desk, "export_batch", batch)))["现在在岗"] == "1 人"
    with pytest.raises(labour_export.BatchClosed):
        records.add(desk, labour_export.MEMBER, {"batch": batch, "person": a_person(desk)})


def test_what_left_is_told_by_each_place_with_those_below(desk: Casebook) -> None:
    year = (dt.date(2009, 1, 1), dt.date(2009, 12, 31))
    assert labour_export.by_place(desk, *year) == []
    centre = records.add(desk, labour_export.NODE, {"name": "安和县中心", "level": "2"})
    station = records.add(desk, labour_export.NODE, {"name": "柳河站", "level": "3", "parent": centre})
    twice = a_person(desk)
    for number, (node, region, persons) in enumerate(
        (
            (centre, "440000", [twice]),
            (station, "310000", [twice, a_person(desk)]),
            (station, "310000", [a_person(desk)]),
        )
    ):
        values = {"number": f"2009-{number}", "node": node, "region": region, "leader": "带队人"}
        batch = records.add(desk, labour_export.BATCH, values)
        for person in persons:
            records.add(desk, labour_export.MEMBER, {"batch": batch, "person": person})
        records.move(desk, labour_export.BATCH, batch, "已出发")
    places = [(one.label, one.depth, one.batches, one.persons) for one in labour_export.by_place(desk, *year)]
    assert places == [("安和县中心", 0, 3, 3), ("柳河站", 1, 2, 3), ("合计", 0, 3, 3)]
    assert labour_export.by_place(desk, dt.date(2009, 1, 1), dt.date(2009, 1, 31)) == []


def test_interviews_by_video_are_counted_by_name_or_by_heads_and_never_both(desk: Casebook) -> None:
    agreement = records.add(desk, job_agreements.COOPERATION, {"number": "陕津1", "partner": "天津市总工会"})
    common = {"partner": "天津市总工会", "cooperation": agreement}
    records.add(desk, job_fairs.INTERVIEW, {**common, "met": 600, "intended": 400})
    person = a_person(desk)
    with pytest.raises(FieldUnfit):
        records.add(desk, job_fairs.INTERVIEW, {**common, "person": person, "outcome": "1", "met": 1})
    for who, outcome in ((person, "1"), (person, "1"), (a_person(desk), "3")):
        records.add(desk, job_fairs.INTERVIEW, {**common, "person": who, "outcome": outcome})
    keys = ("video_met", "video_intents", "video_named", "video_named_intents", "fair_intents", "placed")
    assert [counted(desk, key) for key in keys] == [600, 400, 3, 2, 0, 0], (
        "an understanding is no fair's, and no employment"
    )
    told = dict(job_agreements.cooperation_words(desk, records.get(desk, "cooperation", agreement)))
    assert told["视频面试（整场报数）"] == "面试 600 人，达成意向 400 人"
    assert told["视频面试（实名）"].startswith("2 人，达成意向 1 人")


def test_two_pcs_of_a_county_never_give_one_letter_number_twice(found: Founder) -> None:
    numbers = set()
    for name in ("desk", "other"):
        book = found(name)
        numbers.add(records.get(book, "referral", a_letter(book))["number"])
    assert len(numbers) == 2


# --- what is counted


def test_what_is_counted_goes_by_business_day_and_leaves_out_what_was_taken_back(desk: Casebook) -> None:
    letter = a_letter(desk)
    records.move(desk, jobs.REFERRAL, letter, tables.INTENDED, {"starts": dt.date(2009, 9, 20)})
    assert counted(desk, "placed") == 0, "an intent is not counted as work"
    records.move(desk, jobs.REFERRAL, letter, tables.AT_WORK)
    fair = records.add(desk, job_fairs.FAIR, {"name": "专场", "starts": dt.date(2009, 9, 6)})
    day = dt.date(2009, 9, 6)
    assert counted(desk, "fairs") == 0, "a fair that is prepared is not held"
    kept = records.add(desk, job_fairs.SITE, {"fair": fair, "site": "一", "day": day, "entered": 900, "received": 400})
    assert records.get(desk, "job_fair", fair).state == tables.HELD, "nobody comes to a fair that is not held"
    records.correct(desk, job_fairs.SITE, kept, {"entered": 950})
    lost = records.add(desk, job_fairs.SITE, {"fair": fair, "site": "二", "day": day, "entered": 70})
    records.withdraw(desk, job_fairs.SITE, lost, "重复登记")
    figures = {
        key: counted(desk, key)
        for key in ("job_referred", "placed", "fairs", "fair_entries", "fair_received", "job_posts", "exported")
    }
    assert figures == {
        "job_referred": 1,
        "placed": 1,
        "fairs": 1,
        "fair_entries": 950,
        "fair_received": 400,
        "job_posts": 1,
        "exported": 0,
    }


def counted(book: Casebook, key: str) -> int:
    """Count an indicator over September 2009."""
    span = indicators.Span(dt.date(2009, 9, 1), dt.date(2009, 9, 30))
    found = indicators.count(book, [indicators.get(key)], {"period": span})
    return found["period"].total
