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
    return {"streams": streams, "machine": mark, "receipt": receipt}


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
    """Compare the store with the anchor; give why a new epoch must begin (`rollback`, `machine`), or an empty text.

    An anchor that is absent or not ours says nothing: it is written anew; one that lags is brought up.
    """
    try:
        document = json.loads((folder / FILE).read_bytes())
        said, mac = document["state"], document["mac"]
        ours = hmac.compare_digest(mac, _mac(store, said))
    except (OSError, ValueError, KeyError, TypeError, canonical.NotCanonical):
        ours = False
    if not ours:
        keep(store, folder)
        return ""
    state = _state(store)
    known = {one["ep"]: one for one in state["streams"]}
    for one in said["streams"]:
        here = known.get(one["ep"])
        retired = store.one("SELECT 1 FROM stream WHERE ep = ? AND state <> 'open'", (bytes.fromhex(one["ep"]),))
        if retired is None and (
            here is None or here["seq"] < one["seq"] or (here["seq"] == one["seq"] and here["head"] != one["head"])
        ):
            return "rollback"
    if said["machine"] != state["machine"]:
        return "machine"
    if said != state:  # left behind by a power cut
        keep(store, folder)
    return ""
