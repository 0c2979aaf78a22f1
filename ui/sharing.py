"""The shared folder in the background: while the window is open it is looked into every so many minutes, if somebody chose so."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from db import schema
from rules.errors import AppError
from ui.jobs import Jobs, Progress
from ui.text import _

if TYPE_CHECKING:
    from db.casebook import Casebook
    from sync.share import Choice
    from ui.pages.ways import Taken

_MINUTE_MS = 60_000


class ShareTimer(QObject):
    """Look into the shared folder from time to time; says what came, and an error once, not every time again."""

    def __init__(
        self,
        jobs: "Jobs[Casebook]",
        say: Callable[[str], None],
        fail: Callable[[Exception], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._jobs, self._say, self._fail = jobs, say, fail
        self._trouble = ""
        self._busy = False
        self.timer = QTimer(self)
        self.timer.timeout.connect(self.look)
        jobs.on_change(self, self._hear)
        self._ask()

    def look(self) -> None:
        """Look into the shared folder now, unless the last look is still under way."""
        if self._busy:
            return
        self._busy = True

        def work(book: "Casebook", progress: Progress) -> "Taken":
            from sync import share
            from ui.pages import ways

            return ways.shared(book, share.synchronise(book, step=progress.step))

        job = self._jobs.run(self, work, self._took, self._failed, write=True)
        job.finished.connect(self._rest)

    def _rest(self) -> None:
        self._busy = False

    def _took(self, taken: "Taken") -> None:
        self._trouble = ""
        if any(line.tone != "" for line in taken.lines):
            self._say(_("共享文件夹：{words}").format(words=taken.words))
            self._jobs.announce({table.name for table in schema.TABLES} | {"exchange"})
        elif taken.sent is not None:
            self._jobs.announce({"exchange"})

    def _failed(self, error: Exception) -> None:
        trouble = error.code if isinstance(error, AppError) else type(error).__name__
        if trouble != self._trouble:
            self._trouble = trouble
            self._fail(error)

    def _hear(self, changed: frozenset[str]) -> None:
        if "exchange" in changed:
            self._ask()

    def _ask(self) -> None:
        def work(book: "Casebook", _progress: object) -> "Choice":
            from sync import share

            return share.chosen(book)

        self._jobs.run(self, work, self._set, self._fail)

    def _set(self, choice: "Choice") -> None:
        interval = choice.minutes * _MINUTE_MS if choice.where else 0
        if interval != (self.timer.interval() if self.timer.isActive() else 0):
            self.timer.stop()
            if interval:
                self.timer.start(interval)
