"""Make any photograph fit the one-inch place: upright, cut evenly, small enough that a thousand of them fit on a stick."""

import io

from rules.errors import UntrustedInput

DOTS = 300 / 25.4  # per mm; more than a certificate printer shows
QUALITY = 88


class PhotographUnreadable(UntrustedInput):
    """Say that the bytes given as a photograph are no picture, or one of absurd size."""

    code = "PHOTOGRAPH_UNREADABLE"


def prepare(picture: bytes, width: float, height: float) -> bytes:
    """Turn `picture` (JPEG, PNG …) into a JPEG that fills `width` × `height` mm; raise PhotographUnreadable."""
    from PIL import Image, ImageOps

    try:
        image = ImageOps.exif_transpose(Image.open(io.BytesIO(picture))).convert("RGB")
        small = ImageOps.fit(image, (round(width * DOTS), round(height * DOTS)), Image.Resampling.LANCZOS)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as failure:
        raise PhotographUnreadable from failure
    out = io.BytesIO()
    small.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
