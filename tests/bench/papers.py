"""1,000 certificates with QR codes in one PDF, beside typst and fpdf2 making the same page."""

import datetime as dt
import importlib.util
import logging
import random
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import overload

from printouts.certificate import CertificatePaper, print_certificates
from rules.clock import CHINA
from tests.bench import ground, paper_peers
from tests.bench.measure import Figure, Sizes, best_ratio, seconds

HOUSE = Path(__file__).resolve().parents[2]
PAGES = 1000
FEW, MANY = 100, 10_000
TIMES = 3
PRINTED_AT = dt.datetime(2009, 9, 28, 10, 30, tzinfo=CHINA)
TOKEN = 316
Engine = Callable[[Sequence[CertificatePaper], Path], None]
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


def run(work: Path, sizes: Sizes) -> list[Figure]:
    """Print by each engine turn by turn, other people each time; then let programs of their own tell the peak memory."""
    people = Papers(PAGES * (TIMES + 1))
    peers: tuple[tuple[str, str, Engine], ...] = (
        ("typst", "typst", paper_peers.by_typst), ("fpdf2", "fpdf", paper_peers.by_fpdf2),
    )  # fmt: skip
    found = [name for name, module, _ in peers if importlib.util.find_spec(module)]
    missing = [name for name, _, _ in peers if name not in found]
    engines: dict[str, Engine] = {"ours": ours} | {name: peer for name, _, peer in peers if name in found}
    logging.getLogger("fontTools").setLevel(logging.ERROR)  # fpdf2 lets it tell of every table that it leaves out
    taken: dict[str, list[float]] = {name: [] for name in engines}
    for each in engines.values():
        each(people[:10], work / "warm.pdf")
    for turn in range(TIMES):
        wanted = people[PAGES * turn : PAGES * (turn + 1)]
        for name, engine in engines.items():
            taken[name].append(seconds(partial(engine, wanted, work / f"{name}.pdf")))
    figures = []
    for name in found:
        told = f"{PAGES / min(taken['ours']):.0f} pages a second against {PAGES / min(taken[name]):.0f}; {(work / f'{name}.pdf').stat().st_size / PAGES / 1024:.1f} KB a page there"
        figures.append(best_ratio(f"{PAGES:,} certificates with QR / {name}", taken["ours"], taken[name], 1, told))
    if missing:
        figures.append(Figure(f"certificates / {', '.join(missing)}", None, None, "not installed, not compared"))
    wanted = people[:PAGES]
    size = (_size(wanted, work) - _size(wanted[:1], work)) / (PAGES - 1)
    figures.append(
        Figure("certificate: size of a page beyond the shared fonts", size / 1024, 2, f"{size:.0f} bytes", unit="KB")
    )
    return figures + _memory(work)


def ours(wanted: Sequence[CertificatePaper], to: Path) -> None:
    """Print as the program does."""
    print_certificates(wanted, to, printed_at=PRINTED_AT)


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
