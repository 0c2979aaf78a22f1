"""入会与会籍 as it is lived: an application by keys, many approved at once by somebody else, a transfer out with its letter."""

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from db import casebook, membership, people, records
from db.casebook import Casebook, Session
from db.tables import membership as tables
from rules.periods import Period
from tests.journeys.test_job_pages import choose, line, look_up
from tests.journeys.test_rights_pages import by_keys, paper
from ui.dialogs.member_approval import MemberApprovalDialog
from ui.dialogs.record_step import RecordStepDialog
from ui.open import settle
from ui.pages import membership_approving
from ui.pages.membership import SPEC
from ui.pages.person import PersonPage
from ui.pages.records import RecordsPage
from ui.pages.reports import ReportsPage
from ui.window import MainWindow

TODAY = dt.date(2009, 9, 28)


def member_page(window: MainWindow) -> RecordsPage:
    window.go("membership")
    settle(window)
    page = window.page("membership")
    assert isinstance(page, RecordsPage)
    return page


def a_union(book: Casebook) -> bytes:
    return records.add(book, membership.UNION, {"name": "安和纺织厂工会", "kind": "1"})


def as_other(book: Casebook) -> Session:
    """Sign in as another supervisor of the desk."""
    casebook.add_user(book, login="zhangfu", name="张复", role="supervisor", passphrase="another phrase 2")
    return casebook.sign_in(book.workplace, "zhangfu", "another phrase 2")[1]


def applied_by_another(book: Casebook, union: bytes, count: int) -> list[bytes]:
    first, book.session = book.session, as_other(book)
    rows = [
        records.add(book, membership.APPLICATION, {"person": one.id, "union_id": union, "day": dt.date(2009, 9, 20)})
        for one in people.page(book)[:count]
    ]
    book.session = first
    return rows


def test_an_application_is_entered_by_keys_and_not_approved_by_who_entered_it(
    window: MainWindow, book: Casebook
) -> None:
    union = a_union(book)
    page = member_page(window)
    page.new_action.trigger()
    sheet = page.sheet("member_application")
    person = people.page(book)[0]
    look_up(window, line(sheet, "person"), person.name)
    look_up(window, line(sheet, "union_id"), "纺织")
    QTest.keyClick(sheet.form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    (made,) = records.page(book, "member_application")
    assert (made["person"], made["union_id"], made.state) == (person.id, union, tables.APPLIED)
    (waiting,) = membership_approving.waiting(book, None)
    dialog = MemberApprovalDialog(page.context.clock, [waiting], page)
    assert dialog.chosen() == []
    assert not dialog.do.isEnabled()
    assert "您自己登记的" in dialog.told.text()
    dialog.deleteLater()


def test_many_applications_of_one_union_are_approved_at_once(
    window: MainWindow, book: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    union = a_union(book)
    rows = applied_by_another(book, union, 3)
    assert SPEC.tiles[0].look(book).count == 3
    page = member_page(window)
    found = membership_approving.waiting(book, union)
    dialog = MemberApprovalDialog(page.context.clock, found, page)
    dialog.show()
    assert dialog.do.text() == "批准 3 人"
    dialog.list.setCurrentRow(0)
    QTest.keyClick(dialog.list, Qt.Key.Key_Space)
    assert dialog.do.text() == "批准 2 人"
    membership_approving.approve_these(page, dialog.chosen(), dialog.on(), dialog.opinion())
    dialog.deleteLater()
    settle(window)
    members = records.page(book, "membership")
    assert {one["application"] for one in members} == set(rows[1:])
    choose(page, "member_event")
    settle(window)
    assert page.list().model.total == 2
    assert page.new_action.isVisible() is False, "nobody enters an event by hand"
    window.go("person", members[0]["person"])
    settle(window)
    file = window.page("person")
    assert isinstance(file, PersonPage)
    assert file.way.steps["会籍"].text().startswith("✓ 会籍")
    typed: dict[str, str] = {}
    monkeypatch.setattr(RecordStepDialog, "exec", lambda dialog: by_keys(dialog, typed))
    part = page.file("membership")
    page.show_record("membership", members[0].id)
    window.go("membership")
    settle(window)
    for words, told in (
        ("保留会籍", {}), ("保留会籍", {"keep_reason": "1"}), ("在籍", {}), ("保留会籍", {"keep_reason": "2"}), ("已退会", {"leave_reason": "本人申请"}),
    ):  # fmt: skip
        typed.clear()
        typed.update(told)
        (press,) = (one for one in part.findChildren(QPushButton) if one.text() == f"转为“{words}”")
        press.click()
        settle(window)
        assert part.record is not None
        assert (part.record.state == words) is (bool(told) or words == "在籍"), "what is kept must say why"
    kinds = [one.words["kind"] for one in part.lists["member_event"].rows]
    assert kinds == ["首次入会", "保留会籍", "恢复会籍", "保留会籍", "退会"]
    window.go("reports")
    settle(window)
    report = window.page("reports")
    assert isinstance(report, ReportsPage)
    report.show_report("members", Period(2009, 9))
    settle(window)
    assert report._report is not None
    figures = [
        report._report.line(one).counts["period"].total for one in ("1", "2", "6", "7", "7.1", "7.2", "7.3", "7.5")
    ]
    assert figures == [0, 2, 1, 1, 2, 1, 2, 0]
    assert {one.standing for one in report._report.judged} == {"ok"}


def test_a_transfer_is_entered_with_its_old_card_and_counts_as_one(window: MainWindow, book: Casebook) -> None:
    a_union(book)
    page = member_page(window)
    choose(page, "membership")
    settle(window)
    page.new_action.trigger()
    sheet = page.sheet("membership")
    assert not sheet.form.has("origin")
    look_up(window, line(sheet, "person"), people.page(book)[0].name)
    look_up(window, line(sheet, "union_id"), "纺织")
    sheet.save()
    settle(window)
    assert "必须填写" in sheet.form._notes["number"].text()
    line(sheet, "number").setText("CD-0045")
    line(sheet, "from_union").setText("成都某公司工会")
    sheet.save()
    settle(window)
    (member,) = records.page(book, "membership")
    assert (member["origin"], member["number"]) == (membership.TRANSFERRED, "CD-0045")
    file = page.file("membership")
    assert file.record is not None
    assert not file.print_action.isVisible(), "a letter of transfer only for who leaves"
    records.move(book, membership.MEMBERSHIP, member.id, tables.LEAVING, {"to_union": "东莞某厂工会"})
    page.show_record("membership", member.id)
    settle(window)
    assert file.print_action.isVisible()
    assert [one.words["kind"] for one in file.lists["member_event"].rows] == ["接转入"]


def test_papers_say_what_the_membership_says(window: MainWindow, book: Casebook) -> None:
    union = a_union(book)
    (application,) = applied_by_another(book, union, 1)
    name = people.page(book)[0].name
    form = paper(book, "member_application", application)
    assert "我自愿加入" in form
    assert "会籍自" in form
    membership.approve_many(book, [application], TODAY)
    (member,) = records.page(book, "membership")
    assert "同意入会，会籍自2009年9月28日起" in paper(book, "member_application", application)
    records.move(book, membership.MEMBERSHIP, member.id, tables.LEAVING, {"to_union": "东莞某厂工会"})
    letter = paper(book, "member_transfer", member.id)
    for words in ("东莞某厂工会：", f"会员{name}", member["number"], "不是新入会", "会籍接转回执"):
        assert words in letter, words
