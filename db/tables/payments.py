"""All payments together: what the ledger of funds reads, and why the other amounts in the tables are no money of ours that moved."""

from collections.abc import Callable, Mapping

from db.tables import funds, network, relief, rights, startup
from db.tables.indicator import of_fact, of_register
from db.tables.payment import Flow, Payment

PAYMENTS: tuple[Payment, ...] = (
    *funds.PAYMENTS,
    *relief.PAYMENTS,
    *startup.PAYMENTS,
    *rights.PAYMENTS,
    *network.PAYMENTS,
)
_AREAS = (*funds.TABLES, *relief.TABLES, *startup.TABLES, *rights.TABLES, *network.TABLES)
_REGISTERS = frozenset(table.name for table in _AREAS if table.kind == "register")
_ITEM, _ASKED, _WAGE, _VOUCHER, _GOODS = (
    "a part of what is paid as a whole",
    "asked for, owed or allowed, not paid",
    "paid by an employer, or what somebody earns or owns",
    "paid by a posting that names the settlement",
    "an estimate of goods, never money",
)
UNMOVED: Mapping[str, str] = {
    **dict.fromkeys((
        "fee_waiver.tuition_due_fen", "fee_waiver.tuition_waived_fen", "fee_waiver.books_due_fen", "fee_waiver.books_waived_fen", "fee_waiver.exam_due_fen",
        "fee_waiver.exam_waived_fen", "fee_waiver.paper_due_fen", "fee_waiver.paper_waived_fen", "trainer_hours.rate_fen",
    ), _ITEM),
    **dict.fromkeys((
        "loan.amount_fen", "loan.cap_fen", "loan_rule.least_fen", "loan_rule.cap_fen", "published_loan_rule.least_fen", "published_loan_rule.cap_fen", "relief_grant.amount_fen", "relief_limit.most_fen", "fund_budget.amount_fen",
        "rights_case.claimed_fen", "rights_claimant.claimed_fen", "trainer.rate_fen", "course.fee_fen", "training_class.fee_fen", "block_transfer.limit_fen",
        "block_transfer.face_fen",
    ), _ASKED),
    **dict.fromkeys((
        "rights_case.recovered_fen", "rights_reopening.recovered_fen", "rights_recovery.amount_fen", "pledge_visit.owed_fen", "vacancy.wage_from_fen", "vacancy.wage_to_fen", "placement.wage_fen",
        "follow_up.wage_fen", "startup_job.wage_fen", "startup_project.own_fen", "person_profile.monthly_income_fen", "hardship_file.annual_income_fen",
        "hardship_file.rigid_fen", "hardship_file.monthly_income_fen", "hardship_member.income_fen", "relief_grant.self_paid_fen",
    ), _WAGE),
    **dict.fromkeys((
        "voucher_issue.face_fen", "redemption.face_fen", "redemption.fee_fen", "redemption.amount_fen", "claim.amount_fen", "claim_review.amount_fen",
        "past_benefit.amount_fen", "ledger_voucher.face_fen", "ledger_voucher.amount_fen", "opening_balance.issued_fen", "opening_balance.redeemed_fen",
    ), _VOUCHER),
    **dict.fromkeys(("goods_batch.value_fen", "goods_out.value_fen"), _GOODS),
}  # fmt: skip
"""Amounts that are in no payment, with the reason; a test holds that every amount is in one or here."""


def went(condition: Callable[[Payment], str]) -> str:
    """Give the events of an indicator (`db/tables/indicator.py`): what went out of our sources where a condition over `x` holds."""
    return moved("went", condition)


def moved(flow: Flow, condition: Callable[[Payment], str] = lambda _one: "1") -> str:
    """Give the events of one flow (came, went, back) of our sources where a condition over `x` holds."""
    return " UNION ALL ".join(
        (of_register if one.table in _REGISTERS else of_fact)(
            one.table, "NULL", one.fen, f"({one.where}) AND {one.source} IS NOT NULL AND {condition(one)}", one.day
        )
        for one in PAYMENTS
        if one.flow == flow
    )


def spent(uses: str) -> str:
    """Give the events of what went out of our sources for uses (codes of `fund_use` in quotes)."""
    return went(lambda one: f"{one.use} IN ({uses})")
