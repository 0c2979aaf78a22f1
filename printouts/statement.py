"""Statements of figures, A4 across: an item a line, figures of one kind a cell, the rules between lines printed below, and who answers for it.

The same frozen value is printed as PDF and as a workbook (`printouts/statement_book.py`), so that the two cannot differ.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from printouts.batch import Cancelled, Progress, print_batch
from printouts.fonts import FontSet
from printouts.page import A4_ACROSS, ALERT, INK, QUIET, RULE, Align, Sheet, Type
from rules.quantities import Amount, Quantity, percent

NOTHING = "—"
_MARGIN, _TOP, _BOTTOM = 12.0, 35.0, 195.0
_ROW, _HEAD_ROW, _SMALL = 6.6, 8.4, 4.5
_SHADE = (0.93, 0.945, 0.95)
_STEP = 3.4  # mm that each 其中 is set in
_SIGNED, _WITH_SIGNED = 13.0, 3  # mm that the signatures take; how many lines before them they take along


@dataclass(frozen=True, slots=True)
class Tenths:
    """Hold a share in tenths of a percent."""

    tenths: int


Cell = str | Quantity | Tenths | None


@dataclass(frozen=True, slots=True)
class StatColumn:
    """Hold a column: its head, its width in parts of the whole, how its cells stand."""

    head: str
    share: float
    align: Align = "right"


@dataclass(frozen=True, slots=True)
class StatRow:
    """Hold a line: its cells, how far its first words are set in, whether it stands out."""

    cells: Sequence[Cell]
    indent: int = 0
    strong: bool = False


@dataclass(frozen=True, slots=True)
class CheckLine:
    """Hold a rule between lines as printed: how it stands, its words, and why it does not hold."""

    standing: str
    words: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """Hold one statement; `tags` are framed beside the title (零报表, 更正报表), `facts` stand under it, `signers` below as (who, name)."""

    title: str
    facts: Sequence[str]
    columns: Sequence[StatColumn]
    rows: Sequence[StatRow]
    checks: Sequence[CheckLine] = ()
    notes: Sequence[str] = ()
    signers: Sequence[tuple[str, str]] = ()
    tags: Sequence[str] = ()
    edition: int = 1


MARKS = {"ok": "√ 平", "note": "○ 说明", "bad": "× 不平"}


def shown(cell: Cell) -> str:
    """Write a cell for people."""
    if cell is None:
        return NOTHING
    if isinstance(cell, str):
        return cell
    return percent(cell.tenths) if isinstance(cell, Tenths) else cell.shown


def kind_of(cell: Cell) -> str:
    """Say how a cell is written in a workbook: text, whole, 万元 or share."""
    if isinstance(cell, Tenths):
        return "share"
    if isinstance(cell, Amount):
        return "wan"
    return "text" if cell is None or isinstance(cell, str) else "whole"


_Block = tuple[float, Callable[[Sheet, float], None]]


def _pages(statement: Statement) -> list[list[_Block]]:
    """Share what is to be drawn out over pages: rules, notes and signatures stay together where they fit on one page, and the signatures never stand alone."""
    rows: list[_Block] = [(_ROW, _row_of(statement, row)) for row in statement.rows]
    below: list[_Block] = []
    if statement.checks:
        below.append((_SMALL + 2, lambda sheet, y: _words(sheet, y + 2, "勾稽关系", strong=True)))
        below += [(_SMALL, _check_of(one)) for one in statement.checks]
    if statement.notes:
        below.append((1.6, lambda _sheet, _y: None))
    below += [(_SMALL, _note_of(one)) for one in statement.notes]
    if statement.signers:
        below.append((_SIGNED, lambda sheet, y: _signatures(sheet, y, statement.signers)))
    room = _BOTTOM - _TOP - _HEAD_ROW
    pages: list[list[_Block]] = [[]]
    left = room
    together = sum(height for height, _draw in below)
    for place, block in enumerate([*rows, *below]):
        if block[0] > left or (place == len(rows) and left < together <= room):
            pages.append([])
            left = room
        pages[-1].append(block)
        left -= block[0]
    if len(pages) > 1 and len(pages[-1]) == 1 and len(pages[-2]) > _WITH_SIGNED:
        pages[-1][:0] = pages[-2][-_WITH_SIGNED:]
        del pages[-2][-_WITH_SIGNED:]
    return pages


def draw_statement(sheet: Sheet, statement: Statement) -> None:
    """Draw a statement, page after page."""
    pages = _pages(statement)
    for number, blocks in enumerate(pages, 1):
        _head(sheet, statement)
        y = _TOP
        if any(height == _ROW for height, _draw in blocks):  # a page of rules and names alone has no columns
            _cells(sheet, statement, y, [column.head for column in statement.columns], _HEAD_ROW, head=True)
            y += _HEAD_ROW
        for height, draw in blocks:
            draw(sheet, y)
            y += height
        sheet.foot(statement.edition, number, len(pages), margin=_MARGIN)
        sheet.next_page()


def _head(sheet: Sheet, statement: Statement) -> None:
    sheet.text(sheet.width / 2, 18, statement.title, Type(17, "serif", INK, spread=0.7, weight=0.35), "centre")
    x = _MARGIN
    for words in statement.tags:
        x += sheet.tag(x, 15.5, words, 9) + 3
    room = (sheet.width - 2 * _MARGIN) / max(1, len(statement.facts))
    for number, fact in enumerate(statement.facts):
        align: Align = "left" if number == 0 else "right" if number == len(statement.facts) - 1 else "centre"
        sheet.fit(_MARGIN + number * room, 25.5, room, 7, fact, Type(9.5), align)


def _cells(
    sheet: Sheet, statement: Statement, y: float, texts: Sequence[str], height: float, *, head: bool = False, indent: int = 0, strong: bool = False
) -> None:  # fmt: skip
    shares = sum(column.share for column in statement.columns)
    full, x = sheet.width - 2 * _MARGIN, _MARGIN
    if head:
        sheet.box(x, y, full, height, None, fill=_SHADE)
    for place, (column, text) in enumerate(zip(statement.columns, texts, strict=True)):
        width = full * column.share / shares
        sheet.box(x, y, width, height, RULE, 0.15)
        inset = indent * _STEP if place == 0 and not head else 0.0
        kind = Type(9 if head else 8.8, "sans" if head or strong else "serif", INK)
        align: Align = "centre" if head else column.align
        sheet.fit(x + 1.2 + inset, y + 0.5, width - 2.4 - inset, height - 1, text, kind, align)
        x += width


def _row_of(statement: Statement, row: StatRow) -> Callable[[Sheet, float], None]:
    texts = [shown(cell) for cell in row.cells]
    return lambda sheet, y: _cells(sheet, statement, y, texts, _ROW, indent=row.indent, strong=row.strong)


def _words(sheet: Sheet, y: float, text: str, *, strong: bool = False) -> None:
    sheet.fit(
        _MARGIN, y, sheet.width - 2 * _MARGIN, _SMALL, text, Type(8.2, "sans" if strong else "serif", INK if strong else QUIET), "left"
    )  # fmt: skip


def _check_of(one: CheckLine) -> Callable[[Sheet, float], None]:
    def draw(sheet: Sheet, y: float) -> None:
        colour = ALERT if one.standing == "bad" else INK
        sheet.fit(_MARGIN, y, 17, _SMALL, MARKS[one.standing], Type(8.2, "sans", colour), "left")
        words = one.words + (f"（{one.why}）" if one.why else "")
        sheet.fit(_MARGIN + 18, y, sheet.width - 2 * _MARGIN - 18, _SMALL, words, Type(8.2, "serif", colour), "left")

    return draw


def _note_of(text: str) -> Callable[[Sheet, float], None]:
    return lambda sheet, y: _words(sheet, y, text)


def _signatures(sheet: Sheet, y: float, signers: Sequence[tuple[str, str]]) -> None:
    room = (sheet.width - 2 * _MARGIN) / len(signers)
    for number, (who, name) in enumerate(signers):
        x = _MARGIN + number * room
        wide = sheet.text(x, y + 9, f"{who}：", Type(9.5))
        sheet.fit(x + wide, y + 4.4, room - wide - 5, 6, name, Type(9.5), "left")
        sheet.line(x + wide, y + 10.3, x + room - 5, y + 10.3, RULE, 0.15)


def print_statements(
    statements: Sequence[Statement], to: Path | None = None, *, progress: Progress | None = None, cancelled: Cancelled | None = None,
    printed_at: datetime, fonts: FontSet | None = None,
) -> bytes | Path:  # fmt: skip
    """Print statements in one document; return its bytes or the file `to`; raise NothingToPrint, PrintingCancelled, MissingGlyph, PaperNotWritten."""
    return print_batch(
        statements, lambda sheet, group: draw_statement(sheet, group[0]), to, each=1, title=statements[0].title if statements else "",
        size=A4_ACROSS, printed_at=printed_at, fonts=fonts, progress=progress, cancelled=cancelled,
    )  # fmt: skip
