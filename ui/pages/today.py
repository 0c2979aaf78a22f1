"""今日待办: what waits, each with its number and the way to where it is done. The pages of the workplace declare it (ui/pages/tiles.py)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from rules import clock as clocks
from rules.permissions import Action, may
from ui.actions import action, button
from ui.pages.page import Context, Page, PageSpec
from ui.pages.voucher_figures import identities
from ui.text import N_, _
from ui.theme import mark
from ui.tokens import GRID
from ui.widgets.cards import Card
from ui.widgets.labels import column, label, row
from ui.widgets.lead_tile import LeadTile
from ui.widgets.money_and_dates import weekday
from ui.widgets.tile_grid import TileGrid

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from db.casebook import Casebook
    from db.training import ClassRow
    from rules.vouchers import Counts
    from ui.pages.tiles import Tile, Told

_TILE = 164
"""Least width of a tile in px."""
_CLASSES_SHOWN = 6
_DIGITS = 9
"""How many tiles have a key of their own: Alt+1 to Alt+9; figures alone are what a scanner types."""


@dataclass(frozen=True)
class _Found:
    told: "Sequence[Told]"
    beginning: "Sequence[ClassRow]"
    ending: "Sequence[ClassRow]"
    counts: "Counts | None"


class TodayPage(Page):
    """Show what waits today."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("今日待办"))
        self._is_desk = context.workplace.kind == "desk"
        self._has_classes = context.workplace.kind in {"desk", "base"}
        self.add_action(_("刷新"), self.load, icon="refresh", shortcut="F5")
        if may(context.session.role, Action.PERSON_REGISTER, context.workplace.kind):
            self.add_action(
                _("登记新人"), lambda: self.wants.emit("intake", b""), icon="plus", shortcut="Ctrl+N", primary=True
            )
        if may(context.session.role, Action.VOUCHER_REDEEM, context.workplace.kind):
            self.add_way(_("扫券核销"), "redemption", icon="qrcode-scan", shortcut="Ctrl+N", primary=True
            )  # fmt: skip
        self._declared = declared(context)
        self._told: Sequence[Told] = ()
        self._tiles: dict[
            int, LeadTile
        ] = {}  # by place among those declared, made when there is something to show: most stay quiet
        self._shown: list[LeadTile] = []
        self._waiting = TileGrid([], _TILE, gap=3 * GRID)
        self._standing = TileGrid([], _TILE, gap=3 * GRID)
        self.add(self._waiting)
        self.quiet = button("", self._toggle_done, kind="quiet", icon="check-circle-outline")
        self.done = label("", "hint", wrap=True)
        self.done.hide()
        self.add(self._standing)
        for number in range(1, _DIGITS + 1):
            self._bind(number)
        self._classes = Card(_("近七天开班与结业"))
        self._classes.head.addWidget(
            button(
                _("全部班级"),
                lambda: self.wants.emit("classes" if self._is_desk else "base_classes", None),
                kind="quiet",
                icon="chevron-right",
            )
        )
        self._class_lines = column(gap=GRID)
        self._classes.body.addLayout(self._class_lines)
        self.add(self._classes)
        self._vouchers = Card(_("本县培训券去向"))
        self.identity = label("", wrap=True)
        self.balance = label("", "hint", wrap=True)
        self._vouchers.body.addWidget(self.identity)
        self._vouchers.body.addWidget(self.balance)
        self.add(self._vouchers)
        for card in (self._classes, self._vouchers):
            card.hide()
        self.add(row(self.quiet, None))
        self.add(self.done)
        self.body.addStretch(1)

    def load(self) -> None:
        """Ask all areas."""
        tiles, kind = [tile for _key, tile in self._declared], self.context.workplace.kind
        self.load_with(lambda book, _progress: _gather(book, tiles, kind), self._show_found)

    def refresh(self, changed: "Iterable[str]") -> None:
        """Load anew whatever has changed: it has added to what was not sent, if to nothing else."""
        self._stale = self._stale or bool(set(changed))
        if self._stale and self.isVisible():
            self.come()

    def tile(self, words: str) -> LeadTile:
        """Give the tile of these words."""
        place = next(place for place, (_key, tile) in enumerate(self._declared) if tile.words == words)
        return self._tile(place)

    def _tile(self, place: int) -> LeadTile:
        """Give the tile at a place, telling what was told of it last."""
        key, tile = self._declared[place]
        made = self._tiles.get(place)
        if made is None:
            made = self._tiles[place] = LeadTile(_(tile.words), tile.icon, parent=self)
            made.hide()
            made.pressed.connect(lambda: self.wants.emit(tile.page or key, self._thing(place)))
        if place < len(self._told):
            said = self._told[place]
            made.tell(said.figure or f"{said.count:,}", said.detail, said.tone if said.count or tile.stays else "")
        return made

    def _thing(self, place: int) -> bytes | None:
        """Give the id that the tile leads to, if to one."""
        told = self._told[place].thing if place < len(self._told) else None
        return self._declared[place][1].thing if told is None else told

    def _bind(self, number: int) -> None:
        action(self, _("打开第 {n} 项").format(n=number), lambda: self._lead(number - 1), shortcut=f"Alt+{number}")

    def _lead(self, place: int) -> None:
        if place < len(self._shown):
            self._shown[place].pressed.emit()

    def _show_found(self, found: _Found) -> None:
        day = clocks.today(self.context.clock)
        self.set_title(
            _("今日待办"),
            _("{year}年{month}月{day}日 {weekday}").format(
                year=day.year, month=day.month, day=day.day, weekday=weekday(day)
            ),
        )
        self._show_tiles(found.told)
        if self._has_classes:
            self._show_classes(found)
        if found.counts is not None:
            self._show_vouchers(found.counts)

    def _show_tiles(self, told: "Sequence[Told]") -> None:
        """Let what waits come first, the most urgent before the rest, then what always stands there; what is done is one quiet line."""
        urgency: dict[str, list[LeadTile]] = {"bad": [], "warn": [], "": []}
        standing, done, total = [], [], 0
        self._told = told
        for place, ((_key, tile), said) in enumerate(zip(self._declared, told, strict=True)):
            if tile.stays:
                standing.append(self._tile(place))
            elif said.count:
                urgency[said.tone].append(self._tile(place))
            else:
                done.append(_(tile.words))
                if place in self._tiles:
                    self._tile(place)  # out of sight from now on, but not with an old figure
            total += said.count if tile.counts and not tile.stays else 0
        waiting = [made for tiles in urgency.values() for made in tiles]
        self._shown = [*waiting, *standing]
        for place, made in enumerate(self._shown):
            made.set_key(f"Alt+{place + 1}" if place < _DIGITS else "")
        self._waiting.show_tiles(waiting)
        self._standing.show_tiles(standing)
        words = _("另外 {n} 项没有要办的") if waiting else _("都办完了，{n} 项没有要办的")
        self.quiet.setText(words.format(n=len(done)))
        self.quiet.setVisible(bool(done))
        self.done.setText(_("、").join(done))
        self.done.setVisible(bool(done) and not self.done.isHidden())
        self.counted.emit(total)

    def _toggle_done(self) -> None:
        """Name what has nothing to do, or leave it at their number again."""
        self.done.setVisible(self.done.isHidden())

    def _show_vouchers(self, counts: "Counts") -> None:
        self._vouchers.setVisible(counts.printed > 0)
        self.identity.setText("\n".join(identities(counts)))
        if counts.breaches():
            self.balance.setText(_("数目对不上，请先停止发券并联系省总。"))
        elif counts.contested:
            self.balance.setText(_("其中 {n} 张被核销两次，待查，不拨付。").format(n=counts.contested))
        else:
            self.balance.setText(_("两行数目都相符。"))
        mark(self.balance, tone="bad" if counts.breaches() else "warn" if counts.contested else "")

    def _show_classes(self, found: _Found) -> None:
        self._classes.show()
        while (item := self._class_lines.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()
        lines = [(_("{day} 开班").format(day=one.starts), one) for one in found.beginning]
        lines += [(_("{day} 结业").format(day=one.ends), one) for one in found.ending]
        for words, one in lines[:_CLASSES_SHOWN]:
            self._class_lines.addWidget(self._class_line(words, one))
        if not lines:
            self._class_lines.addWidget(label(_("近七天没有班级开班或结业。"), "muted"))

    def _class_line(self, words: str, found: "ClassRow") -> QWidget:
        line = QWidget()
        opens = button(
            found.name.replace("&", "&&"),
            lambda: self.wants.emit("class_roster" if self._is_desk else "base_classes", found.id),
            kind="quiet",
            icon="chevron-right",
        )
        facts = _("{base} · {enrolled}/{capacity} 人").format(
            base=found.base_name if self._is_desk else found.course_name,
            enrolled=found.enrolled,
            capacity=found.capacity,
        )
        when = label(words)
        when.setMinimumWidth(130)
        told = row(when, opens)
        told.addWidget(label(facts, "muted", wrap=True), 1)
        line.setLayout(told)
        return line


def declared(context: Context) -> "list[tuple[str, Tile]]":
    """Give the tiles of all pages that this person may open here, each with the key of its page, in the order of the rail."""
    from ui.pages import pages_for

    role = context.session.role
    specs = [spec for spec in pages_for(context.workplace.kind) if not spec.roles or role in spec.roles]
    return [(spec.key, tile) for spec in specs for tile in spec.tiles]


def _gather(book: "Casebook", tiles: "Sequence[Tile]", kind: str) -> _Found:
    from db import overview, settlement

    told = [tile.look(book) for tile in tiles]
    counts = settlement.counts(book) if kind == "desk" else None
    return _Found(told, overview.beginning(book), overview.ending(book), counts)


SPEC = PageSpec("today", N_("今日待办"), "clipboard-check-outline", TodayPage)
