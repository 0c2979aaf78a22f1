"""How the union can be reached, as its papers say it: address, postcode, telephone; kept on this PC, like the face of the papers."""

import re
from dataclasses import dataclass

from db.casebook import Casebook
from rules.errors import UserError
from rules.permissions import Action

_NAMES = ("address", "postcode", "phone")
_SETTING = "contact."
_LONGEST = 80
POSTCODE = re.compile(r"[0-9]{6}")
"""What a postcode looks like, to be matched in full."""
_PHONE = re.compile(r"[0-9()（）+ 、/-]{5,40}")


class ContactWrong(UserError):
    """Say that a part of the contact does not read as what it is; field `reason`: address, postcode or phone."""

    code = "CONTACT_WRONG"


@dataclass(frozen=True)
class Contact:
    """Hold address, postcode (6 digits) and telephone; empty where nobody has entered it."""

    address: str = ""
    postcode: str = ""
    phone: str = ""

    def __str__(self) -> str:
        """Give it in one line for a paper: empty without any, so that the paper leaves room for a hand."""
        told = (
            self.address,
            f"邮编 {self.postcode}" if self.postcode else "",
            f"电话 {self.phone}" if self.phone else "",
        )
        return "，".join(one for one in told if one)


def contact(book: Casebook) -> Contact:
    """Give how the union can be reached."""
    return Contact(*(book.setting(_SETTING + name) for name in _NAMES))


def keep(book: Casebook, changed: Contact) -> None:
    """Keep how the union can be reached; raise NotPermitted or ContactWrong."""
    book.require(Action.PRINT_SETUP)
    if len(changed.address) > _LONGEST or "\n" in changed.address:
        raise ContactWrong(reason="address")
    for part, shape in (("postcode", POSTCODE), ("phone", _PHONE)):
        text = getattr(changed, part)
        if text and not shape.fullmatch(text):
            raise ContactWrong(reason=part)
    with book.store.transaction():
        for name in _NAMES:
            book.set_setting(_SETTING + name, getattr(changed, name))
