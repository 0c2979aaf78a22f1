"""省内公布基地: training bases that the province tells to every county, and persons who are trained at one of another county.

A county sees the places that it entered itself. What the province publishes of a place reaches every county in the province's own stream for it: what hangs
at the door and nothing else. It is told, not counted: a place with several plates stays one place, counted where it was entered.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from db import publishing, records
from db.casebook import Casebook, Session
from db.journal import Writer
from db.record_checks import FieldUnfit
from db.records import Filter, Kind, Record
from db.tables import network as tables
from rules.errors import UserError
from rules.permissions import Action

_TOLD = ("name", "uscc", "host", "region", "address", "specialities", "capacity")
_IN_FORCE = (tables.NAMED, tables.TO_MEND)


class NothingToPublish(UserError):
    """Say that no place has a plate in force."""

    code = "NOTHING_TO_PUBLISH"


class BaseNotPublished(UserError):
    """Say that a base is not published any more; fields `column`, `name`."""

    code = "BASE_NOT_PUBLISHED"


PUBLISHED = Kind("published_base", Action.NETWORK_WRITE)


def publish(book: Casebook) -> tuple[int, int]:
    """Tell every county the places with a plate in force, as they stand now, and take back those without; give how many places, how many counties heard something new.

    What a county knows already is not written again. Raise NotPermitted, NothingToPublish or NoCounties.
    """
    book.require(Action.BASES_PUBLISH)
    counties = publishing.counties(book)
    known = publishing.known(book, PUBLISHED.name)
    wanted = {one.id: _told(book, one) for one in records.every(book, "base_place")}
    in_force = {place: told for place, told in wanted.items() if told["in_force"]}
    if not in_force and not known:
        raise NothingToPublish
    heard = 0
    for county in counties:
        rows = {row_of(county, place): told for place, told in wanted.items()}
        new = {row: told for row, told in rows.items() if told["in_force"] or row in known}
        heard += publishing.tell(book, PUBLISHED.name, county, new, known)
    return len(in_force), heard


def tell_newcomer(book: Casebook, county: str) -> None:
    """Tell a county that was admitted just now the places that the others were told, as they stand now and while a plate is in force."""
    known = publishing.known(book, PUBLISHED.name)
    places = tuple({one["place"] for one in known.values() if one["in_force"]})
    told = {row_of(county, one.id): _told(book, one) for one in records.every(book, "base_place", Filter(ids=places))}
    new = {row: one for row, one in told.items() if one["in_force"] and row not in known}
    publishing.tell(book, PUBLISHED.name, county, new, known)


def row_of(county: str, place: bytes) -> bytes:
    """Give the row under which a county hears of a place: the same one each time."""
    return publishing.row_of(b"yz1/published", county, place)


def _told(book: Casebook, place: Record) -> dict[str, Any]:
    """Give what is public of a place: no names and telephones of people."""
    plates = [one for one in records.by_column(book, "base_plate", place=place.id) if one.state in _IN_FORCE]
    lines = [
        "，".join(part for part in (f"{one.words['kind']}（{one.words['level']}）", one["named_by"] or "", one["document"] or "") if part)
        for one in plates
    ]  # fmt: skip
    return {**{name: place[name] for name in _TOLD}, "place": place.id, "plates": "\n".join(lines) or None, "in_force": bool(plates)}  # fmt: skip


def elsewhere(book: Casebook) -> Filter:
    """Choose the published bases in force that lie in other counties than ours."""
    sql = "SELECT id FROM published_base WHERE in_force = 1 AND coalesce(region, '') NOT LIKE ? ORDER BY region, n LIMIT ?"
    rows = book.store.rows(sql, (f"{book.workplace.county}%", records.MOST_FOUND))
    return Filter(ids=tuple(bytes(row["id"]) for row in rows))


def words(book: Casebook, base: Record) -> list[tuple[str, str]]:
    """Say of a published base that it is one place, that we know it ourselves, and whom we sent there."""
    plates = len((base["plates"] or "").splitlines())
    told = [("统计", f"{plates} 块牌子，算 1 个基地；在登记它的县统计，本县不另计")]
    if not base["in_force"]:
        told.append(("请注意", "省总已不再公布，不能再报名"))
    if base["uscc"] and records.count(book, "base_place", Filter(equal=(("uscc", base["uscc"]),))):
        told.append(("本县", "同一单位本县也已登记"))
    count = records.count(book, "training_elsewhere", Filter(states=(tables.TRAINED,), equal=(("published", base.id),)))
    return [*told, ("本县送培", f"结业 {count} 人")]


# --- training elsewhere ---------------------------------------------------------------------------------------------


def _check_training(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    if before is None or values["published"] != before["published"]:
        base = records.get(book, "published_base", values["published"])
        if not base["in_force"]:
            raise BaseNotPublished(column="published", name=base["name"])
    return values


def _training_moved(
    _book: Casebook, _writer: Writer, before: Record, state: str, values: Mapping[str, Any], _second: Session | None
) -> None:  # fmt: skip
    """Ask for the day and the paper of who finished, and why the others did not go."""
    asked: Sequence[str] = ("ends", "number") if state == tables.TRAINED else ("reason",)
    for column in asked:
        if not values.get(column) and not before[column]:
            raise FieldUnfit(column=column, label=before.table.by_name[column].label, reason="missing")


TRAINING = Kind("training_elsewhere", Action.NETWORK_WRITE, check=_check_training, moved=_training_moved)
