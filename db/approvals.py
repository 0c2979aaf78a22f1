"""待省总核准: an office with one clerk asks the province instead of a second person, and carries the thing out once it has approved.

The request and the answer are facts; nothing else happens until the office itself carries it out, its conditions checked anew.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from db import certificates, consent, directory, stock, transfers, vouchers
from db.casebook import Casebook
from db.transfers import Plan
from rules.errors import UserError
from rules.permissions import Action


class RequestUnknown(UserError):
    """Say that there is no such request here."""

    code = "REQUEST_UNKNOWN"


class RequestAnswered(UserError):
    """Say that a request cannot be answered any more; field `state`: approved, refused, done or expired."""

    code = "REQUEST_ANSWERED"


class RequestOpen(UserError):
    """Say that the same thing was asked for already and is still open."""

    code = "REQUEST_OPEN"


@dataclass(frozen=True)
class Request:
    """Hold a request: which workplace asked for what, why and when, by whom; where it stands and the province's words.

    `state` is waiting, approved, refused, done or expired; `details` are the columns of the thing asked for; `approval` is the province's
    row once it approved; `to_name` is who would receive what is handed on.
    """

    id: bytes
    dev: bytes
    unit: str
    action: Action
    details: Mapping[str, Any]
    reason: str
    day: str
    asked_by: str
    state: str
    answer: str
    answered_on: str
    approval: bytes | None
    to_name: str = ""

    @property
    def thing(self) -> str:
        """Name what it is about: a number, or a run of numbers."""
        if "first" in self.details:
            return f"{self.details['first']}–{self.details['last']}"
        return str(self.details.get("number", ""))


@dataclass(frozen=True)
class _Kind:
    """Know one action: the table of its facts, how to see that it could be done now, and how to do it."""

    table: str
    check: Callable[[Casebook, Mapping[str, Any]], Mapping[str, Any]]
    do: Callable[[Casebook, Request], object]


def ask(book: Casebook, action: Action, about: Mapping[str, Any], reason: str) -> bytes:
    """Ask the province to approve an action, signed by one person; give the request's row.

    `about` names the thing: `number` (and `spoiled`) of a void, `voucher` of a reissue, `certificate`, or `plan` of a transfer; nothing of a
    spare block; `sheets` of spoiled stock. Raise whatever the action itself would raise of the thing now, and RequestOpen.
    """
    book.require(Action.APPROVAL_ASK)
    book.require(action)
    with book.write() as writer:
        details = dict(_KINDS[action].check(book, about))
        for one in requests(book, own=True):
            if one.action == action and one.state in {consent.WAITING, consent.APPROVED} and one.details == details:
                raise RequestOpen
        values = {"action": str(action), "details": details, "reason": reason, "day": book.today}
        return writer.fact("pending_approval", values)


def requests(book: Casebook, *, own: bool = False, state: str = "") -> list[Request]:
    """List the requests known here, the newest first; with `own` this workplace's, with `state` those that stand so."""
    names = {grant.dev: grant.name for grant in directory.grants(book.store)}
    rows = book.store.rows(
        f"""SELECT r.*, s.name AS asker FROM pending_approval r LEFT JOIN staff s ON s.id = r._by
        {"WHERE r._dev = ?" if own else ""} ORDER BY r.n DESC""",
        (book.workplace.dev,) if own else (),
    )
    found = (_request(book, row, names) for row in rows)
    return [one for one in found if one is not None and state in {"", one.state}]


def get(book: Casebook, request: bytes) -> Request:
    """Give one request; raise RequestUnknown."""
    found = next((one for one in requests(book) if one.id == request), None)
    if found is None:
        raise RequestUnknown
    return found


def _request(book: Casebook, row: Any, names: Mapping[bytes, str]) -> Request | None:
    """Read a request; None for one that asks for nothing we know, or in a form of its own."""
    details = json.loads(row["details"])
    if row["action"] not in _KINDS or type(details) is not dict:
        return None
    row_id, dev = bytes(row["id"]), bytes(row["_dev"])
    state = consent.state_of(book.store, row_id, book.today)
    said = consent.answers(book.store, row_id)
    answer = next((one for one in said if (one["verdict"] == consent.APPROVED) == (state != consent.REFUSED)), None)
    approved = answer is not None and answer["verdict"] == consent.APPROVED
    return Request(
        row_id, dev, names.get(dev, book.workplace.name if dev == book.workplace.dev else ""), Action(row["action"]), details, row["reason"] or "",
        row["day"], row["asker"] or "", state, (answer["reason"] or "") if answer else "", answer["day"] if answer else "",
        bytes(answer["id"]) if answer is not None and approved else None,
        next((name for known, name in names.items() if known.hex() == details.get("to_dev")), ""),
    )  # fmt: skip


def give(book: Casebook, request: bytes, *, approve: bool, reason: str = "") -> bytes:
    """Approve or refuse a request at the province, in the stream of the county that asked; give the answer's row.

    Raise RequestUnknown, or RequestAnswered where it waits no more.
    """
    book.require(Action.APPROVAL_GIVE)
    found = get(book, request)
    grant = directory.grant_of(book.store, found.dev)
    if grant is None:
        raise RequestUnknown
    with book.write(grant.county) as writer:
        state = consent.state_of(book.store, request, book.today)
        if state != consent.WAITING:
            raise RequestAnswered(state=state)
        verdict = consent.APPROVED if approve else consent.REFUSED
        return writer.fact("approval", {"request": request, "verdict": verdict, "reason": reason, "day": book.today})


def carry_out(book: Casebook, request: bytes) -> object:
    """Do what the province approved, signed by the one person who is there; give what the action gives.

    Raise RequestUnknown, ApprovalUnfit, and whatever the action itself raises: its conditions are checked anew.
    """
    found = get(book, request)
    if found.dev != book.workplace.dev:
        raise RequestUnknown
    if found.approval is None:
        raise consent.ApprovalUnfit(reason=found.state)
    return _KINDS[found.action].do(book, found)


# --- the actions that can wait ------------------------------------------------------------------------------------


def _check_void(book: Casebook, about: Mapping[str, Any]) -> Mapping[str, Any]:
    vouchers.check_void(book, about["number"])
    return {"number": about["number"], **({"spoiled": 1} if about.get("spoiled") else {})}


def _void(book: Casebook, asked: Request) -> object:
    spoiled = bool(asked.details.get("spoiled"))
    return vouchers.void(
        book, str(asked.details["number"]), asked.reason, second=None, approval=asked.approval, spoiled=spoiled
    )


def _check_reissue(book: Casebook, about: Mapping[str, Any]) -> Mapping[str, Any]:
    row = vouchers.check_reissue(book, about["voucher"])
    return {"replaces": row.id.hex(), "number": row.number}


def _reissue(book: Casebook, asked: Request) -> object:
    return vouchers.reissue(book, bytes.fromhex(asked.details["replaces"]), second=None, approval=asked.approval)


def _check_transfer(book: Casebook, about: Mapping[str, Any]) -> Mapping[str, Any]:
    plan: Plan = about["plan"]
    transfers.check(book, plan)
    return transfers.thing(plan)


def _transfer(book: Casebook, asked: Request) -> object:
    said = asked.details
    plan = Plan(said["first"], said["last"], bytes.fromhex(said["to_dev"]), said["limit_fen"], asked.reason)
    return transfers.hand_on(book, plan, second=None, approval=asked.approval)


def _check_spare(book: Casebook, _about: Mapping[str, Any]) -> Mapping[str, Any]:
    return transfers.spare_thing(transfers.check_spare(book))


def _spare(book: Casebook, asked: Request) -> object:
    return transfers.open_spare(book, asked.reason, second=None, approval=asked.approval)


def _check_certificate(book: Casebook, about: Mapping[str, Any]) -> Mapping[str, Any]:
    row = certificates.check_standing(book, about["certificate"])
    return {"certificate": row.id.hex(), "number": row.number}


def _reprint(book: Casebook, asked: Request) -> object:
    row = bytes.fromhex(asked.details["certificate"])
    return certificates.reprint(book, row, asked.reason, second=None, approval=asked.approval)


def _revoke(book: Casebook, asked: Request) -> object:
    row = bytes.fromhex(asked.details["certificate"])
    return certificates.revoke(book, row, asked.reason, second=None, approval=asked.approval)


def _check_spoiled(book: Casebook, about: Mapping[str, Any]) -> Mapping[str, Any]:
    found = stock.check_waiting(book, about["sheets"])
    return {"sheets": found, "count": len(found)}


def _spoil(book: Casebook, asked: Request) -> object:
    sheets = [bytes.fromhex(one) for one in asked.details["sheets"]]
    return stock.approve(book, sheets, asked.reason, second=None, approval=asked.approval)


_KINDS: Mapping[str, _Kind] = {
    Action.VOUCHER_VOID: _Kind("voucher_void", _check_void, _void),
    Action.VOUCHER_REPLACE: _Kind("voucher_issue", _check_reissue, _reissue),
    Action.BLOCK_TRANSFER: _Kind("block_transfer", _check_transfer, _transfer),
    Action.SPARE_BLOCK_OPEN: _Kind("spare_opening", _check_spare, _spare),
    Action.CERTIFICATE_REPRINT: _Kind("certificate_reprint", _check_certificate, _reprint),
    Action.CERTIFICATE_REVOKE: _Kind("certificate_revocation", _check_certificate, _revoke),
    Action.STOCK_SPOIL: _Kind("stock_approval", _check_spoiled, _spoil),
}
ACTIONS = frozenset(_KINDS)
"""The actions that can wait for the province."""
