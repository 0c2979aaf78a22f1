"""维权服务 as a clerk lives it: a case of many entered by keys, money parted, the case closed, its papers; deadlines lead from 今日待办."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from db import claimant_lists, people, records, rights, rights_agreements, training
from db.casebook import Casebook
from db.tables import rights as tables
from rules import money
from rules.periods import Period
from tests.journeys.desk_world import id_number
from tests.journeys.test_job_pages import choose, enter, line, look_up
from tests.printouts.conftest import pages_of, text_of
from ui.dialogs.claimants_import import ClaimantsImportDialog
from ui.dialogs.join_claimants import JoinClaimantsDialog
from ui.dialogs.record_step import RecordStepDialog
from ui.dialogs.recovery_parts import RecoveryPartsDialog
from ui.open import settle
from ui.pages import rights_recovering
from ui.pages.people import PeoplePage
from ui.pages.person import PersonPage
from ui.pages.reports import ReportsPage
from ui.pages.rights import RightsPage
from ui.text import _
from ui.widgets.fields import LineField
from ui.window import MainWindow

TODAY = dt.date(2009, 9, 28)


def rights_page(window: MainWindow) -> RightsPage:
    window.go("rights")
    settle(window)
    page = window.page("rights")
    assert isinstance(page, RightsPage)
    return page


def a_case(book: Casebook, **more: object) -> bytes:
    person = more.pop("person", None) or people.page(book)[0].id
    case = records.add(book, rights.CASE, {"person": person, "kind": "1", "way": "1", "unit": "安和建筑公司", **more})
    records.move(book, rights.CASE, case, tables.ACCEPTED)
    return case


def keys(field: QWidget, text: str) -> None:
    QTest.keyClicks(field, text)
    enter(field)


def test_a_case_is_entered_by_keys_and_opens_with_its_deadlines_and_claimants(
    window: MainWindow, book: Casebook
) -> None:
    page = rights_page(window)
    page.new_action.trigger()
    settle(window)
    sheet = page.sheet("rights_case")
    assert line(sheet, "clerk").text() == "李书"
    keys(line(sheet, "way"), "1")
    person = people.page(book)[0]
    look_up(window, line(sheet, "person"), person.name)
    keys(line(sheet, "heads"), "12")
    keys(line(sheet, "kind"), "1")
    sheet.save()
    settle(window)
    assert "必须填写" in sheet.form._notes["unit"].text()
    line(sheet, "unit").setText("安和建筑公司")
    line(sheet, "left_on").setText("20090110")
    QTest.keyClick(sheet.form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    (case,) = records.page(book, "rights_case")
    assert (case["heads"], case["urgent"], case["person"]) == (12, True, person.id)
    file = page.file("rights_case")
    assert page.stack.currentWidget() is file
    assert [one["person"] for one in file.lists["rights_claimant"].rows] == [person.id]
    assert not file.lists["rights_step"].rows


def test_claimants_are_entered_one_after_the_other_into_the_same_case(window: MainWindow, book: Casebook) -> None:
    case = a_case(book, heads=3)
    page = rights_page(window)
    page.show_record("rights_case", case)
    settle(window)
    page.file("rights_case").child_wanted.emit("rights_claimant", {"case_id": case})
    settle(window)
    sheet = page.sheet("rights_claimant")
    for person in people.page(book)[1:3]:
        look_up(window, line(sheet, "person"), person.name)
        line(sheet, "claimed_fen").setText("1000")
        sheet.save(then_next=True)
        settle(window)
        assert line(sheet, "case_id").text(), "the next one belongs to the same case"
    assert len(rights.claimants(book, case)) == 3


def test_money_for_many_is_parted_and_entered_when_it_comes_out(window: MainWindow, book: Casebook) -> None:
    case = a_case(book, heads=3)
    for person in people.page(book)[1:3]:
        records.add(book, rights.CLAIMANT, {"case_id": case, "person": person.id, "claimed_fen": 100_000})
    page = rights_page(window)
    owed: list[tuple[bytes, str, int | None]] = [(one.id, one.name, 100_000) for one in people.page(book)[1:3]]
    dialog = RecoveryPartsDialog(page.here.clock, "案件", owed, page)
    dialog.show()
    assert (dialog.do.isEnabled(), dialog.sum.text()[:6]) == (False, "先填实收总额")
    QTest.keyClicks(dialog.total, "1500")
    assert "相差 1,500.00 元" in dialog.sum.text()
    dialog.split.click()
    assert [field.value() for field in dialog.parts.values()] == [75_000, 75_000]
    assert dialog.do.isEnabled()
    first = next(iter(dialog.parts.values()))
    first.setText("700")
    assert not dialog.do.isEnabled()
    first.setText("750")
    rights_recovering.enter(page, case, dialog.draft())
    dialog.deleteLater()
    settle(window)
    assert sum(rights.amounts(book, case)[1].values()) == 150_000
    page.show_record("rights_case", case)
    settle(window)
    assert len(page.file("rights_case").lists["rights_recovery"].rows) == 2


def test_a_case_is_closed_with_its_result_and_its_person_s_file_tells_it(window: MainWindow, book: Casebook) -> None:
    case = a_case(book, claimed_fen=100_000)
    page = rights_page(window)
    page.show_record("rights_case", case)
    settle(window)
    record = page.file("rights_case").record
    assert record is not None
    step = RecordStepDialog(
        page.here, record.table, "", tables.CLOSED, ("result", "recovered_fen"), {"result": None, "recovered_fen": None}
    )
    QTest.keyClicks(step.form.field("result"), "2")
    assert step.form.check()
    records.move(book, rights.CASE, case, tables.CLOSED, step.values())
    step.deleteLater()
    window.go("person", record["person"])
    settle(window)
    file = window.page("person")
    assert isinstance(file, PersonPage)
    assert file.way.steps["维权"].text() == "✓ 维权"
    assert {"rights_claimant", "member_application"} <= {table.name for table in file.services()}


def test_a_closed_case_is_opened_again_by_keys_and_its_months_stay(
    window: MainWindow, book: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = a_case(book, known_on=dt.date(2009, 3, 2))
    typed: dict[str, str] = {}
    monkeypatch.setattr(RecordStepDialog, "exec", lambda dialog: by_keys(dialog, typed))
    page = rights_page(window)
    page.show_record("rights_case", case)
    settle(window)
    file = page.file("rights_case")

    def step(words: str, **told: str) -> None:
        typed.clear()
        typed.update(told)
        (press,) = (one for one in file.findChildren(QPushButton) if one.text() == f"转为“{words}”")
        press.click()
        settle(window)

    step("已结案", result="2")
    shown: list[str] = []
    refused = RecordStepDialog.take_up

    def take_up(dialog: RecordStepDialog, raw: Mapping[str, Any], column: str, words: str) -> None:
        refused(dialog, raw, column, words)
        shown.extend((column, words, str(dialog.form.values()["reopened_for"])))

    monkeypatch.setattr(RecordStepDialog, "take_up", take_up)
    step("重新办理", reopened_for="协议没有履行", day="20090927")
    assert shown == ["status_on", shown[1], "协议没有履行"], "what was typed is still there"
    assert "不能早于上一次办理的日期（2009-09-28）" in shown[1]
    assert records.get(book, "rights_case", case).state == tables.CLOSED
    step("重新办理", reopened_for="协议没有履行")
    (earlier,) = file.lists["rights_reopening"].rows
    assert (earlier["closed_on"], earlier["result"], earlier["reason"]) == (TODAY, "2", "协议没有履行")
    assert not [
        one
        for one in file.findChildren(QPushButton)
        if one.text() == "新增" and one.parent() is file.lists["rights_reopening"].parent()
    ]
    page.show_record("rights_reopening", earlier.id)
    settle(window)
    kept = page.file("rights_reopening")
    assert not kept.edit_action.isVisible()
    assert not kept.withdraw_action.isVisible(), "nobody takes a month's closing back"
    window.go("reports")
    settle(window)
    report = window.page("reports")
    assert isinstance(report, ReportsPage)
    report.show_report("rights", Period(2009, 9))
    settle(window)
    assert report._report is not None
    figures = [report._report.line(number).value("period").count for number in ("1", "1.1", "1.3", "1.2", "2")]
    assert figures == [0, 1, 1, 1, 1]


def by_keys(dialog: RecordStepDialog, typed: dict[str, str]) -> int:
    """Fill a step's dialog in by keys and take the step."""
    dialog.show()
    if any(note.text().startswith("✕") for note in dialog.form._notes.values()):
        dialog.reject()  # it was refused, and says so beside the field
        return dialog.result()
    for name, words in typed.items():
        field = dialog.day if name == "day" else dialog.form.field(name)
        assert isinstance(field, LineField)
        if name == "day":
            field.clear()
        if words.isascii():
            QTest.keyClicks(field, words)
        else:
            field.setText(words)  # what an input method commits
    if dialog.isVisible():
        dialog._try()
    return dialog.result()


def test_what_presses_is_told_today_and_leads_to_the_cases(window: MainWindow, book: Casebook) -> None:
    case = a_case(book, kind="3", known_on=dt.date(2008, 10, 10), heads=10)
    records.add(book, rights_agreements.PLEDGE, {
        "unit": "甲厂", "promises": ["1"], "day": dt.date(2009, 3, 1), "valid_until": dt.date(2010, 3, 1),
    })  # fmt: skip
    window.go("today")
    window.refresh(frozenset({"rights_case"}))
    settle(window)
    from ui.pages.rights import SPEC

    told = {tile.words: tile.look(book) for tile in SPEC.tiles}
    assert (told["维权时效将到"].count, told["维权时效将到"].detail, told["维权时效将到"].tone) == (
        1,
        "最紧的还有 12 天",
        "bad",
    )
    assert told["加急案件未上报"].count == 1
    assert told["共同约定待回访"].count == 1
    (tile,) = [one for one in SPEC.tiles if one.words == "维权时效将到"]
    window.go("rights", tile.thing)
    settle(window)
    page = rights_page(window)
    assert (page.list().model.total, page.list().panel.narrowed()) == (1, "时效将到")
    page.show_record("rights_case", case)
    settle(window)


def test_promises_are_ticked_and_an_inspection_says_which_was_broken(window: MainWindow, book: Casebook) -> None:
    page = rights_page(window)
    choose(page, "joint_pledge")
    settle(window)
    page.new_action.trigger()
    sheet = page.sheet("joint_pledge")
    keys(line(sheet, "unit"), "")
    line(sheet, "unit").setText("安和纺织厂")
    line(sheet, "valid_until").setText("20101231")
    sheet.form.fill({**sheet.form.raw(), "promises": ["1", "4"]})
    sheet.save()
    settle(window)
    (pledge,) = records.page(book, "joint_pledge")
    assert pledge.words["promises"] == "不裁员、少减薪"
    page.file("joint_pledge").child_wanted.emit("pledge_visit", {"pledge": pledge.id})
    settle(window)
    visit = page.sheet("pledge_visit")
    line(visit, "outcome").set_value("2")
    visit.save()
    settle(window)
    assert records.count(book, "pledge_visit") == 0, "what was not kept must be said"
    visit.form.fill({**visit.form.raw(), "broken": ["4"]})
    visit.save()
    settle(window)
    assert records.count(book, "pledge_visit") == 1


def paper(book: Casebook, key: str, row: bytes) -> str:
    """Give the text of all pages of a paper made of a record."""
    from ui.papers import forms

    made = forms.draw(book, forms.BY_KEY[key], [row])
    assert isinstance(made, bytes)
    return "".join(text_of(made, page) for page in range(pages_of(made)))


def test_papers_say_what_the_case_says(window: MainWindow, book: Casebook) -> None:
    persons = [one for one in people.page(book) if not one.doc_pending]
    case = a_case(
        book, person=persons[0].id, heads=2, claimed_fen=250_000, left_on=dt.date(2009, 1, 10), demand="补发工资"
    )
    records.add(book, rights.CLAIMANT, {"case_id": case, "person": persons[1].id, "claimed_fen": 100_000})
    number = records.get(book, "rights_case", case)["number"]
    form = paper(book, "rights_case", case)
    for words in (number, persons[0].name, persons[1].name, "补发工资", "2010-01-10", "¥2,500.00"):
        assert words in form, words
    assert persons[1].doc_no not in form, "of the others only four characters"
    accepted = paper(book, "rights_accepted", case)
    assert f"{persons[0].name}等2人" in accepted
    assert "申请仲裁：2010-01-10" in accepted
    records.move(book, rights.CASE, case, tables.PASSED_ON, {"referred_to": "县劳动监察大队"})
    letter = paper(book, "rights_passed_on", case)
    for words in ("县劳动监察大队：", "转办函回执", "诉求金额2,500.00元", "补发工资"):
        assert words in letter, words
    other = records.add(book, rights.CASE, {"person": persons[2].id, "kind": "3", "way": "2", "unit": "安和商店"})
    records.move(book, rights.CASE, other, tables.DECLINED, {"refusal": "不是劳动关系"})
    assert "理由：不是劳动关系" in paper(book, "rights_declined", other)
    page = rights_page(window)
    page.show_record("rights_case", other)
    settle(window)
    file = page.file("rights_case")
    assert file.record is not None
    offered = [one.kind for one in file.view.papers if one.fits(file.record)]
    assert offered == ["rights_case", "rights_declined"]


def test_many_join_a_case_from_a_list_and_from_a_selection(
    window: MainWindow, book: Casebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = a_case(book, heads=2)
    page = rights_page(window)
    page.show_record("rights_case", case)
    settle(window)
    file = page.file("rights_case")
    assert file.record is not None
    offered = [_(deed.title) for deed in file.view.deeds if deed.fits(file.record)]
    assert {"从名单登记申请人…", "从培训班登记申请人…"} <= set(offered)
    known = people.page(book)[1]
    path = tmp_path / "名单.csv"
    path.write_text(
        f"姓名,身份证号码,欠薪金额\n{known.name},{known.doc_no},800\n王新,{id_number(888)},900\n", encoding="utf-8"
    )
    dialog = ClaimantsImportDialog(page.context, case, file.record.title, page)
    dialog.judge(path)
    settle(window)
    assert dialog.take.isEnabled()
    assert dialog.tiles["matched"]._figure.text() == "1"
    dialog.take.click()
    settle(window)
    dialog.deleteLater()
    assert [one["claimed_fen"] for one in rights.claimants(book, case)[1:]] == [80_000, 90_000]

    def each_claims(dialog: JoinClaimantsDialog) -> int:
        assert dialog.form.value("of") == "1", "the first is offered"
        QTest.keyClicks(dialog.claim, "1000")
        dialog._try()
        return dialog.result()

    monkeypatch.setattr(JoinClaimantsDialog, "exec", each_claims)
    page.show_record("rights_case", case)
    settle(window)
    said: list[str] = []
    page.said.connect(said.append)

    def from_class() -> None:
        (press,) = (one for one in file.findChildren(QPushButton) if one.text() == "从培训班登记申请人…")
        press.click()
        settle(window)

    from_class()
    learners = set(claimant_lists.of_class(book, next(one.id for one in training.classes(book) if one.enrolled)))
    claiming = {one["person"]: one["claimed_fen"] for one in rights.claimants(book, case)}
    assert learners
    assert learners <= set(claiming)
    assert {claiming[one] for one in learners} == {100_000}, "one claim was told for all"
    assert f"已登记 {len(claiming) - 3} 位申请人" in said[-1]
    from_class()
    assert said[-1].startswith(f"已登记 0 位申请人，{len(learners)} 位已是本案申请人")
    found = records.get(book, "rights_case", case)
    assert (found["heads"], found["urgent"]) == (len(claiming), len(claiming) >= rights.GROUP)
    hints: list[str] = []

    def looked_at(dialog: RecoveryPartsDialog) -> int:
        hints.extend(one.text() for one in dialog.form.findChildren(QLabel))
        QTest.keyClicks(dialog.total, "1500")
        dialog.split.click()
        dialog._try()
        return dialog.result()

    monkeypatch.setattr(RecoveryPartsDialog, "exec", looked_at)
    rights_recovering.recover(page, found)
    settle(window)
    assert hints.count("没有填诉求金额") == 1
    assert "未追回 800.00 元" in hints
    parts = rights.amounts(book, case)[1]
    assert sum(parts.values()) == 150_000
    for learner in learners:
        told = [one.title for one in people.timeline(book, learner) if one.table == "rights_recovery"]
        assert told == [f"追回 {money.grouped(parts[learner]).removesuffix('.00')} 元"], "each file tells its part"
    window.go("person", next(iter(learners)))
    settle(window)
    own = window.page("person")
    assert isinstance(own, PersonPage)
    assert own.way.steps["维权"].text() == "✓ 维权", "what was recovered is no second case"
    window.go("people")
    settle(window)
    listed = window.page("people")
    assert isinstance(listed, PeoplePage)
    listed.table.selectAll()
    (entry,) = [act for act in listed.table.menu().actions() if act.text() == "选中的人加入维权案件…"]
    entry.trigger()
    settle(window)
    assert {one["person"] for one in rights.claimants(book, case)} == {one.id for one in people.page(book)}


def test_an_interruption_is_entered_in_the_case_and_its_reckoning_read_there(
    window: MainWindow, book: Casebook
) -> None:
    case = a_case(book, kind="3", known_on=dt.date(2008, 10, 10))
    page = rights_page(window)
    page.show_record("rights_case", case)
    settle(window)
    page.file("rights_case").child_wanted.emit("rights_pause", {"case_id": case})
    settle(window)
    sheet = page.sheet("rights_pause")
    for name, code in (("of", "1"), ("kind", "1"), ("cause", "4")):
        keys(line(sheet, name), code)
    line(sheet, "day").setText("20090901")
    sheet.form.fill({**sheet.form.raw(), "evidence": "催告函"})
    sheet.save()
    settle(window)
    assert "与情形不符" in sheet.form._notes["cause"].text()
    line(sheet, "cause").set_value("1")
    sheet.save()
    settle(window)
    file = page.file("rights_case")
    assert page.stack.currentWidget() is file
    told = "".join(part.text() for part in file.findChildren(QLabel))
    assert "2009-09-01 中断（向单位主张权利），重新计算 1 年；到 2010-09-01" in told
    file.child_wanted.emit("rights_step", {"case_id": case})
    settle(window)
    step = page.sheet("rights_step")
    line(step, "kind").set_value(rights.LEGAL_AID)
    step.save()
    settle(window)
    assert line(step, "helper").hasFocus(), "legal aid names who gives it"
    assert "法律援助人" in step.form._notes["helper"].text()
    assert records.count(book, "rights_step") == 0
    line(step, "helper").setText("刘律师")
    step.save()
    settle(window)
    assert [one["helper"] for one in file.lists["rights_step"].rows] == ["刘律师"]
