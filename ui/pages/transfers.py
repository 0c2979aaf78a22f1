"""号段转授: what numbers and money are this PC's, what was handed on and received, and the spare block after a restore."""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QDialog, QWidget

from db import approvals, prints, transfers
from db.directory import NumberBlock
from db.transfers import Account, Plan, Transfer
from rules import money
from rules import vouchers as numbers
from rules.permissions import Action
from ui import folders
from ui.actions import button
from ui.dialogs.hand_on import HandOnDialog, HandOnDraft
from ui.models.rows import Column
from ui.pages import paper_jobs
from ui.pages.consent import seek
from ui.pages.page import Context, Page, PageSpec
from ui.pages.paper_view import PaperView
from ui.pages.spare_panel import SparePanel
from ui.pages.voucher_figures import quota_words
from ui.papers import forms
from ui.text import N_, _
from ui.widgets.cards import Card
from ui.widgets.flow import Views
from ui.widgets.labels import column, label
from ui.widgets.listing import Listing

if TYPE_CHECKING:
    from db.casebook import Casebook, Session

TOUCHED = frozenset({"block_transfer", "spare_opening", "pending_approval", "voucher_issue"})
_STATES = {"good": "", "contested": N_("矛盾，已冻结"), "waiting": N_("等待前一次转授")}


def look(book: "Casebook", _progress: object = None) -> Account:
    """Collect how this desk stands with its numbers."""
    return transfers.account(book)


class TransfersPage(Page):
    """Show what numbers are ours; hand some on, hand them back, write the file for the other PC."""

    tables: ClassVar[frozenset[str]] = TOUCHED | {"voucher_void", "unit_grant", "exchange", "receipt"}

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("号段转授"))
        self._account: Account | None = None
        self._me = context.workplace.dev
        self.hand_on = self.add_action(
            _("转授号段…"), self._open_hand_on, icon="swap-horizontal", shortcut="Ctrl+N", primary=True
        )
        self.notice = SparePanel(self)
        ours = Card(_("本机的号码"))
        self._words = label("", wrap=True)
        self.runs: Listing[NumberBlock] = Listing(
            context.jobs,
            _run_columns(),
            _("没有空号。可向省总申请追加号段，或由本县另一台电脑转授。"),
            self.failed.emit,
            most=5,
        )
        ours.head.addWidget(button(_("领用单"), lambda: self._paper(None), icon="printer-outline"))
        ours.body.addWidget(self._words)
        ours.body.addWidget(self.runs)
        passed = Card(_("转出和转入"))
        self.write_button = button(_("写转授文件…"), self._ask_folder, icon="usb-flash-drive-outline")
        self.back_button = button(_("退回余号…"), self._open_hand_back)
        self.paper_button = button(_("领用单"), self._paper_of_transfer, icon="printer-outline")
        for one in (self.paper_button, self.back_button, self.write_button):
            passed.head.addWidget(one)
        self.list: Listing[Transfer] = Listing(
            context.jobs,
            self._columns(),
            _("还没有转授过号码。转授后写一份转授文件，对方用“数据上报”的导入取走。"),
            self.failed.emit,
            most=8,
        )
        self.list.picked.connect(lambda _row: self._judge())
        passed.body.addWidget(self.list)
        passed.body.addWidget(
            label(
                _("对方在“数据上报”页 F7 导入转授文件后，就能用这段号。转授文件不经过省总；下次上报时省总也会收到。"),
                "hint",
                wrap=True,
            )
        )
        self.views = Views()
        self.paper = PaperView(self)
        self.paper.closed.connect(lambda: self.views.setCurrentIndex(0))
        shown = QWidget()
        shown.setLayout(column(self.notice, ours, passed, None))
        self.views.addWidget(shown)
        self.views.addWidget(self.paper)
        self.add(self.views, 1)
        self._judge()

    def load(self) -> None:
        """Fetch how we stand."""
        self.load_with(look, self._tell)

    def _tell(self, account: Account) -> None:
        self._account = account
        self._words.setText(quota_words(account.quota))
        self.runs.tell(account.free)
        self.list.tell(account.transfers, mark=0)
        self.notice.tell_standing(account.spare)
        self._judge()

    def _judge(self) -> None:
        account = self._account
        can = account is not None and bool(account.free) and bool(account.receivers)
        self.hand_on.setEnabled(can)
        if account is not None and not account.receivers:
            self.hand_on.setToolTip(
                _("本县还没有另一台已开通的电脑。先让它申请开通（不给号段也可以），再导入省总回执。")
            )
        chosen: Transfer | None = self.list.current_row()
        self.paper_button.setEnabled(chosen is not None)
        self.write_button.setEnabled(chosen is not None and chosen.giver == self._me)
        self.back_button.setEnabled(chosen is not None and self._rest_of(chosen) is not None)

    def _rest_of(self, chosen: Transfer) -> NumberBlock | None:
        """Give the longest run that is left of numbers we received."""
        if self._account is None or chosen.receiver != self._me:
            return None
        left = [cut for run in self._account.free if (cut := run.part(chosen.first, chosen.last)) is not None]
        return max(left, key=lambda run: len(run.serials), default=None)

    # --- handing on ---

    def _open_hand_on(self) -> None:
        dialog = self.hand_on_dialog()
        if dialog is not None and dialog.exec() == QDialog.DialogCode.Accepted:
            self.hand(dialog.draft())

    def hand_on_dialog(self) -> HandOnDialog | None:
        """Give the dialog that hands numbers on, or None where there is nothing to hand or nobody to take it."""
        account = self._account
        if account is None or not account.free or not account.receivers:
            return None
        return HandOnDialog(account.free, account.receivers, account.quota.left_fen, self)

    def _open_hand_back(self) -> None:
        dialog = self.hand_back_dialog()
        if dialog is not None and dialog.exec() == QDialog.DialogCode.Accepted:
            self.hand(dialog.draft())

    def hand_back_dialog(self) -> HandOnDialog | None:
        """Give the dialog that hands the rest of the marked transfer back to its giver."""
        chosen: Transfer | None = self.list.current_row()
        rest = self._rest_of(chosen) if chosen is not None else None
        if chosen is None or rest is None or self._account is None:
            return None
        return HandOnDialog(
            self._account.free,
            self._account.receivers,
            self._account.quota.left_fen,
            self,
            back_to=chosen.giver,
            part=rest,
        )

    def hand(self, draft: HandOnDraft) -> None:
        """Hand numbers on after the second person, or ask the province where there is none."""
        count = numbers.parse_number(draft.last).serial - numbers.parse_number(draft.first).serial + 1
        names = {grant.dev: grant.name for grant in self._account.receivers} if self._account else {}
        what = _("向“{name}”转授 {n} 个号码（{first} 起）、额度 {fen} 元：{reason}").format(
            name=names.get(draft.to_dev, ""),
            n=count,
            first=numbers.shown(draft.first),
            fen=money.grouped(draft.limit_fen),
            reason=draft.reason,
        )
        plan = Plan(draft.first, draft.last, draft.to_dev, draft.limit_fen, draft.reason)

        def do(second: "Session") -> None:
            self.run(
                lambda book, _progress: transfers.hand_on(book, plan, second=second),
                lambda _id: self.said.emit(_("已转授 {n} 个号码。请写转授文件交给对方。").format(n=count)), write=True, touches=TOUCHED,
            )  # fmt: skip

        seek(
            self, what, do=do, ask=lambda book: approvals.ask(book, Action.BLOCK_TRANSFER, {"plan": plan}, draft.reason)
        )

    def _paper_of_transfer(self) -> None:
        chosen: Transfer | None = self.list.current_row()
        if chosen is not None:
            self._paper(chosen.id)

    def _paper(self, transfer: bytes | None) -> None:
        """Show 号段领用单 of what the province granted, or of one transfer."""
        self.paper.make(
            _("号段领用单"),
            paper_jobs.of_form(forms.BY_KEY[prints.BLOCKS], [transfer or forms.OF_OFFICE]),
            lambda: self.views.setCurrentIndex(1),
            kind=prints.BLOCKS,
        )

    def _ask_folder(self) -> None:
        folder = folders.choose(self, _("转授文件写到（U 盘或共享文件夹）"))
        if folder is not None:
            self.write_file(folder)

    def write_file(self, folder: Path) -> None:
        """Write the transfer file for the receiver of the marked transfer."""
        chosen: Transfer | None = self.list.current_row()
        if chosen is None:
            return

        def work(book: "Casebook", _progress: object) -> list[Path]:
            from sync import extract

            return extract.transfer_file(book, chosen.receiver, folder)

        words = _("转授文件已写好，请交给“{name}”导入。").format(name=chosen.receiver_name)
        self.run(work, lambda _paths: self.said.emit(words), write=True, touches={"exchange"})

    def _columns(self) -> "list[Column[Transfer]]":
        return [
            Column(_("转授"), self._direction, 64),
            Column(_("号码"), lambda one: _span(one.first, one.last), 160),
            Column(_("张数"), lambda one: str(one.count), 56, right=True),
            Column(_("已用"), lambda one: str(one.used), 56, right=True, spare=2),
            Column(_("额度（元）"), lambda one: money.grouped(one.limit_fen), 98, right=True),
            Column(_("对方"), lambda one: one.giver_name if one.receiver == self._me else one.receiver_name),
            Column(_("日期"), lambda one: one.day, 98, spare=1),
            Column(_("情况"), lambda one: _(_STATES[one.state]) if _STATES[one.state] else one.reason, 120, spare=3),
        ]

    def _direction(self, one: Transfer) -> str:
        if one.giver == self._me:
            return _("转出")
        return _("转入") if one.receiver == self._me else _("他处")


def _run_columns() -> list[Column[NumberBlock]]:
    return [
        Column(_("起号"), lambda one: numbers.shown(one.first), 216),
        Column(_("止号"), lambda one: numbers.shown(one.last), 216),
        Column(_("张数"), lambda one: str(len(one.serials)), 64, right=True),
        Column(_("面值（元）"), lambda one: money.grouped(one.face_fen), 96, right=True, spare=1),
        Column(_("有效期至"), lambda one: one.valid_until.isoformat() if one.valid_until else "", spare=2),
    ]


def _span(first: str, last: str) -> str:
    if not (numbers.is_number(first) and numbers.is_number(last)):
        return f"{first}–{last}"
    return f"{first[12:15]}-{first[15:21]}–{last[15:21]}"


SPEC = PageSpec("transfers", N_("号段转授"), "swap-horizontal", TransfersPage, under="vouchers")
