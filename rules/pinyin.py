"""Pinyin of names with every reading kept: 单 is Shan and Dan, and whoever searches may know only one of them.

The readings are pypinyin's single characters; its phrase table is left out, since a name is no phrase and loading it is slow.
"""

import os
import unicodedata
from functools import cache, lru_cache
from itertools import product

# As many combinations as a search index should ever hold for one name.
MAX_COMBINATIONS = 64
MAX_CHARACTERS = 30

# Readings of surnames that differ from the character's first reading; standards for sorting names by sound.
SURNAMES = {
    "单": "shan", "解": "xie", "仇": "qiu", "查": "zha", "区": "ou", "朴": "piao", "任": "ren", "盖": "ge", "员": "yun", "乐": "yue",
    "曾": "zeng", "覃": "qin", "冼": "xian", "洗": "xian", "种": "chong", "缪": "miao", "翟": "zhai", "召": "shao", "秘": "bi", "折": "she",
    "炅": "gui", "逄": "pang", "繁": "po", "那": "na", "过": "guo", "哈": "ha", "宓": "mi", "祭": "zhai", "重": "chong", "呙": "guo",
    "令": "ling", "长": "zhang", "车": "che", "贾": "jia", "柏": "bai", "石": "shi", "尹": "yin", "燕": "yan", "薄": "bo", "卜": "bu",
    "冯": "feng", "六": "lu", "纪": "ji", "华": "hua", "应": "ying", "宁": "ning", "盛": "sheng", "沈": "shen", "少": "shao", "叶": "ye",
    "阚": "kan", "黑": "he", "尉": "wei", "万": "wan", "俞": "yu", "樊": "fan", "隗": "wei", "郗": "xi", "眭": "sui", "晁": "chao", "幺": "yao",
    "谌": "chen", "訾": "zi", "郇": "xun", "晟": "cheng", "牟": "mu", "洪": "hong", "句": "gou", "麴": "qu", "佴": "nai", "撒": "sa", "粘": "nian",
}  # fmt: skip
DOUBLE_SURNAMES = {
    "尉迟": ("yu", "chi"), "万俟": ("mo", "qi"), "令狐": ("ling", "hu"), "长孙": ("zhang", "sun"), "单于": ("chan", "yu"),
    "澹台": ("tan", "tai"), "宰父": ("zai", "fu"), "尉犁": ("yu", "li"), "欧阳": ("ou", "yang"), "夏侯": ("xia", "hou"), "呼延": ("hu", "yan"),
    "皇甫": ("huang", "fu"), "诸葛": ("zhu", "ge"), "司马": ("si", "ma"), "上官": ("shang", "guan"), "鲜于": ("xian", "yu"), "亓官": ("qi", "guan"),
}  # fmt: skip


@cache
def _table() -> dict[int, str]:
    """Read pypinyin's characters once, without its phrases."""
    saved = os.environ.get("PYPINYIN_NO_PHRASES")
    os.environ["PYPINYIN_NO_PHRASES"] = "1"
    try:
        from pypinyin.constants import PINYIN_DICT
    finally:
        if saved is None:
            del os.environ["PYPINYIN_NO_PHRASES"]
        else:
            os.environ["PYPINYIN_NO_PHRASES"] = saved
    table: dict[int, str] = PINYIN_DICT
    return table


def _plain(reading: str) -> str:
    """Drop the tone and write ü as v, as people type it."""
    split = unicodedata.normalize("NFD", reading.replace("ü", "v"))
    split = split.replace("u\u0308", "v")
    return "".join(c for c in split if c.isascii() and c.isalpha())


@lru_cache(maxsize=16384)
def readings(character: str) -> tuple[str, ...]:
    """Give every reading of one character without tones, the most usual first; letters and digits read as themselves."""
    if character.isascii():
        return (character.lower(),) if character.isalnum() else ()
    found = _table().get(ord(character), "")
    plain = [_plain(reading) for reading in found.split(",")] if found else []
    if character in SURNAMES:
        plain.append(SURNAMES[character])
    return tuple(dict.fromkeys(reading for reading in plain if reading))


@lru_cache(maxsize=16384)
def _first_letters(character: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(reading[0] for reading in readings(character)))


def _surname_sounds(name: str) -> tuple[str, ...]:
    if name[:2] in DOUBLE_SURNAMES:
        return DOUBLE_SURNAMES[name[:2]]
    return (SURNAMES[name[0]],) if name and name[0] in SURNAMES else ()


def _combine(options: list[tuple[str, ...]]) -> frozenset[str]:
    """Join one choice of each; beyond the cap the rarer readings of the later characters are left out."""
    count = 1
    kept: list[tuple[str, ...]] = []
    for choices in options:
        room = max(1, MAX_COMBINATIONS // count)
        kept.append(choices[:room])
        count *= len(kept[-1])
    return frozenset("".join(parts) for parts in product(*kept))


def _options(name: str, sounds: bool) -> list[tuple[str, ...]]:
    surname = _surname_sounds(name)
    options: list[tuple[str, ...]] = []
    for at, character in enumerate(name[:MAX_CHARACTERS]):
        choices = readings(character) if sounds else _first_letters(character)
        if at < len(surname):  # the surname's own reading comes first, so that no cap drops it
            own = surname[at] if sounds else surname[at][0]
            choices = tuple(dict.fromkeys((own, *choices)))
        if choices:
            options.append(choices)
    return options


def initials(name: str) -> frozenset[str]:
    """Give every string of first letters that the name can be read as, at most MAX_COMBINATIONS; empty where nothing is readable."""
    options = _options(name, sounds=False)
    return _combine(options) if options else frozenset()


def full(name: str) -> frozenset[str]:
    """Give every full reading of the name in one word without tones (ü as v), at most MAX_COMBINATIONS."""
    options = _options(name, sounds=True)
    return _combine(options) if options else frozenset()


def sort_key(name: str) -> tuple[str, str]:
    """Give the key that sorts names by sound, the surname by its own reading; equal sounds sort by character."""
    surname = _surname_sounds(name)
    parts: list[str] = []
    for at, character in enumerate(name):
        choices = (surname[at],) if at < len(surname) else readings(character)
        # What has no reading sorts after everything that has one.
        parts.append(choices[0] if choices else "~" + character)
    return " ".join(parts), name
