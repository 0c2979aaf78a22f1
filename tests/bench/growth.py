"""Export and collection from ten thousand entries up: time an entry and most memory, which must not grow with how many there are."""

from functools import partial
from pathlib import Path

from sync import collector, streams
from tests.bench import ground
from tests.bench.measure import Figure, Sizes, forget_peak, memory, seconds

STEPS = (10_000, 30_000, 100_000, 300_000, 1_000_000)


def run(work: Path, sizes: Sizes) -> list[Figure]:
    """Exchange each number of entries between workplaces of their own; ratios are to the smallest number, an entry."""
    figures: list[Figure] = []
    first: tuple[float, float] | None = None
    for count in (step for step in STEPS if step <= sizes.entries):
        place = work / f"{count}"
        place.mkdir()
        both = ground.admitted(place)
        ground.fill(both.desk, ground.drafts(count // 2))
        (out := place / "out").mkdir()
        forget_peak()
        held = memory("VmRSS")
        exported = seconds(partial(streams.export, both.desk, out, resend=True)) / count
        peaks = [memory("VmHWM") - held]
        forget_peak()
        held = memory("VmRSS")
        collected = seconds(partial(collector.collect, both.province, [out])) / count
        peaks.append(memory("VmHWM") - held)
        for book in (both.desk, both.other, both.province):
            book.close()
        first = first or (exported, collected)
        for name, taken, before, peak in (
            ("export", exported, first[0], peaks[0]),
            ("collect", collected, first[1], peaks[1]),
        ):
            told = f"{taken * 1e6:.1f} µs an entry, at most {peak} MB more"
            figures.append(Figure(f"{name} {count:,} entries / {STEPS[0]:,}, an entry", taken / before, None, told))
    return figures
