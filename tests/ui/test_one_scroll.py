"""A form or a record's file where room is scarce: it scrolls itself, the page around it does not, and one button goes back."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QScrollArea, QWidget

from tests.journeys.small_county import County
from tests.journeys.walking import SCARCE, county_at_work, shown
from ui.open import settle
from ui.pages.records import RecordsPage


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    with county_at_work(tmp_path_factory.mktemp("scroll")) as made:
        yield made


@pytest.mark.parametrize("key", ["rights", "network"])
def test_a_form_scrolls_itself_and_not_within_a_page_that_scrolls(county: County, qapp: Any, key: str) -> None:
    with shown(county.desk, SCARCE) as window:
        window.go(key)
        settle(window)
        page = window.page(key)
        assert isinstance(page, RecordsPage)
        page.new()
        settle(window)
        assert (
            sum(area.isVisible() and area.verticalScrollBar().maximum() > 0 for area in page.findChildren(QScrollArea))
            == 1
        )
        assert sum(_goes_back(act, page) for act in page.findChildren(QAction)) == 1


def _goes_back(act: QAction, page: QWidget) -> bool:
    """Tell whether an action in sight goes a step back; two would answer the key, and so none."""
    owner = act.parent()
    in_sight = owner is page or (isinstance(owner, QWidget) and owner.isVisible())
    return act.text() == "返回" and act.isVisible() and in_sight
