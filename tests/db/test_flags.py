"""Flags: every code in words, settled by a person with a reason, opened again, and gone when their cause is gone."""

import dataclasses
import re

import pytest

from db import certificates, flags, people, settlement, training
from db.casebook import Casebook, NotPermitted
from db.flags import FlagGone
from db.schema import BY_NAME
from rules.errors import ReasonMissing
from rules.permissions import Role
from tests.db.conftest import FACE_FEN, County, draft
from tests.db.test_vouchers import _forced_issue, add_redemption, approve, open_class, persons, reason_of


def raised(book: Casebook, *codes: str) -> list[int]:
    with book.store.transaction():
        for code in codes:
            flags.raise_flag(book.store, code, "person", b"r" * 16, "d", 0)
    return [flag.n for flag in flags.open_flags(book.store)]


def test_a_person_settles_with_a_reason_and_may_open_it_again(desk: Casebook) -> None:
    first, second = raised(desk, "BAD_SHAPE", "UNSIGNED")[::-1]
    flags.settle(desk, [first], " 已电话核实 ")
    assert [flag.n for flag in flags.open_flags(desk.store)] == [second]
    (told,) = flags.settled_flags(desk.store)
    assert (told.n, told.settled_by, told.reason, told.settled_at) == (first, "李书", "已电话核实", desk.now)
    with pytest.raises(FlagGone):
        flags.settle(desk, [first], "又一次")
    assert raised(desk, "BAD_SHAPE") == [second]  # what was settled stays settled when it is found once more
    flags.reopen(desk, [first])
    assert [flag.n for flag in flags.open_flags(desk.store)] == [second, first]
    assert flags.settled_flags(desk.store) == []
    with pytest.raises(FlagGone):
        flags.reopen(desk, [first])


def test_settling_takes_a_right_and_a_reason_and_is_all_or_nothing(desk: Casebook) -> None:
    found = raised(desk, "BAD_SHAPE", "UNSIGNED")
    with pytest.raises(ReasonMissing):
        flags.settle(desk, found, " ")
    with pytest.raises(FlagGone):
        flags.settle(desk, [*found, 999], "查过")
    assert len(flags.open_flags(desk.store)) == 2
    desk.session = dataclasses.replace(desk.signed_in, role=Role.CLERK)
    with pytest.raises(NotPermitted):
        flags.settle(desk, found, "查过")
    with pytest.raises(NotPermitted):
        flags.reopen(desk, found)


def test_settled_ones_come_in_pages_the_latest_first(desk: Casebook) -> None:
    codes = ["BAD_SHAPE", "UNSIGNED", "DUP_ROW"]
    found = raised(desk, *codes)[::-1]
    flags.settle(desk, found, "查过")
    first, rest = flags.settled_flags(desk.store, limit=1), flags.settled_flags(desk.store, limit=5, offset=1)
    assert [flag.n for flag in (*first, *rest)] == found[::-1]


def test_a_number_issued_twice_is_settled_by_making_one_void(county: County) -> None:
    county.grant(1, 9, 9 * FACE_FEN)
    ids = persons(county, 2)
    class_id = open_class(county, ids)
    void, kept = _forced_issue(county, ids[0], 3), _forced_issue(county, ids[1], 3)
    add_redemption(county, kept, class_id)
    approve(county)
    assert flags.count_open(county.province.store) == {"DUP_NUMBER": 1}
    assert reason_of(county, kept.number) == {"DUP_NUMBER"}
    with county.desk.write() as writer:
        writer.fact(
            "voucher_void", {"number": void.number, "voucher": void.id, "reason": "重号"}, second=county.second.author
        )
    county.pass_on(county.desk, county.province)
    assert flags.open_flags(county.province.store) == []
    assert reason_of(county, kept.number) == {""}
    add_redemption(county, void, class_id)
    assert flags.count_open(county.province.store) == {"REDEEMED_VOID": 1}
    assert sorted(
        line.reason for line in settlement.settle(county.province, "519901").lines if line.number == void.number
    ) == ["", "REDEEMED_VOID"]


def test_a_second_certificate_is_settled_by_its_revocation(county: County) -> None:
    person = people.register(county.desk, draft(1)).id
    class_id = open_class(county, [person])
    (enrolment,) = (line.enrolment for line in training.roster(county.base, class_id))
    with county.base.write() as writer:
        values = {"number": "519901-2009-01-00001-0", "enrolment": enrolment, "class_id": class_id}
        first, _second = (writer.fact("certificate", values) for _ in range(2))
    assert flags.count_open(county.base.store) == {"DUP_CERTIFICATE": 1, "TWO_CERTIFICATES": 1}
    certificates.revoke(county.base, first, "重复发证", second=county.second_at_base)
    assert flags.open_flags(county.base.store) == []


def test_the_same_document_is_no_matter_once_the_number_is_mended(desk: Casebook) -> None:
    one = people.register(desk, draft(1)).id
    with desk.write() as writer:
        other = writer.add("person", {"name": "某", "doc_no": people.get(desk, one).doc_no})
    assert flags.count_open(desk.store) == {"DUP_DOCUMENT": 2}
    assert len(flags.open_flags(desk.store, code="DUP_DOCUMENT")) == 2
    assert flags.open_flags(desk.store, code="BAD_SHAPE") == []
    with desk.write() as writer:
        writer.patch("person", other, {"doc_no": None})
    assert flags.count_open(desk.store) == {}


@pytest.mark.parametrize("table", flags._CHECKS)
def test_checks_begin_at_the_rows_just_written(desk: Casebook, table: str) -> None:
    """Looking for breaches costs what was written, never what is kept."""
    with desk.store.transaction():
        flags.check(desk.store, table, [b"\0" * 16], 0)
        for code, sql in flags._CHECKS[table]:
            plan = [row["detail"] for row in desk.store.rows(f"EXPLAIN QUERY PLAN {sql}")]
            whole = [found[1] for line in plan if (found := re.match(r"SCAN (\w+)", line))]
            assert whole == ["t"], plan
            assert code in flags.WORDS_OF
    assert table in BY_NAME


def test_whether_a_flag_still_holds_is_found_by_indexes(desk: Casebook) -> None:
    for code, sql in flags._CAUSES.items():
        if code == flags.CONTESTED:
            continue  # it reads the few decisions there are
        plan = [
            row["detail"] for row in desk.store.rows(f"EXPLAIN QUERY PLAN SELECT 1 FROM flag f WHERE f.n = 1 AND {sql}")
        ]
        whole = [found[1] for line in plan if (found := re.match(r"SCAN (\w+)", line))]
        assert set(whole) <= {"same", "CONSTANT"}, (code, plan)
        assert code in flags.WORDS_OF
