"""The tables that stand behind two reports, on the screen: 培训券收发存 by office and batch, 资金来源 × 用途; each sum of money opens its records."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex

from rules import codes
from rules.fund_matrix import FundMatrix, FundRow
from rules.quantities import Amount
from rules.reports import ReportLine
from rules.voucher_account import VoucherLine
from ui.models.rows import Column
from ui.text import N_, _
from ui.widgets.cards import Card
from ui.widgets.labels import label
from ui.widgets.listing import Listing

if TYPE_CHECKING:
    from ui.pages.page import Page


class TablesCard(Card):
    """Show the table that belongs to the report in sight, or nothing; `picked` is told the line of a cell of source × use."""

    def __init__(self, page: "Page", picked: Callable[[ReportLine], None]) -> None:
        super().__init__()
        self._picked = picked
        self.heading = label("", "heading")
        self.vouchers: Listing[VoucherLine] = Listing(
            page.context.jobs, _voucher_columns(), _("没有领用过号码。"), page.failed.emit, most=10
        )
        self.funds: Listing[FundRow] = Listing(
            page.context.jobs, _fund_columns(), _("还没有资金来源。"), page.failed.emit, most=12
        )
        self.funds.clicked.connect(self._pick)
        self.told = label("", "hint", wrap=True)
        for one in (self.heading, self.vouchers, self.funds, self.told):
            self.body.addWidget(one)
        self.hide()

    def tell(self, vouchers: tuple[VoucherLine, ...] | None, funds: FundMatrix | None) -> None:
        """Show what belongs to the report; None where it has no such table."""
        self.setVisible(vouchers is not None or funds is not None)
        self.vouchers.setVisible(vouchers is not None)
        self.funds.setVisible(funds is not None)
        if vouchers is not None:
            self.heading.setText(_("培训券收发存（按单位和年度批次）"))
            self.vouchers.tell(vouchers)
            self.told.setText(_voucher_words(vouchers))
        if funds is not None:
            self.heading.setText(_("资金来源与用途对照表（万元）"))
            self.funds.tell(funds.rows)
            wrong = _("；").join(
                _("{words}（{why}）").format(words=_(one.words), why=_(one.why))
                for one in funds.judged
                if one.standing == "bad"
            )
            words = [_("实物捐赠估值 {amount} 万元，单列，不计入资金。").format(amount=funds.goods.shown)]
            words.append(wrong or _("各来源期初 + 到账 − 支出 + 收回 = 结余，行列合计相等。"))
            self.told.setText(" ".join(words) + " " + _("点某个数，上面是它的各月和记录。"))

    def _pick(self, index: QModelIndex) -> None:
        row, place = self.funds.current_row(), index.column()
        keys = _cells()
        if row is not None and place < len(keys) and keys[place] in row.cells:
            self._picked(row.cells[keys[place]])


def _voucher_words(lines: tuple[VoucherLine, ...]) -> str:
    found = []
    for one in lines:
        runs = [f"{first:06d}–{last:06d}" for first, last in one.gaps]
        if runs:
            found.append(
                _("{office}：号码不连续，跳过 {numbers}").format(office=one.office, numbers=_("、").join(runs))
            )
        if one.stock_apart or one.out_apart or one.doubles:
            found.append(
                _("{office}：{year} 年第 {batch} 批不平，有重号或号段外的券").format(
                    office=one.office, year=one.year, batch=one.batch
                )
            )
    return _("；").join(found) if found else _("各行期初 + 收入 − 付出 = 期末，号段连续。")


def _voucher_columns() -> list[Column[VoucherLine]]:
    def figure(title: str, of: Callable[[VoucherLine], int], spare: int = 0) -> Column[VoucherLine]:
        return Column(title, lambda one: f"{of(one):,}", 82, right=True, spare=spare)

    return [
        Column(_("单位"), lambda one: one.office),
        Column(_("年度批次"), lambda one: f"{one.year}-{one.batch}", 84),
        figure(_("期初库存"), lambda one: one.first_stock), figure(_("领入"), lambda one: one.received + one.handed_in),
        figure(_("发放"), lambda one: one.issued), figure(_("作废"), lambda one: one.void, 5),
        figure(_("转出停用"), lambda one: one.handed_out + one.closed, 4), figure(_("期末库存"), lambda one: one.last_stock),
        figure(_("核销"), lambda one: one.redeemed, 6), figure(_("挂失过期"), lambda one: one.lost + one.expired, 3), figure(_("期末在外"), lambda one: one.last_out),
        Column(_("本期用号"), lambda one: _runs(one.used), 150, spare=1), Column(_("期末存号"), lambda one: _runs(one.stock), 150, spare=2),
    ]  # fmt: skip


def _runs(runs: tuple[tuple[int, int], ...]) -> str:
    if not runs:
        return "—"
    first = f"{runs[0][0]:06d}–{runs[0][1]:06d}"
    return first if len(runs) == 1 else _("{first} 等 {n} 段").format(first=first, n=len(runs))


def _cells() -> list[str]:
    """Give the cell that each column shows, empty where it shows words."""
    return ["", "", "opening", "came", *(item.code for item in codes.tables()["fund_use"].items), "", "back", "closing"]


_SHORT = {
    "1": N_("救助"),
    "2": N_("贷款"),
    "3": N_("培训"),
    "4": N_("助学"),
    "5": N_("职介"),
    "6": N_("维权"),
    "7": N_("慰问"),
    "8": N_("建基地"),
    "9": N_("其他"),
}


def _fund_columns() -> list[Column[FundRow]]:
    def cell(title: str, key: str, width: int = 84, spare: int = 0) -> Column[FundRow]:
        return Column(title, lambda row: Amount(row.fen(key)).shown, width, right=True, spare=spare)

    uses = [item.code for item in codes.tables()["fund_use"].items]
    return [
        Column(_("资金来源"), lambda row: row.name, 190, icon=lambda row: ("close-circle-outline", "bad") if row.astray else ("bank-outline", "muted")),
        Column(_("年度预算"), lambda row: "—" if row.budget is None else row.budget.shown, 86, right=True, spare=1),
        cell(_("期初结余"), "opening"), cell(_("到账"), "came"), *(cell(_(_SHORT.get(code, code)), code, 64, 9 - place) for place, code in enumerate(uses)),
        Column(_("支出合计"), lambda row: Amount(sum(row.fen(code) for code in uses)).shown, 86, right=True), cell(_("收回"), "back", 64, 1), cell(_("期末结余"), "closing", 0),
    ]  # fmt: skip
