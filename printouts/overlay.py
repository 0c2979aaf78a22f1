"""Overlay printing (套打): on pre-printed stock only what differs from sheet to sheet, each field at its place in millimetres.

The places are data (`rules/layouts.py`); everything is moved and scaled by the calibration of the printer that will print it. Fields that
the holder must write by hand have no text here and stay blank; nothing of the form itself is drawn.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from printouts.batch import Cancelled, Progress, print_batch
from printouts.certificate import CertificatePaper, sentence
from printouts.codes import bars, qr
from printouts.fonts import FontSet
from printouts.page import POINT, Colour, Sheet, Type
from printouts.voucher import VoucherPaper, spaced
from rules import dates, money
from rules.calibration import TRUE, Calibration
from rules.layouts import Layout, Place, fields

BLACK: Colour = (0.0, 0.0, 0.0)
_RIBBON = Type(10, "serif", BLACK)
PROSE_LINES = 5.05
"""Height of a paragraph's place: this many lines at its size and leading."""

LEAST_SCALE = 0.72
"""Smaller than that a line is set on two."""

Value = str | bytes | Sequence[tuple[str, bool]]
Values = Mapping[str, Value]


def voucher_values(paper: VoucherPaper) -> Values:
    """Give what stands in each field of a voucher."""
    number, face = spaced(paper.number), f"¥{money.grouped(paper.face_fen)}"
    holder = f"{paper.holder}（{paper.sex}）" if paper.sex else paper.holder
    until, issued = dates.official(paper.valid_until), dates.official(paper.issued_on)
    note = f"补发 原券 {paper.reissue_of} 作废" if paper.reissue_of else ""
    return {
        "stub_number": number, "stub_holder": holder, "stub_document": paper.document, "stub_course": paper.course, "stub_class": paper.class_name,
        "stub_face": face, "stub_until": until, "stub_issued": issued,
        "main_number": number, "main_figures": face, "main_capitals": money.capitals(paper.face_fen, prefix=True), "main_holder": holder,
        "main_document": paper.document, "main_course": paper.course, "main_base": paper.base,
        "main_valid": f"{dates.official(paper.valid_from)}至{until}", "main_qr": paper.token, "main_issuer": paper.issuer, "main_issued": issued,
        "main_note": _note(note, paper.edition),
        "back_bars": paper.number, "back_number": paper.number, "back_holder": paper.holder, "back_document": paper.document,
        "back_course": paper.course, "back_base": paper.base, "back_face": face,
    }  # fmt: skip


def certificate_values(paper: CertificatePaper) -> Values:
    """Give what stands in each field of a certificate's inner page."""
    issued = dates.chinese(paper.issued_on)
    note = f"补 原证 {paper.reissue_of} 作废" if paper.reissue_of else ""
    return {
        "number": paper.number, "photo": paper.photo or b"", "body": sentence(paper), "holder": paper.holder, "sex": paper.sex,
        "document": paper.document, "course": paper.course, "class_name": paper.class_name,
        "period": f"{dates.official(paper.began)}至{dates.official(paper.ended)}", "hours": f"{paper.hours} 学时", "result": paper.result,
        "base": paper.base, "base_day": issued, "issuer": paper.issuer, "issuer_day": issued, "qr": paper.token,
        "note": _note(note, paper.edition),
    }  # fmt: skip


def _note(note: str, edition: int) -> str:
    again = f"重打·第 {edition} 版" if edition > 1 else ""
    return "　".join(part for part in (note, again) if part)


def _draw_text(sheet: Sheet, place: Place, text: str) -> None:
    """Set one line on y, smaller where it is long; a very long one on two lines around the same middle."""
    wide = sheet.measure(text, place.size, _RIBBON.style)
    scale = min(1.0, place.width / wide) if wide else 1.0
    kind = Type(place.size * max(scale, LEAST_SCALE), _RIBBON.style, BLACK)
    if scale >= LEAST_SCALE:
        at = place.x + {"left": 0.0, "centre": place.width / 2, "right": place.width}[place.align]
        sheet.text(at, place.y, text, kind, place.align)
        return
    size = place.size * POINT
    high = size * 1.65
    sheet.fit(place.x, place.y - size * 0.38 - high / 2, place.width, high, text, kind, place.align)


def _draw_qr(sheet: Sheet, place: Place, token: str) -> None:
    """Set a code in its square, the quiet zone within it; the paper is left as it is: white ink does not exist."""
    code = qr(token)
    quiet = 4 * place.width / (code.columns + 8)
    side = place.width - 2 * quiet
    sheet.marks(place.x + quiet, place.y + quiet, side, side, code)


def _draw_place(sheet: Sheet, layout: Layout, place: Place, value: Value) -> None:
    kind = fields(layout.form)[place.field].kind
    if isinstance(value, bytes):
        sheet.photograph(place.x, place.y, place.width, place.width * 1.4, value)
    elif not isinstance(value, str):
        high = place.size * POINT * 1.85 * PROSE_LINES
        sheet.prose(place.x, place.y, place.width, high, value, Type(place.size, _RIBBON.style, BLACK), leading=1.85)
    elif kind == "qr":
        _draw_qr(sheet, place, value)
    elif kind == "bars":
        sheet.marks(place.x, place.y, place.width, place.size, bars(value))
    else:
        _draw_text(sheet, place, value)


def draw(sheet: Sheet, layout: Layout, values: Values, calibration: Calibration) -> None:
    """Draw one sheet's fields, moved and scaled by the calibration."""

    def all_places() -> None:
        for place in layout.printed:
            if value := values.get(place.field):
                _draw_place(sheet, layout, place, value)

    placed(sheet, calibration, all_places)


def placed(sheet: Sheet, calibration: Calibration, draw_it: Callable[[], None]) -> None:
    """Run `draw_it` so that a printer with this calibration puts all where it is meant."""
    scales = calibration.scale_x / TRUE, calibration.scale_y / TRUE
    sheet.mapped(calibration.dx / 10, calibration.dy / 10, *scales, draw_it)


def print_overlay(
    layout: Layout, papers: Sequence[Values], to: Path | None = None, *, calibration: Calibration | None = None, progress: Progress | None = None,
    cancelled: Cancelled | None = None, printed_at: datetime, fonts: FontSet | None = None,
) -> bytes | Path:  # fmt: skip
    """Print sheets of stock, each of its own size, in one document; return its bytes or the file `to`.

    Raise NothingToPrint, PrintingCancelled, MissingGlyph, PhotographUnreadable, PaperNotWritten.
    """

    def one(sheet: Sheet, group: Sequence[Values]) -> None:
        draw(sheet, layout, group[0], calibration or Calibration())
        sheet.next_page()

    return print_batch(
        papers, one, to, each=1, title=layout.label, size=(layout.width, layout.height), printed_at=printed_at, fonts=fonts,
        progress=progress, cancelled=cancelled,
    )  # fmt: skip


def out_of_reach(
    layout: Layout, calibration: Calibration, margins: tuple[float, float, float, float]
) -> tuple[str, ...]:
    """Name the fields that lie where a printer cannot print: `margins` left, top, right and bottom in mm."""
    left, top, right, bottom = margins
    found = []
    for place in layout.printed:
        field = fields(layout.form)[place.field]
        size = place.size * POINT
        upper = place.y - size if field.kind == "text" else place.y
        lower = place.y + {"text": 0.2 * size, "qr": place.width, "photo": place.width * 1.4, "bars": place.size}.get(
            field.kind, 0.0
        )
        x1, x2 = (x * calibration.scale_x / TRUE + calibration.dx / 10 for x in (place.x, place.x + place.width))
        y1, y2 = (y * calibration.scale_y / TRUE + calibration.dy / 10 for y in (upper, lower))
        if x1 < left or y1 < top or x2 > layout.width - right or y2 > layout.height - bottom:
            found.append(field.label)
    return tuple(found)
