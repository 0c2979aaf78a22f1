"""Read a roster (.xlsx, .xls, .csv) from outside into plain rows, without trusting the file and without losing a digit.

Cells keep the type that Excel gave them, because an identity number stored as a number has lost its last digits
and only the type tells. Each row keeps its Excel row number, so that every later word about it can name it.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from db import roster_headers
from rules import names
from rules.errors import EnvironmentFailure, UntrustedInput, UserError

MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_UNZIPPED_BYTES = 512 * 1024 * 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 512
MAX_CELLS = 16_000_000
_CHUNK = 1 << 20
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")

# Components that GB 18030-2022 moved out of the private use area; Python still decodes the older mapping.
_MOVED = dict(
    zip(
        (
            0xE81E,
            0xE826,
            0xE82B,
            0xE82C,
            0xE832,
            0xE843,
            0xE854,
            0xE864,
            0xE78D,
            0xE78E,
            0xE78F,
            *range(0xE790, 0xE797),
        ),
        (*range(0x9FB4, 0x9FBC), 0xFE10, 0xFE12, 0xFE11, *range(0xFE13, 0xFE1A)),
        strict=True,
    )
)
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


class NotAWorkbook(UntrustedInput):
    """Say that a file is no workbook or table; fields `name` and `reason` (empty, type, damaged)."""

    code = "NOT_A_WORKBOOK"


class WorkbookLocked(UserError):
    """Say that a workbook is protected by a password; field `name`."""

    code = "WORKBOOK_LOCKED"


class WorkbookTooLarge(UntrustedInput):
    """Say that a workbook unpacks to more than any roster holds; fields `name` and `limit` (what was exceeded)."""

    code = "WORKBOOK_TOO_LARGE"


class FileUnreadable(EnvironmentFailure):
    """Say that the machine could not read a file; field `name`."""

    code = "FILE_UNREADABLE"


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


class _Grid(NamedTuple):
    name: str
    rows: list[tuple[Any, ...]]
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]]


@dataclass(frozen=True)
class Roster:
    """Hold a file's sheets as they were understood; going through it gives the rows of persons in order, made one at a time."""

    name: str
    headers: tuple[SheetHeader, ...]
    sheets: tuple[tuple[_Grid, roster_headers.Header], ...]

    def __iter__(self) -> Iterator[RosterRow]:
        for grid, header in self.sheets:
            yield from _persons(grid, header)


def read(path: Path) -> Roster:
    """Read a roster file; raise FileUnreadable, or what `read_bytes` raises."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise WorkbookTooLarge(name=path.name, limit="file")
        data = path.read_bytes()
    except OSError as error:
        raise FileUnreadable(name=path.name) from error
    return read_bytes(data, path.name)


def read_bytes(data: bytes, name: str) -> Roster:
    """Read a roster from the bytes of an .xlsx, .xls or .csv file; the content decides which, not the name.

    Raise NotAWorkbook, WorkbookLocked, WorkbookTooLarge, RosterEmpty, RosterHeaderMissing or RosterColumnMissing.
    """
    if not data:
        raise NotAWorkbook(name=name, reason="empty")
    if len(data) > MAX_FILE_BYTES:
        raise WorkbookTooLarge(name=name, limit="file")
    if data.startswith(b"PK"):
        _check_zip(data, name)
        grids = _read_workbook(data, name)
    elif data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise WorkbookLocked(name=name)
        grids = _read_workbook(data, name)
    else:
        grids = [_read_table(data, name)]
    return _understand(grids, name)


def _check_zip(data: bytes, name: str) -> None:
    """Refuse what is no .xlsx, what unpacks beyond the limit (measured, not as declared), and sheets spread too far."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise NotAWorkbook(name=name, reason="damaged") from error
    names = {member.filename for member in members}
    if "xl/workbook.xml" not in names:
        raise NotAWorkbook(name=name, reason="type")
    left = MAX_UNZIPPED_BYTES
    for member in members:
        spread = _Spread() if member.filename.startswith("xl/worksheets/") else None
        for piece in _inflated(data, member, name):
            left -= len(piece)
            if left < 0:
                raise WorkbookTooLarge(name=name, limit="unzipped")
            if spread is not None:
                spread.feed(piece)
        if spread is not None and spread.too_far():
            raise WorkbookTooLarge(name=name, limit="cells")


def _inflated(data: bytes, member: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    """Unpack one member piece by piece from its real bytes, whatever length it declares."""
    start = member.header_offset
    header = data[start : start + 30]
    if len(header) < 30 or member.flag_bits & 1:
        raise NotAWorkbook(name=name, reason="damaged")
    begin = start + 30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    packed = data[begin : begin + member.compress_size]
    if member.compress_type == zipfile.ZIP_STORED:
        yield packed
        return
    if member.compress_type != zipfile.ZIP_DEFLATED:
        raise NotAWorkbook(name=name, reason="type")
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        while packed and not inflater.eof:
            yield inflater.decompress(packed, _CHUNK)
            packed = inflater.unconsumed_tail
    except zlib.error as error:
        raise NotAWorkbook(name=name, reason="damaged") from error


class _Spread:
    """Watch how far down and right the cells of a sheet reach: the reader keeps a full rectangle, so one far cell would fill memory."""

    # Only cells right of Z or below row 99,999 are worth a look; written so that the search can skip on the fixed beginning.
    _FAR = re.compile(rb' r="(?:([A-Z]{2,4})(\d{1,9})|[A-Z](\d{6,9}))"')

    def __init__(self) -> None:
        self.rows = 0
        self.columns = 26
        self._tail = b""

    def feed(self, piece: bytes) -> None:
        text = self._tail + piece
        if b" r='" in text:  # no writer of workbooks quotes so; a forger might, to pass by the search below
            text = text.replace(b"'", b'"')
        for letters, row, below in self._FAR.findall(text):
            self.columns = max(self.columns, _column_number(letters))
            self.rows = max(self.rows, int(row or below))
        self._tail = text[-64:]

    def too_far(self) -> bool:
        return self.rows > MAX_ROWS or self.columns > MAX_COLUMNS or self.rows * self.columns > MAX_CELLS


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _read_workbook(data: bytes, name: str) -> list[_Grid]:
    """Read every visible sheet by pandas' calamine engine; cells stay as they are, nothing is turned into a float or a date by guess."""
    import pandas as pd
    from python_calamine import CalamineError, PasswordError, SheetTypeEnum, SheetVisibleEnum

    grids: list[_Grid] = []
    try:
        with pd.ExcelFile(io.BytesIO(data), engine="calamine") as file:
            book: Any = file.book
            shown = [
                sheet.name
                for sheet in book.sheets_metadata
                if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
            ]
            for title in shown or list(book.sheet_names):
                sheet = book.get_sheet_by_name(title)
                # Straight from the engine: a data frame would copy every cell and forget which cells are merged.
                rows = sheet.to_python(skip_empty_area=False)
                # Tuples of plain values are left alone by the cycle collector, which would walk hundreds of thousands of lists again and again.
                grids.append(_Grid(title, list(map(tuple, rows)), sheet.merged_cell_ranges or ()))
    except PasswordError as error:
        raise WorkbookLocked(name=name) from error
    except (CalamineError, ValueError, OSError, zipfile.BadZipFile, KeyError, IndexError) as error:
        raise NotAWorkbook(name=name, reason="damaged") from error
    except BaseException as error:  # a panic inside the Rust reader is no Exception; everything else goes on
        if type(error).__name__ == "PanicException":
            raise NotAWorkbook(name=name, reason="damaged") from error
        raise
    return grids


def _decode(data: bytes, name: str) -> str:
    """Decode a text table: UTF-8 (with or without mark), UTF-16 with mark, else GB 18030 with its moved characters put right."""
    encodings = ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text.translate(_MOVED) if encoding == "gb18030" else text
    raise NotAWorkbook(name=name, reason="type")


def _read_table(data: bytes, name: str) -> _Grid:
    """Read a CSV file (comma, semicolon or tab); refuse what is no text, or a web page under the name of a workbook."""
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotAWorkbook(name=name, reason="type")
    text = _decode(data, name)
    if "\0" in text or text.lstrip()[:1] == "<" or not any(mark in text for mark in ",\t;，"):
        raise NotAWorkbook(name=name, reason="type")
    head = text[:20_000]
    delimiter = max("\t,;", key=head.count)
    try:
        rows: list[tuple[Any, ...]] = [
            # ="510…" and '510… are how people keep Excel from turning a number into a float
            tuple(re.sub(r'^="(.*)"$|^\'', r"\1", cell) for cell in row)
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        ]
    except csv.Error as error:
        raise NotAWorkbook(name=name, reason="damaged") from error
    if len(rows) > MAX_ROWS:
        raise WorkbookTooLarge(name=name, limit="cells")
    return _Grid("", rows, ())


def _understand(grids: Sequence[_Grid], name: str) -> Roster:
    """Find the header of each sheet; sheets without a roster (instructions, lists) are left out."""
    sheets: list[tuple[_Grid, roster_headers.Header]] = []
    missing: list[str] = []
    filled = False
    for grid in grids:
        filled = filled or any(map(_filled, (cell for row in grid.rows for cell in row)))
        header = roster_headers.find(grid.rows)
        if header is None:
            continue
        lacking = [
            title for field, title in (("name", "姓名"), ("doc_no", "身份证号码")) if field not in header.columns
        ]
        if lacking:
            missing.extend(lacking)
            continue
        _fill_down(grid, header.last)
        sheets.append((grid, header))
    if not sheets:
        if missing:
            raise RosterColumnMissing(name=name, column=missing[0])
        raise RosterHeaderMissing(name=name) if filled else RosterEmpty(name=name)
    headers = tuple(
        SheetHeader(grid.name, header.first + 1, header.last + 1, header.titles, header.unused)
        for grid, header in sheets
    )
    roster = Roster(name, headers, tuple(sheets))
    if next(iter(roster), None) is None:
        raise RosterEmpty(name=name)
    return roster


def _fill_down(grid: _Grid, header_row: int) -> None:
    """Write the value of cells merged downwards into each of their rows (standards section 9.3)."""
    for (top, left), (bottom, _) in grid.merged:
        if top <= header_row or bottom == top or top >= len(grid.rows) or left >= len(grid.rows[top]):
            continue
        value = grid.rows[top][left]
        for at in range(top + 1, min(bottom + 1, len(grid.rows))):
            row = grid.rows[at]
            if left < len(row) and not _filled(row[left]):
                grid.rows[at] = (*row[:left], value, *row[left + 1 :])


def is_nothing(cell: Any) -> bool:
    """Tell whether a cell is empty or holds one of the marks that mean so (standards section 9.3)."""
    if not isinstance(cell, str):
        return cell is None
    if len(cell) > _LONGEST_NOTHING:
        return cell.isspace()
    return cell in NOTHING or _BLANKS.sub("", cell).upper() in NOTHING


def _filled(cell: Any) -> bool:
    return cell is not None and (not isinstance(cell, str) or (bool(cell) and not cell.isspace()))


def _persons(grid: _Grid, header: roster_headers.Header) -> Iterator[RosterRow]:
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


def _is_no_person(row: Sequence[Any], header: roster_headers.Header, doc: Any) -> bool:
    if roster_headers.repeats(header, row):
        return True
    if doc is not None and (not isinstance(doc, str) or _LIKE_ID.search(doc)):
        return False
    filled = [(at, cell) for at, cell in enumerate(row) if _filled(cell)]
    words = [_BLANKS.sub("", cell) for _, cell in filled if isinstance(cell, str)]
    if any(_FOOTER.match(word) for word in words[:2]):
        return True
    # One lone remark across the sheet, unless it is a (long) name.
    at, lone = filled[0] if len(filled) == 1 else (header.columns["name"], "")
    return at != header.columns["name"] or (
        len(str(lone)) > _LONG_REMARK and names.DOT not in names.normalise(str(lone))
    )
