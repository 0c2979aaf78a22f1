"""The four counts of a job fair, which are four things: 进场 at the door, 接待登记 at a desk, 达成意向, 后续就业 (programme sections 4 and 7).

Each is a class of its own: `Entries(3) + Receptions(4)` is a TypeError when it runs and an error for the type checker before it does. Shanghai's
fairs of 2009-02-22 had nearly 10,000 through five doors and 3,955 received at four of them; nobody may make one figure of the two.
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self, TypeVar

C = TypeVar("C", bound="_Count")


@dataclass(frozen=True, slots=True)
class _Count:
    """Count one kind of thing; only what is of the very same kind is added to it."""

    count: int

    def __add__(self, other: Self) -> Self:
        return type(self)(self.count + other.count) if type(other) is type(self) else NotImplemented


class Entries(_Count):
    """Count who came through the door (进场), a person as often as they came."""


class Receptions(_Count):
    """Count who was received and registered at a desk (接待登记)."""


class Intents(_Count):
    """Count who came to an understanding with an employer (达成意向): no job yet."""


class Hires(_Count):
    """Count who was at work afterwards (后续就业)."""


@dataclass(frozen=True, slots=True)
class Site:
    """Hold what one site told of one day; None is what it did not tell, which is not 0."""

    name: str
    employers: int | None = None
    posts: int | None = None
    entered: Entries | None = None
    received: Receptions | None = None
    intended: Intents | None = None
    employed: Hires | None = None

    def breaches(self) -> tuple[str, ...]:
        """Name the counts that exceed the one they are part of: 就业≤意向≤接待≤进场 (standards section 12), by column."""
        chain = (
            ("employed", self.employed),
            ("intended", self.intended),
            ("received", self.received),
            ("entered", self.entered),
        )
        told = [(name, one.count) for name, one in chain if one is not None]
        return tuple(name for (name, less), (_, more) in itertools.pairwise(told) if less > more)


@dataclass(frozen=True)
class FairTotal:
    """Hold a fair's counts over its sites, each with how many of the sites told it."""

    sites: int
    entered: Entries | None
    received: Receptions | None
    intended: Intents | None
    employed: Hires | None
    told: tuple[int, int, int, int]
    intent_percent: int | None
    """Intents by receptions (意向率) over the sites that told both, in whole percent; None where there is none."""


def percent(part: int, whole: int) -> int:
    """Give a part in whole percent of a whole above 0, rounded half up: 1,632 of 3,955 are 41."""
    return (200 * part + whole) // (2 * whole)


def total(sites: Sequence[Site]) -> FairTotal:
    """Add up a fair's sites, like to like."""
    columns = (
        [one.entered for one in sites if one.entered is not None],
        [one.received for one in sites if one.received is not None],
        [one.intended for one in sites if one.intended is not None],
        [one.employed for one in sites if one.employed is not None],
    )
    entered, received, intended, employed = columns
    both = [(one.intended, one.received) for one in sites if one.intended is not None and one.received is not None]
    met = sum(one.count for _, one in both)
    return FairTotal(
        len(sites), _sum(entered), _sum(received), _sum(intended), _sum(employed),
        (len(entered), len(received), len(intended), len(employed)), percent(sum(one.count for one, _ in both), met) if met else None,
    )  # fmt: skip


def _sum(found: Iterable[C]) -> C | None:
    whole: C | None = None
    for one in found:
        whole = one if whole is None else whole + one
    return whole
