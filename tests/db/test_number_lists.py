"""The lists of vouchers, certificates, redemptions, records and printings: every order has every row once, names go by sound, filters narrow."""

import datetime as dt
from collections.abc import Callable

import pytest

from db import certificates, jobs, number_lists, people, prints, records, training, vouchers, walks
from db.casebook import Casebook
from db.number_lists import Chosen
from db.training import Result
from db.vouchers import IssueDraft
from db.walks import Walk
from rules import pinyin
from tests.db.conftest import FACE_FEN, County, draft

NAMES = ("单雄", "曾丽", "王秀英", "阿依古丽", "李建国", "解放", "王丽", "")


@pytest.fixture(autouse=True)
def short_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walks, "FIRST", 2)
    monkeypatch.setattr(walks, "STEP", 3)


def everything(book: Casebook, walk: Walk) -> list[int]:
    found: list[int] = []
    mark = None
    while True:
        piece = walks.piece(book.store, walk, mark)
        found += piece.numbers
        if piece.mark is None:
            return found
        mark = piece.mark


def check_orders(book: Casebook, make: Callable[[str, bool], Walk], orders: list[str]) -> None:
    """Hold that each order has what the usual one has, and that the other turn is its mirror."""
    usual = everything(book, make("", False))
    assert usual == sorted(usual, reverse=True)
    for order in orders:
        found = everything(book, make(order, False))
        assert sorted(found) == sorted(usual), order
        assert found == everything(book, make(order, True))[::-1], order


@pytest.fixture
def issued(county: County) -> list[vouchers.VoucherRow]:
    county.grant(1, 20, 20 * FACE_FEN)
    ids = [people.register(county.desk, draft(2 * n + 1, name)).id for n, name in enumerate(NAMES) if name]
    made = vouchers.issue(county.desk, [IssueDraft(one, "家政服务员") for one in ids])
    vouchers.report_loss(county.desk, made[2].id, "本人报告遗失")
    return made


def test_vouchers_in_every_order_and_by_sound(county: County, issued: list[vouchers.VoucherRow]) -> None:
    book, nothing = county.desk, Chosen()
    orders = ["number", "status", "face", "issued_on", "valid_until", "holder", "course", "unknown"]
    check_orders(book, lambda order, down: number_lists.vouchers(book, nothing, order, descending=down), orders)
    by_name = everything(book, number_lists.vouchers(book, nothing, "holder"))
    names = [row.holder for row in number_lists.voucher_lines(book, by_name) if row is not None]
    assert names == sorted(names, key=pinyin.sort_key)
    assert len(names) == len(issued)
    assert number_lists.voucher_lines(book, [999]) == [None]


@pytest.mark.parametrize(
    ("chosen", "count"),
    [
        (Chosen("王"), 2), (Chosen("wxy"), 1), (Chosen("'; DROP"), 0), (Chosen(standing="挂失"), 1), (Chosen(standing="已发放"), 6),
        (Chosen(standing=number_lists.SOON), 0), (Chosen(first=dt.date(2009, 9, 28), last=dt.date(2009, 9, 28)), 7), (Chosen(first=dt.date(2009, 9, 29)), 0),
    ],
)  # fmt: skip
def test_vouchers_are_narrowed(county: County, issued: list[vouchers.VoucherRow], chosen: Chosen, count: int) -> None:
    book = county.desk
    assert len(everything(book, number_lists.vouchers(book, chosen))) == count
    tail = issued[0].number[-6:]
    assert len(everything(book, number_lists.vouchers(book, Chosen(tail)))) == 1


def test_a_voucher_near_its_end_is_found_by_that(county: County, issued: list[vouchers.VoucherRow]) -> None:
    county.clock.set(dt.datetime(2009, 12, 15, 9, tzinfo=dt.UTC))
    book = county.desk
    assert len(everything(book, number_lists.vouchers(book, Chosen(standing=number_lists.SOON)))) == len(issued) - 1


def test_redemptions_and_certificates_in_every_order(county: County) -> None:
    desk, base = county.desk, county.base
    county.grant(1, 20, 20 * FACE_FEN)
    ids = [people.register(desk, draft(2 * n + 1, name)).id for n, name in enumerate(NAMES[:4])]
    plan = training.ClassDraft(
        county.base_row, county.course, 1, dt.date(2009, 9, 1), dt.date(2009, 9, 30), 15, 120, 30, 60_000
    )
    made = training.create_class(desk, plan)
    enrolments = training.enrol(desk, made, ids)
    tokens = [row.token for row in vouchers.issue(desk, [IssueDraft(one, "家政服务员") for one in ids])]
    county.pass_on(desk, base, county.province)
    for token in tokens:
        vouchers.redeem(base, token, made)
    nothing = Chosen()
    check_orders(
        base, lambda order, down: number_lists.redemptions(base, nothing, order, descending=down),
        ["number", "amount", "day", "provisional", "holder", "class"],
    )  # fmt: skip
    assert len(everything(base, number_lists.redemptions(base, Chosen("sx", class_id=made)))) == 1
    assert everything(base, number_lists.redemptions(base, Chosen(class_id=b"0" * 16))) == []
    (shan,) = number_lists.redemption_lines(base, everything(base, number_lists.redemptions(base, Chosen("单雄"))))
    assert shan is not None
    assert shan.holder == "单雄"
    for part in ("上午", "下午"):
        training.record_attendance(base, made, dt.date(2009, 9, 2), part, dict.fromkeys(enrolments, "P"))
    training.record_results(base, made, dict.fromkeys(enrolments, Result(True, training.PASSED, 80, 80)))
    rows = certificates.issue(base, made)
    check_orders(
        base, lambda order, down: number_lists.certificates(base, nothing, order, descending=down),
        ["number", "issued_on", "standing", "holder", "course", "class"],
    )  # fmt: skip
    for text in (rows[0].number, rows[0].number.replace("-", "")[-7:]):
        assert len(everything(base, number_lists.certificates(base, Chosen(text)))) == 1
    assert len(everything(base, number_lists.certificates(base, Chosen(standing=number_lists.VALID)))) == len(rows)
    assert everything(base, number_lists.certificates(base, Chosen(standing=number_lists.REVOKED))) == []


def test_records_go_by_any_column_that_has_an_order(desk: Casebook) -> None:
    for n, name in enumerate(NAMES[:-1]):
        unit = records.add(desk, jobs.EMPLOYER, {"name": f"{name}公司"})
        records.add(desk, jobs.VACANCY, {"employer": unit, "post": f"{name}岗", "places": n + 1, "day": dt.date(2009, 9, 1 + n), "valid_until": dt.date(2009, 12, 31)})  # fmt: skip
    table = jobs.VACANCY.table
    able = [one.name for one in table.columns if records.has_order(one)]
    assert {"employer", "post", "day"} <= set(able)
    check_orders(desk, lambda order, down: records.walk(desk, table, order=order, descending=down), able)
    found = records.lines(desk, table, everything(desk, records.walk(desk, table, order="employer")))
    names = [one.words["employer"] for one in found if one is not None]
    assert names == sorted(names, key=pinyin.sort_key)
    narrowed = records.walk(desk, table, records.Filter("曾丽", first=dt.date(2009, 9, 1)), "post")
    assert len(everything(desk, narrowed)) == 1


def test_printings_in_every_order(county: County) -> None:
    desk = county.desk
    for n in range(6):
        prints.log(desk, prints.ROSTER, [f"{n:032x}"], pages=n + 1, copies=2, printer="前台激光")
    prints.note_saved(desk, prints.CLAIM, ["0" * 32], pages=1)
    nothing = prints.Filter()
    check_orders(
        desk, lambda order, down: prints.walk(nothing, order, descending=down),
        ["at", "kind", "amount", "way", "again", "who"],
    )  # fmt: skip
    assert [run.kind for run in prints.lines(desk, everything(desk, prints.walk(prints.Filter(kind=prints.CLAIM)))) if run] == [prints.CLAIM]  # fmt: skip
