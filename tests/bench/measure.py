"""How a figure is taken: ours and the peer's turn by turn, so that a busy moment of the machine meets both."""

import contextlib
import gc
import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

LEVEL_LOOP = 60_000


@dataclass(frozen=True)
class Sizes:
    """Say among how many persons to search, how many entries to exchange at most, and where peopled desks are kept for another run."""

    persons: int
    entries: int
    kept: Path | None = None


@dataclass(frozen=True)
class Figure:
    """Hold one line of the table.

    `ratio` is ours by the peer's, `target` the most it should be (None: told for comparison only), `spread` by how much the slowest
    repetition of either side exceeded its fastest, as a fraction; `detail` says the measured values in words.
    """

    what: str
    ratio: float | None
    target: float | None
    detail: str
    spread: float | None = None
    unit: str = "×"

    @property
    def verdict(self) -> str:
        """Say whether the target was reached in this run."""
        if self.target is None or self.ratio is None:
            return ""
        return "reached" if self.ratio <= self.target else "MISSED"


def seconds(work: Callable[[], object]) -> float:
    """Time one call, with garbage of earlier ones swept away before."""
    gc.collect()
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def side_by_side(sides: Sequence[Callable[[], object]], times: int) -> list[list[float]]:
    """Time each side `times` times, turn by turn; give the seconds of each side."""
    taken: list[list[float]] = [[] for _ in sides]
    for _ in range(times):
        for at, side in enumerate(sides):
            taken[at].append(seconds(side))
    return taken


def spread(*samples: Sequence[float]) -> float:
    """Give by how much the slowest repetition exceeded the fastest, as a fraction; of several sides the larger."""
    return max(max(sample) / min(sample) - 1 for sample in samples)


def best_ratio(
    what: str, ours: Sequence[float], peer: Sequence[float], target: float | None, detail: str = ""
) -> Figure:
    """Compare the best repetition of each side: for work of a second or more, where noise only ever adds."""
    told = f"{min(ours):.2f} s against {min(peer):.2f} s" + (f"; {detail}" if detail else "")
    return Figure(what, min(ours) / min(peer), target, told, spread(ours, peer))


def median_ratio(
    what: str, ours: Sequence[float], peer: Sequence[float], target: float | None, detail: str = ""
) -> Figure:
    """Compare the medians: for work of milliseconds, repeated often; the spread is that of the middle half."""
    here, there = statistics.median(ours), statistics.median(peer)
    told = f"{here * 1000:.2f} ms against {there * 1000:.2f} ms" + (f"; {detail}" if detail else "")
    quarters = [statistics.quantiles(side, n=4) for side in (ours, peer)]
    return Figure(what, here / there, target, told, max(high / low - 1 for low, _, high in quarters))


def percentile(sample: Sequence[float], part: float) -> float:
    """Give the value that `part` (0 to 1) of the sample does not exceed."""
    return sorted(sample)[min(len(sample) - 1, int(part * len(sample)))]


def noise() -> float:
    """Say how uneven the machine is right now: by how much the 9th tenth of 40 equal loops exceeds the best, as a fraction."""

    def loop() -> int:
        return sum(number * number for number in range(LEVEL_LOOP))

    taken = [seconds(loop) for _ in range(40)]
    return percentile(taken, 0.9) / min(taken) - 1


def machine() -> str:
    """Describe the machine without naming it."""
    try:
        system = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    except OSError:
        system = f"{platform.system()} {platform.release()}"
    return f"{os.cpu_count()} cores, {system}, {platform.machine()}, {platform.python_implementation()} {platform.python_version()}"


def table(figures: Sequence[Figure]) -> str:
    """Lay the figures out as a table in Markdown."""
    lines = ["| what | ratio | target | | measured | spread |", "|---|---|---|---|---|---|"]
    for one in figures:
        ratio = "—" if one.ratio is None else f"{one.ratio:.2f} {one.unit}"
        target = "" if one.target is None else f"≤ {one.target:g} {one.unit}"
        uneven = "" if one.spread is None else f"{one.spread:.0%}"
        lines.append(f"| {one.what} | {ratio} | {target} | {one.verdict} | {one.detail} | {uneven} |")
    return "\n".join(lines)


def memory(name: str) -> int:
    """Give a figure of this process's memory in MB: VmRSS now, VmHWM at most since `forget_peak`; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return 0
    return (
        int(next(line for line in status.read_text("ascii").splitlines() if line.startswith(name)).split()[1]) // 1024
    )


def forget_peak() -> None:
    """Begin a new peak of memory."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
