"""创业指导 beside the loans: projects, training with its four waivers, the five helps, experts, leaders and whom they gave work.

Who leads, who was led into work and who was trained are three figures of persons by name (Tianjin: 20 classes, 500 persons, 3,000 jobs).
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from db import funds, record_checks, records
from db.casebook import Casebook, Session
from db.journal import Writer
from db.record_checks import FieldUnfit, unfit
from db.records import Filter, Kind, Record
from db.tables import startup as tables
from rules import codes, waivers
from rules.errors import UserError
from rules.permissions import Action

_MONEY = tuple(f"{name}_{what}_fen" for name, _label in waivers.ITEMS for what in ("due", "waived"))
_WEIGHED = (*_MONEY, "total_fen", "source", "borne_by", "person", "class_id", "signed_on")
"""What a waiver is weighed by when it is signed for; neither that step nor anything after it changes one of them."""


class TraineeKnown(UserError):
    """Say that the person is in this start-up class already; fields `column`, `name`."""

    code = "TRAINEE_KNOWN"


class FeeWaivedAlready(UserError):
    """Say that this fee was waived for the person in this class already; fields `column`, `label`."""

    code = "FEE_WAIVED_ALREADY"


class WaiverSigned(UserError):
    """Say that a waiver that was signed for is not changed; field `column`."""

    code = "WAIVER_SIGNED"


class NothingToSign(UserError):
    """Say that no waiver of a class waits for its signature."""

    code = "NOTHING_TO_SIGN"


class HelpKnown(UserError):
    """Say that this help is entered for the project already; fields `column`, `item`, `day`."""

    code = "HELP_KNOWN"


class LeaderKnown(UserError):
    """Say that the person, or the project, has a leader entered already; fields `column`, `name`."""

    code = "LEADER_KNOWN"


class JobKnown(UserError):
    """Say that the person is entered as working in this project already; fields `column`, `day`."""

    code = "STARTUP_JOB_KNOWN"


class OwnJob(UserError):
    """Say that who runs a project is not somebody whom it gave work; field `column`."""

    code = "STARTUP_OWN_JOB"


# --- projects ------------------------------------------------------------------------------------------------------


def _project_moved(
    _book: Casebook, _writer: Writer, before: Record, state: str, values: Mapping[str, Any], _second: Session | None
) -> Mapping[str, Any] | None:  # fmt: skip
    """Keep the day of opening and that of success: a project that stops later was opened all the same."""
    if state == tables.TRADING:
        return {"opened_on": values["status_on"]}
    if state == tables.SUCCEEDED:
        if not before["licence"] and not values.get("licence"):
            raise FieldUnfit(column="licence", label="营业执照号", reason="missing")
        return {"succeeded_on": values["status_on"]}
    return None


def _check_project(_book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    if before is None:
        opened = values["status_on"] if values["status"] == tables.TRADING else None
        return {**values, "opened_on": opened, "succeeded_on": None}
    return values


PROJECT = Kind("startup_project", Action.STARTUP_WRITE, check=_check_project, moved=_project_moved)


# --- training and its four waivers ---------------------------------------------------------------------------------

CLASS = Kind("startup_class", Action.STARTUP_WRITE)
CLASS_PREPARED, CLASS_BEGUN, CLASS_CALLED_OFF = "筹备", "已开班", "已取消"


def _check_trainee(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    if values.get("withdrawn"):
        return values
    klass = records.get(book, "startup_class", values["class_id"])
    if klass.state == CLASS_CALLED_OFF:
        raise unfit(TRAINEE.table, "class_id", "called_off")
    if values["day"] < klass["starts"]:
        raise unfit(TRAINEE.table, "day", "span")
    same = records.by_column(book, "startup_trainee", class_id=klass.id, person=values["person"])
    if any(before is None or one.id != before.id for one in same):
        raise TraineeKnown(column="person", name=same[0].words["person"])
    return values


def _trainee_written(book: Casebook, writer: Writer, _row: bytes, values: Mapping[str, Any]) -> None:
    """Note a class as begun once the result of somebody in it is told: else those trained would count, and the class would not."""
    klass = records.get(book, "startup_class", values["class_id"])
    if not values.get("withdrawn") and klass.state == CLASS_PREPARED:
        step = {"status": CLASS_BEGUN, "status_on": klass["starts"]}
        writer.patch("startup_class", klass.id, record_checks.clean(book, klass.table, step))
        writer.flush()


TRAINEE = Kind("startup_trainee", Action.STARTUP_WRITE, check=_check_trainee, written=_trainee_written)


def class_words(book: Casebook, klass: Record) -> list[tuple[str, str]]:
    """Say who is in a class and who finished it, and what was waived for them."""
    trainees = records.by_column(book, "startup_trainee", class_id=klass.id)
    finished = sum(one["outcome"] == "1" for one in trainees)
    waived = [one for one in records.by_column(book, "fee_waiver", class_id=klass.id) if one.state == tables.SIGNED]
    lines = [
        (
            "学员",
            f"{len(trainees):,} 人，结业 {finished:,} 人"
            + (f"，计划 {klass['capacity']:,} 人" if klass["capacity"] else ""),
        )
    ]
    if waived:
        total = sum(one["total_fen"] or 0 for one in waived)
        lines.append(("四免", f"{len({one['person'] for one in waived}):,} 人已签领，共 {total / 100:,.2f} 元"))
    return lines


def _check_waiver(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    if before is not None and before.state == tables.SIGNED:
        changed = next((name for name in _WEIGHED if values[name] != before[name]), None)
        if changed is not None:
            raise WaiverSigned(column=changed)
        return values
    # of a record that is changed the sum follows its items; on a new one the sum on the paper is checked
    told = values.get("total_fen")
    if before is not None and told == before["total_fen"]:
        told = None
    whole = waivers.total(values, told)
    for other in records.by_column(book, "fee_waiver", class_id=values["class_id"], person=values["person"]):
        if other.state == tables.CALLED_OFF or (before is not None and other.id == before.id):
            continue
        mine, theirs = waivers.fees(values), waivers.fees(other.values)
        twice = next((one for one, known in zip(mine, theirs, strict=True) if one.waived and known.waived), None)
        if twice is not None:
            raise FeeWaivedAlready(column=f"{twice.name}_waived_fen", label=twice.label)
    funds.check_bearer(WAIVER.table, values)
    if values.get("source") is not None:
        funds.check_use(book, values["source"], funds.TRAINING, column="source")
    return {**values, "total_fen": whole, "signed_on": None}


def _waiver_moved(
    book: Casebook, _writer: Writer, before: Record, state: str, values: Mapping[str, Any], _second: Session | None
) -> Mapping[str, Any] | None:  # fmt: skip
    """Pay by the signature; called off afterwards, with the reason, the money is back where it came from."""
    if state == tables.SIGNED:
        day, table = values["status_on"], before.table
        funds.check_payment(book, table, before.values, funds.TRAINING, day, before["total_fen"])
        return {"signed_on": day}
    if before.state == tables.SIGNED and not values.get("note"):
        raise FieldUnfit(column="note", label="备注", reason="missing")
    return None


WAIVER = Kind("fee_waiver", Action.STARTUP_WRITE, check=_check_waiver, moved=_waiver_moved, fixed=frozenset(_WEIGHED))


def like_the_last(book: Casebook, known: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give what a new waiver of a class begins with: the fees and who bears them, as of the last one entered there."""
    if "class_id" not in known:
        return {}
    chosen = Filter(equal=(("class_id", known["class_id"]),))
    last = next(iter(records.page(book, "fee_waiver", chosen, limit=1)), None)
    return {name: last[name] for name in (*_MONEY, "source", "borne_by") if last[name] is not None} if last else {}


def waivers_to_sign(book: Casebook, klass: bytes) -> list[Record]:
    """Give the waivers of a class that nobody has signed for, the first entered first."""
    return [one for one in records.by_column(book, "fee_waiver", class_id=klass) if one.state == tables.TO_SIGN]


def sign_all(book: Casebook, klass: bytes, day: dt.date) -> int:
    """Note all waivers of a class as signed for on a day, as the signed list (四免明细签领表) shows them, all or nothing; give how many.

    Raise NotPermitted, NothingToSign, FieldUnfit for a day that has not come, or what stands in the way of one of them.
    """
    book.require(WAIVER.action)
    waiting = waivers_to_sign(book, klass)
    if not waiting:
        raise NothingToSign
    with book.write() as writer:
        for one in waiting:
            records.require_own(book, one.table, one.id)
            step = record_checks.clean(book, one.table, {"status": tables.SIGNED, "status_on": day})
            more = _waiver_moved(book, writer, one, tables.SIGNED, step, None)
            writer.patch("fee_waiver", one.id, {**step, **record_checks.clean(book, one.table, more or {})})
            writer.flush()  # the next one is weighed against what was paid for this one
    return len(waiting)


# --- the five helps ------------------------------------------------------------------------------------------------


def _check_help(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    if values.get("withdrawn"):
        return values
    same = records.by_column(book, "startup_help", project=values["project"], item=values["item"])
    other = next((one for one in same if before is None or one.id != before.id), None)
    if other is not None:
        raise HelpKnown(column="item", item=other.words["item"], day=other.words["day"])
    return values


HELP = Kind("startup_help", Action.STARTUP_WRITE, check=_check_help)


def next_help(book: Casebook, project: bytes) -> str:
    """Give the code of the first of the five helps that nothing is entered of, empty where all are."""
    known = {one["item"] for one in records.by_column(book, "startup_help", project=project)}
    return next((one for one in waivers.HELPS if one not in known), "")


def help_words(book: Casebook, project: Record) -> list[tuple[str, str]]:
    """Say the five helps of a project as a checklist, and how much of it is done."""
    helped = {one["item"]: one for one in records.by_column(book, "startup_help", project=project.id)}
    done = [item for item, one in helped.items() if one["outcome"] == waivers.DONE]
    lines = [("五项帮助", f"办成 {len(done)} 项，完成率 {waivers.completion(done)}%")]
    for item in waivers.HELPS:
        one = helped.get(item)
        told = [one.words["outcome"], one.words["day"], one["by_whom"] or "", one["result"] or ""] if one else ["未办"]
        lines.append((codes.label("startup_help", item), " · ".join(part for part in told if part)))
    return lines


def project_words(book: Casebook, project: Record) -> list[tuple[str, str]]:
    """Say what a project has come to: whom it gave work, and its five helps."""
    planned = f"，计划 {project['planned_jobs']:,} 人" if project["planned_jobs"] else ""
    return [("带动就业", f"{led(book, project.id):,} 人（实名）{planned}"), *help_words(book, project)]


# --- experts -------------------------------------------------------------------------------------------------------

EXPERT = Kind("startup_expert", Action.STARTUP_WRITE)
SERVICE = Kind("expert_service", Action.STARTUP_WRITE)


def expert_words(book: Casebook, expert: Record) -> list[tuple[str, str]]:
    """Say how often an expert served and how many times somebody was served."""
    found = records.by_column(book, "expert_service", expert=expert.id)
    served = sum(1 if one["served"] is None else one["served"] for one in found)
    return [("服务情况", f"{len(found):,} 次，服务 {served:,} 人次，{sum(one['hours'] or 0 for one in found):,} 小时")]


# --- leaders and whom they gave work -------------------------------------------------------------------------------


def _check_leader(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    project = records.get(book, "startup_project", values["project"])
    if project["person"] != values["person"]:
        raise FieldUnfit(column="project", label="创业项目", reason="not_theirs")
    same = records.by_column(book, "startup_leader", person=values["person"])
    other = next((one for one in same if (before is None or one.id != before.id) and one.state == "在册"), None)
    if other is not None:
        raise LeaderKnown(column="person", name=other.title)
    return values


LEADER = Kind("startup_leader", Action.STARTUP_WRITE, check=_check_leader)


def _check_job(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    if values.get("withdrawn"):
        return values
    if records.get(book, "startup_project", values["project"])["person"] == values["person"]:
        raise OwnJob(column="person")
    same = records.by_column(book, "startup_job", project=values["project"], person=values["person"])
    other = next((one for one in same if before is None or one.id != before.id), None)
    if other is not None:
        raise JobKnown(column="person", day=other.words["day"])
    return values


JOB = Kind("startup_job", Action.STARTUP_WRITE, check=_check_job)


def led(book: Casebook, project: bytes) -> int:
    """Count whom a project gave work, each person once."""
    return len({one["person"] for one in records.by_column(book, "startup_job", project=project)})


MOST_NAMED = 12
"""Names of whom a leader gave work that the leader's file shows."""


def leader_words(book: Casebook, leader: Record) -> list[tuple[str, str]]:
    """Say whom a leader's project gave work beside what was promised, and how much of the five helps is done."""
    project = records.get(book, "startup_project", leader["project"])
    promised = f"，承诺 {leader['promised']:,} 人" if leader["promised"] else ""
    names = list(
        dict.fromkeys(one.words["person"] for one in records.by_column(book, "startup_job", project=project.id))
    )
    told = "、".join(names[:MOST_NAMED])
    told = f"{told} 等 {len(names)} 人" if len(names) > MOST_NAMED else told
    listed = [("带动就业名单", told)] if names else []
    return [("带动就业", f"{led(book, project.id):,} 人（实名）{promised}"), *listed, *help_words(book, project)]


def to_sign(book: Casebook) -> int:
    """Count the waivers that nobody has signed for yet."""
    return records.count(book, "fee_waiver", Filter(states=(tables.TO_SIGN,)))
