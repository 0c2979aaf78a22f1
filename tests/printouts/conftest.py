"""Papers of the sample county, and ways to read back what was printed: in process, and with the programs of Debian."""

import os
import random
import shutil
import subprocess
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from printouts.certificate import CertificatePaper
from printouts.fonts import FontSet
from printouts.voucher import VoucherPaper

PRINTED_AT = datetime(2009, 9, 28, 10, 30)  # noqa: DTZ001  the papers tell Beijing wall time
LONG_NAME = "阿卜杜热合曼·麦麦提依明江·吐尔逊托合提·阿不都热"
LONG_BASE = "安和县城关镇第二职业技术学校农民工返乡创业与职业技能综合培训基地（东区）"
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def token(seed: int, length: int = 316) -> str:
    """Make a text shaped like a token: random, of the alphabet of base45."""
    drawn = random.Random(seed)
    return "YZ1:" + "".join(drawn.choice(_ALPHABET) for _ in range(length)).strip()


@pytest.fixture(scope="session")
def fonts() -> FontSet:
    """Hold the fonts of the dependency alone, so that the tests see the same on every machine."""
    return FontSet([])


@pytest.fixture
def voucher() -> VoucherPaper:
    return VoucherPaper(
        number="5120095199010010000019", face_fen=50_000, holder="陈晓兰", sex="女", document="**************002X",
        course="家政服务员", class_name="第1期家政服务员班", base="安和县职业技能培训中心", valid_from=date(2009, 3, 1),
        valid_until=date(2010, 2, 28), issuer="安和县总工会", issued_on=date(2009, 3, 1), token=token(1), batch="001",
    )  # fmt: skip


@pytest.fixture
def certificate() -> CertificatePaper:
    return CertificatePaper(
        number="519901-2009-01-00001-7", holder="陈晓兰", sex="女", document="51990119850612002X", course="家政服务员",
        class_name="第1期家政服务员班", base="安和县职业技能培训中心", began=date(2009, 3, 16), ended=date(2009, 4, 3), hours=120,
        issuer="安和县总工会", issued_on=date(2009, 4, 10), token=token(2),
    )  # fmt: skip


def text_of(pdf: bytes, page: int = 0) -> str:
    """Extract the text of one page, without the white space that layout adds."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        found = document[page].get_textpage().get_text_range()
    finally:
        document.close()
    return "".join(found.split())


def pages_of(pdf: bytes) -> int:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def codes_of(pdf: bytes, page: int = 0, dpi: int = 150) -> dict[str, list[str]]:
    """Render one page and read its scanner marks: texts by format."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        image = document[page].render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
    finally:
        document.close()
    found: dict[str, list[str]] = {}
    for code in zxingcpp.read_barcodes(image):
        found.setdefault(str(code.format).rsplit(".", 1)[-1].replace(" ", ""), []).append(code.text)
    return found


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., str]:
    """Give a way to run a program of Debian on a PDF; without the program skip, but on the project's own machines fail."""

    def run_program(program: str, *arguments: str) -> str:
        if shutil.which(program) is None:
            if os.environ.get("CI") == "true":
                pytest.fail(f"{program} is missing")
            pytest.skip(f"{program} is not installed")
        done = subprocess.run([program, *arguments], cwd=tmp_path, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode(errors="replace")
        assert not (program.startswith("pdf") and done.stderr), done.stderr.decode(errors="replace")
        return done.stdout.decode()

    return run_program
