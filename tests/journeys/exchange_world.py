"""A province, a desk and two bases on one machine, and the story that they exchange."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from db import casebook, certificates, people, settlement, training, vouchers
from db.casebook import Casebook, Foundation
from db.training import ClassDraft, Result
from rules import idnumber
from rules.clock import StoryClock
from rules.wrapping import Parameters
from sync import admission, collector, device, extract, receiving, streams

COUNTY = "519901"
PASSPHRASE = "correct horse 1"
OFFLINE = "offline horse 2"


@dataclass(frozen=True)
class World:
    """Hold the four workplaces and the folder that they lie in."""

    folder: Path
    province: Casebook
    desk: Casebook
    first: Casebook
    second: Casebook

    @property
    def county(self) -> tuple[Casebook, Casebook, Casebook]:
        return self.desk, self.first, self.second

    def place(self, name: str) -> Path:
        made = self.folder / name
        made.mkdir(exist_ok=True)
        return made

    def close(self) -> None:
        for book in (self.province, *self.county):
            book.close()


def number(serial: int) -> str:
    body = f"51990119800101{serial:03d}"
    return body + idnumber.check_digit(body)


def found(folder: Path, parameters: Parameters) -> World:
    clock = StoryClock(dt.date(2009, 9, 28))
    plan = Foundation("province", "示例省总工会", "510000", "admin", "省总", "officer", PASSPHRASE)
    province = admission.found_province(
        folder / "province", plan, offline_passphrase=OFFLINE, clock=clock, parameters=parameters
    )

    def make(name: str, kind: str, title: str, role: str) -> Casebook:
        plan = Foundation(kind, title, COUNTY, "first", "李书", role, PASSPHRASE)
        return casebook.found(folder / name, plan, clock, parameters=parameters)

    return World(
        folder,
        province,
        make("desk", "desk", "安和县总工会", "supervisor"),
        make("base1", "base", "第一培训基地", "base_staff"),
        make("base2", "base", "第二培训基地", "base_staff"),
    )


def admit(world: World) -> None:
    """Let all three join the province, with 30 numbers, and give them a course."""
    stick, receipts = world.place("stick"), world.place("receipts")
    card = (world.province.workplace.path / admission.CARD_FILE).read_bytes()
    for book in world.county:
        device.take_card(book, card, device.card(world.province).fingerprint)
        admission.request(book, stick)
    collector.collect(world.province, [stick])
    key = admission.open_grant_key(world.province, OFFLINE)
    for request in admission.waiting(world.province):
        given = (
            admission.Allotment(vouchers=30, limit_fen=30 * 50_000, valid_until=dt.date(2010, 6, 30))
            if request.role == "desk"
            else admission.Allotment(certificates=50)
        )
        admission.approve(world.province, request.keys.dev, request.fingerprint, given, key)
    training.add_course(world.province, county=COUNTY, code="K01", name="家政服务员", hours=120, fee_fen=60_000)
    collector.collect(world.province, [stick], receipts)
    for book in world.county:
        receiving.receive_folder(book, [receipts])


def play(world: World) -> bytes:
    """Play until four vouchers are redeemed, one of them at both bases, and everything is at the province; give the first class."""
    desk = world.desk
    persons = [
        people.register(
            desk, people.PersonDraft(f"张三{chr(0x4E00 + at)}", doc_no=number(at), profile={"groups": ["returned"]})
        ).id
        for at in range(6)
    ]
    course = training.courses(desk)[0]
    mine = {training.own_base(book).id: book for book in (world.first, world.second)}  # type: ignore[union-attr]
    classes = []
    for term, base in enumerate(training.bases(desk), start=1):
        draft = ClassDraft(base.id, course.id, term, dt.date(2009, 9, 1), dt.date(2009, 9, 19), 15, 120, 30, 60_000)
        classes.append(training.create_class(desk, draft))
        training.enrol(desk, classes[-1], persons)
    issued = vouchers.issue(desk, [vouchers.IssueDraft(person, course.name) for person in persons])
    files, results, last = world.place("files"), world.place("results"), world.place("last")
    for made in classes:
        extract.class_file(desk, made, files)
    first, second = (mine[base.id] for base in training.bases(desk))
    for book in (first, second):
        receiving.receive_folder(book, [files])
    for voucher in issued[:4]:
        vouchers.redeem(first, voucher.token, classes[0])
    vouchers.redeem(second, issued[0].token, classes[1])
    roster = training.roster(first, classes[0])
    for day in range(1, 4):
        training.record_attendance(
            first, classes[0], dt.date(2009, 9, day), "上午", {line.enrolment: "P" for line in roster}
        )
    training.record_results(first, classes[0], {line.enrolment: Result(True, "合格", 80, 85) for line in roster[:2]})
    certificates.issue(first, classes[0])
    for book, made in ((first, classes[0]), (second, classes[1])):
        settlement.claim(book, "2009-09")
        extract.class_results(book, made, results)
    receiving.receive_folder(desk, [results])
    for claim in settlement.claims(desk):
        settlement.review_claim(desk, claim.id, {})
    for book in world.county:
        streams.export(book, last)
    collector.collect(world.province, [last], world.place("receipts"))
    return classes[0]
