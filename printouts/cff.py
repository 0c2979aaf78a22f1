"""Cut glyphs out of a CID-keyed CFF program, straight from its bytes.

fontTools can do this too, but reads and writes every number of every subroutine: half a second for a batch of papers. Here a glyph's
charstring is copied with the subroutines it calls put in their place, and a small program is written around it
(Adobe Technical Notes 5176, The Compact Font Format, and 5177, Type 2 Charstrings).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

# operators of dictionaries (5176, tables 9, 10 and 23)
_BBOX, _CHARSET, _CHARSTRINGS, _PRIVATE, _SUBRS = 5, 15, 17, 18, 19
_MATRIX, _ROS, _CID_COUNT, _FD_ARRAY, _FD_SELECT = 0x0C07, 0x0C1E, 0x0C22, 0x0C24, 0x0C25
# operators of charstrings (5177, appendix A)
_STEMS = frozenset({1, 3, 18, 23})
_MASKS = frozenset({19, 20})
_CALL, _CALL_GLOBAL, _RETURN, _END, _ESCAPE = 10, 29, 11, 14, 12
_DRAWS = frozenset({5, 6, 7, 8, 24, 25, 26, 27, 30, 31})
_DRAWS_ESCAPED = frozenset({34, 35, 36, 37})  # the four flexes
_DEEPEST = 10  # calls within calls that a reader must follow


class _Index:
    """An INDEX: objects one after the other, each found when asked for; `end` is where the INDEX itself ends."""

    def __init__(self, data: bytes, at: int) -> None:
        self._data, self._count = data, int.from_bytes(data[at : at + 2], "big")
        self._wide, self._table = data[at + 2], at + 3
        self._base = self._table + (self._count + 1) * self._wide - 1
        self.end = self._end(self._count) if self._count else at + 2

    def __len__(self) -> int:
        return self._count

    def _end(self, number: int) -> int:
        at = self._table + number * self._wide
        return self._base + int.from_bytes(self._data[at : at + self._wide], "big")

    def __getitem__(self, number: int) -> tuple[int, int]:
        """Tell where an object begins and ends."""
        if not 0 <= number < self._count:
            raise IndexError(number)
        return self._end(number), self._end(number + 1)


def _operand(data: bytes, at: int) -> int:
    """Tell how many bytes the operand of a dictionary that begins here takes."""
    lead = data[at]
    if lead == 30:  # a real number: half bytes up to an f
        end = at + 1
        while data[end] & 0x0F != 0x0F and data[end] >> 4 != 0x0F:
            end += 1
        return end + 1 - at
    return {28: 3, 29: 5}.get(lead, 1 if lead <= 246 else 2)


def _entries(data: bytes) -> dict[int, tuple[bytes, list[int]]]:
    """Read a DICT: for each operator its operands as they stand, and those that are whole numbers by value."""
    found: dict[int, tuple[bytes, list[int]]] = {}
    at = start = 0
    numbers: list[int] = []
    while at < len(data):
        if data[at] > 21:
            size = _operand(data, at)
            numbers.append(_number(data, at) if data[at] != 30 else 0)
            at += size
            continue
        operator, size = (data[at], 1) if data[at] != _ESCAPE else (_ESCAPE << 8 | data[at + 1], 2)
        found[operator] = data[start:at], numbers
        at += size
        start, numbers = at, []
    return found


def _number(data: bytes | bytearray, at: int) -> int:
    """Read a whole number, as dictionaries and charstrings both write it; 29 is known to dictionaries alone."""
    lead = data[at]
    if lead == 28:
        return int.from_bytes(data[at + 1 : at + 3], "big", signed=True)
    if lead == 29:
        return int.from_bytes(data[at + 1 : at + 5], "big", signed=True)
    if lead <= 246:
        return lead - 139
    if lead <= 250:
        return (lead - 247) * 256 + data[at + 1] + 108
    return -(lead - 251) * 256 - data[at + 1] - 108


def _bias(count: int) -> int:
    return 107 if count < 1240 else 1131 if count < 33900 else 32768


@dataclass
class _Copy:
    """One charstring being copied: the bytes so far, where the operands on the stack begin in them, stems counted, ink met."""

    out: bytearray = field(default_factory=bytearray)
    stack: list[int] = field(default_factory=list)
    stems: int = 0
    ink: bool = False
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Outline:
    """A glyph's charstring without calls, the number of its font dictionary, and whether it draws anything."""

    program: bytes
    part: int
    ink: bool


@dataclass(frozen=True, slots=True)
class _Part:
    """A font dictionary: its private dictionary without subroutines, those subroutines, its own matrix or nothing."""

    private: bytes
    subrs: _Index
    matrix: bytes


class Program:
    """A CFF table with one CID-keyed font; `data` is the table whole."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        names = _Index(data, data[2])
        tops = _Index(data, names.end)
        strings = _Index(data, tops.end)
        self._subrs = _Index(data, strings.end)
        self._name = data[slice(*names[0])]
        self._top = _entries(data[slice(*tops[0])])
        if _ROS not in self._top:
            raise ValueError("not keyed by CID")
        self._glyphs = _Index(data, self._top[_CHARSTRINGS][1][0])
        self._outlines: dict[int, Outline] = {}

    @cached_property
    def _parts(self) -> list[_Part]:
        found = []
        array = _Index(self._data, self._top[_FD_ARRAY][1][0])
        for begin, end in map(array.__getitem__, range(len(array))):
            entries = _entries(self._data[begin:end])
            size, at = entries[_PRIVATE][1]
            private = _entries(self._data[at : at + size])
            subrs = _Index(self._data, at + private[_SUBRS][1][0]) if _SUBRS in private else _Index(b"\0\0\1", 0)
            kept = b"".join(raw + _operator(op) for op, (raw, _) in private.items() if op != _SUBRS)
            matrix = entries[_MATRIX][0] + _operator(_MATRIX) if _MATRIX in entries else b""
            found.append(_Part(kept, subrs, matrix))
        return found

    @cached_property
    def _part_of(self) -> bytes:
        """Give the number of the font dictionary of each glyph (FDSelect, formats 0 and 3)."""
        data, at = self._data, self._top[_FD_SELECT][1][0]
        count = len(self._glyphs)
        if data[at] == 0:
            return data[at + 1 : at + 1 + count]
        ranges = int.from_bytes(data[at + 1 : at + 3], "big")
        rows = [data[at + 3 + 3 * n : at + 6 + 3 * n] for n in range(ranges)]
        firsts = [int.from_bytes(row[:2], "big") for row in rows] + [count]
        return b"".join(row[2:3] * (firsts[n + 1] - firsts[n]) for n, row in enumerate(rows))

    def outline(self, gid: int) -> Outline:
        """Give a glyph by its place in the font; raise IndexError or ValueError for a damaged one."""
        if gid not in self._outlines:
            part, copy = self._part_of[gid], _Copy()
            self._copy(copy, self._glyphs[gid], self._parts[part].subrs, 0)
            self._outlines[gid] = Outline(bytes(copy.out), part, copy.ink)
        return self._outlines[gid]

    def _copy(self, copy: _Copy, place: tuple[int, int], subrs: _Index, depth: int) -> None:
        data, (at, end) = self._data, place
        if depth > _DEEPEST:
            raise ValueError("calls too deep")
        while at < end and not copy.ended:
            lead = data[at]
            if lead >= 32 or lead == 28:
                size = 3 if lead == 28 else 1 if lead <= 246 else 2 if lead <= 254 else 5
                copy.stack.append(len(copy.out))
                copy.out += data[at : at + size]
                at += size
                continue
            at += 1
            if lead in {_CALL, _CALL_GLOBAL}:
                called = subrs if lead == _CALL else self._subrs
                start = copy.stack.pop()
                number = _number(copy.out, start) + _bias(len(called))
                del copy.out[start:]
                self._copy(copy, called[number], subrs, depth + 1)
                continue
            if lead == _RETURN:
                return
            size = 0
            if lead in _STEMS or lead in _MASKS:
                copy.stems += len(copy.stack) // 2
                size = (copy.stems + 7) // 8 if lead in _MASKS else 0
            elif lead == _ESCAPE:
                size = 1
                copy.ink = copy.ink or data[at] in _DRAWS_ESCAPED
            copy.ink = copy.ink or lead in _DRAWS
            copy.ended = lead == _END
            copy.out += data[at - 1 : at + size]
            copy.stack.clear()
            at += size

    def cut(self, glyphs: Mapping[int, int]) -> bytes:
        """Write the program of these glyphs alone, given as CID → place in the font; CID 0 is always with them."""
        chosen = sorted({0: 0, **glyphs}.items())
        outlines = [self.outline(gid) for _, gid in chosen]
        used = sorted({one.part for one in outlines})
        parts = [self._parts[number] for number in used]
        charset = b"\0" + b"".join(cid.to_bytes(2, "big") for cid, _ in chosen[1:])
        select = b"\0" + bytes(used.index(one.part) for one in outlines)
        strings = _write_index([one.program for one in outlines])
        head = b"\1\0\4\4" + _write_index([self._name])
        between = _write_index([b"Adobe", b"Identity"]) + _write_index([])

        def top(at: int) -> bytes:
            """Write the top dictionary, what it points to standing from `at` on; numbers take five bytes, so its length is known."""
            places = (
                at,
                at + len(charset),
                at + len(charset) + len(select),
                at + len(charset) + len(select) + len(strings),
            )
            kept = b"".join(self._top[op][0] + _operator(op) for op in (_MATRIX, _BBOX, _CID_COUNT) if op in self._top)
            ordered = zip((_CHARSET, _FD_SELECT, _CHARSTRINGS, _FD_ARRAY), places, strict=True)
            pointers = b"".join(_five(place) + _operator(op) for op, place in ordered)
            return _five(391) + _five(392) + _five(0) + _operator(_ROS) + kept + pointers

        begin = len(head) + len(_write_index([top(0)])) + len(between)
        array_at = begin + len(charset) + len(select) + len(strings)
        private_at = array_at + len(_write_index(_fonts(parts, 0)))
        return b"".join((
            head, _write_index([top(begin)]), between, charset, select, strings, _write_index(_fonts(parts, private_at)),
            *(part.private for part in parts),
        ))  # fmt: skip


def _fonts(parts: list[_Part], at: int) -> list[bytes]:
    """Write the font dictionaries, their private ones standing one after the other from `at` on."""
    made = []
    for part in parts:
        made.append(part.matrix + _five(len(part.private)) + _five(at) + _operator(_PRIVATE))
        at += len(part.private)
    return made


def _five(number: int) -> bytes:
    return b"\x1d" + number.to_bytes(4, "big", signed=True)


def _operator(operator: int) -> bytes:
    return operator.to_bytes(1 if operator < 256 else 2, "big")


def _write_index(objects: list[bytes]) -> bytes:
    if not objects:
        return b"\0\0"
    ends, at = [1], 1
    for one in objects:
        at += len(one)
        ends.append(at)
    return (
        len(objects).to_bytes(2, "big") + b"\4" + b"".join(end.to_bytes(4, "big") for end in ends) + b"".join(objects)
    )
