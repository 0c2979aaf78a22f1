"""Names are cleaned and never changed, masked for the public."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import names


@pytest.mark.parametrize("dot", "\u2022\u30fb\uff0e\u2027\u22c5\uff65\u0387\u00b7.")
def test_all_nine_dots_become_one(dot: str) -> None:
    assert names.normalise(f"买买提{dot}吐尔逊") == "买买提\u00b7吐尔逊"
    assert names.normalise(f" 买买提 {dot} 吐尔逊 ") == "买买提\u00b7吐尔逊"


@pytest.mark.parametrize(
    "name", ["\uf9dc\uf907", "𬭊", "𫖮", "王䶮", "李㛃", "周𠅤", "鿏", "Jean-Luc Martin", "John F. Smith", "葛󠄀城"]
)
def test_what_a_name_holds_is_never_normalised(name: str) -> None:
    assert names.normalise(name) == name
    assert names.problems(name) == ()


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("张　三", "张三"),
        ("张 三", "张三"),
        ("\u202e张三\u202c", "张三"),
        ("张\u200b三\ufeff", "张三"),
        ("欧阳\n娜娜", "欧阳娜娜"),
        ("A\tB", "A B"),
        ("  ", ""),
        ("\u200b", ""),
    ],
)
def test_blanks_and_invisible_characters_go(typed: str, name: str) -> None:
    assert names.normalise(typed) == name


def test_problems_count_characters_and_not_their_encoding() -> None:
    assert names.problems("") == ("NAME_EMPTY",)
    assert names.problems("单") == ()
    assert names.problems("𬭊" * 50) == ()
    assert names.problems("𬭊" * 51) == ("NAME_TOO_LONG",)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("单", "*"),
        ("张三", "张*"),
        ("张小三", "张*三"),
        ("欧阳小三", "欧**三"),
        ("买买提·吐尔逊", "买*"),
        ("𬭊𫖮三", "𬭊*三"),
        ("", "*"),
    ],
)
def test_masks(name: str, masked: str) -> None:
    assert names.mask(name) == masked


@given(st.text(max_size=60))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = names.normalise(text)
    assert names.normalise(once) == once


@given(st.text(st.characters(min_codepoint=0x3400, max_codepoint=0x323AF, categories=["Lo"]), min_size=1, max_size=40))
def test_every_ideograph_stays(name: str) -> None:
    assert names.normalise(name) == name
