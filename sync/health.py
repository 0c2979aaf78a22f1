"""How a workplace's books stand beside the province's, in findings that the edge words: what happened, and what a person should do.

A clerk never reads of epochs or digests. Each finding is a code with fields; the first ones are the gravest (docs/sync.md section 5).
"""

import datetime as dt
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from db import directory, flags, gaps, vouchers
from db.casebook import Casebook
from rules import canonical
from sync import confirming, device, giving_back, streams

SOON = dt.timedelta(days=30)
NO_EPOCH = frozenset({"foundation", "restored"})


class Grave(IntEnum):
    """Say how grave a finding is."""

    STOPPED = 0
    HEED = 1
    KNOW = 2
    FINE = 3


@dataclass(frozen=True)
class Finding:
    """Hold one finding: its code, how grave it is, and the fields that its words need (days as ISO text)."""

    code: str
    grave: Grave
    fields: dict[str, Any] = field(default_factory=dict)


def look(book: Casebook) -> tuple[Finding, ...]:
    """Tell how our books stand beside the province's, gravest first; a single ALL_WELL where there is nothing to heed."""
    if book.workplace.kind == "province":
        found = _of_province(book)
    elif not book.setting(device.CARD):
        found = [Finding("NO_CARD", Grave.KNOW)]
    else:
        found = [*_frozen(book), *_begun_anew(book), *_of_receipts(book), *_of_grant(book), *_on_the_way(book)]
    if not found:
        return (Finding("ALL_WELL", Grave.FINE),)
    return tuple(sorted(found, key=lambda one: one.grave))


def _frozen(book: Casebook) -> list[Finding]:
    # No receipt is locked for a revoked device any more; it may still hear of it from a document that somebody else passes on.
    gone = directory.is_revoked(book.store, book.workplace.dev)
    reason = book.setting(vouchers.FROZEN) or (confirming.REVOKED if gone else "")
    return [Finding(f"FROZEN_{reason}", Grave.STOPPED)] if reason else []


def _begun_anew(book: Casebook) -> list[Finding]:
    """Tell that this casebook came back from an older copy, or was moved or copied, and that its numbers rest."""
    ep = book.stream()[1]
    body = book.store.value("SELECT body FROM entry WHERE ep = ? AND kind = 'epoch'", (ep,))
    said = canonical.load(bytes(body)) if body is not None else {}
    reason = str(said.get("reason", ""))
    grant = directory.grant_of(book.store, book.workplace.dev)
    if reason in NO_EPOCH or grant is None or grant.ep == ep:
        return []
    known = {"restore", "rollback", "machine", "fork"}
    return [Finding(f"ANEW_{(reason if reason in known else 'restore').upper()}", Grave.HEED)]


def _of_receipts(book: Casebook) -> list[Finding]:
    found = []
    today = vouchers.latest_day(book)
    if book.today < today:
        found.append(Finding("CLOCK_BEHIND", Grave.HEED, {"day": today.isoformat(), "here": book.today.isoformat()}))
    text, last = book.setting("receipt_expires"), book.setting("receipt_day")
    if not text:
        return [*found, Finding("NO_RECEIPT", Grave.KNOW)]
    expires = dt.date.fromisoformat(text)
    stops = expires + vouchers.GRACE
    said = {
        "day": last,
        "expires": text,
        "stops": stops.isoformat(),
        "days": (today - dt.date.fromisoformat(last)).days,
    }
    if today > stops:
        found.append(Finding("RECEIPT_OVER", Grave.STOPPED, said))
    elif today > expires:
        found.append(Finding("RECEIPT_GRACE", Grave.HEED, said))
    elif today > expires - SOON:
        found.append(Finding("RECEIPT_OLD", Grave.HEED, said))
    return found


def _of_grant(book: Casebook) -> list[Finding]:
    grant = directory.grant_of(book.store, book.workplace.dev)
    if grant is None:
        return [Finding("NOT_GRANTED", Grave.KNOW)]
    today, stops = vouchers.latest_day(book), grant.expires + vouchers.GRACE
    said = {"expires": grant.expires.isoformat(), "stops": stops.isoformat()}
    if today > stops:
        return [Finding("GRANT_OVER", Grave.STOPPED, said)]
    if today > grant.expires:
        return [Finding("GRANT_GRACE", Grave.HEED, said)]
    return [Finding("GRANT_SOON", Grave.KNOW, said)] if today > grant.expires - SOON else []


def _on_the_way(book: Casebook) -> list[Finding]:
    """Tell what goes out again, what the province lacks, and what others' bundles wait for here."""
    found = []
    standing = streams.standing(book)
    restored = book.setting("province_restored")
    if restored and standing.unconfirmed:
        found.append(Finding("PROVINCE_RESTORED", Grave.HEED, {"day": restored, "n": standing.unconfirmed}))
    missing = [(first, upto) for one in confirming.confirmed(book) for first, upto in one.missing]
    if missing:
        found.append(Finding("PROVINCE_LACKS", Grave.HEED, {"n": sum(upto - first + 1 for first, upto in missing)}))
    waiting = gaps.gaps(book.store)
    for gap in waiting[:5]:
        grant = directory.grant_of(book.store, gap.dev)
        found.append(
            Finding("LACKING_HERE", Grave.KNOW, {"name": grant.name if grant else "", "n": gap.upto - gap.first + 1})
        )
    newer = sum(flag.code == "UNKNOWN" for flag in flags.open_flags(book.store))
    if newer:
        found.append(Finding("NEWER_PROGRAM", Grave.KNOW, {"n": newer}))
    return found


def _of_province(book: Casebook) -> list[Finding]:
    from db import forks
    from sync.request import requests

    found = []
    undecided = [one for one in forks.forks(book.store) if one.stands is None]
    if undecided:
        found.append(Finding("UNDECIDED", Grave.HEED, {"n": len(undecided)}))
    lacking = gaps.gaps(book.store)
    if lacking:
        found.append(Finding("GAPS", Grave.HEED, {"n": len(lacking)}))
    asking = requests(book)
    if asking:
        found.append(Finding("ASKING", Grave.KNOW, {"n": len(asking)}))
    silent = [one.name for one in directory.grants(book.store) if not giving_back.is_heard(book, one.dev)]
    if silent:
        found.append(Finding("RESTORED_HERE", Grave.HEED, {"n": len(silent), "names": "、".join(silent[:8])}))
    return found
