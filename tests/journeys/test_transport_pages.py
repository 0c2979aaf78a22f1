"""Sticks, the shared folder and mail as people use them: through the pages of real windows, with real servers."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from db import people, records, search, training, training_bases
from sync import drives, extract, mail_settings, share, streams
from sync.drives import Drive, DriveBusy
from sync.mail_settings import IMPLICIT, STARTTLS, MailSettings, Server
from tests.journeys.test_job_pages import choose, line, press_deed, take_step
from tests.journeys.transport_world import LOCKED, STICK, collecting, common, exchange, work_apart
from tests.journeys.walking import shown
from tests.sync.county import DAY, Land, admit_all, found_land, register
from tests.sync.mailroom import HOST, PASSWORD, Certificates, Mailboxes
from ui.app import make_application
from ui.dialogs.way import DRAFT, DRIVE, FOLDER, MAIL, SHARE, Way, WayDialog
from ui.open import settle
from ui.pages.network import NetworkPage
from ui.sharing import ShareTimer
from ui.window import MainWindow


@pytest.fixture(scope="session")
def admitted(tmp_path_factory: pytest.TempPathFactory) -> Land:
    land = found_land(tmp_path_factory.mktemp("ways") / "founded")
    admit_all(land)
    land.close()
    return land


@pytest.fixture
def land(admitted: Land, tmp_path: Path, qtbot: QtBot) -> Iterator[Land]:
    make_application(["tests"])
    found = admitted.copy(tmp_path / "land")
    yield found
    found.close()


def timer_of(window: MainWindow) -> ShareTimer:
    found = window.findChild(ShareTimer)
    assert isinstance(found, ShareTimer)
    return found


# --- what the province names, used in a county ---------------------------------------------------------------------------


def test_a_base_that_the_province_names_reaches_the_county_by_receipt_and_somebody_is_enrolled_there(
    land: Land,
) -> None:
    person = register(land.desk, 0).id
    with shown(land.province) as window:
        page = network(window)
        page.new_of("base_place", {})
        sheet = page.sheet("base_place")
        line(sheet, "name").setText("省职工培训中心")
        line(sheet, "region").set_value("510104")
        sheet.save()
        settle(window)
        for kind, level in (("1", "2"), ("4", "2")):
            (place,) = records.page(land.province, "base_place")
            page.show_record("base_place", place.id)
            settle(window)
            page.file("base_place").child_wanted.emit("base_plate", {"place": place.id})
            sheet = page.sheet("base_plate")
            line(sheet, "kind").set_value(kind)
            line(sheet, "level").set_value(level)
            sheet.save()
            settle(window)
            page.show_record("base_plate", records.page(land.province, "base_plate")[0].id)
            settle(window)
            take_step(page, "base_plate", "已评审", reviewers="评审组")
            take_step(page, "base_plate", "已命名", named_by="省总工会", document=f"川工发〔2009〕{kind}号")
        page.back()
        choose(page, "base_place")
        settle(window)
        press_over_list(page, "公布基地到各县")
    assert records.count(land.desk, "published_base") == 0, "it is told by the next receipt"
    land.exchange("desk")
    with shown(land.desk) as window:
        page = network(window)
        choose(page, "published_base")
        page.list("published_base").choose("elsewhere")
        settle(window)
        (base,) = records.page(land.desk, "published_base")
        assert page.list("published_base").model.total == 1
        page.show_record("published_base", base.id)
        settle(window)
        press_deed(page, "published_base", "报名到这里培训…")
        sheet = page.sheet("training_elsewhere")
        assert line(sheet, "published").text() == "省职工培训中心"
        line(sheet, "person").set_value(person)
        line(sheet, "trade").setText("焊工")
        settle(window)
        sheet.save()
        settle(window)
        (sent,) = records.page(land.desk, "training_elsewhere")
        page.show_record("training_elsewhere", sent.id)
        settle(window)
        take_step(page, "training_elsewhere", "已结业", ends=DAY, number="省培0001")
    told = {one.title: one.detail for one in people.timeline(land.desk, person)}
    assert told["到外县基地培训 省职工培训中心"] == "焊工 · 已结业 · 省培0001"
    assert [hit.kind for hit in search.find(land.desk, "省职工培训")] == ["published_base"]
    land.exchange("desk")
    (seen,) = records.page(land.province, "training_elsewhere")
    assert (seen["number"], seen.words["published"]) == ("省培0001", "省职工培训中心")
    assert training_bases.standing(land.province) == training_bases.Standing(places=1, plates=2)


def network(window: MainWindow) -> NetworkPage:
    window.go("network")
    settle(window)
    page = window.page("network")
    assert isinstance(page, NetworkPage)
    return page


def press_over_list(page: NetworkPage, words: str) -> None:
    """Press an area's own button over the list in sight."""
    (found,) = (one for one in page.list().findChildren(QPushButton) if one.text() == words)
    found.click()
    settle(page.window())  # type: ignore[arg-type]


# --- one casebook over a folder ----------------------------------------------------------------------------------------


def test_two_desks_and_a_base_converge_through_a_folder_in_their_windows(land: Land) -> None:
    where = land.place()
    class_id = work_apart(land)
    books = {"desk": land.desk, "desk2": land.desk2, "base1": land.base1}
    land.shut("province")

    def look(name: str) -> list[str]:
        with shown(books[name]) as window:
            page = exchange(window)
            if share.chosen(books[name]).where is None:
                page.ways.keep_share(str(where), 0)
                settle(window)
            page.ways.share_button.click()
            settle(window)
            assert not window.banner.isVisible()
            return [line.code for line in page.received.rows]

    look("desk")
    assert look("desk2") == ["OK"]
    extract.class_file(land.desk, class_id, where)
    assert look("base1") == ["OK"]
    assert look("desk") == ["OK", "OK"]
    assert "OK" in look("desk2")
    assert look("desk") == []
    assert common(land.desk, land.desk2)
    assert people.count(land.desk) == people.count(land.desk2) == 5
    assert len(training.roster(land.base1, class_id)) == 4


def test_the_window_looks_into_the_folder_by_itself_and_says_trouble_once(land: Land) -> None:
    where = land.place()
    with shown(land.desk) as window:
        timer, page = timer_of(window), exchange(window)
        assert not timer.timer.isActive(), "off until somebody chooses"
        page.ways.keep_share(str(where), 15)
        settle(window)
        assert (timer.timer.isActive(), timer.timer.interval()) == (True, 15 * 60_000)
        register(land.desk2, 9, "王新来")
        share.synchronise(land.desk2, where)
        timer.timer.timeout.emit()
        settle(window)
        assert people.count(land.desk) == 1
        parked = where.rename(where.with_name("unplugged"))
        timer.look()
        settle(window)
        assert window.banner.isVisible()
        window.banner.hide()
        timer.look()
        settle(window)
        assert not window.banner.isVisible(), "the same trouble is not said again"
        parked.rename(where)
        page.ways.every.setCurrentIndex(0)
        page.ways.every.activated.emit(0)
        settle(window)
        assert not timer.timer.isActive()


def test_the_province_takes_the_folder_and_answers_there(land: Land) -> None:
    where = land.place()
    register(land.desk, 1)
    share.synchronise(land.desk, where)
    with shown(land.province) as window:
        page = collecting(window)
        page.ways.keep_share(str(where), 0)
        settle(window)
        page.ways.share_now()
        settle(window)
        assert [line.code for line in page.lines.rows] == ["OK"]
        assert "回执 3 份" in page._words.text()
    assert "OK" in [one.outcome for one in share.synchronise(land.desk, where).outcomes]
    assert streams.standing(land.desk).unconfirmed == 0


# --- sticks ------------------------------------------------------------------------------------------------------------


def test_the_list_of_ways_follows_what_is_plugged_in(land: Land, monkeypatch: pytest.MonkeyPatch) -> None:
    plugged: list[Drive] = []
    monkeypatch.setattr(drives, "found", lambda: list(plugged))
    with shown(land.desk) as window:
        ways = exchange(window).ways
        dialog = WayDialog(
            window.context.jobs, "数据包用什么方式送？", "生成", ways.offers(out=True), out=True, parent=window
        )
        settle(window)
        kinds = [dialog.list.item(at).data(Qt.ItemDataRole.UserRole).kind for at in range(dialog.list.count())]
        assert kinds == [DRIVE, SHARE, MAIL, DRAFT, FOLDER]
        assert dialog.chosen() == Way(FOLDER), "no stick, no share, no mail: what is left"
        plugged[:] = [STICK, LOCKED]
        dialog.look()
        settle(window)
        texts = [dialog.list.item(at).text() for at in range(dialog.list.count())]
        assert "上报盘" in texts[0]
        assert "剩余 3.2 GB" in texts[0]
        assert "只读" in texts[1]
        assert dialog.chosen() == Way(FOLDER), "what was chosen stays"
        dialog.show()
        dialog.list.setFocus()
        QTest.keyClick(dialog.list, Qt.Key.Key_Home)
        assert dialog.chosen() == Way(DRIVE, STICK.root)
        plugged.clear()
        dialog.look()
        settle(window)
        assert dialog.chosen() != Way(DRIVE, STICK.root), "a stick that was pulled out cannot be chosen"
        dialog.choose_kind(FOLDER)
        QTest.keyClick(dialog.list, Qt.Key.Key_Return)
        assert dialog.result() == WayDialog.DialogCode.Accepted
        dialog.deleteLater()


def test_a_stick_is_written_and_said_to_be_safe_and_let_go(land: Land, monkeypatch: pytest.MonkeyPatch) -> None:
    stick = replace(STICK, root=land.place())
    monkeypatch.setattr(drives, "found", lambda: [stick])
    monkeypatch.setattr(drives, "can_release", lambda _drive: True)
    let_go: list[Drive] = []

    def release(drive: Drive) -> None:
        if not let_go:
            let_go.append(drive)
            raise DriveBusy(drive=drive.name)
        let_go.append(drive)

    monkeypatch.setattr(drives, "release", release)
    register(land.desk, 1)
    with shown(land.desk) as window:
        page = exchange(window)
        page.send_by(Way(DRIVE, stick.root))
        settle(window)
        assert [line.path.parent.name for line in page.sent.rows] == [drives.FOLDER]
        assert "可以安全拔出" in page._out.safe.accessibleName()
        page._out.release_button.click()
        settle(window)
        assert window.banner.isVisible(), "something is still open on it"
        page._out.release_button.click()
        settle(window)
        assert "请拔出" in page._out.safe.accessibleName()
        assert page._out.release_button.isHidden()
    with shown(land.province) as window:
        collect = collecting(window)
        collect.add_place(stick.root)
        collect.collect(stick.root, kind=DRIVE)
        settle(window)
        assert [line.code for line in collect.lines.rows] == ["OK"]
        assert len(collect._out.listing.rows) == 3
        assert "可以安全拔出" in collect._out.safe.accessibleName()
    with shown(land.desk) as window:
        page = exchange(window)
        page.receive_by(Way(DRIVE, stick.root))
        settle(window)
        assert "OK" in [line.code for line in page.received.rows]
        assert streams.standing(land.desk).unconfirmed == 0


# --- mail --------------------------------------------------------------------------------------------------------------


def test_a_supervisor_sets_mail_up_tries_it_and_the_report_goes_and_is_answered(
    land: Land, boxes: Mailboxes, smtp: int, papers: Certificates
) -> None:
    tag = f"{os.getpid()}-{abs(hash(land.root)):x}"
    desk, sheng = f"ui-desk-{tag}", f"ui-sheng-{tag}"
    register(land.desk, 1)
    with shown(land.desk) as window:
        page = exchange(window)
        assert [one.possible for one in page.ways.offers(out=True) if one.kind == MAIL] == [False]
        dialog = page.ways.settings_dialog()
        assert dialog is not None
        dialog.smtp.show_server(Server(HOST, smtp, STARTTLS))
        dialog.imap.show_server(Server(HOST, boxes.implicit, IMPLICIT))
        dialog.user.set_value(desk)
        dialog.own.set_value(f"{desk}@example.org")
        dialog.to.set_value(f"{sheng}@example.org")
        dialog.password.line.setText("wrong")
        dialog.try_now()
        settle(window)
        assert "证书" in dialog.words(), "the office's own server is not known to this PC"
        dialog.ca.set_value(str(papers.ca))
        dialog.try_now()
        settle(window)
        assert "密码不对" in dialog.words()
        dialog.password.line.setText(PASSWORD)
        dialog.try_now()
        settle(window)
        assert dialog.words() == "发信服务器可用。收信服务器可用，邮箱里有 0 封邮件。"
        dialog.allow.setChecked(True)
        dialog.save_now()
        settle(window)
        assert dialog.result() == dialog.DialogCode.Accepted
        dialog.deleteLater()
        assert page.ways.fetch_button.isEnabled()
        page.send_by(Way(MAIL))
        settle(window)
        assert [line.kind for line in page.sent.rows] == ["邮件"]
        assert [(line.who, line.words) for line in page.ways.history.rows] == [("省总", "已送出")]
        assert not page._out.safe.isVisible()
    found = MailSettings(
        Server(HOST, smtp, STARTTLS),
        Server(HOST, boxes.implicit),
        sheng,
        f"{sheng}@example.org",
        ca_file=str(papers.ca),
    )
    mail_settings.save(land.province, found, PASSWORD)
    mail_settings.allow(land.province, allowed=True)
    with shown(land.province) as window:
        collect = collecting(window)
        collect.ways.fetch_now()
        settle(window)
        assert [line.code for line in collect.lines.rows] == ["OK"]
        assert collect.ways.stand is not None
        assert len(collect.ways.stand.units) == 3
        said: list[object] = []
        collect.ways._save_addresses({"519901": f"{desk}@example.org"}, said.append, said.append)
        settle(window)
        assert said == [None]
        collect._collect_and_mail()
        settle(window)
        assert [line.kind for line in collect._out.listing.rows] == ["邮件"]
    with shown(land.desk) as window:
        page = exchange(window)
        page.receive_by(Way(MAIL))
        settle(window)
        assert [line.code for line in page.received.rows] == ["OK"]
        assert "新邮件 1 封" in page._in_words.text()
        assert streams.standing(land.desk).unconfirmed == 0


def test_a_draft_is_written_and_what_could_not_be_mailed_waits(land: Land, tmp_path: Path) -> None:
    register(land.desk, 1)
    drafts = land.place()
    with shown(land.desk) as window:
        page = exchange(window)
        page.ways.mail_out(lambda book: None)
        settle(window)
        assert window.banner.isVisible(), "mail is off"
        page.send_by(Way(DRAFT, drafts))
        settle(window)
        assert [path.suffix for path in drafts.iterdir() if path.is_file()] == [".eml"]
        assert [line.kind for line in page.sent.rows] == ["邮件草稿"]
        assert [line.words for line in page.ways.history.rows] == ["已写成草稿"]


def test_a_clerk_sees_no_settings_of_mail(land: Land) -> None:
    desk = land.desk
    assert desk.session is not None
    desk.session = replace(desk.session, role="clerk")
    with shown(desk) as window:
        page = exchange(window)
        assert page.ways.settings_button.isHidden()
        assert page.ways.book_button.isHidden()
        assert page.ways.share_choose.isVisible()


@pytest.mark.parametrize("size", [(1024, 768), (683, 512)])
def test_nothing_is_cut_off_in_the_smallest_window(land: Land, size: tuple[int, int]) -> None:
    land.desk.set_setting(share.FOLDER, str(land.place()))
    with shown(land.desk, size) as window:
        page = exchange(window)
        QApplication.processEvents()
        for part in (
            page.ways.share_button,
            page.ways.every,
            page.ways.share_choose,
            page.ways.fetch_button,
            page.ways.settings_button,
            page.ways.book_button,
        ):
            assert part.isVisible()
            assert part.width() >= part.minimumSizeHint().width()
        for dialog in (
            page.ways.settings_dialog(),
            WayDialog(window.context.jobs, "x", "y", page.ways.offers(out=True), out=True, parent=window),
        ):
            assert dialog is not None
            assert dialog.height() <= size[1]
            dialog.close()
            dialog.deleteLater()
