"""How a service area tells the ledger of funds what money it moves: a payment is a query over its own records, never a second entry.

An area writes its `PAYMENTS` beside its tables and `db/tables/payments.py` gathers them; balances, earmarks and the figures of what was spent
follow (docs/decisions/0081).
"""

from dataclasses import dataclass
from typing import Literal

from db.tables.declaration import c

Flow = Literal["came", "went", "back", "promised"]
SIGN: dict[Flow, int] = {"came": 1, "went": -1, "back": 1, "promised": -1}
"""What came in and what came back fill a source; what went and what was promised, and is not paid yet, take from it."""

BORNE_BY = c("borne_by", "text", "他方承担依据")
"""Beside `source`, of which a paid record has one: who bears what costs the office nothing, by which document. Then it is no money spent."""


@dataclass(frozen=True)
class Payment:
    """Declare one way in which the rows `x` of a table move money; all but `table` and `flow` are SQL expressions over `x`.

    `fen` is above nothing; `use` gives a code of `fund_use` (empty for what came in); `source` the id of the fund source, NULL where the money
    is not the office's: such a row is not in the ledger. `where` chooses the rows that moved money, `day` is when they did.
    """

    table: str
    fen: str
    use: str
    flow: Flow = "went"
    source: str = "x.source"
    day: str = "x.day"
    where: str = "1"
