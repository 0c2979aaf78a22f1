"""Granting a unit: compare its digits, say what it is given, unlock the offline grant key for this one signature."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from rules import money
from rules.clock import Clock, today
from ui import folders
from ui.actions import button
from ui.dialogs.fit import fit
from ui.error_text import say_any
from ui.text import _
from ui.tokens import GRID
from ui.widgets.fields import TextField
from ui.widgets.fingerprint import FingerprintField
from ui.widgets.form import Form
from ui.widgets.labels import column, label, row
from ui.widgets.money_and_dates import DateField, MoneyField
from ui.widgets.passphrase import Brake, PassphraseField
from ui.widgets.whole_number import WholeNumberField

_MOST_NUMBERS = 100_000
_MOST_FEN = 100_000_000_00
_MOST_SPARE, _USUAL_SPARE = 50, 20


@dataclass(frozen=True)
class GrantDraft:
    """Hold what is granted: digits compared (empty at an extension), voucher and certificate numbers, face value and limit in fen, last day, key.

    `spare` numbers serve in the days after a restore.
    """

    fingerprint: str
    vouchers: int
    face_fen: int
    valid_until: date | None
    certificates: int
    limit_fen: int
    key_file: Path
    passphrase: str = field(repr=False)
    spare: int = 0


class GrantDialog(QDialog):
    """Ask what a unit is given; `do(draft, done, refused)` signs it, the dialog stays open until it is signed."""

    def __init__(
        self,
        unit: str,
        role: str,
        clock: Clock,
        key_file: Path,
        do: Callable[[GrantDraft, Callable[[Any], None], Callable[[Exception], None]], None],
        *,
        expected: str = "",
        limit_fen: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._role, self._do, self._key_file = role, do, key_file
        self._expected = expected
        title = _("开通单位") if expected else _("追加号段与额度")
        self.setWindowTitle(title)
        self.form = Form(self, field_width=260)
        if expected:
            self.digits = self.form.add(
                "digits", _("核对码"), FingerprintField(expected), required=True, hint=_("请对方在电话里逐组念")
            )
            self.form.field("digits").setMaximumWidth(330)
        if role == "desk":
            self._add_vouchers(clock, limit_fen, is_new=bool(expected))
        else:
            self.certificates = self.form.add(
                "certificates", _("证书号个数"), WholeNumberField(0, _MOST_NUMBERS, _("个")), required=True
            )
            self.certificates.set_value(300)
        self.spare = self.form.add(
            "spare", _("备用号个数"), WholeNumberField(0, _MOST_SPARE, _("个，恢复备份后应急用")), required=True
        )
        self.spare.set_value(_USUAL_SPARE)
        self.key = self.form.add(
            "key",
            _("授权密钥"),
            TextField(limit=400, check=folders.judge),
            required=True,
            hint=_("平时封存，用时插入 U 盘"),
        )
        self.key.set_value(str(key_file))
        self._passphrase = PassphraseField()
        self.form.add("passphrase", _("授权口令"), self._passphrase, required=True, hint=_("不是登录口令"))
        self._words = label("", tone="bad", wrap=True)
        self._brake = Brake(self)
        self._brake.waiting.connect(self._wait)
        self._sign = button(_("签发授权") if expected else _("签发追加授权"), self._try, kind="primary")
        self._sign.setAutoDefault(False)
        self._passphrase.line.returnPressed.connect(self._try)
        browse = button(_("另选密钥文件…"), self._browse, kind="quiet")
        browse.setAutoDefault(False)
        leave = button(_("取消"), self.reject)
        leave.setAutoDefault(False)
        body = column(
            label(unit, "title", wrap=True),
            label(self._lead(), "muted", wrap=True),
            GRID,
            self.form,
            self._words,
            row(browse, None, leave, self._sign),
        )
        body.setContentsMargins(7 * GRID, 5 * GRID, 7 * GRID, 5 * GRID)
        self.setLayout(body)
        fit(self, 680)

    @property
    def passphrase(self) -> PassphraseField:
        """Give the field of the grant key's passphrase."""
        return self._passphrase

    def words(self) -> str:
        """Give what is said about the last try."""
        return self._words.text()

    def try_now(self) -> None:
        """Sign with what is filled in."""
        self._try()

    def _lead(self) -> str:
        if self._expected:
            return _("先打电话核对核对码，再给号段和额度。签发后，下一份回执会把授权带给对方。")
        if self._role != "desk":
            return _("号段接着已有的号往下排，不会重号。")
        return _("号段接着县里已有的号往下排，不会重号；额度填追加后的总额。")

    def _add_vouchers(self, clock: Clock, limit_fen: int, *, is_new: bool) -> None:
        day = today(clock)
        self.count = self.form.add(
            "vouchers", _("券号张数"), WholeNumberField(0, _MOST_NUMBERS, _("张")), required=True
        )
        self.face = self.form.add("face", _("面值"), MoneyField(), required=True)
        self.until = self.form.add("until", _("有效期至"), DateField(clock, earliest=day), required=True)
        self.limit = self.form.add("limit", _("额度"), MoneyField(most_fen=_MOST_FEN), required=True)
        self.face.set_value(50_000)
        self.until.set_value(date(day.year, 12, 31))
        if is_new:
            self.count.set_value(300)
            self.limit.set_value(300 * 50_000)
            self.count.editingFinished.connect(self._suggest_limit)
        else:
            self.count.set_value(0)
            self.limit.set_value(limit_fen)

    def _suggest_limit(self) -> None:
        count, face = self.count.value(), self.face.value()
        if count and face:
            self.limit.setText(money.grouped(count * face))

    def _draft(self) -> GrantDraft:
        is_desk = self._role == "desk"
        return GrantDraft(
            self.digits.text() if self._expected else "",
            int(self.count.value() or 0) if is_desk else 0,
            int(self.face.value() or 0) if is_desk else 0,
            self.until.value() if is_desk else None,
            0 if is_desk else int(self.certificates.value() or 0),
            int(self.limit.value() or 0) if is_desk else 0,
            Path(self.key.text().strip()),
            self._passphrase.text(),
            int(self.spare.value() or 0),
        )

    def _try(self) -> None:
        if self._brake.is_on or not self._sign.isEnabled() or not self.form.check():
            return
        if not self._passphrase.text():
            self._words.setText(_("请输入授权口令。"))
            self._passphrase.setFocus()
            return
        self._sign.setEnabled(False)
        self._sign.setText(_("正在签发……"))
        self._do(self._draft(), lambda _done: self.accept(), self._refuse)

    def _refuse(self, error: Exception) -> None:
        self._words.setText(say_any(error))
        self._ready()
        self._passphrase.line.selectAll()
        self._passphrase.setFocus()
        self._brake.press()

    def _ready(self) -> None:
        self._sign.setEnabled(True)
        self._sign.setText(_("签发授权") if self._expected else _("签发追加授权"))

    def _wait(self, seconds: int) -> None:
        if seconds:
            self._sign.setEnabled(False)
            self._sign.setText(_("请等 {n} 秒").format(n=seconds))
        else:
            self._ready()

    def _browse(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(
            self, _("选择授权密钥"), str(self._key_file.parent), _("授权密钥 (*.yzkey)")
        )
        if name:
            self.key.set_value(name)
