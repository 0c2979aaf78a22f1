"""Work for a worker that makes the papers of these pages: it reads the casebook, draws the PDF, and names what the print log keeps."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias, TypeVar

from db import certificates, prints, records, vouchers
from db.casebook import Casebook
from printouts.certificate import print_certificates
from printouts.referral import print_referrals
from printouts.rosters import print_claims, print_rosters
from printouts.voucher import print_vouchers
from ui.jobs import Progress
from ui.pages.paper_view import bytes_of
from ui.papers.certificates import certificate_paper
from ui.papers.classes import roster_paper
from ui.papers.faces import fonts_of
from ui.papers.jobs import referral_paper
from ui.papers.vouchers import claim_paper, voucher_paper

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


def of_claim(claim: bytes) -> PaperWork:
    """Print the roster of a claim."""

    def work(book: Casebook, progress: Progress) -> tuple[bytes, Sequence[str]]:
        edition = prints.edition(book, prints.CLAIM, claim.hex())
        paper = claim_paper(book, claim, edition=edition)
        return bytes_of(print_claims([paper], printed_at=book.clock.now(), progress=progress.step)), [claim.hex()]

    return work


def of_roster(class_id: bytes) -> PaperWork:
    """Print the roster of a class."""

    def work(book: Casebook, progress: Progress) -> tuple[bytes, Sequence[str]]:
        edition = prints.edition(book, prints.ROSTER, class_id.hex())
        paper = roster_paper(book, class_id, edition=edition)
        return bytes_of(print_rosters([paper], printed_at=book.clock.now(), progress=progress.step)), [class_id.hex()]

    return work


def of_referral(letter: bytes) -> PaperWork:
    """Print a referral letter; one printed before says which printing this is."""

    def work(book: Casebook, progress: Progress) -> tuple[bytes, Sequence[str]]:
        found = records.get(book, "referral", letter)
        number = str(found["number"])
        paper = referral_paper(book, found, edition=prints.edition(book, prints.REFERRAL, number))
        pdf = print_referrals([paper], printed_at=book.clock.now(), progress=progress.step)
        return bytes_of(pdf), [number]

    return work
