"""Names in rare characters: what was printed reads back, by pdftotext, as the very characters that were meant."""

import os
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from printouts.certificate import CertificatePaper, print_certificates
from printouts.faces import system_folders
from printouts.fonts import FontSet
from printouts.voucher import VoucherPaper, print_vouchers
from tests.printouts.conftest import PRINTED_AT

# standards of names: what is not in GBK, what lies beyond U+FFFF, compatibility forms that must not be made others, the one middle dot
STATED = "䶮㛃𠅤鿏𬭊𫖮𬭎\uf9dc\uf907·龦龧龨龩龪龫龬龭"
# Unicode 15.1, Blocks.txt: the CJK extensions that GB 18030-2022 holds at level 3
EXTENSIONS = {
    "A": (0x3400, 0x4DBF),
    "B": (0x20000, 0x2A6DD),
    "C": (0x2A700, 0x2B734),
    "D": (0x2B740, 0x2B81D),
    "E": (0x2B820, 0x2CEA1),
    "F": (0x2CEB0, 0x2EBE0),
}
EACH = 100
LENGTH = 20


def drawn() -> str:
    """Draw characters from every extension, the same at each run."""
    rng = random.Random(18030)
    return "".join(
        chr(point) for first, last in EXTENSIONS.values() for point in rng.sample(range(first, last + 1), EACH)
    )


@pytest.fixture(scope="module")
def machine() -> FontSet:
    """Give the machine's fonts; without one of extensions B to F skip, but on the project's own machines fail."""
    fonts = FontSet(system_folders())
    if fonts.missing("𠀁𪜁𫝁𫠡𬺲"):
        if os.environ.get("CI") == "true":
            pytest.fail("no font of extensions B to F")
        pytest.skip("no font of extensions B to F is installed")
    return fonts


def read_back(run: Callable[..., str], count: int) -> list[str]:
    """Give the text of each page without the white space of layout."""
    return [
        "".join(run("pdftotext", "-enc", "UTF-8", "-f", str(page), "-l", str(page), "names.pdf", "-").split())
        for page in range(1, count + 1)
    ]


def names(text: str) -> Sequence[str]:
    return [text[at : at + LENGTH] for at in range(0, len(text), LENGTH)]


def test_six_hundred_characters_of_the_extensions_read_back_from_certificates(
    machine: FontSet, certificate: CertificatePaper, run: Callable[..., str], tmp_path: Path
) -> None:
    text = drawn()
    assert len(set(text)) == EACH * len(EXTENSIONS)
    assert machine.missing(text) == ""
    holders = names(text)
    papers = [replace(certificate, holder=name) for name in holders]
    print_certificates(papers, tmp_path / "names.pdf", printed_at=PRINTED_AT, fonts=machine)
    found = read_back(run, len(holders))
    assert [name in page for name, page in zip(holders, found, strict=True)] == [True] * len(holders)


def test_the_stated_characters_read_back_from_every_part_of_a_voucher(
    machine: FontSet, voucher: VoucherPaper, run: Callable[..., str], tmp_path: Path
) -> None:
    print_vouchers([replace(voucher, holder=STATED)], tmp_path / "names.pdf", printed_at=PRINTED_AT, fonts=machine)
    assert read_back(run, 1)[0].count(STATED) == 3


def test_the_stated_characters_need_no_font_of_the_machine(fonts: FontSet) -> None:
    assert fonts.missing(STATED) == "\uf907"  # a compatibility form that Noto leaves out: refused by name there


def test_each_face_of_a_mixed_batch_is_embedded_once(
    machine: FontSet, certificate: CertificatePaper, run: Callable[..., str], tmp_path: Path
) -> None:
    papers = [replace(certificate, holder=name) for name in names(drawn())]
    print_certificates(papers, tmp_path / "names.pdf", printed_at=PRINTED_AT, fonts=machine)
    lines = run("pdffonts", "names.pdf").splitlines()[2:]
    faces = [line.split()[0].split("+")[1] for line in lines]
    assert len(faces) == len(set(faces)) <= 4
    assert all(" yes yes yes " in f"{line} " for line in lines)
