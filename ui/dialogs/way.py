"""By which way something goes out or comes in: a stick that is plugged in, the shared folder, mail, a draft, another folder."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QWidget

from ui import folders, icons
from ui.actions import button
from ui.dialogs.room import take_room
from ui.jobs import Jobs
from ui.text import _
from ui.tokens import GRID
from ui.widgets.labels import column, label, row

if TYPE_CHECKING:
    from sync.drives import Drive

DRIVE, SHARE, MAIL, DRAFT, FOLDER = "drive", "share", "mail", "draft", "folder"
LOOK_EVERY_MS = 2_000
"""How often it is looked whether a stick was plugged in."""
_KEY = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Way:
    """Hold what was chosen; `where` is the drive's root, or None where the way has no folder or one is still to be asked for."""

    kind: str
    where: Path | None = None


@dataclass(frozen=True)
class Offer:
    """Hold one way beside the drives: its kind, its words, a second line, and whether it can be chosen now (the second line says why not)."""

    kind: str
    text: str
    detail: str
    possible: bool = True


_ICONS = {
    DRIVE: "usb-flash-drive-outline", SHARE: "folder-network-outline", MAIL: "email-fast-outline", DRAFT: "email-edit-outline",
    FOLDER: "folder-open-outline",
}  # fmt: skip


def drive_words(drive: "Drive", *, out: bool) -> tuple[str, str, bool]:
    """Give a drive's words, its second line, and whether it can be chosen."""
    kind = _("光盘") if drive.optical else _("U 盘")
    text = _("{kind}“{name}”（{where}）").format(kind=kind, name=drive.name, where=drive.root)
    if out and drive.read_only:
        return text, _("只读，不能写入"), False
    room = _("剩余 {free}，共 {total}，{system}").format(
        free=folders.size_words(drive.free), total=folders.size_words(drive.total), system=drive.filesystem
    )
    return text, room, True


class WayDialog(QDialog):
    """Show the ways, the drives first; the list follows what is plugged in and pulled out while it is open."""

    def __init__(self, jobs: Jobs[Any], title: str, deed: str, offers: Sequence[Offer], *, out: bool, last: str = "", parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(parent)
        self.setWindowTitle(title)
        self._jobs, self._offers, self._out, self._wanted = jobs, offers, out, last
        self._drives: Sequence[Drive] | None = None
        self.list = QListWidget()
        self.list.setAccessibleName(_("方式"))
        self.list.setIconSize(QSize(24, 24))
        self.list.setWordWrap(True)
        self.list.itemActivated.connect(lambda _item: self._take())
        self._do = button(deed, self._take, kind="primary")
        self._do.setDefault(True)
        leave = button(_("取消"), self.reject)
        leave.setAutoDefault(False)
        body = column(label(title, "title", wrap=True), self.list, GRID, row(None, leave, self._do))
        body.setContentsMargins(6 * GRID, 5 * GRID, 6 * GRID, 5 * GRID)
        self.setLayout(body)
        self.list.currentItemChanged.connect(lambda _now, _before: self._judge())
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self.show_drives(())
        self._drives = None
        self.look()
        take_room(self, 640, 500)
        self.list.setFocus()

    def look(self) -> None:
        """Look for drives, in a worker: a failing stick may take its time to answer."""

        def work(_book: object, _progress: object) -> "list[Drive]":
            from sync import drives

            return drives.found()

        self._jobs.run(self, work, self.show_drives, lambda _error: None)

    def show_drives(self, found: "Sequence[Drive]") -> None:
        """Show the drives found now; what was chosen stays chosen."""
        if found == self._drives:
            return
        now = self.list.currentItem()
        wanted = now.data(_KEY) if now is not None else None
        first = self._drives is None
        self._drives = tuple(found)
        self.list.clear()
        for drive in self._drives:
            self._add(Way(DRIVE, drive.root), *drive_words(drive, out=self._out))
        if not self._drives:
            self._add(Way(DRIVE), _("U 盘"), _("没有插入 U 盘；插上以后几秒内会出现在这里"), possible=False)
        for offer in self._offers:
            self._add(Way(offer.kind), offer.text, offer.detail, offer.possible)
        self._choose(None if first else wanted)

    def chosen(self) -> Way | None:
        """Give the way chosen, or None."""
        item = self.list.currentItem()
        possible = item is not None and bool(item.flags() & Qt.ItemFlag.ItemIsEnabled)
        found: Way | None = item.data(_KEY) if possible else None
        return found

    def choose_kind(self, kind: str) -> None:
        """Choose the first way of that kind."""
        for at in range(self.list.count()):
            item = self.list.item(at)
            if item.data(_KEY).kind == kind and item.flags() & Qt.ItemFlag.ItemIsEnabled:
                self.list.setCurrentItem(item)
                return

    def _add(self, way: Way, text: str, detail: str, possible: bool) -> None:
        item = QListWidgetItem(icons.icon(_ICONS[way.kind]), f"{text}\n{detail}", self.list)
        item.setSizeHint(QSize(0, 2 * self.fontMetrics().height() + 4 * GRID))
        item.setData(_KEY, way)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{text} {detail}")
        if not possible:
            item.setFlags(Qt.ItemFlag.NoItemFlags)

    def _choose(self, wanted: Way | None) -> None:
        """Choose what was chosen before, else a drive, else the way used last, else the first that can be used."""
        for at in range(self.list.count()):
            if self.list.item(at).data(_KEY) == wanted:
                self.list.setCurrentRow(at)
                return
        for kind in (self._wanted, DRIVE, SHARE, FOLDER):
            self.choose_kind(kind)
            if self.chosen() is not None:
                break
        self._judge()

    def _judge(self) -> None:
        self._do.setEnabled(self.chosen() is not None)

    def _take(self) -> None:
        if self.chosen() is not None:
            self.accept()


def ask_way(dialog: WayDialog) -> Way | None:
    """Ask, and give the way, or None."""
    done = dialog.exec() == QDialog.DialogCode.Accepted
    found = dialog.chosen() if done else None
    dialog.deleteLater()
    return found
