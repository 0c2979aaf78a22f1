"""Who stands beside the first person where an action takes two: somebody on the spot, or the province's approval (docs/sync.md section 6).

An office with one clerk asks the province; its approval, named by the fact, stands in for the second signature once, for the very thing
that was asked for and for the workplace that asked.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from db import flags
from db.entries import Entry, line_of, parse
from db.store import Store
from rules.errors import UserError
from rules.permissions import Action

if TYPE_CHECKING:
    from db.casebook import Casebook, Session
    from db.journal import Author

APPROVED, REFUSED = "approved", "refused"
WAITING, DONE, EXPIRED = "waiting", "done", "expired"
LIFE = timedelta(days=90)
"""How long a request waits for its answer, and an approval for its use."""

THINGS: Mapping[str, tuple[Action, tuple[str, ...]]] = {
    "voucher_void": (Action.VOUCHER_VOID, ("number",)),
    "voucher_issue": (Action.VOUCHER_REPLACE, ("replaces",)),
    "block_transfer": (Action.BLOCK_TRANSFER, ("kind", "first", "last", "to_dev", "limit_fen")),
    "spare_opening": (Action.SPARE_BLOCK_OPEN, ("kind", "first", "last")),
    "certificate_reprint": (Action.CERTIFICATE_REPRINT, ("certificate",)),
    "certificate_revocation": (Action.CERTIFICATE_REVOKE, ("certificate",)),
    "stock_approval": (Action.STOCK_SPOIL, ("sheets",)),
}
"""For each table whose facts the province may approve: the action, and the columns that say which thing it is done to."""


class ApprovalUnfit(UserError):
    """Say that an approval does not serve for this; field `reason`: unknown, other, waiting, refused, expired or done."""

    code = "APPROVAL_UNFIT"


def beside(
    book: "Casebook", table: str, thing: Mapping[str, Any], second: "Session | None", approval: bytes | None
) -> "Author | None":  # fmt: skip
    """Give the second signer of a fact in `table` about `thing` (its columns as in an entry), or None where an approval stands in for one.

    Raise SecondPersonNeeded without either, ApprovalUnfit where the approval does not serve.
    """
    action, columns = THINGS[table]
    if approval is None:
        return book.require_second(action, second).author
    row = book.store.one(
        "SELECT r.id, r._dev, r.action, r.details FROM approval a JOIN pending_approval r ON r.id = a.request WHERE a.id = ?",
        (approval,),
    )
    if row is None:
        raise ApprovalUnfit(reason="unknown")
    if bytes(row["_dev"]) != book.workplace.dev or not _fits(row, action, columns, thing):
        raise ApprovalUnfit(reason="other")
    state = state_of(book.store, bytes(row["id"]), book.today)
    if state != APPROVED:
        raise ApprovalUnfit(reason=state)
    return None


def _fits(row: Any, action: Action, columns: Iterable[str], thing: Mapping[str, Any]) -> bool:
    details = json.loads(row["details"])
    return (
        row["action"] == action
        and type(details) is dict
        and all(details.get(name) == thing.get(name) for name in columns)
    )


def answers(store: Store, request: bytes) -> list[Any]:
    """Give the province's answers to a request in the order of their hashes."""
    return list(
        store.rows("SELECT id, verdict, reason, day FROM approval WHERE request = ? ORDER BY _entry", (request,))
    )


def state_of(store: Store, request: bytes, today: date) -> str:
    """Tell where a request stands: waiting, approved, refused (one refusal is enough), done or expired."""
    found = answers(store, request)
    if any(uses(store, bytes(one["id"])) for one in found):
        return DONE
    if any(one["verdict"] != APPROVED for one in found):
        return REFUSED
    since = found[0]["day"] if found else store.value("SELECT day FROM pending_approval WHERE id = ?", (request,))
    if date.fromisoformat(since) + LIFE < today:
        return EXPIRED
    return APPROVED if found else WAITING


def uses(store: Store, approval: bytes) -> list[tuple[str, bytes]]:
    """Give (table, row) of every fact that names an approval."""
    return [
        (table, bytes(row["id"]))
        for table in THINGS
        for row in store.rows(f"SELECT id FROM {table} WHERE approval = ?", (approval,))
    ]


def concerned(store: Store, batch: Iterable[Entry]) -> set[bytes]:
    """Give the approvals on which entries just applied have a bearing: named by a fact, given, or given to a request that came now."""
    found: set[bytes] = set()
    for entry in batch:
        if entry.tbl == "approval":
            found.add(entry.row)
        elif entry.tbl == "pending_approval":
            found.update(bytes(one["id"]) for one in answers(store, entry.row))
        elif entry.tbl in THINGS and entry.kind == "fact" and entry.values and entry.values.get("approval"):
            found.add(bytes.fromhex(entry.values["approval"]))
    return found


def check(store: Store, approvals: Iterable[bytes], now: int) -> None:
    """Flag facts that one person signed and whose approval does not bear them out; take the flag back where it has come to do so."""
    for approval in approvals:
        named = [one for table in THINGS for one in _naming(store, table, approval)]
        for entry in named:
            signers = {who for who, _ in entry.signatures}
            if len(signers) > 1:
                continue
            about = (entry.tbl, entry.row, entry.hash.hex())
            if len(signers) == 1 and len(named) == 1 and _bears(store, approval, entry):
                store.execute("DELETE FROM flag WHERE code = 'UNSIGNED' AND tbl = ? AND row = ? AND detail = ?", about)
            else:
                flags.raise_flag(store, "UNSIGNED", *about, now)


def _bears(store: Store, approval: bytes, entry: Entry) -> bool:
    """Tell whether the province approved this very thing for the workplace that wrote the entry."""
    row = store.one(
        "SELECT r._dev, r.action, r.details, a.verdict FROM approval a JOIN pending_approval r ON r.id = a.request WHERE a.id = ?",
        (approval,),
    )
    if row is None or row["verdict"] != APPROVED or bytes(row["_dev"]) != entry.dev:
        return False
    return _fits(row, *THINGS[entry.tbl], entry.values or {})


def _naming(store: Store, table: str, approval: bytes) -> list[Entry]:
    """Give the entries of a table's facts that name an approval."""
    sql = f"SELECT e.dev, e.ep, e.header, e.salt, e.body FROM {table} x JOIN entry e ON e.hash = x._entry WHERE x.approval = ?"
    return [
        parse(bytes(row["dev"]), bytes(row["ep"]), line_of(row["header"], row["salt"], row["body"]))
        for row in store.rows(sql, (approval,))
    ]
