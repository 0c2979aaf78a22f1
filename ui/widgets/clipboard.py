"""Copy rows of a list: as plain text with tabs, and as a table that keeps long numbers text when it is pasted into a spreadsheet."""

import html
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from ui.models.rows import RowsModel
from ui.text import _

if TYPE_CHECKING:
    from ui.jobs import Progress
    from ui.widgets.table_view import TableView

_OURS = '<meta charset="utf-8"><table class="yuanzhu">'
_CONNECTED = "clipboard_leaves_text"
MOST = 10_000
"""Rows that are copied at most; more goes out as a workbook."""


def copy(view: "TableView") -> None:
    """Copy the selected rows of a list in the columns shown, headings first."""
    model = view.model()
    spans = view.selected_spans()
    if not isinstance(model, RowsModel) or not view.selected_count():
        return
    titles = view.horizontalHeader()
    places = [titles.logicalIndex(place) for place in range(titles.count())]
    columns = [model.columns()[number] for number in places if not view.isColumnHidden(number)]
    read: Callable[..., Any] = model.reader([(0, model.rowCount())] if spans is None else spans)

    def work(book: Any, progress: "Progress") -> tuple[str, str]:
        lines: list[list[str]] = [[column.title for column in columns]]
        for row in read(book, progress.step):
            lines.append([column.show(row) for column in columns])
            if len(lines) > MOST:
                break
        return as_text(lines), as_html(lines)

    count = view.selected_count()

    def take(found: tuple[str, str]) -> None:
        _put(found)
        if count > MOST:
            words = _("选中 {all} 行，只复制了前 {n} 行。要全部的请导出（Ctrl+E）。")
            view.said.emit(words.format(all=f"{count:,}", n=f"{MOST:,}"))

    model.jobs.run(model, work, take, model.tell_failure)


def _put(found: tuple[str, str]) -> None:
    data = QMimeData()
    data.setText(found[0])
    data.setHtml(found[1])
    QGuiApplication.clipboard().setMimeData(data)
    app = QGuiApplication.instance()
    if app is not None and not app.property(_CONNECTED):
        app.setProperty(_CONNECTED, True)
        app.aboutToQuit.connect(leave_text)


def leave_text() -> None:
    """Leave on the clipboard text of Qt's own: what Python has made must not outlive it, or the program crashes while it ends."""
    board = QGuiApplication.clipboard()
    if board.mimeData().html().startswith(_OURS):
        board.setText(board.text())


def as_text(lines: Sequence[Sequence[str]]) -> str:
    """Give lines of cells as text, a tab between cells."""
    return "\n".join("\t".join(" ".join(cell.split()) for cell in line) for line in lines)


def as_html(lines: Sequence[Sequence[str]]) -> str:
    """Give lines of cells as a table; its style tells spreadsheets that every cell is text."""
    rows = "".join(
        "<tr>" + "".join(f"<td style=\"mso-number-format:'\\@'\">{html.escape(cell)}</td>" for cell in line) + "</tr>"
        for line in lines
    )
    return f"{_OURS}{rows}</table>"
