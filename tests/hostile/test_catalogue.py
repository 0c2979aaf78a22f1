"""Every case of the catalogue ends as it must, and the table that tells so tells when one does not."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from db import flags
from tests.hostile import catalogue
from tests.hostile.catalogue import Case, Ground
from tests.sync.county import Land
from ui.error_text import has_words

# Reasons of a settlement, which have words of their own, and outcomes that are no code.
NO_ERRORS = {"OK", "MB", "OUT_OF_BLOCK", "ISSUE_UNKNOWN", "FORK", "REVOKED"}


@pytest.fixture(scope="module")
def lend(admitted_once: Land, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Case], Ground]]:
    """Give what lends each case its ground."""
    yield from catalogue.lending(admitted_once, tmp_path_factory.mktemp("hostile"))


@pytest.mark.parametrize("one", catalogue.cases(), ids=lambda one: one.key)
def test_a_case_ends_as_it_must(one: Case, lend: Callable[[Case], Ground]) -> None:
    found = catalogue.run(one, lend(one))
    assert found.right, f"{one.key}: {found.got}, expected {one.wanted}"


def test_whatever_may_come_of_a_case_has_chinese_words() -> None:
    codes = {code for one in catalogue.cases() for text in one.expected for code in re.findall(r"[A-Z][A-Z_]+", text)}
    assert {code for code in codes - NO_ERRORS if not has_words(code) and code not in flags.WORDS_OF} == set()


def test_a_case_that_ends_otherwise_is_told(lend: Callable[[Case], Ground]) -> None:
    (one,) = [one for one in catalogue.cases() if one.key == "concatenated"]
    ground = lend(one)

    def spoil(ground: Ground) -> str:
        with ground.land.province.store.transaction():
            ground.land.province.store.execute("INSERT INTO course (id, name) VALUES (?, '无记录')", (b"c" * 16,))
        return "E_DAMAGED"

    def stumble(_: Ground) -> str:
        raise KeyError

    assert not catalogue.run(replace(one, expected=frozenset({"E_HASH"})), ground).right
    assert "KeyError" in catalogue.run(replace(one, act=stumble), ground).got
    assert not catalogue.run(replace(one, act=lambda _: set()), ground).right
    assert "the books were changed" in catalogue.run(replace(one, act=spoil), ground).got
    with ground.land.province.store.transaction():
        ground.land.province.store.execute("DELETE FROM course WHERE id = ?", (b"c" * 16,))
