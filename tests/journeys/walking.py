"""The window walked from page to page, on a county in the midst of its work: for tests that hold every page to something."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from PySide6.QtWidgets import QApplication

from db.casebook import Casebook
from tests.journeys import small_county
from tests.journeys.small_county import County
from ui.appearance import Dress
from ui.open import build_window, settle
from ui.pages import pages_for
from ui.pages.page import Page
from ui.window import MainWindow

USUAL = (1024, 768)
SCARCE = (683, 512)
"""What 1024×768 leaves at 150 %, in px."""


@contextmanager
def county_at_work(root: Path) -> Iterator[County]:
    """Found a small county whose class is at the base and of whose persons two hold vouchers; close it in the end."""
    with closing(small_county.build(root)) as made:
        made.send_class()
        made.issue(2)
        yield made


@contextmanager
def shown(book: Casebook, size: tuple[int, int] = USUAL, dress: Dress | None = None) -> Iterator[MainWindow]:
    """Open a window of that size in px, and end it with its threads."""
    window = build_window(book, dress=dress)
    window.resize(*size)
    window.show()
    settle(window)
    try:
        yield window
    finally:
        window.close()
        window.context.jobs.close()
        window.deleteLater()
        QApplication.processEvents()


def pages(window: MainWindow) -> Iterator[tuple[str, Page]]:
    """Go to each page of the workplace, and give its key and the page once it stands."""
    for spec in pages_for(window.context.workplace.kind):
        window.go(spec.key)
        settle(window)
        yield spec.key, window.page(spec.key)
