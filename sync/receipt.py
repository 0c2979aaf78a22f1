"""The province's receipt: what it holds of each stream, the directory of grants, the spent list, and its own entries (docs/sync.md section 5).

Receipts are numbered per unit (a county's desks together, each base alone) and cumulative: a missing one does no harm.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from db import directory, journal
from db.casebook import Casebook
from db.directory import Grant
from db.verification import SPENT_PREFIX
from rules import canonical
from rules.errors import UntrustedInput
from sync import bundle, device, folder, streams
from sync.bundle import Opened
from sync.errors import BadBundleFormat, ReceiptRollback
from sync.keys import recipient_of

FORMAT = "yz1-receipt"
VALID = timedelta(days=90)
FROZEN = "money_frozen"
_LIMIT = 4 * 1024 * 1024
_KEYS = {
    "fmt", "store_id", "unit", "receipt_no", "prev_hash", "issued", "expires", "root_v", "dir_v", "cat_v", "streams", "results", "directory", "spent",
    "province_head",
}  # fmt: skip


class ReceiptOfOther(UntrustedInput):
    """Say that a receipt comes from another province's ledger or is meant for another unit; field `reason`."""

    code = "RECEIPT_OF_OTHER"


@dataclass(frozen=True)
class Taken:
    """Tell what a receipt brought: its number, our entries confirmed and still missing, and whether money is frozen."""

    receipt_no: int
    confirmed: int
    missing: int
    frozen: str


def units(book: Casebook) -> list[str]:
    """Name the units that get receipts: each county once for its desks, each base by its device number."""
    found = directory.grants(book.store)
    return sorted(
        {grant.county for grant in found if grant.role == "desk"}
        | {grant.dev.hex() for grant in found if grant.role == "base"}
    )


def members(book: Casebook, unit: str) -> list[Grant]:
    """Give the granted devices of a unit."""
    return [
        grant for grant in directory.grants(book.store)
        if (grant.role == "desk" and grant.county == unit) or (grant.role == "base" and grant.dev.hex() == unit)
    ]  # fmt: skip


def write(book: Casebook, unit: str, to: Path) -> Path:
    """Write the next receipt of a unit into the folder `to`; give its file."""
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
    ep = book.stream(county)[1]
    lines = b"".join(
        b"\t".join((book.workplace.dev.hex().encode(), ep.hex().encode(), line)) + b"\n"
        for line in journal.lines(book.store, book.workplace.dev, ep, 1, _seq(book, ep))
    )
    card = device.card(book)
    locks = [recipient_of(grant.age) for grant in addressees] + [recipient_of(card.safe)]
    manifest = streams.draft(
        book, "receipt", [grant.dev.hex() for grant in addressees], ep, number, number, before, digest
    )
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


def _seq(book: Casebook, ep: bytes) -> int:
    return int(book.store.value("SELECT seq FROM stream WHERE dev = ? AND ep = ?", (book.workplace.dev, ep)))


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
    return canonical.dump({
        "fmt": FORMAT, "store_id": device.card(book).store_id, "unit": unit, "receipt_no": number, "prev_hash": before.hex(),
        "issued": book.today.isoformat(), "expires": (book.today + VALID).isoformat(), "root_v": device.card(book).version,
        "dir_v": int(book.setting("dir_v", "0")), "cat_v": int(book.setting("cat_v", "0")),
        "streams": [_stream(book, row) for row in book.store.rows("SELECT * FROM stream WHERE mine = 0 AND county = ? ORDER BY dev, ep", (county,)) if bytes(row["dev"]) in wanted],
        "results": _results(book, wanted),
        "directory": {
            "grants": [{"doc": grant.document.decode(), "sig": grant.signature.hex()} for grant in grants],
            "revocations": [{"doc": one.document.decode(), "sig": one.signature.hex()} for one in directory.revocations(book.store)],
        },
        "spent": {"n": len(spent) // SPENT_PREFIX, "h": hashlib.sha256(spent).hexdigest()} if spent else {"n": 0, "h": ""},
        "province_head": _head(book, county),
    })  # fmt: skip


def _head(book: Casebook, county: str) -> str:
    dev, ep = book.stream(county)
    return bytes(book.store.value("SELECT head FROM stream WHERE dev = ? AND ep = ?", (dev, ep))).hex()


def _stream(book: Casebook, row: Any) -> dict[str, Any]:
    """Say how far a stream is held, and which ranges wait behind a gap."""
    dev, ep = bytes(row["dev"]), bytes(row["ep"])
    waiting = book.store.rows(
        "SELECT detail FROM bundle WHERE direction = 'in' AND outcome = 'GAP' AND detail LIKE ? ORDER BY n",
        (f"{dev.hex()}:{ep.hex()}:%",),
    )
    firsts = sorted(int(one["detail"].rsplit(":", 1)[1]) for one in waiting)
    missing = [[row["seq"] + 1, firsts[0] - 1]] if firsts and firsts[0] > row["seq"] + 1 else []
    return {
        "dev": dev.hex(), "ep": ep.hex(), "stored_seq": row["seq"], "stored_head": bytes(row["head"]).hex(), "applied_seq": row["seq"],
        "missing": missing, "state": row["state"],
    }  # fmt: skip


def _results(book: Casebook, devices: set[bytes]) -> list[dict[str, Any]]:
    rows = book.store.rows(
        "SELECT sha256, outcome, dev, entries FROM bundle WHERE direction = 'in' ORDER BY n DESC LIMIT 200"
    )
    return [
        {"bundle": bytes(row["sha256"]).hex(), "outcome": row["outcome"], "entries": row["entries"]}
        for row in rows if row["dev"] is not None and bytes(row["dev"]) in devices
    ]  # fmt: skip


# --- taking a receipt, at a desk or base -----------------------------------------------------------------------------


def take(book: Casebook, opened: Opened) -> int:
    """Take a receipt that was opened and verified; give how many of its entries were new.

    Raise ROLLBACK for a lower number, RECEIPT_OF_OTHER for another ledger or unit, E_FORMAT for a wrong shape, BAD_GRANT for a false grant.
    """
    from db import apply as applying
    from sync.receiving import extract_entries

    fields = _read(opened)
    card = device.card(book)
    place = book.workplace
    if fields["store_id"] != card.store_id:
        raise ReceiptOfOther(reason="store")
    if fields["unit"] not in {place.county, place.dev.hex()}:
        raise ReceiptOfOther(reason="unit")
    seen = int(book.setting("receipt_seen", "0"))
    if fields["receipt_no"] < seen or fields["dir_v"] < int(book.setting("dir_v", "0")):
        raise ReceiptRollback(held=seen, got=fields["receipt_no"])
    grant_key = bytes.fromhex(card.grant)
    grants = [
        directory.read_grant(one["doc"].encode(), bytes.fromhex(one["sig"]), grant_key)
        for one in fields["directory"]["grants"]
    ]
    revoked = [
        directory.read_revocation(one["doc"].encode(), bytes.fromhex(one["sig"]), grant_key)
        for one in fields["directory"]["revocations"]
    ]
    found = extract_entries(opened)
    with book.store.transaction():
        for grant in grants:
            directory.keep_grant(book.store, grant, fields["dir_v"])
        for revocation in revoked:
            directory.keep_revocation(book.store, revocation, fields["dir_v"])
        done = applying.apply(book.store, found, book.role_of, book.now)
        _confirm(book, fields)
        _keep_spent(book, fields, opened)
        book.set_setting("receipt_seen", str(fields["receipt_no"]))
        book.set_setting("receipt_day", fields["issued"])
        book.set_setting("receipt_expires", fields["expires"])
        book.set_setting("latest_signed_day", max(fields["issued"], book.setting("latest_signed_day")))
        for name in ("root_v", "dir_v", "cat_v"):
            book.set_setting(name, str(fields[name]))
        book.store.execute(
            "INSERT OR IGNORE INTO receipt (unit, receipt_no, hash, doc, at) VALUES (?, ?, ?, ?, ?)",
            (
                fields["unit"],
                fields["receipt_no"],
                hashlib.sha256(opened.receipt or b"").digest(),
                opened.receipt,
                book.now,
            ),
        )
    return done.new


def _read(opened: Opened) -> Any:
    try:
        fields = canonical.load(opened.receipt or b"", limit=_LIMIT)
        if type(fields) is not dict or fields.keys() != _KEYS or fields["fmt"] != FORMAT:
            raise BadBundleFormat(reason="receipt")
        date.fromisoformat(fields["issued"])
        date.fromisoformat(fields["expires"])
        numbers = [fields[name] for name in ("receipt_no", "root_v", "dir_v", "cat_v")]
        for one in fields["streams"]:
            numbers += [one["stored_seq"], one["applied_seq"]]
            bytes.fromhex(one["dev"] + one["ep"] + one["stored_head"])
        if any(type(number) is not int or number < 0 for number in numbers):
            raise BadBundleFormat(reason="receipt")
    except (canonical.NotCanonical, KeyError, TypeError, ValueError) as error:
        raise BadBundleFormat(reason="receipt") from error
    return fields


def _confirm(book: Casebook, fields: Any) -> None:
    """Move our streams' confirmation on; where the province's head is not ours, freeze money and say so."""
    frozen = ""
    for one in fields["streams"]:
        dev, ep = bytes.fromhex(one["dev"]), bytes.fromhex(one["ep"])
        row = book.store.one("SELECT seq, confirmed, mine FROM stream WHERE dev = ? AND ep = ?", (dev, ep))
        if row is None:
            frozen = frozen or ("FORK" if dev == book.workplace.dev else "")
            continue
        ours = streams.hash_at(book, dev, ep, one["stored_seq"])
        if one["stored_seq"] > row["seq"] or (ours is not None and ours.hex() != one["stored_head"]):
            frozen = "FORK" if row["mine"] else frozen
            continue
        # A lower number than before: the province was restored; what it lost is sent again.
        lost = one["applied_seq"] < row["confirmed"]
        asked = min((first for first, _ in one["missing"]), default=0)
        back = min(one["applied_seq"], asked - 1) if asked else one["applied_seq"]
        book.store.execute(
            "UPDATE stream SET confirmed = ?, exported = CASE WHEN ? THEN ? ELSE max(exported, ?) END WHERE dev = ? AND ep = ?",
            (one["applied_seq"], int(lost or bool(asked)), back, one["applied_seq"], dev, ep),
        )
    book.set_setting(FROZEN, frozen)


def _keep_spent(book: Casebook, fields: Any, opened: Opened) -> None:
    said = fields["spent"]
    if not said["n"]:
        return
    blob = opened.blobs.get(bytes.fromhex(said["h"]), b"")
    if len(blob) != said["n"] * SPENT_PREFIX:
        raise BadBundleFormat(reason="spent")
    book.store.execute("DELETE FROM spent")
    book.store.many(
        "INSERT OR IGNORE INTO spent (prefix) VALUES (?)",
        [(blob[i : i + SPENT_PREFIX],) for i in range(0, len(blob), SPENT_PREFIX)],
    )
