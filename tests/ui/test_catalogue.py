"""The English catalogue is whole: every string has its English, fields agree, and what gettext reads is what people edit."""

import gettext
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import main
from tests import catalogue
from ui import text
from ui.error_text import say
from ui.text import _


@pytest.fixture
def english() -> Iterator[None]:
    """Speak English, and Chinese again afterwards."""
    assert text.use_language("en")
    yield
    text.use_language(text.CHINESE)


def fields(words: str) -> set[tuple[str, str]]:
    return {(name, spec or "") for _text, name, spec, _how in string.Formatter().parse(words) if name is not None}


def test_every_string_has_english() -> None:
    held = catalogue.read(catalogue.PO)
    missing = [f"{place}: {words!r}" for words, place in catalogue.messages().items() if not held.get(words)]
    assert not missing, "add English in yuanzhu.po after `python -m tests.catalogue`:\n" + "\n".join(missing)


def test_fields_agree() -> None:
    assert not [pair for pair in catalogue.read(catalogue.PO).items() if fields(pair[0]) != fields(pair[1])]


def test_gettext_reads_what_is_edited() -> None:
    held = catalogue.read(catalogue.PO)
    assert catalogue.PO.with_suffix(".mo").read_bytes() == catalogue.compiled(held), "run python -m tests.catalogue"
    with catalogue.PO.with_suffix(".mo").open("rb") as file:
        read = gettext.GNUTranslations(file)
    assert all(read.gettext(words) == english for words, english in held.items())


def test_a_catalogue_is_written_and_read_as_it_was(tmp_path: Path) -> None:
    held = {"一\n二\t“三”\\": 'one\n"two"\t\\', "四": ""}
    catalogue.write(tmp_path / "x.po", held, dict.fromkeys(held, "x.py"))
    assert catalogue.read(tmp_path / "x.po") == held


def test_the_program_speaks_english_when_asked(english: None) -> None:
    from rules.money import MoneyFormat

    assert _("服务对象") == "Persons"
    assert text.language() == "en"
    assert "negative" in say(MoneyFormat(reason="negative"))


def test_the_switch_stands_in_front_of_any_command(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        with pytest.raises(SystemExit):
            main.main(["--lang", "en", "--help"])
        assert text.language() == "en"
    finally:
        text.use_language(text.CHINESE)
    assert text.language() == "zh"
    assert not text.use_language("xx")
