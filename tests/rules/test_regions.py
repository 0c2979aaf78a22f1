"""Regions of all times."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import regions


@pytest.fixture
def table() -> regions.Regions:
    return regions.national()


@pytest.mark.parametrize("code", ["310103", "371202", "659012", "330113", "830000", "810000", "510000", "513001"])
def test_a_code_is_known_if_it_was_ever_in_force(table: regions.Regions, code: str) -> None:
    assert table.is_known(code)


@pytest.mark.parametrize("code", ["340524", "519901", "000000", "", "５１００００"])
def test_others_are_not(table: regions.Regions, code: str) -> None:
    assert not table.is_known(code)
    assert table.find(code) is None
    assert table.full_name(code) == ""


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("310103", "上海市卢湾区"),
        ("371202", "山东省莱芜市莱城区"),
        ("500101", "重庆市万州区"),
        ("429004", "湖北省仙桃市"),
        ("659012", "新疆维吾尔自治区白杨市"),
        ("441900", "广东省东莞市"),
        ("513433", "四川省凉山彝族自治州冕宁县"),
        ("510101", "四川省成都市"),
        ("110000", "北京市"),
    ],
)
def test_full_names_leave_out_the_placeholders(table: regions.Regions, code: str, name: str) -> None:
    assert table.full_name(code) == name


def test_a_name_is_that_of_its_year(table: regions.Regions) -> None:
    found = table.find("513001", 1990)
    assert found == regions.Region("513001", "达县市", None, 1992)
    found = table.find("513001", 1995)
    assert found == regions.Region("513001", "达川市", 1993, 1998)
    assert table.full_name("513001", 1990) == "四川省达县地区达县市"
    luwan = table.find("310103")
    assert luwan is not None
    assert (luwan.valid_to, luwan.in_force(2009), luwan.in_force(2012)) == (2011, True, False)


def test_extra_rows_make_a_new_table(table: regions.Regions) -> None:
    sample = table.with_extra([regions.Region("519901", "安和县")])
    assert sample.full_name("519901") == "四川省安和县"
    assert not table.is_known("519901")


def test_search_by_code_name_and_initials(table: regions.Regions) -> None:
    assert [row.code for row in table.search("510104")] == ["510104"]
    assert {row.code for row in table.search("锦江")} == {"510104"}
    assert "510104" in {row.code for row in table.search("jjq", limit=500)}
    assert table.search("卢湾") == []
    assert [row.name for row in table.search("卢湾", year=2009)] == ["卢湾区"]
    assert table.search("  ") == []
    assert len(table.search("县", limit=7)) == 7


@given(st.text(max_size=12))
def test_any_text_may_be_looked_up(text: str) -> None:
    regions.national().full_name(text)
    regions.national().find(text, 2009)
