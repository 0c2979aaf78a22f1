"""Read a roster (.xlsx, .xls, .csv) from outside into plain rows, without trusting the file and without losing a digit.

Cells keep the type that Excel gave them, because an identity number stored as a number has lost its last digits
and only the type tells.
"""

import csv
import gc
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from db.roster_rows import Grid, Roster, understand
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

    Raise what `read_grids` raises, RosterEmpty, RosterHeaderMissing or RosterColumnMissing.
    """
    return understand(read_grids(data, name), name)


def read_grids(data: bytes, name: str) -> list[Grid]:
    """Read the sheets of an .xlsx, .xls or .csv file as they are; raise NotAWorkbook, WorkbookLocked or WorkbookTooLarge."""
    if not data:
        raise NotAWorkbook(name=name, reason="empty")
    if len(data) > MAX_FILE_BYTES:
        raise WorkbookTooLarge(name=name, limit="file")
    if data.startswith(b"PK"):
        _check_zip(data, name)
        return _read_workbook(data, name)
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise WorkbookLocked(name=name)
        return _read_workbook(data, name)
    return [_read_table(data, name)]


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


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Keep the cycle collector from walking a hundred thousand new lists again and again; none of them can be part of a cycle."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read_workbook(data: bytes, name: str) -> list[Grid]:
    """Read every visible sheet by pandas' calamine engine; cells stay as they are, nothing is turned into a float or a date by guess."""
    import pandas as pd
    from python_calamine import CalamineError, PasswordError, SheetTypeEnum, SheetVisibleEnum

    grids: list[Grid] = []
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
                with _collector_at_rest():
                    rows = list(map(tuple, sheet.to_python(skip_empty_area=False)))
                grids.append(Grid(title, rows, sheet.merged_cell_ranges or ()))
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


def _read_table(data: bytes, name: str) -> Grid:
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
    if len(rows) > MAX_ROWS or max(map(len, rows), default=0) > MAX_COLUMNS:
        raise WorkbookTooLarge(name=name, limit="cells")
    return Grid("", rows, ())
