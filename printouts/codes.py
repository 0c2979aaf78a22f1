"""Turn a token or a number into the marks a scanner reads, as one bit per module."""

from dataclasses import dataclass
from functools import lru_cache

_MASK = 3  # choosing among the eight masks costs six times as much; the tokens are random enough for any of them


@dataclass(frozen=True, slots=True)
class Marks:
    """A matrix of `columns` × `rows` modules, `bits` packed row by row, one set bit for each dark module."""

    columns: int
    rows: int
    bits: bytes


def _pack(pixels: bytes, columns: int, rows: int) -> Marks:
    width = (columns + 7) // 8
    packed = bytearray()
    for row in range(rows):
        dark = pixels[row * columns : (row + 1) * columns].translate(_TO_DIGITS).ljust(width * 8, b"0")
        packed += int(dark, 2).to_bytes(width, "big")
    return Marks(columns, rows, bytes(packed))


_TO_DIGITS = bytes(0x31 if value < 128 else 0x30 for value in range(256))


def qr(text: str) -> Marks:
    """Make the QR code of `text` at level Q (a quarter of it may be lost), without the quiet zone."""
    import zxingcpp

    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="Q", data_mask=_MASK)
    image = memoryview(barcode.to_image(scale=1, add_quiet_zones=False))
    rows, columns = image.shape[:2]
    return _pack(image.tobytes(), columns, rows)


@lru_cache(maxsize=64)
def bars(number: str) -> Marks:
    """Make the Code 128 bars of `number`, one row of modules, without the quiet zone."""
    import zxingcpp

    barcode = zxingcpp.create_barcode(number, zxingcpp.BarcodeFormat.Code128)
    image = memoryview(barcode.to_image(scale=1, add_quiet_zones=False))
    columns = image.shape[1]
    return _pack(image.tobytes()[:columns], columns, 1)
