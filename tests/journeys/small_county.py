"""A province, a desk and a base founded in one process, joined and with a class: what the page tests of vouchers and bases stand on."""

import datetime as dt
import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from db import casebook, people, training, vouchers
from db.casebook import Casebook, Foundation
from db.training import ClassDraft
from db.vouchers import VoucherRow
from rules import idnumber
from rules.clock import StoryClock
from rules.regions import Region, Regions, national
from rules.wrapping import Parameters
from sync import admission, collector, device, extract, receiving

DAY = dt.date(2009, 9, 28)
PASSPHRASE = "correct horse 1"
SECOND = "second horse 2"
CHEAP = Parameters(1, 64, 1)
NAMES = ("王秀英", "李建国", "张桂兰", "陈志强", "欧阳春梅", "阿依古丽·买买提", "赵铁柱", "周小芳", "吴国栋", "何𬭊")


@dataclass(frozen=True)
class County:
    province: Casebook
    desk: Casebook
    base: Casebook
    class_id: bytes
    persons: list[bytes]
    root: Path

    @property
    def books(self) -> tuple[Casebook, ...]:
        return self.province, self.desk, self.base

    def close(self) -> None:
        for book in self.books:
            book.close()

    def send_class(self) -> None:
        """Carry the class file from the desk to the base."""
        folder = self.root / "class"
        folder.mkdir(exist_ok=True)
        extract.class_file(self.desk, self.class_id, folder)
        receiving.receive_folder(self.base, [folder])

    def send_results(self) -> None:
        """Carry the class's results from the base to the desk."""
        folder = self.root / "results"
        folder.mkdir(exist_ok=True)
        extract.class_results(self.base, self.class_id, folder)
        receiving.receive_folder(self.desk, [folder])

    def issue(self, count: int) -> list[VoucherRow]:
        """Issue vouchers to the first persons."""
        drafts = [vouchers.IssueDraft(person, "家政服务员") for person in self.persons[:count]]
        return vouchers.issue(self.desk, drafts)


def number(serial: int) -> str:
    """Give a valid identity number of the sample county; nobody's."""
    first = f"5199011970{1 + serial % 12:02d}01{serial:03d}"
    return first + idnumber.check_digit(first)


def _regions() -> Regions:
    return national().with_extra([Region("519901", "安和县")])


def found(root: Path, kind: str, name: str, login: str, user: str, clock: StoryClock, second: str = SECOND) -> Casebook:
    """Found one workplace with a worker, and a supervisor who may approve with the passphrase `second`."""
    role = "clerk" if kind == "desk" else "base_staff"
    plan = Foundation(kind, name, "519901", login, user, role, PASSPHRASE, sample=True)
    book = casebook.found(root / kind, plan, clock, regions=_regions(), parameters=CHEAP)
    casebook.add_user(book, login="zhou", name="周主任", role="supervisor", passphrase=second)
    return book


def build(root: Path, *, enrolled: int = 8, second: str = SECOND) -> County:
    """Give province, desk and base in `root`, admitted, with a class and `enrolled` of the ten persons in it: founded once, then copied."""
    once = _founded_once(enrolled, second)
    shutil.copytree(once.root, root, dirs_exist_ok=True)
    clock = StoryClock(DAY)

    def opened(kind: str, login: str, regions: Regions) -> Casebook:
        return casebook.open_casebook(root / kind, login, PASSPHRASE, clock, regions=regions, parameters=CHEAP)

    province, desk, base = (
        opened("province", "admin", national()),
        opened("desk", "lishu", _regions()),
        opened("base", "wangji", _regions()),
    )
    return County(province, desk, base, once.class_id, once.persons[:], root)


@cache
def _founded_once(enrolled: int, second: str) -> County:
    """Found the county in a folder that stays as long as the process, and close it."""
    folder = tempfile.TemporaryDirectory(prefix="small-county-")
    _KEPT.append(folder)
    county = _found_all(Path(folder.name), enrolled, second)
    county.close()
    return county


_KEPT: list[tempfile.TemporaryDirectory[str]] = []


def _found_all(root: Path, enrolled: int, second: str) -> County:
    """Found the three, admit desk and base, open a class of ten and enrol `enrolled`."""
    clock = StoryClock(DAY)
    plan = Foundation("province", "示例省总工会", "510000", "admin", "省总", "officer", PASSPHRASE)
    offline = "offline horse 2"
    province = admission.found_province(
        root / "province", plan, offline_passphrase=offline, clock=clock, parameters=CHEAP
    )
    desk = found(root, "desk", "安和县总工会困难职工帮扶中心", "lishu", "李书", clock, second)
    base = found(root, "base", "安和县第一培训基地", "wangji", "王基", clock, second)
    stick, receipts = root / "stick", root / "receipts"
    stick.mkdir()
    receipts.mkdir()
    card = (root / "province" / "province.yzcard").read_bytes()
    for book in (desk, base):
        device.take_card(book, card, device.card(province).fingerprint)
        admission.request(book, stick)
    collector.collect(province, [stick])
    key = admission.open_grant_key(province, offline)
    for waiting in admission.waiting(province):
        lot = (
            admission.Allotment(vouchers=30, limit_fen=20 * 50000, valid_until=dt.date(2010, 6, 30))
            if waiting.role == "desk"
            else admission.Allotment(certificates=100)
        )
        admission.approve(province, waiting.keys.dev, waiting.fingerprint, lot, key)
    training.add_course(province, county="519901", code="K01", name="家政服务员", hours=120, fee_fen=60000)
    training.add_course(province, county="519901", code="K02", name="砌筑工", hours=160, fee_fen=45000)
    collector.collect(province, [stick], receipts)
    for book in (desk, base):
        receiving.receive_folder(book, [receipts])
    persons = []
    for serial, name in enumerate(NAMES):
        profile = {"groups": ["returned"]} if serial != 7 else {}
        doc = number(serial) if serial != 6 else ""
        draft = people.PersonDraft(name, doc_no=doc, phone="13900000000", profile=profile)
        persons.append(people.register(desk, draft).id)
    course = next(one for one in training.courses(desk) if one.code == "K01")
    draft_class = ClassDraft(
        training.bases(desk)[0].id, course.id, 1, dt.date(2009, 9, 14), dt.date(2009, 10, 2), 15, 120, 30, 60000
    )
    class_id = training.create_class(desk, draft_class)
    training.enrol(desk, class_id, persons[:enrolled])
    return County(province, desk, base, class_id, persons, root)
