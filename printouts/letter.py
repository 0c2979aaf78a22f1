"""Official letters of one page (通知书、转办函、介绍信), A4: number, to whom, what, by whom; and below a cut the slip that comes back, where one does.

A slip that does not come back says nothing: whoever wrote the letter asks after it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from printouts import parts
from printouts.batch import Cancelled, Progress, print_batch
from printouts.fonts import FontSet
from printouts.page import A4_UPRIGHT, INK, QUIET, RULE, Sheet, Type
from rules import dates

LEFT, WIDTH = 24.0, 162.0
TITLE, NUMBER, TO = 34.0, 46.0, 60.0
CUT = 206.0
_BODY = Type(13)
_ROOM = 12.0


@dataclass(frozen=True, slots=True)
class LetterPaper:
    """One letter; `slip` are the labels of what is filled in on the part that comes back, rows of one or two, with its `slip_title`."""

    title: str
    number: str
    to: str
    paragraphs: Sequence[str]
    union: str
    day: date
    close: str = ""
    contact: str = ""
    enclosures: Sequence[str] = ()
    slip_title: str = ""
    slip_to: str = ""
    slip: Sequence[Sequence[tuple[str, str]]] = ()
    clerk: str = ""
    edition: int = 1


def _body(sheet: Sheet, paper: LetterPaper, end: float) -> None:
    y = TO + 10
    room = (end - 54 - y) / max(1, len(paper.paragraphs))
    for text in paper.paragraphs:
        y += sheet.prose(LEFT, y, WIDTH, max(room, _ROOM), [(text, False)], _BODY) + 1.5
    if paper.close:
        sheet.text(LEFT + 9.2, y + 6, paper.close, _BODY)
        y += 9
    for number, name in enumerate(paper.enclosures):
        words = f"附件：{name}" if number == 0 else f"　　　{name}"
        sheet.fit(LEFT, y + 3 + number * 6.5, WIDTH, 6.5, words, Type(11))


def _foot(sheet: Sheet, paper: LetterPaper, end: float) -> None:
    middle = LEFT + WIDTH - 36
    sheet.seal_place(middle, end - 27, "（印章）", 36)
    sheet.fit(middle - 42, end - 34, 84, 8, paper.union, _BODY, "centre")
    sheet.text(middle, end - 17, dates.official(paper.day), _BODY, "centre")
    told = "　　".join(
        words
        for words in (
            f"经办人：{paper.clerk}" if paper.clerk else "",
            f"联系电话：{paper.contact or '＿＿＿＿＿＿＿＿'}",
        )
        if words
    )
    sheet.fit(LEFT, end - 8, WIDTH - 76, 6, told, Type(10, "sans", QUIET))


def _slip(sheet: Sheet, paper: LetterPaper) -> None:
    sheet.line(6, CUT, sheet.width - 6, CUT, RULE, 0.25, dash=(1.2, 1.1))
    sheet.text(sheet.width / 2, CUT + 11, paper.slip_title, Type(14, "serif", INK, spread=1.0, weight=0.35), "centre")
    sheet.number(LEFT + WIDTH, CUT + 10, 60, f"№ {paper.number}", Type(10, "sans"), "right")
    sheet.fit(LEFT, CUT + 14, WIDTH, 7, f"{paper.slip_to}：", Type(11))
    y = CUT + 23
    for fields in paper.slip:
        room = WIDTH / len(fields)
        for at, (label, value) in enumerate(fields):
            x = LEFT + at * room
            parts.cell(sheet, x, y, 28, 9.5, label, Type(9.2, "sans"), fill=parts.SHADE)
            parts.cell(sheet, x + 28, y, room - 28, 9.5, value, Type(10), "left", padding=1.4)
        y += 9.5
    sheet.text(LEFT, y + 10, "经办人：", Type(10))
    sheet.line(LEFT + 15, y + 11, LEFT + 55, y + 11, RULE, 0.15)
    sheet.text(LEFT + 62, y + 10, "　　　　年　　月　　日", Type(10))
    sheet.seal_place(LEFT + WIDTH - 22, y + 13, "（回复单位盖章）", 26)


def _draw(sheet: Sheet, paper: LetterPaper) -> None:
    end = CUT - 4 if paper.slip else 250.0
    parts.title(sheet, paper.title, TITLE, LEFT, paper.edition, size=22)
    if paper.number:
        sheet.number(LEFT + WIDTH, NUMBER, 90, paper.number, Type(11), "right")
    sheet.fit(LEFT, TO - 6, WIDTH, 9, f"{paper.to}：", Type(14))
    _body(sheet, paper, end)
    _foot(sheet, paper, end)
    if paper.slip:
        _slip(sheet, paper)
    sheet.foot(paper.edition, margin=LEFT)
    sheet.next_page()


def print_letters(
    papers: Sequence[LetterPaper], to: Path | None = None, *, progress: Progress | None = None, cancelled: Cancelled | None = None,
    printed_at: datetime, fonts: FontSet | None = None,
) -> bytes | Path:  # fmt: skip
    """Print letters, one to a sheet, in one document; return its bytes or the file `to`.

    Raise NothingToPrint, PrintingCancelled, MissingGlyph, PaperNotWritten.
    """
    title = papers[0].title if papers else ""
    return print_batch(
        papers, lambda sheet, group: _draw(sheet, group[0]), to, each=1, title=title, size=A4_UPRIGHT, printed_at=printed_at, fonts=fonts,
        progress=progress, cancelled=cancelled,
    )  # fmt: skip
