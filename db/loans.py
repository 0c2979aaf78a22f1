"""Small loans: asked for within the document of their day, approved by others than who entered them, repaid by plan, late, compensated, settled.

States follow standards section 9.2. What comes after the money was paid out is reckoned from what was paid, not set by hand. The interest that a
fund pays (贴息) is a line of its own and never part of the principal.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from db import funds, loan_documents, people, records, schema, story
from db.casebook import Casebook, Session
from db.journal import Writer
from db.numbering import next_number
from db.record_checks import FieldUnfit, unfit
from db.records import Filter, Kind, Record
from db.tables import startup as tables
from rules import loans, money
from rules.errors import UserError
from rules.followups import months_after
from rules.loans import Instalment, LoanRule, Overdue
from rules.permissions import Action

SOON_DAYS = 7
"""Days before an instalment is due on which it is told."""
_ENDED = (tables.SETTLED, tables.WRITTEN_OFF, tables.REFUSED, tables.TAKEN_BACK)
_WORKED_OUT = (
    "approved_fen",
    "lent_on",
    "due_on",
    "community",
    "agency",
    "guarantee_opinion",
    "bank_opinion",
    "reason",
)
_WOMAN = "2"
_STILL_FREE = frozenset({"note", "proof", "certificate", "guarantor_phone", "bank", "status", "status_on"})


class LoanOverCap(UserError):
    """Say that a loan exceeds the cap of its document; fields `column`, `document`, `cap_fen`, `asked_fen`, `known_fen`, `numbers`, `reason`.

    `reason` is `together` where loans not yet repaid, or those of husband or wife, are counted with it; `known_fen` is what is owed on them.
    """

    code = "LOAN_OVER_CAP"


class LoanBelowLeast(UserError):
    """Say that a loan is below what its document lends at least; fields `column`, `document`, `least_fen`, `asked_fen`."""

    code = "LOAN_BELOW_LEAST"


class LoanTooLong(UserError):
    """Say that the term exceeds that of the document; fields `column`, `document`, `months`."""

    code = "LOAN_TOO_LONG"


class LoanRateTooHigh(UserError):
    """Say that the rate exceeds what the document allows above the base rate; fields `column`, `document`, `highest`, `base`, `over`."""

    code = "LOAN_RATE_TOO_HIGH"


class LoanRuleMissing(UserError):
    """Say that no document is known that was in force on that day; fields `column`, `day`."""

    code = "LOAN_RULE_MISSING"


class LoanOwnReview(UserError):
    """Say that who entered a loan, or changed it, may not decide about it."""

    code = "LOAN_OWN_REVIEW"


class LoanUnderReview(UserError):
    """Say that what was reviewed is not changed any more; fields `column`, `state`."""

    code = "LOAN_UNDER_REVIEW"


class GuaranteeMissing(UserError):
    """Say that a guaranteed loan is not paid out before the guarantee stands."""

    code = "GUARANTEE_MISSING"


class LoanNotOut(UserError):
    """Say that nothing can be paid on a loan in this state; fields `column`, `state`."""

    code = "LOAN_NOT_OUT"


class PaidTooMuch(UserError):
    """Say that more principal was paid than is owed; fields `column`, `left_fen`."""

    code = "PAID_TOO_MUCH"


class SubsidyTooMuch(UserError):
    """Say that more interest would be subsidised than the document allows; fields `column`, `most_fen`, `paid_fen`, `document`."""

    code = "SUBSIDY_TOO_MUCH"


@dataclass(frozen=True)
class Standing:
    """Hold how a loan that was paid out stands: its plan and what became of the money, all in fen.

    `paid` and `interest` came from the borrower, `compensated` (principal) from who guaranteed, `recovered` from the borrower afterwards;
    `subsidy` is what a fund paid of the interest, which counts with none of them.
    """

    plan: tuple[Instalment, ...]
    principal: int
    paid: int
    interest: int
    compensated: int
    recovered: int
    subsidy: int
    overdue: Overdue

    @property
    def left(self) -> int:
        """Give the principal that is still owed to the lender: 余额＝放款−回收−代偿."""
        return self.principal - self.paid - self.compensated

    @property
    def owed_back(self) -> int:
        """Give what was compensated and has not been recovered."""
        return self.compensated - self.recovered

    @property
    def state(self) -> str:
        """Give the state that follows from what was paid."""
        if self.compensated:
            return tables.COMPENSATED if self.left or self.owed_back else tables.SETTLED
        if not self.left:
            return tables.SETTLED
        if self.overdue.fen:
            return tables.LATE
        return tables.PAYING if self.paid or self.interest else tables.LENT


# --- applications --------------------------------------------------------------------------------------------------


def _check_loan(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    if before is not None and before.state != tables.ASKED:
        changed = next((name for name in values if name not in _STILL_FREE and values[name] != before[name]), None)
        if changed is not None:
            raise LoanUnderReview(column=changed, state=before.state)
        return values
    made = {**values, **dict.fromkeys(_WORKED_OUT)}
    if made.get("spouse") == made["person"]:
        raise FieldUnfit(column="spouse", label="配偶", reason="same_person")
    if not made["months"]:
        raise FieldUnfit(column="months", label="期限(月)", reason="missing")
    if not made.get("base_rate"):
        base = loans.base_rate(made["day"], made["months"])
        made["base_rate"] = loans.rate_words(base) if base is not None else None
    project = records.get(book, "startup_project", made["project"])
    if project["person"] not in {made["person"], made.get("spouse")}:
        raise FieldUnfit(column="project", label="创业项目", reason="not_theirs")
    if made.get("source") is not None:
        if made["kind"] != loans.DIRECT:
            raise FieldUnfit(column="source", label="资金来源", reason="not_lent_by_us")
        funds.check_use(book, made["source"], funds.LOANS, column="source")
    rule = _fitting(book, made, made["amount_fen"], before.id if before else b"", "amount_fen")
    number = made.get("number") or next_number(book, "loan", "DK", made["day"].year)
    return {**made, "number": number, "document": rule.title, "cap_fen": rule.cap_fen}


def _fitting(book: Casebook, values: Mapping[str, Any], amount: int, own: bytes, column: str) -> LoanRule:
    """Give the document of the loan's day if it allows such a loan; raise what it does not allow."""
    rule = loan_documents.rule_for(book, values["day"], woman=_is_woman(book, values["person"]))
    if rule is None:
        raise LoanRuleMissing(column="day", day=values["day"].isoformat())
    others = _open_loans(book, values["person"], values.get("spouse") if rule.couple else None, own, couple=rule.couple)
    known = sum(exposure(book, one) for one in others)
    if rule.cap_fen is not None and amount + known > rule.cap_fen:
        raise LoanOverCap(
            column=column, document=rule.title, cap_fen=rule.cap_fen, asked_fen=amount, known_fen=known,
            numbers="、".join(one["number"] or "" for one in others), reason="together" if known else "",
        )  # fmt: skip
    if rule.least_fen is not None and amount < rule.least_fen:
        raise LoanBelowLeast(column=column, document=rule.title, least_fen=rule.least_fen, asked_fen=amount)
    if rule.months is not None and values["months"] > rule.months:
        raise LoanTooLong(column="months", document=rule.title, months=rule.months)
    if rule.over_base is not None:
        _rate_fits(rule, values, rule.over_base)
    return rule


def _is_woman(book: Casebook, person: bytes) -> bool:
    return people.get(book, person).sex == _WOMAN


def _rate_fits(rule: LoanRule, values: Mapping[str, Any], over: int) -> None:
    base, rate = (loans.read_rate(values.get(name) or "") for name in ("base_rate", "rate"))
    if base is None:
        raise FieldUnfit(column="base_rate", label="基准年利率(%)", reason="missing")
    if (rate or 0) > base + over:
        raise LoanRateTooHigh(
            column="rate", document=rule.title, highest=loans.rate_words(base + over), base=loans.rate_words(base), over=loans.rate_words(over)
        )  # fmt: skip


def _open_loans(book: Casebook, person: bytes, spouse: bytes | None, own: bytes, *, couple: bool) -> list[Record]:
    """Give the loans of a borrower, under whichever of their records, that have not ended; with those of husband and wife where a couple counts once."""
    who = [one for each in (person, spouse) if each for one in (each, *sorted(people.same_persons(book, each)))]
    asked = [("person", one) for one in who] + ([("spouse", one) for one in who] if couple else [])
    found = {one.id: one for column, value in asked for one in records.by_column(book, "loan", **{column: value})}
    return [one for one in found.values() if one.id != own and one.state not in _ENDED]


def exposure(book: Casebook, loan: Record) -> int:
    """Give what is owed on a loan, or asked for where it is not paid out yet, in fen."""
    if loan.state in tables.OUT:
        found = standing(book, loan)
        return found.left + found.owed_back
    return int(loan["approved_fen"] or loan["amount_fen"])


def _loan_moved(
    book: Casebook, _writer: Writer, before: Record, state: str, values: Mapping[str, Any], _second: Session | None
) -> Mapping[str, Any] | None:  # fmt: skip
    """Let nobody decide about what they entered; see to the amount at 复审 and to all that a loan needs at 放款."""
    if state in (*tables.REVIEWS, tables.WRITTEN_OFF):
        require_other(book, before)
    if state in {tables.REFUSED, tables.WRITTEN_OFF} and not values.get("reason"):
        raise FieldUnfit(column="reason", label="原因", reason="missing")
    if before.state == tables.LENT and state == tables.TAKEN_BACK:
        return _called_off(book, before, values)
    if state == tables.GUARANTEED and not (values.get("guarantor") or before["guarantor"]):
        raise FieldUnfit(column="guarantor", label="担保人", reason="missing")
    if state in {tables.SECOND, tables.LENT}:
        amount = values.get("approved_fen") or before["approved_fen"] or before["amount_fen"]
        if amount > before["amount_fen"]:
            raise FieldUnfit(column="approved_fen", label="批准金额", reason="above_asked")
        _fitting(book, before.values, amount, before.id, "approved_fen")
        more = _paid_out(before, values) if state == tables.LENT else {}
        return {"approved_fen": amount, **_out_of(book, before, values, amount), **more}
    return None


def _out_of(book: Casebook, before: Record, values: Mapping[str, Any], amount: int) -> Mapping[str, Any]:
    """Weigh what we lend ourselves against its source, when it is promised (复审) and when it is paid out; what a bank lends is not our money."""
    if before["kind"] != loans.DIRECT:
        return {"source": None}
    source = values.get("source") or before["source"]
    if source is None:
        raise FieldUnfit(column="source", label="资金来源", reason="missing")
    day = values["status_on"]
    funds.check_spending(book, source, funds.LOANS, day, amount, but=(before.id,), use_column="source")
    return {"source": source}


def _called_off(book: Casebook, before: Record, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Undo a payout that did not take place: by another than who entered the loan, with the reason, while nothing was paid on it."""
    require_other(book, before)
    if not values.get("reason"):
        raise FieldUnfit(column="reason", label="原因", reason="missing")
    found = standing(book, before)
    if found.paid or found.interest or found.compensated or found.subsidy:
        raise LoanNotOut(column="loan", state=before.state)
    return {"lent_on": None, "due_on": None}


def _paid_out(before: Record, values: Mapping[str, Any]) -> Mapping[str, Any]:
    if before["kind"] == loans.GUARANTEED and before.state != tables.GUARANTEED:
        raise GuaranteeMissing
    if before["kind"] != loans.DIRECT and not (values.get("bank") or before["bank"]):
        raise FieldUnfit(column="bank", label="经办银行", reason="missing")
    day: dt.date = values["status_on"]
    if day < before["day"]:
        raise FieldUnfit(column="status_on", label="状态日期", reason="span")
    return {"lent_on": day, "due_on": months_after(day, before["months"])}


def require_other(book: Casebook, loan: Record) -> None:
    """Raise LoanOwnReview where who is signed in entered the loan or changed what it says."""
    if book.signed_in.user_id in records.entered_by(book, loan.table, loan.id, _STILL_FREE):
        raise LoanOwnReview


LOAN = Kind(
    "loan", Action.STARTUP_WRITE, check=_check_loan, moved=_loan_moved,
    moves=dict.fromkeys((*tables.REVIEWS, tables.WRITTEN_OFF), Action.LOAN_APPROVE),
    fixed=frozenset({"person", "spouse", "kind", "amount_fen", "months", "rate", "base_rate", "day", "document", "cap_fen"}),
)  # fmt: skip


# --- how a loan stands ---------------------------------------------------------------------------------------------


def _sums(book: Casebook, where: str, values: Iterable[Any]) -> list[Any]:
    """Give loans with the sums of what was paid on each, in one question."""

    def part(table: str, column: str, kind: str = "") -> str:
        more = f" AND s.kind = '{kind}'" if kind else ""
        stands = story.current(schema.BY_NAME[table], "s")
        return f"coalesce((SELECT sum(s.{column}) FROM {table} s WHERE s.loan = x.id AND {stands}{more}), 0)"

    sql = f"""SELECT x.id, x.status, x._open, x.approved_fen, x.months, x.rate, x.way, x.lent_on,
        {part("loan_payment", "principal_fen", tables.REPAID)} AS paid, {part("loan_payment", "interest_fen", tables.REPAID)} AS interest,
        {part("loan_payment", "principal_fen", tables.RECOVERED)} AS recovered, {part("loan_compensation", "principal_fen")} AS compensated,
        {part("loan_subsidy", "amount_fen")} AS subsidy FROM loan x WHERE x._incomplete <> 2 AND x.lent_on IS NOT NULL AND {where}"""
    return list(book.store.rows(sql, tuple(values)))


def _standing(book: Casebook, row: Any) -> Standing:
    principal = row["approved_fen"] or 0
    rate = loans.read_rate(row["rate"] or "") or 0
    plan = loans.plan(
        principal, rate, row["months"] or 0, row["way"] or loans.AT_END, dt.date.fromisoformat(row["lent_on"])
    )
    open_still = principal > row["paid"] and not row["compensated"]
    late = loans.overdue(plan, row["paid"] + row["interest"], book.today) if open_still else Overdue()
    return Standing(
        plan, principal, row["paid"], row["interest"], row["compensated"], row["recovered"], row["subsidy"], late
    )


def standing(book: Casebook, loan: Record) -> Standing:
    """Tell how a loan stands today; raise LoanNotOut where it was not paid out."""
    found = _sums(book, "x.id = ?", (loan.id,))
    if not found:
        raise LoanNotOut(column="loan", state=loan.state)
    return _standing(book, found[0])


def open_loans(book: Casebook) -> list[tuple[bytes, str, Standing]]:
    """Give the loans that are out at the lender: id, state, how each stands."""
    marks = ",".join("?" * len(tables.OPEN))
    found = _sums(book, f"x.status IN ({marks}) AND x._open = 0", tables.OPEN)
    return [(bytes(row["id"]), row["status"], _standing(book, row)) for row in found]


def lapse(book: Casebook) -> int:
    """Note as 逾期 what is late, and as 还款 again what was made up for; give how many. Called when the page is opened."""
    book.require(Action.STARTUP_WRITE)
    if not schema.BY_NAME["loan"].takes(book.workplace.kind, "patch"):
        return 0
    steps = [(row, found.state) for row, state, found in open_loans(book) if found.state != state]
    if steps:
        with book.write() as writer:
            for row, state in steps:
                writer.patch("loan", row, {"status": state, "status_on": book.today})
    return len(steps)


def next_due(book: Casebook, loan: Record) -> Mapping[str, Any]:
    """Give what a new payment of a loan begins with: principal and interest of the first instalment that is not covered.

    After a compensation it is the recovery of what is still owed back. Nothing where nothing can be paid.
    """
    if loan.state == tables.COMPENSATED:
        found = standing(book, loan)
        if found.owed_back:
            return {"kind": tables.RECOVERED, "principal_fen": found.owed_back}
        return {"principal_fen": found.left}
    if loan.state not in tables.OPEN:
        return {}
    found = standing(book, loan)
    covered = found.paid + found.interest
    for one in found.plan:
        covered -= one.due
        if covered < 0:
            return {"principal_fen": min(one.principal, found.left), "interest_fen": one.interest}
    return {"principal_fen": found.left, "interest_fen": 0}


def to_compensate(book: Casebook, loan: Record) -> Mapping[str, Any]:
    """Give what a compensation of a loan begins with: the principal still owed, and who guaranteed it; nothing where it is not late."""
    if loan.state != tables.LATE:
        return {}
    return {"principal_fen": standing(book, loan).left, "payer": loan["guarantor"]}


def loan_words(book: Casebook, loan: Record) -> list[tuple[str, str]]:
    """Say how a loan that was paid out stands: what is left, what is late, what comes next; the interest subsidy on a line of its own."""
    if loan.state not in tables.OUT:
        return []
    found = standing(book, loan)
    lines = [
        (
            "贷款余额",
            f"{_yuan(found.left)} 元（放款 {_yuan(found.principal)}，收回本金 {_yuan(found.paid)}，代偿 {_yuan(found.compensated)}）",
        )
    ]
    lines.append(("已收利息", f"{_yuan(found.interest)} 元"))
    if found.overdue.fen:
        lines.append(("逾期", f"{found.overdue.days} 天，{_yuan(found.overdue.fen)} 元"))
    coming = next((one for one in found.plan if one.day >= book.today), None) if loan.state in tables.OPEN else None
    if coming is not None:
        due = f"{coming.day.isoformat()}，本金 {_yuan(coming.principal)} 元，利息 {_yuan(coming.interest)} 元"
        lines.append(("下一期", f"第 {coming.number} 期，共 {len(found.plan)} 期，{due}"))
    if found.compensated:
        lines.append(("代偿追偿", f"已追回 {_yuan(found.recovered)} 元，尚欠 {_yuan(found.owed_back)} 元"))
    if found.subsidy:
        lines.append(("贴息（另计）", f"{_yuan(found.subsidy)} 元"))
    return lines


def _yuan(fen: int) -> str:
    return money.grouped(fen).removesuffix(".00")


def late_ids(book: Casebook) -> list[tuple[bytes, Overdue]]:
    """Give the loans that are overdue today, the longest first."""
    found = [(row, one.overdue) for row, _state, one in open_loans(book) if one.overdue.fen]
    return sorted(found, key=lambda one: -one[1].days)


def late_filter(book: Casebook) -> Filter:
    """Choose the loans that are overdue today."""
    return Filter(ids=tuple(row for row, _ in late_ids(book)[: records.MOST_FOUND]))


def soon_filter(book: Casebook) -> Filter:
    """Choose the loans of which an instalment is due within a week and not covered yet."""
    last = book.today + dt.timedelta(days=SOON_DAYS)
    return Filter(
        ids=tuple(row for row, _state, one in open_loans(book) if not one.overdue.fen and _due_by(one, last))[
            : records.MOST_FOUND
        ]
    )


def _due_by(found: Standing, last: dt.date) -> bool:
    return (
        found.left > 0 and loans.overdue(found.plan, found.paid + found.interest, last + dt.timedelta(days=1)).fen > 0
    )


def waiting(book: Casebook) -> int:
    """Count the applications that wait for a decision."""
    return records.count(book, "loan", Filter(states=(tables.ASKED, tables.FIRST, tables.SECOND, tables.GUARANTEED)))


# --- what is paid --------------------------------------------------------------------------------------------------


def _lent(book: Casebook, values: Mapping[str, Any], states: tuple[str, ...]) -> Record:
    loan = records.get(book, "loan", values["loan"])
    if loan.state not in states or loan["lent_on"] is None:
        raise LoanNotOut(column="loan", state=loan.state)
    if values["day"] < loan["lent_on"]:
        raise FieldUnfit(column="day", label="日期", reason="before_lent")
    return loan


def _before(before: Record | None, column: str) -> int:
    """Give what the fact that is corrected said: it still counts among the sums."""
    return int(before[column] or 0) if before is not None else 0


def _check_payment(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    recovered = values["kind"] == tables.RECOVERED
    states = (tables.COMPENSATED,) if recovered else (*tables.OPEN, tables.COMPENSATED)
    loan = _lent(book, values, states if before is None else tables.OUT)
    if values.get("withdrawn"):
        _check_repaid(book, loan, before, values["day"], 0)
        return {**values, "person": loan["person"]}
    principal, interest = values.get("principal_fen") or 0, values.get("interest_fen") or 0
    if not principal + interest:
        raise unfit(schema.BY_NAME["loan_payment"], "principal_fen", "missing")
    found = standing(book, loan)
    same = before is not None and before["kind"] == values["kind"]
    left = (found.owed_back if recovered else found.left) + (_before(before, "principal_fen") if same else 0)
    if principal > left:
        raise PaidTooMuch(column="principal_fen", left_fen=left)
    _check_repaid(book, loan, before, values["day"], principal + interest if same else 0)
    return {**values, "person": loan["person"], "principal_fen": principal, "interest_fen": interest}


def _check_repaid(book: Casebook, loan: Record, before: Record | None, day: dt.date, fen: int) -> None:
    """See that what came back to our source, and is corrected, was not spent meanwhile; raise FundShort."""
    if before is None:
        return
    source = loan["source"]
    if before["kind"] == tables.RECOVERED:
        source = next((one["source"] for one in records.by_column(book, "loan_compensation", loan=loan.id)), None)
    funds.check_back(book, source, day, fen, but=(before.id,), column="principal_fen")


def _paid(book: Casebook, writer: Writer, _row: bytes, values: Mapping[str, Any]) -> None:
    """Let the loan go on to the state that what was paid makes it."""
    writer.flush()
    loan = records.get(book, "loan", values["loan"])
    state = standing(book, loan).state
    if loan.state not in {state, tables.WRITTEN_OFF}:
        writer.patch("loan", loan.id, {"status": state, "status_on": values["day"]})


PAYMENT = Kind("loan_payment", Action.STARTUP_WRITE, check=_check_payment, written=_paid)


def _check_compensation(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    loan = _lent(book, values, (tables.LATE,) if before is None else tables.OUT)
    require_other(book, loan)
    table, found = schema.BY_NAME["loan_compensation"], standing(book, loan)
    if found.recovered > (0 if values.get("withdrawn") else values["principal_fen"]):
        raise unfit(table, "principal_fen", "recovered")
    if values.get("withdrawn"):
        return {**values, "person": loan["person"]}
    if loan["kind"] != loans.GUARANTEED:
        raise unfit(table, "loan", "not_guaranteed")
    left = found.left + _before(before, "principal_fen")
    if not 0 < values["principal_fen"] <= left:
        raise PaidTooMuch(column="principal_fen", left_fen=left)
    fen = values["principal_fen"] + (values.get("interest_fen") or 0)
    own = (before.id,) if before is not None else ()
    funds.check_payment(book, table, values, funds.LOANS, values["day"], fen, but=own)
    return {**values, "person": loan["person"]}


COMPENSATION = Kind("loan_compensation", Action.LOAN_APPROVE, check=_check_compensation, written=_paid)


def _check_subsidy(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    loan = _lent(book, values, tables.OUT)
    found = standing(book, loan)
    most = subsidised(book, loan)
    paid = found.subsidy - _before(before, "amount_fen")
    if not values.get("withdrawn") and paid + values["amount_fen"] > most:
        raise SubsidyTooMuch(column="amount_fen", most_fen=most, paid_fen=paid, document=loan["document"] or "")
    if not values.get("withdrawn"):
        table, own = schema.BY_NAME["loan_subsidy"], (before.id,) if before is not None else ()
        funds.check_payment(book, table, values, funds.LOANS, values["day"], values["amount_fen"], but=own)
    return {**values, "person": loan["person"]}


def subsidised(book: Casebook, loan: Record) -> int:
    """Give the interest in fen that a fund may pay of a loan: the share that its document allows of the plan's interest."""
    rule = loan_documents.rule_for(book, loan["day"], woman=_is_woman(book, loan["person"]))
    share = 100 if rule is None or rule.subsidy is None else rule.subsidy
    made = loans.plan(
        loan["approved_fen"] or loan["amount_fen"], loans.read_rate(loan["rate"] or "") or 0, loan["months"], loan["way"], loan["lent_on"] or loan["day"]
    )  # fmt: skip
    return sum(one.interest for one in made) * share // 100


SUBSIDY = Kind("loan_subsidy", Action.STARTUP_WRITE, check=_check_subsidy)
