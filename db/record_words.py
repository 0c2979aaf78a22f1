"""The rows of the service areas in words: codes as labels, fen as yuan, references by the title of what they refer to.

Lists, exports, papers and a person's story all read from here, so that a thing is called the same everywhere.
"""

import datetime as dt
import json
import string
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from db import schema
from db.tables.declaration import Column, Table
from rules import codes, documents, money

if TYPE_CHECKING:
    from db.casebook import Casebook

ERASED_TITLE = "已删除个人信息"
_CHUNK = 500
_PART = " · "


def value_of(column: Column, stored: Any) -> Any:
    """Turn what the store keeps into what the program works with: dates, bytes, truth, lists; what is no such thing is None."""
    if stored is None:
        return None
    if column.type == "date":
        try:
            return dt.date.fromisoformat(stored)
        except ValueError:
            return None
    if column.type == "id":
        return bytes(stored)
    if column.type == "flag":
        return bool(stored)
    return json.loads(stored) if column.type == "json" else stored


class Words:
    """Word the rows of tables, looking up what they refer to many at a time."""

    def __init__(self, book: "Casebook") -> None:
        self._book = book
        self._titles: dict[tuple[str, bytes], str] = {}

    def of(self, table: Table, rows: Sequence[Any], only: Iterable[str] | None = None) -> list[dict[str, str]]:
        """Give the words of each row by column, empty where nothing is kept; `only` the columns that are wanted."""
        wanted = [column for column in table.columns if only is None or column.name in only]
        for column in wanted:
            if column.refers:
                self._ask(column.refers, [bytes(row[column.name]) for row in rows if row[column.name]])
        return [{column.name: self.word(column, row[column.name]) for column in wanted} for row in rows]

    def titles(self, table: Table, rows: Sequence[Any]) -> list[str]:
        """Give what each row is called by its table's title."""
        told = self.of(table, rows, fields_of(table.title))
        return [
            ERASED_TITLE if _is_erased(table, row) else filled(table.title, words)
            for row, words in zip(rows, told, strict=True)
        ]

    def title(self, tbl: str, row: bytes) -> str:
        """Give what one row is called, empty for one that is not here."""
        self._ask(tbl, [row])
        return self._titles.get((tbl, row), "")

    def further(self, table: Table, row: bytes, column: str) -> str:
        """Give one column of another row in words, empty for a row that is not here."""
        found = self._book.store.one(
            f"SELECT {table.by_name[column].name} AS value FROM {table.name} WHERE id = ?", (row,)
        )
        return self.word(table.by_name[column], found["value"]) if found is not None else ""

    def word(self, column: Column, stored: Any) -> str:
        """Give one stored value in words; call it for a reference only when it was asked for (`of`)."""
        if stored is None or stored == "":
            return ""
        if column.refers:
            return self._titles.get((column.refers, bytes(stored)), "")
        if column.type == "fen":
            return f"{money.grouped(stored).removesuffix('.00')} 元"
        if column.type == "flag":
            return "是" if stored else "否"
        if column.type == "json":
            return _several(column, json.loads(stored))
        if column.type == "id":
            return ""
        return self._text(column, str(stored))

    def _text(self, column: Column, text: str) -> str:
        if column.reads == "region":
            return self._book.regions.full_name(text) or text
        if column.codes == "doc_type":
            found = documents.BY_CODE.get(text)
            return found.label if found else text
        return codes.label(column.codes, text) if column.codes else text

    def _ask(self, tbl: str, ids: Sequence[bytes]) -> None:
        table = schema.BY_NAME[tbl]
        missing = list(dict.fromkeys(one for one in ids if (tbl, one) not in self._titles))
        for start in range(0, len(missing), _CHUNK):
            part = missing[start : start + _CHUNK]
            found = self._book.store.rows(f"SELECT * FROM {tbl} WHERE id IN ({','.join('?' * len(part))})", part)
            for row, title in zip(found, self.titles(table, found), strict=True):
                self._titles[tbl, bytes(row["id"])] = title


def _is_erased(table: Table, row: Any) -> bool:
    return table.kind == "register" and row["_incomplete"] == schema.ERASED


def _several(column: Column, items: Any) -> str:
    if type(items) is not list:
        return f"{len(items)} 项"
    return "、".join(codes.label(column.codes, str(one)) if column.codes else str(one) for one in items)


@lru_cache(maxsize=256)
def fields_of(template: str) -> frozenset[str]:
    """Give the columns that a template names."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name)


def filled(template: str, words: Mapping[str, str]) -> str:
    """Fill a template; parts between ` · ` that name columns and of which nothing is known are left out, and so are empty brackets."""
    parts = []
    for part in template.split(_PART):
        named = fields_of(part)
        if not named or any(words.get(name) for name in named):
            parts.append(part.format_map({name: words.get(name, "") for name in named}).replace("（）", "").strip())
    return _PART.join(part for part in parts if part)
