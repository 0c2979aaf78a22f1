"""Keys and recovery as people do them: keys to sticks, new keys, a lost PC, forgotten passphrases, all through pages and dialogs."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from db import casebook, directory, people, recovery, vouchers, workplace
from db.casebook import Casebook, Session
from rules.clock import StoryClock
from rules.wrapping import Parameters
from sync import admission, collector, device, lost, receiving, rekey, safekeeping, streams
from tests.journeys import exchange_world
from tests.journeys.exchange_world import OFFLINE, PASSPHRASE, World, number
from ui.app import make_application
from ui.dialogs.forgotten import ForgottenDialog
from ui.dialogs.key_use import KeyDialog
from ui.entrance import Entrance
from ui.jobs import Jobs
from ui.open import settle
from ui.pages import lost as lost_page
from ui.pages.lost import LostPage
from ui.pages.recovery import RecoveryPage
from ui.pages.safekeeping import SafekeepingPage
from ui.pages.units import UnitsPage
from ui.pages.users import UsersPage
from ui.window import MainWindow

NEW = "forgotten phrase 5"


@pytest.fixture(scope="module")
def parameters() -> Parameters:
    return Parameters(1, 64, 1)


@pytest.fixture(scope="module")
def admitted(tmp_path_factory: pytest.TempPathFactory, parameters: Parameters) -> Path:
    """Admit a desk and two bases once; closed, to be copied."""
    folder = tmp_path_factory.mktemp("world")
    world = exchange_world.found(folder, parameters)
    exchange_world.admit(world)
    world.close()
    return folder


@pytest.fixture
def world(admitted: Path, tmp_path: Path, clock: StoryClock, parameters: Parameters) -> Iterator[World]:
    folder = tmp_path / "world"
    shutil.copytree(admitted, folder)
    books = [
        casebook.open_casebook(folder / name, "", PASSPHRASE, clock, parameters=parameters)
        for name in ("province", "desk", "base1", "base2")
    ]
    found = World(folder, *books)
    yield found
    found.close()


Opened = Callable[[Casebook], MainWindow]


def fill(
    dialog: KeyDialog, window: MainWindow, *, places: dict[str, Path] | None = None, phrases: dict[str, str] | None = None, digits: str = "",
    ticks: tuple[str, ...] = (), code: str = "",
) -> bool:  # fmt: skip
    """Fill a dialog in, press its button and wait; tell whether it was done."""
    for key in ticks:
        dialog.ticks[key].setChecked(True)
    for key, path in (places or {}).items():
        dialog.fields[key].set_value(str(path))
    for key, text in (phrases or {}).items():
        dialog.phrases[key].line.setText(text)
    if digits and dialog.digits is not None:
        dialog.digits.setText(digits)
    if code and dialog.code is not None:
        dialog.code.setText(code)
    dialog.show()
    dialog.try_now()
    settle(window)
    done = bool(dialog.result())
    dialog.close()
    return done


def safekeeping_page(window: MainWindow) -> SafekeepingPage:
    window.go("safekeeping")
    settle(window)
    page = window.page("safekeeping")
    assert isinstance(page, SafekeepingPage)
    return page


def recovery_page(window: MainWindow) -> RecoveryPage:
    window.go("recovery")
    settle(window)
    page = window.page("recovery")
    assert isinstance(page, RecoveryPage)
    return page


def test_keys_go_to_sticks_and_are_asked_for_there(world: World, opened: Opened, qtbot: QtBot) -> None:
    window = opened(world.province)
    page = safekeeping_page(window)
    assert "还没有分开存放" in page.verdict.accessibleName()
    sticks = [world.place(name) for name in ("one", "two", "grants", "envelope")]
    kept = {one.which: one for one in page.kept.rows}
    dialog = page.put_dialog(kept["grant"])
    assert not fill(dialog, window, places={"medium": sticks[2]}, phrases={"key": "wrong horse 9"})
    assert "口令不对" in dialog.words()
    assert fill(page.put_dialog(kept["grant"]), window, places={"medium": sticks[2]}, phrases={"key": OFFLINE})
    dialog = page.put_dialog(kept["root"])
    assert not fill(dialog, window, places={"medium": sticks[2]}, phrases={"key": OFFLINE})
    assert "另一种密钥" in dialog.words()
    for stick in sticks[:2]:
        assert fill(page.put_dialog(kept["root"]), window, places={"medium": stick}, phrases={"key": OFFLINE})
    assert fill(page.put_dialog(kept["safe"]), window, places={"medium": sticks[3]}, phrases={"key": OFFLINE})
    assert "密钥已分开存放" in page.verdict.accessibleName()
    assert list((world.province.workplace.path / "offline").iterdir()) == []
    now = {one.which: one for one in page.kept.rows}
    assert fill(page.prove_dialog(now["root"]), window, places={"medium": sticks[0]}, phrases={"key": OFFLINE})
    # a unit's grant asks for the stick
    window.go("units")
    settle(window)
    units = window.page("units")
    assert isinstance(units, UnitsPage)
    extension = units.extension_dialog(directory.grants(world.province.store)[-1])
    qtbot.addWidget(extension)
    assert extension.key.text() == str(sticks[2])


def test_the_province_renews_its_keys_and_the_county_follows(world: World, opened: Opened) -> None:
    window = opened(world.province)
    page = safekeeping_page(window)
    dialog = page.renew_dialog()
    assert not fill(dialog, window, phrases={"root": OFFLINE})
    assert "至少选一项" in dialog.words()
    assert fill(page.renew_dialog(), window, ticks=("receipt", "transport"), phrases={"root": OFFLINE})
    new = {"root": OFFLINE, "new": OFFLINE, "new_again": OFFLINE}
    assert fill(page.renew_dialog(), window, ticks=("root", "grant"), phrases=new)
    assert device.card(world.province).version == 3
    assert {one.which for one in page.kept.rows if one.here} == {"root", "grant", "safe"}
    collector.collect(world.province, [], world.place("new"))
    receiving.receive_folder(world.desk, [world.place("new")])
    assert device.card(world.desk) == device.card(world.province)


def test_a_desk_changes_its_keys_through_both_windows(world: World, opened: Opened) -> None:
    desk, province = opened(world.desk), opened(world.province)
    mine = recovery_page(desk)
    mine.begin_rekey()
    settle(desk)
    waiting = device.pending(world.desk)
    assert waiting is not None
    streams.export(world.desk, world.place("rekey"))
    collector.collect(world.province, [world.place("rekey")])
    page = safekeeping_page(province)
    page.load()
    settle(province)
    (asked,) = page.rekeys.rows
    assert asked.fingerprint == waiting.fingerprint
    assert not fill(page.rekey_dialog(asked), province, digits="1" * 30, phrases={"grant": OFFLINE})
    assert fill(page.rekey_dialog(asked), province, digits=asked.fingerprint, phrases={"grant": OFFLINE})
    assert rekey.waiting(world.province) == []
    collector.collect(world.province, [], world.place("answers"))
    receiving.receive_folder(world.desk, [world.place("answers")])
    assert device.keys(world.desk).public == waiting.public
    mine.load()
    settle(desk)
    assert mine.rekey.isEnabled()


def second(book: Casebook, login: str = "fuhe") -> Session:
    casebook.add_user(book, login=login, name="温霜降", role="officer", passphrase=PASSPHRASE)
    return casebook.sign_in(book.workplace, login, PASSPHRASE)[1]


def test_a_lost_pc_is_ended_and_succeeded_step_by_step(
    world: World, opened: Opened, clock: StoryClock, parameters: Parameters, monkeypatch: pytest.MonkeyPatch
) -> None:
    for at in range(3):
        draft = people.PersonDraft(f"张三{at}", doc_no=number(at), profile={"groups": ["returned"]})
        people.register(world.desk, draft)
    streams.export(world.desk, world.place("last"))
    collector.collect(world.province, [world.place("last")])
    other = second(world.province)
    monkeypatch.setattr(lost_page, "ask_second", lambda *_: other)
    window = opened(world.province)
    window.go("lost", world.desk.workplace.dev)
    settle(window)
    page = window.page("lost")
    assert isinstance(page, LostPage)
    assert page.last.rows[0].what == "服务对象档案"
    assert not page.admit.isEnabled()
    assert not fill(page.end_dialog(), window, phrases={"grant": "wrong horse 9"})
    assert fill(page.end_dialog(), window, phrases={"grant": OFFLINE})
    assert directory.is_revoked(world.province.store, world.desk.workplace.dev)

    plan = casebook.Foundation("desk", "安和县总工会", exchange_world.COUNTY, "first", "李书", "supervisor", PASSPHRASE)
    new = casebook.found(world.folder / "new", plan, clock, parameters=parameters)
    card = (world.province.workplace.path / admission.CARD_FILE).read_bytes()
    device.take_card(new, card, device.card(world.province).fingerprint)
    admission.request(new, world.place("ask"))
    collector.collect(world.province, [world.place("ask")])
    page.load()
    settle(window)
    (asked,) = page.requests.rows
    dialog = page.grant_dialog(asked)
    dialog.digits.setText(asked.fingerprint)
    dialog.passphrase.line.setText(OFFLINE)
    assert dialog.limit.value() == 30 * 50_000
    dialog.show()
    dialog.try_now()
    settle(window)
    assert dialog.result()
    dialog.close()
    assert admission.predecessor(world.province, new.workplace.dev) == world.desk.workplace.dev
    assert page.give.isEnabled()
    page.hand_over(world.place("back"))
    settle(window)
    collector.collect(world.province, [], world.place("back"))
    receiving.receive_folder(new, [world.place("back")])
    assert new.store.value("SELECT count(*) FROM person") == 3
    assert vouchers.quota(new).free_numbers == 300
    assert lost.look(world.province, world.desk.workplace.dev).revoked
    new.close()


def test_a_second_supervisor_gives_a_passphrase_and_closes_an_account(world: World, opened: Opened) -> None:
    casebook.add_user(world.desk, login="jingban", name="陆小满", role="clerk", passphrase=PASSPHRASE)
    window = opened(world.desk)
    window.go("users")
    settle(window)
    page = window.page("users")
    assert isinstance(page, UsersPage)
    (user,) = [one for one in page.users.rows if one.login == "jingban"]
    phrases = {"new": NEW, "new_again": NEW}
    assert not fill(page.reset_dialog(user), window, phrases={"new": NEW, "new_again": NEW + "x"})
    assert fill(page.reset_dialog(user), window, phrases=phrases)
    assert casebook.sign_in(workplace.load(world.desk.workplace.path), "jingban", NEW)
    page.close_account(user)
    settle(window)
    assert [one.login for one in page.users.rows] == ["first"]
    assert not page.close_user.isEnabled()


def test_a_recovery_sheet_is_made_looked_at_proven_and_gone_from_the_screen(
    world: World, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes: list[str] = []
    make = recovery.make_sheet

    def listen(book: Casebook) -> tuple[int, str]:
        found = make(book)
        codes.append(found[1])
        return found

    monkeypatch.setattr(recovery, "make_sheet", listen)
    window = opened(world.desk)
    page = recovery_page(window)
    page.make_sheet()
    settle(window)
    assert page.views.currentIndex() == 1
    assert page.paper.preview is not None
    page.paper.closed.emit()
    settle(window)
    assert page.paper.preview is None
    assert not fill(page.prove_dialog(), window, code=codes[0][:-1] + str((int(codes[0][-1]) + 1) % 10))
    assert fill(page.prove_dialog(), window, code=codes[0])
    assert recovery.standing(workplace.load(world.desk.workplace.path)).number == 1


@pytest.fixture
def helper(
    world: World, clock: StoryClock, parameters: Parameters, qtbot: QtBot
) -> Iterator[Callable[[Casebook], ForgottenDialog]]:
    """Give the dialog for who forgot, on a workplace that is shut."""
    make_application(["tests"])
    jobs: Jobs[None] = Jobs(lambda _writing: None)
    made: list[ForgottenDialog] = []

    def make(book: Casebook) -> ForgottenDialog:
        dialog = ForgottenDialog(book.workplace.path, Entrance(clock, None, parameters), jobs)
        qtbot.addWidget(dialog)
        made.append(dialog)
        return dialog

    yield make
    for dialog in made:
        if dialog.result_value is not None:
            dialog.result_value.close()
    jobs.close()


def press(dialog: KeyDialog, qtbot: QtBot, **filled: dict[str, str]) -> None:
    """Fill a dialog in and press its button, until it has an answer."""
    for key, text in filled.get("fields", {}).items():
        dialog.fields[key].set_value(text)
    for key, text in filled.get("phrases", {}).items():
        dialog.phrases[key].line.setText(text)
    for key, value in filled.get("chosen", {}).items():
        dialog.choices[key].setCurrentIndex(dialog.choices[key].findData(value))
    dialog.show()
    dialog.try_now()
    qtbot.waitUntil(lambda: bool(dialog.result() or dialog.words()), timeout=20_000)


def test_another_supervisor_helps_at_the_door(
    world: World, helper: Callable[[Casebook], ForgottenDialog], qtbot: QtBot
) -> None:
    second(world.province)
    door = helper(world.province)
    assert door.by_head.isEnabled()
    dialog = door.head_dialog()
    assert {key: box.currentData() for key, box in dialog.choices.items()} in (
        {"who": "admin", "helper": "fuhe"}, {"who": "fuhe", "helper": "admin"},
    ), "nobody helps himself"  # fmt: skip
    phrases = {"helper": "wrong horse 9", "new": NEW, "new_again": NEW}
    press(dialog, qtbot, phrases=phrases, chosen={"who": "admin", "helper": "fuhe"})
    assert "口令不对" in dialog.words()
    press(
        door.head_dialog(), qtbot, phrases=phrases | {"helper": PASSPHRASE}, chosen={"who": "admin", "helper": "fuhe"}
    )
    assert casebook.sign_in(workplace.load(world.province.workplace.path), "admin", NEW)


def test_the_sheet_opens_the_door(world: World, helper: Callable[[Casebook], ForgottenDialog], qtbot: QtBot) -> None:
    _, code = recovery.make_sheet(world.desk)
    assert not helper(world.desk).by_sheet.isEnabled()
    recovery.prove_sheet(world.desk, code)
    door = helper(world.desk)
    assert door.by_sheet.isEnabled()
    assert not door.by_head.isEnabled()
    dialog = door.sheet_dialog()
    assert dialog.code is not None
    dialog.code.setText(code)
    press(dialog, qtbot, phrases={"new": NEW, "new_again": NEW})
    assert dialog.result_value.signed_in.login == "first"
    dialog.result_value.close()


def test_the_province_s_answer_opens_the_door(
    world: World, opened: Opened, helper: Callable[[Casebook], ForgottenDialog], qtbot: QtBot
) -> None:
    door = helper(world.desk)
    assert door.with_answer.isHidden()
    ask = door.ask_dialog()
    press(ask, qtbot, fields={"to": str(world.place("help"))}, phrases={"new": NEW, "new_again": NEW})
    door.show_asked(ask.result_value)
    assert not door.with_answer.isHidden()
    window = opened(world.province)
    page = safekeeping_page(window)
    data = ask.result_value.file.read_bytes()
    from sync import rescue

    asked = rescue.read_help(data)
    dialog = page.rescue_dialog(ask.result_value.file, data, asked)
    assert fill(dialog, window, digits=ask.result_value.fingerprint, phrases={"safe": OFFLINE})
    (answer,) = world.place("help").glob("*.yzrescue")
    take = helper(world.desk).answer_dialog()
    press(take, qtbot, fields={"file": str(answer)}, phrases={"new": NEW})
    assert take.result_value.signed_in.name == "李书"
    take.result_value.close()


def test_a_province_opens_its_door_by_its_safe_key(
    world: World, helper: Callable[[Casebook], ForgottenDialog], qtbot: QtBot
) -> None:
    safe = safekeeping.find(world.province, "safe")
    dialog = helper(world.province).own_dialog()
    press(dialog, qtbot, fields={"safe": str(safe)}, phrases={"safe": OFFLINE, "new": NEW, "new_again": NEW})
    assert dialog.result_value.signed_in.login == "admin"
    dialog.result_value.close()
