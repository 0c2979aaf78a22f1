"""A table that stands behind a report as plain values: one thing down, its figures across; each cell is a line of its own that opens its records."""

from collections.abc import Sequence
from dataclasses import dataclass

from rules.quantities import Quantity, added
from rules.reports import Judged, ReportLine


@dataclass(frozen=True)
class TableRow:
    """Hold one row: the words that name it, and its cells in the order of the table's columns."""

    heads: Sequence[str]
    cells: Sequence[ReportLine]


@dataclass(frozen=True)
class ReportTable:
    """Hold a table: title, how the words and the figures of its rows are headed, the rules within each row, what stands below."""

    title: str
    heads: Sequence[str]
    columns: Sequence[str]
    rows: Sequence[TableRow]
    judged: Sequence[Judged] = ()
    notes: Sequence[str] = ()
    lesser: Sequence[str] = ()
    """The columns that a narrow screen leaves out, the first of them first; paper has all."""
    coded: bool = False
    """Its rows are named by codes of the program, not by what somebody entered: other languages translate them."""

    @property
    def totals(self) -> list[Quantity | None]:
        """Give the sum of each column; None where persons are counted once, for one may stand in several rows."""
        return [_sum([row.cells[at] for row in self.rows]) for at in range(len(self.columns))]


def _sum(cells: Sequence[ReportLine]) -> Quantity | None:
    if not cells or (cells[0].measure == "persons" and cells[0].named):
        return None
    first, *more = (cell.value("period") for cell in cells)
    return added(more, first)
