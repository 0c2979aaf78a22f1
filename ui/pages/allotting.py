"""Giving a unit more numbers and money, from whichever page of the province: the dialog, and what it signs."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ui.dialogs.grant import GrantDialog, GrantDraft
from ui.text import _

if TYPE_CHECKING:
    from db.casebook import Casebook
    from db.directory import Grant
    from ui.jobs import Progress
    from ui.pages.page import Page

KEY_FILE = Path("offline") / "grant.yzkey"


def grant_key(book: "Casebook") -> Path:
    """Give where the grant key lies: on this PC as long as it is there, else the medium where it was last proven."""
    from sync import safekeeping

    (kept,) = [one for one in safekeeping.standing(book) if one.which == "grant"]
    return kept.file if kept.here or not kept.copies else Path(kept.copies[-1].where)


def allotment_of(draft: GrantDraft) -> Any:
    """Give what a filled-in grant dialog allots."""
    from sync import admission

    return admission.Allotment(
        vouchers=draft.vouchers,
        face_fen=draft.face_fen,
        valid_until=draft.valid_until,
        certificates=draft.certificates,
        limit_fen=draft.limit_fen,
        spare=draft.spare,
    )


def extension_dialog(page: "Page", grant: "Grant", key_file: Path) -> GrantDialog:
    """Give the dialog in which a unit is given more; it signs with the grant key in `key_file`, and `page` says what came of it."""

    def do(draft: GrantDraft, done: Callable[[Any], None], refused: Callable[[Exception], None]) -> None:
        def work(book: "Casebook", _progress: "Progress") -> str:
            from sync import admission

            key = admission.open_grant_key(book, draft.passphrase, draft.key_file)
            return admission.extend(book, grant.dev, allotment_of(draft), key).name

        def take(name: str) -> None:
            done(name)
            page.said.emit(_("已给“{name}”追加授权，随下一份回执送达。").format(name=name))

        page.run(work, take, failed=refused, write=True, touches={"exchange"})

    return GrantDialog(
        grant.name, grant.role, page.context.clock, key_file, do, limit_fen=grant.limit_fen, parent=page
    )  # fmt: skip
