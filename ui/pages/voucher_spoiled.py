"""废券登记: sheets spoiled during the day are noted as they happen, and voided together with one approval at its end."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from db import approvals, voucher_lists, vouchers
from db.voucher_lists import SpoiledSheet
from rules import vouchers as numbers
from rules.permissions import Action
from ui import actions
from ui.dialogs.confirm import ask
from ui.models.listed import of_list
from ui.models.rows import Column, RowsModel
from ui.pages.consent import seek
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.cards import Verdict, VerdictPanel
from ui.widgets.labels import column, label, row
from ui.widgets.scan import ScanBox
from ui.widgets.table_view import TableView

if TYPE_CHECKING:
    from db.casebook import Casebook, Session
    from ui.pages.page import Page

_STANDING = {
    "stock": N_("在库，可登记"),
    "issued": N_("已发放，登记后作废"),
    "void": N_("已登记作废"),
    "redeemed": N_("已核销，不能作废"),
    "outside": N_("不在本单位号段内"),
    "wrong": N_("号码不对，请对照票面"),
}
REASONS = (N_("打印错位"), N_("卡纸污损"), N_("填写错误"), N_("缺页破损"))
_TOUCHED = frozenset({"voucher_void", "voucher_issue"})


def columns() -> list[Column[SpoiledSheet]]:
    """Describe the columns of the list."""
    return [
        Column(_("券号"), lambda sheet: numbers.shown(sheet.number), 240),
        Column(_("原持券人"), lambda sheet: sheet.holder or "—", 140),
        Column(_("情况"), lambda sheet: _(_STANDING[sheet.standing])),
    ]


class SpoiledTab(QWidget):
    """Take numbers by hand or scanner, keep them, and void them by two persons."""

    def __init__(self, page: "Page") -> None:
        super().__init__(page)
        self._page = page
        self._sheets: list[SpoiledSheet] = []
        self.scan = ScanBox()
        self.scan.setPlaceholderText(_("扫描废券上的条码，或输入 22 位券号后按回车"))
        self.scan.setAccessibleName(_("废券号码"))
        self.scan.scanned.connect(lambda text, machine: self.take(text, by_hand=not machine))
        self.panel = VerdictPanel()
        self.panel.hide()
        self.table = TableView(_("今天没有待登记的废券。打印坏的券随时扫到这里，下班前一次核准。"))
        self.model: RowsModel[SpoiledSheet] = RowsModel(page.context.jobs, columns(), page.failed.emit, self)
        self.table.set_rows(self.model)
        self.drop = actions.action(
            self, _("从名单移除"), self._drop, icon="delete-outline", shortcut="Delete", in_tip=True
        )
        self.register = actions.action(self, _("核准并作废"), self._register, icon="file-sign", shortcut="Ctrl+Return")
        self._words = label("", "muted")
        stock = actions.action(self, _("预印纸张"), lambda: page.wants.emit("stock", None), icon="layers-outline")
        hint = label(_("这里登记的是号码。套打时打坏的预印纸，号码没有作废，登记在“预印纸张”。"), "hint", wrap=True)
        body = column(
            row(self.scan, actions.ActionButton(stock)),
            hint,
            self.panel,
            self.table,
            row(
                actions.ActionButton(self.drop, "quiet"),
                None,
                self._words,
                actions.ActionButton(self.register, "primary"),
            ),
        )
        body.setContentsMargins(0, 2 * GRID, 0, 0)
        body.setStretch(3, 1)
        self.setLayout(body)
        self._show([])

    def load(self) -> None:
        """Fetch what waits."""
        self._page.run(lambda book, _progress: voucher_lists.waiting_sheets(book), self._show)

    def take(self, text: str, *, by_hand: bool = False) -> None:
        """Note the sheet with this number or token; a wrong one that was typed comes back, since not all its figures are wrong."""

        def note(sheet: SpoiledSheet) -> None:
            self._note(sheet)
            if by_hand and sheet.standing == "wrong" and not self.scan.text():
                self.scan.setText(text)

        self._page.run(lambda book, _progress: voucher_lists.spoiled_sheet(book, text), note)

    def _note(self, sheet: SpoiledSheet) -> None:
        known = any(one.number == sheet.number for one in self._sheets)
        if not sheet.ok or known:
            words = _("这张已在名单中") if known else _(_STANDING[sheet.standing])
            is_wrong = sheet.standing == "wrong"
            self.panel.tell(Verdict.CAUTION, words, sheet.number if is_wrong else numbers.shown(sheet.number))
            self.panel.show()
            return
        self.panel.hide()
        self._keep([sheet, *self._sheets])

    def _drop(self) -> None:
        chosen: SpoiledSheet | None = self.table.current_row()
        if chosen is not None:
            self._keep([one for one in self._sheets if one.number != chosen.number])

    def _keep(self, sheets: list[SpoiledSheet]) -> None:
        wanted = [one.number for one in sheets]
        self._show(sheets)
        self._page.run(lambda book, _progress: voucher_lists.note_sheets(book, wanted), lambda _done: None, write=True)

    def _show(self, sheets: list[SpoiledSheet]) -> None:
        self._sheets = sheets
        self.model.show(of_list(sheets))
        ready = sum(one.ok for one in sheets)
        self._words.setText(_("待登记 {n} 张").format(n=ready) if ready else "")
        self.register.setEnabled(ready > 0)
        self.drop.setEnabled(bool(sheets))

    def _register(self) -> None:
        ready = [one.number for one in self._sheets if one.ok]
        said = ask(
            self, _("登记废券 {n} 张").format(n=len(ready)), _("登记后这些号码不能再用。各联和存根须收齐、加盖“作废”保存。须由另一人核准。"),
            _("送核准"), reasons=[_(one) for one in REASONS],
        )  # fmt: skip
        if said is None:
            return
        what = _("登记废券 {n} 张（{reason}）。请核对实物张数和号码。").format(n=len(ready), reason=said.reason)

        def do(second: "Session") -> None:
            self._page.run(
                lambda book, _progress: _void_all(book, ready, said.reason, second), self._after, write=True, touches=_TOUCHED
            )  # fmt: skip

        seek(self._page, what, do=do, ask=lambda book: _ask_all(book, ready, said.reason), asked=self._asked)

    def _asked(self, found: tuple[int, list[str]]) -> None:
        self._page.said.emit(
            _("已报省总核准 {n} 张。请上报数据包，导入回执后到“待省总核准”逐张办理。").format(n=found[0])
        )
        self._tell_left(found[1])

    def _after(self, found: tuple[int, list[str]]) -> None:
        self._page.said.emit(_("已登记废券 {n} 张。").format(n=found[0]))
        self._tell_left(found[1])

    def _tell_left(self, left: list[str]) -> None:
        if left:
            self.panel.tell(
                Verdict.NO,
                _("有 {n} 张没有登记，仍在名单中").format(n=len(left)),
                "\n".join(numbers.shown(one) for one in left),
            )
            self.panel.show()
        self.load()


def _void_all(book: "Casebook", wanted: list[str], reason: str, second: "Session") -> tuple[int, list[str]]:
    """Void the numbers one by one; give how many, and those that have become impossible meanwhile."""
    left = []
    for number in wanted:
        try:
            vouchers.void(book, number, reason, second=second, spoiled=True)
        except (vouchers.NumberUsed, vouchers.VoucherNotOpen, vouchers.OutsideBlock):
            left.append(number)
    voucher_lists.note_sheets(book, left)
    return len(wanted) - len(left), left


def _ask_all(book: "Casebook", wanted: list[str], reason: str) -> tuple[int, list[str]]:
    """Ask the province for each number; give how many, and those that have become impossible meanwhile."""
    asked, left = 0, []
    for number in wanted:
        try:
            approvals.ask(book, Action.VOUCHER_VOID, {"number": number, "spoiled": True}, reason)
            asked += 1
        except approvals.RequestOpen:
            continue
        except (vouchers.NumberUsed, vouchers.VoucherNotOpen, vouchers.OutsideBlock):
            left.append(number)
    voucher_lists.note_sheets(book, left)
    return asked, left
