"""The province's collector: take in what the counties sent, then answer each unit with a receipt."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from db.casebook import Casebook
from rules.permissions import Action
from rules.steps import Step, unheard
from sync import cards, receipt
from sync.receiving import Outcome, receive_folder


@dataclass(frozen=True)
class Collected:
    """Hold what a collection did: what became of each bundle, and the receipts written."""

    outcomes: tuple[Outcome, ...]
    receipts: tuple[Path, ...]


def collect(
    book: Casebook,
    folders: Sequence[Path],
    receipts_to: Path | None = None,
    step: Step = unheard,
) -> Collected:
    """Take every bundle in the folders and, where a folder for them is given, write a receipt for every unit.

    `step(done, total)` hears of each file and may raise to stop; what was taken stays taken.
    """
    book.require(Action.BUNDLE_COLLECT)
    if receipts_to is not None:
        book.look_at_medium(receipts_to)
    outcomes = receive_folder(book, folders, step)
    written = write_receipts(book, receipts_to) if receipts_to is not None else []
    if receipts_to is not None:
        book.mark_medium(receipts_to)
    return Collected(tuple(outcomes), tuple(written))


def write_receipts(book: Casebook, to: Path) -> list[Path]:
    """Write a receipt for every unit into the folder, and beside them the cards that workplaces follow; give the receipts."""
    cards.write(book, to)
    return [receipt.write(book, unit, to) for unit in receipt.units(book)]
