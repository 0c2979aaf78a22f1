"""The sample county's workplaces for tests of the exchange."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.county import Land, admit_all, found_land


@pytest.fixture(scope="session")
def founded_once(tmp_path_factory: pytest.TempPathFactory) -> Land:
    """Found the workplaces; closed, to be copied."""
    land = found_land(tmp_path_factory.mktemp("founded"))
    land.close()
    return land


@pytest.fixture(scope="session")
def admitted_once(founded_once: Land, tmp_path_factory: pytest.TempPathFactory) -> Land:
    """Admit them; closed, to be copied."""
    land = founded_once.copy(tmp_path_factory.mktemp("admitted") / "land")
    admit_all(land)
    land.close()
    return land


@pytest.fixture
def founded(founded_once: Land, tmp_path: Path) -> Iterator[Land]:
    """Give a province and four workplaces that have its card and have asked for nothing yet."""
    land = founded_once.copy(tmp_path / "land")
    yield land
    land.close()


@pytest.fixture
def land(admitted_once: Land, tmp_path: Path) -> Iterator[Land]:
    """Give a province and four admitted workplaces of one county."""
    found = admitted_once.copy(tmp_path / "land")
    yield found
    found.close()
