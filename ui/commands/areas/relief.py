"""生活帮扶 and 资金 of the sample year: households on file, relief of each kind approved by two persons, goods; where the money came from and went."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from db import funds, goods, records, relief, relief_grants
from db.people import PersonRow
from db.tables import records as files
from db.tables import relief as tables
from rules import codes
from rules import relief as rules
from ui.commands.areas.year import YUAN, Tale, Year

_HOUSEHOLDS = (
    ("1", "01", "07", 3, 5200, "配偶长期患病，一子读书"), ("2", "06", "09", 4, 9800, "两个孩子上学，收入低"), ("3", "07", None, 3, 8600, "房屋受灾"),
    ("1", "02", "10", 2, 4400, "本人肢体残疾"), ("9", "03", "09", 3, 9000, "夫妻下岗"),
)  # fmt: skip
_SCHOOLS = {"3": "安和县第一中学", "6": "示例师范学院"}


def tell(year: Year) -> Tale:
    """Tell the year of 生活帮扶."""
    yield date(2009, 3, 6)
    _sources(year)
    for kind, yuan in (("1", 2000), ("2", 5000), ("3", 3000), ("4", 600)):
        year.add(
            relief.LIMIT, kind=kind, most_fen=yuan * YUAN, valid_from=date(2009, 1, 1), document="安工帮〔2009〕2号", document_on=date(2009, 1, 15)
        )  # fmt: skip
    year.tell(_goods(year))
    year.tell(_waiting(year))
    yield date(2009, 3, 9)
    heads = [year.folk[12 + at] for at in range(len(_HOUSEHOLDS))]
    rows = [_asks(year, one, at) for at, one in enumerate(heads)]
    for row, household in zip(rows, _HOUSEHOLDS, strict=True):
        year.tell(_judged(year, row, household[-1]))
    yield date(2009, 4, 1)
    members = {row: records.by_column(year.desk, "hardship_member", file=row) for row in rows}
    _grant(year, heads[0], rules.LIVING, 800, "central", reason="冬春生活困难")
    _grant(year, heads[3], rules.LIVING, 1000, "central", reason="没有劳动收入")
    _approve_and_pay(year)
    yield date(2009, 5, 21)
    _grant(
        year,
        heads[0],
        rules.MEDICAL,
        2600,
        "central",
        self_paid_fen=6400 * YUAN,
        again="住院费用高，第一次为生活救助",
        reason="配偶住院",
    )
    _grant(year, heads[2], rules.MEDICAL, 1500, "union", self_paid_fen=3100 * YUAN, reason="慢性病用药")
    _approve_and_pay(year, way="2")
    yield date(2009, 8, 20)
    for at, pupil in ((1, members[rows[1]][-1]), (4, members[rows[4]][-1])):
        _grant(
            year, heads[at], rules.TUITION, 2000 if at == 1 else 1500, "donated", pupil=pupil.id, guardian=heads[at].name, consent=True,
            admitted=2009, reason="秋季入学",
        )  # fmt: skip
    _approve_and_pay(year, way="3")
    yield date(2009, 9, 16)
    for person in (year.trained[0], year.trained[1], heads[1], heads[4]):
        _grant(year, person, rules.FESTIVE, 300, "union", occasion="国庆中秋")
    _approve_and_pay(year)
    yield date(2009, 9, 24)
    _post_settlement(year)
    year.move(relief.FILE, rows[4], files.RECOVERED, closing="夫妻二人均已就业，月人均收入超过低保标准")
    _grant(
        year, heads[3], rules.MEDICAL, 1200, "central", self_paid_fen=2900 * YUAN, again="新的住院费用", reason="住院"
    )
    with_source = records.page(year.desk, "relief_grant", relief_grants.to_approve(year.desk))[0]
    year.move(relief_grants.GRANT, with_source.id, tables.APPROVED)
    yield date(2009, 9, 25)
    _grant(year, heads[2], rules.LIVING, 600, "central", again="秋季生活困难", reason="秋收减产")


# --- households ----------------------------------------------------------------------------------------------------


def _asks(year: Year, head: PersonRow, at: int) -> bytes:
    """Take an application with the members of the household."""
    kind, cause, second, members, income, _why = _HOUSEHOLDS[at]
    file = year.add(
        relief.FILE, person=head.id, kind=kind, main_cause=cause, second_cause=second, members=members, annual_income_fen=income * YUAN,
        rigid_fen=1200 * YUAN, address=f"柳溪镇第{3 + at}村", phone=head.phone, insurance="3", housing="6", housing_area=70 + 5 * at, hukou="1",
        unit_state="5", self_help="3" if at in {0, 3} else "1", health="62" if at == 3 else "10", enclosures="户口簿、收入证明、诊断证明",
    )  # fmt: skip
    wife = head.sex != "2"
    year.add(
        relief.MEMBER,
        file=file,
        name=year.name(sex="女" if wife else "男"),
        relation="12" if wife else "11",
        health="31" if at == 0 else "10",
    )
    for child in range(members - 2):
        sex = year.rng.choice("男女")
        born = date(1991 + child * 3, 4 + at, 11) if at == 1 and child == 0 else date(1993 + child, 2 + at, 6)
        stage = "6" if born.year < 1992 else "3"
        year.add(
            relief.MEMBER, file=file, name=year.name(head.name[0], sex), relation="20" if sex == "男" else "30", doc_no=year.number(born, sex), health="10",
            stage=stage, school=_SCHOOLS[stage],
        )  # fmt: skip
    return file


def _judged(year: Year, file: bytes, why: str) -> Tale:
    """Lead a file from the visit to its approval by two persons."""
    yield date(2009, 3, 12)
    year.move(relief.FILE, file, files.VISITED, visited_by="陆小满、柳溪镇工会干部", finding=f"情况属实：{why}")
    yield date(2009, 3, 16)
    year.move(relief.FILE, file, files.JUDGED, judgement="七人评议，一致同意")
    yield date(2009, 3, 17)
    year.move(relief.FILE, file, files.SHOWN, shown_from=date(2009, 3, 17), shown_until=date(2009, 3, 23))
    yield date(2009, 3, 25)
    year.move(relief.FILE, file, files.BEFORE_HEAD)
    yield date(2009, 3, 27)
    year.move(relief.FILE, file, files.ON_FILE, opinion="同意建档")


def _waiting(year: Year) -> Tale:
    """Take three more applications late in the year: one was put up and nobody objected, one was visited, one has just come."""
    yield date(2009, 9, 7)
    one, other, last = (
        {"person": year.folk[at].id, "kind": "5", "main_cause": "11", "members": 3, "annual_income_fen": 8000 * YUAN, "address": f"石桥镇第{at}村"}
        for at in (5, 18, 19)
    )  # fmt: skip
    shown = year.add(relief.FILE, **one)
    yield date(2009, 9, 10)
    year.move(relief.FILE, shown, files.VISITED, visited_by="陆小满", finding="返乡后没有工作")
    yield date(2009, 9, 14)
    year.move(relief.FILE, shown, files.JUDGED, judgement="同意公示")
    yield date(2009, 9, 15)
    year.move(relief.FILE, shown, files.SHOWN, shown_from=date(2009, 9, 15), shown_until=date(2009, 9, 21))
    seen = year.add(relief.FILE, **other)
    yield date(2009, 9, 23)
    year.move(relief.FILE, seen, files.VISITED, visited_by="陆小满", finding="家中三口，一人务农")
    yield date(2009, 9, 25)
    year.add(relief.FILE, **last)


# --- relief --------------------------------------------------------------------------------------------------------


def _grant(year: Year, person: PersonRow, kind: str, yuan: int, source: str, **more: Any) -> None:
    """Apply for relief; whoever had some this year says why there should be more."""
    if relief_grants.received(year.desk, person.id, 2009) or relief_grants.asked_for(year.desk, person.id, 2009):
        more = {"again": "前次救助项目不同，困难没有缓解", **more}
    year.add(
        relief_grants.GRANT, person=person.id, kind=kind, amount_fen=yuan * YUAN, source=year.known[source], standard="安工帮〔2009〕2号", **more
    )  # fmt: skip


def _approve_and_pay(year: Year, way: str = "1") -> None:
    """Let two persons approve what waits, and pay it four days later."""
    granted = relief_grants.approve_all(year.desk, year.second)

    def pay() -> None:
        for row in granted:
            grant = records.get(year.desk, "relief_grant", row)
            pupil = records.get(year.desk, "hardship_member", grant["pupil"]) if grant["pupil"] else None
            minor = pupil is not None and relief_grants.is_minor(pupil, year.desk.today)
            signer = relief_grants.GUARDIAN if minor else relief_grants.SELF
            relief_grants.pay(
                year.desk, {"grant": row, "way": way, "signer": signer, "voucher_no": f"救助{grant['number'][-4:]}"}
            )

    year.at(year.desk.today + timedelta(days=4), pay)


# --- goods ---------------------------------------------------------------------------------------------------------


def _goods(year: Year) -> Tale:
    yield date(2009, 3, 19)
    rice = _batch(year, "2", "大米 10 公斤装", "安和县青杠食品加工厂", 60, "袋", 2400, expires=date(2010, 3, 1))
    old = _batch(
        year, "1", "感冒清热颗粒", "安和县康和大药房", 120, "盒", 1440, lot="080715", expires=date(2009, 7, 14)
    )
    quilts = _batch(year, "3", "棉被 1.5 米", "安和县工商业联合会", 40, "床", 3200)
    yield date(2009, 4, 3)
    for person in year.folk[12:17]:
        _give(year, rice, person, 2)
        _give(year, quilts, person, 1)
    _give(year, old, year.folk[12], 3)
    yield date(2009, 7, 17)
    year.add(goods.DESTROYED, batch=old, quantity=117, reason="药品过期", witness="沈书宁")
    yield date(2009, 8, 6)
    near = _batch(
        year, "1", "复方丹参片", "安和县康和大药房", 80, "瓶", 1600, lot="0711203", expires=date(2009, 11, 10)
    )
    _batch(year, "1", "复方丹参片", "安和县康和大药房", 100, "瓶", 2000, lot="0902117", expires=date(2011, 1, 20))
    bags = _batch(year, "4", "书包文具套装", "安和县云帆制衣厂", 50, "套", 2500)
    yield date(2009, 8, 27)
    for person in (year.folk[13], year.folk[16]):
        _give(year, bags, person, 1)
    _give(year, near, year.folk[12], 2)
    yield date(2009, 9, 25)
    for person in year.trained[:2]:
        _give(year, rice, person, 1)


def _batch(year: Year, kind: str, item: str, donor: str, quantity: int, unit: str, yuan: int, **more: Any) -> bytes:
    return year.add(
        goods.BATCH, kind=kind, item=item, donor=donor, quantity=quantity, unit=unit, value_fen=yuan * YUAN, basis="捐赠清单标价", place="帮扶中心库房",
        **more,
    )  # fmt: skip


def _give(year: Year, batch: bytes, person: PersonRow, quantity: int) -> None:
    year.add(goods.OUT, batch=batch, person=person.id, quantity=quantity, signer=relief_grants.SELF)


# --- money ---------------------------------------------------------------------------------------------------------


def _sources(year: Year) -> None:
    """Enter where money comes from and for what it may be spent, what came in and what is budgeted; spend some beside relief and vouchers."""
    for key, name, kind, level, giver, document, uses, receipts in (
        ("central", "2009 年中央财政帮扶资金", "1", "1", "中央财政", "示财社〔2009〕21号", ["1", "4", "7"], ((date(2009, 3, 6), 120_000), (date(2009, 7, 8), 80_000))),
        ("subsidy", "农民工技能培训政府补贴", "5", "4", "安和县财政局", "安财社〔2009〕14号", ["3"], ((date(2009, 4, 10), 100_000), (date(2009, 8, 12), 80_000))),
        ("union", "工会经费", "3", "4", "安和县总工会", "安工发〔2009〕5号", None, ((date(2009, 3, 6), 60_000), (date(2009, 6, 15), 40_000))),
        ("donated", "金秋助学社会募集", "4", "4", "县内企业和职工", "安工发〔2009〕19号", ["4"], ((date(2009, 8, 10), 36_500),)),
        ("loans", "小额借款周转金", "2", "3", "安平市财政局", "安平财〔2009〕33号", ["2"], ((date(2009, 4, 22), 100_000),)),
    ):  # fmt: skip
        row = year.add(funds.SOURCE, name=name, kind=kind, level=level, giver=giver, document=document, uses=uses)
        year.known[key] = row
        for at, (day, yuan) in enumerate(receipts, 1):
            values = {
                "source": row,
                "amount_fen": yuan * YUAN,
                "voucher_no": f"收{document[:2]}{at:03d}",
                "payer": giver,
            }
            year.at(day, partial(year.add, funds.RECEIPT, **values))
    for source, use, yuan in (
        ("central", "1", 150_000),
        ("subsidy", "3", 180_000),
        ("union", "5", 20_000),
        ("union", "6", 10_000),
    ):
        year.add(funds.BUDGET, source=year.known[source], purpose=use, year=2009, amount_fen=yuan * YUAN)
    for day, source, use, yuan, payee, matter in (
        (date(2009, 3, 26), "union", "5", 6_800, "安和县文化广场管理处", "春风行动招聘会场地和宣传"),
        (date(2009, 7, 10), "union", "6", 960, "安和县法律援助中心", "法律援助案件补贴"), (date(2009, 9, 11), "union", "5", 2_450, "示例市总工会", "跟踪回访外派人员"),
    ):  # fmt: skip
        spent = {
            "source": year.known[source], "purpose": use, "amount_fen": yuan * YUAN, "voucher_no": f"付{day:%m%d}{codes.label('fund_use', use)[:1]}",
            "payee": payee, "matter": matter, "approval_no": "安工资审〔2009〕号",
        }  # fmt: skip
        year.at(day, partial(year.add, funds.SPENDING, **spent))


def _post_settlement(year: Year) -> None:
    """Post what the settlement of vouchers came to; one base after the other."""
    for at, review in enumerate(funds.unposted(year.desk), 1):
        told = funds.from_settlement(year.desk, {"claim_review": review})
        year.add(
            funds.SPENDING, **{**told, "source": year.known["subsidy"], "claim_review": review, "voucher_no": f"结算{at:03d}", "approval_no": "安工资审〔2009〕21号"}
        )  # fmt: skip
