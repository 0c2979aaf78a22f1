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


@pytest.mark.parametrize("row", ["20", "50", "51.2", "54", "74", "82"])
def test_a_plan_that_nothing_counts_fails(monkeypatch: pytest.MonkeyPatch, row: str) -> None:
    register = programme()
    gone = register.figure(row).indicator
    without = replace(register, counted={key: keys for key, keys in register.counted.items() if key != gone}, sums=())
    monkeypatch.setattr(coverage, "programme", lambda: without)
    with pytest.raises(coverage.NotThere, match=row):
        coverage.written()


def test_every_plan_is_counted_and_a_count_that_is_not_quite_the_row_s_says_why() -> None:
    plans = [one for one in programme().figures if one.kind == "plan"]
    assert all(coverage.keys_of(one) for one in plans)
    assert all(what and why for what, why in coverage.WIDER.values())


def test_no_reason_is_left_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage, "WIDER", {**coverage.WIDER, "57": ("a stock", "no target at all")})
    with pytest.raises(coverage.NotThere):
        coverage.written()


def test_tables_have_one_page_where_they_are_entered() -> None:
    entered = coverage.page_of()
    assert set(entered.values()) <= set(coverage.pages())
    assert {"skill_certificate", "dept_support"} <= {table for table, page in entered.items() if page == "network"}
    assert {table for one in coverage.DEVICES for table in one.tables} <= set(schema.BY_NAME)
