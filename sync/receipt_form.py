"""The form of a receipt's document, read strictly: whoever signed it, nothing in it may surprise us (docs/sync.md section 5)."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules import canonical
from sync.errors import BadBundleFormat

FORMAT = "yz1-receipt"
OPEN, FORKED = "open", "forked"
LIMIT = 4 * 1024 * 1024
_KEYS = {
    "fmt", "store_id", "unit", "receipt_no", "prev_hash", "issued", "expires", "root_v", "dir_v", "cat_v", "streams", "results", "directory", "spent",
    "province_head",
}  # fmt: skip
# Not in receipts of 0.1.0, which are read for ever.
_LATER = {"wanted"}
_HEX = re.compile(r"(?:[0-9a-f]{2})*")


@dataclass(frozen=True)
class HeldStream:
    """Say how far the province holds a stream: last number stored and its hash, last number applied, ranges missing, state.

    `branches` are the ends (number, hash) of other versions of it that are held too.
    """

    dev: bytes
    ep: bytes
    stored_seq: int
    stored_head: bytes
    applied_seq: int
    missing: tuple[tuple[int, int], ...]
    state: str
    branches: tuple[tuple[int, bytes], ...] = ()


@dataclass(frozen=True)
class Receipt:
    """Hold a receipt's document; `grants` and `revocations` are (document, signature), not yet verified; `spent` is (how many, SHA-256).

    `wanted` are the hashes of entries that the province asks for.
    """

    store_id: str
    unit: str
    number: int
    prev_hash: bytes
    issued: date
    expires: date
    root_v: int
    dir_v: int
    cat_v: int
    streams: tuple[HeldStream, ...]
    grants: tuple[tuple[bytes, bytes], ...]
    revocations: tuple[tuple[bytes, bytes], ...]
    spent: tuple[int, bytes]
    wanted: tuple[bytes, ...] = ()


def read(document: bytes | None) -> Receipt:
    """Read a receipt's document; raise BadBundleFormat (E_FORMAT) where anything in it is not as it must be."""
    try:
        fields = canonical.load(document or b"", limit=LIMIT)
        if type(fields) is not dict or fields.keys() - _LATER != _KEYS or fields["fmt"] != FORMAT:
            raise BadBundleFormat(reason="receipt")
        listed, spent = fields["directory"], fields["spent"]
        return Receipt(
            _text(fields["store_id"]), _text(fields["unit"]), _count(fields["receipt_no"]), _bytes(fields["prev_hash"], 0, 32),
            date.fromisoformat(fields["issued"]), date.fromisoformat(fields["expires"]),
            _count(fields["root_v"]), _count(fields["dir_v"]), _count(fields["cat_v"]), tuple(map(_stream, _items(fields["streams"]))),
            tuple(map(_signed, _items(listed["grants"]))), tuple(map(_signed, _items(listed["revocations"]))),
            (_count(spent["n"]), _bytes(spent["h"], 0, 32)), tuple(_bytes(one, 32) for one in _items(fields.get("wanted", []))),
        )  # fmt: skip
    except (canonical.NotCanonical, KeyError, TypeError, ValueError) as error:
        raise BadBundleFormat(reason="receipt") from error


def _text(value: Any) -> str:
    if type(value) is not str:
        raise TypeError
    return value


def _count(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError
    return value


def _items(value: Any) -> list[Any]:
    if type(value) is not list:
        raise TypeError
    return value


def _bytes(value: Any, *lengths: int) -> bytes:
    if type(value) is not str or not _HEX.fullmatch(value) or len(value) // 2 not in lengths:
        raise ValueError
    return bytes.fromhex(value)


def _stream(fields: Any) -> HeldStream:
    missing = tuple((_count(first), _count(last)) for first, last in _items(fields["missing"]))
    return HeldStream(
        _bytes(fields["dev"], 8), _bytes(fields["ep"], 8), _count(fields["stored_seq"]), _bytes(fields["stored_head"], 32), _count(fields["applied_seq"]),
        missing, _text(fields["state"]),
        tuple((_count(seq), _bytes(head, 32)) for seq, head in _items(fields.get("branches", []))),
    )  # fmt: skip


def _signed(fields: Any) -> tuple[bytes, bytes]:
    return _text(fields["doc"]).encode(), _bytes(fields["sig"], 64)
