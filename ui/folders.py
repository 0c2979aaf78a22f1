"""Folders to exchange through: sticks that are plugged in, the folder used last, and the dialog that asks for one."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from ui.text import _
from ui.widgets.fields import Judgement, bad, good

_LONGEST_NAME = 255
"""Bytes of a file's or folder's name on the systems that the program runs on."""


def sticks() -> list[Path]:
    """List removable media that can be written now."""
    from sync import drives

    return [one.root for one in drives.found() if not one.read_only]


def choose(parent: QWidget, title: str, begin: Path | None = None) -> Path | None:
    """Ask for a folder: begins at `begin`, else at a stick where one is plugged in; give it, or None."""
    start = begin or next(iter(sticks()), Path.home())
    chosen = QFileDialog.getExistingDirectory(parent, title, str(start))
    return Path(chosen) if chosen else None


def judge(text: str) -> Judgement:
    """Judge a path that was typed: a name longer than any system takes is no path, and would be taken for a fault of the program."""
    if any(len(part.encode("utf-8", "replace")) > _LONGEST_NAME for part in Path(text).parts):
        return bad(_("没有这么长的文件名，请核对"))
    return good(text)


def size_words(size: int) -> str:
    """Write a size in bytes as people read it."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024)):,} KB"
    if size < 1024 * 1024 * 1024:
        return f"{size / 1024 / 1024:,.1f} MB"
    return f"{size / 1024 / 1024 / 1024:,.1f} GB"
