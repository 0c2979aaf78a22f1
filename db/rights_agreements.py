"""Joint pledges of enterprises with their inspections, and collective contracts: what was promised, whether it is kept, what ends soon."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from db import lapsing, records, schema, story
from db.casebook import Casebook, Session
from db.journal import Writer
from db.lapsing import Term
from db.numbering import next_number
from db.record_checks import FieldUnfit, by_step
from db.records import Filter, Kind, Record
from db.tables import rights as tables
from rules import codes
from rules.errors import UserError
from rules.followups import months_after
from rules.permissions import Action

VISIT_EVERY = 3
"""Months after which a pledge is looked into again; the office's usage (履约回访, each quarter)."""
NOTICE = {"joint_pledge": dt.timedelta(days=30), "collective_contract": dt.timedelta(days=90)}
"""How long before its end a term is told: a renewal may be asked for within three months before the end (集体合同规定 2004-05-01, article 38)."""
LONGEST_YEARS = 3
"""集体合同规定 article 38: a term is usually of one to three years."""


class UnitPledged(UserError):
    """Say that the unit has a pledge in force already; fields `column`, `number`, `day` (its end)."""

    code = "UNIT_PLEDGED"


def _check_pledge(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    if values["valid_until"] < values["day"]:
        raise FieldUnfit(column="valid_until", label="有效期至", reason="span")
    if before is not None:
        return values
    known = records.by_column(book, "joint_pledge", unit=values["unit"], status=tables.IN_FORCE)
    twin = next((one for one in known if one["valid_until"] >= values["day"]), None)
    if twin is not None:
        raise UnitPledged(column="unit", number=twin["number"], day=twin.words["valid_until"])
    return {**values, "number": values.get("number") or next_number(book, "joint_pledge", "GT", values["day"].year)}


def _renewed(
    book: Casebook, _writer: Writer, before: Record, state: str, values: Mapping[str, Any], _second: Session | None
) -> None:  # fmt: skip
    """Let nothing be in force again whose term is over."""
    until = values.get("valid_until") or before["valid_until"]
    if state == tables.IN_FORCE and (until is None or until < book.today):
        reason = "missing" if until is None else "past"
        raise FieldUnfit(column="valid_until", label="有效期至", reason=reason)


PLEDGE = Kind("joint_pledge", Action.RIGHTS_WRITE, check=_check_pledge, moved=_renewed)


def _check_visit(book: Casebook, values: Mapping[str, Any], _before: Record | None) -> Mapping[str, Any]:
    pledge = records.get(book, "joint_pledge", values["pledge"])
    if values["day"] < pledge["day"]:
        raise FieldUnfit(column="day", label="检查日期", reason="before_pledge")
    broken = set(values.get("broken") or ())
    if not broken <= set(pledge["promises"] or ()):
        raise FieldUnfit(column="broken", label="未履行的承诺", reason="not_promised")
    if values["outcome"] in {"2", "3"} and not broken and not values.get("withdrawn"):
        raise FieldUnfit(column="broken", label="未履行的承诺", reason="missing")
    return values


VISIT = Kind("pledge_visit", Action.RIGHTS_WRITE, check=_check_visit)


def _check_contract(_book: Casebook, values: Mapping[str, Any], _before: Record | None) -> Mapping[str, Any]:
    _in_order(values)
    return values


def _in_order(values: Mapping[str, Any]) -> None:
    signed, until = values.get("signed_on"), values.get("valid_until")
    if signed is not None and until is not None and until < signed:
        raise FieldUnfit(column="valid_until", label="有效期至", reason="span")


def _contract_moved(
    book: Casebook, writer: Writer, before: Record, state: str, values: Mapping[str, Any], second: Session | None
) -> Mapping[str, Any] | None:  # fmt: skip
    """Ask a contract that comes into force for its number, day, term and whom it covers; one that is renewed keeps what was signed before."""
    _renewed(book, writer, before, state, values, second)
    if state != tables.IN_FORCE:
        return None
    found = {**before.values, **{name: one for name, one in values.items() if one is not None}}
    for column in ("number", "signed_on", "workers"):
        if found.get(column) is None:
            raise FieldUnfit(column=column, label=CONTRACT.table.by_name[column].label, reason="missing")
    _in_order(found)
    if before.state == tables.OVER and before["signed_on"] not in {None, found["signed_on"]}:
        kept = {name: before[name] for name in ("number", "signed_on", "valid_until", "units", "workers")}
        records.put(book, writer, _EARLIER, {**kept, "contract": before.id, "day": found["signed_on"]})
    return None


_EARLIER = Kind("contract_earlier", Action.RIGHTS_WRITE)
"""How a renewal writes it; nothing else may."""
EARLIER = Kind("contract_earlier", Action.RIGHTS_WRITE, check=by_step("以前签订的集体合同"))
CONTRACT = Kind("collective_contract", Action.RIGHTS_WRITE, check=_check_contract, moved=_contract_moved)


# --- what waits, what it comes to ----------------------------------------------------------------------------------


def lapse(book: Casebook) -> int:
    """Note pledges and contracts past their term as 已到期; give how many."""
    book.require(Action.RIGHTS_WRITE)
    return lapsing.lapse(book, [Term(name, (tables.IN_FORCE,), book.today, tables.OVER) for name in NOTICE])


def ending_soon(book: Casebook, name: str) -> Filter:
    """Choose what is in force and ends soon, or has ended and was not renewed."""
    sql = f"""SELECT x.id FROM {schema.BY_NAME[name].name} x WHERE x.status IN (?, ?) AND x.valid_until <= ?
        AND {story.current(schema.BY_NAME[name], "x")} ORDER BY x.valid_until LIMIT ?"""
    until = (book.today + NOTICE[name]).isoformat()
    rows = book.store.rows(sql, (tables.IN_FORCE, tables.OVER, until, records.MOST_FOUND))
    return Filter(ids=tuple(bytes(row["id"]) for row in rows))


def visits_due(book: Casebook) -> Filter:
    """Choose the pledges in force that nobody has looked into for three months."""
    sql = f"""SELECT x.id FROM joint_pledge x WHERE x.status = ? AND {story.current(PLEDGE.table, "x")} AND
        max(x.day, coalesce((SELECT max(v.day) FROM pledge_visit v WHERE v.pledge = x.id AND {story.current(VISIT.table, "v")}), '')) <= ?
        ORDER BY x.day LIMIT ?"""
    since = months_after(book.today, -VISIT_EVERY).isoformat()
    rows = book.store.rows(sql, (tables.IN_FORCE, since, records.MOST_FOUND))
    return Filter(ids=tuple(bytes(row["id"]) for row in rows))


def promised(book: Casebook) -> list[tuple[str, int, int]]:
    """Count the pledges in force promise by promise: (code, enterprises, workers); one pledge may stand in several lines, which never add up."""
    found: dict[str, tuple[int, int]] = {}
    for one in records.every(book, "joint_pledge", Filter(states=(tables.IN_FORCE,))):
        for code in dict.fromkeys(one["promises"] or ()):
            units, workers = found.get(code, (0, 0))
            found[code] = (units + 1, workers + (one["workers"] or 0))
    return [(item.code, *found[item.code]) for item in codes.tables()["pledge_promise"].items if item.code in found]


def pledge_words(book: Casebook, pledge: Record) -> list[tuple[str, str]]:
    """Say how often a pledge was looked into and what was not kept."""
    visits = records.by_column(book, "pledge_visit", pledge=pledge.id)
    broken = dict.fromkeys(code for one in visits for code in one["broken"] or ())
    lines = [("履约回访", f"{len(visits)} 次" + (f"，最近 {visits[-1].words['day']}" if visits else ""))]
    if broken:
        lines.append(("查出未履行", "、".join(codes.label("pledge_promise", code) for code in broken)))
    return lines


def contract_words(_book: Casebook, contract: Record) -> list[tuple[str, str]]:
    """Say where a contract's term is longer than is usual."""
    signed, until = contract["signed_on"], contract["valid_until"]
    if signed is not None and until is not None and until > months_after(signed, 12 * LONGEST_YEARS):
        return [("请核对", "期限超过 3 年；集体合同期限一般为 1 至 3 年")]
    return []
