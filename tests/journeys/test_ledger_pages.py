"""Bringing the old ledgers along in the window: the file let fall, its columns told once, the report, the opening balance, and what follows from it."""

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from db import casebook, ledgers, opening, people
from db.casebook import Casebook, Session
from db.ledger_kinds import BENEFITS, CERTIFICATES, VOUCHERS
from rules.clock import StoryClock
from tests.db.test_ledgers import HEAD, old, workbook
from tests.journeys import desk_world
from tests.journeys.desk_world import Desk
from ui.dialogs.ledger_columns import LedgerColumnsDialog, letters
from ui.dialogs.ledger_import import LedgerImportDialog
from ui.dialogs.opening import OpeningDialog
from ui.dialogs.table_import import dropped
from ui.open import build_window, settle
from ui.pages.ledgers import LedgersPage
from ui.pages.person import PersonPage, happenings
from ui.pages.voucher_issue import VoucherIssue
from ui.pages.vouchers import Vouchers
from ui.window import MainWindow

PHRASE = "another phrase 2"


@pytest.fixture
def book(book: Casebook) -> Casebook:
    casebook.add_user(book, login="zhang", name="张复", role="supervisor", passphrase=PHRASE)
    return book


@pytest.fixture
def second(book: Casebook) -> Session:
    return casebook.sign_in(book.workplace, "zhang", PHRASE)[1]


def page_of(window: MainWindow) -> LedgersPage:
    window.go("ledgers")
    settle(window)
    page = window.page("ledgers")
    assert isinstance(page, LedgersPage)
    return page


def test_a_ledger_is_read_judged_shown_and_taken(window: MainWindow, book: Casebook, tmp_path: Path) -> None:
    page = page_of(window)
    assert list(page.kept) == ["ledger_voucher", "ledger_certificate", "hardship_file", "past_benefit"]
    assert page.verdict.accessibleName().startswith("没有旧券")
    person = people.page(book)[3]
    rows = [
        old("1", 60),
        [2, "2", person.name, person.doc_no, 500, "焊工", "2009.2", "已核销", ""],
        old("3", 61, "不晓得"),
    ]
    file = workbook(tmp_path / "旧券.xlsx", [HEAD, *rows])
    dialog = page.dialog(VOUCHERS)
    said: list[str] = []
    dialog.imported.connect(said.append)
    dialog.judge(file)
    settle(window)
    assert dialog.report is not None
    assert (dialog.report.accepted, dialog.report.matched, dialog.report.parked) == (2, 1, {"STATUS_UNKNOWN": 1})
    assert dialog.take.text() == "导入 2 行"
    shown = [[dialog.model.index(row, at).data() for at in (0, 2, 3)] for row in range(dialog.model.rowCount())]
    assert shown == [["4", "待核，不导入", "状态 不晓得"]]
    assert ledgers.counts(book)["ledger_voucher"] == 0
    dialog.import_it()
    settle(window)
    assert said == ["已导入 2 行，1 行没有导入。"]
    assert page.kept["ledger_voucher"].text() == "已有 2 条"
    assert page.verdict.accessibleName().startswith("登记期初余额以后才能发券")
    assert [one.name for one in page.imports.rows] == ["旧券.xlsx"]
    dialog.judge(file)
    settle(window)
    assert dialog.report is None
    assert "已于" in dialog.note.accessibleName()
    dialog._again_button.click()
    settle(window)
    assert dialog.report is not None
    assert dialog.report.duplicates == 2
    dialog.deleteLater()
    # what the person page shows of it
    window.go("person", person.id)
    settle(window)
    told = window.page("person")
    assert isinstance(told, PersonPage)
    assert "旧券台账《旧券.xlsx》第3行" in told.voucher.accessibleName()
    (event,) = [one for one in happenings(people.timeline(book, person.id)) if one.kind == "ledger"]
    assert (event.day.isoformat(), event.title) == ("2009-02", "旧培训券 2（已核销）")
    assert event.detail.startswith("旧台账 · 面值 500 元")


def test_columns_are_asked_once_and_may_be_told_otherwise(
    window: MainWindow, book: Casebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(window)
    head = ["本子号", "大名", "证号", "哪天"]
    file = workbook(tmp_path / "a.xlsx", [["随便"], head, ["X1", "甲", "", "2009-3-1"], ["X2", "乙", "", "2009-3-2"]])
    asked: list[str] = []

    def answer(dialog: LedgerColumnsDialog) -> int:
        asked.append(dialog.words.text())
        assert not dialog.settle.isEnabled()
        dialog.columns["number"].setCurrentIndex(1)
        dialog.columns["holder"].setCurrentIndex(1)
        assert dialog.words.text().startswith("还要指明：面值")
        face = dialog.columns["face_fen"]
        face.setCurrentIndex(face.count() - 1)
        assert "看不明白" in dialog.words.text()
        dialog.values["face_fen"].setText("500")
        assert dialog.words.text() == "A 列被指给了两项，请核对。"
        dialog.columns["holder"].setCurrentIndex(2)
        dialog.columns["issued_on"].setCurrentIndex(4)
        assert dialog.settle.isEnabled()
        return int(QDialog.DialogCode.Accepted)

    monkeypatch.setattr(LedgerColumnsDialog, "exec", answer)
    dialog = page.dialog(VOUCHERS)
    assert not dialog.map.isEnabled()
    dialog.judge(file)
    settle(window)
    settle(window)
    assert asked == ["还要指明：券号、面值"]
    assert dialog.report is not None
    assert dialog.report.accepted == 2
    dialog.import_it()
    settle(window)
    other = workbook(tmp_path / "b.xlsx", [head, ["X3", "丙", "", "2009-4-1"]])
    again = page.dialog(VOUCHERS)
    again.judge(other)
    settle(window)
    assert len(asked) == 1
    assert again.report is not None
    assert again.report.accepted == 1
    assert again.map.isEnabled()

    def refuse(_dialog: LedgerColumnsDialog) -> int:
        return int(QDialog.DialogCode.Rejected)

    monkeypatch.setattr(LedgerColumnsDialog, "exec", refuse)
    again.map.click()
    assert again.report.accepted == 1
    for one in (dialog, again):
        one.reject()
        one.deleteLater()
    assert [letters(at) for at in (0, 25, 26, 51, 701, 702)] == ["A", "Z", "AA", "AZ", "ZZ", "AAA"]


def test_a_file_let_fall_on_the_page_is_known_by_its_headings(
    window: MainWindow, book: Casebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(window)
    file = workbook(
        tmp_path / "c.xlsx", [["证书编号", "姓名", "身份证号", "工种", "发证日期"], ["P1", "甲", "", "焊工", "2008.5"]]
    )
    seen: list[LedgerImportDialog] = []

    def note(dialog: LedgerImportDialog) -> None:
        seen.append(dialog)

    monkeypatch.setattr(LedgerImportDialog, "exec", note)
    monkeypatch.setattr(LedgerImportDialog, "deleteLater", lambda _dialog: None)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    assert dropped(mime) == file
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    page.dropEvent(event)
    settle(window)
    settle(window)
    (dialog,) = seen
    assert dialog.kind.currentText() == CERTIFICATES.label
    assert dialog.report is not None
    assert dialog.report.accepted == 1
    # another kind chosen: judged anew by its own columns
    monkeypatch.setattr(LedgerColumnsDialog, "exec", lambda _dialog: 0)
    dialog.kind.setCurrentIndex(dialog.kind.findText(BENEFITS.label))
    settle(window)
    settle(window)
    assert dialog.report is None
    assert not dialog.take.isEnabled()
    dialog.reject()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "x.txt"))])
    assert dropped(mime) is None


def test_the_opening_balance_is_checked_as_one_types_and_lets_vouchers_out(
    window: MainWindow, book: Casebook, second: Session, tmp_path: Path
) -> None:
    file = workbook(tmp_path / "旧券.xlsx", [HEAD, old("1", 60), old("2", 61, "已核销")])
    ledgers.take(book, ledgers.open_ledger(book, VOUCHERS, file))
    window.go("voucher_issue")
    settle(window)
    issuing = window.page("voucher_issue")
    assert isinstance(issuing, VoucherIssue)
    assert "期初余额" in issuing._quota.text()
    page = page_of(window)
    dialog = OpeningDialog(window.context, None, page)
    settle(window)
    assert dialog.fill.isVisibleTo(dialog)
    dialog.fill.click()
    assert dialog.save.isEnabled()
    assert dialog.lines[0].text() == "✓ 印制 2 ＝ 在库 0 ＋ 已发 2 ＋ 作废 0"
    stock = dialog.numbers["stock"]
    stock.selectAll()
    QTest.keyClicks(stock, "3")
    assert dialog.lines[0].text().startswith("✕ ")
    assert not dialog.save.isEnabled()
    dialog.numbers["printed"].set_value(5)
    assert "印制：登记 5，台账 2；在库：登记 3，台账 0" in dialog.words.text()
    assert not dialog.save.isEnabled()
    dialog.source.setText("空白券三张")
    assert dialog.save.isEnabled()
    stock.clear()
    assert dialog.draft() is None
    stock.set_value(3)
    draft = dialog.draft()
    assert draft is not None
    assert (draft.printed, draft.as_of, draft.source) == (5, dt.date(2009, 9, 28), "空白券三张")
    dialog.deleteLater()
    page.keep(draft, second)
    settle(window)
    assert page.verdict.accessibleName().startswith("已登记，截至 2009-09-28；与导入的台账有 2 项不同")
    figures: list[list[Any]] = [[one.text() for one in line[:4]] for line in page.table.figures]
    assert figures == [["5", "3", "0", "2"], ["30", "25", "0", "5"], ["35", "28", "0", "7"]]
    vouchers = window.page("vouchers")
    window.go("vouchers")
    settle(window)
    assert isinstance(vouchers, Vouchers)
    assert vouchers.figures.account.isVisibleTo(vouchers)
    assert [line[0].text() for line in vouchers.figures.account.figures] == ["5", "30", "35"]
    window.go("voucher_issue")
    settle(window)
    assert "期初余额" not in issuing._quota.text()
    # a correction begins with what stands
    again = OpeningDialog(window.context, draft, page)
    assert again.draft() == draft
    again.deleteLater()


def test_an_office_may_say_that_it_had_old_vouchers(window: MainWindow, book: Casebook) -> None:
    page = page_of(window)
    page.had.click()
    settle(window)
    assert opening.is_needed(book)
    assert page.verdict.accessibleName().startswith("登记期初余额以后才能发券")
    page.had.click()
    settle(window)
    assert not opening.is_needed(book)


def test_a_base_brings_certificates_alone(qapp: QApplication, founded: Desk, tmp_path: Path) -> None:
    shutil.copytree(founded.base, tmp_path / "base")
    book = casebook.open_casebook(
        tmp_path / "base", "base", desk_world.PASSPHRASE, StoryClock(desk_world.TODAY), parameters=desk_world.CHEAP
    )  # fmt: skip
    window = build_window(book)
    window.resize(1024, 768)
    window.show()
    page = page_of(window)
    assert list(page.kept) == ["ledger_certificate"]
    assert not page._opening.isVisibleTo(page)
    window.close()
    window.deleteLater()
    book.close()
