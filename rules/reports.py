"""A report as it is shown and printed: its lines with what was counted, the rules between them, and what a correction changes.

It is plain values: `db/reports.py` counts, `printouts/report.py` and `printouts/report_book.py` print, the window shows.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from rules import report_forms
from rules.periods import Period
from rules.quantities import (
    Amount,
    Measure,
    Persons,
    PersonTimes,
    Pieces,
    Quantity,
    UnitsDiffer,
    adding,
    completion,
    make,
    total,
)
from rules.report_forms import Check, Stands

SPANS: Mapping[str, str] = {
    "period": "本期", "year": "本年累计", "all": "历年累计", "last_period": "上年同期", "last_year": "上年累计",
}  # fmt: skip
"""What a report counts for each line, and how it is headed."""
State = Literal["open", "locked", "corrected"]
Standing = Literal["ok", "note", "bad"]


@dataclass(frozen=True, slots=True)
class Counted:
    """Hold what one span came to: how many events, how many different named persons, and the sum of `n` (fen for money)."""

    events: int = 0
    persons: int = 0
    total: int = 0

    @property
    def times(self) -> PersonTimes:
        """Give the person-times: each event of a named person is one."""
        return PersonTimes(self.total)

    @property
    def once(self) -> Persons:
        """Give the persons, each once."""
        return Persons(self.persons)


@dataclass(frozen=True)
class ReportLine:
    """Hold one line: what it counts and what that came to in each span; `named` tells whether persons can be counted once.

    A line that `stands` is a stock (rules/report_forms.py): its counts are all that came before the span's beginning or end, without what went.
    """

    number: str
    label: str
    indent: int
    keys: tuple[str, ...]
    measure: Measure
    unit: str
    named: bool
    counts: Mapping[str, Counted]
    target: Quantity | None = None
    less: tuple[str, ...] = ()
    stands: Stands = ""

    @property
    def adds(self) -> str:
        """Tell as what the line is added to others: events of named persons as person-times, heads as heads, all else as its own unit."""
        return adding(self.measure, self.unit, named=self.named)

    def value(self, span: str) -> Quantity:
        """Give the line's own figure of a span."""
        return self.of(self.counts.get(span, Counted()))

    def of(self, counted: Counted) -> Quantity:
        """Give what was counted in the line's own kind."""
        if self.measure == "persons" and self.named:
            return counted.once
        return make(self.measure, counted.total, self.unit)

    def times(self, span: str) -> PersonTimes | None:
        """Give the person-times of a span, or None where the line is not about persons or tells a stock."""
        if self.stands or self.measure not in {"persons", "times"}:
            return None
        return self.counts.get(span, Counted()).times

    def once(self, span: str) -> Persons | None:
        """Give the persons of a span, each once, or None where nobody is named."""
        return self.counts.get(span, Counted()).once if self.named and self.measure in {"persons", "times"} else None

    @property
    def tenths(self) -> int | None:
        """Give how much of the year's target is reached, in tenths of a percent."""
        return None if self.target is None else completion(self.value("year"), self.target)

    @property
    def is_zero(self) -> bool:
        """Tell whether nothing happened in the period; a stock is not what happened."""
        return bool(self.stands) or not self.counts.get("period", Counted()).events


@dataclass(frozen=True, slots=True)
class Judged:
    """Hold how a rule between lines stands: its words with the numbers, and `ok`, `note` (explained) or `bad`."""

    words: str
    standing: Standing
    why: str = ""


@dataclass(frozen=True)
class Signers:
    """Hold who stands below a report."""

    prepared_by: str = ""
    reviewed_by: str = ""
    head: str = ""
    phone: str = ""


@dataclass(frozen=True)
class CountyFigures:
    """Hold one county's figures of the period and the year for each line of a report, by the line's number."""

    county: str
    name: str
    counts: Mapping[str, Mapping[str, Counted]]


@dataclass(frozen=True)
class Report:
    """Hold one report; `day` is that of filling in, `version` 1 as first sent, higher for corrections, 0 while the period is open.

    `carried` judges whether it begins with what the period before was reported to end with; `erased` is how many events are counted of which the
    records were erased.
    """

    form: str
    title: str
    office: str
    county: str
    period: Period
    lines: tuple[ReportLine, ...]
    note: str = ""
    state: State = "open"
    version: int = 0
    day: dt.date | None = None
    signers: Signers = Signers()
    late: int = 0
    counties: tuple[CountyFigures, ...] = field(default=())
    carried: tuple[Judged, ...] = ()
    erased: int = 0

    @property
    def is_zero(self) -> bool:
        """Tell whether it is a zero report."""
        return all(line.is_zero for line in self.lines)

    @property
    def judged(self) -> tuple[Judged, ...]:
        """Give the rules between its lines, judged."""
        form = report_forms.BY_KEY.get(self.form)
        return (*judge(self.lines, form.checks), *self.carried) if form else ()

    def line(self, number: str) -> ReportLine:
        """Give a line by its number; raise KeyError."""
        for one in self.lines:
            if one.number == number:
                return one
        raise KeyError(number)


def judge(lines: Sequence[ReportLine], checks: Sequence[Check]) -> tuple[Judged, ...]:
    """Judge the rules whose lines are all there in the year up to the period's end; a rule that only fails across years is explained, not blamed.

    Raise UnitsDiffer where a rule would add lines of two kinds.
    """
    known = {line.number: line for line in lines}
    found = []
    for check in checks:
        right = [known[number] for number in check.right if number in known]
        left = known.get(check.left)
        if left is None or not right:
            continue
        _require_one_kind(check, [left, *right, *(known[number] for number in check.less if number in known)])
        if check.kind == "stock":
            found += _stock(left, right, [known[number] for number in check.less if number in known])
        else:
            one = _sum(left, right) if check.kind == "sum" else _most(left, right[0])
            found += [one, Judged(check.seek, "note")] if one.standing == "bad" and check.seek else [one]
    return tuple(found)


def _require_one_kind(check: Check, lines: Sequence[ReportLine]) -> None:
    """Raise UnitsDiffer where a rule adds lines of two kinds; a stock of persons is what came and went of persons, whether or not it names them."""
    kinds = {line.adds if check.kind == "sum" else line.unit or line.measure for line in lines}
    if check.kind != "most" and len(kinds) > 1:
        raise UnitsDiffer(f"{check.left}: {sorted(kinds)}")


def _stock(left: ReportLine, right: Sequence[ReportLine], less: Sequence[ReportLine]) -> list[Judged]:
    """Judge 期初 + 增 − 减 = 期末 by what was counted of the period and of the year; persons who came and went twice count twice here."""
    found: dict[str, Judged] = {}
    for span, head in (("period", "本期"), ("year", "本年")):
        came, went = ([one.counts.get(span, Counted()).total for one in side] for side in (right, less))
        closing = left.counts.get(span, Counted()).total
        words = " + ".join(f"{one.label} {_number(one, n)}" for one, n in zip(right, came, strict=True))
        words += "".join(f" − {one.label} {_number(one, n)}" for one, n in zip(less, went, strict=True))
        apart = closing - sum(came) + sum(went)
        words += f" = {left.label} {_number(left, closing)}（{_adding_unit(left)}）"
        why = f"差 {_number(left, apart)}" if apart else "期末为负：有办结、退出而没有登记" if closing < 0 else ""
        found.setdefault(words, Judged(f"{head}：{words}", "bad" if why else "ok", why))
    return list(found.values())


def carry_over(before: Report, now: Report) -> tuple[Judged, ...]:
    """Judge whether each stock begins with what the period before was reported to end with."""
    ends = {(one.keys, one.less): one for one in before.lines if one.stands == "closing"}
    found = []
    for line in now.lines:
        end = ends.get((line.keys, line.less)) if line.stands == "opening" else None
        if end is None:
            continue
        was, begins = (one.counts.get("period", Counted()).total for one in (end, line))
        words = f"{line.label} {_number(line, begins)} = {before.period.label}上报的{end.label} {_number(end, was)}"
        why = "" if was == begins else f"差 {_number(line, begins - was)}，上期有迟报，作更正报表"
        found.append(Judged(words, "bad" if why else "ok", why))
    return tuple(found)


def _sum(left: ReportLine, right: Sequence[ReportLine]) -> Judged:
    """Person-times, sums and pieces of the parts come to the whole; persons of the parts may come to more, where one took part in several."""
    whole = left.counts.get("year", Counted()).total
    parts = [one.counts.get("year", Counted()).total for one in right]
    unit = _adding_unit(left)
    words = f"{left.label} {_number(left, whole)} = {' + '.join(f'{one.label} {_number(one, n)}' for one, n in zip(right, parts, strict=True))}（{unit}）"
    if sum(parts) != whole:
        return Judged(words, "bad", f"差 {_number(left, whole - sum(parts))}")
    once = left.once("year")
    if once is not None and all(one.named for one in right):
        apart = total((one.counts.get("year", Counted()).once for one in right), Persons(0))
        if apart < once:
            return Judged(words, "bad", f"去重人数 {once.count} 多于各项人数之和 {apart.count}")
        if apart > once:
            return Judged(words, "ok", f"同一人参加多项，去重少 {(apart - once).count} 人")
    return Judged(words, "ok")


def _most(left: ReportLine, right: ReportLine) -> Judged:
    small, large = _compared(left, right, "year")
    words = f"{left.label} {_number(left, small)} ≤ {right.label} {_number(right, large)}"
    if small <= large:
        return Judged(words, "ok")
    small, large = _compared(left, right, "all")
    if small <= large:
        return Judged(words, "note", f"跨年度办理，历年累计 {_number(left, small)} ≤ {_number(right, large)}")
    return Judged(words, "bad", f"历年累计 {_number(left, small)} > {_number(right, large)}")


def _compared(left: ReportLine, right: ReportLine, span: str) -> tuple[int, int]:
    """Give the numbers of two lines to compare: persons once where both name them, else what each sums up."""
    one, other = left.counts.get(span, Counted()), right.counts.get(span, Counted())
    if left.once(span) is not None and right.once(span) is not None:
        return one.persons, other.persons
    return one.total, other.total


def _number(line: ReportLine, number: int) -> str:
    return Amount(number).shown if line.measure == "amount" else f"{number:,}"


def _adding_unit(line: ReportLine) -> str:
    if line.measure in {"persons", "times"}:
        return "人" if line.stands else "人次"
    return line.unit or "万元"


# --- corrections


@dataclass(frozen=True, slots=True)
class Change:
    """Hold one figure of a correction: what was reported, what is to be added to it, and what holds now; all of one kind."""

    number: str
    label: str
    what: str
    reported: Quantity
    correction: Quantity
    now: Quantity


@dataclass(frozen=True)
class Correction:
    """Hold a correction report (更正报表): the report as last sent, as it is now, and the figures that differ."""

    before: Report
    now: Report
    reason: str
    changes: tuple[Change, ...]


def minus(now: Quantity, before: Quantity) -> Quantity:
    """Give the difference of two quantities of one kind; raise TypeError for two kinds and for shares."""
    if isinstance(now, Persons) and isinstance(before, Persons):
        return now - before
    if isinstance(now, PersonTimes) and isinstance(before, PersonTimes):
        return now - before
    if isinstance(now, Amount) and isinstance(before, Amount):
        return now - before
    if isinstance(now, Pieces) and isinstance(before, Pieces):
        return now - before
    raise TypeError(f"{type(now).__name__} - {type(before).__name__}")


def correct(before: Report, now: Report, reason: str = "") -> Correction:
    """Compare a report as it was sent with the figures of today: of the period, persons and person-times each by themselves, and the year."""
    changes: list[Change] = []
    known = {line.number: line for line in before.lines}
    for line in now.lines:
        old = known.get(line.number) or _empty(line)
        pairs: list[tuple[str, Quantity | None, Quantity | None]] = [
            ("本期", old.value("period"), line.value("period")), ("本年累计", old.value("year"), line.value("year")),
        ]  # fmt: skip
        if line.stands:
            pairs = (
                [("期初", *pairs[0][1:]), ("年初", *pairs[1][1:])]
                if line.stands == "opening"
                else [("期末", *pairs[0][1:])]
            )
        elif line.measure == "persons" and line.named:
            pairs.append(("本期人次", old.times("period"), line.times("period")))
        elif line.measure == "times" and line.named:
            pairs.append(("本期人数", old.once("period"), line.once("period")))
        for what, reported, found in pairs:
            if reported is not None and found is not None and reported != found:
                changes.append(Change(line.number, line.label, what, reported, minus(found, reported), found))
    return Correction(before, now, reason, tuple(changes))


def _empty(line: ReportLine) -> ReportLine:
    return replace(line, counts={}, target=None)
