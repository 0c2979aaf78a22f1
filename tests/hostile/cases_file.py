"""What is done to the file itself: anybody can, without any key."""

from hypothesis import given, settings
from hypothesis import strategies as st

from db.casebook import Foundation
from rules.signing import SigningKey
from sync import admission, bundle, device, minisign, receiving, streams
from sync.archive import pack
from tests.hostile.catalogue import Ground, case
from tests.sync.county import CHEAP, OFFLINE, PASSPHRASE, Land, cut, last
from tests.sync.crafting import own_entries

GROUP = "文件 the file"
_CHUNK = 64 * 1024 + 16


@case(GROUP, "截断", "cut short at every kind of boundary: in the header, at its end, at each sealed chunk, before the last byte",
      "E_DAMAGED", calm=True)  # fmt: skip
def truncated(ground: Ground) -> set[str]:
    data = ground.sent.data
    header = data.index(b"\n--- ")
    body = data.index(b"\n", header + 1) + 1 + 16
    chunks = range(body, len(data), _CHUNK)
    assert len(chunks) >= 3
    ends = {
        0,
        1,
        21,
        22,
        header,
        header + 6,
        header + 20,
        body - 16,
        body,
        len(data) - 17,
        len(data) - 16,
        len(data) - 1,
    }
    ends |= {at + near for at in chunks for near in (-1, 0, 1)}
    return {ground.take(data[:end]) for end in ends}


@case(GROUP, "任一字节被改", "any byte changed, drawn by hypothesis", "E_DAMAGED", "E_NOKEY", calm=True)
def flipped(ground: Ground) -> set[str]:
    data = ground.sent.data
    found: set[str] = set()

    @settings(max_examples=60, database=None, derandomize=True, deadline=None)
    @given(at=st.integers(0, len(data) - 1) | st.integers(0, 800), change=st.integers(1, 255))
    def flip(at: int, change: int) -> None:
        found.add(ground.take(data[:at] + bytes([data[at] ^ change]) + data[at + 1 :]))

    flip()
    return found


@case(GROUP, "尾部多出字节", "bytes appended: one, a whole block, another chunk", "E_DAMAGED", calm=True)
def appended(ground: Ground) -> set[str]:
    return {ground.take(ground.sent.data + more) for more in (b"\0", bytes(512), bytes(_CHUNK))}


@case(GROUP, "两包相接", "two files one behind the other", "E_DAMAGED", calm=True)
def concatenated(ground: Ground) -> set[str]:
    return {ground.take(ground.sent.data + ground.sent.data)}


@case(GROUP, "不是数据包", "empty, text, a zip, more than 6 MiB", "E_DAMAGED", "E_SIZE", calm=True)
def foreign(ground: Ground) -> set[str]:
    found = {
        ground.take(data) for data in (b"", "这不是数据包".encode(), b"PK\3\4" + bytes(500), b"age-encryption.org/v1\n")
    }
    assert ground.take(bytes(bundle.MAX_BUNDLE + 1)) == "E_SIZE"
    return found


@case(GROUP, "发给别家的包", "a base's bundle taken by another base", "E_NOKEY", calm=True)
def wrong_recipient(ground: Ground) -> str:
    sealed = cut(ground.land.base1, 1, last(ground.land.base1))
    return receiving.take(ground.land.base2, sealed.data, sealed.name).outcome


@case(
    GROUP,
    "换了收件人",
    "what was for the province, encrypted anew to a base that knows the sender",
    "E_NOT_FOR_ME",
    calm=True,
)
def readdressed(ground: Ground) -> str:
    import pyrage

    base = ground.land.base1
    data = pyrage.encrypt(ground.archive, [device.keys(base).identity.to_public()])
    return receiving.take(base, data, "x.age").outcome


@case(
    GROUP,
    "转给外省",
    "encrypted anew to another province, which knows the sender or does not",
    "E_NOT_FOR_ME + Q_UNKNOWN_KEY",
    calm=True,
)
def other_province(ground: Ground) -> str:
    import pyrage

    from db import directory

    plan = Foundation("province", "外省总工会", "520000", "wai", "吴外", "officer", PASSPHRASE)
    where = ground.land.place() / "other"
    other = admission.found_province(where, plan, offline_passphrase=OFFLINE, clock=ground.land.clock, parameters=CHEAP)
    data = pyrage.encrypt(ground.archive, [device.keys(other).identity.to_public()])
    stranger = receiving.take(other, data, "x.age").outcome
    grant = directory.grant_of(ground.land.province.store, ground.land.desk.workplace.dev)
    assert grant is not None
    with other.store.transaction():
        directory.keep_grant(other.store, grant, 1)
    known = receiving.take(other, data, "x.age").outcome
    other.close()
    return f"{known} + {stranger}"


@case(GROUP, "陌生密钥", "a device that nobody admitted; an admitted device's number under a stranger's key",
      "Q_UNKNOWN_KEY + E_BADSIG", calm=True)  # fmt: skip
def strangers_key(ground: Ground) -> str:
    stranger = SigningKey.from_seed(b"s" * 32)

    def sealed(dev: str) -> bytes:
        from rules import canonical

        manifest = canonical.dump({**_record(ground), "from_dev": dev})
        made = {**ground.members, "manifest.json": manifest}
        made["manifest.json.minisig"] = minisign.sign(manifest, stranger, stranger.kid, "x").encode()
        return ground.locked(pack(made.items()))

    return f"{ground.take(sealed('ab' * 8))} + {ground.take(sealed(ground.land.desk.workplace.dev.hex()))}"


def _record(ground: Ground) -> dict[str, object]:
    from rules import canonical

    found = canonical.load(ground.members["manifest.json"])
    assert isinstance(found, dict)
    return found


@case(GROUP, "清单被改", "a field of the signed manifest edited", "E_BADSIG", calm=True)
def edited_manifest(ground: Ground) -> str:
    manifest = ground.members["manifest.json"].replace(b'"from":1,', b'"from":2,')
    assert manifest != ground.members["manifest.json"]
    return ground.take(ground.locked(pack({**ground.members, "manifest.json": manifest}.items())))


def _with_signature(ground: Ground, text: bytes) -> str:
    return ground.take(ground.locked(pack({**ground.members, "manifest.json.minisig": text}.items())))


@case(GROUP, "签名注释被改", "the trusted comment edited", "E_BADSIG", calm=True)
def edited_comment(ground: Ground) -> str:
    text = ground.members["manifest.json.minisig"]
    changed = text.replace(b"trusted comment: stream", b"trusted comment: strean")
    assert changed.count(b"strean") == 1
    return _with_signature(ground, changed)


@case(GROUP, "旧式签名", 'the legacy signature "Ed", over the manifest instead of its hash', "E_BADSIG", calm=True)
def legacy_signature(ground: Ground) -> str:
    import base64

    signer = device.keys(ground.land.desk).signer
    comment = "x"
    signature = signer.sign(ground.members["manifest.json"])
    both = signer.sign(signature + comment.encode())
    lines = (
        "untrusted comment: x",
        base64.b64encode(b"Ed" + signer.kid + signature).decode(),
        f"trusted comment: {comment}",
        base64.b64encode(both).decode(),
    )
    return _with_signature(ground, ("\n".join(lines) + "\n").encode())


@case(
    GROUP,
    "同一包两次",
    "the same file again, under another name, and its content sealed anew",
    "OK + DUP + OK, nothing new",
)
def same_twice(ground: Ground) -> str:
    land = ground.land
    first, second = ground.take(ground.sent.data), ground.take(ground.sent.data)
    again = cut(land.desk, 1, last(land.desk))
    found = receiving.take(land.province, again.data, again.name)
    return f"{first} + {second} + {found.outcome}, {'nothing new' if found.new == 0 else found.new}"


@case(GROUP, "伪造的回执", "a base sends a receipt, the province a stream", "E_ROLE", calm=True)
def wrong_kind(ground: Ground) -> set[str]:
    land = ground.land
    return {_of_kind(land, land.base1, "receipt"), _of_kind(land, land.province, "stream")}


def _of_kind(land: Land, sender: object, kind: str) -> str:
    from db.casebook import Casebook
    from sync.keys import recipient_of

    assert isinstance(sender, Casebook)
    desk = land.desk
    ep = sender.stream("519901")[1]
    manifest = streams.draft(sender, kind, [desk.workplace.dev.hex()], ep, 1, 1, b"\1" * 32, b"\1" * 32)
    made = bundle.seal(
        manifest, own_entries(sender)[0].line + b"\n", receipt=b"{}" if kind == "receipt" else None, signer=device.keys(sender).signer,
        recipients=[recipient_of(device.keys(desk).public.age)], province="51",
    )  # fmt: skip
    return receiving.take(desk, made.data, made.name).outcome
