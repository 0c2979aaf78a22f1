"""Facts of money that do not count for settlement count on no report; what bears no money is counted and flagged."""

import datetime as dt

import pytest

from db import directory, erasure, forks, people, reports, settlement, uncounted, vouchers
from db.casebook import Casebook
from db.vouchers import IssueDraft
from rules import canonical
from rules.periods import Period
from tests.db.conftest import COUNTY, GRANT_KEY, County, draft, second_person

SEPTEMBER = Period(2009, 9)


def told(book: Casebook, *numbers: str) -> list[int]:
    one = reports.make(book, reports.form_of("vouchers"), SEPTEMBER, COUNTY)
    assert {judged.standing for judged in one.judged} == {"ok"}
    return [one.line(number).value("period").count for number in numbers]


@pytest.fixture
def issued(county: County) -> County:
    """Issue two vouchers, make one void, and pass it all on to the province."""
    county.grant(1, 9, 1_000_000)
    persons = [people.register(county.desk, draft(n)).id for n in (1, 2)]
    first, _second = vouchers.issue(county.desk, [IssueDraft(one, "家政服务员") for one in persons])
    vouchers.void(county.desk, first.number, "填错", second=county.second)
    county.pass_on(county.desk, county.province)
    return county


def at(book: Casebook, table: str, place: int) -> tuple[bytes, bytes, int, bytes]:
    """Give device, epoch, number and hash of the entry of a table's row."""
    row = book.store.rows(
        f"SELECT e.dev, e.ep, e.q, e.hash FROM entry e JOIN {table} x ON x._entry = e.hash ORDER BY e.q"
    )[place]
    return bytes(row["dev"]), bytes(row["ep"]), row["q"], bytes(row["hash"])


def revoke(province: Casebook, dev: bytes, ep: bytes, upto: int) -> None:
    """Let nothing count that a device wrote after an entry."""
    document = canonical.dump({
        "fmt": directory.REVOCATION_FORMAT, "store_id": "00" * 8, "dev": dev.hex(), "ep": ep.hex(), "cut_seq": upto, "cut_head": "",
        "reason": "lost", "issued": "2009-09-28",
    })  # fmt: skip
    found = directory.read_revocation(document, GRANT_KEY.sign(directory.signed_bytes(document)), GRANT_KEY.public)
    with province.store.transaction():
        directory.keep_revocation(province.store, found, 2)


def test_what_a_revoked_device_wrote_after_its_cut(issued: County) -> None:
    province = issued.province
    assert told(province, "1.2", "3.2", "4", "2") == [2, 1, 1, 7]
    assert uncounted.shadow(province.store) == ([], {})
    dev, ep, q, _hash = at(province, "voucher_void", 0)
    revoke(province, dev, ep, q - 1)
    # the void came after the cut: it voids nothing, as settlement has it
    assert told(province, "1.2", "3.2", "4", "2") == [2, 0, 2, 7]
    assert uncounted.facts(province.store, "voucher_void") != {}
    assert settlement.issue_faults(province, COUNTY) == {}
    # what is kept between the lines of a report is nobody's to spoil
    parts, values = uncounted.shadow(province.store)
    parts.clear()
    values.clear()
    assert all(uncounted.shadow(province.store))
    # who was registered by then is counted all the same
    network = reports.make(province, reports.form_of("network"), Period(2009, 0, 3), COUNTY)
    assert network.line("1").value("period").count == 2


def test_one_of_two_versions_waits_for_two_officers(issued: County) -> None:
    province = issued.province
    dev, ep, q, head = at(province, "voucher_issue", 1)
    with province.store.transaction():
        province.store.execute(
            "INSERT INTO branch (dev, ep, branch, first, seq, head) VALUES (?, ?, x'01', ?, ?, ?)",
            (dev, ep, q, q, head),
        )
    assert forks.not_counting(province.store)
    assert told(province, "1.2", "3.2", "4") == [1, 0, 1]
    with province.write(COUNTY) as writer:
        writer.fact("fork_decision", {
            "dev": dev.hex(), "ep": ep.hex(), "seq": q, "stands": head.hex(), "reason": "存根在此", "day": dt.date(2009, 9, 28),
        })  # fmt: skip
    assert told(province, "1.2", "3.2", "4") == [2, 1, 1]


def test_what_was_undone_is_not_kept(issued: County) -> None:
    store = issued.province.store
    dev, ep, q, head = at(issued.province, "voucher_issue", 1)

    def part_and_leave() -> None:
        with store.transaction():
            store.execute(
                "INSERT INTO branch (dev, ep, branch, first, seq, head) VALUES (?, ?, x'01', ?, ?, ?)",
                (dev, ep, q, q, head),
            )
            assert all(uncounted.shadow(store))
            raise KeyError

    with pytest.raises(KeyError):
        part_and_leave()
    assert uncounted.shadow(store) == ([], {})


def test_what_did_not_count_is_not_counted_once_it_is_erased(issued: County) -> None:
    province = issued.province
    dev, ep, q, _hash = at(province, "voucher_issue", 1)
    revoke(province, dev, ep, q - 1)
    assert told(province, "1.2", "3.2", "4") == [1, 0, 1]
    second = second_person(province)
    rows = [("voucher_issue", bytes(row[0])) for row in province.store.rows("SELECT id FROM voucher_issue")]
    with province.write(COUNTY) as writer:
        assert erasure.erase_rows(province, writer, rows, "保管期满", second) == 2
    assert told(province, "1.2", "3.2", "4") == [1, 0, 1]
