"""What a camera sees, brought into the window: a worker of its own takes the pictures, and one at a time is on its way."""

import contextlib
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage
from shiboken6 import isValid

from printouts.photo import WHOLE
from ui import camera
from ui.jobs import Job, Jobs

if TYPE_CHECKING:
    from printouts.photo import Cut
    from ui.jobs import Progress


class LiveCamera(QObject):
    """Follow one camera at a time; `shot` is what it saw last, `cut` says how it is framed.

    Workers of its own, so that neither lists nor printing wait for a camera; they end with it. What is seen while the window still draws the
    picture before is passed over.
    """

    seen = Signal()
    """There is a new picture."""
    failed = Signal(object)
    """The camera does not open or went away: the error."""
    _arrived = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shot: camera.Shot | None = None
        self.cut: Cut = WHOLE
        self._job: Job | None = None
        self._turn = object()
        self._is_drawn = True
        self._arrived.connect(self._take)

    @property
    def is_on(self) -> bool:
        """Tell whether a picture of the camera is being shown."""
        return self._job is not None and self.shot is not None

    def start(self, one: camera.Camera, cut: "Cut" = WHOLE) -> None:
        """Show what this camera sees; the one before is let go of."""
        self.stop()
        self.cut, self.shot, self._is_drawn = cut, None, True
        jobs: Jobs[None] = Jobs(lambda _writing: None)
        turn = self._turn = object()

        def work(_none: None, progress: "Progress") -> None:
            pictures = camera.live(one, lambda: self.cut)
            try:
                for shot in pictures:
                    progress.check()
                    if not isValid(self):
                        return  # the dialog is gone: a camera that nobody looks at must not stay on
                    if shot is not None and self._is_drawn:
                        self._is_drawn = False
                        with contextlib.suppress(RuntimeError):  # it went just now
                            self._arrived.emit(turn, shot)
            finally:
                pictures.close()

        def fail(error: Exception) -> None:
            self._job = None
            self.failed.emit(error)

        self._job = jobs.run(self, work, lambda _none: None, fail)
        self._job.finished.connect(jobs.close)

    def stop(self) -> None:
        """Let go of the camera; its worker ends after the picture under way."""
        if self._job is not None:
            self._job.cancel()
        self._job = self.shot = None
        self._turn = object()

    def image(self) -> QImage:
        """Give what was seen last, framed."""
        if self.shot is None:
            return QImage()
        wide, high = self.shot.size
        return QImage(self.shot.shown, wide, high, 3 * wide, QImage.Format.Format_RGB888)

    def _take(self, turn: object, shot: camera.Shot) -> None:
        self._is_drawn = True
        if turn is self._turn:
            self.shot = shot
            self.seen.emit()
