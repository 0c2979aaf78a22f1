"""Long lists on paper: a head repeated on every page, a subtotal on each, a total on the last, and no room left to add a line.

Rows have one height, so the number of pages is known before the first is drawn; a long text shrinks or wraps in its cell.
What stays empty on the last page is struck through and marked 以下空白.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from printouts.page import FAINT, INK, QUIET, RULE, Align, Sheet, Type

R = TypeVar("R")
MARGIN = 12.0
HEAD = 33.0  # mm from the edge down to the table
PLAIN_FOOT = 13.0  # mm below it on every page
SIGNED_FOOT = 26.0  # mm below it on the last, with the signatures
SHADE = (0.93, 0.945, 0.95)


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column: its head, its width in parts of the whole, how a row fills it; `whole` keeps a number on one line."""

    head: str
    share: float
    value: Callable[[R], str]
    align: Align = "centre"
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Table(Generic[R]):
    """A list to print: `facts` stand under the title, `subtotal` words a page's rows, `total` all of them, `signers` sign below."""

    title: str
    facts: Sequence[str]
    columns: Sequence[Column[R]]
    rows: Sequence[R]
    subtotal: Callable[[Sequence[R]], str]
    total: str
    signers: Sequence[str]
    row_height: float = 8.5
    notes: Sequence[str] = ()
    edition: int = 1

    def pages(self, height: float) -> list[Sequence[R]]:
        """Share the rows out over pages of `height` mm; the last keeps room for the total and the signatures.

        There is at least one page, and the last has at least one row if there are rows at all.
        """
        full = int((height - HEAD - 2 * self.row_height - PLAIN_FOOT) / self.row_height)
        last = int((height - HEAD - 3 * self.row_height - SIGNED_FOOT) / self.row_height)
        shared: list[Sequence[R]] = []
        start = 0
        while len(self.rows) - start > last:
            count = min(full, len(self.rows) - start - 1)
            shared.append(self.rows[start : start + count])
            start += count
        return [*shared, self.rows[start:]]

    def blank(self, height: float, rows: int) -> float:
        """Tell how many mm stay empty below `rows` rows on the last page."""
        last = int((height - HEAD - 3 * self.row_height - SIGNED_FOOT) / self.row_height)
        return max(0, last - rows) * self.row_height


def _head(sheet: Sheet, table: Table[R]) -> None:
    sheet.text(sheet.width / 2, 17, table.title, Type(18, "serif", INK, spread=0.8, weight=0.35), "centre")
    if table.edition > 1:
        sheet.tag(MARGIN, 14.5, f"重打·第 {table.edition} 版", 8)
    room = (sheet.width - 2 * MARGIN) / max(1, len(table.facts))
    for number, fact in enumerate(table.facts):
        align: Align = "left" if number == 0 else "right" if number == len(table.facts) - 1 else "centre"
        sheet.fit(MARGIN + number * room, HEAD - 8.5, room - 2 if align == "left" else room, 7, fact, Type(9.5), align)


def _cells(sheet: Sheet, table: Table[R], y: float, texts: Sequence[str], kind: Type, head: bool = False) -> None:
    shares = sum(column.share for column in table.columns)
    x, full = MARGIN, sheet.width - 2 * MARGIN
    for column, text in zip(table.columns, texts, strict=True):
        width = full * column.share / shares
        sheet.box(x, y, width, table.row_height, RULE, 0.15)
        align: Align = "centre" if head else column.align
        if column.whole and text and not head:
            at = x + {"left": 1.0, "centre": width / 2, "right": width - 1.0}[align]
            base = y + table.row_height / 2 + kind.size * 0.36 * 0.3528
            sheet.number(at, base, width - 2, text, kind, align)
        elif text:
            sheet.fit(x + 0.9, y + 0.9, width - 1.8, table.row_height - 1.8, text, kind, align)
        x += width


def _blank(sheet: Sheet, y: float, height: float) -> None:
    """Strike through what stays empty, so that nothing can be added."""
    right = sheet.width - MARGIN
    sheet.box(MARGIN, y, right - MARGIN, height, RULE, 0.15)
    sheet.line(right, y, MARGIN, y + height, RULE, 0.2)
    middle, wide = sheet.width / 2, 14.0
    sheet.box(middle - wide, y + height / 2 - 3.4, 2 * wide, 6.8, None, fill=(1, 1, 1))
    sheet.text(middle, y + height / 2 + 1.5, "以下空白", Type(10.5, "serif", QUIET, spread=1.2), "centre")


def _band(sheet: Sheet, y: float, height: float, label: str, text: str) -> None:
    full = sheet.width - 2 * MARGIN
    sheet.box(MARGIN, y, full, height, RULE, 0.15, fill=SHADE)
    sheet.text(MARGIN + 3, y + height / 2 + 1.3, label, Type(9.5, "sans"))
    sheet.fit(MARGIN + 24, y + 0.5, full - 27, height - 1, text, Type(9.5, "sans"), "right")


def draw_table(sheet: Sheet, table: Table[R]) -> None:
    """Draw the whole list, page after page."""
    pages, high = table.pages(sheet.height), table.row_height
    for page, rows in enumerate(pages, 1):
        _head(sheet, table)
        y = HEAD
        sheet.box(MARGIN, y, sheet.width - 2 * MARGIN, high, None, fill=SHADE)
        _cells(sheet, table, y, [column.head for column in table.columns], Type(9.5, "sans"), head=True)
        for row in rows:
            y += high
            _cells(sheet, table, y, [column.value(row) for column in table.columns], Type(9.2))
        y += high
        if page == len(pages) and (empty := table.blank(sheet.height, len(rows))):
            _blank(sheet, y, empty)
            y += empty
        _band(sheet, y, high, "本页小计", table.subtotal(rows))
        y += high
        if page == len(pages):
            _band(sheet, y, high, "合　　计", table.total)
            _signatures(sheet, table, y + high)
        sheet.foot(table.edition, page, len(pages), margin=MARGIN)
        sheet.next_page()


def _signatures(sheet: Sheet, table: Table[R], y: float) -> None:
    room = (sheet.width - 2 * MARGIN) / len(table.signers)
    for number, signer in enumerate(table.signers):
        x = MARGIN + number * room
        wide = sheet.text(x, y + 9.5, f"{signer}：", Type(9.5))
        sheet.line(x + wide, y + 10.8, x + room - 6, y + 10.8, RULE, 0.15)
    for number, note in enumerate(table.notes):
        sheet.text(MARGIN, y + 15.6 + number * 3.6, note, Type(7.5, "sans", FAINT if number else QUIET))
