"""创业指导: fees waived item by item, five helps, who leads and who was led counted by name, each person once."""

import datetime as dt
import itertools

import pytest

from db import funds, indicators, people, records, reports, startup, story
from db.casebook import Casebook
from db.record_checks import FieldUnfit
from db.tables import startup as tables
from rules import chain, waivers
from rules.periods import Period
from rules.quantities import Amount, Persons, PersonTimes, Pieces
from tests.db.conftest import County, draft
from tests.db.test_funds import purse
from tests.db.test_indicators import in_unit

TODAY = dt.date(2009, 9, 28)
_NUMBERS = itertools.count(1)
FEES = {"tuition_due_fen": 600_00, "tuition_waived_fen": 600_00, "books_due_fen": 45_00, "books_waived_fen": 45_00,
        "exam_due_fen": 150_00, "exam_waived_fen": 100_00, "paper_due_fen": 10_00, "paper_waived_fen": 10_00}  # fmt: skip


def a_person(book: Casebook) -> bytes:
    return people.register(book, draft(next(_NUMBERS))).id


def a_project(book: Casebook, person: bytes = b"", *, opened: bool = True) -> bytes:
    values = {"person": person or a_person(book), "name": "柳河粉丝加工坊", "licence": "5199016000001"}
    row = records.add(book, startup.PROJECT, values)
    if opened:
        records.move(book, startup.PROJECT, row, tables.TRADING)
    return row


def a_class(book: Casebook, name: str = "创业培训第1期") -> bytes:
    return records.add(book, startup.CLASS, {"name": name, "starts": dt.date(2009, 9, 1)})


def year(book: Casebook, key: str, day: dt.date = TODAY) -> object:
    one = indicators.get(key)
    return in_unit(one, indicators.count(book, [one], indicators.spans(Period(day.year, day.month)))["year"])


# --- projects


def test_a_project_that_is_planned_is_no_business_and_a_success_stays_one(desk: Casebook) -> None:
    person = a_person(desk)
    row = records.add(desk, startup.PROJECT, {"person": person, "name": "养鸡场", "opened_on": TODAY})
    assert records.get(desk, "startup_project", row)["opened_on"] is None
    assert year(desk, "startup_opened") == Persons(0)
    assert story.events(desk, [person]) == []
    records.move(desk, startup.PROJECT, row, tables.TRADING, day=dt.date(2009, 9, 10))
    with pytest.raises(FieldUnfit) as wrong:
        records.move(desk, startup.PROJECT, row, tables.SUCCEEDED)
    assert wrong.value.fields["column"] == "licence"
    records.move(desk, startup.PROJECT, row, tables.SUCCEEDED, {"licence": "5199016000002"})
    records.move(desk, startup.PROJECT, row, tables.STOPPED)
    assert (year(desk, "startup_opened"), year(desk, "startup_succeeded")) == (Persons(1), Persons(1))
    ((_day, step, title, _detail, _table, _row),) = story.events(desk, [person])
    assert (step, title) == (chain.WORKING, "创业项目 养鸡场")


# --- the four waivers


def test_four_fees_are_waived_once_and_counted_when_they_are_signed_for(desk: Casebook) -> None:
    klass, person = a_class(desk), a_person(desk)
    values = {"class_id": klass, "person": person, "borne_by": "县人社局免收〔2009〕5 号", **FEES}
    with pytest.raises(waivers.WaiverSumWrong):
        records.add(desk, startup.WAIVER, {**values, "total_fen": 700_00})
    row = records.add(desk, startup.WAIVER, {**values, "total_fen": 755_00})
    assert year(desk, "fee_waived_fen") == Amount(0)
    with pytest.raises(startup.FeeWaivedAlready) as twice:
        records.add(
            desk,
            startup.WAIVER,
            {"class_id": klass, "person": person, "borne_by": "同上", "exam_due_fen": 50_00, "exam_waived_fen": 50_00},
        )
    assert twice.value.fields == {"column": "exam_waived_fen", "label": "职业技能鉴定费"}
    records.change(desk, startup.WAIVER, row, {"books_waived_fen": 40_00})
    assert records.get(desk, "fee_waiver", row)["total_fen"] == 750_00, "the sum follows its items"
    records.move(desk, startup.WAIVER, row, tables.SIGNED, day=dt.date(2009, 9, 20))
    assert (year(desk, "fee_waived_fen"), year(desk, "fee_waived")) == (Amount(750_00), Persons(1))
    with pytest.raises(startup.WaiverSigned):
        records.change(desk, startup.WAIVER, row, {"books_waived_fen": 45_00})
    assert records.change(desk, startup.WAIVER, row, {"note": "补交复印件"})


def test_fees_of_two_sources_are_two_records_of_one_person(desk: Casebook) -> None:
    klass, person = a_class(desk), a_person(desk)
    for bearer, name in (({"source": purse(desk)}, "tuition"), ({"borne_by": "鉴定站免收"}, "paper")):
        row = records.add(
            desk, startup.WAIVER, {"class_id": klass, "person": person, **bearer, f"{name}_due_fen": 10_00, f"{name}_waived_fen": 10_00}
        )  # fmt: skip
        records.move(desk, startup.WAIVER, row, tables.SIGNED)
    assert (year(desk, "fee_waived"), year(desk, "fee_waived_fen")) == (Persons(1), Amount(20_00))
    assert year(desk, "spent_training_fen") == Amount(10_00), "what another waives is no money of ours"
    assert startup.class_words(desk, records.get(desk, "startup_class", klass))[1] == (
        "四免",
        "1 人已签领，共 20.00 元",
    )


def test_a_class_s_list_is_signed_at_once_or_not_at_all(desk: Casebook) -> None:
    klass, source = a_class(desk), purse(desk)
    with pytest.raises(startup.NothingToSign):
        startup.sign_all(desk, klass, desk.today)
    fees = {"tuition_due_fen": 300_00, "tuition_waived_fen": 300_00, "source": source}
    records.add(desk, startup.WAIVER, {"class_id": klass, "person": a_person(desk), **fees})
    again = startup.like_the_last(desk, {"class_id": klass})
    assert again == fees, "the next one of the class begins with the same fees"
    second = records.add(desk, startup.WAIVER, {"class_id": klass, "person": a_person(desk), **again})
    with pytest.raises(FieldUnfit):
        startup.sign_all(desk, klass, desk.today + dt.timedelta(days=1))
    records.change(desk, startup.WAIVER, second, {"source": purse(desk, 299_99, "不够的")})
    with pytest.raises(funds.FundShort):
        startup.sign_all(desk, klass, desk.today)
    assert year(desk, "fee_waived") == Persons(0), "one that cannot be paid holds them all"
    records.change(desk, startup.WAIVER, second, {"source": source})
    assert startup.sign_all(desk, klass, desk.today) == 2
    assert (year(desk, "fee_waived"), year(desk, "fee_waived_fen")) == (Persons(2), Amount(600_00))


# --- training, leaders, jobs


def test_classes_trainees_and_jobs_are_three_figures(desk: Casebook) -> None:
    klass = a_class(desk)
    called_off = a_class(desk)
    records.move(desk, startup.CLASS, called_off, "已取消")
    for early in ({"class_id": called_off}, {"class_id": klass, "day": dt.date(2009, 1, 1)}):
        with pytest.raises(FieldUnfit):
            records.add(desk, startup.TRAINEE, {"person": a_person(desk), "outcome": "1", **early})
    assert year(desk, "startup_classes") == Pieces(0, "期")
    trained, unfinished = a_person(desk), a_person(desk)
    for person, outcome in ((trained, "1"), (unfinished, "2")):
        records.add(desk, startup.TRAINEE, {"class_id": klass, "person": person, "outcome": outcome})
    with pytest.raises(startup.TraineeKnown):
        records.add(desk, startup.TRAINEE, {"class_id": klass, "person": trained, "outcome": "1"})
    project = a_project(desk, trained)
    worker = a_person(desk)
    records.add(desk, startup.JOB, {"project": project, "person": worker, "post": "工人"})
    records.add(desk, startup.JOB, {"project": a_project(desk), "person": worker, "post": "店员"})
    assert year(desk, "startup_classes") == Pieces(1, "期")
    assert year(desk, "startup_trained") == Persons(1)
    assert year(desk, "startup_jobs") == Persons(1), "somebody who worked in two projects is one person"
    with pytest.raises(startup.JobKnown):
        records.add(desk, startup.JOB, {"project": project, "person": worker})
    with pytest.raises(startup.OwnJob):
        records.add(desk, startup.JOB, {"project": project, "person": trained})


def test_a_leader_leads_a_project_of_their_own_once(desk: Casebook) -> None:
    person = a_person(desk)
    project = a_project(desk, person)
    with pytest.raises(FieldUnfit):
        records.add(desk, startup.LEADER, {"person": a_person(desk), "project": project})
    row = records.add(desk, startup.LEADER, {"person": person, "project": project, "promised": 6})
    with pytest.raises(startup.LeaderKnown):
        records.add(desk, startup.LEADER, {"person": person, "project": project})
    worker = a_person(desk)
    records.add(desk, startup.JOB, {"project": project, "person": worker})
    leader = records.get(desk, "startup_leader", row)
    name = people.get(desk, worker).name
    assert startup.leader_words(desk, leader)[:2] == [("带动就业", "1 人（实名），承诺 6 人"), ("带动就业名单", name)]
    assert year(desk, "startup_leaders") == Persons(1)


# --- the five helps, experts


def test_five_helps_are_a_checklist_with_a_rate(desk: Casebook) -> None:
    project = a_project(desk)
    assert startup.next_help(desk, project) == "1"
    rows = [
        records.add(desk, startup.HELP, {"project": project, "item": item, "outcome": outcome, "by_whom": "李书"})
        for item, outcome in (("1", "1"), ("3", "2"))
    ]
    assert startup.next_help(desk, project) == "2"
    with pytest.raises(startup.HelpKnown):
        records.add(desk, startup.HELP, {"project": project, "item": "1", "outcome": "1", "by_whom": "李书"})
    words = dict(startup.help_words(desk, records.get(desk, "startup_project", project)))
    assert words["五项帮助"] == "办成 1 项，完成率 20%"
    assert words["办理证件"] == "正在办 · 2009-09-28 · 李书"
    assert words["开业宣传"] == "未办"
    records.correct(desk, startup.HELP, rows[1], {"outcome": "1"})
    assert "40%" in dict(startup.help_words(desk, records.get(desk, "startup_project", project)))["五项帮助"]


def test_what_experts_did_is_counted_in_person_times(desk: Casebook) -> None:
    expert = records.add(desk, startup.EXPERT, {"name": "周老师", "field": "2"})
    for served in (None, 12):
        records.add(desk, startup.SERVICE, {"expert": expert, "topic": "记账", "served": served, "hours": 2})
    assert startup.expert_words(desk, records.get(desk, "startup_expert", expert)) == [
        ("服务情况", "2 次，服务 13 人次，4 小时")
    ]
    assert year(desk, "expert_services") == PersonTimes(13)


# --- what the province sees


def test_the_province_counts_what_the_county_did_and_its_report_shows_it(county: County) -> None:
    desk, province = county.desk, county.province
    a_project(desk)
    county.pass_on(desk, province)
    assert year(province, "startup_opened") == Persons(1)
    found = reports.report(province, "startup", Period(2009, quarter=3))
    assert found.line("4").value("period") == Persons(1)
