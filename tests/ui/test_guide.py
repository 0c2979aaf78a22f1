"""The user guide in the program: every page has its section, links and pictures hold, and the window reads as it should."""

import re
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from tests.ui import sample
from ui import guide, help_key
from ui.dialogs.guide import GuideBrowser, GuideWindow
from ui.dialogs.second_sign import SecondSignDialog
from ui.guide import CONTENTS, Place
from ui.jobs import Jobs
from ui.pages import pages_for
from ui.window import MainWindow

KINDS = ("desk", "base", "province")
PICTURES = guide.FOLDER / "pictures"
_PICTURE = re.compile(r"!\[[^\]]*\]\(([^)]+)\)")
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)]+\.md[^)]*)\)")


def pages() -> set[str]:
    return {spec.key for kind in KINDS for spec in pages_for(kind)}


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_has_its_section(kind: str) -> None:
    book = guide.read()
    bare = [
        spec.key
        for spec in pages_for(kind)
        if book.place_for(spec.key, kind=kind, title=spec.title).chapter == CONTENTS
    ]
    assert not bare, f"put <!-- help: {' '.join(bare)} --> before a heading of docs/user-guide"


def test_marks_name_pages_that_exist_and_each_but_once() -> None:
    marks = guide.read().marks()
    dialogs = {f"dialog:{path.stem}" for path in Path(guide.__file__).with_name("dialogs").glob("*.py")}
    assert not {mark for mark in marks if mark not in dialogs and re.split("[:@]", mark)[0] not in pages()}
    assert not {mark: places for mark, places in marks.items() if len(places) > 1}


def test_every_chapter_is_in_the_contents_and_every_link_leads_somewhere() -> None:
    book = guide.read()
    assert {path.stem for path in guide.FOLDER.glob("*.md")} <= {chapter.name for chapter in book.chapters}
    for path in guide.FOLDER.glob("*.md"):
        for link in _LINK.findall(path.read_text(encoding="utf-8")):
            assert book.follow(link), f"{path.name}: {link}"


def test_topics_that_pages_name_are_told_apart() -> None:
    book = guide.read()
    assert book.place_for("pending", "same") != book.place_for("pending", "matters") != book.place_for("pending")
    assert book.place_for("vouchers", "review").chapter == "核销与结算"
    assert book.place_for("certificates", kind="base") != book.place_for("certificates", kind="desk")
    assert book.place_for("no_such_page") == Place(CONTENTS)
    assert book.place_for("no_such_page", title="挂失") == Place(CONTENTS)
    assert book.place_for("no_such_page", title="照片") == book.follow("登记与发券.md#照片")


def test_sections_are_found_by_all_words_with_titles_first() -> None:
    found = guide.read().search("套打 校准")
    assert found[0].place.chapter == "套打"
    assert "校准" in found[0].title
    assert guide.read().search("量子") == []
    assert guide.read().search("  ") == []


def test_code_is_no_heading_and_links_out_are_text(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# 目录\n\n[甲](甲.md)\n", encoding="utf-8")
    (tmp_path / "甲.md").write_text(
        "# 甲\n\n```sh\n# 注释\n```\n\n<!-- help: people -->\n## 乙\n\n[网页](https://example.org/) [目录](README.md)\n",
        encoding="utf-8",
    )
    book = guide.read(tmp_path)
    first = book.chapter("甲")
    assert first is not None
    assert [section.title for section in first.sections] == ["甲", "乙"]
    assert book.place_for("people") == Place("甲", 1)
    assert "网页（https://example.org/）" in first.markdown
    assert "[目录](README.md)" in first.markdown
    assert "help:" not in first.markdown


@pytest.fixture
def window(qtbot: QtBot) -> GuideWindow:
    made = GuideWindow(tour=True)
    qtbot.addWidget(made)
    made.open_at(guide.read().place_for("people"))
    return made


def test_headings_in_sight_are_the_sections(window: GuideWindow) -> None:
    for chapter in guide.read().chapters:
        window.show_place(Place(chapter.name))
        plain = [re.sub(r"[*`]", "", section.title) for section in chapter.sections]
        assert window.headings() == plain, chapter.name


def test_a_page_opens_its_section_and_keys_lead_back_and_forth(window: GuideWindow) -> None:
    opened = window.place()
    assert opened == guide.read().place_for("people")
    assert window.browser.verticalScrollBar().value() > 0
    window.open_at(guide.read().place_for("claims"))
    QTest.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.place() == opened
    QTest.keyClick(window, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert window.place() == guide.read().place_for("claims")
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert window.place() == Place(CONTENTS)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_search_leads_by_enter_to_marked_words(window: GuideWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    window.field.setText("副券 送交")
    QTest.keyClick(window.field, Qt.Key.Key_Return)
    assert window.place() == guide.read().search("副券 送交")[0].place
    assert window.browser.extraSelections()
    QTest.keyClick(window.field, Qt.Key.Key_Escape)
    assert window.field.text() == ""
    assert window.isVisible()
    window._search()
    assert window.list.count() == len(guide.read().chapters)
    window.field.setText("量子")
    window._search()
    assert window.list.count() == 1


def test_f1_in_a_dialog_opens_its_section_over_it_and_esc_comes_back(qtbot: QtBot, jobs: Jobs[Any]) -> None:
    page = sample.window(jobs, [sample.spec("today", "今日待办", "clipboard-check-outline", 1)])
    qtbot.addWidget(page)
    page.show()
    dialog = SecondSignDialog(
        "作废 1 张券。", [("limin", "李敏"), ("wangwei", "王伟")], "limin", lambda _draft: None, jobs, page
    )
    dialog.setModal(True)
    dialog.show()
    qtbot.waitUntil(dialog.isActiveWindow)
    field = dialog.findChildren(QLineEdit)[-1]
    field.setText("half typed")
    QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_F1)
    opened = dialog.findChild(GuideWindow)
    assert opened is not None
    assert opened.isVisible()
    assert not opened.isModal()
    assert opened.place() == guide.read().place_for("dialog", "second_sign")
    qtbot.waitUntil(opened.isActiveWindow)
    QTest.keyClick(opened.windowHandle(), Qt.Key.Key_F1)
    assert opened.place() == Place(CONTENTS)  # in the guide itself F1 means the contents
    QTest.keyClick(opened.windowHandle(), Qt.Key.Key_Escape)
    assert not opened.isVisible()
    assert dialog.isVisible()
    assert field.text() == "half typed"
    dialog.reject()


def test_a_dialog_without_a_section_of_its_own_opens_that_of_the_page_beneath(qtbot: QtBot, jobs: Jobs[Any]) -> None:
    page = sample.window(jobs, [sample.spec("people", "服务对象", "account-group-outline", 1)])
    qtbot.addWidget(page)
    page.show()
    assert help_key.place_for(QDialog(page)) == guide.read().place_for("people")
    assert help_key.place_for(QDialog()) == Place(CONTENTS)


def test_a_link_opens_its_chapter_and_nothing_outside(window: GuideWindow) -> None:
    window.browser.anchorClicked.emit(QUrl("核销与结算.md"))
    assert window.place() == Place("核销与结算")
    window.browser.anchorClicked.emit(QUrl("https://example.org/"))
    assert window.place() == Place("核销与结算")


def test_pictures_come_from_the_guide_alone(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(0)
    image.save(str(tmp_path / "in" / "a.png"))
    image.save(str(tmp_path / "b.png"))
    browser = GuideBrowser(tmp_path / "in")
    qtbot.addWidget(browser)
    kind = QTextDocument.ResourceType.ImageResource.value
    assert isinstance(browser.loadResource(kind, QUrl("a.png")), QImage)
    assert browser.loadResource(kind, QUrl("../b.png")) is None
    assert browser.loadResource(kind, QUrl("https://example.org/a.png")) is None
    assert browser.loadResource(QTextDocument.ResourceType.HtmlResource.value, QUrl("a.png")) is None


def test_zoom_changes_the_text(window: GuideWindow) -> None:
    usual = window.browser.document().defaultFont().pointSizeF()
    QTest.keyClick(window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert window.browser.document().defaultFont().pointSizeF() > usual
    QTest.keyClick(window, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert window.browser.document().defaultFont().pointSizeF() == usual


def test_f1_opens_the_guide_and_ctrl_f1_the_keys(
    qtbot: QtBot, jobs: Jobs[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(MainWindow, "show_shortcuts", lambda _self: asked.append(True))
    made = sample.window(jobs, [sample.spec("claims", "结算申报", "school-outline", 1)])
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    QTest.keyClick(made, Qt.Key.Key_F1, Qt.KeyboardModifier.ControlModifier)
    assert asked
    QTest.keyClick(made, Qt.Key.Key_F1)
    shown = made.findChild(GuideWindow)
    assert shown is not None
    assert shown.isVisible()
    assert shown.place() == guide.read().place_for("claims")
    made.close()
    assert not shown.isVisible()


def test_pictures_are_there_small_and_each_is_used() -> None:
    used = {link for path in guide.FOLDER.glob("*.md") for link in _PICTURE.findall(path.read_text(encoding="utf-8"))}
    there = {f"pictures/{path.name}" for path in PICTURES.iterdir()}
    assert used == there, "make guide-pictures"
    sizes = [path.stat().st_size for path in PICTURES.iterdir()]
    assert max(sizes) < 60_000
    assert sum(sizes) < 3_000_000
