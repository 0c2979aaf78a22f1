"""Bundles that come in any order, overlap, repeat or contradict each other."""

import itertools
import shutil

from db.casebook import Casebook
from sync import digest, receiving
from sync.bundle import Sealed
from tests.hostile.catalogue import THEN, Ground, case, outcome_of
from tests.sync.county import Land, cut, flags, give_vouchers, last, outcomes, register, tables
from tests.sync.crafting import Forger

GROUP = "次序 order"


def _thirds(land: Land) -> list[Sealed]:
    """Let the desk write, and give its stream in three bundles."""
    for number in range(6):
        register(land.desk, number)
    upto = last(land.desk)
    return [cut(land.desk, 3, 5), cut(land.desk, 6, 9), cut(land.desk, 10, upto)]


def _fresh(land: Land, name: str) -> Casebook:
    """Give a copy of the province that has heard nothing."""
    land.shut("province")
    shutil.copytree(land.root / "province", land.root / name / "province")
    return Land(land.root / name).province


def _books(book: Casebook) -> tuple[object, ...]:
    return digest.digest(book), tables(book), flags(book)


def _take(book: Casebook, bundles: list[Sealed]) -> list[str]:
    found = [receiving.take(book, one.data, one.name).outcome for one in bundles]
    return found + outcomes(receiving.retry_waiting(book))


@case(GROUP, "次序 3-1-2", "three bundles of one stream in the order 3-1-2", "GAP + OK + OK + OK, the same books")
def three_one_two(ground: Ground) -> str:
    first, second, third = _thirds(ground.land)
    calm, shuffled = _fresh(ground.land, "calm"), _fresh(ground.land, "shuffled")
    _take(calm, [first, second, third])
    found = _take(shuffled, [third, first, second])
    same = _books(calm) == _books(shuffled)
    calm.close()
    shuffled.close()
    return f"{THEN.join(found)}, {'the same books' if same else 'other books'}"


@case(GROUP, "其余四种次序", "the other four orders of three bundles, each bundle twice", "the same books")
def every_order(ground: Ground) -> set[str]:
    bundles = _thirds(ground.land)
    books = []
    for at, order in enumerate(itertools.permutations(bundles)):
        province = _fresh(ground.land, f"order{at}")
        found = _take(province, [*order, *order])
        books.append((_books(province), found.count("OK")))
        province.close()
    assert {count for _, count in books} == {3}
    return {"the same books" if one == books[0] else "other books" for one in books}


@case(GROUP, "区间重叠", "ranges that overlap: 3-8, 5-10, 3-4, all", "OK + OK + OK + OK, the same books")
def overlapping(ground: Ground) -> str:
    land = ground.land
    bundles = _thirds(land)
    upto = last(land.desk)
    calm, other = _fresh(land, "calm"), _fresh(land, "other")
    _take(calm, bundles)
    found = _take(other, [cut(land.desk, 3, 8), cut(land.desk, 5, 10), cut(land.desk, 3, 4), cut(land.desk, 1, upto)])
    same = _books(calm) == _books(other)
    calm.close()
    other.close()
    return f"{THEN.join(found)}, {'the same books' if same else 'other books'}"


@case(GROUP, "同号异哈希", "the same number with another hash: a copied PC writes on; both versions are merged, money waits for an officer",
      "FORK + DUP, both merged, FORK flagged + MONEY_FROZEN")  # fmt: skip
def fork(ground: Ground) -> str:
    land = ground.land
    forger = Forger(land.desk)
    forger.write("person", {"name": "另一台"})
    forged = forger.seal()
    person = register(land.desk, 1)
    land.exchange("desk")
    found = [receiving.take(land.province, forged.data, forged.name).outcome for _ in range(2)]
    merged = {row[0] for row in land.province.store.rows("SELECT name FROM person")} == {"另一台", person.name}
    told = {flag[0] for flag in flags(land.province)}
    receiving.receive_folder(land.desk, [land.receipts()])
    money = outcome_of(lambda: give_vouchers(land, [person]))
    return f"{THEN.join(found)}, {'both merged' if merged else 'one lost'}, {THEN.join(told)} flagged + {money}"


@case(GROUP, "缺口", "a bundle whose predecessor never comes waits, and is told of in the receipt", "GAP, asked for")
def gap(ground: Ground) -> str:
    from rules import canonical
    from tests.sync.county import COUNTY

    land = ground.land
    _, second, _ = _thirds(land)
    found = receiving.take(land.province, second.data, second.name).outcome
    land.receipts()
    document = land.province.store.value(
        "SELECT doc FROM receipt WHERE unit = ? ORDER BY receipt_no DESC LIMIT 1", (COUNTY,)
    )
    streams = canonical.load(bytes(document), limit=1 << 22)["streams"]
    (missing,) = [one["missing"] for one in streams if one["dev"] == land.desk.workplace.dev.hex()]
    return f"{found}, {'asked for' if missing == [[3, 5]] else missing}"
