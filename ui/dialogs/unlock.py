"""The first thing on screen: who are you, and the passphrase. It must accept keys at once, so it imports little."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QWidget

from ui.actions import button
from ui.dialogs.fit import fit
from ui.jobs import Job, Jobs
from ui.text import _
from ui.tokens import GRID
from ui.widgets.labels import column, label, row
from ui.widgets.passphrase import Brake, PassphraseField

if TYPE_CHECKING:
    from rules.steps import Step


@dataclass(frozen=True)
class UnlockDraft:
    """Hold a login and a passphrase; the passphrase is never shown by `repr`."""

    login: str
    passphrase: str = field(repr=False)


class UnlockDialog(QDialog):
    """Ask for login and passphrase until `open_it` accepts them; what it gives is in `result_value`.

    `open_it(draft, step)` runs in a worker and raises an `AppError` if it refuses; once it tells how far it is, that is shown. `people` are (login, name). `forgotten(parent)` helps who forgot and
    gives what `open_it` would have given, or None.
    """

    def __init__(
        self,
        unit: str,
        people: Sequence[tuple[str, str]],
        open_it: "Callable[[UnlockDraft, Step], Any]",
        jobs: Jobs[None],
        *,
        last_login: str = "",
        strip: str = "",
        forgotten: Callable[[QWidget], Any] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.result_value: Any = None
        self.draft: UnlockDraft | None = None
        self._open_it, self._forgotten = open_it, forgotten
        self._jobs = jobs
        self.setWindowTitle(_("工会援助业务系统"))
        self._who = QComboBox()
        self._who.setAccessibleName(_("登录人"))
        for login, name in people:
            self._who.addItem(_("{who}（{login}）").format(who=name, login=login), login)
        self._who.setCurrentIndex(max(0, self._who.findData(last_login)))
        self._field = PassphraseField()
        self._words = label("", tone="bad", wrap=True)
        self._words.setMinimumHeight(self.fontMetrics().height() * 2 + GRID)
        self._brake = Brake(self)
        self._brake.waiting.connect(self._wait)
        self._enter = button(_("登录"), self._try, kind="primary")
        self._enter.setDefault(True)
        self._leave = button(_("退出"), self.reject)
        self._leave.setAutoDefault(False)
        self._build(unit, strip)
        self._field.line.setFocus()

    def _build(self, unit: str, strip: str) -> None:
        body = column(
            label(_("工会援助业务系统"), "muted"),
            label(unit, "title", wrap=True),
            *([label(strip, "hint", tone="warn")] if strip else []),
            2 * GRID,
            label(_("登录人"), "hint"),
            self._who,
            GRID,
            label(_("口令"), "hint"),
            self._field,
            self._words,
            row(
                *([button(_("忘记口令…"), self._help, kind="quiet")] if self._forgotten else []),
                None,
                self._leave,
                self._enter,
            ),
            gap=GRID,
        )
        body.setContentsMargins(7 * GRID, 6 * GRID, 7 * GRID, 5 * GRID)
        self.setLayout(body)
        fit(self, 400)

    @property
    def passphrase(self) -> PassphraseField:
        """Give the passphrase's field."""
        return self._field

    def words(self) -> str:
        """Give what is said about the last try."""
        return self._words.text()

    def _try(self) -> None:
        if self._brake.is_on or not self._enter.isEnabled():
            return
        if not self._field.text():
            self._words.setText(_("请输入口令。"))
            return
        draft = UnlockDraft(str(self._who.currentData()), self._field.text())
        self._busy(busy=True)

        def take(value: Any) -> None:
            self.result_value, self.draft = value, draft
            self.accept()

        job = self._jobs.run(self, lambda _book, progress: self._open_it(draft, progress.step), take, self._refuse)
        job.finished.connect(lambda: self._busy(busy=False))
        job.progressed.connect(lambda *_told: self._show_how_far(job), Qt.ConnectionType.SingleShotConnection)

    def _show_how_far(self, job: Job) -> None:
        """Show how far it is: the casebook of an older release is upgraded, or many entries are verified for the first time."""
        from ui.dialogs.progress import ProgressDialog

        ProgressDialog(job, _("正在升级和核对资料"), self)

    def _help(self) -> None:
        """Lead who forgot; what that gives is taken as if it had been unlocked."""
        value = self._forgotten(self) if self._forgotten else None
        if value is not None:
            self.result_value = value
            self.accept()

    def _refuse(self, error: Exception) -> None:
        from ui.error_text import say_any  # after the first paint: a hundred sentences are not needed before

        self._words.setText(say_any(error))
        self._field.line.selectAll()
        self._field.line.setFocus()
        self._brake.press(error)

    def _busy(self, *, busy: bool) -> None:
        for part in (self._who, self._field, self._enter):
            part.setEnabled(not busy)
        self._enter.setText(_("正在核对……") if busy else _("登录"))
        if not busy and self._brake.is_on:
            self._enter.setEnabled(False)
        if not busy:
            self._field.line.setFocus()

    def _wait(self, seconds: int) -> None:
        self._enter.setEnabled(seconds == 0)
        self._enter.setText(_("请等 {n} 秒").format(n=seconds) if seconds else _("登录"))
