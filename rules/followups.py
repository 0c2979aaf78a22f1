"""When somebody who was placed is asked how they are: at 1, 3 and 6 months of work (满 1/3/6 月回访, standards section 9.2)."""

import calendar
import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

MONTHS = (1, 3, 6)
AHEAD_DAYS = 3
"""Days before the day on which a follow-up may be made already: a Saturday's is made on Friday."""
RETRY_DAYS = 7
"""Days after which somebody who could not be reached is tried again: no answer is neither a success nor the end of the asking."""
LATE_DAYS = 92
"""Days for which the last one is still asked for; later an answer tells nothing of the sixth month."""


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """Hold a follow-up that is wanted: the day on which so many months are full, and how many."""

    day: dt.date
    months: int


def months_after(day: dt.date, months: int) -> dt.date:
    """Give the day so many months later; the last of a shorter month stands for a day that it does not have."""
    at = day.year * 12 + day.month - 1 + months
    year, month = divmod(at, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def due(began: dt.date, made: Collection[int], today: dt.date, *, left: dt.date | None = None) -> Due | None:
    """Give the follow-up of a placement that is due on `today`, the latest one where several are; None where none is.

    What was missed and is overtaken by a later one is not asked for any more: nobody can say in September how it was in June. Nothing is due after the
    day on which the person has `left`.
    """
    last = today + dt.timedelta(days=AHEAD_DAYS)
    reached = [Due(months_after(began, months), months) for months in MONTHS]
    reached = [one for one in reached if one.day <= last and (left is None or one.day <= left)]
    if not reached or reached[-1].months in made:
        return None
    return reached[-1] if reached[-1].day >= today - dt.timedelta(days=LATE_DAYS) else None
