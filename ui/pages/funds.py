"""资金与目标: source × use over a year, what is left of each source, goods apart; and the ledger's records under it."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QComboBox, QFileDialog, QWidget

from db import funds, prints, records
from db.tables.payments import PAYMENTS
from rules import money
from rules.funds import Cash
from rules.permissions import Action, may
from ui import code_words
from ui.actions import button
from ui.models.rows import Column
from ui.pages.fund_views import VIEWS
from ui.pages.handover_page import HandoverPage
from ui.pages.page import Context, Page, PageSpec
from ui.pages.paper_view import bytes_of
from ui.pages.records import RecordsPage, wish
from ui.pages.tiles import Tile, Told
from ui.papers import relief as papers
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.cards import Card, Verdict, VerdictPanel
from ui.widgets.labels import column, label, row
from ui.widgets.lead_tile import LeadTile
from ui.widgets.listing import Listing
from ui.widgets.tile_grid import TileGrid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.casebook import Casebook
    from db.funds import Matrix, SourceLine
    from ui.jobs import Progress

TABLES = frozenset(
    {one.table for one in PAYMENTS} | {"fund_source", "fund_budget", "relief_grant", "goods_batch", "claim_review"}
)
_YEARS = 6
_MONEY, _USE, _NAME = 112, 130, 150
_MOST = 12


@dataclass(frozen=True)
class Facts:
    """Hold what the page shows: the year's matrix, the sources that are overdrawn, the settlements that are not posted."""

    matrix: "Matrix"
    overdrawn: frozenset[bytes]
    unposted: tuple[tuple[bytes, str], ...]


def look(book: "Casebook", year: int) -> Facts:
    """Collect what the page shows."""
    waiting = []
    for review in funds.unposted(book):
        begun = funds.from_settlement(book, {"claim_review": review})
        waiting.append(
            (review, f"{begun.get('payee', '')} {begun.get('matter', '')} {Cash(begun.get('amount_fen', 0)).shown}")
        )
    return Facts(funds.matrix(book, year), frozenset(funds.overdrawn(book)), tuple(waiting))


class FundsPage(HandoverPage):
    """Show source × use."""

    tables: ClassVar[frozenset[str]] = TABLES

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("资金与目标"), "")
        self._may = may(context.session.role, Action.FUND_WRITE, context.workplace.kind)
        if context.workplace.kind == "desk":
            self.add_way(_("目标进度"), "targets", icon="flag-checkered")
        self.add_action(_("打印收支表"), self.print, icon="printer-outline", shortcut="Ctrl+P")
        self.add_action(_("导出 Excel…"), self._choose_file, icon="file-export-outline", shortcut="Ctrl+S")
        self.open_action = self.add_way(
            _("登记"), "fund_records", icon="format-list-bulleted", shortcut="Ctrl+N", primary=True
        )
        self.year = QComboBox()
        self.year.setAccessibleName(_("年度"))
        for year in range(context.clock.now().year, context.clock.now().year - _YEARS, -1):
            self.year.addItem(_("{year} 年").format(year=year), year)
        self.year.activated.connect(lambda _at: self.load())
        self.came = LeadTile(_("本年到账（万元）"), "tray-arrow-down", leads=False)
        self.went = LeadTile(_("本年支出（万元）"), "tray-arrow-up", leads=False)
        self.left = LeadTile(_("年末结余（万元）"), "scale-balance", leads=False)
        self.goods = LeadTile(_("实物估值（元）"), "package-variant-closed", leads=False)
        self.warning = VerdictPanel()
        self.warning.hide()
        self._card = Card(_("来源 × 用途（元）"))
        self._card.head.addWidget(self.year)
        self.matrix: Listing[SourceLine] | None = None
        self._waiting = Card(_("培训券结算待入账"))
        self._waiting.hide()
        self._ways: list[QWidget] = []
        self._note = label(
            _("救助、四免、贷款、维权、课酬自动入账；结余含已批未付。回车打开一个来源。"), "hint", wrap=True
        )
        self._card.body.addWidget(self._note)
        tiles = TileGrid([self.came, self.went, self.left, self.goods])
        self.set_body(column(self.warning, tiles, self._card, self._waiting, None))

    def load(self) -> None:
        """Read the year anew."""
        year = self.year.currentData()
        self.run(lambda book, _progress: look(book, year), self._tell)

    def _tell(self, found: Facts) -> None:
        matrix = found.matrix
        total = sum((line.came for line in matrix.lines), Cash())
        self.came.tell(money.wan_yuan(total.fen))
        self.went.tell(money.wan_yuan(sum((line.went for line in matrix.lines), Cash()).fen))
        self.left.tell(money.wan_yuan(sum((line.left for line in matrix.lines), Cash()).fen))
        self.goods.tell(matrix.goods.shown, _("单列，不在收支里"))
        names = [line.name for line in matrix.lines if line.source in found.overdrawn]
        self.warning.setVisible(bool(names))
        if names:
            self.warning.tell(
                Verdict.NO,
                _("余额为负：{names}").format(names=_("、").join(names)),
                _("两台电脑各自支出了同一笔钱。请核对凭证，撤回其中一笔。"),
            )
        self._show_matrix(matrix)
        self._show_waiting(found.unposted)

    def _show_matrix(self, matrix: "Matrix") -> None:
        """Show the uses that anything was spent or planned for; others would leave no room."""
        if self.matrix is not None:
            self.matrix.hide()
            self.matrix.deleteLater()
        columns: list[Column[SourceLine]] = [
            Column(_("资金来源"), lambda line: line.name, _NAME), Column(_("到账"), lambda line: line.came.shown, _MONEY, right=True)
        ]  # fmt: skip
        # the sums stand before the uses, of which there may be more than the window is wide
        columns += [
            Column(_("支出合计"), lambda line: line.went.shown, _MONEY, right=True),
            Column(_("收回"), lambda line: line.returned.shown if line.returned.fen else "", _MONEY, right=True), Column(_("结余"), lambda line: line.left.shown, _MONEY, right=True),
            Column(_("已批未付"), lambda line: line.promised.shown if line.promised.fen else "", _MONEY, right=True),
        ]  # fmt: skip
        columns += [
            Column(code_words.word("fund_use", use), lambda line, use=use: _spent(line, use), _USE, right=True)  # type: ignore[misc]
            for use in papers.used(matrix)
        ]
        columns.append(Column("", lambda _line: "", 0))
        made: Listing[SourceLine] = Listing(
            self.context.jobs, columns, _("还没有资金来源。按 Ctrl+N 登记来源和到账。"), self.failed.emit, most=_MOST
        )
        made.opened.connect(lambda line: self.wants.emit("fund_records", line.source))
        made.setAccessibleName(_("来源 × 用途（元）"))
        self.matrix = made
        self._card.body.insertWidget(self._card.body.indexOf(self._note), made)
        made.tell(matrix.lines)
        made.setFixedHeight(made.height() + 4 * GRID)  # room for the bar below, where there are many uses

    def _show_waiting(self, waiting: "Sequence[tuple[bytes, str]]") -> None:
        for old in self._ways:
            old.hide()
            old.deleteLater()
        self._ways = []
        self._waiting.setVisible(bool(waiting) and self._may)
        for review, words in waiting[:_MOST]:
            post = button(_("入账…"), partial(self._post, review))
            holder = QWidget()
            holder.setLayout(row(label(words), None, post, gap=GRID))
            self._waiting.body.addWidget(holder)
            self._ways.append(holder)

    def _post(self, review: bytes) -> None:
        self.wants.emit("fund_records", wish("fund_spending", claim_review=review))

    # --- leaving the house

    def print(self) -> None:
        """Make 资金收支表 of the year and show it."""
        year = self.year.currentData()

        def work(book: "Casebook", progress: "Progress") -> "tuple[bytes, Sequence[str]]":
            from printouts.relief import print_funds
            from ui.papers.faces import fonts_of

            name = str(year)
            paper = papers.funds_paper(book, year, edition=prints.edition(book, prints.FUND_SHEET, name))
            pdf = print_funds([paper], printed_at=book.clock.now(), fonts=fonts_of(book), progress=progress.step)
            return bytes_of(pdf), [name]

        self.show_paper(_("资金收支表"), work, prints.FUND_SHEET)

    def _choose_file(self) -> None:
        name, _kind = QFileDialog.getSaveFileName(
            self, _("导出"), _("资金收支表") + f"{self.year.currentData()}.xlsx", _("Excel 工作簿 (*.xlsx)")
        )
        if name:
            self.export_to(Path(name))

    def export_to(self, to: Path) -> None:
        """Write the matrix of the year as a workbook."""
        year = self.year.currentData()

        def work(book: "Casebook", _progress: "Progress") -> Path:
            from ui import fund_file

            return fund_file.write_workbook(book, year, to)

        self.run(
            work,
            lambda _done: self.said.emit(_("已导出到 {path}").format(path=to)),
            write=True,
            stops=True,
            touches=("list_export",),
            shown=_("正在导出"),
        )


def _spent(line: "SourceLine", use: str) -> str:
    spent = line.spent.get(use)
    return spent.shown if spent is not None and spent.fen else ""


class FundRecordsPage(RecordsPage):
    """Be the page of the ledger's records."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("资金来源、到账、支出"), VIEWS)


def _page(context: Context) -> Page:
    return FundsPage(context)


def _records(context: Context) -> Page:
    return FundRecordsPage(context)


def _overdrawn(book: "Casebook") -> Told:
    return Told(len(funds.overdrawn(book)), _("两台电脑支出了同一笔钱"), "bad")


def _unposted(book: "Casebook") -> Told:
    return Told(len(funds.unposted(book)) if records.count(book, "fund_source") else 0, _("登记支出凭证"))


SPEC = PageSpec(
    "funds", N_("资金与目标"), "cash-multiple", _page,
    tiles=(
        Tile(N_("资金余额为负"), "cash-remove", _overdrawn), Tile(N_("培训券结算待入账"), "cash-register", _unposted, counts=False),
    ),
)  # fmt: skip
RECORDS = PageSpec(
    "fund_records",
    N_("资金来源、到账、支出"),
    "cash-multiple",
    _records,
    opens=frozenset(view.name for view in VIEWS),
    under="funds",
)
