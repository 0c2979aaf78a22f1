"""Documents about small loans: those of the place, those that the province tells its counties, and which of them all is in force.

A county's own documents and the province's go before what came with the program; among them the nearest region decides. What the province tells is
a row of the county's own in the province's stream for it, as with the bases that it publishes (docs/decisions/0084, 0096).
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from db import publishing, records
from db.casebook import Casebook
from db.record_checks import FieldUnfit, unfit
from db.records import Kind, Record
from rules import loans
from rules.errors import UserError
from rules.loans import LoanRule
from rules.permissions import Action

TERMS = ("number", "women", "starts", "ends", "least_fen", "cap_fen", "months", "over_base", "couple", "subsidy")
"""Columns of what a document lays down."""
_TOLD = ("name", *TERMS, "note")
_LABEL = b"yz1/loan-rule"


class NoLoanDocument(UserError):
    """Say that the province has entered no document that it could publish."""

    code = "NO_LOAN_DOCUMENT"


def _check_rule(book: Casebook, values: Mapping[str, Any], _before: Record | None) -> Mapping[str, Any]:
    table, least, cap, subsidy = RULE.table, values.get("least_fen"), values["cap_fen"], values.get("subsidy")
    if least is not None and least > cap:
        raise unfit(table, "least_fen", "above_cap")
    if subsidy is not None and subsidy > 100:  # percent
        raise FieldUnfit(column="subsidy", label="贴息比例(%)", reason="percent")
    region = values.get("region")
    if region is not None and not region.startswith(loans.reach(book.workplace.county)):
        raise unfit(table, "region", "not_ours")
    return values


RULE = Kind("loan_rule", Action.LOAN_APPROVE, check=_check_rule)
PUBLISHED = Kind("published_loan_rule", Action.LOAN_APPROVE)


def rule_of(record: Record, county: str) -> LoanRule:
    """Give what a document says; one without a region is for the whole of `county`, a division or a province."""
    over = loans.read_rate(record["over_base"]) if record["over_base"] else None
    return LoanRule(
        loans.reach(record["region"] or county), record["name"], record["number"] or "", record["starts"], record["ends"], record["least_fen"],
        record["cap_fen"], record["months"], over, bool(record["couple"]), record["subsidy"], for_women=bool(record["women"]),
    )  # fmt: skip


def known_here(book: Casebook) -> list[LoanRule]:
    """Give the documents that were entered here, and those that the province told us."""
    county = book.workplace.county
    if book.workplace.kind == "province":
        return [rule_of(one, county) for one in _ours(book)]
    return [rule_of(one, county) for name in ("loan_rule", "published_loan_rule") for one in records.every(book, name)]


def rule_for(book: Casebook, day: dt.date, *, woman: bool = False) -> LoanRule | None:
    """Give the document in force here on a day: one that was entered here or told by the province before those that came with the program."""
    county = book.workplace.county
    known = loans.choose(known_here(book), county, day, woman=woman)
    return known or loans.choose(loans.shipped(), county, day, woman=woman)


# --- publishing ----------------------------------------------------------------------------------------------------


def publish(book: Casebook) -> tuple[int, int]:
    """Tell every county within the region of each document what it says now; give how many documents, how many counties heard something new.

    What a county knows already is not written again. Raise NotPermitted, NoLoanDocument or NoCounties.
    """
    book.require(Action.LOAN_APPROVE)
    book.require(Action.TARGET_SET)  # the province's alone
    counties, ours = publishing.counties(book), _ours(book)
    if not ours:
        raise NoLoanDocument
    known = publishing.known(book, PUBLISHED.name)
    return len(ours), sum(_tell(book, county, ours, known) for county in counties)


def tell_newcomer(book: Casebook, county: str) -> None:
    """Tell a county that was admitted just now the documents that others were told, where they reach it."""
    known = publishing.known(book, PUBLISHED.name)
    told = {one["original"] for one in known.values()}
    _tell(book, county, [one for one in _ours(book) if one.id in told], known)


def row_of(county: str, document: bytes) -> bytes:
    """Give the row under which a county hears of a document: the same one each time."""
    return publishing.row_of(_LABEL, county, document)


def _ours(book: Casebook) -> list[Record]:
    """Give the documents that the province itself entered: of those of counties it only reads."""
    sql = "SELECT row, dev, min(n) FROM entry WHERE tbl = ? GROUP BY row"
    own = {bytes(row[0]) for row in book.store.tuples(sql, (RULE.name,)) if book.role_of(bytes(row[1])) == "province"}
    return [one for one in records.every(book, RULE.name) if one.id in own]


def _tell(book: Casebook, county: str, documents: list[Record], known: Mapping[bytes, Record]) -> bool:
    """Tell a county the documents that reach it, or reached it when it was told them."""
    wanted = {}
    for one in documents:
        region, row = one["region"] or book.workplace.county, row_of(county, one.id)
        if county.startswith(loans.reach(region)) or row in known:
            wanted[row] = {**{name: one[name] for name in _TOLD}, "region": region, "original": one.id}
    return publishing.tell(book, PUBLISHED.name, county, wanted, known)
