"""The certificate of completed training (培训合格证书), A4 across, worthy of a wall.

It is the training unit's own paper: no national emblem, no words or number forms of a vocational qualification
(such certificates carry 16- and 22-digit numbers, this one must not). Two places wait for seals, over unit and date.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from printouts import ornament
from printouts.batch import Cancelled, Progress, print_batch
from printouts.codes import qr
from printouts.fonts import FontSet
from printouts.page import A4_ACROSS, FAINT, INK, QUIET, Sheet, Type
from printouts.photo import ONE_INCH, PhotographUnreadable
from rules import certificates, dates
from rules.errors import UserError

TITLE = "培训合格证书"
BRONZE = (0.58, 0.42, 0.20)
SAND = (0.80, 0.70, 0.52)
CRIMSON = (0.66, 0.10, 0.12)
BODY_LEFT = 34.0
BASE_AT, UNION_AT, SEAL_Y = 143.0, 221.0, 162.0
QR_SIDE = 42.0


class LooksNational(UserError):
    """Say that a certificate's `number` has the form of a national qualification's, which this paper must not imitate."""

    code = "CERTIFICATE_LOOKS_NATIONAL"


class CertificatePhotograph(PhotographUnreadable):
    """Say that the photograph for the certificate `number` is no picture, or one of absurd size."""

    code = "CERTIFICATE_PHOTOGRAPH"


@dataclass(frozen=True, slots=True)
class CertificatePaper:
    """What one certificate says; every text as it is to be read.

    `document` is the number whole or masked, as the issuer decided; `token` the text of the QR code; `reissue_of` the number
    of the certificate this one replaces; `edition` counts the printings, from 1.
    """

    number: str
    holder: str
    sex: str
    document: str
    course: str
    class_name: str
    base: str
    began: date
    ended: date
    hours: int
    issuer: str
    issued_on: date
    token: str
    document_label: str = "身份证号码"
    result: str = "合格"
    programme: str = "千万农民工援助行动"
    photo: bytes | None = None
    reissue_of: str | None = None
    edition: int = 1


def sentence(paper: CertificatePaper) -> list[tuple[str, bool]]:
    """Compose the body as one sentence, in spans; True marks what is particular to this holder."""
    return [
        ("学员 ", False), (paper.holder, True), (f"，{paper.sex}，{paper.document_label} ", False), (paper.document, True),
        (f"，于{dates.official(paper.began)}至{dates.official(paper.ended)}参加", False), (paper.base, True),
        (f"举办的{paper.class_name}，修习", False), (paper.course, True), ("课程满 ", False), (str(paper.hours), True),
        (" 学时，完成规定内容，经考核成绩", False), (paper.result, True), ("，准予结业。特发此证，以资证明。", False),
    ]  # fmt: skip


def _still(sheet: Sheet) -> None:
    """Draw what all certificates share."""
    middle = sheet.width / 2
    ornament.frame(sheet, 9, 8, BRONZE, SAND)
    ornament.rosette(sheet, middle, 112, 46, (0.955, 0.93, 0.885), petals=18, width=0.12)
    sheet.text(middle, 54, TITLE, Type(40, "serif", CRIMSON, spread=5.5, weight=0.7), "centre")
    ornament.divider(sheet, middle, 62.5, 120, BRONZE)
    sheet.text(BODY_LEFT + QR_SIDE / 2, 185.6, "扫码查验真伪", Type(7.5, "sans", QUIET), "centre")
    for x, label in ((BASE_AT, "（培训单位盖章处）"), (UNION_AT, "（主办工会盖章处）")):
        sheet.seal_place(x, SEAL_Y, label)
    for x, label in ((BASE_AT, "培训单位"), (UNION_AT, "主办工会")):
        sheet.text(x, SEAL_Y - 6.5, label, Type(10, "serif", QUIET, spread=0.8), "centre")


def _photograph(sheet: Sheet, paper: CertificatePaper, x: float, y: float) -> None:
    if paper.photo:
        try:
            sheet.photograph(x, y, *ONE_INCH, paper.photo)
        except PhotographUnreadable as failure:
            raise CertificatePhotograph(number=paper.number, **failure.fields) from failure
        sheet.box(x, y, *ONE_INCH, BRONZE, 0.2)
        return
    sheet.once("photograph", lambda: _photograph_place(sheet, x, y))


def _photograph_place(sheet: Sheet, x: float, y: float) -> None:
    sheet.box(x, y, *ONE_INCH, FAINT, 0.2, dash=(1.0, 0.8))
    for row, text in enumerate(("照", "片")):
        sheet.text(x + ONE_INCH[0] / 2, y + 15 + row * 6, text, Type(10, "serif", FAINT), "centre")
    sheet.text(x + ONE_INCH[0] / 2, y + 30, "25 × 35 mm", Type(6, "sans", FAINT), "centre")


def _class_part(sheet: Sheet, paper: CertificatePaper) -> None:
    """Draw what the certificates of one class have alike."""
    middle = sheet.width / 2
    sheet.text(middle, 34, paper.programme, Type(13, "serif", BRONZE, spread=1.6), "centre")
    for x, name in ((BASE_AT, paper.base), (UNION_AT, paper.issuer)):
        sheet.fit(x - 36, SEAL_Y - 4, 72, 9, name, Type(13), "centre")
        sheet.text(x, SEAL_Y + 13, dates.chinese(paper.issued_on), Type(12), "centre")
    again = "" if paper.edition == 1 else f"　重打·第 {paper.edition} 版"
    note = f"打印时间 {sheet.printed_at:%Y-%m-%d %H:%M}{again}"
    sheet.text(middle, sheet.height - 20.5, note, Type(6.5, "sans", FAINT), "centre")


def _draw(sheet: Sheet, paper: CertificatePaper) -> None:
    if certificates.looks_national(paper.number):
        raise LooksNational(number=paper.number)
    sheet.once("certificate", lambda: _still(sheet))
    alike = "\n".join((paper.programme, paper.base, paper.issuer, paper.issued_on.isoformat(), str(paper.edition)))
    sheet.alike(alike, lambda: _class_part(sheet, paper))
    right = sheet.width - BODY_LEFT
    sheet.text(right, 72, f"证书编号：{paper.number}", Type(10.5, "serif", INK), "right")
    if paper.reissue_of:
        sheet.tag(BODY_LEFT, 70.5, "补", 13)
        sheet.text(BODY_LEFT + 10, 72, f"原证 {paper.reissue_of} 作废", Type(8.5, "serif", QUIET))
    _photograph(sheet, paper, BODY_LEFT, 80)
    left = BODY_LEFT + ONE_INCH[0] + 12
    sheet.prose(left, 79, right - left, 56, sentence(paper), Type(17), leading=1.85)
    sheet.qr(BODY_LEFT, 140, QR_SIDE, qr(paper.token))
    sheet.next_page()


def print_certificates(
    papers: Sequence[CertificatePaper], to: Path | None = None, *, progress: Progress | None = None,
    cancelled: Cancelled | None = None, printed_at: datetime, fonts: FontSet | None = None,
) -> bytes | Path:  # fmt: skip
    """Print certificates, one to a page (A4 across), in one document; return its bytes or the file `to`.

    Raise LooksNational, CertificatePhotograph, NothingToPrint, PrintingCancelled, MissingGlyph, PaperNotWritten.
    """
    return print_batch(
        papers, lambda sheet, group: _draw(sheet, group[0]), to, each=1, title=TITLE, size=A4_ACROSS,
        printed_at=printed_at, fonts=fonts, progress=progress, cancelled=cancelled,
    )  # fmt: skip
