"""Importing a roster: the file is read and judged first, every doubtful row is shown, and only then it is taken."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QProgressBar, QWidget

from rules.errors import AppError
from ui.actions import button
from ui.dialogs.room import take_room
from ui.error_text import say_any
from ui.jobs import Job
from ui.models.listed import of_list
from ui.models.rows import Column, RowsModel
from ui.pages.page import Context
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.cards import StatTile, Verdict, VerdictPanel
from ui.widgets.labels import column, label, row
from ui.widgets.table_view import TableView

if TYPE_CHECKING:
    from collections.abc import Mapping

    from db.casebook import Casebook
    from db.roster import RosterDetail, RosterReport
    from ui.jobs import Progress

_STARS = re.compile(r"\*{5,}")
_ALREADY = "ALREADY_IMPORTED"
_OUTCOMES = {
    "accepted": (N_("导入，请留意"), "information-outline", "info"),
    "duplicate": (N_("重复，不登记"), "content-duplicate", "muted"),
    "rejected": (N_("退回，不导入"), "close-circle-outline", "bad"),
    "parked": (N_("待核，不导入"), "alert-outline", "warn"),
}


class RosterImportDialog(QDialog):
    """Lead from the file over the report to the import."""

    imported = Signal(str)
    """The roster was taken: words for the user."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._path: Path | None = None
        self._again = False
        self._job: Job | None = None
        self.report: RosterReport | None = None
        self.setWindowTitle(_("导入花名册"))
        self.file = label(
            _("选择 Excel 或 CSV 花名册。先核对，看过结果再导入；同一人不会重复登记。"), "muted", wrap=True
        )
        self.choose = button(_("选择文件…"), self.ask_file, icon="folder-outline")
        self.note = VerdictPanel(Verdict.NO)
        self.note.hide()
        self._again_button = button(_("仍要导入"), self._try_again)
        self.note.buttons.addWidget(self._again_button)
        self.tiles = {key: StatTile(words) for key, words in self._counts()}
        self._tiles = QWidget()
        tiles = row(gap=2 * GRID)
        for tile in self.tiles.values():
            tiles.addWidget(tile)
        tiles.setContentsMargins(0, 0, 0, 0)
        self._tiles.setLayout(tiles)
        self.table = TableView("")
        self.model: RowsModel[RosterDetail] = RowsModel(context.jobs, _columns(), self._refuse, self)
        self.table.set_rows(self.model)
        self.table.set_empty_words(_("选好文件后，可疑的行会列在这里，注明 Excel 行号和原因。"))
        self.model.show(of_list([]))
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._told = label("", "hint")
        self.take = button(_("导入"), self.import_it, kind="primary")
        self._keep = button(_("保存明细表"), self.ask_details, kind="quiet", icon="content-save-outline")
        cancel = button(_("取消"), self.reject)
        for part in (self.take, cancel, self.choose, self._keep, self._again_button):
            part.setAutoDefault(False)
        head = row(gap=2 * GRID)
        head.addWidget(self.file, 1)
        head.addWidget(self.choose)
        body = column(
            head, self.note, self._tiles, self.table, self._bar, row(self._told, None, self._keep, cancel, self.take)
        )
        body.setStretch(3, 1)
        body.setContentsMargins(6 * GRID, 5 * GRID, 6 * GRID, 5 * GRID)
        self.setLayout(body)
        take_room(self, 860, 560)
        self._show_state()
        self.choose.setFocus()

    def ask_file(self) -> None:
        """Ask for the file and judge it."""
        chosen, _kind = QFileDialog.getOpenFileName(self, _("选择花名册"), "", _("花名册 (*.xlsx *.xls *.csv)"))
        if chosen:
            self.judge(Path(chosen))

    def judge(self, path: Path, *, again: bool = False) -> None:
        """Read the file and judge every row; nothing is written."""
        self._path, self._again, self.report = path, again, None
        self.file.setText(path.name)
        self.note.hide()

        def work(book: "Casebook", progress: "Progress") -> "RosterReport":
            from db import roster

            return roster.import_roster(book, path, dry_run=True, again=again, progress=progress.step)

        self._start(self._context.jobs.run(self, work, self._show_report, self._refuse), _("已核对 {n} 行"))

    def import_it(self) -> None:
        """Take the roster as it was judged."""
        path, again = self._path, self._again
        if path is None or self.report is None or self._job is not None:
            return

        def work(book: "Casebook", progress: "Progress") -> "RosterReport":
            from db import roster

            return roster.import_roster(book, path, again=again, progress=progress.step)

        job = self._context.jobs.run(
            self, work, self._finish, self._refuse, write=True, touches=("person", "person_profile", "import_log")
        )
        self._start(job, _("已导入 {n} 行"))

    def ask_details(self) -> None:
        """Ask for a folder and write the table of findings, for whoever mends the roster."""
        folder = QFileDialog.getExistingDirectory(self, _("明细表保存到"))
        if folder and self.report is not None:
            self.write_details(Path(folder))

    def write_details(self, folder: Path) -> None:
        """Write the table of findings into a folder."""
        report = self.report
        if report is None:
            return

        def work(_book: "Casebook", _progress: "Progress") -> Path:
            from db import roster

            return roster.write_details(report, folder)

        self._context.jobs.run(
            self, work, lambda path: self._told.setText(_("已保存 {path}").format(path=path)), self._refuse
        )

    def reject(self) -> None:
        """Stop what is under way; then close."""
        if self._job is not None:
            self._job.cancel()
        super().reject()

    @staticmethod
    def _counts() -> list[tuple[str, str]]:
        return [
            ("accepted", _("可导入")), ("duplicates", _("重复")), ("rejected", _("退回")), ("parked", _("待核")), ("warnings", _("提醒")),
        ]  # fmt: skip

    def _start(self, job: Job, words: str) -> None:
        self._job = job
        job.progressed.connect(lambda done, _total, _text: self._told.setText(words.format(n=f"{done:,}")))
        job.finished.connect(self._over)
        self._told.clear()
        self._show_state()

    def _over(self) -> None:
        self._job = None
        self._show_state()

    def _show_state(self) -> None:
        is_busy, has_report = self._job is not None, self.report is not None
        self._bar.setVisible(is_busy)
        self.choose.setEnabled(not is_busy)
        self._tiles.setVisible(has_report)
        self._keep.setVisible(has_report and bool(self.report and self.report.details))
        count = self.report.accepted if self.report else 0
        self.take.setText(_("导入 {n} 人").format(n=f"{count:,}") if count else _("导入"))
        self.take.setEnabled(count > 0 and not is_busy)

    def _show_report(self, report: "RosterReport") -> None:
        self.report = report
        self._job = None
        self.file.setText(_("{name} · 共 {rows} 行").format(name=report.name, rows=f"{report.rows:,}"))
        self.tiles["accepted"].show_figure(f"{report.accepted:,}")
        self.tiles["duplicates"].show_figure(f"{report.duplicates:,}")
        for key, counts, tone in (
            ("rejected", report.rejected, "bad"), ("parked", report.parked, "warn"), ("warnings", report.warnings, ""),
        ):  # fmt: skip
            self.tiles[key].show_figure(f"{sum(counts.values()):,}", "", tone)
            self.tiles[key].setToolTip(_reasons(counts))
        self.table.set_empty_words(_("没有可疑的行，可以直接导入。"))
        self.model.show(of_list(report.details))
        self._told.setText(_("还没有写入任何内容。") if report.accepted else _("没有可以导入的人。"))
        self._show_state()
        (self.take if report.accepted else self.choose).setFocus()

    def _finish(self, report: "RosterReport") -> None:
        self._job = None
        left = sum(report.rejected.values()) + sum(report.parked.values())
        more = _("，{n} 行没有导入").format(n=f"{left:,}") if left else ""
        self.imported.emit(_("已导入 {n} 人{more}。").format(n=f"{report.accepted:,}", more=more))
        self.accept()

    def _refuse(self, error: Exception) -> None:
        self._again_button.setVisible(isinstance(error, AppError) and error.code == _ALREADY)
        is_mild = isinstance(error, AppError) and error.code == _ALREADY
        self.note.tell(Verdict.CAUTION if is_mild else Verdict.NO, "", say_any(error))
        self.note.show()

    def _try_again(self) -> None:
        if self._path is not None:
            self.judge(self._path, again=True)


def _reasons(counts: "Mapping[str, int]") -> str:
    from db.roster_check import REASONS

    return "\n".join(f"{REASONS.get(code, code)}：{n:,}" for code, n in counts.items())


def _columns() -> "list[Column[Any]]":
    return [
        Column(_("Excel 行"), lambda found: str(found.row), 78, right=True),
        Column(_("姓名"), lambda found: found.name or "—", 84),
        Column(
            _("结果"),
            lambda found: _(_OUTCOMES[found.outcome][0]),
            128,
            icon=lambda found: (_OUTCOMES[found.outcome][1], _OUTCOMES[found.outcome][2]),
        ),
        Column(_("内容"), _content, 172),
        Column(_("原因"), lambda found: found.reason, 0),
    ]


def _content(found: "RosterDetail") -> str:
    return f"{found.column} {_STARS.sub('****', found.value)}".strip()
