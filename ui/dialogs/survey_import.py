"""Taking in sheets of answers from a table: judged line by line first, then taken."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ui.dialogs.table_import import ImportWords, TableImportDialog
from ui.pages.page import Context
from ui.text import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from db.casebook import Casebook
    from db.records import Record
    from db.survey_lists import SurveyReport
    from ui.jobs import Progress


class SurveyImportDialog(TableImportDialog):
    """Take in answers to one questionnaire."""

    def __init__(self, context: Context, questionnaire: "Record", parent: "QWidget | None" = None) -> None:
        words = ImportWords(
            _("收入答卷"), _("{title}：选择按“空白表”填好的 Excel 或 CSV，也可以把文件拖到这里。").format(title=questionnaire.title), _("选择答卷"),
            _("收入 {n} 份"), _("已收入 {n} 份答卷{more}。"), _("没有可以收入的答卷。"),
        )  # fmt: skip
        self._questionnaire = questionnaire
        super().__init__(context, words, parent)
        self.show_state()

    def judging(self, path: Path, *, again: bool) -> "Callable[[Casebook, Progress], SurveyReport]":
        """Read and judge the lines."""
        return self._work(path, again=again, dry_run=True)

    def taking(self, path: Path, *, again: bool) -> "Callable[[Casebook, Progress], SurveyReport]":
        """Enter the lines that are right."""
        return self._work(path, again=again, dry_run=False)

    def touches(self) -> tuple[str, ...]:
        """Name the tables that change."""
        return ("answer_sheet", "import_log")

    def reasons(self) -> Mapping[str, str]:
        """Give what the codes say."""
        from db.survey_lists import REASONS

        return REASONS

    def _work(self, path: Path, *, again: bool, dry_run: bool) -> "Callable[[Casebook, Progress], SurveyReport]":
        questionnaire = self._questionnaire

        def work(book: "Casebook", progress: "Progress") -> "SurveyReport":
            from db import survey_lists

            return survey_lists.take(book, questionnaire, path, dry_run=dry_run, again=again, progress=progress.step)

        return work
