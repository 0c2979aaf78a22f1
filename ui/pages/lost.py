"""设备丢失, guided: which PC, up to which of its records counts, the PC in its place, and the county's data back (docs/sync.md section 6)."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from rules import money
from ui import folders
from ui.actions import button
from ui.dialogs.grant import GrantDialog, GrantDraft
from ui.dialogs.key_use import Done, KeyDialog, KeyDraft, Phrase, Refused
from ui.dialogs.second_sign import ask_second
from ui.models.rows import Column
from ui.pages.allotting import allotment_of
from ui.pages.overview import ROLE_WORDS
from ui.pages.page import Context, Page, PageSpec
from ui.pages.safekeeping import grant_place
from ui.text import N_, _
from ui.widgets.cards import Verdict, VerdictPanel
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.fingerprint import grouped
from ui.widgets.labels import label
from ui.widgets.listing import Listing
from ui.widgets.steps import StepCard

if TYPE_CHECKING:
    from db.casebook import Casebook, Session
    from db.directory import Grant
    from sync.lost import Holding, LastEntry
    from sync.request import Request
    from sync.safekeeping import Kept
    from ui.jobs import Progress


@dataclass(frozen=True)
class Losses:
    """Hold what the page shows: every granted device with what is held of it, requests that wait, who took whose place, where the keys lie."""

    units: "tuple[Holding, ...]"
    requests: "tuple[Request, ...]"
    successors: "dict[bytes, Grant]"
    kept: "tuple[Kept, ...]"


def look(book: "Casebook", _progress: object = None) -> Losses:
    """Collect devices, requests and successors."""
    from db import directory
    from sync import admission, lost, safekeeping

    grants = directory.grants(book.store)
    taken = {before: one for one in grants if (before := admission.predecessor(book, one.dev)) is not None}
    units = tuple(lost.look(book, one.dev) for one in grants)
    return Losses(units, tuple(admission.waiting(book)), taken, tuple(safekeeping.standing(book)))


class LostPage(Page):
    """Lead from the call that a PC is lost to the PC in its place."""

    tables: ClassVar[frozenset[str]] = frozenset({"exchange"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("设备丢失"))
        self._losses: Losses | None = None
        self._wanted = ""
        jobs, failed = context.jobs, self.failed.emit
        intro = VerdictPanel(
            Verdict.NOTE,
            _("电脑被盗、遗失或彻底损坏且没有备份时，按下面四步办"),
            _(
                "有备份的，请让单位先恢复备份，不必撤销。先撤销再找电脑：撤销以后，丢失的电脑发的券和送来的数据都不算数。"
            ),
        )
        self._which = StepCard(1, _("哪台设备"), _("选丢失的那台。"))
        self.units = ChoiceBox()
        self.units.setAccessibleName(_("丢失的设备"))
        self.units.setMinimumContentsLength(28)
        self.units.currentIndexChanged.connect(lambda _at: self._show_unit())
        self._facts = label("", "muted", wrap=True)
        self._which.room.addWidget(self.units)
        self._which.room.addWidget(self._facts)
        self._cut = StepCard(
            2,
            _("撤销，并定截止处"),
            _("下面是省总收到的最后记录。一般以最后一条为准；确知更早就被别人动过的，选那之前的一条。"),
        )
        self.last: Listing[LastEntry] = Listing(jobs, _entry_columns(), _("没有收到过它的记录。"), failed, most=4)
        self._cut.room.addWidget(self.last)
        self.end = button(
            _("撤销并封存号码…"), lambda: self.end_dialog().exec(), kind="danger", icon="shield-off-outline"
        )
        self._cut.buttons.addWidget(self.end)
        self._new = StepCard(
            3, _("开通接替的新电脑"), _("单位在新电脑上新建工作点、导入名片、生成申请包；省总收包后在这里核对并开通。")
        )
        self.requests: Listing[Request] = Listing(
            jobs, _request_columns(), _("还没有同县同类单位的申请。请先到“收包与回执”收包。"), failed, most=3
        )
        self._new.room.addWidget(self.requests)
        self.admit = button(_("核对并开通…"), self._open_grant, icon="shield-key-outline")
        self._new.buttons.addWidget(self.admit)
        self._back = StepCard(
            4,
            _("交还资料"),
            _(
                "写出资料包，和回执放在一起交给新电脑导入。本县其他电脑和基地下次上报时，也会自动把它们的内容发给新电脑。"
            ),
        )
        self.give = button(_("写出资料包…"), self._choose_folder, icon="folder-arrow-right-outline")
        self._back.buttons.addWidget(self.give)
        for part in (intro, self._which, self._cut, self._new, self._back):
            self.add(part)
        self.body.addStretch(1)

    def load(self) -> None:
        """Fetch devices and requests."""
        self.load_with(look, self._tell)

    def open(self, thing: bytes | None) -> None:
        """Choose the device with this number."""
        self._wanted = thing.hex() if thing else ""
        at = self.units.findData(self._wanted)
        if at >= 0:
            self.units.setCurrentIndex(at)

    def _tell(self, losses: Losses) -> None:
        chosen = self._wanted or self.units.currentData()
        self._wanted = ""
        self._losses = losses
        self.units.blockSignals(True)
        self.units.clear()
        for one in losses.units:
            words = _("{name}（{role}）").format(
                name=one.grant.name, role=_(ROLE_WORDS.get(one.grant.role, one.grant.role))
            )
            self.units.addItem(words + (_("　已撤销") if one.revoked else ""), one.grant.dev.hex())
        self.units.setCurrentIndex(max(0, self.units.findData(chosen)))
        self.units.blockSignals(False)
        self._show_unit()

    def _holding(self) -> "Holding | None":
        dev = self.units.currentData()
        return next((one for one in self._losses.units if one.grant.dev.hex() == dev), None) if self._losses else None

    def _show_unit(self) -> None:
        one = self._holding()
        if one is None or self._losses is None:
            self._facts.setText(_("还没有开通的单位。"))
            for act in (self.end, self.admit, self.give):
                act.setEnabled(False)
            return
        grant, successor = one.grant, self._losses.successors.get(one.grant.dev)
        if one.revoked:
            facts = _("已撤销，号码已封存。剩余额度 {left} 元可给接替的设备。").format(left=money.grouped(one.left_fen))
        elif grant.role == "desk":
            facts = _("未用券号 {n} 个，剩余额度 {left} 元。").format(n=one.unused, left=money.grouped(one.left_fen))
        else:
            facts = ""
        self._facts.setText(facts)
        self._facts.setVisible(bool(facts))
        self._which.mark_done(one.revoked)
        self._cut.mark_done(one.revoked)
        self.last.tell(one.last)
        self.end.setEnabled(not one.revoked)
        fits = [asked for asked in self._losses.requests if (asked.role, asked.county) == (grant.role, grant.county)]
        self.requests.tell(fits)
        self.requests.setVisible(successor is None)
        self._new.mark_done(successor is not None)
        if successor is not None:
            self._new.words.setText(_("已由“{name}”的新设备接替。").format(name=successor.name))
        self.admit.setEnabled(one.revoked and successor is None and bool(fits))
        self.give.setEnabled(successor is not None)

    # --- the end of the lost one ---

    def end_dialog(self) -> KeyDialog:
        """Give the dialog that revokes the chosen device up to the chosen record, by two persons."""
        one = self._holding()
        if one is None:
            raise RuntimeError("no device is chosen")
        chosen = self.last.current_row() or (one.last[0] if one.last else None)
        is_last = chosen is None or chosen == one.last[0]
        cut = None if is_last or chosen is None else (chosen.ep, chosen.q)

        def do(draft: KeyDraft, done: Done, refused: Refused) -> None:
            what = _("撤销“{name}”的设备授权，未用的 {n} 个号码封存不用。").format(name=one.grant.name, n=one.unused)
            second = ask_second(self.context, what, self)
            if second is None:
                refused(_needs_second())
                return
            self._end(one, draft, second, cut, done, refused)

        words = (
            _("它写的记录算到省总收到的最后一条为止。")
            if is_last or chosen is None
            else _("截止到 {at} 的“{what}”，此后的记录：钱不付，其余列入待处理。").format(
                at=f"{chosen.at:%Y-%m-%d %H:%M}", what=chosen.what
            )
        )
        return KeyDialog(
            _("撤销“{name}”").format(name=one.grant.name),
            words,
            _("撤销并封存"),
            do,
            places=[grant_place(self._losses.kept if self._losses else ())],
            phrases=[Phrase("grant", _("授权口令"), _("不是登录口令"))],
            caution=_("撤销后不能恢复，截止处只能再提前、不能推后。须另一人核准。"),
            parent=self,
        )

    def _end(
        self, one: "Holding", draft: KeyDraft, second: "Session", cut: tuple[bytes, int] | None, done: Done, refused: Refused
    ) -> None:  # fmt: skip
        def work(book: "Casebook", _progress: "Progress") -> str:
            from sync import admission, lost

            key = admission.open_grant_key(book, draft.phrases["grant"], draft.places.get("grant"))
            return lost.report(book, one.grant.dev, _("设备丢失"), key, second, cut=cut).grant.name

        def take(name: str) -> None:
            done(name)
            self.said.emit(_("已撤销“{name}”的这台设备。请尽快写回执发给各单位。").format(name=name))

        self.run(work, take, failed=refused, write=True, touches={"exchange", "base"})

    # --- the one in its place ---

    def _open_grant(self) -> None:
        rows = self.requests.rows
        if rows:
            self.grant_dialog(self.requests.current_row() or rows[0]).exec()

    def grant_dialog(self, asked: "Request") -> GrantDialog:
        """Give the dialog that grants a request in the place of the lost device, with what is left of its money."""
        one = self._holding()
        kept = next((key for key in self._losses.kept if key.which == "grant"), None) if self._losses else None

        def do(draft: GrantDraft, done: Callable[[Any], None], refused: Callable[[Exception], None]) -> None:
            def work(book: "Casebook", _progress: "Progress") -> str:
                from sync import admission

                key = admission.open_grant_key(book, draft.passphrase, draft.key_file)
                before = one.grant.dev if one else None
                made = admission.approve(
                    book, asked.keys.dev, draft.fingerprint, allotment_of(draft), key, successor_of=before
                )
                return made.name

            def take(name: str) -> None:
                done(name)
                self.said.emit(_("已开通“{name}”的新设备。请写回执，再写出资料包，一并交给对方。").format(name=name))

            self.run(work, take, failed=refused, write=True, touches={"exchange", "base"})

        file = kept.file if kept and kept.here else Path(kept.copies[-1].where if kept and kept.copies else "")
        dialog = GrantDialog(
            asked.name, asked.role, self.context.clock, file, do, expected=asked.fingerprint, parent=self
        )
        if one is not None and asked.role == "desk":
            dialog.limit.set_value(one.left_fen)
        return dialog

    # --- data back ---

    def _choose_folder(self) -> None:
        folder = folders.choose(self, _("资料包存放到哪里？"))
        if folder:
            self.hand_over(folder)

    def hand_over(self, folder: Path) -> None:
        """Write the lost device's records for its successor into `folder`."""
        one = self._holding()
        successor = self._losses.successors.get(one.grant.dev) if one and self._losses else None
        if successor is None:
            return
        dev = successor.dev

        def work(book: "Casebook", _progress: "Progress") -> list[Path]:
            from sync import lost

            return lost.hand_over(book, dev, folder)

        def take(files: list[Path]) -> None:
            self._back.mark_done(True)
            words = _("已写出 {n} 个资料包到“{folder}”。请和回执一起交给新电脑导入。")
            self.said.emit(words.format(n=len(files), folder=folder))

        self.run(work, take, write=True, touches={"exchange"})


def _needs_second() -> Exception:
    from db.casebook import SecondPersonNeeded
    from rules.permissions import Action

    return SecondPersonNeeded(action=Action.UNIT_REVOKE)


def _entry_columns() -> "list[Column[LastEntry]]":
    return [
        Column(_("第几条"), lambda one: f"{one.q:,}", 84, right=True),
        Column(_("那台电脑的时间"), lambda one: f"{one.at:%Y-%m-%d %H:%M}", 150),
        Column(_("内容"), lambda one: _(one.what) or _("开始新的记录")),
    ]


def _request_columns() -> "list[Column[Request]]":
    return [
        Column(_("单位"), lambda one: one.name),
        Column(_("核对码（电话核对）"), lambda one: grouped(one.fingerprint), 316),
    ]


SPEC = PageSpec("lost", N_("设备丢失"), "laptop-off", LostPage, under="system")
