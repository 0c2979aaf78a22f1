"""打印机 on the settings page: which printer is proposed first."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui.screen import PRINTER_SETTING
from ui.text import _
from ui.tokens import GRID
from ui.widgets.cards import Card
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.labels import label, row
from ui.widgets.pdf_printing import printer_names

if TYPE_CHECKING:
    from db.casebook import Casebook
    from ui.jobs import Progress
    from ui.pages.page import Page


class PrinterCard(Card):
    """Choose the printer that the print dialog begins with."""

    def __init__(self, page: "Page", parent: QWidget | None = None) -> None:
        super().__init__(_("打印机"), parent)
        self._page = page
        self.choice = ChoiceBox()
        self.choice.setAccessibleName(_("常用打印机"))
        self.choice.setMaximumWidth(360)
        self.choice.activated.connect(lambda _at: self._keep())
        self._words = label("", "muted", wrap=True)
        self.body.addLayout(row(label(_("常用打印机")), self.choice, 2 * GRID, None))
        self.body.addWidget(self._words)

    def load(self) -> None:
        """Show the printers of this PC."""
        kept, names = self._page.context.screen.printer, printer_names()
        self.choice.clear()
        self.choice.addItem(_("跟随系统"), "")
        for name in names:
            self.choice.addItem(name, name)
        self.choice.setCurrentIndex(max(0, self.choice.findData(kept)))
        if not names:
            words = _("本机没有装打印机。装好后回到这里选；没有打印机时可以把表单另存为 PDF。")
        elif kept and kept not in names:
            words = _("原来选的“{name}”不在了，打印时先用系统的打印机。").format(name=kept)
        else:
            words = _("打印时先选中它，仍可换别的。套打的打印机和校准在“套打”页，每种纸各记一台。")
        self._words.setText(words)

    def _keep(self) -> None:
        name = str(self.choice.currentData())
        self._page.context.screen.printer = name

        def work(book: "Casebook", _progress: "Progress") -> None:
            book.set_setting(PRINTER_SETTING, name)

        self._page.run(work, lambda _none: self._page.said.emit(_("已记住常用打印机。")), write=True)
