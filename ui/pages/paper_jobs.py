"""Work for a worker that makes the papers of these pages: it reads the casebook, draws the PDF, and names what the print log keeps."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias, TypeVar

from db import certificates, prints, vouchers
from db.casebook import Casebook
from printouts.certificate import print_certificates
from printouts.handovers import print_taken
from printouts.voucher import print_vouchers
from ui.jobs import Progress
from ui.pages.paper_view import bytes_of
from ui.papers import forms, handovers
from ui.papers.certificates import certificate_paper
from ui.papers.faces import fonts_of
from ui.papers.forms import FormKind
from ui.papers.vouchers import voucher_paper

T = TypeVar("T")
PaperWork: TypeAlias = Callable[[Casebook, Progress], tuple[bytes, Sequence[str]]]


VOUCHERS_A_PAGE, CERTIFICATES_A_PAGE = 2, 1


def _each(items: Sequence[T], progress: Progress) -> Iterator[T]:
    """Give the items one by one, and stop where the user does."""
    for item in items:
        progress.check()
        yield item


def of_vouchers(ids: Sequence[bytes]) -> PaperWork:
    """Print issued vouchers, two to a sheet; one printed before says which printing this is."""

    def work(book: Casebook, progress: Progress) -> tuple[bytes, Sequence[str]]:
        rows = [vouchers.get(book, one) for one in _each(ids, progress)]
        made = [
            voucher_paper(book, row, edition=prints.edition(book, prints.VOUCHER, row.number))
            for row in _each(rows, progress)
        ]
        pdf = print_vouchers(made, printed_at=book.clock.now(), progress=progress.step, fonts=fonts_of(book))
        return bytes_of(pdf), [row.number for row in rows]

    return work


def of_certificates(ids: Sequence[bytes]) -> PaperWork:
    """Print certificates, one to a page."""

    def work(book: Casebook, progress: Progress) -> tuple[bytes, Sequence[str]]:
        rows = [certificates.get(book, one) for one in _each(ids, progress)]
        made = [certificate_paper(book, row) for row in _each(rows, progress)]
        pdf = print_certificates(made, printed_at=book.clock.now(), progress=progress.step, fonts=fonts_of(book))
        return bytes_of(pdf), [row.number for row in rows]

    return work


def of_form(form: FormKind, rows: Sequence[bytes]) -> PaperWork:
    """Print a roster, form or letter for each row."""

    def work(book: Casebook, progress: Progress) -> tuple[bytes, Sequence[str]]:
        return bytes_of(forms.draw(book, form, rows, progress=progress.step)), [forms.logged(book, row) for row in rows]

    return work


def of_taken(class_id: bytes | None, day: str) -> PaperWork:
    """Print 领券签收表 of a class, or of a day."""
    if class_id is not None:
        return of_form(forms.BY_KEY[prints.VOUCHERS_TAKEN], [class_id])

    def work(book: Casebook, progress: Progress) -> tuple[bytes, Sequence[str]]:
        paper = handovers.taken_paper(book, day=day, edition=prints.edition(book, prints.VOUCHERS_TAKEN, day))
        made = print_taken([paper], printed_at=book.clock.now(), progress=progress.step, fonts=fonts_of(book))
        return bytes_of(made), [day]

    return work
