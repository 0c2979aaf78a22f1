"""Tags of labour brands, policies, directions of training and linked campaigns; what carries them is counted once, whatever it carries.

A brand known under two names is one (川厨师, 川厨子): its other names are aliases. A person-time may belong to several campaigns: each of them tells
it, and the total has it once (programme section 4, labour_brand and linked_campaign).
"""

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from db import jobs, records, schema, story
from db.casebook import Casebook
from db.records import Kind, Record
from db.tables.relief_indicators import campaign_payments
from rules import money
from rules.errors import UserError
from rules.permissions import Action

BRAND, POLICY, DIRECTION, CAMPAIGN = "1", "2", "3", "4"
"""Codes of `tag_kind`."""
TARGETS = ("class_id", "fair", "publicity", "culture", "contest")
"""The columns of `tagging` of which exactly one is filled."""
_SPLIT = re.compile(r"[、,，;；/\n]+")


class TagKnown(UserError):
    """Say that a tag goes by that name or alias already; fields `column`, `word`, `name`."""

    code = "TAG_KNOWN"


class TaggedNotOne(UserError):
    """Say that a tag is put on exactly one thing; field `column`."""

    code = "TAGGED_NOT_ONE"


class TaggedAlready(UserError):
    """Say that the thing carries this tag already; fields `column`, `name`."""

    code = "TAGGED_ALREADY"


def words_of(name: str, aliases: str | None) -> tuple[str, ...]:
    """Give all names of a tag as they are compared."""
    return tuple(dict.fromkeys(jobs.fold(one) for one in (name, *_SPLIT.split(aliases or "")) if one.strip()))


def find(book: Casebook, kind: str, word: str) -> Record | None:
    """Give the tag of that kind that goes by that name or alias; None where there is none."""
    wanted = jobs.fold(word)
    found = records.by_column(book, "activity_tag", kind=kind)
    return next((one for one in found if wanted in words_of(one["name"], one["aliases"])), None)


def _check_tag(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    wanted = words_of(values["name"], values.get("aliases"))
    for one in records.by_column(book, "activity_tag", kind=values["kind"]):
        if before is not None and one.id == before.id:
            continue
        shared = set(wanted) & set(words_of(one["name"], one["aliases"]))
        if shared:
            column = "name" if wanted[0] in shared else "aliases"
            raise TagKnown(column=column, word=min(shared), name=one["name"])
    return values


TAG = Kind("activity_tag", Action.NETWORK_WRITE, check=_check_tag)


def _check_tagging(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    filled = [name for name in TARGETS if values.get(name) is not None]
    if len(filled) != 1:
        raise TaggedNotOne(column=filled[1] if filled else TARGETS[0])
    same = {filled[0]: values[filled[0]], "tag": values["tag"]}
    for twin in records.by_column(book, "tagging", **same):
        if (before is None or twin.id != before.id) and not values.get("withdrawn"):
            raise TaggedAlready(column=filled[0], name=twin.words["tag"])
    return values


TAGGING = Kind("tagging", Action.NETWORK_WRITE, check=_check_tagging)


@cache
def shipped() -> tuple[Mapping[str, Any], ...]:
    """Give the tags of the year 2009 as the columns of `activity_tag`."""
    text = resources.files("rules").joinpath("data", "tags_2009.json").read_text(encoding="utf-8")
    return tuple({**one, "aliases": "、".join(one.get("aliases", ()))} for one in json.loads(text)["tags"])


def take_shipped(book: Casebook) -> int:
    """Enter those of the shipped tags that no tag here goes by yet; give how many."""
    book.require(Action.NETWORK_WRITE)
    missing = [one for one in shipped() if find(book, one["kind"], one["name"]) is None]
    return len(records.add_many(book, TAG, missing)) if missing else 0


# --- counting ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tagged:
    """Hold what carries one tag: things (classes, fairs …) and their person-times."""

    tag: Record
    things: int
    times: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Hold each tag's figures and the total, in which what carries several tags is counted once: it may be less than the sum of the lines."""

    lines: tuple[Tagged, ...]
    things: int
    times: int


def totals(
    book: Casebook, kinds: Iterable[str] = (), first: dt.date | None = None, last: dt.date | None = None
) -> Totals:
    """Count what carries the tags of these kinds (all) between two business days, both included.

    Person-times are enrolments of a class, those received at a fair, heads of publicity, culture and contests.
    """
    wanted = set(kinds)
    tags = {one.id: one for one in records.every(book, "activity_tag") if not wanted or one["kind"] in wanted}
    reach = ((first or dt.date.min).isoformat(), (last or dt.date.max).isoformat())
    things: dict[tuple[str, bytes], int] = {}
    carrying: dict[bytes, set[tuple[str, bytes]]] = {one: set() for one in tags}
    for column, sql in _COUNTED.items():
        for row in book.store.tuples(sql, reach):
            key = (column, bytes(row[1]))
            if bytes(row[0]) in tags:
                things[key] = int(row[2] or 0)
                carrying[bytes(row[0])].add(key)
    campaigns = {one.id: one for one in tags.values() if one["kind"] == CAMPAIGN}
    for row in book.store.tuples(_FAIRS, reach) if campaigns else ():
        key = ("fair", bytes(row[0]))
        for tag in named(campaigns.values(), str(row[1])):
            things[key] = int(row[2] or 0)
            carrying[tag.id].add(key)
    lines = tuple(
        Tagged(tags[one], len(keys), sum(things[key] for key in keys)) for one, keys in carrying.items() if keys
    )
    return Totals(
        tuple(sorted(lines, key=lambda one: (one.tag["kind"], -one.times))), len(things), sum(things.values())
    )


def named(campaigns: Iterable[Record], words: str) -> list[Record]:
    """Give the campaigns that a text names, each by its name or an alias; a fair says so where it is entered (所属活动)."""
    wanted = set(words_of(words, words))
    return [one for one in campaigns if wanted & set(words_of(one["name"], one["aliases"]))]


def fair_words(book: Casebook, fair: Record) -> list[tuple[str, str]]:
    """Say which campaigns a fair is counted with, by the text in it or by a tag put on it; what the text names otherwise is counted with none."""
    campaigns = records.by_column(book, "activity_tag", kind=CAMPAIGN)
    told = named(campaigns, fair["campaign"] or "")
    put = {one["tag"] for one in records.by_column(book, "tagging", fair=fair.id)}
    titles = dict.fromkeys(one["name"] for one in campaigns if one in told or one.id in put)
    if titles:
        names = "、".join(titles)
        return [("计入联合活动", f"{names}（合计数中只计一次）")]
    return [("计入联合活动", "没有：“品牌、政策和活动”里没有这个名称或别名")] if fair["campaign"] else []


def _counted(column: str, table: str, day: str, times: str) -> str:
    """Give the SQL for (tag, thing, person-times); a fact that was put right carries on the tags of the one that it corrects."""
    target = schema.BY_NAME[table]
    last = f"SELECT id AS first, id FROM {table}"
    if target.kind == "fact":
        last += f" UNION ALL SELECT w.first, c.id FROM {table} c JOIN way w ON c.corrects = w.id"
    return f"""WITH RECURSIVE way AS ({last}) SELECT DISTINCT t.tag, x.id, {times}
        FROM tagging t JOIN way ON way.first = t.{column} JOIN {table} x ON x.id = way.id
        WHERE {story.current(TAGGING.table, "t")} AND {story.current(target, "x")} AND x.{day} BETWEEN ? AND ?"""


_RECEIVED = f"""(SELECT sum(s.received) FROM fair_site s WHERE s.fair = x.id AND {story.current(schema.BY_NAME["fair_site"], "s")})"""
_FAIRS = f"""SELECT x.id, x.campaign, {_RECEIVED} FROM job_fair x
    WHERE coalesce(x.campaign, '') <> '' AND {story.current(schema.BY_NAME["job_fair"], "x")} AND x.starts BETWEEN ? AND ?"""
_COUNTED = {
    "class_id": _counted("class_id", "training_class", "starts", "(SELECT count(*) FROM enrolment e WHERE e.class_id = x.id AND e.status <> '退学')"),
    "fair": _counted("fair", "job_fair", "starts", _RECEIVED),
    "publicity": _counted("publicity", "publicity", "day", "x.heads"),
    "culture": _counted("culture", "culture_service", "day", "x.heads"),
    "contest": _counted("contest", "contest", "day", "x.heads"),
}  # fmt: skip


def tag_words(book: Casebook, tag: Record) -> list[tuple[str, str]]:
    """Say what carries a tag."""
    found = next((one for one in totals(book, (tag["kind"],)).lines if one.tag.id == tag.id), None)
    told = [("已登记", f"{found.things} 项，{found.times} 人次（合计数中只计一次）" if found else "还没有")]
    if tag["kind"] == CAMPAIGN:
        told.append(("活动支出", f"{money.grouped(spent(book, tag.id)).removesuffix('.00')} 元"))
    return told


def spent(book: Casebook, campaign: bytes) -> int:
    """Give what was spent for a campaign in fen, each payment once: by its own word, or of a source given for the campaign alone."""
    found = book.store.value(
        f"SELECT coalesce(sum(n), 0) FROM ({campaign_payments(':campaign')})", {"campaign": campaign}
    )
    return int(found)
