"""An erased person stays counted in the months that were reported, without a name, at desk and province alike."""

import datetime as dt

from db import erased_figures, erasure, indicators, people, report_tables, reports
from db.casebook import Casebook
from rules.periods import Period
from rules.quantities import Persons
from tests.db.conftest import COUNTY, County, draft
from tests.db.test_reports import SIGNERS

JULY, QUARTER = Period(2009, 7), Period(2009, 0, 3)


def served(county: County) -> list[bytes]:
    """Register two people, refer them to a job and put the first one's household on file, all in June."""
    persons = [
        people.register(
            county.desk, draft(n, profile={"groups": ["returned"], "registered_on": dt.date(2009, 6, 3)})
        ).id
        for n in (1, 2)
    ]
    with county.desk.write() as writer:
        for person in persons:
            writer.add("referral", {"person": person, "day": "2009-06-20", "status": "已开"})
        writer.add("hardship_file", {"person": persons[0], "filed_on": "2009-06-21", "status": "在档", "members": 3})
    county.pass_on(county.desk, county.province)
    return persons


def told(book: Casebook) -> dict[str, list[int]]:
    """Give every figure of the second quarter and what stands now, indicator by indicator."""
    wanted = indicators.spans(Period(2009, 0, 2)) | {"now": indicators.spans(QUARTER)["all"]}
    found = {}
    for one in indicators.INDICATORS:
        counted = indicators.count(book, [one], wanted, COUNTY)
        found[one.key] = [
            n for span in wanted for n in (counted[span].events, counted[span].persons, counted[span].total)
        ]
    return found


def test_an_erasure_changes_no_figure_of_any_month(county: County) -> None:
    desk, province = county.desk, county.province
    first, _second = served(county)
    reports.lock(desk, Period(2009, 6), SIGNERS)
    before = told(desk), told(province)
    assert any(any(figures) for figures in before[0].values())
    erasure.erase_person(desk, first, "本人要求", county.second)
    county.pass_on(desk, province)
    assert desk.store.value("SELECT name FROM person WHERE id = ?", (first,)) is None
    assert (told(desk), told(province)) == before
    assert reports.late(desk) == []
    for book in (desk, province):
        one = reports.make(book, reports.form_of("network", Period(2009, 0, 2)), Period(2009, 0, 2), COUNTY)
        assert one.line("1").value("period") == Persons(2)
        assert one.erased > 0
        behind = reports.records(book, one.line("1"), one.period, "period", COUNTY)
        assert sorted((record.gone, bool(record.person), bool(record.name)) for record in behind) == [
            (False, True, True),
            (True, False, False),
        ]
        assert (
            reports.make(book, reports.form_of("hardship", QUARTER), QUARTER, COUNTY).line("1").value("period").count
            == 1
        )


def test_an_erased_case_is_of_no_kind(county: County) -> None:
    desk = county.desk
    persons = [people.register(desk, draft(n)).id for n in (1, 2)]
    with desk.write() as writer:
        for person, kind in zip(persons, ("1", "2"), strict=True):
            case = writer.add("rights_case", {
                "person": person, "kind": kind, "way": "1", "status": "已受理", "day": "2009-08-03", "accepted_on": "2009-08-03",
            })  # fmt: skip
            writer.add("rights_claimant", {
                "case_id": case, "person": person, "status": "申请中", "day": "2009-08-03", "claimed_fen": 100_00,
            })  # fmt: skip
    august, september = Period(2009, 8), Period(2009, 9)

    def told(month: Period) -> list[list[int]]:
        found = report_tables.table(desk, "rights", month)
        assert found is not None
        return [[cell.value("period").count for cell in row.cells][:6] for row in found.rows]

    assert [told(one) for one in (august, september)] == [[[0, 1, 0, 0, 1, 1]] * 2, [[1, 0, 0, 0, 1, 0]] * 2]
    erasure.erase_person(desk, persons[0], "本人要求", county.second)
    assert [told(one) for one in (august, september)] == [[[0, 1, 0, 0, 1, 1]], [[1, 0, 0, 0, 1, 0]]]
    whole = reports.make(desk, reports.form_of("rights"), august)
    assert [whole.line(n).value("period").count for n in ("1.1", "2")] == [2, 2]
    assert whole.erased > 0


def test_nothing_leads_from_the_kept_figures_to_the_person(county: County) -> None:
    first, _second = served(county)
    erasure.erase_person(county.desk, first, "本人要求", county.second)
    [row] = county.desk.store.rows("SELECT * FROM erased_figures")
    assert first.hex() not in row["events"]
    assert "2009-06-03" not in row["events"]
    assert '"month":"2009-06"' in row["events"].replace(" ", "")
    count = county.desk.store.value("SELECT count(*) FROM erased_figures")
    assert erasure.erase_person(county.desk, people.register(county.desk, draft(9)).id, "误登记", county.second)
    assert county.desk.store.value("SELECT count(*) FROM erased_figures") == count + 1


def test_nonsense_among_kept_figures_counts_nothing(county: County) -> None:
    book = county.desk
    with book.write() as writer:
        for events in (
            [1, None, "x"],
            {"key": "registered"},
            [{"key": "registered", "month": "2009-99", "n": 1}],
            [{"key": "registered", "month": 7}],
        ):
            writer.fact("erased_figures", {"events": events, "day": "2009-09-28"})
    assert erased_figures.is_any(book.store)
    assert indicators.count(book, [indicators.get("registered")], indicators.spans(QUARTER))["all"].events == 0


def test_the_correction_says_what_was_erased(county: County) -> None:
    from printouts import reports as papers

    desk = county.desk
    first, _second = served(county)
    reports.lock(desk, Period(2009, 6), SIGNERS)
    erasure.erase_person(desk, first, "本人要求", county.second)
    with desk.write() as writer:
        writer.add("referral", {"person": _second, "day": "2009-06-25", "status": "已开"})
    corrected = reports.correct(desk, Period(2009, 6), "补录", SIGNERS)
    aid = next(one for one in corrected if one.now.form == "aid")
    assert [
        (one.label, one.correction.count) for one in aid.changes if one.what == "本期" and one.label == "职业介绍"
    ] == [("职业介绍", 1)]
    assert any("因删除" in note for note in papers.correction(aid).notes)
    last = reports.last_correction(desk, "aid", Period(2009, 6))
    assert last is not None
    assert last.now.erased == aid.now.erased > 0
