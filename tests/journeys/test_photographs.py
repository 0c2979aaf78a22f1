"""Photographs at the desk: chosen, taken by a camera, moved into the frame by keys, imported by the folder, printed on the certificate."""

import io
import shutil
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from db import people, photographs
from db.casebook import Casebook
from db.people import PersonRow
from tests.journeys.desk_world import id_number
from ui import camera
from ui.dialogs.photograph import PhotographDialog
from ui.dialogs.photographs_import import PhotographsImported
from ui.open import settle
from ui.pages.people import PeoplePage
from ui.pages.person import PersonPage
from ui.photographs import import_folder
from ui.window import MainWindow


def face(to: Path, size: tuple[int, int] = (640, 480)) -> Path:
    made = Image.new("RGB", size, (180, 140, 120))
    made.paste((40, 40, 40), (0, 0, size[0], size[1] // 4))
    made.save(to)
    return to


def woman(book: Casebook) -> PersonRow:
    return next(person for person in people.page(book) if person.name == "王秀英")


def shown(window: MainWindow, person: bytes) -> PersonPage:
    window.go("person", person)
    settle(window)
    page = window.page("person")
    assert isinstance(page, PersonPage)
    return page


def dialog(window: MainWindow, folder: str = "") -> PhotographDialog:
    made = PhotographDialog(window.context, "王秀英", folder, window)
    made.show()
    settle(window)
    return made


def test_a_file_becomes_the_person_s_photograph(window: MainWindow, book: Casebook, tmp_path: Path) -> None:
    """Enter takes what is shown; it stands in the file, small and upright."""
    page = shown(window, woman(book).id)
    assert not page.photograph.has_picture
    asked = dialog(window)
    QTest.keyClick(asked, Qt.Key.Key_Return)
    assert asked.isVisible()
    asked.take(face(tmp_path / "a.png"))
    settle(window)
    first = asked._ready
    QTest.keyClick(asked.shown, Qt.Key.Key_Plus)
    QTest.keyClick(asked.shown, Qt.Key.Key_Down)
    settle(window)
    assert asked._ready != first
    QTest.keyClick(asked.shown, Qt.Key.Key_Return)
    assert asked.jpeg is not None
    page.keep_photograph(asked.jpeg)
    settle(window)
    assert page.photograph.has_picture
    kept = photographs.of(book, people.get(book, woman(book).id).photo)
    assert kept == asked.jpeg
    assert Image.open(io.BytesIO(kept)).size == (295, 413)
    asked.deleteLater()


def test_a_picture_from_the_camera_appears_by_itself(window: MainWindow, tmp_path: Path) -> None:
    """What lay in the folder before is not taken; a new one is, once its size stands still."""
    camera = tmp_path / "相机"
    camera.mkdir()
    face(camera / "IMG_0001.jpg")
    asked = dialog(window, str(camera))
    asked._look.stop()
    for _time in range(3):
        asked.look()
        settle(window)
    assert not asked.shown.has_picture
    (camera / "IMG_0002.jpg").write_bytes((camera / "IMG_0001.jpg").read_bytes()[:400])
    asked.look()
    settle(window)
    face(camera / "IMG_0002.jpg", (800, 600))
    asked.look()
    settle(window)
    assert not asked.shown.has_picture
    asked.look()
    settle(window)
    assert asked.shown.has_picture
    assert asked.words.text() == "IMG_0002.jpg"
    asked.reject()
    asked.deleteLater()


@pytest.mark.parametrize("content", [b"", b"MZ not a picture", b"\xff\xd8\xff\xe0 broken"])
def test_a_broken_file_is_told_and_nothing_can_be_taken(window: MainWindow, tmp_path: Path, content: bytes) -> None:
    asked = dialog(window)
    asked.take(face(tmp_path / "good.png"))
    settle(window)
    (tmp_path / "bad.jpg").write_bytes(content)
    asked.take(tmp_path / "bad.jpg")
    settle(window)
    assert asked.words.text() == "照片读不出来。请换一张 JPG 或 PNG 照片。"
    assert not asked.shown.has_picture
    QTest.keyClick(asked, Qt.Key.Key_Return)
    assert asked.jpeg is None
    asked.reject()
    asked.deleteLater()


def test_a_folder_named_by_numbers_is_imported_and_the_rest_is_told(
    window: MainWindow, book: Casebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file gives one person a face, or its reason; none is guessed."""
    person, folder = woman(book), tmp_path / "照片"
    folder.mkdir()
    face(folder / f"王秀英 {person.doc_no}.png")
    face(folder / f"{id_number(999, '19990101')}.jpg")
    face(folder / "全家福.jpg")
    (folder / f"{people.page(book)[3].doc_no}.jpg").write_bytes(b"broken")
    (folder / "说明.txt").write_text("no picture", encoding="utf-8")
    told: list[str] = []
    monkeypatch.setattr(PhotographsImported, "exec", lambda self: told.append(self.panel.accessibleName()))
    page = window.page("people")
    assert isinstance(page, PeoplePage)
    page.import_photographs(folder)
    settle(window)
    assert "采用 1 张" in told[0]
    assert "未采用 3 个" in told[0]
    assert shown(window, person.id).photograph.has_picture
    again = {line.file[-8:]: line.outcome for line in import_folder(book, folder)}
    assert sorted(again.values()) == ["PHOTOGRAPH_UNREADABLE", "PHOTO_SAME", "PHOTO_UNKNOWN", "PHOTO_UNKNOWN"]
    shutil.rmtree(folder)
    assert import_folder(book, folder) == []


def test_a_photograph_that_has_not_come_here_is_said_to_be_elsewhere(window: MainWindow, book: Casebook) -> None:
    person = woman(book)
    people.change(book, person.id, {"photo": "ab" * 32})
    page = shown(window, person.id)
    assert not page.photograph.has_picture
    assert page.photograph.accessibleName() == "照片在另一台电脑上"


WEBCAM = camera.Camera("高拍仪", "testsrc=size=1280x720:rate=30,realtime", "lavfi")
OTHER = camera.Camera("前置摄像头", "color=c=green:size=640x480:rate=30,realtime", "lavfi")


def with_cameras(window: MainWindow, *found: camera.Camera, chosen: str = "") -> PhotographDialog:
    made = PhotographDialog(window.context, "王秀英", "", window, chosen=chosen, cameras=lambda: found)
    made.show()
    settle(window)
    return made


def test_a_camera_is_seen_live_and_two_enters_take_the_picture(window: MainWindow, qtbot: QtBot) -> None:
    """The picture moves in its frame, Enter makes it stand still, Enter takes it; the camera is let go of."""
    asked = with_cameras(window, OTHER, WEBCAM, chosen="高拍仪")
    assert (asked.which.currentText(), asked.which.count()) == ("高拍仪", 2)
    qtbot.waitUntil(lambda: asked.live.is_on)
    assert asked.shown.has_picture
    assert asked.words.text() == "对好以后按回车拍照。"
    QTest.keyClick(asked.shown, Qt.Key.Key_Plus)
    assert asked.live.cut.nearer > 1
    job = asked.live._job
    QTest.keyClick(asked.shown, Qt.Key.Key_Return)
    assert job is not None
    qtbot.waitUntil(lambda: job.is_over and asked._ready is not None)
    assert asked.isVisible()
    QTest.keyClick(asked.shown, Qt.Key.Key_Return)
    assert asked.jpeg is not None
    assert Image.open(io.BytesIO(asked.jpeg)).size == (295, 413)
    assert asked.camera_name == "高拍仪"
    asked.deleteLater()


def test_another_camera_is_chosen_and_let_go_of_when_the_dialog_is_left(window: MainWindow, qtbot: QtBot) -> None:
    asked = with_cameras(window, WEBCAM, OTHER)
    qtbot.waitUntil(lambda: asked.live.is_on)
    first = asked.live._job
    asked.which.setCurrentIndex(1)
    asked.start_camera()
    qtbot.waitUntil(lambda: asked.live.is_on)
    assert asked.live.image().pixelColor(10, 10).green() > asked.live.image().pixelColor(10, 10).red()
    second = asked.live._job
    QTest.keyClick(asked.shown, Qt.Key.Key_Escape)
    assert first is not None
    assert second is not None
    qtbot.waitUntil(lambda: first.is_over and second.is_over)
    assert not asked.isVisible()
    asked.deleteLater()


@pytest.mark.parametrize(
    ("source", "form", "words"),
    [
        ("testsrc=size=320x240:rate=30:duration=0.1", "lavfi", "不见了"),
        ("/dev/video-of-nobody", "v4l2", "不见了"),
        ("no-such-filter=1", "lavfi", "打不开"),
    ],
)
def test_a_camera_that_is_pulled_out_or_taken_is_told_in_words(
    window: MainWindow, qtbot: QtBot, source: str, form: str, words: str
) -> None:
    asked = with_cameras(window, camera.Camera("高拍仪", source, form))
    qtbot.waitUntil(lambda: words in asked.words.text())
    assert "Ctrl+K" in asked.words.text()
    assert not asked.shown.has_picture
    assert not asked._do.isEnabled()
    QTest.keyClick(asked, Qt.Key.Key_Return)
    assert asked.isVisible()
    asked.reject()
    asked.deleteLater()


def test_where_there_is_no_camera_or_no_library_the_dialog_says_so(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = with_cameras(window)
    assert "没有找到摄像头" in asked.words.text()
    assert not asked.which.isVisible()
    monkeypatch.setattr(camera, "is_possible", lambda: False)
    assert camera.cameras() == ()
    asked.ask_cameras()
    assert "没有装摄像头组件" in asked.words.text()
    asked.reject()
    asked.deleteLater()
