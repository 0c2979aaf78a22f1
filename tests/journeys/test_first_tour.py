"""The first hour on sample data, by keys: from the start dialog to the first voucher of the tour."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from db import casebook, people, vouchers, workplace
from db.casebook import Casebook
from rules.clock import StoryClock
from rules.wrapping import Parameters
from tests.journeys.test_clerks_day import Keyboard
from ui import tour
from ui.app import make_application
from ui.commands import samples
from ui.commands.entrance import clock_of, regions_of
from ui.dialogs.choose_class import ChooseClassDialog
from ui.dialogs.guide import GuideWindow
from ui.dialogs.start import SampleDialog, StartDialog
from ui.entrance import Entrance, enter
from ui.open import build_window, settle
from ui.pages import pages_for
from ui.window import MainWindow

CHEAP = Parameters(1, 8, 1)
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the sample once, small."""
    folder = tmp_path_factory.mktemp("sample") / "place"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(samples, "FOR_PRACTICE", 60)
        samples.practice(folder, "desk", CHEAP)
    return folder


def act(kind: type[QDialog], do: object) -> None:
    """Do something with the next dialog of that kind, when it is there."""

    def look() -> None:
        found = QApplication.activeModalWidget()
        if isinstance(found, kind):
            do(found)  # type: ignore[operator]
        else:
            QTimer.singleShot(10, look)

    QTimer.singleShot(0, look)


@pytest.fixture
def book(made: Path, tmp_path: Path) -> Iterator[Casebook]:
    shutil.copytree(made / "desk", tmp_path / "desk")
    place = workplace.load(tmp_path / "desk")
    _path, passphrase = samples.practice(made, "desk", CHEAP)
    opened = casebook.open_casebook(
        place.path, place.users[-1].login, passphrase, clock_of(place), regions=regions_of(place), parameters=CHEAP
    )
    yield opened
    opened.close()


def open_window(book: Casebook) -> MainWindow:
    window = build_window(book, greets=True)
    window.resize(1024, 768)
    window.show()
    settle(window)
    return window


@pytest.fixture
def window(qtbot: QtBot, book: Casebook) -> Iterator[MainWindow]:
    make_application(["tests"])
    made = open_window(book)
    yield made
    made.close()
    made.context.jobs.close()
    made.deleteLater()


def test_the_start_dialog_leads_into_the_sample(qtbot: QtBot, made: Path, tmp_path: Path, clock: StoryClock) -> None:
    config = tmp_path / "config"
    for kind in ("desk", "base", "province"):

        def choose(dialog: QWidget, kind: str = kind) -> None:
            assert isinstance(dialog, SampleDialog)
            dialog._take(kind)

        act(StartDialog, lambda dialog: dialog._sample())
        act(SampleDialog, choose)
        found = enter(None, Entrance(clock, None, CHEAP, config, made))
        assert found is not None
        assert (found.workplace.kind, found.workplace.sample, str(found.today)) == (kind, True, "2009-09-28")
        found.close()
    assert not (config / "last-workplace.txt").exists()


def test_the_sample_does_not_cover_other_things(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("x")
    with pytest.raises(samples.DemoFolderNotEmpty):
        samples.practice(tmp_path, "desk", CHEAP)
    assert (tmp_path / "letter.txt").exists()


def test_the_tour_leads_to_the_first_voucher_by_keys(window: MainWindow, book: Casebook) -> None:
    strip = window.tour
    assert strip.isVisible()
    number = tour.numbers()[0]
    keys = Keyboard(window)
    heard = [strip.words()]

    def moved() -> None:
        settle(window)
        assert strip.words() not in heard
        heard.append(strip.words())

    keys.control(Qt.Key.Key_2)
    moved()
    keys.control(Qt.Key.Key_N)
    moved()
    assert number in strip.words()
    keys.type(number)
    keys.enter()
    keys.type("孙小妹")
    keys.enter()
    keys.type("13811112222")
    settle(window)
    for _field in range(3):  # the telephone, the region that the number names, the address
        keys.enter()
    keys.type("71")
    keys.enter()
    keys.type("2")
    keys.enter()
    keys.press(Qt.Key.Key_Space)
    keys.control(Qt.Key.Key_S)
    moved()
    assert window.current_key() == "person"
    act(ChooseClassDialog, lambda dialog: dialog._take())
    keys.control(Qt.Key.Key_B)
    moved()
    keys.control(Qt.Key.Key_Return)
    moved()
    keys.control(Qt.Key.Key_Return)
    moved()
    assert len(heard) == len(tour.STEPS["desk"])
    person = next(one for one in people.page(book, limit=100) if one.name == "孙小妹")
    assert [row.status for _n, row in vouchers.page(book) if row.person == person.id] == ["已发放"]
    keys.press(Qt.Key.Key_F2)
    assert not strip.isVisible()


def test_it_is_closed_at_once_and_comes_back_from_the_help(window: MainWindow, book: Casebook) -> None:
    keys = Keyboard(window)
    keys.press(Qt.Key.Key_F2)
    second = window.tour.words()
    keys.press(Qt.Key.Key_F2, Qt.KeyboardModifier.ShiftModifier)
    assert not window.tour.isVisible()
    assert book.setting(tour.SETTING) == tour.CLOSED
    again = build_window(book, greets=True)
    settle(again)
    assert not again.tour.isVisibleTo(again)
    again.close()
    again.context.jobs.close()
    keys.press(Qt.Key.Key_F1)
    helping = window.findChild(GuideWindow)
    assert helping is not None
    helping._ask_tour()
    settle(window)
    assert window.tour.isVisible()
    assert window.tour.words() != second


@pytest.mark.parametrize("kind", ["base", "province"])
def test_base_and_province_have_their_own(qtbot: QtBot, made: Path, tmp_path: Path, kind: str) -> None:
    path, passphrase = samples.practice(made, kind, CHEAP)
    shutil.copytree(path, tmp_path / "place")
    place = workplace.load(tmp_path / "place")
    book = casebook.open_casebook(
        place.path, place.users[0].login, passphrase, clock_of(place), regions=regions_of(place), parameters=CHEAP
    )
    window = open_window(book)
    keys = Keyboard(window)
    heard = {window.tour.words()}
    for step in tour.STEPS[kind][:-1]:
        shortcut = next(spec.shortcut for spec in pages_for(kind) if spec.key == step.page)
        assert shortcut in window.tour.words()
        keys.control(Qt.Key(Qt.Key.Key_0.value + int(shortcut[-1])))
        heard.add(window.tour.words())
    assert len(heard) == len(tour.STEPS[kind])
    window.close()
    window.context.jobs.close()
    book.close()


def test_no_tour_where_the_data_are_real(qtbot: QtBot, window: MainWindow, book: Casebook) -> None:
    import dataclasses

    book.workplace = dataclasses.replace(book.workplace, sample=False)
    real = build_window(book, greets=True)
    settle(real)
    real.begin_tour()
    settle(real)
    assert not real.tour.isVisibleTo(real)
    real.close()
    real.context.jobs.close()
