"""A list of records as a file for Excel: what the list shows and all its other open columns, in words; used without Qt."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ui.text import _

if TYPE_CHECKING:
    from db.casebook import Casebook
    from db.records import Filter, Record
    from db.tables.declaration import Table

CSV = ".csv"
_WIDE, _NARROW = 22, 12
_NEVER = frozenset({"corrects", "withdrawn"})


def write(
    book: "Casebook", table: "Table", chosen: "Filter", to: Path, *,
    step: Callable[[int, int], None] = lambda _done, _all: None,
) -> int:  # fmt: skip
    """Write the chosen records to an .xlsx or .csv file; give how many. Sensitive columns (illness, income, documents) stay in the casebook.

    Raise ExportExists, TooManyLines or PaperNotWritten.
    """
    from db import records, sweeping
    from db.backup import ExportExists
    from printouts import workbook

    if to.exists():
        raise ExportExists(name=to.name)
    total = records.count(book, table, chosen)
    columns = [one for one in table.columns if one.sensitivity < 2 and one.name not in _NEVER and one.type != "json"]
    columns += [one for one in table.columns if one.type == "json" and one.codes and one.sensitivity < 2]
    note = _("导出 {now}　{who}　共 {n} 条").format(
        now=f"{book.clock.now():%Y-%m-%d %H:%M}", who=book.signed_in.name, n=total
    )
    headings = (_("序号"), *(_(one.label) for one in columns))
    widths = (6, *(_NARROW if one.type in {"date", "int", "flag"} else _WIDE for one in columns))
    sheet = workbook.Sheet(_(table.label), note, headings, widths)
    rows = _lines(records.every(book, table, chosen), [one.name for one in columns], total, step)
    with sweeping.noted(book.store, to):
        return (workbook.plain_listing if to.suffix.lower() == CSV else workbook.listing)(sheet, rows, to)


def _lines(
    found: "Iterable[Record]", names: list[str], total: int, step: Callable[[int, int], None]
) -> Iterator[tuple[str, ...]]:  # fmt: skip
    for number, record in enumerate(found, 1):
        step(number, total)
        yield (str(number), *(record.words[name] for name in names))
