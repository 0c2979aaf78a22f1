"""Things that pass from hand to hand, by keys: seals, certificates, vouchers, redemption parts, numbers, and the work itself."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from db import casebook, certificates, handovers, prints, settlement, training, vouchers, work_handover
from db.casebook import Casebook
from db.certificates import CertificateRow
from rules import clock as clocks
from rules import vouchers as numbers
from tests.journeys import small_county
from tests.journeys.small_county import County
from ui.dialogs import second_sign
from ui.dialogs.confirm import Confirmation
from ui.dialogs.proxy import ProxyDraft
from ui.dialogs.seal_use import SealWords
from ui.dialogs.second_sign import RECEIVER, SecondSignDialog
from ui.dialogs.unlock import UnlockDraft
from ui.open import settle
from ui.pages import certificate_handout, seal_register
from ui.pages import work_handover as work_page
from ui.pages.certificate_handout import CertificateHandout
from ui.pages.certificates import BaseCertificates
from ui.pages.claims import Claims
from ui.pages.handover_page import MarkList
from ui.pages.seal_register import SealRegister
from ui.pages.transfers import TransfersPage
from ui.pages.voucher_receipts import VoucherReceipts
from ui.pages.vouchers import Vouchers
from ui.pages.work_handover import WorkHandoverPage
from ui.window import MainWindow

Opener = Callable[[Casebook], MainWindow]
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    made = small_county.build(tmp_path)
    yield made
    made.close()


@pytest.fixture
def issued(county: County) -> list[CertificateRow]:
    """Let the class be held and examined at the base, and issue its certificates."""
    county.send_class()
    base = county.base
    lines = training.roster(base, county.class_id)
    for part in ("上午", "下午"):
        marks = {line.enrolment: "P" for line in lines}
        training.record_attendance(base, county.class_id, dt.date(2009, 9, 14), part, marks)
    passed = training.Result(completed=True, outcome=training.PASSED, theory=80, practice=80)
    training.record_results(base, county.class_id, {line.enrolment: passed for line in lines})
    return certificates.issue(base, county.class_id)


@pytest.fixture(autouse=True)
def answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer each question with its first reason."""

    def ask(_parent: object, _title: str, _words: str, _deed: str, *, reasons: list[str]) -> Confirmation:
        return Confirmation(reasons[0])

    for module in (certificate_handout, seal_register):
        monkeypatch.setattr(module, "ask", ask)


def at(window: MainWindow, key: str) -> Any:
    window.go(key)
    settle(window)
    return window.page(key)


def mark_lines(window: MainWindow, table: MarkList[Any], first: int, more: int = 0) -> None:
    """Mark lines with the arrow keys."""
    table.setFocus()
    table.selectRow(first)
    for _line in range(more):
        QTest.keyClick(table, Qt.Key.Key_Down, SHIFT)
    settle(window)


def text_of(page: Any) -> str:
    """Give what stands on all pages of the paper in sight, without spaces."""
    import pypdfium2

    document = pypdfium2.PdfDocument(page.paper.preview._data)
    try:
        return "".join("".join(one.get_textpage().get_text_range().split()) for one in document)
    finally:
        document.close()


def test_a_seal_is_registered_on_all_that_bear_none_and_the_register_is_printed(
    county: County, issued: list[CertificateRow], opened: Opener
) -> None:
    window = opened(county.base)
    certificates_page = at(window, "certificates")
    assert isinstance(certificates_page, BaseCertificates)
    page = at(window, "seal_register")
    assert isinstance(page, SealRegister)
    assert "未用印 7 份" in page.told.text()
    mark_lines(window, page.list, 0, 1)
    assert page.told.text() == "已选 2 份"
    dialog = page.use_dialog()
    assert not dialog._do.isEnabled()
    dialog.approved_by.insert("周主任")
    assert dialog._do.isEnabled()
    assert dialog.words() == SealWords("培训基地公章", "周主任", "王基", "", clocks.today(county.base.clock))
    page.use(dialog.words())
    settle(window)
    assert [len(one.seals) for one in page.list.rows] == [1, 1, 0, 0, 0, 0, 0]
    page.list.selectRow(0)
    page.use(SealWords("培训基地公章", "周主任", "王基", "第1期发证", dt.date(2009, 9, 21)))
    settle(window)
    assert all(one.seals for one in page.list.rows)
    assert "2009-09-21" in {one.day for one in handovers.seal_uses(county.base)}
    uses = handovers.seal_uses(county.base)
    assert [use.count for use in uses] == [5, 2]
    page.withdraw_act.trigger()
    settle(window)
    assert [use.stands for use in handovers.seal_uses(county.base)] == [False, True]
    page.print_act.trigger()
    settle(window)
    text = text_of(page)
    assert "用印登记表" in text
    assert "用印2份（不计已撤销）" in text
    page.paper.closed.emit()
    assert page.views.currentIndex() == 0


def test_certificates_are_handed_out_by_keys_and_signed_for(
    county: County, issued: list[CertificateRow], opened: Opener
) -> None:
    window = opened(county.base)
    page = at(window, "certificate_handout")
    assert isinstance(page, CertificateHandout)
    assert page.told.text() == "共 7 本，已领 0 本，未领 7 本"
    mark_lines(window, page.list, 0, 2)
    assert page.hand_act.text() == "本人领取 3 本"
    QTest.keyClick(page.list, Qt.Key.Key_Return, CTRL)
    settle(window)
    assert page.told.text() == "共 7 本，已领 3 本，未领 4 本"
    mark_lines(window, page.list, 3)
    dialog = page.proxy_dialog()
    dialog.received_by.insert("王家人")
    assert dialog.draft() == ProxyDraft("王家人", "委托书和双方身份证")
    page.take_by(dialog.draft())
    settle(window)
    mark_lines(window, page.list, 0)
    assert not page.hand_act.isEnabled()
    page.back_act.trigger()
    settle(window)
    assert page.told.text() == "共 7 本，已领 3 本，未领 4 本"
    QTest.keyClick(page.list, Qt.Key.Key_P, CTRL | SHIFT)
    settle(window)
    text = text_of(page)
    assert "7本已发3本未领4本" in text
    assert "王家人代领" in text
    assert page.paper.preview is not None
    assert page.paper.preview.page_count == 1


def test_the_county_sees_who_took_a_certificate_once_the_results_came(
    county: County, issued: list[CertificateRow], opened: Opener, tmp_path: Path
) -> None:
    from sync import extract, receiving

    handovers.hand_out(county.base, [issued[0].id])
    folder = tmp_path / "results"
    folder.mkdir()
    extract.class_results(county.base, county.class_id, folder)
    receiving.receive_folder(county.desk, [folder])
    page = at(opened(county.desk), "certificate_handout")
    assert isinstance(page, CertificateHandout)
    assert page.told.text() == "共 7 本，已领 1 本，未领 6 本"


def test_people_sign_for_the_vouchers_of_a_day_or_a_class(county: County, opened: Opener) -> None:
    made = county.issue(4)
    window = opened(county.desk)
    assert isinstance(at(window, "vouchers"), Vouchers)
    page = at(window, "voucher_receipts")
    assert isinstance(page, VoucherReceipts)
    assert page.told.text() == "共 4 张，面值 2,000.00 元"
    page.choice.setFocus()
    QTest.keyClick(page.choice, Qt.Key.Key_End)
    page.choice.activated.emit(page.choice.currentIndex())
    settle(window)
    assert page.chosen()[0] == county.class_id
    page.print_act.trigger()
    settle(window)
    text = text_of(page)
    assert "班次：第1期家政服务员班" in text
    assert "人民币贰仟元整" in text
    assert numbers.shown(made[0].number).replace(" ", "") in text
    assert page.paper.preview is not None
    page.paper.preview.save_to(county.root / "签收.pdf")
    settle(window)
    (run,) = prints.page(county.desk, prints.Filter())
    assert (run.kind, run.first) == (prints.VOUCHERS_TAKEN, "第1期家政服务员班")


def test_redemption_parts_go_to_the_county_with_their_list(county: County, opened: Opener) -> None:
    made = county.issue(3)
    county.send_class()
    for one in made:
        vouchers.redeem(county.base, one.token, county.class_id)
    settlement.claim(county.base, "2009-09")
    window = opened(county.base)
    page = at(window, "claims")
    assert isinstance(page, Claims)
    page.tabs.setCurrentIndex(1)
    page.backs_act.trigger()
    settle(window)
    text = text_of(page)
    assert "副券3张" in text
    assert "人民币壹仟伍佰元整" in text


def test_numbers_drawn_have_their_receipt(county: County, opened: Opener) -> None:
    window = opened(county.desk)
    page = at(window, "transfers")
    assert isinstance(page, TransfersPage)
    page._paper(None)
    settle(window)
    text = text_of(page)
    assert "培训券号段领用单" in text
    assert "发放单位：省总工会" in text
    assert "30个号码" in text
    assert "人民币壹万伍仟元整" in text


# --- the work itself ----------------------------------------------------------------------------------------------


def test_work_is_handed_over_to_whoever_signs_in_beside_the_giver(
    county: County, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = county.desk
    county.issue(2)
    taker = casebook.sign_in(desk.workplace, "zhou", small_county.SECOND)[1]
    heard: list[str] = []

    def ask(_context: object, what: str, _parent: object) -> casebook.Session:
        heard.append(what)
        return taker

    monkeypatch.setattr(work_page, "ask_receiver", ask)
    window = opened(desk)
    page = at(window, "work_handover")
    assert isinstance(page, WorkHandoverPage)
    items = {one.key: one.count for one in page.items.rows}
    assert (items["voucher_stock"], items["outstanding"], items["doc_pending"]) == (28, 2, 1)
    assert not page.sign_act.isEnabled()
    page.reason.setFocus()
    QTest.keyClick(page.reason, Qt.Key.Key_Down)  # the first of the usual reasons
    QTest.keyClick(page.reason, Qt.Key.Key_Return)
    QTest.keyClicks(page.until, "20091015")
    QTest.keyClick(page.until, Qt.Key.Key_Return)
    page.keys.insert("铁皮柜钥匙 2 把")
    assert page.sign_act.isEnabled()
    page.sign_act.trigger()
    settle(window)
    assert "李书 把工作交给接收人：休假" in heard[0]
    (made,) = work_handover.handed_over(desk)
    assert (made.giver, made.taker, made.until, made.keys) == ("李书", "周主任", "2009-10-15", "铁皮柜钥匙 2 把")
    assert page.views.currentIndex() == 1
    text = text_of(page)
    for words in ("工作交接单", "周主任", "已发未核销的券", "铁皮柜钥匙2把", "28个"):
        assert words in text
    page.paper.closed.emit()
    assert page.reason.currentText() == ""
    assert len(page.past.rows) == 1
    page.items.setFocus()
    page.items.selectRow(next(n for n, one in enumerate(page.items.rows) if one.key == "doc_pending"))
    QTest.keyClick(page.items, Qt.Key.Key_Return)
    settle(window)
    assert window.current_key() == "people"


def test_whoever_takes_over_may_have_any_role(county: County, monkeypatch: pytest.MonkeyPatch, qapp: Any) -> None:
    """The dialog offers all who sign in here but the giver, and words itself for a handover."""
    desk = county.desk
    with monkeypatch.context() as as_head:
        as_head.setattr(desk, "session", casebook.sign_in(desk.workplace, "zhou", small_county.SECOND)[1])
        casebook.add_user(desk, login="xiao", name="肖新", role="clerk", passphrase="another phrase 4")
    offered: list[str] = []

    def shown(dialog: SecondSignDialog) -> int:
        box = dialog.findChild(QComboBox)
        assert box is not None
        offered.extend(box.itemText(place) for place in range(box.count()))
        assert dialog.windowTitle() == "接收人登录确认"
        dialog.session = dialog._sign_in(UnlockDraft("xiao", "another phrase 4"))
        return 1

    monkeypatch.setattr(SecondSignDialog, "exec", shown)
    from ui.open import build_window

    window = build_window(desk)
    taker = second_sign.ask_receiver(window.context, "休假", window)
    assert taker is not None
    assert taker.name == "肖新"
    assert offered == ["周主任（zhou）", "肖新（xiao）"]
    assert RECEIVER.deed == "确认接收"
    window.close()
    window.deleteLater()


@pytest.mark.parametrize("kind", ["base", "province"])
def test_every_workplace_hands_over_its_own_matters(county: County, opened: Opener, kind: str) -> None:
    book = getattr(county, kind)
    page = at(opened(book), "work_handover")
    assert isinstance(page, WorkHandoverPage)
    keys = {one.key for one in page.items.rows}
    assert ("certificate_stock" in keys) is (kind == "base")
    assert "backup" in keys
