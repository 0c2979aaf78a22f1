"""After a crash nothing half-written lies about: what was noted goes at the next start, what another program writes stays."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from db import backup, casebook, sweeping
from db.casebook import Casebook
from rules.clock import StoryClock
from tests.db.conftest import PASSPHRASE, draft, second_person

HOUSE = Path(__file__).resolve().parents[2]
CRASH = """
import datetime as dt, os, signal, sys
from pathlib import Path
from db import backup, backup_file, casebook
from db.store import Store
from rules.clock import StoryClock
place, to, what = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
book = casebook.open_casebook(place, "lishu", "correct horse 1", StoryClock(dt.date(2009, 9, 28)))
def die(*_arguments, **_named):
    os.kill(os.getpid(), signal.SIGKILL)
if what == "plain":
    second = casebook.sign_in(book.workplace, "zhangfu", "another phrase 2")[1]
    os.fsync = die
    backup.export_plain(book, to / "副本.db", second)
elif what == "backup":
    backup.unpack = backup_file.unpack = die
    backup.back_up(book, to)
else:
    from printouts import document
    from db import sweeping
    with sweeping.noted(book.store, to / "花名册.pdf"), document.whole_file(to / "花名册.pdf") as sink:
        sink.write(b"x" * 100_000)
        sink.flush()
        die()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
@pytest.mark.parametrize("what", ["plain", "backup", "paper"])
def test_what_a_killed_program_left_is_gone_at_the_next_start(
    desk: Casebook, tmp_path: Path, clock: StoryClock, what: str
) -> None:
    from db import people

    people.register(desk, draft(1, "张三妹"))
    second_person(desk)
    desk.close()
    to = tmp_path / "stick"
    to.mkdir()
    place = desk.workplace.path
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(CRASH), str(place), str(to), what], cwd=HOUSE, capture_output=True, check=False
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr
    left = list(to.iterdir()) + [path for path in place.iterdir() if ".part" in path.name]
    assert left, "the program was killed too early to prove anything"
    assert all(path.stat().st_mode & 0o077 == 0 for path in left)
    book = casebook.open_casebook(place, "lishu", PASSPHRASE, clock)
    try:
        assert list(to.iterdir()) == []
        assert [path for path in place.iterdir() if ".part" in path.name] == []
        assert book.setting(sweeping.NOTE) == ""
    finally:
        book.close()


def test_what_another_living_program_writes_is_left_alone(desk: Casebook, tmp_path: Path) -> None:
    part = tmp_path / "x.db.part"
    part.write_bytes(b"1")
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        desk.set_setting(sweeping.NOTE, f'[["{tmp_path / "x.db"}", {other.pid}]]')
        assert sweeping.sweep(desk.store, desk.workplace.path) == []
        assert part.exists()
    finally:
        other.communicate(b"\n")
    assert sweeping.sweep(desk.store, desk.workplace.path) == [part]


def test_old_partial_files_of_the_workplace_go_and_fresh_ones_stay(desk: Casebook) -> None:
    fresh, old = (desk.workplace.path / name for name in ("a.part", "b.part"))
    for path in (fresh, old):
        path.write_bytes(b"1")
    os.utime(old, (time.time() - 5000, time.time() - 5000))
    assert sweeping.sweep(desk.store, desk.workplace.path) == [old]
    assert fresh.exists()


@pytest.mark.parametrize("text", ["", "x", "[]", "[[1]]", '{"a": 1}', '[["/nowhere/at/all", 1]]'])
def test_whatever_stands_in_the_note_the_start_goes_on(desk: Casebook, text: str) -> None:
    desk.set_setting(sweeping.NOTE, text)
    sweeping.sweep(desk.store, desk.workplace.path)


@pytest.mark.skipif(sys.platform == "win32", reason="rights are told by mode on POSIX")
def test_what_lies_in_a_workplace_is_its_owner_s_alone(desk: Casebook, tmp_path: Path) -> None:
    second = second_person(desk)
    made = backup.back_up(desk, tmp_path).path
    backup.export_plain(desk, tmp_path / "plain.db", second)
    assert desk.workplace.path.stat().st_mode & 0o777 == 0o700
    for path in (*desk.workplace.path.iterdir(), made, tmp_path / "plain.db"):
        assert path.stat().st_mode & 0o077 == 0, path.name
