"""The encrypted store: one SQLCipher file, opened by its raw key, with one writer at a time.

This is the only module that knows the driver. sqlite-utils looks for its driver under the names `pysqlite3` and
`sqlite3`; giving it SQLCipher's under the first makes its own error handling fit (docs/decisions/0002). It would also pull
in pandas and numpy at start, half a second that no clerk should wait for, so they are hidden from it for that one import.
"""

import contextlib
import errno
import gc
import os
import secrets
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

from rules.errors import CancelledWork, EnvironmentFailure, UntrustedInput


def _import_sqlite_utils() -> Any:
    sys.modules.setdefault("pysqlite3", driver)
    sys.modules.setdefault("pysqlite3.dbapi2", driver)
    hidden = [name for name in ("pandas", "numpy") if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        import sqlite_utils
    finally:
        for name in hidden:
            del sys.modules[name]
    return sqlite_utils


Database = _import_sqlite_utils().Database
Row = driver.Row

# For every value that is no text or number the driver searches for an adapter, and a search that finds none costs more than writing a
# row. These two find one at once, that gives the value back as it is: a bulk write takes a tenth of the time (docs/decisions/0002).
driver.register_adapter(bytes, bytes)
driver.register_adapter(type(None), {}.get)

NETWORK_FILESYSTEMS = {
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "9p",
    "fuse.sshfs",
    "afpfs",
    "ncpfs",
    "davfs",
    "fuse.davfs",
}
KEY_BYTES = 32
_NO_ROOM = 64 * 1024
_LOOK_EVERY = 20_000
"""Steps of SQLite's machine between two looks whether to stop: about a hundredth of a second."""
_CACHE_KIB = 64_000
_BULK_CACHE_KIB = 192_000


class StoreDamaged(UntrustedInput):
    """Say that the file cannot be read with this key: it is damaged, or it belongs to another key file."""

    code = "STORE_DAMAGED"


class StoreMissing(EnvironmentFailure):
    """Say that there is no casebook at `path`."""

    code = "STORE_MISSING"


class StoreBusy(EnvironmentFailure):
    """Say that another program holds the casebook."""

    code = "STORE_BUSY"


class StoreReadOnly(EnvironmentFailure):
    """Say that the casebook or its folder cannot be written."""

    code = "STORE_READ_ONLY"


class StoreDiskFull(EnvironmentFailure):
    """Say that the disk is full; nothing of the transaction was kept."""

    code = "STORE_DISK_FULL"


class StoreFailing(EnvironmentFailure):
    """Say that the disk failed while reading or writing: it is broken, or was pulled out."""

    code = "STORE_FAILING"


class StoreOnNetwork(EnvironmentFailure):
    """Say that the casebook lies on a network drive, where SQLite cannot keep its promises (one database a PC)."""

    code = "STORE_ON_NETWORK"


class translated:  # noqa: N801 - reads as the verb it is
    """Turn the driver's errors about the store at `path` into ours; a mistake in our own SQL stays what it is.

    A class and not a generator: it stands around every statement, and this costs a third.
    """

    __slots__ = ("_path",)

    def __init__(self, path: Path | str = "") -> None:
        self._path = path

    def __enter__(self) -> None:
        """Watch from here on."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Raise our error where the driver's has one."""
        if isinstance(error, driver.Error):
            if str(error) == "interrupted":
                raise CancelledWork from error
            ours = _ours(str(error).lower())
            if ours is StoreFailing and _is_full(self._path):
                ours = StoreDiskFull  # the shared memory beside the file could not grow: SQLite calls that an I/O error
            if ours is not None:
                raise ours(path=str(self._path)) from error


def _ours(words: str) -> type[EnvironmentFailure] | type[StoreDamaged] | None:
    if "disk is full" in words:
        return StoreDiskFull
    if "readonly" in words or "read-only" in words or "unable to open" in words:
        return StoreReadOnly
    if "locked" in words or "busy" in words:
        return StoreBusy
    if "not a database" in words or "malformed" in words or "hmac" in words:
        return StoreDamaged
    return StoreFailing if "disk i/o error" in words else None


def _is_full(path: Path | str) -> bool:
    """Tell whether the medium of a file has no room left for a page or two."""
    try:
        return shutil.disk_usage(Path(path).parent).free < _NO_ROOM
    except OSError:
        return False


def refuse_network_drive(path: Path) -> None:
    """Raise StoreOnNetwork where `path` lies on a network drive (Linux: the mount table; Windows: the drive's type)."""
    if sys.platform == "win32":
        import ctypes

        drive_remote = 4
        anchor = str(path.resolve().anchor)
        if anchor.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(anchor) == drive_remote:
            raise StoreOnNetwork(path=str(path))
        return
    best, kind = "", ""
    with contextlib.suppress(OSError):
        for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines():
            _, mount, filesystem, *_ = line.split(" ")
            inside = str(path.resolve()).startswith(mount.rstrip("/") + "/")
            if inside and len(mount) >= len(best):
                best, kind = mount, filesystem
    if kind in NETWORK_FILESYSTEMS:
        raise StoreOnNetwork(path=str(path))


class Store:
    """Hold one connection to an encrypted casebook.

    `db` is the sqlite-utils view of it. Every change runs inside `transaction()`. A store belongs to the thread that opened it.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError("the key has 32 bytes")
        self.path = path
        self._key = key
        self._together = self._more = 0
        with translated(self.path):
            self.conn = driver.connect(str(path), isolation_level=None, check_same_thread=False, timeout=10)
            try:
                self._prepare()
            except BaseException:
                self.conn.close()
                raise
        self.db = Database(self.conn, execute_plugins=False)

    def _prepare(self) -> None:
        conn = self.conn
        conn.row_factory = Row
        conn.execute("PRAGMA cipher_log_level = NONE")
        conn.execute(f"PRAGMA key = \"x'{self._key.hex()}'\"")
        conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
        conn.execute("PRAGMA journal_mode = WAL")
        conn.execute("PRAGMA synchronous = FULL")
        conn.execute("PRAGMA secure_delete = ON")
        conn.execute("PRAGMA temp_store = MEMORY")
        conn.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")

    @classmethod
    def create(cls, path: Path, key: bytes) -> "Store":
        """Make an empty encrypted file at `path`; raise FileExistsError where there is one."""
        if path.exists():
            raise FileExistsError(path)
        refuse_network_drive(path)
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except OSError as error:
            if error.errno in {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}:
                raise StoreDiskFull(path=str(path)) from error
            raise StoreReadOnly(path=str(path)) from error
        return cls(path, key)

    @classmethod
    def open(cls, path: Path, key: bytes) -> "Store":
        """Open the file at `path`; raise StoreMissing, StoreDamaged, StoreBusy, StoreReadOnly or StoreOnNetwork."""
        if not path.is_file():
            raise StoreMissing(path=str(path))
        if path.stat().st_size == 0:
            raise StoreDamaged(path=str(path))  # SQLite would take nothing at all for a new, empty database
        refuse_network_drive(path)
        return cls(path, key)

    @property
    def key(self) -> bytes:
        """Give the 32-byte database key, to lock it for another user."""
        return self._key

    def twin(self) -> "Store":
        """Open a second connection to the same file, for another thread."""
        return Store(self.path, self._key)

    def derive(self, purpose: str) -> bytes:
        """Derive 32 bytes from the database key for one named purpose (HMAC-SHA-256)."""
        import hmac

        return hmac.digest(self._key, purpose.encode(), "sha256")

    @contextlib.contextmanager
    def transaction(self, *, joins: bool = False) -> Iterator[None]:
        """Run one transaction that takes the writing lock at once; all of it is kept, or nothing.

        With `joins` it may be kept together with those before and after it, where `together` is in force.
        """
        if joins and self._together:
            with self._joined():
                yield
            return
        with translated(self.path):
            if self._together:
                self._keep()  # who does not join finds everything before it kept
            if self.conn.in_transaction:
                raise RuntimeError("transactions do not nest: a use case is one transaction")
            self.conn.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.conn.execute("COMMIT")
            except BaseException:
                if self.conn.in_transaction:
                    self.conn.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def _joined(self) -> Iterator[None]:
        with translated(self.path):
            if not self.conn.in_transaction:
                self.conn.execute("BEGIN IMMEDIATE")
            self.conn.execute("SAVEPOINT joined")
            try:
                yield
                self.conn.execute("RELEASE joined")
                self._more -= 1
            except BaseException:
                if self.conn.in_transaction:  # a full disk has undone everything already
                    self.conn.execute("ROLLBACK TO joined")
                    self.conn.execute("RELEASE joined")
                raise
        if self._more <= 0:
            self._keep()

    @contextlib.contextmanager
    def together(self, most: int) -> Iterator[None]:
        """Keep transactions that join together, `most` at a time, and in any case before another transaction begins and at the end.

        Rows that lie scattered in their indexes are then enciphered once for several of them. After a crash all since the last keeping is gone.
        """
        self._together = self._more = most
        try:
            yield
        finally:
            self._together = 0
            self._keep()

    def _keep(self) -> None:
        self._more = self._together
        with translated(self.path):
            if self.conn.in_transaction:
                self.conn.execute("COMMIT")

    @contextlib.contextmanager
    def bulk(self) -> Iterator[None]:
        """Lend a long write more memory (up to 190 MB), so that pages are not enciphered again each time they make room for others.

        The cycle collector rests meanwhile: it would walk hundreds of thousands of new entries again and again. Put it around the transaction.
        """
        self.execute(f"PRAGMA cache_size = -{_BULK_CACHE_KIB}")
        collecting = gc.isenabled()
        gc.disable()
        try:
            yield
        finally:
            if collecting:
                gc.enable()
            self.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
            self.execute("PRAGMA shrink_memory")

    @contextlib.contextmanager
    def watched(self, look: Callable[[], object]) -> Iterator[None]:
        """Call `look` every hundredth of a second while a statement runs; where it raises CancelledWork the statement is left and its transaction undone.

        A search of a million rows, an index, a VACUUM and SQLite's own check end so at once; SQLCipher's check of the pages runs to its end.
        """

        def stop() -> int:
            try:
                look()
            except CancelledWork:
                return 1
            return 0

        self.conn.set_progress_handler(stop, _LOOK_EVERY)
        try:
            yield
        finally:
            self.conn.set_progress_handler(None, 0)

    def rows(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> list[Any]:
        """Give all rows of a query."""
        with translated(self.path):
            return list(self.conn.execute(sql, values))

    def tuples(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> list[tuple[Any, ...]]:
        """Give all rows of a query as plain tuples: where many are read in bulk, their names cost a sixth."""
        with translated(self.path):
            cursor = self.conn.cursor()
            cursor.row_factory = None
            found: list[tuple[Any, ...]] = cursor.execute(sql, values).fetchall()
            return found

    def version(self) -> tuple[int, int]:
        """Give what differs as soon as anybody, this connection or another, has changed anything in the file."""
        return int(self.value("PRAGMA data_version")), int(self.conn.total_changes)

    def each(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Give the rows of a query one by one as plain tuples, as they are found."""
        with translated(self.path):
            cursor = self.conn.cursor()
            cursor.row_factory = None
            yield from cursor.execute(sql, values)

    def one(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> Any:
        """Give the first row of a query, or None."""
        with translated(self.path):
            return self.conn.execute(sql, values).fetchone()

    def value(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> Any:
        """Give the first column of the first row, or None."""
        row = self.one(sql, values)
        return row[0] if row is not None else None

    def execute(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> Any:
        """Run one statement inside a transaction."""
        with translated(self.path):
            return self.conn.execute(sql, values)

    def many(self, sql: str, rows: Iterable[Any]) -> None:
        """Run one statement for many rows inside a transaction."""
        with translated(self.path):
            self.conn.executemany(sql, rows)

    def rebuild(self) -> None:
        """Write the whole file anew, so that no freed part of a page holds what was deleted, and empty the -wal; raise StoreBusy.

        What SQLite puts aside meanwhile is a temporary file enciphered like this one; in memory it could be larger than the machine has.
        """
        with translated(self.path):
            self.conn.execute("PRAGMA temp_store = FILE")
            try:
                self.conn.execute("VACUUM")
            finally:
                self.conn.execute("PRAGMA temp_store = MEMORY")
            if self.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                raise StoreBusy(path=str(self.path))

    def copy_to(self, path: Path) -> None:
        """Write a compact copy of this moment's state, encrypted with the same key, to the new file `path`; the -wal is in it."""
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with translated(self.path):
            self.conn.execute("VACUUM INTO ?", (str(path),))

    def copy_plain_to(self, path: Path, without: Iterable[str]) -> int:
        """Write a copy that is not encrypted to the new file `path`, the tables `without` left out; give its number of rows."""
        with translated(self.path):
            self.conn.execute("ATTACH DATABASE ? AS plain KEY ''", (str(path),))
            try:
                self.conn.execute("PRAGMA plain.secure_delete = ON")
                self.conn.execute("SELECT sqlcipher_export('plain')").fetchall()
                for name in without:
                    self.conn.execute(f"DELETE FROM plain.{name}")
                    self.conn.execute(f"DROP TABLE plain.{name}")
                self.conn.execute("VACUUM plain")
                bad = [row[0] for row in self.conn.execute("PRAGMA plain.integrity_check") if row[0] != "ok"]
                if bad:
                    raise StoreFailing(path=str(path))
                tables = [
                    row[0] for row in self.conn.execute("SELECT name FROM plain.sqlite_master WHERE type = 'table'")
                ]
                return sum(self.conn.execute(f'SELECT count(*) FROM plain."{name}"').fetchone()[0] for name in tables)
            finally:
                self.conn.execute("DETACH DATABASE plain")

    def check(self) -> list[str]:
        """Let SQLite and SQLCipher check the whole file; give their complaints, none when it is sound."""
        bad: list[str] = []
        try:
            bad += [row[0] for row in self.rows("PRAGMA cipher_integrity_check")]
            bad += [row[0] for row in self.rows("PRAGMA integrity_check") if row[0] != "ok"]
        except StoreDamaged as error:
            bad.append(str(error.__cause__))
        return bad

    def close(self) -> None:
        """Close the connection."""
        self.conn.close()


def new_key() -> bytes:
    """Make a random database key."""
    return secrets.token_bytes(KEY_BYTES)
