"""Forms where they belong: the 打印 menus of a person, a class at the desk and at the base, and a referral letter."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from db import casebook, erasure, jobs, people, prints, records, training
from db.casebook import Casebook
from tests.journeys import small_county
from tests.journeys.small_county import County
from ui.dialogs.publication import PublicationDialog
from ui.open import settle
from ui.papers.people import enrolment_paper, job_seeker_paper, registration_paper
from ui.window import MainWindow


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    made = small_county.build(tmp_path)
    yield made
    made.close()


def person_named(book: Casebook, name: str) -> people.PersonRow:
    return next(one for one in people.page(book) if one.name == name)


def test_a_persons_papers_open_from_the_menu_by_keys(window: MainWindow, book: Casebook) -> None:
    person = person_named(book, "𬭊铁柱")
    window.go("person", person.id)
    settle(window)
    page: Any = window.page("person")
    assert not page.paper.isVisible()
    page.timeline.setFocus()
    QTest.keyClick(page.timeline, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert page.prints.menu.isVisible()
    assert [act.text().split("  ")[1] for act in page.prints.menu.actions()] == [
        "农民工登记表", "培训报名表", "求职登记表", "本人信息查询单",
    ]  # fmt: skip
    QTest.keyClick(page.prints.menu, Qt.Key.Key_1)
    settle(window)
    assert page.paper.preview is not None
    assert page.paper.isVisible()
    assert page.paper.preview.page_count == 2
    page.refresh(["person"])
    settle(window)
    assert page.paper.isVisible(), "what is loaded meanwhile stays beneath"
    assert not page.prints.action.isEnabled(), "the key is the preview's own now"
    page.paper.closed.emit()
    assert page.timeline.isVisible()
    assert not page.paper.isVisible()
    assert page.prints.action.isEnabled()
    for form in page.prints.kinds[1:]:
        page.prints.choose(form)
        settle(window)
        assert page.paper.isVisible(), form.key
        page.paper.closed.emit()


def test_another_person_is_not_covered_by_the_papers_of_the_one_before(window: MainWindow, book: Casebook) -> None:
    window.go("person", person_named(book, "王秀英").id)
    settle(window)
    page: Any = window.page("person")
    page.prints.choose(page.prints.kinds[0])
    settle(window)
    assert page.paper.isVisible()
    window.go("person", person_named(book, "李建国").id)
    settle(window)
    assert not page.paper.isVisible()
    assert page.title() == "李建国"


def test_every_paper_of_a_class_opens_at_the_desk(
    window: MainWindow, book: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = next(one for one in training.classes(book) if one.name == "第1期家政服务员班" and one.enrolled)
    window.go("class_roster", found.id)
    settle(window)
    page: Any = window.page("class_roster")
    monkeypatch.setattr(PublicationDialog, "exec", lambda _dialog: PublicationDialog.DialogCode.Accepted)
    for form in page.prints.kinds:
        page.prints.choose(form)
        settle(window)
        assert page.paper.preview is not None
        assert page.paper.preview.page_count >= 1, form.key
        assert page.views.currentIndex() == 1
        page.paper.closed.emit()
    assert prints.PUBLIC_LIST in {form.key for form in page.prints.kinds}


def test_the_dialog_says_when_a_publication_ends(window: MainWindow) -> None:
    dialog = PublicationDialog(window.context.clock, window)
    assert "2009-10-13，共 7 个工作日" in dialog.until.text()
    dialog.first.set_value(dt.date(1999, 5, 4))
    assert "自然日" in dialog.until.text()
    assert dialog.chosen().first == dt.date(1999, 5, 4)
    dialog.deleteLater()


def test_a_base_prints_its_classes_papers_but_no_public_list(
    county: County, opened: Callable[[Casebook], MainWindow]
) -> None:
    county.send_class()
    window = opened(county.base)
    window.go("base_classes", county.class_id)
    settle(window)
    page: Any = window.page("base_classes")
    keys = {form.key for form in page.prints.kinds}
    assert {"roster", "attendance", "results", "application"} <= keys
    assert prints.PUBLIC_LIST not in keys
    page.prints.choose(next(form for form in page.prints.kinds if form.key == "attendance_blank"))
    settle(window)
    assert page.paper.preview is not None


def test_an_erased_person_has_no_forms(county: County) -> None:
    desk = county.desk
    desk.session = casebook.sign_in(desk.workplace, "zhou", small_county.SECOND)[1]
    casebook.add_user(desk, login="qian", name="钱主任", role="supervisor", passphrase=small_county.SECOND)
    second = casebook.sign_in(desk.workplace, "qian", small_county.SECOND)[1]
    erasure.erase_person(desk, county.persons[9], "本人要求", second=second)
    for make in (registration_paper, enrolment_paper, job_seeker_paper):
        with pytest.raises(people.PersonUnknown):
            make(desk, county.persons[9])


def test_a_referral_letter_says_nothing_that_an_employer_need_not_know(county: County) -> None:
    from printouts.referral import print_referrals
    from tests.printouts.conftest import PRINTED_AT, text_of
    from ui.papers.jobs import referral_paper

    desk = county.desk
    employer = records.add(
        desk, jobs.EMPLOYER, {"name": "安和县家政服务中心", "phone": "08385551111", "address": "东街3号"}
    )
    vacancy = records.add(desk, jobs.VACANCY, {
        "employer": employer, "post": "家政服务员", "places": 3, "wage_from_fen": 90_000, "wage_to_fen": 120_000, "valid_until": dt.date(2009, 12, 31),
        "source": "1", "verified_on": small_county.DAY, "verified_how": "电话",
    })  # fmt: skip
    if records.get(desk, "vacancy", vacancy).state != "招聘中":
        records.move(desk, jobs.VACANCY, vacancy, "招聘中", {"verified_on": small_county.DAY, "verified_how": "电话"})
    letter = records.add(desk, jobs.REFERRAL, {"person": county.persons[0], "vacancy": vacancy})
    paper = referral_paper(desk, letter)
    assert (paper.holder, paper.employer, paper.vacancy, paper.pay) == (
        "王秀英",
        "安和县家政服务中心",
        "家政服务员",
        "900–1,200 元",
    )
    assert paper.return_by is not None
    assert paper.return_by > paper.valid_until
    made = print_referrals([paper], printed_at=PRINTED_AT)
    assert isinstance(made, bytes)
    text = text_of(made)
    assert text.count(paper.number) == 3
    assert people.get(desk, county.persons[0]).doc_no not in text
    QApplication.processEvents()
