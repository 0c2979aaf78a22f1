"""The machine fails in the middle: full disks, broken sticks, sticks pulled out. What was done is whole, what was not is not said to be."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from db import people
from sync import collector, digest, extract, folder, receipt, receiving, streams
from tests.hostile.catalogue import THEN, Ground, case, outcome_of
from tests.sync.county import KINDS, Land, open_class, outcomes, register, tables

GROUP = "磁盘与U盘 disks and sticks"


@contextmanager
def failing(name: str, number: int, where: Path) -> Iterator[None]:
    """Let a system call fail for files under `where` (by their path when opened or renamed, by their handle when written)."""
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
        if handle in handles or (name == "rename" and str(handle).startswith(str(where))):
            raise OSError(number, os.strerror(number))
        return real(handle, *rest)

    with mock.patch.object(os, "open", opened):
        if name == "open":
            yield
        else:
            with mock.patch.object(os, name, fail):
                yield


FAULTS = [
    ("disk_full_writing", "U盘写满", "no room on the stick while a bundle or receipt is written", "write", errno.ENOSPC, "DISK_FULL"),
    ("disk_full_fsync", "落盘时写满", "no room when the stick is told to keep it (fsync)", "fsync", errno.ENOSPC, "DISK_FULL"),
    ("quota_used_up", "配额用尽", "the share's quota is used up", "write", errno.EDQUOT, "DISK_FULL"),
    ("disk_full_opening", "建不了文件", "no room for the file's own entry", "open", errno.ENOSPC, "DISK_FULL"),
    ("read_only", "只读", "the stick is read-only", "open", errno.EROFS, "FOLDER_READ_ONLY"),
    ("not_allowed", "无权写入", "the folder may not be written", "open", errno.EACCES, "FOLDER_READ_ONLY"),
    ("write_error", "写入出错", "the medium fails while it is written", "write", errno.EIO, "FOLDER_FAILED"),
    ("fsync_error", "落盘出错", "the medium fails when it is told to keep it (fsync)", "fsync", errno.EIO, "FOLDER_FAILED"),
]  # fmt: skip


def _nothing_was_said(land: Land, stick: Path, before: tuple[Any, ...]) -> bool:
    return list(stick.iterdir()) == [] and before == _said(land)


def _said(land: Land) -> tuple[Any, ...]:
    desk = land.desk
    return streams.standing(desk).unsent, desk.store.value("SELECT count(*) FROM bundle"), people.count(land.province)


def _declare(key: str, name: str, done: str, call: str, number: int, expected: str) -> None:
    def act(ground: Ground) -> str:
        """Fail an export, a class file and the receipts; then let each go well."""
        land, stick, answers = ground.land, ground.land.place(), ground.land.place()
        streams.export(land.desk, land.place())
        person = register(land.desk, 1)
        class_id = open_class(land, [person])
        before = _said(land)
        with failing(call, number, stick):
            found = [
                outcome_of(lambda: streams.export(land.desk, stick)),
                outcome_of(lambda: extract.class_file(land.desk, class_id, stick)),
            ]
        silent = _nothing_was_said(land, stick, before)
        streams.export(land.desk, stick)
        with failing(call, number, answers):
            found.append(outcome_of(lambda: collector.collect(land.province, [stick], answers)))
        silent = silent and list(answers.iterdir()) == []
        again = outcomes(collector.collect(land.province, [stick], answers).outcomes)
        receiving.receive_folder(land.desk, [answers])
        whole = people.count(land.province) == 1 and again == ["DUP"] and streams.standing(land.desk).unconfirmed == 0
        whole = whole and land.desk.setting(receipt.FROZEN) == ""
        return f"{THEN.join(found)}, {'nothing half' if silent else 'something left'}, {'then whole' if whole else 'then broken'}"

    act.__name__ = key
    told = f"{done}: an export, a class file, a receipt"
    case(GROUP, name, told, f"{THEN.join([expected] * 3)}, nothing half, then whole")(act)


for _row in FAULTS:
    _declare(*_row)


@case(GROUP, "改名前拔出", "the stick is pulled out after the file was written and before it gets its name", "FOLDER_FAILED, no name, then whole",
      "FOLDER_MISSING, no name, then whole")  # fmt: skip
def pulled_before_the_rename(ground: Ground) -> str:
    land, stick = ground.land, ground.land.place()
    register(land.desk, 1)
    unsent = streams.standing(land.desk).unsent
    real = Path.replace

    def gone(self: Path, target: Any) -> Any:
        if str(self).startswith(str(stick)):
            raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))
        return real(self, target)

    with mock.patch.object(Path, "replace", gone):
        code = outcome_of(lambda: streams.export(land.desk, stick))
    named = [path for path in stick.iterdir() if not path.name.endswith(folder.PART)]
    counted = streams.standing(land.desk).unsent != unsent
    land.exchange("desk")
    whole = people.count(land.province) == 1 and streams.standing(land.desk).unconfirmed == 0
    return f"{code}, {'named' if named or counted else 'no name'}, {'then whole' if whole else 'then broken'}"


@case(
    GROUP,
    "读包时拔出",
    "the stick is pulled out while it is read: each file left is named, what was read stays",
    "OK + OK + FOLDER_MISSING + FOLDER_MISSING",
)
def pulled_while_read(ground: Ground) -> str:
    land, stick = ground.land, ground.land.place()
    for name in KINDS:
        streams.export(land.book(name), stick)
    files = sorted(stick.iterdir())

    def pull(done: int, _total: int) -> None:
        if done == 2:
            for path in files:
                path.unlink(missing_ok=True)

    return THEN.join(outcomes(collector.collect(land.province, [stick], step=pull).outcomes))


@case(
    GROUP,
    "写入与读回不同",
    "the stick gives back other bytes than were written",
    "READ_BACK_DIFFERS, nothing half, then whole",
)
def lying_stick(ground: Ground) -> str:
    land, stick = ground.land, ground.land.place()
    register(land.desk, 1)
    before = _said(land)
    with mock.patch.object(folder, "_hash", return_value=b""):
        code = outcome_of(lambda: streams.export(land.desk, stick))
    silent = _nothing_was_said(land, stick, before)
    land.exchange("desk")
    return f"{code}, {'nothing half' if silent else 'something left'}, {'then whole' if people.count(land.province) == 1 else 'then broken'}"


@case(
    GROUP,
    "真实的容量上限",
    "the system itself lets no file grow beyond 700 bytes",
    "DISK_FULL, nothing half, then whole",
)
def real_limit(ground: Ground) -> str:
    import resource

    land, stick = ground.land, ground.land.place()
    register(land.desk, 1)
    before = _said(land)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (700, limits[1]))
    try:
        code = outcome_of(lambda: streams.export(land.desk, stick))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    silent = _nothing_was_said(land, stick, before)
    land.exchange("desk")
    return f"{code}, {'nothing half' if silent else 'something left'}, {'then whole' if people.count(land.province) == 1 else 'then broken'}"


@case(GROUP, "数据库所在盘写满", "no room on the province's own disk: for the spool, for the database; a desk's intake",
      "DISK_FULL + STORE_DISK_FULL + STORE_DISK_FULL, nothing half, then whole")  # fmt: skip
def own_disk_full(ground: Ground) -> str:
    land, stick = ground.land, ground.land.place()
    for number in range(30):
        register(land.desk, number)
    streams.export(land.desk, stick)
    province = land.province
    before = digest.digest(province), tables(province)
    with failing("write", errno.ENOSPC, province.workplace.path):
        found = [outcome_of(lambda: collector.collect(province, [stick]))]
    silent = (digest.digest(province), tables(province)) == before
    with _no_pages(province):
        found.append(outcome_of(lambda: collector.collect(province, [stick])))
    silent = silent and (digest.digest(province), tables(province)) == before
    count = people.count(land.desk)
    with _no_pages(land.desk, 0):
        while (code := outcome_of(lambda: register(land.desk, 500 + people.count(land.desk)))) == "OK":
            count += 1
    found.append(code)
    silent = silent and people.count(land.desk) == count
    again = outcomes(collector.collect(province, [stick]).outcomes)
    land.exchange("desk")
    whole = (
        people.count(province) == count and again == ["OK"] and province.store.check() == [] == land.desk.store.check()
    )
    return f"{THEN.join(found)}, {'nothing half' if silent else 'something left'}, {'then whole' if whole else 'then broken'}"


@contextmanager
def _no_pages(book: Any, more: int = 3) -> Iterator[None]:
    """Let the database grow by no more than a few pages."""
    pages = book.store.value("PRAGMA page_count")
    book.store.value(f"PRAGMA max_page_count = {pages + more}")
    try:
        yield
    finally:
        book.store.value("PRAGMA max_page_count = 1000000")


@case(
    GROUP,
    "暂存的密文丢失或损坏",
    "a bundle that waits in the spool is lost or spoilt: the sender's own copy is taken",
    "GAP + OK + DUP + OK",
)
def spoilt_spool(ground: Ground) -> str:
    land = ground.land
    desk, province = land.desk, land.province
    first, later = land.place(), land.place()
    register(desk, 1)
    streams.export(desk, first)
    register(desk, 2)
    (late,) = streams.export(desk, later)
    found = outcomes(collector.collect(province, [later]).outcomes)
    (kept,) = [
        path
        for path in (province.workplace.path / streams.SPOOL).iterdir()
        if path.read_bytes() == late.path.read_bytes()
    ]
    kept.write_bytes(b"rotten")
    found += outcomes(collector.collect(province, [first]).outcomes)
    kept.unlink(missing_ok=True)
    found += outcomes(collector.collect(province, [first]).outcomes) + outcomes(
        collector.collect(province, [later]).outcomes
    )
    assert people.count(province) == 2
    return THEN.join(found)


@case(GROUP, "文件夹不存在", "a folder that is gone, for reading and for writing", "FOLDER_MISSING", calm=True)
def missing_folder(ground: Ground) -> set[str]:
    land, gone = ground.land, ground.land.root / "gone"
    return {
        outcome_of(lambda: collector.collect(land.province, [gone])),
        outcome_of(lambda: streams.export(land.base2, gone)),
    }
