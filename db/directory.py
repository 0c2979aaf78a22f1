"""The directory: who was granted what by the province's offline grant key, with keys, number blocks and limits.

A grant is a canonical JSON document with its signature; receipts carry them, nobody but the grant key makes them. It is numbered and cumulative:
the newest one of a device says all that holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from db.store import Store
from rules import canonical, vouchers
from rules.errors import UntrustedInput
from rules.signing import Signer, check_public, key_id, verify

GRANT_FORMAT = "yz1-grant"
REVOCATION_FORMAT = "yz1-revocation"
MOST_FORMER = 16
_CONTEXT = b"yz1/grant\0"
_GRANT_KEYS = {
    "fmt",
    "store_id",
    "grant_no",
    "dev",
    "ep",
    "keys",
    "role",
    "county",
    "name",
    "blocks",
    "limit_fen",
    "spare_block",
    "expires",
    "issued",
}
_REVOCATION_KEYS = {"fmt", "store_id", "dev", "ep", "cut_seq", "cut_head", "reason", "issued"}


class BadGrant(UntrustedInput):
    """Say that a grant or revocation is malformed or not signed by the province's grant key; field `reason`."""

    code = "BAD_GRANT"


@dataclass(frozen=True)
class NumberBlock:
    """Hold a block of numbers: its kind (`voucher`, `certificate`), first and last number, face value in fen, last day of validity.

    A `closed` block belongs to an epoch before a restore: what was issued from it holds, but nobody knows which of its numbers went out
    on paper after the backup, so none of them is ever given again. A `spare` one among a grant's blocks was the spare block of an epoch
    before: its numbers count only where its device opened it.
    """

    kind: str
    first: str
    last: str
    face_fen: int
    valid_until: date | None
    closed: bool = False
    spare: bool = False

    def document(self) -> dict[str, Any]:
        """Give the block as it stands in a grant."""
        return {
            "kind": self.kind, "from": self.first, "to": self.last, "face_fen": self.face_fen,
            "valid_until": self.valid_until.isoformat() if self.valid_until else "", **({"closed": 1} if self.closed else {}),
            **({"spare": 1} if self.spare else {}),
        }  # fmt: skip

    def __contains__(self, number: str) -> bool:
        return (
            self.kind == "voucher"
            and len(number) == vouchers.NUMBER_DIGITS
            and self.first <= number <= self.last
            and vouchers.is_number(number)
        )

    @property
    def serials(self) -> range:
        """Give the serial numbers of the block."""
        if self.kind == "voucher":
            return range(int(self.first[15:21]), int(self.last[15:21]) + 1)
        return range(int(self.first), int(self.last) + 1)

    def part(self, first: str, last: str) -> "NumberBlock | None":
        """Give what of a voucher block lies between two numbers, both included; None where nothing does."""
        begin, end = max(self.first, first), min(self.last, last)
        return replace(self, first=begin, last=end) if begin <= end else None

    def number(self, serial: int) -> str:
        """Give the voucher number with that serial."""
        return vouchers.make_number(self.first[:15], serial)


@dataclass(frozen=True)
class Grant:
    """Hold a verified grant; `ep` is the epoch for which its blocks are open."""

    grant_no: int
    dev: bytes
    ep: bytes
    role: str
    county: str
    name: str
    sign: bytes
    age: str
    blocks: tuple[NumberBlock, ...]
    limit_fen: int
    spare: NumberBlock | None
    expires: date
    document: bytes
    signature: bytes
    former: tuple[bytes, ...] = ()
    """Keys by which the device signed before it changed them: what they signed stays true."""

    def key(self, kid: bytes) -> bytes | None:
        """Give the device's signing key, present or former, that has this key id; None where it has none such."""
        return next((public for public in (self.sign, *self.former) if key_id(public) == kid), None)

    def open_blocks(self, kind: str) -> tuple[NumberBlock, ...]:
        """Give the blocks of one kind from which numbers may still be given."""
        return tuple(block for block in self.blocks_of(kind) if not block.closed)

    def blocks_of(self, kind: str) -> tuple[NumberBlock, ...]:
        """Give the ordinary blocks of one kind in order of their numbers; spare ones of an epoch before stand apart."""
        found = (block for block in self.blocks if block.kind == kind and not block.spare)
        return tuple(sorted(found, key=lambda block: block.first))

    @property
    def issued(self) -> str:
        """Give the day on which the province made the grant, as ISO text."""
        return str(canonical.load(self.document)["issued"])

    @property
    def spares(self) -> tuple[NumberBlock, ...]:
        """Give every block that was granted as a spare one, the one that may still be opened first."""
        return (*([self.spare] if self.spare else []), *(block for block in self.blocks if block.spare))


def signed_bytes(document: bytes) -> bytes:
    """Give what the grant key signs."""
    return _CONTEXT + document


def read_grant(document: bytes, signature: bytes, grant_key: bytes) -> Grant:
    """Check signature and shape of a grant; raise BadGrant."""
    fields = _fields(document, signature, grant_key, _GRANT_KEYS, GRANT_FORMAT)
    try:
        sign = bytes.fromhex(fields["keys"]["sign"])
        former = _former(fields["keys"])
        for public in (sign, *former):
            check_public(public)
        spare = _block(fields["spare_block"]) if fields["spare_block"] else None
        return Grant(
            int(fields["grant_no"]), bytes.fromhex(fields["dev"]), bytes.fromhex(fields["ep"]), str(fields["role"]), str(fields["county"]),
            str(fields["name"]), sign, str(fields["keys"]["age"]), tuple(_block(block) for block in fields["blocks"]), int(fields["limit_fen"]),
            spare, date.fromisoformat(fields["expires"]), document, signature, former,
        )  # fmt: skip
    except (ValueError, KeyError, TypeError) as error:
        raise BadGrant(reason="shape") from error


def _fields(document: bytes, signature: bytes, grant_key: bytes, keys: set[str], form: str) -> Mapping[str, Any]:
    if not verify(grant_key, signature, signed_bytes(document)):
        raise BadGrant(reason="signature")
    try:
        fields = canonical.load(document)
    except canonical.NotCanonical as error:
        raise BadGrant(reason="canonical") from error
    if type(fields) is not dict or fields.keys() != keys or fields["fmt"] != form:
        raise BadGrant(reason="shape")
    return fields


def _former(keys: Mapping[str, Any]) -> tuple[bytes, ...]:
    """Give the keys that a device signed with before, oldest first."""
    said = keys.get("former", [])
    if type(said) is not list or len(said) > MOST_FORMER:
        raise ValueError
    return tuple(bytes.fromhex(public) for public in said)


def _block(fields: Mapping[str, Any]) -> NumberBlock:
    until = date.fromisoformat(fields["valid_until"]) if fields["valid_until"] else None
    return NumberBlock(
        str(fields["kind"]),
        str(fields["from"]),
        str(fields["to"]),
        int(fields["face_fen"]),
        until,
        bool(fields.get("closed")),
        bool(fields.get("spare")),
    )


def keep_grant(store: Store, grant: Grant, dir_v: int) -> None:
    """Keep a verified grant; call it inside a transaction. An older number never replaces a newer one: all are kept.

    Of the same document the newer signature stays: the province signs anew when its grant key changes.
    """
    store.execute(
        """INSERT INTO unit_grant (dev, grant_no, role, county, name, sign, kid, age, doc, signature, dir_v) VALUES (?,?,?,?,?,?,?,?,?,?,?)
        ON CONFLICT (dev, grant_no) DO UPDATE SET signature = excluded.signature WHERE doc = excluded.doc""",
        (
            grant.dev,
            grant.grant_no,
            grant.role,
            grant.county,
            grant.name,
            grant.sign,
            key_id(grant.sign),
            grant.age,
            grant.document,
            grant.signature,
            dir_v,
        ),
    )


def _from_row(row: Any) -> Grant:
    fields = canonical.load(bytes(row["doc"]))
    return Grant(
        row["grant_no"], bytes(row["dev"]), bytes.fromhex(fields["ep"]), row["role"], row["county"], row["name"], bytes(row["sign"]), row["age"],
        tuple(_block(block) for block in fields["blocks"]), fields["limit_fen"], _block(fields["spare_block"]) if fields["spare_block"] else None,
        date.fromisoformat(fields["expires"]), bytes(row["doc"]), bytes(row["signature"]), _former(fields["keys"]),
    )  # fmt: skip


_NEWEST = "grant_no = (SELECT max(grant_no) FROM unit_grant x WHERE x.dev = g.dev)"


def grant_of(store: Store, dev: bytes) -> Grant | None:
    """Give the newest grant of a device, or None."""
    row = store.one(f"SELECT * FROM unit_grant g WHERE dev = ? AND {_NEWEST}", (dev,))
    return _from_row(row) if row is not None else None


def grants(store: Store, county: str = "") -> list[Grant]:
    """Give the newest grant of every device, of one county where it is named."""
    where = "WHERE county = ? AND " if county else "WHERE "
    found = store.rows(
        f"SELECT * FROM unit_grant g {where}{_NEWEST} ORDER BY county, role, name", (county,) if county else ()
    )
    return [_from_row(row) for row in found]


def history(store: Store, county: str = "") -> dict[bytes, list[Grant]]:
    """Give all grants of every desk, of one county where it is named, those of a device in their order."""
    found: dict[bytes, list[Grant]] = {}
    where = "AND county = ?" if county else ""
    sql = f"SELECT * FROM unit_grant WHERE role = 'desk' {where} ORDER BY dev, grant_no"
    for row in store.rows(sql, (county,) if county else ()):
        found.setdefault(bytes(row["dev"]), []).append(_from_row(row))
    return found


def role_of(store: Store, dev: bytes) -> str | None:
    """Give the kind of workplace that a device was granted; the province's own device stands in the settings."""
    role = store.value(f"SELECT role FROM unit_grant g WHERE dev = ? AND {_NEWEST}", (dev,))
    if role is not None:
        return str(role)
    province = store.value("SELECT value FROM setting WHERE name = 'province_dev'")
    return "province" if province == dev.hex() else None


def by_kid(store: Store, kid: bytes) -> Grant | None:
    """Give the newest grant of the device that signs, or signed before it changed its keys, with the key of this id; None where nobody does."""
    dev = store.value("SELECT dev FROM unit_grant WHERE kid = ? ORDER BY grant_no DESC LIMIT 1", (kid,))
    if dev is not None:
        found = grant_of(store, bytes(dev))
        # a key of an older grant that the newest does not name any more is nobody's
        return found if found is not None and found.key(kid) is not None else None
    return next((grant for grant in grants(store) if grant.key(kid) is not None), None)


def living(store: Store, county: str = "") -> list[Grant]:
    """Give the newest grant of every device that is not revoked, of one county where it is named: those to whom one still writes."""
    gone = {one.dev for one in revocations(store)}
    return [grant for grant in grants(store, county) if grant.dev not in gone]


def holds(store: Store, document: bytes) -> bool:
    """Tell whether this very grant or revocation was verified and kept before, whoever signed it since."""
    sql = "SELECT 1 FROM unit_grant WHERE doc = ? UNION ALL SELECT 1 FROM revocation WHERE doc = ?"
    return store.one(sql, (document, document)) is not None


def sign_again(store: Store, grant_key: Signer) -> None:
    """Sign the newest grants and all revocations once more, by the province's new grant key; call it inside a transaction."""
    for grant in grants(store):
        signature = grant_key.sign(signed_bytes(grant.document))
        store.execute(
            "UPDATE unit_grant SET signature = ? WHERE dev = ? AND grant_no = ?", (signature, grant.dev, grant.grant_no)
        )
    for revocation in revocations(store):
        signature = grant_key.sign(signed_bytes(revocation.document))
        store.execute(
            "UPDATE revocation SET signature = ? WHERE dev = ? AND ep = ?", (signature, revocation.dev, revocation.ep)
        )


@dataclass(frozen=True)
class Revocation:
    """Hold a verified revocation: entries of (dev, ep) beyond `cut_seq` do not count."""

    dev: bytes
    ep: bytes
    cut_seq: int
    reason: str
    document: bytes
    signature: bytes
    cut_head: bytes = b""
    """Hash of the last entry that counts; empty where the cut is 0 or an older document does not tell."""


def read_revocation(document: bytes, signature: bytes, grant_key: bytes) -> Revocation:
    """Check signature and shape of a revocation; raise BadGrant."""
    fields = _fields(document, signature, grant_key, _REVOCATION_KEYS, REVOCATION_FORMAT)
    try:
        return Revocation(
            bytes.fromhex(fields["dev"]),
            bytes.fromhex(fields["ep"]),
            int(fields["cut_seq"]),
            str(fields["reason"]),
            document,
            signature,
            bytes.fromhex(fields["cut_head"]),
        )
    except (ValueError, TypeError) as error:
        raise BadGrant(reason="shape") from error


def keep_revocation(store: Store, revocation: Revocation, dir_v: int) -> None:
    """Keep a verified revocation; of two for one epoch the earlier cut holds. Call it inside a transaction."""
    store.execute(
        """INSERT INTO revocation (dev, ep, cut_seq, doc, signature, dir_v) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (dev, ep) DO UPDATE
        SET cut_seq = excluded.cut_seq, doc = excluded.doc, signature = excluded.signature, dir_v = excluded.dir_v
        WHERE excluded.cut_seq < cut_seq OR doc = excluded.doc""",
        (revocation.dev, revocation.ep, revocation.cut_seq, revocation.document, revocation.signature, dir_v),
    )


def revocations(store: Store) -> list[Revocation]:
    """Give all revocations."""
    found = []
    for row in store.rows("SELECT dev, ep, cut_seq, doc, signature FROM revocation"):
        said = canonical.load(bytes(row["doc"]))
        keys = bytes(row["dev"]), bytes(row["ep"])
        cut_head = bytes.fromhex(said.get("cut_head", ""))
        found.append(
            Revocation(*keys, row["cut_seq"], said["reason"], bytes(row["doc"]), bytes(row["signature"]), cut_head)
        )
    return found


def is_revoked(store: Store, dev: bytes) -> bool:
    """Tell whether a device was revoked."""
    return store.one("SELECT 1 FROM revocation WHERE dev = ?", (dev,)) is not None
