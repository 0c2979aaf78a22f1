"""Make the set of files that this release leaves to later ones: python -m tests.releases FOLDER."""

import shutil
import sys
import tempfile
from pathlib import Path

from db import casebook, people
from sync import collector, extract, folder, receiving, streams
from tests.sync.county import Land, admit_all, found_land, give_vouchers, open_class, register

KEPT = ("desk", "province")


def make(to: Path) -> None:
    """Play a small story and leave `desk/`, `province/`, `bundle.age` (not collected), `receipt.age` (not taken) and `class.age` (not taken)."""
    with tempfile.TemporaryDirectory() as scratch:
        land = found_land(Path(scratch))
        admit_all(land)
        persons = [register(land.desk, number) for number in range(1, 6)]
        class_id = open_class(land, persons)
        give_vouchers(land, persons[:4])
        land.exchange("desk", "base1")
        people.change(land.desk, persons[0].id, {"phone": "13800000001"})
        stick = land.place()
        streams.export(land.desk, stick)
        (answer,) = _receipt_for_desk(land)
        (sent,) = folder.bundles(stick)
        (class_file,) = extract.class_file(land.desk, class_id, land.place())
        land.close()
        for name in KEPT:
            shutil.copytree(
                land.root / name, to / name, ignore=shutil.ignore_patterns("spool", "anchor.json", "*-wal", "*-shm")
            )
        for path, name in ((sent, "bundle.age"), (answer, "receipt.age"), (class_file, "class.age")):
            shutil.copy(path, to / name)


def _receipt_for_desk(land: Land) -> list[Path]:
    """Let the province answer all; give the receipt that the first desk can open."""
    answers = collector.collect(land.province, [], land.place()).receipts
    probe = land.root / "probe"
    land.shut("desk")
    shutil.copytree(land.root / "desk", probe)
    book = casebook.open_casebook(probe, "", "correct horse 1", land.clock)
    found = [path for path in answers if receiving.take_file(book, path).outcome == receiving.OK]
    book.close()
    shutil.rmtree(probe)
    return found


if __name__ == "__main__":
    make(Path(sys.argv[1]))
