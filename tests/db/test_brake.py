"""The brake on wrong passphrases: it survives a restart, holds at every door, and forgives the right one."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import backup, brake, casebook
from db.brake import Brake, TryLater
from db.casebook import Casebook
from db.workplace import load
from rules.clock import StoryClock
from rules.wrapping import Parameters, WrongPassphrase
from tests.db.conftest import PASSPHRASE


class Time:
    """Stand for the wall clock and for the clock that is never set."""

    def __init__(self) -> None:
        self.wall, self.run = 1_000_000.0, 50.0

    def passes(self, seconds: float) -> None:
        self.wall += seconds
        self.run += seconds


@pytest.fixture
def time() -> Time:
    return Time()


def made(folder: Path, time: Time, who: str = "a") -> Brake:
    return Brake(folder / brake.FILE, who, lambda: time.wall, lambda: time.run)


def test_the_waits_grow_from_five_seconds_to_a_quarter_of_an_hour() -> None:
    assert [brake.wait_after(n) for n in range(14)] == [0, 0, 0, 0, 5, 10, 20, 40, 80, 160, 320, 640, 900, 900]
    assert brake.wait_after(10**9) == 900


def test_it_holds_over_a_restart_until_the_wait_is_over(tmp_path: Path, time: Time) -> None:
    assert [made(tmp_path, time).wrong() for _ in range(5)] == [0, 0, 0, 5, 10]
    with pytest.raises(TryLater) as held:
        made(tmp_path, time).check()
    assert held.value.fields == {"seconds": 10}
    time.passes(7)
    with pytest.raises(TryLater) as held:
        made(tmp_path, time).check()
    assert held.value.fields == {"seconds": 3}
    time.passes(3)
    made(tmp_path, time).check()
    assert made(tmp_path, time).wrong() == 20


def test_a_right_one_clears_it_and_nobody_waits_for_another(tmp_path: Path, time: Time) -> None:
    for _ in range(6):
        made(tmp_path, time).wrong()
    made(tmp_path, time, "b").check()
    assert made(tmp_path, time, "b").wrong() == 0
    made(tmp_path, time).right()
    made(tmp_path, time).check()
    made(tmp_path, time, "b").right()
    assert not (tmp_path / brake.FILE).exists()


def test_a_clock_that_is_set_helps_nobody(tmp_path: Path, time: Time) -> None:
    for _ in range(7):
        made(tmp_path, time).wrong()
    time.wall += 100_000  # forward, while the machine runs on
    with pytest.raises(TryLater):
        made(tmp_path, time).check()
    time.wall -= 300_000  # back
    with pytest.raises(TryLater) as held:
        made(tmp_path, time).check()
    assert held.value.fields == {"seconds": 40}
    time.run = 1.0  # the machine was started anew
    time.passes(39)
    with pytest.raises(TryLater):
        made(tmp_path, time).check()
    time.passes(2)
    made(tmp_path, time).check()


@given(st.binary(max_size=60) | st.sampled_from([b"[]", b"{}", b'{"a": 1}', b'{"a": {"wrong": "x"}}', b"null"]))
def test_whatever_stands_in_the_file_nobody_is_locked_out_for_it(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    folder = tmp_path_factory.mktemp("brake")
    (folder / brake.FILE).write_bytes(data)
    made(folder, Time()).check()
    assert made(folder, Time()).wrong() in {0, 1}


def test_there_is_no_secret_in_it_and_nobody_else_reads_it(desk: Casebook) -> None:
    with pytest.raises(WrongPassphrase) as wrong:
        casebook.sign_in(desk.workplace, "lishu", "hunter2hunter2")
    assert wrong.value.fields == {"seconds": 0}
    path = desk.workplace.path / brake.FILE
    assert b"hunter2" not in path.read_bytes()
    assert b"lishu" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0


def test_every_door_counts_and_every_door_is_held(desk: Casebook, clock: StoryClock) -> None:
    place = desk.workplace
    for attempt in (
        lambda: casebook.sign_in(place, "lishu", "wrong wrong 1"),
        lambda: casebook.open_casebook(place.path, "lishu", "wrong wrong 2", clock),
        lambda: casebook.change_passphrase(desk, "lishu", "wrong wrong 3", "a new phrase 4"),
        lambda: casebook.sign_in(load(place.path), "lishu", "wrong wrong 4"),
    ):
        with pytest.raises(WrongPassphrase):
            attempt()
    for attempt in (
        lambda: casebook.sign_in(place, "lishu", PASSPHRASE),
        lambda: casebook.open_casebook(place.path, "", PASSPHRASE, clock),
        lambda: casebook.change_passphrase(desk, "lishu", PASSPHRASE, "a new phrase 4"),
    ):
        with pytest.raises(TryLater):
            attempt()


def test_restoring_is_held_too_though_its_folder_is_gone_each_time(
    desk: Casebook, tmp_path: Path, clock: StoryClock, cheap_kdf: Parameters
) -> None:
    (tmp_path / "stick").mkdir()
    made_backup = backup.back_up(desk, tmp_path / "stick").path
    to = tmp_path / "new" / "desk"
    to.parent.mkdir()
    for _ in range(4):
        with pytest.raises(WrongPassphrase):
            backup.restore(made_backup, to, "", "wrong wrong 1", clock, parameters=cheap_kdf)
    with pytest.raises(TryLater):
        backup.restore(made_backup, to, "", PASSPHRASE, clock, parameters=cheap_kdf)
    assert [path.name for path in to.parent.iterdir()] == [brake.BESIDE]
    (to.parent / brake.BESIDE).unlink()
    backup.restore(made_backup, to, "", PASSPHRASE, clock, parameters=cheap_kdf).close()
    assert [path.name for path in to.parent.iterdir()] == ["desk"]
