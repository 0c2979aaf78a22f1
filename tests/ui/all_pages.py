"""Picture every page of the three workplaces of a sample county, to be looked at: `python -m tests.ui.all_pages OUT SAMPLE PASSPHRASE [--only KEY …] [--every] [--lang en]`.

SAMPLE is a folder made by `main.py demo`, which also tells the passphrase. Each appearance (light, dark) is taken at each of `SIZES`, where a process
of its own has the scale factor; beside the single pictures (`light-150-desk-03-people.png`) lie sheets of six (`sheet-light-150-desk-1.png`).
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ui import text

if TYPE_CHECKING:
    from db.casebook import Casebook
    from ui.theme import Theme
    from ui.window import MainWindow

SIZES = {"1": (1024, 768), "1.5": (683, 512), "2": (960, 540)}
"""Scale factor → size of the window in px before scaling: 1024×768 at 100 % and 150 %, 1920×1080 at 200 %."""
PLACES = ("desk", "base1", "province")
MODES = ("light", "dark")
_ACROSS, _DOWN, _WIDTH = 2, 3, 800


def take(out: Path, sample: Path, passphrase: str, only: Sequence[str], *, every: bool) -> None:
    """Take the pictures of this process's scale factor."""
    from ui import sights
    from ui.open import picture
    from ui.pages import pages_for
    from ui.showcase import example
    from ui.theme import Mode

    for name, book, theme in books(sample, passphrase):
        for mode in MODES:
            theme.set_mode(Mode(mode))
            with shown(book, theme, out) as window:
                tag = f"{mode}-{percent()}-{name}"
                made = []
                for at, spec in enumerate(pages_for(book.workplace.kind), 1):
                    if not only or spec.key in only:
                        to = out / f"{tag}-{at:02d}-{spec.key}.png"
                        first = picture(window, spec.key, to, example(book, spec.key))
                        made += [first, *sights.further(window, book, spec.key, first, lists=True, every=every)]
                sheets(made, out, tag)


def percent() -> int:
    """Give this process's scale factor in percent."""
    return round(float(os.environ["QT_SCALE_FACTOR"]) * 100)


def books(sample: Path, passphrase: str, role: str = "") -> "Iterator[tuple[str, Casebook, Theme]]":
    """Open the casebooks of the sample one after the other, as somebody of `role` where there is one.

    Give the place's name, the casebook and the theme of all windows.
    """
    from db import casebook, workplace
    from ui.app import make_application
    from ui.commands.entrance import clock_of, regions_of
    from ui.theme import Mode

    _app, theme = make_application([], Mode.LIGHT)
    for name in PLACES:
        place = workplace.load(sample / name)
        who = next((one for one in place.users if one.role == role), place.users[-1])
        book = casebook.open_casebook(place.path, who.login, passphrase, clock_of(place), regions=regions_of(place))
        yield name, book, theme
        book.close()


@contextmanager
def shown(book: "Casebook", theme: "Theme", out: Path) -> "Iterator[MainWindow]":
    """Show the window on a casebook at the size of this process's scale factor, and close it with its workers."""
    from tests.journeys import walking
    from ui.appearance import Appearance, Dress

    with walking.shown(book, SIZES[os.environ["QT_SCALE_FACTOR"]], Dress(theme, out, Appearance())) as window:
        yield window


def sheets(pictures: Sequence[Path], out: Path, tag: str) -> None:
    """Lay pictures side by side, six to a sheet, the widest 800 px wide and the others at the same scale."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage, QPainter

    for number, start in enumerate(range(0, len(pictures), _ACROSS * _DOWN), 1):
        taken = [QImage(str(path)) for path in pictures[start : start + _ACROSS * _DOWN]]
        widest = max(image.width() for image in taken)
        shown = [
            image.scaledToWidth(image.width() * _WIDTH // widest, Qt.TransformationMode.SmoothTransformation)
            for image in taken
        ]
        high = max(image.height() for image in shown) + 8
        sheet = QImage((_WIDTH + 8) * _ACROSS, high * -(-len(shown) // _ACROSS), QImage.Format.Format_RGB32)
        sheet.fill(Qt.GlobalColor.magenta)
        painter = QPainter(sheet)
        for place, image in enumerate(shown):
            painter.drawImage(place % _ACROSS * (_WIDTH + 8), place // _ACROSS * high, image)
        painter.end()
        sheet.save(str(out / f"sheet-{tag}-{number}.png"))


def main() -> None:
    """Read the arguments; without a scale factor, start a process for each."""
    parser = asking(__doc__)
    parser.add_argument(
        "--every", action="store_true", help="a file and a sheet of each kind of record, not only of one in an area"
    )
    arguments = parser.parse_args()
    if in_each_size("tests.ui.all_pages", arguments):
        take(arguments.out, arguments.sample, arguments.passphrase, arguments.only, every=arguments.every)


def asking(words: str | None) -> argparse.ArgumentParser:
    """Give a parser of what every such command asks for."""
    parser = argparse.ArgumentParser(description=words)
    parser.add_argument("out", type=Path)
    parser.add_argument("sample", type=Path)
    parser.add_argument("passphrase")
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--lang", default=text.CHINESE, help="the language of the window")
    parser.add_argument("--scale", choices=tuple(SIZES), nargs="*", default=list(SIZES))
    return parser


def in_each_size(module: str, arguments: argparse.Namespace) -> bool:
    """Tell whether this process has its scale factor; if not, run the module again with the same words for each."""
    arguments.out.mkdir(parents=True, exist_ok=True)
    if arguments.lang != text.CHINESE and not text.use_language(arguments.lang):
        raise SystemExit(f"no catalogue of {arguments.lang}")
    if "QT_SCALE_FACTOR" in os.environ:
        return True
    for scale in arguments.scale:
        wide, high = (round(side * float(scale)) for side in SIZES[scale])
        screen = {"name": scale, "x": 0, "y": 0, "width": wide, "height": high, "logicalDpi": 96, "dpr": 1}
        file = arguments.out / f"screen-{scale}.json"
        file.write_text(json.dumps({"screens": [screen]}), encoding="ascii")
        surroundings = {**os.environ, "QT_SCALE_FACTOR": scale, "QT_QPA_PLATFORM": f"offscreen:configfile={file}"}
        subprocess.run([sys.executable, "-m", module, *sys.argv[1:]], env=surroundings, check=True)
    return False


if __name__ == "__main__":
    main()
