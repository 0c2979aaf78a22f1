"""类别时段: from when until when a person belonged to a group; kept by itself when a tick goes, so that what was counted before stays counted.

A tick that is taken away on a later day than that of registering ends the day before; one that was wrong from the beginning is put right by
withdrawing the span.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from db import records
from db.casebook import Casebook
from db.journal import Writer
from db.record_checks import unfit
from db.records import Kind, Record
from rules.errors import UserError
from rules.permissions import Action


class SpanKnown(UserError):
    """Say that a span of that group covers some of these days already; fields `column`, `since`, `until` (words)."""

    code = "IDENTITY_SPAN_KNOWN"


def _check(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    if values.get("withdrawn"):
        return values
    since, until = values.get("since"), values.get("until")
    if since is None and until is None:
        raise unfit(SPAN.table, "since", "no_span")
    if since is not None and until is not None and until < since:
        raise unfit(SPAN.table, "until", "span")
    for one in records.by_column(book, "identity_span", person=values["person"], kind=values["kind"]):
        apart = (one["until"] or dt.date.max) < (since or dt.date.min) or (until or dt.date.max) < (
            one["since"] or dt.date.min
        )
        if not apart and (before is None or one.id != before.id):
            raise SpanKnown(column="since", since=one.words["since"] or "…", until=one.words["until"] or "…")
    return values


SPAN = Kind("identity_span", Action.PERSON_CHANGE, check=_check)


def ended(
    book: Casebook, writer: Writer, person: bytes, gone: Collection[str], registered: str | None
) -> None:  # fmt: skip
    """Keep until yesterday what a person's file said of these groups, where nothing was entered of them and the person was registered before today (ISO text)."""
    yesterday = book.today - dt.timedelta(days=1)
    if not registered or registered > yesterday.isoformat():
        return
    for kind in sorted(gone):
        if not records.by_column(book, "identity_span", person=person, kind=kind):
            records.put(book, writer, SPAN, {"person": person, "kind": kind, "until": yesterday, "day": book.today})
