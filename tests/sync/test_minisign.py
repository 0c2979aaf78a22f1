"""Our signatures and the Debian program's are each other's equals."""

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.signing import SigningKey, WeakKey
from sync import minisign
from sync.minisign import BadMinisign

KEY = SigningKey.from_seed(b"\x11" * 32)
DATA = b'{"fmt":"YZ1"}'
TEXT = minisign.sign(DATA, KEY, KEY.kid, "bundle 安和县 1-9")


def run(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def test_the_program_takes_ours(tmp_path: Path) -> None:
    (tmp_path / "m").write_bytes(DATA)
    (tmp_path / "m.minisig").write_text(TEXT, encoding="utf-8")
    (tmp_path / "k.pub").write_text(minisign.public_key_text(KEY.public, KEY.kid), encoding="utf-8")
    done = run("minisign", "-Vm", "m", "-p", "k.pub", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "bundle 安和县 1-9" in done.stdout
    (tmp_path / "m").write_bytes(DATA + b" ")
    assert run("minisign", "-Vm", "m", "-p", "k.pub", cwd=tmp_path).returncode != 0


def test_we_take_the_programs(tmp_path: Path) -> None:
    (tmp_path / "m").write_bytes(DATA)
    assert run("minisign", "-GW", "-p", "k.pub", "-s", "k.key", cwd=tmp_path).returncode == 0
    done = run("minisign", "-SHm", "m", "-s", "k.key", "-t", "by hand", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    public, key_id = minisign.read_public_key((tmp_path / "k.pub").read_text())
    text = (tmp_path / "m.minisig").read_text()
    assert minisign.verify(text, DATA, public, key_id=key_id) == "by hand"


def test_every_part_is_covered() -> None:
    assert minisign.verify(TEXT, DATA, KEY.public, key_id=KEY.kid) == "bundle 安和县 1-9"
    other = SigningKey.from_seed(b"\x12" * 32)
    lines = TEXT.split("\n")
    cases = [
        (TEXT, DATA + b".", KEY.public, None),
        (TEXT, DATA, other.public, None),
        (TEXT, DATA, KEY.public, other.kid),
        (TEXT.replace("1-9", "1-8"), DATA, KEY.public, None),
        ("\n".join([lines[0], lines[1], lines[2]]), DATA, KEY.public, None),
        ("\n".join(["comment", *lines[1:]]), DATA, KEY.public, None),
        ("\n".join([lines[0], lines[1], "comment", lines[3]]), DATA, KEY.public, None),
        ("\n".join([lines[0], lines[1][:-4], *lines[2:]]), DATA, KEY.public, None),
        ("\n".join([lines[0], "RWQ" + lines[1][3:], *lines[2:]]), DATA, KEY.public, None),  # the form without prehash
        (TEXT.replace("1-9", "\ud800"), DATA, KEY.public, None),
        (TEXT + TEXT, DATA, KEY.public, None),
        ("x" * 5000, DATA, KEY.public, None),
    ]
    for text, data, public, key_id in cases:
        with pytest.raises(BadMinisign):
            minisign.verify(text, data, public, key_id=key_id)


@given(st.text(max_size=300))
def test_rubbish_is_refused_by_name(text: str) -> None:
    with pytest.raises(BadMinisign):
        minisign.verify(text, DATA, KEY.public)
    with pytest.raises(BadMinisign):
        minisign.read_public_key(text)


def test_key_files() -> None:
    text = minisign.public_key_text(KEY.public, KEY.kid)
    assert minisign.read_public_key(text) == (KEY.public, KEY.kid)
    with pytest.raises(WeakKey):
        minisign.read_public_key(minisign.public_key_text(bytes(32), KEY.kid))
    with pytest.raises(BadMinisign):
        minisign.read_public_key(text.replace("RW", "RX", 1))


@pytest.mark.parametrize("comment", ["two\nlines", "a\0b", "a\rb"])
def test_a_comment_cannot_break_out_of_its_line(comment: str) -> None:
    with pytest.raises(ValueError):
        minisign.sign(DATA, KEY, KEY.kid, comment)
    with pytest.raises(ValueError):
        minisign.sign(DATA, KEY, os.urandom(7), "x")
    with pytest.raises(ValueError):
        minisign.public_key_text(b"", KEY.kid)
