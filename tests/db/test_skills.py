"""技能证书, 部门支持 and 基础培训: what others certified is registered once and is not our paper; who prepared for no trade is not trained in one."""

import datetime as dt
from itertools import count

import pytest

from db import indicators, outreach, people, records, report_tables, reports, skills, story, training
from db.casebook import Casebook
from db.indicators import Span
from db.record_checks import FieldUnfit
from rules.periods import Period
from rules.quantities import Persons, PersonTimes
from tests.db.conftest import COUNTY, County, draft

YEAR = {"year": Span(dt.date(2009, 1, 1), dt.date(2009, 12, 31))}
_NUMBERS = count(1)


def a_person(book: Casebook, *groups: str) -> bytes:
    row = people.register(book, draft(next(_NUMBERS))).id
    with book.write() as writer:
        writer.patch("person_profile", row, {"groups": list(groups)})
    return row


def persons(book: Casebook, key: str) -> int:
    found = indicators.count(book, [indicators.get(key)], YEAR)["year"]
    assert found.persons == found.total
    return found.total


def enrolled(county: County, course: bytes, person: bytes) -> tuple[bytes, bytes]:
    with county.desk.write() as writer:
        made = writer.add("training_class", {
            "base": county.base_row, "course": course, "starts": "2009-09-01", "ends": "2009-09-20", "status": "已批准", "county": COUNTY, "name": "第1期",
        })  # fmt: skip
        return made, writer.add(
            "enrolment", {"class_id": made, "person": person, "status": "在册", "enrolled_on": "2009-09-01"}
        )


def a_certificate(book: Casebook, person: bytes, level: str | None = "4", number: str = "", **more: object) -> bytes:
    values = {"person": person, "kind": "1", "trade": "焊工", "level": level, "number": number or f"0951{next(_NUMBERS):06}",
              "issuer": "安和县劳动保障局", "day": dt.date(2009, 9, 2), **more}  # fmt: skip
    return records.add(book, skills.CERTIFICATE, values)


def test_a_certificate_is_registered_once_under_its_person_and_counts_where_it_has_a_level(desk: Casebook) -> None:
    worker, guard = a_person(desk), a_person(desk)
    made = a_certificate(desk, worker, number=" 0951 0001a ")
    a_certificate(desk, guard, None, kind="2")
    assert records.get(desk, "skill_certificate", made)["number"] == "09510001A"
    assert persons(desk, "skill_certified") == 1
    with pytest.raises(skills.SkillCertificateKnown) as known:
        a_certificate(desk, guard, number="09510001A")
    assert known.value.fields["column"] == "number"
    told = story.events(desk, [worker])
    assert [(step, title) for _day, step, title, *_rest in told] == [("证书", "职业资格证书 焊工 中级工")]
    records.withdraw(desk, skills.CERTIFICATE, made, "登错人")
    assert persons(desk, "skill_certified") == 0
    a_certificate(desk, guard, number="09510001A")


@pytest.mark.parametrize("level", [None, "0", "6", "三级半"])
def test_a_qualification_has_a_level_of_the_defined_set(desk: Casebook, level: str | None) -> None:
    with pytest.raises(FieldUnfit) as unfit:
        a_certificate(desk, a_person(desk), level)
    assert unfit.value.fields["column"] == "level"


def test_our_own_training_certificate_is_no_certificate_of_skill(county: County) -> None:
    person = a_person(county.desk)
    county.pass_on(county.desk, county.base)
    with county.base.write() as writer:
        writer.fact(
            "certificate",
            {"number": "PX5199010901000001", "person": person, "holder": "某", "day": None}
            | {"issued_on": dt.date(2009, 9, 20)},
        )
    county.pass_on(county.base, county.desk)
    with pytest.raises(skills.SkillCertificateOurs):
        a_certificate(county.desk, person, number="px 5199010901000001")


def test_sichuan_counts_seniors_trained_in_the_disaster_area_apart(county: County) -> None:
    """10,000 workers with a level, and 1,000 of 高级工 and above trained in the disaster area (programme section 3, rows 35 and 37)."""
    desk = county.desk
    hit, spared = a_person(desk, "disaster_area"), a_person(desk, "migrant_worker")
    klass, _row = enrolled(county, county.course, hit)
    a_certificate(desk, hit, "3", class_id=klass)
    a_certificate(desk, a_person(desk, "disaster_area"), "1")
    a_certificate(desk, spared, "2")
    with pytest.raises(skills.NotInClass):
        a_certificate(desk, spared, "2", class_id=klass)
    assert persons(desk, "skill_certified") == 3
    assert persons(desk, "skill_certified_disaster") == 1


def test_basic_training_is_no_training_in_a_trade(county: County) -> None:
    """800,000 of Sichuan's are 基础性培训; the form of 2009 keeps them apart from 技能培训 (programme section 3 row 31, section 8 line 1)."""
    basic = training.add_course(
        county.province, county=COUNTY, code="JC01", name="引导性培训", hours=16, fee_fen=0, kind="2"
    )
    county.pass_on(county.province, county.desk)
    both, once = a_person(county.desk, "migrant_worker"), a_person(county.desk, "migrant_worker")
    rows = [enrolled(county, basic, both), enrolled(county, basic, once), enrolled(county, county.course, both)]
    county.pass_on(county.desk, county.base)
    with county.base.write() as writer:
        for klass, row in rows:
            writer.fact(
                "result",
                {
                    "enrolment": row,
                    "class_id": klass,
                    "completed": True,
                    "outcome": "合格",
                    "day": dt.date(2009, 9, 20),
                },
            )
    county.pass_on(county.base, county.desk)
    assert (persons(county.desk, "basic_trained"), persons(county.desk, "skill_trained")) == (2, 1)
    assert persons(county.desk, "basic_trained_migrant") == 2
    people.change(county.desk, once, {"groups": ["student"]})
    assert persons(county.desk, "basic_trained_migrant") == 1
    assert persons(county.desk, "skill_trained_migrant") == 1
    form = reports.report(county.desk, "aid", Period(2009, 9))
    assert [form.line(one).value("period") for one in ("1.1", "1.3")] == [Persons(1), Persons(2)]
    assert (form.line("1").value("period"), form.line("1").times("period")) == (Persons(2), PersonTimes(3))
    assert {one.standing for one in form.judged} == {"ok"}
    assert [one.kind for one in training.courses(county.desk)] == ["2", ""]
    assert sorted(one.times["completed"] for one in report_tables.classes(county.desk, Period(2009, 9))) == [1, 2]


def test_a_department_s_support_is_kept_with_its_document(desk: Casebook) -> None:
    values = {
        "department": "安和县劳动保障局",
        "matter": "2",
        "content": "每人补贴 500 元",
        "document": "安劳社〔2009〕12号",
    }
    made = records.add(desk, outreach.SUPPORT, {**values, "day": dt.date(2009, 3, 2)})
    assert records.get(desk, "dept_support", made).title == "安和县劳动保障局 · 培训补贴 安劳社〔2009〕12号"
    assert indicators.count(desk, [indicators.get("dept_supports")], YEAR)["year"].total == 1
    with pytest.raises(FieldUnfit):
        records.add(desk, outreach.SUPPORT, {"department": "财政局"})
    records.withdraw(desk, outreach.SUPPORT, made, "重复")
    assert indicators.count(desk, [indicators.get("dept_supports")], YEAR)["year"].total == 0
