"""Goods given to families: batches with donor, quantity, expiry and value; handed out by expiry, destroyed by two persons.

Value is an estimate and stays with the goods (`InKind`): no sum of money ever takes it in. For each batch came = out + left + destroyed.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from db import records, story
from db.casebook import Casebook
from db.numbering import next_number
from db.record_checks import FieldUnfit
from db.records import Filter, Kind, Record
from rules import relief
from rules.errors import UserError
from rules.funds import InKind
from rules.permissions import Action
from rules.relief import Stock

NOTICE_DAYS = 60
MEDICINE = "1"


class GoodsShort(UserError):
    """Say that a batch does not hold so many; fields `column`, `left`, `unit`."""

    code = "GOODS_SHORT"


class GoodsExpired(UserError):
    """Say that a batch is past its day and can only be destroyed; fields `column`, `batch` (item, lot and day), `day`."""

    code = "GOODS_EXPIRED"


class GoodsOutOfTurn(UserError):
    """Say that another batch of the same goods expires first; fields `column`, `number`, `day`, `left`."""

    code = "GOODS_OUT_OF_TURN"


class GoodsUsed(UserError):
    """Say that a batch cannot be corrected to less than went out of it; fields `column`, `used`."""

    code = "GOODS_USED"


def _current(name: str, alias: str) -> str:
    return story.current({"goods_out": OUT, "goods_destroyed": DESTROYED, "goods_batch": BATCH}[name].table, alias)


def stock(book: Casebook, *, item: str | None = None, but: bytes = b"") -> list[Stock]:
    """Give the batches as they stand; `but` names a movement that is not counted (the one being corrected)."""
    only = " AND b.item = :item" if item is not None else ""
    parts = {
        name: f"(SELECT coalesce(sum(x.quantity), 0) FROM {name} x JOIN lineage k ON k.id = x.batch WHERE k.now = b.id AND x.id <> :but AND {_current(name, 'x')})"
        for name in ("goods_out", "goods_destroyed")
    }
    # a batch that was corrected stands under a new id; what went out names the id of its time
    sql = f"""WITH RECURSIVE lineage(id, now) AS (SELECT b.id, b.id FROM goods_batch b WHERE {_current("goods_batch", "b")}
        UNION ALL SELECT o.corrects, k.now FROM goods_batch o JOIN lineage k ON k.id = o.id WHERE o.corrects IS NOT NULL)
        SELECT b.id, b.item, b.expires, b.quantity, {parts["goods_out"]} AS out, {parts["goods_destroyed"]} AS destroyed
        FROM goods_batch b WHERE {_current("goods_batch", "b")}{only} ORDER BY b.n"""
    return [
        Stock(bytes(row["id"]), row["item"], dt.date.fromisoformat(row["expires"]) if row["expires"] else None, row["quantity"], row["out"], row["destroyed"])
        for row in book.store.rows(sql, {"item": item, "but": but})
    ]  # fmt: skip


def standing(book: Casebook, batch: bytes) -> bytes:
    """Give the id under which a batch stands now: itself, or what corrected it."""
    while (
        later := book.store.one("SELECT id FROM goods_batch WHERE corrects = ? ORDER BY n DESC LIMIT 1", (batch,))
    ) is not None:
        batch = bytes(later["id"])
    return batch


def of_batch(book: Casebook, batch: bytes, *, but: bytes = b"") -> Stock | None:
    """Give what a batch holds; None for one that was withdrawn."""
    now = standing(book, batch)
    return next((one for one in stock(book, but=but) if one.mark == now), None)


def _check_batch(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    if values["quantity"] < 1:
        raise FieldUnfit(column="quantity", label="数量", reason="none")
    if values["kind"] == MEDICINE:
        for column, label in (("expires", "有效期至"), ("lot", "生产批号")):
            if values.get(column) is None:
                raise FieldUnfit(column=column, label=label, reason="missing")
    if values.get("expires") is not None and values["expires"] < values["day"] and not values.get("withdrawn"):
        raise FieldUnfit(column="expires", label="有效期至", reason="over_already")
    if before is not None:
        known = of_batch(book, before.id)
        used = known.out + known.destroyed if known else 0
        if used > (0 if values.get("withdrawn") else values["quantity"]):
            raise GoodsUsed(column="quantity", used=used)
    return {**values, "number": values.get("number") or next_number(book, "goods_batch", "WZ", values["day"].year)}


def _taken(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Stock:
    """Give the batch of a movement, as it was without that movement; raise GoodsShort where it holds less."""
    if values["quantity"] < 1:
        raise FieldUnfit(column="quantity", label="数量", reason="none")
    found = of_batch(book, values["batch"], but=before.id if before else b"")
    if found is None:
        raise FieldUnfit(column="batch", label="批次", reason="reference")
    if values["quantity"] > found.left:
        unit = records.get(book, "goods_batch", found.mark)["unit"]
        raise GoodsShort(column="quantity", left=found.left, unit=unit)
    return found


def _check_out(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    if values.get("withdrawn"):
        return values
    batch = _taken(book, values, before)
    day: dt.date = values["day"]
    if batch.is_expired(day):
        title = records.get(book, "goods_batch", batch.mark).title
        raise GoodsExpired(column="batch", batch=title, day=batch.expires.isoformat() if batch.expires else "")
    first = relief.before(stock(book, item=batch.item, but=before.id if before else b""), batch.mark, day)
    if first is not None:
        number = records.get(book, "goods_batch", first.mark)["number"] or ""
        raise GoodsOutOfTurn(
            column="batch", number=number, day=first.expires.isoformat() if first.expires else "", left=first.left
        )
    whole = records.get(book, "goods_batch", batch.mark)
    value = relief.value_of(whole["value_fen"] or 0, batch.came, values["quantity"])
    return {**values, "value_fen": value if whole["value_fen"] is not None else None}


def _check_destroyed(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    if not values.get("withdrawn"):
        _taken(book, values, before)
    return values


BATCH = Kind("goods_batch", Action.RELIEF_WRITE, check=_check_batch)
OUT = Kind("goods_out", Action.RELIEF_WRITE, check=_check_out)
DESTROYED = Kind("goods_destroyed", Action.RELIEF_APPROVE, check=_check_destroyed)


def next_batch(book: Casebook, item: str) -> bytes | None:
    """Give the batch of such goods whose turn it is today; None where none can be handed out."""
    found = relief.queue(stock(book, item=item), book.today)
    return found[0].mark if found else None


def first_out(book: Casebook) -> bytes | None:
    """Give the batch that expires first of all that can be handed out today."""
    found = relief.queue(stock(book), book.today)
    return found[0].mark if found else None


def expiring(book: Casebook) -> Filter:
    """Choose the batches that hold something and expire within 60 days, or have."""
    return Filter(ids=tuple(one.mark for one in ending(book)))


def ending(book: Casebook) -> list[Stock]:
    """Give these batches, those that expire first before the rest."""
    until = book.today + dt.timedelta(days=NOTICE_DAYS)
    found = [
        (one.expires, one.mark, one) for one in stock(book) if one.left > 0 and one.expires and one.expires <= until
    ]
    return [one for _day, _mark, one in sorted(found)]


def value(book: Casebook, first: dt.date | None = None, last: dt.date | None = None) -> InKind:
    """Give what the goods are valued at that came in a span of days: an estimate, never money."""
    sql = f"SELECT coalesce(sum(b.value_fen), 0) FROM goods_batch b WHERE {_current('goods_batch', 'b')} AND b.day BETWEEN ? AND ?"
    span = (first or dt.date.min).isoformat(), (last or dt.date.max).isoformat()
    return InKind(int(book.store.value(sql, span)))
