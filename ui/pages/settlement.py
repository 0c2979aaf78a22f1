"""The settlement of a county by the definition of payable: each redemption with its sum or its reason, totals in figures and capitals."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QComboBox, QFileDialog

from rules import money
from rules import vouchers as numbers
from ui.models.listed import of_list
from ui.models.rows import Column, RowsModel
from ui.pages.overview import county_name
from ui.pages.page import Context, Page, PageSpec
from ui.text import CHINESE, N_, _, language
from ui.tokens import GRID
from ui.widgets.cards import StatTile
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.column_memory import keep_list
from ui.widgets.labels import label, row
from ui.widgets.table_view import TableView

if TYPE_CHECKING:
    from db.casebook import Casebook
    from db.settlement import Settlement, SettlementLine
    from ui.jobs import Progress

REASONS = {
    "": N_("可拨付"), "NOT_APPROVED": N_("申报未审核通过"), "CONTESTED": N_("重复核销待查"), "CONTEST_LOST": N_("重复核销，认定另一笔"), "ISSUE_UNKNOWN": N_("没有发放记录"),
    "OUT_OF_BLOCK": N_("不在号段内"), "OVER_QUOTA": N_("超出额度"), "REVOKED": N_("授权撤销后发放"), "FORKED": N_("两份记录待认定"), "DUP_NUMBER": N_("券号重复"),
    "REDEEMED_VOID": N_("核销了作废券"), "REDEEMED_EXPIRED": N_("核销了过期券"),
}  # fmt: skip
_WAITS = {"NOT_APPROVED", "CONTESTED", "ISSUE_UNKNOWN"}


@dataclass(frozen=True)
class County:
    """Hold a county's code and name."""

    code: str
    name: str


class SettlementPage(Page):
    """Show what is to be paid in one county, and write it as a workbook."""

    tables: ClassVar[frozenset[str]] = frozenset(
        {"exchange", "redemption", "voucher_issue", "voucher_void", "claim_review", "contest_decision"}
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("培训券结算"))
        self._found: Settlement | None = None
        self.export_act = self.add_action(
            _("导出 Excel…"), self._choose_file, icon="file-excel-outline", shortcut="Ctrl+S", primary=True
        )
        self.export_act.setEnabled(False)
        self.county = ChoiceBox()
        self.county.setAccessibleName(_("县"))
        self.county.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.county.activated.connect(lambda _at: self._settle())
        self.show_only = ChoiceBox()
        self.show_only.setAccessibleName(_("范围"))
        for words, kind in ((_("全部"), "all"), (_("可拨付"), "payable"), (_("不予拨付"), "refused")):
            self.show_only.addItem(words, kind)
        self.show_only.activated.connect(lambda _at: self._list())
        self.add(row(label(_("县")), self.county, 2 * GRID, label(_("范围")), self.show_only, None))
        self._sum, self._count, self._rest = StatTile(_("应拨付（元）")), StatTile(_("可拨付")), StatTile(_("暂不拨付"))
        tiles = row()
        tiles.addWidget(self._sum, 3)
        tiles.addWidget(self._count, 1)
        tiles.addWidget(self._rest, 1)
        self.add(tiles)
        self.model: RowsModel[SettlementLine] = RowsModel(context.jobs, _columns(), self.failed.emit, self)
        self.table = self.begins_at = TableView(_("这个县还没有核销记录。"))
        self.table.set_rows(self.model)
        keep_list(self.table, context, "settlement", _("培训券结算明细"), self.said.emit, self.failed.emit)
        self.add(self.table, 1)

    def load(self) -> None:
        """Fetch the counties, then settle the one chosen."""

        def work(book: "Casebook", _progress: "Progress") -> list[County]:
            from db import directory

            codes = sorted({grant.county for grant in directory.grants(book.store)})
            return [County(code, county_name(book, code)) for code in codes]

        self.load_with(work, self._offer)

    def _offer(self, counties: list[County]) -> None:
        if not counties:
            self.show_empty(_("还没有开通的县"), _("单位开通并收到数据包后，这里按县结算培训券。"))
            return
        chosen = self.county.currentData()
        self.county.clear()
        for one in counties:
            self.county.addItem(_("{name}（{code}）").format(name=one.name, code=one.code), one.code)
        self.county.setCurrentIndex(max(0, self.county.findData(chosen)))
        self._settle()

    def _settle(self) -> None:
        code = str(self.county.currentData())

        def work(book: "Casebook", _progress: "Progress") -> "Settlement":
            from db import settlement

            return settlement.settle(book, code)

        self.run(work, self._tell)

    def _tell(self, found: "Settlement") -> None:
        self._found = found
        rest = len(found.lines) - found.payable
        self._sum.show_figure(
            money.grouped(found.payable_fen),
            money.capitals(found.payable_fen, prefix=True) if language() == CHINESE else "",
        )
        self._count.show_figure(_("{n} 张").format(n=f"{found.payable:,}"))
        words = _("其中重复核销 {n} 张券").format(n=found.contested) if found.contested else ""
        self._rest.show_figure(_("{n} 笔").format(n=f"{rest:,}"), words, "bad" if found.contested else "")
        self.export_act.setEnabled(bool(found.lines))
        self._list()

    def _list(self) -> None:
        if self._found is None:
            return
        kind = self.show_only.currentData()
        self.model.show(
            of_list([line for line in self._found.lines if kind == "all" or (kind == "payable") == (not line.reason)])
        )

    def _choose_file(self) -> None:
        name = _("培训券结算_{county}_{day}.xlsx").format(
            county=self.county.currentData(), day=f"{self.context.clock.now():%Y%m%d}"
        )
        chosen, _kind = QFileDialog.getSaveFileName(
            self, _("导出到"), str(Path.home() / name), _("Excel 工作簿 (*.xlsx)")
        )
        if chosen:
            self.export(Path(chosen).with_suffix(".xlsx"))

    def export(self, to: Path) -> None:
        """Write the settlement in sight as a workbook."""
        found, title = self._found, self.county.currentText()
        if found is None:
            return
        day = self.context.clock.now().date()

        def work(_book: "Casebook", _progress: "Progress") -> Path:
            from printouts import workbook

            lines = [
                (
                    numbers.shown(line.number),
                    line.base_name,
                    line.day,
                    line.amount_fen,
                    _(REASONS.get(line.reason, line.reason)),
                )
                for line in found.lines
            ]
            return workbook.settlement(title, day, lines, to)

        self.run(work, lambda path: self.said.emit(_("已导出到“{path}”。").format(path=path)), shown=_("正在导出"))


def _columns() -> "list[Column[SettlementLine]]":
    return [
        Column(_("券号"), lambda line: numbers.shown(line.number), 214, value=lambda line: line.number),
        Column(_("结论"), lambda line: _(REASONS.get(line.reason, line.reason)), 144, icon=_icon),
        Column(_("应拨付（元）"), lambda line: money.grouped(line.amount_fen), 112, right=True),
        Column(_("核销日期"), lambda line: line.day, 100, spare=1),
        Column(_("核销基地"), lambda line: line.base_name),
    ]


def _icon(line: "SettlementLine") -> tuple[str, str]:
    if not line.reason:
        return "check-circle-outline", "ok"
    return ("clock-outline", "warn") if line.reason in _WAITS else ("close-circle-outline", "bad")


SPEC = PageSpec("settlement", N_("培训券结算"), "cash-multiple", SettlementPage)
