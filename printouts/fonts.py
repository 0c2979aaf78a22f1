"""Choose a font for every single character, so that no name is ever printed with a box or a question mark.

The two faces of the dependency (Noto Serif SC, Noto Sans SC) come first, or before them the face that the office wants its papers in,
then whatever fonts the machine offers for the rare rest. The choice is made per character by the font's own table, and a glyph without
ink does not count: some fonts list characters that they do not draw. A character nobody can draw is refused by `MissingGlyph`.
"""

import threading
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal

from printouts.faces import Face, Glyph, faces_in, system_folders
from printouts.office_face import Look, find
from rules.errors import EnvironmentFailure

Style = Literal["serif", "sans"]

# private use (another font, another character), what decoders put for what they could not read, noncharacters
_UNREADABLE = ((0xE000, 0xF8FF), (0xFFFD, 0xFFFD), (0xF0000, 0x10FFFF))


class MissingGlyph(EnvironmentFailure):
    """Say that no font here draws a character; fields `characters` (text) and `codepoints` ("U+2CB4A …")."""

    code = "MISSING_GLYPH"


@lru_cache(maxsize=4)
def _bundled(cache: Path | None) -> tuple[Face, Face]:
    """Give the serif and the sans serif of the dependency, opened once for all font sets of the process."""
    from pylopdf_fonts_zh_cn import sans_path, serif_path

    return Face(serif_path(), cache=cache, ours=True), Face(sans_path(), cache=cache, ours=True)


class FontSet:
    """The faces of one program run and the choice among them; make one and hand it to every print.

    `folders` are searched for further fonts only when a character, or the office's `look`, needs it; the system's folders when None.
    """

    def __init__(
        self, folders: Sequence[Path] | None = None, cache: Path | None = None, look: Look = "bundled"
    ) -> None:
        self.look = look
        self._folders = system_folders() if folders is None else list(folders)
        self._cache = cache
        self._chosen: dict[tuple[Style, str], Glyph | None] = {}
        self._lock = threading.RLock()

    @cached_property
    def _others(self) -> list[Face]:
        return faces_in(self._folders, self._cache)

    @cached_property
    def office(self) -> Face | None:
        """Give the machine's face of the look that the office chose; None where it chose none or the machine has none."""
        return None if self.look == "bundled" else find(self.look, self._others)

    @property
    def is_as_wanted(self) -> bool:
        """Tell whether papers come in the look that was chosen; False where the machine lacks it and the bundled serif stands in."""
        return self.look == "bundled" or self.office is not None

    @cached_property
    def _first(self) -> dict[Style, tuple[Face, ...]]:
        serif, sans = _bundled(self._cache)
        office = (self.office,) if self.office else ()
        return {"serif": (*office, serif, sans), "sans": (sans, serif)}

    def _choose(self, style: Style, char: str) -> Glyph | None:
        if any(first <= ord(char) <= last for first, last in _UNREADABLE):
            return None
        for face in self._first[style]:
            if glyph := face.glyph(char):
                return glyph
        for face in self._others:
            if glyph := face.glyph(char):
                return glyph
        return None

    def find(self, style: Style, char: str) -> Glyph | None:
        """Find the glyph of one character, None where no font here draws it."""
        key = (style, char)
        if key not in self._chosen:
            with self._lock:
                self._chosen[key] = self._choose(style, char)
        return self._chosen[key]

    def missing(self, text: str) -> str:
        """List the characters of `text` that cannot be printed here, each once, in order."""
        return "".join(char for char in dict.fromkeys(text) if char != "\n" and self.find("serif", char) is None)

    def glyphs(self, style: Style, text: str) -> list[Glyph]:
        """Give one glyph per character; raise MissingGlyph naming every character that has none."""
        found = [self.find(style, char) for char in text]
        if None in found:
            lost = self.missing(text)
            raise MissingGlyph(characters=lost, codepoints=" ".join(f"U+{ord(char):04X}" for char in lost))
        return [glyph for glyph in found if glyph is not None]

    def width(self, text: str, size: float, style: Style = "serif") -> float:
        """Measure `text` set at `size` points; the answer is in points. Raise MissingGlyph."""
        return sum(glyph.advance for glyph in self.glyphs(style, text)) * size / 1000


@lru_cache(maxsize=4)
def of_machine(look: Look = "bundled") -> FontSet:
    """Give this machine's fonts in the office's look, opened once: the second paper of a day must not wait for them again."""
    return FontSet(look=look)
