"""入会与会籍: applications, their approval by somebody else, memberships and what happens to them.

The first joining is an event that there is once for a person. Whoever brings a letter of transfer was a member before: no way leads from there to a
new member, and the list of new members is made of first joinings alone.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from db import people, record_checks, records, schema, story
from db.casebook import Casebook, Session
from db.journal import Writer
from db.record_checks import FieldUnfit
from db.records import Filter, Kind, Record
from db.tables import membership as tables
from rules import cards
from rules.errors import UserError
from rules.permissions import Action

JOINED, TRANSFERRED = "1", "2"
"""Codes of `member_origin`."""
FIRST, AGAIN, MOVED_IN, MOVED_OUT = "1", "2", "3", "4"
KEPT, RESTORED, RESIGNED, EXPELLED, WITHIN = "5", "6", "7", "8", "9"
"""Codes of `member_event`."""
TRANSFER_DAYS = 30
"""Days after which a letter of transfer without its slip is asked after; the office's usage."""


class AlreadyMember(UserError):
    """Say that the person is a member already, so they transfer and do not join; fields `column`, `number`, `state`."""

    code = "ALREADY_MEMBER"


class AppliedAlready(UserError):
    """Say that an application of the person waits already; fields `column`, `day`."""

    code = "APPLIED_ALREADY"


class CardTaken(UserError):
    """Say that the card number is another membership's; fields `column`, `number`."""

    code = "CARD_TAKEN"


class OwnApplication(UserError):
    """Say that who entered or changed an application may not approve it; field `count`."""

    code = "OWN_APPLICATION"


# --- grassroots unions ---------------------------------------------------------------------------------------------


class UnionKnown(UserError):
    """Say that a grassroots union of that name is entered already; fields `column`, `name`."""

    code = "UNION_KNOWN"


def _check_union(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    own = before.id if before else b""
    known = records.by_column(book, "grassroots_union", name=values["name"])
    if any(one.id != own for one in known):
        raise UnionKnown(column="name", name=values["name"])
    if before is not None and values.get("parent") == own:
        raise FieldUnfit(column="parent", label="上级工会", reason="reference")
    return values


UNION = Kind("grassroots_union", Action.MEMBER_WRITE, check=_check_union)


def union_words(book: Casebook, union: Record) -> list[tuple[str, str]]:
    """Say how many members a union has, how many are kept, how many applications wait."""
    counts = [
        (label, records.count(book, name, Filter(states=(state,), equal=(("union_id", union.id),))))
        for label, name, state in (
            ("在籍会员", "membership", tables.MEMBER),
            ("保留会籍", "membership", tables.KEPT),
            ("待批准的入会申请", "member_application", tables.APPLIED),
        )
    ]
    return [(label, f"{count:,} 人") for label, count in counts]


# --- applications --------------------------------------------------------------------------------------------------


def memberships_of(book: Casebook, person: bytes) -> list[Record]:
    """Give the memberships of a human, under whichever of their records; what was entered by mistake is not among them."""
    everyone = (person, *sorted(people.same_persons(book, person)))
    found = [one for row in everyone for one in records.by_column(book, "membership", person=row)]
    return [one for one in found if one.state != tables.MISTAKEN]


def _not_member(book: Casebook, person: bytes, *, but: bytes = b"") -> None:
    over = {tables.RESIGNED, tables.EXPELLED}
    known = next((one for one in memberships_of(book, person) if one.state not in over and one.id != but), None)
    if known is not None:
        raise AlreadyMember(column="person", number=known["number"], state=known.state)


def _check_application(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    if values.get("number"):
        values = {**values, "number": _free_card(book, values["number"])}
    if before is not None:
        if before.state != tables.APPLIED:
            raise FieldUnfit(column="person", label="入会申请", reason="decided")
        return values
    _not_member(book, values["person"])
    everyone = (values["person"], *people.same_persons(book, values["person"]))
    waiting = [
        one
        for row in everyone
        for one in records.by_column(book, "member_application", person=row, status=tables.APPLIED)
    ]
    if waiting:
        raise AppliedAlready(column="person", day=waiting[0].words["day"])
    return values


def _application_moved(
    book: Casebook, writer: Writer, before: Record, state: str, values: Mapping[str, Any], _second: Session | None
) -> Mapping[str, Any] | None:  # fmt: skip
    """Make an approved applicant a member from the day of approval on (会籍自批准日起)."""
    if state in {tables.APPROVED, tables.REFUSED} and _touched(book, before.id):
        raise OwnApplication(count=1)
    if state == tables.REFUSED and not values.get("opinion"):
        raise FieldUnfit(column="opinion", label="审批意见", reason="missing")
    if state != tables.APPROVED:
        return None
    writer.flush()
    _not_member(book, before["person"])
    day: dt.date = values["status_on"]
    if day < before["day"]:
        raise FieldUnfit(column="status_on", label="批准日期", reason="before_application")
    number = _free_card(book, values.get("number") or before["number"] or _next_card(book, day.year))
    records.put(book, writer, _JOINING, {
        "person": before["person"], "union_id": before["union_id"], "number": number, "origin": JOINED, "joined_on": day, "day": day,
        "application": before.id,
    })  # fmt: skip
    return {"number": number}


APPLICATION = Kind(
    "member_application", Action.MEMBER_WRITE, check=_check_application,
    moves={tables.APPROVED: Action.MEMBER_APPROVE, tables.REFUSED: Action.MEMBER_APPROVE}, moved=_application_moved,
)  # fmt: skip


def _touched(book: Casebook, application: bytes) -> bool:
    """Tell whether who has signed in entered or changed an application."""
    # a header's canonical form begins with {"a":"<staff id in hex>"
    sql = "SELECT 1 FROM entry WHERE row = ? AND tbl = 'member_application' AND substr(CAST(header AS TEXT), 7, 32) = ? LIMIT 1"
    return book.store.one(sql, (application, book.signed_in.user_id.hex())) is not None


def waiting(book: Casebook, union: bytes | None = None) -> list[Record]:
    """Give the applications that wait, of one union or of all, the first entered first."""
    equal = (("union_id", union),) if union is not None else ()
    return list(records.every(book, "member_application", Filter(states=(tables.APPLIED,), equal=equal)))[::-1]


def unions_waiting(book: Casebook) -> list[tuple[bytes, str, int]]:
    """Give the grassroots unions of which applications wait: (id, name, how many)."""
    sql = f"""SELECT u.id, u.name, count(*) AS waiting FROM member_application x JOIN grassroots_union u ON u.id = x.union_id
        WHERE x.status = ? AND {story.current(APPLICATION.table, "x")} GROUP BY u.id ORDER BY u.name"""
    return [(bytes(row["id"]), row["name"], row["waiting"]) for row in book.store.rows(sql, (tables.APPLIED,))]


def mine(book: Casebook, applications: Iterable[Record]) -> set[bytes]:
    """Give those of the applications that who has signed in may not approve."""
    return {one.id for one in applications if _touched(book, one.id)}


def approve_many(book: Casebook, applications: Sequence[bytes], day: dt.date, opinion: str = "") -> int:
    """Approve applications of one union in one transaction, all or none; give how many.

    Raise NotPermitted, OwnApplication (with how many), AlreadyMember, CardTaken, StepNotAllowed.
    """
    book.require(Action.MEMBER_APPROVE)
    own = [one for one in applications if _touched(book, one)]
    if own:
        raise OwnApplication(count=len(own))
    states = APPLICATION.table.states
    with book.write() as writer:
        for row in applications:
            before = records.get(book, "member_application", row)
            if states is not None:
                states.check(before.state, tables.APPROVED, APPLICATION.table.label)
            step = record_checks.clean(
                book, APPLICATION.table, {"status": tables.APPROVED, "status_on": day, "opinion": opinion or None}
            )
            more = _application_moved(book, writer, before, tables.APPROVED, step, None)
            writer.patch("member_application", row, {**step, **(more or {})})
    return len(applications)


# --- memberships ---------------------------------------------------------------------------------------------------


def _free_card(book: Casebook, number: str, own: bytes = b"") -> str:
    """Give a card number as it is kept; raise FieldUnfit or CardTaken."""
    kept = cards.normalise(number)
    if cards.problem(kept):
        raise FieldUnfit(column="number", label="会员证号", reason="card")
    sql = "SELECT 1 FROM membership WHERE number = ? AND id <> ? AND status <> ? LIMIT 1"
    if book.store.one(sql, (kept, own, tables.MISTAKEN)) is not None:
        raise CardTaken(column="number", number=kept)
    return kept


def _next_card(book: Casebook, year: int) -> str:
    start = cards.start(book.workplace.county, year, book.workplace.dev)
    last = book.store.value("SELECT max(number) FROM membership WHERE number >= ? AND number < ?", (start, start + "~"))
    return cards.following(start, str(last or ""))


def _check_transfer_in(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    """Take in who comes with a letter; a membership that is entered by hand is always a transfer."""
    if before is None:
        _not_member(book, values["person"])
        for column in ("number", "from_union"):
            if not values.get(column):
                raise FieldUnfit(column=column, label=MEMBERSHIP.table.by_name[column].label, reason="missing")
        joined = values.get("joined_on")
        if joined is not None and joined > values["day"]:
            raise FieldUnfit(column="joined_on", label="入会日期", reason="future")
        return {**values, "number": _free_card(book, values["number"]), "origin": TRANSFERRED, "application": None}
    fixed = {"person": "会员", "union_id": "基层工会", "origin": "会籍来源"}
    if any(values[column] != before[column] for column in fixed):
        column = next(column for column in fixed if values[column] != before[column])
        raise FieldUnfit(column=column, label=fixed[column], reason="by_transfer")
    number = values.get("number")
    return {**values, "number": _free_card(book, number, before.id) if number else before["number"]}


def _membership_written(book: Casebook, writer: Writer, row: bytes, values: Mapping[str, Any]) -> None:
    """Write how a membership came about, once."""
    writer.flush()
    if records.count(book, "member_event", Filter(equal=(("membership", row),))):
        return
    kind = MOVED_IN
    if values["origin"] == JOINED:
        kind = AGAIN if _was_member(book, values["person"], row) else FIRST
    _happened(book, writer, row, values, kind, values["day"], other=values.get("from_union"))


def _was_member(book: Casebook, person: bytes, but: bytes) -> bool:
    return any(one.id != but for one in memberships_of(book, person))


def _happened(
    book: Casebook, writer: Writer, row: bytes, values: Mapping[str, Any], kind: str, day: dt.date, *,
    other: str | None = None, reason: str | None = None,
) -> None:  # fmt: skip
    event = {
        "membership": row,
        "person": values["person"],
        "kind": kind,
        "union_id": values["union_id"],
        "day": day,
        "other": other,
        "reason": reason,
    }
    whole = record_checks.whole(book, schema.BY_NAME["member_event"], event)
    writer.fact("member_event", {name: one for name, one in whole.items() if one is not None})


_NEEDED = {
    tables.LEAVING: ("to_union", "转往的工会"),
    tables.KEPT: ("keep_reason", "保留会籍原因"),
    tables.RESIGNED: ("leave_reason", "退会或除名原因"),
    tables.EXPELLED: ("leave_reason", "退会或除名原因"),
    tables.MISTAKEN: ("note", "备注"),
}


def _membership_moved(
    book: Casebook, writer: Writer, before: Record, state: str, values: Mapping[str, Any], _second: Session | None
) -> Mapping[str, Any] | None:  # fmt: skip
    """Write what a step comes to as an event of its day; a letter that is still out is none."""
    if state in _NEEDED and not values.get(_NEEDED[state][0]):
        column, label = _NEEDED[state]
        raise FieldUnfit(column=column, label=label, reason="missing")
    day = values["status_on"]
    now = {**before.values, **{name: one for name, one in values.items() if one is not None}}
    if state == tables.MISTAKEN:
        _take_back(book, writer, before, values["note"])
    elif state == tables.MOVED_OUT:
        _happened(book, writer, before.id, now, MOVED_OUT, day, other=now["to_union"])
    elif state == tables.KEPT:
        _happened(book, writer, before.id, now, KEPT, day, reason=_word("keep_reason", values["keep_reason"]))
    elif state in {tables.RESIGNED, tables.EXPELLED}:
        kind = RESIGNED if state == tables.RESIGNED else EXPELLED
        _happened(book, writer, before.id, now, kind, day, reason=values["leave_reason"])
    elif state == tables.MEMBER:
        _back(book, writer, before, now, day)
    return None


def _word(table: str, code: str) -> str:
    from rules import codes

    return codes.label(table, code)


def _back(book: Casebook, writer: Writer, before: Record, now: Mapping[str, Any], day: dt.date) -> None:
    """Write with what somebody is a member again: from elsewhere, restored, or with another union of the county."""
    if before.state == tables.MOVED_OUT:
        _not_member(book, before["person"], but=before.id)
        _happened(book, writer, before.id, now, MOVED_IN, day, other=now.get("from_union"))
    elif before.state == tables.KEPT:
        _happened(book, writer, before.id, now, RESTORED, day)
    elif now["union_id"] != before["union_id"]:
        other = records.get(book, "grassroots_union", before["union_id"])
        _happened(book, writer, before.id, now, WITHIN, day, other=other["name"])
    elif records.by_column(book, "member_event", membership=before.id)[-1]["kind"] == KEPT:
        # the letter of one whose membership was kept comes back unused: in again, and kept no more
        _happened(book, writer, before.id, now, RESTORED, day)


def _take_back(book: Casebook, writer: Writer, before: Record, reason: str) -> None:
    """Take back the events of a membership that should not have been entered."""
    for one in records.by_column(book, "member_event", membership=before.id):
        told = {name: value for name, value in one.values.items() if value is not None}
        writer.fact("member_event", {**told, "corrects": one.id, "withdrawn": True, "note": reason})


_MOVES = {tables.EXPELLED: Action.MEMBER_APPROVE, tables.MISTAKEN: Action.MEMBER_APPROVE}
MEMBERSHIP = Kind(
    "membership", Action.MEMBER_WRITE, check=_check_transfer_in, written=_membership_written, moves=_MOVES,
    moved=_membership_moved, fixed=frozenset({"person", "origin", "joined_on", "application"}),
)  # fmt: skip
_JOINING = Kind("membership", Action.MEMBER_APPROVE, written=_membership_written)
"""How an approval writes a membership; nothing else may."""


EVENT = Kind("member_event", Action.MEMBER_APPROVE, check=record_checks.by_step("会籍变动"))


# --- what waits ----------------------------------------------------------------------------------------------------


def letters_out(book: Casebook) -> Filter:
    """Choose the memberships whose letter of transfer is out for 30 days and more without its slip."""
    sql = f"SELECT x.id FROM membership x WHERE x.status = ? AND x.status_on <= ? AND {story.current(MEMBERSHIP.table, 'x')} ORDER BY x.status_on LIMIT ?"
    since = (book.today - dt.timedelta(days=TRANSFER_DAYS)).isoformat()
    rows = book.store.rows(sql, (tables.LEAVING, since, records.MOST_FOUND))
    return Filter(ids=tuple(bytes(row["id"]) for row in rows))


def same_cards(book: Casebook) -> Filter:
    """Choose the memberships that share a card number, given on two PCs before they knew of each other."""
    sql = f"""SELECT x.id FROM membership x WHERE x.status <> ? AND {story.current(MEMBERSHIP.table, "x")} AND x.number IN
        (SELECT number FROM membership WHERE status <> ? GROUP BY number HAVING count(*) > 1) ORDER BY x.number LIMIT ?"""
    rows = book.store.rows(sql, (tables.MISTAKEN, tables.MISTAKEN, records.MOST_FOUND))
    return Filter(ids=tuple(bytes(row["id"]) for row in rows))
