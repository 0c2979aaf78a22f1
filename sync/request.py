"""The request for admission: a stranger's first bundle says who asks, with which keys, and waits for an officer (docs/sync.md section 6)."""

import re
from dataclasses import dataclass
from typing import Any

from db import directory
from db.casebook import Casebook
from rules import canonical
from rules.errors import AppError
from sync import bundle, device, folder, streams
from sync.bundle import Parts
from sync.keys import PublicKeys
from sync.manifest import peek_sender

ROLES = ("desk", "base")
_COUNTY = re.compile(r"[0-9]{6}")
_EPOCH = re.compile(r"[0-9a-f]{16}")
_NAME = 100


@dataclass(frozen=True)
class Request:
    """Hold a request for admission that waits: who asks, from where, with which keys, and the bundle it came in."""

    keys: PublicKeys
    role: str
    county: str
    name: str
    ep: bytes
    sha256: bytes

    @property
    def fingerprint(self) -> str:
        """Give the 30 digits to compare by phone."""
        return self.keys.fingerprint


def requests(book: Casebook) -> list[Request]:
    """List the requests among the bundles whose sender is unknown, each checked against its own key.

    Two that name one device with different keys are both listed: the fingerprint tells which is true.
    """
    found: dict[tuple[bytes, str], Request] = {}
    for row in book.store.rows(
        "SELECT sha256 FROM bundle WHERE direction = 'in' AND outcome = 'Q_UNKNOWN_KEY' ORDER BY n"
    ):
        kept = streams.spooled(book, bytes(row["sha256"]))
        if kept.is_file():
            request = _request(book, folder.read(kept), bytes(row["sha256"]))
            if request is not None and directory.grant_of(book.store, request.keys.dev) is None:
                found[request.keys.dev, request.fingerprint] = request
    return list(found.values())


def _request(book: Casebook, data: bytes, sha256: bytes) -> Request | None:
    """Read the request inside a bundle of an unknown sender, None where there is none or it does not fit its own key."""
    try:
        parts = bundle.unpack(bundle.decrypt(data, device.identities(book)))
        documents = [canonical.load(blob) for name, blob in parts.members.items() if name.startswith("blob-")]
        return next((_read(parts, one, sha256) for one in documents if _is_request(one)), None)
    except (AppError, KeyError, ValueError, TypeError):
        return None


def _is_request(document: Any) -> bool:
    return type(document) is dict and document.get("fmt") == streams.REQUEST_FORMAT


def _read(parts: Parts, fields: dict[str, Any], sha256: bytes) -> Request | None:
    keys = PublicKeys.from_record(fields["record"])
    role, county, name, ep = (fields[field] for field in ("role", "county", "name", "ep"))
    fits = role in ROLES and _COUNTY.fullmatch(county) and _EPOCH.fullmatch(ep) and 0 < len(name) <= _NAME
    if not fits or not name.isprintable() or keys.dev != peek_sender(parts.manifest):
        return None
    bundle.check_signature(parts, lambda dev: [keys.sign] if dev == keys.dev else [])
    return Request(keys, role, county, name, bytes.fromhex(ep), sha256)
