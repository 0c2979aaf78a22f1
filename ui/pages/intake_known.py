"""The panel that says at once who a person being registered may be already."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from ui.actions import button
from ui.pages.people import shown_age, shown_document
from ui.text import _
from ui.widgets.cards import Verdict, VerdictPanel
from ui.widgets.id_number import sex_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.casebook import Casebook
    from db.people import Event, PersonRow


_YEARS = 3
_IN_YEAR = 4


@dataclass(frozen=True)
class Known:
    """Hold somebody who is registered, what happened, and why no voucher can be issued now, each reason in words."""

    person: "PersonRow"
    events: "Sequence[Event]" = ()
    hindrances: tuple[str, ...] = ()


def gather(book: "Casebook", found: "Sequence[PersonRow]") -> list[Known]:
    """Tell of the first of those found what was received before; of the others who they are."""
    from db import people, vouchers

    if not found:
        return []
    first = found[0]
    bad = tuple(_(finding.text) for finding in vouchers.findings(book, first.id) if not finding.ok)
    return [Known(first, people.timeline(book, first.id), bad), *(Known(person) for person in found[1:])]


def year_lines(events: "Sequence[Event]") -> list[str]:
    """Say what was received in each of the last years, a line a year."""
    from db import people

    lines = []
    for year, those in list(people.by_year(events).items())[:_YEARS]:
        titles = _("、").join(_(event.title) for event in those[:_IN_YEAR])
        more = _("等 {n} 项").format(n=len(those)) if len(those) > _IN_YEAR else ""
        lines.append(_("{year}年：{what}{more}").format(year=year or _("不详"), what=titles, more=more))
    return lines


class KnownPanel(VerdictPanel):
    """Show a person who has this number, or the same name and birth date, and ask which way to go."""

    opened = Signal()
    """Go on with the file that is there."""
    told_apart = Signal()
    """It is somebody else: go on with the new one."""

    def __init__(self) -> None:
        super().__init__(Verdict.CAUTION)
        self.is_same = False
        self.change_button = button(_("打开，只改变化的内容"), self.opened.emit, kind="primary")
        self.other_button = button(_("不是同一人"), self.told_apart.emit)
        for part in (self.other_button, self.change_button):
            part.setAutoDefault(True)
            self.buttons.addWidget(part)
        self.hide()

    def show_person(self, known: Known, day: dt.date, *, same_number: bool) -> None:
        """Show who is registered and what was received in which year; with the same number there is nothing to tell apart."""
        person = known.person
        self.is_same = same_number
        age = shown_age(person, day)
        parts = (
            person.name,
            sex_word(person.sex),
            _("{age} 岁").format(age=age) if age else "",
            shown_document(person),
            person.phone,
        )
        title = _("这位已经登记过，不必重新登记") if same_number else _("同名同生日的人已登记，请先核对是否同一人")
        lines = [" · ".join(part for part in parts if part), *year_lines(known.events), *known.hindrances]
        self.tell(Verdict.NOTE if same_number else Verdict.CAUTION, title, "\n".join(lines))
        self.other_button.setVisible(not same_number)
        self.show()
