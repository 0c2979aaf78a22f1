"""The archive inside a bundle: USTAR (IEEE Std 1003.1, pax, "ustar Interchange Format") whose every byte is fixed by its content.

Python's own reader takes an archive cut at a member boundary, and paths, links and leftovers besides. Here a header is compared
whole with the one we would have written, so there is room for none of them; GNU tar can write and read the same bytes.
"""

import re
import struct
from collections.abc import Iterable

from sync.errors import BadBundleFormat

_BLOCK = 512
_USTAR = struct.Struct("100s8s8s8s12s12s8s1s100s6s2s32s32s8s8s155s12x")
_ZERO7, _ZERO11 = b"0" * 7, b"0" * 11
_END = bytes(2 * _BLOCK)
_PLAIN_NAME = re.compile(rb"[a-z0-9.-]{1,99}\0+")


def _header(name: str, size: int) -> bytes:
    """Give the one USTAR header (IEEE Std 1003.1, pax, "ustar Interchange Format") that a member of this name and size has."""
    size_field = f"{size:011o}".encode()
    fields = [name.encode("ascii"), b"0000644", _ZERO7, _ZERO7, size_field, _ZERO11, b" " * 8, b"0"]
    rest = [b"", b"ustar", b"00", b"", b"", _ZERO7, _ZERO7, b""]
    total = sum(_USTAR.pack(*fields, *rest))
    fields[6] = f"{total:06o}".encode() + bytes(1) + b" "
    return _USTAR.pack(*fields, *rest)


def pack(members: Iterable[tuple[str, bytes]]) -> bytes:
    """Give the deterministic USTAR archive of `members`, with its two end blocks and nothing after."""
    pieces = []
    for name, data in members:
        pieces += [_header(name, len(data)), data, bytes(-len(data) % _BLOCK)]
    return b"".join([*pieces, _END])


def walk(archive: bytes) -> dict[str, bytes]:
    """Give the members by name, in order; raise BadBundleFormat unless the archive is byte for byte what `pack` writes of them."""
    members: dict[str, bytes] = {}
    at = 0
    while (block := archive[at : at + _BLOCK]) != _END[:_BLOCK]:
        if len(block) < _BLOCK:
            raise BadBundleFormat(reason="no end")
        name, size = _member(block)
        start, at = at + _BLOCK, at + _BLOCK + size + -size % _BLOCK
        if len(archive) < at or any(archive[start + size : at]):
            raise BadBundleFormat(reason="padding")
        if name in members:
            raise BadBundleFormat(reason="duplicate")
        members[name] = archive[start : start + size]
    if archive[at:] != _END:
        raise BadBundleFormat(reason="end")
    return members


def _member(block: bytes) -> tuple[str, int]:
    """Give (name, size) of a header block; raise BadBundleFormat where it is not the one we would write."""
    if not _PLAIN_NAME.fullmatch(block[:100]):
        raise BadBundleFormat(reason="name")
    name = block[:100].rstrip(b"\0").decode("ascii")
    if not re.fullmatch(rb"[0-7]{11}\0", block[124:136]):
        raise BadBundleFormat(reason="header")
    size = int(block[124:135], 8)
    if block != _header(name, size):
        raise BadBundleFormat(reason="header")
    return name, size
