"""Taking many claimants of one case from a workbook: judged row by row first, then entered; who is registered already is found."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ui.dialogs.table_import import ImportWords, TableImportDialog
from ui.pages.page import Context
from ui.text import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from db.casebook import Casebook
    from db.claimant_lists import ClaimantReport
    from ui.jobs import Progress


class ClaimantsImportDialog(TableImportDialog):
    """Take claimants of one case."""

    def __init__(self, context: Context, case: bytes, title: str, parent: "QWidget | None" = None) -> None:
        words = ImportWords(
            _("从名单登记申请人"),
            _("{title}：选择 Excel 或 CSV 名单（姓名、身份证号码，可有电话、诉求金额、离职日期），也可以把文件拖到这里。登记过的人按证件认出，没有登记过的同时登记。").format(title=title),
            _("选择名单"), _("登记 {n} 位申请人"), _("已登记 {n} 位申请人{more}。"), _("没有可以登记的人。"),
        )  # fmt: skip
        self._case = case
        super().__init__(context, words, parent)
        self.show_state()

    def judging(self, path: Path, *, again: bool) -> "Callable[[Casebook, Progress], ClaimantReport]":
        """Judge the list without writing."""
        case = self._case

        def work(book: "Casebook", progress: "Progress") -> "ClaimantReport":
            from db import claimant_lists

            return claimant_lists.take(book, case, path, dry_run=True, again=again, progress=progress.step)

        return work

    def taking(self, path: Path, *, again: bool) -> "Callable[[Casebook, Progress], ClaimantReport]":
        """Enter the claimants."""
        case, counted = self._case, self.counted()

        def work(book: "Casebook", progress: "Progress") -> "ClaimantReport":
            from db import claimant_lists

            return claimant_lists.take(book, case, path, again=again, progress=counted(progress))

        return work

    def counts(self) -> list[tuple[str, str]]:
        """Show how many were registered before."""
        first, *rest = super().counts()
        return [first, ("matched", _("其中登记过的")), *rest]

    def show_report(self, report: Any) -> None:
        """Show the counts and every doubtful row."""
        super().show_report(report)
        self.tiles["matched"].show_figure(f"{report.matched:,}")

    def touches(self) -> tuple[str, ...]:
        """Name the tables that change."""
        return ("rights_claimant", "rights_case", "person", "person_profile", "import_log")

    def reasons(self) -> Mapping[str, str]:
        """Give what the codes say."""
        from db.claimant_lists import REASONS

        return REASONS
