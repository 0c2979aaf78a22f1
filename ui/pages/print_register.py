"""打印登记: what was printed on this PC, when, by whom, on which printer, the first time or again and why; and the totals of each day."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog

from ui import print_words
from ui.dialogs.progress import ProgressDialog
from ui.models.rows import Column, RowsModel, Source
from ui.pages.page import Context, Page, PageSpec
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.find_line import FindLine
from ui.widgets.labels import column, label, row
from ui.widgets.listing import Listing
from ui.widgets.money_and_dates import DateField
from ui.widgets.table_view import TableView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.casebook import Casebook
    from db.prints import Choices, Day, Filter, Paper, Run
    from ui.jobs import Progress


class PrintRegister(Page):
    """Show the register, newest first."""

    tables = frozenset({"print_log"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("打印登记"), scrolls=False)
        self.export_action = self.add_action(
            _("导出 Excel…"), self._choose_file, icon="file-excel-outline", shortcut="Ctrl+E"
        )
        self.line = FindLine(_("券号、证书号或其中一段"))
        self.line.settled.connect(lambda _text: self._list())
        self.first, self.last = DateField(context.clock), DateField(context.clock)
        for day, words in ((self.first, _("起始日期")), (self.last, _("截止日期"))):
            day.setAccessibleName(words)
            day.setPlaceholderText(words)
            day.setMaximumWidth(140)
            day.editingFinished.connect(self._list)
        self.kind, self.who = self._box(_("全部打印件")), self._box(_("全部人员"))
        self.told = label("", "muted")
        self.table = TableView(_("没有符合条件的打印。打印或另存为 PDF 以后，这里自动登记。"))
        self.model: RowsModel[Run] = RowsModel(context.jobs, self._columns(), self.failed.emit, self)
        self.line.went_down.connect(self.table.setFocus)
        self.table.set_rows(self.model)
        self.table.picked.connect(self._show_run)
        self.model.loaded.connect(self._after_load)
        self.caption = label("", "muted", wrap=True)
        self.papers: Listing[Paper] = Listing(
            context.jobs, self._paper_columns(), _("选中一次打印，这里列出其中每一张。"), self.failed.emit, most=4
        )
        self.days: Listing[Day] = Listing(
            context.jobs, self._day_columns(), _("还没有打印过。"), self.failed.emit, most=4
        )
        self._lay_out()

    def _lay_out(self) -> None:
        above = row()
        above.addWidget(self.line, 2)
        for part in (self.first, label(_("至"), "muted"), self.last, self.kind, self.who):
            above.addWidget(part)
        above.addWidget(self.told)
        self.add(above)
        self.add(self.table, 1)
        self.add(self.caption)
        below = row()
        for title, listed in ((_("其中每一张"), self.papers), (_("每日合计（只计打印）"), self.days)):
            half = column(label(title, "hint"), listed, gap=GRID)
            half.setAlignment(Qt.AlignmentFlag.AlignTop)
            below.addLayout(half, 1)
        self.add(below)
        self.setTabOrder(self.line, self.table)

    def _box(self, words: str) -> QComboBox:
        box = QComboBox()
        box.addItem(words, None)
        box.setAccessibleName(words)
        box.setMaximumWidth(150)
        box.activated.connect(lambda _index: self._list())
        return box

    def load(self) -> None:
        """Fetch what one may choose by, the first window, and the totals."""
        from db import prints

        self.run(lambda book, _progress: prints.choices(book), self._fill, failed=self.show_error)
        self._list()

    def _fill(self, found: "Choices") -> None:
        kinds = [(one, print_words.kind(one)) for one in found.kinds]
        for box, choices in ((self.kind, kinds), (self.who, found.people)):
            kept = box.currentData()
            while box.count() > 1:
                box.removeItem(1)
            for value, words in choices:
                box.addItem(words, value)
            box.setCurrentIndex(max(0, box.findData(kept)) if kept else 0)

    def chosen(self) -> "Filter":
        """Give what is chosen."""
        from db.prints import Filter

        return Filter(
            self.kind.currentData() or "", self.first.value(), self.last.value(), self.who.currentData() or b"", self.line.text().strip()
        )  # fmt: skip

    def _list(self) -> None:
        from db import prints

        wanted = self.chosen()

        def fetch(book: "Casebook", after: int | None, limit: int) -> "list[Run]":
            return prints.page(book, wanted, after, limit)

        self.model.show(Source(fetch, lambda run: run.n, lambda book: prints.count(book, wanted)))
        self.run(lambda book, _progress: prints.totals(book, wanted), self._show_days)

    def _show_days(self, found: "Sequence[Day]") -> None:
        self.days.tell(found)

    def _after_load(self, total: int) -> None:
        self.told.setText(_("共 {n} 次").format(n=f"{total:,}"))
        self.export_action.setEnabled(total > 0)
        if total:
            self.table.selectRow(0)
        else:
            self._show_run(None)

    def _show_run(self, run: "Run | None") -> None:
        if run is None:
            self.papers.tell(())
            self.caption.setText("")
            return
        parts = (
            f"{run.at:%Y-%m-%d %H:%M:%S}", run.who, print_words.kind(run.kind), print_words.span(run), print_words.amount(run), print_words.way(run),
            print_words.time_of(run), _("原因：{reason}").format(reason=run.reason) if run.reason else "",
        )  # fmt: skip
        self.caption.setText(" · ".join(part for part in parts if part and part != "—"))
        from db import prints

        def take(found: "list[Paper]") -> None:
            if self.table.current_row() is run:
                self.papers.tell(found)

        self.run(lambda book, _progress: prints.papers(book, run.n), take)

    # --- export ---

    def _choose_file(self) -> None:
        name, _kind = QFileDialog.getSaveFileName(
            self, _("导出打印登记"), _("打印登记.xlsx"), _("Excel 表 (*.xlsx)"), options=QFileDialog.Option.DontConfirmOverwrite
        )  # fmt: skip
        if name:
            self.export(Path(name))

    def export(self, to: Path) -> None:
        """Write what is chosen to a workbook."""
        wanted = self.chosen()

        def work(book: "Casebook", progress: "Progress") -> int:
            return print_words.write(book, wanted, to, step=progress.step)

        job = self.run(
            work, lambda count: self.said.emit(_("已导出 {n} 张的打印登记到“{path}”。").format(n=f"{count:,}", path=to))
        )
        ProgressDialog(job, _("正在导出打印登记"), self)

    # --- columns ---

    def _columns(self) -> "list[Column[Run]]":
        return [
            Column(_("时间"), lambda run: f"{run.at:%Y-%m-%d %H:%M}", 136),
            Column(_("打印件"), lambda run: print_words.kind(run.kind), 112),
            Column(_("编号或名称"), print_words.things, 268),
            Column(_("首次/重打"), print_words.time_of, 100, icon=self._sign),
            Column(_("原因"), lambda run: run.reason, spare=1),
            Column(_("数量"), print_words.amount, 100, right=True),
            Column(_("方式"), print_words.way, 120, spare=2),
            Column(_("打印人"), lambda run: run.who, 72),
        ]

    @staticmethod
    def _sign(run: "Run") -> tuple[str, str]:
        if run.way == "pdf":
            return "content-save-outline", "muted"
        return ("printer-alert", "warn") if run.again else ("printer-check", "ok")

    def _paper_columns(self) -> "list[Column[Paper]]":
        return [
            Column(_("编号或名称"), lambda one: one.name),
            Column(_("第几次打印"), print_words.edition, 110),
        ]

    def _day_columns(self) -> "list[Column[Day]]":
        return [
            Column(_("日期"), lambda one: one.day),
            Column(_("次"), lambda one: f"{one.runs:,}", 60, right=True),
            Column(_("张"), lambda one: f"{one.papers:,}", 74, right=True),
            Column(_("其中重打"), lambda one: f"{one.again:,}" if one.again else "—", 84, right=True),
            Column(_("页面"), lambda one: f"{one.pages:,}" if one.pages else "—", 74, right=True),
        ]


SPEC = PageSpec("print_register", N_("打印登记"), "printer-search", PrintRegister, under="system")
