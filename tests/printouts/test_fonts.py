"""Every character gets a font that draws it, or the paper is refused."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from printouts.faces import Face, system_folders
from printouts.fonts import FontSet, MissingGlyph, of_machine
from printouts.office_face import LOOKS, Look

RARE = "𬭊𬭎䶮㛃𠅤鿏𫖮"
OFFICE = "一人年证书培训合格县工会农民·（）"
BEYOND = "\U00020001"  # no face of the dependency draws it


def make_font(path: Path, characters: str, *, blank: str = "", restricted: bool = False, family: str = "Extra") -> None:
    """Write a small TrueType font drawing `characters` as squares, and listing `blank` without drawing them."""
    names = [".notdef", *(f"g{ord(char):X}" for char in characters + blank)]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(char): f"g{ord(char):X}" for char in characters + blank})
    glyphs = {}
    for name in names:
        pen = TTGlyphPen(None)
        if name[1:] in {f"{ord(char):X}" for char in characters}:
            pen.moveTo((100, 0))
            for point in ((100, 800), (900, 800), (900, 0)):
                pen.lineTo(point)
            pen.closePath()
        glyphs[name] = pen.glyph()
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 100)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupOS2(fsType=2 if restricted else 0)
    builder.setupNameTable(
        {"familyName": family, "styleName": "Regular", "psName": f"{family}-Regular" if family.isascii() else "Own"}
    )
    builder.setupPost()
    builder.save(path)


def test_the_dependency_draws_the_rare_characters_of_names(fonts: FontSet) -> None:
    assert fonts.missing(RARE + "·〇￥¥№✂") == ""


def test_a_character_that_no_font_draws_is_named_and_refused(fonts: FontSet) -> None:
    with pytest.raises(MissingGlyph) as refused:
        fonts.glyphs("serif", f"张{BEYOND}\ue000三")
    assert refused.value.characters == f"{BEYOND}\ue000"
    assert refused.value.codepoints == "U+20001 U+E000"


def test_what_another_font_or_a_failed_decoding_left_is_refused_even_where_a_font_draws_it(tmp_path: Path) -> None:
    make_font(tmp_path / "own.ttf", "\ue81e\ufffd\U000f0001\U00020001")
    assert FontSet([tmp_path]).missing("张\ue81e\ufffd\U000f0001\U00020001") == "\ue81e\ufffd\U000f0001"


def test_a_font_that_draws_a_box_for_everything_is_not_asked(tmp_path: Path) -> None:
    make_font(tmp_path / "LastResort-Regular.ttf", BEYOND)
    assert FontSet([tmp_path]).missing(BEYOND) == BEYOND


def test_a_name_takes_each_character_from_the_first_font_that_has_it(tmp_path: Path) -> None:
    make_font(tmp_path / "extra.ttf", BEYOND)
    glyphs = FontSet([tmp_path]).glyphs("serif", f"张{BEYOND}三")
    assert [glyph.face.name for glyph in glyphs] == ["NotoSerifSC-Regular", "Extra-Regular", "NotoSerifSC-Regular"]


def test_a_font_that_lists_a_character_without_drawing_it_is_passed_over(tmp_path: Path) -> None:
    make_font(tmp_path / "a-blank.ttf", "A", blank=BEYOND)
    assert FontSet([tmp_path]).missing(BEYOND) == BEYOND
    make_font(tmp_path / "b-drawn.ttf", BEYOND)
    assert FontSet([tmp_path]).missing(BEYOND) == ""


def test_fonts_that_are_damaged_or_must_not_be_embedded_offer_nothing(tmp_path: Path) -> None:
    make_font(tmp_path / "kept.ttf", BEYOND, restricted=True)
    (tmp_path / "broken.ttf").write_bytes(b"\0\1\0\0 not a font")
    (tmp_path / "broken.ttc").write_bytes(b"ttcf\0\1\0\0\0\0\0\2")
    (tmp_path / "empty.otf").write_bytes(b"")
    assert FontSet([tmp_path, tmp_path / "absent"]).missing(BEYOND) == BEYOND


def test_the_machines_own_fonts_help_or_the_character_is_refused() -> None:
    """Where the machine has a font of Extension B (fonts-hanazono, SimSun-ExtB) it is used; elsewhere the refusal is right."""
    fonts = FontSet(system_folders())
    if fonts.missing(BEYOND):
        with pytest.raises(MissingGlyph):
            fonts.glyphs("serif", BEYOND)
    else:
        assert fonts.glyphs("serif", BEYOND)[0].advance > 0


def test_compatibility_forms_are_marked_as_sharing_a_glyph(fonts: FontSet) -> None:
    plain, compatible = fonts.glyphs("serif", "隆\uf9dc")
    assert (plain.code, plain.shared) == (compatible.code, False)
    assert compatible.shared


def test_a_space_needs_no_ink_and_a_tab_has_no_place_on_paper(fonts: FontSet) -> None:
    assert fonts.missing(" \u3000\n") == ""
    assert fonts.missing("\t\u200b") != ""


def test_a_subset_comes_back_from_the_cache_unless_it_was_damaged(fonts: FontSet, tmp_path: Path) -> None:
    path = fonts.glyphs("serif", "张")[0].face.path
    codes = frozenset(glyph.code for glyph in fonts.glyphs("serif", "张三")) | {0}
    first = Face(path, cache=tmp_path / "cache").subset(codes)
    (kept,) = (tmp_path / "cache").iterdir()
    assert Face(path, cache=tmp_path / "cache").subset(codes) == first
    kept.write_bytes(kept.read_bytes()[:-5])
    assert Face(path, cache=tmp_path / "cache").subset(codes) == first
    assert len(first) < 5_000
    (tmp_path / "file").write_bytes(b"")
    assert Face(path, cache=tmp_path / "file").subset(codes) == first  # a cache that cannot be made is done without


@pytest.mark.parametrize(
    ("file", "family", "look"),
    [
        ("simfang.ttf", "Plain", "fangsong"),
        ("a.ttf", "方正仿宋_GBK", "fangsong"),
        ("a.ttf", "CESI仿宋-GB2312", "fangsong"),
        ("SIMKAI.TTF", "Plain", "kai"),
        ("LXGWWenKai-Regular.ttf", "Plain", "kai"),
        ("b.ttf", "楷体", "kai"),
        ("simsun.ttf", "Plain", "song"),
    ],
)
def test_the_offices_face_is_found_by_file_or_name(tmp_path: Path, file: str, family: str, look: Look) -> None:
    make_font(tmp_path / "other.ttf", OFFICE, family="Other")
    make_font(tmp_path / file, OFFICE, family=family)
    fonts = FontSet([tmp_path], look=look)
    assert fonts.is_as_wanted
    assert fonts.office is not None
    assert fonts.office.path.name == file
    names = [glyph.face.path.name for glyph in fonts.glyphs("serif", "县陈")]
    assert names == [
        file,
        "NotoSerifSC-Regular.otf",
    ]  # what the office's face lacks is filled in, character by character
    assert fonts.glyphs("sans", "县")[0].face.name == "NotoSansSC-Regular"


def test_companions_other_cuts_and_damaged_files_are_not_the_offices_face(tmp_path: Path) -> None:
    make_font(tmp_path / "simsunb.ttf", BEYOND, family="SimSun-ExtB")
    make_font(tmp_path / "FZFSK-Bold.ttf", OFFICE, family="FangSong Bold")
    make_font(tmp_path / "仿宋受限.ttf", OFFICE, restricted=True)
    (tmp_path / "simfang.ttf").write_bytes(b"\0\1\0\0 not a font")
    for look in LOOKS[1:]:
        fonts = FontSet([tmp_path], look=look)
        assert fonts.office is None
        assert not fonts.is_as_wanted
        assert fonts.glyphs("serif", "县")[0].face.name == "NotoSerifSC-Regular"
    assert FontSet([tmp_path]).is_as_wanted


def test_the_fonts_of_the_machine_are_opened_once() -> None:
    assert of_machine() is of_machine()
    assert of_machine("kai").look == "kai"


def test_two_threads_may_ask_at_once() -> None:
    fonts = FontSet([])
    texts = ["证书编号培训单位", "农民工职业技能", "一二三四五六七八九十", "东南西北中发白春夏秋冬"] * 6
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: [glyph.code for glyph in fonts.glyphs("serif", text)], texts))
    assert found == [[glyph.code for glyph in FontSet([]).glyphs("serif", text)] for text in texts]


def test_width_is_measured_in_points(fonts: FontSet) -> None:
    assert fonts.width("张三", 10) == pytest.approx(20)
    assert fonts.width("", 10) == 0
