"""The attendance sheet (考勤表), A4 across: who was there, half-day by half-day or lesson by lesson, empty for a hand or as recorded.

A class with more sessions than a sheet is wide goes over several sheets side by side, whole days together; the last has the sums.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from pathlib import Path

from printouts.batch import Cancelled, Progress, print_batch
from printouts.fonts import FontSet
from printouts.page import A4_ACROSS
from printouts.table import Column, Table, Tally, draw_tables
from rules import dates

TITLE = "农民工职业技能培训考勤表"
SIGNS = {"P": "√", "L": "△", "E": "○", "A": "×"}
"""Present, late, on leave, absent."""
LEGEND = "√ 出勤　△ 迟到（计出勤）　○ 请假　× 缺勤　空格 未记。出勤率 = 实到学时 ÷ 应到学时；1 学时为 45 分钟。"
_WIDEST = 24
"""Sessions to a sheet: a hand still finds its square."""


@dataclass(frozen=True, slots=True)
class Session:
    """One session: its day (None where the day is to be written by hand), which part of it or which lesson, its hours."""

    day: date | None
    part: str
    hours: int


@dataclass(frozen=True, slots=True)
class AttendanceLine:
    """One trainee with a mark (P, L, E, A or nothing) for each session; hours attended and due, None where nothing is recorded."""

    name: str
    marks: Sequence[str] = ()
    attended: int | None = None
    due: int | None = None


@dataclass(frozen=True, slots=True)
class AttendancePaper:
    """The attendance of one class; `by_hand` for a sheet that is still to be filled in."""

    class_name: str
    course: str
    base: str
    began: date
    ended: date
    hours: int
    union: str
    sessions: Sequence[Session]
    lines: Sequence[AttendanceLine]
    by_hand: bool = False
    edition: int = 1


_Row = tuple[int, AttendanceLine]


def _wide(sessions: Sequence[Session]) -> list[range]:
    """Share the sessions out over sheets, whole days together, about as many on each."""
    days: list[list[int]] = []
    for place, session in enumerate(sessions):
        if (
            days
            and place
            and session.part not in {sessions[one].part for one in days[-1]}
            and session.day == sessions[place - 1].day
        ):
            days[-1].append(place)
        else:
            days.append([place])
    longest = max((len(day) for day in days), default=1)
    fitting = max(1, _WIDEST // longest)
    sheets = max(1, ceil(len(days) / fitting))
    each = max(1, ceil(len(days) / sheets))
    groups = [days[start : start + each] for start in range(0, len(days), each)] or [[]]
    return [range(group[0][0], group[-1][-1] + 1) if group else range(0) for group in groups]


def _head(session: Session) -> str:
    return f"{session.day.month}月{session.day.day}日" if session.day else "　月　日"


def _column(place: int, session: Session, share: float, day: int) -> Column[_Row]:
    def mark(row: _Row) -> str:
        marks = row[1].marks
        return SIGNS.get(marks[place], "") if place < len(marks) else ""

    # two days to be written by hand are not one group, though their heads read the same
    group = _head(session) if session.day else "月" + "　" * 2 + "日" + "\u3000" * (day % 2)
    return Column(session.part, share, mark, whole=True, group=group)


def _present(rows: Sequence[_Row], place: int) -> str:
    marks = [row[1].marks[place] for row in rows if place < len(row[1].marks)]
    return str(sum(mark in {"P", "L"} for mark in marks)) if any(marks) else ""


def _days(sessions: Sequence[Session]) -> list[int]:
    """Give each session the number of its day."""
    numbers: list[int] = []
    seen: set[str] = set()
    for place, session in enumerate(sessions):
        same = bool(place) and session.day == sessions[place - 1].day and session.part not in seen
        numbers.append(numbers[-1] if same else (numbers[-1] + 1 if numbers else 0))
        seen = {*seen, session.part} if same else {session.part}
    return numbers


def tables(paper: AttendancePaper) -> list[Table[_Row]]:
    """Give the sheets side by side, as lists that belong together."""
    rows = list(enumerate(paper.lines, 1))
    days = _days(paper.sessions)
    groups = _wide(paper.sessions)
    period = f"{dates.official(paper.began)}至{dates.official(paper.ended)}　{paper.hours} 学时"
    made = []
    for number, places in enumerate(groups):
        last = number == len(groups) - 1
        room = 273.0 - 44 - (45 if last else 0)
        share = min(15.0, room / max(1, len(places)))
        columns: list[Column[_Row]] = [
            Column("序号", 10, lambda row: str(row[0]), whole=True),
            Column("姓　名", 34, lambda row: row[1].name),
            *(_column(place, paper.sessions[place], share, days[place]) for place in places),
        ]
        if last:
            columns += _sums()
        part = f"（共 {len(groups)} 幅，第 {number + 1} 幅）" if len(groups) > 1 else ""
        made.append(Table(
            title=TITLE, facts=(f"培训基地：{paper.base}", f"班次：{paper.class_name}{part}", f"培训时间：{period}"), columns=columns, rows=rows,
            tallies=_tallies(places, sums=3 if last else 0, by_hand=paper.by_hand),
            signers=("班主任", "基地负责人", "工会复核", "日期") if last else (), seals=("（基地盖章处）", "（工会盖章处）") if last else (),
            notes=(LEGEND,), edition=paper.edition,
        ))  # fmt: skip
    return made


def _sums() -> list[Column[_Row]]:
    def hours(value: int | None) -> str:
        return "" if value is None else str(value)

    def rate(row: _Row) -> str:
        line = row[1]
        return f"{100 * line.attended / line.due:.0f}%" if line.due and line.attended is not None else ""

    return [
        Column("应到\n学时", 15, lambda row: hours(row[1].due)), Column("实到\n学时", 15, lambda row: hours(row[1].attended)),
        Column("出勤率", 15, rate),
    ]  # fmt: skip


def _tallies(places: range, *, sums: int, by_hand: bool) -> tuple[Tally[_Row], ...]:
    blanks = [""] * sums
    present: Tally[_Row] = Tally(
        "本页实到人数", 2, lambda rows: ["" if by_hand else _present(rows, place) for place in places] + blanks, 7.0
    )
    teacher: Tally[_Row] = Tally("教师签字", 2, lambda _rows: [""] * len(places) + blanks, 12.0)
    return present, teacher


def print_attendance(
    papers: Sequence[AttendancePaper], to: Path | None = None, *, progress: Progress | None = None, cancelled: Cancelled | None = None,
    printed_at: datetime, fonts: FontSet | None = None,
) -> bytes | Path:  # fmt: skip
    """Print attendance sheets in one document; return its bytes or the file `to`.

    Raise NothingToPrint, PrintingCancelled, MissingGlyph, PaperNotWritten.
    """
    return print_batch(
        papers, lambda sheet, group: draw_tables(sheet, tables(group[0])), to, each=1, title=TITLE, size=A4_ACROSS, printed_at=printed_at,
        fonts=fonts, progress=progress, cancelled=cancelled,
    )  # fmt: skip
