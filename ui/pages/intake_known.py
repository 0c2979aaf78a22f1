"""The panel that says at once who a person being registered may be already."""

import datetime as dt
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from ui.actions import button
from ui.pages.people import shown_age, shown_document
from ui.text import _
from ui.widgets.cards import Verdict, VerdictPanel
from ui.widgets.id_number import sex_word

if TYPE_CHECKING:
    from db.people import PersonRow


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

    def show_person(self, person: "PersonRow", day: dt.date, *, same_number: bool) -> None:
        """Show who is registered; with the same number there is nothing to tell apart."""
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
        self.tell(Verdict.NOTE if same_number else Verdict.CAUTION, title, " · ".join(part for part in parts if part))
        self.other_button.setVisible(not same_number)
        self.show()
