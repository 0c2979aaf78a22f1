"""Fine line work: the ground of a voucher and the frame of a certificate, computed and not copied from any stock.

No emblem and no seal is ever drawn. Each pattern is meant to be drawn once per document, inside `Sheet.once`.
"""

from math import cos, pi, sin

from printouts.page import Colour, Sheet


def ground(sheet: Sheet, x: float, y: float, width: float, height: float, colour: Colour, *, lines: int = 26) -> None:
    """Cover a rectangle (mm) with interlaced waves of hair lines, light enough to write on and hard to copy cleanly."""
    reach = height / lines * 2.2
    steps = max(40, round(width / 1.6))

    def draw() -> None:
        for number in range(-2, lines + 3):
            middle = y + (number + 0.5) * height / lines
            for phase in (0.0, pi):
                points = []
                for step in range(steps + 1):
                    at = step / steps
                    swell = 0.55 + 0.45 * sin(2 * pi * (at * 1.5 + number / lines))
                    points.append(
                        (x + at * width, middle + reach * swell * sin(2 * pi * at * width / 31 + phase + number * 0.21))
                    )
                sheet.path(points, colour, 0.09)

    sheet.clipped(x, y, width, height, draw)


def rosette(
    sheet: Sheet, x: float, y: float, radius: float, colour: Colour, petals: int = 12, width: float = 0.1
) -> None:
    """Draw an engraved rosette around (x, y)."""
    for ring, depth in ((1.0, 0.30), (0.78, 0.26), (0.52, 0.22)):
        for shift in range(3):
            points = []
            for step in range(241):
                angle = 2 * pi * step / 240
                reach = radius * ring * (1 - depth * (0.5 + 0.5 * cos(petals * angle + shift * 2 * pi / 3)))
                points.append((x + reach * cos(angle), y + reach * sin(angle)))
            sheet.path(points, colour, width)


def _braid(
    sheet: Sheet, start: tuple[float, float], length: float, thickness: float, down: bool, colour: Colour
) -> None:
    """Draw a band of interlaced waves along one side of a frame, whole periods, so that both ends meet the corners alike."""
    periods = max(1, round(length / 7.5))
    steps = periods * 16
    for phase in range(6):
        points = []
        for step in range(steps + 1):
            along = length * step / steps
            across = thickness / 2 + thickness * 0.42 * sin(2 * pi * periods * step / steps + phase * pi / 3)
            points.append((start[0] + (across if down else along), start[1] + (along if down else across)))
        sheet.path(points, colour, 0.12)


def frame(sheet: Sheet, margin: float, band: float, colour: Colour, light: Colour) -> None:
    """Draw a braided frame `band` mm thick at `margin` mm from the sheet's edge, rosettes in its corners."""
    width, height = sheet.width - 2 * margin, sheet.height - 2 * margin
    far_x, far_y = margin + width - band, margin + height - band
    for x, y, length, down in (
        (margin + band, margin, width - 2 * band, False),
        (margin + band, far_y, width - 2 * band, False),
        (margin, margin + band, height - 2 * band, True),
        (far_x, margin + band, height - 2 * band, True),
    ):
        _braid(sheet, (x, y), length, band, down, light)
    for x in (margin, far_x):
        for y in (margin, far_y):
            rosette(sheet, x + band / 2, y + band / 2, band * 0.46, colour, petals=8)
            sheet.box(x, y, band, band, colour, 0.25)
    sheet.box(margin, margin, width, height, colour, 0.7)
    sheet.box(margin + band, margin + band, width - 2 * band, height - 2 * band, colour, 0.35)
    inner = margin + band + 1.4
    sheet.box(inner, inner, sheet.width - 2 * inner, sheet.height - 2 * inner, light, 0.15)


def divider(sheet: Sheet, x: float, y: float, length: float, colour: Colour) -> None:
    """Draw a level line around (x, y) that swells at its middle into a small lozenge."""
    half, gem = length / 2, 1.1
    sheet.line(x - half, y, x - gem * 2.2, y, colour, 0.25)
    sheet.line(x + gem * 2.2, y, x + half, y, colour, 0.25)
    sheet.path([(x - gem, y), (x, y - gem), (x + gem, y), (x, y + gem)], colour, 0.3, closed=True)
