"""预印纸张: what was received, used, spoiled and is left of the numbered sheets, sheet by sheet; the day's spoiled ones approved at once."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QComboBox, QLineEdit

from db import approvals, stock
from db.stock import Receipt, ReceiptDraft, SheetRow, Standing
from rules import vouchers as numbers
from rules.permissions import Action
from ui import actions
from ui.actions import button
from ui.dialogs.confirm import ask
from ui.dialogs.stock import LoseSheetDialog, ReceiveDialog, SheetDraft
from ui.models.numbered import walked
from ui.models.rows import Column, RowsModel
from ui.pages.consent import seek
from ui.pages.page import Context, Page, PageSpec
from ui.pages.tiles import Tile, Told
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.cards import Card, StatTile
from ui.widgets.find_line import LONGEST
from ui.widgets.labels import label, row
from ui.widgets.listing import Listing
from ui.widgets.table_view import TableView

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.casebook import Casebook, Session

TOUCHED = frozenset({"stock_receipt", "stock_sheet", "stock_approval"})
STATES = {
    stock.USED: (N_("已用"), "check-circle-outline", "ok"),
    stock.SPOILED: (N_("作废"), "cancel", "bad"),
    stock.MISSING: (N_("缺号"), "alert-outline", "warn"),
}
BACK_REASONS = (N_("编号扫错"), N_("找到了"), N_("没有打上，纸还能用"))
_LIST_HEIGHT = 300
Line = tuple[int, SheetRow]


def form_of(kind: str) -> str:
    """Give the form whose stock a workplace keeps: vouchers at a desk, certificates at a base."""
    return stock.VOUCHER if kind == "desk" else stock.CERTIFICATE


@dataclass(frozen=True)
class Found:
    """Hold what the page shows."""

    standing: Standing
    receipts: tuple[Receipt, ...]
    waiting: tuple[SheetRow, ...]


def look(book: "Casebook", _progress: object = None) -> Found:
    """Collect how this workplace's stock stands."""
    form = form_of(book.workplace.kind)
    return Found(stock.standing(book, form), tuple(stock.receipts(book, form)), tuple(stock.waiting(book, form)))


def identity_words(standing: Standing) -> str:
    """Write the account as one line."""
    count = standing.count
    words = _("领入 {received} ＝ 已用 {used} ＋ 作废 {void} ＋ 结存 {left}").format(
        received=f"{count.received:,}", used=f"{count.used:,}", void=f"{count.void:,}", left=f"{count.left:,}"
    )
    return words if count.holds else _("{words}（不平，请核对）").format(words=words)


def number_words(number: str) -> str:
    """Write a voucher's number in groups, a certificate's as it is."""
    return numbers.shown(number) if numbers.is_number(number) else number


class StockPage(Page):
    """Show the stock; take ranges in, note sheets, have the spoiled ones approved."""

    tables: ClassVar[frozenset[str]] = TOUCHED

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("预印纸张"))
        self._form = form_of(context.workplace.kind)
        home = "vouchers" if context.workplace.kind == "desk" else "certificates"
        self.add_action(_("返回"), lambda: self.wants.emit(home, None), icon="arrow-left", shortcut="Alt+Left")
        self.add_way(_("套打"), "overlay", icon="printer-outline", shortcut="Ctrl+T", in_tip=True)
        self.add_action(_("领入…"), self._open_receive, icon="plus", shortcut="Ctrl+N", primary=True)
        self._build_account()
        self._build_waiting()
        self._build_receipts()
        self._build_sheets()
        self.body.addStretch(1)
        self._judge()

    # --- what it shows ---

    def _build_account(self) -> None:
        self.tiles = {
            name: StatTile(words)
            for name, words in (
                ("received", _("领入")),
                ("used", _("已用")),
                ("void", _("作废")),
                ("left", _("结存")),
            )
        }
        line = row(*self.tiles.values(), gap=3 * GRID)
        self.add(line)
        self.identity = label("", "muted", wrap=True)
        self.add(self.identity)

    def _build_waiting(self) -> None:
        card = Card(_("待核准的作废和缺号"))
        self.spoil_button = button(_("登记作废…"), lambda: self.lose(missing=False))
        self.miss_button = button(_("登记缺号…"), lambda: self.lose(missing=True))
        self.approve_button = button(_("核准"), self.approve, kind="primary", icon="file-sign", shortcut="Ctrl+Return")
        for one in (self.spoil_button, self.miss_button, self.approve_button):
            card.head.addWidget(one)
        self.waiting: Listing[SheetRow] = Listing(
            self.context.jobs,
            _sheet_columns(),
            _("没有待核准的纸张。打坏的纸随时登记，下班前由另一人一次核准。"),
            self.failed.emit,
            most=5,
        )
        card.body.addWidget(self.waiting)
        self.add(card)

    def _build_receipts(self) -> None:
        card = Card(_("领入"))
        self.withdraw_button = button(_("撤销领入"), self.withdraw, icon="delete-outline")
        card.head.addWidget(self.withdraw_button)
        self.receipts: Listing[Receipt] = Listing(
            self.context.jobs,
            _receipt_columns(),
            _("还没有领入过预印纸张。按 Ctrl+N 登记第一包的起止编号。"),
            self.failed.emit,
            most=5,
        )
        self.receipts.picked.connect(lambda _row: self._judge())
        card.body.addWidget(self.receipts)
        self.add(card)

    def _build_sheets(self) -> None:
        card = Card(_("逐张记录"))
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("纸张编号或号码，按回车"))
        self.search.setAccessibleName(_("查找纸张"))
        self.search.setClearButtonEnabled(True)
        self.search.setMaxLength(LONGEST)
        self.search.setMaximumWidth(300)
        self.search.returnPressed.connect(self._list)
        self.state_box = QComboBox()
        self.state_box.setAccessibleName(_("情况"))
        self.state_box.addItem(_("全部情况"), "")
        for key, (words, _icon, _role) in STATES.items():
            self.state_box.addItem(_(words), key)
        self.state_box.currentIndexChanged.connect(lambda _index: self._list())
        self.table = TableView(_("没有符合条件的纸张。套打一张以后，编号和号码记在这里。"))
        self.model: RowsModel[Line] = RowsModel(self.context.jobs, _line_columns(), self.failed.emit, self)
        self.table.set_rows(self.model)
        self.table.setFixedHeight(_LIST_HEIGHT)
        self.table.picked.connect(lambda _line: self._judge())
        self.model.loaded.connect(lambda total: self.table.selectRow(0) if total else None)
        self.back_button = button(_("改回空白…"), self.take_back, icon="backup-restore")
        self.used_button = button(_("收回作废…"), self._spoil_used, icon="cancel")
        self.total = label("", "muted")
        self.model.loaded.connect(lambda total: self.total.setText(_("共 {n} 张").format(n=f"{total:,}")))
        actions.action(self, _("查找纸张"), self.search.setFocus, shortcut="Ctrl+F")
        card.body.addLayout(row(self.search, self.state_box, self.total, None, self.used_button, self.back_button))
        card.body.addWidget(self.table)
        self.add(card)

    def load(self) -> None:
        """Fetch how the stock stands, and the sheets."""
        self.load_with(look, self._tell)
        self._list()

    def _tell(self, found: Found) -> None:
        count = found.standing.count
        self.tiles["received"].show_figure(f"{count.received:,}", _("{n} 段").format(n=len(found.receipts)))
        self.tiles["used"].show_figure(f"{count.used:,}")
        words = _("其中缺号 {n}").format(n=count.missing) if count.missing else ""
        if found.standing.waiting:
            words = _("，").join(part for part in (words, _("待核准 {n}").format(n=found.standing.waiting)) if part)
        self.tiles["void"].show_figure(f"{count.void:,}", words, "warn" if found.standing.waiting else "")
        after = _("下一张 {serial}").format(serial=found.standing.next) if found.standing.next else ""
        self.tiles["left"].show_figure(f"{count.left:,}", after)
        self.identity.setText(identity_words(found.standing))
        self.waiting.tell(found.waiting)
        self.receipts.tell(found.receipts, mark=len(found.receipts) - 1)
        self.approve_button.setText(_("核准 {n} 张").format(n=len(found.waiting)) if found.waiting else _("核准"))
        self.approve_button.setEnabled(bool(found.waiting))
        self._judge()

    def _list(self) -> None:
        form, text, state = self._form, self.search.text(), str(self.state_box.currentData() or "")
        self.model.show(walked(lambda book: stock.walk(book, form, text=text, state=state), stock.by_numbers))

    def chosen(self) -> SheetRow | None:
        """Give the marked sheet, or None."""
        line: Line | None = self.table.current_row()
        return line[1] if line is not None else None

    def _judge(self) -> None:
        sheet = self.chosen()
        self.back_button.setEnabled(sheet is not None and (sheet.state == stock.USED or sheet.waits))
        self.used_button.setEnabled(sheet is not None and sheet.state == stock.USED)
        receipt: Receipt | None = self.receipts.current_row()
        self.withdraw_button.setEnabled(receipt is not None and receipt.left == receipt.count)

    # --- what one does ---

    def _write(
        self, work: "Callable[[Casebook], Any]", said: str, done: "Callable[[Any], None]", refused: "Callable[[Exception], None]"
    ) -> None:  # fmt: skip
        def take(found: Any) -> None:
            done(found)
            self.said.emit(said)

        self.run(lambda book, _progress: work(book), take, failed=refused, write=True, touches=TOUCHED)

    def receive_dialog(self) -> ReceiveDialog:
        """Give the dialog that takes a range in."""

        def submit(draft: ReceiptDraft, done: "Callable[[Any], None]", refused: "Callable[[Exception], None]") -> None:
            self._write(lambda book: stock.receive(book, draft), _("已领入。"), done, refused)

        return ReceiveDialog(self._form, submit, self)

    def _open_receive(self) -> None:
        self.receive_dialog().exec()

    def lose_dialog(self, *, missing: bool, serial: str = "") -> LoseSheetDialog:
        """Give the dialog that notes a sheet as spoiled or missing."""

        def submit(draft: SheetDraft, done: "Callable[[Any], None]", refused: "Callable[[Exception], None]") -> None:
            def work(book: "Casebook") -> SheetRow:
                deed = stock.miss if draft.missing else stock.spoil
                return deed(book, self._form, draft.serial, draft.reason)

            self._write(work, _("已登记，待核准。"), done, refused)

        return LoseSheetDialog(submit, self, missing=missing, serial=serial)

    def lose(self, *, missing: bool) -> None:
        """Ask for a sheet that is spoiled or missing."""
        self.lose_dialog(missing=missing).exec()

    def _spoil_used(self) -> None:
        if sheet := self.chosen():
            self.lose_dialog(missing=False, serial=sheet.serial).exec()

    def take_back(self) -> None:
        """Put the marked sheet back among the blank ones."""
        sheet = self.chosen()
        if sheet is None:
            return
        said = ask(
            self, _("把 {serial} 改回空白").format(serial=sheet.serial), _("只用于登记错了的：纸上其实没有打印。改回后这张纸可以再用。"), _("改回空白"),
            reasons=[_(one) for one in BACK_REASONS],
        )  # fmt: skip
        if said is not None:
            self._write(
                lambda book: stock.take_back(book, sheet.id, said.reason), _("已改回空白。"), lambda _done: None, self.failed.emit
            )  # fmt: skip

    def withdraw(self) -> None:
        """Withdraw the marked receipt."""
        receipt: Receipt | None = self.receipts.current_row()
        if receipt is None:
            return
        words = _("{first} 至 {last} 共 {n} 张都还没有用过。撤销后可重新登记。").format(
            first=receipt.first, last=receipt.last, n=receipt.count
        )
        if ask(self, _("撤销这次领入"), words, _("撤销领入")) is not None:
            self._write(
                lambda book: stock.withdraw(book, receipt.id), _("已撤销。"), lambda _done: None, self.failed.emit
            )

    def approve(self) -> None:
        """Have the waiting sheets approved by a second person, or ask the province."""
        wanted = [one.id for one in self.waiting.rows]
        what = _("核准作废和缺号的纸张 {n} 张：{serials}。请核对实物。").format(
            n=len(wanted), serials=_("、").join(one.serial for one in self.waiting.rows[:12])
        )
        reason = _("日终核对")

        def do(second: "Session") -> None:
            self._write(
                lambda book: stock.approve(book, wanted, reason, second=second), _("已核准 {n} 张。").format(n=len(wanted)),
                lambda _done: None, self.failed.emit,
            )  # fmt: skip

        seek(self, what, do=do, ask=lambda book: approvals.ask(book, Action.STOCK_SPOIL, {"sheets": wanted}, reason))


def _sign(sheet: SheetRow) -> tuple[str, str]:
    _words, icon, role = STATES[sheet.state]
    return icon, role


def _sheet_columns() -> list[Column[SheetRow]]:
    return [
        Column(_("纸张编号"), lambda one: one.serial, 130),
        Column(_("情况"), lambda one: _(STATES[one.state][0]), 84, icon=_sign),
        Column(_("原要打的号码"), lambda one: number_words(one.number) or "—", 226, spare=2),
        Column(_("原因"), lambda one: one.reason),
        Column(_("日期"), lambda one: one.day, 98, spare=1),
        Column(_("经办"), lambda one: one.by, 84, spare=3),
    ]


def _line_columns() -> list[Column[Line]]:
    return [
        Column(_("纸张编号"), lambda line: line[1].serial, 130),
        Column(_("情况"), lambda line: _state_words(line[1]), 130, icon=lambda line: _sign(line[1])),
        Column(_("号码"), lambda line: number_words(line[1].number) or "—", 226),
        Column(_("原因"), lambda line: line[1].reason, spare=2),
        Column(_("日期"), lambda line: line[1].day, 98, spare=1),
        Column(_("经办"), lambda line: line[1].by, 84, spare=3),
    ]


def _state_words(sheet: SheetRow) -> str:
    words = _(STATES[sheet.state][0])
    return _("{state}，待核准").format(state=words) if sheet.waits else words


def _receipt_columns() -> list[Column[Receipt]]:
    return [
        Column(_("起号"), lambda one: one.first, 130),
        Column(_("止号"), lambda one: one.last, 130),
        Column(_("张数"), lambda one: f"{one.count:,}", 76, right=True),
        Column(_("结存"), lambda one: f"{one.left:,}", 76, right=True),
        Column(_("印制"), lambda one: _("省总") if one.origin == stock.PROVINCE else _("本县"), 72, spare=2),
        Column(_("来源"), lambda one: one.source or "—"),
        Column(_("领入日期"), lambda one: one.day, 98, spare=1),
    ]


def _waiting(book: "Casebook") -> Told:
    count = len(stock.waiting(book, form_of(book.workplace.kind)))
    return Told(count, _("下班前由另一人一次核准"), "warn" if count else "")


SPEC = PageSpec(
    "stock",
    N_("预印纸张"),
    "layers-outline",
    StockPage,
    tiles=(Tile(N_("作废纸张待核准"), "layers-outline", _waiting),),
)
