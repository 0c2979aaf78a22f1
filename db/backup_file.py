"""The backup's file: one uncompressed zip of what it is, the key file and the encrypted casebook, written whole and read back.

Every byte is checked against the sums in `backup.json` before anything of it is used; exactly these three members, in this order.
"""

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from db.store import StoreReadOnly
from db.workplace import CASEBOOK, FILE, failure_of
from rules.errors import EnvironmentFailure, UntrustedInput, UserError
from rules.steps import Step, unheard

SUFFIX = ".yzbackup"
FORMAT = "yuanzhu-backup-1"
MANIFEST = "backup.json"
_MEMBERS = (MANIFEST, FILE, CASEBOOK)
_PIECE = 1 << 20
_MAX_SMALL = 4 << 20


class BackupUnreliable(EnvironmentFailure):
    """Say that what was written reads back differently; field `name`. The medium cannot be relied on."""

    code = "BACKUP_UNRELIABLE"


class BackupDamaged(UntrustedInput):
    """Say that a file is no backup, or a damaged one; fields `name` and `reason` (archive, members, manifest, content, casebook)."""

    code = "BACKUP_DAMAGED"


class BackupMissing(UserError):
    """Say that there is no such file; field `name`."""

    code = "BACKUP_MISSING"


@dataclass(frozen=True)
class BackupInfo:
    """Describe a backup file by what it says of itself; `made` is ISO text with its zone. A file that says nothing sound has no `name`."""

    path: Path
    size: int
    name: str = ""
    kind: str = ""
    county: str = ""
    made: str = ""
    rows: int = 0
    entries: int = 0


@contextmanager
def gone_in_the_end(path: Path) -> Iterator[None]:
    """Take `path` away in the end, with what SQLite puts beside it; turn the machine's failures into ours."""
    try:
        yield
    except OSError as error:
        raise failure_of(error, path.parent) from error
    finally:
        for beside in ("", "-wal", "-shm", "-journal"):
            with _unheard():
                path.with_name(path.name + beside).unlink(missing_ok=True)


@contextmanager
def _unheard() -> Iterator[None]:
    try:
        yield
    except OSError:
        return


def pack(target: Path, said: dict[str, Any], parts: dict[str, Path], now: datetime) -> tuple[str, int]:
    """Write the archive beside its final name, read it back, rename it; give its SHA-256 in hex and size in bytes."""
    part = target.with_name(target.name + ".part")
    with gone_in_the_end(part):
        said["files"] = {name: {"size": path.stat().st_size, "sha256": _sha256(path)} for name, path in parts.items()}
        with os.fdopen(
            os.open(part, os.O_CREAT | os.O_TRUNC | os.O_RDWR | getattr(os, "O_BINARY", 0), 0o600), "wb"
        ) as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
                for name, path in {MANIFEST: None, **parts}.items():
                    info = zipfile.ZipInfo(name, now.timetuple()[:6])
                    if path is None:
                        archive.writestr(info, json.dumps(said, ensure_ascii=False, indent=1))
                        continue
                    info.file_size = path.stat().st_size
                    with path.open("rb") as source, archive.open(info, "w") as member:
                        shutil.copyfileobj(source, member, _PIECE)
            file.flush()
            os.fsync(file.fileno())
        try:
            unpack(part, None)
        except BackupDamaged as error:
            raise BackupUnreliable(name=target.name) from error
        sha256, size = _sha256(part), part.stat().st_size
        part.replace(target)
        settle(target.parent)
    return sha256, size


def settle(folder: Path) -> None:
    """Make a rename durable where the system lets folders be synced."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _manifest(archive: zipfile.ZipFile, name: str) -> dict[str, Any]:
    """Read what a backup says of itself; raise BackupDamaged unless it has exactly the members and fields of one."""
    members = archive.infolist()
    if tuple(member.filename for member in members) != _MEMBERS:
        raise BackupDamaged(name=name, reason="members")
    if any(
        member.compress_type != zipfile.ZIP_STORED or member.compress_size != member.file_size for member in members
    ):
        raise BackupDamaged(name=name, reason="members")
    if any(member.file_size > _MAX_SMALL for member in members[:2]):
        raise BackupDamaged(name=name, reason="members")
    try:
        said = json.loads(archive.read(MANIFEST))
        files = {entry: (said["files"][entry]["size"], said["files"][entry]["sha256"]) for entry in (FILE, CASEBOOK)}
        sizes_fit = all(files[member.filename][0] == member.file_size for member in members[1:])
        texts_fit = all(type(said[field]) is str for field in ("format", "name", "kind", "county", "dev", "made"))
        numbers_fit = all(type(said[field]) is int for field in ("rows", "entries"))
    except (ValueError, KeyError, TypeError) as error:
        raise BackupDamaged(name=name, reason="manifest") from error
    if said["format"] != FORMAT or not (sizes_fit and texts_fit and numbers_fit):
        raise BackupDamaged(name=name, reason="manifest")
    return {**said, "files": files}


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    if not path.is_file():
        raise BackupMissing(name=path.name)
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError) as error:
        raise BackupDamaged(name=path.name, reason="archive") from error
    except OSError as error:
        raise StoreReadOnly(path=str(path)) from error


def unpack(path: Path, into: Path | None, step: Step = unheard) -> dict[str, Any]:
    """Read every byte of a backup against its manifest, into a folder where one is given; give the manifest; raise BackupDamaged.

    `step(done, all)` hears of bytes and may raise to stop.
    """
    with _opened(path) as archive:
        said = _manifest(archive, path.name)
        done, size = 0, sum(size for size, _ in said["files"].values())
        for name, (_, sha256) in said["files"].items():
            state = hashlib.sha256()

            def see(piece: bytes, update: Callable[[bytes], None] = state.update) -> None:
                nonlocal done
                done += len(piece)
                step(done, size)
                update(piece)

            with archive.open(name) as member:
                if into is None:
                    _pour(member, see)
                else:
                    _write(member, into / name, see)
            if state.hexdigest() != sha256:
                raise BackupDamaged(name=path.name, reason="content")
    return said


def _write(member: IO[bytes], path: Path, seen: Callable[[bytes], None]) -> None:
    try:
        with os.fdopen(
            os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600), "wb"
        ) as file:

            def both(piece: bytes) -> None:
                seen(piece)
                file.write(piece)

            _pour(member, both)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise failure_of(error, path.parent) from error


def _pour(member: IO[bytes], take: Callable[[bytes], None]) -> None:
    while piece := member.read(_PIECE):
        take(piece)


def read_info(path: Path) -> BackupInfo:
    """Tell what a backup says of itself, its content unread; raise BackupMissing or BackupDamaged."""
    with _opened(path) as archive:
        said = _manifest(archive, path.name)
    fields = {field: said[field] for field in ("name", "kind", "county", "made", "rows", "entries")}
    return BackupInfo(path, path.stat().st_size, **fields)


def list_backups(folder: Path) -> list[BackupInfo]:
    """List the backup files in a folder, newest first; damaged ones stand at the end without a name; none where there is no such folder."""
    found = []
    try:
        paths = [path for path in folder.iterdir() if path.suffix == SUFFIX and path.is_file()]
    except OSError:
        return []
    for path in paths:
        try:
            found.append(read_info(path))
        except (BackupDamaged, BackupMissing, StoreReadOnly):
            found.append(BackupInfo(path, path.stat().st_size if path.is_file() else 0))
    return sorted(found, key=lambda info: (info.made, info.path.name), reverse=True)
