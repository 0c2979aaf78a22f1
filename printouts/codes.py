"""Turn a token or a number into the marks a scanner reads, as one bit per module."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_MASK = 3  # choosing among the eight masks costs six times as much; the tokens are random enough for any of them
_DIGITS = b"0" * 128 + b"1" * 128  # a dark module is a clear bit


@dataclass(frozen=True, slots=True)
class Marks:
    """A matrix of `columns` × `rows` modules, `bits` packed row by row, a clear bit for each dark module."""

    columns: int
    rows: int
    bits: bytes


def _pack(pixels: bytes, columns: int, rows: int) -> Marks:
    """Pack one byte a module into one bit, each row to whole bytes; the whole matrix is read as one binary number."""
    bits, fill = pixels.translate(_DIGITS), b"0" * (-columns % 8)
    number = fill.join([bits[at : at + columns] for at in range(0, columns * rows, columns)]) + fill
    return Marks(columns, rows, int(number, 2).to_bytes((columns + 7) // 8 * rows, "big"))


def _pixels(barcode: Any) -> tuple[bytes, int, int]:
    """Give the modules as bytes (0 for dark) with the number of columns and rows."""
    view = memoryview(barcode.to_image(scale=1, add_quiet_zones=False))
    rows, columns = view.shape[:2] if view.shape else (0, 0)
    return view.tobytes(), columns, rows


def qr(text: str) -> Marks:
    """Make the QR code of `text` at level Q (a quarter of it may be lost), without the quiet zone."""
    import zxingcpp

    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="Q", data_mask=_MASK)
    return _pack(*_pixels(barcode))


@lru_cache(maxsize=64)
def bars(number: str) -> Marks:
    """Make the Code 128 bars of `number`, one row of modules, without the quiet zone."""
    import zxingcpp

    barcode = zxingcpp.create_barcode(number, zxingcpp.BarcodeFormat.Code128)
    pixels, columns, _ = _pixels(barcode)
    return _pack(pixels[:columns], columns, 1)
