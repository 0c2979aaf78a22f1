"""忘记口令: the three ways back in, chosen by what there is: another supervisor, the printed sheet, the province."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from db import casebook, recovery, users, workplace
from rules.wrapping import check_passphrase
from sync import folder, rescue
from sync.keys import MAX_FILE
from ui import icons
from ui.actions import button
from ui.dialogs.fit import fit
from ui.dialogs.key_use import Choose, Done, KeyDialog, KeyDraft, Phrase, Place, Refused
from ui.jobs import Jobs
from ui.text import _
from ui.theme import mark
from ui.tokens import GRID
from ui.widgets.cards import Verdict, VerdictPanel
from ui.widgets.fingerprint import fingerprint_label
from ui.widgets.labels import column, label, row

if TYPE_CHECKING:
    from db.casebook import Casebook
    from ui.entrance import Entrance

_HEADS = {"supervisor", "officer"}


class ForgottenDialog(QDialog):
    """Lead back into the workplace in `place`; the open casebook, its person signed in, is in `result_value`."""

    def __init__(self, place: Path, entrance: "Entrance", jobs: Jobs[None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.result_value: Casebook | None = None
        self._place, self._entrance, self._jobs = workplace.load(place), entrance, jobs
        self.setWindowTitle(_("忘记口令"))
        is_province = self._place.kind == "province"
        self.by_head = self._option(
            _("请另一位主管换口令"), _("有别的主管记得口令：由他输入自己的口令，本人再设新口令"), "account-supervisor-outline",
            lambda: self._enter(self.head_dialog()),
        )  # fmt: skip
        self.by_sheet = self._option(
            _("用应急口令单"), _("启封信封，输入单上的应急码；用过一次作废"), "file-key-outline",
            lambda: self._enter(self.sheet_dialog()),
        )  # fmt: skip
        self.by_province = self._option(
            _("用保险密钥") if is_province else _("请省总解救"),
            _("启封存放保险密钥的信封") if is_province else _("写出求助文件交省总，电话核对后等答复文件"),
            "lifebuoy",
            lambda: self._enter(self.own_dialog()) if is_province else self._ask(),
        )
        self.with_answer = self._option(
            _("已收到省总的答复"), _("导入答复文件（.yzrescue），输入求助时设的新口令"), "email-open-outline",
            lambda: self._enter(self.answer_dialog()),
        )  # fmt: skip
        heads = [user for user in self._place.users if user.role in _HEADS]
        self.by_head.setEnabled(len(self._place.users) > 1 and bool(heads))
        self.by_sheet.setEnabled(bool(recovery.standing(self._place).number))
        self.with_answer.setVisible(self._place.way(rescue.WAY) is not None)
        self._digits = VerdictPanel(Verdict.NOTE)
        self._digits.hide()
        self._shown = column()
        body = column(
            label(_("忘记口令"), "title"),
            label(
                _("口令不能找回，只能另设。资料都在，原来的签名仍然有效。请从上往下选能用的办法。"), "muted", wrap=True
            ),
            GRID,
            self.by_head,
            self.by_sheet,
            self.by_province,
            self.with_answer,
            self._digits,
            self._shown,
            GRID,
            row(None, button(_("返回"), self.reject)),
        )
        body.setContentsMargins(7 * GRID, 5 * GRID, 7 * GRID, 5 * GRID)
        self.setLayout(body)
        fit(self, 600)

    def _option(self, name: str, words: str, icon: str, run: Callable[[], object]) -> QPushButton:
        made = QPushButton(f"{name}\n{words}")
        mark(made, kind="choice")
        made.setIcon(icons.icon(icon, "text"))
        made.setIconSize(QSize(32, 32))
        made.setAutoDefault(False)
        made.clicked.connect(lambda _checked=False: run())
        return made

    def _enter(self, dialog: KeyDialog) -> None:
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.result_value = dialog.result_value
            self.accept()

    # --- what each way asks ---

    def _people(self, roles: "frozenset[str] | set[str] | None" = None) -> list[tuple[str, str]]:
        return [
            (user.login, _("{who}（{login}）").format(who=user.name, login=user.login))
            for user in self._place.users
            if roles is None or user.role in roles
        ]

    def _who(self) -> Choose:
        return Choose("who", _("给谁设新口令"), self._people())

    def _new(self) -> Phrase:
        return Phrase("new", _("新口令"), _("本人输入，至少 10 个字符"), check_passphrase)

    def _dialog(
        self, title: str, lead: str, deed: str, work: Callable[[KeyDraft], Any], *, choices: Sequence[Choose] = (), places: Sequence[Place] = (),
        phrases: Sequence[Phrase] = (), code: bool = False,
    ) -> KeyDialog:  # fmt: skip
        def do(draft: KeyDraft, done: Done, refused: Refused) -> None:
            self._jobs.run(dialog, lambda _none, _progress: work(draft), done, refused)

        dialog = KeyDialog(
            title, lead, deed, do, choices=choices, places=places, phrases=phrases, code=code, parent=self
        )
        return dialog

    def _more(self) -> dict[str, Any]:
        from ui.commands.entrance import clock_of, regions_of

        sample = self._place.sample
        return {
            "clock": clock_of(self._place) if sample else self._entrance.time(),
            "regions": regions_of(self._place) if sample else self._entrance.regions,
            "parameters": self._entrance.parameters,
        }

    def head_dialog(self) -> KeyDialog:
        """Give the dialog in which another supervisor signs in and the person gets a new passphrase."""
        path, more = self._place.path, self._more()

        def work(draft: KeyDraft) -> "Casebook":
            helper, who = draft.chosen["helper"], draft.chosen["who"]
            book = casebook.open_casebook(path, helper, draft.phrases["helper"], **more)
            try:
                users.reset_user(book, who, draft.phrases["new"])
            finally:
                book.close()
            return casebook.open_casebook(path, who, draft.phrases["new"], **more)

        heads = self._people(_HEADS)[::-1]
        forgot = sorted(self._people(), key=lambda one: one == heads[0])  # nobody helps himself
        return self._dialog(
            _("请另一位主管换口令"),
            _("主管输入自己的口令，忘记口令的人输入新口令。"),
            _("换口令并登录"),
            work,
            choices=[Choose("who", _("给谁设新口令"), forgot), Choose("helper", _("主管"), heads)],
            phrases=[Phrase("helper", _("主管的口令")), self._new()],
        )

    def sheet_dialog(self) -> KeyDialog:
        """Give the dialog in which the recovery sheet's code opens the casebook."""
        path, more = self._place.path, self._more()
        return self._dialog(
            _("用应急口令单"),
            _("这张单用过一次就作废，登录后请另做一张。"),
            _("设新口令并登录"),
            lambda draft: recovery.use_sheet(path, draft.chosen["who"], draft.code, draft.phrases["new"], **more),
            choices=[self._who()],
            phrases=[self._new()],
            code=True,
        )

    def own_dialog(self) -> KeyDialog:
        """Give the dialog in which a province's safe key opens its own casebook."""
        path, more = self._place.path, self._more()

        def work(draft: KeyDraft) -> "Casebook":
            safe = rescue.open_safe(draft.places["safe"], draft.phrases["safe"])
            return rescue.own(path, safe, draft.chosen["who"], draft.phrases["new"], **more)

        return self._dialog(
            _("用保险密钥打开"),
            _("信封启封以后，请在“密钥保管”里更换保险密钥。"),
            _("设新口令并登录"),
            work,
            choices=[self._who()],
            places=[Place("safe", _("保险密钥"), "", files=_("密钥或身份文件 (*)"))],
            phrases=[Phrase("safe", _("保险口令"), _("信封里的身份文件没有口令"), required=False), self._new()],
        )

    def ask_dialog(self) -> KeyDialog:
        """Give the dialog that writes a request for help."""
        path, more = self._place.path, self._more()

        def work(draft: KeyDraft) -> rescue.Asked:
            return rescue.ask(
                path, draft.chosen["who"], draft.phrases["new"], draft.places["to"], more["clock"], parameters=more["parameters"]
            )  # fmt: skip

        return self._dialog(
            _("请省总解救"),
            _("先设好新口令，导入省总的答复后生效，请务必记住。求助文件里没有口令，可以用 U 盘或邮件送。"),
            _("写出求助文件"),
            work,
            choices=[self._who()],
            places=[Place("to", _("存放到"))],
            phrases=[self._new()],
        )

    def answer_dialog(self) -> KeyDialog:
        """Give the dialog that takes the province's answer."""
        path, more = self._place.path, self._more()

        def work(draft: KeyDraft) -> "Casebook":
            data = folder.read(draft.places["file"], limit=MAX_FILE)
            return rescue.take(path, data, draft.phrases["new"], **more)

        return self._dialog(
            _("导入省总的答复"),
            _("输入求助时设的新口令。"),
            _("打开"),
            work,
            places=[Place("file", _("答复文件"), "", files=_("答复文件 (*.yzrescue)"))],
            phrases=[Phrase("new", _("求助时设的新口令"))],
        )

    def _ask(self) -> None:
        dialog = self.ask_dialog()
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.show_asked(dialog.result_value)

    def show_asked(self, asked: rescue.Asked) -> None:
        """Say where the request lies, and show the digits to be read out."""
        self._digits.tell(
            Verdict.NOTE,
            _("求助文件已写到“{path}”").format(path=asked.file),
            _("交省总后等电话，由本单位负责人逐组念出下面的核对码。收到答复文件后，再到这里选“已收到省总的答复”。"),
        )
        self._digits.show()
        while (item := self._shown.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()
        self._shown.addWidget(fingerprint_label(asked.fingerprint))
        self._place = workplace.load(self._place.path)
        self.with_answer.show()
