"""打印: one button that opens a menu of the papers of what is shown, and shows the chosen one as it will be printed."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QDialog, QMenu, QWidget

from db import prints
from ui import actions, print_words
from ui.pages import paper_jobs
from ui.pages.page import Page
from ui.pages.paper_view import PaperView
from ui.papers import forms
from ui.papers.classes import public_paper
from ui.papers.forms import FormKind
from ui.text import _

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from db.casebook import Casebook
    from rules.workdays import Calendar

Thing = tuple[bytes, str]
"""The row that papers are made of, and what it is called."""


class PrintMenu:
    """Offer the papers `of` a kind of row; `thing` tells which row is shown now (None: nothing), `show` brings the paper into view."""

    def __init__(
        self, page: Page, owner: QWidget, paper: PaperView, of: str, thing: Callable[[], Thing | None], show: Callable[[], object], *, shortcut: str = ""
    ) -> None:  # fmt: skip
        self._page, self._paper, self._thing, self._show = page, paper, thing, show
        self.menu = QMenu(page)
        self.kinds = forms.forms_of(of, page.context.workplace.kind)
        for number, form in enumerate(self.kinds, 1):
            self.menu.addAction(f"&{number}  {print_words.kind(form.key)}", partial(self.choose, form))
        self.action: QAction = actions.action(owner, _("打印"), self._open, icon="printer-outline", shortcut=shortcut)
        self.button = actions.ActionButton(self.action)
        self._offered, self._away = True, False
        paper.closed.connect(lambda: self.set_away(away=False))

    def set_offered(self, *, offered: bool) -> None:
        """Offer the papers, or none: there is nobody to print them for."""
        self._offered = offered
        self._follow()

    def set_away(self, *, away: bool) -> None:
        """Leave the key to the paper's own 打印 while a paper is in view."""
        self._away = away
        self._follow()

    def _follow(self) -> None:
        self.action.setEnabled(self._offered and not self._away)

    def _shown(self) -> None:
        self.set_away(away=True)
        self._show()

    def _open(self) -> None:
        """Drop the menu below the button, its first line marked for the keyboard."""
        if self._thing() is not None:
            self.menu.setActiveAction(self.menu.actions()[0])
            self.menu.popup(self.button.mapToGlobal(QPoint(0, self.button.height())))

    def choose(self, form: FormKind) -> None:
        """Make the paper of what is shown."""
        found = self._thing()
        if found is None:
            return
        if form.key == prints.PUBLIC_LIST:
            self._page.run(_calendar, lambda calendar: self._publish(form, found, calendar))
            return
        self._make(form, found)

    def _publish(self, form: FormKind, found: Thing, calendar: "Calendar") -> None:
        chosen = self._ask_publication(form, calendar)
        if chosen is not None:
            self._make(chosen, found)

    def _make(self, form: FormKind, found: Thing) -> None:
        title = _("{name}　{paper}").format(name=found[1], paper=print_words.kind(form.key))
        self._paper.make(title, paper_jobs.of_form(form, [found[0]]), self._shown, kind=form.key)

    def _ask_publication(self, form: FormKind, calendar: "Calendar") -> FormKind | None:
        from ui.dialogs.publication import PublicationDialog

        dialog = PublicationDialog(self._page.context.clock, self._page, calendar=calendar)
        done, how = dialog.exec() == QDialog.DialogCode.Accepted, dialog.chosen()
        dialog.deleteLater()
        return replace(form, make=partial(public_paper, how=how)) if done else None


def _calendar(book: "Casebook", _progress: object) -> "Calendar":
    from db import workdays

    return workdays.calendar(book)
