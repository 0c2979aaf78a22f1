"""How a service area tells the reports what it can count: an indicator is a query that gives one line for each event, with its business date.

The reports make all else of it: the month, the year, the year before, persons counted once, counties side by side, and the records behind each
figure. An area writes its `INDICATORS` beside its tables and `db/indicators.py` gathers them (docs/architecture.md, "Figures of an area").
"""

from dataclasses import dataclass

from rules.quantities import Measure


@dataclass(frozen=True)
class Indicator:
    """Declare one indicator.

    `key` names it for good (targets and locked reports refer to it); `measure` says what its figure is; `unit` is the word of `pieces`.
    `events` is a SELECT with exactly these columns, in any order: `id` (the row's id), `person` (16 bytes, or NULL where nobody is named),
    `day` (the business date as ISO text: when it happened, never when it was typed), `county` (six digits) and `n` (how many: 1 for a named
    person; fen for `amount`). Rows that were corrected, voided or withdrawn are not among them. Lines without a day count nowhere.
    `named` tells whether `person` is filled, so that persons can be counted once; heads counted at a door are `persons` that are not named.
    `table` is where the rows lie, `page` the window's page that opens such a row (or the person, where `named`).
    """

    key: str
    label: str
    measure: Measure
    table: str
    events: str
    unit: str = ""
    named: bool = True
    page: str = ""


_OF_REGISTER = """coalesce((SELECT g.county FROM entry e JOIN unit_grant g ON g.dev = e.dev WHERE e.row = x.id AND e.tbl = '{0}'
    ORDER BY e.n LIMIT 1), '')"""
_OF_FACT = "coalesce((SELECT g.county FROM unit_grant g WHERE g.dev = x._dev LIMIT 1), '')"
_STANDS = "NOT EXISTS (SELECT 1 FROM {0} c WHERE c.corrects = x.id) AND coalesce(x.withdrawn, 0) = 0"


def register_events(table: str, person: str, n: str, where: str = "1", day: str = "day") -> str:
    """Give the events of a register (`x`): whom a row names (SQL), how many it counts, which rows, the column of its business day."""
    return f"SELECT x.id, {person} AS person, x.{day} AS day, {_OF_REGISTER.format(table)} AS county, {n} AS n FROM {table} x WHERE x._incomplete <> 2 AND {where}"


def fact_events(table: str, person: str, n: str, where: str = "1") -> str:
    """Give the events of a fact's rows that stand (`x`): neither corrected nor withdrawn."""
    return f"SELECT x.id, {person} AS person, x.day, {_OF_FACT} AS county, {n} AS n FROM {table} x WHERE {_STANDS.format(table)} AND {where}"
