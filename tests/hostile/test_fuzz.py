"""Whatever a reader is given, it refuses or takes it; it does not stumble, hang, or swallow the machine's memory."""

import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hostile import fuzz
from tests.hostile.catalogue import Ground
from tests.hostile.fuzz import TARGETS, Watch
from tests.sync.county import Land


@pytest.fixture(scope="module")
def ground(admitted_once: Land, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """Give a land to spoil things on."""
    land = admitted_once.copy(tmp_path_factory.mktemp("fuzz") / "land")
    yield Ground(land)
    land.close()


@pytest.mark.parametrize("name", TARGETS)
def test_a_reader_refuses_or_takes_what_it_is_given(ground: Ground, name: str) -> None:
    """More: `python -m tests.hostile.fuzz --minutes 10`, which watches time and memory too."""

    @settings(max_examples=25, database=None)
    @given(chance=st.randoms(use_true_random=False))
    def one(chance: random.Random) -> None:
        assert TARGETS[name](ground, chance)

    one()


def test_the_watch_tells_what_it_finds(ground: Ground) -> None:
    """A reader that stumbles, one that takes too long, one that takes too much memory."""

    def stumble(_: Ground, chance: random.Random) -> str:
        raise RecursionError(chance.randint(1, 9))

    def dawdle(_: Ground, _chance: random.Random) -> str:
        raise fuzz.TooSlow

    def swell(_: Ground, _chance: random.Random) -> str:
        return str(len(b"x" * (1 << 20) * (fuzz.MEMORY_MB + 64)))

    for target, told in ((stumble, "RecursionError"), (dawdle, "TooSlow"), (swell, " MB")):
        watch = Watch()
        watch.feed(target, ground, 7)
        assert [told in finding for finding in watch.findings] == [True]
    with pytest.raises(fuzz.TooSlow):
        _spin()


def _spin() -> None:
    with fuzz.bounded(0.001):
        while True:
            pass
