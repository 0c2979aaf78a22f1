"""What every page of the window has in common: its head, its states, its way of asking the casebook."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, ClassVar, TypeVar

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from rules.clock import Clock
from ui import actions
from ui.dialogs.progress import ProgressDialog, far_words
from ui.error_text import say_any
from ui.jobs import Job, Jobs, JobState, Progress
from ui.screen import Screen
from ui.text import _
from ui.theme import mark
from ui.tokens import GRID
from ui.widgets.flow import Content, Views
from ui.widgets.labels import label
from ui.widgets.notices import StateView

if TYPE_CHECKING:
    from db.casebook import Casebook, Session
    from db.workplace import Workplace
    from rules.regions import Regions
    from rules.scanning import Scanned
    from ui.appearance import Dress
    from ui.pages.tiles import Tile
    from ui.widgets.search_box import Found

T = TypeVar("T")
BACK = "Alt+Left"
_AFTER_TITLE = 1
"""In the head stand the title, what is chosen beside it, quieter words, the room between, then the actions."""


@dataclass(frozen=True)
class Context:
    """Hold what a page is given: workers, time, place and person. Nothing is fetched from a global."""

    jobs: "Jobs[Casebook]"
    clock: Clock
    workplace: "Workplace"
    session: "Session"
    regions: "Regions | None" = None
    screen: Screen = field(default_factory=Screen)
    dress: "Dress | None" = None
    """How the window looks, where it may be changed: the real program's, not one that only takes pictures."""


@dataclass(frozen=True)
class PageSpec:
    """Register a page: its key, its words and icon on the rail, how it is made (when first opened), its shortcut.

    `roles` are those who may open it; empty means everybody. `opens` are the kinds of hits that it shows ('person' …).
    A page that is reached from another alone stands `under` that page's key, and not on the rail. `tiles` are what it adds to 今日待办,
    `scans` the kinds of scans (rules/scanning.py) for which it is opened where nothing in sight and no record here takes them.
    """

    key: str
    title: str
    icon: str
    factory: Callable[[Context], "Page"]
    shortcut: str = ""
    roles: frozenset[str] = frozenset()
    opens: frozenset[str] = frozenset()
    under: str = ""
    tiles: "tuple[Tile, ...]" = ()
    scans: frozenset[str] = frozenset()


class State(Enum):
    """Say what a page shows."""

    READY = "ready"
    LOADING = "loading"
    EMPTY = "empty"
    ERROR = "error"
    FORBIDDEN = "forbidden"


class Page(QWidget):
    """Be one page. Subclasses fill `body`, name the `tables` they show and answer `load`."""

    tables: ClassVar[frozenset[str]] = frozenset()
    """Names of the tables whose change makes this page refresh."""
    begins_at: QWidget | None = None
    """What has the keyboard when the page comes into sight; None is the page itself."""

    said = Signal(str)
    """Something was done: a toast."""
    failed = Signal(object)
    """An error that the user should read: a banner. Carries the exception."""
    wants = Signal(str, object)
    """Go to the page with this key (or for this kind of thing) and open this id, or None."""
    counted = Signal(int)
    """How many things wait here: the badge on the rail."""

    def __init__(self, context: Context, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.state = State.READY
        self._stale = True
        self._repair: Callable[[], object] | None = None
        self._cover: QWidget | None = None
        self._head_buttons: list[actions.ActionButton] = []
        self._head_parts: list[QWidget] = []
        self.way_back: QAction | None = None
        """What goes back to the page that this one is below; a page in which one goes a step further hides it meanwhile."""
        self._fitted: tuple[object, ...] = ()
        self._loading: Job | None = None
        self._title = label(title, "title")
        self._subtitle = label("", "muted")
        self.head = QHBoxLayout()
        self.head.setSpacing(2 * GRID)
        self.head.addWidget(self._title)
        self.head.addWidget(self._subtitle)
        self.head.addStretch(1)
        content = Content()
        self.body = QVBoxLayout(content)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(3 * GRID)
        self._state_view = StateView()
        self._state_view.acted.connect(self._act)
        self._stack = Views()
        self._area = scrolling(content)
        self._stack.addWidget(self._area)
        self._stack.addWidget(self._state_view)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(5 * GRID, 4 * GRID, 5 * GRID, 3 * GRID)
        outer.setSpacing(3 * GRID)
        outer.addLayout(self.head)
        outer.addWidget(self._stack, 1)

    def event(self, event: QEvent) -> bool:
        """Fit the head into the width there is, as that or a button's words change."""
        if event.type() in actions.CHANGES_ROOM:
            self._fit_head()
        return super().event(event)

    def _fit_head(self) -> None:
        outer = self.layout()
        if outer is None:
            return
        margins = outer.contentsMargins()
        width = self.width() - margins.left() - margins.right()
        shown = [made for made in self._head_buttons if made.isVisibleTo(self)]
        # what fits depends on these alone; a layout asks again for each button that was changed here
        beside = (part.isVisibleTo(self) for part in self._head_parts)
        asked = (width, self._title.text(), self._subtitle.text(), *beside, *(made.words for made in shown))
        if asked == self._fitted:
            return
        self._fitted = asked
        for gap in (2 * GRID, GRID):
            self.head.setSpacing(gap)
            actions.fit(shown, self.head, lambda: self.head.sizeHint().width() <= width)
            if self.head.sizeHint().width() <= width:
                break

    def set_title(self, title: str, subtitle: str = "") -> None:
        """Show another title, and quieter words beside it."""
        self._title.setText(title)
        self._subtitle.setText(subtitle)

    def title(self) -> str:
        """Give the title."""
        return self._title.text()

    def add_action(
        self,
        text: str,
        run: Callable[[], object],
        *,
        icon: str = "",
        shortcut: str = "",
        primary: bool = False,
        in_tip: bool = False,
    ) -> QAction:
        """Add an action to the head of the page; the primary one stands last and in colour; the key of one `in_tip` is told by its tooltip alone."""
        made = actions.action(self, text, run, icon=icon, shortcut=shortcut, in_tip=in_tip)
        button = actions.ActionButton(made, "primary" if primary else "")
        self._head_buttons.append(button)
        self.head.addWidget(button)
        return made

    def add_beside_title(self, part: QWidget) -> None:
        """Add to the head, beside the title, what chooses that which the page shows."""
        self._head_parts.append(part)
        self.head.insertWidget(_AFTER_TITLE, part)

    def add_way(
        self, text: str, key: str, *, icon: str = "", shortcut: str = "", primary: bool = False, in_tip: bool = False
    ) -> QAction:
        """Add an action to the head that leads to the page `key`."""
        return self.add_action(
            text, lambda: self.wants.emit(key, None), icon=icon, shortcut=shortcut, primary=primary, in_tip=in_tip
        )

    def offer_way_back(self, key: str) -> None:
        """Put a way back to the page `key` before the other actions, unless the page has one of its own."""
        back = QKeySequence(BACK)
        if any(act.shortcut() == back for act in self.actions()):
            return
        # where a part of the page takes the key for a step back within it, two would answer and so none
        taken = any(act.shortcut() == back for act in self.findChildren(QAction))
        made = actions.action(
            self, _("返回"), lambda: self.wants.emit(key, None), icon="arrow-left", shortcut="" if taken else BACK
        )
        self.way_back = made
        button = actions.ActionButton(made)
        self._head_buttons.append(button)
        self.head.insertWidget(_AFTER_TITLE + len(self._head_parts) + 2, button)

    def bring_into_sight(self, card: QWidget) -> None:
        """Scroll to a card of the page, its head in sight."""
        self._area.verticalScrollBar().setValue(card.y())

    def add(self, item: QWidget | QLayout, stretch: int = 0) -> None:
        """Add to the content."""
        if isinstance(item, QWidget):
            self.body.addWidget(item, stretch)
        else:
            self.body.addLayout(item, stretch)

    def cover(self, view: QWidget) -> None:
        """Show `view` in the place of the content until `uncover`; what is loaded meanwhile stays beneath."""
        if self._stack.indexOf(view) < 0:
            self._stack.addWidget(view)
        self._cover = view
        self._stack.setCurrentWidget(view)
        view.setFocus()

    def uncover(self) -> None:
        """Show the content again, or what is said in its place."""
        self._cover = None
        self._stack.setCurrentIndex(0 if self.state is State.READY else 1)

    def load(self) -> None:
        """Fetch what the page shows. Called when it comes into sight and something it shows has changed."""

    def open(self, thing: bytes | None) -> None:
        """Show the thing with this id; pages that show lists alone have nothing to do."""

    def take_scan(self, scanned: "Scanned", hits: "Sequence[Found]") -> bool:  # noqa: ARG002 - the subclasses look at them
        """Do with what was scanned, wherever the focus was, what it means on this page; False where it means nothing here.

        `hits` are the records here that the scan names.
        """
        return False

    def begin_scan(self, scanned: "Scanned", hits: "Sequence[Found]") -> bool:
        """Do with a scan what it means here when the page has only just been opened for it."""
        return self.take_scan(scanned, hits)

    def topic(self) -> str:
        """Name what the page shows just now, where the guide tells of its parts apart; the same words as in the guide's marks."""
        return ""

    def leave(self) -> None:
        """Note what is half typed: the page goes out of sight, or the window is locked."""

    def refresh(self, changed: Iterable[str]) -> None:
        """Load anew if one of the page's tables has changed: now if it is in sight, else when it comes into sight."""
        if not self.tables.isdisjoint(changed):
            self._stale = True
            if self.isVisible():
                self.come()

    def come(self) -> None:
        """Come into sight; load if what is shown is stale."""
        if self._stale and self.state is not State.FORBIDDEN:
            self._stale = False
            self.load()

    def take_keyboard(self) -> None:
        """Give the keyboard to what is worked with first, so that the page's keys work at once."""
        first = self.begins_at
        (first if first is not None and first.isVisible() else self).setFocus()

    def run(
        self,
        work: "Callable[[Casebook, Progress], T]",
        then: Callable[[T], None],
        *,
        failed: Callable[[Exception], None] | None = None,
        write: bool = False,
        aside: bool = False,
        stops: bool = False,
        touches: Iterable[str] = (),
        shown: str = "",
    ) -> Job:
        """Run work for this page; an error without a taker goes to the banner. `aside` is for reading that takes long.

        Work that may take more than two seconds is `shown` under these words: how far it is, how much longer, and a way to stop it where that is
        possible (reading, writing that `stops`; see `Jobs.run`, `ui/dialogs/progress.py`).
        """
        job = self.context.jobs.run(
            self, work, then, failed or self.failed.emit, write=write, aside=aside, stops=stops, touches=touches
        )
        if shown:
            ProgressDialog(job, shown, self, can_cancel=stops or not write)
        return job

    def load_with(
        self, work: "Callable[[Casebook, Progress], T]", then: Callable[[T], None], *, aside: bool = False
    ) -> Job:
        """Run work that fetches the page's content: shows that it is loading if it takes long, and a failure in its place.

        What was being fetched before is left: it is of no more use. `aside` is for content that takes long, so that lists and finding go on.
        """
        if self._loading is not None:
            self._loading.cancel()

        def take(found: T) -> None:
            self.show_ready()
            then(found)

        job = self.run(work, take, failed=self.show_error, aside=aside)
        self._loading = job
        job.progressed.connect(lambda done, total, _text: self._measure(job, done, total))
        job.finished.connect(lambda: self._after(job))
        if self.state is not State.READY:
            self.show_loading()
        return job

    def show_ready(self) -> None:
        """Show the content."""
        self.state = State.READY
        self._place(0)

    def show_loading(self) -> None:
        """Say that the content is on its way."""
        self._show(State.LOADING, "timer-sand", _("正在读取……"))

    def show_empty(self, title: str, words: str, action: str = "", run: Callable[[], object] | None = None) -> None:
        """Say that there is nothing yet and what to do about it."""
        self._show(State.EMPTY, "inbox-outline", title, words, action, run)

    def show_error(self, error: Exception) -> None:
        """Say what went wrong in the place of the content, with a way to try again."""
        self._show(State.ERROR, "alert-circle-outline", _("没有读出来"), say_any(error), _("重试"), self.load)

    def show_forbidden(self, words: str = "") -> None:
        """Say that this person may not use the page; of what its head offers the way back alone stays."""
        for made in self._head_buttons:
            if made.act.shortcut() != QKeySequence(BACK):
                made.act.setVisible(False)
        self._show(State.FORBIDDEN, "lock-outline", _("您没有使用本页的权限"), words or _("需要时请由主管登录办理。"))

    def _show(
        self,
        state: State,
        icon: str,
        title: str,
        words: str = "",
        action: str = "",
        run: Callable[[], object] | None = None,
    ) -> None:
        self.state = state
        self._repair = run
        self._state_view.tell(icon, title, words, action)
        self._place(1)

    def _place(self, at: int) -> None:
        if self._cover is None:
            self._stack.setCurrentIndex(at)

    def _act(self) -> None:
        if self._repair:
            self._repair()

    def _measure(self, job: Job, done: int, total: int) -> None:
        """Say how far the fetching is, where the page shows nothing else yet."""
        if job is self._loading and self.state is State.LOADING and total:
            said = _("已完成 {done} / {total}").format(done=f"{done:,}", total=f"{total:,}")
            self._state_view.tell("timer-sand", _("正在读取……"), far_words(said, job.seconds_left), "")

    def _after(self, job: Job) -> None:
        """Leave no page loading for ever when its work ended in a bug or was cancelled."""
        if job is not self._loading:
            return  # another one took its place
        self._loading = None
        if self.state is State.LOADING and job.state is not JobState.DONE:
            self._show(State.ERROR, "alert-circle-outline", _("没有读出来"), "", _("重试"), self.load)


def scrolling(content: QWidget) -> QScrollArea:
    """Give an area in which `content` scrolls where it is taller than the page."""
    area = QScrollArea()
    area.setWidget(content)
    area.setWidgetResizable(True)
    mark(content, ground="window")
    return area
