"""The sample county in the real window: opened for a person to try, or played offscreen with a picture of every page."""

import contextlib
import os
import random
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ui.theme import Mode, Theme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication, QWidget

    from db.casebook import Casebook
    from ui.commands.story import Story
    from ui.window import MainWindow

SMALL = (1024, 768)
NIGHT = "-夜间"
WALK_IN = "孙小妹"


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
        held.append(build_window(book, log_path=str(log or ""), greets=True))
        return held[0]

    try:
        return run(("yuanzhu-desk",), start, log_folder=log_folder())
    finally:
        for window in held:
            window.context.jobs.close()
        book.close()


def play(story: "Story") -> list[Path]:
    """Open the windows of desk, base and province offscreen on the story's casebooks, work in them by keys and scans, and picture every page.

    Every page is pictured at 1024×768 by day and by night; give the files.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ.setdefault(
        "QT_LOGGING_RULES", "default.warning=false"
    )  # the offscreen platform remarks on every window's size
    from ui.app import make_application

    _, theme = make_application(("yuanzhu-desk",), Mode.LIGHT)
    to = story.place("screenshots")
    made = work_at_desk(story, to) + work_at_base(story, to)
    for mode, suffix in ((Mode.LIGHT, ""), (Mode.DARK, NIGHT)):
        theme.set_mode(mode)
        for name, book in (("帮扶中心", story.desk), ("培训基地", story.bases[0]), ("省总", story.province)):
            made += tour(book, to, name + suffix, closely=mode is Mode.LIGHT)
    return made


@contextlib.contextmanager
def shown(book: "Casebook") -> "Iterator[MainWindow]":
    """Show the window on a casebook, and close it with its workers afterwards."""
    from ui.open import build_window, settle

    window = build_window(book)
    try:
        window.resize(*SMALL)
        window.show()
        settle(window)
        yield window
    finally:
        window.close()
        window.context.jobs.close()


def work_at_desk(story: "Story", to: Path) -> list[Path]:
    """Register a walk-in by keys alone, find her by her initials, look at a voucher's paper; give the pictures."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from db import vouchers
    from ui.commands import sample
    from ui.open import settle
    from ui.pages.intake import IntakePage
    from ui.pages.vouchers import Vouchers

    made = []
    number = sample.number(random.Random(7), date(1979, 5, 5), "女", sample.COUNTY, set())  # noqa: S311 - a sample person
    with shown(story.desk) as window:
        window.go("intake", b"")
        settle(window)
        page = window.page("intake")
        if not isinstance(page, IntakePage):
            raise TypeError(page)
        form = page.form
        QTest.keyClicks(form.number, number)
        QTest.keyClick(form.number, Qt.Key.Key_Return)
        form.name.setText(WALK_IN)
        QTest.keyClick(form.name, Qt.Key.Key_Return)
        QTest.keyClicks(form.phone, "13511112222")
        settle(window)
        QTest.keyClick(form.phone, Qt.Key.Key_Return)
        QTest.keyClicks(form.education, "71")
        QTest.keyClick(form.education, Qt.Key.Key_Return)
        QTest.keyClicks(form.groups, "2")
        settle(window)
        made.append(_grab(window, to / "窗口操作-01-登记新人.png"))
        QTest.keyClick(form.groups, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        settle(window)
        window.search.setFocus()
        QTest.keyClicks(window.search, "SXM")
        settle(window)
        QTest.qWait(300)
        made.append(_grab(window, to / "窗口操作-02-按拼音首字母查找.png"))
        window.go("vouchers")
        settle(window)
        ledger = window.page("vouchers")
        if not isinstance(ledger, Vouchers):
            raise TypeError(ledger)
        ledger.show_paper(vouchers.page(story.desk, status="已发放", limit=1)[0][1])
        for _ in range(3):  # the paper is made, laid out, drawn: each step waits for the one before
            settle(window)
            QTest.qWait(150)
        made.append(_grab(window, to / "窗口操作-03-培训券预览.png"))
    return made


def work_at_base(story: "Story", to: Path) -> list[Path]:
    """Scan a voucher that is spent and a forged one; give the pictures."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from ui.open import settle
    from ui.pages.redemption import Redemption

    made = []
    book = story.bases[0]
    token = str(book.store.value("SELECT token FROM redemption ORDER BY n LIMIT 1"))
    forged = token[:-4] + ("0000" if token[-4:] != "0000" else "1111")
    with shown(book) as window:
        window.go("redemption")
        settle(window)
        page = window.page("redemption")
        if not isinstance(page, Redemption):
            raise TypeError(page)
        for name, text in (("04-重复核销被拒绝", token), ("05-伪造券被拒绝", forged)):
            page.scan.setFocus()
            QTest.keyClicks(page.scan, text)
            QTest.keyClick(page.scan, Qt.Key.Key_Return)
            settle(window)
            made.append(_grab(window, to / f"窗口操作-{name}.png"))
    return made


def _grab(window: "MainWindow", to: Path) -> Path:
    window.grab().save(str(to), "PNG")
    return to


def tour(book: "Casebook", to: Path, name: str, *, closely: bool = False) -> list[Path]:
    """Visit every page of a workplace's window at 1024×768 and picture it; with `closely` its further sights too; give the files."""
    from ui import sights
    from ui.open import picture
    from ui.pages import pages_for

    made = []
    with shown(book) as window:
        for at, spec in enumerate(pages_for(book.workplace.kind), 1):
            first = picture(window, spec.key, to / f"{name}-{at:02d}-{spec.title}.png", example(book, spec.key))
            made.append(first)
            if closely:
                made += sights.further(window, book, spec.key, first)
    return made


_EXAMPLES = {
    "person": "SELECT person FROM rights_recovery ORDER BY n LIMIT 1",
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
