"""Letting another person sign in here, and changing one's own passphrase."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtWidgets import QComboBox, QDialog, QWidget

from rules.errors import AppError
from ui.actions import button
from ui.dialogs.fit import fit
from ui.dialogs.foundation_steps import ROLES
from ui.error_text import say, say_any
from ui.text import _
from ui.tokens import GRID
from ui.widgets.fields import Judgement, TextField, bad, good
from ui.widgets.form import Form
from ui.widgets.labels import column, label, row
from ui.widgets.passphrase import Brake, PassphraseField

Done = Callable[[Any], None]
Refused = Callable[[Exception], None]


@dataclass(frozen=True)
class UserDraft:
    """Hold a person who shall sign in."""

    name: str
    login: str
    role: str
    passphrase: str = field(repr=False)


@dataclass(frozen=True)
class PassphraseDraft:
    """Hold the old passphrase and the new one."""

    old: str = field(repr=False)
    new: str = field(repr=False)


class _NewPassphrase(QDialog):
    """Ask for something with a new passphrase, typed twice; stays open until `do(draft, done, refused)` is done."""

    def __init__(self, title: str, lead: str, deed: str, check: Callable[[str], None], parent: QWidget | None) -> None:
        super().__init__(parent)
        self._check = check
        self.setWindowTitle(title)
        self._deed = deed
        self.form = Form(self, field_width=240)
        self.first, self.again = PassphraseField(), PassphraseField()
        self._words = label("", tone="bad", wrap=True)
        self._brake = Brake(self)
        self._brake.waiting.connect(self._wait)
        self._save = button(deed, self.try_now, kind="primary")
        leave = button(_("取消"), self.reject)
        for part in (self._save, leave):
            part.setAutoDefault(False)
        self.first.line.returnPressed.connect(self.again.line.setFocus)
        self.again.line.returnPressed.connect(self.try_now)
        body = column(
            label(title, "title"),
            label(lead, "muted", wrap=True),
            GRID,
            self.form,
            self._words,
            row(None, leave, self._save),
        )
        body.setContentsMargins(7 * GRID, 5 * GRID, 7 * GRID, 5 * GRID)
        self.setLayout(body)

    def words(self) -> str:
        """Give what is said about the last try."""
        return self._words.text()

    def try_now(self) -> None:
        """Check what is filled in, and do it."""
        self._words.clear()
        if (
            self._brake.is_on
            or not self._save.isEnabled()
            or not self.form.check()
            or not self._passphrases_are_right()
        ):
            return
        self._save.setEnabled(False)
        self._do(lambda _done: self.accept(), self._refuse)

    def _add_passphrases(self) -> None:
        self.form.add("first", _("新口令"), self.first, required=True, hint=_("至少 10 个字符"))
        self.form.add("again", _("再输一遍"), self.again, required=True)

    def _passphrases_are_right(self) -> bool:
        self.form.say("first", "")
        self.form.say("again", "")
        try:
            self._check(self.first.text())
        except AppError as error:
            self.form.say("first", say(error))
            self.first.setFocus()
            return False
        if self.first.text() != self.again.text():
            self.form.say("again", _("两次输入不一致"))
            self.again.setFocus()
            return False
        return True

    def _do(self, done: Done, refused: Refused) -> None:
        raise NotImplementedError

    def _refuse(self, error: Exception) -> None:
        self._words.setText(say_any(error))
        self._save.setEnabled(True)
        self._brake.press(error)

    def _wait(self, seconds: int) -> None:
        self._save.setEnabled(seconds == 0)
        self._save.setText(_("请等 {n} 秒").format(n=seconds) if seconds else self._deed)


class UserDialog(_NewPassphrase):
    """Ask for another person; `do(draft, done, refused)` adds the person."""

    def __init__(
        self,
        kind: str,
        taken: Sequence[str],
        check: Callable[[str, str], None],
        do: Callable[[UserDraft, Done, Refused], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            _("新增人员"),
            _("请本人亲自输入口令。角色定了能办什么：主管可以核准别人经办的作废、补发，不能核准自己经办的。"),
            _("新增"),
            lambda text: check(text, self.login.text().strip()),
            parent,
        )
        self._taken, self._then = set(taken), do
        self.name = self.form.add("name", _("姓名"), TextField(limit=50), required=True)
        self.login = self.form.add("login", _("登录名"), TextField(limit=30, check=self._judge_login), required=True)
        self.login.setPlaceholderText(_("字母或数字，如 wangmei"))
        self.role = QComboBox()
        for role, words in ROLES[kind]:
            self.role.addItem(_(words), role)
        self.role.setCurrentIndex(1)
        self.form.add("role", _("角色"), self.role)
        self._add_passphrases()
        fit(self, 600)
        self.name.setFocus()

    def _judge_login(self, text: str) -> Judgement:
        if not (text.isascii() and text.replace(".", "").replace("_", "").replace("-", "").isalnum()):
            return bad(_("只用字母、数字、点、横线"))
        return bad(_("已有人使用，请换一个")) if text in self._taken else good(text)

    def _do(self, done: Done, refused: Refused) -> None:
        draft = UserDraft(
            str(self.name.value()), str(self.login.value()), str(self.role.currentData()), self.first.text()
        )
        self._then(draft, done, refused)


class PassphraseDialog(_NewPassphrase):
    """Ask for the old passphrase and a new one; `do(draft, done, refused)` changes it."""

    def __init__(
        self,
        check: Callable[[str], None],
        do: Callable[[PassphraseDraft, Done, Refused], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            _("修改我的口令"),
            _("口令是打开数据的钥匙，忘记后无法找回。换了以后，旧口令立即失效。"),
            _("修改"),
            check,
            parent,
        )
        self._then = do
        self.old = PassphraseField()
        self.form.add("old", _("原口令"), self.old, required=True)
        self.old.line.returnPressed.connect(self.first.line.setFocus)
        self._add_passphrases()
        fit(self, 600)
        self.old.setFocus()

    def _passphrases_are_right(self) -> bool:
        """Ask for the old one first: it stands above the new one."""
        self.form.say("old", "")
        if self.old.text():
            return super()._passphrases_are_right()
        self.form.say("old", _("✕ 必须填写"))
        self.old.setFocus()
        return False

    def _do(self, done: Done, refused: Refused) -> None:
        self._then(PassphraseDraft(self.old.text(), self.first.text()), done, refused)
