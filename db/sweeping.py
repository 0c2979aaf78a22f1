"""What a crash leaves behind: half-written copies and exports are noted before they are begun, and taken away at the next start.

The note lies in the encrypted casebook, for a file's name may be a person's. A file that a running program is still writing is left alone.
"""

import contextlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from db.store import Store

NOTE = "unfinished"
"""The setting that lists what is being written: [[path, process], …]."""
PART = ".part"
_BESIDE = ("", "-wal", "-shm", "-journal")
_OLD = 600.0
"""Seconds after which a partial file of ours that nobody noted is a leftover."""


@contextlib.contextmanager
def noted(store: Store, path: Path) -> Iterator[None]:
    """Note that `path` is being written, under its name with `.part` or beside it, until that is over, well or not."""
    note(store, path)
    try:
        yield
    finally:
        forget(store, path)


def note(store: Store, path: Path) -> None:
    """Note that `path` is going to be written by this process."""
    _change(store, lambda held: [*held, (str(path.absolute()), os.getpid())])


def forget(store: Store, path: Path) -> None:
    """Take the note back: `path` is whole, or will not be written."""
    _change(store, lambda held: [one for one in held if one != (str(path.absolute()), os.getpid())])


def sweep(store: Store, folder: Path, now: Callable[[], float] = time.time) -> list[Path]:
    """Take away what a crash left of the files noted, and old partial files in the workplace's own folder; give what was taken away."""
    gone = []
    for path, process in _held(store):
        if process != os.getpid() and _runs(process):
            continue
        gone += [one for one in _parts_of(Path(path)) if _take_away(one)]
        _change(store, lambda held, mine=(path, process): [one for one in held if one != mine])  # type: ignore[misc]
    for place in (folder, folder / "spool"):
        with contextlib.suppress(OSError):
            stale = [one for one in place.iterdir() if PART in one.name and now() - one.stat().st_mtime > _OLD]
            gone += [one for one in stale if one.is_file() and _take_away(one)]
    return gone


def _parts_of(path: Path) -> list[Path]:
    """Give what may lie about of a file that was being written: its partial name, SQLite's files beside it, a paper's partial name."""
    part = path if path.name.endswith(PART) else path.with_name(path.name + PART)
    found = [part.with_name(part.name + end) for end in _BESIDE]
    with contextlib.suppress(OSError):
        found += list(path.parent.glob(".paper-*" + PART))
    return found


def _take_away(path: Path) -> bool:
    try:
        path.unlink()
    except OSError:
        return False
    return True


def _held(store: Store) -> list[tuple[str, int]]:
    text = store.value("SELECT value FROM setting WHERE name = ?", (NOTE,))
    try:
        return [(str(path), int(process)) for path, process in json.loads(text)] if text else []
    except (ValueError, TypeError):
        return []


def _change(store: Store, change: Callable[[list[tuple[str, int]]], list[tuple[str, int]]]) -> None:
    with store.transaction():
        held = change(_held(store))
        if held:
            sql = "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
            store.execute(sql, (NOTE, json.dumps(held)))
        else:
            store.execute("DELETE FROM setting WHERE name = ?", (NOTE,))


def _runs(process: int) -> bool:
    """Tell whether a process of that number runs on this machine."""
    if sys.platform == "win32":
        import ctypes

        query = 0x1000  # PROCESS_QUERY_LIMITED_INFORMATION
        handle = ctypes.windll.kernel32.OpenProcess(query, False, process)
        if handle:
            ctypes.windll.kernel32.CloseHandle(handle)
        return bool(handle)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
