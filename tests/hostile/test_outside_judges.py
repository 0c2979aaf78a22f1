"""What the program really sends opens without it: Debian's age, tar, minisign, zstd and sha256sum, by the commands of docs/open-a-bundle.md."""

from pathlib import Path

from db import journal
from rules import canonical
from sync import admission, device, receipt, streams
from sync.bundle import file_name
from tests.sync.county import COUNTY, OFFLINE, Land, last, register
from tests.sync.test_bundle import follow_the_document


def _opened(land: Land, to: Path, sent: Path, public: str) -> None:
    """Open a file by the safe key from the sealed envelope."""
    to.mkdir()
    key = land.root / "province" / admission.OFFLINE / "safe.yzkey"
    admission.write_safe_identity(key, OFFLINE, to / "identity.txt", land.clock)
    done = follow_the_document(to, sent.read_bytes(), bytes.fromhex(public))
    assert done.returncode == 0, done.stderr
    assert "Signature and comment signature verified" in done.stdout


def test_an_export_opens_without_the_program(land: Land, tmp_path: Path) -> None:
    desk = land.desk
    for number in range(3):
        register(desk, number)
    (sent,) = streams.export(desk, land.place(), resend=True)
    _opened(land, to := tmp_path / "bundle", sent.path, device.keys(desk).public.sign.hex())
    lines = (to / "entries.jsonl").read_bytes().split(b"\n")[:-1]
    assert lines == list(journal.lines(desk.store, *desk.stream(), sent.first, last(desk)))
    said = canonical.load((to / "manifest.json").read_bytes())
    assert (said["kind"], said["from"], said["upto"]) == ("stream", sent.first, sent.upto)
    assert sent.path.name.startswith(file_name("51", *desk.stream(), (sent.first, sent.upto), b"")[:-5])


def test_a_receipt_opens_without_the_program(land: Land, tmp_path: Path) -> None:
    land.exchange("desk")
    path = receipt.write(land.province, COUNTY, land.place())
    _opened(land, to := tmp_path / "receipt", path, device.card(land.desk).receipt)
    said = canonical.load((to / "receipt.json").read_bytes(), limit=1 << 22)
    held = next(one for one in said["streams"] if one["dev"] == land.desk.workplace.dev.hex())
    assert (said["fmt"], said["unit"], held["stored_seq"]) == ("yz1-receipt", COUNTY, last(land.desk))
    assert len((to / "entries.jsonl").read_bytes().split(b"\n")) > 1
