"""Forms on paper: blocks set one below the other, a new page where one does not fit, every page headed and counted.

A form is declared: a title, facts, and blocks. What is known is filled in; an empty value is room for a hand. A row grows with what stands in it
and is never parted by the end of a page.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from printouts import parts
from printouts.batch import Cancelled, Progress, print_batch
from printouts.fitting import wrap
from printouts.fonts import FontSet
from printouts.page import A4_UPRIGHT, INK, POINT, QUIET, RULE, Sheet, Type
from printouts.table import Column

P = TypeVar("P")
MARGIN = 16.0
TITLE = 22.0
FACTS = 26.5
BODY = 36.0
CONTINUED = 22.0
BOTTOM = 14.0
ROW = 9.0
HEADING = 7.5
LABEL = 23.0
PHOTO = 31.0
"""Width of the place of a one-inch photograph (25 × 35 mm) with its margins."""
_TICK = 3.2
_LEADING = 1.6


@dataclass(frozen=True, slots=True)
class Ticks:
    """Boxes to tick: what may be chosen, and what is."""

    options: Sequence[str]
    chosen: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One labelled field: what it says, in `share` parts of its row; `whole` keeps a number on one line; at least `height` mm."""

    label: str
    value: str | Ticks = ""
    share: float = 1.0
    whole: bool = False
    height: float = ROW


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of labelled fields; a photograph's place stands beside the first `photo` rows, filled with `picture` where there is one."""

    rows: Sequence[Sequence[Field]]
    heading: str = ""
    photo: int = 0
    picture: bytes | None = None
    label: float = LABEL


@dataclass(frozen=True, slots=True)
class Listing:
    """A short list with its head; `blank` empty rows follow for a hand, else the end is struck through if `closes`."""

    columns: Sequence[Column[Any]]
    rows: Sequence[Any]
    heading: str = ""
    blank: int = 0
    closes: bool = False
    row: float = 7.5


@dataclass(frozen=True, slots=True)
class Words:
    """Paragraphs under a heading, `size` points; `overleaf` begins a page, such as the back of the sheet."""

    paragraphs: Sequence[str]
    heading: str = ""
    size: float = 9.5
    boxed: bool = False
    overleaf: bool = False


@dataclass(frozen=True, slots=True)
class Opinions:
    """Boxes side by side in which offices write what they think, sign, date and seal: (what the box is called, what stands in it, its seal)."""

    boxes: Sequence[tuple[str, str, str]]
    height: float = 46.0


@dataclass(frozen=True, slots=True)
class Signing:
    """Signature lines, `each` to a row, and places for seals."""

    signers: Sequence[str]
    seals: Sequence[str] = ()
    each: int = 3


Block = Grid | Listing | Words | Opinions | Signing


@dataclass(frozen=True, slots=True)
class Form:
    """A form to print; `facts` stand under the title, `note` at the end in small print."""

    title: str
    blocks: Sequence[Block]
    facts: Sequence[str] = ()
    note: str = ""
    edition: int = 1


@dataclass(frozen=True)
class _Strip:
    """One piece that stays together: its height, how it is drawn at y, what is drawn above it where it begins a page.

    `tied` it stays with the next one; one that `begins` starts a page.
    """

    height: float
    draw: Callable[[float], None]
    head: "_Strip | None" = None
    tied: bool = False
    begins: bool = False


@dataclass
class _Layout:
    """Lay the blocks of a form out on a sheet's width."""

    sheet: Sheet
    strips: list[_Strip] = field(default_factory=list)

    @property
    def width(self) -> float:
        return self.sheet.width - 2 * MARGIN

    def add(self, block: Block) -> None:
        """Cut a block into strips."""
        match block:
            case Grid():
                self._heading(block.heading)
                self._grid(block)
            case Listing():
                self._heading(block.heading)
                self._listing(block)
            case Words():
                self._words(block)
            case Opinions():
                self.strips.append(_Strip(block.height, lambda y: self._opinions(block, y)))
            case Signing():
                high = parts.signing_height(block.signers, block.seals, block.each)
                self.strips.append(_Strip(
                    high + 2, lambda y: parts.signing(self.sheet, MARGIN, y, self.width, block.signers, block.seals, block.each)
                ))  # fmt: skip

    def _heading(self, text: str) -> None:
        if text:
            self.strips.append(_Strip(HEADING, lambda y: self._draw_heading(text, y), tied=True))

    def _draw_heading(self, text: str, y: float) -> None:
        self.sheet.box(MARGIN, y, self.width, HEADING, RULE, 0.15, fill=parts.SHADE)
        self.sheet.text(MARGIN + 2, y + HEADING / 2 + 1.3, text, Type(10, "sans", INK, weight=0.15))

    # ---- grids

    def _grid(self, grid: Grid) -> None:
        beside = grid.rows[: grid.photo]
        if beside:
            heights = [self._row_height(fields, self.width - PHOTO, grid.label) for fields in beside]
            short = max(0.0, 38.0 - sum(heights)) / len(heights)
            heights = [height + short for height in heights]
            self.strips.append(_Strip(sum(heights), lambda y: self._photo_rows(grid, beside, heights, y)))
        for fields in grid.rows[grid.photo :]:
            high = self._row_height(fields, self.width, grid.label)
            self.strips.append(
                _Strip(high, lambda y, fields=fields, high=high: self._row(fields, y, high, self.width, grid.label))  # type: ignore[misc]
            )

    def _photo_rows(self, grid: Grid, rows: Sequence[Sequence[Field]], heights: Sequence[float], y: float) -> None:
        right, at = MARGIN + self.width - PHOTO, y
        for fields, high in zip(rows, heights, strict=True):
            self._row(fields, at, high, self.width - PHOTO, grid.label)
            at += high
        self.sheet.box(right, y, PHOTO, at - y, RULE, 0.15)
        middle = (y + at) / 2
        if grid.picture:
            self.sheet.photograph(right + (PHOTO - 25) / 2, middle - 17.5, 25, 35, grid.picture)
            return
        for number, words in enumerate(("贴　照　片", "一寸 25×35 mm")):
            self.sheet.text(
                right + PHOTO / 2, middle - 1 + number * 5, words, Type(8.5 - number * 1.5, "sans", QUIET), "centre"
            )

    def _shares(self, fields: Sequence[Field], width: float, label: float) -> list[tuple[float, float]]:
        """Give for each field the widths of label and value; a field without a label is all value."""
        shares = sum(one.share for one in fields)
        return [
            (min(label, width * one.share / shares * 0.46) if one.label else 0.0, width * one.share / shares)
            for one in fields
        ]

    def _row_height(self, fields: Sequence[Field], width: float, label: float) -> float:
        high = 0.0
        for one, (named, whole) in zip(fields, self._shares(fields, width, label), strict=True):
            room = whole - named
            if isinstance(one.value, Ticks):
                high = max(high, one.height, 3.0 + 6.0 * len(self._tick_lines(one.value, room)))
            elif one.whole:
                high = max(high, one.height)
            else:
                high = max(high, parts.needed_height(self.sheet, one.value, room - 3, parts.VALUE.size, one.height))
        return high

    def _row(self, fields: Sequence[Field], y: float, height: float, width: float, label: float) -> None:
        x = MARGIN
        for one, (named, whole) in zip(fields, self._shares(fields, width, label), strict=True):
            if named:
                parts.cell(self.sheet, x, y, named, height, one.label, Type(9, "sans"), fill=parts.SHADE, padding=0.8)
            if isinstance(one.value, Ticks):
                self.sheet.box(x + named, y, whole - named, height, RULE, 0.15)
                self._ticks(one.value, x + named, y, whole - named, height)
            else:
                parts.cell(
                    self.sheet,
                    x + named,
                    y,
                    whole - named,
                    height,
                    one.value,
                    parts.VALUE,
                    "left",
                    whole=one.whole,
                    padding=1.5,
                )
            x += whole

    def _tick_lines(self, ticks: Ticks, width: float) -> list[list[tuple[str, float]]]:
        lines: list[list[tuple[str, float]]] = [[]]
        room = width - 3.0
        for option in ticks.options:
            wide = self.sheet.measure(option, 9.2) + _TICK + 4.6
            if lines[-1] and wide > room:
                lines.append([])
                room = width - 3.0
            lines[-1].append((option, wide))
            room -= wide
        return lines

    def _ticks(self, ticks: Ticks, x: float, y: float, width: float, height: float) -> None:
        lines = self._tick_lines(ticks, width)
        base = y + height / 2 - (len(lines) - 1) * 3.0
        for number, line in enumerate(lines):
            at, middle = x + 1.8, base + number * 6.0
            for option, wide in line:
                self.sheet.box(at, middle - _TICK / 2, _TICK, _TICK, RULE, 0.2)
                if option in ticks.chosen:
                    self.sheet.text(at + _TICK / 2, middle + 1.35, "√", Type(10, "sans", INK, weight=0.3), "centre")
                self.sheet.text(at + _TICK + 1, middle + 1.2, option, Type(9.2))
                at += wide

    # ---- lists

    def _listing(self, listing: Listing) -> None:
        shares = sum(column.share for column in listing.columns)
        widths = [self.width * column.share / shares for column in listing.columns]
        head = _Strip(listing.row, lambda y: self._listing_head(listing, widths, y), tied=True)
        self.strips.append(head)
        for row in [*listing.rows, *[None] * listing.blank]:
            texts = [column.value(row) if row is not None else "" for column in listing.columns]
            high = max(
                listing.row if column.whole else parts.needed_height(self.sheet, text, width - 2, 9.2, listing.row)
                for column, text, width in zip(listing.columns, texts, widths, strict=True)
            )
            self.strips.append(_Strip(
                high, lambda y, texts=texts, high=high: self._listing_row(listing, widths, texts, y, high), head  # type: ignore[misc]
            ))  # fmt: skip
        if listing.closes:
            self.strips.append(_Strip(7.5, lambda y: parts.struck(self.sheet, MARGIN, y, self.width, 7.5), head))

    def _listing_head(self, listing: Listing, widths: Sequence[float], y: float) -> None:
        x = MARGIN
        for column, width in zip(listing.columns, widths, strict=True):
            parts.cell(self.sheet, x, y, width, listing.row, column.head, Type(9, "sans"), fill=parts.SHADE)
            x += width

    def _listing_row(
        self, listing: Listing, widths: Sequence[float], texts: Sequence[str], y: float, height: float
    ) -> None:
        x = MARGIN
        for column, width, text in zip(listing.columns, widths, texts, strict=True):
            parts.cell(self.sheet, x, y, width, height, text, Type(9.2), column.align, whole=column.whole)
            x += width

    # ---- words and opinions

    def _words(self, words: Words) -> None:
        if words.heading:
            if words.boxed:
                self._heading(words.heading)
            else:
                self.strips.append(
                    _Strip(9.0, lambda y: self._draw_caption(words.heading, y), tied=True, begins=words.overleaf)
                )
        elif not words.boxed:
            self.strips.append(_Strip(1.5, lambda _y: None, tied=True))
        inset = 2.5 if words.boxed else 0.0
        for number, paragraph in enumerate(words.paragraphs):
            last = number == len(words.paragraphs) - 1
            lines = wrap(paragraph, self.width - 2 * inset, words.size, self.sheet.measure, 2 * words.size * POINT)
            high = len(lines) * words.size * _LEADING * POINT + (3.0 if words.boxed and (last or number == 0) else 1.0)
            self.strips.append(_Strip(
                high, lambda y, paragraph=paragraph, high=high, number=number: self._paragraph(words, paragraph, y, high, number)  # type: ignore[misc]
            ))  # fmt: skip

    def _draw_caption(self, text: str, y: float) -> None:
        self.sheet.text(MARGIN, y + 6.0, text, Type(11, "sans", INK, weight=0.15))

    def _paragraph(self, words: Words, paragraph: str, y: float, height: float, number: int) -> None:
        inset = 2.5 if words.boxed else 0.0
        if words.boxed:
            for x in (MARGIN, MARGIN + self.width):
                self.sheet.line(x, y, x, y + height, RULE, 0.15)
            if number == 0 and not words.heading:
                self.sheet.line(MARGIN, y, MARGIN + self.width, y, RULE, 0.15)
            if number == len(words.paragraphs) - 1:
                self.sheet.line(MARGIN, y + height, MARGIN + self.width, y + height, RULE, 0.15)
        top = y + (1.2 if words.boxed and number == 0 else 0.0)
        self.sheet.prose(
            MARGIN + inset, top, self.width - 2 * inset, height + 1, [(paragraph, False)], Type(words.size), _LEADING
        )

    def _opinions(self, block: Opinions, y: float) -> None:
        room = self.width / len(block.boxes)
        for number, (label, said, seal) in enumerate(block.boxes):
            x = MARGIN + number * room
            self.sheet.box(x, y, room, block.height, RULE, 0.15)
            self.sheet.box(x, y, room, HEADING, RULE, 0.15, fill=parts.SHADE)
            self.sheet.text(x + 2, y + HEADING / 2 + 1.3, label, Type(9.5, "sans"))
            if said:
                self.sheet.fit(x + 2, y + HEADING + 1, room - (40 if seal else 4), block.height - 24, said, Type(9.5))
            if seal:
                self.sheet.seal_place(x + room - 19, y + block.height - 19, seal, 34)
            base = y + block.height - 9.5
            self.sheet.text(x + 2, base, "签名：", Type(9.2))
            # room enough to sign, if need be across the place of the seal
            end = min(40.0, max(32.0, room - (42.0 if seal else 6.0)))
            self.sheet.line(x + 12, base + 1.2, x + end, base + 1.2, RULE, 0.15)
            self.sheet.text(x + 2, y + block.height - 3, "　　　　年　　月　　日", Type(9.2))

    # ---- pages

    def pages(self) -> list[list[tuple[float, _Strip]]]:
        """Place the strips: for each page what is drawn at which y."""
        end = self.sheet.height - BOTTOM
        pages: list[list[tuple[float, _Strip]]] = [[]]
        y = BODY
        for number, strip in enumerate(self.strips):
            needed = strip.height
            at = number
            while self.strips[at].tied and at + 1 < len(self.strips):
                at += 1
                needed += self.strips[at].height
            if (y + needed > end or strip.begins) and pages[-1]:
                pages.append([])
                y = CONTINUED
                if strip.head is not None:
                    pages[-1].append((y, strip.head))
                    y += strip.head.height
            pages[-1].append((y, strip))
            y += strip.height
        return pages


def draw_form(sheet: Sheet, form: Form) -> None:
    """Draw a form on as many pages as it takes."""
    layout = _Layout(sheet)
    for block in form.blocks:
        layout.add(block)
    if form.note:
        layout.add(Words((form.note,), size=7.5))
    pages = layout.pages()
    for page, placed in enumerate(pages, 1):
        if page == 1:
            parts.title(sheet, form.title, TITLE, MARGIN, form.edition)
            parts.facts(sheet, form.facts, MARGIN, FACTS, layout.width)
        else:
            sheet.text(MARGIN, CONTINUED - 4, f"{form.title}（续）", Type(9.5, "sans", QUIET))
        for y, strip in placed:
            strip.draw(y)
        sheet.foot(form.edition, page, len(pages), margin=MARGIN)
        sheet.next_page()


def print_forms(
    papers: Sequence[P], form_of: Callable[[P], Form], to: Path | None = None, *, title: str, printed_at: datetime, fonts: FontSet | None = None,
    progress: Progress | None = None, cancelled: Cancelled | None = None,
) -> bytes | Path:  # fmt: skip
    """Print a form for each of `papers` (A4 upright) in one document; return its bytes or the file `to`.

    Raise NothingToPrint, PrintingCancelled, MissingGlyph, PaperNotWritten.
    """
    return print_batch(
        papers, lambda sheet, group: draw_form(sheet, form_of(group[0])), to, each=1, title=title, size=A4_UPRIGHT, printed_at=printed_at,
        fonts=fonts, progress=progress, cancelled=cancelled,
    )  # fmt: skip
