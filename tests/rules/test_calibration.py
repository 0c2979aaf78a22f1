"""A printer's error is measured off one sheet and taken back, whatever it is."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calibration import Calibration, CalibrationOutOfRange, Measured, check, corrected, crosses

SIZES = ((241.0, 93.0), (297.0, 105.0), (297.0, 210.0), (260.0, 185.0))


def printed_at(meant: Fraction, calibration: tuple[int, int], slope: Fraction, shift: Fraction) -> Fraction:
    """Give where a printer with that error sets what is meant for `meant` mm, under a calibration (offset, scale)."""
    offset, scale = calibration
    return slope * (Fraction(scale, 1000) * meant + Fraction(offset, 10)) + shift


def read(mm: Fraction) -> int:
    """Read a ruler to a tenth of a millimetre."""
    return round(mm * 10)


errors = st.tuples(
    st.fractions(Fraction(98, 100), Fraction(102, 100), max_denominator=5000),
    st.fractions(-5, 5, max_denominator=50),
)


@given(
    across=errors, down=errors, size=st.sampled_from(SIZES),
    current=st.builds(Calibration, st.integers(-30, 30), st.integers(-30, 30), st.integers(985, 1015), st.integers(985, 1015)),
)  # fmt: skip
def test_what_was_measured_is_taken_back(
    across: tuple[Fraction, Fraction],
    down: tuple[Fraction, Fraction],
    size: tuple[float, float],
    current: Calibration,
) -> None:
    (x1, y1), (x2, y2) = crosses(*size)
    was_x, was_y = (current.dx, current.scale_x), (current.dy, current.scale_y)
    left, right = (printed_at(Fraction(x), was_x, *across) for x in (x1, x2))
    top, bottom = (printed_at(Fraction(y), was_y, *down) for y in (y1, y2))
    new = corrected(current, Measured(read(left), read(top), read(right - left), read(bottom - top)), *size)
    for length, calibration, error, near, far in (
        (size[0], (new.dx, new.scale_x), across, x1, x2),
        (size[1], (new.dy, new.scale_y), down, y1, y2),
    ):
        for at in (0, near, (near + far) // 2, far, length):
            off = abs(printed_at(Fraction(at), calibration, *error) - Fraction(at))
            # a ruler read to 0.1 mm tells the length between the crosses to 0.05, and so the far edge by a little more
            assert off <= Fraction(3, 10), (at, float(off))


@given(dx=st.integers(-100, 100), dy=st.integers(-100, 100), size=st.sampled_from(SIZES))
def test_an_offset_on_a_true_printer_is_undone_exactly(dx: int, dy: int, size: tuple[float, float]) -> None:
    (x1, y1), (x2, y2) = crosses(*size)
    measured = Measured(10 * x1 + dx, 10 * y1 + dy, 10 * (x2 - x1), 10 * (y2 - y1))
    assert corrected(Calibration(dx, dy), measured, *size) == Calibration()
    assert corrected(Calibration(), measured, *size) == Calibration(-dx, -dy)


def test_a_sheet_that_is_right_changes_nothing() -> None:
    now = Calibration(5, -3, 1002, 998)
    (x1, y1), (x2, y2) = crosses(241, 93)
    assert corrected(now, Measured(10 * x1, 10 * y1, 10 * (x2 - x1), 10 * (y2 - y1)), 241, 93) == now


@pytest.mark.parametrize("measured", [
    Measured(200, 200, 0, 500), Measured(200, 200, 1500, 500), Measured(900, 200, 2000, 500), Measured(200, 200, 2000, 700),
])  # fmt: skip
def test_what_cannot_be_right_is_refused(measured: Measured) -> None:
    with pytest.raises(CalibrationOutOfRange):
        corrected(Calibration(), measured, 241, 93)


@pytest.mark.parametrize(("bad", "axis"), [(Calibration(301), "across"), (Calibration(0, 0, 1000, 900), "down")])
def test_an_entered_calibration_has_limits(bad: Calibration, axis: str) -> None:
    with pytest.raises(CalibrationOutOfRange) as told:
        check(bad)
    assert told.value.reason == axis
