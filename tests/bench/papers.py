"""1,000 certificates with QR codes in one PDF, beside a bare ReportLab canvas that sets the same words without our kit."""

import datetime as dt
import importlib.util
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, overload

import zxingcpp

from printouts.certificate import CertificatePaper, print_certificates
from rules.clock import CHINA
from tests.bench import ground
from tests.bench.measure import Figure, Sizes, best_ratio, seconds

HOUSE = Path(__file__).resolve().parents[2]
PAGES = 1000
FEW, MANY = 100, 10_000
TIMES = 3
PRINTED_AT = dt.datetime(2009, 9, 28, 10, 30, tzinfo=CHINA)
TOKEN = 316
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$%*+-./:"


class Papers(Sequence[CertificatePaper]):
    """Be so many certificates of the sample county, each made when asked for: what grows while they are printed is the printing."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._names = [draft.name for draft in ground.drafts(500)]

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, at: int) -> CertificatePaper: ...
    @overload
    def __getitem__(self, at: slice) -> list[CertificatePaper]: ...
    def __getitem__(self, at: int | slice) -> CertificatePaper | list[CertificatePaper]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(self._count))]
        if not 0 <= at < self._count:
            raise IndexError(at)
        rng = random.Random(at)
        return CertificatePaper(
            number=f"519901-2009-01-{at:05d}-7", holder=self._names[at % len(self._names)], sex="女", document=f"5199011985{at:07d}X",
            course="家政服务员", class_name="第1期家政服务员班", base="安和县职业技能培训中心", began=dt.date(2009, 3, 16), ended=dt.date(2009, 4, 3),
            hours=120, issuer="安和县总工会", issued_on=dt.date(2009, 4, 10), token="YZ1:" + "".join(rng.choices(_ALPHABET, k=TOKEN)),
        )  # fmt: skip


def bare(wanted: Sequence[CertificatePaper], to: Path) -> None:
    """Set the same words and codes by ReportLab's canvas alone: no embedded fonts, no fitting, no ornament."""
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(to), pagesize=landscape(A4), pageCompression=1)
    for paper in wanted:
        canvas.setFont("STSong-Light", 28)
        canvas.drawCentredString(420, 480, "培训合格证书")
        canvas.setFont("STSong-Light", 14)
        body = (
            f"{paper.holder}（{paper.document_label} {paper.document}）于{paper.began:%Y年%m月%d日}至{paper.ended:%Y年%m月%d日}",
            f"参加{paper.base}{paper.class_name}{paper.course}培训，学满 {paper.hours} 学时，成绩{paper.result}。",
            f"证书编号 {paper.number}　{paper.issuer}　{paper.issued_on:%Y年%m月%d日}",
        )
        for at, line in enumerate(body):
            canvas.drawString(100, 400 - 30 * at, line)
        matrix: Any = zxingcpp.create_barcode(paper.token, zxingcpp.BarcodeFormat.QRCode).to_image(scale=1)
        path = canvas.beginPath()
        rows: Any = memoryview(matrix).tolist()
        for y, row in enumerate(rows):
            for x, shade in enumerate(row):
                if not shade:
                    path.rect(100 + x, 200 - y, 1, 1)
        canvas.drawPath(path, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()


def run(work: Path, sizes: Sizes) -> list[Figure]:
    """Print both turn by turn; then let programs of their own print few and many pages and tell their peak memory."""
    wanted = Papers(PAGES)[:]
    print_certificates(wanted[:2], work / "warm.pdf", printed_at=PRINTED_AT)
    ours, peer = [], []
    for _ in range(TIMES):
        ours.append(seconds(lambda: print_certificates(wanted, work / "ours.pdf", printed_at=PRINTED_AT)))
        peer.append(seconds(lambda: bare(wanted, work / "bare.pdf")))
    one = _size(wanted[:1], work)
    each = (_size(wanted, work) - one) / (PAGES - 1)
    told = f"{PAGES / min(ours):.0f} pages a second against {PAGES / min(peer):.0f}"
    figures = [
        best_ratio(f"{PAGES:,} certificates with QR / bare ReportLab canvas", ours, peer, None, told),
        Figure("certificate: size of a page beyond the shared fonts", each / 1024, 2, f"{each:.0f} bytes", unit="KB"),
    ]
    others = [name for name in ("fpdf", "typst") if importlib.util.find_spec(name) is None]
    if others:
        figures.append(Figure(f"certificates / {', '.join(others)}", None, None, "not installed, not compared"))
    return figures + _memory(work)


def _size(wanted: Sequence[CertificatePaper], work: Path) -> int:
    made = print_certificates(wanted, work / "size.pdf", printed_at=PRINTED_AT)
    return (work / "size.pdf").stat().st_size if isinstance(made, Path) else len(made)


def _memory(work: Path) -> list[Figure]:
    what = f"certificates: growth of peak memory from {FEW} to {MANY:,} pages"
    if sys.platform == "win32":
        return [Figure(what, None, None, "not measured on Windows")]
    few, many = (_peak(pages, work) for pages in (FEW, MANY))
    return [Figure(what, (many - few) / 1e6, 20, f"{few / 1e6:.0f} MB and {many / 1e6:.0f} MB", unit="MB")]


def _peak(pages: int, work: Path) -> float:
    """Let another process print so many pages; give its peak memory in bytes."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.papers", str(pages), str(work / "peak.pdf")],
        cwd=HOUSE, stdout=subprocess.PIPE, check=True, timeout=300,
    )  # fmt: skip
    return float(done.stdout)


def peak_memory() -> int:
    """Give the most memory that this process ever held, in bytes."""
    status = Path("/proc/self/status")
    if status.is_file():  # getrusage would tell the parent's peak where that was higher: Linux keeps it across exec
        found = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
        return int(found.split()[1]) * 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    print_certificates(Papers(int(sys.argv[1])), Path(sys.argv[2]), printed_at=PRINTED_AT)
    print(peak_memory())
