"""Tell the persons in a grid of cells from titles, sums, signatures and blank lines, each with its Excel row number."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from db import roster_headers
from rules import names
from rules.errors import UserError

# Rows that are no persons: sums, signatures, notes. They are told by the first words of the row.
_FOOTER = re.compile(
    r"(?:本页)?(?:合计|小计|总计|共计)|以下空白|以下无正文|此页以下|[（(]?以下空|填表(?:人|单位|日期|说明)|制表|审核(?:人|单位|意见)|经办(?:人|单位)|负责人|"
    r"单位(?:负责人|[（(]盖章|盖章|公章)|主管|填报|报送|联系人|(?:备注|注|说明|附注)\d?\s*[:：]|注\d|第.{1,4}页|共.{1,6}[人页名]$|盖章|[（(]盖章|校对|日期[:：]|以上(?:人员|信息|情况|名单|内容|共|所填)|[此本]表"
)
# What people write to say that there is nothing to write.
NOTHING = frozenset(
    ("", "/", "//", "\\", "、", "-", "--", "---", "－", "－－", "—", "——", "–", "_", "无", "没有", "暂无", "同上", "〃", "″", '"', "待补", "待补充", "待定",
     "未知", "不详", "不清楚", "空", "N/A", "NA", "#N/A", "NULL", "NONE", "NIL", "0", ".", "。", "?", "？", "*", "×")
)  # fmt: skip
_LONGEST_NOTHING = 12
# No cell that begins otherwise can mean nothing.
_SUSPECT = frozenset(
    {word[0] for word in NOTHING if word}
    | {word[0].lower() for word in NOTHING if word}
    | set(" \t\r\n\u3000\u00a0\u2002\u2003\u2009")
)
_LONG_REMARK = 12
_LIKE_ID = re.compile(r"\d{14}")
_BLANKS = re.compile(r"[\s\u3000]+")


class RosterEmpty(UserError):
    """Say that a file holds no rows of persons; field `name`."""

    code = "ROSTER_EMPTY"


class RosterHeaderMissing(UserError):
    """Say that no row names the columns; field `name`."""

    code = "ROSTER_HEADER_MISSING"


class RosterColumnMissing(UserError):
    """Say that a needed column is not there; fields `name` and `column` (Chinese)."""

    code = "ROSTER_COLUMN_MISSING"


class RosterRow(NamedTuple):
    """Hold one row: its sheet, its Excel row number, and its cells by field, stripped; cells that say nothing are left out."""

    sheet: str
    number: int
    cells: Mapping[str, Any]


@dataclass(frozen=True)
class SheetHeader:
    """Tell how one sheet was understood: Excel rows of its header, the title of each field, titles that were not used."""

    sheet: str
    first_row: int
    last_row: int
    titles: Mapping[str, str]
    unused: tuple[str, ...]


class Grid(NamedTuple):
    """Hold one sheet: its name, its rows of cells as the file has them, its merged ranges ((top, left), (bottom, right))."""

    name: str
    rows: list[tuple[Any, ...]]
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]]


class LeftOut(NamedTuple):
    """Name a sheet that looks like a roster but lacks a needed column (Chinese), with the Excel row of its header: nobody in it is read."""

    sheet: str
    row: int
    column: str


@dataclass(frozen=True)
class Roster:
    """Hold a file's sheets as they were understood; going through it gives the rows of persons in order, made one at a time."""

    name: str
    headers: tuple[SheetHeader, ...]
    sheets: tuple[tuple[Grid, roster_headers.Header], ...]
    left_out: tuple[LeftOut, ...] = ()

    def __iter__(self) -> Iterator[RosterRow]:
        for grid, header in self.sheets:
            yield from _persons(grid, header)


def understand(
    grids: Sequence[Grid], name: str, words: roster_headers.Vocabulary = roster_headers.ROSTER
) -> Roster:  # fmt: skip
    """Find the header of each sheet; sheets without a roster (instructions, lists) are left out.

    Raise RosterEmpty, RosterHeaderMissing or RosterColumnMissing, all with the file's `name`.
    """
    sheets: list[tuple[Grid, roster_headers.Header]] = []
    missing: list[str] = []
    left_out: list[LeftOut] = []
    filled = False
    for grid in grids:
        filled = filled or any(map(is_filled, (cell for row in grid.rows for cell in row)))
        header = roster_headers.find(grid.rows, words)
        if header is None:
            continue
        lacking = [
            title for field, title in (("name", "姓名"), ("doc_no", "身份证号码")) if field not in header.columns
        ]
        if lacking:
            missing.extend(lacking)
            left_out.append(LeftOut(grid.name, header.last + 1, lacking[0]))
            continue
        fill_down(grid, header.last)
        sheets.extend((grid, panel) for panel in roster_headers.panels(grid.rows, header))
    if not sheets:
        if missing:
            raise RosterColumnMissing(name=name, column=missing[0])
        raise RosterHeaderMissing(name=name) if filled else RosterEmpty(name=name)
    headers = tuple(
        SheetHeader(grid.name, header.first + 1, header.last + 1, header.titles, header.unused)
        for grid, header in sheets
    )
    roster = Roster(name, headers, tuple(sheets), tuple(left_out))
    if next(iter(roster), None) is None:
        raise RosterEmpty(name=name)
    return roster


def fill_down(grid: Grid, header_row: int) -> None:
    """Write the value of cells merged downwards into each of their rows (docs/programme.md)."""
    for (top, left), (bottom, _) in grid.merged:
        if top <= header_row or bottom == top or top >= len(grid.rows) or left >= len(grid.rows[top]):
            continue
        value = grid.rows[top][left]
        for at in range(top + 1, min(bottom + 1, len(grid.rows))):
            row = grid.rows[at]
            if left < len(row) and not is_filled(row[left]):
                grid.rows[at] = (*row[:left], value, *row[left + 1 :])


def is_nothing(cell: Any) -> bool:
    """Tell whether a cell is empty or holds one of the marks that mean so (docs/programme.md)."""
    if not isinstance(cell, str):
        return cell is None
    if len(cell) > _LONGEST_NOTHING:
        return cell.isspace()
    return cell in NOTHING or _BLANKS.sub("", cell).upper() in NOTHING


def is_filled(cell: Any) -> bool:
    """Tell whether anything at all stands in a cell."""
    return cell is not None and (not isinstance(cell, str) or (bool(cell) and not cell.isspace()))


def _persons(grid: Grid, header: roster_headers.Header) -> Iterator[RosterRow]:
    """Give the rows under the header that stand for persons: no blank rows, repeated headers, sums, signatures or notes."""
    columns = [(field, at) for field, at in header.columns.items() if field not in {"serial", "signature"}]
    width = max(header.columns.values()) + 1
    for number, row in enumerate(grid.rows[header.last + 1 :], header.last + 2):
        if len(row) < width:
            row = (*row, *[""] * (width - len(row)))  # noqa: PLW2901  # a short line of a CSV file
        cells: dict[str, Any] = {}
        for field, at in columns:
            cell = row[at]
            if type(cell) is str:
                if not cell or (cell[0] in _SUSPECT and is_nothing(cell)):
                    continue
                cells[field] = cell.strip()
            elif cell is not None:
                cells[field] = cell
        doc = cells.get("doc_no")
        # A name and something like a number make a person; only the other rows need a closer look.
        if not cells or (
            (doc is None or "name" not in cells or type(doc) is not str or len(doc) < 15)
            and _is_no_person(row, header, doc)
        ):
            continue
        yield RosterRow(grid.name, number, cells)


def begins_as_footer(words: Sequence[str]) -> bool:
    """Tell a row of sums, signatures or notes by its first words (without blanks)."""
    return any(_FOOTER.match(word) for word in words[:2])


def bare(cell: str) -> str:
    """Give a cell without its blanks."""
    return _BLANKS.sub("", cell)


def _is_no_person(row: Sequence[Any], header: roster_headers.Header, doc: Any) -> bool:
    if roster_headers.repeats(header, row):
        return True
    if doc is not None and (not isinstance(doc, str) or _LIKE_ID.search(doc)):
        return False
    filled = [(at, cell) for at, cell in enumerate(row) if is_filled(cell)]
    words = [_BLANKS.sub("", cell) for _, cell in filled if isinstance(cell, str)]
    if begins_as_footer(words):
        return True
    # One lone remark across the sheet, unless it is a (long) name.
    at, lone = filled[0] if len(filled) == 1 else (header.columns["name"], "")
    return at != header.columns["name"] or (
        len(str(lone)) > _LONG_REMARK and names.DOT not in names.normalise(str(lone))
    )
