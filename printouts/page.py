"""The page kit: everything the papers share, in millimetres from the top left corner of the sheet.

It sets text that fits, draws places for seals (never a seal), scanner marks, frames, and the foot that tells when and from
what a sheet was printed. Long runs go page by page into the file; parts that do not change are drawn once and reused.
"""

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import cos, radians, sin
from typing import Any, BinaryIO, Literal

from printouts.codes import Marks
from printouts.document import PaperCanvas
from printouts.fitting import Fitted, Measure, Measured, shrink_to_fit
from printouts.fonts import FontSet, Style
from printouts.photo import prepare

POINT = 25.4 / 72  # mm
A4_UPRIGHT = (210.0, 297.0)
A4_ACROSS = (297.0, 210.0)

Colour = tuple[float, float, float]
Align = Literal["left", "centre", "right"]
INK: Colour = (0.10, 0.10, 0.12)
QUIET: Colour = (0.42, 0.42, 0.45)
RULE: Colour = (0.35, 0.35, 0.38)
FAINT: Colour = (0.66, 0.66, 0.68)
ALERT: Colour = (0.78, 0.12, 0.12)

_STIFF_OR_LOOSE = re.compile(r"[!-~]+|[^!-~]+")
MOST_FORMS = 200  # parts drawn once and kept by name; beyond that a batch of ten thousand would keep as many
WIDEST_SPREAD = 0.09  # em; wider, a justified line looks torn and readers of the PDF see spaces between the characters


@dataclass(frozen=True, slots=True)
class Type:
    """A text style: `size` in points, `spread` (mm between characters), `weight` (stroke in points, 0 for regular)."""

    size: float
    style: Style = "serif"
    colour: Colour = INK
    spread: float = 0.0
    weight: float = 0.0


def _runs(spans: Sequence[tuple[str, bool]], lines: Sequence[str]) -> list[list[tuple[str, bool, bool]]]:
    """Cut lines into runs of one emphasis; a stiff run (a number, a Latin word) is not to be spaced out."""
    cut: list[list[tuple[str, bool, bool]]] = []
    rest = iter(spans)
    text, mark = "", False
    for line in lines:
        runs: list[tuple[str, bool, bool]] = []
        left = len(line)
        while left:
            while not text:
                text, mark = next(rest)
            part, text = text[:left], text[left:]
            left -= len(part)
            runs += [(run, mark, "!" <= run[0] <= "~") for run in _STIFF_OR_LOOSE.findall(part)]
        cut.append(runs)
    return cut


def _justified(runs: Sequence[tuple[str, bool, bool]], spare: float, widest: float) -> tuple[float, bool]:
    """Share `spare` mm out behind the characters of a line: (mm for each, whether numbers and Latin words take part too).

    They take part only where the others would be driven further apart than `widest`; past that the line stays short.
    """
    loose = sum(len(text) for text, _, stiff in runs if not stiff) - (not runs[-1][2] if runs else 0)
    every = sum(len(text) for text, _, _ in runs) - 1
    for gaps, everywhere in ((loose, False), (every, True)):
        if gaps > 0 and spare / gaps <= widest:
            return spare / gaps, everywhere
    return 0.0, False


class Sheet:
    """A canvas in millimetres, y downwards; text stands on its baseline. Raise MissingGlyph where a character has no font."""

    def __init__(
        self, sink: BinaryIO, size: tuple[float, float], fonts: FontSet, title: str, printed_at: datetime
    ) -> None:
        self.width, self.height = size
        self.fonts, self.printed_at = fonts, printed_at
        self._canvas = PaperCanvas(sink, (size[0] / POINT, size[1] / POINT), fonts, title, printed_at)
        self._forms: dict[str, str] = {}  # what was drawn once, by name: how the document calls it
        self._now: Colour | None = None  # the colour the page stands at, where known

    # ---- text

    def measure(self, text: str, size: float, style: Style = "serif") -> float:
        """Measure `text` at `size` points, in mm."""
        return self._canvas.advances(style)[text] * size / 1000 * POINT

    def _measure_in(self, style: Style) -> Measure:
        """Give the function that measures text in one style, in mm."""
        advances = self._canvas.advances(style)
        return lambda text, size: advances[text] * size * (POINT / 1000)

    def text(self, x: float, y: float, text: str, kind: Type, align: Align = "left") -> float:
        """Set one line with its baseline at y; return its width in mm."""
        wide = self.measure(text, kind.size, kind.style) + kind.spread * max(len(text) - 1, 0)
        start = x - {"left": 0.0, "centre": wide / 2, "right": wide}[align]
        self.colour(kind.colour)
        run = (text, kind.spread / POINT, kind.weight)
        self._canvas.show(start / POINT, (self.height - y) / POINT, [run], kind.size, kind.style)
        return wide

    def fit(
        self, x: float, y: float, width: float, height: float, text: str, kind: Type, align: Align = "left"
    ) -> Fitted:
        """Set `text` in the box whose top left corner is (x, y), centred in its height, smaller or wrapped where needed."""
        fitted = shrink_to_fit(text, width, height, kind.size, self._measure_in(kind.style))
        step = fitted.size * 1.25 * POINT
        # the middle of a Chinese character stands about 0.38 em above the baseline
        base = y + height / 2 - (len(fitted.lines) - 1) * step / 2 + fitted.size * 0.38 * POINT
        at = x + {"left": 0.0, "centre": width / 2, "right": width}[align]
        for number, line in enumerate(fitted.lines):
            self.text(
                at, base + number * step, line, Type(fitted.size, kind.style, kind.colour, 0.0, kind.weight), align
            )
        return fitted

    def number(self, x: float, y: float, width: float, text: str, kind: Type, align: Align = "left") -> None:
        """Set a number on one line, smaller if it must be: numbers are never broken."""
        wide = self.measure(text, kind.size, kind.style) + kind.spread * max(len(text) - 1, 0)
        scale = min(1.0, width / wide) if wide else 1.0
        small = Type(kind.size * scale, kind.style, kind.colour, kind.spread * scale, kind.weight)
        self.text(x, y, text, small, align)

    def prose(
        self, x: float, y: float, width: float, height: float, spans: Sequence[tuple[str, bool]], kind: Type,
        leading: float = 1.75, strong: float = 0.35,
    ) -> float:  # fmt: skip
        """Set a justified paragraph, indented by two characters; spans marked True stand out. Return the mm it took.

        `y` is the top of the box. The whole paragraph gets smaller until it fits `height`.
        """
        size, measured = kind.size, Measured("".join(text for text, _ in spans), self._measure_in(kind.style))
        while True:
            indent = 2 * size * POINT
            lines = measured.lines(width, size, indent)
            if len(lines) * size * leading * POINT <= height or size < kind.size / 4:
                break
            size *= 0.97
        step = size * leading * POINT
        for number, (line, runs) in enumerate(zip(lines, _runs(spans, lines), strict=True)):
            left = indent if number == 0 else 0.0
            spare = max(0.0, width - left - self.measure(line, size, kind.style)) if number < len(lines) - 1 else 0.0
            spread, everywhere = _justified(runs, spare, WIDEST_SPREAD * size * POINT)
            base = y + number * step + size * POINT
            set_so = [
                (text, spread / POINT if everywhere or not stiff else 0.0, strong if mark else kind.weight)
                for text, mark, stiff in runs
            ]
            self.colour(kind.colour)
            self._canvas.show((x + left) / POINT, (self.height - base) / POINT, set_so, size, kind.style)
        return len(lines) * step

    # ---- lines and shapes

    def colour(self, colour: Colour) -> None:
        """Fill and stroke with `colour` from here on."""
        if colour != self._now:
            self._now = colour
            mix = f"{colour[0]:.3f} {colour[1]:.3f} {colour[2]:.3f}"
            self._canvas.raw(f"{mix} rg {mix} RG")

    def _restore(self) -> None:
        """Leave a saved graphics state; what was set inside it no longer holds."""
        self._canvas.raw("Q")
        self._now = None

    def line(
        self, x1: float, y1: float, x2: float, y2: float, colour: Colour = RULE, width: float = 0.2,
        dash: tuple[float, ...] = (),
    ) -> None:  # fmt: skip
        """Draw a straight line, `width` and `dash` in mm."""
        self.path([(x1, y1), (x2, y2)], colour, width, dash=dash)

    def path(
        self, points: Sequence[tuple[float, float]], colour: Colour = RULE, width: float = 0.2, *,
        dash: tuple[float, ...] = (), closed: bool = False,
    ) -> None:  # fmt: skip
        """Draw a line through `points` (mm)."""
        spots = [f"{x / POINT:.2f} {(self.height - y) / POINT:.2f}" for x, y in points]
        self.colour(colour)
        pattern = " ".join(f"{part / POINT:.2f}" for part in dash)
        body = f"{spots[0]} m " + " ".join(f"{spot} l" for spot in spots[1:])
        self._canvas.raw(f"q {width / POINT:.3f} w 1 j [{pattern}] 0 d {body} {'s' if closed else 'S'} Q")

    def box(
        self, x: float, y: float, width: float, height: float, colour: Colour | None = RULE, line: float = 0.2, *,
        fill: Colour | None = None, dash: tuple[float, ...] = (),
    ) -> None:  # fmt: skip
        """Draw a rectangle whose top left corner is (x, y): its outline in `colour` unless None, filled unless None."""
        place = f"{x / POINT:.2f} {(self.height - y - height) / POINT:.2f} {width / POINT:.2f} {height / POINT:.2f} re"
        if fill:
            self.colour(fill)
            self._canvas.raw(f"{place} f")
        if colour:
            pattern = " ".join(f"{part / POINT:.2f}" for part in dash)
            self.colour(colour)
            self._canvas.raw(f"q {line / POINT:.3f} w [{pattern}] 0 d {place} S Q")

    def circle(
        self, x: float, y: float, radius: float, colour: Colour, width: float, dash: tuple[float, ...] = ()
    ) -> None:
        """Draw a circle around (x, y)."""
        k, r = 0.5523, radius
        self.colour(colour)
        pattern = " ".join(f"{part / POINT:.2f}" for part in dash)

        def at(dx: float, dy: float) -> str:
            return f"{(x + dx) / POINT:.2f} {(self.height - y + dy) / POINT:.2f}"

        arcs = (
            (at(r, k * r), at(k * r, r), at(0, r)),
            (at(-k * r, r), at(-r, k * r), at(-r, 0)),
            (at(-r, -k * r), at(-k * r, -r), at(0, -r)),
            (at(k * r, -r), at(r, -k * r), at(r, 0)),
        )
        curves = " ".join(" ".join(arc) + " c" for arc in arcs)
        self._canvas.raw(f"q {width / POINT:.3f} w [{pattern}] 0 d {at(r, 0)} m {curves} S Q")

    def clipped(self, x: float, y: float, width: float, height: float, draw: Callable[[], None]) -> None:
        """Run `draw`, showing only what falls into the rectangle."""
        place = f"{x / POINT:.2f} {(self.height - y - height) / POINT:.2f} {width / POINT:.2f} {height / POINT:.2f} re"
        self._canvas.raw(f"q {place} W n")
        draw()
        self._restore()

    def turned(self, x: float, y: float, degrees: float, draw: Callable[[], object]) -> None:
        """Run `draw` with the sheet turned counterclockwise around (x, y)."""
        a, b = cos(radians(degrees)), sin(radians(degrees))
        u, v = x / POINT, (self.height - y) / POINT
        e, f = u - a * u + b * v, v - b * u - a * v
        self._canvas.raw(f"q {a:.5f} {b:.5f} {-b:.5f} {a:.5f} {e:.3f} {f:.3f} cm")
        draw()
        self._restore()

    # ---- marks and pictures

    def marks(self, x: float, y: float, width: float, height: float, marks: Marks) -> None:
        """Draw scanner marks as one 1-bit mask filling the box."""
        self.colour((0, 0, 0))
        self._canvas.raw(
            f"q {width / POINT:.3f} 0 0 {height / POINT:.3f} {x / POINT:.3f} {(self.height - y - height) / POINT:.3f} cm\n"
            f"BI /W {marks.columns} /H {marks.rows} /IM true /BPC 1 /F /AHx ID\n{marks.bits.hex()}>\nEI Q"
        )

    def stencil(self, x: float, y: float, width: float, height: float, marks: Marks, colour: Colour) -> None:
        """Draw marks of many dots, such as a ground, in a colour: kept once in the document."""
        canvas: Any = self._canvas
        name = canvas.stencil(marks)
        self.colour(colour)
        canvas.raw(
            f"q {width / POINT:.3f} 0 0 {height / POINT:.3f} {x / POINT:.3f} {(self.height - y - height) / POINT:.3f} cm"
        )
        canvas.doForm(name)
        canvas.raw("Q")

    def qr(self, x: float, y: float, side: float, marks: Marks) -> None:
        """Draw a QR code; `side` (mm) counts the quiet zone of four modules, kept white, on each side."""
        module = side / (marks.columns + 8)
        self.box(x, y, side, side, None, fill=(1, 1, 1))
        self.marks(x + 4 * module, y + 4 * module, side - 8 * module, side - 8 * module, marks)

    def photograph(self, x: float, y: float, width: float, height: float, picture: bytes) -> None:
        """Draw a photograph filling the box, cut evenly at the sides that are too long. Raise PhotographUnreadable."""
        from reportlab.lib.utils import ImageReader

        canvas: Any = self._canvas
        reader = ImageReader(io.BytesIO(prepare(picture, width, height)))
        canvas.drawImage(reader, x / POINT, (self.height - y - height) / POINT, width / POINT, height / POINT)

    def seal_place(self, x: float, y: float, label: str, side: float = 45.0) -> None:
        """Leave the place of a seal around (x, y), dotted and named: the program never draws a seal."""
        self.circle(x, y, side / 2, FAINT, 0.25, dash=(0.4, 1.2))
        self.text(x, y - side / 2 + 5.2, label, Type(7, "sans", FAINT), "centre")

    def stamp(
        self, x: float, y: float, text: str, size: float = 40, degrees: float = 18, colour: Colour = ALERT
    ) -> None:
        """Print a framed word across the paper, turned, such as 作废."""
        gap = size * 0.12 * POINT
        wide = self.measure(text, size, "sans") + gap * (len(text) - 1)
        high = size * POINT

        def draw() -> None:
            self.box(x - wide / 2 - high * 0.35, y - high * 0.72, wide + high * 0.7, high * 1.44, colour, 0.9)
            self.text(x, y + high * 0.38, text, Type(size, "sans", colour, gap, size * 0.03), "centre")

        self.turned(x, y, degrees, draw)

    def tag(self, x: float, y: float, text: str, size: float = 9, colour: Colour = ALERT) -> float:
        """Print a small framed mark with its left edge at x and its middle at y, such as 补发; return its width."""
        wide = self.measure(text, size, "sans") + 3.2
        high = size * POINT * 1.65
        self.box(x, y - high / 2, wide, high, colour, 0.3)
        self.text(x + wide / 2, y + size * 0.38 * POINT, text, Type(size, "sans", colour), "centre")
        return wide

    # ---- pages

    def once(self, name: str, draw: Callable[[], None]) -> None:
        """Show a part that never changes: drawn when first asked for, referred to afterwards."""
        canvas: Any = self._canvas
        form = self._forms.get(name)
        if form is None:
            form = self._forms[name] = f"P{len(self._forms) + 1}"
            canvas.beginForm(form, 0, 0, self.width / POINT, self.height / POINT)
            self._now = None
            draw()
            canvas.endForm()
            self._now = None
        canvas.doForm(form)

    def alike(self, name: str, draw: Callable[[], None]) -> None:
        """Show a part that many sheets of a batch have alike, such as a class's: drawn once for each `name` as long as they are few.

        `name` must tell apart all that `draw` depends on.
        """
        if name in self._forms or len(self._forms) < MOST_FORMS:
            self.once(name, draw)
        else:
            draw()

    def shifted(self, dx: float, dy: float, draw: Callable[[], object]) -> None:
        """Run `draw` with the origin moved by (dx, dy) mm."""
        self._canvas.raw(f"q 1 0 0 1 {dx / POINT:.3f} {-dy / POINT:.3f} cm")
        draw()
        self._restore()

    def mapped(self, dx: float, dy: float, scale_x: float, scale_y: float, draw: Callable[[], object]) -> None:
        """Run `draw` with x moved to scale_x · x + dx and y to scale_y · y + dy, in mm from the top left corner of the sheet."""
        up = (1 - scale_y) * self.height - dy
        self._canvas.raw(f"q {scale_x:.5f} 0 0 {scale_y:.5f} {dx / POINT:.3f} {up / POINT:.3f} cm")
        draw()
        self._restore()

    def foot(self, edition: int, page: int = 1, pages: int = 1, y: float | None = None, margin: float = 12.0) -> None:
        """Print the foot: edition and time of printing, and which page of how many."""
        at = self.height - 6 if y is None else y
        kind = Type(7, "sans", QUIET)
        again = "" if edition == 1 else "（重打）"
        self.text(margin, at, f"第 {edition} 版{again}　打印时间 {self.printed_at:%Y-%m-%d %H:%M}", kind)
        self.text(self.width - margin, at, f"第 {page} 页　共 {pages} 页", kind, "right")

    def next_page(self) -> None:
        """End this page."""
        canvas: Any = self._canvas
        canvas.showPage()
        self._now = None

    def finish(self) -> None:
        """Embed the fonts and end the document."""
        self._canvas.finish()
