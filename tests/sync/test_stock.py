"""Pre-printed stock of a county's offices at the province: a sheet or a number that two of them used is flagged, and the flag goes with its cause."""

from db import approvals, stock
from db import flags as flagging
from db.stock import VOUCHER, ReceiptDraft
from rules.permissions import Action
from tests.sync.county import Land, give_vouchers, register


def stocked(land: Land, origin: str = stock.PROVINCE) -> None:
    for book in (land.desk, land.desk2):
        stock.receive(book, ReceiptDraft(VOUCHER, "A0001", "A0100", origin=origin))


def numbers_of(land: Land) -> list[str]:
    return [one.number for one in give_vouchers(land, [register(land.desk, 1), register(land.desk, 3)])]


def test_one_sheet_used_at_two_desks_is_flagged_until_one_takes_it_back(land: Land) -> None:
    stocked(land)
    (number, _other) = numbers_of(land)
    stock.use(land.desk, VOUCHER, "A0001", number)
    spoiled = stock.spoil(land.desk2, VOUCHER, "A0001", "卡纸")
    stock.spoil(land.desk2, VOUCHER, "A0002", "卡纸")
    land.exchange("desk", "desk2")
    assert flagging.count_open(land.province.store) == {"DUP_SHEET": 1}
    found = flagging.open_flags(land.province.store)
    assert {(one.tbl, one.detail) for one in found} == {("stock_sheet", "A0001")}
    assert len(found) == 2
    stock.take_back(land.desk2, spoiled.id, "扫错")
    land.exchange("desk2")
    assert flagging.count_open(land.province.store) == {}


def test_counties_that_print_their_own_stock_do_not_disturb_each_other(land: Land) -> None:
    stocked(land, origin="")
    with land.desk2.write() as writer:
        values = {
            "form": VOUCHER, "origin": "519902", "serial": "A0001", "state": stock.SPOILED, "day": land.desk2.today, "reason": "卡纸",
        }  # fmt: skip
        writer.fact("stock_sheet", values)
    stock.spoil(land.desk, VOUCHER, "A0001", "卡纸")
    land.exchange("desk", "desk2")
    assert flagging.count_open(land.province.store) == {}


def test_one_number_on_two_sheets_is_flagged(land: Land) -> None:
    stocked(land)
    (number, other) = numbers_of(land)
    stock.use(land.desk, VOUCHER, "A0001", number)
    stock.use(land.desk, VOUCHER, "A0002", other)
    with land.desk2.write() as writer:
        values = {
            "form": VOUCHER, "origin": stock.PROVINCE, "serial": "A0050", "state": stock.USED, "number": number, "day": land.desk2.today,
        }  # fmt: skip
        writer.fact("stock_sheet", values)
    land.exchange("desk", "desk2")
    assert flagging.count_open(land.province.store) == {"NUMBER_TWO_SHEETS": 1}


def test_an_office_with_one_clerk_asks_the_province(land: Land) -> None:
    stocked(land)
    for serial in ("A0001", "A0002"):
        stock.spoil(land.desk, VOUCHER, serial, "卡纸")
    wanted = [one.id for one in stock.waiting(land.desk)]
    request = approvals.ask(land.desk, Action.STOCK_SPOIL, {"sheets": wanted}, "收纸卷了两张")
    land.exchange("desk")
    (seen,) = approvals.requests(land.province, state="waiting")
    assert (seen.action, seen.details["count"]) == (Action.STOCK_SPOIL, 2)
    approvals.give(land.province, request, approve=True)
    land.exchange("desk")
    assert approvals.carry_out(land.desk, request) == 2
    assert stock.waiting(land.desk) == []
    land.exchange("desk")
    assert flagging.count_open(land.province.store) == {}
    assert flagging.count_open(land.desk.store) == {}
