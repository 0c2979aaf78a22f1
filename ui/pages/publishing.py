"""The button with which a province tells its counties something: the work, and what is said of it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.casebook import Casebook
    from ui.jobs import Progress
    from ui.pages.records import RecordsPage


def tell_counties(
    page: "RecordsPage", publish: Callable[["Casebook"], tuple[int, int]], table: str, heard: str, known: str
) -> None:  # fmt: skip
    """Publish, and say how many things to how many counties: `heard` where any had news, else `known` (templates with `{n}` and `{k}`)."""

    def work(book: "Casebook", _progress: "Progress") -> tuple[int, int]:
        return publish(book)

    def tell(found: tuple[int, int]) -> None:
        things, counties = found
        page.said.emit((heard if counties else known).format(n=things, k=counties))

    page.run(work, tell, write=True, touches=(table,))
