"""Pre-printed stock: ranges in, sheets matched with numbers, spoiled ones approved by two, and an account that always comes out."""

import dataclasses
import datetime as dt
import itertools
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import casebook, flags, overlay, prints, stock, vouchers
from db.casebook import Casebook, NotPermitted, SecondPersonNeeded, Session
from db.stock import (
    CERTIFICATE,
    MISSING,
    SPOILED,
    USED,
    VOUCHER,
    NothingSpoiled,
    NumberNotValid,
    NumberOnSheet,
    ReceiptDraft,
    SheetApproved,
    SheetOutside,
    SheetTaken,
    StockInUse,
    StockOverlap,
)
from db.vouchers import IssueDraft
from rules import vouchers as numbers
from rules.clock import StoryClock
from rules.errors import ReasonMissing
from rules.permissions import Role
from rules.serials import SerialUnreadable, StockCount
from rules.wrapping import Parameters
from tests.db.conftest import COUNTY, PREFIX, County, second_person
from tests.db.test_vouchers import persons

DRAFT = ReceiptDraft(VOUCHER, "A0001", "A0010", "省总下发")


def issued(book: Casebook, serial: int) -> str:
    """Make a voucher of that serial without grant or person; give its number."""
    number = numbers.make_number(PREFIX, serial)
    with book.write() as writer:
        writer.fact("voucher_issue", {
            "number": number, "holder": "张三", "face_fen": 50_000, "valid_from": book.today, "valid_until": "2009-12-31", "issued_on": book.today,
        })  # fmt: skip
    return number


@pytest.fixture
def stocked(desk: Casebook) -> Casebook:
    stock.receive(desk, DRAFT)
    return desk


@pytest.fixture
def second(stocked: Casebook) -> Session:
    return second_person(stocked)


def count_of(book: Casebook) -> StockCount:
    return stock.standing(book, VOUCHER).count


def test_a_sheet_is_matched_with_its_number_and_the_account_comes_out(stocked: Casebook) -> None:
    number = issued(stocked, 1)
    assert stock.standing(stocked, VOUCHER).next == "A0001"
    made = stock.use(stocked, VOUCHER, " a-0001 ", number)
    assert (made.serial, made.state, made.number, made.by, made.waits) == ("A0001", USED, number, "李书", False)
    assert count_of(stocked) == StockCount(10, 1, 0, 9)
    assert stock.standing(stocked, VOUCHER).next == "A0002"
    assert stock.sheet_of(stocked, VOUCHER, number) == made
    (receipt,) = stock.receipts(stocked, VOUCHER)
    assert (receipt.count, receipt.left, receipt.source) == (10, 9, "省总下发")
    assert stock.standing(stocked, CERTIFICATE).count == StockCount()


def test_what_is_not_a_blank_sheet_of_ours_is_refused(stocked: Casebook) -> None:
    first, other = issued(stocked, 1), issued(stocked, 2)
    stock.use(stocked, VOUCHER, "A0001", first)
    with pytest.raises(SheetTaken) as taken:
        stock.use(stocked, VOUCHER, "A0001", other)
    assert (taken.value.reason, taken.value.number) == (USED, first)
    with pytest.raises(SheetOutside):
        stock.use(stocked, VOUCHER, "A0011", other)
    with pytest.raises(SheetOutside):
        stock.check_sheet(stocked, CERTIFICATE, "A0002")
    with pytest.raises(SerialUnreadable):
        stock.use(stocked, VOUCHER, "?", other)
    with pytest.raises(NumberOnSheet) as twice:
        stock.use(stocked, VOUCHER, "A0002", first)
    assert twice.value.serial == "A0001"
    with pytest.raises(NumberNotValid):
        stock.use(stocked, VOUCHER, "A0002", numbers.make_number(PREFIX, 77))
    assert count_of(stocked) == StockCount(10, 1, 0, 9)


def test_a_void_number_goes_on_no_sheet(stocked: Casebook, second: Session) -> None:
    number = issued(stocked, 1)
    row = stocked.store.one("SELECT id FROM voucher_issue WHERE number = ?", (number,))
    with stocked.write() as writer:
        writer.fact("voucher_void", {"number": number, "voucher": bytes(row["id"])}, second=second.author)
    with pytest.raises(NumberNotValid):
        stock.use(stocked, VOUCHER, "A0001", number)


def test_a_spoiled_sheet_leaves_the_number_to_the_next_one(stocked: Casebook) -> None:
    number = issued(stocked, 1)
    spoiled = stock.spoil(stocked, VOUCHER, "A0001", "打印错位", number=number)
    assert (spoiled.state, spoiled.number, spoiled.waits) == (SPOILED, number, True)
    stock.use(stocked, VOUCHER, "A0002", number)
    assert count_of(stocked) == StockCount(10, 1, 1, 8)
    assert vouchers.page(stocked)[0][1].status == "已发放"  # the number is not void
    with pytest.raises(SheetTaken):
        stock.spoil(stocked, VOUCHER, "A0001", "再一次")
    with pytest.raises(ReasonMissing):
        stock.spoil(stocked, VOUCHER, "A0003", " ")


def test_a_sheet_in_use_may_be_spoiled_and_its_number_printed_anew(stocked: Casebook) -> None:
    number = issued(stocked, 1)
    stock.use(stocked, VOUCHER, "A0001", number)
    assert stock.spoil(stocked, VOUCHER, "A0001", "缺墨").number == number
    assert stock.sheet_of(stocked, VOUCHER, number) is None
    stock.use(stocked, VOUCHER, "A0002", number)
    assert count_of(stocked) == StockCount(10, 1, 1, 8)


def test_missing_sheets_count_among_the_void(stocked: Casebook) -> None:
    stock.miss(stocked, VOUCHER, "A0004", "整包缺号")
    assert count_of(stocked) == StockCount(10, 0, 1, 9, 1)
    assert stock.standing(stocked, VOUCHER).next == "A0005"
    with pytest.raises(SheetTaken) as taken:
        stock.use(stocked, VOUCHER, "A0004", issued(stocked, 1))
    assert taken.value.reason == MISSING


def test_two_persons_approve_the_days_spoiled_sheets_at_once(stocked: Casebook, second: Session) -> None:
    stock.spoil(stocked, VOUCHER, "A0001", "打印错位")
    stock.miss(stocked, VOUCHER, "A0002", "缺号")
    found = [one.id for one in stock.waiting(stocked)]
    assert stock.standing(stocked, VOUCHER).waiting == len(found) == 2
    with pytest.raises(SecondPersonNeeded):
        stock.approve(stocked, found, "", second=None)
    assert stock.approve(stocked, found, "核对实物 2 张", second=second) == 2
    assert stock.waiting(stocked) == []
    assert {one.waits for _n, one in stock.page(stocked, VOUCHER)} == {False}
    with pytest.raises(NothingSpoiled):
        stock.approve(stocked, found, "", second=second)
    with pytest.raises(SheetApproved):
        stock.take_back(stocked, found[0], "扫错")
    assert flags.open_flags(stocked.store) == []


def test_a_serial_typed_wrongly_goes_back_to_the_blank_ones(stocked: Casebook) -> None:
    number = issued(stocked, 1)
    wrong = stock.use(stocked, VOUCHER, "A0005", number)
    with pytest.raises(ReasonMissing):
        stock.take_back(stocked, wrong.id, "")
    stock.take_back(stocked, wrong.id, "扫错")
    assert count_of(stocked) == StockCount(10, 0, 0, 10)
    stock.use(stocked, VOUCHER, "A0001", number)
    stock.use(stocked, VOUCHER, "A0005", issued(stocked, 2))
    assert count_of(stocked) == StockCount(10, 2, 0, 8)
    with pytest.raises(NothingSpoiled):
        stock.take_back(stocked, wrong.id, "又一次")


def test_ranges_may_not_overlap_and_are_withdrawn_while_unused(stocked: Casebook) -> None:
    with pytest.raises(StockOverlap) as told:
        stock.receive(stocked, ReceiptDraft(VOUCHER, "A0010", "A0020"))
    assert told.value.first == "A0001"
    stock.receive(stocked, ReceiptDraft(CERTIFICATE, "A0010", "A0020"))  # another form has its own serials
    own = stock.receive(stocked, ReceiptDraft(VOUCHER, "A0005", "A0006", "本县自印", origin=""))
    assert own.origin == COUNTY
    stock.use(stocked, VOUCHER, "A0005", issued(stocked, 1))
    stock.use(stocked, VOUCHER, "A0005", issued(stocked, 2))  # the other printer's A0005
    assert count_of(stocked) == StockCount(12, 2, 0, 10)
    (first, second) = stock.receipts(stocked, VOUCHER)
    with pytest.raises(StockInUse):
        stock.withdraw(stocked, first.id)
    more = stock.receive(stocked, ReceiptDraft(VOUCHER, "B001", "B100"))
    stock.withdraw(stocked, more.id)
    assert [one.id for one in stock.receipts(stocked, VOUCHER)] == [first.id, second.id]
    stock.receive(stocked, ReceiptDraft(VOUCHER, "B001", "B050"))


def test_a_list_of_sheets_is_found_by_serial_number_and_state(stocked: Casebook) -> None:
    for at in range(1, 6):
        stock.use(stocked, VOUCHER, f"A000{at}", issued(stocked, at))
    stock.spoil(stocked, VOUCHER, "A0006", "卡纸")
    assert [one.serial for _n, one in stock.page(stocked, VOUCHER, limit=2)] == ["A0006", "A0005"]
    last = stock.page(stocked, VOUCHER, limit=2)[-1][0]
    assert [one.serial for _n, one in stock.page(stocked, VOUCHER, after=last, limit=2)] == ["A0004", "A0003"]
    assert stock.count(stocked, VOUCHER) == 6
    assert stock.count(stocked, VOUCHER, text="a0003") == 1
    assert stock.count(stocked, VOUCHER, text=numbers.make_number(PREFIX, 2)) == 1
    assert [one.serial for _n, one in stock.page(stocked, VOUCHER, state=SPOILED)] == ["A0006"]


def test_who_has_no_right_is_refused(stocked: Casebook) -> None:
    number = issued(stocked, 1)
    stocked.session = dataclasses.replace(stocked.signed_in, role=Role.OFFICER)
    for deed in (
        lambda: stock.receive(stocked, DRAFT),
        lambda: stock.use(stocked, VOUCHER, "A0001", number),
        lambda: stock.spoil(stocked, VOUCHER, "A0001", "坏"),
    ):
        with pytest.raises(NotPermitted):
            deed()


def test_what_was_never_printed_is_listed_in_the_order_of_issue(county: County) -> None:
    county.grant(1, 9, 9 * 50_000)
    desk = county.desk
    rows = vouchers.issue(desk, [IssueDraft(one, "家政服务员") for one in persons(county, 4)])
    assert overlay.unprinted(desk, VOUCHER) == [row.id for row in rows]
    prints.log(desk, prints.VOUCHER, [rows[0].number])
    stock.receive(desk, DRAFT)
    stock.use(desk, VOUCHER, "A0001", rows[1].number)
    vouchers.void(desk, rows[2].number, "填写错误", second=county.second)
    assert overlay.unprinted(desk, VOUCHER) == [rows[3].id]
    assert overlay.unprinted(county.base, CERTIFICATE) == []


# --- any history --------------------------------------------------------------------------------------------------

SHEETS = 8
deeds = st.lists(
    st.tuples(st.sampled_from(["use", "spoil", "miss", "back", "more", "withdraw"]), st.integers(1, SHEETS + 2)),
    max_size=14,
)
_prefixes = (f"{a}{b}" for a, b in itertools.product("ABCDEFGH", "ABCDEFGHIJKLMPQRSTUVWXYZ"))
_serials = itertools.count(1)


@pytest.fixture(scope="module")
def one_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Casebook]:
    """Give a desk for all histories: each has its own serials."""
    plan = casebook.Foundation("desk", "安和县总工会", COUNTY, "lishu", "李书", "supervisor", "correct horse 1")
    book = casebook.found(
        tmp_path_factory.mktemp("stock") / "desk",
        plan,
        StoryClock(dt.date(2009, 9, 28)),
        parameters=Parameters(time=1, memory_kib=8, lanes=1),
    )
    yield book
    book.close()


@given(history=deeds)
def test_received_is_used_and_void_and_left_after_any_history(
    one_desk: Casebook, history: list[tuple[str, int]]
) -> None:
    prefix = next(_prefixes)
    before = stock.standing(one_desk, VOUCHER).count
    stock.receive(one_desk, ReceiptDraft(VOUCHER, f"{prefix}001", f"{prefix}{SHEETS:03d}"))
    held, states, rows = set(range(1, SHEETS + 1)), dict[int, str](), dict[int, bytes]()
    extra: list[bytes] = []
    for deed, at in history:
        serial = f"{prefix}{at:03d}"
        try:
            if deed == "use":
                rows[at] = stock.use(one_desk, VOUCHER, serial, issued(one_desk, next(_serials))).id
                assert at in held
                assert at not in states
                states[at] = USED
            elif deed in {"spoil", "miss"}:
                lose = stock.spoil if deed == "spoil" else stock.miss
                rows[at] = lose(one_desk, VOUCHER, serial, "查").id
                assert states.get(at) in ({None, USED} if deed == "spoil" else {None})
                states[at] = SPOILED if deed == "spoil" else MISSING
            elif deed == "back" and at in states:
                stock.take_back(one_desk, rows[at], "扫错")
                del states[at]
            elif deed == "more":
                extra.append(stock.receive(one_desk, ReceiptDraft(VOUCHER, f"{prefix}009", f"{prefix}010")).id)
                held |= {9, 10}
            elif deed == "withdraw" and extra:
                stock.withdraw(one_desk, extra[-1])
                extra.pop()
                assert not {9, 10} & states.keys()
                held -= {9, 10}
        except SheetOutside:
            assert at not in held
        except SheetTaken:
            assert at in states
        except StockOverlap:
            assert extra
        except StockInUse:
            assert {9, 10} & states.keys()
        count = stock.standing(one_desk, VOUCHER).count
        assert count.holds
        told = [state for one, state in states.items() if one in held]
        mine = StockCount(
            before.received + len(held), before.used + told.count(USED), before.void + len(told) - told.count(USED),
            before.left + len(held) - len(told), before.missing + told.count(MISSING),
        )  # fmt: skip
        assert count == mine
