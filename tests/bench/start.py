"""From the start of the process until the unlock dialog has taken a key, beside a bare PySide6 window; no key is derived in either."""

import os
import subprocess
import sys
import time
from pathlib import Path

from tests.bench import ground
from tests.bench.measure import Figure, Sizes, median_ratio

HOUSE = Path(__file__).resolve().parents[2]
TIMES = 11


def run(work: Path, sizes: Sizes) -> list[Figure]:
    """Measure both, turn by turn; the first of each only fills the caches."""
    place = work / "desk"
    ground.found(place).close()
    surroundings = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_CONFIG_HOME": str(work / "config"),
        "XDG_DATA_HOME": str(work / "data"),
    }

    def until_key(*arguments: str) -> float:
        begun = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.first_key", *arguments],
            cwd=HOUSE, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True, timeout=60,
        )  # fmt: skip
        return float(done.stdout) - begun

    taken: tuple[list[float], list[float]] = ([], [])
    sides: tuple[tuple[str, ...], ...] = (("unlock", str(place)), ("bare",))
    for turn in range(TIMES + 1):
        for sample, arguments in zip(taken, sides, strict=True):
            needed = until_key(*arguments)
            if turn:
                sample.append(needed)
    return [median_ratio("start until the unlock dialog takes a key / bare PySide6 window", *taken, 1.5)]
