"""How a service area tells the reports what it can count: an indicator is a query that gives one line for each event, with its business date.

The reports make all else of it: the month, the year, the year before, persons counted once, counties side by side, and the records behind each
figure. An area writes its `INDICATORS` beside its tables and `db/indicators.py` gathers them (docs/architecture.md, "Figures of an area").
"""

from dataclasses import dataclass, replace

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
    sign: int = 1
    """-1 where a stock takes these events away."""
    of: str = ""
    """Of a `share`: the indicator (`pieces`) that it is a share of; its own events are those that are so."""
    kept_as: tuple[str, ...] = ()
    """Under which keys its erased events are kept (db/erased_figures.py), where not under its own."""


def narrowed(one: Indicator, key: str, label: str, where: str) -> Indicator:
    """Give an indicator that counts those events `w` of another of which a condition holds; who they are stands in its label and so in every report."""
    return replace(one, key=key, label=label, events=f"SELECT w.* FROM ({one.events}) w WHERE {where}")


OF_FACT = "coalesce((SELECT g.county FROM unit_grant g WHERE g.dev = x._dev LIMIT 1), '')"
"""The county of the PC that entered a fact `x`."""


def of_first(table: str) -> str:
    """Give the county of the PC that entered a register's row `x`."""
    return f"""coalesce((SELECT g.county FROM entry e JOIN unit_grant g ON g.dev = e.dev WHERE e.row = x.id AND e.tbl = '{table}'
    ORDER BY e.n LIMIT 1), '')"""


def stands(table: str, alias: str) -> str:
    """Give the condition for facts that nothing corrects or takes back."""
    return f"NOT EXISTS (SELECT 1 FROM {table} c WHERE c.corrects = {alias}.id) AND coalesce({alias}.withdrawn, 0) = 0"


def of_register(table: str, person: str, n: str, where: str = "1", day: str = "x.day") -> str:
    """Give the events of a register `x` that belongs to the county of the PC that entered it; `person`, `n`, `day` are expressions over `x`."""
    return f"SELECT x.id, {person} AS person, {day} AS day, {of_first(table)} AS county, {n} AS n FROM {table} x WHERE x._incomplete <> 2 AND {where}"


def of_fact(table: str, person: str, n: str, where: str = "1", day: str = "x.day", row: str = "x.id") -> str:
    """Give the events of a fact `x`, likewise; what was corrected or withdrawn is not among them. `row` is the id of what they are told of."""
    return f"SELECT {row} AS id, {person} AS person, {day} AS day, {OF_FACT} AS county, {n} AS n FROM {table} x WHERE {stands(table, 'x')} AND {where}"
