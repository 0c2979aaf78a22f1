"""Targets and the figures of the register in words, for the window and the command line alike, so without Qt."""

from typing import TYPE_CHECKING

from rules.programme import BOUNDS
from rules.quantities import Quantity, Reported
from ui.text import _

if TYPE_CHECKING:
    from db.targets import Target
    from rules.programme import Figure


def quantity(found: Quantity) -> str:
    """Say a quantity with its unit."""
    apart = "" if isinstance(found, Reported) else " "  # its unit is a remark in brackets
    return f"{found.shown}{apart}{_(found.unit)}"


def target(one: "Target") -> str:
    """Say what is to be reached: bound, number and unit."""
    return _(BOUNDS.get(one.draft.bound, "")) + quantity(one.quantity)


def figure(one: "Figure") -> str:
    """Say a figure of the register: bound, number and unit, or the number as it was announced."""
    return _(one.shown) if one.quantity is None else (_(BOUNDS[one.bound]) + quantity(one.quantity)).strip()
