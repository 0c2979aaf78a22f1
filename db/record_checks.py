"""What every record of a service area must be before it is written: filled where it must be, of the declared types and codes, dates in order."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any

from db import schema
from db.casebook import Casebook
from db.tables.declaration import MAX_TEXT, Column, Table
from rules import codes, documents, loans, phones, uscc, visible
from rules.errors import UserError

DAY = "day"
"""The business day (业务日期), kept apart from the moment of entry, which the journal has."""
_SPANS = (("starts", "ends"), ("valid_from", "valid_until"))
_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])", re.ASCII)


class FieldUnfit(UserError):
    """Say that a column cannot hold what was given; fields `column`, `label` (Chinese) and `reason`, by which it is worded more closely."""

    code = "FIELD_UNFIT"


class WrittenByStep(UserError):
    """Say that such a record follows from a step of another and is not entered by hand; field `label` (Chinese)."""

    code = "WRITTEN_BY_STEP"


def by_step(label: str) -> Callable[[Casebook, Mapping[str, Any], Any], Mapping[str, Any]]:
    """Give the check of a kind of record that the program alone writes: it raises WrittenByStep."""

    def refuse(_book: Casebook, _values: Mapping[str, Any], _before: Any) -> Mapping[str, Any]:
        raise WrittenByStep(label=label)

    return refuse


def unfit(table: Table, column: str, reason: str) -> FieldUnfit:
    """Give the error for a column of a table."""
    return FieldUnfit(column=column, label=table.by_name[column].label, reason=reason)


def whole(book: Casebook, table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
    """Give a new row's values cleaned and completed: business day today, first state; raise FieldUnfit or StepNotAllowed."""
    found = dict(values)
    if DAY in table.by_name and found.get(DAY) in {None, ""}:
        found[DAY] = book.today
    states = table.states
    if states is not None:
        found[states.column] = found.get(states.column) or states.first[0]
        states.check("", found[states.column], table.label)
        if states.day in table.by_name:
            found[states.day] = found.get(states.day) or found.get(DAY) or book.today
    cleaned = clean(book, table, found)
    missing = next((name for name in (*table.needed, *table.required) if cleaned.get(name) is None), None)
    if missing is not None:
        raise unfit(table, missing, "missing")
    in_order(table, cleaned)
    return cleaned


def clean(book: Casebook, table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
    """Give the values in the types of their columns, empty ones as None; raise FieldUnfit, KeyError for a column that the table does not have."""
    found = {}
    for name, value in values.items():
        column = table.by_name[name]
        problem, found[name] = _read(book, column, _seen(column, value) if isinstance(value, str) else value)
        if problem:
            raise unfit(table, name, problem)
    states = table.states
    for name in (DAY, states.day if states else DAY):
        if found.get(name) is not None and found[name] > book.today:
            raise unfit(table, name, "future")
    return found


def in_order(table: Table, values: Mapping[str, Any]) -> None:
    """Raise FieldUnfit where a span ends before it begins."""
    for first, last in _SPANS:
        if values.get(first) is not None and values.get(last) is not None and values[last] < values[first]:
            raise unfit(table, last, "span")


def _seen(column: Column, text: str) -> str:
    return (visible.lines(text) if column.reads == "lines" else visible.line(text)).strip()


def _read(book: Casebook, column: Column, value: Any) -> tuple[str, Any]:
    """Give (what is wrong, value)."""
    if value is None or value in ("", (), []):
        return "", None
    if column.type == "text":
        return _read_text(book, column, value)
    if column.type == "date":
        return _read_day(value)
    if column.type in {"int", "fen"}:
        right = type(value) is int and 0 <= value < 2**53
        return ("" if right else "number" if column.type == "int" else "money"), value
    if column.type == "flag":
        return ("" if value in {0, 1} else "flag"), bool(value)
    if column.type == "id":
        return _read_reference(book, column, value)
    if column.codes and any(codes.tables()[column.codes].get(str(one)) is None for one in value):
        return "code", None
    return "", list(value) if isinstance(value, tuple) else value


def _read_text(book: Casebook, column: Column, value: Any) -> tuple[str, Any]:
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        return "text", None
    if column.codes:
        known = value in documents.BY_CODE if column.codes == "doc_type" else codes.tables()[column.codes].get(value)
        return ("" if known else "code"), value
    if column.reads == "region":
        return ("" if book.regions.is_known(value) else "region"), value
    if column.reads == "phone":
        number = phones.normalise(value)
        return ("" if phones.is_valid(number) else "phone"), number
    if column.reads == "uscc":
        return ("uscc" if uscc.problem(value) else ""), uscc.normalise(value)
    if column.reads == "percent":
        rate = loans.read_rate(value)
        return ("percent" if rate is None else ""), value if rate is None else loans.rate_words(rate)
    if column.reads == "month":
        return ("" if _MONTH.fullmatch(value) else "month"), value
    return "", value


def _read_day(value: Any) -> tuple[str, Any]:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return "", value
    try:
        return "", dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        return "day", None


def _read_reference(book: Casebook, column: Column, value: Any) -> tuple[str, Any]:
    if not isinstance(value, bytes):
        return "reference", None
    if column.refers:
        table = schema.BY_NAME[column.refers]
        living = f" AND _incomplete <> {schema.ERASED}" if table.kind == "register" else ""
        if book.store.one(f"SELECT 1 FROM {table.name} WHERE id = ?{living}", (value,)) is None:
            return "reference", None
    return "", value
