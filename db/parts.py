"""The parts of a device's records: one that a copy of the casebook wrote can be ended, while its device goes on in another (docs/sync.md section 5).

A device begins a new part when its casebook was restored, moved or copied. What a copy wrote is merged like everything else; once its part
is ended, money that it writes on counts no more, and the original is told of a copy no longer.
"""

from db.casebook import Casebook, Session
from db.cuts import ended, flag_beyond
from db.store import Store
from rules.errors import UserError
from rules.permissions import Action


class NoSuchPart(UserError):
    """Say that nothing is held of this part of a device's records, or that it stands already as was asked."""

    code = "NO_SUCH_PART"


def end(book: Casebook, dev: bytes, ep: bytes, reason: str, *, second: Session | None) -> bytes:
    """Let two officers end a part where it is held: what it says of money beyond counts no more. Raise SecondPersonNeeded or NoSuchPart."""
    return _say(book, dev, ep, reason, second, is_ended=True)


def resume(book: Casebook, dev: bytes, ep: bytes, reason: str, *, second: Session | None) -> bytes:
    """Let two officers take back that a part was ended: the wrong one was chosen. Raise SecondPersonNeeded or NoSuchPart."""
    return _say(book, dev, ep, reason, second, is_ended=False)


def _say(book: Casebook, dev: bytes, ep: bytes, reason: str, second: Session | None, *, is_ended: bool) -> bytes:
    book.require(Action.PART_END)
    other = book.require_second(Action.PART_END, second)
    row = book.store.one("SELECT seq, county FROM stream WHERE dev = ? AND ep = ? AND mine = 0", (dev, ep))
    if row is None or ((dev, ep) in ended(book.store)) == is_ended:
        raise NoSuchPart
    with book.write(row["county"]) as writer:
        made = writer.fact("part_end", {
            "dev": dev.hex(), "ep": ep.hex(), "upto": row["seq"], "ended": is_ended, "reason": reason, "day": book.today,
            "corrects": _standing(book.store, dev, ep),
        }, second=other.author)  # fmt: skip
        flag_beyond(book.store, book.now)
    return made


def _standing(store: Store, dev: bytes, ep: bytes) -> bytes | None:
    """Give the fact that a further one corrects."""
    rows = store.rows("SELECT id, corrects FROM part_end WHERE dev = ? AND ep = ? ORDER BY n", (dev.hex(), ep.hex()))
    corrected: set[bytes] = {bytes(row["corrects"]) for row in rows if row["corrects"]}
    return max((bytes(row["id"]) for row in rows if bytes(row["id"]) not in corrected), default=None)
