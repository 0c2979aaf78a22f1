"""Code tables of the national standards, against the words that rosters use."""

import pytest

from rules import codes


def test_all_tables_are_there_with_their_sources() -> None:
    wanted = {
        "sex",
        "marital",
        "health",
        "occupation_status",
        "education",
        "political",
        "relation",
        "ethnic",
        "hukou_type",
        "target_group",
    }
    assert wanted <= set(codes.tables())
    for table in codes.tables().values():
        assert table.label
        assert table.source
        assert len({item.code for item in table.items}) == len(table.items)


def test_the_peoples_are_fifty_six_and_two_more() -> None:
    table = codes.tables()["ethnic"]
    assert [item.code for item in table.items[:56]] == [f"{number:02d}" for number in range(1, 57)]
    assert [item.code for item in table.items[56:]] == ["97", "98"]
    assert len({item.aliases[1] for item in table.items[:56]}) == 56


@pytest.mark.parametrize(
    ("table", "text", "code"),
    [
        ("sex", "男", "1"), ("sex", "男性", "1"), ("sex", "M", "1"), ("sex", "f", "2"), ("sex", "女性", "2"), ("sex", "0", "0"), ("sex", "9", "9"), ("sex", "1.0", "1"), ("sex", "Ｍ", "1"),
        ("ethnic", "汉", "01"), ("ethnic", "汉族", "01"), ("ethnic", "土家", "15"), ("ethnic", "2", "02"), ("ethnic", "HA", "01"), ("ethnic", "维吾尔族", "05"), ("ethnic", "朝鲜", "10"),
        ("ethnic", "穿青人", None), ("ethnic", "革家人", None),
        ("education", "文盲", "90"), ("education", "半文盲", "90"), ("education", "文盲/半文盲", "90"), ("education", "高中以上", "60"), ("education", "初中文化", "70"), ("education", "初中", "70"),
        ("education", "初中毕业", "71"), ("education", "本科", "20"), ("education", "大学本科", "20"), ("education", "大专", "30"), ("education", "中专", "41"), ("education", "职高", "44"),
        ("education", "技校", "47"), ("education", "高中", "60"), ("education", "小学", "80"), ("education", "初中文化程度", "70"), ("education", "大专学历", "30"), ("education", "天书", None),
        ("political", "党员", "01"), ("political", "团员", "03"), ("political", "群众", "13"), ("political", "无党派", "12"), ("political", "1", "01"),
        ("marital", "已婚", "20"), ("marital", "离异", "40"), ("health", "健康", "10"), ("health", "1", "10"), ("health", "糖尿病", "37"), ("relation", "妻子", "12"), ("relation", "父亲", "51"),
        ("hukou_type", "农村", "1"), ("occupation_status", "个体", "54"), ("target_group", "下岗", "laid_off"), ("target_group", "返乡", "returned"), ("sex", "", None), ("sex", "  ", None),
    ],
)  # fmt: skip
def test_words_are_found(table: str, text: str, code: str | None) -> None:
    assert codes.find(table, text) == code


def test_labels_are_shown_and_unknown_text_stays() -> None:
    assert codes.label("ethnic", "06") == "苗族"
    assert codes.label("ethnic", "穿青人") == "穿青人"


def test_every_label_finds_its_own_code() -> None:
    for name, table in codes.tables().items():
        for item in table.items:
            found = table.find(item.label)
            assert found is not None
            # 配偶 stands under 1 and 10 alike: the coarser code is taken, both say the same
            assert found == item.code or codes.label(name, found) == item.label


def test_several_groups_in_one_cell() -> None:
    assert codes.target_groups("返乡农民工、困难职工") == (frozenset({"returned", "hardship"}), ())
    assert codes.target_groups("返乡/神仙") == (frozenset({"returned"}), ("神仙",))
    assert codes.target_groups("") == (frozenset(), ())
