"""The province's offline keys leave this PC only when they were opened where they lie now, and each kind lies apart."""

import errno
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from db.casebook import NotPermitted
from rules.wrapping import BadKeySlot, WrongPassphrase
from sync import admission, device, folder, renewing, safekeeping
from sync.errors import BadKeyFile, DiskFull, FolderMissing, ReadBackDiffers
from sync.safekeeping import Kept, KeyMissing, KeysTogether, NotApart, SameMedium
from tests.sync.county import OFFLINE, Land


def kept(land: Land, which: str) -> Kept:
    return next(one for one in safekeeping.standing(land.province) if one.which == which)


def test_after_foundation_all_lie_on_this_pc(founded: Land) -> None:
    found = safekeeping.standing(founded.province)
    assert [(one.which, one.here, one.is_safe, len(one.copies), one.wanted) for one in found] == [
        ("root", True, False, 0, 2), ("grant", True, False, 0, 1), ("safe", True, False, 0, 1),
    ]  # fmt: skip


def test_the_root_key_stays_until_two_sticks_have_it_and_either_signs(founded: Land) -> None:
    province, sticks = founded.province, [founded.place(), founded.place()]
    after = safekeeping.put(province, "root", sticks[0], OFFLINE)
    assert (after.here, [one.name for one in after.copies]) == (True, ["root.1.yzkey"])
    with pytest.raises(SameMedium):
        safekeeping.put(province, "root", sticks[0], OFFLINE)
    after = safekeeping.put(province, "root", sticks[1], OFFLINE)
    assert (after.here, after.is_safe, after.file.exists()) == (False, True, False)
    for stick in sticks:
        key = safekeeping.open_key(province, "root", OFFLINE, stick)
        assert key.public.hex() == device.card(province).root
        renewing.renew(province, ["receipt"], key)
    assert device.card(province).version == 3


def test_grant_and_safe_go_after_one_copy_and_are_asked_for_afterwards(founded: Land) -> None:
    province = founded.province
    grants, envelope = founded.place(), founded.place()
    assert safekeeping.put(province, "grant", grants, OFFLINE).is_safe
    assert safekeeping.put(province, "safe", envelope, OFFLINE).is_safe
    assert (
        admission.open_grant_key(province, OFFLINE).public.hex() == device.card(province).grant
    )  # the stick is still plugged in
    moved = founded.root / "elsewhere"
    grants.rename(moved)
    with pytest.raises(KeyMissing):
        admission.open_grant_key(province, OFFLINE)
    with pytest.raises(KeyMissing):
        admission.open_grant_key(province, OFFLINE, envelope)
    for place in (moved, moved / "grant.yzkey"):
        assert admission.open_grant_key(province, OFFLINE, place)
    with pytest.raises(BadKeyFile):
        admission.open_grant_key(province, OFFLINE, envelope / "safe.yzkey")
    assert safekeeping.prove(province, "grant", moved, OFFLINE).copies[0].where == str(moved)


def test_kinds_of_keys_never_share_a_medium_nor_stay_on_this_pc(founded: Land) -> None:
    province, stick = founded.province, founded.place()
    safekeeping.put(province, "grant", stick, OFFLINE)
    for which in ("root", "safe"):
        with pytest.raises(KeysTogether) as caught:
            safekeeping.put(province, which, stick, OFFLINE)
        assert caught.value.other == "grant"
    inside = province.workplace.path / "copies"
    inside.mkdir()
    for place in (inside, province.workplace.path, province.workplace.path / "offline"):
        with pytest.raises(NotApart):
            safekeeping.put(province, "root", place, OFFLINE)


def test_nothing_leaves_this_pc_where_a_copy_could_not_be_opened(
    founded: Land, monkeypatch: pytest.MonkeyPatch
) -> None:
    province, stick = founded.province, founded.place()
    with pytest.raises(WrongPassphrase):
        safekeeping.put(province, "grant", stick, "wrong horse 9")
    assert list(stick.iterdir()) == []
    with pytest.raises(FolderMissing):
        safekeeping.put(province, "grant", stick / "gone", OFFLINE)

    def full(*_: Any) -> int:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(DiskFull):
            safekeeping.put(province, "grant", stick, OFFLINE)

    with monkeypatch.context() as patch:
        patch.setattr("sync.folder._hash", lambda _path: b"other")
        with pytest.raises(ReadBackDiffers):
            safekeeping.put(province, "grant", stick, OFFLINE)
    assert (kept(founded, "grant").here, kept(founded, "grant").copies) == (True, ())
    assert safekeeping.put(province, "grant", stick, OFFLINE).is_safe


def test_a_lying_medium_is_found_out_by_unlocking(founded: Land, monkeypatch: pytest.MonkeyPatch) -> None:
    province, stick = founded.province, founded.place()
    true_read = folder.read

    def lie(path: Path, *, limit: int) -> bytes:
        data = bytearray(true_read(path, limit=limit))
        if path.parent == stick:
            data[-20] ^= 1
        return bytes(data)

    monkeypatch.setattr("sync.folder.read", lie)
    with pytest.raises((WrongPassphrase, BadKeyFile, BadKeySlot)):
        safekeeping.put(province, "grant", stick, OFFLINE)
    assert kept(founded, "grant").here


def test_a_third_stick_is_made_from_one_of_the_two(founded: Land) -> None:
    province, sticks = founded.province, [founded.place() for _ in range(3)]
    for stick in sticks[:2]:
        safekeeping.put(province, "root", stick, OFFLINE)
    made = safekeeping.put(province, "root", sticks[2], OFFLINE, sticks[1])
    assert [one.name for one in made.copies] == ["root.1.yzkey", "root.2.yzkey", "root.3.yzkey"]
    assert safekeeping.open_key(province, "root", OFFLINE, sticks[2])


def test_a_copy_is_proven_again_and_a_retired_one_is_not(founded: Land) -> None:
    province, stick, sticks = founded.province, founded.place(), [founded.place(), founded.place()]
    safekeeping.put(province, "grant", stick, OFFLINE)
    for one in sticks:
        safekeeping.put(province, "root", one, OFFLINE)
    assert safekeeping.prove(province, "root", sticks[1], OFFLINE).copies[-1].name == "root.2.yzkey"
    with pytest.raises(WrongPassphrase):
        safekeeping.prove(province, "grant", stick, "wrong horse 9")
    renewing.renew(province, ["grant"], safekeeping.open_key(province, "root", OFFLINE, sticks[0]), OFFLINE)
    assert (kept(founded, "grant").file.name, kept(founded, "grant").here) == ("grant-2.yzkey", True)
    with pytest.raises(KeyMissing):
        safekeeping.prove(province, "grant", stick, OFFLINE)
    assert safekeeping.put(province, "grant", stick, OFFLINE).is_safe  # beside the retired one, on the same stick
    assert safekeeping.open_key(province, "grant", OFFLINE, stick).public.hex() == device.card(province).grant


def test_what_else_lies_among_the_keys_is_named(founded: Land) -> None:
    province, offline = founded.province, founded.root / "province" / "offline"
    admission.write_safe_identity(offline / "safe.yzkey", OFFLINE, offline / "safe.identity.txt", founded.clock)
    renewing.renew(province, ["root"], safekeeping.open_key(province, "root", OFFLINE), OFFLINE)
    assert safekeeping.strays(province) == ["root.yzkey", "safe.identity.txt"]


def test_only_officers_move_keys(founded: Land) -> None:
    province = founded.province
    assert province.session is not None
    province.session = replace(province.session, role="clerk")
    for call in (safekeeping.put, safekeeping.prove):
        with pytest.raises(NotPermitted):
            call(province, "grant", founded.place(), OFFLINE)
