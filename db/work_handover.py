"""工作交接: what lies with whoever goes on leave, as the casebook knows it at that moment, kept as a fact that both persons sign.

The listing names no person that is served: an office hands over matters and numbers, the files stay where they are.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from db import (
    approvals,
    backup,
    conflicts,
    directory,
    drafts,
    flags,
    handovers,
    holdings,
    overview,
    people,
    sameness,
    settlement,
    stock,
    training,
    transfers,
    voucher_lists,
    vouchers,
)
from db.casebook import Casebook, SecondPersonNeeded, Session
from db.handovers import HandoverIncomplete
from rules import money
from rules import vouchers as numbers
from rules.errors import UserError
from rules.permissions import Action, may

INTAKE = "intake"
_MOST = 12
"""Of a list of numbers or classes, as many are named."""


class HandoverUnknown(UserError):
    """Say that there is no such handover here."""

    code = "HANDOVER_UNKNOWN"


@dataclass(frozen=True)
class Item:
    """Hold one matter that is handed over: its key (worded in `ui/handover_words.py`), how many, and what there is to say of it."""

    key: str
    count: int
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class HandoverDraft:
    """Ask for a handover of work: why, until when if known, keys, seals and tokens in words, and what else there is to say."""

    reason: str
    keys: str = ""
    note: str = ""
    until: date | None = None


@dataclass(frozen=True)
class WorkHandover:
    """Hold a handover that both signed; days as ISO text."""

    id: bytes
    giver: str
    taker: str
    reason: str
    until: str
    items: Sequence[Item]
    keys: str
    note: str
    day: str


Source = Callable[[Casebook], Item]


def _named(found: Iterable[str]) -> tuple[str, ...]:
    """Give the first few of a list, and dots for the rest."""
    listed = list(found)
    return tuple(listed[:_MOST]) + (("……",) if len(listed) > _MOST else ())


def _voucher_stock(book: Casebook) -> Item:
    runs = transfers.free_runs(book)
    spans = [f"{numbers.shown(run.first)} 至 {numbers.shown(run.last)}" for run in runs]
    return Item("voucher_stock", sum(len(run.serials) for run in runs), _named(spans))


def _quota(book: Casebook) -> Item:
    left = max(0, vouchers.quota(book).left_fen)
    return Item("quota", left, (f"{money.grouped(left)} 元",))


def _outstanding(book: Casebook) -> Item:
    count, face_fen, first = voucher_lists.outstanding(book)
    details = (f"面值 {money.grouped(face_fen)} 元", f"最早 {first} 到期") if count else ()
    return Item("outstanding", count, details)


def _spoiled(book: Casebook) -> Item:
    found = [numbers.shown(sheet.number) for sheet in voucher_lists.waiting_sheets(book)]
    return Item("spoiled", len(found), _named(found))


def _sheets(form: str) -> Source:
    def look(book: Casebook) -> Item:
        ranges = [f"{one.first} 至 {one.last} 余 {one.left} 张" for one in stock.receipts(book, form) if one.left]
        return Item(f"sheets_{form}", stock.standing(book, form).count.left, _named(ranges))

    return look


def _drafts(book: Casebook) -> Item:
    return Item("drafts", len(drafts.of_kind(book, INTAKE, limit=1000)))


def _pending(book: Casebook) -> Item:
    oldest = overview.oldest_pending(book)
    count = people.count(book, people.Filter(pending=True))
    return Item("doc_pending", count, (f"最早 {oldest} 登记",) if count and oldest else ())


def _disputed(book: Casebook) -> Item:
    return Item("disputed", conflicts.count(book))


def _same(book: Casebook) -> Item:
    return Item("same", sameness.count(book))


def _flags(book: Casebook) -> Item:
    found = flags.count_open(book.store)
    words = (f"{flags.WORDS_OF.get(code, code)} {count}" for code, count in sorted(found.items()))
    return Item("flags", sum(found.values()), _named(words))


def _running(book: Casebook) -> Item:
    today = book.today.isoformat()
    found = [
        f"{one.name}（{one.starts} 至 {one.ends}）"
        for one in training.classes(book)
        if one.starts <= today <= one.ends and one.status != training.CANCELLED
    ]
    return Item("classes_running", len(found), _named(found))


def _applied(book: Casebook) -> Item:
    found = [one.name for one in overview.applied_for(book)]
    return Item("classes_applied", len(found), _named(found))


def _without_results(book: Casebook) -> Item:
    found = [f"{one.name} 缺 {missing} 人" for one, missing in overview.without_results(book)]
    return Item("classes_without_results", len(found), _named(found))


def _claims(book: Casebook) -> Item:
    found = [f"{one.base_name} {one.period} {one.count} 笔" for one in settlement.claims(book) if one.accepted is None]
    return Item("claims", len(found), _named(found))


def _unclaimed(book: Casebook) -> Item:
    found = settlement.unclaimed(book)
    total = sum(line.amount_fen for line in found)
    return Item("unclaimed", len(found), (f"{money.grouped(total)} 元",) if found else ())


def _certificate_stock(book: Casebook) -> Item:
    grant = directory.grant_of(book.store, book.workplace.dev)
    held = holdings.open_certificates(book.store, grant, book.stream()[1]) if grant else None
    used = int(book.store.value("SELECT count(*) FROM certificate WHERE _dev = ?", (book.workplace.dev,)))
    return Item("certificate_stock", max(0, sum(len(one.serials) for one in held or ()) - used))


def _unprinted(book: Casebook) -> Item:
    return Item("certificates_unprinted", handovers.not_printed(book))


def _not_handed_out(book: Casebook) -> Item:
    return Item("certificates_waiting", handovers.not_handed_out(book))


def _requests(book: Casebook) -> Item:
    own = book.workplace.kind != "province"
    found = [one for one in approvals.requests(book, own=own) if one.state in {"waiting", "approved"}]
    return Item("requests", len(found))


def _unsent(book: Casebook) -> Item:
    row = book.store.one(
        "SELECT coalesce(sum(seq - exported), 0) AS unsent, coalesce(sum(seq - confirmed), 0) AS open FROM stream WHERE mine = 1"
    )
    receipt = book.setting("receipt_day")
    details = (f"另有 {row['open'] - row['unsent']} 条已发、未收到回执", f"最近回执 {receipt or '还没有'}")
    return Item("unsent", row["unsent"], details)


def _backup(book: Casebook) -> Item:
    last = backup.last_backup(book)
    return Item("backup", int(last is not None), (f"{last.at:%Y-%m-%d %H:%M} {last.path}" if last else "还没有备份过",))


_SOURCES: Mapping[str, tuple[Source, ...]] = {
    "desk": (
        _voucher_stock, _quota, _outstanding, _spoiled, _sheets(stock.VOUCHER), _drafts, _pending, _disputed, _same, _flags, _applied, _running,
        _without_results, _claims, _requests, _unsent, _backup,
    ),
    "base": (
        _certificate_stock, _unprinted, _not_handed_out, _sheets(stock.CERTIFICATE), _running, _without_results, _unclaimed, _flags, _requests, _unsent,
        _backup,
    ),
    "province": (_requests, _flags, _disputed, _same, _claims, _backup),
}  # fmt: skip


def gather(book: Casebook) -> list[Item]:
    """List all that lies here now, what there is none of too, so that nothing is passed over in silence."""
    return [source(book) for source in _SOURCES[book.workplace.kind]]


def hand_over(book: Casebook, draft: HandoverDraft, taker: Session | None) -> bytes:
    """Record that the signed-in person handed the work over to `taker`, who signed in too, with all that lies here now; give the row.

    Raise SecondPersonNeeded without another person of this workplace, HandoverIncomplete without a reason.
    """
    book.require(Action.WORK_HANDOVER)
    first = book.signed_in
    if (
        taker is None
        or taker.user_id == first.user_id
        or not may(taker.role, Action.WORK_HANDOVER, book.workplace.kind)
    ):
        raise SecondPersonNeeded(action=Action.WORK_HANDOVER)
    if not draft.reason.strip():
        raise HandoverIncomplete(reason="reason")
    with book.write() as writer:
        items = [{"key": one.key, "count": one.count, "details": list(one.details)} for one in gather(book)]
        return writer.fact("work_handover", {
            "from_staff": first.user_id, "to_staff": taker.user_id, "reason": draft.reason.strip(), "until": draft.until, "items": items,
            "keys": draft.keys.strip(), "note": draft.note.strip(), "day": book.today,
        }, second=taker.author)  # fmt: skip


def handed_over(book: Casebook, limit: int = 200) -> list[WorkHandover]:
    """List the handovers of this workplace, the latest first."""
    rows = book.store.rows(
        """SELECT h.*, f.name AS giver, t.name AS taker FROM work_handover h LEFT JOIN staff f ON f.id = h.from_staff
        LEFT JOIN staff t ON t.id = h.to_staff WHERE h._dev = ? ORDER BY h.n DESC LIMIT ?""",
        (book.workplace.dev, limit),
    )
    return [_row(row) for row in rows]


def get(book: Casebook, handover: bytes) -> WorkHandover:
    """Give one handover; raise HandoverUnknown."""
    found = next((one for one in handed_over(book, limit=10_000) if one.id == handover), None)
    if found is None:
        raise HandoverUnknown
    return found


def _row(row: Any) -> WorkHandover:
    return WorkHandover(
        bytes(row["id"]), row["giver"] or "", row["taker"] or "", row["reason"] or "", row["until"] or "", items_of(row["items"]), row["keys"] or "",
        row["note"] or "", row["day"],
    )  # fmt: skip


def items_of(text: str) -> tuple[Item, ...]:
    """Read the items of a handover; what another program wrote there in a form of its own is left out."""
    found = json.loads(text or "[]")
    items = []
    for one in found if isinstance(found, list) else ():
        if isinstance(one, dict) and type(one.get("key")) is str and type(one.get("count")) is int:
            details = one.get("details")
            kept = [line for line in details if isinstance(line, str)] if isinstance(details, list) else []
            items.append(Item(one["key"], one["count"], tuple(kept)))
    return tuple(items)
