"""Pages where room is scarce: 1024×768 at 150 % is 683×512; no button or tile of any page may be cut there, nor at 100 %."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton

from tests.journeys import small_county
from tests.journeys.small_county import County
from ui.open import build_window, settle
from ui.pages import pages_for
from ui.pages.page import State
from ui.widgets.lead_tile import LeadTile

SCARCE, USUAL = (683, 512), (1024, 768)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    made = small_county.build(tmp_path_factory.mktemp("room"))
    made.send_class()
    made.issue(2)
    yield made
    made.close()


@pytest.mark.parametrize("size", [SCARCE, USUAL], ids=["at-150-percent", "at-100-percent"])
@pytest.mark.parametrize("place", ["desk", "base", "province"])
def test_no_button_or_tile_of_any_page_is_cut(county: County, qapp: Any, place: str, size: tuple[int, int]) -> None:
    book = {"desk": county.desk, "base": county.base, "province": county.province}[place]
    window = build_window(book)
    window.resize(*size)
    window.show()
    settle(window)
    cut, seen = [], 0
    for spec in pages_for(place):
        window.go(spec.key)
        settle(window)
        page = window.page(spec.key)
        for part in page.findChildren(QPushButton) if page.state is State.READY else ():
            needed = part.sizeHint()
            seen += part.isVisible()
            if part.isVisible() and (part.width() < needed.width() or part.height() < needed.height()):
                cut.append(f"{spec.key} {part.text()} has {part.size().toTuple()} and needs {needed.toTuple()}")
        for tile in page.findChildren(LeadTile) if page.state is State.READY else ():
            needs = tile.heightForWidth(tile.width())
            if tile.isVisible() and tile.height() < needs:
                cut.append(f"{spec.key} {tile.accessibleName()} is {tile.height()} high and needs {needs}")
    window.close()
    window.context.jobs.close()
    assert seen > len(pages_for(place))
    assert cut == []
