"""What a deed with a key asks for: where it lies, its passphrase, digits that were compared, what shall be done with it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QFileDialog, QWidget

from rules.errors import AppError
from ui import folders
from ui.actions import button
from ui.dialogs.fit import fit
from ui.error_text import say, say_any
from ui.text import _
from ui.tokens import GRID
from ui.widgets.cards import Verdict, VerdictPanel
from ui.widgets.fields import TextField
from ui.widgets.fingerprint import FingerprintField
from ui.widgets.form import Form
from ui.widgets.labels import column, label, row
from ui.widgets.passphrase import Brake, PassphraseField
from ui.widgets.recovery_code import RecoveryCodeField

Done = Callable[[Any], None]
Refused = Callable[[Exception], None]


@dataclass(frozen=True)
class Place:
    """Ask for a folder, or for a file where `files` names which, such as '密钥 (*.yzkey)'; `value` stands there at first."""

    key: str
    words: str
    hint: str = ""
    value: str = ""
    files: str = ""
    required: bool = True


@dataclass(frozen=True)
class Phrase:
    """Ask for a passphrase; a new one is typed twice and judged by `check`, which raises an `AppError`.

    One that is `ticked` is asked for only while one of these is ticked.
    """

    key: str
    words: str
    hint: str = ""
    check: Callable[[str], None] | None = None
    required: bool = True
    ticked: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Choose:
    """Ask for one of several; `options` are (value, words)."""

    key: str
    words: str
    options: Sequence[tuple[str, str]]
    hint: str = ""


@dataclass(frozen=True)
class KeyDraft:
    """Hold what was filled in: places by key (absent where left empty), passphrases by key, digits, what was ticked or chosen, a sheet's code."""

    places: Mapping[str, Path]
    phrases: Mapping[str, str] = field(repr=False)
    digits: str = ""
    ticked: tuple[str, ...] = ()
    chosen: Mapping[str, str] = field(default_factory=dict)
    code: str = field(default="", repr=False)


class KeyDialog(QDialog):
    """Ask for places, passphrases and digits; `do(draft, done, refused)` does the deed, the dialog stays open until it is done.

    What the deed gives is in `result_value`.
    """

    def __init__(
        self,
        title: str,
        lead: str,
        deed: str,
        do: Callable[[KeyDraft, Done, Refused], None],
        *,
        places: Sequence[Place] = (),
        phrases: Sequence[Phrase] = (),
        expected: str = "",
        ticks: Sequence[tuple[str, str]] = (),
        choices: Sequence[Choose] = (),
        code: bool = False,
        caution: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.result_value: Any = None
        self._deed, self._do, self._is_at_work = deed, do, False
        self._places, self._phrases = tuple(places), tuple(phrases)
        self.form = Form(self, field_width=330)
        self.ticks = {key: QCheckBox(words) for key, words in ticks}
        self.digits: FingerprintField | None = None
        if expected:
            self.digits = self.form.add(
                "digits", _("核对码"), FingerprintField(expected), required=True, hint=_("请对方在电话里逐组念")
            )
        self.code: RecoveryCodeField | None = None
        if code:
            self.code = self.form.add("code", _("应急码"), RecoveryCodeField(), required=True, hint=_("可用扫码枪扫"))
        self.choices = {one.key: self._choice(one) for one in choices}
        self.fields = {one.key: self._place(one) for one in self._places}
        self.phrases = {key: field for one in self._phrases for key, field in self._phrase(one)}
        for box in self.ticks.values():
            box.toggled.connect(self._follow_ticks)
        self._words = label("", tone="bad", wrap=True)
        self._words.setMinimumHeight(2 * self.fontMetrics().height() + GRID)
        self._brake = Brake(self)
        self._brake.waiting.connect(self._wait)
        self._go = button(deed, self.try_now, kind="primary")
        self._leave = button(_("取消"), self.reject)
        for part in (self._go, self._leave):
            part.setAutoDefault(False)
        self.form.completed.connect(self.try_now)
        body = column(
            label(title, "title", wrap=True),
            label(lead, "muted", wrap=True),
            *([VerdictPanel(Verdict.CAUTION, "", caution)] if caution else []),
            GRID,
            *self.ticks.values(),
            self.form,
            self._words,
            row(None, self._leave, self._go),
        )
        body.setContentsMargins(7 * GRID, 5 * GRID, 7 * GRID, 5 * GRID)
        self.setLayout(body)
        self._follow_ticks()
        fit(self, 720)

    def words(self) -> str:
        """Give what is said about the last try."""
        return self._words.text()

    def try_now(self) -> None:
        """Do it with what is filled in."""
        self._words.clear()
        if self._brake.is_on or not self._go.isEnabled() or not self.form.check() or not self._phrases_are_right():
            return
        if self.ticks and not any(box.isChecked() for box in self.ticks.values()):
            self._words.setText(_("请至少选一项。"))
            return
        self._go.setEnabled(False)
        self._go.setText(_("请稍候……"))
        self._is_at_work = True
        self._leave.setEnabled(False)
        self._leave.setToolTip(_("密钥正在更换，这一步不能停止"))
        self._do(self._draft(), self._take, self._refuse)

    def _choice(self, one: Choose) -> QComboBox:
        made = self.form.add(f"{one.key}_choice", one.words, QComboBox(), hint=one.hint)
        for value, words in one.options:
            made.addItem(words, value)
        return made

    def _place(self, one: Place) -> TextField:
        """Ask for a place; a passphrase may bear the same key, so its field is named otherwise in the form."""
        made = self.form.add(
            f"{one.key}_place", one.words, TextField(limit=400, check=folders.judge), required=one.required, hint=one.hint
        )  # fmt: skip
        made.set_value(one.value)
        browse = button(_("选择文件…") if one.files else _("选择文件夹…"), lambda: self._browse(one))
        browse.setAutoDefault(False)
        browse.setAccessibleName(_("{what}：选择…").format(what=one.words))
        self.form.add_below(browse)
        return made

    def _phrase(self, one: Phrase) -> list[tuple[str, PassphraseField]]:
        found = [(one.key, self.form.add(one.key, one.words, PassphraseField(), required=one.required, hint=one.hint))]
        if one.check is not None:
            again = f"{one.key}_again"
            found.append((again, self.form.add(again, _("再输一遍"), PassphraseField(), required=True)))
        for _key, made in found:
            made.line.returnPressed.connect(self.try_now)
        return found

    def _is_asked(self, one: Phrase) -> bool:
        return not one.ticked or any(self.ticks[key].isChecked() for key in one.ticked)

    def _follow_ticks(self, _on: bool = False) -> None:
        for one in self._phrases:
            for key in (one.key, f"{one.key}_again"):
                if one.ticked and key in self.phrases:
                    self.form.set_row_visible(key, self._is_asked(one))

    def _phrases_are_right(self) -> bool:
        for one in self._phrases:
            typed, again = self.phrases[one.key], self.phrases.get(f"{one.key}_again")
            self.form.say(one.key, "")
            if not self._is_asked(one) or (not one.required and not typed.text()):
                continue
            if not typed.text():
                return self._wrong(one.key, _("请输入口令"))
            if one.check is None or again is None:
                continue
            self.form.say(f"{one.key}_again", "")
            try:
                one.check(typed.text())
            except AppError as error:
                return self._wrong(one.key, say(error))
            if again.text() != typed.text():
                return self._wrong(f"{one.key}_again", _("两次输入不一致"))
        return True

    def _wrong(self, key: str, words: str) -> bool:
        self.form.say(key, words)
        self.phrases[key].setFocus()
        return False

    def _draft(self) -> KeyDraft:
        typed = {key: found.text().strip() for key, found in self.fields.items()}
        return KeyDraft(
            {key: Path(text) for key, text in typed.items() if text},
            {one.key: self.phrases[one.key].text() for one in self._phrases},
            self.digits.text() if self.digits is not None else "",
            tuple(key for key, box in self.ticks.items() if box.isChecked()),
            {key: str(box.currentData()) for key, box in self.choices.items()},
            self.code.text() if self.code is not None else "",
        )

    def _take(self, value: Any) -> None:
        self.result_value, self._is_at_work = value, False
        self.accept()

    def _refuse(self, error: Exception) -> None:
        self._words.setText(say_any(error))
        self._ready()
        self._brake.press()

    def reject(self) -> None:
        """Leave, but not while a key is being changed: a word would come too late."""
        if not self._is_at_work:
            super().reject()

    def _ready(self) -> None:
        self._is_at_work = False
        self._leave.setEnabled(True)
        self._leave.setToolTip("")
        self._go.setEnabled(True)
        self._go.setText(self._deed)

    def _wait(self, seconds: int) -> None:
        if seconds:
            self._go.setEnabled(False)
            self._go.setText(_("请等 {n} 秒").format(n=seconds))
        else:
            self._ready()

    def _browse(self, one: Place) -> None:
        now = self.fields[one.key].text().strip()
        if one.files:
            name, _kind = QFileDialog.getOpenFileName(self, one.words, now, one.files)
            chosen = Path(name) if name else None
        else:
            chosen = folders.choose(self, one.words, Path(now) if now else None)
        if chosen:
            self.fields[one.key].set_value(str(chosen))
