"""Usage, exit codes, passphrases, encodings: what holds for every command."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands.conftest import HOUSE, PASSPHRASE, PHRASES, VARIABLES, Run, Told, picture

NUMBER = "11010519491231002X"


@pytest.mark.parametrize(
    "arguments",
    [
        ["frob"], ["--workplace"], ["check-id"], ["collect", "--workplace", "x"], ["export", "--workplace", "x"], ["verify", "x"],
        ["found", "x", "--as", "castle", "--name", "n", "--county", "519901"], ["found", "x", "--as", "desk", "--name", "n", "--county", "安和"],
        ["admit"], ["admit", "approve", "--workplace", "x", "--from", "y", "--valid-until", "明年"], ["demo", "x", "--people", "many"], ["demo", "x", "--people", "-5"],
        ["digest", "--workplace", "x", "--frob"],
    ],
)  # fmt: skip
def test_wrong_usage_is_two_and_told_in_chinese(run: Run, arguments: list[str]) -> None:
    said = run(*arguments)
    assert (said.code, said.out) == (2, "")
    assert "命令写法不对" in said.err
    assert "Traceback" not in said.err


def test_help_is_zero(run: Run) -> None:
    said = run("--help")
    assert (said.code, said.err) == (0, "")
    assert "援助台" in said.out


COMMANDS = (
    "demo", "found", "admit", "admit request", "admit approve", "admit extend", "admit take", "admit safe-identity", "backup", "restore",
    "export-plain", "check-id", "import-roster", "export", "collect", "receive", "verify", "digest",
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_told_in_chinese_and_leaves_no_word_unexplained(run: Run, command: str) -> None:
    said = run(*command.split(), "--help")
    assert said.code == 0
    assert not re.search(r"usage|arguments|options|show this", said.out)
    told = " ".join(said.out.split("\n\n", 1)[1].split())
    for option in set(re.findall(r"--[a-z-]+", said.out)):
        assert re.search(rf"{option}( (\{{\S+\}}|[A-Z_]+))? [^-]*[\u4e00-\u9fff]", told), option


def test_a_reader_who_stops_early_is_no_error(desk: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("pipes end otherwise there")
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [sys.executable, str(HOUSE / "main.py"), "digest", "--workplace", str(desk)],
            env={**os.environ, **PHRASES}, stdout=writer, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


WANTING = [
    ("export", "--to", "{tmp}"), ("collect", "{tmp}"), ("receive", "{tmp}"), ("verify", "YZ1:AB"), ("digest",), ("backup", "--to", "{tmp}"),
    ("export-plain", "--to", "{tmp}/plain.db", "--second", "zhangfu"), ("import-roster", "{tmp}/roster.xlsx"),
    ("admit", "request", "--card", "{tmp}/card", "--fingerprint", "1", "--to", "{tmp}"), ("admit", "approve", "--from", "{tmp}"),
    ("admit", "take", "--from", "{tmp}"),
]  # fmt: skip


@pytest.mark.parametrize("command", WANTING, ids=lambda command: "-".join(command[:2]))
def test_every_command_refuses_a_wrong_passphrase_a_missing_one_and_a_missing_workplace(
    run: Run, desk: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    before = picture(tmp_path)
    words = [*(part.format(tmp=tmp_path) for part in command), "--json", "--workplace"]
    assert run(*words, desk, phrases={VARIABLES[0]: "wrong horse 9"}).error == "WRONG_PASSPHRASE"
    assert run(*words, desk, phrases={}).error == "NO_PASSPHRASE"
    assert run(*words, tmp_path / "nowhere").error == "NO_WORKPLACE"
    assert picture(tmp_path) == before


def test_a_refusal_is_one_sentence_on_standard_error(run: Run, desk: Path) -> None:
    assert "口令" in run("digest", "--workplace", desk, phrases={VARIABLES[0]: "wrong horse 9"}).refusal
    assert "YUANZHU_PASSPHRASE" in run("digest", "--workplace", desk, phrases={}).refusal


def test_an_unknown_user_is_refused(run: Run, desk: Path) -> None:
    assert run("digest", "--workplace", desk, "--user", "nobody", "--json").error == "UNKNOWN_USER"


def test_a_damaged_casebook_is_refused(run: Run, desk: Path) -> None:
    store = desk / "casebook.db"
    data = bytearray(store.read_bytes())
    data[5000:5100] = bytes(100)
    store.write_bytes(data)
    (desk / "casebook.db-wal").unlink(missing_ok=True)
    said = run("digest", "--workplace", desk, "--json")
    assert said.error in {"STORE_DAMAGED", "CHAIN_BROKEN"}


def test_a_damaged_key_file_is_refused(run: Run, desk: Path) -> None:
    (desk / "workplace.json").write_bytes(b"{}")
    assert run("digest", "--workplace", desk, "--json").error == "WORKPLACE_DAMAGED"


@pytest.mark.parametrize(
    "variables",
    [
        {"LC_ALL": "C"}, {"LC_ALL": "POSIX", "LANG": None}, {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "gbk"},
    ],
)  # fmt: skip
def test_chinese_survives_poor_locales(program: Callable[..., Told], variables: dict[str, str | None]) -> None:
    done = program("check-id", NUMBER, "--json", **variables)
    assert (done.code, done.err) == (0, b"")
    assert json.loads(done.out.decode())[0]["region_name"] == "北京市朝阳区"


def test_the_program_refuses_without_a_terminal_to_ask_at(program: Callable[..., Told], desk: Path) -> None:
    done = program("digest", "--workplace", desk, LC_ALL="C")
    assert (done.code, done.out) == (1, b"")
    assert "口令" in done.err.decode()
    assert done.err.count(b"\n") == 1


def test_the_program_reads_the_passphrase_from_its_variable(program: Callable[..., Told], desk: Path) -> None:
    done = program("digest", "--workplace", desk, YUANZHU_PASSPHRASE=PASSPHRASE)
    assert (done.code, done.err) == (0, b"")
    assert len(done.out.split()[0]) == 64


def test_the_program_ends_with_two_on_wrong_usage(program: Callable[..., Told]) -> None:
    done = program("frob", LC_ALL="C")
    assert done.code == 2
    assert "命令写法不对" in done.err.decode()
