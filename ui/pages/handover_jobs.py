"""Work for a worker that makes the papers of handovers; see `ui.pages.paper_jobs`."""

from collections.abc import Sequence

from db import prints
from db.casebook import Casebook
from printouts import handovers as printed
from printouts.work_handover import print_work_handovers
from ui.jobs import Progress
from ui.pages.paper_jobs import PaperWork
from ui.pages.paper_view import bytes_of
from ui.papers import handovers as papers


def of_blocks(transfer: bytes | None = None) -> PaperWork:
    """Print 号段领用单 of the granted numbers, or of one transfer."""

    def work(book: Casebook, progress: Progress) -> tuple[bytes, Sequence[str]]:
        what = transfer.hex() if transfer else "grant"
        paper = papers.blocks_paper(book, transfer, edition=prints.edition(book, prints.BLOCKS, what))
        made = printed.print_blocks([paper], printed_at=book.clock.now(), progress=progress.step)
        return bytes_of(made), [what]

    return work


def of_taken(class_id: bytes | None, day: str) -> PaperWork:
    """Print 领券签收表 of a class or a day."""

    def work(book: Casebook, progress: Progress) -> tuple[bytes, Sequence[str]]:
        what = class_id.hex() if class_id else day
        edition = prints.edition(book, prints.VOUCHERS_TAKEN, what)
        paper = papers.taken_paper(book, class_id=class_id, day=day, edition=edition)
        return bytes_of(printed.print_taken([paper], printed_at=book.clock.now(), progress=progress.step)), [what]

    return work


def of_backs(claim: bytes) -> PaperWork:
    """Print 副券送交清单 of a claim."""

    def work(book: Casebook, progress: Progress) -> tuple[bytes, Sequence[str]]:
        paper = papers.backs_paper(book, claim, edition=prints.edition(book, prints.BACKS, claim.hex()))
        made = printed.print_backs([paper], printed_at=book.clock.now(), progress=progress.step)
        return bytes_of(made), [claim.hex()]

    return work


def of_seals() -> PaperWork:
    """Print 用印登记表."""

    def work(book: Casebook, progress: Progress) -> tuple[bytes, Sequence[str]]:
        what = f"{book.today.year}"
        paper = papers.seals_paper(book, edition=prints.edition(book, prints.SEAL_USE, what))
        return bytes_of(printed.print_seals([paper], printed_at=book.clock.now(), progress=progress.step)), [what]

    return work


def of_handouts(class_id: bytes) -> PaperWork:
    """Print 证书发放签收表 of a class."""

    def work(book: Casebook, progress: Progress) -> tuple[bytes, Sequence[str]]:
        paper = papers.handout_paper(book, class_id, edition=prints.edition(book, prints.HANDOUT, class_id.hex()))
        made = printed.print_handouts([paper], printed_at=book.clock.now(), progress=progress.step)
        return bytes_of(made), [class_id.hex()]

    return work


def of_work(handover: bytes) -> PaperWork:
    """Print 工作交接单 of a handover that both signed; raise HandoverUnknown."""

    def work(book: Casebook, progress: Progress) -> tuple[bytes, Sequence[str]]:
        paper = papers.work_paper(book, handover, edition=prints.edition(book, prints.WORK_HANDOVER, handover.hex()))
        made = print_work_handovers([paper], printed_at=book.clock.now(), progress=progress.step)
        return bytes_of(made), [handover.hex()]

    return work
