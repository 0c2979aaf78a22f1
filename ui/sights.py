"""The sights of a page that are worth a picture: its lists, a file, a sheet to fill in, the chart behind a figure, a table of two questions."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from db.casebook import Casebook
    from ui.pages.records import RecordsPage
    from ui.pages.reports import ReportsPage
    from ui.window import MainWindow

_FILES = {
    "jobs": "SELECT 'placement', p.id FROM placement p JOIN certificate c ON c.person = p.person ORDER BY p.n LIMIT 1",
    "startup": "SELECT 'loan', id FROM loan WHERE status = '逾期' ORDER BY n LIMIT 1",
    "rights": "SELECT 'rights_case', case_id FROM rights_recovery ORDER BY n LIMIT 1",
    "relief": "SELECT 'hardship_file', file FROM relief_pay WHERE kind = '2' ORDER BY n LIMIT 1",
    "membership": "SELECT 'membership', id FROM membership WHERE status = '保留会籍' ORDER BY n LIMIT 1",
    "survey": "SELECT 'answer_sheet', id FROM answer_sheet ORDER BY n LIMIT 1",
    "network": "SELECT 'base_place', place FROM base_plate ORDER BY n LIMIT 1",
    "fund_records": "SELECT 'fund_source', id FROM fund_source ORDER BY n LIMIT 1",
}
"""Of each area the record of the sample that has most to show, with its table."""
_CROSSED = ("1", "16")
"""Which questions of the survey asked last are laid across each other: how somebody is employed, and whether they mean to begin a business."""


def sights(
    window: "MainWindow", book: "Casebook", key: str, *, lists: bool = False, every: bool = False
) -> "Iterator[tuple[str, QWidget]]":
    """Bring a page that is in sight into its further sights, one after the other; give the name and what is to be pictured of each.

    There are one file and one sheet of an area; with `lists` the list of each of its kinds of records too, with `every` a file and a sheet of each.
    """
    from ui.pages.records import RecordsPage
    from ui.pages.reports import ReportsPage

    page = window.page(key)
    if isinstance(page, RecordsPage):
        for name in _records(window, page, book, key, lists=lists, every=every):
            yield name, window
        if key == "survey":
            yield from _crossed(window, page, book)
    elif isinstance(page, ReportsPage):
        for name in _reports(window, page):
            yield name, window


def further(
    window: "MainWindow", book: "Casebook", key: str, first: Path, *, lists: bool = False, every: bool = False
) -> list[Path]:
    """Picture the further sights of the page in sight; they are named after the picture `first` of the page; give the files."""
    made = []
    for name, shown in sights(window, book, key, lists=lists, every=every):
        to = first.with_name(f"{first.stem}-{name}.png")
        shown.grab().save(str(to), "PNG")
        made.append(to)
    return made


def example(book: "Casebook", key: str) -> tuple[str, bytes] | None:
    """Give the record of an area that has most to show, with its table; None where there is none."""
    found = book.store.tuples(_FILES[key]) if key in _FILES else []
    return (str(found[0][0]), bytes(found[0][1])) if found else None


def _begins(book: "Casebook", name: str) -> dict[str, bytes]:
    """Give what is known before a sheet of answers is begun: the questions; they would be asked for otherwise."""
    if name != "answer_sheet":
        return {}
    found = book.store.value("SELECT id FROM questionnaire WHERE status = '启用' ORDER BY n LIMIT 1")
    return {"questionnaire": bytes(found)}


def _records(
    window: "MainWindow", page: "RecordsPage", book: "Casebook", key: str, *, lists: bool, every: bool
) -> Iterator[str]:  # fmt: skip
    from db import records
    from ui.open import settle

    chosen = example(book, key)
    for at in range(page.menu.count()):
        page.menu.setCurrentRow(at)
        view = page.current()
        if lists:
            settle(window)
            yield view.title
        if not every and (chosen is None or view.name != chosen[0]):
            continue
        first = records.page(book, view.kind.table, limit=1)
        row = chosen[1] if chosen is not None and chosen[0] == view.name else first[0].id if first else None
        if row is not None:
            page.show_record(view.name, row)
            settle(window)
            yield f"{view.title}-详情"
            page.back()
        if page.may_write(view):
            page.new_of(view.name, _begins(book, view.name))
            settle(window)
            yield f"{view.title}-新增"
            page.back()
    page.menu.setCurrentRow(0)
    settle(window)


def _reports(window: "MainWindow", page: "ReportsPage") -> Iterator[str]:
    from PySide6.QtWidgets import QScrollArea

    from ui.open import settle

    page.lines.selectRow(1)
    settle(window)
    scrolling = page.findChild(QScrollArea)
    if scrolling is not None:
        scrolling.ensureWidgetVisible(page.records, 0, 0)
        scrolling.verticalScrollBar().setValue(page.records.y())
        settle(window)
        yield "数的由来"
        scrolling.verticalScrollBar().setValue(scrolling.verticalScrollBar().maximum())
        settle(window)
        yield "勾稽关系"
        scrolling.verticalScrollBar().setValue(0)


def _crossed(
    window: "MainWindow", page: "RecordsPage", book: "Casebook"
) -> "Iterator[tuple[str, QWidget]]":  # fmt: skip
    from db import surveys
    from ui.dialogs.cross_table import CrossTableDialog
    from ui.open import settle

    asked = surveys.asked(book)
    if not asked:
        return
    dialog = CrossTableDialog(page.context, asked, page)
    for box, question in zip((dialog.line, dialog.column), _CROSSED, strict=True):
        box.setCurrentIndex(max(0, box.findData(question)))
    dialog.show()
    dialog.work_out()
    settle(window)
    yield "交叉统计", dialog
    dialog.close()
    dialog.deleteLater()
