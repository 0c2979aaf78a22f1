"""One way for all pages to do what takes two: a second person signs in on the spot, or the province is asked."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from ui.dialogs.second_sign import AskProvince, ask_consent
from ui.text import _

if TYPE_CHECKING:
    from db.casebook import Casebook, Session
    from ui.pages.page import Page

T = TypeVar("T")


def seek(
    page: "Page", what: str, *, ask: "Callable[[Casebook], T]", do: "Callable[[Session], None]", asked: Callable[[T], None] | None = None
) -> None:  # fmt: skip
    """Let somebody approve `what`, then `do` it with that person's session; where the office has nobody, `ask` the province.

    `ask` runs in the writing worker; `asked` hears of what it gave, and by default the clerk is told what comes next.
    """
    consent = ask_consent(page.context, what, page)
    if consent is None:
        return
    if not isinstance(consent, AskProvince):
        do(consent)
        return

    def tell(_found: T) -> None:
        page.said.emit(_("已报省总核准。请上报数据包，导入回执后到“待省总核准”办理。"))

    page.run(lambda book, _progress: ask(book), asked or tell, write=True, touches={"pending_approval"})
