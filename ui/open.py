"""Open the real window: lead to an open casebook, put the pages together, and close it all again in order."""

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QStandardPaths
from PySide6.QtWidgets import QApplication, QWidget

from ui import appearance
from ui.app import run
from ui.entrance import Entrance, enter
from ui.jobs import Jobs
from ui.screen import PRINTER_SETTING, SETTING, Screen, minutes_of
from ui.text import _
from ui.theme import Mode, Theme

if TYPE_CHECKING:
    from db.casebook import Casebook
    from rules.clock import Clock
    from rules.regions import Regions
    from ui.jobs import Progress
    from ui.widgets.search_box import Found
    from ui.widgets.status_line import StatusFacts
    from ui.window import MainWindow, Tour

_SETTLE_SECONDS = 20.0


def open_window(
    path: Path | None = None,
    *,
    clock: "Clock | None" = None,
    regions: "Regions | None" = None,
    arguments: Sequence[str] = ("yuanzhu-desk",),
    mode: Mode | None = None,
) -> int:
    """Open the window on the workplace in `path`, or on the last one; found one where there is none. Give the exit code."""
    held: list[tuple[Casebook, MainWindow]] = []
    chosen = appearance.load(config_folder())
    appearance.enlarge(chosen, os.environ)

    def start(_app: QApplication, theme: Theme, log: Path | None) -> QWidget | None:
        book = enter(path, Entrance(clock, regions, None, config_folder()))
        if book is None:
            return None
        dress = appearance.Dress(theme, config_folder(), chosen)
        window = build_window(book, log_path=str(log or ""), greets=True, dress=dress)
        held.append((book, window))
        return window

    try:
        return run(arguments, start, log_folder=log_folder(), mode=mode or chosen.mode)
    finally:
        for book, window in held:
            window.context.jobs.close()
            book.close()


def build_window(
    book: "Casebook", *, log_path: str = "", greets: bool = False, dress: "appearance.Dress | None" = None
) -> "MainWindow":
    """Give the window on a casebook that is open and signed in, not shown yet; the casebook stays its owner's, who closes it after the window.

    With `greets` the tour begins by itself on sample data, until somebody has closed it. With `dress` the appearance may be changed in it.
    """
    from rules.regions import national
    from ui.error_text import say
    from ui.garbage import Sweeper
    from ui.pages import pages_for
    from ui.pages.page import Context
    from ui.sharing import ShareTimer
    from ui.window import MainWindow, WindowParts

    jobs: Jobs[Casebook] = Jobs(
        lambda _writing: book.twin(), lambda twin: twin.close(), watch=lambda twin, look: twin.store.watched(look)
    )
    screen = Screen(minutes_of(book.setting(SETTING)), printer=book.setting(PRINTER_SETTING))
    context = Context(jobs, book.clock, book.workplace, book.signed_in, book.regions, screen, dress)
    sample = _("示例数据·{year}年度").format(year=book.today.year) if book.workplace.sample else ""
    alarm = say(book.damage) if book.damage is not None else ""
    tour = _tour(book, greets=greets) if book.workplace.sample else None
    parts = WindowParts(_find, status_facts, _check_passphrase, sample, log_path, tour, alarm)
    window = MainWindow(context, pages_for(book.workplace.kind), parts)
    window.closed.connect(jobs.close)
    window.closed.connect(Sweeper(jobs, window).stop)
    regions = book.regions or national()

    def prepare(_twin: "Casebook", _progress: "Progress") -> None:
        """Read what the window would else wait for: names for the first letters typed into a field for regions, the guide for the first F1."""
        from ui import guide

        regions.prepare()
        guide.read()

    jobs.run(window, prepare, lambda _none: None, window.show_error, aside=True)
    ShareTimer(jobs, window.say, window.show_error, window)
    jobs.run(window, lambda twin, _progress: _note_seen(twin), lambda _none: None, window.show_error, write=True)
    return window


def _tour(book: "Casebook", *, greets: bool) -> "Tour":
    from ui import tour
    from ui.window import Tour

    def number(twin: "Casebook") -> str:
        from db import people

        return tour.fresh_number(people.names_by_document(twin, tour.numbers()))

    return Tour(
        tuple(tour.STEPS[book.workplace.kind]),
        greets and book.setting(tour.SETTING) != tour.CLOSED,
        number,
        lambda twin: twin.set_setting(tour.SETTING, tour.CLOSED),
    )


def settle(window: "MainWindow") -> None:
    """Wait until the window has fetched and drawn all it shows, at most 20 seconds; for tests and pictures."""
    end = time.monotonic() + _SETTLE_SECONDS
    calm = 0
    while calm < 3 and time.monotonic() < end:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        calm = 0 if window.context.jobs.busy else calm + 1
        time.sleep(0.001 if calm else 0.005)


def picture(window: "MainWindow", key: str, to: Path, thing: bytes | None = None) -> Path:
    """Open the page `key` (with the thing of that id) and write a PNG of the whole window; give its path."""
    window.go(key, thing)
    settle(window)
    window.grab().save(str(to), "PNG")
    return to


def status_facts(book: "Casebook") -> "StatusFacts":
    """Tell how things stand for the line at the window's foot."""
    import datetime as dt

    from db import backup
    from sync import streams
    from ui.widgets.status_line import StatusFacts

    kept = backup.last_backup(book)
    here, stands = book.signed_in, streams.standing(book)
    receipt = (
        dt.datetime.combine(dt.date.fromisoformat(stands.receipt_day), book.clock.now().timetz())
        if stands.receipt_day
        else None
    )
    return StatusFacts(
        here.name,
        here.role,
        book.workplace.name,
        stands.unsent,
        receipt,
        kept.at if kept else None,
        book.workplace.kind != "province",
    )


def _find(book: "Casebook", text: str) -> "Sequence[Found]":
    from db import search

    return search.find(book, text)


def _note_seen(book: "Casebook") -> None:
    from db import users

    users.note_seen(book)


def _check_passphrase(book: "Casebook", passphrase: str) -> None:
    from db import casebook, workplace

    casebook.sign_in(workplace.load(book.workplace.path), book.signed_in.login, passphrase)


# --- where things lie ---


def config_folder() -> Path:
    """Give the user's folder for settings."""
    return _folder(QStandardPaths.StandardLocation.GenericConfigLocation)


def log_folder() -> Path:
    """Give the user's folder for the log."""
    return _folder(QStandardPaths.StandardLocation.GenericDataLocation) / "log"


def _folder(place: QStandardPaths.StandardLocation) -> Path:
    """Give our folder at `place`, the same before and after the application has a name."""
    return Path(QStandardPaths.writableLocation(place)) / "yuanzhu-desk"
