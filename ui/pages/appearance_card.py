"""外观 on the settings page: light or dark, and how large everything is."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QWidget

from ui.appearance import PERCENTS, Dress
from ui.text import N_, _
from ui.theme import Mode
from ui.tokens import GRID
from ui.widgets.cards import Card
from ui.widgets.labels import label, row

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.pages.page import Page

MODE_WORDS = {Mode.AUTO: N_("跟随系统"), Mode.LIGHT: N_("浅色"), Mode.DARK: N_("深色")}


class AppearanceCard(Card):
    """Choose the appearance; light or dark takes effect at once, the size at the next start."""

    def __init__(self, page: "Page", dress: Dress, parent: QWidget | None = None) -> None:
        super().__init__(_("外观"), parent)
        self._page, self._dress = page, dress
        self.mode, self.percent = QComboBox(), QComboBox()
        self.mode.setAccessibleName(_("深浅"))
        for mode, words in MODE_WORDS.items():
            self.mode.addItem(_(words), mode)
        self.percent.setAccessibleName(_("字和界面的大小"))
        for percent in PERCENTS:
            self.percent.addItem(_("标准") if percent == 100 else f"{percent}%", percent)
        self.mode.setCurrentIndex(self.mode.findData(dress.chosen.mode))
        self.percent.setCurrentIndex(self.percent.findData(dress.chosen.percent))
        self.mode.activated.connect(lambda _at: self._keep_mode())
        self.percent.activated.connect(lambda _at: self._keep_size())
        self.body.addLayout(
            row(label(_("深浅")), self.mode, 4 * GRID, label(_("字和界面的大小")), self.percent, None)
        )  # fmt: skip
        self.body.addWidget(
            label(_("大小在退出程序、重新打开以后生效，文字、按钮和表格一起放大。"), "muted", wrap=True)
        )

    def _keep_mode(self) -> None:
        self._try(lambda: self._dress.set_mode(self.mode.currentData()), "")

    def _keep_size(self) -> None:
        self._try(lambda: self._dress.set_percent(int(self.percent.currentData())), _("已记住，重新打开程序后生效。"))

    def _try(self, keep: "Callable[[], None]", words: str) -> None:
        try:
            keep()
        except OSError:
            self._page.said.emit(_("这次已改，但没有记住：用户的设置文件夹不能写。"))
        else:
            if words:
                self._page.said.emit(words)
