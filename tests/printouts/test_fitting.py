"""Text fits its place, and never at the price of a character."""

from hypothesis import given
from hypothesis import strategies as st

from printouts.fitting import shrink_to_fit, wrap

POINT = 25.4 / 72


def measure(text: str, size: float) -> float:
    """Measure as if Latin characters were half as wide as Chinese ones."""
    return sum(0.5 if char.isascii() else 1.0 for char in text) * size * POINT


TEXTS = st.text(st.sampled_from("张三阿卜·（），。、0123456789abcX- "), min_size=1, max_size=120)
SIDES = st.floats(4, 200)


@given(TEXTS, SIDES, SIDES, st.floats(5, 40))
def test_shrinking_keeps_every_character_inside_the_place(text: str, width: float, height: float, size: float) -> None:
    fitted = shrink_to_fit(text, width, height, size, measure)
    assert "".join(fitted.lines) == text
    assert 0 < fitted.size <= size
    assert all(measure(line, fitted.size) <= width * 1.001 for line in fitted.lines)
    assert ((len(fitted.lines) - 1) * 1.25 + 1) * fitted.size * POINT <= height * 1.001


@given(TEXTS, SIDES, st.floats(5, 40))
def test_lines_hold_the_text_in_order_and_in_width(text: str, width: float, size: float) -> None:
    lines = wrap(text, width, size, measure)
    assert "".join(lines) == text
    assert all(measure(line, size) <= width * 1.001 or len(line) == 1 for line in lines)


def test_a_text_that_fits_is_left_alone() -> None:
    assert shrink_to_fit("张三", 100, 10, 12, measure).size == 12


def test_a_long_text_first_shrinks_and_then_wraps() -> None:
    name = "阿卜杜热合曼·麦麦提依明江·吐尔逊托合提·阿不都热"
    assert len(shrink_to_fit(name, 85, 8, 12, measure).lines) == 1
    assert len(shrink_to_fit(name, 40, 12, 12, measure).lines) > 1


def test_no_line_starts_with_a_closing_mark_or_splits_a_number() -> None:
    lines = wrap("修满课程，于2009年3月16日（星期一）到51990119850612002X处领取。", 45, 12, measure)
    assert not any(line[0] in "，。）" for line in lines)
    assert not any(line[-1] == "（" for line in lines)
    assert any("51990119850612002X" in line for line in lines)


def test_a_line_break_in_the_text_is_kept() -> None:
    assert shrink_to_fit("家政服务员\n第1期", 60, 12, 9, measure).lines == ("家政服务员", "第1期")
