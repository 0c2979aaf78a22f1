"""入会与会籍 of the sample year: unions, applications approved by another person, who came from elsewhere, who left."""

from datetime import date

from db import membership, records
from db.people import PersonRow
from db.tables import membership as tables
from ui.commands import sample
from ui.commands.areas.year import Tale, Year

_UNIONS = (
    ("安和县城关镇总工会", "3", ""), ("安和县柳溪镇总工会", "3", ""), ("安和县建筑行业工会联合会", "5", ""), ("安和县云帆制衣厂工会", "1", "安和县云帆制衣厂"),
    ("柳溪镇第五村工会", "4", ""),
)  # fmt: skip


def tell(year: Year) -> Tale:
    """Tell the year of 入会与会籍."""
    yield date(2009, 3, 4)
    unions = [
        year.add(
            membership.UNION, name=name, kind=kind, unit=unit or None, region=sample.COUNTY, chair=year.name(), phone=year.phone(), active=True,
            day=date(2008, 5 + at, 18),
        )
        for at, (name, kind, unit) in enumerate(_UNIONS)
    ]  # fmt: skip
    yield date(2009, 4, 27)
    joined = _join(year, unions[0], year.trained[: 2 * year.scale])
    yield date(2009, 6, 25)
    _join(year, unions[2], year.graduates(3)[: 2 * year.scale])
    yield date(2009, 7, 22)
    _join(year, unions[3], year.graduates(5)[: 2 * year.scale])
    for at, person in enumerate(year.folk[20:22]):
        year.add(
            membership.MEMBERSHIP, person=person.id, union_id=unions[1], number=f"4401002006{1380 + at}", joined_on=date(2006, 5, 1),
            from_union="示例市电子装配厂工会", letter=f"接转〔2009〕{61 + at}号",
        )  # fmt: skip
    yield date(2009, 8, 18)
    others = joined[2:]  # the first two stay
    steps = (
        (tables.LEAVING, {"to_union": "外省示例工业区工会", "letter_out": "安工转〔2009〕11号"}), (tables.KEPT, {"keep_reason": "1"}),
        (tables.RESIGNED, {"leave_reason": "本人申请退会"}),
    )  # fmt: skip
    for one, (state, values) in zip(others[::-1], steps, strict=False):
        year.move(membership.MEMBERSHIP, one.id, state, **values)
    yield date(2009, 9, 22)
    for person in year.folk[6:9]:
        year.add(membership.APPLICATION, person=person.id, union_id=unions[1], work_unit="个体务工", post="普工")
    refused = year.add(membership.APPLICATION, person=year.folk[9].id, union_id=unions[4], work_unit="无", post="务农")
    with year.head():
        year.move(membership.APPLICATION, refused, tables.REFUSED, opinion="未以工资收入为主要生活来源，说明理由后退回")


def _join(year: Year, union: bytes, persons: list[PersonRow]) -> list[records.Record]:
    """Let people apply, and have the head approve them all at once; give their memberships."""
    rows = [
        year.add(membership.APPLICATION, person=one.id, union_id=union, work_unit="培训后就业", post="务工")
        for one in persons
    ]
    with year.head():
        membership.approve_many(year.desk, rows, year.desk.today, "同意入会")
    return [membership.memberships_of(year.desk, one.id)[0] for one in persons]
