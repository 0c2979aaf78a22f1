"""两处填写不一致: rows of every register that two workplaces filled in differently, and what was decided of late, to be decided otherwise."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from rules.permissions import Action, may
from rules.regions import Regions, national
from ui.pages.conflict_card import ConflictFields, advice, hand_words
from ui.pages.pending_section import Section
from ui.text import _
from ui.widgets.cards import Card
from ui.widgets.labels import label, rule

if TYPE_CHECKING:
    from db.casebook import Casebook
    from db.conflicts import Conflict, Decided, Disputed
    from ui.jobs import Progress
    from ui.pages.page import Page


class ConflictsSection(Section):
    """Show what waits for a decision, a card a row, and the decisions that stand."""

    def __init__(self, page: "Page") -> None:
        super().__init__(page)
        context = page.context
        self._regions: Regions = context.regions or national()
        self._may = may(context.session.role, Action.CONFLICT_DECIDE, context.workplace.kind)

    def tell(self, waiting: Sequence["Disputed"], total: int, decided: Sequence["Decided"]) -> None:
        """Show the rows that wait, of `total`, and the latest decisions."""
        with self.anew() as room:
            if not waiting:
                self.say_none(room, _("没有两处填写不一致的内容"), _("两台电脑把同一项填得不一样时，会列在这里。"))
            else:
                room.addWidget(label(advice(may_decide=self._may), "muted", wrap=True))
            self.some(room, waiting, self._card, total)
            if decided:
                room.addWidget(self._decided_card(decided))

    def _card(self, row: "Disputed") -> QWidget:
        card = Card(_("{table} · {title}").format(table=_(row.label), title=row.title) if row.title else _(row.label))
        self._add_fields(card.body, row.conflicts)
        return card

    def _add_fields(
        self, body: QVBoxLayout, found: Sequence["Conflict"], chosen: dict[str, bytes] | None = None
    ) -> list[QPushButton]:
        fields = ConflictFields(self._regions, may_decide=self._may)
        fields.tell(found, chosen)
        fields.decided.connect(self._decide)
        body.addWidget(fields)
        return fields.buttons

    def _decided_card(self, found: Sequence["Decided"]) -> Card:
        card = Card(_("最近的认定"))
        card.body.addWidget(label(_("认定错了，可以改用另一个；各处收到后都以最后的认定为准。"), "muted", wrap=True))
        for one in found:
            card.body.addWidget(rule())
            who = hand_words(one.desk, one.by, one.at)
            words = _("{table} · {title}，由 {who} 认定").format(table=_(one.label), title=one.title, who=who)
            card.body.addWidget(label(words, "hint", wrap=True))
            self._add_fields(card.body, [one.conflict], {one.conflict.column: one.chosen})
        return card

    def _decide(self, conflict: "Conflict", chosen: bytes) -> None:
        """Let one of the values stand; where somebody was quicker, show how it is now."""

        def work(book: "Casebook", _progress: "Progress") -> None:
            from db import conflicts

            conflicts.decide(book, conflict.table, conflict.row, conflict.column, chosen)

        self.do(work, _("已采用，另一处的填写留在记录里。"), {conflict.table})
