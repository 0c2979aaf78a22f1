"""The same workplaces as the tests of the exchange."""

from tests.sync.conftest import admitted_once, founded, founded_once, land

__all__ = ["admitted_once", "founded", "founded_once", "land"]
