"""The journal's entry: its bytes, its hashes, and the strict reading of what another workplace wrote (docs/sync.md section 2).

An entry line is `header TAB base64(salt) TAB body LF`. The header commits to the body by a salted hash, so that a body can be erased
and the chain stays whole.
"""

import binascii
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from rules import canonical
from rules.errors import UntrustedInput
from rules.signing import Signer, verify

KINDS = frozenset({"epoch", "patch", "fact", "decide", "erase"})
MAX_PARENTS = 64
MAX_LINE = 256 * 1024
MAX_BODY = MAX_LINE - 16 * 1024  # the header with 64 parents and four signatures stays far below the rest
MAX_TABLE_NAME = 64
MAX_SIGNATURES = 4
_SALT = 16
_SALT_TEXT = 24
_base64 = partial(binascii.b2a_base64, newline=False)
_MOST_COMMAS, _MOST_BRACKETS = 64, 8
_KEYS = {"q", "p", "t", "r", "k", "par", "a", "sv", "ts", "clk", "b"}
# The canonical header of an entry without signatures: every key in its place, hex and numbers in their one form (fifteen digits are below
# 2**53), one parent at most. What matches needs no other proof; any other header is judged by the general rules.
_NUMBER = rb"(0|[1-9][0-9]{0,14})"
_USUAL_HEADER = re.compile(
    rb'\{"a":"([0-9a-f]{32}|)","b":"([0-9a-f]{64})","clk":([01]),"k":"(epoch|patch|fact|decide|erase)","p":"([0-9a-f]{64})",'
    rb'"par":\[(?:"([0-9a-f]{64})")?\],"q":([1-9][0-9]{0,14}),"r":"([0-9a-f]{32})","sv":' + _NUMBER + rb',"t":"([a-z_]{1,64})","ts":' + _NUMBER + rb"\}"
)  # fmt: skip


class BadEntry(UntrustedInput):
    """Say that a line is no entry; field `reason` names the rule that it breaks."""

    code = "BAD_ENTRY"


class Entry(NamedTuple):
    """Hold one entry of the stream (`dev`, `ep`): its bytes as written, and what its header says.

    `read` are the body's values where keeping them costs little; ask for `values`.
    """

    dev: bytes
    ep: bytes
    header: bytes
    salt: bytes
    body: bytes | None
    hash: bytes
    q: int
    p: bytes
    tbl: str
    row: bytes
    kind: str
    par: tuple[bytes, ...]
    actor: str
    sv: int
    ts: int
    clk: int
    signatures: tuple[tuple[str, str], ...]
    read: Mapping[str, Any] | None

    @property
    def values(self) -> Mapping[str, Any] | None:
        """Give the body's values; None where there is no body."""
        if self.read is not None or self.body is None:
            return self.read
        found: dict[str, Any] = json.loads(self.body)  # that it is canonical was proven when it was read
        return found

    @property
    def line(self) -> bytes:
        """Give the entry's line as it travels, without the line feed."""
        return line_of(self.header, self.salt, self.body)


def line_of(header: bytes, salt: bytes, body: bytes | None) -> bytes:
    """Join an entry's parts to its line, without LF; an erased one has neither salt nor body."""
    if body is None:
        return b"%b\t\t" % header
    return b"%b\t%b\t%b" % (header, _base64(salt), body)


def text_of(parts: Sequence[tuple[bytes, bytes, bytes | None]]) -> bytes:
    """Join the parts (header, salt, body) of many entries to their lines, each ending in LF, all at once."""
    lines = [b"%b\t%b\t%b\n" % (header, _base64(salt), body) for header, salt, body in parts if body is not None]
    if len(lines) < len(parts):
        lines = [line_of(*one) + b"\n" for one in parts]
    return b"".join(lines)


class Block(NamedTuple):
    """Hold a few thousand whole entries of a stream in order as the store joined them: headers and bodies parted by LF, salts in hex.

    Nothing is put together until `text` is asked for, so that the thread that reads need not wait for it. After each salt stand four zeros,
    which fill its 16 bytes up to 24 characters of base64.
    """

    headers: bytes
    salts: str
    bodies: bytes
    lines: int

    @property
    def size(self) -> int:
        """Give the length of the text in bytes."""
        return len(self.headers) + len(self.bodies) + self.lines * (_SALT_TEXT + 1) + 2

    @property
    def head(self) -> bytes:
        """Give the hash of the last entry."""
        return entry_hash(self.headers[self.headers.rfind(b"\n") + 1 :])

    def text(self) -> bytes:
        """Give the lines, each ending in LF."""
        salts = _base64(bytes.fromhex(self.salts))
        starts = range(0, len(salts), _SALT_TEXT)
        ends = zip(
            self.headers.split(b"\n"), [salts[at : at + 22] for at in starts], self.bodies.split(b"\n"), strict=True
        )
        return b"".join([b"%b\t%b==\t%b\n" % parts for parts in ends])


def stream_root(dev: bytes, ep: bytes) -> bytes:
    """Give what the first entry of a stream names as its predecessor."""
    return hashlib.sha256(b"yz1/stream\0" + dev + ep).digest()


def entry_hash(header: bytes) -> bytes:
    """Give the hash of an entry by its header."""
    return hashlib.sha256(b"yz1/entry\0" + header).digest()


def make(
    *,
    stream: tuple[bytes, bytes],
    q: int,
    previous: bytes,
    tbl: str,
    row: bytes,
    kind: str,
    parents: Sequence[bytes],
    actor: str,
    schema_version: int,
    ts: int,
    clock_doubt: bool,
    values: Mapping[str, Any],
    salt: bytes,
    signers: Sequence[tuple[str, Signer]] = (),
) -> Entry:
    """Make an entry; `signers` are (staff id in hex, signer) of the clerks who answer for it; raise BadEntry for a body that is too large."""
    body = canonical.dump(values)
    if len(body) > MAX_BODY:
        raise BadEntry(reason="size")
    commitment = hashlib.sha256(b"yz1/body\0" + salt + body).hexdigest()
    par = ",".join([f'"{parent.hex()}"' for parent in sorted(parents)])
    # Every value is hex, a number or a name of ours, so this is the canonical form without asking the general writer.
    first = f'{{"a":"{actor}","b":"{commitment}","clk":{clock_doubt:d},"k":"{kind}","p":"{previous.hex()}","par":[{par}],"q":{q},"r":"{row.hex()}"'
    last = f'"sv":{schema_version},"t":"{tbl}","ts":{ts}}}'
    header = f"{first},{last}".encode()
    signatures: tuple[tuple[str, str], ...] = ()
    if signers:
        signatures = tuple((who, signer.sign(b"yz1/sign\0" + header).hex()) for who, signer in signers)
        signed = ",".join(f'{{"s":"{sign}","u":"{who}"}}' for who, sign in signatures)
        header = f'{first},"sg":[{signed}],{last}'.encode()
    return Entry(
        stream[0], stream[1], header, salt, body, entry_hash(header), q, previous, tbl, row, kind,
        tuple(sorted(parents)), actor, schema_version, ts, int(clock_doubt), signatures, None if _is_dense(body) else values,
    )  # fmt: skip


def parse(dev: bytes, ep: bytes, line: bytes) -> Entry:
    """Read a line that another workplace wrote; raise BadEntry unless every rule of its form holds."""
    if len(line) > MAX_LINE:
        raise BadEntry(reason="size")
    parts = line.split(b"\t")
    if len(parts) != 3:
        raise BadEntry(reason="parts")
    header, salt_text, body = parts
    made = _usual_header(header) or _any_header(header)
    erased = not salt_text and not body
    salt = b"" if erased else _salt(salt_text)
    values = None if erased else _body(body, salt, made[-2])
    if values is not None and _is_dense(body):
        values = None
    q, p, tbl, row, kind, par, actor, sv, ts, clk, _, signatures = made
    return Entry(
        dev, ep, header, salt, None if erased else body, entry_hash(header), q, p, tbl, row, kind, par, actor, sv, ts, clk, signatures, values,
    )  # fmt: skip


def _is_dense(body: bytes) -> bool:
    """Tell whether a body's values would take many times its bytes in memory: thousands of them are held while a bundle is judged.

    Two bytes are enough for a list, which then takes eighty.
    """
    return body.count(b",") > _MOST_COMMAS or body.count(b"[") + body.count(b"{") > _MOST_BRACKETS


def _salt(text: bytes) -> bytes:
    try:
        salt = binascii.a2b_base64(text)
    except binascii.Error as error:
        raise BadEntry(reason="salt") from error
    if len(salt) != _SALT or binascii.b2a_base64(salt, newline=False) != text:
        raise BadEntry(reason="salt")
    return salt


def _body(body: bytes, salt: bytes, commitment: bytes) -> dict[str, Any]:
    if hashlib.sha256(b"yz1/body\0" + salt + body).digest() != commitment:
        raise BadEntry(reason="body hash")
    try:
        values = canonical.load(body)
    except canonical.NotCanonical as error:
        raise BadEntry(reason="body") from error
    if type(values) is not dict:
        raise BadEntry(reason="body")
    return values


def _usual_header(header: bytes) -> tuple[Any, ...] | None:
    """Read the form that nearly every header has; give None where it has another."""
    found = _USUAL_HEADER.fullmatch(header)
    if found is None:
        return None
    actor, commitment, clk, kind, previous, parent, q, row, sv, tbl, ts = found.groups()
    unhex = binascii.unhexlify
    return (
        int(q), unhex(previous), tbl.decode(), unhex(row), kind.decode(), () if parent is None else (unhex(parent),), actor.decode(),
        int(sv), int(ts), int(clk), unhex(commitment), (),
    )  # fmt: skip


def _any_header(header: bytes) -> tuple[Any, ...]:
    try:
        return _header(canonical.load(header))
    except canonical.NotCanonical as error:
        raise BadEntry(reason="canonical") from error


def _header(fields: Any) -> tuple[Any, ...]:
    if type(fields) is not dict or fields.keys() - {"sg"} != _KEYS:
        raise BadEntry(reason="header")
    q, tbl, kind, par, actor = fields["q"], fields["t"], fields["k"], fields["par"], fields["a"]
    numbers = (q, fields["sv"], fields["ts"], fields["clk"])
    if any(type(number) is not int or number < 0 for number in numbers) or q < 1 or fields["clk"] > 1:
        raise BadEntry(reason="number")
    if any(type(text) is not str for text in (tbl, actor, kind)) or kind not in KINDS or len(tbl) > MAX_TABLE_NAME:
        raise BadEntry(reason="header")
    if actor:
        _hex(actor, 16)
    if type(par) is not list or len(par) > MAX_PARENTS:
        raise BadEntry(reason="parents")
    parents = tuple(_hex(parent, 32) for parent in par)
    if list(par) != sorted(set(par)):
        raise BadEntry(reason="parents")
    return (
        q, _hex(fields["p"], 32), tbl, _hex(fields["r"], 16), kind, parents, actor, fields["sv"], fields["ts"], fields["clk"],
        _hex(fields["b"], 32), _signatures(fields["sg"]) if "sg" in fields else (),
    )  # fmt: skip


def _signatures(found: Any) -> tuple[tuple[str, str], ...]:
    if type(found) is not list or not 1 <= len(found) <= MAX_SIGNATURES:
        raise BadEntry(reason="signatures")
    pairs = []
    for one in found:
        if type(one) is not dict or one.keys() != {"u", "s"}:
            raise BadEntry(reason="signatures")
        _hex(one["u"], 16)
        _hex(one["s"], 64)
        pairs.append((one["u"], one["s"]))
    return tuple(pairs)


def _hex(text: Any, size: int) -> bytes:
    if type(text) is str and len(text) == 2 * size:
        try:
            raw = bytes.fromhex(text)
        except ValueError:
            raw = b""
        if raw.hex() == text:
            return raw
    raise BadEntry(reason="hex")


def signed_by(entry: Entry, staff_id: str, public: bytes) -> bool:
    """Tell whether `staff_id` signed this entry with the key `public`."""
    fields = canonical.load(entry.header)
    fields.pop("sg", None)
    data = b"yz1/sign\0" + canonical.dump(fields)
    return any(who == staff_id and verify(public, bytes.fromhex(sign), data) for who, sign in entry.signatures)
