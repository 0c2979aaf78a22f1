"""The face of the papers, chosen on the system page and used by what is printed."""

from pathlib import Path

import pytest

import printouts.fonts
from db.casebook import Casebook
from printouts.fonts import FontSet
from tests.printouts.test_fonts import OFFICE, make_font
from ui.open import settle
from ui.pages.paper_face_card import PaperFaceCard
from ui.papers.faces import fonts_of, look_of
from ui.window import MainWindow


def test_the_face_of_the_papers_is_chosen_and_its_absence_told(
    window: MainWindow, book: Casebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "fonts"
    folder.mkdir()
    make_font(folder / "simkai.ttf", OFFICE, family="KaiTi")
    monkeypatch.setattr(printouts.fonts, "of_machine", lambda look: FontSet([folder], look=look))
    assert look_of(book) == "bundled"
    window.go("settings")
    settle(window)
    card = window.page("settings").findChild(PaperFaceCard)
    assert card is not None
    assert card.choice.currentText() == "随程序的宋体"
    for words, told in (("楷体", "本机有楷体（simkai.ttf）"), ("仿宋", "本机没有仿宋")):
        card.choice.setCurrentIndex(card.choice.findText(words))
        card.choice.activated.emit(card.choice.currentIndex())
        settle(window)
        assert card.words.text().startswith(told)
    assert look_of(book) == "fangsong"
    assert not fonts_of(book).is_as_wanted
