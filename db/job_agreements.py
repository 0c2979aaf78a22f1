"""What employers and other provinces signed: training to order with its later check, placement bases, sources of labour, cooperation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db import placements, records, story
from db.casebook import Casebook, Session
from db.journal import Writer
from db.record_checks import FieldUnfit, unfit
from db.records import Kind, Record
from db.tables import jobs as tables
from rules.errors import UserError
from rules.fairs import percent
from rules.followups import months_after
from rules.permissions import Action


class ClassNotOver(UserError):
    """Say that an order can be checked only when its class has ended; field `day`."""

    code = "CLASS_NOT_OVER"


@dataclass(frozen=True)
class OrderCheck:
    """Hold what came of training to order: who finished, who of them the employer hired afterwards, who was promised work."""

    finished: int
    hired: int
    promised: int

    @property
    def rate(self) -> int | None:
        """Give the hired by those who finished in whole percent (结业后录用率); None where nobody has finished."""
        return percent(self.hired, self.finished) if self.finished else None


def check_order(book: Casebook, order: Record) -> OrderCheck:
    """Count who finished the class of an order and whom of them its employer hired from the class's first day on, each person once."""
    results = """SELECT DISTINCT e.person FROM result r JOIN enrolment e ON e.id = r.enrolment WHERE r.class_id = ? AND r.completed = 1
        AND NOT EXISTS (SELECT 1 FROM result x WHERE x.corrects = r.id)"""
    hired = f"""SELECT count(DISTINCT p.person) FROM placement p JOIN training_class c ON c.id = ?
        WHERE p.employer = ? AND p.day >= c.starts AND {story.current(placements.PLACEMENT.table, "p")} AND p.person IN ({results})"""
    klass = order["class_id"]
    if klass is None:
        return OrderCheck(0, 0, order["promised"])
    finished = book.store.value(f"SELECT count(*) FROM ({results})", (klass,))
    return OrderCheck(int(finished), int(book.store.value(hired, (klass, order["employer"], klass))), order["promised"])


MOST_NAMED = 12
"""Names of who is not hired yet that a file of an order shows."""


def not_hired(book: Casebook, order: Record) -> list[tuple[bytes, str]]:
    """Give who finished the class of an order and is not yet entered as hired by its employer, by name."""
    sql = f"""SELECT DISTINCT e.person, coalesce(w.name, '') AS name FROM result r JOIN enrolment e ON e.id = r.enrolment JOIN person w ON w.id = e.person
        JOIN training_class c ON c.id = r.class_id WHERE r.class_id = ? AND r.completed = 1 AND NOT EXISTS (SELECT 1 FROM result x WHERE x.corrects = r.id)
        AND NOT EXISTS (SELECT 1 FROM placement p WHERE p.person = e.person AND p.employer = ? AND p.day >= c.starts
        AND {story.current(placements.PLACEMENT.table, "p")}) ORDER BY w.n"""
    return [(bytes(row["person"]), row["name"]) for row in book.store.rows(sql, (order["class_id"], order["employer"]))]


def order_words(book: Casebook, order: Record) -> list[tuple[str, str]]:
    """Say how the promise of an order stands today."""
    found = check_order(book, order)
    if found.rate is None:
        return [("录用核对", "培训班还没有结业人员")]
    told = [("录用核对", f"结业 {found.finished} 人，录用 {found.hired} 人（{found.rate}%），承诺 {found.promised} 人")]
    waiting = not_hired(book, order)
    names = "、".join(name for _person, name in waiting[:MOST_NAMED])
    names = f"{names} 等 {len(waiting)} 人" if len(waiting) > MOST_NAMED else names
    return [*told, ("结业未录用", names)] if waiting else told


def _order_moved(
    book: Casebook, _writer: Writer, before: Record, state: str, _values: Mapping[str, Any], _second: Session | None
) -> Mapping[str, Any] | None:  # fmt: skip
    """Keep what the check found with the step: later it may find more."""
    if state != tables.CHECKED:
        return None
    ends = book.store.value("SELECT ends FROM training_class WHERE id = ?", (before["class_id"],))
    if ends is None:
        raise FieldUnfit(column="class_id", label="培训班", reason="missing")
    if str(ends) > book.today.isoformat():
        raise ClassNotOver(day=str(ends))
    found = check_order(book, before)
    return {"finished": found.finished, "hired": found.hired}


CHECK_AGAIN_MONTHS = 3
"""Months after a check that found fewer hired than promised, until somebody looks again (结业后录用率核对); the office's usage."""


def orders_to_check(book: Casebook) -> records.Filter:
    """Choose the orders whose class is over and was not checked, and those checked three months ago that fell short and still run."""
    sql = f"""SELECT x.id FROM order_agreement x JOIN training_class c ON c.id = x.class_id WHERE {story.current(ORDER.table, "x")} AND c.ends <= ?
        AND (x.status = ? OR (x.status = ? AND x.status_on <= ? AND coalesce(x.hired, 0) < coalesce(x.promised, 0) AND coalesce(x.valid_until, '9') >= ?))
        ORDER BY c.ends LIMIT ?"""
    today, since = book.today.isoformat(), months_after(book.today, -CHECK_AGAIN_MONTHS).isoformat()
    values = (today, tables.IN_FORCE, tables.CHECKED, since, today, records.MOST_FOUND)
    return records.Filter(ids=tuple(bytes(row["id"]) for row in book.store.rows(sql, values)))


def _check_order(_book: Casebook, values: Mapping[str, Any], _before: Record | None) -> Mapping[str, Any]:
    if values.get("valid_until") is not None and values["valid_until"] < values["day"]:
        raise FieldUnfit(column="valid_until", label="有效期至", reason="span")
    return values


ORDER = Kind("order_agreement", Action.JOBS_WRITE, check=_check_order, moved=_order_moved)


def _renewed(
    book: Casebook, _writer: Writer, before: Record, state: str, values: Mapping[str, Any], _second: Session | None
) -> None:  # fmt: skip
    """Let nothing be in force again without a day on which it ends."""
    if state == tables.RUNNING and (values.get("valid_until") or before["valid_until"] or book.today) < book.today:
        raise FieldUnfit(column="valid_until", label=before.table.by_name["valid_until"].label, reason="past")


MODEL = "1"
"""Code of `base_kind`: 示范型安置基地."""


class SharedKnown(UserError):
    """Say that this place is entered as joined already; fields `column`, `since`."""

    code = "SHARED_KNOWN"


def _check_base(_book: Casebook, values: Mapping[str, Any], _before: Record | None) -> Mapping[str, Any]:
    """See that a base is called a model by a document and on a day, and no other base by any (programme section 3, row 58)."""
    table = PLACEMENT_BASE.table
    if values["kind"] == MODEL and (values.get("named_on") is None) != (values.get("document") is None):
        raise unfit(table, "document" if values.get("document") is None else "named_on", "missing")
    if values["kind"] != MODEL and (values.get("document") or values.get("named_on")):
        raise unfit(table, "kind", "not_model")
    return values


def _check_shared(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    """See that a place is entered once, joined on a day that has come."""
    if values["since"] > book.today:
        raise unfit(SHARED_PLACE.table, "since", "future")
    twin = next(iter(records.by_column(book, "shared_place", region=values["region"])), None)
    if twin is not None and (before is None or twin.id != before.id):
        raise SharedKnown(column="region", since=twin.words["since"])
    return values


PLACEMENT_BASE = Kind("placement_base", Action.JOBS_WRITE, check=_check_base, moved=_renewed)
SHARED_PLACE = Kind("shared_place", Action.JOBS_WRITE, check=_check_shared)
SOURCE_BASE = Kind("source_base", Action.JOBS_WRITE, moved=_renewed)
COOPERATION = Kind("cooperation", Action.JOBS_WRITE, moved=_renewed)


def _order_returned(
    _book: Casebook, _writer: Writer, _before: Record, state: str, values: Mapping[str, Any], _second: Session | None
) -> None:  # fmt: skip
    if state == "已回执" and values.get("sent") is None:
        raise FieldUnfit(column="sent", label="实际输送人数", reason="missing")


COOPERATION_ORDER = Kind("cooperation_order", Action.JOBS_WRITE, moved=_order_returned)


def base_words(book: Casebook, base: Record) -> list[tuple[str, str]]:
    """Say how many a placement base has taken since it signed (安置实绩)."""
    chosen = records.Filter(first=base["day"], equal=(("employer", base["employer"]),))
    return [("安置实绩", f"签订以来上岗 {records.count(book, 'placement', chosen):,} 人")]


def cooperation_words(book: Casebook, agreement: Record) -> list[tuple[str, str]]:
    """Say what came of an agreement: its orders with the heads asked for and sent, and the interviews by video, which are no employment."""
    orders = [
        one for one in records.by_column(book, "cooperation_order", cooperation=agreement.id) if one.state != "已取消"
    ]
    lines = []
    if orders:
        sent = sum(one["sent"] or 0 for one in orders)
        wanted = sum(one["wanted"] or 0 for one in orders)
        lines.append(("协作单", f"{len(orders):,} 张，需求 {wanted:,} 人，已回执输送 {sent:,} 人"))
    interviews = records.by_column(book, "video_interview", cooperation=agreement.id)
    named = [one for one in interviews if one["person"] is not None]
    counted = [one for one in interviews if one["person"] is None]
    if counted:
        met, intended = (sum(one[name] or 0 for one in counted) for name in ("met", "intended"))
        lines.append(("视频面试（整场报数）", f"面试 {met:,} 人，达成意向 {intended:,} 人"))
    if named:
        agreed = len({one["person"] for one in named if one["outcome"] == "1"})
        lines.append(
            ("视频面试（实名）", f"{len({one['person'] for one in named}):,} 人，达成意向 {agreed:,} 人；意向不是就业")
        )
    return lines


def source_words(book: Casebook, base: Record) -> list[tuple[str, str]]:
    """Say how many a source of labour has sent, by the slips of its orders (输送人数)."""
    sent = book.store.value(
        "SELECT sum(sent) FROM cooperation_order WHERE source_base = ? AND status = '已回执'", (base.id,)
    )
    return [("输送人数", f"已回执的协作单合计 {int(sent or 0):,} 人")]
