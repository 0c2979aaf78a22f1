"""Choosing which of two versions of one device's records counts for money."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QWidget

from rules.clock import CHINA
from ui.actions import button
from ui.dialogs.room import take_room
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.cards import Verdict, VerdictPanel
from ui.widgets.form import note_of
from ui.widgets.labels import column, label, row
from ui.widgets.words_box import WordsBox

if TYPE_CHECKING:
    from db.forks import Fork, Version

_REASONS = (N_("已电话核实，存根在所选一份"), N_("另一份是复制盘写的"), N_("恢复旧盘后继续使用，两份都是本单位所写"))


@dataclass(frozen=True)
class ForkDraft:
    """Hold what was chosen: a version's name in hex, or an empty text for both, and the reason."""

    stands: str
    reason: str


def version_words(number: int, version: "Version") -> str:
    """Describe a version in two lines."""
    begun, ended = (dt.datetime.fromtimestamp(at / 1000, CHINA) for at in (version.begun, version.ended))
    return _("第 {n} 份：{count} 条，其中发券、核销等 {money} 条\n写于 {begun} 至 {ended}（按那台电脑的时钟）").format(
        n=number, count=version.entries, money=version.money, begun=f"{begun:%Y-%m-%d %H:%M}", ended=f"{ended:%Y-%m-%d %H:%M}"
    )  # fmt: skip


class ForkDialog(QDialog):
    """Show the versions; one, or both, can be chosen with a reason."""

    def __init__(self, name: str, fork: "Fork", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("认定以哪一份为准"))
        self.list = QListWidget()
        self.list.setAccessibleName(_("两份记录"))
        for number, version in enumerate(fork.versions, 1):
            self._add(version_words(number, version), version.first.hex(), selected=fork.stands == version.first.hex())
        self._add(
            _("两份都算数\n号码没有重复，都是本单位自己办理的"),
            "",
            selected=fork.stands == "" and fork.stands is not None,
        )
        self.list.setMinimumHeight((len(fork.versions) + 1) * (2 * self.fontMetrics().height() + 4 * GRID))
        self._reason = WordsBox([_(one) for one in _REASONS])
        self._reason.setAccessibleName(_("依据"))
        self._do = button(_("送核准"), self.accept, kind="primary")
        leave = button(_("取消"), self.reject)
        leave.setAutoDefault(False)
        self.list.currentRowChanged.connect(self._judge)
        self._reason.editTextChanged.connect(self._judge)
        what = _(
            "两份内容都已记入。没有认定的一份里，登记、报名照样保留，只是发的券、核销不拨付。请先打电话问明经过，核对存根。"
        )
        body = column(
            VerdictPanel(Verdict.CAUTION, _("“{name}”的同一台设备送来两份记录").format(name=name), what),
            GRID,
            self.list,
            label(_("依据（必填，可选可写）"), "hint"),
            self._reason,
            note_of(self._reason),
            GRID,
            row(None, leave, self._do),
            gap=GRID,
        )
        body.setContentsMargins(6 * GRID, 5 * GRID, 6 * GRID, 5 * GRID)
        self.setLayout(body)
        take_room(self, 560, 420)
        self._judge()

    def draft(self) -> ForkDraft:
        """Give what was chosen."""
        chosen = self.list.currentItem().data(Qt.ItemDataRole.UserRole)
        return ForkDraft(str(chosen), self._reason.words())

    def choose(self, row_number: int, reason: str) -> None:
        """Choose a line and give the reason, as keys would."""
        self.list.setCurrentRow(row_number)
        self._reason.setEditText(reason)

    def _add(self, words: str, stands: str, *, selected: bool) -> None:
        item = QListWidgetItem(words, self.list)
        item.setSizeHint(QSize(0, 2 * self.fontMetrics().height() + 3 * GRID))
        item.setData(Qt.ItemDataRole.UserRole, stands)
        if selected:
            self.list.setCurrentItem(item)

    def _judge(self, _changed: object = None) -> None:
        self._do.setEnabled(self.list.currentRow() >= 0 and bool(self._reason.words()))
