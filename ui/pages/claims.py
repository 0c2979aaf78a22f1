"""结算申报 at a base: what was redeemed and not claimed yet, a claim for a month, and what the county made of it."""

from typing import Any

from PySide6.QtWidgets import QComboBox, QTabWidget, QWidget

from db import base_day, prints, settlement, voucher_lists
from db.casebook import Casebook
from db.settlement import ClaimRow
from db.vouchers import RedemptionRow
from rules import clock, money
from rules import vouchers as numbers
from ui import actions
from ui.dialogs.confirm import ask
from ui.models.listed import of_list
from ui.models.rows import Column, RowsModel, as_day
from ui.pages import paper_jobs
from ui.pages.page import Context, Page, PageSpec
from ui.pages.paper_view import PaperView
from ui.pages.tiles import Tile, Told
from ui.pages.voucher_review import claim_words
from ui.papers import forms
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.column_memory import keep_list
from ui.widgets.flow import Views
from ui.widgets.labels import column, label, row
from ui.widgets.table_view import TableView

MONTHS_BACK = 12


def months(today: Any) -> list[str]:
    """Give this month and those before it as '2009-09'."""
    place = today.year * 12 + today.month - 1
    return [f"{(place - back) // 12:04d}-{(place - back) % 12 + 1:02d}" for back in range(MONTHS_BACK)]


def claim_columns() -> list[Column[ClaimRow]]:
    """Describe the columns of the claims."""
    return [
        Column(_("所属月份"), lambda one: one.period, 100),
        Column(_("申报日期"), lambda one: one.day, 110),
        Column(_("笔数"), lambda one: str(one.count), 70, right=True, value=lambda one: one.count),
        Column(
            _("申报金额（元）"),
            lambda one: money.grouped(one.amount_fen),
            130,
            right=True,
            value=lambda one: money.Fen(one.amount_fen),
        ),
        Column(
            _("审核"),
            claim_words,
            icon=lambda one: (
                ("clock-outline", "muted")
                if one.accepted is None
                else (("alert-outline", "warn") if one.returned else ("check-circle-outline", "ok"))
            ),
        ),
        Column(
            _("通过金额（元）"),
            lambda one: money.grouped(one.accepted_fen) if one.accepted is not None else "—",
            130,
            right=True,
        ),
    ]


class Claims(Page):
    """Be the page 结算申报."""

    tables = frozenset({"redemption", "claim", "claim_review"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("结算申报"))
        self._lines: list[RedemptionRow] = []
        self._returned: dict[bytes, str] = {}
        self.add_way(_("月末结账"), "month_end", icon="calendar-check-outline", shortcut="F9")
        self.month = QComboBox()
        self.month.setAccessibleName(_("所属月份"))
        self.month.addItems(months(clock.today(context.clock)))
        self.waiting = self.begins_at = TableView(_("没有待申报的核销。"))
        self.waiting_model: RowsModel[RedemptionRow] = RowsModel(context.jobs, self._columns(), self.failed.emit, self)
        self.waiting.set_rows(self.waiting_model)
        keep_list(self.waiting, context, "claims.waiting", _("待申报的核销"), self.said.emit, self.failed.emit)
        self.claims = TableView(_("还没有申报过。"))
        self.claims_model: RowsModel[ClaimRow] = RowsModel(context.jobs, claim_columns(), self.failed.emit, self)
        self.claims.set_rows(self.claims_model)
        keep_list(self.claims, context, "claims", _("结算申报"), self.said.emit, self.failed.emit)
        self.claims.opened.connect(lambda _claim: self._paper())
        self.claims_model.loaded.connect(lambda total: self.claims.selectRow(0) if total else None)
        self.claim = actions.action(self, _("生成申报"), self._claim, icon="file-sign", shortcut="Ctrl+N")
        self.paper_act = self._action(_("查看兑付花名册"), self._paper, "printer-outline", "Ctrl+P")
        self.backs_act = self._action(_("副券送交清单"), self._backs, "format-list-numbered", "Ctrl+Shift+P")
        self._sum = label("", "heading")
        self.tabs = QTabWidget()
        self.views = Views()
        self.paper = PaperView(self)
        self.paper.closed.connect(lambda: self.views.setCurrentIndex(0))
        self._build()

    def _action(self, text: str, run: Any, icon: str, key: str) -> Any:
        return actions.action(self, text, run, icon=icon, shortcut=key, in_tip=True)

    def _columns(self) -> list[Column[RedemptionRow]]:
        return [
            Column(_("券号"), lambda line: numbers.shown(line.number), 214),
            Column(_("持券人"), lambda line: line.holder or "—", 100),
            Column(_("核销日期"), lambda line: line.day, 104, spare=2, value=lambda line: as_day(line.day)),
            Column(_("班级"), lambda line: line.class_name, 160, spare=1),
            Column(
                _("金额（元）"),
                lambda line: money.grouped(line.amount_fen),
                96,
                right=True,
                value=lambda line: money.Fen(line.amount_fen),
            ),
            Column(_("说明"), self._note),
        ]

    def _note(self, line: RedemptionRow) -> str:
        if line.id in self._returned:
            return _("县里退回：{reason}").format(reason=self._returned[line.id])
        return _("待核实发券单位") if line.provisional else ""

    def _build(self) -> None:
        for words, parts in (
            (_("待申报"), (self.waiting, row(self._sum, None, label(_("列入"), "muted"), self.month, actions.ActionButton(self.claim, "primary")))),
            (_("已申报"), (self.claims, row(None, actions.ActionButton(self.backs_act), actions.ActionButton(self.paper_act)))),
        ):  # fmt: skip
            tab = QWidget()
            lines = column(*parts)
            lines.setContentsMargins(0, 2 * GRID, 0, 0)
            lines.setStretch(0, 1)
            tab.setLayout(lines)
            self.tabs.addTab(tab, words)
        self.views.addWidget(self.tabs)
        self.views.addWidget(self.paper)
        self.add(self.views, 1)

    def load(self) -> None:
        """Fetch what waits and what was claimed."""

        def ask_all(book: Casebook, _progress: object) -> Any:
            return settlement.unclaimed(book), settlement.claims(book), voucher_lists.returned_lines(book)

        self.load_with(ask_all, lambda found: self._take_all(*found))

    def _take_all(self, lines: list[RedemptionRow], claims: list[ClaimRow], returned: dict[bytes, str]) -> None:
        self._lines, self._returned = lines, returned
        self.waiting_model.show(of_list(lines))
        self.claims_model.show(of_list(claims))
        self.paper_act.setEnabled(bool(claims))
        self.backs_act.setEnabled(bool(claims))
        total = money.grouped(sum(line.amount_fen for line in lines))
        self._sum.setText(_("待申报 {n} 笔，{sum} 元").format(n=len(lines), sum=total))
        self.claim.setEnabled(bool(lines))
        self.counted.emit(len(lines))

    def _claim(self) -> None:
        period = self.month.currentText()
        said = ask(
            self, _("生成 {period} 的结算申报").format(period=period),
            _("将待申报的 {n} 笔、{sum} 元全部列入。申报生成后不能改动，由县帮扶中心逐笔审核。").format(
                n=len(self._lines), sum=money.grouped(sum(line.amount_fen for line in self._lines))
            ),
            _("生成申报"), danger=False,
        )  # fmt: skip
        if said is None:
            return

        def take(made: bytes) -> None:
            self.said.emit(_("申报已生成。请打印兑付花名册签字盖章，并在数据交换页送出。"))
            self._show_paper(made)

        self.run(lambda book, _progress: settlement.claim(book, period), take, write=True, touches={"claim"})

    def _paper(self) -> None:
        found: ClaimRow | None = self.claims.current_row()
        if found is not None:
            self._show_paper(found.id)

    def _backs(self) -> None:
        found: ClaimRow | None = self.claims.current_row()
        if found is not None:
            self.paper.make(
                _("副券送交清单"), paper_jobs.of_form(forms.BY_KEY[prints.BACKS], [found.id]), lambda: self.views.setCurrentIndex(1), kind=prints.BACKS,
                note=_("一式两份，与副券、兑付花名册一并送交；双方当面逐张清点签字。"),
            )  # fmt: skip

    def _show_paper(self, claim: bytes) -> None:
        self.paper.make(
            _("培训券兑付花名册"),
            paper_jobs.of_form(forms.BY_KEY[prints.CLAIM], [claim]),
            lambda: self.views.setCurrentIndex(1),
            kind=prints.CLAIM,
        )


def _unclaimed(book: Casebook) -> Told:
    lines = settlement.unclaimed(book)
    words = _("合计 {sum} 元").format(sum=money.grouped(sum(line.amount_fen for line in lines)))
    return Told(len(lines), words if lines else "")


def _unsent(book: Casebook) -> Told:
    return Told(base_day.claims_unsent(book), _("在“数据交换”生成数据包送出"), "warn")


SPEC = PageSpec(
    "claims", N_("结算申报"), "cash-check", Claims,
    tiles=(
        Tile(N_("核销待申报（笔）"), "cash-check", _unclaimed),
        Tile(N_("申报未送出（份）"), "inbox-arrow-up-outline", _unsent, page="exchange"),
    ),
)  # fmt: skip
