"""Quantities: like is added to like, and nothing else to anything."""

import ast
import functools
import itertools
import math
import operator
from collections.abc import Callable, Iterator
from itertools import permutations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import quantities
from rules.quantities import (
    Amount,
    Persons,
    PersonTimes,
    Pieces,
    Quantity,
    Reported,
    Share,
    UnitsDiffer,
    completion,
    total,
)

COUNTS = st.integers(-10_000_000, 10_000_000)
KINDS: tuple[Quantity, ...] = (Persons(3), PersonTimes(4), Amount(500), Pieces(2, "场"), Share(41))


def test_persons_and_person_times_cannot_be_added() -> None:
    # The type checker says so too: were one of these sums to be allowed, its ignore would be unused, which `make check` refuses.
    with pytest.raises(TypeError):
        Persons(3) + PersonTimes(4)  # type: ignore[operator]
    with pytest.raises(TypeError):
        PersonTimes(4) + Persons(3)  # type: ignore[operator]
    with pytest.raises(TypeError):
        Persons(3) - PersonTimes(4)  # type: ignore[operator]
    with pytest.raises(TypeError):
        Persons(3) + 4  # type: ignore[operator]
    with pytest.raises(TypeError):
        sum([Persons(3), Persons(4)])  # type: ignore[list-item]
    with pytest.raises(TypeError):
        Amount(500) + Persons(1)  # type: ignore[operator]
    with pytest.raises(TypeError):
        Share(41) + Share(5)  # type: ignore[operator]


def test_no_table_and_no_fold_adds_persons_to_person_times() -> None:
    mixed: list[object] = [Persons(3), PersonTimes(4)]
    attacks: tuple[Callable[[], object], ...] = (
        lambda: sum(mixed, Persons(0)),  # type: ignore[type-var]
        lambda: math.fsum(mixed),  # type: ignore[arg-type]
        lambda: functools.reduce(operator.iadd, mixed),
        lambda: list(itertools.accumulate(mixed)),
        lambda: quantities.added([PersonTimes(4)], Persons(3)),
        lambda: quantities.less(Persons(3), PersonTimes(4)),
        lambda: pd.Series(mixed).sum(),
        lambda: pd.Series(mixed).mean(),
        lambda: pd.Series(mixed).cumsum(),
        lambda: pd.Series(mixed[:1]).add(pd.Series(mixed[1:])),
        lambda: pd.DataFrame({"人": mixed[:1], "人次": mixed[1:]}).sum(axis="columns"),
        lambda: pd.DataFrame({"n": mixed}).groupby([1, 1]).sum(),
        lambda: pd.to_numeric(pd.Series(mixed)),
        lambda: np.add.reduce(np.array(mixed, dtype=object)),
        lambda: np.array(mixed).astype("int64"),
        lambda: int(Persons(3)),  # type: ignore[call-overload]
        lambda: 0 + Persons(3),  # type: ignore[operator]
    )
    for attack in attacks:
        with pytest.raises(TypeError):
            attack()
    assert quantities.added([Share(3)], Share(4)) is None, (
        "shares are never added, nor is what was announced across kinds"
    )
    assert quantities.added([], Reported(4)) is None
    assert quantities.added([Persons(3)], Persons(4)) == Persons(7)
    assert quantities.less(None, Persons(4)) is None


def test_nothing_adds_the_bare_numbers_of_quantities() -> None:
    """`Persons(3).count + PersonTimes(4).count` would get past the classes: modules that deal in quantities do not add `.count`."""
    found = []
    house = Path(quantities.__file__).parent.parent
    for path in (path for room in ("rules", "db", "sync", "printouts", "ui") for path in (house / room).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "from rules.quantities import" in text:
            found += [f"{path.relative_to(house)}:{line}" for line in _bare_sums(ast.parse(text))]
    assert not found
    told = "a.count + b.count\nsum(one.count for one in x)\nn -= a.count\nlen(x) + x.count('k')\n'y' + f'{a.count}'"
    assert sorted(_bare_sums(ast.parse(told))) == [1, 2, 3], "it finds them where they are"


def _bare_sums(tree: ast.AST) -> Iterator[int]:
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}

    def bare(node: ast.AST) -> bool:
        if isinstance(node, ast.JoinedStr | ast.Dict | ast.Compare):
            return False
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
            return False
        if isinstance(node, ast.Attribute) and node.attr == "count" and id(node) not in called:
            return True
        return any(bare(child) for child in ast.iter_child_nodes(node))

    for node in ast.walk(tree):
        sums = (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "sum"
            and bare(node.args[0])
        )
        adds = isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Add | ast.Sub)
        sides = (
            (node.left, node.right)
            if isinstance(node, ast.BinOp)
            else (node.value,)
            if isinstance(node, ast.AugAssign)
            else ()
        )
        if sums or (adds and any(bare(side) for side in sides)):
            yield node.lineno  # type: ignore[attr-defined]


@pytest.mark.parametrize("how", [operator.add, operator.sub])
@pytest.mark.parametrize(("one", "other"), list(permutations(KINDS, 2)))
def test_no_two_kinds_meet_at_run_time(how: Callable[..., object], one: Quantity, other: Quantity) -> None:
    with pytest.raises(TypeError):
        how(one, other)


def test_kinds_of_one_number_are_not_equal_and_not_compared() -> None:
    assert len({Persons(3), PersonTimes(3), Amount(3), Pieces(3, "场"), Pieces(3, "期"), Share(3)}) == 6
    with pytest.raises(TypeError):
        _ = Persons(3) < PersonTimes(4)  # type: ignore[operator]


def test_pieces_of_two_units_do_not_meet() -> None:
    assert Pieces(2, "场") + Pieces(3, "场") == Pieces(5, "场")
    for how in (operator.add, operator.sub):
        with pytest.raises(UnitsDiffer):
            how(Pieces(2, "场"), Pieces(3, "期"))


@given(st.lists(COUNTS))
def test_like_is_added_to_like(counts: list[int]) -> None:
    assert total((Persons(one) for one in counts), Persons(0)).count == sum(counts)
    assert total((Amount(one) for one in counts), Amount(0)).fen == sum(counts)


@given(COUNTS, COUNTS)
def test_a_difference_added_again_is_what_was(one: int, other: int) -> None:
    for measure in quantities.MEASURES[:-1]:
        first, second = quantities.make(measure, one, "张"), quantities.make(measure, other, "张")
        assert operator.add(first, operator.sub(second, first)) == second


def test_shown_with_their_units() -> None:
    told = [(one.shown, one.unit) for one in KINDS]
    assert told == [("3", "人"), ("4", "人次"), ("0.00", "万元"), ("2", "场"), ("41", "%")]
    assert Amount(3_000_000_000).shown == "3,000.00"
    assert Amount(-50_000_00).shown == "-5.00"


def test_completion_is_cut_off_and_asks_for_one_kind() -> None:
    assert completion(Persons(999), Persons(1000)) == 999
    assert completion(Persons(9999), Persons(10_000)) == 999
    assert completion(Persons(10_000), Persons(10_000)) == 1000
    assert completion(Persons(1), PersonTimes(10)) is None
    assert completion(Pieces(1, "场"), Pieces(10, "期")) is None
    assert completion(Persons(1), Persons(0)) is None
    assert [quantities.percent(one) for one in (0, 412, 1632, None)] == ["0.0%", "41.2%", "163.2%", "—"]
