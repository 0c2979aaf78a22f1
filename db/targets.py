"""Targets: a slogan broken into indicators, indicators among counties, and how far each is; progress is counted, never entered.

The province keeps them. A target says its unit, and only a figure of the same unit tells its progress: person-times do not fill a target of
persons. A county's share lies in that county's stream, so that its desks see it. A number that was announced across kinds is a target of its own
kind (composite): its parts are targets, shown side by side, and there is no total (docs/decisions/0075).
"""

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from db import directory, indicators
from db.casebook import Casebook
from db.indicators import Span
from rules.errors import UserError
from rules.permissions import Action
from rules.programme import BOUNDS, MIXED, Figure, Programme, quantity_of, stored_unit
from rules.quantities import Persons, PersonTimes, Quantity, Reported, adding, completion, share
from rules.reports import Counted

PLAN, CHECKLIST, COMPOSITE = "plan", "checklist", "composite"
MOST = 10**15


class TargetValueWrong(UserError):
    """Say that a target is no number above zero, or has no unit or words."""

    code = "TARGET_VALUE_WRONG"


class TargetUnknown(UserError):
    """Say that there is no such target or target set."""

    code = "TARGET_UNKNOWN"


class SplitShort(UserError):
    """Say that the counties' shares come to less than the target; fields `given`, `wanted`."""

    code = "SPLIT_SHORT"


class SetEmpty(UserError):
    """Say that nothing was chosen for a target set."""

    code = "SET_EMPTY"


class SetKnown(UserError):
    """Say that a target set of that name is in use for that year; fields `name`, `year`."""

    code = "SET_KNOWN"


@dataclass(frozen=True)
class TargetDraft:
    """Hold a target as it is filled in; `keys` are the indicators that tell its progress, `part_of` the label of the composite of the same set that it is part of."""

    label: str
    value: int
    unit: str
    bound: str = "="
    keys: tuple[str, ...] = ()
    unit_name: str = ""
    indicator: str = ""
    slogan: str = ""
    position: str = ""
    note: str = ""
    kind: str = PLAN
    part_of: str = ""


@dataclass(frozen=True)
class Target:
    """Hold a target as it stands; `county` is empty for the whole province, `parent` empty for one that is nobody's share.

    `part_of` is the composite that it is a part of, or empty.
    """

    id: bytes
    set_id: bytes
    parent: bytes
    year: int
    county: str
    draft: TargetDraft
    done_on: str
    place: int
    part_of: bytes = b""

    @property
    def quantity(self) -> Quantity:
        """Give the target as a quantity."""
        return quantity_of(self.draft.unit, self.draft.value)

    @property
    def shown(self) -> str:
        """Write the target for people, with bound and unit."""
        apart = "" if isinstance(self.quantity, Reported) else " "
        return f"{BOUNDS.get(self.draft.bound, '')}{self.quantity.shown}{apart}{self.quantity.unit}"


@dataclass(frozen=True)
class TargetSet:
    """Hold a target set."""

    id: bytes
    name: str
    slogan: str
    year: int
    region: str
    source: str
    note: str


@dataclass(frozen=True)
class Progress:
    """Hold how far a target is: what was done in its own unit (None: no indicator was chosen), in tenths of a percent, and of its shares.

    A composite has neither: it is as far as its `parts` are, each in its own unit.
    """

    target: Target
    done: Quantity | None
    tenths: int | None
    shares: tuple["Progress", ...] = field(default=())
    parts: tuple["Progress", ...] = field(default=())

    @property
    def is_reached(self) -> bool:
        """Tell whether the target is reached; a composite is once all its parts are."""
        if self.parts:
            return all(one.is_reached for one in self.parts)
        return self.tenths is not None and self.tenths >= 1000

    @property
    def is_counted(self) -> bool:
        """Tell whether the progress is counted, of a composite that of all its parts."""
        return all(one.is_counted for one in self.parts) if self.parts else self.tenths is not None

    @property
    def split(self) -> Quantity | None:
        """Give what the shares come to together, or None where there are none, or were percents: those are never added."""
        if not self.shares or self.target.draft.unit == "share":
            return None
        return quantity_of(self.target.draft.unit, sum(one.target.draft.value for one in self.shares))


def sets(book: Casebook, year: int = 0) -> list[TargetSet]:
    """List the target sets in use, of one year where it is given."""
    rows = book.store.rows(
        "SELECT * FROM target_set WHERE active = 1 AND (? = 0 OR year = ?) ORDER BY year DESC, n", (year, year)
    )
    return [
        TargetSet(
            bytes(row["id"]), row["name"] or "", row["slogan"] or "", row["year"] or 0, row["region"] or "", row["source"] or "", row["note"] or "",
        )
        for row in rows
    ]  # fmt: skip


def targets(book: Casebook, year: int) -> list[Target]:
    """List the targets of a year that are in use, set by set in their order, shares among them."""
    rows = book.store.rows(
        """SELECT t.* FROM target t LEFT JOIN target_set s ON s.id = t.set_id WHERE t.active = 1 AND t.year = ?
            ORDER BY s.n, t.place, t.n""",
        (year,),
    )
    return [_target(row) for row in rows]


def _target(row: Any) -> Target:
    keys = json.loads(row["keys"] or "[]")
    draft = TargetDraft(
        row["label"] or "", row["value"] or 0, row["unit"] or "", row["bound"] or "=", tuple(one for one in keys if type(one) is str),
        row["unit_name"] or "", row["indicator"] or "", row["slogan"] or "", row["position"] or "", row["note"] or "", row["kind"] or PLAN,
    )  # fmt: skip
    return Target(
        bytes(row["id"]), bytes(row["set_id"] or b""), bytes(row["parent"] or b""), row["year"] or 0, row["county"] or "", draft, row["done_on"] or "",
        row["place"] or 0, bytes(row["part_of"] or b""),
    )  # fmt: skip


def get(book: Casebook, target: bytes) -> Target:
    """Give a target; raise TargetUnknown."""
    row = book.store.one("SELECT * FROM target WHERE id = ? AND active = 1", (target,))
    if row is None:
        raise TargetUnknown
    return _target(row)


def counties(book: Casebook) -> list[str]:
    """Give the codes of the counties that a target can be split among: those with an admitted desk."""
    return sorted({grant.county for grant in directory.grants(book.store) if grant.role == "desk"})


# --- from the register of 2009


def draft_of(register: Programme, figure: Figure) -> TargetDraft:
    """Make a target from a planned figure of the register, its doubts as a note: a composite where it mixes kinds; raise TargetValueWrong where it is no plan."""
    if figure.kind != "plan":
        raise TargetValueWrong
    parts = register.parts(figure)
    if figure.quantity is None and not (figure.reported and parts):
        raise TargetValueWrong
    unit = MIXED if figure.quantity is None else stored_unit(figure.quantity)
    value = figure.reported or 0 if figure.quantity is None else figure.quantity.count
    whole = next((one for one in register.plans(figure.region) if figure in register.parts(one)), None)
    return TargetDraft(
        figure.words, value, unit, figure.bound, () if parts else register.keys(figure), "", figure.indicator, figure.slogan, figure.position,
        "；".join(figure.notes), COMPOSITE if parts else PLAN, whole.words if whole else "",
    )  # fmt: skip


def adopt(
    book: Casebook, register: Programme, region: str, chosen: Sequence[str] = (), *, undertakings: bool = True
) -> bytes:
    """Take a region's planned figures as a target set (those numbered in `chosen`, or all); give the set's id.

    Where the region has ten undertakings they come along as a checklist. Raise SetEmpty, SetKnown.
    """
    figures = [one for one in register.plans(region) if not chosen or one.number in chosen]
    drafts = [draft_of(register, one) for one in figures]
    if undertakings and region == register.undertakings_region:
        drafts += [
            TargetDraft(words, 1, "件", slogan="十件实事", position=str(at), kind=CHECKLIST)
            for at, words in enumerate(register.undertakings, 1)
        ]
    if not drafts:
        raise SetEmpty
    slogans = list(dict.fromkeys(one.slogan for one in drafts if one.slogan))
    place = next(name for code, name in register.regions() if code == region)
    name = f"{place} {register.year} 年目标" + (f"“{'”“'.join(slogans)}”" if slogans else "")
    return create(book, name, register.year, drafts, slogan="、".join(slogans), region=region, source=register.source)


# --- writing


def create(
    book: Casebook, name: str, year: int, drafts: Sequence[TargetDraft], *, slogan: str = "", region: str = "", source: str = ""
) -> bytes:  # fmt: skip
    """Make a target set with its targets, the parts of a composite after it; give its id; raise SetEmpty, SetKnown, TargetValueWrong."""
    book.require(Action.TARGET_SET)
    if not drafts or not name.strip():
        raise SetEmpty
    for draft in drafts:
        _check(draft)
    with book.write() as writer:
        if any(one.name == name.strip() for one in sets(book, year)):
            raise SetKnown(name=name.strip(), year=year)
        made = writer.add("target_set", {
            "name": name.strip(), "slogan": slogan or None, "year": year, "region": region or None, "source": source or None, "active": 1,
        })  # fmt: skip
        wholes: dict[str, bytes] = {}
        for place, draft in enumerate(drafts, 1):
            values = _values(draft) | {"set_id": made, "year": year, "place": place, "active": 1}
            row = writer.add("target", values | {"part_of": wholes.get(draft.part_of)})
            if draft.kind == COMPOSITE:
                wholes[draft.label] = row
    return made


def add(book: Casebook, set_id: bytes, draft: TargetDraft) -> bytes:
    """Add a target to a set; give its id; raise TargetUnknown, TargetValueWrong."""
    book.require(Action.TARGET_SET)
    _check(draft)
    with book.write() as writer:
        row = book.store.one("SELECT year FROM target_set WHERE id = ? AND active = 1", (set_id,))
        if row is None:
            raise TargetUnknown
        last = book.store.value("SELECT max(place) FROM target WHERE set_id = ?", (set_id,)) or 0
        return writer.add("target", _values(draft) | {"set_id": set_id, "year": row[0], "place": last + 1, "active": 1})


def change(book: Casebook, target: bytes, draft: TargetDraft) -> bool:
    """Change a target's words, value, unit, indicators or responsible unit; tell whether anything was new; raise TargetUnknown, TargetValueWrong."""
    book.require(Action.TARGET_SET)
    _check(draft)
    found = get(book, target)
    with book.write(found.county) as writer:
        return writer.patch("target", target, _values(draft))


def retire(book: Casebook, target: bytes) -> None:
    """Take a target, and the shares made of it, out of use; raise TargetUnknown."""
    book.require(Action.TARGET_SET)
    found = get(book, target)
    gone = [found, *(one for one in targets(book, found.year) if one.parent == target)]
    for county in sorted({one.county for one in gone}):
        with book.write(county) as writer:
            for one in gone:
                if one.county == county:
                    writer.patch("target", one.id, {"active": 0})


def retire_set(book: Casebook, set_id: bytes) -> None:
    """Take a set with all its targets out of use; raise TargetUnknown."""
    book.require(Action.TARGET_SET)
    known = next((one for one in sets(book) if one.id == set_id), None)
    if known is None:
        raise TargetUnknown
    gone = [one for one in targets(book, known.year) if one.set_id == set_id]
    for county in sorted({"", *(one.county for one in gone)}):
        with book.write(county) as writer:
            if not county:
                writer.patch("target_set", set_id, {"active": 0})
            for one in gone:
                if one.county == county:
                    writer.patch("target", one.id, {"active": 0})


def tick(book: Casebook, target: bytes, day: dt.date | None) -> None:
    """Mark an undertaking of a checklist as done on a day, or as not done; raise TargetUnknown."""
    book.require(Action.TARGET_SET)
    found = get(book, target)
    if found.draft.kind != CHECKLIST:
        raise TargetUnknown
    with book.write(found.county) as writer:
        writer.patch("target", target, {"done_on": day})


def even(value: int, names: Sequence[str]) -> dict[str, int]:
    """Share a number out evenly; the first ones take what is left over."""
    each, rest = divmod(value, len(names))
    return {name: each + (at < rest) for at, name in enumerate(names)}


def split(book: Casebook, target: bytes, shares: Mapping[str, int]) -> None:
    """Split a target among counties (code → value), in place of what it was split into before.

    Shares may come to more than the target, never to less: SplitShort. Percents are not split. Raise TargetUnknown, TargetValueWrong.
    """
    book.require(Action.TARGET_SET)
    whole = get(book, target)
    wanted = {county: value for county, value in shares.items() if value}
    if (
        whole.parent
        or whole.draft.kind != PLAN
        or whole.draft.unit == "share"
        or any(not 0 <= value <= MOST for value in shares.values())
    ):
        raise TargetValueWrong
    if not set(wanted) <= set(counties(book)):
        raise TargetUnknown
    if sum(wanted.values()) < whole.draft.value:
        raise SplitShort(given=sum(wanted.values()), wanted=whole.draft.value)
    before = {one.county: one for one in targets(book, whole.year) if one.parent == target}
    names = {grant.county: grant.name for grant in reversed(directory.grants(book.store)) if grant.role == "desk"}
    for county in sorted({*wanted, *before}):
        with book.write(county) as writer:
            if county not in wanted:
                writer.patch("target", before[county].id, {"active": 0})
            elif county in before:
                writer.patch("target", before[county].id, {"value": wanted[county]})
            else:
                writer.add("target", _values(whole.draft) | {
                    "set_id": whole.set_id, "parent": target, "year": whole.year, "county": county, "value": wanted[county],
                    "unit_name": names.get(county), "place": whole.place, "active": 1,
                })  # fmt: skip


def _check(draft: TargetDraft) -> None:
    if not draft.label.strip() or not draft.unit.strip() or not 0 < draft.value <= MOST or draft.bound not in BOUNDS:
        raise TargetValueWrong
    if (draft.kind == COMPOSITE) != (draft.unit == MIXED) or (draft.unit == MIXED and draft.keys):
        raise TargetValueWrong
    if draft.unit == "share" and draft.value > 100:  # percent
        raise TargetValueWrong
    known = [key for key in draft.keys if key in indicators.BY_KEY]
    if any(not _fits(draft, key) for key in known) or len(_added(known)) > 1:
        raise TargetValueWrong


def is_counted(draft: TargetDraft) -> bool:
    """Tell whether a target's progress can be counted: some indicator is known for it, and all that are known tell figures in its own unit."""
    keys = [key for key in draft.keys if key in indicators.BY_KEY]
    return bool(keys) and all(_fits(draft, key) for key in keys) and len(_added(keys)) == 1


def _added(keys: Iterable[str]) -> frozenset[str]:
    """Give as what these indicators are added up: heads that nobody named are no events of named persons."""
    found = [indicators.BY_KEY[key] for key in keys]
    return frozenset(adding(one.measure, one.unit, named=one.named) for one in found)


def _fits(draft: TargetDraft, key: str) -> bool:
    """Tell whether an indicator can tell the progress of a target in that unit: persons need names or heads, sums and pieces their own unit."""
    one = indicators.BY_KEY[key]
    if draft.unit == "share":
        return one.measure == "share" and len(draft.keys) == 1
    if draft.unit == "times":
        return one.measure == "times" or (one.measure == "persons" and one.named)
    if draft.unit == "persons":
        return one.measure == "persons" or (one.measure == "times" and one.named)
    return (one.unit or one.measure) == draft.unit


def _values(draft: TargetDraft) -> dict[str, Any]:
    return {
        "indicator": draft.indicator or None, "label": draft.label.strip(), "value": draft.value, "unit": draft.unit, "bound": draft.bound,
        "keys": list(draft.keys), "slogan": draft.slogan or None, "position": draft.position or None, "unit_name": draft.unit_name.strip() or None,
        "kind": draft.kind, "note": draft.note.strip() or None,
    }  # fmt: skip


# --- progress


def progress(book: Casebook, year: int, until: dt.date | None = None) -> list[Progress]:
    """Tell how far the targets of a year are on a day (today, or the end of the year where it is over), shares under what they are shares of."""
    last = min(until or book.today, dt.date(year, 12, 31))
    span = {"year": Span(dt.date(year, 1, 1), last)}
    whole: dict[tuple[str, ...], Counted] = {}
    parts: dict[tuple[str, ...], dict[str, dict[str, Counted]]] = {}

    def told(target: Target, shares: tuple[Progress, ...]) -> Progress:
        if target.draft.kind == CHECKLIST:
            return Progress(target, quantity_of("件", int(bool(target.done_on))), 1000 if target.done_on else 0, shares)
        keys = tuple(key for key in target.draft.keys if key in indicators.BY_KEY)
        if not is_counted(target.draft):
            return Progress(target, None, None, shares)
        counted = [indicators.BY_KEY[key] for key in keys]
        found = figures(target, keys)
        if target.draft.unit == "share":
            done: Quantity = share(found.total, figures(target, (counted[0].of,)).total)
        else:
            done = in_unit(target.draft.unit, found, named=all(one.named for one in counted))
        return Progress(target, done, completion(done, target.quantity), shares)

    def figures(target: Target, keys: tuple[str, ...]) -> Counted:
        counted = [indicators.BY_KEY[key] for key in keys]
        if target.county and book.workplace.kind == "province":
            if keys not in parts:
                parts[keys] = indicators.count_by_county(book, counted, span)
            return parts[keys].get(target.county, {}).get("year", Counted())
        if keys not in whole:
            whole[keys] = indicators.count(book, counted, span)["year"]
        return whole[keys]

    everything = targets(book, year)
    if book.workplace.kind != "province":
        everything = [one for one in everything if one.county == book.workplace.county]
    known = {one.id for one in everything}
    children: dict[bytes, list[Target]] = {}
    for one in everything:
        if one.parent in known:
            children.setdefault(one.parent, []).append(one)
    found = [
        told(one, tuple(told(part, ()) for part in sorted(children.get(one.id, []), key=lambda part: part.county)))
        for one in everything
        if one.parent not in known
    ]
    return [replace(one, parts=tuple(part for part in found if part.target.part_of == one.target.id)) for one in found]


def in_unit(unit: str, counted: Counted, *, named: bool = True) -> Quantity:
    """Give what was counted in a target's unit: persons once (heads where nobody is named), or person-times, or what the indicator sums up."""
    if unit == "persons":
        return Persons(counted.persons if named else counted.total)
    if unit == "times":
        return PersonTimes(counted.total)
    return quantity_of(unit, counted.total)
