"""The machine fails in the middle: power, disk, stick. What was done is whole, what was not done is not said to be done."""

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from db import people
from db.store import StoreDiskFull
from rules.errors import EnvironmentFailure
from sync import collector, digest, extract, folder, receipt, receiving, streams
from sync.errors import DiskFull, FolderReadOnly
from tests.sync.county import KINDS, PASSPHRASE, Land, flags, last, open_class, outcomes, register, tables

# Limits on a file's size and killing without a word are POSIX.
resource = pytest.importorskip("resource")

# --- power -------------------------------------------------------------------------------------------------------------

_VICTIM = """
import os, signal, sys
from pathlib import Path
from db import casebook
from db.store import Store
from rules.clock import StoryClock
from rules.wrapping import Parameters
from sync import collector
import datetime as dt

place, stick, answers, after = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
book = casebook.open_casebook(place, "", sys.argv[5], StoryClock(dt.date(2009, 9, 28)), parameters=Parameters(1, 64, 1))
left = [after]


def counted(real):
    def call(*arguments, **named):
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **named)

    return call


Store.execute, Store.many, os.fsync, os.write = counted(Store.execute), counted(Store.many), counted(os.fsync), counted(os.write)
collector.collect(book, [stick], answers)
print("survived", after - left[0])
"""


def collect_elsewhere(land: Land, stick: Path, answers: Path, kill_after: int) -> subprocess.CompletedProcess[str]:
    root = Path(__file__).parents[2]
    return subprocess.run(
        [sys.executable, "-c", _VICTIM, str(land.root / "province"), str(stick), str(answers), str(kill_after), PASSPHRASE],
        cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_province_killed_at_any_moment_ends_with_the_same_books(land: Land) -> None:
    stick = land.place()
    for number in range(3):
        register(land.desk, number)
        streams.export(land.desk, stick)
    for name in ("desk2", "base1", "base2"):
        streams.export(land.book(name), stick)
    for name in ("province", *KINDS):
        land.shut(name)
    calm = land.copy(land.root.parent / "calm")
    whole = collect_elsewhere(calm, stick, calm.place(), -1)
    assert whole.returncode == 0, whole.stderr
    steps = int(whole.stdout.split()[-1])
    for at in (1, steps // 5, steps // 2, 4 * steps // 5, steps):
        hurt = land.copy(land.root.parent / f"hurt{at}")
        answers = hurt.place()
        killed = collect_elsewhere(hurt, stick, answers, at)
        assert killed.returncode == -signal.SIGKILL, (at, killed.stderr)
        assert set(outcomes(collector.collect(hurt.province, [stick], answers).outcomes)) <= {"OK", "DUP"}
        assert digest.digest(hurt.province) == digest.digest(calm.province)
        assert tables(hurt.province) == tables(calm.province)
        assert flags(hurt.province) == set()
        assert hurt.province.store.check() == []
        receiving.receive_folder(hurt.desk, [answers])
        assert streams.standing(hurt.desk).unconfirmed == 0
        assert hurt.desk.setting(receipt.FROZEN) == ""
        hurt.close()
    calm.close()


# --- full and read-only sticks -----------------------------------------------------------------------------------------


@contextmanager
def tiny_files(size: int) -> Iterator[None]:
    """Let this process write no file beyond `size` bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def failing(monkeypatch: pytest.MonkeyPatch, name: str, number: int, where: Path) -> Iterator[None]:
    """Let a system call fail for files under `where` (by their path when opened, by their handle when written)."""
    real_open, real = os.open, getattr(os, name)
    handles: set[int] = set()

    def opened(path: Any, *rest: Any, **named: Any) -> int:
        mine = str(path).startswith(str(where)) and bool(rest and rest[0] & os.O_CREAT)
        if mine and name == "open":
            raise OSError(number, os.strerror(number))
        handle = real_open(path, *rest, **named)
        if mine:
            handles.add(handle)
        return handle

    def fail(handle: Any, *rest: Any) -> Any:
        if handle in handles:
            raise OSError(number, os.strerror(number))
        return real(handle, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", opened)
        if name != "open":
            patch.setattr(os, name, fail)
        yield


FAULTS = [
    ("write", errno.ENOSPC, DiskFull), ("fsync", errno.ENOSPC, DiskFull), ("write", errno.EDQUOT, DiskFull), ("open", errno.ENOSPC, DiskFull),
    ("open", errno.EROFS, FolderReadOnly), ("open", errno.EACCES, FolderReadOnly), ("write", errno.EIO, EnvironmentFailure),
]  # fmt: skip


@pytest.mark.parametrize(("call", "number", "expected"), FAULTS)
def test_an_export_that_fails_is_not_said_to_be_exported(
    land: Land, monkeypatch: pytest.MonkeyPatch, call: str, number: int, expected: type[EnvironmentFailure]
) -> None:
    desk, stick = land.desk, land.place()
    streams.export(desk, land.place())
    register(desk, 1)
    class_id = open_class(land, [register(desk, 2)])
    unsent, logged = streams.standing(desk).unsent, desk.store.value("SELECT count(*) FROM bundle")
    with failing(monkeypatch, call, number, stick):
        with pytest.raises(expected):
            streams.export(desk, stick)
        with pytest.raises(expected):
            extract.class_file(desk, class_id, stick)
    assert list(stick.iterdir()) == []
    assert streams.standing(desk).unsent == unsent
    assert desk.store.value("SELECT count(*) FROM bundle") == logged
    streams.export(desk, stick)
    assert outcomes(collector.collect(land.province, [stick]).outcomes) == ["OK"]
    assert people.count(land.province) == 2


@pytest.mark.parametrize(("call", "number", "expected"), FAULTS)
def test_receipts_that_cannot_be_written_leave_the_books_whole(
    land: Land, monkeypatch: pytest.MonkeyPatch, call: str, number: int, expected: type[EnvironmentFailure]
) -> None:
    stick, answers = land.place(), land.place()
    register(land.desk, 1)
    streams.export(land.desk, stick)
    with failing(monkeypatch, call, number, answers), pytest.raises(expected):
        collector.collect(land.province, [stick], answers)
    assert list(answers.iterdir()) == []
    assert people.count(land.province) == 1
    done = collector.collect(land.province, [stick], answers)
    assert outcomes(done.outcomes) == ["DUP"]
    receiving.receive_folder(land.desk, [answers])
    assert streams.standing(land.desk).unconfirmed == 0
    assert land.desk.setting(receipt.FROZEN) == ""


def test_a_real_limit_of_the_system_leaves_nothing_half_written(land: Land) -> None:
    desk, stick = land.desk, land.place()
    register(desk, 1)
    with tiny_files(700), pytest.raises(DiskFull):
        streams.export(desk, stick)
    assert list(stick.iterdir()) == []
    assert streams.standing(desk).unsent == 2
    assert [one.upto for one in streams.export(desk, stick)] == [last(desk)]
    assert streams.standing(desk).unsent == 0


def test_a_stick_that_gives_back_other_bytes_is_told(land: Land, monkeypatch: pytest.MonkeyPatch) -> None:
    from sync.errors import ReadBackDiffers

    stick = land.place()
    monkeypatch.setattr(folder, "_hash", lambda _: b"")
    with pytest.raises(ReadBackDiffers):
        streams.export(land.desk, stick)
    monkeypatch.undo()
    assert list(stick.iterdir()) == []
    assert len(streams.export(land.desk, stick)) == 1


# --- our own disk ------------------------------------------------------------------------------------------------------


def test_a_full_disk_at_the_province_takes_nothing_by_half(land: Land, monkeypatch: pytest.MonkeyPatch) -> None:
    stick = land.place()
    for number in range(30):
        register(land.desk, number)
    streams.export(land.desk, stick)
    province = land.province
    before = digest.digest(province), tables(province)
    with failing(monkeypatch, "write", errno.ENOSPC, province.workplace.path), pytest.raises(DiskFull):
        collector.collect(province, [stick])
    assert (digest.digest(province), tables(province)) == before
    pages = province.store.value("PRAGMA page_count")
    province.store.value(f"PRAGMA max_page_count = {pages + 3}")
    with pytest.raises(StoreDiskFull):
        collector.collect(province, [stick])
    assert (digest.digest(province), tables(province)) == before
    province.store.value("PRAGMA max_page_count = 1000000")
    assert outcomes(collector.collect(province, [stick]).outcomes) == ["OK"]
    assert people.count(province) == 30


def test_a_spool_that_was_lost_or_spoilt_is_no_disaster(land: Land) -> None:
    desk, province = land.desk, land.province
    first, later = land.place(), land.place()
    register(desk, 1)
    streams.export(desk, first)
    register(desk, 2)
    streams.export(desk, later)
    assert outcomes(collector.collect(province, [later]).outcomes) == ["GAP"]
    (kept,) = (
        path
        for path in (province.workplace.path / streams.SPOOL).iterdir()
        if len(path.read_bytes()) == folder.bundles(later)[0].stat().st_size
    )
    kept.write_bytes(b"rotten")
    assert outcomes(collector.collect(province, [first]).outcomes) == ["OK"]
    kept.unlink(missing_ok=True)
    assert outcomes(collector.collect(province, [first]).outcomes) == ["DUP"]
    assert outcomes(collector.collect(province, [later]).outcomes) == ["OK"]
    assert people.count(province) == 2


def test_a_stick_pulled_out_while_it_is_read_names_each_file(land: Land, monkeypatch: pytest.MonkeyPatch) -> None:
    stick = land.place()
    for name in KINDS:
        streams.export(land.book(name), stick)
    files = folder.bundles(stick)

    def pull(done: int, _total: int) -> None:
        if done == 2:
            for path in files:
                path.unlink(missing_ok=True)

    found = outcomes(collector.collect(land.province, [stick], step=pull).outcomes)
    assert len(found) == len(files)
    assert found[:2] == ["OK", "OK"]
    assert set(found[2:]) == {"FOLDER_MISSING"}
