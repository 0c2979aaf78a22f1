"""What a row is: a pure function of the set of its entries, never of the order in which they came (docs/sync.md section 3).

A value is current until an entry that had seen it replaces it. Different fields changed side by side both stand; one field with two
unequal current values is an open conflict, shown by the lowest entry hash and closed only by a `decide` entry.
Clocks decide nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rules import canonical


@dataclass(frozen=True, slots=True)
class Cause:
    """Hold what the merge needs of one entry: its hash, the hashes it had seen, its kind and its body (None when erased)."""

    hash: bytes
    par: tuple[bytes, ...]
    kind: str
    body: Mapping[str, Any] | None


@dataclass(frozen=True)
class Projection:
    """Hold a row as its entries make it.

    `current` maps each field to its current values, each with the lowest hash that gives it, sorted by hash;
    `heads` are the entries that no other one has seen; `incomplete` says that a parent is missing; `erased` that the text is gone.
    """

    current: Mapping[str, tuple[tuple[Any, bytes], ...]]
    heads: tuple[bytes, ...]
    incomplete: bool = False
    erased: bool = False
    missing: frozenset[bytes] = field(default_factory=frozenset)

    @property
    def shown(self) -> dict[str, Any]:
        """Give one value a field: the only one, or of several the one with the lowest entry hash."""
        return {name: values[0][0] for name, values in self.current.items()}

    @property
    def disputed(self) -> tuple[str, ...]:
        """Name the fields that have two or more unequal current values."""
        return tuple(sorted(name for name, values in self.current.items() if len(values) > 1))

    def digest_line(self) -> bytes:
        """Give `canonical{field: sorted current values}` for the state digest.

        It is put together piece by piece: many entries, each within its limits, may make a row beyond those of one document.
        """
        fields = (
            canonical.dump(name) + b":[" + b",".join(sorted(canonical.dump(value) for value, _ in values)) + b"]"
            for name, values in sorted(self.current.items())
        )
        return b"{" + b",".join(fields) + b"}"


def project(causes: Iterable[Cause]) -> Projection:
    """Compute a row from the set of its entries; the order and repetition of `causes` change nothing."""
    known = {cause.hash: cause for cause in causes}
    if len(known) == 1:
        (only,) = known.values()
        if not only.par and only.kind in {"patch", "fact"} and only.body is not None:
            return Projection({name: ((value, only.hash),) for name, value in only.body.items()}, (only.hash,))
    order = _topological(known)
    index = {value: position for position, value in enumerate(order)}
    seen = [0] * len(order)
    missing: set[bytes] = set()
    for position, value in enumerate(order):
        for parent in known[value].par:
            if parent in index:
                seen[position] |= seen[index[parent]] | (1 << index[parent])
            else:
                missing.add(parent)
    seen_by_any = 0
    for mask in seen:
        seen_by_any |= mask
    heads = tuple(sorted(value for value in order if not seen_by_any >> index[value] & 1))
    if any(cause.kind == "erase" for cause in known.values()):
        return Projection({}, heads, bool(missing), erased=True, missing=frozenset(missing))
    current = _settle(known, order, seen)
    return Projection(current, heads, bool(missing), missing=frozenset(missing))


def _topological(known: Mapping[bytes, Cause]) -> list[bytes]:
    """Order hashes so that parents stand before children; ties by hash, so that the order is a function of the set."""
    waiting = {value: sum(parent in known for parent in set(cause.par)) for value, cause in known.items()}
    children: dict[bytes, list[bytes]] = {}
    for value, cause in known.items():
        for parent in set(cause.par):
            if parent in known:
                children.setdefault(parent, []).append(value)
    import heapq

    ready = [value for value, count in waiting.items() if count == 0]
    heapq.heapify(ready)
    order = []
    while ready:
        value = heapq.heappop(ready)
        order.append(value)
        for child in children.get(value, ()):
            waiting[child] -= 1
            if waiting[child] == 0:
                heapq.heappush(ready, child)
    return order


def _settle(
    known: Mapping[bytes, Cause], order: list[bytes], seen: list[int]
) -> dict[str, tuple[tuple[Any, bytes], ...]]:
    """Find each field's current values: those whose setter no later setter had seen."""
    setters: dict[str, list[tuple[int, bytes, Any]]] = {}
    for position, value in enumerate(order):
        cause = known[value]
        for name, said in _sets(cause, known).items():
            before = setters.setdefault(name, [])
            if cause.kind == "patch" and _disputed([s for s in before if seen[position] >> s[0] & 1], seen):
                continue  # an ordinary patch may not close a conflict that its writer had seen
            before.append((position, value, said))
    current = {}
    for name, found in setters.items():
        values: dict[bytes, tuple[Any, bytes]] = {}
        for _, value, said in sorted(_unreplaced(found, seen), key=lambda setter: setter[1]):
            values.setdefault(canonical.dump(said), (said, value))
        if values:
            current[name] = tuple(values.values())
    return current


def _unreplaced(found: list[tuple[int, bytes, Any]], seen: list[int]) -> list[tuple[int, bytes, Any]]:
    return [one for one in found if not any(seen[other[0]] >> one[0] & 1 for other in found)]


def _disputed(found: list[tuple[int, bytes, Any]], seen: list[int]) -> bool:
    if len(found) < 2:
        return False
    return len({canonical.dump(said) for _, _, said in _unreplaced(found, seen)}) > 1


def _sets(cause: Cause, known: Mapping[bytes, Cause]) -> Mapping[str, Any]:
    """Give the fields that an entry sets; a decision sets its field to the value of the entry it chose."""
    if cause.body is None:
        return {}
    if cause.kind != "decide":
        return cause.body
    name, chosen = cause.body.get("field"), cause.body.get("chosen")
    if not isinstance(name, str) or not isinstance(chosen, str):
        return {}
    try:
        choice = known.get(bytes.fromhex(chosen))
    except ValueError:
        return {}
    if choice is None or choice.body is None or choice.kind == "decide" or name not in choice.body:
        return {}
    return {name: choice.body[name]}
