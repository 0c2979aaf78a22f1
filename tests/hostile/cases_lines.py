"""What an admitted device can write: lines that are no canonical JSON, and entries that do not count."""

import hashlib
from collections.abc import Callable

from rules import canonical
from sync import bundle, device, receiving, streams
from tests.hostile.catalogue import THEN, Ground, case
from tests.sync.county import COUNTY, last
from tests.sync.crafting import Forger
from tests.sync.crafting import receipt as craft_receipt

GROUP = "记录 entries and documents"

# What JSON lets pass and we do not: a value to stand in a body, a header, a manifest and a receipt.
HORRORS: list[tuple[str, str, str, bytes]] = [
    ("json_duplicate_key", "重复的键", "a key twice", b'1,"app":1,"app":1,"zz":1'),
    ("json_nan", "NaN", "NaN, Infinity and a fraction", b"NaN"),
    ("json_infinity", "Infinity", "Infinity", b"Infinity"),
    ("json_fraction", "小数", "a fraction", b"1.5"),
    ("json_long_integer", "5000 位整数", "an integer of 5,000 digits", b"9" * 5000),
    ("json_big_integer", "超过 2^53 的整数", "2^53", b"9007199254740992"),
    ("json_deep", "十万层嵌套", "100,000 lists in each other", b"[" * 100_000 + b"]" * 100_000),
    ("json_nine_deep", "九层嵌套", "nine levels where eight are allowed", b"[" * 8 + b"]" * 8),
    ("json_lone_surrogate", "孤立代理项", "half a surrogate pair", b'"\\ud800"'),
    ("json_nul", "U+0000", "a zero character in a text", b'"a\\u0000b"'),
    ("json_space", "多余空格", "a space where none belongs", b" 1"),
    ("json_escape", "多余转义", "an escape where none belongs", b'"\\u5f20"'),
    ("json_overlong", "超长 UTF-8", "an overlong form in UTF-8", b'"\xc0\xaf"'),
]


def _body(horror: bytes) -> bytes:
    return b'{"name":' + horror + b"}"


def raw_entry(
    forger: Forger, body: bytes, header: Callable[[bytes], bytes] = lambda header: header
) -> tuple[bytes, bytes]:
    """Give a line with this body, whose commitment is right, and its hash; `header` may spoil the header."""
    good = forger.write("person", {"name": "张"})
    salt = b"s" * 16
    fields = canonical.load(good.header) | {"b": hashlib.sha256(b"yz1/body\0" + salt + body).hexdigest()}
    raw = header(canonical.dump(fields))
    import binascii

    line = raw + b"\t" + binascii.b2a_base64(salt, newline=False) + b"\t" + body
    return line, hashlib.sha256(b"yz1/entry\0" + raw).digest()


def in_an_entry(ground: Ground, body: bytes, header: Callable[[bytes], bytes] = lambda header: header) -> str:
    """Let the desk send one entry with this body in a bundle that is right otherwise; give the outcome."""
    desk = ground.land.desk2
    forger = Forger(desk)
    forger.go_on_at(ground.land.province)
    line, value = raw_entry(forger, body, header)
    locks, names = device.recipients(desk, desks=True)
    manifest = streams.draft(desk, "stream", names, forger.ep, forger.first, forger.first, forger.before, value)
    made = bundle.seal(manifest, line + b"\n", signer=device.keys(desk).signer, recipients=locks, province="51")
    return ground.take(made.data)


def in_a_manifest(ground: Ground, horror: bytes) -> str:
    """Let a truly signed manifest hold it in a field that no reader needs."""
    return ground.take(ground.signed(ground.members["manifest.json"][:-1] + b',"zz":' + horror + b"}"))


def in_a_receipt(ground: Ground, horror: bytes) -> str:
    """Let a truly signed receipt hold it."""
    province, desk = ground.land.province, ground.land.desk
    document = bytes(
        province.store.value("SELECT doc FROM receipt WHERE unit = ? ORDER BY receipt_no DESC LIMIT 1", (COUNTY,))
    )
    sealed = craft_receipt(province, desk, document[:-1] + b',"zz":' + horror + b"}", number=9)
    return receiving.take(desk, sealed.data, sealed.name).outcome


def _declare(key: str, name: str, done: str, horror: bytes) -> None:
    def act(ground: Ground) -> str:
        header = b'"ts":' + horror
        spoilt = in_an_entry(ground, b'{"name":"x"}', lambda raw: raw[: raw.index(b'"ts":')] + header + b"}")
        found = in_an_entry(ground, _body(horror)), spoilt, in_a_manifest(ground, horror), in_a_receipt(ground, horror)
        return THEN.join(found)

    act.__name__ = key
    told = f"{done}: in an entry's body, its header, a manifest, a receipt"
    case(GROUP, name, told, "E_CHAIN + E_CHAIN + E_FORMAT + E_FORMAT", calm=True)(act)


for _row in HORRORS:
    _declare(*_row)


@case(GROUP, "超长的行", "a line above 256 KiB; 65 parents; five signatures", "E_CHAIN", calm=True)
def too_much(ground: Ground) -> set[str]:
    many = b'"par":[' + b",".join(b'"%064x"' % number for number in range(65)) + b"]"
    signatures = (
        b'"sg":[' + b",".join(b'{"s":"%0128x","u":"%032x"}' % (number, number) for number in range(5)) + b'],"sv"'
    )
    return {
        in_an_entry(ground, b'{"name":"' + b"x" * 262_144 + b'"}'),
        in_an_entry(ground, b'{"name":"x"}', lambda raw: raw.replace(b'"par":[]', many)),
        in_an_entry(ground, b'{"name":"x"}', lambda raw: raw.replace(b'"sv"', signatures)),
    }


@case(GROUP, "内容与摘要不符", "a body other than the one that the header commits to", "E_CHAIN", calm=True)
def other_body(ground: Ground) -> str:
    return in_an_entry(
        ground, b'{"name":"x"}', lambda raw: raw.replace(b'"b":"', b'"b":"00', 1).replace(b'","clk"', b'"X', 1)
    )


@case(GROUP, "断链", "entries in another order, one left out, another head than the last", "E_CHAIN", calm=True)
def broken_chain(ground: Ground) -> set[str]:
    found = set()
    for spoil in ("order", "prev", "head"):
        forger = Forger(ground.land.desk2)
        for number in range(3):
            forger.write("person", {"name": f"张{number}"})
        if spoil == "order":
            forger.made.reverse()
        elif spoil == "prev":
            del forger.made[1]
            forger.seq -= 1
        else:
            forger.head = b"\7" * 32
        found.add(ground.take(forger.seal().data))
    return found


@case(GROUP, "越权写入", "a desk writes a course, a redemption, a province's decision", "NOT_ENTITLED, unapplied")
def not_entitled(ground: Ground) -> str:
    province = ground.land.province
    forger = Forger(ground.land.desk2)
    forger.write("course", {"name": "自设课程", "fee_fen": 1})
    forger.write(
        "redemption",
        {"voucher": "00" * 16, "number": "1", "face_fen": 1, "fee_fen": 1, "amount_fen": 1, "day": "2009-09-28"},
    )
    ground.take(forger.seal().data)
    told = {row[0] for row in province.store.rows("SELECT code FROM flag")}
    left = province.store.value(
        "SELECT (SELECT count(*) FROM redemption) + (SELECT count(*) FROM course WHERE name = '自设课程')"
    )
    return f"{THEN.join(sorted(told))}, {'unapplied' if not left else 'applied'}"


@case(
    GROUP,
    "新版本的记录",
    "a table, a column and a schema version that are not known here",
    "UNKNOWN, stored",
    calm=False,
)
def from_the_future(ground: Ground) -> str:
    province = ground.land.province
    forger = Forger(ground.land.desk2)
    forger.write("loan", {"sum": 1})
    forger.write("person", {"name": "李四", "nickname": "小四"})
    forger.write("person", {"name": "王五"}, version=99)
    ground.take(forger.seal().data)
    held = province.store.value("SELECT count(*) FROM entry WHERE state = 'unknown'")
    told = {row[0] for row in province.store.rows("SELECT code FROM flag")}
    assert (
        province.store.value("SELECT seq FROM stream WHERE dev = ?", (ground.land.desk2.workplace.dev,))
        == last(ground.land.desk2) + 3
    )
    return f"{THEN.join(sorted(told))}, {'stored' if held == 3 else held}"
