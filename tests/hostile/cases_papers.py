"""Vouchers and certificates: numbers given twice, papers shown twice, papers that nobody issued."""

import datetime as dt
from functools import partial
from typing import Any

from db import certificates, settlement, training, verification, vouchers
from db.casebook import Casebook
from db.training import Result
from db.vouchers import VoucherRow
from rules import tokens
from rules import vouchers as numbers
from rules.signing import SigningKey
from rules.tokens import Claims
from sync import extract, receiving
from tests.hostile.catalogue import THEN, Ground, case, outcome_of
from tests.sync.county import COUNTY, COURSE, Land, codes, give_vouchers, open_class, register
from tests.sync.crafting import Forger

GROUP = "券与证书 vouchers and certificates"


def _class_at(land: Land, base: str, people: list[Any]) -> bytes:
    made = open_class(land, people, base)
    extract.class_file(land.desk, made, to := land.place())
    receiving.receive_folder(land.book(base), [to])
    return made


def _forged_issue(book: Casebook, like: VoucherRow, number: str) -> tuple[bytes, Forger]:
    """Let a device's program write an issue that ours would have refused, signed by its own clerk; give the row and what wrote it."""
    values = {
        "number": number, "person": like.person.hex(), "holder": like.holder, "doc_tail": like.doc_tail, "face_fen": like.face_fen, "course": like.course,
        "valid_from": like.valid_from, "valid_until": like.valid_until, "issued_on": like.issued_on, "grant_no": 1,
    }  # fmt: skip
    forger = Forger(book)
    clerk = book.signed_in
    entry = forger.write("voucher_issue", values, signers=[(clerk.user_id.hex(), clerk.signer)])
    return entry.row, forger


@case(
    GROUP,
    "两台电脑发同一券号",
    "the same voucher number issued by two desks: both are flagged, neither is paid",
    "DUP_NUMBER + DUP_NUMBER, payable 0",
)
def same_number_two_desks(ground: Ground) -> str:
    land = ground.land
    person = register(land.desk, 1)
    class_id = _class_at(land, "base1", [person])
    (voucher,) = give_vouchers(land, [person])
    _, forger = _forged_issue(land.desk2, voucher, voucher.number)
    vouchers.redeem(land.base1, voucher.token, class_id)
    land.exchange("desk", "base1")
    sealed = forger.seal()
    receiving.take(land.province, sealed.data, sealed.name)
    told = [flag[0] for flag in land.province.store.rows("SELECT code FROM flag WHERE tbl = 'voucher_issue'")]
    return f"{THEN.join(told)}, payable {settlement.settle(land.province, COUNTY).payable}"


@case(GROUP, "号段外的券号", "a number outside the desk's block, from the program and from a forged one",
      "OUTSIDE_BLOCK + OUT_OF_BLOCK, payable 0")  # fmt: skip
def outside_the_block(ground: Ground) -> str:
    land = ground.land
    first, second = register(land.desk, 1), register(land.desk, 2)
    class_id = _class_at(land, "base1", [first, second])
    (voucher,) = give_vouchers(land, [first])
    outside = numbers.make_number(voucher.number[:15], 999_000)
    refused = outcome_of(lambda: vouchers.issue(land.desk, [vouchers.IssueDraft(second.id, COURSE, number=outside)]))
    land.exchange("desk", "base1")
    row, forger = _forged_issue(land.desk, voucher, outside)
    sealed = forger.seal()
    receiving.take(land.province, sealed.data, sealed.name)
    redemption = Forger(land.base1)
    clerk = land.base1.signed_in
    redemption.write("redemption", {
        "voucher": row.hex(), "number": outside, "class_id": class_id.hex(), "face_fen": 50_000, "fee_fen": 60_000, "amount_fen": 50_000, "day": "2009-09-28",
    }, signers=[(clerk.user_id.hex(), clerk.signer)])  # fmt: skip
    sealed = redemption.seal()
    receiving.take(land.province, sealed.data, sealed.name)
    found = settlement.settle(land.province, COUNTY)
    return f"{refused} + {THEN.join(line.reason for line in found.lines)}, payable {found.payable}"


@case(
    GROUP,
    "两个基地各核销一次",
    "one voucher redeemed at two bases while both are offline",
    "OK + OK + CONTESTED, payable 0",
)
def two_bases(ground: Ground) -> str:
    land = ground.land
    person = register(land.desk, 1)
    classes = {name: _class_at(land, name, [person]) for name in ("base1", "base2")}
    (voucher,) = give_vouchers(land, [person])
    found = [outcome_of(partial(vouchers.redeem, land.book(name), voucher.token, classes[name])) for name in classes]
    land.exchange("desk", "base1", "base2")
    return f"{THEN.join([*found, *codes(land.province)])}, payable {settlement.settle(land.province, COUNTY).payable}"


@case(GROUP, "复印的二维码", "a photocopy shown at the base that has redeemed the original, and, after a receipt, at another base",
      "TOKEN_REFUSED + TOKEN_REFUSED")  # fmt: skip
def photocopy(ground: Ground) -> str:
    land = ground.land
    person = register(land.desk, 1)
    classes = {name: _class_at(land, name, [person]) for name in ("base1", "base2")}
    (voucher,) = give_vouchers(land, [person])
    vouchers.redeem(land.base1, voucher.token, classes["base1"])
    same = outcome_of(lambda: vouchers.redeem(land.base1, voucher.token, classes["base1"]))
    land.exchange("desk", "base1", "base2")
    return f"{same} + {outcome_of(lambda: vouchers.redeem(land.base2, voucher.token, classes['base2']))}"


def _certified(land: Land) -> str:
    """Let a base certify somebody; give the certificate's token."""
    person = register(land.desk, 1)
    class_id = _class_at(land, "base1", [person])
    line = training.roster(land.base1, class_id)[0]
    training.record_attendance(land.base1, class_id, dt.date(2009, 9, 2), "上午", {line.enrolment: training.PRESENT})
    training.record_results(land.base1, class_id, {line.enrolment: Result(True, "合格", 80, 85)})
    certificates.issue(land.base1, class_id)
    return str(land.base1.store.value("SELECT token FROM certificate"))


def _signed_anew(text: str, key: SigningKey, **change: Any) -> str:
    """Give what a token says, changed, under another key."""
    from dataclasses import replace

    return tokens.issue(replace(tokens.read(text).claims, **change), key)


@case(
    GROUP,
    "伪造的证书",
    "a certificate altered; one signed by nobody under the base's key id; one made with a desk's key",
    "forged",
)
def forged_certificate(ground: Ground) -> set[str]:
    import base45

    land = ground.land
    text = _certified(land)
    raw = bytearray(base45.b45decode(text.removeprefix(tokens.PREFIX)))
    found = set()
    for at in range(0, len(raw), 7):
        spoilt = bytes(raw[:at]) + bytes([raw[at] ^ 1]) + bytes(raw[at + 1 :])
        verdict = verification.judge(land.desk, tokens.PREFIX + bytes(base45.b45encode(spoilt)).decode())
        kid = verdict.token is not None and verdict.token.kid != land.base1.device_signer.kid
        found.add(
            "forged" if kid and verdict.verdict == verification.ISSUER_UNKNOWN else verdict.verdict
        )  # the key id itself was hit
    found.add(verification.judge(land.desk, _signed_anew(text, land.desk.device_signer)).verdict)
    found.add(verification.judge(land.desk, text[:-3]).verdict)
    return found


@case(GROUP, "发证单位未知", "a certificate and a voucher signed by a key that is in no directory", "issuer_unknown")
def unknown_issuer(ground: Ground) -> set[str]:
    land = ground.land
    stranger = SigningKey.from_seed(b"s" * 32)
    voucher = Claims(
        tokens.VOUCHER, bytes(16), "5120095199010010000010", 50_000, "张三", "0036", dt.date(2009, 3, 1), dt.date(2009, 12, 31), course=COURSE
    )  # fmt: skip
    papers = (_signed_anew(_certified(land), stranger), tokens.issue(voucher, stranger))
    return {verification.judge(land.base2, text).verdict for text in papers}


@case(GROUP, "陌生的券，基地先收下", "a voucher of an unknown issuer at a base: kept, provisional, unpaid until the issuer is known",
      "provisional, ISSUE_UNKNOWN, payable 0")  # fmt: skip
def provisional(ground: Ground) -> str:
    land = ground.land
    person = register(land.desk, 1)
    class_id = _class_at(land, "base1", [person])
    claims = Claims(
        tokens.VOUCHER, b"v" * 16, "5120095199010010000010", 50_000, person.name, person.doc_no[-4:], dt.date(2009, 3, 1), dt.date(2009, 12, 31), course=COURSE
    )  # fmt: skip
    row = vouchers.redeem(land.base1, tokens.issue(claims, SigningKey.from_seed(b"s" * 32)), class_id)
    land.exchange("desk", "base1")
    found = settlement.settle(land.province, COUNTY)
    reasons = THEN.join(line.reason for line in found.lines)
    return f"{'provisional' if row.provisional else 'final'}, {reasons}, payable {found.payable}"


@case(GROUP, "改了面值的券", "a voucher's face value, holder or days edited in its code", "forged")
def edited_voucher(ground: Ground) -> set[str]:
    import cbor2

    land = ground.land
    (voucher,) = give_vouchers(land, [register(land.desk, 1)])
    import base45

    raw = base45.b45decode(voucher.token.removeprefix(tokens.PREFIX))
    envelope = cbor2.loads(raw)
    found = set()
    for key, value in ((4, 5_000_000), (5, "李四"), (6, "0000"), (8, 99_999)):
        protected, unprotected, payload, signature = envelope.value
        changed = cbor2.dumps({**cbor2.loads(payload), key: value}, canonical=True)
        made = cbor2.dumps(cbor2.CBORTag(18, [protected, dict(unprotected), changed, signature]), canonical=True)
        found.add(verification.judge(land.base1, tokens.PREFIX + bytes(base45.b45encode(made)).decode()).verdict)
    return found
