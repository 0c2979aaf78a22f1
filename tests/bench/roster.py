"""A roster of 50,000 rows: examined, and imported (checked, journalled, searchable), beside python-calamine reading the file alone."""

from functools import partial
from pathlib import Path

import python_calamine

from db import roster
from tests.bench import ground
from tests.bench.measure import Figure, Sizes, best_ratio, seconds
from ui.commands import sample

ROWS = 50_000
TIMES = 2


def run(work: Path, sizes: Sizes) -> list[Figure]:
    """Write the workbook, then read, examine and import it turn by turn; each import goes into a new workplace."""
    path = sample.write_roster(work / "roster.xlsx", ROWS, ground.SEED)
    read, dry, full = [], [], []
    for turn in range(TIMES):
        read += [
            seconds(lambda: python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python())
        ]
        dry += [seconds(lambda: roster.examine_file(path, today=sample.DAY, regions=sample.regions()))]
        book = ground.found(work / f"desk{turn}")
        full += [seconds(partial(roster.import_roster, book, path))]
        book.close()
    return [
        best_ratio(f"roster of {ROWS:,} rows, dry run / calamine alone", dry, read, 4),
        best_ratio(f"roster of {ROWS:,} rows, import / calamine alone", full, read, 10),
    ]
