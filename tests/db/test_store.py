"""The encrypted store: who may open it, and what happens when the machine fails."""

import contextlib
import shutil
import sys
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from db import migrations
from db.store import (
    Store,
    StoreBusy,
    StoreDamaged,
    StoreDiskFull,
    StoreFailing,
    StoreMissing,
    StoreOnNetwork,
    StoreReadOnly,
    new_key,
    translated,
)
from db.tables import local

KEY = b"k" * 32


@pytest.fixture
def made(tmp_path: Path) -> Path:
    path = tmp_path / "a casebook 案卷.db"
    opened = Store.create(path, KEY)
    migrations.upgrade(opened)
    with opened.transaction():
        opened.many("INSERT INTO setting (name, value) VALUES (?, ?)", ((f"n{n}", "x" * 500) for n in range(400)))
    opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    opened.close()
    return path


def test_nothing_in_the_file_is_plain(made: Path) -> None:
    data = made.read_bytes()
    assert b"SQLite format" not in data
    assert b"x" * 16 not in data
    if sys.platform != "win32":
        assert made.stat().st_mode & 0o077 == 0


def test_the_right_key_opens_and_the_file_is_sound(made: Path) -> None:
    opened = Store.open(made, KEY)
    assert opened.check() == []
    assert opened.value("SELECT count(*) FROM setting") == 400
    assert len(opened.derive("a")) == 32
    assert opened.derive("a") != opened.derive("b")
    assert opened.value("PRAGMA synchronous") == 2
    opened.close()


def test_a_wrong_key_says_damaged_and_prints_nothing(made: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(StoreDamaged):
        Store.open(made, new_key())
    assert capfd.readouterr() == ("", "")


def test_a_key_of_another_length_is_a_mistake_of_ours(made: Path) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Store.open(made, b"short")


@pytest.mark.parametrize("keep", [0.5, 0.01])
def test_a_truncated_file_is_damaged(made: Path, keep: float) -> None:
    data = made.read_bytes()
    made.write_bytes(data[: int(len(data) * keep)])
    with pytest.raises(StoreDamaged):  # noqa: PT012 - where it shows depends on what is read first
        opened = Store.open(made, KEY)
        try:
            opened.rows("SELECT * FROM setting ORDER BY value")
            assert opened.check() == []
            raise AssertionError("a truncated file was taken for sound")
        finally:
            opened.close()


def test_a_changed_page_is_damaged(made: Path) -> None:
    data = bytearray(made.read_bytes())
    for at in range(len(data) - 10 * 4096, len(data), 4096):
        data[at + 100] ^= 1
    made.write_bytes(data)
    opened = Store.open(made, KEY)
    assert opened.check()
    with pytest.raises(StoreDamaged):
        opened.rows("SELECT * FROM setting ORDER BY value")
    opened.close()


def test_a_plain_database_is_not_ours(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.write_bytes(b"SQLite format 3\0" + bytes(4080))
    with pytest.raises(StoreDamaged):
        Store.open(path, KEY)


def test_an_empty_file_is_a_lost_database_not_a_new_one(made: Path) -> None:
    made.write_bytes(b"")
    with pytest.raises(StoreDamaged):
        Store.open(made, KEY)


def test_no_file_is_missing_and_a_second_creation_is_refused(tmp_path: Path, made: Path) -> None:
    with pytest.raises(StoreMissing):
        Store.open(tmp_path / "none.db", KEY)
    with pytest.raises(StoreMissing):
        Store.open(tmp_path, KEY)
    with pytest.raises(FileExistsError):
        Store.create(made, KEY)


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a folder that nobody can write")
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(StoreReadOnly):
        Store.create(Path("/proc/casebook.db"), KEY)
    with pytest.raises(StoreReadOnly):
        Store.create(tmp_path / "absent" / "casebook.db", KEY)


def test_a_network_drive_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("reads the mount table")
    mounts = f"server:/x {tmp_path.resolve()} nfs4 rw 0 0\n/dev/sda / ext4 rw 0 0\n"
    read = Path.read_text
    monkeypatch.setattr(
        Path, "read_text", lambda self, **more: mounts if str(self) == "/proc/mounts" else read(self, **more)
    )
    with pytest.raises(StoreOnNetwork):
        Store.create(tmp_path / "x.db", KEY)
    with pytest.raises(StoreOnNetwork):
        Store.open(made, KEY)


def test_a_full_disk_keeps_nothing_of_the_transaction(made: Path) -> None:
    opened = Store.open(made, KEY)
    pages = opened.value("PRAGMA page_count")
    opened.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(StoreDiskFull), opened.transaction():
        opened.many("INSERT INTO setting (name, value) VALUES (?, ?)", ((f"m{n}", "y" * 900) for n in range(400)))
    assert opened.value("SELECT count(*) FROM setting") == 400
    assert opened.check() == []
    opened.close()


def test_an_error_in_a_transaction_keeps_nothing(made: Path) -> None:
    opened = Store.open(made, KEY)
    with pytest.raises(ZeroDivisionError), opened.transaction():  # noqa: PT012
        opened.execute("DELETE FROM setting")
        _ = 1 / 0
    assert opened.value("SELECT count(*) FROM setting") == 400
    with pytest.raises(RuntimeError), opened.transaction(), opened.transaction():
        pass
    opened.close()


def test_a_second_writer_waits_and_then_says_busy(made: Path) -> None:
    one = Store.open(made, KEY)
    other = one.twin()
    other.execute("PRAGMA busy_timeout = 10")
    with one.transaction():
        one.execute("DELETE FROM setting")
        assert other.value("SELECT count(*) FROM setting") == 400  # a reader is never held up
        with pytest.raises(StoreBusy), other.transaction():
            pass
    assert other.value("SELECT count(*) FROM setting") == 0
    one.close()
    other.close()


def test_a_newer_program_s_store_is_not_opened(made: Path) -> None:
    opened = Store.open(made, KEY)
    assert migrations.upgrade(opened) == []
    with opened.transaction():
        opened.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('casebook', 'm0999_later', '')"
        )
    with pytest.raises(migrations.StoreTooNew) as refused:
        migrations.upgrade(opened)
    assert refused.value.fields == {"migrations": "m0999_later"}
    opened.close()


def test_a_step_that_fails_leaves_the_store_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Store.create(tmp_path / "x.db", KEY)
    with monkeypatch.context() as patch:
        patch.setattr(local, "LOCAL_DDL", ("CREATE TABLE a (x)", "CREATE TABLE a (x)"))
        with pytest.raises(driver.OperationalError):
            migrations.upgrade(opened)
    assert opened.value("SELECT count(*) FROM sqlite_master WHERE name = 'person'") == 0
    assert migrations.upgrade(opened)[0] == "m0001_first_release"
    opened.close()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("database or disk is full", StoreDiskFull), ("attempt to write a readonly database", StoreReadOnly), ("unable to open database file", StoreReadOnly),
        ("database is locked", StoreBusy), ("file is not a database", StoreDamaged), ("database disk image is malformed", StoreDamaged),
        ("disk I/O error", StoreFailing), ("no such table: x", driver.OperationalError),
    ],
)  # fmt: skip
def test_the_driver_s_errors_become_ours(words: str, expected: type[Exception]) -> None:
    with pytest.raises(expected), translated():
        raise driver.OperationalError(words)


def test_an_io_error_on_a_medium_without_room_is_a_full_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, 0))
    with pytest.raises(StoreDiskFull), translated(tmp_path / "casebook.db"):
        raise driver.OperationalError("disk I/O error")


def rows_of(path: Path) -> list[int]:
    """Read as another process would: what is kept, and nothing else."""
    other = Store.open(path, KEY)
    try:
        return [row[0] for row in other.rows("SELECT x FROM t ORDER BY x")]
    finally:
        other.close()


def test_transactions_that_join_are_kept_together_and_one_that_fails_undoes_itself_alone(made: Path) -> None:
    store = Store.open(made, KEY)
    with store.transaction():
        store.execute("CREATE TABLE t (x INTEGER)")
    with store.together(3):
        for value in (1, 2):
            with store.transaction(joins=True):
                store.execute("INSERT INTO t VALUES (?)", (value,))
        with contextlib.suppress(KeyError), store.transaction(joins=True):
            store.execute("INSERT INTO t VALUES (99)")
            raise KeyError
        assert rows_of(made) == []
        with store.transaction(joins=True):
            store.execute("INSERT INTO t VALUES (3)")
        assert rows_of(made) == [1, 2, 3]
        with store.transaction(joins=True):
            store.execute("INSERT INTO t VALUES (4)")
        with store.transaction():
            assert rows_of(made) == [1, 2, 3, 4]
            store.execute("INSERT INTO t VALUES (5)")
        with store.transaction(joins=True):
            store.execute("INSERT INTO t VALUES (6)")
    assert rows_of(made) == [1, 2, 3, 4, 5, 6]
    store.close()


def test_a_stop_keeps_what_was_joined_before(made: Path) -> None:
    store = Store.open(made, KEY)
    with store.transaction():
        store.execute("CREATE TABLE t (x INTEGER)")
    with contextlib.suppress(KeyboardInterrupt), store.together(9):
        with store.transaction(joins=True):
            store.execute("INSERT INTO t VALUES (1)")
        raise KeyboardInterrupt
    assert rows_of(made) == [1]
    store.close()
