"""Which columns of a list are shown, in which order, how wide, and by which of them it is sorted: what one has chosen and the PC remembers."""

import json
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from ui.models.rows import Column

LEAST = 96
"""Width in px below which a column that takes what is left is not made smaller."""
_NARROWEST, _WIDEST = 40, 1_200
_SHORT = (144, 120, 96, 80)
"""Widths in px up to which words in the rows in sight stand whole before any column gets more: the first that leaves no column out of sight."""
_NAME = 200
"""Width in px up to which words stand whole in a list that is wider than its room anyway."""


@dataclass(frozen=True)
class Layout:
    """Hold what was chosen, by names of columns; `shown` is None, `order` and `widths` are empty where nothing was chosen."""

    shown: tuple[str, ...] | None = None
    order: tuple[str, ...] = ()
    widths: Mapping[str, int] = field(default_factory=dict)
    sorted_by: str = ""
    descending: bool = False

    def to_text(self) -> str:
        """Give it as kept."""
        kept = {"order": self.order, "widths": dict(self.widths), "sort": [self.sorted_by, self.descending]}
        return json.dumps(kept | ({"shown": self.shown} if self.shown is not None else {}), ensure_ascii=False)


def from_text(text: str) -> Layout:
    """Read what was kept; what is not as expected counts as never chosen."""
    try:
        kept = json.loads(text or "{}")
    except ValueError:
        return Layout()
    if not isinstance(kept, dict):
        return Layout()
    widths, sort = kept.get("widths"), kept.get("sort")
    good = {str(name): min(max(width, _NARROWEST), _WIDEST) for name, width in widths.items() if type(width) is int} if isinstance(widths, dict) else {}  # fmt: skip
    by, down = sort if isinstance(sort, list) and len(sort) == 2 else ("", False)
    return Layout(_names(kept.get("shown")), _names(kept.get("order")) or (), good, str(by), bool(down))


def _names(found: Any) -> tuple[str, ...] | None:
    return tuple(str(one) for one in found) if isinstance(found, list) else None


def that_fit(columns: Sequence[Column[Any]], widths: Mapping[int, int], room: int) -> set[int]:
    """Give those of the columns in `widths` (px, by their numbers) that find `room` px: the spare ones give way first."""
    shown = set(widths)
    for number in sorted((n for n in shown if columns[n].spare), key=lambda n: columns[n].spare):
        if sum(widths[n] for n in shown) <= room:
            break
        shown.discard(number)
    return shown


def squeezed(widths: Mapping[int, int], needs: Mapping[int, int], room: int) -> dict[int, int]:
    """Give the widths that fit into `room` px: each gives of what it has beyond its need, in proportion; what is needed is never taken.

    A column without a need keeps its width.
    """
    over = sum(widths.values()) - room
    beyond = {number: max(0, width - needs.get(number, width)) for number, width in widths.items()}
    whole = sum(beyond.values())
    if over <= 0 or not whole:
        return dict(widths)
    taken = min(over, whole)
    return {number: width - -(-beyond[number] * taken // whole) for number, width in widths.items()}


def shared(needs: Mapping[int, int], room: int) -> dict[int, int]:
    """Share `room` px more among columns: each gets what it needs as far as an even share goes, and what nobody needs is shared evenly."""
    widths: dict[int, int] = {}
    for number in sorted(needs, key=lambda one: needs[one]):
        widths[number] = min(max(0, needs[number]), max(0, room - sum(widths.values())) // (len(needs) - len(widths)))
    more = max(0, room - sum(widths.values())) // max(1, len(widths))
    return {number: width + more for number, width in widths.items()}


@dataclass(frozen=True)
class Wants:
    """Hold what the columns in sight would like, in px, by their numbers.

    `widths` as they are declared or chosen; `needs` for title and rows in sight, of those whose width nobody chose; `titles` for the title alone;
    `whole`: figures, numbers and days, which are cut last; `right`: figures; `free`: those without a width; `takers`: those that take what is left.
    """

    widths: Mapping[int, int]
    needs: Mapping[int, int]
    titles: Mapping[int, int]
    whole: AbstractSet[int]
    right: AbstractSet[int]
    free: AbstractSet[int]
    takers: AbstractSet[int]


def apportioned(wants: Wants, room: int) -> dict[int, int]:
    """Give each column its width in `room` px; where that is too little the words give way before figures, and nothing before the title."""
    needs, titles = wants.needs, wants.titles
    short = _short(wants, room)
    widths = {number: max(width, short.get(number, 0)) for number, width in wants.widths.items()}
    # no words are cut while another column has more room than it needs
    cut = sum(max(0, needs[number] - widths[number]) for number in wants.takers & needs.keys())
    widths = squeezed(widths, {number: needs[number] for number in needs if number not in wants.free}, room - cut)
    if sum(widths.values()) > room:
        tight = squeezed(
            widths, short or {number: titles[number] for number in needs if number not in wants.whole}, room
        )
        tight = squeezed(tight, {number: titles[number] for number in needs if number not in wants.right}, room)
        if sum(tight.values()) > room:  # it is moved sideways whatever gives way: names can as well be read
            tight = {number: max(width, min(needs.get(number, 0), _NAME)) for number, width in widths.items()}
        return tight
    if not wants.takers:
        return widths
    for some in (wants.takers, needs.keys() - wants.takers):
        lacking = {number: needs[number] - widths[number] for number in some if needs[number] > widths[number]}
        given = shared(lacking, min(room - sum(widths.values()), sum(lacking.values())))
        widths |= {number: widths[number] + one for number, one in given.items()}
    rest = shared(dict.fromkeys(wants.takers, 0), room - sum(widths.values()))
    return widths | {number: widths[number] + one for number, one in rest.items()}


def _short(wants: Wants, room: int) -> dict[int, int]:
    """Give the widths at which figures and short words stand whole, as many of them as `room` px allow; none where it does not allow that.

    The width of a column is made for words in Chinese: in another language those of a state or a kind are longer.
    """
    for limit in _SHORT:
        found = {
            number: need if number in wants.whole else min(need, max(limit, wants.titles[number]))
            for number, need in wants.needs.items()
        }
        if sum(found.get(number, width) for number, width in wants.widths.items()) <= room:
            return found
    return {}


def in_order(columns: Sequence[Column[Any]], layout: Layout) -> list[int]:
    """Give the numbers of the columns from left to right; one that the layout does not know stands behind its left neighbour."""
    places = {name: place for place, name in enumerate(layout.order)}
    found: list[tuple[float, int]] = []
    last = -1.0
    for number, column in enumerate(columns):
        last = float(places.get(column.name, last + 0.001))
        found.append((last, number))
    return [number for _place, number in sorted(found)]
