"""Looking for breaches costs what was written, never what is kept."""

import re

import pytest

from db import flags
from db.casebook import Casebook
from db.schema import BY_NAME


@pytest.mark.parametrize("table", flags._CHECKS)
def test_checks_begin_at_the_rows_just_written(desk: Casebook, table: str) -> None:
    with desk.store.transaction():
        flags.check(desk.store, table, [b"\0" * 16], 0)
        for _, sql in flags._CHECKS[table]:
            plan = [row["detail"] for row in desk.store.rows(f"EXPLAIN QUERY PLAN {sql}")]
            whole = [found[1] for line in plan if (found := re.match(r"SCAN (\w+)", line))]
            assert whole == ["t"], plan
    assert table in BY_NAME
