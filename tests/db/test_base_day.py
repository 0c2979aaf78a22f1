"""What waits at a base in the morning, and what the province sees of numbers and money."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from db import base_day, certificates, prints, quotas, settlement, training, transfers, vouchers
from tests.journeys import small_county
from tests.journeys.small_county import County


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    made = small_county.build(tmp_path)
    made.send_class()
    yield made
    made.close()


def record(county: County, day: int) -> None:
    marks = {line.enrolment: "P" for line in training.roster(county.base, county.class_id)}
    training.record_attendance(county.base, county.class_id, dt.date(2009, 9, day), "上午", marks)


def test_a_class_that_runs_waits_for_todays_attendance_and_for_photographs(county: County) -> None:
    assert county.base.today == dt.date(2009, 9, 28)
    running = training.get_class(county.base, county.class_id)
    assert running.starts <= "2009-09-28" <= running.ends
    found = base_day.untaken(county.base)
    assert (found.count, found.first) == (1, running)
    record(county, 27)
    assert base_day.untaken(county.base).count == 1
    record(county, 28)
    assert base_day.untaken(county.base) == base_day.Waiting()
    assert base_day.without_photograph(county.base).count == running.enrolled == 8


def test_results_then_certificates_then_printing_wait_one_after_the_other(county: County) -> None:
    for day in (14, 15):
        record(county, day)
    lines = training.roster(county.base, county.class_id)
    assert base_day.to_certify(county.base).count == 0
    passed = {line.enrolment: training.Result(True, "合格", 80, 80) for line in lines}
    training.record_results(county.base, county.class_id, passed)
    may = base_day.to_certify(county.base)
    made = certificates.issue(county.base, county.class_id)
    assert may.count == len(made) == 7, "one document is not complete"
    assert base_day.to_certify(county.base).count == 0
    waiting = base_day.unprinted(county.base)
    assert waiting.first is not None
    assert (waiting.count, waiting.first.id) == (7, county.class_id)
    prints.log(county.base, prints.CERTIFICATE, [made[0].number])
    assert base_day.unprinted(county.base).count == 6


def test_a_claim_waits_until_it_has_gone_out(county: County) -> None:
    assert base_day.claims_unsent(county.base) == 0
    for row in county.issue(2):
        vouchers.redeem(county.base, row.token, county.class_id)
    settlement.claim(county.base, "2009-09")
    assert base_day.claims_unsent(county.base) == 1
    from sync import streams

    streams.export(county.base, county.root / "stick")
    assert base_day.claims_unsent(county.base) == 0


def test_the_province_sees_what_is_given_used_and_left(county: County) -> None:
    county.issue(3)
    from sync import collector, streams

    streams.export(county.desk, county.root / "stick")
    collector.collect(county.province, [county.root / "stick"])
    found = quotas.survey(county.province)
    assert found.transfers == tuple(transfers.transfers(county.province))
    desk, base = found.units
    assert (desk.grant.name, desk.numbers, desk.used, desk.left) == ("安和县总工会困难职工帮扶中心", 30, 3, 27)
    assert (desk.limit_fen, desk.used_fen, desk.left_fen) == (20 * 50_000, 3 * 50_000, 17 * 50_000)
    assert (desk.moved, desk.moved_fen, desk.low) == (0, 0, False)
    assert (base.grant.role, base.numbers, base.used, base.limit_fen) == ("base", 100, 0, 0)
    assert not base.low
