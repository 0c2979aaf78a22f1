"""用印登记: which seal was put on which certificates or vouchers, asked for and approved by whom; registered for a class at a time."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QDialog, QSizePolicy

from db import handovers, prints
from rules import vouchers as numbers
from ui import actions, print_words
from ui.dialogs.confirm import ask
from ui.dialogs.seal_use import SealUseDialog, SealWords
from ui.models.rows import Column
from ui.pages import paper_jobs
from ui.pages.handover_page import ClassChoice, HandoverPage, MarkList
from ui.pages.page import Context, PageSpec
from ui.papers import forms
from ui.text import N_, _
from ui.widgets.labels import column, label, row
from ui.widgets.listing import Listing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.handovers import Sealable, SealUse

TOUCHED = frozenset({"seal_use"})
_WITHDRAW = (N_("登记错了号码"), N_("登记错了印章"), N_("没有用印"))


def _shown(kind: str, text: str) -> str:
    return numbers.shown(text) if kind == handovers.VOUCHER and numbers.is_number(text) else text


class SealRegister(HandoverPage):
    """Be the page 用印登记."""

    tables = TOUCHED | {"certificate", "certificate_revocation", "voucher_issue", "voucher_void", "training_class"}

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("用印登记"), "certificates")
        self.print_act = self.add_action(_("打印登记表"), self._print, icon="printer-outline", shortcut="Ctrl+Shift+P")
        self.use_act = self.add_action(_("登记用印…"), self._open_use, icon="stamper", shortcut="Ctrl+N", primary=True)
        self.kind = QComboBox()
        self.kind.setAccessibleName(_("文件种类"))
        for kind in (handovers.CERTIFICATE, handovers.VOUCHER):
            self.kind.addItem(print_words.kind(kind), kind)
        self.kind.activated.connect(lambda _index: self._ask())
        self.classes = ClassChoice(self)
        self.classes.chosen.connect(self._ask)
        self.told = label("", "muted", wrap=True)
        self.told.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.list: MarkList[Sealable] = MarkList(self, self._columns(), _("这个班还没有可用印的证书或券。"))
        self.list.marked.connect(self._judge)
        self.uses: Listing[SealUse] = Listing(
            context.jobs, self._use_columns(), _("还没有登记过用印。"), self.failed.emit, most=5
        )
        self.withdraw_act = actions.action(self, _("撤销登记…"), self._ask_withdraw, shortcut="Ctrl+D", in_tip=True)
        self.uses.picked.connect(lambda _use: self._judge())
        foot = row(label(_("登记过的用印"), "heading"), None, actions.ActionButton(self.withdraw_act, "danger"))
        body = column(self.classes.line(self.kind), self.told, self.list, foot, self.uses)
        body.setStretch(2, 1)
        self.set_body(body)
        self._judge()

    def load(self) -> None:
        """Fetch the classes, their papers, and what was registered."""
        self.classes.load()
        self.run(lambda book, _progress: handovers.seal_uses(book), self._take_uses, failed=self.show_error)

    def open(self, thing: bytes | None) -> None:
        """Take the class with this id in hand."""
        if thing is not None:
            self.classes.want(thing)

    def _ask(self) -> None:
        kind, class_id = str(self.kind.currentData()), self.classes.class_id()
        if class_id is None:
            self.list.tell(())
            return

        def take(found: "list[Sealable]") -> None:
            if (kind, class_id) == (self.kind.currentData(), self.classes.class_id()):
                self.list.tell(found)

        self.run(lambda book, _progress: handovers.sealable(book, kind, class_id), take)

    def _take_uses(self, found: "Sequence[SealUse]") -> None:
        self.uses.tell(found, mark=0)
        self.print_act.setEnabled(bool(found))
        self._judge()

    def _judge(self) -> None:
        marked, bare = self.list.chosen(), [one for one in self.list.rows if not one.seals]
        self.use_act.setEnabled(bool(self.list.rows))
        self.told.setText(
            _("已选 {n} 份").format(n=len(marked))
            if len(marked) > 1
            else _("共 {n} 份，未用印 {m} 份；Shift+↓ 选多份，Ctrl+A 全选").format(n=len(self.list.rows), m=len(bare))
        )
        use: SealUse | None = self.uses.current_row()
        self.withdraw_act.setEnabled(use is not None and use.stands)

    # --- deeds ---

    def _wanted(self) -> "list[Sealable]":
        """Give what is marked: several lines, or, where but one is, all that bear no seal yet."""
        marked = self.list.chosen()
        if len(marked) > 1:
            return marked
        return [one for one in self.list.rows if not one.seals] or marked

    def use_dialog(self) -> SealUseDialog:
        """Give the dialog that registers a use on what is wanted."""
        wanted = self._wanted()
        kind = str(self.kind.currentData())
        what = _("{kind} {n} 份，{first} 起").format(
            kind=print_words.kind(kind), n=len(wanted), first=_shown(kind, wanted[0].number)
        )
        at_base = self.context.workplace.kind == "base"
        return SealUseDialog(
            what,
            self.context.session.name,
            [_("培训基地公章") if at_base else _("主办工会公章")],
            self.context.clock,
            self,
        )

    def _open_use(self) -> None:
        if self.list.rows:
            dialog = self.use_dialog()
            if dialog.exec() == QDialog.DialogCode.Accepted:
                self.use(dialog.words())

    def use(self, told: SealWords) -> None:
        """Register a use of a seal on what is wanted."""
        draft = handovers.SealDraft(
            str(self.kind.currentData()), [one.number for one in self._wanted()], told.seal, told.approved_by, told.applied_by, told.purpose,
            self.classes.class_id(), told.day,
        )  # fmt: skip
        self.run(
            lambda book, _progress: handovers.use_seal(book, draft),
            lambda _row: self.said.emit(_("已登记用印 {n} 份。").format(n=len(draft.numbers))),
            write=True,
            touches=TOUCHED,
        )

    def _ask_withdraw(self) -> None:
        use: SealUse | None = self.uses.current_row()
        if use is None:
            return
        said = ask(
            self, _("撤销这次用印登记"), _("{day} {seal} {n} 份。登记和撤销都会保留。").format(day=use.day, seal=use.seal, n=use.count), _("撤销"),
            reasons=[_(one) for one in _WITHDRAW],
        )  # fmt: skip
        if said is not None:
            self.run(
                lambda book, _progress: handovers.withdraw_seal(book, use.id, said.reason),
                lambda _row: self.said.emit(_("已撤销。")), write=True, touches=TOUCHED,
            )  # fmt: skip

    def _print(self) -> None:
        self.show_paper(
            _("用印登记表"), paper_jobs.of_form(forms.BY_KEY[prints.SEAL_USE], [forms.OF_OFFICE]), prints.SEAL_USE
        )

    # --- columns ---

    def _columns(self) -> "list[Column[Sealable]]":
        return [
            Column(_("号码"), lambda one: _shown(str(self.kind.currentData()), one.number), 240),
            Column(_("姓名"), lambda one: one.holder, 160),
            Column(
                _("已用印"),
                lambda one: _("、").join(one.seals) or "—",
                icon=lambda one: ("check-circle-outline", "ok") if one.seals else ("circle-outline", "muted"),
            ),
        ]

    def _use_columns(self) -> "list[Column[SealUse]]":
        return [
            Column(_("日期"), lambda use: use.day, 100),
            Column(_("文件"), lambda use: print_words.kind(use.kind), 116),
            Column(_("份数"), lambda use: f"{use.count:,}", 60, right=True),
            Column(_("起号"), lambda use: _shown(use.kind, use.first)),
            Column(_("印章"), lambda use: use.seal, 116),
            Column(_("批准人"), lambda use: use.approved_by, 80),
            Column(
                _("情况"),
                lambda use: _("有效") if use.stands else _("已撤销"),
                90,
                icon=lambda use: ("check", "ok") if use.stands else ("cancel", "muted"),
            ),
        ]


SPEC = PageSpec("seal_register", N_("用印登记"), "stamper", SealRegister, under="certificates")
