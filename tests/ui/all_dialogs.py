"""Picture every dialog that the windows of a sample county open, to be looked at: `python -m tests.ui.all_dialogs OUT SAMPLE PASSPHRASE [--only KEY …] [--role supervisor]`.

The arguments are those of `tests.ui.all_pages`; `--role` signs in somebody of that role where there is one. In a copy of the sample, every button of
every page is pressed, with the first line of each list chosen; a dialog that comes up is pictured in both appearances, then once more after its main
button was pressed, so that it says what is missing. What comes before the window, and what no press opens, is opened by hand. What does not fit its
room goes to standard output.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSize
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QPushButton, QWidget

from db.casebook import Casebook
from tests.journeys.dialogs import Code, buttons_of, can_press, deeds_of, faults, put_aside, stumbles
from tests.journeys.walking import SCARCE
from tests.ui import all_pages, gallery
from ui import showcase, sights
from ui.actions import ActionButton
from ui.dialogs.confirm import ConfirmDialog
from ui.entrance import Entrance
from ui.open import settle
from ui.pages import pages_for
from ui.pages.records import RecordsPage
from ui.theme import Mode, Theme
from ui.widgets.table_view import TableView
from ui.window import MainWindow

_DULL = ("返回", "刷新")
"""What opens nothing anywhere."""


class Album:
    """Keep the pictures of a scale factor's dialogs, each kind and title once."""

    def __init__(self, out: Path, theme: Theme) -> None:
        self._out, self._theme = out, theme
        self._seen: set[str] = set()
        self.pictures: dict[str, list[Path]] = {mode: [] for mode in all_pages.MODES}
        self.window: MainWindow | None = None

    def look(self, dialog: QDialog) -> Code:
        """Picture a dialog and put it aside; a question is answered with yes, for another may come after it."""
        name = f"{type(dialog).__name__}-{dialog.windowTitle()}"
        if self._is_new(name):
            dialog.setModal(False)
            dialog.show()
            self.take(dialog, name)
            self.tell(dialog)
            main = next((one for one in dialog.findChildren(QPushButton) if one.property("kind") == "primary"), None)
            if main is not None and can_press(main) and not isinstance(dialog, ConfirmDialog):
                main.click()
                self.take(dialog, f"{name}-按下{main.text()}")
                self.tell(dialog)
            for words in faults(dialog, QSize(*SCARCE)):
                if "Esc" in words:
                    print(all_pages.percent(), words)
        if isinstance(dialog, ConfirmDialog):
            dialog._reason.setEditText("打印污损")
            return Code.Accepted
        return Code.Rejected

    def take(self, part: QWidget, name: str) -> None:
        """Picture a part in both appearances."""
        for mode in all_pages.MODES:
            self._theme.set_mode(Mode(mode))
            self.rest()
            if not part.isVisible():
                break
            file = name.replace("/", "／").replace("\n", " ")[:60]
            to = self._out / f"{mode}-{all_pages.percent()}-{len(self._seen):03d}-{file}.png"
            part.grab().save(str(to))
            self.pictures[mode].append(to)
        self._theme.set_mode(Mode.LIGHT)

    def tell(self, dialog: QDialog) -> None:
        """Print what does not fit."""
        if dialog.isVisible():
            for words in stumbles(dialog, QSize(*all_pages.SIZES[os.environ["QT_SCALE_FACTOR"]])):
                print(all_pages.percent(), type(dialog).__name__, dialog.windowTitle(), words)

    def floating(self) -> None:
        """Picture what floats beside the window without holding it up, and close it."""
        for part in QApplication.topLevelWidgets():
            if part.isVisible() and isinstance(part, (QDialog, QMenu)):
                name = f"{type(part).__name__}-{part.windowTitle() or part.accessibleName()}"
                if isinstance(part, QMenu):
                    name += "-".join(act.text() for act in part.actions()[:2])
                if self._is_new(name):
                    self.take(part, name)
                part.close()

    def rest(self) -> None:
        """Wait until all is drawn."""
        if self.window is not None:
            settle(self.window)
        QApplication.processEvents()

    def _is_new(self, name: str) -> bool:
        if name in self._seen:
            return False
        self._seen.add(name)
        return True


def press_all(album: Album, window: MainWindow, stand: Callable[[], object], pressed: set[str]) -> None:
    """Press what can be pressed where `stand` leads, each from there again; what is among `pressed` is not pressed once more."""
    page = window.page(window.current_key())
    while True:
        stand()
        settle(window)
        for table in page.findChildren(TableView):
            if table.isVisible() and table.model().rowCount():
                table.selectRow(0)
        settle(window)
        words, press = next(((words, press) for words, press in pressable(page) if words not in pressed), ("", None))
        if press is None:
            return
        pressed.add(words)
        press()
        settle(window)
        album.floating()


def pressable(page: QWidget) -> list[tuple[str, Callable[[], object]]]:
    """Give the words and what presses each action, and each button that is not an action's."""
    buttons = [one for one in buttons_of(page) if not isinstance(one, ActionButton)]
    return [
        *((act.text(), act.trigger) for act in deeds_of(page)),
        *((one.text() or one.accessibleName(), one.click) for one in buttons),
    ]


def stands(window: MainWindow, book: Casebook, key: str) -> Iterator[Callable[[], object]]:
    """Give what leads to each sight of a page that has buttons of its own."""
    thing = showcase.example(book, key)
    shown = sights.example(book, key)
    page = window.page(key)
    if not isinstance(page, RecordsPage):
        yield lambda: window.go(key, thing)
        return
    from db import records

    for at in range(page.menu.count()):
        page.menu.setCurrentRow(at)
        view = page.current()

        def at_list(at: int = at) -> None:
            window.go(key)
            page.menu.setCurrentRow(at)
            page._show_list()

        yield at_list
        first = records.page(book, view.kind.table, limit=1)
        row = shown[1] if shown is not None and shown[0] == view.name else first[0].id if first else None
        if row is not None:

            def at_file(at: int = at, name: str = view.name, row: bytes = row) -> None:
                at_list(at)
                page.show_record(name, row)

            yield at_file
        if page.may_write(view):

            def at_sheet(at: int = at, name: str = view.name) -> None:
                at_list(at)
                page.new_of(name, {})

            yield at_sheet


def walk(album: Album, window: MainWindow, book: Casebook, only: list[str]) -> None:
    """Press everything of every page."""
    for spec in pages_for(book.workplace.kind):
        print(time.strftime("%T"), spec.key, flush=True)
        if only and spec.key not in only:
            continue
        pressed = set(_DULL)
        for stand in stands(window, book, spec.key):
            stand()
            settle(window)
            press_all(album, window, stand, pressed)


def floats(album: Album, window: MainWindow) -> None:
    """Picture what floats in the window: what is found, the guide, the keys, the tour, a notice, an error, the lock."""
    window.go("today")
    window.search.setFocus()
    QTest.keyClicks(window.search, "wxy")
    settle(window)
    QTest.qWait(300)
    album.take(window, "查找结果")
    window.search.clear()
    window.show_guide()
    settle(window)
    album.floating()
    window.show_shortcuts()
    window.begin_tour()
    settle(window)
    album.take(window, "导览")
    window.tour.close()
    window.say("已保存，可登记下一位。")
    album.take(window, "提示")
    from sync.errors import FolderMissing

    window.show_error(FolderMissing(folder="E:/上报"))
    album.take(window, "出错")
    window.lock()
    album.take(window, "锁定")
    window._unlock()


def filled(album: Album, window: MainWindow, roster: Path) -> None:
    """Picture imports with their findings: the roster once more, and as a ledger, whose columns are asked for first."""
    from db import ledger_kinds
    from ui.dialogs.ledger_import import LedgerImportDialog
    from ui.dialogs.roster_import import RosterImportDialog

    context = window.context
    for made in (
        RosterImportDialog(context, window),
        LedgerImportDialog(context, ledger_kinds.kinds_for(context.workplace.kind)[0], window),
    ):
        made.show()
        made.judge(roster)
        album.rest()
        made.judge(roster, again=True)
        album.rest()
        album.take(made, f"{type(made).__name__}-核对后")
        album.tell(made)
        made.reject()


def before(album: Album, window: MainWindow) -> None:
    """Picture what comes before the window: beginning, founding, unlocking; and what the gallery shows."""
    from ui.dialogs.forgotten import ForgottenDialog
    from ui.dialogs.restore import RestoreDialog
    from ui.dialogs.start import OfflineDialog, SampleDialog, StartDialog, WaitDialog

    def shot(part: QWidget, name: str) -> None:
        album.take(part, name)
        if isinstance(part, QDialog):
            album.tell(part)

    gallery.dialogs(shot, window.context.jobs, window)
    for part in QApplication.topLevelWidgets():
        if isinstance(part, QDialog):
            part.close()
    jobs: Any = window.context.jobs
    beginnings: list[QDialog] = [
        ForgottenDialog(window.context.workplace.path, Entrance(window.context.clock), jobs),
        RestoreDialog(Path.home(), lambda *_asked: None),
        StartDialog(),
        StartDialog("找不到上次的文件夹 E:/帮扶中心。"),
        SampleDialog(),
        OfflineDialog(lambda _text: None),
    ]
    for made in beginnings:
        album.look(made)
    wait = WaitDialog("正在准备示例……")
    wait.show()
    album.take(wait, "WaitDialog")
    wait.refuse(ValueError())
    album.take(wait, "WaitDialog-出错")
    wait.close()


def take(out: Path, sample: Path, passphrase: str, only: list[str], role: str) -> None:
    """Take the pictures of this process's scale factor."""
    album: Album | None = None
    with tempfile.TemporaryDirectory() as copied, pytest.MonkeyPatch.context() as patch:
        place = Path(copied) / "sample"
        shutil.copytree(sample, place)
        for name, book, theme in all_pages.books(place, passphrase, role):
            album = album or Album(out, theme)
            put_aside(patch, album.look)
            with all_pages.shown(book, theme, out) as window:
                album.window = window
                if name == "desk" and (not only or "floats" in only):
                    floats(album, window)
                    before(album, window)
                    filled(album, window, next((place / "rosters").glob("*.xlsx")))
                walk(album, window, book, only)
                album.window = None
    if album is not None:
        for mode, made in album.pictures.items():
            all_pages.sheets(made, out, f"{mode}-{all_pages.percent()}")


def main() -> None:
    """Read the arguments; without a scale factor, start a process for each."""
    parser = all_pages.asking(__doc__)
    parser.add_argument("--role", default="", help="whose dialogs: supervisor, clerk, base_staff, officer")
    arguments = parser.parse_args()
    if all_pages.in_each_size("tests.ui.all_dialogs", arguments):
        take(arguments.out, arguments.sample, arguments.passphrase, arguments.only, arguments.role)


if __name__ == "__main__":
    main()
