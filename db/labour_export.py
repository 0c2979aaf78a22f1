"""劳务输出 in the three-level network: its places as a tree (市, 县级中心, 乡镇站, 村), batches with a leader, and who went.

A place stands under one of a higher level; a batch's people are placements only once they have begun to work.
"""

from collections.abc import Mapping
from typing import Any

from db import placements, records
from db.casebook import Casebook, Session
from db.journal import Writer
from db.record_checks import FieldUnfit
from db.records import Kind, Record
from rules.errors import UserError
from rules.permissions import Action

GATHERING, GONE, ARRIVED = "组织中", "已出发", "已到岗"
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
) -> None:  # fmt: skip
    """Write a placement for everybody who arrived at the work; who did not go was taken off the list before."""
    if state == GONE and not records.by_column(book, "export_member", batch=before.id):
        raise BatchEmpty
    if state != ARRIVED:
        return
    if before["employer"] is None:
        raise FieldUnfit(column="employer", label="用人单位", reason="missing")
    for member in records.by_column(book, "export_member", batch=before.id):
        records.put(book, writer, placements.PLACEMENT, {
            "person": member["person"], "employer": before["employer"], "post": member["post"], "way": placements.EXPORTED, "export": before.id,
            "day": values["status_on"], "region": before["region"],
        })  # fmt: skip


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
    return [("名单", f"{listed:,} 人{planned}")]
