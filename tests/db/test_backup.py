"""Backups: opened before anybody relies on them; restored whole or not at all, and never with the old number blocks."""

import json
import os
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import pytest

from db import backup, casebook, journal, people, vouchers, workplace
from db.backup import BackupDamaged
from db.casebook import Casebook
from db.store import StoreDiskFull, StoreReadOnly
from rules.clock import StoryClock
from rules.errors import CancelledWork
from rules.signing import SigningKey
from rules.wrapping import WrongPassphrase
from tests.db.conftest import FACE_FEN, PASSPHRASE, County, Founder, draft


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "U 盘"
    folder.mkdir()
    return folder


def restored(file: Path, to: Path, clock: StoryClock, passphrase: str = PASSPHRASE) -> Casebook:
    return backup.restore(file, to, "lishu", passphrase, clock)


def test_a_backup_tells_what_it_is_and_leaves_nothing_beside_it(desk: Casebook, stick: Path) -> None:
    assert backup.last_backup(desk) is None
    people.register(desk, draft(1))
    before = sorted(path.name for path in desk.workplace.path.iterdir())
    report = backup.back_up(desk, stick)
    assert report.path.name == "安和县总工会_20090928_0900.yzbackup"
    assert [path.name for path in stick.iterdir()] == [report.path.name]
    assert sorted(path.name for path in desk.workplace.path.iterdir()) == before
    assert (report.entries, report.rows, report.size) == (4, 3, report.path.stat().st_size)
    (info,) = backup.list_backups(stick)
    assert (info.name, info.kind, info.county, info.entries, info.made) == (
        "安和县总工会",
        "desk",
        "519901",
        4,
        "2009-09-28T09:00:00+08:00",
    )
    last = backup.last_backup(desk)
    assert last is not None
    assert (last.path, last.sha256, last.at) == (report.path, report.sha256, desk.clock.now())
    again = backup.back_up(desk, stick)
    assert again.path.name == "安和县总工会_20090928_0900_2.yzbackup"
    with zipfile.ZipFile(report.path) as archive:
        assert b"SQLite" not in archive.read("casebook.db")[:100]


def test_what_is_only_in_the_write_ahead_log_is_in_the_backup(
    desk: Casebook, stick: Path, tmp_path: Path, clock: StoryClock
) -> None:
    desk.store.execute("PRAGMA wal_autocheckpoint = 0")
    with desk.write() as writer:
        people.register_many(desk, [draft(n) for n in range(400)], writer=writer)
    report = backup.back_up(desk, stick)
    again = restored(report.path, tmp_path / "new", clock)
    assert people.count(again) == 400
    again.close()


def test_a_restored_casebook_is_whole_and_begins_a_new_epoch(county: County, stick: Path, tmp_path: Path) -> None:
    county.grant(1, 9, 9 * FACE_FEN)
    persons = [people.register(county.desk, draft(n)).id for n in (1, 3)]
    vouchers.issue(county.desk, [vouchers.IssueDraft(persons[0], "焊工")])
    report = backup.back_up(county.desk, stick)
    stream = county.desk.stream()
    county.desk.close()
    again = restored(report.path, tmp_path / "new", county.clock)
    assert again.workplace.dev == county.desk.workplace.dev
    assert people.count(again) == 2
    assert again.stream() != stream
    said = json.loads(again.store.value("SELECT body FROM entry WHERE ep = ? AND q = 1", (again.stream()[1],)))
    assert (said["reason"], said["ep"]) == ("restore", stream[1].hex())
    journal.verify_chain(again.store, *stream, full=True)
    with pytest.raises(vouchers.BlocksRetired):
        vouchers.issue(again, [vouchers.IssueDraft(persons[1], "焊工")])
    people.register(again, draft(5))
    epoch = again.stream()
    again.close()
    third = casebook.open_casebook(tmp_path / "new", "lishu", PASSPHRASE, county.clock)
    assert third.stream() == epoch
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith("new")) == ["new"]
    third.close()


def test_each_stream_of_a_province_begins_anew(county: County, stick: Path, tmp_path: Path) -> None:
    report = backup.back_up(county.province, stick)
    again = restored(report.path, tmp_path / "new", county.clock)
    for name in ("", "519901"):
        assert again.stream(name) != county.province.stream(name)
    again.close()


def spoil(path: Path, change: str) -> None:
    data = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    if change == "empty":
        path.write_bytes(b"")
    elif change == "text":
        path.write_bytes("这不是备份".encode() * 100)
    elif change == "half":
        path.write_bytes(data[: len(data) // 2])
    elif change == "tail":
        path.write_bytes(data[:-1])
    elif change == "bit":
        at = data.index(members["casebook.db"][:64]) + 6000
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    else:
        _rewrite(path, members, change)


def _rewrite(path: Path, members: dict[str, bytes], change: str) -> None:
    said: dict[str, Any] = json.loads(members["backup.json"])
    packing = zipfile.ZIP_STORED
    if change == "newer":
        said["format"] = "yuanzhu-backup-2"
    elif change == "number":
        said["rows"] = "many"
    elif change == "no files":
        del said["files"]
    elif change == "other key file":
        members["workplace.json"] = b"{}" + b" " * (len(members["workplace.json"]) - 2)
    elif change == "foreign":
        members["evil.sh"] = b"#!"
    elif change == "missing":
        del members["casebook.db"]
    elif change == "deflated":
        packing = zipfile.ZIP_DEFLATED
    elif change == "list":
        said = []  # type: ignore[assignment]
    members["backup.json"] = json.dumps(said).encode()
    with zipfile.ZipFile(path, "w", packing) as archive:
        for name, data in members.items():
            archive.writestr("../" + name if change == "path" and name == "casebook.db" else name, data)


SPOILT = [
    "empty",
    "text",
    "half",
    "tail",
    "bit",
    "newer",
    "number",
    "no files",
    "other key file",
    "foreign",
    "missing",
    "deflated",
    "list",
    "path",
]


@pytest.mark.parametrize("change", SPOILT)
def test_a_spoilt_backup_is_refused_and_nothing_is_put_in_place(
    desk: Casebook, stick: Path, tmp_path: Path, clock: StoryClock, change: str
) -> None:
    report = backup.back_up(desk, stick)
    spoil(report.path, change)
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(BackupDamaged):
        restored(report.path, tmp_path / "new", clock)
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    listed = backup.list_backups(stick)
    assert [info.path for info in listed] == [report.path]
    if change not in {"bit", "other key file"}:
        assert listed[0].name == ""


def test_a_casebook_that_is_not_sound_inside_a_sound_archive_is_refused(
    desk: Casebook, found: Founder, stick: Path, tmp_path: Path, clock: StoryClock
) -> None:
    """The key file of one workplace with the casebook of another, packed anew with right sums."""
    other = backup.back_up(found("other"), stick)
    report = backup.back_up(desk, stick)
    with zipfile.ZipFile(other.path) as archive:
        said, strange = json.loads(archive.read("backup.json")), archive.read("casebook.db")
    with zipfile.ZipFile(report.path) as archive:
        mine, keys = json.loads(archive.read("backup.json")), archive.read("workplace.json")
    mine["files"]["casebook.db"] = said["files"]["casebook.db"]
    with zipfile.ZipFile(report.path, "w") as archive:
        for name, data in (
            ("backup.json", json.dumps(mine).encode()),
            ("workplace.json", keys),
            ("casebook.db", strange),
        ):
            archive.writestr(name, data)
    with pytest.raises(BackupDamaged) as refused:
        restored(report.path, tmp_path / "new", clock)
    assert refused.value.fields["reason"] == "casebook"


def test_who_may_not_or_has_a_wrong_passphrase_restores_nothing(
    desk: Casebook, stick: Path, tmp_path: Path, clock: StoryClock
) -> None:
    casebook.add_user(desk, login="clerk", name="赵一", role="clerk", passphrase="clerk phrase 9")
    report = backup.back_up(desk, stick)
    with pytest.raises(WrongPassphrase):
        restored(report.path, tmp_path / "new", clock, "wrong passphrase")
    with pytest.raises(workplace.UnknownUser):
        backup.restore(report.path, tmp_path / "new", "nobody", PASSPHRASE, clock)
    with pytest.raises(casebook.NotPermitted):
        backup.restore(report.path, tmp_path / "new", "clerk", "clerk phrase 9", clock)
    with pytest.raises(backup.BackupMissing):
        restored(stick / "none.yzbackup", tmp_path / "new", clock)
    assert not (tmp_path / "new").exists()
    assert not (tmp_path / "new.part").exists()
    backup.restore(report.path, tmp_path / "new", "", PASSPHRASE, clock).close()


@pytest.mark.parametrize("stop", [1, 40, 70, 100])
def test_a_restore_that_is_stopped_leaves_nothing(
    desk: Casebook, stick: Path, tmp_path: Path, clock: StoryClock, stop: int
) -> None:
    with desk.write() as writer:
        people.register_many(desk, [draft(n) for n in range(30)], writer=writer)
    report = backup.back_up(desk, stick)
    told: list[int] = []

    def step(done: int, whole: int) -> None:
        assert whole == 100
        told.append(done)
        if done >= stop:
            raise CancelledWork

    def last() -> None:
        step(100, 100)

    with pytest.raises(CancelledWork):
        backup.restore(report.path, tmp_path / "new", "", PASSPHRASE, clock, step=step, last=last)
    assert told == sorted(told)
    assert not (tmp_path / "new").exists()
    assert not (tmp_path / "new.part").exists()
    again = restored(report.path, tmp_path / "new", clock)
    assert people.count(again) == 30
    again.close()


def test_a_folder_in_use_is_never_restored_into(desk: Casebook, stick: Path, tmp_path: Path, clock: StoryClock) -> None:
    report = backup.back_up(desk, stick)
    for taken in (desk.workplace.path, report.path, stick):
        with pytest.raises(workplace.WorkplaceExists):
            restored(report.path, taken, clock)
    (tmp_path / "empty").mkdir()
    restored(report.path, tmp_path / "empty", clock).close()


def test_a_broken_casebook_is_not_backed_up(desk: Casebook, stick: Path) -> None:
    people.register(desk, draft(1))
    with desk.store.transaction():
        desk.store.execute("UPDATE entry SET salt = zeroblob(16) WHERE q = 3")
    with pytest.raises(journal.ChainBroken):
        backup.back_up(desk, stick)
    assert list(stick.iterdir()) == []
    assert backup.last_backup(desk) is None


def test_a_folder_that_is_gone_full_or_read_only(desk: Casebook, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(backup.BackupFolderMissing):
        backup.back_up(desk, stick / "gone")
    for number, expected in ((28, StoreDiskFull), (30, StoreReadOnly), (13, StoreReadOnly)):

        def fail(_: object, number: int = number) -> None:
            raise OSError(number, "")

        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", fail)
            with pytest.raises(expected):
                backup.back_up(desk, stick)
        assert list(stick.iterdir()) == []
    assert not list(desk.workplace.path.glob("backup*"))


@pytest.mark.skipif(not hasattr(os, "pwrite"), reason="changes the file behind the writer's back")
def test_a_medium_that_gives_back_something_else_is_not_trusted(
    desk: Casebook, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync = os.fsync

    def rot(handle: int) -> None:
        sync(handle)
        os.pwrite(handle, b"\0" * 8, 9000)

    monkeypatch.setattr(os, "fsync", rot)
    with pytest.raises(backup.BackupUnreliable):
        backup.back_up(desk, stick)
    assert list(stick.iterdir()) == []


def test_a_restore_without_room_leaves_nothing(
    desk: Casebook, stick: Path, tmp_path: Path, clock: StoryClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = backup.back_up(desk, stick)

    def fail(_: int) -> None:
        raise OSError(28, "")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(StoreDiskFull):
        restored(report.path, tmp_path / "new", clock)
    assert not list(tmp_path.glob("new*"))


def test_a_plain_copy_takes_two_persons_and_is_journalled(county: County, tmp_path: Path) -> None:
    desk, to = county.desk, tmp_path / "明文.db"
    people.register(desk, draft(1, "张三丰"))
    for second in (None, desk.session):
        with pytest.raises(casebook.SecondPersonNeeded):
            backup.export_plain(desk, to, second)
    rows = backup.export_plain(desk, to, county.second)
    conn = sqlite3.connect(to)
    assert conn.execute("SELECT name FROM person").fetchall() == [("张三丰",)]
    assert conn.execute("SELECT count(*) FROM sqlite_master WHERE name = 'secret'").fetchone() == (0,)
    conn.close()
    assert desk.secret(casebook.DEVICE_SIGN) not in to.read_bytes()
    fact = desk.store.one("SELECT * FROM plain_export")
    assert (fact["day"], fact["file"], fact["records"]) == ("2009-09-28", "明文.db", rows)
    header = json.loads(desk.store.value("SELECT header FROM entry WHERE tbl = 'plain_export'"))
    assert {one["u"] for one in header["sg"]} == {desk.signed_in.user_id.hex(), county.second.user_id.hex()}
    with pytest.raises(backup.ExportExists):
        backup.export_plain(desk, to, county.second)
    with pytest.raises(backup.BackupFolderMissing):
        backup.export_plain(desk, tmp_path / "gone" / "x.db", county.second)
    assert not list(tmp_path.glob("*.part"))
    people.register(desk, draft(3))


def test_a_plain_copy_that_cannot_be_journalled_is_not_left_behind(county: County, tmp_path: Path) -> None:
    county.desk.store.execute(f"PRAGMA max_page_count = {county.desk.store.value('PRAGMA page_count')}")
    stranger = casebook.Session(b"s" * 16, "s", "某某", "supervisor", SigningKey.from_seed(b"q" * 32))
    tries = 0
    with pytest.raises(StoreDiskFull):  # noqa: PT012
        while tries < 400:
            backup.export_plain(county.desk, tmp_path / f"{tries}.db", stranger)
            (tmp_path / f"{tries}.db").unlink()
            tries += 1
    assert not list(tmp_path.glob("*.db*"))
