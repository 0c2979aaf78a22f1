"""Threads: the one pattern. The window never waits for the disk.

Three workers, each a thread with a casebook of its own: one that may write, one that only reads, and one aside for reading that takes long
(workbooks, papers), so that lists and finding go on meanwhile. Work is a plain function
of the casebook and a `Progress`; what it gives, or the error it raises, comes back to the window's thread.
"""

import contextlib
import logging
import sys
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from enum import Enum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from rules.errors import AppError, CancelledWork

if TYPE_CHECKING:
    import queue

Book = TypeVar("Book")
T = TypeVar("T")
_log = logging.getLogger("yuanzhu.jobs")
_REPORT_EVERY = 0.1
"""Seconds between two reports of progress, so that a tight loop does not flood the window."""


class JobState(Enum):
    """Say where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class _Ticket:
    """Stand for a job in the worker's thread, where no Qt object may live or die."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self._turn = threading.Lock()
        self.is_final = False
        """What is being done now can no longer be undone."""

    def ask_to_stop(self) -> None:
        """Ask the work to stop, unless it has come to its last part."""
        with self._turn:
            if not self.is_final:
                self.stop.set()

    def begin_last(self) -> None:
        """Take no more wish to stop; raise CancelledWork where one came before."""
        with self._turn:
            if self.stop.is_set():
                raise CancelledWork
            self.is_final = True


class Job(QObject):
    """Be the window's handle on work under way. Lives in the window's thread."""

    progressed = Signal(int, int, str)
    """Done, total (0 = unknown) and what is being done."""
    settling = Signal(str)
    """From here on it cannot be stopped, and why."""
    finished = Signal()
    """Sent once, however it ended; see `state`."""

    def __init__(
        self, owner: QObject, then: Callable[[Any], None], failed: Callable[[Exception], None], *, writes: bool = False
    ) -> None:
        super().__init__()
        self.state = JobState.WAITING
        self.writes = writes
        self.done = 0
        self.total = 0
        self.seconds_left: float | None = None
        self._owner = owner
        self._then = then
        self._failed = failed
        self._ticket = _Ticket()

    def cancel(self) -> None:
        """Ask the work to stop; what it would still give is dropped, unless it has come to its last part or has written already."""
        self._ticket.ask_to_stop()

    @property
    def is_cancelled(self) -> bool:
        """Tell whether it was asked to stop."""
        return self._ticket.stop.is_set()

    @property
    def is_over(self) -> bool:
        """Tell whether it has ended."""
        return self.state in {JobState.DONE, JobState.FAILED, JobState.CANCELLED}

    def wants_result(self) -> bool:
        """Tell whether anyone still waits for what it gives."""
        return not self.is_cancelled and isValid(self._owner)


class Progress:
    """Let work say how far it is and learn that it should stop. Used in the worker's thread."""

    def __init__(self, ticket: _Ticket, post: Callable[[_Ticket, str, Any], None], now: Callable[[], float]) -> None:
        self._ticket = ticket
        self._post = post
        self._now = now
        self._began = now()
        self._reported = self._began - _REPORT_EVERY
        self._has_stopped = False

    def check(self) -> None:
        """Raise `CancelledWork` if the user has cancelled."""
        if self._ticket.stop.is_set():
            self._has_stopped = True
            raise CancelledWork

    def look(self) -> None:
        """Raise `CancelledWork` once if the user has cancelled: what is tidied up after that must not be stopped again."""
        if not self._has_stopped:
            self.check()

    def step(self, done: int, total: int = 0, text: str = "") -> None:
        """Say that `done` of `total` (0 = unknown) is done; raise `CancelledWork` if the user has cancelled."""
        self.check()
        now = self._now()
        if now - self._reported < _REPORT_EVERY and done != total:
            return
        self._reported = now
        spent = now - self._began
        left = spent * (total - done) / done if total and done and spent >= 1 else None
        self._post(self._ticket, "progress", (done, total, text, left))

    def settle(self, why: str) -> None:
        """Say that what follows cannot be stopped, and why; raise `CancelledWork` if the user has cancelled before."""
        self._ticket.begin_last()
        self._post(self._ticket, "settling", why)


class _Mail(QObject):
    """Carry what a worker says over into the window's thread."""

    arrived = Signal(object)


class _Worker(Generic[Book]):
    """Run work one after the other in a thread that owns one casebook."""

    def __init__(
        self, name: str, open_book: Callable[[], Book], close_book: Callable[[Book], None], post: Callable[..., None]
    ) -> None:
        self._open = open_book
        self._close = close_book
        self._post = post
        self._queue: queue.SimpleQueue[tuple[_Ticket, Callable[[Book], Any], Progress] | None] | None = None
        self._thread = threading.Thread(target=self._live, name=name, daemon=True)

    def put(self, ticket: _Ticket, work: Callable[[Book], Any], progress: Progress) -> None:
        """Take work into the queue; the thread begins with the first, so that the unlock dialog need not wait for it."""
        if self._queue is None:
            import queue

            self._queue = queue.SimpleQueue()
            self._thread.start()
        self._queue.put((ticket, work, progress))

    def stop(self) -> None:
        """Let the thread end after what is under way."""
        if self._queue is not None:
            self._queue.put(None)

    def join(self) -> None:
        """Wait until the thread has ended."""
        if self._queue is not None:
            self._thread.join()

    def _live(self) -> None:
        books: list[Book] = []
        waiting = self._queue
        if waiting is None:
            return
        while (item := waiting.get()) is not None:
            ticket, work, progress = item
            del item
            outcome = self._try(books, ticket, work, progress)
            # what the work refers to belongs to the window's thread and must not die here: let go before telling
            del work, progress
            self._post(ticket, *outcome)
            del ticket, outcome
        for book in books:
            self._close(book)

    def _try(
        self, books: list[Book], ticket: _Ticket, work: Callable[[Book], Any], progress: "Progress"
    ) -> tuple[str, Any]:
        try:
            progress.check()
            if not books:
                books.append(self._open())
            self._post(ticket, "running", None)
            return "done", work(books[0])
        except CancelledWork:
            return "cancelled", None
        except Exception as error:  # noqa: BLE001 - the window decides: words for the user, or the log
            return "failed", error


class Jobs(Generic[Book]):
    """Own the workers, and hand results back to the window's thread.

    `open_book(writing)` is called inside each thread, at its first work; `close_book` inside it at its end. `watch(book, look)` has `look` called
    while the casebook is at work; it raises CancelledWork where the user wants to stop, and the casebook leaves what it does and undoes it.
    """

    def __init__(
        self,
        open_book: Callable[[bool], Book],
        close_book: Callable[[Book], None] = lambda _book: None,
        *,
        watch: Callable[[Book, Callable[[], object]], AbstractContextManager[object]] | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._now = now
        self._watch = watch
        self._mail = _Mail()
        self._mail.arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._open: dict[_Ticket, tuple[Job, Callable[[Book], Any], frozenset[str]]] = {}
        self._listeners: list[tuple[QObject, Callable[[frozenset[str]], None]]] = []
        self._is_closed = False
        self._writer = _Worker("writer", lambda: open_book(True), close_book, self._post)
        self._reader = _Worker("reader", lambda: open_book(False), close_book, self._post)
        self._aside = _Worker("aside", lambda: open_book(False), close_book, self._post)

    def run(
        self,
        owner: QObject,
        work: Callable[[Book, Progress], T],
        then: Callable[[T], None],
        failed: Callable[[Exception], None],
        *,
        write: bool = False,
        aside: bool = False,
        stops: bool = False,
        touches: Iterable[str] = (),
    ) -> Job:
        """Run `work` in a worker and give its result to `then`, or its `AppError` to `failed`, in the window's thread.

        Nothing is delivered once `owner` is gone or the job is cancelled; what was written in spite of that is told. Any other exception is a bug: it
        goes to the log and the excepthook. `aside` is for reading that takes long. `touches` names the tables a write changes; their listeners hear of
        it once it is done. Cancelled reading ends in the midst of a statement. Writing does so only where it `stops`: where what it has done in its
        transaction is all it has done, so that undoing that undoes everything. Other writing stops at its own `progress.step` alone.
        """
        job = Job(owner, then, failed, writes=write)
        if self._is_closed:
            job.state = JobState.CANCELLED
            return job
        ticket = job._ticket  # noqa: SLF001 - the pair is one mechanism
        progress = Progress(ticket, self._post, self._now)
        watch = self._watch if stops or not write else None

        def bound(book: Book) -> T:
            with watch(book, progress.look) if watch else contextlib.nullcontext():
                return work(book, progress)

        self._open[ticket] = (job, bound, frozenset(touches))
        (self._writer if write else self._aside if aside else self._reader).put(ticket, bound, progress)
        return job

    def on_change(self, owner: QObject, hear: Callable[[frozenset[str]], None]) -> None:
        """Call `hear` with the names of the tables that a finished write has changed, as long as `owner` lives."""
        self._listeners.append((owner, hear))

    def announce(self, changed: Iterable[str]) -> None:
        """Tell all listeners that the tables `changed` are no longer what they were."""
        names = frozenset(changed)
        self._listeners = [(owner, hear) for owner, hear in self._listeners if isValid(owner)]
        for _owner, hear in list(self._listeners):
            hear(names)

    def drop(self, owner: QObject) -> None:
        """Cancel all that `owner` still waits for."""
        for job, _work, _touched in list(self._open.values()):
            if job._owner is owner:  # noqa: SLF001 - the pair is one mechanism
                job.cancel()

    @property
    def busy(self) -> bool:
        """Tell whether any work is waiting or under way."""
        return bool(self._open)

    def close(self) -> None:
        """Write what waits to be written, stop what is under way or only reads, close the casebooks and join the threads.

        What somebody saved, or typed into a form, a moment before the window was closed must not be lost.
        """
        if self._is_closed:
            return
        self._is_closed = True
        for job, _work, _touched in self._open.values():
            if not job.writes or job.state is not JobState.WAITING:
                job.cancel()
        for worker in (self._writer, self._reader, self._aside):
            worker.stop()
        for worker in (self._writer, self._reader, self._aside):
            worker.join()
        self._open.clear()

    def _post(self, ticket: _Ticket, kind: str, value: Any) -> None:
        with contextlib.suppress(RuntimeError):  # the application is gone: nobody to tell
            self._mail.arrived.emit((ticket, kind, value))

    def _deliver(self, letter: tuple[_Ticket, str, Any]) -> None:
        ticket, kind, value = letter
        if ticket not in self._open:
            return
        job = self._open[ticket][0]
        if kind == "running":
            job.state = JobState.RUNNING
        elif kind == "progress":
            job.done, job.total, text, job.seconds_left = value
            if job.wants_result():
                job.progressed.emit(job.done, job.total, text)
        elif kind == "settling":
            job.settling.emit(value)
        else:
            self._finish(ticket, kind, value)

    def _finish(self, ticket: _Ticket, kind: str, value: Any) -> None:
        job, _work, touched = self._open.pop(ticket)
        job.state = JobState(kind)
        try:
            if kind == "done":
                # what was written is written, though somebody wished to stop it a moment too late
                if job.wants_result() or (job.writes and touched and isValid(job._owner)):  # noqa: SLF001
                    job._then(value)  # noqa: SLF001 - the pair is one mechanism
                if touched:
                    self.announce(touched)
            elif kind == "failed":
                _answer_failure(job, value)
        finally:
            job.finished.emit()


def _answer_failure(job: Job, error: Exception) -> None:
    """Hand an error that has words to the owner, any other to the log and the excepthook."""
    if isinstance(error, AppError):
        if job.wants_result():
            job._failed(error)  # noqa: SLF001 - the pair is one mechanism
        return
    _log.error("work failed: %s", type(error).__name__)
    sys.excepthook(type(error), error, error.__traceback__)
