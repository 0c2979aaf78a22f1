"""The application around the window: Qt set up, Chinese dialogs, the theme, and a log that a bug can be found by.

Nothing heavy is imported here: the unlock dialog must accept keys at once.
"""

import logging
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication, QWidget

from rules.errors import AppError
from ui.help_key import HelpKey
from ui.text import CHINESE, _, language
from ui.theme import Mode, Theme

LOG_BYTES = 512 * 1024
LOG_NAME = "desk.log"
_HELPED = "helped"
_log = logging.getLogger("yuanzhu")


def make_application(arguments: Sequence[str], mode: Mode = Mode.AUTO) -> tuple[QApplication, Theme]:
    """Give the application, dressed and speaking Chinese; one that exists already is dressed."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        app = existing
        app.setStyle("Fusion")
    else:
        # named here, no style passes through Python: wrapping one takes as long as the whole theme
        app = QApplication([*(arguments or ("yuanzhu-desk",)), "-style", "Fusion"])
    app.setApplicationName("yuanzhu-desk")
    app.setApplicationDisplayName(_("工会援助业务系统"))
    is_chinese = language() == CHINESE
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China) if is_chinese else QLocale(language()))
    translator = QTranslator(app)
    if is_chinese and translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    if not app.property(_HELPED):  # looking for it among the children would wrap the style as well
        HelpKey(app)
        app.setProperty(_HELPED, True)
    return app, Theme(app, mode)


def open_log(folder: Path) -> Path | None:
    """Write the log into `folder`; give its path, or None where it cannot be written.

    A log of more than 512 KiB is set aside at the start, in the place of the one set aside before.
    """
    path = folder / LOG_NAME
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > LOG_BYTES:
            path.replace(path.with_suffix(".old.log"))
        # not a rotating handler: its module loads the network, and the unlock dialog would wait for that
        os.close(os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600))
        keeper = logging.FileHandler(path, encoding="utf-8")
    except OSError:
        return None
    keeper.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    _log.addHandler(keeper)
    _log.setLevel(logging.INFO)
    return path


def describe(error: BaseException) -> str:
    """Give where an exception arose, line by line, without its message and its values: those may name a person."""
    told = [f"{type(error).__name__}" + (f" {error.code}" if isinstance(error, AppError) else "")]
    seen: BaseException | None = error
    while seen is not None:
        told.extend(
            f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(seen.__traceback__)
        )
        seen = seen.__cause__
        if seen is not None:
            told.append(f"from {type(seen).__name__}")
    return "\n".join(told)


def catch_bugs(show: Callable[[BaseException], None]) -> None:
    """Send every exception that nobody caught to the log, and to `show` for a calm word."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        _log.critical("unexpected: %s", describe(error))
        show(error)

    sys.excepthook = hook


def run(
    arguments: Sequence[str],
    start: Callable[[QApplication, Theme, Path | None], QWidget | None],
    *,
    log_folder: Path,
    mode: Mode = Mode.AUTO,
) -> int:
    """Run the program: `start` shows the dialogs and gives the window, or None to leave; give the exit code.

    A window that has `show_error` is told of bugs; before there is one, they go to the log alone.
    """
    app, theme = make_application(arguments, mode)
    log = open_log(log_folder)
    windows: list[QWidget] = []

    def show(error: BaseException) -> None:
        tell = getattr(windows[0], "show_error", None) if windows else None
        if tell is not None:
            tell(error)

    catch_bugs(show)
    window = start(app, theme, log)
    if window is None:
        return 0
    windows.append(window)
    window.show()
    return app.exec()
