"""docs/coverage.md is what the command writes, and the list kept by hand names only what exists."""

from dataclasses import replace

import pytest

from db import indicators, schema
from rules.programme import programme
from tests import coverage


def test_the_file_is_what_the_command_writes() -> None:
    assert coverage.FILE.read_text(encoding="utf-8") == coverage.written(), "run python -m tests.coverage"


def test_every_row_and_every_device_is_there_and_lives_somewhere() -> None:
    text = coverage.written()
    for one in programme().figures:
        assert f"\n| {one.number} | {one.place} |" in text
    assert len({one.key for one in coverage.DEVICES}) == len(coverage.DEVICES) == 39
    for device in coverage.DEVICES:
        assert device.tables or device.pages, device.key


@pytest.mark.parametrize("wrong", [{"tables": ("no_such_table",)}, {"pages": ("no_such_page",)}])
def test_what_does_not_exist_is_not_named(monkeypatch: pytest.MonkeyPatch, wrong: dict[str, tuple[str, ...]]) -> None:
    first, *rest = coverage.DEVICES
    monkeypatch.setattr(coverage, "DEVICES", (replace(first, **wrong), *rest))  # type: ignore[arg-type]
    with pytest.raises(coverage.NotThere):
        coverage.written()


def test_an_indicator_that_no_area_counts_is_not_named(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {key: one for key, one in indicators.BY_KEY.items() if key != "member_new"}
    monkeypatch.setattr(indicators, "BY_KEY", known)
    with pytest.raises(coverage.NotThere):
        coverage.written()


def test_a_plan_without_a_count_says_why_and_no_reason_is_left_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage, "UNCOUNTED", {**coverage.UNCOUNTED, "MEMBER_NEW": "counted all the same"})
    with pytest.raises(coverage.NotThere):
        coverage.written()


def test_tables_have_one_page_where_they_are_entered() -> None:
    entered = coverage.page_of()
    assert set(entered.values()) <= set(coverage.pages())
    assert {"skill_certificate", "dept_support"} <= {table for table, page in entered.items() if page == "network"}
    assert {table for one in coverage.DEVICES for table in one.tables} <= set(schema.BY_NAME)
