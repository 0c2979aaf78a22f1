"""联系方式 on the settings page: what papers say about how the union can be reached."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from db import contact
from db.contact import Contact
from ui.actions import button
from ui.text import _
from ui.widgets.cards import Card
from ui.widgets.fields import Judgement, PhoneField, TextField, bad, good
from ui.widgets.form import Form
from ui.widgets.labels import label, row

if TYPE_CHECKING:
    from db.casebook import Casebook
    from ui.jobs import Progress
    from ui.pages.page import Page


def _judge_postcode(text: str) -> Judgement:
    return good(text) if contact.POSTCODE.fullmatch(text) else bad(_("邮编是 6 位数字"))


class ContactCard(Card):
    """Keep address, postcode and telephone."""

    def __init__(self, page: "Page", parent: QWidget | None = None) -> None:
        super().__init__(_("本单位联系方式"), parent)
        self._page = page
        self.form = Form(self, field_width=420)
        self.address = self.form.add("address", _("地址"), TextField(limit=80))
        self.postcode = self.form.add("postcode", _("邮编"), TextField(limit=6, check=_judge_postcode))
        self.phone = self.form.add("phone", _("电话"), PhoneField())
        self.save = button(_("保存联系方式"), self.keep, icon="content-save-outline")
        self.form.completed.connect(self.keep)
        words = _("印在登记表的告知书、公示名单和推荐信上；不填则在纸上留空，由手写填入。")
        self.body.addWidget(label(words, "muted", wrap=True))
        self.body.addWidget(self.form)
        self.body.addLayout(row(None, self.save))

    def load(self) -> None:
        """Show what is kept."""
        self._page.run(lambda book, _progress: contact.contact(book), self._tell)

    def _tell(self, found: Contact) -> None:
        for field, text in ((self.address, found.address), (self.postcode, found.postcode), (self.phone, found.phone)):
            field.setText(text)

    def keep(self) -> None:
        """Keep what is filled in, once it reads well."""
        if not self.form.check():
            return
        changed = Contact(
            str(self.address.value() or ""), str(self.postcode.value() or ""), str(self.phone.value() or "")
        )  # fmt: skip

        def work(book: "Casebook", _progress: "Progress") -> None:
            contact.keep(book, changed)

        words = _("联系方式已保存，从下一张表起印上。")
        self._page.run(work, lambda _none: self._page.said.emit(words), write=True)
