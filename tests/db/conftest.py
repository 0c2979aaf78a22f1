"""Casebooks to test with: a desk, a base and a province of the sample county, with grants signed by a test key."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from db import casebook, directory, people
from db.casebook import Casebook, Foundation, Session
from db.directory import NumberBlock
from rules import canonical, idnumber, vouchers
from rules.clock import StoryClock
from rules.regions import Region, national
from rules.signing import SigningKey
from rules.wrapping import Parameters

COUNTY = "519901"
PREFIX = vouchers.make_prefix("51", 2009, COUNTY, 1)
PASSPHRASE = "correct horse 1"
FACE_FEN = 50_000
UNTIL = dt.date(2009, 12, 31)
GRANT_KEY = SigningKey.from_seed(b"g" * 32)
REGIONS = national().with_extra([Region(COUNTY, "安和县", None, None)])


def id_number(sequence: int, birth: str = "19800101") -> str:
    """Make a valid number of the sample county, which belongs to nobody; an odd sequence is a man's."""
    first17 = f"{COUNTY}{birth}{sequence:03d}"
    return first17 + idnumber.check_digit(first17)


def draft(sequence: int, name: str = "", **more: object) -> people.PersonDraft:
    """Make a person who may have a voucher."""
    fields: dict[str, object] = {"doc_no": id_number(sequence), "profile": {"groups": ["returned"]}, **more}
    return people.PersonDraft(name or f"李{chr(0x4E00 + sequence)}", **fields)  # type: ignore[arg-type]


def voucher_block(first: int, last: int, *, face_fen: int = FACE_FEN, until: dt.date | None = UNTIL) -> NumberBlock:
    return NumberBlock(
        "voucher", vouchers.make_number(PREFIX, first), vouchers.make_number(PREFIX, last), face_fen, until
    )


def make_grant(
    book: Casebook,
    *,
    grant_no: int = 1,
    blocks: tuple[NumberBlock, ...] = (),
    limit_fen: int = 0,
    expires: str = "2010-03-31",
    sign: bytes | None = None,
    key: SigningKey = GRANT_KEY,
    spare: NumberBlock | None = None,
    issued: str = "2009-09-01",
) -> directory.Grant:
    """Sign a grant for a casebook's device by the test grant key."""
    document = canonical.dump({
        "fmt": directory.GRANT_FORMAT, "store_id": "00" * 8, "grant_no": grant_no, "dev": book.workplace.dev.hex(), "ep": book.stream()[1].hex(),
        "keys": {"sign": (sign or book.device_signer.public).hex(), "age": "age1test"}, "role": book.workplace.kind, "county": COUNTY,
        "name": book.workplace.name, "blocks": [block.document() for block in blocks], "limit_fen": limit_fen,
        "spare_block": spare.document() if spare else None, "expires": expires, "issued": issued,
    })  # fmt: skip
    return directory.read_grant(document, key.sign(directory.signed_bytes(document)), GRANT_KEY.public)


def give_grant(grant: directory.Grant, *books: Casebook) -> None:
    """Let casebooks know a grant."""
    for book in books:
        with book.store.transaction():
            directory.keep_grant(book.store, grant, 1)


@dataclass
class County:
    """Hold a desk, a base and the province, which pass each other entries without any bundle."""

    desk: Casebook
    base: Casebook
    province: Casebook
    second: Session
    second_at_base: Session
    clock: StoryClock
    course: bytes = b""
    base_row: bytes = b""
    _grants: int = 1
    _read: dict[tuple[int, int], int] = field(default_factory=dict)

    @property
    def books(self) -> tuple[Casebook, Casebook, Casebook]:
        return self.desk, self.base, self.province

    def grant(self, first: int, last: int, limit_fen: int, *, expires: str = "2010-03-31") -> None:
        """Grant the desk a voucher block and a limit, in place of what it had."""
        block = voucher_block(first, last)
        self._grants += 1
        found = make_grant(self.desk, grant_no=self._grants, blocks=(block,), limit_fen=limit_fen, expires=expires)
        give_grant(found, *self.books)

    def pass_on(self, giver: Casebook, *takers: Casebook) -> None:
        """Let others apply what a workplace wrote since it was last asked."""
        from db import entries
        from db.apply import apply

        for taker in takers:
            known = self._read.get((id(giver), id(taker)), 0)
            rows = giver.store.rows(
                "SELECT n, dev, ep, header, salt, body FROM entry WHERE dev = ? AND n > ? ORDER BY n",
                (giver.workplace.dev, known),
            )
            found = [
                entries.parse(
                    bytes(row["dev"]), bytes(row["ep"]), entries.line_of(row["header"], row["salt"], row["body"])
                )
                for row in rows
            ]
            with taker.store.transaction():
                apply(taker.store, found, taker.role_of, taker.now)
            if rows:
                self._read[id(giver), id(taker)] = rows[-1]["n"]


Founder = Callable[..., Casebook]


@pytest.fixture
def found(tmp_path: Path, clock: StoryClock, cheap_kdf: Parameters) -> Iterator[Founder]:
    """Give a function that founds a workplace of the sample county; all are closed in the end."""
    books: list[Casebook] = []

    def make(name: str = "desk", kind: str = "desk", role: str = "supervisor") -> Casebook:
        county = "51" if kind == "province" else COUNTY
        title = {"desk": "安和县总工会", "base": "安和县第一培训基地", "province": "某省总工会"}[kind]
        plan = Foundation(kind, title, county, "lishu", "李书", role, PASSPHRASE, sample=True)
        book = casebook.found(tmp_path / name, plan, clock, regions=REGIONS, parameters=cheap_kdf)
        books.append(book)
        return book

    yield make
    for book in books:
        book.close()


def second_person(book: Casebook) -> Session:
    """Let a second supervisor sign in."""
    casebook.add_user(book, login="zhangfu", name="张复", role="supervisor", passphrase="another phrase 2")
    return casebook.sign_in(book.workplace, "zhangfu", "another phrase 2")[1]


@pytest.fixture
def desk(found: Founder) -> Casebook:
    """Give a desk without a grant."""
    return found()


@pytest.fixture
def county(found: Founder, clock: StoryClock) -> County:
    """Give a desk, a base and a province that know each other, a base and a course entered; the desk has a grant without numbers."""
    from db import training

    desk, base, province = found("desk"), found("base", "base"), found("province", "province")
    for book in (desk, base):
        book.set_setting("province_dev", province.workplace.dev.hex())
    made = County(desk, base, province, second_person(desk), second_person(base), clock)
    give_grant(make_grant(desk), *made.books)
    certificates = NumberBlock("certificate", "1", "40", 0, None)
    give_grant(make_grant(base, blocks=(certificates,)), *made.books)
    province.new_epoch("county", COUNTY)
    made.base_row = training.add_base(
        province, county=COUNTY, code="51990101", name="安和县第一培训基地", dev=base.workplace.dev.hex()
    )
    made.course = training.add_course(
        province, county=COUNTY, code="JZ01", name="家政服务员", hours=120, fee_fen=60_000
    )
    made.pass_on(province, desk, base)
    return made
