"""People (服务对象): registering, completing and correcting them, and one person's story on one line of time.

`person` holds what a base may know; everything else is `person_profile` under the same row id, so that a class file needs no redaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from db import identities, past, record_words, schema, story
from db.casebook import Casebook
from db.journal import RowErased, Writer
from db.search import person_numbers
from rules import dates, documents, idnumber, names, phones
from rules.errors import UserError

PERSON_FIELDS = ("name", "sex", "birth", "doc_type", "doc_no", "doc_pending", "phone", "phone_owner", "photo")
PROFILE = schema.BY_NAME["person_profile"]
ERASED_NAME = "已删除个人信息"
"""What stands in the place of a name that was erased."""


class NameMissing(UserError):
    """Say that a person needs a name."""

    code = "NAME_EMPTY"


class NameUnfit(UserError):
    """Say that the name is not one; field `reason`."""

    code = "NAME_UNFIT"


class DocumentInvalid(UserError):
    """Say that the document's number is not valid; field `reason` is the rule's code."""

    code = "DOCUMENT_INVALID"


class DocumentKnown(UserError):
    """Say that a person with this document is registered already; fields `id` (bytes) and `name`."""

    code = "DOCUMENT_KNOWN"


class PersonUnknown(UserError):
    """Say that there is no such person."""

    code = "PERSON_UNKNOWN"


@dataclass(frozen=True)
class PersonDraft:
    """Hold what a clerk has filled in; an empty `doc_no` means 证件待补. `profile` maps columns of `person_profile` to values."""

    name: str
    sex: str = ""
    birth: str = ""
    doc_type: str = "resident"
    doc_no: str = ""
    phone: str = ""
    phone_owner: str = ""
    photo: str = ""
    profile: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PersonRow:
    """Hold a person as stored; `birth` is ISO text, possibly of less precision (`1978-05`)."""

    id: bytes
    name: str
    sex: str
    birth: str
    doc_type: str
    doc_no: str
    doc_pending: bool
    phone: str
    phone_owner: str
    photo: str
    disputed: bool
    profile: Mapping[str, Any] = field(default_factory=dict)
    erased: bool = False

    @property
    def doc_tail(self) -> str:
        """Give the last four characters of the document's number."""
        return self.doc_no[-4:]


@dataclass(frozen=True)
class Event:
    """Hold one event of a person's story: the day (ISO text), its kind, a title and a detail, and the row that it comes from."""

    day: str
    kind: str
    title: str
    detail: str
    table: str
    id: bytes


@dataclass(frozen=True)
class Filter:
    """Choose among persons: what one types, only 证件待补, or only those with disputed fields."""

    text: str = ""
    pending: bool = False
    disputed: bool = False


def check(book: Casebook, draft: PersonDraft) -> PersonDraft:
    """Give the draft cleaned (name, number, phone; sex and birth from the number); raise NameMissing, NameUnfit, DocumentInvalid or DayAhead."""
    name = names.normalise(draft.name)
    if not name:
        raise NameMissing
    registered = draft.profile.get("registered_on") if draft.profile else None
    if registered:
        dates.business_day(
            registered if isinstance(registered, date) else date.fromisoformat(str(registered)), book.today
        )
    problems = names.problems(name)
    if problems:
        raise NameUnfit(reason=problems[0])
    sex, birth, number = draft.sex, draft.birth, draft.doc_no.strip()
    doc_type = draft.doc_type or "resident"
    if number and doc_type in documents.NUMBERED:
        found = idnumber.check(number, today=book.today, regions=book.regions)
        if not found.valid:
            raise DocumentInvalid(reason=found.errors[0] if found.errors else "ID_FORMAT")
        number, doc_type = found.number, documents.of_id_kind(found.kind)
        sex = sex or found.sex or ""
        birth = birth or (found.birth.isoformat() if found.birth else "")
    elif number:
        number = documents.normalise(doc_type, number)
        problem = documents.problem(doc_type, number, today=book.today)
        if problem:
            raise DocumentInvalid(reason=problem)
    return PersonDraft(
        name,
        sex,
        birth,
        doc_type,
        number,
        phones.normalise(draft.phone),
        draft.phone_owner.strip(),
        draft.photo,
        draft.profile,
    )


def find_twins(book: Casebook, draft: PersonDraft) -> list[PersonRow]:
    """Find who this may be already: the same number, or the same name and birth date."""
    rows = []
    if draft.doc_no:
        rows += book.store.rows("SELECT * FROM person WHERE doc_no = ? LIMIT 20", (draft.doc_no.strip().upper(),))
    if draft.name and draft.birth:
        rows += book.store.rows(
            "SELECT * FROM person WHERE name = ? AND birth = ? LIMIT 20", (names.normalise(draft.name), draft.birth)
        )
    unique = {bytes(row["id"]): row for row in rows}
    return [_person(row) for row in unique.values()]


def register(book: Casebook, draft: PersonDraft) -> PersonRow:
    """Register one person; raise DocumentKnown where the same document is registered already."""
    draft = check(book, draft)
    with book.write() as writer:
        person = add(book, writer, draft)
    return _as_registered(person, draft, book.today.isoformat())


def _as_registered(person: bytes, draft: PersonDraft, day: str) -> PersonRow:
    """Give the row that a checked draft has just made, which need not be read back to be known."""
    kept = schema.body_and_row(PROFILE, _profile_of(draft, day))[1]
    profile = {name: _value(name, kept[name]) for name in PROFILE.names if name in kept}
    return PersonRow(
        person, draft.name, draft.sex, draft.birth, draft.doc_type, draft.doc_no, not draft.doc_no, draft.phone, draft.phone_owner,
        draft.photo, disputed=False, profile=profile,
    )  # fmt: skip


def register_many(book: Casebook, drafts: Iterable[PersonDraft], *, writer: Writer) -> int:
    """Register checked drafts inside the caller's transaction; give how many. The caller has looked for twins."""
    count = 0
    day = book.today.isoformat()
    for draft in drafts:
        _add(writer, draft, day)
        count += 1
    return count


def add(book: Casebook, writer: Writer, draft: PersonDraft) -> bytes:
    """Add one checked draft inside the caller's transaction; give the id; raise DocumentKnown."""
    if draft.doc_no:
        known = book.store.one(
            "SELECT id, name FROM person WHERE doc_no = ? AND doc_type = ? LIMIT 1", (draft.doc_no, draft.doc_type)
        )
        if known is not None:
            raise DocumentKnown(id=bytes(known["id"]), name=known["name"])
    return _add(writer, draft, book.today.isoformat())


def _add(writer: Writer, draft: PersonDraft, day: str) -> bytes:
    row = writer.add("person", {
        "name": draft.name, "sex": draft.sex or None, "birth": draft.birth or None, "doc_type": draft.doc_type or None, "doc_no": draft.doc_no or None,
        "doc_pending": 0 if draft.doc_no else 1, "phone": draft.phone or None, "phone_owner": draft.phone_owner or None, "photo": draft.photo or None,
    })  # fmt: skip
    writer.add("person_profile", _profile_of(draft, day), row)
    return row


def _profile_of(draft: PersonDraft, day: str) -> dict[str, Any]:
    """Give what a draft says for the profile; the day of registering is `day` unless it says another."""
    known = PROFILE.by_name
    profile = (
        {name: value for name, value in draft.profile.items() if value not in (None, "") and name in known}
        if draft.profile
        else {}
    )
    profile.setdefault("registered_on", day)
    return profile


def change(book: Casebook, person: bytes, changes: Mapping[str, Any]) -> PersonRow:
    """Change fields of a person (columns of `person` and `person_profile` alike); raise FieldDisputed, DocumentInvalid, PersonUnknown."""
    before = get(book, person)
    if before.erased:
        raise RowErased(table=ERASED_NAME)
    mine = {name: value for name, value in changes.items() if name in PERSON_FIELDS}
    if mine.keys() & {"name", "doc_no", "doc_type", "phone", "sex", "birth"}:
        merged = {
            item.name: mine.get(item.name, getattr(before, item.name))
            for item in fields(PersonDraft)
            if item.name != "profile"
        }
        if "doc_no" in mine:
            merged |= {"sex": mine.get("sex", ""), "birth": mine.get("birth", "")} if before.doc_pending else {}
        checked = check(book, PersonDraft(**merged))
        known = (
            book.store.one("SELECT id, name FROM person WHERE doc_no = ? AND id <> ? LIMIT 1", (checked.doc_no, person))
            if checked.doc_no
            else None
        )
        if known is not None and checked.doc_no != before.doc_no:
            raise DocumentKnown(id=bytes(known["id"]), name=known["name"])
        # Only what changed: a field that stays as it was may be in dispute, and that must not hold up the others.
        cleaned = {name: getattr(checked, name) for name in ("name", "doc_no", "doc_type", "phone", "sex", "birth")}
        mine = {name: value for name, value in mine.items() if name not in cleaned} | {
            name: value or None for name, value in cleaned.items() if value != getattr(before, name)
        }
        if checked.doc_no != before.doc_no or before.doc_pending != (not checked.doc_no):
            mine["doc_pending"] = 0 if checked.doc_no else 1
    rest = {name: value for name, value in changes.items() if name not in PERSON_FIELDS}
    gone = set(before.profile.get("groups", ())) - set(rest.get("groups") or ()) if "groups" in rest else set()
    with book.write() as writer:
        if gone:
            identities.ended(book, writer, person, gone, before.profile.get("registered_on"))
        if mine:
            writer.patch("person", person, mine)
        if rest:
            if book.store.one("SELECT 1 FROM person_profile WHERE id = ?", (person,)) is None:
                writer.add("person_profile", rest, person)
            else:
                writer.patch("person_profile", person, rest)
    return get(book, person)


def _person(row: Any, profile: Any = None) -> PersonRow:
    kept = (
        {}
        if profile is None
        else {name: _value(name, profile[name]) for name in PROFILE.names if profile[name] is not None}
    )
    disputed = row["_open"] or (profile is not None and profile["_open"])
    gone = row["_incomplete"] == schema.ERASED
    return PersonRow(
        bytes(row["id"]), ERASED_NAME if gone else row["name"] or "", row["sex"] or "", row["birth"] or "", row["doc_type"] or "", row["doc_no"] or "",
        bool(row["doc_pending"]), row["phone"] or "", row["phone_owner"] or "", row["photo"] or "", bool(disputed), kept, gone,
    )  # fmt: skip


def _value(name: str, value: Any) -> Any:
    column = PROFILE.column(name)
    if column is not None and column.type == "json":
        import json

        return tuple(json.loads(value))
    return value


def get(book: Casebook, person: bytes) -> PersonRow:
    """Give one person with the profile; raise PersonUnknown."""
    row = book.store.one("SELECT * FROM person WHERE id = ?", (person,))
    if row is None:
        raise PersonUnknown
    return _person(row, book.store.one("SELECT * FROM person_profile WHERE id = ?", (person,)))


def of_row(row: Any) -> PersonRow:
    """Make a person of a row of `person`, without the profile."""
    return _person(row)


def by_ids(book: Casebook, wanted: Sequence[bytes]) -> dict[bytes, PersonRow]:
    """Give the persons with these row ids and their profiles; who is unknown is left out."""
    found: dict[bytes, PersonRow] = {}
    for start in range(0, len(wanted), 500):
        part = tuple(wanted[start : start + 500])
        marks = ",".join("?" * len(part))
        profiles = {
            bytes(row["id"]): row
            for row in book.store.rows(f"SELECT * FROM person_profile WHERE id IN ({marks})", part)
        }
        for row in book.store.rows(f"SELECT * FROM person WHERE id IN ({marks})", part):
            found[bytes(row["id"])] = _person(row, profiles.get(bytes(row["id"])))
    return found


# beginning at the few rows in dispute, which have an index of their own, not at all persons
DISPUTED = """SELECT n FROM person WHERE _open > 0
    UNION SELECT p.n FROM person_profile f CROSS JOIN person p ON p.id = f.id WHERE f._open > 0"""
"""The numbers of the persons of whom something is in dispute, as a query."""


def _where(book: Casebook, chosen: Filter) -> tuple[str, list[Any]]:
    parts, values = ["1"], []
    if chosen.pending:
        parts.append("doc_pending = 1")
    if chosen.disputed:
        parts.append(f"n IN ({DISPUTED})")
    if chosen.text.strip():
        numbers = person_numbers(book.store, chosen.text, 2000)
        parts.append(f"n IN ({','.join('?' * len(numbers))})")
        values += numbers
    return " AND ".join(parts), values


def count(book: Casebook, chosen: Filter = Filter()) -> int:
    """Count persons; a text matches at most 2,000."""
    where, values = _where(book, chosen)
    return int(book.store.value(f"SELECT count(*) FROM person WHERE {where}", values))


def numbers(
    book: Casebook, chosen: Filter = Filter(), *, after: int = 0, limit: int = 200, newest_first: bool = True
) -> list[int]:
    """Give row numbers for a windowed list, newest first; `after` is the last number of the window before (0 to begin)."""
    where, values = _where(book, chosen)
    order, beyond = ("DESC", "n < ?") if newest_first else ("ASC", "n > ?")
    if after:
        where += f" AND {beyond}"
        values.append(after)
    return [
        row[0]
        for row in book.store.rows(f"SELECT n FROM person WHERE {where} ORDER BY n {order} LIMIT ?", (*values, limit))
    ]


def by_numbers(book: Casebook, wanted: Sequence[int]) -> dict[int, PersonRow]:
    """Give the persons with these row numbers."""
    people: dict[int, PersonRow] = {}
    for start in range(0, len(wanted), 500):
        part = tuple(wanted[start : start + 500])
        marks = ",".join("?" * len(part))
        disputed = {
            bytes(row["id"])
            for row in book.store.rows(
                f"SELECT f.id FROM person_profile f CROSS JOIN person p ON p.id = f.id WHERE f._open > 0 AND p.n IN ({marks})",
                part,
            )
        }
        for row in book.store.rows(f"SELECT * FROM person WHERE n IN ({marks})", part):
            person = _person(row)
            people[row["n"]] = replace(person, disputed=True) if person.id in disputed else person
    return people


def page(book: Casebook, chosen: Filter = Filter(), *, after: int = 0, limit: int = 200) -> list[PersonRow]:
    """Give one window of persons, newest first."""
    wanted = numbers(book, chosen, after=after, limit=limit)
    found = by_numbers(book, wanted)
    return [found[n] for n in wanted if n in found]


def incomplete(book: Casebook, limit: int = 200) -> list[PersonRow]:
    """List who is registered without a document (证件待补)."""
    return page(book, Filter(pending=True), limit=limit)


def names_by_document(book: Casebook, wanted: Sequence[str]) -> dict[str, str]:
    """Give the registered names of these document numbers."""
    found: dict[str, str] = {}
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        rows = book.store.rows(f"SELECT doc_no, name FROM person WHERE doc_no IN ({','.join('?' * len(part))})", part)
        found.update((row["doc_no"], row["name"]) for row in rows)
    return found


OLD_LEDGER = "旧台账"
"""The kind of what an imported ledger tells of a person, kept apart from what this program did."""
_STORY: tuple[tuple[str, str, str, str, str], ...] = (
    ("enrolment", "报名", "{class_name}", "{status}", """SELECT e.id, e.enrolled_on AS day, c.name AS class_name, e.status FROM enrolment e
        LEFT JOIN training_class c ON c.id = e.class_id WHERE e.person = ?"""),
    ("voucher_issue", "培训券", "发放培训券 {number}", "面值 {yuan} 元 · {course} · 有效期至 {valid_until}", """SELECT v.id, v.issued_on AS day, v.number,
        v.face_fen / 100 AS yuan, v.course, v.valid_until FROM voucher_issue v WHERE v.person = ?"""),
    ("voucher_loss", "培训券", "挂失培训券 {number}", "{reason}", """SELECT l.id, l.day, l.number, l.reason FROM voucher_loss l
        JOIN voucher_issue v ON v.id = l.voucher WHERE v.person = ?"""),
    ("voucher_void", "培训券", "作废培训券 {number}", "{reason}", """SELECT x.id, x.day, x.number, x.reason FROM voucher_void x
        JOIN voucher_issue v ON v.id = x.voucher WHERE v.person = ?"""),
    ("redemption", "核销", "核销培训券 {number}", "{base} · 核销 {yuan} 元", """SELECT r.id, r.day, r.number, b.name AS base, r.amount_fen / 100 AS yuan
        FROM redemption r JOIN voucher_issue v ON v.id = r.voucher LEFT JOIN base b ON b.id = r.base WHERE v.person = ?"""),
    ("result", "考核", "考核{outcome}", "理论 {theory} · 实操 {practice}", """SELECT r.id, r.day, r.outcome, coalesce(r.theory, '—') AS theory,
        coalesce(r.practice, '—') AS practice FROM result r JOIN enrolment e ON e.id = r.enrolment WHERE e.person = ?"""),
    ("certificate", "证书", "培训合格证书 {number}", "{course} · {hours} 学时", """SELECT c.id, c.issued_on AS day, c.number, c.course, c.hours
        FROM certificate c WHERE c.person = ?"""),
)  # fmt: skip
"""Table, kind, title and detail as templates over the columns read, and the query."""


def timeline(book: Casebook, person: bytes) -> list[Event]:
    """Tell a person's whole story, oldest first: registered, enrolled, voucher, redeemed, examined, certified, all services.

    What old ledgers tell stands among it.
    """
    found = get(book, person)
    same = {person, *same_persons(book, person)}
    start = str(found.profile.get("registered_on") or "")
    events = [
        Event(
            start,
            "登记",
            "登记服务对象",
            "证件待补" if found.doc_pending else str(found.profile.get("source", "窗口登记")),
            "person",
            person,
        )
    ]
    for one in same:
        for table, kind, title, detail, sql in _STORY:
            for row in book.store.rows(sql, (one,)):
                words = {name: "" if row[name] is None else str(row[name]) for name in row.keys()}  # noqa: SIM118 - a row is no mapping
                told = record_words.filled(title, words), record_words.filled(detail, words)
                events.append(Event(row["day"] or "", kind, *told, table, bytes(row["id"])))
    files = [Event(*told) for told in story.households(book, same)]
    ours = {one.id for one in files}
    events += [
        Event(day, OLD_LEDGER, title, detail, table, row)
        for day, title, detail, table, row in past.events(book.store, same)
        if row not in ours
    ]
    events += [*files, *(Event(*told) for told in story.events(book, same))]
    services = [table.name for table, _ in story.tables()]
    tables = ("person", *past.TABLES, *(table for table, *_rest in _STORY), *services)
    order = {name: position for position, name in enumerate(tables)}
    return sorted(events, key=lambda event: (event.day, order[event.table]))


def by_year(events: Iterable[Event]) -> dict[str, list[Event]]:
    """Sort what somebody received by year, the latest first; what has no year stands under an empty one, registering is left out."""
    years: dict[str, list[Event]] = {}
    for event in events:
        if event.table != "person":
            years.setdefault(event.day[:4], []).append(event)
    return dict(sorted(years.items(), reverse=True))


def same_persons(book: Casebook, person: bytes) -> set[bytes]:
    """Give the other rows that a person has accepted to be the same one (resolved when reading, facts are never rewritten)."""
    found: set[bytes] = set()
    waiting = [person]
    while waiting:
        one = waiting.pop()
        for row in book.store.rows(
            "SELECT one, other FROM same_as WHERE verdict = 'same' AND (one = ? OR other = ?)", (one, one)
        ):
            for other in (bytes(row["one"]), bytes(row["other"])):
                if other not in found and other != person:
                    found.add(other)
                    waiting.append(other)
    return found


def age(row: PersonRow, on: date) -> int | None:
    """Give the age on a day in whole years, or None where the birth date is not known to the day."""
    try:
        birth = date.fromisoformat(row.birth)
    except ValueError:
        return None
    return idnumber.age_on(birth, on)
