"""Folders to exchange through: sticks that are plugged in, the folder used last, and the dialog that asks for one."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget


def sticks() -> list[Path]:
    """List removable media that can be written now."""
    from sync import drives

    return [one.root for one in drives.found() if not one.read_only]


def choose(parent: QWidget, title: str, begin: Path | None = None) -> Path | None:
    """Ask for a folder: begins at `begin`, else at a stick where one is plugged in; give it, or None."""
    start = begin or next(iter(sticks()), Path.home())
    chosen = QFileDialog.getExistingDirectory(parent, title, str(start))
    return Path(chosen) if chosen else None


def size_words(size: int) -> str:
    """Write a size in bytes as people read it."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024)):,} KB"
    if size < 1024 * 1024 * 1024:
        return f"{size / 1024 / 1024:,.1f} MB"
    return f"{size / 1024 / 1024 / 1024:,.1f} GB"
