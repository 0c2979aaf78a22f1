"""The way in: unlock the workplace, or found or restore one, until a casebook is open and somebody is signed in.

The unlock dialog must accept keys at once. So the unit's name and its people are read from the plain key file by hand, and the casebook's own
modules are imported in a worker while the first key is being typed.
"""

import contextlib
import importlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, QTimer
from PySide6.QtWidgets import QDialog

from rules.errors import AppError
from ui.jobs import Jobs
from ui.text import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from db.casebook import Casebook
    from rules.clock import Clock
    from rules.regions import Regions
    from rules.steps import Step
    from rules.wrapping import Parameters
    from ui.dialogs.foundation import FoundationDraft
    from ui.dialogs.unlock import UnlockDraft
    from ui.jobs import Progress

_LAST = "last-workplace.txt"
_KEY_FILE = "workplace.json"
_NEW, _BACKUP, _SAMPLE = Path("\0new"), Path("\0backup"), Path("\0sample")
"""No folder's names: found a workplace, restore one, look at the sample."""
_PAINTED_MS = 150
"""By then the unlock dialog is on screen; imports in a worker before that would hold up its first paint."""


@dataclass(frozen=True)
class Entrance:
    """Hold what opening needs from outside: the clock, the regions, how hard passphrases are to try, where the last workplace is noted, where the sample lies."""

    clock: "Clock | None"
    regions: "Regions | None" = None
    parameters: "Parameters | None" = None
    config: Path | None = None
    sample: Path | None = None

    def time(self) -> "Clock":
        """Give the clock, the machine's where none was named."""
        from rules.clock import SystemClock

        return self.clock or SystemClock()


def enter(path: Path | None, entrance: Entrance) -> "Casebook | None":
    """Lead to an open casebook: unlock the workplace in `path` or the last one, else ask whether to open another or to found one."""
    place = path or _last(entrance.config)
    jobs: Jobs[None] = Jobs(lambda _writing: None)
    words = ""
    try:
        while True:
            if place is not None and (place / _KEY_FILE).is_file():
                try:
                    book = _unlock(place, jobs, entrance)
                except AppError as error:
                    from ui.error_text import say  # a hundred sentences, needed only now

                    words = say(error)
                else:
                    if book is not None:
                        _remember(entrance.config, place)
                    return book
            elif path is not None and place == path:
                return found(path, jobs, entrance)
            elif place is not None:
                words = _("文件夹“{path}”里没有工作点数据。").format(path=place)
            place = _ask_where(words)
            if place is None:
                return None
            if place == _SAMPLE:
                return look_at_sample(jobs, entrance)
            if place in {_NEW, _BACKUP}:
                return (found if place == _NEW else restore)(_default_folder(), jobs, entrance)
    finally:
        jobs.close()


def _ask_where(words: str) -> Path | None:
    """Give the folder of the workplace to open, `_NEW` to found one, `_BACKUP` to restore one, or None to leave."""
    from ui.dialogs.start import Choice, StartDialog

    dialog = StartDialog(words)
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return None
    return {Choice.OPEN: dialog.folder, Choice.FOUND: _NEW, Choice.RESTORE: _BACKUP, Choice.SAMPLE: _SAMPLE}[
        dialog.choice
    ]


def _unlock(place: Path, jobs: Jobs[None], entrance: Entrance) -> "Casebook | None":
    from ui.dialogs.unlock import UnlockDialog

    unit, people, sample = read_sign(place)

    def open_it(draft: "UnlockDraft", step: "Step") -> "Casebook":
        from db import casebook, workplace
        from ui.commands.entrance import clock_of, regions_of

        found = workplace.load(place)
        clock = clock_of(found) if found.sample else entrance.time()  # sample data lives in its own year
        regions = regions_of(found) if found.sample else entrance.regions
        return casebook.open_casebook(
            place, draft.login, draft.passphrase, clock, regions=regions, parameters=entrance.parameters, step=step
        )

    def forgotten(parent: "QWidget") -> "Casebook | None":
        from ui.dialogs.forgotten import ForgottenDialog

        helper = ForgottenDialog(place, entrance, jobs, parent)
        helper.exec()
        found: Casebook | None = helper.result_value
        return found

    dialog = UnlockDialog(unit, people, open_it, jobs, strip=_("示例数据") if sample else "", forgotten=forgotten)
    warming = QTimer(dialog, singleShot=True, interval=_PAINTED_MS)
    warming.timeout.connect(
        lambda: jobs.run(dialog, lambda _none, _progress: _warm_up(place), lambda _done: None, lambda _error: None)
    )
    warming.start()
    dialog.exec()
    book: Casebook | None = dialog.result_value
    return book


def _warm_up(place: Path) -> None:
    """Import what the window will need, in a worker, while the passphrase is being typed."""
    for name in ("db.casebook", "db.backup", "sync.streams"):
        importlib.import_module(name)
    from db import workplace
    from ui.pages import pages_for

    pages_for(workplace.load(place).kind)


def read_sign(place: Path) -> tuple[str, list[tuple[str, str]], bool]:
    """Read the unit's name, its people (login, name) and whether it is a sample; raise as `db.workplace.load` does where the file is damaged."""
    try:
        document = json.loads((place / _KEY_FILE).read_bytes())
        people = [(str(user["login"]), str(user["name"])) for user in document["users"]]
        return str(document["name"]), people, bool(document.get("sample"))
    except (OSError, ValueError, KeyError, TypeError):
        from db import workplace

        whole = workplace.load(place)
        return whole.name, [(user.login, user.name) for user in whole.users], whole.sample


def restore(folder: Path, jobs: Jobs[None], entrance: Entrance) -> "Casebook | None":
    """Ask for a backup and restore it; give the workplace open, or None."""
    from ui.dialogs.progress import ProgressDialog
    from ui.dialogs.restore import RestoreDialog, RestoreDraft

    def do(draft: RestoreDraft, done: "Callable[[Casebook], None]", refused: Callable[[Exception], None]) -> None:
        def work(_none: None, progress: "Progress") -> "Casebook":
            from db import backup

            return backup.restore(
                draft.file,
                draft.to,
                draft.login,
                draft.passphrase,
                entrance.time(),
                regions=entrance.regions,
                parameters=entrance.parameters,
                step=progress.step,
                last=lambda: progress.settle(_("正在启用恢复的数据，这一步不能停止")),
            )

        job = jobs.run(dialog, work, done, refused)
        job.finished.connect(dialog.ready)
        ProgressDialog(job, _("正在恢复"), dialog)

    dialog = RestoreDialog(folder, do)
    dialog.exec()
    book: Casebook | None = dialog.result_value
    if book is not None:
        _remember(entrance.config, book.workplace.path)
    return book


def look_at_sample(jobs: Jobs[None], entrance: Entrance) -> "Casebook | None":
    """Make the sample county ready and give one of its workplaces open, signed in; it is not noted as the last workplace."""
    from ui.dialogs.start import SampleDialog

    asked = SampleDialog()
    if asked.exec() != QDialog.DialogCode.Accepted:
        return None

    def work() -> "Casebook":
        from db import casebook, workplace
        from ui.commands.entrance import clock_of, regions_of
        from ui.commands.samples import practice

        folder = entrance.sample or _sample_folder()
        path, passphrase = practice(folder, asked.kind, entrance.parameters)
        found = workplace.load(path)
        login = found.users[-1 if asked.kind == "desk" else 0].login
        return casebook.open_casebook(
            path, login, passphrase, clock_of(found), regions=regions_of(found), parameters=entrance.parameters
        )

    return _wait(jobs, work, _("正在准备示例，请稍候……"))


# --- founding -----------------------------------------------------------------------------------------------------


def found(folder: Path, jobs: Jobs[None], entrance: Entrance) -> "Casebook | None":
    """Lead through the foundation and found the workplace; give it open, its first person signed in, or None."""
    from rules.wrapping import check_passphrase
    from ui.dialogs.foundation import FoundationWizard
    from ui.dialogs.start import OfflineDialog

    wizard = FoundationWizard(
        folder, lambda passphrase, login: check_passphrase(passphrase, login=login), _region_name(entrance)
    )
    if wizard.exec() != QDialog.DialogCode.Accepted or wizard.draft is None:
        return None
    draft, offline = wizard.draft, ""
    if draft.kind == "province":
        asked = OfflineDialog(lambda text: check_passphrase(text, login=draft.people[0].login))
        if asked.exec() != QDialog.DialogCode.Accepted:
            return None
        offline = asked.passphrase()
    book = _wait(jobs, lambda: found_workplace(draft, offline, entrance), _("正在建立工作点，请稍候……"))
    if book is not None:
        _remember(entrance.config, draft.folder)
    return book


def found_workplace(draft: "FoundationDraft", offline: str, entrance: Entrance) -> "Casebook":
    """Found what the wizard's draft says; `offline` is the passphrase of a province's keys that are kept apart."""
    from db import casebook
    from sync import admission

    first = draft.people[0]
    plan = casebook.Foundation(
        draft.kind, draft.name, draft.county.ljust(6, "0"), first.login, first.name, first.role, first.passphrase
    )
    if draft.kind == "province":
        book = admission.found_province(
            draft.folder,
            plan,
            offline_passphrase=offline,
            clock=entrance.time(),
            regions=entrance.regions,
            parameters=entrance.parameters,
        )
    else:
        book = casebook.found(
            draft.folder, plan, entrance.time(), regions=entrance.regions, parameters=entrance.parameters
        )
    for person in draft.people[1:]:
        casebook.add_user(book, login=person.login, name=person.name, role=person.role, passphrase=person.passphrase)
    return book


def _wait(jobs: Jobs[None], work: "Callable[[], Casebook]", words: str) -> "Casebook | None":
    """Do long work in a worker behind a dialog that says so; give what it gives, or say the error and give None."""
    from ui.dialogs.start import WaitDialog

    dialog = WaitDialog(words)
    jobs.run(dialog, lambda _none, _progress: work(), dialog.take, dialog.refuse)
    dialog.exec()
    book: Casebook | None = dialog.found
    return book


def _region_name(entrance: Entrance) -> Callable[[str], str]:
    def name(code: str) -> str:
        from rules.regions import national

        return (entrance.regions or national()).full_name(code)

    return name


# --- the last workplace ---


def _default_folder() -> Path:
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(documents) / _("工会援助数据")


def _sample_folder() -> Path:
    data = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
    return Path(data) / "yuanzhu-desk" / "sample"


def _last(config: Path | None) -> Path | None:
    if config is None:
        return None
    with contextlib.suppress(OSError, UnicodeDecodeError):
        text = (config / _LAST).read_text(encoding="utf-8").strip()
        return Path(text) if text else None
    return None


def _remember(config: Path | None, place: Path) -> None:
    """Note the workplace for the next start; where that cannot be written it is asked for again, no more."""
    if config is None:
        return
    with contextlib.suppress(OSError):
        config.mkdir(mode=0o700, parents=True, exist_ok=True)
        (config / _LAST).write_text(str(place.resolve()), encoding="utf-8")
