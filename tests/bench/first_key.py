"""A program of its own: show a window, and say at which moment it was painted and had taken a key. Started by `start.py`.

`bare` is a PySide6 window with nothing in it; `unlock DIR` is `main.py --workplace DIR`, up to a character in the passphrase field.
"""

import os
import sys
import time
from typing import Any


def tell(window: Any, taken: Any) -> Any:
    """Give an event filter that, after the window's first paint, types a key at whatever has the focus, until it is taken; then tell the time and leave."""
    from PySide6.QtCore import QEvent, QObject, Qt, QTimer
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QApplication

    class Watch(QObject):
        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
            if event.type() == QEvent.Type.Paint:
                window.removeEventFilter(self)
                QTimer.singleShot(0, self.press)
            return False

        def press(self) -> None:
            at = QApplication.focusWidget() or window
            QApplication.sendEvent(
                at, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a")
            )
            if not taken():
                QTimer.singleShot(0, self.press)
                return
            print(repr(time.monotonic()), flush=True)
            os._exit(0)

    watch = Watch(window)
    window.installEventFilter(watch)
    return watch


def bare() -> None:
    """Show a window with nothing in it."""
    from PySide6.QtWidgets import QApplication, QWidget

    keys: list[str] = []

    class Window(QWidget):
        def keyPressEvent(self, event: Any) -> None:  # noqa: N802  Qt's name
            keys.append(event.text())

    app = QApplication([])
    window = Window()
    window.resize(400, 300)
    watch = tell(window, lambda: keys)
    window.show()
    app.exec()
    del watch


def unlock(place: str) -> None:
    """Start as `main.py --workplace DIR` does."""
    import main
    import ui.dialogs.unlock
    from ui.dialogs.unlock import UnlockDialog

    class Watched(UnlockDialog):
        def exec(self) -> int:
            watch = tell(self, lambda: self.passphrase.text() == "a")
            answer = super().exec()
            del watch
            return answer

    ui.dialogs.unlock.UnlockDialog = Watched  # type: ignore[misc]
    main.main(["--workplace", place])


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        bare()
    else:
        unlock(sys.argv[2])
