"""机构与队伍 as a clerk lives it: a base applied for by keys, its plate named, an officer's vacancy, tags that are counted once."""

import datetime as dt

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from db import activity_tags, info_officers, outreach, people, records, search, training, training_bases
from db.casebook import Casebook
from db.tables import network as tables
from rules.periods import Period
from tests.db.conftest import COUNTY
from tests.journeys.test_job_pages import choose, enter, line, look_up
from ui.dialogs.figures import FiguresDialog
from ui.open import settle
from ui.pages import network_deeds
from ui.pages.class_roster import ClassRosterPage
from ui.pages.network import NetworkPage
from ui.window import MainWindow


def network_page(window: MainWindow) -> NetworkPage:
    window.go("network")
    settle(window)
    page = window.page("network")
    assert isinstance(page, NetworkPage)
    return page


def an_officer(book: Casebook, until: dt.date) -> bytes:
    values = {"name": "周明", "union_org": "柳河乡工会", "day": dt.date(2009, 2, 1), "valid_until": until}
    return records.add(book, info_officers.OFFICER, values)


def test_a_base_and_its_plates_are_entered_by_keys_and_count_once(window: MainWindow, book: Casebook) -> None:
    page = network_page(window)
    choose(page, "base_place")
    settle(window)
    page.new_action.trigger()
    sheet = page.sheet("base_place")
    assert line(sheet, "name").hasFocus()
    line(sheet, "name").setText("安和职业学校")
    enter(line(sheet, "name"))
    line(sheet, "region").set_value(COUNTY)
    QTest.keyClick(sheet.form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    (place,) = records.page(book, "base_place")
    for kind, level in (("1", "2"), ("2", "4")):
        page.file("base_place").child_wanted.emit("base_plate", {"place": place.id})
        settle(window)
        sheet = page.sheet("base_plate")
        for name, figure in (("kind", kind), ("level", level)):
            QTest.keyClicks(line(sheet, name), figure)
            enter(line(sheet, name))
        QTest.keyClick(sheet.form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        settle(window)
    for plate in records.page(book, "base_plate"):
        records.move(book, training_bases.PLATE, plate.id, tables.REVIEWED, {"reviewers": "评审组"})
        records.move(book, training_bases.PLATE, plate.id, tables.NAMED, {"named_by": "省总工会"})
    page.show_record("base_place", place.id)
    settle(window)
    file = page.file("base_place")
    assert [one.words["kind"] for one in file.lists["base_plate"].rows] == [
        "工会就业培训（实训）基地",
        "农民工技能培训基地",
    ]
    assert training_bases.standing(book) == training_bases.Standing(places=1, plates=2)
    way_back = page.way_back
    assert way_back is not None
    assert not way_back.isVisible(), "in a file the key leads one step back, not off the page"
    QTest.keyClick(file, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    settle(window)
    assert (page.stack.currentWidget(), way_back.isVisible()) == (page.list("base_place"), True)


def test_assisted_training_is_entered_by_keys_in_persons_or_person_times(window: MainWindow, book: Casebook) -> None:
    page = network_page(window)
    choose(page, "assisted_training")
    settle(window)
    page.new_action.trigger()
    sheet = page.sheet("assisted_training")
    line(sheet, "office").setText("安和县安监局")
    enter(line(sheet, "office"))
    for name, figure in (("kind", "2"), ("basis", "2")):
        QTest.keyClicks(line(sheet, name), figure)
        enter(line(sheet, name))
    QTest.keyClick(sheet.form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    assert records.count(book, "assisted_training") == 0, "neither persons nor person-times are told"
    QTest.keyClicks(line(sheet, "heads"), "60")
    QTest.keyClick(sheet.form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    (made,) = records.page(book, "assisted_training")
    assert (made["heads"], made["times"], made.words["kind"]) == (60, None, "安全生产知识培训")


def test_a_term_that_is_over_is_noted_when_the_page_is_opened(window: MainWindow, book: Casebook) -> None:
    row = an_officer(book, dt.date(2009, 9, 20))
    network_page(window)
    settle(window)
    assert records.get(book, "info_officer", row).state == tables.TERM_OVER


def test_an_officer_s_vacancy_begins_in_the_officer_s_file(window: MainWindow, book: Casebook) -> None:
    row = an_officer(book, dt.date(2009, 12, 31))
    page = network_page(window)
    page.show_record("info_officer", row)
    settle(window)
    record = page.file("info_officer").record
    assert record is not None
    network_deeds.send_in(page, record)
    settle(window)
    assert window.current_key() == "jobs"
    jobs = window.page("jobs")
    assert line(jobs.sheet("vacancy"), "officer").text() == "周明（柳河乡工会）"  # type: ignore[attr-defined]


def test_tags_are_taken_over_and_their_total_is_no_sum(window: MainWindow, book: Casebook) -> None:
    page = network_page(window)
    choose(page, "activity_tag")
    settle(window)
    network_deeds.take_shipped(page, None)
    settle(window)
    assert records.count(book, "activity_tag") == len(activity_tags.shipped())
    page.list("activity_tag").choose("kind-1")
    settle(window)
    assert page.list("activity_tag").model.total == 7
    event = records.add(book, outreach.PUBLICITY, {"kind": "1", "topic": "社保", "heads": 120})
    page.list("activity_tag").choose("")
    page.list("activity_tag").panel.look_for("川厨子")
    settle(window)
    assert page.list("activity_tag").model.total == 1
    assert [hit.title for hit in search.find(book, "川厨子")] == ["川厨师"], "an alias finds the brand"
    for name in ("春风行动", "民企招聘周"):
        tag = activity_tags.find(book, activity_tags.CAMPAIGN, name)
        assert tag is not None
        records.add(book, activity_tags.TAGGING, {"tag": tag.id, "publicity": event})
    dialog = FiguresDialog(
        page.context, "标签统计", [("标签", 0), ("类别", 100), ("项数", 80), ("人次", 100)], network_deeds.tag_figures, page
    )  # fmt: skip
    settle(window)
    assert [[dialog.model.index(at, place).data() for place in (2, 3)] for at in range(3)] == [["1", "120"]] * 3
    dialog.period.set_period(Period(2008))
    dialog.work_out()
    settle(window)
    assert dialog.model.rowCount() == 0
    dialog.deleteLater()
    klass = next(one for one in training.classes(book) if one.enrolled)
    window.go("class_roster", klass.id)
    settle(window)
    roster = window.page("class_roster")
    assert isinstance(roster, ClassRosterPage)
    (press,) = (one for one in roster.findChildren(QPushButton) if one.text() == "挂标签")
    press.click()
    settle(window)
    sheet = page.sheet("tagging")
    assert line(sheet, "class_id").text() == klass.name, "the class is filled in"
    look_up(window, line(sheet, "tag"), "川厨师")
    sheet.save()
    settle(window)
    window.go("class_roster", klass.id)
    settle(window)
    assert "标签：川厨师" in roster.facts.text()


def test_the_page_is_reached_from_the_system_page_and_waits_are_told_today(window: MainWindow, book: Casebook) -> None:
    an_officer(book, dt.date(2009, 10, 10))
    window.go("today")
    window.refresh(frozenset({"info_officer"}))
    settle(window)
    today = window.page("today")
    told = {one.text() for one in today.findChildren(QLabel)} | {one.text() for one in today.findChildren(QPushButton)}
    assert "信息员聘期届满" in told
    window.go("system")
    settle(window)
    (way,) = (one for one in window.page("system").findChildren(QPushButton) if one.text().startswith("机构与队伍"))
    way.click()
    settle(window)
    assert window.current_key() == "network"
    page = network_page(window)
    page.list("info_officer").choose("ending")
    settle(window)
    assert page.list("info_officer").model.total == 1
    figures = network_deeds.sent_figures(book, Period(2009))
    assert list(figures.lines) == [("周明（柳河乡工会）", "0", "0", "—", "0")]


def test_a_certificate_of_skill_and_a_department_s_support_are_entered_by_keys(
    window: MainWindow, book: Casebook
) -> None:
    person = people.page(book)[0]
    page = network_page(window)
    choose(page, "skill_certificate")
    settle(window)
    page.new_action.trigger()
    sheet = page.sheet("skill_certificate")
    look_up(window, line(sheet, "person"), person.name)
    for name, typed in (
        ("kind", "1"),
        ("trade", "焊工"),
        ("level", "3"),
        ("number", "0951000123"),
        ("issuer", "安和县劳动保障局"),
    ):
        field = line(sheet, name)
        if name in {"kind", "level"}:
            QTest.keyClicks(field, typed)
        else:
            field.setText(typed)
        enter(field)
    QTest.keyClick(sheet.form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    (made,) = records.page(book, "skill_certificate")
    assert (made["person"], made["level"], made.title) == (person.id, "3", "焊工 高级工 0951000123")
    choose(page, "dept_support")
    settle(window)
    page.new_action.trigger()
    sheet = page.sheet("dept_support")
    line(sheet, "department").setText("安和县劳动保障局")
    enter(line(sheet, "department"))
    QTest.keyClicks(line(sheet, "matter"), "2")
    enter(line(sheet, "matter"))
    QTest.keyClick(sheet.form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    (support,) = records.page(book, "dept_support")
    assert support.words["matter"] == "培训补贴"
