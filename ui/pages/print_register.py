"""打印登记: what was printed on this PC, when, by whom, on which printer, the first time or again and why; and the totals of each day."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from ui import print_words
from ui.dialogs.progress import ProgressDialog
from ui.models.numbered import Numbered, walked
from ui.models.rows import Column
from ui.pages.page import Context, Page, PageSpec
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.flow import Halves
from ui.widgets.labels import column, label
from ui.widgets.list_filters import Days, Pick, PickBox
from ui.widgets.list_panel import Asked, ListPanel, ListSpec
from ui.widgets.listing import Listing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.casebook import Casebook
    from db.prints import Choices, Day, Filter, Paper, Run
    from ui.jobs import Progress


_HALVES = 800
"""Width in px below which the papers and the days stand one under the other."""


class PrintRegister(Page):
    """Show the register, newest first."""

    tables = frozenset({"print_log"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("打印登记"))
        self.export_action = self.add_action(
            _("导出 Excel…"), self._choose_file, icon="file-excel-outline", shortcut="Ctrl+E"
        )
        self.list: ListPanel[Run] = ListPanel(context, self._spec(), self.failed.emit, self)
        self.line, self.table, self.model, self.told = self.list.line, self.list.table, self.list.model, self.list.told
        self._kinds, self._people = (one for one in self.list.filters if isinstance(one, PickBox))
        self.kind, self.who = self._kinds.box, self._people.box
        self.list.said.connect(self.said.emit)
        self.table.picked.connect(self._show_run)
        self.list.asked_anew.connect(self._add_up)
        self.list.shown.connect(self._after_load)
        self.caption = label("", "muted", wrap=True)
        self.papers: Listing[Paper] = Listing(
            context.jobs, self._paper_columns(), _("选中一次打印，这里列出其中每一张。"), self.failed.emit, most=4
        )
        self.days: Listing[Day] = Listing(
            context.jobs, self._day_columns(), _("还没有打印过。"), self.failed.emit, most=4
        )
        self._lay_out()

    def _lay_out(self) -> None:
        self.add(self.list, 1)
        self.add(self.caption)
        halves = []
        for title, listed in ((_("其中每一张"), self.papers), (_("每日合计（只计打印）"), self.days)):
            halves.append(column(label(title, "hint"), listed, None, gap=GRID))
        self.add(Halves(halves[0], halves[1], _HALVES))

    def load(self) -> None:
        """Fetch what one may choose by, the first window, and the totals."""
        from db import prints

        self.run(lambda book, _progress: prints.choices(book), self._fill, failed=self.show_error)
        self.list.reload()

    def _fill(self, found: "Choices") -> None:
        self._kinds.offer([(one, print_words.kind(one)) for one in found.kinds])
        self._people.offer(found.people)

    def chosen(self) -> "Filter":
        """Give what is chosen."""
        return _filter(self.list.asked())

    def _add_up(self) -> None:
        from db import prints

        wanted = self.chosen()
        self.run(lambda book, _progress: prints.totals(book, wanted), self._show_days)

    def _show_days(self, found: "Sequence[Day]") -> None:
        self.days.tell(found)

    def _after_load(self, total: int) -> None:
        self.export_action.setEnabled(total > 0)
        if not total:
            self._show_run(None)
        self.list.mark_first()

    def _show_run(self, run: "Run | None") -> None:
        if run is None:
            self.papers.tell(())
            self.caption.hide()
            return
        parts = (
            f"{run.at:%Y-%m-%d %H:%M:%S}", run.who, print_words.kind(run.kind), print_words.span(run), print_words.amount(run), print_words.way(run),
            print_words.time_of(run), _("原因：{reason}").format(reason=run.reason) if run.reason else "",
        )  # fmt: skip
        self.caption.setText(" · ".join(part for part in parts if part and part != "—"))
        self.caption.show()
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
            work,
            lambda count: self.said.emit(_("已导出 {n} 张的打印登记到“{path}”。").format(n=f"{count:,}", path=to)),
            aside=True,
        )
        ProgressDialog(job, _("正在导出打印登记"), self)

    # --- columns ---

    def _spec(self) -> "ListSpec[Run]":
        return ListSpec(
            name="prints", title=N_("打印登记"), columns=self._columns(), source=_source, counted=N_("共 {n} 次"),
            empty=N_("没有符合条件的打印。打印或另存为 PDF 以后，这里自动登记。"), find=N_("券号、证书号或其中一段"),
            filters=(Pick("kind", _("全部打印件"), in_sight=True), Days("first", "last", _("打印日期")), Pick("by", _("全部人员"))), exports=False,
        )  # fmt: skip

    def _columns(self) -> "list[Column[Run]]":
        return [
            Column(_("时间"), lambda run: f"{run.at:%Y-%m-%d %H:%M}", 136, order="at"),
            Column(_("打印件"), lambda run: print_words.kind(run.kind), 112, order="kind"),
            Column(_("编号或名称"), print_words.things),
            Column(_("首次/重打"), print_words.time_of, 100, icon=self._sign, order="again"),
            Column(_("原因"), lambda run: run.reason, spare=1),
            Column(_("数量"), print_words.amount, 100, right=True, spare=4, order="amount"),
            Column(_("方式"), print_words.way, 120, spare=2, order="way"),
            Column(_("打印人"), lambda run: run.who, 72, spare=3, order="who"),
        ]

    @staticmethod
    def _sign(run: "Run") -> tuple[str, str]:
        if run.way == "pdf":
            return "content-save-outline", "muted"
        return ("printer-alert", "warn") if run.again else ("printer-check", "ok")

    def _paper_columns(self) -> "list[Column[Paper]]":
        return [
            Column(_("编号或名称"), lambda one: print_words.named(one.name)),
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


def _filter(asked: Asked) -> "Filter":
    from db.prints import Filter

    return Filter(text=asked.text, **asked.chosen)


def _source(asked: Asked) -> "Numbered[Run]":
    from db import prints

    wanted = _filter(asked)
    return walked(lambda _book: prints.walk(wanted, asked.order, descending=asked.descending), prints.lines)


SPEC = PageSpec("print_register", N_("打印登记"), "printer-search", PrintRegister, under="system")
