"""The print register: which printing it is, why again, what may not be printed again, and the totals of a day."""

import datetime as dt
import sqlite3

import pytest

from db import certificates, people, prints, training
from db.casebook import Casebook
from db.tables import local
from rules import vouchers as numbers
from rules.clock import StoryClock
from tests.db.conftest import PREFIX, County, draft

ONE, TWO, THREE = (numbers.make_number(PREFIX, n) for n in (1, 2, 3))


def test_each_printing_is_numbered_and_tells_why(desk: Casebook) -> None:
    assert prints.again(desk, prints.VOUCHER, [ONE, TWO]) == []
    prints.log(desk, prints.VOUCHER, [ONE, TWO], pages=1, copies=1, printer="前台")
    assert prints.again(desk, prints.VOUCHER, [ONE, THREE]) == [ONE]
    prints.log(desk, prints.VOUCHER, [ONE, THREE], reason="卡纸", pages=1, copies=2, printer="前台")
    assert [prints.edition(desk, prints.VOUCHER, one) for one in (ONE, TWO, THREE)] == [3, 2, 2]
    latest, first = prints.page(desk, prints.Filter())
    assert (first.papers, first.again, first.reason, first.who, first.printer) == (2, 0, "", "李书", "前台")
    assert (latest.papers, latest.again, latest.reason, latest.copies) == (2, 1, "卡纸", 2)
    assert (first.first, first.last) == (numbers.shown(ONE), numbers.shown(TWO))
    assert [(paper.name, paper.edition) for paper in prints.papers(desk, latest.n)] == [
        (numbers.shown(ONE), 2),
        (numbers.shown(THREE), 1),
    ]


def test_a_saved_file_is_registered_and_is_no_printing(desk: Casebook) -> None:
    prints.note_saved(desk, prints.VOUCHER, [ONE], pages=1)
    assert prints.edition(desk, prints.VOUCHER, ONE) == 1
    assert prints.printed(desk, prints.VOUCHER) == set()
    (run,) = prints.page(desk, prints.Filter())
    assert (run.way, run.papers, run.again) == (prints.PDF, 1, 0)
    assert prints.totals(desk, prints.Filter()) == []


def test_rosters_want_no_reason(desk: Casebook) -> None:
    prints.log(desk, prints.ROSTER, ["aa" * 16], pages=2)
    assert prints.again(desk, prints.ROSTER, ["aa" * 16]) == []
    assert prints.edition(desk, prints.ROSTER, "aa" * 16) == 2


@pytest.fixture
def certificate(county: County) -> str:
    """Give the number of an issued certificate."""
    desk, base = county.desk, county.base
    plan = training.ClassDraft(
        county.base_row, county.course, 1, dt.date(2009, 9, 1), dt.date(2009, 9, 30), 15, 120, 30, 60_000
    )
    made = training.create_class(desk, plan)
    (enrolment,) = training.enrol(desk, made, [people.register(desk, draft(1)).id])
    county.pass_on(desk, base)
    for part in ("上午", "下午"):
        training.record_attendance(base, made, dt.date(2009, 9, 2), part, {enrolment: "P"})
    training.record_results(base, made, {enrolment: training.Result(True, training.PASSED, 80, 80)})
    (row,) = certificates.issue(base, made)
    return row.number


def test_a_certificate_is_printed_again_only_as_two_persons_allowed(county: County, certificate: str) -> None:
    base = county.base
    assert prints.again(base, prints.CERTIFICATE, [certificate]) == []
    prints.log(base, prints.CERTIFICATE, [certificate], pages=1)
    with pytest.raises(prints.CertificatePrinted) as refused:
        prints.again(base, prints.CERTIFICATE, [certificate])
    assert refused.value.fields["number"] == certificate
    assert prints.reason_of(base, prints.CERTIFICATE, [certificate]) == ""
    ((_n, row),) = certificates.page(base)
    certificates.reprint(base, row.id, "本人遗失", second=county.second_at_base)
    assert prints.again(base, prints.CERTIFICATE, [certificate]) == [certificate]
    assert prints.reason_of(base, prints.CERTIFICATE, [certificate]) == "本人遗失"
    prints.log(base, prints.CERTIFICATE, [certificate], reason="本人遗失", pages=1)
    with pytest.raises(prints.CertificatePrinted):
        prints.again(base, prints.CERTIFICATE, [certificate])


def test_runs_are_chosen_by_kind_day_person_and_number(desk: Casebook, clock: StoryClock) -> None:
    prints.log(desk, prints.VOUCHER, [ONE, TWO], pages=1, copies=2)
    prints.log(desk, prints.ROSTER, ["aa" * 16], pages=3)
    today = desk.today
    clock.set(today + dt.timedelta(days=1))
    prints.log(desk, prints.VOUCHER, [ONE], reason="存档", pages=1)
    everything = prints.Filter()

    def told(chosen: prints.Filter) -> list[tuple[str, int]]:
        found = prints.page(desk, chosen)
        assert prints.count(desk, chosen) == len(found)
        return [(run.kind, run.papers) for run in found]

    assert told(everything) == [("voucher", 1), ("roster", 1), ("voucher", 2)]
    assert told(prints.Filter(kind=prints.ROSTER)) == [("roster", 1)]
    assert told(prints.Filter(last=today)) == [("roster", 1), ("voucher", 2)]
    assert told(prints.Filter(first=desk.today)) == [("voucher", 1)]
    assert told(prints.Filter(text=TWO[-6:])) == [("voucher", 2)]
    assert desk.session is not None
    assert len(told(prints.Filter(by=desk.session.user_id))) == 3
    assert told(prints.Filter(by=b"x" * 16)) == []
    assert [run.n for run in prints.page(desk, everything, after=3, limit=1)] == [2]
    assert prints.totals(desk, everything) == [
        prints.Day(desk.today.isoformat(), 1, 1, 1, 1),
        prints.Day(today.isoformat(), 2, 3, 5, 0),
    ]
    choices = prints.choices(desk)
    assert choices.kinds == ["roster", "voucher"]
    assert [name for _row, name in choices.people] == ["李书（lishu）"]


def test_a_paper_of_a_person_bears_no_name(desk: Casebook) -> None:
    person = people.register(desk, draft(5))
    prints.log(desk, "data_sheet", [person.id.hex()], pages=1)
    (run,) = prints.page(desk, prints.Filter())
    assert run.first == f"证件尾号 {person.doc_no[-4:]}"
    assert person.name not in repr(run)


@pytest.mark.parametrize("rows", [0, 5])
def test_what_older_releases_logged_comes_into_the_register(rows: int) -> None:
    db = sqlite3.connect(":memory:")
    db.execute(next(one for one in local.LOCAL_DDL if "print_log" in one))
    for number in range(rows):
        db.execute(
            "INSERT INTO print_log (kind, what, copies, reason, by, at) VALUES ('voucher', ?, 1, '', NULL, ?)",
            ("b" if number == 4 else "a" * (number + 1), 1000 if number < 4 else 2000),
        )
    if rows:
        db.execute(
            "INSERT INTO print_log (kind, what, copies, reason, by, at) VALUES ('voucher', 'a', 1, '', NULL, 3000)"
        )
    for statement in local.LOCAL_DDL_3:
        if "print_" in statement:
            db.execute(statement)
    assert db.execute("SELECT count(*) FROM print_log WHERE run IS NULL OR edition IS NULL").fetchone() == (0,)
    found = db.execute(
        "SELECT r.at, count(*), max(l.edition) FROM print_run r JOIN print_log l ON l.run = r.n GROUP BY r.n"
    )
    assert found.fetchall() == ([(1000, 4, 1), (2000, 1, 1), (3000, 1, 2)] if rows else [])
