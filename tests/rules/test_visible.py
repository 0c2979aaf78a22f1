"""What nobody sees is taken out of words, and nothing else is."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import visible

TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
JOINING = {"\u200c", "\u200d"}


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("柳林镇\n三村\t5号", "柳林镇 三村 5号"),
        ("a\x00b\x1bc\x7f", "abc"),
        (f"京{TURNING}A12345", "京A12345"),
        ("\ufeff王\u200b秀英", "王秀英"),
        ("王\ud83d秀", "王秀"),
        ("第\r\n\u2028二行", "第 二行"),
        ("👨\u200d👩\u200d👧 \U0002b74a \u3000ئۇي\u200cغۇر", "👨\u200d👩\u200d👧 \U0002b74a \u3000ئۇي\u200cغۇر"),
        ("\u200d \u200c\u200b", " "),
        ("<b>'; DROP TABLE person; --", "<b>'; DROP TABLE person; --"),
    ],
)
def test_a_line_is_kept_as_it_is_seen(written: str, kept: str) -> None:
    assert visible.line(written) == kept


def test_lines_keep_their_ends_and_tabs() -> None:
    assert visible.lines("一\r\n二\r三\u2028四\t五\x00") == "一\n二\n三\n四\t五"


@given(st.text(alphabet=st.characters(codec=None)))
def test_nothing_unseen_is_left_and_nothing_seen_is_lost(written: str) -> None:
    for kept, breaks in ((visible.line(written), set()), (visible.lines(written), {"\n", "\t"})):
        assert not [one for one in kept if unicodedata.category(one) in {"Cc", "Cs", "Zl", "Zp"} and one not in breaks]
        assert not set(TURNING) & set(kept)
        seen = [one for one in written if unicodedata.category(one)[0] in "LMNPS" and one != "\ufffc"]
        assert [one for one in kept if unicodedata.category(one)[0] in "LMNPS"] == seen
    assert visible.line(visible.line(written)) == visible.line(written)
    if any(unicodedata.category(one)[0] in "LMNPS" and one != "\ufffc" for one in written):
        assert JOINING & set(written) == JOINING & set(visible.line(written))
