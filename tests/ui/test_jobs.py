"""The thread pattern keeps its promises."""

import re
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from db.store import Store
from rules.errors import CancelledWork, UserError
from ui.dialogs.progress import ProgressDialog
from ui.jobs import Job, Jobs, JobState, Progress


class Refused(UserError):
    code = "REFUSED_IN_TEST"


def fail(error: Exception) -> None:
    raise AssertionError(error)


def unwanted(value: object) -> None:
    raise AssertionError(value)


def ended(qtbot: QtBot, job: Job) -> None:
    qtbot.waitUntil(lambda: job.is_over)


def test_the_result_comes_back_in_the_windows_thread(qtbot: QtBot, jobs: Jobs[Any]) -> None:
    owner = QObject()
    seen: list[Any] = []
    job = jobs.run(
        owner,
        lambda _book, _progress: threading.current_thread().name,
        lambda name: seen.append((name, threading.current_thread())),
        fail,
    )
    ended(qtbot, job)
    assert job.state is JobState.DONE
    assert seen == [("reader", threading.main_thread())]


def test_each_worker_opens_its_own_casebook_once(qtbot: QtBot) -> None:
    opened: list[tuple[bool, str]] = []
    closed: list[str] = []

    def open_book(writing: bool) -> str:
        opened.append((writing, threading.current_thread().name))
        return "w" if writing else "r"

    jobs: Jobs[str] = Jobs(open_book, closed.append)
    owner = QObject()
    seen: list[Any] = []
    for write in (True, True, False):
        last = jobs.run(owner, lambda book, _progress: book, seen.append, fail, write=write)
    ended(qtbot, last)
    qtbot.waitUntil(lambda: not jobs.busy)
    jobs.close()
    assert sorted(seen) == ["r", "w", "w"]
    assert sorted(opened) == [(False, "reader"), (True, "writer")]
    assert sorted(closed) == ["r", "w"]


def test_an_error_with_words_goes_to_failed(qtbot: QtBot, jobs: Jobs[Any]) -> None:
    owner = QObject()
    seen: list[Any] = []

    def refuse(_book: Any, _progress: Progress) -> None:
        raise Refused(n=1)

    job = jobs.run(owner, refuse, unwanted, seen.append)
    ended(qtbot, job)
    assert job.state is JobState.FAILED
    assert [error.fields for error in seen] == [{"n": 1}]


def test_a_failure_to_open_is_told_and_tried_again(qtbot: QtBot) -> None:
    tries: list[bool] = []

    def open_book(writing: bool) -> str:
        tries.append(writing)
        if len(tries) == 1:
            raise Refused
        return "book"

    jobs: Jobs[str] = Jobs(open_book)
    owner = QObject()
    seen: list[Any] = []
    failed: list[Exception] = []
    for _turn in range(2):
        job = jobs.run(owner, lambda book, _progress: book, seen.append, failed.append)
        ended(qtbot, job)
    jobs.close()
    assert len(failed) == 1
    assert seen == ["book"]


@pytest.mark.expects_log
def test_a_bug_goes_to_the_excepthook(
    qtbot: QtBot, jobs: Jobs[Any], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caught: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: caught.append(error))

    def break_down(_book: Any, _progress: Progress) -> None:
        raise ZeroDivisionError

    job = jobs.run(QObject(), break_down, unwanted, fail)
    ended(qtbot, job)
    assert [type(error) for error in caught] == [ZeroDivisionError]
    assert "ZeroDivisionError" in caplog.text


def test_nothing_is_delivered_to_an_owner_that_is_gone(qtbot: QtBot, jobs: Jobs[Any]) -> None:
    import shiboken6

    owner, gate = QObject(), threading.Event()
    job = jobs.run(owner, lambda _book, _progress: gate.wait(5), unwanted, fail)
    shiboken6.delete(owner)
    gate.set()
    ended(qtbot, job)
    assert job.state is JobState.DONE


def test_cancel_stops_work_at_its_next_step(qtbot: QtBot, jobs: Jobs[Any]) -> None:
    owner, begun = QObject(), threading.Event()

    def endless(_book: Any, progress: Progress) -> None:
        number = 0
        while True:
            number += 1
            begun.set()
            progress.step(number, 10**9)

    job = jobs.run(owner, endless, unwanted, fail)
    assert begun.wait(5)
    job.cancel()
    ended(qtbot, job)
    assert job.state is JobState.CANCELLED


def test_cancelled_work_that_waits_never_runs(qtbot: QtBot, jobs: Jobs[Any]) -> None:
    owner, gate = QObject(), threading.Event()
    ran: list[int] = []
    jobs.run(owner, lambda _book, _progress: gate.wait(5), lambda _done: None, fail)
    job = jobs.run(owner, lambda _book, _progress: ran.append(1), unwanted, fail)
    jobs.drop(owner)
    gate.set()
    ended(qtbot, job)
    assert ran == []


def test_progress_is_throttled_and_tells_what_is_left(qtbot: QtBot) -> None:
    times = iter(range(10_000))
    jobs: Jobs[Any] = Jobs(lambda _writing: None, now=lambda: next(times) / 100)
    owner = QObject()
    told: list[tuple[int, int]] = []

    def count(_book: Any, progress: Progress) -> None:
        for number in range(1, 1001):
            progress.step(number, 1000)

    job = jobs.run(owner, count, lambda _done: None, fail)
    lefts: list[float | None] = []

    def hear(done: int, total: int, _text: str) -> None:
        told.append((done, total))
        lefts.append(job.seconds_left)

    job.progressed.connect(hear)
    ended(qtbot, job)
    jobs.close()
    assert told[-1] == (1000, 1000)
    assert len(told) <= 102
    known = [left for left in lefts if left is not None]
    assert known == sorted(known, reverse=True)


def test_a_finished_write_tells_what_changed(qtbot: QtBot, jobs: Jobs[Any]) -> None:
    owner = QObject()
    heard: list[Any] = []
    jobs.on_change(owner, heard.append)
    job = jobs.run(owner, lambda _book, _progress: 1, lambda _done: None, fail, write=True, touches=["person"])
    ended(qtbot, job)
    assert heard == [frozenset({"person"})]


def test_close_lets_go_of_everything_and_refuses_more(qtbot: QtBot, jobs: Jobs[Any]) -> None:
    jobs.close()
    job = jobs.run(QObject(), lambda _book, _progress: 1, unwanted, fail)
    assert job.state is JobState.CANCELLED


def test_progress_raises_when_cancelled() -> None:
    from ui.jobs import _Ticket

    ticket = _Ticket()
    progress = Progress(ticket, lambda *_letter: None, lambda: 0.0)
    ticket.stop.set()
    with pytest.raises(CancelledWork):
        progress.check()


def store_of(tmp_path: Path) -> Store:
    made = Store.create(tmp_path / "watched.db", b"k" * 32)
    with made.transaction():
        made.execute("CREATE TABLE kept (word TEXT)")
    return made


_ENDLESS = "WITH RECURSIVE one(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM one) INSERT INTO kept SELECT n FROM one"


def test_writing_that_stops_is_left_in_the_midst_of_a_statement_and_undone(qtbot: QtBot, tmp_path: Path) -> None:
    place = tmp_path / "watched.db"
    store_of(tmp_path).close()
    jobs = Jobs(lambda _writing: Store.open(place, b"k" * 32), Store.close, watch=Store.watched)
    owner, begun = QObject(), threading.Event()

    def endless(store: Store, _progress: Progress) -> None:
        with store.transaction():
            store.execute("INSERT INTO kept VALUES ('before')")
            begun.set()
            store.execute(_ENDLESS)

    job = jobs.run(owner, endless, unwanted, fail, write=True, stops=True)
    assert begun.wait(5)
    job.cancel()
    ended(qtbot, job)
    assert job.state is JobState.CANCELLED
    counted: list[int] = []
    ended(qtbot, jobs.run(owner, lambda store, _p: store.value("SELECT count(*) FROM kept"), counted.append, fail))
    assert counted == [0]
    jobs.close()


def test_reading_is_left_in_the_midst_of_a_statement(qtbot: QtBot, tmp_path: Path) -> None:
    place = tmp_path / "watched.db"
    store_of(tmp_path).close()
    jobs = Jobs(lambda _writing: Store.open(place, b"k" * 32), Store.close, watch=Store.watched)
    begun = threading.Event()

    def endless(store: Store, _progress: Progress) -> object:
        begun.set()
        return store.value("WITH RECURSIVE one(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM one) SELECT max(n) FROM one")

    owner = QObject()
    job = jobs.run(owner, endless, unwanted, fail)
    assert begun.wait(5)
    job.cancel()
    ended(qtbot, job)
    assert job.state is JobState.CANCELLED
    jobs.close()


def test_the_last_part_takes_no_more_wish_to_stop(qtbot: QtBot, jobs: Jobs[Any]) -> None:
    owner, settled, gate = QObject(), threading.Event(), threading.Event()
    seen: list[Any] = []

    def work(_book: Any, progress: Progress) -> str:
        progress.settle("now it is renamed")
        settled.set()
        gate.wait(5)
        progress.step(1, 1)
        return "whole"

    job = jobs.run(owner, work, seen.append, fail)
    told: list[str] = []
    job.settling.connect(told.append)
    assert settled.wait(5)
    job.cancel()
    gate.set()
    ended(qtbot, job)
    assert (job.state, seen, told) == (JobState.DONE, ["whole"], ["now it is renamed"])


def test_what_was_written_before_the_wish_to_stop_came_is_told(qtbot: QtBot, jobs: Jobs[Any]) -> None:
    owner, written, gate = QObject(), threading.Event(), threading.Event()
    seen: list[Any] = []

    def work(_book: Any, _progress: Progress) -> str:
        written.set()
        gate.wait(5)
        return "written"

    job = jobs.run(owner, work, seen.append, fail, write=True, touches=["person"])
    assert written.wait(5)
    job.cancel()
    gate.set()
    ended(qtbot, job)
    assert (job.state, seen) == (JobState.DONE, ["written"])


def test_the_dialog_tells_the_time_goes_quiet_and_closes(qtbot: QtBot, jobs: Jobs[Any]) -> None:
    owner, gate = QWidget(), threading.Event()
    qtbot.addWidget(owner)
    settled, over = threading.Event(), threading.Event()

    def work(_book: Any, progress: Progress) -> None:
        gate.wait(5)
        progress.settle("正在改名，不能停止")
        settled.set()
        over.wait(5)

    job = jobs.run(owner, work, lambda _done: None, fail)
    now = [100.0]
    dialog = ProgressDialog(job, "正在恢复", owner, now=lambda: now[0])
    now[0] = 175.0
    dialog.follow(0, 0, "")
    assert dialog._left.text() == "已用 1 分 15 秒"
    gate.set()
    assert settled.wait(5)
    qtbot.waitUntil(lambda: not dialog._stop.isEnabled())
    assert dialog._words.text() == "正在改名，不能停止"
    over.set()
    ended(qtbot, job)


LONG = (
    "backup.restore(", "backup.back_up(", "report_file.write_report(", "report_file.write_goals(", "fund_file.write_workbook(", "reports.lock(", "reports.correct(", "retention_file.write(",
    "erasing.destroy(", "erasing.erase_person(", "receiving.receive_folder(", "collector.collect(", "streams.export(", "extract.class_file",
    "soundness.check(", "audit_file.write(", "import_folder(", "targets.adopt(", "workbook.settlement(",
)  # fmt: skip
"""Use cases that may take more than two seconds on a large casebook (docs/decisions/0088)."""
UI = Path(__file__).resolve().parents[2] / "ui"
WINDOW = [path for path in UI.rglob("*.py") if "commands" not in path.parts and path.name not in {"report_file.py", "fund_file.py", "photographs.py"}]  # fmt: skip


def test_whatever_takes_long_is_shown_by_the_one_dialog() -> None:
    held = {path: path.read_text(encoding="utf-8") for path in WINDOW}
    used = {
        (one, path.name): text for one in LONG for path, text in held.items() if re.search(rf"(?<!def ){re.escape(one)}", text)
    }  # fmt: skip
    assert {one for one, _name in used} == set(LONG)
    assert [place for place, text in used.items() if "ProgressDialog(" not in text and "shown=" not in text] == []


def test_the_window_has_no_threads_and_no_loop_but_those_of_jobs() -> None:
    by_hand = re.compile(r"QThread|QtConcurrent|threading\.Thread\(|processEvents\(|ThreadPoolExecutor")
    found = {path.name for path in WINDOW if by_hand.search(path.read_text(encoding="utf-8"))}
    assert found == {"jobs.py", "open.py"}  # open.py: `settle`, which tests and pictures wait by
