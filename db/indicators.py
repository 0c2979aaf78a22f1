"""All indicators together, and how they are counted: one pass over an area's events gives every span that a report shows.

Counting is SQL's (docs/decisions/0057): events are grouped by person once, and persons-times, persons of the period, of the year and in all
come from the groups. Records that were judged to be one human count as one.
"""

import datetime as dt
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakKeyDictionary

from db import erased_figures, overdue_loans, uncounted, voucher_account
from db.casebook import Casebook
from db.store import Store
from db.tables import (
    fund_cells,
    jobs_indicators,
    membership_indicators,
    network_indicators,
    relief_indicators,
    report_cells,
    rights_indicators,
    skills,
    startup_indicators,
    training_indicators,
)
from db.tables.indicator import Indicator
from rules.errors import UserError
from rules.periods import Period
from rules.report_forms import Stands
from rules.reports import Counted

INDICATORS: tuple[Indicator, ...] = (
    *training_indicators.INDICATORS,
    *jobs_indicators.INDICATORS,
    *network_indicators.INDICATORS,
    *rights_indicators.INDICATORS,
    *membership_indicators.INDICATORS,
    *relief_indicators.INDICATORS,
    *startup_indicators.INDICATORS,
    *skills.INDICATORS,
)
BY_KEY: Mapping[str, Indicator] = {one.key: one for one in INDICATORS}


class IndicatorUnknown(UserError):
    """Say that no area counts such a thing; field `key`."""

    code = "INDICATOR_UNKNOWN"


@dataclass(frozen=True, slots=True)
class Span:
    """Hold the days that are counted, both included; no `first` means from the beginning."""

    first: dt.date | None
    last: dt.date


def find(key: str) -> Indicator | None:
    """Give an indicator, also that of a cell of a table behind a report; None where there is none."""
    return BY_KEY.get(key) or fund_cells.cell(key) or report_cells.cell(key, BY_KEY.get)


def get(key: str) -> Indicator:
    """Give an indicator; raise IndicatorUnknown."""
    found = BY_KEY.get(key)
    if found is None:
        raise IndicatorUnknown(key=key[:60])
    return found


def spans(period: Period) -> dict[str, Span]:
    """Give the spans that a report shows: the period, the year up to its end, everything up to its end, and the first two a year before."""
    before = period.year_before
    return {
        "period": Span(period.first, period.last),
        "year": Span(dt.date(period.year, 1, 1), period.last),
        "all": Span(None, period.last),
        "last_period": Span(before.first, before.last),
        "last_year": Span(dt.date(before.year, 1, 1), before.last),
    }


def standing_at(span: Span, stands: Stands) -> Span:
    """Give what a stock counts of a span: everything before its first day, or up to its last; a span from the beginning opens with nothing."""
    if not stands:
        return span
    if stands == "closing":
        return Span(None, span.last)
    return Span(None, span.first - dt.timedelta(days=1) if span.first else dt.date.min)


def less(found: Indicator) -> Indicator:
    """Give an indicator's events as what is to be taken away."""
    return replace(found, sign=-found.sign)


def count(
    book: Casebook, indicators: Sequence[Indicator], wanted: Mapping[str, Span], county: str = ""
) -> dict[str, Counted]:
    """Count the events of these indicators together, a person in several of them once; of one county, or of all that this casebook holds."""
    found = _counted(book, indicators, wanted, county, "''")
    return found.get("", {name: Counted() for name in wanted})


def count_by_county(
    book: Casebook, indicators: Sequence[Indicator], wanted: Mapping[str, Span]
) -> dict[str, dict[str, Counted]]:
    """Count county by county; whoever was served in two counties is one person in each, so that persons here may come to more than `count` gives."""
    return _counted(book, indicators, wanted, "", "event.county")


def count_by(
    book: Casebook, indicators: Sequence[Indicator], wanted: Mapping[str, Span], group: str, county: str = ""
) -> dict[str, dict[str, Counted]]:
    """Count group by group, a person once in each; `group` is an SQL expression over an event's id (`{0}`). What belongs to none, as all that was erased, stands under ''."""
    return _counted(book, indicators, wanted, county, group.format("event.id"))


_OF_PERSONS = frozenset({"persons", "times"})


def _counted(
    book: Casebook, indicators: Sequence[Indicator], wanted: Mapping[str, Span], county: str, place: str
) -> dict[str, dict[str, Counted]]:
    values: dict[str, Any] = {"county": county, "last": max(span.last for span in wanted.values()).isoformat()}
    inner, outer, by_day = [], [], []
    for at, span in enumerate(wanted.values()):
        values[f"a{at}"], values[f"b{at}"] = span.first.isoformat() if span.first else "", span.last.isoformat()
        inside = f"(day BETWEEN :a{at} AND :b{at})"
        inner.append(f"sum({inside}) AS e{at}, sum(CASE WHEN {inside} THEN n ELSE 0 END) AS t{at}")
        outer.append(f"sum(e{at}), count(CASE WHEN e{at} > 0 THEN person END), sum(t{at})")
        by_day.append(f"sum(CASE WHEN {inside} THEN e END), 0, sum(CASE WHEN {inside} THEN t END)")
    events, more = _events(book, indicators, county)
    if any(one.measure in _OF_PERSONS for one in indicators):
        sql = f"""WITH {events} SELECT place, {", ".join(outer)} FROM (
            SELECT {place} AS place, person, {", ".join(inner)} FROM event WHERE day <= :last GROUP BY {place}, person) GROUP BY place"""
    else:  # nobody is counted once: some hundred days are quicker walked through for each span than all events
        sql = f"""WITH {events} SELECT place, {", ".join(by_day)} FROM (
            SELECT {place} AS place, day, count(*) AS e, sum(n) AS t FROM event WHERE day <= :last GROUP BY {place}, day) GROUP BY place"""
    result: dict[str, dict[str, Counted]] = {}
    for row in book.store.tuples(sql, values | more):
        figures = [int(one or 0) for one in row[1:]]
        result[row[0] or ""] = {name: Counted(*figures[3 * at : 3 * at + 3]) for at, name in enumerate(wanted)}
    return result


def _events(book: Casebook, indicators: Sequence[Indicator], county: str) -> tuple[str, dict[str, Any]]:
    """Give the SQL of a table `event` (id, person, day, county, n, place in `indicators`) and the values that it needs.

    Before it stand the tables of money without the facts that do not count (db/uncounted.py), where there are such.
    """
    shadow, values = uncounted.shadow(book.store)
    event, more = _event(book, indicators, county)
    values |= more | {"today": book.today.isoformat()}
    values |= {name: _worked_out(book, name) for name in _WORKED_OUT if f":{name}" in event}
    return ", ".join([*shadow, event]), values


_WORKED_OUT: Mapping[str, Callable[[Casebook], str]] = {
    "voucher_runs": voucher_account.received, "loans_overdue": overdue_loans.changes,
}  # fmt: skip
"""What is no row and is reckoned from many: each gives JSON, which an indicator's SELECT reads as a value of that name."""
_kept: WeakKeyDictionary[Store, dict[str, tuple[Any, str]]] = WeakKeyDictionary()
"""By store and name: its version and the day, and what was worked out then: walking through grants is no work for each line of a report."""


def _worked_out(book: Casebook, name: str) -> str:
    version = (book.store.version(), book.today)
    kept = _kept.setdefault(book.store, {}).get(name)
    if kept is None or kept[0] != version:
        kept = (version, _WORKED_OUT[name](book))
        if not book.store.conn.in_transaction:  # what is undone changes no version back
            _kept[book.store][name] = kept
    return kept[1]


def _event(book: Casebook, indicators: Sequence[Indicator], county: str) -> tuple[str, dict[str, Any]]:
    gone = erased_figures.is_any(book.store)
    parts = " UNION ALL ".join(
        f"SELECT id, person, day, county, {one.sign} * n AS n, {at} AS kind FROM ({source})"
        for at, one in enumerate(indicators)
        for source in (one.events, *([erased_figures.events(*(one.kept_as or (one.key,)))] if gone else []))
    )
    # a desk and a base hold their own county's records alone: whose they are is asked for at the province only
    where = " WHERE u.county = :county" if county and book.workplace.kind == "province" else ""
    same = _same(book)
    if not same:
        return f"event AS (SELECT * FROM ({parts}) u{where})", {}
    canon = (
        "canon AS MATERIALIZED (SELECT unhex(value ->> 0) AS one, unhex(value ->> 1) AS first FROM json_each(:same))"
    )
    event = f"""event AS (SELECT u.id, coalesce(k.first, u.person) AS person, u.day, u.county, u.n, u.kind
        FROM ({parts}) u LEFT JOIN canon k ON k.one = u.person{where})"""
    return f"{canon}, {event}", {"same": json.dumps(same)}


def _same(book: Casebook) -> list[tuple[str, str]]:
    """Give for each record that was judged to be another's human (hex) the record that stands for all of them."""
    leader: dict[bytes, bytes] = {}

    def find(one: bytes) -> bytes:
        while leader.get(one, one) != one:
            one = leader[one]
        return one

    for row in book.store.rows("SELECT one, other FROM same_as WHERE verdict = 'same'"):
        first, second = sorted((find(bytes(row["one"])), find(bytes(row["other"]))))
        leader[second] = first
    return [(one.hex(), find(one).hex()) for one in leader if find(one) != one]


def of_rows(book: Casebook, rows: Collection[bytes], keys: Collection[str] | None = None) -> erased_figures.Found:
    """Gather all that is counted of these rows and persons, whatever counts it, or what these indicators (`keys`) count."""
    head, values = uncounted.head(book.store)
    # grants are no rows; what is overdue belongs to its loan
    values |= {
        "today": book.today.isoformat(),
        "voucher_runs": "[]",
        "loans_overdue": _worked_out(book, "loans_overdue"),
    }
    asked = INDICATORS if keys is None else [one for one in INDICATORS if one.key in keys]
    return erased_figures.standing(book.store, asked, rows, head, values)


@dataclass(frozen=True, slots=True)
class Behind:
    """Hold one record behind a figure: its row, the business date, when it was entered (UTC milliseconds), whom it is about."""

    table: str
    id: bytes
    person: bytes
    name: str
    doc_tail: str
    day: str
    entered: int
    county: str
    n: int
    label: str = ""
    gone: bool = False
    """The person's data were erased: it is counted, and nothing else is known of it."""


def behind(
    book: Casebook, indicators: Sequence[Indicator], span: Span, county: str = "", *, net: bool = False, offset: int = 0, limit: int = 200,
) -> list[Behind]:  # fmt: skip
    """List the records behind a figure in order of their business date, with the day on which each was entered.

    With `net` a record that came and went is left out, as a stock wants it.
    """
    events, more = _events(book, indicators, county)
    values = {
        "county": county, "first": span.first.isoformat() if span.first else "", "last": span.last.isoformat(),
        "limit": limit, "offset": offset,
    }  # fmt: skip
    sql = f"""WITH {events} SELECT v.*, p.name, p.doc_no, (SELECT e.ts FROM entry e WHERE e.row = v.id ORDER BY e.n LIMIT 1) AS entered, EXISTS (SELECT 1 FROM erased_figures f WHERE f.id = v.id) AS gone FROM (
        {_LISTED[net]} ORDER BY day, id, kind LIMIT :limit OFFSET :offset) v
        LEFT JOIN person p ON p.id = v.person ORDER BY v.day, v.id, v.kind"""
    return [
        Behind(
            indicators[row["kind"]].table, bytes(row["id"]), bytes((not row["gone"] and row["person"]) or b""), row["name"] or "", (row["doc_no"] or "")[-4:],
            row["day"] or "", row["entered"] or 0, row["county"] or "", row["n"] or 0,
            indicators[row["kind"]].label, bool(row["gone"]),
        )
        for row in book.store.rows(sql, values | more)
    ]  # fmt: skip


_INSIDE = "FROM event WHERE day BETWEEN :first AND :last"
_LISTED = {
    False: f"SELECT * {_INSIDE}",
    True: f"SELECT id, min(person) AS person, min(day) AS day, min(county) AS county, sum(n) AS n, min(kind) AS kind {_INSIDE} GROUP BY id HAVING sum(n) <> 0",
}  # fmt: skip


def behind_count(
    book: Casebook, indicators: Sequence[Indicator], span: Span, county: str = "", *, net: bool = False
) -> int:
    """Tell how many records are behind a figure."""
    if not net:
        return count(book, indicators, {"asked": span}, county)["asked"].events
    events, more = _events(book, indicators, county)
    values = {
        "county": county, "first": span.first.isoformat() if span.first else "", "last": span.last.isoformat(),
    }  # fmt: skip
    return int(book.store.value(f"WITH {events} SELECT count(*) FROM ({_LISTED[True]})", values | more))
