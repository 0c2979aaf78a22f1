"""One worked example for each province of the programme of 2009, through the real targets, records and counts.

Elsewhere stand Henan (`test_funds`, `test_rights`, `test_membership`), what caps and waivers say (`rules/test_loans`), Jinan's loans and the cities of
Shandong (`test_programme_plans`), Shanxi's ten undertakings as a checklist (`test_targets`) and Sichuan's certificates (`test_skills`).
"""

import datetime as dt
import operator
from itertools import count

import pytest

from db import (
    goods,
    indicators,
    info_officers,
    job_agreements,
    job_fairs,
    jobs,
    labour_export,
    outreach,
    people,
    placements,
    records,
    startup,
    surveys,
    targets,
    training_bases,
    vouchers,
)
from db.casebook import Casebook
from db.indicators import Span
from db.targets import Progress
from db.vouchers import IssueDraft, NotEligible
from rules.funds import InKind
from rules.programme import programme
from rules.quantities import Amount, Persons, PersonTimes, Pieces, completion
from tests.db.conftest import County, draft, give_grant, make_grant, voucher_block
from tests.db.test_jobs import a_letter, a_person, a_vacancy, an_employer
from tests.db.test_membership import applied, approve, moved_in
from tests.db.test_network import a_place, a_plate
from tests.db.test_surveys import a_sheet

TODAY = dt.date(2009, 9, 28)
YEAR = {"year": Span(dt.date(2009, 1, 1), dt.date(2009, 12, 31))}
REGISTER = programme()


def progress(county: County, region: str) -> dict[str, Progress]:
    """Take a region's figures as targets at the province, which has all that the desk wrote; give their progress by the number of their row."""
    county.pass_on(county.desk, county.province)
    targets.adopt(county.province, REGISTER, region, undertakings=False)
    numbers = {targets.draft_of(REGISTER, one).label: one.number for one in REGISTER.plans(region)}
    return {
        numbers[one.target.draft.label]: one
        for one in targets.progress(county.province, 2009)
        if one.target.draft.label in numbers
    }


def of_groups(book: Casebook, *groups: str) -> bytes:
    """Register somebody who belongs to these groups."""
    person = a_person(book)
    people.change(book, person, {"groups": list(groups)})
    return person


def counted(book: Casebook, key: str) -> int:
    return indicators.count(book, [indicators.get(key)], YEAR)["year"].total


def a_placement(book: Casebook, person: bytes) -> bytes:
    return records.add(
        book, placements.PLACEMENT, {"person": person, "employer": an_employer(book, f"厂{person.hex()}"), "day": TODAY}
    )


def a_referral(book: Casebook, person: bytes, vacancy: bytes = b"") -> bytes:
    return records.add(
        book,
        jobs.REFERRAL,
        {"person": person, "vacancy": vacancy or a_vacancy(book, unit=an_employer(book, next(_UNITS)))},
    )


_UNITS = (f"第{number}纺织厂" for number in count(1))


def test_guangdong_counts_whoever_had_several_kinds_of_aid_once_and_no_transfer_as_a_member(county: County) -> None:
    desk = county.desk
    helped = a_person(desk)
    a_referral(desk, helped)
    a_placement(desk, helped)
    a_placement(desk, a_person(desk))
    approve(desk, county.second, applied(desk, of_groups(desk, "migrant_worker")))
    approve(desk, county.second, applied(desk, of_groups(desk, "employee")))
    moved_in(desk, a_person(desk))
    found = progress(county, "440000")
    assert (found["4"].target.quantity, found["4"].done) == (Persons(1_000_000), Persons(2))
    assert (found["5"].target.shown, found["5"].done) == ("不低于 500,000 人", Persons(1))


def test_zhejiang_s_parts_are_of_two_kinds_and_each_is_counted_in_its_own(county: County) -> None:
    desk = county.desk
    person = a_person(desk)
    for _time in range(2):
        a_referral(desk, person)
    a_placement(desk, person)
    found = progress(county, "330000")
    assert (found["7"].done, found["8"].done) == (PersonTimes(2), Persons(1))
    parts = [found[number].target.quantity for number in ("7", "8", "9", "10", "11")]
    assert sum(one.count for one in parts) == found["6"].target.quantity.count == 500_000
    with pytest.raises(TypeError):
        operator.add(parts[0], parts[1])
    assert found["6"].target.draft.note, "the doubt about the sum goes with the target"


def test_fujian_s_hundred_thousand_and_ten_thousand(county: County) -> None:
    """百 fairs and bases, 千 businesses that succeeded, 万 trained and referred: pieces and persons, each once."""
    desk = county.desk
    fair = records.add(desk, job_fairs.FAIR, {"name": "公益招聘会", "starts": dt.date(2009, 2, 22)})
    for site in ("一", "二"):
        records.add(desk, job_fairs.SITE, {"fair": fair, "site": site, "day": dt.date(2009, 2, 22), "entered": 100})
    records.add(desk, job_fairs.FAIR, {"name": "还在筹备", "starts": dt.date(2009, 2, 22)})
    place = a_place(desk)
    a_plate(desk, place, "1", "2")
    a_plate(desk, place, "4", "4")
    project = records.add(
        desk, startup.PROJECT, {"person": a_person(desk), "name": "粉丝坊", "licence": "5199016000001"}
    )
    for state in ("已开业", "创业成功"):
        records.move(desk, startup.PROJECT, project, state)
    a_referral(desk, of_groups(desk, "laid_off"))
    a_referral(desk, of_groups(desk, "student"))
    found = progress(county, "350000")
    assert [found[number].target.draft.position for number in ("13", "14", "15", "16", "17")] == [
        "百",
        "百",
        "千",
        "万",
        "万",
    ]
    assert [found[number].done for number in ("13", "14", "15", "16", "17")] == [
        Pieces(1, "场"), Pieces(1, "个"), Persons(1), Persons(0), Persons(1),
    ]  # fmt: skip
    assert training_bases.standing(desk).plates == 2


def test_anhui_wants_half_of_those_referred_at_work_and_never_takes_publicity_for_persons(county: County) -> None:
    desk = county.desk
    vacancy = a_vacancy(desk)
    hired, waiting = a_letter(desk, vacancy), a_letter(desk, vacancy)
    records.move(desk, jobs.REFERRAL, hired, "录用意向", {"starts": dt.date(2009, 9, 20)})
    records.move(desk, jobs.REFERRAL, hired, "已上岗")
    assert records.get(desk, "referral", waiting).state != "已上岗"
    records.add(desk, outreach.PUBLICITY, {"kind": "3", "day": TODAY, "heads": 300})
    found = progress(county, "340000")
    referred, placed = found["21"].done, Persons(counted(county.province, "placed"))
    assert referred == Persons(2)
    assert completion(placed, Persons(referred.count)) == 500, "half of those referred, as Anhui wanted"
    assert completion(Persons(50_000), REGISTER.figure("21").quantity or Persons(0)) == 500
    assert counted(county.province, "publicised") == 300
    assert found["20"].done == Persons(0), "300 person-times are not so many persons"
    assert sum(found[number].target.quantity.count for number in ("19", "20", "21", "22")) == 500_000


def test_sichuan_grants_sixty_thousand_vouchers_of_five_hundred_yuan(county: County) -> None:
    desk = county.desk
    count_, amount = REGISTER.figure("32").quantity, REGISTER.figure("33").quantity
    assert count_ is not None
    assert amount is not None
    face = amount.count // count_.count
    grant = make_grant(
        desk, grant_no=2, blocks=(voucher_block(1, count_.count, face_fen=face),), limit_fen=amount.count
    )
    give_grant(grant, *county.books)
    left = vouchers.quota(desk)
    assert (left.free_numbers, left.limit_fen, face) == (60_000, 30_000_000_00, 500_00)
    person = people.register(desk, draft(1)).id
    vouchers.issue(desk, [IssueDraft(person, "家政服务员")])
    left = vouchers.quota(desk)
    assert (left.free_numbers, left.limit_fen - left.used_fen) == (59_999, 29_999_500_00)
    with pytest.raises(NotEligible):
        vouchers.issue(desk, [IssueDraft(person, "家政服务员")])
    found = progress(county, "510000")
    assert (found["32"].done, found["33"].done) == (Pieces(1, "张"), Amount(500_00))
    assert found["33"].target.quantity == Amount(30_000_000_00)


def test_gansu_s_two_halves_may_share_persons(county: County) -> None:
    desk = county.desk
    person = a_person(desk)
    a_referral(desk, person)
    a_placement(desk, person)
    found = progress(county, "620000")
    whole, work, rights = (found[number] for number in ("66", "67.1", "67.2"))
    assert work.target.quantity.count + rights.target.quantity.count == whole.target.quantity.count == 300_000
    assert (whole.done, work.done, rights.done) == (Persons(1), Persons(1), Persons(0))


def test_guizhou_s_own_sixty_thousand_are_within_its_hundred_thousand(county: County) -> None:
    desk = county.desk
    a_placement(desk, a_person(desk))
    own = {"person": a_person(desk), "employer": an_employer(desk, "自己找的厂"), "way": "7", "day": TODAY}
    records.add(desk, placements.PLACEMENT, own)
    found = progress(county, "520000")
    assert (found["77.1"].done, found["77.2"].done) == (Persons(2), Persons(1)), (
        "whom the union placed fills both and is not two; who found work alone is new at work and not the union's"
    )
    assert found["77.2"].target.quantity.count < found["77.1"].target.quantity.count


def test_liaocheng_sends_labour_through_three_levels(county: County) -> None:
    desk = county.desk
    centre = records.add(desk, labour_export.NODE, {"name": "安和县劳务输出中心", "level": "2"})
    station = records.add(desk, labour_export.NODE, {"name": "柳河镇服务站", "level": "3", "parent": centre})
    values = {"number": "LW-01", "node": station, "region": "310000", "leader": "周明", "starts": dt.date(2009, 2, 10)}
    batch = records.add(desk, labour_export.BATCH, values)
    gone = [
        records.add(desk, labour_export.MEMBER, {"batch": batch, "person": a_person(desk), "day": dt.date(2009, 2, 10)})
        for _one in range(3)
    ]
    records.withdraw(desk, labour_export.MEMBER, gone[0], "没有去")
    records.move(desk, labour_export.BATCH, batch, "已出发", day=dt.date(2009, 2, 10))
    assert [depth for depth, _node in labour_export.tree(desk)] == [0, 1]
    assert (counted(desk, "export_batches"), counted(desk, "exported")) == (1, 2)
    assert [REGISTER.figure(number).shown for number in ("84.1", "84.2", "85")] == ["8 个", "125 个", "不低于 3,700 人"]
    assert not REGISTER.plans("371500"), "what Liaocheng reached is a result and no target"


def test_shaanxi_s_medicine_has_a_value_and_is_no_money(county: County) -> None:
    """Four kinds worth more than 100,000 yuan together, given by enterprises to those who came home."""
    desk = county.desk
    worth = (40_000_00, 30_000_00, 20_000_00, 10_000_01)
    for at, value in enumerate(worth, 1):
        records.add(desk, goods.BATCH, {
            "kind": goods.MEDICINE, "item": f"药品{at}", "donor": "安和制药厂", "lot": "A1", "quantity": 100, "unit": "盒", "day": dt.date(2009, 3, 2),
            "expires": dt.date(2010, 12, 31), "value_fen": value,
        })  # fmt: skip
    told = REGISTER.figure("86.1").quantity
    assert told is not None
    assert counted(desk, "goods_value_fen") == sum(worth) > told.count
    assert (
        len({one["item"] for one in records.every(desk, "goods_batch")})
        == (REGISTER.figure("86.2").quantity or told).count
    )
    assert counted(desk, "raised_donated_fen") == 0
    with pytest.raises(TypeError):
        operator.add(InKind(told.count), Amount(1))


def test_hunan_s_two_hundreds_with_four_fees_waived_and_five_helps(county: County) -> None:
    """双百: bases and leaders; who learns to start up pays none of four fees; a leader is helped in five things, each ticked by itself."""
    desk = county.desk
    a_plate(desk, a_place(desk), "4", "2")
    person = a_person(desk)
    course = records.add(desk, startup.CLASS, {"name": "创业培训第1期", "starts": dt.date(2009, 9, 1)})
    fees = {"tuition": 600_00, "books": 45_00, "exam": 150_00, "paper": 10_00}
    due = {f"{name}_{side}_fen": fen for name, fen in fees.items() for side in ("due", "waived")}
    waiver = records.add(
        desk, startup.WAIVER, {"class_id": course, "person": person, "borne_by": "湘财〔2009〕1号", **due}
    )
    records.move(desk, startup.WAIVER, waiver, "已签领", day=TODAY)
    assert counted(desk, "fee_waived_fen") == sum(fees.values()) == 805_00
    project = records.add(desk, startup.PROJECT, {"person": person, "name": "粉丝坊", "licence": "5199016000001"})
    records.add(desk, startup.LEADER, {"person": person, "project": project})
    for done in range(1, 6):
        help_ = {"project": project, "item": startup.next_help(desk, project), "outcome": "1", "by_whom": "李书"}
        records.add(desk, startup.HELP, help_)
        words = dict(startup.help_words(desk, records.get(desk, "startup_project", project)))
        assert words["五项帮助"] == f"办成 {done} 项，完成率 {20 * done}%"
    found = progress(county, "430000")
    assert (found["24"].done, found["25"].done) == (Pieces(1, "个"), Persons(1))
    assert [found[number].target.quantity.count for number in ("24", "25", "26", "27")] == [100, 100, 20_000, 100_000]


def test_hebei_s_own_line_counts_fairs_classes_bases_and_officers_each_in_its_unit(county: County) -> None:
    desk = county.desk
    fair = records.add(desk, job_fairs.FAIR, {"name": "春风招聘会", "starts": dt.date(2009, 2, 22)})
    records.add(desk, job_fairs.SITE, {"fair": fair, "site": "一", "day": dt.date(2009, 2, 22), "entered": 100})
    a_plate(desk, a_place(desk), "4", "2")
    officer = {"union_org": "柳河乡工会", "day": dt.date(2009, 2, 1), "valid_until": dt.date(2011, 2, 1)}
    sender, _silent = (records.add(desk, info_officers.OFFICER, {**officer, "name": name}) for name in ("周明", "吴岭"))
    for post in ("车工", "焊工"):
        vacancy = {
            "employer": an_employer(desk, f"{post}厂"),
            "post": post,
            "places": 5,
            "valid_until": dt.date(2009, 12, 1),
        }
        records.add(desk, jobs.VACANCY, {**vacancy, "officer": sender, "source": jobs.BY_OFFICER})
    assert {row: one.sent for row, one in info_officers.sent_by(desk).items()} == {sender: 2}
    found = progress(county, "130000")
    assert [found[number].done for number in ("48", "49", "52", "53")] == [
        Pieces(1, "场"), Pieces(0, "期"), Pieces(1, "个"), Persons(2),
    ]  # fmt: skip


def test_liaoning_s_experts_offers_and_survey_are_told_in_figures(county: County) -> None:
    """智囊团 in person-times, a base with its letter of offer and how many it took, and the survey that asks for quantities."""
    desk = county.desk
    expert = records.add(desk, startup.EXPERT, {"name": "周老师", "field": "2"})
    records.add(desk, startup.SERVICE, {"expert": expert, "topic": "选址", "served": 12})
    unit = an_employer(desk, "安和服装厂")
    offer = {"employer": unit, "kind": "1", "day": TODAY, "valid_until": dt.date(2010, 9, 27)}
    base = records.add(desk, job_agreements.PLACEMENT_BASE, offer)
    person = a_person(desk)
    records.add(desk, placements.PLACEMENT, {"person": person, "employer": unit, "day": TODAY})
    assert job_agreements.base_words(desk, records.get(desk, "placement_base", base)) == [
        ("安置实绩", "签订以来上岗 1 人")
    ]
    surveys.take_shipped(desk)
    (asked,) = records.by_column(desk, "questionnaire", key="LN2009")
    a_sheet(desk, asked.id, {"1": "1", "14": "1", "16": "3"}, person=person)
    (version,) = [one for one in surveys.asked(desk) if one.key == "LN2009"]
    assert surveys.cross(desk, version, "1", "14").total == 1
    assert counted(desk, "expert_services") == 12
    assert progress(county, "210000")["58.1"].done == Pieces(0, "个"), "an offer without a naming is no model base"


def test_shanxi_s_undertakings_count_jobs_leaders_and_members(county: County) -> None:
    desk = county.desk
    a_vacancy(desk)
    person = a_person(desk)
    project = records.add(desk, startup.PROJECT, {"person": person, "name": "粉丝坊"})
    records.add(desk, startup.LEADER, {"person": person, "project": project})
    approve(desk, county.second, applied(desk, person))
    moved_in(desk, a_person(desk))
    found = progress(county, "140000")
    assert [found[number].done for number in ("61", "63", "65")] == [Pieces(1, "条"), Persons(1), Persons(1)]
    assert found["62"].done == Persons(0)


def test_tianjin_s_classes_bases_and_interviews_by_video(county: County) -> None:
    """20 classes for 500 who give work to 3,000; labour from another province met on a screen: an intent is no work."""
    desk = county.desk
    course = records.add(desk, startup.CLASS, {"name": "创业培训第1期", "starts": dt.date(2009, 9, 1)})
    records.move(desk, startup.CLASS, course, "已开班")
    learner = a_person(desk)
    records.add(desk, startup.TRAINEE, {"class_id": course, "person": learner, "outcome": "1"})
    project = records.add(desk, startup.PROJECT, {"person": learner, "name": "粉丝坊"})
    for _one in range(2):
        records.add(desk, startup.JOB, {"project": project, "person": a_person(desk)})
    agreement = records.add(desk, job_agreements.COOPERATION, {"number": "津陕2009-1", "partner": "邻省总工会"})
    source = records.add(desk, job_agreements.SOURCE_BASE, {"name": "铜川基地", "region": "519901"})
    order = {"cooperation": agreement, "source_base": source, "number": "1", "wanted": 600}
    sent = records.add(desk, job_agreements.COOPERATION_ORDER, order)
    met = {
        "cooperation": agreement,
        "partner": "邻省总工会",
        "day": dt.date(2009, 2, 22),
        "posts": 600,
        "met": 520,
        "intended": 400,
    }
    records.add(desk, job_fairs.INTERVIEW, met)
    records.move(desk, job_agreements.COOPERATION_ORDER, sent, "已回执", {"sent": 38})
    told = job_agreements.source_words(desk, records.get(desk, "source_base", source))
    assert told == [("输送人数", "已回执的协作单合计 38 人")]
    found = progress(county, "120000")
    assert [found[number].done for number in ("70.1", "70.2", "70.3")] == [Pieces(1, "期"), Persons(1), Persons(2)]
    assert counted(desk, "placed") == 0


def test_shanghai_s_five_sites_and_the_rate_of_four(county: County) -> None:
    """Nearly 10,000 through five doors; 3,955 received and 1,632 with an intent at the four in the middle of the city: 41 %."""
    desk, day = county.desk, dt.date(2009, 2, 22)
    fair = records.add(desk, job_fairs.FAIR, {"name": "援助行动招聘专场", "starts": day})
    middle = (("徐汇", 1_200, 500), ("杨浦", 1_005, 432), ("普陀", 950, 400), ("卢湾", 800, 300))
    for site, received, intended in middle:
        told = {"entered": 1_500, "received": received, "intended": intended}
        records.add(desk, job_fairs.SITE, {"fair": fair, "site": site, "day": day, **told})
    records.add(desk, job_fairs.SITE, {"fair": fair, "site": "松江", "day": day, "entered": 4_000})
    found = job_fairs.total(desk, fair)
    assert found.entered is not None
    assert found.received is not None
    assert (found.entered.count, found.received.count, found.intent_percent) == (10_000, 3_955, 41)
    assert REGISTER.figure("81.3").shown == "41 %"
    assert counted(desk, "placed") == 0, "an intent is no work"
    assert not REGISTER.plans("310000"), "what Shanghai did is a result and no target"
