"""A short list that a page already holds, behind the same model as the long ones."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from db.walks import Piece
from rules import pinyin
from ui.models.numbered import Numbered

if TYPE_CHECKING:
    from ui.models.rows import Column

Row = TypeVar("Row")


@dataclass(frozen=True)
class Listed(Numbered[Row]):
    """Be a source over rows in memory, which can be put in the order of any column."""

    rows: Sequence[Row] = ()


def of_list(rows: Sequence[Row], by: "Column[Row] | None" = None, *, descending: bool = False) -> Listed[Row]:
    """Give a source over rows in memory, in their own order or in that of a column."""

    def piece(_book: Any, _mark: Any, _check: Callable[[], None]) -> Piece:
        places: Sequence[int] = range(len(rows))
        if by is not None:
            keys = [sort_key(by.value_of(row)) for row in rows]
            places = sorted(places, key=keys.__getitem__, reverse=descending)
        return Piece(places)

    return Listed(piece, lambda _book, numbers: [rows[number] for number in numbers], rows)


def sort_key(value: Any) -> tuple[int, Any]:
    """Give the key by which a cell's value is put in order: numbers by size, days in time, words by their sound; nothing comes last."""
    if value is None or value == "":
        return 3, ""
    if isinstance(value, int | float):
        return 0, value
    if isinstance(value, str):
        return 2, pinyin.sort_key(value)
    return 1, value.isoformat()
