"""Time as an argument: nothing in the house asks the machine for the hour on its own."""

import datetime as dt
from typing import Protocol

CHINA = dt.timezone(dt.timedelta(hours=8), "CST")


class Clock(Protocol):
    """Tell the time."""

    def now(self) -> dt.datetime:
        """Give the present moment, aware, in China's time."""
        ...


class SystemClock:
    """Tell the machine's time."""

    def now(self) -> dt.datetime:
        """Give the present moment, aware, in China's time."""
        return dt.datetime.now(CHINA)


class SampleClock:
    """Tell a fixed day with the machine's time of day: sample data lives in its own year."""

    def __init__(self, day: dt.date) -> None:
        self._day = day

    def now(self) -> dt.datetime:
        """Give the sample's day at this hour."""
        return dt.datetime.combine(self._day, dt.datetime.now(CHINA).timetz())


def _moment(said: dt.datetime | dt.date) -> dt.datetime:
    if not isinstance(said, dt.datetime):
        return dt.datetime(said.year, said.month, said.day, 9, tzinfo=CHINA)
    return said if said.tzinfo else said.replace(tzinfo=CHINA)


class StoryClock:
    """Tell a time that a story or a test sets; it stands still unless it is moved."""

    def __init__(self, start: dt.datetime | dt.date) -> None:
        self._now = _moment(start)

    def now(self) -> dt.datetime:
        """Give the moment last set."""
        return self._now

    def set(self, moment: dt.datetime | dt.date) -> None:
        """Move to `moment`; a bare date means nine in the morning."""
        self._now = _moment(moment)

    def advance(self, seconds: float) -> None:
        """Move on by `seconds`."""
        self._now += dt.timedelta(seconds=seconds)


def today(clock: Clock) -> dt.date:
    """Give the calendar day in China."""
    return clock.now().astimezone(CHINA).date()


def millis(clock: Clock) -> int:
    """Give UTC milliseconds since 1970 (for display only; no rule compares them)."""
    return int(clock.now().timestamp() * 1000)
