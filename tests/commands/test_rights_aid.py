"""rights-due."""

from pathlib import Path

from tests.commands.conftest import Run


def test_what_waits_is_told(run: Run, desk: Path) -> None:
    found = run("rights-due", "--workplace", desk, "--json")
    assert found.code == 0
    assert found.value == {
        "ended": 0, "deadlines": [], "unreported": 0, "unvisited": 0, "pledge_visits": 0, "pledges_ending": 0, "contracts_ending": 0,
        "applications": 0, "letters_out": 0,
    }  # fmt: skip
    assert run("rights-due", "--workplace", desk).out.strip() == "没有要办的。"
