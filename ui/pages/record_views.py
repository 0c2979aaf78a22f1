"""How an area shows its kinds of records: what a list, a form and a file of each consist of. Data, read by `ui/pages/records.py`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from db import records
from db.records import Filter, Kind, Record
from ui.widgets.record_form import Group, Judge, RecordForm

if TYPE_CHECKING:
    from db.casebook import Casebook, Session
    from ui.pages.paper_jobs import PaperWork
    from ui.pages.records import RecordsPage

Save = Callable[["Casebook", Mapping[str, Any], "Session | None"], bytes]
Tells = Callable[["Casebook", Mapping[str, Any]], tuple[str, str, str] | None]
"""What a form tells once a column is filled in, worked out in a worker: tone (`Verdict` value), title, one reason a line; None for nothing."""
_NEVER_ASKED = frozenset({"corrects", "withdrawn"})


@dataclass(frozen=True)
class Shown:
    """Hold a column of a list: its name, its width in px (0 takes what is left), and whether it gives way where room is short (1 first)."""

    name: str
    width: int = 0
    spare: int = 0


@dataclass(frozen=True)
class Paper:
    """Hold a paper that can be printed of a record: its name, the work that makes it, its kind in the print log, when it can be had."""

    title: str
    work: "Callable[[Record], PaperWork]"
    kind: str
    note: str = ""
    fits: Callable[[Record], bool] = lambda _record: True


@dataclass(frozen=True)
class Preset:
    """Hold a choice of an area's own beside the states: its words, and what it chooses, worked out in a worker (what is due, what ends soon)."""

    name: str
    title: str
    choose: "Callable[[Casebook], Filter]"


@dataclass(frozen=True)
class Deed:
    """Hold a button of an area's own: over a list (`run(page, None)`), or in a record's file (`run(page, record)`) where `of_record`.

    It is offered to who may write records of its view, or of the view `writes` where it writes others; one that only `reads`, to everybody.
    """

    title: str
    run: "Callable[[RecordsPage, Record | None], None]"
    icon: str = ""
    of_record: bool = False
    fits: Callable[[Record], bool] = lambda _record: True
    writes: str = ""
    reads: bool = False


@dataclass(frozen=True)
class View:
    """Say how one kind of record is shown.

    `shown` are the list's columns, `groups` the form's sections (all columns where none are given), `hidden` columns that a person never
    fills in, `hints` words beside fields, `defaults` what a new form holds, `steps` the columns asked at a step into a state, `unasked` the
    states into which the program alone moves a record, `children` (table, column) of records that belong to one, `empty` what an empty list says. `save` enters a new one; without it `records.add` does.
    """

    kind: Kind
    shown: tuple[Shown, ...]
    groups: tuple[Group, ...] = ()
    hidden: frozenset[str] = frozenset()
    hints: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)
    steps: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unasked: frozenset[str] = frozenset()
    children: tuple[tuple[str, str], ...] = ()
    papers: tuple[Paper, ...] = ()
    deeds: tuple[Deed, ...] = ()
    presets: tuple[Preset, ...] = ()
    judge: Judge | None = None
    save: Save | None = None
    form: type[RecordForm] = RecordForm
    """What asks for a record; an area may have a form of its own that asks for more."""
    begins: "Callable[[Casebook, Mapping[str, Any]], Mapping[str, Any]] | None" = None
    """What a new form holds, worked out in a worker from what is known of the record (the next number, what is due)."""
    told_by: tuple[str, ...] = ()
    """Columns whose filling in, or change, makes the form tell something at once: `tells`."""
    tells: Tells | None = None
    empty: str = ""
    kept: bool = False
    """Whether the program alone writes these records, as what follows from steps of others: nobody enters, corrects or withdraws one."""
    untold: frozenset[str] = frozenset()
    """Columns that the file leaves out, because `facts` tell them better."""
    facts: "Callable[[Casebook, Record], list[tuple[str, str]]] | None" = None
    """Further lines for the file, (label, words), worked out in a worker."""

    @property
    def name(self) -> str:
        """Give the table's name, by which the view is known."""
        return self.kind.name

    @property
    def title(self) -> str:
        """Give the table's Chinese label."""
        return self.kind.table.label

    def sections(self) -> tuple[Group, ...]:
        """Give the form's sections: those told, or all columns that a person fills in."""
        if self.groups:
            return self.groups
        states = self.kind.table.states
        never = _NEVER_ASKED | self.hidden | ({states.column, states.day} if states else set())
        columns = (column for column in self.kind.table.columns if column.name not in never)
        return (Group("", tuple(one.name for one in columns if one.type != "json" or one.codes)),)

    def enter(self, book: "Casebook", values: Mapping[str, Any], second: "Session | None") -> bytes:
        """Enter a new record; give its id."""
        if self.save is not None:
            return self.save(book, values, second)
        return records.add(book, self.kind, values, second=second)
