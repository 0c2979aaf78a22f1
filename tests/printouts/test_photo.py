"""Photographs made ready for their place: upright, cut, small; what is none, or absurd, is refused in words."""

import io
import struct
import zlib

import pytest
from PIL import Image

from printouts.photo import ONE_INCH, Cut, PhotographUnreadable, prepare

SIZE = (295, 413)


def halves(size: tuple[int, int], kind: str = "PNG", *, orientation: int = 0, quality: int = 90) -> bytes:
    """Give a picture whose upper half is red and whose lower half is blue."""
    made = Image.new("RGB", size, (200, 20, 20))
    made.paste((20, 20, 200), (0, size[1] // 2, size[0], size[1]))
    out = io.BytesIO()
    if orientation:
        exif = Image.Exif()
        exif[0x0112] = orientation
        made.save(out, kind, exif=exif, quality=quality)
    else:
        made.save(out, kind, quality=quality)
    return out.getvalue()


def shown(jpeg: bytes) -> Image.Image:
    made = Image.open(io.BytesIO(jpeg))
    assert (made.format, made.size, made.mode) == ("JPEG", SIZE, "RGB")
    return made


def colour(made: Image.Image, x: int, y: int) -> str:
    red, _green, blue = made.getpixel((x, y))  # type: ignore[misc]
    return "red" if red > blue else "blue"


def test_a_camera_held_sideways_gives_an_upright_picture() -> None:
    """EXIF 6 and 8 turn by a quarter, 3 by a half; a picture without it stays as it is."""
    assert [colour(shown(prepare(halves((600, 600)), *ONE_INCH)), 147, y) for y in (20, 390)] == ["red", "blue"]
    turned = shown(prepare(halves((600, 600), "JPEG", orientation=3), *ONE_INCH))
    assert [colour(turned, 147, y) for y in (20, 390)] == ["blue", "red"]
    for orientation, expected in ((6, ["blue", "red"]), (8, ["red", "blue"])):
        made = shown(prepare(halves((800, 800), "JPEG", orientation=orientation), *ONE_INCH))
        assert [colour(made, x, 200) for x in (20, 270)] == expected


def test_forty_million_points_become_thirty_kilobytes() -> None:
    """The largest that cameras at a desk give."""
    made = prepare(halves((7300, 5500), "JPEG", quality=60), *ONE_INCH)
    shown(made)
    assert len(made) < 40_000


def test_what_was_prepared_is_not_cut_again() -> None:
    """A certificate prints the very bytes that the row names."""
    once = prepare(halves((900, 1200)), *ONE_INCH)
    assert prepare(once, *ONE_INCH) is once


def test_the_frame_moves_and_draws_nearer() -> None:
    """The clerk chooses what of a tall picture stays."""
    tall = halves((300, 1200))
    up, down = (shown(prepare(tall, *ONE_INCH, Cut(0.5, at))) for at in (0.0, 1.0))
    assert [colour(one, 147, 200) for one in (up, down)] == ["red", "blue"]
    near = shown(prepare(halves((600, 840)), *ONE_INCH, Cut(0.5, 0.0, 3.0)))
    assert {colour(near, 147, y) for y in (5, 200, 400)} == {"red"}
    shown(prepare(tall, *ONE_INCH, Cut(-9, 9, 1e9)))


def test_what_was_transparent_is_white_as_paper() -> None:
    """A cut-out face does not stand on black."""
    out = io.BytesIO()
    Image.new("RGBA", (400, 560), (255, 0, 0, 0)).save(out, "PNG")
    assert shown(prepare(out.getvalue(), *ONE_INCH)).getpixel((100, 100)) == (255, 255, 255)


def png_of(width: int, height: int) -> bytes:
    """Give a PNG of a few bytes that claims these dimensions."""

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(b"\0" * 100)) + part(b"IEND", b"")


@pytest.mark.parametrize(
    "data",
    [b"", b"no picture", halves((400, 400))[:900], halves((400, 400), "JPEG")[:700], png_of(60_000, 60_000), png_of(400, 400), b"GIF89a" + b"\0" * 40],
    ids=["empty", "text", "half a PNG", "half a JPEG", "a bomb", "no points", "half a GIF"],
)  # fmt: skip
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(PhotographUnreadable):
        prepare(data, *ONE_INCH)
