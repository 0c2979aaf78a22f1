"""Four eyes: a second person signs in beside the first for one step that needs two."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QComboBox, QDialog, QWidget

from ui.actions import button
from ui.dialogs.fit import fit
from ui.dialogs.unlock import UnlockDraft
from ui.error_text import say_any
from ui.jobs import Jobs
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.cards import Verdict, VerdictPanel
from ui.widgets.labels import column, label, row
from ui.widgets.passphrase import Brake, PassphraseField

if TYPE_CHECKING:
    from db.casebook import Session
    from ui.pages.page import Context

_MAY_APPROVE = {"supervisor", "officer"}


@dataclass(frozen=True)
class Part:
    """Word the second person's part: the window's title, the heading, what the person is called, the deed, and that there is nobody else."""

    title: str = N_("需要第二人核准")
    heading: str = N_("这一步需要另一人核准")
    who: str = N_("核准人")
    passphrase: str = N_("核准人口令")
    deed: str = N_("核准")
    nobody: str = N_("没有其他可以核准的人。请先在“用户与权限”里登记一位主管。")


APPROVER = Part()
RECEIVER = Part(
    N_("接收人登录确认"), N_("请接收人核对后登录确认"), N_("接收人"), N_("接收人口令"), N_("确认接收"),
    N_("本机只有您一个人能登录，没有可以接收的人。请主管先登记接收人，再来交接。"),
)  # fmt: skip


class AskProvince:
    """Say that there is no second person here, and the province shall be asked."""


PROVINCE = AskProvince()


class SecondSignDialog(QDialog):
    """Ask another person than `first_login` to approve `what`; the session that `sign_in` gives is in `session`.

    `people` are (login, name) of those who may approve; `sign_in(draft)` runs in a worker and raises an `AppError`. With `may_wait` the
    province may be asked instead: then `session` is PROVINCE.
    """

    def __init__(
        self,
        what: str,
        people: Sequence[tuple[str, str]],
        first_login: str,
        sign_in: Callable[[UnlockDraft], Any],
        jobs: Jobs[Any],
        parent: QWidget | None = None,
        *,
        may_wait: bool = False,
        part: Part = APPROVER,
    ) -> None:
        super().__init__(parent)
        self.session: Any = None
        self._part = part
        self._sign_in = sign_in
        self._jobs = jobs
        self.setWindowTitle(_(part.title))
        others = [(login, name) for login, name in people if login != first_login]
        self._who = QComboBox()
        self._who.setAccessibleName(_(part.who))
        for login, name in others:
            self._who.addItem(_("{who}（{login}）").format(who=name, login=login), login)
        self._field = PassphraseField()
        self._words = label("", tone="bad", wrap=True)
        self._brake = Brake(self)
        self._brake.waiting.connect(self._wait)
        self._approve = button(_(part.deed), self._try, kind="primary")
        self._approve.setDefault(True)
        self._cancel = button(_("取消"), self.reject)
        self._cancel.setAutoDefault(False)
        self._has_others = bool(others)
        self._approve.setEnabled(self._has_others)
        if not others:
            self._words.setText(
                _("没有其他可以核准的人。可以报省总核准，或在“用户与权限”里登记一位主管。")
                if may_wait
                else _(part.nobody)
            )
        self.wait = button(_("没有第二人，报省总核准"), self._ask_province, kind="quiet")
        self.wait.setAutoDefault(False)
        self.wait.setHidden(not may_wait)
        body = column(
            VerdictPanel(Verdict.CAUTION, _(part.heading), what),
            2 * GRID,
            label(_(part.who), "hint"),
            self._who,
            label(_(part.passphrase), "hint"),
            self._field,
            self._words,
            GRID,
            row(self.wait, None, self._cancel, self._approve),
            gap=GRID,
        )
        body.setContentsMargins(6 * GRID, 5 * GRID, 6 * GRID, 5 * GRID)
        self.setLayout(body)
        fit(self, 420)
        self._who.setEnabled(self._has_others)
        self._field.setEnabled(self._has_others)
        (self._field.line if self._has_others else self.wait if may_wait else self._cancel).setFocus()

    @property
    def passphrase(self) -> PassphraseField:
        """Give the passphrase's field."""
        return self._field

    def words(self) -> str:
        """Give what is said about the last try."""
        return self._words.text()

    def _ask_province(self) -> None:
        self.session = PROVINCE
        self.accept()

    def _try(self) -> None:
        if self._brake.is_on or not self._has_others:
            return
        if not self._field.text():
            self._words.setText(_("请输入口令。"))
            self._field.line.setFocus()
            return
        draft = UnlockDraft(str(self._who.currentData()), self._field.text())
        self._approve.setEnabled(False)

        def take(session: Any) -> None:
            self.session = session
            self.accept()

        self._jobs.run(self, lambda _book, _progress: self._sign_in(draft), take, self._refuse)

    def _refuse(self, error: Exception) -> None:
        self._words.setText(say_any(error))
        self._field.line.selectAll()
        self._field.line.setFocus()
        self._approve.setEnabled(True)
        self._brake.press(error)

    def _wait(self, seconds: int) -> None:
        self._approve.setEnabled(seconds == 0 and self._has_others)
        self._approve.setText(_("请等 {n} 秒").format(n=seconds) if seconds else _(self._part.deed))


def ask_second(context: "Context", what: str, parent: QWidget) -> "Session | None":
    """Let one of the workplace's supervisors or officers approve `what`; give that person's session, or None."""
    found: Session | None = _ask(context, what, parent, may_wait=False)
    return found


def ask_consent(context: "Context", what: str, parent: QWidget) -> "Session | AskProvince | None":
    """Let a second person approve `what`, or the province where there is none; give the session, PROVINCE, or None."""
    found: Session | AskProvince | None = _ask(context, what, parent, may_wait=True)
    return found


def ask_receiver(context: "Context", what: str, parent: QWidget) -> "Session | None":
    """Let another person of the workplace, of whatever role, sign in to take over `what`; give that person's session, or None."""
    found: Session | None = _ask(context, what, parent, may_wait=False, part=RECEIVER)
    return found


def _ask(context: "Context", what: str, parent: QWidget, *, may_wait: bool, part: Part = APPROVER) -> Any:
    from db import casebook, workplace

    place = workplace.load(context.workplace.path)
    people = [(user.login, user.name) for user in place.users if part is RECEIVER or user.role in _MAY_APPROVE]

    def sign_in(draft: UnlockDraft) -> "Session":
        return casebook.sign_in(place, draft.login, draft.passphrase)[1]

    dialog = SecondSignDialog(
        what, people, context.session.login, sign_in, context.jobs, parent, may_wait=may_wait, part=part
    )
    dialog.exec()
    return dialog.session
