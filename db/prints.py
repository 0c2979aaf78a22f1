"""What was handed to a printer, so that a paper printed again says so (重打标“重打”)."""

from collections.abc import Sequence

from db.casebook import Casebook

VOUCHER, CERTIFICATE, ROSTER, CLAIM = "voucher", "certificate", "roster", "claim"
DESTRUCTION = "destruction"


def log(book: Casebook, kind: str, what: Sequence[str], *, reason: str = "") -> None:
    """Note that papers of one kind were printed; `what` holds their numbers, or row ids in hex."""
    author = book.session.user_id if book.session else None
    with book.store.transaction():
        book.store.many(
            "INSERT INTO print_log (kind, what, copies, reason, by, at) VALUES (?, ?, 1, ?, ?, ?)",
            [(kind, one, reason, author, book.now) for one in what],
        )


def edition(book: Casebook, kind: str, what: str) -> int:
    """Give which printing the next one is, from 1."""
    return 1 + int(book.store.value("SELECT count(*) FROM print_log WHERE kind = ? AND what = ?", (kind, what)))


def printed(book: Casebook, kind: str) -> set[str]:
    """Give what was printed of one kind."""
    return {str(row[0]) for row in book.store.rows("SELECT DISTINCT what FROM print_log WHERE kind = ?", (kind,))}
