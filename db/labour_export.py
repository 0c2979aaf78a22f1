"""劳务输出 in the three-level network: its places as a tree (市, 县级中心, 乡镇站, 村), batches with a leader, and who went.

A place stands under one of a higher level; a batch's people are placements only once they have begun to work.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from db import placements, records
from db.casebook import Casebook, Session
from db.journal import Writer
from db.record_checks import unfit
from db.records import Filter, Kind, Record
from db.tables.jobs import IN_WORK, SENT_OUT
from rules.errors import UserError
from rules.permissions import Action

GATHERING, (GONE, ARRIVED, RETURNED) = "组织中", SENT_OUT
_DEEPEST = 8


class ParentNotAbove(UserError):
    """Say that the place above is not of a higher level; fields `column`, `parent`."""

    code = "PARENT_NOT_ABOVE"


class MemberKnown(UserError):
    """Say that the person is in this batch already; fields `column`, `name`."""

    code = "MEMBER_KNOWN"


class BatchEmpty(UserError):
    """Say that nobody is on a batch's list."""

    code = "BATCH_EMPTY"


class BatchClosed(UserError):
    """Say that nobody can be added to a batch any more; fields `column`, `state`."""

    code = "BATCH_CLOSED"


def _check_node(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    if values.get("parent") is None:
        return values
    above = records.get(book, "export_node", values["parent"])
    # levels are coded from the top: 1 city, 2 county, 3 township, 4 village; a strictly lower code also keeps the tree free of circles
    below = records.by_column(book, "export_node", parent=before.id) if before is not None else []
    if above["level"] >= values["level"] or any(one["level"] <= values["level"] for one in below):
        raise ParentNotAbove(column="parent", parent=above.title)
    return values


NODE = Kind("export_node", Action.JOBS_WRITE, check=_check_node)


def tree(book: Casebook) -> list[tuple[int, Record]]:
    """Give the whole network as (depth, place), each place before those under it; what stands under nothing known begins a tree."""
    places = {one.id: one for one in records.every(book, "export_node")}
    under: dict[bytes, list[Record]] = {}
    for one in sorted(places.values(), key=lambda place: (place["level"] or "", place["name"] or "")):
        parent = one["parent"] if one["parent"] in places else b""
        under.setdefault(parent, []).append(one)
    found: list[tuple[int, Record]] = []

    def walk(parent: bytes, depth: int) -> None:
        for one in under.get(parent, ()) if depth < _DEEPEST else ():
            found.append((depth, one))
            walk(one.id, depth + 1)

    walk(b"", 0)
    return found


def path_words(book: Casebook, node: Record) -> list[tuple[str, str]]:
    """Say where a place stands in the network, and what is under it."""
    names, above = [node.title], node["parent"]
    while above is not None and len(names) < _DEEPEST:
        upper = records.get(book, "export_node", above)
        names.append(upper.title)
        above = upper["parent"]
    below = records.count(book, "export_node", records.Filter(equal=(("parent", node.id),)))
    lines = [("所在网络", " › ".join(reversed(names)))]
    return [*lines, ("下级机构", f"{below} 个")] if below else lines


def _batch_moved(
    book: Casebook, writer: Writer, before: Record, state: str, values: Mapping[str, Any], _second: Session | None
) -> Mapping[str, Any] | None:  # fmt: skip
    """Keep the day of leaving, by which a batch counts; write a placement for everybody who arrived at the work.

    Who did not go was taken off the list before; who is known to work for the employer already keeps that entry.
    """
    if state == GONE:
        if not records.by_column(book, "export_member", batch=before.id):
            raise BatchEmpty
        left = values.get("starts") or before["starts"] or values["status_on"]
        if left > book.today:
            raise unfit(before.table, "starts", "future")
        return {"starts": left}
    if state != ARRIVED:
        return None
    employer = values.get("employer") or before["employer"]
    if employer is None:
        raise unfit(before.table, "employer", "missing")
    known = Filter(states=(IN_WORK,), equal=(("employer", employer),))
    at_work = {one["person"] for one in records.every(book, "placement", known)}
    for member in records.by_column(book, "export_member", batch=before.id):
        if member["person"] not in at_work:
            records.put(book, writer, placements.PLACEMENT, {
                "person": member["person"], "employer": employer, "post": member["post"], "way": placements.EXPORTED, "export": before.id,
                "day": values["status_on"], "region": before["region"],
            })  # fmt: skip
    return None


BATCH = Kind("export_batch", Action.JOBS_WRITE, moved=_batch_moved)


def _check_member(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    batch = records.get(book, "export_batch", values["batch"])
    if before is None and batch.state not in {GATHERING, GONE}:
        raise BatchClosed(column="batch", state=batch.state)
    others = records.by_column(book, "export_member", batch=batch.id, person=values["person"])
    if any(before is None or one.id != before.id for one in others):
        raise MemberKnown(column="person", name=others[0].words["person"])
    return values


MEMBER = Kind("export_member", Action.JOBS_WRITE, check=_check_member)


def batch_words(book: Casebook, batch: Record) -> list[tuple[str, str]]:
    """Say how many of those planned are on the list."""
    listed = records.count(book, "export_member", records.Filter(equal=(("batch", batch.id),)))
    planned = f"，计划 {batch['planned']:,} 人" if batch["planned"] else ""
    lines = [("名单", f"{listed:,} 人{planned}")]
    working = records.count(book, "placement", Filter(states=(IN_WORK,), equal=(("export", batch.id),)))
    return [*lines, ("现在在岗", f"{working:,} 人")] if batch.state in {ARRIVED, RETURNED} else lines


# --- what went where -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sent:
    """Hold how many batches left and how many persons, each once, for one line of a table; `depth` in the tree of places, 0 at the top."""

    label: str
    batches: int
    persons: int
    depth: int = 0


def by_place(book: Casebook, first: dt.date, last: dt.date) -> list[Sent]:
    """Count what left between two days, both included, by the places of the network, each with all that lie below it; the total last, where there is one."""
    left = _left(book, first, last)
    places = tree(book)
    lines = []
    for at, (depth, place) in enumerate(places):
        below = {place.id}
        for deeper, one in places[at + 1 :]:
            if deeper <= depth:
                break
            below.add(one.id)
        some = [batch for batch in left if batch.record["node"] in below]
        if some:
            lines.append(_sent(place.title, some, depth))
    return [*lines, _sent("合计", left)] if left else []


@dataclass(frozen=True, slots=True)
class _Batch:
    record: Record
    persons: frozenset[bytes]


def _left(book: Casebook, first: dt.date, last: dt.date) -> list[_Batch]:
    batches = [
        one for one in records.every(book, "export_batch", Filter(states=SENT_OUT))
        if first <= (one["starts"] or one["day"]) <= last
    ]  # fmt: skip
    listed: dict[bytes, set[bytes]] = {}
    for member in records.every(book, "export_member"):
        listed.setdefault(member["batch"], set()).add(member["person"])
    return [_Batch(one, frozenset(listed.get(one.id, ()))) for one in batches]


def _sent(label: str, batches: Iterable[_Batch], depth: int = 0) -> Sent:
    some = list(batches)
    return Sent(label, len(some), len(frozenset().union(*(one.persons for one in some))), depth)
