"""How a workplace joins its province: card, request, grant (docs/sync.md section 6).

The province is founded with its keys apart; a workplace takes the province card and sends its first bundle, which carries its request; an
officer compares fingerprints and grants; the first receipt brings the grant back. This round trip is the test of the whole way.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from db import casebook, directory, loan_documents, published_bases, settlement, workdays
from db.casebook import DEVICE_SIGN, Casebook, Foundation, Session
from db.cuts import flag_beyond
from db.directory import Grant, NumberBlock, Revocation
from db.holdings import Holdings, newest_epoch
from db.transfers import SPARE_MOST
from db.workplace import make_folder, write_file
from rules import canonical, vouchers
from rules.clock import Clock
from rules.errors import UserError
from rules.permissions import Action
from rules.signing import SigningKey
from rules.wrapping import check_passphrase
from sync import carrying, device, giving_back, receiving, rekey, renewing, safekeeping, streams
from sync.device import DEVICE_AGE, same_fingerprint
from sync.keys import ProvinceKeys, identity_file, open_identity
from sync.request import Request, requests
from sync.safekeeping import KeyMissing
from sync.streams import Exported

OFFLINE, CARD_FILE = safekeeping.OFFLINE, renewing.CARD_FILE
GRANT_YEARS = 1
_SUCCEEDS = "succeeds "


class NoSuchRequest(UserError):
    """Say that no request of this device waits."""

    code = "NO_SUCH_REQUEST"


class NotRevoked(UserError):
    """Say that a device cannot be succeeded as long as it is not revoked, or is another county's or another kind; field `name`."""

    code = "NOT_REVOKED"


class DeviceRevoked(UserError):
    """Say that a device is revoked and gets nothing more; field `name`."""

    code = "DEVICE_REVOKED"


class AlreadyRevoked(UserError):
    """Say that there is nothing more to revoke: the device was cut at this number or earlier; field `name`."""

    code = "ALREADY_REVOKED"


class NoSuchCut(UserError):
    """Say that we hold no such number of the device; fields `asked`, `held`."""

    code = "NO_SUCH_CUT"


class SpareTooLarge(UserError):
    """Say that a spare block may not have so many numbers; fields `most`, `wanted`."""

    code = "SPARE_TOO_LARGE"


class LimitHandedOn(UserError):
    """Say that a limit may not fall below what the unit has handed on to others; field `least_fen`."""

    code = "LIMIT_HANDED_ON"


class UnitNotHeard(UserError):
    """Say that this province was restored and has not heard from the unit since: its numbers may go further than the province knows; field `name`."""

    code = "UNIT_NOT_HEARD"


@dataclass(frozen=True)
class Allotment:
    """Say what a workplace is given: how many voucher numbers with which face value and last day, how many certificate numbers, the limit in fen.

    `spare` numbers, of the kind that the workplace gives, make a block that only two persons may open after a restore; a spare block that was
    granted before and still serves is kept instead.
    """

    vouchers: int = 0
    face_fen: int = 50_000
    valid_until: date | None = None
    certificates: int = 0
    limit_fen: int = 0
    spare: int = 0


def found_province(path: Path, plan: Foundation, *, offline_passphrase: str, clock: Clock, **more: object) -> Casebook:
    """Found a province: its workplace, its five keys, and under `offline/` the locked root, grant and safe keys; beside it the province card.

    The card is what workplaces take; the locked keys belong on sealed sticks. Raise as `casebook.found` does; after a failure nothing is left.
    """
    check_passphrase(offline_passphrase, login=plan.login)
    made_folder = not path.exists()
    book = casebook.found(path, plan, clock, **more)  # type: ignore[arg-type]
    try:
        _keep_keys(book, plan, offline_passphrase)
    except BaseException:
        book.close()
        shutil.rmtree(path / OFFLINE, ignore_errors=True)
        (path / CARD_FILE).unlink(missing_ok=True)
        casebook.clear_away(path, folder_too=made_folder)
        raise
    return book


def _keep_keys(book: Casebook, plan: Foundation, offline_passphrase: str) -> None:
    """Make the province's five keys: two for the casebook, three locked into files apart, and the card of their public halves."""
    path = book.workplace.path
    made = ProvinceKeys.generate(book.random)
    card = made.card(store_id=book.random(16), dev=book.workplace.dev, name=plan.name, province=plan.county[:2])
    text = card.sign(made.root)
    with book.store.transaction():
        book.set_secret(DEVICE_SIGN, made.receipt.seed)
        book.set_secret(DEVICE_AGE, str(made.transport).encode())
        book.set_setting(device.CARD, text.decode())
        book.set_setting("province_dev", card.dev)
        book.set_setting("dir_v", "1")
        book.set_setting("cat_v", "1")
    make_folder(path / OFFLINE)
    for name, data in made.offline_files(offline_passphrase, parameters=book.parameters, random=book.random).items():
        write_file(path / OFFLINE / name, data)
    device.keep_escrow(book)
    write_file(path / CARD_FILE, text)


def write_safe_identity(key_file: Path, passphrase: str, to: Path, clock: Clock) -> Path:
    """Unlock the safe key and write it as an age identity file, for the sealed envelope: with it `age` alone opens every bundle kept.

    The file is not locked. Raise KeyMissing, BadKeyFile, WrongPassphrase, StoreReadOnly or StoreDiskFull.
    """
    if not key_file.is_file():
        raise KeyMissing(which="safe", path=str(key_file))
    identity = open_identity(key_file.read_bytes(), "safe", passphrase)
    write_file(to, identity_file(identity, clock.now()).encode())
    return to


def request(book: Casebook, to: Path) -> list[Exported]:
    """Send the request: our first bundle, which carries who we are and our public keys; raise NoCard and the folder's errors."""
    return streams.export(book, to, resend=True)


def fingerprint(book: Casebook) -> str:
    """Give our own 30 digits, to be read out by phone."""
    return device.keys(book).fingerprint


def open_grant_key(book: Casebook, passphrase: str, path: Path | None = None) -> SigningKey:
    """Unlock the offline grant key, in the file or on the medium `path`; raise KeyMissing, BadKeyFile or WrongPassphrase."""
    return safekeeping.open_key(book, "grant", passphrase, path)


def waiting(book: Casebook) -> list[Request]:
    """List the requests that wait for an officer."""
    return requests(book)


def approve(
    book: Casebook, dev: bytes, said_fingerprint: str, allotment: Allotment, grant_key: SigningKey, *, successor_of: bytes | None = None
) -> Grant:  # fmt: skip
    """Grant a requesting workplace after its 30 digits were compared; what it sent before is applied at once.

    `successor_of` names the revoked device whose place it takes: its numbers go on after the lost one's, and a base keeps its code and classes.
    Raise NoSuchRequest, FingerprintDiffers, NotRevoked or SpareTooLarge.
    """
    book.require(Action.UNIT_ADMIT)
    asking = [one for one in waiting(book) if one.keys.dev == dev]
    if not asking:
        raise NoSuchRequest
    asked = next((one for one in asking if same_fingerprint(one.fingerprint, said_fingerprint)), None)
    if asked is None:
        raise device.FingerprintDiffers
    lost = _predecessor(book, asked, successor_of)
    _open_county(book, asked.county)
    made = _sign(
        book,
        asked.keys.dev,
        asked.ep,
        asked.role,
        asked.county,
        asked.name,
        asked.keys.sign,
        asked.keys.age,
        allotment,
        grant_key,
        None,
        lost=lost,
    )
    _enter_unit(book, made, lost)
    workdays.tell_newcomer(book, made.county)
    if made.role == "desk":
        published_bases.tell_newcomer(book, made.county)
        loan_documents.tell_newcomer(book, made.county)
    if lost is not None:
        book.set_setting(_SUCCEEDS + dev.hex(), lost.dev.hex())
    carrying.release_held(book)
    receiving.retry_waiting(book)
    return made


def extend(book: Casebook, dev: bytes, allotment: Allotment, grant_key: SigningKey) -> Grant:
    """Give a workplace more numbers or another limit (`limit_fen` is the new whole); the new blocks open for its newest epoch.

    Where that epoch is a new one (it was restored), the blocks before it stay closed: numbers of theirs may be on papers that no book knows.
    Raise NoSuchRequest for a device without a grant, DeviceRevoked for one that is revoked, UnitNotHeard for certificate numbers of a base that a restored province has not heard yet,
    SpareTooLarge, and LimitHandedOn.
    """
    book.require(Action.UNIT_ADMIT)
    before = directory.grant_of(book.store, dev)
    if before is None:
        raise NoSuchRequest
    if directory.is_revoked(book.store, dev):
        raise DeviceRevoked(name=before.name)
    if allotment.certificates and not giving_back.is_heard(book, dev):
        raise UnitNotHeard(name=before.name)
    handed_on = before.limit_fen - Holdings(book.store).limit(dev)
    if before.role == "desk" and allotment.limit_fen < handed_on:
        raise LimitHandedOn(least_fen=handed_on)
    ep = newest_epoch(book.store, before)
    return _sign(
        book, dev, ep, before.role, before.county, before.name, before.sign, before.age, allotment, grant_key, before
    )


def _predecessor(book: Casebook, asked: Request, dev: bytes | None) -> Grant | None:
    if dev is None:
        return None
    lost = directory.grant_of(book.store, dev)
    if (
        lost is None
        or not directory.is_revoked(book.store, dev)
        or (lost.role, lost.county) != (asked.role, asked.county)
    ):
        raise NotRevoked(name=lost.name if lost else "")
    return lost


def predecessor(book: Casebook, dev: bytes) -> bytes | None:
    """Give the lost device in whose place this one was granted, None where it is nobody's successor."""
    text = book.setting(_SUCCEEDS + dev.hex())
    return bytes.fromhex(text) if text else None


def approve_keys(book: Casebook, dev: bytes, said_fingerprint: str, grant_key: SigningKey) -> Grant:
    """Grant the new keys that a device announced, after their 30 digits were compared; its numbers and limit stay.

    Raise NoSuchRequest or FingerprintDiffers.
    """
    book.require(Action.UNIT_ADMIT)
    asked = next((one for one in rekey.waiting(book) if one.keys.dev == dev), None)
    before = directory.grant_of(book.store, dev)
    if asked is None or before is None:
        raise NoSuchRequest
    if not same_fingerprint(asked.fingerprint, said_fingerprint):
        raise device.FingerprintDiffers
    unchanged = Allotment(limit_fen=before.limit_fen)
    made = _sign(
        book, dev, before.ep, before.role, before.county, before.name, asked.keys.sign, asked.keys.age, unchanged, grant_key, before
    )  # fmt: skip
    with book.store.transaction():
        rekey.forget(book, dev)
    return made


def revoke(
    book: Casebook, dev: bytes, reason: str, grant_key: SigningKey, second: Session | None, *, cut: tuple[bytes, int] | None = None
) -> list[Revocation]:  # fmt: skip
    """Revoke a device by two persons: every epoch that we hold is cut where we hold it, or earlier by `cut` (epoch, last number that counts).

    Epochs begun after the one that `cut` names count not at all. What was applied beyond the cut stands, flagged where it is not money, and money
    there is not payable. Raise SecondPersonNeeded, NoSuchRequest without a grant, NoSuchCut, or AlreadyRevoked where no cut gets earlier.
    """
    book.require(Action.UNIT_REVOKE)
    book.require_second(Action.UNIT_REVOKE, second)
    grant = directory.grant_of(book.store, dev)
    if grant is None:
        raise NoSuchRequest
    earlier = {one.ep: one.cut_seq for one in directory.revocations(book.store) if one.dev == dev}
    ends = {ep: seq for ep, seq in _cuts(book, dev, cut) if seq < earlier.get(ep, seq + 1)}
    if not ends:
        raise AlreadyRevoked(name=grant.name)
    made = [_revocation(book, dev, ep, seq, reason, grant_key) for ep, seq in ends.items()]
    with book.store.transaction():
        version = int(book.setting("dir_v", "0")) + 1
        for one in made:
            directory.keep_revocation(book.store, one, version)
        book.set_setting("dir_v", str(version))
        flag_beyond(book.store, book.now)
    return made


def _cuts(book: Casebook, dev: bytes, cut: tuple[bytes, int] | None) -> list[tuple[bytes, int]]:
    """Give for each epoch of a device, in the order in which they began, the last number that counts."""
    rows = book.store.rows(
        """SELECT s.ep, s.seq FROM stream s WHERE s.dev = ? ORDER BY (SELECT min(e.n) FROM entry e WHERE e.dev = s.dev AND e.ep = s.ep)""", (dev,)
    )  # fmt: skip
    held = [(bytes(row["ep"]), int(row["seq"])) for row in rows]
    if cut is None:
        return held
    place = next((at for at, (ep, _) in enumerate(held) if ep == cut[0]), None)
    if place is None or not 0 <= cut[1] <= held[place][1]:
        raise NoSuchCut(asked=cut[1], held=held[place][1] if place is not None else 0)
    return [*held[:place], cut, *((ep, 0) for ep, _ in held[place + 1 :])]


def _revocation(book: Casebook, dev: bytes, ep: bytes, seq: int, reason: str, grant_key: SigningKey) -> Revocation:
    head = (streams.hash_at(book, dev, ep, seq) or b"") if seq else b""
    card = device.card(book)
    document = canonical.dump({
        "fmt": directory.REVOCATION_FORMAT, "store_id": card.store_id, "dev": dev.hex(), "ep": ep.hex(), "cut_seq": seq, "cut_head": head.hex(),
        "reason": reason, "issued": book.today.isoformat(),
    })  # fmt: skip
    return directory.read_revocation(
        document, grant_key.sign(directory.signed_bytes(document)), bytes.fromhex(card.grant)
    )


def close_numbers(book: Casebook, dev: bytes, grant_key: SigningKey) -> Grant:
    """Close the unused numbers of a revoked device for good, by a last grant whose limit is what it has issued; raise NotRevoked."""
    book.require(Action.UNIT_REVOKE)
    before = directory.grant_of(book.store, dev)
    if before is None or not directory.is_revoked(book.store, dev):
        raise NotRevoked(name=before.name if before else "")
    handed_on = before.limit_fen - Holdings(book.store).limit(dev) if before.role == "desk" else 0
    left = Allotment(limit_fen=max(0, settlement.issued_fen(book, dev) + handed_on))
    return _sign(
        book, dev, before.ep, before.role, before.county, before.name, before.sign, before.age, left, grant_key, before, close=True
    )  # fmt: skip


def _open_county(book: Casebook, county: str) -> None:
    """Open the province's stream for a county, once."""
    if book.store.one("SELECT 1 FROM stream WHERE mine = 1 AND county = ? AND state = 'open'", (county,)) is None:
        book.new_epoch("foundation", county)


def _enter_unit(book: Casebook, grant: Grant, lost: Grant | None) -> None:
    """Enter a newly admitted base among the training bases; one that takes another's place keeps its code."""
    if grant.role != "base":
        return
    from db import training

    known = [base for base in training.bases(book) if lost is not None and base.dev == lost.dev.hex()]
    if known:
        with book.write(grant.county) as writer:
            writer.patch("base", known[0].id, {"dev": grant.dev.hex(), "name": grant.name})
        return
    code = f"{sum(base.county == grant.county for base in training.bases(book)) + 1:02d}"
    training.add_base(
        book,
        county=grant.county,
        code=f"{grant.county}-{code}",
        name=grant.name,
        dev=grant.dev.hex(),
        region=grant.county,
    )


def _sign(
    book: Casebook, dev: bytes, ep: bytes, role: str, county: str, name: str, sign: bytes, age: str, allotment: Allotment, grant_key: SigningKey,
    before: Grant | None, *, lost: Grant | None = None, close: bool = False,
) -> Grant:  # fmt: skip
    """Sign the next grant of a device; `lost` is the one whose numbers go on, `close` shuts all of its own."""
    if allotment.spare > SPARE_MOST:
        raise SpareTooLarge(most=SPARE_MOST, wanted=allotment.spare)
    blocks = (
        [replace(block, closed=block.closed or close or before.ep != ep) for block in before.blocks] if before else []
    )
    spare = before.spare if before else None
    if before is not None and spare is not None and (close or before.ep != ep):
        # it may have been opened since the restore, whether or not we know of it: whoever opened it keeps it, nobody gets it anew
        blocks.append(replace(spare, closed=True, spare=True))
        spare = None
    keys: dict[str, Any] = {"sign": sign.hex(), "age": age}
    if before and (former := _former(before, sign)):
        keys["former"] = former
    gone = [*lost.blocks, *([lost.spare] if lost.spare else [])] if lost else []
    if allotment.vouchers:
        blocks.append(
            _voucher_block(book, county, allotment.vouchers, allotment, [*blocks, *([spare] if spare else [])])
        )
    if allotment.certificates:
        blocks.append(_certificate_block(allotment.certificates, [*blocks, *([spare] if spare else []), *gone]))
    if allotment.spare and spare is None:
        cut = _certificate_block(allotment.spare, [*blocks, *gone]) if role == "base" else None
        spare = cut or _voucher_block(book, county, allotment.spare, allotment, blocks)
    document = canonical.dump({
        "fmt": directory.GRANT_FORMAT, "store_id": device.card(book).store_id, "grant_no": before.grant_no + 1 if before else 1, "dev": dev.hex(),
        "ep": ep.hex(), "keys": keys, "role": role, "county": county, "name": name,
        "blocks": [block.document() for block in blocks], "limit_fen": allotment.limit_fen, "spare_block": spare.document() if spare else None,
        "expires": date(book.today.year + GRANT_YEARS, 12, 31).isoformat(), "issued": book.today.isoformat(),
    })  # fmt: skip
    made = directory.read_grant(
        document, grant_key.sign(directory.signed_bytes(document)), bytes.fromhex(device.card(book).grant)
    )
    with book.store.transaction():
        version = int(book.setting("dir_v", "0")) + 1
        directory.keep_grant(book.store, made, version)
        book.set_setting("dir_v", str(version))
    return made


def _certificate_block(count: int, more: Sequence[NumberBlock]) -> NumberBlock:
    """Cut the next free run of a base's certificate serials."""
    first = max((int(block.last) for block in more if block.kind == "certificate"), default=0) + 1
    return NumberBlock("certificate", str(first), str(first + count - 1), 0, None)


def _former(before: Grant, sign: bytes) -> list[str]:
    """Give in hex the keys that a device signed with before, the latest of them where they are many."""
    known = [*before.former, *([before.sign] if before.sign != sign else [])]
    return [public.hex() for public in known if public != sign][-directory.MOST_FORMER :]


def _voucher_block(
    book: Casebook, county: str, count: int, allotment: Allotment, more: Sequence[NumberBlock]
) -> NumberBlock:
    """Cut the next free run of numbers of the county's batch of this year; no two grants ever share one.

    The batch is 001 until the province is restored: it may have forgotten blocks then, so that it goes on in the next one.
    """
    batch = 1 + giving_back.restores(book)
    prefix = vouchers.make_prefix(device.card(book).province, book.today.year, county, batch)
    granted = [
        block
        for grant in directory.grants(book.store, county)
        for block in (*grant.blocks, *([grant.spare] if grant.spare else []))
    ]
    taken = [
        int(block.last[15:21])
        for block in (*granted, *more)
        if block.kind == "voucher" and block.first.startswith(prefix)
    ]
    first = max(taken, default=0) + 1
    until = allotment.valid_until or date(book.today.year, 12, 31)
    return NumberBlock(
        "voucher",
        vouchers.make_number(prefix, first),
        vouchers.make_number(prefix, first + count - 1),
        allotment.face_fen,
        until,
    )
