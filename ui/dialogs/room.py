"""How large a dialog opens: as it likes, but never beyond the window it stands over (1024×768 at 150 % leaves 683×512)."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog

_ROOM = 24
"""Pixels of the window that stay visible around a dialog."""


def room(dialog: QDialog) -> QSize:
    """Give how large a dialog may be, in px: what the window beneath all dialogs leaves, or the screen where there is no window yet."""
    below = dialog.parentWidget()
    while below is not None:
        window = below.window()
        if not isinstance(window, QDialog):
            return window.size() - QSize(_ROOM, _ROOM)
        below = window.parentWidget()
    return dialog.screen().availableSize() - QSize(_ROOM, 2 * _ROOM)


def take_room(dialog: QDialog, width: int, height: int) -> None:
    """Open `dialog` at this size in px, or at what there is."""
    dialog.resize(QSize(width, height).boundedTo(room(dialog)))
