"""屏幕锁定 on the system page: after how many minutes the screen locks on this PC, and a short code for coming back soon."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui.actions import button
from ui.screen import LEAST_MINUTES, MOST_MINUTES, SETTING
from ui.text import _
from ui.tokens import GRID
from ui.widgets.cards import Card
from ui.widgets.labels import label, row
from ui.widgets.whole_number import NumberBox

if TYPE_CHECKING:
    from db.casebook import Casebook
    from ui.jobs import Progress
    from ui.pages.page import Page


class ScreenCard(Card):
    """Set minutes and code."""

    def __init__(self, page: "Page", parent: QWidget | None = None) -> None:
        super().__init__(_("屏幕锁定"), parent)
        self._page, self._screen = page, page.context.screen
        self.minutes = NumberBox()
        self.minutes.setRange(LEAST_MINUTES, MOST_MINUTES)
        self.minutes.setSuffix(_(" 分钟"))
        self.minutes.setKeyboardTracking(False)
        self.minutes.setValue(self._screen.minutes)
        self.minutes.setFixedWidth(
            max(90, self.minutes.fontMetrics().horizontalAdvance(self.minutes.text()) + 9 * GRID)
        )
        self.minutes.setAccessibleName(_("无人操作多久后锁定"))
        self.minutes.valueChanged.connect(self._keep)
        self.code = button("", self._change_code, icon="dialpad")
        self._words = label("", "muted", wrap=True)
        self.body.addLayout(row(label(_("无人操作")), self.minutes, label(_("后锁定")), None, self.code))
        self.body.addWidget(self._words)
        self._tell()

    def _tell(self) -> None:
        is_set = self._screen.pin.is_set
        self.code.setText(_("取消短密码") if is_set else _("设置短密码…"))
        self._words.setText(
            _("已设短密码：锁定 30 分钟内可用它继续，错三次或更久须输入口令。退出程序后失效。")
            if is_set
            else _("可设 4 至 8 位数字的短密码，短时离开回来不必输入整句口令；只在本次登录有效，不存盘。")
        )

    def _keep(self, minutes: int) -> None:
        self._screen.minutes = minutes

        def work(book: "Casebook", _progress: "Progress") -> None:
            book.set_setting(SETTING, str(minutes))

        self._page.run(
            work, lambda _done: self._page.said.emit(_("已改为 {n} 分钟后锁定。").format(n=minutes)), write=True
        )

    def _change_code(self) -> None:
        if self._screen.pin.is_set:
            self._screen.pin.clear()
        else:
            from ui.dialogs.pin import PinDialog

            PinDialog(self._screen.pin, self).exec()
        self._tell()
