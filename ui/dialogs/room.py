"""How large a dialog opens: as it likes, but never beyond the window it stands over (1024×768 at 150 % leaves 683×512)."""

from PySide6.QtWidgets import QDialog

_ROOM = 24
"""Pixels of the window that stay visible around a dialog."""


def take_room(dialog: QDialog, width: int, height: int) -> None:
    """Open `dialog` at this size in px, or at what its parent's window leaves."""
    parent = dialog.parentWidget()
    if parent is not None:
        window = parent.window()
        width, height = min(width, window.width() - _ROOM), min(height, window.height() - _ROOM)
    dialog.resize(width, height)
