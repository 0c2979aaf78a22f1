"""Files that went out, in lines for a table, and what is to be said of where they lie now."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ui import folders
from ui.models.rows import Column
from ui.text import _

if TYPE_CHECKING:
    from sync.drives import Drive
    from sync.mail import Mailed
    from sync.streams import Exported


@dataclass(frozen=True)
class Sent:
    """Hold one file that was written or mailed: its path, what it is, entries (0: not counted), bytes."""

    path: Path
    kind: str
    entries: int
    size: int


@dataclass(frozen=True)
class Written:
    """Hold what went out by one way: its lines, and the drive that they lie on, if it is one; whether the system can be asked to let go of it."""

    way: str
    lines: tuple[Sent, ...]
    drive: "Drive | None" = None
    releasable: bool = False

    @property
    def size(self) -> int:
        """Give the bytes of all files."""
        return sum(line.size for line in self.lines)


def written(way: str, lines: Iterable[Sent]) -> Written:
    """Tell where files lie now; asks the system about drives, so call it in a worker."""
    from sync import drives

    found = tuple(lines)
    drive = drives.drive_of(found[0].path) if found else None
    return Written(way, found, drive, drive is not None and drives.can_release(drive))


def exported(done: "Iterable[Exported]") -> list[Sent]:
    """Give lines of bundles."""
    return [Sent(one.path, _("转交他人") if one.relayed else _("本单位"), one.entries, one.size) for one in done]


def mailed(done: "Iterable[Mailed]") -> list[Sent]:
    """Give lines of mails and drafts."""
    return [Sent(one.draft or Path(one.name), _("邮件草稿") if one.draft else _("邮件"), 0, one.size) for one in done]


def columns() -> list[Column[Sent]]:
    """Give the columns of the table."""
    counted: Callable[[Sent], str] = lambda one: f"{one.entries:,}" if one.entries else ""  # noqa: E731
    return [
        Column(_("文件"), lambda one: one.path.name),
        Column(_("内容"), lambda one: one.kind, 100),
        Column(_("条数"), counted, 90, right=True),
        Column(_("大小"), lambda one: folders.size_words(one.size), 100, right=True),
    ]
