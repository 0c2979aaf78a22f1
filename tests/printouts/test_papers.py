"""What stands on a voucher, a certificate, a roster and a claim, read back from the printed page."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from printouts import certificate as certificate_paper
from printouts import voucher as voucher_paper
from printouts.certificate import CertificatePaper, CertificatePhotograph, LooksNational, print_certificates, sentence
from printouts.codes import qr
from printouts.fonts import FontSet
from printouts.photo import PhotographUnreadable, prepare
from printouts.rosters import ClaimLine, ClaimPaper, RosterLine, RosterPaper, SumsDiffer, print_claims, print_rosters
from printouts.voucher import VoucherPaper, print_vouchers, spaced
from tests.printouts.conftest import LONG_BASE, LONG_NAME, PRINTED_AT, codes_of, pages_of, text_of, token
from tests.printouts.photocopier import copied

NAMES = ["㛃", "陈晓兰", LONG_NAME, "𬭎晓𬭊", "阿依古丽·麦麦提"]


def vouchers(fonts: FontSet, *papers: VoucherPaper) -> bytes:
    printed = print_vouchers(papers, printed_at=PRINTED_AT, fonts=fonts)
    assert isinstance(printed, bytes)
    return printed


def certificates(fonts: FontSet, *papers: CertificatePaper) -> bytes:
    printed = print_certificates(papers, printed_at=PRINTED_AT, fonts=fonts)
    assert isinstance(printed, bytes)
    return printed


@pytest.mark.parametrize("name", NAMES)
def test_each_part_of_a_voucher_names_its_holder(name: str, voucher: VoucherPaper, fonts: FontSet) -> None:
    assert text_of(vouchers(fonts, replace(voucher, holder=name))).count(name) == 3


def test_a_voucher_tells_all_it_must(voucher: VoucherPaper, fonts: FontSet) -> None:
    text = text_of(vouchers(fonts, voucher))
    for words in (
        "存根", "正券", "副券（兑付联）", "农民工免费职业技能培训券", "¥500.00", "人民币伍佰元整", "安和县总工会", "家政服务员",
        "2009年3月1日至2010年2月28日", "不兑现金", "不得转让", "不找零", "挂失", "本人填写", "骑缝章", "发券工会盖章处",
        "批次001", voucher.document,
    ):  # fmt: skip
        assert words in text, words
    assert text.count(voucher.number) == 3
    for mark in ("作废，", "补发|", "重打"):
        assert mark not in text


def test_great_and_small_amounts_stand_in_figures_and_capitals(voucher: VoucherPaper, fonts: FontSet) -> None:
    text = text_of(vouchers(fonts, replace(voucher, face_fen=3_000_000_000)))
    assert "¥30,000,000.00" in text
    assert "人民币叁仟万元整" in text


def test_marks_tell_a_void_a_reissued_and_a_reprinted_voucher(voucher: VoucherPaper, fonts: FontSet) -> None:
    assert text_of(vouchers(fonts, replace(voucher, void=True))).count("作废") == 4  # the conditions say the word once
    again = text_of(vouchers(fonts, replace(voucher, reissue_of="5120095199010010000027", edition=2)))
    assert "补发" in again
    assert "原券5120095199010010000027作废" in again
    assert "重打·第2版" in again


def test_scanner_marks_on_vouchers_say_token_and_number(voucher: VoucherPaper, fonts: FontSet) -> None:
    other = replace(voucher, number="5120095199010010000027", token=token(7), holder=LONG_NAME, base=LONG_BASE)
    pdf = vouchers(fonts, voucher, other, voucher)
    assert pages_of(pdf) == 2
    assert sorted(codes_of(pdf)["QRCode"]) == sorted([voucher.token, other.token])
    assert sorted(codes_of(pdf, dpi=300)["Code128"]) == [voucher.number, other.number]


def zbar(run: Callable[..., str], picture: str) -> list[str]:
    """Give what zbarimg reads in the QR codes of a picture, in order of the texts."""
    return sorted(run("zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", picture).rstrip("\n").split("\n"))


def test_zbarimg_reads_every_token_at_200_dpi_and_from_a_photocopy(
    voucher: VoucherPaper, certificate: CertificatePaper, fonts: FontSet, run: Callable[..., str], tmp_path: Path
) -> None:
    tokens = [token(seed, length) for seed, length in enumerate((200, 330))]
    made = {
        "v": (vouchers(fonts, *(replace(voucher, token=text) for text in tokens)), [sorted(tokens)]),
        "c": (certificates(fonts, *(replace(certificate, token=text) for text in tokens)), [[text] for text in tokens]),
    }
    for kind, (pdf, groups) in made.items():
        (tmp_path / f"{kind}.pdf").write_bytes(pdf)
        for dpi in (200, 300):
            run("pdftoppm", "-r", str(dpi), "-gray", f"{kind}.pdf", f"{kind}{dpi}")
        for page, group in enumerate(groups, 1):
            assert zbar(run, f"{kind}200-{page}.pgm") == group
            copied(Image.open(tmp_path / f"{kind}300-{page}.pgm"), 300, degrees=1.5 - page).save(tmp_path / "copy.png")
            assert zbar(run, "copy.png") == group


def test_a_token_takes_at_least_35_mm_on_every_paper() -> None:
    for side in (voucher_paper.QR_SIDE, certificate_paper.QR_SIDE):
        marks = qr(token(1))
        assert side * marks.columns / (marks.columns + 8) >= 35


@pytest.mark.parametrize("length", [200, 250, 330])
@pytest.mark.parametrize("seed", range(4))
def test_tokens_of_every_length_are_read(length: int, seed: int, certificate: CertificatePaper, fonts: FontSet) -> None:
    paper = replace(certificate, token=token(seed, length))
    assert codes_of(certificates(fonts, paper))["QRCode"] == [paper.token]


def test_a_number_is_grouped_for_reading_aloud() -> None:
    assert spaced("5120095199010010000019") == "51 2009 519901 001 000001 9"
    assert spaced("123") == "123"


@pytest.mark.parametrize("name", NAMES)
def test_a_certificate_reads_as_one_sentence(name: str, certificate: CertificatePaper, fonts: FontSet) -> None:
    paper = replace(certificate, holder=name, base=LONG_BASE)
    text = text_of(certificates(fonts, paper))
    assert "".join("".join(part for part, _ in sentence(paper)).split()) in text
    assert "培训合格证书" in text
    assert "证书编号：519901-2009-01-00001-7" in text
    assert text.count("二〇〇九年四月十日") == 2
    assert "国家" not in text
    assert "资格" not in text


def test_a_reissued_certificate_bears_its_mark(certificate: CertificatePaper, fonts: FontSet) -> None:
    text = text_of(certificates(fonts, replace(certificate, reissue_of="519901-2009-01-00003-1", edition=3)))
    assert "补" in text
    assert "原证519901-2009-01-00003-1作废" in text
    assert "重打·第3版" in text


def picture(width: int, height: int, kind: str = "PNG", mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, (width, height), 128 if mode == "L" else (90, 120, 200)).save(out, kind)
    return out.getvalue()


def test_a_photograph_of_any_shape_fills_its_place(certificate: CertificatePaper, fonts: FontSet) -> None:
    for raw in (picture(400, 300), picture(60, 900, "JPEG"), picture(30, 30, mode="L")):
        assert Image.open(io.BytesIO(prepare(raw, 25, 35))).size == (295, 413)
    pdf = certificates(fonts, *(replace(certificate, photo=picture(size, 400)) for size in (300, 500)))
    assert pages_of(pdf) == 2
    assert "25×35mm" not in text_of(pdf)
    shown = pypdfium2.PdfDocument(pdf)
    red, green, blue = (
        shown[0].render(scale=1).to_pil().convert("RGB").getpixel((round(46 / 0.3528), round(97 / 0.3528)))
    )
    shown.close()
    assert (abs(red - 90), abs(green - 120), abs(blue - 200)) < (12, 12, 12)


def test_a_cut_off_photograph_is_refused_with_its_certificate_named(
    certificate: CertificatePaper, fonts: FontSet, tmp_path: Path
) -> None:
    noisy = io.BytesIO()
    Image.effect_noise((600, 800), 80).convert("RGB").save(noisy, "JPEG")
    papers = [certificate, replace(certificate, number="519901-2009-01-00002-5", photo=noisy.getvalue()[:40_000])]
    with pytest.raises(CertificatePhotograph) as refused:
        print_certificates(papers, tmp_path / "a.pdf", printed_at=PRINTED_AT, fonts=fonts)
    assert refused.value.number == "519901-2009-01-00002-5"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "number",
    [
        "1001003009300001",
        "10 0100 3009 3000 01",
        "Y000051001001091000001"[:22],
        "ＳＡ00005100100109100001",
        "1234567890123456789012",
    ],
)
def test_a_certificate_with_a_national_number_is_refused(
    number: str, certificate: CertificatePaper, fonts: FontSet, tmp_path: Path
) -> None:
    with pytest.raises(LooksNational):
        print_certificates(
            [replace(certificate, number=number)], tmp_path / "a.pdf", printed_at=PRINTED_AT, fonts=fonts
        )
    assert list(tmp_path.iterdir()) == []


def test_the_longest_and_the_shortest_fit(voucher: VoucherPaper, certificate: CertificatePaper, fonts: FontSet) -> None:
    address = "安和县青石镇" + "河东村第三村民小组二百一十八号" * 13
    for name in ("㛃", LONG_NAME):
        text = text_of(vouchers(fonts, replace(voucher, holder=name, base=address[:200])))
        assert text.count(address[:200]) == 2
        assert text.count(name) == 3
        assert address[:200] in text_of(certificates(fonts, replace(certificate, holder=name, base=address[:200])))


def test_five_fen_stand_in_figures_and_capitals(voucher: VoucherPaper, fonts: FontSet) -> None:
    text = text_of(vouchers(fonts, replace(voucher, face_fen=5)))
    assert "¥0.05" in text
    assert "人民币伍分" in text


def test_a_certificate_without_a_photograph_leaves_its_place(certificate: CertificatePaper, fonts: FontSet) -> None:
    assert "25×35mm" in text_of(certificates(fonts, certificate))


def test_a_photograph_that_is_none_is_refused(certificate: CertificatePaper, fonts: FontSet, tmp_path: Path) -> None:
    for raw in (b"no picture", picture(40, 40)[:60]):
        with pytest.raises(PhotographUnreadable):
            print_certificates(
                [replace(certificate, photo=raw)], tmp_path / "a.pdf", printed_at=PRINTED_AT, fonts=fonts
            )
    assert list(tmp_path.iterdir()) == []


def roster(count: int) -> RosterPaper:
    lines = [
        RosterLine(f"学员{number}" if number else LONG_NAME, "男" if number % 3 else "女", f"5199011985061{number:05d}",
                   "返乡农民工", "安和县青石镇", "初中", f"138{number:08d}", f"51200951990100100{number:05d}")
        for number in range(count)
    ]  # fmt: skip
    return RosterPaper(
        "第1期家政服务员班", "家政服务员", LONG_BASE, date(2009, 3, 16), date(2009, 4, 3), 120, "安和县总工会", lines
    )


def test_a_roster_names_everyone_and_closes_itself(fonts: FontSet) -> None:
    paper = roster(24)
    pdf = print_rosters([paper], printed_at=PRINTED_AT, fonts=fonts)
    assert isinstance(pdf, bytes)
    assert pages_of(pdf) == 2
    first, last = text_of(pdf, 0), text_of(pdf, 1)
    for line in paper.lines:
        assert line.document in first + last
        assert line.voucher in first + last
        assert line.name in first + last
    assert all("身份证件号码" in text and "本页小计" in text for text in (first, last))
    assert "以下空白" not in first
    assert "以下空白" in last
    assert "24人（男16人，女8人）" in last
    assert "第2页共2页" in last
    assert "班主任" in last
    assert "班主任" not in first


def test_an_empty_roster_is_a_struck_page(fonts: FontSet) -> None:
    pdf = print_rosters([roster(0)], printed_at=PRINTED_AT, fonts=fonts)
    assert isinstance(pdf, bytes)
    assert "以下空白" in text_of(pdf)


def claim(count: int, fee: int = 60_000) -> ClaimPaper:
    lines = [
        ClaimLine(f"学员{number}", f"5199011985061{number:05d}", f"51200951990100100{number:05d}", "焊工", "第2期", date(2009, 4, 10),
                  f"519901-2009-01-{number:05d}-7", 50_000, fee, min(50_000, fee))
        for number in range(count)
    ]  # fmt: skip
    return ClaimPaper("2009年4月", "安和县职业技能培训中心", "安和县总工会", lines, count * min(50_000, fee))


def test_a_claim_states_equal_sums_in_figures_and_capitals(fonts: FontSet) -> None:
    pdf = print_claims([claim(267)], printed_at=PRINTED_AT, fonts=fonts)
    assert isinstance(pdf, bytes)
    last = text_of(pdf, pages_of(pdf) - 1)
    assert "267张应付金额¥133,500.00" in last
    assert "大写：人民币壹拾叁万叁仟伍佰元整" in last


def test_a_claim_whose_lines_do_not_add_up_is_refused(fonts: FontSet) -> None:
    with pytest.raises(SumsDiffer) as refused:
        print_claims([replace(claim(3), payable_fen=1)], printed_at=PRINTED_AT, fonts=fonts)
    assert (refused.value.stated_fen, refused.value.added_fen) == (1, 150_000)
