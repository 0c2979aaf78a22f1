"""Glyphs cut out of the CFF program draw what they drew, and a damaged program is told, not followed."""

import io
import random
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from fontTools.cffLib import CFFFontSet
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from pylopdf_fonts_zh_cn import sans_path, serif_path

from printouts.cff import Program
from tests.printouts.test_rare_names import STATED

TEXT = "农民工培训合格证书０１２３abcXYZ0123456789，。·〇" + STATED.replace("\uf907", "")


@pytest.fixture(scope="module", params=[serif_path(), sans_path()], ids=["serif", "sans"])
def font(request: pytest.FixtureRequest) -> TTFont:
    return TTFont(io.BytesIO(Path(request.param).read_bytes()), lazy=True)


def outlines(program: bytes) -> Any:
    cff = CFFFontSet()
    cff.decompile(io.BytesIO(program), None)
    return cff.topDictIndex[0]


def drawn(glyphs: Any, name: str) -> list[Any]:
    pen = DecomposingRecordingPen(glyphs)
    glyphs[name].draw(pen)
    return list(pen.value)


def test_each_glyph_draws_as_before_and_is_as_wide(font: TTFont) -> None:
    names = {font.getBestCmap()[ord(char)] for char in TEXT}
    names |= set(random.Random(7).sample(font.getGlyphOrder()[1:], 300))
    glyphs = {int(name[3:]): font.getGlyphID(name) for name in names}
    cut = outlines(Program(font.reader["CFF "]).cut(glyphs))
    source = font.getGlyphSet()
    assert set(cut.charset) == names | {".notdef"}
    for name in names:
        assert drawn(cut.CharStrings, name) == drawn(source, name)
        assert cut.CharStrings[name].width == font["hmtx"][name][0]


def test_ink_is_told_from_blanks(font: TTFont) -> None:
    program = Program(font.reader["CFF "])
    cmap = font.getBestCmap()
    for char, ink in (("书", True), ("一", True), ("·", True), (" ", False), ("\u3000", False)):
        assert program.outline(font.getGlyphID(cmap[ord(char)])).ink is ink


def test_no_glyph_at_all_leaves_the_box_for_the_unknown(font: TTFont) -> None:
    assert outlines(Program(font.reader["CFF "]).cut({})).charset == [".notdef"]


@cache
def _small() -> bytes:
    font = TTFont(io.BytesIO(Path(serif_path()).read_bytes()), lazy=True)
    return Program(font.reader["CFF "]).cut({1200: 1200, 5000: 5000})


@given(st.data())
def test_a_damaged_program_fails_in_one_of_three_ways(data: st.DataObject) -> None:
    raw = bytearray(_small()[: data.draw(st.integers(4, len(_small())))])
    for at in data.draw(st.lists(st.integers(0, len(raw) - 1), max_size=4)):
        raw[at] = data.draw(st.integers(0, 255))
    try:
        program = Program(bytes(raw))
        for gid in range(3):
            program.outline(gid)
        program.cut({1200: 1, 5000: 2})
    except (IndexError, ValueError, KeyError, OverflowError, RecursionError, TypeError):
        return
