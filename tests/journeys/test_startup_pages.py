"""创业指导 as a county lives it: a project and its helps by keys, a loan refused by its document, decided by another, late, printed."""

import datetime as dt
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from db import casebook, funds, loans, people, prints, records, startup
from db.casebook import Casebook, Session
from db.tables import startup as tables
from rules.funds import Cash
from rules.periods import Period
from rules.quantities import Amount
from tests.db.test_funds import purse
from tests.journeys.test_job_pages import enter, line, look_up, press_deed
from ui.dialogs.record_step import RecordStepDialog
from ui.open import build_window, settle
from ui.pages import records as record_pages
from ui.pages.person import PersonPage
from ui.pages.record_file import RecordFile
from ui.pages.record_sheet import RecordSheet
from ui.pages.reports import ReportsPage
from ui.pages.startup import StartupPage
from ui.window import MainWindow


def startup_page(window: MainWindow) -> StartupPage:
    window.go("startup")
    settle(window)
    page = window.page("startup")
    assert isinstance(page, StartupPage)
    return page


def buttons(file: RecordFile) -> list[str]:
    """Give the steps that the file offers."""
    return [one.text() for one in file.findChildren(QPushButton) if one.isVisible() and one.text().startswith("转为")]


def a_second(book: Casebook) -> Session:
    casebook.add_user(book, login="zhangfu", name="张复", role="supervisor", passphrase="another phrase 2")
    return casebook.sign_in(book.workplace, "zhangfu", "another phrase 2")[1]


def a_loan(book: Casebook, amount: int = 50_000_00) -> bytes:
    person = people.page(book)[0].id
    project = records.add(book, startup.PROJECT, {"person": person, "name": "柳河粉丝加工坊"})
    return records.add(book, loans.LOAN, {
        "person": person, "project": project, "kind": "2", "amount_fen": amount, "months": 24, "rate": "8.4", "way": "2", "guarantor": "县担保中心",
        "bank": "县信用社", "day": dt.date(2009, 6, 1),
    })  # fmt: skip


def lend(book: Casebook, row: bytes) -> Session:
    """Let another decide about a loan and pay it out; give who that was."""
    second = a_second(book)
    first, book.session = book.session, second
    for state in (tables.FIRST, tables.SECOND, tables.GUARANTEED, tables.LENT):
        records.move(book, loans.LOAN, row, state, day=dt.date(2009, 6, 1))
    book.session = first
    return second


def test_a_project_and_its_first_help_are_entered_by_keys(window: MainWindow, book: Casebook) -> None:
    person = people.page(book)[0]
    window.go("startup", record_pages.wish("startup_project", person=person.id))
    settle(window)
    page = startup_page(window)
    sheet = page.sheet("startup_project")
    assert line(sheet, "person").text() == person.name
    enter(line(sheet, "person"))
    assert line(sheet, "name").hasFocus()
    line(sheet, "name").setText("柳河粉丝加工坊")
    QTest.keyClick(line(sheet, "name"), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    (project,) = records.page(book, "startup_project")
    assert (project.title, project.state) == ("柳河粉丝加工坊", tables.PLANNED)
    file = page.file("startup_project")
    assert buttons(file) == ["转为“已开业”", "转为“已停业”"]
    file.child_wanted.emit("startup_help", {"project": project.id})
    settle(window)
    sheet = page.sheet("startup_help")
    assert (line(sheet, "by_whom").text(), sheet.form.values()["item"]) == ("李书", "1")
    line(sheet, "outcome").set_value("1")
    sheet.save()
    settle(window)
    assert page.stack.currentWidget() is file
    assert dict(startup.help_words(book, project))["五项帮助"] == "办成 1 项，完成率 20%"


def test_a_loan_over_the_cap_is_refused_beside_its_field_with_the_document(window: MainWindow, book: Casebook) -> None:
    person = people.page(book)[0]
    project = records.add(book, startup.PROJECT, {"person": person.id, "name": "柳河粉丝加工坊"})
    page = startup_page(window)
    page.new_of("loan", {"person": person.id})
    settle(window)
    sheet = page.sheet("loan")
    look_up(window, line(sheet, "project"), "粉丝")
    assert sheet.form.values()["project"] == project
    for name, words in (("amount_fen", "50000.01"), ("months", "24"), ("rate", "8.4")):
        line(sheet, name).setText(words)
    line(sheet, "kind").set_value("2")
    line(sheet, "way").set_value("2")
    sheet.save()
    settle(window)
    assert line(sheet, "amount_fen").hasFocus()
    said = sheet.form._notes["amount_fen"].text()
    assert "银发〔2008〕238号" in said
    assert "50,000.00 元" in said
    assert records.count(book, "loan") == 0
    line(sheet, "amount_fen").setText("50000")
    line(sheet, "rate").setText("十个点")
    sheet.save()
    settle(window)
    assert line(sheet, "rate").hasFocus()
    line(sheet, "rate").setText("8.40%")
    sheet.save()
    settle(window)
    (made,) = records.page(book, "loan")
    assert (made["rate"], made["base_rate"], made.state) == ("8.4", "5.4", tables.ASKED)


def test_who_entered_a_loan_is_told_that_another_decides(window: MainWindow, book: Casebook) -> None:
    row = a_loan(book)
    page = startup_page(window)
    page.show_record("loan", row)
    settle(window)
    failed: list[str] = []
    page.failed.connect(lambda error: failed.append(type(error).__name__))
    step = RecordStepDialog(
        page.here, records.get(book, "loan", row).table, "", tables.FIRST, ("community",), {}, parent=page
    )
    assert step.form.has("community")
    step.deleteLater()
    page.run(lambda at, _progress: records.move(at, loans.LOAN, row, tables.FIRST), lambda _done: None, write=True)
    settle(window)
    assert failed == ["LoanOwnReview"]
    assert records.get(book, "loan", row).state == tables.ASKED


def test_a_clerk_sees_no_step_that_is_not_theirs(window: MainWindow, book: Casebook) -> None:
    row = a_loan(book)
    page = startup_page(window)
    page.show_record("loan", row)
    settle(window)
    assert buttons(page.file("loan")) == ["转为“初审”", "转为“未批准”", "转为“已撤回”"]
    casebook.add_user(book, login="wang", name="王办", role="clerk", passphrase="clerk phrase 3")
    book.session = casebook.sign_in(book.workplace, "wang", "clerk phrase 3")[1]
    theirs = build_window(book)
    theirs.resize(1024, 768)
    theirs.show()
    settle(theirs)
    try:
        page = startup_page(theirs)
        page.show_record("loan", row)
        settle(theirs)
        assert buttons(page.file("loan")) == ["转为“已撤回”"]
        page.menu.setCurrentRow(list(page._views).index("loan_rule"))
        settle(theirs)
        assert not page.new_action.isVisible()
    finally:
        theirs.close()
        theirs.context.jobs.close()
        theirs.deleteLater()


def test_a_late_loan_is_told_today_and_its_next_instalment_is_filled_in(window: MainWindow, book: Casebook) -> None:
    row = a_loan(book)
    lend(book, row)
    window.go("startup", record_pages.seek("loan", "late"))
    settle(window)
    page = startup_page(window)
    assert records.get(book, "loan", row).state == tables.LATE, "opening the page noted it"
    listed = page.list("loan")
    assert (listed.model.total, listed.panel.narrowed()) == (1, "现在逾期")
    page.show_record("loan", row)
    settle(window)
    page.file("loan").child_wanted.emit("loan_payment", {"loan": row})
    settle(window)
    sheet = page.sheet("loan_payment")
    assert (sheet.form.values()["interest_fen"], sheet.form.values()["kind"]) == (350_00, "1")
    sheet.save()
    settle(window)
    assert records.get(book, "loan", row).state == tables.LATE, "two more months are due"
    records.add(book, loans.PAYMENT, {"loan": row, "kind": "1", "interest_fen": 700_00})
    assert records.get(book, "loan", row).state == tables.PAYING
    found = window.page("today")
    assert found is not None


def reported(window: MainWindow, *numbers: str) -> list[int]:
    """Give figures of the quarter's form of loans as the page shows them: pieces, or fen."""
    window.go("reports")
    settle(window)
    page = window.page("reports")
    assert isinstance(page, ReportsPage)
    page.show_report("loans", Period(2009, quarter=3))
    settle(window)
    assert page._report is not None
    told = [page._report.line(number).value("period") for number in numbers]
    return [one.fen if isinstance(one, Amount) else one.count for one in told]


def test_a_late_loan_is_compensated_by_another_recovered_and_closed_as_reports_and_ledger_say(
    window: MainWindow, book: Casebook, opened: Callable[[Casebook], MainWindow]
) -> None:
    source = purse(book, 100_000_00, "县担保基金")
    row = a_loan(book)
    second = lend(book, row)
    page = startup_page(window)
    failed: list[str] = []
    page.failed.connect(lambda error: failed.append(type(error).__name__))

    def begin(name: str) -> RecordSheet:
        page.show_record("loan", row)
        settle(window)
        page.file("loan").child_wanted.emit(name, {"loan": row})
        settle(window)
        return page.sheet(name)

    assert reported(window, "2.3", "2.4", "3.5") == [1, 1, 1_050_00], "three months' interest is late"
    window.go("startup")
    sheet = begin("loan_compensation")
    assert (sheet.form.values()["principal_fen"], line(sheet, "payer").text()) == (50_000_00, "县担保中心")
    sheet.save()
    settle(window)
    assert failed == ["LoanOwnReview"], "who entered the loan is told that another enters it"
    book.session = second
    window = opened(book)
    page = startup_page(window)
    page.failed.connect(lambda error: failed.append(type(error).__name__))
    sheet = begin("loan_compensation")
    line(sheet, "interest_fen").setText("1050")
    line(sheet, "source").set_value(source)
    sheet.save()
    settle(window)
    assert page.stack.currentWidget() is page.file("loan")
    assert dict(loans.loan_words(book, records.get(book, "loan", row)))["代偿追偿"] == "已追回 0 元，尚欠 50,000 元"
    assert funds.left(book, source) == Cash(48_950_00)
    assert reported(window, "2.3", "2.4", "3.3", "3.4", "3.5", "4.3") == [1, 0, 50_000_00, 0, 0, 50_000_00]
    window.go("startup")
    for fen, interest in ((20_000_00, ""), (30_000_00, "1050")):
        sheet = begin("loan_payment")
        assert sheet.form.values()["kind"] == tables.RECOVERED, "what comes after a compensation is its recovery"
        line(sheet, "principal_fen").setText(str(fen // 100))
        line(sheet, "interest_fen").setText(interest)
        sheet.save()
        settle(window)
    assert records.get(book, "loan", row).state == tables.SETTLED
    assert buttons(page.file("loan")) == []
    assert reported(window, "2.2", "2.3", "4.1", "4.3") == [1, 0, 50_000_00, 0]
    assert funds.left(book, source) == Cash(100_000_00), "what was recovered came back to where it was paid from"
    assert failed == ["LoanOwnReview"]


def test_a_loan_is_shown_on_paper_and_the_register_knows_it_by_its_number(window: MainWindow, book: Casebook) -> None:
    row = a_loan(book)
    page = startup_page(window)
    page.show_record("loan", row)
    settle(window)
    page.file("loan").print_action.trigger()
    for _ in range(20):
        settle(window)
        if page.paper.preview is not None and page.stack.currentWidget() is page.paper:
            break
        QTest.qWait(20)
    assert page.stack.currentWidget() is page.paper
    prints.log(book, prints.LOAN_APPLICATION, [row.hex()], pages=2)
    (run,) = prints.page(book, prints.Filter(kind=prints.LOAN_APPLICATION))
    assert run.first == records.get(book, "loan", row)["number"]


def test_a_person_s_file_ticks_business_once_it_is_open(window: MainWindow, book: Casebook) -> None:
    person = people.page(book)[0]
    project = records.add(book, startup.PROJECT, {"person": person.id, "name": "柳河粉丝加工坊"})
    window.go("person", person.id)
    settle(window)
    file = window.page("person")
    assert isinstance(file, PersonPage)
    assert file.way.steps["就业或创业"].text() == "就业或创业"
    assert {"startup_project", "loan", "fee_waiver"} <= {table.name for table in file.services()}
    records.move(book, startup.PROJECT, project, tables.TRADING)
    window.refresh(frozenset({"startup_project"}))
    settle(window)
    assert file.way.steps["就业或创业"].text() == "✓ 就业或创业"


def test_four_fees_are_waived_item_by_item_and_signed_for_by_the_whole_class_at_once(
    window: MainWindow, book: Casebook
) -> None:
    source = purse(book, 2_000_00, "省总创业资金")
    klass = records.add(book, startup.CLASS, {"name": "创业培训第1期", "starts": dt.date(2009, 9, 1)})
    page = startup_page(window)
    page.show_record("startup_class", klass)
    settle(window)
    for at, person in enumerate(people.page(book)[:2]):
        page.file("startup_class").child_wanted.emit("fee_waiver", {"class_id": klass})
        settle(window)
        sheet = page.sheet("fee_waiver")
        look_up(window, line(sheet, "person"), person.name)
        if not at:
            line(sheet, "source").set_value(source)
            for name, yuan in (("tuition", 300), ("books", 50), ("exam", 80), ("paper", 10)):
                for what in ("due", "waived"):
                    line(sheet, f"{name}_{what}_fen").setText(str(yuan))
        assert sheet.form.values()["paper_waived_fen"] == 10_00, "the second one begins like the first"
        sheet.save()
        settle(window)
    assert [one["total_fen"] for one in records.page(book, "fee_waiver")] == [440_00, 440_00]

    def sign() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, RecordStepDialog)
        dialog._try()

    QTimer.singleShot(0, sign)
    press_deed(page, "startup_class", "四免全部签领…")
    assert {one.state for one in records.page(book, "fee_waiver")} == {tables.SIGNED}
    assert (
        dict(startup.class_words(book, records.get(book, "startup_class", klass)))["四免"] == "2 人已签领，共 880.00 元"
    )


def test_a_leader_s_file_names_whom_the_project_gave_work(window: MainWindow, book: Casebook) -> None:
    leader, worker = people.page(book)[:2]
    project = records.add(book, startup.PROJECT, {"person": leader.id, "name": "柳河粉丝加工坊"})
    row = records.add(book, startup.LEADER, {"person": leader.id, "project": project, "promised": 6})
    page = startup_page(window)
    page.show_record("startup_leader", row)
    settle(window)
    press_deed(page, "startup_leader", "登记带动就业")
    sheet = page.sheet("startup_job")
    assert line(sheet, "project").text() == "柳河粉丝加工坊"
    look_up(window, line(sheet, "person"), worker.name)
    sheet.save()
    settle(window)
    assert page.stack.currentWidget() is page.file("startup_leader"), "one is back at the leader"
    told = dict(startup.leader_words(book, records.get(book, "startup_leader", row)))
    assert (told["带动就业"], told["带动就业名单"]) == ("1 人（实名），承诺 6 人", worker.name)
    assert "在创业项目 柳河粉丝加工坊 就业" in [one.title for one in people.timeline(book, worker.id)]
