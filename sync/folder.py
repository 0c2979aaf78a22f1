"""Bundles into and out of a folder: a USB stick or a share that may be full, read-only, slow, lying, or pulled out at any moment.

A file appears under its name only when it is whole and was read back from the medium: `.part`, fsync, read back, rename.
"""

import contextlib
import hashlib
import os
import shutil
from pathlib import Path

from sync.bundle import MAX_BUNDLE
from sync.errors import BundleDamaged, BundleTooBig, DiskFull, FolderMissing, ReadBackDiffers, from_os_error

SUFFIX = ".age"
PART = ".part"
# Room for the directory entry and the last cluster of a FAT stick (64 KiB at most).
SPARE = 128 * 1024
_CHUNK = 1024 * 1024
_PRIVATE = 0o600
_BINARY: int = getattr(os, "O_BINARY", 0)  # Windows


def check_space(folder: Path, need: int) -> None:
    """Raise FolderMissing or DiskFull unless `folder` exists and its medium has `need` bytes and a little more free."""
    try:
        if not folder.is_dir():
            raise FolderMissing(folder=str(folder))
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise from_os_error(error, folder, need=need, writing=False) from error
    if free < need + SPARE:
        raise DiskFull(folder=str(folder), need=need, free=free)


def write(folder: Path, name: str, data: bytes, *, mark: str = "", private: bool = False) -> Path:
    """Write `data` as `folder/name` so that the name stands for the whole content or for nothing; give the path.

    A file of that name with the same content is left alone. `mark` keeps the partial files of several writers apart: two PCs that put the same
    bundle into one shared folder at the same instant must not write into each other's. `private` keeps the file for its owner alone. Raise FolderMissing, FolderReadOnly, DiskFull, ReadBackDiffers or FolderFailed;
    no partial file is left behind as far as the medium allows.
    """
    if Path(name).name != name or name in {"", ".", ".."}:
        raise ValueError("a plain file name is needed")
    path, part = folder / name, folder / (f"{name}.{mark}{PART}" if mark else name + PART)
    digest = hashlib.sha256(data).digest()
    check_space(folder, len(data))
    try:
        if _holds(path, data, digest):
            return path
        _write_through(part, data, *((_PRIVATE,) if private else ()))
        _check_kept(part, digest, name)
        _put(part, path, data, digest)
    except OSError as error:
        _remove(part)
        raise from_os_error(error, folder, need=len(data)) from error
    except BaseException:
        _remove(part)
        raise
    _settle(folder)
    return path


def _holds(path: Path, data: bytes, digest: bytes) -> bool:
    """Tell whether a file holds these bytes already."""
    return path.is_file() and path.stat().st_size == len(data) and _hash(path) == digest


def _put(part: Path, path: Path, data: bytes, digest: bytes) -> None:
    """Give the whole file its name; that somebody else has just done the same, or reads the same file now, is no failure."""
    try:
        part.replace(path)
    except OSError:
        if not _holds(path, data, digest):
            raise
        _remove(part)


def _write_through(part: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a fresh file and wait until the medium has it."""
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY, mode)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(handle, view[:_CHUNK]) :]
        os.fsync(handle)
        if hasattr(os, "posix_fadvise"):  # so that reading back asks the medium, not the cache
            with contextlib.suppress(OSError):
                os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(handle)


def _check_kept(part: Path, digest: bytes, name: str) -> None:
    """Raise ReadBackDiffers unless the medium gives back what was written."""
    if _hash(part) != digest:
        raise ReadBackDiffers(folder=str(part.parent), name=name)


def _hash(path: Path) -> bytes:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").digest()


def _remove(part: Path) -> None:
    with contextlib.suppress(OSError):
        part.unlink()


def _settle(folder: Path) -> None:
    """Wait until the directory's own entry is on the medium, where the system can tell (not on Windows, not on each share)."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def clear_parts(folder: Path, mark: str) -> None:
    """Take away what this writer left half-written at a power cut; the partial files of others are theirs."""
    with contextlib.suppress(OSError), os.scandir(folder) as found:
        for entry in list(found):
            if entry.name.endswith(f".{mark}{PART}"):
                _remove(Path(entry.path))


def bundles(folder: Path) -> list[Path]:
    """List what bears a bundle's name in `folder`, by name, without hidden and partial files; raise FolderMissing and its like.

    What stands behind a name is judged when it is read: a name left out here would be a bundle lost in silence.
    """
    return files(folder, SUFFIX)


def files(folder: Path, suffix: str) -> list[Path]:
    """List what bears a name ending in `suffix` in `folder`, by name, as `bundles` does; raise FolderMissing and its like."""
    try:
        with os.scandir(folder) as found:
            names = [entry.name for entry in found]
    except OSError as error:
        raise from_os_error(error, folder, writing=False) from error
    return sorted(folder / name for name in names if not name.startswith((".", "~")) and name.lower().endswith(suffix))


def read(path: Path, *, limit: int = MAX_BUNDLE) -> bytes:
    """Give the file's bytes; raise BundleTooBig above `limit` without reading on, FolderMissing and its like.

    A folder, a pipe or a link to nothing under a bundle's name is no bundle: BundleDamaged.
    """
    try:
        if not path.is_file() and (path.is_symlink() or path.exists()):
            raise BundleDamaged(reason="foreign")
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        raise from_os_error(error, path.parent, writing=False) from error
    if len(data) > limit:
        raise BundleTooBig(size=len(data), limit=limit)
    return data
