"""培训券 at the desk: how the figures stand, every voucher issued and what may be done with it, spoiled sheets, and the review of claims."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QTabWidget, QWidget

from db import approvals, number_lists, opening, overview, prints, settlement, transfers, voucher_lists, vouchers
from db.casebook import Casebook, Session
from db.opening import Account
from db.transfers import SpareStanding
from db.voucher_lists import PrintRun
from db.vouchers import Quota, VoucherRow
from rules import money, scanning
from rules import vouchers as numbers
from rules.permissions import Action
from rules.scanning import Scanned
from rules.vouchers import Counts
from ui import actions
from ui.dialogs.confirm import ask
from ui.dialogs.print_run import PrintRunDialog, PrintRunDraft
from ui.models.numbered import Numbered, walked
from ui.models.rows import Column, as_day
from ui.pages import paper_jobs
from ui.pages.approvals import count_at, entry_to
from ui.pages.consent import seek
from ui.pages.page import Context, Page, PageSpec
from ui.pages.paper_view import PaperView
from ui.pages.spare_panel import SparePanel
from ui.pages.tiles import Tile, Told
from ui.pages.voucher_figures import Figures
from ui.pages.voucher_review import ReviewTab
from ui.pages.voucher_spoiled import SpoiledTab
from ui.papers import forms
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.flow import Flow, Views
from ui.widgets.labels import column
from ui.widgets.list_filters import Days, Pick, PickBox
from ui.widgets.list_panel import Asked, ListPanel, ListSpec
from ui.widgets.search_box import Found

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

LOW = 420
"""Height in px below which the page shows the figures alone."""
STATUS_SIGNS = {
    "已发放": ("ticket-outline", "info"),
    "已核销": ("check-circle-outline", "ok"),
    "挂失": ("alert-outline", "warn"),
    "已补发": ("swap-horizontal", "muted"),
    "过期": ("clock-alert-outline", "warn"),
    "作废": ("cancel", "bad"),
}
VOID_REASONS = (N_("打印污损"), N_("填写错误"), N_("本人放弃培训"), N_("发放对象有误"))
LOSS_REASONS = (N_("本人报告遗失"), N_("被盗"), N_("水浸或火烧毁坏"))
TOUCHED = frozenset({"voucher_issue", "voucher_void", "voucher_loss"})
EXPIRING, SPOILED, REVIEW = b"expiring", b"spoiled", b"review"
"""What the page is asked to show first: ids have 16 bytes, so these are none."""
_TABS = {EXPIRING: 0, SPOILED: 1, REVIEW: 2}


def columns() -> list[Column[VoucherRow]]:
    """Describe the columns of the list."""
    return [
        Column(_("券号"), lambda line: numbers.shown(line.number), 214, order="number"),
        Column(_("持券人"), lambda line: line.holder, order="holder"),
        Column(_("状态"), lambda line: _(line.status), 88, icon=lambda line: STATUS_SIGNS[line.status], order="status"),
        Column(_("工种"), lambda line: line.course, 100, spare=3, order="course"),
        Column(
            _("面值（元）"), lambda line: money.grouped(line.face_fen), 92, right=True, spare=2, order="face",
            value=lambda line: money.Fen(line.face_fen),
        ),
        Column(
            _("发放日期"), lambda line: line.issued_on, 98, spare=1, order="issued_on", value=lambda line: as_day(line.issued_on)
        ),
        Column(
            _("有效期至"), lambda line: line.valid_until, 98, order="valid_until", value=lambda line: as_day(line.valid_until)
        ),
        Column(_("证件尾号"), lambda line: line.doc_tail, 86, extra=True),
    ]  # fmt: skip


class Vouchers(Page):
    """Be the page 培训券."""

    tables = TOUCHED | {
        "redemption",
        "claim",
        "claim_review",
        "unit_grant",
        "receipt",
        "opening_balance",
        "block_transfer",
        "spare_opening",
        "approval",
    }

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("培训券"))
        self.add_way(_("号段转授"), "transfers", icon="swap-horizontal")
        self.asked = entry_to(self, _("待省总核准"))
        self.add_way(_("发放培训券"), "voucher_issue", icon="plus", shortcut="Ctrl+N", primary=True)
        self.views = Views()
        self.tabs = QTabWidget()
        self.figures = Figures()
        self.retired = SparePanel(self)
        self.list: ListPanel[VoucherRow] = ListPanel(context, _spec(), self.failed.emit, self)
        self.search, self.table, self.model = self.list.line, self.list.table, self.list.model
        self.status = next(one.box for one in self.list.filters if isinstance(one, PickBox))
        self.list.said.connect(self.said.emit)
        self.table.picked.connect(lambda _line: self._judge())
        self.table.opened.connect(self.show_paper)
        self.list.shown.connect(lambda _total: self._after_load())
        self.paper = PaperView(self)
        self.paper.closed.connect(lambda: self.views.setCurrentIndex(0))
        self.spoiled = SpoiledTab(self)
        self.review = ReviewTab(self)
        self.review.paper_wanted.connect(self._claim_paper)
        self._build()
        self._judge()

    def _build(self) -> None:
        ledger = QWidget()
        made = column(self.list, self._deeds(ledger))
        made.setContentsMargins(0, 2 * GRID, 0, 0)
        made.setStretch(0, 1)
        ledger.setLayout(made)
        self.tabs.addTab(ledger, _("发放台账"))
        self.tabs.addTab(self.spoiled, _("废券登记"))
        self.tabs.addTab(self.review, _("结算审核"))
        shown = QWidget()
        body = column(self.retired, self.figures, self.tabs)
        body.setStretch(2, 1)
        shown.setLayout(body)
        self.views.addWidget(shown)
        self.views.addWidget(self.paper)
        self.add(self.views, 1)

    def _deeds(self, ledger: QWidget) -> Any:
        """Give the buttons for the voucher that is marked, and those for many; their keys work in the line for finding, too."""
        self.reprint = actions.action(ledger, _("查看和重打"), self._reprint, icon="printer-outline", shortcut="Ctrl+R")
        self.overlay = actions.action(ledger, _("套打"), self._overlay, shortcut="Ctrl+T")
        self.loss = actions.action(ledger, _("挂失"), self._report_loss, shortcut="Ctrl+G")
        self.reissue = actions.action(ledger, _("补发"), self._reissue, shortcut="Ctrl+B")
        self.void = actions.action(ledger, _("作废"), self._void, shortcut="Ctrl+D")
        self.person = actions.action(
            ledger, _("服务对象"), self._person, icon="account-outline", shortcut="Ctrl+O", in_tip=True
        )
        line = Flow()
        for one in (self.reprint, self.overlay, self.loss, self.reissue, self.void):
            line.add(actions.ActionButton(one, "danger" if one is self.void else ""))
        line.add(actions.ActionButton(self.person, "quiet"))
        signing = actions.action(
            self, _("领券签收"), lambda: self.wants.emit("voucher_receipts", None), icon="draw-pen"
        )
        run = actions.action(ledger, _("按号段打印…"), self._ask_run, shortcut="Ctrl+P", icon="printer-outline")
        for one in (signing, run):
            line.add(actions.ActionButton(one, "quiet"))
        return line

    def take_keyboard(self) -> None:
        """Begin where the tab in sight begins."""
        begins = (self.search, self.spoiled.scan, self.review.table)
        self.begins_at = self.paper if self.views.currentIndex() else begins[self.tabs.currentIndex()]
        super().take_keyboard()

    def topic(self) -> str:
        """Name the tab in sight, the ledger by nothing."""
        shown = next((which for which, at in _TABS.items() if at == self.tabs.currentIndex()), EXPIRING)
        return "" if shown == EXPIRING else shown.decode()

    def load(self) -> None:
        """Fetch the figures, the ledger, and what waits in the tabs."""

        def ask_figures(book: Casebook, _progress: object) -> tuple[tuple[Counts, Quota, Account], SpareStanding]:
            counts = settlement.counts(book)
            figures = counts, vouchers.quota(book), opening.account(opening.standing(book), counts)
            return figures, transfers.spare_standing(book)

        def tell(found: tuple[tuple[Counts, Quota, Account], SpareStanding]) -> None:
            figures, stands = found
            self.figures.show_counts(*figures)
            self.retired.tell_standing(stands)

        self.load_with(ask_figures, tell)
        count_at(self, self.asked, _("待省总核准"))
        self.list.reload()
        self.spoiled.load()
        self.review.load()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Leave the room of a low window to the list: the quota stands on the page of issuing too, the opening balance on its own."""
        super().resizeEvent(event)
        self.figures.make_room(low=self.height() <= LOW)

    def open(self, thing: bytes | None) -> None:
        """Show the voucher with this id; for a person or a class, go on to issuing."""
        if thing in _TABS:
            self.views.setCurrentIndex(0)
            self.tabs.setCurrentIndex(_TABS[thing])
            if thing == EXPIRING:
                self.list.look_for("", standing=number_lists.SOON)
            return
        if thing is None:
            return

        def find(book: Casebook, _progress: object) -> tuple[str, str]:
            kind = voucher_lists.kind_of(book, thing)
            return kind, vouchers.get(book, thing).number if kind == "voucher" else ""

        def take(found: tuple[str, str]) -> None:
            kind, number = found
            if kind == "voucher":
                self.views.setCurrentIndex(0)
                self.tabs.setCurrentIndex(0)
                self.list.look_for(number)
            elif kind in {"person", "class"}:
                self.wants.emit("voucher_issue", thing)

        self.run(find, take)

    def take_scan(self, scanned: Scanned, _hits: Sequence[Found]) -> bool:
        """Note a spoiled sheet while those are in sight."""
        if self.tabs.currentWidget() is not self.spoiled or self.views.currentIndex():
            return False
        if not {scanning.TOKEN, scanning.VOUCHER}.intersection(scanned.kinds):
            return False
        self.spoiled.take(scanned.text)
        return True

    def show_paper(self, chosen: VoucherRow) -> None:
        """Show the voucher's paper, to be printed again."""
        self._show_papers([chosen.id], _("培训券 {number}").format(number=numbers.shown(chosen.number)))

    def _ask_run(self) -> None:
        found = self.chosen()
        dialog = PrintRunDialog(found.number if found else "", self)
        if dialog.exec() == PrintRunDialog.DialogCode.Accepted:
            self.show_run(dialog.draft())

    def show_run(self, draft: PrintRunDraft) -> None:
        """Show the papers of a run of numbers, to be printed together."""

        def take(found: PrintRun) -> None:
            title = _("培训券 {n} 张").format(n=len(found.ids))
            if found.others:
                self.said.emit(_("号段内另有 {n} 张不是“已发放”，没有打印。").format(n=found.others))
            self._show_papers(list(found.ids), title)

        self.run(lambda book, _progress: voucher_lists.print_run(book, draft.first, draft.last), take)

    def _show_papers(self, ids: list[bytes], title: str) -> None:
        self.paper.make(
            title, paper_jobs.of_vouchers(ids), lambda: self.views.setCurrentIndex(1), kind=prints.VOUCHER, each=paper_jobs.VOUCHERS_A_PAGE,
            note=_("一张 A4 纸印两张券，沿虚线裁开；打印过的券再打，会标明第几次打印。"),
        )  # fmt: skip

    def _claim_paper(self, claim: bytes) -> None:
        self.paper.make(
            _("培训券兑付花名册"),
            paper_jobs.of_form(forms.BY_KEY[prints.CLAIM], [claim]),
            lambda: self.views.setCurrentIndex(1),
            kind=prints.CLAIM,
        )

    def _after_load(self) -> None:
        self.list.mark_first()
        self._judge()

    def chosen(self) -> VoucherRow | None:
        """Give the voucher that is marked, or None."""
        line: VoucherRow | None = self.table.current_row()
        return line

    def _judge(self) -> None:
        """Offer only what the marked voucher's state allows."""
        found = self.chosen()
        status = found.status if found else ""
        allowed: dict[QAction, bool] = {
            self.reprint: found is not None,
            self.overlay: status == "已发放",
            self.loss: status == "已发放",
            self.reissue: status == "挂失",
            self.void: status in {"已发放", "挂失", "过期"},
            self.person: found is not None and bool(found.person),
        }
        for act, may in allowed.items():
            act.setEnabled(may)

    def _reprint(self) -> None:
        if found := self.chosen():
            self.show_paper(found)

    def _overlay(self) -> None:
        if found := self.chosen():
            self.wants.emit("overlay", found.id)

    def _person(self) -> None:
        if found := self.chosen():
            self.wants.emit("person", found.person)

    def _report_loss(self) -> None:
        found = self.chosen()
        if found is None:
            return
        said = ask(
            self, _("挂失 {holder} 的培训券").format(holder=found.holder),
            _("券号 {number}。挂失以后原券不能核销；核实后可补发新券，不另占额度。").format(number=numbers.shown(found.number)),
            _("挂失"), reasons=[_(one) for one in LOSS_REASONS],
        )  # fmt: skip
        if said is None:
            return
        self.run(
            lambda book, _progress: vouchers.report_loss(book, found.id, said.reason),
            lambda _done: self.said.emit(_("已挂失。核实后可在这里补发。")), write=True, touches=TOUCHED,
        )  # fmt: skip

    def _reissue(self) -> None:
        found = self.chosen()
        if found is None:
            return
        what = _("补发 {holder} 遗失的培训券，原号 {number}。").format(
            holder=found.holder, number=numbers.shown(found.number)
        )

        def take(made: VoucherRow) -> None:
            self.said.emit(_("已补发，新券号 {number}。").format(number=numbers.shown(made.number)))
            self.show_paper(made)

        def do(second: Session) -> None:
            self.run(
                lambda book, _progress: vouchers.reissue(book, found.id, second=second), take, write=True, touches=TOUCHED
            )  # fmt: skip

        reason = _("本人报告遗失，已核实")
        seek(
            self, what, do=do, ask=lambda book: approvals.ask(book, Action.VOUCHER_REPLACE, {"voucher": found.id}, reason)
        )  # fmt: skip

    def _void(self) -> None:
        found = self.chosen()
        if found is None:
            return
        said = ask(
            self, _("作废 {holder} 的培训券").format(holder=found.holder),
            _("券号 {number}。作废后这个号码不能再用，存根和各联须收齐加盖“作废”。须由另一人核准。").format(number=numbers.shown(found.number)),
            _("作废"), reasons=[_(one) for one in VOID_REASONS],
        )  # fmt: skip
        if said is None:
            return
        what = _("作废培训券 {number}（{holder}）：{reason}").format(
            number=numbers.shown(found.number), holder=found.holder, reason=said.reason
        )

        def do(second: Session) -> None:
            self.run(
                lambda book, _progress: vouchers.void(book, found.number, said.reason, second=second),
                lambda _done: self.said.emit(_("已作废。")), write=True, touches=TOUCHED,
            )  # fmt: skip

        about = {"number": found.number}
        seek(self, what, do=do, ask=lambda book: approvals.ask(book, Action.VOUCHER_VOID, about, said.reason))


def _spec() -> ListSpec[VoucherRow]:
    standings = [(status, _(status)) for status in voucher_lists.STATUSES]
    standings.insert(1, (number_lists.SOON, _("30 天内到期")))
    return ListSpec(
        name="vouchers", title=N_("培训券台账"), columns=columns(), source=_source, empty=N_("还没有发放培训券。按 Ctrl+N 发放第一张。"),
        find=N_("券号、尾号、姓名或拼音首字母"), nothing=N_("没有符合条件的券。可改查券号尾数或姓名，或清除条件。"), counted=N_("共 {n} 张"),
        filters=(Pick("standing", _("全部状态"), standings, in_sight=True), Days("first", "last", _("发放日期"))),
    )  # fmt: skip


def _source(asked: Asked) -> Numbered[VoucherRow]:
    chosen = number_lists.Chosen(asked.text, **asked.chosen)
    return walked(
        lambda book: number_lists.vouchers(book, chosen, asked.order, descending=asked.descending), number_lists.voucher_lines
    )  # fmt: skip


def _expiring(book: Casebook) -> Told:
    count, first = overview.expiring(book)
    return Told(count, _("最早 {day} 到期").format(day=first), "warn")


def _quota(book: Casebook) -> Told:
    quota = vouchers.quota(book)
    if quota.expires is None:
        return Told(0, _("省总尚未开通发券"), figure="—")
    if quota.expires < book.today:
        return Told(quota.free_numbers, _("授权已到期"), "bad")
    left = money.grouped(quota.left_fen).removesuffix(".00")
    return Told(quota.free_numbers, _("额度余 {left} 元").format(left=left))


def _spoiled(book: Casebook) -> Told:
    return Told(len(voucher_lists.waiting_sheets(book)), _("下班前一次核准"), "warn")


def _claims(book: Casebook) -> Told:
    found = [one for one in settlement.claims(book) if one.accepted is None]
    return Told(
        len(found), _("{base} {period}").format(base=found[0].base_name, period=found[0].period) if found else ""
    )


SPEC = PageSpec(
    "vouchers", N_("培训券"), "ticket-confirmation-outline", Vouchers, opens=frozenset({"voucher"}),
    tiles=(
        Tile(N_("30 天内到期的券"), "timer-sand", _expiring, EXPIRING, counts=False),
        Tile(N_("废券待核准"), "cancel", _spoiled, SPOILED),
        Tile(N_("结算待审核"), "cash-check", _claims, REVIEW),
        Tile(N_("还可发券（张）"), "ticket-confirmation-outline", _quota, stays=True, counts=False),
    ),
)  # fmt: skip
