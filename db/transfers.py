"""号段转授: a desk hands an unused part of its numbers and money on to another PC of its county, or opens its spare block after a restore."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from db import consent, directory, vouchers
from db.casebook import Casebook, Session
from db.directory import Grant, NumberBlock
from db.holdings import VOUCHER, Holding, Holdings, newest_epoch, open_blocks, spare_in_use
from rules import vouchers as numbers
from rules.errors import UserError
from rules.permissions import Action

SPARE_MOST = 50
"""How many numbers a spare block may have (docs/sync.md section 6)."""


class TransferRefused(UserError):
    """Say why numbers cannot be handed on.

    Field `reason`: unknown, not_desk, self, other_county, revoked (the receiver), numbers, not_held, two_blocks, contested, closed, spare,
    expired, used (the numbers), money (then `left_fen`).
    """

    code = "TRANSFER_REFUSED"


class SpareRefused(UserError):
    """Say why the spare block cannot be opened; field `reason`: not_needed, none, opened, too_large."""

    code = "SPARE_REFUSED"


@dataclass(frozen=True)
class Plan:
    """Say what is handed on: numbers (both ends included), to which device, how much of the limit in fen, and why."""

    first: str
    last: str
    to_dev: bytes
    limit_fen: int
    reason: str = ""


@dataclass(frozen=True)
class Transfer:
    """Hold a transfer as known here: giver and receiver, numbers, money in fen, how many of the numbers are used by now.

    `state` is `good`, `contested`, or `waiting` (its giver is not known to have held the numbers).
    """

    id: bytes
    giver: bytes
    giver_name: str
    receiver: bytes
    receiver_name: str
    first: str
    last: str
    count: int
    limit_fen: int
    used: int
    day: str
    reason: str
    state: str
    face_fen: int = 0
    valid_until: str = ""


@dataclass(frozen=True)
class Account:
    """Hold how a desk stands with numbers: its free runs, the transfers known here, who may receive, and how its spare block stands."""

    quota: vouchers.Quota
    free: tuple[NumberBlock, ...]
    transfers: tuple[Transfer, ...]
    receivers: tuple[Grant, ...]
    spare: "SpareStanding"


@dataclass(frozen=True)
class SpareStanding:
    """Tell whether the granted blocks rest since a restore, the spare block that may be opened, and the one that is in use."""

    retired: bool = False
    spare: NumberBlock | None = None
    in_use: NumberBlock | None = None


def receivers(book: Casebook) -> list[Grant]:
    """List who may be handed numbers: the county's other granted desks, none of them revoked."""
    return [
        grant
        for grant in directory.grants(book.store, book.workplace.county)
        if grant.role == "desk" and grant.dev != book.workplace.dev and not directory.is_revoked(book.store, grant.dev)
    ]


def free_runs(book: Casebook) -> list[NumberBlock]:
    """List the runs of unused numbers that may be handed on, in order; nothing without a grant."""
    grant = directory.grant_of(book.store, book.workplace.dev)
    if grant is None:
        return []
    found = []
    for block in open_blocks(book.store, grant, book.stream()[1]):
        if not block.spare and (block.valid_until is None or block.valid_until >= book.today):
            found += _unused(block, vouchers.used_serials(book, block))
    return found


def _unused(block: NumberBlock, used: set[int]) -> list[NumberBlock]:
    """Cut a block at its used serials."""
    edges = [block.serials.start - 1, *sorted(used), block.serials.stop]
    return [
        replace(block, first=block.number(before + 1), last=block.number(after - 1))
        for before, after in pairwise(edges)
        if after - before > 1
    ]


def propose(book: Casebook, count: int) -> NumberBlock:
    """Give the upper `count` numbers of the last free run that has so many; raise NoNumberLeft, whose `left` is the longest run."""
    runs = free_runs(book)
    run = next((one for one in reversed(runs) if len(one.serials) >= count), None)
    if run is None or count < 1:
        raise vouchers.NoNumberLeft(left=max((len(one.serials) for one in runs), default=0), wanted=count)
    return replace(run, first=run.number(run.serials.stop - count))


def check(book: Casebook, plan: Plan) -> NumberBlock:
    """Give the numbers of a plan that can be carried out now; raise TransferRefused, or what `vouchers.issue` raises about the grant."""
    grant = vouchers.living_grant(book)
    _check_receiver(book, plan.to_dev)
    good = all(len(one) == numbers.NUMBER_DIGITS and numbers.is_number(one) for one in (plan.first, plan.last))
    if not good or plan.first > plan.last or plan.first[: numbers.PREFIX_DIGITS] != plan.last[: numbers.PREFIX_DIGITS]:
        raise TransferRefused(reason="numbers")
    held = Holdings(book.store)
    blocks = open_blocks(book.store, grant, book.stream()[1], held)
    block = next((one for one in blocks if plan.first in one and plan.last in one), None)
    if block is None:
        raise TransferRefused(reason=_why_not_open(held.of(grant.dev), blocks, plan))
    if block.spare:
        raise TransferRefused(reason="spare")
    if block.valid_until is not None and block.valid_until < book.today:
        raise TransferRefused(reason="expired")
    part = replace(block, first=plan.first, last=plan.last)
    if vouchers.used_serials(book, part):
        raise TransferRefused(reason="used")
    left = held.limit(grant.dev) - vouchers.used_fen(book)
    if not 0 <= plan.limit_fen <= left:
        raise TransferRefused(reason="money", left_fen=max(0, left))
    return part


def _check_receiver(book: Casebook, dev: bytes) -> Grant:
    grant = directory.grant_of(book.store, dev)
    reason = ""
    if grant is None:
        reason = "unknown"
    elif grant.dev == book.workplace.dev:
        reason = "self"
    elif grant.county != book.workplace.county:
        reason = "other_county"
    elif grant.role != "desk":
        reason = "not_desk"
    elif directory.is_revoked(book.store, dev):
        reason = "revoked"
    if grant is None or reason:
        raise TransferRefused(reason=reason)
    return grant


def _why_not_open(held: list[Holding], blocks: tuple[NumberBlock, ...], plan: Plan) -> str:
    """Tell why numbers are not ours to hand on: not (all) ours, handed to two, resting since a restore, or of two blocks at once."""
    wanted = len(NumberBlock(VOUCHER, plan.first, plan.last, 0, None).serials)
    if _covered([one.block for one in held], plan) < wanted:
        return "not_held"
    if any(one.contested and one.block.first <= plan.last and one.block.last >= plan.first for one in held):
        return "contested"
    return "two_blocks" if _covered(blocks, plan) == wanted else "closed"


def _covered(blocks: Iterable[NumberBlock], plan: Plan) -> int:
    """Count the numbers of a plan that lie in the blocks."""
    parts = (one.part(plan.first, plan.last) for one in blocks)
    return sum(len(one.serials) for one in parts if one is not None)


def hand_on(book: Casebook, plan: Plan, *, second: Session | None, approval: bytes | None = None) -> bytes:
    """Hand numbers and a part of the limit on, by two persons or by the province's approval; give the transfer's row.

    Raise SecondPersonNeeded, ApprovalUnfit, TransferRefused, and what `vouchers.issue` raises about the grant.
    """
    book.require(Action.BLOCK_TRANSFER)
    beside = consent.beside(book, "block_transfer", thing(plan), second, approval)
    with book.write() as writer:
        part = check(book, plan)
        receiver = _check_receiver(book, plan.to_dev)
        values = {
            **thing(plan), "to_ep": newest_epoch(book.store, receiver).hex(), "face_fen": part.face_fen, "valid_until": part.valid_until,
            "grant_no": vouchers.own_grant(book).grant_no, "reason": plan.reason, "day": book.today, "approval": approval,
        }  # fmt: skip
        return writer.fact("block_transfer", values, second=beside)


def thing(plan: Plan) -> dict[str, Any]:
    """Give what a plan is about, as an entry and a request for approval write it."""
    return {
        "kind": VOUCHER,
        "first": plan.first,
        "last": plan.last,
        "to_dev": plan.to_dev.hex(),
        "limit_fen": plan.limit_fen,
    }


def transfers(book: Casebook) -> list[Transfer]:
    """List the transfers known here, the newest first."""
    names = {grant.dev: grant.name for grant in directory.grants(book.store)}
    walk = Holdings(book.store).walk
    found = []
    for row in book.store.rows("SELECT * FROM block_transfer ORDER BY n DESC"):
        row_id, giver, receiver = bytes(row["id"]), bytes(row["_dev"]), _device(row["to_dev"])
        state = "contested" if row_id in walk.contested else "good" if row_id in walk.followed else "waiting"
        count = int(row["last"][15:21]) - int(row["first"][15:21]) + 1
        found.append(Transfer(
            row_id, giver, names.get(giver, ""), receiver, names.get(receiver, ""), row["first"], row["last"], count, row["limit_fen"],
            _used(book, row["first"], row["last"]), row["day"], row["reason"] or "", state, row["face_fen"] or 0, row["valid_until"] or "",
        ))  # fmt: skip
    return found


def _device(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


def _used(book: Casebook, first: str, last: str) -> int:
    return int(book.store.value(
        """SELECT count(*) FROM (SELECT number FROM voucher_issue WHERE number BETWEEN ? AND ?
        UNION SELECT number FROM voucher_void WHERE number BETWEEN ? AND ?)""", (first, last, first, last),
    ))  # fmt: skip


def account(book: Casebook) -> Account:
    """Tell how this desk stands with its numbers."""
    return Account(
        vouchers.quota(book), tuple(free_runs(book)), tuple(transfers(book)), tuple(receivers(book)), spare_standing(book)
    )  # fmt: skip


# --- the spare block ----------------------------------------------------------------------------------------------


def spare_standing(book: Casebook) -> SpareStanding:
    """Tell how the blocks and the spare block stand since the last restore."""
    grant, ep = directory.grant_of(book.store, book.workplace.dev), book.stream()[1]
    if grant is None or grant.ep == ep:
        return SpareStanding()
    can = not _why_no_spare(book, grant)
    return SpareStanding(True, grant.spare if can else None, spare_in_use(book.store, grant, ep))


def check_spare(book: Casebook) -> NumberBlock:
    """Give the spare block that may be opened now; raise NotGranted or SpareRefused."""
    grant = vouchers.own_grant(book)
    reason = _why_no_spare(book, grant)
    if reason or grant.spare is None:
        raise SpareRefused(reason=reason)
    return grant.spare


def _why_no_spare(book: Casebook, grant: Grant) -> str:
    """Tell why the spare block may not be opened: the ordinary one is open, there is none, it was opened before; empty where it may."""
    if grant.ep == book.stream()[1]:
        return "not_needed"
    if grant.spare is None:
        return "none"
    if len(grant.spare.serials) > SPARE_MOST:
        return "too_large"
    opened = book.store.one(
        "SELECT 1 FROM spare_opening WHERE _dev = ? AND first = ? AND last = ?",
        (grant.dev, grant.spare.first, grant.spare.last),
    )
    return "opened" if opened is not None else ""


def open_spare(
    book: Casebook, reason: str, *, second: Session | None, approval: bytes | None = None
) -> NumberBlock:  # fmt: skip
    """Open the spare block after a restore, by two persons or by the province's approval; it serves until the next grant, and only once.

    Raise SecondPersonNeeded, ApprovalUnfit, SpareRefused, and what `vouchers.issue` raises about the grant.
    """
    book.require(Action.SPARE_BLOCK_OPEN)
    about = spare_thing(check_spare(book))
    beside = consent.beside(book, "spare_opening", about, second, approval)
    with book.write() as writer:
        block = check_spare(book)
        number = vouchers.living_grant(book).grant_no
        values = {**about, "grant_no": number, "reason": reason, "day": book.today, "approval": approval}
        writer.fact("spare_opening", values, second=beside)
    return block


def spare_thing(block: NumberBlock) -> dict[str, Any]:
    """Give what the opening of a spare block is about, as an entry and a request for approval write it."""
    return {"kind": block.kind, "first": block.first, "last": block.last}
