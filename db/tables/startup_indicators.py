"""What can be counted of 创业指导; see `db/tables/indicator.py`. Who leads, who was led into work, and who was trained are three figures.

What was lent, repaid, compensated and paid as interest subsidy are four figures of money; the subsidy is never part of the principal.
"""

from db.tables.identities import LAID_OFF, RETURNED, held
from db.tables.indicator import Indicator, narrowed, of_fact, of_first, of_register, stands
from db.tables.startup import SETTLED, WRITTEN_OFF

_OUT = "x.lent_on IS NOT NULL"
_LED = "x.person <> coalesce((SELECT p.person FROM startup_project p WHERE p.id = x.project), x'')"
_PRINCIPAL = "coalesce(x.principal_fen, 0)"
_FINANCED = f"{_LED} AND EXISTS (SELECT 1 FROM loan l WHERE l.project = x.project AND l._incomplete <> 2 AND l.lent_on <= x.day)"
_SUCCEEDED = Indicator("startup_succeeded", "创业成功", "persons", "startup_project",
                       of_register("startup_project", "x.person", "1", "x.succeeded_on IS NOT NULL", "x.succeeded_on"), page="person")  # fmt: skip
_LENT = Indicator(
    "loan_fen",
    "小额贷款放款额",
    "amount",
    "loan",
    of_register("loan", "x.person", "x.approved_fen", _OUT, "x.lent_on"),
    page="person",
)
_SUBSIDISED = (
    f"EXISTS (SELECT 1 FROM loan l WHERE l.id = w.id AND l.kind = '3') AND {held(LAID_OFF, 'w.person', 'w.day')}"
)


def _sum(table: str, where: str = "1") -> str:
    return f"coalesce((SELECT sum(s.principal_fen) FROM {table} s WHERE s.loan = x.id AND {where} AND {stands(table, 's')}), 0)"


_OVERDUE = f"""SELECT x.id, x.person, j.value ->> 'day' AS day, {of_first("loan")} AS county, j.value ->> '{{0}}' AS n
    FROM json_each(:loans_overdue) j JOIN loan x ON x.id = unhex(j.value ->> 'id') WHERE j.value ->> '{{0}}' <> 0"""
"""By how much more or less is overdue from a day on (db/overdue_loans.py); up to a day they come to what is overdue then."""
_COMPENSATED, _BACK = _sum("loan_compensation"), _sum("loan_payment", "s.kind = '2'")
_ENDED = f"{_OUT} AND x.status IN ('{SETTLED}', '{WRITTEN_OFF}')"
INDICATORS: tuple[Indicator, ...] = (
    Indicator("startup_classes", "创业培训班", "pieces", "startup_class",
              of_register("startup_class", "NULL", "1", "x.status IN ('已开班', '已结业')", "x.starts"), "期", named=False, page="startup"),
    Indicator("startup_trained", "创业培训（结业）", "persons", "startup_trainee", of_fact("startup_trainee", "x.person", "1", "x.outcome = '1'"), page="person"),
    Indicator("startup_opened", "创业项目开业", "persons", "startup_project",
              of_register("startup_project", "x.person", "1", "x.opened_on IS NOT NULL", "x.opened_on"), page="person"),
    _SUCCEEDED,
    narrowed(_SUCCEEDED, "startup_succeeded_returned", "返乡、失业农民工创业成功", held(RETURNED, "w.person", "w.day")),
    Indicator("startup_leaders", "创业带头人", "persons", "startup_leader", of_register("startup_leader", "x.person", "1"), page="person"),
    Indicator("startup_jobs", "创业带动就业（实名）", "persons", "startup_job", of_fact("startup_job", "x.person", "1", _LED), page="person"),
    Indicator("fee_waived", "享受四免", "persons", "fee_waiver", of_register("fee_waiver", "x.person", "1", "x.status = '已签领'", "x.signed_on"), page="person"),
    Indicator("fee_waived_fen", "四免免除额", "amount", "fee_waiver",
              of_register("fee_waiver", "x.person", "x.total_fen", "x.status = '已签领'", "x.signed_on"), page="person"),
    Indicator("helps_done", "五项帮助办成", "pieces", "startup_help", of_fact("startup_help", "NULL", "1", "x.outcome = '1'"), "项", named=False, page="startup"),
    Indicator("expert_services", "创业专家服务", "times", "expert_service",
              of_fact("expert_service", "NULL", "coalesce(x.served, 1)"), named=False, page="startup"),
    Indicator("loan_persons", "小额贷款人数", "persons", "loan", of_register("loan", "x.person", "1", _OUT, "x.lent_on"), page="person"),
    Indicator("loans", "小额贷款笔数", "pieces", "loan", of_register("loan", "x.person", "1", _OUT, "x.lent_on"), "笔", page="person"),
    _LENT,
    narrowed(_LENT, "loan_subsidised_fen", "下岗失业人员贴息贷款放款额", _SUBSIDISED),
    Indicator("loan_jobs", "贷款项目带动就业（实名）", "persons", "startup_job", of_fact("startup_job", "x.person", "1", _FINANCED), page="person"),
    Indicator("loans_settled", "小额贷款结清、核销", "pieces", "loan", of_register("loan", "x.person", "1", _ENDED, "x.status_on"), "笔", page="person"),
    Indicator("loan_repaid_fen", "小额贷款收回本金", "amount", "loan_payment",
              of_fact("loan_payment", "x.person", _PRINCIPAL, "x.kind = '1'"), page="person"),
    Indicator("loan_compensated_fen", "小额贷款代偿本金", "amount", "loan_compensation", of_fact("loan_compensation", "x.person", _PRINCIPAL), page="person"),
    Indicator("loan_recovered_fen", "代偿后追回本金", "amount", "loan_payment",
              of_fact("loan_payment", "x.person", _PRINCIPAL, "x.kind = '2'"), page="person"),
    Indicator("loan_written_off_fen", "代偿后核销本金", "amount", "loan", of_register(
        "loan", "x.person", f"{_COMPENSATED} - {_BACK}", f"{_OUT} AND x.status = '{WRITTEN_OFF}'", "x.status_on"), page="person"),
    Indicator("loans_overdue", "小额贷款逾期笔数增减", "pieces", "loan", _OVERDUE.format("loans"), "笔", page="person"),
    Indicator("loan_overdue_fen", "小额贷款逾期本息增减", "amount", "loan", _OVERDUE.format("fen"), page="person"),
    Indicator("loan_interest_fen", "小额贷款贴息", "amount", "loan_subsidy", of_fact("loan_subsidy", "x.person", "x.amount_fen"), page="person"),
)  # fmt: skip
