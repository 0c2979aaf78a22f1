"""Run the parts that are named, or all, and print their table."""

import argparse
import importlib
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.measure import Figure, Sizes, machine, noise, table

PARTS = ("start", "window", "intake", "search", "roster", "exchange", "growth", "papers", "reports")


def main(arguments: list[str]) -> int:
    """Measure and print; the answer is 0 whatever the figures are."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench", description="Ratios within one run; see docs/figures.md."
    )
    parser.add_argument(
        "parts", nargs="*", metavar="PART", help=f"any of: {', '.join(PARTS)}; all of them if none is named"
    )
    parser.add_argument(
        "--persons", type=int, default=100_000, help="persons to search among (1000000 takes some minutes)"
    )
    parser.add_argument(
        "--entries",
        type=int,
        default=100_000,
        help="entries to exchange, and for `growth` to go up to (1000000 takes many minutes)",
    )
    parser.add_argument(
        "--keep",
        type=Path,
        metavar="FOLDER",
        help="keep the desk of --persons here, and take a copy of it the next time",
    )
    asked = parser.parse_args(arguments)
    sizes = Sizes(asked.persons, asked.entries, asked.keep)
    unknown = set(asked.parts) - set(PARTS)
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    uneven = [noise()]
    figures: list[Figure] = []
    for name in asked.parts or PARTS:
        begun = time.perf_counter()
        print(f"{name} …", end=" ", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory(prefix="yz-bench-", ignore_cleanup_errors=True) as work:
            figures += importlib.import_module(f"tests.bench.{name}").run(Path(work), sizes)
        uneven.append(noise())
        print(f"{time.perf_counter() - begun:.0f} s", file=sys.stderr)
    print(table(figures))
    print()
    print(
        f"Machine: {machine()}. Noise: equal work took up to {max(uneven):.0%} longer than at its best (9th tenth of 40 equal loops)."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
