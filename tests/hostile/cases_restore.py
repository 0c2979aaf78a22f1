"""Old copies, cloned machines, old and expired receipts, clocks that lie."""

import datetime as dt
import shutil
from collections.abc import Callable
from typing import Any
from unittest import mock

from db import people
from db.casebook import Casebook
from rules import canonical
from rules.clock import StoryClock
from sync import receipt, receiving, streams
from tests.hostile.catalogue import THEN, Ground, case, outcome_of
from tests.sync.county import COUNTY, DAY, Land, give_vouchers, outcomes, register
from tests.sync.crafting import own_entries
from tests.sync.crafting import receipt as craft

GROUP = "旧副本、回执与时钟 copies, receipts, clocks"


def _old_copy(land: Land, name: str) -> Callable[[], None]:
    """Copy a workplace's folder; give what puts the copy back under the anchor of today."""
    land.shut(name)
    copy = land.root / f"{name}-copy"
    shutil.copytree(land.root / name, copy)

    def put_back() -> None:
        land.shut(name)
        anchor = (land.root / name / "anchor.json").read_bytes()
        shutil.rmtree(land.root / name)
        shutil.copytree(copy, land.root / name)
        (land.root / name / "anchor.json").write_bytes(anchor)

    return put_back


def _why(book: Casebook) -> str:
    """Give the reason of the newest epoch."""
    values = own_entries(book, "epoch")[-1].values
    return str(values["reason"]) if values else ""


@case(GROUP, "恢复的旧库，锚点较新", "a database put back under a newer anchor: a new epoch begins, its blocks rest, nothing is lost",
      "rollback + BLOCKS_RETIRED, all there")  # fmt: skip
def older_than_its_anchor(ground: Ground) -> str:
    land = ground.land
    register(land.desk, 1)
    land.exchange("desk")
    put_back = _old_copy(land, "desk")
    lost = register(land.desk, 2)
    land.exchange("desk")
    put_back()
    why = _why(land.desk)
    for _ in range(3):
        land.exchange("desk")
    money = outcome_of(lambda: give_vouchers(land, [lost]))
    register(land.desk, 3)
    land.exchange("desk")
    whole = people.count(land.desk) == people.count(land.province) == 3 and streams.standing(land.desk).unconfirmed == 0
    return f"{why} + {money}, {'all there' if whole else 'some lost'}"


@case(
    GROUP,
    "复制到另一台电脑",
    "the folder copied to another machine: a new epoch begins there",
    "machine + BLOCKS_RETIRED",
)
def cloned_machine(ground: Ground) -> str:
    land = ground.land
    person = register(land.desk, 1)
    land.shut("desk")
    with mock.patch("db.anchor.machine", return_value="another machine"):
        return f"{_why(land.desk)} + {outcome_of(lambda: give_vouchers(land, [person]))}"


@case(GROUP, "两份副本都在写", "two copies of one workplace write on: the one that the province does not hold hears of it",
      "FORK + MONEY_FROZEN, registering goes on")  # fmt: skip
def two_copies(ground: Ground) -> str:
    from tests.sync.crafting import Forger

    land = ground.land
    forger = Forger(land.desk)
    forger.write("person", {"name": "另一台"})
    forged = forger.seal()
    person = register(land.desk, 1)
    receiving.take(land.province, forged.data, forged.name)
    land.exchange("desk")
    frozen = land.desk.setting(receipt.FROZEN)
    money = outcome_of(lambda: give_vouchers(land, [person]))
    register(land.desk, 2)
    return f"{frozen} + {money}, registering goes on"


@case(
    GROUP,
    "省总恢复旧库",
    "the province comes back from an older copy: its receipts make the desks send again",
    "sent again, all there",
)
def province_restored(ground: Ground) -> str:
    land = ground.land
    land.exchange("desk")
    put_back = _old_copy(land, "province")
    register(land.desk, 1)
    land.exchange("desk")
    held = int(land.desk.setting("receipt_seen"))
    put_back()
    assert people.count(land.province) == 0
    answers = land.receipts()
    for _ in range(9):
        if _newest(land.province)["receipt_no"] > held:
            break
        answers = land.receipts()
    receiving.receive_folder(land.desk, [answers])
    unconfirmed = streams.standing(land.desk).unconfirmed
    land.exchange("desk")
    whole = people.count(land.province) == 1 and streams.standing(land.desk).unconfirmed == 0
    return f"{'sent again' if unconfirmed == 2 else unconfirmed}, {'all there' if whole else 'some lost'}"


# --- receipts ----------------------------------------------------------------------------------------------------------


def _newest(province: Casebook) -> dict[str, Any]:
    document = province.store.value(
        "SELECT doc FROM receipt WHERE unit = ? ORDER BY receipt_no DESC LIMIT 1", (COUNTY,)
    )
    found = canonical.load(bytes(document), limit=1 << 22)
    assert isinstance(found, dict)
    return found


def _give(land: Land, **change: Any) -> str:
    before = _newest(land.province)
    sealed = craft(land.province, land.desk, {**before, "receipt_no": before["receipt_no"] + 1, **change})
    return receiving.take(land.desk, sealed.data, sealed.name).outcome


@case(
    GROUP,
    "旧回执",
    "the receipt before the last; another under the last one's number; the very same again",
    "ROLLBACK + ROLLBACK + DUP",
)
def old_receipt(ground: Ground) -> str:
    land = ground.land
    first, second = (receipt.write(land.province, COUNTY, land.place()) for _ in range(2))
    receiving.take_file(land.desk, second)
    old = receiving.take_file(land.desk, first).outcome
    other = _give(land, receipt_no=_newest(land.province)["receipt_no"], expires="2030-01-01")
    return THEN.join((old, other, receiving.take_file(land.desk, second).outcome))


@case(GROUP, "新目录配旧目录册", "a new directory with an old catalogue; an old directory; an old root", "ROLLBACK")
def fallen_versions(ground: Ground) -> set[str]:
    return {_give(ground.land, **{name: 0}) for name in ("cat_v", "dir_v", "root_v")}


@case(GROUP, "别家的回执", "a receipt of another ledger, of another county, of one device", "RECEIPT_OF_OTHER")
def receipt_of_other(ground: Ground) -> set[str]:
    land = ground.land
    return {
        _give(land, store_id="ab" * 16),
        _give(land, unit="519902"),
        _give(land, unit=land.desk.workplace.dev.hex()),
    }


def _day_later(land: Land, days: int) -> str:
    land.book("desk", StoryClock(DAY + dt.timedelta(days=days)))
    person = register(land.desk, 700 + days % 100)
    return outcome_of(lambda: give_vouchers(land, [person]))


@case(GROUP, "回执过期", "no receipt for 90 days, for 180, for 181: vouchers stop after the days of grace, registering never",
      "OK + OK + RECEIPT_EXPIRED")  # fmt: skip
def expired_receipts(ground: Ground) -> str:
    return THEN.join(_day_later(ground.land, days) for days in (90, 180, 181))


@case(GROUP, "时钟回到 2001 年", "a PC in 2001 registers, and its entries say that the clock is in doubt; no voucher before the rules of 2009; the person is merged",
      "NOT_ELIGIBLE, doubted, merged")  # fmt: skip
def clock_2001(ground: Ground) -> str:
    land = ground.land
    land.book("desk", StoryClock(dt.date(2001, 1, 1)))
    person = register(land.desk, 1)
    doubted = own_entries(land.desk)[-1].clk == 1
    money = outcome_of(lambda: give_vouchers(land, [person]))
    land.book("desk", StoryClock(DAY))
    land.exchange("desk")
    merged = people.get(land.province, person.id).name == person.name
    return f"{money}, {'doubted' if doubted else 'believed'}, {'merged' if merged else 'lost'}"


@case(
    GROUP,
    "时钟回拨骗过期",
    "the clock set back when the receipt has expired: the newest signed day counts",
    "RECEIPT_EXPIRED",
)
def clock_set_back(ground: Ground) -> str:
    land = ground.land
    land.desk.set_setting("latest_signed_day", (DAY + dt.timedelta(days=400)).isoformat())
    person = register(land.desk, 1)
    return outcome_of(lambda: give_vouchers(land, [person]))


@case(GROUP, "时钟到 2038 年", "a PC in 2038: no voucher, registering goes on, and the same clerk goes on when the clock is right",
      "RECEIPT_EXPIRED + OK, merged", "GRANT_EXPIRED + OK, merged")  # fmt: skip
def clock_2038(ground: Ground) -> str:
    land = ground.land
    land.book("desk", StoryClock(dt.date(2038, 1, 19)))
    person = register(land.desk, 1)
    then = outcome_of(lambda: give_vouchers(land, [person]))
    land.book("desk", StoryClock(DAY))
    now = outcome_of(lambda: give_vouchers(land, [person]))
    land.exchange("desk")
    merged = people.get(land.province, person.id).name == person.name
    return f"{then} + {now}, {'merged' if merged else 'lost'}"


@case(GROUP, "两台电脑时钟相差 37 年", "two desks change one person's field, one in 2001, one in 2038: both values are kept for a person to decide",
      "one open conflict, the same everywhere")  # fmt: skip
def clocks_apart(ground: Ground) -> str:
    land = ground.land
    person = register(land.desk, 1)
    shared = land.place()

    def share() -> None:
        for name in ("desk", "desk2"):
            streams.export(land.book(name), shared)
        for name in ("desk", "desk2", "province"):
            found = outcomes(receiving.receive_folder(land.book(name), [shared]))
            assert "E_DAMAGED" not in found

    share()
    land.book("desk", StoryClock(dt.date(2001, 1, 1)))
    land.book("desk2", StoryClock(dt.date(2038, 1, 1)))
    people.change(land.desk, person.id, {"phone": "13800000001"})
    people.change(land.desk2, person.id, {"phone": "13800000002"})
    share()
    rows = {
        tuple(land.book(name).store.one("SELECT phone, _open FROM person WHERE id = ?", (person.id,)))
        for name in ("desk", "desk2", "province")
    }
    return "one open conflict, the same everywhere" if len(rows) == 1 and rows.pop()[1] == 1 else str(sorted(rows))
