"""How the units stand as the province sees them: how far each stream is held, what waits behind a gap, what came last."""

import datetime as dt
from dataclasses import dataclass

from db import directory, gaps
from db.casebook import Casebook
from rules.clock import CHINA


@dataclass(frozen=True)
class UnitStanding:
    """Tell of one granted unit: entries held without a gap, the first missing range (0, 0: none), revoked or not, when something last came."""

    dev: bytes
    name: str
    role: str
    county: str
    held: int
    gap_from: int
    gap_upto: int
    revoked: bool
    last: dt.datetime | None


@dataclass(frozen=True)
class Arrival:
    """Tell of one bundle that came: file name, its kind and outcome, entries, sender's name, when."""

    name: str
    kind: str
    outcome: str
    entries: int
    sender: str
    at: dt.datetime


def units(book: Casebook) -> list[UnitStanding]:
    """Tell how every granted unit stands, by county, role and name."""
    last = dict(book.store.rows("SELECT dev, max(at) FROM bundle WHERE direction = 'in' AND kind <> '' GROUP BY dev"))
    held: dict[bytes, int] = dict(book.store.rows("SELECT dev, sum(seq) FROM stream WHERE mine = 0 GROUP BY dev"))
    missing = {one.dev: (one.first, one.upto) for one in gaps.gaps(book.store)}
    found = []
    for grant in directory.grants(book.store):
        gap = missing.get(grant.dev, (0, 0))
        at = last.get(grant.dev)
        found.append(
            UnitStanding(
                grant.dev,
                grant.name,
                grant.role,
                grant.county,
                held.get(grant.dev, 0),
                *gap,
                directory.is_revoked(book.store, grant.dev),
                _moment(at) if at else None,
            )
        )
    return found


def arrivals(book: Casebook, limit: int = 50) -> list[Arrival]:
    """List what came last, newest first."""
    names = {grant.dev: grant.name for grant in directory.grants(book.store)}
    return [
        Arrival(
            row["name"],
            row["kind"],
            row["outcome"],
            row["entries"],
            names.get(bytes(row["dev"]), "") if row["dev"] else "",
            _moment(row["at"]),
        )
        for row in book.store.rows(
            "SELECT name, kind, outcome, entries, dev, at FROM bundle WHERE direction = 'in' ORDER BY n DESC LIMIT ?",
            (limit,),
        )
    ]


def _moment(at: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(at / 1000, CHINA)
