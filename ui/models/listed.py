"""A short list that a page already holds, behind the same model as the long ones."""

from collections.abc import Sequence
from typing import Any, TypeVar

from ui.models.rows import Source

Row = TypeVar("Row")


def of_list(rows: Sequence[Row]) -> Source[Row]:
    """Give a source over rows in memory."""
    place = {id(row): number for number, row in enumerate(rows)}

    def fetch(_book: Any, after: int | None, limit: int) -> Sequence[Row]:
        start = 0 if after is None else after + 1
        return rows[start : start + limit]

    return Source(fetch, lambda row: place[id(row)], lambda _book: len(rows))
