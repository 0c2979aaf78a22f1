"""How a workplace joins its province: card, request, grant (docs/sync.md section 6).

The province is founded with its keys apart; a workplace takes the province card and sends its first bundle, which carries its request; an
officer compares fingerprints and grants; the first receipt brings the grant back. This round trip is the test of the whole way.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from db import casebook, directory
from db.casebook import DEVICE_SIGN, Casebook, Foundation
from db.directory import Grant, NumberBlock
from db.holdings import Holdings, newest_epoch
from db.transfers import SPARE_MOST
from db.workplace import make_folder, write_file
from rules import canonical, vouchers
from rules.clock import Clock
from rules.errors import UserError
from rules.permissions import Action
from rules.signing import SigningKey
from rules.wrapping import check_passphrase
from sync import carrying, device, giving_back, receiving, streams
from sync.device import DEVICE_AGE, same_fingerprint
from sync.keys import ProvinceKeys, identity_file, open_identity, open_signing_key
from sync.request import Request, requests
from sync.streams import Exported

OFFLINE = "offline"
CARD_FILE = "province.yzcard"
GRANT_YEARS = 1


class NoSuchRequest(UserError):
    """Say that no request of this device waits."""

    code = "NO_SUCH_REQUEST"


class GrantKeyMissing(UserError):
    """Say that the offline grant key's file is not where it was looked for; field `path`."""

    code = "GRANT_KEY_MISSING"


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
    write_file(path / CARD_FILE, text)


def write_safe_identity(key_file: Path, passphrase: str, to: Path, clock: Clock) -> Path:
    """Unlock the safe key and write it as an age identity file, for the sealed envelope: with it `age` alone opens every bundle kept.

    The file is not locked. Raise GrantKeyMissing, BadKeyFile, WrongPassphrase, StoreReadOnly or StoreDiskFull.
    """
    if not key_file.is_file():
        raise GrantKeyMissing(path=str(key_file))
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
    """Unlock the offline grant key; raise GrantKeyMissing, BadKeyFile or WrongPassphrase."""
    file = path or book.workplace.path / OFFLINE / "grant.yzkey"
    if not file.is_file():
        raise GrantKeyMissing(path=str(file))
    return open_signing_key(file.read_bytes(), "grant", passphrase)


def waiting(book: Casebook) -> list[Request]:
    """List the requests that wait for an officer."""
    return requests(book)


def approve(book: Casebook, dev: bytes, said_fingerprint: str, allotment: Allotment, grant_key: SigningKey) -> Grant:
    """Grant a requesting workplace after its 30 digits were compared; what it sent before is applied at once.

    Raise NoSuchRequest, FingerprintDiffers or SpareTooLarge.
    """
    book.require(Action.UNIT_ADMIT)
    asking = [one for one in waiting(book) if one.keys.dev == dev]
    if not asking:
        raise NoSuchRequest
    asked = next((one for one in asking if same_fingerprint(one.fingerprint, said_fingerprint)), None)
    if asked is None:
        raise device.FingerprintDiffers
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
    )
    _enter_unit(book, made)
    carrying.release_held(book)
    receiving.retry_waiting(book)
    return made


def extend(book: Casebook, dev: bytes, allotment: Allotment, grant_key: SigningKey) -> Grant:
    """Give a workplace more numbers or another limit (`limit_fen` is the new whole); the new blocks open for its newest epoch.

    Where that epoch is a new one (it was restored), the blocks before it stay closed: numbers of theirs may be on papers that no book knows.
    Raise NoSuchRequest for a device without a grant, UnitNotHeard for certificate numbers of a base that a restored province has not heard yet,
    SpareTooLarge, and LimitHandedOn.
    """
    book.require(Action.UNIT_ADMIT)
    before = directory.grant_of(book.store, dev)
    if before is None:
        raise NoSuchRequest
    if allotment.certificates and not giving_back.is_heard(book, dev):
        raise UnitNotHeard(name=before.name)
    handed_on = before.limit_fen - Holdings(book.store).limit(dev)
    if before.role == "desk" and allotment.limit_fen < handed_on:
        raise LimitHandedOn(least_fen=handed_on)
    ep = newest_epoch(book.store, before)
    return _sign(
        book, dev, ep, before.role, before.county, before.name, before.sign, before.age, allotment, grant_key, before
    )


def _open_county(book: Casebook, county: str) -> None:
    """Open the province's stream for a county, once."""
    if book.store.one("SELECT 1 FROM stream WHERE mine = 1 AND county = ? AND state = 'open'", (county,)) is None:
        book.new_epoch("foundation", county)


def _enter_unit(book: Casebook, grant: Grant) -> None:
    """Enter a newly admitted base among the training bases."""
    if grant.role != "base":
        return
    from db import training

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
    before: Grant | None,
) -> Grant:  # fmt: skip
    if allotment.spare > SPARE_MOST:
        raise SpareTooLarge(most=SPARE_MOST, wanted=allotment.spare)
    blocks = [replace(block, closed=block.closed or before.ep != ep) for block in before.blocks] if before else []
    spare = before.spare if before else None
    if before is not None and spare is not None and before.ep != ep:
        # it may have been opened since the restore, whether or not we know of it: whoever opened it keeps it, nobody gets it anew
        blocks.append(replace(spare, closed=True, spare=True))
        spare = None
    if allotment.vouchers:
        blocks.append(
            _voucher_block(book, county, allotment.vouchers, allotment, [*blocks, *([spare] if spare else [])])
        )
    if allotment.certificates:
        blocks.append(_certificate_block(allotment.certificates, [*blocks, *([spare] if spare else [])]))
    if allotment.spare and spare is None:
        cut = _certificate_block(allotment.spare, blocks) if role == "base" else None
        spare = cut or _voucher_block(book, county, allotment.spare, allotment, blocks)
    document = canonical.dump({
        "fmt": directory.GRANT_FORMAT, "store_id": device.card(book).store_id, "grant_no": before.grant_no + 1 if before else 1, "dev": dev.hex(),
        "ep": ep.hex(), "keys": {"sign": sign.hex(), "age": age}, "role": role, "county": county, "name": name,
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
