"""Backups that were opened before anybody relies on them, restoring them as a new epoch, and the plain copy for the data's owner.

A backup is one uncompressed zip: what it is (`backup.json`), the key file and the encrypted casebook as of one moment. It opens with
the passphrases of its users and with nothing else.
"""

import json
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from secrets import token_bytes

from db import casebook, journal, migrations, sweeping, workplace
from db.backup_file import (
    FORMAT,
    SUFFIX,
    BackupDamaged,
    BackupInfo,
    BackupMissing,
    BackupUnreliable,
    gone_in_the_end,
    list_backups,
    pack,
    read_info,
    settle,
    unpack,
)
from db.brake import BESIDE, Brake
from db.casebook import Casebook, NotPermitted, Session
from db.store import Store, StoreDamaged
from db.workplace import CASEBOOK, FILE, WorkplaceExists, failure_of
from rules.clock import Clock
from rules.errors import EnvironmentFailure, UserError
from rules.permissions import Action, may
from rules.regions import Regions
from rules.steps import Step, unheard
from rules.wrapping import Parameters

LAST = "last_backup"
__all__ = [
    "BackupDamaged", "BackupFolderMissing", "BackupInfo", "BackupMissing", "BackupReport", "BackupUnreliable", "ExportExists", "LastBackup", "back_up",
    "export_plain", "last_backup", "list_backups", "read_info", "restore",
]  # fmt: skip
_UNFIT = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|]+')


class BackupFolderMissing(EnvironmentFailure):
    """Say that the folder `path` is not there: the stick was pulled out."""

    code = "BACKUP_FOLDER_MISSING"


class ExportExists(UserError):
    """Say that the file to export to is there already; field `name`."""

    code = "EXPORT_EXISTS"


@dataclass(frozen=True)
class BackupReport:
    """Tell what was backed up: the file, its SHA-256 in hex, size in bytes, rows of shared tables, journal entries."""

    path: Path
    sha256: str
    size: int
    rows: int
    entries: int


@dataclass(frozen=True)
class LastBackup:
    """Hold when the last backup was made and where."""

    at: datetime
    path: Path
    sha256: str


@dataclass(frozen=True)
class _Content:
    rows: int
    entries: int


_PARTS = 3


def back_up(book: Casebook, folder: Path, step: Step = unheard) -> BackupReport:
    """Write a verified backup into `folder`, whole or not at all.

    `step(done, all)` hears of its three parts, copying, reading back and packing, and may raise to stop before the next.
    Raise NotPermitted, BackupFolderMissing, StoreDiskFull, StoreReadOnly, BackupUnreliable, or StoreDamaged where the casebook itself is not sound.
    """
    book.require(Action.BACKUP)
    if not folder.is_dir():
        raise BackupFolderMissing(path=str(folder))
    now = book.clock.now()
    copy = book.workplace.path / "backup.db.part"
    target = _free_name(folder, book.workplace.name, now)
    with sweeping.noted(book.store, copy), sweeping.noted(book.store, target), gone_in_the_end(copy):
        copy.unlink(missing_ok=True)
        step(0, _PARTS)
        with book.store.watched(lambda: step(0, _PARTS)):
            book.store.copy_to(copy)
        step(1, _PARTS)
        content = _examine(copy, book.store.key, lambda _done, _all: step(1, _PARTS))
        if content.entries < int(book.store.value("SELECT seq FROM stream WHERE dev = ? AND ep = ?", book.stream())):
            raise StoreDamaged(path=str(book.store.path))
        step(2, _PARTS)
        said = {
            "format": FORMAT, "name": book.workplace.name, "kind": book.workplace.kind, "county": book.workplace.county, "dev": book.workplace.dev.hex(),
            "made": now.isoformat(timespec="seconds"), **asdict(content),
        }  # fmt: skip
        sha256, size = pack(target, said, {FILE: book.workplace.path / FILE, CASEBOOK: copy}, now)
    with book.store.transaction():
        book.set_setting(
            LAST, json.dumps({"at": now.isoformat(), "path": str(target), "sha256": sha256}, ensure_ascii=False)
        )
        book.store.execute(
            "INSERT INTO backup_made (at, path, sha256) VALUES (?, ?, ?)", (book.now, str(target), sha256)
        )
    return BackupReport(target, sha256, size, content.rows, content.entries)


def _free_name(folder: Path, name: str, now: datetime) -> Path:
    stem = f"{_UNFIT.sub('_', name).strip(' .')[:60]}_{now:%Y%m%d_%H%M}"
    path = folder / f"{stem}{SUFFIX}"
    number = 2
    while path.exists():
        path = folder / f"{stem}_{number}{SUFFIX}"
        number += 1
    return path


def _examine(path: Path, key: bytes, step: Step = unheard) -> _Content:
    """Open a copy with its key and check all of it: pages, own chains from their first entries; give its counts; raise StoreDamaged or ChainBroken.

    `step(done, all)` hears of the entries, (0, 0) of the pages, and may raise to stop.
    """
    store = Store.open(path, key)
    try:
        with store.watched(lambda: step(0, 0)):
            migrations.pending(store)
            if store.check():
                raise StoreDamaged(path=str(path))
            for row in store.rows("SELECT dev, ep FROM stream WHERE mine = 1"):
                journal.verify_chain(store, bytes(row["dev"]), bytes(row["ep"]), full=True, step=step)
            from db.schema import BY_NAME

            rows = sum(int(store.value(f"SELECT count(*) FROM {name}")) for name in BY_NAME)
            return _Content(rows, int(store.value("SELECT count(*) FROM entry")))
    finally:
        store.close()


def last_backup(book: Casebook) -> LastBackup | None:
    """Give when and where this casebook was last backed up, None where it never was (a restored one knows its own backup's predecessor)."""
    text = book.setting(LAST)
    if not text:
        return None
    said = json.loads(text)
    return LastBackup(datetime.fromisoformat(said["at"]), Path(said["path"]), said["sha256"])


def restore(
    file: Path, to: Path, login: str, passphrase: str, clock: Clock, *, regions: Regions | None = None,
    random: Callable[[int], bytes] = token_bytes, parameters: Parameters | None = None, step: Step = unheard, last: Callable[[], None] = lambda: None,
) -> Casebook:  # fmt: skip
    """Put a backup into the empty or absent folder `to` as a new epoch, and sign `login` in (empty: the first user).

    Everything is unpacked, unlocked and verified in a folder beside it, which is then renamed. `step(done, all)` hears how far it is, in
    hundredths, and may raise to stop; `last()` is called before the renaming, may raise too, and after it nothing does: until then nothing is there. Number blocks rest until a new grant comes.
    Raise WorkplaceExists, BackupMissing, BackupDamaged, WrongPassphrase, UnknownUser, NotPermitted, StoreTooNew, StoreDiskFull, StoreReadOnly.
    """
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise WorkplaceExists(path=str(to))
    part = to.with_name(to.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        _make(part)
        unpack(file, part, _part_of(step, 0, 40))
        _renew(file.name, part, login, passphrase, clock, random, _part_of(step, 40, 99))
        last()
        if to.exists():
            to.rmdir()
        part.rename(to)
        settle(to.parent)
    except OSError as error:
        raise failure_of(error, to.parent) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return casebook.open_casebook(to, login, passphrase, clock, regions=regions, random=random, parameters=parameters)


def _part_of(step: Step, first: int, stop: int) -> Step:
    """Give the step of a part that goes from `first` to `stop` hundredths of the whole."""
    reached = first

    def told(done: int, whole: int) -> None:
        nonlocal reached
        reached = max(reached, first + (stop - first) * done // whole) if whole else reached
        step(reached, 100)

    return told


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, mode=0o700)
    except OSError as error:
        raise failure_of(error, folder.parent) from error


def _renew(
    name: str, folder: Path, login: str, passphrase: str, clock: Clock, random: Callable[[int], bytes], step: Step
) -> None:  # fmt: skip
    """Unlock and verify an unpacked backup and begin its new epochs; raise BackupDamaged where what lies inside is not sound."""
    try:
        place = workplace.load(folder)
    except (workplace.NoWorkplace, workplace.WorkplaceDamaged) as error:
        raise BackupDamaged(name=name, reason="casebook") from error
    if not login and place.users:
        login = place.users[0].login
    user = place.user(login)
    beside = Brake(
        folder.parent / BESIDE, f"{place.dev.hex()}:{user.id.hex()}"
    )  # the folder itself is gone after each try
    key, session = casebook.sign_in(place, login, passphrase, held=beside)
    if not may(session.role, Action.RESTORE, place.kind):
        raise NotPermitted(role=session.role, action=Action.RESTORE)
    try:
        _examine(place.casebook, key, step)
    except (StoreDamaged, journal.ChainBroken) as error:
        raise BackupDamaged(name=name, reason="casebook") from error
    store = Store.open(place.casebook, key)
    try:
        migrations.upgrade(store, lambda _done, _all: step(0, 0))
        book = Casebook(store, place, clock, session, random=random)
        for row in store.rows("SELECT county FROM stream WHERE mine = 1 AND state = 'open'"):
            book.new_epoch("restore", row["county"])
    finally:
        store.close()


def export_plain(book: Casebook, to: Path, second: Session | None) -> int:
    """Write a copy that is not encrypted to the new file `to`, by two persons, and journal that it was done; give its number of rows.

    Keys of this device are left out. Raise NotPermitted, SecondPersonNeeded, ExportExists, BackupFolderMissing, StoreDiskFull or StoreReadOnly.
    """
    book.require(Action.EXPORT_PLAIN)
    other = book.require_second(Action.EXPORT_PLAIN, second)
    if to.exists():
        raise ExportExists(name=to.name)
    if not to.parent.is_dir():
        raise BackupFolderMissing(path=str(to.parent))
    part = to.with_name(to.name + ".part")
    with sweeping.noted(book.store, part), gone_in_the_end(part):
        part.unlink(missing_ok=True)
        os.close(
            os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        )  # nobody else's to read, from its first byte on
        rows = book.store.copy_plain_to(part, without=("secret",))
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        try:
            with book.write() as writer:
                writer.fact("plain_export", {"day": book.today, "file": to.name, "records": rows}, second=other.author)
                writer.flush()
                part.replace(to)
        except BaseException:
            to.unlink(missing_ok=True)
            raise
    return rows
