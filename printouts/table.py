"""Long lists on paper: a head repeated on every page, a subtotal on each, a total on the last, and no room left to add a line.

A row is as high as its longest text needs and never parted by the end of a page. What stays empty on the last page is struck through and
marked 以下空白. A list wider than a sheet is given as several tables, whose pages are counted through.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, TypeVar

from printouts import parts
from printouts.page import QUIET, Align, Sheet, Type

R = TypeVar("R")
MARGIN = 12.0
TITLE = 17.0
HEAD = 24.5  # mm from the edge down to the facts
FACTS = 8.0  # a line of facts
BOTTOM = 13.0  # below the last line of a page
CELL = Type(9.2)


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column: its head, its width in parts of the whole, how a row fills it; `whole` keeps a number on one line.

    Neighbours that name the same `group` stand under one common head.
    """

    head: str
    share: float
    value: Callable[[R], str]
    align: Align = "centre"
    whole: bool = False
    group: str = ""


@dataclass(frozen=True, slots=True)
class Tally(Generic[R]):
    """A line below the rows of every page: its `label` over the first `over` columns, then a text a column for the page's rows."""

    label: str
    over: int
    cells: Callable[[Sequence[R]], Sequence[str]]
    height: float = 8.5


@dataclass(frozen=True, slots=True)
class Table(Generic[R]):
    """A list to print: `facts` stand under the title, `subtotal` words a page's rows, `total` all of them, `signers` sign below.

    Without a `subtotal` there is none, without a `total` no sum; `seals` name places for seals at the end; `each` signature lines stand in a row (0: all, or two beside seals),
    `facts_each` facts in a line.
    """

    title: str
    facts: Sequence[str]
    columns: Sequence[Column[R]]
    rows: Sequence[R]
    subtotal: Callable[[Sequence[R]], str] | None = None
    total: str = ""
    signers: Sequence[str] = ()
    row_height: float = 8.5
    notes: Sequence[str] = ()
    edition: int = 1
    seals: Sequence[str] = ()
    tallies: Sequence[Tally[R]] = ()
    each: int = 0
    facts_each: int = 3

    @property
    def top(self) -> float:
        """Give the mm from the edge down to the table."""
        return HEAD + FACTS * max(1, -(-len(self.facts) // self.facts_each)) + 0.5

    @property
    def head_height(self) -> float:
        """Give the height of the head of the columns."""
        return self.row_height * (1.6 if any(column.group for column in self.columns) else 1.0)

    @property
    def signers_each(self) -> int:
        """Give how many signature lines stand in a row."""
        return self.each or (2 if self.seals else max(1, len(self.signers)))

    def room(self, height: float) -> tuple[float, float]:
        """Give the mm that rows may take: (on a page that is followed by another, on the last)."""
        sums = self.row_height if self.subtotal else 0.0
        full = height - self.top - self.head_height - sums - sum(one.height for one in self.tallies) - BOTTOM
        closing = self.row_height if self.total else 0.0
        if self.signers or self.seals:
            closing += parts.signing_height(self.signers, self.seals, self.signers_each)
        if self.notes:
            closing += 2.0 + 3.8 * len(self.notes)
        return full, full - closing


def share_out(heights: Sequence[float], full: float, last: float) -> list[range]:
    """Share rows of these heights out over pages with `full` mm of room, of which the last has `last`.

    There is at least one page; the last has at least one row if there are rows at all, and no row is parted. A row higher than a page
    stands on one of its own.
    """
    shared: list[range] = []
    start, left = 0, sum(heights)
    while left > last + 1e-6 and len(heights) - start > 1:
        # what is followed by the last page alone takes half of the rest, so that the signatures do not stand below a single row
        end, room = start, full if left > full else max(left / 2, left - last)
        while end < len(heights) - 1 and (end == start or heights[end] <= room + 1e-6):
            room -= heights[end]
            left -= heights[end]
            end += 1
        shared.append(range(start, end))
        start = end
    return [*shared, range(start, len(heights))]


def _widths(table: Table[R], full: float) -> list[float]:
    shares = sum(column.share for column in table.columns)
    return [full * column.share / shares for column in table.columns]


def _heights(sheet: Sheet, table: Table[R], texts: Sequence[Sequence[str]], full: float, most: float) -> list[float]:
    """Give each row the height that its longest text needs."""
    wrapping = [
        (place, width - 1.8)
        for place, (column, width) in enumerate(zip(table.columns, _widths(table, full), strict=True))
        if not column.whole
    ]
    return [
        min(most, max(parts.needed_height(sheet, row[place], width, CELL.size, table.row_height) for place, width in wrapping))
        if wrapping
        else table.row_height
        for row in texts
    ]  # fmt: skip


def _head(sheet: Sheet, table: Table[R]) -> None:
    full = sheet.width - 2 * MARGIN
    parts.title(sheet, table.title, TITLE, MARGIN, table.edition)
    for line in range(0, len(table.facts), table.facts_each):
        shown = table.facts[line : line + table.facts_each]
        parts.facts(sheet, shown, MARGIN, HEAD + line / table.facts_each * FACTS, full)


def _columns(sheet: Sheet, table: Table[R], y: float) -> None:
    """Draw the heads of the columns, those of one group under their common head."""
    x, high = MARGIN, table.head_height
    kind = Type(9.5, "sans")
    widths = iter(_widths(table, sheet.width - 2 * MARGIN))
    for group, columns in groupby(table.columns, lambda column: column.group):
        members = [(column, next(widths)) for column in columns]
        if group:
            wide = sum(width for _, width in members)
            parts.cell(sheet, x, y, wide, high / 2, group, Type(8.2, "sans"), fill=parts.SHADE, padding=0.4)
        for column, width in members:
            at, room = (y + high / 2, high / 2) if group else (y, high)
            head = Type(8.0, "sans") if group else kind
            parts.cell(sheet, x, at, width, room, column.head, head, fill=parts.SHADE, padding=0.3)
            x += width


def _row(sheet: Sheet, table: Table[R], y: float, height: float, texts: Sequence[str]) -> None:
    x = MARGIN
    for column, width, text in zip(table.columns, _widths(table, sheet.width - 2 * MARGIN), texts, strict=True):
        padding = min(1.4 if column.align == "right" else 0.9, width / 12)
        parts.cell(sheet, x, y, width, height, text, CELL, column.align, whole=column.whole, padding=padding)
        x += width


def _tally(sheet: Sheet, table: Table[R], y: float, tally: Tally[R], rows: Sequence[R]) -> None:
    widths = _widths(table, sheet.width - 2 * MARGIN)
    wide = sum(widths[: tally.over])
    parts.cell(sheet, MARGIN, y, wide, tally.height, tally.label, Type(9.5, "sans"), fill=parts.SHADE)
    x = MARGIN + wide
    for width, text in zip(widths[tally.over :], tally.cells(rows), strict=True):
        parts.cell(sheet, x, y, width, tally.height, text, Type(8.5), whole=True, padding=0.3)
        x += width


def draw_table(sheet: Sheet, table: Table[R]) -> None:
    """Draw the whole list, page after page."""
    draw_tables(sheet, [table])


def draw_tables(sheet: Sheet, tables: Sequence[Table[R]]) -> None:
    """Draw lists that belong together one after another, their pages counted through."""
    full = sheet.width - 2 * MARGIN
    laid = []
    for table in tables:
        texts = [[column.value(row) for column in table.columns] for row in table.rows]
        room, last = table.room(sheet.height)
        heights = _heights(sheet, table, texts, full, last)
        laid.append((table, texts, heights, share_out(heights, room, last)))
    pages, page = sum(len(shared) for *_, shared in laid), 0
    for table, texts, heights, shared in laid:
        for place in shared:
            page += 1
            _head(sheet, table)
            y = table.top
            _columns(sheet, table, y)
            y += table.head_height
            for number in place:
                _row(sheet, table, y, heights[number], texts[number])
                y += heights[number]
            _close(sheet, table, y, place, last=place is shared[-1])
            sheet.foot(table.edition, page, pages, margin=MARGIN)
            sheet.next_page()


def _close(sheet: Sheet, table: Table[R], y: float, place: range, *, last: bool) -> None:
    """Draw what stands below the rows of a page: empty room struck through, sums, and at the end who signs."""
    full, rows = sheet.width - 2 * MARGIN, [table.rows[number] for number in place]
    end = table.top + table.head_height + table.room(sheet.height)[1]
    if last and end - y > table.row_height * 0.6:
        parts.struck(sheet, MARGIN, y, full, end - y)
        y = end
    for tally in table.tallies:
        _tally(sheet, table, y, tally, rows)
        y += tally.height
    if table.subtotal:
        parts.band(sheet, MARGIN, y, full, table.row_height, "本页小计", table.subtotal(rows))
        y += table.row_height
    if not last:
        return
    if table.total:
        parts.band(sheet, MARGIN, y, full, table.row_height, "合　　计", table.total)
        y += table.row_height
    if table.signers or table.seals:
        parts.signing(sheet, MARGIN, y, full, table.signers, table.seals, table.signers_each)
        y += parts.signing_height(table.signers, table.seals, table.signers_each)
    for number, note in enumerate(table.notes):
        sheet.fit(MARGIN, y + 1.0 + number * 3.8, full, 3.8, note, Type(7.5, "sans", QUIET))
