"""Print a list of papers into one document: told how far it is, stopped at will, whole or not at all."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, TypeVar

from printouts.document import deliver
from printouts.fonts import FontSet, of_machine
from printouts.page import A4_ACROSS, Sheet
from printouts.table import Table, draw_table
from rules.errors import UserError

P = TypeVar("P")
R = TypeVar("R")
Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]


class PrintingCancelled(UserError):
    """Say that the user stopped a batch; fields `done` and `total` (papers). Nothing was written."""

    code = "PRINTING_CANCELLED"


class NothingToPrint(UserError):
    """Say that the list of papers is empty."""

    code = "NOTHING_TO_PRINT"


def print_batch(
    papers: Sequence[P], draw: Callable[[Sheet, Sequence[P]], None], to: Path | None, *, each: int, title: str,
    size: tuple[float, float], printed_at: datetime, fonts: FontSet | None, progress: Progress | None,
    cancelled: Cancelled | None,
) -> bytes | Path:  # fmt: skip
    """Print `papers`, `each` of them to one call of `draw`, into one document; return its bytes, or the file `to`.

    `progress` gets (papers done, papers in all); `cancelled` is asked between pages. Raise NothingToPrint,
    PrintingCancelled, MissingGlyph or PaperNotWritten; then nothing is left behind.
    """
    if not papers:
        raise NothingToPrint

    def write(sink: BinaryIO) -> None:
        sheet = Sheet(sink, size, fonts or of_machine(), title, printed_at)
        for start in range(0, len(papers), each):
            if cancelled and cancelled():
                raise PrintingCancelled(done=start, total=len(papers))
            group = papers[start : start + each]
            draw(sheet, group)
            if progress:
                progress(start + len(group), len(papers))
        sheet.finish()

    return deliver(write, to)


def print_tables(
    papers: Sequence[P], table: Callable[[P], Table[R]], title: str, to: Path | None, printed_at: datetime, fonts: FontSet | None,
    progress: Progress | None, cancelled: Cancelled | None, size: tuple[float, float] = A4_ACROSS,
) -> bytes | Path:  # fmt: skip
    """Print papers that are each one table, as `print_batch` does."""
    return print_batch(
        papers, lambda sheet, group: draw_table(sheet, table(group[0])), to, each=1, title=title, size=size, printed_at=printed_at, fonts=fonts,
        progress=progress, cancelled=cancelled,
    )  # fmt: skip
