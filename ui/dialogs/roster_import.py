"""Importing a roster: persons are judged row by row, shown, and only then registered."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui.dialogs.table_import import ImportWords, TableImportDialog
from ui.pages.page import Context
from ui.text import _

if TYPE_CHECKING:
    from db.casebook import Casebook
    from db.roster import RosterReport
    from ui.jobs import Progress


class RosterImportDialog(TableImportDialog):
    """Import a roster."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        words = ImportWords(
            _("导入花名册"), _("选择 Excel 或 CSV 花名册，也可以把文件拖到这里。先核对，看过结果再导入；同一人不会重复登记。"),
            _("选择花名册"), _("导入 {n} 人"), _("已导入 {n} 人{more}。"), _("没有可以导入的人。"),
        )  # fmt: skip
        super().__init__(context, words, parent)
        self.show_state()

    def judging(self, path: Path, *, again: bool) -> "Callable[[Casebook, Progress], RosterReport]":
        """Judge the roster without writing."""

        def work(book: "Casebook", progress: "Progress") -> "RosterReport":
            from db import roster

            return roster.import_roster(book, path, dry_run=True, again=again, progress=progress.step)

        return work

    def taking(self, path: Path, *, again: bool) -> "Callable[[Casebook, Progress], RosterReport]":
        """Register the persons."""
        counted = self.counted()

        def work(book: "Casebook", progress: "Progress") -> "RosterReport":
            from db import roster

            return roster.import_roster(book, path, again=again, progress=counted(progress))

        return work

    def touches(self) -> tuple[str, ...]:
        """Name the tables of persons."""
        return ("person", "person_profile", "import_log")

    def reasons(self) -> Mapping[str, str]:
        """Give what the roster's codes say."""
        from db.roster_check import REASONS

        return REASONS
