"""机构与队伍 of the sample year: information officers, bases and plates, trainers, tags, publicity, culture, contests, certificates of skill."""

from datetime import date
from functools import partial
from typing import Any

from db import (
    activity_tags,
    info_officers,
    outreach,
    published_bases,
    records,
    skills,
    trainers,
    training,
    training_bases,
)
from db.casebook import Casebook
from db.tables import network as tables
from ui.commands import sample
from ui.commands.areas.year import YUAN, Tale, Year

_OFFICERS = (
    ("城关镇工会", "城关镇一至四社区", date(2011, 3, 2)), ("石桥镇工会", "石桥镇十二个村", date(2011, 3, 2)), ("柳溪镇工会", "柳溪镇十五个村", date(2011, 3, 2)),
    ("双河镇工会", "双河镇九个村", date(2009, 10, 15)), ("白塔乡工会", "白塔乡七个村", date(2009, 8, 31)),
)  # fmt: skip
_SHOWN = (
    (3, 16, "1", "务工人员政策咨询", "1", 36, 60), (3, 20, "3", "春风行动政策宣传", "2", 820, 1500), (4, 24, "4", "劳动合同法宣传", "2", 310, 600),
    (5, 1, "3", "就业政策进工地", "5", 265, 500), (6, 18, "2", "返乡人员就业指导", "3", 120, 150), (7, 23, "5", "职工互助保障宣传", "2", 96, 200),
    (9, 17, "1", "创业政策咨询", "1", 44, 80),
)  # fmt: skip


def publish(province: Casebook) -> None:
    """Let the province name a base of its own, and tell the counties of it."""
    named = date(2008, 12, 18)
    place = records.add(province, training_bases.PLACE, {
        "name": "示例省农民工综合培训基地", "host": "示例省总工会", "region": province.workplace.county, "address": "省城示例路 1 号", "area_m2": 9800,
        "specialities": "数控车工、电工、汽车维修", "teachers": 68, "capacity": 4000, "day": date(2008, 10, 8),
    })  # fmt: skip
    plate = records.add(
        province, training_bases.PLATE, {"place": place, "kind": "2", "level": "1", "day": date(2008, 10, 8)}
    )
    records.move(province, training_bases.PLATE, plate, tables.REVIEWED, {"reviewers": "周启明"}, day=named)
    document = {"named_by": "示例省总工会", "document": "示工发〔2008〕88号", "named_on": named}
    records.move(province, training_bases.PLATE, plate, tables.NAMED, document, day=named)
    published_bases.publish(province)


def tell(year: Year) -> Tale:
    """Tell the year of 机构与队伍."""
    yield date(2009, 3, 3)
    for at, (union, area, until) in enumerate(_OFFICERS):
        year.known[f"officer{at}"] = year.add(
            info_officers.OFFICER, name=year.name(), union_org=union, region=sample.COUNTY, area=area, phone=year.phone(), valid_until=until
        )  # fmt: skip
    activity_tags.take_shipped(year.desk)
    year.tell(_bases(year))
    year.tell(_trainers(year))
    year.tell(_shown(year))
    yield date(2009, 5, 4)
    _tag(year, activity_tags.CAMPAIGN, "春风行动", fair=year.known["fair"])
    year.tell(_elsewhere(year))
    year.tell(_skills(year))
    yield date(2009, 9, 21)
    info_officers.lapse(year.desk)
    yield sample.DAY
    info_officers.lapse(year.desk)


def _tag(year: Year, kind: str, word: str, **what: bytes) -> None:
    """Put a tag on something; one that was not shipped is entered first."""
    found = activity_tags.find(year.desk, kind, word)
    tag = found.id if found is not None else year.add(activity_tags.TAG, kind=kind, name=word)
    year.add(activity_tags.TAGGING, tag=tag, **what)


def _bases(year: Year) -> Tale:
    """Name two places, one of them with three plates, review them; a third has applied."""
    yield date(2009, 3, 5)
    own = {base.name: base.id for base in training.bases(year.desk)}
    for at, name in enumerate(sample.BASES):
        year.known[f"place{at}"] = year.add(
            training_bases.PLACE, name=name, uscc=year.uscc(), host="安和县总工会", base=own[name], region=sample.COUNTY,
            address=("城关镇学府路 12 号", "柳溪镇中心校内")[at], specialities=("家政、家电维修、焊工、烹调", "家政、砌筑、缝纫、保安")[at],
            area_m2=(3200, 1400)[at], teachers=(24, 11)[at], capacity=(1200, 500)[at], contact=year.name(), phone=year.phone(),
        )  # fmt: skip
    plates = [
        (0, "1", "2", date(2008, 3, 18), date(2008, 6, 12), "川示范工发〔2008〕31号"), (0, "2", "3", date(2008, 8, 4), date(2008, 11, 20), "安平工发〔2008〕56号"),
        (0, "4", "4", date(2008, 9, 1), date(2008, 12, 5), "安工发〔2008〕40号"), (1, "2", "4", date(2008, 7, 7), date(2008, 10, 16), "安工发〔2008〕33号"),
    ]  # fmt: skip
    for place, kind, level, asked, named, document in plates:
        row = year.add(training_bases.PLATE, place=year.known[f"place{place}"], kind=kind, level=level, day=asked)
        year.move(
            training_bases.PLATE,
            row,
            tables.REVIEWED,
            on=named,
            reviewers="沈书宁、韩立春",
            opinion="场地、师资和设备符合条件",
        )
        year.move(
            training_bases.PLATE,
            row,
            tables.NAMED,
            on=named,
            named_by="安平市总工会",
            document=document,
            named_on=named,
        )
        if named < date(2008, 10, 1):
            year.at(date(2009, 6, 11), partial(_review, year, row))
    yield date(2009, 9, 8)
    school = year.add(
        training_bases.PLACE, name="双河镇成人文化技术学校", uscc=year.uscc(), host="双河镇人民政府", region=sample.COUNTY, address="双河镇新街 5 号",
        specialities="制茶、养殖", area_m2=900, teachers=6, capacity=260, contact=year.name(), phone=year.phone(),
    )  # fmt: skip
    year.add(training_bases.PLATE, place=school, kind="2", level="4")


def _review(year: Year, plate: bytes) -> None:
    year.add(
        training_bases.REVIEW,
        plate=plate,
        year=2009,
        outcome=training_bases.PASSED,
        trained=112,
        placed=78,
        reviewers="沈书宁、陆小满",
    )


def _trainers(year: Year) -> Tale:
    yield date(2009, 3, 6)
    rows = []
    for kind, trade, qualification, employer, yuan in (
        ("4", "家政服务员", "高级家政服务员", "安和县晴川家政服务部", 40), ("1", "焊工", "高级技师", "安和县望江机械配件厂", 80), ("2", "砌筑工", "从业二十六年", "安和县柳溪建筑队", 50),
        ("3", "缝纫工", "市劳动模范", "安和县云帆制衣厂", 60),
    ):  # fmt: skip
        rows.append(year.add(
            trainers.TRAINER, name=year.name(), kind=kind, trade=trade, qualification=qualification, employer=employer, phone=year.phone(),
            rate_fen=yuan * YUAN,
        ))  # fmt: skip
    for day, trainer, klass, topic, hours, settled in (
        (date(2009, 3, 25), 0, 0, "家庭保洁与老人照料", 6, True), (date(2009, 4, 22), 0, 1, "母婴护理", 4, True), (date(2009, 5, 20), 2, 3, "砌体操作", 8, True),
        (date(2009, 6, 10), 1, 4, "手工电弧焊", 8, True), (date(2009, 6, 17), 1, 4, "焊接安全", 4, True), (date(2009, 7, 1), 3, 5, "平缝工艺", 6, False),
    ):  # fmt: skip
        yield day + (date(2009, 9, 7) - date(2009, 9, 1))
        row = year.add(
            trainers.HOURS, trainer=rows[trainer], class_id=year.classes()[klass].id, day=day, topic=topic, hours=hours
        )
        if settled:
            year.move(
                trainers.HOURS, row, tables.PAID, source=year.known["union"], voucher_no=f"课酬2009-{klass + 1:02d}"
            )


def _shown(year: Year) -> Tale:
    """Hold consultations and publicity, bring books to building sites, hold a contest; some with a tag."""
    told: list[tuple[date, Any, dict[str, Any]]] = [
        (date(2009, month, day), outreach.PUBLICITY, {
            "kind": kind, "topic": topic, "means": means, "region": sample.COUNTY, "place": "县城文化广场", "heads": heads, "leaflets": leaflets,
        })
        for month, day, kind, topic, means, heads, leaflets in _SHOWN
    ]  # fmt: skip
    told += [
        (date(2009, 4, 29), outreach.CULTURE, {"kind": "1", "place": "柳溪镇职工书屋", "region": sample.COUNTY, "books": 1200, "sessions": 1, "heads": 260}),
        (date(2009, 6, 5), outreach.CULTURE, {"kind": "2", "place": "柳溪建筑队工地", "region": sample.COUNTY, "books": 150, "sessions": 2, "heads": 180}),
        (date(2009, 8, 21), outreach.CULTURE, {"kind": "2", "place": "石桥镇工业园", "region": sample.COUNTY, "books": 80, "sessions": 1, "heads": 140}),
        (date(2009, 5, 15), outreach.CONTEST, {"name": "焊工技术练兵", "kind": "2", "trade": "焊工", "host": "安和县总工会", "heads": 32}),
        (date(2009, 7, 31), outreach.CONTEST, {
            "name": "家政服务技能比赛", "kind": "3", "trade": "家政服务员", "host": "安和县总工会", "heads": 45, "ranks": "第一名 1 人，第二名 2 人，第三名 3 人",
        }),
        (date(2009, 8, 25), outreach.CONTEST, {"name": "电工安全技术培训", "kind": "1", "trade": "电工", "host": "安和县总工会", "heads": 64}),
        (date(2009, 6, 25), outreach.ASSISTED, {
            "office": "安和县安全生产监督管理局", "kind": "2", "topic": "建筑工地安全知识", "days": 2, "region": sample.COUNTY, "basis": "1", "list_no": "安培2009-06",
            "heads": 86, "times": 172, "help": "组织工地农民工参加",
        }),
        (date(2009, 6, 30), outreach.PART, {
            "year": 2009, "name": "安和县总工会", "level": "2", "region": sample.COUNTY, "part": True, "campaigns": "春风行动、民营企业招聘周",
        }),
        (date(2009, 3, 18), outreach.SUPPORT, {"department": "安和县财政局", "matter": "2", "content": "农民工技能培训补贴资金", "document": "安财社〔2009〕14号"}),
        (date(2009, 4, 2), outreach.SUPPORT, {"department": "安和县劳动就业服务局", "matter": "3", "content": "每月交换用工信息", "document": "安就业〔2009〕9号"}),
    ]  # fmt: skip
    for day, kind, values in sorted(told, key=lambda one: one[0]):
        yield day
        row = year.add(kind, **values)
        if kind is outreach.PUBLICITY and values["topic"].startswith("春风行动"):
            _tag(year, activity_tags.CAMPAIGN, "春风行动", publicity=row)


def _elsewhere(year: Year) -> Tale:
    """Send three people to the province's base; two come back with a paper."""
    yield date(2009, 5, 25)
    (base,) = records.by_column(year.desk, "published_base", in_force=True)
    rows = [
        year.add(published_bases.TRAINING, person=one.id, published=base.id, trade="数控车工", starts=date(2009, 6, 8)) for one in year.folk[:3]
    ]  # fmt: skip
    yield date(2009, 7, 20)
    for at, row in enumerate(rows[:2]):
        year.move(
            published_bases.TRAINING, row, tables.TRAINED, ends=date(2009, 7, 17), number=f"示训2009{at + 316:05d}"
        )
    year.move(published_bases.TRAINING, rows[2], tables.NOT_TRAINED, reason="家中农忙")


def _skills(year: Year) -> Tale:
    """Register what the labour office certified of those who were trained."""
    yield date(2009, 5, 26)
    for at, person in enumerate(year.graduates(0)[: 2 * year.scale]):
        year.add(
            skills.CERTIFICATE, person=person.id, kind="1", trade="家政服务员", level="5" if at % 3 else "4", number=f"09519901{at + 1:08d}",
            issuer="安平市职业技能鉴定中心", class_id=year.classes()[0].id,
        )  # fmt: skip
    yield date(2009, 8, 11)
    for at, person in enumerate(year.graduates(4)[: year.scale]):
        year.add(
            skills.CERTIFICATE, person=person.id, kind="4", trade="焊接与热切割作业", number=f"T519901{at + 1:06d}", issuer="安平市安全生产考核中心",
            class_id=year.classes()[4].id,
        )  # fmt: skip
