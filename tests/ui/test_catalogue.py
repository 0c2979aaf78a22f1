"""The English catalogue is whole: every string has its English, fields agree, and what gettext reads is what people edit."""

import gettext
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import main
from db import schema
from tests import catalogue
from ui import code_words, text
from ui.error_text import say, say_code
from ui.text import Agreeing, _, agreed


@pytest.fixture
def english() -> Iterator[None]:
    """Speak English, and Chinese again afterwards."""
    assert text.use_language("en")
    yield
    text.use_language(text.CHINESE)


def fields(words: str) -> set[tuple[str, str]]:
    """Give the fields of a sentence with their formats; of words that go with a figure (`{n|line|lines}`) there is none."""
    found = [(name, spec or "") for _text, name, spec, _how in string.Formatter().parse(words) if name is not None]
    return {(name, spec) for name, spec in found if "|" not in name}


def test_every_string_has_english() -> None:
    held = catalogue.read(catalogue.PO)
    missing = [f"{place}: {words!r}" for words, place in catalogue.everything().items() if not held.get(words)]
    assert not missing, "add English in yuanzhu.po after `python -m tests.catalogue`:\n" + "\n".join(missing)


def test_fields_agree() -> None:
    assert not [pair for pair in catalogue.read(catalogue.PO).items() if fields(pair[0]) != fields(pair[1])]


def test_words_that_go_with_a_figure_name_one_of_the_sentence() -> None:
    for chinese, english in catalogue.read(catalogue.PO).items():
        after_bars = re.findall(r"\{(\w+)\|[^{}]*\}", english)
        assert set(after_bars) <= {name for name, _spec in fields(chinese)}, english
        assert not after_bars or "|" not in agreed(english, {}), english


COUNTED = re.compile(
    r"\{(\w+)(?::[^{}|]*)?\} (?:(?:new|old|more|other|unused|open|answer) )*"
    r"(lines|vouchers|papers|persons|people|records|rows|sheets|days|months|years|hours|minutes|times|items|classes|certificates|numbers|copies|counties|bases)\b"
)


def test_no_english_sentence_counts_one_in_the_plural() -> None:
    """`{n} lines` without a bar would be "1 lines"; what is never one is left."""
    english = [words for words in catalogue.read(catalogue.PO).values() if COUNTED.search(words)]
    assert english == ["More than {most} lines do not fit an Excel sheet. Please take fewer days, or CSV."]


NUMBERED = st.one_of(
    st.integers(0, 3), st.integers(0, 10**6), st.sampled_from(["0", "1", "2", "1,000", "1.5", "{n|a|b}", "{x}"])
)


@given(NUMBERED, NUMBERED)
def test_words_go_with_their_figure(n: object, m: object) -> None:
    row, record = "row is" if str(n) == "1" else "rows are", "record" if str(m) == "1" else "records"
    assert (
        Agreeing("{n} {n|row is|rows are} of {m} {m|record|records}").format(m=m, n=n) == f"{n} {row} of {m} {record}"
    )
    assert Agreeing("{0} {0|row is|rows are} of {1} {1|record|records}").format(n, m) == f"{n} {row} of {m} {record}"


def test_one_is_told_in_the_singular_wherever_a_sentence_is_filled(english: None) -> None:
    from ui.health_words import WORDS as HEALTH

    filled = ("0 学时", "1 学时", "2 学时")

    def told(n: int) -> list[str]:
        short = say_code("NO_NUMBER_LEFT", left=n, wanted=3)
        return [_("{n} 张").format(n=n), _(filled[n]), short.split(",")[0], _(HEALTH["GAPS"][0]).format(n=n)]

    assert told(0) == ["0 sheets", "0 hours", "Only 0 numbers left", "0 gaps in the records"]
    assert told(1) == ["1 sheet", "1 hour", "Only 1 number left", "1 gap in the records"]
    assert told(2) == ["2 sheets", "2 hours", "Only 2 numbers left", "2 gaps in the records"]


def test_gettext_reads_what_is_edited() -> None:
    held = catalogue.read(catalogue.PO)
    assert catalogue.PO.with_suffix(".mo").read_bytes() == catalogue.compiled(held), "run python -m tests.catalogue"
    with catalogue.PO.with_suffix(".mo").open("rb") as file:
        read = gettext.GNUTranslations(file)
    assert all(read.gettext(words) == english.translate(catalogue.STRAIGHT) for words, english in held.items())


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
        for switch in (["--lang", "en"], ["--lang=en"]):
            text.use_language(text.CHINESE)
            with pytest.raises(SystemExit):
                main.main([*switch, "--help"])
            assert text.language() == "en"
    finally:
        text.use_language(text.CHINESE)
    assert text.language() == "zh"
    assert not text.use_language("xx")


def test_what_rules_and_db_filled_is_told_in_english(english: None) -> None:
    told = {
        "推荐到张家饭店": "Referred to 张家饭店",
        "王秀英 · 1969年生 · 证件尾号 4527": "王秀英 · born 1969 · ID ending 4527",
        "发券日2009年3月12日满40周岁，女性要求16–55周岁（含）": "Aged 40 on the day of issue 2009-3-12; age limit (Female): 16–55 (inclusive)",
        "人员类别（未填）不在发券对象范围内": "Target groups (not filled in) are not entitled to vouchers",
        "退学、合格": "Left the class, Passed",
        "王小满": "王小满",
        "": "",
    }
    assert {words: _(words) for words in told} == told


def test_the_list_of_phrases_is_what_the_code_says() -> None:
    assert catalogue.PHRASES.read_text(encoding="utf-8") == catalogue.listed(), "run python -m tests.catalogue"


def test_the_command_line_says_nothing_past_gettext() -> None:
    rooms = sorted((catalogue.HOUSE / "ui" / "commands").rglob("*.py"))
    places = [path for path in rooms if not path.relative_to(catalogue.HOUSE).as_posix().startswith(catalogue.STORY)]
    assert len(places) > 20
    assert {path.name: words for path in places if (words := list(catalogue._literals(catalogue._tree(path))))} == {}


def test_a_label_of_a_table_or_code_without_english_is_missed() -> None:
    """The walk over rules and db sees declarations, codes, f-strings and states, and not what is only read."""
    said = catalogue.everything()
    assert {
        "岗位推荐",
        "推荐到{vacancy}",
        "汉族",
        "挂失",
        "核销了过期券",
        "{0}年度尚可领券（每人每年{1}张）",
        "存根·券号",
    } <= said.keys()
    assert not said.keys() & {"士官证", "公民身份号码", "SELECT"}


FILES = ("日期,安排,名称", "姓名", "1. 题目", "若 1=2", "单选", "今天")
"""Chinese that a file or a field is read by, and that English words must name as it is."""


def test_english_holds_no_chinese_but_what_files_and_fields_are_read_by() -> None:
    left = [words for words in catalogue.read(catalogue.PO).values() if catalogue.HAN.search(words)]
    assert [words for words in left if not any(one in words for one in FILES)] == []


def test_a_column_that_names_one_record_says_so_in_the_singular(english: None) -> None:
    claimant = schema.BY_NAME["rights_claimant"].by_name
    assert [code_words.label(claimant[name]) for name in ("person", "case_id", "status")] == [
        "Person", "Rights case", "State",
    ]  # fmt: skip
    assert _("服务对象") == "Persons"
    text.use_language(text.CHINESE)
    assert code_words.label(claimant["person"]) == "服务对象"
