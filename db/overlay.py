"""Overlay printing (套打) as the casebook knows it: what is still to be printed, and the sheet of which nobody said yet how it came out."""

import json
from dataclasses import dataclass

from db import stock
from db.casebook import Casebook
from db.stock import STANDS

_UNPRINTED = {
    stock.VOUCHER: """SELECT v.id FROM voucher_issue v WHERE v._dev = :dev AND v.valid_until >= :today
        AND NOT EXISTS (SELECT 1 FROM voucher_void x WHERE x.voucher = v.id) AND NOT EXISTS (SELECT 1 FROM redemption r WHERE r.voucher = v.id)
        AND NOT EXISTS (SELECT 1 FROM voucher_loss l WHERE l.voucher = v.id)""",
    stock.CERTIFICATE: """SELECT v.id FROM certificate v WHERE v._dev = :dev
        AND NOT EXISTS (SELECT 1 FROM certificate_revocation x WHERE x.certificate = v.id)""",
}  # fmt: skip


def unprinted(book: Casebook, form: str, limit: int = 1000) -> list[bytes]:
    """List the vouchers or certificates in force that were never printed here, on stock or otherwise, in the order of issue."""
    sql = f"""{_UNPRINTED[form]} AND NOT EXISTS (SELECT 1 FROM print_log p WHERE p.kind = :form AND p.what = v.number AND p.edition > 0)
        AND NOT EXISTS (SELECT 1 FROM stock_sheet s WHERE s.form = :form AND s.number = v.number AND s.state = 'used' AND {STANDS})
        ORDER BY v.n LIMIT :limit"""
    values = {"dev": book.workplace.dev, "today": book.today.isoformat(), "form": form, "limit": limit}
    return [bytes(row["id"]) for row in book.store.rows(sql, values)]


@dataclass(frozen=True)
class Pending:
    """Hold what was sent to a printer and not answered for: the row printed, its number, the sheet's serial where it was scanned before."""

    row: bytes
    number: str
    serial: str
    printer: str
    reason: str = ""


def note_pending(book: Casebook, form: str, found: Pending | None) -> None:
    """Keep what is about to be printed, so that a crash or power cut does not forget the sheet; None once it is answered for."""
    said = (
        "" if found is None else json.dumps([found.row.hex(), found.number, found.serial, found.printer, found.reason])
    )
    book.set_setting(f"overlay_pending.{form}", said)


def pending(book: Casebook, form: str) -> Pending | None:
    """Give the sheet of which nobody said yet how it came out, or None."""
    said = book.setting(f"overlay_pending.{form}")
    if not said:
        return None
    row, *rest = json.loads(said)
    return Pending(bytes.fromhex(row), *rest)
