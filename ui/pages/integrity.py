"""The province looks after the streams: how far each device's records are held, what is missing, and where two versions of them are about."""

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QDialog

from ui.actions import button
from ui.dialogs.confirm import ask
from ui.dialogs.fork import ForkDialog, ForkDraft
from ui.dialogs.second_sign import ask_second
from ui.models.rows import Column
from ui.pages.overview import ROLE_WORDS
from ui.pages.page import Context, Page, PageSpec
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.cards import Card
from ui.widgets.labels import label, row
from ui.widgets.listing import Listing

if TYPE_CHECKING:
    from db.casebook import Casebook, Session
    from sync.integrity import StreamStanding
    from sync.receiving import Outcome

_ICONS = {
    "bad": ("alert-circle-outline", "bad"),
    "warn": ("alert-outline", "warn"),
    "": ("check-circle-outline", "ok"),
}
_END_REASONS = (N_("另一台电脑误用了数据文件夹的复制件"), N_("试用、演练时写的，不再使用"), N_("停错了一段"))
_REASONS = (N_("电脑报废，数据无法再取得"), N_("U 盘遗失，原电脑已不在"), N_("单位书面说明不再补送"))


def look(book: "Casebook", _progress: object = None) -> "tuple[StreamStanding, ...]":
    """Collect the streams."""
    from sync import integrity

    return tuple(integrity.standings(book))


def state_words(one: "StreamStanding") -> tuple[str, str]:
    """Say how a stream stands, and in which tone."""
    if one.fork is not None and one.fork.stands is None:
        return _("两份记录，待认定"), "bad"
    if one.gap is not None:
        return _("缺第 {first}–{upto} 条").format(first=one.gap.first, upto=one.gap.upto), "warn"
    if one.ended:
        return _("已停用"), ""
    if one.fork is not None:
        return _("两份记录，已认定"), ""
    if one.holes:
        return _("缺口已关闭"), ""
    return _("完整"), ""


class IntegrityPage(Page):
    """List the streams; close gaps, decide between versions."""

    tables: ClassVar[frozenset[str]] = frozenset({"exchange", "gap_closure", "fork_decision", "part_end"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("记录完整性"))
        self.set_title(_("记录完整性"), _("各单位每台设备的记录收到哪里、缺什么"))
        card = Card(_("各台设备的记录"))
        self.streams: Listing[StreamStanding] = Listing(
            context.jobs, _columns(), _("还没有收过数据包。"), self.failed.emit, most=14
        )
        self.begins_at = self.streams
        self._close = button(_("关闭缺口…"), self._ask_close, icon="debug-step-over")
        self._decide = button(_("认定以哪一份为准…"), self._ask_decide, icon="scale-balance")
        self._end = button("", self._ask_end, icon="cancel")
        self._words = label("", "muted", wrap=True)
        card.body.addWidget(self._words)
        card.body.addWidget(self.streams)
        card.body.addLayout(row(None, self._close, self._decide, self._end, gap=2 * GRID))
        self.add(card)
        self.body.addStretch(1)
        self.streams.picked.connect(lambda _row: self._judge())
        self._judge()

    def load(self) -> None:
        """Fetch the streams."""
        self.load_with(look, self._tell)

    def _tell(self, found: "tuple[StreamStanding, ...]") -> None:
        waiting = sum(1 for one in found if state_words(one)[1])
        self.counted.emit(waiting)
        self._words.setText(
            _("有 {n} 条需要处理，排在最前。选中后按下面的按钮。").format(n=waiting)
            if waiting
            else _("所有记录都完整。一台设备恢复备份、换电脑以后会另起一段，各段分别列出。")
        )
        self.streams.tell(found)
        self._judge()

    def _chosen(self) -> "StreamStanding | None":
        found: StreamStanding | None = self.streams.current_row()
        return found

    def _judge(self) -> None:
        one = self._chosen()
        self._close.setEnabled(one is not None and one.gap is not None)
        self._decide.setEnabled(one is not None and one.fork is not None)
        self._end.setText(_("恢复这一段…") if one is not None and one.ended else _("停用这一段…"))
        self._end.setEnabled(one is not None)

    def _ask_close(self) -> None:
        one = self._chosen()
        if one is None or one.gap is None:
            return
        said = ask(
            self,
            _("关闭“{name}”的缺口（第 {first}–{upto} 条）").format(
                name=one.name, first=one.gap.first, upto=one.gap.upto
            ),
            _("先请该单位重新发送；确实无法补齐的才关闭。关闭后，后面的记录立即记入并加注；以后补到了仍会自动填上。"),
            _("关闭缺口"),
            reasons=[_(words) for words in _REASONS],
        )
        if said is not None:
            self.close_gap(one, said.reason)

    def close_gap(self, one: "StreamStanding", reason: str) -> None:
        """Close the gap of a stream."""
        gap = one.gap
        if gap is None:
            return

        def work(book: "Casebook", _progress: object) -> "list[Outcome]":
            from sync import integrity

            return integrity.close_gap(book, gap, reason)

        self.run(work, self._closed, write=True, touches={"exchange", "gap_closure", "person", "voucher_issue"})

    def _closed(self, found: "list[Outcome]") -> None:
        self.said.emit(_("缺口已关闭，后面的 {n} 个数据包已记入。").format(n=len(found)))

    def _ask_decide(self) -> None:
        one = self._chosen()
        if one is None or one.fork is None:
            return
        dialog = ForkDialog(one.name, one.fork, self)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        draft = dialog.draft()
        second = ask_second(
            self.context,
            _("认定“{name}”两份记录中以哪一份为准：{reason}").format(name=one.name, reason=draft.reason),
            self,
        )
        if second is not None:
            self.decide(one, draft, second)

    def decide(self, one: "StreamStanding", draft: ForkDraft, second: "Session") -> None:
        """Let one version count, by two persons."""
        fork = one.fork
        if fork is None:
            return

        def work(book: "Casebook", _progress: object) -> None:
            from sync import integrity

            integrity.decide_fork(book, fork, draft.stands, draft.reason, second)

        self.run(
            work,
            lambda _done: self.said.emit(_("已认定。随下一份回执送到该单位。")),
            write=True,
            touches={"exchange", "fork_decision"},
        )

    def _ask_end(self) -> None:
        one = self._chosen()
        if one is None:
            return
        words = (_("恢复“{name}”第 {n} 段记录") if one.ended else _("停用“{name}”第 {n} 段记录")).format(
            name=one.name, n=one.part
        )
        meaning = (
            _("恢复以后，这一段写的券和核销重新算数。")
            if one.ended
            else _(
                "用于复制件：在另一台电脑上误用的数据会另起一段。停用以后，它再写的券和核销不算数，登记照样保留；原来的电脑导入回执即恢复发券。"
            )
        )
        said = ask(self, words, meaning, _("送核准"), reasons=[_(reason) for reason in _END_REASONS])
        second = (
            ask_second(self.context, _("{what}：{reason}").format(what=words, reason=said.reason), self)
            if said
            else None
        )
        if said is not None and second is not None:
            self.end_part(one, said.reason, second)

    def end_part(self, one: "StreamStanding", reason: str, second: "Session") -> None:
        """End a part that a copy wrote, or take it back, by two persons."""

        def work(book: "Casebook", _progress: object) -> None:
            from sync import integrity

            integrity.end_part(book, one, reason, second)

        words = _("已恢复。随下一份回执送到该单位。") if one.ended else _("已停用。随下一份回执送到该单位。")
        self.run(work, lambda _done: self.said.emit(words), write=True, touches={"exchange", "part_end"})


def _columns() -> "list[Column[StreamStanding]]":
    return [
        Column(_("单位"), lambda one: one.name or _("未开通的设备")),
        Column(_("类别"), lambda one: _(ROLE_WORDS.get(one.role, "")), 110),
        Column(_("设备"), lambda one: one.dev.hex()[:6], 90),
        Column(_("段"), lambda one: _("第 {n} 段").format(n=one.part), 80),
        Column(_("已收"), lambda one: _("{n} 条").format(n=f"{one.held:,}"), 110, right=True),
        Column(_("状态"), lambda one: state_words(one)[0], 180, icon=lambda one: _ICONS[state_words(one)[1]]),
    ]


SPEC = PageSpec("integrity", N_("记录完整性"), "source-branch-check", IntegrityPage)
