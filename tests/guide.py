"""Make the pictures of the user guide from the real window on the sample county: python -m tests.guide [page …] (make guide-pictures)."""

import argparse
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

PEOPLE = 120
COLOURS = 32
"""A palette is enough for the few colours of the theme and the grey edges of letters."""
PAGES = {
    "desk": (
        "today", "people", "person", "intake", "classes", "vouchers", "jobs", "startup", "rights", "relief", "membership", "survey", "network", "funds",
        "reports", "month_end", "targets", "system",
    ),
    "base": ("redemption", "base_classes", "attendance", "results", "certificates", "claims"),
    "province": ("overview", "collecting", "units", "settlement"),
}  # fmt: skip
"""Which page is pictured in which workplace; the picture is named after the page."""
SECOND_TAB = {"claims"}
"""Pages whose second tab has more to show in the sample."""


FILES = {"jobs", "startup", "rights", "relief"}
"""Pages of which a file is pictured, not the list: it tells more."""
CROSSED = "交叉统计"
"""The sight of 调研 that is pictured, a dialog."""


def main(arguments: list[str]) -> int:
    """Tell the sample's story once, picture the pages that the guide refers to, or those that are named."""
    from ui import guide

    parser = argparse.ArgumentParser(prog="python -m tests.guide", description=__doc__)
    parser.add_argument("page", nargs="*", help="only these pages")
    wanted = set(parser.parse_args(arguments).page)
    to = guide.FOLDER / "pictures"
    to.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for path in picture(Path(scratch) / "安和县", to, wanted):
            print(f"{path.stat().st_size:7,}  {path.relative_to(guide.FOLDER)}")
    if not wanted:
        for stale in {*to.iterdir()} - {to / name for name in referred(guide.FOLDER)}:
            stale.unlink()
    return 0


def referred(folder: Path) -> set[str]:
    """Give the names of the pictures that chapters refer to."""
    link = re.compile(r"!\[[^\]]*\]\(pictures/([^)]+)\)")
    return {name for path in folder.glob("*.md") for name in link.findall(path.read_text(encoding="utf-8"))}


def picture(scratch: Path, to: Path, wanted: set[str]) -> list[Path]:
    """Picture the pages at 1024 × 768 in the light theme; give the files."""
    from PySide6.QtWidgets import QTabWidget

    from rules.wrapping import Parameters
    from ui import showcase
    from ui.app import make_application
    from ui.commands import story
    from ui.open import picture as take
    from ui.theme import Mode

    make_application(["guide"], Mode.LIGHT)
    scratch.mkdir()
    told = story.tell(scratch, people_wanted=PEOPLE, parameters=Parameters(1, 64, 1))
    made = []
    for kind, book in (("desk", told.desk), ("base", told.bases[0]), ("province", told.province)):
        with showcase.shown(book) as window:
            for key in PAGES[kind]:
                if not wanted or key in wanted:
                    window.go(key, showcase.example(book, key))
                    if key in FILES:
                        open_file(window, book, key)
                    if key in SECOND_TAB:
                        (tabs,) = window.page(key).findChildren(QTabWidget)
                        tabs.setCurrentIndex(1)
                    if key == "survey":
                        take_crossed(window, book, to / f"{key}.png")
                    else:
                        take(window, key, to / f"{key}.png")
                    shrink(to / f"{key}.png")
                    made.append(to / f"{key}.png")
    for book in told.everybody():
        book.close()
    return made


def open_file(window: Any, book: Any, key: str) -> None:
    """Open the file of the area's record that has most to show."""
    from ui import sights
    from ui.open import settle

    settle(window)
    found = sights.example(book, key)
    assert found is not None, key
    window.page(key).show_record(*found)
    settle(window)


def take_crossed(window: Any, book: Any, to: Path) -> None:
    """Picture the table of two questions."""
    from ui import sights

    for name, shown in sights.sights(window, book, "survey"):
        if name == CROSSED:
            shown.grab().save(str(to), "PNG")


def shrink(path: Path) -> None:
    """Write a picture again with a palette and without what it tells of its making."""
    from PIL import Image

    with Image.open(path) as image:
        whole = image.convert("RGB")
    counts = whole.getcolors(whole.width * whole.height) or []
    # the colours of the theme cover most of a window and stay as they are; only rare shades of letters are taken together
    common: list[Any] = [colour for _count, colour in sorted(counts, reverse=True)[:COLOURS]]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in common for part in colour])
    whole.quantize(palette=palette, dither=Image.Dither.NONE).save(path, "PNG", optimize=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
