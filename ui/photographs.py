"""Photographs from files: one picture made ready for its place, a folder of them named by document numbers, the newest of a camera's folder.

No Qt, so that the command line does the same. What a camera of this PC sees is told by `ui/camera.py`.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rules.errors import AppError
from rules.steps import Step, unheard

if TYPE_CHECKING:
    from db.casebook import Casebook
    from db.people import PersonRow
    from printouts.photo import Cut

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff"})
LARGEST = 80 * 1024 * 1024
"""Bytes of a file that is still read: no camera writes larger pictures in these forms."""
CAMERA_FOLDER = "camera_folder"
"""The setting that keeps where the camera's software puts its pictures on this PC."""
CAMERA = "camera"
"""The setting that keeps the name of the camera chosen last on this PC."""
TAKEN, SAME, UNREADABLE = "TAKEN", "PHOTO_SAME", "PHOTOGRAPH_UNREADABLE"


@dataclass(frozen=True)
class Line:
    """Hold what became of one file: its name, whose it is (empty: nobody's), and TAKEN or the code of the reason why not."""

    file: str
    name: str
    outcome: str


def read(path: Path) -> bytes:
    """Read a picture's file; raise PhotographUnreadable where it cannot be read or is absurdly large."""
    from printouts.photo import PhotographUnreadable

    try:
        if path.stat().st_size > LARGEST:
            raise PhotographUnreadable
        return path.read_bytes()
    except OSError as failure:
        raise PhotographUnreadable from failure


def ready(picture: bytes, cut: "Cut | None" = None) -> bytes:
    """Make a picture ready for the one-inch place: upright, cut, a small JPEG; raise PhotographUnreadable."""
    from printouts import photo

    return photo.prepare(picture, *photo.ONE_INCH, cut or photo.WHOLE)


def pictures(folder: Path) -> list[Path]:
    """Give the pictures in a folder in order of their names; an unreadable folder has none."""
    try:
        return sorted(
            one for one in folder.iterdir() if one.suffix.lower() in SUFFIXES and not one.name.startswith(".")
        )
    except OSError:
        return []


def newest(folder: Path) -> tuple[Path, tuple[int, int]] | None:
    """Give the picture written last into a folder with a mark (time, size) that changes while it is being written; None where there is none."""
    found: tuple[Path, tuple[int, int]] | None = None
    for one in pictures(folder):
        try:
            held = one.stat()
        except OSError:
            continue
        mark = (held.st_mtime_ns, held.st_size)
        if held.st_size and (found is None or mark > found[1]):
            found = one, mark
    return found


def import_folder(book: "Casebook", folder: Path, *, step: Step = unheard) -> list[Line]:
    """Give every person whose document's number a file in the folder bears that photograph; tell of each file what became of it.

    One after the other, each durable by itself: what is there when it is stopped stays.
    """
    from db import photographs

    files = pictures(folder)
    told = []
    for at, path in enumerate(files, 1):
        named = photographs.match(book, path.name)
        person = named.person
        told.append(
            Line(path.name, person.name if person else "", _take(book, person, path) if person else named.reason)
        )
        step(at, len(files))
    return told


def _take(book: "Casebook", person: "PersonRow", path: Path) -> str:
    from db import photographs

    try:
        kept = photographs.keep(book, person.id, ready(read(path)))
    except AppError as error:
        return error.code
    return SAME if kept.photo == person.photo else TAKEN
