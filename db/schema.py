"""All tables together: what the declarations in `db.tables` come to as SQL, as an entry's body and as a row of the store.

The journal's allow-list, the export headers and the data dictionary derive from here.
"""

from collections.abc import Mapping
from typing import Any

from db.tables import (
    funds,
    handovers,
    identities,
    jobs,
    lists,
    membership,
    network,
    people,
    records,
    relief,
    reports,
    rights,
    skills,
    startup,
    stock,
    survey,
    targets,
    training,
    workdays,
)
from db.tables.declaration import BAD, MAX_TEXT, READERS, Column, Table
from rules import visible
from rules.errors import UntrustedInput

SCHEMA_VERSION = 3
"""What `since` of a table or column counts: 1 is release 0.1.0, 2 is 0.2.0, 3 is 0.3.0. It rises once a release, and with it a migration."""

SQL_TYPE: Mapping[str, str] = {
    "text": "TEXT", "int": "INTEGER", "fen": "INTEGER", "date": "TEXT", "id": "BLOB", "flag": "INTEGER", "json": "TEXT",
}  # fmt: skip
ERASED = 2
"""What a register row's `_incomplete` holds once its text is erased: 0 whole, 1 a parent entry is missing."""
ID_HEX = 32

TABLES: tuple[Table, ...] = (
    *people.TABLES,
    *identities.TABLES,
    *training.TABLES,
    *records.TABLES,
    *stock.TABLES,
    *handovers.TABLES,
    *targets.TABLES,
    *workdays.TABLES,
    *reports.TABLES,
    *jobs.TABLES,
    *rights.TABLES,
    *membership.TABLES,
    *startup.TABLES,
    *lists.TABLES,
    *network.TABLES,
    *skills.TABLES,
    *relief.TABLES,
    *funds.TABLES,
    *survey.TABLES,
)


class WrongShape(UntrustedInput):
    """Say that an entry's body does not fit its table; fields `table` and `column`."""

    code = "WRONG_SHAPE"


BY_NAME: Mapping[str, Table] = {table.name: table for table in TABLES}


def local_columns(table: Table) -> dict[str, str]:
    """Give the columns that every row carries beside the declared ones, with their SQL types.

    `n` orders rows for paging and search; registers keep their heads (32-byte hashes joined) and how many fields are disputed;
    facts keep which entry made them.
    """
    if table.kind == "register":
        return {"_heads": "BLOB", "_open": "INTEGER NOT NULL DEFAULT 0", "_incomplete": "INTEGER NOT NULL DEFAULT 0"}
    return {"_dev": "BLOB", "_entry": "BLOB", "_by": "BLOB", "_ts": "INTEGER"}


def ddl(table: Table) -> list[str]:
    """Give the SQL statements that make one shared table and its indexes, as the schema version that brought it knew it."""
    columns = ["n INTEGER PRIMARY KEY", "id BLOB NOT NULL UNIQUE"]
    columns += [f"{column.name} {SQL_TYPE[column.type]}" for column in table.columns if column.since <= table.since]
    columns += [f"{name} {kind}" for name, kind in local_columns(table).items()]
    made = [f"CREATE TABLE {table.name} ({', '.join(columns)})"]
    if table.kind == "register":
        made.append(f"CREATE INDEX {table.name}_open ON {table.name} (_open) WHERE _open > 0")
    if table.kind == "register" and table.since > 1:
        made.append(_incomplete_index(table))
    indexed = [table.by_name[name] for name in table.indexes]
    return made + [_index(table, column) for column in indexed if column.since <= table.since]


def ddl_of(version: int) -> list[str]:
    """Give the SQL statements by which that schema version adds its tables, and its columns to tables that were there before."""
    made = [statement for table in TABLES if table.since == version for statement in ddl(table)]
    if version == 2:
        made += [_incomplete_index(table) for table in TABLES if table.kind == "register" and table.since == 1]
    for table in TABLES:
        for column in table.columns:
            if table.since < column.since == version:
                made.append(f"ALTER TABLE {table.name} ADD COLUMN {column.name} {SQL_TYPE[column.type]}")
                made += [_index(table, column)] if column.name in table.indexes else []
    return made


def _incomplete_index(table: Table) -> str:
    """Index the few rows that lack parents: each receipt asks for them."""
    return f"CREATE INDEX {table.name}_incomplete ON {table.name} (_incomplete) WHERE _incomplete > 0"


def _index(table: Table, column: Column) -> str:
    """Index a column; of a flag only where it is set, of a later column only where it is filled: nobody looks for the many where it is not."""
    only = f" WHERE {column.name} = 1" if column.type == "flag" else ""
    if column.since > table.since:
        only = f" WHERE {column.name} IS NOT NULL"
    return f"CREATE INDEX {table.name}_{column.name} ON {table.name} ({column.name}){only}"


def to_store(column: Column, value: Any) -> Any:
    """Turn an entry's JSON value into what the store keeps; raise WrongShape where the type is wrong or money is below zero."""
    if value is None:
        return None
    found = READERS[column.type](value)
    if found is BAD:
        raise WrongShape(table="", column=column.name)
    return found


def to_entry(column: Column, value: Any) -> Any:
    """Turn a use case's value into an entry's JSON value (bytes to hex, dates to ISO text, truth to 0 or 1)."""
    if value is None:
        return None
    if column.type == "id":
        return bytes(value).hex()
    if column.type == "flag":
        return int(value)
    if column.type in {"text", "date"} and hasattr(value, "isoformat"):
        return value.isoformat()
    if column.type == "json" and isinstance(value, (tuple, set, frozenset)):
        return list(value) if isinstance(value, tuple) else sorted(value)
    return value


def body_and_row(
    table: Table, values: Mapping[str, Any], *, sparse: bool = False
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Turn a use case's values into an entry's body and, at the same time, into store values.

    Raise KeyError for a column that the table does not have, WrongShape for a wrong type.
    `sparse` leaves out what is None: a new row says nothing of it. What nobody sees in a text is left out (`rules.visible`).
    """
    body: dict[str, Any] = {}
    row: dict[str, Any] = {}
    columns, readers = table.by_name, table.readers
    for name, value in values.items():
        if value is None and sparse:
            continue
        column = columns.get(name)
        if column is None:
            raise KeyError(f"{table.name}.{name}")
        if type(value) is str and column.type == "text":
            value = visible.lines(value)  # noqa: PLW2901 - the same words without what nobody sees
            if len(value) <= MAX_TEXT:
                body[name] = row[name] = value
                continue
        if type(value) is not str:
            value = to_entry(column, value)  # noqa: PLW2901 - the same value in its other form
        body[name] = value
        if value is not None:
            value = readers[name](value)  # noqa: PLW2901
            if value is BAD:
                raise WrongShape(table=table.name, column=name)
        row[name] = value
    return body, row


def row_of(table: Table, body: Mapping[str, Any]) -> dict[str, Any]:
    """Turn an entry's body into store values; raise WrongShape for an unknown column or a wrong type."""
    row: dict[str, Any] = {}
    readers = table.readers
    for name, value in body.items():
        reader = readers.get(name)
        if reader is None:
            raise WrongShape(table=table.name, column=name)
        if value is None:
            row[name] = None
            continue
        found = reader(value)
        if found is BAD:
            raise WrongShape(table=table.name, column=name)
        row[name] = found
    return row
