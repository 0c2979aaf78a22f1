"""Ways to give commands: in this process and as a program of its own; and workplaces to give them to."""

import hashlib
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import main
from db import casebook
from db.casebook import Casebook, Foundation
from rules.clock import SystemClock
from rules.wrapping import Parameters
from ui.commands import sample

HOUSE = Path(__file__).resolve().parents[2]
PASSPHRASE = "correct horse 1"
OFFLINE = "offline horse 2"
SECOND = "another phrase 3"
VARIABLES = ("YUANZHU_PASSPHRASE", "YUANZHU_OFFLINE_PASSPHRASE", "YUANZHU_SECOND_PASSPHRASE")
PHRASES = dict(zip(VARIABLES, (PASSPHRASE, OFFLINE, SECOND), strict=True))


@dataclass(frozen=True)
class Said:
    """Hold what a command said: its exit code, standard output and standard error."""

    code: int
    out: str
    err: str

    @property
    def value(self) -> Any:
        """Give the JSON that it printed."""
        return json.loads(self.out)

    @property
    def refusal(self) -> str:
        """Give the sentence of a refusal: one line of Chinese on standard error and nothing else."""
        assert (self.code, self.out) == (1, ""), self
        assert re.fullmatch(r".*[\u4e00-\u9fff].*[。）]\n", self.err), self.err
        assert "Traceback" not in self.err
        assert "没有料到" not in self.err, "a bug, not a refusal"
        return self.err.strip()

    @property
    def error(self) -> str:
        """Give the code of a refusal that was told as JSON, with its Chinese sentence beside it."""
        assert (self.code, self.err) == (1, ""), self
        value = self.value
        assert re.search(r"[\u4e00-\u9fff]", value["message"])
        assert value["error"] != "UNEXPECTED", value
        return str(value["error"])


Run = Callable[..., Said]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Give a way to run `main` in this process: `run("digest", "--workplace", path, phrases={}, stdin="")`."""

    def call(*arguments: object, phrases: dict[str, str] = PHRASES, stdin: str = "") -> Said:
        for name in VARIABLES:
            monkeypatch.delenv(name, raising=False)
        for name, value in phrases.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        capsys.readouterr()
        try:
            code = main.main([str(argument) for argument in arguments])
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 1
        printed = capsys.readouterr()
        return Said(code, printed.out, printed.err)

    return call


@dataclass(frozen=True)
class Told:
    """Hold what a program of its own said, in bytes."""

    code: int
    out: bytes
    err: bytes


@pytest.fixture
def program() -> Callable[..., Told]:
    """Give a way to run `main.py` as a program: other variables and standard input may be given."""

    def call(*arguments: object, stdin: bytes = b"", **variables: str | None) -> Told:
        around = {name: value for name, value in os.environ.items() if name not in {*VARIABLES, "PYTHONIOENCODING"}}
        for name, value in variables.items():
            around.pop(name, None)
            if value is not None:
                around[name] = value
        done = subprocess.run(
            [sys.executable, str(HOUSE / "main.py"), *map(str, arguments)], input=stdin, env=around, capture_output=True, check=False
        )  # fmt: skip
        return Told(done.returncode, done.stdout, done.stderr)

    return call


Founder = Callable[..., Casebook]


@pytest.fixture
def found(tmp_path: Path, cheap_kdf: Parameters) -> Iterator[Founder]:
    """Give a function that founds a workplace with a cheap passphrase, to be opened by commands."""
    books: list[Casebook] = []

    def make(name: str = "desk", kind: str = "desk", *, as_sample: bool = True) -> Casebook:
        role = {"desk": "supervisor", "base": "base_staff", "province": "officer"}[kind]
        plan = Foundation(kind, "安和县总工会", sample.COUNTY, "lishu", "李书", role, PASSPHRASE, sample=as_sample)
        regions = sample.regions() if as_sample else None
        books.append(casebook.found(tmp_path / name, plan, SystemClock(), regions=regions, parameters=cheap_kdf))
        return books[-1]

    yield make
    for book in books:
        book.close()


@pytest.fixture
def desk(found: Founder) -> Path:
    """Give the folder of a closed desk that knows nobody yet; it is no sample, so it lives today."""
    book = found(as_sample=False)
    book.close()
    return book.workplace.path


def picture(folder: Path) -> dict[str, str]:
    """Give what lies in a folder, by name and content; that a wrong passphrase was tried is counted in a file, on purpose."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "tries.json"
    }


@pytest.fixture
def read_only() -> Iterator[Callable[[Path], Path]]:
    """Give a function that makes a folder read-only, also for root (by a read-only bind mount); skip where that cannot be done."""
    undo: list[Callable[[], object]] = []

    def lock(folder: Path) -> Path:
        if sys.platform == "win32":
            pytest.skip("a folder's read-only mark does not hold on Windows")
        if os.geteuid() == 0:
            mounts = [["mount", "--bind", str(folder), str(folder)], ["mount", "-o", "remount,ro,bind", str(folder)]]
            for command in mounts:
                if subprocess.run(command, capture_output=True, check=False).returncode:
                    pytest.skip("no right to mount, and root writes everywhere")
                undo.append(lambda: subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=False))
        else:
            folder.chmod(0o500)
            undo.append(lambda: folder.chmod(0o700))
        return folder

    yield lock
    for action in undo:
        action()


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a folder on a medium of 256 KiB that has 40 KiB left; skip where nothing can be mounted."""
    folder = tmp_path / "full"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=256k", "none", str(folder)]
    if sys.platform != "linux" or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no right to mount a small medium")
    (folder / "other.bin").write_bytes(bytes(216 * 1024))
    yield folder
    subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=False)
