"""The window: rail on the left, one box for finding above, a line that tells how things stand below, pages between."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QMainWindow,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from rules import clock as clocks
from rules import scanning
from rules.scanning import Scanned
from ui import actions
from ui.actions import KeyedButton
from ui.error_text import say_any
from ui.input_method import InputMethodWatch
from ui.lock import IdleWatch, LockScreen
from ui.pages.page import Context, Page, PageSpec
from ui.scanner import Scanner
from ui.text import _
from ui.theme import mark
from ui.tokens import GRID, NARROW_BELOW
from ui.tour import Step
from ui.widgets.cards import Verdict, VerdictPanel
from ui.widgets.fields import LineField
from ui.widgets.labels import row
from ui.widgets.notices import Banner, Strip, Toast
from ui.widgets.rail import Rail, RailEntry
from ui.widgets.search_box import Found, Remark, SearchBox
from ui.widgets.status_line import SCAN_KEY, StatusFacts, StatusLine
from ui.widgets.tour_strip import TourStrip

if TYPE_CHECKING:
    from db.casebook import Casebook
    from ui.dialogs.guide import GuideWindow
    from ui.guide import Place
    from ui.jobs import Job

SMALLEST = (640, 440)
USUAL = (1200, 760)
STATUS_EVERY_MS = 60_000
_SHOWN_OF_SCAN = 40
_NEWCOMER = "newcomer"
"""The kind of remark that leads to registering the number of a person that nobody here has."""


@dataclass(frozen=True)
class Tour:
    """Hold the tour: its steps, whether it begins by itself, what gives a number that nobody has, and what notes that it was closed."""

    steps: tuple[Step, ...]
    begins: bool
    number: "Callable[[Casebook], str]"
    close: "Callable[[Casebook], None]"


@dataclass(frozen=True)
class WindowParts:
    """Hold what the window asks the casebook; each function runs in a worker and takes the casebook first."""

    find: "Callable[[Casebook, str], Sequence[Found]]"
    status: "Callable[[Casebook], StatusFacts]"
    check_passphrase: "Callable[[Casebook, str], None]"
    """Raise an `AppError` unless the passphrase is that of the one signed in."""
    sample_words: str = ""
    log_path: str = ""
    tour: Tour | None = None
    """How to lead through sample data; none where the data are real."""
    alarm: str = ""
    """What stays at the head of the window because the records were found broken at the start; empty when they are sound."""


class MainWindow(QMainWindow):
    """Show the registered pages of one workplace."""

    closed = Signal()

    def __init__(self, context: Context, specs: Sequence[PageSpec], parts: WindowParts) -> None:
        super().__init__()
        self.context = context
        self._parts = parts
        self._specs = {spec.key: spec for spec in specs}
        self._pages: dict[str, Page] = {}
        self._current = ""
        self._search_job: Job | None = None
        self._guide: GuideWindow | None = None
        self.setWindowTitle(f"{context.workplace.name} — {_('工会援助业务系统')}")
        self.setMinimumSize(*SMALLEST)
        self.resize(*USUAL)
        self._build(specs)
        self._bind_keys(specs)
        self._lock = LockScreen(self, context.session.name, context.screen.pin)
        self._lock.tried.connect(self._check_passphrase)
        self._lock.opened.connect(self._unlock)
        self._idle = IdleWatch(self, lambda: context.screen.minutes)
        self._idle.idle.connect(self.lock)
        self.scanner = Scanner(self, lambda: not self._lock_is_on())
        self.scanner.scanned.connect(self.take_scan)
        self.scanner.refused.connect(self._say_scan_refused)
        self.composed = InputMethodWatch(self, context.clock)
        self.composed.lost.connect(self._say_scan_lost)
        context.jobs.on_change(self, self.refresh)
        self._status_timer = QTimer(self, interval=STATUS_EVERY_MS)
        self._status_timer.timeout.connect(self.refresh_status)
        self._status_timer.start()
        self.refresh_status()
        if specs:
            self.go(specs[0].key)
        if parts.tour and parts.tour.begins:
            self.begin_tour()
        # the first thing done at a desk is to look somebody up, or to scan
        self.search.setFocus()

    def _build(self, specs: Sequence[PageSpec]) -> None:
        centre = QWidget()
        self.setCentralWidget(centre)
        shown = [spec for spec in specs if not spec.under]
        self.rail = Rail([RailEntry(spec.key, _(spec.title), spec.icon, spec.shortcut) for spec in shown])
        self.rail.chosen.connect(self.go)
        self.search = SearchBox(centre)
        self.search.asked.connect(self._ask)
        self.search.chosen.connect(self._open_hit)
        self.banner = Banner()
        self._stack = QStackedWidget()
        self.status_line = StatusLine()
        self.toast = Toast(centre)
        noted = row(self.banner)
        noted.setContentsMargins(5 * GRID, 0, 5 * GRID, 0)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(2 * GRID)
        right.addWidget(self._top_bar())
        right.addLayout(noted)
        right.addWidget(self._stack, 1)
        middle = row(self.rail, gap=0)
        middle.addLayout(right, 1)
        outer = QVBoxLayout(centre)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        if self._parts.sample_words:
            outer.addWidget(Strip(self._parts.sample_words))
        self.tour = TourStrip(
            self._parts.tour.steps if self._parts.tour else (), {spec.key: spec.shortcut for spec in specs}
        )
        self.tour.closed.connect(self._note_tour_closed)
        outer.addWidget(self.tour)
        if self._parts.alarm:
            alarm = VerdictPanel(Verdict.NO, _("记录校验未通过，只能查看"), self._parts.alarm)
            above = row(alarm)
            above.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 0)
            outer.addLayout(above)
        outer.addLayout(middle, 1)
        outer.addWidget(self.status_line)

    def _top_bar(self) -> QFrame:
        bar = QFrame()
        mark(bar, role="topbar")
        self.search.setMaximumWidth(560)
        helping = actions.icon_button("help-circle-outline", _("用户手册"), self.show_guide, shortcut="F1")
        keys = actions.icon_button("keyboard-outline", _("快捷键"), self.show_shortcuts, shortcut="Ctrl+F1")
        lock = actions.icon_button("lock-outline", _("锁定"), self.lock, shortcut="Ctrl+L")
        line = row(gap=GRID)
        line.setContentsMargins(5 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        line.addWidget(self.search, 5)
        line.addStretch(1)
        line.addWidget(helping)
        line.addWidget(keys)
        line.addWidget(lock)
        bar.setLayout(line)
        return bar

    def _bind_keys(self, specs: Sequence[PageSpec]) -> None:
        for key, run in (
            ("Ctrl+K", self._focus_search),
            ("Ctrl+L", self.lock),
            ("F1", self.show_guide),
            ("Ctrl+F1", self.show_shortcuts),
            (SCAN_KEY, self._focus_scan),
        ):
            QShortcut(QKeySequence(key), self, run)
        for spec in specs:
            if spec.shortcut:
                QShortcut(QKeySequence(spec.shortcut), self, lambda key=spec.key: self.go(key))

    def go(self, key: str, thing: bytes | None = None) -> None:
        """Open the page `key` as it was left, and in it the thing with this id."""
        if key not in self._specs or self._lock_is_on():
            return
        former = self._pages.get(self._current)
        if former is not None and self._current != key:
            former.leave()
        if self.search.text():
            self.search.clear()  # what was looked for has been found, or is no longer wanted
        # else Qt gives the keyboard to whatever comes next, be it a tab or a button, when the focused part is hidden
        self._stack.setFocus()
        page = self._pages.get(key) or self._make(key)
        self._current = key
        self._stack.setCurrentWidget(page)
        self.rail.mark_current(self._specs[key].under or key)
        if thing is not None:
            page.open(thing)
        page.come()
        # asked of the window: it need not have the keyboard just now to give it to the page later
        if self.focusWidget() is self._stack:
            page.take_keyboard()
        self.tour.came(key)

    def page(self, key: str) -> Page:
        """Give a page, made now if it has not been opened yet."""
        return self._pages.get(key) or self._make(key)

    def current_key(self) -> str:
        """Give the key of the page in sight."""
        return self._current

    def take_scan(self, text: str) -> None:
        """Lead a scan to what it means: the page in sight, the record that it names, or the page that takes such scans."""
        scanned = self._meaning(text)
        self.context.jobs.run(
            self,
            lambda book, _progress: list(self._parts.find(book, scanned.text)) if scanned.kinds else [],
            lambda hits: self._lead_scan(scanned, hits),
            self.show_error,
        )

    def _lead_scan(self, scanned: Scanned, hits: "Sequence[Found]") -> None:
        if self._lock_is_on():
            return
        page = self._pages.get(self._current)
        if scanned.kinds and page is not None and page.take_scan(scanned, hits):
            return
        if len(hits) == 1 and self._key_for(hits[0].kind):
            self._open_hit(hits[0])
            return
        for key in self._takers(*scanned.kinds):
            self.go(key)
            if self._pages[key].begin_scan(scanned, hits):
                return
        if len(hits) == 1:
            self._open_hit(hits[0])
            return
        words = _("没有找到扫到的编号：{text}") if scanned.kinds else _("扫到的内容认不出来：{text}")
        self.banner.say(words.format(text=scanned.text[:_SHOWN_OF_SCAN]), Verdict.CAUTION)

    def _takers(self, *kinds: str) -> list[str]:
        """Give the keys of the pages that take scans of these kinds and that one may use."""
        role = self.context.session.role
        return [
            key
            for key, spec in self._specs.items()
            if not spec.scans.isdisjoint(kinds) and (not spec.roles or role in spec.roles)
        ]

    def say(self, words: str) -> None:
        """Say that something is done."""
        self.banner.hide()
        self.toast.say(words)

    def show_error(self, error: BaseException) -> None:
        """Say what went wrong and what to do; no dialog to click away."""
        self.banner.say(say_any(error, self._parts.log_path), Verdict.NO)

    def refresh(self, changed: frozenset[str]) -> None:
        """Refresh what shows one of the tables `changed`."""
        for page in self._pages.values():
            page.refresh(changed)
        self.tour.wrote(changed)
        self.refresh_status()

    def refresh_status(self) -> None:
        """Ask how things stand and tell it at the foot."""

        def tell(facts: StatusFacts) -> None:
            self.status_line.tell(facts, self.context.clock.now())

        self.context.jobs.run(self, lambda book, _progress: self._parts.status(book), tell, self.show_error)

    def lock(self) -> None:
        """Cover the window; what is typed stays."""
        if self._lock_is_on():
            return
        if self._current:
            self._pages[self._current].leave()
        self.centralWidget().setEnabled(False)
        self._lock.close_window()

    def show_guide(self) -> None:
        """Open the user guide at the chapter of the page in sight, at the section of what it shows."""
        from ui.dialogs.guide import GuideWindow

        if self._lock_is_on():
            return
        if self._guide is None:
            self._guide = GuideWindow(self, tour=self._parts.tour is not None)
            self._guide.keys_wanted.connect(self.show_shortcuts)
            self._guide.tour_wanted.connect(self.begin_tour)
        self._guide.open_at(self.help_place())

    def help_place(self) -> "Place":
        """Give the section of the guide for the page in sight and what it shows."""
        from ui import guide

        page = self._pages.get(self._current)
        topic, title = (page.topic(), self._specs[self._current].title) if page else ("", "")
        return guide.read().place_for(self._current, topic, self.context.workplace.kind, title)

    def begin_tour(self) -> None:
        """Lead through the sample from the first step on; nothing happens where the data are real."""
        if tour := self._parts.tour:
            self.context.jobs.run(
                self, lambda book, _progress: tour.number(book), self._begin_tour_with, self.show_error
            )

    def _begin_tour_with(self, number: str) -> None:
        self.tour.begin(number)
        self.tour.came(self._current)

    def _note_tour_closed(self) -> None:
        if tour := self._parts.tour:
            self.context.jobs.run(
                self, lambda book, _progress: tour.close(book), lambda _done: None, self.show_error, write=True
            )

    def show_shortcuts(self) -> None:
        """List all keys."""
        from ui.dialogs.shortcuts import ShortcutsDialog

        shown = [(_(spec.title), spec.shortcut) for spec in self._specs.values() if spec.shortcut]
        here = list(dict.fromkeys(self._page_keys()))
        ShortcutsDialog(shown, here, self).exec()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Press the button that has the keyboard at Enter, and let the page's keys work, too, on the box for finding and on the rail."""
        page, focus = self._pages.get(self._current), self.focusWidget()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and isinstance(focus, QPushButton | QToolButton):
            # Qt does so in dialogs alone
            if not event.isAutoRepeat() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                focus.click()
            return
        if page is not None and not (focus is not None and self._stack.isAncestorOf(focus)) and not _is_plain(event):
            pressed = QKeySequence(event.keyCombination())
            for act in page.actions():
                if act.isEnabled() and act.isVisible() and pressed in act.shortcuts():
                    act.trigger()
                    return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Show icons alone on the rail where there is little room."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW_BELOW
        self.rail.set_narrow(narrow)
        self.status_line.set_narrow(narrow)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Let the pages note what is half typed, then close."""
        for page in self._pages.values():
            page.leave()
        if self._guide is not None:
            self._guide.close()
        super().closeEvent(event)
        self.closed.emit()

    def _make(self, key: str) -> Page:
        spec = self._specs[key]
        page = spec.factory(self.context)
        page.said.connect(self.say)
        page.failed.connect(self.show_error)
        page.wants.connect(self._go_for)
        page.counted.connect(lambda count: self.rail.set_badge(spec.under or key, count))
        if spec.roles and self.context.session.role not in spec.roles:
            page.show_forbidden()
        if spec.under:
            page.offer_way_back(spec.under)
        self._pages[key] = page
        self._stack.addWidget(page)
        return page

    def _page_keys(self) -> Iterator[tuple[str, str]]:
        """Give (words, key) of all that can be done in sight, the page's own first."""
        page = self._pages.get(self._current)
        if page is None:
            return
        for act in [*page.actions(), *page.findChildren(QAction)]:
            owner = act.parent()
            in_sight = not isinstance(owner, QWidget) or owner.isVisible()
            if not act.shortcut().isEmpty() and act.isVisible() and in_sight:
                yield act.text(), act.shortcut().toString()
        for one in page.findChildren(KeyedButton):
            if one.isVisible():
                yield one.accessibleName(), one.key.toString()

    def _go_for(self, target: str, thing: object) -> None:
        key = target if target in self._specs else self._key_for(target)
        if key:
            self.go(key, thing if isinstance(thing, bytes) else None)

    def _key_for(self, kind: str) -> str:
        return next((spec.key for spec in self._specs.values() if kind in spec.opens), "")

    def _open_hit(self, hit: Found) -> None:
        """Open what was found; where no page of this workplace shows it, tell what is known of it instead of nothing."""
        if hit.kind == _NEWCOMER:
            self._lead_scan(self._meaning(hit.detail), ())
            return
        if self._key_for(hit.kind):
            self._go_for(hit.kind, hit.id)
            return
        self.search.clear()
        words = _("{title} · {detail}。本单位没有它的详细页面，请向登记它的单位查询。")
        self.banner.say(words.format(title=hit.title, detail=hit.detail), Verdict.NOTE)

    def _meaning(self, text: str) -> Scanned:
        return scanning.meaning(text, today=clocks.today(self.context.clock))

    def _newcomers(self, text: str) -> list[Found]:
        """Offer to register the number that was looked for and that nobody has; nothing where it is no number of a person, or no page registers."""
        meant = self._meaning(text)
        return (
            [Remark(_NEWCOMER, _("还没有登记，按回车登记这位"), meant.text)]
            if scanning.PERSON in meant.kinds and "intake" in self._takers(scanning.PERSON)
            else []
        )

    def _focus_search(self) -> None:
        if not self._lock_is_on():
            self.search.setFocus()
            self.search.selectAll()

    def _focus_scan(self) -> None:
        if not self._lock_is_on():
            self.status_line.scan.take()

    def _say_scan_lost(self, field: QWidget) -> None:
        """Say where the scan should have gone what became of it, and which key leads past the input method."""
        words = _("输入法截住了扫码，这一栏没有改动。请按 {key} 再扫一次。").format(key=SCAN_KEY)
        if isinstance(field, LineField):
            field.caution(words)
        else:
            QToolTip.showText(field.mapToGlobal(QPoint(0, field.height())), words, field)
        if field.window() is self:
            self.banner.say(words, Verdict.CAUTION)

    def _say_scan_refused(self, part: QWidget) -> None:
        """Say in the dialog that is open why the scan was not taken, and what comes first."""
        words = _("这一步还没有办完，扫码没有受理。请先办完，或按 Esc 关闭，再扫一次。")
        QApplication.beep()
        QToolTip.showText(part.mapToGlobal(QPoint(0, part.height())), words, part)

    def _ask(self, text: str, serial: int) -> None:
        if self._search_job:
            self._search_job.cancel()
        self._search_job = self.context.jobs.run(
            self,
            lambda book, _progress: list(self._parts.find(book, text)),
            lambda hits: self.search.show_hits(serial, hits or self._newcomers(text)),
            self.show_error,
        )

    def _lock_is_on(self) -> bool:
        return hasattr(self, "_lock") and self._lock.isVisible()

    def _check_passphrase(self, passphrase: str) -> None:
        self.context.jobs.run(
            self,
            lambda book, _progress: self._parts.check_passphrase(book, passphrase),
            lambda _right: self._unlock(),
            self._lock.refuse,
        )

    def _unlock(self) -> None:
        self._lock.open()
        self.centralWidget().setEnabled(True)
        if self._current:
            self._pages[self._current].setFocus()


def _is_plain(event: QKeyEvent) -> bool:
    """Tell whether a key moves or ends something by itself: one without Ctrl or Alt that is no function key."""
    held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    return not held and not Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F12
