"""岗位援助 of the sample year: employers and vacancies, fairs, letters and slips, work and follow-up, agreements, labour export."""

import itertools
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

from db import job_agreements, job_fairs, job_lists, jobs, labour_export, placements, records
from db.records import Record
from db.tables import jobs as tables
from rules.followups import months_after
from ui.commands import sample
from ui.commands.areas.year import YUAN, Tale, Year

_EMPLOYERS = (
    ("安和县晴川家政服务部", "13", "城关镇南门巷 8 号"), ("安和县云帆制衣厂", "03", "石桥镇工业园 3 号"), ("安和县望江机械配件厂", "03", "望江镇码头路 21 号"),
    ("安和县柳溪建筑队", "05", "柳溪镇正街 40 号"), ("安和县百味饭庄", "09", "城关镇北街 115 号"), ("安和县平安物业服务部", "13", "城关镇东大街 66 号"),
    ("安和县青杠食品加工厂", "03", "青杠乡三岔口"), ("安和县双河电器维修部", "13", "双河镇供销社楼下"), ("示例市海岚电子装配厂", "03", "外省示例工业区"),
    ("安和县白塔茶业合作社", "01", "白塔乡云顶村"),
)  # fmt: skip
_VACANCIES = (
    (0, "家政服务员", "家政服务员", 20, 900, 1200, "2009-12-31"), (0, "月嫂", "家政服务员", 6, 1500, 2000, "2009-10-20"), (5, "保洁员", "家政服务员", 10, 750, 900, "2009-12-31"),
    (7, "家电维修工", "家电维修", 8, 1000, 1600, "2009-12-31"), (3, "砌筑工", "砌筑工", 25, 1400, 2200, "2009-11-30"), (2, "电焊工", "焊工", 15, 1500, 2400, "2009-12-31"),
    (1, "缝纫车工", "缝纫工", 30, 900, 1500, "2009-12-31"), (4, "厨师", "中式烹调师", 4, 1200, 2000, "2009-12-31"), (4, "传菜员", "餐厅服务", 6, 700, 850, "2009-06-30"),
    (5, "保安员", "保安员", 12, 850, 1100, "2009-12-31"), (6, "包装工", "普工", 18, 800, 1000, "2009-05-31"), (8, "电子装配工", "电子装配", 40, 1100, 1600, "2009-08-31"),
    (9, "采茶工", "普工", 20, 700, 900, "2009-04-30"), (9, "制茶工", "制茶", 5, 1000, 1300, "2009-10-15"),
)  # fmt: skip
_TRADE_OF_CLASS = ("家政服务员", "家政服务员", "家电维修", "砌筑工", "焊工", "缝纫工", "中式烹调师", "保安员")
_LETTERS = (
    date(2009, 4, 8), date(2009, 5, 6), date(2009, 5, 13), date(2009, 6, 3), date(2009, 6, 24), date(2009, 7, 15), date(2009, 8, 5), date(2009, 9, 9),
)  # fmt: skip
_OUTCOMES = (
    tables.SILENT, tables.AT_WORK, tables.REFUSED, tables.AT_WORK, tables.AT_WORK, tables.NOT_COME, tables.AT_WORK, tables.AT_WORK,
)  # fmt: skip
"""What becomes of the letters, one after the other and again from the first."""
_WELDING = 4
_FOLLOWED = 0.85
"""How many of the follow-ups that were due are made; the rest waits."""


def tell(year: Year) -> Tale:
    """Tell the year of 岗位援助."""
    yield date(2009, 3, 4)
    for at, (name, industry, address) in enumerate(_EMPLOYERS):
        year.known[f"employer{at}"] = year.add(
            jobs.EMPLOYER, name=name, uscc=year.uscc(), region=sample.COUNTY, address=address, industry=industry,
            contact=year.name(), phone=year.phone(), active=True,
        )  # fmt: skip
    _vacancies(year)
    year.tell(_fairs(year))
    year.tell(_agreements(year))
    year.tell(_export(year))
    outcomes = itertools.cycle(_OUTCOMES)
    yield date(2009, 3, 24)
    for person, post in zip(year.folk[:12], itertools.cycle(("采茶工", "包装工", "传菜员")), strict=False):
        row = year.add(jobs.REFERRAL, person=person.id, vacancy=year.known[post])
        year.tell(_slip(year, row, next(outcomes), 750, surely=False))
    year.tell(_filled(year))
    for number, day in enumerate(_LETTERS):
        yield day
        _letters(year, number, outcomes)
    yield date(2009, 9, 21)
    year.tell(_lapse(year))
    yield date(2009, 9, 23)
    for person, vacancy in zip(year.folk[20:24], ("缝纫车工", "保安员", "家政服务员", "厨师"), strict=False):
        year.add(jobs.REFERRAL, person=person.id, vacancy=year.known[vacancy])


def _filled(year: Year) -> Tale:
    """Write letters to a unit that takes nobody any more: a letter is not work."""
    yield date(2009, 6, 2)
    rows = [year.add(jobs.REFERRAL, person=one.id, vacancy=year.known["电子装配工"]) for one in year.folk[12:20]]
    yield date(2009, 6, 9)
    for at, row in enumerate(rows):
        year.move(jobs.REFERRAL, row, tables.REFUSED, reason="2" if at % 3 else "1")


def _lapse(year: Year) -> Tale:
    jobs.lapse(year.desk)
    yield sample.DAY
    jobs.lapse(year.desk)


def _vacancies(year: Year) -> None:
    partner = "安和县劳动就业服务局"
    batch = year.add(
        job_lists.BATCH, direction="1", partner=partner, source="2", count=9, taken=8, known=1, refused=0, file="安和县三月用工信息.xlsx"
    )  # fmt: skip
    year.add(
        job_lists.BATCH,
        direction="2",
        partner="柳溪镇、双河镇工会",
        source="9",
        count=14,
        taken=14,
        known=0,
        refused=0,
        file="岗位信息汇总.xlsx",
    )
    for at, (employer, post, trade, places, low, high, until) in enumerate(_VACANCIES):
        source: dict[str, Any] = {"source": "2", "batch": batch} if at % 3 == 0 else {"source": "1"}
        if at % 3 == 1:
            source = {"officer": year.known[f"officer{at % 4}"]}
        row = year.add(
            jobs.VACANCY, employer=year.known[f"employer{employer}"], post=post, trade=trade, places=places, wage_from_fen=low * YUAN,
            wage_to_fen=high * YUAN, region=sample.COUNTY, form="1", conditions="身体健康，18 至 50 周岁", benefits="包午餐，参加工伤保险",
            valid_until=date.fromisoformat(until), **source,
        )  # fmt: skip
        year.known[post] = row
        year.move(jobs.VACANCY, row, tables.OPEN, verified_how="电话核实")
    new = {
        "employer": year.known["employer8"], "post": "质检员", "trade": "电子装配", "places": 10, "wage_from_fen": 1200 * YUAN, "wage_to_fen": 1500 * YUAN,
        "region": sample.COUNTY, "source": "5", "valid_until": date(2009, 11, 30),
    }  # fmt: skip
    year.at(date(2009, 9, 18), partial(year.add, jobs.VACANCY, **new))


def _letters(year: Year, number: int, outcomes: Iterator[str]) -> None:
    """Write letters for graduates of a class: the first one goes to work, of the first class the first two; the others as it happens."""
    trade = _TRADE_OF_CLASS[number]
    post = next(post for _employer, post, of, *_rest in _VACANCIES if of == trade)
    for at, person in enumerate(year.graduates(number)[: year.scale]):
        row = year.add(jobs.REFERRAL, person=person.id, vacancy=year.known[post])
        surely = at == 0 or (number == 0 and at == 1)
        outcome = tables.AT_WORK if surely else next(outcomes)
        year.tell(_slip(year, row, outcome, 850 + 50 * at, surely=surely))


def _slip(year: Year, row: bytes, outcome: str, yuan: int, *, surely: bool) -> Tale:
    """Take the slip of a letter some days later."""
    if outcome == tables.SILENT:
        return
    day = year.desk.today
    yield day + timedelta(days=4)
    year.move(jobs.REFERRAL, row, tables.INTERVIEWED)
    if outcome == tables.REFUSED:
        year.move(jobs.REFERRAL, row, tables.REFUSED, reason="3")
        return
    year.move(jobs.REFERRAL, row, tables.INTENDED)
    yield day + timedelta(days=8)
    if outcome == tables.NOT_COME:
        year.move(jobs.REFERRAL, row, tables.NOT_COME)
        return
    year.move(jobs.REFERRAL, row, tables.AT_WORK, starts=year.desk.today, contract_months=12)
    (placement,) = records.by_column(year.desk, "placement", referral=row)
    paid(year, placement, yuan)
    year.tell(_followed(year, placement.id, surely=surely))


def paid(year: Year, placement: Record, yuan: int) -> None:
    """Complete a placement with what is paid there."""
    records.change(year.desk, placements.PLACEMENT, placement.id, {"wage_fen": yuan * YUAN, "insured": True})


def _followed(year: Year, row: bytes, *, surely: bool = False) -> Tale:
    """Ask after somebody at work at one, three and six months, as long as they stay."""
    began: date = records.get(year.desk, "placement", row)["day"]
    for months in (1, 3, 6):
        day = months_after(began, months) + timedelta(days=1)
        if day > sample.DAY:
            return
        yield day
        placement = records.get(year.desk, "placement", row)
        if placement.state != tables.IN_WORK:
            return
        if surely or year.rng.random() < _FOLLOWED:
            stays = placements.STAYS if surely else year.rng.choices("129", (90, 6, 4))[0]
            year.add(placements.FOLLOW_UP, placement=row, months=months, outcome=stays, means="1")


# --- fairs ---------------------------------------------------------------------------------------------------------


def _fairs(year: Year) -> Tale:
    yield date(2009, 3, 9)
    spring = year.add(
        job_fairs.FAIR, name="春风行动进城务工人员招聘会", edition="2009", starts=date(2009, 3, 20), ends=date(2009, 3, 21), host="安和县总工会",
        organiser="安和县劳动就业服务局", campaign="春风行动", region=sample.COUNTY, place="县城文化广场",
    )  # fmt: skip
    year.known["fair"] = spring
    yield date(2009, 3, 23)
    year.move(job_fairs.FAIR, spring, tables.HELD, on=date(2009, 3, 21))
    for site, day, counts in (
        ("主会场", 20, (42, 860, 2150, 640, 212, 96)), ("主会场", 21, (38, 790, 1480, 455, 148, 61)), ("柳溪镇", 20, (12, 215, 620, 190, 58, None)),
    ):  # fmt: skip
        names = ("employers", "posts", "entered", "received", "intended", "employed")
        year.add(
            job_fairs.SITE, fair=spring, site=site, day=date(2009, 3, day), **dict(zip(names, counts, strict=True))
        )
    yield date(2009, 3, 25)
    for at, person in enumerate(year.folk[12:16]):
        row = year.add(
            placements.PLACEMENT, person=person.id, employer=year.known[f"employer{1 + at}"], post="学徒工", way=placements.AT_FAIR, fair=spring,
            contract_months=12, wage_fen=(700 + 50 * at) * YUAN, region=sample.COUNTY,
        )  # fmt: skip
        year.tell(_followed(year, row))
    yield date(2009, 9, 22)
    year.add(
        job_fairs.FAIR, name="金秋招聘洽谈会", edition="2009", starts=date(2009, 10, 17), ends=date(2009, 10, 17), host="安和县总工会",
        organiser="柳溪镇工会", region=sample.COUNTY, place="柳溪镇中学操场",
    )  # fmt: skip


# --- agreements and cooperation ------------------------------------------------------------------------------------


def _agreements(year: Year) -> Tale:
    yield date(2009, 3, 11)
    for at, (employer, kind, posts, until) in enumerate(
        ((1, "1", 60, date(2010, 3, 10)), (2, "2", 30, date(2009, 10, 12)), (5, "2", 24, date(2010, 3, 10)))
    ):
        year.add(
            job_agreements.PLACEMENT_BASE, employer=year.known[f"employer{employer}"], kind=kind, letter_no=f"安工要约〔2009〕{at + 1:02d}号",
            posts=posts, valid_until=until,
        )  # fmt: skip
    source = year.add(
        job_agreements.SOURCE_BASE, name="安和县柳溪镇人力资源基地", kind="1", region=sample.COUNTY, partner="柳溪镇工会", contact=year.name(),
        phone=year.phone(), valid_until=date(2010, 12, 31),
    )  # fmt: skip
    yield date(2009, 4, 16)
    bond = year.add(
        job_agreements.COOPERATION, number="XZ2009-03", ours="安和县总工会", partner="示例市总工会（外省）", region="440000", posts=200,
        contact=year.name(), phone=year.phone(), valid_until=date(2010, 4, 15),
    )  # fmt: skip
    order = year.add(
        job_agreements.COOPERATION_ORDER,
        cooperation=bond,
        source_base=source,
        number="XD2009-07",
        post="电子装配工",
        wanted=20,
    )
    yield date(2009, 4, 30)
    year.add(
        job_agreements.SHARED_PLACE, region=sample.COUNTY, level="2", system="劳动力市场信息系统", partner="安和县劳动就业服务局", since=date(2009, 4, 28),
        document="信息共享协议", contact=year.name(), phone=year.phone(),
    )  # fmt: skip
    yield date(2009, 5, 20)
    year.add(job_fairs.INTERVIEW, cooperation=bond, partner="示例市总工会（外省）", posts=40, met=26, intended=14)
    for person, outcome in zip(year.folk[16:20], "1123", strict=True):
        year.add(
            job_fairs.INTERVIEW, cooperation=bond, vacancy=year.known["电子装配工"], person=person.id, partner="示例市总工会（外省）", outcome=outcome
        )  # fmt: skip
    yield date(2009, 6, 3)
    contract = year.add(
        job_agreements.ORDER, number="DD2009-01", employer=year.known["employer2"], class_id=year.classes()[_WELDING].id, trade="焊工",
        promised=10, valid_until=date(2010, 5, 31), terms="结业合格者择优录用，签订一年以上劳动合同",
    )  # fmt: skip
    yield date(2009, 6, 29)
    for at, person in enumerate(year.graduates(_WELDING)[year.scale : 2 * year.scale]):
        row = year.add(
            placements.PLACEMENT, person=person.id, employer=year.known["employer2"], post="焊工", way=placements.BY_ORDER, contract_months=12,
            wage_fen=(1400 + 100 * (at % 4)) * YUAN, insured=True, region=sample.COUNTY,
        )  # fmt: skip
        year.tell(_followed(year, row))
    yield date(2009, 7, 10)
    year.move(job_agreements.COOPERATION_ORDER, order, "已回执", sent=6)
    yield date(2009, 8, 31)
    year.move(job_agreements.ORDER, contract, tables.CHECKED)


# --- labour export -------------------------------------------------------------------------------------------------


def _export(year: Year) -> Tale:
    yield date(2009, 3, 12)
    nodes: dict[str, bytes] = {}
    for name, level, above in (
        ("安平市劳务输出总站", "1", ""), ("安和县劳务输出中心", "2", "安平市劳务输出总站"), ("柳溪镇劳务输出站", "3", "安和县劳务输出中心"),
        ("石桥镇劳务输出站", "3", "安和县劳务输出中心"), ("柳溪镇第五村信息点", "4", "柳溪镇劳务输出站"), ("石桥镇第二村信息点", "4", "石桥镇劳务输出站"),
    ):  # fmt: skip
        upper: dict[str, Any] = {"parent": nodes[above]} if above else {}
        nodes[name] = year.add(
            labour_export.NODE, name=name, level=level, region=sample.COUNTY, leader=year.name(), phone=year.phone(), active=True, **upper
        )  # fmt: skip
    yield date(2009, 7, 1)
    first = year.add(
        labour_export.BATCH, number="SC2009-01", node=nodes["安和县劳务输出中心"], region="440000", employer=year.known["employer8"],
        leader=year.name(), phone=year.phone(), planned=8, starts=date(2009, 7, 6),
    )  # fmt: skip
    year.add_many(
        labour_export.MEMBER, [{"batch": first, "person": one.id, "post": "电子装配工"} for one in year.folk[16:22]]
    )
    yield date(2009, 7, 6)
    year.move(labour_export.BATCH, first, labour_export.GONE)
    yield date(2009, 7, 8)
    year.move(labour_export.BATCH, first, labour_export.ARRIVED)
    for placement in records.by_column(year.desk, "placement", export=first):
        paid(year, placement, 1200)
        year.tell(_followed(year, placement.id))
    yield date(2009, 9, 24)
    second = year.add(
        labour_export.BATCH, number="SC2009-02", node=nodes["柳溪镇劳务输出站"], region="440000", employer=year.known["employer8"],
        leader=year.name(), phone=year.phone(), planned=12, starts=date(2009, 10, 9),
    )  # fmt: skip
    year.add_many(
        labour_export.MEMBER, [{"batch": second, "person": one.id, "post": "质检员"} for one in year.folk[22:24]]
    )
