"""Dialogs give frozen drafts, or nothing."""

import datetime as dt
import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from db import schema
from db.ledger_columns import Layout
from rules.calibration import Calibration
from rules.clock import StoryClock
from rules.layouts import shipped
from rules.regions import national
from rules.steps import Step, unheard
from rules.wrapping import WrongPassphrase, check_passphrase
from tests.journeys.dialogs import Code, faults, put_aside, stumbles
from tests.journeys.walking import SCARCE
from ui.dialogs.calibrate import CalibrationDialog
from ui.dialogs.confirm import ConfirmDialog
from ui.dialogs.create_class import CreateClassDialog
from ui.dialogs.foundation import FoundationWizard
from ui.dialogs.key_use import KeyDialog, Phrase, Place
from ui.dialogs.ledger_columns import headings
from ui.dialogs.one_line import ask_choice, ask_number, ask_words
from ui.dialogs.progress import ProgressDialog, left_words
from ui.dialogs.record_step import RecordStepDialog
from ui.dialogs.restore import RestoreDialog
from ui.dialogs.second_sign import SecondSignDialog
from ui.dialogs.shortcuts import ShortcutsDialog
from ui.dialogs.start import OfflineDialog, SampleDialog, StartDialog, WaitDialog
from ui.dialogs.unlock import UnlockDialog, UnlockDraft
from ui.dialogs.user import PassphraseDialog
from ui.jobs import Jobs, Progress
from ui.tokens import FIELD_HEIGHT, GRID
from ui.widgets.cards import Verdict, VerdictPanel
from ui.widgets.fields import TextField
from ui.widgets.form import Form
from ui.widgets.passphrase import FREE_TRIES, Brake, PassphraseField
from ui.widgets.record_form import Surroundings

PEOPLE = [("limin", "李敏"), ("wangwei", "王伟")]
DAY = dt.date(2009, 10, 20)
GOOD = "春风又绿江南岸2009年"


def opens(draft: UnlockDraft, _step: Step = unheard) -> str:
    if draft.passphrase != "right":
        raise WrongPassphrase
    return draft.login


def test_unlock_refuses_and_accepts(qtbot: QtBot, jobs: Jobs[Any]) -> None:
    dialog = UnlockDialog("安和县帮扶中心", PEOPLE, opens, jobs, last_login="wangwei")
    qtbot.addWidget(dialog)
    dialog.show()
    QTest.keyClick(dialog.passphrase.line, Qt.Key.Key_Return)
    assert "请输入口令" in dialog.words()
    dialog.passphrase.line.setText("wrong")
    QTest.keyClick(dialog.passphrase.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "口令不对" in dialog.words())
    qtbot.waitUntil(dialog.passphrase.isEnabled)
    dialog.passphrase.line.setText("right")
    with qtbot.waitSignal(dialog.accepted):
        QTest.keyClick(dialog.passphrase.line, Qt.Key.Key_Return)
    assert dialog.result_value == "wangwei"
    assert "right" not in repr(dialog.draft)


def test_unlock_brakes_after_some_wrong_tries(qtbot: QtBot, jobs: Jobs[Any]) -> None:
    dialog = UnlockDialog("安和县帮扶中心", PEOPLE, opens, jobs)
    qtbot.addWidget(dialog)
    dialog.show()
    for _turn in range(FREE_TRIES + 1):
        qtbot.waitUntil(dialog.passphrase.isEnabled)
        dialog.passphrase.line.setText("wrong")
        dialog._try()
        qtbot.waitUntil(lambda: not jobs.busy)
    qtbot.waitUntil(lambda: dialog._brake.is_on)
    qtbot.waitUntil(dialog.passphrase.isEnabled)
    assert not dialog._enter.isEnabled()


def test_the_brake_doubles_and_is_let_go(qtbot: QtBot) -> None:
    brake = Brake()
    waits: list[int] = []
    brake.waiting.connect(waits.append)
    for _turn in range(FREE_TRIES):
        brake.press()
    assert not brake.is_on
    for _turn in range(8):
        brake.press()
    assert waits == [2, 4, 8, 16, 32, 60, 60, 60]
    brake.reset()
    assert not brake.is_on


def test_caps_lock_is_guessed(qtbot: QtBot) -> None:
    field = PassphraseField()
    qtbot.addWidget(field)
    QTest.keyClicks(field.line, "a")
    assert field.caps_words() == ""
    QTest.keyClicks(field.line, "A")
    assert "大写" in field.caps_words()


@pytest.fixture
def wizard(qtbot: QtBot, tmp_path: Path) -> FoundationWizard:
    made = FoundationWizard(tmp_path, lambda text, login: check_passphrase(text, login=login), lambda _code: "安和县")
    qtbot.addWidget(made)
    made.show()
    return made


def fill_unit(wizard: FoundationWizard, county: str) -> None:
    wizard.go_on()
    wizard.unit._name.setText("安和县总工会困难职工帮扶中心")
    wizard.unit._county.setText(county)
    wizard.go_on()


def fill_person(step: Any, name: str, login: str, first: str, again: str) -> None:
    step._name.setText(name)
    step._login.setText(login)
    step._first.line.setText(first)
    step._again.line.setText(again)


def test_a_foundation_with_two_people(qtbot: QtBot, wizard: FoundationWizard, tmp_path: Path) -> None:
    fill_unit(wizard, "519901")
    fill_person(wizard.first, "李敏", "limin", GOOD, GOOD)
    wizard.go_on()
    fill_person(wizard.second, "王伟", "limin", GOOD, GOOD)
    wizard.go_on()
    assert wizard._stack.currentWidget() is wizard.second
    fill_person(wizard.second, "王伟", "wangwei", GOOD, GOOD)
    wizard.go_on()
    with qtbot.waitSignal(wizard.accepted):
        wizard.go_on()
    draft = wizard.draft
    assert draft is not None
    assert (draft.kind, draft.county, draft.folder) == ("desk", "519901", tmp_path)
    assert [(one.login, one.role) for one in draft.people] == [("limin", "supervisor"), ("wangwei", "clerk")]
    assert GOOD not in repr(draft)


def test_a_province_has_two_digits_and_the_second_person_may_wait(qtbot: QtBot, wizard: FoundationWizard) -> None:
    wizard.kind.choose("province")
    fill_unit(wizard, "519901")
    assert wizard._stack.currentWidget() is wizard.unit
    wizard.unit._county.setText("51")
    wizard.go_on()
    fill_person(wizard.first, "李敏", "limin", GOOD, GOOD)
    wizard.go_on()
    wizard._skip_second()
    wizard.go_on()
    assert wizard.draft is not None
    assert wizard.draft.county == "51"
    assert len(wizard.draft.people) == 1


@pytest.mark.parametrize(
    ("first", "again"), [("short", "short"), (GOOD, "other passphrase"), ("", ""), ("1234567890", "1234567890")]
)
def test_a_weak_or_unequal_passphrase_does_not_pass(wizard: FoundationWizard, first: str, again: str) -> None:
    fill_unit(wizard, "519901")
    fill_person(wizard.first, "李敏", "limin", first, again)
    wizard.go_on()
    assert wizard._stack.currentWidget() is wizard.first


def test_the_second_person_is_another_one(qtbot: QtBot, jobs: Jobs[Any]) -> None:
    dialog = SecondSignDialog("作废 3 张", PEOPLE, "limin", opens, jobs)
    qtbot.addWidget(dialog)
    dialog.show()
    assert [dialog._who.itemData(n) for n in range(dialog._who.count())] == ["wangwei"]
    dialog._try()
    assert "请输入口令" in dialog.words()
    dialog.passphrase.line.setText("wrong")
    dialog._try()
    qtbot.waitUntil(lambda: "口令不对" in dialog.words())
    dialog.passphrase.line.setText("right")
    with qtbot.waitSignal(dialog.accepted):
        dialog._try()
    assert dialog.session == "wangwei"


def test_nobody_else_to_approve_is_said(qtbot: QtBot, jobs: Jobs[Any]) -> None:
    dialog = SecondSignDialog("作废 3 张", PEOPLE[:1], "limin", opens, jobs)
    qtbot.addWidget(dialog)
    assert "没有其他" in dialog.words()
    assert not dialog._approve.isEnabled()
    assert not dialog.passphrase.isEnabled(), "nobody is there to type it"


def test_a_deed_needs_its_reason_and_enter_alone_does_not_do_it(qtbot: QtBot) -> None:
    dialog = ConfirmDialog("作废", "不能再用", "作废", reasons=["打印污损"])
    qtbot.addWidget(dialog)
    assert not dialog._do.isEnabled()
    assert not dialog._do.isDefault()
    dialog._reason.setEditText("  写错  ")
    assert dialog._do.isEnabled()
    assert dialog.confirmation().reason == "写错"
    # in the reason it leads to the button in colour: it neither does the deed nor drops what was typed
    dialog.show()
    dialog._reason.setFocus()
    QTest.keyClick(dialog._reason, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.focusWidget() is dialog._do


def test_progress_is_followed_and_cancelled(qtbot: QtBot, jobs: Jobs[Any]) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)

    def work(_book: Any, progress: Any) -> None:
        number = 0
        while True:
            number += 1
            progress.step(number, 10**9, "正在导入")

    job = jobs.run(owner, work, lambda _done: None, lambda _error: None)
    dialog = ProgressDialog(job, "导入", owner)
    gone: list[bool] = []
    dialog.destroyed.connect(lambda: gone.append(True))
    qtbot.waitUntil(dialog.isVisible)
    qtbot.waitUntil(lambda: dialog._words.text() == "正在导入")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert not job.is_cancelled, "an Enter meant for the page beneath"
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert job.is_cancelled
    # not only over: an owner that dies while the dialog is on its way out ends the process now and then
    qtbot.waitUntil(lambda: bool(gone))
    assert job.is_over
    assert (left_words(None), left_words(12.2), left_words(121)) == ("", "还需约 13 秒", "还需约 3 分钟")


@pytest.mark.parametrize("writes", [False, True])
@pytest.mark.parametrize("ends", ["done", "failed", "cancelled"])
def test_the_progress_goes_when_the_work_ends(qtbot: QtBot, jobs: Jobs[Any], ends: str, writes: bool) -> None:
    """However it ends: a dialog that stayed would bar the window for good."""
    owner = QWidget()
    qtbot.addWidget(owner)
    owner.show()
    on = threading.Event()

    def work(_book: object, progress: Progress) -> None:
        on.wait()
        progress.check()
        if ends == "failed":
            raise WrongPassphrase

    job = jobs.run(owner, work, lambda _done: None, lambda _error: None, write=writes)
    dialog = ProgressDialog(job, "导入", owner)
    gone: list[bool] = []
    dialog.destroyed.connect(lambda: gone.append(True))
    qtbot.waitUntil(dialog.isVisible)
    if ends == "cancelled":
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    on.set()
    qtbot.waitUntil(lambda: bool(gone))
    assert job.is_over
    assert QApplication.activeModalWidget() is None


def test_the_sheet_of_keys_lists_them(qtbot: QtBot) -> None:

    owner = QWidget()
    qtbot.addWidget(owner)
    dialog = ShortcutsDialog([("今日待办", "Alt+1")], [], owner)
    assert "Alt+1" in {found.text() for found in dialog.findChildren(QLabel)}


@pytest.fixture
def low(qtbot: QtBot) -> QWidget:
    """Give a window of 1024×768 at 150 %."""
    made = QWidget()
    made.resize(*SCARCE)
    qtbot.addWidget(made)
    return made


def test_what_comes_before_the_window_is_seen_whole(qtbot: QtBot, low: QWidget) -> None:
    beginnings: list[QDialog] = [
        StartDialog(parent=low),
        StartDialog("找不到上次的文件夹。", low),
        SampleDialog(low),
        OfflineDialog(lambda _text: None, low),
    ]
    assert [words for one in beginnings for words in faults(one, QSize(*SCARCE))] == []


def test_a_dialog_grows_with_what_is_said_later(qtbot: QtBot) -> None:
    dialog = WaitDialog("正在准备")
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.refuse(ValueError())
    qtbot.waitUntil(lambda: stumbles(dialog, QSize(*SCARCE)) == [])


def test_the_old_passphrase_is_asked_for_before_the_new_one_is_judged(qtbot: QtBot, low: QWidget) -> None:
    dialog = PassphraseDialog(lambda text: check_passphrase(text, login="limin"), lambda *_asked: None, low)
    dialog.show()
    notes = dialog.form._notes
    dialog.try_now()
    assert ("必须填写" in notes["old"].text(), dialog.focusWidget()) == (True, dialog.old.line)
    dialog.old.line.setText(GOOD)
    dialog.try_now()
    assert (notes["old"].text(), dialog.focusWidget()) == ("", dialog.first.line)


def test_nothing_to_restore_with_is_said_beside_every_field(qtbot: QtBot, low: QWidget) -> None:
    dialog = RestoreDialog(Path("E:/"), lambda *_asked: pytest.fail("nothing was filled in"), low)
    dialog.show()
    notes = dialog.form._notes
    dialog.try_now()
    assert [key for key, note in notes.items() if "必须填写" in note.text()] == ["file", "login", "passphrase"]
    dialog.file.set_value("E:/安和县.yzbackup")
    dialog.login.set_value("limin")
    dialog.try_now()
    assert dialog.focusWidget() is dialog.passphrase.line


def test_a_place_and_a_passphrase_of_one_name_are_both_asked_for(qtbot: QtBot, low: QWidget) -> None:
    """One took the other's place in the form: a file that was missing was no fault before the work failed."""
    dialog = KeyDialog(
        "用保险密钥打开", "", "打开", lambda *_asked: pytest.fail("nothing was chosen"), places=[Place("safe", "保险密钥", files="密钥 (*)")],
        phrases=[Phrase("safe", "保险口令", required=False)], parent=low,
    )  # fmt: skip
    dialog.show()
    dialog.try_now()
    assert "必须填写" in dialog.form._notes["safe_place"].text()
    assert dialog.focusWidget() is dialog.fields["safe"]
    browse = next(one for one in dialog.findChildren(QPushButton) if one.text() == "选择文件…")
    field = dialog.fields["safe"]
    below = browse.mapTo(dialog, QPoint()) - field.mapTo(dialog, QPoint(0, field.height()))
    assert (below.x(), 0 < below.y() <= FIELD_HEIGHT) == (0, True)


def test_a_form_asks_nothing_twice(qtbot: QtBot) -> None:
    form = Form()
    qtbot.addWidget(form)
    form.add("name", "姓名", TextField())
    with pytest.raises(ValueError, match="name"):
        form.add("name", "名称", TextField())


@pytest.mark.parametrize("asked", [(), ("reason", "contract_months")])
def test_a_step_is_as_high_as_what_it_asks(
    qtbot: QtBot, low: QWidget, clock: StoryClock, asked: tuple[str, ...]
) -> None:
    low.resize(1024, 768)
    here = Surroundings(clock, national(), lambda *_asked: None, lambda *_asked: None)
    dialog = RecordStepDialog(here, schema.BY_NAME["referral"], "李敏：转为“未录用”", "未录用", asked, {}, (), low)
    dialog.show()
    main = next(one for one in dialog.findChildren(QPushButton) if one.property("kind") == "primary")
    gap = main.mapTo(dialog, QPoint()).y() - dialog.day.mapTo(dialog, QPoint(0, dialog.day.height())).y()
    assert 0 < gap <= FIELD_HEIGHT


def test_a_class_is_asked_for_without_scrolling_in_a_low_window(qtbot: QtBot, low: QWidget, clock: StoryClock) -> None:
    dialog = CreateClassDialog(clock, [], [], [], low, is_applying=True)
    dialog.show()
    dialog.starts.set_value(DAY)
    qtbot.waitUntil(lambda: dialog.deadline.isVisible() and stumbles(dialog, QSize(*SCARCE)) == [])
    assert dialog.findChild(QScrollArea) is None


def test_a_printer_that_is_not_there_is_not_calibrated(qtbot: QtBot, low: QWidget) -> None:
    dialog = CalibrationDialog(
        "", shipped()["voucher_241"], Calibration(), lambda *_asked: None, lambda *_asked: None, low
    )
    assert (dialog.print_button.isEnabled(), dialog.save_button.isEnabled()) == (False, False)
    assert any("还没有打印机" in words.text() for words in dialog.findChildren(QLabel))


def test_a_question_of_one_line_stands_like_our_dialogs(low: QWidget, monkeypatch: pytest.MonkeyPatch) -> None:
    margins, answers = set(), iter([Code.Accepted, Code.Accepted, Code.Rejected, Code.Rejected])

    def look(dialog: QDialog) -> Code:
        dialog.setModal(False)
        dialog.show()
        QApplication.processEvents()
        made = dialog.layout()
        assert made is not None
        margins.add((made.contentsMargins().left(), made.contentsMargins().top()))
        dialog.hide()
        return next(answers)

    put_aside(monkeypatch, look)
    assert ask_choice(low, "哪一份问卷", "问卷", ["同名", "同名"]) == 0
    assert ask_number(low, "保管年限", "保管几年", 30, 10, 100) == 30
    assert ask_number(low, "保管年限", "保管几年", 30, 10, 100) is None
    assert ask_words(low, "发出岗位清单", "发给哪个单位") == ""
    assert margins == {(6 * GRID, 5 * GRID)}


def test_headings_begin_where_they_differ() -> None:
    over = "填报单位：安和县总工会"
    titles = (f"{over} 姓名", f"{over} 身份证号码", "")
    assert headings(Layout("", "", 1, 2, titles, ((), (), ()), {}, ())) == ["姓名", "身份证号码", "第3列"]
    assert headings(Layout("", "", 1, 1, ("姓名",), ((),), {}, ())) == ["姓名"]


class Requests(QObject):
    """Count how often a dialog is asked to lay itself out."""

    count = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
        self.count += event.type() is QEvent.Type.LayoutRequest
        return False


def test_a_dialog_in_sight_comes_to_rest(qtbot: QtBot, low: QWidget) -> None:
    """Measuring asks for no measuring: a dialog would keep a core busy for as long as it is open."""
    dialog = ConfirmDialog("作废", "不能再用。", "作废", reasons=["打印污损"], parent=low)
    dialog.show()
    qtbot.waitExposed(dialog)
    requests = Requests()
    dialog.installEventFilter(requests)
    dialog.adjustSize()
    label = dialog.findChild(QLabel)
    assert label is not None
    label.setText("不能再用。\n" * 3)
    for _round in range(50):
        QApplication.processEvents()
    assert 1 <= requests.count <= 10
    dialog.reject()


def test_a_dialog_too_high_for_the_window_scrolls_above_its_buttons(qtbot: QtBot, low: QWidget) -> None:
    dialog = ConfirmDialog("作废", "不能再用。\n" * 40, "作废", reasons=["打印污损"], parent=low)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.findChild(QScrollArea) is not None)
    assert faults(dialog, QSize(*SCARCE)) == []


def test_a_dialog_in_sight_begins_to_scroll_when_it_grows_too_high(qtbot: QtBot, low: QWidget) -> None:
    dialog = ConfirmDialog("作废", "不能再用。", "作废", reasons=["打印污损"], parent=low)
    dialog.show()
    panel = dialog.findChild(VerdictPanel)
    assert panel is not None
    panel.tell(Verdict.CAUTION, "作废", "不能再用。\n" * 40)
    qtbot.waitUntil(lambda: dialog.findChild(QScrollArea) is not None)
    qtbot.waitUntil(lambda: stumbles(dialog, QSize(*SCARCE)) == [])
    dialog.reject()


def test_the_sheet_of_keys_fits_a_narrow_window(qtbot: QtBot, low: QWidget) -> None:
    pages = [(f"页面{number}的名称", f"Ctrl+Shift+{number}") for number in range(15)]
    here = [(f"这一页可以办的第{number}件事", f"Alt+{number}") for number in range(12)]
    assert faults(ShortcutsDialog(pages, here, low), QSize(*SCARCE)) == []
