"""The province's receipt: what it holds of each stream, the directory of grants, the spent list, and its own entries (docs/sync.md section 5).

Receipts are numbered per unit (a county's desks together, each base alone) and cumulative: a missing one does no harm.
How a workplace takes one stands in sync/confirming.py.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from db import directory, entries, gaps, journal, vouchers
from db.casebook import Casebook
from db.directory import Grant
from db.gaps import Gap
from db.verification import SPENT_PREFIX
from rules import canonical
from sync import answering, bundle, carrying, device, folder, streams
from sync.keys import recipient_of
from sync.receipt_form import FORMAT, LIMIT

VALID = timedelta(days=90)
FROZEN = vouchers.FROZEN
_RESULTS = 200


def units(book: Casebook) -> list[str]:
    """Name the units that get receipts: each county once for its desks, each base by its device number."""
    found = directory.living(book.store)
    return sorted(
        {grant.county for grant in found if grant.role == "desk"}
        | {grant.dev.hex() for grant in found if grant.role == "base"}
    )


def members(book: Casebook, unit: str) -> list[Grant]:
    """Give the granted devices of a unit that are not revoked."""
    return [
        grant
        for grant in directory.living(book.store)
        if (grant.role == "desk" and grant.county == unit) or (grant.role == "base" and grant.dev.hex() == unit)
    ]


def write(book: Casebook, unit: str, to: Path) -> Path:
    """Write the next receipt of a unit into the folder `to`; give its file.

    The number is spent before the file is written: a receipt that was not written is missing, and no two ever bear one number.
    """
    book.require_sound()
    addressees = members(book, unit)
    county = addressees[0].county
    spent = _spent(book, county) if addressees[0].role == "base" else None
    with book.store.transaction():
        last = book.store.one(
            "SELECT receipt_no, hash FROM receipt WHERE unit = ? ORDER BY receipt_no DESC LIMIT 1", (unit,)
        )
        number, before = (last["receipt_no"] + 1, bytes(last["hash"])) if last else (1, b"")
        document = _document(book, unit, county, number, before, spent)
        digest = hashlib.sha256(document).digest()
        book.store.execute(
            "INSERT INTO receipt (unit, receipt_no, hash, doc, at) VALUES (?, ?, ?, ?, ?)",
            (unit, number, digest, document, book.now),
        )
    lines = b"".join(_lines(book, county, addressees))
    card = device.card(book)
    locks = [recipient_of(grant.age) for grant in addressees] + [recipient_of(card.safe)]
    ep = book.stream(county)[1]
    names = [grant.dev.hex() for grant in addressees]
    manifest = streams.draft(book, "receipt", names, ep, number, number, before, digest)
    sealed = bundle.seal(
        manifest,
        lines,
        blobs=[spent] if spent else [],
        receipt=document,
        signer=device.keys(book).signer,
        recipients=locks,
        province=card.province,
    )
    path = folder.write(to, sealed.name, sealed.data)
    with book.store.transaction():
        streams.log(
            book, "out", sealed.manifest, sealed.name, sealed.sha256, len(sealed.data), lines.count(b"\n"), "EXPORTED"
        )
    return path


def _lines(book: Casebook, county: str, addressees: list[Grant]) -> Iterator[bytes]:
    """Give what travels with the receipt: the officers, our own entries for the county of every epoch, and tails that a restored workplace lost."""
    own = book.store.rows(
        "SELECT ep, seq, county FROM stream WHERE mine = 1 ORDER BY county = ?, state DESC", (county,)
    )
    for row in own:
        ep = bytes(row["ep"])
        for line in journal.lines(book.store, book.workplace.dev, ep, 1, row["seq"]):
            if row["county"] == county or entries.parse(book.workplace.dev, ep, line).tbl == "staff":
                yield carrying.line(book.workplace.dev, ep, line)
    for grant in addressees:
        for ep, first, upto in _lost(book, grant.dev):
            for line in journal.lines(book.store, grant.dev, ep, first, upto):
                yield carrying.line(grant.dev, ep, line)
        yield from _versions(book, grant.dev)


def _versions(book: Casebook, dev: bytes) -> Iterator[bytes]:
    """Give all versions of a device's streams from where they part: each copy of it learns what the other wrote."""
    for parted in book.store.rows("SELECT ep, min(first) AS first FROM branch WHERE dev = ? GROUP BY ep", (dev,)):
        ep = bytes(parted["ep"])
        sql = "SELECT header, salt, body FROM entry WHERE dev = ? AND ep = ? AND q >= ? ORDER BY q, hash"
        for row in book.store.rows(sql, (dev, ep, parted["first"])):
            yield carrying.line(dev, ep, entries.line_of(row["header"], row["salt"], row["body"]))


def _lost(book: Casebook, dev: bytes) -> list[tuple[bytes, int, int]]:
    """Give (epoch, first, last) of what we hold of a device beyond what its newest epoch says it still had: it came back from an older copy."""
    begun = book.store.rows(
        "SELECT ep, body FROM entry WHERE dev = ? AND kind = 'epoch' AND state = 'applied' ORDER BY n DESC", (dev,)
    )
    if len(begun) < 2:
        return []
    before = {bytes(row["ep"]): _named(row["body"]) for row in begun}
    kept, at = {bytes(begun[0]["ep"]): canonical.MAX_INT}, before[bytes(begun[0]["ep"])]
    while at is not None and at[0] not in kept:
        kept[at[0]] = at[1]
        at = before.get(at[0])
    held = book.store.rows("SELECT ep, seq FROM stream WHERE dev = ?", (dev,))
    tails = [(bytes(row["ep"]), kept.get(bytes(row["ep"]), 0) + 1, row["seq"]) for row in held]
    return [tail for tail in tails if tail[1] <= tail[2]]


def _named(body: bytes | None) -> tuple[bytes, int] | None:
    """Give the epoch before, and its last number, that an epoch's first entry names."""
    said = canonical.load(body) if body is not None else None
    if type(said) is not dict or type(said.get("ep")) is not str or type(said.get("seq")) is not int:
        return None
    try:
        return bytes.fromhex(said["ep"]), said["seq"]
    except ValueError:
        return None


def _spent(book: Casebook, county: str) -> bytes:
    """Give the sorted 8-byte beginnings of every spent, unexpired voucher id of a county."""
    rows = book.store.rows(
        """SELECT DISTINCT substr(r.voucher, 1, 8) FROM redemption r LEFT JOIN voucher_issue i ON i.id = r.voucher
        WHERE substr(r.number, 7, 6) = ? AND (i.valid_until IS NULL OR i.valid_until >= ?)""",
        (county, book.today.isoformat()),
    )
    return b"".join(sorted(bytes(row[0]) for row in rows))


def _document(book: Casebook, unit: str, county: str, number: int, before: bytes, spent: bytes | None) -> bytes:
    wanted = {grant.dev for grant in members(book, unit)}
    grants = directory.grants(book.store, county)
    lacking = gaps.gaps(book.store)
    return canonical.dump({
        "fmt": FORMAT, "store_id": device.card(book).store_id, "unit": unit, "receipt_no": number, "prev_hash": before.hex(),
        "issued": book.today.isoformat(), "expires": (book.today + VALID).isoformat(), "root_v": device.card(book).version,
        "dir_v": int(book.setting("dir_v", "0")), "cat_v": int(book.setting("cat_v", "0")),
        "streams": [
            _stream(book, row, lacking) for row in book.store.rows("SELECT * FROM stream WHERE mine = 0 AND county = ? ORDER BY dev, ep", (county,))
            if unit == county or bytes(row["dev"]) in wanted  # the desks pass the bases' bundles on, until they hear that it is enough
        ],
        "results": _results(book, wanted),
        "directory": {
            "grants": [{"doc": grant.document.decode(), "sig": grant.signature.hex()} for grant in grants],
            "revocations": [{"doc": one.document.decode(), "sig": one.signature.hex()} for one in directory.revocations(book.store)],
        },
        "spent": {"n": len(spent) // SPENT_PREFIX, "h": hashlib.sha256(spent).hexdigest()} if spent else {"n": 0, "h": ""},
        "province_head": _head(book, county), "wanted": [value.hex() for value in answering.missing(book)],
    }, limit=LIMIT)  # fmt: skip


def _head(book: Casebook, county: str) -> str:
    dev, ep = book.stream(county)
    return bytes(book.store.value("SELECT head FROM stream WHERE dev = ? AND ep = ?", (dev, ep))).hex()


def _stream(book: Casebook, row: Any, lacking: Sequence[Gap]) -> dict[str, Any]:
    """Say how far a stream is held, which ranges are missing (`lacking`: of all streams), and how far other versions of it are held."""
    dev, ep = bytes(row["dev"]), bytes(row["ep"])
    gap = [[one.first, one.upto] for one in lacking if (one.dev, one.ep) == (dev, ep)]
    missing = [[first, upto] for first, upto in gaps.holes(book.store, dev, ep)] + gap
    said = {
        "dev": dev.hex(), "ep": ep.hex(), "stored_seq": row["seq"], "stored_head": bytes(row["head"]).hex(), "applied_seq": row["seq"],
        "missing": missing, "state": row["state"],
    }  # fmt: skip
    ends = book.store.rows("SELECT seq, head FROM branch WHERE dev = ? AND ep = ? ORDER BY branch", (dev, ep))
    return said | ({"branches": [[end["seq"], bytes(end["head"]).hex()] for end in ends]} if ends else {})


def _results(book: Casebook, devices: set[bytes]) -> list[dict[str, Any]]:
    marks = ",".join("?" * len(devices))
    rows = book.store.rows(
        f"SELECT sha256, outcome, entries FROM bundle WHERE direction = 'in' AND dev IN ({marks}) ORDER BY n DESC LIMIT ?",
        (*devices, _RESULTS),
    )
    return [
        {"bundle": bytes(row["sha256"]).hex(), "outcome": row["outcome"], "entries": row["entries"]} for row in rows
    ]
