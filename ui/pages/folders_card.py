"""文件夹 on the settings page: where the data lie, where the camera's software puts its pictures, where to exchange."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from ui import folders
from ui.actions import button
from ui.pages import pages_for
from ui.photographs import CAMERA_FOLDER
from ui.text import _
from ui.tokens import GRID
from ui.widgets.cards import Card
from ui.widgets.labels import label, row

if TYPE_CHECKING:
    from db.casebook import Casebook
    from ui.jobs import Progress
    from ui.pages.page import Page

_NAMES = 104
"""Width of the names at the left in px."""


class FoldersCard(Card):
    """Show the folders, and choose the one that is chosen here."""

    def __init__(self, page: "Page", parent: QWidget | None = None) -> None:
        super().__init__(_("文件夹"), parent)
        self._page = page
        where, kind = page.context.workplace.path, page.context.workplace.kind
        self.data = label(str(where), wrap=True)
        self.camera = label("", wrap=True)
        self._line(
            _("数据"), self.data, button(_("打开"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(where))))
        )
        if kind == "desk":
            self._line(_("照片"), self.camera, button(_("更改…"), self._choose))
        key = "collecting" if kind == "province" else "exchange"
        title = next(_(spec.title) for spec in pages_for(kind) if spec.key == key)
        shared = label(_("共享文件夹和邮件在“{page}”里设置。").format(page=title), "muted", wrap=True)
        self._line(_("交换"), shared, button(_("去设置"), lambda: page.wants.emit(key, None)))

    def _line(self, words: str, told: QWidget, does: QWidget) -> None:
        name = label(words, "muted")
        name.setFixedWidth(_NAMES)
        line = row(name, gap=2 * GRID)
        line.addWidget(told, 1)
        line.addWidget(does)
        does.setAccessibleName(f"{words} {does.property('text')}")
        self.body.addLayout(line)

    def load(self) -> None:
        """Show what is chosen."""
        self._page.run(lambda book, _progress: book.setting(CAMERA_FOLDER), self._tell)

    def _tell(self, folder: str) -> None:
        self.camera.setText(folder or _("还没有选：拍照软件把照片存在哪里，取照片时就从那里取。"))

    def _choose(self) -> None:
        chosen = folders.choose(self, _("拍照软件把照片存在哪里？"))
        if chosen:
            self.keep(chosen)

    def keep(self, folder: Path) -> None:
        """Keep the folder of the camera's software."""

        def work(book: "Casebook", _progress: "Progress") -> str:
            book.set_setting(CAMERA_FOLDER, str(folder))
            return str(folder)

        self._page.run(work, self._tell, write=True)
