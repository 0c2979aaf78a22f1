"""What can be counted of 生活帮扶 and 资金; see `db/tables/indicator.py`. A record belongs to the county of the PC that entered it.

Goods are valued in a line of their own (`goods_value_fen`); no form adds it to money.
"""

from db.tables.indicator import Indicator, of_fact, of_register
from db.tables.payment import Payment
from db.tables.payments import moved, spent, went
from db.tables.records import RECOVERED


def _whole(column: str) -> str:
    """Give the last day that an old file's date may mean: of some only the month or the year is known."""
    return f"CASE length(x.{column}) WHEN 10 THEN x.{column} WHEN 7 THEN date(x.{column} || '-01', '+1 month', '-1 day') WHEN 4 THEN x.{column} || '-12-31' END"


_ON_FILE, _OFF_FILE, _HEADS = _whole("filed_on"), _whole("closed_on"), "max(1, coalesce(x.members, 1))"


def _times_on_file(person: str, n: str, where: str, day: str, state: str = "") -> str:
    """Give the events of all times that households were on file: as they stand, and those that ended before one was put on file again.

    `state` is a condition on how such a time ended, with `{0}` for its column.
    """
    here = f"EXISTS (SELECT 1 FROM hardship_file f WHERE f.id = x.file AND f._incomplete <> 2) AND {where}"
    now, earlier = (f" AND {state.format(column)}" if state else "" for column in ("x.status", "x.ended"))
    return f"""{of_register("hardship_file", person, n, where + now, day)}
        UNION ALL {of_fact("hardship_earlier", person, n, here + earlier, day, "x.file")}"""


def _file(day: str) -> str:
    return _times_on_file("x.person", "1", f"length(x.{day}) = 10", f"x.{day}")


_RECOVERED, _STRUCK = f"{{0}} = '{RECOVERED}'", f"{{0}} <> '{RECOVERED}'"


def _files(key: str, label: str, state: str, day: str) -> tuple[Indicator, Indicator]:
    """Declare how many households, and how many heads in them, came on file or left it."""

    def counted(n: str) -> str:
        return _times_on_file("NULL", n, f"({day}) IS NOT NULL AND ({_ON_FILE}) IS NOT NULL", day, state)

    return (
        Indicator(
            f"hardship_files{key}",
            f"困难职工档案{label}",
            "pieces",
            "hardship_file",
            counted("1"),
            "户",
            named=False,
            page="relief",
        ),
        Indicator(
            f"hardship_heads{key}",
            f"困难职工家庭人口{label}",
            "persons",
            "hardship_file",
            counted(_HEADS),
            named=False,
            page="relief",
        ),
    )


def _paid(n: str, kind: str) -> str:
    return of_fact("relief_pay", "x.person", n, f"x.kind = '{kind}'")


def _pupils() -> str:
    return of_fact(
        "relief_pay",
        "coalesce((SELECT m.person FROM hardship_member m WHERE m.id = x.pupil), x.pupil)",
        "1",
        "x.kind = '3'",
    )


def _raised(kinds: str) -> str:
    return of_fact(
        "fund_receipt",
        "NULL",
        "x.amount_fen",
        f"EXISTS (SELECT 1 FROM fund_source s WHERE s.id = x.source AND s.kind IN ({kinds}))",
    )


_ONLY_LOANS = "s.uses = '[\"2\"]'"
"""A source whose money may be lent and nothing else: a loan fund. What may be spent for several uses is told apart only when it is spent."""


def _lendable(giver: str) -> str:
    return of_fact(
        "fund_receipt",
        "NULL",
        "x.amount_fen",
        f"EXISTS (SELECT 1 FROM fund_source s WHERE s.id = x.source AND {_ONLY_LOANS} AND {giver})",
    )


_UNION_OF = "(s.kind = '3' AND s.level = '{0}')"
_OTHERS = " AND ".join(f"NOT coalesce({_UNION_OF.format(level)}, 0)" for level in ("2", "3", "4"))
_TAGS = "SELECT a.id FROM activity_tag a WHERE a.kind = '4' AND a._incomplete <> 2"
_CARE = f"{_TAGS} AND instr(a.name || '、' || coalesce(a.aliases, ''), '关爱农民工行动') > 0"


def campaign_payments(tags: str) -> str:
    """Give the events of what was spent for one of these campaigns (what stands behind IN): by the spending's own word, or all that a source given for it alone paid; each payment once."""

    def paid(one: Payment) -> str:
        given = f"EXISTS (SELECT 1 FROM fund_source s WHERE s.id = {one.source} AND s.campaign IN ({tags}))"
        return (
            f"(x.campaign IN ({tags}) OR (x.campaign IS NULL AND {given}))" if one.table == "fund_spending" else given
        )

    return went(paid)


INDICATORS: tuple[Indicator, ...] = (
    Indicator("hardship_filed", "新建困难职工档案", "persons", "hardship_file", _file("filed_on"), page="relief"),
    Indicator("hardship_closed", "脱困、撤档", "persons", "hardship_file", _file("closed_on"), page="relief"),
    *_files("", "建档", "", _ON_FILE),
    *_files("_recovered", "脱困", _RECOVERED, _OFF_FILE),
    *_files("_closed", "撤档", _STRUCK, _OFF_FILE),
    Indicator("living_relief", "生活救助", "times", "relief_pay", _paid("1", "1"), page="person"),
    Indicator("living_relief_fen", "生活救助发放额", "amount", "relief_pay", _paid("x.amount_fen", "1"), page="person"),
    Indicator("medical_relief", "医疗救助", "times", "relief_pay", _paid("1", "2"), page="person"),
    Indicator("medical_relief_fen", "医疗救助发放额", "amount", "relief_pay", _paid("x.amount_fen", "2"), page="person"),
    Indicator("tuition_relief", "子女助学", "times", "relief_pay", _pupils(), page="relief"),
    Indicator("tuition_relief_fen", "子女助学发放额", "amount", "relief_pay", _paid("x.amount_fen", "3"), page="person"),
    Indicator("festive_relief", "节日慰问", "times", "relief_pay", _paid("1", "4"), page="person"),
    Indicator("festive_relief_fen", "节日慰问发放额", "amount", "relief_pay", _paid("x.amount_fen", "4"), page="person"),
    Indicator("goods_value_fen", "实物捐赠估值", "amount", "goods_batch", of_fact("goods_batch", "NULL", "x.value_fen", "x.value_fen IS NOT NULL"), named=False, page="relief"),
    Indicator("raised_central_fen", "中央财政帮扶资金到账", "amount", "fund_receipt", _raised("'1'"), named=False, page="funds"),
    Indicator("raised_local_fen", "地方财政和政府补贴到账", "amount", "fund_receipt", _raised("'2', '5'"), named=False, page="funds"),
    Indicator("raised_subsidy_fen", "其中政府补贴到账", "amount", "fund_receipt", _raised("'5'"), named=False, page="funds"),
    Indicator("raised_union_fen", "工会经费到账", "amount", "fund_receipt", _raised("'3'"), named=False, page="funds"),
    Indicator("raised_donated_fen", "社会募集到账", "amount", "fund_receipt", _raised("'4'"), named=False, page="funds"),
    Indicator("spent_training_fen", "培训支出", "amount", "fund_spending", spent("'3'"), named=False, page="funds"),
    Indicator("spent_bases_fen", "培训基地建设支出", "amount", "fund_spending", spent("'8'"), named=False, page="funds"),
    Indicator("spent_campaigns_fen", "联合活动支出", "amount", "fund_spending", campaign_payments(_TAGS), named=False, page="funds"),
    Indicator("spent_care_fen", "关爱农民工行动支出", "amount", "fund_spending", campaign_payments(_CARE), named=False, page="funds"),
    *(
        Indicator(f"loan_fund_{name}_fen", f"贷款资金到账：{label}", "amount", "fund_receipt", _lendable(_UNION_OF.format(level)), named=False, page="funds")
        for name, label, level in (("province", "省总出资", "2"), ("city", "市总出资", "3"), ("county", "县总出资", "4"))
    ),
    Indicator("loan_fund_other_fen", "贷款资金到账：财政和其他出资", "amount", "fund_receipt", _lendable(_OTHERS), named=False, page="funds"),
    Indicator("spent_loans_fen", "小额贷款、贴息、代偿支出", "amount", "fund_spending", spent("'2'"), named=False, page="funds"),
    Indicator("spent_other_fen", "其他支出", "amount", "fund_spending", spent("'9'"), named=False, page="funds"),
    Indicator("fund_back_fen", "收回（还款、追回）", "amount", "loan_payment", moved("back"), named=False, page="funds"),
    Indicator("spent_jobs_fen", "职业介绍支出", "amount", "fund_spending", spent("'5'"), named=False, page="funds"),
    Indicator("spent_relief_fen", "生活帮扶和维权支出", "amount", "fund_spending", spent("'1', '4', '6', '7'"), named=False, page="funds"),
)  # fmt: skip
