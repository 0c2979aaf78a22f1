"""What became of a folder of photographs named by document numbers: how many were taken, and of the others why not."""

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QWidget

from ui.actions import button
from ui.dialogs.room import take_room
from ui.error_text import say_code
from ui.models.listed import of_list
from ui.models.rows import Column, RowsModel
from ui.pages.page import Context
from ui.photographs import SAME, TAKEN, Line
from ui.text import _
from ui.tokens import GRID
from ui.widgets.cards import Verdict, VerdictPanel
from ui.widgets.labels import column, row
from ui.widgets.table_view import TableView

_SHOWN_TAIL = 8


def columns() -> list[Column[Line]]:
    """Describe the columns of the list."""
    return [
        Column(_("文件"), lambda line: shown_file(line.file), 220),
        Column(_("姓名"), lambda line: line.name or "—", 120),
        Column(_("没有采用的原因"), lambda line: say_code(line.outcome)),
    ]


def shown_file(name: str) -> str:
    """Give a file's name with its number covered but for the end: a list on the screen is seen by others in the queue."""
    stem, dot, end = name.rpartition(".")
    return f"…{stem[-_SHOWN_TAIL:]}{dot}{end}" if len(stem) > _SHOWN_TAIL else name


class PhotographsImported(QDialog):
    """Tell what became of the files."""

    def __init__(self, context: Context, lines: Sequence[Line], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("导入照片"))
        taken = sum(line.outcome == TAKEN for line in lines)
        same = sum(line.outcome == SAME for line in lines)
        left = [line for line in lines if line.outcome not in {TAKEN, SAME}]
        words = _("共 {all} 个文件：采用 {taken} 张，原来就有 {same} 张，未采用 {left} 个。").format(
            all=len(lines), taken=taken, same=same, left=len(left)
        )
        verdict = Verdict.CAUTION if left else Verdict.YES
        title = _("有文件没有采用") if left else _("照片已导入") if lines else _("文件夹里没有照片")
        self.panel = VerdictPanel(verdict if lines else Verdict.NOTE, title, words)
        self.table = TableView(_("全部采用。"))
        self.model: RowsModel[Line] = RowsModel(context.jobs, columns(), lambda _error: None, self)
        self.table.set_rows(self.model)
        self.model.show(of_list(left))
        self.table.setVisible(bool(left))
        done = button(_("知道了"), self.accept, kind="primary")
        done.setDefault(True)
        body = column(self.panel, self.table, row(None, done))
        body.setContentsMargins(6 * GRID, 5 * GRID, 6 * GRID, 5 * GRID)
        self.setLayout(body)
        if left:
            take_room(self, 720, 420)
