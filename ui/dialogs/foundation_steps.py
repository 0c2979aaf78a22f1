"""The steps of the foundation wizard, one widget each."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QFileDialog, QGridLayout, QPushButton, QWidget

from rules.errors import AppError
from ui import folders, icons
from ui.actions import button
from ui.error_text import say
from ui.text import N_, _
from ui.theme import mark
from ui.tokens import GRID
from ui.widgets.cards import Verdict, VerdictPanel
from ui.widgets.fields import STILL_TYPING, Judgement, LineField, TextField, bad, good
from ui.widgets.form import Form
from ui.widgets.labels import column, label
from ui.widgets.passphrase import PassphraseField

if TYPE_CHECKING:
    from ui.dialogs.foundation import FoundationDraft

COUNTY_DIGITS = {"desk": 6, "base": 6, "province": 2}
KINDS = (
    ("desk", N_("帮扶中心"), N_("登记服务对象、报名、发券、上报（县总工会）"), "hand-heart-outline"),
    ("base", N_("培训基地"), N_("核销培训券、点名、登成绩、打印证书"), "school-outline"),
    ("province", N_("省总"), N_("开通单位、给号段和额度、收数据包、结算"), "office-building-outline"),
)
ROLES = {
    "desk": (("supervisor", N_("主管（可核准）")), ("clerk", N_("经办"))),
    "base": (("supervisor", N_("主管（可核准）")), ("base_staff", N_("基地经办"))),
    "province": (("supervisor", N_("主管（可核准）")), ("officer", N_("省总经办"))),
}


class Step(QWidget):
    """Be one step: a title, a sentence that leads in, and whether it is complete."""

    completed = Signal()
    title = ""
    lead = ""

    def check(self) -> bool:
        """Tell whether the step is complete; if not, say beside the fields what is missing."""
        return True

    def enter(self) -> None:
        """Come into sight."""


class KindStep(Step):
    """Choose the kind of workplace."""

    def __init__(self) -> None:
        super().__init__()
        self.title = _("这台电脑用在哪里？")
        self.lead = _("选定后不能更改，它决定程序里有哪些页面。")
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        lines = []
        for kind, name, words, icon in KINDS:
            choice = QPushButton(f"{_(name)}\n{_(words)}")
            mark(choice, kind="choice")
            choice.setIcon(icons.icon(icon, "text"))
            choice.setIconSize(QSize(32, 32))
            choice.setCheckable(True)
            choice.setAutoDefault(False)
            self._group.addButton(choice)
            self._buttons[kind] = choice
            lines.append(choice)
        self._buttons["desk"].setChecked(True)
        self.setLayout(column(*lines, None, gap=2 * GRID))

    def kind(self) -> str:
        """Give the kind chosen."""
        return next(kind for kind, choice in self._buttons.items() if choice.isChecked())

    def choose(self, kind: str) -> None:
        """Choose a kind."""
        self._buttons[kind].setChecked(True)

    def enter(self) -> None:
        """Put the keyboard on the choice."""
        self._buttons[self.kind()].setFocus()


class _CountyField(LineField):
    plain_keys = True

    def __init__(self, region_name: Callable[[str], str]) -> None:
        self.digits = COUNTY_DIGITS["desk"]
        self._region_name = region_name
        super().__init__()
        self.setMaxLength(6)

    def judge(self, text: str, *, finished: bool) -> Judgement:
        """Decide at the last digit; a code that no table knows may be a new one and is taken."""
        if not text.isdigit() or len(text) > self.digits:
            return bad(_("应为 {n} 位数字").format(n=self.digits))
        if len(text) < self.digits:
            return bad(_("应为 {n} 位数字").format(n=self.digits)) if finished else STILL_TYPING
        name = self._region_name(text.ljust(6, "0"))
        return good(text, name or _("区划表中没有这个代码，请核对"))


class UnitStep(Step):
    """Name the unit, its county and its folder."""

    def __init__(self, folder: Path, region_name: Callable[[str], str]) -> None:
        super().__init__()
        self.title = _("单位与存放位置")
        self.lead = _("单位名称会印在券和证书上。数据加密存放在本机，请勿放在网络磁盘。")
        self._form = Form(self)
        self._name = TextField(limit=60)
        self._county = _CountyField(region_name)
        self._folder = TextField(limit=400, check=folders.judge)
        self._folder.setText(str(folder))
        self._form.add("name", _("单位名称"), self._name, required=True, hint=_("如：安和县总工会困难职工帮扶中心"))
        self._form.add("county", _("区划代码"), self._county, required=True)
        self._form.add("folder", _("数据文件夹"), self._folder, required=True, hint=_("须为空文件夹"))
        self._form.completed.connect(self.completed)
        browse = button(_("选择文件夹…"), self._browse, icon="folder-outline")
        browse.setAutoDefault(False)
        self._form.add_below(browse)
        self.setLayout(column(self._form, None))

    def set_kind(self, kind: str) -> None:
        """Ask for what this kind needs."""
        self._county.digits = COUNTY_DIGITS[kind]
        self._county.setPlaceholderText(_("2 位省级代码") if kind == "province" else _("6 位县级代码"))
        self._name.setPlaceholderText(
            {"base": _("培训基地全称"), "province": _("省总工会全称")}.get(kind, _("帮扶中心全称"))
        )

    def check(self) -> bool:
        """Tell whether all three are given."""
        return self._form.check()

    def enter(self) -> None:
        """Begin at the name."""
        self._name.setFocus()

    def name(self) -> str:
        """Give the unit's name."""
        return str(self._name.value() or "")

    def county(self) -> str:
        """Give the code."""
        return str(self._county.value() or "")

    def folder(self) -> Path:
        """Give the folder."""
        return Path(self._folder.text().strip())

    def _browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, _("选择文件夹"), self._folder.text())
        if chosen:
            self._folder.setText(chosen)


class PersonStep(Step):
    """Register one person who will sign in; the second one may be left out, with a word of advice."""

    def __init__(self, check_passphrase: Callable[[str, str], None], *, is_second: bool = False) -> None:
        super().__init__()
        self._check_passphrase = check_passphrase
        self._is_second = is_second
        self._taken = ""
        self.title = _("第二个人") if is_second else _("谁来使用？")
        self.lead = (
            _("作废、补发要由另一人核准；一人忘记口令时，另一人还能打开数据。建议现在就登记第二人。")
            if is_second
            else _("口令是打开数据的唯一钥匙，无法找回。至少 10 个字符，一句自己记得住的话最好。")
        )
        self._form = Form(self, field_width=240)
        self._name = TextField(limit=50)
        self._login = TextField(limit=30, check=self._judge_login)
        self._login.setPlaceholderText(_("字母或数字，如 wangmei"))
        self._role = QComboBox()
        self._first, self._again = PassphraseField(), PassphraseField()
        self._form.add("name", _("姓名"), self._name, required=True)
        self._form.add("login", _("登录名"), self._login, required=True)
        self._form.add("role", _("角色"), self._role)
        self._form.add("first", _("口令"), self._first, required=True)
        self._form.add("again", _("再输一遍"), self._again, required=True)
        self._first.line.returnPressed.connect(self._again.line.setFocus)
        self._again.line.returnPressed.connect(self.completed)
        self._first.line.textChanged.connect(lambda _text: self._judge_passphrase())
        self._again.line.textChanged.connect(lambda _text: self._judge_again(finished=False))
        self.setLayout(column(self._form, None))

    def set_kind(self, kind: str) -> None:
        """Offer the roles of this kind of workplace."""
        if self._role.property("of") == kind:
            return
        self._role.setProperty("of", kind)
        self._role.clear()
        for role, words in ROLES[kind]:
            self._role.addItem(_(words), role)
        self._role.setCurrentIndex(1 if self._is_second else 0)

    def set_taken(self, login: str) -> None:
        """Tell which login is taken."""
        self._taken = login

    def clear(self) -> None:
        """Leave the person out."""
        for line in (self._name, self._login, self._first.line, self._again.line):
            line.clear()

    def login(self) -> str:
        """Give the login."""
        return self._login.text().strip()

    def person(self) -> tuple[str, str, str, str] | None:
        """Give name, login, role and passphrase, or None where nobody was entered."""
        if not self._name.text().strip():
            return None
        return self._name.text().strip(), self.login(), str(self._role.currentData()), self._first.text()

    def check(self) -> bool:
        """Tell whether the person is complete; a second person may be left out wholly."""
        typed = (self._name.text(), self._login.text(), self._first.text(), self._again.text())
        if self._is_second and not any(typed):
            return True
        if not self._form.check():
            return False
        if not self._judge_passphrase(finished=True):
            self._first.line.setFocus()
            return False
        if not self._judge_again(finished=True):
            self._again.line.setFocus()
            return False
        return True

    def enter(self) -> None:
        """Begin at the name."""
        self._name.setFocus()

    def _judge_login(self, text: str) -> Judgement:
        if not (text.isascii() and text.replace(".", "").replace("_", "").replace("-", "").isalnum()):
            return bad(_("只用字母、数字、点、横线"))
        if text == self._taken:
            return bad(_("与前一人重复，请换一个"))
        return good(text)

    def _judge_passphrase(self, *, finished: bool = False) -> bool:
        text = self._first.text()
        if not text and not finished:
            self._form.say("first", "")
            return False
        try:
            self._check_passphrase(text, self.login())
        except AppError as error:
            self._form.say("first", say(error), "bad" if finished else "warn")
            return False
        self._form.say("first", _("可以"), "ok")
        return True

    def _judge_again(self, *, finished: bool) -> bool:
        first, again = self._first.text(), self._again.text()
        if first == again and again:
            self._form.say("again", _("一致"), "ok")
            return True
        is_wrong = finished or not first.startswith(again)
        self._form.say("again", _("两次输入不一致") if is_wrong else "")
        return False


class SummaryStep(Step):
    """Show what will be founded, and what only the user can keep."""

    def __init__(self) -> None:
        super().__init__()
        self.title = _("核对")
        self.lead = _("确认无误后建立。单位名称和人员以后可以修改，用途和区划代码不能。")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(4 * GRID)
        self._grid.setVerticalSpacing(2 * GRID)
        self._grid.setColumnStretch(1, 1)
        self._advice = VerdictPanel(Verdict.NOTE)
        self.setLayout(column(self._grid, 2 * GRID, self._advice, None))

    def tell(self, draft: "FoundationDraft") -> None:
        """Show `draft`."""
        while (item := self._grid.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()
        kinds = {kind: _(name) for kind, name, _words, _icon in KINDS}
        roles = {role: _(words) for kind in ROLES.values() for role, words in kind}
        lines = [
            (_("用途"), kinds[draft.kind]),
            (_("单位名称"), draft.name),
            (_("区划代码"), draft.county),
            (_("数据文件夹"), str(draft.folder)),
            *(
                (
                    _("登录人"),
                    _("{name}（{login}） {role}").format(name=one.name, login=one.login, role=roles[one.role]),
                )
                for one in draft.people
            ),
        ]
        for number, (name, words) in enumerate(lines):
            self._grid.addWidget(label(name, "muted"), number, 0)
            self._grid.addWidget(label(words, wrap=True), number, 1)
        if len(draft.people) > 1:
            self._advice.tell(
                Verdict.NOTE, _("请各自记牢口令"), _("口令忘记后谁也无法找回；两人中有一人记得，数据就能打开。")
            )
        else:
            self._advice.tell(
                Verdict.CAUTION,
                _("只有一个登录人"),
                _("口令忘记后数据无法打开，作废和补发也无人核准。建议返回登记第二人。"),
            )
