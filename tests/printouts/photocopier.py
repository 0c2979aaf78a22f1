"""What an office copier does to a sheet: a soft lens, a coarse sensor, ground cleared to white, the sheet not quite straight."""

from PIL import Image, ImageFilter

LENS = 0.072  # mm, standard deviation of the blur
SENSOR = 300  # dots an inch
CLEARED = 190  # grey (0 black, 255 white) from which on a copier takes paper for blank


def copied(original: Image.Image, dpi: int, *, degrees: float = 0.0) -> Image.Image:
    """Give the copy of a sheet seen at `dpi` (mode L), laid on the glass turned by `degrees`."""
    soft = original.convert("L").filter(ImageFilter.GaussianBlur(LENS / 25.4 * dpi))
    if degrees:
        soft = soft.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)
    seen = soft.resize((round(soft.width * SENSOR / dpi), round(soft.height * SENSOR / dpi)), Image.Resampling.BOX)
    return seen.point(
        [0 if grey < 40 else 255 if grey > CLEARED else (grey - 40) * 255 // (CLEARED - 40) for grey in range(256)]
    )
