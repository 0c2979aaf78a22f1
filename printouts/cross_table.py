"""A cross table of a survey on paper: people and their share of the line, A4 across; a question with many answers takes several tables."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from printouts.statement import StatColumn, Statement, StatRow
from rules.cross_tables import Cross

_MOST_COLUMNS = 9
"""Columns of answers that stand beside each other and can still be read."""


@dataclass(frozen=True, slots=True)
class CrossPaper:
    """Hold a cross table as printed: whose it is, which version of which questionnaire, the two questions, of when, counts, which printing it is."""

    office: str
    survey: str
    line: str
    column: str
    period: str
    found: Cross
    edition: int = 1


def statements(paper: CrossPaper) -> list[Statement]:
    """Lay a cross table out; the people of each line stand in every table."""
    found = paper.found
    parts = [found.columns[at : at + _MOST_COLUMNS] for at in range(0, len(found.columns), _MOST_COLUMNS)]
    tables = [_table(paper, part) for part in parts]
    if len(tables) == 1:
        return tables
    return [replace(one, title=f"{one.title}（{at}/{len(tables)}）") for at, one in enumerate(tables, 1)]


def _table(paper: CrossPaper, columns: Sequence[tuple[str, str]]) -> Statement:
    found = paper.found
    heads = (StatColumn("答　　案", 52, "left"), *(StatColumn(words, 24) for _code, words in columns), StatColumn("合　计", 18))  # fmt: skip
    rows = [
        StatRow((words, *(_cell(found, code, across) for across, _ in columns), f"{found.line_sums.get(code, 0):,}"))
        for code, words in found.lines
    ]
    sums = (f"{found.column_sums.get(code, 0):,}" for code, _words in columns)
    rows.append(StatRow(("合　计", *sums, f"{found.total:,}"), strong=True))
    notes = [
        f"横行：{paper.line}",
        f"纵列：{paper.column}",
        f"共 {found.total:,} 人，每人只计一次；百分比是占本行的比例。",
        *(["有多选题，一人可在几行或几列，各行之和可以大于合计。"] if found.several else []),
    ]
    facts = [f"调查单位：{paper.office}", paper.survey, paper.period]
    return Statement("调查交叉统计表", facts, heads, rows, notes=notes, edition=paper.edition)


def _cell(found: Cross, line: str, column: str) -> str:
    share = found.tenths(line, column)
    count = f"{found.count(line, column):,}"
    return count if share is None else f"{count}（{share / 10:.1f}%）"
