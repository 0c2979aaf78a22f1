"""The brake on guessing: wrong passphrases are counted in a small file beside the key file, so that a restart, or another door, does not help.

It holds whoever tries through the program. Who can copy the files tries on a machine of their own, as fast as Argon2id lets them: against
that only the passphrase itself stands. So there is no secret in this file, and to delete it gives no more than a copy does.
"""

import contextlib
import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from db.workplace import write_file
from rules.errors import EnvironmentFailure, UserError

FILE = "tries.json"
BESIDE = ".yuanzhu-tries.json"
"""The same for a backup that is being restored, whose own folder is gone after each try."""
FREE = 3
FIRST_WAIT, LONGEST_WAIT = 5, 900
"""Seconds after the fourth wrong try, and at most; each further one doubles the wait."""


class TryLater(UserError):
    """Say that too many wrong passphrases were given; field `seconds` to wait."""

    code = "TRY_LATER"


def wait_after(wrong: int) -> int:
    """Give how many seconds must pass after that many wrong tries in a row."""
    return 0 if wrong <= FREE else min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(wrong - FREE - 1, 16))


class Brake:
    """Count one person's wrong tries in the file `path`; `now` gives seconds since 1970, `tick` those of a clock that is never set."""

    def __init__(
        self, path: Path, who: str, now: Callable[[], float] = time.time, tick: Callable[[], float] = time.monotonic
    ) -> None:
        self._path, self._who, self._now, self._tick = path, who, now, tick

    def check(self) -> None:
        """Raise TryLater while the wait is not over.

        A clock that was set back begins the wait anew; one that was set forward is not believed as long as the machine runs on.
        """
        held = self._load().get(self._who)
        if held is None:
            return
        wait = wait_after(held["wrong"])
        passed = self._now() - held["at"]
        if self._tick() >= held["tick"]:
            passed = min(passed, self._tick() - held["tick"])
        if passed < 0:
            self._keep(held["wrong"])
            passed = 0
        if passed < wait:
            raise TryLater(seconds=max(1, round(wait - passed)))

    def wrong(self) -> int:
        """Count a wrong try; give how many seconds the next one must wait."""
        held = self._load().get(self._who)
        count = (held["wrong"] if held else 0) + 1
        self._keep(count)
        return wait_after(count)

    def right(self) -> None:
        """Forget the wrong tries: the right one came."""
        found = self._load()
        if self._who in found:
            self._write({who: held for who, held in found.items() if who != self._who})

    def _keep(self, wrong: int) -> None:
        self._write(self._load() | {self._who: {"wrong": wrong, "at": self._now(), "tick": self._tick()}})

    def _load(self) -> dict[str, dict[str, Any]]:
        try:
            found = json.loads(self._path.read_bytes())
            return {
                str(who): {"wrong": int(held["wrong"]), "at": float(held["at"]), "tick": float(held["tick"])}
                for who, held in found.items()
            }
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {}

    def _write(self, found: Mapping[str, Any]) -> None:
        """Keep the counts; where the folder cannot be written the dialog's own brake must do."""
        with contextlib.suppress(EnvironmentFailure, OSError):
            if found:
                write_file(self._path, json.dumps(found).encode())
            else:
                self._path.unlink(missing_ok=True)
