"""Make any photograph fit the one-inch place: upright, cut to its shape, small enough that a thousand of them fit on a stick."""

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules.errors import UntrustedInput

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

ONE_INCH = (25.0, 35.0)  # mm, the photograph of a certificate (一寸)
DOTS = 300 / 25.4  # per mm; more than a certificate printer shows
QUALITY = 88
MOST_PIXELS = 89_478_485
"""As many as Pillow takes without a word, more than cameras at a desk give; what claims to be larger is meant to eat memory."""


class PhotographUnreadable(UntrustedInput):
    """Say that the bytes given as a photograph are no picture, or one of absurd size."""

    code = "PHOTOGRAPH_UNREADABLE"


@dataclass(frozen=True, slots=True)
class Cut:
    """Say which part of a picture is kept: its middle from 0 to 1 from the left and from above, and how many times it is drawn nearer.

    A head is above the middle of a tall picture, so a little more of what is above stays.
    """

    across: float = 0.5
    down: float = 0.35
    nearer: float = 1.0


WHOLE = Cut()


def prepare(picture: bytes, width: float, height: float, cut: Cut = WHOLE) -> bytes:
    """Turn `picture` (JPEG, PNG …) into a JPEG that fills `width` × `height` mm; raise PhotographUnreadable.

    One that was prepared before for the same place is given back as it is.
    """
    from PIL import Image, ImageOps

    size = round(width * DOTS), round(height * DOTS)
    try:
        opened = Image.open(io.BytesIO(picture))
        if opened.width * opened.height > MOST_PIXELS:
            raise PhotographUnreadable
        if opened.format == "JPEG" and opened.size == size and cut == WHOLE and not opened.getexif():
            opened.load()
            return picture
        # a JPEG of forty million points is read at an eighth of them: four times what is kept is enough
        opened.draft("RGB", (4 * max(size), 4 * max(size)))
        small = framed(_on_white(ImageOps.exif_transpose(opened)), size, cut)
    except (
        OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError, Image.DecompressionBombWarning,
    ) as failure:  # fmt: skip
        raise PhotographUnreadable from failure
    out = io.BytesIO()
    small.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _on_white(image: "Picture") -> "Picture":
    """Give an opaque picture: what was transparent becomes white, as paper is."""
    from PIL import Image

    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        full = image.convert("RGBA")
        ground = Image.new("RGBA", full.size, "white")
        image = Image.alpha_composite(ground, full)
    return image.convert("RGB")


def framed(image: "Picture", size: tuple[int, int], cut: Cut, *, fast: bool = False) -> "Picture":
    """Cut the part that has the shape of `size`, and scale it; `fast` is good enough for a picture that is gone in a moment."""
    from PIL import Image

    nearer = min(max(cut.nearer, 1.0), 8.0)
    scale = min(image.width / size[0], image.height / size[1]) / nearer
    wide, high = min(size[0] * scale, image.width), min(size[1] * scale, image.height)
    left = (image.width - wide) * min(max(cut.across, 0.0), 1.0)
    top = (image.height - high) * min(max(cut.down, 0.0), 1.0)
    return image.resize(
        size,
        Image.Resampling.BILINEAR if fast else Image.Resampling.LANCZOS,
        (left, top, min(left + wide, image.width), min(top + high, image.height)),
    )
