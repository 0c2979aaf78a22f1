"""Certificates: for those who passed and attended, by the base, with numbers of its own block; and what a token proves."""

import datetime as dt

import pytest

from db import casebook, certificates, people, search, training, verification, vouchers
from db.training import Result
from rules import tokens
from rules import vouchers as numbers
from rules.signing import SigningKey
from tests.db.conftest import FACE_FEN, County, draft, give_grant, make_grant

DAY = dt.date(2009, 9, 2)


@pytest.fixture
def examined(county: County) -> tuple[bytes, list[bytes]]:
    """Give a class of five: two passed, one failed, one attended too little, one has no document."""
    desk, base = county.desk, county.base
    persons = [people.register(desk, draft(n)).id for n in range(1, 5)]
    persons.append(people.register(desk, people.PersonDraft("无证者")).id)
    plan = training.ClassDraft(
        county.base_row, county.course, 1, dt.date(2009, 9, 1), dt.date(2009, 9, 30), 15, 120, 30, 60_000
    )
    made = training.create_class(desk, plan)
    enrolments = training.enrol(desk, made, persons)
    county.pass_on(desk, base, county.province)
    for part in ("上午", "下午"):
        marks = dict.fromkeys(enrolments, "P") | {enrolments[3]: "A"}
        training.record_attendance(base, made, DAY, part, marks)
    good = Result(completed=True, outcome=training.PASSED, theory=80, practice=80)
    training.record_results(
        base, made, dict.fromkeys(enrolments, good) | {enrolments[2]: Result(True, training.FAILED, 30, 30)}
    )
    return made, enrolments


def test_only_those_who_passed_and_attended_are_certified(county: County, examined: tuple[bytes, list[bytes]]) -> None:
    made, enrolments = examined
    base = county.base
    assert [one.ok for one in certificates.candidates(base, made)] == [True, True, False, False, False]
    first = certificates.issue(base, made, enrolments[:1])
    rest = certificates.issue(base, made)
    assert [row.enrolment for row in (*first, *rest)] == enrolments[:2]
    assert [row.number for row in (*first, *rest)] == [
        numbers.make_certificate_number("519901", 2009, 1, n) for n in (1, 2)
    ]
    with pytest.raises(certificates.NobodyToCertify):
        certificates.issue(base, made)
    row = rest[0]
    assert (row.course, row.hours, row.starts, row.outcome, row.issued_on) == (
        "家政服务员",
        120,
        "2009-09-01",
        "合格",
        "2009-09-28",
    )
    assert tokens.read(row.token).claims.number == row.number
    county.pass_on(base, county.desk, county.province)
    for book in county.books:
        verdict = verification.judge(book, row.token)
        assert (verdict.verdict, verdict.issuer) == (verification.GENUINE, base.workplace.name)
        assert certificates.count(book, 2009) == 2
        assert [one.id for _, one in certificates.page(book, text=row.number)] == [row.id]
    assert [hit.kind for hit in search.find(base, row.number)] == ["certificate"]
    assert [hit.id for hit in search.find(base, row.token)] == [row.id]
    assert training.roster(base, made)[1].certificate == row.number


def test_a_certificate_is_reprinted_and_revoked_by_two(county: County, examined: tuple[bytes, list[bytes]]) -> None:
    base = county.base
    row, _ = certificates.issue(base, examined[0])
    with pytest.raises(casebook.SecondPersonNeeded):
        certificates.reprint(base, row.id, "污损", second=base.session)
    assert certificates.reprint(base, row.id, "污损", second=county.second_at_base).reprints == 1
    with pytest.raises(casebook.SecondPersonNeeded):
        certificates.revoke(base, row.id, "误发", second=None)
    assert certificates.revoke(base, row.id, "误发", second=county.second_at_base).revoked == "误发"
    for call in (certificates.reprint, certificates.revoke):
        with pytest.raises(certificates.CertificateRevoked):
            call(base, row.id, "x", second=county.second_at_base)
    assert verification.judge(base, row.token).verdict == verification.REVOKED
    assert certificates.count(base, 2009) == 1
    again = certificates.issue(base, examined[0])
    assert [one.number for one in again] == [numbers.make_certificate_number("519901", 2009, 1, 3)]
    with pytest.raises(certificates.CertificateUnknown):
        certificates.get(base, b"?" * 16)
    county.pass_on(base, county.desk)
    from db import flags

    assert flags.open_flags(county.desk.store) == []


def test_numbers_end_with_the_block_and_rest_after_a_new_epoch(
    county: County, examined: tuple[bytes, list[bytes]]
) -> None:
    base = county.base
    from db.directory import NumberBlock

    give_grant(make_grant(base, grant_no=5, blocks=(NumberBlock("certificate", "1", "1", 0, None),)), base)
    with pytest.raises(vouchers.NoNumberLeft):
        certificates.issue(base, examined[0])
    assert certificates.page(base) == []
    base.new_epoch("restore")
    with pytest.raises(vouchers.BlocksRetired):
        certificates.issue(base, examined[0])


def token_of(signer: SigningKey, kind: int, **changed: object) -> str:
    fields: dict[str, object] = {
        "kind": kind, "id": b"i" * 16, "number": "5120095199010010000015", "value_fen": FACE_FEN if kind == tokens.VOUCHER else None, "holder": "张三",
        "doc_tail": "0113", "valid_from": dt.date(2009, 9, 1), "valid_until": dt.date(2009, 12, 31) if kind == tokens.VOUCHER else None, **changed,
    }  # fmt: skip
    return tokens.issue(tokens.Claims(**fields), signer)  # type: ignore[arg-type]


def test_each_verdict_on_a_voucher(county: County) -> None:
    base, desk_key, base_key = county.base, county.desk.device_signer, county.base.device_signer
    good = token_of(desk_key, tokens.VOUCHER)

    def verdict(text: str) -> tuple[str, str]:
        found = verification.judge(base, text)
        return found.verdict, found.reason

    assert verdict(good) == ("genuine", "")
    assert verdict("nonsense")[0] == verdict(good[:-9] + "000000000")[0] == "forged"
    assert verdict(token_of(SigningKey.from_seed(b"z" * 32), tokens.VOUCHER)) == ("issuer_unknown", "kid")
    assert verdict(token_of(base_key, tokens.VOUCHER)) == ("forged", "role")  # a base prints no money
    assert verdict(token_of(desk_key, tokens.CERTIFICATE)) == ("forged", "role")
    assert verdict(token_of(base_key, tokens.CERTIFICATE)) == ("genuine", "")
    assert verdict(token_of(desk_key, tokens.VOUCHER, valid_until=dt.date(2009, 9, 27))) == ("expired", "valid_until")
    assert verdict(token_of(desk_key, tokens.VOUCHER, valid_until=dt.date(2009, 9, 28)))[0] == "genuine"
    assert verdict(token_of(desk_key, tokens.VOUCHER, valid_from=dt.date(2009, 9, 29))) == ("expired", "valid_from")
    with base.store.transaction():
        base.store.execute("INSERT INTO spent (prefix) VALUES (?)", (b"i" * 8,))
    assert verdict(good) == ("redeemed", "elsewhere")
    assert verification.judge(county.desk, good).verdict == "genuine"


def test_a_base_without_a_grant_knows_its_own_certificates_only(county: County) -> None:
    other = SigningKey.from_seed(b"o" * 32)
    assert verification.judge(county.base, token_of(other, tokens.CERTIFICATE)).verdict == "issuer_unknown"
