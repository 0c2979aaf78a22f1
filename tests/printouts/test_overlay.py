"""Overlay printing: each text where it is meant to a tenth of a millimetre, moved by the calibration, and nothing else on the sheet."""

import ctypes
from dataclasses import replace

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printouts.calibration_sheet import ARM, print_calibration, say
from printouts.certificate import CertificatePaper, print_certificates
from printouts.fonts import FontSet
from printouts.overlay import Values, certificate_values, out_of_reach, print_overlay, voucher_values
from printouts.voucher import VoucherPaper, print_vouchers
from rules import layouts
from rules.calibration import Calibration, crosses
from rules.layouts import Layout, Place
from tests.printouts.conftest import LONG_BASE, LONG_NAME, PRINTED_AT, codes_of, pages_of, text_of

MM = 25.4 / 72
CLOSE = 0.1
ALL = tuple(layouts.shipped().values())


def origins(pdf: bytes) -> tuple[str, list[tuple[float, float]], tuple[float, float]]:
    """Give the text of the first page, where each character begins (mm from the top left), and the size of the page in mm."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        width, height = page.get_size()
        textpage = page.get_textpage()
        text, spots = "", []
        for index in range(textpage.count_chars()):
            char = chr(pdfium.FPDFText_GetUnicode(textpage, index))
            x, y = ctypes.c_double(), ctypes.c_double()
            pdfium.FPDFText_GetCharOrigin(textpage, index, x, y)
            if not char.isspace():
                text += char
                spots.append((x.value * MM, (height - y.value) * MM))
        return text, spots, (width * MM, height * MM)
    finally:
        document.close()


def bytes_of(made: object) -> bytes:
    assert isinstance(made, bytes)
    return made


def values_of(layout: Layout, voucher: VoucherPaper, certificate: CertificatePaper) -> Values:
    return voucher_values(voucher) if layout.form == "voucher" else certificate_values(certificate)


def one_field(layout: Layout, place: Place, value: str, calibration: Calibration, fonts: FontSet) -> bytes:
    alone = replace(layout, places=(place,))
    made = print_overlay(alone, [{place.field: value}], calibration=calibration, printed_at=PRINTED_AT, fonts=fonts)
    return bytes_of(made)


@pytest.mark.parametrize("layout", ALL, ids=lambda one: one.key)
def test_each_field_stands_where_it_is_meant(
    layout: Layout, voucher: VoucherPaper, certificate: CertificatePaper, fonts: FontSet
) -> None:
    values = values_of(layout, voucher, certificate)
    calibration = Calibration(12, -7, 1003, 996)
    seen = 0
    for place in layout.printed:
        value = values[place.field]
        if layouts.fields(layout.form)[place.field].kind != "text" or not isinstance(value, str) or not value:
            continue
        text, spots, size = origins(one_field(layout, place, value, calibration, fonts))
        assert size == pytest.approx((layout.width, layout.height), abs=0.01)
        assert text == "".join(value.split())
        left = place.x
        if place.align == "left":
            assert spots[0][0] == pytest.approx(1.003 * left + 1.2, abs=CLOSE), place.field
        assert all(y == pytest.approx(0.996 * place.y - 0.7, abs=CLOSE) for _, y in spots), place.field
        seen += 1
    assert seen >= 4


@settings(max_examples=25)
@given(
    x=st.floats(0, 200), y=st.floats(10, 90), size=st.floats(6, 14), dx=st.integers(-100, 100), dy=st.integers(-100, 100),
    scale_x=st.integers(980, 1020), scale_y=st.integers(980, 1020),
)  # fmt: skip
def test_offset_and_scale_move_all_that_is_printed(
    x: float, y: float, size: float, dx: int, dy: int, scale_x: int, scale_y: int
) -> None:
    place = Place("stub_class", x, y, 40, size)
    pdf = one_field(layouts.shipped()["voucher_241"], place, "焊工", Calibration(dx, dy, scale_x, scale_y), FONTS)
    _text, spots, _size = origins(pdf)
    assert spots[0] == pytest.approx((x * scale_x / 1000 + dx / 10, y * scale_y / 1000 + dy / 10), abs=CLOSE)


FONTS = FontSet([])


def boxes(pdf: bytes) -> list[tuple[float, float, float, float]]:
    """Give left, top, width and height in mm of every picture on the first page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        high = page.get_height()
        found = []
        for thing in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]):
            left, bottom, right, top = thing.get_bounds()
            found.append((left * MM, (high - top) * MM, (right - left) * MM, (top - bottom) * MM))
        return found
    finally:
        document.close()


def test_the_code_stands_in_its_square_and_is_read(voucher: VoucherPaper, fonts: FontSet) -> None:
    layout = layouts.shipped()["voucher_241"]
    pdf = bytes_of(print_overlay(layout, [voucher_values(voucher)], printed_at=PRINTED_AT, fonts=fonts))
    (place,) = (one for one in layout.printed if one.field == "main_qr")
    left, top, width, height = next(box for box in boxes(pdf) if box[2] == pytest.approx(box[3]))
    assert (left + width / 2, top + height / 2) == pytest.approx(
        (place.x + place.width / 2, place.y + place.width / 2), abs=CLOSE
    )
    assert place.width * 0.85 < width < place.width
    found = codes_of(pdf, dpi=180)  # what a 24-pin printer sets
    assert [voucher.token] in found.values()
    assert [voucher.number] in found.values()


def test_only_what_differs_is_printed_and_the_holders_part_stays_blank(voucher: VoucherPaper, fonts: FontSet) -> None:
    for layout in layouts.of_form("voucher"):
        values = voucher_values(replace(voucher, holder="甲乙丙", document="***********1234"))
        text = text_of(bytes_of(print_overlay(layout, [values], printed_at=PRINTED_AT, fonts=fonts)))
        assert text.count("甲乙丙") == 1  # on the stub alone
        assert text.count("1234") == 1
        for still in ("农民工免费", "持券人", "本人签名", "须知", "盖章"):
            assert still not in text


def test_a_place_that_the_office_shows_is_printed(voucher: VoucherPaper, fonts: FontSet) -> None:
    layout = layouts.shipped()["voucher_241"]
    shown = replace(layout, places=tuple(
        replace(one, shown=True) if one.field == "back_holder" else one for one in layout.places
    ))  # fmt: skip
    text = text_of(bytes_of(print_overlay(shown, [voucher_values(voucher)], printed_at=PRINTED_AT, fonts=fonts)))
    assert text.count("陈晓兰") == 2


def test_a_reissue_and_a_printing_once_more_say_so(
    voucher: VoucherPaper, certificate: CertificatePaper, fonts: FontSet
) -> None:
    old = "5120095199010010000027"
    pairs: list[tuple[str, Values]] = [
        ("voucher_a4", voucher_values(replace(voucher, reissue_of=old, edition=2))),
        ("certificate_a4", certificate_values(replace(certificate, reissue_of=old, edition=2))),
    ]
    for key, values in pairs:
        text = text_of(bytes_of(print_overlay(layouts.shipped()[key], [values], printed_at=PRINTED_AT, fonts=fonts)))
        assert old in text
        assert "重打·第2版" in text


@pytest.mark.parametrize("layout", ALL, ids=lambda one: one.key)
def test_the_longest_names_are_kept_whole_inside_their_places(
    layout: Layout, voucher: VoucherPaper, certificate: CertificatePaper, fonts: FontSet
) -> None:
    values = dict(values_of(
        layout, replace(voucher, holder=LONG_NAME, base=LONG_BASE, class_name=LONG_BASE),
        replace(certificate, holder=LONG_NAME, base=LONG_BASE, class_name=LONG_BASE),
    ))  # fmt: skip
    name = "stub_holder" if layout.form == "voucher" else "base"
    (place,) = (one for one in layout.printed if one.field == name)
    value = values[name]
    assert isinstance(value, str)
    text, spots, _size = origins(one_field(layout, place, value, Calibration(), fonts))
    assert text == "".join(value.split())
    assert all(place.x - CLOSE <= x <= place.x + place.width for x, _ in spots)
    assert all(abs(y - place.y) < place.size * MM for _, y in spots)


def positions(pdf: bytes, wanted: str) -> list[tuple[float, float]]:
    text, spots, _size = origins(pdf)
    return [spots[at] for at in range(len(text)) if text.startswith(wanted, at)]


def test_the_overlay_falls_on_the_fields_of_the_whole_voucher(voucher: VoucherPaper, fonts: FontSet) -> None:
    layout = layouts.shipped()["voucher_a4"]
    whole = bytes_of(print_vouchers([voucher], printed_at=PRINTED_AT, fonts=fonts))
    over = bytes_of(print_overlay(layout, [voucher_values(voucher)], printed_at=PRINTED_AT, fonts=fonts))
    for value in ("陈晓兰（女）", "第1期家政服务员班", "2010年2月28日", "¥500.00", "人民币伍佰元整"):
        there, here = positions(whole, value), positions(over, value)
        assert here, value
        for x, y in here:
            assert any(abs(x - a) < 1.5 and abs(y - b) < 1.0 for a, b in there), (value, x, y, there)


def test_the_overlay_falls_on_the_fields_of_the_whole_certificate(
    certificate: CertificatePaper, fonts: FontSet
) -> None:
    layout = layouts.shipped()["certificate_a4"]
    whole = bytes_of(print_certificates([certificate], printed_at=PRINTED_AT, fonts=fonts))
    over = bytes_of(print_overlay(layout, [certificate_values(certificate)], printed_at=PRINTED_AT, fonts=fonts))
    for value in (certificate.number, "安和县总工会", "二〇〇九年四月十日"):
        there, here = positions(whole, value), positions(over, value)
        assert here, value
        for x, y in here:
            assert any(abs(x - a) < 1.5 and abs(y - b) < 1.0 for a, b in there), (value, x, y, there)


def test_sheets_come_one_to_a_page(voucher: VoucherPaper, fonts: FontSet) -> None:
    made = print_overlay(
        layouts.shipped()["voucher_241"], [voucher_values(voucher)] * 3, printed_at=PRINTED_AT, fonts=fonts
    )
    assert pages_of(bytes_of(made)) == 3


def lines(pdf: bytes) -> list[tuple[float, float, float, float]]:
    """Give left, top, right and bottom in mm of every line drawn."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        high = page.get_height()
        bounds = [thing.get_bounds() for thing in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH])]
        return [(a * MM, (high - d) * MM, c * MM, (high - b) * MM) for a, b, c, d in bounds]
    finally:
        document.close()


@pytest.mark.parametrize("layout", ALL, ids=lambda one: one.key)
@pytest.mark.parametrize("calibration", [Calibration(), Calibration(20, -10, 1004, 997)])
def test_the_crosses_of_the_calibration_sheet_stand_where_the_rule_measures_from(
    layout: Layout, calibration: Calibration, fonts: FontSet
) -> None:
    pdf = bytes_of(
        print_calibration(layout, calibration=calibration, printer="针打一号", printed_at=PRINTED_AT, fonts=fonts)
    )
    drawn = lines(pdf)
    for x, y in crosses(layout.width, layout.height):
        at_x = x * calibration.scale_x / 1000 + calibration.dx / 10
        at_y = y * calibration.scale_y / 1000 + calibration.dy / 10
        arms = [
            one for one in drawn
            if abs((one[0] + one[2]) / 2 - at_x) < CLOSE and abs((one[1] + one[3]) / 2 - at_y) < CLOSE
            and max(one[2] - one[0], one[3] - one[1]) > 2 * ARM - 1
        ]  # fmt: skip
        assert len(arms) == 2, (x, y)
    text = text_of(pdf)
    assert "针打一号" in text
    assert "".join(say(calibration).split()) in text
    (x1, _), (x2, _) = crosses(layout.width, layout.height)
    assert f"（应为{x2 - x1}.0）" in text


def test_fields_out_of_a_printers_reach_are_named() -> None:
    layout = layouts.shipped()["voucher_241"]
    assert out_of_reach(layout, Calibration(), (4.2, 4.2, 4.2, 4.2)) == ()
    assert out_of_reach(layout, Calibration(), (20.0, 0, 0, 0)) == ("存根·券号",)
    assert "副券·条码" in out_of_reach(layout, Calibration(dx=150), (4.2, 4.2, 4.2, 4.2))
    assert "正券·补发和重打标记" in out_of_reach(layout, Calibration(dy=-50), (4.2, 4.2, 4.2, 4.2))
