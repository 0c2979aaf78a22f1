"""目标进度: slogans and plans broken into indicators and counties, how far each is, and at the province all that changes them."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog

from rules.permissions import Action, may
from rules.programme import programme
from rules.quantities import Persons, percent
from ui import target_words
from ui.actions import button
from ui.dialogs.adopt_targets import AdoptTargetsDialog
from ui.dialogs.confirm import ask
from ui.dialogs.target import SplitDialog, TargetDialog
from ui.models.rows import Column
from ui.pages.page import Context, Page, PageSpec
from ui.pages.reports import STANDINGS, TABLES
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.cards import Card
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.labels import label, row
from ui.widgets.lead_tile import LeadTile
from ui.widgets.listing import Listing
from ui.widgets.share_delegate import ShareDelegate
from ui.widgets.tile_grid import TileGrid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from db.casebook import Casebook
    from db.targets import Progress, TargetDraft, TargetSet
    from rules.reports import Judged
    from ui.jobs import Progress as Step

_SHARE_COLUMN = 3
_YEARS = 6
_ALL = b""


@dataclass(frozen=True)
class Facts:
    """Hold what the page shows: the year's sets, how far each target is, the counties that one may be split among, whether 累计 = Σ各月 by target."""

    sets: "tuple[TargetSet, ...]"
    progress: "tuple[Progress, ...]"
    counties: tuple[tuple[str, str], ...]
    judged: "Mapping[bytes, Judged]"


def look(book: "Casebook", year: int) -> Facts:
    """Collect what the page shows."""
    from db import reports, target_checks, targets

    counties: tuple[tuple[str, str], ...] = ()
    if book.workplace.kind == "province":
        counties = tuple((code, reports.office_name(book, code)) for code in targets.counties(book))
    found = tuple(targets.progress(book, year))
    return Facts(tuple(targets.sets(book, year)), found, counties, target_checks.judge(book, year, found))


@dataclass(frozen=True)
class Line:
    """Hold one line of the list: a target, a county's share of one, or a part of a number that was announced across kinds."""

    progress: "Progress"
    is_share: bool
    is_part: bool = False


class TargetsPage(Page):
    """Show targets and their progress."""

    tables: ClassVar[frozenset[str]] = TABLES | {"target_set"}

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("目标进度"))
        self._facts: Facts | None = None
        self._may = may(context.session.role, Action.TARGET_SET, context.workplace.kind)
        if self._may:
            self.add_action(_("采用现成方案…"), self._ask_adopt, icon="playlist-plus", shortcut="Ctrl+N")
        self.book_action = self.add_action(
            _("导出进度表…"), self._choose_file, icon="file-export-outline", shortcut="Ctrl+S", primary=True
        )
        self.year, self.set_choice = ChoiceBox(), ChoiceBox()
        self.year.setAccessibleName(_("年度"))
        this_year = context.clock.now().year
        for year in range(this_year + 1, this_year - _YEARS, -1):
            self.year.addItem(_("{year} 年").format(year=year), year)
        self.year.setCurrentIndex(1)
        self.year.activated.connect(lambda _at: self.load())
        self.set_choice.setAccessibleName(_("目标方案"))
        self.set_choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.set_choice.activated.connect(lambda _at: self._list())
        self.add(row(self.year, GRID, self.set_choice, None))
        self.reached = LeadTile(_("已完成"), "flag-checkered", leads=False)
        self.under_way = LeadTile(_("进行中"), "progress-clock", leads=False)
        self.uncounted = LeadTile(_("尚未统计"), "help-circle-outline", leads=False)
        self.add(TileGrid([self.reached, self.under_way, self.uncounted]))
        card = Card(_("任务"))
        self.goals: Listing[Line] = Listing(
            context.jobs, self._columns(), self._empty_words(), self.failed.emit, most=14
        )
        self.begins_at = self.goals
        self.goals.setItemDelegateForColumn(_SHARE_COLUMN, ShareDelegate(lambda line: line.progress.tenths, self.goals))
        self.goals.picked.connect(self._pick)
        self._build_deeds(card)
        card.body.addWidget(self.goals)
        self.told = label("", "muted", wrap=True)
        self.told.setMinimumHeight(3 * self.told.fontMetrics().height())
        card.body.addWidget(self.told)
        self.add(card)
        self.body.addStretch(1)

    def _build_deeds(self, card: Card) -> None:
        self.add_button = button(_("新增…"), self._ask_add, icon="plus")
        self.change_button = button(_("修改…"), self._ask_change, icon="pencil-outline")
        self.split_button = button(_("分解到县…"), self._ask_split, icon="source-branch")
        self.tick_button = button(_("办结"), self._tick, icon="check")
        self.retire_button = button(_("停用…"), self._ask_retire, icon="archive-outline")
        for one in (self.add_button, self.change_button, self.split_button, self.tick_button, self.retire_button):
            one.setVisible(self._may)
            card.head.addWidget(one)

    def _empty_words(self) -> str:
        return (
            _("还没有目标。按 Ctrl+N 采用 2009 年的现成方案，或按“新增”。")
            if self._may
            else _("省总还没有给本县下达目标；下达后随回执收到。")
        )

    def load(self) -> None:
        """Fetch the year's targets."""
        year = int(self.year.currentData())
        self.load_with(lambda book, _progress: look(book, year), self._tell)

    def _tell(self, facts: Facts) -> None:
        self._facts = facts
        chosen = self.set_choice.currentData()
        self.set_choice.clear()
        self.set_choice.addItem(_("全部方案"), _ALL)
        for one in facts.sets:
            self.set_choice.addItem(one.name, one.id)
        self.set_choice.setCurrentIndex(max(0, self.set_choice.findData(chosen)))
        self.set_choice.setVisible(len(facts.sets) > 1)
        self._list()

    def _list(self) -> None:
        if self._facts is None:
            return
        chosen = bytes(self.set_choice.currentData() or _ALL)
        shown = [one for one in self._facts.progress if chosen in {_ALL, one.target.set_id}]
        kept = self.current()
        wholes = {one.target.id for one in shown if one.parts}
        lines = [
            line
            for one in shown
            for line in (
                Line(one, False, one.target.part_of in wholes),
                *(Line(part, True) for part in one.shares),
            )
        ]
        place = next(
            (n for n, line in enumerate(lines) if kept and line.progress.target.id == kept.progress.target.id),
            0 if lines else -1,
        )
        counted = [one for one in shown if one.is_counted]
        reached = sum(one.is_reached for one in counted)
        self.reached.tell(str(reached), _("共 {n} 项").format(n=len(shown)))
        self.under_way.tell(str(len(counted) - reached), "")
        self.uncounted.tell(str(len(shown) - len(counted)), _("没有选由什么统计") if len(shown) > len(counted) else "")
        self.goals.tell(lines, mark=place)
        self._pick(lines[place] if lines else None)

    def current(self) -> Line | None:
        """Give the line picked."""
        found: Line | None = self.goals.current_row()
        return found

    def _pick(self, line: Line | None) -> None:
        from db.targets import CHECKLIST, PLAN

        kind = line.progress.target.draft.kind if line else ""
        is_whole = line is not None and not line.is_share
        self.add_button.setEnabled(bool(self._facts and self._facts.sets))
        self.change_button.setEnabled(is_whole and kind == PLAN)
        can_split = line is not None and line.progress.target.draft.unit != "share"
        self.split_button.setEnabled(
            is_whole and kind == PLAN and can_split and bool(self._facts and self._facts.counties)
        )
        self.tick_button.setVisible(self._may and kind == CHECKLIST)
        self.retire_button.setEnabled(line is not None)
        if line is None:
            self.told.setText("")
            return
        target = line.progress.target
        self.tick_button.setText(_("取消办结") if target.done_on else _("办结"))
        words = [f"{target.draft.label}　{target_words.target(target)}"]
        if target.draft.slogan:
            words.append(
                _("口号“{slogan}”{position}").format(
                    slogan=target.draft.slogan,
                    position=_("之 {one}").format(one=target.draft.position) if target.draft.position else "",
                )
            )
        if target.done_on:
            words.append(_("{day} 办结").format(day=target.done_on))
        if line.progress.parts:
            words.append(
                _("报道时把人次与人加在一起，这里不合计，各项分列：{parts}").format(
                    parts=_("；").join(_side(one) for one in line.progress.parts)
                )
            )
        elif line.progress.done is None:
            words.append(_("没有选由什么统计，完成数暂不统计；按“修改”可选"))
        if line.progress.split is not None:
            words.append(
                _("已分解 {n} 个县，合计 {split}").format(
                    n=len(line.progress.shares), split=target_words.quantity(line.progress.split)
                )
            )
        judged = self._judged(line)
        if judged is not None:
            words.append(
                _("勾稽：{words}").format(words=_("；").join(_(one) for one in (judged.words, judged.why) if one))
            )
        elif isinstance(line.progress.done, Persons) and kind == PLAN:
            words.append(_("人数按人去重，各月不能相加"))
        if target.draft.note:
            words.append(_("存疑：{note}").format(note=target.draft.note))
        self.told.setText("\n".join(words))

    def _judged(self, line: Line) -> "Judged | None":
        return self._facts.judged.get(line.progress.target.id) if self._facts is not None else None

    def _agrees(self, line: Line) -> str:
        """Say whether 累计 = Σ各月; a dash where months do not add up, as those of persons."""
        judged = self._judged(line)
        return "—" if judged is None else _("平") if judged.standing == "ok" else _("不平")

    def _mark(self, line: Line) -> tuple[str, str]:
        judged = self._judged(line)
        return ("minus", "muted") if judged is None else STANDINGS[judged.standing]

    # --- deeds ---

    def _ask_adopt(self) -> None:
        dialog = AdoptTargetsDialog(
            self.context.jobs, programme(), self.context.workplace.county[:2].ljust(6, "0"), self
        )
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.adopt(dialog.chosen())

    def adopt(self, region: str) -> None:
        """Take a region's plans of 2009 as a target set."""

        def work(book: "Casebook", _step: "Step") -> bytes:
            from db import targets

            return targets.adopt(book, programme(), region)

        def take(_made: bytes) -> None:
            self.year.setCurrentIndex(max(0, self.year.findData(programme().year)))
            self.load()
            self.said.emit(_("已采用，可以修改，也可以分解到县。"))

        self.run(work, take, write=True, stops=True, touches={"target", "target_set"}, shown=_("正在采用目标"))

    def _ask_add(self) -> None:
        dialog = TargetDialog(None, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.add_target(dialog.draft())

    def add_target(self, draft: "TargetDraft") -> None:
        """Add a target to the set chosen, or to the first one."""
        if self._facts is None or not self._facts.sets:
            return
        chosen = bytes(self.set_choice.currentData() or _ALL) or self._facts.sets[0].id

        def work(book: "Casebook", _step: "Step") -> bytes:
            from db import targets

            return targets.add(book, chosen, draft)

        self._write(work, _("已新增。"))

    def _ask_change(self) -> None:
        line = self.current()
        if line is None:
            return
        dialog = TargetDialog(line.progress.target, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.change(dialog.draft())

    def change(self, draft: "TargetDraft") -> None:
        """Change the target picked."""
        line = self.current()
        if line is None:
            return
        target = line.progress.target.id

        def work(book: "Casebook", _step: "Step") -> bool:
            from db import targets

            return targets.change(book, target, draft)

        self._write(work, _("已修改。"))

    def _ask_split(self) -> None:
        line = self.current()
        if line is None or self._facts is None:
            return
        before = {part.target.county: part.target.draft.value for part in line.progress.shares}
        dialog = SplitDialog(line.progress.target, self._facts.counties, before, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.split(dialog.shares())

    def split(self, shares: dict[str, int]) -> None:
        """Split the target picked among counties."""
        line = self.current()
        if line is None:
            return
        target = line.progress.target.id

        def work(book: "Casebook", _step: "Step") -> None:
            from db import targets

            targets.split(book, target, shares)

        self._write(work, _("已分解，随下次回执发给各县。"))

    def _tick(self) -> None:
        line = self.current()
        if line is None:
            return
        target, is_done = line.progress.target.id, bool(line.progress.target.done_on)

        def work(book: "Casebook", _step: "Step") -> None:
            from db import targets

            targets.tick(book, target, None if is_done else book.today)

        self._write(work, _("已取消办结。") if is_done else _("已办结。"))

    def _ask_retire(self) -> None:
        line = self.current()
        if line is None:
            return
        words = _("停用后不再统计；分解到各县的也一并停用。业务记录不受影响。")
        if (
            ask(self, _("停用“{label}”").format(label=line.progress.target.draft.label), words, _("确认停用"))
            is not None
        ):
            self.retire()

    def retire(self) -> None:
        """Take the target picked out of use."""
        line = self.current()
        if line is None:
            return
        target = line.progress.target.id

        def work(book: "Casebook", _step: "Step") -> None:
            from db import targets

            targets.retire(book, target)

        self._write(work, _("已停用。"))

    def _write(self, work: "Callable[[Casebook, Step], object]", words: str) -> None:
        self.run(work, lambda _done: self.said.emit(words), write=True, touches={"target", "target_set"})

    def _choose_file(self) -> None:
        name = _("目标任务完成进度表_{year}.xlsx").format(year=self.year.currentData())
        kinds = _("Excel 工作簿 (*.xlsx);;PDF 文件 (*.pdf)")
        chosen, kind = QFileDialog.getSaveFileName(self, _("导出到"), str(Path.home() / name), kinds)
        if chosen:
            self.export(Path(chosen).with_suffix(".pdf" if "pdf" in kind else ".xlsx"))

    def export(self, to: Path) -> None:
        """Write the progress of the year in sight."""
        year = int(self.year.currentData())

        def work(book: "Casebook", _step: "Step") -> Path:
            from ui import report_file

            return report_file.write_goals(book, year, to)

        self.run(
            work, lambda path: self.said.emit(_("已导出到“{path}”。").format(path=path)), write=True, stops=True, shown=_("正在导出")
        )  # fmt: skip

    def _columns(self) -> list[Column[Line]]:
        def name(line: Line) -> str:
            target = line.progress.target
            if line.is_share:
                return f"　└ {target.draft.unit_name or target.county}"
            return f"　· {target.draft.label}" if line.is_part else target.draft.label

        def done(line: Line) -> str:
            found = line.progress.done
            if line.progress.parts:
                return _("见下列 {n} 项").format(n=len(line.progress.parts))
            return "—" if found is None else target_words.quantity(found)

        return [
            Column(_("任务"), name),
            Column(_("目标"), lambda line: target_words.target(line.progress.target), 158, right=True),
            Column(_("完成"), done, 116, right=True),
            Column(_("完成率"), lambda line: percent(line.progress.tenths), 150),
            Column(_("勾稽"), self._agrees, 72, spare=2, icon=self._mark),
            Column(_("口号"), lambda line: "" if line.is_share else line.progress.target.draft.slogan, 78, spare=1),
        ]


def _side(one: "Progress") -> str:
    """Write one part of a number that was announced across kinds, in its own unit."""
    done = _("尚未统计") if one.done is None else target_words.quantity(one.done)
    return _("{label} {done}，目标 {shown}，完成 {percent}").format(
        label=one.target.draft.label, done=done, shown=target_words.target(one.target), percent=percent(one.tenths)
    )


SPEC = PageSpec("targets", N_("目标进度"), "flag-checkered", TargetsPage)
