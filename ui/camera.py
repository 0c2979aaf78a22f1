"""Cameras of this PC, by PyAV: which there are, and their live picture. No Qt; the library is an extra that may be absent (docs/decisions/0087).

A picture is decoded in the thread that asks for it, and the camera is let go of when the asking ends.
"""

import contextlib
import errno
import importlib.util
import io
import sys
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rules.errors import EnvironmentFailure

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

    from printouts.photo import Cut

SYSTEMS = {"win32": "dshow", "darwin": "avfoundation"}
"""By which of libavdevice's ways a system shows its cameras; elsewhere `v4l2`."""
_WISHES: dict[str, tuple[dict[str, str], ...]] = {
    "v4l2": ({"video_size": "1280x720", "input_format": "mjpeg"}, {"video_size": "1280x720"}, {}),
    "dshow": ({"video_size": "1280x720", "rtbufsize": "64M"}, {"rtbufsize": "64M"}),
    "avfoundation": ({"framerate": "30"}, {}),
}
"""How a camera is asked to send, the best way first: the small pictures that most begin with would not fill an inch at 300 dots."""
MOST_A_SECOND = 15
"""Pictures a second that are shown: smooth enough to hold still by, and an old PC keeps up."""
SHOWN = 400, 560
"""Points of the picture that is shown: twice its place in the dialog, so that it is sharp at 200 %."""
_QUALITY = 95
_GONE = {errno.ENOENT, errno.ENODEV, errno.ENXIO}


class CameraAbsent(EnvironmentFailure):
    """Say that the camera is not there, or was pulled out."""

    code = "CAMERA_ABSENT"


class CameraBusy(EnvironmentFailure):
    """Say that the camera does not open: another program has it, or the system keeps it from us."""

    code = "CAMERA_BUSY"


@dataclass(frozen=True)
class Camera:
    """Name a camera as the system does, and say how libavdevice opens it."""

    name: str
    source: str
    form: str


@dataclass(frozen=True)
class Shot:
    """Hold what a camera saw: the part in the frame as it is shown (RGB, 3 bytes a point, line after line), its size, and `whole` of it for later."""

    shown: bytes
    size: tuple[int, int]
    picture: "Picture" = field(repr=False)

    def whole(self) -> bytes:
        """Give all that the camera saw as a JPEG."""
        out = io.BytesIO()
        self.picture.save(out, "JPEG", quality=_QUALITY)
        return out.getvalue()


def is_possible() -> bool:
    """Tell whether the library is installed here."""
    return importlib.util.find_spec("av") is not None


def cameras() -> tuple[Camera, ...]:
    """Give the cameras of this PC; none where there is none or the system does not tell."""
    if not is_possible():
        return ()
    import av

    form = SYSTEMS.get(sys.platform, "v4l2")
    try:
        found = av.enumerate_input_devices(form)
    except (av.FFmpegError, ValueError, OSError):
        return ()
    told = [one for one in found if "audio" not in one.media_types or "video" in one.media_types]
    names = [one.description or one.name for one in told]
    return tuple(
        Camera(
            name if names.count(name) == 1 else f"{name} {names[: at + 1].count(name)}",
            f"video={one.name}" if form == "dshow" else one.name,
            form,
        )
        for at, (one, name) in enumerate(zip(told, names, strict=True))
    )


def live(
    camera: Camera, cut: "Callable[[], Cut]", now: Callable[[], float] = time.monotonic
) -> Generator[Shot | None]:  # fmt: skip
    """Give what the camera sees, at most 15 times a second, framed as `cut` says each time; None for what was passed over.

    It is let go of when the iterator is closed. Raise CameraAbsent, also when it is pulled out, or CameraBusy.
    """
    from printouts import photo

    shown_at = -1.0
    with contextlib.closing(_opened(camera)) as opened:
        for frame in _frames(opened, camera):
            at = now()
            if at - shown_at < 1 / MOST_A_SECOND:
                yield None
                continue
            shown_at = at
            picture: Picture = frame.to_image()
            yield Shot(photo.framed(picture, SHOWN, cut(), fast=True).tobytes(), SHOWN, picture)


def _opened(camera: Camera) -> Any:
    import av

    refused: Exception | None = None
    for wish in _WISHES.get(camera.form, ({},)):
        try:
            return av.open(camera.source, format=camera.form, options=wish)
        except (av.FFmpegError, OSError) as error:
            if getattr(error, "errno", None) in _GONE:
                raise CameraAbsent(name=camera.name) from error
            refused = error
    raise CameraBusy(name=camera.name) from refused


def _frames(opened: Any, camera: Camera) -> Iterator[Any]:
    """Give the pictures one by one; a torn one is passed over, the end of them is the end of the camera."""
    import av

    try:
        for packet in opened.demux(video=0):
            with contextlib.suppress(av.InvalidDataError):
                yield from packet.decode()
    except (av.FFmpegError, OSError) as error:
        raise CameraAbsent(name=camera.name) from error
    raise CameraAbsent(name=camera.name)
