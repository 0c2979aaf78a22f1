"""Whatever takes two persons asks the second one to sign in on the spot, wherever in the window it is done.

Nothing is listed by hand: use cases that want a second person are found in the code of db and sync, what the window does with them in that of ui.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from rules.permissions import Action, needs_two

HOUSE = Path(__file__).resolve().parents[2]
ASKING = frozenset({"ask_second", "ask_receiver", "ask_consent", "seek"})
"""What lets a second person sign in (ui/dialogs/second_sign.py, ui/pages/consent.py)."""


@dataclass(frozen=True)
class UseCase:
    """A public function of db or sync that takes the session of a second person."""

    module: str
    name: str


def trees(*rooms: str) -> Iterator[tuple[Path, ast.Module]]:
    for room in rooms:
        for path in sorted((HOUSE / room).rglob("*.py")):
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def arguments_of(one: ast.FunctionDef) -> list[ast.arg]:
    return [*one.args.posonlyargs, *one.args.args, *one.args.kwonlyargs]


def takes_second(one: ast.FunctionDef) -> bool:
    return any(
        argument.annotation is not None and "Session" in ast.unparse(argument.annotation)
        and argument.arg in {"second", "receiver", "other"} for argument in arguments_of(one)
    )  # fmt: skip


def use_cases() -> set[UseCase]:
    return {
        UseCase(path.stem, one.name)
        for path, tree in trees("db", "sync")
        for one in tree.body
        if isinstance(one, ast.FunctionDef) and not one.name.startswith("_") and takes_second(one)
    }


def mentions(tree: ast.AST) -> Iterator[UseCase]:
    """Give what a tree does by `module.function`: called, or chosen to be called."""
    for one in ast.walk(tree):
        if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name):
            yield UseCase(one.value.id, one.attr)


def renamed(tree: ast.Module) -> dict[str, str]:
    """Give by which names a module calls others that it imported under another."""
    return {
        name.asname: name.name
        for one in ast.walk(tree)
        if isinstance(one, ast.ImportFrom)
        for name in one.names
        if name.asname
    }


def asks(tree: ast.Module) -> bool:
    """Tell whether a module of the window lets somebody sign in, or is handed the session by one that does."""
    for one in ast.walk(tree):
        if isinstance(one, ast.Name | ast.Attribute) and (one.id if isinstance(one, ast.Name) else one.attr) in ASKING:
            return True
        if isinstance(one, ast.FunctionDef) and takes_second(one):
            return True
    return False


def window() -> list[tuple[Path, ast.Module]]:
    return [(path, tree) for path, tree in trees("ui") if "commands" not in path.parts]


def offered() -> dict[UseCase, list[tuple[Path, ast.Module]]]:
    found: dict[UseCase, list[tuple[Path, ast.Module]]] = {}
    for path, tree in window():
        names = renamed(tree)
        for call in set(mentions(tree)):
            found.setdefault(UseCase(names.get(call.module, call.module), call.name), []).append((path, tree))
    return found


def wider(one: UseCase) -> list[UseCase]:
    """Give the use cases of db and sync that do it for their caller and hand on the second person."""
    return [
        UseCase(path.stem, outer.name)
        for path, tree in trees("db", "sync")
        for outer in tree.body
        if isinstance(outer, ast.FunctionDef) and takes_second(outer) and UseCase(path.stem, outer.name) != one
        and (one in set(mentions(outer)) or (path.stem == one.module and _names(outer, one.name)))
    ]  # fmt: skip


def _names(outer: ast.FunctionDef, name: str) -> bool:
    return any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(outer))


def through(
    one: UseCase, known: dict[UseCase, list[tuple[Path, ast.Module]]], seen: frozenset[UseCase] = frozenset()
) -> list[tuple[Path, ast.Module]]:
    """Give the modules of the window that do it, be it by way of other use cases."""
    places = list(known.get(one, []))
    for outer in wider(one):
        if outer not in seen:
            places += through(outer, known, seen | {one})
    return places


CASES = sorted(use_cases(), key=lambda one: (one.module, one.name))


@pytest.mark.parametrize("one", CASES, ids=lambda one: f"{one.module}.{one.name}")
def test_what_takes_two_is_done_in_the_window_and_asks_there(one: UseCase) -> None:
    places = through(one, offered())
    assert places, "no page does it"
    silent = [path.name for path, tree in places if not asks(tree)]
    assert silent == []


def test_the_use_cases_are_found() -> None:
    assert len(CASES) > 20
    assert UseCase("vouchers", "void") in CASES
    assert UseCase("admission", "revoke") in CASES


@pytest.mark.parametrize("action", [one for one in Action if needs_two(one)])
def test_every_action_that_takes_two_is_demanded_somewhere(action: Action) -> None:
    used = {
        one.attr
        for _path, tree in trees("db", "sync")
        for one in ast.walk(tree)
        if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id == "Action"
    }
    assert action.name in used
