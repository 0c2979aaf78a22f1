"""F1 in a dialog: the guide opens over it at the dialog's section, or that of the page beneath, and Esc leads back to what was typed.

A dialog holds up the rest of the program, and so the window's own F1; what is opened as the dialog's child is not held up. The filter sits on the
native window of the dialog in front alone, as the scanner's does on ours.
"""

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QDialog, QWidget

if TYPE_CHECKING:
    from ui.guide import Place

ROOM = "ui.dialogs."
MARK = "dialog"
"""What a mark in the guide names a dialog by: `dialog:second_sign`, after its module."""


@runtime_checkable
class Helped(Protocol):
    """Be a window that knows which section helps with what it shows."""

    def help_place(self) -> "Place":
        """Give the section for the page in sight."""


def place_for(dialog: QWidget) -> "Place":
    """Give the section for a dialog: the one marked for it or for what it is made from, else that of the window beneath, else the contents."""
    from ui import guide

    book = guide.read()
    marks = book.marks()
    for kind in type(dialog).__mro__:
        name = kind.__module__.removeprefix(ROOM)
        if places := marks.get(f"{MARK}:{name}"):
            return places[0]
    above = dialog.parentWidget()
    while above is not None:
        if isinstance(above, Helped):
            return above.help_place()
        above = above.parentWidget()
    return guide.Place(guide.CONTENTS)


class HelpKey(QObject):
    """Watch the dialog in front for F1; one for the application."""

    def __init__(self, application: QGuiApplication) -> None:
        super().__init__(application)
        application.focusWindowChanged.connect(self._watch)

    def _watch(self, front: QWindow | None) -> None:
        dialog = QApplication.activeWindow()
        if front is not None and isinstance(dialog, QDialog) and dialog.windowHandle() is front:
            front.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Open the guide on F1."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_F1:
            dialog = next((one for one in QApplication.topLevelWidgets() if one.windowHandle() is watched), None)
            if isinstance(dialog, QDialog) and event.modifiers() == Qt.KeyboardModifier.NoModifier:
                return open_over(dialog)
        return super().eventFilter(watched, event)


def open_over(dialog: QDialog) -> bool:
    """Open the guide over a dialog; tell whether it was, for in the guide itself F1 means the contents."""
    from ui.dialogs.guide import GuideWindow

    if isinstance(dialog, GuideWindow):
        return False
    held = dialog.findChild(GuideWindow) or GuideWindow(dialog)
    held.open_at(place_for(dialog))
    return True
