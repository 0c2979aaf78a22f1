"""发证签收: class by class, who has taken the certificate and when, the holder or another on a written ground; and the list that is signed."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QSizePolicy

from db import handovers, prints
from rules import clock as clocks
from ui import actions
from ui.dialogs.confirm import ask
from ui.dialogs.proxy import ProxyDialog, ProxyDraft
from ui.models.rows import Column
from ui.pages import paper_jobs
from ui.pages.handover_page import ClassChoice, HandoverPage, MarkList
from ui.pages.page import Context, PageSpec
from ui.papers import forms
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.form import note_of
from ui.widgets.labels import column, label, row
from ui.widgets.money_and_dates import DateField

if TYPE_CHECKING:
    from db.handovers import Receivable

TOUCHED = frozenset({"certificate_handout"})
_WITHDRAW = (N_("点错了人"), N_("本人没有来领"), N_("证书有误，已收回"))


def _state(one: "Receivable") -> str:
    if one.handout is None:
        return _("未领")
    return _("已领，补打后待领") if one.waits else _("已领")


class CertificateHandout(HandoverPage):
    """Be the page 发证签收."""

    tables = TOUCHED | {"certificate", "certificate_revocation", "certificate_reprint", "training_class"}

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("发证签收"), "certificates")
        self.print_act = self.add_action(_("打印签收表"), self._print, icon="printer-outline", shortcut="Ctrl+Shift+P")
        self.classes = ClassChoice(self)
        self.classes.chosen.connect(self._ask)
        self.told = label("", "muted")
        self.told.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.list: MarkList[Receivable] = MarkList(self, self._columns(), _("这个班还没有证书。"))
        self.list.marked.connect(self._judge)
        self.hand_act = actions.action(
            self, _("本人领取"), self.hand_out, icon="hand-extended-outline", shortcut="Ctrl+Return"
        )
        self.proxy_act = actions.action(self, _("代领…"), self._open_proxy, shortcut="Ctrl+B", in_tip=True)
        self.back_act = actions.action(self, _("撤销…"), self._ask_back, shortcut="Ctrl+D", in_tip=True)
        hint = label(_("Shift+↓ 选多人，Ctrl+A 全选"), "hint")
        deeds = row(
            actions.ActionButton(self.proxy_act), actions.ActionButton(self.back_act, "danger"), hint, None,
            actions.ActionButton(self.hand_act, "primary"), gap=GRID,
        )  # fmt: skip
        self._begun = clocks.today(context.clock)
        self.day = DateField(context.clock, until_today=True)
        self.day.setAccessibleName(_("领取日期"))
        self.day.setFixedWidth(150)
        self.day.set_value(self._begun)
        self.day.judged.connect(lambda _found: self._judge())
        body = column(
            self.classes.line(), row(label(_("领取日期")), self.day, note_of(self.day), self.told), self.list, deeds
        )
        body.setStretch(2, 1)
        self.set_body(body)
        self._judge()

    def load(self) -> None:
        """Fetch the classes, then the certificates of the one in hand; on a new day that day is filled in."""
        if self._begun != (today := clocks.today(self.context.clock)):
            self._begun = today
            self.day.set_value(today)
        self.classes.load()

    def open(self, thing: bytes | None) -> None:
        """Take the class with this id in hand."""
        if thing is not None:
            self.classes.want(thing)

    def _ask(self) -> None:
        class_id = self.classes.class_id()
        if class_id is None:
            self.list.tell(())
            return

        def take(found: "list[Receivable]") -> None:
            if class_id == self.classes.class_id():
                self.list.tell(found)
                self._judge()

        self.run(lambda book, _progress: handovers.receivables(book, class_id), take)

    def _judge(self) -> None:
        marked = self.list.chosen()
        waiting = [one for one in marked if one.waits]
        left = sum(one.waits for one in self.list.rows)
        self.hand_act.setText(_("本人领取 {n} 本").format(n=len(waiting)) if len(waiting) > 1 else _("本人领取"))
        has_day = self.day.judgement.value is not None
        self.hand_act.setEnabled(bool(waiting) and has_day)
        self.proxy_act.setEnabled(bool(waiting) and has_day)
        self.back_act.setEnabled(len(marked) == 1 and marked[0].handout is not None)
        self.print_act.setEnabled(bool(self.list.rows))
        total = len(self.list.rows)
        self.told.setText(
            _("共 {n} 本，已领 {m} 本，未领 {left} 本").format(n=total, m=total - left, left=left) if total else ""
        )

    # --- deeds ---

    def hand_out(self) -> None:
        """Record that the marked holders took their certificates."""
        self._record("", "")

    def take_by(self, draft: ProxyDraft) -> None:
        """Record that another person took the marked certificates."""
        self._record(draft.received_by, draft.basis)

    def _record(self, received_by: str, basis: str) -> None:
        wanted, day = [one.row.id for one in self.list.chosen() if one.waits], self.day.value()
        self.run(
            lambda book, _progress: handovers.hand_out(book, wanted, received_by=received_by, basis=basis, day=day),
            lambda count: self.said.emit(_("已登记发出 {n} 本，请在签收表上签名。").format(n=count)),
            write=True,
            touches=TOUCHED,
        )

    def proxy_dialog(self) -> ProxyDialog:
        """Give the dialog for another person who takes the marked certificates."""
        waiting = [one.row for one in self.list.chosen() if one.waits]
        what = (
            _("{holder} 的证书 {number}").format(holder=waiting[0].holder, number=waiting[0].number)
            if len(waiting) == 1
            else _("证书 {n} 本").format(n=len(waiting))
        )
        return ProxyDialog(what, self)

    def _open_proxy(self) -> None:
        dialog = self.proxy_dialog()
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.take_by(dialog.draft())

    def _ask_back(self) -> None:
        (one,) = self.list.chosen()
        said = ask(
            self, _("撤销 {holder} 的签收登记").format(holder=one.row.holder), _("证书 {number} 回到“未领”。登记和撤销都会保留。").format(number=one.row.number),
            _("撤销"), reasons=[_(reason) for reason in _WITHDRAW],
        )  # fmt: skip
        if said is not None:
            self.run(
                lambda book, _progress: handovers.take_back(book, one.row.id, said.reason),
                lambda _done: self.said.emit(_("已撤销。")), write=True, touches=TOUCHED,
            )  # fmt: skip

    def _print(self) -> None:
        class_id = self.classes.class_id()
        if class_id is not None:
            self.show_paper(
                _("{name} 证书发放签收表").format(name=self.classes.currentText().partition("（")[0]),
                paper_jobs.of_form(forms.BY_KEY[prints.HANDOUT], [class_id]), prints.HANDOUT,
            )  # fmt: skip

    def _columns(self) -> "list[Column[Receivable]]":
        return [
            Column(_("证书编号"), lambda one: one.row.number, 196),
            Column(_("姓名"), lambda one: one.row.holder),
            Column(_("证件尾号"), lambda one: one.row.doc_tail, 84),
            Column(
                _("情况"),
                _state,
                136,
                icon=lambda one: ("circle-outline", "muted") if one.waits else ("check-circle-outline", "ok"),
            ),
            Column(_("领取日期"), lambda one: one.handout.day if one.handout else "", 100),
            Column(_("代领人"), lambda one: one.handout.received_by if one.handout else "", 120, spare=2),
            Column(_("发放人"), lambda one: one.handout.by if one.handout else "", 80, spare=1),
        ]


SPEC = PageSpec(
    "certificate_handout", N_("发证签收"), "hand-extended-outline", CertificateHandout, under="certificates"
)
