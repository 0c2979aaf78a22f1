"""The word in a voucher's ground: not there to the eye, there on a copy."""

import io

import pypdfium2
import pytest
from PIL import Image, ImageStat

from printouts import hidden_word
from printouts.fonts import FontSet
from printouts.page import Sheet
from printouts.voucher import HIDDEN, TEAL, VoucherPaper, print_vouchers
from tests.printouts.conftest import PRINTED_AT, text_of
from tests.printouts.photocopier import SENSOR, copied

WIDTH, HEIGHT = 120.0, 60.0


def printed(fonts: FontSet) -> Image.Image:
    """Print the ground alone on a sheet of its size and look at it as finely as a printer does."""
    sink = io.BytesIO()
    sheet = Sheet(sink, (WIDTH, HEIGHT), fonts, "底纹", PRINTED_AT)
    sheet.stencil(0, 0, WIDTH, HEIGHT, hidden_word.screen(WIDTH, HEIGHT, HIDDEN), TEAL)
    sheet.next_page()
    sheet.finish()
    document = pypdfium2.PdfDocument(sink.getvalue())
    try:
        image: Image.Image = document[0].render(scale=hidden_word.DOTS / 72, grayscale=True).to_pil().convert("L")
    finally:
        document.close()
    return image


def darkness(image: Image.Image, where: Image.Image) -> float:
    """Measure how much of the paper is inked where the mask is set, 0 to 1."""
    return 1 - ImageStat.Stat(image, where.resize(image.size).convert("L")).mean[0] / 255


@pytest.fixture(scope="module")
def word() -> Image.Image:
    return hidden_word.shape(WIDTH, HEIGHT, HIDDEN)


@pytest.fixture(scope="module")
def around(word: Image.Image) -> Image.Image:
    return word.point(lambda bit: not bit)


@pytest.fixture(scope="module")
def original() -> Image.Image:
    return printed(FontSet([]))


def test_the_original_is_equally_light_inside_and_around_the_word(
    original: Image.Image, word: Image.Image, around: Image.Image
) -> None:
    inside, outside = darkness(original, word), darkness(original, around)
    assert 0.04 < outside < 0.12
    assert inside == pytest.approx(outside, rel=0.04)


def test_from_arms_length_the_word_does_not_stand_out(
    original: Image.Image, word: Image.Image, around: Image.Image
) -> None:
    """Seen so coarsely that dots melt, no place of the word differs from the rest by what an eye would notice (1 % of full grey)."""
    far = original.resize((original.width // 45, original.height // 45), Image.Resampling.BOX)
    shades = [darkness(far, mask) for mask in (word, around)]
    assert abs(shades[0] - shades[1]) < 0.01


@pytest.mark.parametrize("degrees", [0.0, 0.8, -1.5])
def test_a_copy_brings_the_word_out(
    original: Image.Image, word: Image.Image, around: Image.Image, degrees: float
) -> None:
    copy = copied(original, hidden_word.DOTS, degrees=degrees)
    turned = [mask.convert("L").rotate(degrees).resize(copy.size) for mask in (word, around)]
    inside, outside = (darkness(copy, mask) for mask in turned)
    assert inside > 0.02
    assert inside > 8 * outside
    assert copy.size == (
        round(original.width * SENSOR / hidden_word.DOTS),
        round(original.height * SENSOR / hidden_word.DOTS),
    )


def test_the_word_is_no_text_and_the_ground_is_kept_once(voucher: VoucherPaper, fonts: FontSet) -> None:
    one = print_vouchers([voucher], printed_at=PRINTED_AT, fonts=fonts)
    many = print_vouchers([voucher] * 20, printed_at=PRINTED_AT, fonts=fonts)
    assert isinstance(one, bytes)
    assert isinstance(many, bytes)
    assert HIDDEN not in text_of(one)
    assert many.count(b"/ImageMask true") == 3
    assert len(many) - len(one) < 9 * 4096
