"""Pages where room is scarce: 1024×768 at 150 % is 683×512; nothing of any page may be cut there, nor at 100 %, there in English either.

No button or tile is narrower than its words, none and no line to type in is lower, no button lies outside of what holds it, no page and no list but that of
the half-days scrolls sideways, no list shows fewer rows than a few, no title of a column is cut.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QScrollArea, QTableView

from tests.journeys.small_county import County
from tests.journeys.walking import SCARCE, USUAL, county_at_work, pages, shown
from ui import text
from ui.open import settle
from ui.pages import pages_for
from ui.pages.attendance_sheet import SheetView
from ui.pages.page import State
from ui.pages.records import RecordsPage
from ui.tokens import ROW_HEIGHT
from ui.widgets.flow import Flow
from ui.widgets.labels import label
from ui.widgets.lead_tile import LeadTile
from ui.widgets.listing import Listing
from ui.widgets.table_view import TableView

_FEW, _PADDING = 3, 22


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    with county_at_work(tmp_path_factory.mktemp("room")) as made:
        yield made


@pytest.fixture(params=["zh-150", "zh-100", "en-150", "en-100"])
def size(request: pytest.FixtureRequest) -> Iterator[tuple[int, int]]:
    """Give the size of the window, and let it speak Chinese or, with its longer words, English."""
    spoken, percent = request.param.split("-")
    text.use_language(spoken)
    yield {"150": SCARCE, "100": USUAL}[percent]
    text.use_language(text.CHINESE)


@pytest.mark.parametrize("place", ["desk", "base", "province"])
def test_nothing_of_any_page_is_cut(county: County, qapp: Any, place: str, size: tuple[int, int]) -> None:
    cut, seen = [], 0
    with shown(getattr(county, place), size) as window:
        for key, page in pages(window):
            if page.state is not State.READY:
                continue
            parts: list[QPushButton | QLineEdit] = [*page.findChildren(QPushButton), *page.findChildren(QLineEdit)]
            for part in parts:
                needed = part.sizeHint()
                seen += part.isVisible()
                # a line takes the width that there is; its height is its words'
                wants = needed.width() if isinstance(part, QPushButton) else 0
                if part.isVisible() and (part.width() < wants or part.height() < needed.height()):
                    cut.append(f"{key} {part.text()} has {part.size().toTuple()} and needs {needed.toTuple()}")
            for part in page.findChildren(QPushButton):
                around = part.parentWidget()
                if part.isVisible() and around is not None and not around.rect().contains(part.geometry()):
                    cut.append(f"{key} {part.text()} lies at {part.geometry().getRect()} of {around.size().toTuple()}")
            for tile in page.findChildren(LeadTile):
                needs = tile.heightForWidth(tile.width())
                if tile.isVisible() and tile.height() < needs:
                    cut.append(f"{key} {tile.accessibleName()} is {tile.height()} high and needs {needs}")
            cut += [f"{key} {words}" for words in _narrow(page)]
    assert seen > len(pages_for(place))
    assert cut == []


def _narrow(page: Any) -> Iterator[str]:
    """Say what scrolls sideways, which list is lower than a few rows, which title of a column in sight is cut."""
    for area in page.findChildren(QScrollArea):
        if area.isVisible() and area.horizontalScrollBar().maximum():
            yield f"scrolls {area.horizontalScrollBar().maximum()} px sideways"
    for table in page.findChildren(QTableView):
        # a class has more half-days than any window is wide
        if table.isVisible() and table.horizontalScrollBar().maximum() and not isinstance(table, SheetView):
            yield f"{table.accessibleName()} scrolls sideways"
    for table in page.findChildren(TableView):
        if not table.isVisible():
            continue
        if not isinstance(table, Listing) and table.viewport().height() < _FEW * ROW_HEIGHT:
            yield f"{table.accessibleName()} is {table.height()} px high"
        titles = table.horizontalHeader()
        for number, column in enumerate(table.model().columns()):
            needed = titles.fontMetrics().horizontalAdvance(column.title)
            if not table.isColumnHidden(number) and titles.sectionSize(number) < needed + _PADDING:
                yield f"{column.title} has {titles.sectionSize(number)} px and needs {needed + _PADDING}"


@pytest.mark.parametrize("size", ["en-150"], indirect=True)
def test_no_list_of_an_area_is_cut_in_english(county: County, qapp: Any, size: tuple[int, int]) -> None:
    cut, seen = [], 0
    with shown(county.desk, size) as window:
        for key in ("jobs", "startup", "rights", "relief", "membership", "fund_records", "network", "survey"):
            window.go(key)
            page = window.page(key)
            assert isinstance(page, RecordsPage)
            for at in range(page.menu.count()):
                page.menu.setCurrentRow(at)
                qapp.processEvents()
                seen += 1
                cut += [f"{key} {page.current().name} {words}" for words in _narrow(page)]
    assert seen > 40
    assert cut == []


@pytest.mark.parametrize("size", ["zh-150", "en-150"], indirect=True)
def test_the_kind_of_records_is_chosen_beside_the_title_where_a_menu_leaves_too_little(
    county: County, qapp: Any, size: tuple[int, int]
) -> None:
    with shown(county.desk, size) as window:
        window.go("rights")
        settle(window)
        page = window.page("rights")
        assert isinstance(page, RecordsPage)
        english = text.language() == "en"
        assert (page.choice.isVisible(), page.menu.isVisible()) == (english, not english)
        chooser = page.choice if english else page.menu
        chooser.setFocus()
        QTest.keyClick(chooser, Qt.Key.Key_Down)
        settle(window)
        assert page.current().name == list(page._views)[1]
        assert page.choice.currentIndex() == page.menu.currentRow() == 1
        assert chooser.hasFocus()
        window.resize(*USUAL)
        settle(window)
        assert (page.choice.isVisible(), page.menu.isVisible()) == (False, True)


def test_a_flow_begins_a_new_line_where_the_width_is_used_up(qapp: Any) -> None:
    flow = Flow(gap=4)
    for _number in range(4):
        made = label("")
        made.setFixedSize(50, 20)
        flow.add(made)
    assert (flow.heightForWidth(212), flow.heightForWidth(211), flow.heightForWidth(50)) == (20, 44, 92)
    assert (flow.minimumSizeHint().width(), flow.sizeHint().width()) == (50, 212)
