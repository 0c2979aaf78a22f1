"""A list known by the numbers of its rows: however long, any part of it is one step away."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from db.walks import Piece, Walk

Row = TypeVar("Row")
READ = 500
"""Rows read at a time where a list is read from end to end."""


@dataclass(frozen=True)
class Numbered(Generic[Row]):
    """Say where the rows of a list come from. Both functions run in the reading worker and take the casebook first.

    `piece(book, mark, check)` gives the numbers of the rows in order, from the start or after the mark of the piece before; `check()` may
    raise to stop. `fetch(book, numbers)` gives the rows of these numbers in their order, None for one that is gone.
    """

    piece: "Callable[[Any, Any, Callable[[], None]], Piece]"
    fetch: Callable[[Any, Sequence[int]], Sequence[Row | None]]


def walked(walk: "Callable[[Any], Walk]", fetch: Callable[[Any, Sequence[int]], Sequence[Row | None]]) -> Numbered[Row]:
    """Give a source whose rows `db.walks` finds; `walk(book)` says which, `fetch` reads them."""

    def piece(book: Any, mark: Any, check: Callable[[], None]) -> "Piece":
        from db import walks

        return walks.piece(book.store, walk(book), mark, check)

    return Numbered(piece, fetch)


class Run:
    """Hold row numbers in order, as the pieces in which they came."""

    def __init__(self) -> None:
        self._pieces: list[Sequence[int]] = []
        self._starts: list[int] = []
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def add(self, numbers: Sequence[int]) -> None:
        """Take a piece at the end."""
        if len(numbers):
            self._pieces.append(numbers)
            self._starts.append(self._length)
            self._length += len(numbers)

    def parts(self, start: int, stop: int) -> list[Sequence[int]]:
        """Give the numbers from place `start` up to, and without, `stop`, as parts of the pieces."""
        found: list[Sequence[int]] = []
        at = bisect_right(self._starts, start) - 1
        while 0 <= at < len(self._pieces) and self._starts[at] < stop:
            first = self._starts[at]
            found.append(self._pieces[at][max(0, start - first) : stop - first])
            at += 1
        return found

    def between(self, start: int, stop: int) -> list[int]:
        """Give the numbers from place `start` up to, and without, `stop`."""
        return [number for part in self.parts(start, stop) for number in part]


def read_through(
    book: Any, source: Numbered[Row], parts: Sequence[Sequence[int]], step: Callable[[int, int], None]
) -> Iterator[Row]:
    """Give the rows of these numbers, some hundreds held at a time; `step(done, all)` may raise to stop."""
    total, done = sum(len(part) for part in parts), 0
    for part in parts:
        for start in range(0, len(part), READ):
            step(done, total)
            wanted = list(part[start : start + READ])
            yield from (row for row in source.fetch(book, wanted) if row is not None)
            done += len(wanted)
    step(total, total)


def all_parts(book: Any, source: Numbered[Row], check: Callable[[], None]) -> list[Sequence[int]]:
    """Walk a list to its end and give all its numbers, as they came."""
    found: list[Sequence[int]] = []
    mark: Any = None
    while True:
        check()
        piece = source.piece(book, mark, check)
        found.append(piece.numbers)
        if piece.mark is None:
            return found
        mark = piece.mark
