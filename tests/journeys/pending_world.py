"""What a merge leaves for people to settle, brought into a desk's or a province's book as other workplaces would have written it."""

import datetime as dt

from db import entries, flags, people, training, vouchers
from db.apply import apply
from db.casebook import Casebook
from db.people import PersonDraft
from rules import clock as clocks

OTHER, BASE = (b"other-pc", b"epoch--1"), (b"base-two", b"epoch--1")
ROLES = {OTHER[0]: "desk", BASE[0]: "base"}
AT = int(dt.datetime(2009, 9, 27, 7, 30, tzinfo=dt.UTC).timestamp() * 1000)


def write(
    book: Casebook, stream: tuple[bytes, bytes], table: str, row: bytes, parents: list[bytes], body: dict[str, object], kind: str = "patch"
) -> bytes:  # fmt: skip
    """Let another workplace write an entry that has seen `parents`; give its hash."""
    q = 1 + int(book.store.value("SELECT count(*) FROM entry WHERE dev = ?", (stream[0],)))
    values = {name: value.hex() if isinstance(value, bytes) else value for name, value in body.items()}
    made = entries.make(
        stream=stream, q=q, previous=b"p" * 32, tbl=table, row=row, kind=kind, parents=parents, actor="", schema_version=1, ts=AT,
        clock_doubt=False, values=values, salt=b"s" * 16,
    )  # fmt: skip
    with book.store.transaction():
        apply(book.store, [made], lambda dev: ROLES.get(dev) or book.role_of(dev), clocks.millis(book.clock))
    return made.hash


def heads(book: Casebook, table: str, row: bytes) -> list[bytes]:
    found = bytes(book.store.value(f"SELECT _heads FROM {table} WHERE id = ?", (row,)))
    return [found[at : at + 32] for at in range(0, len(found), 32)]


def named(book: Casebook, name: str) -> bytes:
    return next(person.id for person in people.page(book) if person.name == name)


def dispute(book: Casebook) -> None:
    """Let another desk change a person and a class beside us."""
    person = named(book, "李建国")
    before = {table: heads(book, table, person) for table in ("person", "person_profile")}
    people.change(book, person, {"phone": "13800138000", "education": "61"})
    write(book, OTHER, "person", person, before["person"], {"phone": "13900139000"})
    write(
        book,
        OTHER,
        "person_profile",
        person,
        before["person_profile"],
        {"education": "81", "home_address": "东关街 8 号"},
    )
    chosen = training.classes(book)[0].id
    seen = heads(book, "training_class", chosen)
    with book.write() as writer:
        writer.patch("training_class", chosen, {"capacity": 36})
    write(book, OTHER, "training_class", chosen, seen, {"capacity": 40})


def meet_twice(book: Casebook) -> tuple[bytes, bytes]:
    """Register somebody a second time, without a document and with another address."""
    first = people.get(book, named(book, "陈志强"))
    again = people.register(book, PersonDraft(
        first.name, sex="1", birth=first.birth, phone="13700001234", profile={"home_region": "519901", "home_address": "柳河镇五组"},
    ))  # fmt: skip
    return first.id, again.id


def redeem_twice(book: Casebook) -> bytes:
    """Let two bases redeem one voucher; give it."""
    row = vouchers.page(book)[0][1]
    first = training.bases(book)[0]
    second = b"base-row-second!"
    write(book, BASE, "base", second, [], {"code": "51990102", "name": "安和县第二培训基地"})
    with book.store.transaction():  # a base does not write the list of bases: the province does
        book.store.execute(
            "INSERT INTO base (n, id, code, name) VALUES (99, ?, '51990102', '安和县第二职业技能培训基地')", (second,)
        )
        book.store.execute("DELETE FROM flag WHERE code = 'NOT_ENTITLED'")
    for base, day in ((first.id, "2009-09-21"), (second, "2009-09-25")):
        body: dict[str, object] = {
            "voucher": row.id, "number": row.number, "base": base, "class_id": training.classes(book)[0].id, "face_fen": row.face_fen,
            "fee_fen": 60_000, "amount_fen": row.face_fen, "day": day,
        }  # fmt: skip
        write(book, BASE, "redemption", base[:8] + day[2:].encode(), [], body, "fact")
    with book.store.transaction():
        book.store.execute("DELETE FROM flag WHERE code = 'UNSIGNED'")
    return row.id


def flag(book: Casebook, code: str, name: str) -> None:
    """Flag somebody's record."""
    with book.store.transaction():
        flags.raise_flag(book.store, code, "person", named(book, name), "", book.now)
