"""待核事项: vouchers redeemed twice, decided by two persons; all other flags in groups with words, settled with a reason; and what was settled."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from rules import money
from rules import vouchers as numbers
from rules.permissions import Action, may
from ui.actions import button
from ui.dialogs.confirm import ask
from ui.dialogs.second_sign import ask_second
from ui.models.rows import Column
from ui.pages.pending_section import Section
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.cards import Card, Glyph
from ui.widgets.labels import column, label, row, rule
from ui.widgets.listing import Listing

if TYPE_CHECKING:
    from db.casebook import Casebook
    from db.contests import Contest, Redeemed
    from ui.jobs import Progress
    from ui.pages.page import Page

CONTEST_REASONS = (N_("该基地出示收存的原券正券"), N_("学员本人确认在该基地参训"), N_("另一家基地书面撤回"))
SETTLE_REASONS = (N_("已电话核实"), N_("已由来源单位更正"), N_("核对原件无误"))


@dataclass(frozen=True)
class FlagLine:
    """Hold one flag in words: what was entered, what it is called, when it was found; `person` is whom to open, None for no one."""

    n: int
    kind: str
    thing: str
    found: str
    person: bytes | None = None


@dataclass(frozen=True)
class FlagGroup:
    """Hold the open flags of one kind: its words, what to do, how many, the latest ones."""

    code: str
    title: str
    advice: str
    count: int
    lines: tuple[FlagLine, ...]


@dataclass(frozen=True)
class SettledLine:
    """Hold one flag that a person settled: what it was, of what, why, who and when."""

    n: int
    title: str
    thing: str
    reason: str
    hand: str


class MattersSection(Section):
    """Show contested vouchers and flags, each with what can be done about it."""

    def __init__(self, page: "Page") -> None:
        super().__init__(page)
        place, role = page.context.workplace.kind, page.context.session.role
        self._is_desk = place == "desk"
        self._may_decide = may(role, Action.CONTEST_DECIDE, place)
        self._may_settle = may(role, Action.FLAG_SETTLE, place)

    def tell(
        self, contested: Sequence["Contest"], ruled: Sequence["Contest"], groups: Sequence[FlagGroup], settled: Sequence[SettledLine]
    ) -> None:  # fmt: skip
        """Show what waits, then what was decided and settled."""
        with self.anew() as room:
            if not contested and not groups:
                words = _("导入回执和数据包后若发现重复核销、证件号码重复等问题，会列在这里。")
                if not self._is_desk:
                    words = _("收包后若发现重复核销、号段外券号等问题，会列在这里。")
                self.say_none(room, _("没有待核的事项"), words)
            if contested:
                room.addWidget(self._contests(_("重复核销待查（{n} 张券）").format(n=len(contested)), contested))
            for group in groups:
                room.addWidget(self._group_card(group))
            if ruled:
                room.addWidget(
                    self._contests(_("已认定的重复核销（{n} 张券）").format(n=len(ruled)), ruled, decided=True)
                )
            if settled:
                room.addWidget(self._settled_card(settled))

    # --- vouchers redeemed twice ---

    def _contests(self, title: str, found: Sequence["Contest"], *, decided: bool = False) -> Card:
        card = Card(title)
        words = _(
            "同一张券在两处核销，查清以前都不拨付。收存原券的基地为准：请各家基地出示原券，再由两人认定哪一笔有效。"
        )
        if decided:
            words = _("认定有效的一笔按规定拨付，其余不拨付。认定错了可以改认另一笔，同样由两人办理。")
        card.body.addWidget(label(words, "muted", wrap=True))

        def make(one: "Contest") -> QWidget:
            made = QWidget()
            made.setLayout(column(rule(), self._contest(one), gap=2 * GRID))
            return made

        self.some(card.body, found, make)
        return card

    def _contest(self, one: "Contest") -> QHBoxLayout:
        """Lay the redemptions of one voucher side by side."""
        line = row(gap=4 * GRID)
        head = column(label(numbers.shown(one.number)), label(one.holder, "muted"), gap=0)
        if one.against:
            head.addWidget(label(_("两次认定互相矛盾，请重新认定"), "hint", tone="bad", wrap=True))
        head.addStretch(1)
        line.addLayout(head, 2)
        for redeemed in one.redemptions:
            line.addLayout(self._redeemed(one, redeemed), 3)
        return line

    def _redeemed(self, one: "Contest", redeemed: "Redeemed") -> QHBoxLayout:
        stands = redeemed.id == one.stands
        base = redeemed.base or _("（基地未知）")
        yuan = _("{day} · {yuan} 元").format(day=redeemed.day, yuan=money.grouped(redeemed.amount_fen))
        said = column(
            label(base, "heading", wrap=True),
            label(redeemed.class_name, "muted", wrap=True),
            label(yuan, "muted", wrap=True),
            gap=0,
        )
        for ruling in one.rulings:
            if ruling.redemption == redeemed.id:
                words = _("{by} {day} 认定：{reason}").format(by=ruling.by, day=ruling.day, reason=ruling.reason)
                said.addWidget(label(words, "hint", wrap=True))
        if stands:
            said.addLayout(row(Glyph("check-circle-outline", "ok", 18), label(_("认定有效"), "muted"), None, gap=GRID))
        elif self._may_decide:
            choose = button(_("认定这一笔…"), self._chooses(one, redeemed))
            choose.setAccessibleName(
                _("券 {number}：认定 {base} {day} 的核销有效").format(number=one.number, base=base, day=redeemed.day)
            )
            said.addSpacing(GRID)
            said.addLayout(row(choose, None))
        said.addStretch(1)
        line = row()
        line.addLayout(said)
        return line

    def _chooses(self, one: "Contest", redeemed: "Redeemed") -> Callable[[], None]:
        return lambda: self.decide(one, redeemed)

    def decide(self, one: "Contest", redeemed: "Redeemed") -> None:
        """Ask for the reason and the second person, and let the redemption stand."""
        number, base = numbers.shown(one.number), redeemed.base
        told = ask(
            self, _("认定哪一笔核销有效"),
            _("券 {number}：以 {base} {day} 的核销为准，按规定拨付；其余不拨付。").format(number=number, base=base, day=redeemed.day), _("认定"),
            reasons=[_(words) for words in CONTEST_REASONS], danger=False,
        )  # fmt: skip
        if told is None:
            return
        what = _("认定券 {number} 以 {base} 的核销为准：{reason}").format(number=number, base=base, reason=told.reason)
        second = ask_second(self.page.context, what, self)
        if second is None:
            return

        def work(book: "Casebook", _progress: "Progress") -> None:
            from db import contests

            contests.decide(book, one.voucher, redeemed.id, told.reason, second=second)

        self.do(work, _("已认定。"), {"contest_decision", "flag"})

    # --- flags ---

    def _group_card(self, group: FlagGroup) -> Card:
        card = Card(_("{title}（{n}）").format(title=group.title, n=group.count))
        if group.advice:
            card.body.addWidget(label(group.advice, "muted", wrap=True))
        columns: list[Column[FlagLine]] = [
            Column(_("登记种类"), lambda line: line.kind, 140),
            Column(_("姓名、券号或编号"), lambda line: line.thing),
            Column(_("发现时间"), lambda line: line.found, 150, spare=1),
        ]
        table: Listing[FlagLine] = Listing(self.page.context.jobs, columns, "", self.page.failed.emit, most=5)
        table.tell(group.lines)
        if self._is_desk:
            table.opened.connect(lambda line: self.page.wants.emit("person", line.person) if line.person else None)
        if self._may_settle:

            def settle() -> None:
                chosen: FlagLine = table.current_row() or group.lines[0]
                self._settle(group, [chosen])

            card.head.addWidget(button(_("处理所选…"), settle))
            if len(group.lines) > 1:
                card.head.addWidget(
                    button(_("处理列出的全部…"), lambda: self._settle(group, group.lines), kind="quiet")
                )
        card.body.addWidget(table)
        if group.count > len(group.lines):
            words = _("列出最近 {shown} 项，处理完这些以后列出其余。").format(shown=len(group.lines))
            card.body.addWidget(label(words, "hint", wrap=True))
        return card

    def _settle(self, group: FlagGroup, lines: Sequence[FlagLine]) -> None:
        what = lines[0].thing if len(lines) == 1 else _("{n} 项").format(n=len(lines))
        told = ask(
            self, _("{title}：已处理").format(title=group.title),
            _("{what}。请写明是怎么核实的；记在本机，以后可以重新打开。").format(what=what), _("已处理"),
            reasons=[_(words) for words in SETTLE_REASONS], danger=False,
        )  # fmt: skip
        if told is None:
            return
        wanted = [line.n for line in lines]

        def work(book: "Casebook", _progress: "Progress") -> None:
            from db import flags

            flags.settle(book, wanted, told.reason)

        self.do(work, _("已移到“已处理”。"), {"flag"})

    def _settled_card(self, settled: Sequence[SettledLine]) -> Card:
        card = Card(_("已处理"))
        columns: list[Column[SettledLine]] = [
            Column(_("事项"), lambda line: line.title, 140),
            Column(_("姓名、券号或编号"), lambda line: line.thing, 0),
            Column(_("依据"), lambda line: line.reason, 0),
            Column(_("何人何时"), lambda line: line.hand, 190, spare=1),
        ]
        table: Listing[SettledLine] = Listing(self.page.context.jobs, columns, "", self.page.failed.emit, most=6)
        table.tell(settled)
        if self._may_settle:

            def reopen() -> None:
                chosen: SettledLine = table.current_row() or settled[0]

                def work(book: "Casebook", _progress: "Progress") -> None:
                    from db import flags

                    flags.reopen(book, [chosen.n])

                self.do(work, _("已重新打开。"), {"flag"})

            card.head.addWidget(button(_("重新打开所选"), reopen, icon="undo-variant"))
        card.body.addWidget(table)
        return card
