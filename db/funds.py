"""资金: what came in from which source, for what it may be spent, what was spent, and what is left; balance by source never below nothing.

The ledger is read from the records that made it: receipts and spending entered here, and what every area pays, as it declares it
(`db/fund_movements.py`). What was promised and is not yet paid is kept free for it. So nothing is entered twice, and what is taken back there
is back here (docs/decisions/0063, 0081). What does not count on reports does not count here either (0078, 0093).
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db import fund_movements, goods, records, story, uncounted
from db.activity_tags import CAMPAIGN
from db.casebook import Casebook
from db.record_checks import FieldUnfit, unfit
from db.records import Kind, Record
from db.tables.declaration import Table
from db.tables.payment import SIGN, Flow
from rules import codes, funds, money
from rules.errors import UserError
from rules.funds import Cash, InKind, Movement
from rules.permissions import Action

TRAINING, LOANS, RIGHTS = "3", "2", "6"
"""Codes of `fund_use`."""


class Earmarked(UserError):
    """Say that a source may not be spent for this use (专款专用); fields `column`, `use`, `uses`, `source`, `document`."""

    code = "EARMARKED"


class FundShort(UserError):
    """Say that a source does not hold so much; fields `column`, `source`, `left` (yuan)."""

    code = "FUND_SHORT"


class OverBudget(UserError):
    """Say that a budget would be passed; fields `column`, `budget`, `spent`, `left` (yuan), `document`."""

    code = "OVER_BUDGET"


class SourceKnown(UserError):
    """Say that a source of that name is entered already; field `column`, `name`."""

    code = "SOURCE_KNOWN"


class SettlementPosted(UserError):
    """Say that this settlement was posted already; fields `column`, `number`, `day`."""

    code = "SETTLEMENT_POSTED"


class SettlementDiffers(UserError):
    """Say that a posting is not what the settlement came to; fields `column`, `amount` (yuan)."""

    code = "SETTLEMENT_DIFFERS"


# --- the ledger ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """Hold one line of the ledger: its table and row, source, use (code, empty for what came in), day, flow, fen (what went out is below nothing)."""

    table: str
    row: bytes
    source: bytes
    use: str
    day: dt.date
    flow: Flow
    fen: int


def ledger(
    book: Casebook, source: bytes | None = None, *, reserved: bool = False, but: Collection[bytes] = ()
) -> list[Line]:
    """Give the lines of the ledger by day; `reserved` adds what was promised and not yet paid; rows in `but` are left out."""
    flows: tuple[Flow, ...] = (*fund_movements.MOVED, "promised") if reserved else fund_movements.MOVED
    return [
        Line(one.table, one.row, one.source, one.use, one.day, one.flow, SIGN[one.flow] * one.fen)
        for one in fund_movements.movements(book.store, flows, source, but)
    ]


def _moves(lines: Sequence[Line]) -> list[Movement]:
    return [Movement(one.day, one.fen) for one in lines]


def left(book: Casebook, source: bytes) -> Cash:
    """Give what is left of a source, without what is kept free for what was promised."""
    return funds.balance(_moves(ledger(book, source, reserved=True)))


# --- what the areas pay --------------------------------------------------------------------------------------------


def check_bearer(table: Table, values: Mapping[str, Any]) -> None:
    """See that who bears what is paid is said, once: a source of ours, or another by a document; raise FieldUnfit."""
    source, other = values.get("source"), values.get("borne_by")
    if source is None and not other:
        raise unfit(table, "source", "bearer")
    if source is not None and other:
        raise unfit(table, "borne_by", "two_bearers")


def check_payment(
    book: Casebook, table: Table, values: Mapping[str, Any], use: str, day: dt.date, fen: int, *, but: Collection[bytes] = ()
) -> None:  # fmt: skip
    """See at the moment of paying that who bears it is said, and that a source of ours may and can; what another bears moves nothing.

    Raise FieldUnfit, or as `check_spending`. `but` are the rows that this one takes the place of: what it corrects, what promised it.
    """
    check_bearer(table, values)
    if values.get("source") is not None:
        check_spending(book, values["source"], use, day, fen, but=but, use_column="source")


def check_back(
    book: Casebook, source: bytes | None, day: dt.date, fen: int, *, but: Collection[bytes] = (), column: str = "amount_fen"
) -> None:  # fmt: skip
    """See that money which came in or came back, and is corrected or taken back (`fen` 0), was not spent meanwhile; raise FundShort."""
    if source is not None and funds.lowest([*_moves(ledger(book, source, reserved=True, but=but)), Movement(day, fen)]).fen < 0:  # fmt: skip
        raise FundShort(column=column, source=records.get(book, "fund_source", source)["name"], left=_yuan(0))


def check_use(book: Casebook, source: bytes, use: str, *, column: str = "purpose") -> None:
    """Raise Earmarked, with the document named, where a source may not be spent for a use."""
    found = records.get(book, "fund_source", source)
    uses = found["uses"] or []
    if not funds.fits(uses, use):
        raise Earmarked(
            column=column,
            use=codes.label("fund_use", use),
            uses=found.words["uses"],
            source=found["name"],
            document=found["document"] or "",
        )


def _check_room(book: Casebook, source: bytes, lines: Sequence[Line], day: dt.date, fen: int) -> None:
    """Raise FundShort where spending so much on a day would leave a source, of which these are the lines, below nothing then or later."""
    free = funds.room(_moves(lines), day)
    if fen > free.fen:
        name = records.get(book, "fund_source", source)["name"]
        raise FundShort(column="amount_fen", source=name, left=_yuan(max(0, free.fen)))


def _yuan(fen: int) -> str:
    return money.grouped(fen).removesuffix(".00")


# --- what is entered here ------------------------------------------------------------------------------------------


def _check_campaign(book: Casebook, table: Table, values: Mapping[str, Any]) -> None:
    """See that what money was given or spent for is a campaign, and no brand or policy."""
    tag = values.get("campaign")
    if tag is not None and records.get(book, "activity_tag", tag)["kind"] != CAMPAIGN:
        raise unfit(table, "campaign", "campaign")


def _check_source(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    _check_campaign(book, SOURCE.table, values)
    twin = book.store.one("SELECT name FROM fund_source WHERE name = ? AND id <> ?", (values["name"], before.id if before else b""))  # fmt: skip
    if twin is not None:
        raise SourceKnown(column="name", name=twin["name"])
    if before is not None and values.get("uses"):
        spent = {one.use for one in ledger(book, before.id, reserved=True) if one.use}
        other = next((use for use in sorted(spent) if not funds.fits(values["uses"], use)), None)
        if other is not None:
            words = "、".join(codes.label("fund_use", one) for one in values["uses"])
            raise Earmarked(
                column="uses",
                use=codes.label("fund_use", other),
                uses=words,
                source=values["name"],
                document=values["document"] or "",
            )
    return values


def _check_receipt(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    _above_nothing(values)
    if before is not None:
        amount = 0 if values.get("withdrawn") else values["amount_fen"]
        for source in {before["source"], values["source"]}:
            check_back(book, source, values["day"], amount if source == values["source"] else 0, but=(before.id,))
    return values


def _above_nothing(values: Mapping[str, Any]) -> None:
    if values["amount_fen"] < 1:
        raise FieldUnfit(column="amount_fen", label="金额", reason="none")


def budget_of(book: Casebook, source: bytes, use: str, year: int) -> tuple[Cash | None, str]:
    """Give the budget of a source for a use in a year and its document; None where none was set."""
    found = [one for one in budgets(book, year) if one["source"] == source and one["purpose"] == use]
    if not found:
        return None, ""
    return sum((Cash(one["amount_fen"]) for one in found), Cash()), found[-1]["document"] or ""


def budgets(book: Casebook, year: int) -> list[Any]:
    """Give the rows of the budgets of a year that count."""
    head, values = uncounted.head(book.store)
    sql = f"{head}SELECT * FROM fund_budget x WHERE x.year = :year AND {story.current(BUDGET.table, 'x')} ORDER BY x.n"
    return list(book.store.rows(sql, values | {"year": year}))


def _spent(lines: Sequence[Line], use: str, year: int) -> Cash:
    """Give what of these lines was spent for a use in a year, or is promised; what came back makes a budget no larger."""
    return Cash(-sum(one.fen for one in lines if one.use == use and one.fen < 0 and one.day.year == year))


def _check_budget(book: Casebook, values: Mapping[str, Any], _before: Record | None) -> Mapping[str, Any]:
    _above_nothing(values)
    check_use(book, values["source"], values["purpose"])
    document = values.get("document") or records.get(book, "fund_source", values["source"])["document"]
    return {**values, "document": document}


def _check_spending(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    if values.get("withdrawn"):
        return values
    _above_nothing(values)
    _check_campaign(book, SPENDING.table, values)
    own = before.id if before else b""
    if values.get("claim_review"):
        _check_settlement(book, values, own)
    check_spending(book, values["source"], values["purpose"], values["day"], values["amount_fen"], but=(own,))
    return values


def check_spending(
    book: Casebook, source: bytes, use: str, day: dt.date, fen: int, *, but: Collection[bytes] = (), use_column: str = "purpose"
) -> None:  # fmt: skip
    """See that so much may be spent of a source: for this use, within the budget of the year, and while it lasts.

    Raise Earmarked, OverBudget or FundShort; what was promised and is not paid counts as spent.
    """
    check_use(book, source, use, column=use_column)
    budget, document = budget_of(book, source, use, day.year)
    lines = ledger(book, source, reserved=True, but=but)
    if budget is not None:
        gone = _spent(lines, use, day.year)
        if gone.fen + fen > budget.fen:
            raise OverBudget(
                column="amount_fen",
                budget=_yuan(budget.fen),
                spent=_yuan(gone.fen),
                left=_yuan(max(0, budget.fen - gone.fen)),
                document=document,
            )
    _check_room(book, source, lines, day, fen)


def _check_settlement(book: Casebook, values: Mapping[str, Any], own: bytes) -> None:
    """See that a settlement of vouchers is posted once, as what it came to, for training."""
    review = records.get(book, "claim_review", values["claim_review"])
    if values["purpose"] != TRAINING:
        raise FieldUnfit(column="purpose", label="用途", reason="training")
    lost = uncounted.facts(book.store, SPENDING.table.name)
    twins = records.by_column(book, "fund_spending", claim_review=review.id)
    twin = next((one for one in twins if one.id != own and one.id not in lost), None)
    if twin is not None:
        raise SettlementPosted(column="claim_review", number=twin["voucher_no"], day=twin.words["day"])
    if values["amount_fen"] != review["amount_fen"]:
        raise SettlementDiffers(column="amount_fen", amount=_yuan(review["amount_fen"]))


SOURCE = Kind("fund_source", Action.FUND_WRITE, check=_check_source)
BUDGET = Kind("fund_budget", Action.FUND_APPROVE, check=_check_budget)
RECEIPT = Kind("fund_receipt", Action.FUND_WRITE, check=_check_receipt)
SPENDING = Kind("fund_spending", Action.FUND_APPROVE, check=_check_spending)


def from_settlement(book: Casebook, known: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give what a spending begins with that posts a settlement: its sum, its use, the base; nothing where none is named."""
    if not known.get("claim_review"):
        return {}
    sql = """SELECT w.amount_fen, c.period, b.name FROM claim_review w JOIN claim c ON c.id = w.claim LEFT JOIN base b ON b.id = c.base WHERE w.id = ?"""
    row = book.store.one(sql, (known["claim_review"],))
    if row is None:
        return {}
    return {
        "amount_fen": row["amount_fen"],
        "purpose": TRAINING,
        "payee": row["name"] or "",
        "matter": f"{row['period']} 培训券结算",
    }


def unposted(book: Casebook) -> list[bytes]:
    """List the reviews of claims that accepted something and are in no spending, the first first."""
    current = story.current(SPENDING.table, "s")
    head, values = uncounted.head(book.store)
    sql = f"""{head}SELECT w.id FROM claim_review w WHERE w.amount_fen > 0 AND w.id NOT IN (SELECT corrects FROM claim_review WHERE corrects IS NOT NULL)
        AND NOT EXISTS (SELECT 1 FROM fund_spending s WHERE s.claim_review = w.id AND {current}) ORDER BY w.n"""
    return [bytes(row["id"]) for row in book.store.rows(sql, values)]


# --- the matrix ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SourceLine:
    """Hold one source over a year: what it began with, what came in, went out and came back by use, is left, is promised of that, and may be spent.

    began + came + returned − went = left; `budget` is by use, as `spent` and `back`.
    """

    source: bytes
    name: str
    kind: str
    document: str
    uses: str
    began: Cash
    came: Cash
    spent: Mapping[str, Cash]
    left: Cash
    promised: Cash
    budget: Mapping[str, Cash]
    back: Mapping[str, Cash]

    @property
    def went(self) -> Cash:
        """Give what was spent for all uses together."""
        return sum(self.spent.values(), Cash())

    @property
    def returned(self) -> Cash:
        """Give what came back for all uses together: loans repaid, advances paid back."""
        return sum(self.back.values(), Cash())


@dataclass(frozen=True)
class Matrix:
    """Hold source × use over a year, and goods valued apart: never one sum."""

    year: int
    lines: Sequence[SourceLine]
    goods: InKind

    def total(self, use: str) -> Cash:
        """Give what all sources spent for a use."""
        return sum((line.spent.get(use, Cash()) for line in self.lines), Cash())

    @property
    def uses(self) -> list[str]:
        """Give all uses in the order of their codes."""
        return [item.code for item in codes.tables()["fund_use"].items]


def _by_use(lines: Sequence[Line], flow: Flow) -> dict[str, Cash]:
    found: dict[str, Cash] = {}
    for one in sorted(lines, key=lambda line: line.use):
        if one.flow == flow:
            found[one.use] = found.get(one.use, Cash()) + Cash(SIGN[flow] * one.fen)
    return found


def matrix(book: Casebook, year: int) -> Matrix:
    """Give what each source received and spent for which use in a year, and what is left at its end; began + came + returned − went = left."""
    lines = [one for one in ledger(book, reserved=True) if one.day.year <= year]
    planned = budgets(book, year)
    found = []
    for source in sorted(records.every(book, "fund_source"), key=lambda one: (one["kind"] or "", one.n)):
        told = [one for one in lines if one.source == source.id]
        own = [one for one in told if one.flow != "promised"]
        now = [one for one in own if one.day.year == year]
        budget: dict[str, Cash] = {}
        for one in planned:
            if one["source"] == source.id:
                budget[one["purpose"]] = budget.get(one["purpose"], Cash()) + Cash(one["amount_fen"])
        found.append(SourceLine(
            source.id, source["name"] or "", source.words["kind"], source["document"] or "", source.words["uses"],
            funds.balance(_moves([one for one in own if one.day.year < year])), _by_use(now, "came").get("", Cash()), _by_use(now, "went"),
            funds.balance(_moves(own)), sum(_by_use(told, "promised").values(), Cash()), budget, _by_use(now, "back"),
        ))  # fmt: skip
    return Matrix(year, found, goods.value(book, dt.date(year, 1, 1), dt.date(year, 12, 31)))


def overdrawn(book: Casebook) -> list[bytes]:
    """List the sources that are below nothing at the end of some day: two PCs spent the same money."""
    by_source: dict[bytes, list[Movement]] = {}
    for one in ledger(book):
        by_source.setdefault(one.source, []).append(Movement(one.day, one.fen))
    return [source for source, moves in by_source.items() if funds.lowest(moves).fen < 0]
