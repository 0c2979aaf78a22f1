"""Settings of mail, for supervisors: servers, addresses, password, leave; tried before they are kept. And the address book."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QFileDialog, QLineEdit, QScrollArea, QWidget

from ui import folders
from ui.actions import button
from ui.dialogs.fit import fit
from ui.dialogs.room import take_room
from ui.error_text import say_any
from ui.mail_words import TLS_WORDS
from ui.text import _
from ui.theme import mark
from ui.tokens import GRID
from ui.widgets.fields import Judgement, TextField, bad, good
from ui.widgets.form import Form
from ui.widgets.labels import column, label, row
from ui.widgets.passphrase import PassphraseField

if TYPE_CHECKING:
    from sync.mail_settings import MailSettings, Server

Done = Callable[[Any], None]
Refused = Callable[[Exception], None]


@dataclass(frozen=True)
class MailDraft:
    """Hold what was filled in: the settings, the password where another one was typed, and whether mail is allowed."""

    settings: "MailSettings"
    password: str | None = field(repr=False)
    allowed: bool


class ServerField(QWidget):
    """Ask for a server in one line: its name, how TLS begins, the port; a usual port follows the choice."""

    changed = Signal()

    def __init__(self, which: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._which = which
        self.host = QLineEdit()
        self.host.setMaxLength(253)
        self.host.setPlaceholderText(f"{which}.example.com")
        self.host.setAccessibleName(_("服务器名"))
        self.tls = QComboBox()
        for key, words in TLS_WORDS.items():
            self.tls.addItem(_(words), key)
        self.tls.setAccessibleName(_("加密方式"))
        self.tls.setFixedWidth(108)
        self.port = QLineEdit()
        self.port.setMaxLength(5)
        self.port.setFixedWidth(64)
        self.port.setAccessibleName(_("端口"))
        self.tls.currentIndexChanged.connect(self._usual_port)
        self._usual_port()
        line = row(gap=GRID)
        line.addWidget(self.host, 1)
        line.addWidget(self.tls)
        line.addWidget(self.port)
        self.setLayout(line)
        self.setFocusProxy(self.host)

    def show_server(self, server: "Server | None") -> None:
        """Show a server."""
        if server is not None:
            self.host.setText(server.host)
            self.tls.setCurrentIndex(self.tls.findData(server.tls))
            self.port.setText(str(server.port))

    def server(self) -> "Server | None":
        """Give the server; None where no name stands there. A port that is none becomes 0 and is refused."""
        from sync.mail_settings import Server

        host, port = self.host.text().strip(), self.port.text().strip()
        if not host:
            return None
        return Server(host, int(port) if port.isascii() and port.isdecimal() else 0, str(self.tls.currentData()))

    def _usual_port(self) -> None:
        from sync.mail_settings import PORTS

        self.port.setText(str(PORTS[self._which, str(self.tls.currentData())]))


class MailDialog(QDialog):
    """Ask for the settings; `try_out` and `save` take the draft and answer by `done` or `refused`; stays open until it is saved."""

    def __init__(
        self,
        found: "MailSettings",
        *,
        province: bool,
        has_password: bool,
        allowed: bool,
        try_out: Callable[[MailDraft, Done, Refused], None],
        save: Callable[[MailDraft, Done, Refused], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("邮件设置"))
        self._before, self._try_out, self._save_it = found, try_out, save
        self.form = Form(self, field_width=400)
        self.smtp = self.form.add("smtp", _("发信服务器"), ServerField("smtp"))
        self.imap = self.form.add("imap", _("收信服务器"), ServerField("imap"))
        self.user = self.form.add("user", _("用户名"), TextField(limit=200), hint=_("多为完整的邮箱地址"))
        self.password = PassphraseField()
        words = _("已保存；不改就空着") if has_password else _("许多邮箱要用授权码")
        self.form.add("password", _("密码"), self.password, hint=words)
        self.own = self.form.add(
            "sender", _("本单位地址"), TextField(limit=254, check=_judge_address), hint=_("发件人")
        )
        self.to = self.form.add("to", _("省总地址"), TextField(limit=254, check=_judge_address), hint=_("上报发到这里"))
        self.form.set_row_visible("to", not province)
        self.ca = self.form.add(
            "ca", _("证书文件"), TextField(limit=400, check=folders.judge), hint=_("单位自建服务器才要填")
        )
        self.allow = QCheckBox(_("允许本单位用邮件收发"))
        self.allow.setChecked(allowed)
        self.form.add("allow", "", self.allow)
        self.smtp.show_server(found.smtp)
        self.imap.show_server(found.imap)
        for line, text in (
            (self.user, found.user),
            (self.own, found.sender),
            (self.to, found.to),
            (self.ca, found.ca_file),
        ):
            line.set_value(text)
        self._words = label("", wrap=True)
        self._try = button(_("测试连接"), self.try_now, icon="connection")
        self._save = button(_("保存"), self.save_now, kind="primary")
        browse = button(_("选择证书…"), self._browse, kind="quiet")
        leave = button(_("取消"), self.reject)
        for part in (self._try, self._save, browse, leave):
            part.setAutoDefault(False)
        lead = _("数据包已经加密，邮件只是运送。连接一定加密，并核对服务器的证书；密码只存在本机的加密数据里。")
        inner = QWidget()
        content = column(label(lead, "muted", wrap=True), GRID, self.form, None)
        inner.setLayout(content)
        mark(inner, ground="window")
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        body = column(area, self._words, row(self._try, browse, None, leave, self._save))
        body.setContentsMargins(6 * GRID, 5 * GRID, 6 * GRID, 5 * GRID)
        self.setLayout(body)
        take_room(self, 760, 540)
        self.smtp.host.setFocus()

    def words(self) -> str:
        """Give what is said about the last try."""
        return self._words.text()

    def draft(self) -> MailDraft:
        """Give what was filled in."""
        changed = replace(
            self._before, smtp=self.smtp.server(), imap=self.imap.server(), user=self.user.text().strip(), sender=self.own.text().strip(),
            to=self.to.text().strip(), ca_file=self.ca.text().strip(),
        )  # fmt: skip
        return MailDraft(changed, self.password.text() or None, self.allow.isChecked())

    def try_now(self) -> None:
        """Try what is filled in; nothing is sent, fetched or kept."""
        self._begin(_("正在连接……"))
        self._try_out(self.draft(), self._tried, self._refuse)

    def save_now(self) -> None:
        """Keep what is filled in."""
        if self.form.check():
            self._begin(_("正在保存……"))
            self._save_it(self.draft(), lambda _done: self.accept(), self._refuse)

    def _begin(self, words: str) -> None:
        self._tell(words, "")
        for part in (self._try, self._save):
            part.setEnabled(False)

    def _tried(self, words: object) -> None:
        self._tell(str(words), "ok")

    def _refuse(self, error: Exception) -> None:
        self._tell(say_any(error), "bad")

    def _tell(self, words: str, tone: str) -> None:
        self._words.setText(words)
        mark(self._words, tone=tone)
        for part in (self._try, self._save):
            part.setEnabled(True)

    def _browse(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(
            self, _("选择证书文件"), "", _("证书 (*.pem *.crt *.cer);;所有文件 (*)")
        )
        if name:
            self.ca.set_value(name)


class AddressDialog(QDialog):
    """Ask for the addresses of units; `save(addresses, done, refused)` keeps them."""

    def __init__(
        self,
        units: Sequence[tuple[str, str]],
        known: Mapping[str, str],
        save: Callable[[Mapping[str, str], Done, Refused], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("邮箱地址簿"))
        self._save_it = save
        self.form = Form(self, field_width=320)
        self.fields = {
            who: self.form.add(who, name, TextField(limit=254, check=_judge_address)) for who, name in units
        }  # fmt: skip
        for who, line in self.fields.items():
            line.set_value(known.get(who, ""))
        self._words = label("", tone="bad", wrap=True)
        save_button = button(_("保存"), self.save_now, kind="primary")
        leave = button(_("取消"), self.reject)
        for part in (save_button, leave):
            part.setAutoDefault(False)
        self.form.completed.connect(self.save_now)
        lead = label(_("发给这些单位的回执和班级资料用邮件送到下面的地址；空着的单位不用邮件。"), "muted", wrap=True)
        body = column(lead, self.form, self._words, row(None, leave, save_button))
        body.setContentsMargins(6 * GRID, 5 * GRID, 6 * GRID, 5 * GRID)
        self.setLayout(body)
        fit(self, 640)

    def addresses(self) -> dict[str, str]:
        """Give what was filled in."""
        return {who: line.text().strip() for who, line in self.fields.items()}

    def save_now(self) -> None:
        """Keep what is filled in."""
        if self.form.check():
            self._save_it(
                self.addresses(), lambda _done: self.accept(), lambda error: self._words.setText(say_any(error))
            )


def _judge_address(text: str) -> Judgement:
    from sync.mail_settings import is_address

    return good(text) if is_address(text) else bad(_("应像 name@example.com"))
