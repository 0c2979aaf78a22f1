"""Every error has words, and words never fail."""

import importlib
import pkgutil
import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

import db
import printouts
import rules
import sync
from rules.errors import AppError, EnvironmentFailure, UntrustedInput, UserError, all_errors
from rules.money import MoneyFormat
from sync.errors import FolderMissing
from ui.error_text import has_words, say, say_any, say_code
from ui.error_words import WORDS


def every_error() -> list[type[AppError]]:
    for room in (rules, db, sync, printouts):
        for module in pkgutil.iter_modules(room.__path__):
            importlib.import_module(f"{room.__name__}.{module.name}")
    rooms = ("rules.", "db.", "sync.", "printouts.", "ui.")
    return [kind for kind in all_errors() if kind.__module__.startswith(rooms)]


def test_every_error_class_has_chinese_words() -> None:
    wordless = {kind.code for kind in every_error() if not has_words(kind.code)}
    assert wordless == set()


@pytest.mark.parametrize("code", sorted(WORDS))
def test_words_are_chinese_sentences_with_plain_fields(code: str) -> None:
    words = WORDS[code]
    assert re.search(r"[\u4e00-\u9fff]", words)
    assert words.endswith(("。", "："))
    for _text, field, spec, _conversion in string.Formatter().parse(words):
        assert field is None or re.fullmatch(r"[a-z_]+", field)
        assert spec in {None, "", "yuan"}


ADVICE = re.compile("请|须|应为|应写|只能|先|不必|不用|不要|自动")
"""What a sentence says to whoever reads it: what to do, or that nothing need be done."""
INSIDE = re.compile(r"[A-Z]{2,}_|[a-z]+_[a-z]+|Error|\.py\b")


@pytest.mark.parametrize("code", sorted(WORDS))
def test_words_say_what_to_do_and_nothing_of_the_program(code: str) -> None:
    plain = re.sub(r"\{[^}]*\}", "", WORDS[code])
    assert ADVICE.search(plain), f"{code}: say what to do"
    assert not INSIDE.search(plain), f"{code}: no name of the program's own"


def test_fields_are_filled_in() -> None:
    assert "E:/上报" in say(FolderMissing(folder="E:/上报"))


def test_a_missing_field_does_not_hide_the_sentence() -> None:
    assert "找不到文件夹" in say(FolderMissing())


def test_a_reason_chooses_a_closer_sentence() -> None:
    assert say(MoneyFormat(reason="negative")) != say(MoneyFormat(reason="format"))
    assert "末位校验" in say_code("DOCUMENT_INVALID", reason="ID_CHECKSUM")


def test_fen_are_written_as_yuan() -> None:
    words = say_code("OVER_QUOTA", limit_fen=16_500_000, used_fen=16_500_000, wanted_fen=50_000)
    assert "165,000.00" in words
    assert "500.00" in words


@pytest.mark.parametrize("family", [UserError, EnvironmentFailure, UntrustedInput])
def test_an_error_without_words_falls_back_on_its_family(family: type[AppError]) -> None:
    stranger = type("Stranger", (family,), {"__module__": __name__})
    assert "ERROR" in say(stranger())


def test_a_bug_is_told_calmly_and_without_its_message() -> None:
    words = say_any(ValueError("519901196903124524"), "/tmp/desk.log")
    assert "519901" not in words
    assert "/tmp/desk.log" in words


@given(
    st.sampled_from(sorted(WORDS)),
    st.dictionaries(st.sampled_from(["reason", "path", "number", "limit_fen"]), st.none() | st.text() | st.integers()),
)
def test_saying_never_fails(code: str, fields: dict[str, object]) -> None:
    assert say_code(code.partition(".")[0], **fields)
