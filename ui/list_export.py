"""A list as a workbook: asked for where, written aside in a worker with progress and a way to stop, and written down before it is begun."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from rules.permissions import Action, may
from ui import actions, icons
from ui.dialogs.progress import ProgressDialog
from ui.models.rows import Column, RowsModel
from ui.text import _

if TYPE_CHECKING:
    from db.casebook import Casebook
    from ui.jobs import Job, Progress
    from ui.pages.page import Context
    from ui.widgets.table_view import TableView

CSV = ".csv"
KEY = "Ctrl+E"
_PX_A_CHARACTER = 7
_LEAST, _USUAL = 8, 18


def may_export(context: "Context") -> bool:
    """Tell whether the one signed in may take lists out."""
    return may(context.session.role, Action.LIST_EXPORT, context.workplace.kind)


def export_list(
    owner: QWidget, context: "Context", model: RowsModel[Any], view: "TableView", *, title: str, spans: Sequence[tuple[int, int]] | None,
    done: Callable[[str], None], failed: Callable[[Exception], None], chosen: str = "",
) -> None:  # fmt: skip
    """Ask for a file and write the rows of `spans` (None: all found) to it; `chosen` says how the list was narrowed."""
    name, _kind = QFileDialog.getSaveFileName(
        owner, _("导出{title}（文件不加密，会记入名单导出登记）").format(title=title), f"{title}.xlsx",
        _("Excel 表 (*.xlsx);;CSV 文件 (*.csv)"), options=QFileDialog.Option.DontConfirmOverwrite,
    )  # fmt: skip
    if name:
        ListExport(owner, context, model, view, title, spans, done, failed, chosen).begin(Path(name))


def offer_export(
    view: "TableView", context: "Context", title: str, done: Callable[[str], None], failed: Callable[[Exception], None],
    chosen: Callable[[], str] = str,
) -> QAction:  # fmt: skip
    """Let a list be taken out by Ctrl+E and from its menu: what is selected, where that is more than one row, else all found.

    `chosen` says in words how the list is narrowed.
    """

    def begin() -> None:
        model = view.model()
        if isinstance(model, RowsModel) and model.total:
            spans = view.selected_spans() if view.selected_count() > 1 else None
            export_list(view, context, model, view, title=title, spans=spans, done=done, failed=failed, chosen=chosen())

    def add(menu: QMenu) -> None:
        count = view.selected_count()
        words = _("导出所选 {n} 行").format(n=f"{count:,}") if count > 1 else _("导出全部找到的")
        entry = menu.addAction(icons.icon("file-export-outline"), words, begin)
        entry.setShortcut(QKeySequence(KEY))
        entry.setEnabled(view.model().rowCount() > 0)

    made = actions.action(view, _("导出"), begin, icon="file-export-outline", shortcut=KEY)
    if may_export(context):
        view.more_entries.append(add)
    else:
        made.setEnabled(False)
    return made


class ListExport:
    """Be one list on its way out: journalled first, then written, then no longer noted as half written."""

    def __init__(
        self, owner: QWidget, context: "Context", model: RowsModel[Any], view: "TableView", title: str, spans: Sequence[tuple[int, int]] | None,
        done: Callable[[str], None], failed: Callable[[Exception], None], chosen: str = "",
    ) -> None:  # fmt: skip
        self._owner, self._context = owner, context
        self._title, self._chosen = title, chosen
        self._done, self._failed = done, failed
        self._read = model.reader(spans)
        self._count = model.total if spans is None else sum(stop - first for first, stop in spans)
        self._columns = columns_in_order(model, view)

    def begin(self, to: Path) -> None:
        """Journal it, then write the file `to`."""
        title, count, chosen = self._title, self._count, self._chosen

        def note(book: "Casebook", _progress: "Progress") -> None:
            from db import list_exports
            from db.backup import ExportExists
            from printouts import workbook

            if to.suffix.lower() != CSV and count > workbook.MOST_LINES:
                raise workbook.TooManyLines(most=workbook.MOST_LINES)  # not after the minutes that so many take
            if to.exists():
                raise ExportExists(name=to.name)
            list_exports.begin(book, title, to, count, chosen)

        self._context.jobs.run(
            self._owner, note, lambda _none: self._write(to), self._failed, write=True, touches={"list_export"}
        )

    def _write(self, to: Path) -> None:
        read, columns, title = self._read, self._columns, self._title

        def work(book: "Casebook", progress: "Progress") -> int:
            from printouts import workbook

            note = _("导出 {now}　{who}").format(now=f"{book.clock.now():%Y-%m-%d %H:%M}", who=book.signed_in.name)
            headings = [one.title for one in columns]
            sheet = workbook.Sheet(title, note, headings, [_width(one) for one in columns])
            rows = ([one.value_of(row) for one in columns] for row in read(book, progress.step))
            return (workbook.plain_records if to.suffix.lower() == CSV else workbook.records)(sheet, rows, to)

        job = self._context.jobs.run(
            self._owner, work,
            lambda count: self._done(_("已导出 {n} 行到“{path}”。").format(n=f"{count:,}", path=to)), self._failed, aside=True,
        )  # fmt: skip
        job.finished.connect(lambda: self._end(to))
        self._follow(job)

    def _follow(self, job: "Job") -> None:
        ProgressDialog(job, _("正在导出{title}").format(title=self._title), self._owner)

    def _end(self, to: Path) -> None:
        def end(book: "Casebook", _progress: object) -> None:
            from db import list_exports

            list_exports.end(book, to)

        self._context.jobs.run(self._owner, end, lambda _none: None, self._failed, write=True)


def columns_in_order(model: RowsModel[Any], view: "TableView") -> list[Column[Any]]:
    """Give the columns shown as they stand, then those that only a workbook has."""
    titles = view.horizontalHeader()
    numbers = [titles.logicalIndex(place) for place in range(titles.count())]
    columns = model.columns()
    shown = [number for number in numbers if not view.isColumnHidden(number)]
    left_out = view.arrangement().shown is not None
    rest = [number for number in numbers if number not in shown and not left_out]
    return [columns[number] for number in (*shown, *rest)]


def _width(column: Column[Any]) -> int:
    return max(_LEAST, column.width // _PX_A_CHARACTER) if column.width else _USUAL
