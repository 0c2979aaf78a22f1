"""Folders to exchange through: sticks that are plugged in, the folder used last, and the dialog that asks for one."""

import sys
from pathlib import Path

from PySide6.QtCore import QStorageInfo
from PySide6.QtWidgets import QFileDialog, QWidget

_MOUNTS = ("/media/", "/run/media/", "/mnt/")
_REMOVABLE = 2
"""DRIVE_REMOVABLE of GetDriveTypeW."""


def sticks() -> list[Path]:
    """List removable media that can be written now."""
    found = []
    for volume in QStorageInfo.mountedVolumes():
        if not volume.isValid() or not volume.isReady() or volume.isReadOnly():
            continue
        root = volume.rootPath()
        if sys.platform == "win32":
            import ctypes

            removable = ctypes.windll.kernel32.GetDriveTypeW(root) == _REMOVABLE
        else:
            removable = f"{root}/".startswith(_MOUNTS)
        if removable:
            found.append(Path(root))
    return found


def choose(parent: QWidget, title: str, begin: Path | None = None) -> Path | None:
    """Ask for a folder: begins at `begin`, else at a stick where one is plugged in; give it, or None."""
    plugged = sticks()
    start = begin or (plugged[0] if plugged else Path.home())
    chosen = QFileDialog.getExistingDirectory(parent, title, str(start))
    return Path(chosen) if chosen else None


def size_words(size: int) -> str:
    """Write a size in bytes as people read it."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024)):,} KB"
    return f"{size / 1024 / 1024:,.1f} MB"
