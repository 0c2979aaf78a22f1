"""The bundle: one file that carries journal entries, encrypted, signed and complete in itself (sync.md section 4).

Inside the age file lies an archive (sync/archive.py): `manifest.json`, `manifest.json.minisig`, for a receipt `receipt.json`, then
`entries.jsonl.zst` and the attachments `blob-<sha256>` in rising order.

Opening is a row of stages in the order of the receiving table; each raises its own `Refusal`. `open_bundle` runs them all.
Lines are handled as one block of bytes wherever possible: a county's year is tens of thousands of them.
"""

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

import pyrage
import zstandard
from pyrage import x25519

from db.entries import Block
from rules import signing
from rules.signing import Signer
from sync import minisign
from sync.archive import pack, walk
from sync.errors import (
    BadBundleFormat,
    BadBundleSignature,
    BundleDamaged,
    BundleTooBig,
    ContentMismatch,
    NoKeyForBundle,
    NotAddressedToMe,
    OtherSigningKey,
    TooLarge,
    UnknownSender,
)
from sync.manifest import ENTRIES, MANIFEST, RECEIPT, SIGNATURE, FileEntry, Manifest, blob_name, peek_sender

MAX_BUNDLE = 6 * 1024 * 1024
MAX_ENTRIES = 20_000
MAX_UNPACKED = 32 * 1024 * 1024
MAX_BLOB = 1024 * 1024
# Hashes in hex make up most of an entry: on such lines level 1 packs smaller than levels 3 to 12, fifteen times as fast as level 9.
LEVEL = 1
# What the age header, tar headers, manifest and signature may take beside the payload, with 150 recipients or so.
OVERHEAD = 192 * 1024

_AGE_MAGIC = b"age-encryption.org/v1\n"
_NO_MATCH = "No matching keys found"
_PROVINCE = re.compile(r"[0-9A-Za-z]{1,16}")


@dataclass(frozen=True, slots=True)
class Sealed:
    """Hold a finished bundle: its file name, its bytes, its manifest, and the SHA-256 of its bytes."""

    name: str
    data: bytes = field(repr=False)
    manifest: Manifest
    sha256: bytes


@dataclass(frozen=True, slots=True)
class Parts:
    """Hold the members of an unpacked bundle by name, in their order; nothing of them is verified yet."""

    members: Mapping[str, bytes] = field(repr=False)

    @property
    def manifest(self) -> bytes:
        """Give the manifest's bytes."""
        return self.members[MANIFEST]

    @property
    def signature(self) -> bytes:
        """Give the bytes of the manifest's minisign signature."""
        return self.members[SIGNATURE]


@dataclass(frozen=True, slots=True)
class Opened:
    """Hold what a bundle said, all verified: entry lines without LF, attachments by SHA-256, and who signed."""

    manifest: Manifest
    lines: list[bytes] = field(repr=False)
    blobs: dict[bytes, bytes] = field(repr=False)
    receipt: bytes | None = field(repr=False)
    signer: bytes
    sha256: bytes


class Batch:
    """Hold the lines that go into one bundle, a few thousand joined to a piece; its length is how many, `size` their bytes, `packed` what it will carry.

    Whether lines fit is known only when they are packed, so what was packed to find it out is what `seal` takes. The pieces are never joined:
    for a county's year that would move as many bytes once more.
    """

    __slots__ = ("_count", "packed", "pieces", "size")

    def __init__(self, pieces: Sequence[bytes], count: int = -1) -> None:
        self.pieces, self.size = pieces, sum(map(len, pieces))
        self._count = sum(piece.count(b"\n") for piece in pieces) if count < 0 else count
        packer = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True, write_content_size=True).compressobj(
            size=self.size
        )
        self.packed = b"".join([*map(packer.compress, pieces), packer.flush()])

    def __len__(self) -> int:
        return self._count

    @property
    def lines(self) -> list[bytes]:
        """Give the lines, each with its LF."""
        return [line + b"\n" for line in b"".join(self.pieces).split(b"\n")[:-1]]


Piece: TypeAlias = bytes | Block

# --- writing -----------------------------------------------------------------------------------------------------------


class Portion(NamedTuple):
    """Hold as many pieces of whole lines as one bundle may hold before anything is packed, and how many lines they are."""

    pieces: list[Piece]
    lines: int

    def pack(self, *, reserve: int = 0) -> list[Batch]:
        """Pack the lines into batches that each fit one bundle, in order; raise TooLarge where one line cannot."""
        texts = [piece if type(piece) is bytes else piece.text() for piece in self.pieces]  # type: ignore[union-attr]
        return list(_fitting(Batch(texts, self.lines), reserve=reserve))


def portions(pieces: Iterable[Piece], *, reserve: int = 0) -> Iterator[Portion]:
    """Gather `pieces` (one or more whole lines each, none empty, every line ending in LF) to portions.

    `reserve` bytes are kept free in each bundle for attachments.
    """
    gathered: list[Piece] = []
    count = size = 0
    for piece in pieces:
        lines, length = (piece.count(b"\n"), len(piece)) if isinstance(piece, bytes) else (piece.lines, piece.size)
        if gathered and (count + lines > MAX_ENTRIES or size + length > MAX_UNPACKED - reserve):
            yield Portion(gathered, count)
            gathered, count, size = [], 0, 0
        gathered.append(piece)
        count += lines
        size += length
    if gathered:
        yield Portion(gathered, count)


def split(pieces: Iterable[Piece], *, reserve: int = 0) -> Iterator[Batch]:
    """Pack `pieces`, as `portions` takes them, into batches that each fit one bundle, in order; raise TooLarge where one line cannot."""
    for portion in portions(pieces, reserve=reserve):
        yield from portion.pack(reserve=reserve)


def _fitting(batch: Batch, *, reserve: int = 0) -> Iterator[Batch]:
    """Give the batch, halved until each part fits a bundle; raise TooLarge where one line cannot."""
    room = MAX_BUNDLE - OVERHEAD - reserve
    if len(batch.packed) <= room and len(batch) <= MAX_ENTRIES and batch.size <= MAX_UNPACKED - reserve:
        yield batch
    elif len(batch) == 1:
        raise TooLarge(what="entry", size=batch.size, limit=room)
    else:
        lines = batch.lines
        middle = len(lines) // 2
        yield from _fitting(Batch(lines[:middle]), reserve=reserve)
        yield from _fitting(Batch(lines[middle:]), reserve=reserve)


def _check_caps(entries: int, count: int, blobs: Sequence[bytes], receipt: bytes | None) -> None:
    unpacked = entries + sum(map(len, blobs)) + len(receipt or b"")
    largest = max(map(len, blobs), default=0)
    for what, size, limit in (
        ("entries", count, MAX_ENTRIES),
        ("blob", largest, MAX_BLOB),
        ("unpacked", unpacked, MAX_UNPACKED),
    ):
        if size > limit:
            raise TooLarge(what=what, size=size, limit=limit)


def _lines(text: bytes) -> Batch:
    """Take the lines of a caller that has not put them together by our own hand; raise ValueError where they are none."""
    if text and (not text.endswith(b"\n") or text.startswith(b"\n") or b"\n\n" in text):
        raise ValueError("entries are lines, none empty, each ending in LF")
    return Batch([text])


def seal(
    draft: Manifest,
    entries: bytes | Batch,
    *,
    blobs: Iterable[bytes] = (),
    receipt: bytes | None = None,
    signer: Signer,
    recipients: Iterable[x25519.Recipient],
    province: str,
) -> Sealed:
    """Make a bundle of `entries` (lines, each ending in LF, or a batch of `split`); `draft` is its manifest without files.

    `receipt` is given for the kind "receipt" and for no other. Raise TooLarge where a cap is broken, ValueError where the draft
    contradicts itself, and BadBundleFormat where its fields are malformed.
    """
    if not _PROVINCE.fullmatch(province):
        raise ValueError("a province is named by up to 16 ASCII letters and digits")
    batch = entries if isinstance(entries, Batch) else _lines(entries)
    count = len(batch)
    attached = {blob_name(hashlib.sha256(blob).digest()): blob for blob in blobs}
    _check_caps(batch.size, count, list(attached.values()), receipt)
    files: list[tuple[str, bytes, int]] = [] if receipt is None else [(RECEIPT, receipt, len(receipt))]
    files.append((ENTRIES, batch.packed, batch.size))
    files += [(name, attached[name], len(attached[name])) for name in sorted(attached)]
    manifest = draft.with_files([FileEntry.of(name, data, unpacked) for name, data, unpacked in files])
    manifest.check_count(count)
    head = manifest.dump()
    comment = f"{manifest.kind} {manifest.bundle_id.hex()} {manifest.first}-{manifest.upto}"
    signature = minisign.sign(head, signer, signer.kid, comment).encode()
    archive = pack([(MANIFEST, head), (SIGNATURE, signature), *((name, data) for name, data, _ in files)])
    data = pyrage.encrypt(archive, list(recipients))
    if len(data) > MAX_BUNDLE:
        raise TooLarge(what="bundle", size=len(data), limit=MAX_BUNDLE)
    digest = hashlib.sha256(data).digest()
    name = file_name(province, manifest.from_dev, manifest.ep, (manifest.first, manifest.upto), digest)
    return Sealed(name, data, manifest, digest)


def file_name(province: str, dev: bytes, ep: bytes, numbers: tuple[int, int], digest: bytes) -> str:
    """Give the name of section 4 from the stream, its first and last number and the file's hash; it helps people sort files and is never trusted."""
    return f"YZ1_{province}_{dev.hex()}_{ep.hex()[:8]}_{numbers[0]}-{numbers[1]}_{digest.hex()[:8]}.age"


# --- opening, in the order of the receiving table ----------------------------------------------------------------------


def check_size(data: bytes) -> None:
    """Raise BundleTooBig (E_SIZE) above 6 MiB."""
    if len(data) > MAX_BUNDLE:
        raise BundleTooBig(size=len(data), limit=MAX_BUNDLE)


def decrypt(data: bytes, identities: Sequence[x25519.Identity]) -> bytes:
    """Give the archive inside; raise NoKeyForBundle (E_NOKEY) or BundleDamaged (E_DAMAGED).

    A damaged stanza of one's own recipient cannot be told from a bundle for others: age authenticates the header by the file key
    that the stanza holds. That case is E_NOKEY.
    """
    if not data.startswith(_AGE_MAGIC):
        raise BundleDamaged(reason="foreign" if data else "empty")
    try:
        plain: bytes = pyrage.decrypt(data, list(identities))
    except pyrage.DecryptError as error:
        if str(error) == _NO_MATCH:
            raise NoKeyForBundle from error
        body = str(error) in {"decryption error", "failed to fill whole buffer"}
        raise BundleDamaged(reason="body" if body else "header") from error
    return plain


def unpack(archive: bytes) -> Parts:
    """Give the archive's members; raise BadBundleFormat (E_FORMAT) unless it is byte for byte what `pack` writes of allowed ones."""
    members = walk(archive)
    _check_members(list(members))
    return Parts(members)


def _check_members(names: list[str]) -> None:
    """Raise BadBundleFormat unless the names are the ones allowed, in their order."""
    head = [MANIFEST, SIGNATURE]
    payload = names[2:]
    if payload[:1] == [RECEIPT]:
        payload = payload[1:]
    blobs = payload[1:]
    if names[:2] != head or payload[:1] != [ENTRIES] or blobs != sorted(blobs):
        raise BadBundleFormat(reason="members")
    if not all(re.fullmatch(r"blob-[0-9a-f]{64}", name) for name in blobs):
        raise BadBundleFormat(reason="members")


def check_signature(parts: Parts, find_keys: Callable[[bytes], Sequence[bytes]]) -> bytes:
    """Give the public key that signed the manifest, one of those known of its `from_dev`.

    Raise UnknownSender (Q_UNKNOWN_KEY), OtherSigningKey or BadBundleSignature (both E_BADSIG).
    """
    sender = peek_sender(parts.manifest)
    known = {signing.key_id(public): public for public in find_keys(sender)}
    if not known:
        raise UnknownSender(from_dev=sender.hex())
    try:
        text = parts.signature.decode()
        public = known.get(minisign.read(text).key_id)
        if public is None:
            raise OtherSigningKey(from_dev=sender.hex())
        minisign.verify(text, parts.manifest, public)
    except (minisign.BadMinisign, UnicodeDecodeError) as error:
        raise BadBundleSignature(from_dev=sender.hex()) from error
    return public


def read_manifest(parts: Parts) -> Manifest:
    """Give the manifest, whose file list is that of the archive; raise NewerBundle (E_VERSION) or BadBundleFormat (E_FORMAT)."""
    manifest = Manifest.load(parts.manifest)
    if [entry.name for entry in manifest.files] != list(parts.members)[2:]:
        raise BadBundleFormat(reason="files")
    return manifest


def check_addressed(manifest: Manifest, me: Collection[str]) -> None:
    """Raise NotAddressedToMe (E_NOT_FOR_ME) unless one of my names (hex device numbers) is among the addressees."""
    if not set(manifest.to) & set(me):
        raise NotAddressedToMe(from_dev=manifest.from_dev.hex())


def check_files(parts: Parts, manifest: Manifest) -> None:
    """Raise ContentMismatch (E_HASH) where a member's length or SHA-256 is not the manifest's, or a cap is broken."""
    if sum(entry.unpacked for entry in manifest.files) > MAX_UNPACKED:
        raise ContentMismatch(name=ENTRIES, reason="too much")
    for entry in manifest.files:
        data = parts.members[entry.name]
        if len(data) != entry.size or hashlib.sha256(data).digest() != entry.sha256:
            raise ContentMismatch(name=entry.name, reason="hash")
        if entry.name != ENTRIES and entry.unpacked != entry.size:
            raise ContentMismatch(name=entry.name, reason="length")
        if entry.name.startswith("blob-") and (entry.name != blob_name(entry.sha256) or entry.size > MAX_BLOB):
            raise ContentMismatch(name=entry.name, reason="blob")


def read_lines(parts: Parts, manifest: Manifest) -> list[bytes]:
    """Give the entry lines without LF, decompressed within bounds; raise ContentMismatch (E_HASH)."""
    packed, expected = parts.members[ENTRIES], manifest.entry(ENTRIES).unpacked
    try:
        # python-zstandard trusts the frame's own content size over max_output_size, so that is looked at first.
        if zstandard.get_frame_parameters(packed).content_size != expected:
            raise ContentMismatch(name=ENTRIES, reason="length")
        raw = zstandard.ZstdDecompressor().decompress(packed, max_output_size=expected, allow_extra_data=False)
    except (zstandard.ZstdError, ValueError, MemoryError) as error:
        raise ContentMismatch(name=ENTRIES, reason="compression") from error
    if len(raw) != expected:
        raise ContentMismatch(name=ENTRIES, reason="length")
    # Counted before they are taken apart: what is allowed as bytes may still be millions of lines, each an object in memory.
    count = raw.count(b"\n")
    if count > MAX_ENTRIES or not manifest.counts(count):
        raise ContentMismatch(name=ENTRIES, reason="count")
    lines: list[bytes] = raw.split(b"\n")
    if lines.pop() or b"" in lines:
        raise ContentMismatch(name=ENTRIES, reason="lines")
    return lines


def open_bundle(
    data: bytes,
    identities: Sequence[x25519.Identity],
    find_keys: Callable[[bytes], Sequence[bytes]],
    me: Collection[str],
    *,
    admit: Callable[[Manifest], None] = lambda _: None,
) -> Opened:
    """Open a bundle through all stages; `admit` may refuse its sender (E_ROLE, Q_REVOKED). Raise a Refusal at the first failure.

    `find_keys` gives the Ed25519 public keys known of a device number, none of a stranger's; `me` are the hex device numbers that I answer to.
    """
    check_size(data)
    parts = unpack(decrypt(data, identities))
    signer = check_signature(parts, find_keys)
    manifest = read_manifest(parts)
    check_addressed(manifest, me)
    admit(manifest)
    check_files(parts, manifest)
    lines = read_lines(parts, manifest)
    blobs = {entry.sha256: parts.members[entry.name] for entry in manifest.files if entry.name.startswith("blob-")}
    digest = hashlib.sha256(data).digest()
    return Opened(manifest, lines, blobs, parts.members.get(RECEIPT), signer, digest)
