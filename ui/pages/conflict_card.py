"""Fields that two desks filled in differently, on a person's page: both values, who wrote them, and a button for each."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from rules import codes, money
from rules.clock import CHINA
from rules.permissions import Action, may
from ui.actions import button
from ui.pages.page import Context
from ui.text import _
from ui.tokens import GRID
from ui.widgets.cards import Card, Glyph
from ui.widgets.labels import column, label, row

if TYPE_CHECKING:
    from db.conflicts import Candidate, Conflict
    from rules.regions import Regions


def value_words(conflict: "Conflict", value: Any, regions: "Regions") -> str:
    """Give a value as people read it: labels for codes, names for regions, yuan for fen."""
    if value in (None, ""):
        return _("（空）")
    if conflict.column.endswith("_region"):
        return regions.full_name(str(value)) or str(value)
    if conflict.column.endswith("_fen"):
        return _("{yuan} 元").format(yuan=money.grouped(int(value)))
    if conflict.column == "doc_pending":
        return _("待补") if value else _("已补")
    if conflict.column == "groups":
        import json

        return "、".join(codes.label(conflict.codes, code) for code in json.loads(value)) or _("（空）")
    return codes.label(conflict.codes, str(value)) if conflict.codes else str(value)


class ConflictCard(Card):
    """List the fields in dispute; `decided` carries the column and the entry that was chosen."""

    decided = Signal(str, bytes)

    def __init__(self, context: Context, regions: "Regions") -> None:
        super().__init__(_("两处填写不一致"))
        self.head.insertWidget(0, Glyph("account-question-outline", "warn"))
        self._regions = regions
        self._may = may(context.session.role, Action.CONFLICT_DECIDE, context.workplace.kind)
        words = _("核对证件或问过本人后，采用其中一个；另一个仍留在记录里。")
        if not self._may:
            words = _("须由主管登录后采用其中一个。没有采用以前，这一项不能修改。")
        self.body.addWidget(label(words, "muted", wrap=True))
        self._room = QWidget()
        self.body.addWidget(self._room)
        self.buttons: list[QWidget] = []
        self.hide()

    def tell(self, found: Sequence["Conflict"]) -> None:
        """Show what is in dispute; with nothing in dispute the card is not there."""
        self.body.removeWidget(self._room)
        self._room.deleteLater()
        self._room, self.buttons = QWidget(), []
        grid = QGridLayout(self._room)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(4 * GRID)
        grid.setVerticalSpacing(3 * GRID)
        line = 0
        for conflict in found:
            grid.addWidget(label(conflict.label, "muted"), line, 0, Qt.AlignmentFlag.AlignTop)
            for candidate in conflict.values:
                grid.addLayout(self._candidate(conflict, candidate), line, 1)
                line += 1
        grid.setColumnStretch(1, 1)
        self.body.addWidget(self._room)
        self.setVisible(bool(found))

    def _candidate(self, conflict: "Conflict", candidate: "Candidate") -> Any:
        words = value_words(conflict, candidate.value, self._regions)
        desk = candidate.desk or _("本县另一台电脑")
        day = dt.datetime.fromtimestamp(candidate.at / 1000, CHINA).date().isoformat() if candidate.at else ""
        told = column(label(words, wrap=True), label(" · ".join(part for part in (desk, day) if part), "hint"), gap=0)
        line = row(gap=2 * GRID)
        line.addLayout(told, 1)
        if self._may:
            choose = button(_("采用"), lambda: self.decided.emit(conflict.column, candidate.hash))
            choose.setAccessibleName(
                _("采用{field}：{value}（{desk}）").format(field=conflict.label, value=words, desk=desk)
            )
            self.buttons.append(choose)
            line.addWidget(choose)
        return line
