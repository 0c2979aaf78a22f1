"""The system page of every workplace: who may sign in, the backup, our own digits, and what this program is made of."""

import datetime as dt
import platform
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from ui import folders
from ui.actions import button
from ui.dialogs.progress import ProgressDialog
from ui.dialogs.user import Done, PassphraseDialog, PassphraseDraft, Refused, UserDialog, UserDraft
from ui.models.rows import Column
from ui.pages.page import Context, Page, PageSpec
from ui.pages.paper_face_card import PaperFaceCard
from ui.pages.screen_card import ScreenCard
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.cards import Card, Glyph
from ui.widgets.fingerprint import fingerprint_label
from ui.widgets.labels import column, label, row
from ui.widgets.listing import Listing
from ui.widgets.status_line import BACKUP_LATE, ROLE_WORDS, age_words
from ui.widgets.tile_grid import TileGrid

if TYPE_CHECKING:
    from db.casebook import Casebook
    from db.workplace import UserSlot
    from ui.jobs import Progress

_MADE_OF = (
    "argon2-cffi", "base45", "cbor2", "chinesecalendar", "cryptography", "fonttools", "orjson", "pandas", "pylopdf-fonts-zh-cn", "pypdfium2", "pypinyin", "pyrage",
    "PySide6-Essentials", "python-calamine", "python-stdnum", "qtawesome", "reportlab", "sqlcipher3", "sqlite-utils", "xlsxwriter", "zstandard",
    "zxing-cpp",
)  # fmt: skip


@dataclass(frozen=True)
class Facts:
    """Hold what the page shows; the fingerprint is the province card's at a province."""

    users: "tuple[UserSlot, ...]"
    fingerprint: str
    backup: dt.datetime | None
    may_add: bool


@dataclass(frozen=True)
class Part:
    """Hold one package that the program is made of."""

    name: str
    version: str
    licence: str


def look(book: "Casebook", _progress: object = None) -> Facts:
    """Collect what the page shows; our keys are made at the first call, so it runs where one may write."""
    from db import backup, workplace
    from rules.permissions import Action, may
    from sync import admission, device

    place = workplace.load(book.workplace.path)
    digits = device.card(book).fingerprint if place.kind == "province" else admission.fingerprint(book)
    kept = backup.last_backup(book)
    return Facts(place.users, digits, kept.at if kept else None, may(book.signed_in.role, Action.USER_ADD, place.kind))


def made_of() -> list[Part]:
    """List the packages in use with their licences, as they declare them themselves."""
    parts = []
    for name in _MADE_OF:
        try:
            said = dict(metadata.metadata(name).json)
        except metadata.PackageNotFoundError:
            continue
        classified = [
            line.rpartition(" :: ")[2] for line in said.get("classifier", []) if line.startswith("License ::")
        ]
        licence = str(said.get("license_expression") or "、".join(classified) or said.get("license") or "")
        parts.append(Part(name, str(said.get("version", "")), licence.partition("\n")[0] or _("见组件自带的许可文件")))
    return parts


class SystemPage(Page):
    """Show people, backup, digits and parts."""

    tables: ClassVar[frozenset[str]] = frozenset({"staff", "backup"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("系统管理"))
        self._facts: Facts | None = None
        self._build_rooms()
        self._face = PaperFaceCard(self)
        for card in (
            self._build_users(),
            ScreenCard(self),
            self._face,
            self._build_backup(),
            self._build_own(),
            self._build_about(),
        ):
            self.add(card)
        self.body.addStretch(1)

    def _build_rooms(self) -> None:
        """Show a way to every page that stands under this one."""
        from ui.pages import pages_for

        below = [spec for spec in pages_for(self.context.workplace.kind) if spec.under == SPEC.key]
        if below:
            ways = [button(_(spec.title), partial(self.wants.emit, spec.key, None), icon=spec.icon) for spec in below]
            self.add(TileGrid(ways, 160))

    def _build_users(self) -> Card:
        card = Card(_("人员"))
        self._add_button = button(_("新增人员…"), self._open_add, icon="account-plus-outline")
        card.head.addWidget(button(_("修改我的口令…"), self._open_change, icon="lock-reset"))
        card.head.addWidget(self._add_button)
        self.users: Listing[UserSlot] = Listing(self.context.jobs, self._user_columns(), "", self.failed.emit, most=8)
        self._alone = label(
            _("只有一个人能登录：口令忘记后数据无法打开，作废和补发也无人核准。请新增一位主管。"),
            tone="warn",
            wrap=True,
        )
        card.body.addWidget(self._alone)
        card.body.addWidget(self.users)
        return card

    def _build_backup(self) -> Card:
        card = Card(_("备份"))
        self._backup_glyph = Glyph("shield-check-outline", "muted", 24)
        self._backup_words = label("", wrap=True)
        self.add_action(_("立即备份…"), self._choose_backup, icon="backup-restore", shortcut="Ctrl+B", primary=True)
        line = row(gap=2 * GRID)
        line.addWidget(self._backup_glyph)
        line.addWidget(self._backup_words, 1)
        restore = label(
            _(
                "备份仍是加密的，用原口令打开；写完会读回核对。请至少每周备份到 U 盘并与电脑分开放。"
                "电脑损坏时，在新电脑上启动程序，选“从备份恢复”；恢复后原号段停用，须向省总申请新号段。"
            ),
            "muted",
            wrap=True,
        )
        card.body.addLayout(column(line, restore))
        return card

    def _build_own(self) -> Card:
        is_province = self.context.workplace.kind == "province"
        card = Card(_("省总名片核对码") if is_province else _("本单位核对码"))
        words = _("各单位导入名片时逐位核对。") if is_province else _("省总来电核对时念出；平时不必使用。")
        self._digits = column()
        card.body.addLayout(column(label(words, "muted", wrap=True), self._digits, gap=GRID))
        return card

    def _build_about(self) -> Card:
        from sync.device import APP

        card = Card(_("关于"))
        where = self.context.workplace
        lines = (
            _("工会援助业务系统  {version}").format(version=APP.partition(" ")[2]),
            _("许可证 Apache-2.0；运行于 Python {python}").format(python=platform.python_version()),
            _("数据位置  {path}").format(path=where.path),
        )
        for words in lines:
            card.body.addWidget(label(words, wrap=True))
        columns: list[Column[Part]] = [
            Column(_("所用组件"), lambda part: part.name, 220),
            Column(_("版本"), lambda part: part.version, 110),
            Column(_("许可证"), lambda part: part.licence),
        ]
        self.parts: Listing[Part] = Listing(self.context.jobs, columns, "", self.failed.emit, most=6)
        card.body.addWidget(self.parts)
        return card

    def load(self) -> None:
        """Fetch what the page shows, in the writing worker: our keys are made at the first look."""
        self.run(look, self._tell, failed=self.show_error, write=True)
        self._face.load()
        self.run(lambda _book, _progress: made_of(), self.parts.tell)

    def _tell(self, facts: Facts) -> None:
        self.show_ready()
        self._facts = facts
        self.users.tell(facts.users)
        self._alone.setVisible(len(facts.users) < 2)
        self._add_button.setEnabled(facts.may_add)
        self._add_button.setToolTip("" if facts.may_add else _("由主管新增"))
        while (item := self._digits.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()
        self._digits.addWidget(fingerprint_label(facts.fingerprint))
        now = self.context.clock.now()
        if facts.backup is None:
            self._backup_words.setText(_("还没有备份过。电脑损坏时，没有备份的内容无法找回。"))
        else:
            self._backup_words.setText(
                _("上次备份：{day}（{age}）").format(
                    day=f"{facts.backup:%Y-%m-%d %H:%M}", age=age_words(facts.backup, now)
                )
            )
        late = facts.backup is None or now - facts.backup > BACKUP_LATE
        self._backup_glyph.set("alert-outline" if late else "shield-check-outline", "warn" if late else "ok")

    def _user_columns(self) -> "list[Column[UserSlot]]":
        here = self.context.session.login
        return [
            Column(_("姓名"), lambda user: user.name, icon=lambda _user: ("account-outline", "muted")),
            Column(_("登录名"), lambda user: user.login, 180),
            Column(_("角色"), lambda user: _(ROLE_WORDS.get(user.role, user.role)), 140),
            Column("", lambda user: _("已登录") if user.login == here else "", 90),
        ]

    # --- people ---

    def _open_add(self) -> None:
        self.add_dialog().exec()

    def add_dialog(self) -> UserDialog:
        """Give the dialog that adds a person."""
        from rules.wrapping import check_passphrase

        taken = [user.login for user in self._facts.users] if self._facts else []
        return UserDialog(
            self.context.workplace.kind, taken, lambda text, login: check_passphrase(text, login=login), self._add, self
        )

    def _add(self, draft: UserDraft, done: Done, refused: Refused) -> None:
        def work(book: "Casebook", _progress: "Progress") -> str:
            from db import casebook, workplace
            from rules.permissions import Action

            book.require(Action.USER_ADD)
            book.workplace = workplace.load(book.workplace.path)
            return casebook.add_user(
                book, login=draft.login, name=draft.name, role=draft.role, passphrase=draft.passphrase
            ).name

        def take(name: str) -> None:
            done(name)
            self.said.emit(_("已新增“{name}”。").format(name=name))

        self.run(work, take, failed=refused, write=True, touches={"staff"})

    def _open_change(self) -> None:
        self.change_dialog().exec()

    def change_dialog(self) -> PassphraseDialog:
        """Give the dialog that changes one's own passphrase."""
        from rules.wrapping import check_passphrase

        login = self.context.session.login
        return PassphraseDialog(lambda text: check_passphrase(text, login=login), self._change, self)

    def _change(self, draft: PassphraseDraft, done: Done, refused: Refused) -> None:
        login = self.context.session.login

        def work(book: "Casebook", _progress: "Progress") -> None:
            from db import casebook, workplace

            book.workplace = workplace.load(book.workplace.path)
            casebook.change_passphrase(book, login, draft.old, draft.new)

        def take(_nothing: None) -> None:
            done(None)
            self.said.emit(_("口令已修改，下次登录请用新口令。"))

        self.run(work, take, failed=refused, write=True, touches={"staff"})

    # --- backup ---

    def _choose_backup(self) -> None:
        folder = folders.choose(self, _("备份存放到哪里？"))
        if folder:
            self.back_up(folder)

    def back_up(self, folder: Path) -> None:
        """Write a backup into `folder` and read it back."""

        def work(book: "Casebook", progress: "Progress") -> Path:
            from db import backup

            return backup.back_up(book, folder, progress.step).path

        job = self.run(
            work,
            lambda path: self.said.emit(_("已备份到“{path}”，并读回核对无误。").format(path=path)),
            write=True,
            touches={"backup"},
        )
        ProgressDialog(job, _("正在备份"), self)


SPEC = PageSpec("system", N_("系统管理"), "cog-outline", SystemPage)
