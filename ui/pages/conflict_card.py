"""Fields that two workplaces filled in differently: each value, who wrote it, and a button for each. A card of a person's page shows them too."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QWidget

from rules import money
from rules.clock import CHINA
from rules.permissions import Action, may
from ui import code_words
from ui.actions import button
from ui.pages.page import Context
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.cards import Card, Glyph
from ui.widgets.labels import column, label, row
from ui.widgets.status_line import ROLE_WORDS

if TYPE_CHECKING:
    from db.conflicts import Candidate, Conflict
    from rules.regions import Regions

VERDICTS = {"same": N_("是同一人"), "different": N_("不是同一人")}
_FIELD = 88
"""Width in px kept for a field's name."""


def value_words(conflict: "Conflict", candidate: "Candidate", regions: "Regions") -> str:
    """Give a value as people read it: labels for codes, names for regions and for rows, yuan for fen."""
    value, name = candidate.value, conflict.column
    if value in (None, ""):
        return _("（空）")
    if isinstance(value, bytes):
        return candidate.named or _("记录 {id}").format(id=value.hex()[:8])
    if name.endswith("_region") or name == "region":
        return regions.full_name(str(value)) or str(value)
    if name.endswith("_fen"):
        return _("{yuan} 元").format(yuan=money.grouped(int(value)))
    if name == "doc_pending":
        return _("待补") if value else _("已补")
    if name == "active":
        return _("在用") if value else _("停用")
    if name == "groups":
        import json

        return code_words.several(conflict.codes, json.loads(value)) or _("（空）")
    if conflict.table in {"same_as", "staff"}:
        return _({**VERDICTS, **ROLE_WORDS}.get(str(value), str(value)))
    return code_words.word(conflict.codes, str(value)) if conflict.codes else str(value)


def hand_words(desk: str, by: str, at: int) -> str:
    """Say who wrote something and when: unit, clerk, day and minute."""
    return " · ".join(part for part in (desk or _("本县另一台电脑"), by, moment_words(at) if at else "") if part)


def moment_words(at: int) -> str:
    """Say a moment in milliseconds as day and minute in China."""
    return f"{dt.datetime.fromtimestamp(at / 1000, CHINA):%Y-%m-%d %H:%M}"


class ConflictFields(QWidget):
    """Show fields with their values, one under the other; `decided` carries the conflict and the entry that was chosen."""

    decided = Signal(object, bytes)

    def __init__(self, regions: "Regions", *, may_decide: bool) -> None:
        super().__init__()
        self._regions, self._may = regions, may_decide
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(4 * GRID)
        self._grid.setVerticalSpacing(3 * GRID)
        self._grid.setColumnMinimumWidth(0, _FIELD)
        self._grid.setColumnStretch(1, 1)
        self._lines = 0
        self.buttons: list[QPushButton] = []

    def tell(self, found: Sequence["Conflict"], chosen: Mapping[str, bytes] | None = None) -> None:
        """Add the fields; `chosen` names, by column, the value that a decision let stand."""
        for conflict in found:
            name = label(_(conflict.label), "muted", wrap=True)
            self._grid.addWidget(name, self._lines, 0, Qt.AlignmentFlag.AlignTop)
            for candidate in conflict.values:
                stands = (chosen or {}).get(conflict.column) == candidate.hash
                self._grid.addLayout(self._line(conflict, candidate, stands=stands, again=bool(chosen)), self._lines, 1)
                self._lines += 1

    def _line(self, conflict: "Conflict", candidate: "Candidate", *, stands: bool, again: bool) -> QHBoxLayout:
        words = value_words(conflict, candidate, self._regions)
        who = hand_words(candidate.desk, candidate.by, candidate.at)
        line = row(gap=2 * GRID)
        line.addLayout(column(label(words, wrap=True), label(who, "hint", wrap=True), gap=0), 1)
        if stands:
            line.addWidget(Glyph("check-circle-outline", "ok", 18))
            line.addWidget(label(_("已采用"), "muted"))
        elif self._may:
            choose = button(_("改用") if again else _("采用"), lambda: self.decided.emit(conflict, candidate.hash))
            deed = _("改用{field}：{value}（{who}）") if again else _("采用{field}：{value}（{who}）")
            choose.setAccessibleName(deed.format(field=_(conflict.label), value=words, who=who))
            self.buttons.append(choose)
            line.addWidget(choose)
        return line


class ConflictCard(Card):
    """List the fields of one person that are in dispute; `decided` carries the conflict and the entry that was chosen."""

    decided = Signal(object, bytes)

    def __init__(self, context: Context, regions: "Regions") -> None:
        super().__init__(_("两处填写不一致"))
        self.head.insertWidget(0, Glyph("account-question-outline", "warn"))
        self._regions = regions
        self._may = may(context.session.role, Action.CONFLICT_DECIDE, context.workplace.kind)
        self.body.addWidget(label(advice(may_decide=self._may), "muted", wrap=True))
        self._fields = ConflictFields(regions, may_decide=self._may)
        self.body.addWidget(self._fields)
        self.hide()

    @property
    def buttons(self) -> list[QPushButton]:
        """Give the buttons that choose, in order."""
        return self._fields.buttons

    def tell(self, found: Sequence["Conflict"]) -> None:
        """Show what is in dispute; with nothing in dispute the card is not there."""
        self.body.removeWidget(self._fields)
        self._fields.deleteLater()
        self._fields = ConflictFields(self._regions, may_decide=self._may)
        self._fields.decided.connect(self.decided)
        self._fields.tell(found)
        self.body.addWidget(self._fields)
        self.setVisible(bool(found))


def advice(*, may_decide: bool) -> str:
    """Say what to do about fields in dispute."""
    if may_decide:
        return _("核对证件或问过本人后，采用其中一个；另一个仍留在记录里，以后还可以改用。")
    return _("须由主管登录后采用其中一个。没有采用以前，这一项不能修改。")
