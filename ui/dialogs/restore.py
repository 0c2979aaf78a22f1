"""Restoring a backup on a machine that has no workplace, or has lost it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from ui import folders
from ui.actions import button
from ui.dialogs.fit import fit
from ui.error_text import say_any
from ui.text import _
from ui.tokens import GRID
from ui.widgets.cards import Verdict, VerdictPanel
from ui.widgets.fields import TextField
from ui.widgets.form import Form
from ui.widgets.labels import column, label, row
from ui.widgets.passphrase import Brake, PassphraseField


@dataclass(frozen=True)
class RestoreDraft:
    """Hold which backup goes where, and who opens it (an empty login: the first user)."""

    file: Path
    to: Path
    login: str
    passphrase: str = field(repr=False)


class RestoreDialog(QDialog):
    """Ask for a backup and its passphrase; `do(draft, done, refused)` restores it, what it gives is in `result_value`."""

    def __init__(
        self,
        folder: Path,
        do: Callable[[RestoreDraft, Callable[[Any], None], Callable[[Exception], None]], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.result_value: Any = None
        self._do, self._over = do, True
        self.setWindowTitle(_("从备份恢复"))
        self.form = Form(self, field_width=320)
        self.file = self.form.add("file", _("备份文件"), TextField(limit=400, check=folders.judge), required=True)
        browse = button(_("选择备份文件…"), self._browse, icon="folder-open-outline")
        self.form.add_below(browse)
        self.to = self.form.add(
            "to", _("恢复到"), TextField(limit=400, check=folders.judge), required=True, hint=_("须为空文件夹")
        )
        self.login = self.form.add("login", _("登录名"), TextField(limit=30), required=True, hint=_("主管或负责人"))
        self.passphrase = PassphraseField()
        self.form.add("passphrase", _("口令"), self.passphrase, required=True, hint=_("备份那天所用的口令"))
        self.to.set_value(str(folder))
        self._words = label("", tone="bad", wrap=True)
        self._words.setMinimumHeight(2 * self.fontMetrics().height() + GRID)
        self._brake = Brake(self)
        self._brake.waiting.connect(self._wait)
        self._go = button(_("恢复"), self.try_now, kind="primary")
        self._leave = button(_("取消"), self.reject)
        for part in (self._go, browse, self._leave):
            part.setAutoDefault(False)
        self.passphrase.line.returnPressed.connect(self.try_now)
        warning = VerdictPanel(
            Verdict.CAUTION,
            _("只在原电脑的数据已经丢失时恢复"),
            _("备份以后办理的业务要补录；原号段停用，须向省总申请新号段后才能发券。"),
        )
        body = column(
            label(_("从备份恢复"), "title"),
            warning,
            GRID,
            self.form,
            self._words,
            row(None, self._leave, self._go),
        )
        body.setContentsMargins(7 * GRID, 5 * GRID, 7 * GRID, 5 * GRID)
        self.setLayout(body)
        fit(self, 680)

    def words(self) -> str:
        """Give what is said about the last try."""
        return self._words.text()

    def try_now(self) -> None:
        """Restore what is filled in."""
        if self._brake.is_on or not self._over or not self._is_filled():
            return
        draft = RestoreDraft(
            Path(self.file.text().strip()),
            Path(self.to.text().strip()),
            self.login.text().strip(),
            self.passphrase.text(),
        )
        self._busy(busy=True)
        self._words.clear()
        self._do(draft, self._take, self._refuse)

    def _is_filled(self) -> bool:
        """Tell whether nothing is missing; if not, say so beside every field and lead to the first."""
        is_right, has_passphrase = self.form.check(), bool(self.passphrase.text())
        self.form.say("passphrase", "" if has_passphrase else _("✕ 必须填写"))
        if is_right and not has_passphrase:
            self.passphrase.setFocus()
        return is_right and has_passphrase

    def reject(self) -> None:
        """Leave, but not in the midst of it."""
        if self._over:
            super().reject()

    def ready(self) -> None:
        """Take another try: the last one is over, well or not, or was stopped."""
        self._busy(busy=False)

    def _take(self, value: Any) -> None:
        self._busy(busy=False)
        self.result_value = value
        self.accept()

    def _refuse(self, error: Exception) -> None:
        self._busy(busy=False)
        self._words.setText(say_any(error))
        self.passphrase.line.selectAll()
        self._brake.press(error)

    def _busy(self, *, busy: bool) -> None:
        self._over = not busy
        for part in (self._go, self._leave, self.form):
            part.setEnabled(not busy)
        self._go.setText(_("正在恢复……") if busy else _("恢复"))

    def _wait(self, seconds: int) -> None:
        self._go.setEnabled(seconds == 0)
        self._go.setText(_("请等 {n} 秒").format(n=seconds) if seconds else _("恢复"))

    def _browse(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(self, _("选择备份文件"), "", _("备份 (*.yzbackup)"))
        if name:
            self.file.set_value(name)
