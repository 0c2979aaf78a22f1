"""Find a person, voucher or certificate as one types: two characters of a name, pinyin initials, a number or its tail.

One table of terms serves them all; each term is found as a range of its key, so that a hit costs the same among a million rows.
Keys begin with their sort: `g` name pieces of up to two characters, `p` pinyin initials, `q` whole pinyin, `s` the sound by which lists are
ordered (one for each person), `t` phone reversed, `v` voucher or certificate number reversed, `w` the same forward, `r` pieces of what a service area's records are found by (`Table.found_by`). A full-text index is no choice: it finds nothing for two characters.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any
from zlib import crc32

from db import record_words, schema, story
from db.store import Store
from db.tables.declaration import Table
from rules import names, pinyin
from rules.steps import Step, unheard

if TYPE_CHECKING:
    from db.casebook import Casebook

PERSON, VOUCHER, CERTIFICATE = 1, 2, 3
_TABLES = {"person": PERSON, "voucher_issue": VOUCHER, "certificate": CERTIFICATE}
_COLUMNS = {"person": "name, phone", "voucher_issue": "number", "certificate": "number"}
_RECORDS = {table.name: 1000 + crc32(table.name.encode()) for table in schema.TABLES if table.found_by}
"""Records of the service areas by the number that their terms bear: of the name itself, so that no list of numbers need be kept."""
_TABLES |= _RECORDS
_COLUMNS |= {name: ", ".join(schema.BY_NAME[name].found_by) for name in _RECORDS}
_LONGEST = 40
"""Characters of a record's text that are searched."""
_LAST = "\U0010ffff"
_CHUNK = 500
_LONGEST = 50


@dataclass(frozen=True)
class Hit:
    """Hold one thing found: its kind (`person`, `voucher`, `certificate`), row id, title and a line of detail."""

    kind: str
    id: bytes
    title: str
    detail: str


@lru_cache(maxsize=65536)
def name_terms(name: str) -> tuple[str, ...]:
    """Give the keys by which a name is found: its pieces, its initials in every reading, its whole pinyin."""
    keys = {"g" + name[i : i + 2] for i in range(len(name))}
    keys.update(["p" + initials for initials in pinyin.initials(name)])
    keys.update(["q" + full for full in pinyin.full(name)])
    keys.add(sound(name))
    return tuple(keys)


def sound(name: str) -> str:
    """Give the one key that orders a name by its sound; what has none comes last."""
    # the tab is lower than the space between syllables, so that 王丽 comes before 王丽芳
    return f"s{pinyin.sort_key(name)[0] or '~'}\t{name}"


def _digits(text: str) -> str:
    return text if text.isdecimal() and text.isascii() else "".join(c for c in text if c in "0123456789")


def terms(table: str, row: Mapping[str, Any]) -> Sequence[str]:
    """Give all keys of a row of a searchable table."""
    if table == "person":
        keys = name_terms(row["name"] or "")
        phone = _digits(row["phone"] or "")
        return (*keys, "t" + phone[::-1]) if phone else keys
    if table in _RECORDS:
        texts = [_folded(str(row[name] or "")) for name in schema.BY_NAME[table].found_by]
        return sorted({"r" + text[i : i + 2] for text in texts for i in range(len(text))})
    number = _digits(row["number"] or "")
    return ("v" + number[::-1], "w" + number) if number else ()


def _folded(text: str) -> str:
    return "".join(text[:_LONGEST].upper().split())


def _each(store: Store, table: str, rows: Sequence[bytes]) -> Iterable[tuple[int, Any]]:
    for start in range(0, len(rows), _CHUNK):
        part = rows[start : start + _CHUNK]
        for row in store.rows(
            f"SELECT n, {_COLUMNS[table]} FROM {table} WHERE id IN ({','.join('?' * len(part))})", part
        ):
            yield row["n"], row


def _keys(table: str, what: int, rows: Iterable[tuple[int, Any]]) -> list[tuple[str, int, int]]:
    # In the order of the table that they go into, so that each page of it is touched once; rows come by their numbers. Each sort of key
    # is put in order by itself: nothing else runs while Python sorts, and all keys of a bundle in one go would hold the window for 50 ms.
    sorts: dict[str, list[tuple[str, int, int]]] = {}
    for n, row in rows:
        for key in terms(table, row):
            sorts.setdefault(key[0], []).append((key, what, n))
    for found in sorts.values():
        found.sort(key=itemgetter(0))
    return [one for sort in sorted(sorts) for one in sorts[sort]]


def add(store: Store, table: str, rows: Sequence[tuple[int, Mapping[str, Any]]]) -> None:
    """Add the terms of new rows, given as (row number, store values)."""
    what = _TABLES.get(table)
    if what is not None and rows:
        wanted = _COLUMNS[table].split(", ")
        full = ((n, {name: row.get(name) for name in wanted}) for n, row in rows)
        store.many("INSERT OR IGNORE INTO term (key, what, n) VALUES (?, ?, ?)", _keys(table, what, full))


def add_sounds(execute: Callable[..., Any], step: Step = unheard) -> None:
    """Add to a casebook of an earlier release the keys by which persons are ordered; `execute` runs a statement of its store."""
    after, last = 0, execute("SELECT max(n) FROM person").fetchone()[0] or 0
    while rows := execute("SELECT n, name FROM person WHERE n > ? ORDER BY n LIMIT ?", (after, 10 * _CHUNK)).fetchall():
        for n, name in rows:
            execute("INSERT OR IGNORE INTO term (key, what, n) VALUES (?, ?, ?)", (sound(name or ""), PERSON, n))
        after = rows[-1][0]
        step(after, last)


def index(store: Store, table: str, rows: Sequence[bytes]) -> None:
    """Add the terms of rows just written, by their ids."""
    what = _TABLES.get(table)
    if what is not None and rows:
        found = _keys(table, what, _each(store, table, rows))
        store.many("INSERT OR IGNORE INTO term (key, what, n) VALUES (?, ?, ?)", found)


def forget(store: Store, table: str, rows: Sequence[bytes]) -> None:
    """Take away the terms of rows that are about to change."""
    what = _TABLES.get(table)
    if what is not None and rows:
        found = _keys(table, what, _each(store, table, rows))
        store.many("DELETE FROM term WHERE key = ? AND what = ? AND n = ?", found)


def person_numbers(store: Store, text: str, limit: int) -> list[int]:
    """Give the row numbers (`n`) of up to `limit` persons that match what was typed, in no order."""
    text = text.strip()
    if not text:
        return []
    folded = text.translate(_FOLD).upper()
    if folded.isascii():
        digits = folded.replace(" ", "").replace("-", "")
        if digits.rstrip("X").isdigit():
            return _by_number(store, digits, limit)
        if folded.replace(" ", "").isalpha():
            return _by_pinyin(store, folded.replace(" ", "").lower(), limit)
        return _by_document(store, digits, limit)
    return _by_name(store, names.normalise(text), limit)


_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def _range(store: Store, key: str, what: int, limit: int) -> list[int]:
    found = store.rows(
        "SELECT DISTINCT n FROM term WHERE key >= ? AND key < ? AND what = ? LIMIT ?", (key, key + _LAST, what, limit)
    )
    return [row[0] for row in found]


def _by_document(store: Store, text: str, limit: int) -> list[int]:
    found = store.rows("SELECT n FROM person WHERE doc_no >= ? AND doc_no < ? LIMIT ?", (text, text + _LAST, limit))
    return [row[0] for row in found]


def _by_number(store: Store, digits: str, limit: int) -> list[int]:
    found = _by_document(store, digits, limit)
    if len(digits) >= 3 and len(found) < limit:
        found += _range(store, "t" + digits[::-1], PERSON, limit - len(found))
    return list(dict.fromkeys(found))


def _by_pinyin(store: Store, letters: str, limit: int) -> list[int]:
    found = _range(store, "p" + letters, PERSON, limit)
    if len(letters) > 1 and len(found) < limit:
        found += _range(store, "q" + letters, PERSON, limit - len(found))
    if len(found) < limit:
        found += _by_document(store, letters.upper(), limit - len(found))
    return list(dict.fromkeys(found))


def _by_name(store: Store, text: str, limit: int) -> list[int]:
    if len(text) <= 2:
        return _range(store, "g" + text, PERSON, limit)
    text = text[:_LONGEST]  # SQLite joins 64 tables at most, and no name is longer
    pieces = [text[i : i + 2] for i in range(len(text) - 1)]
    joins = " ".join(
        f"JOIN term t{i} ON t{i}.n = t0.n AND t{i}.what = 1 AND t{i}.key = ?" for i in range(1, len(pieces))
    )
    sql = (
        f"SELECT p.n FROM term t0 {joins} JOIN person p ON p.n = t0.n"
        " WHERE t0.key = ? AND t0.what = 1 AND instr(p.name, ?) > 0 LIMIT ?"
    )
    keys = ["g" + piece for piece in pieces]
    return [row[0] for row in store.rows(sql, (*keys[1:], keys[0], text, limit))]


def find(book: "Casebook", text: str, limit: int = 50) -> list[Hit]:
    """Find persons, vouchers and certificates by one line of text or one scanned token; broad hits are capped, not sorted."""
    text = text.strip()
    if text.upper().startswith("YZ1:"):
        return _by_token(book, text)
    store = book.store
    numbers = person_numbers(store, text, limit)
    rows = _rows(store, "person", numbers)
    joined = same_records(store, [bytes(row["id"]) for row in rows])
    hits = [_person_hit(row, joined.get(bytes(row["id"]), 0)) for row in rows]
    digits = _digits(text)
    if len(digits) >= 4 and len(digits) == len(text.replace("-", "").replace(" ", "")):
        hits += _numbered(store, digits, limit - len(hits))
    return hits + _recorded(book, text, limit - len(hits))


def _recorded(book: "Casebook", text: str, limit: int) -> list[Hit]:
    """Find records of the service areas by what they are found by: pieces of two characters give candidates, the whole text decides."""
    wanted = _folded(text)
    if len(wanted) < 2 or limit < 1:
        return []
    tables = {what: name for name, what in _RECORDS.items()}
    found = book.store.rows(
        "SELECT DISTINCT what, n FROM term WHERE key >= ? AND key < ? LIMIT ?", ("r" + wanted[:2], "r" + wanted[:2] + _LAST, _CHUNK)
    )  # fmt: skip
    hits: list[Hit] = []
    words = record_words.Words(book)
    for what, name in tables.items():
        table = schema.BY_NAME[name]
        rows = [
            row
            for row in _standing(book.store, table, [one["n"] for one in found if one["what"] == what])
            if any(wanted in _folded(str(row[column] or "")) for column in table.found_by)
        ]
        hits += [
            Hit(name, bytes(row["id"]), title, table.label)
            for row, title in zip(rows, words.titles(table, rows), strict=True)
        ]
    return hits[:limit]


def _numbered(store: Store, digits: str, limit: int) -> list[Hit]:
    hits: list[Hit] = []
    for table, what, kind in (("voucher_issue", VOUCHER, "voucher"), ("certificate", CERTIFICATE, "certificate")):
        found = _range(store, "v" + digits[::-1], what, limit) + _range(store, "w" + digits, what, limit)
        hits += [
            Hit(kind, row["id"], f"{row['number']}", f"{row['holder']} {row['issued_on']}")
            for row in _rows(store, table, list(dict.fromkeys(found))[:limit])
        ]
    return hits[: max(limit, 0)]


def _rows(store: Store, table: str, numbers: Sequence[int]) -> list[Any]:
    if not numbers:
        return []
    return store.rows(f"SELECT * FROM {table} WHERE n IN ({','.join('?' * len(numbers))})", tuple(numbers))


def _standing(store: Store, table: Table, numbers: Sequence[int]) -> list[Any]:
    """Give those of these rows that stand: of a fact that was put right, the later one alone."""
    if not numbers:
        return []
    marks = ",".join("?" * len(numbers))
    return store.rows(
        f"SELECT x.* FROM {table.name} x WHERE x.n IN ({marks}) AND {story.current(table, 'x')}", tuple(numbers)
    )


def same_records(store: Store, persons: Sequence[bytes]) -> dict[bytes, int]:
    """Tell of each of these persons how many verdicts say that another record is the same human; who has none is left out."""
    if not persons:
        return {}
    marks = ",".join("?" * len(persons))
    sides = " UNION ALL ".join(
        f"SELECT {side} AS id FROM same_as WHERE verdict = 'same' AND {side} IN ({marks})" for side in ("one", "other")
    )
    found = store.rows(f"SELECT id, count(*) FROM ({sides}) GROUP BY id", (*persons, *persons))
    return {bytes(row[0]): row[1] for row in found}


def _person_hit(row: Any, same: int) -> Hit:
    tail = row["doc_no"][-4:] if row["doc_no"] else "证件待补"
    birth = (row["birth"] or "")[:4]
    detail = " · ".join(
        part
        for part in (
            birth and f"{birth}年生",
            f"证件尾号 {tail}" if row["doc_no"] else tail,
            row["phone"] or "",
            "另有同一人的档案" if same else "",
        )
        if part
    )
    return Hit("person", row["id"], row["name"] or "（未填姓名）", detail)


def _by_token(book: "Casebook", text: str) -> list[Hit]:
    from rules import tokens

    try:
        token = tokens.read(text)
    except tokens.BadToken:
        return []
    hits = []
    for table, kind in (("voucher_issue", "voucher"), ("certificate", "certificate")):
        row = book.store.one(f"SELECT id, number, holder, issued_on FROM {table} WHERE id = ?", (token.claims.id,))
        if row is not None:
            hits.append(Hit(kind, row["id"], row["number"], f"{row['holder']} {row['issued_on']}"))
    return hits
