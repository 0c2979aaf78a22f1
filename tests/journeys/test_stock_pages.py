"""Pre-printed stock and overlay printing, driven as a clerk drives them: take a pack in, print sheet by sheet, answer for each."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from db import casebook, certificates, printers, prints, stock, training, vouchers
from db.overlay import pending, unprinted
from db.stock import CERTIFICATE, VOUCHER, ReceiptDraft
from rules.calibration import Calibration
from rules.layouts import Layout
from tests.journeys import scanning, small_county
from tests.journeys.small_county import County
from tests.journeys.test_base_pages import present
from ui.dialogs.confirm import Confirmation
from ui.dialogs.stock_layout import SHOWN, X
from ui.open import build_window, settle
from ui.pages import consent
from ui.pages import overlay as overlay_page
from ui.pages import stock as stock_page
from ui.pages.overlay import OverlayPage
from ui.pages.stock import StockPage
from ui.widgets.pdf_printing import PrinterFailed
from ui.widgets.stock_printing import PrinterGone, StockPrinters
from ui.window import MainWindow

PIN = "针打一号"


class FakePrinters(StockPrinters):
    """Stand for the printers of a PC; keep what was sent to them."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.fails: Exception | None = None
        self.near = (0.0, 0.0, 0.0, 0.0)

    def names(self) -> list[str]:
        return [PIN, "激光"]

    def send(self, name: str, title: str, data: bytes, layout: Layout, progress: Any) -> None:
        if self.fails is not None:
            raise self.fails
        document = pypdfium2.PdfDocument(data)
        text = document[0].get_textpage().get_text_range()
        document.close()
        self.sent.append((name, "".join(text.split())))

    def margins(self, name: str, layout: Layout) -> tuple[float, float, float, float]:
        return self.near


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    made = small_county.build(tmp_path)
    yield made
    made.close()


@pytest.fixture
def window(county: County, qapp: Any) -> Iterator[MainWindow]:
    made = build_window(county.desk)
    made.resize(1024, 768)
    made.show()
    settle(made)
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def approved(county: County, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Confirm every question with its first reason and approve by the supervisor; tell what was asked."""
    asked: list[str] = []
    _key, second = casebook.sign_in(county.desk.workplace, "zhou", small_county.SECOND)

    def ask(_parent: Any, title: str, *_words: str, reasons: Any = (), danger: bool = True) -> Confirmation:
        asked.append(title)
        return Confirmation(reasons[0] if reasons else "")

    def ask_second(_context: Any, what: str, _parent: Any) -> Any:
        asked.append(what)
        return second

    for module in (overlay_page, stock_page):
        monkeypatch.setattr(module, "ask", ask)
    monkeypatch.setattr(consent, "ask_consent", ask_second)
    return asked


def overlay(window: MainWindow, thing: bytes | None = None) -> tuple[OverlayPage, FakePrinters]:
    window.go("overlay")
    page = window.page("overlay")
    assert isinstance(page, OverlayPage)
    fake = page.printing if isinstance(page.printing, FakePrinters) else FakePrinters()
    page.printing = fake
    page.open(thing)
    page.load()
    settle(window)
    return page, fake


def stock_at(window: MainWindow) -> StockPage:
    window.go("stock")
    settle(window)
    page = window.page("stock")
    assert isinstance(page, StockPage)
    return page


def key(page: OverlayPage, window: MainWindow, which: Any, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(page.serial, which, modifier)
    settle(window)


def scan(page: OverlayPage, window: MainWindow, serial: str) -> None:
    page.serial.setFocus()
    page.serial.selectAll()
    QTest.keyClicks(page.serial, serial)
    key(page, window, Qt.Key.Key_Return)


def beside(page: OverlayPage) -> str:
    return page.form._notes["serial"].text()


def dialog_says(dialog: Any, field: str) -> str:
    return str(dialog.form._notes[field].text())


def sheets(county: County) -> list[tuple[str, str, str]]:
    return [(one.serial, one.state, one.number) for _n, one in reversed(stock.page(county.desk, VOUCHER))]


def test_a_pack_is_taken_in_and_printed_sheet_by_sheet(county: County, window: MainWindow, approved: list[str]) -> None:
    first, second, third = county.issue(3)
    page = stock_at(window)
    dialog = page.receive_dialog()
    dialog.first.setText("A0001")
    dialog.last.setText("A0099")
    dialog.try_now()
    settle(window)
    assert page.identity.text() == "领入 99 ＝ 已用 0 ＋ 作废 0 ＋ 结存 99"

    work, fake = overlay(window)
    assert [one.number for one in work.queue.rows] == [one.number for one in (first, second, third)]
    assert beside(work) == "下一张应为 A0001"
    key(work, window, Qt.Key.Key_F9)  # printed first, scanned after
    assert len(fake.sent) == 1
    assert fake.sent[0][0] == PIN
    assert first.number in fake.sent[0][1]
    assert stock.sheet_of(county.desk, VOUCHER, first.number) is None, "nothing is done before the sheet was looked at"
    assert prints.edition(county.desk, VOUCHER, first.number) == 1
    key(work, window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "请扫描" in beside(work)
    scan(work, window, "A0001")
    assert "可用" in beside(work)
    key(work, window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert sheets(county) == [("A0001", "used", first.number)]
    assert prints.edition(county.desk, VOUCHER, first.number) == 2

    scan(work, window, "a-0002")  # scanned first, printed after
    key(work, window, Qt.Key.Key_F9)
    assert second.number in fake.sent[1][1]
    work._ask_spoiled()
    settle(window)
    assert sheets(county)[1:] == [("A0002", "spoiled", second.number)]
    assert work.chosen() is not None
    assert work.chosen().number == second.number, "the same number, on another sheet"  # type: ignore[union-attr]
    scan(work, window, "A0003")
    key(work, window, Qt.Key.Key_F9)
    key(work, window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert sheets(county)[2:] == [("A0003", "used", second.number)]
    assert "重打" not in fake.sent[2][1], "a sheet that was spoiled is no printing"
    assert [one.number for one in work.queue.rows] == [third.number]

    page = stock_at(window)
    assert page.identity.text() == "领入 99 ＝ 已用 2 ＋ 作废 1 ＋ 结存 96"
    assert [one.serial for one in page.waiting.rows] == ["A0002"]
    page.approve()
    settle(window)
    assert page.waiting.rows == ()
    assert any("核准作废" in one for one in approved)
    assert vouchers.page(county.desk)[0][1].status == "已发放"


def test_a_serial_that_cannot_be_is_refused_beside_the_field(
    county: County, window: MainWindow, approved: list[str]
) -> None:
    county.issue(2)
    stock.receive(county.desk, ReceiptDraft(VOUCHER, "A0001", "A0002"))
    work, fake = overlay(window)
    for text, words in (("??", "认不出"), ("A0003", "不在已领入"), ("A0001", "可用")):
        scan(work, window, text)
        assert words in beside(work)
    key(work, window, Qt.Key.Key_F9)
    key(work, window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    key(work, window, Qt.Key.Key_F9)
    scan(work, window, "A0001")
    assert "已于 2009-09-28 打印" in beside(work)
    key(work, window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "不能再用" in beside(work)
    assert len(stock.page(county.desk, VOUCHER)) == 1
    scan(work, window, "A0002")
    key(work, window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(stock.page(county.desk, VOUCHER)) == 2
    assert work.number.text() == "没有待打印的"
    assert len(fake.sent) == 2


@pytest.mark.parametrize(("error", "words"), [
    (PrinterGone(printer=PIN), "找不到打印机“针打一号”"), (PrinterFailed(printer=PIN), "没有接收"),
])  # fmt: skip
def test_a_printer_that_is_not_there_is_told_and_nothing_is_printed(
    county: County, window: MainWindow, error: Exception, words: str
) -> None:
    (row,) = county.issue(1)
    stock.receive(county.desk, ReceiptDraft(VOUCHER, "A0001", "A0002"))
    work, fake = overlay(window)
    fake.fails = error
    key(work, window, Qt.Key.Key_F9)
    assert words in work.panel.accessibleName()
    assert pending(county.desk, VOUCHER) is None
    assert stock.page(county.desk, VOUCHER) == []
    assert prints.edition(county.desk, VOUCHER, row.number) == 1
    fake.fails = None
    key(work, window, Qt.Key.Key_F9)
    assert len(fake.sent) == 1


def test_a_sheet_nobody_answered_for_is_asked_about_again(county: County, window: MainWindow) -> None:
    (row,) = county.issue(1)
    stock.receive(county.desk, ReceiptDraft(VOUCHER, "A0001", "A0002"))
    work, fake = overlay(window)
    scan(work, window, "A0001")
    key(work, window, Qt.Key.Key_F9)
    window.close()
    window.context.jobs.close()
    again = build_window(county.desk)
    again.show()
    settle(again)
    work, fake = overlay(again)
    assert "没有登记结果" in work.panel.accessibleName()
    assert work.serial.text() == "A0001"
    work.print_again()  # nothing had come out
    settle(again)
    assert row.number in fake.sent[0][1]
    key(work, again, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert sheets(county) == [("A0001", "used", row.number)]
    again.close()
    again.deleteLater()


def test_a_voucher_printed_before_gives_its_old_sheet_up_and_says_that_it_is_another(
    county: County, window: MainWindow, approved: list[str]
) -> None:
    (row,) = county.issue(1)
    stock.receive(county.desk, ReceiptDraft(VOUCHER, "A0001", "A0009"))
    stock.use(county.desk, VOUCHER, "A0001", row.number)
    prints.log(county.desk, VOUCHER, [row.number])
    work, fake = overlay(window, row.id)
    assert "已在纸张 A0001 上" in work.holder.text()
    key(work, window, Qt.Key.Key_F9)
    assert "收回" in work.panel.accessibleName()
    assert fake.sent == []
    page = stock_at(window)
    dialog = page.lose_dialog(missing=False, serial="A0001")
    dialog.try_now()
    settle(window)
    work, fake = overlay(window, row.id)
    key(work, window, Qt.Key.Key_F9)
    assert "重打·第2版" in fake.sent[0][1]
    assert any("重打" in one for one in approved)


def test_a_calibration_is_measured_kept_and_applied(county: County, window: MainWindow) -> None:
    county.issue(1)
    work, fake = overlay(window)
    dialog = work.calibration_dialog()
    assert dialog is not None
    dialog.print_sheet()
    settle(window)
    assert "打印机：针打一号" in fake.sent[0][1]
    for name, text in (("left", "21.5"), ("top", "19.3"), ("across", "199.6"), ("down", "50.1")):
        dialog.measures[name].setText(text)
    assert "已算出" in dialog.words.text()
    found = dialog.calibration()
    assert found == Calibration(-15, 7, 1002, 998)
    dialog.measures["across"].setText("90.0")
    assert "相差太大" in dialog.words.text()
    dialog.save()
    settle(window)
    assert printers.calibration(county.desk, PIN, "voucher_241") == found
    assert "横 -1.5 mm" in work.setup_words.text()
    fake.near = (25.0, 0.0, 0.0, 0.0)
    work.load()
    settle(window)
    assert "存根·券号" in work.setup_words.text()


def test_fields_are_moved_by_the_office_and_those_written_by_hand_stay_off(county: County, window: MainWindow) -> None:
    county.issue(1)
    work, fake = overlay(window)
    dialog = work.layout_dialog()
    assert dialog is not None
    lines = {dialog.table.item(line, 0).text(): line for line in range(dialog.table.rowCount())}  # type: ignore[union-attr]
    signature = dialog.table.item(lines["正券·本人签名（手写）"], SHOWN)
    assert signature is not None
    assert not signature.flags() & Qt.ItemFlag.ItemIsEnabled
    cell = dialog.table.item(lines["存根·券号"], X)
    assert cell is not None
    for wrong, words in (("x", "应填数字"), ("239", "超出了纸张")):
        cell.setText(wrong)
        dialog.save()
        assert words in dialog.words.text()
    cell.setText("17.5")
    holder = dialog.table.item(lines["副券·持券人（手写）"], SHOWN)
    assert holder is not None
    holder.setCheckState(Qt.CheckState.Checked)
    dialog.save()
    settle(window)
    kept = {one.field: one for one in printers.layout(county.desk, "voucher_241").places}
    assert kept["stub_number"].x == 17.5
    key(work, window, Qt.Key.Key_F9)
    assert fake.sent[0][1].count("王秀英") == 2  # on the stub, and where the office wants it


def test_the_kind_of_stock_and_the_printer_are_remembered(county: County, window: MainWindow) -> None:
    work, _fake = overlay(window)
    work.layouts.setCurrentIndex(work.layouts.findData("voucher_a4"))
    settle(window)
    work.printers.setCurrentIndex(work.printers.findData("激光"))
    settle(window)
    assert printers.chosen_layout(county.desk, VOUCHER).key == "voucher_a4"
    assert printers.chosen(county.desk, "voucher_a4") == "激光"
    assert printers.chosen(county.desk, "voucher_241") == PIN
    with county.desk.store.transaction():
        printers.choose(county.desk, "voucher_a4", "搬走的打印机")
    work.load()
    settle(window)
    assert work.printers.currentText() == "搬走的打印机（没有找到）"


def test_ranges_and_missing_sheets_are_refused_and_taken_beside_their_fields(
    county: County, window: MainWindow, approved: list[str]
) -> None:
    page = stock_at(window)
    stock.receive(county.desk, ReceiptDraft(VOUCHER, "A0001", "A0009"))
    dialog = page.receive_dialog()
    for first, last, field, words in (
        ("A0005", "A0020", "serial", "已在领入的 A0001 至 A0009"), ("A0030", "A0020", "last", "止号小于起号"), ("", "", "serial", "必须填写"),
    ):  # fmt: skip
        dialog.first.setText(first)
        dialog.last.setText(last)
        dialog.try_now()
        settle(window)
        assert words in dialog_says(dialog, field)
    lose = page.lose_dialog(missing=True)
    lose.serial.setText("A0007")
    lose.try_now()
    settle(window)
    page.load()
    settle(window)
    assert page.identity.text() == "领入 9 ＝ 已用 0 ＋ 作废 1 ＋ 结存 8"
    page.table.selectRow(0)
    page.take_back()
    settle(window)
    assert page.identity.text() == "领入 9 ＝ 已用 0 ＋ 作废 0 ＋ 结存 9"
    page.withdraw()
    settle(window)
    assert stock.receipts(county.desk, VOUCHER) == []


def test_the_ledger_leads_to_the_sheet(county: County, window: MainWindow) -> None:
    (row,) = county.issue(1)
    window.go("vouchers")
    settle(window)
    page: Any = window.page("vouchers")
    page.overlay.trigger()
    settle(window)
    work = window.page("overlay")
    assert isinstance(work, OverlayPage)
    assert work.chosen() is not None
    assert work.chosen().number == row.number  # type: ignore[union-attr]


def test_a_base_prints_its_certificates_on_numbered_inner_pages(county: County, qapp: Any) -> None:
    county.send_class()
    base = county.base
    present(county)
    lines = training.roster(base, county.class_id)
    results = {line.enrolment: training.Result(True, "合格", 80, 80) for line in lines}
    training.record_results(base, county.class_id, results)
    rows = certificates.issue(base, county.class_id)
    stock.receive(base, ReceiptDraft(CERTIFICATE, "Z000001", "Z000100", origin=""))
    window = build_window(base)
    window.show()
    settle(window)
    work, fake = overlay(window)
    for at, one in enumerate(rows[:3], 1):
        key(work, window, Qt.Key.Key_F9)
        assert one.number in fake.sent[-1][1]
        assert one.holder in fake.sent[-1][1]
        scan(work, window, f"Z{at:06d}")
        key(work, window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert unprinted(base, CERTIFICATE) == [one.id for one in rows[3:]]
    work, fake = overlay(window, rows[0].id)
    stock.spoil(base, CERTIFICATE, "Z000001", "缺墨")
    key(work, window, Qt.Key.Key_F9)
    assert "补打" in work.panel.accessibleName(), "a certificate is printed once more only after two persons cleared it"
    page = stock_at(window)
    assert page.identity.text() == "领入 100 ＝ 已用 2 ＋ 作废 1 ＋ 结存 97"
    window.close()
    window.deleteLater()


def test_a_scanner_fills_the_serial_in_and_a_scanned_voucher_is_taken_in_hand(
    county: County, window: MainWindow
) -> None:
    rows = county.issue(3)
    stock.receive(county.desk, ReceiptDraft(VOUCHER, "A000001", "A000009"))
    work, fake = overlay(window)
    assert work.serial.hasFocus()
    scanning.scan(window, rows[2].number)
    settle(window)
    assert work.chosen() is not None
    assert work.chosen().number == rows[2].number  # type: ignore[union-attr]
    assert work.serial.text() == ""
    scanning.scan(window, "A000001")
    settle(window)
    assert work.serial.text() == "A000001"
    assert "可用" in beside(work)
    key(work, window, Qt.Key.Key_F9)
    work.serial.setFocus()
    scanning.scan(window, rows[2].number)
    settle(window)
    assert "扫到的是号码" in beside(work)
    key(work, window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert sheets(county) == [("A000001", "used", rows[2].number)]
    assert rows[2].number in fake.sent[0][1]
