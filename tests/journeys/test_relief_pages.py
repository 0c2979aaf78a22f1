"""生活帮扶 and 资金 as a clerk lives them: the evidence at once, a refusal beside its field, four eyes, a list signed, the matrix that follows."""

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from db import casebook, funds, goods, people, records, relief, relief_grants
from db.casebook import Casebook, Session
from db.record_checks import FieldUnfit
from db.tables import records as files
from db.tables import relief as tables
from rules.clock import StoryClock
from tests.journeys.test_job_pages import enter, look_up
from tests.printouts.conftest import text_of
from ui.dialogs.confirm import Confirmation
from ui.dialogs.record_step import RecordStepDialog
from ui.open import settle
from ui.pages import records as record_pages
from ui.pages import relief_deeds
from ui.pages.funds import FundsPage
from ui.pages.person import PersonPage
from ui.pages.record_sheet import RecordSheet
from ui.pages.records import RecordsPage
from ui.pages.relief import SPEC
from ui.widgets.fields import LineField
from ui.widgets.lead_tile import LeadTile
from ui.window import MainWindow

TODAY = dt.date(2009, 9, 28)


def line(sheet: RecordSheet, name: str) -> LineField:
    field = sheet.form.field(name)
    assert isinstance(field, LineField)
    return field


def page_of(window: MainWindow, key: str) -> RecordsPage:
    window.go(key)
    settle(window)
    page = window.page(key)
    assert isinstance(page, RecordsPage)
    return page


def somebody(book: Casebook, name: str = "王秀英") -> bytes:
    row = book.store.value("SELECT id FROM person WHERE name = ?", (name,))
    return bytes(row)


@pytest.fixture
def second(book: Casebook) -> Session:
    casebook.add_user(book, login="fuhe", name="傅核", role="supervisor", passphrase="another phrase 2")
    return casebook.sign_in(book.workplace, "fuhe", "another phrase 2")[1]


@pytest.fixture
def source(book: Casebook) -> bytes:
    row = records.add(
        book,
        funds.SOURCE,
        {"name": "帮扶专项资金", "kind": "1", "document": "总工发〔2009〕3 号", "uses": ("1", "4", "7")},
    )
    records.add(
        book,
        funds.RECEIPT,
        {"source": row, "amount_fen": 10_000_000, "voucher_no": "记-12", "day": dt.date(2009, 2, 3)},
    )
    return row


@pytest.fixture
def file(book: Casebook, second: Session) -> bytes:
    clock = book.clock
    book.clock = StoryClock(dt.date(2009, 3, 2))
    row = records.add(
        book,
        relief.FILE,
        {"person": somebody(book), "kind": "1", "main_cause": "01", "members": 3, "annual_income_fen": 1_080_000},
    )
    for state, values in (
        (files.VISITED, {"visited_by": "李走访", "finding": "租房两间，妻子患病，一子上初中。"}), (files.JUDGED, {"judgement": "同意"}),
        (files.SHOWN, {"shown_from": dt.date(2009, 3, 2), "shown_until": dt.date(2009, 3, 8)}),
    ):  # fmt: skip
        records.move(book, relief.FILE, row, state, values)
    book.clock = StoryClock(dt.date(2009, 3, 9))
    records.move(book, relief.FILE, row, files.BEFORE_HEAD)
    records.move(book, relief.FILE, row, files.ON_FILE, {"opinion": "同意建档"}, second=second)
    book.clock = clock
    return row


def paid(book: Casebook, second: Session, source: bytes, fen: int = 50_000, **more: Any) -> bytes:
    grant = records.add(
        book, relief_grants.GRANT, {"person": somebody(book), "kind": "1", "amount_fen": fen, "source": source, **more}
    )
    records.move(book, relief_grants.GRANT, grant, tables.APPROVED, second=second)
    return relief_grants.pay(book, {"grant": grant, "signer": relief_grants.SELF, "way": "1"})


@pytest.mark.usefixtures("file")
def test_what_was_received_this_year_stands_there_once_the_person_is_chosen(
    window: MainWindow, book: Casebook, second: Session, source: bytes
) -> None:
    paid(book, second, source)
    page = page_of(window, "relief")
    page.new_of("relief_grant", {})
    sheet = page.sheet("relief_grant")
    assert not sheet.told.isVisibleTo(sheet)
    look_up(window, line(sheet, "person"), "王秀英")
    settle(window)
    assert sheet.told.isVisibleTo(sheet)
    told = sheet.told.accessibleName()
    assert "2009 年已得到 1 次帮扶" in told
    assert "2009-09-28 · 生活救助 · 500 元 · 王秀英" in told
    for name, words in (("kind", "4"), ("amount_fen", "200")):
        line(sheet, name).setText(words)
        enter(line(sheet, name))
    QTest.keyClick(sheet.form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    assert line(sheet, "again").hasFocus(), "going on takes a reason"
    assert "2009-09-28 生活救助 500" in sheet.form._notes["again"].text()
    assert records.count(book, "relief_grant") == 1
    line(sheet, "again").setText("中秋慰问，另行安排")
    QTest.keyClick(sheet.form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    assert records.count(book, "relief_grant") == 2


@pytest.mark.usefixtures("file")
def test_a_second_file_of_a_household_is_told_before_a_word_is_typed(window: MainWindow, book: Casebook) -> None:
    page = page_of(window, "relief")
    page.new_of("hardship_file", {"person": somebody(book)})
    settle(window)
    sheet = page.sheet("hardship_file")
    assert "一户一档" in sheet.told.accessibleName()
    sheet.save()
    settle(window)
    assert line(sheet, "person").hasFocus()
    assert records.count(book, "hardship_file") == 1


@pytest.mark.usefixtures("file")
def test_all_that_waits_is_approved_by_one_signature_listed_and_paid(
    window: MainWindow, book: Casebook, second: Session, source: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relief_deeds, "ask_second", lambda *_: second)
    page = page_of(window, "relief")
    relief_deeds.approve_all(page, None)
    settle(window)
    document = {"document": "安总发〔2009〕7 号", "document_on": dt.date(2009, 1, 8)}
    limit = {"kind": "1", "most_fen": 100_000, "valid_from": dt.date(2009, 1, 1), **document}
    records.add(book, relief.LIMIT, limit, second=second)
    page.new_of("relief_grant", {"person": somebody(book), "kind": "1"})
    settle(window)
    sheet = page.sheet("relief_grant")
    assert "安总发〔2009〕7 号 每年 1,000 元，还能批 1,000 元" in sheet.told.accessibleName()
    line(sheet, "amount_fen").setText("1000.01")
    line(sheet, "source").set_value(source)
    sheet.save()
    settle(window)
    assert line(sheet, "amount_fen").hasFocus()
    said = sheet.form._notes["amount_fen"].text()
    assert "安总发〔2009〕7 号（2009-01-08）规定每年 1,000 元" in said
    line(sheet, "amount_fen").setText("600")
    sheet.save()
    settle(window)
    (asked,) = records.page(book, "relief_grant")
    grant = asked.id
    page.new_of("relief_grant", {"person": somebody(book), "kind": "1"})
    settle(window)
    assert "还能批 400 元" in sheet.told.accessibleName()
    line(sheet, "amount_fen").setText("10")
    sheet.save()
    settle(window)
    assert line(sheet, "again").hasFocus()
    assert "2009-09-28 生活救助" in sheet.form._notes["again"].text(), "the application that waits is the evidence"
    line(sheet, "again").setText("家人住院")
    sheet.save()
    settle(window)
    relief_deeds.approve_all(page, None)
    settle(window)
    assert [one.state for one in records.every(book, "relief_grant")] == [tables.ASKED, tables.APPROVED]
    relief_deeds.print_list(page, None)
    settle(window)
    assert page.stack.currentWidget() is page.paper
    assert page.paper.preview is not None
    listed = text_of(page.paper.preview._data)
    for words in ("救助发放表", "王秀英", "600.00"):
        assert words in listed, words
    page.back()
    page.new_of("relief_pay", {"grant": grant})
    settle(window)
    sheet = page.sheet("relief_pay")
    assert "生活救助 600 元，付给 王秀英" in sheet.told.accessibleName()
    sheet.save_action.trigger()
    settle(window)
    assert records.get(book, "relief_grant", grant).state == tables.PAID
    (found,) = records.page(book, "relief_pay")
    assert (found["amount_fen"], found["source"], found["signer"]) == (60_000, source, "1")
    approved: list[str] = []
    monkeypatch.setattr(record_pages, "ask_second", lambda _context, what, _page: approved.append(what) or second)  # type: ignore[func-returns-value]
    monkeypatch.setattr(record_pages, "ask_reason", lambda *_said, **_more: Confirmation("登记有误"))
    (held,) = records.page(book, relief.LIMIT.name)
    page._withdraw(relief.LIMIT.name, held)
    settle(window)
    assert approved == [f"撤回“{held.title}”：登记有误"], "who approves reads what is withdrawn, and why"
    assert record_pages._called(asked) == asked.title, "where its title names the person already"


def test_a_file_is_printed_for_three_and_its_step_takes_two(
    window: MainWindow, book: Casebook, file: bytes, second: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    records.add(
        book,
        relief.MEMBER,
        {
            "file": file,
            "name": "王小苗",
            "relation": "2",
            "school": "安和二中",
            "stage": "2",
            "birth": dt.date(1996, 5, 1),
        },
    )
    page = page_of(window, "relief")
    page.show_record("hardship_file", file)
    settle(window)
    part = page.file("hardship_file")
    assert [one["name"] for one in part.lists["hardship_member"].rows] == ["王小苗"]
    part.print_action.trigger()
    settle(window)
    assert page.stack.currentWidget() is page.paper
    page.back()
    settle(window)
    asked: list[str] = []
    monkeypatch.setattr(record_pages, "ask_second", lambda _context, what, _page: asked.append(what) or second)  # type: ignore[func-returns-value]
    monkeypatch.setattr(RecordStepDialog, "exec", lambda _dialog: RecordStepDialog.DialogCode.Accepted)
    monkeypatch.setattr(RecordStepDialog, "values", lambda _dialog: {"closing": "已就业"})
    page.ask_step("hardship_file", records.get(book, "hardship_file", file), files.RECOVERED)
    settle(window)
    assert len(asked) == 1
    assert records.get(book, "hardship_file", file).state == files.RECOVERED
    page.ask_step("hardship_file", records.get(book, "hardship_file", file), files.ASKED)
    settle(window)
    page.show_record("hardship_file", file)
    settle(window)
    (earlier,) = part.lists["hardship_earlier"].rows
    assert (earlier["filed_on"], earlier["closed_on"], earlier["closing"]) == ("2009-03-09", "2009-09-28", "已就业")
    assert records.get(book, "hardship_file", file)["shown_until"] is None
    window.go("person", somebody(book))
    settle(window)
    person = window.page("person")
    assert isinstance(person, PersonPage)
    titles = [event.title for event in people.timeline(book, somebody(book))]
    assert any(title.startswith("已脱困：") for title in titles), titles
    assert person.way.steps["帮扶"].text() == "✓ 帮扶", "leaving the files is no second help"


def test_medicine_is_handed_out_by_keys_by_expiry(window: MainWindow, book: Casebook) -> None:
    def batch(lot: str, expires: dt.date, **more: Any) -> bytes:
        values = {
            "kind": "1",
            "item": "感冒清热颗粒",
            "donor": "安和制药厂",
            "lot": lot,
            "quantity": 20,
            "unit": "盒",
            "expires": expires,
            "value_fen": 20_000,
        }
        return records.add(book, goods.BATCH, {**values, **more})

    later, soon = batch("B", dt.date(2010, 9, 1)), batch("A", dt.date(2009, 10, 20))
    page = page_of(window, "relief")
    page.new_of("goods_out", {})
    settle(window)
    sheet = page.sheet("goods_out")
    assert "感冒清热颗粒 · A" in line(sheet, "batch").text()
    assert "结存 20" in sheet.told.accessibleName()
    look_up(window, line(sheet, "person"), "李建国")
    line(sheet, "quantity").setText("21")
    QTest.keyClick(sheet.form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    assert "只剩 20 盒" in sheet.form._notes["quantity"].text()
    line(sheet, "quantity").setText("2")
    QTest.keyClick(sheet.form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    (given,) = records.page(book, "goods_out")
    assert (given["batch"], given["quantity"], given["value_fen"]) == (soon, 2, 2_000)
    page.new_of("goods_out", {"batch": later})
    settle(window)
    assert "先到期的先发" in page.sheet("goods_out").told.accessibleName()
    (waits,) = (tile for tile in SPEC.tiles if tile.words == "物资快到期")
    assert waits.look(book).detail == "最早 2009-10-20：感冒清热颗粒"
    gone = batch("C", dt.date(2009, 9, 20), item="止咳糖浆", day=dt.date(2009, 6, 1))
    page.new_of("goods_out", {"batch": gone})
    settle(window)
    assert "2009-09-20 已过有效期，不能发放，只能销毁" in sheet.told.accessibleName()
    look_up(window, line(sheet, "person"), "李建国")
    line(sheet, "quantity").setText("1")
    QTest.keyClick(sheet.form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    assert "止咳糖浆 · C · 有效期至 2009-09-20”已过有效期" in sheet.form._notes["batch"].text()
    assert records.count(book, "goods_out") == 1
    told = waits.look(book)
    assert (told.count, told.detail, told.tone) == (2, "1 批已过期，不能发放，请销毁", "bad")
    with pytest.raises(FieldUnfit):
        batch("D", dt.date(2009, 9, 20))
    page.new_of("goods_out", {})
    settle(window)
    assert "感冒清热颗粒 · A" in line(sheet, "batch").text(), "the form begins with what may be given"


@pytest.mark.usefixtures("file")
def test_relief_that_was_paid_stands_in_the_matrix_and_leaves_as_workbook_and_paper(
    window: MainWindow, book: Casebook, second: Session, source: bytes, tmp_path: Path
) -> None:
    paid(book, second, source)
    window.go("funds")
    settle(window)
    page = window.page("funds")
    assert isinstance(page, FundsPage)
    assert (page.came.figure(), page.went.figure(), page.left.figure()) == ("10.00", "0.05", "9.95")
    assert page.matrix is not None
    assert [one.name for one in page.matrix.rows] == ["帮扶专项资金"]
    page.export_to(tmp_path / "资金.xlsx")
    settle(window)
    sheet = openpyxl.load_workbook(tmp_path / "资金.xlsx").active
    assert sheet is not None
    rows = [[cell.value for cell in one] for one in sheet.iter_rows(min_row=3)]
    assert rows[0][6] == "生活和医疗救助（元）"
    assert rows[1][5:10] == [100_000, 500, 500, 0, 99_500]
    assert rows[-1][0] == "实物捐赠估值（单列，不计入合计）"
    page.print()
    settle(window)
    assert page.views.currentWidget() is page.paper
    page.paper.closed.emit()
    page.matrix.opened.emit(page.matrix.rows[0])
    settle(window)
    ledger = window.page("fund_records")
    assert isinstance(ledger, RecordsPage)
    assert ledger.stack.currentWidget() is ledger.file("fund_source")


@pytest.mark.usefixtures("file")
def test_what_waits_stands_on_the_first_page(window: MainWindow, book: Casebook, source: bytes) -> None:
    records.add(
        book, relief_grants.GRANT, {"person": somebody(book), "kind": "1", "amount_fen": 60_000, "source": source}
    )
    window.go("today")
    page = window.page("today")
    assert page is not None
    page.load()
    settle(window)
    told = [tile.accessibleName() for tile in page.findChildren(LeadTile)]
    assert any(one.startswith("救助待审批 1") for one in told)
    assert not any(one.startswith("救助待发放 1") for one in told)
