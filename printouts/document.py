"""Write a PDF page by page, so that ten thousand certificates need no more memory than ten.

ReportLab keeps every page until the end and writes then. This document writes each page when it is finished and keeps only
its place in the file; the fonts follow at the end, when it is known which glyphs were used.
A file appears under its name only when it is whole.
"""

import contextlib
import errno
import io
import os
import threading
import zlib
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from printouts.codes import Marks
from printouts.embedding import embed
from printouts.fonts import FontSet, MissingGlyph, Style
from rules.errors import EnvironmentFailure

if TYPE_CHECKING:
    from printouts.faces import Face

T = TypeVar("T")
Run = tuple[str, float, float]  # text, points added after each character, stroke in points that thickens it
SHORT = 6  # characters; longer texts are mostly numbers that come once
MEMO = 4096  # encoded strings kept; beyond that the memory is started afresh


class PaperNotWritten(EnvironmentFailure):
    """Say that the file could not be written; fields `path` and `reason` (an errno name such as ENOSPC, EACCES, EROFS)."""

    code = "PAPER_NOT_WRITTEN"


class _PageTree(pdfdoc.PDFPages):  # type: ignore[misc]
    """The page tree as object numbers only."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers = array("L")

    def check_format(self, document: Any) -> None:  # noqa: ARG002  ReportLab's signature
        self.Kids = pdfdoc.PDFArray([b"%d 0 R" % number for number in self.numbers])
        self.Count = len(self.numbers)


class StreamedDocument(pdfdoc.PDFDocument):  # type: ignore[misc]
    """A ReportLab document that writes its objects to `sink` as soon as a page is finished."""

    def __init__(self, sink: BinaryIO, title: str, printed_at: datetime) -> None:
        super().__init__(compression=1, invariant=1, dummyoutline=1, lang="zh-CN")
        self._sink, self._place = sink, 0
        self._places = array("Q", [0])  # by object number; 0 where not written
        self._next = 1
        self._late: list[int] = []
        self._shared: tuple[tuple[str, ...] | None, Any] = None, None
        self.Pages = self.Catalog.Pages = _PageTree()
        self._tree = self.idToObjectNumberAndVersion[self.Reference(self.Pages).name][0]
        self.Catalog.Outlines = None
        self._timeStamp.YMDhms = printed_at.timetuple()[:6]
        self._timeStamp.dhh, self._timeStamp.dmm = 8, 0  # Beijing time, the only one the papers know
        self.setTitle(title)
        self.setSubject(title)
        self.setAuthor("")
        self.setCreator("Yuanzhu Desk")
        self.updateSignature(f"{title} {printed_at.isoformat()}".encode())
        self._put(b"%PDF-1.5\n%\xe5\x8f\xb0\xe8\x8f\xb1\n")

    @property
    def fonts(self) -> dict[str, Any]:
        """Give the dictionary of fonts that every page and form refers to."""
        held: dict[str, Any] = self.idToObject["BasicFonts"].dict
        return held

    def _put(self, data: bytes) -> None:
        self._sink.write(data)
        self._place += len(data)

    def addPage(self, page: Any) -> None:  # noqa: N802  ReportLab's name
        """Write the finished page at once and forget it; ReportLab's own way through objects costs more than the page."""
        operators = page.stream.encode("latin-1")
        self.updateSignature(operators)
        resources = self.idToObjectNumberAndVersion[self._resources(page).name][0]
        self.pageCounter += 1
        self.inObject = None
        self._flush()
        content = zlib.compress(operators)
        inside = self._number()
        self._put_object(
            inside, b"<< /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream" % (len(content), content)
        )
        number = self._number()
        self._put_object(number, (
            f"<< /Type /Page /Parent {self._tree} 0 R /MediaBox [0 0 {page.pagewidth:.4f} {page.pageheight:.4f}] "
            f"/Resources {resources} 0 R /Contents {inside} 0 R >>"
        ).encode("ascii"))  # fmt: skip
        self.Pages.numbers.append(number)

    def _number(self) -> int:
        """Take the next object number for what is written at once."""
        self.objectcounter += 1
        self._next = self.objectcounter + 1
        return int(self.objectcounter)

    def _put_object(self, number: int, data: bytes) -> None:
        self._mark(number)
        self._put(b"%d 0 obj\n%b\nendobj\n" % (number, data))

    def _mark(self, number: int) -> None:
        """Remember that the object is written here."""
        self._places.extend([0] * (number + 1 - len(self._places)))
        self._places[number] = self._place

    def addForm(self, name: str, form: Any) -> None:  # noqa: N802  ReportLab's name
        """Enter a part drawn once, compressed without the detour through ASCII that ReportLab takes."""
        if isinstance(form, pdfdoc.PDFFormXObject):
            form.Contents = pdfdoc.PDFStream(content=form.stream, filters=[pdfdoc.PDFZCompress])
            form.compression = 0
        super().addForm(name, form)

    def _resources(self, page: Any) -> Any:
        """Give the resource dictionary that pages in a row share as long as they use the same forms."""
        key = tuple(page.XObjects.dict) if page.XObjects else ()
        if key != self._shared[0]:
            resources = pdfdoc.PDFResourceDictionary(XObject=page.XObjects or {})
            resources.basicFonts()
            self._shared = key, self.Reference(resources)
        return self._shared[1]

    def _flush(self) -> None:
        """Write every object known so far, except the few that grow until the end."""
        while self._next <= self.objectcounter:
            number, self._next = self._next, self._next + 1
            name = self.numberToId.get(number)
            if name is not None and (self.idToObject[name] is self.Pages or name == "BasicFonts"):
                self._late.append(number)
            elif name is not None:
                self._write(number, name)

    def _write(self, number: int, name: str) -> None:
        thing = self.idToObject[name]
        data = pdfdoc.PDFIndirectObject(name, thing).format(self)
        self._mark(number)
        self._put(data)
        del self.numberToId[number]
        if isinstance(thing, pdfdoc.PDFImageXObject):
            del self.idToObject[name]  # the page's resources, written next, still ask for its number
        else:
            self.idToObject[name] = None  # its name is still referred to, its content is no longer needed

    def finish(self) -> None:
        """Write the rest, the cross-reference table and the trailer."""
        catalog, info = self.Catalog, self.info
        ends = [self.Reference(thing).name for thing in (catalog, info)]
        root, about = (self.idToObjectNumberAndVersion[name][0] for name in ends)
        self._flush()
        for number in self._late:
            self._write(number, self.numberToId[number])
        self._flush()
        start, self._places[0] = self._place, 0
        rows = [b"0000000000 65535 f \n"]
        rows += [b"%010d 00000 n \n" % place if place else b"0000000000 00000 f \n" for place in self._places[1:]]
        self._put(b"xref\n0 %d\n" % len(rows) + b"".join(rows))
        mark = self.signature.hexdigest().encode()
        trailer = b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R /ID [<%b> <%b>] >>\nstartxref\n%d\n%%%%EOF\n"
        self._put(trailer % (len(rows), root, about, mark, mark, start))


class _Advances(dict[str, float]):
    """The advance of each text asked for so far, in 1/1000 em; a text not met before is measured, and kept if it is short.

    `enter` measures one character, `every` raises MissingGlyph naming all characters of a text that have none.
    """

    def __init__(self, enter: Callable[[str], float], every: Callable[[str], object]) -> None:
        super().__init__()
        self._enter, self._all = enter, every

    def __missing__(self, text: str) -> float:
        if len(text) == 1:
            self[text] = self._enter(text)
            return self[text]
        try:
            total = sum(map(self.__getitem__, text))
        except MissingGlyph:
            self._all(text)
            raise
        if len(text) <= SHORT:
            self[text] = total
        return total


class PaperCanvas(Canvas):  # type: ignore[misc]
    """A ReportLab canvas on a streamed document whose text is set in a FontSet; lengths in points, origin bottom left."""

    def __init__(
        self, sink: BinaryIO, size: tuple[float, float], fonts: FontSet, title: str, printed_at: datetime
    ) -> None:
        super().__init__(sink, pagesize=size, pageCompression=1, invariant=1)
        self._doc = StreamedDocument(sink, title, printed_at)
        self.fonts = fonts
        self._names: dict[Face, str] = {}
        self._used: dict[Face, tuple[dict[int, str], dict[int, float]]] = {}
        self._stencils: dict[Marks, str] = {}
        self._codes: dict[tuple[Style, str], tuple[str, str, bool]] = {}
        styles: tuple[Style, ...] = ("serif", "sans")
        self._advances = {
            style: _Advances(partial(self._enter, style), partial(fonts.glyphs, style)) for style in styles
        }
        self._memo: dict[tuple[Style, str], tuple[list[tuple[str, str]], float]] = {}

    def _make_preamble(self) -> None:
        """Begin pages with nothing: ReportLab's own preamble would name a font that is not embedded."""
        self._preamble = ""

    def _enter(self, style: Style, char: str) -> float:
        """Enter one character in the document's fonts and give its advance."""
        glyph = self.fonts.glyphs(style, char)[0]
        name = self._names.setdefault(glyph.face, f"F{len(self._names) + 1}")
        characters, advances = self._used.setdefault(glyph.face, ({0: "\ufffd"}, {}))
        if not glyph.shared:
            characters[glyph.code] = char
        else:
            characters.setdefault(glyph.code, char)
        advances[glyph.code] = glyph.advance
        self._codes[style, char] = name, f"{glyph.code:04X}", glyph.shared
        return glyph.advance

    def advances(self, style: Style) -> Mapping[str, float]:
        """Give the advance of any text in 1/1000 em, as a mapping; it raises MissingGlyph naming every character that has no glyph."""
        return self._advances[style]

    def encode(self, style: Style, text: str) -> tuple[list[tuple[str, str]], float]:
        """Give the show operators of `text` as pairs (font name, operators), and its advance in 1/1000 em."""
        key = (style, text)
        if (known := self._memo.get(key)) is not None:
            return known
        total = self._advances[style][text]
        pieces: list[tuple[str, str]] = []
        for char in text:
            name, code, shared = self._codes[style, char]
            if shared:
                said = char.encode("utf-16-be").hex().upper()
                show = f"/Span <</ActualText <FEFF{said}>>> BDC <{code}> Tj EMC"
                pieces.append((name, show))
            elif pieces and pieces[-1][0] == name and pieces[-1][1].endswith("> Tj"):
                pieces[-1] = (name, pieces[-1][1][:-4] + code + "> Tj")
            else:
                pieces.append((name, f"<{code}> Tj"))
        if len(self._memo) >= MEMO:
            self._memo.clear()
        self._memo[key] = pieces, total
        return pieces, total

    def show(self, x: float, y: float, runs: Sequence[Run], size: float, style: Style) -> None:
        """Draw the runs one after another on the baseline from (x, y)."""
        parts = [f"BT {x:.2f} {y:.2f} Td"]
        font, now = "", (0.0, 0.0)
        for text, *manner in (*runs, ("", 0.0, 0.0)):
            spread, weight = manner
            if spread != now[0]:
                parts.append(f"{spread:.3f} Tc" if spread else "0 Tc")
            if weight != now[1]:
                parts.append(f"2 Tr {weight:.2f} w" if weight else "0 Tr")
            now = (spread, weight)
            for name, operators in self.encode(style, text)[0]:
                if name != font:
                    parts.append(f"/{name} {size:.2f} Tf")
                    font = name
                parts.append(operators)
        parts.append("ET")
        self._code.append(" ".join(parts))

    def stencil(self, marks: Marks) -> str:
        """Enter marks as one image mask of the document, whatever number of times it is drawn; give its name."""
        name = self._stencils.get(marks)
        if name is None:
            name = self._stencils[marks] = f"M{len(self._stencils) + 1}"
            one = pdfdoc.PDFDictionary({
                "Type": pdfdoc.PDFName("XObject"), "Subtype": pdfdoc.PDFName("Image"), "Width": marks.columns, "Height": marks.rows,
                "ImageMask": "true", "BitsPerComponent": 1,
            })  # fmt: skip
            self._doc.addForm(name, pdfdoc.PDFStream(one, marks.bits, [pdfdoc.PDFZCompress]))
        return name

    def raw(self, operators: str) -> None:
        """Add content operators as they are."""
        self._code.append(operators)

    def finish(self) -> None:
        """Embed each used face once and write the end of the file."""
        for face, (characters, advances) in self._used.items():
            self._doc.fonts[self._names[face]] = self._doc.Reference(embed(self._doc, face, characters, advances))
        self._doc.finish()


def _reason(failure: OSError) -> str:
    return errno.errorcode.get(failure.errno or 0, "EIO")


@contextmanager
def whole_file(to: Path) -> Iterator[BinaryIO]:
    """Give a sink that becomes the file `to` only if all goes well; raise PaperNotWritten, leaving nothing behind."""
    part = to.parent / f".paper-{os.getpid()}-{threading.get_ident()}.part"
    try:
        with os.fdopen(
            os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600), "wb"
        ) as sink:
            yield sink
            sink.flush()
            os.fsync(sink.fileno())
        part.replace(to)
    except OSError as failure:
        raise PaperNotWritten(path=str(to), reason=_reason(failure)) from failure
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def deliver(write: Callable[[BinaryIO], None], to: Path | None) -> bytes | Path:
    """Run `write` on a sink: into the file `to` whole or not at all, or into memory where `to` is None."""
    if to is None:
        memory = io.BytesIO()
        write(memory)
        return memory.getvalue()
    with whole_file(to) as sink:
        write(sink)
    return to
