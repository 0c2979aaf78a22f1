"""岗位援助 as a clerk lives it: an employer and a vacancy entered by keys, a letter written, the slip noted, the file that tells it all."""

import datetime as dt
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QWidget

from db import (
    casebook,
    drafts,
    job_agreements,
    job_fairs,
    jobs,
    labour_export,
    people,
    placements,
    records,
    reports,
    search,
    training,
)
from db.casebook import Casebook
from db.tables import jobs as tables
from rules.clock import StoryClock
from rules.periods import Period
from tests.db.test_job_lists import a_file
from tests.journeys import desk_world, small_county
from tests.journeys.desk_world import CHEAP, PASSPHRASE, TODAY, Desk
from tests.printouts.conftest import text_of
from ui.dialogs.job_list_import import JobListImportDialog
from ui.dialogs.record_step import RecordStepDialog
from ui.open import settle
from ui.pages import job_exchange
from ui.pages import records as record_pages
from ui.pages.jobs import JobsPage
from ui.pages.person import PersonPage
from ui.pages.record_sheet import RecordSheet
from ui.pages.records import RecordsPage
from ui.widgets.fields import LineField
from ui.widgets.lead_tile import LeadTile
from ui.widgets.lookup import LookupField
from ui.window import MainWindow


def enter(field: QWidget) -> None:
    QTest.keyClick(field, Qt.Key.Key_Return)


def jobs_page(window: MainWindow) -> JobsPage:
    window.go("jobs")
    settle(window)
    page = window.page("jobs")
    assert isinstance(page, JobsPage)
    return page


def choose(page: RecordsPage, name: str) -> None:
    page.menu.setCurrentRow(
        [page.menu.item(at).data(Qt.ItemDataRole.UserRole) for at in range(page.menu.count())].index(name)
    )


def line(sheet: RecordSheet, name: str) -> LineField:
    field = sheet.form.field(name)
    assert isinstance(field, LineField)
    return field


def look_up(window: MainWindow, field: LineField, text: str) -> None:
    """Type into a field that looks rows up, wait for the answer, and go on by Enter."""
    assert isinstance(field, LookupField)
    field.setText(text)  # what an input method commits
    field.textEdited.emit(text)
    field._ask()
    settle(window)
    enter(field)


def take_step(page: RecordsPage, name: str, state: str, **told: object) -> None:
    """Press the button of a step in the file in sight, and answer its dialog."""
    words = f"转为“{state}”"
    (found,) = (one for one in page.file(name).findChildren(QPushButton) if one.isVisible() and one.text() == words)

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, RecordStepDialog)
        for column, value in told.items():
            dialog.form.field(column).set_value(value)  # type: ignore[attr-defined]
        dialog._try()

    QTimer.singleShot(0, answer)
    found.click()
    settle(page.window())  # type: ignore[arg-type]


def press_deed(page: RecordsPage, name: str, words: str) -> None:
    """Press an area's own button in the file in sight."""
    (found,) = (one for one in page.file(name).findChildren(QPushButton) if one.isVisible() and one.text() == words)
    found.click()
    settle(page.window())  # type: ignore[arg-type]


def an_open_vacancy(book: Casebook) -> bytes:
    unit = records.add(book, jobs.EMPLOYER, {"name": "安和纺织厂"})
    row = records.add(
        book, jobs.VACANCY, {"employer": unit, "post": "缝纫工", "places": 5, "valid_until": dt.date(2009, 10, 31)}
    )
    records.move(book, jobs.VACANCY, row, tables.OPEN)
    return row


def test_an_employer_and_its_vacancy_are_entered_by_keys_alone(window: MainWindow, book: Casebook) -> None:
    page = jobs_page(window)
    choose(page, "employer")
    settle(window)
    page.new_action.trigger()
    sheet = page.sheet("employer")
    assert line(sheet, "name").hasFocus()
    line(sheet, "name").setText("柳河家政服务中心")
    enter(line(sheet, "name"))
    QTest.keyClicks(line(sheet, "uscc"), "91110000600037341X")
    enter(line(sheet, "uscc"))
    assert line(sheet, "uscc").hasFocus(), "a wrong number holds the keyboard"
    line(sheet, "uscc").setText("91110000600037341L")
    QTest.keyClick(sheet.form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    (made,) = records.page(book, "employer")
    assert (made["name"], made["uscc"], made["active"]) == ("柳河家政服务中心", "91110000600037341L", True)
    assert page.stack.currentWidget() is page.file("employer")
    page.file("employer").child_wanted.emit("vacancy", {"employer": made.id})
    settle(window)
    sheet = page.sheet("vacancy")
    assert line(sheet, "employer").text() == "柳河家政服务中心"
    for name, words in (("post", "家政服务员"), ("places", "12"), ("valid_until", "20091031")):
        line(sheet, name).setText(words)
        enter(line(sheet, name))
    QTest.keyClick(sheet.form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    (vacancy,) = records.page(book, "vacancy")
    assert (vacancy.title, vacancy["places"], vacancy.state) == ("柳河家政服务中心家政服务员", 12, tables.UNVERIFIED)
    assert page.stack.currentWidget() is page.file("employer"), "one is back at the unit"
    assert [one.id for one in page.file("employer").lists["vacancy"].rows] == [vacancy.id]


def test_what_is_missing_or_known_already_is_said_beside_its_field(window: MainWindow, book: Casebook) -> None:
    an_open_vacancy(book)
    page = jobs_page(window)
    page.new_of("vacancy", {})
    sheet = page.sheet("vacancy")
    sheet.save()
    assert line(sheet, "employer").hasFocus()
    look_up(window, line(sheet, "employer"), "纺织")
    assert line(sheet, "employer").text() == "安和纺织厂"
    for name, words in (("post", "缝纫工"), ("places", "3"), ("valid_until", "20091015")):
        line(sheet, name).setText(words)
    sheet.save()
    settle(window)
    assert line(sheet, "post").hasFocus()
    assert "已有一条在招" in sheet.form._notes["post"].text()
    assert records.count(book, "vacancy") == 1


def test_a_half_filled_form_is_kept_and_gone_on_with(window: MainWindow, book: Casebook) -> None:
    page = jobs_page(window)
    page.new_of("employer", {})
    line(page.sheet("employer"), "name").setText("半张表单位")
    window.go("people")
    settle(window)
    (kept,) = drafts.of_kind(book, "record-employer")
    window.go("jobs")
    page.new_of("employer", {})
    settle(window)
    sheet = page.sheet("employer")
    assert not sheet.drafts.isHidden()
    sheet.drafts.wanted.emit(kept)
    settle(window)
    assert line(sheet, "name").text() == "半张表单位"
    sheet.save()
    settle(window)
    assert drafts.of_kind(book, "record-employer") == []
    assert records.count(book, "employer") == 1


def test_a_letter_is_written_from_the_vacancy_and_its_slip_leads_to_work(window: MainWindow, book: Casebook) -> None:
    vacancy = an_open_vacancy(book)
    person = people.page(book)[0]
    window.go("jobs", record_pages.wish("referral", person=person.id))
    settle(window)
    page = jobs_page(window)
    sheet = page.sheet("referral")
    assert line(sheet, "person").text() == person.name
    look_up(window, line(sheet, "vacancy"), "缝纫")
    sheet.save()
    settle(window)
    (letter,) = records.page(book, "referral")
    assert (letter["person"], letter["vacancy"], letter.state) == (person.id, vacancy, tables.ISSUED)
    assert record_pages._called(letter) == f"{letter['number']} · {person.name}"
    step = RecordStepDialog(page.here, letter.table, "", tables.INTENDED, ("starts",), {"starts": None})
    QTest.keyClicks(step.form.field("starts"), "20090928")
    assert step.form.check()
    assert (step.values(), step.on()) == ({"starts": dt.date(2009, 9, 28)}, dt.date(2009, 9, 28))
    records.move(book, jobs.REFERRAL, letter.id, tables.INTENDED, step.values())
    records.move(book, jobs.REFERRAL, letter.id, tables.AT_WORK, step.values())
    step.deleteLater()
    window.go("person", person.id)
    settle(window)
    file = window.page("person")
    assert isinstance(file, PersonPage)
    assert file.way.steps["介绍"].text() == "✓ 介绍"
    assert file.way.steps["就业或创业"].text() == "✓ 就业或创业"
    assert file.way.steps["回访"].text() == "回访"
    titles = [file.timeline.model().index(at, 0).data() for at in range(file.timeline.model().rowCount())]
    assert any("到安和纺织厂就业" in title for title in titles)
    file.timeline.activated.emit(file.timeline.model().index(0, 0))
    settle(window)
    assert window.current_key() == "jobs"


def test_a_list_leaves_the_house_as_a_workbook_of_text(
    window: MainWindow, book: Casebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_open_vacancy(book)
    page = jobs_page(window)
    choose(page, "vacancy")
    settle(window)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given, **_named: (str(tmp_path / "岗位.xlsx"), ""))
    page.list().panel.export_action.trigger()
    for _ in range(20):
        settle(window)
        if (tmp_path / "岗位.xlsx").exists():
            break
        QTest.qWait(20)
    settle(window)
    rows = list(openpyxl.load_workbook(tmp_path / "岗位.xlsx").active.values)
    head = next(row for row in rows if "用人单位" in row)
    told = dict(zip(head, rows[rows.index(head) + 1], strict=True))
    assert (told["用人单位"], told["岗位"], told["招聘人数"], told["核实方式"]) == ("安和纺织厂", "缝纫工", 5, "")
    assert told["有效期至"] == dt.datetime(2009, 10, 31)  # noqa: DTZ001 - a workbook knows no zone
    assert book.store.value("SELECT records FROM list_export") == 1


def a_placement(book: Casebook, day: dt.date) -> bytes:
    unit = records.add(book, jobs.EMPLOYER, {"name": "安和家政公司"})
    return records.add(book, placements.PLACEMENT, {"person": people.page(book)[1].id, "employer": unit, "day": day})


def test_what_is_due_is_told_today_and_leads_to_the_follow_up(window: MainWindow, book: Casebook) -> None:
    placement = a_placement(book, dt.date(2009, 8, 27))
    window.go("today")
    window.refresh(frozenset({"placement"}))
    settle(window)
    window.go("jobs", record_pages.seek("placement", "due"))
    settle(window)
    page = window.page("jobs")
    assert isinstance(page, JobsPage)
    listed = page.list()
    assert (page.current().name, listed.model.total, listed.panel.narrowed()) == ("placement", 1, "到期待回访")
    listed.panel.go_into()
    enter(listed.table)
    settle(window)
    page.file("placement").child_wanted.emit("follow_up", {"placement": placement})
    settle(window)
    sheet = page.sheet("follow_up")
    assert line(sheet, "months").text() == "1"
    assert line(sheet, "day").text() == "2009-09-28"
    line(sheet, "outcome").set_value("1")
    sheet.save()
    settle(window)
    assert page.stack.currentWidget() is page.file("placement")
    (made,) = records.page(book, "follow_up")
    assert (made["months"], made.words["outcome"]) == (1, "在岗")
    page.list("placement").reload()
    settle(window)
    assert page.list("placement").model.total == 0


def told_today(window: MainWindow, words: str) -> list[str]:
    """Give the tiles of 今日待办 that begin with these words."""
    window.go("today")
    page = window.page("today")
    assert page is not None
    page.load()
    settle(window)
    return [tile.accessibleName() for tile in page.findChildren(LeadTile) if tile.accessibleName().startswith(words)]


def test_a_slip_without_an_answer_is_no_work_and_work_is_followed_up_three_times(
    window: MainWindow, book: Casebook
) -> None:
    vacancy = an_open_vacancy(book)
    person = people.page(book)[0].id
    letter = records.add(book, jobs.REFERRAL, {"person": person, "vacancy": vacancy})
    page = jobs_page(window)
    page.show_record("referral", letter)
    settle(window)
    take_step(page, "referral", "未反馈")
    window.go("person", person)
    settle(window)
    file = window.page("person")
    assert isinstance(file, PersonPage)
    assert [file.way.steps[one].text() for one in ("介绍", "就业或创业")] == ["✓ 介绍", "就业或创业"]
    assert told_today(window, "推荐信回执逾期 1"), "somebody asks for the slip"
    page = jobs_page(window)
    page.show_record("referral", letter)
    settle(window)
    assert not [one for one in page.file("referral").findChildren(QPushButton) if one.text() == "转为“已上岗”"]
    take_step(page, "referral", "录用意向")
    assert records.count(book, "placement") == 0
    take_step(page, "referral", "已上岗")
    (placed,) = records.by_column(book, "placement", person=person)
    clock = window.context.clock
    assert isinstance(clock, StoryClock)
    for months, day in ((1, dt.date(2009, 10, 28)), (3, dt.date(2009, 12, 28)), (6, dt.date(2010, 3, 28))):
        clock.set(day)
        assert told_today(window, "到期回访 1")
        window.go("jobs", record_pages.seek("placement", "due"))
        settle(window)
        page.show_record("placement", placed.id)
        settle(window)
        page.file("placement").child_wanted.emit("follow_up", {"placement": placed.id})
        settle(window)
        sheet = page.sheet("follow_up")
        assert line(sheet, "months").text() == str(months)
        line(sheet, "outcome").set_value("1")
        sheet.save()
        settle(window)
        assert not told_today(window, "到期回访 1")
    window.go("person", person)
    settle(window)
    assert [file.way.steps[one].text() for one in ("就业或创业", "回访")] == ["✓ 就业或创业", "✓ 回访×3"]


def test_training_to_order_is_checked_when_the_class_is_over_and_its_finishers_are_entered_as_hired(
    opened: Callable[[Casebook], MainWindow], tmp_path: Path
) -> None:
    with closing(small_county.build(tmp_path)) as county:
        county.send_class()
        lines = training.roster(county.base, county.class_id)[:2]
        passed = training.Result(completed=True, outcome=training.PASSED)
        training.record_results(county.base, county.class_id, {one.enrolment: passed for one in lines})
        county.send_results()
        desk = county.desk
        unit = records.add(desk, jobs.EMPLOYER, {"name": "安和家政公司"})
        window = opened(desk)
        page = jobs_page(window)
        page.new_of("order_agreement", {"employer": unit})
        settle(window)
        sheet = page.sheet("order_agreement")
        for name, words in (("number", "订2009-1"), ("trade", "家政服务员"), ("promised", "2")):
            line(sheet, name).setText(words)
        look_up(window, line(sheet, "class_id"), "家政")
        assert sheet.form.values()["class_id"] == county.class_id
        sheet.save()
        settle(window)
        (order,) = records.page(desk, "order_agreement")
        failed: list[str] = []
        page.failed.connect(lambda error: failed.append(type(error).__name__))
        take_step(page, "order_agreement", "已核对")
        assert failed == ["ClassNotOver"]
        clock = window.context.clock
        assert isinstance(clock, StoryClock)
        clock.set(dt.date(2009, 10, 10))
        assert told_today(window, "订单培训待核对 1")
        page = jobs_page(window)
        page.show_record("order_agreement", order.id)
        settle(window)
        take_step(page, "order_agreement", "已核对")
        assert records.get(desk, "order_agreement", order.id).values["hired"] == 0
        for _one in lines:
            page.show_record("order_agreement", order.id)
            settle(window)
            press_deed(page, "order_agreement", "登记录用")
            sheet = page.sheet("placement")
            assert (line(sheet, "employer").text(), line(sheet, "post").text()) == ("安和家政公司", "家政服务员")
            sheet.save()
            settle(window)
        hired = records.by_column(desk, "placement", employer=unit)
        assert {one["person"] for one in hired} == {one.person.id for one in lines}
        assert {one.words["way"] for one in hired} == {"订单培训"}
        page.show_record("order_agreement", order.id)
        settle(window)
        take_step(page, "order_agreement", "已核对")
        checked = records.get(desk, "order_agreement", order.id)
        assert (checked["finished"], checked["hired"]) == (2, 2)
        assert "结业未录用" not in dict(job_agreements.order_words(desk, checked))
        window.close()


def test_time_ends_what_is_past_when_the_page_is_opened(window: MainWindow, book: Casebook) -> None:
    unit = records.add(book, jobs.EMPLOYER, {"name": "安和纺织厂"})
    values = {
        "employer": unit,
        "post": "缝纫工",
        "places": 5,
        "valid_until": dt.date(2009, 9, 20),
        "day": dt.date(2009, 9, 1),
    }
    row = records.add(book, jobs.VACANCY, values)
    jobs_page(window)
    settle(window)
    assert records.get(book, "vacancy", row).state == tables.EXPIRED
    later = records.add(book, jobs.VACANCY, {**values, "valid_until": TODAY})
    clock = window.context.clock
    assert isinstance(clock, StoryClock)
    clock.set(TODAY + dt.timedelta(days=1))
    window.go("today")
    settle(window)
    jobs_page(window)
    settle(window)
    assert records.get(book, "vacancy", later).state == tables.EXPIRED, "the window stood open over night"


def test_a_person_s_file_begins_a_service_and_a_letter_is_shown_on_paper(window: MainWindow, book: Casebook) -> None:
    vacancy = an_open_vacancy(book)
    person = people.page(book)[0]
    window.go("person", person.id)
    settle(window)
    file = window.page("person")
    assert isinstance(file, PersonPage)
    assert {"referral", "placement", "export_member"} <= {table.name for table in file.services()}
    file.begin_service("referral")
    settle(window)
    page = window.page("jobs")
    assert isinstance(page, JobsPage)
    sheet = page.sheet("referral")
    assert line(sheet, "person").text() == person.name
    line(sheet, "vacancy").set_value(vacancy)
    settle(window)
    sheet.save()
    settle(window)
    letter = page.file("referral").record
    assert letter is not None
    page.file("referral").print_action.trigger()
    for _ in range(20):
        settle(window)
        if page.paper.preview is not None and page.stack.currentWidget() is page.paper:
            break
        QTest.qWait(20)
    assert page.stack.currentWidget() is page.paper
    assert page.paper.preview is not None
    printed = text_of(page.paper.preview._data)
    for words in (letter["number"], person.name, "安和纺织厂", "缝纫工"):
        assert words in printed, words
    page.paper.closed.emit()
    settle(window)
    assert page.stack.currentWidget() is page.file("referral")


def test_a_fact_is_corrected_and_taken_back_in_the_window(window: MainWindow, book: Casebook) -> None:
    fair = records.add(book, job_fairs.FAIR, {"name": "专场", "starts": dt.date(2009, 9, 6)})
    site = records.add(
        book, job_fairs.SITE, {"fair": fair, "site": "一号场", "day": dt.date(2009, 9, 6), "entered": 900}
    )
    page = jobs_page(window)
    page.show_record("fair_site", site)
    settle(window)
    file = page.file("fair_site")
    assert file.edit_action.text() == "更正"
    file.edit_action.trigger()
    sheet = page.sheet("fair_site")
    line(sheet, "received").setText("901")
    sheet.save()
    settle(window)
    assert "超过了它所属的上一个数" in sheet.form._notes["received"].text()
    line(sheet, "received").setText("400")
    sheet.save()
    settle(window)
    (stands,) = records.page(book, "fair_site")
    assert (stands["entered"], stands["received"], stands["corrects"]) == (900, 400, site)


def test_a_labour_office_s_list_is_taken_in_through_the_dialog(
    window: MainWindow, book: Casebook, tmp_path: Path
) -> None:
    page = jobs_page(window)
    dialog = JobListImportDialog(page.context, page)
    dialog.show()
    dialog.judge(a_file(tmp_path))
    settle(window)
    assert not dialog.take.isEnabled(), "first it must be said from whom it comes"
    dialog.partner.setText("县劳动局")
    assert dialog.take.text() == "收入 3 个岗位"
    assert [dialog.tiles[key]._figure.text() for key in ("accepted", "duplicates", "rejected")] == ["3", "1", "3"]
    assert "用人单位" in {one.title for one in dialog.model.columns()}, "no line of it is a person's"
    said = {dialog.model.index(at, column).data() for at in range(dialog.model.rowCount()) for column in range(6)}
    assert {"招聘人数看不明白", "有效期已过，不采用", "没有用人单位名称", "与本表前面一行重复"} <= said
    dialog.import_it()
    settle(window)
    assert records.count(book, "vacancy") == 3
    dialog.deleteLater()
    settle(window)
    for one in records.page(book, "vacancy"):
        records.move(book, jobs.VACANCY, one.id, tables.OPEN)
    job_exchange.give_to(page, "邻县总工会", tmp_path / "发出.xlsx")
    settle(window)
    assert sorted(one["direction"] for one in records.page(book, "job_batch")) == ["1", "2"]
    for name, refused in (("岗位信息.xlsx", True), ("发出.xlsx", False)):
        dialog = JobListImportDialog(page.context, page)
        dialog.show()
        dialog.partner.setText("县劳动局")
        dialog.judge(tmp_path / name)
        settle(window)
        assert dialog.note.isVisible() == refused, "the same file is known"
        if refused:
            dialog._again_button.click()
            settle(window)
        assert dialog.tiles["accepted"]._figure.text() == "0"
        assert not dialog.take.isEnabled(), "what is here already changes nothing"
        dialog.deleteLater()
    settle(window)
    assert (records.count(book, "vacancy"), records.count(book, "job_batch")) == (3, 2)


def test_a_province_keeps_its_own_agreements_and_reads_the_rest(
    opened: Callable[[Casebook], MainWindow], founded: Desk, tmp_path: Path
) -> None:
    shutil.copytree(founded.path.parent / "province", tmp_path / "province")
    province = casebook.open_casebook(
        tmp_path / "province", "admin", PASSPHRASE, StoryClock(TODAY), regions=desk_world.regions(), parameters=CHEAP
    )
    try:
        window = opened(province)
        window.go("jobs")
        settle(window)
        page = window.page("jobs")
        assert isinstance(page, JobsPage)
        for at in range(page.menu.count()):
            page.menu.setCurrentRow(at)
            settle(window)
            name = page.current().name
            assert page.file(name).lists.keys() == {child for child, _by in page.current().children}
            own = name in {"cooperation", "cooperation_order", "source_base", "export_node", "shared_place"}
            assert page.new_action.isVisible() == own, name
        window.close()
        window.context.jobs.close()
    finally:
        province.close()


def test_a_batch_leaves_and_arrives_and_is_told_by_place_and_in_the_persons_files(
    window: MainWindow, book: Casebook
) -> None:
    unit = records.add(book, jobs.EMPLOYER, {"name": "上海电子厂"})
    centre = records.add(book, labour_export.NODE, {"name": "安和县中心", "level": "2"})
    first, second = people.page(book)[:2]
    records.add(book, placements.PLACEMENT, {"person": second.id, "employer": unit, "day": dt.date(2009, 9, 1)})
    page = jobs_page(window)
    page.show_record("export_node", centre)
    settle(window)
    page.file("export_node").child_wanted.emit("export_node", {"parent": centre})
    sheet = page.sheet("export_node")
    line(sheet, "name").setText("柳河站")
    line(sheet, "level").set_value("3")
    sheet.save()
    settle(window)
    (station,) = records.by_column(book, "export_node", parent=centre)
    page.new_of("export_batch", {"node": station.id})
    sheet = page.sheet("export_batch")
    for name, words in (("number", "2009-7"), ("leader", "赵带队")):
        line(sheet, name).setText(words)
    line(sheet, "region").set_value("310000")
    sheet.save()
    settle(window)
    (batch,) = records.page(book, "export_batch")
    assert page.stack.currentWidget() is page.file("export_node"), "one is back at the centre"
    page.show_record("export_batch", batch.id)
    settle(window)
    for person in (first, second):
        page.file("export_batch").child_wanted.emit("export_member", {"batch": batch.id})
        settle(window)
        sheet = page.sheet("export_member")
        look_up(window, line(sheet, "person"), person.name)
        sheet.save()
        settle(window)
    assert page.stack.currentWidget() is page.file("export_batch")
    take_step(page, "export_batch", "已出发")
    assert records.get(book, "export_batch", batch.id)["starts"] == TODAY
    take_step(page, "export_batch", "已到岗", employer=unit)
    assert records.get(book, "export_batch", batch.id).state == "已到岗"
    (placed,) = records.by_column(book, "placement", export=batch.id)
    assert (placed["person"], placed.words["way"]) == (first.id, "劳务输出"), "who works there already stays as entered"
    told = job_exchange.sent_figures(book, Period(2009)).lines
    assert told == [("安和县中心", "1", "2"), ("　柳河站", "1", "2"), ("合计", "1", "2")]
    made = reports.report(book, "fairs", Period(2009, 9))
    assert {one.standing for one in made.judged} == {"ok"}, "who went away to work without a letter unbalances nothing"
    assert [hit.kind for hit in search.find(book, "柳河站")] == ["export_node"]
    window.go("person", first.id)
    settle(window)
    events = [one.title for one in people.timeline(book, first.id)]
    assert "到上海电子厂就业" in events
    assert any("列入劳务输出批次 2009-7" in one for one in events)


def test_what_was_agreed_by_video_leads_to_work_and_an_agreement_tells_it(window: MainWindow, book: Casebook) -> None:
    vacancy = an_open_vacancy(book)
    person = people.page(book)[0]
    agreement = records.add(book, job_agreements.COOPERATION, {"number": "陕津1", "partner": "天津市总工会"})
    page = jobs_page(window)
    page.show_record("cooperation", agreement)
    settle(window)
    page.file("cooperation").child_wanted.emit("video_interview", {"cooperation": agreement})
    sheet = page.sheet("video_interview")
    line(sheet, "partner").setText("天津市总工会")
    look_up(window, line(sheet, "vacancy"), "缝纫")
    look_up(window, line(sheet, "person"), person.name)
    line(sheet, "outcome").set_value("1")
    QTest.keyClicks(line(sheet, "met"), "600")
    sheet.save()
    settle(window)
    assert "整场的人数请另登记一条" in sheet.form._notes["person"].text()
    line(sheet, "met").setText("")
    sheet.save()
    settle(window)
    assert page.stack.currentWidget() is page.file("cooperation")
    (made,) = records.page(book, "video_interview")
    page.show_record("video_interview", made.id)
    settle(window)
    press_deed(page, "video_interview", "登记就业")
    sheet = page.sheet("placement")
    assert [line(sheet, name).text() for name in ("person", "employer", "post")] == [
        person.name,
        "安和纺织厂",
        "缝纫工",
    ]
    sheet.save()
    settle(window)
    (placed,) = records.page(book, "placement")
    assert (placed["person"], placed.words["way"]) == (person.id, "视频面试")
    assert records.get(book, "vacancy", vacancy)["employer"] == placed["employer"]
    told = [one.title for one in people.timeline(book, person.id)]
    assert "视频面试 安和纺织厂缝纫工" in told
    assert [hit.title for hit in search.find(book, "陕津")] == ["陕津1 · 天津市总工会"]
