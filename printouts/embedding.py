"""Put the used glyphs of a face into a PDF, once per document, and tell readers exactly which text they stand for.

ReportLab embeds TrueType outlines only, in pieces of 256 characters, and its ToUnicode map is wrong above U+FFFF. Here a
face becomes one composite font: codes of two bytes that are the font's own glyph numbers, the CFF program as it is, and a
map back to text in UTF-16, surrogate pairs included.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from reportlab.pdfbase import pdfdoc

from printouts.faces import Face

_CMAP_BLOCK = 100  # the most entries one bfchar block may hold
_HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
"""
_TAIL = """endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


def to_unicode(characters: Mapping[int, str]) -> bytes:
    """Write the map from codes of two bytes to UTF-16BE text."""
    entries = [f"<{code:04X}> <{text.encode('utf-16-be').hex().upper()}>" for code, text in sorted(characters.items())]
    blocks = [entries[i : i + _CMAP_BLOCK] for i in range(0, len(entries), _CMAP_BLOCK)]
    body = "".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks)
    return (_HEAD + body + _TAIL).encode("ascii")


def _stream(content: bytes, **entries: Any) -> Any:
    stream = pdfdoc.PDFStream(pdfdoc.PDFDictionary(entries), content, [pdfdoc.PDFZCompress])
    stream.__Comment__ = None
    return stream


def _widths(advances: Mapping[int, float]) -> Any:
    """List the advances that differ from a full em, as the /W array wants them."""
    flat: list[Any] = []
    for code, advance in sorted(advances.items()):
        if round(advance) != 1000:
            flat += [code, pdfdoc.PDFArray([round(advance, 2)])]
    return pdfdoc.PDFArray(flat)


def embed(document: Any, face: Face, characters: Mapping[int, str], advances: Mapping[int, float]) -> Any:
    """Make the PDF font of `face` holding the codes of `characters` (what each reads back as); return its dictionary."""
    with face.lock:
        return _embed(document, face, characters, advances)


def _embed(document: Any, face: Face, characters: Mapping[int, str], advances: Mapping[int, float]) -> Any:
    name = pdfdoc.PDFName
    program = face.subset(frozenset(characters))
    tag = hashlib.sha256(program).hexdigest()[:6].translate(str.maketrans("0123456789abcdef", "GHIJKLMNOPABCDEF"))
    base = name(f"{tag}+{face.name}")
    x_min, y_min, x_max, y_max, ascent, descent = face.box
    if face.is_cff:
        key, font_file = "FontFile3", _stream(program, Subtype=name("CIDFontType0C"))
    else:
        key, font_file = "FontFile2", _stream(program, Length1=len(program))
    descriptor = pdfdoc.PDFDictionary({
        "Type": name("FontDescriptor"), "FontName": base, "Flags": 4, "ItalicAngle": 0, "StemV": 80,
        "FontBBox": pdfdoc.PDFArray([x_min, y_min, x_max, y_max]), "Ascent": ascent, "Descent": descent,
        "CapHeight": round(ascent * 0.8), key: document.Reference(font_file),
    })  # fmt: skip
    system = pdfdoc.PDFDictionary({
        "Registry": pdfdoc.PDFString("Adobe"), "Ordering": pdfdoc.PDFString("Identity"), "Supplement": 0,
    })  # fmt: skip
    descendant = pdfdoc.PDFDictionary({
        "Type": name("Font"), "Subtype": name("CIDFontType0" if face.is_cff else "CIDFontType2"), "BaseFont": base,
        "CIDSystemInfo": system, "FontDescriptor": document.Reference(descriptor), "DW": 1000, "W": _widths(advances),
    })  # fmt: skip
    if not face.is_cff:
        descendant["CIDToGIDMap"] = name("Identity")
    return pdfdoc.PDFDictionary({
        "Type": name("Font"), "Subtype": name("Type0"), "BaseFont": base, "Encoding": name("Identity-H"),
        "DescendantFonts": pdfdoc.PDFArray([document.Reference(descendant)]),
        "ToUnicode": document.Reference(_stream(to_unicode(characters))),
    })  # fmt: skip
