"""The sample county's story, told by the use cases: every sum agrees, every refusal is the right one, all digests are equal."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import goods, jobs, loans, people, placements, prints, records, reports, rights_deadlines, targets
from db import story as chains
from rules import uscc
from rules.chain import STEPS
from rules.periods import Period
from rules.wrapping import Parameters
from ui.commands import sample, story

CHEAP = Parameters(1, 64, 1)
FACE_FEN = 50_000
REFUSED = {
    "same_roster_again": "ALREADY_IMPORTED",
    "second_redemption_same_base": "TOKEN_REFUSED",
    "number_outside_block": "OUTSIDE_BLOCK",
    "beyond_quota": "OVER_QUOTA",
    "void_by_one": "SECOND_PERSON_NEEDED",
    "holder_not_on_roster": "HOLDER_NOT_ON_ROSTER",
}
Told = tuple[story.Story, dict[str, Any]]


def tell(folder: Path, people: int, seed: int) -> Iterator[Told]:
    told = story.tell(folder, people_wanted=people, seed=seed, parameters=CHEAP)
    yield told, story.summary(told)
    for book in told.everybody():
        book.close()


@pytest.fixture(scope="module", params=[(60, 7), (126, 2009)], ids=["60 people", "126 people"])
def small(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """Tell the story of few people."""
    people, seed = request.param
    yield from tell(tmp_path_factory.mktemp("small"), people, seed)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """Tell the story at its full size."""
    yield from tell(tmp_path_factory.mktemp("full"), sample.FULL, 2009)


def check_sums(found: dict[str, Any]) -> None:
    """Check every identity of programme and settlement."""
    sums, rows = found["vouchers"], found["roster"]
    assert sums["breaches"] == []
    assert sums["printed"] == sums["stock"] + sums["issued"] + sums["void"]
    assert sums["issued"] == sums["redeemed"] + sums["outstanding"] + sums["lost"] + sums["expired"]
    assert sums["payable"] == sums["redeemed"] - sums["contested"]
    assert sums["payable_fen"] == sums["payable"] * FACE_FEN
    assert (sums["contested"], sums["refused_by_quota"]) == (1, 1)
    assert found["enrolled"] >= found["completed"] >= found["passed"] == found["certificates"]
    assert sums["redeemed"] <= found["enrolled"] <= sums["issued"]
    assert rows["rows"] == rows["accepted"] + rows["duplicates"] + sum(rows["rejected"].values()) + sum(
        rows["parked"].values()
    )
    assert found["people"] == rows["accepted"]
    assert found["classes"] == 8


def check_digests(found: dict[str, Any]) -> None:
    """Check that whoever holds the same streams makes the same of them, and that the province's own news reached all four."""
    for label, held in found["digests"].items():
        assert len(set(held.values())) == 1, label
        assert len(held) >= 2, label
    assert len(found["digests"]["全县"]) == 2
    assert len(found["digests"]["省总下发"]) == 4
    assert len({next(iter(held.values())) for held in found["digests"].values()}) == len(found["digests"])


def check_papers(found: dict[str, Any]) -> None:
    """Check that papers, bundles and receipts lie where the summary says, and that each certificate has its page."""
    pages = {}
    for name in found["papers"]:
        document = pypdfium2.PdfDocument(name)
        pages[Path(name).stem] = len(document)
        document.close()
    assert sum(count for name, count in pages.items() if name.startswith("培训合格证书")) == found["certificates"]
    assert all(pages.values())
    for name in (*found["bundles"], *found["receipts"]):
        assert Path(name).read_bytes().startswith(b"age-encryption.org/v1\n")
    assert len(found["receipts"]) >= 3


def test_small_story_keeps_every_sum(small: Told) -> None:
    _, found = small
    check_sums(found)


def test_small_story_refuses_what_must_be_refused(small: Told) -> None:
    _, found = small
    assert found["refused"] == REFUSED


def test_small_story_tells_genuine_from_forged(small: Told) -> None:
    _, found = small
    assert found["verdicts"] == {"issued": "genuine", "spent": "redeemed", "certificate": "genuine", "forged": "forged"}


def test_small_story_survives_wrong_order_and_repetition(small: Told) -> None:
    _, found = small
    assert set(found["outcomes"]) == {"OK", "GAP", "DUP"}
    check_digests(found)


def test_small_story_leaves_its_papers(small: Told) -> None:
    told, found = small
    check_papers(found)
    days = prints.totals(told.desk, prints.Filter())
    assert [day.again for day in days] == [1], "one voucher was printed again"


def test_small_story_is_told_alike_by_all(small: Told) -> None:
    told, _ = small
    from db import settlement

    assert settlement.counts(told.desk).payable == settlement.counts(told.province, sample.COUNTY).payable


def test_the_full_story_gives_the_figures_of_the_programme(full: Told) -> None:
    _, found = full
    check_sums(found)
    check_digests(found)
    check_papers(found)
    sums = found["vouchers"]
    assert (sums["printed"], sums["stock"], sums["issued"], sums["void"]) == (330, 14, 310, 6)
    assert (sums["redeemed"], sums["outstanding"], sums["lost"], sums["expired"]) == (268, 39, 3, 0)
    assert (sums["contested"], sums["payable"], sums["payable_fen"]) == (1, 267, 13_350_000)
    assert (found["enrolled"], found["completed"], found["passed"], found["certificates"]) == (286, 255, 249, 249)
    assert found["people"] == sample.FULL
    assert found["refused"] == REFUSED
    assert {"OK", "GAP", "DUP"} <= set(found["outcomes"])


AREAS = (
    "db.tables.jobs", "db.tables.startup", "db.tables.rights", "db.tables.relief", "db.tables.membership", "db.tables.survey", "db.tables.network",
    "db.tables.funds", "db.tables.targets", "db.tables.skills",
)  # fmt: skip
NOT_TOLD = {"loan_rule", "published_loan_rule", "target_set"}
"""The documents about loans come with the program, and target sets stay at the province."""


def test_every_area_has_something_to_show_at_desk_and_province(small: Told) -> None:
    told, _ = small
    for module in AREAS:
        names = {table.name for table in importlib.import_module(module).TABLES} - NOT_TOLD
        for book in (told.desk, told.province):
            empty = {name for name in names if not book.store.value(f"SELECT count(*) FROM {name}")}
            assert 4 * len(empty) <= len(names), f"the sample's year (ui/commands/areas) does not tell of {empty}"
    codes = [row["uscc"] for row in told.desk.store.rows("SELECT uscc FROM employer")]
    assert all(code[2:8] == sample.COUNTY and not uscc.problem(code) for code in codes)


def test_two_people_went_the_whole_way(small: Told) -> None:
    told, _ = small
    for person in told.year.trained[:2]:
        taken = [
            one.name
            for one in chains.steps((one.day, one.kind, one.table) for one in people.timeline(told.desk, person.id))
            if one.times
        ]
        assert taken == list(STEPS)


def test_something_waits_in_each_area(small: Told) -> None:
    told, _ = small
    desk = told.desk
    waiting = {
        "slips": jobs.slips_overdue(desk), "vacancies": jobs.ending_soon(desk, "vacancy"), "medicine": goods.expiring(desk),
        "loans": loans.late_filter(desk), "deadlines": rights_deadlines.due_filter(desk), "follow-ups": placements.due_filter(desk),
    }  # fmt: skip
    assert [name for name, chosen in waiting.items() if not chosen.ids] == []
    compensated = records.by_column(desk, "loan", status="代偿")
    assert [loans.standing(desk, one).owed_back for one in compensated] == [2_100_000]


def test_the_year_was_closed_month_by_month_and_shared_out(small: Told) -> None:
    told, _ = small
    for book in (told.desk, told.province):
        assert [str(one.period) for one in reports.locks(book, sample.COUNTY)] == ["2009-08", "2009-07", "2009-06"]
        assert reports.last_correction(book, reports.forms("month")[0].key, Period(2009, 6), sample.COUNTY) is None
        assert any(
            reports.last_correction(book, form.key, Period(2009, 8), sample.COUNTY) for form in reports.forms("month")
        )
    assert [str(one.period) for one, _count in reports.late(told.desk)] == ["2009-08", "2009-07"], (
        "what July missed is in August's sum of the year too"
    )
    progress = targets.progress(told.desk, 2009)
    assert len(progress) == 10
    assert all(one.done is not None and one.done.count for one in progress)


@given(st.integers(1, 100_000))
def test_every_scale_of_the_story_keeps_its_sums(wanted: int) -> None:
    plan = story.plan(wanted)
    assert plan.people >= max(wanted, 60)
    assert plan.printed > plan.issued + plan.spoiled + plan.voided
    assert plan.enrolled <= plan.issued <= plan.people // 2
    assert 0 < plan.lost + plan.redeemed <= plan.issued
    assert plan.enrolled > plan.completed > plan.passed > 0
    gone = [sum(lost) for lost in zip(*_losses(plan), strict=True)]
    assert all(lost < size for lost, size in zip(gone, plan.sizes, strict=True)), "somebody passes in each class"


def _losses(plan: story.Plan) -> list[list[int]]:
    return [
        story._spread(plan.enrolled - plan.completed, plan.sizes),
        story._spread(plan.completed - plan.passed, plan.sizes),
    ]
