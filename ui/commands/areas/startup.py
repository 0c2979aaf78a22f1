"""创业指导 of the sample year: a class with its waivers, projects with the five helps, leaders and jobs, loans of the three kinds and what became of them."""

from datetime import date
from typing import Any

from db import loans, records, startup
from db.people import PersonRow
from db.tables import startup as tables
from ui.commands import sample
from ui.commands.areas.year import YUAN, Tale, Year

_PROJECTS = (
    ("秀水家政服务社", "13", "城关镇南门巷", 6), ("柳溪豆制品坊", "03", "柳溪镇正街", 4), ("望江汽车修理铺", "13", "望江镇码头路", 3),
    ("白塔林下养鸡场", "01", "白塔乡云顶村", 5), ("石桥缝纫加工点", "03", "石桥镇工业园", 8), ("青杠农资经营部", "08", "青杠乡街上", 2), ("双河小吃店", "09", "双河镇新街", 2),
)  # fmt: skip
_HELPS = {0: "11111", 1: "1111", 2: "112", 3: "1211", 4: "11111"}
"""Of each project that opened, what came of the five helps in their order."""
_FEES = (("tuition", 300), ("books", 40), ("exam", 60), ("paper", 10))
_MONTHLY = (date(2009, 6, 15), date(2009, 7, 15), date(2009, 8, 15), date(2009, 9, 15))


def tell(year: Year) -> Tale:
    """Tell the year of 创业指导."""
    yield date(2009, 3, 10)
    experts = [
        year.add(startup.EXPERT, name=year.name(), unit=unit, post=post, field=field, phone=year.phone(), valid_until=date(2010, 12, 31))
        for unit, post, field in (
            ("安和县工商业联合会", "副会长", "2"), ("安和县农业技术推广站", "高级农艺师", "5"), ("安平市财经学校", "讲师", "3"),
        )
    ]  # fmt: skip
    yield date(2009, 4, 27)
    owners = (year.trained[1:6] + year.folk)[:5] + year.folk[22:24]
    klass = year.add(
        startup.CLASS, name="2009 年第一期创业培训班", mode="2", place="安和县职业技能培训中心", teacher=year.name(), capacity=20, hours=80,
        starts=date(2009, 4, 20), ends=date(2009, 4, 30),
    )  # fmt: skip
    year.move(startup.CLASS, klass, "已开班", on=date(2009, 4, 20))
    yield date(2009, 5, 4)
    year.move(startup.CLASS, klass, "已结业", on=date(2009, 4, 30))
    _trainees(year, klass, [*owners, *year.folk[12:16]])
    projects = _projects(year, owners)
    year.tell(_loans(year, owners, projects))
    for day, expert, project, topic, result in (
        (date(2009, 5, 18), 0, 0, "选址和定价", "确定在城关镇开业"), (date(2009, 6, 9), 1, 3, "雏鸡防疫", "制定了免疫程序"), (date(2009, 7, 14), 2, 4, "记账和纳税", "建立了账簿"),
        (date(2009, 9, 10), 0, 1, "销售渠道", "与三家饭店签约"),
    ):  # fmt: skip
        yield day
        year.add(
            startup.SERVICE, expert=experts[expert], project=projects[project], means="2", served=1, hours=3, topic=topic, result=result
        )  # fmt: skip


def _trainees(year: Year, klass: bytes, persons: list[PersonRow]) -> None:
    """Waive the four fees: tuition and books are paid, the examining office does not take the other two."""
    fees = [
        {f"{name}_{what}_fen": yuan * YUAN for name, yuan in part for what in ("due", "waived")}
        for part in (_FEES[:2], _FEES[2:])
    ]
    bearers: tuple[dict[str, Any], ...] = (
        {"source": year.known["subsidy"]},
        {"borne_by": "安和县职业技能鉴定站免收（安人社〔2009〕17号）"},
    )
    for at, person in enumerate(persons):
        through = at != len(persons) - 1
        year.add(
            startup.TRAINEE, class_id=klass, person=person.id, outcome="1" if through else "2", certificate=f"CY2009{at + 1:04d}" if through else None
        )  # fmt: skip
        for bearer, part in zip(bearers, fees, strict=True):
            waiver = year.add(startup.WAIVER, class_id=klass, person=person.id, **bearer, **part)
            if at < len(persons) - 2:
                year.move(startup.WAIVER, waiver, tables.SIGNED)


def _projects(year: Year, owners: list[PersonRow]) -> list[bytes]:
    """Let five of seven open, one of them succeed and one stop; the last two are being prepared."""
    projects = []
    for at, (person, (name, industry, place, jobs)) in enumerate(zip(owners, _PROJECTS, strict=True)):
        row = year.add(
            startup.PROJECT, person=person.id, name=name, industry=industry, region=sample.COUNTY, place=place, own_fen=(12 + 3 * at) * 1000 * YUAN,
            planned_jobs=jobs,
        )  # fmt: skip
        projects.append(row)
        year.known[f"project{at}"] = row
        if at in _HELPS:
            year.tell(_opens(year, at, person, row))
    return projects


def _opens(year: Year, at: int, person: PersonRow, row: bytes) -> Tale:
    yield date(2009, 5, 11 + at)
    for item, outcome in enumerate(_HELPS[at], 1):
        year.add(
            startup.HELP, project=row, item=str(item), by_whom="陆小满", outcome=outcome,
            result=("在培训中心实训车间实习", "由专家评议选定", "工商税务一次办结", "享受小额担保贷款", "工会组织开业宣传")[item - 1],
        )  # fmt: skip
    yield date(2009, 5, 22)
    year.move(startup.PROJECT, row, tables.TRADING, licence=f"51990160{at + 1:07d}")
    yield date(2009, 6, 12)
    workers = year.folk[16 + at : 18 + at]
    year.add_many(
        startup.JOB, [
            {"project": row, "person": one.id, "post": "店员", "contract_months": 12, "wage_fen": 800 * YUAN} for one in workers if one.id != person.id
        ],
    )  # fmt: skip
    if at in {0, 4}:
        year.add(
            startup.LEADER, person=person.id, project=row, named_by="安和县总工会", promised=_PROJECTS[at][3], support="帮助办证、介绍业务"
        )  # fmt: skip
    yield date(2009, 9, 4)
    if at == 0:
        year.move(startup.PROJECT, row, tables.SUCCEEDED)
    if at == 3:
        year.move(startup.PROJECT, row, tables.STOPPED)


# --- loans ---------------------------------------------------------------------------------------------------------


def _loans(year: Year, owners: list[PersonRow], projects: list[bytes]) -> Tale:
    """Lend: one repaid as planned, one by the union itself, one overdue, one compensated, one with its interest paid; two are on the way, one refused."""
    yield date(2009, 5, 5)
    guarantee = {"guarantee": "1", "guarantor": "安和县小额贷款担保中心", "guarantor_phone": year.phone()}
    bank = {"bank": "安和县农村信用合作联社"}
    asked: list[dict[str, Any]] = [
        {"kind": "2", "amount_fen": 40_000 * YUAN, "months": 24, "rate": "5.40", "way": "1", **guarantee, **bank},
        {"kind": "1", "amount_fen": 20_000 * YUAN, "months": 12, "rate": "0", "way": "1", "guarantee": "2", "guarantor": year.name(), "source": year.known["loans"]},
        {"kind": "2", "amount_fen": 50_000 * YUAN, "months": 24, "rate": "7.02", "way": "2", **guarantee, **bank},
        {"kind": "2", "amount_fen": 24_000 * YUAN, "months": 12, "rate": "7.02", "way": "1", **guarantee, **bank},
        {"kind": "3", "amount_fen": 30_000 * YUAN, "months": 12, "rate": "5.31", "way": "2", "guarantee": "5", **bank},
    ]  # fmt: skip
    rows = [
        year.add(loans.LOAN, person=owners[at].id, project=projects[at], **values) for at, values in enumerate(asked)
    ]
    for day, state in (
        (date(2009, 5, 7), tables.FIRST), (date(2009, 5, 11), tables.SECOND), (date(2009, 5, 13), tables.GUARANTEED), (date(2009, 5, 15), tables.LENT),
    ):  # fmt: skip
        yield day
        with year.head():
            for row, values in zip(rows, asked, strict=True):
                if state != tables.GUARANTEED or values["kind"] == "2":
                    year.move(loans.LOAN, row, state)
    for at, day in enumerate(_MONTHLY):
        yield day
        for number, row in enumerate(rows):
            if (number == 2 and at > 1) or number == 3:
                continue
            loan = records.get(year.desk, "loan", row)
            year.add(
                loans.PAYMENT,
                loan=row,
                kind=tables.REPAID,
                slip=f"还{at + 1:02d}{number + 1:02d}",
                **loans.next_due(year.desk, loan),
            )
        loans.lapse(year.desk)
    yield date(2009, 9, 16)
    year.add(
        loans.SUBSIDY, loan=rows[4], starts=date(2009, 5, 15), ends=date(2009, 9, 14), amount_fen=531 * YUAN, source=year.known["loans"], paid_to="安和县农村信用合作联社"
    )  # fmt: skip
    with year.head():
        year.add(
            loans.COMPENSATION, loan=rows[3], principal_fen=24_000 * YUAN, interest_fen=560 * YUAN, payer="安和县小额贷款担保中心", slip="代偿2009-01",
            borne_by="小额贷款担保基金（安财金〔2009〕6号）",
        )  # fmt: skip
    yield date(2009, 9, 22)
    year.add(loans.PAYMENT, loan=rows[3], kind=tables.RECOVERED, principal_fen=3_000 * YUAN, slip="追偿2009-01")
    waiting = [
        year.add(loans.LOAN, person=owners[at].id, project=projects[at], kind="2", amount_fen=30_000 * YUAN, months=12, rate="5.31", way="1", **guarantee, **bank)
        for at in (5, 6)
    ]  # fmt: skip
    yield date(2009, 9, 24)
    with year.head():
        year.move(loans.LOAN, waiting[0], tables.FIRST)
        year.move(loans.LOAN, waiting[1], tables.REFUSED, reason="项目还没有落实场地")
    yield date(2009, 9, 25)
    year.add(
        loans.LOAN,
        person=owners[6].id,
        project=projects[6],
        kind="1",
        source=year.known["loans"],
        amount_fen=10_000 * YUAN,
        months=12,
        rate="0",
        way="1",
        guarantee="2",
        guarantor=year.name(),
    )
