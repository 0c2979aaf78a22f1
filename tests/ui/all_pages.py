"""Picture every page of the three workplaces of a sample county, to be looked at: `python -m tests.ui.all_pages OUT SAMPLE PASSPHRASE [--only KEY …] [--every]`.

SAMPLE is a folder made by `main.py demo`, which also tells the passphrase. Each appearance (light, dark) is taken at each of `SIZES`, where a process
of its own has the scale factor; beside the single pictures (`light-150-desk-03-people.png`) lie sheets of six (`sheet-light-150-desk-1.png`).
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

SIZES = {"1": (1024, 768), "1.5": (683, 512), "2": (960, 540)}
"""Scale factor → size of the window in px before scaling: 1024×768 at 100 % and 150 %, 1920×1080 at 200 %."""
PLACES = ("desk", "base1", "province")
MODES = ("light", "dark")
_ACROSS, _DOWN, _WIDTH = 2, 3, 800


def take(out: Path, sample: Path, passphrase: str, only: Sequence[str], *, every: bool) -> None:
    """Take the pictures of this process's scale factor."""
    from db import casebook, workplace
    from ui import sights
    from ui.app import make_application
    from ui.appearance import Appearance, Dress
    from ui.commands.entrance import clock_of, regions_of
    from ui.open import build_window, picture, settle
    from ui.pages import pages_for
    from ui.showcase import example
    from ui.theme import Mode

    scale = os.environ["QT_SCALE_FACTOR"]
    _app, theme = make_application([], Mode.LIGHT)
    for name in PLACES:
        place = workplace.load(sample / name)
        book = casebook.open_casebook(
            place.path, place.users[-1].login, passphrase, clock_of(place), regions=regions_of(place)
        )
        for mode in MODES:
            theme.set_mode(Mode(mode))
            window = build_window(book, dress=Dress(theme, out, Appearance()))
            window.resize(*SIZES[scale])
            window.show()
            settle(window)
            tag = f"{mode}-{round(float(scale) * 100)}-{name}"
            made = []
            for at, spec in enumerate(pages_for(place.kind), 1):
                if not only or spec.key in only:
                    first = picture(window, spec.key, out / f"{tag}-{at:02d}-{spec.key}.png", example(book, spec.key))
                    made += [first, *sights.further(window, book, spec.key, first, lists=True, every=every)]
            sheets(made, out, tag)
            window.close()
            window.context.jobs.close()
        book.close()


def sheets(pictures: Sequence[Path], out: Path, tag: str) -> None:
    """Lay pictures side by side, six to a sheet, each 800 px wide."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage, QPainter

    for number, start in enumerate(range(0, len(pictures), _ACROSS * _DOWN), 1):
        shown = [
            QImage(str(path)).scaledToWidth(_WIDTH, Qt.TransformationMode.SmoothTransformation)
            for path in pictures[start : start + _ACROSS * _DOWN]
        ]
        high = shown[0].height() + 8
        sheet = QImage((_WIDTH + 8) * _ACROSS, high * -(-len(shown) // _ACROSS), QImage.Format.Format_RGB32)
        sheet.fill(Qt.GlobalColor.magenta)
        painter = QPainter(sheet)
        for place, image in enumerate(shown):
            painter.drawImage(place % _ACROSS * (_WIDTH + 8), place // _ACROSS * high, image)
        painter.end()
        sheet.save(str(out / f"sheet-{tag}-{number}.png"))


def main() -> None:
    """Read the arguments; without a scale factor, start a process for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("sample", type=Path)
    parser.add_argument("passphrase")
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument(
        "--every", action="store_true", help="a file and a sheet of each kind of record, not only of one in an area"
    )
    parser.add_argument("--scale", choices=tuple(SIZES), nargs="*", default=list(SIZES))
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    if "QT_SCALE_FACTOR" in os.environ:
        take(arguments.out, arguments.sample, arguments.passphrase, arguments.only, every=arguments.every)
        return
    for scale in arguments.scale:
        surroundings = {**os.environ, "QT_SCALE_FACTOR": scale, "QT_QPA_PLATFORM": "offscreen"}
        subprocess.run([sys.executable, "-m", "tests.ui.all_pages", *sys.argv[1:]], env=surroundings, check=True)


if __name__ == "__main__":
    main()
