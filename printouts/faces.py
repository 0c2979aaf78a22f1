"""Font files: which characters each draws, how, and the cut-out of those that a document needs."""

import io
import os
import sys
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from printouts.cff import Program

_SPACES = frozenset(" \u3000")
# compatibility forms and radicals share their glyph with a unified ideograph, which is then the glyph's proper reading
_SECOND_CHOICE = ((0x00A0, 0x00A0), (0x2E80, 0x2FDF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F))
_RARE_FIRST = (
    "hanaminb",
    "hanamina",
    "simsunb",
    "simsun-extb",
    "simsunextg",
    "notoserifcjk",
    "notosanscjk",
    "dejavusans",
)
_DRAWS_BOXES = ("lastresort", "adobeblank")  # fonts made to show a box, or nothing, for every character there is
_SUFFIXES = frozenset({".ttf", ".otf", ".ttc"})
_LARGEST_COLLECTION = 16
_PROGRAM = frozenset(
    {"GlyphOrder", "head", "hhea", "hmtx", "maxp", "post", "CFF ", "glyf", "loca", "cvt ", "fpgm", "prep", "gasp"}
)
"""The tables that draw: all else stays out of a PDF."""
_NAMES = frozenset({1, 4, 16})  # family, full name, typographic family


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character as one face draws it: `code` (two bytes in the PDF), `advance` in 1/1000 em."""

    face: "Face"
    code: int
    advance: float
    shared: bool  # the code reads back as another character, so the text must be stated beside it


class Face:
    """One font file (one member of a collection), opened when first asked and read only as far as needed.

    A font of the machine that cannot be read offers nothing; one of `ours` must be readable, else what failed is told.
    """

    def __init__(self, path: Path, member: int = 0, cache: Path | None = None, *, ours: bool = False) -> None:
        self.path, self.member, self._cache, self._ours = path, member, cache, ours
        self.lock = threading.RLock()  # fontTools reads a font as it is asked, and two workers of the window print
        self._subsets: dict[frozenset[int], bytes] = {}

    def _open(self, source: BinaryIO) -> Any:
        from fontTools.ttLib import TTFont

        return TTFont(source, fontNumber=self.member, lazy=True)

    @cached_property
    def _font(self) -> Any:
        """The opened font, read whole so that no file stays open; only faces that draw something get this far."""
        return self._open(io.BytesIO(self.path.read_bytes()))

    @cached_property
    def characters(self) -> dict[int, str]:
        """Map code points to glyph names; empty where the file is damaged, has no outlines, or forbids embedding."""
        try:
            with self.path.open("rb") as file, self._open(file) as font:
                # OS/2 fsType 2: restricted licence, must not be embedded
                outlines = "glyf" in font or "CFF " in font
                restricted = "OS/2" in font and font["OS/2"].fsType & 0x000F == 0x0002
                return dict(font.getBestCmap() or {}) if outlines and not restricted else {}
        except Exception:  # fontTools raises anything on a damaged file
            if self._ours:
                raise
            return {}

    @cached_property
    def name(self) -> str:
        """Give the PostScript name, in the characters a PDF name allows."""
        raw = self._font["name"].getDebugName(6) or self.path.stem
        return "".join(c for c in raw if c.isascii() and (c.isalnum() or c in "-_")) or "Font"

    def called(self) -> tuple[str, ...]:
        """Give the family and full names of a font in all its languages; none for a damaged file."""
        try:
            with self.path.open("rb") as file, self._open(file) as font:
                return tuple(record.toUnicode() for record in font["name"].names if record.nameID in _NAMES)
        except Exception:  # noqa: BLE001  as above
            return ()

    @cached_property
    def is_cff(self) -> bool:
        """Tell whether the outlines are PostScript (CFF) rather than TrueType."""
        return "CFF " in self._font

    @cached_property
    def has_cids(self) -> bool:
        """Tell whether the CFF program numbers its glyphs by CID; those numbers survive subsetting."""
        return self.is_cff and hasattr(self._font["CFF "].cff.topDictIndex[0], "ROS")

    @cached_property
    def units(self) -> int:
        """Give the units per em."""
        return int(self._font["head"].unitsPerEm)

    @cached_property
    def box(self) -> tuple[int, int, int, int, int, int]:
        """Give (x_min, y_min, x_max, y_max, ascent, descent) in 1/1000 em."""
        head, hhea = self._font["head"], self._font["hhea"]
        raw = (head.xMin, head.yMin, head.xMax, head.yMax, hhea.ascent, hhea.descent)
        a, b, c, d, e, f = (round(value * 1000 / self.units) for value in raw)
        return a, b, c, d, e, f

    @cached_property
    def _outlines(self) -> Any:
        return self._font.getGlyphSet()

    @cached_property
    def _owners(self) -> dict[str, int]:
        """Map each glyph name to the character that the glyph reads back as."""
        owners: dict[str, int] = {}
        for point, glyph in sorted(self.characters.items()):
            held = owners.get(glyph)
            if held is None or (_is_second_choice(held) and not _is_second_choice(point)):
                owners[glyph] = point
        return owners

    @cached_property
    def _program(self) -> Program | None:
        """Give the CFF program for direct reading; None for other outlines."""
        return Program(self._font.reader["CFF "]) if self.has_cids else None

    def _has_ink(self, glyph: str) -> bool:
        from fontTools.pens.boundsPen import ControlBoundsPen

        try:
            if self._program is not None:
                return self._program.outline(self._font.getGlyphID(glyph)).ink
            pen = ControlBoundsPen(self._outlines)
            self._outlines[glyph].draw(pen)
        except Exception:
            if self._ours:
                raise
            return False  # a damaged outline is no glyph
        return pen.bounds is not None

    def glyph(self, char: str) -> Glyph | None:
        """Find how this face draws `char`; None where it does not, or only as a blank."""
        with self.lock:
            name = self.characters.get(ord(char))
            if name is None or name == ".notdef" or (char not in _SPACES and not self._has_ink(name)):
                return None
            code = int(name[3:]) if self.has_cids else self._font.getGlyphID(name)
            advance = self._font["hmtx"][name][0] * 1000 / self.units
            return Glyph(self, code, advance, self._owners[name] != ord(char)) if code else None

    def subset(self, codes: frozenset[int]) -> bytes:
        """Give the font program with these glyphs alone, their codes kept: a bare CFF table or a TrueType file.

        Kept in memory per set of glyphs and, where the face was given a cache folder, on disk.
        """
        with self.lock:
            if codes not in self._subsets:
                self._subsets.clear()
                self._subsets[codes] = self._cached(codes) or self._cut(codes)
            return self._subsets[codes]

    def _cut(self, codes: frozenset[int]) -> bytes:
        if self._program is not None:
            gids = {code: self._font.getGlyphID(f"cid{code:05d}") for code in codes if code}
            program = self._program.cut(gids)
        else:
            program = self._cut_slowly(codes)
        self._keep(codes, program)
        return program

    def _cut_slowly(self, codes: frozenset[int]) -> bytes:
        from fontTools.subset import Options, Subsetter

        options = Options(
            layout_features=[], name_IDs=[], notdef_outline=True, glyph_names=False, recalc_timestamp=False,
            retain_gids=True, hinting=True,
        )  # fmt: skip
        cutter = Subsetter(options)
        cutter.populate(gids=codes)
        with self.path.open("rb") as file, self._open(file) as font:
            options.drop_tables = [tag for tag in font.keys() if tag not in _PROGRAM]  # noqa: SIM118  a TTFont is no mapping
            cutter.subset(font)
            if self.is_cff:
                program = bytes(font["CFF "].compile(font))
            else:
                out = io.BytesIO()
                font.save(out, reorderTables=None)
                program = out.getvalue()
        return program

    def _cache_file(self, codes: frozenset[int]) -> Path | None:
        if self._cache is None:
            return None
        stamp = self.path.stat()
        key = f"{self.path.name} {self.member} {stamp.st_size} {sorted(codes)}"
        return self._cache / f"{sha256(key.encode()).hexdigest()[:32]}.subset"

    def _cached(self, codes: frozenset[int]) -> bytes | None:
        """Read a subset back; a file that was cut short or damaged does not carry its own digest and is made anew."""
        file = self._cache_file(codes)
        try:
            data = file.read_bytes() if file else b""
        except OSError:
            return None
        return data[32:] if len(data) > 32 and sha256(data[32:]).digest() == data[:32] else None

    def _keep(self, codes: frozenset[int], program: bytes) -> None:
        file = self._cache_file(codes)
        if file is None:
            return
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            part = file.with_suffix(f".{os.getpid()}")
            part.write_bytes(sha256(program).digest() + program)
            part.replace(file)
        except OSError:
            return  # a cache that cannot be written costs time only


def _is_second_choice(point: int) -> bool:
    return any(first <= point <= last for first, last in _SECOND_CHOICE)


def system_folders() -> list[Path]:
    """List the folders where this system keeps its fonts, present or not."""
    home = Path.home()
    if sys.platform == "win32":
        windows = Path(os.environ.get("WINDIR", r"C:\Windows"))
        return [windows / "Fonts", home / "AppData/Local/Microsoft/Windows/Fonts"]
    return [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".local/share/fonts", home / ".fonts"]


def _rank(path: Path) -> tuple[int, str]:
    stem = path.stem.lower()
    known = next((i for i, start in enumerate(_RARE_FIRST) if stem.startswith(start)), len(_RARE_FIRST))
    return known, str(path)


def _members(path: Path) -> int:
    """Count the fonts of a collection; 1 for a plain file, 0 for what cannot be read."""
    if path.suffix.lower() != ".ttc":
        return 1
    try:
        with path.open("rb") as file:
            head = file.read(12)
    except OSError:
        return 0
    return min(int.from_bytes(head[8:12], "big"), _LARGEST_COLLECTION) if head[:4] == b"ttcf" else 0


def _found(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        yield from (path for path in folder.rglob("*") if path.suffix.lower() in _SUFFIXES)


def faces_in(folders: Iterable[Path], cache: Path | None = None) -> list[Face]:
    """List the faces in these folders and below, those known for rare characters first; none is opened yet."""
    paths = sorted(_found(folders), key=_rank)
    wanted = [path for path in paths if not path.stem.lower().startswith(_DRAWS_BOXES)]
    return [Face(path, member, cache) for path in wanted for member in range(_members(path))]
