"""The account before this program: its identities hold, two persons answer for it, and no voucher goes out before it stands."""

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import flags, ledgers, opening, settlement, vouchers
from db.casebook import Casebook, NotPermitted, SecondPersonNeeded
from db.ledger_kinds import VOUCHERS
from db.opening import OpeningDraft
from rules.vouchers import Counts
from tests.db.conftest import FACE_FEN, County, second_person
from tests.db.test_ledgers import HEAD, old, workbook
from tests.db.test_vouchers import issue, persons

DAY = dt.date(2009, 8, 31)
GOOD = OpeningDraft(
    DAY, printed=100, stock=20, drawn=5, issued=70, void=5, redeemed=40, outstanding=20, expired=7, lost=3,
    issued_fen=70 * 50_000, redeemed_fen=40 * 45_000,
)  # fmt: skip


def bring(desk: Casebook, tmp_path: Path, *rows: list[object], name: str = "旧券.xlsx") -> None:
    ledgers.take(desk, ledgers.open_ledger(desk, VOUCHERS, workbook(tmp_path / name, [HEAD, *rows])))


def test_a_place_without_old_vouchers_is_asked_nothing(county: County) -> None:
    county.grant(1, 5, 5 * FACE_FEN)
    assert not opening.is_needed(county.desk)
    assert len(issue(county, *persons(county, 2))) == 2


def test_no_voucher_goes_out_before_the_balance_stands(county: County, tmp_path: Path) -> None:
    county.grant(1, 5, 5 * FACE_FEN)
    desk = county.desk
    (one, lost) = persons(county, 2)
    (held,) = issue(county, lost)
    vouchers.report_loss(desk, held.id, "遗失")
    bring(desk, tmp_path, old("1", 60), old("2", 61, "已核销"), old("3", 62, "在库"))
    with pytest.raises(opening.OpeningMissing):
        issue(county, one)
    with pytest.raises(opening.OpeningMissing):
        vouchers.reissue(desk, held.id, second=county.second)
    draft = opening.from_ledger(desk, DAY)
    assert draft == OpeningDraft(
        DAY, printed=3, stock=1, issued=2, redeemed=1, outstanding=1, issued_fen=100_000, redeemed_fen=50_000
    )
    with pytest.raises(SecondPersonNeeded):
        opening.record(desk, draft, second=None)
    with pytest.raises(SecondPersonNeeded):
        opening.record(desk, draft, second=desk.session)
    with pytest.raises(opening.OpeningUnbalanced) as said:
        opening.record(desk, dataclasses.replace(draft, stock=2), second=county.second)
    assert said.value.breaches == "PRINTED"
    with pytest.raises(opening.OpeningDayWrong):
        opening.record(desk, dataclasses.replace(draft, as_of=dt.date(2009, 9, 29)), second=county.second)
    with pytest.raises(NotPermitted):
        opening.record(county.base, draft, second=county.second_at_base)
    with pytest.raises(opening.OpeningMissing):
        issue(county, one)
    opening.record(desk, draft, second=county.second)
    assert len(issue(county, one)) == 1
    assert vouchers.reissue(desk, held.id, second=county.second).replaces


def test_said_by_word_it_holds_up_too(county: County) -> None:
    county.grant(1, 5, 5 * FACE_FEN)
    (one,) = persons(county, 1)
    opening.say_old_vouchers(county.desk, had=True)
    with pytest.raises(opening.OpeningMissing):
        issue(county, one)
    opening.say_old_vouchers(county.desk, had=False)
    assert issue(county, one)
    with pytest.raises(NotPermitted):
        opening.say_old_vouchers(county.base, had=True)


def test_differences_from_the_ledger_are_told_line_by_line_and_want_a_reason(desk: Casebook, tmp_path: Path) -> None:
    second = second_person(desk)
    bring(desk, tmp_path, old("1", 1), old("2", 2, "已核销"))
    draft = OpeningDraft(
        DAY, printed=3, stock=1, issued=2, redeemed=1, outstanding=1, issued_fen=100_000, redeemed_fen=50_000
    )
    lines = opening.differences(draft, opening.from_ledger(desk, DAY))
    assert [(one.name, one.label, one.declared, one.ledger) for one in lines] == [("printed", "印制", 3, 2), ("stock", "在库", 1, 0)]  # fmt: skip
    with pytest.raises(opening.OpeningDiffers) as said:
        opening.record(desk, draft, second=second)
    assert said.value.lines == 2
    made = opening.record(desk, dataclasses.replace(draft, source="空白券一张未列入台账"), second=second)
    assert opening.own(desk) == made
    assert opening.differences(draft, None) == ()


def test_what_was_not_used_by_its_last_day_is_expired_on_the_day_of_the_balance(desk: Casebook, tmp_path: Path) -> None:
    head = ["券号", "姓名", "身份证号", "面值", "发放日期", "有效期至", "状态"]
    rows = [
        ["1", "甲", "", 500, "2009-1-5", "2009-6-30", "已发"],
        ["2", "乙", "", 500, "2009-1-5", "2009年12月", "已发"],
    ]
    file = workbook(tmp_path / "1.xlsx", [head, *rows])
    ledgers.take(desk, ledgers.open_ledger(desk, VOUCHERS, file))
    then, before = opening.from_ledger(desk, DAY), opening.from_ledger(desk, dt.date(2009, 6, 30))
    assert then is not None
    assert before is not None
    assert (then.expired, then.outstanding, before.expired, before.outstanding) == (1, 1, 0, 2)


def test_a_correction_is_a_new_fact_and_the_last_one_stands(county: County) -> None:
    desk = county.desk
    first = opening.record(desk, GOOD, second=county.second)
    better = dataclasses.replace(GOOD, stock=21, printed=101)
    made = opening.record(desk, better, second=county.second)
    assert opening.own(desk) == made
    rows = desk.store.rows("SELECT id, corrects FROM opening_balance ORDER BY n")
    assert [(row["id"], row["corrects"]) for row in rows] == [(first.id, None), (made.id, first.id)]
    county.pass_on(desk, county.province)
    (seen,) = opening.standing(county.province, "519901")
    assert (seen.draft, seen.dev) == (better, desk.workplace.dev)
    assert opening.standing(county.province, "510000") == []
    assert flags.open_flags(county.province.store) == []


def test_the_account_before_stands_beside_ours_and_is_added_only_in_sight(county: County) -> None:
    county.grant(1, 10, 10 * FACE_FEN)
    desk = county.desk
    issue(county, *persons(county, 3))
    opening.record(desk, GOOD, second=county.second)
    ours = settlement.counts(desk)
    assert (ours.printed, ours.issued) == (10, 3)
    found = opening.account(opening.standing(desk), ours)
    assert found.ours == ours
    assert found.before == GOOD.counts
    assert (found.total.printed, found.total.issued, found.total.outstanding) == (110, 73, 23)
    assert found.total.breaches() == ()
    assert opening.account([], ours).total == ours


_SMALL = st.integers(-1, 6)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.tuples(*[_SMALL] * 9), st.integers(-1, 3), st.integers(-1, 3))
def test_a_balance_stands_only_where_its_identities_hold(
    desk: Casebook, numbers: tuple[int, ...], issued_fen: int, redeemed_fen: int
) -> None:
    printed, stock, drawn, issued, void, redeemed, outstanding, expired, lost = numbers
    counted: dict[str, Any] = dict(zip(opening.COUNTS, numbers, strict=True))
    draft = dataclasses.replace(OpeningDraft(DAY), **counted, issued_fen=issued_fen, redeemed_fen=redeemed_fen)
    holds = (
        min(*numbers, issued_fen, redeemed_fen) >= 0
        and printed == stock + drawn + issued + void
        and issued == redeemed + outstanding + expired + lost
        and redeemed_fen <= issued_fen
        and (issued > 0 or issued_fen == 0)
        and (redeemed > 0 or redeemed_fen == 0)
    )
    assert (draft.breaches() == ()) is holds


@given(st.lists(st.tuples(*[st.integers(0, 50)] * 7), max_size=4), st.tuples(*[st.integers(0, 50)] * 7))
def test_balanced_accounts_add_up_to_a_balanced_one(before: list[tuple[int, ...]], ours: tuple[int, ...]) -> None:
    def counts(parts: tuple[int, ...]) -> Counts:
        stock, drawn, void, redeemed, outstanding, expired, lost = parts
        issued = redeemed + outstanding + expired + lost
        return Counts(stock + drawn + void + issued, stock, drawn, issued, void, redeemed, outstanding, expired, lost)

    def entered(parts: tuple[int, ...]) -> opening.Opening:
        said = {name: getattr(counts(parts), name) for name in opening.COUNTS}
        return opening.Opening(b"", dataclasses.replace(OpeningDraft(DAY), **said), DAY, b"")

    openings = [entered(one) for one in before]
    found = opening.account(openings, counts(ours))
    assert found.total.breaches() == ()
    assert found.total.printed == found.before.printed + found.ours.printed
