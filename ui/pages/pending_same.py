"""疑似同一人: two records side by side, field by field, what differs marked; a person says whether they are one human, and may take it back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from rules import documents
from rules.permissions import Action, may
from rules.regions import Regions, national
from ui import code_words
from ui.actions import button
from ui.models.rows import Column
from ui.pages.conflict_card import VERDICTS, moment_words
from ui.pages.pending_section import Section
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.cards import Card, Glyph
from ui.widgets.id_number import sex_word
from ui.widgets.labels import label, row
from ui.widgets.listing import Listing

if TYPE_CHECKING:
    from db.casebook import Casebook
    from db.people import PersonRow
    from db.sameness import Judged, Record
    from ui.jobs import Progress
    from ui.pages.page import Page

EVIDENCE = {"document": N_("证件号码相同"), "name_birth": N_("姓名、出生日期相同"), "name_phone": N_("姓名、电话相同")}
_FIELD = 80


@dataclass(frozen=True)
class Pair:
    """Hold two records that may be one human and what they share."""

    one: "Record"
    other: "Record"
    evidence: str


class SameSection(Section):
    """Show the pairs that wait, and the verdicts that were given."""

    def __init__(self, page: "Page") -> None:
        super().__init__(page)
        context = page.context
        self._regions: Regions = context.regions or national()
        self._is_desk = context.workplace.kind == "desk"
        self._may = may(context.session.role, Action.PERSON_SAME_AS, context.workplace.kind)

    def tell(self, pairs: Sequence[Pair], judged: Sequence["Judged"], *, more: bool) -> None:
        """Show the pairs, and whether there are more of them, with the latest verdicts."""
        with self.anew() as room:
            if not pairs:
                self.say_none(
                    room,
                    _("没有疑似同一人的档案"),
                    _("证件号码、姓名和出生日期，或姓名和电话相同的档案会成对列在这里。"),
                )
            else:
                words = _("逐项核对，必要时问本人。认定后两份档案的办理经过合在一起看，发券时按一人计；认定可以撤销。")
                room.addWidget(label(words if self._may else _("须由主管登录后认定。"), "muted", wrap=True))
            self.some(room, pairs, self._card)
            if more:
                room.addWidget(label(_("还有更多，处理完这些以后列出。"), "hint", wrap=True))
            if judged:
                room.addWidget(self._judged_card(judged))

    def _card(self, pair: Pair) -> QWidget:
        card = Card(_("{name}：{evidence}").format(name=pair.one.person.name, evidence=_(EVIDENCE[pair.evidence])))
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(3 * GRID)
        grid.setVerticalSpacing(GRID)
        grid.setColumnMinimumWidth(0, _FIELD)
        for place in (2, 3):
            grid.setColumnStretch(place, 1)
        for line, (name, one, other) in enumerate(self.compared(pair)):
            grid.addWidget(label(name, "muted"), line, 0, Qt.AlignmentFlag.AlignTop)
            differs = bool(one and other) and one != other
            if one and other:
                glyph = Glyph("not-equal-variant" if differs else "equal", "warn" if differs else "ok", 20)
                glyph.setAccessibleName(_("不同") if differs else _("相同"))
                glyph.setToolTip(glyph.accessibleName())
                grid.addWidget(glyph, line, 1, Qt.AlignmentFlag.AlignTop)
            for place, words in ((2, one), (3, other)):
                grid.addWidget(
                    label(words or "—", "" if words else "muted", tone="warn" if differs else "", wrap=True),
                    line,
                    place,
                )
        card.body.addLayout(grid)
        card.body.addSpacing(GRID)
        card.body.addLayout(self._deeds(pair))
        return card

    def _deeds(self, pair: Pair) -> QHBoxLayout:
        line = row(gap=2 * GRID)
        one, other = pair.one.person, pair.other.person
        if self._may:
            name = one.name
            accept = button(_("是同一人"), lambda: self._judge("accept", one.id, other.id))
            accept.setAccessibleName(_("{name}：是同一人").format(name=name))
            refuse = button(_("不是同一人"), lambda: self._judge("refuse", one.id, other.id))
            refuse.setAccessibleName(_("{name}：不是同一人").format(name=name))
            line.addWidget(accept)
            line.addWidget(refuse)
        if self._is_desk:
            for words, person in ((_("打开左边"), one), (_("打开右边"), other)):
                line.addWidget(button(words, self._opens(person.id), kind="quiet", icon="chevron-right"))
        line.addStretch(1)
        return line

    def _opens(self, person: bytes) -> Callable[[], None]:
        return lambda: self.page.wants.emit("person", person)

    def compared(self, pair: Pair) -> list[tuple[str, str, str]]:
        """Give each field that one of the two has filled in: its name and both in words. A document's number shows its last four characters."""
        both = [self._fields(record) for record in (pair.one, pair.other)]
        lines = [(name, both[0][name], both[1][name]) for name in both[0]]
        return [line for line in lines if line[1] or line[2]]

    def _fields(self, record: "Record") -> dict[str, str]:
        person = record.person
        groups = code_words.several("target_group", person.profile.get("groups", ()))
        education = str(person.profile.get("education") or "")
        return {
            _("姓名"): person.name,
            _("性别"): sex_word(person.sex),
            _("出生日期"): person.birth,
            _("证件"): document_words(person),
            _("电话"): person.phone,
            _("户籍地"): self._place(person, "home"),
            _("现住地"): self._place(person, "live"),
            _("文化程度"): code_words.word("education", education) if education else "",
            _("人员类别"): groups,
            _("登记日期"): str(person.profile.get("registered_on") or ""),
            _("报名"): _("{n} 个班").format(n=record.classes),
            _("领券"): _("{n} 张").format(n=record.vouchers),
        }

    def _place(self, person: "PersonRow", which: str) -> str:
        region = str(person.profile.get(f"{which}_region") or "")
        address = str(person.profile.get(f"{which}_address") or "")
        return " ".join(part for part in (self._regions.full_name(region) or region, address) if part)

    def _judged_card(self, judged: Sequence["Judged"]) -> Card:
        card = Card(_("已认定"))
        columns: list[Column[Judged]] = [
            Column(_("姓名"), lambda one: one.one.name, 120),
            Column(_("两份档案"), lambda one: " / ".join(document_words(side) for side in (one.one, one.other))),
            Column(
                _("结论"),
                lambda one: _("两处认定不一致") if one.disputed else _(VERDICTS["same" if one.same else "different"]),
                112,
            ),
            Column(_("何人何时"), lambda one: f"{one.by or one.desk} {moment_words(one.at)}", 190, spare=1),
        ]
        table: Listing[Judged] = Listing(self.page.context.jobs, columns, "", self.page.failed.emit, most=6)
        table.tell(judged)
        if self._may:

            def undo() -> None:
                chosen = table.current_row() or judged[0]
                self._judge("undo", chosen.one.id, chosen.other.id)

            card.head.addWidget(button(_("撤销所选"), undo, icon="undo-variant"))
        card.body.addWidget(table)
        return card

    def _judge(self, deed: str, one: bytes, other: bytes) -> None:
        words = {
            "accept": _("已认定为同一人。"), "refuse": _("已认定不是同一人，不再提示。"), "undo": _("已撤销认定，重新列为待核。"),
        }  # fmt: skip

        def work(book: "Casebook", _progress: "Progress") -> None:
            from db import sameness

            {"accept": sameness.accept, "refuse": sameness.refuse, "undo": sameness.undo}[deed](book, one, other)

        self.do(work, words[deed], {"same_as", "flag"})


def document_words(person: "PersonRow") -> str:
    """Say a document's kind and last four characters, or that it is missing."""
    if person.doc_pending or not person.doc_no:
        return _("证件待补")
    kind = documents.BY_CODE.get(person.doc_type)
    return _("{kind} 尾号 {tail}").format(kind=_(kind.label) if kind else _("证件"), tail=person.doc_tail)
