"""Nothing that names a person reaches the log, whatever is done and whatever fails."""

import logging
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from db import backup, casebook, people, roster
from db.people import DocumentKnown, PersonDraft
from rules.wrapping import WrongPassphrase
from sync import streams
from tests.journeys import desk_world
from tests.journeys.desk_world import PASSPHRASE
from ui import app
from ui.open import build_window, settle
from ui.theme import Mode

NAME, PHONE = "欧阳沁雪", "13912345678"
NUMBER = desk_world.id_number(77)
SAID = (NAME, PHONE, NUMBER, PASSPHRASE, "hunter2hunter2", "沁雪")


@pytest.mark.expects_log
def test_no_name_no_number_no_passphrase_comes_into_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app.make_application(["test"], Mode.LIGHT)
    logger = logging.getLogger("yuanzhu")
    before = list(logger.handlers)
    path = app.open_log(tmp_path / "log")
    assert path is not None
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    shown: list[BaseException] = []
    app.catch_bugs(shown.append)
    book = desk_world.open_desk(desk_world.found_desk(tmp_path / "world").path)
    window = build_window(book)
    try:
        _work(book, tmp_path)
        window.show()
        settle(window)

        def bug(_book: object, _progress: object) -> None:
            raise RuntimeError(f"{NAME} {NUMBER}")

        for write in (False, True):
            window.context.jobs.run(window, bug, lambda _done: None, window.show_error, write=write)
            settle(window)
        with pytest.raises(ValueError, match=NAME) as raised:
            _fail_because_of_another_failure()
        sys.excepthook(ValueError, raised.value, raised.value.__traceback__)
        QApplication.processEvents()
    finally:
        window.close()
        book.close()
        for handler in set(logger.handlers) - set(before):
            handler.close()
            logger.removeHandler(handler)
    text = path.read_text(encoding="utf-8")
    assert [type(one).__name__ for one in shown] == ["RuntimeError", "RuntimeError", "ValueError"]
    assert "RuntimeError" in text
    assert "test_quiet_log.py" in text
    assert not [said for said in SAID if said in text]
    if sys.platform != "win32":
        assert path.stat().st_mode & 0o077 == 0


def _fail_because_of_another_failure() -> None:
    nobody: dict[str, int] = {}
    try:
        nobody[NUMBER] += 1
    except KeyError as first:
        raise ValueError(NAME) from first


def _work(book: casebook.Casebook, folder: Path) -> None:
    """Do what a day brings, the failures too."""
    person = people.register(book, PersonDraft(NAME, doc_no=NUMBER, phone=PHONE))
    with pytest.raises(DocumentKnown):
        people.register(book, PersonDraft(NAME, doc_no=NUMBER))
    people.change(book, person.id, {"phone": PHONE[:-1] + "0"})
    (folder / "名单.csv").write_text(
        f"姓名,身份证号,电话\n{NAME},{NUMBER},{PHONE}\n{NAME},1234,x\n", encoding="utf-8-sig"
    )
    roster.import_roster(book, folder / "名单.csv")
    stick = folder / "stick"
    stick.mkdir()
    streams.export(book, stick)
    backup.back_up(book, stick)
    with pytest.raises(WrongPassphrase):
        casebook.sign_in(book.workplace, "lishu", "hunter2hunter2")
