"""The cells of source × use as indicators: what came to one source, came back to it, and was spent of it for one use; their keys are made, not listed.

So a cell of the matrix opens its months and its records as every line of a report does. They are the payments that the areas declare
(`db/tables/payments.py`). The codes and ids in a key are checked before they become part of a query.
"""

import re
from collections.abc import Callable, Iterable

from db.tables.indicator import Indicator
from db.tables.payment import Flow, Payment
from db.tables.payments import PAYMENTS, events_of, moved

_KEY = re.compile(r"fund_(came|back|went)/(?:([0-9]{1,2})/)?([0-9a-f]{32})")
_FLOWS: dict[str, Flow] = {"came": "came", "back": "back", "went": "went"}
_WORDS = {"came": "资金到账", "back": "资金收回", "went": "资金支出"}
_TABLES = {"came": "fund_receipt", "back": "loan_payment", "went": "fund_spending"}


def key_of(flow: Flow, source: bytes, use: str = "") -> str:
    """Give the key of what a flow moved of a source, for one use (code) where it is named."""
    return f"fund_{flow}/{use}/{source.hex()}" if use else f"fund_{flow}/{source.hex()}"


def cell(key: str) -> Indicator | None:
    """Give the indicator of a cell's key, or None where it is none."""
    found = _KEY.fullmatch(key)
    if found is None:
        return None
    flow, use, source = found.groups()
    of_use = _of(use or "")
    events = moved(_FLOWS[flow], lambda one: f"{one.source} = x'{source}' AND {of_use(one)}")
    return Indicator(key, _WORDS[flow], "amount", _TABLES[flow], events, named=False, page="funds")


def movements(uses: Iterable[str]) -> str:
    """Give a SELECT of all that moved: source, flow, use (of these codes; empty for what came in), day, county, fen."""
    known = ", ".join(f"'{use}'" for use in uses)
    return " UNION ALL ".join(
        f"""SELECT e.person AS source, '{one.flow}' AS flow, {one.use} AS use, e.day, e.county, e.n
            FROM ({events_of(one, "1" if one.flow == "came" else f"{one.use} IN ({known})", one.source)}) e JOIN {one.table} x ON x.id = e.id"""
        for one in PAYMENTS
        if one.flow != "promised"
    )


def _of(use: str) -> Callable[[Payment], str]:
    return (lambda one: f"{one.use} = '{use}'") if use else lambda _one: "1"
