"""待省总核准: what an office with one clerk asked the province, at the office; what waits for an officer's word, at the province."""

from typing import TYPE_CHECKING, ClassVar

from db import approvals
from db.approvals import Request
from rules import money
from rules import vouchers as numbers
from rules.permissions import Action
from ui.actions import button
from ui.approval_words import ACTIONS, STATES
from ui.dialogs.confirm import ask
from ui.models.rows import Column
from ui.pages.page import Context, Page, PageSpec
from ui.pages.tiles import Tile, Told
from ui.text import N_, _
from ui.widgets.cards import Card
from ui.widgets.labels import label
from ui.widgets.listing import Listing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction

    from db.casebook import Casebook

SIGNS = {
    "waiting": ("timer-sand", "warn"),
    "approved": ("check-circle-outline", "ok"),
    "refused": ("close-circle-outline", "bad"),
    "done": ("check", "muted"),
    "expired": ("clock-alert-outline", "muted"),
}
REFUSALS = (N_("请先核对存根和实物"), N_("事由不清，请写明后重报"), N_("应由本单位两人核准"))
TOUCHED = frozenset({
    "approval", "pending_approval", "voucher_void", "voucher_issue", "block_transfer", "spare_opening", "certificate_reprint",
    "certificate_revocation", "stock_approval",
})  # fmt: skip


def look(book: "Casebook", _progress: object = None) -> "tuple[Request, ...]":
    """Collect the requests: this workplace's own, at the province those of all."""
    return tuple(approvals.requests(book, own=book.workplace.kind != "province"))


def entry_to(page: Page, words: str) -> "QAction":
    """Give a page the action that leads here; its words count what waits, once `count_at` is asked."""
    return page.add_way(words, "approvals", icon="file-sign")


def count_at(page: Page, entry: "QAction", words: str) -> None:
    """Count beside the words what waits for somebody here: approved at an office, unanswered at the province."""
    state = "waiting" if page.context.workplace.kind == "province" else "approved"

    def count(book: "Casebook", _progress: object) -> int:
        return len(approvals.requests(book, own=book.workplace.kind != "province", state=state))

    page.run(count, lambda n: entry.setText(_("{words}（{n}）").format(words=words, n=n) if n else words))


class OwnApprovals(Page):
    """Show what this office asked, and carry out what was approved."""

    tables: ClassVar[frozenset[str]] = TOUCHED | {"exchange", "receipt"}

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("待省总核准"))
        home = "vouchers" if context.workplace.kind == "desk" else "certificates"
        self.add_action(_("返回"), lambda: self.wants.emit(home, None), icon="arrow-left", shortcut="Alt+Left")
        card = Card(_("本单位报省总核准的事项"))
        self.do_button = button(_("办理"), self.carry_out, kind="primary", icon="check", shortcut="Ctrl+Return")
        card.head.addWidget(self.do_button)
        card.body.addWidget(
            label(
                _("报送后先“生成数据包”上报；省总的答复随回执送来。核准后 90 天内由一人办理，条件在办理时重新核对。"),
                "muted",
                wrap=True,
            )
        )
        self.list: Listing[Request] = Listing(
            context.jobs, _columns(unit=False), _("没有报过省总核准的事项。办理作废、补发等须两人的业务时，可选“没有第二人，报省总核准”。"),
            self.failed.emit, most=12,
        )  # fmt: skip
        self.list.picked.connect(lambda _row: self._judge())
        self.detail = label("", wrap=True)
        card.body.addWidget(self.list)
        card.body.addWidget(self.detail)
        self.add(card)
        self.body.addStretch(1)
        self._judge()

    def load(self) -> None:
        """Fetch the requests."""
        self.load_with(look, self._tell)

    def _tell(self, found: "Sequence[Request]") -> None:
        self.list.tell(found, mark=next((at for at, one in enumerate(found) if one.state == "approved"), 0))
        self._judge()

    def _judge(self) -> None:
        chosen: Request | None = self.list.current_row()
        self.detail.setText(detail_words(chosen))
        self.do_button.setEnabled(chosen is not None and chosen.state == "approved")

    def carry_out(self) -> None:
        """Carry out the marked request."""
        chosen: Request | None = self.list.current_row()
        if chosen is None:
            return
        words = _("已办理：{what} {thing}").format(what=_(ACTIONS[chosen.action]), thing=thing_words(chosen))
        self.run(
            lambda book, _progress: approvals.carry_out(book, chosen.id),
            lambda _done: self.said.emit(words),
            write=True,
            touches=TOUCHED,
        )


class ApprovalsPage(Page):
    """Show what waits for the province's word; approve or refuse."""

    tables: ClassVar[frozenset[str]] = TOUCHED | {"exchange"}

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("待核准"))
        self.add_way(_("返回"), "pending", icon="arrow-left", shortcut="Alt+Left")
        waiting = Card(_("等待省总核准"))
        self.approve_button = button(
            _("同意"), lambda: self.answer(approve=True), kind="primary", icon="check", shortcut="Ctrl+Return"
        )
        self.refuse_button = button(_("不同意…"), self._open_refusal)
        waiting.head.addWidget(self.refuse_button)
        waiting.head.addWidget(self.approve_button)
        waiting.body.addWidget(
            label(
                _(
                    "只有一名经办人的单位，须两人的事项由省总代替第二人核准。请先打电话核对，再同意；答复随下一份回执送达。"
                ),
                "muted",
                wrap=True,
            )
        )
        self.waiting: Listing[Request] = Listing(
            context.jobs, _columns(unit=True), _("没有等待核准的事项。"), self.failed.emit, most=8
        )
        self.waiting.picked.connect(lambda _row: self._judge())
        self.detail = label("", wrap=True)
        waiting.body.addWidget(self.waiting)
        waiting.body.addWidget(self.detail)
        answered = Card(_("已答复"))
        self.answered: Listing[Request] = Listing(
            context.jobs, _columns(unit=True), _("还没有答复过。"), self.failed.emit, most=6
        )
        self.answer_detail = label("", "muted", wrap=True)
        self.answered.picked.connect(lambda row: self.answer_detail.setText(detail_words(row)))
        answered.body.addWidget(self.answered)
        answered.body.addWidget(self.answer_detail)
        for card in (waiting, answered):
            self.add(card)
        self.body.addStretch(1)
        self._judge()

    def load(self) -> None:
        """Fetch the requests."""
        self.load_with(look, self._tell)

    def _tell(self, found: "Sequence[Request]") -> None:
        self.waiting.tell([one for one in found if one.state == "waiting"], mark=0)
        self.answered.tell([one for one in found if one.state != "waiting"])
        self._judge()

    def _judge(self) -> None:
        chosen: Request | None = self.waiting.current_row()
        self.detail.setText(detail_words(chosen))
        self.approve_button.setEnabled(chosen is not None)
        self.refuse_button.setEnabled(chosen is not None)

    def _open_refusal(self) -> None:
        chosen: Request | None = self.waiting.current_row()
        if chosen is None:
            return
        title = _("不同意“{unit}”{what}").format(unit=chosen.unit, what=_(ACTIONS[chosen.action]))
        said = ask(
            self,
            title,
            _("原单位会看到原因。需要时它可以重新报送。"),
            _("不同意"),
            reasons=[_(one) for one in REFUSALS],
        )
        if said is not None:
            self.answer(approve=False, reason=said.reason)

    def answer(self, *, approve: bool, reason: str = "") -> None:
        """Answer the marked request."""
        chosen: Request | None = self.waiting.current_row()
        if chosen is None:
            return
        words = _("已同意，随下一份回执送达。") if approve else _("已答复不同意，随下一份回执送达。")
        self.run(
            lambda book, _progress: approvals.give(book, chosen.id, approve=approve, reason=reason),
            lambda _row: self.said.emit(words), write=True, touches=TOUCHED,
        )  # fmt: skip


def thing_words(one: Request) -> str:
    """Name what a request is about: a number, or a run of them."""
    first, last = str(one.details.get("first", "")), str(one.details.get("last", ""))
    if numbers.is_number(first) and numbers.is_number(last):
        count = numbers.parse_number(last).serial - numbers.parse_number(first).serial + 1
        return _("{first} 起 {n} 个").format(first=numbers.shown(first), n=count)
    if one.action == Action.STOCK_SPOIL:
        return _("{n} 张").format(n=one.details.get("count", ""))
    return numbers.shown(one.thing) if numbers.is_number(one.thing) else one.thing


def detail_words(one: Request | None) -> str:
    """Tell all of a request: the numbers in full, for whom, the reason, who asked, and the province's answer."""
    if one is None:
        return ""
    lines = [_("{what}：{thing}").format(what=_(ACTIONS[one.action]), thing=thing_words(one))]
    if one.action == Action.BLOCK_TRANSFER:
        limit = one.details.get("limit_fen")
        fen = money.grouped(limit) if type(limit) is int else str(limit)
        lines[0] += _("，转给“{name}”，额度 {fen} 元").format(name=one.to_name, fen=fen)
    lines.append(
        _("事由：{reason}（{unit} {who}，{day} 报送）").format(
            reason=one.reason, unit=one.unit, who=one.asked_by, day=one.day
        )
    )
    if one.answered_on:
        lines.append(
            _("省总 {day} 答复：{answer}").format(
                day=one.answered_on, answer=one.answer or (_("同意") if one.approval else _("不同意"))
            )
        )
    return "\n".join(lines)


def _columns(*, unit: bool) -> list[Column[Request]]:
    who = [Column[Request](_("单位"), lambda one: one.unit, 130, spare=3)] if unit else []
    return [
        *who,
        Column(_("事项"), lambda one: _(ACTIONS[one.action]), 104),
        Column(_("号码"), thing_words, 216),
        Column(_("事由"), lambda one: one.reason, 150, spare=2),
        Column(_("报送"), lambda one: one.day, 98, spare=1),
        Column(_("情况"), lambda one: _(STATES[one.state]), icon=lambda one: SIGNS[one.state]),
    ]


def _page(context: Context) -> Page:
    return ApprovalsPage(context) if context.workplace.kind == "province" else OwnApprovals(context)


def _answered(book: "Casebook") -> Told:
    asked = approvals.requests(book, own=True)
    approved, waiting = (sum(one.state == state for one in asked) for state in ("approved", "waiting"))
    words = _("{n} 项已核准，可以办理").format(n=approved) if approved else _("等省总答复")
    return Told(approved + waiting, words, "warn" if approved else "")


SPEC = PageSpec(
    "approvals", N_("待省总核准"), "file-sign", _page, tiles=(Tile(N_("报省总核准"), "file-sign", _answered),)
)
