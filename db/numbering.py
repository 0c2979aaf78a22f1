"""Running numbers of the papers of the service areas: what kind, year, this PC's mark, and which in the year; so two PCs of one county never give one twice."""

from db import schema
from db.casebook import Casebook


def next_number(book: Casebook, table: str, prefix: str, year: int, column: str = "number") -> str:
    """Give the next number of a table's `column`."""
    start = f"{prefix}{year}{book.workplace.dev.hex()[:4].upper()}"
    column = schema.BY_NAME[table].by_name[column].name
    last = book.store.value(
        f"SELECT max({column}) FROM {table} WHERE {column} >= ? AND {column} < ?", (start, start + "~")
    )
    tail = str(last)[len(start) :] if last else "0"
    return f"{start}{int(tail) + 1 if tail.isdecimal() else 1:04d}"
