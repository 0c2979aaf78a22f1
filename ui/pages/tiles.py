"""What waits, told in figures: an area declares its tiles in its page's `SPEC`, and 今日待办 shows those of all pages of the workplace.

    SPEC = PageSpec("followups", N_("回访"), "phone-outline", Followups, tiles=(Tile(N_("到期回访"), "phone-outline", _due),))

`look` runs in the reading worker and asks one use case of the area's module in `db`.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.text import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.base_day import Waiting
    from db.casebook import Casebook


@dataclass(frozen=True)
class Told:
    """Hold what a tile tells: how many wait, a line under the figure, its tone ('', 'warn' or 'bad'), and another figure than the count.

    `thing` is what its page is to open first, where that depends on what waits.
    """

    count: int
    detail: str = ""
    tone: str = ""
    figure: str = ""
    thing: bytes | None = None


@dataclass(frozen=True)
class Tile:
    """Declare a tile: its words (marked with `N_`), its icon, what it asks, and what its page is to open.

    `page` is the key of the page that it leads to, by default the one that declares it. One that `stays` is shown though nothing waits.
    What `counts` is added up on the rail.
    """

    words: str
    icon: str
    look: "Callable[[Casebook], Told]"
    thing: bytes | None = None
    page: str = ""
    stays: bool = False
    counts: bool = True


def of_classes(found: "Waiting", tone: str = "") -> Told:
    """Tell what waits in a base's classes: the first of them by name, which is also what the tile opens."""
    if found.first is None:
        return Told(0)
    words = _("{name}等 {n} 个班") if found.classes > 1 else "{name}"
    return Told(found.count, words.format(name=found.first.name, n=found.classes), tone, thing=found.first.id)
