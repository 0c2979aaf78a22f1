"""How the screen locks on this PC: after how many minutes, and whether a short code opens it again.

The code lives in memory while the window is open, never on disk. It reopens a session that was locked a little while ago, nothing else: the
casebook's key is in memory then anyway, so the code guards the screen and not the data.
"""

import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from rules.errors import UserError

LEAST_MINUTES, MOST_MINUTES, USUAL_MINUTES = 3, 60, 10
SETTING = "idle_minutes"
PRINTER_SETTING = "default_printer"
KEPT_SECONDS = 30 * 60
"""A session locked for longer wants the passphrase."""
TRIES = 3
MOST_DIGITS = 8
_CODE = re.compile(r"[0-9]{4,8}")
_RUNS = "01234567890 09876543210"


class WeakPin(UserError):
    """Say that a short code is none, or too easy; field `reason`: form or easy."""

    code = "WEAK_PIN"


class Pin:
    """Hold a short code of the one signed in; `tick` gives seconds of a clock that is never set."""

    def __init__(self, tick: Callable[[], float] = time.monotonic, random: Callable[[int], bytes] = os.urandom) -> None:
        self._tick, self._random = tick, random
        self._salt = self._hash = b""
        self._left = 0
        self._locked_at = 0.0

    @property
    def is_set(self) -> bool:
        """Tell whether there is one."""
        return bool(self._hash)

    def set(self, digits: str) -> None:
        """Take a code of 4 to 8 digits; raise WeakPin for anything else, for one digit repeated and for a run."""
        if not _CODE.fullmatch(digits):
            raise WeakPin(reason="form")
        if len(set(digits)) < 2 or digits in _RUNS:
            raise WeakPin(reason="easy")
        self._salt = self._random(16)
        self._hash = self._of(digits)
        self._left = TRIES

    def clear(self) -> None:
        """Forget it."""
        self._salt = self._hash = b""

    def lock(self) -> None:
        """Hear that the screen was locked now."""
        self._locked_at = self._tick()
        self._left = TRIES

    @property
    def usable(self) -> bool:
        """Tell whether the code may open the screen: it is set, the lock is young, and fewer than three tries were wrong."""
        return self.is_set and self._left > 0 and self._tick() - self._locked_at <= KEPT_SECONDS

    def opens(self, digits: str) -> bool:
        """Tell whether these digits are the code; a wrong one counts."""
        if not self.usable:
            return False
        from hmac import compare_digest

        if compare_digest(self._of(digits), self._hash):
            return True
        self._left -= 1
        return False

    def _of(self, digits: str) -> bytes:
        from hashlib import blake2b  # loads OpenSSL: not before the unlock dialog stands

        return blake2b(digits.encode(), salt=self._salt).digest()


@dataclass
class Screen:
    """Hold the minutes without a sign of life after which the screen locks, the short code, and the printer to propose (empty: the system's)."""

    minutes: int = USUAL_MINUTES
    pin: Pin = field(default_factory=Pin)
    printer: str = ""


def minutes_of(text: str) -> int:
    """Read the setting; what is no number within the bounds is the usual one."""
    return (
        int(text) if text.isascii() and text.isdigit() and LEAST_MINUTES <= int(text) <= MOST_MINUTES else USUAL_MINUTES
    )
