"""Where each field of a form stands on pre-printed stock (套打): data, in millimetres from the top left corner of the sheet.

The forms shipped are in `data/layouts.json`; an office changes positions to suit its own stock. What the holder must write by hand
(内容须本人填写, signature, date; docs/programme.md) is a field too, so that its place is known, and stays blank: signatures and dates
always, the holder's own particulars unless the office decides otherwise.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any, Literal

from rules.errors import UserError

Kind = Literal["text", "prose", "qr", "bars", "photo"]
Align = Literal["left", "centre", "right"]
Hand = Literal["", "usual", "always"]
ALIGNS: tuple[Align, ...] = ("left", "centre", "right")
LEAST_QR = 35.0
"""mm; below it scanners fail on a worn sheet."""
SIZES = (4.0, 72.0)
"""Points; of bars their height in mm."""
SIDES = (40.0, 420.0)


class LayoutUnfit(UserError):
    """Say that a form's positions cannot be; fields `field` (its Chinese label) and `reason`: page, size, width, qr, hand, number or unknown."""

    code = "LAYOUT_UNFIT"


@dataclass(frozen=True, slots=True)
class Field:
    """Describe one field of a form: name, Chinese label, kind; `hand` says that the holder writes it: usually, or always."""

    name: str
    label: str
    kind: Kind = "text"
    hand: Hand = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Hold where a field stands: `x` the left edge and `width` in mm, `y` the line on which text stands (of marks and prose the top edge).

    `size` in points (of bars their height in mm).
    """

    field: str
    x: float
    y: float
    width: float
    size: float
    align: Align = "left"
    shown: bool = True


@dataclass(frozen=True)
class Layout:
    """Hold one kind of pre-printed stock: its key, form (voucher or certificate), label, size in mm, and the place of every field.

    `turned` says that the sheet is fed by its short side (A4 across in a laser printer).
    """

    key: str
    form: str
    label: str
    width: float
    height: float
    turned: bool
    places: tuple[Place, ...]

    @property
    def printed(self) -> tuple[Place, ...]:
        """Give the places that are printed: shown, and not left to the holder's hand for good."""
        known = fields(self.form)
        return tuple(place for place in self.places if place.shown and known[place.field].hand != "always")


@cache
def _data() -> Any:
    return json.loads(resources.files("rules").joinpath("data", "layouts.json").read_text(encoding="utf-8"))


@cache
def fields(form: str) -> Mapping[str, Field]:
    """Give the fields of a form in the order of its parts."""
    return {name: Field(name, *said) for name, said in _data()["fields"][form].items()}


@cache
def shipped() -> Mapping[str, Layout]:
    """Give the kinds of stock that come with the program, by their keys."""
    found = {}
    for key, said in _data()["layouts"].items():
        places = tuple(Place(name, *place) for name, place in said["places"].items())
        found[key] = Layout(key, said["form"], said["label"], said["width"], said["height"], said["turned"], places)
    return found


def of_form(form: str) -> list[Layout]:
    """List the kinds of stock for a form."""
    return [layout for layout in shipped().values() if layout.form == form]


def check(layout: Layout) -> Layout:
    """Give the layout back; raise LayoutUnfit for the first field that cannot stand so."""
    if not all(SIDES[0] <= side <= SIDES[1] for side in (layout.width, layout.height)):
        raise LayoutUnfit(field="", reason="page")
    known = fields(layout.form)
    for place in layout.places:
        found = known.get(place.field)
        if found is None or place.align not in ALIGNS:
            raise LayoutUnfit(field=found.label if found else place.field, reason="unknown")
        if reason := _fault(layout, place, found):
            raise LayoutUnfit(field=found.label, reason=reason)
    return layout


def _fault(layout: Layout, place: Place, field: Field) -> str:
    if field.hand == "always":
        return "hand" if place.shown else ""
    if not SIZES[0] <= place.size <= SIZES[1]:
        return "size"
    if place.width < 3:
        return "width"
    if field.kind == "qr" and place.shown and place.width < LEAST_QR:
        return "qr"
    bottom = place.y + {"qr": place.width, "photo": place.width * 1.4, "bars": place.size}.get(field.kind, 0.0)
    inside = place.x >= 0 and place.y >= 0 and place.x + place.width <= layout.width and bottom <= layout.height
    return "" if inside or not place.shown else "page"


def to_text(layout: Layout) -> str:
    """Write what an office changed of a shipped layout: the size, how it is fed, and every place."""
    places = {
        one.field: [one.x, one.y, one.width, one.size, one.align, one.shown]
        for one in layout.places
    }  # fmt: skip
    said = {"width": layout.width, "height": layout.height, "turned": layout.turned, "places": places}
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def from_text(key: str, text: str) -> Layout:
    """Read a layout that `to_text` wrote; the shipped one where the text is empty. Fields that came with a later program stand as shipped."""
    base = shipped()[key]
    if not text:
        return base
    said = json.loads(text)
    kept = {name: Place(name, *place) for name, place in said["places"].items()}
    places = tuple(kept.get(one.field, one) for one in base.places)
    return replace(base, width=said["width"], height=said["height"], turned=said["turned"], places=places)
