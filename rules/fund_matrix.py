"""资金来源 × 用途 of a period as plain values: each cell is a line that can be counted in every span, so that it opens its records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rules.quantities import Amount
from rules.reports import Counted, Judged, ReportLine


@dataclass(frozen=True)
class FundRow:
    """Hold one source: its name and document, its cells by column (`opening`, `came`, a use's code, `back`, `closing`), the year's budget.

    `astray` are the uses (words) for which it was spent although its document does not allow them.
    """

    name: str
    document: str
    cells: Mapping[str, ReportLine]
    budget: Amount | None
    astray: Sequence[str] = ()

    def fen(self, column: str, span: str = "period") -> int:
        """Give a cell's sum in fen."""
        line = self.cells.get(column)
        return line.counts.get(span, Counted()).total if line is not None else 0


@dataclass(frozen=True)
class FundMatrix:
    """Hold source × use of a period; `uses` are (code, word) of all columns; goods are valued apart and in no sum."""

    uses: Sequence[tuple[str, str]]
    rows: Sequence[FundRow]
    goods: Amount

    def total(self, column: str, span: str = "period") -> Amount:
        """Give the sum of a column over all sources."""
        return Amount(sum(row.fen(column, span) for row in self.rows))

    def spent(self, row: FundRow, span: str = "period") -> Amount:
        """Give what was spent of a source for all uses."""
        return Amount(sum(row.fen(code, span) for code, _ in self.uses))

    @property
    def all_spent(self) -> Amount:
        """Give what was spent of all sources for all uses."""
        return Amount(sum(self.total(code).fen for code, _ in self.uses))

    @property
    def judged(self) -> tuple[Judged, ...]:
        """Judge each source (期初 + 到账 − 支出 + 收回 = 结余, which is not below nothing, 专款专用), and rows against columns."""
        found = []
        for row in self.rows:
            opening, came, spent = row.fen("opening"), row.fen("came"), self.spent(row).fen
            back, closing = row.fen("back"), row.fen("closing")
            words = f"{row.name}：期初 {Amount(opening).shown} + 到账 {Amount(came).shown} − 支出 {Amount(spent).shown} + 收回 {Amount(back).shown} = 结余 {Amount(closing).shown}（万元）"
            why = ""
            if opening + came - spent + back != closing:
                why = f"差 {Amount(closing - opening - came + spent - back).shown}"
            elif closing < 0:
                why = "支出多于到账"
            elif row.astray:
                why = f"专款用于{'、'.join(row.astray)}"
            found.append(Judged(words, "bad" if why else "ok", why))
        if self.rows:
            by_rows = sum(self.spent(row).fen for row in self.rows)
            words = f"各来源支出之和 {Amount(by_rows).shown} = 各用途支出之和 {self.all_spent.shown}（万元）"
            found.append(Judged(words, "ok" if by_rows == self.all_spent.fen else "bad"))
        return tuple(found)
