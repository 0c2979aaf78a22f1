"""累计 = Σ各月 of each target (目标任务完成进度表): what was done up to today, beside what its months were reported to be.

A locked month counts as it was last sent, corrections included, an open one as it is counted today. So the two differ where something came late into a
month that was reported, and the words say whose month it is. Persons are counted once in the year and their months never add up: for them nothing is judged.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from db import indicators, reports
from db.casebook import Casebook
from db.indicators import Span
from db.targets import PLAN, Progress, Target
from rules import report_forms
from rules.periods import Period
from rules.programme import quantity_of
from rules.quantities import Amount, PersonTimes, Pieces
from rules.reports import Counted, Judged

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class _Late:
    """Hold a month of a county in which more or less happened than was reported."""

    county: str
    month: Period
    reported: int
    now: int


def judge(book: Casebook, year: int, found: Sequence[Progress], until: dt.date | None = None) -> dict[bytes, Judged]:
    """Judge the targets of a year, and the counties' shares of them, that add up; give each by the target's id."""
    months = _Months(book, year, min(until or book.today, dt.date(year, 12, 31)))
    told: dict[bytes, Judged] = {}
    for one in found:
        for part in (one, *one.shares):
            if part.target.draft.kind == PLAN and isinstance(part.done, PersonTimes | Amount | Pieces):
                told[part.target.id] = _judge(book, part, months)
    return told


def _judge(book: Casebook, one: Progress, months: "_Months") -> Judged:
    target, done = one.target, one.done.count if one.done is not None else 0
    told, late = months.of(target)

    def shown(n: int) -> str:
        return quantity_of(target.draft.unit, n).shown

    unit = quantity_of(target.draft.unit, 0).unit
    if done == told:
        return Judged(f"累计 {shown(done)} = 各月之和 {shown(told)}（{unit}）", "ok")
    parts = []
    for each in late[:_MOST_NAMED]:
        words = f"{each.month.label}上报 {shown(each.reported)}，现为 {shown(each.now)}"
        is_whole = book.workplace.kind == "province"
        parts.append(f"{reports.office_name(book, each.county)}　{words}" if is_whole else words)
    more = [f"另有 {len(late) - _MOST_NAMED} 个月不同"] if len(late) > _MOST_NAMED else []
    why = "；".join([f"差 {shown(done - told)}", *parts, *more, "有迟报，作更正报表"])
    return Judged(f"累计 {shown(done)} ≠ 各月之和 {shown(told)}（{unit}）", "bad", why)


class _Months:
    """Count each set of indicators month by month once, county by county at the province, and find what was sent of it."""

    def __init__(self, book: Casebook, year: int, last: dt.date) -> None:
        self._book = book
        self._months = [month for month in Period(year).months if month.first <= last]
        self._spans = {str(month): Span(month.first, min(month.last, last)) for month in self._months}
        self._counted: dict[frozenset[str], dict[str, dict[str, Counted]]] = {}
        self._sent: dict[tuple[str, Period, frozenset[str]], int | None] = {}

    def of(self, target: Target) -> tuple[int, list[_Late]]:
        """Give the sum of a target's months as they were reported, and the months that are not so any more."""
        keys = frozenset(key for key in target.draft.keys if key in indicators.BY_KEY)
        if keys not in self._counted:
            counted = [indicators.BY_KEY[key] for key in sorted(keys)]
            is_whole = self._book.workplace.kind == "province"
            self._counted[keys] = (
                indicators.count_by_county(self._book, counted, self._spans)
                if is_whole
                else {self._book.workplace.county: indicators.count(self._book, counted, self._spans)}
            )
        by_county = self._counted[keys]
        whole, late = 0, []
        for county in [target.county] if target.county else sorted(by_county):
            for month in self._months:
                now = by_county.get(county, _NOTHING).get(str(month), Counted()).total
                reported = self._reported(county, month, keys)
                whole += now if reported is None else reported
                if reported is not None and reported != now:
                    late.append(_Late(county, month, reported, now))
        return whole, sorted(late, key=lambda one: (one.month.first, one.county))

    def _reported(self, county: str, month: Period, keys: frozenset[str]) -> int | None:
        """Give what a county last sent of a month on the line that counts these indicators; None where the month is open or no line counts them."""
        asked = county, month, keys
        if asked not in self._sent:
            self._sent[asked] = self._find(county, month, keys)
        return self._sent[asked]

    def _find(self, county: str, month: Period, keys: frozenset[str]) -> int | None:
        for form in report_forms.FORMS:
            if not any(frozenset(line.keys) == keys and not line.stands for line in form.lines):
                continue
            sent = reports.last_sent(self._book, form.key, month, county)
            for line in sent.lines if sent is not None else ():
                if frozenset(line.keys) == keys and not line.stands:
                    return line.counts.get("period", Counted()).total
        return None


_NOTHING: Mapping[str, Counted] = {}
