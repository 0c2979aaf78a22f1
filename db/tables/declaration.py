"""How a table is declared: its columns, Chinese labels, sensitivity, code tables and who may write it.

Column types: `text`, `int`, `fen` (money, integer), `date` (ISO text), `id` (16 bytes in the store, 32 hex characters in an entry),
`flag` (0 or 1), `json` (a list or map, canonical JSON text in the store).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Literal

from rules import canonical
from rules.states import States

Kind = Literal["register", "fact"]
Type = Literal["text", "int", "fen", "date", "id", "flag", "json"]
MAX_TEXT = 20_000

BAD = object()
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_HEX_ID = re.compile(r"[0-9a-f]{32}")


def _text(value: Any) -> Any:
    return value if type(value) is str and len(value) <= MAX_TEXT else BAD


def _int(value: Any) -> Any:
    return value if type(value) is int else BAD


def _fen(value: Any) -> Any:
    return value if type(value) is int and value >= 0 else BAD


def _flag(value: Any) -> Any:
    return value if type(value) is int and value in {0, 1} else BAD


def _date(value: Any) -> Any:
    if type(value) is str and _DAY.fullmatch(value):
        try:
            date.fromisoformat(value)
        except ValueError:
            return BAD
        return value
    return BAD


def _id(value: Any) -> Any:
    return bytes.fromhex(value) if type(value) is str and _HEX_ID.fullmatch(value) else BAD


def _json(value: Any) -> Any:
    return canonical.dump(value).decode() if type(value) in {list, dict} else BAD


READERS: Mapping[str, Callable[[Any], Any]] = {
    "text": _text, "int": _int, "fen": _fen, "date": _date, "id": _id, "flag": _flag, "json": _json,
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """Declare one column: name, type, Chinese label, sensitivity (0 open, 1 personal, 2 sensitive), code table, schema version that brought it.

    An `id` may say to which table it `refers`. A text may say how it `reads`: `region`, `phone`, `uscc`, `month` (2009-03), `percent` (5.31), or
    `lines` where it runs over several; forms, checks and lists follow.
    """

    name: str
    type: Type
    label: str
    sensitivity: int = 0
    codes: str = ""
    since: int = 1
    refers: str = ""
    reads: str = ""


@dataclass(frozen=True)
class Story:
    """Declare how a row that names a person reads in the story of that person's file.

    `step` is its place in the chain (`rules/chain.py`); `title` and `detail` are templates over the row's columns in words: `推荐到{vacancy}`.
    `day` is the column of the business day, `person` that of the person. Where `states` are told, only a row in one of them is a step that was
    taken: a business that is planned is none yet.
    """

    step: str
    title: str
    detail: str = ""
    day: str = "day"
    person: str = "person"
    states: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """Declare one shared table; `writers` are the kinds of workplace whose entries count.

    `signed` wants a clerk's signature, `two` those of two persons; `needed` are columns without which a fact means nothing; `since` is the
    schema version that brought the table. What follows serves the records of the service areas (`db/records.py`): `required` are columns that
    a form must fill beside those needed, `states` the states it passes through, `title` the template by which a row is named where another
    refers to it, `story` how it reads in a person's file, `found_by` the
    texts by which the search box finds it.
    """

    name: str
    label: str
    kind: Kind
    writers: frozenset[str]
    columns: tuple[Column, ...]
    indexes: tuple[str, ...] = ()
    signed: bool = False
    two: bool = False
    needed: tuple[str, ...] = ()
    since: int = 1
    required: tuple[str, ...] = ()
    states: States | None = None
    title: str = ""
    story: Story | None = None
    found_by: tuple[str, ...] = ()

    def column(self, name: str) -> Column | None:
        """Give the column of that name, or None."""
        return self.by_name.get(name)

    def takes(self, role: str | None, kind: str) -> bool:
        """Tell whether an entry of that kind counts from that kind of workplace: its writers' always, the province's decisions too."""
        return role in self.writers or (kind == "decide" and role == "province" and self.kind == "register")

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """Give the declared columns by their names."""
        return {column.name: column for column in self.columns}

    @cached_property
    def readers(self) -> Mapping[str, Callable[[Any], Any]]:
        """Give for each column what turns an entry's value into the store's, or `BAD` where the type is wrong."""
        return {column.name: READERS[column.type] for column in self.columns}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Give the names of the declared columns in order."""
        return tuple(column.name for column in self.columns)


DESK = frozenset({"desk"})
BASE = frozenset({"base"})
PROVINCE = frozenset({"province"})
ALL = DESK | BASE | PROVINCE


def c(
    name: str, kind: Type, label: str, sensitivity: int = 0, codes: str = "", *, since: int = 1, refers: str = "", reads: str = ""
) -> Column:  # fmt: skip
    """Declare a column in one line."""
    return Column(name, kind, label, sensitivity, codes, since, refers, reads)


APPROVAL = c("approval", "id", "省总核准", since=2)
"""Of what takes two persons: the province's approval that stood in for the second (docs/sync.md section 6)."""
