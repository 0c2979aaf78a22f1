"""What can be counted of 维权服务; see `db/tables/indicator.py`. Cases are counted as cases, claimants as persons, and never one for the other.

A case counts once, on the day on which it was accepted first: what is opened again is no second case. Each closing counts on its own day, also that
of a case opened again since, and the reopening on its: a month that was reported stays what it was (docs/decisions/0095).
"""

from db.tables.indicator import Indicator, of_fact, of_register, stands
from db.tables.rights import ADVANCED, CLOSED_STATES, PAID_BACK, TAKEN_STATES


def _among(states: tuple[str, ...]) -> str:
    return "(" + ", ".join(f"'{one}'" for one in states) + ")"


_TAKEN = f"x.status IN {_among(TAKEN_STATES)} AND x.accepted_on IS NOT NULL"
_CASE = f"SELECT 1 FROM rights_case r WHERE r.id = x.case_id AND r._incomplete <> 2 AND r.status IN {_among(TAKEN_STATES)} AND r.accepted_on IS NOT NULL"
_ONCE = "x.n = (SELECT min(o.n) FROM rights_claimant o WHERE o.case_id = x.case_id AND o.person = x.person AND o._incomplete <> 2)"
_CLAIMS = f"x.status = '申请中' AND EXISTS ({_CASE}) AND {_ONCE}"
_SINCE = "(SELECT max(r.accepted_on, x.day) FROM rights_case r WHERE r.id = x.case_id)"
_SIGNED = "x.status IN ('有效', '已到期', '已终止')"
_NEW_UNIT = """NOT EXISTS (SELECT 1 FROM joint_pledge o WHERE o.unit = x.unit AND o.n < x.n AND o._incomplete <> 2 AND substr(o.day, 1, 4) = substr(x.day, 1, 4))"""


def _contracts(n: str) -> str:
    """Give the events of contracts signed, those that were renewed since among them, each on the day of its signing."""
    here = "EXISTS (SELECT 1 FROM collective_contract k WHERE k.id = x.contract AND k._incomplete <> 2)"
    return f"""{of_register("collective_contract", "NULL", n, _SIGNED + " AND x.signed_on IS NOT NULL", "x.signed_on")}
        UNION ALL {of_fact("contract_earlier", "NULL", n, here, "x.signed_on", "x.contract")}"""


def _promise(code: str) -> str:
    return f"{_NEW_UNIT} AND EXISTS (SELECT 1 FROM json_each(x.promises) p WHERE json_valid(x.promises) AND p.value = '{code}')"


_ENDED = f"x.status IN {_among(CLOSED_STATES)} AND x.accepted_on IS NOT NULL"


def _reopenings(day: str) -> str:
    """Give the events of cases opened again, named by the case: on the day of that, or of the closing before it."""
    return of_fact("rights_reopening", "NULL", "1", f"EXISTS ({_CASE})", day, "x.case_id")


INDICATORS: tuple[Indicator, ...] = (
    Indicator("case_opened", "新受理维权案件", "pieces", "rights_case", of_register("rights_case", "NULL", "1", _TAKEN, "x.accepted_on"), "件", named=False, page="rights"),
    Indicator("case_closed", "维权结案", "pieces", "rights_case",
              f"{of_register('rights_case', 'NULL', '1', _ENDED, 'x.closed_on')} UNION ALL {_reopenings('x.closed_on')}", "件", named=False, page="rights"),
    Indicator("case_reopened", "重新办理维权案件", "pieces", "rights_case", _reopenings("x.day"), "件", named=False, page="rights"),
    Indicator("case_persons", "维权案件涉及职工", "persons", "rights_claimant", of_register("rights_claimant", "x.person", "1", _CLAIMS, _SINCE), page="person"),
    Indicator("rights_served", "维权服务", "times", "rights_claimant", of_register("rights_claimant", "x.person", "1", _CLAIMS, _SINCE), page="person"),
    Indicator("case_claimed_fen", "维权诉求金额", "amount", "rights_claimant",
              of_register("rights_claimant", "x.person", "coalesce(x.claimed_fen, 0)", _CLAIMS, _SINCE), page="person"),
    Indicator("case_recovered_fen", "维权追回金额", "amount", "rights_recovery", of_fact("rights_recovery", "x.person", "x.amount_fen"), page="person"),
    Indicator("rights_cost_fen", "维权费用", "amount", "rights_step", of_fact("rights_step", "NULL", "x.cost_fen", f"x.cost_fen > 0 AND x.kind NOT IN ('{ADVANCED}', '{PAID_BACK}')"), named=False, page="rights"),
    Indicator("legal_aided", "法律援助案件", "pieces", "rights_step", of_fact("rights_step", "NULL", "1", f"""x.kind = '9' AND x.n =
        (SELECT min(o.n) FROM rights_step o WHERE o.case_id = x.case_id AND o.kind = '9' AND {stands("rights_step", "o")})"""), "件", named=False, page="rights"),
    Indicator("pledges", "签订共同约定的企业", "pieces", "joint_pledge", of_register("joint_pledge", "NULL", "1", _NEW_UNIT), "家", named=False, page="rights"),
    Indicator("pledge_workers", "共同约定涉及职工", "persons", "joint_pledge",
              of_register("joint_pledge", "NULL", "coalesce(x.workers, 0)", _NEW_UNIT), named=False, page="rights"),
    *(
        Indicator(key, f"共同约定企业：承诺{label}", "pieces", "joint_pledge", of_register("joint_pledge", "NULL", "1", _promise(code)), "家", named=False, page="rights")
        for key, label, code in (
            ("pledge_no_layoff", "不裁员", "1"), ("pledge_few_layoffs", "少裁员", "2"), ("pledge_no_cut", "不减薪", "3"), ("pledge_small_cut", "少减薪", "4"),
            ("pledge_job_and_pay", "保岗保资", "5"), ("pledge_no_arrears", "不拖欠工资", "6"),
        )
    ),
    Indicator("contracts", "签订集体合同", "pieces", "collective_contract", _contracts("1"), "份", named=False, page="rights"),
    Indicator("contract_persons", "集体合同覆盖职工", "persons", "collective_contract", _contracts("coalesce(x.workers, 0)"), named=False, page="rights"),
)  # fmt: skip
