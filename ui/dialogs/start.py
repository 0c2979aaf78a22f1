"""What stands before the unlock dialog when there is no workplace to open: open another, found one; and the waiting in between."""

import functools
import time
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QDialog, QFileDialog, QProgressBar, QPushButton, QWidget

from rules.errors import AppError
from ui import icons
from ui.actions import button
from ui.dialogs.fit import fit
from ui.dialogs.progress import spent_words
from ui.error_text import say, say_any
from ui.text import _
from ui.theme import mark
from ui.tokens import GRID
from ui.widgets.cards import Verdict, VerdictPanel
from ui.widgets.form import Form
from ui.widgets.labels import column, label, row
from ui.widgets.passphrase import PassphraseField

if TYPE_CHECKING:
    from db.casebook import Casebook


class Choice(Enum):
    """Say what was chosen."""

    OPEN = "open"
    FOUND = "found"
    RESTORE = "restore"
    SAMPLE = "sample"


class StartDialog(QDialog):
    """Ask whether to open a workplace that is there or to found one; `words` say why the last one did not open."""

    def __init__(self, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = Choice.FOUND
        self.folder = Path()
        self.setWindowTitle(_("工会援助业务系统"))
        sample_it = _option(
            _("先看示例"),
            _("在一个不存在的县里随便练，不影响真实数据"),
            "map-marker-path",
            self._sample,
        )
        open_it = _option(
            _("打开已有工作点"), _("数据已在本机：选择存放数据的文件夹"), "folder-open-outline", self._open
        )
        found_it = _option(
            _("新建工作点"), _("第一次使用本机时选这个：帮扶中心、培训基地或省总"), "plus-circle-outline", self._found
        )
        restore_it = _option(
            _("从备份恢复"), _("电脑损坏或数据丢失后，用 U 盘上的备份文件恢复"), "backup-restore", self._restore
        )
        notes = [VerdictPanel(Verdict.CAUTION, _("上次的工作点没有打开"), words)] if words else []
        body = column(
            label(_("工会援助业务系统"), "title"),
            *notes,
            GRID,
            open_it,
            found_it,
            restore_it,
            sample_it,
            GRID,
            row(None, button(_("退出"), self.reject, kind="quiet")),
        )
        body.setContentsMargins(7 * GRID, 5 * GRID, 7 * GRID, 5 * GRID)
        self.setLayout(body)
        fit(self, 520)
        (open_it if words else found_it).setFocus()

    def _open(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, _("选择存放数据的文件夹"))
        if chosen:
            self.choice, self.folder = Choice.OPEN, Path(chosen)
            self.accept()

    def _restore(self) -> None:
        self.choice = Choice.RESTORE
        self.accept()

    def _sample(self) -> None:
        self.choice = Choice.SAMPLE
        self.accept()

    def _found(self) -> None:
        self.choice = Choice.FOUND
        self.accept()


def _option(name: str, words: str, icon: str, run: Callable[[], object]) -> QPushButton:
    made = QPushButton(f"{name}\n{words}")
    mark(made, kind="choice")
    made.setIcon(icons.icon(icon, "text"))
    made.setIconSize(QSize(32, 32))
    made.clicked.connect(lambda _checked=False: run())
    return made


class SampleDialog(QDialog):
    """Ask which workplace of the sample county to look at."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = "desk"
        self.setWindowTitle(_("先看示例"))
        options = [
            _option(name, words, icon, functools.partial(self._take, kind))
            for kind, name, words, icon in (
                ("desk", _("帮扶中心"), _("登记、报名、发券、审核"), "account-group-outline"),
                ("base", _("培训基地"), _("核销、考勤、成绩、证书"), "school-outline"),
                ("province", _("省总"), _("开通单位、收包、结算"), "domain"),
            )
        ]
        body = column(
            label(_("看哪一种工作点？"), "title"),
            label(_("示例是 2009 年的安和县，人和号码都不存在。第一次要准备半分钟。"), "muted", wrap=True),
            GRID,
            *options,
            GRID,
            row(None, button(_("取消"), self.reject)),
        )
        body.setContentsMargins(7 * GRID, 5 * GRID, 7 * GRID, 5 * GRID)
        self.setLayout(body)
        fit(self, 520)
        options[0].setFocus()

    def _take(self, kind: str) -> None:
        self.kind = kind
        self.accept()


class OfflineDialog(QDialog):
    """Ask a province for the passphrase of the keys that are kept apart; `check` raises an `AppError` for a weak one."""

    def __init__(self, check: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._check = check
        self.setWindowTitle(_("授权密钥的口令"))
        self.first, self.again = PassphraseField(), PassphraseField()
        self.again.line.setAccessibleName(_("再输一遍"))
        self._form = Form(self, field_width=240)
        self._form.add("first", _("授权口令"), self.first, required=True)
        self._form.add("again", _("再输一遍"), self.again, required=True)
        self.first.line.returnPressed.connect(self.again.line.setFocus)
        self.again.line.returnPressed.connect(self._try)
        words = _(
            "省总的根密钥、授权密钥和保险密钥单独存放，另用一个口令锁住。开通单位、给号段和额度时才用它，请与登录口令不同，并由两位负责人分别保管。"
        )
        take = button(_("确定"), self._try, kind="primary")
        body = column(
            label(_("授权密钥的口令"), "title"),
            label(words, "muted", wrap=True),
            GRID,
            self._form,
            GRID,
            row(None, button(_("取消"), self.reject), take),
        )
        body.setContentsMargins(7 * GRID, 5 * GRID, 7 * GRID, 5 * GRID)
        self.setLayout(body)
        fit(self, 560)
        self.first.line.setFocus()

    def passphrase(self) -> str:
        """Give the passphrase."""
        return self.first.text()

    def _try(self) -> None:
        self._form.say("first", "")
        self._form.say("again", "")
        try:
            self._check(self.first.text())
        except AppError as error:
            self._form.say("first", say(error))
            self.first.line.setFocus()
            return
        if self.first.text() != self.again.text():
            self._form.say("again", _("两次输入不一致"))
            self.again.line.setFocus()
            return
        self.accept()


class WaitDialog(QDialog):
    """Say that long work is under way until it gives a casebook (`found`) or fails in words."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.found: Casebook | None = None
        self._over = False
        self.setWindowTitle(_("工会援助业务系统"))
        self._words = label(words, wrap=True)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._close = button(_("关闭"), self.reject)
        self._close.hide()
        self._began, self._spent = time.monotonic(), label("", "hint")
        self._ticks = QTimer(self, interval=1000)
        self._ticks.timeout.connect(lambda: self._spent.setText(spent_words(time.monotonic() - self._began)))
        self._ticks.start()
        body = column(self._words, self._bar, self._spent, row(None, self._close))
        body.setContentsMargins(6 * GRID, 5 * GRID, 6 * GRID, 5 * GRID)
        self.setLayout(body)
        fit(self, 420)

    def take(self, book: "Casebook") -> None:
        """Take what the work gave and close."""
        self.found, self._over = book, True
        self.accept()

    def refuse(self, error: Exception) -> None:
        """Say why it failed, until it is closed."""
        self._over = True
        self._ticks.stop()
        self._spent.clear()
        self._words.setText(say_any(error))
        mark(self._words, tone="bad")
        self._bar.hide()
        self._close.show()

    def reject(self) -> None:
        """Close once the work is over, not before."""
        if self._over:
            super().reject()
