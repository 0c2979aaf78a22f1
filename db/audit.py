"""操作日志: the journal as people read it — who changed what, when, at which unit, field by field with the value before.

The journal is the only log of changes (docs/sync.md section 2.2), so nothing is kept for this page but an index. What stood before is what
the writer had before them: the row as the entry's own parents make it, not what it is today.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from db import audit_words, flags, schema, search, walks
from db.apply import APPLIED, cause_of, split
from db.audit_words import Change
from db.casebook import Casebook, Session
from db.merge import Cause, project
from db.walks import Piece, Walk
from rules import canonical, pinyin
from rules.clock import CHINA
from rules.permissions import Action
from rules.steps import Step, unheard

WINDOW = 200
Key = tuple[int, int]
"""Where a line stands: its time in milliseconds and its number in the journal, both falling."""
_ACTOR = "substr(header, 7, 32)"
"""Who acted: a header's canonical form begins with {"a":"<staff id in hex>"."""
_COLUMNS = "n, hash, dev, ep, q, tbl, row, kind, par, ts, header, body, state"


@dataclass(frozen=True)
class Filter:
    """Choose among entries: days (both included), who acted (staff row id), device (8 bytes), table, words, or the rows of one thing."""

    first: date | None = None
    last: date | None = None
    actor: bytes = b""
    dev: bytes = b""
    tbl: str = ""
    text: str = ""
    rows: frozenset[bytes] | None = None


@dataclass(frozen=True)
class Line:
    """Hold one entry in words; `state` is empty for one that counts, `second` names the second signer, `doubt` says the clock was in doubt."""

    key: Key
    at: datetime
    who: str
    login: str
    unit: str
    tbl: str
    table: str
    row: bytes
    thing: str
    deed: str
    changes: tuple[Change, ...] = field(repr=False)
    second: str = ""
    doubt: bool = False
    state: str = ""
    q: int = 0


@dataclass(frozen=True)
class Choices:
    """Hold what the filters offer: (staff row id, name), (device, unit), (table, label), each in order."""

    actors: Sequence[tuple[bytes, str]]
    units: Sequence[tuple[bytes, str]]
    tables: Sequence[tuple[str, str]]


def choices(book: Casebook) -> Choices:
    """Give what one may choose by; raise NotPermitted."""
    book.require(Action.AUDIT_READ)
    staff = [
        (bytes(row["id"]), f"{row['name'] or ''}（{row['login'] or ''}）")
        for row in book.store.rows("SELECT id, name, login FROM staff ORDER BY name, login")
    ]
    names = unit_names(book)
    devices = [bytes(row[0]) for row in book.store.rows("SELECT DISTINCT dev FROM stream ORDER BY mine DESC, dev")]
    written = {str(row[0]) for row in book.store.rows("SELECT DISTINCT tbl FROM entry")}
    tables = [(table.name, table.label) for table in schema.TABLES if table.name in written]
    return Choices(staff, [(dev, name_of(names, dev)) for dev in devices], tables)


def unit_names(book: Casebook) -> dict[bytes, str]:
    """Give the names of devices; two PCs of one name are told apart by the end of their numbers."""
    from db import directory

    found = {grant.dev: grant.name for grant in directory.grants(book.store)}
    province = book.setting("province_dev")
    if province:
        found.setdefault(bytes.fromhex(province), "省总")
    found[book.workplace.dev] = book.workplace.name
    twice = [name for name in found.values() if list(found.values()).count(name) > 1]
    return {dev: f"{name}（{dev.hex()[-4:]}）" if name in twice else name for dev, name in found.items()}


def name_of(names: Mapping[bytes, str], dev: bytes) -> str:
    """Give a device's name, or say that it is unknown."""
    return names.get(dev) or f"未知单位（{dev.hex()[-4:]}）"


# --- choosing ------------------------------------------------------------------------------------------------------


def _millis(day: date) -> int:
    return int(datetime.combine(day, time(), CHINA).timestamp() * 1000)


ORDERS = ("at", "who", "unit", "table", "deed")
"""By what the log can be put in order."""


def _ranked(what: str, names: Mapping[bytes, str]) -> str:
    """Give the SQL that ranks an expression by the sound of what it stands for."""
    order = sorted(names, key=lambda one: pinyin.sort_key(names[one]))
    cases = " ".join(
        f"WHEN x'{value.hex()}' THEN {rank}" for rank, value in enumerate(order)
    )  # bytes as SQL writes them
    return f"CASE {what} {cases} ELSE {len(order)} END" if cases else "0"


def _order(book: Casebook, order: str) -> str:
    if order == "who":
        rows = book.store.rows("SELECT id, name FROM staff")
        return _ranked(_ACTOR, {row["id"].hex().encode(): row["name"] or "" for row in rows})
    if order == "unit":
        return _ranked("dev", unit_names(book))
    if order == "table":
        return _ranked("CAST(tbl AS BLOB)", {one.name.encode(): one.label for one in schema.TABLES})
    return "kind"


def walk(book: Casebook, chosen: Filter, order: str = "", *, descending: bool = True) -> Walk:
    """Say how the lines chosen are walked: by time, the newest first, or in one of `ORDERS`."""
    parts: list[str] = []
    values: dict[str, Any] = {}
    for name, part, value in (
        ("first", "ts >= :first", _millis(chosen.first) if chosen.first else None),
        ("last", "ts < :last", _millis(chosen.last + timedelta(days=1)) if chosen.last else None),
        ("dev", "dev = :dev", chosen.dev or None),
        ("tbl", "tbl = :tbl", chosen.tbl or None),
        ("actor", f"{_ACTOR} = :actor", chosen.actor.hex().encode() if chosen.actor else None),
    ):
        if value is not None:
            parts.append(part)
            values[name] = value
    rows = chosen.rows
    if chosen.text.strip():
        found = _rows_found(book, chosen.text.strip())
        rows = found if rows is None else rows & found
    if rows is not None:
        ids = ",".join(f"x'{row.hex()}'" for row in sorted(rows))  # as SQL writes bytes
        parts.append(f"row IN ({ids})")
    where = " AND ".join(parts) or "1"
    if order in ORDERS and order != "at":
        by = (_order(book, order), "ts", "n")
        return Walk("entry", by, "n", "1", "", where, values, descending=descending, stepped=False)
    is_falling = descending or order != "at"
    return Walk("entry", ("ts", "n"), "n", "1", "", where, values, descending=is_falling, stepped=rows is None)


def _rows_found(book: Casebook, text: str) -> frozenset[bytes]:
    """Give the rows that words, a number or a row id in hex find, with all that hangs on a person found."""
    found: set[bytes] = set()
    if len(text) == schema.ID_HEX and set(text) <= set("0123456789abcdef"):
        found.add(bytes.fromhex(text))
    for hit in search.find(book, text, limit=20):
        found |= rows_of_person(book, hit.id) if hit.kind == "person" else {hit.id}
    for name in ("hardship_file", "past_benefit", "ledger_voucher", "ledger_certificate"):
        sql = f"SELECT id FROM {name} WHERE doc_no = ? LIMIT 50"
        found |= {bytes(row[0]) for row in book.store.rows(sql, (text.upper(),))}
    return frozenset(found)


_OF_PERSON = tuple(
    (table.name, column.name)
    for table in schema.TABLES
    for column in table.columns
    if column.type == "id"
    and (
        "person" in {column.name, column.refers}
        or (table.name, column.name) in {("same_as", "one"), ("same_as", "other")}
    )
)


def rows_of_person(book: Casebook, person: bytes) -> frozenset[bytes]:
    """Give the ids of a person's own rows and of those that name the person: enrolments, vouchers, certificates, files."""
    found = {person}
    for name, column in _OF_PERSON:
        found |= {bytes(row[0]) for row in book.store.rows(f"SELECT id FROM {name} WHERE {column} = ?", (person,))}
    return frozenset(found)


def count(book: Casebook, chosen: Filter) -> int:
    """Count the entries chosen; raise NotPermitted."""
    book.require(Action.AUDIT_READ)
    found = walk(book, chosen)
    return int(book.store.value(f"SELECT count(*) FROM entry WHERE {found.where}", dict(found.values)))


def piece(
    book: Casebook, chosen: Filter, mark: Any = None, check: Callable[[], None] = lambda: None, order: str = "", *, descending: bool = True
) -> Piece:  # fmt: skip
    """Give a piece of the numbers of the lines chosen, newest first or in one of `ORDERS`; raise NotPermitted."""
    book.require(Action.AUDIT_READ)
    return walks.piece(book.store, walk(book, chosen, order, descending=descending), mark, check)


def by_numbers(book: Casebook, numbers: Sequence[int], *, full: bool = False) -> list[Line | None]:
    """Give the lines with these numbers in the journal, in their order; raise NotPermitted."""
    book.require(Action.AUDIT_READ)
    rows: list[Any] = []
    for start in range(0, len(numbers), WINDOW):
        part = tuple(numbers[start : start + WINDOW])
        rows += book.store.rows(f"SELECT {_COLUMNS} FROM entry WHERE n IN ({','.join('?' * len(part))})", part)
    found = {line.key[1]: line for line in _lines(book, rows, full=full)}
    return [found.get(number) for number in numbers]


def page(
    book: Casebook, chosen: Filter, after: Key | None = None, limit: int = WINDOW, *, full: bool = False
) -> list[Line]:
    """Give one window of lines, newest first; `after` is the key before it, None to begin; `full` shows whole document numbers.

    Raise NotPermitted.
    """
    book.require(Action.AUDIT_READ)
    found = walk(book, chosen)
    where, values = found.where, {**found.values, "limit": limit}
    if after is not None:
        where += " AND (ts, n) < (:at, :number)"
        values |= {"at": after[0], "number": after[1]}
    sql = f"SELECT {_COLUMNS} FROM entry WHERE {where} ORDER BY ts DESC, n DESC LIMIT :limit"
    return _lines(book, book.store.rows(sql, values), full=full)


def lines(book: Casebook, chosen: Filter, *, full: bool = False, step: Step = unheard) -> Iterator[Line]:  # fmt: skip
    """Give all lines chosen, newest first, some hundreds held at a time; `step(done, all)` may raise to stop."""
    total, done, after = count(book, chosen), 0, None
    while True:
        step(done, total)
        found = page(book, chosen, after, full=full)
        yield from found
        done += len(found)
        if len(found) < WINDOW:
            return
        after = found[-1].key


# --- wording -------------------------------------------------------------------------------------------------------


def _lines(book: Casebook, rows: Sequence[Any], *, full: bool) -> list[Line]:
    names = unit_names(book)
    staff = {
        row["id"].hex(): (row["name"] or "", row["login"] or "")
        for row in book.store.rows("SELECT id, name, login FROM staff")
    }
    bodies = [(row, canonical.load(bytes(row["body"])) if row["body"] is not None else None) for row in rows]
    causes = _causes(book, rows)
    told = [(row, body, _before(row, body, causes.get((row["tbl"], bytes(row["row"])), {}))) for row, body in bodies]
    titles = audit_words.Titles(book.store)
    titles.ask(_mentioned(told))
    return [_line(row, body, before, names, staff, titles, full=full) for row, body, before in told]


def _mentioned(told: Iterable[tuple[Any, Any, Mapping[str, Sequence[Any]]]]) -> Iterator[tuple[str, bytes]]:
    for row, body, before in told:
        yield row["tbl"], bytes(row["row"])
        for name, value in (body or {}).items():
            yield from audit_words.references(row["tbl"], name, [value, *before.get(name, ())])


def _causes(book: Casebook, rows: Sequence[Any]) -> dict[tuple[str, bytes], dict[bytes, Cause]]:
    """Give for each register row met all its entries that count, by hash."""
    wanted = sorted({bytes(row["row"]) for row in rows if row["kind"] in {"patch", "decide"}})
    found: dict[tuple[str, bytes], dict[bytes, Cause]] = {}
    for start in range(0, len(wanted), WINDOW):
        part = wanted[start : start + WINDOW]
        sql = f"SELECT tbl, row, hash, par, kind, body FROM entry WHERE row IN ({','.join('?' * len(part))}) AND state = ?"
        for one in book.store.rows(sql, (*part, APPLIED)):
            cause = cause_of(bytes(one["hash"]), one["par"], one["kind"], one["body"])
            found.setdefault((one["tbl"], bytes(one["row"])), {})[cause.hash] = cause
    return found


def _before(row: Any, body: Any, known: Mapping[bytes, Cause]) -> dict[str, list[Any]]:
    """Give the values that each field of an entry had for its writer: those that its parents, and theirs, leave current."""
    parents = split(bytes(row["par"]))
    if not parents or type(body) is not dict:
        return {}
    seen: set[bytes] = set()
    waiting = [parent for parent in parents if parent in known]
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            waiting += [parent for parent in known[one].par if parent in known]
    current = project(known[one] for one in seen).current if seen else {}
    fields = [str(body.get("field"))] if row["kind"] == "decide" else list(body)
    before = {name: [value for value, _ in current[name]] for name in fields if name in current}
    if row["kind"] == "decide":
        chosen = known.get(bytes.fromhex(body["chosen"])) if type(body.get("chosen")) is str else None
        before["\0chosen"] = [(chosen.body or {}).get(str(body.get("field")))] if chosen else []
    return before


def _line(
    row: Any, body: Any, before: Mapping[str, Sequence[Any]], names: Mapping[bytes, str], staff: Mapping[str, tuple[str, str]],
    titles: audit_words.Titles, *, full: bool,
) -> Line:  # fmt: skip
    header = canonical.load(bytes(row["header"]))
    who, login = staff.get(header["a"], ("", "")) if header["a"] else ("程序自动", "")
    others = [one["u"] for one in header.get("sg", ()) if one["u"] != header["a"]]
    table = schema.BY_NAME.get(row["tbl"])
    wording = audit_words.Wording(row["tbl"], titles, full=full)
    return Line(
        key=(row["ts"], row["n"]), at=datetime.fromtimestamp(row["ts"] / 1000, CHINA), who=who or "未知人员", login=login,
        unit=name_of(names, bytes(row["dev"])), tbl=row["tbl"], table=audit_words.table_label(row["tbl"]), row=bytes(row["row"]),
        thing=titles.of(row["tbl"], bytes(row["row"])), deed=audit_words.deed(row["kind"], bool(row["par"]), body, table),
        changes=wording.changes(row["kind"], body, before), second="、".join(staff.get(one, ("未知人员", ""))[0] for one in others),
        doubt=bool(header["clk"]), state="" if row["state"] == APPLIED else flags.WORDS_OF.get(row["state"].upper(), row["state"]), q=row["q"],
    )  # fmt: skip


# --- leaving the house ---------------------------------------------------------------------------------------------


def note_export(book: Casebook, file: str, records: int, second: Session | None) -> None:
    """Journal, by two persons, that lines of this log left the casebook unencrypted; raise NotPermitted or SecondPersonNeeded.

    Call it before the file gets its name: what was not noted is not written.
    """
    book.require(Action.AUDIT_READ)
    book.require(Action.EXPORT_PLAIN)
    other = book.require_second(Action.EXPORT_PLAIN, second)
    with book.write() as writer:
        writer.fact("plain_export", {"day": book.today, "file": file, "records": records}, second=other.author)
