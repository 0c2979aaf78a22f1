"""The fonts of a workplace's papers, in the face that the office chose."""

from typing import TYPE_CHECKING

from ui.text import N_

if TYPE_CHECKING:
    from db.casebook import Casebook
    from printouts.fonts import FontSet
    from printouts.office_face import Look

SETTING = "paper_look"
LOOK_WORDS: "dict[Look, str]" = {
    "bundled": N_("随程序的宋体"),
    "fangsong": N_("仿宋"),
    "kai": N_("楷体"),
    "song": N_("系统宋体"),
}
"""What the faces are called in the window."""


def look_of(book: "Casebook") -> "Look":
    """Give the face that the workplace chose; the bundled one as long as it chose none."""
    chosen = book.setting(SETTING)
    return next((look for look in LOOK_WORDS if look == chosen), "bundled")


def fonts_of(book: "Casebook") -> "FontSet":
    """Give the fonts for the workplace's papers; opened once for the process and each face."""
    from printouts.fonts import of_machine

    return of_machine(look_of(book))
