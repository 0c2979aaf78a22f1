"""培训券收发存, office by office and batch by batch: what each had in stock and in people's hands, what came and went, from which number to which.

The closing stock is told twice: as opening + in − out, and as the numbers that are held and not used. The two differ where a number was given out
twice or by an office that does not hold it, which is what the account is for. Docs: standards of vouchers in docs/programme.md.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from db import directory, uncounted
from db.casebook import Casebook
from db.directory import Grant, NumberBlock
from db.holdings import VOUCHER, Holdings
from db.store import Store
from db.tables.training_indicators import FLOWS, LIFE, UNISSUED
from rules import vouchers
from rules.periods import Period
from rules.voucher_account import VoucherLine, runs_of

RECEIVED, CLOSED, HANDED_IN, HANDED_OUT = "received", "closed", "in", "out"
_SERIALS = slice(vouchers.PREFIX_DIGITS, vouchers.PREFIX_DIGITS + vouchers.SERIAL_DIGITS)
Numbers = Mapping[str, set[int]]
"""Serials by their prefix of fifteen digits."""


@dataclass(frozen=True)
class Movement:
    """Hold numbers that an office received or that left it otherwise than by being used: who, under which prefix, when, which."""

    dev: bytes
    prefix: str
    day: str
    kind: str
    serials: frozenset[int]


# --- what was received ---------------------------------------------------------------------------------------------


def _numbers(blocks: Iterable[NumberBlock]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for block in blocks:
        found.setdefault(block.first[: vouchers.PREFIX_DIGITS], set()).update(block.serials)
    return found


def _rest(some: Numbers, other: Numbers) -> dict[str, set[int]]:
    return {prefix: left for prefix, serials in some.items() if (left := serials - other.get(prefix, set()))}


def _granted(grants: Iterable[Grant]) -> Iterable[tuple[str, str, str, frozenset[int]]]:
    """Tell of one device's grants, the oldest first, when which numbers came, and when which were closed or taken back."""
    known: dict[str, set[int]] = {}
    shut: dict[str, set[int]] = {}
    for grant in grants:
        day = grant.issued
        held = _numbers(grant.blocks_of(VOUCHER))
        over = _numbers(one for one in grant.blocks_of(VOUCHER) if one.closed)
        for prefix, serials in _rest(known, held).items():
            over.setdefault(prefix, set()).update(serials)
        for kind, found, seen in ((RECEIVED, held, known), (CLOSED, over, shut)):
            for prefix, serials in _rest(found, seen).items():
                yield kind, prefix, day, frozenset(serials)
                seen.setdefault(prefix, set()).update(serials)


def _used(store: Store) -> dict[str, set[int]]:
    """Give all numbers that were given out or made void."""
    found: dict[str, set[int]] = {}
    for (number,) in store.tuples("SELECT number FROM voucher_issue UNION SELECT number FROM voucher_void"):
        if vouchers.is_number(number):
            found.setdefault(number[: vouchers.PREFIX_DIGITS], set()).add(int(number[_SERIALS]))
    return found


def _moved(book: Casebook, county: str) -> list[Movement]:
    """Give all that desks of a county (of all, where none is named) received, handed on and lost to a restore; what was used was not lost."""
    store, found = book.store, []
    used: dict[str, set[int]] | None = None
    for dev, grants in directory.history(store, county).items():
        for kind, prefix, day, serials in _granted(grants):
            if kind == CLOSED:
                used = _used(store) if used is None else used
            left = serials - (used or {}).get(prefix, set()) if kind == CLOSED else serials
            if left:
                found.append(Movement(dev, prefix, day, kind, frozenset(left)))
    held = Holdings(store, county)
    granted = {grant.dev: grant for grant in directory.grants(store, county) if grant.role == "desk"}
    for row in store.rows("SELECT _dev, first, last, day FROM spare_opening WHERE kind = ? ORDER BY n", (VOUCHER,)):
        if bytes(row["_dev"]) in granted and (bytes(row["_dev"]), row["first"], row["last"]) in held.opened:
            opened = frozenset(range(int(row["first"][_SERIALS]), int(row["last"][_SERIALS]) + 1))
            found.append(
                Movement(bytes(row["_dev"]), row["first"][: vouchers.PREFIX_DIGITS], row["day"], RECEIVED, opened)
            )
    days = {bytes(row["id"]): str(row["day"]) for row in store.rows("SELECT id, day FROM block_transfer")}
    for one in held.handings:
        if one.id in held.walk.followed and one.id not in held.walk.contested:
            serials = frozenset(range(one.first, one.last + 1))
            found.append(Movement(one.giver, one.prefix, days[one.id], HANDED_OUT, serials))
            found.append(Movement(one.taker, one.prefix, days[one.id], HANDED_IN, serials))
    return found


def received(book: Casebook) -> str:
    """Give as JSON what `voucher_received` and `voucher_closed` count: each run of numbers with its county, day, how many, and which of the two."""
    return json.dumps([
        {"id": f"{at:032x}", "county": one.prefix[6:12], "day": one.day, "n": len(one.serials), "kind": one.kind}
        for at, one in enumerate(_moved(book, "")) if one.kind in {RECEIVED, CLOSED}
    ])  # fmt: skip


# --- the account ---------------------------------------------------------------------------------------------------


@dataclass
class _Part:
    """Gather what one office did with one batch."""

    moved: list[Movement] = field(default_factory=list)
    used: list[tuple[str, int, bool]] = field(default_factory=list)  # day, serial, whether it was issued
    flows: list[tuple[str, str, int, int]] = field(default_factory=list)  # kind, day, n, fen


def account(book: Casebook, period: Period, county: str = "") -> list[VoucherLine]:
    """Give the account of a period: a line for each office and batch that has or had numbers, of a county or of all that this casebook holds."""
    county = county or ("" if book.workplace.kind == "province" else book.workplace.county)
    parts = _parts(book, county)
    names = {grant.dev: grant.name for grant in directory.grants(book.store, county)}
    first, last = period.first.isoformat(), min(period.last, book.today).isoformat()
    found = [_line(names.get(dev, ""), prefix, part, first, last) for (dev, prefix), part in parts.items()]
    return sorted((one for one in found if one is not None), key=lambda one: (one.prefix[6:12], one.office, one.prefix))


def _parts(book: Casebook, county: str) -> dict[tuple[bytes, str], _Part]:
    head, values = uncounted.head(book.store)
    values |= {"county": county, "today": book.today.isoformat()}
    found: dict[tuple[bytes, str], _Part] = {}

    def part(dev: bytes, number: str) -> _Part:
        return found.setdefault((dev, number[: vouchers.PREFIX_DIGITS]), _Part())

    def rows(sql: str) -> Iterable[tuple[Any, ...]]:
        return book.store.tuples(f"{head}{sql}", values)

    sql = f"""SELECT u.dev, u.number, u.day, u.issued FROM (SELECT v._dev AS dev, v.number, v.issued_on AS day, 1 AS issued FROM voucher_issue v
        UNION ALL SELECT x._dev, x.number, x.day, 0 FROM voucher_void x WHERE {UNISSUED}) u
        WHERE :county = '' OR substr(u.number, 7, 6) = :county"""
    for dev, number, day, issued in rows(sql):
        if vouchers.is_number(number):
            part(bytes(dev), number).used.append((day or "", int(number[_SERIALS]), bool(issued)))
    for kind, flows in FLOWS.items():
        for day, n, where in flows:
            sql = f"SELECT dev, number, {day}, {n} * 1, {n} * {_FEN.get(kind, '0')} FROM ({LIFE}) WHERE {where} AND (:county = '' OR substr(number, 7, 6) = :county)"
            for dev, number, on, count, fen in rows(sql):
                part(bytes(dev), number).flows.append((kind, on or "", count, fen or 0))
    for one in _moved(book, county):
        part(one.dev, one.prefix).moved.append(one)
    return found


_FEN = {"out": "face_fen", "redeemed": "paid_fen"}


def _line(office: str, prefix: str, part: _Part, first: str, last: str) -> VoucherLine | None:
    def flow(kind: str, *, fen: bool = False) -> int:
        return sum(money if fen else n for what, day, n, money in part.flows if what == kind and first <= day <= last)

    def moved(kind: str) -> int:
        return sum(len(one.serials) for one in part.moved if one.kind == kind and first <= one.day <= last)

    opening, closing = _held(part, first, before=True), _held(part, last)
    used = [one for one in part.used if first <= one[0] <= last]
    out = sum(n if kind == "out" else -n for kind, day, n, _ in part.flows if day < first)
    gone = sorted((one for one in part.used if one[0] <= last), key=lambda one: (one[0], one[1]))
    away = {
        serial for one in part.moved if one.kind in {HANDED_OUT, CLOSED} and one.day <= last for serial in one.serials
    }
    seen = vouchers.look_through([one[1] for one in gone])
    passed = closing & {serial for begin, end in seen.gaps for serial in range(begin, end + 1)} - away
    left = sum(n if kind == "out" else -n for kind, day, n, _ in part.flows if day <= last)
    if not (
        opening or closing or used or out or left or part.flows or any(first <= one.day <= last for one in part.moved)
    ):
        return None
    return VoucherLine(
        office, prefix, len(opening), moved(RECEIVED), moved(HANDED_IN), sum(issued for _, _, issued in used), sum(not issued for _, _, issued in used),
        moved(HANDED_OUT), moved(CLOSED), len(closing), out, flow("redeemed"), flow("void"), flow("lost"), flow("expired"), left,
        flow("out", fen=True), flow("redeemed", fen=True), runs_of(int(one[1]) for one in used), runs_of(closing), runs_of(passed), seen.duplicates,
    )  # fmt: skip


def _held(part: _Part, day: str, *, before: bool = False) -> set[int]:
    """Give the numbers in stock at the end of a day, or before it: what came and neither left nor was used."""

    def over(on: str) -> bool:
        return on < day if before else on <= day

    held: set[int] = set()
    for one in sorted(part.moved, key=lambda one: (one.day, one.kind in {HANDED_OUT, CLOSED})):
        if over(one.day):
            held = held | one.serials if one.kind in {RECEIVED, HANDED_IN} else held - one.serials
    return held - {serial for on, serial, _ in part.used if over(on)}
