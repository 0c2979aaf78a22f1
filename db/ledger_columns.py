"""Which column of an office's own ledger means what: found by its heading where the words are known, asked once where they are not, and remembered.

A list of headings is the key of what is remembered: the same ledger next month asks nothing.
"""

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from db import ledger_cells, roster_headers
from db.ledger_kinds import LedgerKind
from db.roster_headers import Header, fold
from db.roster_rows import Grid, RosterRow, bare, begins_as_footer, fill_down, is_filled
from rules.errors import UserError

Choice = int | str
"""The place of a column (from 0), or `=value`: one value for the whole file."""
Remembered = Callable[[str], Mapping[str, Choice] | None]

_SAMPLES = 3
_SAMPLE = 24
_LONG_REMARK = 12
_LONGEST = 60
_YUAN, _TEN_THOUSAND = 100, 1_000_000
# 金额（万）; not 万 within a word, which is mostly the name of a place
_TEN_THOUSANDS = re.compile(r"万(?:$|[)）\]】])")


class LedgerEmpty(UserError):
    """Say that a file holds no rows of a ledger; field `name`."""

    code = "LEDGER_EMPTY"


class LedgerHeaderMissing(UserError):
    """Say that no row of a file looks like column headings; field `name`."""

    code = "LEDGER_HEADER_MISSING"


class LedgerColumnsUnsure(UserError):
    """Say that a person must tell which column means what first; fields `name`, `sheet`, `columns` (Chinese labels)."""

    code = "LEDGER_COLUMNS_UNSURE"


class LedgerFieldUnknown(UserError):
    """Say that a ledger of this kind has no such field; fields `field`, `known` (text)."""

    code = "LEDGER_FIELD_UNKNOWN"


class LedgerHeadingUnknown(UserError):
    """Say that no column has this heading; field `heading`."""

    code = "LEDGER_HEADING_UNKNOWN"


class LedgerHeadingTwice(UserError):
    """Say that several columns have this heading, so that it names none; fields `heading`, `columns` (their places, text)."""

    code = "LEDGER_HEADING_TWICE"


class LedgerValueUnfit(UserError):
    """Say that a value meant for the whole file cannot be read; fields `field` (Chinese label), `value`."""

    code = "LEDGER_VALUE_UNFIT"


@dataclass(frozen=True)
class Layout:
    """Hold how one list of headings is understood: its key, where it stands first, its titles, some cells under each, what was chosen.

    `chosen` maps fields to columns or values; `doubts` are the fields that a person must look at before anything is read.
    """

    key: str
    sheet: str
    first_row: int
    last_row: int
    titles: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    chosen: Mapping[str, Choice]
    doubts: tuple[str, ...]
    is_remembered: bool = False

    @property
    def is_sure(self) -> bool:
        """Tell whether nothing need be asked."""
        return not self.doubts

    def title(self, at: int) -> str:
        """Give what a column is called: its heading, else its place."""
        return (self.titles[at] if at < len(self.titles) else "") or f"第{at + 1}列"


@dataclass(frozen=True)
class Sheet:
    """Hold one sheet with the layout of its headings."""

    grid: Grid
    layout: Layout


def understand(kind: LedgerKind, grids: Sequence[Grid], name: str, remembered: Remembered) -> list[Sheet]:
    """Find the headings of each sheet and what they mean; sheets without any (instructions) are left out.

    Raise LedgerEmpty or LedgerHeaderMissing.
    """
    known = {id(grid): sheet for grid in grids if (sheet := _known(kind, grid, remembered)) is not None}
    found = list(known.values())
    if all(lacking(kind, sheet.layout.chosen) for sheet in found):
        # no sheet is a ledger by its words alone: then it may be one whose headings nobody knows
        guesses = [known.get(id(grid)) or _guessed(kind, grid) for grid in grids]
        found = [sheet for sheet in guesses if sheet is not None]
    if not found:
        filled = any(is_filled(cell) for grid in grids for row in grid.rows for cell in row)
        raise LedgerHeaderMissing(name=name) if filled else LedgerEmpty(name=name)
    return found


def _known(kind: LedgerKind, grid: Grid, remembered: Remembered) -> Sheet | None:
    """Understand a sheet whose headings were asked before, or are known words."""
    for first, last, labels in roster_headers.choices(grid.rows):
        titles = _titles(labels)
        kept = remembered(key_of(titles)) if len(titles) > 1 else None
        if kept is not None:
            layout = _layout(grid, first, last, titles, kept, ())
            doubts = lacking(kind, layout.chosen)
            return Sheet(grid, replace(layout, doubts=doubts, is_remembered=True))
    header = roster_headers.find(grid.rows, kind.words)
    if header is None:
        return None
    titles = _titles_at(grid, header)
    layout = _layout(grid, header.first, header.last, titles, header.columns, ())
    return Sheet(grid, replace(layout, doubts=(*lacking(kind, header.columns), *_doubtful(kind, grid, header, titles))))


def _guessed(kind: LedgerKind, grid: Grid) -> Sheet | None:
    """Take the fullest of the first rows of words for the headings where not one word is known; all of it must be asked."""
    best: tuple[int, int, tuple[str, ...]] | None = None
    for first, last, labels in roster_headers.choices(grid.rows):
        titles = _titles(labels)
        width = sum(bool(title) for title in titles)
        if first == last and width > 1 and first + 1 < len(grid.rows) and (best is None or width > best[0]):
            best = (width, first, titles)
    if best is None:
        return None
    _, at, titles = best
    layout = _layout(grid, at, at, titles, {}, ())
    return Sheet(grid, replace(layout, doubts=lacking(kind, {})))


def _titles(labels: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """Give one title for each column; where a group's heading stands above, both together."""
    titles = [" ".join((candidates[1] if len(candidates) > 1 else candidates[0] if candidates else "").split()) for candidates in labels]  # fmt: skip
    while titles and not titles[-1]:
        titles.pop()
    return tuple(titles)


def _titles_at(grid: Grid, header: Header) -> tuple[str, ...]:
    found = ((first, last, labels) for first, last, labels in roster_headers.choices(grid.rows))
    return next(_titles(labels) for first, last, labels in found if (first, last) == (header.first, header.last))


def key_of(titles: Sequence[str]) -> str:
    """Give the canonical list of headings, by which what they mean is remembered."""
    return json.dumps([fold(title) for title in titles], ensure_ascii=False, separators=(",", ":"))


def _layout(
    grid: Grid, first: int, last: int, titles: tuple[str, ...], chosen: Mapping[str, Choice], doubts: tuple[str, ...]
) -> Layout:
    width = max([len(titles), *(len(row) for row in grid.rows[last + 1 : last + 4])])
    samples: list[list[str]] = [[] for _ in range(width)]
    for row in grid.rows[last + 1 : last + 40]:
        for at, cell in enumerate(row[:width]):
            if len(samples[at]) < _SAMPLES and is_filled(cell):
                samples[at].append(ledger_cells.words(cell)[:_SAMPLE])
    titles = (*titles, *[""] * (width - len(titles)))
    while titles and not titles[-1] and not samples[len(titles) - 1]:
        titles = titles[:-1]
    kept = {name: place for name, place in chosen.items() if isinstance(place, str) or 0 <= place < len(titles)}
    return Layout(
        key_of(titles), grid.name, first + 1, last + 1, titles, tuple(map(tuple, samples[: len(titles)])), kept, doubts
    )


def lacking(kind: LedgerKind, chosen: Mapping[str, Choice]) -> tuple[str, ...]:
    """Name the fields without which a ledger of this kind cannot be read and that have no column yet."""
    missing = [one.name for one in kind.fields if one.required and one.name not in chosen]
    return (*missing, *(group[0] for group in kind.either if not chosen.keys() & set(group)))


def _doubtful(kind: LedgerKind, grid: Grid, header: Header, titles: tuple[str, ...]) -> tuple[str, ...]:
    """Name the fields whose column was found by a part of its heading alone, or whose heading stands over two columns."""
    panels = roster_headers.panels(grid.rows, header, kind.marks)
    elsewhere = {at for panel in panels[1:] for at in panel.columns.values()}
    folded = [fold(title) for at, title in enumerate(titles) if at not in elsewhere]
    doubts = []
    for name, at in header.columns.items():
        word = fold(header.titles[name])
        one = kind.by_name[name]
        by_part = word not in kind.words.exact and (one.required or one.strict)
        if by_part or folded.count(fold(titles[at])) > 1:
            doubts.append(name)
    return tuple(doubts)


def settle(kind: LedgerKind, layout: Layout, chosen: Mapping[str, Choice], *, today: dt.date) -> Layout:
    """Give the layout with a person's choice in place of its own; raise LedgerFieldUnknown, LedgerValueUnfit.

    A column beyond the last is overlooked: what was remembered may be of a wider sheet.
    """
    for name, place in chosen.items():
        one = kind.by_name.get(name)
        if one is None:
            raise LedgerFieldUnknown(field=name, known="、".join(kind.by_name))
        if isinstance(place, str):
            constant(kind, name, place, today=today)
    kept = {name: place for name, place in chosen.items() if isinstance(place, str) or 0 <= place < len(layout.titles)}
    return replace(layout, chosen=kept, doubts=lacking(kind, kept))


def constant(kind: LedgerKind, name: str, place: str, *, today: dt.date) -> Any:
    """Read a value meant for the whole file (`=500`); raise LedgerValueUnfit."""
    one = kind.by_name[name]
    text = place.removeprefix("=").strip()
    if not one.same or not text:
        raise LedgerValueUnfit(field=one.label, value=text)
    try:
        return ledger_cells.value(one, text, today=today, unit_fen=_YUAN)
    except ledger_cells.Unreadable as error:
        raise LedgerValueUnfit(field=one.label, value=text) from error


def read_choices(kind: LedgerKind, layout: Layout, told: Sequence[str]) -> dict[str, Choice]:
    """Read choices as they are written on the command line, over those found: FIELD=HEADING, FIELD=#3, FIELD==VALUE, FIELD= for none.

    A field is named by its identifier or its Chinese label. Raise LedgerFieldUnknown, LedgerHeadingUnknown or LedgerHeadingTwice.
    """
    found: dict[str, Choice] = dict(layout.chosen)
    labels = {one.label: one.name for one in kind.fields}
    for text in told:
        field, _, heading = text.partition("=")
        name = labels.get(field.strip(), field.strip())
        if name not in kind.by_name:
            raise LedgerFieldUnknown(field=field, known="、".join(kind.by_name))
        if not heading.strip():
            found.pop(name, None)
        elif heading.startswith("="):
            found[name] = heading
        else:
            found[name] = _place_of(layout, heading.strip())
    return found


def _place_of(layout: Layout, heading: str) -> int:
    if heading.startswith("#") and heading[1:].isascii() and heading[1:].isdigit() and len(heading) < 5:
        at = int(heading[1:]) - 1
        if 0 <= at < len(layout.titles):
            return at
        raise LedgerHeadingUnknown(heading=heading)
    same = [at for at, title in enumerate(layout.titles) if title == heading] or [
        at for at, title in enumerate(layout.titles) if title and fold(title) == fold(heading)
    ]
    if not same:
        raise LedgerHeadingUnknown(heading=heading)
    if len(same) > 1:
        raise LedgerHeadingTwice(heading=heading, columns="、".join(f"#{at + 1}" for at in same))
    return same[0]


def units(kind: LedgerKind, sheet: Sheet) -> dict[str, int]:
    """Give how many fen a bare number counts in each column of money: 万元 where its heading says so, or the lines above the headings."""
    above = sheet.grid.rows[: sheet.layout.last_row - 1]
    return {
        name: unit_of(sheet.layout.title(place), above)
        for name, place in sheet.layout.chosen.items()
        if kind.by_name[name].reads == "money" and isinstance(place, int)
    }


def unit_of(title: str, above: Iterable[Sequence[Any]]) -> int:
    """Give how many fen a bare number counts under a heading: what the heading says (元, 万元), else the lines `above` it, else yuan.

    The line with the unit may have been taken for the upper of two rows of headings: `above` is all above the last row of them.
    """
    said = bare(title)
    if "元" in said:
        return _TEN_THOUSAND if "万元" in said else _YUAN
    if _TEN_THOUSANDS.search(said):
        return _TEN_THOUSAND
    lines = "".join(bare(cell) for row in above for cell in row if isinstance(cell, str))
    return _TEN_THOUSAND if "单位：万元" in lines or "单位:万元" in lines else _YUAN


def rows(kind: LedgerKind, sheet: Sheet) -> Iterator[RosterRow]:
    """Give the rows under the headings that tell something: no blank rows, repeated headings, sums, signatures or notes."""
    layout, grid = sheet.layout, sheet.grid
    columns = {name: place for name, place in layout.chosen.items() if isinstance(place, int)}
    header = Header(layout.first_row - 1, layout.last_row - 1, columns, {}, ())
    for panel in roster_headers.panels(grid.rows, header, kind.marks):
        yield from _panel(kind, grid, layout, panel)


def prepare(sheet: Sheet) -> None:
    """Write the values of cells merged downwards into each of their rows; once for each sheet."""
    fill_down(sheet.grid, sheet.layout.last_row - 1)


def _panel(kind: LedgerKind, grid: Grid, layout: Layout, header: Header) -> Iterator[RosterRow]:
    marks = {header.columns[name] for name in ("number", "file_no", *kind.marks) if name in header.columns}
    headings = {at: folded for at, title in enumerate(layout.titles) if (folded := fold(title))}
    wanted = sorted(header.columns.items(), key=lambda one: one[1])
    for number, row in enumerate(grid.rows[header.last + 1 :], header.last + 2):
        cells: dict[str, Any] = {}
        for name, at in wanted:
            cell = row[at] if at < len(row) else None
            if not ledger_cells.is_empty(cell):
                cells[name] = cell.strip() if isinstance(cell, str) else cell
        if cells and not _says_nothing(row, marks, headings):
            yield RosterRow(grid.name, number, cells)


@lru_cache(maxsize=4096)
def _folded(cell: str) -> str:
    return fold(cell)


def _says_nothing(row: Sequence[Any], marks: set[int], headings: Mapping[int, str]) -> bool:
    filled = [(at, cell) for at, cell in enumerate(row) if is_filled(cell)]
    words = [bare(cell) for _, cell in filled if isinstance(cell, str)]
    if words and begins_as_footer(words):
        return True
    if len(filled) > 1:
        again = sum(isinstance(cell, str) and _folded(cell[:_LONGEST]) == headings.get(at) for at, cell in filled)
        return again > 1
    at, lone = filled[0]
    text = str(lone)
    return at not in marks or (len(text) > _LONG_REMARK and not any(c.isdigit() for c in text))
