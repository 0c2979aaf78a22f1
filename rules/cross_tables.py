"""Cross tables of two questions: how many people gave this answer to the one and that to the other; each person once.

Where a question takes several answers a person stands in several lines, and the lines then come to more than the people: sums are counted from
the people, never added up from the cells. Who was not asked, or did not answer, stands in a line of his own, so that nobody is lost.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rules.questionnaires import Question

NONE = ""
NOT_ANSWERED = "未答或未问"
Category = tuple[str, str]


@dataclass(frozen=True)
class Cross:
    """Hold the counts by (category of the line, category of the column), the sums of lines and columns, and the people in all."""

    lines: tuple[Category, ...]
    columns: tuple[Category, ...]
    cells: Mapping[tuple[str, str], int]
    line_sums: Mapping[str, int]
    column_sums: Mapping[str, int]
    total: int
    several: bool
    """Whether one of the questions takes several answers, so that lines or columns come to more than the people."""

    def count(self, line: str, column: str) -> int:
        """Give the people of one cell."""
        return self.cells.get((line, column), 0)

    def tenths(self, line: str, column: str) -> int | None:
        """Give a cell in tenths of a percent of its line's people, half up; None for an empty line."""
        whole = self.line_sums.get(line, 0)
        return (2000 * self.count(line, column) + whole) // (2 * whole) if whole else None


def cross(one: Question, other: Question, people: Iterable[Mapping[str, Any]]) -> Cross:
    """Count people's answers to two questions; give only the lines and columns of the questions, and 未答或未问 where somebody stands in it."""
    cells: Counter[tuple[str, str]] = Counter()
    lines: Counter[str] = Counter()
    columns: Counter[str] = Counter()
    total = 0
    for answers in people:
        total += 1
        down = set(one.categories_of(answers.get(one.key))) or {NONE}
        across = set(other.categories_of(answers.get(other.key))) or {NONE}
        lines.update(down)
        columns.update(across)
        cells.update((left, right) for left in down for right in across)
    return Cross(
        _told(one, lines), _told(other, columns), dict(cells), dict(lines), dict(columns), total, "many" in {one.kind, other.kind}
    )  # fmt: skip


def _told(question: Question, found: Mapping[str, int]) -> tuple[Category, ...]:
    return (*question.categories, *(((NONE, NOT_ANSWERED),) if found.get(NONE) else ()))
