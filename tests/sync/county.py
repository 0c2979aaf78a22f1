"""A province with two desks and two bases of one county, founded and admitted once, copied for each test that wants to change it."""

import datetime as dt
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from db import casebook, journal, people, schema, training, vouchers
from db.casebook import Casebook, Foundation
from db.people import PersonDraft, PersonRow
from db.training import ClassDraft
from db.vouchers import IssueDraft, VoucherRow
from rules import idnumber
from rules.clock import Clock, StoryClock
from rules.signing import SigningKey
from rules.wrapping import Parameters
from sync import admission, bundle, collector, device, receiving, streams
from sync.bundle import Sealed

COUNTY = "519901"
PASSPHRASE, OFFLINE = "correct horse 1", "offline horse 2"
DAY = dt.date(2009, 9, 28)
KINDS = {"desk": "desk", "desk2": "desk", "base1": "base", "base2": "base"}
TITLES = {"desk": "安和县总工会", "desk2": "安和县帮扶中心", "base1": "第一培训基地", "base2": "第二培训基地"}
CHEAP = Parameters(1, 64, 1)
COURSE = "家政服务员"


@dataclass
class Land:
    """Hold the folder of all workplaces; each casebook is opened when first asked for."""

    root: Path
    clock: Clock = field(default_factory=lambda: StoryClock(DAY))
    _open: dict[str, Casebook] = field(default_factory=dict)
    _places: int = 0

    def book(self, name: str, clock: Clock | None = None) -> Casebook:
        """Open a workplace; with a clock of its own where one is given."""
        if name not in self._open or clock is not None:
            self.shut(name)
            self._open[name] = casebook.open_casebook(
                self.root / name, "", PASSPHRASE, clock or self.clock, parameters=CHEAP
            )
        return self._open[name]

    def adopt(self, name: str, book: Casebook) -> Casebook:
        self._open[name] = book
        return book

    def shut(self, name: str) -> None:
        if name in self._open:
            self._open.pop(name).close()

    @property
    def province(self) -> Casebook:
        return self.book("province")

    @property
    def desk(self) -> Casebook:
        return self.book("desk")

    @property
    def desk2(self) -> Casebook:
        return self.book("desk2")

    @property
    def base1(self) -> Casebook:
        return self.book("base1")

    @property
    def base2(self) -> Casebook:
        return self.book("base2")

    @property
    def grant_key(self) -> SigningKey:
        return admission.open_grant_key(self.province, OFFLINE)

    def place(self) -> Path:
        """Give a fresh empty folder, such as a new stick."""
        self._places += 1
        path = self.root / f"place{self._places}"
        path.mkdir()
        return path

    def close(self) -> None:
        for name in list(self._open):
            self.shut(name)

    def copy(self, to: Path) -> "Land":
        """Copy the closed land."""
        shutil.copytree(self.root, to)
        return Land(to, _places=self._places)

    def receipts(self, *folders: Path) -> Path:
        """Let the province collect the folders and answer; give the folder of receipts."""
        to = self.place()
        collector.collect(self.province, list(folders), to)
        return to

    def exchange(self, *names: str) -> None:
        """Let the named workplaces send all that is new, the province collect it, and everybody take the receipts."""
        stick = self.place()
        for name in names:
            streams.export(self.book(name), stick)
        answers = self.receipts(stick)
        for name in names:
            receiving.receive_folder(self.book(name), [answers])


def foundation(name: str, kind: str = "") -> Foundation:
    kind = kind or KINDS[name]
    return Foundation(
        kind,
        TITLES.get(name, name),
        COUNTY,
        "lishu",
        "李书",
        "base_staff" if kind == "base" else "supervisor",
        PASSPHRASE,
    )


def found_land(root: Path) -> Land:
    """Found the province and the four workplaces; nobody has asked for admission yet."""
    land = Land(root)
    plan = Foundation("province", "示例省总工会", "510000", "sheng", "周启明", "officer", PASSPHRASE)
    province = admission.found_province(
        root / "province", plan, offline_passphrase=OFFLINE, clock=land.clock, parameters=CHEAP
    )
    land.adopt("province", province)
    for name in KINDS:
        book = land.adopt(name, casebook.found(root / name, foundation(name), land.clock, parameters=CHEAP))
        take_card(land, book)
    return land


def take_card(land: Land, book: Casebook) -> None:
    data = (land.root / "province" / admission.CARD_FILE).read_bytes()
    device.take_card(book, data, device.card(land.province).fingerprint)


def allotment(role: str) -> admission.Allotment:
    if role == "base":
        return admission.Allotment(certificates=100)
    return admission.Allotment(vouchers=30, limit_fen=20 * 50_000, valid_until=dt.date(2010, 6, 30))


def admit_all(land: Land) -> None:
    """Admit all four; the province enters a course; everybody takes the first receipt."""
    stick = land.place()
    for name in KINDS:
        admission.request(land.book(name), stick)
    collector.collect(land.province, [stick])
    for asked in admission.waiting(land.province):
        admission.approve(land.province, asked.keys.dev, asked.fingerprint, allotment(asked.role), land.grant_key)
    training.add_course(land.province, county=COUNTY, code="K01", name=COURSE, hours=120, fee_fen=60_000)
    answers = land.receipts()
    for name in KINDS:
        receiving.receive_folder(land.book(name), [answers])


def id_number(sequence: int) -> str:
    first17 = f"{COUNTY}19800101{sequence:03d}"
    return first17 + idnumber.check_digit(first17)


def register(book: Casebook, sequence: int, name: str = "") -> PersonRow:
    """Register somebody who may have a voucher."""
    draft = PersonDraft(
        name or f"张{chr(0x4E00 + sequence)}", doc_no=id_number(sequence), profile={"groups": ["returned"]}
    )
    return people.register(book, draft)


def open_class(land: Land, persons: Sequence[PersonRow], base: str = "base1") -> bytes:
    """Hold a class for these persons at a base."""
    desk = land.desk
    row = next(one for one in training.bases(desk) if one.dev == land.book(base).workplace.dev.hex())
    course = training.courses(desk)[0]
    made = training.create_class(
        desk,
        ClassDraft(
            row.id, course.id, len(training.classes(desk)) + 1, dt.date(2009, 9, 1), dt.date(2009, 9, 19), 15, 120, 30, 60_000
        ),
    )  # fmt: skip
    training.enrol(desk, made, [person.id for person in persons])
    return made


def give_vouchers(land: Land, persons: Sequence[PersonRow]) -> list[VoucherRow]:
    return vouchers.issue(land.desk, [IssueDraft(person.id, COURSE) for person in persons])


def cut(book: Casebook, first: int, upto: int) -> Sealed:
    """Make one bundle of our stream's entries `first`-`upto`, whatever was exported before."""
    locks, names = device.recipients(book, desks=True)
    dev, ep = book.stream()
    prev, head = streams.hash_at(book, dev, ep, first - 1), streams.hash_at(book, dev, ep, upto)
    assert prev is not None
    assert head is not None
    manifest = streams.draft(book, "stream", names, ep, first, upto, prev, head)
    lines = b"".join(line + b"\n" for line in journal.lines(book.store, dev, ep, first, upto))
    return bundle.seal(manifest, lines, signer=device.keys(book).signer, recipients=locks, province="51")


def last(book: Casebook) -> int:
    """Give the last number of our open stream."""
    dev, ep = book.stream()
    return int(book.store.value("SELECT seq FROM stream WHERE dev = ? AND ep = ?", (dev, ep)))


def tables(book: Casebook) -> dict[str, list[tuple[Any, ...]]]:
    """Give every row of every shared table without its local number, in a fixed order."""
    found = {}
    for table in schema.TABLES:
        names = ["id", *table.names, *schema.local_columns(table)]
        rows = book.store.rows(f"SELECT {', '.join(names)} FROM {table.name} ORDER BY id")
        found[table.name] = [tuple(row) for row in rows]
    return found


def flags(book: Casebook) -> set[tuple[Any, ...]]:
    """Give every flag as (code, table, row, detail)."""
    return {tuple(row) for row in book.store.rows("SELECT code, tbl, row, detail FROM flag")}


def codes(book: Casebook) -> set[str]:
    return {str(flag[0]) for flag in flags(book)}


def outcomes(found: Sequence[receiving.Outcome]) -> list[str]:
    return [one.outcome for one in found]
