"""The anchor: where our streams stood, kept beside the store, so that an old copy that comes back is noticed (docs/sync.md section 2).

It is authenticated with a key derived from the database key. When it is ahead of the store, the store was rolled back;
when the machine's identity changed, the folder was copied to another machine. Either way a new epoch must begin.
"""

import contextlib
import hmac
import json
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from db.store import Store
from db.workplace import write_file
from rules import canonical
from rules.errors import EnvironmentFailure

FILE = "anchor.json"
_MOST = 64 * 1024
EVERY = 1.0
"""Seconds between two writings of the anchor while saving goes on: making and renaming a file costs as much as saving a person."""


def machine() -> str:
    """Give a mark of this machine: Linux's machine id where there is one, else the network card's number."""
    for name in ("/etc/machine-id", "/var/lib/dbus/machine-id"):
        try:
            text = Path(name).read_text(encoding="ascii").strip()
        except (OSError, ValueError):
            continue
        if text:
            return text
    node = uuid.getnode()
    return "" if node >> 40 & 1 else f"{node:012x}"  # a random number stands in where no card has one


def _state(store: Store) -> dict[str, Any]:
    found = store.rows("SELECT ep, seq, head FROM stream WHERE mine = 1 AND state = 'open' ORDER BY ep")
    streams = [{"ep": bytes(row["ep"]).hex(), "seq": row["seq"], "head": bytes(row["head"]).hex()} for row in found]
    mark = hmac.digest(store.derive("machine"), machine().encode(), "sha256").hex()
    receipt = store.value("SELECT coalesce(max(receipt_no), 0) FROM receipt")
    taken = store.value("SELECT count(*) FROM bundle WHERE kind = 'receipt'")
    return {"streams": streams, "machine": mark, "receipt": receipt, "taken": taken}


def _mac(store: Store, state: Any) -> str:
    return hmac.digest(store.derive("anchor"), canonical.dump(state), "sha256").hex()


def keep(store: Store, folder: Path) -> None:
    """Write where our streams stand now; what was committed stays so even where this file cannot be written.

    It is not forced to the disk: an anchor that a power cut left behind the store says nothing wrong, only less.
    """
    state = _state(store)
    with contextlib.suppress(EnvironmentFailure):
        write_file(folder / FILE, json.dumps({"state": state, "mac": _mac(store, state)}).encode(), durable=False)


class Keeper:
    """Keep the anchor up with one connection to the store, yet write it at most once in `EVERY` seconds while saving goes on.

    It may lag: only an anchor ahead of the store says that something was lost. A store rolled back by less than the lag is found by the
    receipt, as one without an anchor is. `tick` gives seconds of a clock that is never set back.
    """

    def __init__(self, store: Store, folder: Path, tick: Callable[[], float] = time.monotonic) -> None:
        self._store, self._folder, self._tick = store, folder, tick
        self._last: float | None = None
        self._behind = False

    def moved(self) -> None:
        """Hear that a stream of ours moved on; write the anchor unless that was done a moment ago."""
        now = self._tick()
        self._behind = True
        if self._last is None or not 0 <= now - self._last < EVERY:
            self.keep()

    def keep(self) -> None:
        """Write the anchor now."""
        keep(self._store, self._folder)
        self._last, self._behind = self._tick(), False

    def catch_up(self) -> None:
        """Write the anchor where it lags: before the store is closed, and before anything leaves the house."""
        if self._behind:
            self.keep()


def judge(store: Store, folder: Path) -> str:
    """Compare the store with the anchor beside it; give why a new epoch must begin (`rollback`, `machine`), or an empty text.

    An anchor that is absent or not ours says nothing: it is written anew; one that lags is brought up.
    """
    said, state = _read(store, folder / FILE), _state(store)
    if said is not None and _is_ahead(store, said, state):
        return "rollback"
    if said is not None and said["machine"] != state["machine"]:
        return "machine"
    if said != state:  # absent, or left behind by a power cut
        keep(store, folder)
    return ""


def _read(store: Store, path: Path) -> dict[str, Any] | None:
    """Read an anchor; give None where it is absent, malformed, or not of this store."""
    try:
        with path.open("rb") as file:
            document = json.loads(file.read(_MOST))
        said: dict[str, Any] = document["state"]
        return said if hmac.compare_digest(document["mac"], _mac(store, said)) else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError, canonical.NotCanonical):
        return None


def _is_ahead(store: Store, said: dict[str, Any], state: dict[str, Any]) -> bool:
    """Tell whether an anchor knows of an epoch, of entries or of a receipt that the store does not: the store came back from an older copy."""
    known = {one["ep"]: one for one in state["streams"]}
    for one in said["streams"]:
        here = known.get(one["ep"])
        retired = store.one("SELECT 1 FROM stream WHERE ep = ? AND state <> 'open'", (bytes.fromhex(one["ep"]),))
        if retired is None and (
            here is None or here["seq"] < one["seq"] or (here["seq"] == one["seq"] and here["head"] != one["head"])
        ):
            return True
    # How many receipts were taken or written, not which: a restored province counts them anew. An anchor of 0.1.0 does not say.
    return bool(said.get("taken", 0) > state["taken"])


def _copy_name(dev: bytes) -> str:
    return f"YZ1_{dev.hex()}.anchor"


def keep_copy(store: Store, folder: Path, dev: bytes) -> None:
    """Leave a copy of the anchor on a stick or share that was used: should the whole disk come back older, that medium remembers.

    It names nobody and says nothing without the key. A medium that cannot be written is none the worse for it.
    """
    state = _state(store)
    with contextlib.suppress(EnvironmentFailure):
        write_file(folder / _copy_name(dev), json.dumps({"state": state, "mac": _mac(store, state)}).encode())


def copy_is_ahead(store: Store, folder: Path, dev: bytes) -> bool:
    """Tell whether a medium remembers more of our streams than the store holds."""
    said = _read(store, folder / _copy_name(dev))
    return said is not None and _is_ahead(store, said, _state(store))
