"""Keys that must never be trusted, devices that are no longer, and the signatures of money."""

import hashlib
from dataclasses import replace
from functools import partial

from db import casebook, directory, people
from db.casebook import Casebook, Session
from rules import canonical, signing
from rules.signing import SigningKey
from sync import admission, bundle, cards, collector, device, keys, receiving, renewing, safekeeping, streams
from tests.hostile.catalogue import THEN, Ground, case, outcome_of
from tests.sync.county import (
    CHEAP,
    COUNTY,
    COURSE,
    OFFLINE,
    PASSPHRASE,
    Land,
    codes,
    cut,
    found_land,
    foundation,
    last,
    open_class,
    outcomes,
    register,
    take_card,
)
from tests.sync.crafting import Forger, extract, own_entries, revoke
from tests.sync.test_keys import SMALL, bech32

GROUP = "密钥 keys"
NEUTRAL = (1).to_bytes(32, "little")
# The encodings of the eight points of small order, and those that are not reduced.
SMALL_ED25519 = (
    "0100000000000000000000000000000000000000000000000000000000000000", "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000080", "0000000000000000000000000000000000000000000000000000000000000000",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "0100000000000000000000000000000000000000000000000000000000000080", "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
)  # fmt: skip


@case(
    GROUP, "小阶签名公钥", "every Ed25519 public key of small order, as it stands and unreduced", "WEAK_KEY", calm=True
)
def small_order_signing_key(ground: Ground) -> set[str]:
    return {outcome_of(partial(signing.check_public, bytes.fromhex(text))) for text in SMALL_ED25519}


@case(GROUP, "小阶加密公钥", "every X25519 public key of small order as an age recipient", "BAD_KEY", calm=True)
def small_order_age_key(ground: Ground) -> set[str]:
    return {outcome_of(partial(keys.recipient_of, bech32(number.to_bytes(32, "little")))) for number in SMALL}


@case(GROUP, "小阶公钥的通用伪造", "a bundle signed by the forgery that verifies under the neutral point, with that key in the directory",
      "E_BADSIG", calm=True)  # fmt: skip
def universal_forgery(ground: Ground) -> str:
    desk = ground.land.desk

    class Nobody:
        kid = hashlib.sha256(NEUTRAL).digest()[:8]
        public = NEUTRAL

        def sign(self, data: bytes) -> bytes:
            return NEUTRAL + bytes(32)

    locks, names = device.recipients(desk, desks=True)
    manifest = streams.draft(desk, "stream", names, desk.stream()[1], 1, 1, b"\1" * 32, b"\2" * 32)
    made = bundle.seal(manifest, own_entries(desk)[0].line + b"\n", signer=Nobody(), recipients=locks, province="51")
    identity = [device.keys(ground.land.province).identity]
    me = {ground.land.province.workplace.dev.hex()}
    return outcome_of(lambda: bundle.open_bundle(made.data, identity, lambda _: [NEUTRAL], me))


@case(
    GROUP,
    "申请中的小阶公钥",
    "a request whose signing key is of small order is not even shown",
    "Q_UNKNOWN_KEY, not shown",
    calm=True,
)
def small_order_request(ground: Ground) -> str:
    from unittest import mock

    land = ground.land
    with_key = stranger(land)
    true = canonical.load(streams.request_document(with_key))
    assert isinstance(true, dict)
    lie = canonical.dump({**true, "record": {**true["record"], "sign": NEUTRAL.hex()}})
    stick = land.place()
    with mock.patch.object(streams, "request_document", return_value=lie):
        admission.request(with_key, stick)
    found = THEN.join(outcomes(collector.collect(land.province, [stick]).outcomes))
    shown = admission.waiting(land.province)
    with_key.close()
    return f"{found}, {'shown' if shown else 'not shown'}"


def stranger(land: Land) -> Casebook:
    """Found one more desk that has the province's card."""
    book = casebook.found(land.place() / "stranger", foundation("desk"), land.clock, parameters=CHEAP)
    take_card(land, book)
    return book


@case(GROUP, "伪造的授权", "a receipt whose grant is signed by another key: refused whole", "BAD_GRANT")
def forged_grant(ground: Ground) -> str:
    from tests.sync.crafting import receipt as craft

    land = ground.land
    document = canonical.load(
        bytes(
            land.province.store.value(
                "SELECT doc FROM receipt WHERE unit = ? ORDER BY receipt_no DESC LIMIT 1", (COUNTY,)
            )
        ),
        limit=1 << 22,
    )
    listed = document["directory"]
    more = canonical.load(listed["grants"][0]["doc"].encode()) | {"limit_fen": 10**12, "grant_no": 99}
    text = canonical.dump(more)
    signature = SigningKey.from_seed(b"f" * 32).sign(directory.signed_bytes(text)).hex()
    forged = {**listed, "grants": [*listed["grants"], {"doc": text.decode(), "sig": signature}]}
    sealed = craft(
        land.province, land.desk, {**document, "receipt_no": document["receipt_no"] + 1, "directory": forged}
    )
    return receiving.take(land.desk, sealed.data, sealed.name).outcome


@case(GROUP, "没有签名的金额", "money without a signature, under a wrong one, by nobody known, by one where two are wanted",
      "BAD_SIGNATURE + SIGNER_UNKNOWN + UNSIGNED")  # fmt: skip
def unsigned_money(ground: Ground) -> str:
    land = ground.land
    clerk = land.desk.signed_in
    values = {
        "number": "5120095199010010000010",
        "face_fen": 50_000,
        "valid_until": "2010-06-30",
        "issued_on": "2009-09-28",
    }
    forger = Forger(land.desk)
    forger.write("voucher_issue", values)
    forger.write(
        "voucher_issue", {**values, "number": "1"}, signers=[(clerk.user_id.hex(), SigningKey.from_seed(b"n" * 32))]
    )
    forger.write("voucher_issue", {**values, "number": "2"}, signers=[("ee" * 16, clerk.signer)])
    forger.write("voucher_void", {"number": "3"}, signers=[(clerk.user_id.hex(), clerk.signer)])
    sealed = forger.seal()
    receiving.take(land.province, sealed.data, sealed.name)
    return THEN.join(sorted(codes(land.province)))


@case(GROUP, "吊销之后的记录", "a revoked device: up to the cut it counts, beyond it waits, and no extract of it is taken",
      "OK + Q_REVOKED + Q_REVOKED, one person")  # fmt: skip
def beyond_the_cut(ground: Ground) -> str:
    land = ground.land
    desk, province = land.desk, land.province
    register(desk, 1)
    first = cut(desk, 1, last(desk))
    register(desk, 2)
    revoke(province, land.grant_key, desk, last(desk) - 2)
    bundles = (first, cut(desk, last(desk) - 1, last(desk)), extract(desk, province, own_entries(desk)))
    found = THEN.join(receiving.take(province, one.data, one.name).outcome for one in bundles)
    return f"{found}, {'one person' if people.count(province) == 1 else people.count(province)}"


def _second(land: Land) -> Session:
    """Give another officer of the province."""
    casebook.add_user(land.province, login="fuhe", name="温霜降", role="officer", passphrase=PASSPHRASE)
    return casebook.sign_in(land.province.workplace, "fuhe", PASSPHRASE)[1]


@case(GROUP, "吊销切点之后的券", "two officers revoke a stolen PC at an earlier entry: what it issued after that is not payable, what it registered is looked at",
      "REVOKED + AFTER_CUT, payable 0, issuer_unknown")  # fmt: skip
def money_beyond_the_cut(ground: Ground) -> str:
    from db import settlement, verification, vouchers

    land = ground.land
    desk = land.desk
    persons = [register(desk, number) for number in (1, 2)]
    open_class(land, persons)
    end = last(desk)
    (bad,) = vouchers.issue(desk, [vouchers.IssueDraft(persons[1].id, COURSE)])
    register(desk, 3)
    land.exchange("desk")
    admission.revoke(
        land.province, desk.workplace.dev, "被盗", land.grant_key, _second(land), cut=(desk.stream()[1], end)
    )
    faults = THEN.join(sorted(set(settlement.issue_faults(land.province).values())))
    payable = settlement.settle(land.province, COUNTY).payable
    verdict = verification.judge(land.province, bad.token).verdict
    return f"{faults} + {THEN.join(sorted(codes(land.province)))}, payable {payable}, {verdict}"


@case(GROUP, "吊销后被盗电脑再发包", "a revoked PC goes on: its bundles wait, forged ones that end at the cut too, and nothing is locked for it any more",
      "Q_REVOKED + Q_REVOKED + E_NOKEY")  # fmt: skip
def stolen_pc(ground: Ground) -> str:
    land = ground.land
    desk = land.desk
    register(desk, 1)
    land.exchange("desk")
    forger = Forger(desk)
    forger.write("person", {"name": "假"})
    forger.write("person", {"name": "冒"})
    forged = forger.seal()
    register(desk, 2)
    land.exchange("desk")
    admission.revoke(land.province, desk.workplace.dev, "被盗", land.grant_key, _second(land))
    answers = land.receipts()
    receiving.receive_folder(land.desk2, [answers])
    register(desk, 3)
    after = cut(desk, last(desk) - 1, last(desk))
    found = [
        receiving.take(land.province, after.data, after.name).outcome,
        receiving.take(land.desk2, forged.data, forged.name).outcome,
    ]
    told = {one.outcome for one in receiving.receive_folder(desk, [answers])}
    return THEN.join([*found, *sorted(told)])


# --- the province's own keys change ------------------------------------------------------------------------------------


def _cards(land: Land, count: int) -> list[bytes]:
    """Let the province change its root key so often; give its cards, the first one included."""
    made = [land.province.setting(device.CARD).encode()]
    for _ in range(count):
        renewing.renew(land.province, ("root",), safekeeping.open_key(land.province, "root", OFFLINE), OFFLINE)
        made.append(land.province.setting(device.CARD).encode())
    return made


@case(GROUP, "跳过一代根密钥", "root N+2 without N+1; then in their order", "CARD_GAP + OK + OK")
def root_skipped(ground: Ground) -> str:
    land = ground.land
    _, second, third = _cards(land, 2)
    return THEN.join(outcome_of(partial(cards.follow, land.desk, one)) for one in (third, second, third))


@case(GROUP, "根密钥少一个签名", "a new root without the former one's signature; without its own; signed by a stranger as both",
      "CARD_UNSIGNED + BAD_CARD + CARD_UNSIGNED")  # fmt: skip
def root_one_signature_short(ground: Ground) -> str:
    land = ground.land
    _, second = _cards(land, 1)
    file = canonical.load(second.strip())
    assert isinstance(file, dict)
    without = canonical.dump({name: part for name, part in file.items() if name != "former"}) + b"\n"
    twice = canonical.dump({**file, "signature": file["former"]}) + b"\n"
    stranger = SigningKey.from_seed(b"r" * 32)
    forged = replace(keys.ProvinceCard.read(second), root=stranger.public.hex()).sign(stranger, stranger)
    return THEN.join(outcome_of(partial(cards.follow, land.desk, one)) for one in (without, twice, forged))


@case(GROUP, "旧名片与旧密钥的回执", "an older card after a newer one; another card under the same number; a receipt by a key that the province has retired",
      "CARD_OLDER + CARD_DIFFERS + E_RETIRED_KEY")  # fmt: skip
def retired_keys(ground: Ground) -> str:
    land = ground.land
    old = land.receipts()
    (first,) = _cards(land, 0)
    root = safekeeping.open_key(land.province, "root", OFFLINE)
    twin = replace(device.card(land.province), version=2, safe=device.card(land.province).transport).sign(root, root)
    renewing.renew(land.province, ("receipt",), root, OFFLINE)
    receiving.receive_folder(land.desk, [land.receipts()])
    found = [outcome_of(partial(cards.follow, land.desk, one)) for one in (first, twin)]
    told = {one.outcome for one in receiving.receive_folder(land.desk, [old])} - {"E_NOKEY"}
    return THEN.join([*found, *sorted(told)])


@case(GROUP, "冒充别人的记录", "a base brings what a desk is said to have written", "NOT_ENTITLED, nobody registered")
def another_s_word(ground: Ground) -> str:
    land = ground.land
    forged = Forger(land.desk2).write("person", {"name": "无中生有"})
    sealed = extract(land.base1, land.desk, [forged])
    receiving.take(land.desk, sealed.data, sealed.name)
    return f"{THEN.join(sorted(codes(land.desk)))}, {'nobody registered' if people.count(land.desk) == 0 else 'registered'}"


@case(GROUP, "别省的名片", "the card of another province; a card with an edited field", "OTHER_PROVINCE + BAD_CARD")
def other_card(ground: Ground) -> str:
    land = ground.land
    other = found_land(land.place() / "other")
    data = (other.root / "province" / admission.CARD_FILE).read_bytes()
    first = outcome_of(lambda: device.take_card(land.desk, data, device.card(other.province).fingerprint))
    other.close()
    spoilt = data.replace(b'"version":1', b'"version":2')
    assert spoilt != data
    return f"{first} + {outcome_of(lambda: keys.ProvinceCard.read(spoilt))}"
