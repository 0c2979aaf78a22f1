"""The rules of 维权服务: one case with many claimants, sums that agree, deadlines that warn, promises counted each for itself."""

import datetime as dt
import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import erasure, indicators, people, records, report_tables, reports, rights, rights_agreements, rights_deadlines
from db.casebook import Casebook
from db.journal import NotWriter
from db.record_checks import FieldUnfit, WrittenByStep
from db.records import Filter
from db.tables import rights as tables
from rules import limitation
from rules.clock import StoryClock
from rules.periods import Period
from rules.reports import Signers
from rules.states import StepNotAllowed
from tests.db.conftest import County, draft
from tests.db.test_funds import purse

TODAY = dt.date(2009, 9, 28)
_NUMBERS = itertools.count(1)


def a_person(book: Casebook) -> bytes:
    return people.register(book, draft(next(_NUMBERS))).id


def a_case(book: Casebook, **more: object) -> bytes:
    values = {
        "person": more.pop("person", None) or a_person(book),
        "kind": rights.WAGE,
        "way": "1",
        "unit": "安和建筑公司",
        **more,
    }
    return records.add(book, rights.CASE, values)


def taken(book: Casebook, case: bytes) -> bytes:
    records.move(book, rights.CASE, case, tables.ACCEPTED)
    return case


def closed(book: Casebook, case: bytes, **more: object) -> bytes:
    records.move(book, rights.CASE, case, tables.CLOSED, {"result": "2", **more})
    return case


def joined(book: Casebook, case: bytes, *claims: int) -> list[bytes]:
    persons = [a_person(book) for _ in claims]
    rows = [{"case_id": case, "person": one, "claimed_fen": fen} for one, fen in zip(persons, claims, strict=True)]
    records.add_many(book, rights.CLAIMANT, rows)
    return persons


def counted(book: Casebook, key: str, *, persons: bool = False) -> int:
    span = indicators.Span(dt.date(2009, 1, 1), dt.date(2009, 12, 31))
    found = indicators.count(book, [indicators.get(key)], {"period": span})["period"]
    return found.persons if persons else found.total


# --- one case, many claimants


def test_who_applies_alone_claims_all(desk: Casebook) -> None:
    case = a_case(desk, claimed_fen=500_000)
    (claimant,) = rights.claimants(desk, case)
    assert (claimant["claimed_fen"], claimant["leads"]) == (500_000, False)
    found = records.get(desk, "rights_case", case)
    assert found["number"] == f"WQ2009{desk.workplace.dev.hex()[:4].upper()}0001"
    assert not found["urgent"]


def test_a_case_of_many_is_one_case_and_many_persons(desk: Casebook) -> None:
    case = taken(desk, a_case(desk, heads=3, claimed_fen=600_000))
    (lead,) = rights.claimants(desk, case)
    assert (lead["leads"], lead["claimed_fen"]) == (True, None)
    records.change(desk, rights.CLAIMANT, lead.id, {"claimed_fen": 100_000})
    joined(desk, case, 200_000, 300_000)
    assert (
        counted(desk, "case_opened"),
        counted(desk, "case_persons", persons=True),
        counted(desk, "rights_served"),
    ) == (1, 3, 3)
    assert counted(desk, "case_claimed_fen") == 600_000
    told = dict(rights.sum_words(desk, records.get(desk, "rights_case", case)))
    assert told["已登记申请人"] == "3 人"
    story = [event.title for event in people.timeline(desk, lead["person"])]
    assert any("维权" in title and "安和建筑公司" in title for title in story), story


def test_nobody_claims_twice_and_nobody_joins_what_is_closed(desk: Casebook) -> None:
    case = taken(desk, a_case(desk))
    person = records.get(desk, "rights_case", case)["person"]
    with pytest.raises(rights.ClaimantKnown):
        records.add(desk, rights.CLAIMANT, {"case_id": case, "person": person})
    (mine,) = rights.claimants(desk, case)
    with pytest.raises(FieldUnfit):
        records.change(desk, rights.CLAIMANT, mine.id, {"person": a_person(desk)})
    closed(desk, case)
    with pytest.raises(rights.CaseOver):
        records.add(desk, rights.CLAIMANT, {"case_id": case, "person": a_person(desk)})


def test_cases_are_not_counted_before_they_are_accepted_nor_when_declined(desk: Casebook) -> None:
    case = a_case(desk)
    with pytest.raises(FieldUnfit):
        records.move(desk, rights.CASE, case, tables.DECLINED)
    records.move(desk, rights.CASE, case, tables.DECLINED, {"refusal": "不属于劳动争议"})
    assert (counted(desk, "case_opened"), counted(desk, "case_persons")) == (0, 0)
    again = a_case(desk, person=records.get(desk, "rights_case", case)["person"])
    assert again != case, "what was declined may be brought again"


def test_a_reopened_case_is_not_a_second_case(desk: Casebook) -> None:
    case = closed(desk, taken(desk, a_case(desk, known_on=dt.date(2009, 5, 1))))
    assert (counted(desk, "case_opened"), counted(desk, "case_closed")) == (1, 1)
    person = records.get(desk, "rights_case", case)["person"]
    with pytest.raises(rights.CaseKnown):
        a_case(desk, person=person)
    with pytest.raises(FieldUnfit):
        records.move(desk, rights.CASE, case, tables.REOPENED)
    records.move(desk, rights.CASE, case, tables.REOPENED, {"reopened_for": "协议没有履行"})
    figures = [counted(desk, key) for key in ("case_opened", "case_reopened", "case_closed", "case_persons")]
    assert figures == [1, 1, 1, 1], "the closing that was reported stays, and the reopening counts by itself"
    closed(desk, case)
    records.move(desk, rights.CASE, case, tables.VISITED, {"satisfaction": "1"})
    assert (counted(desk, "case_opened"), counted(desk, "case_closed")) == (1, 2)
    desk.clock = StoryClock(dt.date(2009, 11, 2))
    a_case(desk, person=person, known_on=dt.date(2009, 10, 20))
    assert records.count(desk, "rights_case") == 2, "what happened since is another case"


def test_each_closing_of_a_case_opened_again_stays_in_its_month(desk: Casebook) -> None:
    """October's report must not change because November opens a case again that October had closed."""
    case = closed(desk, taken(desk, a_case(desk, known_on=dt.date(2009, 5, 1))))
    september = reports.make(desk, reports.form_of("rights"), Period(2009, 9))
    desk.clock = StoryClock(dt.date(2009, 12, 3))
    for month in (9, 10):
        reports.lock(desk, Period(2009, month), Signers("李书", "张复", "王主席"))
    step = {"reopened_for": "协议没有履行"}
    with pytest.raises(FieldUnfit) as early:
        records.move(desk, rights.CASE, case, tables.REOPENED, step, day=dt.date(2009, 9, 27))
    assert early.value.fields["reason"] == "before_step"
    records.move(desk, rights.CASE, case, tables.REOPENED, step, day=dt.date(2009, 10, 20))
    (earlier,) = records.by_column(desk, "rights_reopening", case_id=case)
    assert (earlier["closed_on"], earlier["result"], earlier["reason"]) == (TODAY, "2", "协议没有履行")
    assert records.get(desk, "rights_case", case)["closed_on"] is None
    with pytest.raises(FieldUnfit):
        records.move(desk, rights.CASE, case, tables.CLOSED, {"result": "1"}, day=dt.date(2009, 10, 19))
    records.move(desk, rights.CASE, case, tables.CLOSED, {"result": "1"}, day=dt.date(2009, 11, 12))
    assert reports.correction(desk, "rights", Period(2009, 9)).changes == (), "a locked month is not touched"
    late = {one.label for one in reports.correction(desk, "rights", Period(2009, 10)).changes if one.what == "本期"}
    assert late == {"重新办理案件"}, "entered late into a locked month: its own correction and no other"
    told = {month: reports.make(desk, reports.form_of("rights"), Period(2009, month)) for month in (9, 10, 11)}
    assert [line.counts for line in told[9].lines] == [line.counts for line in september.lines]
    figures = {
        month: [one.line(number).value("period").count for number in ("1", "1.1", "1.3", "1.2", "2")]
        for month, one in told.items()
    }
    assert figures == {9: [0, 1, 0, 1, 0], 10: [0, 0, 1, 0, 1], 11: [1, 0, 0, 1, 0]}
    assert len(reports.records(desk, told[11].line("1.2"), Period(2009, 11), "year")) == 2
    by_kind = report_tables.table(desk, "rights", Period(2009, 10))
    assert by_kind is not None
    assert [cell.value("period").count for cell in by_kind.rows[0].cells][:5] == [0, 0, 1, 0, 1]
    assert [one.standing for one in by_kind.judged] == ["ok"]
    with pytest.raises(WrittenByStep):
        records.withdraw(desk, rights.REOPENING, earlier.id, "登记有误")


def test_what_a_step_must_tell(desk: Casebook) -> None:
    case = taken(desk, a_case(desk))
    with pytest.raises(StepNotAllowed):
        records.move(desk, rights.CASE, case, tables.VISITED)
    with pytest.raises(FieldUnfit):
        records.move(desk, rights.CASE, case, tables.PASSED_ON)
    records.move(desk, rights.CASE, case, tables.PASSED_ON, {"referred_to": "县劳动监察大队"})
    with pytest.raises(FieldUnfit):
        records.move(desk, rights.CASE, case, tables.CLOSED)
    closed(desk, case)
    assert records.count(desk, "rights_case", rights.unvisited(desk)) == 1
    with pytest.raises(FieldUnfit):
        records.add(desk, rights.STEP, {"case_id": case, "kind": rights.LEGAL_AID})
    records.add(
        desk,
        rights.STEP,
        {
            "case_id": case,
            "kind": rights.LEGAL_AID,
            "helper": "县法律援助中心",
            "cost_fen": 30_000,
            "source": purse(desk),
        },
    )
    assert (counted(desk, "legal_aided"), counted(desk, "rights_cost_fen")) == (1, 30_000)


# --- money


def test_a_case_closes_when_its_sums_agree(desk: Casebook) -> None:
    case = taken(desk, a_case(desk, heads=2, claimed_fen=500_000))
    (lead,) = rights.claimants(desk, case)
    (other,) = joined(desk, case, 200_000)
    with pytest.raises(rights.SumUnequal):
        closed(desk, case)
    records.change(desk, rights.CLAIMANT, lead.id, {"claimed_fen": 300_000})
    with pytest.raises(rights.RecoveredTooMuch):
        records.add(desk, rights.RECOVERY, {"case_id": case, "person": other, "amount_fen": 200_001})
    with pytest.raises(rights.NotClaimant):
        records.add(desk, rights.RECOVERY, {"case_id": case, "person": a_person(desk), "amount_fen": 1})
    got = records.add(desk, rights.RECOVERY, {"case_id": case, "person": other, "amount_fen": 200_000})
    with pytest.raises(rights.RecoveredTooMuch):
        records.change(desk, rights.CLAIMANT, rights.claimants(desk, case)[1].id, {"claimed_fen": 199_999})
    with pytest.raises(rights.SumUnequal):
        closed(desk, case, recovered_fen=500_000)
    closed(desk, case)
    assert records.get(desk, "rights_case", case)["recovered_fen"] == 200_000
    records.add(desk, rights.RECOVERY, {"case_id": case, "person": lead["person"], "amount_fen": 50_000})
    assert records.get(desk, "rights_case", case)["recovered_fen"] == 250_000, "a court enforces after the closing"
    records.correct(desk, rights.RECOVERY, got, {"amount_fen": 150_000})
    assert (records.get(desk, "rights_case", case)["recovered_fen"], counted(desk, "case_recovered_fen")) == (
        200_000,
        200_000,
    )
    records.withdraw(desk, rights.RECOVERY, records.page(desk, "rights_recovery")[0].id, "登记有误")
    assert records.get(desk, "rights_case", case)["recovered_fen"] == 50_000


def test_who_got_money_does_not_leave_the_case(desk: Casebook) -> None:
    case = taken(desk, a_case(desk, claimed_fen=1_000))
    (claimant,) = rights.claimants(desk, case)
    records.add(desk, rights.RECOVERY, {"case_id": case, "person": claimant["person"], "amount_fen": 600})
    with pytest.raises(rights.RecoveredTooMuch):
        records.move(desk, rights.CLAIMANT, claimant.id, tables.LEFT_CASE)


def test_a_sum_for_many_is_entered_at_once_and_must_come_out(desk: Casebook) -> None:
    case = taken(desk, a_case(desk, heads=3, claimed_fen=None))
    persons = joined(desk, case, 100_000, 100_000, 100_000)
    parts = rights.part(desk, case, 200_000)
    assert sum(parts.values()) == 200_000
    assert sorted(parts.values()) == [0, 66_666, 66_667, 66_667]
    with pytest.raises(rights.SumUnequal):
        rights.recover(desk, case, 200_001, parts, {"day": TODAY})
    assert rights.recover(desk, case, 200_000, parts, {"day": TODAY, "means": "现金"}) == 3
    assert rights.amounts(desk, case)[1][persons[0]] in {66_666, 66_667}
    with pytest.raises(rights.RecoveredTooMuch):
        rights.part(desk, case, 100_001)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    claims=st.lists(st.integers(1, 10**7), min_size=1, max_size=5),
    shares=st.lists(st.floats(0, 1), min_size=1, max_size=4),
)
def test_however_money_comes_in_no_one_gets_more_than_claimed(
    desk: Casebook, claims: list[int], shares: list[float]
) -> None:
    case = taken(desk, a_case(desk, heads=len(claims) + 1, unit=f"单位{next(_NUMBERS)}"))
    joined(desk, case, *claims)
    whole = 0
    for share in shares:
        owed = sum(claims) - whole
        total = int(owed * share)
        whole += total
        rights.recover(desk, case, total, rights.part(desk, case, total), {"day": TODAY})
    claimed, recovered = rights.amounts(desk, case)
    assert sum(recovered.values()) == whole
    assert all(fen <= claimed[one] for one, fen in recovered.items())
    closed(desk, case)
    assert records.get(desk, "rights_case", case)["recovered_fen"] == whole


# --- deadlines


def test_arbitration_is_told_sixty_days_before_and_not_once_it_was_asked_for(desk: Casebook) -> None:
    near = taken(desk, a_case(desk, kind="3", known_on=TODAY - dt.timedelta(days=365 - 59)))
    a_case(desk, kind="3", known_on=TODAY - dt.timedelta(days=365 - 62), unit="另一家")
    assert [(row, one.what, one.left(TODAY)) for row, one in rights_deadlines.due(desk)] == [
        (near, limitation.ARBITRATION, 59)
    ]
    assert rights_deadlines.due_filter(desk) == Filter(ids=(near,))
    records.add(desk, rights.STEP, {"case_id": near, "kind": rights.ARBITRATION})
    assert rights_deadlines.due(desk) == []
    received = records.add(desk, rights.STEP, {"case_id": near, "kind": rights.AWARD})
    assert [(one.what, one.left(TODAY)) for one in rights_deadlines.of_case(desk, near)] == [(limitation.SUE, 15)]
    records.withdraw(desk, rights.STEP, received, "登记有误")
    assert rights_deadlines.of_case(desk, near) == []


def test_wages_run_from_leaving_and_the_claimant_who_left_first_decides(desk: Casebook) -> None:
    case = taken(desk, a_case(desk, heads=2, known_on=dt.date(2007, 1, 1)))
    assert rights_deadlines.of_case(desk, case) == []
    assert "不受一年限制" in rights_deadlines.words(desk, records.get(desk, "rights_case", case))[0][1]
    for left in (dt.date(2009, 3, 1), dt.date(2008, 11, 1)):
        records.add(desk, rights.CLAIMANT, {"case_id": case, "person": a_person(desk), "left_on": left})
    assert [one.day for one in rights_deadlines.of_case(desk, case)] == [dt.date(2009, 11, 1)]
    closed(desk, case)
    assert rights_deadlines.due(desk) == []


def a_pause(book: Casebook, case: bytes, **more: object) -> bytes:
    values = {
        "case_id": case,
        "of": rights.OF_ARBITRATION,
        "kind": rights.INTERRUPTED,
        "cause": "1",
        "evidence": "催告函",
        **more,
    }
    return records.add(book, rights.PAUSE, values)


def test_the_case_s_day_of_leaving_counts_for_claimants_without_one(desk: Casebook) -> None:
    case = taken(desk, a_case(desk, heads=2, left_on=dt.date(2008, 11, 1)))
    records.add(desk, rights.CLAIMANT, {"case_id": case, "person": a_person(desk), "left_on": dt.date(2009, 3, 1)})
    assert [one.day for one in rights_deadlines.of_case(desk, case)] == [dt.date(2009, 11, 1)]
    records.change(desk, rights.CASE, case, {"left_on": dt.date(2008, 12, 1)})
    assert [one.day for one in rights_deadlines.of_case(desk, case)] == [dt.date(2009, 12, 1)], "corrected at one place"


def test_a_demand_begins_the_year_again_and_the_reckoning_is_told(desk: Casebook) -> None:
    case = taken(desk, a_case(desk, kind="3", known_on=dt.date(2008, 10, 10)))
    assert records.count(desk, "rights_case", rights_deadlines.due_filter(desk)) == 1
    made = a_pause(desk, case, day=dt.date(2009, 9, 1), cause="2")
    a_pause(desk, case, day=dt.date(2009, 9, 10), kind=rights.SUSPENDED, cause="4", ended=dt.date(2009, 9, 20))
    assert rights_deadlines.due(desk) == []
    told = dict(rights_deadlines.words(desk, records.get(desk, "rights_case", case)))
    assert told["申请仲裁"].startswith("2010-09-11")
    assert told["申请仲裁的推算"] == (
        "2008-10-10 起 1 年，原到 2009-10-10；2009-09-01 中断（向有关部门请求权利救济），重新计算 1 年；"
        "2009-09-10 至 2009-09-20 中止（不可抗力），10 天不计；到 2010-09-11"
    )
    records.withdraw(desk, rights.PAUSE, made, "登记有误")
    assert [one.left(TODAY) for _, one in rights_deadlines.due(desk)] == [22]


def test_a_suspension_that_lasts_says_what_is_left_and_still_reminds(desk: Casebook) -> None:
    case = taken(desk, a_case(desk, kind="3", known_on=dt.date(2008, 10, 10)))
    a_pause(desk, case, day=dt.date(2009, 9, 8), kind=rights.SUSPENDED, cause="5")
    desk.clock = StoryClock(dt.date(2010, 3, 1))
    told = dict(rights_deadlines.words(desk, records.get(desk, "rights_case", case)))
    assert "中止中，原因消除后还有 32 天" in told["申请仲裁"]
    assert "若今天消除原因，到 2010-04-02" in told["申请仲裁的推算"]
    assert len(rights_deadlines.due(desk)) == 1


def test_what_happened_to_one_claimant_moves_that_one_alone(desk: Casebook) -> None:
    case = taken(desk, a_case(desk, kind="3", heads=2, known_on=dt.date(2009, 3, 1)))
    (one,) = joined(desk, case, 100)
    a_pause(desk, case, day=dt.date(2009, 6, 1), person=one)
    assert [found.day for found in rights_deadlines.of_case(desk, case)] == [dt.date(2010, 3, 1)], "the other's is next"
    records.move(desk, rights.CLAIMANT, rights.claimants(desk, case)[0].id, tables.LEFT_CASE)
    assert [found.day for found in rights_deadlines.of_case(desk, case)] == [dt.date(2010, 6, 1)]
    with pytest.raises(rights.NotClaimant):
        a_pause(desk, case, day=dt.date(2009, 6, 1), person=a_person(desk))


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"evidence": None}, "evidence"),
        ({"day": TODAY + dt.timedelta(days=1)}, "day"),
        ({"of": rights.OF_WORKER}, "kind"),
        ({"of": rights.OF_SUIT, "kind": rights.SUSPENDED, "cause": "4"}, "kind"),
        ({"kind": rights.EXTENDED, "cause": "4", "until": TODAY}, "kind"),
        ({"cause": "4"}, "cause"),
        ({"kind": rights.SUSPENDED, "cause": "1"}, "cause"),
        ({"kind": rights.SUSPENDED, "cause": "4", "ended": dt.date(2009, 5, 31)}, "ended"),
        ({"kind": rights.SUSPENDED, "cause": "4", "ended": TODAY + dt.timedelta(days=1)}, "ended"),
        ({"of": rights.OF_EMPLOYER, "kind": rights.EXTENDED, "cause": "4"}, "until"),
        ({"of": rights.OF_EMPLOYER, "kind": rights.EXTENDED, "cause": "4", "until": dt.date(2009, 5, 1)}, "until"),
    ],
)
def test_what_the_law_does_not_know_is_not_entered(desk: Casebook, values: dict[str, object], column: str) -> None:
    case = taken(desk, a_case(desk, kind=rights.INJURY, injured_on=dt.date(2009, 5, 1)))
    with pytest.raises(FieldUnfit) as caught:
        a_pause(desk, case, **{"day": dt.date(2009, 6, 1), **values})
    assert caught.value.fields["column"] == column


def test_an_extension_that_was_granted_moves_the_employer_s_day(desk: Casebook) -> None:
    case = taken(desk, a_case(desk, kind=rights.INJURY, injured_on=dt.date(2009, 9, 1)))
    more = {"kind": rights.EXTENDED, "cause": "4", "evidence": "人社局准予延长通知", "day": dt.date(2009, 9, 20)}
    made = a_pause(desk, case, of=rights.OF_EMPLOYER, until=dt.date(2009, 11, 30), ended=dt.date(2009, 9, 22), **more)
    assert records.get(desk, "rights_pause", made)["ended"] is None
    days = {one.what: one.day for one in rights_deadlines.of_case(desk, case)}
    assert days == {limitation.BY_EMPLOYER: dt.date(2009, 11, 30), limitation.BY_WORKER: dt.date(2010, 9, 1)}


def test_an_injury_s_two_days_and_a_day_beside_a_step(desk: Casebook) -> None:
    case = a_case(desk, kind=rights.INJURY, injured_on=dt.date(2009, 9, 20), known_on=dt.date(2009, 9, 20))
    told = [(one.what, one.day) for one in rights_deadlines.of_case(desk, case)]
    assert told[0] == (limitation.BY_EMPLOYER, dt.date(2009, 10, 20))
    assert (limitation.BY_WORKER, dt.date(2010, 9, 20)) in told
    records.add(
        desk,
        rights.STEP,
        {"case_id": case, "kind": rights.RECOGNITION, "due_on": dt.date(2009, 10, 5), "due_for": "补交材料"},
    )
    assert [one.what for _, one in rights_deadlines.due(desk)] == ["补交材料"]
    records.add(desk, rights.STEP, {"case_id": case, "kind": "1"})
    assert rights_deadlines.due(desk) == [], "a later step has answered it"


def test_an_urgent_case_waits_until_it_was_reported(desk: Casebook) -> None:
    case = a_case(desk, heads=rights.GROUP)
    assert records.get(desk, "rights_case", case)["urgent"]
    assert records.count(desk, "rights_case", rights.unreported(desk)) == 1
    records.add(desk, rights.STEP, {"case_id": case, "kind": rights.REPORTED, "agency": "市总工会"})
    assert records.count(desk, "rights_case", rights.unreported(desk)) == 0


# --- pledges and contracts


def a_pledge(book: Casebook, unit: str, promises: list[str], **more: object) -> bytes:
    values = {
        "unit": unit,
        "promises": promises,
        "valid_until": dt.date(2010, 3, 1),
        "day": dt.date(2009, 3, 1),
        **more,
    }
    return records.add(book, rights_agreements.PLEDGE, values)


def test_promises_are_counted_each_for_itself(desk: Casebook) -> None:
    a_pledge(desk, "甲厂", ["1", "4"], workers=800, ownership="1")
    a_pledge(desk, "乙厂", ["1", "5"], workers=200)
    with pytest.raises(rights_agreements.UnitPledged):
        a_pledge(desk, "乙厂", ["2"])
    assert rights_agreements.promised(desk) == [("1", 2, 1_000), ("4", 1, 800), ("5", 1, 200)]
    keys = (
        "pledges",
        "pledge_no_layoff",
        "pledge_small_cut",
        "pledge_job_and_pay",
        "pledge_few_layoffs",
        "pledge_workers",
    )
    assert [counted(desk, key) for key in keys] == [2, 2, 1, 1, 0, 1_000]


def test_a_pledge_is_looked_into_each_quarter_and_says_what_was_not_kept(desk: Casebook) -> None:
    pledge = a_pledge(desk, "甲厂", ["1", "4"])
    assert rights_agreements.visits_due(desk).ids == (pledge,)
    for values in ({"outcome": "2"}, {"outcome": "2", "broken": ["2"]}):
        with pytest.raises(FieldUnfit):
            records.add(desk, rights_agreements.VISIT, {"pledge": pledge, **values})
    records.add(desk, rights_agreements.VISIT, {"pledge": pledge, "outcome": "2", "broken": ["4"], "laid_off": 0})
    assert rights_agreements.visits_due(desk).ids == ()
    told = dict(rights_agreements.pledge_words(desk, records.get(desk, "joint_pledge", pledge)))
    assert told == {"履约回访": "1 次，最近 2009-09-28", "查出未履行": "少减薪"}
    desk.clock = StoryClock(dt.date(2010, 3, 2))
    assert rights_agreements.lapse(desk) == 1
    with pytest.raises(FieldUnfit):
        records.move(desk, rights_agreements.PLEDGE, pledge, tables.IN_FORCE)
    records.move(desk, rights_agreements.PLEDGE, pledge, tables.IN_FORCE, {"valid_until": dt.date(2010, 12, 31)})
    assert counted(desk, "pledges") == 1, "a renewal is no second enterprise"


def test_a_contract_is_in_force_with_number_term_and_whom_it_covers(desk: Casebook) -> None:
    row = records.add(desk, rights_agreements.CONTRACT, {"unit": "甲厂", "kind": "2"})
    assert counted(desk, "contract_persons") == 0
    step = {"number": "JT-1", "signed_on": dt.date(2009, 9, 1), "valid_until": dt.date(2009, 12, 20)}
    with pytest.raises(FieldUnfit):
        records.move(desk, rights_agreements.CONTRACT, row, tables.IN_FORCE, step)
    records.move(desk, rights_agreements.CONTRACT, row, tables.IN_FORCE, {**step, "workers": 320})
    assert (counted(desk, "contracts"), counted(desk, "contract_persons")) == (1, 320)
    assert rights_agreements.ending_soon(desk, "collective_contract").ids == (row,)
    found = records.get(desk, "collective_contract", row)
    assert rights_agreements.contract_words(desk, found) == []
    records.change(desk, rights_agreements.CONTRACT, row, {"valid_until": dt.date(2013, 1, 1)})
    assert rights_agreements.contract_words(desk, records.get(desk, "collective_contract", row))


def test_a_contract_that_is_renewed_stays_counted_where_it_was_signed(desk: Casebook) -> None:
    row = records.add(desk, rights_agreements.CONTRACT, {"unit": "甲厂", "kind": "1", "day": dt.date(2009, 1, 5)})
    first = {"number": "集-1", "signed_on": dt.date(2009, 2, 2), "valid_until": TODAY, "workers": 300}
    records.move(desk, rights_agreements.CONTRACT, row, tables.IN_FORCE, first)
    desk.clock = StoryClock(TODAY + dt.timedelta(days=1))
    assert rights_agreements.lapse(desk) == 1
    again = {"number": "集-2", "signed_on": desk.today, "valid_until": dt.date(2011, 9, 28), "workers": 320}
    records.move(desk, rights_agreements.CONTRACT, row, tables.IN_FORCE, again)
    (earlier,) = records.by_column(desk, "contract_earlier", contract=row)
    assert (earlier["number"], earlier["signed_on"], earlier["workers"]) == ("集-1", dt.date(2009, 2, 2), 300)
    spans = {
        "first": indicators.Span(dt.date(2009, 2, 1), dt.date(2009, 2, 28)),
        "year": indicators.Span(dt.date(2009, 1, 1), desk.today),
    }
    for key, told in (("contracts", (1, 2)), ("contract_persons", (300, 620))):
        found = indicators.count(desk, [indicators.get(key)], spans)
        assert (found["first"].total, found["year"].total) == told


def test_erasing_who_leads_a_case_leaves_the_case_of_the_others(desk: Casebook) -> None:
    many, alone = a_case(desk, heads=2), a_case(desk)
    joined(desk, many, 100)
    for case, stays in ((many, True), (alone, False)):
        person = records.get(desk, "rights_case", case)["person"]
        targets = erasure.scope(desk, person).targets
        assert (("rights_case", case) in targets) is not stays
        assert sum(table == "rights_claimant" for table, _row in targets) == 1


# --- the provinces' measures (the programme of 2009)


def test_henan_wages_of_many_after_the_owner_fled(desk: Casebook) -> None:
    """工资支付监控与讨薪: a group, reported at once, one case, by name what came back; and the joint pledge of an enterprise that goes on."""
    case = taken(desk, a_case(desk, heads=12, claimed_fen=1_200_000, unit="停产纺织厂"))
    assert rights.unreported(desk).ids == (case,)
    (lead,) = rights.claimants(desk, case)
    records.change(desk, rights.CLAIMANT, lead.id, {"claimed_fen": 100_000})
    joined(desk, case, *[100_000] * 11)
    rights.recover(desk, case, 900_000, rights.part(desk, case, 900_000), {"day": TODAY})
    closed(desk, case, recovered_fen=900_000)
    a_pledge(desk, "另一家纺织厂", ["2", "4"], means=["1", "2", "3"])
    figures = {key: counted(desk, key) for key in ("case_opened", "case_persons", "case_recovered_fen", "pledges")}
    assert figures == {"case_opened": 1, "case_persons": 12, "case_recovered_fen": 900_000, "pledges": 1}


def test_guizhou_pledges_of_large_state_enterprises(county: County) -> None:
    """共同约定，国有大中型企业为主: the province may sign by itself, and tells them from others."""
    a_pledge(county.province, "省属钢铁集团", ["1", "5"], ownership="1", workers=12_000)
    a_pledge(county.province, "民营化工厂", ["1"], ownership="3", workers=90)
    large = records.page(county.province, "joint_pledge", Filter(equal=(("ownership", "1"),)))
    assert [(one["unit"], one["workers"]) for one in large] == [("省属钢铁集团", 12_000)]
    of_county = a_pledge(county.desk, "县水泥厂", ["3"])
    county.pass_on(county.desk, county.province)
    with pytest.raises(NotWriter):
        records.change(county.province, rights_agreements.PLEDGE, of_county, {"workers": 1})
    assert counted(county.province, "pledges") == 3
