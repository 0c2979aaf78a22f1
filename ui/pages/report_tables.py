"""The tables that stand behind reports, on the screen: 培训券收发存 by office and batch, 资金来源 × 用途, and what is told apart; figures open their records."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex

from rules import codes
from rules.fund_matrix import FundMatrix, FundRow
from rules.quantities import Amount, Quantity
from rules.report_tables import ReportTable, TableRow
from rules.reports import Judged, ReportLine
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
        self._page = page
        self.apart: Listing[Apart] | None = None
        self.told = label("", "hint", wrap=True)
        for one in (self.heading, self.vouchers, self.funds, self.told):
            self.body.addWidget(one)
        self.hide()

    def tell(
        self, vouchers: tuple[VoucherLine, ...] | None, funds: FundMatrix | None, apart: ReportTable | None = None
    ) -> None:
        """Show what belongs to the report; None where it has no such table."""
        self.setVisible(any(one is not None for one in (vouchers, funds, apart)))
        self._tell_apart(apart)
        self.vouchers.setVisible(vouchers is not None)
        self.funds.setVisible(funds is not None)
        if vouchers is not None:
            self.heading.setText(_("培训券收发存（按单位和年度批次）"))
            self.vouchers.tell(vouchers)
            self.told.setText(_voucher_words(vouchers))
        if funds is not None:
            self.heading.setText(_("资金来源与用途对照表（万元）"))
            self.funds.tell(funds.rows)
            wrong = _wrong(funds.judged)
            words = [_("实物捐赠估值 {amount} 万元，单列，不计入资金。").format(amount=funds.goods.shown)]
            words.append(wrong or _("各来源期初 + 到账 − 支出 + 收回 = 结余，行列合计相等。"))
            self.told.setText(" ".join(words) + " " + _("点某个数，上面是它的各月和记录。"))

    def _tell_apart(self, found: ReportTable | None) -> None:
        """Show any other table; its columns are its own, so the list is made anew."""
        if self.apart is not None:
            self.body.removeWidget(self.apart)
            self.apart.deleteLater()
            self.apart = None
        if found is None:
            return
        self.heading.setText(_(found.title))
        shown: Listing[Apart] = Listing(
            self._page.context.jobs, _columns_of(found), _("本期没有。"), self._page.failed.emit, most=12
        )
        self.apart = shown
        shown.setAccessibleName(_(found.title))
        shown.clicked.connect(self._pick_apart)
        self.body.insertWidget(self.body.indexOf(self.told), shown)
        rows = [
            Apart(
                [_(one) for one in row.heads] if found.coded else row.heads,
                [cell.value("period") for cell in row.cells],
                row,
            )
            for row in found.rows
        ]
        if len(rows) > 1:
            rows.append(Apart([_("合计"), *[""] * (len(found.heads) - 1)], found.totals, None))
        shown.tell(rows)
        holds = [_("各行都平：{words}。").format(words=_(one.words)) for one in found.judged]
        words = [_wrong(found.judged)] if any(one.standing == "bad" for one in found.judged) else holds
        words += [_(one) for one in found.notes]
        if found.rows:
            words.append(_("点某个数，上面是它的各月和记录。"))
        self.told.setText(" ".join(one for one in words if one))

    def _pick_apart(self, index: QModelIndex) -> None:
        picked = self.apart.current_row() if self.apart is not None else None
        if picked is None or picked.row is None:
            return
        place = index.column() - len(picked.heads)
        if 0 <= place < len(picked.row.cells):
            self._picked(picked.row.cells[place])

    def _pick(self, index: QModelIndex) -> None:
        row, place = self.funds.current_row(), index.column()
        keys = _cells()
        if row is not None and place < len(keys) and keys[place] in row.cells:
            self._picked(row.cells[keys[place]])


@dataclass(frozen=True)
class Apart:
    """Hold a row of any table as it is shown, or with no `row` the sums below it."""

    heads: Sequence[str]
    figures: "Sequence[Quantity | None]"
    row: TableRow | None


def _wrong(judged: Sequence[Judged]) -> str:
    """Name the rules that do not hold, and why."""
    bad = [one for one in judged if one.standing == "bad"]
    return _("；").join(
        _("{words}（{why}）").format(words=_(one.words), why=_(one.why)) if one.why else _("不平：{words}").format(words=_(one.words))
        for one in bad
    )  # fmt: skip


_SECOND, _FIGURE, _SHORT_FIGURE, _SHORT_HEAD = 96, 70, 56, 3


def _columns_of(found: ReportTable) -> list[Column[Apart]]:
    """Make the columns of a table: what names a row, then its figures; a narrow window leaves out the later words first."""
    spare = {title: place for place, title in enumerate(found.lesser, 1)}

    def head(at: int, title: str) -> Column[Apart]:
        return Column(_(title), lambda one: one.heads[at], _SECOND if at else 0, spare=spare.get(title, 0))

    def figure(at: int, title: str) -> Column[Apart]:
        width = _SHORT_FIGURE if len(_(title)) <= _SHORT_HEAD else _FIGURE
        return Column(_(title), lambda one: _shown(one.figures[at]), width, right=True, spare=spare.get(title, 0))

    heads = [head(at, title) for at, title in enumerate(found.heads)]
    return heads + [figure(at, title) for at, title in enumerate(found.columns)]


def _shown(quantity: Quantity | None) -> str:
    return "—" if quantity is None else quantity.shown


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
