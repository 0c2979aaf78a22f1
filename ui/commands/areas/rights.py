"""维权服务 of the sample year: cases of each kind, one with six claimants from complaint to repayment; pledges looked into, collective contracts."""

from datetime import date
from typing import Any

from db import records, rights, rights_agreements
from db.tables import rights as tables
from ui.commands import sample
from ui.commands.areas.year import YUAN, Tale, Year

_OWED = (3200, 2850, 4100, 2600, 3900, 3350)
"""Wages owed to the six claimants of the case that was won, in yuan."""


def tell(year: Year) -> Tale:
    """Tell the year of 维权服务."""
    year.tell(_won(year))
    year.tell(_injury(year))
    year.tell(_pledges(year))
    year.tell(_contracts(year))
    yield date(2009, 6, 8)
    insurance = _case(
        year,
        "4",
        year.folk[9].id,
        "安和县东坪水泥预制厂",
        4200,
        way="3",
        demand="补缴 2008 年养老保险费",
        known_on=date(2009, 5, 20),
    )
    year.move(rights.CASE, insurance, tables.ACCEPTED)
    declined = _case(
        year, "9", year.folk[11].id, "安和县北岭砖瓦厂", 800, way="2", demand="退还押金", known_on=date(2009, 6, 1)
    )
    year.move(rights.CASE, declined, tables.DECLINED, refusal="属个人之间借款，告知向人民法院起诉")
    yield date(2009, 6, 10)
    year.move(rights.CASE, insurance, tables.PASSED_ON, referred_to="安和县社会保险事业管理局")
    yield date(2009, 7, 20)
    year.add(
        rights.STEP,
        case_id=insurance,
        kind="12",
        agency="安和县社会保险事业管理局",
        outcome="已责令补缴",
        document="安社险函〔2009〕18号",
    )
    year.move(rights.CASE, insurance, tables.CLOSED, result="5")
    yield date(2009, 8, 20)
    contract = _case(
        year,
        "3",
        year.trained[1].id,
        "安和县云帆制衣厂",
        5400,
        known_on=date(2009, 6, 30),
        left_on=date(2009, 6, 30),
        demand="支付未签劳动合同的二倍工资",
    )
    year.move(rights.CASE, contract, tables.ACCEPTED)
    yield date(2009, 8, 24)
    year.move(rights.CASE, contract, tables.HANDLING)
    year.add(
        rights.STEP,
        case_id=contract,
        kind="9",
        helper="安和县法律援助中心 指派律师",
        outcome="符合法律援助条件",
        cost_fen=200 * YUAN,
        source=year.known["union"],
    )
    year.add(
        rights.STEP,
        case_id=contract,
        kind=rights.ARBITRATION,
        agency="安和县劳动争议仲裁委员会",
        document="安劳仲〔2009〕41号",
    )
    yield date(2009, 9, 11)
    pay = _case(
        year, "5", year.folk[8].id, "安和县宏远家具厂", 6800, known_on=date(2008, 10, 20), left_on=date(2008, 10, 20), demand="支付解除合同的经济补偿",
    )  # fmt: skip
    year.move(rights.CASE, pay, tables.ACCEPTED)
    yield date(2009, 9, 22)
    year.add(
        rights.STEP,
        case_id=contract,
        kind=rights.AWARD,
        agency="安和县劳动争议仲裁委员会",
        document="安劳仲裁〔2009〕41号",
        outcome="支持三个月",
    )
    yield date(2009, 9, 25)
    _case(
        year,
        "1",
        year.folk[10].id,
        "安和县南坝道路工程项目部",
        46_000,
        heads=23,
        demand="23 人被拖欠六至八月工资",
        known_on=date(2009, 9, 20),
    )


def _case(year: Year, kind: str, person: bytes, unit: str, yuan: int, **more: Any) -> bytes:
    """Enter a case against a unit that does not exist."""
    values = {"way": "1", "region": sample.COUNTY, "clerk": "陆小满", **more}
    return year.add(rights.CASE, person=person, kind=kind, unit=unit, claimed_fen=yuan * YUAN, **values)


def _won(year: Year) -> Tale:
    """Follow six people from the complaint until they have their wages and were asked how it went."""
    yield date(2009, 4, 15)
    persons = [year.trained[0].id, *(one.id for one in year.folk[:5])]
    case = _case(
        year, rights.WAGE, persons[0], "安和县城南建筑劳务队", sum(_OWED), heads=6, demand="支付 2008 年 10 月至 12 月工资", evidence="考勤表、工资欠条",
        known_on=date(2009, 1, 20), left_on=date(2009, 1, 20),
    )  # fmt: skip
    for person in persons[1:]:
        year.add(rights.CLAIMANT, case_id=case, person=person, left_on=date(2009, 1, 20))
    for claimant in rights.claimants(year.desk, case):
        yuan = _OWED[persons.index(claimant["person"])]
        records.change(year.desk, rights.CLAIMANT, claimant.id, {"claimed_fen": yuan * YUAN})
    year.move(rights.CASE, case, tables.ACCEPTED)
    yield date(2009, 4, 17)
    year.move(rights.CASE, case, tables.HANDLING)
    year.add(
        rights.STEP,
        case_id=case,
        kind="1",
        outcome="向工地和六名职工核实，欠薪属实",
        cost_fen=60 * YUAN,
        source=year.known["union"],
    )
    yield date(2009, 4, 28)
    year.add(
        rights.STEP,
        case_id=case,
        kind="2",
        agency="安和县城南建筑劳务队",
        outcome="对方同意分两次付清",
        due_on=date(2009, 5, 20),
        due_for="第一次付款",
    )
    year.add(rights.PAUSE, case_id=case, of="1", kind="1", cause="3", evidence="对方签字的付款承诺书")
    yield date(2009, 5, 20)
    _recovered(year, case, 12_000)
    yield date(2009, 5, 25)
    year.add(rights.STEP, case_id=case, kind="11", agency="安和县劳动保障监察大队", outcome="责令限期支付余款")
    yield date(2009, 6, 16)
    _recovered(year, case, sum(_OWED) - 12_000)
    yield date(2009, 6, 18)
    year.move(rights.CASE, case, tables.CLOSED, result="1")
    yield date(2009, 7, 9)
    year.move(rights.CASE, case, tables.VISITED, satisfaction="1", visited="六人均已收到工资")


def _recovered(year: Year, case: bytes, yuan: int) -> None:
    total = yuan * YUAN
    parts = rights.part(year.desk, case, total)
    rights.recover(year.desk, case, total, parts, {"means": "现金"})


def _injury(year: Year) -> Tale:
    """Take up an injury of last autumn: the worker's year for having it recognised is nearly over."""
    yield date(2009, 9, 3)
    case = _case(
        year, rights.INJURY, year.folk[6].id, "安和县东坪水泥预制厂", 18_000, injured_on=date(2008, 10, 28), known_on=date(2008, 10, 28),
        demand="认定工伤，支付医疗费和停工留薪期工资", evidence="诊断证明、工友证言",
    )  # fmt: skip
    year.move(rights.CASE, case, tables.ACCEPTED)
    yield date(2009, 9, 10)
    year.move(rights.CASE, case, tables.HANDLING)
    year.add(
        rights.STEP,
        case_id=case,
        kind="1",
        outcome="用人单位没有申请工伤认定",
        due_on=date(2009, 10, 9),
        due_for="补齐诊断材料",
    )


def _pledges(year: Year) -> Tale:
    yield date(2009, 3, 13)
    rows = [
        year.add(
            rights_agreements.PLEDGE, unit=unit, uscc=year.uscc(), region=sample.COUNTY, ownership=ownership, workers=workers, promises=promises, means=means,
            valid_until=until,
        )
        for unit, ownership, workers, promises, means, until in (
            ("安和县云帆制衣厂", "3", 186, ["1", "3", "6"], ["1", "3"], date(2010, 3, 12)),
            ("安和县望江机械配件厂", "2", 240, ["2", "4", "5"], ["2", "4"], date(2009, 12, 31)),
            ("安和县青杠食品加工厂", "3", 74, ["1", "6", "7"], ["2"], date(2009, 10, 12)),
        )
    ]  # fmt: skip
    yield date(2009, 6, 22)
    year.add(
        rights_agreements.VISIT, pledge=rows[0], outcome="1", workers=186, laid_off=0, found="没有裁员，工资按月发放"
    )
    year.add(
        rights_agreements.VISIT, pledge=rows[1], outcome="2", broken=["4"], workers=231, laid_off=9, found="夜班补贴停发两个月，要求补发"
    )  # fmt: skip


def _contracts(year: Year) -> Tale:
    yield date(2009, 4, 20)
    first = year.add(
        rights_agreements.CONTRACT,
        kind="1",
        unit="安和县望江机械配件厂",
        uscc=year.uscc(),
        region=sample.COUNTY,
        units=1,
    )
    trade = year.add(rights_agreements.CONTRACT, kind="5", unit="安和县建筑行业", region=sample.COUNTY, units=14)
    yield date(2009, 5, 22)
    year.move(
        rights_agreements.CONTRACT, first, tables.IN_FORCE, number="安集合〔2009〕07号", met_on=date(2009, 5, 8), signed_on=date(2009, 5, 22),
        filed_on=date(2009, 5, 27), valid_until=date(2011, 5, 21), workers=240,
    )  # fmt: skip
    yield date(2009, 7, 3)
    year.move(
        rights_agreements.CONTRACT, trade, tables.IN_FORCE, number="安集合〔2009〕12号", met_on=date(2009, 6, 26), signed_on=date(2009, 7, 3),
        valid_until=date(2010, 7, 2), workers=860,
    )  # fmt: skip
    yield date(2009, 9, 14)
    year.add(
        rights_agreements.CONTRACT,
        kind="2",
        unit="安和县云帆制衣厂",
        uscc=year.uscc(),
        region=sample.COUNTY,
        units=1,
        met_on=date(2009, 9, 14),
    )
