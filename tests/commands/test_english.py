"""The command line in two languages: Chinese as it comes, English with `--lang en` in front of all; argparse's own words are never heard."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.conftest import PASSPHRASE, VARIABLES, Founder, Run
from ui import text
from ui.commands import entrance, line

HAN = re.compile(r"[\u3400-\u9fff（）：；，。、]")
FILES = ("日期,安排,名称", "放假", "上班")
"""What a file is read by stays as it is written there."""
ARGPARSE = re.compile(
    r"\b(usage|positional arguments|options|show this help message|expected one argument|required|invalid|choose from|unrecognized|ambiguous|not allowed)\b"
)


@pytest.fixture(autouse=True)
def speak_as_before() -> Iterator[None]:
    yield
    text.use_language(text.CHINESE)


def parsers(of: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Walk a parser and all that stand under it."""
    yield of
    for action in of._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from parsers(below)


def without(words: str, data: tuple[str, ...]) -> str:
    for one in sorted(data, key=len, reverse=True):
        words = words.replace(one, "")
    return words


def test_help_of_every_command_is_told_in_the_language_asked_for() -> None:
    chinese = [one.format_help() for one in parsers(line.parser())]
    assert text.use_language("en")
    english = [one.format_help() for one in parsers(line.parser())]
    assert len(chinese) == len(english) > 60
    assert [found for told in chinese if (found := ARGPARSE.search(told))] == []
    assert [left for told in english for left in without(told, FILES).splitlines() if HAN.search(left)] == []
    assert all(told.startswith("用法：") for told in chinese)
    assert all(told.startswith("Usage: ") for told in english)


MISUSES = (
    (["frob"], "命令 不能是 'frob'", "COMMAND cannot be 'frob'"),
    (["export"], "缺少：--to, --workplace", "missing: --to, --workplace"),
    (["digest", "--workplace", "x", "--frob"], "多出了：--frob", "not expected: --frob"),
    (["digest", "--workplace"], "--workplace 后面要写内容", "--workplace needs a value"),
    (["mail", "set", "--address", "x"], "--address 后面要写 2 项", "--address needs 2 values"),
    (["digest", "--json=1"], "--json 后面不写内容：'1'", "--json takes no value: '1'"),
    (["report", "--c"], "--c 没有写全，可以是 --county, --correction", "--c is not written in full; it may be --county, --correction"),
    (["demo", "x", "--seed", "x"], "--seed 不能是 'x'", "--seed cannot be 'x'"),
    (["demo", "x", "--people", "-5"], "--people：应为 0 至 999999 的整数：-5", "--people: Must be a whole number from 0 to 999999: -5"),
    (["--lang"], "--lang 后面要写内容", "--lang needs a value"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "chinese", "english"), MISUSES, ids=lambda one: " ".join(one) if isinstance(one, list) else ""
)
def test_wrong_usage_is_told_in_the_language_asked_for(
    run: Run, arguments: list[str], chinese: str, english: str
) -> None:
    said = run(*arguments)
    assert (said.code, said.out) == (2, "")
    assert f"命令写法不对：{chinese}。" in said.err
    said = run("--lang", "en", *arguments)
    assert (said.code, said.out) == (2, "")
    assert f"Wrong usage: {english}. See --help.\n" in said.err
    assert not HAN.search(said.err)


READING = (
    "standing", "stock show", "transfer list", "audit --limit 6", "verify-chain", "retention", "opening-balance", "jobs-due", "funds", "prints list",
    "loans-due", "report training --period 2009-08", "month-end --period 2009-08", "holidays --year 2009", "contests", "mail set",
)  # fmt: skip
FOR_MACHINES = ("stock show", "retention", "report training --period 2009-08")
DATA = ("安和县总工会", "李书", "安和县")


def test_answers_are_told_in_english_and_json_is_the_same(run: Run, found: Founder) -> None:
    book = found()
    book.close()
    left = {}
    for command in READING:
        place = (*command.split(), "--workplace", book.workplace.path)
        said = run("--lang", "en", *place)
        assert (said.code, said.err) == (0, ""), command
        assert said.out.strip(), command
        if HAN.search(without(said.out, DATA)) or "\u3000" in said.out:
            left[command] = [line for line in said.out.splitlines() if HAN.search(without(line, DATA))]
    for command in FOR_MACHINES:
        place = (*command.split(), "--workplace", book.workplace.path, "--json")
        assert run("--lang", "en", *place).value == run("--lang", "zh", *place).value, command
    assert left == {}


def test_refusals_and_questions_are_told_in_english(
    run: Run, desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = {
        ("digest",): {"YUANZHU_PASSPHRASE": "wrong horse 9"},
        ("export", "--to", tmp_path): {"YUANZHU_PASSPHRASE": PASSPHRASE},
        ("collect", tmp_path / "nowhere"): {"YUANZHU_PASSPHRASE": PASSPHRASE},
        ("report", "nonsense"): {"YUANZHU_PASSPHRASE": PASSPHRASE},
        ("audit", "--row", "00" * 16, "--to", tmp_path / "x.csv"): {"YUANZHU_PASSPHRASE": PASSPHRASE},
        ("import-photographs", tmp_path / "nowhere"): {"YUANZHU_PASSPHRASE": PASSPHRASE},
    }
    for words, phrases in refused.items():
        said = run("--lang", "en", *words, "--workplace", desk, phrases=phrases)
        assert (said.code, said.out) == (1, ""), words
        assert said.err.strip()
        assert not HAN.search(said.err), said.err
    asked: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        return PASSPHRASE

    monkeypatch.setattr("getpass.getpass", ask)
    text.use_language("en")
    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda _self: True})())
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    assert entrance.passphrase() == PASSPHRASE
    assert asked == ["Passphrase: "]


def test_a_roster_is_told_in_english(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    file.write_text("姓名,身份证号码\n王小满,11010519491231002X\n,11010519491231002\n", encoding="utf-8")
    said = run("--lang", "en", "import-roster", file)
    assert "Trial (nothing written): 2 rows" in said.out
    assert not HAN.search(without(said.out, ("王小满", "导入明细"))), said.out
