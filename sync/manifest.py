"""The manifest of a bundle: what is inside, from whom, for whom, and where in the stream it belongs (sync.md section 4).

It is canonical JSON of at most 256 KiB and is what the sender signs. Keys beyond those known here are allowed: a sender that needs
them understood raises `min_reader`.
"""

import dataclasses
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from rules import canonical
from sync.errors import BadBundleFormat, NewerBundle

FORMAT: Final = "YZ1"
SUITE: Final = 1
"""Suite 1: age X25519, minisign "ED" over Ed25519 and BLAKE2b-512, USTAR, zstd, SHA-256."""
READER: Final = 1
"""The newest `min_reader` that this program understands."""
KINDS: Final = ("stream", "extract", "receipt")

MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "manifest.json.minisig"
RECEIPT: Final = "receipt.json"
ENTRIES: Final = "entries.jsonl.zst"

MAX_ADDRESSEES = 512
_NAME = re.compile(r"[0-9A-Za-z._:-]{1,64}")
_HEX = re.compile(r"(?:[0-9a-f]{2})*")


def blob_name(sha256: bytes) -> str:
    """Give the member name of an attachment."""
    return f"blob-{sha256.hex()}"


@dataclass(frozen=True, slots=True)
class FileEntry:
    """Hold one line of the file list: `n` name, `z` bytes as stored, `u` bytes unpacked, `h` SHA-256 of the stored bytes."""

    name: str
    size: int
    unpacked: int
    sha256: bytes

    @classmethod
    def of(cls, name: str, data: bytes, unpacked: int) -> "FileEntry":
        """Describe `data` as stored; `unpacked` is its length before compression."""
        return cls(name, len(data), unpacked, hashlib.sha256(data).digest())

    def json(self) -> dict[str, Any]:
        """Give `{n, z, u, h}`."""
        return {"n": self.name, "z": self.size, "u": self.unpacked, "h": self.sha256.hex()}


@dataclass(frozen=True, slots=True)
class Manifest:
    """Hold a manifest; `first` and `upto` stand as `from` and `upto`, `created` is UTC milliseconds for display only.

    A stream covers the entries `first` to `upto` of (from_dev, ep); `prev` is the hash of the entry before them and `head` of the
    last one. An extract or receipt uses the four freely (a receipt: its number twice, the hash of the receipt before, and its own);
    hashes may be empty there.
    """

    kind: str
    bundle_id: bytes
    to: tuple[str, ...]
    from_dev: bytes
    ep: bytes
    first: int
    upto: int
    prev: bytes
    head: bytes
    dir_v: int
    receipt_seen: int
    app: str
    created: int
    min_reader: int = READER
    files: tuple[FileEntry, ...] = ()

    def with_files(self, files: Iterable[FileEntry]) -> "Manifest":
        """Give this manifest with its file list."""
        return dataclasses.replace(self, files=tuple(files))

    def entry(self, name: str) -> FileEntry:
        """Give the file list's line of `name`; raise KeyError."""
        for found in self.files:
            if found.name == name:
                return found
        raise KeyError(name)

    def counts(self, count: int) -> bool:
        """Tell whether `count` entries are what this manifest announces; only a stream announces a number."""
        return self.kind != "stream" or count == self.upto - self.first + 1

    def check_count(self, count: int) -> None:
        """Raise ValueError where a draft announces another number of entries, or a receipt lacks its file."""
        if not self.counts(count):
            raise ValueError("a stream bundle holds exactly the entries from first to upto")
        if (self.kind == "receipt") != any(found.name == RECEIPT for found in self.files):
            raise ValueError("receipt.json belongs to the kind receipt")

    def dump(self) -> bytes:
        """Give the canonical bytes to sign; raise BadBundleFormat where a field is malformed."""
        record = {
            "fmt": FORMAT,
            "suite": SUITE,
            "kind": self.kind,
            "bundle_id": self.bundle_id.hex(),
            "to": list(self.to),
            "from_dev": self.from_dev.hex(),
            "ep": self.ep.hex(),
            "from": self.first,
            "upto": self.upto,
            "prev": self.prev.hex(),
            "head": self.head.hex(),
            "min_reader": self.min_reader,
            "dir_v": self.dir_v,
            "receipt_seen": self.receipt_seen,
            "app": self.app,
            "created": self.created,
            "files": [found.json() for found in self.files],
        }
        data = canonical.dump(record)
        Manifest.load(data)
        return data

    @classmethod
    def load(cls, data: bytes) -> "Manifest":
        """Read canonical bytes; raise NewerBundle (E_VERSION) before looking at the shape, then BadBundleFormat (E_FORMAT)."""
        record = _record(data)
        version = {name: record.get(name) for name in ("fmt", "suite", "min_reader")}
        reader = version["min_reader"]
        if version["fmt"] != FORMAT or version["suite"] != SUITE or type(reader) is not int or reader > READER:
            raise NewerBundle(**{name: str(value)[:32] for name, value in version.items()})
        manifest = cls(
            kind=_text(record, "kind", 16),
            bundle_id=_hex(record, "bundle_id", 16),
            to=_addressees(record),
            from_dev=_hex(record, "from_dev", 8),
            ep=_hex(record, "ep", 8),
            first=_number(record, "from"),
            upto=_number(record, "upto"),
            prev=_hex(record, "prev", 32, 0),
            head=_hex(record, "head", 32, 0),
            dir_v=_number(record, "dir_v"),
            receipt_seen=_number(record, "receipt_seen"),
            app=_text(record, "app", 64),
            created=_number(record, "created"),
            min_reader=reader,
            files=_files(record),
        )
        manifest._check()
        return manifest

    def _check(self) -> None:
        """Raise BadBundleFormat where fields contradict each other."""
        if self.kind not in KINDS:
            raise BadBundleFormat(reason="kind")
        if self.first > self.upto:
            raise BadBundleFormat(reason="range")
        if self.kind == "stream" and not (self.first and self.prev and self.head):
            raise BadBundleFormat(reason="range")
        names = [found.name for found in self.files]
        if names[:1] == [RECEIPT]:
            names = names[1:]
        if (len(names) < len(self.files)) != (self.kind == "receipt") or names[:1] != [ENTRIES]:
            raise BadBundleFormat(reason="files")


def peek_sender(data: bytes) -> bytes:
    """Give `from_dev` of a manifest not yet verified, to find the key that verifies it; raise BadBundleFormat."""
    return _hex(_record(data), "from_dev", 8)


def _record(data: bytes) -> dict[str, Any]:
    try:
        record = canonical.load(data)
    except canonical.NotCanonical as error:
        raise BadBundleFormat(reason="manifest") from error
    if not isinstance(record, dict):
        raise BadBundleFormat(reason="manifest")
    return record


def _hex(record: dict[str, Any], name: str, *lengths: int) -> bytes:
    """Give the bytes of a hex field whose length in bytes is one of `lengths`."""
    value = record.get(name)
    if not isinstance(value, str) or len(value) not in {2 * length for length in lengths} or not _HEX.fullmatch(value):
        raise BadBundleFormat(reason=name)
    return bytes.fromhex(value)


def _number(record: dict[str, Any], name: str) -> int:
    value = record.get(name)
    if type(value) is not int or value < 0:
        raise BadBundleFormat(reason=name)
    return value


def _text(record: dict[str, Any], name: str, limit: int) -> str:
    value = record.get(name)
    if not isinstance(value, str) or not value or len(value) > limit or not value.isprintable():
        raise BadBundleFormat(reason=name)
    return value


def _addressees(record: dict[str, Any]) -> tuple[str, ...]:
    value = record.get("to")
    if not isinstance(value, list) or not 1 <= len(value) <= MAX_ADDRESSEES:
        raise BadBundleFormat(reason="to")
    if not all(isinstance(name, str) and _NAME.fullmatch(name) for name in value):
        raise BadBundleFormat(reason="to")
    return tuple(value)


def _files(record: dict[str, Any]) -> tuple[FileEntry, ...]:
    value = record.get("files")
    if not isinstance(value, list) or not all(isinstance(line, dict) for line in value):
        raise BadBundleFormat(reason="files")
    return tuple(
        FileEntry(_text(line, "n", 99), _number(line, "z"), _number(line, "u"), _hex(line, "h", 32)) for line in value
    )
