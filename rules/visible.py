"""Words as they are kept: without what nobody sees, and otherwise as they were written.

What is taken out: control characters, halves of surrogate pairs, marks that turn the direction of what follows (they let a number read backwards
on paper), characters of no width that make two equal words unequal. What joins or parts letters (U+200C, U+200D: Uyghur, joined emoji) and the
variants of ideographs stay. No Unicode normal form is applied, as in `rules.names`.
"""

import re

_SPANS = (
    (0x00, 0x08), (0x0E, 0x1F), (0x7F, 0x84), (0x86, 0x9F), (0xAD, 0xAD), (0x061C, 0x061C), (0x180E, 0x180E), (0x200B, 0x200B), (0x200E, 0x200F),
    (0x202A, 0x202E), (0x2060, 0x206F), (0xD800, 0xDFFF), (0xFEFF, 0xFEFF), (0xFFF9, 0xFFFC), (0xE0000, 0xE007F),
)  # fmt: skip
_UNSEEN = re.compile("[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in _SPANS) + "]")
_LINE_END = re.compile("\r\n?|[\n\x0b\x0c\x85\u2028\u2029]")
_JOINERS = dict.fromkeys([0x200C, 0x200D])
_NOTHING_TO_JOIN = re.compile("[\\s\u200c\u200d]*")
_BREAK = re.compile("[\r\n\x0b\x0c\x85\u2028\u2029\t]+")


def lines(text: str) -> str:
    """Give words that may run over several lines: line ends of one kind, tabs as they are."""
    if text.isprintable():
        return text
    return _seen(_LINE_END.sub("\n", text))


def line(text: str) -> str:
    """Give words of one line: a line end or a tab inside parts words, so it becomes a blank instead of vanishing."""
    if text.isprintable():
        return text
    return _seen(_BREAK.sub(" ", text))


def _seen(text: str) -> str:
    kept = _UNSEEN.sub("", text)
    return kept if _NOTHING_TO_JOIN.fullmatch(kept) is None else kept.translate(_JOINERS)
