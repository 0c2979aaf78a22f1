"""Long work in sight: how far, how much longer, and a way to stop it. Short work shows nothing at all."""

import math
import time
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QProgressBar, QWidget

from ui.actions import button
from ui.dialogs.fit import fit
from ui.jobs import Job
from ui.text import _
from ui.tokens import GRID
from ui.widgets.labels import column, label, row

SHOWN_AFTER_MS = 400
_TICK_MS = 1000


def left_words(seconds: float | None) -> str:
    """Say how much longer it takes, roughly."""
    if seconds is None:
        return ""
    if seconds < 60:
        return _("还需约 {n} 秒").format(n=max(1, math.ceil(seconds)))
    return _("还需约 {n} 分钟").format(n=math.ceil(seconds / 60))


def far_words(done: str, seconds: float | None) -> str:
    """Say how far it is (`done`), and how much longer it takes where that is known."""
    left = left_words(seconds)
    return _("{done}，{left}").format(done=done, left=left) if left else done


def spent_words(seconds: float) -> str:
    """Say how long it has taken, where nobody can say how much longer it takes."""
    if seconds < 60:
        return _("已用 {n} 秒").format(n=int(seconds))
    return _("已用 {n} 分 {s} 秒").format(n=int(seconds) // 60, s=int(seconds) % 60)


class ProgressDialog(QDialog):
    """Follow a job until it ends; keeps the user from starting other things meanwhile, not from reading.

    Where the work can measure itself, how far it is and how much longer it takes; where it cannot, how long it has taken.
    """

    def __init__(
        self, job: Job, title: str, parent: QWidget | None, *, can_cancel: bool = True, now: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._job, self._now, self._began = job, now, now()
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._words = label("", "muted", wrap=True)
        self._left = label("", "hint")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(title)
        self._bar.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._stop = button(_("取消"), self.reject)
        self._stop.setAutoDefault(False)  # an Enter meant for the page beneath must not stop the work
        body = column(label(title, "heading"), self._words, self._bar, self._left, GRID, row(None, self._stop))
        body.setContentsMargins(6 * GRID, 5 * GRID, 6 * GRID, 5 * GRID)
        self.setLayout(body)
        self._stop.setEnabled(can_cancel)
        self._stop.setToolTip("" if can_cancel else _("这一步写到一半停下会留下残缺，所以不能停止"))
        fit(self, 420)
        self._bar.setFocus()
        job.progressed.connect(self.follow)
        job.settling.connect(self._settle)
        job.finished.connect(self._end)
        self._clock = QTimer(self, interval=_TICK_MS)
        self._clock.timeout.connect(self._tell_time)
        self._clock.start()
        QTimer.singleShot(SHOWN_AFTER_MS, self, self._appear)

    def follow(self, done: int, total: int, text: str) -> None:
        """Show how far it is."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._words.setText(text or (f"{done:,} / {total:,}" if total else f"{done:,}" if done else ""))
        self._tell_time()

    def _tell_time(self) -> None:
        spent = self._now() - self._began
        left = self._job.seconds_left
        self._left.setText(left_words(left) if left is not None else spent_words(spent) if spent >= 2 else "")

    def _settle(self, why: str) -> None:
        """Take no more wish to stop, and say why."""
        self._stop.setEnabled(False)
        self._words.setText(why)

    def reject(self) -> None:
        """Cancel the work and wait for it to let go; Qt asks for this also where the dialog closes."""
        if self._job.is_over:
            super().reject()
            return
        if not self._stop.isEnabled():
            return
        self._job.cancel()
        self._stop.setEnabled(False)
        self._stop.setText(_("正在停止……"))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Treat the window's cross as cancelling."""
        if self._job.is_over:
            super().closeEvent(event)
        else:
            event.ignore()
            self.reject()

    def _appear(self) -> None:
        if not self._job.is_over:
            self.show()

    def _end(self) -> None:
        # this deletes it; asked for a second time from here, PySide 6.9 ends the process now and then
        self.done(QDialog.DialogCode.Accepted)
