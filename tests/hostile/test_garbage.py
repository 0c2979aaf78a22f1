"""Whatever lies in the folder: an outcome for each file, nothing lost, the next bundle still taken."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync import bundle, collector, device, digest, extract, folder, receiving, streams
from sync.keys import recipient_of
from tests.sync.county import Land, flags, open_class, register, tables
from ui.error_text import has_words

REFUSED = {"E_SIZE", "E_NOKEY", "E_DAMAGED", "E_FORMAT", "E_BADSIG", "E_VERSION", "E_NOT_FOR_ME", "E_ROLE", "E_HASH", "E_CHAIN", "Q_UNKNOWN_KEY", "GAP"}  # fmt: skip


@pytest.fixture(scope="module")
def given_land(admitted_once: Land, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Land]:
    """Give a land whose desk has something to send."""
    found = admitted_once.copy(tmp_path_factory.mktemp("garbage") / "land")
    register(found.desk, 1)
    yield found
    found.close()


@pytest.fixture(scope="module")
def good(given_land: Land) -> bytes:
    """Give a good bundle that the province has not seen."""
    stick = given_land.place()
    (sent,) = streams.export(given_land.desk, stick)
    return sent.path.read_bytes()


def state(land: Land) -> tuple[Any, ...]:
    return digest.digest(land.province), tables(land.province), flags(land.province)


def put(folder: Path, name: str | bytes, data: bytes) -> None:
    (folder / os.fsdecode(name)).write_bytes(data)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes and links are POSIX")
def test_every_kind_of_garbage_beside_a_good_bundle(land: Land, monkeypatch: pytest.MonkeyPatch) -> None:
    stick = land.place()
    person = register(land.desk, 1)
    (sent,) = streams.export(land.desk, stick)
    data = sent.path.read_bytes()
    sent.path.rename(stick / "zz good, renamed.age")
    put(stick, "00 empty.age", b"")
    for at in (1, 21, 60, len(data) // 3, len(data) // 2, len(data) - 17, len(data) - 1):
        put(stick, f"10 cut {at}.age", data[:at])
    for at in range(0, len(data), len(data) // 23):
        put(stick, f"20 flip {at}.age", data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :])
    put(stick, "30 longer.age", data + b"\0")
    put(stick, "31 twice.age", data + data)
    put(stick, "32 text.age", "这不是数据包".encode())
    put(stick, "33 zip.AGE", b"PK\3\4" + bytes(500))
    put(stick, "34 line\nbreak \x1b[31m.age", b"x")
    put(stick, b"35 \xff\xfe\x80 bytes.age", b"x")
    put(stick, b"36 good under a name of bytes \xff.age", data)
    put(stick, "37 " + "长" * 80 + ".age", b"x")
    extract.class_file(land.desk, open_class(land, [person]), others := land.place())
    for path in others.iterdir():
        path.rename(stick / f"40 {path.name}")
    (stick / "50 folder.age").mkdir()
    (stick / "50 folder.age" / "inner.age").write_bytes(data)
    (stick / "51 nowhere.age").symlink_to(stick / "nothing")
    (stick / "52 loop.age").symlink_to(stick / "52 loop.age")
    (stick / "53 link.age").symlink_to(stick / "zz good, renamed.age")
    (stick / "54 device.age").symlink_to("/dev/zero")
    os.mkfifo(stick / "55 pipe.age")
    put(stick, "56 sparse.age", b"")
    os.truncate(stick / "56 sparse.age", 1 << 33)
    put(stick, "57 unreadable.age", data)
    real = Path.open

    def refuse(self: Path, *rest: Any, **named: Any) -> Any:
        if self.name.startswith("57"):
            raise PermissionError(13, "denied")
        return real(self, *rest, **named)

    monkeypatch.setattr(Path, "open", refuse)
    before = folder.bundles(stick)
    found = collector.collect(land.province, [stick]).outcomes
    assert folder.bundles(stick) == before
    assert len(found) == len(before)
    by_name = {one.file: one.outcome for one in found}
    assert len(by_name) == len(before)
    assert list(by_name.values()).count("OK") == 1
    assert {one for name, one in by_name.items() if name.startswith(("53", "zz"))} == {"DUP"}
    assert by_name["57 unreadable.age"] == "FOLDER_UNREADABLE"
    assert by_name["56 sparse.age"] == "E_SIZE"
    assert {
        one
        for name, one in by_name.items()
        if name[:2] in {"00", "10", "30", "31", "32", "33", "34", "35", "50", "51", "52", "54", "55"}
    } == {"E_DAMAGED"}
    assert {one for name, one in by_name.items() if name.startswith("20")} <= {"E_DAMAGED", "E_NOKEY"}
    assert {one for name, one in by_name.items() if name.startswith("40")} == {"E_NOKEY"}
    assert all(has_words(one) for one in set(by_name.values()) - {"OK"})
    assert all(one.file.encode() for one in found)
    kept = {path.name for path in (land.province.workplace.path / streams.SPOOL).iterdir()}
    taken = land.province.store.rows("SELECT sha256 FROM bundle WHERE direction = 'in' AND outcome = 'OK'")
    assert kept == {f"{bytes(row[0]).hex()}.age" for row in taken}


@settings(max_examples=80)
@given(data=st.data())
def test_any_change_inside_the_encryption_is_refused(given_land: Land, good: bytes, data: st.DataObject) -> None:
    land = given_land
    inside = bytearray(bundle.decrypt(good, [device.keys(land.province).identity]))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(inside) - 1))
        inside[at] ^= data.draw(st.integers(1, 255))
    spoilt = pyrage.encrypt(bytes(inside), [recipient_of(device.card(land.desk).transport)])
    found = receiving.take(land.province, spoilt, "x.age")
    if found.outcome == "OK":  # the flips undid each other
        assert bytes(inside) == bundle.decrypt(good, [device.keys(land.province).identity])
    else:
        assert found.outcome in REFUSED
