"""Plain records of the service areas: entered, changed, moved on, corrected, found and listed by what their table declares (docs/decisions/0049).

An area names its kinds of records (`Kind`) in a module of its own, with the rules that are its own as ordinary functions; what all of them
share, permission, checks, states, paging, stands here once.
"""

import datetime as dt
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from db import record_checks, record_words, schema, search, story, walks
from db.casebook import Casebook, Session
from db.journal import NotWriter, Writer
from db.tables.declaration import Column, Table
from db.walks import Orders, Walk
from rules.clock import CHINA
from rules.errors import ReasonMissing, UserError
from rules.permissions import Action, needs_two

WINDOW = 200
MOST_FOUND = 2000


class RecordUnknown(UserError):
    """Say that there is no such record; field `table` (Chinese)."""

    code = "RECORD_UNKNOWN"


@dataclass(frozen=True)
class Record:
    """Hold one record: row id, number for paging, its table, values by column (dates, bytes, fen, codes), the same in words, and its title."""

    id: bytes
    n: int
    table: Table
    values: Mapping[str, Any]
    words: Mapping[str, str]
    title: str

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    @property
    def state(self) -> str:
        """Give the state it is in, empty for a kind without states."""
        return str(self.values[self.table.states.column] or "") if self.table.states else ""


Check = Callable[[Casebook, Mapping[str, Any], Record | None], Mapping[str, Any]]
"""An area's own check: takes all values cleaned and the record before (None for a new one), gives them completed, or raises."""
Written = Callable[[Casebook, Writer, bytes, Mapping[str, Any]], None]
"""What else an area writes in the same transaction, given the row's id and values."""
Moved = Callable[[Casebook, Writer, Record, str, Mapping[str, Any], Session | None], Mapping[str, Any] | None]
"""What else an area checks or writes when a record moves on: before, the state it goes to, further values, the second person if any.

What it gives are further columns of the record itself that the step sets (what was worked out), or None.
"""


def _as_is(_book: Casebook, values: Mapping[str, Any], _before: Record | None) -> Mapping[str, Any]:
    return values


def _nothing(_book: Casebook, _writer: Writer, _row: bytes, _values: Mapping[str, Any]) -> None:
    """Write nothing else."""


def _nothing_moved(
    _book: Casebook, _writer: Writer, _before: Record, _state: str, _values: Mapping[str, Any], _second: Session | None
) -> Mapping[str, Any] | None:  # fmt: skip
    """Write nothing else."""
    return None


@dataclass(frozen=True)
class Kind:
    """Name a kind of record: its table, who may write it, and the area's own rules.

    `moves` names the action that a step into a state takes where it is another than `action` (an approval); of an action that takes two
    persons the second is asked for. What is `fixed` no step changes: it was reviewed, or is what the record is about.
    """

    name: str
    action: Action
    check: Check = _as_is
    written: Written = _nothing
    moves: Mapping[str, Action] = field(default_factory=dict)
    moved: Moved = _nothing_moved
    fixed: frozenset[str] = frozenset()

    @cached_property
    def table(self) -> Table:
        """Give the table's declaration."""
        return schema.BY_NAME[self.name]

    def takes_two(self, state: str = "") -> bool:
        """Tell whether a step into `state`, or, without one, writing, takes a second person."""
        return needs_two(self.moves.get(state, self.action)) or (not state and self.table.two)


@dataclass(frozen=True)
class Filter:
    """Choose among records: words, states, a span of business days (both ends count), columns that must be equal, rows by id."""

    text: str = ""
    states: tuple[str, ...] = ()
    first: dt.date | None = None
    last: dt.date | None = None
    equal: tuple[tuple[str, Any], ...] = ()
    ids: tuple[bytes, ...] | None = None


@dataclass(frozen=True)
class Passage:
    """Hold one step of a record through its states: when it was entered, which state, its business day (ISO text or empty), who entered it."""

    at: dt.datetime
    state: str
    day: str
    who: str


# --- writing -------------------------------------------------------------------------------------------------------


def add(
    book: Casebook, kind: Kind, values: Mapping[str, Any], *, second: Session | None = None, county: str = ""
) -> bytes:  # fmt: skip
    """Enter one record; give its id.

    Raise NotPermitted, SecondPersonNeeded, FieldUnfit, StepNotAllowed, or what the area's own check raises.
    """
    return add_many(book, kind, [values], second=second, county=county)[0]


def add_many(
    book: Casebook, kind: Kind, rows: Iterable[Mapping[str, Any]], *, second: Session | None = None, county: str = ""
) -> list[bytes]:  # fmt: skip
    """Enter records in one transaction, all or none; give their ids; raise as `add`."""
    other = _permit(book, kind, kind.action, second)
    with book.write(county) as writer:
        return [put(book, writer, kind, values, second=other) for values in rows]


def put(
    book: Casebook, writer: Writer, kind: Kind, values: Mapping[str, Any], *, second: Session | None = None
) -> bytes:  # fmt: skip
    """Enter one record inside the caller's transaction, who has asked for permission; give its id; raise as `add`."""
    checked = kind.check(book, record_checks.whole(book, kind.table, values), None)
    row = _write(writer, kind.table, checked, second)
    kind.written(book, writer, row, checked)
    return row


def change(book: Casebook, kind: Kind, row: bytes, values: Mapping[str, Any]) -> bool:
    """Change columns of a register's record; its state only `move` changes; tell whether anything changed.

    Raise NotPermitted, RecordUnknown, FieldUnfit, FieldDisputed, or what the area's check raises.
    """
    book.require(kind.action)
    table = kind.table
    fixed = {table.states.column, table.states.day} if table.states else set()
    with book.write() as writer:
        require_own(book, table, row)
        before = get(book, table, row)
        wanted = record_checks.clean(book, table, {name: one for name, one in values.items() if name not in fixed})
        merged = {**before.values, **wanted}
        missing = next((name for name in table.required if merged.get(name) is None), None)
        if missing is not None:
            raise record_checks.unfit(table, missing, "missing")
        record_checks.in_order(table, merged)
        checked = kind.check(book, merged, before)
        changed = {name: one for name, one in checked.items() if one != before.values[name]}
        if not changed:
            return False
        done = writer.patch(table.name, row, changed)
        kind.written(book, writer, row, checked)
        return done


def correct(
    book: Casebook, kind: Kind, row: bytes, values: Mapping[str, Any], *, second: Session | None = None
) -> bytes:  # fmt: skip
    """Put a fact right by a new one that `corrects` it, which is kept; give the new one's id; raise as `add`, or RecordUnknown."""
    other = _permit(book, kind, kind.action, second)
    with book.write() as writer:
        if not count(
            book, kind.table, Filter(ids=(row,))
        ):  # corrected or withdrawn meanwhile: two corrections would both stand
            raise RecordUnknown(table=kind.table.label)
        before = get(book, kind.table, row)
        merged = {**before.values, **values, "corrects": row}
        checked = kind.check(book, record_checks.whole(book, kind.table, merged), before)
        made = _write(writer, kind.table, checked, other)
        kind.written(book, writer, made, checked)
        return made


def withdraw(book: Casebook, kind: Kind, row: bytes, reason: str, *, second: Session | None = None) -> bytes:
    """Take a fact back that should not have been entered (its table has `withdrawn` and `note`); raise ReasonMissing, or as `correct`."""
    if not reason.strip():
        raise ReasonMissing
    return correct(book, kind, row, {"withdrawn": True, "note": reason.strip()}, second=second)


def move(
    book: Casebook, kind: Kind, row: bytes, state: str, values: Mapping[str, Any] | None = None, *,
    day: dt.date | None = None, second: Session | None = None,
) -> None:  # fmt: skip
    """Let a record go on to another state on the business day `day` (today), with further columns `values`.

    Raise NotPermitted, SecondPersonNeeded, RecordUnknown, StepNotAllowed, FieldUnfit, or what the area raises.
    """
    other = _permit(book, kind, kind.moves.get(state, kind.action), second, state=state)
    table = kind.table
    states = table.states
    if states is None:
        raise ValueError(f"{kind.name} has no states")
    with book.write() as writer:
        require_own(book, table, row)
        before = get(book, table, row)
        states.check(before.state, state, table.label)
        step: dict[str, Any] = {**(values or {}), states.column: state}
        if states.day in table.by_name:
            step[states.day] = day or book.today
        checked = record_checks.clean(book, table, step)
        changed = next((name for name in checked if name in kind.fixed and checked[name] != before[name]), None)
        if changed is not None:
            raise record_checks.unfit(table, changed, "by_step")
        record_checks.in_order(table, {**before.values, **checked})
        more = kind.moved(book, writer, before, state, checked, other)
        writer.patch(table.name, row, {**checked, **(more or {})})


def require_own(book: Casebook, table: Table, row: bytes) -> None:
    """Raise NotWriter at a province for a row that a county made: the county would not learn of the change."""
    if book.workplace.kind != "province":
        return
    first = book.store.value("SELECT dev FROM entry WHERE row = ? AND tbl = ? ORDER BY n LIMIT 1", (row, table.name))
    if first is not None and bytes(first) != book.workplace.dev:
        raise NotWriter(table=table.label)


def _permit(
    book: Casebook, kind: Kind, action: Action, second: Session | None, *, state: str = ""
) -> Session | None:  # fmt: skip
    book.require(action)
    return book.require_second(action, second) if kind.takes_two(state) else None


def _write(writer: Writer, table: Table, values: Mapping[str, Any], second: Session | None) -> bytes:
    kept = {name: value for name, value in values.items() if value is not None}
    if table.kind == "register":
        return writer.add(table.name, kept)
    return writer.fact(table.name, kept, second=second.author if second and table.two else None)


# --- reading -------------------------------------------------------------------------------------------------------


def get(book: Casebook, table: Table | str, row: bytes) -> Record:
    """Give one record; raise RecordUnknown for one that is not here, or was erased."""
    table = schema.BY_NAME[table] if isinstance(table, str) else table
    sql = f"SELECT x.* FROM {table.name} x WHERE x.id = ?"
    found = book.store.rows(sql + (f" AND {story.current(table, 'x')}" if table.kind == "register" else ""), (row,))
    if not found:
        raise RecordUnknown(table=table.label)
    return _records(book, table, found)[0]


def page(
    book: Casebook, table: Table | str, wanted: Filter = Filter(), *, after: int = 0, limit: int = WINDOW
) -> list[Record]:  # fmt: skip
    """Give one window of the records that stand, the last entered first; `after` is the number (`n`) of the one before it, 0 to begin."""
    table = schema.BY_NAME[table] if isinstance(table, str) else table
    where, values = _where(book, table, wanted)
    beyond = " AND x.n < ?" if after else ""
    sql = f"SELECT x.* FROM {table.name} x WHERE {where}{beyond} ORDER BY x.n DESC LIMIT ?"
    return _records(book, table, book.store.rows(sql, (*values, *((after,) if after else ()), limit)))


def count(book: Casebook, table: Table | str, wanted: Filter = Filter()) -> int:
    """Count the records that stand."""
    table = schema.BY_NAME[table] if isinstance(table, str) else table
    where, values = _where(book, table, wanted)
    return int(book.store.value(f"SELECT count(*) FROM {table.name} x WHERE {where}", values))


def walk(
    book: Casebook, table: Table | str, wanted: Filter = Filter(), order: str = "", *, descending: bool = False
) -> Walk:  # fmt: skip
    """Say how the list of the records that stand is walked; `order` is a column (`has_order`), else the last entered first."""
    table = schema.BY_NAME[table] if isinstance(table, str) else table
    where, held = walks.by_name(*_where(book, table, wanted))
    column = table.by_name.get(order)
    if column is None or not has_order(column):
        return walks.over(f"{table.name} x", Orders(), "", where, held, descending=descending)
    joins, named = "", f"x.{order}" if column.type == "text" and not column.codes else ""
    if column.refers:
        joins = f"LEFT JOIN {column.refers} q ON q.id = x.{order}"
        named = _title_of(schema.BY_NAME[column.refers], "q")
    orders = Orders({}, {order: named}) if named else Orders({order: f"x.{order}"})
    return walks.over(f"{table.name} x", orders, order, where, held, descending=descending, joins=joins)


def has_order(column: Column) -> bool:
    """Tell whether a list can be put in order by a column: words and names by their sound, codes by their number, all else by size."""
    if column.refers:
        return bool(_title_of(schema.BY_NAME[column.refers], "q"))
    return column.type not in {"json", "id"} and column.reads != "lines" and column.sensitivity < 2


def lines(book: Casebook, table: Table | str, numbers: Sequence[int]) -> list[Record | None]:
    """Give the records with these numbers (`n`) in their order; None for one that stands no more."""
    table = schema.BY_NAME[table] if isinstance(table, str) else table
    # whole numbers of our own making
    known = ",".join(map(str, numbers))
    rows = book.store.rows(
        f"SELECT x.* FROM {table.name} x WHERE x.n IN ({known}) AND {story.current(table, 'x')}"
    )  # fmt: skip
    found = {one.n: one for one in _records(book, table, rows)}
    return [found.get(number) for number in numbers]


def _title_of(table: Table, alias: str) -> str:
    """Give the expression for the words by which a row of a table is known, as far as they are its own."""
    named = _named_by(table)
    return " || ".join(f"coalesce({alias}.{name}, '')" for name in named)


def every(book: Casebook, table: Table | str, wanted: Filter = Filter()) -> Iterable[Record]:
    """Give all records that stand, a window held at a time, the last entered first."""
    after = 0
    while found := page(book, table, wanted, after=after):
        yield from found
        if len(found) < WINDOW:
            return
        after = found[-1].n


def by_column(book: Casebook, table: Table | str, **equal: Any) -> list[Record]:
    """Give all records that stand whose columns have these values, the first entered first."""
    return list(every(book, table, Filter(equal=tuple(equal.items()))))[::-1]


def history(book: Casebook, table: Table, row: bytes) -> list[Passage]:
    """Tell through which states a record went, the first first, from the journal; none of a kind without states."""
    states = table.states
    if states is None:
        return []
    sql = """SELECT e.ts, e.body, coalesce(s.name, '') AS who FROM entry e
        LEFT JOIN staff s ON s.id = unhex(substr(CAST(e.header AS TEXT), 7, 32))
        WHERE e.row = ? AND e.tbl = ? AND e.state = 'applied' AND e.kind = 'patch' AND e.body IS NOT NULL ORDER BY e.ts, e.n"""
    found = []
    for one in book.store.rows(sql, (row, table.name)):
        body = json.loads(one["body"])
        if states.column in body:
            at = dt.datetime.fromtimestamp(one["ts"] / 1000, CHINA)
            found.append(Passage(at, str(body[states.column] or ""), str(body.get(states.day) or ""), one["who"]))
    return found


def entered_by(book: Casebook, table: Table, row: bytes, free: Collection[str] = ()) -> set[bytes]:
    """Give who entered a record or changed what it says (row ids of staff): they may not approve it.

    Who only moved it through its states, or changed nothing but columns that are `free`, is not among them.
    """
    sql = """SELECT substr(CAST(e.header AS TEXT), 7, 32) AS who, e.body FROM entry e
        WHERE e.row = ? AND e.tbl = ? AND e.state = 'applied' AND e.kind IN ('patch', 'fact') AND e.body IS NOT NULL ORDER BY e.n"""
    moved = table.states.column if table.states else ""
    found = [
        (bytes.fromhex(one["who"]), set(json.loads(one["body"]))) for one in book.store.rows(sql, (row, table.name))
    ]
    return {who for at, (who, told) in enumerate(found) if at == 0 or (moved not in told and told - set(free))}


def day_column(table: Table) -> str:
    """Give the column whose days a list is chosen by: the business day, else the first that holds a day; empty for none."""
    if record_checks.DAY in table.by_name:
        return record_checks.DAY
    return next((column.name for column in table.columns if column.type == "date"), "")


def _records(book: Casebook, table: Table, rows: Sequence[Any]) -> list[Record]:
    words = record_words.Words(book)
    told = words.of(table, rows)
    titles = words.titles(table, rows)
    return [
        Record(
            bytes(row["id"]), row["n"], table,
            {column.name: record_words.value_of(column, row[column.name]) for column in table.columns}, said, title,
        )
        for row, said, title in zip(rows, told, titles, strict=True)
    ]  # fmt: skip


def _where(book: Casebook, table: Table, wanted: Filter) -> tuple[str, list[Any]]:
    parts = [story.current(table, "x")]
    values: list[Any] = []
    if wanted.ids is not None:
        parts.append(f"x.id IN ({','.join('?' * len(wanted.ids))})")
        values += wanted.ids
    for name, value in wanted.equal:
        column = table.by_name[name].name
        parts.append(f"x.{column} IS NULL" if value is None else f"x.{column} = ?")
        values += [] if value is None else [value.isoformat() if isinstance(value, dt.date) else value]
    if wanted.states and table.states:
        parts.append(f"x.{table.states.column} IN ({','.join('?' * len(wanted.states))})")
        values += wanted.states
    day = day_column(table)
    for sign, limit in ((">=", wanted.first), ("<=", wanted.last)):
        if limit is not None and day:
            parts.append(f"x.{day} {sign} ?")
            values.append(limit.isoformat())
    if wanted.text.strip():
        text, more = _text_where(book, table, wanted.text.strip())
        parts.append(text)
        values += more
    return " AND ".join(parts), values


def _text_where(book: Casebook, table: Table, text: str) -> tuple[str, list[Any]]:
    """Look into the open texts of a row, into the names of the persons it names, and into the titles of what else it refers to."""
    parts = ["0"]
    values: list[Any] = []
    for column in table.columns:
        if column.type == "text" and not column.codes and column.sensitivity < 2:
            parts.append(f"instr(coalesce(x.{column.name}, ''), ?) > 0")
            values.append(text)
        elif column.refers == "person":
            numbers = search.person_numbers(book.store, text, MOST_FOUND)
            parts.append(f"x.{column.name} IN (SELECT id FROM person WHERE n IN ({','.join('?' * len(numbers))}))")
            values += numbers
        elif column.refers and (named := _named_by(schema.BY_NAME[column.refers])):
            inside = " OR ".join(f"instr(coalesce({name}, ''), ?) > 0" for name in named)
            parts.append(f"x.{column.name} IN (SELECT id FROM {column.refers} WHERE {inside})")
            values += [text] * len(named)
    return f"({' OR '.join(parts)})", values


def _named_by(table: Table) -> list[str]:
    fields = record_words.fields_of(table.title)
    return [column.name for column in table.columns if column.name in fields and column.type == "text"]
