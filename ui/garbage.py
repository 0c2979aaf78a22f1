"""Sweep up objects that refer to each other from the window's thread alone, and never in the midst of long work.

Python would do it wherever an object is made: in a worker it walks through all the rows that the work has in hand, holding every other thread
meanwhile, and may end a part of the window in a thread that it does not belong to (docs/decisions/0053).
"""

import gc
import sys
from typing import Any

from PySide6.QtCore import QObject, QTimer

from ui.jobs import Jobs

EVERY_MS = 1_000
_YOUNG = 3_000
"""New objects from which on the young are looked through."""
_WHOLE_EVERY = 60
"""Beats between two times that all are looked through, while nothing is under way."""
SWITCH_SECONDS = 0.000_5
"""How long a worker keeps the interpreter while the window wants it. Python's own 5 ms would be paid for each cell that is painted."""


class Sweeper(QObject):
    """Sweep while the window lives; `stop` gives the sweeping back to Python."""

    def __init__(self, jobs: Jobs[Any], parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._beats = 0
        self._was_on = gc.isenabled()
        gc.disable()
        sys.setswitchinterval(SWITCH_SECONDS)
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.sweep)
        self._timer.start()

    def sweep(self) -> None:
        """Look through the young objects where there are many, through all now and then; not while work is under way."""
        if self._jobs.busy:
            return
        self._beats += 1
        if self._beats >= _WHOLE_EVERY:
            self._beats = 0
            gc.collect()
        elif gc.get_count()[0] > _YOUNG:
            gc.collect(1)

    def stop(self) -> None:
        """Let Python sweep by itself again, if it did before."""
        self._timer.stop()
        if self._was_on:
            gc.enable()
