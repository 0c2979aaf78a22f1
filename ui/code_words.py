"""The words of code tables and of what `db` tells, in the language of the window; papers ask `rules.codes`, for they are Chinese."""

import re
from collections.abc import Collection, Iterable

from db import schema
from db.records import Record
from db.tables.declaration import Table
from rules import codes
from ui.text import _

_BARE = re.compile(r"\{\w+\}")
"""A title that is one column of the row."""


def entries(table: str, only: Collection[str] | None = None) -> list[tuple[str, str]]:
    """Give (code, words) of a table in order, of those `only` where they are named."""
    return [(one.code, _(one.label)) for one in codes.tables()[table].items if only is None or one.code in only]


def word(table: str, code: str) -> str:
    """Give the words of a code; the code itself where the table has none."""
    return _(codes.label(table, code))


def several(table: str, held: Iterable[str]) -> str:
    """Give the words of several codes on one line."""
    return _("、").join(word(table, str(code)) for code in held)


def of_record(record: Record, name: str) -> str:
    """Give a column of a record in words: codes, states, sums, yes and no in the language of the window, what somebody entered as it is."""
    column, states, words = record.table.by_name[name], record.table.states, record.words[name]
    is_ours = column.codes or column.type in {"fen", "flag"} or (states is not None and name == states.column)
    if column.refers:
        return titled(schema.BY_NAME[column.refers], words)
    return _(words) if is_ours else words


def titled(table: Table, title: str) -> str:
    """Give what a row is called in the language of the window, as far as its table's title has words of ours: codes, states, what stands between."""
    return title if _BARE.fullmatch(table.title) else _(title)
