"""The window while much is asked of it: found among many, scrolled through, pages changed, and how long its loop is held by long work.

A timer beats every two milliseconds in the window's thread; the longest time between two beats is how long a key would have waited.
"""

import gc
import itertools
import os
import random
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtCore import Qt as Keys
from PySide6.QtWidgets import QApplication

from db import backup, reports, retention, roster, soundness
from db.casebook import Casebook
from printouts.certificate import print_certificates
from printouts.workbook import MOST_LINES
from rules.periods import Period
from rules.reports import Signers
from sync import collector, streams
from tests.bench import ground, search
from tests.bench.measure import Figure, Sizes, percentile
from tests.bench.papers import PRINTED_AT, Papers
from ui.app import make_application
from ui.commands import sample
from ui.jobs import Jobs, Progress
from ui.list_export import ListExport
from ui.models.rows import KEPT, NOTHING_YET, WINDOW
from ui.open import build_window, settle
from ui.pages import pages_for
from ui.pages.people import PeoplePage
from ui.theme import Mode
from ui.widgets.search_box import SearchBox
from ui.window import MainWindow

BEAT_MS = 2
LONGEST_MS = 50.0
FIND_MS, SWITCH_MS = 16.0, 100.0
QUERIES, JUMPS, TURNS = 12, 150, 5
LINES, ROSTER, PAGES, ENTRIES = MOST_LINES, 10_000, 1_000, 40_000
MONTH = Period(2009, 3)
AN_HOUR = 3600.0


class Heart(QTimer):
    """Beat in the window's thread and note how late each beat is, in milliseconds."""

    def __init__(self) -> None:
        super().__init__(interval=BEAT_MS)
        self.setTimerType(Keys.TimerType.PreciseTimer)
        self.late: list[float] = []
        self.own: list[float] = []
        """How long the window's own thread was at work between two beats, in milliseconds: what of it is our doing on a busy machine."""
        self._last = self._spent = 0.0
        self.timeout.connect(self._beat)

    def _beat(self) -> None:
        now = time.perf_counter()
        spent = time.thread_time()
        self.late.append(max(0.0, (now - self._last) * 1000 - BEAT_MS))
        self.own.append((spent - self._spent) * 1000)
        self._last, self._spent = now, spent

    def listen(self, until: Callable[[], bool], seconds: float = 600.0) -> list[float]:
        """Run the loop until `until` holds; give how late the beats were."""
        self.late, self.own = [], []
        self._last, self._spent = time.perf_counter(), time.thread_time()
        end, loop = self._last + seconds, QEventLoop()

        def look() -> None:
            if until() or time.perf_counter() > end:
                loop.quit()

        # the loop sleeps between events, as the program's own does: one that only asked for them would take a core from the work
        watching = self.timeout.connect(look)
        self.start()
        loop.exec()
        self.stop()
        self.timeout.disconnect(watching)
        return self.late


def run(work: Path, sizes: Sizes) -> list[Figure]:
    """Open the window on a desk of so many persons and measure; then let a province collect."""
    make_application(["bench"], Mode.LIGHT)
    wanted = ground.drafts(sizes.persons)
    book = ground.peopled(wanted, work, sizes.kept)
    window = build_window(book)
    window.resize(1024, 768)
    window.show()
    settle(window)
    heart = Heart()
    try:
        figures = [_finding(window, search.mix(wanted), sizes)]
        del wanted
        gc.collect()  # a million drafts that no program holds would be swept through again and again
        figures += _switching(window)
        figures += _scrolling(window, heart, sizes)
        figures += _working(window, book, heart, work)
    finally:
        window.close()
        window.context.jobs.close()
        book.close()
    return figures + _exchanging(heart, work)


# --- finding -----------------------------------------------------------------------------------------------------------


class _Painted(QObject):
    """Note which answer the list of a search box has painted last."""

    def __init__(self, box: SearchBox) -> None:
        super().__init__(box)
        self._box, self.answer = box, 0
        box._list.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Paint:
            self.answer = self._box._answered
        return False


def _finding(window: MainWindow, kinds: Sequence[tuple[str, str, str, list[str]]], sizes: Sizes) -> Figure:
    """Ask in the box for each of the mix, without the pause for further keys, until the list has been painted."""
    taken, own = [], []
    box = window.search
    painted = _Painted(box)
    for _kind, _column, _form, texts in kinds:
        for text in itertools.islice((*texts[:QUERIES], *texts[-QUERIES:]), 2 * QUERIES):
            window.go("today")
            settle(window)
            box.setFocus()
            box.setText(text)
            begun, spent = time.perf_counter(), time.thread_time()
            box._ask()
            while painted.answer != box._serial:
                QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 5)
            taken.append((time.perf_counter() - begun) * 1000)
            own.append((time.thread_time() - spent) * 1000)
            box.clear()
    told = f"p50 {percentile(taken, 0.5):.1f} ms, p99 of the window's own work {percentile(own, 0.99):.1f} ms, {len(taken)} queries from the question to the painted list"
    return Figure(
        f"find among {sizes.persons:,}, in the window: p99", percentile(taken, 0.99), FIND_MS, told, unit="ms"
    )


def _switching(window: MainWindow) -> list[Figure]:
    """Go from page to page along the rail, until each is painted; the first time, when it is built, and later."""
    keys = [spec.key for spec in pages_for("desk") if not spec.under]
    both = [_switch(window, key) for key in keys]
    again = [_switch(window, key) for _turn in range(TURNS) for key in keys]
    (first, first_own), (later, later_own) = zip(*both, strict=True), zip(*again, strict=True)
    slowest = keys[first.index(max(first))]
    return [
        Figure("page switch, first time: longest", max(first), SWITCH_MS, f"p50 {percentile(first, 0.5):.0f} ms, own work {max(first_own):.0f} ms at most; slowest {slowest}", unit="ms"),
        Figure("page switch, later: longest", max(later), SWITCH_MS, f"p50 {percentile(later, 0.5):.0f} ms, own work {max(later_own):.0f} ms at most", unit="ms"),
    ]  # fmt: skip


def _switch(window: MainWindow, key: str) -> tuple[float, float]:
    """Give how long a change took, and how long the window's own thread was at work for it."""
    settle(window)
    begun, spent = time.perf_counter(), time.thread_time()
    window.go(key)
    QApplication.sendPostedEvents()
    window.repaint()
    taken, own = (time.perf_counter() - begun) * 1000, (time.thread_time() - spent) * 1000
    settle(window)
    return taken, own


# --- scrolling ---------------------------------------------------------------------------------------------------------


def _scrolling(window: MainWindow, heart: Heart, sizes: Sizes) -> list[Figure]:
    window.go("people")
    settle(window)
    page = window.page("people")
    assert isinstance(page, PeoplePage)
    figures = [_jumping(page, heart, sizes.persons, "newest first")]
    shown: list[float] = []
    begun = time.perf_counter()
    page.model.loaded.connect(lambda _total: shown.append((time.perf_counter() - begun) * 1000))
    page.table.horizontalHeader().sectionClicked.emit(0)
    late = heart.listen(
        lambda: bool(shown) and page.model.whole and page.model.total == sizes.persons and not window.context.jobs.busy
    )
    told = f"first rows after {shown[0]:.0f} ms, all numbers after {(time.perf_counter() - begun) * 1000:.0f} ms"
    figures.append(
        Figure(f"put {sizes.persons:,} names in order: longest hold", max(late), LONGEST_MS, told, unit="ms")
    )
    return [*figures, _jumping(page, heart, sizes.persons, "names by sound")]


def _jumping(page: PeoplePage, heart: Heart, persons: int, words: str) -> Figure:
    jumps, held = _jump(page, heart, persons)
    told = f"p50 {percentile(jumps, 0.5):.0f} ms; longest hold of the loop {held:.0f} ms; at most {KEPT * WINDOW:,} rows in memory"
    what = f"jump to anywhere among {persons:,}, {words}: p99 until the rows are there"
    return Figure(what, percentile(jumps, 0.99), SWITCH_MS, told, unit="ms")


def _jump(page: PeoplePage, heart: Heart, persons: int) -> tuple[list[float], float]:
    """Throw the scroll bar about; give how long until the rows in sight are there, and the longest hold."""
    rng, bar, taken, held = random.Random(ground.SEED), page.table.verticalScrollBar(), [], 0.0
    for _turn in range(JUMPS):
        begun = time.perf_counter()
        bar.setValue(rng.randrange(bar.maximum()))
        page.table.viewport().repaint()
        late = heart.listen(lambda: _is_there(page))
        held = max([held, *late])
        taken.append((time.perf_counter() - begun) * 1000)
    assert page.model.total == persons
    return taken, held


def _is_there(page: PeoplePage) -> bool:
    top = page.table.rowAt(0)
    bottom = page.table.rowAt(page.table.viewport().height() - 1)
    cells = (page.model.index(row, 0).data() for row in (top, bottom if bottom >= 0 else top))
    return all(cell != NOTHING_YET for cell in cells)


# --- long work ---------------------------------------------------------------------------------------------------------


def _working(window: MainWindow, book: Casebook, heart: Heart, work: Path) -> list[Figure]:
    """Let each kind of long work run where the pages let it run, with the list of persons in sight."""
    window.go("people")
    settle(window)
    page = window.page("people")
    assert isinstance(page, PeoplePage)
    jobs, spans = window.context.jobs, [(0, min(LINES, page.model.total))]
    idle_until = time.perf_counter() + 2
    heart.listen(lambda: time.perf_counter() > idle_until)
    figures = [_held("nothing at all, for 2 s", heart, None)]

    def export_list() -> None:
        made = ListExport(
            page, window.context, page.model, page.table, "服务对象名单", spans, lambda _words: None, _fail
        )
        made.begin(work / "list.xlsx")

    rows = sample.write_roster(work / "roster.xlsx", ROSTER, ground.SEED + 1)
    parts: tuple[tuple[str, Callable[[], object]], ...] = (
        (f"a list of {spans[0][1]:,} rows as a workbook", export_list),
        (f"import of {ROSTER:,} rows", lambda: _do(jobs, page, partial(_import, path=rows), write=True)),
        (f"print of {PAGES:,} certificates", lambda: _do(jobs, page, partial(_print, to=work / "papers.pdf"))),
        ("all reports of a month", lambda: _do(jobs, page, _report)),
        ("the close of a month", lambda: _do(jobs, page, _lock, write=True)),
        ("what is due to be destroyed", lambda: _do(jobs, page, _due)),
        ("check of all entries", lambda: _do(jobs, page, lambda at, progress: soundness.check(at, progress.step))),
        ("backup", lambda: _do(jobs, page, partial(_backup, to=work / "kept"), write=True)),
        ("restoring it", lambda: _do(jobs, page, partial(_restore, kept=work / "kept", to=work / "restored"))),
    )
    for words, begin in parts:
        begun = time.perf_counter()
        begin()
        heart.listen(lambda: not jobs.busy, AN_HOUR)
        figures.append(_held(f"{words}, {time.perf_counter() - begun:.0f} s", heart, LONGEST_MS))
        settle(window)
    return figures


def _do(jobs: "Jobs[Any]", owner: Any, work: Callable[[Casebook, Progress], object], *, write: bool = False) -> None:
    jobs.run(owner, work, lambda _done: None, _fail, write=write, aside=not write, stops=True)


def _fail(error: Exception) -> None:
    raise error


def _import(book: Casebook, progress: Progress, *, path: Path) -> None:
    roster.import_roster(book, path, progress=lambda done: progress.step(done, ROSTER))


def _print(_book: Casebook, progress: Progress, *, to: Path) -> None:
    print_certificates(Papers(PAGES), to, printed_at=PRINTED_AT, progress=progress.step)


def _export(book: Casebook, to: Path) -> None:
    to.mkdir()
    streams.export(book, to)


def _backup(book: Casebook, _progress: Progress, *, to: Path) -> None:
    to.mkdir()
    backup.back_up(book, to)


def _report(book: Casebook, progress: Progress) -> None:
    reports.make_all(book, (MONTH,), step=progress.step)


def _lock(book: Casebook, progress: Progress) -> None:
    reports.lock(book, MONTH, Signers("李书", "王芳", "陈刚"), (), progress.step)


def _due(book: Casebook, _progress: Progress) -> None:
    retention.standings(book)


def _restore(_book: Casebook, progress: Progress, *, kept: Path, to: Path) -> None:
    (file,) = kept.iterdir()
    backup.restore(file, to, "", ground.PASSPHRASE, ground.clock(), parameters=ground.CHEAP, step=progress.step).close()


def _exchanging(heart: Heart, work: Path) -> list[Figure]:
    """Let a desk's window export, and its province's collect."""
    place, out = work / "county", work / "county" / "out"
    place.mkdir()
    both = ground.admitted(place)
    ground.fill(both.desk, ground.drafts(ENTRIES // 2))
    figures = [
        _beside_a_window(
            both.desk, heart, f"export of {ENTRIES:,} entries", lambda book, _progress: _export(book, out)
        ),
        _beside_a_window(
            both.province, heart, f"collection of {ENTRIES:,} entries", lambda book, _: collector.collect(book, [out])
        ),
    ]
    for book in (both.province, both.desk, both.other):
        book.close()
    return figures


def _beside_a_window(book: Casebook, heart: Heart, words: str, work: Callable[[Casebook, Progress], object]) -> Figure:
    window = build_window(book)
    window.resize(1024, 768)
    window.show()
    settle(window)
    jobs = window.context.jobs
    _do(jobs, window, work, write=True)
    heart.listen(lambda: not jobs.busy)
    figure = _held(words, heart, LONGEST_MS)
    window.close()
    jobs.close()
    return figure


def _held(words: str, heart: Heart, target: float | None) -> Figure:
    late = heart.late
    told = f"p99 {percentile(late, 0.99):.1f} ms, own work {max(heart.own):.1f} ms at most, {sum(one > LONGEST_MS for one in late)} beats over {LONGEST_MS:.0f} ms of {len(late):,}"
    return Figure(f"loop held by {words}: longest", max(late), target, told, unit="ms")
