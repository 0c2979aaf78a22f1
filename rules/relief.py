"""Relief: what may be granted in a year by which document, whose turn it is among goods, and how poor a household is.

Limits are data of the office with document and date; none is built in (standards section 11: 2015 central rule, one household up to the year's
low-income line, medical relief up to what was paid by oneself, one pupil once a year).
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LIVING, MEDICAL, TUITION, FESTIVE = "1", "2", "3", "4"
"""Codes of `relief_kind`."""
LOW_INCOME = "8"
"""The code of `limit_kind` for the low-income line a head and month."""
USE_OF = {LIVING: "1", MEDICAL: "1", TUITION: "4", FESTIVE: "7"}
"""For what use money counts as spent that is paid as relief (codes of `fund_use`)."""
NEEDS_FILE = frozenset({LIVING, MEDICAL, TUITION})
"""First on file, then helped (先建档后帮扶); a festive visit may go to whoever is not on file."""
REVIEW_MONTHS = 12
"""How long a file is good before it is reviewed."""


@dataclass(frozen=True, slots=True)
class Limit:
    """Hold the most of a kind in a year (of the low-income line: a head and month) in fen, from when to when, and which document says so."""

    kind: str
    most_fen: int
    first: dt.date
    last: dt.date | None
    document: str
    document_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """Hold what a household received: day (ISO text, perhaps in part), what, fen (None where goods), who entered it, how it is known."""

    day: str
    what: str
    fen: int | None
    who: str
    how: str = ""


def limit_on(limits: Iterable[Limit], kind: str, day: dt.date) -> Limit | None:
    """Give the limit in force on a day: of several the one that began last."""
    found = [one for one in limits if one.kind == kind and one.first <= day and (one.last is None or day <= one.last)]
    return max(found, key=lambda one: (one.first, one.document_on or one.first), default=None)


def left(limit: Limit, received_fen: int) -> int:
    """Give what may still be granted under a limit, in fen; nothing once it is used up."""
    return max(0, limit.most_fen - received_fen)


def income_a_head(year_fen: int, rigid_fen: int, heads: int) -> int:
    """Give the monthly income a head: a year's income less what must be spent, by twelve months and heads; never below nothing."""
    return max(0, year_fen - rigid_fen) // (12 * max(1, heads))


@dataclass(frozen=True, slots=True)
class Stock:
    """Hold one batch of goods: its mark, what it is, until when it is good (None for ever), how much came in, went out and was destroyed."""

    mark: bytes
    item: str
    expires: dt.date | None
    came: int
    out: int = 0
    destroyed: int = 0

    @property
    def left(self) -> int:
        """Give what is left: came = out + left + destroyed."""
        return self.came - self.out - self.destroyed

    def is_expired(self, on: dt.date) -> bool:
        """Tell whether it can no longer be handed out on a day; on the last day itself it is still good."""
        return self.expires is not None and self.expires < on


def queue(batches: Iterable[Stock], on: dt.date) -> list[Stock]:
    """Give what can be handed out on a day, what expires first before the rest (先到期先发)."""
    good = [one for one in batches if one.left > 0 and not one.is_expired(on)]
    return sorted(good, key=lambda one: (one.expires or dt.date.max, one.mark))


def before(batches: Sequence[Stock], wanted: bytes, on: dt.date) -> Stock | None:
    """Give the batch of the same goods that must be handed out before the wanted one, None where it is its turn."""
    by_mark = {one.mark: one for one in batches}
    mine = by_mark[wanted]
    first = next((one for one in queue(batches, on) if one.item == mine.item), None)
    return None if first is None or (first.expires or dt.date.max) >= (mine.expires or dt.date.max) else first


def value_of(batch_fen: int, came: int, quantity: int) -> int:
    """Give what a part of a batch is valued at, in fen, cut off: parts never come to more than the whole."""
    return batch_fen * quantity // came if came else 0
