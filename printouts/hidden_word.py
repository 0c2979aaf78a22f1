"""A ground with a word in it that the eye passes over and a copying machine brings out.

Two screens of solid dots cover the same ninth of the paper, so that both look equally light. The dots around the word are so fine that a
copier's lens and its clearing of the ground lose them; the dots inside it are two and a half times as wide and stay. Both are whole dots of a
printer of 600 dots an inch, and are drawn in a strong colour: a tint would be screened again by the printer and hide nothing.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

from printouts.codes import Marks

if TYPE_CHECKING:
    from PIL import Image

DOTS = 600  # an inch
FINE, COARSE = 2, 5  # side of a dot, in 1/600 inch: 0.085 and 0.212 mm
SPARSE = 3  # a cell is so many dots wide and high: one ninth is covered
WEIGHT = 0.035  # em by which the strokes of the word are thickened on either side


@lru_cache(maxsize=8)
def screen(width: float, height: float, word: str) -> Marks:
    """Make the two screens for a rectangle of `width` × `height` mm, `word` as wide as it fits in its middle."""
    from PIL import Image

    size = round(width / 25.4 * DOTS), round(height / 25.4 * DOTS)
    made = Image.composite(_dots(size, COARSE), _dots(size, FINE), shape(width, height, word))
    return Marks(size[0], size[1], made.tobytes())


def shape(width: float, height: float, word: str) -> "Image.Image":
    """Give the word as a mask of one bit a dot, set inside its strokes."""
    from PIL import Image, ImageDraw, ImageFont
    from pylopdf_fonts_zh_cn import sans_path

    size = round(width / 25.4 * DOTS), round(height / 25.4 * DOTS)
    em = round(min(size[0] * 0.92 / len(word), size[1] * 0.8))
    mask = Image.new("1", size, 0)
    pen = ImageDraw.Draw(mask)
    pen.fontmode = "1"
    font = ImageFont.truetype(str(sans_path()), em)
    pen.text((size[0] / 2, size[1] / 2), word, fill=1, font=font, anchor="mm", stroke_width=round(em * WEIGHT))
    return mask


def _dots(size: tuple[int, int], side: int) -> "Image.Image":
    """Cover a rectangle with square dots; a clear bit is a dark one."""
    from PIL import Image

    cell = side * SPARSE
    field = Image.new("1", (cell, cell), 1)
    field.paste(0, (0, 0, side, side))
    while field.size[0] < size[0] or field.size[1] < size[1]:  # doubled until it covers: quicker than cell by cell
        wide, high = field.size
        double = Image.new("1", (wide * (2 if wide < size[0] else 1), high * (2 if high < size[1] else 1)))
        for x in range(0, double.size[0], wide):
            for y in range(0, double.size[1], high):
                double.paste(field, (x, y))
        field = double
    return field.crop((0, 0, *size))
