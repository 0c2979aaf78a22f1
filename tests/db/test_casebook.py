"""The casebook: founded whole or not at all, unlocked by its people alone, suspicious of old copies of itself."""

import json
import os
import shutil
from pathlib import Path

import pytest

from db import anchor, casebook, people, workplace
from db.casebook import Casebook, Foundation
from db.store import StoreDamaged, StoreDiskFull, StoreReadOnly
from rules.clock import StoryClock
from rules.permissions import Action
from rules.wrapping import Parameters, WeakPassphrase, WrongPassphrase
from tests.db.conftest import COUNTY, PASSPHRASE, Founder, draft, second_person

PLAN = Foundation("desk", "安和县总工会", COUNTY, "lishu", "李书", "supervisor", PASSPHRASE)


def reopen(book: Casebook, clock: StoryClock, login: str = "lishu", passphrase: str = PASSPHRASE) -> Casebook:
    return casebook.open_casebook(book.workplace.path, login, passphrase, clock)


def test_what_was_kept_is_there_again(desk: Casebook, clock: StoryClock) -> None:
    person = people.register(desk, draft(1, "张三"))
    desk.set_setting("theme", "dark")
    desk.close()
    again = reopen(desk, clock, login="")
    assert people.get(again, person.id) == person
    assert again.setting("theme") == "dark"
    assert again.setting("absent", "x") == "x"
    assert again.stream() == (desk.workplace.dev, again.stream()[1])
    assert again.session == desk.session or again.signed_in.user_id == desk.signed_in.user_id
    assert again.device_signer.public
    with pytest.raises(KeyError):
        again.secret("absent")
    twin = again.twin()
    assert people.count(twin) == 1
    twin.close()
    again.close()


def test_nobody_opens_with_a_wrong_passphrase_or_login(desk: Casebook, clock: StoryClock) -> None:
    with pytest.raises(WrongPassphrase):
        reopen(desk, clock, passphrase="wrong passphrase")
    with pytest.raises(workplace.UnknownUser):
        reopen(desk, clock, login="nobody")
    with pytest.raises(workplace.NoWorkplace):
        casebook.open_casebook(desk.workplace.path.parent, "lishu", PASSPHRASE, clock)


def test_each_person_unlocks_by_an_own_passphrase(desk: Casebook, clock: StoryClock) -> None:
    second = second_person(desk)
    assert second.user_id != desk.signed_in.user_id
    with pytest.raises(workplace.LoginTaken):
        casebook.add_user(desk, login="zhangfu", name="张复", role="clerk", passphrase="another phrase 2")
    with pytest.raises(WeakPassphrase):
        casebook.add_user(desk, login="x", name="某某", role="clerk", passphrase="123")
    casebook.change_passphrase(desk, "lishu", PASSPHRASE, "brand new phrase 3")
    with pytest.raises(WrongPassphrase):
        casebook.change_passphrase(desk, "lishu", PASSPHRASE, "brand new phrase 4")
    for login, passphrase in (("lishu", "brand new phrase 3"), ("zhangfu", "another phrase 2")):
        reopen(desk, clock, login, passphrase).close()
    with pytest.raises(WrongPassphrase):
        reopen(desk, clock)
    assert desk.store.value("SELECT count(*) FROM staff") == 2


def test_who_has_not_signed_in_or_may_not_is_refused(desk: Casebook, found: Founder) -> None:
    desk.require(Action.VOUCHER_ISSUE)
    with pytest.raises(casebook.NotPermitted):
        desk.require(Action.VOUCHER_REDEEM)
    with pytest.raises(casebook.SecondPersonNeeded):
        desk.require_second(Action.VOUCHER_VOID, None)
    with pytest.raises(casebook.SecondPersonNeeded):
        desk.require_second(Action.VOUCHER_VOID, desk.session)
    clerk = casebook.Session(b"c" * 16, "c", "某某", "clerk", desk.signed_in.signer)
    with pytest.raises(casebook.SecondPersonNeeded):
        desk.require_second(Action.VOUCHER_VOID, clerk)
    desk.session = None
    with pytest.raises(casebook.NotSignedIn):
        desk.require(Action.VOUCHER_ISSUE)


def test_a_folder_in_use_is_left_alone(desk: Casebook, clock: StoryClock, cheap_kdf: Parameters) -> None:
    before = (desk.workplace.path / "workplace.json").read_bytes()
    with pytest.raises(workplace.WorkplaceExists):
        casebook.found(desk.workplace.path, PLAN, clock, parameters=cheap_kdf)
    assert (desk.workplace.path / "workplace.json").read_bytes() == before


def test_a_foundation_that_fails_leaves_nothing(
    tmp_path: Path, clock: StoryClock, cheap_kdf: Parameters, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise StoreDiskFull

    with monkeypatch.context() as patch:
        patch.setattr(casebook, "save", full)
        with pytest.raises(StoreDiskFull):
            casebook.found(tmp_path / "new", PLAN, clock, parameters=cheap_kdf)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(WeakPassphrase):
        casebook.found(
            tmp_path / "new", Foundation("desk", "x", COUNTY, "a", "b", "clerk", "12345"), clock, parameters=cheap_kdf
        )
    assert list(tmp_path.iterdir()) == []
    casebook.found(tmp_path / "new", PLAN, clock, parameters=cheap_kdf).close()


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a folder that nobody can write")
def test_a_foundation_where_nothing_can_be_written(clock: StoryClock, cheap_kdf: Parameters) -> None:
    with pytest.raises(StoreReadOnly):
        casebook.found(Path("/proc/desk"), PLAN, clock, parameters=cheap_kdf)


@pytest.mark.parametrize(
    "change",
    [lambda _: b"", lambda _: b"{}", lambda _: b"[]", lambda data: data[:50], lambda data: data.replace(b"desk", b"dusk"), lambda data: data.replace(b'"users"', b'"user"')],
)  # fmt: skip
def test_a_damaged_key_file_is_said_to_be_one(desk: Casebook, clock: StoryClock, change: object) -> None:
    file = desk.workplace.path / "workplace.json"
    file.write_bytes(change(file.read_bytes()))  # type: ignore[operator]
    with pytest.raises(workplace.WorkplaceDamaged):
        reopen(desk, clock)


def test_the_key_file_of_another_workplace_does_not_open(desk: Casebook, found: Founder, clock: StoryClock) -> None:
    other = found("other")
    desk.close()
    shutil.copy(other.workplace.path / "workplace.json", desk.workplace.path / "workplace.json")
    with pytest.raises(StoreDamaged):
        reopen(desk, clock)


def test_nothing_secret_stands_in_the_key_file(desk: Casebook) -> None:
    text = (desk.workplace.path / "workplace.json").read_text(encoding="utf-8")
    assert desk.store.key.hex() not in text
    assert PASSPHRASE not in text
    assert json.loads(text)["users"][0]["login"] == "lishu"


def test_an_old_copy_that_comes_back_begins_a_new_epoch(desk: Casebook, clock: StoryClock, tmp_path: Path) -> None:
    people.register(desk, draft(1))
    desk.store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(desk.workplace.casebook, tmp_path / "old.db")
    people.register(desk, draft(2))
    stream = desk.stream()
    desk.close()
    for name in ("casebook.db-wal", "casebook.db-shm"):
        (desk.workplace.path / name).unlink(missing_ok=True)
    shutil.copy(tmp_path / "old.db", desk.workplace.casebook)
    again = reopen(desk, clock)
    assert again.stream() != stream
    first = again.store.one("SELECT kind, body FROM entry WHERE ep = ? AND q = 1", (again.stream()[1],))
    said = json.loads(first["body"])
    assert (first["kind"], said["reason"], said["ep"], said["seq"]) == ("epoch", "rollback", stream[1].hex(), 4)
    epoch = again.stream()
    again.close()
    third = reopen(desk, clock)
    assert third.stream() == epoch
    third.close()


def test_another_machine_begins_a_new_epoch(desk: Casebook, clock: StoryClock, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = desk.stream()
    desk.close()
    monkeypatch.setattr(anchor, "machine", lambda: "another")
    again = reopen(desk, clock)
    assert again.stream() != stream
    again.close()


@pytest.mark.parametrize(
    "data", [None, b"", b"{}", b'{"state": 1, "mac": "x"}', b'{"state": {"streams": []}, "mac": "00"}', b"\xff"]
)
def test_an_anchor_that_says_nothing_is_written_anew(desk: Casebook, clock: StoryClock, data: bytes | None) -> None:
    stream = desk.stream()
    desk.close()
    file = desk.workplace.path / anchor.FILE
    file.unlink()
    if data is not None:
        file.write_bytes(data)
    again = reopen(desk, clock)
    assert again.stream() == stream
    assert anchor.judge(again.store, again.workplace.path) == ""
    assert file.is_file()
    again.close()


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.json"
    workplace.write_file(path, b"one")

    def fail(_: int) -> None:
        raise OSError(28, "no space left")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(StoreDiskFull):
        workplace.write_file(path, b"two")
    assert path.read_bytes() == b"one"
    assert [one.name for one in tmp_path.iterdir()] == ["x.json"]
    with pytest.raises(StoreReadOnly):
        workplace.write_file(tmp_path / "absent" / "x.json", b"")
