"""Judge any voucher or certificate by its code, offline: scanned or pasted, answered in colour and words."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from db import verification
from db.verification import Verdict as TokenVerdict
from rules import tokens
from ui.pages import verdicts
from ui.text import _
from ui.widgets.cards import Verdict, VerdictPanel
from ui.widgets.labels import column
from ui.widgets.scan import ScanBox

if TYPE_CHECKING:
    from ui.pages.page import Page


class VerifyPanel(QWidget):
    """Show a box for the code and the verdict under it."""

    def __init__(self, page: "Page") -> None:
        super().__init__(page)
        self._page = page
        self.scan = ScanBox()
        self.scan.setPlaceholderText(_("核验：扫描或粘贴二维码内容后按回车"))
        self.scan.setAccessibleName(_("核验二维码"))
        self.scan.scanned.connect(lambda text, _machine: self.take(text))
        self.panel = VerdictPanel()
        self.panel.hide()
        self.setLayout(column(self.scan, self.panel))

    def take(self, text: str) -> None:
        """Judge a code."""
        if not text.upper().startswith(tokens.PREFIX):
            self._show(
                Verdict.CAUTION,
                _("这不是二维码内容"),
                _("核验真伪要扫描或粘贴二维码的内容（以 YZ1: 开头）。只知道编号的，请在下面的列表中查找。"),
            )
            return
        self._page.run(lambda book, _progress: verification.judge(book, text), self._judged)

    def _judged(self, found: TokenVerdict) -> None:
        self._show(*verdicts.of_token(found))

    def _show(self, verdict: Verdict, title: str, detail: str) -> None:
        self.panel.tell(verdict, title, detail)
        self.panel.show()
