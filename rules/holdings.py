"""Who holds which numbers and how much money may be issued against them, once offices hand parts of theirs on to each other.

Both answers are functions of the *set* of what was granted and handed on, whatever came in which order (docs/sync.md section 6). Nobody
moves a number but its present holder: one that its holder handed to two stays with neither.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any


@dataclass(frozen=True)
class Run:
    """Hold a run of serials, both ends included, that `holder` was granted under one prefix of fifteen digits."""

    holder: bytes
    prefix: str
    first: int
    last: int


@dataclass(frozen=True)
class Handing:
    """Hold one handing-on: its row, giver and taker, serials, money in fen, and its place (`order`) among what the giver handed on."""

    id: bytes
    giver: bytes
    taker: bytes
    prefix: str
    first: int
    last: int
    limit_fen: int
    order: tuple[Any, ...]


@dataclass(frozen=True)
class Piece:
    """Hold a part of a run with one fate: who holds it now, by which handing it came last (None: granted), whether it was handed to two."""

    first: int
    last: int
    holder: bytes
    by: Handing | None = None
    contested: bool = False


@dataclass
class Walk:
    """Gather what became of the runs: the pieces of each, handings that were followed, and those that contradict others."""

    pieces: dict[Run, list[Piece]] = field(default_factory=dict)
    followed: set[bytes] = field(default_factory=set)
    contested: set[bytes] = field(default_factory=set)


def walk(runs: Iterable[Run], handings: Sequence[Handing]) -> Walk:
    """Follow each serial from its grant through the hands that it went through.

    Where a holder handed a serial on and had it back, the next handing of that holder is followed. What is left over, from somebody who did
    hold the serial once, contradicts the rest (or its forerunner has not come yet): until that is settled the serial is nobody's to issue.
    """
    found = Walk()
    by_prefix: dict[str, list[Handing]] = {}
    for one in sorted(handings, key=lambda one: one.order):
        by_prefix.setdefault(one.prefix, []).append(one)
    for run in runs:
        mine = [one for one in by_prefix.get(run.prefix, ()) if one.first <= run.last and one.last >= run.first]
        cuts = {run.first, run.last + 1}
        for one in mine:
            cuts |= {max(one.first, run.first), min(one.last, run.last) + 1}
        edges = sorted(cuts)
        found.pieces[run] = [_follow(run.holder, first, after - 1, mine, found) for first, after in pairwise(edges)]
    return found


def _follow(holder: bytes, first: int, last: int, handings: Sequence[Handing], found: Walk) -> Piece:
    waiting: dict[bytes, deque[Handing]] = {}
    for one in handings:
        if one.first <= first and last <= one.last:
            waiting.setdefault(one.giver, deque()).append(one)
    held_once, by = {holder}, None
    while waiting.get(holder):
        by = waiting[holder].popleft()
        found.followed.add(by.id)
        holder = by.taker
        held_once.add(holder)
    left = [one for giver in held_once for one in waiting.get(giver, ())]
    if left:
        found.contested.update(one.id for one in left)
        if by is not None:
            found.contested.add(by.id)
    return Piece(first, last, holder, by, bool(left))


def limits(granted: Mapping[bytes, int], handings: Iterable[Handing]) -> dict[bytes, int]:
    """Give how much each may issue in all, in fen: granted, less handed on, plus received.

    Each giver's handings count in their order, and one counts only once the giver has the money: what two copies of one office hand on twice
    makes no money. The sum over all is the sum of what was granted, and the order of asking changes nothing.
    """
    left = dict(granted)
    waiting: dict[bytes, deque[Handing]] = {}
    for one in sorted(handings, key=lambda one: one.order):
        waiting.setdefault(one.giver, deque()).append(one)
    moved = True
    while moved:
        moved = False
        for giver, queue in waiting.items():
            while queue and left.get(giver, 0) >= queue[0].limit_fen:
                one = queue.popleft()
                left[giver] = left.get(giver, 0) - one.limit_fen
                left[one.taker] = left.get(one.taker, 0) + one.limit_fen
                moved = True
    return left
