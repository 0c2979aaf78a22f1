"""Bases that the province publishes: seen in every county, chosen while in force, one place however many plates, never counted twice."""

import datetime as dt

import pytest

from db import indicators, people, published_bases, records, training_bases
from db.casebook import Casebook, NotPermitted
from db.indicators import Span
from db.journal import NotWriter
from db.record_checks import FieldUnfit
from db.tables import network as tables
from tests.db.conftest import COUNTY, County, draft

YEAR = {"year": Span(dt.date(2009, 1, 1), dt.date(2009, 12, 31))}
ELSEWHERE = "510104"


def a_named_place(book: Casebook, region: str = ELSEWHERE, kinds: tuple[str, ...] = ("1", "2")) -> bytes:
    place = records.add(book, training_bases.PLACE, {
        "name": "省职工培训中心", "region": region, "contact": "某主任", "phone": "02812345678", "specialities": "焊工、电工", "uscc": None,
    })  # fmt: skip
    for kind in kinds:
        plate = records.add(book, training_bases.PLATE, {"place": place, "kind": kind, "level": "1"})
        records.move(book, training_bases.PLATE, plate, tables.REVIEWED, {"reviewers": "评审组"})
        records.move(
            book, training_bases.PLATE, plate, tables.NAMED, {"named_by": "全总", "document": f"总工发〔2009〕{kind}号"}
        )
    return place


def told(county: County) -> list[records.Record]:
    county.pass_on(county.province, county.desk)
    return records.page(county.desk, "published_base")


def test_what_the_province_publishes_is_seen_in_the_county_once_with_all_plates_and_no_persons(county: County) -> None:
    with pytest.raises(published_bases.NothingToPublish):
        published_bases.publish(county.province)
    place = a_named_place(county.province)
    assert published_bases.publish(county.province) == (1, 1)
    (base,) = told(county)
    assert (base["name"], base["in_force"], base.words["region"]) == ("省职工培训中心", True, base.words["region"])
    assert len(base["plates"].splitlines()) == 2
    assert "总工发〔2009〕1号" in base["plates"]
    assert "某主任" not in str(base.values)
    assert published_bases.elsewhere(county.desk).ids == (base.id,)
    assert base.id == published_bases.row_of(COUNTY, place)
    assert published_bases.publish(county.province) == (1, 0), "nothing new, nothing written"
    found = indicators.count(county.province, [indicators.get("bases_named")], YEAR)["year"]
    assert found.total == 1
    both = indicators.count(county.desk, [indicators.get("bases_named")], YEAR)["year"]
    assert both.total == 1, "what is published is told, not counted, beside the place itself"
    sql = "SELECT DISTINCT s.county FROM entry e JOIN stream s ON s.dev = e.dev AND s.ep = e.ep WHERE e.tbl = 'published_base'"
    assert [row["county"] for row in county.province.store.rows(sql)] == [COUNTY], "travels with the county's receipts"


def test_a_base_without_plates_is_taken_back_and_nobody_is_enrolled_there(county: County) -> None:
    place = a_named_place(county.province, kinds=("1",))
    published_bases.publish(county.province)
    (base,) = told(county)
    person = people.register(county.desk, draft(1)).id
    values = {"person": person, "published": base.id, "trade": "焊工"}
    row = records.add(county.desk, published_bases.TRAINING, values)
    with pytest.raises(FieldUnfit):
        records.move(county.desk, published_bases.TRAINING, row, tables.TRAINED, {"ends": dt.date(2009, 9, 20)})
    assert not [one for one in people.timeline(county.desk, person) if one.kind == "培训"], "enrolled is not trained"
    records.move(
        county.desk, published_bases.TRAINING, row, tables.TRAINED, {"ends": dt.date(2009, 9, 20), "number": "省培1"}
    )
    assert any("省职工培训中心" in one.title for one in people.timeline(county.desk, person))
    assert dict(published_bases.words(county.desk, base))["本县送培"] == "结业 1 人"
    (plate,) = records.by_column(county.province, "base_plate", place=place)
    records.move(county.province, training_bases.PLATE, plate.id, tables.REMOVED, {"reason": "年审不合格"})
    assert published_bases.publish(county.province) == (0, 1)
    (base,) = told(county)
    assert not base["in_force"]
    assert published_bases.elsewhere(county.desk).ids == ()
    with pytest.raises(published_bases.BaseNotPublished):
        records.add(county.desk, published_bases.TRAINING, {**values, "trade": "电工"})
    records.change(county.desk, published_bases.TRAINING, row, {"note": "证书已领"})


def test_only_the_province_publishes(county: County) -> None:
    a_named_place(county.desk, COUNTY)
    with pytest.raises(NotPermitted):
        published_bases.publish(county.desk)
    with pytest.raises(NotWriter):
        records.add(county.desk, published_bases.PUBLISHED, {"name": "假基地", "region": COUNTY})
    county.pass_on(county.desk, county.province)
    assert published_bases.publish(county.province) == (1, 1), "what a county entered and named is published too"
    (base,) = told(county)
    assert published_bases.elsewhere(county.desk).ids == (), "ours is not elsewhere"
    assert base["region"] == COUNTY
