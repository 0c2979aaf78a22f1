"""The exchange, the province and the system as people drive them: joining, sending, collecting, granting, settling, all through the pages."""

from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from db import backup, casebook, directory, training, workplace
from db.casebook import Casebook
from rules.clock import StoryClock
from rules.wrapping import Parameters
from sync import admission, collector, device, receipt, streams
from tests.journeys import exchange_world
from tests.journeys.exchange_world import OFFLINE, PASSPHRASE, World
from ui.dialogs.course import CourseDraft
from ui.dialogs.foundation import FoundationDraft, FoundationWizard, FoundingPerson
from ui.dialogs.restore import RestoreDialog
from ui.dialogs.start import OfflineDialog, StartDialog
from ui.dialogs.unlock import UnlockDialog
from ui.dialogs.way import FOLDER, Way
from ui.entrance import Entrance, enter, found_workplace, read_sign
from ui.open import picture, settle
from ui.pages import RAIL_KEYS, pages_for
from ui.pages.collecting import CollectingPage
from ui.pages.exchange import ExchangePage
from ui.pages.exchange_joining import CardDialog, read_card
from ui.pages.overview import OverviewPage
from ui.pages.pending import PendingPage
from ui.pages.settlement import SettlementPage
from ui.pages.system import SystemPage
from ui.pages.units import UnitsPage
from ui.pages.users import UsersPage
from ui.widgets.fields import Standing
from ui.widgets.fingerprint import FingerprintField
from ui.window import MainWindow


@pytest.fixture(scope="module")
def parameters() -> Parameters:
    return Parameters(1, 64, 1)


@pytest.fixture
def fresh(tmp_path: Path, parameters: Parameters) -> Iterator[World]:
    world = exchange_world.found(tmp_path, parameters)
    yield world
    world.close()


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, parameters: Parameters) -> Iterator[World]:
    world = exchange_world.found(tmp_path_factory.mktemp("world"), parameters)
    exchange_world.admit(world)
    exchange_world.play(world)
    yield world
    world.close()


def page(window: MainWindow, key: str) -> QWidget:
    window.go(key)
    settle(window)
    return window.page(key)


def exchange(window: MainWindow) -> ExchangePage:
    found = page(window, "exchange")
    assert isinstance(found, ExchangePage)
    return found


def test_a_desk_joins_its_province_through_the_pages(
    fresh: World, opened: Callable[[Casebook], MainWindow], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The province collects by one key: where no folder is named yet, it asks for the first."""
    desk, province = opened(fresh.desk), opened(fresh.province)
    stick, receipts = fresh.place("stick"), fresh.place("receipts")
    mine = exchange(desk)
    assert not mine.send_act.isVisible()
    assert mine._joining.isVisible()
    card = read_card(fresh.province.workplace.path / admission.CARD_FILE)
    mine.take_card(card, card.fingerprint)
    settle(desk)
    mine.send(stick)
    settle(desk)
    assert len(list(stick.glob("*.age"))) == 1

    collecting = page(province, "collecting")
    assert isinstance(collecting, CollectingPage)
    monkeypatch.setattr(collecting.ways, "ask", lambda *_said, **_more: Way(FOLDER, stick))
    QTest.keyClick(collecting, Qt.Key.Key_F7)
    settle(province)
    assert [line.code for line in collecting.lines.rows] == ["Q_UNKNOWN_KEY"]

    units = page(province, "units")
    assert isinstance(units, UnitsPage)
    (request,) = units.requests.rows
    assert request.fingerprint == admission.fingerprint(fresh.desk)
    dialog = units.grant_dialog(request)
    dialog.digits.setText(request.fingerprint)
    dialog.count.set_value(20)
    dialog.limit.set_value(20 * 50_000)
    dialog.passphrase.line.setText("not the offline one")
    dialog.try_now()
    settle(province)
    assert "口令不对" in dialog.words()
    assert not dialog.result()
    dialog.passphrase.line.setText(OFFLINE)
    dialog.try_now()
    settle(province)
    assert dialog.result()
    (grant,) = directory.grants(fresh.province.store)
    assert (len(grant.blocks[0].serials), grant.limit_fen) == (20, 1_000_000)
    units.add_course(CourseDraft("519901", "K01", "家政服务员", 120, 60_000, ""))
    settle(province)

    collecting.collect(receipts)
    settle(province)
    mine.receive([receipts])
    settle(desk)
    assert mine.send_act.isVisible()
    assert not mine._joining.isVisible()
    assert [one.name for one in training.courses(fresh.desk)] == ["家政服务员"]
    assert mine.received.rows[0].words.startswith("已记入")


def test_a_unit_is_given_more(fresh: World, opened: Callable[[Casebook], MainWindow]) -> None:
    exchange_world.admit(fresh)
    window = opened(fresh.province)
    units = page(window, "units")
    assert isinstance(units, UnitsPage)
    grant = next(one for one in units.grants.rows if one.role == "desk")
    dialog = units.extension_dialog(grant)
    dialog.count.set_value(10)
    dialog.limit.set_value(grant.limit_fen + 500_000)
    dialog.passphrase.line.setText(OFFLINE)
    dialog.try_now()
    settle(window)
    newer = directory.grant_of(fresh.province.store, grant.dev)
    assert newer is not None
    assert sum(len(block.serials) for block in newer.blocks) == 40
    assert newer.limit_fen == grant.limit_fen + 500_000


def test_the_digits_are_compared_group_by_group(qtbot: QtBot, fresh: World) -> None:
    right = device.card(fresh.province).fingerprint
    field = FingerprintField(right)
    qtbot.addWidget(field)
    field.setText(right[:11])
    assert (field.judgement.standing, field.judgement.words) == (Standing.TYPING, "已对上 2 组")
    wrong = right[:6] + str((int(right[6]) + 1) % 10)
    field.setText(wrong)
    assert (field.judgement.standing, field.judgement.words) == (Standing.BAD, "第 2 组不一致，请停下核实")
    field.setText(right)
    assert field.value() == right.replace(" ", "")
    dialog = CardDialog(read_card(fresh.province.workplace.path / admission.CARD_FILE))
    qtbot.addWidget(dialog)
    dialog.field.setText(wrong)
    dialog._try()
    assert not dialog.result()


def test_a_card_with_other_digits_is_not_taken(fresh: World, opened: Callable[[Casebook], MainWindow]) -> None:
    window = opened(fresh.desk)
    mine = exchange(window)
    mine.take_card(read_card(fresh.province.workplace.path / admission.CARD_FILE), "0" * 30)
    settle(window)
    assert window.banner.isVisible()
    assert fresh.desk.setting(device.CARD) == ""
    bad = fresh.folder / "bad.yzcard"
    bad.write_bytes(b"no card")
    mine.read_card(bad)
    settle(window)
    assert window.banner.isVisible()
    mine.read_card(fresh.folder / "missing.yzcard")
    settle(window)
    assert window.banner.isVisible()


def test_what_is_not_ours_is_quiet_and_what_is_damaged_is_said(
    played: World, opened: Callable[[Casebook], MainWindow]
) -> None:
    mixed = played.place("mixed")
    foreign = min(played.place("files").glob("*.age"))
    (mixed / foreign.name).write_bytes(foreign.read_bytes())
    (mixed / "YZ1_cut.age").write_bytes(b"no bundle at all")
    window = opened(played.desk)
    mine = exchange(window)
    mine.receive([mixed])
    settle(window)
    tones = {line.file: (line.tone, line.words) for line in mine.received.rows}
    assert tones[foreign.name] == ("", "不是发给本单位的")
    assert tones["YZ1_cut.age"][0] == "bad"
    assert not window.banner.isVisible()
    mine.receive([played.folder / "pulled-out"])
    settle(window)
    assert window.banner.isVisible()
    mine.send(played.folder / "pulled-out", resend=True)
    settle(window)
    assert window.banner.isVisible()


def test_a_class_is_handed_over_and_all_is_sent_again(played: World, opened: Callable[[Casebook], MainWindow]) -> None:
    out = played.place("handed")
    window = opened(played.desk)
    mine = exchange(window)
    mine.send_class(mine.classes.itemData(0), out)
    settle(window)
    assert [line.kind for line in mine.sent.rows] == ["班级资料"]
    mine.send(out, resend=True)
    settle(window)
    assert any(line.kind == "本单位" for line in mine.sent.rows)
    assert all(line.path.stat().st_size == line.size for line in mine.sent.rows)
    base = opened(played.first)
    theirs = exchange(base)
    assert theirs.title() == "数据交换"
    theirs.send_class(theirs.classes.itemData(0), out)
    settle(base)
    assert [line.kind for line in theirs.sent.rows] == ["班级资料"]


def test_frozen_money_is_said_in_the_words_that_tell_what_to_do(
    fresh: World, opened: Callable[[Casebook], MainWindow]
) -> None:
    fresh.desk.set_setting(receipt.FROZEN, "FORK")
    mine = exchange(opened(fresh.desk))
    assert mine._banner.isVisible()
    assert "本机与省总记录不一致，请先停止发券并联系省总" in mine._banner.accessibleName()


def test_the_province_sees_figures_gaps_and_the_contested_voucher(
    played: World, opened: Callable[[Casebook], MainWindow], tmp_path: Path
) -> None:
    window = opened(played.province)
    overview = page(window, "overview")
    assert isinstance(overview, OverviewPage)
    assert [unit.name for unit in overview.table.rows] == ["第一培训基地", "第二培训基地", "安和县总工会"]
    assert "可拨付 3" in overview.chart.accessibleName()
    assert "重复核销待查 1" in overview.chart.accessibleName()
    pending = page(window, "pending")
    assert isinstance(pending, PendingPage)
    shown = " ".join(label.text() for label in pending.findChildren(QWidget) if hasattr(label, "text"))
    assert "第一培训基地" in shown
    assert "第二培训基地" in shown
    settlement = page(window, "settlement")
    assert isinstance(settlement, SettlementPage)
    assert settlement.model.total == 5
    file = tmp_path / "结算.xlsx"
    settlement.export(file)
    settle(window)
    rows = list(openpyxl.load_workbook(file).active.iter_rows(values_only=True))
    assert rows[-1][4] == 1500
    assert "人民币壹仟伍佰元整" in rows[-1][0]
    assert sorted(row[5] for row in rows[3:-1]) == ["可拨付"] * 3 + ["重复核销待查"] * 2
    settlement.show_only.setCurrentIndex(2)
    settlement._list()
    settle(window)
    assert settlement.model.total == 2
    settlement.export(tmp_path / "none" / "x.xlsx")
    settle(window)
    assert window.banner.isVisible()


def test_a_gap_is_shown_beside_its_unit(fresh: World, opened: Callable[[Casebook], MainWindow]) -> None:
    exchange_world.admit(fresh)
    lost, kept = fresh.place("lost"), fresh.place("kept")
    casebook.add_user(fresh.desk, login="two", name="周二", role="clerk", passphrase="another horse 3")
    streams.export(fresh.desk, lost)
    casebook.add_user(fresh.desk, login="three", name="陈三", role="clerk", passphrase="another horse 4")
    streams.export(fresh.desk, kept)
    collector.collect(fresh.province, [kept])
    overview = page(opened(fresh.province), "overview")
    assert isinstance(overview, OverviewPage)
    unit = next(one for one in overview.table.rows if one.role == "desk")
    assert unit.gap_from == unit.gap_upto > 0


def test_people_are_added_and_passphrases_changed(fresh: World, opened: Callable[[Casebook], MainWindow]) -> None:
    window = opened(fresh.desk)
    people = page(window, "users")
    assert isinstance(people, UsersPage)
    dialog = people.add_dialog()
    dialog.name.setText("周核")
    dialog.login.setText("first")
    for field in (dialog.first, dialog.again):
        field.line.setText("another horse 3")
    dialog.try_now()
    assert not dialog.result()
    dialog.login.setText("zhouhe")
    dialog.try_now()
    settle(window)
    assert dialog.result()
    assert [user.login for user in workplace.load(fresh.desk.workplace.path).users] == ["first", "zhouhe"]
    assert [user.login for user in people.users.rows] == ["first", "zhouhe"]
    change = people.change_dialog()
    change.old.line.setText("not mine at all")
    change.first.line.setText("short")
    change.again.line.setText("short")
    change.try_now()
    assert not change.result()
    for field in (change.first, change.again):
        field.line.setText("brand new horse 9")
    change.try_now()
    settle(window)
    assert "口令不对" in change.words()
    change.old.line.setText(PASSPHRASE)
    change.try_now()
    settle(window)
    assert change.result()
    place = workplace.load(fresh.desk.workplace.path)
    assert casebook.sign_in(place, "first", "brand new horse 9")[1].login == "first"


def test_a_backup_is_made_and_its_age_told(fresh: World, opened: Callable[[Casebook], MainWindow]) -> None:
    window = opened(fresh.desk)
    system = page(window, "system")
    assert isinstance(system, SystemPage)
    assert "尚未备份" in window.status_line.words()
    system.back_up(fresh.place("stick"))
    settle(window)
    assert "备份 刚刚" in window.status_line.words()
    system.back_up(fresh.folder / "pulled-out")
    settle(window)
    assert window.banner.isVisible()


@pytest.mark.parametrize(
    ("kind", "titles"),
    [
        (
            "desk",
            "今日待办 服务对象 培训报名 培训券 证书 岗位援助 创业指导 维权服务 生活帮扶 入会与会籍 资金与目标 统计报表 数据上报 系统管理",
        ),
        ("base", "今日待办 培训券核销 班级与学员 考勤 考核成绩 证书打印 结算申报 数据交换 系统管理"),
        (
            "province",
            "工作总览 收包与回执 待处理事项 单位与授权 号段与额度 培训券结算 目标进度 统计报表 审计核查 系统管理",
        ),
    ],
)
def test_the_rail_has_the_pages_that_work(kind: str, titles: str) -> None:
    specs = [spec for spec in pages_for(kind) if not spec.under]
    assert [spec.title for spec in specs] == titles.split()
    assert [spec.shortcut for spec in specs] == list(RAIL_KEYS[: len(specs)])


def test_every_page_opens_on_a_fresh_workplace(
    fresh: World, opened: Callable[[Casebook], MainWindow], tmp_path: Path
) -> None:
    for book in (fresh.desk, fresh.first, fresh.province):
        window = opened(book)
        for spec in pages_for(book.workplace.kind):
            assert picture(window, spec.key, tmp_path / "page.png").stat().st_size > 0
            assert not window.banner.isVisible()


# --- the way in ---


def act(kind: type[QWidget], do: Callable[[QWidget], None]) -> None:
    """Do something with the dialog of that kind as soon as it is there."""

    def look() -> None:
        found = next((one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()), None)
        if found is None:
            QTimer.singleShot(20, look)
        else:
            do(found)

    QTimer.singleShot(0, look)


def test_the_last_workplace_is_unlocked(
    qtbot: QtBot, fresh: World, tmp_path: Path, clock: StoryClock, parameters: Parameters
) -> None:
    entrance = Entrance(clock, None, parameters, tmp_path / "config")
    place = fresh.desk.workplace.path

    def unlock(dialog: QWidget) -> None:
        assert isinstance(dialog, UnlockDialog)
        dialog.passphrase.line.setText(PASSPHRASE)
        dialog._try()

    act(UnlockDialog, unlock)
    book = enter(place, entrance)
    assert book is not None
    assert book.signed_in.name == "李书"
    book.close()
    act(UnlockDialog, lambda dialog: QTimer.singleShot(0, dialog.close))
    assert enter(None, entrance) is None
    assert read_sign(place) == ("安和县总工会", [("first", "李书")], False)


def test_a_workplace_that_is_gone_or_damaged_is_said(
    qtbot: QtBot, tmp_path: Path, clock: StoryClock, parameters: Parameters
) -> None:
    config = tmp_path / "config"
    config.mkdir()
    (config / "last-workplace.txt").write_text(str(tmp_path / "gone"), encoding="utf-8")
    said: list[str] = []

    def leave(dialog: QWidget) -> None:
        said.append(" ".join(part.accessibleName() for part in dialog.findChildren(QWidget)))
        dialog.close()

    act(StartDialog, leave)
    assert enter(None, Entrance(clock, None, parameters, config)) is None
    damaged = tmp_path / "damaged"
    damaged.mkdir()
    (damaged / "workplace.json").write_text("{", encoding="utf-8")
    act(StartDialog, leave)
    assert enter(damaged, Entrance(clock, None, parameters, config)) is None
    assert "没有工作点数据" in said[0]
    assert "可能已损坏" in said[1]


def test_a_workplace_is_founded_by_the_wizard(
    qtbot: QtBot, tmp_path: Path, clock: StoryClock, parameters: Parameters
) -> None:
    def fill(wizard: QWidget) -> None:
        assert isinstance(wizard, FoundationWizard)
        wizard.kind.choose("province")
        wizard.go_on()
        wizard.unit._name.setText("示例省总工会")
        wizard.unit._county.setText("51")
        wizard.unit._folder.setText(str(tmp_path / "place"))
        wizard.go_on()
        person = wizard.first
        person._name.setText("李书")
        person._login.setText("lishu")
        for field in (person._first, person._again):
            field.line.setText(PASSPHRASE)
        act(OfflineDialog, seal)
        for _step in range(3):
            wizard.go_on()

    def seal(dialog: QWidget) -> None:
        assert isinstance(dialog, OfflineDialog)
        for field in (dialog.first, dialog.again):
            field.line.setText(OFFLINE)
        dialog._try()

    act(StartDialog, lambda dialog: dialog._found())  # type: ignore[attr-defined]
    act(FoundationWizard, fill)
    book = enter(None, Entrance(clock, None, parameters, tmp_path / "config"))
    assert book is not None
    assert (book.workplace.kind, book.signed_in.name) == ("province", "李书")
    assert (tmp_path / "config" / "last-workplace.txt").read_text("utf-8") == str((tmp_path / "place").resolve())
    book.close()


def test_a_backup_is_restored_at_the_start(
    qtbot: QtBot, fresh: World, tmp_path: Path, clock: StoryClock, parameters: Parameters
) -> None:
    made = backup.back_up(fresh.desk, fresh.place("stick"))
    said: list[str] = []

    def fill(dialog: QWidget) -> None:
        assert isinstance(dialog, RestoreDialog)
        dialog.file.set_value(str(made.path))
        dialog.to.set_value(str(tmp_path / "again"))
        dialog.login.set_value("first")
        dialog.passphrase.line.setText("not that one at all")
        dialog.try_now()
        qtbot.waitUntil(lambda: bool(dialog.words()))
        said.append(dialog.words())
        dialog.passphrase.line.setText(PASSPHRASE)
        dialog.try_now()

    act(StartDialog, lambda dialog: dialog._restore())  # type: ignore[attr-defined]
    act(RestoreDialog, fill)
    book = enter(None, Entrance(clock, None, parameters, tmp_path / "config"))
    assert book is not None
    assert book.workplace.name == fresh.desk.workplace.name
    assert "口令不对" in said[0]
    book.close()


@pytest.mark.parametrize("kind", ["desk", "base", "province"])
def test_a_draft_is_founded(tmp_path: Path, clock: StoryClock, parameters: Parameters, kind: str) -> None:
    people = (
        FoundingPerson("李书", "lishu", "supervisor", PASSPHRASE),
        FoundingPerson(
            "王二", "wang", {"desk": "clerk", "base": "base_staff", "province": "officer"}[kind], "another 1 horse"
        ),
    )
    draft = FoundationDraft(kind, "示例单位", "51" if kind == "province" else "519901", tmp_path / "place", people)
    book = found_workplace(draft, OFFLINE, Entrance(clock, None, parameters))
    assert book.workplace.kind == kind
    assert [user.login for user in book.workplace.users] == ["lishu", "wang"]
    if kind == "province":
        assert admission.open_grant_key(book, OFFLINE).public.hex() == device.card(book).grant
    book.close()


def test_the_offline_passphrase_is_asked_twice(qtbot: QtBot) -> None:
    dialog = OfflineDialog(lambda _text: None)
    qtbot.addWidget(dialog)
    dialog.first.line.setText(OFFLINE)
    dialog.again.line.setText("other")
    dialog._try()
    assert not dialog.result()
    dialog.again.line.setText(OFFLINE)
    dialog._try()
    assert dialog.result()
    assert dialog.passphrase() == OFFLINE
