"""A file stands in a folder whole or not at all, and every way a stick can fail has its own name."""

import errno
import os
import shutil
import signal
from pathlib import Path
from typing import Any

import pytest

from rules.errors import EnvironmentFailure
from sync import folder
from sync.errors import (
    BundleDamaged,
    BundleTooBig,
    DiskFull,
    FolderFailed,
    FolderMissing,
    FolderReadOnly,
    FolderUnreadable,
    ReadBackDiffers,
    from_os_error,
)

DATA = os.urandom(3_000_000)


def names(where: Path) -> list[str]:
    return sorted(path.name for path in where.iterdir())


def test_a_file_is_written_and_listed(tmp_path: Path) -> None:
    path = folder.write(tmp_path, "b.age", DATA)
    assert path == tmp_path / "b.age"
    assert folder.read(path) == DATA
    assert names(tmp_path) == ["b.age"]
    assert folder.bundles(tmp_path) == [path]


def test_the_same_file_is_left_alone_and_another_replaced(tmp_path: Path) -> None:
    path = folder.write(tmp_path, "a.age", b"one")
    os.utime(path, (0, 0))
    folder.write(tmp_path, "a.age", b"one")
    assert path.stat().st_mtime == 0
    folder.write(tmp_path, "a.age", b"two")
    assert path.read_bytes() == b"two"
    folder.write(tmp_path, "empty.age", b"")
    assert names(tmp_path) == ["a.age", "empty.age"]


def test_a_part_left_by_a_power_cut_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a.age.part").write_bytes(bytes(10_000))
    folder.write(tmp_path, "a.age", b"one")
    assert names(tmp_path) == ["a.age"]
    assert (tmp_path / "a.age").read_bytes() == b"one"


@pytest.mark.parametrize("name", ["", ".", "..", "../a.age", "/a.age", "x/a.age"])
def test_only_plain_names_are_written(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError):
        folder.write(tmp_path, name, b"")


def test_what_does_not_bear_a_bundle_s_name_is_not_listed(tmp_path: Path) -> None:
    for name in ("2.age", "1.AGE", "x.age.part", ".hidden.age", "~$x.age", "note.txt", "age"):
        (tmp_path / name).write_bytes(b"x")
    assert [path.name for path in folder.bundles(tmp_path)] == ["1.AGE", "2.age"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes and links are POSIX")
def test_what_only_bears_the_name_is_listed_and_judged_when_read(tmp_path: Path) -> None:
    (tmp_path / "folder.age").mkdir()
    (tmp_path / "gone.age").symlink_to(tmp_path / "nowhere")
    (tmp_path / "loop.age").symlink_to(tmp_path / "loop.age")
    os.mkfifo(tmp_path / "pipe.age")
    found = folder.bundles(tmp_path)
    assert [path.name for path in found] == ["folder.age", "gone.age", "loop.age", "pipe.age"]
    for path in found:
        with pytest.raises(BundleDamaged):
            folder.read(path)


def test_a_missing_folder(tmp_path: Path) -> None:
    for gone in (tmp_path / "gone", tmp_path / "file.age"):
        (tmp_path / "file.age").write_bytes(b"")
        with pytest.raises(FolderMissing):
            folder.write(gone, "a.age", b"")
        with pytest.raises(FolderMissing):
            folder.bundles(gone)
    with pytest.raises(FolderMissing):
        folder.read(tmp_path / "gone.age")


def test_an_oversize_file_is_not_read_on(tmp_path: Path) -> None:
    (tmp_path / "a.age").write_bytes(bytes(11))
    with pytest.raises(BundleTooBig):
        folder.read(tmp_path / "a.age", limit=10)
    assert folder.read(tmp_path / "a.age", limit=11) == bytes(11)


def test_no_room_is_told_before_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=len(DATA)))
    with pytest.raises(DiskFull) as caught:
        folder.write(tmp_path, "a.age", DATA)
    assert caught.value.fields == {"folder": str(tmp_path), "need": len(DATA), "free": len(DATA)}
    assert names(tmp_path) == []


def test_a_true_limit_of_the_system(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="only Unix limits the size of files")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, hard))
    try:
        with pytest.raises(DiskFull):
            folder.write(tmp_path, "a.age", DATA)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert names(tmp_path) == []


FAILURES = [
    (errno.ENOSPC, DiskFull),
    (errno.EDQUOT, DiskFull),
    (errno.EROFS, FolderReadOnly),
    (errno.EACCES, FolderReadOnly),
    (errno.EPERM, FolderReadOnly),
    (errno.ENOENT, FolderMissing),
    (errno.ENODEV, FolderMissing),
    (errno.EIO, FolderFailed),
    (errno.ESTALE, FolderMissing),
]


@pytest.mark.parametrize(("number", "expected"), FAILURES)
@pytest.mark.parametrize("call", ["open", "write", "fsync", "replace"])
def test_a_failure_at_any_step_leaves_nothing(
    call: str, number: int, expected: type[EnvironmentFailure], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.age").write_bytes(b"old")

    def fail(*_: Any, **__: Any) -> Any:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        if call == "replace":
            patch.setattr(Path, "replace", fail)
        else:
            patch.setattr(os, call, fail)
        with pytest.raises(expected):
            folder.write(tmp_path, "a.age", DATA)
    assert names(tmp_path) == ["a.age"]
    assert (tmp_path / "a.age").read_bytes() == b"old"


def test_short_writes_are_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: write(handle, bytes(data[:100_001])))
    folder.write(tmp_path, "a.age", DATA)
    assert (tmp_path / "a.age").read_bytes() == DATA


def test_a_stick_that_lies_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: write(handle, bytes(len(data))))
    with pytest.raises(ReadBackDiffers) as caught:
        folder.write(tmp_path, "a.age", DATA)
    assert caught.value.fields == {"folder": str(tmp_path), "name": "a.age"}
    assert names(tmp_path) == []


def test_an_interruption_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", interrupt)
        with pytest.raises(KeyboardInterrupt):
            folder.write(tmp_path, "a.age", DATA)
    assert names(tmp_path) == []


def test_reading_names_its_own_failure() -> None:
    assert isinstance(from_os_error(PermissionError(errno.EACCES, "x"), Path("x"), writing=False), FolderUnreadable)
    assert from_os_error(OSError("x"), Path("x")).fields["reason"] == "EIO"


@pytest.mark.parametrize(
    ("windows", "expected"), [(112, DiskFull), (19, FolderReadOnly), (21, FolderMissing), (1117, FolderFailed)]
)
def test_windows_errors_have_names_too(windows: int, expected: type[EnvironmentFailure]) -> None:
    error = OSError(errno.EINVAL, "x")
    error.winerror = windows  # type: ignore[attr-defined]
    assert isinstance(from_os_error(error, Path("x")), expected)
