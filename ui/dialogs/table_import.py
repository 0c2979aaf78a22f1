"""Importing a table from outside: the file is read and judged first, every doubtful row is shown, and only then it is taken.

What is imported (a roster, an old ledger) says how it is judged and written; the way is the same.
"""

import re
from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QProgressBar, QVBoxLayout, QWidget

from rules.errors import AppError
from ui.actions import button
from ui.dialogs.progress import far_words
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
    from PySide6.QtCore import QMimeData

    from db.casebook import Casebook
    from db.roster import RosterDetail
    from ui.jobs import Progress

SUFFIXES = (".xlsx", ".xls", ".csv")
_STARS = re.compile(r"\*{5,}")
_ALREADY = "ALREADY_IMPORTED"
_REASON = 280
"""Width in px below which the column of reasons pushes out what the cell holds: why a row is refused matters more."""
_OUTCOMES = {
    "accepted": (N_("导入，请留意"), "information-outline", "info"),
    "duplicate": (N_("重复，不再记入"), "content-duplicate", "muted"),
    "rejected": (N_("退回，不导入"), "close-circle-outline", "bad"),
    "parked": (N_("待核，不导入"), "alert-outline", "warn"),
}


@dataclass(frozen=True)
class ImportWords:
    """Hold what one import calls things: its title, what it asks for, what its button and its end say (`{n}` rows, `{more}`), whose line it is."""

    title: str
    intro: str
    choose: str
    take: str
    taken: str
    nothing: str
    whose: str = N_("姓名")


class TableImportDialog(QDialog):
    """Lead from the file over the report to the import; a subclass ends its making with `show_state`."""

    imported = Signal(str)
    """The table was taken: words for the user."""

    def __init__(self, context: Context, words: ImportWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._said = words
        self._path: Path | None = None
        self._again = False
        self._job: Job | None = None
        self.report: Any = None
        self.setWindowTitle(words.title)
        self.setAcceptDrops(True)
        self.file = label(words.intro, "muted", wrap=True)
        self.choose = button(_("选择文件…"), self.ask_file, icon="folder-outline")
        self.note = VerdictPanel(Verdict.NO)
        self.note.hide()
        self._again_button = button(_("仍要导入"), self._try_again)
        self.note.buttons.addWidget(self._again_button)
        self.tiles = {key: StatTile(title) for key, title in self.counts()}
        self._tiles = QWidget()
        tiles = row(gap=2 * GRID)
        for tile in self.tiles.values():
            tiles.addWidget(tile)
        tiles.setContentsMargins(0, 0, 0, 0)
        self._tiles.setLayout(tiles)
        self.table = TableView("")
        self.model: RowsModel[RosterDetail] = RowsModel(context.jobs, _columns(words.whose), self._refuse, self)
        self.table.set_rows(self.model)
        self.table.set_empty_words(_("选好文件后，可疑的行会列在这里，注明 Excel 行号和原因。"))
        self.model.show(of_list([]))
        self._finding = label("", "hint", wrap=True)
        self._finding.hide()
        self.table.picked.connect(self._tell_finding)
        self.model.loaded.connect(lambda _total: self.table.selectRow(0))
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
        self.above = QVBoxLayout()
        self.above.setSpacing(2 * GRID)
        body = column(
            self.above, head, self.note, self._tiles, self.table, self._finding, self._bar, row(self._told, None, self._keep, cancel, self.take)
        )  # fmt: skip
        body.setStretch(4, 1)
        body.setContentsMargins(6 * GRID, 5 * GRID, 6 * GRID, 5 * GRID)
        self.setLayout(body)
        take_room(self, 860, 560)
        self.choose.setFocus()

    # --- what the kind of table says

    @abstractmethod
    def judging(self, path: Path, *, again: bool) -> "Callable[[Casebook, Progress], Any]":
        """Give the work that reads and judges the file; what it gives goes to `judged`."""

    @abstractmethod
    def taking(self, path: Path, *, again: bool) -> "Callable[[Casebook, Progress], Any]":
        """Give the work that writes the file as it was judged."""

    @abstractmethod
    def touches(self) -> tuple[str, ...]:
        """Name the tables that change."""

    @abstractmethod
    def reasons(self) -> Mapping[str, str]:
        """Give what each code says."""

    def judged(self, found: Any) -> None:
        """Take what judging gave: the report."""
        self.show_report(found)

    def counts(self) -> list[tuple[str, str]]:
        """Give the counts that are shown, with their words."""
        return [
            ("accepted", _("可导入")), ("duplicates", _("重复")), ("rejected", _("退回")), ("parked", _("待核")), ("warnings", _("提醒")),
        ]  # fmt: skip

    # --- the way

    def has_file(self) -> bool:
        """Tell whether a file was chosen."""
        return self._path is not None

    def ask_file(self) -> None:
        """Ask for the file and judge it."""
        chosen, _kind = QFileDialog.getOpenFileName(self, self._said.choose, "", _("表格 (*.xlsx *.xls *.csv)"))
        if chosen:
            self.judge(Path(chosen))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Accept one table of those kinds."""
        if self._job is None and dropped(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Judge the file that was let fall."""
        path = dropped(event.mimeData())
        if path is not None and self._job is None:
            event.acceptProposedAction()
            self.judge(path)

    def judge(self, path: Path, *, again: bool = False) -> None:
        """Read the file and judge every row; nothing is written."""
        self._path, self._again, self.report = path, again, None
        self.file.setText(path.name)
        self.note.hide()
        work = self.judging(path, again=again)
        self._start(self._context.jobs.run(self, work, self.judged, self._refuse), _("已核对 {n} 行"))

    def import_it(self) -> None:
        """Take the table as it was judged."""
        path = self._path
        if path is None or self.report is None or self._job is not None:
            return
        work = self.taking(path, again=self._again)
        job = self._context.jobs.run(self, work, self._finish, self._refuse, write=True, touches=self.touches())
        self._start(job, _("已导入 {n} 行"))

    def ask_details(self) -> None:
        """Ask for a folder and write the table of findings, for whoever mends the file."""
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

    def _start(self, job: Job, words: str) -> None:
        self._job = job
        self._bar.setRange(0, 0)
        job.progressed.connect(lambda done, total, _text: self._follow(job, words.format(n=f"{done:,}"), done, total))
        job.finished.connect(self._over)
        self._told.clear()
        self.show_state()

    def _follow(self, job: Job, words: str, done: int, total: int) -> None:
        """Show how far it is, and how much longer where the number of rows is known."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._told.setText(far_words(words, job.seconds_left))

    def counted(self) -> "Callable[[Progress], Callable[[int], None]]":
        """Give what counts the rows taken against those judged, of which as many are taken or left out; asked before the work begins."""
        rows = self.report.rows if self.report is not None else 0
        return lambda progress: lambda done: progress.step(done, rows)

    def _over(self) -> None:
        self._job = None
        self.show_state()

    def show_state(self) -> None:
        """Offer what can be done now."""
        is_busy, has_report = self._job is not None, self.report is not None
        self._bar.setVisible(is_busy)
        self.choose.setEnabled(not is_busy)
        self._tiles.setVisible(has_report)
        self._keep.setVisible(has_report and bool(self.report and self.report.details))
        count = self.report.accepted if self.report else 0
        self.take.setText(self._said.take.format(n=f"{count:,}") if count else _("导入"))
        self.take.setEnabled(count > 0 and not is_busy)

    def show_report(self, report: Any) -> None:
        """Show the counts and every doubtful row."""
        self.report = report
        self._job = None
        self.file.setText(_("{name} · 共 {rows} 行").format(name=report.name, rows=f"{report.rows:,}"))
        self.tiles["accepted"].show_figure(f"{report.accepted:,}")
        self.tiles["duplicates"].show_figure(f"{report.duplicates:,}")
        for key, counts, tone in (
            ("rejected", report.rejected, "bad"), ("parked", report.parked, "warn"), ("warnings", report.warnings, ""),
        ):  # fmt: skip
            self.tiles[key].show_figure(f"{sum(counts.values()):,}", "", tone)
            self.tiles[key].setToolTip(self._reasons(counts))
        self.table.set_empty_words(_("没有可疑的行，可以直接导入。"))
        self.model.show(of_list(report.details))
        self._told.setText(_("还没有写入任何内容。") if report.accepted else self._said.nothing)
        self.show_state()
        (self.take if report.accepted else self.choose).setFocus()

    def _tell_finding(self, found: "RosterDetail | None") -> None:
        """Say the chosen row's finding whole: what was found must not end with … where the window is narrow."""
        self._finding.setVisible(found is not None)
        if found is not None:
            words = (_("第 {row} 行").format(row=found.row), found.name, _content(found), found.reason)
            self._finding.setText("　".join(filter(None, words)))

    def _finish(self, report: Any) -> None:
        self._job = None
        left = sum(report.rejected.values()) + sum(report.parked.values())
        more = _("，{n} 行没有导入").format(n=f"{left:,}") if left else ""
        self.imported.emit(self._said.taken.format(n=f"{report.accepted:,}", more=more))
        self.accept()

    def _refuse(self, error: Exception) -> None:
        self._again_button.setVisible(isinstance(error, AppError) and error.code == _ALREADY)
        is_mild = isinstance(error, AppError) and error.code == _ALREADY
        self.note.tell(Verdict.CAUTION if is_mild else Verdict.NO, "", say_any(error))
        self.note.show()

    def _try_again(self) -> None:
        if self._path is not None:
            self.judge(self._path, again=True)

    def _reasons(self, counts: Mapping[str, int]) -> str:
        said = self.reasons()
        return "\n".join(f"{said.get(code, code)}：{n:,}" for code, n in counts.items())


def dropped(mime: "QMimeData") -> Path | None:
    """Give the one table that is being let fall here, or None."""
    paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    return paths[0] if len(paths) == 1 and paths[0].suffix.lower() in SUFFIXES else None


def _columns(whose: str) -> "list[Column[Any]]":
    return [
        Column(_("Excel 行"), lambda found: str(found.row), 78, right=True),
        Column(_(whose), lambda found: found.name or "—", 84),
        Column(
            _("结果"),
            lambda found: _(_OUTCOMES[found.outcome][0]),
            128,
            icon=lambda found: (_OUTCOMES[found.outcome][1], _OUTCOMES[found.outcome][2]),
        ),
        Column(_("内容"), _content, 172, spare=1),
        Column(_("原因"), lambda found: found.reason, _REASON),
    ]


def _content(found: "RosterDetail") -> str:
    return f"{found.column} {_STARS.sub('****', found.value)}".strip()
