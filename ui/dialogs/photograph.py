"""One person's photograph: from a camera of this PC, from a file, or the newest of the folder into which a camera's own software writes.

It is moved into its frame by keys. The picture is seen, read, turned upright and cut in a worker, however large it is.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QWidget

from printouts.photo import WHOLE, Cut
from ui import camera, folders, photographs
from ui.actions import action, button
from ui.dialogs.fit import fit
from ui.error_text import say_any
from ui.live_camera import LiveCamera
from ui.pages.page import Context
from ui.text import _
from ui.theme import mark
from ui.tokens import GRID
from ui.widgets.labels import column, label, row
from ui.widgets.photograph import LARGE, Photograph

if TYPE_CHECKING:
    from db.casebook import Casebook
    from ui.jobs import Progress

LOOK_EVERY_MS = 1000
_MOVES = {
    Qt.Key.Key_Left: (-0.05, 0.0), Qt.Key.Key_Right: (0.05, 0.0), Qt.Key.Key_Up: (0.0, -0.05), Qt.Key.Key_Down: (0.0, 0.05),
}  # fmt: skip
_NEARER = {Qt.Key.Key_Plus: 1.1, Qt.Key.Key_Equal: 1.1, Qt.Key.Key_Minus: 1 / 1.1}
_NEAREST = 4.0


class PhotographDialog(QDialog):
    """Find and cut a photograph; it is in `jpeg` once the dialog is accepted."""

    def __init__(
        self, context: Context, name: str, folder: str, parent: QWidget | None = None, *, chosen: str = "",
        cameras: Callable[[], Sequence[camera.Camera]] = camera.cameras,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.jpeg: bytes | None = None
        self.folder = folder
        self._context, self._picture, self._cut = context, b"", WHOLE
        self._ready: bytes | None = None
        self._asked = 0
        self._seen: tuple[Path, tuple[int, int]] | None = None
        self._waiting: tuple[Path, tuple[int, int]] | None = None
        self._is_first, self._is_looking = True, False
        self.setWindowTitle(_("照片"))
        self.setAcceptDrops(True)
        self.shown = Photograph(LARGE)
        self.shown.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # so that no button takes the arrow keys
        self.words = label("", wrap=True)
        self.words.setMinimumHeight(
            3 * self.fontMetrics().lineSpacing() + GRID
        )  # what an error takes: nothing moves when one comes
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._where = label("", "hint", wrap=True)
        self._keys = label(_("方向键移动，+ 和 - 缩放"), "hint")
        self._cameras = cameras
        self.live = LiveCamera(self)
        self.live.seen.connect(self._see)
        self.live.failed.connect(self._refuse)
        self.which = QComboBox()
        self.which.setAccessibleName(_("摄像头"))
        self.which.activated.connect(lambda _at: self.start_camera())
        keeps = self.which.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self.which.setSizePolicy(keeps)
        self.which.hide()
        self.camera_name = chosen
        self._do = button(_("采用  回车"), self.accept, kind="primary")
        self._do.setDefault(True)
        cancel = button(_("取消"), self.reject)
        again = action(self, _("摄像头"), self.ask_cameras, shortcut="Ctrl+K")
        opens = action(self, _("选照片文件…"), self.choose_file, shortcut="Ctrl+O")
        watch = action(self, _("相机的照片文件夹…"), self.choose_folder, shortcut="Ctrl+D")
        ways = [button(f"{one.text()}  {one.shortcut().toString()}", one.trigger) for one in (again, opens, watch)]
        for part in (cancel, *ways):
            part.setAutoDefault(False)
        told = column(
            label(name, "heading", wrap=True), self.words, self.which, GRID, *ways, self._where, None, self._keys,
            row(None, cancel, self._do),
        )  # fmt: skip
        body = row(self.shown, gap=5 * GRID)
        body.addLayout(told, 1)
        body.setContentsMargins(6 * GRID, 5 * GRID, 6 * GRID, 5 * GRID)
        self.setLayout(body)
        fit(self, 600)
        self._look = QTimer(self, interval=LOOK_EVERY_MS)
        self._look.timeout.connect(self.look)
        self.finished.connect(lambda _result: self.live.stop())
        self._watch(folder)
        self._tell(_("选一张照片，或把照片拖到这里。"))
        if not folder:
            self.ask_cameras()

    # --- where it comes from

    def ask_cameras(self) -> None:
        """Look which cameras there are, and show what the one chosen last sees, or the first."""
        if not camera.is_possible():
            self._tell(_("这台电脑没有装摄像头组件。请用相机自带的软件拍照，或请管理员安装（见用户手册）。"))
            return

        def take(found: Sequence[camera.Camera]) -> None:
            self.which.clear()
            for one in found:
                self.which.addItem(one.name, one)
            self.which.setCurrentIndex(max(0, self.which.findText(self.camera_name)))
            self.which.setVisible(bool(found))
            if found:
                self.start_camera()
            else:
                self._tell(_("没有找到摄像头。插好以后按 Ctrl+K，也可以选一张照片，或把照片拖到这里。"))

        ask = self._cameras
        # aside: to load the library and ask the system takes seconds, and lists and finding must not wait for it
        self._context.jobs.run(self, lambda _book, _progress: ask(), take, self._refuse, aside=True)

    def start_camera(self) -> None:
        """Show what the camera chosen sees."""
        one = self.which.currentData()
        if one is None:
            return
        self.camera_name = one.name
        self._ready, self._picture, self._cut = None, b"", WHOLE
        self._tell(_("正在打开摄像头……"))
        self.live.start(one, self._cut)
        self.shown.setFocus()

    def _see(self) -> None:
        """Show what the camera sees now."""
        self.shown.show_live(self.live.image())
        if not self._do.isEnabled():
            self.words.setText(_("对好以后按回车拍照。"))
            mark(self.words, tone="")
            self._do.setText(_("拍照  回车"))
            self._do.setEnabled(True)
            self._keys.show()

    def shoot(self) -> None:
        """Keep what the camera sees now, and let go of the camera."""
        shot = self.live.shot
        self.live.stop()
        if shot is None:
            return
        cut = self._cut

        def work(_book: "Casebook", _progress: "Progress") -> tuple[bytes, bytes]:
            picture = shot.whole()
            return picture, photographs.ready(picture, cut)

        def show(found: tuple[bytes, bytes]) -> None:
            self._picture = found[0]
            self._show(found[1])
            self._tell(_("不满意按 Ctrl+K 重拍。"))

        self._context.jobs.run(self, work, show, self._refuse)

    def choose_file(self) -> None:
        """Ask for a picture's file."""
        endings = " ".join(f"*{suffix}" for suffix in sorted(photographs.SUFFIXES))
        chosen, _kind = QFileDialog.getOpenFileName(self, _("选照片文件"), self.folder, f"{_('照片')} ({endings})")
        if chosen:
            self.take(Path(chosen))

    def choose_folder(self) -> None:
        """Ask where the camera's software puts its pictures, and show each new one from now on."""
        found = folders.choose(self, _("相机拍下的照片存在哪个文件夹"), Path(self.folder) if self.folder else None)
        if found is not None:
            self._watch(str(found))

    def take(self, path: Path) -> None:
        """Read this file and show it cut."""
        self.live.stop()
        self._tell(_("正在读取……"))

        def work(_book: "Casebook", _progress: "Progress") -> tuple[bytes, bytes]:
            picture = photographs.read(path)
            return picture, photographs.ready(picture)

        def show(found: tuple[bytes, bytes]) -> None:
            self._picture, self._cut = found[0], WHOLE
            self._show(found[1])
            self._tell(path.name)

        self._context.jobs.run(self, work, show, self._refuse)

    def look(self) -> None:
        """Look for a picture that came since, once it is whole: the camera may still be writing it."""
        if not self.folder or self._is_looking:
            return
        self._is_looking = True
        folder = Path(self.folder)

        def take(found: tuple[Path, tuple[int, int]] | None) -> None:
            self._is_looking = False
            was, self._waiting = self._waiting, found
            if self._is_first:
                self._seen, self._is_first = found, False
            elif found is not None and found != self._seen and found == was:  # as large as when we looked before
                self._seen = found
                self.take(found[0])

        def refuse(error: Exception) -> None:
            self._is_looking = False
            self._refuse(error)

        self._context.jobs.run(self, lambda _book, _progress: photographs.newest(folder), take, refuse)

    def _watch(self, folder: str) -> None:
        self.folder, self._seen, self._waiting, self._is_first = folder, None, None, True
        self._where.setText(
            _("正在等相机的新照片：{folder}").format(folder=folder)
            if folder
            else _("用相机自带的软件拍照，指明它存照片的文件夹，新拍的会自动出现在这里。")
        )
        if folder:
            self._look.start()
            self.look()

    # --- the frame

    def move_frame(self, across: float, down: float, nearer: float) -> None:
        """Move or draw nearer what is kept of the picture."""
        if not self._picture and not self.live.is_on:
            return
        now = self._cut
        self._cut = Cut(
            min(max(now.across + across, 0.0), 1.0), min(max(now.down + down, 0.0), 1.0), min(max(now.nearer * nearer, 1.0), _NEAREST)
        )  # fmt: skip
        if self.live.is_on:
            self.live.cut = self._cut
            return
        self._asked += 1
        picture, cut, asked = self._picture, replace(self._cut), self._asked

        def show(jpeg: bytes) -> None:
            if asked == self._asked:
                self._show(jpeg)

        self._context.jobs.run(self, lambda _book, _progress: photographs.ready(picture, cut), show, self._refuse)

    def _show(self, jpeg: bytes) -> None:
        self._ready = jpeg
        self.shown.show_picture(jpeg)
        self._do.setEnabled(True)
        self._keys.show()
        self.shown.setFocus()

    def _refuse(self, error: Exception) -> None:
        self.live.stop()
        self._ready = None
        self._picture = b""
        self.shown.show_picture(None)
        self._tell(say_any(error), "bad")

    def _tell(self, words: str, tone: str = "") -> None:
        self.words.setText(words)
        mark(self.words, tone=tone)
        self._do.setText(_("采用  回车"))
        self._do.setEnabled(self._ready is not None)
        self._keys.setVisible(self._ready is not None)

    # --- keys and mouse

    def accept(self) -> None:
        """Take what is shown; of a camera's live picture first make one that stands still."""
        if self.live.is_on:
            self.shoot()
        elif self._ready is not None:
            self.jpeg = self._ready
            super().accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Move the frame by arrows, draw nearer by + and -."""
        key = Qt.Key(event.key())
        if key in _MOVES:
            self.move_frame(*_MOVES[key], 1.0)
        elif key in _NEARER:
            self.move_frame(0.0, 0.0, _NEARER[key])
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Take one file."""
        if len(event.mimeData().urls()) == 1:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Read the file that was let go here."""
        path = event.mimeData().urls()[0].toLocalFile()
        if path:
            self.take(Path(path))
