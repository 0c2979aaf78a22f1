"""工作交接: all that lies here, as the casebook knows it now, handed over to somebody who signs in beside the giver; and the paper of it."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QScrollArea, QWidget

from db import prints, work_handover
from ui import actions, handover_words
from ui.dialogs.second_sign import ask_receiver
from ui.models.rows import Column
from ui.pages import paper_jobs
from ui.pages.page import Context, Page, PageSpec
from ui.pages.paper_view import PaperView
from ui.papers import forms
from ui.text import N_, _
from ui.theme import mark
from ui.widgets.cards import Card
from ui.widgets.fields import TextField
from ui.widgets.flow import Views
from ui.widgets.form import Form
from ui.widgets.labels import column, label
from ui.widgets.listing import Listing
from ui.widgets.money_and_dates import DateField
from ui.widgets.words_box import WordsBox

if TYPE_CHECKING:
    from db.casebook import Casebook, Session
    from db.work_handover import HandoverDraft, Item, WorkHandover

REASONS = (N_("休假"), N_("病假"), N_("产假"), N_("出差、学习"), N_("调离岗位"))
TOUCHED = frozenset({"work_handover"})


def look(book: "Casebook", _progress: object = None) -> "tuple[list[Item], list[WorkHandover]]":
    """Collect what lies here and what was handed over before."""
    return work_handover.gather(book), work_handover.handed_over(book)


class WorkHandoverPage(Page):
    """Be the page 工作交接."""

    tables = TOUCHED | {
        "person", "draft", "training_class", "enrolment", "result", "voucher_issue", "voucher_void", "redemption", "claim", "claim_review",
        "certificate", "certificate_handout", "print_log", "flag", "stream", "exchange", "backup", "unit_grant", "stock_sheet", "stock_receipt",
    }  # fmt: skip

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("工作交接"))
        self.sign_act = self.add_action(
            _("交接并签字…"), self._ask_taker, icon="account-switch-outline", shortcut="Ctrl+N", primary=True
        )
        self.views = Views()
        self.paper = PaperView(self)
        self.paper.closed.connect(lambda: self.views.setCurrentIndex(0))
        self.items: Listing[Item] = Listing(context.jobs, self._item_columns(), "", self.failed.emit, most=24)
        self.items.opened.connect(self._go)
        self.past: Listing[WorkHandover] = Listing(
            context.jobs, self._past_columns(), _("还没有交接过。"), self.failed.emit, most=4
        )
        self.paper_act = actions.action(self, _("打印交接单"), self._print, icon="printer-outline", shortcut="Ctrl+P")
        self.past.opened.connect(lambda _one: self._print())
        self.past.picked.connect(lambda one: self.paper_act.setEnabled(one is not None))
        self.paper_act.setEnabled(False)
        shown = QWidget()
        shown.setLayout(column(self._what_is_told(), self._what_lies_here(), self._before(), None))
        mark(shown, ground="window")
        area = QScrollArea()  # of its own: the paper brings another
        area.setWidget(shown)
        area.setWidgetResizable(True)
        self.views.addWidget(area)
        self.views.addWidget(self.paper)
        self.add(self.views, 1)
        self._judge()

    def _what_lies_here(self) -> Card:
        card = Card(_("现有事项"))
        card.body.addWidget(self.items)
        card.body.addWidget(label(_("由程序列出，回车打开办理。交接时按当时的情况记下。"), "hint", wrap=True))
        return card

    def _what_is_told(self) -> Card:
        card = Card(_("交接说明"))
        self.reason = self.begins_at = WordsBox([_(one) for one in REASONS])
        self.reason.editTextChanged.connect(lambda _text: self._judge())
        self.until = DateField(self.context.clock)
        self.keys, self.note = TextField(limit=200), TextField(limit=300)
        form = Form(field_width=420)
        form.add("reason", _("事由"), self.reason, required=True)
        form.add("until", _("预计返岗"), self.until, hint=_("不定的可不填"))
        form.add("keys", _("钥匙、印章、令牌"), self.keys, hint=_("柜子钥匙、公章、U 盘、密钥介质"))
        form.add("note", _("其他说明"), self.note)
        form.completed.connect(self._ask_taker)
        card.body.addWidget(form)
        return card

    def _before(self) -> Card:
        card = Card(_("以往交接"))
        card.head.addWidget(actions.ActionButton(self.paper_act))
        card.body.addWidget(self.past)
        return card

    def load(self) -> None:
        """Fetch what lies here and what was handed over."""
        self.load_with(look, lambda found: self._tell(*found))

    def _tell(self, items: "list[Item]", past: "list[WorkHandover]") -> None:
        self.items.tell(items)
        self.past.tell(past, mark=0)

    def _judge(self) -> None:
        self.sign_act.setEnabled(bool(self.reason.words()))
        self.sign_act.setToolTip("" if self.sign_act.isEnabled() else _("先填写事由"))

    def draft(self) -> "HandoverDraft":
        """Give what was told."""
        from db.work_handover import HandoverDraft

        return HandoverDraft(
            self.reason.words(), self.keys.text().strip(), self.note.text().strip(), self.until.value()
        )

    def _go(self, item: "Item") -> None:
        target = handover_words.page_of(item, self.context.workplace.kind)
        if target:
            self.wants.emit(target, None)

    def _ask_taker(self) -> None:
        if not self.sign_act.isEnabled():
            return
        open_items = sum(1 for one in self.items.rows if one.count)
        words = _("{name} 把工作交给接收人：{reason}。共 {n} 项，其中有未办的 {m} 项。请接收人逐项核对后登录。").format(
            name=self.context.session.name,
            reason=self.reason.words(),
            n=len(self.items.rows),
            m=open_items,
        )
        taker = ask_receiver(self.context, words, self)
        if taker is not None:
            self.hand_to(taker)

    def hand_to(self, taker: "Session") -> None:
        """Record the handover to a person who has signed in, and show its paper."""
        draft = self.draft()

        def take(row: bytes) -> None:
            self.said.emit(_("已交接给{name}，两人都已签字。").format(name=taker.name))
            self.reason.setCurrentText("")
            for field in (self.until, self.keys, self.note):
                field.set_value(None)
            self._show_paper(row)

        self.run(lambda book, _progress: work_handover.hand_over(book, draft, taker), take, write=True, touches=TOUCHED)

    def _print(self) -> None:
        chosen: WorkHandover | None = self.past.current_row()
        if chosen is not None:
            self._show_paper(chosen.id)

    def _show_paper(self, row: bytes) -> None:
        self.paper.make(
            _("工作交接单"), paper_jobs.of_form(forms.BY_KEY[prints.WORK_HANDOVER], [row]), lambda: self.views.setCurrentIndex(1), kind=prints.WORK_HANDOVER,
            note=_("一式三份，移交人、接收人、监交人签名，单位盖章。"),
        )  # fmt: skip

    def _item_columns(self) -> "list[Column[Item]]":
        return [
            Column(
                _("事项"),
                handover_words.matter,
                190,
                icon=lambda one: ("circle-medium", "warn") if one.count else ("check", "muted"),
            ),
            Column(_("数量"), handover_words.amount, 120, right=True),
            Column(_("说明"), handover_words.details),
        ]

    def _past_columns(self) -> "list[Column[WorkHandover]]":
        return [
            Column(_("日期"), lambda one: one.day, 104),
            Column(_("移交人"), lambda one: one.giver, 100),
            Column(_("接收人"), lambda one: one.taker, 100),
            Column(_("事由"), lambda one: one.reason),
            Column(_("预计返岗"), lambda one: one.until or "—", 104),
        ]


SPEC = PageSpec("work_handover", N_("工作交接"), "account-switch-outline", WorkHandoverPage, under="system")
