"""All that is kept about one person: each value with who entered it and when, every event, and to whom it was passed on.

Everybody may see and copy what is kept about them (个人信息保护法第四十五条). Records that were accepted to be the same person are told together.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db import audit, past, people, prints, schema, training
from db.apply import APPLIED
from db.audit_words import Titles, Wording
from db.casebook import Casebook
from db.people import PersonRow
from rules import canonical
from rules.clock import CHINA
from rules.permissions import Action

_UNSHOWN = frozenset({"doc_pending"})
_EVERYTHING = "登记的信息、报名、培训券、考核和证书记录"
_FOR_CLASS = "姓名、性别、出生日期、证件、电话、照片"


@dataclass(frozen=True)
class Value:
    """Hold one value: its Chinese label, how it reads, who entered it (unit and name), on which day (ISO text)."""

    label: str
    value: str
    source: str
    day: str


@dataclass(frozen=True)
class Record:
    """Hold one event: day (ISO text), kind, title, detail, the unit that recorded it."""

    day: str
    kind: str
    title: str
    detail: str
    source: str


@dataclass(frozen=True)
class Passed:
    """Hold one recipient: who was given what, first on which day (ISO text), what for."""

    to: str
    what: str
    day: str
    purpose: str


@dataclass(frozen=True)
class OwnData:
    """Hold it all; `others` further records of the same person are told with it."""

    person: PersonRow
    values: tuple[Value, ...]
    records: tuple[Record, ...]
    passed: tuple[Passed, ...]
    others: int


def gather(book: Casebook, person: bytes) -> OwnData:
    """Gather what is kept about a person; raise PersonUnknown or NotPermitted."""
    book.require(Action.PERSON_CHANGE)
    found = people.get(book, person)
    same = [person, *sorted(people.same_persons(book, person))]
    units = audit.unit_names(book)
    values = [one for row in same for table in ("person", "person_profile") for one in _values(book, table, row, units)]
    return OwnData(
        found, tuple(values), tuple(_records(book, person, same, units)), tuple(_passed(book, same)), len(same) - 1
    )


def _day(at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1000, CHINA):%Y-%m-%d}"


def _values(book: Casebook, name: str, row: bytes, units: Mapping[bytes, str]) -> Iterator[Value]:
    """Give the values of a register row, each with the last entry that wrote it."""
    table = schema.BY_NAME[name]
    stored = book.store.one(f"SELECT * FROM {name} WHERE id = ?", (row,))
    if stored is None:
        return
    staff = {one["id"].hex(): one["name"] or "" for one in book.store.rows("SELECT id, name FROM staff")}
    writers: dict[str, tuple[str, str]] = {}
    texts: dict[str, Any] = {}
    for entry in book.store.rows(
        "SELECT dev, ts, header, body FROM entry WHERE row = ? AND tbl = ? AND state = ? AND body IS NOT NULL AND kind = 'patch' ORDER BY n",
        (row, name, APPLIED),
    ):
        who = staff.get(canonical.load(bytes(entry["header"]))["a"], "")
        source = f"{audit.name_of(units, bytes(entry['dev']))}　{who}".strip()
        for column, value in canonical.load(bytes(entry["body"])).items():
            declared = table.column(column)
            if declared is not None and table.readers[column](value) == stored[column]:
                writers[column] = (source, _day(entry["ts"]))
                texts[column] = value
    wording = Wording(name, Titles(book.store), full=True)
    words = {change.label: change.after for change in wording.changes("patch", texts, {})}
    for column in table.columns:
        value = stored[column.name]
        if value in {None, "", "[]"} or column.name in _UNSHOWN:
            continue
        source, day = writers.get(column.name, ("", ""))
        shown = "已留存（电子图像）" if column.name == "photo" else words.get(column.label, str(value))
        if column.name.endswith("_region"):
            shown = book.regions.full_name(str(value)) or str(value)
        yield Value(column.label, shown, source, day)


def _records(book: Casebook, person: bytes, same: list[bytes], units: Mapping[bytes, str]) -> Iterator[Record]:
    for event in people.timeline(book, person):
        written = book.store.one(
            "SELECT dev FROM entry WHERE row = ? AND tbl = ? ORDER BY n LIMIT 1", (event.id, event.table)
        )
        source = "旧台账" if event.table in past.TABLES else ""
        if not source and written is not None:
            source = audit.name_of(units, bytes(written["dev"]))
        yield Record(event.day, event.kind, event.title, event.detail, source)
    for row in _enrolments(book, same):
        hours, due = training.attended(book, bytes(row["class_id"]))
        if due:
            told = f"实到 {hours.get(bytes(row['id']).hex(), 0)} 学时，已记 {due} 学时"
            yield Record(row["ends"] or "", "考勤", row["name"] or "", told, row["base_name"] or "")


def _enrolments(book: Casebook, same: list[bytes]) -> list[Any]:
    marks = ",".join("?" * len(same))
    return book.store.rows(
        f"""SELECT e.id, e.class_id, e.enrolled_on, c.name, c.ends, b.name AS base_name FROM enrolment e JOIN training_class c ON c.id = e.class_id
        LEFT JOIN base b ON b.id = c.base WHERE e.person IN ({marks}) ORDER BY e.n""", same,
    )  # fmt: skip


def _passed(book: Casebook, same: list[bytes]) -> Iterator[Passed]:
    """Tell who was given something: the province by reports, bases by class files, the public by lists that were printed."""
    rows = sorted({row for one in same for row in audit.rows_of_person(book, one)})
    marks = ",".join("?" * len(rows))
    sent = book.store.value(
        f"""SELECT min(b.at) FROM entry e JOIN stream s ON s.dev = e.dev AND s.ep = e.ep AND s.mine = 1
        JOIN bundle b ON b.direction = 'out' AND b.kind = 'stream' AND b.dev = e.dev AND b.ep = e.ep AND e.q BETWEEN b.first AND b.upto
        WHERE e.row IN ({marks})""", rows,
    )  # fmt: skip
    if sent:
        yield Passed("省总工会", _EVERYTHING, _day(int(sent)), "加密上报：防止重复领取、结算和统计")
    for row in _enrolments(book, same):
        given = book.store.value(
            "SELECT min(at) FROM bundle WHERE direction = 'out' AND kind = 'extract' AND at >= (SELECT min(ts) FROM entry WHERE row = ?)", (row["id"],)
        )  # fmt: skip
        if given and row["base_name"]:
            yield Passed(row["base_name"], _FOR_CLASS, _day(int(given)), f"{row['name']}：培训、考勤、考核和发证")
        shown = book.store.value(
            "SELECT min(at) FROM print_log WHERE kind = ? AND what = ? AND edition > 0", (prints.PUBLIC_LIST, bytes(row["class_id"]).hex())
        )  # fmt: skip
        if shown:
            yield Passed("公示", "打码姓名、乡镇、项目和金额", _day(int(shown)), f"{row['name']}：公示监督")
    for row in book.store.rows("SELECT day, file FROM plain_export ORDER BY day"):
        yield Passed("本单位（明文导出，两人办理）", "系统内全部资料", row["day"] or "", row["file"] or "")
