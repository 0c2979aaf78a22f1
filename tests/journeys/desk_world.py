"""A small desk of the sample county for stories: admitted by its province, with two bases, courses, people, classes and vouchers."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from db import casebook, people, training, vouchers
from db.casebook import Casebook, Foundation
from db.people import PersonDraft
from db.training import ClassDraft
from rules import idnumber
from rules.clock import StoryClock
from rules.regions import Region, Regions, national
from rules.wrapping import Parameters
from sync import admission, collector, device, receiving, streams

CHEAP = Parameters(1, 64, 1)
PASSPHRASE = "correct horse 1"
COUNTY = "519901"
TODAY = dt.date(2009, 9, 28)
NAMES = (
    "王秀英",
    "李建国",
    "张三妹",
    "阿依古丽·买买提",
    "陈志强",
    "刘小芳",
    "赵大勇",
    "杨桂花",
    "𬭊铁柱",
    "周文斌",
    "吴翠兰",
    "郑有福",
)


def regions() -> Regions:
    """Give the national table with the sample county."""
    return national().with_extra([Region(COUNTY, "安和县")])


def id_number(number: int, birth: str = "19800101") -> str:
    """Give a valid number of the sample county, nobody's."""
    first17 = f"{COUNTY}{birth}{number:03d}"
    return first17 + idnumber.check_digit(first17)


@dataclass(frozen=True)
class Desk:
    """Hold where the founded desk lies, and the base whose class files it sends."""

    path: Path
    base: Path


def open_desk(path: Path, day: dt.date = TODAY) -> Casebook:
    """Open the desk in `path`, signed in."""
    return casebook.open_casebook(path, "lishu", PASSPHRASE, StoryClock(day), regions=regions(), parameters=CHEAP)


def found_desk(folder: Path) -> Desk:
    """Found province, desk and base in `folder`, and let a season pass."""
    clock, known = StoryClock(TODAY), regions()
    province = admission.found_province(
        folder / "province", Foundation("province", "示例省总工会", "510000", "admin", "省总", "officer", PASSPHRASE),
        offline_passphrase="offline horse 2", clock=clock, parameters=CHEAP,
    )  # fmt: skip
    places = (
        Foundation("desk", "安和县总工会", COUNTY, "lishu", "李书", "supervisor", PASSPHRASE, sample=True),
        Foundation("base", "安和县第一职业技能培训基地", COUNTY, "base", "王基", "base_staff", PASSPHRASE),
    )
    books = [casebook.found(folder / plan.kind, plan, clock, regions=known, parameters=CHEAP) for plan in places]
    _admit(folder, province, books)
    desk = books[0]
    _people(desk)
    _classes(desk)
    for book in (province, *books):
        book.close()
    return Desk(folder / "desk", folder / "base")


def _admit(folder: Path, province: Casebook, books: list[Casebook]) -> None:
    stick, receipts = folder / "stick", folder / "receipts"
    stick.mkdir()
    receipts.mkdir()
    card = (folder / "province" / "province.yzcard").read_bytes()
    for book in books:
        device.take_card(book, card, device.card(province).fingerprint)
        admission.request(book, stick)
    collector.collect(province, [stick])
    key = admission.open_grant_key(province, "offline horse 2")
    for wanted in admission.waiting(province):
        allotment = (
            admission.Allotment(vouchers=30, limit_fen=25 * 50_000, valid_until=dt.date(2009, 10, 20))
            if wanted.role == "desk"
            else admission.Allotment(certificates=100)
        )
        admission.approve(province, wanted.keys.dev, wanted.fingerprint, allotment, key)
    for code, name, hours in (("K01", "家政服务员", 120), ("K02", "焊工", 160)):
        training.add_course(province, county=COUNTY, code=code, name=name, hours=hours, fee_fen=60_000)
    collector.collect(province, [stick], receipts)
    for book in books:
        receiving.receive_folder(book, [receipts])


def _people(desk: Casebook) -> None:
    for number, name in enumerate(NAMES):
        people.register(desk, PersonDraft(
            name, doc_no=id_number(number, f"19{70 + number}0312"), phone=f"1390000{number:04d}",
            profile={"groups": ("returned",), "home_region": COUNTY, "home_address": "柳河镇三组", "education": "71", "consent_on": TODAY},
        ))  # fmt: skip
    people.register(desk, PersonDraft("何待补", sex="1", birth="1979-05", phone="13900009999"))


def _classes(desk: Casebook) -> None:
    base, (housework, welding) = training.bases(desk)[0], training.courses(desk)
    drafts = (
        (housework, 1, dt.date(2009, 9, 14), dt.date(2009, 10, 2), 15, 120, 12),
        (welding, 1, dt.date(2009, 10, 5), dt.date(2009, 10, 30), 20, 160, 30),
        (housework, 2, dt.date(2009, 6, 1), dt.date(2009, 6, 19), 15, 120, 30),
    )
    made = [
        training.create_class(desk, ClassDraft(base.id, course.id, term, starts, ends, days, hours, places, 60_000))
        for course, term, starts, ends, days, hours, places in drafts
    ]
    everybody = list(reversed(people.page(desk)))
    training.enrol(desk, made[0], [person.id for person in everybody[:10]])
    training.enrol(desk, made[1], [everybody[10].id])
    vouchers.issue(desk, [vouchers.IssueDraft(person.id, housework.name) for person in everybody[:5]])


def export(book: Casebook, to: Path) -> int:
    """Send what is new; give how many bundles."""
    return len(streams.export(book, to))
