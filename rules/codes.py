"""Code tables of the national standards, with the words that people really write in rosters.

A table is data (`data/codes.json`, and `data/codes_<area>.json` of a service area): code, label, other words. What a person wrote is stored beside the code, because
mapping colloquial words (文盲, 高中以上) loses something.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Code:
    """Hold one entry: code, label in Chinese, other words that mean it."""

    code: str
    label: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class CodeTable:
    """Hold one table: its name in the program, its Chinese label, the standard it comes from, its entries in order."""

    name: str
    label: str
    source: str
    items: tuple[Code, ...]

    def __post_init__(self) -> None:
        by_code = {item.code: item for item in self.items}
        words: dict[str, str] = {}
        for item in self.items:  # codes and labels win over aliases, earlier entries over later ones
            words.setdefault(_fold(item.label), item.code)
        for item in self.items:
            for word in item.aliases:
                words.setdefault(_fold(word), item.code)
        object.__setattr__(self, "_by_code", by_code)
        object.__setattr__(self, "_words", words)

    def get(self, code: str) -> Code | None:
        """Give the entry of that code."""
        found: Code | None = self.__dict__["_by_code"].get(code)
        return found

    def find(self, text: str) -> str | None:
        """Give the code that `text` means: a code, a label or another word; None where nothing fits."""
        word = _fold(text)
        if not word:
            return None
        codes: Mapping[str, Code] = self.__dict__["_by_code"]
        number = re.sub(r"\.0+$", "", word).lower()  # Excel turns the code 1 into 1.0
        for candidate in (number, number.zfill(2)):
            if candidate in codes:
                return candidate
        words: Mapping[str, str] = self.__dict__["_words"]
        for candidate in _shortened(word):
            if candidate in words:
                return words[candidate]
        return None


# Endings that say nothing or that a code cannot say: 初中文化程度, 大专学历, 高中及以上, 汉族人.
_ENDINGS = re.compile(r"(?:[及或]?以[上下])?(?:文化程度|文化水平|文化|学历|程度|人员|人|[及或]?以[上下])$")


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if not c.isspace() and unicodedata.category(c) != "Cf").upper()


def _shortened(word: str) -> list[str]:
    """Give the word as it is, then without an empty ending."""
    short = _ENDINGS.sub("", word)
    return [word, short] if short and short != word else [word]


@cache
def tables() -> Mapping[str, CodeTable]:
    """Give all tables by name, read once."""
    raw: dict[str, Any] = {}
    for file in sorted(resources.files("rules").joinpath("data").iterdir(), key=lambda one: one.name):
        if file.name.startswith("codes") and file.name.endswith(".json"):
            raw |= json.loads(file.read_text(encoding="utf-8"))
    return {
        name: CodeTable(
            name,
            table["label"],
            table["source"],
            tuple(Code(item[0], item[1], tuple(item[2:])) for item in table["items"]),
        )
        for name, table in raw.items()
    }


def label(table: str, code: str) -> str:
    """Give the Chinese label of a code; the code itself where the table has none such."""
    found = tables()[table].get(code)
    return found.label if found else code


@lru_cache(maxsize=8192)
def find(table: str, text: str) -> str | None:
    """Give the code of `table` that `text` means (number, label or colloquial word), or None."""
    return tables()[table].find(text)


def target_groups(text: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Read one cell of several groups (返乡农民工、困难职工): the codes found and the words that mean none."""
    codes: set[str] = set()
    unknown: list[str] = []
    whole = find("target_group", text)
    if whole:
        return frozenset({whole}), ()
    for word in re.split(r"[、,，;；/|\s]+", text.strip()):
        code = find("target_group", word) if word else None
        if code:
            codes.add(code)
        elif word:
            unknown.append(word)
    return frozenset(codes), tuple(unknown)
