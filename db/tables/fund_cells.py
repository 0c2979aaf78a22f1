"""The cells of source × use as indicators: what came to one source, came back to it, and was spent of it for one use; their keys are made, not listed.

So a cell of the matrix opens its months and its records as every line of a report does. They are the payments that the areas declare
(`db/tables/payments.py`). The codes and ids in a key are checked before they become part of a query.
"""

import re
from collections.abc import Callable

from db.tables.indicator import Indicator
from db.tables.payment import Flow, Payment
from db.tables.payments import moved
from rules import codes

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
    uses = () if use or flow == "came" else tuple(item.code for item in codes.tables()["fund_use"].items)
    kept = tuple(key_of(_FLOWS[flow], bytes.fromhex(source), one) for one in uses)
    return Indicator(key, _WORDS[flow], "amount", _TABLES[flow], events, named=False, page="funds", kept_as=kept)


def _of(use: str) -> Callable[[Payment], str]:
    return (lambda one: f"{one.use} = '{use}'") if use else lambda _one: "1"
