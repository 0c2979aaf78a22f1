"""Workplaces to measure on: real ones, encrypted and signed, whose passphrases alone are cheap to try."""

import datetime as dt
import shutil
from dataclasses import dataclass
from pathlib import Path

from db import casebook, people
from db.casebook import Casebook, Foundation
from db.people import PersonDraft
from rules import idnumber
from rules.clock import StoryClock
from rules.wrapping import Parameters
from sync import admission, collector, device, receiving
from ui.commands import sample

PASSPHRASE = "bench horse 1"
CHEAP = Parameters(1, 64, 1)
SEED = 2009
_BATCH = 5000


def clock() -> StoryClock:
    """Stand on the sample county's day."""
    return StoryClock(sample.DAY)


def found(path: Path, kind: str = "desk") -> Casebook:
    """Found a workplace of the sample county."""
    role = {"desk": "supervisor", "base": "base_staff", "province": "officer"}[kind]
    county = sample.PROVINCE + "0000" if kind == "province" else sample.COUNTY
    plan = Foundation(kind, "安和县总工会", county, "lishu", "李书", role, PASSPHRASE, sample=True)
    regions = sample.regions()
    if kind == "province":
        return admission.found_province(
            path, plan, offline_passphrase=PASSPHRASE, clock=clock(), regions=regions, parameters=CHEAP
        )
    return casebook.found(path, plan, clock(), regions=regions, parameters=CHEAP)


def reopened(path: Path, copy: Path) -> Casebook:
    """Open a fresh copy of a closed workplace, so that the same work can be done again on it."""
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(path, copy)
    return casebook.open_casebook(copy, "", PASSPHRASE, clock(), regions=sample.regions(), parameters=CHEAP)


def peopled(wanted: list[PersonDraft], work: Path, kept: Path | None) -> Casebook:
    """Give a desk of so many persons in `work`; a copy of the one that stands ready in `kept`, made there the first time, where it is named."""
    if kept is None:
        book = found(work / "desk")
        fill(book, wanted)
        return book
    ready = kept / f"desk-{len(wanted)}"
    if not ready.exists():
        making = kept / f"desk-{len(wanted)}.part"
        shutil.rmtree(making, ignore_errors=True)
        making.parent.mkdir(parents=True, exist_ok=True)
        book = found(making)
        fill(book, wanted)
        book.close()
        making.rename(ready)
    return reopened(ready, work / "desk")


def drafts(count: int, seed: int = SEED) -> list[PersonDraft]:
    """Draw so many people with valid numbers, names as common and as rare as they come, phones and profiles."""
    made = []
    for row in sample.rows(count, seed)[:count]:
        number = row[4] if row[4] != "待补" else ""
        born = f"{number[6:10]}-{number[10:12]}-{number[12:14]}" if number else "1980-01-01"
        profile = {"address": row[7], "groups": ["returned"], "registered_on": "2009-03-02"}
        made.append(
            PersonDraft(row[1], "1" if row[2] == "男" else "2", born, "resident", number, row[8], "", "", profile)
        )
    return made


def fill(book: Casebook, wanted: list[PersonDraft]) -> None:
    """Register them in a few transactions."""
    for start in range(0, len(wanted), _BATCH):
        with book.write() as writer:
            people.register_many(book, wanted[start : start + _BATCH], writer=writer)


def one_more(sequence: int) -> PersonDraft:
    """Draw one intake with a number that none of `drafts` has."""
    born = dt.date(1991, 1, 1) + dt.timedelta(days=sequence % 365)
    first = f"{sample.COUNTY}{born:%Y%m%d}{sequence // 365:03d}"
    return PersonDraft("陈晓兰", doc_no=first + idnumber.check_digit(first), phone=f"139{sequence:08d}")


@dataclass(frozen=True)
class Exchange:
    """Hold a province and two desks of a county that it has admitted."""

    province: Casebook
    desk: Casebook
    other: Casebook


def admitted(work: Path) -> Exchange:
    """Found a province and two desks and admit them by card, request, grant and receipt."""
    province, desk, other = found(work / "province", "province"), found(work / "desk"), found(work / "other")
    requests, answers = work / "requests", work / "answers"
    requests.mkdir()
    answers.mkdir()
    card = (province.workplace.path / admission.CARD_FILE).read_bytes()
    for book in (desk, other):
        device.take_card(book, card, device.card(province).fingerprint)
        admission.request(book, requests)
    collector.collect(province, [requests])
    key = admission.open_grant_key(province, PASSPHRASE)
    for asked in admission.waiting(province):
        admission.approve(province, asked.keys.dev, asked.fingerprint, admission.Allotment(vouchers=10), key)
    collector.collect(province, [requests], answers)
    for book in (desk, other):
        receiving.receive_folder(book, [answers])
    return Exchange(province, desk, other)
