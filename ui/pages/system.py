"""The system page of every workplace: the ways to people, safety, printing and tables, the backup, our own digits, what this program is made of."""

import datetime as dt
import platform
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFileDialog, QPushButton

from rules.permissions import Action, may
from ui import folders
from ui.actions import button
from ui.dialogs.progress import ProgressDialog
from ui.dialogs.second_sign import ask_second
from ui.models.rows import Column
from ui.pages.page import Context, Page, PageSpec
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.cards import Card, Glyph, Verdict, VerdictPanel
from ui.widgets.fingerprint import fingerprint_label
from ui.widgets.labels import column, label, row
from ui.widgets.listing import Listing
from ui.widgets.status_line import BACKUP_LATE, age_words
from ui.widgets.tile_grid import TileGrid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from db.casebook import Casebook
    from ui.jobs import Progress

_MADE_OF = (
    "argon2-cffi", "base45", "cbor2", "chinesecalendar", "cryptography", "fonttools", "orjson", "pandas", "pylopdf-fonts-zh-cn", "pypdfium2", "pypinyin", "pyrage",
    "PySide6-Essentials", "python-calamine", "python-stdnum", "qtawesome", "reportlab", "sqlcipher3", "sqlite-utils", "xlsxwriter", "zstandard",
    "zxing-cpp",
)  # fmt: skip
_GROUPS: "Mapping[str, tuple[str, ...]]" = {
    N_("人员"): ("users", "work_handover", "recovery"),
    N_("数据安全"): ("audit", "safekeeping", "retention", "lost"),
    N_("打印"): ("print_register", "settings"),
    N_("资料"): (),
}
"""Which page stands under which heading; what is named nowhere stands among 资料."""
_WORDS: "Mapping[str, str]" = {
    "users": N_("谁能登录，各角色能办什么"),
    "work_handover": N_("休假、离岗时移交经办的事"),
    "recovery": N_("忘记口令时的三条路"),
    "audit": N_("谁在何时改了什么，记录校验"),
    "safekeeping": N_("密钥分开存放、更换"),
    "retention": N_("保管期限、到期清册、销毁"),
    "lost": N_("撤销授权、开通接替的电脑"),
    "print_register": N_("本机打印过的全部纸张"),
    "settings": N_("外观、锁屏、打印、联系方式"),
    "holidays": N_("放假和调休，算办理期限"),
    "ledgers": N_("旧券、旧证书、期初余额"),
    "network": N_("信息员、基地、培训师、宣传"),
    "jobs": N_("各县岗位援助的记录"),
    "startup": N_("各县创业指导的记录"),
}
_WAY, _WAY_HEIGHT = 252, 68
"""Least width and the height of a way in px."""


@dataclass(frozen=True)
class Facts:
    """Hold what the page shows; the fingerprint is the province card's at a province, `alone` says that one person only can sign in."""

    alone: bool
    fingerprint: str
    backup: dt.datetime | None


@dataclass(frozen=True)
class Part:
    """Hold one package that the program is made of."""

    name: str
    version: str
    licence: str


def look(book: "Casebook", _progress: object = None) -> Facts:
    """Collect what the page shows; our keys are made at the first call, so it runs where one may write."""
    from db import backup, workplace
    from sync import admission, device

    place = workplace.load(book.workplace.path)
    digits = device.card(book).fingerprint if place.kind == "province" else admission.fingerprint(book)
    kept = backup.last_backup(book)
    return Facts(len(place.users) < 2, digits, kept.at if kept else None)


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
        licence = str(said.get("license_expression") or _("、").join(classified) or said.get("license") or "")
        parts.append(Part(name, str(said.get("version", "")), licence.partition("\n")[0] or _("见组件自带的许可文件")))
    return parts


class SystemPage(Page):
    """Show the ways to the pages of the system, the backup, our digits and the parts."""

    tables: ClassVar[frozenset[str]] = frozenset({"staff", "backup"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("系统管理"))
        self.alone = VerdictPanel(
            Verdict.CAUTION,
            _("只有一个人能登录"),
            _("口令忘记后数据无法打开，作废和补发也无人核准。请在“用户与权限”里新增一位主管。"),
        )
        self.alone.hide()
        self.add(self.alone)
        self._build_rooms()
        for card in (self._build_backup(), self._build_own(), self._build_about()):
            self.add(card)
        self.body.addStretch(1)

    def _build_rooms(self) -> None:
        """Show a way to every page that stands under this one, by what it is about."""
        from ui.pages import pages_for

        role = self.context.session.role
        below = [spec for spec in pages_for(self.context.workplace.kind) if spec.under == SPEC.key]
        below = [spec for spec in below if not spec.roles or role in spec.roles]
        for heading, keys in _GROUPS.items():
            named = [spec for key in keys for spec in below if spec.key == key]
            rest = [spec for spec in below if not keys and all(spec.key not in known for known in _GROUPS.values())]
            if ways := [self._way(spec) for spec in (*named, *rest)]:
                card = Card(_(heading))
                card.body.addWidget(TileGrid(ways, _WAY))
                self.add(card)

    def _way(self, spec: PageSpec) -> QPushButton:
        words = _WORDS.get(spec.key)
        made = button(
            f"{_(spec.title)}\n{_(words)}" if words else _(spec.title),
            partial(self.wants.emit, spec.key, None), kind="choice", icon=spec.icon,
        )  # fmt: skip
        made.setFixedHeight(_WAY_HEIGHT)
        made.setIconSize(QSize(24, 24))
        made.setAccessibleName(_(spec.title))
        made.setAccessibleDescription(_(words) if words else "")
        return made

    def _build_backup(self) -> Card:
        card = Card(_("备份"))
        self.plain = button(_("导出明文副本…"), self._choose_plain, kind="quiet", icon="file-export-outline")
        card.head.addWidget(
            self.plain
        )  # before it is hidden or shown: without a parent it would be a window of its own
        self.plain.setVisible(may(self.context.session.role, Action.EXPORT_PLAIN, self.context.workplace.kind))
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
        self.run(lambda _book, _progress: made_of(), self.parts.tell)

    def _tell(self, facts: Facts) -> None:
        self.show_ready()
        self.alone.setVisible(facts.alone)
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

    # --- a copy that is not encrypted ---

    def _choose_plain(self) -> None:
        name = _("{name}_明文副本.db").format(name=self.context.workplace.name)
        chosen, _kind = QFileDialog.getSaveFileName(
            self, _("导出明文副本"), str(Path.home() / name), _("SQLite 数据库 (*.db)"), options=QFileDialog.Option.DontConfirmOverwrite
        )  # fmt: skip
        if chosen:
            self.export_plain(Path(chosen))

    def export_plain(self, to: Path) -> None:
        """Let a second person approve, and write a copy of all data that anybody can read."""
        what = _("导出全部数据的明文副本，不加密，含全部个人信息；导出会记入明文导出登记。用毕请销毁。")
        second = ask_second(self.context, what, self)
        if second is None:
            return

        def work(book: "Casebook", _progress: "Progress") -> int:
            from db import backup

            return backup.export_plain(book, to, second)

        job = self.run(
            work, lambda rows: self.said.emit(_("已导出 {n} 行到“{path}”，用毕请销毁。").format(n=f"{rows:,}", path=to)), write=True,
            touches={"plain_export"},
        )  # fmt: skip
        ProgressDialog(job, _("正在导出明文副本"), self, can_cancel=False)


SPEC = PageSpec("system", N_("系统管理"), "cog-outline", SystemPage)
