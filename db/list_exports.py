"""Lists that leave the casebook as a workbook: a file that is not enciphered, so it is written down who took out what."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from db import sweeping
from db.casebook import Casebook
from rules.permissions import Action


@contextlib.contextmanager
def noted(book: Casebook, title: str, to: Path, records: int, chosen: str) -> Iterator[None]:
    """Journal a list as `begin` does, and note that it is being written until that is over, well or not; raise NotPermitted."""
    begin(book, title, to, records, chosen)
    try:
        yield
    finally:
        end(book, to)


def begin(book: Casebook, title: str, to: Path, records: int, chosen: str) -> None:
    """Journal that a list is being written to the file `to`, before it gets its name; raise NotPermitted.

    `chosen` says in words how the list was narrowed. What a crash leaves half written is taken away at the next start.
    """
    book.require(Action.LIST_EXPORT)
    with book.write() as writer:
        writer.fact(
            "list_export", {"day": book.today, "list": title, "file": to.name, "records": records, "chosen": chosen}
        )
    sweeping.note(book.store, to)


def end(book: Casebook, to: Path) -> None:
    """Note that the file is whole, or will not be written."""
    sweeping.forget(book.store, to)
