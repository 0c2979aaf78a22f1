"""Looking into the records: who changed what, whether it is whole, and a person's text taken away, as heads do it in the window."""

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtWidgets import QApplication

from db import backup, casebook, people
from db.casebook import Casebook, Session
from rules import pinyin
from tests.journeys import desk_world
from tests.journeys.desk_world import PASSPHRASE
from ui.dialogs.erase_person import ErasePersonDialog
from ui.lock import LockScreen
from ui.open import build_window, settle
from ui.pages.audit import AuditPage
from ui.pages.page import State
from ui.pages.person import PersonPage
from ui.pages.retention import RetentionPage
from ui.pages.screen_card import ScreenCard
from ui.window import MainWindow

SECOND = "another phrase 2"


@pytest.fixture
def second(book: Casebook) -> Session:
    casebook.add_user(book, login="er", name="张复", role="supervisor", passphrase=SECOND)
    return casebook.sign_in(book.workplace, "er", SECOND)[1]


@pytest.fixture
def window(second: Session, window: MainWindow) -> MainWindow:
    assert second.name
    return window


def audit_page(window: MainWindow, thing: bytes | None = None) -> AuditPage:
    window.go("audit", thing)
    settle(window)
    page = window.page("audit")
    assert isinstance(page, AuditPage)
    return page


def shown(page: AuditPage) -> list[list[str]]:
    model = page.model
    return [
        [str(model.index(line, column).data()) for column in range(model.columnCount())]
        for line in range(model.rowCount())
    ]


def test_the_log_is_searched_and_each_field_told(window: MainWindow, book: Casebook) -> None:
    person = next(one for one in people.page(book) if one.name == "王秀英")
    people.change(book, person.id, {"phone": "13811112222"})
    page = audit_page(window)
    assert "共" in page.told.text()
    assert shown(page)[0][3:6] == ["服务对象", "王秀英", "修改"]
    assert [(one.label, one.before, one.after) for one in page.changes.rows] == [
        ("联系电话", "13900000000", "13811112222")
    ]
    assert "李书（lishu）" in page.caption.text()
    page.line.setText("李建国")
    page.line.settled.emit("李建国")
    settle(window)
    assert {row[4] for row in shown(page)} >= {"李建国"}
    assert not any("王秀英" in row[4] for row in shown(page))
    page.line.clear()
    page.table_choice.setCurrentIndex(page.table_choice.findData("staff"))
    page.table_choice.activated.emit(page.table_choice.currentIndex())
    settle(window)
    assert {row[3] for row in shown(page)} == {"经办人员"}
    page._kind.clear()
    page.list.ask()
    settle(window)
    page.table.horizontalHeader().sectionClicked.emit(3)
    settle(window)
    words = [row[3] for row in shown(page)]
    assert words == sorted(words, key=pinyin.sort_key)
    page.first.set_value(dt.date(2010, 1, 1))
    page.first.editingFinished.emit()
    settle(window)
    assert shown(page) == []
    assert not page.export_action.isEnabled()


def test_from_a_person_one_comes_to_that_person_s_changes(window: MainWindow, book: Casebook) -> None:
    person = next(one for one in people.page(book) if one.name == "李建国")
    window.go("person", person.id)
    settle(window)
    page = window.page("person")
    assert isinstance(page, PersonPage)
    page.audit_action.trigger()
    settle(window)
    log = audit_page(window, person.id)
    assert window.current_key() == "audit"
    assert {row[3] for row in shown(log)} == {"服务对象", "服务对象档案", "学员报名", "培训券发放"}
    assert not log.narrowed.isHidden()
    number = next(row[6] for row in shown(log) if row[3] == "服务对象")
    assert person.doc_no not in number
    log.whole_numbers.click()
    settle(window)
    assert any(
        person.doc_no in one.after
        for line in range(log.model.rowCount())
        if (row := log.model.row(line))
        for one in row.changes
    )
    log.narrowed.click()
    settle(window)
    assert len(shown(log)) > 20


def test_an_export_is_a_workbook_of_text_and_is_journalled(
    window: MainWindow, book: Casebook, second: Session, tmp_path: Path
) -> None:
    page = audit_page(window)
    people.register(book, people.PersonDraft("=HYPERLINK(1)"))
    page.whole_numbers.click()
    page.line.setText("王秀英")
    page.export_by(tmp_path / "操作日志.xlsx", second)
    settle(window)
    sheet = openpyxl.load_workbook(tmp_path / "操作日志.xlsx").active
    assert sheet is not None
    cells = [cell for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert all(cell.data_type == "s" for cell in cells)
    assert desk_world.id_number(0, "19700312") in {cell.value for cell in cells}
    kept = book.store.one("SELECT file, records FROM plain_export")
    assert (kept["file"], kept["records"] > 0) == ("操作日志.xlsx", True)
    page.line.clear()
    page.export_by(tmp_path / "全部.csv", second)
    settle(window)
    text = (tmp_path / "全部.csv").read_text(encoding="utf-8-sig")
    assert "'=HYPERLINK(1)" in text
    assert "\t" + desk_world.id_number(0, "19700312") in text


def test_the_check_says_all_is_whole_and_names_what_is_not(window: MainWindow, book: Casebook) -> None:
    page = audit_page(window)
    page.check()
    settle(window)
    assert "记录完整" in page.result.accessibleName()
    with book.store.transaction():
        book.store.execute(
            "UPDATE entry SET body = CAST(replace(CAST(body AS TEXT), '秀英', '秀兰') AS BLOB) WHERE tbl = 'person'"
        )
    page.check()
    settle(window)
    said = page.result.accessibleName()
    assert "记录不完整" in said
    assert "安和县总工会第" in said
    assert "服务对象" in said
    assert "用最近的备份恢复" in said


def test_a_person_is_erased_from_the_window(
    window: MainWindow, book: Casebook, second: Session, tmp_path: Path
) -> None:
    person = next(one for one in people.page(book) if one.name == "何待补")
    backup.back_up(book, tmp_path)
    window.go("person", person.id)
    settle(window)
    page = window.page("person")
    assert isinstance(page, PersonPage)
    assert page.erase_action.isVisible()
    page.erase_by(person.id, "本人要求删除", second)
    settle(window)
    assert page.title() == people.ERASED_NAME
    assert not page.erased.isHidden()
    assert page.voucher.isHidden()
    assert not page.edit_action.isEnabled()
    window.go("people")
    settle(window)
    assert people.page(book)[0].name == people.ERASED_NAME


def test_the_dialog_says_what_goes_and_what_stays_and_wants_a_reason(window: MainWindow, book: Casebook) -> None:
    from db import erasure

    person = next(one for one in people.page(book) if one.name == "何待补")
    dialog = ErasePersonDialog(erasure.scope(book, person.id), window)
    assert not dialog.do.isEnabled()
    dialog.set_reason("撤回同意")
    assert dialog.do.isEnabled()
    enrolled = next(one for one in people.page(book) if one.name == "王秀英")
    held = ErasePersonDialog(erasure.scope(book, enrolled.id), window)
    held.set_reason("撤回同意")
    assert not held.do.isEnabled()
    for one in (dialog, held):
        one.deleteLater()


def test_a_broken_casebook_opens_for_looking_and_says_so(qapp: QApplication, book: Casebook) -> None:
    path = book.workplace.path
    people.register(book, people.PersonDraft("最后一位"))
    with book.store.transaction():
        last = book.store.value("SELECT max(q) FROM entry")
        book.store.execute("UPDATE entry SET salt = zeroblob(16) WHERE q = ?", (last,))
    book.close()
    opened = desk_world.open_desk(path)
    made = build_window(opened)
    try:
        made.show()
        settle(made)
        from ui.widgets.cards import VerdictPanel

        said = [panel.accessibleName() for panel in made.findChildren(VerdictPanel)]
        assert any("只能查看" in words and f"第 {last} 条" in words for words in said)
        made.go("people")
        settle(made)
        assert made.page("people").state is State.READY
    finally:
        made.close()
        opened.close()


def test_a_clerk_may_not_read_the_log(qapp: QApplication, book: Casebook) -> None:
    casebook.add_user(book, login="clerk", name="小方", role="clerk", passphrase=PASSPHRASE)
    clerk = casebook.open_casebook(book.workplace.path, "clerk", PASSPHRASE, book.clock, regions=book.regions)
    made = build_window(clerk)
    try:
        made.show()
        assert audit_page(made).state is State.FORBIDDEN
    finally:
        made.close()
        clerk.close()


def test_what_is_due_is_listed_set_and_destroyed_in_the_window(
    window: MainWindow, book: Casebook, second: Session, tmp_path: Path
) -> None:
    with book.write() as writer:
        writer.add("hardship_file", {"file_no": "0007", "holder": "老档案", "closed_on": "1999-05-01"})
    backup.back_up(book, tmp_path)
    window.go("retention")
    settle(window)
    page = window.page("retention")
    assert isinstance(page, RetentionPage)
    assert [one.title for one in page.due.rows] == ["0007 老档案"]
    assert "总工办〔2016〕36 号" in page.source.text()
    assert page.deed.isEnabled()
    assert not page.years.isEnabled()
    for name in ("清册.pdf", "清册.xlsx"):
        page.write(tmp_path / name)
        settle(window)
        assert (tmp_path / name).is_file()
    page.destroy_by(second)
    settle(window)
    assert page.due.rows == []
    assert [one.count for one in page.past.rows] == [1]
    assert len(page.backups.rows) == 1
    page.backups.selectRow(0)
    page._note_gone()
    settle(window)
    assert page.backups.rows == []
    unserved = next(one for one in page.terms.rows if one.term.key == "unserved")
    page.choose(unserved)
    settle(window)
    assert page.years.isEnabled()
    page.set_years(7)
    settle(window)
    assert next(one for one in page.terms.rows if one.term.key == "unserved").years == 7


def test_the_screen_card_keeps_minutes_and_a_code(window: MainWindow, book: Casebook) -> None:
    window.go("settings")
    settle(window)
    card = window.page("settings").findChild(ScreenCard)
    assert card is not None
    card.minutes.setValue(25)
    settle(window)
    assert book.setting("idle_minutes") == "25"
    window.context.screen.pin.set("4071")
    window.lock()
    lock = window.findChild(LockScreen)
    assert lock is not None
    lock.line.setText("4071")
    lock._try()
    settle(window)
    assert lock.isHidden()
    assert window.centralWidget().isEnabled()
