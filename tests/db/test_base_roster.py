"""Where somebody stands on the rosters of a base."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from db import base_roster, training, voucher_lists, vouchers
from tests.journeys import small_county
from tests.journeys.small_county import County


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    made = small_county.build(tmp_path)
    made.send_class()
    yield made
    made.close()


def test_a_trainee_is_found_by_name_and_tail_by_document_and_by_person(county: County) -> None:
    line = training.roster(county.base, county.class_id)[0]
    person = line.person
    asked = (
        base_roster.of_holder(county.base, person.name, person.doc_tail),
        base_roster.of_document(county.base, person.doc_no),
        base_roster.of_person(county.base, person.id),
    )
    for (place,) in asked:
        assert (place.training_class.id, place.name, place.number) == (county.class_id, person.name, "")
    assert base_roster.of_holder(county.base, person.name, "0000") == []
    assert base_roster.of_document(county.base, small_county.number(99)) == []


def test_what_was_redeemed_is_told_with_its_day_and_a_second_one_is_known_for_it(county: County) -> None:
    (voucher,) = county.issue(1)
    vouchers.redeem(county.base, voucher.token, county.class_id)
    (place,) = base_roster.of_person(county.base, voucher.person)
    assert (place.number, place.day) == (voucher.number, "2009-09-28")
    again = voucher_lists.redeem_or_tell(county.base, voucher.token, county.class_id)
    assert (again.redemption, again.spent, again.meant) == (None, None, None), (
        "the voucher itself is spent: that is said"
    )
