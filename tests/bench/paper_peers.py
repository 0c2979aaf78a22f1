"""The certificate's page made by other engines: the same words in the same faces, places and sizes, the same QR code, a plain frame."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import zxingcpp

from printouts import certificate
from printouts.certificate import BASE_AT, BODY_LEFT, QR_SIDE, SEAL_Y, TITLE, CertificatePaper, sentence
from printouts.photo import ONE_INCH
from rules import dates

NOTE = "打印时间 2009-09-28 10:30"
LEFT = BODY_LEFT + ONE_INCH[0] + 12
RIGHT = 297 - BODY_LEFT
SEALS = ((BASE_AT, "培训单位"), (certificate.UNION_AT, "主办工会"))
CODE = QR_SIDE * 0.9  # mm without the quiet zone

_TYPST = """
#set document(title: "培训合格证书")
#set page(width: 297mm, height: 210mm, margin: 0mm, background: place(top + left, dx: 9mm, dy: 9mm, rect(width: 279mm, height: 192mm)))
#set text(font: "Noto Serif SC", size: 13pt, lang: "zh")
#let data = json("data.json")
#let codes = read("codes.bin", encoding: none)
#let at(x, y, body) = place(top + left, dx: x * 1mm, dy: y * 1mm, body)
#let middle(x, y, size, body) = at(x - 60, y, box(width: 120mm, align(center, text(size: size * 1pt, body))))
#for (i, p) in data.papers.enumerate() {
  if i > 0 { pagebreak() }
  middle(148.5, 29, 13, p.programme)
  middle(148.5, 41, 40, text(tracking: 5mm, data.title))
  at(RIGHT - 100, 68, box(width: 100mm, align(right, text(size: 10.5pt, [证书编号：#p.number]))))
  at(34, 80, rect(width: 25mm, height: 35mm, stroke: 0.2mm))
  at(LEFT, 79, box(width: (RIGHT - LEFT) * 1mm, par(justify: true, leading: 0.85em, first-line-indent: (amount: 2em, all: true),
    text(size: 17pt, p.sentence))))
  at(36, 142, image(codes.slice(p.from, p.to), format: (encoding: "luma8", width: p.side, height: p.side), width: CODE * 1mm,
    scaling: "pixelated"))
  middle(55, 183, 7.5, "扫码查验真伪")
  for (x, what, name) in p.seals {
    at(x - 22.5, SEAL_Y - 22.5, circle(radius: 22.5mm, stroke: 0.25mm))
    middle(x, SEAL_Y - 10, 10, what)
    middle(x, SEAL_Y - 2, 13, name)
    middle(x, SEAL_Y + 9, 12, p.issued)
  }
  middle(148.5, 187, 6.5, data.note)
}
"""


def _matrix(text: str) -> Any:
    """Make the code as we do: level Q, the mask fixed; a matrix of bytes."""
    made: Any = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="Q", data_mask=3)
    image: Any = made.to_image(scale=1, add_quiet_zones=False)
    return memoryview(image)


def _sentence(paper: CertificatePaper) -> str:
    return "".join(part for part, _ in sentence(paper))


def by_typst(papers: Sequence[CertificatePaper], to: Path) -> None:
    """Let typst lay the pages out from one table of facts and one file of codes."""
    import typst
    from pylopdf_fonts_zh_cn import serif_path

    rows, codes, at = [], [], 0
    for paper in papers:
        matrix = _matrix(paper.token)
        raw = matrix.tobytes()
        rows.append({
            "programme": paper.programme, "number": paper.number, "sentence": _sentence(paper), "issued": dates.chinese(paper.issued_on),
            "side": matrix.shape[0], "from": at, "to": at + len(raw),
            "seals": [[x, what, name] for (x, what), name in zip(SEALS, (paper.base, paper.issuer), strict=True)],
        })  # fmt: skip
        codes.append(raw)
        at += len(raw)
    folder = to.parent
    (folder / "codes.bin").write_bytes(b"".join(codes))
    (folder / "data.json").write_text(json.dumps({"papers": rows, "title": TITLE, "note": NOTE}), encoding="utf-8")
    words = _TYPST
    for name, value in (("SEAL_Y", SEAL_Y), ("RIGHT", RIGHT), ("LEFT", LEFT), ("CODE", CODE)):
        words = words.replace(name, str(value))
    (folder / "page.typ").write_text(words, encoding="utf-8")
    typst.compile(
        str(folder / "page.typ"), output=str(to), font_paths=[str(serif_path().parent)], ignore_system_fonts=True
    )


def by_fpdf2(papers: Sequence[CertificatePaper], to: Path) -> None:
    """Let fpdf2 set the pages; the code is one path of runs, which is quicker there than a picture for each page."""
    from fpdf import FPDF
    from pylopdf_fonts_zh_cn import serif_path

    pdf = FPDF("landscape", "mm", "A4")
    pdf.set_auto_page_break(False)
    pdf.add_font("serif", fname=str(serif_path()))

    def middle(x: float, y: float, size: float, text: str) -> None:
        pdf.set_font("serif", size=size)
        pdf.text(x - pdf.get_string_width(text) / 2, y, text)

    for paper in papers:
        pdf.add_page()
        pdf.rect(9, 9, 279, 192)
        middle(148.5, 34, 13, paper.programme)
        middle(148.5, 54, 40, TITLE)
        pdf.set_font("serif", size=10.5)
        number = f"证书编号：{paper.number}"
        pdf.text(RIGHT - pdf.get_string_width(number), 72, number)
        pdf.rect(BODY_LEFT, 80, *ONE_INCH)
        pdf.set_font("serif", size=17)
        pdf.set_xy(LEFT, 79)
        pdf.multi_cell(RIGHT - LEFT, 11, f"　　{_sentence(paper)}", align="J", wrapmode="CHAR")  # type: ignore[arg-type]
        _runs(pdf, _matrix(paper.token), BODY_LEFT + 2, 142)
        middle(BODY_LEFT + QR_SIDE / 2, 185.6, 7.5, "扫码查验真伪")
        for (x, what), name in zip(SEALS, (paper.base, paper.issuer), strict=True):
            pdf.circle(x, SEAL_Y, 22.5)
            middle(x, SEAL_Y - 6.5, 10, what)
            middle(x, SEAL_Y + 2, 13, name)
            middle(x, SEAL_Y + 13, 12, dates.chinese(paper.issued_on))
        middle(148.5, 189.5, 6.5, NOTE)
    pdf.output(str(to))


def _runs(pdf: Any, matrix: Any, x: float, y: float) -> None:
    """Fill the dark modules, run by run, in one path of raw operators."""
    side, k = CODE / matrix.shape[0], pdf.k
    parts = []
    for line, row in enumerate(matrix.tolist()):
        start = -1
        for column, shade in enumerate([*row, 255]):
            if not shade and start < 0:
                start = column
            elif shade and start >= 0:
                left, low = (x + start * side) * k, (pdf.h - y - (line + 1) * side) * k
                parts.append(f"{left:.2f} {low:.2f} {(column - start) * side * k:.2f} {side * k:.2f} re")
                start = -1
    pdf._out(" ".join(parts) + " f")
