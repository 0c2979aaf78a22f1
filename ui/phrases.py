"""Sentences that `rules` and `db` filled already, told in another language: the template is found again, its fields put into the translated one.

Loaded only where another language than Chinese is spoken. `ui/locale/phrases.txt` lists the templates (`python -m tests.catalogue` writes it).
"""

import functools
import json
import re
import string
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from ui.text import Agreeing

LIST = Path(__file__).with_name("locale") / "phrases.txt"
Translate = Callable[[str], str]
_HAN = re.compile(r"[\u3400-\u9fff]")
_CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff01-\uff5e]")
"""What there is to tell otherwise: Chinese characters, or what Chinese joins Latin words with."""
_JOINTS = (
    ("\n", "\n"),
    (" = ", " = "),
    (" + ", " + "),
    (" ≤ ", " ≤ "),
    (" > ", " > "),
    (" · ", " · "),
    ("　", "  "),
    ("；", "; "),
    ("，", ", "),
    ("、", ", "),
    ("：", ": "),
)
"""What parts are joined by, the widest first, and what joins them in English."""
_COUNTED = re.compile(r"([^=+≤>]*\S)( [\d,.-]+)")
_BRACKETED = re.compile(r"([^（）]+)（([^（）]+)）")
"""Words with a figure after them, or with a remark in brackets."""
_OF_DATES = {*"年月日第季度"}
"""What stands between the figures of a date: `2009年7月、2009年8月` is two dates, no date whose month is `7月、2009年8`."""
_KEPT = 20_000
"""Sentences that are remembered, so that a list that is scrolled is not read anew."""


class _Phrase(NamedTuple):
    """Hold a template, its fields' names in order, its longest fixed part, and the pattern that finds it in a filled sentence."""

    template: str
    fields: tuple[str, ...]
    fixed: str
    pattern: re.Pattern[str]


@functools.cache
def _phrases() -> tuple[_Phrase, ...]:
    """Read the list, the most particular template first."""
    made = [_phrase(json.loads(line)) for line in LIST.read_text(encoding="utf-8").splitlines() if line]
    return tuple(sorted(made, key=lambda one: -sum(map(len, _HAN.findall(one.template)))))


def _phrase(template: str) -> _Phrase:
    parts = list(string.Formatter().parse(template))
    is_date = {*"".join(text for text, *_more in parts)} <= _OF_DATES
    fields = tuple(name for _text, name, _spec, _how in parts if name is not None)
    # of two fields that touch, the first is a figure, or all up to the next figure (`发券日2009年3月12日`)
    touching = [
        name is not None and not after[0] and after[1] is not None for (_text, name, *_), after in pairwise(parts)
    ]
    pattern = "".join(
        re.escape(text) + ("" if name is None else r"(\d+)" if is_date else r"(\d[\d.,]*|\D*)" if touches else "(.*?)")
        for (text, name, *_), touches in zip(parts, [*touching, False], strict=True)
    )
    fixed = max((text for text, _name, _spec, _how in parts), key=len)
    return _Phrase(template, fields, fixed, re.compile(pattern, re.DOTALL))


@functools.lru_cache(maxsize=_KEPT)
def said(message: str, translate: Translate) -> str:
    """Give a sentence in the language of `translate`, as much of it as is known; what people typed in it stays."""
    if not _CHINESE.search(message):
        return message
    whole = translate(message)
    if whole != message:
        return whole
    for phrase in _phrases():
        if phrase.fixed in message and (found := phrase.pattern.fullmatch(message)):
            told = translate(phrase.template)
            if told != phrase.template:
                values = [said(value, translate) for value in found.groups()]
                return _filled(told, phrase.fields, values)
    if counted := _COUNTED.fullmatch(message):
        return said(counted[1], translate) + counted[2]
    if remarked := _BRACKETED.fullmatch(message):
        return f"{said(remarked[1], translate)} ({said(remarked[2], translate)})"
    for joint, ours in _JOINTS:
        if joint in message:
            *heads, last = message.split(joint)
            return "".join(_head(one, joint, ours, translate) for one in heads) + said(last, translate)
    return message


def _head(part: str, joint: str, ours: str, translate: Translate) -> str:
    """Give a part with what joins it to the next: known as one (`属于援助对象：`), or each for itself."""
    whole = translate(part + joint)
    return whole if whole != part + joint else said(part, translate) + ours


def _filled(told: str, fields: tuple[str, ...], values: list[str]) -> str:
    sentence = Agreeing(told)
    if all(name.isdigit() for name in fields):
        return sentence.format(*values)
    return sentence.format(**dict(zip(fields, values, strict=True)))
