"""A copied PC and a lost stick, as the people at both ends see them: what the pages say, and what is done there by hand."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db import casebook, forks, gaps, people
from db.casebook import Casebook
from rules.wrapping import Parameters
from sync import collector, receipt, receiving, streams
from tests.journeys import exchange_world
from tests.journeys.exchange_world import PASSPHRASE, World, number
from tests.sync.crafting import Forger
from ui.dialogs.confirm import ConfirmDialog
from ui.dialogs.fork import ForkDialog, ForkDraft
from ui.pages.agreement import AgreementPage
from ui.pages.integrity import IntegrityPage, state_words
from ui.window import MainWindow


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = exchange_world.found(tmp_path, Parameters(1, 64, 1))
    exchange_world.admit(made)
    yield made
    made.close()


def register(book: Casebook, serial: int) -> None:
    people.register(book, people.PersonDraft(f"张三{chr(0x4E00 + serial)}", doc_no=number(serial)))


def copied(world: World) -> None:
    """Let a copy of the desk's PC write on, and both come to the province."""
    forger = Forger(world.desk)
    forger.write("person", {"name": "另一台登记的"})
    copy = forger.seal()
    register(world.desk, 1)
    exchange(world)
    receiving.take(world.province, copy.data, copy.name)
    exchange(world)


def exchange(world: World) -> None:
    stick = world.place("stick")
    streams.export(world.desk, stick)
    collector.collect(world.province, [stick], world.place("answers"))
    receiving.receive_folder(world.desk, [world.place("answers")])


def lost(world: World) -> None:
    """Let a stick with one person be lost, the next one arrive."""
    register(world.desk, 2)
    streams.export(world.desk, world.place("lost"))
    register(world.desk, 3)
    streams.export(world.desk, world.place("later"))
    collector.collect(world.province, [world.place("later")], world.place("answers"))


def test_the_copied_desk_reads_what_happened_and_what_to_do(
    qtbot: QtBot, world: World, opened: Callable[[Casebook], MainWindow]
) -> None:
    copied(world)
    assert world.desk.setting(receipt.FROZEN)
    window = opened(world.desk)
    window.go("agreement")
    page = window.page("agreement")
    assert isinstance(page, AgreementPage)
    qtbot.waitUntil(lambda: bool(page.panels))
    told = page.panels[0].accessibleName()
    assert "本机与省总记录不一致，请先停止发券并联系省总" in told
    assert "怎么办" in told
    assert not any(word in told.lower() for word in ("epoch", "fork", "digest"))


def test_an_officer_decides_between_two_versions_with_a_second(
    qtbot: QtBot, world: World, opened: Callable[[Casebook], MainWindow]
) -> None:
    copied(world)
    casebook.add_user(world.province, login="er", name="二号", role="supervisor", passphrase=PASSPHRASE)
    second = casebook.sign_in(world.province.workplace, "er", PASSPHRASE)[1]
    window = opened(world.province)
    window.go("integrity")
    page = window.page("integrity")
    assert isinstance(page, IntegrityPage)
    qtbot.waitUntil(lambda: bool(page.streams.rows))
    one = page.streams.rows[0]
    assert state_words(one) == ("两份记录，待认定", "bad")
    fork = one.fork
    assert fork is not None
    dialog = ForkDialog(one.name, fork, page)
    qtbot.addWidget(dialog)
    assert dialog.list.count() == 3
    dialog.choose(2, "恢复旧盘后继续使用")
    assert dialog.draft() == ForkDraft("", "恢复旧盘后继续使用")
    page.decide(one, dialog.draft(), second)
    qtbot.waitUntil(lambda: state_words(page.streams.rows[0])[0] != "两份记录，待认定")
    assert forks.decided(world.province.store, fork.dev, fork.ep) == forks.BOTH
    exchange(world)
    assert world.desk.setting(receipt.FROZEN) == ""


def test_an_officer_closes_a_gap_by_the_button(
    qtbot: QtBot, world: World, opened: Callable[[Casebook], MainWindow]
) -> None:
    lost(world)
    window = opened(world.province)
    window.go("integrity")
    page = window.page("integrity")
    assert isinstance(page, IntegrityPage)
    qtbot.waitUntil(lambda: bool(page.streams.rows))
    qtbot.waitUntil(lambda: page.streams.model().rowCount() > 0)
    page.streams.setCurrentIndex(page.streams.model().index(0, 0))
    assert page._close.isEnabled()
    assert page.streams.rows[0].gap is not None

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ConfirmDialog)
        dialog._reason.setEditText("电脑报废")
        dialog.accept()

    QTimer.singleShot(0, answer)
    page._close.click()
    qtbot.waitUntil(lambda: gaps.gaps(world.province.store) == [])
    qtbot.waitUntil(lambda: page.streams.rows[0].gap is None)
    assert people.count(world.province) == 1


def test_an_officer_ends_a_part_and_takes_it_back(
    qtbot: QtBot, world: World, opened: Callable[[Casebook], MainWindow]
) -> None:
    register(world.desk, 4)
    exchange(world)
    casebook.add_user(world.province, login="zhou2", name="吴敏", role="supervisor", passphrase=PASSPHRASE)
    second = casebook.sign_in(world.province.workplace, "zhou2", PASSPHRASE)[1]
    window = opened(world.province)
    window.go("integrity")
    page = window.page("integrity")
    assert isinstance(page, IntegrityPage)
    qtbot.waitUntil(lambda: page.streams.model().rowCount() > 0)
    page.streams.setCurrentIndex(page.streams.model().index(0, 0))
    assert page._end.text() == "停用这一段…"
    page.end_part(page.streams.rows[0], "误用复制件", second)
    qtbot.waitUntil(lambda: state_words(page.streams.rows[0])[0] == "已停用")

    def offered() -> str:
        page.streams.setCurrentIndex(page.streams.model().index(0, 0))
        return page._end.text()

    qtbot.waitUntil(lambda: offered() == "恢复这一段…")
    exchange(world)
    assert world.desk.setting(receipt.FROZEN) == "ENDED"
    page.end_part(page.streams.rows[0], "停错了一段", second)
    qtbot.waitUntil(lambda: state_words(page.streams.rows[0])[0] == "完整")
