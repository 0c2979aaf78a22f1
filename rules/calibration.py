"""How a printer's own error is measured and taken back: offset and scale of one printer for one form.

A printer sets what is meant for x at a·x + b. Two crosses of the calibration sheet, measured with a ruler, give a and b; the calibration
(scale s, offset d) moves what is meant for x to s·x + d, so that it comes out at x.
"""

from dataclasses import dataclass
from fractions import Fraction

from rules.errors import UserError

MOST_OFFSET = 300
"""Tenths of a millimetre; a sheet that lies further off was put in wrongly."""
SCALES = (950, 1050)
"""Permille; paper and rollers differ by a few, a driver that fits the page to its margins by some twenty."""
TRUE = 1000
NEAR, FAR = 20, 15
"""How far from the top left, and at least from the bottom right corner, the crosses stand, in mm."""


class CalibrationOutOfRange(UserError):
    """Say that an offset, scale or measured distance cannot be right; field `reason`: across or down."""

    code = "CALIBRATION_OUT_OF_RANGE"


@dataclass(frozen=True, slots=True)
class Calibration:
    """Hold offset (tenths of a millimetre, to the right and down) and scale (permille) that are applied to all that is printed."""

    dx: int = 0
    dy: int = 0
    scale_x: int = TRUE
    scale_y: int = TRUE


@dataclass(frozen=True, slots=True)
class Measured:
    """Hold what a ruler reads off the calibration sheet, in tenths of a millimetre.

    `left` and `top`: from the paper's edges to the first cross; `across` and `down`: from there to the second.
    """

    left: int
    top: int
    across: int
    down: int


def crosses(width: float, height: float) -> tuple[tuple[int, int], tuple[int, int]]:
    """Give where the two crosses stand on a sheet of that size, in whole mm from its top left corner."""
    return (NEAR, NEAR), (int(width - FAR) // 10 * 10, int(height - FAR) // 10 * 10)


def check(calibration: Calibration) -> Calibration:
    """Give the calibration back; raise CalibrationOutOfRange where it cannot be right."""
    for axis, offset, scale in (
        ("across", calibration.dx, calibration.scale_x),
        ("down", calibration.dy, calibration.scale_y),
    ):
        if abs(offset) > MOST_OFFSET or not SCALES[0] <= scale <= SCALES[1]:
            raise CalibrationOutOfRange(reason=axis)
    return calibration


def corrected(current: Calibration, measured: Measured, width: float, height: float) -> Calibration:
    """Compute the calibration from a sheet of that size (mm) printed under the current one; raise CalibrationOutOfRange."""
    (x1, y1), (x2, y2) = crosses(width, height)
    dx, scale_x = _axis("across", current.dx, current.scale_x, (x1, x2), measured.left, measured.across)
    dy, scale_y = _axis("down", current.dy, current.scale_y, (y1, y2), measured.top, measured.down)
    return check(Calibration(dx, dy, scale_x, scale_y))


def _axis(axis: str, offset: int, scale: int, meant: tuple[int, int], first: int, span: int) -> tuple[int, int]:
    """Give the new offset and scale of one axis; the scale is a whole permille, the offset makes the middle exact."""
    near, far = meant
    if span <= 0:
        raise CalibrationOutOfRange(reason=axis)
    slope = Fraction(span, 10 * (far - near))  # of what was measured over what was meant, the current scale within
    printer = slope / Fraction(scale, TRUE)
    shift = Fraction(first, 10) - slope * near - printer * Fraction(offset, 10)
    new = round(TRUE / printer)
    middle = Fraction(near + far, 2)
    moved = (middle - shift) / printer - Fraction(new, TRUE) * middle
    return round(moved * 10), new
