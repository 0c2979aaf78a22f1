"""Job fairs with their sites, and what interviews by video came to. Four counts that never mix (`rules/fairs.py`)."""

from collections.abc import Mapping, Sequence
from typing import Any

from db import record_checks, records
from db.casebook import Casebook, Session
from db.journal import Writer
from db.record_checks import FieldUnfit, unfit
from db.records import Kind, Record
from db.tables import jobs as tables
from rules import fairs
from rules.errors import UserError
from rules.fairs import Entries, FairTotal, Hires, Intents, Receptions, Site
from rules.permissions import Action

COUNTS = ("entered", "received", "intended", "employed")


class FairCountTooLarge(UserError):
    """Say that a count exceeds the one it is part of (就业≤意向≤接待≤进场); field `column`."""

    code = "FAIR_COUNT_TOO_LARGE"


class SiteKnown(UserError):
    """Say that this site's counts of this day are entered already; fields `column`, `site`, `day`."""

    code = "SITE_KNOWN"


class FairNotYet(UserError):
    """Say that a fair cannot have been held before it begins; field `day`."""

    code = "FAIR_NOT_YET"


def _fair_moved(
    book: Casebook, _writer: Writer, before: Record, state: str, values: Mapping[str, Any], _second: Session | None
) -> None:  # fmt: skip
    if state == tables.HELD and before["starts"] > min(values["status_on"], book.today):
        raise FairNotYet(day=before.words["starts"])


FAIR = Kind("job_fair", Action.JOBS_WRITE, moved=_fair_moved)


def site_of(values: Mapping[str, Any]) -> Site:
    """Give a site's counts, each in its own kind."""
    entered, received, intended, employed = (values.get(name) for name in COUNTS)
    return Site(
        str(values.get("site") or ""), values.get("employers"), values.get("posts"),
        None if entered is None else Entries(entered), None if received is None else Receptions(received),
        None if intended is None else Intents(intended), None if employed is None else Hires(employed),
    )  # fmt: skip


def _check_site(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    if values.get("withdrawn"):
        return values
    breaches = site_of(values).breaches()
    if breaches:
        raise FairCountTooLarge(column=breaches[0])
    fair = records.get(book, "job_fair", values["fair"])
    if fair.state == tables.CALLED_OFF:
        raise unfit(SITE.table, "fair", "called_off")
    if values["day"] < fair["starts"] or (fair["ends"] and values["day"] > fair["ends"]):
        raise FieldUnfit(column="day", label="日期", reason="outside_fair")
    same = records.by_column(book, "fair_site", fair=fair.id, site=values["site"], day=values["day"])
    if any(before is None or one.id != before.id for one in same):
        raise SiteKnown(column="site", site=values["site"], day=values["day"].isoformat())
    return values


def _site_written(book: Casebook, writer: Writer, _row: bytes, values: Mapping[str, Any]) -> None:
    """Note a fair as held once somebody was counted there: nobody comes to a fair that is still prepared."""
    if values.get("withdrawn") or not any(values.get(name) for name in COUNTS):
        return
    fair = records.get(book, "job_fair", values["fair"])
    if fair.state == tables.PLANNED:
        step = {"status": tables.HELD, "status_on": values["day"]}
        writer.patch("job_fair", fair.id, record_checks.clean(book, fair.table, step))


SITE = Kind("fair_site", Action.JOBS_WRITE, check=_check_site, written=_site_written)


def total(book: Casebook, fair: bytes) -> FairTotal:
    """Add up what the sites of a fair told, like to like."""
    return fairs.total([site_of(one.values) for one in records.by_column(book, "fair_site", fair=fair)])


def total_words(book: Casebook, fair: Record) -> list[tuple[str, str]]:
    """Say a fair's four counts, each alone, how many sites told it, and who is known by name to have found work there."""
    found = total(book, fair.id)
    labels = ("进场", "接待登记", "达成意向", "后续就业")
    counts = (found.entered, found.received, found.intended, found.employed)
    lines = [
        _line(label, one.count, told, found.sites)
        for label, one, told in zip(labels, counts, found.told, strict=True)
        if one
    ]
    if found.intent_percent is not None:
        lines.append(("意向率", f"{found.intent_percent}%（达成意向 ÷ 接待登记，只算两数都报了的场次）"))
    named = records.count(book, "placement", records.Filter(equal=(("fair", fair.id),)))
    return [*lines, ("实名上岗", f"{named:,} 人")] if named else lines


def _line(label: str, count: int, told: int, sites: int) -> tuple[str, str]:
    return label, f"{count:,} 人" + (f"（{sites} 场中 {told} 场报了）" if told < sites else "")


# --- interviews by video -------------------------------------------------------------------------------------------


def _check_interview(_book: Casebook, values: Mapping[str, Any], _before: Record | None) -> Mapping[str, Any]:
    met, intended = values.get("met"), values.get("intended")
    if values.get("withdrawn"):
        return values
    if values.get("person") and any(values.get(name) is not None for name in ("posts", "met", "intended")):
        raise unfit(INTERVIEW.table, "person", "named_or_counted")
    if met is not None and intended is not None and intended > met:
        raise FairCountTooLarge(column="intended")
    if values.get("person") and not values.get("outcome"):
        raise FieldUnfit(column="outcome", label="结果", reason="missing")
    return values


INTERVIEW = Kind("video_interview", Action.JOBS_WRITE, check=_check_interview)
KINDS: Sequence[Kind] = (FAIR, SITE, INTERVIEW)
