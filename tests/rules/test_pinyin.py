"""Names are found by any reading and sorted by the surname's own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import pinyin


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("单田芳", {"stf", "dtf"}),
        ("解晓东", {"xxd", "jxd"}),
        ("仇英", {"qy", "cy"}),
        ("查良镛", {"zly", "cly"}),
        ("区小明", {"oxm", "qxm"}),
        ("尉迟恭", {"ycg", "wcg"}),
        ("万俟卨", {"mqx"}),
    ],
)
def test_both_readings_of_a_surname_are_kept(name: str, letters: set[str]) -> None:
    assert letters <= pinyin.initials(name)


def test_full_readings_have_no_tones() -> None:
    assert "lvbu" in pinyin.full("吕布")
    assert {"shanyi", "danyi"} <= pinyin.full("单一")


def test_sorting_takes_the_surname_reading_first() -> None:
    mixed = ["张三", "查二", "尉迟恭", "单一", "仇七", "万俟卨", "安五"]
    assert sorted(mixed, key=pinyin.sort_key) == ["安五", "万俟卨", "仇七", "单一", "尉迟恭", "查二", "张三"]


def test_dots_are_passed_over_and_letters_read_as_themselves() -> None:
    assert any(letters.startswith("mmtt") for letters in pinyin.initials("买买提·吐尔逊"))
    assert "awang" in pinyin.full("A王")
    assert pinyin.initials("···") == frozenset()
    assert pinyin.full("") == frozenset()


@given(st.text(max_size=60))
def test_combinations_are_capped(name: str) -> None:
    assert len(pinyin.initials(name)) <= pinyin.MAX_COMBINATIONS
    assert len(pinyin.full(name)) <= pinyin.MAX_COMBINATIONS
    assert all(letters.isascii() for letters in pinyin.full(name))
