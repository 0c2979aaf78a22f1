"""The sample county in the real window: opened for a person to try, or played offscreen with a picture of every page."""

from pathlib import Path
from typing import TYPE_CHECKING

from ui.theme import Mode, Theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

    from db.casebook import Casebook
    from ui.commands.story import Story
    from ui.window import MainWindow

SMALL = (1024, 768)
NIGHT = "-夜间"


def open_desk(path: Path, passphrase: str) -> int:
    """Open the desk's window on the sample county, already signed in; give the exit code."""
    from db import casebook, workplace
    from ui.app import run
    from ui.commands.entrance import clock_of, regions_of
    from ui.open import build_window, log_folder

    place = workplace.load(path)
    book = casebook.open_casebook(path, place.users[-1].login, passphrase, clock_of(place), regions=regions_of(place))
    held: list[MainWindow] = []

    def start(_app: "QApplication", _theme: Theme, log: Path | None) -> "QWidget":
        held.append(build_window(book, log_path=str(log or "")))
        return held[0]

    try:
        return run(("yuanzhu-desk",), start, log_folder=log_folder())
    finally:
        for window in held:
            window.context.jobs.close()
        book.close()


def play(story: "Story") -> list[Path]:
    """Open the windows of desk, base and province on the story's casebooks and keep a PNG of every page, by day and by night; give the files."""
    from ui.app import make_application

    _, theme = make_application(("yuanzhu-desk",), Mode.LIGHT)
    to = story.place("screenshots")
    made: list[Path] = []
    for mode, suffix in ((Mode.LIGHT, ""), (Mode.DARK, NIGHT)):
        theme.set_mode(mode)
        for name, book in (("帮扶中心", story.desk), ("培训基地", story.bases[0]), ("省总", story.province)):
            made += tour(book, to, name + suffix)
    return made


def tour(book: "Casebook", to: Path, name: str) -> list[Path]:
    """Visit every page of a workplace's window at 1024×768 and picture it; give the files."""
    from ui.open import build_window, picture, settle
    from ui.pages import pages_for

    window = build_window(book)
    made = []
    try:
        window.resize(*SMALL)
        window.show()
        settle(window)
        for at, spec in enumerate(pages_for(book.workplace.kind), 1):
            made.append(picture(window, spec.key, to / f"{name}-{at:02d}-{spec.title}.png", example(book, spec.key)))
    finally:
        window.close()
        window.context.jobs.close()
    return made


_EXAMPLES = {
    "person": "SELECT person FROM certificate ORDER BY n LIMIT 1",
    "class_roster": "SELECT id FROM training_class ORDER BY n LIMIT 1",
    "voucher_issue": "SELECT id FROM person WHERE doc_pending = 0 ORDER BY n DESC LIMIT 1",
    "base_classes": "SELECT id FROM training_class ORDER BY n LIMIT 1",
    "attendance": "SELECT id FROM training_class ORDER BY n LIMIT 1",
    "results": "SELECT id FROM training_class ORDER BY n LIMIT 1",
}


def example(book: "Casebook", key: str) -> bytes | None:
    """Give the id of something worth showing on a page, or None for its list."""
    sql = _EXAMPLES.get(key)
    found = book.store.value(sql) if sql else None
    return bytes(found) if found is not None else None
