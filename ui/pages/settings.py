"""设置: what each PC and office has its own way in — appearance, lock, printer, face and contact of the papers, folders."""

from typing import ClassVar

from rules.permissions import Action, may
from ui.pages.appearance_card import AppearanceCard
from ui.pages.contact_card import ContactCard
from ui.pages.folders_card import FoldersCard
from ui.pages.page import Context, Page, PageSpec
from ui.pages.paper_face_card import PaperFaceCard
from ui.pages.printer_card import PrinterCard
from ui.pages.screen_card import ScreenCard
from ui.text import N_, _
from ui.widgets.labels import label


class SettingsPage(Page):
    """Show the settings, each kept as soon as it is changed."""

    tables: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("设置"))
        self.printer, self.face, self.folders = PrinterCard(self), PaperFaceCard(self), FoldersCard(self)
        self.contact: ContactCard | None = None
        if context.dress is not None:
            self.add(AppearanceCard(self, context.dress))
        self.add(ScreenCard(self))
        self.add(self.printer)
        self.add(self.face)
        if context.workplace.kind == "desk" and may(context.session.role, Action.PRINT_SETUP, "desk"):
            self.contact = ContactCard(self)
            self.add(self.contact)
        self.add(self.folders)
        self.add(
            label(
                _("登记、考勤、成绩等边填边自动保存为草稿，断电也不会丢，不用设置。这里的设置只对本机有效。"),
                "hint",
                wrap=True,
            )
        )
        self.body.addStretch(1)

    def load(self) -> None:
        """Fetch what is set."""
        for card in (self.printer, self.face, self.folders, self.contact):
            if card is not None:
                card.load()


SPEC = PageSpec("settings", N_("设置"), "tune", SettingsPage, under="system")
